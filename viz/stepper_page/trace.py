"""A graph and its gradients as one flat list of entries that the page evaluates again for other inputs.

Here: which entries, and which of them are gradients and contributions; the rules stay in the engine's table. Not
here: names and formulas (labels.py), places in the picture (picture.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import BackwardStep, GraphError, Value
from autograd_core.differentiate import recorded_gradients, recorded_slopes
from autograd_core.errors import described, shown
from autograd_core.kinds import is_complex
from autograd_core.modes import undisturbed
from autograd_core.nothing import NOTHING
from viz.graph import Graph


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of the trace.

    Attributes:
        operation: the name of a row of the table; "" for a number that is given.
        parents: indices of its inputs, all smaller than its own.
        data: the number at the time of the export.
        may_refuse: whether numbers that the operation refuses are refused by the graph; a rule may have no value.
    """

    operation: str
    parents: tuple[int, ...]
    data: Any
    may_refuse: bool = False

    def as_json(self) -> dict[str, Any]:
        if self.operation:
            written: dict[str, Any] = {"operation": self.operation, "parents": self.parents}
            return {**written, "mayRefuse": True} if self.may_refuse else written
        if self.data is NOTHING:
            return {"data": None}
        # JSON has no NaN and no infinity; JavaScript's Number() reads these
        text = str(self.data).replace("inf", "Infinity").replace("nan", "NaN")
        return {"data": self.data if math.isfinite(self.data) else text}


@dataclass(frozen=True, slots=True)
class Contribution:
    """One edge's turn in the backward pass; every number is an index into the trace.

    Attributes:
        user, position: the edge: input number `position` of the node `user`.
        value: the node that is this input.
        gradient: d output / d user.
        slope: d user / d value along the edge.
        amount: gradient x slope.
        total: the value's gradient as far as it has come by then.
    """

    user: int
    position: int
    value: int
    gradient: int
    slope: int
    amount: int
    total: int


@dataclass(frozen=True, slots=True)
class Trace:
    """The entries; the first ones are the graph's nodes, in topological order.

    Attributes:
        entries: parents first.
        nodes: the graph's nodes: nodes[i] is entry i, and the last one is the output.
        gradients: gradients[i] is the index of d output / d nodes[i], never that of a node.
        contributions: in the order of the backward pass.
    """

    entries: tuple[Entry, ...]
    nodes: tuple[Value, ...]
    gradients: tuple[int, ...]
    contributions: tuple[Contribution, ...]


@undisturbed()
def trace_of(graph: Graph) -> Trace:
    """The trace of a graph, of its gradients and of every contribution to them.

    The backward pass starts from the output's `.grad`, or from 1 where backward() did not run.

    Raises:
        GraphError: the output is a constant.
        TypeError: a number that is not real.
        OverflowError: a number that no float holds.
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    output = graph.output
    if output.is_constant:
        raise GraphError(
            f"a page steps through a recorded graph, got the constant {shown(output.data)}: it was computed from plain "
            "numbers alone or inside no_grad(); make a Value of what you want a gradient of"
        )
    nodes, seed = graph.order, graph.seed(1)
    steps = graph.steps(1)  # first: its errors name the node
    # the gradient graph starts at the seed: d (seed * output) / d node
    arriving, _ = recorded_gradients(output if seed == 1 else output * seed, nodes)
    slopes = [recorded_slopes(step.node, []) for step in steps]
    writer = _Writer(nodes, [*arriving, *(slope for each in slopes for slope in each)])
    gradient_of = {}
    for node, gradient in zip(nodes, arriving, strict=True):
        gradient_of[node] = writer.index_apart(gradient, len(nodes))
    contributions = _contributions(writer, steps, slopes, gradient_of)
    return Trace(
        tuple(writer.entries),
        tuple(nodes),
        tuple([gradient_of[node] for node in nodes]),
        tuple(contributions),
    )


def _contributions(
    writer: _Writer, steps: Sequence[BackwardStep], slopes: Sequence[Sequence[Any]], gradient_of: Mapping[Value, int]
) -> list[Contribution]:
    """What each step of the backward pass brings to its parents, and their running sums, as new entries."""
    totals: dict[Value, int] = {}
    contributions = []
    for step, step_slopes in zip(steps, slopes, strict=True):
        user, gradient = writer.index(step.node), gradient_of[step.node]
        for each, total in zip(step.contributions, step.sums, strict=True):
            value, slope = writer.index(each.value), writer.index(step_slopes[each.position])
            amount = writer.computed("multiply", (gradient, slope), each.amount)
            before = totals.get(each.value)
            totals[each.value] = amount if before is None else writer.computed("add", (before, amount), total)
            contributions.append(Contribution(user, each.position, value, gradient, slope, amount, totals[each.value]))
    return contributions


class _Writer:
    """Writes down a graph's nodes, and then those of the derivatives, every node once."""

    def __init__(self, nodes: Sequence[Value], derivatives: Sequence[Any]) -> None:
        self.entries: list[Entry] = []
        self._indices: dict[Value, int] = {}
        for node in nodes:
            self._write(node, is_in_graph=True)
        for derivative in derivatives:
            waiting = [derivative] if isinstance(derivative, Value) else []
            while waiting:
                missing = [parent for parent in waiting[-1].parents if parent not in self._indices]
                if missing:
                    waiting += missing
                else:
                    self._write(waiting.pop(), is_in_graph=False)

    def _write(self, node: Value, *, is_in_graph: bool) -> None:
        """An entry for a node whose parents have theirs, if it has none."""
        if node in self._indices:
            return
        name = node.operation.name if node.operation else ""
        may_refuse = is_in_graph and node.operation is not None and node.operation.may_refuse
        parents = tuple([self._indices[x] for x in node.parents])
        self._indices[node] = self.computed(name, parents, node.data, may_refuse)

    def index(self, x: Any) -> int:
        """Where the number of `x`, a node that was written down or a plain number, stands."""
        return self._indices[x] if isinstance(x, Value) else self.computed("", (), x)

    def index_apart(self, x: Any, nodes: int) -> int:
        """Where the number of `x` stands, never among the first `nodes`: d xy / dx is the node y, and stands apart."""
        index = self.index(x)
        return self.computed("identity", (index,), x.data) if index < nodes else index

    def computed(self, operation: str, parents: tuple[int, ...], data: Any, may_refuse: bool = False) -> int:
        """Where a new entry stands."""
        self.entries.append(Entry(operation, parents, data if data is NOTHING else real(data), may_refuse))
        return len(self.entries) - 1


def real(x: Any) -> float:
    """A number as a page has it.

    Raises:
        TypeError: it is complex.
        OverflowError: no float holds it.
    """
    if is_complex(x):
        raise TypeError(f"a page computes with real numbers, got {described(x)}; use viz.draw for a complex graph")
    try:
        return float(x)
    except OverflowError as error:
        raise OverflowError(
            f"a page computes with floats, which end at 1.8e308, got {described(x)}; scale the inputs"
        ) from error
