"""Elementary functions over every kind of number that a Value may hold.

Here: exp, log and their relatives for int, float, Fraction, complex, Decimal, NumPy numbers and kinds that have their
own, each in its own arithmetic. Not here: which kind a number is (kinds.py), derivatives (operations.py), graphs
(value.py).
"""

from __future__ import annotations

import cmath
import math
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from autograd_core.kinds import is_complex, is_numpy

Function = Callable[[Any], Any]


def _elementary(name: str, real: Function, complex_: Function, decimal: Function | None) -> Function:
    """One function of one argument that computes in the arithmetic its argument came in."""

    def function(x: Any) -> Any:
        kind = x.__class__
        if kind is float or kind is int:
            return real(x)
        if is_numpy(x):
            return getattr(sys.modules["numpy"], name)(x)
        if isinstance(x, complex):
            return complex_(x)
        if isinstance(x, Decimal) and decimal is not None:
            return decimal(x)
        if getattr(x, "requires_grad", False):
            raise TypeError(f"{name} would lose the gradient that PyTorch tracks; use torch.{name}, or x.item()")
        if (own := getattr(kind, name, None)) is not None:
            return own(x)
        if hasattr(kind, "exp"):  # a kind with arithmetic of its own, which a float would lose
            raise TypeError(f"{kind.__name__} has no {name}; convert the input with float() first")
        return real(x)  # Fraction, and every number that float() accepts

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{name}(x) in the arithmetic of x."
    return function


def _complex_expm1(z: complex) -> complex:
    # not exp(z) - 1: that loses every digit near 0
    half = z / 2
    return 2 * cmath.sinh(half) * cmath.exp(half)


def _complex_log1p(z: complex) -> complex:
    # not log(1 + z): |1 + z|^2 - 1 = x (2 + x) + y^2 keeps the digits that 1 + z rounds away
    x, y = z.real, z.imag
    return complex(math.log1p(x * (2 + x) + y * y) / 2, math.atan2(y, 1 + x))


def _decimal_tanh(x: Decimal) -> Decimal:
    decay = (-2 * abs(x)).exp()
    return ((1 - decay) / (1 + decay)).copy_sign(x)


exp = _elementary("exp", math.exp, cmath.exp, Decimal.exp)
log = _elementary("log", math.log, cmath.log, Decimal.ln)
log1p = _elementary("log1p", math.log1p, _complex_log1p, lambda x: (1 + x).ln())
expm1 = _elementary("expm1", math.expm1, _complex_expm1, lambda x: x.exp() - 1)
sqrt = _elementary("sqrt", math.sqrt, cmath.sqrt, Decimal.sqrt)
sin = _elementary("sin", math.sin, cmath.sin, None)
cos = _elementary("cos", math.cos, cmath.cos, None)
tan = _elementary("tan", math.tan, cmath.tan, None)
tanh = _elementary("tanh", math.tanh, cmath.tanh, _decimal_tanh)


def _is_array(x: object) -> bool:
    return x.__class__ is not bool and is_numpy(x) and bool(x.ndim)  # type: ignore[attr-defined]


def choose(condition: Any, if_true: Any, if_false: Any) -> Any:
    """`if_true` where `condition` holds (is not zero), else `if_false`; element by element on NumPy arrays."""
    if _is_array(condition):
        return sys.modules["numpy"].where(condition, if_true, if_false)
    return if_true if condition else if_false


def indicator(condition: Any, like: Any) -> Any:
    """1 where `condition` holds, else 0, as the kind of number that `like` is (so that Fractions stay exact)."""
    if _is_array(condition):
        return condition.astype(like.dtype if is_numpy(like) else float)
    return like.__class__(condition)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), in (0, 1). Never overflows for real x: exp sees no positive input."""
    if is_complex(x):
        return 1 / (1 + exp(-x))
    decay = exp(-abs(x))
    return choose(x >= 0, 1, decay) / (1 + decay)


def bell(x: Any) -> Any:
    """exp(x) / (1 + exp(x))^2, in (0, 1/4]: the slope of the sigmoid, to its last digits on both sides."""
    if x.__class__ is float:
        decay = math.exp(-abs(x))
        return decay / ((1 + decay) * (1 + decay))
    if x.__class__ is float:
        decay = math.exp(-abs(x))
    elif is_complex(x):
        return sigmoid(x) * sigmoid(-x)
    else:
        decay = exp(-abs(x))
    return decay / ((1 + decay) * (1 + decay))


def log_of_base(x: Any) -> Any:
    """log(x), but 0 at 0, and NaN for a negative real x."""
    if is_complex(x):
        return log(x)
    if _is_array(x):
        numpy = sys.modules["numpy"]
        return numpy.log(numpy.where(x == 0, 1, x))
    return log(x) if x > 0 else x if x == 0 else nan_like(x)


def is_finite(x: Any) -> bool:
    """Whether `x` is neither NaN nor infinite; of a kind of number that has neither, always."""
    if isinstance(x, Decimal):  # finite ones may be too large for a float
        return x.is_finite()
    try:
        return cmath.isfinite(x)
    except (TypeError, OverflowError):  # no number for complex(), or a whole number too large for a float
        return True


def nan_like(x: Any) -> Any:
    """A NaN that computes with numbers of the kind of `x`."""
    return Decimal("NaN") if isinstance(x, Decimal) else math.nan


def softplus(x: Any) -> Any:
    """log(1 + exp(x)), in (0, inf). Never overflows for real x: exp sees no positive input."""
    if is_complex(x):
        return log(1 + exp(x))
    return relu(x) + log1p(exp(-abs(x)))


def relu(x: Any) -> Any:
    """The larger of 0 and x; a NaN stays a NaN."""
    negative = x < 0
    if _is_array(negative):
        return choose(negative, 0, x)
    return x.__class__(0) if negative else x


def absolute(x: Any) -> Any:
    """|x| of a real number; that of a complex one is not differentiable."""
    if is_complex(x):
        raise TypeError("the absolute value of a complex number has no complex derivative")
    return abs(x)


def power(base: Any, exponent: Any) -> Any:
    """base ** exponent; a negative real base with a fractional exponent is an error, never a silent complex number."""
    result = base**exponent
    if type(result) is complex and not isinstance(base, complex) and not isinstance(exponent, complex):
        raise ValueError("a negative base has no real power for a fractional exponent")
    return result


def largest(*inputs: Any) -> Any:
    """The largest input, the first of equals; a NaN anywhere gives a NaN, as IEEE 754's maximum does."""
    result = inputs[0]
    for x in inputs[1:]:
        # `x != x` is true of a NaN alone
        result = choose((x > result) | (x != x), x, result)
    return result


def smallest(*inputs: Any) -> Any:
    """The smallest input, the first of equals; a NaN anywhere gives a NaN, as IEEE 754's minimum does."""
    result = inputs[0]
    for x in inputs[1:]:
        result = choose((x < result) | (x != x), x, result)
    return result
