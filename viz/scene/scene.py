"""A scene: the shapes and arrows of a diagram, by generated names, and the room they need, whoever draws them.

Here it is decided, once for all pictures and pages, which gates are tall, where values fork, in which order inputs
stand and what stands at an arrow. Not here: where Graphviz puts them (layout.py), how they are drawn (painter.py).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from autograd_core import Role
from autograd_core.words import words
from viz.diagram import (
    Diagram,
    Node,
    Size,
    above_name,
    exit_of,
    input_name,
    is_ordered,
    name_and_value,
    names_of,
    reading_order,
    sum_of,
    whole_exit,
)
from viz.measure import USUAL, widest, width_of
from viz.rounding import rounded
from viz.scene.arrows import LINE, SMALL_LINE, Arrow, Pass
from viz.scene.frames import LABEL, Box, Frame, common, framed, frames_of, prefixes
from viz.scene.layout import NODE_GAP, Footprint, Link, Places, places_of
from viz.scene.legend import legend_height
from viz.scene.legibility import LEGIBLE, legibility
from viz.scene.rivers import River, scale_of
from viz.scene.roles import caption_of, factor_of, formulas_of, other_factor, saved_of
from viz.scene.routes import Point, straight
from viz.scene.rows import Rows, Titles, rows_of
from viz.shapes import (
    ENTRY_HEIGHT,
    ENTRY_WIDTH,
    LONGEST_ROUND_SYMBOL,
    MOST_ROUND_INPUTS,
    NUMBER_HEIGHT,
    PAD,
    SHAFT_LENGTH,
    SMALL_SIZE,
    STROKE,
    TEXT_SIZE,
    symbol_size,
)
from viz.text import LABEL_LENGTH, LINE_LENGTH, gate_symbol, shortened, typeset, wrapped

# In points.
RADIUS = 27.0
COUNT_ROOM = 10.0  # what a gate that stands for several has more
TALL_RADIUS = 34.0  # half the width of a gate with many inputs
FORK_RADIUS = 3.6
JOINT_RADIUS, JOINT_GROWTH, MOST_JOINT_GROWTH = 14.0, 4.0, 24.0  # with each use beyond two
ARROW_ROOM = 12.0  # beside everything that arrows enter: there they are straight
FORK_ROOM, WORD_ROOM = 10.0, 8.0  # beside a fork, and more where it is told what it is
GATE_MARGIN, BOX_MARGIN = 6.0, 8.0  # above and below
PILL_GAP, PILL_SIDE, PILL_MARGIN = 30.0, 8.0, 24.0
BOX_HEIGHT, BOX_PADDING, BOX_SIDE = 40.0, 10.0, 15.0
LEAST_BOX = 54.0
# Of a picture that is short of room: arrows, the gap in a column, and what each input of a tall gate has whose arrow
# has a number on one side, or on both.
COMPACT_SHAFT, COMPACT_GAP, COMPACT_ENTRY, COMPACT_ENTRY_OF_BOTH = 40.0, 9.0, 52, 72
TITLE_ROOM = 48.0  # above one of two passes
ENTRY_GAP = 18.0  # between the arrows that enter a folded part
LONGEST_NAME = 24  # characters, on a page; beside its picture stand all of them
PRODUCT_LENGTH = 20  # characters; a longer product takes two lines


class Detail(IntEnum):
    """How much a picture says: numbers alone, as close to each other as they can be read; in the backward pass the
    products that they are, too; or all: what gates do, and what they saved.
    """

    NUMBERS = 0
    PRODUCTS = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """Something that stands somewhere.

    Attributes:
        name: generated.
        kind: "gate", "input", "output", "part" (folded), "fork" where copies part, or "number": a plain one.
        index: of the node in the diagram.
        node: that node.
        lines: what stands in it, but for what is below.
        count: small, below the lines: how many it stands for.
        accumulated: the `.grad` below the lines, where that is worth saying.
        radius, radius_x: half its height and width; arrows meet it there.
        is_tall: whether it is a box for all its inputs, one below the other.
        slots: of a gate, the inputs that get gradients.
        saved: of a gate, lines; of a swap multiplier of two inputs each has its own (`is_swap`).
        captions: of a gate, the lines below it in the backward pass.
    """

    name: str
    kind: str
    index: int
    node: Node
    lines: tuple[str, ...] = ()
    count: str = ""
    accumulated: str = ""
    radius: float = 0.0
    radius_x: float = 0.0
    is_tall: bool = False
    is_swap: bool = False
    slots: tuple[int, ...] = ()
    saved: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def is_box(self) -> bool:
        return self.kind in ("input", "output", "part")

    def reach_down(self, dx: float) -> float:
        """From the middle to the upper or lower border, `dx` beside the middle."""
        if self.is_tall or self.kind not in ("gate", "fork"):
            return self.radius
        return self.radius * math.sqrt(max(0.0, 1 - (dx / self.radius_x) ** 2))

    def reach(self, dy: float) -> float:
        """From the middle to the left or right border, `dy` above the middle."""
        if self.is_tall or self.kind not in ("gate", "fork"):
            return self.radius_x
        return self.radius_x * math.sqrt(max(0.0, 1 - (dy / self.radius) ** 2))


class Extent(NamedTuple):
    """How far a picture reaches, in points, y upwards."""

    left: float
    right: float
    top: float
    bottom: float


class Scene:
    """Shapes and arrows of a diagram that is drawn in one pass, or in several at the same places.

    Attributes:
        whole: the diagram with all digits.
        diagram: the one with the digits that are shown.
        passes: those for which there is room.
        drawn: those that are drawn, one below the other; the last one, where it is not said.
        detail: how much they say.
        groups: of what stands in it, the path of the group that it belongs to; empty of all where there are no frames.
    """

    def __init__(
        self,
        diagram: Diagram,
        passes: Sequence[Pass],
        drawn: Sequence[Pass] = (),
        detail: Detail = Detail.ALL,
        *,
        is_framed: bool = False,
    ) -> None:
        self.passes = tuple(passes)
        self.drawn = tuple(drawn) or self.passes[-1:]
        self.detail = detail
        self._is_framed = is_framed and diagram.direction == "right"
        self.has_roles = any(each.is_backward for each in passes)
        self._is_compact = detail == Detail.NUMBERS
        self.tells_all = self.has_roles and detail == Detail.ALL
        self.is_live = any(each.is_live for each in passes)
        # the layout runs to the right whatever the direction; of a scene that runs down it is turned as it is drawn
        self.is_down = diagram.direction == "down"
        self.whole = diagram
        self.diagram = diagram = diagram if self.is_live else rounded(diagram)
        self._live_names = [shortened(name, LONGEST_NAME) for name in names_of(diagram, is_live=True)]
        # whose value flows along a highlighted arrow
        self._heavy = {
            parent
            for node in diagram.nodes
            for parent, is_heavy in zip(node.parents, node.heavy, strict=False)
            if is_heavy
        }
        self.shape: dict[str, Shape] = {}
        self.arrows: list[Arrow] = []
        self.footprints: list[Footprint] = []
        for i, node in enumerate(diagram.nodes):
            self._node(i, node)
        for i, node in enumerate(diagram.nodes):
            for slot in reading_order(node):
                self._edge(i, node, slot)
        self._output(len(diagram.nodes) - 1)
        self.scale = scale_of(arrow.size(diagram.weight) for arrow in self.arrows)

    @property
    def shapes(self) -> list[Shape]:
        return list(self.shape.values())

    @property
    def links(self) -> list[Link]:
        return [self._link(arrow) for arrow in self.arrows]

    @cached_property
    def places(self) -> Places:
        """Where everything stands; Graphviz is asked once.

        Raises:
            RenderError: there is no Graphviz, or it failed.
        """
        is_close = self._is_compact and not self.diagram.weight  # rivers need more
        return places_of(self.footprints, self.links, COMPACT_GAP if is_close else NODE_GAP, self.groups)

    @cached_property
    def groups(self) -> dict[str, str]:
        if not self._is_framed:
            return {}
        found = {
            shape.name: "" if shape.kind == "output" else shape.node.group
            for shape in self.shapes
            if shape.kind != "number"
        }
        for arrow in self.arrows:
            if arrow.is_plain:
                found[arrow.tail] = found[arrow.head]
            else:
                found[arrow.name] = common(found[arrow.tail], found[arrow.head])
        return found

    def frames(self, rows: Rows) -> list[Frame]:
        """The frames of a pass that stands in these rows."""
        boxes = {name: self._box_at(name, rows) for name in self.groups}
        row = {name: bisect_right(rows.cuts, self.places.centres[name][0]) for name in self.groups}
        torn = {
            path
            for path in framed(self.groups)
            if len({row[name] for name, group in self.groups.items() if path in prefixes(group)}) > 1
        }
        return [frame for frame in frames_of(self.groups, boxes, LABEL) if frame.path not in torn]

    def _box_at(self, name: str, rows: Rows) -> Box:
        """Where something stands, without the room for the heads of arrows beside it."""
        (x, y), (width, height) = rows.at(self.places.centres[name]), self.places.sizes[name]
        half = width / 2 - (ARROW_ROOM if name in self.shape and self.shape[name].kind != "number" else 0)
        return Box(x - half, x + half, y + height / 2, y - height / 2)

    @cached_property
    def staves(self) -> tuple[Rows, ...]:
        """Where each of the passes that are drawn stands, in rows."""
        wires = [(arrow, self.line(arrow), link.stroke) for arrow, link in zip(self.arrows, self.links, strict=True)]
        titles = Titles()
        if len(self.drawn) > 1:
            titles = Titles(before=TITLE_ROOM) if self.is_down else Titles(above=TITLE_ROOM)
        legible = -math.inf if self.is_live else LEGIBLE
        passes = len(self.drawn)
        return rows_of(self.places, wires, self._pixels, legible=legible, passes=passes, titles=titles)

    @property
    def rows(self) -> Rows | None:
        """The rows of the only pass that is drawn; None where it is one."""
        return self.staves[0] if self.staves[0].cuts else None

    @property
    def pixels(self) -> float:
        """How high the smallest text is on a slide."""
        found = self.staves[0]
        return self._pixels(found.right - found.left, found.top - found.bottom)

    def _pixels(self, along: float, across: float) -> float:
        """The same, where it reaches so far in the direction in which values flow, and across it."""
        width, height = (across, along) if self.is_down else (along, across)
        below = legend_height(self, width) + self.note_height(width)
        return legibility(min(self._sizes()), width + 2 * PAD, height + below + 2 * PAD)

    def _sizes(self) -> Iterator[int]:
        """The sizes of texts that are drawn."""
        for arrow in self.arrows:
            for each in () if arrow.is_plain else self.drawn:
                caption = each.caption(arrow)
                yield from (line.size for line in (*caption.above, *caption.below))
        for shape in self.shapes:
            yield from (symbol_size(line) for line in shape.lines if shape.kind == "gate")
            yield SMALL_SIZE if shape.count or (self.tells_all and shape.kind in ("gate", "fork")) else TEXT_SIZE
        yield SMALL_SIZE if self.diagram.weight or self.diagram.note or framed(self.groups) else TEXT_SIZE

    def reasons(self, width: float) -> list[str]:
        """The lines of the reasons below a picture so wide."""
        room = max(LABEL_LENGTH, int(width / (TEXT_SIZE * USUAL)))
        return [line for each in self.diagram.reasons for line in wrapped(each, room)]

    @property
    def note(self) -> list[str]:
        """The lines of what is said below the picture."""
        return wrapped(self.diagram.note, LABEL_LENGTH)

    def note_height(self, width: float) -> float:
        """Points below the picture, and below its legend."""
        lines = len(self.reasons(width))
        return (LINE * (lines + 0.5) if lines else 0.0) + (SMALL_LINE * (len(self.note) + 0.5) if self.note else 0.0)

    @property
    def extent(self) -> Extent:
        """How far the picture reaches."""
        found = self.staves[0]
        if self.is_down:
            return Extent(-found.top, -found.bottom, -found.left, -found.right)
        return Extent(found.left, found.right, found.top, found.bottom)

    def river(self, arrow: Arrow) -> River | None:
        """How wide an arrow is drawn, and in which colour; None where that does not depend on a number."""
        return self.scale.river(arrow.size(self.diagram.weight))

    @property
    def has_deltas(self) -> bool:
        """Whether rivers leave the point where they part side by side, not one above the other."""
        return bool(self.diagram.weight) and not self.has_roles

    def delta(self, fork: str) -> float:
        """How high the rivers that part there are together; 0 where they part in a point."""
        return sum(link.stroke for link in self.links if link.tail == fork) if self.has_deltas else 0.0

    def line(self, arrow: Arrow, *, is_backward: bool = False) -> list[Point]:
        """The control points of an arrow from border to border; on the way there, copies part in one point."""
        tail, head = self.shape[arrow.tail], self.shape[arrow.head]
        line = self.places.lines[arrow.name]
        if tail.kind == "fork" and not is_backward:
            centre = self.places.centres[tail.name]
            if self.has_deltas:
                centre = (centre[0], line[0][1])
            return [centre, *_bend(centre, line[0]), *line[1:], *straight(line[-1], self._border(head, line[-1], -1))]
        start, end = self._border(tail, line[0], 1), self._border(head, line[-1], -1)
        if head.kind == "fork" and not is_backward:
            end = self.places.centres[head.name]
        return [start, *straight(start, line[0]), *line[1:], *straight(line[-1], end)]

    def _border(self, shape: Shape, end: Point, side: int) -> Point:
        """Where an arrow that ends beside `shape` meets it: on its right (side 1) or on its left (-1)."""
        if shape.kind == "number":
            return end
        x, y = self.places.centres[shape.name]
        reach = shape.reach_down if self.is_down else shape.reach
        return x + side * reach(end[1] - y), end[1]

    def _link(self, arrow: Arrow) -> Link:
        captions = [each.caption(arrow) for each in self.passes]
        river = self.river(arrow)
        width = river.width if river else 0.0
        least = COMPACT_SHAFT if self._is_compact else SHAFT_LENGTH
        lengths = [caption.length_down if self.is_down else max(least, caption.width) for caption in captions]
        above, below = self._sides(arrow)
        return Link(
            arrow.name,
            arrow.tail,
            arrow.head,
            0 if arrow.is_plain else max(lengths),
            above + below + width,
            arrow.slot or 0,
            max(STROKE, width),
            (below - above) / 2,
        )

    def _sides(self, arrow: Arrow) -> tuple[float, float]:
        """Points above and below an arrow that all its texts need: equally many, but where room is scarce."""
        captions = [each.caption(arrow) for each in self.passes]
        sides = [caption.sides_down if self.is_down else caption.sides for caption in captions]
        above, below = (max(side) for side in zip(*sides, strict=True))
        if self._is_compact:
            return above, below
        most = max(above, below, 0 if self.is_down else NUMBER_HEIGHT)
        return most, most

    def numbers_place(self, arrow: Arrow) -> Point:
        """The middle of the arrow, above and below which its numbers stand."""
        x, y = self.places.centres[arrow.name]
        above, below = self._sides(arrow)
        return x, y + (below - above) / 2

    def _node(self, index: int, node: Node) -> None:
        name, is_output = f"n{index}", index == len(self.diagram.nodes) - 1
        if node.part:
            self._box(name, "part", index, node.part)
        elif node.operation is not None:
            self._gate(name, index, node)
        elif is_output:
            self._box(name, "output", index, self._output_text(node), accumulated=node.gradient)
        elif not node.is_constant:
            self._box(name, "input", index, self._input_text(index, node), accumulated=node.accumulated)
        for lane, uses in enumerate(self._uses(index)):
            if uses > 1 and not node.is_constant:
                self._fork(self._suffixed("copy", index, lane), index, node, uses, lane)

    @cached_property
    def _lanes(self) -> Counter[tuple[int, int]]:
        """How many arrows (node, exit) has."""
        return Counter(
            (parent, node.lanes[slot] if node.lanes else 0)
            for node in self.diagram.nodes
            for slot, parent in enumerate(node.parents)
        )

    def _uses(self, index: int) -> list[int]:
        """How many arrows each of a node's exits has."""
        return [self._lanes[index, lane] for lane in range(max(1, len(self.diagram.nodes[index].exits)))]

    def _suffixed(self, name: str, index: int, lane: int) -> str:
        """The name of what only one of several exits has."""
        return f"{name}{index}x{lane}" if self.diagram.nodes[index].exits else f"{name}{index}"

    def _input_text(self, index: int, node: Node) -> str:
        return self._live_names[index] if self.is_live else input_name(node)

    def _output_text(self, node: Node) -> str:
        return self._live_names[-1] if self.is_live else name_and_value(node)

    def _above(self, node: Node) -> str:
        return shortened(above_name(node), LONGEST_NAME) if self.is_live else above_name(node)

    def _add(self, shape: Shape, footprint: Footprint) -> None:
        if self.is_down:
            footprint = replace(footprint, width=footprint.height, height=footprint.width, behind=0.0)
        self.shape[shape.name] = shape
        self.footprints.append(footprint)

    def _margin(self, usual: float) -> float:
        """Points above and below a shape; where values flow down that is the room for the heads of arrows."""
        return 0.0 if self._is_compact and not self.is_down else usual

    def _behind(self, room: float) -> float:
        """How much of the room behind a shape its arrows may bend in: nothing where heads of the way back stand, or the
        page's number of a gate."""
        return 0.0 if self.has_roles or self.is_live else room

    def _fork(self, name: str, index: int, node: Node, uses: int, lane: int) -> None:
        """The point where copies part; in the backward pass a gate that adds up what comes back."""
        radius, room, side = FORK_RADIUS, FORK_ROOM, 0.0
        if self.has_roles:
            radius = JOINT_RADIUS + min(MOST_JOINT_GROWTH, JOINT_GROWTH * (uses - 2))
            room, side = ARROW_ROOM + (WORD_ROOM if self.tells_all else 0.0), 1.5 * radius
        size = 2 * (radius + room)
        shape = Shape(name, "fork", index, node, radius=radius, radius_x=radius)
        behind, is_delta = 0.0 if self.has_roles else room, self.has_deltas
        self._add(shape, Footprint(name, size, size, side=side, behind=behind, is_near=True, is_delta=is_delta))
        leaving = node.exits[lane] if node.exits else whole_exit(node)
        arrow = Arrow(
            self._suffixed("a", index, lane),
            "trunk",
            f"n{index}",
            name,
            index,
            name_above=self._above(node),
            value=leaving.value,
            gradient=leaving.gradient,
            lower=self._told("", _note(node)),
            is_heavy=index in self._heavy,
            value_size=leaving.value_size,
            gradient_size=leaving.gradient_size,
            share=self._share(index, lane),
            title=_title((leaving.value, leaving.gradient), self._numbers_of(index, lane)),
        )
        self.arrows.append(arrow)

    def _box(self, name: str, kind: str, index: int, text: str, accumulated: str = "") -> None:
        node = self.diagram.nodes[index]
        lines = tuple(wrapped(text, LINE_LENGTH))
        count = f"× {node.count:,}" if node.count > 1 and kind != "output" else ""
        shown = "" if self.has_roles or self.is_live else accumulated
        below = [f".grad = {typeset(shown)}"] if shown else []
        width = max(widest(lines, TEXT_SIZE), widest(below, TEXT_SIZE, is_bold=True), width_of(count, SMALL_SIZE))
        height = LINE * (len(lines) + len(below)) + (SMALL_LINE if count else 0) + BOX_PADDING
        ends = max(len(node.parents), len(node.exits)) if kind == "part" else len(node.exits)
        height = max(BOX_HEIGHT, height, ENTRY_GAP * ends)
        width = max(LEAST_BOX, width + 2 * BOX_SIDE)
        shape = Shape(name, kind, index, node, lines, count, shown, height / 2, width / 2)
        footprint = Footprint(
            name,
            width + 2 * ARROW_ROOM,
            height + 2 * self._margin(BOX_MARGIN),
            side=(width if self.is_down else height) - ENTRY_GAP,
            behind=self._behind(ARROW_ROOM),
            is_ordered=kind == "part" and is_ordered(self.diagram, node),
        )
        self._add(shape, footprint)

    def _gate(self, name: str, index: int, node: Node) -> None:
        assert node.operation is not None
        slots = tuple([slot for slot, parent in enumerate(node.parents) if not self.diagram.nodes[parent].is_constant])
        is_tall = len(node.parents) > MOST_ROUND_INPUTS
        is_swap = node.operation.role == Role.SWAP and len(node.parents) == 2
        text = gate_symbol(node.symbol)
        count = f"× {node.count:,}" if node.count > 1 else ""
        least = TALL_RADIUS if is_tall else RADIUS + (COUNT_ROOM if count else 0)
        radius = self._entry * len(node.parents) / 2 if is_tall else least
        is_long = len(text) > LONGEST_ROUND_SYMBOL
        widths = [width_of(text, symbol_size(text)) if is_long else 0.0, width_of(count, SMALL_SIZE)]
        radius_x = max(least, *(width / 2 + 12 for width in widths if width)) if any(widths) else least
        if is_tall and self.is_down:
            radius, radius_x = radius_x, radius
        role, *negated = caption_of(node)
        role = words("picture.gates", role=role, count=node.count) if node.count > 1 else role
        shape = Shape(
            name,
            "gate",
            index,
            node,
            (text,),
            count,
            radius=radius,
            radius_x=radius_x,
            is_tall=is_tall,
            is_swap=is_swap,
            slots=slots,
            saved=() if is_swap or not self.tells_all else tuple(saved_of(self.diagram, node)),
            captions=(role, *negated, *formulas_of(self.diagram, node)) if self.tells_all else (),
        )
        self._add(shape, self._room(shape))

    @property
    def _entry(self) -> int:
        """Points for each input of a gate that has many."""
        if self.is_down:
            return ENTRY_WIDTH
        if not self._is_compact:
            return ENTRY_HEIGHT
        return COMPACT_ENTRY if self.has_roles else COMPACT_ENTRY_OF_BOTH

    def _room(self, shape: Shape) -> Footprint:
        """Room for a gate; in the backward pass with what it saved above (and below) it and its captions below."""
        node = shape.node
        pills = [list(shape.saved)] if shape.saved else []
        if shape.is_swap and self.tells_all:
            pills = [other_factor(self.diagram, node, slot) for slot in shape.slots]
        pill = max((PILL_GAP + pill_height(lines) for lines in pills), default=0)
        captions = SMALL_LINE * len(shape.captions) + 6 if shape.captions else 0
        around = max(pill + captions if len(pills) > 1 else pill, captions, self._margin(GATE_MARGIN))
        half_widths = [shape.radius_x + ARROW_ROOM]
        half_widths += [small_width(line) / 2 + PILL_MARGIN / 2 for lines in pills for line in lines]
        half_widths += [small_width(line) / 2 + 4 for line in shape.captions]
        half_width = max(half_widths)
        return Footprint(
            shape.name,
            2 * half_width,
            2 * (shape.radius + around),
            side=1.5 * RADIUS,
            entry_height=self._entry,
            entries=tuple(reading_order(node)) if shape.is_tall else (),
            is_ordered=is_ordered(self.diagram, node),
            behind=self._behind(ARROW_ROOM) if half_width == half_widths[0] else 0,
        )

    def _edge(self, user: int, node: Node, slot: int) -> None:
        index, head = node.parents[slot], f"n{user}"
        parent = self.diagram.nodes[index]
        if parent.is_constant:
            self._number(f"{head}c{slot}", index, parent)
            name, tail, size = f"{head}a{slot}", f"{head}c{slot}", parent.value_size
            self.arrows.append(Arrow(name, "number", tail, head, index, user, slot, value_size=size))
            return
        lane, leaving = node.lanes[slot] if node.lanes else 0, exit_of(self.diagram, node, slot)
        is_copied = self._lanes[index, lane] > 1
        arrow = Arrow(
            f"{head}a{slot}",
            "edge",
            self._suffixed("copy", index, lane) if is_copied else f"n{index}",
            head,
            index,
            user,
            slot,
            name_above="" if is_copied else self._above(parent),
            value=leaving.value,
            gradient=_at(node.contributions, slot, ""),
            local=_at(node.local_gradients, slot, ""),
            lower=self._told(self._product(node, slot), "" if is_copied else _note(parent)),
            is_heavy=_at(node.heavy, slot, False),
            value_size=leaving.value_size,
            gradient_size=_at(node.contribution_sizes, slot, None),
            share=_at(node.shares, slot, None),
            title=_title((leaving.value, _at(node.contributions, slot, "")), self._numbers_at(user, slot)),
        )
        self.arrows.append(arrow)

    def _number(self, name: str, index: int, node: Node) -> None:
        """A plain number beside the gate that uses it: it is not a variable that flows from somewhere."""
        lines = tuple(wrapped(name_and_value(node), LINE_LENGTH))
        width, height = widest(lines, TEXT_SIZE) + 8, LINE * len(lines)
        shape = Shape(name, "number", index, node, lines, radius=height / 2, radius_x=width / 2)
        self._add(shape, Footprint(name, width, height))

    def _output(self, last: int) -> None:
        node = self.diagram.output
        if node.operation is None and not node.part:
            return  # its box is there
        self._box("output", "output", last, self._live_names[-1] if self.is_live else node.name or words("name.output"))
        arrow = Arrow(
            "a",
            "output",
            f"n{last}",
            "output",
            last,
            value=node.value,
            gradient=node.gradient,
            lower=self._told("", f"{node.name}.grad" if node.name else ""),
            is_heavy=any(node.heavy),
            value_size=node.value_size,
            gradient_size=node.gradient_size,
            share=sum_of(node.shares),
            title=_title((node.value, node.gradient), self._numbers_of(last, 0)),
        )
        self.arrows.append(arrow)

    def _numbers_of(self, index: int, lane: int) -> tuple[str, str]:
        """The value and the gradient of what leaves a node, with all digits."""
        node = self.whole.nodes[index]
        leaving = node.exits[lane] if node.exits else node
        return leaving.value, leaving.gradient

    def _numbers_at(self, user: int, slot: int) -> tuple[str, str]:
        """Those of an input."""
        node = self.whole.nodes[user]
        return exit_of(self.whole, node, slot).value, _at(node.contributions, slot, "")

    def _share(self, index: int, lane: int) -> Size | None:
        """What all the arrows carry that leave a node by one of its exits."""
        return sum_of(
            node.shares[slot]
            for node in self.diagram.nodes
            if node.shares
            for slot, parent in enumerate(node.parents)
            if parent == index and (node.lanes[slot] if node.lanes else 0) == lane
        )

    def _told(self, product: str, note: str) -> tuple[str, ...]:
        """What is said below a gradient in the backward pass."""
        return _lower(product, note) if self.has_roles and self.detail >= Detail.PRODUCTS else ()

    def _product(self, node: Node, slot: int) -> str:
        """How the gradient towards an input is worked out; not told of a folded graph, whose numbers are ranges."""
        factor = "" if self.diagram.note else factor_of(node, slot)
        if not factor:
            return ""
        return f"{typeset(node.gradient)} × {f'({factor})' if factor.startswith('−') else factor}"


