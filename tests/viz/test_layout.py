"""Layout: arrows that share a side end apart, and run level through their middles and into what they enter."""

import pytest

from tests.viz.places import along
from viz.scene.layout import Footprint, Link, places_of
from viz.scene.routes import CLEARANCE

GAP = 60.0  # points between columns, at most
ROUNDING = 0.6  # points: Graphviz prints places with five digits, in inches


def fan(ends: int) -> tuple[list[Footprint], list[Link]]:
    """Nodes `a0`, `a1`, ... with arrows into `gate`."""
    nodes = [Footprint(f"a{i}", 60, 40) for i in range(ends)]
    gate = Footprint("gate", 80, 60, side=40, is_ordered=True)
    return [*nodes, gate], [Link(f"l{i}", f"a{i}", "gate", 70, 60, i) for i in range(ends)]


@pytest.mark.usefixtures("engine")
def test_arrows_into_one_side_end_apart_in_the_order_in_which_they_stand() -> None:
    places = places_of(*fan(3))
    ends = [places.lines[f"l{i}"][-1] for i in range(3)]
    assert [y - places.centres["gate"][1] for _, y in ends] == pytest.approx([20, 0, -20], abs=ROUNDING)
    assert [x for x, _ in ends] == pytest.approx([places.centres["gate"][0] - 40] * 3, abs=ROUNDING)
    assert places.centres["a0"][1] > places.centres["a1"][1] > places.centres["a2"][1]


@pytest.mark.usefixtures("engine")
def test_line_is_one_curve_that_runs_level_through_its_middle() -> None:
    places = places_of(*fan(2))
    for name, line in places.lines.items():
        assert len(line) % 3 == 1
        x, y = places.centres[name]
        level = [point for point in line if abs(point[0] - x) <= 35 + ROUNDING]
        assert len(level) >= 4
        assert {point[1] for point in level} == {y}
        assert line[-1][1] == line[-2][1]


def test_wire_passes_what_stands_between_its_ends_on_the_way() -> None:
    nodes = [Footprint(name, 60, 40) for name in ("a", "b", "c", "d")]
    links = [Link(f"l{ends}", ends[0], ends[1], 70, 60, 0) for ends in ("ab", "bc", "cd", "ad")]
    places = places_of(nodes, links)
    for x, y in along(places.lines["lad"]):
        for name in ("b", "c", "lab", "lbc", "lcd"):
            (its_x, its_y), (width, height) = places.centres[name], places.sizes[name]
            assert abs(x - its_x) > width / 2 or abs(y - its_y) >= height / 2 + CLEARANCE - ROUNDING


def test_copies_part_right_behind_what_is_copied_however_far_away_they_are_used() -> None:
    nodes = [Footprint(name, 60, 40) for name in "abcde"] + [Footprint("copy", 20, 20, is_near=True)]
    links = [Link(f"l{tail}{head}", tail, head, 70, 60, 0) for tail, head in ("ab", "bc", "cd", "de")]
    links += [Link("trunk", "a0", "copy", 70, 60, 0), Link("one", "copy", "e", 70, 60, 0)]
    links.append(Link("two", "copy", "d", 70, 60, 0))
    places = places_of([*nodes, Footprint("a0", 60, 40)], links)
    assert places.centres["copy"][0] - places.centres["a0"][0] < 30 + 70 + 10 + 3 * GAP


def test_link_without_a_middle_is_a_line_from_side_to_side() -> None:
    places = places_of([Footprint("a", 60, 40), Footprint("b", 60, 40)], [Link("l", "a", "b", 0, 0, 0)])
    (start_x, _), (end_x, _) = places.lines["l"][0], places.lines["l"][-1]
    assert start_x == pytest.approx(places.centres["a"][0] + 30, abs=ROUNDING)
    assert end_x == pytest.approx(places.centres["b"][0] - 30, abs=ROUNDING)
    assert "l" not in places.centres


def test_tall_node_is_entered_at_an_entry_for_each_input() -> None:
    nodes = [Footprint(f"a{i}", 60, 40) for i in range(4)]
    tall = Footprint("tall", 80, 460, entries=(2, 0, 1, 3), entry_height=90)
    places = places_of([*nodes, tall], [Link(f"l{i}", f"a{i}", "tall", 70, 60, i) for i in range(4)])
    _, y = places.centres["tall"]
    heights = [places.lines[f"l{slot}"][-1][1] - y for slot in (2, 0, 1, 3)]
    assert heights == pytest.approx([135, 45, -45, -135], abs=2)  # cells have borders of a point
