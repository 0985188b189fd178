"""Source of what runs where numbers are not finite, as careful.py runs it: for JAX and for files, pure as pure.py's is.

An array of truth values beside that of numbers says what is nothing, where that may be. Not here: NumPy's own, which
asks plain numbers themselves (careful.py); which numbers a row refuses (forms.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from autograd_core import operations as ops
from autograd_core.operations import Operation
from autograd_core.program.array_types import BoolArray, IntArray
from autograd_core.program.arrays.emit import ArrayCode, OperationWriter
from autograd_core.program.arrays.groups import CONSTANTS, Channel, Group, GroupedGraph, grouped
from autograd_core.program.arrays.layout import Layout
from autograd_core.program.arrays.sums import summed
from autograd_core.program.flat import FlatGraph


def emitted_carefully(flat: FlatGraph) -> ArrayCode:
    """The source of `run(x, theta)` for any numbers; it returns the outputs and the means of `flat`, with its gates."""
    writer = _Writer(grouped(summed(flat)))
    writer.graph_computed()
    writer.results()
    source = "\n".join(["def run(x, theta):", *writer.lines, ""])
    constants = np.array(list(flat.constants.values()), dtype=np.float64)[:, None]
    return ArrayCode(source, writer.calls.functions, writer.layout.rows.tables, constants, 0, writer.layout.work)


@dataclass
class _Writer:
    """What was written so far.

    Attributes:
        graph: what is written.
        may_be_nothing: instruction -> whether it may be what a closed gate lets through.
        lines: the body of the function.
        stacks: numbers of groups -> where their arrays stand one below the other: name, and the first row of each.
    """

    graph: GroupedGraph
    lines: list[str] = field(default_factory=list)
    stacks: dict[tuple[str, tuple[int, ...]], tuple[str, IntArray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.may_be_nothing = may_be_nothing(self.graph.flat)
        self.layout = Layout(self.graph)  # its rows and tables alone
        self.calls = OperationWriter(self.layout)

    def line(self, text: str) -> None:
        """Write a statement."""
        self.lines.append(f"    {text}")

    def graph_computed(self) -> None:
        """The statements that compute all groups."""
        flat, count = self.graph.flat, len(self.graph.groups[CONSTANTS].members)
        self.line("n = x.shape[1]")
        for number, name in enumerate(("x", "theta", "constants")):
            self.line(f"array_{number} = {name}")
        if flat.nothing >= 0:
            self.line(f"closed_2 = np.arange({count})[:, None] == {int(self.graph.row_of[flat.nothing])}")
        self.line("has_no_value = np.zeros(n, bool)")
        self.line("has_no_slope = np.zeros(n, bool)")
        for number, group in enumerate(self.graph.groups):
            if number > CONSTANTS:
                closed = bool(self.may_be_nothing[group.members].any())
                if group.operation is None:
                    self.sum(str(number), group, closed)
                else:
                    self.applied(str(number), group.operation, group, closed)

    def sum(self, name: str, group: Group, closed: bool) -> None:
        """The statements of a group of sums; `closed`: whether they may be nothing."""
        for i, channel in enumerate(group.channels):
            terms, is_nothing = self.terms(channel)
            if is_nothing:
                self.line(f"closed = {is_nothing}")
                terms = f"np.where(closed, 0.0, {terms})"
            added = f"({terms}).sum(axis=1)"
            sign = "+" if channel.sign > 0 else "-"
            self.line(f"array_{name} = {f'array_{name} {sign} ' if i else '-' if sign == '-' else ''}{added}")
            if closed:
                self.line(f"closed_{name} = {f'closed_{name} & ' if i else ''}closed.all(axis=1)")

    def terms(self, channel: Channel) -> tuple[str, str]:
        """The terms of a channel, (k, m, n), and which are nothing, "" where none may be."""
        factors = [channel.first] if channel.second is None else [channel.first, channel.second]
        closed = " | ".join(filter(None, [self.closed(factor) for factor in factors]))
        return " * ".join([self.read(factor) for factor in factors]), closed

    def applied(self, name: str, operation: Operation, group: Group, closed: bool) -> None:
        """The statements of a group of one operation; `closed`: whether its results may be nothing."""
        inputs = ", ".join([self.read(column) for column in group.columns])
        self.line(f"inputs = [{inputs}]")
        self.line(f"array_{name} = {self.calls.function(operation)}(*inputs)")
        if closed:
            self.line(f"closed_{name} = {self.nothing_of(operation, group)}")
            self.line(f"array_{name} = np.where(closed_{name}, 0.0, array_{name})")
        if operation.may_refuse:
            refused = f"refused_{self.calls.function(operation)}(array_{name}, *inputs)"
            self.line(f"refused = {refused}{f' & ~closed_{name}' if closed else ''}")
            self.line(f"array_{name} = np.where(refused, np.nan, array_{name})")
            is_in_rule = np.array([int(i) in self.graph.flat.in_rules for i in group.members])
            for kind, rows in (("slope", is_in_rule), ("value", ~is_in_rule)):
                if rows.any():
                    chosen = "" if rows.all() else f"[{self.layout.rows.table(np.flatnonzero(rows))}]"
                    self.line(f"has_no_{kind} = has_no_{kind} | refused{chosen}.any(axis=0)")

    def nothing_of(self, operation: Operation, group: Group) -> str:
        """Where an operation gives nothing."""
        closed = [self.closed(column) for column in group.columns]
        if operation is ops.where:
            return f"np.where(inputs[0] != 0, {closed[1] or 'False'}, {closed[2] or 'False'})"
        return " | ".join(filter(None, closed if operation is ops.multiply else closed[:1]))

    def results(self) -> None:
        """The statements that give the outputs and the means."""
        flat = self.graph.flat
        self.line(f"values = np.broadcast_to({self.read(np.array(flat.outputs))}, ({len(flat.outputs)}, n))")
        if flat.gradient:
            own = len(flat.outputs) - flat.gradients * flat.gradient
            self.spoiled(f"values[{own}:]", flat.gradients, flat.gradient)
            self.line(f"values = np.concatenate([values[:{own}], slopes])")
        self.line("values = np.where(has_no_value, np.nan, values)")
        if not flat.means:
            self.line("return values, np.zeros(0, theta.dtype)")
            return
        parts = []
        for i, group in enumerate(self.graph.means):
            self.sum(f"of_mean_{i}", group, closed=False)
            parts.append(f"np.broadcast_to(array_of_mean_{i}, ({len(group.members)}, n))")
        order = np.argsort(np.concatenate([group.members for group in self.graph.means]))
        self.line(f"slopes = np.concatenate([{', '.join(parts)}])[{self.layout.rows.table(order)}]")
        if flat.mean_gradient:
            self.spoiled("slopes", len(flat.means) // flat.mean_gradient, flat.mean_gradient)
        self.line("slopes = np.where(has_no_value, np.nan, slopes)")
        self.line("return values, slopes.sum(axis=1) / n")

    def spoiled(self, name: str, outputs: int, count: int) -> None:
        """`slopes`: NaN for samples for which a rule has no value and it shows in the gradient, `count` rows, of an
        output."""
        self.line(f"slopes = {name}.reshape({outputs}, {count}, n)")
        self.line("shows = has_no_slope & np.isnan(slopes).any(axis=1)")
        self.line(f"slopes = np.where(shows[:, None, :], np.nan, slopes).reshape({outputs * count}, n)")

    # Reading.

    def read(self, index: IntArray) -> str:
        """The numbers of the instructions `index`, (k,) or (k, m), with a column per sample (or one)."""
        return self._read("array", index)

    def closed(self, index: IntArray) -> str:
        """Which of the instructions `index` are nothing; "" where none may be."""
        return self._read("closed", index) if self.may_be_nothing[index].any() else ""

    def _read(self, what: str, index: IntArray) -> str:
        numbers = tuple(np.unique(self.graph.group_of[index]).tolist())
        rows = self.graph.row_of[index]
        if len(numbers) > 1:
            name, starts = self.stack(what, numbers)
            rows = rows + starts[self.graph.group_of[index]]
        else:
            name = f"{what}_{numbers[0]}"
        if index.ndim == 1:
            return self.layout.rows.rows(name, rows, -1)
        return f"{name}[{self.layout.rows.table(rows)}]"

    def stack(self, what: str, numbers: tuple[int, ...]) -> tuple[str, IntArray]:
        """The arrays of several groups, one below the other."""
        if (what, numbers) not in self.stacks:
            sizes = [len(self.graph.groups[number].members) for number in numbers]
            starts = np.zeros(len(self.graph.groups), np.intp)
            starts[list(numbers)] = np.cumsum([0, *sizes[:-1]])
            name = f"{what}_of_{len(self.stacks)}"
            parts = [
                f"np.broadcast_to({self.part(what, number)}, ({size}, n))"
                for number, size in zip(numbers, sizes, strict=True)
            ]
            self.line(f"{name} = np.concatenate([{', '.join(parts)}])")
            self.stacks[what, numbers] = name, starts
        return self.stacks[what, numbers]

    def part(self, what: str, number: int) -> str:
        """A group's own array."""
        if what == "closed" and not self.may_be_nothing[self.graph.groups[number].members].any():
            return "np.zeros((1, 1), bool)"
        return f"{what}_{number}"


def may_be_nothing(flat: FlatGraph) -> BoolArray:
    """Which instructions may be what a closed gate lets through."""
    may = np.zeros(len(flat.inputs), np.bool_)
    if flat.nothing < 0:
        return may
    may[flat.nothing] = True
    linear = (ops.add, ops.subtract, ops.negative, ops.sum_of_inputs)
    for i, (operation, inputs) in enumerate(zip(flat.operations, flat.inputs, strict=True)):
        if operation in linear:
            may[i] = all(may[j] for j in inputs)
        elif operation is ops.multiply:
            may[i] = may[inputs[0]] or may[inputs[1]]
        elif operation is ops.divide:
            may[i] = may[inputs[0]]
        elif operation is ops.where:
            may[i] = may[inputs[1]] or may[inputs[2]]
    return may
