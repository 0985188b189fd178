"""Why a gradient is what it is: contributions, and the backward pass as steps."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core
from autograd_core import (
    TABLE,
    Operation,
    Value,
    backward_steps,
    dot,
    explain,
    maximum,
    minimum,
    no_grad,
    paths,
    topological_order,
    where,
)
from autograd_core.graph import backward_order
from autograd_core.modes import watching
from autograd_core.strategies import DrawnGraph, graphs
from tests.autograd_core.rule_checks import recorded, smooth_inputs


def shopping() -> dict[str, Value]:
    apple, apples, tax = Value(100, "apple"), Value(2, "apples"), Value(1.1, "tax")
    total = apple * apples * tax
    total.label = "total"
    return {"apple": apple, "apples": apples, "tax": tax, "total": total}


def test_shopping_example_reads_as_the_course_tells_it() -> None:
    nodes = shopping()
    assert str(explain(nodes["total"], nodes["apple"])) == (
        "apple.grad = 1.1 (from *) x 2 (the other factor, apples) = 2.2"
    )


def test_explanation_of_a_value_used_twice_adds_its_uses() -> None:
    x = Value(3, "x")
    assert str(explain(x * x, x)).splitlines() == [
        "x.grad = 3 + 3 = 6 (used 2 times: the uses add up)",
        "  1 (from *) x 3 (the other factor, x) = 3",
        "  1 (from *) x 3 (the other factor, x) = 3",
    ]


x, y = Value(2.0, "x"), Value(3.0, "y")


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (x + y, "(passed on)"),
        (y - x, "(negated)"),
        (autograd_core.sum([x, y, y]), "(passed on)"),
        (x * y, "(the other factor, y)"),
        (x * 3, "(the other factor)"),
        (maximum(x, 1), "(the open branch)"),
        (maximum(x, 7), "(a closed branch)"),
        (maximum(x, 2.0), "(its share of a tie)"),
        (minimum(x, 2.0), "(its share of a tie)"),
        (abs(-x), "(the open branch, its sign changed)"),
        ((x - 3).leaky_relu(), "(the slope of its branch)"),
        (x.relu(), "(the open branch)"),
        (x.tanh(), "(d tanh = 1-out**2)"),
        (x**3, "(d ** = n*x**(n-1))"),
        (x / y, "(d / = 1/y)"),
        (dot([x], [y], 1), "(the other factor, y)"),
        (dot([1, 2], [y, 3], x), "(the bias is passed on)"),
        (dot([], [], x), "(the bias is passed on)"),
        (-x, "(sign changer)"),
        (+x, "(wire)"),
        (x.step(), "(closed gate)"),
        (where(1, x, y), "(the open branch)"),
    ],
)
def test_explanation_names_the_part_that_the_gate_plays(output: Value, reason: str) -> None:
    node = next(node for node in (x, *x_users(output)) if node is x or node.parents == (x,))
    lines = [str(line) for line in _all_contributions(output, node)]
    assert any(reason in line for line in lines), lines


def x_users(output: Value) -> list[Value]:
    return topological_order(output)


def _all_contributions(output: Value, value: Value) -> list[Any]:
    """Of `value` and of what lies between it and the output."""
    nodes = [value, *topological_order(output)]
    return [contribution for node in nodes for contribution in explain(output, node).contributions]


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
@settings(max_examples=20)
@given(data=st.data())
def test_every_row_has_an_explanation_whose_sum_is_the_gradient(row: Operation, data: st.DataObject) -> None:
    output, leaves = recorded(row, data.draw(smooth_inputs(row)))
    explanations = [explain(output, leaf) for leaf in leaves]
    output.backward()
    assert [explanation.gradient for explanation in explanations] == [leaf.grad for leaf in leaves]
    assert all("(from " in str(explanation) for explanation in explanations)


def bits(number: float) -> float | str:
    """Comparable to the last bit: a NaN equals a NaN, and 0.0 equals -0.0."""
    return "NaN" if math.isnan(number) else number


@given(graphs(sharing=True))
def test_contributions_add_up_to_what_backward_gives_to_the_last_bit(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    nodes = [node for node in topological_order(output) if not node.is_constant]
    explained = [explain(output, node) for node in nodes]
    assert all(node.grad == 0 for node in nodes), "explain touches no .grad"
    output.backward()
    assert [bits(explanation.gradient) for explanation in explained] == [bits(node.grad) for node in nodes]


class PassOrder:
    """Notes in which order the engine passed gradients on."""

    def __init__(self) -> None:
        self.order: list[Value] = []

    def recorded(self, node: Value) -> None: ...

    def before_backward(self, output: Value) -> None: ...

    def after_backward(self, order: list[Value]) -> None:
        self.order = list(order)


@given(graphs(sharing=True), st.sampled_from([1, 2.5, -3]))
def test_steps_are_those_that_backward_takes(graph: DrawnGraph, seed: float) -> None:
    output, _ = graph.record()
    steps = list(backward_steps(output, seed))
    engine = PassOrder()
    with watching(engine):
        output.backward(seed)
    assert [step.node for step in steps] == engine.order == backward_order(output)
    last = {contribution.value: total for step in steps for contribution, total in zip(*_sums(step), strict=True)}
    assert {node: bits(total) for node, total in last.items()} == {node: bits(node.grad) for node in last}
    assert [bits(step.gradient) for step in steps] == [bits(step.node.grad) for step in steps]


def _sums(step: Any) -> tuple[Any, Any]:
    return step.contributions, step.sums


def test_constants_get_no_contribution() -> None:
    x = Value(3.0)
    step, *rest = backward_steps(x * 2.0)
    assert rest == []
    assert [contribution.value for contribution in step.contributions] == [x]
    assert step.sums == (2.0,)


def test_running_sums_of_a_fan_out() -> None:
    x = Value(3)
    steps = list(backward_steps(x * x + 2 * x))
    running = [total for step in steps for amount, total in zip(*_sums(step), strict=True) if amount.value is x]
    assert running in ([3, 6, 8], [2, 5, 8])


def test_steps_are_taken_one_at_a_time_and_complain_at_once() -> None:
    x = Value(0.0)
    steps = backward_steps(x.sqrt() + x)
    assert next(steps).gradient == 1
    with pytest.raises(ZeroDivisionError, match=r"sqrt has no gradient at 0\.0"):
        next(steps)
    with pytest.raises(TypeError, match=r"output must be a Value, got float 1\.0"):
        backward_steps(1.0)  # type: ignore[arg-type]


def test_output_itself_unrelated_values_and_constants_say_so() -> None:
    nodes = shopping()
    total = nodes["total"]
    assert str(explain(total, total)) == "total.grad = 1 (the output itself: the backward pass starts here)"
    assert str(explain(total, Value(5, "pear"))) == "pear.grad = 0 (total does not depend on pear)"
    doubled = 2 * total
    two = doubled.parents[0]
    assert str(explain(doubled, two)) == "2.grad = 0 (a constant: no gradient flows into it)"
    assert paths(doubled, two).count == 0
    assert explain(Value(1.0), Value(2.0)).gradient == 0
    with no_grad():
        assert explain(x * y, x).gradient == 0


@pytest.mark.parametrize("label", ["", "a\nb", "```", "\ud800", "x" * 500, "1.1 (from *) x 2", "사과", "{0}", "%s"])
def test_explanation_of_any_label_is_text(label: str) -> None:
    x = Value(2.0, label)
    z = x * x + 1
    z.label = label
    explanation = explain(z, x)
    assert "\ud800" not in str(explanation)
    assert len(str(explanation).splitlines()) == 3
    notebook = explanation._repr_markdown_()
    assert notebook.startswith("```text\n")
    assert notebook.count("```") == 2
    assert len(str(paths(z, x)).splitlines()) == 3
    assert explanation.gradient == 4


@pytest.mark.parametrize("ask", [explain, paths])
def test_question_about_no_value_is_an_error(ask: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(TypeError, match="value must be a Value, got int 3"):
        ask(x, 3)
