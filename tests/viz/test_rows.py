"""Rows: a picture too wide for a slide is wrapped, every wire can be followed, and its text can be read."""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value, topological_order
from tests.viz.corpus import CORPUS
from tests.viz.places import along
from viz import Picture, draw
from viz.diagram import diagram_of, without_local_gradients
from viz.scene import Scene
from viz.scene.arrows import BACKWARD, FORWARD, NUMBERS
from viz.scene.rows import Rows, split

SLIDE = (1920, 1080)
SMALL, LARGE = 12.0, 9.0  # pixels, of a graph of up to MOST gates and arrows, and of a larger one
MOST = (25, 60)
ROUNDING = 0.01
ALWAYS = ("micrograd", "lstm cell", "batch normalization", "tangle 5", "vanishing chain")

every_graph = pytest.mark.parametrize(
    "name", [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.thorough) for name in CORPUS]
)
numbers = st.floats(-100, 100)


def legibility(picture: Picture) -> float:
    """Pixels of the smallest text of a picture that fills a slide."""
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.svg)[0])
    smallest = min(map(float, re.findall(r'font-size="([\d.]+)"', picture.svg)))
    return smallest * min(SLIDE[0] / width, SLIDE[1] / height)


def rows_of(name: str) -> tuple[Scene, Rows]:
    scene = Scene(without_local_gradients(diagram_of(CORPUS[name](), seed=1)), [NUMBERS])
    assert scene.rows is not None
    return scene, scene.rows


@every_graph
@pytest.mark.parametrize("weight", [None, "gradient"])
def test_smallest_text_can_be_read_on_a_slide(name: str, weight: str | None) -> None:
    output = CORPUS[name]()
    order = topological_order(output)
    gates = sum(not node.is_leaf for node in order)
    arrows = sum(not parent.is_constant for node in order for parent in node.parents)
    is_small = gates <= MOST[0] and arrows <= MOST[1]
    assert legibility(draw(output, weight=weight)) >= (SMALL if is_small else LARGE)


def test_picture_that_can_be_read_is_one_row() -> None:
    for name in ("chain-rule", "apples-and-oranges", "logistic loss"):
        assert Scene(without_local_gradients(diagram_of(CORPUS[name]())), [NUMBERS]).rows is None


def test_both_passes_and_the_page_have_one_row() -> None:
    assert Scene(diagram_of(CORPUS["micrograd"](), seed=1), [FORWARD, BACKWARD]).rows is None


@pytest.mark.parametrize("name", ["micrograd", "batch normalization", "tangle 5"])
def test_rows_stand_below_each_other_and_nothing_in_them_moves(name: str) -> None:
    scene, rows = rows_of(name)
    edges = [float("-inf"), *rows.cuts, float("inf")]
    bottoms = []
    for left, right in pairwise(edges):
        inside = [each for each, (x, _) in scene.places.centres.items() if left < x < right]
        ends = [rows.at(scene.places.centres[each])[1] for each in inside]
        halves = [scene.places.sizes[each][1] / 2 for each in inside]
        top = max(y + half for y, half in zip(ends, halves, strict=True))
        assert not bottoms or top < bottoms[-1]
        bottoms.append(min(y - half for y, half in zip(ends, halves, strict=True)))
        for one, other in pairwise(inside):
            (x, y), (to_x, to_y) = scene.places.centres[one], scene.places.centres[other]
            (at_x, at_y), (at_to_x, at_to_y) = rows.at((x, y)), rows.at((to_x, to_y))
            assert (at_to_x - at_x, at_to_y - at_y) == pytest.approx((to_x - x, to_y - y))


@pytest.mark.parametrize("name", ["micrograd", "batch normalization"])
def test_wire_goes_on_where_it_was_cut(name: str) -> None:
    scene, rows = rows_of(name)
    for arrow in scene.arrows:
        line = rows.line(arrow.name, scene.line(arrow))
        assert len(line) % 3 == 1
        assert line[0] == pytest.approx(rows.at(scene.line(arrow)[0]))
        assert line[-1] == pytest.approx(rows.at(scene.line(arrow)[-1]))
        steps = [abs(x - to_x) + abs(y - to_y) for (x, y), (to_x, to_y) in pairwise(along(line, 40))]
        assert max(steps) < 140, "no jump: a piece is drawn in 40 steps"


@pytest.mark.parametrize("name", ["micrograd", "batch normalization", "tangle 5"])
def test_wires_that_turn_together_never_cross(name: str) -> None:
    _, rows = rows_of(name)
    for (one, cut), (other, its_cut) in combinations(rows.turns, 2):
        if cut == its_cut:
            a, b = rows.turns[one, cut], rows.turns[other, cut]
            # nested: what turns further out on the right runs lower between the rows, and turns further in on the left
            assert (a.right < b.right) == (a.level > b.level) == (a.left < b.left)


@given(numbers, numbers, numbers, numbers, st.floats(0.05, 0.95))
def test_halves_of_a_line_are_the_line(a: float, b: float, c: float, d: float, part: float) -> None:
    line = [(0.0, a), (1.0, b), (2.0, c), (3.0, d), (4.0, c), (5.0, b), (6.0, a)]
    one, two = split(line, 6 * part)
    assert one[-1] == two[0]
    assert one[-1][0] == pytest.approx(6 * part, abs=ROUNDING)
    assert (one[0], two[-1]) == (line[0], line[-1])
    assert len(one) % 3 == len(two) % 3 == 1


def test_long_chain_is_wrapped_like_a_text() -> None:
    x = Value(0.5, "x")
    for i in range(24):
        x = x.tanh() if i % 2 else x.sin()
    x.backward()
    assert legibility(draw(x)) >= SMALL
