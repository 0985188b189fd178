"""Second pass: the graph as it is computed where all numbers are finite, in fewer and cheaper instructions.

There a closed gate may multiply by 0, the slope of a sigmoid or tanh is found from its output, and log(sum(exp)) is
taken apart. What is not finite is noticed when the program runs, and then computed from the graph as it was
(careful.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograd_core import elementary
from autograd_core import operations as ops
from autograd_core.operations import Operation, Role
from autograd_core.program.flat import SQUARE, FlatGraph, Inputs, new_constant, recorded

TWO, FOUR = 2.0, 4.0
# Beyond this slope, 1 - out has lost too many of its digits, for numbers of 8 bytes and of 4.
SMALL, SMALL_OF_SINGLES = 4e-4, 1e-1
SINGLE = 4


def _with_tails(slope: Any, x: Any, scale: int) -> Any:
    """`slope`, but where it is small bell(scale * x) * scale^2."""
    limit = SMALL_OF_SINGLES if slope.dtype.itemsize == SINGLE else SMALL
    if slope.size and slope.item(slope.argmin()) < limit:  # as slope.min() does, in a fifth of the time
        far = slope < limit
        slope[far] = elementary.bell(scale * x[far]) * scale**2
    return slope


slope_of_sigmoid = Operation(
    "slope_of_sigmoid", "σ'", Role.SCALER,
    forward=lambda out, x: _with_tails(out * (1 - out), x, 1),
    partials=(), arity=2,
)  # fmt: skip
slope_of_tanh = Operation(
    "slope_of_tanh", "tanh'", Role.SCALER,
    forward=lambda out, x: _with_tails(1 - out * out, x, 2),
    partials=(), arity=2,
)  # fmt: skip


def fast(flat: FlatGraph) -> FlatGraph:
    """`flat` for finite numbers: gates are products, and no logarithm of a sum of exponentials is one instruction."""
    return (
        _Writer(flat, (ops.where, ops.log_sum_exp)).written() if flat.nothing >= 0 else _without(flat, ops.log_sum_exp)
    )


def for_arrays(flat: FlatGraph) -> FlatGraph:
    """`flat` with slopes found from outputs, which takes more than arithmetic."""
    return _without(flat, ops.bell)


def _without(flat: FlatGraph, operation: Operation) -> FlatGraph:
    return _Writer(flat, (operation,)).written() if operation in flat.operations else flat


def exposed(flat: FlatGraph) -> list[int]:
    """The instructions that must be looked at, because no result shows it, to know whether all numbers are finite.

    Those in which 0 x infinity may stand for a closed gate, and be read by what does not pass it on; and those of which
    a rule asks whether they are NaN, which is not asked here.
    """
    if flat.nothing < 0:
        return []
    return [*_fooled(flat), *_asked(flat)]


# A result of these is not finite where an input is not.
_CARRIERS = {ops.add, ops.subtract, ops.negative, ops.identity, ops.multiply, ops.sum_of_inputs}


def hidden_squares(flat: FlatGraph) -> list[int]:
    """The squares that must be looked at where they are computed as products, because no result shows their overflow.

    A product that is too large is infinite; a power is an error, and the sample has no value.
    """
    squares = [
        i
        for i, operation in enumerate(flat.operations)
        if operation is ops.power_by_number and flat.constants.get(flat.inputs[i][1]) == SQUARE
    ]
    return _unseen(flat, squares, lambda operation: operation in _CARRIERS)


def _asked(flat: FlatGraph) -> list[int]:
    asked = [flat.inputs[i][0] for i, operation in enumerate(flat.operations)
             if operation is ops.equal and len(set(flat.inputs[i])) == 1]  # fmt: skip
    return _unseen(flat, asked, lambda operation: not operation.hides_nan)


def _unseen(flat: FlatGraph, looked_for: list[int], carries: Callable[[Operation], bool]) -> list[int]:
    """Those of some instructions that no result shows: all ways to one lead through operations that hide them."""
    looked_for = sorted(set(looked_for).difference(flat.outputs, flat.means))
    if not looked_for:
        return []
    is_seen = [False] * len(flat.inputs)
    for i in (*flat.outputs, *flat.means):
        is_seen[i] = True
    for i in range(len(flat.inputs) - 1, looked_for[0], -1):
        operation = flat.operations[i]
        if is_seen[i] and operation is not None and carries(operation):
            for j in flat.inputs[i]:
                is_seen[j] = True
    return [i for i in looked_for if not is_seen[i]]


def _fooled(flat: FlatGraph) -> list[int]:
    wrong: set[int] = set()  # what may be
    found = []
    rest = zip(flat.operations[flat.nothing :], flat.inputs[flat.nothing :], strict=True)
    for i, (operation, inputs) in enumerate(rest, start=flat.nothing):
        if wrong.isdisjoint(inputs):
            if operation is ops.where and flat.nothing in inputs:
                wrong.add(i)
            continue
        wrong.add(i)
        if operation is ops.where:
            found += [j for j in inputs[:1] if j in wrong]
        elif operation is not None and operation.hides_nan:
            found += [j for j in inputs if j in wrong]
    return list(dict.fromkeys(found))


class _Writer:
    """A graph that is being written anew.

    Attributes:
        flat, found: the graph, and the new one.
        rewritten: the operations that are computed in another way.
        known: what computes an instruction of the new one -> its number.
        number: number of an instruction in the graph -> in the new one.
    """

    def __init__(self, flat: FlatGraph, rewritten: tuple[Operation, ...]) -> None:
        self.flat = flat
        self.rewritten = rewritten
        # all before the first of them stays as it is
        firsts = [flat.operations.index(each) for each in rewritten if each in flat.operations]
        kept = min([len(flat.operations), *firsts, *([flat.nothing] if flat.nothing >= 0 else [])])
        self.found = replace(
            flat,
            operations=flat.operations[:kept],
            inputs=flat.inputs[:kept],
            constants={i: data for i, data in flat.constants.items() if i < kept},
            nothing=-1,
            in_rules=set(),
        )
        instructions = zip(self.found.operations, self.found.inputs, strict=True)
        self.known: dict[object, int] = dict(zip(instructions, range(kept), strict=True))
        self.known |= {repr(data): i for i, data in self.found.constants.items()}
        self.number = list(range(kept))

    def written(self) -> FlatGraph:
        """The new graph."""
        number, found, known = self.number, self.found, self.known
        constants, operations, all_inputs = found.constants, found.operations, found.inputs
        special = {None, ops.where, *self.rewritten}
        start = len(number)
        for operation, old in zip(self.flat.operations[start:], self.flat.inputs[start:], strict=True):
            if operation in special:
                number.append(self.instruction(operation, old))
                continue
            if len(old) == 2:  # this loop takes most of the time
                first, second = number[old[0]], number[old[1]]
                inputs: Inputs = (first, second)
                has_constant = first in constants or second in constants
            else:
                inputs = tuple([number[j] for j in old])
                has_constant = not constants.keys().isdisjoint(inputs)
            if has_constant:
                number.append(self.beside_constant(operation, inputs))  # type: ignore[arg-type]
                continue
            count = len(operations)
            place = known.setdefault((operation, inputs), count)
            if place == count:
                operations.append(operation)
                all_inputs.append(inputs)
            number.append(place)
        found.outputs = [number[i] for i in self.flat.outputs]
        found.means = [number[i] for i in self.flat.means]
        return found

    def instruction(self, operation: Operation | None, old: Inputs) -> int:
        """Where an instruction of the graph stands in the new one."""
        if operation is None:
            return self.constant(self.flat.constants[len(self.number)])
        inputs = tuple([self.number[j] for j in old])
        if operation is ops.where and self.flat.nothing in old[1:]:
            return self.gate(old.index(self.flat.nothing, 1) == 2, *inputs)
        if operation is ops.bell:
            return self.bell(inputs)
        if operation is ops.log_sum_exp:
            return self.log_sum_exp(inputs)
        if operation is ops.where and self.is_always(inputs[0]):
            return inputs[1]
        return self.record(operation, inputs)

    def beside_constant(self, operation: Operation, inputs: Inputs) -> int:
        """Where an instruction that reads a constant, and is computed as it was, stands in the new one."""
        if operation is ops.multiply and ops.bell in self.rewritten:
            return self.product(inputs)
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

    def is_always(self, condition: int) -> bool:
        """Whether the condition is x == x, which a NaN alone does not fulfil."""
        return self.found.operations[condition] is ops.equal and len(set(self.found.inputs[condition])) == 1

    def log_sum_exp(self, inputs: Inputs) -> int:
        """The largest of the inputs, and the logarithm of what all of them are beside it."""
        if len(inputs) == 1:
            return inputs[0]
        highest = self.record(ops.maximum, inputs)
        terms = [self.record(ops.exp, (self.record(ops.subtract, (x, highest)),)) for x in inputs]
        rest = self.record(ops.log, (self.record(ops.sum_of_inputs, tuple(terms)),))
        return self.record(ops.add, (highest, rest))

    def bell(self, inputs: Inputs) -> int:
        out = self.known.get((ops.sigmoid, inputs))
        return self.record(ops.bell, inputs) if out is None else self.record(slope_of_sigmoid, (out, *inputs))

    def product(self, inputs: Inputs) -> int:
        """4 bell(2 x) is the slope of tanh(x)."""
        for bell, four in (inputs, inputs[::-1]):
            if self.found.operations[bell] is ops.bell and self.found.constants.get(four) == FOUR:
                (doubled,) = self.found.inputs[bell]
                for x, two in self._factors(doubled):
                    out = self.known.get((ops.tanh, (x,)))
                    if out is not None and self.found.constants.get(two) == TWO:
                        return self.record(slope_of_tanh, (out, x))
        return self.record(ops.multiply, inputs)

    def _factors(self, i: int) -> list[Inputs]:
        return [self.found.inputs[i]] if self.found.operations[i] is ops.multiply else []
