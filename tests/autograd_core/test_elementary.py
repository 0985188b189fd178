"""Elementary functions in the arithmetic of their argument: every kind of number comes out as it went in."""

import cmath
import math
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import elementary

# A few roundings of one unit in the last place (1.1e-16 relative) each.
FLOAT_TOLERANCE = 1e-15
# math.log1p and cmath meet through other intermediate steps: some roundings more.
COMPLEX_TOLERANCE = 1e-14
DECIMAL_DIGITS = 50
LARGE = 2.0**1000

FUNCTIONS = ["exp", "log", "log1p", "expm1", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "softplus", "relu"]
FUNCTIONS += ["sinh", "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "exp2", "log2", "log10"]
FUNCTIONS += ["erf", "erfc", "sign", "floor"]
WITHOUT_DECIMAL = {"sin", "cos", "tan", "asin", "acos", "atan", "erf", "erfc"}
WITHOUT_COMPLEX = {"relu", "erf", "erfc", "sign", "floor"}
FROM_1_ON = {"acosh"}
UP_TO_1 = {"asin", "acos", "atanh"}

every_function = pytest.mark.parametrize("name", FUNCTIONS)


def at(name: str, x: float) -> float:
    """`x`, moved into the function's domain."""
    return x + 1 if name in FROM_1_ON else x / 4 if name in UP_TO_1 else x


@every_function
@pytest.mark.parametrize("kind", [float, complex, Decimal, np.float32, np.float64, np.complex128])
def test_function_keeps_the_kind_of_number(name: str, kind: type) -> None:
    x = kind(at(name, 0.5))
    is_complex = kind is complex or (kind is np.complex128 and name != "relu")  # NumPy orders complex numbers
    if (kind is Decimal and name in WITHOUT_DECIMAL) or (is_complex and name in WITHOUT_COMPLEX):
        with pytest.raises(TypeError):
            getattr(elementary, name)(x)
    else:
        assert type(getattr(elementary, name)(x)) is kind


@pytest.mark.parametrize("kind", [Fraction, Decimal, np.float32, np.float64])
def test_relu_left_of_0_keeps_the_kind_of_number(kind: type) -> None:
    assert type(elementary.relu(kind(-2))) is kind


@every_function
@pytest.mark.parametrize("kind", [int, Fraction, np.int64])
def test_function_of_a_whole_number_equals_that_of_a_float(name: str, kind: type) -> None:
    function, x = getattr(elementary, name), 1 if name in UP_TO_1 - {"atanh"} else 0 if name in UP_TO_1 else 2
    assert math.isclose(function(kind(x)), function(float(x)), rel_tol=FLOAT_TOLERANCE)


@every_function
@pytest.mark.parametrize("x", [0.25, 1.5])
def test_decimal_agrees_with_float(name: str, x: float) -> None:
    function, x = getattr(elementary, name), at(name, x)
    if name in WITHOUT_DECIMAL:
        with pytest.raises(TypeError, match=f"Decimal has no {name}; convert the input with float"):
            function(Decimal(x))
    else:
        assert math.isclose(float(function(Decimal(x))), function(x), rel_tol=FLOAT_TOLERANCE)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in WITHOUT_COMPLEX])
@pytest.mark.parametrize("x", [0.25, 1.5])
def test_complex_function_continues_the_real_one(name: str, x: float) -> None:
    function, x = getattr(elementary, name), at(name, x)
    assert cmath.isclose(function(complex(x)), function(x), rel_tol=COMPLEX_TOLERANCE)


