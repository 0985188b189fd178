"""Arrays in trees: NumPy on arrays of Values, derivatives in the same shape and type, and what is refused."""

import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograd_core import (
    Value,
    check_gradients,
    exp,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    numerical_gradient,
    value_and_grad,
    vjp,
)

ROUNDING = 1e-12
DIFFERENCES = 1e-6

X = np.array([0.5, -1.0, 2.0])


def bump(x: Any) -> Any:
    return np.sum(np.exp(x) * x)


def test_gradient_and_hessian_of_an_array_are_arrays() -> None:
    value, gradient = value_and_grad(bump)(X)
    assert value == pytest.approx(bump(X), rel=ROUNDING)
    np.testing.assert_allclose(gradient, np.exp(X) * (X + 1), rtol=ROUNDING)
    np.testing.assert_allclose(hessian(bump)(X), np.diag(np.exp(X) * (X + 2)), rtol=ROUNDING)
    np.testing.assert_allclose(hvp(bump, X, [1.0, 0.0, 2.0]), np.exp(X) * (X + 2) * [1, 0, 2], rtol=ROUNDING)
    assert (gradient.dtype, hessian(bump)(X).dtype, type(value)) == (np.float64, np.float64, np.float64)


@settings(max_examples=40)
@given(st.data())
def test_axes_of_a_jacobian_are_those_of_the_output_then_those_of_the_argument(data: st.DataObject) -> None:
    shape = array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3)
    whole = st.integers(-3, 3).map(float)
    x = data.draw(arrays(np.float64, shape, elements=whole))
    weights = data.draw(arrays(np.float64, data.draw(shape).__add__(x.shape), elements=whole))
    axes = list(range(x.ndim))

    def linear(x: Any) -> Any:
        return np.tensordot(weights, x, (list(range(weights.ndim - x.ndim, weights.ndim)), axes))

    found = jacobian(linear)(x)
    np.testing.assert_array_equal(found, weights)
    assert (found.shape, found.dtype) == (weights.shape, np.float64)
    transposed = jacobian(linear, layout="denominator")(x)
    np.testing.assert_array_equal(
        transposed, np.moveaxis(weights, range(-x.ndim, 0), range(x.ndim)) if axes else weights
    )


def test_array_beside_other_structures_has_its_axes_within_them() -> None:
    point = {"slope": X, "offset": 2.0}
    found = jacobian(lambda p: p["slope"] * p["offset"])(point)
    np.testing.assert_array_equal(found["slope"], 2 * np.eye(3))
    np.testing.assert_array_equal(found["offset"], X)
    rows = jacobian(lambda x: [x @ x, x[0]])(X)
    np.testing.assert_array_equal(rows, [2 * X, [1, 0, 0]])
    columns = jacobian(lambda x: np.array([x[0] * x[1], x[0]]))([2.0, 3.0])
    assert isinstance(columns, list)
    np.testing.assert_array_equal(columns, [[3, 1], [2, 0]])
    both = jacobian(lambda a, b: a * b, ("b", "a"))(X, 2 * X)
    np.testing.assert_array_equal(both, [np.diag(X), np.diag(2 * X)])


@pytest.mark.parametrize(
    ("given_type", "type_back"),
    [("f2", "f2"), ("f4", "f4"), ("f8", "f8"), ("g", "g"), ("i4", "f8"), ("u1", "f8"), ("c8", "c8"), ("c16", "c16")],
)
def test_derivative_has_the_type_of_the_array_but_is_never_one_of_whole_numbers(
    given_type: str, type_back: str
) -> None:
    x = np.array([1, 2, 3], given_type)
    for f in (lambda x: np.sum(x * x), lambda x: 2 * x[0] * x[1], lambda x: x[0]):
        assert grad(f)(x).dtype == np.dtype(type_back)
    assert grad(lambda x: np.sum(x * x))(np.array([200, 100], "u1")).tolist() == [400, 200]


def test_derivative_that_does_not_fit_the_type_of_the_array_keeps_its_own() -> None:
    assert grad(lambda x: np.sum(x * 1j))(X).tolist() == [1j, 1j, 1j]
    exact = grad(lambda x: np.sum(x**2))(np.array([Fraction(1, 3), 2]))
    assert exact.tolist() == [Fraction(2, 3), 4]
    assert type(exact[0]) is Fraction


@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (1, 1), (2, 3)])
def test_every_shape_comes_back(shape: tuple[int, ...]) -> None:
    x = np.full(shape, 3.0)
    value, gradient = value_and_grad(lambda x: np.sum(x * x))(x)
    assert (value, gradient.shape) == (9.0 * x.size, shape)
    assert (gradient == 6.0).all()
    output, pull = vjp(lambda x: 2 * x, x)
    np.testing.assert_array_equal(output, 2 * x)
    np.testing.assert_array_equal(pull(np.ones(shape))[0], 2 * np.ones(shape))
    np.testing.assert_array_equal(jvp(lambda x: 2 * x, (x,), (x,))[1], 2 * x)
    assert jacobian(lambda x: 2 * x)(x).shape == shape + shape


def test_views_and_arrays_that_cannot_be_written_to_are_read_in_their_order() -> None:
    table = np.arange(6.0).reshape(2, 3)
    fixed = table.T[::-1]
    fixed.flags.writeable = False
    gradient = grad(lambda x: np.sum(x * x * [[1.0, 2.0]]))(fixed)
    np.testing.assert_array_equal(gradient, 2 * fixed * [[1.0, 2.0]])
    assert gradient.flags.writeable
    np.testing.assert_array_equal(table, np.arange(6.0).reshape(2, 3))


