"""The arguments of plots as checked floats and arrays: Values, numbers and arrays alike, each fault in a sentence.

Not here: what is drawn from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core import Value
from autograd_core.errors import described

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def number(what: str, x: Any) -> float:
    """The finite float that `x` is: a number, a Value (its data), or an array of one of them.

    Raises:
        TypeError: `x` is no real number.
        ValueError: it is NaN or infinite, or an array of several.
    """
    if getattr(x, "shape", ()) not in ((), (1,)):
        raise ValueError(f"{what} must be one number, got an array of shape {x.shape}")
    plain = x.item() if hasattr(x, "item") else x
    plain = plain.data if isinstance(plain, Value) else plain
    if plain is None or isinstance(plain, str | bytes | complex):
        raise TypeError(f"{what} must be a real number or a Value of one, got {described(x)}")
    try:
        plain = float(plain)
    except (TypeError, ValueError):
        raise TypeError(f"{what} must be a real number or a Value of one, got {described(x)}") from None
    if not math.isfinite(plain):
        raise ValueError(f"{what} must be finite, got {plain}; leave it out or find out where it comes from")
    return plain


def items(what: str, sequence: Any) -> list[Any]:
    """The items of a sequence that has some.

    Raises:
        TypeError: it is no sequence.
        ValueError: it is empty.
    """
    if isinstance(sequence, str | bytes | Mapping) or not isinstance(sequence, Iterable):
        raise TypeError(f"{what} must be a sequence, got {described(sequence)}")
    if getattr(sequence, "shape", (1,)) == ():  # NumPy calls an array of no dimension iterable
        raise TypeError(f"{what} must be a sequence, got one number")
    listed = list(sequence)
    if not listed:
        raise ValueError(f"{what} must not be empty")
    return listed


def numbers(what: str, sequence: Any) -> Array:
    """A vector of finite floats, at least one.

    Raises:
        TypeError, ValueError: see `items` and `number`.
    """
    import numpy as np

    return np.array([number(f"{what}[{i}]", x) for i, x in enumerate(items(what, sequence))])


def matrix(what: str, rows: Any, columns: int | None = None) -> Array:
    """Rows of finite floats, all of one length; of the length `columns` if that is given.

    Raises:
        TypeError, ValueError: see `numbers`; or the rows differ in length.
    """
    import numpy as np

    listed = [numbers(f"{what}[{i}]", row) for i, row in enumerate(items(what, rows))]
    expected = len(listed[0]) if columns is None else columns
    for i, row in enumerate(listed):
        if len(row) != expected:
            raise ValueError(f"{what} must be rows of {expected} numbers, got {len(row)} in {what}[{i}]")
    return np.array(listed)


def names(what: str, given: Sequence[Any] | None, count: int) -> list[str]:
    """A name for each of `count` things; empty names if none are given.

    Raises:
        ValueError: their number does not fit.
    """
    if given is None:
        return [""] * count
    listed = [str(name) for name in items(what, given)]
    if len(listed) != count:
        raise ValueError(f"{what} must name each of {count}, got {len(listed)} names")
    return listed


def classes(what: str, y: Any, count: int) -> list[Any]:
    """The class of each point, as a plain number or name."""
    listed = [label.data if isinstance(label, Value) else label for label in items(what, y)]
    listed = [label.item() if hasattr(label, "item") else label for label in listed]
    if len(listed) != count:
        raise ValueError(f"{what} must have the class of each of {count} points, got {len(listed)}")
    if any(label != label for label in listed):
        raise ValueError(f"{what} must have the class of each point, got NaN")
    return listed


def interval(what: str, limits: Any) -> tuple[float, float]:
    """Two finite numbers in increasing order."""
    ends = numbers(what, limits)
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise ValueError(f"{what} must be two numbers in increasing order, got {described(limits)}")
    return float(ends[0]), float(ends[1])


def rectangle(what: str, limits: Any) -> tuple[float, float, float, float]:
    """((left, right), (bottom, top)) as left, right, bottom, top."""
    sides = items(what, limits)
    if len(sides) != 2:
        raise ValueError(f"{what} must be ((left, right), (bottom, top)), got {described(limits)}")
    return *interval(f"{what}[0]", sides[0]), *interval(f"{what}[1]", sides[1])


def whole_number(what: str, x: Any, least: int) -> int:
    """An int of at least `least`."""
    if isinstance(x, bool) or not isinstance(x, int):
        raise TypeError(f"{what} must be a whole number, got {described(x)}")
    if x < least:
        raise ValueError(f"{what} must be at least {least}, got {x}")
    return x


def function(what: str, given: Any) -> Callable[..., Any]:
    """`given`, if it can be called."""
    if not callable(given):
        raise TypeError(f"{what} must be a function, got {described(given)}")
    return given  # type: ignore[no-any-return]


def named(what: str, given: Any, one: str = "") -> dict[str, Any]:
    """Name -> thing: a mapping as it is, if not empty; anything else as the only thing, called `one`."""
    if not isinstance(given, Mapping):
        return {one: given}
    if not given:
        raise ValueError(f"{what} must not be empty")
    return {str(name): thing for name, thing in given.items()}
