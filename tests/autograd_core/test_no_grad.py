"""no_grad: operations that compute and record nothing, in one thread, for as long as the block lasts."""

import threading
from typing import Any

import pytest

import autograd_core
from autograd_core import GraphError, Value, dot, gradients, maximum, no_grad


def test_no_grad_computes_and_records_nothing() -> None:
    x, y = Value(3.0), Value(2.0)
    with no_grad():
        results = [
            x * y,
            x + 1,
            1 - x,
            -x,
            x**2,
            x**y,
            x.exp(),
            maximum(x, y),
            dot([x], [y]),
            autograd_core.sum([x, y]),
        ]
    assert all(result.is_constant and result.parents == () for result in results)
    assert results[0].data == 6
    assert (x * y).parents == (x, y)


def test_no_grad_blocks_nest() -> None:
    x = Value(1.0)
    with no_grad():
        with no_grad():
            assert (x + 1).is_constant
        assert (x + 1).is_constant
    assert not (x + 1).is_constant


def test_no_grad_decorates_a_function() -> None:
    @no_grad()
    def predict(x: Value) -> Any:
        return x * 2

    x = Value(1.0)
    assert predict(x).is_constant
    assert predict(x).is_constant  # the block can be entered again
    assert not (x * 2).is_constant


def test_recording_resumes_after_an_error_in_a_no_grad_block() -> None:
    x = Value(0.0)
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / x
    assert not (x + 1).is_constant


def test_value_made_in_a_no_grad_block_is_an_ordinary_leaf() -> None:
    with no_grad():
        x = Value(3.0)
    (x * x).backward()
    assert x.grad == 6


def test_backward_from_a_no_grad_result_is_refused() -> None:
    with no_grad():
        y = Value(2.0) * 3
    with pytest.raises(GraphError, match=r"got the constant 6.0: .* inside no_grad\(\)"):
        y.backward()


def test_no_grad_holds_for_its_thread_alone() -> None:
    x = Value(2.0)
    recorded: list[Value] = []
    with no_grad():
        thread = threading.Thread(target=lambda: recorded.extend([x * x, x.exp(), maximum(x, 1)]))
        thread.start()
        thread.join()
        assert (x * x).is_constant
    assert [node.is_constant for node in recorded] == [False] * 3


def test_no_grad_in_another_thread_leaves_this_one_recording() -> None:
    x = Value(2.0)
    inside, done = threading.Event(), threading.Event()

    def hold_block() -> None:
        with no_grad():
            inside.set()
            done.wait()

    thread = threading.Thread(target=hold_block)
    thread.start()
    inside.wait()
    recorded = [x * x, x.exp(), maximum(x, 1)]
    done.set()
    thread.join()
    assert [node.is_constant for node in recorded] == [False] * 3


def test_gradients_in_a_no_grad_block_are_constants() -> None:
    x = Value(3.0)
    y = x * x * x
    with no_grad():
        (slope,) = gradients(y, [x])
    assert slope.data == 27
    assert slope.is_constant


def test_backward_works_in_a_no_grad_block() -> None:
    x = Value(3.0)
    y = x * x
    with no_grad():
        y.backward()
    assert x.grad == 6
