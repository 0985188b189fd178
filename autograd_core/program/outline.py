"""What a program computes, as plain data: an entry for each array, with the kind of work and how much it stands for.

For pictures and tables. Not here: the source (emit.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from autograd_core.operations import Operation
from autograd_core.program.groups import CONSTANTS, Channel, Group, GroupedGraph, IntArray, grid


@dataclass(frozen=True)
class Rows:
    """Rows of arrays that a step reads.

    Attributes:
        arrays: the numbers of the arrays in which they lie; more than one if they are gathered.
        block: the same number where the same rows are read, whatever their order.
        shape: how many there are: rows and, of a matrix, columns.
        constant: the number that all of them are, if they are one.
    """

    arrays: tuple[int, ...]
    block: int
    shape: tuple[int, ...]
    constant: float | None = None


@dataclass(frozen=True)
class Term:
    """What a sum adds up: `length` numbers, or products of two, for each of its rows.

    Attributes:
        sign: 1 or -1.
        factors: one, or the two of a product.
        is_matrix_product: whether the products and their sums are one matrix product.
    """

    sign: int
    length: int
    factors: tuple[Rows, ...]
    is_matrix_product: bool


@dataclass(frozen=True)
class ArrayStep:
    """One array of a program: leaves (no operation, no terms), an operation on rows, or a sum.

    Attributes:
        operation: the row of the table; None for leaves and sums.
        rows: how many it has.
        reads: per input of an operation the rows it reads.
        terms: what a sum adds up.
        is_mean: whether it is the mean over the batch of a sum: `rows` numbers of the gradient.
        result: of a mean, the parameters whose gradient it is.
        is_shared: whether it is the same for all samples.
        is_forward: whether the outputs are computed from it.
        is_output: whether outputs lie in it.
    """

    operation: Operation | None
    rows: int
    reads: tuple[Rows, ...] = ()
    terms: tuple[Term, ...] = ()
    is_mean: bool = False
    result: Rows | None = None
    is_shared: bool = False
    is_forward: bool = True
    is_output: bool = False


def outlined(graph: GroupedGraph) -> tuple[ArrayStep, ...]:
    """A step for each group: inputs, parameters, constants, what is computed, and the means over the batch."""
    return _Outliner(graph).steps()


class _Outliner:
    def __init__(self, graph: GroupedGraph) -> None:
        self.graph = graph
        self.blocks: dict[bytes, int] = {}

    def steps(self) -> tuple[ArrayStep, ...]:
        forward = self._forward()
        outputs = set(self.graph.flat.outputs)
        steps = [
            ArrayStep(
                group.operation,
                len(group.members),
                tuple([self._rows(column) for column in _distinct_columns(group)]),
                tuple([self._term(channel) for channel in group.channels]),
                is_shared=group.is_shared,
                is_forward=number <= CONSTANTS or int(group.members[0]) in forward,
                is_output=not outputs.isdisjoint(group.members.tolist()),
            )
            for number, group in enumerate(self.graph.groups)
        ]
        first_parameter = self.graph.flat.input_count
        for group in self.graph.means:
            terms = tuple([self._term(channel, is_mean=True) for channel in group.channels])
            result = self._rows(first_parameter + group.members, _grid_shape(terms))
            steps.append(ArrayStep(None, len(group.members), (), terms, is_mean=True, result=result, is_forward=False))
        return tuple(steps)

    def _forward(self) -> set[int]:
        """The instructions that the outputs are computed from."""
        found = set(self.graph.flat.outputs)
        waiting = list(found)
        while waiting:
            fresh = set(self.graph.flat.inputs[waiting.pop()]) - found
            found |= fresh
            waiting += fresh
        return found

    def _term(self, channel: Channel, *, is_mean: bool = False) -> Term:
        first, second = channel.first, channel.second
        if second is None:
            return Term(channel.sign, first.shape[1], (self._rows(first),), False)
        is_wide = is_mean or first.shape[1] > 1
        found = grid(first, second) if is_wide and self._makes_a_matrix(channel, is_mean=is_mean) else None
        if found is None or (is_mean and len(found[0]) == 1):
            return Term(channel.sign, first.shape[1], (self._rows(first), self._rows(second)), False)
        left = self._rows(found[0], () if is_mean else found[0].shape)
        return Term(channel.sign, first.shape[1], (left, self._rows(found[1])), True)

    def _makes_a_matrix(self, channel: Channel, *, is_mean: bool) -> bool:
        """Whether the factors are of the kinds of which emit_sums and emit_means write matrix products."""
        assert channel.second is not None
        is_first, is_second = (self.graph.is_shared(int(index.flat[0])) for index in (channel.first, channel.second))
        return not (is_first or is_second) if is_mean else is_first

    def _rows(self, index: IntArray, shape: tuple[int, ...] = ()) -> Rows:
        wanted = np.unique(index)
        arrays = tuple(np.unique(self.graph.group_of[wanted]).tolist())
        block = self.blocks.setdefault(wanted.tobytes(), len(self.blocks))
        constants = {self.graph.flat.constants.get(i) for i in wanted.tolist()} if arrays == (CONSTANTS,) else set()
        constant = constants.pop() if len(constants) == 1 else None
        return Rows(arrays, block, shape or (len(wanted),), constant)


def _distinct_columns(group: Group) -> Iterable[IntArray]:
    """The inputs of an operation; those of one with any number of inputs as one."""
    is_fold = group.operation is not None and group.operation.arity is None
    return [np.stack(group.columns)] if is_fold and group.columns else group.columns


def _grid_shape(terms: tuple[Term, ...]) -> tuple[int, ...]:
    """Rows and columns of a gradient that is a matrix product over the batch; () where it is none."""
    if not terms or not all(term.is_matrix_product for term in terms):
        return ()
    first, second = terms[0].factors
    return (second.shape[0], first.shape[0])
