"""The backward pass as a graph of its own, at the coordinates of the forward graph, its gates drawn by their roles.

A plan (plan.py) is placed once and drawn for either pass. Not here: how gates look (gates.py), which role they have and
what they saved (roles.py).
"""

from __future__ import annotations

import graphviz

from viz.backward.gates import Gate, draw_joint
from viz.backward.pen import Pen, fixed_size
from viz.backward.places import Places, Point, places_of, straight
from viz.backward.plan import ARROW_ROOM, BOX_MARGIN, LINE, SHAFT_GAP, SMALL_LINE, Arrow, Plan, Shape
from viz.backward.roles import is_closed
from viz.diagram import Diagram
from viz.shapes import (
    OUTPUT_STROKE,
    STACKED,
    STROKE,
    SYMBOL_SIZE,
    colored,
    html_label,
    small_lines,
    styled_graph,
)
from viz.text import LABEL_LENGTH, wrapped
from viz.themes import THEMES, Theme

# In points.
TITLE_ROOM = 48.0  # above a half
HALVES_GAP = 10.0
TITLE_COLUMN = 17.5  # of a character of a title
HIDDEN_START = 5  # control points from a fork to the first bend


def backward_layout(diagram: Diagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of the backward pass alone; Graphviz is run to place it.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    plan = Plan(diagram)
    places = places_of(plan.footprints, plan.links)
    dot = _empty(theme)
    _Half(Pen(dot, theme, "b"), plan, places, is_backward=True).draw()
    _note(Pen(dot, theme), diagram.note, places)
    return dot


def both_layout(diagram: Diagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of the forward pass and, below it at the same coordinates, the backward pass; likewise."""
    plan = Plan(diagram)
    places = places_of(plan.footprints, plan.links)
    dot = _empty(theme)
    lift = places.top - places.bottom + TITLE_ROOM + HALVES_GAP
    for pen, title in ((Pen(dot, theme, "f", lift), "Forward"), (Pen(dot, theme, "b"), "Backward")):
        _Half(pen, plan, places, is_backward=title == "Backward").draw()
        label = f'<FONT POINT-SIZE="{SYMBOL_SIZE}"><B>{title}</B></FONT>'
        pen.text("title", (places.left + TITLE_COLUMN * len(title) / 2, places.top + TITLE_ROOM / 2), label)
    _note(Pen(dot, theme), diagram.note, places)
    return dot


def _empty(theme: Theme) -> graphviz.Digraph:
    return styled_graph(theme, layout="nop2")  # all places are given


class _Half:
    """One of the two passes, drawn at places that both share."""

    def __init__(self, pen: Pen, plan: Plan, places: Places, *, is_backward: bool) -> None:
        self.pen = pen
        self.theme = pen.theme
        self.plan = plan
        self.places = places
        self.is_backward = is_backward

    def draw(self) -> None:
        """The nodes, then the arrows between them."""
        for shape in self.plan.shapes:
            self._shape(shape)
        for arrow in self.plan.arrows:
            self._arrow(arrow)

    def _shape(self, shape: Shape) -> None:
        centre = self.places.centres[shape.name]
        if shape.kind == "gate":
            gate = Gate(self.pen, self.plan, self.places, shape)
            gate.draw_backward() if self.is_backward else gate.draw_forward()
        elif shape.kind == "box":
            self._box(shape, centre)
        elif shape.kind == "joint":
            draw_joint(self.pen, shape, centre, is_backward=self.is_backward)
        elif not self.is_backward:
            self.pen.text(shape.name, centre, colored(self.theme.forward, shape.text))

    def _box(self, shape: Shape, centre: Point) -> None:
        width, height = self.places.sizes[shape.name]
        is_part = bool(shape.node.part) and not shape.is_output
        self.pen.node(
            shape.name,
            centre,
            label=html_label(shape.label),
            shape="box",
            style="filled" if is_part else "rounded,filled",
            fillcolor=self.theme.gate if is_part else self.theme.box,
            color=self.theme.gate_border if is_part else self.theme.forward,
            penwidth=f"{OUTPUT_STROKE if shape.is_output else STROKE}",
            **fixed_size(width - 2 * ARROW_ROOM, height - 2 * BOX_MARGIN),
            **(STACKED if shape.node.count > 1 else {}),
        )

    def _arrow(self, arrow: Arrow) -> None:
        if self.is_backward and arrow.is_plain:
            return
        tail, head = self.plan.shape[arrow.tail], self.plan.shape[arrow.head]
        line = self._whole_line(arrow, tail, head)
        is_closed_branch = self.is_backward and arrow.slot is not None and is_closed(head.node, arrow.slot)
        if self.is_backward:
            style = {"style": "dotted", "color": self.theme.muted} if is_closed_branch else {}
            self.pen.arrow_back(tail.name, head.name, line, **style)
        elif head.kind == "joint":
            self.pen.curve(tail.name, head.name, line)
        else:
            self.pen.arrow(tail.name, head.name, line)
        if not arrow.is_plain:
            self._numbers(arrow, is_closed_branch)

    def _whole_line(self, arrow: Arrow, tail: Shape, head: Shape) -> list[Point]:
        """From border to border; forward, copies part in one point."""
        line = self.places.lines[arrow.name]
        if tail.kind == "joint" and not self.is_backward:
            line = _from_the_middle(line, self.places.centres[tail.name][1])
        start, end = self._border(tail, line[0], 1), self._border(head, line[-1], -1)
        return [start, *straight(start, line[0]), *line[1:], *straight(line[-1], end)]

    def _border(self, shape: Shape, end: Point, side: int) -> Point:
        """Where an arrow that ends beside `shape` meets it: on its right (side 1) or on its left (-1)."""
        if shape.kind == "constant":
            return end
        x, y = self.places.centres[shape.name]
        if shape.kind == "joint" and not self.is_backward:
            return x, y
        if shape.kind == "box":
            return x + side * (self.places.sizes[shape.name][0] / 2 - ARROW_ROOM), end[1]
        return x + side * shape.reach(end[1] - y), end[1]

    def _numbers(self, arrow: Arrow, is_closed_branch: bool) -> None:
        x, y = self.places.centres[arrow.name]
        theme, flow = self.theme, arrow.flow
        lower = flow.lower if self.is_backward else ()
        if not self.is_backward:
            above, lines = colored(theme.forward, flow.value), len(flow.values)
        else:
            ink = theme.muted if is_closed_branch else theme.gradient
            above, lines = f"<B>{colored(ink, flow.arriving)}</B>" if flow.arriving else "", 1
        self.pen.text(f"{arrow.name}v", (x, y + SHAFT_GAP + LINE * lines / 2), above)
        below = small_lines(theme.ink, lower)
        self.pen.text(f"{arrow.name}w", (x, y - SHAFT_GAP - SMALL_LINE * len(lower) / 2), below)


def _from_the_middle(line: list[Point], height: float) -> list[Point]:
    """The line with its start, and what is straight of it, moved to `height`: there all copies run as one."""
    is_straight = line[0][1] == line[3][1] and len(line) > 4
    moved = HIDDEN_START if is_straight else 2
    return [*((x, height) for x, _ in line[:moved]), *line[moved:]]


def _note(pen: Pen, note: str, places: Places) -> None:
    """What is said below the picture."""
    lines = wrapped(note, LABEL_LENGTH)
    xs = [x for x, _ in places.centres.values()]
    place = ((min(xs) + max(xs)) / 2, places.bottom - SMALL_LINE * (len(lines) / 2 + 0.5))
    pen.text("note", place, small_lines(pen.theme.ink, lines))
