"""Saving an experiment's plots where matplotlib is installed, and the few drawings that several of them share.

Not here: what an experiment draws, which lies in its module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nn.experiments.experiment import Plot

CAN_PLOT = find_spec("matplotlib") is not None


def save_plots(plots: Mapping[str, Plot], directory: Path) -> list[Path]:
    """Draws each plot into `directory`/NAME.png, which is made if need be; nothing without matplotlib.

    Returns:
        the files written.
    """
    if not plots or not CAN_PLOT:
        return []
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # late: an extra
    from matplotlib.figure import Figure

    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in plots.items():
        figure = Figure(figsize=(6, 4.5), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.add_subplot())
        written.append(directory / f"{name}.png")
        figure.savefig(written[-1], dpi=120)
    return written


def curves(series: Mapping[str, Sequence[float]], *, across: str, up: str, logarithmic: bool = False) -> Plot:
    """A line for each series over 1, 2, 3, ...; `across` and `up` name the axes."""

    def draw(axes: Any) -> None:
        for name, values in series.items():
            axes.plot(range(1, len(values) + 1), values, label=name)
        axes.set(xlabel=across, ylabel=up, yscale="log" if logarithmic else "linear")
        axes.legend()

    return draw


def decision_map(
    score: Callable[[list[float]], float],
    points: Iterable[Sequence[float]],
    labels: Iterable[int],
    *,
    bounds: tuple[float, float, float, float],
    steps: int = 60,
) -> Plot:
    """The plane coloured by `score` of a point, 0 being the border, with the labelled points on it.

    Args:
        score: called for each point of a grid; positive on the side of class 1.
        points: points of the plane.
        labels: for each its class, 0 or 1.
        bounds: left, right, bottom and top of the map.
        steps: the number of grid points along each side.
    """

    def draw(axes: Any) -> None:
        left, right, bottom, top = bounds
        xs = [left + (right - left) * i / (steps - 1) for i in range(steps)]
        ys = [bottom + (top - bottom) * i / (steps - 1) for i in range(steps)]
        scores = [[score([x, y]) for x in xs] for y in ys]
        axes.contourf(xs, ys, [[float(s > 0) for s in row] for row in scores], levels=1, cmap="RdBu_r", alpha=0.35)
        for point, label in zip(points, labels, strict=True):
            axes.plot(*point, "o" if label else "s", color="firebrick" if label else "royalblue", markersize=4)
        axes.set(xlabel="x1", ylabel="x2")

    return draw
