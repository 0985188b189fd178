"""Other numbers for the same exercise, drawn from a seed: small, clean, of the kind and the sign of those there are.

The page draws likewise (page/variants.js), from the choices that are written down here; tests compare the two. Not
here: what is asked about them (blanks.py).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from autograd_core import GraphError, Value, recompute, topological_order
from autograd_core.errors import shown
from autograd_core.kinds import is_complex, is_number
from autograd_core.notation import number_text

ATTEMPTS = 12  # of which the one with the shortest numbers is taken
MOST_CHOICES = 40  # for an input
TELLING_LITTLE = ("0", "1", "-1")  # to multiply by them, or to forget it, is seen too late or never
MASK = 0xFFFFFFFF


def choices(x: Any) -> list[Any]:
    """What an input may be instead of `x`: numbers of as many figures, from half of it to its double.

    Of one figure it is every number with one figure of its size; a 0 may be any of -3 to 3. None is 0 or 1 or -1, by
    which nobody sees whether something was multiplied.
    """
    if not is_number(x) or is_complex(x) or not math.isfinite(x):
        return [x]
    if x == 0:
        return [type(x)(each) for each in (-3, -2, 2, 3)]
    size = abs(Fraction(f"{float(x):.1e}"))  # two figures
    unit = Fraction(10) ** math.floor(math.log10(size))
    multiples = range(1, 10)
    if size % unit:
        unit /= 10
        multiples = range(math.ceil(size / unit / 2), math.floor(2 * size / unit) + 1)
    telling = [multiple for multiple in multiples if multiple * unit != 1]
    step = math.ceil(len(telling) / MOST_CHOICES)
    sign = -1 if x < 0 else 1
    return [_like(x, sign * multiple * unit) for multiple in telling[::step]]


def _like(x: Any, drawn: Fraction) -> Any:
    """A drawn number of the kind of `x`."""
    if isinstance(x, int) and drawn.denominator == 1:
        return int(drawn)
    return drawn if isinstance(x, Fraction) else float(drawn)


def picks(seed: int, attempt: int, counts: Sequence[int]) -> list[int]:
    """Which choice each input takes, for how many it has."""
    return [_mixed(seed, attempt * len(counts) + i) % count for i, count in enumerate(counts)]


def _mixed(seed: int, place: int) -> int:
    """32 bits of a seed and a place, each as good as random.

    Source: C. Wellons, Prospecting for hash functions (2018), lowbias32.
    """
    x = (seed * 0x9E3779B1 + place * 0x85EBCA77) & MASK
    x = ((x ^ x >> 16) * 0x7FEB352D) & MASK
    x = ((x ^ x >> 15) * 0x846CA68B) & MASK
    return x ^ x >> 16


def inputs_of(order: Sequence[Value]) -> list[int]:
    """The places of the nodes that are drawn anew."""
    return [i for i, node in enumerate(order) if node.is_leaf and not node.is_constant]


def varied(output: Value, seed: int) -> Value:
    """A copy of the graph of `output` with other inputs, and its values computed from them.

    Raises:
        TypeError, ValueError: `seed` is no integer from 0 on.
        ValueError: the graph has no value at any of the inputs that were drawn.
    """
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"seed is an integer from 0 on, got {shown(seed)}")
    if seed < 0:
        raise ValueError(f"seed is an integer from 0 on, got {shown(seed)}")
    found = sorted(_attempts(output, seed), key=lambda attempt: attempt[:2])
    if not found:
        raise ValueError(f"with none of the inputs drawn from seed {seed} has the graph a value; take another seed")
    return found[0][2]


def _attempts(output: Value, seed: int) -> Iterator[tuple[int, int, Value]]:
    """Graphs with other inputs, each behind how many numbers that tell little and how long numbers it has."""
    order = topological_order(output)
    places = inputs_of(order)
    ranges = [choices(order[i].data) for i in places]
    for attempt in range(ATTEMPTS):
        copied = copy.deepcopy(output)
        nodes = topological_order(copied)
        for i, options, pick in zip(places, ranges, picks(seed, attempt, [*map(len, ranges)]), strict=True):
            nodes[i].data = options[pick]
        try:
            recompute(copied)
            numbers = [float(node.data) for node in nodes]
        except (ArithmeticError, ValueError, TypeError, GraphError):
            continue
        if all(map(math.isfinite, numbers)):
            texts = [number_text(x) for x, node in zip(numbers, nodes, strict=True) if not node.is_leaf]
            yield sum(map(texts.count, TELLING_LITTLE)), max(map(len, texts), default=0), copied
