"""Functions that are written with rows of the table: several gates each, for numbers and Values alike.

Not here: what is one gate (operations.py).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, overload

from autograd_core import operations
from autograd_core.errors import cure, described, one_of
from autograd_core.kinds import is_node, is_number, wide
from autograd_core.operations import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_core.signatures import Number
    from autograd_core.value import Value

_SQRT_HALF = math.sqrt(0.5)
_SQRT_TWO_OVER_PI = math.sqrt(2 / math.pi)
_CUBIC = 0.044715


@overload
def mean(x: Value, /, *others: Value | Number) -> Value: ...
@overload
def mean(x: Number, y: Value, /, *others: Value | Number) -> Value: ...
@overload
def mean(x: float, /, *others: float) -> float: ...
@overload
def mean(inputs: Sequence[Value], /) -> Value: ...
@overload
def mean(inputs: Sequence[float], /) -> float: ...
@overload
def mean(*inputs: Sequence[Value | Number] | Number) -> Any: ...
def mean(*inputs: Any) -> Any:
    """The arithmetic mean (x1 + ... + xn) / n of n numbers or Values, or of one list of them.

    Domain: all numbers. Kinks: none. Derivative: 1 / n along each input.

    Raises:
        TypeError: there are none, or one is neither a number nor a Value.
    """
    terms = listed("mean", inputs)
    for x in terms:
        if not is_node(x) and not is_number(x):
            raise TypeError(f"mean needs numbers or Values, got {described(x)}{cure(x)}")
    return operations.sum_of_inputs(*terms) / len(terms)


@overload
def clip(x: Value, lowest: Value | Number, highest: Value | Number) -> Value: ...
@overload
def clip(x: Number, lowest: Value, highest: Value | Number) -> Value: ...
@overload
def clip(x: Number, lowest: Number, highest: Value) -> Value: ...
@overload
def clip(x: float, lowest: float, highest: float) -> float: ...
@overload
def clip(x: Number, lowest: Number, highest: Number) -> Any: ...
def clip(x: Any, lowest: Any, highest: Any) -> Any:
    """`x`, but at least `lowest` and at most `highest`: min(max(x, lowest), highest).

    Domain: all real numbers. Kinks: where x is a bound; there x and the bound get half of the gradient each, as at
    every tie. Derivative: 1 along x between the bounds and nothing outside, where it is 1 along the nearer bound.

    Args:
        x, lowest, highest: numbers or Values; where the bounds are Values out of order, the result is `highest`.

    Raises:
        ValueError: both bounds are numbers, and `lowest` is larger than `highest` or one is NaN.
        TypeError: one is neither a number nor a Value.
    """
    if is_number(lowest) and is_number(highest) and not lowest <= highest:
        raise ValueError(
            f"clip needs bounds in order, lowest <= highest, got {described(lowest)} and {described(highest)}; "
            "clip(x, lowest, highest) takes the lower one first"
        )
    return operations.minimum(operations.maximum(x, lowest), highest)


@overload
def normal_cdf(x: Value) -> Value: ...
@overload
def normal_cdf(x: float) -> float: ...
@overload
def normal_cdf(x: Number) -> Any: ...
def normal_cdf(x: Any) -> Any:
    """The standard normal distribution function erfc(-x / sqrt(2)) / 2, in (0, 1).

    Domain: all real numbers; neither tail loses digits to a difference from 1. Kinks: none. Derivative: the density
    exp(-x^2 / 2) / sqrt(2 pi).
    """
    return operations.erfc(operations.multiply(x, -_SQRT_HALF)) / 2


@overload
def silu(x: Value) -> Value: ...
@overload
def silu(x: float) -> float: ...
@overload
def silu(x: Number) -> Any: ...
def silu(x: Any) -> Any:
    """x sigmoid(x), also called swish.

    Domain: all finite numbers. Kinks: none. Derivative: s + x s (1 - s), where s = sigmoid(x).

    Source: Ramachandran, Zoph and Le, Searching for Activation Functions (2017).
    """
    return operations.multiply(x, operations.sigmoid(x))


@overload
def softsign(x: Value) -> Value: ...
@overload
def softsign(x: float) -> float: ...
@overload
def softsign(x: Number) -> Any: ...
def softsign(x: Any) -> Any:
    """x / (1 + |x|), in (-1, 1).

    Domain: all finite real numbers. Kinks: none but in its second derivative, at 0. Derivative: 1 / (1 + |x|)^2.
    """
    return operations.divide(x, 1 + operations.absolute(x))


@overload
def gelu(x: Value, approximate: Literal["none", "tanh"] = "none") -> Value: ...
@overload
def gelu(x: float, approximate: Literal["none", "tanh"] = "none") -> float: ...
@overload
def gelu(x: Number, approximate: Literal["none", "tanh"] = "none") -> Any: ...
def gelu(x: Any, approximate: Literal["none", "tanh"] = "none") -> Any:
    """x normal_cdf(x), the Gaussian error linear unit.

    Domain: all finite real numbers. Kinks: none. Derivative: normal_cdf(x) + x exp(-x^2 / 2) / sqrt(2 pi).

    Args:
        x: a number or a Value.
        approximate: "none" for the function itself; "tanh" for x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), with
            which many networks were trained.

    Raises:
        ValueError: another word for `approximate`.

    Source: Hendrycks and Gimpel, Gaussian Error Linear Units (2016).
    """
    if one_of("approximate", approximate, ("none", "tanh")) == "none":
        return operations.multiply(x, normal_cdf(x))
    x = wide(x)
    return operations.divide(x, 2) * (1 + operations.tanh(_SQRT_TWO_OVER_PI * (x + _CUBIC * x**3)))
