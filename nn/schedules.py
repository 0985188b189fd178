"""Schedules: learning rates, and any other number of an optimizer, as functions of the number of steps taken.

Not here: the optimizers that ask them (optimizers.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from autograd_core.calls import require_function_of
from autograd_core.errors import described
from autograd_core.kinds import is_number

# steps taken so far, from 0 -> the number for the next step.
Schedule = Callable[[int], float]


def constant(rate: float) -> Schedule:
    """Always `rate`."""
    return lambda step: rate


def piecewise(rates: Mapping[int, float]) -> Schedule:
    """{first step: rate from there on}: piecewise({0: 0.005, 20: 0.01}) is the 1986 paper's.

    Raises:
        ValueError: no rate for step 0.
    """
    starts = sorted(rates)
    if not starts or starts[0] != 0:
        raise ValueError(f"piecewise needs a rate from step 0 on, got rates from {starts or 'nowhere'}")
    return lambda step: rates[max(start for start in starts if start <= step)]


def step_decay(initial: float, factor: float, every: int) -> Schedule:
    """`initial`, multiplied by `factor` after every `every` steps."""
    _check_positive("every", every)
    return lambda step: initial * factor ** (step // every)


def exponential(initial: float, factor: float) -> Schedule:
    """initial · factor^step."""
    return lambda step: initial * factor**step


def inverse_time(initial: float, decay: float) -> Schedule:
    """initial / (1 + decay · step)."""
    return lambda step: initial / (1 + decay * step)


def linear(initial: float, final: float, steps: int) -> Schedule:
    """From `initial` to `final` in a straight line over `steps` steps, and `final` after that."""
    _check_positive("steps", steps)
    return lambda step: initial + (final - initial) * min(step / steps, 1)


def cosine(initial: float, final: float, steps: int) -> Schedule:
    """From `initial` to `final` along half a cosine wave over `steps` steps, and `final` after that."""
    _check_positive("steps", steps)
    return lambda step: final + (initial - final) * (1 + math.cos(math.pi * min(step / steps, 1))) / 2


def as_schedule(name: str, rate: Any) -> Schedule:
    """A number as its constant schedule; a schedule as it is.

    Raises:
        TypeError: neither a number nor a function of one.
    """
    if is_number(rate):
        return constant(rate)
    if not callable(rate):
        raise TypeError(f"{name} is a number or a function of the number of steps, got {described(rate)}")
    require_function_of(name, rate, "steps")
    return rate  # type: ignore[no-any-return]


def _check_positive(name: str, count: int) -> None:
    if count < 1:
        raise ValueError(f"{name} must be at least 1, got {count}")
