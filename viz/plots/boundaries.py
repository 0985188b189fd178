"""How a classifier divides the plane: its scores over a grid, the border where the decision changes, the data.

Not here: classifiers; any callable is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.errors import one_of
from autograd_core.words import words
from viz.plots import arguments
from viz.plots.style import BESIDE, BLACK, TINTS, axes_or_new, finish, label, legend, marker_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from viz.plots.arguments import Array

SHADES = 7  # on each side of the border
# From far below the threshold to far above: the upper side is darker everywhere, so the sides differ in grey too.
BELOW, ABOVE = ("#FCE6C6", "#FFF8EE"), ("#CFE2F1", "#78AEDA")


def decision_boundary(
    function: Callable[[Any], Any],
    X: Any,  # noqa: N803 - as in scikit-learn
    y: Sequence[Any] | None = None,
    ax: Axes | None = None,
    *,
    grid_resolution: int = 100,
    eps: float = 1.0,
    plot_method: str = "contourf",
    threshold: float = 0.0,
    batch: bool = False,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
) -> Axes:
    """The plane shaded by a classifier's score, with the border of its decision and the data on it.

    One score a point: the border is where the score crosses `threshold`, and the upper side is blue. Two scores or
    more: the class of a point is that of its largest score, and of the first among equals.

    Args:
        function: the point [x1, x2] -> a score, or a sequence of c >= 2 scores; numbers or Values. With `batch`, an
            (n, 2) array -> n of them. A network, `classifier.decision_function` (batch=True), a lambda.
        X: (n, 2) points; the grid covers them and `eps` around them, as with scikit-learn's DecisionBoundaryDisplay.
        y: their n classes, drawn with a marker for each class; None draws no points.
        ax: where to draw; None makes a figure.
        grid_resolution: the number of grid points along each side.
        eps: how far the grid reaches beyond the points, in units of X.
        plot_method: "contourf" (smooth shades), "pcolormesh" (one shade a grid point) or "contour" (borders alone).
        threshold: the score at the border: 0 for a weighted sum or outputs in (-1, 1), 0.5 for probabilities.
        batch: whether `function` takes all points at once.
        xlabel, ylabel: the names of the axes.

    Raises:
        TypeError, ValueError: an argument, or what `function` returns, is empty, not finite or of another shape.

    Source: the parameters' names and meaning are those of sklearn.inspection.DecisionBoundaryDisplay.from_estimator.
    """
    import numpy as np

    arguments.function("function", function)
    points = arguments.matrix("X", X, columns=2)
    classes = None if y is None else arguments.classes("y", y, len(points))
    arguments.whole_number("grid_resolution", grid_resolution, 2)
    one_of("plot_method", plot_method, ("contourf", "pcolormesh", "contour"))
    threshold = arguments.number("threshold", threshold)
    eps = arguments.number("eps", eps)
    low, high = points.min(axis=0) - eps, points.max(axis=0) + eps
    if not (low < high).all():
        raise ValueError(f"eps must leave a plane to draw, got {eps:g} around points that lie on a line; use eps=1.0")
    xs, ys = (np.linspace(low[i], high[i], grid_resolution) for i in (0, 1))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    scores = _scores(function, grid, batch)
    leads = scores - threshold if scores.shape[1] == 1 else _leads(scores)
    ax = axes_or_new(ax, width=5.0 if classes is None else 5.8)
    _shade(ax, xs, ys, leads, plot_method)
    for lead in leads.T:
        surface = lead.reshape(len(ys), len(xs))
        if surface.min() < 0 < surface.max():  # else the decision never changes here
            ax.contour(xs, ys, surface, levels=[0], colors=BLACK, linewidths=1.8, zorder=2)
    if classes is not None:
        _draw_points(ax, points, classes)
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    label(ax, across=xlabel, up=ylabel)
    return finish(ax)


def _scores(function: Callable[[Any], Any], grid: Array, batch: bool) -> Array:
    """What `function` says of each grid point, as an array of a row for each and a column for each score."""
    import numpy as np

    out = (
        arguments.items("what the function returns", function(grid)) if batch else [function(p) for p in grid.tolist()]
    )
    if len(out) != len(grid):
        raise ValueError(
            f"a function with batch=True must return a score for each of {len(grid)} points, got {len(out)}; "
            "leave batch out if it takes one point"
        )
    if out[0].__class__ is float:  # the common case, in one step
        scores: Array = np.array(out, dtype=float)
        if scores.ndim == 1 and np.isfinite(scores).all():
            return scores.reshape(-1, 1)
    has_several = isinstance(out[0], Sequence) or getattr(out[0], "shape", ()) != ()
    return arguments.matrix("the scores", out if has_several else [[score] for score in out])


def _leads(scores: Array) -> Array:
    """By how much each score is ahead of the best of the others."""
    import numpy as np

    others = [np.delete(scores, k, axis=1).max(axis=1) for k in range(scores.shape[1])]
    leads: Array = scores - np.stack(others, axis=1)
    return leads


def _shade(ax: Axes, xs: Array, ys: Array, leads: Array, plot_method: str) -> None:
    import numpy as np
    from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap, ListedColormap, to_rgb

    if plot_method == "contour":
        return
    if leads.shape[1] == 1:
        surface = leads[:, 0]
        furthest = abs(surface).max() or 1.0
        levels = np.linspace(-furthest, furthest, 2 * SHADES + 1)
        shades = [
            LinearSegmentedColormap.from_list("", [to_rgb(far) for far in side])(np.linspace(0, 1, SHADES))
            for side in (BELOW, ABOVE)
        ]
        colors = ListedColormap(np.concatenate(shades))
    else:
        # the first among equals has a lead of 0, as have the others: argmax takes it
        surface = leads.argmax(axis=1).astype(float)
        levels = np.arange(leads.shape[1] + 1) - 0.5
        colors = ListedColormap([TINTS[k % len(TINTS)] for k in range(leads.shape[1])])
    surface = surface.reshape(len(ys), len(xs))
    norm = BoundaryNorm(levels, len(levels) - 1)
    if plot_method == "pcolormesh" or leads.shape[1] > 1:
        # classes are no heights: contours between 0 and 2 would pass through 1
        ax.pcolormesh(xs, ys, surface, cmap=colors, norm=norm, shading="nearest", zorder=0)
    else:
        ax.contourf(xs, ys, surface, levels=levels, cmap=colors, norm=norm, zorder=0)


def _draw_points(ax: Axes, points: Array, classes: Sequence[Any]) -> None:
    for i, name in enumerate(sorted(set(classes))):
        chosen = points[[label == name for label in classes]]
        ax.scatter(chosen[:, 0], chosen[:, 1], s=42, label=str(name), zorder=4, **marker_style(i))
    legend(ax, title=words("plot.class"), **BESIDE)
