"""Layout: where a scene's shapes and numbers stand, by Graphviz, which is asked once, and how its wires run.

Knows footprints and links, no diagrams. Not here: what is drawn at the places (passes.py), the curves between them
(routes.py), running Graphviz (formats/render.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from types import MappingProxyType

import graphviz

from viz.formats.render import render
from viz.scene.frames import LABEL, framed, prefixes
from viz.scene.routes import Bend, Column, Leg, Point, Solid, bends_of, line_of, route, separate, straight
from viz.shapes import STROKE, html_label

POINTS_PER_INCH = 72
LARGEST_GAP = 20.0  # points, between arrows that share a side of a node
NODE_GAP, RANK_GAP = 14.4, 14.4  # points, between what stands one above the other, and between columns
LEAST_GAP = 6.0  # points between things that stand one above the other
SNAP = 12.0  # points that something is moved, at most, to make an arrow level
SAME_COLUMN = 2.0  # points; Graphviz rounds
# How much Graphviz wants an arrow short and straight: a line from a plain number, the way to the numbers of an arrow,
# which stand beside what it enters, and the way from there.
FROM_NUMBER, TO_NUMBERS, FROM_NUMBERS = 1, 3, 4
# Graphviz polishes hundreds of arrows for minutes; bounded like this it takes seconds.
MANY_LINKS = 150
HASTE = {"nslimit": "0.1", "mclimit": "0.1", "searchsize": "10"}

NO_GROUPS: Mapping[str, str] = MappingProxyType({})

Curves = dict[tuple[str, str], list[Point]]  # (tail, head) -> control points


@dataclass(frozen=True, slots=True)
class Footprint:
    """The room that a shape needs; arrows enter it on its left side and leave it on its right.

    Attributes:
        name: a generated one.
        width, height: points.
        side: points of the sides' middle among which arrows are spread.
        entries: numbers of the inputs from top to bottom, where each enters at a height of its own.
        entry_height: points for each of `entries`.
        is_ordered: whether inputs come in from top to bottom in the order in which they were linked.
        behind: points of its right side, where nothing of it stands, in which the arrows that leave it may bend.
        is_delta: whether arrows leave it side by side without gaps, as wide as they are.
        is_near: whether it stands right behind what its only arrow comes from, as the point where copies part.
    """

    name: str
    width: float
    height: float
    side: float = 0
    entries: tuple[int, ...] = ()
    entry_height: int = 0
    is_ordered: bool = False
    behind: float = 0
    is_near: bool = False
    is_delta: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from `tail` to `head`, in its middle level for `width` points, with room of `height` around it.

    Of width 0 it has no such middle. `entry` is its number among the head's `entries`, if that has any; `stroke` is how
    wide it is drawn; `rise` how far above the middle of its room it runs.
    """

    name: str
    tail: str
    head: str
    width: float
    height: float
    entry: int
    stroke: float = STROKE
    rise: float = 0.0


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is, in points, y upwards.

    Attributes:
        centres, sizes: of the footprints, and of the links' middles, by name.
        lines: of each link, by name: control points of cubic Bézier curves, from the tail's side to the head's.
    """

    centres: dict[str, Point]
    sizes: dict[str, Point]
    lines: dict[str, list[Point]]

    @property
    def top(self) -> float:
        ends = [y + self.sizes[name][1] / 2 for name, (_, y) in self.centres.items()]
        return max(ends + [y for line in self.lines.values() for _, y in line])

    @property
    def bottom(self) -> float:
        ends = [y - self.sizes[name][1] / 2 for name, (_, y) in self.centres.items()]
        return min(ends + [y for line in self.lines.values() for _, y in line])

    @property
    def left(self) -> float:
        return min(x - self.sizes[name][0] / 2 for name, (x, _) in self.centres.items())

    @property
    def right(self) -> float:
        return max(x + self.sizes[name][0] / 2 for name, (x, _) in self.centres.items())


def places_of(
    footprints: Sequence[Footprint],
    links: Sequence[Link],
    gap: float = NODE_GAP,
    groups: Mapping[str, str] = NO_GROUPS,
) -> Places:
    """The places for a graph that runs from left to right, with a gap of so many points between what stands in a
    column; what belongs to one of `groups`, by its path, stands together.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    answer = render(_question(footprints, links, gap, groups).source, "plain").decode("utf-8")
    centres, sizes, curves = _read(answer)
    _settle(centres, sizes, footprints, links)
    columns, column_of = _columns(centres, sizes)
    legs = {ends: _leg(ends, link.stroke, curves[ends], columns, column_of) for link in links for ends in _ends(link)}
    _end_all(legs, centres, sizes, footprints, links)
    route(list(legs.values()), columns)
    bends = {ends: bends_of(leg) for ends, leg in legs.items()}
    between: list[list[Bend]] = [[] for _ in columns]
    for bend in chain.from_iterable(bends.values()):
        between[bend.before].append(bend)
    shifts = [0.0, *accumulate(separate(found) for found in between[:-1])]
    centres = {name: (x + shifts[column_of[name]], y) for name, (x, y) in centres.items()}
    columns = [column.shifted(shift) for column, shift in zip(columns, shifts, strict=True)]
    for leg in legs.values():
        leg.start = (leg.start[0] + shifts[leg.first], leg.start[1])
        leg.end = (leg.end[0] + shifts[leg.last], leg.end[1])
    lines = {link.name: _joined([line_of(legs[ends], bends[ends], columns) for ends in _ends(link)]) for link in links}
    return Places(centres, sizes, lines)


