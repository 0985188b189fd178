"""The plan of a picture of both passes: its shapes and arrows with the room that they need, whichever pass is drawn.

Not here: where Graphviz puts them (places.py), how they are drawn (halves.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from viz.backward.places import Footprint, Link
from viz.backward.roles import caption_of, factor_of, formulas_of, other_factor, role_of, saved_of
from viz.diagram import Diagram, Node, above, input_name, is_ordered, name_and_value, reading_order
from viz.shapes import (
    ENTRY_HEIGHT,
    LEFT_ARROW,
    LONGEST_ROUND_SYMBOL,
    MOST_ROUND_INPUTS,
    NUMBER_HEIGHT,
    SHAFT_LENGTH,
    SMALL_SIZE,
)
from viz.text import LINE_LENGTH, columns, gate_symbol, markup, typeset, wrapped

# In points; widths of characters are on the safe side.
RADIUS = 27.0
TALL_RADIUS = 34.0  # half the width of a gate with many inputs
JOINT_RADIUS, JOINT_GROWTH, MOST_JOINT_GROWTH = 14.0, 4.0, 24.0  # with each use beyond two
ARROW_ROOM = 16.0  # beside everything that arrows enter: there they are straight
JOINT_ROOM = 14.0
COLUMN_WIDTH, SMALL_COLUMN_WIDTH = 13.0, 9.5
LINE, SMALL_LINE = 27.0, 22.0
SHAFT_GAP = 4.0  # between an arrow and its texts
PILL_GAP, PILL_MARGIN = 30.0, 16.0
BOX_HEIGHT, BOX_PADDING, BOX_MARGIN = 40.0, 10.0, 8.0
ENTRY_GAP = 18.0  # between the arrows that enter a folded part
PRODUCT_LENGTH = 20  # characters; a longer product takes two lines


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows along an arrow: a value there, a gradient back; and the lines below the gradient."""

    value: str
    gradient: str
    lower: tuple[str, ...] = ()

    @property
    def values(self) -> list[str]:
        """The value in lines."""
        return wrapped(self.value, LINE_LENGTH)

    @property
    def arriving(self) -> str:
        return LEFT_ARROW + typeset(self.gradient) if self.gradient else ""

    @property
    def width(self) -> float:
        widths = [COLUMN_WIDTH * columns(text) for text in (*self.values, self.arriving)]
        return max(SHAFT_LENGTH, *widths, *map(small_width, self.lower))

    @property
    def height(self) -> float:
        return 2 * max(NUMBER_HEIGHT, LINE * len(self.values) + SHAFT_GAP, SMALL_LINE * len(self.lower) + SHAFT_GAP)


