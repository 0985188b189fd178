"""What a row of the table does to numbers, as primitives of a compiled loop: found by running its forward function.

The function is called on symbols that pass for NumPy arrays and write down what is done to them, so a new row needs no
line here. Not here: which nodes run them (schedule.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from autograd_core.operations import Operation

# Where a primitive reads: the operation's inputs are 0, 1, ..., the results of earlier primitives FIRST_RESULT, ...,
# and numbers that stand in the forward function -1, -2, ...
FIRST_RESULT = 3
MOST_INPUTS = 3  # of a row that is no fold, and of a NumPy function

# What the loop computes by itself, on the numbers x, y and z of three rows; what is true is 1 and what is false 0.
# Every other function is NumPy's own, or Python's where NumPy has none.
ARITHMETIC = {
    "positive": "{x}",
    "add": "{x} + {y}",
    "subtract": "{x} - {y}",
    "multiply": "{x} * {y}",
    "divide": "{x} / {y}",
    "negative": "-{x}",
    "absolute": "abs({x})",
    "less": "{x} < {y}",
    "less_equal": "{x} <= {y}",
    "greater": "{x} > {y}",
    "greater_equal": "{x} >= {y}",
    "equal": "{x} == {y}",
    "not_equal": "{x} != {y}",
    "bitwise_or": "({x} != 0) | ({y} != 0)",
    "bitwise_and": "({x} != 0) & ({y} != 0)",
    "where": "{y} if {x} != 0 else {z}",
    "erf": "math.erf({x})",
    "erfc": "math.erfc({x})",
}


@dataclass(frozen=True)
class Primitive:
    """A NumPy function, by its name, of one to three rows of numbers."""

    function: str
    reads: tuple[int, ...]


@dataclass
class Kernel:
    """The primitives of one operation; the last gives its result.

    Attributes:
        primitives: each reads inputs, constants and what earlier ones gave.
        constants: the numbers that -1, -2, ... stand for.
        first: what the result of the first primitive is called.
    """

    primitives: list[Primitive] = field(default_factory=list)
    constants: list[float] = field(default_factory=list)
    first: int = FIRST_RESULT

    @property
    def last(self) -> int:
        """What the result of the last primitive is called."""
        return self.first + len(self.primitives) - 1


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    """Stands for an array of real numbers, and writes down what is done to it."""

    __module__ = "numpy"  # elementary.py asks where the type of a number comes from
    dtype = np.dtype(float)
    ndim = 1

    def __init__(self, found: Kernel, row: int) -> None:
        self.found = found
        self.row = row

    def _after(self, function: str, inputs: tuple[Any, ...]) -> Symbol:
        rows = tuple([x.row if isinstance(x, Symbol) else self._constant(x) for x in inputs])
        self.found.primitives.append(Primitive(function, rows))
        return Symbol(self.found, self.found.last)

    def _constant(self, number: Any) -> int:
        self.found.constants.append(float(number))
        return -len(self.found.constants)

    def __array_ufunc__(self, function: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or not _is_known(function):
            return NotImplemented
        return self._after(function.__name__, inputs)

    def __array_function__(self, function: Any, types: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
        return self._after("where", inputs) if function is np.where and not options else NotImplemented

    def __bool__(self) -> bool:
        raise TypeError("a case that holds for all numbers of an array alike")

    # elementary.py asks a kind of number for its own where NumPy has no such function
    def erf(self) -> Symbol:
        return self._after("erf", (self,))

    def erfc(self) -> Symbol:
        return self._after("erfc", (self,))

    def astype(self, dtype: Any) -> Symbol:
        """Itself: what is true is 1 in a compiled loop, what is false 0."""
        return self


def _is_known(function: np.ufunc) -> bool:
    """Whether the loop computes `function`, or NumPy does and it takes real numbers to a real number."""
    name = function.__name__
    takes_reals = f"{'d' * function.nin}->d" in function.types and function.nin <= MOST_INPUTS
    return getattr(np, name, None) is function and (name in ARITHMETIC or takes_reals)


@cache
def kernel_of(operation: Operation, arity: int) -> Kernel | None:
    """The kernel of `operation` on `arity` inputs; None if its forward function does more than arithmetic on arrays."""
    return None if arity > MOST_INPUTS else traced(operation.forward, arity)


def traced(function: Callable[..., Any], arity: int) -> Kernel | None:
    """What `function` does to any number of arrays; None if that is more than arithmetic.

    Of more than MOST_INPUTS the results are called by the numbers after theirs.
    """
    found = Kernel(first=max(FIRST_RESULT, arity))
    try:
        result = function(*[Symbol(found, i) for i in range(arity)])
        if not isinstance(result, Symbol) or result.row != found.last:
            Symbol(found, 0)._after("positive", (result,))  # an input, a number, or not what the last primitive gave
    except (TypeError, ValueError, AttributeError):
        return None
    return found


@cache
def is_fold(operation: Operation) -> bool:
    """Whether `operation` on many inputs is itself on the first two, then on that and the third, and so on."""
    one, two, three = (kernel_of(operation, inputs) for inputs in (1, 2, 3))
    if two is None or three is None or one != Kernel([Primitive("positive", (0,))]):
        return False
    again = Kernel(list(two.primitives), list(two.constants))
    rows = (two.last, 2)
    for primitive in two.primitives:
        reads = []
        for row in primitive.reads:
            if row < 0:
                reads.append(row - len(two.constants))
            else:
                reads.append(rows[row] if row < FIRST_RESULT else row + len(two.primitives))
        again.primitives.append(Primitive(primitive.function, tuple(reads)))
    again.constants += two.constants
    return again == three
