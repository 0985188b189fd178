"""A pen that draws at given places: nodes, texts and curves as DOT that Graphviz takes as it is.

Not here: what is drawn (painter.py, gates.py), where (layout.py).
"""

from __future__ import annotations

import re

import graphviz

from viz.formats.svg import TITLE
from viz.scene.layout import POINTS_PER_INCH
from viz.scene.rivers import River
from viz.scene.routes import Point, straight
from viz.scene.rows import Rows
from viz.shapes import html_label
from viz.themes import Theme

# Of no width, so that nobody sees it: it tells where the middle of a text is.
FRAME = {"shape": "box", "width": "0", "height": "0", "margin": "0", "penwidth": "0"}
PLAIN = r"[\w .,|+-]+"  # signs of such a text; what somebody's own number type says is not among them
BED = "bed"  # the node that all rivers leave
HEAD, HEAD_HEIGHT = 11.0, 8.0  # points: an arrow's head; every arrow is straight for so long where it has one


class Pen:
    """Draws into a graph whose layout is nop2, in one theme.

    Attributes:
        prefix: what the names of all that it draws begin with.
        lift: points that all it draws stands higher than it is told.
        rows: where a node is put that is told where it stands in one row.
        is_down: whether what it is told to draw to the right is drawn downwards.
    """

    def __init__(
        self,
        dot: graphviz.Digraph,
        theme: Theme,
        prefix: str = "",
        lift: float = 0.0,
        rows: Rows | None = None,
        *,
        is_down: bool = False,
    ) -> None:
        self.dot = dot
        self.rows = rows
        self.is_down = is_down
        self.theme = theme
        self.prefix = prefix
        self.lift = lift

    def node(self, name: str, centre: Point, **attributes: str) -> None:
        place = self.rows.at(centre) if self.rows else centre
        self.dot.node(f"{self.prefix}{name}", pos=self._position(place), **attributes)

    def node_beside(self, anchor: Point, name: str, centre: Point, **attributes: str) -> None:
        """A node that belongs to the shape at `anchor`, and moves with that."""
        (place,) = self.at([centre], anchor)
        self.dot.node(f"{self.prefix}{name}", pos=self._position(place), **attributes)

    def dot_at(self, name: str, centre: Point, color: str, width: float) -> None:
        """A filled point, `width` inches wide."""
        self.node(name, centre, label="", shape="point", width=f"{width}", color=color)

    def text(self, name: str, centre: Point, label: str, title: str = "") -> None:
        """Text, as markup, in a frame that nobody sees; no node where it is empty. `title`, numbers in words of ours,
        appears on hover.
        """
        if label:
            told = {"id": f"{TITLE}{title}"} if re.fullmatch(PLAIN, title) else {}
            self.node(name, centre, label=html_label(label), color=self.theme.background, **FRAME, **told)

    def text_beside(self, anchor: Point, name: str, centre: Point, label: str) -> None:
        """Text that belongs to the shape at `anchor`."""
        self.node_beside(anchor, name, centre, label=html_label(label), color=self.theme.background, **FRAME)

    def at(self, line: list[Point], centre: Point) -> list[Point]:
        """A line that belongs to the shape at `centre`, where that is put."""
        if not self.rows:
            return line
        (x, y), (to_x, to_y) = centre, self.rows.at(centre)
        return [(at_x + to_x - x, at_y + to_y - y) for at_x, at_y in line]

    def curve(self, tail: str, head: str, line: list[Point], **attributes: str) -> None:
        """An edge without heads along `line`, control points of Bézier curves."""
        self._edge(tail, head, line, "", **({"dir": "none"} | attributes))

    def arrow(self, tail: str, head: str, line: list[Point], **attributes: str) -> None:
        """An edge along `line` with a head at its end."""
        self._edge(tail, head, without_head(line), f"e,{self._position(line[-1])} ", **attributes)

    def arrow_back(self, tail: str, head: str, line: list[Point], **attributes: str) -> None:
        """An edge along `line` with a head at its start."""
        self._edge(tail, head, _without_first(line), f"s,{self._position(line[0])} ", dir="back", **attributes)

    def band(self, line: list[Point], river: River, **attributes: str) -> None:
        """A river along `line`; it leaves the node BED, which is there already."""
        color = getattr(self.theme, river.role)
        path = " ".join(map(self._position, line))
        self.dot.edge(BED, BED, pos=path, dir="none", penwidth=f"{river.width:.2f}", color=color, **attributes)

    def _edge(self, tail: str, head: str, line: list[Point], heads: str, **attributes: str) -> None:
        path = " ".join(map(self._position, line))
        self.dot.edge(f"{self.prefix}{tail}", f"{self.prefix}{head}", pos=f"{heads}{path}", **attributes)

    def _position(self, point: Point) -> str:
        x, y = (-point[1], -point[0]) if self.is_down else point
        return f"{x:.2f},{y + self.lift:.2f}"


def fixed_size(width: float, height: float) -> dict[str, str]:
    """A node's attributes for a size in points, whatever its label needs."""
    inches = {"width": width / POINTS_PER_INCH, "height": height / POINTS_PER_INCH}
    return {side: f"{length:.4f}" for side, length in inches.items()} | {"fixedsize": "true"}


def without_head(line: list[Point]) -> list[Point]:
    """The line without its last HEAD points."""
    return _without_first(line[::-1])[::-1]


def _without_first(line: list[Point]) -> list[Point]:
    """The line without its first HEAD points: there its head is drawn."""
    (x, y), (to_x, to_y) = line[0], line[3]
    part = HEAD / (abs(to_x - x) + abs(to_y - y))  # it is straight there, and level or upright
    start = (x + (to_x - x) * part, y + (to_y - y) * part)
    return [start, *straight(start, line[3]), *line[4:]]
