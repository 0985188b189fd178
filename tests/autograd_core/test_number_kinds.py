"""Every kind of number keeps its kind through a graph and its gradients; NumPy arrays hold Values as objects."""

import cmath
import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autograd_core
from autograd_core import (
    TABLE,
    Value,
    dot,
    exp,
    gelu,
    gradients,
    greater,
    log,
    mean,
    normal_cdf,
    recompute,
    sigmoid,
    silu,
    softsign,
    sqrt,
    tanh,
    where,
)

KINDS = [int, float, Fraction, complex, Decimal, np.float32, np.float64, np.int64]
FLOATING_KINDS = [float, complex, Decimal, np.float32, np.float64]
# cmath's functions are rounded on their own.
COMPLEX_TOLERANCE = 1e-14
# And so are NumPy's on arrays.
VECTORIZED = 1e-14

# What computing with a number of a kind gives: a NumPy integer stays in its leaf.
COMPUTED = {kind: int if kind is np.int64 else kind for kind in KINDS}

every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_data_is_kept_as_it_came(kind: type) -> None:
    number = kind(3)
    assert Value(number).data is number


@every_kind
def test_sums_and_products_and_their_gradients_keep_the_kind(kind: type) -> None:
    x, y = Value(kind(3)), Value(kind(2))
    out = x * y - y * y + x**2
    assert type(out.data) is COMPUTED[kind]
    assert out.data == 11
    out.backward()
    assert (x.grad, y.grad) == (2 + 6, 3 - 4)
    assert type(x.grad) is type(y.grad) is COMPUTED[kind]


@every_kind
def test_gradients_of_gradients_keep_the_kind(kind: type) -> None:
    x = Value(kind(3))
    (first,) = gradients(x**3, [x])
    (second,) = gradients(first, [x])
    assert (first.data, second.data) == (27, 18)
    assert type(first.data) is type(second.data) is COMPUTED[kind]


@pytest.mark.parametrize("kind", FLOATING_KINDS)
@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "tanh", "sigmoid", "softplus"])
def test_elementary_functions_and_their_gradients_keep_the_kind(kind: type, name: str) -> None:
    x = Value(kind(2))
    out = getattr(x, name)()
    out.backward()
    assert type(out.data) is type(x.grad) is kind


@pytest.mark.parametrize("kind", FLOATING_KINDS)
def test_mixing_with_a_plain_int_keeps_the_kind(kind: type) -> None:
    x = Value(kind(2))
    out = (3 * x + 1) / 2 - 1
    out.backward()
    assert type(out.data) is type(x.grad * kind(1)) is kind
    assert x.grad == kind(3) / kind(2)


@pytest.mark.parametrize("kind", [Fraction, Decimal])
def test_division_by_an_int_keeps_the_gradient_exact(kind: type) -> None:
    x = Value(kind(1))
    (x / 8 + x / 5).backward()
    assert x.grad == kind(13) / kind(40)


def test_decimal_divided_by_an_int_has_a_decimal_gradient() -> None:
    x = Value(Decimal(1))
    (x * x / 3).backward()
    assert x.grad == 2 * (Decimal(1) / Decimal(3))


def test_int_stays_int_where_python_keeps_it() -> None:
    x = Value(7)
    out = x * x * 2 - 3
    assert (out.data, type(out.data)) == (95, int)
    out.backward()
    assert (x.grad, type(x.grad)) == (28, int)
    assert (Value(2) ** 200).data == 2**200


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (lambda z: z**2, lambda z: 2 * z),
        (lambda z: z**-1, lambda z: -1 / z**2),
        (lambda z: 1 / z, lambda z: -1 / z**2),
        (lambda z: z.exp(), cmath.exp),
        (lambda z: z.log(), lambda z: 1 / z),
        (lambda z: z.sin(), cmath.cos),
        (lambda z: z.sqrt(), lambda z: 1 / (2 * cmath.sqrt(z))),
        (lambda z: z.expm1(), cmath.exp),
        (lambda z: z.log1p(), lambda z: 1 / (1 + z)),
    ],
    ids=["square", "power -1", "reciprocal", "exp", "log", "sin", "sqrt", "expm1", "log1p"],
)
def test_complex_data_gives_the_holomorphic_derivative(
    function: Callable[[Value], Value], derivative: Callable[[complex], complex]
) -> None:
    point = complex(-1.5, 2)
    z = Value(point)
    function(z).backward()
    assert cmath.isclose(z.grad, derivative(point), rel_tol=COMPLEX_TOLERANCE)


