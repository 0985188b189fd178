"""Fourth pass: groups become the source of a NumPy function, one statement or a few for each.

Only names of our own reach the source: no label, no text of a user. Not here: running it (program.py).
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_core import operations as ops
from autograd_core.operations import Operation
from autograd_core.program.array_types import IntArray
from autograd_core.program.arrays.emit_means import MeanWriter
from autograd_core.program.arrays.emit_sums import SumWriter
from autograd_core.program.arrays.groups import CONSTANTS, Group, GroupedGraph
from autograd_core.program.arrays.layout import Layout, Work

# How NumPy writes these rows of the table; every other row's own forward function is called.
SPELLED = {
    ops.multiply: "{} * {}",
    ops.divide: "{} / {}",
    ops.power: "{} ** {}",
    ops.power_by_number: "{} ** {}",
    ops.power_of_number: "{} ** {}",
    ops.sigmoid: "1.0 / (1.0 + np.exp(-{}))",  # where exp overflows, to infinity here, 0 is right
}
# Arithmetic, which is cheap beside elementary functions.
CHEAP = {
    *(ops.multiply, ops.divide, ops.where, ops.greater, ops.equal, ops.step),
    *(ops.relu, ops.absolute, ops.maximum, ops.minimum, ops.sqrt),
}
EXTREMES = {ops.maximum: "max", ops.minimum: "min"}
# First words of names in the source that an operation must not be called by.
TAKEN = (
    "np",
    "n",
    "x",
    "theta",
    "constants",
    "gathered",
    "rows",
    "memory",
    "shared",
    "values",
    "gradient",
    "sum",
    "mean",
    "scaled",
    "weights",
)


@dataclass
class ArrayCode:
    """The source of `run(x, theta)`, and what it refers to.

    Attributes:
        source: defines run(x, theta): x has a row per input and a column per sample, theta a row per parameter and one
            column. It returns the outputs, (n_outputs, n), the means, (n_means,), and the arrays that are not finite
            where numbers are an error for an operation.
        functions: name in the source -> row of the table.
        tables: name in the source -> positions of rows.
        constants: the numbers, a column.
        row_count: the rows of all arrays that have a column per sample.
        work: what is done for each of these columns.
    """

    source: str
    functions: dict[str, Operation]
    tables: dict[str, IntArray]
    constants: np.ndarray[Any, np.dtype[np.float64]]
    row_count: int
    work: Work


@dataclass
class OperationWriter:
    """Writes groups of operations into `layout`.

    Attributes:
        functions: name in the source -> the row of the table that it calls.
    """

    layout: Layout
    functions: dict[str, Operation] = field(default_factory=dict)

    def expression(self, group: Group) -> str:
        """The array of a group, from those that it reads."""
        assert group.operation is not None
        layout, spelled = self.layout, SPELLED.get(group.operation)
        self.count(group)
        if spelled is not None:
            return spelled.format(*[layout.operand(column) for column in group.columns])
        if group.operation in EXTREMES and len(group.columns) > 1:
            text = self.extreme(EXTREMES[group.operation], np.stack(group.columns, axis=1))
            if text:
                return text
        if group.operation is ops.look_up:
            text = self.gather(group.columns[0], np.stack(group.columns[1:], axis=1))
            if text:
                return text
        arguments = [layout.few_rows(layout.source(column)) for column in group.columns]
        return f"{self.function(group.operation)}({', '.join(arguments)})"

    def count(self, group: Group) -> None:
        """Add what the group computes for each sample to the work."""
        if group.is_shared:
            return
        if group.operation in CHEAP:
            self.layout.work.rows += len(group.members) * max(1, len(group.columns) - 1)
        else:
            self.layout.work.functions += len(group.members)

    def extreme(self, name: str, index: IntArray) -> str:
        """The largest (or smallest) of m rows each, if all lie in one array; else ""."""
        layout, k = self.layout, len(index)
        if len(np.unique(layout.graph.group_of[index])) > 1:
            return ""
        source = layout.source(index)
        if k == 1:
            return f"{layout.rows.rows(source.name, source.index[0], source.size)}.{name}(axis=0, keepdims=True)"
        return f"{layout.rows.block(source.name, source.index, source.size, source.columns)}.{name}(axis=1)"

    def gather(self, index: IntArray, entries: IntArray) -> str:
        """The entry of m each that has the index, if all entries lie in one array; else ""."""
        layout = self.layout
        if len(np.unique(layout.graph.group_of[entries])) > 1:
            return ""
        source = layout.source(entries)
        places = layout.few_rows(layout.source(index))
        return f"gathered({source.name}, {layout.rows.table(source.index)}, {places})"

    def function(self, operation: Operation) -> str:
        """The name by which the source calls a row of the table."""
        name = _word(operation)
        while self.functions.setdefault(name, operation) is not operation:
            name += "_too"
        return name


def emitted(graph: GroupedGraph) -> ArrayCode:
    """The array code of `graph`."""
    layout = Layout(graph)
    operations, sums = OperationWriter(layout), SumWriter(layout)
    means = MeanWriter(sums)
    layout.open()
    for number, group in enumerate(graph.groups):
        if number <= CONSTANTS:
            continue
        if group.operation is None:
            layout.names.append(f"sum_{number}")
            sums.sum(layout.names[-1], group)
        else:
            layout.names.append(f"{_word(group.operation)}_{number}")
            layout.line(f"{layout.names[-1]} = {operations.expression(group)}")
        layout.store(number)
    layout.close()
    layout.line(f"gradient = np.empty({len(graph.flat.means)}, theta.dtype)")
    for group in sorted(graph.means, key=lambda group: group.channels[0].second is None):
        means.mean(group)
    may_refuse = [
        name
        for name, group in zip(layout.names, graph.groups, strict=True)
        if group.operation is not None and group.operation.may_refuse
    ]
    layout.line(f"return values, gradient, [{', '.join(may_refuse)}]")
    source = "\n".join(["def run(x, theta):", *_with_views_once(layout.lines), ""])
    constants = np.array(list(graph.flat.constants.values()), dtype=np.float64)[:, None]
    row_count = layout.memory_size + sum(len(group.members) for group in graph.groups if not group.is_shared)
    return ArrayCode(source, operations.functions, layout.rows.tables, constants, row_count, layout.work)


# Parameters as they are read: rows of theta, as a matrix, or a part or the transpose of it.
_VIEW = re.compile(r"theta\[[^\]]+\](?:\.reshape\([0-9, ]+\)(?:\[:, [0-9:]+\])?)?(?:\.T\b)?")


def _with_views_once(lines: list[str]) -> list[str]:
    """The statements with a name for all that is read of the parameters more than once."""
    counts = Counter(view for line in lines for view in _VIEW.findall(line))
    names = {view: f"weights_{i}" for i, view in enumerate((v for v, n in counts.items() if n > 1), start=1)}
    if not names:
        return lines
    first = [f"    {name} = {view}" for view, name in names.items()]
    return [lines[0], *first, *(_VIEW.sub(lambda found: names.get(found[0], found[0]), line) for line in lines[1:])]


def _word(operation: Operation) -> str:
    """A row's name where it can stand in the source."""
    name = operation.name
    # variables end in _ and a number
    is_free = name not in TAKEN and not keyword.iskeyword(name) and not re.search(r"_\d+$", name)
    return name if name.isascii() and name.isidentifier() and is_free else "operation"
