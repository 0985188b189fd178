"""A network as units in layers and weights between them, read from a graph's groups alone.

A unit is a group (`layer 1/neuron 3`) in which inputs are multiplied by parameters of the group, its weights; one
that is added is its bias. What belongs to no such group, as dropout between two layers, is looked through. Not
here: where circles stand (layout.py), what makes groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

from autograd_core import GraphError, Role, Value
from viz.diagram import Size, backward_pass, group_of, size_of, symbol
from viz.graph import Graph
from viz.text import gate_symbol, label

NO_GRADIENT = 0  # where backward() did not run there is none
LAYER_END = "/"  # in a group's path, between a layer and a unit


@dataclass(frozen=True, slots=True)
class Unit:
    """A circle.

    Attributes:
        path: its group; empty for an input.
        name: its label, or an input's; empty where it has none.
        number: its place in its column, from 1.
        symbol: that of its activation; empty where it has none.
        outputs: the nodes that it computes for others, one for each time that it was applied; of an input, itself.
        values, gradients: of its outputs, one for each time that it was applied; no gradients where there are none.
    """

    path: str
    name: str
    number: int
    symbol: str
    outputs: tuple[Value, ...]
    values: tuple[Any, ...]
    gradients: tuple[Any, ...]

    @property
    def layer(self) -> str:
        """The path of its layer; empty for an input, and for a unit that is in none."""
        return self.path.rpartition(LAYER_END)[0]


@dataclass(frozen=True, slots=True)
class Connection:
    """A line.

    Attributes:
        tail: (column, place) of the unit that it comes from; None for a bias.
        head: of the unit that it enters.
        value, gradient: how large the weight and its gradient are; None where there is none.
        weight: the weight itself.
    """

    tail: tuple[int, int] | None
    head: tuple[int, int]
    value: Size | None
    gradient: Size | None
    weight: Value

    def size(self, weight: str) -> Size | None:
        """Of the number that `weight` names."""
        return {"value": self.value, "gradient": self.gradient}[weight]


@dataclass(frozen=True, slots=True)
class Network:
    """Units in columns, from the inputs on.

    Attributes:
        columns: of units; the first are the inputs.
        connections: between them.
        output: the name and value of the graph's output where that is no unit; empty where it is.
        feeding: the units that the output is computed from without another between.
        weight: what lines are as wide as: "value" or "gradient".
    """

    columns: tuple[tuple[Unit, ...], ...]
    connections: tuple[Connection, ...]
    output: str
    feeding: tuple[tuple[int, int], ...]
    weight: str = "value"


def network_of(graph: Graph, labels: Mapping[Value, str], output: str) -> Network:
    """The network in a graph.

    Args:
        labels: names of nodes that have none of their own.
        output: what the graph's output is called where it is no unit.

    Raises:
        GraphError: there is no unit, or layers feed each other in a circle.
    """
    return _Reader(graph, labels).network(output)


@dataclass
class _Group:
    """What is known of a unit while the graph is read.

    Attributes:
        exits: what it computes for others.
        weights: weight -> (what it is multiplied by, for each time).
        bias: its parameters that are added.
    """

    exits: list[Value] = field(default_factory=list)
    weights: dict[Value, list[Value]] = field(default_factory=lambda: defaultdict(list))
    bias: list[Value] = field(default_factory=list)


class _Reader:
    """Reads a graph once."""

    def __init__(self, graph: Graph, labels: Mapping[Value, str]) -> None:
        self._graph = graph
        self._labels = labels
        self._gradients, _ = backward_pass(graph, NO_GRADIENT)
        self._users: defaultdict[Value, list[Value]] = defaultdict(list)
        for node in graph.order:
            for parent in node.parents:
                self._users[parent].append(node)
        self._has_owned_leaves = any(node.is_leaf and group_of(node) for node in graph.order)
        self._groups = self._units()
        self._owner = {
            node: path for node in graph.order if not node.is_leaf and (path := group_of(node)) in self._groups
        }
        self._take_activations()
        self._reach = self._reached()

    def _units(self) -> dict[str, _Group]:
        """The groups that have weights, in the order in which they are computed."""
        groups: dict[str, _Group] = defaultdict(_Group)
        inside = self._inside()
        for node in self._graph.order:
            path = group_of(node)
            if not path or node.is_leaf:
                continue
            group = groups[path]
            for weight, factor in self._products(node, path):
                group.weights[weight].append(factor)
        for path in [path for path, group in groups.items() if not group.weights]:
            del groups[path]
        for node in self._graph.order:
            path = group_of(node)
            if path in groups and not node.is_leaf:
                group = groups[path]
                factors = {factor for found in group.weights.values() for factor in found}
                group.bias += [
                    each
                    for each in _added(node)
                    if self._is_owned(each, path) and each not in group.bias and each not in factors
                ]
                if node is self._graph.output or any(inside[user] != path for user in self._users[node]):
                    group.exits.append(node)
        return dict(groups)

    def _inside(self) -> dict[Value, str]:
        """The group that a node is in; of one in none, that which all its users are in: a step of an activation."""
        inside: dict[Value, str] = {}
        for node in reversed(self._graph.order):
            around = {inside[user] for user in self._users[node]}
            inside[node] = group_of(node) or (around.pop() if len(around) == 1 else "")
        return inside

    def _products(self, node: Value, path: str) -> Iterator[tuple[Value, Value]]:
        """(weight, what it is multiplied by) in a multiplication or a dot product."""
        if node.operation is None or node.operation.role != Role.SWAP:
            return
        count = len(node.parents) // 2
        for pair in zip(node.parents[:count], node.parents[count : 2 * count], strict=True):
            for weight, factor in (pair, pair[::-1]):
                is_inside = not factor.is_leaf and group_of(factor) == path
                if self._is_owned(weight, path) and not is_inside and not self._is_parameter(factor, path):
                    yield weight, factor
                    break

    def _is_parameter(self, node: Value, path: str) -> bool:
        """Whether a factor is a parameter of the group, too; where no leaf says so, the first of two is the weight."""
        return self._has_owned_leaves and self._is_owned(node, path)

    def _is_owned(self, node: Value, path: str) -> bool:
        """Whether it is a parameter of the group: a leaf that says so, or, where none does, that nobody else uses."""
        if not node.is_leaf or node.is_constant:
            return False
        if self._has_owned_leaves:
            return group_of(node) == path
        return all(group_of(user) == path for user in self._users[node])

    def _take_activations(self) -> None:
        """An activation behind a unit, in no group itself, is its own, where another unit is computed from it."""
        leads_on = {factor for group in self._groups.values() for found in group.weights.values() for factor in found}
        for node in reversed(self._graph.order):
            if node in leads_on:
                leads_on.update(node.parents)
        for node in self._graph.order:
            if node not in leads_on or group_of(node) or len(node.parents) != 1:
                continue
            (inside,) = node.parents
            path = self._owner.get(inside, "")
            exits = self._groups[path].exits if path else []
            if inside in exits and len(self._users[inside]) == 1:
                exits[exits.index(inside)] = node
                self._owner[node] = path

    def _reached(self) -> dict[Value, tuple[str, ...]]:
        """Which units a node is computed from without another between."""
        reach: dict[Value, tuple[str, ...]] = {}
        for node in self._graph.order:
            if node in self._owner:
                reach[node] = (self._owner[node],)
            elif len(node.parents) == 1:
                reach[node] = reach[node.parents[0]]
            else:
                reach[node] = tuple(dict.fromkeys(path for parent in node.parents for path in reach[parent]))
        return reach

    def network(self, output: str) -> Network:
        if not self._groups:
            raise GraphError(
                "a network is drawn from units: nodes whose `group` is a path such as 'layer 1/neuron 3', as layers of "
                "nn have, and that multiply their inputs by parameters; this graph has none; use viz.draw"
            )
        columns = self._columns()
        place = {path: (c + 1, i) for c, column in enumerate(columns) for i, path in enumerate(column)}
        inputs: dict[Any, int] = {}
        shown: list[Value] = []
        connections: list[Connection] = []
        for path in place:
            for slot, (weight, factors) in enumerate(self._groups[path].weights.items()):
                tails = [place[tail] for tail in dict.fromkeys(tail for each in factors for tail in self._reach[each])]
                if not tails:
                    key = self._input_key(slot, factors)
                    if key not in inputs:
                        inputs[key] = len(inputs)
                        shown.append(factors[0])
                    tails = [(0, inputs[key])]
                connections += [self._connection(tail, place[path], weight) for tail in tails]
            connections += [self._connection(None, place[path], bias) for bias in self._groups[path].bias]
        times = max(len(group.exits) for group in self._groups.values())
        units = [tuple([self._input(i, node, times) for i, node in enumerate(shown, start=1)])]
        units += [tuple([self._unit(i, path) for i, path in enumerate(column, start=1)]) for column in columns]
        is_unit = self._graph.output in self._owner
        feeding = () if is_unit else tuple([place[path] for path in self._reach[self._graph.output]])
        return Network(tuple(units), tuple(connections), "" if is_unit else output, feeding)

    def _columns(self) -> list[list[str]]:
        """The units by how many layers are before them."""
        feeds: dict[str, set[str]] = {_layer(path): set() for path in self._groups}
        for path, group in self._groups.items():
            for factors in group.weights.values():
                feeds[_layer(path)] |= {_layer(tail) for factor in factors for tail in self._reach[factor]}
        depth: dict[str, int] = {}
        try:
            for layer in TopologicalSorter(feeds).static_order():
                depth[layer] = max((depth[tail] + 1 for tail in feeds[layer]), default=0)
        except CycleError as error:
            circle = " and ".join(dict.fromkeys(repr(layer) for layer in error.args[1]))
            raise GraphError(
                f"layers stand one behind the other, and {circle} feed each other, as in a recurrent network; "
                "use viz.draw, which folds what repeats"
            ) from error
        columns: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
        for path in self._groups:
            columns[depth[_layer(path)]].append(path)
        return columns

    def _input_key(self, slot: int, factors: Sequence[Value]) -> Any:
        """What makes an input the same for several units: the Value that it is; of plain numbers, place and size."""
        is_value = len(factors) == 1 and not factors[0].is_constant
        return factors[0] if is_value else (slot, *[factor.data for factor in factors])

    def _connection(self, tail: tuple[int, int] | None, head: tuple[int, int], weight: Value) -> Connection:
        gradient = size_of([self._gradients[weight]]) if weight in self._gradients else None
        return Connection(tail, head, size_of([weight.data]), gradient, weight)

    def _name(self, node: Value) -> str:
        return label(str(node.label or self._labels.get(node, "")))

    def _input(self, number: int, node: Value, times: int) -> Unit:
        """An input; where units are applied several times its numbers are too many to be shown."""
        values = (node.data,) * times
        return Unit("", self._name(node), number, "", (node,), values, self._gradients_of([node]))

    def _unit(self, number: int, path: str) -> Unit:
        exits = self._groups[path].exits
        last = exits[0]
        bent = self._bent(last)
        activation = gate_symbol(symbol(bent)) if bent else ""
        values = tuple([node.data for node in exits])
        return Unit(path, self._name(last), number, activation, tuple(exits), values, self._gradients_of(exits))

    def _bent(self, node: Value) -> Value | None:
        """What bends a unit's output: itself, or what it is a multiple of, with a constant added, as 2 step(s) - 1."""
        while node.operation is not None and node.operation.role in (Role.SWAP, Role.DISTRIBUTOR):
            computed = [parent for parent in node.parents if not parent.is_constant]
            if len(computed) != 1:
                return None
            (node,) = computed
        return None if node.is_leaf else node

    def _gradients_of(self, nodes: Sequence[Value]) -> tuple[Any, ...]:
        return tuple([self._gradients[node] for node in nodes if node in self._gradients and not node.is_constant])


def _added(node: Value) -> Sequence[Value]:
    """What is added in a node: the terms of a sum, the bias of a dot product."""
    operation = node.operation
    assert operation is not None  # a leaf is not computed
    if operation.role == Role.DISTRIBUTOR:
        return node.parents
    return node.parents[-1:] if operation.is_paired and len(node.parents) % 2 else ()


def _layer(path: str) -> str:
    return path.rpartition(LAYER_END)[0]
