"""Difference quotients that know their own error, and the choice of the one to trust.

Here: numbers alone, seen at shrinking steps from a point. Not here: how a function is looked at (line.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

# Two quotients, or a quotient and a gradient, agree within so many of the error bounds that they come with: these are
# estimates, not proofs.
ERROR_BOUNDS = 8

# A slope is known if what it is uncertain by is no more than this part of it: then 1 % would be noticed.
RESOLVED = 2e-3

# A quotient is confirmed by one at another step that agrees and whose error is at most so many times its own. Smaller
# steps go on confirming it until their rounding errors exceed that, if it is certain to this part of itself: quotients
# over whole periods of a sine agree by chance, but not so closely.
CONFIRMING = 100
PRECISE = 1e-6

# Steps start at a tenth of the scale; each is a quarter of the last. So many reach from there to where rounding leaves
# no digit, and two ladders of them take 97 calls.
LEVELS = 24
RATIO = 4
# A smaller step than so many units in the last place of x is mostly rounding of x itself.
SMALLEST_STEP = 16
# An input closer to 0 gets a second ladder of steps, on its own scale.
SMALL = 1e-3
# What a function shows as noise, at so many of the smallest steps, is at most this part of its changes.
NOISY_STEPS = 8
NOISE = 1e-3


class Look(Protocol):
    """What was seen at a place: the function's value, and a bound of its rounding error."""

    @property
    def value(self) -> float: ...

    @property
    def noise(self) -> float: ...


# What is seen at some places; None unless the function has values at all of them that may be compared.
Looks = Callable[..., Sequence[Look] | None]


@dataclass(frozen=True, slots=True)
class Slope:
    """A difference quotient, extrapolated to step 0.

    Attributes:
        slope: the quotient.
        error: an estimate of its error.
        rounding: the part of it that rounding has.
        secant: the greatest slope between the points it comes from.
        limit: for a one-sided quotient, the function's value that its points lead to.
        limit_error: an estimate of that one's error.
    """

    slope: float
    error: float
    rounding: float
    secant: float
    limit: float = 0.0
    limit_error: float = 0.0

    @property
    def is_resolved(self) -> bool:
        """Whether it tells a slope from one that is a hundredth off."""
        return ERROR_BOUNDS * self.error <= RESOLVED * abs(self.slope)

    def agrees(self, other: Slope) -> bool:
        """Whether the errors of both explain how far apart they are."""
        return abs(self.slope - other.slope) <= ERROR_BOUNDS * (self.error + other.error)

    def contradicts(self, wider: Slope) -> bool:
        """Whether neither the error of a slope from `wider` steps nor rounding explains how far apart the two are.

        Larger steps may have gone around a bump, or over whole periods of a sine, where the slope or the function
        itself changes faster.
        """
        return abs(self.slope - wider.slope) > ERROR_BOUNDS * (wider.error + self.rounding) or (
            self.secant > ERROR_BOUNDS * (wider.secant + wider.error + self.rounding)
        )


def trusted(slopes: Iterable[Slope]) -> Slope | None:
    """The most certain of `slopes`, from large steps to small: one confirms it, and no smaller step contradicts it."""
    best: Slope | None = None
    is_confirmed = False
    for slope in slopes:
        if not math.isfinite(slope.slope) or not math.isfinite(slope.error):
            continue
        if best is None or slope.contradicts(best):
            best, is_confirmed = slope, False
            continue
        looser, best = (slope, best) if best.error <= slope.error else (best, slope)
        is_confirmed = is_confirmed or looser.error <= CONFIRMING * best.error
        if is_confirmed and best.error <= PRECISE * abs(best.slope) and slope.rounding > CONFIRMING * best.error:
            break
    return best if is_confirmed else None


