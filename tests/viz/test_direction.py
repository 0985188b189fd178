"""Directions: a picture that runs down says what one that runs to the right says, higher than wide."""

import re

import pytest

from autograd_core import Value
from tests.viz.corpus import CORPUS
from tests.viz.geometry import of_picture
from tests.viz.places import drawn
from tests.viz.svg import texts
from viz import draw
from viz.examples import EXAMPLES

NAMES = ("chain-rule", "apples-and-oranges", "neuron of five", "logistic loss", "quotient of shared")
MARGIN = 2.0


def size(svg: str) -> tuple[float, float]:
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0]
    return float(width), float(height)


def places(output: Value) -> dict[str, tuple[float, float]]:
    nodes = drawn(draw(output, direction="down", fold="nothing").dot.source).nodes
    return {name: (box.x, box.y) for name, box in nodes.items()}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("weight", [None, "gradient", "value"])
def test_picture_that_runs_down_says_the_same(name: str, weight: str | None) -> None:
    output = CORPUS[name]()
    right = sorted(texts(draw(output, weight=weight, digits=3).svg))
    down = texts(draw(output, weight=weight, digits=3, direction="down").svg)
    assert sorted(text.replace("↑", "←") for text in down) == right


@pytest.mark.parametrize("name", ["chain-rule", "logistic loss", "vanishing chain"])
def test_it_is_higher_than_wide_where_the_other_is_wider_than_high(name: str) -> None:
    width, height = size(draw(CORPUS[name](), direction="down").svg)
    assert height > 0.9 * width


@pytest.mark.parametrize("name", NAMES)
def test_every_gate_stands_below_what_it_takes(name: str) -> None:
    output = CORPUS[name]()
    at = places(output)
    for tail, head in re.findall(r"\t(n\d+|copy\d+) -> (n\d+|output)\b", draw(output, direction="down").dot.source):
        assert at[tail][1] > at[head][1]


def test_operands_stand_from_left_to_right() -> None:
    at = places(EXAMPLES["apples-and-oranges"]())
    a, b = Value(3.0, "a"), Value(2.0, "b")
    assert at["n0"][0] < at["n1"][0]
    at = places(a - b)
    assert at["n0"][0] < at["n1"][0]


@pytest.mark.parametrize("name", NAMES)
def test_no_wire_that_runs_down_touches_what_is_not_its_own(name: str) -> None:
    geometry = of_picture(draw(CORPUS[name](), direction="down", fold="nothing").dot.source)
    assert geometry.touches(MARGIN) == []


def test_value_stands_left_of_its_arrow_and_the_gradient_right() -> None:
    at = places(EXAMPLES["apples-and-oranges"]())
    assert at["n2a0v"][0] < at["n2a0g"][0]
    assert at["n2a0v"][1] == pytest.approx(at["n2a0g"][1], abs=0.5)


def test_direction_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="direction is one of 'right', 'down', got 'up'"):
        draw(Value(1.0, "x") * 2, direction="up")
