"""The backward pass as a graph of its own: gates by role, saved operands, closed branches, its place in draw_both."""

import re
from itertools import pairwise

import pytest

from autograd_core import TABLE, Value, dot, maximum, sigmoid, sqrt
from autograd_core import sum as total
from tests.viz.svg import SVG, parsed, texts
from viz import draw_backward, draw_both
from viz.backward import ROLES, backward_layout, both_layout
from viz.diagram import diagram_of
from viz.examples import EXAMPLES
from viz.render import OPTIONS, render

POINT = 0.02  # inches: what Graphviz rounds places to


def backward_texts(output: Value) -> list[str]:
    return texts(draw_backward(output).svg)


def test_addition_distributes_and_needs_nothing_saved() -> None:
    assert sorted(backward_texts(Value(10, "x") + Value(5, "y"))) == sorted(
        ["x", "y", "+distributor", "←1", "←1", "output", "←1"]
    )


def test_multiplication_swaps_its_inputs_each_arriving_at_the_arrow_it_multiplies() -> None:
    shown = backward_texts(EXAMPLES["multiply-gate"]())
    assert {"×swap×", "←6.5┆↑×y=5", "←13┆↑×x=10", "←1.3"} <= {text.removesuffix("z.grad") for text in shown}


def test_switch_greys_out_its_closed_branch() -> None:
    source = draw_backward(EXAMPLES["max-gate"]()).dot.source
    dotted = re.findall(r"style=dotted", source)
    assert len(dotted) == 2  # before and after the number
    assert "maxswitch" in texts(draw_backward(EXAMPLES["max-gate"]()).svg)


def test_multiplication_by_zero_is_no_closed_switch() -> None:
    assert "style=dotted" not in draw_backward(Value(0, "x") * Value(3, "y")).dot.source


def test_sigmoid_scales_by_its_saved_output() -> None:
    shown = backward_texts(sigmoid(Value(0, "x")))
    assert {"σ′scaler", "←0.25┆↑savedout=0.5×out*(1-out)=0.25"} <= set(shown)


def test_fan_out_is_an_explicit_sum_gate() -> None:
    shown = backward_texts(EXAMPLES["copy-gate"]())
    assert shown.count("+") == 1
    assert {"←4┆↑×4", "←2┆↑×2", "←6"} <= set(shown)
    assert "copy" in texts(draw_both(EXAMPLES["copy-gate"]()).svg)


def test_named_step_shows_whose_gradient_arrives_and_a_share_of_it_does_not() -> None:
    shown = backward_texts(EXAMPLES["chain-rule"]())
    assert [text for text in shown if "b.grad" in text] == ["←4.82467b.grad"]


def test_dot_product_pairs_weight_and_factor_and_passes_the_bias_on() -> None:
    output = dot([Value(2, "w")], [Value(3, "x")], Value(1, "b"))
    assert {"←3┆↑×x=3", "←2┆↑×w=2", "←1"} <= set(backward_texts(output))


def test_gate_with_many_inputs_has_its_role_too() -> None:
    assert "Σdistributor" in backward_texts(total([Value(i, f"x{i}") for i in range(5)]))


def test_seed_is_1_before_backward_and_what_was_given_after() -> None:
    y = Value(3, "x") * 2
    assert "←1" in backward_texts(y)
    assert y.grad == 0
    y.backward(10)
    assert "←10" in backward_texts(y)


def test_local_gradient_without_a_value_leaves_a_picture_without_gradients() -> None:
    assert "scaler" in "".join(backward_texts(sqrt(Value(0.0, "x"))))


def test_description_tells_the_backward_pass() -> None:
    root = parsed(draw_backward(maximum(Value(2, "a"), Value(3, "b"))).svg)
    title, description = root[0].text, root[1].text
    assert title == "Backward pass of output"
    assert (
        description == "Backward pass, from the output to the inputs: output, router, gets 1 and passes 0 to a, 1 to b."
    )


def test_every_role_of_the_table_has_a_word_for_its_gate() -> None:
    assert all(any(operation.role.startswith(role) for role in ROLES) for operation in TABLE.values())


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.usefixtures("engine")
def test_backward_gates_stand_below_their_forward_selves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPTIONS, "plain", ["-Tplain"])
    lines = render(both_layout(diagram_of(EXAMPLES[name](), seed=1)).source, "plain").decode("utf-8").splitlines()
    rows = [line.split()[1:4] for line in lines if line.startswith("node")]
    places = {node: (float(x), float(y)) for node, x, y in rows if "title" not in node}
    forward = {node[1:]: place for node, place in places.items() if node[0] == "f"}
    backward = {node[1:]: place for node, place in places.items() if node[0] == "b"}
    assert forward.keys() == backward.keys()
    assert all(abs(forward[node][0] - backward[node][0]) < POINT for node in forward)
    assert min(y for _, y in forward.values()) > max(y for _, y in backward.values())
    for column in {round(x, 1) for x, _ in forward.values()}:
        members = [node for node in forward if round(forward[node][0], 1) == column]
        for above, below in pairwise(sorted(members, key=lambda node: forward[node][1])):
            assert backward[above][1] < backward[below][1]


def test_backward_picture_is_the_same_every_time() -> None:
    first, second = (backward_layout(diagram_of(EXAMPLES["chain-rule"](), seed=1)).source for _ in range(2))
    assert first == second


def test_backward_picture_adds_no_element_that_draw_does_not_have() -> None:
    tags = {element.tag.removeprefix(SVG) for element in parsed(draw_both(EXAMPLES["chain-rule"]()).svg).iter()}
    assert tags <= {"svg", "title", "desc", "g", "polygon", "path", "ellipse", "text", "polyline"}
