"""Derivatives of plain functions: exact over Fractions, nested to any order, forward and reverse mode in agreement."""

import copy
import math
from collections import namedtuple
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import (
    GraphError,
    Value,
    check_gradients,
    exp,
    functional,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    numerical_gradient,
    relu,
    sin,
    sweeps,
    value_and_grad,
    vjp,
)
from autograd_core.differentiate import tangents
from autograd_core.strategies import EXACT, DrawnGraph, graphs

# Two orders of computing the same sums of products of floats differ by roundings.
ROUNDING = 1e-12

fractions = st.fractions(-3, 3, max_denominator=6)


@given(st.lists(fractions, min_size=1, max_size=6), fractions)
def test_nested_grad_of_a_polynomial_is_exact_to_order_4(coefficients: list[Fraction], x: Fraction) -> None:
    def polynomial(x: Any) -> Any:
        return sum((c * x**i for i, c in enumerate(coefficients)), 0 * x)

    derivative: Callable[..., Any] = polynomial
    for order in range(1, 5):
        derivative = grad(derivative)
        terms = [c * math.perm(i, order) * x ** (i - order) for i, c in enumerate(coefficients) if i >= order]
        assert derivative(x) == sum(terms)


def test_inner_derivative_does_not_see_the_outer_variable() -> None:
    # "perturbation confusion": d/dx (x * d/dy (x + y)) is 1; a tool that mixes up the two variables says 2
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(3.0) == 1.0
    assert grad(lambda x: x * grad(lambda y: x * y)(2.0))(3.0) == 6.0
    assert grad(lambda x: grad(lambda x: x * x)(x) * x)(3.0) == 12.0


def test_derivative_along_a_direction_nests_in_a_gradient_and_the_reverse() -> None:
    assert grad(lambda x: jvp(lambda y: x * y**3, (2.0,), (1.0,))[1])(5.0) == 12.0
    assert grad(lambda x: jvp(lambda y: y**3, (x,), (1.0,))[1])(2.0) == 12.0
    assert grad(lambda v: jvp(lambda y: y**3, (2.0,), (v,))[1])(7.0) == 12.0
    assert grad(lambda v: vjp(lambda y: y**3, 2.0)[1](v)[0])(7.0) == 12.0
    assert jvp(lambda x: jvp(lambda y: x * y**3, (2.0,), (1.0,))[1], (5.0,), (1.0,))[1] == 12.0
    assert grad(lambda v: hvp(lambda y: y**3, 2.0, v))(7.0) == 12.0


def test_results_are_plain_numbers_unless_they_depend_on_values_from_outside() -> None:
    w = Value(3.0, "w")
    slope = grad(lambda x: w * x * x)(2.0)
    assert isinstance(slope, Value)
    slope.backward()
    assert (slope.data, w.grad) == (12.0, 4.0)
    assert type(grad(lambda x: 3.0 * x * x)(2.0)) is float
    assert w.grad == 4.0, "the inner derivative touches no .grad"
    value, slope = value_and_grad(lambda x: w * x)(2.0)
    assert (value.data, slope.data) == (6.0, 3.0)
    assert slope is not w or not slope.is_constant


def test_derivative_of_a_function_that_ignores_its_argument_is_zero() -> None:
    assert grad(lambda x: 3)(2.0) == 0
    assert grad(lambda x, y: y * y)(2.0, 5.0) == 0
    assert jacobian(lambda x: [x[0], 7])([1.0, 2.0]) == [[1, 0], [0, 0]]
    assert hvp(lambda x: 5 * x, 1.0, 1.0) == 0
    assert jvp(lambda x: 4, (1.0,), (1.0,)) == (4, 0)
    assert vjp(lambda x: 4, 1.0)[1](1.0) == (0,)


# Layouts of the Jacobian: row A27 of the course has it n x m, row B12 N x M, its transpose.


def course_g(x: Sequence[Any]) -> list[Any]:
    return [x[0] * x[1], x[1] + sin(x[2])]


COURSE_POINT = [2.0, 0.5, 1.0]
NUMERATOR = [[0.5, 2.0, 0.0], [0.0, 1.0, math.cos(1.0)]]


