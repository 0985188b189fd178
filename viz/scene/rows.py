"""Rows: a scene too wide to be read on a slide, in rows below each other like the lines of a text.

It is cut where nothing stands. Each wire that crosses a cut runs on: round the end of its row, back between the rows,
and into the next one, so that it can be followed; those of one cut run side by side and never cross. Where both passes
are drawn, each row is two, one below the other, like the staves of a piano. Not here: where things stand in one row
(layout.py), when a picture can be read (legibility.py).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from viz.scene.arrows import Arrow
from viz.scene.layout import Places
from viz.scene.routes import SPACING, Point, straight

Wire = tuple[Arrow, list[Point], float]

MOST_ROWS = 14
MOST_IN_VAIN = 3  # numbers of rows that are tried, one after the other, in which the text is no larger
CORNER = 9.0  # points: the radius of a wire's turns
END, BETWEEN = 14.0, 18.0  # points from what stands in a row to the nearest wire that turns, beside and below
STAVES_GAP = 10.0  # points between the two passes of a row
PER_WIRE = 30.0  # points that a cut may be off its best place for each wire less that it crosses
SLOPE = 15.0  # likewise for each wire less that is not level there


@dataclass(frozen=True, slots=True)
class Turn:
    """How a wire gets from the end of a row to the start of the next one.

    Attributes:
        right, level, left: where it runs down, back and down again.
    """

    right: float
    level: float
    left: float


class Titles(NamedTuple):
    """Points that are kept free for the titles of passes: before the first row, and above each pass in it."""

    before: float = 0.0
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Rows:
    """How the points of a scene move, in one of the passes that are drawn.

    Attributes:
        cuts: where the scene is cut, from the left.
        shifts: of each row, to the right and up.
        turns: of each wire at each cut that it crosses, by (its name, the number of the cut).
        corner: the upper left one of its first row.
        left, right, top, bottom: of all rows of all passes together.
    """

    cuts: tuple[float, ...]
    shifts: tuple[Point, ...]
    turns: Mapping[tuple[str, int], Turn]
    corner: Point
    left: float
    right: float
    top: float
    bottom: float

    def at(self, point: Point) -> Point:
        """Where a point of the scene is."""
        return self._moved(point, bisect_right(self.cuts, point[0]))

    def line(self, name: str, line: Sequence[Point]) -> list[Point]:
        """Where a wire runs."""
        first, last = (bisect_right(self.cuts, end[0]) for end in (line[0], line[-1]))
        rest = list(line)
        found: list[Point] = []
        for cut in range(first, last):
            piece, rest = split(rest, self.cuts[cut])
            piece = [self._moved(point, cut) for point in piece]
            found += piece[bool(found) :]
            found += _turned(piece[-1], self.turns[name, cut], self._moved(rest[0], cut + 1))
        ending = [self._moved(point, last) for point in rest]
        return [*found, *ending[bool(found) :]]

    def _moved(self, point: Point, row: int) -> Point:
        right, up = self.shifts[row]
        return point[0] + right, point[1] + up


NO_TITLES = Titles()


def rows_of(
    places: Places,
    wires: Sequence[Wire],
    pixels: Callable[[float, float], float],
    *,
    legible: float,
    passes: int = 1,
    titles: Titles = NO_TITLES,
) -> tuple[Rows, ...]:
    """The fewest rows in which a picture can be read, or else those in which its text is largest, for each pass.

    Args:
        places: of the scene in one row.
        wires: its arrows, where they run, and how wide they are.
        pixels: of the smallest text, by the width and the height of what is drawn.
        legible: pixels that are enough.
        passes: how many are drawn, each below the one before.
        titles: the room for theirs.
    """
    gaps = list(_gaps(places))
    price = cache(partial(_price, wires))
    best: tuple[Rows, ...] = ()
    most, in_vain = -math.inf, 0
    for count in range(1, MOST_ROWS + 1):
        if best and (most >= legible or len(gaps) < count - 1 or in_vain == MOST_IN_VAIN):
            break
        rows = _rows(places, wires, _cuts(places, price, gaps, count), passes, titles)
        found = pixels(rows[0].right - rows[0].left, rows[0].top - rows[0].bottom)
        in_vain += 1
        if found > most:
            best, most, in_vain = rows, found, 0
    return best


def _gaps(places: Places) -> Iterator[tuple[float, float]]:
    """Where nothing stands, from the left."""
    solids = sorted(
        (x - places.sizes[name][0] / 2, x + places.sizes[name][0] / 2) for name, (x, _) in places.centres.items()
    )
    ends = accumulate((right for _, right in solids), max)
    for end, (left, _) in zip(ends, solids[1:], strict=False):
        if left - end > 1.0:
            yield end, left


def _price(wires: Sequence[Wire], x: float) -> float:
    """How many points further away a cut at `x` would have to be to be as good as one that no wire crosses."""
    crossing = [line for _, line, _ in wires if line[0][0] < x < line[-1][0]]
    sloping = sum(abs(_height(line, x - 1) - _height(line, x + 1)) > 1 for line in crossing)
    return PER_WIRE * len(crossing) + SLOPE * sloping


def _cuts(
    places: Places, price: Callable[[float], float], gaps: Sequence[tuple[float, float]], count: int
) -> tuple[float, ...]:
    """Where to cut into so many rows about equally long: rather where few wires cross, and level ones."""
    cuts: list[float] = []
    for i in range(1, count):
        wanted = places.left + (places.right - places.left) * i / count
        behind = max((right for left, right in gaps if cuts and left < cuts[-1]), default=-math.inf)
        possible = [left + (right - left) * part for left, right in gaps for part in (0.1, 0.5, 0.9)]
        best, least = None, math.inf
        for x in sorted((x for x in possible if x > behind), key=lambda x: abs(x - wanted)):
            if abs(x - wanted) >= least:
                break  # whatever crosses there
            if (found := abs(x - wanted) + price(x)) < least:
                best, least = x, found
        if best is not None:
            cuts.append(best)
    return tuple(cuts)


def _rows(
    places: Places, wires: Sequence[Wire], cuts: tuple[float, ...], passes: int, titles: Titles
) -> tuple[Rows, ...]:
    """The rows between cuts, as high as what stands in each."""
    heights = _heights(places, wires, cuts)
    left = places.left - titles.before
    shifts: list[list[Point]] = [[] for _ in range(passes)]
    turns: list[dict[tuple[str, int], Turn]] = [{} for _ in range(passes)]
    right, across = 0.0, 0.0
    up = (passes - 1) * (heights[0][0] - heights[0][1] + titles.above + STAVES_GAP)  # the last pass stays where it is
    for i, (top, bottom) in enumerate(heights):
        above = 0.0 if i else titles.above
        for one in range(passes):
            shifts[one].append((across, up - one * (top - bottom + above + STAVES_GAP)))
        lowest = bottom + shifts[-1][-1][1]
        if i == len(cuts):
            break
        cut = cuts[i]
        crossing = [
            (_height(line, cut), stroke, arrow.name) for arrow, line, stroke in wires if line[0][0] < cut < line[-1][0]
        ]
        crossing.sort()  # from the lowest, which turns first
        strokes = [stroke + SPACING for _, stroke, _ in crossing] * passes
        room = sum(strokes)
        offsets = [end - stroke / 2 for end, stroke in zip(accumulate(strokes), strokes, strict=True)]
        end = cut + across + END
        for n, offset in enumerate(offsets):
            one = passes - 1 - n // len(crossing)  # the last pass is the lowest
            turns[one][crossing[n % len(crossing)][2], i] = Turn(end + offset, lowest - BETWEEN - offset, left + offset)
        right = max(right, end + room)
        across = left + room + END - cut
        up = lowest - 2 * BETWEEN - room - heights[i + 1][0]
    right = max(right, places.right + across)
    return tuple(
        [
            Rows(
                cuts,
                tuple(shifts[one]),
                turns[one],
                (places.left, heights[0][0] + shifts[one][0][1]),
                left,
                right,
                shifts[0][0][1] + heights[0][0] + titles.above,
                lowest,
            )
            for one in range(passes)
        ]
    )


def _heights(places: Places, wires: Sequence[Wire], cuts: tuple[float, ...]) -> list[Point]:
    """Top and bottom of each row."""
    ends: list[list[float]] = [[] for _ in range(len(cuts) + 1)]
    for name, (x, y) in places.centres.items():
        height = places.sizes[name][1] / 2
        ends[bisect_right(cuts, x)] += [y + height, y - height]
    for _, line, stroke in wires:
        for x, y in line:
            ends[bisect_right(cuts, x)] += [y + stroke / 2, y - stroke / 2]
        for row, cut in enumerate(cuts):
            if line[0][0] < cut < line[-1][0]:
                y = _height(line, cut)
                ends[row] += [y + stroke / 2, y - stroke / 2]
                ends[row + 1] += [y + stroke / 2, y - stroke / 2]
    return [(max(found), min(found)) for found in ends]


def _turned(start: Point, turn: Turn, end: Point) -> list[Point]:
    """The control points after `start` on the way round to `end`."""
    corners = [(turn.right, start[1]), (turn.right, turn.level), (turn.left, turn.level), (turn.left, end[1])]
    found: list[Point] = []
    here = start
    for corner, after in pairwise([*corners, end]):
        before, beyond = _towards(corner, here), _towards(corner, after)
        found += straight(here, before)
        found += [_between(before, corner), _between(beyond, corner), beyond]
        here = beyond
    return [*found, *straight(here, end)]


def _towards(corner: Point, other: Point) -> Point:
    """The point of a rounded corner on the way to another point."""
    (x, y), (to_x, to_y) = corner, other
    length = abs(to_x - x) + abs(to_y - y)
    part = min(CORNER, length / 2) / length if length else 0.0
    return x + (to_x - x) * part, y + (to_y - y) * part


def _between(end: Point, corner: Point) -> Point:
    return end[0] + (corner[0] - end[0]) * 0.55, end[1] + (corner[1] - end[1]) * 0.55


# Bézier curves that run to the right.


def split(line: Sequence[Point], x: float) -> tuple[list[Point], list[Point]]:
    """The part of a line up to `x`, and the rest."""
    for start in range(0, len(line) - 1, 3):
        piece = list(line[start : start + 4])
        if piece[-1][0] > x:
            one, two = _halves(piece, _parameter(piece, x))
            return [*line[:start], *one], [*two, *line[start + 4 :]]
    return list(line), [line[-1]]


def _height(line: Sequence[Point], x: float) -> float:
    return split(line, x)[0][-1][1]


def _parameter(piece: Sequence[Point], x: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _halves(piece, middle)[0][-1][0] < x else (low, middle)
    return low


def _halves(piece: Sequence[Point], t: float) -> tuple[list[Point], list[Point]]:
    """De Casteljau's two parts of a curve."""
    levels = [list(piece)]
    while len(levels[-1]) > 1:
        levels.append([(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(levels[-1])])
    return [level[0] for level in levels], [level[-1] for level in reversed(levels)]