def ladders(x: float) -> list[list[float]]:
    """Steps from `x`: from a tenth of max(|x|, 1) down, and from a tenth of |x| where that is small."""
    scales = (1.0, abs(x)) if 0 < abs(x) < SMALL else (max(abs(x), 1.0),)
    smallest = SMALLEST_STEP * math.ulp(x)
    steps = [[scale / 10 / RATIO**level for level in range(LEVELS)] for scale in scales]
    return [[step for step in ladder if step >= smallest] for ladder in steps]


def central_slopes(looks: Looks, x: float, *, knows_noise: bool) -> Iterator[Slope]:
    """Central differences at every two neighbouring steps, extrapolated to step 0.

    A step at which there is nothing to see (outside the domain, across a kink) is passed over.

    Args:
        looks: what is seen.
        x: the point.
        knows_noise: whether the looks know all rounding errors; else the function may show more.

    Source: Ridders, Accurate computation of F'(x) and F'(x)F''(x) (1982), with one extrapolation.
    """
    for ladder in ladders(x):
        hidden = 0.0 if knows_noise else _hidden_noise(looks, x, ladder[-NOISY_STEPS:])
        spread = wide_secant = 0.0
        wide: float | None = None
        for step in ladder:
            above, below = x + step, x - step
            found = looks(x, above, below)
            if found is None:
                wide = None
                continue
            here, high, low = found
            # not / (2 * step): x + step was rounded
            narrow = (high.value - low.value) / (above - below)
            rise = max(abs(high.value - here.value), abs(low.value - here.value))
            secant, spread = rise / step, max(rise, spread)
            if spread and not rise:
                break  # rounding swallows what larger steps have shown
            if wide is not None:
                # noise as large as the function's changes is none: it swings faster than the smallest step
                rounding = max(here.noise, high.noise, low.noise, min(hidden, NOISE * spread)) / step
                slope = narrow + (narrow - wide) / (RATIO**2 - 1)
                yield Slope(slope, abs(narrow - wide) / 2 + rounding, rounding, max(secant, wide_secant))
            wide, wide_secant = narrow, secant


def _hidden_noise(looks: Looks, x: float, steps: Sequence[float]) -> float:
    """The rounding error that the function shows by itself: how far its value lies from between its neighbours'.

    Curvature, which grows with the square of the step, does not count.
    Source: Hamming, Introduction to Applied Numerical Analysis (1971), ch. 6, on tables of differences.
    """
    bends: list[float] = []
    for step in steps:
        above, below = x + step, x - step
        found = looks(x, above, below)
        if found is None:
            return 0.0
        here, high, low = found
        bends.append((high.value * (x - below) + low.value * (above - x)) / (above - below) - here.value)
    pairs = pairwise(bends)
    return max((2 * abs(RATIO**2 * narrow - wide) / (RATIO**2 - 1) for wide, narrow in pairs), default=0.0)


def one_sided_slopes(looks: Looks, x: float, side: int) -> Iterator[Slope]:
    """Differences from points on one side alone, at every three neighbouring steps, extrapolated to x."""
    for ladder in ladders(x):
        has_moved = False
        for steps in zip(ladder, ladder[1:], ladder[2:], strict=False):
            far, middle, near = (x + side * step for step in steps)
            # not x itself: a jump there does not count
            found = looks(near, middle, far)
            if found is None:
                continue
            near_value, middle_value, far_value = (look.value for look in found)
            moves = not near_value == middle_value == far_value
            if has_moved and not moves:
                break  # rounding swallows what larger steps have shown
            has_moved = moves
            inner = (middle_value - near_value) / (middle - near)
            outer = (far_value - middle_value) / (far - middle)
            # the quotients are the slopes half way between their points; a line through them gives the slope at x
            slope = inner - (outer - inner) * ((near + middle) / 2 - x) / ((far - near) / 2)
            rounding = RATIO * max(look.noise for look in found) / abs(middle - near)
            error = abs(slope - inner) + rounding
            limit = near_value - slope * (near - x)
            limit_error = error * abs(near - x) + found[0].noise
            yield Slope(slope, error, rounding, max(abs(inner), abs(outer)), limit, limit_error)
