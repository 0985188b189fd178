"""The look of an array program's picture: the forward part from left to right, the gradient below from right to left.

Graphviz lays it out as it draws it, unlike the pictures of graphs (viz/scene/): no number stands at an arrow, boxes
have lines in several sizes and colours, and the gradient is a program of its own, not the forward part read backwards.
So a Scene, which makes room at arrows and mirrors one pass to the other, has nothing to say here, and Graphviz' own
wires pass around boxes. Not here: what it says (diagram.py), files and formats (picture.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import graphviz

from autograd_core.words import words
from viz.programs.box import Box, Leaf
from viz.programs.descriptions import note, stands_for, summary
from viz.programs.diagram import ProgramDiagram
from viz.shapes import (
    FONTS,
    OUTPUT_STROKE,
    SMALL_SIZE,
    STACKED,
    STROKE,
    SYMBOL_SIZE,
    TEXT_SIZE,
    html_label,
    small,
    styled_graph,
)
from viz.text import LABEL_LENGTH, markup
from viz.themes import THEMES, Theme

PART_MARGIN = "16"  # points around a half
LINE_LENGTH = 44  # characters of a formula; longer ones go on below

# What stands beside a box, as keys of the table of words.
LEAVES = {
    "inputs": "program.leaf.inputs",
    "parameters": "program.leaf.parameters",
    "constant": "program.leaf.constant",
    "saved": "program.leaf.saved",
}


def program_layout(diagram: ProgramDiagram, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The forward part from left to right and, below it, the gradient from right to left, each under its heading."""
    canvas = _Canvas(theme)
    # the first stands lowest
    for title, is_forward in ((words("program.gradient"), False), (words("program.forward"), True)):
        boxes = [box for box in diagram.boxes if box.is_forward == is_forward]
        if boxes:
            canvas.part(title, boxes)
    canvas.note(f"{summary(diagram)}; {note(diagram)}")
    return canvas.dot


class _Canvas:
    """A graph under construction, in one theme; Graphviz lays it out."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.dot = styled_graph(theme, rankdir="LR", nodesep="0.28", ranksep="0.4")

    def note(self, text: str) -> None:
        """A line below the picture."""
        self.dot.attr(label=html_label(small(self.theme.ink, text, LABEL_LENGTH)), labelloc="b", fontname=FONTS)

    def part(self, title: str, boxes: Sequence[Box]) -> None:
        """The boxes of one half, and a heading at their upper left."""
        heading = html_label(f'<FONT POINT-SIZE="{SYMBOL_SIZE}"><B>{title}</B></FONT>')
        look = {"label": heading, "labeljust": "l", "penwidth": "0", "margin": PART_MARGIN}
        look |= {"fontname": FONTS, "fontcolor": self.theme.ink}
        with self.dot.subgraph(name=f"cluster {title}", graph_attr=look) as part:
            for box in boxes:
                part.node(f"a{box.name}")
                for leaf in box.leaves:
                    part.node(f"a{box.name} {leaf.name}")
        for box in boxes:
            self.array(box)

    def array(self, box: Box) -> None:
        """A box, what stands beside it, and its arrows."""
        theme = self.theme
        name = f"a{box.name}"
        ink = theme.forward if box.is_forward else theme.gradient
        title = _line(theme.ink, TEXT_SIZE, box.title)
        lines = [
            f"<B>{title}</B>" if box.is_matrix_product else title,
            _line(theme.ink, TEXT_SIZE, box.formula),
            *([_line(ink, TEXT_SIZE, box.shape)] if box.shape else []),  # several arrays have none
            _line(theme.ink, SMALL_SIZE, stands_for(box)),
        ]
        self.dot.node(
            name,
            label=_stacked(lines),
            shape="box",
            style="rounded,filled" if box.is_result else "filled",
            fillcolor=theme.box if box.is_result else theme.gate,
            color=ink if box.is_result else theme.gate_border,
            penwidth=f"{OUTPUT_STROKE if box.is_result or box.is_matrix_product else STROKE}",
            margin="0.14,0.06",
            **(STACKED if box.is_matrix_product else {}),
        )
        for leaf in box.leaves:
            self._leaf(f"{name} {leaf.name}", leaf, name, is_forward=box.is_forward)
        for parent in box.parents:
            self._arrow(f"a{parent}", name, is_forward=box.is_forward)

    def _leaf(self, name: str, leaf: Leaf, box: str, *, is_forward: bool) -> None:
        theme = self.theme
        style = {"style": "rounded,dashed"} if leaf.kind == "saved" else {"style": "rounded,filled"}
        count = 1 if leaf.shape in ("1", "1 × n") else 2
        lines = [_line(theme.ink, SMALL_SIZE, words(LEAVES[leaf.kind], name=leaf.name, count=count))]
        lines += [_line(theme.forward, SMALL_SIZE, leaf.shape)] if leaf.shape else []
        self.dot.node(
            name,
            label=_stacked(lines),
            shape="box",
            fillcolor=theme.box,
            color=theme.forward,
            margin="0.1,0.03",
            height="0",
            **style,
        )
        self._arrow(name, box, is_forward=is_forward, **({"style": "dashed"} if leaf.kind == "saved" else {}))

    def _arrow(self, tail: str, head: str, *, is_forward: bool, **attributes: str) -> None:
        if is_forward:
            self.dot.edge(tail, head, **attributes)
        else:
            self.dot.edge(head, tail, dir="back", color=self.theme.gradient, **attributes)


def _line(color: str, size: int, text: str) -> str:
    return f'<FONT COLOR="{color}" POINT-SIZE="{size}">{markup(text, LINE_LENGTH)}</FONT>'


def _stacked(lines: Sequence[str]) -> str:
    """Lines one below the other, a little apart."""
    rows = "".join(f'<TR><TD CELLPADDING="2">{line}</TD></TR>' for line in lines)
    return html_label(f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>')
