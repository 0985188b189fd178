"""Points of the plane, each with a number to be predicted: a tilted plane, and a hill beside a hollow, from a seed.

Not here: points in classes (planes.py).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

Measured = tuple[list[list[float]], list[float]]

TOP, WIDTH = 0.5, 0.35  # of the hill: its top is at (TOP, TOP), and it falls as a normal distribution of this deviation


def tilted_plane(count: int, *, noise: float = 0.05, seed: int = 0) -> Measured:
    """A plane that rises from -1 in one corner of the square to 1 in the other: no hidden layer is needed.

    Args:
        count: the number of points; both coordinates are uniform from -1 to 1.
        noise: standard deviation of what is added to each target.
        seed: repeats the draw.

    Returns:
        `count` points, and for each its target, (x + y) / 2 without noise.
    """
    return _measured(lambda x, y: (x + y) / 2, count, noise, seed)


def bumps(count: int, *, noise: float = 0.05, seed: int = 0) -> Measured:
    """A hill with its top at (0.5, 0.5), and a hollow of the same shape at (-0.5, -0.5).

    Args:
        count: the number of points; both coordinates are uniform from -1 to 1.
        noise: standard deviation of what is added to each target.
        seed: repeats the draw.

    Returns:
        `count` points, and for each its target: without noise about 1 on top of the hill, -1 in the hollow, 0 far away.
    """
    return _measured(lambda x, y: _hill(x - TOP, y - TOP) - _hill(x + TOP, y + TOP), count, noise, seed)


def _hill(x: float, y: float) -> float:
    return math.exp(-(x * x + y * y) / (2 * WIDTH * WIDTH))


def _measured(height: Callable[[float, float], float], count: int, noise: float, seed: int) -> Measured:
    if count < 1:
        raise ValueError(f"a data set needs at least 1 point, got {count}")
    generator = random.Random(seed)
    points, targets = [], []
    for _ in range(count):
        x, y = generator.uniform(-1, 1), generator.uniform(-1, 1)
        points.append([x, y])
        targets.append(height(x, y) + generator.gauss(0, noise))
    return points, targets