def test_numerator_layout_has_a_row_per_output() -> None:
    assert jacobian(course_g)(COURSE_POINT) == NUMERATOR
    assert jacobian(course_g, layout="numerator")(COURSE_POINT) == NUMERATOR


def test_denominator_layout_is_the_transpose() -> None:
    transposed = [list(column) for column in zip(*NUMERATOR, strict=True)]
    assert jacobian(course_g, layout="denominator")(COURSE_POINT) == transposed


def test_chain_rule_of_the_course_by_either_layout() -> None:
    def f(y: Sequence[Any]) -> Any:
        return y[0] ** 2 * y[1] + exp(y[1])

    y = course_g(COURSE_POINT)
    assert y == [1.0, 1.3414709848078965]
    upstream = grad(f)(y)
    gradient = grad(lambda x: f(course_g(x)))(COURSE_POINT)
    # row A27 of the course gives these digits
    assert gradient == pytest.approx([1.3414709848078965, 10.190549333417816, 2.6067778375210373], rel=ROUNDING)
    by_rows = [sum(u * row[j] for u, row in zip(upstream, NUMERATOR, strict=True)) for j in range(3)]
    columns = jacobian(course_g, layout="denominator")(COURSE_POINT)
    by_columns = [sum(u * d for u, d in zip(upstream, column, strict=True)) for column in columns]
    _, pull = vjp(course_g, COURSE_POINT)
    assert by_rows == by_columns == pytest.approx(gradient, rel=ROUNDING)
    assert pull(upstream) == (pytest.approx(gradient, rel=ROUNDING),)


# Forward or backward: the shorter way, and the same numbers.


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which way each Jacobian of plain numbers, and each column of another, went."""
    taken: list[str] = []

    def noting(module: ModuleType, name: str, way: str) -> None:
        original = getattr(module, name)

        def noted(*arguments: Any) -> Any:
            taken.append(way)
            return original(*arguments)

        monkeypatch.setattr(module, name, noted)

    noting(sweeps, "_forward", "forward")
    noting(sweeps, "_backward", "backward")
    noting(functional, "tangents", "a column")
    return taken


def lotka_volterra(rates: Sequence[Any]) -> list[Any]:
    """The prey at 40 times, by Heun's method."""
    prey, predators, found = Fraction(1), Fraction(1, 2), []

    def speed(x: Any, y: Any) -> tuple[Any, Any]:
        return rates[0] * x - rates[1] * x * y, rates[2] * x * y - rates[3] * y

    for _ in range(40):
        here = speed(prey, predators)
        there = speed(prey + here[0] / 20, predators + here[1] / 20)
        prey, predators = prey + (here[0] + there[0]) / 40, predators + (here[1] + there[1]) / 40
        found.append(prey)
    return found


def test_jacobian_of_many_outputs_goes_forward(ways: list[str]) -> None:
    rates = [1.0, 0.8, 0.6, 1.1]
    found = jacobian(lotka_volterra)(rates)
    assert ways == ["forward"]
    _, pull = vjp(lotka_volterra, rates)
    for i in (0, 20, 39):
        assert found[i] == pytest.approx(pull([float(i == j) for j in range(40)])[0], rel=ROUNDING)


def test_jacobian_of_many_inputs_goes_backward(ways: list[str]) -> None:
    assert jacobian(lambda x: [sum(a * a for a in x), x[0]])([1.0, 2.0, 3.0]) == [[2, 4, 6], [1, 0, 0]]
    assert ways == ["backward"]


def test_jacobian_that_is_a_graph_goes_the_shorter_way_too(ways: list[str]) -> None:
    w = Value(2.0, "w")
    rates = [1.0, 0.8, 0.6, 1.1]
    tall = jacobian(lambda rates: [w * prey for prey in lotka_volterra(rates)])(rates)
    assert ways == ["a column"] * 4
    tall[2][0].backward()
    assert w.grad == pytest.approx(jacobian(lotka_volterra)(rates)[2][0], rel=ROUNDING)
    ways.clear()
    assert [slope.data for slope in jacobian(lambda x: [w * x[0] * x[1] * x[2]])([3.0, 5.0, 7.0])[0]] == [70, 42, 30]
    assert ways == []


