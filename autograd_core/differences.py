"""Numerical differentiation: a gradient by differences, without any rule.

Here: the three methods. Not here: how a function is looked at (line.py), quotients that know their error (slopes.py),
comparing them with a gradient (checking.py).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from typing import Any, Literal

from autograd_core import modes
from autograd_core.errors import one_of, require_function
from autograd_core.line import EPSILON, NO_VALUE, Line, Look
from autograd_core.slopes import ERROR_BOUNDS, RESOLVED, SMALLEST_STEP, Slope, central_slopes, trusted
from autograd_core.trees import flat, slopes_like
from autograd_core.words import words

Method = Literal["central", "richardson", "complex"]

# A central difference's truncation error grows with h^2, its rounding error with 1/h: they meet near the cube root.
CENTRAL_STEP = EPSILON ** (1 / 3)

# Nothing is subtracted in a complex step, so it can be too small for any truncation error. Part of x, or of 1.
# Source: Squire & Trapp, Using complex variables to estimate derivatives of real functions (1998).
COMPLEX_STEP = 1e-20


@modes.undisturbed()
def numerical_gradient(f: Callable[..., Any], xs: Any, *, method: Method = "central") -> Any:
    """The gradient of `f` at `xs` by differences, without the engine's rules.

    `f` is called with floats, whatever kind of number stands in `xs`: the steps that fit a float are lost in smaller
    kinds. Decimals stay Decimals, since they do not mix with floats.

    Args:
        f: returns one number; called as f(xs), or as f(*xs) where `xs` is a tuple (or a list or named tuple that fits
            only so).
        xs: a number, or an array, list, tuple, dict or dataclass of finite numbers, nested as `f` takes it.
        method: "central": two to four calls per number with a step fit for it, about 9 digits; "richardson": up to a
            hundred calls, extrapolated to step 0 at the step of the least error, about 11 digits; "complex": two calls,
            to the last digit, for functions that are analytic and take complex numbers.

    Returns:
        The partial derivatives, in the shape of `xs`.

    Raises:
        ValueError: an unknown method, a number of `xs` is infinite or NaN, or (complex) `f` answers with a real number.
        TypeError: `xs` holds something else than numbers, `f` returns something else than one, or (complex) `f` uses
            an operation that is not analytic, such as abs or a comparison.
    """
    require_function("a difference", f)
    ways = {"central": _central, "richardson": _extrapolated, "complex": _complex}
    slope = ways[one_of("a method", method, ways)]
    return slopes_like(xs, iter([slope(Line(f, xs, i)) for i in range(len(flat(xs)))]))


def _central(line: Line) -> Any:
    """(f(x + h) - f(x - h)) / 2h, h a part of |x| or of 1: the larger, unless the smaller shows that to be too wide."""
    f, x = line.value, line.x
    smallest = SMALLEST_STEP * math.ulp(abs(x))
    narrow, wide = (max(CENTRAL_STEP * scale, smallest) for scale in sorted((abs(x) or 1, 1)))
    if narrow == wide:
        return _quotient(f, x, wide)[0]
    try:
        slope, rounding = _quotient(f, x, narrow)
        wide_slope, _ = _quotient(f, x, wide)
    except NO_VALUE:  # beyond the edge of the domain
        return _quotient(f, x, narrow)[0]
    return wide_slope if abs(wide_slope - slope) <= ERROR_BOUNDS * rounding else slope


def _quotient(f: Callable[[Any], Any], x: Any, h: float) -> tuple[Any, float]:
    """A central difference quotient, and its rounding error."""
    above, below = x + h, x - h
    high, low = f(above), f(below)
    # not / (2 * h): x + h was rounded
    return (high - low) / (above - below), (EPSILON * (abs(high) + abs(low)) + math.ulp(0.0)) / h


def _extrapolated(line: Line) -> float:
    """The slope by Richardson's extrapolation, of whatever function."""
    slopes = list(_slopes(line))
    slope = trusted(slopes) or min(slopes, key=lambda one: one.error, default=None)
    if slope is None:
        raise ValueError(f"a difference needs a function with values on both sides of {line.x!r}, got none")
    return slope.slope


def _slopes(line: Line) -> Iterator[Slope]:
    """Difference quotients from calls with plain numbers, across kinks too."""
    seen: dict[float, Look] = {}

    def looks(*places: float) -> list[Look] | None:
        try:
            for x in places:
                if x not in seen:
                    value = line.value(x).real  # cmath's functions answer with complex numbers
                    seen[x] = Look(value, EPSILON * abs(value) + math.ulp(0.0))
        except NO_VALUE:
            return None
        return [seen[x] for x in places]

    return central_slopes(looks, line.x, knows_noise=False)


def _complex(line: Line) -> float:
    """The imaginary part of f(x + ih) / h: nothing is subtracted."""
    h = max(COMPLEX_STEP * (min(abs(line.x), 1) or 1), sys.float_info.min * EPSILON)
    line.recorded_value(line.x)  # whether the function takes nodes: their operations refuse what is not analytic
    try:
        value = line.recorded_value(complex(line.x, h))
    except TypeError as error:
        raise TypeError(words("error.analytic", error=str(error))) from error
    slope = float(value.imag / h)
    by_differences = None if line.takes_nodes else trusted(_slopes(line))
    if by_differences is not None:
        expected, tolerance = by_differences.slope, ERROR_BOUNDS * by_differences.error
        if abs(slope - expected) > max(tolerance, RESOLVED * abs(expected)):
            differences = repr(expected)
            raise ValueError(words("error.analytic_slope", slope=repr(slope), x=repr(line.x), differences=differences))
    return slope
