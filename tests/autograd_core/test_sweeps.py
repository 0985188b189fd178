"""Sweeps: the same partial derivatives forward, backward and as graphs, over random graphs; which way is shorter."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from autograd_core import Value, gradients, log, maximum, relu, sqrt, topological_order, where
from autograd_core.strategies import EXACT, DrawnGraph, graphs
from autograd_core.sweeps import derivatives_along, partial_derivatives, visits_backward, visits_forward


@given(graphs(operations=EXACT, kind="fraction", size=6, sharing=True))
def test_both_ways_give_what_gradients_give_exactly(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    outputs = [output, *(node for node in topological_order(output) if not node.is_constant), Value(Fraction(1))]
    expected = [[slope.data for slope in gradients(y, leaves)] for y in outputs]
    assert partial_derivatives(outputs, leaves) == expected
    along = derivatives_along(outputs, {x: {j: 1} for j, x in enumerate(leaves)}, len(leaves))
    assert along == expected


@given(graphs(operations=EXACT, kind="fraction", leaves=5, size=6, sharing=True))
def test_an_output_that_stands_twice_has_two_rows(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    (row, again) = partial_derivatives([output, output], leaves)
    assert row == again == [slope.data for slope in gradients(output, leaves)]


def test_an_input_between_others_is_an_input() -> None:
    x = Value(3)
    square, cube = x * x, x * x * x
    assert partial_derivatives([square * cube * square], [square, cube]) == [[2 * 9 * 27, 81]]


@given(graphs(operations=EXACT, kind="fraction", size=6, sharing=True))
def test_visits_are_the_nodes_between(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    outputs = [output, output, *topological_order(output)[:3]]
    order = topological_order(*outputs)
    above = {y: set(topological_order(y)) for y in order}
    assert visits_backward(order, outputs) == sum(len(above[y]) for y in outputs)
    assert visits_forward(order, leaves) == sum(x in above[y] for y in order for x in leaves)


def test_gates_that_are_closed_let_nothing_through_on_either_way() -> None:
    x, y = Value(-1.0), Value(0.0)
    # tall, so forward; and its first output alone, so backward
    outputs = [sqrt(relu(x)), where(y, log(maximum(y, 1.0)), 3.0), x * y] * 3
    expected = [[0, 0], [0, 0], [0.0, -1.0]]
    assert partial_derivatives(outputs, [x, y]) == expected * 3
    assert partial_derivatives(outputs[:1], [x, y]) == expected[:1]


@pytest.mark.parametrize("copies", [1, 5], ids=["backward", "forward"])
def test_rule_without_a_value_is_an_error_only_where_it_is_asked_for(copies: int) -> None:
    x, y = Value(0.0), Value(2.0)
    outputs = [sqrt(x) + y] * copies
    with pytest.raises(ZeroDivisionError, match="sqrt has no gradient at 0"):
        partial_derivatives(outputs, [x, y])
    assert partial_derivatives(outputs, [y]) == [[1]] * copies


@pytest.mark.parametrize("copies", [1, 5], ids=["backward", "forward"])
def test_decimal_infinity_times_zero_is_an_error_that_names_the_operation(copies: int) -> None:
    x = Value(Decimal("Infinity"))
    with pytest.raises(ArithmeticError, match=r"\*"):
        partial_derivatives([(x * x) * Decimal(0)] * copies, [x])
