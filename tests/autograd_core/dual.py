"""An independent oracle: forward-mode differentiation with dual numbers, exact over Fractions.

Its rules are written here and nowhere else, on purpose: the engine is compared with them.
Source: Griewank & Walther, Evaluating Derivatives (2008), ch. 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, eq=False)
class Dual:
    """value + slope * epsilon, where epsilon * epsilon = 0. Duals of Duals carry second derivatives."""

    value: Any
    slope: Any

    def __add__(self, other: Any) -> Dual:
        other = lifted(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: Any) -> Dual:
        return self + -lifted(other)

    def __rsub__(self, other: Any) -> Dual:
        return lifted(other) - self

    def __mul__(self, other: Any) -> Dual:
        other = lifted(other)
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)

    def __truediv__(self, other: Any) -> Dual:
        other = lifted(other)
        slope = (self.slope * other.value - self.value * other.slope) / (other.value * other.value)
        return Dual(self.value / other.value, slope)

    def __rtruediv__(self, other: Any) -> Dual:
        return lifted(other) / self

    def __pow__(self, exponent: int) -> Dual:
        result = self * 0 + 1
        for _ in range(abs(exponent)):
            result = result * self
        return 1 / result if exponent < 0 else result

    __radd__ = __add__
    __rmul__ = __mul__


def lifted(x: Any) -> Dual:
    """`x` as a Dual; a plain number has slope 0. Fractions throughout, because int / int would be a float."""
    return x if isinstance(x, Dual) else Dual(Fraction(x), Fraction(0))


def real(x: Any) -> Any:
    """The number at the bottom of nested Duals, which comparisons look at."""
    return real(x.value) if isinstance(x, Dual) else x


def _average_of_ties(extreme: Callable[[list[Any]], Any], inputs: Sequence[Dual]) -> Dual:
    best = extreme([real(x) for x in inputs])
    tied = [x for x in inputs if real(x) == best]
    total = tied[0] * 0
    for x in tied:
        total = total + x
    return total * Fraction(1, len(tied))


def maximum(*inputs: Any) -> Dual:
    """The largest input; a tie splits evenly."""
    return _average_of_ties(max, [lifted(x) for x in inputs])


def minimum(*inputs: Any) -> Dual:
    """The smallest input; a tie splits evenly."""
    return _average_of_ties(min, [lifted(x) for x in inputs])


def relu(x: Dual) -> Dual:
    """x right of 0, else 0; slope 0 at the kink."""
    return x if real(x) > 0 else x * 0


def absolute(x: Dual) -> Dual:
    """The distance from 0; slope 0 at the kink."""
    return relu(x) + relu(-x)


def where(condition: Dual, if_true: Any, if_false: Any) -> Dual:
    """`if_true` where `condition` is not 0."""
    return lifted(if_true if real(condition) != 0 else if_false)


def forward_gradient(function: Callable[[list[Any]], Dual], point: Sequence[Fraction]) -> list[Fraction]:
    """d function / d point[i] for every i, by one forward pass per input."""
    return [function(_varied(point, i)).slope for i in range(len(point))]


def forward_hessian(function: Callable[[list[Any]], Dual], point: Sequence[Fraction]) -> list[list[Fraction]]:
    """d^2 function / d point[i] d point[j], by one forward pass over Duals of Duals per pair."""
    size = range(len(point))
    return [[real_slope(function([Dual(x, d) for x, d in _pairs(point, i, j)])) for j in size] for i in size]


def real_slope(x: Dual) -> Any:
    """The slope of the slope of a Dual of Duals."""
    return x.slope.slope


def _varied(point: Sequence[Fraction], i: int) -> list[Dual]:
    return [Dual(x, Fraction(i == k)) for k, x in enumerate(point)]


def _pairs(point: Sequence[Fraction], i: int, j: int) -> list[tuple[Dual, Dual]]:
    return [(x, lifted(int(j == k))) for k, x in enumerate(_varied(point, i))]