@every_function
def test_function_of_an_array_applies_to_every_element(name: str) -> None:
    function = getattr(elementary, name)
    xs = np.array([at(name, x) for x in (0.25, 1.5, 2.0)])
    assert np.allclose(function(xs), [function(float(x)) for x in xs], rtol=FLOAT_TOLERANCE, atol=0)
    assert function(xs.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("scale", [1e-3, 1e-8, 1e-12])
def test_complex_expm1_and_log1p_keep_their_digits_near_0(scale: float) -> None:
    z = complex(scale, 2 * scale)
    terms = [z**n / math.factorial(n) for n in range(1, 8)]
    assert cmath.isclose(elementary.expm1(z), sum(terms), rel_tol=COMPLEX_TOLERANCE)
    assert cmath.isclose(elementary.log1p(elementary.expm1(z)), z, rel_tol=COMPLEX_TOLERANCE)


DECIMALS = sorted({"sinh", "tanh", "asinh", "atanh", "expm1", "log1p"})


@pytest.mark.parametrize("name", DECIMALS)
@pytest.mark.parametrize("x", ["1e-3", "-1e-9", "7.3e-27", "1e-60", "-1e-300"])
def test_decimal_function_keeps_its_digits_near_0(name: str, x: str) -> None:
    function = getattr(elementary, name)
    with localcontext() as context:
        context.prec = 700
        exact = function(Decimal(x))
    assert function(Decimal(x)) == +exact


@pytest.mark.parametrize("name", ["sinh", "cosh", "asinh"])
def test_decimal_infinity_is_no_error(name: str) -> None:
    function = getattr(elementary, name)
    assert [function(Decimal(x)) for x in ("inf", "-inf")] == [Decimal(str(function(x))) for x in (math.inf, -math.inf)]


# Digits of erf and erfc by their series and continued fraction with 60 digits.
OF_ERRORS = [
    ("erf", 0.5, 0.52049987781304653768), ("erf", -2.0, -0.99532226501895273416),
    ("erf", 1e-300, 1.1283791670955126e-300),
    ("erfc", 0.5, 0.47950012218695346232), ("erfc", 5.0, 1.5374597944280348502e-12),
    ("erfc", 26.0, 5.6631924088561428e-296), ("erfc", -30.0, 2.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "x", "value"), OF_ERRORS)
def test_error_function_is_right_to_its_last_digits(name: str, x: float, value: float) -> None:
    function = getattr(elementary, name)
    assert math.isclose(function(x), value, rel_tol=FLOAT_TOLERANCE)
    assert function(np.array([x]))[0] == function(x)


@pytest.mark.parametrize("x", [1, 3, Fraction(1, 2), np.int64(2)])
def test_error_function_of_an_exact_number_is_that_of_the_float(x: Any) -> None:
    assert elementary.erf(x) == math.erf(x)


def test_distance_and_angle_neither_overflow_nor_underflow() -> None:
    assert elementary.hypot(3 * LARGE, 4 * LARGE) == 5 * LARGE
    assert elementary.hypot(3 / LARGE, 4 / LARGE) == 5 / LARGE
    assert elementary.hypot(Decimal(3), Decimal(4)) == 5
    assert elementary.hypot(3j, 4) == cmath.sqrt(7)
    assert elementary.atan2(1e-300, 1e-300) == math.pi / 4
    assert elementary.hypot(np.array([3.0]), 4.0).tolist() == [5]
    assert elementary.atan2(np.array([1.0]), np.array([-0.0]))[0] == math.pi / 2


@pytest.mark.parametrize("function", [elementary.hypot, elementary.atan2])
def test_function_of_two_floats_does_not_take_what_it_would_lose(function: Any) -> None:
    with pytest.raises(TypeError, match="would lose the gradient that PyTorch tracks"):
        function(_Tensor(), 1.0)


@pytest.mark.parametrize(
    ("x", "sign", "floor"),
    [
        (-1.5, -1, -2), (-0.0, 0, 0), (2, 1, 2), (math.inf, 1, math.inf), (-math.inf, -1, -math.inf),
        (Fraction(-3, 2), -1, -2), (Decimal("-1.5"), -1, -2), (Decimal("1e9999"), 1, Decimal("1e9999")), (True, 1, 1),
    ],
)  # fmt: skip
def test_sign_and_floor_keep_the_kind_of_number(x: Any, sign: int, floor: Any) -> None:
    assert (elementary.sign(x), elementary.floor(x)) == (sign, floor)
    assert type(elementary.sign(x)) is type(elementary.floor(x)) is type(x)


def test_sign_and_floor_of_a_nan_are_nan() -> None:
    assert math.isnan(elementary.sign(math.nan))
    assert math.isnan(elementary.floor(math.nan))


@pytest.mark.parametrize(
    ("inputs", "value"),
    [
        ((1000.0, 1000.0), 1000 + math.log(2)),
        ((-1000.0, -1000.0), -1000 + math.log(2)),
        ((math.inf, 1.0), math.inf),
        ((-math.inf, -math.inf), -math.inf),
        ((-math.inf, 3.0), 3.0),
        ((5,), 5),
        ((Fraction(1), Fraction(1)), 1 + math.log(2)),
        ((0j, 0j), math.log(2)),
        ((Decimal(0), Decimal(0)), Decimal(2).ln()),
        ((Decimal("inf"), Decimal(0)), Decimal("inf")),
    ],
)
def test_log_sum_exp(inputs: tuple[Any, ...], value: Any) -> None:
    assert elementary.log_sum_exp(*inputs) == value


def test_log_sum_exp_of_arrays_is_taken_element_by_element() -> None:
    xs, ys = np.array([1.0, math.inf, -math.inf, math.nan]), np.array([1.0, 1.0, -math.inf, 1.0])
    with np.errstate(divide="ignore"):
        found = elementary.log_sum_exp(xs, ys)
    expected = [elementary.log_sum_exp(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    np.testing.assert_array_equal(found, expected)


def _decimal_sigmoid(x: float) -> Decimal:
    return 1 / (1 + (-Decimal(x)).exp())


def _decimal_softplus(x: float) -> Decimal:
    return (1 + Decimal(x).exp()).ln()


@given(st.floats(-700, 700))
def test_sigmoid_and_softplus_agree_with_50_digits(x: float) -> None:
    with localcontext() as context:
        # as many digits again as 1 + exp(-700) needs to differ from 1
        context.prec = DECIMAL_DIGITS + 310
        sigmoid, softplus = float(_decimal_sigmoid(x)), float(_decimal_softplus(x))
    assert math.isclose(elementary.sigmoid(x), sigmoid, rel_tol=FLOAT_TOLERANCE)
    assert math.isclose(elementary.softplus(x), softplus, rel_tol=FLOAT_TOLERANCE)


@pytest.mark.parametrize("x", [-1000.0, -710.0, 710.0, 1000.0, math.inf, -math.inf])
def test_sigmoid_and_softplus_of_an_array_neither_overflow_nor_warn(x: float) -> None:
    xs = np.array([x])
    assert elementary.sigmoid(xs)[0] == elementary.sigmoid(x)
    assert elementary.softplus(xs)[0] == elementary.softplus(x)


@pytest.mark.parametrize("x", ["-30", "-0.5", "0", "0.5", "30"])
def test_decimal_tanh_is_odd_and_agrees_with_float(x: str) -> None:
    assert elementary.tanh(-Decimal(x)) == -elementary.tanh(Decimal(x))
    assert math.isclose(float(elementary.tanh(Decimal(x))), math.tanh(float(x)), rel_tol=FLOAT_TOLERANCE)


def test_power_never_turns_complex_in_silence() -> None:
    with pytest.raises(ValueError, match="no real power"):
        elementary.power(-8.0, 1 / 3)
    assert elementary.power(complex(-8), 1 / 3) == complex(-8) ** (1 / 3)


@pytest.mark.parametrize(
    ("inputs", "largest", "smallest"),
    [
        ((3,), 3, 3),
        ((1, 3, 2), 3, 1),
        ((-1.5, -2.5), -1.5, -2.5),
        ((Fraction(1, 3), Fraction(1, 4)), Fraction(1, 3), Fraction(1, 4)),
    ],
)
def test_largest_and_smallest(inputs: tuple[Any, ...], largest: Any, smallest: Any) -> None:
    assert elementary.largest(*inputs) == largest
    assert elementary.smallest(*inputs) == smallest


def test_largest_of_arrays_is_taken_element_by_element() -> None:
    xs, ys = np.array([1.0, math.nan, 3.0]), np.array([2.0, 1.0, math.nan])
    assert np.array_equal(elementary.largest(xs, ys), [2.0, math.nan, math.nan], equal_nan=True)
    assert np.array_equal(elementary.smallest(xs, ys), [1.0, math.nan, math.nan], equal_nan=True)


@pytest.mark.parametrize("like", [1, 1.0, Fraction(1), Decimal(1), np.float32(1), np.int64(1)])
def test_indicator_is_the_kind_of_number_that_it_is_like(like: Any) -> None:
    assert type(elementary.indicator(True, like)) is type(like)
    assert elementary.indicator(True, like) == 1
    assert elementary.indicator(False, like) == 0


def test_choose_picks_by_truth_or_element() -> None:
    assert elementary.choose(True, "left", "right") == "left"
    assert elementary.choose(0.0, "left", "right") == "right"
    assert elementary.choose(np.array([True, False]), 1, 2).tolist() == [1, 2]


class _Tensor:
    """What makes a PyTorch tensor with a gradient one, as far as a function of numbers can tell."""

    requires_grad = True

    def __float__(self) -> float:
        return 1.0

    def __neg__(self) -> "_Tensor":
        return self


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "tanh"])
def test_tensor_whose_gradient_would_be_lost_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} would lose the gradient .* use torch.{name}"):
        getattr(elementary, name)(_Tensor())
    untracked = _Tensor()
    untracked.requires_grad = False
    assert getattr(elementary, name)(untracked) == getattr(math, name)(1.0)
