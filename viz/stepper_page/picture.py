"""The page's picture as data: a scene at its places, in the units of the page, for picture.js to draw and fill.

Not here: where things stand (viz/scene/), how they look (page.css).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from viz.scene import Arrow, Point, Scene, Shape
from viz.scene.pen import HEAD, HEAD_HEIGHT, without_head
from viz.shapes import TEXT_SIZE

UNIT = 15 / TEXT_SIZE  # the page's text is 15 high
MARGIN = 8


@dataclass(frozen=True, slots=True)
class PictureData:
    """The picture, in units of a text of 15, y downwards.

    Attributes:
        extent: of all: left, top, width, height.
        shapes: boxes, gates, plain numbers and forks: kind, node, centre (x, y), size (w, h), text.
        arrows: what the numbers stand at: the edge (user, position) of `node`, the "trunk" from a node to its fork, or
            the arrow to the "output"; the name before the value; centre and size of the room for the numbers; the line
            and the head, and both again for the way back; the line of its river, where there are any.
        lines: from plain numbers to their gates.
    """

    extent: dict[str, float]
    shapes: list[dict[str, Any]]
    arrows: list[dict[str, Any]]
    lines: list[dict[str, str]]


def picture_data(scene: Scene) -> PictureData:
    """What the page draws of a scene.

    Raises:
        RenderError: there is no Graphviz, or it failed.
    """
    places = scene.places
    extent = {
        "left": _rounded(UNIT * places.left - MARGIN),
        "top": _rounded(-UNIT * places.top - MARGIN),
        "width": _rounded(UNIT * (places.right - places.left) + 2 * MARGIN),
        "height": _rounded(UNIT * (places.top - places.bottom) + 2 * MARGIN),
    }
    shapes = [_shape(scene, shape) for shape in scene.shapes]
    arrows = [_arrow(scene, arrow) for arrow in scene.arrows if not arrow.is_plain]
    return PictureData(extent, shapes, arrows, [_line(scene, arrow) for arrow in scene.arrows if arrow.is_plain])


def _shape(scene: Scene, shape: Shape) -> dict[str, Any]:
    kind = {"number": "constant", "gate": "tall gate" if shape.is_tall else "gate"}.get(shape.kind, shape.kind)
    size = {"w": _rounded(2 * UNIT * shape.radius_x), "h": _rounded(2 * UNIT * shape.radius)}
    centre = _centre(scene.places.centres[shape.name])
    return {"kind": kind, "node": shape.index, "text": " ".join(shape.lines), **centre, **size}


def _arrow(scene: Scene, arrow: Arrow) -> dict[str, Any]:
    width, height = scene.places.sizes[arrow.name]
    what: dict[str, Any] = {"kind": arrow.kind, "node": arrow.node}
    if arrow.kind == "edge":
        what |= {"user": arrow.user, "position": arrow.slot}
    return {
        **what,
        "prefix": f"{arrow.name_above} = " if arrow.name_above else "",
        **_centre(scene.places.centres[arrow.name]),
        "w": _rounded(UNIT * width),
        "h": _rounded(UNIT * height),
        **_line(scene, arrow),
    }


def _line(scene: Scene, arrow: Arrow) -> dict[str, str]:
    """The line as a path and the corners of its head, if it has one; and so on its way back."""
    line = scene.line(arrow)
    there = {"line": _path(line), "head": ""} if arrow.kind == "trunk" else _headed(line, -1)
    if arrow.is_plain:
        return there
    back = {"line": _path(line[::-1]), "head": ""} if _starts_at_fork(scene, arrow) else _headed(line[::-1], 1)
    river = {"river": _path(line)} if scene.diagram.weight else {}
    return {**there, "lineBack": back["line"], "headBack": back["head"], **river}


def _starts_at_fork(scene: Scene, arrow: Arrow) -> bool:
    """Whether what comes back along an arrow runs on into a trunk, which has the head."""
    return scene.shape[arrow.tail].kind == "fork"


def _headed(line: list[Point], side: int) -> dict[str, str]:
    """The line up to its head, and the corners of that, which lie on this side of its tip."""
    x, y = line[-1]
    head = [(x, y), (x + side * HEAD, y - HEAD_HEIGHT / 2), (x + side * HEAD, y + HEAD_HEIGHT / 2)]
    return {"line": _path(without_head(line)), "head": " ".join(map(_pair, head))}


def _path(line: Sequence[Point]) -> str:
    """A curve, its level and upright pieces as lines."""
    path = f"M{_pair(line[0])}"
    for i in range(0, len(line) - 1, 3):
        start, *controls, end = line[i : i + 4]
        is_straight = any(all(point[side] == start[side] for point in (*controls, end)) for side in (0, 1))
        path += f"L{_pair(end)}" if is_straight else f"C{' '.join(map(_pair, (*controls, end)))}"
    return path


def _centre(point: Point) -> dict[str, float]:
    return {"x": _rounded(UNIT * point[0]), "y": _rounded(-UNIT * point[1])}


def _pair(point: Point) -> str:
    return f"{_rounded(UNIT * point[0]):g},{_rounded(-UNIT * point[1]):g}"


def _rounded(x: float) -> float:
    return round(x, 2) + 0.0  # no -0.0
