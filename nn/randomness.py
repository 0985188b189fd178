"""Where randomness comes from: the protocol of generators, drawing with it, and keeping a generator's state.

Not here: which numbers a network starts with (initializers.py).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from autograd_core.errors import described


@runtime_checkable
class Generator(Protocol):
    """What random numbers are drawn from: a `random.Random`, the module `random` itself, or a NumPy `Generator`."""

    def random(self) -> float:
        """A number in [0, 1), uniformly."""

    def uniform(self, low: float, high: float) -> float:
        """A number in [low, high), uniformly."""

    def shuffle(self, x: Any) -> None:
        """Put the items of a list into random order, in place."""


def generator_or_global(generator: Any) -> Generator:
    """`generator`, or Python's global one where it is None, as micrograd draws.

    Raises:
        TypeError: it cannot draw.
    """
    if generator is None:
        return random
    if not isinstance(generator, Generator):
        raise TypeError(
            f"generator must draw with random(), uniform(low, high) and shuffle(list), got {described(generator)}; "
            "pass random.Random(seed) or numpy.random.default_rng(seed)"
        )
    return generator


def normal(generator: Any, mean: float, std: float) -> float:
    """A number from the normal distribution; NumPy's generator and Python's have different names for it."""
    draw = getattr(generator, "normal", None) or generator.gauss
    return float(draw(mean, std))


def index(generator: Generator, count: int) -> int:
    """An index in range(count), uniformly."""
    return int(generator.random() * count)


def generator_state(generator: Any) -> Any:
    """The state of a generator as plain data that JSON can hold."""
    if hasattr(generator, "getstate"):
        version, words, next_gauss = generator.getstate()
        return [version, list(words), next_gauss]
    return _plain(generator.bit_generator.state)


def set_generator_state(generator: Any, state: Any) -> None:
    """Put a generator into a state that `generator_state` returned.

    Raises:
        ValueError, TypeError, KeyError: the state is that of another kind of generator.
    """
    if hasattr(generator, "setstate"):
        if not isinstance(state, Sequence) or isinstance(state, str) or len(state) != 3:
            raise ValueError(f"a random.Random needs [version, words, next_gauss] as its state, got {described(state)}")
        version, words, next_gauss = state
        generator.setstate((version, tuple(words), next_gauss))
    else:
        generator.bit_generator.state = state


def _plain(state: Any) -> Any:
    """A NumPy generator's state with its arrays as lists."""
    if isinstance(state, dict):
        return {key: _plain(part) for key, part in state.items()}
    return state.tolist() if hasattr(state, "tolist") else state
