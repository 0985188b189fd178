"""Places: a graph laid out once by Graphviz, so that both of its passes can be drawn at the same coordinates.

Knows footprints and links, no diagrams. Not here: what is drawn at the places (halves.py), running Graphviz
(formats/render.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import graphviz

from viz.formats.render import render
from viz.shapes import FONTS, STRAIGHTNESS, TEXT_SIZE, html_label

POINTS_PER_INCH = 72
LARGEST_GAP = 20.0  # points, between arrows that share a side of a node
NODE_GAP, RANK_GAP = "0.2", "0.5"  # inches

SAME_RANK = 2.0  # points; Graphviz rounds

Point = tuple[float, float]  # in points, y upwards
Curves = dict[tuple[str, str], list[Point]]  # (tail, head) -> control points


@dataclass(frozen=True, slots=True)
class Footprint:
    """The room that a node needs; arrows enter it in the middle of its left side and leave it on its right.

    Attributes:
        name: a generated one.
        width, height: points; `label` may need more width.
        label: markup; only its size counts.
        side: points of the sides' middle among which arrows are spread.
        entries: numbers of the inputs from top to bottom, where each enters at a height of its own.
        entry_height: points for each of `entries`.
        is_ordered: whether inputs come in from top to bottom in the order in which they were linked.
    """

    name: str
    width: float
    height: float
    label: str = ""
    side: float = 0
    entries: tuple[int, ...] = ()
    entry_height: int = 0
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from `tail` to `head`, in its middle straight for `width` points, with room of `height` around it.

    Of width 0 it has no such middle. `entry` is its number among the head's `entries`, if that has any.
    """

    name: str
    tail: str
    head: str
    width: float
    height: float
    entry: int


class Rank(NamedTuple):
    """A column of nodes: its middle, its number from the left, and how wide its widest node is."""

    x: float
    number: int
    width: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is.

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


