"""The thirty broken engines, one fault each: a row, with the smallest graph that unmasks it.

The next fault is one row more, and its sentence in the table of words. Not here: how a row is run (broken.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from autograd_core import Value, maximum, relu, sigmoid, topological_order
from autograd_core import sum as sum_of
from viz.exercises.broken import Arrival, Edge, Engine, Turn, each_input, sum_of_arrivals, users_first

Amount = Callable[[Edge], Any]
Total = Callable[[Any, Sequence[Arrival]], Any]

GIVES_UP_AFTER = 3  # gates
COUNTS_TO = 2  # uses


# What an edge brings.


def _rule(amount: Amount, *names: str) -> Amount:
    """`amount` at the gates of these names, what is right at all others."""
    return lambda edge: amount(edge) if edge.is_at(*names) else edge.gradient * edge.slope


def _slope_of_last(edge: Edge) -> Any:
    """The slope of the gate of this kind that was recorded last: one layer for all of them keeps its inputs alone."""
    last = [gate for gate in edge.gates if gate.operation is edge.user.operation][-1]
    return edge.slopes.get((last, edge.position), edge.slope)


def _is_largest(edge: Edge) -> bool:
    return bool(edge.value.data == edge.user.data)


def _ties(edge: Edge) -> int:
    return [parent.data for parent in edge.user.parents].count(edge.user.data)


# What becomes of what arrived.


def _over(chosen: Callable[[Sequence[Arrival]], Sequence[Arrival]]) -> Total:
    """The sum of some of what arrived."""
    return lambda held, arrivals: sum_of_arrivals(held, chosen(arrivals))


def _of_the_last_gate(arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    last = arrivals[-1][0].user
    return [arrival for arrival in arrivals if arrival[0].user is last]


def _one_of_each_gate(arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    return [*{edge.user: (edge, amount) for edge, amount in reversed(arrivals)}.values()]


def _overwritten_between(held: Any, arrivals: Sequence[Arrival]) -> Any:
    return sum_of_arrivals(held, arrivals if arrivals[0][0].value.is_leaf else arrivals[-1:])


def _mean(held: Any, arrivals: Sequence[Arrival]) -> Any:
    return held + sum_of_arrivals(0, arrivals) / len(arrivals)


# Whose turn it is.


def _turns(order: Callable[[Value], Iterable[Value]]) -> Callable[[Value], Iterable[Turn]]:
    return lambda output: each_input(order(output))


def _nearest_first(output: Value) -> list[Value]:
    order = [output]
    for node in order:  # grows while it is walked
        order += [parent for parent in dict.fromkeys(node.parents) if parent not in order]
    return order


def _depth_first(output: Value) -> list[Value]:
    """Each node when it is first met on a walk down to the leaves."""
    order: list[Value] = []
    waiting = [output]
    while waiting:
        node = waiting.pop()
        if node not in order:
            order.append(node)
            waiting += reversed(node.parents)
    return order


def _impatient(output: Value) -> Iterator[Turn]:
    """Whatever arrives is passed on at once, with all that was there before."""
    for position, parent in enumerate(output.parents):
        yield output, position
        yield from _impatient(parent)


def _farthest_first(output: Value) -> list[Value]:
    """By the number of gates on the shortest way to a leaf, the most first."""
    gates: dict[Value, int] = {}
    for node in topological_order(output):
        gates[node] = 1 + min((gates[parent] for parent in node.parents), default=-1)
    return sorted(users_first(output), key=lambda node: -gates[node])


def _users_counted_once(output: Value) -> Iterator[Value]:
    """A node when as many edges have delivered as there are gates that use it, though one may use it twice."""
    order = topological_order(output)
    users: dict[Value, int] = dict.fromkeys(order, 0)
    for node in order:
        for parent in {*node.parents}:
            users[parent] += 1
    waiting = [output]
    while waiting:
        node = waiting.pop()
        yield node
        for parent in node.parents:
            users[parent] -= 1
            if users[parent] == 0:
                waiting.append(parent)


def _value_of(node: Value) -> Hashable:
    number: Hashable = node.data
    return number


# The smallest graphs.


def _leaves(*numbers: float) -> list[Value]:
    return [Value(x, name) for x, name in zip(numbers, "xyz", strict=False)]


def _apply(function: Callable[..., Value], *numbers: float) -> Callable[[], Value]:
    return lambda: function(*_leaves(*numbers))


def _with(function: Callable[[Value], Value], *numbers: float) -> Callable[[], Value]:
    """`function` of the sum s = x + x."""

    def recorded() -> Value:
        (x,) = _leaves(*numbers)
        s = x + x
        s.label = "s"
        return function(s)

    return recorded


def _negated(x: Value, times: int) -> Value:
    for _ in range(times):
        x = -x
    return x


def _behind_a_shortcut(x: Value) -> Value:
    return _negated(x, 2) + x


def _counted_once(x: Value) -> Value:
    s = -x
    return -s + (s + s)


FAULTS = (
    # of one gate
    Engine(fault="gym.fault.unswapped", smallest=_apply(lambda x, y: x * y, 0, 1),
           amount=_rule(lambda edge: edge.gradient * edge.value.data, "multiply")),
    Engine(fault="gym.fault.overwrites", smallest=_apply(lambda x: x + x, 1),
           total=lambda held, arrivals: arrivals[-1][1]),
    Engine(fault="gym.fault.splits", smallest=_apply(lambda x, y: x + y, 1, 2),
           amount=_rule(lambda edge: edge.gradient / len(edge.user.parents), "add", "sum")),
    Engine(fault="gym.fault.same_sign", smallest=_apply(lambda x, y: x - y, 1, 2),
           amount=_rule(lambda edge: edge.gradient, "subtract")),
    Engine(fault="gym.fault.to_all", smallest=_apply(maximum, 1, 2),
           amount=_rule(lambda edge: edge.gradient, "maximum")),
    Engine(fault="gym.fault.power", smallest=_apply(lambda x: x**2, 2),
           amount=_rule(lambda edge: edge.gradient * edge.slope * edge.value.data, "power_by_number")),
    Engine(fault="gym.fault.closed_at_a_tie", smallest=_apply(maximum, 1, 1),
           amount=_rule(lambda edge: edge.gradient * (_is_largest(edge) and _ties(edge) == 1), "maximum")),
    Engine(fault="gym.fault.not_negative", smallest=_apply(lambda x: -x, 1),
           amount=lambda edge: max(0, edge.gradient * edge.slope)),
    Engine(fault="gym.fault.lost_factor", smallest=_apply(sigmoid, 0),
           amount=_rule(lambda edge: edge.gradient * edge.user.data, "sigmoid")),
    Engine(fault="gym.fault.mean", smallest=_apply(lambda x: x + x, 1), total=_mean),
    Engine(fault="gym.fault.open_at_zero", smallest=_apply(relu, 0),
           amount=_rule(lambda edge: edge.gradient * (edge.value.data >= 0), "relu")),
    Engine(fault="gym.fault.zero", smallest=_apply(lambda x, y: x + y, 1, -1),
           turns=_turns(lambda output: (node for node in users_first(output) if node.data != 0))),
    Engine(fault="gym.fault.set", smallest=_apply(lambda x: x + x, 1), total=_over(_one_of_each_gate)),
    Engine(fault="gym.fault.both_at_a_tie", smallest=_apply(maximum, 1, 1),
           amount=_rule(lambda edge: edge.gradient * _is_largest(edge), "maximum")),
    Engine(fault="gym.fault.equal", smallest=_apply(lambda x, y: x + y, 1, 1), place=_value_of),
    Engine(fault="gym.fault.sign_of_gradient", smallest=_apply(relu, -1),
           amount=_rule(lambda edge: edge.gradient * (edge.gradient > 0), "relu")),
    Engine(fault="gym.fault.two_uses", smallest=_apply(lambda x: sum_of([x, x, x]), 1),
           total=_over(lambda arrivals: arrivals[:COUNTS_TO])),
    # of two
    Engine(fault="gym.fault.forgets", smallest=_apply(lambda x: _negated(x, 2), 1), amount=lambda edge: edge.slope),
    Engine(fault="gym.fault.between", smallest=_with(lambda s: s + s, 1), total=_overwritten_between),
    Engine(fault="gym.fault.relu_forgets", smallest=_apply(lambda x: -relu(x), 1),
           amount=_rule(lambda edge: edge.slope, "relu")),
    Engine(fault="gym.fault.backwards", smallest=_apply(lambda x: _negated(x, 2), 1), turns=_turns(topological_order)),
    Engine(fault="gym.fault.impatient", smallest=_with(lambda s: s + s, 1), turns=_impatient),
    Engine(fault="gym.fault.last_gate", smallest=_apply(lambda x: -x + x, 1), total=_over(_of_the_last_gate)),
    Engine(fault="gym.fault.one_layer", smallest=_apply(lambda x, y: x * y * y, 2, 3),
           amount=_rule(lambda edge: edge.gradient * _slope_of_last(edge), "multiply")),
    Engine(fault="gym.fault.stale", smallest=_apply(lambda x: _negated(x, 2), 1), is_kept=lambda node: True, passes=2),
    # of more
    Engine(fault="gym.fault.nearest_first", smallest=_with(lambda s: s + (s + s), 1), turns=_turns(_nearest_first)),
    Engine(fault="gym.fault.farthest_first", smallest=_apply(_behind_a_shortcut, 1), turns=_turns(_farthest_first)),
    Engine(fault="gym.fault.depth_first", smallest=_with(lambda s: s + (s + s), 1), turns=_turns(_depth_first)),
    Engine(fault="gym.fault.gives_up", smallest=_apply(lambda x: _negated(x, 4), 1),
           turns=_turns(lambda output: [node for node in users_first(output) if node.parents][:GIVES_UP_AFTER])),
    Engine(fault="gym.fault.users_counted_once", smallest=_apply(_counted_once, 1),
           turns=_turns(_users_counted_once)),
)  # fmt: skip
