"""Drawn graphs keep what their knobs promise, are code that can be pasted, and shrink to something small."""

import math
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from autograd_core import (
    TABLE,
    assert_gradients_match,
    check_gradients,
    depth,
    gradients,
    operation_counts,
    topological_order,
)
from autograd_core.strategies import EXACT, LARGEST, LARGEST_BITS, DrawnGraph, graphs, points
from tests.autograd_core.test_saving import fields


@given(graphs())
def test_graph_has_a_value_and_slopes_at_its_point(graph: DrawnGraph) -> None:
    output, drawn = graph.record()
    assert 1 <= len(drawn) <= 3
    assert 1 <= len(graph.instructions) <= 8
    assert graph(*graph.point) == output.data
    assert abs(output.data) <= LARGEST
    output.backward()
    assert all(math.isfinite(leaf.grad) for leaf in drawn)


@given(st.sets(st.sampled_from(sorted(TABLE)), min_size=1, max_size=3), st.data())
def test_operations_are_those_asked_for(names: set[str], data: st.DataObject) -> None:
    graph = data.draw(graphs(operations=[*sorted(names), TABLE["tanh"]]))
    assert {instruction.operation.name for instruction in graph.instructions} <= {*names, "tanh"}


@given(st.integers(1, 5), st.integers(1, 12), st.integers(1, 4), st.booleans(), st.data())
def test_leaves_size_and_depth_are_at_most_those_asked_for(
    most_leaves: int, size: int, deepest: int, sharing: bool, data: st.DataObject
) -> None:
    graph = data.draw(graphs(leaves=most_leaves, size=size, depth=deepest, sharing=sharing))
    output, _ = graph.record()
    assert len(graph.point) <= most_leaves
    assert len(graph.instructions) <= size
    assert depth(output) <= deepest


@given(graphs(sharing=True))
def test_sharing_makes_paths_part_and_meet(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    uses = Counter(parent for node in topological_order(output) for parent in node.parents if not parent.is_constant)
    assert max(uses.values()) > 1


@given(graphs(clearance=0.1))
def test_clearance_keeps_inputs_away_from_kinks_and_poles(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    for node in topological_order(output):
        if node.operation is not None:
            assert node.operation.clearance(*(parent.data for parent in node.parents)) >= 0.1


@given(graphs(kind="fraction"))
def test_fractions_stay_exact_and_readable(graph: DrawnGraph) -> None:
    output, drawn = graph.record()
    assert isinstance(output.data, Fraction | int)
    assert Fraction(output.data).denominator.bit_length() <= LARGEST_BITS
    assert all(isinstance(slope.data, Fraction | int) for slope in gradients(output, drawn))


@given(points(3), points(2, kind="fraction", largest=1))
def test_points_have_the_size_kind_and_bound_asked_for(floats: list[Any], fractions: list[Any]) -> None:
    assert [type(x) for x in floats] == [float] * 3
    assert [type(x) for x in fractions] == [Fraction] * 2
    assert all(abs(x) <= 3 for x in floats)
    assert all(abs(x) <= 1 for x in fractions)


@settings(max_examples=30)
@given(st.sampled_from(["float", "fraction"]).flatmap(lambda kind: graphs(kind=kind)))
def test_repr_is_code_that_records_the_same_graph(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    output.backward()
    code = "\n".join(line for line in repr(graph).splitlines() if "viz" not in line)
    names: dict[str, Any] = {}
    exec(code, names)
    again = names[f"y{len(graph.instructions) - 1}"]
    assert [fields(node) for node in topological_order(again)] == [fields(node) for node in topological_order(output)]


def test_repr_draws_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = find(graphs(sharing=True, size=3), lambda graph: len(graph.instructions) > 1)
    monkeypatch.chdir(tmp_path)
    exec(repr(graph), {})
    assert "<svg" in (tmp_path / "graph.svg").read_text("utf-8")


def test_failing_property_shrinks_to_a_small_graph() -> None:
    def has_large_slope(graph: DrawnGraph) -> bool:
        output, drawn = graph.record()
        output.backward()
        return any(abs(leaf.grad) > 2 for leaf in drawn)

    smallest = find(graphs(operations=("add", "multiply", "tanh")), has_large_slope)
    assert len(smallest.point) == 1
    assert len(smallest.instructions) <= 2
    assert operation_counts(smallest.record()[0]).by_operation.keys() <= {"add", "multiply"}


def test_wrong_rule_is_caught_by_the_documented_property() -> None:
    right = TABLE["tanh"].partials
    object.__setattr__(TABLE["tanh"], "partials", lambda out, x: (1 + out * out,))
    try:
        smallest = find(
            graphs(operations=("tanh", "multiply", "add"), clearance=0.01),
            lambda graph: check_gradients(graph, graph.point).disagrees,
        )
        with pytest.raises(AssertionError, match="disagrees") as caught:
            assert_gradients_match(smallest, smallest.point)
    finally:
        object.__setattr__(TABLE["tanh"], "partials", right)
    assert [instruction.operation.name for instruction in smallest.instructions] == ["tanh"]
    assert "TABLE['tanh'](x0)" in str(caught.value), "the message holds the code to paste"


def test_impossible_knobs_say_so() -> None:
    with pytest.raises(ValueError, match="sharing=True needs an operation of two inputs or more"):
        find(graphs(operations=("exp",), sharing=True), lambda graph: True)
    with pytest.raises(ValueError, match="no operation is called 'expo'"):
        find(graphs(operations=("expo",)), lambda graph: True)


def _drawn(strategy: st.SearchStrategy[DrawnGraph]) -> list[DrawnGraph]:
    found: list[DrawnGraph] = []

    @settings(max_examples=5)
    @given(strategy)
    def keep(graph: DrawnGraph) -> None:
        found.append(graph)

    keep()
    return found


@pytest.mark.parametrize("name", TABLE)
def test_every_operation_can_be_drawn_alone(name: str) -> None:
    assert _drawn(graphs(operations=(name,)))
    assert name not in EXACT or _drawn(graphs(operations=(name,), kind="fraction"))


def test_graphs_are_drawn_in_which_a_closed_gate_keeps_a_slope_that_is_no_number_from_the_leaves() -> None:
    def has_nan_slope(graph: DrawnGraph) -> bool:
        output, _ = graph.record()
        nodes = [node for node in topological_order(output) if not node.is_leaf]
        return any(slope != slope for node in nodes for slope in node.local_gradients())

    # x ** step(x) left of 0: no slope along the exponent, and the step lets none through
    drawn = find(
        graphs(operations=["power", "step"], leaves=1, size=2),
        has_nan_slope,
        settings=settings(database=None, derandomize=True, max_examples=2_000),
    )
    assert drawn.point[0] < 0
