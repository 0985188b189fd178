"""Second pass: the graph as it is computed where all numbers are finite, in fewer and cheaper instructions.

There a closed gate may multiply by 0, and the slope of a sigmoid or tanh is found from its output. What is not
finite is noticed when the program runs, and then computed from the graph as it was (careful.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autograd_core import elementary
from autograd_core import operations as ops
from autograd_core.operations import Operation, Role
from autograd_core.program.flat import FlatGraph, Inputs, new_constant, recorded

TWO = 2.0
# From here on, 1 - out has lost too many of its digits, for numbers of 8 bytes and of 4.
FAR, FAR_OF_SINGLES = 8, 3
SINGLE = 4


def _with_tails(slope: Any, x: Any) -> Any:
    """`slope`, but where x is far out what the row `bell` computes from x."""
    far = abs(x) > (FAR_OF_SINGLES if x.dtype.itemsize == SINGLE else FAR)
    if far.any():
        slope[far] = elementary.bell(x[far])
    return slope


bell_by_sigmoid = Operation(
    "bell", "σ'", Role.SCALER, forward=lambda out, x: _with_tails(out * (1 - out), x), partials=(), arity=2
)
bell_by_tanh = Operation(
    "bell",
    "σ'",
    Role.SCALER,
    forward=lambda out, x: _with_tails((1 - out * out) * 0.25, 2 * x),
    partials=(),
    arity=2,
)


def fast(flat: FlatGraph, for_arrays: bool) -> FlatGraph:
    """`flat` for finite numbers.

    Args:
        flat: the graph.
        for_arrays: whether slopes may be found from outputs, which takes more than arithmetic.
    """
    if flat.nothing < 0 and not (for_arrays and ops.bell in flat.operations):
        return flat
    leaves = flat.input_count + flat.parameter_count
    found = replace(flat, operations=[None] * leaves, inputs=[()] * leaves, constants={}, nothing=-1, in_rules=set())
    writer = _Writer(flat, found, for_arrays)
    for i in range(leaves, len(flat.inputs)):
        writer.number.append(writer.written(i))
    found.outputs = [writer.number[i] for i in flat.outputs]
    found.means = [writer.number[i] for i in flat.means]
    return found


def exposed(flat: FlatGraph) -> list[int]:
    """The instructions in which 0 x infinity may stand for a closed gate, and be read by what does not pass it on."""
    if flat.nothing < 0:
        return []
    may_be_wrong = [False] * len(flat.inputs)
    found = []
    for i, (operation, inputs) in enumerate(zip(flat.operations, flat.inputs, strict=True)):
        among = [j for j in inputs if may_be_wrong[j]]
        may_be_wrong[i] = bool(among) or (operation is ops.where and flat.nothing in inputs)
        if operation is ops.where:
            found += [j for j in inputs[:1] if may_be_wrong[j]]
        elif among and operation is not None and operation.hides_nan:
            found += among
    return list(dict.fromkeys(found))


class _Writer:
    def __init__(self, flat: FlatGraph, found: FlatGraph, for_arrays: bool) -> None:
        self.flat = flat
        self.found = found
        self.for_arrays = for_arrays
        self.known: dict[object, int] = {}
        self.number = list(range(flat.input_count + flat.parameter_count))

    def written(self, i: int) -> int:
        """Where instruction `i` of the graph stands in the new one."""
        operation = self.flat.operations[i]
        if operation is None:
            return self.constant(self.flat.constants[i])
        inputs = tuple([self.number[j] for j in self.flat.inputs[i]])
        if operation is ops.where and self.flat.nothing in self.flat.inputs[i][1:]:
            return self.gate(self.flat.inputs[i].index(self.flat.nothing, 1) == 2, *inputs)
        if operation is ops.bell and self.for_arrays:
            return self.bell(inputs)
        return self.record(operation, inputs)

    def record(self, operation: Operation, inputs: Inputs) -> int:
        return recorded(self.found, operation, inputs, self.known)

    def constant(self, data: float) -> int:
        return new_constant(self.found, data, self.known, repr(data))

    def gate(self, opens: bool, condition: int, if_true: int, if_false: int) -> int:
        """A branch times 1 or 0: 1 where the condition holds, if that `opens` the gate, else where it does not."""
        asked = self.found.operations[condition]
        if not opens:
            indicator = self.record(ops.equal, (condition, self.constant(0.0)))
        elif asked is not None and asked.is_indicator:
            indicator = condition
        else:
            indicator = self.record(ops.where, (condition, self.constant(1.0), self.constant(0.0)))
        return self.record(ops.multiply, (if_true if opens else if_false, indicator))

    def bell(self, inputs: Inputs) -> int:
        (x,) = inputs
        out = self.known.get((ops.sigmoid, inputs))
        if out is not None:
            return self.record(bell_by_sigmoid, (out, x))
        if self.found.operations[x] is ops.multiply:
            half, two = self.found.inputs[x]
            out = self.known.get((ops.tanh, (half,)))
            if out is not None and self.found.constants.get(two) == TWO:
                return self.record(bell_by_tanh, (out, half))
        return self.record(ops.bell, inputs)
