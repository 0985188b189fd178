"""recording: a graph that is recorded for a program asks no Value for its data."""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import GraphError, Value, compile_graph, maximum, recording, relu, where


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne])
@pytest.mark.parametrize("other", [0, Value(1.0)])
def test_comparison_of_a_value_is_an_error_that_names_the_alternatives(
    compare: Callable[[Any, Any], Any], other: Any
) -> None:
    x = Value(2.0, "x")
    with recording(), pytest.raises(GraphError, match=r"node 'x'.*every sample; write where, equal, maximum"):
        compare(x, other)
    assert compare(x, other) == compare(2.0, getattr(other, "data", other))


def test_questions_for_another_kind_of_thing_have_their_answer() -> None:
    x = Value(2.0)
    nothing: Any = None
    with recording():
        assert x != nothing
        assert x in [x]
        assert {x: 1}[x] == 1


@pytest.mark.parametrize("choose", [max, min, sorted], ids=lambda choose: choose.__name__)
def test_builtins_that_compare_are_errors_too(choose: Callable[[Any], Any]) -> None:
    with recording(), pytest.raises(GraphError, match="comparison"):
        choose([Value(1.0), Value(2.0)])


def test_operations_that_choose_by_data_are_recorded() -> None:
    x = Value(-1.0)
    with recording():
        y = relu(x) + maximum(x, 2 * x) + where(x.step(), x, -x)
    assert compile_graph(y, [x])([[-1.0], [3.0]]).tolist() == [0.0, 12.0]


def test_blocks_nest_decorate_and_end_with_an_error() -> None:
    @recording()
    def decide(x: Value) -> Value:
        return x if x > 0 else -x

    x = Value(1.0)
    with recording():
        with pytest.raises(GraphError):
            decide(x)
        with pytest.raises(GraphError):
            _ = x > 0
    assert x > 0


def test_block_holds_for_its_own_thread() -> None:
    answers: list[bool] = []
    with recording():
        thread = threading.Thread(target=lambda: answers.append(Value(1.0) > 0))
        thread.start()
        thread.join()
    assert answers == [True]


def test_block_records_the_graph_that_is_recorded_without_it() -> None:
    x = Value(2.0)
    with recording():
        y = x * x
        y.backward()
    assert (y.data, y.parents, x.grad) == (4.0, (x, x), 4.0)
