"""Derivatives that a program gives besides the gradient of a mean: each is the eager one, sample by sample."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest

from autograd_core import Value, compile_graph, exp, maximum, operation, relu, sqrt, where
from autograd_core.operations import TABLE
from autograd_core.program.executors import Executor, Precision
from autograd_core.program.program import Program
from tests.autograd_core.program.eager import replayed
from tests.autograd_core.program.recorded import structured, tangle

# Sums are added in another order; the graphs chain some tens of operations with slopes of about one.
ROUNDING = 1e-10
SAMPLES = 3
each_seed = pytest.mark.parametrize("seed", range(4))
each_count = pytest.mark.parametrize("count", [1, 2])


def close(x: Any) -> Any:
    return pytest.approx(np.array(x, dtype=float), rel=ROUNDING, abs=ROUNDING)


def drawn(seed: int, count: int) -> tuple[Program, np.ndarray, np.ndarray, np.ndarray]:
    """A program of `count` outputs, a batch, and the eager Jacobians: samples x outputs x inputs, and x parameters."""
    rng = np.random.default_rng(seed)
    output, leaves = structured(seed) if seed % 2 else tangle(30, seed)
    inputs, parameters = leaves[::2], leaves[1::2]
    outputs = [output, (output * inputs[0]).tanh()][:count]
    batch = rng.normal(size=(SAMPLES, len(inputs)))
    slopes = []
    for sample in batch:
        for y in outputs:
            copies = replayed(y, inputs, sample)
            copies[y].backward()
            slopes.append([float(copies[x].grad) if x in copies else 0.0 for x in (*inputs, *parameters)])
    table = np.array(slopes).reshape(SAMPLES, count, len(leaves))
    program = compile_graph(outputs if count > 1 else output, inputs, parameters, gradients=True)
    return program, batch, table[:, :, : len(inputs)], table[:, :, len(inputs) :]


@each_seed
@each_count
def test_gradient_of_each_sample(seed: int, count: int) -> None:
    program, batch, of_inputs, of_parameters = drawn(seed, count)
    shape = (SAMPLES, count, -1) if count > 1 else (SAMPLES, -1)
    assert program.sample_gradients(batch) == close(of_parameters.reshape(shape))
    values, slopes = program.value_and_input_gradients(batch)
    assert slopes == close(of_inputs.reshape(shape))
    assert values == close(program(batch))


@each_seed
@each_count
def test_weights_count_samples(seed: int, count: int) -> None:
    program, batch, _, of_parameters = drawn(seed, count)
    weights = np.array([0.5, 0.0, 2.0])
    values, gradient = program.value_and_grad(batch, weights=weights)
    expected = np.average(of_parameters, axis=0, weights=weights)
    assert gradient == close(expected if count > 1 else expected[0])
    assert values == close(program(batch))
    assert program.gradients(batch, weights=np.ones(SAMPLES)) == close(program.gradients(batch))


@pytest.mark.parametrize("size", [1e308, 5e-324])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_weights_may_be_of_any_size(size: float, precision: Precision) -> None:
    x, w = Value(1.0), Value(2.0)
    program = compile_graph(w * x, [x], precision=precision)
    assert program.gradients([[1.0], [3.0]], weights=[size, size]).tolist() == [2]


@pytest.mark.parametrize("executor", ["arrays", "loop", pytest.param("jax", marks=pytest.mark.thorough)])
@each_count
def test_sample_of_weight_0_is_left_out_whatever_its_numbers_are(executor: Executor, count: int) -> None:
    x, w = Value(4.0), Value(2.0)
    outputs = [w * sqrt(x), sqrt(w) * x][:count]
    program = compile_graph(outputs if count > 1 else outputs[0], [x], gradients=True, executor=executor)
    expected = program.value_and_grad([[4.0], [9.0]], weights=[1.0, 3.0])
    for refused in (-1.0, math.inf, math.nan):
        batch, ones = [[4.0], [refused], [9.0]], np.ones((3, count)) if count > 1 else np.ones(3)
        values, gradient = program.value_and_grad(batch, weights=[1.0, 0.0, 3.0])
        assert gradient == close(expected[1])
        assert values[[0, 2]] == close(expected[0])
        assert not np.isfinite(values[1]).all()
        ones[1] = 0
        _, (of_batch, of_theta) = program.vjp(batch, ones)
        kept = program.vjp(np.array(batch)[[0, 2]], ones[[0, 2]])[1]
        assert of_batch[:, 0] == close([kept[0][0, 0], 0, kept[0][1, 0]])
        assert of_theta == close(kept[1])
    assert program.vjp([[-1.0]], 0 * ones[:1])[1][1] == close([0])


@each_seed
@each_count
def test_vector_is_pulled_back_to_batch_and_parameters(seed: int, count: int) -> None:
    program, batch, of_inputs, of_parameters = drawn(seed, count)
    cotangents = np.random.default_rng(9).normal(size=(SAMPLES, count))
    values, (of_batch, of_theta) = program.vjp(batch, cotangents if count > 1 else cotangents[:, 0])
    assert of_batch == close(np.einsum("so,sox->sx", cotangents, of_inputs))
    assert of_theta == close(np.einsum("so,sox->x", cotangents, of_parameters))
    assert values == close(program(batch))


@each_seed
@each_count
def test_direction_is_pushed_forward_from_batch_and_parameters(seed: int, count: int) -> None:
    program, batch, of_inputs, of_parameters = drawn(seed, count)
    rng = np.random.default_rng(9)
    moving, speeds = rng.normal(size=batch.shape), rng.normal(size=len(program.parameters))
    by_batch = np.einsum("sox,sx->so", of_inputs, moving)
    by_theta = np.einsum("sox,x->so", of_parameters, speeds)
    for directions, expected in (
        ((moving, speeds), by_batch + by_theta),
        ((moving, None), by_batch),
        ((None, speeds), by_theta),
    ):
        values, slopes = program.jvp(batch, directions)
        assert slopes == close(expected if count > 1 else expected[:, 0])
        assert values == close(program(batch))


@each_count
def test_row_gives_the_results_of_a_batch_of_one_without_its_axis(count: int) -> None:
    program, batch, _, _ = drawn(1, count)
    row, one = batch[0], batch[:1]
    ones = np.ones((1, count) if count > 1 else 1)
    assert program(row) == close(program(one)[0])
    assert program(row.tolist()) == close(program(one)[0])
    for found, expected in zip(program.value_and_grad(row), program.value_and_grad(one), strict=True):
        assert found == close(expected if found.shape == expected.shape else expected[0])
    assert program.input_gradients(row) == close(program.input_gradients(one)[0])
    assert program.sample_gradients(row) == close(program.sample_gradients(one)[0])
    assert program.vjp(row, ones[0])[1][0] == close(program.vjp(one, ones)[1][0][0])
    assert program.jvp(row, (row, None))[1] == close(program.jvp(one, (one, None))[1][0])


@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_what_stands_still_contributes_nothing_to_a_directional_derivative(executor: Executor) -> None:
    x, y, w = Value(1.0), Value(2.0), Value(0.0)
    root = compile_graph(sqrt(w) + x, [x], [w], executor=executor)  # sqrt has no slope at 0
    for still in (None, [0.0]):
        assert root.jvp([1.0], ([1.0], still)) == (1, 1)
        assert root.jvp([[1.0], [2.0]], ([[1.0], [0.0]], still))[1].tolist() == [1, 0]
    assert math.isnan(root.jvp([1.0], (None, [1.0]))[1])
    larger = compile_graph(maximum(x * w, y * w), [x, y], [w], executor=executor)
    for still in (None, [0.0]):
        assert larger.jvp([math.inf, 2.0], ([1.0, 0.0], still), [1.0]) == (math.inf, 1)


def test_program_without_inputs_is_called_without_an_argument() -> None:
    w, v = Value(2.0), Value(3.0)
    program = compile_graph(w * v, [])
    assert (program(), program.value_and_grad()[0], program.gradients().tolist()) == (6, 6, [3, 2])
    assert program.backward() == 6
    assert (w.grad, v.grad) == (3, 2)
    assert program.jvp((), (None, [1.0, 0.0])) == (6, 3)
    assert compile_graph([w, v], [])().tolist() == [2, 3]
    with pytest.raises(TypeError, match="give it a batch"):
        compile_graph(w * v, [v])()


def test_derivatives_survive_a_pickle_and_a_change_of_parameters() -> None:
    program, batch, of_inputs, _ = drawn(1, 1)
    for again in (program, pickle.loads(pickle.dumps(program))):
        assert again.input_gradients(batch) == close(of_inputs[:, 0])
    theta = program.parameter_values()
    assert program.sample_gradients(batch, 2 * theta).mean(axis=0) == close(program.gradients(batch, 2 * theta))


def test_refused_samples_are_nan_and_leave_the_others() -> None:
    x, w = Value(1.0), Value(1.0)
    program = compile_graph(where(x, sqrt(x * w), 1.0) + relu(w) * 0, [x])
    batch, slopes = [[4.0], [-1.0], [0.0]], [0.25, math.nan, math.nan]
    np.testing.assert_array_equal(program.input_gradients(batch)[:, 0], [*slopes[:2], 0.0])
    np.testing.assert_array_equal(program.vjp(batch, [1.0, 1.0, 1.0])[1][0][:, 0], [*slopes[:2], 0.0])
    np.testing.assert_array_equal(program.jvp(batch, (np.ones((3, 1)), None))[1][:2], slopes[:2])
    np.testing.assert_array_equal(program.sample_gradients(batch)[:2, 0], [1.0, math.nan])


def test_rule_of_an_operation_from_outside_is_recorded_for_every_sample() -> None:
    cube = operation("cube_derived", lambda x: x**3, partials=lambda out, x: (where(x, 3 * x * x, 0),))
    try:
        x, w = Value(1.0), Value(2.0)
        program = compile_graph(cube(x) * w, [x])
        assert program.input_gradients([[0.0], [2.0]]).tolist() == [[0], [24]]
    finally:
        del TABLE["cube_derived"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda p: p.vjp([[1.0]], [[1.0]]), r"shape of the outputs, \(1,\), got \(1, 1\)"),
        (lambda p: p.vjp([1.0], [1.0]), r"shape of the outputs, \(\), got \(1,\)"),
        (lambda p: p.jvp([[1.0]], ([[1.0], [2.0]], None)), r"has its shape, \(1, 1\), got \(2, 1\)"),
        (lambda p: p.jvp([[1.0]], (None, [1.0, 2.0])), r"must have the shape \(1,\), got \(2,\)"),
        (lambda p: p.value_and_grad([[1.0]], weights=[1.0, 2.0]), r"a weight for each of the 1 samples"),
        (lambda p: p.value_and_grad([[1.0], [2.0]], weights=[1.0, -1.0]), "sum other than 0"),
        (lambda p: p.value_and_grad([[1.0], [2.0]], weights=[1.0, math.inf]), "must be finite, got inf"),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, words: str) -> None:
    x, w = Value(1.0), Value(2.0)
    with pytest.raises(ValueError, match=words):
        call(compile_graph(exp(x * w), [x]))


def test_direction_that_is_no_pair_is_refused() -> None:
    x, w = Value(1.0), Value(2.0)
    with pytest.raises(TypeError, match="a tuple of two"):
        compile_graph(x * w, [x]).jvp([[1.0]], [[1.0]])  # type: ignore[arg-type]
