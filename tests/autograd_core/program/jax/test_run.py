"""JAX runs programs: what eager Values compute, special points and closed gates included; and what JAX does to them."""

from __future__ import annotations

import builtins
import pickle
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from autograd_core import (
    TABLE,
    GraphError,
    Operation,
    Value,
    compile_graph,
    grad,
    hessian,
    jacobian,
    maximum,
    operation,
    relu,
    softplus,
    sqrt,
    tanh,
    where,
)
from autograd_core.program.program import Program
from autograd_core.strategies import DrawnGraph
from tests.autograd_core.program.recorded import classifier, structured, tangle
from tests.autograd_core.program.test_differential import assert_agrees_with_eager, cases
from tests.autograd_core.special_points import BY_JAX, ON_JAX, are_same, by_program, disagreements, drawn_graphs
from tests.autograd_core.test_special_points import GATED, REFUSED

pytestmark = pytest.mark.thorough

GRAPHS = 24  # each step of each is compiled for itself
# XLA adds, and computes elementary functions, in other ways than NumPy.
ROUNDING = 1e-11
SINGLE = 2e-5
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


@pytest.fixture
def jax() -> Any:
    """JAX, computing with numbers of 8 bytes."""
    import jax

    with jax.enable_x64(True):
        yield jax


class OnJax:
    """A program's pure function in the place of the program."""

    def __init__(self, program: Program, jax: Any) -> None:
        self.parameters, self.source, self._program, self._jax = program.parameters, program.source, program, jax

    def value_and_grad(self, batch: Any) -> tuple[np.ndarray, np.ndarray]:
        with self._jax.disable_jit():
            values, gradient = self._program.to_jax()(batch, self._program.parameter_values())
        return np.array(values), np.array(gradient)

    def __call__(self, batch: Any) -> np.ndarray:
        return self.value_and_grad(batch)[0]


@FEW
@given(cases())
def test_pure_function_equals_eager_on_every_sample(case: tuple[DrawnGraph, list[int], np.ndarray]) -> None:
    import jax

    graph, chosen, batch = case
    output, leaves = graph.record()
    inputs = [leaves[i] for i in chosen]
    program = compile_graph(output, inputs, [x for i, x in enumerate(leaves) if i not in chosen])
    with jax.enable_x64(True):
        assert_agrees_with_eager(OnJax(program, jax), output, inputs, batch)


@pytest.mark.parametrize("executor", ["jax", ON_JAX, BY_JAX])
def test_jax_agrees_at_special_points(executor: str) -> None:
    counts: Counter[str] = Counter()
    for graph in drawn_graphs(GRAPHS if executor == ON_JAX else GRAPHS // 2, seed=2):
        assert list(disagreements(graph, (executor,), counts)) == [], graph
    assert counts["gradients"] > 5


@pytest.mark.parametrize("executor", ["jax", ON_JAX, BY_JAX])
@pytest.mark.parametrize(("function", "point", "expected"), GATED)
def test_closed_gate_passes_nothing_on_jax(function: Any, point: Any, expected: list[float], executor: str) -> None:
    leaves = [Value(0.7 + i) for i in range(len(point))]
    output = function(*leaves)
    if any(0 < abs(x) < 1e-300 for x in point):
        return  # a 0 for JAX
    assert are_same(expected, by_program(output, leaves, point, executor)[1])


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("function", "refused"), REFUSED)
def test_refused_sample_is_nan_on_jax_and_others_are_untouched(
    jax: Any, precision: Any, function: Any, refused: float
) -> None:
    x, w = Value(0.7), Value(1.0)
    output = function(x) * w
    batch = np.array([[0.7], [refused], [0.7]])
    for program in (compile_graph(output, [x], precision=precision, executor=e) for e in ("jax", "arrays")):
        values, slopes = program.value_and_grad(batch) if program.executor == "JAX" else program.to_jax()(batch, [1.0])
        assert np.isnan(slopes).all()
        assert np.isnan(values[1])
        assert np.array(values)[[0, 2]] == pytest.approx(output.data, rel=SINGLE)


