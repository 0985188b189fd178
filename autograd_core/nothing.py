"""NOTHING: what a closed gate lets through.

It is a number: it counts as 0, and added to x it leaves x. But what it multiplies becomes nothing too, a NaN and an
infinity as well, where 0 would make a NaN of them. So a NaN on the far side of a closed gate stops there, in a backward
pass and in a gradient that is a graph. Not here: which gates there are (the rules in operations.py).
"""

from __future__ import annotations

from numbers import Real
from typing import Any


class Nothing:
    """The type of NOTHING; there is one of it."""

    __slots__ = ()
    __array_ufunc__ = None  # NumPy's numbers leave the arithmetic to this class

    def _stays(self, *_: Any) -> Nothing:
        return self

    __mul__ = __rmul__ = __truediv__ = __neg__ = __abs__ = __copy__ = __deepcopy__ = _stays

    def _other(self, x: Any) -> Any:
        return x

    __add__ = __radd__ = __rsub__ = _other

    def __sub__(self, x: Any) -> Any:
        return -x

    # In everything else it is the number 0.

    def __pos__(self) -> int:
        return 0

    def __rtruediv__(self, x: Any) -> Any:
        return x / 0

    def __pow__(self, n: Any) -> Any:
        return 0**n

    def __rpow__(self, x: Any) -> Any:
        return x**0

    def __eq__(self, other: object) -> bool:
        return other == 0 if other is not self else True

    def __hash__(self) -> int:
        return hash(0)

    def __lt__(self, x: Any) -> Any:
        return x > 0

    def __le__(self, x: Any) -> Any:
        return x >= 0

    def __gt__(self, x: Any) -> Any:
        return x < 0

    def __ge__(self, x: Any) -> Any:
        return x <= 0

    def __bool__(self) -> bool:
        return False

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __complex__(self) -> complex:
        return 0j

    def __repr__(self) -> str:
        return "0"

    def __format__(self, spec: str) -> str:
        return format(0, spec)

    def __reduce__(self) -> str:
        return "NOTHING"


Real.register(Nothing)

NOTHING = Nothing()
