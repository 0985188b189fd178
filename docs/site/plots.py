"""A function and its derivative as an SVG that is part of a page, in the page's colours.

Here: the stretch on which there is something to see. Not here: which functions are shown (functions.py), how they are
drawn (viz.plots).
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from autograd_core import grad
from viz import plots
from viz.plots import style

SPAN, STEPS = 4.0, 80  # a plot lies in [-SPAN, SPAN]
STEEPEST = 10.0  # it ends where value or slope is larger: near a pole nothing else would be seen

# The plots' colours -> those of the page, which follow light and dark.
PAGE_COLORS = {
    style.BLUE: "var(--plot-value)",
    style.VERMILLION: "var(--plot-slope)",
    style.INK: "var(--color-foreground-primary)",
    "#000000": "var(--color-foreground-primary)",
    style.MUTED: "var(--color-foreground-muted)",
    style.FAINT: "var(--color-background-border)",
    "#ffffff": "var(--color-background-primary)",
}


def plot(f: Callable[[Any], Any], title: str) -> str:
    """f and f' as HTML, from where to where they can be drawn; empty where that is nowhere."""
    limits = stretch(f)
    if limits is None:
        return ""
    words = html.escape(f"{title} and its derivative between {limits[0]:g} and {limits[1]:g}")
    return f'<div role="img" aria-label="{words}">{_svg(f, limits, title)}</div>'


def stretch(f: Callable[[Any], Any]) -> tuple[float, float] | None:
    """The longest stretch of [-SPAN, SPAN] on which f has a value and a slope, neither too large to be drawn."""
    xs = [SPAN * (i / STEPS - 1) for i in range(2 * STEPS + 1)]
    runs = [list(run) for is_drawn, run in groupby(xs, lambda x: _is_drawn(f, x)) if is_drawn]
    longest = max(runs, key=len, default=[])
    return (longest[0], longest[-1]) if len(longest) > 1 else None


def _is_drawn(f: Callable[[Any], Any], x: float) -> bool:
    try:
        return abs(f(x)) <= STEEPEST and abs(grad(f)(x)) <= STEEPEST
    except (ArithmeticError, ValueError):
        return False


def _svg(f: Callable[[Any], Any], limits: tuple[float, float], title: str) -> str:
    from matplotlib import pyplot

    with pyplot.rc_context({"svg.hashsalt": title}):  # names of its own in a page with other plots
        figure, ax = pyplot.subplots(figsize=(4.4, 3))
        plots.activation(f, ax, limits=limits, name=title)
        text = io.StringIO()
        figure.savefig(text, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None})
        pyplot.close(figure)
    svg = text.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), svg)  # finer than anybody sees
    for color, variable in PAGE_COLORS.items():
        svg = re.sub(re.escape(color), variable, svg, flags=re.IGNORECASE)
    return svg
