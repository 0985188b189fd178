"""Numerical differentiation, and checks of gradients that know about kinks and about their own teeth.

Here: difference quotients with error bounds, the comparison, its report. Not here: random graphs (strategies.py).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from autograd_core.errors import described
from autograd_core.functional import called_with, flat, grad, like
from autograd_core.graph import topological_order
from autograd_core.notation import number_text
from autograd_core.value import Value

Method = Literal["central", "richardson", "complex"]
Verdict = Literal["agrees", "disagrees", "kink", "vacuous"]

EPSILON = sys.float_info.epsilon

# A central difference's truncation error grows with h^2, its rounding error with 1/h: they meet near the cube root.
CENTRAL_STEP = EPSILON ** (1 / 3)

# Nothing is subtracted in a complex step, so it can be too small for any truncation error.
# Source: Squire & Trapp, Using complex variables to estimate derivatives of real functions (1998).
COMPLEX_STEP = 1e-30

# A gradient agrees if it lies this close to the difference quotient, relative to the quotient's own size ...
RELATIVE_TOLERANCE = 1e-6
# ... or within so many of the error bounds that the quotient comes with: they are estimates, not proofs.
ERROR_BOUNDS = 8

# Steps shrink from a tenth of the input's size to this part of it, where rounding leaves no digit.
SMALLEST_STEP = 1e-10


def numerical_gradient(f: Callable[..., Any], xs: Any, *, method: Method = "central") -> Any:
    """The gradient of `f` at `xs` by differences, without the engine's rules.

    Args:
        f: returns one number; called as f(xs), or as f(*xs) where `xs` is a tuple (or a list that fits only so).
        xs: a number, or a list, tuple or dict of numbers, nested as `f` takes it.
        method: "central": two calls per number with a step fit for it, about 9 digits; "richardson": up to a hundred
            calls, extrapolated to step 0 at the step of the least error, about 12 digits; "complex": one call, to the
            last digit, for functions that are analytic and take complex numbers.

    Returns:
        The partial derivatives, in the shape of `xs`.

    Raises:
        ValueError: an unknown method.
        TypeError: `xs` holds something else than numbers, or `f` returns something else than one.
    """
    if method not in ("central", "richardson", "complex"):
        raise ValueError(f"method is 'central', 'richardson' or 'complex', got {method!r}")
    slopes = []
    for i, x in enumerate(flat(xs)):
        along = _along(f, xs, i)
        if method == "complex":
            slopes.append(along(complex(x, COMPLEX_STEP)).imag / COMPLEX_STEP)
        elif method == "central":
            slopes.append(_central(along, x, CENTRAL_STEP * max(abs(x), 1)))
        else:
            slopes.append(_most_certain(along, x).slope)
    return like(xs, iter(slopes))


def _along(f: Callable[..., Any], xs: Any, i: int) -> Callable[[Any], Any]:
    """`f` as a function of the i-th number of `xs`, the others held."""
    point = flat(xs)

    def along(x: Any) -> Any:
        output = called_with(f, like(xs, iter([*point[:i], x, *point[i + 1 :]])))
        output = output.data if isinstance(output, Value) and not isinstance(x, Value) else output
        if not isinstance(output, Value) and not hasattr(type(output), "__neg__"):
            raise TypeError(f"a gradient needs a function that returns one number, got {described(output)}")
        return output

    return along


def _central(f: Callable[[Any], Any], x: Any, h: float) -> Any:
    above, below = x + h, x - h
    return (f(above) - f(below)) / (above - below)  # not / (2 * h): x + h was rounded


@dataclass(frozen=True, slots=True)
class _Slope:
    """A difference quotient, extrapolated to step 0, and a bound on its error."""

    slope: float
    error: float


def _most_certain(f: Callable[[Any], Any], x: float, h: float = math.inf) -> _Slope:
    """The slope of `f` at `x` by differences at shrinking steps, the largest at most `h`: the one of the least error.

    A step at which `f` has no value (outside its domain, overflow) is passed over.
    Source: Ridders, Accurate computation of F'(x) and F'(x)F''(x) (1982), with one extrapolation.
    """
    best = _Slope(math.nan, math.inf)
    for step in _steps(x):
        if step > h:
            continue
        try:
            wide, narrow = _central(f, x, step), _central(f, x, step / 2)
            rounding = EPSILON * (abs(f(x + step)) + abs(f(x - step))) / step
        except (ArithmeticError, ValueError):
            continue
        extrapolated = (4 * narrow - wide) / 3
        error = abs(extrapolated - narrow) + rounding
        if error < best.error:
            best = _Slope(extrapolated, error)
        elif error > 1e4 * best.error:  # rounding has taken over, and smaller steps make it worse
            break
    return best


def _steps(x: float) -> Iterator[float]:
    """Steps from a tenth of max(|x|, 1) down to the smallest that still moves `x`, each a quarter of the last."""
    step = max(abs(x), 1) / 10
    smallest = SMALLEST_STEP * (abs(x) or 1)
    while step >= smallest:
        yield step
        step /= 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """One partial derivative beside its difference quotient.

    Attributes:
        index: which number of the point, counted from left to right.
        x: that number.
        gradient: what is checked.
        low, high: what the difference quotients allow: one slope if `low` equals `high`, else the one-sided slopes.
        tolerance: how far outside of them the gradient may lie.
        verdict: "agrees"; "disagrees"; "kink": agrees with the one-sided slopes around a kink; "vacuous": within the
            tolerance, but so would 0 be, so that nothing was checked.
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
            expected = f"between {expected} and {number_text(self.high)} (a kink)"
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
    found = [_compared(_along(f, xs, i), x, i, slopes[i]) for i, x in enumerate(point)]
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


