"""Where the rows of a program lie, and how its source refers to them.

Not here: what is computed from them (emit_sums.py, emit_means.py, emit.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from autograd_core.program.array_types import IntArray
from autograd_core.program.arrays.groups import CONSTANTS, INPUTS, PARAMETERS, GroupedGraph
from autograd_core.program.arrays.rows import RowWriter


@dataclass
class Source:
    """Rows `index` of the array `name`, which has `size` rows, and one column if it is shared."""

    name: str
    index: IntArray
    size: int
    is_shared: bool

    @property
    def columns(self) -> str:
        return "1" if self.is_shared else "n"


@dataclass
class Work:
    """What array code does for each sample of a batch: numbers that are computed, by how dear they are.

    Attributes:
        rows: by arithmetic, elementwise or in a sum.
        functions: by elementary functions, or whatever else a row of the table does.
        einsum, matmul: products in sums of products, and in those that are matrix products.
    """

    rows: int = 0
    functions: int = 0
    einsum: int = 0
    matmul: int = 0


@dataclass
class Layout:
    """The statements written so far, and the names of what they computed.

    A row lies in its group's own array. Rows of several groups that are read together lie in a memory as well, which
    holds all of those groups: one of n columns, and one of a single column for groups that are all shared.

    Attributes:
        graph: what is written.
        lines: the body of the function.
        names: group number -> name of its array.
        stored, shared_stored: group number -> its first row in the memory.
        work: what the statements do.
    """

    graph: GroupedGraph
    rows: RowWriter = field(default_factory=RowWriter)
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    stored: dict[int, int] = field(default_factory=dict)
    shared_stored: dict[int, int] = field(default_factory=dict)
    starts: IntArray = field(default_factory=lambda: np.empty(0, np.intp))
    shared_starts: IntArray = field(default_factory=lambda: np.empty(0, np.intp))
    memory_size: int = 0
    shared_memory_size: int = 0
    work: Work = field(default_factory=Work)

    def line(self, text: str) -> None:
        """Write a statement."""
        self.lines.append(f"    {text}")

    def open(self) -> None:
        """The first statements: the leaves, and the memories."""
        self.reserve_memory()
        self.names = ["x", "theta", "constants"]
        self.line("n = x.shape[1]")
        if self.stored:
            self.line(f"memory = np.empty(({self.memory_size}, n), theta.dtype)")
        if self.shared_stored:
            self.line(f"shared_memory = np.empty(({self.shared_memory_size}, 1), theta.dtype)")
        for number in (INPUTS, PARAMETERS, CONSTANTS):
            self.store(number)

    def close(self) -> None:
        """The statements that put the outputs into one array."""
        outputs = np.array(self.graph.flat.outputs, dtype=np.intp)
        self.line(f"values = np.empty(({len(outputs)}, n), theta.dtype)")
        for number in np.unique(self.graph.group_of[outputs]).tolist():
            positions = np.flatnonzero(self.graph.group_of[outputs] == number)
            source = self.source(outputs[positions])
            target = self.rows.rows("values", positions, len(outputs))
            self.line(f"{assigned(target)} = {self.rows.rows(source.name, source.index, source.size)}")

    def reserve_memory(self) -> None:
        """Find the groups whose rows are read together with other groups' rows, and give them a place."""
        for group in [*self.graph.groups, *self.graph.means]:
            indices = list(group.columns)
            for channel in group.channels:
                indices += [channel.first] if channel.second is None else [channel.first, channel.second]
            for index in indices:
                sources = np.unique(self.graph.group_of[index])
                if len(sources) > 1:
                    self._reserve(sources)
        self.starts = _by_group(self.stored, len(self.graph.groups))
        self.shared_starts = _by_group(self.shared_stored, len(self.graph.groups))

    def _reserve(self, sources: IntArray) -> None:
        groups = self.graph.groups
        if all(groups[source].is_shared for source in sources):
            for source in sources.tolist():
                if source not in self.shared_stored:
                    self.shared_stored[source] = self.shared_memory_size
                    self.shared_memory_size += len(groups[source].members)
            return
        for source in sources.tolist():
            if source not in self.stored:
                self.stored[source] = self.memory_size
                self.memory_size += len(groups[source].members)

    def source(self, index: IntArray) -> Source:
        """Where the instructions `index` can be read, all from one array."""
        group_of, row_of = self.graph.group_of[index], self.graph.row_of[index]
        first = int(group_of.flat[0])
        if (group_of == first).all():
            group = self.graph.groups[first]
            return Source(self.names[first], row_of, len(group.members), group.is_shared)
        is_shared = all(self.graph.groups[source].is_shared for source in np.unique(group_of))
        if is_shared:
            return Source("shared_memory", self.shared_starts[group_of] + row_of, self.shared_memory_size, True)
        return Source("memory", self.starts[group_of] + row_of, self.memory_size, False)

    def store(self, number: int) -> None:
        """Copy a group's array into the memory that needs it."""
        size = len(self.graph.groups[number].members)
        for name, stored in (("memory", self.stored), ("shared_memory", self.shared_stored)):
            if number in stored:
                self.line(f"{name}[{stored[number]}:{stored[number] + size}] = {self.names[number]}")

    def operand(self, index: IntArray) -> str:
        """A column of an operation that Python writes as a sign: a number where all rows have the same one."""
        constant = self.graph.flat.constants.get(int(index[0]))
        if constant is not None and np.isfinite(constant) and (index == index[0]).all():
            return repr(constant) if repr(constant)[0] != "-" else f"({constant!r})"
        return self.few_rows(self.source(index))

    def few_rows(self, source: Source) -> str:
        """The rows of `source`; a single one if all are the same."""
        return self.rows.few_rows(source.name, source.index, source.size)


def _by_group(starts: dict[int, int], group_count: int) -> IntArray:
    return np.array([starts.get(number, 0) for number in range(group_count)], dtype=np.intp)


def assigned(target: str) -> str:
    """`target` so that `target = ...` fills the array instead of giving its name to another."""
    return target if target.endswith("]") else f"{target}[...]"
