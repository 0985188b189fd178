"""What modules are given: their inputs and their sizes, checked.

Not here: what the modules do with them.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping, Set
from typing import Any, SupportsIndex

from autograd_core.errors import described
from autograd_core.kinds import is_number
from autograd_core.value import Value


def as_inputs(x: Any) -> list[Any]:
    """`x` as a list; a bare number or Value, such as the output of a layer of one neuron, is one input."""
    if isinstance(x, Value) or is_number(x):
        return [x]
    if isinstance(x, str | bytes | Mapping | Set) or not isinstance(x, Iterable):  # a dict would give its keys
        raise TypeError(f"a network's inputs are a list of numbers or Values, got {described(x)}")
    return list(x)


def is_finite(number: Any) -> bool:
    """Whether a number is finite as a float; a whole number too large for one is not."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def is_index(x: object) -> bool:
    """Whether `x` counts or names a place; a class has the method that says so too, for its instances."""
    return isinstance(x, SupportsIndex) and not isinstance(x, type)


def size(name: str, n: SupportsIndex) -> int:
    """`n` as a number of inputs or neurons."""
    if not is_index(n):
        raise TypeError(f"{name} must be an integer of at least 1, got {described(n)}")
    count = operator.index(n)
    if count < 1:
        raise ValueError(f"{name} must be at least 1, got {count}")
    return count
