"""Where randomness comes from: the protocol of generators, drawing with it, and keeping a generator's state.

Not here: which numbers a network starts with (initializers.py).
"""

from __future__ import annotations

import copy
import math
import random
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


def shuffle(items: list[Any], generator: Generator) -> None:
    """`generator.shuffle(items)`: Python's own, with the same draws, in less than half of the time."""
    if not (generator is random or type(generator) is random.Random):
        generator.shuffle(items)
        return
    draw = generator.getrandbits
    end = len(items)
    while end > 1:
        bits = end.bit_length()
        smallest = 1 << (bits - 1)  # of as many bits
        for count in range(end, max(smallest, 2) - 1, -1):  # items of which one comes to the end of them
            chosen = draw(bits)
            while chosen >= count:
                chosen = draw(bits)
            items[count - 1], items[chosen] = items[chosen], items[count - 1]
        end = smallest - 1


def normal(generator: Any, mean: float, std: float) -> float:
    """A number from the normal distribution; NumPy's generator and Python's have different names for it."""
    draw = getattr(generator, "normal", None) or generator.gauss
    return float(draw(mean, std))


def index(generator: Generator, count: int) -> int:
    """An index in range(count), uniformly."""
    return int(generator.random() * count)


def generator_state(generator: Any) -> Any:
    """The state of a generator as plain data that JSON can hold.

    Raises:
        TypeError: it is neither Python's nor NumPy's.
    """
    if hasattr(generator, "getstate"):
        version, words, next_gauss = generator.getstate()
        return [version, list(words), next_gauss]
    if not hasattr(generator, "bit_generator"):
        raise TypeError(
            f"only the states of random.Random and numpy.random.Generator can be kept, got {described(generator)}"
        )
    return _plain(generator.bit_generator.state)


# The largest values of the fields that say where in its numbers a NumPy generator is; NumPy does not look at them.
_LARGEST = {"pos": 624, "buffer_pos": 4, "has_uint32": 1}


def check_generator_state(generator: Any, state: Any) -> None:
    """See that `state` is one that a generator of this kind can be in; nothing is changed.

    Raises:
        ValueError: it is not.
    """
    twin = random.Random() if generator is random else copy.deepcopy(generator)
    own = generator_state(twin)
    if isinstance(own, list):
        own[2] = None
        fits = isinstance(state, list) and len(state) == len(own) and _is_normal(state[2])
        if not fits or not _is_alike([*state[:2], None], own):
            raise ValueError(f"a random.Random needs [version, words, next_gauss] as its state, got {described(state)}")
    elif not _is_alike(state, own):
        raise ValueError(f"{described(generator)} needs a state like its own, got {described(state)}")
    try:
        set_generator_state(twin, state)
        same = generator_state(twin) == state  # what is too large would have lost its upper part
    except (ArithmeticError, TypeError, ValueError) as error:
        raise ValueError(f"a generator cannot be in the state {described(state)}: {error}") from error
    if not same:
        raise ValueError(f"a generator cannot be in the state {described(state)}: a number is out of its range")


def _is_normal(next_gauss: Any) -> bool:
    """Whether it can be what random.Random keeps of the two normal numbers that it draws at a time."""
    return next_gauss is None or (type(next_gauss) is float and math.isfinite(next_gauss))


def _is_alike(state: Any, own: Any) -> bool:
    """Whether two states have the same fields, of the same kinds."""
    if type(state) is not type(own):
        return False
    if isinstance(own, dict):
        return state.keys() == own.keys() and all(
            _is_alike(state[key], own[key]) and (key not in _LARGEST or 0 <= state[key] <= _LARGEST[key]) for key in own
        )
    if isinstance(own, list):
        return len(state) == len(own) and all(map(_is_alike, state, own))
    return isinstance(own, int) or bool(state == own)  # a name is always the same


def set_generator_state(generator: Any, state: Any) -> None:
    """Put a generator into a state that `check_generator_state` let pass."""
    if hasattr(generator, "setstate"):
        version, words, next_gauss = state
        generator.setstate((version, tuple(words), next_gauss))
    else:
        generator.bit_generator.state = state


def _plain(state: Any) -> Any:
    """A NumPy generator's state with its arrays as lists."""
    if isinstance(state, dict):
        return {key: _plain(part) for key, part in state.items()}
    return state.tolist() if hasattr(state, "tolist") else state