@given(st.lists(graphs(operations=EXACT, kind="fraction", leaves=2, size=4, sharing=True), min_size=1, max_size=6))
def test_forward_and_backward_give_the_same_jacobian_exactly(drawn: list[DrawnGraph]) -> None:
    x = [Fraction(2, 3), Fraction(-3, 2)]

    def f(x: Sequence[Any]) -> list[Any]:
        return [graph(*x[: len(graph.point)]) for graph in drawn]

    try:
        backward = [grad(lambda x, i=i: f(x)[i])(x) for i in range(len(drawn))]
    except ZeroDivisionError:  # drawn at another point, a graph may have a pole at this one
        return
    assert jacobian(f)(x) == backward
    # outputs that repeat cost the way back again, so this one goes forward
    assert jacobian(lambda x: f(x) * 9)(x) == backward * 9
    one = Value(1)
    assert [
        [slope.data if isinstance(slope, Value) else slope for slope in row]
        for row in jacobian(lambda x: [one * y for y in f(x) * 9])(x)
    ] == backward * 9


# Second derivatives.


def rosenbrock(x: Sequence[Any]) -> Any:
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1))


def rosenbrock_hessian(x: Sequence[Any]) -> list[list[Any]]:
    """By hand: tridiagonal."""
    n = len(x)
    h = [[x[0] * 0 for _ in range(n)] for _ in range(n)]
    for i in range(n - 1):
        h[i][i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2
        h[i + 1][i + 1] += 200
        h[i][i + 1] = h[i + 1][i] = -400 * x[i]
    return h


def test_hessian_of_rosenbrock_in_50_variables_is_the_closed_form_exactly() -> None:
    x = [Fraction(i % 7 - 3, 2) for i in range(50)]
    h = hessian(rosenbrock)(x)
    assert h == rosenbrock_hessian(x)
    assert h == [list(column) for column in zip(*h, strict=True)], "symmetric"


def function_of_list(graph: DrawnGraph) -> Callable[[Sequence[Any]], Any]:
    return lambda xs: graph(*xs)


SMOOTH = ("add", "subtract", "multiply", "divide", "negative", "power_by_number", "sum", "dot")


@given(graphs(operations=SMOOTH, kind="fraction", size=4, sharing=True), st.data())
def test_second_order_is_the_same_in_every_combination_of_modes(graph: DrawnGraph, data: st.DataObject) -> None:
    f, x = function_of_list(graph), list(graph.point)
    v = data.draw(st.lists(fractions, min_size=len(x), max_size=len(x)))
    h = hessian(f)(x)
    expected = [sum(entry * direction for entry, direction in zip(row, v, strict=True)) for row in h]
    forward_over_reverse = hvp(f, x, v)
    reverse_over_reverse = grad(lambda y: sum(s * d for s, d in zip(grad(f)(y), v, strict=True)))(x)
    reverse_over_forward = grad(lambda y: jvp(f, (y,), (v,))[1])(x)
    assert forward_over_reverse == reverse_over_reverse == reverse_over_forward == expected
    assert h == [list(column) for column in zip(*h, strict=True)]


@given(st.lists(graphs(operations=EXACT, kind="fraction", leaves=2, size=4), min_size=1, max_size=3), st.data())
def test_pulling_back_and_pushing_forward_are_dual_exactly(drawn: list[DrawnGraph], data: st.DataObject) -> None:
    def f(x: Any, rest: dict[str, Any]) -> list[Any]:
        leaves = [x, rest["y"]]
        return [graph(*leaves[: len(graph.point)]) for graph in drawn]

    numbers = data.draw(st.lists(fractions, min_size=4 + len(drawn), max_size=4 + len(drawn)))
    x, y, dx, dy, *u = numbers
    try:
        output, pull = vjp(f, x, {"y": y})
        gradient_x, gradient_rest = pull(u)
        same, slopes = jvp(f, (x, {"y": y}), (dx, {"y": dy}))
    except ZeroDivisionError:  # drawn at another point, a graph may have a pole at this one
        return
    assert output == same
    assert sum(a * b for a, b in zip(u, slopes, strict=True)) == gradient_x * dx + gradient_rest["y"] * dy


@given(graphs(operations=EXACT, kind="fraction", size=4))
def test_jacobian_by_rows_is_that_by_columns_of_directions(graph: DrawnGraph) -> None:
    f, x = function_of_list(graph), list(graph.point)
    units = [[Fraction(i == j) for j in range(len(x))] for i in range(len(x))]
    assert [jvp(f, (x,), (unit,))[1] for unit in units] == grad(f)(x) == jacobian(f)(x)


# Trees.

Layer = namedtuple("Layer", ["weights", "bias"])


def test_gradient_has_the_shape_of_the_argument() -> None:
    def loss(parameters: Any) -> Any:
        layer, (first, extra) = parameters["layer"], parameters["rest"]
        return layer.weights[0] * layer.weights[1][0] + layer.bias * first + extra["scale"] ** 2

    point = {"layer": Layer([2.0, (3.0,)], 4.0), "rest": (5.0, {"scale": 6.0})}
    gradient = grad(loss)(point)
    assert gradient == {"layer": Layer([3.0, (2.0,)], 5.0), "rest": (4.0, {"scale": 12.0})}
    assert type(gradient["layer"]) is Layer
    assert hessian(loss)(point)["layer"].bias["rest"][0] == 1


def test_jacobian_nests_the_argument_in_the_output_or_the_reverse() -> None:
    def f(x: Any) -> Any:
        return {"sum": x["a"] + x["b"], "products": (x["a"] * x["b"],)}

    point = {"a": 2.0, "b": 3.0}
    assert jacobian(f)(point) == {"sum": {"a": 1, "b": 1}, "products": ({"a": 3.0, "b": 2.0},)}
    assert jacobian(f, layout="denominator")(point) == {
        "a": {"sum": 1, "products": (3.0,)},
        "b": {"sum": 1, "products": (2.0,)},
    }


FLAGS = (True, False, None, "relu", b"relu", numpy.True_)


@pytest.mark.parametrize("flag", FLAGS, ids=repr)
def test_flag_is_passed_on_as_it_is_and_none_stands_for_it_in_a_derivative(flag: Any) -> None:
    met: list[Any] = []

    def loss(parameters: Any) -> Any:
        met.append(parameters["flag"])
        met.append(parameters["layer"][1])
        return parameters["w"] ** 2 * parameters["layer"][0] ** 3

    def outputs(parameters: Any) -> Any:
        return {"loss": loss(parameters), "flag": parameters["flag"]}

    point = {"w": 2.0, "flag": flag, "layer": (1.0, flag)}
    direction = {"w": 1.0, "flag": None, "layer": (0.0, flag)}
    gradient = {"w": 4.0, "flag": None, "layer": (12.0, None)}
    row = {"w": 2.0, "flag": None, "layer": (12.0, None)}
    assert grad(loss)(point) == gradient
    assert value_and_grad(loss)(point) == (4.0, gradient)
    assert grad(loss, (0,))(point) == (gradient,)
    assert hessian(loss)(point)["w"] == row
    assert hessian(loss)(point)["flag"] is None
    assert jacobian(outputs)(point) == {"loss": gradient, "flag": None}
    assert jacobian(outputs, layout="denominator")(point)["layer"] == ({"loss": 12.0, "flag": None}, None)
    output, pull = vjp(outputs, point)
    assert output == {"loss": 4.0, "flag": flag}
    assert pull({"loss": 1.0, "flag": None}) == (gradient,)
    assert jvp(outputs, (point,), (direction,)) == ({"loss": 4.0, "flag": flag}, {"loss": 4.0, "flag": None})
    assert hvp(loss, point, direction) == row
    differences = numerical_gradient(loss, point)
    assert (differences["flag"], differences["layer"][1]) == (None, None)
    assert differences["w"] == pytest.approx(4.0)
    assert check_gradients(loss, point, 2)
    assert all(x is flag for x in met)


def test_decision_on_a_flag_is_that_of_the_function_called_with_it() -> None:
    def loss(parameters: Any) -> Any:
        return parameters["w"] * 2 if parameters["train"] else parameters["w"]

    assert grad(loss)({"w": 1.0, "train": False}) == {"w": 1, "train": None}
    assert grad(loss)({"w": 1.0, "train": True}) == {"w": 2, "train": None}
    with pytest.raises(GraphError, match="truth of a Value"):
        grad(loss)({"w": 1.0, "train": 0})


def test_flag_where_the_shape_has_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="the shape of the primals"):
        jvp(lambda x, y: x * y, (1.0, 2.0), (1.0, None))
    with pytest.raises(ValueError, match="the shape of the primals"):
        jvp(lambda x, train: x, (1.0, True), (1.0, 1.0))
    with pytest.raises(TypeError, match="lists, tuples and dicts of numbers, got bool True"):
        grad(lambda x, train: x, 1)(1.0, True)


