"""What runs where numbers are not finite: array by array, with all that plain numbers do and arrays do not.

What a closed gate lets through is marked, so that nothing comes of it, whatever it is multiplied by. Where an operation
gives NaN or infinity, the row of the table is asked with plain numbers: if that is an error for them, the sample has no
value, and all of its results are NaN. Where finite terms have an infinite sum, it is added up again in the order
recorded, which may not leave the numbers there are. Not here: finite numbers (emit.py, loop.py), which need none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from autograd_core import operations as ops
from autograd_core.operations import Operation
from autograd_core.program.array_types import Array, BoolArray
from autograd_core.program.arrays.groups import CONSTANTS, Group, GroupedGraph, grouped
from autograd_core.program.arrays.sums import SIGNS, as_recorded, summed
from autograd_core.program.flat import FlatGraph

MEMORY = 1 << 23  # numbers that a block of samples may take


class Careful:
    """Runs a graph for any numbers: `careful(x, theta)`, as a Runner does.

    Args:
        flat: the graph, with its gates.
        precision: of every number.
    """

    def __init__(self, flat: FlatGraph, precision: str) -> None:
        self.flat = flat
        self.precision = np.dtype(precision)
        self.graph = grouped(summed(flat))
        widest = max((c.first.size for g in [*self.graph.groups, *self.graph.means] for c in g.channels), default=1)
        self.width = max(1, MEMORY // (widest + len(flat.inputs)))

    def __call__(self, x: Array, theta: Array) -> tuple[Array, Array]:
        """The outputs, (n_outputs, n), and the means, (n_means,)."""
        n = x.shape[1]
        values = np.empty((len(self.flat.outputs), n), self.precision)
        means = np.zeros(len(self.flat.means), self.precision)
        with np.errstate(all="ignore"):
            for start in range(0, n, self.width):
                block = self._computed(x[:, start : start + self.width], theta)
                values[:, start : start + self.width] = block.values
                means += block.slopes.sum(axis=1) / n
        return values, means

    def _computed(self, x: Array, theta: Array) -> _Block:
        block = _Block(self, x, theta)
        block.run(self.graph)
        if block.overflows:
            block = _Block(self, x, theta)
            block.run(self.graph_as_recorded)
        return block

    @cached_property
    def graph_as_recorded(self) -> GroupedGraph:
        """The graph with each addition for itself."""
        return grouped(as_recorded(self.flat))


class _Block:
    """Some samples, computed.

    Attributes:
        numbers: a row per instruction, a column per sample.
        is_nothing: likewise, whether it is what a closed gate lets through.
        has_no_value: per sample, whether the graph is an error for it.
        has_no_slope: likewise, whether a rule is.
        overflows: whether a sum of finite terms is not finite.
        values, slopes: the outputs, and what the means are of.
    """

    def __init__(self, careful: Careful, x: Array, theta: Array) -> None:
        self.careful = careful
        flat, samples = careful.flat, x.shape[1]
        self.numbers = np.empty((len(flat.inputs), samples), careful.precision)
        self.is_nothing = np.zeros(self.numbers.shape, np.bool_)
        self.has_no_value = np.zeros(samples, np.bool_)
        self.has_no_slope = np.zeros(samples, np.bool_)
        self.overflows = False
        self.numbers[: flat.input_count] = x
        self.numbers[flat.input_count : flat.input_count + len(theta)] = theta
        for i, number in flat.constants.items():
            self.numbers[i] = number
        if flat.nothing >= 0:
            self.is_nothing[flat.nothing] = True
        self.values = self.slopes = self.numbers[:0]

    def run(self, graph: GroupedGraph) -> None:
        careful, flat = self.careful, self.careful.flat
        for group in graph.groups[CONSTANTS + 1 :]:
            found = self._sum(group) if group.operation is None else self._applied(group.operation, group)
            self.numbers[group.members], self.is_nothing[group.members] = found
        self.slopes = np.empty((len(flat.means), self.numbers.shape[1]), careful.precision)
        for group in graph.means:
            self.slopes[group.members] = self._sum(group)[0]
        self.values = self.numbers[flat.outputs]
        if flat.means:
            _spoil_whole(self.slopes, flat.mean_gradient, self.has_no_slope)
        if flat.gradient:
            own = len(self.values) - flat.gradients * flat.gradient
            _spoil_whole(self.values[own:], flat.gradient, self.has_no_slope)
        self.values[:, self.has_no_value] = np.nan
        self.slopes[:, self.has_no_value] = np.nan

    def _sum(self, group: Group) -> tuple[Array, BoolArray]:
        total: Any = 0
        is_nothing: Any = True
        for channel in group.channels:
            terms, closed = self.numbers[channel.first], self.is_nothing[channel.first]
            if channel.second is not None:
                closed = closed | self.is_nothing[channel.second]
                terms = terms * self.numbers[channel.second]
            terms[closed] = 0
            total = total + channel.sign * terms.sum(axis=1)
            is_nothing = is_nothing & closed.all(axis=1)
        is_finite = np.isfinite(total)
        if not (self.overflows or is_finite.all()):
            self.overflows = bool((~is_finite & self._are_finite(group)).any())
        return total, is_nothing

    def _are_finite(self, group: Group) -> BoolArray:
        """Whether all terms of a sum are."""
        are_finite: BoolArray = np.ones((len(group.members), self.numbers.shape[1]), np.bool_)
        for channel in group.channels:
            terms = self.numbers[channel.first]
            if channel.second is not None:
                terms = terms * self.numbers[channel.second]
            are_finite &= np.isfinite(terms).all(axis=1)
        return are_finite

    def _applied(self, operation: Operation, group: Group) -> tuple[Array, BoolArray]:
        inputs = [self.numbers[column] for column in group.columns]
        closed = [self.is_nothing[column] for column in group.columns]
        is_nothing = np.zeros(inputs[0].shape, np.bool_)
        if operation is ops.multiply:
            is_nothing = closed[0] | closed[1]
        elif operation is ops.divide:
            is_nothing = closed[0]
        elif operation in SIGNS or operation is ops.sum_of_inputs:
            is_nothing = np.logical_and.reduce(closed)  # beside others it counts as 0
        elif operation is ops.where:
            is_nothing = np.where(inputs[0] != 0, closed[1], closed[2])
        out = np.array(operation.forward(*inputs), self.careful.precision)
        out[is_nothing] = 0
        if operation.may_refuse:
            self._ask(operation, group, inputs, out, is_nothing)
        return out, is_nothing

    def _ask(self, operation: Operation, group: Group, inputs: list[Array], out: Array, is_nothing: BoolArray) -> None:
        """Put the numbers' own answers in the places of NaN and infinity."""
        answers: dict[tuple[str, ...], float | None] = {}
        for row, sample in np.argwhere(~np.isfinite(out) & ~is_nothing).tolist():
            asked = [float(x[row, sample]) for x in inputs]
            key = tuple(map(repr, asked))
            if key not in answers:
                answers[key] = _answer(operation, asked)
            answer = answers[key]
            out[row, sample] = np.nan if answer is None else answer
            if answer is None:
                is_slope = int(group.members[row]) in self.careful.flat.in_rules
                (self.has_no_slope if is_slope else self.has_no_value)[sample] = True


def _answer(operation: Operation, numbers: list[float]) -> float | None:
    """What the row gives for plain numbers; None where they are an error."""
    try:
        return float(operation.forward(*numbers))
    except (ArithmeticError, ValueError):
        return None


def _spoil_whole(slopes: Array, count: int, has_no_slope: BoolArray) -> None:
    """Make the gradient of an output, `count` rows, NaN for the samples for which a rule has no value and it shows."""
    for start in range(0, len(slopes), count or 1):
        gradient = slopes[start : start + count]
        gradient[:, has_no_slope & np.isnan(gradient).any(axis=0)] = np.nan
