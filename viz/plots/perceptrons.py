"""The regions that perceptrons' lines cut the plane into, each with its code (Fig 3-11).

Not here: the lines themselves (lines.py); training perceptrons.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from autograd_core.words import words
from viz.plots import arguments
from viz.plots.lines import (
    Point,
    Rectangle,
    corners,
    crossing,
    draw_lines,
    height,
    square_around,
    weights_of,
)
from viz.plots.style import INK, axes_or_new, finish, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from viz.plots.arguments import Array

Polygon = list[Point]

PARALLEL = 1e-12  # lines whose normals span less, relative to their lengths, do not meet
SLIVER = 1e-9  # polygons below this part of the picture's area are rounding, not regions
OUTSIDE = 0.6  # the margin around crossings, in parts of their extent: room for the codes of the open regions
LONGEST_CODE = 3  # outputs; longer codes are written as signs alone
FONT_SIZE, SMALLEST = 10, 0.6  # points; a code in a narrow region is smaller, by this factor at most, or left out
ENOUGH = 1.5  # times the size of a code: more room is no better
GRID = 24  # steps each way, where a place for a code is sought
SHADES = ("#FEF6EA", "#D6E8F5", "#8DBBDF")  # from all -1 to all +1, darker all the way


def regions(
    perceptrons: Sequence[Sequence[Any]],
    ax: Axes | None = None,
    *,
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None,
    codes: bool = True,
) -> Axes:
    """The regions that p lines cut the plane into, each with its code: the perceptrons' outputs, +1 or -1 (Fig 3-11).

    Lines are numbered, with an arrow to the side of +1; the more perceptrons say +1, the darker the region. In general
    position there are 1 + (1 + 2 + ... + p) regions.

    Args:
        perceptrons: p rows (w0, w1, w2), the bias first; numbers or Values.
        ax: where to draw; None makes a figure.
        limits: ((left, right), (bottom, top)); None shows every crossing, so that no region is left out.
        codes: whether to write the codes: (+1, -1, +1), or + - + - for more than three perceptrons. A region too narrow
            for its code has none.

    Returns:
        the axes; `ax.patches` are the regions, `get_gid()` of each its code as a string of + and -.

    Raises:
        ValueError: there is no perceptron, a row has not three finite numbers, or w1 and w2 are both 0.
    """
    weights = weights_of("perceptrons", perceptrons)
    frame = arguments.rectangle("limits", limits) if limits is not None else _frame(weights)
    cut = _cut(weights, frame)
    ax = axes_or_new(ax, 5.0, 4.6)
    ax.set(xlim=frame[:2], ylim=frame[2:], aspect="equal")
    taken = _draw_regions(ax, cut, len(weights), codes)
    draw_lines(ax, list(weights), frame, taken)
    title = words("plot.regions", count=len(cut), codes=str(2 ** len(weights)))
    label(ax, across="$x_1$", up="$x_2$", title=title)
    return finish(ax)


def _frame(weights: Array) -> Rectangle:
    """A square that shows all crossings of the lines, and each line's point nearest to the crossings' middle."""
    import numpy as np

    met = [point for one, other in combinations(weights, 2) if (point := _meeting(one, other)) is not None]
    middle = np.mean(met, axis=0) if met else np.zeros(2)
    feet = [middle - (w[0] + w[1:] @ middle) / (w[1:] @ w[1:]) * w[1:] for w in weights]
    return square_around(np.array([middle, *met, *feet]), OUTSIDE)


def _meeting(one: Array, other: Array) -> Array | None:
    """Where two lines meet; None if they are parallel."""
    import numpy as np

    normals = np.array([one[1:], other[1:]])
    if abs(np.linalg.det(normals)) <= PARALLEL * np.linalg.norm(one[1:]) * np.linalg.norm(other[1:]):
        return None
    meeting: Array = np.linalg.solve(normals, -np.array([one[0], other[0]]))
    return meeting


def _cut(weights: Array, frame: Rectangle) -> dict[str, Polygon]:
    """code -> the corners of its region within the frame."""
    smallest = SLIVER * (frame[1] - frame[0]) * (frame[3] - frame[2])
    cut: dict[str, Polygon] = {"": corners(frame)}
    for line in weights:
        halves = {
            code + sign: _half(polygon, side * line)
            for code, polygon in cut.items()
            for sign, side in (("+", 1), ("-", -1))
        }
        cut = {code: polygon for code, polygon in halves.items() if abs(sum(_turns(polygon))) / 2 > smallest}
    return cut


def _half(polygon: Polygon, line: Array) -> Polygon:
    """The part of a convex polygon where the line's weighted sum is >= 0."""
    kept: Polygon = []
    for i, point in enumerate(polygon):
        before = polygon[i - 1]
        if height(line, before) * height(line, point) < 0:
            kept.append(crossing(line, before, point))
        if height(line, point) >= 0:
            kept.append(point)
    return kept


