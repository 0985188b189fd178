"""Numerical differentiation: difference quotients that know their own error.

Here: a function along one of its inputs, and its slope by differences of two sides or of one. Not here: comparing it
with a gradient (checking.py).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograd_core import modes
from autograd_core.differentiate import gradients
from autograd_core.errors import described
from autograd_core.functional import called_with, flat, like, slopes_like
from autograd_core.graph import topological_order
from autograd_core.value import Value, constant, is_number

Method = Literal["central", "richardson", "complex"]

EPSILON = sys.float_info.epsilon

# A central difference's truncation error grows with h^2, its rounding error with 1/h: they meet near the cube root.
CENTRAL_STEP = EPSILON ** (1 / 3)

# Nothing is subtracted in a complex step, so it can be too small for any truncation error. Part of x, or of 1.
# Source: Squire & Trapp, Using complex variables to estimate derivatives of real functions (1998).
COMPLEX_STEP = 1e-20

# Two quotients, or a quotient and a gradient, agree within so many of the error bounds that they come with: these are
# estimates, not proofs.
ERROR_BOUNDS = 8

# Smaller steps go on confirming a quotient until their rounding errors are so many times its own error.
CONFIRMED = 100

# Steps shrink from a tenth of the input's size to this part of it, where rounding leaves no digit.
SMALLEST_STEP = 1e-10


@modes.undisturbed()
def numerical_gradient(f: Callable[..., Any], xs: Any, *, method: Method = "central") -> Any:
    """The gradient of `f` at `xs` by differences, without the engine's rules.

    Args:
        f: returns one number; called as f(xs), or as f(*xs) where `xs` is a tuple (or a list that fits only so).
        xs: a number, or a list, tuple or dict of numbers, nested as `f` takes it.
        method: "central": two to four calls per number with a step fit for it, about 9 digits; "richardson": up to a
            hundred calls, extrapolated to step 0 at the step of the least error, about 11 digits; "complex": one call,
            to the last digit, for functions that are analytic and take complex numbers.

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
        line = Line(f, xs, i)
        if method == "complex":
            h = COMPLEX_STEP * (min(abs(x), 1) or 1)
            slopes.append(line.value(complex(x, h)).imag / h)
        elif method == "central":
            slopes.append(_central(line.value, x))
        else:
            slopes.append(_extrapolated(line, x))
    return slopes_like(xs, iter(slopes))


class Line:
    """A function of many numbers as a function of one of them, the others held.

    Attributes:
        with_constants: whether `look` tells recorded graphs apart by their constants too.
    """

    def __init__(self, f: Callable[..., Any], xs: Any, i: int) -> None:
        self.f = f
        self.xs = xs
        self.i = i
        self.point = flat(xs)
        self.with_constants = True
        self._seen: dict[float, _Look] = {}

    def value(self, x: Any) -> Any:
        """The function's value, a plain number."""
        output = self._output(x)
        return output.data if isinstance(output, Value) else output

    def look(self, x: float) -> _Look:
        """The function's value, and which way it was computed."""
        if x not in self._seen:
            try:
                output = self._output(Value(x))
            except TypeError:  # a function of plain numbers, as those that use the math module
                self._seen[x] = _Look(self.value(x), (), ())
            else:
                self._seen[x] = _seen(output)
        return self._seen[x]

    def noise(self, x: float) -> float:
        """The rounding errors of the recorded operations, each as far as it reaches the output.

        Without it, the difference of two large and equal intermediate results would pass for exact.
        Source: running error analysis, Griewank & Walther, Evaluating Derivatives (2008), ch. 3.4.
        """
        try:
            output = self._output(Value(x))
            nodes = topological_order(output) if isinstance(output, Value) else []
            reach = gradients(output, nodes) if nodes else []
            return EPSILON * float(sum(abs(node.data * slope.data) for node, slope in zip(nodes, reach, strict=True)))
        except (ArithmeticError, ValueError, TypeError):
            return 0.0

    def _output(self, x: Any) -> Any:
        numbers = [*self.point[: self.i], x, *self.point[self.i + 1 :]]
        try:
            output = called_with(self.f, like(self.xs, iter(numbers)))
        except AttributeError:  # a function that calls methods of Value: x.exp()
            nodes = [number if isinstance(number, Value) else constant(number) for number in numbers]
            output = called_with(self.f, like(self.xs, iter(nodes)))
        if not isinstance(output, Value) and not is_number(output):
            raise TypeError(f"a gradient needs a function that returns one number, got {described(output)}")
        return output

    def values(self, points: Sequence[float]) -> list[Any] | None:
        """The values at `points` if the function has them all and computes them in one way, with no kink between."""
        try:
            looks = [self.look(x) for x in points]
        except (ArithmeticError, ValueError):
            return None
        first = looks[0]
        for look in looks[1:]:
            if look.branches != first.branches or (self.with_constants and look.constants != first.constants):
                return None
        return [look.value for look in looks]


@dataclass(frozen=True, slots=True)
class _Look:
    """A function's value at one point, and which way it was computed there.

    Attributes:
        value: a plain number.
        branches: per recorded node its operation, parents and side of the operation's kinks.
        constants: the constants of the recorded graph.
    """

    value: Any
    branches: tuple[Any, ...]
    constants: tuple[Any, ...]