@pytest.mark.parametrize("name", ["relu", "step", "leaky_relu", "elu"])
def test_complex_data_in_an_ordered_function_is_refused_by_name(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name} needs numbers that work together, got 1j \(node 'phase'\)"):
        getattr(Value(1j, label="phase"), name)()


@pytest.mark.parametrize("number", [3 + 4j, np.complex64(3 + 4j), np.complex128(3 + 4j)], ids=repr)
def test_absolute_value_of_a_complex_number_is_refused(number: Any) -> None:
    with pytest.raises(TypeError, match="the absolute value of a complex number has no complex derivative"):
        abs(Value(number))


def test_decimal_with_a_float_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"\* needs numbers that work together, got Decimal\('1'\), 0.5: unsupported"):
        Value(Decimal(1)) * 0.5


def test_bool_is_a_number() -> None:
    x = Value(2.0)
    (x * True).backward()
    assert x.grad == 1


# NumPy.


OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


@pytest.mark.parametrize("operate", OPERATORS, ids=lambda function: function.__name__)
@pytest.mark.parametrize("scalar", [np.float64(2.0), np.float32(2.0), np.int64(2)], ids=lambda x: type(x).__name__)
def test_numpy_scalar_on_either_side_gives_a_value(operate: Callable[[Any, Any], Any], scalar: Any) -> None:
    x = Value(3.0)
    for out, data in ((operate(x, scalar), operate(3.0, 2.0)), (operate(scalar, x), operate(2.0, 3.0))):
        assert type(out) is Value
        assert out.data == data
        assert not out.is_constant


def test_numpy_scalar_compares_with_a_value_on_either_side() -> None:
    x = Value(3.0)
    for scalar in (np.float64(2.0), np.float32(2.0), np.int64(2)):
        assert x > scalar
        assert scalar < x
        assert not scalar >= x


@pytest.mark.parametrize("operate", OPERATORS, ids=lambda function: function.__name__)
def test_numpy_array_on_either_side_gives_an_array_of_values(operate: Callable[[Any, Any], Any]) -> None:
    x = Value(3.0)
    array = np.array([[1.0, 2.0], [3.0, 4.0]])
    for out, data in ((operate(x, array), operate(3.0, array)), (operate(array, x), operate(array, 3.0))):
        assert out.shape == (2, 2)
        assert out.dtype == object
        assert [[node.data for node in line] for line in out] == data.tolist()
        assert all(type(node) is Value and not node.is_constant for node in out.flat)


def test_numpy_array_of_values_differentiates() -> None:
    x = Value(3.0)
    out = (np.array([1.0, 2.0]) * x + x).sum()
    out.backward()
    assert (out.data, x.grad) == (15, 5)


@pytest.mark.parametrize(
    "function", [np.exp, np.log, np.log1p, np.expm1, np.sqrt, np.sin, np.cos, np.tan, np.tanh], ids=lambda f: f.__name__
)
def test_numpy_function_of_an_object_array_calls_the_method(function: Any) -> None:
    xs = np.array([Value(0.5), Value(1.5)])
    out = function(xs)
    assert [node.operation.name for node in out] == [function.__name__] * 2
    assert np.allclose([node.data for node in out], function(np.array([0.5, 1.5])), rtol=1e-15)


def test_matrix_product_of_object_arrays_differentiates() -> None:
    ws = np.array([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]])
    xs = np.array([5.0, 6.0])
    out = (ws @ xs).sum()
    out.backward()
    assert out.data == 17 + 39
    assert [[w.grad for w in line] for line in ws] == [[5.0, 6.0], [5.0, 6.0]]


def test_array_where_a_number_belongs_is_refused() -> None:
    array = np.array([1.0])
    with pytest.raises(
        TypeError, match=r"Value needs a number, got ndarray array\(\[1.\]\); make one Value per number"
    ):
        Value(array)
    with pytest.raises(TypeError, match="the seed of backward is a plain number, got ndarray"):
        (Value(1.0) * 2).backward(array)


# NumPy integers wrap around and refuse negative powers; what is computed from one is a Python integer.

NUMPY_INTEGERS = [np.int8, np.uint8, np.int32, np.uint32, np.int64, np.uint64]
every_numpy_integer = pytest.mark.parametrize("kind", NUMPY_INTEGERS)


