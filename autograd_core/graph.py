"""Walking a recorded graph, without recursion and in an order that is the same every time.

Here: topological order, leaves, depth, operation counts. Not here: gradients (differentiate.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from autograd_core.value import Value


def topological_order(output: Value) -> list[Value]:
    """Every node that `output` depends on, each once, parents before the nodes computed from them; `output` last.

    Depth first, parents from left to right, so the order depends on the expression alone.
    """
    order: list[Value] = []
    seen = {output}
    path = [(output, iter(output.parents))]
    while path:
        node, parents = path[-1]
        for parent in parents:
            if parent not in seen:
                seen.add(parent)
                path.append((parent, iter(parent.parents)))
                break
        else:
            order.append(node)
            path.pop()
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
        by_operation: operation name -> how many nodes it computed.
    """

    additions: int
    multiplications: int
    by_operation: dict[str, int]


def operation_counts(output: Value) -> OperationCounts:
    """How many operations of which kind computed `output`."""
    additions = multiplications = 0
    by_operation: Counter[str] = Counter()
    for node in topological_order(output):
        if node.operation is not None:
            by_operation[node.operation.name] += 1
            added, multiplied = node.operation.cost(len(node.parents))
            additions += added
            multiplications += multiplied
    return OperationCounts(additions, multiplications, dict(by_operation))
