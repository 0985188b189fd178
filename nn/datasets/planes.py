"""Points of the plane in two classes that no line separates: moons, spirals, a disc in a ring, quadrants, from a seed.

Not here: classifiers (nn.experiments.moons).
"""

from __future__ import annotations

import math
import random

Points = tuple[list[list[float]], list[int]]


def _classes(count: int) -> list[int]:
    if count < 2:
        raise ValueError(f"two classes need at least 2 points, got {count}")
    return [i % 2 for i in range(count)]


def moons(count: int, *, noise: float = 0.1, seed: int = 0) -> Points:
    """Two interlocking half circles of radius 1.

    Args:
        count: the number of points; the classes take turns.
        noise: standard deviation of what is added to each coordinate.
        seed: repeats the draw.

    Returns:
        `count` points, and for each its class: 0 for the upper moon, centred at (0, 0), 1 for the lower, at (1, 0.5).
    """
    generator = random.Random(seed)
    labels = _classes(count)
    points = []
    for label in labels:
        angle = generator.uniform(0, math.pi)
        x, y = math.cos(angle), math.sin(angle)
        if label:
            x, y = 1 - x, 0.5 - y
        points.append([x + generator.gauss(0, noise), y + generator.gauss(0, noise)])
    return points, labels


def spirals(count: int, *, turns: float = 1.0, noise: float = 0.02, seed: int = 0) -> Points:
    """Two spirals that wind around the origin, out to radius 1, half a turn apart.

    Args:
        count: the number of points; the classes take turns.
        turns: how often each spiral goes around.
        noise: standard deviation of what is added to each coordinate.
        seed: repeats the draw.

    Returns:
        `count` points, and for each its class, 0 or 1.
    """
    generator = random.Random(seed)
    labels = _classes(count)
    points = []
    for label in labels:
        radius = math.sqrt(generator.uniform(0.01, 1))
        angle = 2 * math.pi * turns * radius + math.pi * label
        points.append(
            [radius * math.cos(angle) + generator.gauss(0, noise), radius * math.sin(angle) + generator.gauss(0, noise)]
        )
    return points, labels


def circles(count: int, *, noise: float = 0.03, seed: int = 0) -> Points:
    """A disc of radius 0.5 around the origin, and a ring around it, from radius 0.7 to 1.

    Args:
        count: the number of points; the classes take turns.
        noise: standard deviation of what is added to each coordinate.
        seed: repeats the draw.

    Returns:
        `count` points, and for each its class: 0 in the ring, 1 in the disc.
    """
    generator = random.Random(seed)
    labels = _classes(count)
    points = []
    for label in labels:
        radius = 0.5 * math.sqrt(generator.uniform(0, 1)) if label else generator.uniform(0.7, 1)
        angle = generator.uniform(0, 2 * math.pi)
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        points.append([x + generator.gauss(0, noise), y + generator.gauss(0, noise)])
    return points, labels


def quadrants(count: int, *, noise: float = 0.03, seed: int = 0) -> Points:
    """XOR with points all over the four quadrants of the plane, 0.1 to 1 away from each axis.

    Args:
        count: the number of points; the classes take turns.
        noise: standard deviation of what is added to each coordinate.
        seed: repeats the draw.

    Returns:
        `count` points, and for each its class: 1 where one coordinate is negative and the other is not, else 0.
    """
    generator = random.Random(seed)
    labels = _classes(count)
    points = []
    for label in labels:
        side = 1 if generator.random() < 0.5 else -1
        x = side * generator.uniform(0.1, 1)
        y = (-side if label else side) * generator.uniform(0.1, 1)
        points.append([x + generator.gauss(0, noise), y + generator.gauss(0, noise)])
    return points, labels