def _seen(output: Any) -> _Look:
    """What a recorded output tells. A Python `if` shows too: in other operations, or in other constants."""
    if not isinstance(output, Value):
        return _Look(output, ("a plain number",), (output,))
    order = topological_order(output)
    position = {node: i for i, node in enumerate(order)}
    branches: list[tuple[Any, ...]] = []
    for node in order:
        operation = node.operation
        if operation is None:
            branches.append(("constant" if node.is_constant else "leaf", (), None))
            continue
        side = operation.branch(*(parent.data for parent in node.parents)) if operation.branch else None
        branches.append((operation.name, tuple(position[parent] for parent in node.parents), side))
    return _Look(output.data, tuple(branches), tuple(node.data for node in order if node.is_constant))


def _central(f: Callable[[Any], Any], x: Any) -> Any:
    """(f(x + h) - f(x - h)) / 2h, h a part of |x| or of 1: the larger, unless the smaller shows that to be too wide."""
    narrow, wide = (CENTRAL_STEP * scale for scale in sorted((abs(x) or 1, 1)))
    if narrow == wide or x + narrow == x:
        return _quotient(f, x, wide)[0]
    slope, rounding = _quotient(f, x, narrow)
    try:
        wide_slope, _ = _quotient(f, x, wide)
    except (ArithmeticError, ValueError):  # beyond the edge of the domain
        return slope
    return wide_slope if abs(wide_slope - slope) <= ERROR_BOUNDS * rounding else slope


def _quotient(f: Callable[[Any], Any], x: Any, h: float) -> tuple[Any, float]:
    """A central difference quotient, and its rounding error."""
    above, below = x + h, x - h
    high, low = f(above), f(below)
    # not / (2 * h): x + h was rounded
    return (high - low) / (above - below), _rounding(high, low) / h


def _rounding(*values: Any) -> float:
    """The rounding error of a difference of `values`: relative, but no less than where floats run out."""
    return EPSILON * float(sum(map(abs, values))) + math.ulp(0.0)


@dataclass(frozen=True, slots=True)
class Slope:
    """A difference quotient, extrapolated to step 0.

    Attributes:
        slope: the quotient.
        error: an estimate of its error.
        limit: for a one-sided quotient, the function's value that its points lead to.
        limit_error: an estimate of that one's error.
    """

    slope: float
    error: float
    limit: float = 0.0
    limit_error: float = 0.0

    def or_better(self, best: Slope | None) -> Slope | None:
        """This slope instead of the `best` from larger steps, if it is more certain, or proves that one wrong."""
        if not math.isfinite(self.error):
            return best
        if best is None or self.error < best.error:
            return self
        # larger steps may have gone around a bump, or over whole periods of a sine
        return self if abs(self.slope - best.slope) > ERROR_BOUNDS * (self.error + best.error) else best


def _extrapolated(line: Line, x: float) -> Any:
    """The slope by Richardson's extrapolation, of whatever function."""

    def values(points: Sequence[float]) -> list[Any] | None:
        try:
            return [line.value(point) for point in points]
        except (ArithmeticError, ValueError):
            return None

    slope = two_sided(values, x, 0)
    if slope is None:
        raise ValueError(f"a difference needs a function with values on both sides of {x!r}, got none")
    return slope.slope


def two_sided(values: Callable[[Sequence[float]], list[Any] | None], x: float, noise: float) -> Slope | None:
    """The slope at `x` by central differences at shrinking steps: the one of the least error.

    A step at which there are no `values` (outside the domain, across a kink) is passed over; None if all are.
    Source: Ridders, Accurate computation of F'(x) and F'(x)F''(x) (1982), with one extrapolation.
    """
    best: Slope | None = None
    for step in _steps(x):
        points = (x + step, x - step, x + step / 2, x - step / 2)
        found = values((x, *points))
        if found is None or points[2] == points[3]:
            continue
        _, above, below, near_above, near_below = found
        wide = (above - below) / (points[0] - points[1])
        narrow = (near_above - near_below) / (points[2] - points[3])
        slope = (4 * narrow - wide) / 3
        rounding = max(noise, _rounding(above, below)) / step
        best = Slope(slope, abs(slope - narrow) + rounding).or_better(best)
        # smaller steps confirm the best, until rounding leaves them nothing to tell; those on the scale of x count
        if best is not None and step < (abs(x) or 1) and rounding > CONFIRMED * best.error:
            break
    return best


def one_sided(line: Line, x: float, side: int, noise: float) -> Slope | None:
    """The slope just beside `x`, on the left (side -1) or right (1), from points on that side alone; None if none."""
    best: Slope | None = None
    for step in _steps(x):
        # not x itself: a jump there does not count
        points = (x + side * step / 4, x + side * step / 2, x + side * step)
        found = line.values(points)
        if found is None or points[0] == x:
            continue
        near, middle, far = found
        inner = (middle - near) / (points[1] - points[0])
        outer = (far - middle) / (points[2] - points[1])
        # the quotients are the slopes at 3/8 and 3/4 of the step; a line through them gives the slope at 0
        slope = 2 * inner - outer
        error = abs(slope - inner) + 4 * max(noise, _rounding(near, far)) / step
        limit = near - slope * (points[0] - x)
        best = Slope(slope, error, limit, error * step + _rounding(near)).or_better(best)
    return best


def _steps(x: float) -> Iterator[float]:
    """Steps from a tenth of max(|x|, 1) down to the smallest that still moves `x`, each a quarter of the last."""
    step = max(abs(x), 1) / 10
    smallest = SMALLEST_STEP * (abs(x) or 1)
    while step >= smallest:
        yield step
        step /= 4
