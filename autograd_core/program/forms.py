"""Rows of the table as steps of arithmetic on arrays, for whatever library computes them: JAX, ONNX, or code in a file.

The steps are found as those of the compiled loop are, by running the row's forward function on symbols, so a new row
needs no line here. Also here, as such steps: which numbers a row refuses. Not here: what runs them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from autograd_core import elementary
from autograd_core import operations as ops
from autograd_core.operations import Operation
from autograd_core.program.fast import slope_of_sigmoid, slope_of_tanh
from autograd_core.program.loop.kernels import Kernel, traced

# Rows whose forward function looks at the numbers of an array, without doing so.
INSTEAD: dict[Operation, Callable[..., Any]] = {
    slope_of_sigmoid: lambda out, x: elementary.bell(x),
    slope_of_tanh: lambda out, x: 4 * elementary.bell(2 * x),
}
LONGEST = math.log(1.7e308)  # an exponential beyond overflows
# Where a float overflows, which is an error for these rows; one of single precision does so before, and is infinite.
OVERFLOW: dict[Operation, Callable[..., Any]] = {
    ops.exp: lambda x: x > LONGEST,
    ops.expm1: lambda x: x > LONGEST,
    ops.exp2: lambda x: x * math.log(2) > LONGEST,
    ops.sinh: lambda x: abs(x) > LONGEST,
    ops.cosh: lambda x: abs(x) > LONGEST,
} | dict.fromkeys(
    (ops.power, ops.power_by_number, ops.power_of_number),
    lambda x, y: y * elementary.log(abs(x)) > LONGEST,
)
DIVISIONS = (ops.divide, ops.floor_divide, ops.mod)
COMPARISONS = ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "bitwise_or", "bitwise_and")


@cache
def steps_of(operation: Operation, arity: int) -> Kernel | None:
    """The forward function of a row as steps; None where it does more than arithmetic on arrays."""
    return traced(INSTEAD.get(operation, operation.forward), arity)


@cache
def refusal_of(operation: Operation, arity: int) -> Kernel:
    """As steps, whether a row is an error for numbers: of its output and its inputs, as arrays give them."""
    if operation in DIVISIONS:
        found = traced(lambda out, x, y: y == 0, 3)
    elif operation is ops.look_up:
        found = traced(lambda out, index, *entries: _is_no_place(index, len(entries)), arity + 1)
    else:
        found = traced(lambda out, *inputs: _is_refused(operation, out, inputs), arity + 1)
    assert found is not None
    return found


def _is_no_place(index: Any, count: int) -> Any:
    return (index < 0) | (index >= count) | (index != elementary.floor(index))


def _is_refused(operation: Operation, out: Any, inputs: Sequence[Any]) -> Any:
    """NaN from what is none, or infinity from what is finite: where Python's numbers are an error."""
    are_numbers, are_finite = inputs[0] == inputs[0], abs(inputs[0]) < math.inf
    for x in inputs[1:]:
        are_numbers, are_finite = are_numbers & (x == x), are_finite & (abs(x) < math.inf)
    is_too_large = (abs(out) == math.inf) & are_finite
    if operation in OVERFLOW:
        is_too_large = is_too_large & OVERFLOW[operation](*inputs)
    return ((out != out) & are_numbers) | is_too_large


def computed(steps: Kernel, inputs: Sequence[Any], function: Callable[[str], Callable[..., Any]]) -> Any:
    """What the steps give for `inputs`, each computed by what `function` gives for the name that NumPy has for it."""
    known: dict[int, Any] = dict(enumerate(inputs))
    known |= {-1 - i: number for i, number in enumerate(steps.constants)}
    for i, step in enumerate(steps.primitives, start=steps.first):
        known[i] = function(step.function)(*[known[row] for row in step.reads])
    return known[steps.last]
