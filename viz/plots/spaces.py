"""Points before and after a transform of the feature space, side by side (Figs 3-9 and 3-10).

Not here: transforms; any callable is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.words import words
from viz.plots import arguments
from viz.plots.lines import Point, Rectangle, draw_lines, square_around, weights_of
from viz.plots.style import BESIDE, INK, axes_in_a_row, finish, label, legend, marker_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from viz.plots.arguments import Array

DIGITS = 9  # after the point: points that agree in them fall together
MESH = "#c3c9d0"
MESH_STEPS = 40  # straight pieces of a bent line
SHORT = 3  # letters: names so short stand in a line where points fall together, longer ones below each other


def transformation(
    transform: Callable[[Any], Any],
    X: Any,  # noqa: N803 - as in scikit-learn
    y: Sequence[Any] | None = None,
    ax: Any = None,
    *,
    perceptrons: Sequence[Sequence[Any]] | None = None,
    separator: Sequence[Any] | None = None,
    names: Sequence[str] | None = None,
    mesh: int = 0,
) -> list[Axes]:
    """Points in the original feature space and where a transform takes them in the new one, side by side (Fig 3-9).

    Points that fall together in the new space are drawn once, with all their names.

    Args:
        transform: the point [x1, x2] -> (z1, z2), numbers or Values: the hidden layer of a network.
        X: (n, 2) points.
        y: their n classes, drawn with a marker for each class; None takes them for one class.
        ax: two axes to draw in, before and after; None makes a figure.
        perceptrons: rows (w0, w1, w2), the bias first, whose lines to draw in the original space: the hidden layer's.
        separator: (w0, w1, w2) of the line to draw in the new space, that of the perceptron in series (Fig 3-10).
        names: a name for each point; None writes its coordinates.
        mesh: how many lines each way of a mesh over the original space to draw, and to bend by the transform: a soft
            one takes regions to regions; 0 for none.

    Returns:
        the two axes.

    Raises:
        TypeError, ValueError: an argument, or what `transform` returns, is empty, not finite or of another shape.
    """
    arguments.function("transform", transform)
    before = arguments.matrix("X", X, columns=2)
    after = _transformed(transform, before.tolist())
    classes = [""] * len(before) if y is None else arguments.classes("y", y, len(before))
    called = [_pair(point) for point in before] if names is None else arguments.names("names", names, len(before))
    hidden = [] if perceptrons is None else list(weights_of("perceptrons", perceptrons))
    border = [] if separator is None else list(weights_of("separator", [separator]))
    arguments.whole_number("mesh", mesh, 0)
    left, right = axes_in_a_row(ax, 2, 8.4 if y is None else 9.2, 3.9)
    frame = square_around(before)
    if mesh:
        _draw_mesh(left, right, transform, frame, mesh)
    _draw_space(left, before, classes, called, frame)
    _draw_space(right, after, classes, called, square_around(after))
    draw_lines(left, hidden, frame, _taken(before, frame))
    draw_lines(right, border, square_around(after), _taken(after, square_around(after)), first=len(hidden))
    label(left, across="$x_1$", up="$x_2$", title=words("plot.original_space", vector="$\\mathbf{x}$"))
    label(right, across="$z_1$", up="$z_2$", title=words("plot.new_space", vector="$\\mathbf{z}$"))
    if y is not None:
        handles, kinds = right.get_legend_handles_labels()
        legend(
            right,
            handles=handles[: len(set(classes))],
            labels=kinds[: len(set(classes))],
            title=words("plot.class"),
            **BESIDE,
        )
    return [finish(left), finish(right)]


def _transformed(transform: Callable[[Any], Any], points: Sequence[Any]) -> Array:
    images = [transform([float(x), float(y)]) for x, y in points]
    return arguments.matrix("what the transform returns", images, columns=2)


def _pair(point: Any) -> str:
    return f"({point[0]:g}, {point[1]:g})"


def _taken(points: Array, frame: Rectangle) -> list[Point]:
    """Places where no other text should stand: points, and their names up right of them."""
    side = frame[1] - frame[0]
    return [(x + right * side, y + up * side) for x, y in points.tolist() for right, up in ((0, 0), (0.1, 0.06))]


def _draw_space(ax: Axes, points: Array, classes: Sequence[Any], called: Sequence[str], frame: Rectangle) -> None:
    """Points with the markers of their classes and their names."""
    from matplotlib.patheffects import withStroke

    for i, kind in enumerate(sorted(set(classes))):
        chosen = points[[name == kind for name in classes]]
        ax.scatter(chosen[:, 0], chosen[:, 1], s=90, zorder=5, label=str(kind), **marker_style(i))
    together: dict[Point, list[str]] = {}
    for (x, y), name in zip(points.tolist(), called, strict=True):
        together.setdefault((round(x, DIGITS), round(y, DIGITS)), []).append(name)
    halo = [withStroke(linewidth=3, foreground="white")]
    for place, names in together.items():
        text = ("\n" if max(map(len, names)) > SHORT else ", ").join(names)
        ax.annotate(
            text, place, (8, 7), textcoords="offset points", va="bottom", color=INK, zorder=6, path_effects=halo
        )
    ax.set(xlim=frame[:2], ylim=frame[2:], aspect="equal")


def _draw_mesh(left: Axes, right: Axes, transform: Callable[[Any], Any], frame: Rectangle, mesh: int) -> None:
    import numpy as np
    from matplotlib.collections import LineCollection

    xs, ys = np.linspace(*frame[:2], MESH_STEPS + 1), np.linspace(*frame[2:], MESH_STEPS + 1)
    lines = [[(x, y) for y in ys] for x in np.linspace(*frame[:2], mesh)]
    lines += [[(x, y) for x in xs] for y in np.linspace(*frame[2:], mesh)]
    for ax, drawn in ((left, lines), (right, [_transformed(transform, line) for line in lines])):
        ax.add_collection(LineCollection(drawn, colors=MESH, linewidths=0.8, zorder=1))