def _bend(start: Point, end: Point) -> list[Point]:
    """The control points after `start` of a level start and a level end with an even bend between them."""
    middle = (start[0] + end[0]) / 2
    return [(middle, start[1]), (middle, end[1]), end]


def _at(items: Sequence[object], slot: int, otherwise: object):  # type: ignore[no-untyped-def]
    return items[slot] if items else otherwise


def _title(shown: tuple[str, str], whole: tuple[str, str]) -> str:
    """What is told on hover: nothing where all digits are shown."""
    if shown == whole:
        return ""
    value, gradient = whole
    told = [
        words("hover.value", number=value) if value else "",
        words("hover.gradient", number=gradient) if gradient else "",
    ]
    return ", ".join(filter(None, told))


def pill_height(lines: Sequence[str]) -> float:
    return 20.0 * len(lines) + 10


def small_width(text: str) -> float:
    """Points that `text` takes in the small size, at most."""
    return width_of(text, SMALL_SIZE)


def _note(node: Node) -> str:
    """Whose whole gradient flows back along the arrow that leaves a named step."""
    return f"{node.name}.grad" if node.operation is not None and node.name else ""


def _lower(product: str, note: str) -> tuple[str, ...]:
    """The lines below a gradient: whose it is, and the product that it is."""
    notes = wrapped(note, LINE_LENGTH)
    if not product:
        return tuple(notes)
    whole = f"{note} = {product}".strip()
    if len(whole) <= PRODUCT_LENGTH:
        return (whole,)
    if len(product) < PRODUCT_LENGTH:
        return (*notes, f"= {product}")
    arrived, factor = product.split(" × ", 1)
    return (*notes, f"= {arrived}", f"× {factor}")
