"""The backward pass as a graph of its own: its coordinates, gates by role, saved operands, closed branches, folding."""

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings

from autograd_core import Value, dot, exp, maximum, sigmoid, sqrt, tanh
from autograd_core import sum as total
from autograd_core.strategies import DrawnGraph, graphs
from tests.viz.places import Box, along, drawn
from tests.viz.svg import SVG, parsed, texts
from tests.viz.test_folding import chain, network, neuron
from viz import GraphTooLargeError, Picture, draw_backward, draw_both
from viz.diagram import diagram_of
from viz.examples import EXAMPLES
from viz.scene import both_scene, layout
from viz.scene.arrows import LINE
from viz.themes import THEMES

ROUNDING = 0.6  # points: Graphviz prints places with five digits, in inches
SAME_LINE = 16.0  # points: a name may take a second line, and Graphviz moves the first one up
TOUCHING = 3.0  # points: a font's lines are higher than its letters
CONTACT = re.compile(r"n\d+(p|k\d+)")  # of a switch: inside its gate


def backward_texts(output: Value) -> list[str]:
    return texts(draw_backward(output).svg)


def edges(picture: Picture, style: str) -> list[tuple[str, str]]:
    """(tail, head) of the edges of a style."""
    lines = picture.dot.source.splitlines()
    found = [re.match(r"\t(\w+) -> (\w+) \[", line) for line in lines if f"style={style}" in line]
    return [match.groups() for match in found if match]  # type: ignore[misc]


def halves(picture: Picture) -> tuple[dict[str, Box], dict[str, Box]]:
    nodes = drawn(picture.dot.source).nodes
    forward, backward = ({name[1:]: box for name, box in nodes.items() if name[0] == half} for half in "fb")
    return forward, backward


def check_that_both_halves_have_the_same_coordinates(output: Value) -> None:
    forward, backward = halves(draw_both(output))
    shared = forward.keys() & backward.keys()
    gates = {name for name in forward if re.fullmatch(r"n\d+|output", name)}
    gradients = {name[:-1]: box for name, box in backward.items() if name.endswith("g")}
    values = {name[:-1]: box for name, box in forward.items() if name.endswith("v")}
    assert gates
    assert values
    assert gates <= shared
    # but for a value whose gradient has no value
    assert values.keys() <= gradients.keys() or not any(node.contributions for node in diagram_of(output, seed=1).nodes)
    lifts = {round(forward[name].y - backward[name].y) for name in gates}  # one for each row
    for name in gates:
        assert forward[name].x == pytest.approx(backward[name].x, abs=ROUNDING)
        assert forward[name].y > backward[name].y
        assert forward[name][2:] == pytest.approx(backward[name][2:], abs=ROUNDING)
    for name in values.keys() & gradients.keys():
        assert values[name].x == pytest.approx(gradients[name].x, abs=ROUNDING)
        lift = values[name].y - gradients[name].y
        assert any(lift == pytest.approx(of_a_row, abs=SAME_LINE) for of_a_row in lifts)


def check_that_nothing_overlaps(output: Value) -> None:
    nodes, curves = drawn(draw_both(output).dot.source)
    outside = {name: box for name, box in nodes.items() if not CONTACT.fullmatch(name[1:])}
    for (one, a), (other, b) in combinations(outside.items(), 2):
        apart = max(abs(a.x - b.x) - (a.width + b.width) / 2, abs(a.y - b.y) - (a.height + b.height) / 2)
        assert apart > -TOUCHING, (one, other)
    for tail, head, points in curves:
        if CONTACT.fullmatch(tail[1:]):
            continue  # a lever
        for x, y in along(points):
            inside = [
                name
                for name, box in outside.items()
                if abs(x - box.x) < box.width / 2 - TOUCHING and abs(y - box.y) < box.height / 2 - TOUCHING
            ]
            # copies leave a point together
            assert set(inside) <= {tail, head}, (tail, head, inside)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("engine")
def test_backward_half_of_an_example_stands_at_the_forward_halfs_coordinates(name: str) -> None:
    check_that_both_halves_have_the_same_coordinates(EXAMPLES[name]())


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("engine")
def test_nothing_in_the_picture_of_an_example_overlaps(name: str) -> None:
    check_that_nothing_overlaps(EXAMPLES[name]())