@dataclass(frozen=True, slots=True)
class Shape:
    """A gate, a box (an input, an output, a folded part), a joint where copies part, or a constant.

    Attributes:
        name: generated.
        kind: "gate", "box", "joint" or "constant".
        node: of the diagram.
        text: of a constant.
        label: of a box, markup.
        radius, radius_x: of a gate or joint: half its height and width.
        slots: the inputs that get gradients.
        saved: of a gate, lines; of a swap multiplier of two inputs each has its own (`is_swap`).
        captions, forward_captions: of a gate, the lines below it in either pass.
    """

    name: str
    kind: str
    node: Node
    text: str = ""
    label: str = ""
    is_output: bool = False
    radius: float = 0.0
    radius_x: float = 0.0
    is_tall: bool = False
    is_swap: bool = False
    slots: tuple[int, ...] = ()
    saved: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    forward_captions: tuple[str, ...] = ()

    def reach(self, dy: float) -> float:
        """From the middle to the left or right border, `dy` above the middle."""
        return self.radius_x if self.is_tall else self.radius_x * math.sqrt(max(0.0, 1 - (dy / self.radius) ** 2))


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a shape to another; `slot` is the input that it is, `is_plain` whether no gradient flows along it."""

    name: str
    tail: str
    head: str
    flow: Flow
    slot: int | None = None
    is_plain: bool = False


class Plan:
    """Shapes and arrows of a diagram, by generated names, and the room they need."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.shape: dict[str, Shape] = {}
        self.arrows: list[Arrow] = []
        self.footprints: list[Footprint] = []
        for i, node in enumerate(diagram.nodes):
            self._node(i, node)
        for i, node in enumerate(diagram.nodes):
            for slot in reading_order(node):
                self._edge(f"n{i}", node, slot)
        output, last = diagram.output, f"n{len(diagram.nodes) - 1}"
        if output.operation is not None or output.part:
            self._box("out", output, output.name or "output", is_output=True)
            note = f"{output.name}.grad" if output.name else ""
            flow = Flow(typeset(output.value), output.gradient, _lower("", note))
            self.arrows.append(Arrow("outa", last, "out", flow))

    @property
    def shapes(self) -> list[Shape]:
        return list(self.shape.values())

    @property
    def links(self) -> list[Link]:
        return [
            Link(
                arrow.name,
                arrow.tail,
                arrow.head,
                0 if arrow.is_plain else arrow.flow.width,
                arrow.flow.height,
                arrow.slot or 0,
            )
            for arrow in self.arrows
        ]

    def _node(self, index: int, node: Node) -> None:
        name, is_output = f"n{index}", index == len(self.diagram.nodes) - 1
        if node.part:
            self._box(name, node, node.part)
        elif node.operation is not None:
            self._gate(name, node)
        elif is_output:
            self._box(name, node, name_and_value(node), is_output=True)
        elif not node.is_constant:
            self._box(name, node, input_name(node))
        uses = self.diagram.uses[index]
        if uses > 1 and not node.is_constant:
            radius = JOINT_RADIUS + min(MOST_JOINT_GROWTH, JOINT_GROWTH * (uses - 2))
            joint = Shape(f"{name}j", "joint", node, radius=radius, radius_x=radius)
            size = 2 * (radius + JOINT_ROOM)
            self._add(joint, Footprint(joint.name, size, size, side=1.5 * radius))
            flow = Flow(above(node), node.gradient, _lower("", _note(node)))
            self.arrows.append(Arrow(f"{name}ja", name, joint.name, flow))

    def _add(self, shape: Shape, footprint: Footprint) -> None:
        self.shape[shape.name] = shape
        self.footprints.append(footprint)

    def _box(self, name: str, node: Node, text: str, *, is_output: bool = False) -> None:
        count = f"<BR/>{small_count(node)}" if node.count > 1 and not is_output else ""
        label = markup(text) + count
        height = max(BOX_HEIGHT, LINE * len(wrapped(text, LINE_LENGTH)) + (SMALL_LINE if count else 0) + BOX_PADDING)
        if node.part and not is_output:
            height = max(height, ENTRY_GAP * len(node.parents))
        # side margins in the markup: what Graphviz measures is the box with the room for its arrows
        side = f'<TD WIDTH="{ARROW_ROOM + 14:.0f}"></TD>'
        room = (
            '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
            f'<TR>{side}<TD HEIGHT="{height + 2 * BOX_MARGIN:.0f}">{label}</TD>{side}</TR></TABLE>'
        )
        self._add(
            Shape(name, "box", node, label=label, is_output=is_output),
            Footprint(name, 0, 0, label=room, side=height - ENTRY_GAP, is_ordered=is_ordered(self.diagram, node)),
        )

    def _gate(self, name: str, node: Node) -> None:
        assert node.operation is not None
        slots = tuple([slot for slot, parent in enumerate(node.parents) if not self.diagram.nodes[parent].is_constant])
        is_tall = len(node.parents) > MOST_ROUND_INPUTS
        is_swap = role_of(node.operation) == "swap multiplier" and len(node.parents) == 2
        text = gate_symbol(node.symbol)
        radius = ENTRY_HEIGHT * len(node.parents) / 2 if is_tall else RADIUS
        least = TALL_RADIUS if is_tall else RADIUS
        is_long = len(text) > LONGEST_ROUND_SYMBOL
        radius_x = max(least, SMALL_COLUMN_WIDTH * columns(text) / 2 + 12) if is_long else least
        times = f"× {node.count:,}" if node.count > 1 else ""
        caption = f"{caption_of(node)} ({node.count:,} gates)" if node.count > 1 else caption_of(node)
        shape = Shape(
            name,
            "gate",
            node,
            radius=radius,
            radius_x=radius_x,
            is_tall=is_tall,
            is_swap=is_swap,
            slots=slots,
            saved=() if is_swap else tuple(saved_of(self.diagram, node)),
            captions=(caption, *formulas_of(self.diagram, node)),
            forward_captions=(times,) if times else (),
        )
        self._add(shape, self._room(shape))

    def _room(self, shape: Shape) -> Footprint:
        """Room for a gate, with what it saved above (and below) it and its captions below."""
        node = shape.node
        pills = [list(shape.saved)] if shape.saved else []
        if shape.is_swap:
            pills = [other_factor(self.diagram, node, slot) for slot in shape.slots]
        pill = max((PILL_GAP + pill_height(lines) for lines in pills), default=0)
        captions = SMALL_LINE * len(shape.captions) + 6
        around = max(pill, captions)
        half_widths = [shape.radius_x + ARROW_ROOM]
        half_widths += [small_width(line) / 2 + PILL_MARGIN / 2 for lines in pills for line in lines]
        half_widths += [small_width(line) / (1 if len(pills) > 1 else 2) + 4 for line in shape.captions]
        return Footprint(
            shape.name,
            2 * max(half_widths),
            2 * (shape.radius + around),
            side=1.5 * RADIUS,
            entries=tuple(reading_order(node)) if shape.is_tall else (),
            entry_height=ENTRY_HEIGHT,
            is_ordered=is_ordered(self.diagram, node),
        )

    def _edge(self, head: str, node: Node, slot: int) -> None:
        index = node.parents[slot]
        parent = self.diagram.nodes[index]
        if parent.is_constant:
            text = name_and_value(parent)
            tail = f"{head}c{slot}"
            lines = wrapped(text, LINE_LENGTH)
            width = COLUMN_WIDTH * max(map(columns, lines), default=0) + 8
            self._add(Shape(tail, "constant", parent, text=text), Footprint(tail, width, LINE * len(lines)))
            self.arrows.append(Arrow(f"{head}a{slot}", tail, head, Flow("", ""), slot, is_plain=True))
            return
        gradient = node.contributions[slot] if node.contributions else ""
        is_copied = self.diagram.uses[index] > 1
        value, note = (typeset(parent.value), "") if is_copied else (above(parent), _note(parent))
        flow = Flow(value, gradient, _lower(self._product(node, slot), note))
        self.arrows.append(Arrow(f"{head}a{slot}", f"n{index}j" if is_copied else f"n{index}", head, flow, slot))

    def _product(self, node: Node, slot: int) -> str:
        """How the gradient towards an input is worked out; not told of a folded graph, whose numbers are ranges."""
        factor = "" if self.diagram.note else factor_of(node, slot)
        if not factor:
            return ""
        return f"{typeset(node.gradient)} × {f'({factor})' if factor.startswith('−') else factor}"


def pill_height(lines: list[str]) -> float:
    return 20.0 * len(lines) + 10


def small_width(text: str) -> float:
    """Points that `text` takes in the small size, at most."""
    return SMALL_COLUMN_WIDTH * columns(text)


def small_count(node: Node) -> str:
    return f'<FONT POINT-SIZE="{SMALL_SIZE}">× {node.count:,}</FONT>'


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
