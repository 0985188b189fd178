"""Parts of a graph: a neighbourhood, and the ways between two nodes."""

import re

import pytest

from autograd_core import GraphError, Value, dot, paths, topological_order
from autograd_core import sum as total
from autograd_core.notation import number_text
from tests.viz.svg import texts
from tests.viz.test_folding import network
from viz import GraphTooLargeError, draw
from viz.examples import EXAMPLES


def chain_rule() -> dict[str, Value]:
    """The labelled nodes of f = a^2 b + exp(b), a = x1 x2, b = x2 + sin(x3)."""
    return {node.label: node for node in topological_order(EXAMPLES["chain-rule"]()) if node.label}


def test_neighbourhood_shows_what_is_near_and_the_rest_as_one_block() -> None:
    nodes = chain_rule()
    picture = draw(nodes["f"], around=nodes["x3"], hops=2)
    shown = texts(picture.svg)
    assert {"x₃", "sin", "+", "x₂=0.5", "b=1.34147←4.82467", "…", "f"} <= set(shown)
    assert "×" not in shown
    assert "at most 2 edges from x3" in picture.svg


def test_note_of_a_neighbourhood_counts_one_edge_as_one() -> None:
    nodes = chain_rule()
    assert "at most 1 edge from x3" in str(draw(nodes["f"], around=nodes["x3"], hops=1))


def test_arrow_to_the_rest_carries_all_that_comes_back_from_it() -> None:
    x = Value(3, "x")
    h = x * 2
    h.label = "h"
    out = (h * 5 + h * 7) + 1
    out.backward()
    assert "h=6←12" in texts(draw(out, around=x, hops=1).svg)


def test_neighbourhood_of_the_output_needs_no_rest() -> None:
    nodes = chain_rule()
    assert "…" not in texts(draw(nodes["f"], around=nodes["f"], hops=1).svg)


def test_neighbourhood_of_a_huge_graph_is_drawn() -> None:
    start = x = Value(1.0, "x")
    for _ in range(5000):
        x = -x
    assert texts(draw(x, around=start, hops=3).svg).count("−") == 3


def test_ways_between_two_nodes_leave_out_all_others_and_highlight_the_heaviest() -> None:
    nodes = chain_rule()
    picture = draw(nodes["f"], between=(nodes["x2"], nodes["f"]))
    shown = texts(picture.svg)
    assert {"x₁=2", "…=0.841471", "x₂"} <= set(shown), "what was cut off looks like no plain number"
    assert "sin" not in shown
    # x2 -> copies -> × -> ^2 -> × -> + -> f
    assert len(re.findall(r"^\t\w+.* -> .*penwidth=6", picture.dot.source, re.MULTILINE)) == 6
    assert "outputorder=edgesfirst" in picture.dot.source
    weight = paths(nodes["f"], nodes["x2"]).heaviest(1)[0].product
    assert str(picture).endswith(
        f"from x2 to f; in heavy lines the way with the largest product: {number_text(weight)}"
    )


def test_neighbourhood_too_large_for_a_slide_is_folded() -> None:
    layers = network(3, 12)
    picture = draw(layers, around=layers, hops=9)
    assert str(picture).endswith("at most 9 edges from +, folded by sums and groups")
    assert {"layer1(12nodes)", "layer3(12nodes)"} <= set(texts(picture.svg))


def test_ways_to_an_inner_node_end_there() -> None:
    nodes = chain_rule()
    picture = draw(nodes["f"], between=(nodes["x3"], nodes["b"]))
    assert texts(picture.svg)[-1] != "f"
    assert str(picture).splitlines()[-2].startswith("b ")


def test_no_way_between_two_nodes_is_an_error() -> None:
    nodes = chain_rule()
    with pytest.raises(GraphError, match="no way leads from x3 to a"):
        draw(nodes["f"], between=(nodes["x3"], nodes["a"]))
    with pytest.raises(GraphError, match="no way leads from f to x1"):
        draw(nodes["f"], between=(nodes["f"], nodes["x1"]))


def test_nodes_of_another_graph_are_refused() -> None:
    nodes = chain_rule()
    with pytest.raises(ValueError, match="around needs nodes of the graph that is drawn, and q is none of them"):
        draw(nodes["f"], around=Value(1, "q"))
    with pytest.raises(TypeError, match=r"between needs Values of the graph, got str"):
        draw(nodes["f"], between=("x1", nodes["f"]))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="hops is a whole number, 0 or more, got -1"):
        draw(nodes["f"], around=nodes["a"], hops=-1)


def test_one_way_to_make_a_graph_small_at_a_time() -> None:
    nodes = chain_rule()
    with pytest.raises(ValueError, match="was to be two of them"):
        draw(nodes["f"], around=nodes["a"], fold="sums")


def test_many_ways_are_folded_with_what_they_lead_from_by_itself() -> None:
    x, others = Value(0.5, "x"), [Value(0.1 * i) for i in range(40)]
    hidden = [(x * other).tanh() for other in others]
    for i, node in enumerate(hidden):
        node.group = node.parents[0].group = x.group = f"layer 1/neuron {i}"
    output = total(hidden)
    output.backward()
    picture = draw(output, between=(x, output))
    shown = texts(picture.svg)
    assert {"x", "layer1(80nodes)", "output"} <= set(shown)
    assert f"0.5←{number_text(x.grad)}" in shown
    assert "folded by sums and groups; in heavy lines the way with the largest product" in str(picture)
    # x -> layer 1 -> Σ -> output
    assert len(re.findall(r" -> .*penwidth=6", picture.dot.source)) == 3


def test_part_with_too_many_nodes_or_edges_is_refused_with_advice_that_helps() -> None:
    layers = network(3, 12)
    with pytest.raises(GraphTooLargeError, match=r"at most 2 nodes and 4 edges.*; take fewer hops, or"):
        draw(layers, around=layers, hops=9, max_nodes=2)
    with pytest.raises(GraphTooLargeError, match=r"at most 300 nodes and 600 edges.*; leave fold at 'auto', or"):
        draw(dot([Value(1.0)] * 700, [Value(2.0)] * 700), fold="sums", max_nodes=300)
    x = Value(1.0)
    with pytest.raises(GraphTooLargeError, match="draw a node closer to the inputs"):
        draw((x * 2) * 3, max_nodes=1)


def test_part_beyond_the_budget_is_refused() -> None:
    nodes = chain_rule()
    with pytest.raises(GraphTooLargeError, match="at most 3 nodes"):
        draw(nodes["f"], around=nodes["b"], max_nodes=3)


def test_output_without_a_label_is_called_the_output() -> None:
    x = Value(2.0, "x")
    y = x * x
    assert "from x to output;" in str(draw(y, between=(x, y)))
