"""Pictures as geometry: what stands where, and which wire touches what is not its own.

Read from what is drawn, by Graphviz or by the page, not from what the layout meant. Not here: the graphs (corpus.py).
"""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from viz.formats.render import render

POINTS_PER_INCH = 72
FRAME = re.compile(r"[fb]?frame\d+n?")  # around a part of a network, and its name
STEP = 3.0  # points from one looked-at point of a wire to the next

Point = tuple[float, float]


class Solid(NamedTuple):
    """Something that no foreign wire may touch, y downwards; ellipses are round."""

    name: str
    x: float
    y: float
    width: float
    height: float
    is_round: bool

    def has(self, point: Point, margin: float = 0.0) -> bool:
        """Whether a point lies inside, or less than `margin` outside."""
        across = abs(point[0] - self.x) / max(0.01, self.width / 2 + margin)
        down = abs(point[1] - self.y) / max(0.01, self.height / 2 + margin)
        return across**2 + down**2 < 1 if self.is_round else max(across, down) < 1


class Wire(NamedTuple):
    """A drawn line, as points on it, and the names of what it may touch."""

    name: str
    points: list[Point]
    own: frozenset[str]


class Geometry(NamedTuple):
    solids: dict[str, Solid]
    wires: list[Wire]

    def touches(self, margin: float) -> list[tuple[str, str]]:
        """(wire, what it touches) for everything that is not the wire's own."""
        found = []
        for wire in self.wires:
            (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*wire.points, strict=True))
            near = [
                solid
                for solid in self.solids.values()
                if left - solid.x < solid.width / 2 + margin > solid.x - right
                and top - solid.y < solid.height / 2 + margin > solid.y - bottom
                and solid.name not in wire.own
            ]
            found += [(wire.name, each.name) for each in near if any(each.has(at, margin) for at in wire.points)]
        return found


def of_picture(source: str) -> Geometry:
    """What Graphviz draws of a picture's DOT."""
    solids, wires = {}, []
    for line in render(source, "plain").decode("utf-8").splitlines():
        # a label that is markup has spaces: numbers stand before it, the shape is the third word from the end
        kind, *words = line.split()
        if kind == "node":
            name, *words = words
            if FRAME.fullmatch(name):
                continue  # wires go in and out
            x, y, width, height = (POINTS_PER_INCH * float(word) for word in words[:4])
            is_round = words[-3] in ("ellipse", "circle", "point")
            solids[name] = Solid(name, x, -y, width, height, is_round)
        elif kind == "edge":
            name, head, count, *coordinates = words
            numbers = [POINTS_PER_INCH * float(word) for word in coordinates[: 2 * int(count)]]
            points = _along([(x, -y) for x, y in zip(numbers[0::2], numbers[1::2], strict=True)])
            wires.append(Wire(f"{name} -> {head}", points, frozenset((name, head))))
    return Geometry(solids, wires)


def told(page: str) -> dict[str, Any]:
    """What the scripts of a stepper's page are told."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


NUMBER_HALF = 17.0  # of the numbers of an arrow in a page: from the shaft to the end of a text


def of_page(page: str) -> Geometry:
    """What a stepper's page draws."""
    picture = told(page)["picture"]
    solids = {}
    for i, shape in enumerate(picture["shapes"]):
        kind, node = shape["kind"], shape["node"]
        name = f"{kind} {node}" if kind != "constant" else f"constant {i}"
        solids[name] = Solid(name, shape["x"], shape["y"], shape["w"], shape["h"], kind in ("gate", "fork"))
    wires = []
    for arrow in picture["arrows"]:
        name = " ".join(str(arrow.get(key, "")) for key in ("kind", "node", "user", "position"))
        solids[name] = Solid(name, arrow["x"], arrow["y"], arrow["w"], 2 * NUMBER_HALF, False)
    for arrow in picture["arrows"]:
        name = " ".join(str(arrow.get(key, "")) for key in ("kind", "node", "user", "position"))
        ends = [f"{kind} {arrow['node']}" for kind in ("input", "gate", "tall gate", "fork", "output")]
        if arrow["kind"] == "edge":
            ends = [end for end in ends if not end.startswith("output")]
            ends += [f"{kind} {arrow['user']}" for kind in ("gate", "tall gate")]
        wires.append(Wire(name, _of_path(arrow["line"]), frozenset((name, *ends))))
    return Geometry(solids, wires)


def _of_path(path: str) -> list[Point]:
    """Points along an SVG path of M, C and L."""
    points: list[Point] = []
    for command, text in re.findall(r"([MCL])([^MCL]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
        given = list(zip(numbers[0::2], numbers[1::2], strict=True))
        points += (
            given if command == "M" else _along([points[-1], *given]) if command == "C" else _level(points[-1], given)
        )
    return points


def _along(controls: list[Point]) -> list[Point]:
    """Points on a curve of Bézier pieces, no further apart than STEP."""
    points = []
    for start in range(0, len(controls) - 3, 3):
        piece = controls[start : start + 4]
        length = sum(abs(x - u) + abs(y - v) for (x, y), (u, v) in pairwise(piece))
        steps = 1 + int(length / STEP)
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x, y = (sum(weight * point[side] for weight, point in zip(weights, piece, strict=True)) for side in (0, 1))
            points.append((x, y))
    return points


def _level(start: Point, ends: list[Point]) -> Iterator[Point]:
    for end in ends:
        steps = 1 + int((abs(end[0] - start[0]) + abs(end[1] - start[1])) / STEP)
        for step in range(1, steps + 1):
            yield start[0] + (end[0] - start[0]) * step / steps, start[1] + (end[1] - start[1]) * step / steps
        start = end