@every_numpy_integer
def test_numpy_integer_stays_in_its_leaf_and_everything_computed_is_a_python_integer(kind: type) -> None:
    x, y = Value(kind(100)), Value(kind(3))
    results = [x * x, x + x, y - x, -x, abs(x), x**3, x.relu(), x.step(), greater(x, y), dot([x], [x], y)]
    results += [where(y, x, y), autograd_core.sum([x, x, x]), x.leaky_relu(2), +x]
    assert [type(result.data) for result in results] == [int] * len(results)
    assert [result.data for result in results[:6]] == [10_000, 200, -97, -100, 100, 1_000_000]
    for result in results:
        result.backward()
    assert type(x.data) is kind
    assert type(x.grad) is type(y.grad) is int


@every_numpy_integer
def test_gradients_of_numpy_integers_do_not_wrap(kind: type) -> None:
    x = Value(kind(1))
    out = autograd_core.sum([x * kind(100), x * kind(120), x * kind(80)])
    out.backward()
    assert x.grad == gradients(out, [x])[0].data == 300
    seeded = x * kind(100)
    seeded.backward(kind(100))
    assert x.grad == 10_300


@every_numpy_integer
def test_squared_error_of_numpy_integers_has_the_slope_of_integers(kind: type) -> None:
    prediction = Value(kind(3))
    ((prediction - kind(5)) ** 2).backward()
    assert prediction.grad == -4


@every_numpy_integer
@pytest.mark.parametrize("exponent", [-1, 0, 2])
def test_powers_of_numpy_integers_are_those_of_integers(kind: type, exponent: int) -> None:
    x, n = Value(kind(2)), Value(exponent)
    ours, expected = x**n, Value(2) ** Value(exponent)
    ours.backward()
    expected.backward()
    assert (ours.data, x.grad, n.grad) == (expected.data, *[leaf.grad for leaf in expected.parents])
    assert (Value(kind(2)) ** exponent).data == 2**exponent


@every_numpy_integer
def test_functions_of_numpy_integers_are_those_of_integers(kind: type) -> None:
    for function in (exp, log, sqrt, tanh, sigmoid):
        ours, expected = function(Value(kind(3))), function(Value(3))
        assert (ours.data, type(ours.data)) == (expected.data, float)
    with pytest.raises(ZeroDivisionError):
        1 / Value(kind(0))


ONE_INPUT = [row for row in TABLE.values() if row.arity == 1]
OF_ONE_INPUT: list[Callable[[Any], Any]] = [
    *ONE_INPUT,
    silu,
    softsign,
    gelu,
    lambda x: gelu(x, "tanh"),
    normal_cdf,
    mean,
]


def result_of(function: Callable[[Any], Any], x: Any) -> Any:
    """The result, or the kind of the error."""
    try:
        return function(x)
    except (ArithmeticError, ValueError) as error:
        return type(error)


@every_numpy_integer
def test_functions_of_plain_numpy_integers_neither_wrap_nor_round_like_half_floats(kind: type) -> None:
    limits = np.iinfo(kind)
    for function in OF_ONE_INPUT:
        for x in (limits.min, -100 if limits.min else 200, 0, 1, limits.max):
            found, expected = result_of(function, kind(x)), result_of(function, x)
            assert found is expected or found == expected or (found != found and expected != expected), function


@every_numpy_integer
def test_functions_of_arrays_of_integers_neither_wrap_nor_round_like_half_floats(kind: type) -> None:
    numbers = [0, 1, 100, *([-100, -128] if np.iinfo(kind).min else [200])]
    for function in OF_ONE_INPUT:
        if function is mean:
            continue  # of all
        with np.errstate(all="ignore"):
            found = function(np.array([numbers], kind))
        for x, result in zip(numbers, found[0].tolist(), strict=True):
            expected = result_of(function, x)
            if isinstance(expected, type):
                assert not np.isfinite(result), function
            else:
                assert result == pytest.approx(expected, rel=VECTORIZED, nan_ok=True), (function, x)


def test_two_plain_numpy_integers_do_not_wrap() -> None:
    assert autograd_core.add(np.int8(100), np.int8(100)) == 200
    assert autograd_core.subtract(np.uint8(1), np.uint8(2)) == -1
    assert autograd_core.product([np.int8(100), np.int8(100)]) == 10_000
    assert mean([np.uint8(200), np.uint8(200)]) == 200
    assert autograd_core.multiply(np.array([100], np.int8), 100).tolist() == [10_000]


def test_leaf_that_was_given_a_numpy_integer_later_computes_as_well() -> None:
    x = Value(2.0)
    out = x * x
    x.data = np.uint8(200)
    recompute(out)
    assert out.data == 40_000
    out.backward()
    assert x.grad == 400
