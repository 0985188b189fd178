"""What a picture of a graph says, as plain text per node: names, values, gradients. Every kind of picture starts here.

Not here: how it looks (layout.py), how it reads (words.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from autograd_core import Operation, Value, backward_steps, power_by_number, topological_order
from autograd_core.errors import described
from autograd_core.value import is_number
from viz import text

MAX_NODES = 1000  # tangled graphs of this size take Graphviz a quarter of a minute
EDGES_PER_NODE = 2  # at most; each is drawn with a label of its own, so edges count


class GraphTooLargeError(ValueError):
    """A graph has more nodes or edges than a picture can show."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the graph, as text.

    Attributes:
        name: the label, cleaned; empty when there is none.
        value: the forward value.
        gradient: the sum of what its edges contribute; empty when there is none to show.
        operation: the row of the table; None for a leaf.
        symbol: what stands in the gate; empty for a leaf.
        is_constant: whether it is a plain number that gets no gradient.
        parents: indices into `Diagram.nodes`, one per input in order, but for an exponent that the symbol tells.
        contributions: what this node adds to the gradient of each of `parents` (empty text for a constant); an empty
            tuple when there are no gradients to show.
        accumulated: a leaf's `.grad` where it is not `gradient`: because several passes, or other outputs, added to it.
    """

    name: str
    value: str
    gradient: str
    operation: Operation | None
    symbol: str
    is_constant: bool
    parents: tuple[int, ...]
    contributions: tuple[str, ...]
    accumulated: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """The nodes in topological order; the output is the last.

    Attributes:
        nodes: every node once.
        uses: uses[i] is how many edges leave nodes[i].
    """

    nodes: tuple[Node, ...]
    uses: tuple[int, ...]

    @property
    def output(self) -> Node:
        return self.nodes[-1]


def diagram_of(output: Value, max_nodes: int = MAX_NODES) -> Diagram:
    """What a picture of `output` and of all it depends on says, at this moment.

    Gradients are those of one backward pass with the seed that `output.grad` holds. Where it is 0, backward() did not
    run (or ran with a seed of 0, which has nothing to show) and there are none.

    Raises:
        TypeError: `output` is not a Value.
        GraphTooLargeError: more than `max_nodes` nodes, or EDGES_PER_NODE times as many edges.
    """
    if not isinstance(output, Value):
        raise TypeError(f"draw needs a Value, got {described(output)}")
    _check_size(output, max_nodes)
    order = topological_order(output)
    index = {node: i for i, node in enumerate(order)}
    gradients, contributions = _backward_pass(output)
    nodes = tuple([_node(node, index, gradients.get(node), contributions.get(node)) for node in order])
    uses = Counter(parent for node in nodes for parent in node.parents)
    return Diagram(nodes, tuple([uses[i] for i in range(len(nodes))]))


def _check_size(output: Value, max_nodes: int) -> None:
    # not topological_order: a graph of millions of nodes is to be refused at once
    max_edges = EDGES_PER_NODE * max_nodes
    seen, edges = {output}, 0
    waiting = [output]
    while waiting:
        for parent in waiting.pop().parents:
            edges += 1
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
            if len(seen) > max_nodes or edges > max_edges:
                raise GraphTooLargeError(
                    f"a picture shows at most {max_nodes:,} nodes and {max_edges:,} edges, and this graph has more; "
                    "draw a node closer to the inputs, or the same expression for fewer data points"
                )


def _backward_pass(output: Value) -> tuple[dict[Value, Any], dict[Value, dict[int, Any]]]:
    """Each node's gradient, and what it contributes to its parents by position; nothing where there is none to show.

    Worked out afresh from the output's gradient, because a node's own `.grad` is of the latest pass, which another
    output may have started.
    """
    if not is_number(output.grad) or output.grad == 0:
        return {}, {}
    gradients: dict[Value, Any] = {output: output.grad}
    contributions: dict[Value, dict[int, Any]] = {}
    try:
        for step in backward_steps(output, output.grad):
            contributions[step.node] = {each.position: each.amount for each in step.contributions}
            gradients |= {each.value: total for each, total in zip(step.contributions, step.sums, strict=True)}
    except (ArithmeticError, ValueError, TypeError):
        return {}, {}  # someone changed the data since, so that a local gradient has no value any more
    return gradients, contributions


def _node(node: Value, index: dict[Value, int], gradient: Any, contributions: dict[int, Any] | None) -> Node:
    """The text of one node; `gradient` and `contributions` are None where there are none to show."""
    is_power = node.operation is power_by_number
    parents = node.parents[:1] if is_power else node.parents  # the exponent stands in the gate: ^2
    gradient_shown = "" if gradient is None or node.is_constant else text.number(gradient)
    stored = text.number(node.grad) if gradient_shown and node.is_leaf else gradient_shown
    return Node(
        name=text.label(node.label) if isinstance(node.label, str) else "",
        value=text.number(node.data),
        gradient=gradient_shown,
        operation=node.operation,
        symbol=_symbol(node),
        is_constant=node.is_constant,
        parents=tuple([index[parent] for parent in parents]),
        contributions=()
        if contributions is None
        else tuple([text.number(contributions[i]) if i in contributions else "" for i in range(len(parents))]),
        accumulated=stored if stored != gradient_shown else "",
    )


def _symbol(node: Value) -> str:
    if node.operation is None:
        return ""
    if node.operation is power_by_number:
        return f"{node.operation.symbol}{text.number(node.parents[1].data)}"
    return node.operation.symbol
