"""Kinks, poles, edges and overflow: one written convention each, and errors that name operation, label and input."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import (
    Value,
    absolute,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    clip,
    cosh,
    divide,
    elu,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    floor,
    floor_divide,
    gelu,
    grad,
    hypot,
    leaky_relu,
    log,
    log1p,
    log2,
    log10,
    log_sum_exp,
    maximum,
    mean,
    minimum,
    mod,
    multiply,
    power,
    product,
    relu,
    sigmoid,
    sign,
    silu,
    sinh,
    softplus,
    softsign,
    sqrt,
    step,
    tan,
    tanh,
    where,
)

INF, NAN = math.inf, math.nan
# exp(-710) is subnormal: it holds some 15 digits less the four that it lies below the normal numbers' end.
SUBNORMAL_DIGITS = 1e-12

Function = Callable[..., Value]


def value_and_slopes(function: Function, *inputs: float) -> tuple[Any, list[Any]]:
    """The function's value and its gradient by every input."""
    leaves = [Value(x) for x in inputs]
    out = function(*leaves)
    out.backward()
    return out.data, [x.grad for x in leaves]


@pytest.mark.parametrize(
    ("function", "x", "value", "slope"),
    [
        (relu, 0.0, 0, 0),
        (relu, -0.0, 0, 0),
        (relu, INF, INF, 1),
        (relu, -INF, 0, 0),
        (absolute, 0.0, 0, 0),
        (absolute, -INF, INF, -1),
        (step, 0.0, 1, 0),
        (step, -1.0, 0, 0),
        (step, 1.0, 1, 0),
        (leaky_relu, 0.0, 0, 0.01),
        (elu, 0.0, 0, 1),
        (elu, -INF, -1, 0),
        (elu, 1000.0, 1000, 1),
        (sigmoid, 0.0, 0.5, 0.25),
        (sigmoid, 1000.0, 1, 0),
        (sigmoid, -1000.0, 0, 0),
        (sigmoid, INF, 1, 0),
        (sigmoid, -INF, 0, 0),
        (softplus, 710.0, 710, 1),
        (softplus, 1000.0, 1000, 1),
        (softplus, -1000.0, 0, 0),
        (softplus, INF, INF, 1),
        (softplus, -INF, 0, 0),
        (tanh, 1000.0, 1, 0),
        (tanh, INF, 1, 0),
        (exp, -INF, 0, 0),
        (exp, -1000.0, 0, 0),
        (expm1, -INF, -1, 0),
        (log, INF, INF, 0),
        (sqrt, INF, INF, 0),
        (sign, 0.0, 0, 0),
        (sign, -3.0, -1, 0),
        (sign, INF, 1, 0),
        (floor, 2.0, 2, 0),
        (floor, -0.5, -1, 0),
        (floor, INF, INF, 0),
        (erf, INF, 1, 0),
        (erf, -INF, -1, 0),
        (erfc, INF, 0, 0),
        (erfc, -INF, 2, 0),
        (atan, INF, math.pi / 2, 0),
        (atan, 1e200, math.pi / 2, 0),
        (asinh, 1e200, math.asinh(1e200), 1e-200),
        (exp2, -INF, 0, 0),
        (log2, INF, INF, 0),
        (log10, INF, INF, 0),
        (sinh, 0.0, 0, 1),
        (cosh, 0.0, 1, 0),
        (softsign, 0.0, 0, 1),
        (silu, 0.0, 0, 0.5),
        (silu, -1000.0, 0, 0),
        (gelu, 0.0, 0, 0.5),
        (gelu, -1000.0, 0, 0),
        (gelu, 1000.0, 1000, 1),
    ],
)
def test_value_and_slope_at(function: Function, x: float, value: float, slope: float) -> None:
    assert value_and_slopes(function, x) == (value, [slope])


@pytest.mark.parametrize("function", [sigmoid, softplus])
def test_saturated_left_end_equals_the_exponential(function: Function) -> None:
    value, (slope,) = value_and_slopes(function, -710.0)
    assert value == pytest.approx(math.exp(-710.0), rel=SUBNORMAL_DIGITS)
    assert slope == pytest.approx(math.exp(-710.0), rel=SUBNORMAL_DIGITS)
    assert value > 0


