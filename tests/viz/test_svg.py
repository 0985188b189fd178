"""What becomes of Graphviz' SVG: its size, and texts that stand in the middle of their shapes."""

from xml.etree import ElementTree

import pytest

from autograd_core import Value
from tests.viz.svg import SVG, parsed
from viz import draw
from viz.formats.svg import accessible, numbers


def drawn(inside: str) -> ElementTree.Element:
    svg = f'<svg xmlns="{SVG[1:-1]}" width="90pt" height="50pt"><g><g>{inside}</g></g></svg>'
    return parsed(accessible(svg.encode(), "title", "description"))


def test_viewbox_is_the_size_of_the_drawing_whatever_graphviz_says() -> None:
    # Debian's Graphviz 2.43 writes a viewBox in units of its own: the drawing would fill a part of its canvas
    svg = b'<svg width="626pt" height="250pt" viewBox="0.00 0.00 901.16 360.16" xmlns="http://www.w3.org/2000/svg"/>'
    assert parsed(accessible(svg, "title", "description")).get("viewBox") == "0 0 626 250"


@pytest.mark.parametrize(
    ("shape", "middle"),
    [
        ('<ellipse cx="30" cy="0" rx="10" ry="5"/>', "30.00"),
        ('<polygon points="10,0 10,5 60,5 60,0"/>', "35.00"),
        ('<polyline points="10,0 20,5"/>', "15.00"),
        ('<path d="M10,0C10,1 11,2 12,3 13,4 14,5 40,6"/>', "25.00"),
    ],
)
def test_text_stands_in_the_middle_of_its_shape(shape: str, middle: str) -> None:
    (text,) = drawn(f'{shape}<text x="11" text-anchor="start">x</text>').iter(f"{SVG}text")
    assert (text.get("x"), text.get("text-anchor")) == (middle, "middle")


def test_text_alone_stays_where_it_is() -> None:
    (text,) = drawn('<text x="11" text-anchor="start">x</text>').iter(f"{SVG}text")
    assert (text.get("x"), text.get("text-anchor")) == ("11", "start")


def test_numbers_of_a_path_and_of_points() -> None:
    assert numbers("M1,2C3,4 5,6 -7.5,8e1") == [1, 2, 3, 4, 5, 6, -7.5, 80]
    assert numbers("1,2 3,-4") == [1, 2, 3, -4]


@pytest.mark.usefixtures("engine")
def test_names_of_inputs_stand_in_the_middle_of_their_boxes() -> None:
    svg = parsed(draw(Value(3, "a long name of an input") * 2).svg)
    boxes = [group for group in svg.iter(f"{SVG}g") if "a long name of an input" in "".join(group.itertext())]
    text = boxes[-1].find(f"{SVG}text")
    path = boxes[-1].find(f"{SVG}path")
    assert text is not None
    assert path is not None
    xs = numbers(path.get("d", ""))[0::2]
    assert float(text.get("x", "")) == pytest.approx((min(xs) + max(xs)) / 2, abs=0.01)
    assert text.get("text-anchor") == "middle"
