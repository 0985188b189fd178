"""The kernel of a row of the table: what the compiled loop takes is what the row's forward function does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import TABLE, Operation, operations
from autograd_core.program.loop.kernels import ARITHMETIC, FIRST_RESULT, Kernel, Primitive, is_fold, kernel_of

POINTS = np.array([-math.inf, -800.0, -2.0, -0.5, -0.0, 0.0, 0.5, 3.0, 800.0, math.inf, math.nan])
FIXED = [row for row in TABLE.values() if row.arity is not None]
IN_NUMPY = [name for name in ARITHMETIC if hasattr(np, name) and name not in ("where", "bitwise_or", "bitwise_and")]
WIDE = [row for row in TABLE.values() if row.arity is None]
NO_FOLDS = (operations.dot_with_bias, operations.log_sum_exp, operations.look_up)


def taken(kernel: Kernel, inputs: list[np.ndarray]) -> np.ndarray:
    """The result of taking the kernel with NumPy's functions, a number at a time where the loop has its own text."""
    rows = dict(enumerate(inputs)) | {-1 - i: np.full_like(inputs[0], x) for i, x in enumerate(kernel.constants)}
    for i, primitive in enumerate(kernel.primitives):
        columns = [rows[row] for row in primitive.reads]
        text = ARITHMETIC.get(primitive.function)
        if text is None:
            result = getattr(np, primitive.function)(*columns)
        else:
            expression = compile(text.format(x="x", y="y", z="z"), "<primitive>", "eval")
            table = zip(*columns, strict=True)
            names = {"math": math}
            result = [float(eval(expression, names | dict(zip("xyz", numbers, strict=False)))) for numbers in table]
        rows[FIRST_RESULT + i] = np.array(result)
    return rows[FIRST_RESULT + len(kernel.primitives) - 1]


@pytest.mark.parametrize("row", FIXED, ids=lambda row: row.name)
def test_kernel_of_every_row_compute_its_forward_function(row: Operation) -> None:
    assert row.arity is not None
    kernel = kernel_of(row, row.arity)
    assert kernel is not None
    inputs = [column.ravel() for column in np.meshgrid(*[POINTS] * row.arity)]
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(taken(kernel, inputs), row.forward(*inputs))


@pytest.mark.parametrize(
    "name", [name for name in ARITHMETIC if hasattr(np, name) and name not in ("where", "bitwise_or", "bitwise_and")]
)
def test_arithmetic_of_the_loop_is_that_of_numpys_function(name: str) -> None:
    function = getattr(np, name)
    inputs = [column.ravel() for column in np.meshgrid(*[POINTS[1:-2]] * function.nin)]
    with np.errstate(all="ignore"):
        inputs = [numbers[np.isfinite(function(*inputs))] for numbers in inputs]  # Python refuses to divide by 0
        kernel = Kernel([Primitive(name, tuple(range(function.nin)))])
        np.testing.assert_array_equal(taken(kernel, inputs), function(*inputs))


@pytest.mark.parametrize("row", [row for row in WIDE if row not in NO_FOLDS], ids=lambda row: row.name)
def test_rows_of_any_number_of_inputs_are_folds(row: Operation) -> None:
    assert is_fold(row)


def test_lookup_is_no_fold() -> None:
    assert not is_fold(operations.look_up)  # fast.py takes it apart


def test_weighted_sum_is_no_fold() -> None:
    assert not is_fold(operations.dot_with_bias)  # flat.py takes it apart


def test_log_sum_exp_is_no_fold() -> None:
    assert not is_fold(operations.log_sum_exp)  # fast.py takes it apart


def strange(forward: Callable[..., Any], arity: int | None = 1) -> Operation:
    return Operation("strange", "", "scaler", forward=forward, partials=(0,), arity=arity)


def test_new_row_needs_no_line_but_its_own() -> None:
    new = strange(lambda x, y: np.hypot(x, y) - 2, arity=2)
    assert kernel_of(new, 2) == Kernel([Primitive("hypot", (0, 1)), Primitive("subtract", (3, -1))], [2.0])


@pytest.mark.parametrize("forward", [lambda x: x, lambda x: 7.0, lambda x: (x + 1, x * 2)[0]])
def test_last_primitive_gives_the_result(forward: Callable[[Any], Any]) -> None:
    kernel = kernel_of(strange(forward), 1)
    assert kernel is not None
    np.testing.assert_array_equal(taken(kernel, [POINTS[1:-2]]), forward(POINTS[1:-2]) + np.zeros(len(POINTS) - 3))


@pytest.mark.parametrize(
    "forward",
    [
        lambda x: x if x > 0 else -x,
        lambda x: math.erf(x),
        lambda x: np.sort(x),
        lambda x: np.add.reduce(x),
        lambda x: np.logical_not(x),
        lambda x: x.real,
        lambda x: np.frompyfunc(abs, 1, 1)(x),
    ],
    ids=["if", "math", "sort", "reduce", "not a number", "attribute", "foreign"],
)
def test_forward_function_that_does_more_than_arithmetic_has_no_steps(forward: Callable[[Any], Any]) -> None:
    assert kernel_of(strange(forward), 1) is None


@pytest.mark.parametrize(
    "forward",
    [lambda *inputs: sum(inputs) / len(inputs), lambda x, *others: x * x + sum(others), lambda *inputs: 1.0],
    ids=["mean", "square of one", "constant"],
)
def test_row_of_any_number_of_inputs_that_is_no_fold_is_seen(forward: Callable[..., Any]) -> None:
    assert not is_fold(strange(forward, arity=None))
