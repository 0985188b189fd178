"""ready_page(): the ready page, on which networks of any shape learn patterns, or points with classes or numbers.

Not here: networks that somebody recorded (recorded.py), what every page of this kind has (page.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from viz.picture import AUTO
from viz.playground_page.blocks import MOST_LAYERS, MOST_UNITS, blocks
from viz.playground_page.page import page_of
from viz.playground_page.program import Operations

# What each set opens with, so that it is learned within half a minute.
PLANE = {
    "inputs": 2, "count": 200, "held": 0.5, "batch": 10, "optimizer": "adam", "rate": 0.03, "activation": "tanh",
    "loss": "sigmoid_cross_entropy",
}  # fmt: skip
SURFACE = {**PLANE, "noise": 0.05, "loss": "mean_squared_error"}  # each point has a number, and no class
SETS: dict[str, dict[str, Any]] = {
    "circles": {**PLANE, "noise": 0.03, "layers": [4, 2]},
    "quadrants": {**PLANE, "noise": 0.03, "layers": [4, 4]},
    "moons": {**PLANE, "noise": 0.1, "layers": [4, 3]},
    "spirals": {**PLANE, "noise": 0.02, "layers": [8, 8]},
    "symmetry": {**PLANE, "inputs": 6, "noise": 0, "count": 64, "held": 0, "batch": 16, "rate": 0.1, "layers": [6]},
    "plane": {**SURFACE, "layers": []},
    "bumps": {**SURFACE, "noise": 0.03, "rate": 0.01, "layers": [6, 4]},
}
SETTINGS = {
    "set": "circles", "features": ["x", "y"], "seed": 1, "penalty": "none", "amount": 0.001, "lines": "weights",
    "shades": "smooth", "validation": "shown",
}  # fmt: skip


def ready_page(*, other: Mapping[str, str] | None = None) -> str:
    """The page as text, in the chosen language; it loads nothing.

    Args:
        other: the same page in another language, to link to: its file, and the language's name and code.
    """
    operations = Operations()
    parts = blocks(operations)
    data = {
        "settings": SETTINGS,
        "sets": SETS,
        "most": {"units": MOST_UNITS, "layers": MOST_LAYERS},
        "parts": {name: parts[name] for name in ("neurons", "losses", "penalties")},
        "sums": parts["sums"],
        "other": other,
    }
    return page_of(data, operations, AUTO)
