"""A function of one variable with its derivative, the place where it bends or jumps marked (Table 3-1).

Not here: how such places are found (kinks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core import Operation
from autograd_core.words import translated, words
from viz.plots import arguments
from viz.plots.kinks import Kink, kinks, slope_at, value_at
from viz.plots.style import BLUE, FAINT, INK, MUTED, VERMILLION, axes_or_new, finish, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = 400  # of the grid: even, so that the middle of the interval, often 0, is a grid point
NOTE_ROWS, NOTE_HEIGHT = 2, 0.07  # notes on kinks alternate between rows, each a part of the axes high
APART = 0.09  # of the names of the curves, in heights of the axes
NEAR = 1e-9  # of the interval: a grid point so near to a kink is the kink


def activation(
    function: Callable[[Any], Any],
    ax: Axes | None = None,
    *,
    limits: tuple[float, float] = (-4, 4),
    name: str | None = None,
) -> Axes:
    """f (solid) and f' (dashed) over an interval, with kinks and jumps marked.

    The derivative comes from the engine. At a kink a ring is a one-sided limit, a dot what holds at the kink itself;
    the dot of f' is the engine's convention there, such as relu'(0) := 0.

    Args:
        function: one Value -> one Value: a row of the table (`relu`), a method (`Value.tanh`), an activation of a
            network, a lambda.
        ax: where to draw; None makes a figure.
        limits: the ends of the interval.
        name: the title; None takes the function's own name.

    Returns:
        the axes; `ax.lines` labelled "f" and "f'" hold the curves, broken by NaN at kinks and jumps.

    Raises:
        TypeError: `function` is no function of one Value.
        ValueError: it has no value, or no derivative, somewhere between the limits.
    """
    arguments.function("function", function)
    low, high = arguments.interval("limits", limits)
    xs = [low + (high - low) * i / STEPS for i in range(STEPS + 1)]
    try:
        marked = kinks(function, xs)
        values = _curve([(x, value_at(function, x)) for x in xs], marked, [kink.values for kink in marked])
        slopes = _curve([(x, slope_at(function, x)) for x in xs], marked, [kink.slopes for kink in marked])
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"the function must have a value and a slope in all of limits {limits}: {error}") from error
    ax = axes_or_new(ax)
    for zero in (ax.axhline, ax.axvline):
        zero(0, color=FAINT, linewidth=1, zorder=0)
    ax.plot(*values, color=BLUE, linewidth=2.4, label="f", zorder=3)
    ax.plot(*slopes, color=VERMILLION, linewidth=2, linestyle=(0, (5, 2)), label="f'", zorder=3.5)
    ax.update_datalim([(kink.x, kink.value) for kink in marked if kink.value is not None])  # one may stand apart
    title = name if name is not None else _name(function)
    label(ax, across="$x$", up=words("plot.both", first="$f(x)$", second="$f\\,'(x)$"), title=title)
    ax.set_xlim(low, high)
    _name_curves(ax, high, values[1][-1], slopes[1][-1])
    for i, kink in enumerate(marked):
        _mark(ax, kink, row=i % NOTE_ROWS)
    return finish(ax)


Points = tuple[list[float], list[float]]


def _curve(points: list[tuple[float, float]], marked: Sequence[Kink], limits: Sequence[Sequence[float]]) -> Points:
    """The points of a line through `points`: at each kink its two one-sided limits, a NaN between them."""
    near = NEAR * (points[-1][0] - points[0][0])
    drawn = [[point] for point in points if all(abs(point[0] - kink.x) > near for kink in marked)]
    for kink, (before, after) in zip(marked, limits, strict=True):
        drawn.append([(kink.x, before), (kink.x, float("nan")), (kink.x, after)])
    ordered = [point for group in sorted(drawn, key=lambda group: group[0][0]) for point in group]
    return [x for x, _ in ordered], [y for _, y in ordered]


def _name_curves(ax: Axes, x: float, value: float, slope: float) -> None:
    """f and f' at the curves' right ends, kept apart; room above the curves for the notes on kinks."""
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom, top + NOTE_ROWS * NOTE_HEIGHT * (top - bottom))
    shift = max(0.0, (APART - abs(value - slope) / (top - bottom)) / 2) * (1 if value >= slope else -1)
    for text, y, away, color in (("$f$", value, shift, BLUE), ("$f\\,'$", slope, -shift, VERMILLION)):
        place = (x, y + away * (top - bottom))
        ax.annotate(text, place, (6, 0), textcoords="offset points", va="center", color=color, fontsize="x-large")


def _mark(ax: Axes, kink: Kink, row: int) -> None:
    """A dotted line at a kink with a note, rings at the one-sided limits, dots at what holds at the kink."""
    ax.axvline(kink.x, color=MUTED, linewidth=1, linestyle=":", zorder=1)
    for limits, at, color in ((kink.values, kink.value, BLUE), (kink.slopes, kink.convention, VERMILLION)):
        if at is not None:
            ax.plot(kink.x, at, "o", markersize=6, color=color, zorder=5)
        if limits[0] != limits[1]:
            for limit in limits:
                ax.plot(kink.x, limit, "o", markersize=7, markerfacecolor="white", color=color, zorder=4)
    note = words("plot.jump" if kink.is_jump else "plot.kink", x=f"${kink.x:.3g}$")
    if kink.convention is not None:
        note += f", $f\\,'({kink.x:.3g})$ := ${kink.convention:.3g}$"
    ax.text(
        kink.x, 1 - row * NOTE_HEIGHT, note, transform=ax.get_xaxis_transform(), ha="center", va="top", color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}, zorder=6,
    )  # fmt: skip


def _name(function: Callable[[Any], Any]) -> str:
    """The title of an activation, the name of a row or a function; nothing for a lambda."""
    if isinstance(function, Operation):
        return translated(f"row.{function.name}.name", function.name.replace("_", " "))
    for attribute in ("title", "name", "__name__"):
        name = getattr(function, attribute, None)
        if isinstance(name, str) and name != "<lambda>":
            return name.replace("_", " ")
    return ""
