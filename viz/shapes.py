"""The textbook look: sizes, strokes, fonts, and text as markup for labels.

What people wrote reaches DOT in labels only, through text.markup. Not here: what is drawn where (scene/), colours
(themes.py).
"""

from __future__ import annotations

from collections.abc import Iterable

import graphviz

from viz.text import LABEL_LENGTH, LINE_LENGTH, markup
from viz.themes import Theme

# The first that a machine has. Latin first, Korean for every system, and Graphviz's own guess of the widths at last.
FONTS = "Noto Sans, Noto Sans CJK KR, Malgun Gothic, Apple SD Gothic Neo, NanumGothic, sans-serif"
LEFT_ARROW = "←\N{THREE-PER-EM SPACE}"  # a common space is so narrow that the arrow runs into a minus sign
UP_ARROW = "↑\N{THREE-PER-EM SPACE}"
# In points, and rendered smaller (formats/render.py).
STROKE = 2
TEXT_SIZE, SYMBOL_SIZE, SMALL_SIZE = 20, 28, 18
PAD = 10.0  # around a picture
OUTPUT_STROKE = 4
HEAVY_STROKE = 6
MOST_ROUND_INPUTS = 3  # a gate with more is tall
NUMBER_HEIGHT = 34  # points above and below an arrow, at least, so that all arrows are equally far apart
ENTRY_HEIGHT = 82  # points, for each input of a tall gate: as far apart as arrows are, so that they run straight
ENTRY_WIDTH = 170  # the same of a wide gate, where values flow down: numbers stand beside their arrows
SHAFT_LENGTH = 62  # points, at least; short numbers get arrows of the same length
STACKED = {"peripheries": "2"}  # what stands for several
LONGEST_ROUND_SYMBOL = 3  # characters; a longer one gets an ellipse instead of a circle


def styled_graph(theme: Theme, **graph: str) -> graphviz.Digraph:
    """An empty graph with the fonts and strokes of every picture; `graph` are further attributes of it."""
    return graphviz.Digraph(
        graph_attr={**graph, "bgcolor": theme.background, "pad": f"{PAD / 72:.4f}"},
        node_attr={"fontname": FONTS, "fontsize": f"{TEXT_SIZE}", "fontcolor": theme.ink, "penwidth": f"{STROKE}"},
        edge_attr={"color": theme.line, "penwidth": f"{STROKE}", "arrowsize": "1.1"},
    )


def symbol_size(symbol: str) -> int:
    """Points for the text in a gate: a longer one is smaller, so that it keeps off the border."""
    return SYMBOL_SIZE if len(symbol) <= 2 else TEXT_SIZE


def colored(color: str, text: str, line_length: int = LINE_LENGTH) -> str:
    return f'<FONT COLOR="{color}">{markup(text, line_length)}</FONT>'


def bold(color: str, text: str, line_length: int = LINE_LENGTH) -> str:
    return f"<B>{colored(color, text, line_length)}</B>"


def small(color: str, text: str, line_length: int = LINE_LENGTH) -> str:
    return f'<FONT COLOR="{color}" POINT-SIZE="{SMALL_SIZE}">{markup(text, line_length)}</FONT>'


def small_lines(color: str, lines: Iterable[str]) -> str:
    """Small text in just these lines."""
    return "<BR/>".join(small(color, line, LABEL_LENGTH) for line in lines)


def html_label(content: str) -> str:
    return f"<{content}>"
