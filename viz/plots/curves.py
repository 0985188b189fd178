"""How training went: the loss over time, and the way that an optimizer took over the contours of a function.

Not here: training itself; the numbers come from the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core import constant
from autograd_core.errors import one_of
from autograd_core.words import words
from viz.plots import arguments
from viz.plots.style import BLACK, COLORS, FAINT, MARKERS, MUTED, axes_or_new, finish, label, legend, line_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARGIN = 0.15  # of the paths' extent, on each side of them
SMALLEST_EXTENT = 1e-9  # below it a path is a point, and gets 1 on each side
MARKS = 12  # about how many markers a loss curve beyond the first round of colours gets


def loss_curves(
    runs: Any,
    ax: Axes | None = None,
    *,
    scale: str = "linear",
    xlabel: str | None = None,
    ylabel: str | None = None,
    first: int = 1,
) -> Axes:
    """A line for each run over `first`, `first` + 1, ..., and one more for its losses of validation, if it has any.

    Args:
        runs: name -> a run, or one run alone: its losses, numbers or Values, or what has them as `losses`, as the
            history that `nn.fit` returns (of validation: as `validation_losses`). Runs may differ in length.
        ax: where to draw; None makes a figure.
        scale: "linear", or "log" for losses above 0.
        xlabel, ylabel: the names of the axes; None says "epoch" and "loss".
        first: the number of a run's first loss: 0 where the loss before training comes first.

    Raises:
        ValueError: there is no run or no loss; a loss is not finite, or not above 0 on a logarithmic scale.
    """
    one_of("scale", scale, ("linear", "log"))
    arguments.whole_number("first", first, 0)
    xlabel, ylabel = xlabel or words("plot.epoch"), ylabel or words("plot.loss")
    losses: dict[str, Any] = {}
    for name, run in arguments.named("runs", runs).items():
        losses |= _losses(name, run)
    for name, run in losses.items():
        if scale == "log" and run.min() <= 0:
            at = int((run <= 0).argmax())
            raise ValueError(
                f"a logarithmic scale needs losses above 0, got {run[at]:g} at {xlabel} {first + at}"
                f"{f' of {name}' if name else ''}; use scale='linear'"
            )
    ax = axes_or_new(ax)
    from matplotlib.ticker import MaxNLocator  # after axes_or_new, which says what to install

    for i, (name, run) in enumerate(losses.items()):
        ax.plot(range(first, first + len(run)), run, label=name, **line_style(i), **_marks(i, len(run)))
    ax.set_yscale(scale)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.grid(axis="y", color=FAINT, linewidth=0.7)
    label(ax, across=xlabel, up=words("plot.log", axis=ylabel) if scale == "log" else ylabel)
    if any(losses):
        legend(ax)
    return finish(ax)


def _losses(name: str, run: Any) -> dict[str, Any]:
    """The lines of a run, by their names."""
    training = arguments.numbers(f"losses {name}".strip(), getattr(run, "losses", run))
    held_out = getattr(run, "validation_losses", ())
    if not len(held_out):
        return {name: training}
    names = (name, words("plot.validated", run=name)) if name else (words("plot.training"), words("plot.validation"))
    validation = arguments.numbers(f"losses {name}".strip(), held_out)
    return dict(zip(names, (training, validation), strict=True))


def _marks(i: int, length: int) -> dict[str, Any]:
    """Markers for a run of one loss, which makes no line, and for lines beyond the first round of the palette."""
    if length > 1 and i < len(COLORS):
        return {}
    return {"marker": MARKERS[i // len(COLORS) % len(MARKERS)], "markevery": max(1, length // MARKS)}


def optimizer_paths(
    function: Callable[[Any, Any], Any],
    paths: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    ax: Axes | None = None,
    *,
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None,
    minimum: tuple[float, float] | None = None,
    grid_resolution: int = 80,
    levels: int = 12,
    xlabel: str = "$x$",
    ylabel: str = "$y$",
) -> Axes:
    """The points that optimizers visited, over the contours of the function that they descend.

    A ring is a start, a large marker the last point. Contours lie closer together near the lowest value, where a
    bowl's even contours would leave the paths' ends bare.

    Args:
        function: f(x, y) of two numbers (or Values, if it calls their methods) -> a number or a Value.
        paths: name -> the points (x, y) of a path, numbers or Values; or the points of one path.
        ax: where to draw; None makes a figure.
        limits: ((left, right), (bottom, top)); None takes what the paths and `minimum` need, and a margin.
        minimum: where the function is least, marked by a star; None marks nothing.
        grid_resolution: the number of grid points along each side; the function is called for every one.
        levels: the number of contours.
        xlabel, ylabel: the names of the axes.

    Raises:
        ValueError: there is no path or no point; points are not pairs; a number is not finite; sizes are too small.
    """
    import numpy as np

    arguments.function("function", function)
    arguments.whole_number("grid_resolution", grid_resolution, 2)
    arguments.whole_number("levels", levels, 1)
    points = {
        name: arguments.matrix(f"path {name}".strip(), path, columns=2)
        for name, path in arguments.named("paths", paths).items()
    }
    lowest = None if minimum is None else arguments.matrix("minimum", [minimum], columns=2)
    if limits is None:
        left, right, bottom, top = _extent([*points.values(), *([] if lowest is None else [lowest])])
    else:
        left, right, bottom, top = arguments.rectangle("limits", limits)
    xs, ys = np.linspace(left, right, grid_resolution), np.linspace(bottom, top, grid_resolution)
    heights = np.array([[_height(function, float(x), float(y)) for x in xs] for y in ys])
    ax = axes_or_new(ax)
    if heights.max() > heights.min():
        ax.contour(xs, ys, heights, levels=_levels(heights, levels), colors="#a9b0b8", linewidths=0.8, zorder=1)
    for i, (name, path) in enumerate(points.items()):
        _draw_path(ax, path, name, i)
    if lowest is not None:
        ax.plot(
            *lowest[0], "*", markersize=15, color=BLACK, markeredgecolor="white", zorder=6, label=words("plot.minimum")
        )
    ax.set(xlim=(left, right), ylim=(bottom, top))
    label(ax, across=xlabel, up=ylabel)
    if any(points) or lowest is not None:
        legend(ax, frameon=True, framealpha=0.9, edgecolor="none")
    return finish(ax)


def _height(function: Callable[[Any, Any], Any], x: float, y: float) -> float:
    try:
        out = function(x, y)
    except AttributeError:  # it calls methods of Value: x.exp()
        out = function(constant(x), constant(y))
    return arguments.number(f"the function at ({x:g}, {y:g})", out)


def _extent(clouds: Sequence[Any]) -> tuple[float, float, float, float]:
    import numpy as np

    points = np.concatenate(clouds)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.where(high - low > SMALLEST_EXTENT, MARGIN * (high - low), 1.0)
    (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
    return left, right, bottom, top


def _levels(heights: Any, count: int) -> Any:
    """Heights of contours whose distance grows evenly: those of a bowl are then evenly spaced in the plane."""
    import numpy as np

    lowest, highest = heights.min(), heights.max()
    return lowest + (highest - lowest) * (np.arange(1, count + 1) / (count + 1)) ** 2


def _draw_path(ax: Axes, path: Any, name: str, i: int) -> None:
    from matplotlib.patheffects import Normal, Stroke

    style = line_style(i)
    xs, ys = path[:, 0], path[:, 1]
    halo = [Stroke(linewidth=4, foreground="white"), Normal()]
    ax.plot(xs, ys, label=name, marker=".", markersize=5, zorder=3, path_effects=halo, **style)
    ax.plot(xs[:1], ys[:1], "o", markersize=9, markerfacecolor="white", markeredgecolor=MUTED, zorder=4)
    ax.plot(
        xs[-1:],
        ys[-1:],
        MARKERS[i % len(MARKERS)],
        markersize=9,
        color=style["color"],
        markeredgecolor="white",
        zorder=5,
    )
