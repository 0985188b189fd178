"""Curves that a wave runs along: the first part of a Bézier curve.

Not here: where curves run (viz/scene/routes.py).
"""

from __future__ import annotations

import math
from itertools import pairwise

from viz.scene import Point


def first_part(line: list[Point], part: float) -> list[Point]:
    """The control points of the first `part` (0 to 1) of a curve, by the length of its control polygon."""
    pieces = [line[i : i + 4] for i in range(0, len(line) - 1, 3)]
    lengths = [sum(math.dist(*ends) for ends in pairwise(piece)) for piece in pieces]
    left = part * sum(lengths)
    shown = [line[0]]
    for piece, length in zip(pieces, lengths, strict=True):
        if left <= 0:
            break
        shown += _start_of(piece, min(1.0, left / length) if length else 1.0)[1:]
        left -= length
    return shown if len(shown) > 1 else [line[0]] * 4


def _start_of(piece: list[Point], part: float) -> list[Point]:
    """De Casteljau: the control points of the piece up to the parameter `part`."""
    start, points = [piece[0]], piece
    while len(points) > 1:
        points = [_between(a, b, part) for a, b in pairwise(points)]
        start.append(points[0])
    return start


def _between(a: Point, b: Point, part: float) -> Point:
    return (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
