"""What a thing is: a node, a number, an array; Python's or NumPy's, complex or whole.

Found out without importing a library of numbers. Not here: what each kind computes with (elementary.py), how it is
written (notation.py) and saved (saving.py).
"""

from __future__ import annotations

from numbers import Number
from typing import Any
from weakref import WeakSet

PYTHONS = frozenset({int, float, bool, complex})
# Other kinds that were looked at: weakly, so that a class made while the program runs can go again.
_numbers: WeakSet[type] = WeakSet()
_as_they_are: WeakSet[type] = WeakSet()


def is_node(x: object) -> bool:
    """Whether `x` records the operations that are applied to it, as a Value does."""
    return hasattr(type(x), "apply_operation")


def is_number(x: object) -> bool:
    """Whether `x` may be a node's data: a number of the standard library or of NumPy, or what computes like one."""
    kind = type(x)
    if kind in PYTHONS or kind in _numbers:
        return True
    if is_node(x) or hasattr(kind, "__len__") or not (isinstance(x, Number) or hasattr(kind, "__neg__")):
        return False
    if is_numpy(x) and x.dtype.kind not in "biufc":  # type: ignore[attr-defined]
        return False  # a date, a span of time
    _numbers.add(kind)
    return True


def is_array(x: object) -> bool:
    """Whether `x` is an array (of NumPy, pandas, ...) that applies operators to its elements by itself."""
    return hasattr(type(x), "__array_ufunc__") and not is_number(x)


def is_numpy(x: object) -> bool:
    """Whether `x` is a NumPy scalar or array."""
    return type(x).__module__.partition(".")[0] == "numpy"


def is_complex(x: Any) -> bool:
    """Whether `x` is a complex number, Python's or NumPy's."""
    return isinstance(x, complex) or (is_numpy(x) and x.dtype.kind == "c")


def whole(x: Any) -> Any:
    """A NumPy integer as Python's, which neither wraps around nor refuses a power; every other number as it is."""
    kind = x.__class__
    if kind in PYTHONS or kind in _as_they_are:
        return x
    if is_numpy(x):  # an array may hold anything
        return int(x) if not x.ndim and x.dtype.kind in "iu" else x
    _as_they_are.add(kind)
    return x


def wide(x: Any) -> Any:
    """What neither wraps around nor rounds like a half float: `whole`, and an array of integers in 64 bits."""
    if is_numpy(x) and x.ndim and x.dtype.kind in "iu":
        kind = "f8" if x.dtype == "u8" else "i8"  # minus an unsigned integer is none
        return x.astype(kind, copy=False)
    return whole(x)
