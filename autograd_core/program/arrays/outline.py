"""What a program computes, as plain data: an entry for each array, with the rows that it reads, and the kind of work.

For pictures and tables. Where one array of the code holds numbers of the forward part and of the gradient, there are
two entries. Not here: the source (emit.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd_core.operations import Operation
from autograd_core.program.array_types import BoolArray, IntArray
from autograd_core.program.arrays.groups import CONSTANTS, Channel, Group, GroupedGraph, grid
from autograd_core.program.flat import FlatGraph


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of earlier arrays that a step reads: entry [i, j] of both tables says where number j for row i lies.

    Attributes:
        array_of: the numbers of the arrays.
        row_of: the rows there, counted from 0.
    """

    array_of: IntArray
    row_of: IntArray

    @property
    def arrays(self) -> tuple[int, ...]:
        """The numbers of all arrays that are read; more than one if rows are gathered."""
        return tuple(np.unique(self.array_of).tolist())


@dataclass(frozen=True)
class Term:
    """What a sum adds up: `length` numbers, or products of two, for each of its rows.

    Attributes:
        sign: 1 or -1.
        factors: one, or the two of a product.
        is_matrix_product: whether the products and their sums are one matrix product: of p x length and q x length
            numbers all p dot products of the first q-th, then those of the next.
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
        reads: per input of an operation the rows it reads; for one with any number of inputs all of them at once.
        terms: what a sum adds up.
        numbers: of the constants, their values.
        is_mean: whether it is the mean over the batch of a sum: `rows` numbers of the gradient.
        result: of a mean, the parameters by which it is the derivative, a number for each row.
        derived: of a mean, the number of the output whose derivative it is.
        is_shared: whether it is the same for all samples.
        is_forward: whether the outputs are computed from it.
        outputs: number of an output -> the row in which it lies.
    """

    operation: Operation | None
    rows: int
    reads: tuple[Rows, ...] = ()
    terms: tuple[Term, ...] = ()
    numbers: tuple[float, ...] = ()
    is_mean: bool = False
    result: Rows | None = None
    derived: int = 0
    is_shared: bool = False
    is_forward: bool = True
    outputs: dict[int, int] = field(default_factory=dict)


def outlined(graph: GroupedGraph) -> tuple[ArrayStep, ...]:
    """A step for each array, after those it reads.

    First come the inputs, the parameters and the constants, then the forward part, then what only the gradient needs,
    and last the means over the batch, output by output.
    """
    return _Outliner(graph).steps()


class _Outliner:
    def __init__(self, graph: GroupedGraph) -> None:
        self.flat = graph.flat
        is_forward = _forward(graph.flat)
        leaves, computed = graph.groups[: CONSTANTS + 1], graph.groups[CONSTANTS + 1 :]
        forward = _parts(computed, [is_forward[group.members] for group in computed])
        self.groups = [*leaves, *forward, *_parts(computed, [~is_forward[group.members] for group in computed])]
        self.forward_count = len(leaves) + len(forward)
        self.means = graph.means
        self.array_of = np.full(len(is_forward), -1, dtype=np.intp)
        self.row_of = self.array_of.copy()
        for number, group in enumerate(self.groups):
            self.array_of[group.members] = number
            self.row_of[group.members] = np.arange(len(group.members))

    def steps(self) -> tuple[ArrayStep, ...]:
        steps = [self._computed(number, group) for number, group in enumerate(self.groups)]
        count = self.flat.parameter_count
        for output in range(len(self.flat.outputs)):
            derived = [group.members // count == output for group in self.means]
            steps += [self._mean(group, output) for group in _parts(self.means, derived)]
        return tuple(steps)

    def _computed(self, number: int, group: Group) -> ArrayStep:
        return ArrayStep(
            group.operation,
            len(group.members),
            tuple([self._rows(table) for table in _read_tables(group)]),
            tuple([self._term(channel) for channel in group.channels]),
            numbers=tuple(self.flat.constants.values()) if number == CONSTANTS else (),
            is_shared=group.is_shared,
            is_forward=number < self.forward_count,
            outputs={k: int(self.row_of[i]) for k, i in enumerate(self.flat.outputs) if self.array_of[i] == number},
        )

    def _mean(self, group: Group, output: int) -> ArrayStep:
        terms = tuple([self._term(channel, is_mean=True) for channel in group.channels])
        parameters = self.flat.input_count + group.members % self.flat.parameter_count
        result = self._rows(parameters.reshape(_grid_shape(terms) or (-1, 1)))
        return ArrayStep(
            None, len(parameters), (), terms, is_mean=True, result=result, derived=output, is_forward=False
        )

    def _term(self, channel: Channel, *, is_mean: bool = False) -> Term:
        first, second = channel.first, channel.second
        if second is None:
            return Term(channel.sign, first.shape[1], (self._rows(first),), False)
        is_wide = is_mean or first.shape[1] > 1
        found = grid(first, second) if is_wide and self._makes_a_matrix(channel, is_mean=is_mean) else None
        if found is None or (is_mean and len(found[0]) == 1):
            return Term(channel.sign, first.shape[1], (self._rows(first), self._rows(second)), False)
        return Term(channel.sign, first.shape[1], (self._rows(found[0]), self._rows(found[1])), True)

    def _makes_a_matrix(self, channel: Channel, *, is_mean: bool) -> bool:
        """Whether the factors are of the kinds of which emit_sums and emit_means write matrix products."""
        assert channel.second is not None
        first, second = (self.groups[self.array_of[index.flat[0]]] for index in (channel.first, channel.second))
        return not (first.is_shared or second.is_shared) if is_mean else first.is_shared

    def _rows(self, table: IntArray) -> Rows:
        return Rows(self.array_of[table], self.row_of[table])


def _forward(flat: FlatGraph) -> BoolArray:
    """Of each instruction, whether the outputs are computed from it."""
    is_forward = np.zeros(len(flat.inputs), dtype=np.bool_)
    is_forward[flat.outputs] = True
    for i in range(len(flat.inputs) - 1, -1, -1):
        if is_forward[i]:
            is_forward[list(flat.inputs[i])] = True
    return is_forward


def _parts(groups: Iterable[Group], wanted: Iterable[BoolArray]) -> list[Group]:
    """The wanted members of each group; no group of none."""
    return [_part(group, rows) for group, rows in zip(groups, wanted, strict=True) if rows.any()]


def _part(group: Group, rows: BoolArray) -> Group:
    channels = [
        Channel(each.sign, each.first[rows], None if each.second is None else each.second[rows])
        for each in group.channels
    ]
    columns = [column[rows] for column in group.columns]
    return Group(group.operation, group.members[rows], group.is_shared, columns, channels)


def _read_tables(group: Group) -> Sequence[IntArray]:
    """The inputs of an operation, a table of one column each; those of one with any number of inputs as one table."""
    is_fold = group.operation is not None and group.operation.arity is None
    if is_fold and group.columns:
        return [np.stack(group.columns, axis=1)]
    return [column[:, None] for column in group.columns]


def _grid_shape(terms: tuple[Term, ...]) -> tuple[int, ...]:
    """Rows and columns of a gradient that is a matrix product over the batch; () where it is none."""
    if not terms or not all(term.is_matrix_product for term in terms):
        return ()
    shapes = {(len(second.row_of), len(first.row_of)) for first, second in (term.factors for term in terms)}
    return shapes.pop() if len(shapes) == 1 else ()
