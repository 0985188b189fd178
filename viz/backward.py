"""The backward pass as a graph of its own: gradients flow from right to left through gates drawn by their roles.

Every gate stands in the row and column where the forward graph has it; the two can be drawn below each other. Not here:
what the numbers are (diagram.py), which gate has which role (the engine's table).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import graphviz

from autograd_core import Operation, local_gradient_formulas
from autograd_core.operations import dot_with_bias
from viz.diagram import Diagram, Node
from viz.layout import above, is_ordered, name_and_value, reading_order
from viz.shapes import (
    LEFT_ARROW,
    MOST_ROUND_INPUTS,
    NUMBER_HEIGHT,
    OUTPUT_STROKE,
    SHAFT_LENGTH,
    SMALL_SIZE,
    STRAIGHTNESS,
    SYMBOL_SIZE,
    TEXT_SIZE,
    Canvas,
    colored,
    entry_of,
    html_label,
    shaft,
    small,
)
from viz.text import markup, shortened, typeset
from viz.themes import THEMES, Theme

# How the table's role (its first words) is called in the gate.
ROLES = {
    "gradient distributor": "distributor",
    "swap multiplier": "swap ×",
    "router": "switch",
    "scaler": "scaler",
    "sign changer": "× −1",
    "closed gate": "closed",
    "wire": "wire",
}
CLOSING = ("router", "closed gate")  # roles whose branches can be closed

GATE_WIDTH = 1.3  # inches; room for a symbol with the role below it
JOINT_WIDTH = 0.62  # inches, where copies part and their gradients add up
COLUMN_WIDTH = 13  # points: what a character of a number takes, on the safe side
SMALL_COLUMN_WIDTH, SMALL_LINE_HEIGHT, BORDERS = 10, 25, 18  # points, of the small text below an arrow
TITLE_HEIGHT = 0.9  # inches
FORMULA_LENGTH = 24
ARRIVING = "┆<BR/>↑"


def backward_layout(diagram: Diagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of the backward pass alone."""
    canvas = Canvas(theme)
    _Half(canvas, diagram, "b", is_backward=True).draw()
    return canvas.dot