def test_decision_on_equality_is_that_of_the_plain_numbers() -> None:
    def h(x: Any) -> Any:
        return 3 * x if x == 1 else 2 * x

    assert value_and_grad(h)(1.0) == (h(1.0), 3)
    assert value_and_grad(h)(2.0) == (h(2.0), 2)
    assert value_and_grad(lambda x: 2 * x if x != 1 else 3 * x)(1.0) == (3.0, 3)


@pytest.mark.parametrize("argnums", ["y", ("y",), ("x", "y"), ("scale", 0)])
def test_argnums_takes_names(argnums: Any) -> None:
    def f(x: Any, y: Any, *, scale: Any = 1.0) -> Any:
        return scale * x * y**2

    by_name = {"x": 90.0, "y": 120.0, "scale": 18.0, 0: 90.0}
    expected = tuple(by_name[name] for name in argnums) if isinstance(argnums, tuple) else by_name[argnums]
    assert grad(f, argnums)(2.0, 3.0, scale=10.0) == expected
    assert value_and_grad(f, argnums)(2.0, y=3.0, scale=10.0) == (180.0, expected)
    assert jacobian(f, argnums)(2.0, 3.0, scale=10.0) == expected
    assert hessian(f, "y")(2.0, 3.0, scale=10.0) == 40.0


