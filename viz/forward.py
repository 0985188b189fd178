"""The forward picture: a diagram laid out as a graphviz.Digraph, values above the arrows, gradients below.

Node names are generated. Not here: what the labels say (diagram.py), how a gate or an arrow looks (shapes.py), running
Graphviz (formats/render.py).
"""

from __future__ import annotations

import graphviz

from viz.diagram import Diagram, above, input_name, is_ordered, name_and_value, reading_order
from viz.shapes import OUTPUT_STROKE, Canvas, Caption, entry_of
from viz.text import typeset
from viz.themes import THEMES, Theme


def forward_layout(diagram: Diagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of `diagram`, drawn from left to right; the same diagram gives the same text."""
    canvas = Canvas(theme, has_local_gradients=any(node.local_gradients for node in diagram.nodes))
    last = len(diagram.nodes) - 1
    for i, node in enumerate(diagram.nodes):
        if node.part:
            canvas.part(f"n{i}", node.part, node.count)
        elif node.operation is not None:
            canvas.gate(f"n{i}", node.symbol, reading_order(node), node.count, is_ordered=is_ordered(diagram, node))
        elif i == last:
            canvas.box(f"n{i}", name_and_value(node), accumulated=node.gradient, weight=OUTPUT_STROKE)
        elif not node.is_constant:
            canvas.box(f"n{i}", input_name(node), node.count, accumulated=node.accumulated)
        if diagram.uses[i] > 1 and not node.is_constant:
            canvas.fork(f"copy{i}")
            caption = Caption(above(node), node.gradient)
            canvas.arrow(f"a{i}", f"n{i}", f"copy{i}", caption, arrowhead="none")
    for i, node in enumerate(diagram.nodes):
        for slot in reading_order(node):
            _connect(canvas, diagram, i, slot)
    canvas.note(diagram.note)
    if diagram.output.operation is not None or diagram.output.part:
        canvas.box("output", diagram.output.name or "output", weight=OUTPUT_STROKE)
        caption = Caption(typeset(diagram.output.value), diagram.output.gradient)
        canvas.arrow("a", f"n{last}", "output", caption, is_heavy=any(diagram.output.heavy))
    if any(any(node.heavy) for node in diagram.nodes):
        # gates above arrows: the tip of a heavy head is so long that it reaches into its gate
        canvas.dot.attr(outputorder="edgesfirst")
    return canvas.dot


def _connect(canvas: Canvas, diagram: Diagram, user: int, slot: int) -> None:
    """Draw one edge of the graph: from a parent to the gate that it enters as input number `slot`."""
    gate, node = f"n{user}", diagram.nodes[user]
    entry = gate if node.part else entry_of(gate, slot, len(node.parents))
    index = node.parents[slot]
    parent = diagram.nodes[index]
    if parent.is_constant:
        canvas.beside(f"{gate}c{slot}", name_and_value(parent), entry)
        return
    gradient = node.contributions[slot] if node.contributions else ""
    local = node.local_gradients[slot] if node.local_gradients else ""
    is_copied = diagram.uses[index] > 1
    value = typeset(parent.value) if is_copied else above(parent)
    tail = f"copy{index}" if is_copied else f"n{index}"
    is_heavy = any(node.heavy[slot : slot + 1])
    canvas.arrow(f"{gate}a{slot}", tail, entry, Caption(value, gradient, local), is_heavy=is_heavy)
