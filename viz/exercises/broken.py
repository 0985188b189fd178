"""An engine as data: in which order edges have their turns, what an edge brings, and what becomes of it.

Each part is a function whose default is right, so a broken engine is a row that names one other. It walks a recorded
graph; its numbers are wrong on purpose, and what is right comes from the engine itself. Not here: which faults there
are (faults.py), what is said of them (gym.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import BackwardStep, Value, topological_order

Turn = tuple[Value, int]  # a node, and which of its inputs it passes its gradient on to


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the graph whose turn it is.

    Attributes:
        user, position: the gate, and which of its inputs `value` is.
        gradient: what has arrived at the gate by now.
        slopes: the right local gradients of all gates: (gate, position) -> number.
        gates: all gates, as they were recorded.
    """

    user: Value
    position: int
    gradient: Any
    slopes: Mapping[Turn, Any]
    gates: Sequence[Value]

    @property
    def value(self) -> Value:
        """The input that it leads to."""
        return self.user.parents[self.position]

    @property
    def slope(self) -> Any:
        """The right local gradient."""
        return self.slopes[self.user, self.position]

    def is_at(self, *names: str) -> bool:
        """Whether the gate is one of the rows of these names."""
        return self.user.operation is not None and self.user.operation.name in names


Arrival = tuple[Edge, Any]  # an edge, and the amount that it brought


def users_first(output: Value) -> Iterable[Value]:
    """Every node when all that was computed from it has had its turn."""
    return reversed(topological_order(output))


def each_input(nodes: Iterable[Value]) -> Iterable[Turn]:
    """The turns of nodes that pass their gradients on to one input after the other."""
    return ((node, position) for node in nodes for position in range(len(node.parents)))


def sum_of_arrivals(held: Any, arrivals: Sequence[Arrival]) -> Any:
    """What was there before the pass, and all that arrived."""
    total = held
    for _, amount in arrivals:
        total = total + amount
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine, right in every part that is not given.

    Attributes:
        fault: the key of the sentence that says what is wrong with it.
        smallest: records a graph that unmasks it; none of fewer gates does.
        turns: output -> the edges in the order of their turns.
        amount: what an edge brings.
        total: (what was there before the pass, what has arrived by now) -> a node's gradient.
        place: node -> under which key its gradient is kept.
        is_kept: whether a node's gradient of the pass before is still there in the next one.
        passes: how often it is run.
    """

    fault: str
    smallest: Callable[[], Value]
    turns: Callable[[Value], Iterable[Turn]] = lambda output: each_input(users_first(output))
    amount: Callable[[Edge], Any] = lambda edge: edge.gradient * edge.slope
    total: Callable[[Any, Sequence[Arrival]], Any] = sum_of_arrivals
    place: Callable[[Value], Hashable] = lambda node: node
    is_kept: Callable[[Value], bool] = lambda node: node.is_leaf
    passes: int = 1


def gradients_by(engine: Engine, output: Value, steps: Sequence[BackwardStep]) -> dict[Value, Any]:
    """The gradient that a broken engine has for each node after all of its passes; NaN where its rule has no value.

    Args:
        engine: the engine.
        output: the graph.
        steps: its right backward pass, for the local gradients.
    """
    order = topological_order(output)
    gates = [node for node in order if node.parents]
    slopes = {(edge.user, edge.position): edge.local_gradient for step in steps for edge in step.contributions}
    held: dict[Hashable, Any] = {}
    for _ in range(engine.passes):
        kept = {engine.place(node) for node in order if engine.is_kept(node)}
        before = {key: gradient for key, gradient in held.items() if key in kept}
        held = _passed(engine, output, before, slopes, gates)
    return {node: held.get(engine.place(node), 0) for node in order}


def _passed(
    engine: Engine, output: Value, held: dict[Hashable, Any], slopes: Mapping[Turn, Any], gates: Sequence[Value]
) -> dict[Hashable, Any]:
    """One pass, from what gradients hold before it to what they hold after it."""
    gradients = {**held, engine.place(output): 1}
    before = dict(gradients)
    arrivals: dict[Hashable, list[Arrival]] = {}
    for user, position in engine.turns(output):
        if (user, position) not in slopes:
            continue  # to a constant
        edge = Edge(user, position, gradients.get(engine.place(user), 0), slopes, gates)
        key = engine.place(edge.value)
        arrivals.setdefault(key, []).append((edge, _brought(engine, edge)))
        gradients[key] = engine.total(before.get(key, 0), arrivals[key])
    return gradients


def _brought(engine: Engine, edge: Edge) -> Any:
    try:
        return engine.amount(edge)
    except (ArithmeticError, ValueError):
        return math.nan
