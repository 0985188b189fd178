"""Walking a graph: topological order, leaves, depth, operation counts, on any depth and the same every time."""

import pytest
from hypothesis import given

import autograd_core
from autograd_core import (
    OperationCounts,
    Value,
    depth,
    dot,
    exp,
    leaves,
    maximum,
    operation_counts,
    topological_order,
)
from tests.autograd_core.random_graphs import EVERYTHING, OF_VALUES, Program, programs


@given(programs(EVERYTHING))
def test_order_has_every_node_once_and_parents_first(program: Program) -> None:
    output = program.run([Value(x) for x in program.leaves], OF_VALUES)
    order = topological_order(output)
    position = {node: i for i, node in enumerate(order)}
    assert len(position) == len(order)
    assert order[-1] is output
    for node in order:
        assert all(position[parent] < position[node] for parent in node.parents)


def test_order_goes_depth_first_with_parents_from_left_to_right() -> None:
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    product = b * c
    product.label = "bc"
    output = a + product
    output.label = "out"
    assert [node.label for node in topological_order(output)] == ["a", "b", "c", "bc", "out"]


def test_order_of_a_leaf_is_the_leaf() -> None:
    x = Value(1.0)
    assert topological_order(x) == [x]


def test_leaves_leave_constants_out() -> None:
    x, y = Value(1.0), Value(2.0)
    assert leaves(2 * x + y * 3 + x) == [x, y]
    assert leaves(x) == [x]


@pytest.mark.parametrize(
    ("expression", "levels"),
    [
        (lambda x: x, 0),
        (lambda x: x * x, 1),
        (lambda x: 2 * (x + 1), 2),
        (lambda x: exp(x * x) + x, 3),
        (lambda x: maximum(x, x + 1, (x + 1) + 1), 3),
    ],
)
def test_depth_counts_operations_on_the_longest_path(expression: object, levels: int) -> None:
    assert depth(expression(Value(1.0))) == levels  # type: ignore[operator]


def test_operation_counts_of_apples_with_tax() -> None:
    apple, number, tax = Value(100), Value(2), Value(1.1)
    counts = operation_counts(apple * number * tax + 0)
    # three leaves and three results; the constant 0 is in the program, not in memory
    assert counts == OperationCounts(1, 2, stored=6, by_operation={"multiply": 2, "add": 1})


def test_operation_counts_add_up_over_the_nodes() -> None:
    x, y = Value(2.0), Value(3.0)
    counts = operation_counts((x + y + 1.0) * (x - y) * x)
    assert (counts.additions, counts.multiplications) == (3, 2)


def test_operation_counts_of_a_neuron_are_those_of_its_sums_of_products() -> None:
    xs = [Value(float(i)) for i in range(5)]
    apart = operation_counts(autograd_core.sum([*(x * x for x in xs), Value(1.0)]))
    together = operation_counts(dot(xs, xs, Value(1.0)))
    assert (apart.additions, apart.multiplications) == (together.additions, together.multiplications) == (5, 5)
    assert together.by_operation == {"dot": 1}


def test_shared_node_is_counted_once() -> None:
    shared = Value(2.0) * Value(3.0)
    assert operation_counts(shared + shared).by_operation == {"multiply": 1, "add": 1}
