"""Elementary functions over every kind of number that a Value may hold.

Here: exp, log and their relatives for int, float, Fraction, complex, Decimal, NumPy numbers and kinds that have their
own, each in its own arithmetic. Not here: which kind a number is (kinds.py), derivatives (operations.py), graphs
(value.py).
"""

from __future__ import annotations

import cmath
import math
import operator
import sys
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal, localcontext
from functools import reduce
from typing import Any

from autograd_core.kinds import is_complex, is_numpy

Function = Callable[[Any], Any]

SPARE_DIGITS = 5  # of Decimals, for the roundings on the way


def _refuse_tracked(name: str, x: Any) -> None:
    if getattr(x, "requires_grad", False):
        raise TypeError(f"{name} would lose the gradient that PyTorch tracks; use torch.{name}, or x.item()")


def _elementary(name: str, real: Function, complex_: Function, decimal: Function | None) -> Function:
    """One function of one argument that computes in the arithmetic its argument came in, NumPy's of the same name."""

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
        _refuse_tracked(name, x)
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


# Decimals have exp and ln. What differences of these lose near 0 is made good by as many digits again, and closer to 0
# still a function with the slope 1 there is x.


def _decimal(compute: Function, *, has_slope_1_at_0: bool = False) -> Function:
    """`compute` with digits to spare, rounded to those of the context."""

    def function(x: Decimal) -> Decimal:
        with localcontext() as context:
            precision = context.prec
            if has_slope_1_at_0 and x and x.adjusted() < -precision:
                return +x
            context.prec = 2 * precision + SPARE_DIGITS
            result: Decimal = compute(x)
        return +result

    return function


def _decimal_tanh(x: Decimal) -> Decimal:
    decay = (-2 * abs(x)).exp()
    return ((1 - decay) / (1 + decay)).copy_sign(x)


def _decimal_asinh(x: Decimal) -> Decimal:
    y = abs(x)
    return (y + (y * y + 1).sqrt()).ln().copy_sign(x)


exp = _elementary("exp", math.exp, cmath.exp, Decimal.exp)
log = _elementary("log", math.log, cmath.log, Decimal.ln)
log1p = _elementary("log1p", math.log1p, _complex_log1p, _decimal(lambda x: (1 + x).ln(), has_slope_1_at_0=True))
expm1 = _elementary("expm1", math.expm1, _complex_expm1, _decimal(lambda x: x.exp() - 1, has_slope_1_at_0=True))
sqrt = _elementary("sqrt", math.sqrt, cmath.sqrt, Decimal.sqrt)
sin = _elementary("sin", math.sin, cmath.sin, None)
cos = _elementary("cos", math.cos, cmath.cos, None)
tan = _elementary("tan", math.tan, cmath.tan, None)
tanh = _elementary("tanh", math.tanh, cmath.tanh, _decimal(_decimal_tanh, has_slope_1_at_0=True))
sinh = _elementary("sinh", math.sinh, cmath.sinh, _decimal(lambda x: (x.exp() - (-x).exp()) / 2, has_slope_1_at_0=True))
cosh = _elementary("cosh", math.cosh, cmath.cosh, _decimal(lambda x: (x.exp() + (-x).exp()) / 2))
asin = _elementary("asin", math.asin, cmath.asin, None)
acos = _elementary("acos", math.acos, cmath.acos, None)
atan = _elementary("atan", math.atan, cmath.atan, None)
asinh = _elementary("asinh", math.asinh, cmath.asinh, _decimal(_decimal_asinh, has_slope_1_at_0=True))
acosh = _elementary("acosh", math.acosh, cmath.acosh, _decimal(lambda x: (x + ((x - 1) * (x + 1)).sqrt()).ln()))
atanh = _elementary(
    "atanh", math.atanh, cmath.atanh, _decimal(lambda x: ((1 + x) / (1 - x)).ln() / 2, has_slope_1_at_0=True)
)
exp2 = _elementary("exp2", math.exp2, lambda z: 2**z, lambda x: 2**x)
log2 = _elementary(
    "log2", math.log2, lambda z: cmath.log(z) / math.log(2), _decimal(lambda x: x.ln() / Decimal(2).ln())
)
log10 = _elementary("log10", math.log10, cmath.log10, Decimal.log10)