def _turns(polygon: Polygon) -> list[float]:
    """Twice the signed areas of the triangles that the sides span with the origin."""
    return [polygon[i - 1][0] * y - x * polygon[i - 1][1] for i, (x, y) in enumerate(polygon)]


def _draw_regions(ax: Axes, cut: dict[str, Polygon], count: int, codes: bool) -> list[Point]:
    """The tinted regions with their codes; returns the places that the codes take."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Polygon as Patch

    shades = LinearSegmentedColormap.from_list("", SHADES)
    taken = []
    for code, polygon in cut.items():
        region = Patch(polygon, facecolor=shades(code.count("+") / count), edgecolor="none", zorder=0)
        region.set_gid(code)
        ax.add_patch(region)
        if codes:
            written = _written(code)
            half_width, half_height = _half_size(ax, written)
            (x, y), room = _roomiest(polygon, half_width, half_height)
            if room < SMALLEST:
                continue
            size = FONT_SIZE * min(1.0, room)
            ax.text(x, y, written, ha="center", va="center", color=INK, fontsize=size, zorder=4)
            taken += [(x - half_width / 2, y), (x, y), (x + half_width / 2, y)]
    return taken


def _written(code: str) -> str:
    signs = code.replace("-", "−")  # the minus sign, as wide as the plus
    return f"({', '.join(f'{sign}1' for sign in signs)})" if len(code) <= LONGEST_CODE else signs


def _half_size(ax: Axes, text: str) -> tuple[float, float]:
    """About half the width and height of a text in the axes' units, with a little room around it."""
    left, right = ax.get_xlim()
    unit = (right - left) / ax.bbox.width * ax.figure.dpi / 72 * FONT_SIZE
    return (0.5 * len(text) + 1) / 2 * unit, 0.8 * unit


def _roomiest(polygon: Polygon, half_width: float, half_height: float) -> tuple[Point, float]:
    """Where a box has room in a convex polygon: of a grid's points that have enough, the one nearest to the middle.

    Returns:
        the point, and how large the box there could be, in boxes of the given size.
    """
    sides = []  # of each the inward normal, its offset, and how far a box reaches in the normal's direction
    sense = 1 if sum(_turns(polygon)) > 0 else -1
    for i, (x, y) in enumerate(polygon):
        across, up = sense * (polygon[i - 1][1] - y), sense * (x - polygon[i - 1][0])
        sides.append((across, up, -(across * x + up * y), abs(across) * half_width + abs(up) * half_height))
    (left, right), (bottom, top) = ((min(ends), max(ends)) for ends in zip(*polygon, strict=True))
    middle = sum(x for x, _ in polygon) / len(polygon), sum(y for _, y in polygon) / len(polygon)
    best = ((-math.inf, 0.0), middle)
    for i in range(1, GRID):
        for j in range(1, GRID):
            x, y = left + (right - left) * i / GRID, bottom + (top - bottom) * j / GRID
            room = min((across * x + up * y + offset) / reach for across, up, offset, reach in sides if reach)
            best = max(best, ((min(room, ENOUGH), -math.dist((x, y), middle)), (x, y)))
    return best[1], best[0][0]