def both_layout(diagram: Diagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of the forward pass and, below it and gate for gate in the same column, the backward pass."""
    canvas = Canvas(theme)
    # not clusters: Graphviz 14 turns the order of a gate's inputs round in them
    # the first stands lowest
    for name, title, is_backward in (("b", "Backward", True), ("f", "Forward", False)):
        _Half(canvas, diagram, name, is_backward=is_backward).draw()
        label = html_label(f'<FONT POINT-SIZE="{SYMBOL_SIZE}"><B>{title}</B></FONT>')
        canvas.dot.node(f"{name}title", label=label, shape="plain", height=f"{TITLE_HEIGHT}")
    return canvas.dot


@dataclass(frozen=True, slots=True)
class _Flow:
    """What flows along an arrow: a value there, a gradient back.

    Attributes:
        value, gradient: the numbers.
        note: whose whole gradient it is.
        saved: lines: what of the forward pass the gradient was multiplied by.
    """

    value: str
    gradient: str
    note: str = ""
    saved: tuple[str, ...] = ()

    @property
    def arriving(self) -> str:
        return LEFT_ARROW + typeset(self.gradient) if self.gradient else ""

    @property
    def length(self) -> int:
        """Points, enough for the texts of either direction, so that both arrows are equally long."""
        widths = [COLUMN_WIDTH * _columns(text) for text in (self.value, self.arriving)]
        widths += [SMALL_COLUMN_WIDTH * _columns(text) + BORDERS for text in (self.note, *self.saved)]
        return max(SHAFT_LENGTH, *widths)

    @property
    def height(self) -> int:
        """Points above and below the shaft, likewise."""
        lines = bool(self.note) + (len(self.saved) + 2 if self.saved else 0)
        return max(NUMBER_HEIGHT, SMALL_LINE_HEIGHT * lines + BORDERS)


class _Half:
    """One of the two passes. Both are the same nodes of the same sizes in DOT, what one of them lacks being invisible:
    that is what puts their gates in the same columns, in the same order."""

    def __init__(self, canvas: Canvas, diagram: Diagram, prefix: str, *, is_backward: bool) -> None:
        self.canvas = canvas
        self.diagram = diagram
        self.prefix = prefix
        self.is_backward = is_backward

    def draw(self) -> None:
        """Everything but the edges of the graph, then these."""
        output = self.diagram.output
        for i, node in enumerate(self.diagram.nodes):
            self._node(f"{self.prefix}{i}", i, node)
        for i, node in enumerate(self.diagram.nodes):
            for slot in reading_order(node):
                self._edge(f"{self.prefix}{i}", node, slot)
        if output.operation is not None:
            last, end = f"{self.prefix}{len(self.diagram.nodes) - 1}", f"{self.prefix}o"
            self.canvas.box(end, output.name or "output", weight=OUTPUT_STROKE)
            self._arrow(f"{end}a", last, end, _Flow(typeset(output.value), output.gradient, _grad_of(output)))

    def _node(self, name: str, index: int, node: Node) -> None:
        is_output = index == len(self.diagram.nodes) - 1
        if node.operation is not None:
            self._gate(name, node)
        elif is_output:
            self.canvas.box(name, name_and_value(node), weight=OUTPUT_STROKE)
        elif not node.is_constant:
            self.canvas.box(name, node.name or typeset(node.value))
        if self.diagram.uses[index] > 1 and not node.is_constant:
            self._joint(f"{name}j")
            flow = _Flow(above(node), node.gradient, _grad_of(node))
            self._arrow(f"{name}ja", name, f"{name}j", flow, is_headed=False)

    def _edge(self, gate: str, node: Node, slot: int) -> None:
        index = node.parents[slot]
        parent = self.diagram.nodes[index]
        entry = entry_of(gate, slot, len(node.parents))
        if parent.is_constant:
            self._constant(f"{gate}c{slot}", name_and_value(parent), entry)
            return
        gradient = node.contributions[slot] if node.contributions else ""
        saved = tuple(_saved_for(self.diagram, node, slot))
        if self.diagram.uses[index] > 1:
            tail, flow = f"{self.prefix}{index}j", _Flow(typeset(parent.value), gradient, saved=saved)
        else:
            tail, flow = f"{self.prefix}{index}", _Flow(above(parent), gradient, _grad_of(parent), saved)
        self._arrow(f"{gate}a{slot}", tail, entry, flow, is_closed=_is_closed(node, slot))

    def _below(self, flow: _Flow) -> str:
        """Whose gradient it is, and, arriving on a dashed line, what the forward pass saved for it."""
        theme = self.canvas.theme
        note = small(theme.ink, flow.note)
        if not flow.saved:
            return note if flow.note else " "
        text = "<BR/>".join(colored(theme.forward, line) for line in flow.saved)
        rows = [f"<TR><TD>{note}</TD></TR>"] if flow.note else []
        rows += [
            f'<TR><TD><FONT COLOR="{theme.forward}" POINT-SIZE="{SMALL_SIZE}">{ARRIVING}</FONT></TD></TR>',
            f'<TR><TD BORDER="2" STYLE="ROUNDED,DASHED" COLOR="{theme.forward}" CELLPADDING="4">'
            f'<FONT POINT-SIZE="{SMALL_SIZE}">{text}</FONT></TD></TR>',
        ]
        return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{"".join(rows)}</TABLE>'

    def _constant(self, name: str, text: str, entry: str) -> None:
        hidden = {"style": "invis"} if self.is_backward else {}
        label = html_label(colored(self.canvas.theme.forward, text))
        self.canvas.dot.node(name, label=label, shape="none", width="0", height="0", margin="0.05,0", **hidden)
        self.canvas.dot.edge(name, entry, **hidden)

    def _arrow(
        self, name: str, tail: str, head: str, flow: _Flow, *, is_closed: bool = False, is_headed: bool = True
    ) -> None:
        """The arrow of a value, or, in the opposite direction, of its gradient."""
        theme, dot = self.canvas.theme, self.canvas.dot
        if not self.is_backward:
            upper, lower, line = colored(theme.forward, flow.value) if flow.value else " ", " ", theme.line
            ends = ({"arrowhead": "none"}, {"arrowhead": "normal" if is_headed else "none"})
        else:
            # the line of a closed branch has a gap where the number stands
            ink, line = (theme.muted, theme.background) if is_closed else (theme.gradient, theme.line)
            upper = f"<B>{colored(ink, flow.arriving)}</B>" if flow.arriving else " "
            lower = self._below(flow)
            style = {"style": "dotted", "color": theme.muted} if is_closed else {}
            ends = ({"dir": "back", "arrowtail": "normal"} | style, {"arrowhead": "none"} | style)
        label = shaft(upper, lower, line, flow.length, flow.height)
        dot.node(name, label=label, shape="plain")
        dot.edge(tail, f"{name}:shaft:w", weight=STRAIGHTNESS, **ends[0])
        dot.edge(f"{name}:shaft:e", head, weight=STRAIGHTNESS, **ends[1])

    def _joint(self, name: str) -> None:
        """Where copies part; on the way back, the gate that adds up their gradients."""
        self._circle(name, "+" if self.is_backward else "", "" if self.is_backward else "copy", JOINT_WIDTH)

    def _gate(self, name: str, node: Node) -> None:
        assert node.operation is not None
        role = _role(node.operation)
        caption = ROLES.get(role, role) if self.is_backward else ""
        if len(node.parents) > MOST_ROUND_INPUTS:
            label = self.canvas.tall_gate(node.symbol, reading_order(node), caption, width=round(72 * GATE_WIDTH))
            self.canvas.dot.node(name, label=label, shape="plain", ordering="in")
        else:
            is_scaler = self.is_backward and role == "scaler" and node.symbol.isalpha()
            self._circle(
                name,
                typeset(node.symbol) + ("′" if is_scaler else ""),
                caption,
                GATE_WIDTH,
                is_ordered=is_ordered(self.diagram, node),
            )

    def _circle(self, name: str, symbol: str, caption: str, width: float, *, is_ordered: bool = False) -> None:
        theme = self.canvas.theme
        size = SYMBOL_SIZE if len(symbol) == 1 else TEXT_SIZE
        lines = [f'<FONT POINT-SIZE="{size}">{markup(symbol)}</FONT>'] if symbol else []
        lines += [small(theme.ink, caption)] if caption else []
        self.canvas.dot.node(
            name,
            label=html_label("<BR/>".join(lines)),
            shape="circle",
            style="filled",
            fillcolor=theme.gate,
            color=theme.gate_border,
            width=f"{width}",
            height=f"{width}",
            margin="0",
            fixedsize="true",
            ordering="in" if is_ordered else "",
        )


def _grad_of(node: Node) -> str:
    return f"{node.name}.grad" if node.operation is not None and node.name else ""


def _role(operation: Operation) -> str:
    return next((role for role in ROLES if operation.role.startswith(role)), operation.role)


def _is_closed(node: Node, slot: int) -> bool:
    """Whether a switch lets nothing through to this input."""
    assert node.operation is not None
    return _role(node.operation) in CLOSING and node.local_gradients[slot : slot + 1] == ("0",)


def _saved_for(diagram: Diagram, node: Node, slot: int) -> list[str]:
    """What the gradient towards input `slot` is multiplied by, and what of the forward pass that takes, as lines."""
    assert node.operation is not None
    role = _role(node.operation)
    if not node.local_gradients:
        return []
    if role == "swap multiplier":
        half = len(node.parents) // 2  # of a dot product: as many weights as factors, then the bias
        is_bias = node.operation is dot_with_bias and slot == 2 * half
        other = diagram.nodes[node.parents[(slot + half) % (2 * half)]]
        return [] if is_bias else [f"× {name_and_value(other)}"]
    if role != "scaler":
        return []
    formula = local_gradient_formulas(node.operation, inputs=len(node.parents))[slot]
    saved = [f"saved {' = '.join(filter(None, ('out', typeset(node.value))))}"] if "out" in formula else []
    return [*saved, f"× {shortened(formula, FORMULA_LENGTH)} = {typeset(node.local_gradients[slot])}"]


def _columns(text: str) -> int:
    """How wide `text` is in characters; Korean and the like count twice."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