def test_derivatives_of_arrays_nest() -> None:
    found = grad(lambda x: np.sum(grad(bump)(x) ** 2))(X)
    np.testing.assert_allclose(found, 2 * np.exp(2 * X) * (X + 1) * (X + 2), rtol=ROUNDING)
    w = Value(3.0)
    opened = grad(lambda x: w * np.sum(x * x))(X)
    assert [type(slope) for slope in opened] == [Value] * 3
    opened[2].backward()
    assert w.grad == 4.0


@pytest.mark.parametrize(
    "f",
    [
        np.sum, np.mean, np.std, np.var, np.prod, np.max, np.ptp, np.median, np.linalg.norm,
        lambda x: x @ x, lambda x: np.dot(x, x), lambda x: np.vdot(x, x), lambda x: np.outer(x, x).sum(),
        lambda x: np.where(x > 0, x * x, 0).sum(), lambda x: np.einsum("i,i", x, x), lambda x: np.cumsum(x)[1],
        lambda x: np.abs(np.tanh(x)).sum(), lambda x: np.squeeze(x[None, :] @ x[:, None]), lambda x: exp(x).sum(),
        lambda x: np.sqrt(np.square(x) + 1).sum(), lambda x: np.maximum(x, 0.7).sum(), lambda x: np.sin(x[::-1])[0],
    ],
)  # fmt: skip
def test_functions_of_numpy_on_arrays_of_values_have_the_slope_of_their_differences(f: Callable[[Any], Any]) -> None:
    value, gradient = value_and_grad(f)(X)
    assert value == pytest.approx(float(f(X)), rel=ROUNDING)
    np.testing.assert_allclose(gradient, numerical_gradient(f, X), rtol=DIFFERENCES, atol=DIFFERENCES)
    assert check_gradients(f, X, gradient=gradient)


def test_conjugate_of_a_complex_number_is_refused() -> None:
    with pytest.raises(TypeError, match="the conjugate of a complex number has no complex derivative"):
        grad(lambda z: np.vdot(z, z))(np.array([1j]))


def test_number_of_an_array_keeps_the_arithmetic_of_numpy() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        value, _ = value_and_grad(lambda x: np.sum(np.log(x)))(X)
    assert np.isnan(value), "as np.log has it, so that a line search steps back"


def test_masks_and_names_pass_through_as_they_are() -> None:
    met: list[Any] = []

    def masked(p: Any) -> Any:
        met.append(p["mask"])
        return np.sum(p["w"][p["mask"]] ** 2)

    mask = np.array([True, False, True])
    gradient = grad(masked)({"w": X, "mask": mask, "names": np.array(["a", "b", "c"])})
    np.testing.assert_array_equal(gradient["w"], [1.0, 0.0, 4.0])
    assert (gradient["mask"], gradient["names"]) == (None, None)
    assert met[0] is mask


MASKED = np.ma.array([1.0, 2.0], mask=[False, True])


@pytest.mark.parametrize(
    ("x", "match"),
    [
        (MASKED, r"got MaskedArray of shape \(2,\) and dtype float64; call .filled"),
        (np.ones((2, 2)).view(np.matrix), "got matrix of .*; call numpy.asarray on it first"),
        (np.zeros(2, [("a", "f8")]), "dtype with fields; make a dict of its fields"),
        (np.array(["1", "2"]), "dtype <U1; call .astype.float. first"),
        (np.array([True]), "dtype bool; call .astype.float. first"),
        (np.array(["2026-11-29"], "M8[D]"), "dtype datetime64.D.; call .astype.float. first"),
        (np.array(["1", 2.0], object), "arrays of numbers, got str '1' in ndarray .*; convert it with float.. first"),
        (np.array([1.0, None], object), "arrays of numbers, got None in ndarray"),
        (np.array([1.0, [2.0]], object), "arrays of numbers, got list .* in ndarray"),
    ],
    ids=lambda case: str(case.dtype) if isinstance(case, np.ndarray) else "",
)
def test_array_that_holds_no_plain_numbers_is_refused_with_a_cure(x: Any, match: str) -> None:
    with pytest.raises(TypeError, match=match):
        grad(np.sum)(x)
    with pytest.raises(TypeError, match=match):
        numerical_gradient(np.sum, x)


def test_array_of_another_library_is_told_what_to_do() -> None:
    class Tensor:
        def tolist(self) -> list[float]:
            return []

    with pytest.raises(TypeError, match=r"got Tensor .*; call \.tolist\(\) on an array first"):
        grad(lambda x: x[0])(Tensor())


def test_result_that_is_no_number_is_refused_with_its_shape() -> None:
    with pytest.raises(TypeError, match=r"returns one number, got ndarray of shape \(1, 1\) .*return y.item\(\)"):
        grad(lambda x: x[:, None] @ x[None, :])(X[:1])
    with pytest.raises(TypeError, match=r"returns one number, got ndarray of shape \(3,\) .*use jacobian"):
        grad(lambda x: 2 * x)(X)
    with pytest.raises(TypeError, match="dtype bool"):
        grad(lambda x: x > 0)(X)
    with pytest.raises(ValueError, match=r"got ndarray of shape \(2,\) .* for ndarray of shape \(3,\)"):
        vjp(lambda x: 2 * x, X)[1](np.ones(2))


def test_without_numpy_trees_work_and_import_nothing(run_python: Callable[..., str]) -> None:
    code = """
import sys
sys.modules["numpy"] = None
from autograd_core import grad, hessian, jacobian
print(grad(lambda p: p["a"] * p["b"][0])({"a": 2.0, "b": [3.0]}), jacobian(lambda x: [x[0], 3 * x[1]])([1.0, 2.0]))
"""
    assert run_python(code) == "{'a': 3.0, 'b': [2.0]} [[1, 0], [0, 3]]\n"
