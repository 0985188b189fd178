"""Running a recorded graph forward again: it equals recording anew, or changes nothing."""

import itertools
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd_core
from autograd_core import Value, log, maximum, recompute, stale, topological_order
from autograd_core.strategies import EXACT, DrawnGraph, graphs


def test_bill_follows_the_price() -> None:
    apple = Value(100, "apple")
    amount = apple * 2
    total = amount * Fraction(11, 10)
    apple.data = 120
    assert stale(total) == [amount, total]
    recompute(total)
    assert (amount.data, total.data) == (240, 264)
    assert stale(total) == []
    total.backward()
    assert apple.grad == Fraction(11, 5)


def recorded_for_output(graph: DrawnGraph, point: Sequence[Any]) -> Value:
    """The graph at `point` without what its output does not depend on, which may have no value there."""
    first = len(point)
    needed = {first + len(graph.instructions) - 1}
    for i, instruction in reversed(list(enumerate(graph.instructions, start=first))):
        needed.update(instruction.positions if i in needed else ())
    values = [Value(x) for x in point]
    for i, instruction in enumerate(graph.instructions, start=first):
        values.append(instruction.operation(*instruction.arguments(values)) if i in needed else values[0])
    return values[-1]


@given(graphs(operations=EXACT, kind="fraction", sharing=True), st.data())
def test_recomputing_equals_recording_anew_exactly(graph: DrawnGraph, data: st.DataObject) -> None:
    output, leaves = graph.record()
    before = [node.data for node in topological_order(output)]
    point = [data.draw(st.fractions(-3, 3, max_denominator=4)) for _ in leaves]
    for leaf, x in zip(leaves, point, strict=True):
        leaf.data = x
    try:
        anew = recorded_for_output(graph, point)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            recompute(output)
        changed = [node.data for node in topological_order(output) if not node.is_leaf]
        assert changed == [x for x, node in zip(before, topological_order(output), strict=True) if not node.is_leaf]
        return
    recompute(output)
    assert [node.data for node in topological_order(output)] == [node.data for node in topological_order(anew)]
    assert stale(output) == []


def test_switch_of_a_kink_is_taken_anew() -> None:
    x = Value(2.0)
    output = maximum(x, 3)
    x.data = 5.0
    recompute(output)
    output.backward()
    assert (output.data, x.grad) == (5.0, 1)


def test_failure_changes_nothing_and_names_the_new_numbers() -> None:
    x = Value(3.0, "x")
    doubled = x * 2
    doubled.label = "doubled"
    output = log(doubled)
    x.data = -1.0
    before = (doubled.data, output.data)
    with pytest.raises(ValueError, match=r"log needs a positive input, got -2\.0 \(node 'doubled'\)"):
        recompute(output)
    assert (doubled.data, output.data) == before
    with pytest.raises(ValueError, match="log needs a positive input"):
        stale(output)


def test_interrupt_at_any_moment_changes_nothing_or_all() -> None:
    replaced = autograd_core.replay.recompute.__code__
    for moment in itertools.count(1):
        x = Value(2)
        output = x * 2 + x * x * 3
        nodes = [node for node in topological_order(output) if not node.is_leaf]
        x.data = 5
        before = [node.data for node in nodes]
        passed = 0

        def interrupting(frame: Any, event: str, argument: object, moment: int = moment) -> Any:
            nonlocal passed
            if frame.f_code is not replaced:
                return None
            frame.f_trace_opcodes = True
            if event == "opcode":
                passed += 1
                if passed == moment:
                    raise KeyboardInterrupt
            return interrupting

        traced = sys.gettrace()
        sys.settrace(interrupting)
        try:
            recompute(output)
        except KeyboardInterrupt:
            sys.settrace(traced)
            assert [node.data for node in nodes] in (before, [10, 25, 75, 85])
            recompute(output)
            assert output.data == 85
        else:
            break
        finally:
            sys.settrace(traced)
    assert passed > 50


def test_node_that_is_nan_again_is_not_stale() -> None:
    x = Value(float("inf"))
    assert stale(x - x) == []
    assert stale(x) == []


def test_deep_chain_is_computed_again_without_recursion() -> None:
    x = Value(1)
    node = x
    for _ in range(50_000):
        node = node + 1
    x.data = 2
    recompute(node)
    assert node.data == 50_002


@pytest.mark.parametrize("ask", [recompute, stale])
def test_something_else_than_a_value_is_an_error(ask: Any) -> None:
    with pytest.raises(TypeError, match="only a Value has a graph to compute again, got int 3"):
        ask(3)
