"""Where things stand in the page's picture: Graphviz places boxes of known size, the page draws and fills them.

Graphviz gets generated names and sizes, no text. Not here: what stands in a box (wording.py), how it looks (page.css).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import graphviz

from autograd_core import Value
from viz.diagram import SYMMETRIC
from viz.formats.render import render
from viz.formats.svg import NAMESPACE, parsed
from viz.stepper_page.wording import shown_parents, symbol
from viz.text import number, shortened, typeset

POINTS_PER_INCH = 72
TEXT_WIDTH, WIDE_TEXT_WIDTH = 8.6, 15.5  # of a character at the page's 15 units, at most
SHAFT_LENGTH = 90  # room for eleven characters: ← −0.196612; the page squeezes longer ones
SHAFT_HEIGHT = 50  # a line of text above the shaft and one below it
BOX_HEIGHT = 36
GATE_SIZE = 44
ENTRY_HEIGHT = 54  # of a gate with many inputs, for each
MOST_ROUND_INPUTS = 3
LONGEST_NAME = 24  # characters in the picture; the panel beside it has all of them
MARGIN = 8
# Graphviz polishes a tangle of hundreds of arrows for minutes; bounded like this it takes seconds.
MANY_ARROWS = 150
HASTE = {"nslimit": "0.1", "nslimit1": "0.1", "mclimit": "0.1", "searchsize": "10"}

_SVG = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True)
class Positions:
    """The picture, in units of a text of 15.

    Attributes:
        extent: of all: left, top, width, height.
        shapes: boxes, gates, plain numbers and forks: kind, node, centre (x, y), size (w, h), text.
        arrows: what the numbers stand at: the edge (user, position) of `node`, the "trunk" from a node to its fork, or
            the arrow to the "output"; the centre and size of its label, and its lines.
        lines: from plain numbers to their gates.
    """

    extent: dict[str, float]
    shapes: list[dict[str, Any]]
    arrows: list[dict[str, Any]]
    lines: list[dict[str, str]]


def positions_of(nodes: tuple[Value, ...]) -> Positions:
    """The places for a graph, given its named nodes in topological order.

    Raises:
        RenderError: there is no Graphviz, or it failed.
    """
    plan = _Plan(nodes)
    plan.enter_all()
    return _placed(plan, render(plan.dot.source, "svg"))


@dataclass
class _Plan:
    """What Graphviz is to place, by generated names."""

    nodes: tuple[Value, ...]
    shapes: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrows: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.index = {node: i for i, node in enumerate(self.nodes)}
        self.uses = [0] * len(self.nodes)
        for node in self.nodes:
            for position in shown_parents(node):
                self.uses[self.index[node.parents[position]]] += 1
        self.is_tree = max(self.uses) <= 1
        has_tall_gates = any(len(shown_parents(node)) > MOST_ROUND_INPUTS for node in self.nodes)
        # arrows that run to tall gates from all sides need room to turn
        ranksep = "0.22" if self.is_tree or not has_tall_gates else "0.6"
        self.dot = graphviz.Digraph(
            graph_attr={"rankdir": "LR", "nodesep": "0.16", "ranksep": ranksep, "pad": "0"},
            node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        )

    def enter_all(self) -> None:
        """Every node, then every edge: an order that gives the same picture each time."""
        last = len(self.nodes) - 1
        for i, node in enumerate(self.nodes):
            if node.operation is not None:
                self._gate(i, node)
            elif not node.is_constant:
                self._shape(f"n{i}", "output" if i == last else "input", i, shortened(node.label, LONGEST_NAME))
            if self.uses[i] > 1 and not node.is_constant:
                self._place(f"fork{i}", "fork", i, "", 6, 6, shape="circle")
                self._arrow(f"a{i}", f"n{i}", f"fork{i}", {"kind": "trunk", "node": i}, arrowhead="none")
        for i, node in enumerate(self.nodes):
            for position in shown_parents(node):
                self._edge(i, position, self.index[node.parents[position]])
        output = self.nodes[last]
        if output.operation is not None:
            self._shape("output", "output", last, shortened(output.label, LONGEST_NAME))
            self._arrow("a", f"n{last}", "output", {"kind": "output", "node": last})
        if len(self.arrows) > MANY_ARROWS:
            self.dot.graph_attr.update(HASTE)

    def _edge(self, user: int, position: int, parent: int) -> None:
        name = f"n{user}p{position}"
        is_tall = len(shown_parents(self.nodes[user])) > MOST_ROUND_INPUTS
        head = f"n{user}:p{position}:w" if is_tall and self.is_tree else f"n{user}"
        if self.nodes[parent].is_constant:
            text = self.nodes[parent].label or typeset(number(self.nodes[parent].data))
            self._place(name, "constant", parent, text, _width(text) + 4, 22)
            self.dot.edge(name, head, id=f"{name}line")
            self.lines.append(f"{name}line")
            return
        tail = f"fork{parent}" if self.uses[parent] > 1 else f"n{parent}"
        self._arrow(name, tail, head, {"kind": "edge", "node": parent, "user": user, "position": position})

    def _gate(self, i: int, node: Value) -> None:
        # inputs from top to bottom as they were written, unless that makes arrows cross and says nothing
        ordering = "in" if self.is_tree or node.operation not in SYMMETRIC else ""
        text, inputs = symbol(node), len(shown_parents(node))
        width = max(GATE_SIZE, _width(text) + 18)
        if inputs <= MOST_ROUND_INPUTS:
            self._place(f"n{i}", "gate", i, text, width, GATE_SIZE, shape="ellipse", ordering=ordering)
            return
        if not self.is_tree:
            self._place(f"n{i}", "tall gate", i, text, width, inputs * ENTRY_HEIGHT)
            return
        # an entry per input, one below the other, so that every arrow runs straight
        entries = "".join(
            f'<TR><TD PORT="p{position}" FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{ENTRY_HEIGHT}"></TD></TR>'
            for position in shown_parents(node)
        )
        table = f'<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{entries}</TABLE>>'
        self.dot.node(f"n{i}", id=f"n{i}", label=table, shape="plain", fixedsize="false", ordering=ordering)
        self.shapes[f"n{i}"] = {"kind": "tall gate", "node": i, "text": text}

    def _shape(self, name: str, kind: str, i: int, text: str) -> None:
        self._place(name, kind, i, text, max(52, _width(text) + 26), BOX_HEIGHT)

    def _place(self, name: str, kind: str, i: int, text: str, width: float, height: float, **attributes: str) -> None:
        self._size(name, width, height, **attributes)
        self.shapes[name] = {"kind": kind, "node": i, "text": text}

    def _size(self, name: str, width: float, height: float, **attributes: str) -> None:
        size = {"width": f"{width / POINTS_PER_INCH:.3f}", "height": f"{height / POINTS_PER_INCH:.3f}"}
        self.dot.node(name, id=name, **size, **attributes)

    def _arrow(self, name: str, tail: str, head: str, what: dict[str, Any], arrowhead: str = "normal") -> None:
        """An arrow in two parts, between them a box for its numbers, through which the page draws the shaft."""
        node = self.nodes[what["node"]]
        is_named = node.operation is not None and not node.label.startswith("#") and what["kind"] != "output"
        is_first = what["kind"] == "trunk" or self.uses[what["node"]] == 1
        prefix = f"{shortened(node.label, LONGEST_NAME)} = " if is_named and is_first else ""
        self._size(f"{name}at", SHAFT_LENGTH + _width(prefix), SHAFT_HEIGHT)
        self.dot.edge(tail, f"{name}at:w", id=f"{name}in", arrowhead="none", weight="4")
        self.dot.edge(f"{name}at:e", head, id=f"{name}out", arrowhead=arrowhead, weight="4")
        self.arrows[name] = {**what, "prefix": prefix}


def _width(text: str) -> float:
    return sum(WIDE_TEXT_WIDTH if unicodedata.east_asian_width(c) in "WF" else TEXT_WIDTH for c in text)


def _placed(plan: _Plan, drawn: bytes) -> Positions:
    """The plan with the places that Graphviz found."""
    svg = parsed(drawn)
    groups = {group.get("id", ""): group for group in svg.iter(f"{_SVG}g")}
    boxes = {name: _box(groups[name]) for name in [*plan.shapes, *(f"{name}at" for name in plan.arrows)]}
    shapes = [what | boxes[name] for name, what in plan.shapes.items()]
    arrows = []
    for name, what in plan.arrows.items():
        into, out = _line(groups[f"{name}in"]), _line(groups[f"{name}out"])
        # one line: into the label, through it as the shaft, and out of it
        line = f"{into['line']}L{out['line'].removeprefix('M')}"
        arrows.append(what | boxes[f"{name}at"] | {"line": line, "head": out["head"]})
    lines = [_line(groups[name]) for name in plan.lines]
    return Positions(_extent([*boxes.values()], [each["line"] for each in [*lines, *arrows]]), shapes, arrows, lines)


def _numbers(text: str) -> list[float]:
    return [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]


def _box(group: ElementTree.Element) -> dict[str, float]:
    """Centre and size of a node."""
    ellipse = group.find(f"{_SVG}ellipse")
    if ellipse is not None:
        cx, cy, rx, ry = (float(ellipse.get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
        return {"x": cx, "y": cy, "w": 2 * rx, "h": 2 * ry}
    polygon = group.find(f"{_SVG}polygon")
    numbers = _numbers(polygon.get("points", "")) if polygon is not None else []
    xs, ys = numbers[0::2], numbers[1::2]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    return {"x": (left + right) / 2, "y": (top + bottom) / 2, "w": right - left, "h": bottom - top}


def _line(group: ElementTree.Element) -> dict[str, str]:
    """The curve of an edge, and the corners of its head if it has one."""
    path, head = group.find(f"{_SVG}path"), group.find(f"{_SVG}polygon")
    return {
        "line": path.get("d", "") if path is not None else "",
        "head": head.get("points", "") if head is not None else "",
    }


def _extent(boxes: list[dict[str, float]], lines: list[str]) -> dict[str, float]:
    """Of everything together, with a margin."""
    xs = [x for box in boxes for x in (box["x"] - box["w"] / 2, box["x"] + box["w"] / 2)]
    ys = [y for box in boxes for y in (box["y"] - box["h"] / 2, box["y"] + box["h"] / 2)]
    for line in lines:
        xs += _numbers(line)[0::2]
        ys += _numbers(line)[1::2]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    return {"left": left, "top": top, "width": max(xs) + MARGIN - left, "height": max(ys) + MARGIN - top}
