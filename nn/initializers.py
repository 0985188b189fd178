"""Initializers: which number each weight starts with, by name and by function.

A new one is one function with `@_named`. Not here: the generator that the numbers come from (randomness.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from autograd_core.errors import described, one_of, require_real
from nn.randomness import Generator
from nn.randomness import normal as _normal

# (number of inputs, number of outputs, generator) -> a weight; called once for each weight, in order.
Initializer = Callable[[int, int, Generator], float]

# name -> a function whose defaults are those of the name.
INITIALIZERS: dict[str, Callable[..., Initializer]] = {}


def _named(*names: str) -> Callable[[Callable[..., Initializer]], Callable[..., Initializer]]:
    def enter(maker: Callable[..., Initializer]) -> Callable[..., Initializer]:
        INITIALIZERS.update(dict.fromkeys(names, maker))
        return maker

    return enter


@_named("zeros")
def zeros() -> Initializer:
    """Every weight 0: right for a single unit; the units of a hidden layer would stay identical for ever."""
    return lambda fan_in, fan_out, generator: 0.0


@_named("uniform")
def uniform(low: float = -1, high: float = 1) -> Initializer:
    """U(low, high): different weights break the symmetry between the units of a layer.

    Raises:
        ValueError: `low` exceeds `high`, or one is not finite.
        TypeError: one is no real number.
    """
    require_real("a bound of uniform", low, high)
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise ValueError(f"uniform needs finite bounds with low <= high, got {low} and {high}")
    return lambda fan_in, fan_out, generator: float(generator.uniform(low, high))


@_named("normal")
def normal(std: float = 0.01, mean: float = 0) -> Initializer:
    """N(mean, std²): small weights keep a saturating activation near its steepest point.

    Raises:
        ValueError: `std` is negative, or a number is not finite.
        TypeError: one is no real number.
    """
    require_real("a mean or std of normal", mean, std)
    if not (math.isfinite(std) and math.isfinite(mean) and std >= 0):
        raise ValueError(f"normal needs a finite mean and a finite std of at least 0, got {mean} and {std}")
    return lambda fan_in, fan_out, generator: _normal(generator, mean, std)


@_named("xavier", "xavier_uniform")
def xavier_uniform() -> Initializer:
    """U(±√(6 / (inputs + outputs))): signals and gradients keep their variance through a layer that is nearly linear.

    Source: Glorot and Bengio, 2010, eq. 16.
    """
    return lambda fan_in, fan_out, generator: _symmetric(generator, math.sqrt(6 / (fan_in + fan_out)))


@_named("xavier_normal")
def xavier_normal() -> Initializer:
    """N(0, 2 / (inputs + outputs)): the variance of `xavier_uniform`, for the same reason.

    Source: Glorot and Bengio, 2010, eq. 12.
    """
    return lambda fan_in, fan_out, generator: _normal(generator, 0, math.sqrt(2 / (fan_in + fan_out)))


@_named("he", "he_normal")
def he_normal() -> Initializer:
    """N(0, 2 / inputs): relu halves the mean square of what passes it, and the 2 makes up for that.

    Source: He, Zhang, Ren and Sun, 2015, eq. 10.
    """
    return lambda fan_in, fan_out, generator: _normal(generator, 0, math.sqrt(2 / fan_in))


@_named("he_uniform")
def he_uniform() -> Initializer:
    """U(±√(6 / inputs)): the variance of `he_normal`, for the same reason."""
    return lambda fan_in, fan_out, generator: _symmetric(generator, math.sqrt(6 / fan_in))


def _symmetric(generator: Generator, bound: float) -> float:
    return float(generator.uniform(-bound, bound))


def initializer_named(initializer: Any) -> Initializer:
    """The initializer for a name of INITIALIZERS; an initializer itself is returned as it is.

    Raises:
        ValueError: no initializer has that name.
        TypeError: neither a name nor a function.
    """
    if isinstance(initializer, str):
        return INITIALIZERS[one_of("an initializer", initializer, INITIALIZERS)]()
    if not callable(initializer):
        raise TypeError(f"an initializer is a name or a function of (inputs, outputs, generator), got "
                        f"{described(initializer)}")  # fmt: skip
    return initializer  # type: ignore[no-any-return]
