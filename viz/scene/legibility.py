"""Legibility: how large the smallest text of a picture is on a slide, and how large it has to be.

Not here: what is done where it is too small (arrangement.py, rows.py).
"""

from __future__ import annotations

SLIDE = (1920.0, 1080.0)  # pixels
LEGIBLE = 12.0  # pixels that the smallest text of a picture on a slide has, at least
LEAST_LEGIBLE = 9.0  # the same of a graph that is larger than SMALL, gates and arrows, and of which more is to be seen
SMALL = (25, 60)


def legibility(size: float, width: float, height: float) -> float:
    """Pixels of a text of a picture of so many points that fills a slide."""
    return size * min(SLIDE[0] / max(width, 1.0), SLIDE[1] / max(height, 1.0))
