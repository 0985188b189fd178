"""Regions: p perceptrons cut the plane into 1 + Σ i pieces; layers above join them to convex and other shapes.

Not here: learning (xor.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from autograd_core import no_grad, sigmoid
from nn.experiments.experiment import Experiment, Report, Settings, exactly
from nn.perceptron import Perceptron

Line = tuple[Any, Any, Any]  # (a, b, c): the line a x + b y + c = 0

TRIANGLE: tuple[Line, ...] = ((1, 0, Fraction(1, 2)), (0, 1, Fraction(1, 2)), (-1, -1, Fraction(1, 10)))
GRID = [(-1 + Fraction(i, 20), -1 + Fraction(j, 20)) for i in range(41) for j in range(41)]  # 1681 points
T12 = 1e-12  # relative
MARGIN = 0.1  # how far from the step its soft form is compared with it


def lines_in_general_position(p: int) -> list[Line]:
    """p tangents of a parabola: no two are parallel and no three meet, since the tangents at s and t meet at s + t."""
    return [(Fraction(2 * t), Fraction(-1), Fraction(-t * t)) for t in range(p)]


def region_count(lines: Sequence[Line]) -> int:
    """The number of pieces into which distinct lines cut the plane, exactly.

    Each new line adds one piece more than it has points in common with the lines before it.
    """
    count = 1
    for n, line in enumerate(lines):
        meetings = {point for other in lines[:n] if (point := _meeting(line, other)) is not None}
        count += 1 + len(meetings)
    return count


def _meeting(first: Line, second: Line) -> tuple[Fraction, Fraction] | None:
    (a, b, c), (d, e, f) = first, second
    determinant = Fraction(a * e - b * d)
    if not determinant:
        return None
    return Fraction(b * f - c * e) / determinant, Fraction(c * d - a * f) / determinant


def codes(lines: Sequence[Line], points: Sequence[Sequence[Any]]) -> set[tuple[int, ...]]:
    """The distinct outputs (±1 each) that perceptrons with these lines give for the points."""
    units = [Perceptron(2, activation="bipolar_step", weights=[a, b], bias=c) for a, b, c in lines]
    with no_grad():
        return {tuple(int(unit(point).data) for unit in units) for point in points}


def in_square(left: Any, bottom: Any, side: Any) -> list[Line]:
    """The four half-planes whose intersection is a square."""
    return [(1, 0, -left), (-1, 0, left + side), (0, 1, -bottom), (0, -1, bottom + side)]


def votes(lines: Sequence[Line], needed: int) -> Any:
    """Two layers of steps: 1 where at least `needed` of the half-planes hold the point. AND needs all, OR one."""
    below = [Perceptron(2, weights=[a, b], bias=c) for a, b, c in lines]
    above = Perceptron(len(lines), weights=[1] * len(lines), bias=0.5 - needed)

    def output(point: Sequence[Any]) -> int:
        return int(above([unit(point).data for unit in below]).data)

    return output


def errors_of_square() -> int:
    """Grid points at which the AND of four half-planes differs from the square itself."""
    half = Fraction(1, 2)
    unit = votes(in_square(-half, -half, 1), 4)
    with no_grad():
        return sum(unit(point) != (max(map(abs, point)) <= half) for point in GRID)


def errors_of_two_squares() -> int:
    """Grid points at which three layers, the OR of two squares, differ from the squares themselves."""
    corners = ((Fraction(-9, 10), Fraction(-9, 10)), (Fraction(1, 10), Fraction(1, 10)))
    side = Fraction(3, 5)
    squares = [votes(in_square(left, bottom, side), 4) for left, bottom in corners]
    either = Perceptron(2, weights=[1, 1], bias=-0.5)
    wrong = 0
    with no_grad():
        for point in GRID:
            inside = any(
                left <= point[0] <= left + side and bottom <= point[1] <= bottom + side for left, bottom in corners
            )
            wrong += int(either([square(point) for square in squares]).data) != inside
    return wrong


def cross_is_convex() -> bool:
    """Whether the points where at least 3 of the 4 half-planes hold form a convex set: midpoints stay inside."""
    unit = votes(in_square(-Fraction(1, 4), -Fraction(1, 4), Fraction(1, 2)), 3)
    with no_grad():
        inside = [point for point in GRID if max(map(abs, point)) in (0, 1) and 0 in point and unit(point)]
        return all(
            unit(((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)) for first, second in combinations(inside, 2)
        )


def softness(a: float) -> float:
    """sup |τ_a(s) - step(s)| over |s| >= 0.1 of the logistic with slope a: by symmetry τ_a(-0.1)."""
    return float(sigmoid(-a * MARGIN))


def run(settings: Settings) -> Report:
    """Counts regions and errors; nothing is drawn at random and nothing is trained."""
    triangle = codes(TRIANGLE, GRID)
    checks = [exactly("regions of 3 perceptrons", region_count(TRIANGLE), 7)]
    checks.append(exactly("their codes, of 8", len(triangle), 7))
    for p in range(1, 11):
        expected = 1 + p * (p + 1) // 2
        checks.append(exactly(f"regions, p = {p}", region_count(lines_in_general_position(p)), expected))
    checks += [
        exactly("two layers, AND = square: errors of 1681", errors_of_square(), 0),
        exactly("three layers, OR of squares: errors", errors_of_two_squares(), 0),
        exactly("'3 of 4' is convex (0 = no)", float(cross_is_convex()), 0),
    ]
    for a in (10, 100, 1000):
        gap = 1 / (1 + math.exp(a * MARGIN))
        checks.append(exactly(f"|soft - hard|, slope {a}", softness(a), gap, T12 * gap))
    return Report(checks, ["three lines of one point or of one direction give fewer regions"], {"regions": _drawn})


def _drawn(axes: Any) -> None:
    known = sorted(codes(TRIANGLE, GRID))
    for point in GRID:
        (code,) = codes(TRIANGLE, [point])
        axes.plot(float(point[0]), float(point[1]), "s", color=f"C{known.index(code)}", markersize=4)
    axes.set(xlabel="x1", ylabel="x2", title="the 7 regions of 3 perceptrons")


EXPERIMENT = Experiment(
    name="regions",
    shows="how many regions p perceptrons make, what two and three layers make of them, hard and soft",
    takes="a few seconds",
    run=run,
    rows="A06 A07 A08 A09",
)
