"""Embedding: a row of numbers, learned, for each of some things that have only a number, such as letters or words.

Not here: looking up a single number (autograd_core.lookup).
"""

from __future__ import annotations

from typing import Any

from autograd_core import identity, lookup
from autograd_core.value import Value
from nn.initializers import initializer_named, normal
from nn.inputs import as_inputs, size
from nn.module import Module
from nn.randomness import generator_or_global


class Embedding(Module):
    """A table of `count` rows of `width` parameters; called with the index of a row, it gives that row.

    The gradient goes to the rows that were asked for, and to no others. An index that is a plain number is a choice
    made while the graph is recorded: it costs one node for each number of the row, however large the table. An index
    that is a Value, as all inputs are in `fit(..., compiled=True)`, may change when the graph is run again; then each
    node has the whole column of the table as its parents.

    Args:
        count: how many rows there are, at least 1: indices go from 0 to count - 1.
        width: how many numbers a row has, at least 1.
        initializer: draws them: a name of `nn.INITIALIZERS` or an initializer. By default N(0, 1).
        generator: where they are drawn from, instead of Python's global generator.

    Attributes:
        table: `count` lists of `width` Values.

    Raises:
        TypeError: a size is not an integer.
        ValueError: a size is less than 1, or no initializer has that name.
    """

    takes_indices = True

    def __init__(self, count: int, width: int, *, initializer: Any = None, generator: Any = None) -> None:
        rows, columns = size("count", count), size("width", width)
        generator = generator_or_global(generator)
        draw = normal(std=1) if initializer is None else initializer_named(initializer)
        self.table = [
            [Value(draw(rows, columns, generator), f"e{i}.{k}") for k in range(1, columns + 1)] for i in range(rows)
        ]

    def __call__(self, index: Any) -> list[Value]:
        """The row of `index`; of a list of m indices their rows one after the other, m · width Values.

        Args:
            index: a whole number from 0 to count - 1, or a Value that holds one, or a list of them.

        Raises:
            TypeError: it is no number.
            ValueError: it is no whole number, or no row has it.
        """
        return [value for i in as_inputs(index) for value in self._row(i)]

    def _row(self, index: Any) -> list[Value]:
        if isinstance(index, Value) and not index.is_constant:
            return [lookup(column, index) for column in zip(*self.table, strict=True)]
        number = index.data if isinstance(index, Value) else index
        place = lookup(range(len(self.table)), number)  # a number among numbers
        return [identity(value) for value in self.table[place]]

    def __repr__(self) -> str:
        return f"Embedding({len(self.table)}, {len(self.table[0])})"
