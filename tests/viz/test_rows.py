"""Rows: a picture too wide for a slide is wrapped, and every wire can be followed."""

from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.viz.corpus import CORPUS
from tests.viz.places import along
from viz.diagram import diagram_of, without_local_gradients
from viz.scene import Scene, both_scene
from viz.scene.arrows import LIVE, NUMBERS
from viz.scene.rows import Rows, split

ROUNDING = 0.01
numbers = st.floats(-100, 100)


def rows_of(name: str) -> tuple[Scene, Rows]:
    scene = Scene(without_local_gradients(diagram_of(CORPUS[name](), seed=1)), [NUMBERS])
    assert scene.rows is not None
    return scene, scene.rows


def test_picture_that_can_be_read_is_one_row() -> None:
    for name in ("chain-rule", "apples-and-oranges", "logistic loss"):
        assert Scene(without_local_gradients(diagram_of(CORPUS[name]())), [NUMBERS]).rows is None


def test_page_has_one_row() -> None:
    assert Scene(diagram_of(CORPUS["micrograd"](), seed=1), [LIVE]).rows is None


@pytest.mark.parametrize("name", ["batch normalization", "tangle 1"])
def test_passes_stand_below_each_other_in_every_row(name: str) -> None:
    upper, lower = both_scene([diagram_of(CORPUS[name](), seed=1)]).staves
    assert upper.cuts == lower.cuts
    for (right, up), (its_right, its_up) in zip(upper.shifts, lower.shifts, strict=True):
        assert right == its_right
        assert up > its_up
    for (_, above), (_, below) in zip(lower.shifts, upper.shifts[1:], strict=False):
        assert above > below


@pytest.mark.parametrize("name", ["batch normalization", "tangle 1"])
def test_wires_of_both_passes_that_turn_together_never_cross(name: str) -> None:
    upper, lower = both_scene([diagram_of(CORPUS[name](), seed=1)]).staves
    for (one, cut), (other, its_cut) in product(upper.turns, lower.turns):
        if cut == its_cut:
            a, b = upper.turns[one, cut], lower.turns[other, cut]
            assert a.right > b.right
            assert a.level < b.level
            assert a.left > b.left


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
