"""The textbook look: gates, boxes, and arrows with a value above the shaft and a gradient below it.

What people wrote reaches DOT in labels only, through text.markup. Not here: what is drawn where (forward.py,
backward/), colours (themes.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import graphviz

from viz.text import LABEL_LENGTH, LINE_LENGTH, gate_symbol, markup, typeset
from viz.themes import THEMES, Theme

# The first that a machine has. Latin first, Korean for every system, and Graphviz's own guess of the widths at last.
FONTS = "Noto Sans, Noto Sans CJK KR, Malgun Gothic, Apple SD Gothic Neo, NanumGothic, sans-serif"
LEFT_ARROW = "←\N{THREE-PER-EM SPACE}"  # a common space is so narrow that the arrow runs into a minus sign
# In points, and rendered smaller (formats/render.py): the shaft between the numbers is a cell of a table, which
# measures in whole points, and up to Graphviz 2.43 an edge meets the middle of a cell only if its height is even.
STROKE = 2
TEXT_SIZE, SYMBOL_SIZE, SMALL_SIZE = 20, 28, 16
OUTPUT_STROKE = 4
HEAVY_STROKE = 6
GATE_SIZE = 0.75  # inches
MOST_ROUND_INPUTS = 3  # a gate with more is tall
NUMBER_HEIGHT = 34  # points, at least; enough for every font, so that all arrows are equally far apart
LINE_HEIGHT = 26  # points, for a second line below the shaft
ENTRY_HEIGHT = 90  # points, for each input of a tall gate: as far apart as arrows are, so that they run straight
STRAIGHTNESS = "4"  # of the arrows that carry a gradient, against 1 of those from plain numbers
SHAFT_LENGTH = 62  # points, at least; short numbers get arrows of the same length
STACKED = {"peripheries": "2"}  # what stands for several
LONGEST_ROUND_SYMBOL = 4  # characters; a longer one gets an ellipse instead of a circle


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands at an arrow: the forward value above its shaft, the gradient and the local gradient below."""

    above: str = ""
    gradient: str = ""
    local: str = ""


class Canvas:
    """A graph in DOT under construction, in one theme; it runs from left to right."""

    def __init__(self, theme: Theme = THEMES["light"], *, has_local_gradients: bool = False) -> None:
        self.theme = theme
        # above the shaft as much room as below it: an arrow enters and leaves its label in the middle
        self._number_height = NUMBER_HEIGHT + (LINE_HEIGHT if has_local_gradients else 0)
        self.dot = styled_graph(theme, rankdir="LR", nodesep="0.28", ranksep="0.4")

    def arrow(
        self, name: str, tail: str, head: str, caption: Caption, *, is_heavy: bool = False, **attributes: str
    ) -> None:
        """An arrow from `tail` to `head` through a label."""
        heavy = {"penwidth": f"{HEAVY_STROKE}"} if is_heavy else {}
        self.dot.node(name, label=self._shaft(caption, HEAVY_STROKE if is_heavy else STROKE), shape="plain")
        self.dot.edge(tail, f"{name}:shaft:w", arrowhead="none", weight=STRAIGHTNESS, **heavy)
        self.dot.edge(f"{name}:shaft:e", head, weight=STRAIGHTNESS, **attributes, **heavy)

    def gate(self, name: str, symbol: str, entries: list[int], count: int = 1, *, is_ordered: bool) -> None:
        """A gate, or `count` equal ones; `entries` are the numbers of its inputs from top to bottom."""
        stands_for = f"× {count:,}" if count > 1 else ""
        if len(entries) > MOST_ROUND_INPUTS:
            self.dot.node(name, label=self.tall_gate(symbol, entries, stands_for), shape="plain", ordering="in")
            return
        is_long = len(symbol) > LONGEST_ROUND_SYMBOL or count > 1
        self.dot.node(
            name,
            label=html_label(markup(gate_symbol(symbol)) + self._below(stands_for)),
            shape="ellipse" if is_long else "circle",
            fontsize=f"{symbol_size(gate_symbol(symbol))}",
            style="filled",
            fillcolor=self.theme.gate,
            color=self.theme.gate_border,
            width=f"{GATE_SIZE}",
            height=f"{GATE_SIZE}",
            margin="0.03",
            fixedsize="false" if is_long else "true",
            ordering="in" if is_ordered else "",
            **(STACKED if count > 1 else {}),
        )

    def part(self, name: str, title: str, count: int = 1) -> None:
        """A part of the graph, folded, or `count` equal ones."""
        self.dot.node(
            name,
            label=html_label(markup(title) + self._below(f"× {count:,}" if count > 1 else "")),
            shape="box",
            style="filled",
            fillcolor=self.theme.gate,
            color=self.theme.gate_border,
            height="0.9",
            margin="0.2,0.1",
            **(STACKED if count > 1 else {}),
        )

    def note(self, text: str) -> None:
        """A line below the picture."""
        if text:
            line = small(self.theme.ink, text, LABEL_LENGTH)
            self.dot.attr(label=html_label(line), labelloc="b", fontname=FONTS)

    def box(self, name: str, caption: str, count: int = 1, accumulated: str = "", weight: float = STROKE) -> None:
        """An input or an output, or `count` equal ones; `accumulated` is its `.grad` where that is worth saying."""
        lines = [markup(caption)] + ([self.gradient(accumulated, ".grad = ")] if accumulated else [])
        self.dot.node(
            name,
            label=html_label("<BR/>".join(lines) + self._below(f"× {count:,}" if count > 1 else "")),
            shape="box",
            style="rounded,filled",
            fillcolor=self.theme.box,
            color=self.theme.forward,
            penwidth=f"{weight}",
            height="0.56",
            margin="0.2,0.07",
        )

    def beside(self, name: str, text: str, entry: str) -> None:
        """A plain number beside the gate that uses it: it is not a variable that flows from somewhere."""
        label = html_label(colored(self.theme.forward, text))
        self.dot.node(name, label=label, shape="none", width="0", height="0", margin="0.05,0")
        self.dot.edge(name, entry)

    def fork(self, name: str) -> None:
        """The point where copies of a value part."""
        self.dot.node(name, label="", shape="point", width="0.1", color=self.theme.line)

    def _below(self, caption: str) -> str:
        return f"<BR/>{small(self.theme.ink, caption)}" if caption else ""

    def gradient(self, gradient: str, before: str = LEFT_ARROW) -> str:
        return f"<B>{colored(self.theme.gradient, before + typeset(gradient))}</B>" if gradient else " "

    def _shaft(self, caption: Caption, stroke: int) -> str:
        above = colored(self.theme.forward, caption.above) if caption.above else " "
        below = self.gradient(caption.gradient)
        if caption.local:
            local = small(self.theme.ink, f"local {typeset(caption.local)}")
            below = f"{below}<BR/>{local}" if caption.gradient else local
        return shaft(above, below, self.theme.line, self._number_height, stroke)

    def tall_gate(self, symbol: str, entries: list[int], caption: str = "") -> str:
        """A gate with an entry per input, one below the other, so that many arrows do not meet in one point.

        `caption` stands in small below the symbol.
        """
        first, *others = entries
        entry = '<TD PORT="i{}" FIXEDSIZE="TRUE" WIDTH="4" HEIGHT="{}"></TD>'
        below = self._below(caption)
        middle = (
            f'<TD ROWSPAN="{len(entries)}" CELLPADDING="4"><FONT POINT-SIZE="{symbol_size(gate_symbol(symbol))}">'
            f"{markup(gate_symbol(symbol))}</FONT>{below}</TD>"
        )
        margin = '<TD FIXEDSIZE="TRUE" WIDTH="4" HEIGHT="1"></TD>'  # as wide as the entries, to centre the symbol
        rows = [entry.format(first, ENTRY_HEIGHT) + middle + margin]
        rows += [entry.format(slot, ENTRY_HEIGHT) for slot in others]
        table = "".join(f"<TR>{row}</TR>" for row in rows)
        return html_label(
            f'<TABLE STYLE="ROUNDED" BORDER="{STROKE}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" '
            f'COLOR="{self.theme.gate_border}" BGCOLOR="{self.theme.gate}">{table}</TABLE>'
        )


