"""jit: a plain function as a program gives what the function and its derivatives give, in the same structures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import autograd_core as ac
from autograd_core import GraphError, Value, exp, grad, hessian, hvp, jacobian, jit, log, maximum, sin, tanh, vjp, where

# Sums in another order, and one more product.
ROUNDING = 1e-12


@dataclass
class Point:
    """A structure with a flag."""

    x: Any
    y: Any
    name: str = "P"


def rosenbrock(x: Any) -> Any:
    return sum(100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in itertools.pairwise(x))


OF_ONE_NUMBER: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (lambda x: sin(x) * x, (0.7,)),
    (rosenbrock, ([0.5, 1.5, -1.0],)),
    (rosenbrock, (np.array([0.5, 1.5, -1.0]),)),
    (lambda p: exp(p["a"][0] * p["b"]) + p["a"][1], ({"a": (0.5, 2.0), "b": -1.0},)),
    (lambda p: p.x * p.y.sum() if p.name == "P" else p.x, (Point(2.0, np.array([1.0, 3.0])),)),
    (lambda w, x, y: ((np.tanh(x @ w) - y) ** 2).sum(), (np.ones((2, 1)), np.array([[1.0, 2.0]]), np.array([[0.5]]))),
    (lambda x, *, k: maximum(x, k) * where(x, x, k), (2.0,)),
]
OF_MANY: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (lambda x: [x[0] * x[1], sin(x[0]), x[1]], ([0.5, 2.0],)),
    (lambda x: x**2 * x[0], (np.array([1.0, 2.0, 3.0]),)),
    (lambda x: np.array([x[0] * x[1] + x[2]]), (np.array([1.0, 2.0, 3.0]),)),
    (lambda x: {"sum": x.sum(), "all": x * 2}, (np.array([[1.0, 2.0]]),)),
    (lambda t: (t, t * t, exp(t)), (0.3,)),
]


def keywords(f: Callable[..., Any]) -> dict[str, Any]:
    return {"k": 3.0} if "k" in f.__code__.co_varnames[: f.__code__.co_argcount + f.__code__.co_kwonlyargcount] else {}


def assert_same(found: Any, expected: Any) -> None:
    """One structure, of one kind, with about the same numbers."""
    if isinstance(expected, np.ndarray):
        assert isinstance(found, np.ndarray)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found.astype(float), expected.astype(float), rtol=ROUNDING, atol=ROUNDING)
    elif isinstance(expected, dict):
        assert found.keys() == expected.keys()
        for key in expected:
            assert_same(found[key], expected[key])
    elif isinstance(expected, Point):
        assert_same([found.x, found.y], [expected.x, expected.y])
        assert found.name == expected.name
    elif isinstance(expected, list | tuple):
        assert type(found) is type(expected)
        assert len(found) == len(expected)
        for x, y in zip(found, expected, strict=True):
            assert_same(x, y)
    else:
        assert found == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING)


@pytest.mark.parametrize(("f", "arguments"), OF_ONE_NUMBER)
def test_value_gradient_and_hessian_are_those_of_the_function(f: Any, arguments: tuple[Any, ...]) -> None:
    fast, named = jit(f), keywords(f)
    for _ in range(2):  # recorded, and run again
        assert fast(*arguments, **named) == pytest.approx(float(f(*arguments, **named)), rel=ROUNDING)
        value, slopes = fast.value_and_grad(*arguments, **named)
        assert type(value) is float
        assert_same(slopes, grad(f)(*arguments, **named))
    assert_same(fast.grad(*arguments, **named), slopes)
    assert_same(fast.hessian(*arguments, **named), hessian(f)(*arguments, **named))
    if len(arguments) == 1 and not named:
        assert_same(fast.hvp(arguments[0], slopes), hvp(f, arguments[0], slopes))


@pytest.mark.parametrize(("f", "arguments"), [*OF_MANY, *OF_ONE_NUMBER[:5]])
def test_jacobian_and_vjp_are_those_of_the_function(f: Any, arguments: tuple[Any, ...]) -> None:
    fast = jit(f)
    output = f(*arguments)
    assert_same(fast(*arguments), output)
    assert_same(fast.jacobian(*arguments), jacobian(f)(*arguments))
    value, pull = fast.vjp(*arguments)
    assert_same(value, output)
    assert_same(pull(output), vjp(f, *arguments)[1](output))


def test_vjp_pulls_back_to_every_argument() -> None:
    def f(x: Any, y: Any) -> Any:
        return [x * y[0], x + y[1]]

    assert_same(jit(f).vjp(2.0, [3.0, 4.0])[1]([1.0, 10.0]), vjp(f, 2.0, [3.0, 4.0])[1]([1.0, 10.0]))


def test_program_is_recorded_once_for_each_structure() -> None:
    calls = []

    def f(x: Any, flag: bool = False) -> Any:
        calls.append(x)
        return sum(x) * (2 if flag else 1)

    fast = jit(f)
    assert [fast([1.0, 2.0]), fast([3.0, 4.0]), fast([1, 2])] == [3, 7, 3]
    assert len(calls) == 1
    assert [fast((1.0, 2.0)), fast([1.0, 2.0, 3.0]), fast([1.0, 2.0], True), fast([1.0, 2.0], flag=True)] == [
        3,
        6,
        6,
        6,
    ]
    assert len(calls) == 5


@pytest.mark.parametrize(("f", "arguments"), [*OF_MANY, *OF_ONE_NUMBER[:6]])
def test_batch_is_the_function_of_each(f: Any, arguments: tuple[Any, ...]) -> None:
    found = jit(f).batch(*[[x, x, x] for x in arguments])
    one = ac.trees.flat(f(*arguments))
    many = [number for x in ac.trees.flat([found]) for number in [x]]
    assert sorted(map(float, many)) == pytest.approx(sorted([float(x) for x in one] * 3), rel=ROUNDING)


def test_batch_takes_arrays_and_gives_arrays() -> None:
    points = np.arange(6.0).reshape(3, 2)
    assert_same(jit(lambda x: x[0] * x[1]).batch(points), points[:, 0] * points[:, 1])
    assert_same(jit(lambda x: x * 2).batch(points), points * 2)
    assert_same(jit(lambda x, y: {"both": x + y}).batch(points[:, 0], [1, 2, 3]), {"both": np.array([1.0, 4.0, 7.0])})
    with pytest.raises(ValueError, match=r"as many of each argument.*\[3, 2\]"):
        jit(lambda x, y: x + y).batch(points[:, 0], [1, 2])
    with pytest.raises(ValueError, match="one structure"):
        jit(rosenbrock).batch([[1.0, 2.0], [1.0, 2.0, 3.0]])


def test_optimizers_of_scipy_take_it_as_it_stands() -> None:
    fast = jit(rosenbrock)
    start = np.array([-1.2, 1.0, 0.5])
    for method, options in (("BFGS", {}), ("Newton-CG", {"hess": fast.hessian}), ("trust-krylov", {"hessp": fast.hvp})):
        found = optimize.minimize(fast.value_and_grad, start, jac=True, method=method, **options)
        np.testing.assert_allclose(found.x, np.ones(3), atol=1e-4)
    residuals = jit(lambda x: [10 * (x[1] - x[0] ** 2), 1 - x[0]])
    fit = optimize.least_squares(residuals, [-1.0, 2.0], jac=residuals.jacobian)
    np.testing.assert_allclose(fit.x, [1, 1], atol=1e-6)
    assert optimize.brentq(jit(lambda x: x**2 - 2), 0, 2) == pytest.approx(math.sqrt(2))


def test_decision_on_a_number_is_refused_by_name() -> None:
    for f in (lambda x: x if x > 0 else -x, lambda x: x if x == 2 else -x, lambda x: [1, 2][x], lambda x: bool(x) * x):
        with pytest.raises((GraphError, TypeError), match=r"where|lookup"):
            jit(f)(2)


def test_leaf_that_is_no_argument_is_refused_by_name() -> None:
    w = Value(2.0, "weight")
    with pytest.raises(GraphError, match=r"node 'weight'.*pass it as an argument"):
        jit(lambda x: x * w)(1.0)


def test_operation_that_arrays_cannot_run_is_refused_by_name() -> None:
    strange = ac.Operation("strange", "", "", forward=lambda x: {0.5: 1.0}[x], partials=lambda out, x: (1.0,))
    with pytest.raises(GraphError, match="strange"):
        jit(lambda x: strange(x))(0.5)


def test_what_is_an_error_for_numbers_is_nan_whenever_it_comes() -> None:
    fast = jit(lambda x: log(x))
    assert math.isnan(fast(-1.0))
    assert fast(1.0) == 0
    assert math.isnan(fast.grad(-1.0))


def test_called_with_values_it_is_the_function() -> None:
    fast = jit(lambda x: tanh(x) * 2)
    x = Value(0.5)
    fast(x).backward()
    assert x.grad == pytest.approx(fast.grad(0.5))
    assert grad(fast)(0.5) == pytest.approx(x.grad)


def test_modes_of_the_caller_do_not_reach_into_the_recording() -> None:
    with ac.no_grad():
        assert jit(lambda x: x * x).grad(3.0) == 6


def test_what_is_no_function_or_no_number_is_refused() -> None:
    for call, words in (
        (lambda: jit(3.0), "function"),
        (lambda: jit(lambda: 1.0)(), "by position"),
        (lambda: jit(lambda x: [])(1.0), "returns numbers"),
        (lambda: jit(lambda x: [x, x]).grad(1.0), "one number"),
        (lambda: jit(lambda x: x).batch(1.0), "a list of many"),
    ):
        with pytest.raises(TypeError, match=words):
            call()
    with pytest.raises(ValueError, match="direction of hvp"):
        jit(rosenbrock).hvp([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="cotangents"):
        jit(rosenbrock).vjp([1.0, 2.0])[1]([1.0, 2.0])


class Square:
    @jit
    def method(self, x: Any) -> Any:
        return x * x

    @staticmethod
    @jit
    def function(x: Any) -> Any:
        return x * x


def test_method_and_arguments_by_keyword_alone_are_refused_with_what_to_write() -> None:
    with pytest.raises(TypeError, match=r"method is a method of Square: write a function"):
        Square().method(3.0)
    assert Square().function(3.0) == 9
    with pytest.raises(TypeError, match=r"got x by keyword: write f\(x\) for f\(x=x\)"):
        Square.function(x=3.0)


def test_name_and_documentation_are_those_of_the_function() -> None:
    assert jit(rosenbrock).__name__ == "rosenbrock"
