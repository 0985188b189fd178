"""How numbers are distributed in each layer of a network: activations, weights, gradients.

Not here: collecting them; they come as lists, or as Values that carry the name of their group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core import Value
from autograd_core.errors import described, one_of
from autograd_core.words import words
from viz.plots import arguments
from viz.plots.style import BLACK, COLORS, FAINT, MUTED, axes_or_new, finish, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from viz.plots.arguments import Array

WIDTH = 0.84  # of the widest bar, in units of the distance between layers
BELOW, ABOVE = 0.12, 0.04  # room on a log scale, in parts of the range: below for the shares of zeros
NARROW = 1e-12  # a spread below this, relative, is one number: its bins are made wider


def distribution(
    values: Mapping[str, Sequence[Any]] | Iterable[Value],
    ax: Axes | None = None,
    *,
    of: str = "data",
    bins: int = 40,
    scale: str = "linear",
    ylabel: str | None = None,
) -> Axes:
    """A histogram for each layer, side by side and lying on its back, with its median.

    The same bins for all; each as wide as its own fullest bin, which is a layer whatever its number of units.

    Args:
        values: name of a layer -> numbers or Values; or Values with an attribute `group` such as "layer 1/neuron 3",
            which belong to the layer that its first part names, layers in order (Values without one are left out):
            `[x for x in topological_order(loss) if not x.is_leaf]` for activations, those with `is_leaf` for weights.
        ax: where to draw; None makes a figure.
        of: "data" or "grad": which of a Value's numbers; plain numbers are taken as they are.
        bins: the number of bins over the range of all layers.
        scale: "linear", or "log" for sizes over many orders of magnitude, such as vanishing gradients: |number| is
            drawn, and the share of exact zeros is written below.
        ylabel: the name of the axis; None says "activation" or "gradient".

    Raises:
        ValueError: there are no numbers, a layer has none, or a number is not finite.
        TypeError: something is neither a number nor a Value.
    """
    one_of("of", of, ("data", "grad"))
    one_of("scale", scale, ("linear", "log"))
    arguments.whole_number("bins", bins, 1)
    layers = {
        name: arguments.numbers(f"the numbers of {name!r}", [_chosen(x, of) for x in arguments.items(name, numbers)])
        for name, numbers in _layers(values).items()
    }
    ax = axes_or_new(ax)
    shown = {name: abs(numbers[numbers != 0]) for name, numbers in layers.items()} if scale == "log" else layers
    edges = _edges([numbers for numbers in shown.values() if len(numbers)], bins, scale)
    if scale == "log":
        ax.set_yscale("log")
        range_drawn = edges[-1] / edges[0]
        ax.set_ylim(edges[0] / range_drawn**BELOW, edges[-1] * range_drawn**ABOVE)
    for i, (name, numbers) in enumerate(shown.items()):
        _draw_histogram(ax, numbers, edges, i)
        zeros = 1 - len(numbers) / len(layers[name])
        if zeros:
            ax.annotate(words("plot.zeros", share=f"{zeros:.0%}"), (i, 0), (0, 3), xycoords=ax.get_xaxis_transform(),
                        textcoords="offset points", ha="center", fontsize="small", color=MUTED)  # fmt: skip
    what = ylabel or words("plot.activation" if of == "data" else "plot.gradient")
    ax.set_xlim(-0.6, len(layers) - 0.4)
    ax.set_xticks(range(len(layers)), list(layers))
    ax.grid(axis="y", color=FAINT, linewidth=0.7)
    up = words("plot.log", axis=f"|{what}|") if scale == "log" else what
    label(ax, across=words("plot.layer"), up=up)
    _mark_medians(ax, list(shown.values()))
    return finish(ax)


def _layers(values: Any) -> dict[str, Any]:
    if isinstance(values, Mapping):
        return arguments.named("values", values)
    layers: dict[str, list[Value]] = {}
    for value in arguments.items("values", values):
        if not isinstance(value, Value):
            raise TypeError(
                f"values must be a mapping of names to numbers, or Values with a group, got {described(value)}"
            )
        group = getattr(value, "group", "")
        if group:
            layers.setdefault(group.partition("/")[0], []).append(value)
    if not layers:
        raise ValueError("values must have some with a `group` such as 'layer 1', got none; pass {name: numbers}")
    return dict(sorted(layers.items(), key=lambda layer: _in_order(layer[0])))


def _in_order(name: str) -> list[tuple[int, str]]:
    """The sorting key that puts layer 2 before layer 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", name)]


def _chosen(x: Any, of: str) -> Any:
    return getattr(x, of) if isinstance(x, Value) else x


def _edges(layers: Sequence[Array], bins: int, scale: str) -> Array:
    """The edges of bins over all layers, evenly apart on the axis' scale."""
    import numpy as np

    everything = np.concatenate(layers) if layers else np.ones(1)
    if scale == "log":
        everything = np.log10(everything)
    low, high = everything.min(), everything.max()
    if high - low <= NARROW * max(1.0, abs(low), abs(high)):
        low, high = low - 0.5, high + 0.5
    edges: Array = np.linspace(low, high, bins + 1)
    return 10**edges if scale == "log" else edges


def _draw_histogram(ax: Axes, numbers: Array, edges: Array, i: int) -> None:
    import numpy as np

    if not len(numbers):
        return
    counts, _ = np.histogram(np.clip(numbers, edges[0], edges[-1]), edges)
    half = WIDTH * counts / counts.max() / 2
    color = COLORS[i % len(COLORS)]
    ys = np.repeat(edges, 2)[1:-1]
    ax.fill_betweenx(ys, i - np.repeat(half, 2), i + np.repeat(half, 2), color=color, alpha=0.55, linewidth=0)


def _mark_medians(ax: Axes, layers: Sequence[Array]) -> None:
    import numpy as np

    medians = [(i, float(np.median(numbers))) for i, numbers in enumerate(layers) if len(numbers)]
    if medians:
        rim: dict[str, Any] = {"color": "white", "markeredgecolor": BLACK, "markeredgewidth": 1.6}
        ax.plot(*zip(*medians, strict=True), marker="o", linestyle="", markersize=7, label=words("plot.median"), **rim)