# The slopes of saturated functions by Decimal.
TAILS = [
    (sigmoid, 37.0, 8.533047625744064338e-17),
    (sigmoid, -37.0, 8.533047625744064338e-17),
    (sigmoid, 700.0, 9.859676543759770857e-305),
    (softplus, -37.43, 5.550825086253718801e-17),
    (tanh, 20.0, 1.699341702116635584e-17),
    (tanh, -20.0, 1.699341702116635584e-17),
    (tanh, 300.0, 1.060158621201724326535e-260),
]
# A few roundings; the argument's own, times the argument, in the exponential.
TAIL_TOLERANCE = 1e-13


@pytest.mark.parametrize(("function", "x", "slope"), TAILS)
def test_saturated_functions_keep_the_tails_of_their_slopes(function: Function, x: float, slope: float) -> None:
    assert value_and_slopes(function, x)[1] == [pytest.approx(slope, rel=TAIL_TOLERANCE, abs=0)]


def test_second_derivatives_keep_their_tails() -> None:
    # softplus'' is sigmoid'; far out tanh'' is -2 tanh' on the right and 2 tanh' on the left
    assert grad(grad(softplus))(37.43) == pytest.approx(5.550825086253718801e-17, rel=TAIL_TOLERANCE, abs=0)
    assert grad(grad(sigmoid))(37.0) == pytest.approx(-8.533047625744065e-17, rel=TAIL_TOLERANCE, abs=0)
    for x, side in ((20.0, -1), (-20.0, 1)):
        assert grad(grad(tanh))(x) == pytest.approx(side * 3.398683404233271e-17, rel=TAIL_TOLERANCE, abs=0)


@pytest.mark.parametrize(
    "function",
    [
        relu, absolute, leaky_relu, elu, sigmoid, softplus, tanh, exp, expm1, log, sqrt, log1p, tan,
        sign, floor, erf, erfc, asin, acosh, atanh, sinh, silu, gelu, softsign, log2, exp2, mean, log_sum_exp,
    ],
)  # fmt: skip
def test_nan_stays_nan(function: Function) -> None:
    assert math.isnan(function(Value(NAN)).data)


@pytest.mark.parametrize("function", [maximum, minimum])
@pytest.mark.parametrize("inputs", [(NAN, 1.0), (1.0, NAN), (1.0, NAN, 2.0), (NAN, NAN)])
def test_nan_among_inputs_of_a_router_gives_nan(function: Function, inputs: tuple[float, ...]) -> None:
    assert math.isnan(function(*[Value(x) for x in inputs]).data)


@pytest.mark.parametrize(
    ("function", "inputs", "value", "slopes"),
    [
        (maximum, (2.0, 2.0), 2, [0.5, 0.5]),
        (minimum, (2.0, 2.0, 2.0, 5.0), 2, [1 / 3, 1 / 3, 1 / 3, 0]),
        (maximum, (0.0, -0.0), 0, [0.5, 0.5]),
        (maximum, (INF, 1.0), INF, [1, 0]),
        (maximum, (7.0,), 7, [1]),
        (where, (0.0, 3.0, 4.0), 4, [0, 0, 1]),
        (where, (-2.0, 3.0, 4.0), 3, [0, 1, 0]),
        (leaky_relu, (0.0, 0.2), 0, [0.2, 0]),
        (elu, (0.0, 2.0), 0, [2, 0]),
        (multiply, (0.0, 0.0), 0, [0, 0]),
        (divide, (0.0, 2.0), 0, [0.5, 0]),
        (power, (0.0, 2.0), 0, [0, 0]),
        (power, (0.0, 1.0), 0, [1, 0]),
        (power, (2.0, 0.0), 1, [0, math.log(2)]),
        (hypot, (0.0, 0.0), 0, [0, 0]),
        (hypot, (0.0, -2.0), 2, [0, -1]),
        (hypot, (3 * 2.0**1000, 2.0**1002), 5 * 2.0**1000, [0.6, 0.8]),
        (atan2, (0.0, 2.0), 0, [0.5, 0]),
        (atan2, (1e-200, 0.0), math.pi / 2, [0, -1e200]),
        (mod, (6.0, 2.0), 0, [1, -3]),
        (mod, (-7.0, 3.0), 2, [1, 3]),
        (mod, (7.0, -3.0), -2, [1, 3]),
        (mod, (1.0, 0.1), 1 % 0.1, [1, -9]),  # 1 / 0.1 is 10, and 0.1 goes into 1 nine times
        (floor_divide, (-7.0, 2.0), -4, [0, 0]),
        (product, (0.0, 3.0, 5.0), 0, [15, 0, 0]),
        (product, (0.0, 0.0, 5.0), 0, [0, 0, 0]),
        (product, (7.0,), 7, [1]),
        (log_sum_exp, (-INF, 3.0), 3, [0, 1]),
        (log_sum_exp, (7.0,), 7, [1]),
        (clip, (2.0, 0.0, 1.0), 1, [0, 0, 1]),
        (clip, (1.0, 0.0, 1.0), 1, [0.5, 0, 0.5]),
        (clip, (-INF, 0.0, 1.0), 0, [0, 1, 0]),
        (mean, (1.0, 2.0, 6.0), 3, [1 / 3, 1 / 3, 1 / 3]),
    ],
)
def test_value_and_slopes_at(function: Function, inputs: tuple[float, ...], value: float, slopes: list[float]) -> None:
    assert value_and_slopes(function, *inputs) == (value, slopes)