def styled_graph(theme: Theme, **graph: str) -> graphviz.Digraph:
    """An empty graph with the fonts and strokes of every picture; `graph` are further attributes of it."""
    return graphviz.Digraph(
        graph_attr={**graph, "bgcolor": theme.background, "pad": "0.14"},
        node_attr={"fontname": FONTS, "fontsize": f"{TEXT_SIZE}", "fontcolor": theme.ink, "penwidth": f"{STROKE}"},
        edge_attr={"color": theme.line, "penwidth": f"{STROKE}", "arrowsize": "1.1"},
    )


def shaft(
    above: str,
    below: str,
    color: str,
    height: int,
    stroke: int,
) -> str:
    """The label that is an arrow's middle part: a line with `above` and `below`, both markup; its port is `shaft`."""
    # Graphviz ends an edge one point outside a port: the narrow cells left and right close that gap
    end = f'<TD FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="{stroke}"></TD>'
    line = f'<TD FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="{stroke}" BGCOLOR="{color}"></TD>'
    rows = (
        f'{end}<TD HEIGHT="{height}" VALIGN="BOTTOM" CELLPADDING="2">{above}</TD>{end}',
        f'{line}<TD PORT="shaft" WIDTH="{SHAFT_LENGTH}" HEIGHT="{stroke}" BGCOLOR="{color}"></TD>{line}',
        f'{end}<TD HEIGHT="{height}" VALIGN="TOP" CELLPADDING="2">{below}</TD>{end}',
    )
    table = "".join(f"<TR>{row}</TR>" for row in rows)
    return html_label(f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{table}</TABLE>')


def entry_of(gate: str, slot: int, inputs: int) -> str:
    """Where the arrow of input number `slot` ends at a gate with so many inputs."""
    return f"{gate}:i{slot}:w" if inputs > MOST_ROUND_INPUTS else gate


def symbol_size(symbol: str) -> int:
    """Points for the text in a gate: a longer one is smaller, so that it keeps off the border."""
    if len(symbol) <= 2:
        return SYMBOL_SIZE
    return TEXT_SIZE if len(symbol) < LONGEST_ROUND_SYMBOL else SMALL_SIZE


def colored(color: str, text: str) -> str:
    return f'<FONT COLOR="{color}">{markup(text)}</FONT>'


def small(color: str, text: str, line_length: int = LINE_LENGTH) -> str:
    return f'<FONT COLOR="{color}" POINT-SIZE="{SMALL_SIZE}">{markup(text, line_length)}</FONT>'


def small_lines(color: str, lines: Iterable[str]) -> str:
    """Small text in just these lines."""
    return "<BR/>".join(small(color, line, LABEL_LENGTH) for line in lines)


def html_label(content: str) -> str:
    return f"<{content}>"
