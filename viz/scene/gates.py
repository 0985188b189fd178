"""How gates look in either pass: a circle or a tall box, a switch with its levers, and what arrives on dashed edges.

Not here: which role a gate has and what it saved (roles.py), arrows (painter.py).
"""

from __future__ import annotations

from autograd_core import Role
from autograd_core.words import words
from viz.scene.arrows import SHAFT_GAP, SMALL_LINE
from viz.scene.layout import POINTS_PER_INCH
from viz.scene.pen import HEAD, Pen, fixed_size
from viz.scene.roles import is_closed, is_switch, other_factor
from viz.scene.routes import Point, straight
from viz.scene.scene import PILL_GAP, PILL_SIDE, Scene, Shape, pill_height, small_width
from viz.shapes import HEAVY_STROKE, STACKED, html_label, small, small_lines, symbol_size
from viz.text import gate_symbol, markup

CONTACT = 0.62  # how far a switch's contacts are from the middle of the gate, as part of its radius
CONTACT_WIDTH, FORK_WIDTH = 0.09, 0.1  # inches


def draw_disc(pen: Pen, shape: Shape, centre: Point, symbol: str) -> None:
    """The body of a gate, with how many it stands for."""
    lines = [markup(symbol)] if symbol else []
    lines += [small(pen.theme.ink, shape.count)] if shape.count else []
    pen.node(
        shape.name,
        centre,
        label=html_label("<BR/>".join(lines)) if lines else "",
        fontsize=f"{symbol_size(symbol)}",
        shape="box" if shape.is_tall else "ellipse",
        style="rounded,filled" if shape.is_tall else "filled",
        fillcolor=pen.theme.gate,
        color=pen.theme.gate_border,
        margin="0",
        **fixed_size(2 * shape.radius_x, 2 * shape.radius),
        **(STACKED if shape.count else {}),
    )


def draw_fork(pen: Pen, shape: Shape, centre: Point, *, is_backward: bool, is_told: bool, delta: float = 0.0) -> None:
    """Where copies part; on the way back, the gate that adds up their gradients; in words if `is_told`.

    It is so high that rivers of `delta` points together leave it side by side.
    """
    x, y = centre
    if is_backward:
        draw_disc(pen, shape, centre, "+")
    elif delta > (length := POINTS_PER_INCH * FORK_WIDTH):
        size = fixed_size(*((delta, length) if pen.is_down else (length, delta)))
        pen.node(
            shape.name,
            centre,
            label="",
            shape="box",
            style="filled",
            fillcolor=pen.theme.line,
            color=pen.theme.line,
            **size,
        )
    else:
        pen.dot_at(shape.name, centre, pen.theme.line, FORK_WIDTH)
    if is_told:
        word = words("gate.sum" if is_backward else "gate.copy")
        # above the arrow that comes in
        place = (x - shape.radius - 16, y + 18)
        pen.text_beside(centre, f"{shape.name}c", place, small(pen.theme.ink, word))


class Gate:
    """A gate of a scene at its place."""

    def __init__(self, pen: Pen, scene: Scene, shape: Shape) -> None:
        self.pen = pen
        self.scene = scene
        self.shape = shape
        self.centre = scene.places.centres[shape.name]

    def draw_forward(self) -> None:
        draw_disc(self.pen, self.shape, self.centre, *self.shape.lines)

    def draw_backward(self) -> None:
        node = self.shape.node
        assert node.operation is not None
        symbol = gate_symbol(node.symbol)
        if node.operation.role == Role.SCALER and symbol.isalpha():
            symbol += "′"
        draw_disc(self.pen, self.shape, self.centre, "" if is_switch(node) else symbol)
        if is_switch(node):
            self._switch()
        saved = self._saved()
        for i, lines in enumerate(saved):
            self._pill(f"{self.shape.name}s{i}", lines, 1 if i == 0 else -1)
        self._caption(PILL_GAP + pill_height(saved[1]) if len(saved) > 1 else 0.0)

    def _caption(self, below: float) -> None:
        """Below the gate, or so far below what was saved there: beside the dashed arrow it would read as its name."""
        if lines := self.shape.captions:
            x, y = self.centre
            place = (x, y - self.shape.radius - below - SHAFT_GAP - SMALL_LINE * len(lines) / 2)
            self.pen.text_beside(self.centre, f"{self.shape.name}c", place, small_lines(self.pen.theme.ink, lines))

    def _saved(self) -> list[list[str]]:
        """What was saved, as lines: of two factors each on the side of the branch that is multiplied by it."""
        shape = self.shape
        if not self.scene.tells_all:
            return []
        if not shape.is_swap:
            return [list(shape.saved)] if shape.saved else []
        slots = sorted(shape.slots, key=lambda slot: -self._end_of(slot)[1])
        return [other_factor(self.scene.diagram, shape.node, slot) for slot in slots]

    def _end_of(self, slot: int) -> Point:
        return self.scene.places.lines[f"{self.shape.name}a{slot}"][-1]

    def _pill(self, name: str, lines: list[str], side: int) -> None:
        """A saved value above (side 1) or below (-1) the gate, and the dashed arrow on which it arrives there."""
        x, y = self.centre
        height = pill_height(lines)
        border = y + side * self.shape.radius
        edge = border + side * PILL_GAP
        self.pen.node_beside(
            self.centre,
            name,
            (x, edge + side * height / 2),
            label=html_label(small_lines(self.pen.theme.forward, lines)),
            shape="box",
            style="rounded,dashed",
            color=self.pen.theme.muted,
            margin="0",
            **fixed_size(max(map(small_width, lines)) + 2 * PILL_SIDE, height),
        )
        neck = (x, border + side * HEAD)
        line = self.pen.at([(x, edge), *straight((x, edge), neck), *straight(neck, (x, border))], self.centre)
        self.pen.arrow(name, self.shape.name, line, style="dashed", color=self.pen.theme.muted)

    def _switch(self) -> None:
        """A contact for each branch, and a lever to those that are open, or to none."""
        shape, theme = self.shape, self.pen.theme
        x, y = self.centre
        pivot = (x + CONTACT * shape.radius_x, y)
        self.pen.dot_at(f"{shape.name}p", pivot, theme.gate_border, CONTACT_WIDTH)
        for slot in shape.slots:
            height = self._end_of(slot)[1] - y
            contact = (x - CONTACT * shape.reach(height), y + height * (1.0 if shape.is_tall else 0.8))
            closed = is_closed(shape.node, slot)
            color = theme.muted if closed else theme.gate_border
            self.pen.dot_at(f"{shape.name}k{slot}", contact, color, CONTACT_WIDTH)
            if not closed:
                self._lever(slot, pivot, contact)
        if all(is_closed(shape.node, slot) for slot in shape.slots):
            self._lever(shape.slots[0], pivot, (x - 0.3 * shape.radius_x, y + 0.55 * min(shape.radius, shape.radius_x)))

    def _lever(self, slot: int, pivot: Point, end: Point) -> None:
        name = self.shape.name
        stroke = {"color": self.pen.theme.gate_border, "penwidth": f"{HEAVY_STROKE / 2}"}
        line = self.pen.at([pivot, *straight(pivot, end)], self.centre)
        self.pen.curve(f"{name}p", f"{name}k{slot}", line, **stroke)