def test_value_that_a_function_makes_does_not_change_the_kind_of_its_results() -> None:
    def f(x: Any) -> Any:
        return x * x * Value(2.0) + copy.deepcopy(Value(1.0)) * x

    def lazy(x: Any) -> Any:
        weights.append(Value(2.0))
        return x * weights[0]

    weights: list[Value] = []
    w = Value(3.0)
    assert value_and_grad(f)(3.0) == (21.0, 13.0)
    assert grad(grad(f))(3.0) == hessian(f)(3.0) == hvp(f, 3.0, 1.0) == 4.0
    assert jacobian(lambda x: [f(x), x])(3.0) == [13.0, 1]
    assert jvp(f, (3.0,), (1.0,)) == (21.0, 13.0)
    output, pull = vjp(f, 3.0)
    assert (output, pull(1.0)) == (21.0, (13.0,))
    assert grad(lambda x: x * grad(f)(x))(3.0) == 25.0
    assert grad(lambda v: pull(v)[0])(1.0) == 13.0
    assert isinstance(grad(lambda x: f(x) * w)(3.0), Value)
    assert grad(lazy)(1.0) == 2.0
    assert isinstance(grad(lazy)(1.0), Value), "by now the weight comes from outside"
    for result in (grad(f)(3.0), grad(grad(f))(3.0), pull(1.0)[0], grad(lambda v: pull(v)[0])(1.0)):
        assert type(result) is float


def test_variable_of_a_finished_call_stands_for_its_number() -> None:
    w = Value(3.0)
    slopes = grad(lambda v: w * v[0] + v[1] * v[1])([1.0, 2.0])
    assert isinstance(slopes[1], Value), "the call depends on w"
    assert type(grad(lambda x: x * slopes[1])(5.0)) is float


