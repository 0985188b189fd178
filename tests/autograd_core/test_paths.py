"""A gradient as a sum over paths: counted, summed, and the heaviest found, without walking all of them.

That the sum equals the gradient exactly is in test_exactness.py.
"""

import heapq
import itertools
import math
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from autograd_core import (
    Value,
    explain,
    paths,
)
from autograd_core.strategies import DrawnGraph, graphs

MOST_PATHS = 2_000  # a graph with more of them is not enumerated


@given(graphs(kind="fraction", sharing=True), st.integers(1, 5))
def test_heaviest_paths_are_those_of_brute_force(graph: DrawnGraph, k: int) -> None:
    output, leaves = graph.record()
    ways = paths(output, leaves[0])
    if ways.count > MOST_PATHS:
        return
    expected = heapq.nlargest(k, (abs(path.product) for path in ways))
    found = ways.heaviest(k)
    assert [abs(path.product) for path in found] == expected
    everything = {path.nodes + path.local_gradients for path in ways}
    assert all(path.nodes + path.local_gradients in everything for path in found)


@given(graphs(kind="fraction", sharing=True))
def test_each_path_leads_from_the_value_to_the_output_along_edges(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    for path in itertools.islice(paths(output, leaves[-1]), MOST_PATHS):
        assert path.nodes[0] is leaves[-1]
        assert path.nodes[-1] is output
        assert math.prod(path.local_gradients) == path.product
        assert len(path.local_gradients) == len(path.nodes) - 1
        assert all(parent in user.parents for parent, user in itertools.pairwise(path.nodes))


def test_local_gradients_of_a_path_stand_from_the_value_to_the_output() -> None:
    x = Value(1.0, "x")
    (path,) = paths((x * 2.0) * 3.0, x)
    assert path.local_gradients == (2.0, 3.0)
    assert str(path) == "x -> * -> *: 2 x 3 = 6"


def test_square_has_two_paths() -> None:
    x = Value(3, "x")
    ways = paths(x * x, x)
    assert ways.count == 2
    assert [path.product for path in ways] == [3, 3]
    assert str(ways).splitlines() == ["2 paths from x to *, sum 6", "  x -> *: 3 = 3", "  x -> *: 3 = 3"]


def doublings(levels: int) -> tuple[Value, Value]:
    x = Value(Fraction(1), "x")
    node = x
    for _ in range(levels):
        node = node + Fraction(1, 2) * node  # the first of the two ways is the heavier one
    return node, x


def test_graph_of_2_to_the_60_paths_answers_without_walking_them() -> None:
    output, x = doublings(60)
    ways = paths(output, x)
    assert ways.count == 2**60
    assert ways.gradient == Fraction(3, 2) ** 60
    assert [path.product for path in ways.heaviest(4)] == [1, Fraction(1, 2), Fraction(1, 2), Fraction(1, 2)]
    assert len(list(itertools.islice(ways, 10))) == 10, "iteration is lazy"
    assert "1,152,921,504,606,846,976 paths" in str(ways)
    assert str(ways).count("\n") == 5


def test_count_is_that_of_enumeration() -> None:
    output, x = doublings(8)
    assert paths(output, x).count == len(list(paths(output, x))) == 2**8


def test_paths_of_the_output_to_itself_and_of_an_unrelated_value() -> None:
    x, y = Value(3.0, "x"), Value(4.0, "y")
    z = x * y
    assert (paths(z, z).count, paths(z, z).gradient) == (1, 1)
    assert [path.product for path in paths(z, z)] == [path.product for path in paths(z, z).heaviest(3)] == [1]
    unrelated = paths(z, Value(1.0, "w"))
    assert (unrelated.count, unrelated.gradient, list(unrelated), unrelated.heaviest(2)) == (0, 0, [], [])
    assert str(unrelated) == "no path from w to *"


def test_deep_chain_is_walked_without_recursion() -> None:
    x = Value(1.0)
    node = x
    for _ in range(20_000):
        node = node + x
    assert paths(node, x).count == 20_001
    assert explain(node, x).gradient == 20_001
