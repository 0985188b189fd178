"""What cancels in a recorded sum cancels in every executor: random sums of large and small terms, and their gradients.

Here: that results differ from those of eager Values by no more than rounding explains, of the additions and products
as they were recorded. Not here: graphs of every operation (test_differential.py).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import Value, dot, gradients, topological_order
from autograd_core import operations as ops
from autograd_core.program import compile_graph
from autograd_core.program.program import Program
from nn import softmax_cross_entropy
from tests.autograd_core.program.exports.running import by_javascript, by_python

UNITS = {"float64": 2.0**-53, "float32": 2.0**-24}
LARGE = {"float64": 2.0**60, "float32": 2.0**30}  # so large that adding 1 to it changes nothing
# Both sides round, and what comes in another order rounds up to as often as there are terms, of at most twice the size.
TIMES = 2 * 2 * 12
SAMPLES = 12
Results = tuple[np.ndarray, np.ndarray]
Run = Callable[[Program, np.ndarray, np.ndarray], Results]


def by_program(program: Program, batch: np.ndarray, theta: np.ndarray) -> Results:
    return program.value_and_grad(batch, theta)


def carefully(program: Program, batch: np.ndarray, theta: np.ndarray) -> Results:
    runner: Any = program._both
    values, means = runner._careful(batch.T.astype(runner.precision), theta[:, None].astype(runner.precision))
    return values[0], means


def on_jax(program: Program, batch: np.ndarray, theta: np.ndarray) -> Results:
    import jax

    with jax.enable_x64(True), jax.disable_jit():
        values, gradient = program.to_jax()(batch, theta)
    return np.array(values), np.array(gradient)


@dataclass
class Sums:
    """A random graph of additions and products, which of its leaves are inputs, and numbers for them."""

    output: Value
    inputs: list[Value]
    parameters: list[Value]
    batch: np.ndarray

    @property
    def theta(self) -> np.ndarray:
        return np.array([x.data for x in self.parameters])


def drawn_sums(seed: int, precision: str) -> Sums:
    rng = random.Random(seed)

    def number(x: Value) -> float:
        size = LARGE[precision] if x in terms and rng.random() < 0.6 else rng.choice((1.0, 1.5, 3.0))
        return size * rng.choice((1.0, 1.0, 1.0, -1.0))

    terms, factors = [Value(0.0) for _ in range(rng.randint(3, 6))], [Value(0.0), Value(0.0)]
    unused = list(terms)

    def one() -> Value:
        # used once, for the most part, as only such sums are taken into others
        return unused.pop(rng.randrange(len(unused))) if unused and rng.random() < 0.9 else rng.choice(terms)

    def some() -> list[Value]:
        return [one() for _ in range(rng.randint(2, 5))]

    makes: list[Callable[[], Value]] = [
        *[lambda: one() + one(), *[lambda: one() - one()] * 3],
        *[lambda: -one(), lambda: one() * rng.choice(factors), lambda: ops.sum(some())],
        lambda: dot([rng.choice(factors) for _ in range(3)], [one() for _ in range(3)], one()),
    ]
    for _ in range(rng.randint(2, 8)):
        make = rng.choice(makes)
        unused.append(make())
    output = ops.sum(unused) if len(unused) > 1 else unused[0]
    leaves = [*terms, *factors]
    for x in leaves:
        x.data = number(x)
    inputs = [x for x in leaves if rng.random() < 0.6]
    parameters = [x for x in leaves if x not in inputs]
    batch = np.array([[number(x) for x in inputs] for _ in range(SAMPLES)]).reshape(SAMPLES, len(inputs))
    return Sums(output, inputs, parameters, batch)


def with_rounding(outputs: list[Value], numbers: dict[Value, float], unit: float) -> tuple[np.ndarray, np.ndarray]:
    """What outputs are for these numbers, and what rounding may make of it, in whatever order a long sum is added."""
    data: dict[Value, float] = {}
    error: dict[Value, float] = {}
    for node in topological_order(*outputs):
        parents = [data[x] for x in node.parents]
        errors = [error[x] for x in node.parents]
        operation = node.operation
        data[node] = numbers.get(node, float(node.data)) if operation is None else operation.forward(*parents)
        error[node] = sum(errors)
        if operation in (ops.add, ops.subtract):
            error[node] += unit * abs(data[node])
        elif operation is ops.multiply:
            (x, y), (dx, dy) = parents, errors
            error[node] = abs(x) * dy + abs(y) * dx + dx * dy + unit * abs(data[node])
        elif operation is ops.sum_of_inputs:
            error[node] += unit * len(parents) * sum(map(abs, list(accumulate(parents))[1:]))
        elif operation is ops.dot_with_bias:
            n = len(parents) // 2
            pairs = zip(parents[:n], parents[n:-1], errors[:n], errors[n:-1], strict=True)
            products = [(abs(x * y), abs(x) * dy + abs(y) * dx + dx * dy) for x, y, dx, dy in pairs]
            size = abs(parents[-1]) + sum(size for size, _ in products)
            error[node] = errors[-1] + sum(carried for _, carried in products) + unit * (n + 1) * size
        else:
            assert operation in (None, ops.negative, ops.identity)
    return np.array([data[x] for x in outputs]), np.array([error[x] for x in outputs])


def assert_as_recorded(case: Sums, run: Run, precision: Any, executor: Any = None) -> None:
    program = compile_graph(case.output, case.inputs, case.parameters, precision=precision, executor=executor)
    unit = UNITS[precision]
    outputs = [case.output, *gradients(case.output, case.parameters)]
    theta = dict(zip(case.parameters, case.theta, strict=True))
    found = [with_rounding(outputs, theta | dict(zip(case.inputs, row, strict=True)), unit) for row in case.batch]
    expected, errors = (np.array(each) for each in zip(*found, strict=True))
    for count in (1, SAMPLES):  # executors may change with the number of samples
        values, gradient = run(program, case.batch[:count], case.theta)
        assert (np.abs(values - expected[:count, 0]) <= TIMES * errors[:count, 0]).all(), program.source
        slopes, rounding = expected[:count, 1:], errors[:count, 1:] + unit * count * np.abs(expected[:count, 1:])
        assert (np.abs(gradient - slopes.mean(axis=0)) <= TIMES * rounding.mean(axis=0)).all(), program.source


each_precision = pytest.mark.parametrize("precision", ["float64", "float32"])


@pytest.mark.parametrize("executor", ["arrays", "loop"])
@each_precision
@given(st.integers(0, 10**9))
def test_sums_cancel_as_recorded(precision: str, executor: str, seed: int) -> None:
    assert_as_recorded(drawn_sums(seed, precision), by_program, precision, executor)


@settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_sums_cancel_as_recorded_where_numbers_may_not_be_finite(seed: int) -> None:
    assert_as_recorded(drawn_sums(seed, "float64"), carefully, "float64")


@settings(max_examples=20)
@given(st.integers(0, 10**9))
def test_sums_cancel_as_recorded_in_python_files(seed: int) -> None:
    assert_as_recorded(drawn_sums(seed, "float64"), by_python, "float64")


@pytest.mark.thorough
@pytest.mark.parametrize("run", [by_javascript, on_jax])
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9))
def test_sums_cancel_as_recorded_elsewhere(run: Run, seed: int) -> None:
    assert_as_recorded(drawn_sums(seed, "float64"), run, "float64")


@each_precision
@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_difference_of_large_numbers_is_added_whole(precision: Any, executor: Any) -> None:
    a, b, c, d = leaves = [Value(0.0) for _ in range(4)]
    large = LARGE[precision]
    program = compile_graph((a - b) + (c - d), leaves, precision=precision, executor=executor)
    batch = [[large, large, 3.0, 1.0], [3.0, 1.0, large, large], [large, large, -large, -large]]
    assert program(batch).tolist() == [2.0, 2.0, 0.0]
    chain = compile_graph(a - b + c - d, leaves, precision=precision, executor=executor)
    assert chain(batch[:1]).tolist() == [2.0]


@each_precision
@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_cross_entropy_of_equal_large_scores_is_the_logarithm_of_their_number(precision: Any, executor: Any) -> None:
    scores = [Value(0.0) for _ in range(4)]
    targets = [Value(x) for x in (0.0, 1.0, 0.0, 0.0)]
    program = compile_graph(softmax_cross_entropy(scores, targets), [*scores, *targets], precision=precision,
                            executor=executor)  # fmt: skip
    rows = np.array([[1e10] * 4 + [0.0, 1.0, 0.0, 0.0]] * 9)
    for count in (1, 9):
        np.testing.assert_allclose(program(rows[:count]), np.log(4), rtol=1e-6)


@each_precision
def test_slopes_of_one_sample_cancel_before_the_mean(precision: Any) -> None:
    x, y, w = Value(1.0), Value(2.0), Value(3.0)
    program = compile_graph(x * w - y * w, [x, y], [w], precision=precision, executor="arrays")
    large = LARGE[precision]
    near = [[large * (1 + 2.0**-k), large] for k in range(20)]
    _, slope = program.value_and_grad(near)
    assert slope[0] == np.mean([x - y for x, y in near])


@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_sum_overflows_only_where_the_recorded_order_does(executor: Any) -> None:
    a, b, c, d = leaves = [Value(1.0) for _ in range(4)]
    program = compile_graph(ops.sum([a * b, a * b, c * d, c * d]), leaves, executor=executor)
    assert program([[-1.0, 2e307, 1.0, 9e307]])[0] == pytest.approx(1.4e308)
    assert program([[1.0, 9e307, 1.0, 9e307]])[0] == float("inf")
