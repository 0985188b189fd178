"""Checks of gradients that know about kinks and about their own teeth.

Here: the comparison with differences, its report. Not here: the differences (differences.py), random graphs
(strategies.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograd_core import modes
from autograd_core.differences import ERROR_BOUNDS, SMALLEST_STEP, Line, Slope, one_sided, two_sided
from autograd_core.functional import called_with, flat, grad
from autograd_core.notation import number_text

Verdict = Literal["agrees", "disagrees", "kink", "vacuous"]

# A gradient agrees if it lies this close to the difference quotient, relative to the quotient's own size, or within
# ERROR_BOUNDS of it.
RELATIVE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """One partial derivative beside its difference quotient.

    Attributes:
        index: which number of the point, counted from left to right.
        x: that number.
        gradient: what is checked.
        low, high: what the difference quotients allow: one slope if `low` equals `high`, else the one-sided slopes.
        tolerance: how far outside of them the gradient may lie.
        verdict: "agrees"; "disagrees"; "kink": agrees with the one-sided slopes around a kink (at the edge of a domain
            there is one side); "vacuous": within the tolerance, but so would 0 be, so that nothing was checked. At a
            jump every gradient is: `low` and `high` are infinite.
    """

    index: int
    x: float
    gradient: float
    low: float
    high: float
    tolerance: float
    verdict: Verdict

    def __str__(self) -> str:
        expected = number_text(self.low)
        if self.low != self.high:
            kind = "kink" if math.isfinite(self.low) else "jump"
            expected = f"between {expected} and {number_text(self.high)} (a {kind})"
        return (
            f"d f / d x[{self.index}] at {self.x!r}: {self.verdict}: gradient {number_text(self.gradient)}, "
            f"by differences {expected}, tolerance {self.tolerance:.1g}"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What check_gradients found: one comparison per number of the point and order. True if none disagrees."""

    comparisons: tuple[Comparison, ...]

    @property
    def ok(self) -> bool:
        """Whether no gradient disagrees."""
        return not any(comparison.verdict == "disagrees" for comparison in self.comparisons)

    @property
    def vacuous(self) -> bool:
        """Whether some gradient could not be told from 0 by differences, so that it was not checked."""
        return any(comparison.verdict == "vacuous" for comparison in self.comparisons)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return "\n".join(map(str, self.comparisons))

    # a prompt and a notebook show what print shows
    __repr__ = __str__


@modes.undisturbed()
def check_gradients(f: Callable[..., Any], xs: Any, order: int = 1, *, gradient: Any = None) -> Report:
    """Compare the gradient of `f` at `xs` with differences that know about kinks and about their own error.

    Where a max, relu, abs, where, ... is on one side at x - h and on the other at x + h for every useful step h, the
    gradient is compared with the one-sided slopes: anything between them is right. The tolerance is relative to the
    gradient's own scale, and the report says "vacuous" where it would accept 0.

    Args:
        f: returns one number; called as f(xs), or f(*xs) where `xs` is a tuple (or a list that fits only so).
        xs: a number, or a list, tuple or dict of numbers, nested as `f` takes it.
        order: 1 checks the gradient; 2 also the gradient of each partial derivative; and so on.
        gradient: a gradient of your own to check instead of the engine's, in the shape of `xs` (order 1 only).

    Returns:
        A report that is true if nothing disagrees, and whose text says what was compared.

    Raises:
        ValueError: `order` is less than 1, or a `gradient` comes with a higher order.
        TypeError: `xs` holds something else than numbers, or `f` returns something else than one.
    """
    if order < 1 or (order > 1 and gradient is not None):
        raise ValueError(f"order is 1 or more, and 1 with a gradient of your own, got {order}")
    slopes = flat(_gradient(f, xs) if gradient is None else gradient)
    point = flat(xs)
    if len(slopes) != len(point):
        raise ValueError(f"the gradient needs {len(point)} numbers, as many as xs, got {len(slopes)}")
    found = [_compared(Line(f, xs, i), x, i, slopes[i]) for i, x in enumerate(point)]
    if order > 1:
        for i in range(len(point)):

            def partial(*arguments: Any, i: int = i) -> Any:
                return flat(_gradient(f, arguments if isinstance(xs, tuple) else arguments[0]))[i]

            found += check_gradients(partial, xs, order - 1).comparisons
    return Report(tuple(found))


def assert_gradients_match(f: Callable[..., Any], xs: Any, order: int = 1) -> None:
    """Fail, with the report, if a gradient of `f` at `xs` disagrees with differences; see check_gradients.

    Raises:
        AssertionError: a gradient disagrees.
    """
    report = check_gradients(f, xs, order)
    if not report:
        raise AssertionError(f"gradients disagree with differences:\n{report}\nof {f!r}")


def _gradient(f: Callable[..., Any], xs: Any) -> Any:
    """The engine's gradient, in the shape of `xs`."""
    return grad(lambda point: called_with(f, point))(xs)


def _compared(line: Line, x: float, index: int, gradient: Any) -> Comparison:
    """`gradient` beside the slope of the function at `x`."""
    noise = line.noise(x)
    slope = two_sided(line.values, x, noise)
    sides = [] if slope else _sides(line, x, noise)
    if slope is None and not sides:
        # not even two neighbours have the same constants: the function makes them from its argument
        line.with_constants = False
        slope = two_sided(line.values, x, noise)
        sides = [] if slope else _sides(line, x, noise)
    found = [slope] if slope else sides
    if not found or _is_jump(sides, x, line.look(x).value):
        return Comparison(index, x, gradient, -math.inf, math.inf, 0, "vacuous")
    low, high = min(one.slope for one in found), max(one.slope for one in found)
    tolerance = max(RELATIVE_TOLERANCE * max(abs(low), abs(high)), ERROR_BOUNDS * max(one.error for one in found))
    verdict: Verdict
    if not low - tolerance <= gradient <= high + tolerance:
        verdict = "disagrees"
    elif slope is None:
        verdict = "kink"
    else:
        verdict = "vacuous" if tolerance >= abs(low) and not low == gradient == 0 else "agrees"
    return Comparison(index, x, gradient, low, high, tolerance, verdict)


def _sides(line: Line, x: float, noise: float) -> list[Slope]:
    """The one-sided slopes at `x`, left and right, as far as there are any."""
    return [slope for side in (-1, 1) if (slope := one_sided(line, x, side, noise)) is not None]


def _is_jump(sides: Sequence[Slope], x: float, value: float) -> bool:
    """Whether the function's value does not lie where its neighbours on one side lead to."""
    # the kink itself may lie beside x, by less than the smallest step
    beside = 2 * SMALLEST_STEP * (abs(x) or 1) * max((abs(side.slope) for side in sides), default=0)
    for side in sides:
        rounding = RELATIVE_TOLERANCE * max(abs(value), abs(side.limit)) + ERROR_BOUNDS * side.limit_error
        if abs(value - side.limit) > rounding + beside:
            return True
    return False
