"""For the compiled loop: every instruction's level and kind; those of one kind at one level run one after another.

Not here: where their numbers lie (memory.py, tape.py), and what the kinds do (kernels.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from autograd_core import operations as ops
from autograd_core.operations import Operation
from autograd_core.program.array_types import IntArray
from autograd_core.program.flat import SQUARE, FlatGraph, Inputs
from autograd_core.program.loop.kernels import MOST_INPUTS, Kernel, is_fold, kernel_of


@dataclass
class Schedule:
    """Instructions of at most three inputs: the leaves (inputs, parameters, constants), then the others as they run.

    Attributes:
        leaf_count: how many leaves come first.
        kinds: the steps of each kind of instruction.
        kind: per computed instruction, the number of its kind.
        level: likewise, the length of the longest path that leads to it.
        reads: likewise, the three instructions that it reads; 0 where its kind has fewer inputs.
        outputs, means: where the flat graph's outputs and means are found.
        constants: the constants' numbers.
    """

    leaf_count: int
    kinds: list[Kernel]
    kind: IntArray
    level: IntArray
    reads: IntArray
    outputs: IntArray
    means: IntArray
    constants: list[float]


def is_schedulable(operations: Iterable[Operation | None]) -> bool:
    """Whether every operation consists of steps that the compiled loop can take."""
    return all(
        operation is ops.look_up or is_fold(operation)
        if operation.arity is None
        else kernel_of(operation, operation.arity) is not None
        for operation in set(operations)
        if operation is not None
    )


def scheduled(flat: FlatGraph) -> Schedule:
    """The instructions of `flat` by level, then by kind."""
    found = _Narrow(flat)
    numbers = {operation: i for i, operation in enumerate(dict.fromkeys(found.operations))}
    every_kind = np.fromiter(map(numbers.__getitem__, found.operations), np.intp, len(found.operations))
    level = np.array(found.level, dtype=np.intp)
    leaves = [*range(flat.input_count + flat.parameter_count), *found.constants]
    is_computed = np.ones(len(level), dtype=bool)
    is_computed[leaves] = False
    computed = np.flatnonzero(is_computed)
    order = computed[np.lexsort((every_kind[computed], level[computed]))]
    place = np.empty(len(level), dtype=np.intp)
    place[leaves] = np.arange(len(leaves))
    place[order] = np.arange(len(leaves), len(level))
    return Schedule(
        len(leaves),
        [_kernel(operation) for operation in numbers],
        every_kind[order],
        level[order],
        place[_table(found.inputs)[:, order]],
        place[np.array(flat.outputs, dtype=np.intp)],
        place[np.array(flat.means, dtype=np.intp)],
        list(found.constants.values()),
    )


def _kernel(operation: Operation | None) -> Kernel:
    found = operation and kernel_of(operation, operation.arity or 2)
    return found or Kernel()  # of a leaf


class _Narrow:
    """A flat graph in which an operation on any number of inputs has become several on two or three.

    Attributes:
        operations, inputs, constants: as in the flat graph; what is new is numbered behind all others.
        level: per instruction the length of the longest path that leads to it.
        choices: index and number of entries -> for each entry whether it is chosen, and what there is where none is.
    """

    def __init__(self, flat: FlatGraph) -> None:
        self.operations = list(flat.operations)
        self.inputs = list(flat.inputs)
        self.constants = dict(flat.constants)
        self.level = level = [0] * len(flat.inputs)
        self.choices: dict[tuple[int, int], tuple[list[int], int]] = {}
        for i, (operation, inputs) in enumerate(zip(flat.operations, flat.inputs, strict=True)):
            if operation is None:
                continue
            if operation.arity is None:
                self._narrow(operation, inputs, i)
                inputs = self.inputs[i]
            elif operation is ops.power_by_number and flat.constants.get(inputs[1]) == SQUARE:
                self.operations[i] = ops.multiply
                self.inputs[i] = inputs = (inputs[0], inputs[0])
            if len(inputs) == 2:  # this loop takes most of the time
                first, second = level[inputs[0]], level[inputs[1]]
                level[i] = 1 + (first if first > second else second)
            else:
                level[i] = 1 + max([level[j] for j in inputs])

    def _narrow(self, operation: Operation, inputs: Inputs, i: int) -> None:
        """Take the inputs two at a time: those of sums by pairs, which is shorter and rounds less, others in order."""
        if operation is ops.look_up:
            self._choose(inputs[0], inputs[1:], i)
            return
        waiting = list(inputs)
        if operation is ops.sum_of_inputs:
            operation = ops.add
            while len(waiting) > 2:
                waiting = self._added_by_pairs(waiting)
        while len(waiting) > 2:
            waiting[:2] = [self._new(operation, (waiting[0], waiting[1]))]
        self.operations[i] = operation if len(waiting) > 1 else ops.identity
        self.inputs[i] = tuple(waiting)

    def _added_by_pairs(self, terms: list[int]) -> list[int]:
        start, level = len(self.inputs), self.level
        pairs = list(zip(terms[::2], terms[1::2], strict=False))
        self.inputs += pairs
        self.operations += [ops.add] * len(pairs)
        level += [1 + (level[a] if level[a] > level[b] else level[b]) for a, b in pairs]
        return [*range(start, start + len(pairs)), *terms[len(pairs) * 2 :]]

    def _choose(self, index: int, entries: Inputs, i: int) -> None:
        """The entry with that index, by a choice for each; where there is none, 0 / 0, which a loop notices."""
        key = (index, len(entries))
        if key not in self.choices:
            is_chosen = [self._new(ops.equal, (index, self._constant(float(k)))) for k in range(len(entries))]
            waiting = is_chosen
            while len(waiting) > 1:
                waiting = self._added_by_pairs(waiting)
            self.choices[key] = is_chosen, self._new(ops.divide, (self._constant(0.0), waiting[0]))
        is_chosen, found = self.choices[key]
        for condition, entry in zip(is_chosen[:-1], entries, strict=False):
            found = self._new(ops.where, (condition, entry, found))
        self.operations[i] = ops.where
        self.inputs[i] = (is_chosen[-1], entries[-1], found)

    def _constant(self, data: float) -> int:
        self.operations.append(None)
        self.inputs.append(())
        self.level.append(0)
        self.constants[len(self.level) - 1] = data
        return len(self.level) - 1

    def _new(self, operation: Operation, inputs: Inputs) -> int:
        self.operations.append(operation)
        self.inputs.append(inputs)
        self.level.append(1 + max([self.level[j] for j in inputs]))
        return len(self.level) - 1


def _table(inputs: list[Inputs]) -> IntArray:
    """The inputs as columns, 0 where there are fewer."""
    counts = np.fromiter(map(len, inputs), np.intp, len(inputs))
    listed = np.fromiter(chain.from_iterable(inputs), np.intp, int(counts.sum()))
    starts = np.cumsum(counts) - counts
    table = np.zeros((MOST_INPUTS, len(inputs)), np.intp)
    for i in range(MOST_INPUTS):
        has = counts > i
        table[i, has] = listed[starts[has] + i]
    return table
