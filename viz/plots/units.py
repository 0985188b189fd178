"""Weights and units as squares: the Hinton diagram, and the activity of a network (the 1986 paper's Figs 4 and 3).

White is positive (excitation), black negative (inhibition), and a square's area is its size.
Not here: where the numbers come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.words import words
from viz.plots import arguments
from viz.plots.style import INK, MUTED, TONES, axes_or_new, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREY = "#9aa0a6"  # between white and black, for squares of either to stand out on
CELL = 0.92  # the largest square's side, in cells
INCHES = 0.3  # of a cell in a new figure
NARROWEST = 4.6  # inches: the width of the line that says what colours mean
NAME_INCHES = 0.7  # of room for the names of a layer, in a new figure
GAP = 1.0  # between the groups of a layer, in cells
HIGH = 2.4  # from layer to layer, in cells


def hinton(
    weights: Sequence[Sequence[Any]],
    ax: Axes | None = None,
    *,
    row_names: Sequence[str] | None = None,
    column_names: Sequence[str] | None = None,
    largest: float | None = None,
    title: str = "",
) -> Axes:
    """A Hinton diagram: row i of the matrix is row i of the picture, from the top; a square's area is |weight|.

    Args:
        weights: m rows of n numbers or Values.
        ax: where to draw; None makes a figure.
        row_names, column_names: m and n names.
        largest: the |weight| that fills a cell, the same for diagrams to compare; None takes the largest in sight.
            Weights all 0 give an empty diagram.
        title: stands above.

    Returns:
        the axes; `ax.collections[0]` holds a square for each weight, row by row, of no size where it is 0.

    Raises:
        ValueError: `weights` is empty, not rectangular or not finite; names do not fit; a weight is beyond `largest`.
    """
    rows = arguments.matrix("weights", weights)
    down, across = rows.shape
    row_labels = arguments.names("row_names", row_names, down)
    column_labels = arguments.names("column_names", column_names, across)
    most = _largest(largest, abs(rows).max())
    ax = axes_or_new(ax, max(NARROWEST, 1.2 + INCHES * across), 1.0 + INCHES * down)
    squares = [(j, i, rows[i, j] / most) for i in range(down) for j in range(across)]
    _draw_squares(ax, squares)
    ax.set_facecolor(GREY)
    ax.set(xlim=(-0.5, across - 0.5), ylim=(down - 0.5, -0.5), aspect="equal")
    _name_ticks(ax, row_labels, column_labels)
    ax.set_xlabel(_key(most if rows.any() else 0.0, "plot.no_weights"))
    ax.set_title(title, fontsize="large")
    return finish(ax)


def _largest(given: float | None, found: float) -> float:
    if given is None:
        return float(found) or 1.0
    most = arguments.number("largest", given)
    if most <= 0 or most < found:
        raise ValueError(f"largest must be above 0 and at least the largest size in sight, {found:g}, got {most:g}")
    return most


def _draw_squares(ax: Axes, squares: Sequence[tuple[float, float, float]]) -> None:
    """Squares (x, y, size): of the area |size| in units of the largest, white where it is positive."""
    from matplotlib.collections import PolyCollection

    corners, colors = [], []
    for x, y, size in squares:
        half = CELL * abs(size) ** 0.5 / 2
        corners.append([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)])
        colors.append("white" if size > 0 else "black")
    ax.add_collection(PolyCollection(corners, facecolors=colors, edgecolors="none", zorder=2))
    ax.set_gid(TONES)


def _name_ticks(ax: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    ax.set_yticks(range(len(rows)), rows)
    is_long = any(len(name) > 2 for name in columns)
    ax.set_xticks(range(len(columns)), columns, rotation=90 if is_long else 0)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)


def _key(largest: float, nothing: str) -> str:
    """What colours and sizes say, in a line of text; `nothing` is the key of what is said where all are 0."""
    return words("plot.squares", largest=f"{largest:.3g}") if largest else words(nothing)


def activity(
    layers: Sequence[Any],
    ax: Axes | None = None,
    *,
    layer_names: Sequence[str] | None = None,
    unit_names: Mapping[int, Sequence[str]] | None = None,
    largest: float = 1.0,
    title: str = "",
) -> Axes:
    """The activity of every unit of a layered network, the input layer at the bottom (Fig 3).

    A unit is a grey cell; the area of the square in it is its activity, white if positive, black if negative.

    Args:
        layers: from the input up, for each layer the activities of its units, numbers or Values; or a list of groups of
            them, drawn with gaps between, such as 24 people and 12 relations.
        ax: where to draw; None makes a figure.
        layer_names: a name for each layer.
        unit_names: number of a layer (0 for the input) -> a name for each of its units, over all groups.
        largest: the |activity| that fills a cell: 1 for logistic and tanh units.
        title: stands above.

    Returns:
        the axes; `ax.collections[1]` holds a square for each unit, layer by layer.

    Raises:
        ValueError: there is no layer, group or unit; an activity is not finite or beyond `largest`; names do not fit.
    """
    groups = [_groups(f"layers[{i}]", layer) for i, layer in enumerate(arguments.items("layers", layers))]
    names = arguments.names("layer_names", layer_names, len(groups))
    most = _largest(largest, max(abs(group).max() for layer in groups for group in layer))
    widths = [sum(len(group) for group in layer) + GAP * (len(layer) - 1) for layer in groups]
    named = _unit_names(unit_names, groups)
    ax = axes_or_new(
        ax, max(NARROWEST, 1.2 + INCHES * max(widths)), 0.5 + INCHES * HIGH * len(groups) + NAME_INCHES * len(named)
    )
    places = [_places(layer, max(widths) / 2 - width / 2) for layer, width in zip(groups, widths, strict=True)]
    cells = [(x, HIGH * i) for i, layer in enumerate(places) for x in layer]
    levels = [level / most for layer in groups for group in layer for level in group]
    _draw_cells(ax, cells)
    _draw_squares(ax, [(x, y, level) for (x, y), level in zip(cells, levels, strict=True)])
    ax.set(xlim=(-0.7, max(widths) - 0.3), ylim=(-0.7, HIGH * (len(groups) - 1) + 0.7), aspect="equal")
    ax.set_yticks([HIGH * i for i in range(len(groups))], names, fontsize="large")
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    for i, listed in named.items():
        _name_units(ax, i, places[i], listed, is_last=i == len(groups) - 1)
    ax.set_xlabel(_key(most, "plot.no_activity"))
    ax.set_title(title, fontsize="large")
    return finish(ax)


def _name_units(ax: Axes, layer: int, places: Sequence[float], names: Sequence[str], is_last: bool) -> None:
    """Names beside a layer's cells: below the lowest, above the highest, where titles make way for them."""
    if layer == 0:
        ax.set_xticks(places, names, rotation=90, fontsize="small")
    elif is_last:
        above = ax.secondary_xaxis("top")
        above.set_xticks(places, names, rotation=90, fontsize="small")
        above.tick_params(length=0)
        above.spines[:].set_visible(False)
    else:
        for x, name in zip(places, names, strict=True):
            ax.text(x, HIGH * layer + 0.6, name, ha="center", va="bottom", fontsize="small", color=INK)