def test_negative_base_has_no_slope_along_the_exponent_and_keeps_its_own() -> None:
    value, (base, exponent) = value_and_slopes(power, -2.0, 2.0)
    assert (value, base) == (4, -4)
    assert math.isnan(exponent)


@pytest.mark.parametrize(
    ("x", "n", "value", "slope"),
    [
        (0.0, 0, 1, 0),
        (0, 0, 1, 0),
        (0.0, 1, 0, 1),
        (0.0, 2, 0, 0),
        (-3.0, 2, 9, -6),
        (-3.0, 3, -27, 27),
        (4.0, 0.5, 2, 0.25),
    ],
)
def test_power_by_a_plain_number(x: float, n: float, value: float, slope: float) -> None:
    assert value_and_slopes(lambda base: base**n, x) == (value, [slope])


@pytest.mark.parametrize(("n", "value"), [(2.0, 0), (1.0, 0), (0.5, 0), (0.0, 1)])
def test_constant_zero_to_the_power_of_a_value_has_slope_0(n: float, value: float) -> None:
    # the base is a constant: that its own slope, n * 0**(n - 1), has no value must not matter
    assert value_and_slopes(lambda exponent: 0.0**exponent, n) == (value, [0])


# Outside the domain.

OUTSIDE: list[tuple[type[Exception], Function, float, str]] = [
    (ValueError, log, -1.0, "log needs a positive input, got -1.0 (node 'ratio'); clamp the input first"),
    (ValueError, log, 0.0, "log needs a positive input, got 0.0 (node 'ratio'); clamp the input first"),
    (ValueError, log1p, -1.0, "log1p needs an input greater than -1, got -1.0 (node 'ratio'); clamp the input first"),
    (ValueError, sqrt, -4.0, "sqrt needs an input that is not negative, got -4.0 (node 'ratio'); clamp the input"),
    (ZeroDivisionError, lambda x: 1.0 / x, 0.0, "/ needs a divisor other than zero, got 1.0, 0.0 (node 'ratio'); "),
    (ZeroDivisionError, lambda x: x / 0, 3.0, "/ needs a divisor other than zero, got 3.0 (node 'ratio'), 0; "),
    (ZeroDivisionError, lambda x: x**-1, 0.0, "got 0.0 (node 'ratio'), -1; clamp the base first"),
    (ValueError, lambda x: x**0.5, -8.0, "a positive base for a fractional one, got -8.0 (node 'ratio'), 0.5"),
    (OverflowError, exp, 710.0, "exp needs a result that fits the number type, got 710.0 (node 'ratio'); shift or"),
    (OverflowError, expm1, 710.0, "expm1 needs a result that fits the number type, got 710.0 (node 'ratio'); shift"),
    (OverflowError, lambda x: x**400, 10.0, "** needs a result that fits the number type, got 10.0 (node 'ratio'), 4"),
    (ValueError, tan, INF, "tan needs a finite input, got inf (node 'ratio')"),
    (ValueError, asin, 2.0, "asin needs an input from -1 to 1, got 2.0 (node 'ratio'); clamp the input first"),
    (ValueError, acosh, 0.5, "acosh needs an input of at least 1, got 0.5 (node 'ratio'); clamp the input first"),
    (ValueError, atanh, -1.0, "atanh needs an input between -1 and 1, got -1.0 (node 'ratio'); clamp the input first"),
    (ValueError, log2, 0.0, "log2 needs a positive input, got 0.0 (node 'ratio'); clamp the input first"),
    (ValueError, log10, -1.0, "log10 needs a positive input, got -1.0 (node 'ratio'); clamp the input first"),
    (OverflowError, exp2, 1024.0, "exp2 needs a result that fits the number type, got 1024.0 (node 'ratio'); shift"),
    (OverflowError, sinh, 711.0, "sinh needs a result that fits the number type, got 711.0 (node 'ratio'); shift"),
    (OverflowError, cosh, -711.0, "cosh needs a result that fits the number type, got -711.0 (node 'ratio'); shift"),
    (ZeroDivisionError, lambda x: x % 0, 3.0, "% needs a divisor other than zero, got 3.0 (node 'ratio'), 0"),
    (ZeroDivisionError, lambda x: 3 // x, 0.0, "// needs a divisor other than zero, got 3, 0.0 (node 'ratio')"),
]


@pytest.mark.parametrize(("kind", "function", "x", "message"), OUTSIDE)
def test_error_outside_the_domain_names_operation_input_and_label(
    kind: type[Exception], function: Function, x: float, message: str
) -> None:
    with pytest.raises(kind) as raised:
        function(Value(x, label="ratio"))
    assert type(raised.value) is kind
    assert message in str(raised.value)


def test_error_without_a_label_names_none() -> None:
    with pytest.raises(ValueError, match=r"^log needs a positive input, got -1.0; clamp the input first "):
        Value(-1.0).log()


def test_error_of_an_operation_on_many_inputs_stays_short() -> None:
    with pytest.raises(TypeError, match="maximum needs numbers that work together") as raised:
        maximum(*[Value(1j)] * 1000)
    assert len(str(raised.value)) < 200


@pytest.mark.parametrize(("function", "point"), [(asin, (1.0,)), (acosh, (1.0,)), (atan2, (0.0, 0.0))])
def test_function_at_the_edge_of_its_domain_has_a_value_but_no_slope(function: Function, point: Any) -> None:
    leaves = [Value(x) for x in point]
    out = function(*leaves)
    with pytest.raises(ZeroDivisionError, match="has no gradient at"):
        out.backward()


def test_clip_needs_bounds_in_order() -> None:
    for bounds in ((1, 0), (0, NAN)):
        with pytest.raises(ValueError, match=r"clip needs bounds in order, lowest <= highest, got int \d and "):
            clip(Value(0.5), *bounds)
    x = Value(0.5)
    assert clip(x, Value(1.0), Value(0.0)).data == x.clip(-1, 0).data == 0


@pytest.mark.parametrize("function", [sqrt, lambda x: x**0.5], ids=["sqrt", "**0.5"])
def test_operation_with_a_value_but_no_slope_says_so_in_the_backward_pass(function: Function) -> None:
    x = Value(0.0, label="spread")
    out = function(x)
    assert out.data == 0
    with pytest.raises(ZeroDivisionError, match=r"has no gradient at 0.0 \(node 'spread'\)"):
        out.backward()
    with pytest.raises(ZeroDivisionError, match=r"has no gradient at 0.0 \(node 'spread'\)"):
        out.local_gradients()


@pytest.mark.parametrize("router", [maximum, minimum])
def test_router_with_a_nan_has_nan_gradients(router: Function) -> None:
    # no input equals the output: which one it follows is as unknown as its value
    x, y = Value(NAN), Value(1.0)
    router(x, y).backward()
    assert math.isnan(x.grad)
    assert math.isnan(y.grad)