# What Graphviz is asked.


def _question(
    footprints: Sequence[Footprint], links: Sequence[Link], gap: float, groups: Mapping[str, str]
) -> graphviz.Digraph:
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": _inches(gap), "ranksep": _inches(RANK_GAP)},
        node_attr={"shape": "box", "label": "", "margin": "0", "fixedsize": "true"},
        edge_attr={"dir": "none"},
    )
    if len(links) > MANY_LINKS:
        dot.graph_attr.update(HASTE)
    clusters = {
        path: graphviz.Digraph(f"cluster{i}", graph_attr={"label": "name", "fontsize": f"{LABEL}"})
        for i, path in enumerate(framed(groups))
    }

    def home(name: str) -> graphviz.Digraph:
        """The innermost group that it is in."""
        return next((clusters[path] for path in reversed(prefixes(groups.get(name, ""))) if path in clusters), dot)

    for footprint in footprints:
        _enter(home(footprint.name), footprint)
    tall = {footprint.name for footprint in footprints if footprint.entries}
    near = {footprint.name for footprint in footprints if footprint.is_near}
    leaving: dict[str, int] = defaultdict(int)
    for link in links:
        leaving[link.tail] += FROM_NUMBERS
    for link in links:
        entry = f"{link.head}:i{link.entry}:w" if link.head in tall else link.head
        if not link.width:
            dot.edge(link.tail, entry, weight=f"{FROM_NUMBER}")
            continue
        home(link.name).node(link.name, width=_inches(link.width), height=_inches(link.height))
        # more than all that leaves there could gain by a longer way
        pull = leaving[link.head] if link.head in near else 0
        dot.edge(link.tail, link.name, weight=f"{TO_NUMBERS + pull}")
        dot.edge(link.name, entry, weight=f"{FROM_NUMBERS + pull}")
    for path in sorted(clusters, key=lambda path: -path.count("/")):
        outer = next((clusters[each] for each in reversed(prefixes(path)[:-1]) if each in clusters), dot)
        outer.subgraph(clusters[path])
    return dot


def _enter(dot: graphviz.Digraph, footprint: Footprint) -> None:
    ordering = "in" if footprint.is_ordered else ""
    if not footprint.entries:
        size = {"width": _inches(footprint.width), "height": _inches(footprint.height)}
        dot.node(footprint.name, **size, ordering=ordering)
        return
    rest = (footprint.height - len(footprint.entries) * footprint.entry_height) / 2
    blank = f'<TR><TD HEIGHT="{rest:.0f}"></TD></TR>'
    rows = "".join(
        f'<TR><TD PORT="i{slot}" FIXEDSIZE="TRUE" WIDTH="{footprint.width:.0f}" HEIGHT="{footprint.entry_height}">'
        "</TD></TR>"
        for slot in footprint.entries
    )
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{blank}{rows}{blank}</TABLE>'
    dot.node(footprint.name, label=html_label(table), shape="plain", fixedsize="false", ordering=ordering)


