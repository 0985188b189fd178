"""Every executor gives the same number at special points, or refuses alike; what a closed gate stops stays stopped."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import (
    TABLE,
    Value,
    backward_steps,
    compile_graph,
    debug,
    derivative_formula,
    exp,
    explain,
    formula,
    grad,
    gradients,
    greater,
    log,
    log_sum_exp,
    maximum,
    minimum,
    paths,
    recompute,
    relu,
    sigmoid,
    sqrt,
    step,
    tanh,
    where,
)
from autograd_core.nothing import NOTHING
from autograd_core.value import errors_kept
from tests.autograd_core.other_engines import ENGINES
from tests.autograd_core.rule_checks import with_index
from tests.autograd_core.special_points import (
    EXECUTORS,
    are_same,
    by_backward,
    by_gradients,
    by_program,
    by_tangents,
    differences_to,
    disagreements,
    drawn_graphs,
)

# The script runs 20,000; so many take seconds.
GRAPHS = 150
GRAPHS_OF_ENGINES = {"PyTorch": 300, "JAX": 25}
# What NumPy's and C's exponentials differ by, and a few roundings.
TOLERANCE = 1e-12

Function = Callable[..., Any]


def test_all_executors_agree_on_random_graphs_at_special_points() -> None:
    counts: Counter[str] = Counter()
    for graph in drawn_graphs(GRAPHS):
        assert list(disagreements(graph, EXECUTORS, counts)) == [], graph
    assert min(counts["gradients"], counts["second order"], 10 * counts["refused values"]) > GRAPHS / 4


@pytest.mark.thorough
@pytest.mark.parametrize("name", ENGINES)
def test_gradients_at_special_points_are_those_of_other_engines_where_these_are_finite(name: str) -> None:
    run = ENGINES[name]()
    for graph in drawn_graphs(GRAPHS_OF_ENGINES[name], seed=1):
        assert list(differences_to(graph, name, run, Counter())) == []


# Closed gates.

GATED: list[tuple[Function, tuple[float, ...], list[float]]] = [
    (lambda c, x, n: c + x ** where(c, n, 0), (2.0, -0.5, 3.0), [1, 0.75, math.nan]),
    (lambda x: x ** where(greater(x, 0), 1, 2), (-2.0,), [-4]),
    (lambda x: x ** x.step(), (-2.0,), [0]),
    (lambda x, k: x ** maximum(k, 3), (-3.0, 2.0), [27, 0]),
    (lambda x, k: x ** minimum(k, 3), (-3.0, 4.0), [27, 0]),
    (lambda x: x ** relu(x), (-2.0,), [0]),
    (lambda x: sqrt(relu(x)), (-1.0,), [0]),
    (lambda x: relu(x) ** 0.5, (-1.0,), [0]),
    (lambda x, n: relu(x) ** n, (-1.0, 0.5), [0, 0]),  # its rule has a value along the exponent alone
    (lambda x: sqrt(x).step(), (0.0,), [0]),
    (lambda x: greater(log(x), 0) + x, (1e-320,), [1]),
    (lambda x: sqrt(abs(x)), (0.0,), [0]),
    (lambda x: sqrt((x - 1) ** 0), (1.0,), [0]),
    (lambda x: relu(x) * math.inf, (-1.0,), [0]),
    (lambda x: step(x) * math.inf, (1.0,), [0]),
    (lambda x, y: where(greater(x, 0), x * y, 1), (-1.0, math.inf), [0, 0]),
    (lambda x, y: maximum(x * y, 3.0), (-1.0, math.inf), [0, 0]),
    (lambda x, y: minimum(x, y) * math.inf, (-1.0, 2.0), [math.inf, 0]),
    (lambda x, slope: x.leaky_relu(slope) * math.inf, (1.0, 0.5), [math.inf, 0]),
    (lambda x, alpha: x.elu(alpha) * math.inf, (1.0, 0.5), [math.inf, 0]),
]


def every_gradient(function: Function, point: tuple[float, ...]) -> dict[str, list[float]]:
    """By every executor; programs are recorded at another point."""
    leaves = [Value(x) for x in point]
    output = function(*leaves)
    found = {run.__name__: run(output, leaves) for run in (by_backward, by_gradients, by_tangents)}
    with errors_kept():
        others = [Value(0.7 + i) for i in range(len(point))]
        other = function(*others)
    for executor in EXECUTORS:
        found[executor] = by_program(other, others, point, executor)[1]
    return found


@pytest.mark.parametrize(("function", "point", "expected"), GATED)
def test_closed_gate_passes_nothing_in_every_executor(
    function: Function, point: tuple[float, ...], expected: list[float]
) -> None:
    for name, found in every_gradient(function, point).items():
        assert are_same(expected, found), (name, found)


def test_closed_gate_passes_nothing_in_explanations_and_paths() -> None:
    x = Value(-1.0, "x")
    hidden = relu(x)
    output = sqrt(hidden) + x
    assert explain(output, x).gradient == paths(output, x).gradient == 1
    assert sorted(path.product for path in paths(output, x)) == [0, 1]
    assert {str(each.amount) for step in backward_steps(output) for each in step.contributions} == {"1", "nan", "0"}
    with debug():
        output = sqrt(relu(x)) + x
        output.backward()
    assert x.grad == 1


def test_node_behind_closed_gates_alone_has_gradient_0_and_its_rule_is_not_asked() -> None:
    x = Value(0.0)
    hidden = sqrt(x)
    output = hidden.step() + 1.0
    output.backward()
    assert (type(hidden.grad), hidden.grad, x.grad) == (int, 0, 0)


@pytest.mark.parametrize("executor", EXECUTORS)
def test_rule_that_nothing_reaches_is_not_to_blame_for_a_nan_of_second_order(executor: Any) -> None:
    """The slope of atan2 at the origin has no value, behind a gate that is closed; the NaN is of the slope of log10."""
    x = Value(1e-320)
    y = TABLE["expm1"](x)
    large = Value(-1e308)
    products = [TABLE["product"](y, large, y) for _ in range(2)]
    angle = TABLE["atan2"](*products)
    output = TABLE["softplus"](TABLE["log10"](TABLE["leaky_relu"](y, angle)))
    (slope,) = gradients(output, [x])
    assert math.isnan(gradients(slope, [x])[0].data)
    slope.backward()
    assert math.isnan(x.grad)
    assert np.isnan(compile_graph(slope, [x], [large], executor=executor).input_gradients([[1e-320]])).all()
    for closed in (where(y, y, angle), TABLE["leaky_relu"](y, angle)):
        assert gradients(gradients(closed, [x])[0], [x])[0].data == 1


def test_gradient_behind_a_closed_gate_is_a_plain_number_and_replays() -> None:
    x = Value(-1.0)
    (slope,) = gradients(sqrt(relu(x)), [x])
    assert (type(slope.data), slope.data) == (int, 0)
    x.data = 4.0
    recompute(slope)
    assert slope.data == 0.25
    x.data = -1.0
    recompute(slope)
    assert slope.data == 0


def test_slope_without_a_value_is_refused_where_a_result_needs_it() -> None:
    x, y = Value(0.0, "x"), Value(1.0)
    output = sqrt(x) + y
    for run in (
        output.backward,
        lambda: gradients(output, [x, y]),
        lambda: explain(output, x),
        lambda: paths(output, x),
    ):
        with pytest.raises(ZeroDivisionError, match=r"sqrt has no gradient at 0\.0 \(node 'x'\)"):
            run()
    assert gradients(output, [y])[0].data == 1


def test_debug_names_the_rule_that_spoiled_a_leaf_not_one_behind_a_gate() -> None:
    x, y = Value(-1.0, "x"), Value(1e-200, "y")
    output = sqrt(relu(x)) + log(y) * 1e200
    with debug(), pytest.raises(FloatingPointError, match=r"gradient of 1e-200 \(node 'y'\) became inf"):
        output.backward()


@pytest.mark.parametrize("router", [maximum, minimum])
def test_no_rule_records_a_nan_at_ordinary_numbers(router: Function) -> None:
    with debug():
        assert grad(lambda v: v[0] ** v[1])([2.0, 3.0]) == [12, pytest.approx(8 * math.log(2))]
        assert grad(lambda v: router(*v))([2.0, 2.0]) == [0.5, 0.5]


# Where plain numbers are an error, a sample of a program has no value and no gradient.

REFUSED: list[tuple[Function, float]] = [
    (log, -1.0),
    (log, 0.0),
    (lambda x: x.log1p(), -1.0),
    (exp, 1000.0),
    (lambda x: 1 / exp(x), 1000.0),
    (lambda x: 1 / x, 0.0),
    (lambda x: 1 / (1 / x), 0.0),
    (lambda x: x**-1, 0.0),
    (lambda x: x**0.5, -2.0),
    (lambda x: x.sin(), math.inf),
    (lambda x: where(greater(x, 0), log(x), 0), -1.0),
    (lambda x: log(x).step(), -1.0),
    (lambda x: maximum(1 / x, 0), 0.0),
]


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("function", "refused"), REFUSED)
def test_refused_sample_is_nan_in_value_and_gradient_and_others_are_untouched(
    executor: Any, precision: Any, function: Function, refused: float
) -> None:
    x, w = Value(0.7), Value(1.0)
    output = function(x) * w
    with pytest.raises((ArithmeticError, ValueError)):
        function(Value(refused))
    program = compile_graph(output, [x], executor=executor, precision=precision, input_gradients=True)
    batch = np.array([[0.7], [refused], [0.7]])
    values, slopes = program.value_and_grad(batch)
    by_input = program.input_gradients(batch)[:, 0]
    assert np.isnan(slopes).all()
    assert np.isnan([values[1], by_input[1]]).all()
    close = 1e-6 if precision == "float32" else TOLERANCE
    assert values[[0, 2]] == pytest.approx(output.data, rel=close)
    assert by_input[[0, 2]] == pytest.approx(gradients(output, [x])[0].data, rel=close)


@pytest.mark.parametrize("executor", EXECUTORS)
def test_refused_slope_makes_the_whole_gradient_nan_and_leaves_the_value(executor: Any) -> None:
    x, w = Value(0.7), Value(3.0)
    program = compile_graph(sqrt(x) + w, inputs=[], parameters=[x, w], executor=executor)
    values, slopes = program.value_and_grad(np.empty((1, 0)), [0.0, 3.0])
    assert values == [3]
    assert np.isnan(slopes).all()


@pytest.mark.parametrize("executor", EXECUTORS)
def test_program_keeps_the_tails(executor: Any) -> None:
    x = Value(0.5)
    for function in (sigmoid, tanh):
        (slope,) = gradients(function(x), [x])
        program = compile_graph([function(x), slope], [x], executor=executor)
        batch = [[0.1], [8.0], [10.0], [20.0], [37.0], [-8.0], [-37.0]]
        expected = [grad(function)(point) for (point,) in batch]
        assert program(batch)[:, 1] == pytest.approx(expected, rel=TOLERANCE, abs=0)


def test_comparison_of_a_gated_gradient_is_not_fooled_by_0_times_infinity() -> None:
    x, y = Value(1.0), Value(1.0)
    (slope,) = gradients(relu(x) * y, [x])
    for executor in EXECUTORS:
        program = compile_graph(step(slope), [x, y], executor=executor)
        assert program([[-1.0, math.inf], [1.0, 2.0], [1.0, -2.0]]).tolist() == [1, 1, 0]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_nan_shows_in_a_gradient_compiled_without_the_value(executor: Any) -> None:
    x, y = Value(2.0), Value(1.0)
    program = compile_graph(gradients(maximum(x, y), [x])[0], [x, y], executor=executor)
    assert are_same(list(program([[math.nan, 1.0], [2.0, 1.0]])), [math.nan, 1.0])


def test_refusal_in_a_branch_of_where_says_how_to_write_it() -> None:
    for refuse in (lambda x: log(x), lambda x: 1 / x, lambda x: sqrt(x - 1)):
        with pytest.raises((ValueError, ZeroDivisionError), match="inside `where`"):
            refuse(Value(0.0))


# What NOTHING is.


@pytest.mark.parametrize("x", [2, -1.5, math.inf, math.nan, np.float64("nan"), np.float32(2), 1j])
def test_nothing_absorbs_factors_and_leaves_sums(x: Any) -> None:
    assert x * NOTHING is NOTHING * x is NOTHING / 0 is -NOTHING is abs(NOTHING) is NOTHING
    assert x + NOTHING is NOTHING + x is x - NOTHING is x
    assert str(NOTHING - x) == str(-x)


def test_nothing_counts_as_0() -> None:
    assert (NOTHING == 0, NOTHING == 1, hash(NOTHING), float(NOTHING), bool(NOTHING)) == (True, False, 0, 0.0, False)
    assert (NOTHING < 1, NOTHING <= 0, NOTHING > -1, NOTHING >= 1) == (True, True, True, False)
    assert (repr(NOTHING), f"{NOTHING:.1f}", type(+NOTHING)) == ("0", "0.0", int)


# Formulas.


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x: relu(x) * 3, "3*(x>0)"),
        (lambda x: where(greater(x, 0), x * x, 0), "2*(x>0)*x"),
        (sigmoid, "sigmoid(x)*(1-sigmoid(x))"),
        (tanh, "1-tanh(x)**2"),
        (lambda x: x**x, "x*x**(x-1)+x**x*log(x)"),
    ],
)
def test_derivative_is_written_as_in_textbooks(function: Function, text: str) -> None:
    x = Value(-2.0, "x")
    with errors_kept():
        assert derivative_formula(function(x), x) == text


def test_recorded_gate_is_written_as_a_product() -> None:
    x, y = Value(1.0, "x"), Value(2.0, "y")
    assert formula(where(greater(x, 0), y, 0)) == "y*(x>0)"
    assert formula(gradients(relu(x) * y, [x])[0]) == "y*(x>0)"


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.textbook], ids=lambda row: row.name)
def test_textbook_rule_is_the_rule(row: Any) -> None:
    starts = ((0.5, 1.5, -2.0), (1.5, 0.5, 3.0), (-0.3, 0.2, 0.1))
    points = [with_index(row, inputs[: row.arity or 3]) for inputs in starts]
    smooth = [inputs for inputs in points if row.clearance(*inputs) > 0]
    assert smooth
    for inputs in smooth:
        out = row.forward(*inputs)
        assert list(map(float, row.textbook_partials(out, inputs))) == pytest.approx(
            list(map(float, row.partials_at(out, inputs))), rel=TOLERANCE
        )


@pytest.mark.parametrize("executor", ["arrays", "loop"])
@pytest.mark.parametrize(
    "f",
    [
        lambda x: step(x**2),
        lambda x: sigmoid(x**2),
        lambda x: exp(-(x**2)),
        lambda x: minimum(greater(step(x**2), 1), x),
        lambda x: 1 / (1 + x**2),
        lambda x: log_sum_exp(x**2, 1) - log_sum_exp(x**2, 2) + step(-(x**2)),
    ],
)
def test_square_that_is_too_large_is_no_value_whatever_reads_it(executor: Any, f: Callable[[Any], Any]) -> None:
    x = Value(0.5, "x")
    program = compile_graph(f(x), [x], executor=executor, input_gradients=True)
    with pytest.raises(OverflowError):
        f(1e200)
    assert np.isnan(program([[1e200], [2.0]])).tolist() == [True, False]
    assert math.isclose(program([[1e200], [2.0]])[1], f(Value(2.0)).data, rel_tol=TOLERANCE)


def test_slope_of_log_sum_exp_is_softmax_however_large_the_numbers() -> None:
    for shift in (0.0, 1e3, 1e15, 1e308, -1e308):
        xs = [Value(shift) for _ in range(4)]
        log_sum_exp(*xs).backward()
        assert [x.grad for x in xs] == [0.25] * 4