def test_argnums_chooses_the_arguments() -> None:
    def f(x: Any, y: Any, *, scale: float = 1.0) -> Any:
        return scale * x * y**2

    assert grad(f)(2.0, 3.0) == 9.0
    assert grad(f, 1)(2.0, 3.0) == grad(f, -1)(2.0, 3.0) == 12.0
    assert grad(f, (1, 0))(2.0, 3.0) == (12.0, 9.0)
    assert grad(f, (0,))(2.0, 3.0, scale=10.0) == (90.0,)
    assert jacobian(f, 1)(2.0, 3.0) == 12.0
    assert hessian(f, 1)(2.0, 3.0) == 4.0
    assert value_and_grad(f)(2.0, 3.0) == (18.0, 9.0)


def test_numbers_stay_what_they_are() -> None:
    assert grad(lambda x: x**3)(2) == 12
    assert type(grad(lambda x: x**3)(2)) is int
    assert grad(lambda z: z * z)(1 + 2j) == 2 + 4j


def test_convention_at_a_kink_is_that_of_backward() -> None:
    assert grad(relu)(0.0) == 0


@pytest.mark.parametrize(
    ("call", "kind", "match"),
    [
        (
            lambda: grad(lambda x: [x, x])(1.0),
            TypeError,
            "a gradient needs a function that returns one number.*use jacobian",
        ),
        (lambda: grad(lambda x: x)("1"), TypeError, "lists, tuples and dicts of numbers, got str '1'"),
        (lambda: grad(lambda x: x)([1.0, object()]), TypeError, "got object"),
        (lambda: grad(lambda x: x)(None), TypeError, "got None"),
        (lambda: jacobian(lambda x: None)(1.0), TypeError, r"takes and gives numbers, .* got None"),
        (lambda: grad(lambda x: x > 0)(1.0), TypeError, r"takes and gives numbers, .* got bool True"),
        (lambda: grad(lambda x: "1")(1.0), TypeError, "got str '1'"),
        (lambda: grad(3)(1.0), TypeError, "a derivative needs a function, got int 3"),
        (lambda: grad(lambda x: x, 1)(1.0), TypeError, "argnums names a positional argument .*, got 1 of 1 arguments"),
        (lambda: grad(lambda x: x, "y")(1.0), TypeError, "any argument of the call by name, got 'y' of 1 arguments"),
        (lambda: grad(lambda x, y: x, ("y", 1))(1.0, 2.0), ValueError, "argnums names each argument once"),
        (lambda: grad(lambda x: x)(), TypeError, "got 0 of 0 arguments"),
        (lambda: grad(lambda x: x, (0, 0))(1.0), ValueError, "argnums names each argument once"),
        (lambda: grad(lambda x, y: x, (0, -2))(1.0, 2.0), ValueError, "argnums names each argument once"),
        (lambda: jacobian(lambda x: x, layout="rows"), ValueError, "layout is 'numerator' .* or 'denominator'"),
        (lambda: vjp(lambda x: [x, x], 1.0)[1]([1.0]), ValueError, "the vector of vjp needs the output's shape"),
        (lambda: jvp(lambda x: x, ([1.0],), ((1.0, 2.0),)), ValueError, "the shape of the primals"),
        (lambda: jvp(lambda x: x, ({"a": 1.0},), ({"b": 1.0},)), ValueError, "the shape of the primals"),
        (lambda: jvp(lambda x: x, 1.0, 1.0), TypeError, r"primals is a tuple with one item per argument.*write \(x,\)"),
        (lambda: jvp(lambda x: x, (1.0,), (1.0, 2.0)), ValueError, "a direction per primal, got 2 for 1"),
        (lambda: grad(lambda x: x.sqrt())(0.0), ZeroDivisionError, "divisor|sqrt"),
    ],
)
def test_misuse_says_what_must_hold(call: Callable[[], Any], kind: type[Exception], match: str) -> None:
    with pytest.raises(kind, match=match):
        call()


def test_tangent_of_an_input_is_its_direction_even_where_it_depends_on_another_input() -> None:
    x = Value(Fraction(3))
    square = x * x
    output = square * 2 + x
    assert [node.data for node in tangents([output], [x, square], [1, 5])] == [2 * 5 + 1]
