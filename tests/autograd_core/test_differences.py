"""Numerical gradients by each method: as many digits as it promises, for every shape of argument."""

import cmath
import math
import random
from collections import namedtuple
from fractions import Fraction
from typing import Any

import pytest

from autograd_core import (
    Value,
    absolute,
    check_gradients,
    exp,
    grad,
    maximum,
    numerical_gradient,
    relu,
    sin,
    tanh,
)
from autograd_core import sum as sum_of
from autograd_core.differences import Method

# What the methods promise: about 9, 11 and all digits, less one for a hard function.
CENTRAL_DIGITS = 1e-8
RICHARDSON_DIGITS = 1e-10
COMPLEX_DIGITS = 4e-16
METHODS: tuple[Method, ...] = ("central", "richardson", "complex")
# At 1e12 neighbouring floats are 1e-4 apart, so that steps are long.
AT_HARD_POINTS = 1e-5


def smooth(x: Any) -> Any:
    return tanh(x) * exp(-x) + sin(3 * x) / (1 + x * x)


@pytest.mark.parametrize("x", [-2.0, -0.3, 0.0, 0.7, 2.5])
def test_each_method_keeps_its_promise_of_digits(x: float) -> None:
    slope = grad(smooth)(x)
    assert numerical_gradient(smooth, x) == pytest.approx(slope, rel=CENTRAL_DIGITS)
    assert numerical_gradient(smooth, x, method="richardson") == pytest.approx(slope, rel=RICHARDSON_DIGITS)
    assert numerical_gradient(smooth, x, method="complex") == pytest.approx(slope, rel=10 * COMPLEX_DIGITS)


def test_richardson_errs_less_than_central_and_complex_least() -> None:
    draw = random.Random(5)
    points = [draw.uniform(-2, 2) for _ in range(50)]
    errors = [sum(abs(numerical_gradient(smooth, x, method=m) - grad(smooth)(x)) for x in points) for m in METHODS]
    assert errors[0] > errors[1] > errors[2], "summed over points"


@pytest.mark.parametrize(
    "f",
    [
        abs,
        absolute,
        relu,
        lambda x: abs(x) * x,
        lambda x: maximum(x, 0) * x,
        lambda x: x if x > 0 else -x,
        lambda x: math.fabs(x),
        lambda x: abs(x) * cmath.exp(x),
    ],
)
def test_complex_step_refuses_what_is_not_analytic(f: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="the complex step needs an analytic function"):
        numerical_gradient(f, 0.7, method="complex")


def test_complex_step_takes_analytic_functions_of_plain_numbers() -> None:
    assert numerical_gradient(cmath.exp, 1.0, method="complex") == pytest.approx(math.e, rel=COMPLEX_DIGITS)
    assert numerical_gradient(lambda x: 7, 1.0, method="complex") == 0


@pytest.mark.parametrize("x", [44050650.0, 1e12, 1e-300, 5e-324])
def test_steps_fit_the_point(x: float) -> None:
    for method in METHODS:
        assert numerical_gradient(sin, x, method=method) == pytest.approx(math.cos(x), rel=AT_HARD_POINTS)


Pair = namedtuple("Pair", ["a", "b"])


@pytest.mark.parametrize("method", METHODS)
def test_gradient_has_the_shape_of_the_point(method: Method) -> None:
    def f(tree: Any) -> Any:
        return tree["w"][0] * tree["w"][1].a + tree["w"][1].b ** 2

    found = numerical_gradient(f, {"w": [2.0, Pair(3.0, 4.0)]}, method=method)
    assert found == {"w": [pytest.approx(3.0), Pair(pytest.approx(2.0), pytest.approx(8.0))]}
    assert check_gradients(f, {"w": [2.0, Pair(3.0, 4.0)]})


def test_arguments_come_as_a_tuple_or_as_a_list_that_fits_only_so() -> None:
    def product(x: Any, y: Any) -> Any:
        return x * y

    assert numerical_gradient(product, (2.0, 3.0)) == pytest.approx((3.0, 2.0))
    assert numerical_gradient(product, [2.0, 3.0]) == pytest.approx([3.0, 2.0])
    assert check_gradients(product, (2.0, 3.0))
    assert check_gradients(product, [2.0, 3.0])
    assert check_gradients(lambda xs: xs[0] * xs[1], [2.0, 3.0])
    assert check_gradients(lambda *xs: sum_of(xs), (2, Fraction(1, 2), 3.0))


def test_functions_of_plain_numbers_and_of_value_s_methods_are_differenced_alike() -> None:
    assert numerical_gradient(math.exp, 1.0) == pytest.approx(math.e)
    assert numerical_gradient(lambda x: x.exp() * x.relu(), 1.0) == pytest.approx(2 * math.e)
    assert check_gradients(math.exp, 1.0, gradient=math.e)
    assert not check_gradients(math.exp, 1.0, gradient=-math.e)
    assert check_gradients(lambda x, y: x.exp() * y.relu(), (1.0, 2.0), order=2)


def test_values_from_outside_keep_their_gradients() -> None:
    w = Value(2.0, "w")
    assert check_gradients(lambda x: w * x * x, 3.0, order=2)
    assert w.grad == 0
