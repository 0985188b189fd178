"""Rows: a scene too wide to be read on a slide, in rows below each other like the lines of a text.

It is cut where nothing stands. Each wire that crosses a cut runs on: round the end of its row, back between the rows,
and into the next one, so that it can be followed; those of one cut run side by side and never cross. Not here: where
things stand in one row (layout.py), which pictures may have rows (painter.py).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate, pairwise

from viz.scene.arrows import Arrow
from viz.scene.layout import Places
from viz.scene.routes import SPACING, Point, straight

Wire = tuple[Arrow, list[Point], float]

SLIDE = (1920.0, 1080.0)  # pixels
LEGIBLE = 12.0  # pixels that the smallest text of a picture on a slide has, at least
MOST_ROWS = 6
CORNER = 9.0  # points: the radius of a wire's turns
END, BETWEEN = 14.0, 18.0  # points from what stands in a row to the nearest wire that turns, beside and below
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


@dataclass(frozen=True, slots=True)
class Rows:
    """How the points of a scene move.

    Attributes:
        cuts: where the scene is cut, from the left.
        shifts: of each row, to the right and up.
        turns: of each wire at each cut that it crosses, by (its name, the number of the cut).
        left, right, top, bottom: of all rows together.
    """

    cuts: tuple[float, ...]
    shifts: tuple[Point, ...]
    turns: Mapping[tuple[str, int], Turn]
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


def legibility(size: float, width: float, height: float) -> float:
    """Pixels of a text of a picture of so many points that fills a slide."""
    return size * min(SLIDE[0] / max(width, 1.0), SLIDE[1] / max(height, 1.0))


def rows_of(places: Places, wires: Sequence[Wire], smallest: float, below: float) -> Rows | None:
    """The fewest rows in which the smallest text is legible on a slide, or else those in which it is largest; None
    where it is in one row.

    Args:
        places: of the scene in one row.
        wires: its arrows, where they run, and how wide they are.
        smallest: the size of the smallest text.
        below: points that stand below the picture.
    """
    best, most = None, legibility(smallest, places.right - places.left, places.top - places.bottom + below)
    gaps = list(_gaps(places))
    price = cache(partial(_price, wires))
    for count in range(2, MOST_ROWS + 1):
        if most >= LEGIBLE or len(gaps) < count - 1:
            break
        rows = _rows(places, wires, _cuts(places, price, gaps, count))
        found = legibility(smallest, rows.right - rows.left, rows.top - rows.bottom + below)
        if found > most:
            best, most = rows, found
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


def _rows(places: Places, wires: Sequence[Wire], cuts: tuple[float, ...]) -> Rows:
    """The rows between cuts, as high as what stands in each."""
    heights = _heights(places, wires, cuts)
    shifts: list[Point] = [(0.0, 0.0)]
    turns: dict[tuple[str, int], Turn] = {}
    right = cuts[0]
    for i, cut in enumerate(cuts):
        crossing = [
            (_height(line, cut), stroke, arrow.name) for arrow, line, stroke in wires if line[0][0] < cut < line[-1][0]
        ]
        crossing.sort()  # from the lowest, which turns first
        strokes = [stroke + SPACING for _, stroke, _ in crossing]
        room = sum(strokes)
        offsets = [end - stroke / 2 for end, stroke in zip(accumulate(strokes), strokes, strict=True)]
        across, up = shifts[i]
        bottom = heights[i][1] + up
        end = cut + across + END
        start = places.left
        for (_, _, name), offset in zip(crossing, offsets, strict=True):
            turns[name, i] = Turn(end + offset, bottom - BETWEEN - offset, start + offset)
        right = max(right, end + room)
        shifts.append((start + room + END - cut, bottom - 2 * BETWEEN - room - heights[i + 1][0]))
    last = places.right + shifts[-1][0]
    return Rows(
        cuts, tuple(shifts), turns, places.left, max(right, last), heights[0][0], heights[-1][1] + shifts[-1][1]
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