def _groups(what: str, layer: Any) -> list[Any]:
    """The groups of units of a layer, one if it is a plain list of activities."""
    listed = arguments.items(what, layer)
    if isinstance(listed[0], Sequence) or getattr(listed[0], "shape", ()) != ():
        return [arguments.numbers(f"{what}[{i}]", group) for i, group in enumerate(listed)]
    return [arguments.numbers(what, listed)]


def _unit_names(given: Mapping[int, Sequence[str]] | None, groups: Sequence[Sequence[Any]]) -> dict[int, list[str]]:
    named = {}
    for i, names in (given or {}).items():
        if not 0 <= i < len(groups):
            raise ValueError(f"unit_names must name layers 0 to {len(groups) - 1}, got {i}")
        named[i] = arguments.names(f"unit_names[{i}]", names, sum(len(group) for group in groups[i]))
    return named


def _places(layer: Sequence[Any], start: float) -> list[float]:
    places = []
    for group in layer:
        places += [start + i for i in range(len(group))]
        start += len(group) + GAP
    return places


def _draw_cells(ax: Axes, cells: Sequence[tuple[float, float]]) -> None:
    from matplotlib.collections import PolyCollection

    corners = [[(x - 0.5, y - 0.5), (x + 0.5, y - 0.5), (x + 0.5, y + 0.5), (x - 0.5, y + 0.5)] for x, y in cells]
    ax.add_collection(PolyCollection(corners, facecolors=GREY, edgecolors=MUTED, linewidths=0.6, zorder=1))
