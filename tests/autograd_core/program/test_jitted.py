"""jit: a plain function as a program gives what the function and its derivatives give, in the same structures."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import autograd_core as ac
from autograd_core import (
    TABLE,
    GraphError,
    Value,
    exp,
    grad,
    hessian,
    hvp,
    jacobian,
    jit,
    log,
    maximum,
    sin,
    tanh,
    vjp,
    where,
)

# Sums in another order, and one more product.
ROUNDING = 1e-12
SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.0, -0.5, 1e308, -1e308, math.inf, -math.inf, math.nan)
NUMBER_TAKEN = 3  # where an operation takes a plain number


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


def test_function_that_reads_a_number_is_refused() -> None:
    for f in (lambda x: x * x.data, lambda x: x if x.data > 0 else -x, lambda x: x * math.exp(x.data)):
        with pytest.raises(GraphError, match=r"jit could not record the function: \.data was read"):
            jit(f)(2.0)
    assert jit(lambda x: x * len(repr(x)) / len(repr(x)))(2.0) == 2


def test_operation_that_arrays_cannot_run_is_refused_by_name() -> None:
    strange = ac.Operation("strange", "", "", forward=lambda x: {0.5: 1.0}[x], partials=lambda out, x: (1.0,))
    with pytest.raises(GraphError, match="strange"):
        jit(lambda x: strange(x))(0.5)


def outcome(f: Callable[..., Any], *arguments: Any) -> Any:
    """The numbers that `f` gives, or the kind of its error."""
    with np.errstate(all="ignore"):
        try:
            return [float(x) for x in ac.trees.flat(f(*arguments))]
        except (ArithmeticError, ValueError) as error:
            return type(error)


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_every_operation_refuses_what_it_refuses_and_gives_nan_where_it_does(row: ac.Operation) -> None:
    rng = random.Random(row.name)
    arity = row.arity or 3

    def of_each(*columns: Any) -> list[Any]:
        return [
            row(*[NUMBER_TAKEN if i in row.numbers else x for i, x in enumerate(each)])
            for each in zip(*columns, strict=True)
        ]

    fast = jit(of_each)
    for _ in range(12):
        columns = [[0.6, rng.choice(SPECIAL), 1.3] for _ in range(arity)]
        for given in (columns, [np.array(column) for column in columns]):
            found, expected = outcome(fast, *given), outcome(of_each, *given)
            assert found == expected or found == pytest.approx(expected, rel=ROUNDING, nan_ok=True), (given, row.name)


def test_refused_element_leaves_the_others_of_an_array_alone() -> None:
    fast = jit(np.log)
    points = np.array([1.0, -1.0, math.e])
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(fast(points), [0, math.nan, 1])
        assert fast.jacobian(points).tolist() == jacobian(np.log)(points).tolist()
        np.testing.assert_allclose(jit(lambda x: np.sum(np.sqrt(x))).grad(np.array([0.0, 4.0])), [math.inf, 0.25])
    np.testing.assert_allclose(
        fast.batch([points, points[::-1]]), np.log([[1, math.nan, math.e], [math.e, math.nan, 1]])
    )


def test_what_the_function_refuses_is_refused_by_each_of_its_derivatives() -> None:
    fast = jit(lambda x: log(x[0]) * x[1])
    refused, direction = [-1.0, 2.0], [1.0, 0.0]
    assert fast([1.0, 2.0]) == 0
    for call in (fast, fast.value_and_grad, fast.grad, fast.hessian, fast.jacobian, fast.vjp):
        with pytest.raises(ValueError, match="log needs a positive input"):
            call(refused)
    with pytest.raises(ValueError, match="log needs a positive input"):
        fast.hvp(refused, direction)
    with pytest.raises(ZeroDivisionError, match="sqrt has no gradient"):
        jit(ac.sqrt).grad(0.0)
    with pytest.raises(ZeroDivisionError, match="sqrt has no gradient"):
        jit(ac.sqrt).vjp(0.0)[1](1.0)
    np.testing.assert_array_equal(fast.batch([[math.e, 2.0], refused]), [2, math.nan])


def test_second_derivative_that_is_a_number_is_refused_where_the_function_is() -> None:
    fast = jit(log)
    for of_function in (lambda: fast.hessian(-1.0), lambda: fast.hvp(-1.0, 1.0)):
        with pytest.raises(ValueError, match="log needs a positive input"):
            of_function()
    assert (fast.hessian(2.0), fast.hvp(2.0, 4.0)) == (-0.25, -1.0)


def test_vector_is_pulled_back_to_where_the_function_was_called() -> None:
    def root(x: Any) -> Any:
        return ac.sqrt(x[0]) * x[1]

    for point in ([0.0, 1.0], np.array([0.0, 1.0])):
        expected = outcome(vjp(root, point)[1], 1.0)
        _, pull = jit(root).vjp(point)
        point[0] = 4.0
        assert outcome(pull, 1.0) == expected  # of the function itself, for sqrt has no slope at 0


def test_what_no_grad_computes_from_an_argument_is_refused() -> None:
    def with_gate(x: Any) -> Any:
        with ac.no_grad():
            y = x * x
        return y * x

    for call in (jit(with_gate), jit(with_gate).grad, jit(with_gate).vjp):
        with pytest.raises(GraphError, match=r"could not record with_gate: .*no_grad\(\) made a number, got multiply"):
            call(5.0)


def test_debug_names_what_is_not_finite_in_the_function() -> None:
    fast = jit(lambda x: 1 / (x * x))
    with ac.debug():
        for call in (fast, fast.value_and_grad, fast.jacobian, fast.hessian, fast.vjp):
            with pytest.raises(FloatingPointError, match=r"\* gave inf from .*test_jitted"):
                call(1e200)
        with pytest.raises(FloatingPointError, match=r"\* gave inf"):
            fast.hvp(1e200, 1.0)
        assert fast.grad(2.0) == -0.25
    assert fast(1e200) == 0


def test_number_that_says_how_to_compute_is_refused_with_what_to_write() -> None:
    def repeated(x: Any, count: Any) -> Any:
        for _ in range(count):
            x = x * x
        return x

    def chosen(x: Any, index: Any) -> Any:
        return x[index]

    def while_larger(x: Any, count: Any) -> Any:
        return x if count > 2 else -x

    for f, arguments, kind in (
        (repeated, (2.0, 3), TypeError),
        (chosen, ([2.0, 3.0], 1), TypeError),
        (chosen, (np.array([2.0, 3.0]), 1), IndexError),
        (while_larger, (2.0, 3), GraphError),
    ):
        with pytest.raises(kind, match=rf"jit could not record {f.__name__}.*jit\(lambda x: f\(x, 3\)\)"):
            jit(f)(*arguments)
    assert jit(lambda x: repeated(x, 3)).value_and_grad(2.0) == (256, 1024)


def test_flags_say_how_to_compute() -> None:
    signed = jit(lambda x, negative: -x if negative else x)
    assert [signed(2.0, True), signed(2.0, False), signed(2.0, np.True_)] == [-2, 2, -2]
    assert jit(lambda x, mask: x[mask].sum())(np.array([1.0, 2.0, 4.0]), np.array([True, False, True])) == 5


def test_complex_and_too_large_numbers_are_refused() -> None:
    square = jit(lambda x: x * x)
    assert square(2.0) == 4
    for x in (1j, np.complex128(1j)):
        with pytest.raises(TypeError, match=r"jit computes with real numbers, got complex.*1j"):
            square(x)
    for xs in (np.array([1j, 2]), [1j, 2]):
        with pytest.raises(TypeError, match="real numbers"):
            square.batch(xs)
    with pytest.raises(TypeError, match="real numbers"):
        jit(np.sum).value_and_grad(np.array([1j]))
    with pytest.raises(OverflowError, match="jit computes with floats"):
        square(10**400)


def test_whole_number_that_is_no_float_is_refused() -> None:
    double = jit(lambda x: x * 2 if not isinstance(x, list) else x[0] * 2)
    lost, kept = 2**53 + 1, (2**53, -(2**60), 2**1000, float(2**53 + 1), math.inf)
    for x in kept:
        assert double(x) == 2 * x
    for x in (lost, -lost, np.int64(lost), [lost, 1], [lost, math.nan], np.array([lost, 1]), np.uint64(2**64 - 1)):
        for call in (double, double.vjp, lambda x: double.batch([x, x])):
            with pytest.raises(ValueError, match=r"whole number -?\d+ is none.*float\(...\)"):
                call(x)
    with pytest.raises(ValueError, match="whole number"):
        double.batch(np.array([1, lost]))
    with pytest.raises(ValueError, match="whole number"):
        double.hvp(1.0, lost)
    assert double([2, 0.5]) == 4


def test_overflow_of_whole_numbers_is_said_in_words() -> None:
    cube = ac.Operation("cube_of_floats", "", "", forward=lambda x: x**3, partials=lambda out, x: (3 * x**2,))
    large = 2**1000
    for f in (lambda x: x**3, lambda x: cube(x), lambda x: cube(x * x), lambda x: x * x * 0.5):
        with np.errstate(all="ignore"):
            assert jit(f)(1) == f(1)
            assert outcome(jit(f), large) in ([math.inf], OverflowError)


@pytest.mark.parametrize(
    "given",
    ["text", None, object(), {1.0}, np.array(["a"]), np.array([None, 1.0])],
    ids=["text", "None", "object", "set", "array of text", "array of objects"],
)
def test_messages_speak_of_a_function_and_not_of_what_was_not_asked(given: Any) -> None:
    for call in (lambda: jit(lambda x: x)(given), lambda: jit(lambda x: given)(1.0), lambda: jit(abs).grad(given)):
        with pytest.raises(TypeError) as caught:
            call()
        assert not {"derivative", "compile_graph"} & set(str(caught.value).split())


def test_structure_without_an_end_is_refused() -> None:
    endless: list[Any] = [1.0]
    endless.append(endless)
    first = jit(lambda x: x[0])
    for f in (first, first.grad, first.vjp, grad(lambda x: x[0])):
        with pytest.raises(ValueError, match="contains itself"):
            f(endless)
    with pytest.raises(ValueError, match="contains itself"):
        jit(lambda x: endless)(1.0)


def test_called_with_values_it_is_the_function() -> None:
    fast = jit(lambda x: tanh(x) * 2)
    x = Value(0.5)
    fast(x).backward()
    assert x.grad == pytest.approx(fast.grad(0.5))
    assert grad(fast)(0.5) == pytest.approx(x.grad)


def derivatives(f: Callable[..., Any], direction: Any) -> list[Callable[[Any], Any]]:
    """All that jit gives of a function of one argument, as functions of it."""
    return [
        f,
        f.value_and_grad,
        f.grad,
        f.jacobian,
        f.hessian,
        lambda x: f.hvp(x, direction),
        lambda x: f.hvp(direction, x),
        lambda x: f.vjp(x)[1](2.0)[0],
        lambda x: f.vjp(direction)[1](x[0])[0],
        lambda x: f.batch([x, x])[1],
    ]


@pytest.mark.parametrize("kind", [list, np.array])
def test_derivatives_of_a_jitted_function_nest_in_others(kind: Any) -> None:
    def f(x: Any) -> Any:
        return exp(x[0] * x[1]) * x[1]

    xs = kind([0.5, 2.0])
    fast = jit(f)
    for of_fast in derivatives(fast, xs):
        expected = of_fast(xs)
        for _ in range(2):  # recorded, and run again
            assert_same(of_fast(xs), expected)
        assert_same(jit(of_fast)(xs), expected)
        leaves = kind([Value(0.5), Value(2.0)])
        with ac.recording():
            nodes = ac.trees.flat(of_fast(leaves))
        program = ac.compile_graph(nodes, list(leaves))
        assert program.parameters == []
        assert_same(program([[0.5, 2.0]])[0], np.array(ac.trees.flat(expected)))
    assert_same(jacobian(fast.grad)(xs), hessian(f)(xs))
    assert_same(jit(fast.grad).jacobian(xs), hessian(f)(xs))
    assert_same(jit(jit(fast.grad).jacobian)(xs), hessian(f)(xs))


def test_batch_of_dicts_goes_by_key() -> None:
    fast = jit(lambda point, more: point["x"] - point["deep"][0]["y"] * more["z"])
    points = [{"x": 1.0, "deep": ({"y": 2.0, "n": 7.0},)}, {"deep": ({"n": 8.0, "y": 3.0},), "x": 5.0}]
    others = [{"z": 1.0}, {"z": 10.0}]
    expected = [fast(point, other) for point, other in zip(points, others, strict=True)]
    assert fast.batch(points, others).tolist() == expected == [-1, -25]
    for wrong in ({"x": 1.0}, {"x": 1.0, "z": 2.0}, {"x": 1.0, "deep": ({"y": 2.0},)}, {"x": 1.0, "deep": 2.0}):
        with pytest.raises(ValueError, match=r"batch needs arguments of one structure.* at 1"):
            fast.batch([points[0], wrong], others)


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
    fast = jit(rosenbrock)
    assert fast.__name__ == "rosenbrock"
    assert repr(fast) == "<jit of rosenbrock, 0 programs>"
    fast([1.0, 2.0])
    assert repr(fast) == "<jit of rosenbrock, 1 program>"
