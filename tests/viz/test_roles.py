"""What the gates of the backward pass say: their roles, what was saved for them, the factors and the rule."""

import pytest

from autograd_core import TABLE, Value, dot
from tests.viz.svg import texts
from viz import draw_backward
from viz.backward.roles import ROLES, formulas_of, role_of, saved_of
from viz.diagram import Node, diagram_of


def gate(output: Value) -> Node:
    return diagram_of(output, seed=1).output


def test_every_role_of_the_table_has_a_word_for_its_gate() -> None:
    assert all(role_of(operation) in ROLES for operation in TABLE.values())


@pytest.mark.parametrize(
    ("output", "formulas"),
    [
        (Value(3.0, "x") ** 2, ["× 2·x"]),
        (Value(3.0, "x") ** -1.5, ["× (−1.5·x⁻²˙⁵)"]),
        (Value(3.0, "x") / Value(2.0, "y"), ["× 1/y to x", "× (−out/y) to y"]),
        (1 / Value(2.0, "y"), ["× (−out/y)"]),
        (Value(3.0, "x") * Value(2.0, "y"), []),
    ],
)
def test_scaler_shows_the_factor_towards_each_input_that_gets_a_gradient(output: Value, formulas: list[str]) -> None:
    assert formulas_of(gate(output)) == formulas


def test_rule_too_long_for_a_caption_is_left_out() -> None:
    assert formulas_of(gate(Value(3.0, "x") ** Value(2.0, "y"))) == []


def test_scaler_saves_what_its_rule_takes() -> None:
    quotient = Value(3.0, "a") / Value(2.0, "b")
    diagram = diagram_of(quotient, seed=1)
    assert saved_of(diagram, diagram.output) == ["saved out = 1.5", "y = 2"]


def test_dot_product_saves_its_pairs_and_passes_the_bias_on() -> None:
    output = dot([Value(2, "w"), Value(4, "v")], [Value(3, "x"), Value(5, "y")], Value(1, "b"))
    shown = texts(draw_backward(output).svg)
    assert {"Σ×", "swap×", "←3", "=1×3", "←2", "=1×2", "←1", "savedw=2,x=3v=4,y=5"} <= set(shown)
    assert "=1×1" not in shown


def test_long_dot_product_says_how_many_pairs_it_leaves_out() -> None:
    ws, xs = ([Value(i, f"{name}{i}") for i in range(9)] for name in "wx")
    diagram = diagram_of(dot(ws, xs), seed=1)
    lines = saved_of(diagram, diagram.output)
    assert (len(lines), lines[1], lines[-1]) == (5, "w0 = 0, x0 = 0", "and 6 more pairs")
