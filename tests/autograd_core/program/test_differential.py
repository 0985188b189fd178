"""Both executors compute what eager Values compute: random graphs of every operation, random batches, kinks, ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograd_core import Value, gradients
from autograd_core.program import compile_graph
from autograd_core.program.executors import Executor
from autograd_core.strategies import DrawnGraph, graphs
from tests.autograd_core.program.eager import eager_value_and_grad, replayed
from tests.autograd_core.program.recorded import classifier, structured, tangle

# Sums are added in another order and NumPy's elementary functions differ from Python's in the last bits; each node's
# error is carried to the output by its slope. Graphs have about a dozen nodes.
ROUNDING = 1e-11
# The wide graphs chain some hundred operations with slopes of about one.
WIDE = 1e-9
EXECUTORS: list[Executor] = ["arrays", "loop"]
each_executor = pytest.mark.parametrize("executor", EXECUTORS)
EXAMPLES = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@st.composite
def cases(draw: st.DrawFn, **options: Any) -> tuple[DrawnGraph, list[int], np.ndarray]:
    """A graph, which leaves are inputs, and a batch for them whose first row is the recorded point."""
    graph = draw(graphs(**options))
    chosen = [i for i in range(len(graph.point)) if draw(st.booleans())]
    size = draw(st.integers(1, 4))
    small = st.integers(-2, 2).map(float) | st.floats(-2, 2)
    others = [[draw(small) for _ in chosen] for _ in range(size - 1)]
    batch = np.array([[graph.point[i] for i in chosen], *others], dtype=float).reshape(size, len(chosen))
    return graph, chosen, batch


def assert_as_eager(graph: DrawnGraph, chosen: list[int], batch: np.ndarray) -> None:
    output, leaves = graph.record()
    inputs = [leaves[i] for i in chosen]
    parameters = [x for i, x in enumerate(leaves) if i not in chosen]
    for executor in EXECUTORS:
        program = compile_graph(output, inputs, parameters, executor=executor)
        assert_agrees_with_eager(program, output, inputs, batch)
        assert_agrees_with_eager(program, output, inputs, np.repeat(batch, 3, axis=0))  # more than one by one


def value_or_nan(output: Value, inputs: list[Value], sample: np.ndarray) -> float:
    """The output for a sample, NaN where one of the operations refuses it."""
    try:
        return float(replayed(output, inputs, sample)[output].data)
    except (ArithmeticError, ValueError):
        return float("nan")


def assert_agrees_with_eager(program: Any, output: Value, inputs: list[Value], batch: np.ndarray) -> None:
    parameters = program.parameters
    try:
        values, gradient, largest = eager_value_and_grad(output, inputs, parameters, batch)
    except (ArithmeticError, ValueError):
        # no value, or no slope, at one of the drawn samples
        values = np.array([value_or_nan(output, inputs, sample) for sample in batch])
        np.testing.assert_allclose(program(batch), values, rtol=1e-7, atol=1e-7)
        return
    bound = ROUNDING * largest**2 if np.isfinite(largest) else np.inf
    got, got_gradient = program.value_and_grad(batch)
    np.testing.assert_allclose(got, values, rtol=ROUNDING, atol=bound, err_msg=program.source)
    np.testing.assert_allclose(got_gradient, gradient, rtol=ROUNDING, atol=bound, err_msg=program.source)
    np.testing.assert_array_equal(program(batch), got)


@EXAMPLES
@given(cases())
def test_program_equals_eager_on_every_sample_kinks_included(case: tuple[DrawnGraph, list[int], np.ndarray]) -> None:
    assert_as_eager(*case)


@EXAMPLES
@given(cases(size=30, leaves=6, sharing=True, operations=("add", "subtract", "multiply", "sum", "dot", "negative")))
def test_program_equals_eager_on_tangled_sums_of_products(case: tuple[DrawnGraph, list[int], np.ndarray]) -> None:
    assert_as_eager(*case)


@each_executor
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [30, 300])
def test_program_equals_eager_on_wide_irregular_graphs(size: int, seed: int, executor: Executor) -> None:
    output, leaves = tangle(size, seed)
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(leaves))[: seed % (len(leaves) + 1)]
    inputs = [leaves[i] for i in chosen]
    parameters = [x for x in leaves if x not in inputs]
    batch = rng.integers(-2, 3, (5, len(inputs))) if seed % 2 else rng.uniform(-2, 2, (5, len(inputs)))
    values, gradient, _ = eager_value_and_grad(output, inputs, parameters, batch)
    got, got_gradient = compile_graph(output, inputs, parameters, executor=executor).value_and_grad(batch)
    np.testing.assert_allclose(got, values, rtol=WIDE, atol=WIDE)
    np.testing.assert_allclose(got_gradient, gradient, rtol=WIDE, atol=WIDE * max(1, np.abs(gradient).max()))


@each_executor
@pytest.mark.parametrize("seed", range(60))
def test_program_equals_eager_on_layers_whichever_leaves_are_inputs(seed: int, executor: Executor) -> None:
    output, leaves = structured(seed)
    rng = np.random.default_rng(seed)
    share = (0.0, 0.2, 0.5, 0.8, 1.0)[seed % 5]
    inputs = [x for x in leaves if rng.random() < share]
    parameters = [x for x in leaves if x not in inputs]
    batch = rng.normal(size=(3, len(inputs)))
    values, gradient, _ = eager_value_and_grad(output, inputs, parameters, batch)
    got, got_gradient = compile_graph(output, inputs, parameters, executor=executor).value_and_grad(batch)
    np.testing.assert_allclose(got, values, rtol=WIDE, atol=WIDE)
    np.testing.assert_allclose(got_gradient, gradient, rtol=WIDE, atol=WIDE)


@each_executor
@pytest.mark.parametrize("sizes", [[1, 1, 2], [3, 2, 2], [5, 4, 3], [2, 6, 5, 3]])
def test_program_of_a_classifier_equals_eager(sizes: list[int], executor: Executor) -> None:
    loss, inputs, parameters = classifier(sizes)
    rng = np.random.default_rng(0)
    labels = np.eye(sizes[-1])[rng.integers(0, sizes[-1], 7)]
    batch = np.hstack([rng.normal(size=(7, sizes[0])), labels])
    values, gradient, _ = eager_value_and_grad(loss, inputs, parameters, batch)
    got, got_gradient = compile_graph(loss, inputs, parameters, executor=executor).value_and_grad(batch)
    np.testing.assert_allclose(got, values, rtol=ROUNDING)
    np.testing.assert_allclose(got_gradient, gradient, rtol=ROUNDING, atol=ROUNDING)


@EXAMPLES
@given(cases(clearance=0.05, depth=3))
def test_program_of_gradients_gives_second_derivatives(case: tuple[DrawnGraph, list[int], np.ndarray]) -> None:
    graph, _, _ = case
    output, leaves = graph.record()
    try:
        slopes = gradients(output, leaves)
        curvatures = gradients(slopes[0], leaves)
    except (ArithmeticError, ValueError):
        return
    expected = [x.data for x in (*slopes, *curvatures)]
    for executor in EXECUTORS:
        results = compile_graph([*slopes, *curvatures], leaves, executor=executor)([graph.point])
        np.testing.assert_allclose(results[0], expected, rtol=1e-8, atol=1e-8 * max(1, *map(abs, expected)))


@EXAMPLES
@given(cases(clearance=0.05))
def test_input_gradients_are_those_of_backward_on_every_sample(case: tuple[DrawnGraph, list[int], np.ndarray]) -> None:
    graph, chosen, _ = case
    output, leaves = graph.record()
    inputs = [leaves[i] for i in chosen]
    point = np.array([[graph.point[i] for i in chosen]] * 7).reshape(7, len(chosen))
    copies = replayed(output, inputs, point[0])
    if not copies[output].is_constant:
        copies[output].backward()
    expected = [float(copies[x].grad) if x in copies else 0.0 for x in inputs]
    scale = max([1.0, *(abs(float(x.grad)) for x in copies.values())])
    for executor in EXECUTORS:
        program = compile_graph(output, inputs, input_gradients=True, executor=executor)
        found = program.input_gradients(point)
        np.testing.assert_allclose(found, [expected] * 7, rtol=1e-9, atol=1e-9 * scale)
