"""Walking a recorded graph, without recursion and in an order that is the same every time.

Here: topological order, leaves, depth, operation counts, and what is too tangled to be followed. Not here: gradients
(differentiate.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from autograd_core.by_hand import slope_nodes
from autograd_core.errors import GraphError, described
from autograd_core.value import Value


def require_values(**values: Any) -> None:
    """TypeError that names the first argument which is not a Value."""
    for name, value in values.items():
        if not isinstance(value, Value):
            raise TypeError(f"{name} must be a Value, got {described(value)}")


def topological_order(*outputs: Value) -> list[Value]:
    """Every node that `outputs` depend on, each once, parents before the nodes computed from them.

    Depth first, parents from left to right, so the order depends on the expression alone. A single output stands last.
    """
    return _depth_first(outputs, attrgetter("parents"))


def order_to_keep(*outputs: Value) -> list[Value]:
    """All that a copy or file of `outputs` must hold, parents first, and local gradients that are nodes likewise."""
    order = topological_order(*outputs)
    if not any(slope_nodes(node._operation) for node in order):
        return order
    return _depth_first(outputs, lambda node: (*node.parents, *slope_nodes(node._operation)))


def _depth_first(outputs: Iterable[Value], needs: Callable[[Value], Iterable[Value]]) -> list[Value]:
    order: list[Value] = []
    seen: set[Value] = set()
    for output in outputs:
        if not isinstance(output, Value):
            raise TypeError(f"a graph is walked from a Value, got {described(output)}")
        path = [] if output in seen else [(output, iter(needs(output)))]
        seen.add(output)
        while path:
            node, parents = path[-1]
            for parent in parents:
                if parent not in seen:
                    seen.add(parent)
                    path.append((parent, iter(needs(parent))))
                    break
            else:
                order.append(node)
                path.pop()
    return order


# Edges of a graph that is explained or drawn: up to so many, or up to so many per node.
MOST_EDGES = 50_000
MOST_EDGES_PER_NODE = 100


def is_tangled(*outputs: Value) -> bool:
    """Whether so many edges tie so few nodes together that nobody can follow them, and to follow them takes minutes.

    Networks are not, whatever their size: of a batch's nodes each has a few inputs, or weights of its own.
    """
    order = topological_order(*outputs)
    return sum([len(node.parents) for node in order]) > max(MOST_EDGES, MOST_EDGES_PER_NODE * len(order))


def require_untangled(output: Value) -> None:
    """GraphError where nobody can follow a graph edge by edge."""
    if is_tangled(output):
        raise GraphError(
            f"to be followed edge by edge, a graph of more than {MOST_EDGES:,} edges has at most "
            f"{MOST_EDGES_PER_NODE} for each node, and this one has more; take a node further in"
        )


def backward_order(output: Value) -> list[Value]:
    """The nodes that an operation computed, in the order in which `backward()` passes their gradients on.

    A node's turn comes when every node computed from it has had its own.
    """
    uses = Counter(parent for node in topological_order(output) for parent in node.parents)
    order = [] if output.is_leaf else [output]
    for node in order:  # grows while it is walked
        for parent in node.parents:
            uses[parent] -= 1
            if not uses[parent] and not parent.is_leaf:
                order.append(parent)
    return order


def leaves(output: Value) -> list[Value]:
    """The leaves that get a gradient (constants do not), in topological order."""
    return [node for node in topological_order(output) if node.is_leaf and not node.is_constant]


def depth(output: Value) -> int:
    """The number of operations on the longest path from a leaf to `output`; 0 for a leaf."""
    depths: dict[Value, int] = {}
    for node in topological_order(output):
        depths[node] = 1 + max((depths[parent] for parent in node.parents), default=-1)
    return depths[output]


@dataclass(frozen=True)
class OperationCounts:
    """What one forward pass over a graph costs.

    Attributes:
        additions, multiplications: as Table 3-2 of the course counts them; a subtraction is an addition, a division or
            power a multiplication, an elementary function neither.
        stored: how many numbers the pass keeps: every leaf, and every node that an operation computed.
        by_operation: operation name -> how many nodes it computed.
    """

    additions: int
    multiplications: int
    stored: int
    by_operation: dict[str, int]


def operation_counts(*outputs: Value) -> OperationCounts:
    """How many operations of which kind compute `outputs`; what several of them share counts once.

    With `gradients(output, inputs)` as outputs it counts the forward and the backward pass together.
    """
    additions = multiplications = 0
    order = topological_order(*outputs)
    by_operation: Counter[str] = Counter()
    for node in order:
        if node.operation is not None:
            by_operation[node.operation.name] += 1
            added, multiplied = node.operation.cost(len(node.parents))
            additions += added
            multiplications += multiplied
    stored = len(order) - sum(node.is_constant for node in order)
    return OperationCounts(additions, multiplications, stored, dict(by_operation))