def _refuse_all_but_floats(name: str, *inputs: Any) -> None:
    """TypeError for a kind of number that a function of floats would lose: complex ones, Decimals, those of others."""
    for x in inputs:
        _refuse_tracked(name, x)
        if is_complex(x) or isinstance(x, Decimal) or (hasattr(type(x), "exp") and not is_numpy(x)):
            raise TypeError(f"{type(x).__name__} has no {name}; convert the input with float() first")


def _of_floats(name: str, real: Function) -> Function:
    """A function of one real number that NumPy has not: of an array, Python's of every number."""

    def function(x: Any) -> Any:
        kind = x.__class__
        if kind is float or kind is int:
            return real(x)
        _refuse_tracked(name, x)
        if (theirs := getattr(kind, name, None)) is not None:
            return theirs(x)
        _refuse_all_but_floats(name, x)
        if not is_numpy(x):
            return real(x)
        numpy = sys.modules["numpy"]
        # not by rational functions in NumPy's arithmetic: a hundred passes, and other last digits than those of numbers
        precision = x.dtype if x.dtype.kind == "f" else numpy.dtype(float)
        return numpy.frompyfunc(real, 1, 1)(x).astype(precision) if x.ndim else precision.type(real(x))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{name}(x) of a real number."
    return function


erf = _of_floats("erf", math.erf)
erfc = _of_floats("erfc", math.erfc)


def _is_array(x: object) -> bool:
    return x.__class__ is not bool and is_numpy(x) and bool(x.ndim)  # type: ignore[attr-defined]


def hypot(x: Any, y: Any) -> Any:
    """sqrt(x^2 + y^2). Neither overflows nor underflows where the result does not, but for complex numbers."""
    if is_complex(x) or is_complex(y) or isinstance(x, Decimal) or isinstance(y, Decimal):
        return sqrt(x * x + y * y)
    _refuse_all_but_floats("hypot", x, y)
    return sys.modules["numpy"].hypot(x, y) if is_numpy(x) or is_numpy(y) else math.hypot(x, y)


def atan2(y: Any, x: Any) -> Any:
    """The angle of the point (x, y), from -pi to pi."""
    _refuse_all_but_floats("atan2", y, x)
    return sys.modules["numpy"].arctan2(y, x) if is_numpy(y) or is_numpy(x) else math.atan2(y, x)


def sign(x: Any) -> Any:
    """-1, 0 or 1, as the kind of number that x is; a NaN stays a NaN."""
    if is_complex(x):
        raise TypeError("the sign of a complex number has no complex derivative")
    if is_numpy(x):
        return sys.modules["numpy"].sign(x)
    return x if x != x else x.__class__((x > 0) - (x < 0))


def floor(x: Any) -> Any:
    """The largest whole number that is not larger than x, as the kind of number that x is."""
    if is_complex(x):
        raise TypeError("the floor of a complex number has no meaning")
    if is_numpy(x):
        return sys.modules["numpy"].floor(x)
    if isinstance(x, Decimal):
        return x.to_integral_value(ROUND_FLOOR)
    return x.__class__(math.floor(x)) if is_finite(x) and x else x


def log_sum_exp(*inputs: Any) -> Any:
    """log(exp(x_1) + ... + exp(x_n)). Neither overflows nor underflows where the result does not."""
    if any(is_complex(x) for x in inputs):
        return log(reduce(operator.add, map(exp, inputs)))
    highest = largest(*inputs)
    if _is_array(highest):
        # an infinity is its own answer: infinity - infinity would be none
        highest = choose(abs(highest) < math.inf, highest, 0)
    elif not is_finite(highest):
        return highest
    return highest + log(reduce(operator.add, [exp(x - highest) for x in inputs]))


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
    if is_complex(x):
        return sigmoid(x) * sigmoid(-x)
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


def is_place(index: Any, count: int) -> bool:
    """Whether `index` is one of 0 ... count - 1, as a whole number of whatever kind."""
    return not is_complex(index) and bool(0 <= index < count) and bool(index == int(index))


def place(index: Any, count: int) -> int:
    """`index` as a whole number in 0 ... count - 1; ValueError if it is none."""
    if not is_place(index, count):
        raise ValueError(
            f"a table of {count} has the indices 0 ... {count - 1}" if count else "an empty table has none"
        )
    return int(index)


def look_up(index: Any, *entries: Any) -> Any:
    """entries[index]; of arrays element by element, and NaN where no entry has the index."""
    if not _is_array(index):
        return entries[place(index, len(entries))]
    numpy = sys.modules["numpy"]
    result = math.nan
    for k, entry in enumerate(entries):
        result = numpy.where(index == k, entry, result)
    return result