def _inches(points: float) -> str:
    return f"{points / POINTS_PER_INCH:.4f}"


# What it answers.


def _read(plain: str) -> tuple[dict[str, Point], dict[str, Point], Curves]:
    """Graphviz' plain format: a line per node (name x y width height) and per edge (tail head n x1 y1 ... xn yn)."""
    centres: dict[str, Point] = {}
    sizes: dict[str, Point] = {}
    curves: Curves = {}
    for line in plain.splitlines():
        kind, *words = line.split()
        if kind == "node":
            x, y, width, height = _points(words[1:5])
            centres[words[0]], sizes[words[0]] = (x, y), (width, height)
        elif kind == "edge":
            tail, head = (name.partition(":")[0] for name in words[:2])
            numbers = _points(words[3 : 3 + 2 * int(words[2])])
            curves[tail, head] = list(zip(numbers[0::2], numbers[1::2], strict=True))
    return centres, sizes, curves


def _points(inches: Iterable[str]) -> list[float]:
    return [POINTS_PER_INCH * float(number) for number in inches]


def _columns(centres: dict[str, Point], sizes: dict[str, Point]) -> tuple[list[Column], dict[str, int]]:
    """What stands in each of Graphviz' ranks, and in which one a node stands; it centres the nodes of a rank."""
    solids: list[list[Solid]] = []
    column_of: dict[str, int] = {}
    latest = None
    for name in sorted(centres, key=lambda name: centres[name]):
        (x, y), (width, height) = centres[name], sizes[name]
        if latest is None or x - latest > SAME_COLUMN:
            latest = x
            solids.append([])
        column_of[name] = len(solids) - 1
        solids[-1].append(Solid(name, x - width / 2, x + width / 2, y - height / 2, y + height / 2))
    columns = [
        Column(min(solid.left for solid in found), max(solid.right for solid in found), found) for found in solids
    ]
    return columns, column_of


def _settle(
    centres: dict[str, Point], sizes: dict[str, Point], footprints: Sequence[Footprint], links: Sequence[Link]
) -> None:
    """Move what stands a little higher or lower than the only thing that its arrow leads to, so that that is level."""
    columns, column_of = _columns(centres, sizes)
    arriving, leaving = _by_end(links)
    leads_to = {
        name: links[0].name if links[0].width else links[0].head for name, links in leaving.items() if len(links) == 1
    }
    entry: dict[str, float] = {}  # of what leads to a footprint, how far above its middle it enters
    for footprint in footprints:
        found = arriving[footprint.name]
        if not footprint.is_ordered:
            found = sorted(found, key=lambda link: -centres[link.name if link.width else link.tail][1])
        for link, height in zip(found, _entries(footprint, found), strict=True):
            leads_to[link.name if link.width else link.tail] = footprint.name
            entry[link.name if link.width else link.tail] = height
    rise = {link.name: link.rise for link in links}
    for column in reversed(columns):
        for solid in column.solids:
            name, head = solid.name, leads_to.get(solid.name)
            if head is None or column_of[head] != column_of[name] + 1:
                continue
            height = centres[head][1] + rise.get(head, 0.0) + entry.get(name, 0.0) - rise.get(name, 0.0)
            most = SNAP + abs(rise.get(head, 0.0)) + abs(rise.get(name, 0.0))
            if abs(height - centres[name][1]) <= most and _has_room(name, height, column, centres, sizes):
                centres[name] = (centres[name][0], height)


def _has_room(name: str, height: float, column: Column, centres: dict[str, Point], sizes: dict[str, Point]) -> bool:
    """Whether something may stand at `height` in its column."""
    return all(
        abs(height - centres[other.name][1]) >= (sizes[name][1] + sizes[other.name][1]) / 2 + LEAST_GAP
        for other in column.solids
        if other.name != name
    )


def _by_end(links: Sequence[Link]) -> tuple[dict[str, list[Link]], dict[str, list[Link]]]:
    """The links that arrive at each footprint, and those that leave it."""
    arriving: dict[str, list[Link]] = defaultdict(list)
    leaving: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        arriving[link.head].append(link)
        leaving[link.tail].append(link)
    return arriving, leaving


