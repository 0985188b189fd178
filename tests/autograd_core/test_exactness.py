"""Reverse mode over Fractions equals three others with `==` and no tolerance.

They are an independent oracle (forward-mode dual numbers), the engine's own forward mode, and the sum over all paths.
"""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings

from autograd_core import Value, gradients, paths, tangents, topological_order
from tests.autograd_core.dual import forward_gradient, forward_hessian
from tests.autograd_core.random_graphs import (
    ARITHMETIC,
    EVERYTHING,
    KINKS,
    OF_DUALS,
    OF_FRACTIONS,
    OF_VALUES,
    POWERS,
    Program,
    programs,
)

# Graphs of each of the four families.
GRAPHS = 150
SECOND_ORDER_GRAPHS = 50
MANY = 4  # times as many in the thorough tests
MOST_PATHS = 2_000  # in a graph with more of them they are not enumerated, only summed up

times = pytest.mark.parametrize("times", [1, pytest.param(MANY, marks=pytest.mark.thorough)])
families = pytest.mark.parametrize(
    "operations", [ARITHMETIC, POWERS, KINKS, EVERYTHING], ids=["arithmetic", "powers", "kinks", "everything"]
)


def _is_shared(output: Value) -> bool:
    uses = Counter(parent for node in topological_order(output) for parent in node.parents)
    return max(uses.values()) > 1


def _forward_mode(output: Value, leaves: list[Value], i: int) -> Fraction:
    direction = [Fraction(i == j) for j in range(len(leaves))]
    slope: Fraction = tangents([output], leaves, direction)[0].data
    return slope


def _path_sum(output: Value, leaf: Value) -> Fraction:
    ways = paths(output, leaf)
    total: Fraction = ways.gradient
    if ways.count <= MOST_PATHS:
        products = [path.product for path in ways]
        assert (len(products), sum(products)) == (ways.count, total)
    return total


@times
@families
def test_backward_equals_dual_numbers_forward_mode_and_path_sum_exactly(
    operations: tuple[str, ...], times: int
) -> None:
    compared = 0

    @settings(max_examples=times * GRAPHS)
    @given(programs(operations))
    def compare(program: Program) -> None:
        nonlocal compared
        leaves = [Value(x) for x in program.leaves]
        output = program.run(leaves, OF_VALUES)
        assert output.data == program.run(program.leaves, OF_FRACTIONS)
        assert _is_shared(output)
        output.backward()
        gradient = forward_gradient(lambda xs: program.run(xs, OF_DUALS), program.leaves)
        assert [x.grad for x in leaves] == gradient
        assert [_forward_mode(output, leaves, i) for i in range(len(leaves))] == gradient
        assert [_path_sum(output, x) for x in leaves] == gradient
        compared += 1

    compare()
    assert compared >= times * GRAPHS


@times
@families
def test_gradients_of_gradients_equal_nested_dual_numbers_exactly(operations: tuple[str, ...], times: int) -> None:
    compared = 0

    @settings(max_examples=times * SECOND_ORDER_GRAPHS)
    @given(programs(operations, most_steps=5))
    def compare(program: Program) -> None:
        nonlocal compared
        leaves = [Value(x) for x in program.leaves]
        first = gradients(program.run(leaves, OF_VALUES), leaves)
        hessian = [[second.data for second in gradients(slope, leaves)] for slope in first]
        assert hessian == forward_hessian(lambda xs: program.run(xs, OF_DUALS), program.leaves)
        compared += 1

    compare()
    assert compared >= times * SECOND_ORDER_GRAPHS


def test_fraction_divided_by_an_int_has_an_exact_gradient() -> None:
    x = Value(Fraction(1))
    (x / 3).backward()
    assert x.grad == Fraction(1, 3)


def test_zero_that_relu_returns_is_as_exact_as_its_input() -> None:
    # an int 0 in place of a Fraction would make (0 + 1) / 3 a float
    cut = Value(Fraction(-1)).relu()
    assert ((cut + 1) / 3).data == Fraction(1, 3)


def test_fraction_to_a_negative_power_has_an_exact_gradient() -> None:
    x = Value(Fraction(3))
    (x**-2).backward()
    assert x.grad == Fraction(-2, 27)
