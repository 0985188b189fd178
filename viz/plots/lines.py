"""Lines of perceptrons in the plane: where they cross a frame, and how they are drawn, an arrow to the side of +1.

A perceptron is (w0, w1, w2), the bias first; its line is w0 + w1 x1 + w2 x2 = 0, and it says +1 where that is >= 0.
Not here: what is drawn around the lines (perceptrons.py, spaces.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from viz.plots import arguments
from viz.plots.style import line_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from viz.plots.arguments import Array

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, right, bottom, top

MARGIN = 0.35  # of the extent of what must be seen, on each side
ARROW = 0.07  # length, in sides of the frame
BEYOND = 1.55  # where the name stands, in arrows from the line
APART = 0.1  # of names from each other and from other texts, in sides of the frame
PLACES = (0.12, 0.88, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.5)  # along the line, where to try an arrow; the first is best


def weights_of(what: str, rows: Any) -> Array:
    """Rows (w0, w1, w2) as an array.

    Raises:
        ValueError: a row has not three finite numbers, or w1 and w2 are both 0: that is no line.
    """
    weights = arguments.matrix(what, rows, columns=3)
    for i, (_, w1, w2) in enumerate(weights):
        if w1 == w2 == 0:
            raise ValueError(f"a perceptron's line needs w1 or w2 other than 0, got 0 for both in {what}[{i}]")
    return weights


def square_around(points: Array, margin: float = MARGIN) -> Rectangle:
    """A square that shows n points, with a margin in parts of their extent on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = (max(high - low) or 2.0) * (0.5 + margin)
    x, y = (low + high) / 2
    return float(x - half), float(x + half), float(y - half), float(y + half)


def corners(frame: Rectangle) -> list[Point]:
    """The four corners of a frame, one after the other."""
    left, right, bottom, top = frame
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def height(line: Array, point: Point) -> float:
    """The weighted sum w0 + w1 x1 + w2 x2."""
    return float(line[0] + line[1] * point[0] + line[2] * point[1])


def length(line: Array) -> float:
    """Of the normal (w1, w2): heights over it are distances from the line."""
    return math.hypot(line[1], line[2])


def crossing(line: Array, one: Point, other: Point) -> Point:
    """Where the line crosses the segment between two points on different sides of it."""
    part = height(line, one) / (height(line, one) - height(line, other))
    return one[0] + part * (other[0] - one[0]), one[1] + part * (other[1] - one[1])


def ends(line: Array, frame: Rectangle) -> tuple[Point, Point] | None:
    """Where a line enters and leaves the frame; None if it passes by."""
    around = corners(frame)
    met = [
        crossing(line, around[i - 1], point)
        for i, point in enumerate(around)
        if (height(line, point) >= 0) != (height(line, around[i - 1]) >= 0)
    ]
    return (met[0], met[1]) if len(met) == 2 else None


def draw_lines(ax: Axes, lines: Sequence[Array], frame: Rectangle, taken: list[Point], first: int = 0) -> None:
    """Lines across the frame, numbered from `first` + 1 where the number is not in the way of the places `taken`."""
    for i, line in enumerate(lines):
        met = ends(line, frame)
        if met is None:
            continue
        style = line_style(first + i)
        name = str(first + i + 1)
        ax.plot(*zip(*met, strict=True), zorder=2, label=name, **style)
        others = [other for j, other in enumerate(lines) if j != i]
        foot, tip, place = _arrow(line, met, frame, taken, others)
        taken.append(place)
        arrow = {"arrowstyle": "-|>", "color": style["color"], "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", tip, foot, arrowprops=arrow, zorder=3)
        ax.text(*place, name, ha="center", va="center", color=style["color"], fontweight="bold", zorder=4)


Arrow = tuple[Point, Point, Point]  # foot, tip, and the place of the name


def _arrow(
    line: Array, met: tuple[Point, Point], frame: Rectangle, taken: Sequence[Point], others: Sequence[Array]
) -> Arrow:
    """The arrow from a line whose name has most room: within the frame, away from texts and from the other lines."""
    left, right, bottom, top = frame
    side = max(right - left, top - bottom)
    across, up = (ARROW * side * float(part) / length(line) for part in line[1:])
    (x, y), (to_x, to_y) = met
    best = -1.0
    for part in PLACES:
        foot = x + part * (to_x - x), y + part * (to_y - y)
        place = foot[0] + BEYOND * across, foot[1] + BEYOND * up
        within = min(place[0] - left, right - place[0], place[1] - bottom, top - place[1])
        from_texts = min((math.dist(place, text) for text in taken), default=side)
        from_lines = min(
            (abs(height(other, point)) / length(other) for other in others for point in (foot, place)), default=side
        )
        room = sum(min(distance / (APART * side), 1.0) for distance in (2 * within, from_texts, from_lines))
        if room > best:
            best, arrow = room, (foot, (foot[0] + across, foot[1] + up), place)
    return arrow
