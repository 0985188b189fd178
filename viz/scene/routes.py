"""Routes: how a wire gets from one side to another without touching what stands in between.

What stands in a layered layout stands in columns. A wire is level where it passes a column, in a gap between two things
that stand there, and bends between the columns, where nothing stands. Not here: where the columns are (layout.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

from viz.shapes import STROKE

Point = tuple[float, float]  # in points, y upwards

CLEARANCE = 6.0  # points from a wire to what it passes
SPACING = 9.0  # between wires that run side by side
TRACK, MOST_FOR_TRACKS = 6.0, 36.0  # between uprights
FOR_HEIGHT, MOST_FOR_HEIGHT = 0.08, 20.0  # what a gap has more for each point that a wire rises or falls in it
STEEPEST = 1.2  # a bend takes up to so many times its height, where there is room


@dataclass(frozen=True, slots=True)
class Solid:
    """Something that stands in a column, and that only its own wires may touch."""

    name: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass
class Column:
    """What stands one below the other, from the bottom up, and the room from the leftmost to the rightmost of it."""

    left: float
    right: float
    solids: list[Solid]
    bottoms: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.solids.sort(key=lambda solid: solid.bottom)
        self.bottoms = [solid.bottom for solid in self.solids]

    def shifted(self, right: float) -> Column:
        """The column so many points further to the right."""
        moved = [replace(solid, left=solid.left + right, right=solid.right + right) for solid in self.solids]
        return Column(self.left + right, self.right + right, moved)

    def gap_at(self, height: float, clearance: float) -> tuple[float, float]:
        """The free heights for a wire that wants to pass at `height`: the gap there, or the nearest one."""
        above = bisect_left(self.bottoms, height)
        if above and self.solids[above - 1].top > height:
            solid = self.solids[above - 1]  # in the way: over or under it, whichever is nearer
            above -= height - solid.bottom < solid.top - height
        lowest = self.solids[above - 1].top if above else -inf
        highest = self.solids[above].bottom if above < len(self.solids) else inf
        room = min(clearance, (highest - lowest) / 2)
        return lowest + room, highest - room

    def is_free(self, start: float, end: float, but: str) -> bool:
        """Whether a wire may move from one height to another here; `but` is its own."""
        low, high = min(start, end) - CLEARANCE, max(start, end) + CLEARANCE
        first = bisect_left(self.bottoms, high)
        return all(solid.top <= low or solid.name == but for solid in self.solids[:first])


@dataclass
class Leg:
    """A wire from the right side of `tail` to the left side of `head`.

    Attributes:
        tail, head: names of the solids that are its own.
        first, last: the numbers of their columns, from the left.
        heights: where it would like to pass each column in between.
        stroke: how wide it is drawn.
    """

    tail: str
    head: str
    first: int
    last: int
    heights: list[float]
    stroke: float
    start: Point = (0.0, 0.0)
    end: Point = (0.0, 0.0)
    levels: list[Level] = field(default_factory=list)


@dataclass
class Level:
    """A piece of a leg that is level: in the columns `first` to `last`, at a height between `low` and `high`."""

    first: int
    last: int
    low: float
    high: float
    stroke: float
    height: float = 0.0


def route(legs: Sequence[Leg], columns: Sequence[Column]) -> None:
    """Give each leg, whose ends are known, its levels: as few as the gaps allow, and apart from each other."""
    placed: list[list[Level]] = [[] for _ in columns]
    for leg in legs:
        leg.levels = list(_levels(leg, columns))
        _choose_heights(leg)
    # the longest first: they have the least freedom
    levels = [level for leg in legs for level in leg.levels]
    for level in sorted(levels, key=lambda level: level.first - level.last):
        _move_apart(level, placed)
        for column in range(level.first, level.last + 1):
            placed[column].append(level)


def _levels(leg: Leg, columns: Sequence[Column]) -> Iterator[Level]:
    """The fewest levels: each goes on as long as the gaps have a height in common."""
    clearance = CLEARANCE + leg.stroke / 2
    current: Level | None = None
    for column, height in enumerate(leg.heights, start=leg.first + 1):
        low, high = columns[column].gap_at(height, clearance)
        if current is not None and max(low, current.low) <= min(high, current.high):
            current.last, current.low, current.high = column, max(low, current.low), min(high, current.high)
            continue
        if current is not None:
            yield current
        current = Level(column, column, low, high, leg.stroke)
    if current is not None:
        yield current


def _choose_heights(leg: Leg) -> None:
    """Each level as high as the end of its leg, or else as the level after it, or as near to that as its gap allows."""
    wanted = leg.end[1]
    for level in reversed(leg.levels):
        is_as_high_as_the_start = level is leg.levels[0] and level.low <= leg.start[1] <= level.high
        height = min(max(wanted, level.low), level.high)
        level.height = leg.start[1] if is_as_high_as_the_start and height != wanted else height
        wanted = level.height


def _move_apart(level: Level, placed: Sequence[Sequence[Level]]) -> None:
    """Move a level off those that run beside it, as little as possible."""
    beside = [other for column in range(level.first, level.last + 1) for other in placed[column]]
    apart = [(other.height, SPACING + (other.stroke + level.stroke) / 2 - 2) for other in beside]

    def is_clear(height: float) -> bool:
        return all(abs(height - other) >= space - 0.01 for other, space in apart)

    wishes = [level.height, *(height + side * space for height, space in apart for side in (-1, 1))]
    possible = [height for height in wishes if level.low <= height <= level.high and is_clear(height)]
    if possible:
        level.height = min(possible, key=lambda height: (abs(height - level.height), height))


@dataclass
class Bend:
    """Where a leg changes its height: between the column `before` and the next one.

    Attributes:
        start, end: the heights.
        stroke: how wide it is drawn.
        track, tracks: which of the uprights, from the left, it runs along, and how many there are between the columns.
    """

    tail: str
    before: int
    start: float
    end: float
    stroke: float
    track: int = 0
    tracks: int = 1

    def overlaps(self, other: Bend) -> bool:
        (low, high), (its_low, its_high) = sorted((self.start, self.end)), sorted((other.start, other.end))
        return low < its_high and its_low < high


def bends_of(leg: Leg) -> list[Bend]:
    """The bends of a leg that has its levels, from its start to its end."""
    heights = [leg.start[1], *(level.height for level in leg.levels), leg.end[1]]
    befores = [leg.first, *(level.last for level in leg.levels)]
    return [
        Bend(leg.tail, before, height, after, leg.stroke)
        for before, (height, after) in zip(befores, pairwise(heights), strict=True)
        if height != after
    ]


def separate(bends: Sequence[Bend]) -> float:
    """Give bends in one gap, which would run along each other, uprights of their own; the room that they need."""
    if not bends:
        return 0.0
    # copies of one value run along together
    groups: dict[tuple[str, bool], list[Bend]] = {}
    for bend in bends:
        groups.setdefault((bend.tail, bend.end > bend.start), []).append(bend)
    # what starts ahead of others bends first: so it leaves the way to them
    order = sorted(groups, key=lambda key: (key[1], -groups[key][0].start if key[1] else groups[key][0].start))
    for i, key in enumerate(order):
        before = [other for earlier in order[:i] for other in groups[earlier]]
        beside = [other.track for other in before if any(bend.overlaps(other) for bend in groups[key])]
        for bend in groups[key]:
            bend.track = 1 + max(beside, default=-1)
    tracks = 1 + max(bend.track for bend in bends)
    for bend in bends:
        bend.tracks = tracks
    highest = max(abs(bend.end - bend.start) for bend in bends)
    wider = max(bend.stroke for bend in bends) - STROKE  # than an arrow is
    room = min(MOST_FOR_TRACKS + 2 * wider, (TRACK + wider) * (tracks - 1))
    return min(MOST_FOR_HEIGHT, FOR_HEIGHT * highest) + room


def line_of(leg: Leg, bends: Sequence[Bend], columns: Sequence[Column]) -> list[Point]:
    """The control points of the leg's Bézier curves, from its start to its end."""
    line = [leg.start]
    for bend in bends:
        gap = columns[bend.before].right, columns[bend.before + 1].left
        left, right = _widened(leg, columns, bend.before, gap, (bend.start, bend.end), line[-1][0])
        _extend(line, (left, bend.start))
        middle = (left + right) / 2
        if bend.tracks > 1:
            middle = gap[0] + (gap[1] - gap[0]) * (bend.track + 0.5) / bend.tracks
        line += [(middle, bend.start), (middle, bend.end), (right, bend.end)]
    _extend(line, leg.end)
    return line


def _widened(
    leg: Leg,
    columns: Sequence[Column],
    before: int,
    gap: tuple[float, float],
    heights: tuple[float, float],
    reached: float,
) -> tuple[float, float]:
    """The room for a bend: from its gap on into the columns beside it, where nothing is in the way."""
    left, right = gap
    wanted = max(0.0, STEEPEST * abs(heights[1] - heights[0]) - (right - left)) / 2
    if columns[before].is_free(*heights, but=leg.tail):
        edge = leg.start[0] if before == leg.first else columns[before].left
        left = max(left - wanted, edge, reached)
    if columns[before + 1].is_free(*heights, but=leg.head):
        edge = leg.end[0] if before + 1 == leg.last else columns[before + 1].right
        right = min(right + wanted, edge)
    return left, right


def _extend(line: list[Point], end: Point) -> None:
    if line[-1] != end:
        line += straight(line[-1], end)


def straight(start: Point, end: Point) -> list[Point]:
    """The control points after `start` of a straight line to `end`."""
    (x, y), (to_x, to_y) = start, end
    return [(x + (to_x - x) / 3, y + (to_y - y) / 3), (x + 2 * (to_x - x) / 3, y + 2 * (to_y - y) / 3), end]