@pytest.mark.parametrize("seed", range(2))
def test_jitted_pure_function_and_executor_are_the_program(jax: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for output, leaves in (structured(seed), tangle(12, seed)):
        chosen = rng.permutation(len(leaves))[: len(leaves) // 2]
        inputs = [leaves[i] for i in chosen]
        batch = rng.normal(size=(5, len(inputs)))
        program = compile_graph(output, inputs, executor="arrays")
        theta = program.parameter_values()
        expected = program.value_and_grad(batch)
        found = [jax.jit(program.to_jax())(batch, theta)]
        found.append(compile_graph(output, inputs, executor="jax").value_and_grad(batch, theta))
        for values, gradient in found:
            np.testing.assert_allclose(values, expected[0], rtol=ROUNDING, atol=ROUNDING)
            np.testing.assert_allclose(gradient, expected[1], rtol=ROUNDING, atol=ROUNDING)


def classified(precision: Any = "float64") -> tuple[Program, np.ndarray]:
    loss, inputs, parameters = classifier([2, 3, 2])
    rng = np.random.default_rng(0)
    batch = np.hstack([rng.normal(size=(8, 2)), np.eye(2)[rng.integers(0, 2, 8)]])
    return compile_graph(loss, inputs, parameters, precision=precision), batch


def test_gradient_of_jax_is_that_of_the_program(jax: Any) -> None:
    program, batch = classified()
    function, theta = program.to_jax(), program.parameter_values()
    by_jax = jax.jit(jax.grad(lambda vector: function(batch, vector)[0].mean()))(theta)
    np.testing.assert_allclose(by_jax, program.gradients(batch), rtol=ROUNDING, atol=ROUNDING)
    by_batch = jax.jit(jax.grad(lambda rows: function(rows, theta)[0].sum()))(batch)
    np.testing.assert_allclose(by_batch, program.input_gradients(batch), rtol=ROUNDING, atol=ROUNDING)


def kinked(w: Any, v: Any, x: Any) -> Any:
    """With a tie, a corner and closed gates where w is 0, and slopes of every order."""
    return maximum(w, x * w, w * v) * x + abs(w) + relu(w) * v + tanh(v * x) * w**2


def test_derivatives_of_jax_are_the_engines_to_any_order_at_kinks_too(jax: Any) -> None:
    w, v, x = Value(0.3), Value(-0.7), Value(1.0)
    program = compile_graph(kinked(w, v, x), [x], [w, v])
    function, batch = program.to_jax(), np.array([[1.0], [2.0]])
    of_values = jax.grad(lambda theta: function(batch, theta)[0].mean())
    by_jax = jax.jit(
        lambda theta: (
            of_values(theta),
            jax.grad(lambda rows: function(rows, theta)[0].sum())(batch),
            jax.jacrev(of_values)(theta),
            jax.jacrev(lambda theta: function(batch, theta)[1])(theta),
            jax.jacrev(jax.jacrev(of_values))(theta),
        )
    )

    def mean(theta: Any) -> Any:
        return (kinked(*theta, 1.0) + kinked(*theta, 2.0)) / 2

    for theta in ([0.3, -0.7], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]):
        second = hessian(mean)(theta)
        expected = (
            program.gradients(batch, theta),
            program.input_gradients(batch, theta),
            second,
            second,
            jacobian(hessian(mean))(theta),
        )
        for found, wanted in zip(by_jax(np.array(theta)), expected, strict=True):
            np.testing.assert_allclose(found, wanted, rtol=ROUNDING, atol=ROUNDING)


def test_gradient_is_differentiated_by_batch_and_weights(jax: Any) -> None:
    w, v, x = Value(0.3), Value(-0.7), Value(1.0)
    function, theta = compile_graph(kinked(w, v, x), [x], [w, v]).to_jax(), np.array([0.3, -0.7])
    batch, weights = np.array([[1.0], [2.0]]), np.array([1.0, 3.0])

    def of_one(sample: Any) -> Any:
        return grad(lambda theta: kinked(*theta, sample[0]))(theta.tolist())

    by_batch, by_weights = jax.jit(jax.jacrev(lambda *given: function(given[0], theta, given[1])[1], (0, 1)))(
        batch, weights
    )
    each = np.array([jacobian(of_one)([1.0]), jacobian(of_one)([2.0])])  # samples x parameters x inputs
    expected = (each * (weights / 4)[:, None, None]).transpose(1, 0, 2)
    np.testing.assert_allclose(by_batch, expected, rtol=ROUNDING, atol=ROUNDING)
    slopes = np.array([of_one([1.0]), of_one([2.0])])
    np.testing.assert_allclose(by_weights, (slopes - slopes.T @ weights / 4).T / 4, rtol=ROUNDING, atol=ROUNDING)


def test_gradient_by_jax_maps_over_parameters_and_samples(jax: Any) -> None:
    program, batch = classified()
    function, theta = program.to_jax(), program.parameter_values()
    thetas = np.stack([theta, 2 * theta])
    slopes = jax.jit(jax.vmap(jax.grad(lambda vector: function(batch, vector)[0].mean())))(thetas)
    expected = [program.gradients(batch, vector) for vector in thetas]
    np.testing.assert_allclose(slopes, expected, rtol=ROUNDING, atol=ROUNDING)
    by_sample = jax.jit(jax.vmap(jax.grad(lambda vector, row: function(row, vector)[0]), (None, 0)))(theta, batch)
    np.testing.assert_allclose(by_sample, program.sample_gradients(batch), rtol=ROUNDING, atol=ROUNDING)


def test_forward_mode_is_refused_by_jax(jax: Any) -> None:
    program, batch = classified()
    function, theta = program.to_jax(), program.parameter_values()
    with pytest.raises(TypeError, match="forward-mode"):
        jax.jit(lambda theta: jax.jvp(lambda vector: function(batch, vector)[0], (theta,), (theta,)))(theta)


def test_sample_of_weight_0_is_left_out_on_jax(jax: Any) -> None:
    x, w = Value(4.0), Value(2.0)
    function, theta = compile_graph(w * sqrt(x), [x]).to_jax(), np.array([2.0])
    run, by_jax = jax.jit(function), jax.jit(jax.grad(lambda rows, theta: function(rows, theta)[0][0], (0, 1)))
    for refused in (-1.0, np.inf, np.nan):
        batch = np.array([[4.0], [refused]])
        values, gradient = run(batch, theta, np.array([1.0, 0.0]))
        assert (float(values[0]), gradient.tolist()) == (4, [2])
        of_batch, of_theta = by_jax(batch, theta)
        assert (of_batch.tolist(), of_theta.tolist()) == ([[0.5], [0]], [2])


def test_sample_of_weight_0_is_left_out_of_derivatives_of_the_gradient_on_jax(jax: Any) -> None:
    x, w = Value(4.0), Value(2.0)
    function = compile_graph(w * w * w * sqrt(x), [x]).to_jax()

    def of_gradient(theta: Any, batch: Any, weights: Any) -> Any:
        return function(batch, theta, weights)[1][0]

    def third(theta: Any, batch: Any, weights: Any) -> Any:
        return jax.grad(lambda each: jax.grad(of_gradient)(each, batch, weights)[0])(theta)

    theta, weights = np.array([2.0]), np.array([1.0, 0.0])
    for refused in (-1.0, np.inf, np.nan):
        batch = np.array([[4.0], [refused]])
        by_theta, by_batch, by_weights = jax.jit(jax.grad(of_gradient, (0, 1, 2)))(theta, batch, weights)
        assert by_theta.tolist() == [24]  # 6 w sqrt(x)
        assert by_batch.tolist() == [[3], [0]]  # 3 w^2 / (2 sqrt(x))
        assert np.isfinite(by_weights).all()
        assert jax.jit(third)(theta, batch, weights).tolist() == [12]


def test_weights_on_jax_may_be_of_any_size(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    function = compile_graph(w * x, [x]).to_jax()
    for size in (1e308, 1e-300):
        assert float(function([[1.0], [3.0]], [2.0], [size, size])[1][0]) == pytest.approx(2, rel=ROUNDING)


def test_what_is_no_real_number_or_no_weight_per_sample_is_refused_on_jax(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    function = compile_graph(w * x, [x]).to_jax()
    for run in (function, jax.jit(function)):
        for wrong in (([[1j]], [2.0]), (np.array([[1j]]), [2.0]), ([[1.0]], [2j]), ([[1.0]], [2.0], [1j])):
            with pytest.raises(TypeError, match="must hold real numbers"):
                run(*wrong)
        for weights in ([1.0, 2.0], [[1.0]], 1.0):
            with pytest.raises(ValueError, match="a weight for each of the 1 samples"):
                run(np.array([[1.0]]), np.array([2.0]), weights)
    with pytest.raises(TypeError, match="masked"):
        function(np.ma.masked_array([[1.0]], [[True]]), [2.0])


def test_mean_of_no_sample_is_refused_on_jax(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    function = compile_graph(x * w, [x]).to_jax()
    for run in (function, jax.jit(function)):
        with pytest.raises(ValueError, match="at least one sample"):
            run(np.empty((0, 1)), np.array([2.0]))
    values, gradient = compile_graph([x * w, x], [x]).to_jax()(np.empty((0, 1)), np.array([2.0]))
    assert (values.shape, gradient) == ((0, 2), None)


def test_vmap_over_parameters_and_over_samples(jax: Any) -> None:
    program, batch = classified()
    function, theta = program.to_jax(), program.parameter_values()
    thetas = np.stack([theta, 2 * theta])
    values, gradients = jax.jit(jax.vmap(function, (None, 0)))(batch, thetas)
    for i in range(2):
        expected = program.value_and_grad(batch, thetas[i])
        np.testing.assert_allclose(values[i], expected[0], rtol=ROUNDING)
        np.testing.assert_allclose(gradients[i], expected[1], rtol=ROUNDING, atol=ROUNDING)
    each, slopes = jax.jit(jax.vmap(function, (0, None)))(batch, theta)
    np.testing.assert_allclose(each, program(batch), rtol=ROUNDING)
    np.testing.assert_allclose(slopes.mean(axis=0), program.gradients(batch), rtol=ROUNDING, atol=ROUNDING)


def test_single_precision_needs_no_setting() -> None:
    import jax

    program, batch = classified("float32")
    values, gradient = jax.jit(program.to_jax())(batch, program.parameter_values())
    assert values.dtype == gradient.dtype == np.float32
    expected = program.value_and_grad(batch)
    np.testing.assert_allclose(values, expected[0], rtol=SINGLE)
    np.testing.assert_allclose(gradient, expected[1], rtol=SINGLE, atol=SINGLE)


def test_double_precision_where_jax_has_none_is_told() -> None:
    program, batch = classified()
    with pytest.warns(UserWarning, match="jax_enable_x64"):
        values, _ = program.to_jax()(batch, program.parameter_values())
    assert values.dtype == np.float32


def test_executor_computes_in_the_precision_asked_for_whatever_jax_is_set_to() -> None:
    loss, inputs, parameters = classifier([3, 2])
    for precision in ("float64", "float32"):
        program = compile_graph(loss, inputs, parameters, precision=precision, executor="jax")
        values, gradient = program.value_and_grad(np.ones((2, 5)))
        assert values.dtype == gradient.dtype == precision
        assert program.executor == "JAX"


def test_program_without_gradient_gives_none(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    values, gradient = compile_graph([x * w, x + w], [x]).to_jax()(np.array([[3.0]]), np.array([2.0]))
    assert gradient is None
    assert values.tolist() == [[6, 5]]


def test_a_row_is_one_sample(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    value, gradient = compile_graph(x * w, [x]).to_jax()(np.array([3.0]), np.array([2.0]))
    assert (float(value), gradient.tolist()) == (6, [3])


def test_program_without_inputs_takes_no_batch(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    value, gradient = compile_graph(w * w, []).to_jax()(None, np.array([3.0]))
    assert (float(value), gradient.tolist()) == (9, [6])
    with pytest.raises(TypeError, match="has 1 input: give it a batch"):
        compile_graph(x * w, [x]).to_jax()(None, np.array([3.0]))


def test_shapes_that_do_not_fit_are_refused(jax: Any) -> None:
    x, w = Value(1.0), Value(2.0)
    function = compile_graph(x * w, [x]).to_jax()
    for batch, theta in (([[1.0, 2.0]], [1.0]), ([[1.0]], [1.0, 2.0]), (1.0, [1.0])):
        with pytest.raises(ValueError, match=r"\(n_samples, 1\) and 1 parameters"):
            function(np.array(batch), np.array(theta))


def test_program_on_jax_survives_a_pickle() -> None:
    x, w = Value(1.0), Value(2.0)
    program = compile_graph(softplus(x * w), [x], executor="jax")
    expected = program([[0.5]])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(program))([[0.5]]), expected)


# Operations from outside.

SQUARES: dict[str, dict[str, Any]] = {
    "by_array": {"array": np.square},
    "by_jax": {"jax": lambda x: x * x},
    "neither": {},
}


@pytest.fixture
def squares() -> Iterator[dict[str, Operation]]:
    """Operations with different forms for arrays, in the table as long as a test runs."""

    def square(x: float) -> float:
        return float(x) ** 2

    yield {name: operation(name, square, partials=lambda out, x: (2 * x,), **forms) for name, forms in SQUARES.items()}
    for name in SQUARES:
        del TABLE[name]


@pytest.mark.parametrize("name", ["by_array", "by_jax"])
def test_operation_from_outside_runs_by_its_form(squares: dict[str, Operation], name: str) -> None:
    x = Value(3.0)
    values, gradient = compile_graph(squares[name](x), [], executor="jax").value_and_grad(np.empty((1, 0)))
    assert (values.tolist(), gradient.tolist()) == ([9], [6])


def test_operation_without_a_form_is_refused_by_name(squares: dict[str, Operation]) -> None:
    program = compile_graph(squares["neither"](Value(3.0)), [])
    for refused in (lambda: compile_graph(squares["neither"](Value(3.0)), [], executor="jax"), program.to_jax):
        with pytest.raises(GraphError, match=r"neither cannot run on JAX .*operation\(..., jax=...\)"):
            refused()


def test_missing_jax_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    real = builtins.__import__

    def without_jax(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "jax":
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "autograd_core.program.jax.run", raising=False)
    monkeypatch.delattr("autograd_core.program.jax.run", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_jax)
    with pytest.raises(ImportError, match=r"autograd-core\[jax\]"):
        compile_graph(relu(Value(1.0)), [], executor="jax")


def test_case_that_no_sample_decides_alone() -> None:
    """Finite samples beside one that is not have the numbers of a batch of their own."""
    x, w = Value(1.0), Value(1.0)
    program = compile_graph(where(x, 1 / x, w) * w, [x], executor="jax")
    values, _ = program.value_and_grad([[2.0], [0.0]])
    assert are_same(list(values), [0.5, float("nan")])
    with pytest.raises(GraphError):
        compile_graph([x, w], [x], executor="jax").value_and_grad([[1.0]])