def _compared(f: Callable[[Any], Any], x: float, index: int, gradient: Any) -> Comparison:
    """`gradient` beside the slope of `f` at `x`."""
    here = _branches(f, x)
    step = next((h for h in _steps(x) if _same_branches(f, x, h, here)), None)
    if step is not None:
        slope = _most_certain(f, x, step)
        low = high = slope.slope
        error = slope.error
    else:
        left, right = _one_sided(f, x, -1), _one_sided(f, x, 1)
        low, high = sorted((left.slope, right.slope))
        error = max(left.error, right.error)
    tolerance = max(RELATIVE_TOLERANCE * max(abs(low), abs(high)), ERROR_BOUNDS * error)
    verdict: Verdict
    if not low - tolerance <= gradient <= high + tolerance:
        verdict = "disagrees"
    elif step is None:
        verdict = "kink"
    else:
        verdict = "vacuous" if tolerance >= abs(low) and not low == gradient == 0 else "agrees"
    return Comparison(index, x, gradient, low, high, tolerance, verdict)


def _branches(f: Callable[[Any], Any], x: float) -> list[Any] | None:
    """The operations that `f` records at `x` and which side of its kinks each is on; None where `f` has no value."""
    try:
        output = f(Value(x))
    except (ArithmeticError, ValueError):
        return None
    if not isinstance(output, Value):
        return []
    found = []
    for node in topological_order(output):
        operation = node.operation
        if operation is not None:
            side = operation.branch(*(parent.data for parent in node.parents)) if operation.branch else None
            found.append((operation.name, side))
    return found


def _same_branches(f: Callable[[Any], Any], x: float, h: float, here: list[Any] | None) -> bool:
    """Whether no kink lies between x - h and x + h, as far as looking there and halfway can tell."""
    return here is not None and all(_branches(f, x + part * h) == here for part in (-1, -0.5, 0.5, 1))


def _one_sided(f: Callable[[Any], Any], x: float, side: int) -> _Slope:
    """The slope of `f` just beside `x`, on the left (side -1) or right (1), from points on that side alone."""
    best = _Slope(math.nan, math.inf)
    for step in _steps(x):
        h = side * step
        try:
            # at a quarter, a half and the whole of the step, so that a jump at x itself does not count
            near, middle, far = f(x + h / 4), f(x + h / 2), f(x + h)
            rounding = 4 * EPSILON * (abs(near) + abs(far)) / step
        except (ArithmeticError, ValueError):
            continue
        if _branches(f, x + h / 4) != _branches(f, x + h):
            continue
        inner, outer = (middle - near) / (h / 4), (far - middle) / (h / 2)
        # the quotients are the slopes at 3/8 and 3/4 of the step; a line through them gives the slope at 0
        slope = 2 * inner - outer
        error = abs(slope - inner) + rounding
        if error < best.error:
            best = _Slope(slope, error)
    return best