@settings(max_examples=15)
@given(graphs(leaves=4, size=12))
def test_backward_half_of_any_graph_stands_at_the_forward_halfs_coordinates(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    check_that_both_halves_have_the_same_coordinates(output)


@settings(max_examples=15)
@given(graphs(leaves=4, size=12))
def test_gates_and_texts_of_any_graph_do_not_overlap(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    check_that_nothing_overlaps(output)


def test_backward_picture_alone_has_the_coordinates_it_has_below_the_forward_one() -> None:
    output = EXAMPLES["chain-rule"]()
    places = [
        dict(re.findall(r'\t(bn\d+) \[.*pos="([^"]+)"', draw(output).dot.source)) for draw in (draw_backward, draw_both)
    ]
    assert places[0] == places[1] != {}


def test_addition_distributes_and_needs_nothing_saved() -> None:
    picture = draw_backward(Value(10, "x") + Value(5, "y"))
    assert sorted(texts(picture.svg)) == sorted(["x", "y", "+", "distributor", "←1", "←1", "output", "←1"])
    assert edges(picture, "dashed") == []


@pytest.mark.usefixtures("engine")
def test_multiplication_swaps_its_inputs_each_arriving_on_a_dashed_edge_beside_the_other_ones_branch() -> None:
    picture = draw_backward(EXAMPLES["multiply-gate"]())
    assert {"×", "swap×", "←6.5", "=1.3×5", "←13", "=1.3×10", "savedx=10", "savedy=5"} <= set(texts(picture.svg))
    assert edges(picture, "dashed") == [("bn2s0", "bn2"), ("bn2s1", "bn2")]
    nodes = drawn(picture.dot.source).nodes
    labels = dict(re.findall(r"\t(bn2s\d) \[.*?>saved (\w)", picture.dot.source))
    upper, lower = sorted(("bn2s0", "bn2s1"), key=lambda name: -nodes[name].y)
    # x stands above y, so y arrives from above
    assert nodes["bn0"].y > nodes["bn1"].y
    assert (labels[upper], labels[lower]) == ("y", "x")


def test_switch_is_open_towards_one_input_and_greys_out_its_closed_branch() -> None:
    picture = draw_backward(EXAMPLES["max-gate"]())
    assert edges(picture, "dotted") == [("bn0", "bn2")]
    assert "maxswitch" in texts(picture.svg)
    levers = re.findall(r"\tbn2p -> (\w+) ", picture.dot.source)
    assert levers == ["bn2k1"]


def test_tie_opens_both_branches_and_a_closed_relu_none() -> None:
    tied = draw_backward(maximum(Value(2, "a"), Value(2, "b"))).dot.source
    assert re.findall(r"\tbn2p -> (\w+) ", tied) == ["bn2k0", "bn2k1"]
    closed = draw_backward(Value(-2.0, "x").relu())
    assert edges(closed, "dotted") == [("bn0", "bn1")]
    assert "ReLUswitch" in texts(closed.svg)


def test_multiplication_by_zero_is_no_closed_switch() -> None:
    assert edges(draw_backward(Value(0, "x") * Value(3, "y")), "dotted") == []


@pytest.mark.parametrize(
    ("function", "symbol", "saved", "rule"),
    [
        (sigmoid, "σ′", "savedresult=0.5", "scaler×result·(1−result)"),
        (exp, "exp′", "savedexp(x)=1", "scaler×exp(x)"),
        (tanh, "tanh′", "savedresult=0", "scaler×(1−result²)"),
        (lambda x: x**3, "x³", "savedx=0", "scaler×3·x²"),
    ],
)
def test_scaler_gets_its_saved_number_on_a_dashed_edge_and_shows_its_rule(
    function: Callable[[Value], Value], symbol: str, saved: str, rule: str
) -> None:
    picture = draw_backward(function(Value(0.0, "x")))
    assert {symbol, saved, rule} <= set(texts(picture.svg))
    ((pill, gate),) = edges(picture, "dashed")
    assert pill == f"{gate}s0"


def test_fan_out_is_an_explicit_sum_gate() -> None:
    shown = backward_texts(EXAMPLES["copy-gate"]())
    assert {"sum", "←4", "=1×4", "←2", "=1×2", "←6"} <= set(shown)
    assert "copy" in texts(draw_both(EXAMPLES["copy-gate"]()).svg)


def test_named_step_shows_whose_gradient_arrives_and_a_share_of_it_does_not() -> None:
    shown = backward_texts(EXAMPLES["chain-rule"]())
    assert [text for text in shown if "b.grad" in text] == ["b.grad"]
    assert "a.grad=1.34147×2" in shown


def test_seed_is_1_before_backward_and_what_was_given_after() -> None:
    y = Value(3, "x") * 2
    assert "←1" in backward_texts(y)
    assert y.grad == 0
    y.backward(10)
    assert "←10" in backward_texts(y)


def test_local_gradient_without_a_value_leaves_a_picture_without_gradients() -> None:
    shown = "".join(backward_texts(sqrt(Value(0.0, "x"))))
    assert "scaler" in shown
    assert "←" not in shown


def test_gate_with_many_inputs_is_tall_and_has_its_role_below() -> None:
    picture = draw_backward(total([Value(i, f"x{i}") for i in range(5)]))
    assert {"Σ", "distributor"} <= set(texts(picture.svg))
    gate = drawn(picture.dot.source).nodes["bn5"]
    assert gate.height > 4 * gate.width


def test_box_grows_with_the_lines_of_its_label() -> None:
    english = Value(1.0, "average price of one orange in euros")
    korean = Value(1.0, "한국에서 가장 비싼 사과 한 상자의 평균 가격은 얼마입니까 정말로")
    output = english * korean * Value(1.0, "x")
    output.label = "total price of all boxes in the shop"
    nodes = drawn(draw_backward(output).dot.source).nodes
    for name, lines in (("bn0", 2), ("bn1", 3), ("boutput", 2)):
        assert lines * LINE < nodes[name].height < (lines + 1) * LINE
    assert nodes["bn3"].height < 2 * LINE


def test_dot_product_without_a_bias_saves_its_pairs() -> None:
    a, b, c = (Value(i, name) for i, name in enumerate("abc"))
    assert "saveda=0,c=2b=1,a=0" in backward_texts(dot([a, b], [c, a]))


def test_description_tells_the_backward_pass() -> None:
    root = parsed(draw_backward(maximum(Value(2, "a"), Value(3, "b"))).svg)
    title, description = root[0].text, root[1].text
    assert title == "Backward pass of output"
    assert (
        description == "Backward pass, from the output to the inputs: output, router, gets 1 and passes 0 to a, 1 to b."
    )


def test_large_graph_folds_by_itself_and_says_so() -> None:
    for draw in (draw_backward, draw_both):
        shown = texts(draw(neuron()).svg)
        assert {"w×64", "x×64", "swap×(64gates)", "savedw=1to64", "savedx=1to64", "x²"} <= set(shown)
        assert "259nodesdrawnas7,foldedbysumsandrepeats" in shown


def test_folded_part_is_a_box_at_which_ranges_of_gradients_arrive_and_leave() -> None:
    picture = draw_both(network(3, 4), fold="groups")
    assert texts(picture.svg).count("layer2(4nodes)") == 2
    assert "layer 3 (4 nodes), folded, gets 1 and passes |gradient| 1 to parameters₃, 2 to" in picture.svg
    check_that_both_halves_have_the_same_coordinates_when_folded(picture)


def check_that_both_halves_have_the_same_coordinates_when_folded(picture: Picture) -> None:
    forward, backward = halves(picture)
    for name in (name for name in forward.keys() & backward.keys() if re.fullmatch(r"n\d+", name)):
        assert forward[name].x == pytest.approx(backward[name].x, abs=ROUNDING)


def test_more_nodes_than_max_nodes_and_unknown_folds_are_refused_as_draw_refuses_them() -> None:
    with pytest.raises(
        GraphTooLargeError, match=r"at most 2,000 nodes.*have 2,251 and .*; leave fold at 'auto'.*max_nodes"
    ):
        draw_backward(chain(1500), fold="nothing")
    with pytest.raises(GraphTooLargeError, match="at most 10 nodes"):
        draw_both(chain(15), max_nodes=10)
    with pytest.raises(ValueError, match=r"fold is one of 'auto', .*, got 'all'"):
        draw_both(chain(15), fold="all")


@pytest.mark.parametrize("theme", THEMES)
def test_backward_picture_has_no_colour_but_its_themes(theme: str) -> None:
    colors = re.findall(r'(?:color|COLOR)="?(#?\w+)"?', draw_both(EXAMPLES["gates-together"](), theme=theme).dot.source)
    own = THEMES[theme]
    assert set(colors) <= {getattr(own, role) for role in own.__slots__}


@pytest.mark.usefixtures("engine")
def test_backward_picture_is_the_same_every_time() -> None:
    first, second = (layout(both_scene([diagram_of(EXAMPLES["chain-rule"](), seed=1)])).source for _ in range(2))
    assert first == second


def test_backward_picture_adds_no_element_that_draw_does_not_have() -> None:
    tags = {element.tag.removeprefix(SVG) for element in parsed(draw_both(EXAMPLES["chain-rule"]()).svg).iter()}
    assert tags <= {"svg", "title", "desc", "g", "polygon", "path", "ellipse", "text", "polyline"}
