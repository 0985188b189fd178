"""What draw's options change: what is shown, names, local gradients, formulas."""

from collections.abc import Mapping
from typing import Any

import pytest

from autograd_core import Value, exp, log, maximum, sigmoid, sin, sqrt
from tests.viz.svg import arrows, parsed, texts
from viz import draw
from viz.examples import EXAMPLES
from viz.themes import THEMES

ROLES = ("ink", "line", "forward", "gradient", "gate", "gate_border", "box")


def square() -> Value:
    """(x + y)^2 at (3, 4), differentiated."""
    return EXAMPLES["square-of-sum"]()


def test_forward_alone_shows_no_gradients() -> None:
    picture = draw(square(), show="forward")
    assert arrows(picture.svg) == []
    assert {"3", "4", "7", "49"} <= set(texts(picture.svg))
    assert "gradient" not in str(picture)


def test_gradients_alone_show_no_forward_values() -> None:
    picture = draw(square(), show="gradients")
    assert sorted(arrows(picture.svg)) == [("", "1"), ("", "14"), ("", "14"), ("", "14")]
    assert "value" not in str(picture)
    assert "Computational graph: z<" in picture.svg


def test_gradients_alone_keep_what_plain_numbers_and_unnamed_leaves_are() -> None:
    y = Value(7) * 2
    y.backward()
    assert {"7", "2"} <= set(texts(draw(y, show="gradients").svg))


def test_names_label_what_has_no_label() -> None:
    사과, weights, named = Value(100), [Value(2), Value(3)], Value(4, "its own")
    total = 사과 * weights[0] + weights[1] * named
    names = {"사과": 사과, "_private": weights[0], "weights": weights, "other": named, "total": total, "n": 7}
    assert {"사과", "weights[0]", "weights[1]", "itsown", "total"} <= set(texts(draw(total, names=names).svg))
    assert (사과.label, total.label) == ("", "")


def test_variable_of_its_own_names_before_a_place_in_a_dict() -> None:
    price = Value(100)
    assert "price" in texts(draw(price * 2, names={"prices": {"apple": price}, "price": price}).svg)
    assert "prices['apple']" in texts(draw(price * 2, names={"prices": {"apple": price}}).svg)


def test_names_must_be_a_mapping() -> None:
    with pytest.raises(TypeError, match=r"such as locals\(\), got list"):
        draw(square(), names=["x"])  # type: ignore[arg-type]


def test_local_gradients_stand_below_the_contribution_they_are_a_factor_of() -> None:
    x, y = Value(3, "x"), Value(4, "y")
    product = x * y
    product.backward(10)
    assert {"3←40local4", "4←30local3", "12←10"} <= set(texts(draw(product, local_gradients=True).svg))


def test_local_gradients_need_no_backward_pass() -> None:
    svg = draw(Value(3, "x") * 4, local_gradients=True).svg
    assert {"3local4", "4", "12"} <= set(texts(svg))


def test_local_gradient_without_a_value_is_left_out() -> None:
    assert "0" in texts(draw(sqrt(Value(0.0, "x")), local_gradients=True).svg)


def test_formulas_stand_in_place_of_numbers() -> None:
    svg = draw(square(), formulas=True, local_gradients=True).svg
    assert "z" in texts(svg)
    assert {"x←2·(x+y)local1", "x+y←2·(x+y)local2·(x+y)", "(x+y)²←1"} <= set(texts(svg))


def test_formulas_without_gradients_before_backward() -> None:
    x = Value(3, "x")
    assert {"x·x", "exp(x·x)"} <= set(texts(draw(exp(x * x), formulas=True).svg))


def test_formulas_are_written_in_steps_that_have_a_label() -> None:
    z = [Value(float(i), f"z{i}") for i in range(1, 4)]
    total = exp(z[0]) + exp(z[1]) + exp(z[2])
    p = exp(z[0]) / total
    loss = -log(p)
    loss.backward()
    shown = str(draw(loss, formulas=True, names={"sum": total, "p": p, "loss": loss}))
    assert {"exp(z1)+exp(z2)+exp(z3)", "exp(z1)/sum", "−1/p", "1/p·p/sum·exp(z2)"} <= set(shown.split())
    assert total.label == ""


def test_slope_of_a_step_with_a_label_is_written_in_this() -> None:
    p = sigmoid(Value(0.5, "x"))
    p.label = "p"
    p.backward()
    assert "p·(1−p)" in str(draw(p, formulas=True)).split()


def test_label_of_a_step_is_set_in_formulas_as_that_of_an_input() -> None:
    p = exp(Value(1.0, "z1"))
    p.label = "p1"
    loss = log(p)
    loss.backward()
    shown = "".join(texts(draw(loss, formulas=True).svg))
    assert "1/p₁" in shown
    assert "p1" not in shown


def test_steps_that_share_a_label_are_written_out_in_formulas() -> None:
    x = Value(2.0, "x")
    first, second = exp(x), sin(x)
    product = first * second
    shown = str(draw(product, formulas=True, names={"h": first}))
    assert "h·sin(x)" in shown
    first.label = second.label = "h"
    assert "exp(x)·sin(x)" in str(draw(product, formulas=True))


def test_formulas_leave_the_signs_of_names_alone() -> None:
    x, y = Value(3, "a*b"), Value(4, "y")
    assert "(a*b)·y" in texts(draw(x * y, formulas=True).svg)


def test_formulas_take_names_and_keep_the_seed() -> None:
    x, y = Value(3), Value(4)
    z = x * y
    z.backward(10)
    assert {"x←10·y", "x·y←10"} <= set(texts(draw(z, formulas=True, names={"x": x, "y": y}).svg))
    assert x.label == ""


def test_formulas_too_long_to_read_are_cut_off() -> None:
    x = Value(1.0, "x")
    for _ in range(14):
        x = x * x + maximum(x, 2)
    shown = texts(draw(x, formulas=True).svg)
    assert "…" in shown
    assert max(map(len, shown)) < 100


@pytest.mark.parametrize("options", [{"show": "backward"}, {"theme": "blue"}])
def test_unknown_option_is_refused_with_the_known_ones(options: Mapping[str, Any]) -> None:
    ((name, value),) = options.items()
    with pytest.raises(ValueError, match=rf"{name} is one of '.*', got '{value}'"):
        draw(square(), **options)


@pytest.mark.parametrize("theme", THEMES)
def test_theme_has_no_colour_but_its_own(theme: str) -> None:
    source = draw(EXAMPLES["chain-rule"](), theme=theme).dot.source
    own = THEMES[theme]
    others = {getattr(other, role) for other in THEMES.values() for role in ROLES} - {
        getattr(own, role) for role in ROLES
    }
    assert own.gradient in source
    assert not any(f'"{color}"' in source for color in others)


def test_formula_in_several_lines_keeps_its_names_whole() -> None:
    output = EXAMPLES["apples-and-oranges"]()
    picture = draw(output, formulas=True)
    lines = {element.text for element in parsed(picture.svg).iter() if element.tag.endswith("text")}
    assert {"apple\xa0price·apples", "+orange\xa0price·oranges"} <= lines
    assert "apple price*apples" in str(picture) or "apple price·apples" in str(picture)
    assert "\xa0" not in str(picture)