def places_of(footprints: Sequence[Footprint], links: Sequence[Link]) -> Places:
    """The places that Graphviz finds for a graph that runs from left to right.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": NODE_GAP, "ranksep": RANK_GAP},
        node_attr={"shape": "box", "fontname": FONTS, "fontsize": f"{TEXT_SIZE}", "label": "", "margin": "0"},
        edge_attr={"dir": "none"},
    )
    for footprint in footprints:
        _enter(dot, footprint)
    tall = {footprint.name for footprint in footprints if footprint.entries}
    for link in links:
        entry = f"{link.head}:i{link.entry}:w" if link.head in tall else f"{link.head}:w"
        if not link.width:
            dot.edge(f"{link.tail}:e", entry)
            continue
        dot.node(link.name, width=_inches(link.width), height=_inches(link.height), fixedsize="true")
        dot.edge(f"{link.tail}:e", f"{link.name}:w", weight=STRAIGHTNESS)
        dot.edge(f"{link.name}:e", entry, weight=STRAIGHTNESS)
    centres, sizes, curves = _read(render(dot.source, "plain").decode("utf-8"))
    _spread(centres, curves, footprints, links)
    ranks = _ranks(centres, sizes)
    curves = {ends: _smooth(curve, *(ranks[centres[end][0]] for end in ends)) for ends, curve in curves.items()}
    return Places(centres, sizes, {link.name: _line(link, curves) for link in links})


def straight(start: Point, end: Point) -> list[Point]:
    """The control points after `start` of a straight line to `end`."""
    (x, y), (to_x, to_y) = start, end
    return [(x + (to_x - x) / 3, y + (to_y - y) / 3), (x + 2 * (to_x - x) / 3, y + 2 * (to_y - y) / 3), end]


def _enter(dot: graphviz.Digraph, footprint: Footprint) -> None:
    ordering = "in" if footprint.is_ordered else ""
    if not footprint.entries:
        label = {"label": html_label(footprint.label)} if footprint.label else {"fixedsize": "true"}
        size = {"width": _inches(footprint.width), "height": _inches(footprint.height)}
        dot.node(footprint.name, **label, **size, ordering=ordering)
        return
    rest = (footprint.height - len(footprint.entries) * footprint.entry_height) / 2
    blank = f'<TR><TD HEIGHT="{rest:.0f}"></TD></TR>'
    rows = "".join(
        f'<TR><TD PORT="i{slot}" FIXEDSIZE="TRUE" WIDTH="{footprint.width:.0f}" HEIGHT="{footprint.entry_height}">'
        "</TD></TR>"
        for slot in footprint.entries
    )
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{blank}{rows}{blank}</TABLE>'
    dot.node(footprint.name, label=html_label(table), shape="plain", ordering=ordering)


def _inches(points: float) -> str:
    return f"{points / POINTS_PER_INCH:.4f}"


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


def _ends(link: Link) -> list[tuple[str, str]]:
    """The keys of the curves to and from the middle of a link, or of its only one."""
    return [(link.tail, link.name), (link.name, link.head)] if link.width else [(link.tail, link.head)]


def _spread(centres: dict[str, Point], curves: Curves, footprints: Sequence[Footprint], links: Sequence[Link]) -> None:
    """Ends that meet in the middle of a side are drawn apart, in the order in which their arrows stand; and Graphviz'
    rounding is taken out of all others."""
    for link in links:
        for tail, head in _ends(link):
            for name, end in ((tail, 0), (head, -1)):
                if name == link.name:
                    _move(curves[tail, head], end, centres[name][1])
    for footprint in footprints:
        arriving = [] if footprint.entries else [link for link in links if link.head == footprint.name]
        leaving = [link for link in links if link.tail == footprint.name]
        for joined, end in ((arriving, -1), (leaving, 0)):
            gap = min(LARGEST_GAP, footprint.side / max(1, len(joined) - 1))
            # from top to bottom
            joined.sort(key=lambda link: -centres[link.name if link.width else link.tail][1])
            for i, link in enumerate(joined):
                height = centres[footprint.name][1] + gap * ((len(joined) - 1) / 2 - i)
                _move(curves[_ends(link)[end]], end, height)


def _move(curve: list[Point], end: int, height: float) -> None:
    """Move the first (0) or last (-1) point of a curve, and the one beside it, so that it ends at `height`."""
    shift = height - curve[end][1]
    for i in (end, 1 if end == 0 else -2):
        curve[i] = (curve[i][0], curve[i][1] + shift)


def _ranks(centres: dict[str, Point], sizes: dict[str, Point]) -> dict[float, Rank]:
    """The rank of each x at which nodes stand; Graphviz centres the nodes of a rank."""
    ranks: dict[float, Rank] = {}
    latest = None
    for x in sorted({x for x, _ in centres.values()}):
        if latest is None or x - latest.x > SAME_RANK:
            latest = Rank(
                x,
                0 if latest is None else latest.number + 1,
                max(sizes[name][0] for name, (own, _) in centres.items() if own - x < SAME_RANK and own >= x),
            )
        ranks[x] = latest
    return ranks


def _smooth(curve: list[Point], tail: Rank, head: Rank) -> list[Point]:
    """Between neighbouring ranks one even bend, in the gap where nothing else stands; else Graphviz' own curve."""
    (x, y), (to_x, to_y) = curve[0], curve[-1]
    if head.number - tail.number != 1:
        return curve
    left, right = tail.x + tail.width / 2, head.x - head.width / 2
    middle = (left + right) / 2
    bend = [(middle, y), (middle, to_y), (right, to_y)]
    return [(x, y), *straight((x, y), (left, y)), *bend, *straight((right, to_y), (to_x, to_y))]


def _line(link: Link, curves: Curves) -> list[Point]:
    """The curves to and from a link's middle as one."""
    first, *others = (curves[ends] for ends in _ends(link))
    for second in others:
        first = [*first, *straight(first[-1], second[0]), *second[1:]]
    return first
