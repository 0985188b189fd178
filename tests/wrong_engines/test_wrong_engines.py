"""Every wrong engine is unmasked by a graph as small as the gallery says; the correct one by none."""

from itertools import product

import pytest
from hypothesis import find, given, settings

from autograd_core import Value
from autograd_core.strategies import DrawnGraph, graphs
from tests.wrong_engines.engines import CorrectEngine
from tests.wrong_engines.gallery import GALLERY, LEAVES, OPERATIONS, Exhibit, all_graphs, is_wrong, leaf_gradients

small_graphs = graphs(operations=OPERATIONS, leaves=LEAVES, size=3, kind="fraction")
FIND = settings(max_examples=1000, derandomize=True, database=None)

every_exhibit = pytest.mark.parametrize("exhibit", GALLERY, ids=lambda exhibit: exhibit.engine.__name__)


@given(small_graphs)
def test_correct_engine_is_right_on_every_graph_in_one_pass_and_in_two(graph: DrawnGraph) -> None:
    assert not is_wrong(CorrectEngine, graph, passes=1)
    assert not is_wrong(CorrectEngine, graph, passes=2)


@every_exhibit
def test_gradients_on_its_graph_are_as_the_gallery_says(exhibit: Exhibit) -> None:
    assert leaf_gradients(Value, exhibit.graph, exhibit.point, exhibit.passes) == exhibit.right
    assert leaf_gradients(CorrectEngine, exhibit.graph, exhibit.point, exhibit.passes) == exhibit.right
    assert leaf_gradients(exhibit.engine, exhibit.graph, exhibit.point, exhibit.passes) == exhibit.wrong


@pytest.mark.thorough
@every_exhibit
def test_smallest_graph_that_unmasks_it_is_as_small_as_the_gallery_says(exhibit: Exhibit) -> None:
    graph = find(small_graphs, lambda graph: is_wrong(exhibit.engine, graph, exhibit.passes), settings=FIND)
    assert (len(graph.instructions), len(graph.point)) == (exhibit.operations, len(exhibit.point)), repr(graph)


@pytest.mark.thorough
@every_exhibit
def test_no_smaller_graph_unmasks_it(exhibit: Exhibit) -> None:
    smaller = [
        (operations, leaves)
        for operations, leaves in product(range(1, exhibit.operations + 1), range(1, LEAVES + 1))
        if (operations, leaves) < (exhibit.operations, len(exhibit.point))
    ]
    for size in smaller:
        assert not any(is_wrong(exhibit.engine, graph, exhibit.passes) for graph in all_graphs(*size))


def test_enumeration_holds_the_graphs_that_unmask_what_one_operation_can() -> None:
    unmasked = {
        exhibit.engine.__name__
        for exhibit in GALLERY
        if any(is_wrong(exhibit.engine, graph) for leaves in (1, 2) for graph in all_graphs(1, leaves))
    }
    assert unmasked == {"AssignsGradients", "UnswappedMultiply", "MaximumFeedsAll"}
