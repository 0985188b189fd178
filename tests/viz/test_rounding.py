"""Numbers on wires are short, and a table and a title on hover have all digits; names are set as in mathematics."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from autograd_core import Value
from tests.viz.corpus import CORPUS
from tests.viz.svg import SVG, parsed, texts
from viz import draw, draw_backward, draw_both
from viz.examples import EXAMPLES
from viz.rounding import DIGITS, LONGEST, shorter
from viz.text import number


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("0.000214822", "0.000215"),
        ("-0.000214822", "-0.000215"),
        ("1410934744286", "1410000000000"),
        ("-0.0223157 to 0.0400437", "-0.0223 to 0.04"),
        ("|gradient| 0.00123456 to 27.5895", "|gradient| 0.00123 to 27.5895"),
        ("2.2", "2.2"),
        ("110", "110"),
        ("1191.47", "1191.47"),
        ("1/3", "1/3"),
        ("x0.123456789", "x0.123456789"),
        ("nan", "nan"),
        ("", ""),
    ],
)
def test_long_numbers_are_shortened_and_the_others_stay(long: str, short: str) -> None:
    assert shorter(long, None) == short


@pytest.mark.parametrize(
    ("digits", "short"), [(1, "-28"), (2, "-28"), (3, "-27.6"), (4, "-27.59"), (6, "-27.5895"), (9, "-27.5895")]
)
def test_digits_are_significant_ones_and_an_integer_part_is_kept(digits: int, short: str) -> None:
    assert shorter("-27.5895", digits) == short
    assert shorter("650", digits) == "650"


@given(st.floats(-1e12, 1e12), st.integers(1, 9))
def test_shorter_number_is_near_what_it_stands_for(x: float, digits: int) -> None:
    written = number(x)
    near = float(shorter(written, digits))
    assert near == pytest.approx(float(written), rel=0.51 * 10 ** (1 - digits))
    assert len(shorter(written, None).removeprefix("-")) <= max(LONGEST, len(number(float(f"{x:.{DIGITS}g}"))))


def test_bill_is_as_it_was() -> None:
    bill = EXAMPLES["apples-and-oranges"]()
    assert {"100←2.2", "2←110", "1.1←650"} <= set(texts(draw(bill).svg))
    assert draw(bill).svg.count("<title>") == 1, "all digits are there"


def test_digits_are_those_of_every_kind_of_picture() -> None:
    output = CORPUS["lstm cell"]()
    assert "0.2←−0.04" in texts(draw(output, digits=1).svg)
    for drawing in (draw_backward, draw_both):
        assert "←−0.04" in texts(drawing(output, digits=1).svg)


def test_all_digits_stand_in_the_table_and_in_a_title_on_hover() -> None:
    x = Value(0.000214822, "x")
    y = x * 3.14159
    y.backward()
    picture = draw(y, digits=2)
    assert "0.000214822" in str(picture)
    assert "0.00021←3.1" in texts(picture.svg)
    titles = [title.text for title in parsed(picture.svg).iter(f"{SVG}title")]
    assert "value 0.000214822, gradient 3.14159" in titles


@pytest.mark.parametrize("digits", [0, -1, 7, 2.5, "3", True])
def test_digits_that_are_no_number_of_digits_are_refused(digits: object) -> None:
    with pytest.raises(ValueError, match="digits is a whole number from 1 to 6, got"):
        draw(Value(1.0, "x") * 2, digits=digits)  # type: ignore[arg-type]


def test_weights_of_a_network_are_told_apart_by_layer_and_neuron_and_those_of_one_neuron_are_not_long() -> None:
    net = nn.MLP(2, [2, 1], generator=random.Random(1))
    y = net([Value(0.5, "x1"), Value(-1.0, "x2")])
    names = [text for text in texts(draw(y).svg) if text[:1] in ("w", "b", "x")]
    assert {"x₁", "x₂", "w⁽¹⁾₁₁", "w⁽¹⁾₂₁", "w⁽²⁾₁₂", "b⁽²⁾₁"} <= set(names)
    assert len(names) == len(set(names))
    one = nn.Neuron(2, generator=random.Random(1))([Value(0.5, "x1"), Value(-1.0, "x2")])
    assert {"w₁", "w₂", "b"} <= set(texts(draw(one).svg))
    assert "w1" in str(draw(one)), "a table is to be copied from"
