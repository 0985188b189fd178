"""explore(): a graph of any size as one HTML file, opened block by block.

Not here: the blocks (tree.py), the numbers (numbers.py), what the page does with them (its scripts).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from autograd_core import Value
from autograd_core.errors import described, one_of
from autograd_core.words import section, words
from viz.diagram import GraphTooLargeError
from viz.drawing import still_picture
from viz.explore_page.numbers import Packed
from viz.explore_page.tree import tree_of
from viz.formats.one_page import colors, one_page
from viz.graph import Graph
from viz.names import labels_from
from viz.picture import AUTO
from viz.scene import rivers
from viz.stepper_page.late import LatePage
from viz.stepper_page.page import Page
from viz.themes import THEMES

MAX_NODES, MAX_EDGES = 200_000, 2_000_000  # a page of so many has 3 to 10 MB
HEIGHT = 760  # pixels, in a notebook
FRAME = "autograd-map"  # the class of its frame there
ROOM = "viz.explore_page"
# What it shares with the stepper: how numbers and sentences are written, and how wide rivers are.
SCRIPTS = (
    ("viz.stepper_page", "number_text.js"),
    ("viz.stepper_page", "words.js"),
    ("viz.stepper_page", "elements.js"),
    ("viz.stepper_page", "rivers.js"),
    *((ROOM, f"{name}.js") for name in ("graph", "level", "layout", "picture", "outline", "page")),
)


def explore(value: Value, *, names: Mapping[str, Any] | None = None, theme: str = AUTO) -> Page:
    """A page on which the graph of `value` is opened block by block, from the whole down to single gates.

    Blocks are layers, their units and so on where nodes have a `group`; without one, parts that do not depend on each
    other, such as the samples of a loss, and steps that follow each other. Values and gradients are those of this
    moment; gradients are there once `value.backward()` has run. The arrows between blocks are as wide as what flows
    back along them.

    Args:
        value: the output of the graph.
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        theme: "light", "dark", "print" (black and white), or "auto": light, and dark where the system is.

    Raises:
        TypeError: `value` is not a Value, holds complex numbers, or `names` is not a mapping.
        ValueError: an unknown `theme`.
        GraphTooLargeError: more than MAX_NODES nodes or MAX_EDGES edges.
        OverflowError: a number that no float holds.
    """
    if not isinstance(value, Value):
        raise TypeError(f"explore needs a Value, got {described(value)}")
    one_of("theme", theme, [AUTO, *THEMES])
    labels, graph = labels_from(names), Graph(value)
    _require_fit(graph)
    packed = Packed(graph, tree_of(graph.order), labels)
    title = words("explore.title", output=packed.tables["names"][packed.arrays["names"][-1]] or words("name.output"))
    data = {
        "lengths": packed.lengths,
        "graph": packed.text,
        "hasGradients": packed.has_gradients,
        "isStale": graph.is_stale,
        "followsHost": theme == AUTO,
        "river": rivers.FOR_PAGES,
        "words": section("explore"),
    }
    style = colors(theme) + _file(ROOM, "page.css")
    page = one_page(_file(ROOM, "page.html"), title, data, style, "\n".join(_file(*script) for script in SCRIPTS))
    told = words("explore.repr")
    return LatePage(
        page, HEIGHT, lambda: still_picture(graph, labels, "both", theme), FRAME, words("explore.map"), told
    )


def _require_fit(graph: Graph) -> None:
    nodes, edges = len(graph.order), sum([len(node.parents) for node in graph.order])
    if nodes > MAX_NODES or edges > MAX_EDGES:
        raise GraphTooLargeError(
            f"a page holds at most {MAX_NODES:,} nodes and {MAX_EDGES:,} edges, and this graph has {nodes:,} and "
            f"{edges:,}; explore a node closer to the inputs, or the loss of fewer data points"
        )


def _file(room: str, name: str) -> str:
    return files(room).joinpath(name).read_text(encoding="utf-8")
