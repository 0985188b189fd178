"""Where Graphviz draws the nodes and edges of a picture, in points; for tests that compare places with a tolerance."""

from typing import NamedTuple

from viz.formats.render import render

POINTS_PER_INCH = 72


class Box(NamedTuple):
    """Middle and size."""

    x: float
    y: float
    width: float
    height: float


class Drawn(NamedTuple):
    """Nodes by name, and for each edge its ends and control points."""

    nodes: dict[str, Box]
    edges: list[tuple[str, str, list[tuple[float, float]]]]


def drawn(source: str) -> Drawn:
    nodes, edges = {}, []
    for line in render(source, "plain").decode("utf-8").splitlines():
        kind, *words = line.split()
        if kind == "node":
            nodes[words[0]] = Box(*(POINTS_PER_INCH * float(word) for word in words[1:5]))
        elif kind == "edge":
            numbers = [POINTS_PER_INCH * float(word) for word in words[3 : 3 + 2 * int(words[2])]]
            edges.append((words[0], words[1], list(zip(numbers[0::2], numbers[1::2], strict=True))))
    return Drawn(nodes, edges)


def along(points: list[tuple[float, float]], steps: int = 12) -> list[tuple[float, float]]:
    """Points on a curve of Bézier pieces."""
    found = []
    for start in range(0, len(points) - 3, 3):
        piece = points[start : start + 4]
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append(
                (
                    sum(weight * x for weight, (x, _) in zip(weights, piece, strict=True)),
                    sum(weight * y for weight, (_, y) in zip(weights, piece, strict=True)),
                )
            )
    return found