def _ends(link: Link) -> list[tuple[str, str]]:
    """The ways to and from the middle of a link, or its only one."""
    return [(link.tail, link.name), (link.name, link.head)] if link.width else [(link.tail, link.head)]


def _leg(
    ends: tuple[str, str], stroke: float, curve: list[Point], columns: Sequence[Column], column_of: dict[str, int]
) -> Leg:
    """A way that passes each column where Graphviz' curve does."""
    first, last = (column_of[end] for end in ends)
    passed = [_height_at((columns[i].left + columns[i].right) / 2, curve) for i in range(first + 1, last)]
    return Leg(*ends, first, last, passed, stroke)


def _height_at(x: float, curve: list[Point]) -> float:
    """The height at which a curve first comes to `x`."""
    for start in range(0, len(curve) - 1, 3):
        piece = curve[start : start + 4]
        if piece[-1][0] >= x:
            low, high = 0.0, 1.0
            for _ in range(20):
                middle = (low + high) / 2
                low, high = (middle, high) if _at(piece, middle)[0] < x else (low, middle)
            return _at(piece, low)[1]
    return curve[-1][1]


def _at(piece: list[Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(weight * x for weight, (x, _) in zip(weights, piece, strict=True)),
        sum(weight * y for weight, (_, y) in zip(weights, piece, strict=True)),
    )


# Where the wires run.


def _end_all(
    legs: dict[tuple[str, str], Leg],
    centres: dict[str, Point],
    sizes: dict[str, Point],
    footprints: Sequence[Footprint],
    links: Sequence[Link],
) -> None:
    """Where each leg starts and ends: in the middle of a side, but that those which share a side stand apart there."""
    behind = {footprint.name: footprint.behind for footprint in footprints}
    rise = {link.name: link.rise for link in links}
    for (tail, head), leg in legs.items():
        leg.start = (centres[tail][0] + sizes[tail][0] / 2 - behind.get(tail, 0), centres[tail][1] + rise.get(tail, 0))
        leg.end = (centres[head][0] - sizes[head][0] / 2, centres[head][1] + rise.get(head, 0))
    arriving, leaving = _by_end(links)
    for footprint in footprints:
        _, y = centres[footprint.name]
        found = arriving[footprint.name]
        if not footprint.is_ordered:
            # as they stand in the column before
            found = sorted(found, key=lambda link: -_last_height(legs[_ends(link)[-1]]))
        for link, height in zip(found, _entries(footprint, found), strict=True):
            leg = legs[_ends(link)[-1]]
            leg.end = (leg.end[0], y + height)
        starting = [legs[_ends(link)[0]] for link in leaving[footprint.name]]
        starting.sort(key=lambda leg: -(leg.heights or [leg.end[1]])[0])
        strokes = [leg.stroke for leg in starting]
        heights = _side_by_side(strokes) if footprint.is_delta else _spread(len(starting), footprint.side)
        for leg, height in zip(starting, heights, strict=True):
            leg.start = (leg.start[0], y + height)


def _last_height(leg: Leg) -> float:
    return leg.heights[-1] if leg.heights else leg.start[1]


def _entries(footprint: Footprint, arriving: Sequence[Link]) -> list[float]:
    """How far above the middle of a footprint links enter it that arrive there, given from top to bottom."""
    if not footprint.entries:
        return _spread(len(arriving), footprint.side)
    middle = (len(footprint.entries) - 1) / 2
    return [footprint.entry_height * (middle - footprint.entries.index(link.entry)) for link in arriving]


def _spread(count: int, side: float) -> list[float]:
    """Heights above the middle for so many ends, from the top."""
    gap = min(LARGEST_GAP, side / max(1, count - 1))
    return [gap * ((count - 1) / 2 - i) for i in range(count)]


def _side_by_side(strokes: Sequence[float]) -> list[float]:
    """Heights above the middle for ends so wide that touch each other, from the top."""
    ends = accumulate(strokes)
    return [sum(strokes) / 2 - end + stroke / 2 for end, stroke in zip(ends, strokes, strict=True)]


def _joined(lines: Sequence[list[Point]]) -> list[Point]:
    """The lines to and from a link's middle as one, which is level through the middle."""
    first, *others = lines
    for second in others:
        first = [*first, *straight(first[-1], second[0]), *second[1:]]
    return first
