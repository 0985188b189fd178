"""What a picture of a graph says, as plain text per node: names, values, gradients. Every kind of picture starts here.

Not here: how it looks (scene/), how it reads (descriptions.py).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from autograd_core import GraphError, Operation, Value
from autograd_core.errors import described, one_of
from autograd_core.words import words
from viz import text
from viz.graph import Graph

MAX_NODES = 1000  # tangled graphs of this size take Graphviz a quarter of a minute
EDGES_PER_NODE = 2  # at most; each is drawn with a label of its own, so edges count

DIRECTIONS = ("right", "down")  # where values may flow
WEIGHTS = ("gradient", "value")  # what arrows can be as wide as

NO_LABELS: Mapping[Value, str] = MappingProxyType({})


class GraphTooLargeError(ValueError):
    """A graph has more nodes or edges than a picture can show."""


class Size(NamedTuple):
    """How large a number is, or several together: the root of the sum of their squares.

    Attributes:
        norm: at least 0; infinite or NaN where a number is.
        sign: 1 or -1 where all of them that are not 0 have this sign, else 0.
    """

    norm: float
    sign: int


@dataclass(frozen=True, slots=True)
class Exit:
    """Nodes of a part that leave it together, along one arrow or to copies of it.

    Attributes:
        value, gradient: what flows, as text; of the gradient what comes back along these arrows.
        value_size, gradient_size: how large it is.
    """

    value: str
    gradient: str
    value_size: Size | None
    gradient_size: Size | None


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the graph, as text.

    Attributes:
        name: the label, cleaned; empty when there is none.
        value: the forward value.
        gradient: the sum of what its edges contribute; empty when there is none to show.
        operation: the row of the table; None for a leaf.
        symbol: what stands in the gate; empty for a leaf.
        is_constant: whether it is a plain number that gets no gradient, or stands beside what it feeds like one
            (`is_cut`).
        is_cut: whether it is computed, or an input, outside of the part that is drawn.
        parents: indices into `Diagram.nodes`, one per input in order, but for those that are not drawn.
        contributions: what this node adds to the gradient of each of `parents` (empty text for a constant); an empty
            tuple when there are no gradients to show.
        local_gradients: d this node / d each of `parents` (empty text for a constant); an empty tuple when there are
            none to show.
        accumulated: a leaf's `.grad` where it is not `gradient`: because several passes, or other outputs, added to it.
        group: the path of the group that it belongs to, such as "layer 1/neuron 3".
        part: what a folded part of the graph is called; empty for a single gate or leaf.
        count: how many equal gates, leaves or parts it stands for; its numbers are ranges then.
        exits: of what has several nodes, each of which goes elsewhere: what leaves it, apart; else empty.
        lanes: for each of `parents` which of its exits comes from there; an empty tuple when none has several.
        heavy: for each of `parents` whether the edge is highlighted; an empty tuple when none is.
        left_out: for each input of a gate what stands in its formula, "" for the next of `parents`; an empty tuple
            where all inputs are drawn.
        shares: for each of `parents` how much of one gradient is carried from there; an empty tuple where nobody asks.
        value_size, gradient_size, contribution_sizes: how large the numbers are, whether or not they are shown; None
            where there is none.
    """

    name: str
    value: str
    gradient: str
    operation: Operation | None
    symbol: str
    is_constant: bool
    parents: tuple[int, ...]
    contributions: tuple[str, ...]
    local_gradients: tuple[str, ...]
    accumulated: str
    group: str = ""
    part: str = ""
    count: int = 1
    heavy: tuple[bool, ...] = ()
    is_cut: bool = False
    exits: tuple[Exit, ...] = ()
    lanes: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()
    shares: tuple[Size | None, ...] = ()
    value_size: Size | None = None
    gradient_size: Size | None = None
    contribution_sizes: tuple[Size | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """The nodes in topological order; the output is the last.

    Attributes:
        nodes: every node once.
        uses: uses[i] is how many edges leave nodes[i].
        note: what is said below the picture: that the graph is folded, that its numbers do not belong together.
        reasons: why a gradient is what it is, in lines below the picture.
        weight: the number that arrows are as wide as, "gradient", "value" or "share"; empty where all are equally wide.
        direction: where values flow, one of DIRECTIONS.
        digits: how many significant digits numbers have in the picture; of None only long ones are shortened.
    """

    nodes: tuple[Node, ...]
    uses: tuple[int, ...]
    note: str = ""
    reasons: tuple[str, ...] = ()
    weight: str = ""
    digits: int | None = None
    direction: str = DIRECTIONS[0]

    @property
    def output(self) -> Node:
        return self.nodes[-1]


def diagram_of(
    output: Value, max_nodes: int = MAX_NODES, labels: Mapping[Value, str] = NO_LABELS, seed: Any = 0
) -> Diagram:
    """What a picture of `output` and of all it depends on says, at this moment.

    A node without a label of its own has the one in `labels`.

    Gradients are those of one backward pass with the seed that `output.grad` holds. Where it is 0, backward() did not
    run (or ran with a seed of 0, which has nothing to show); then they are those of `seed`, or there are none if this
    is 0 too.

    Raises:
        TypeError: `output` is not a Value.
        GraphTooLargeError: more than `max_nodes` nodes, or EDGES_PER_NODE times as many edges.
    """
    if not isinstance(output, Value):
        raise TypeError(f"draw needs a Value, got {described(output)}")
    check_size(output, max_nodes)
    return diagram_of_graph(Graph(output), labels, seed)


def diagram_of_graph(graph: Graph, labels: Mapping[Value, str] = NO_LABELS, seed: Any = 0) -> Diagram:
    """What a picture of a whole graph says, whatever its size; else as `diagram_of`."""
    index = {node: i for i, node in enumerate(graph.order)}
    gradients, contributions = backward_pass(graph, seed)
    nodes = tuple(
        [_node(node, labels.get(node, ""), index, gradients.get(node), contributions.get(node)) for node in graph.order]
    )
    uses = Counter(parent for node in nodes for parent in node.parents)
    return Diagram(nodes, tuple([uses[i] for i in range(len(nodes))]))


def noting_changes(diagram: Diagram, graph: Graph) -> Diagram:
    """`diagram` of `graph`, with a note where data changed since the forward pass, as an optimizer's step does.

    Then what the leaves hold and what was computed from them before do not belong together.
    """
    if not graph.is_stale:
        return diagram
    return replace(diagram, note=". ".join(filter(None, (diagram.note, words("picture.stale")))))


def without_gradients(diagram: Diagram) -> Diagram:
    """The forward pass alone."""
    nodes = [
        replace(
            node,
            gradient="",
            contributions=(),
            accumulated="",
            exits=tuple([replace(each, gradient="") for each in node.exits]),
        )
        for node in diagram.nodes
    ]
    return replace(diagram, nodes=tuple(nodes))


def without_values(diagram: Diagram) -> Diagram:
    """The gradients alone; a plain number, and a leaf that has no name, keep their value, which is what they are."""
    nodes = [
        node
        if node.operation is None and (node.is_constant or not node.name)
        else replace(node, value="", exits=tuple([replace(each, value="") for each in node.exits]))
        for node in diagram.nodes
    ]
    return replace(diagram, nodes=tuple(nodes))


def weighted(diagram: Diagram, weight: str | None) -> Diagram:
    """The diagram whose arrows are as wide as the numbers that `weight` names.

    Raises:
        ValueError: an unknown `weight`, or there are no such numbers.
    """
    if weight is None:
        return diagram
    one_of("weight", weight, WEIGHTS)
    if weight == "gradient" and diagram.output.gradient_size is None:
        raise ValueError(
            "weight='gradient' makes arrows as wide as gradients, and there are none; call backward() on the output "
            "first, or pass weight='value'"
        )
    return replace(diagram, weight=weight)


def without_local_gradients(diagram: Diagram) -> Diagram:
    """The diagram without what each edge multiplies by."""
    return replace(diagram, nodes=tuple([replace(node, local_gradients=()) for node in diagram.nodes]))


def check_size(output: Value, max_nodes: int) -> None:
    """GraphTooLargeError where a graph has more than `max_nodes` nodes, or EDGES_PER_NODE times as many edges."""
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
                    "draw a node closer to the inputs, or the same expression for fewer data points; "
                    "viz.draw(value) folds it, and viz.draw(value, fold='nothing', max_nodes=...) draws more"
                )


def backward_pass(graph: Graph, default: Any) -> tuple[dict[Value, Any], dict[Value, dict[int, Any]]]:
    """Each node's gradient, and what it contributes to its parents by position; nothing where there is none to show.

    `default` is the seed where the output's `.grad` holds none.
    Worked out afresh from the output's gradient, because a node's own `.grad` is of the latest pass, which another
    output may have started.
    """
    seed = graph.seed(default)
    if seed == 0 or graph.output.is_constant:
        return {}, {}
    gradients: dict[Value, Any] = {graph.output: seed}
    contributions: dict[Value, dict[int, Any]] = {}
    try:
        for step in graph.steps(default):
            contributions[step.node] = {each.position: each.amount for each in step.contributions}
            gradients |= {each.value: total for each, total in zip(step.contributions, step.sums, strict=True)}
    except (ArithmeticError, ValueError, TypeError, GraphError):
        # someone changed the data since, so that a local gradient has no value any more; or nobody gave one
        return {}, {}
    return gradients, contributions


def _node(
    node: Value, label: str, index: dict[Value, int], gradient: Any, contributions: dict[int, Any] | None
) -> Node:
    """The text of one node; `gradient` and `contributions` are None where there are none to show."""
    parents = drawn_parents(node)
    gradient_shown = "" if gradient is None or node.is_constant else text.number(gradient)
    stored = text.number(node.grad) if gradient_shown and node.is_leaf else gradient_shown
    name = node.label if isinstance(node.label, str) and node.label else label
    return Node(
        name=text.label(name),
        value=text.number(node.data),
        gradient=gradient_shown,
        operation=node.operation,
        symbol=symbol(node),
        is_constant=node.is_constant,
        parents=tuple([index[parent] for parent in parents]),
        contributions=()
        if contributions is None
        else tuple([text.number(contributions[i]) if i in contributions else "" for i in range(len(parents))]),
        local_gradients=_local_gradients(node, parents),
        group=group_of(node),
        accumulated=stored if stored != gradient_shown else "",
        value_size=size_of([node.data]),
        gradient_size=size_of([gradient]) if gradient_shown else None,
        contribution_sizes=()
        if contributions is None
        else tuple([size_of([contributions[i]]) if i in contributions else None for i in range(len(parents))]),
    )


def group_of(node: Value) -> str:
    """The path of the group that `node` says it belongs to; empty where it says none."""
    group = node.__dict__.get("group", "")
    return group if isinstance(group, str) else ""


def size_of(numbers: Sequence[Any]) -> Size | None:
    """How large `numbers` are together; None where there is none, or one that no float can be."""
    try:
        found = [abs(number) if isinstance(number, complex) else float(number) for number in numbers]
    except (TypeError, ValueError, OverflowError):
        return None
    if not found:
        return None
    has_signs = not any(isinstance(number, complex) for number in numbers)
    signs = {math.copysign(1, x) for x in found if x != 0} if has_signs else set()
    return Size(math.hypot(*found), int(signs.pop()) if len(signs) == 1 else 0)


def sum_of(sizes: Iterable[Size | None]) -> Size | None:
    """How large the sum of some numbers is; None where there is none."""
    found = [size.norm * size.sign for size in sizes if size is not None]
    return size_of([math.fsum(found)]) if found else None


def _local_gradients(node: Value, parents: Sequence[Value]) -> tuple[str, ...]:
    """d `node` / d each of `parents` as text; nothing where one of them has no value."""
    if node.is_leaf:
        return ()
    try:
        slopes = node.local_gradients()
    except (ArithmeticError, ValueError, TypeError, GraphError):
        return ()
    # strict=False: an exponent is no parent of the picture
    return tuple(["" if x.is_constant else text.number(slope) for x, slope in zip(parents, slopes, strict=False)])


def drawn_parents(node: Value) -> tuple[Value, ...]:
    """The inputs that a picture shows: none that stands in the gate (the 2 of ^2), and no bias of a plain 0."""
    parents = node.parents
    if node.operation is None:
        return parents
    has_no_bias = node.operation.is_paired and parents[-1].is_constant and parents[-1].data == 0
    return parents[: len(parents) - len(node.operation.in_gate) - has_no_bias]


def symbol(node: Value) -> str:
    """What stands in the gate of `node`."""
    if node.operation is None:
        return ""
    return node.operation.symbol + ", ".join(text.number(node.parents[i].data) for i in node.operation.in_gate)


def is_ordered(diagram: Diagram, node: Node) -> bool:
    """Whether inputs stand from top to bottom as they were written: unless arrows would cross and it says nothing."""
    tells_nothing = bool(node.part) or (node.operation is not None and node.operation.is_symmetric)
    return max(diagram.uses) <= 1 or not tells_nothing


def reading_order(node: Node) -> list[int]:
    """The inputs from top to bottom; those of a dot product in pairs: weight, factor, weight, factor, ..., a bias."""
    inputs = len(node.parents)
    if node.operation is None or node.count > 1:
        return list(range(inputs))
    return node.operation.reading_order(inputs)


def exit_of(diagram: Diagram, node: Node, slot: int) -> Exit:
    """What flows from a node to one of its users, the input `slot` of `node`."""
    parent = diagram.nodes[node.parents[slot]]
    return parent.exits[node.lanes[slot]] if parent.exits else whole_exit(parent)


def whole_exit(node: Node) -> Exit:
    """All of what leaves a node."""
    return Exit(node.value, node.gradient, node.value_size, node.gradient_size)


def input_name(node: Node) -> str:
    """What stands in the box of an input: its name; without one its value, or, of several, what they are."""
    return node.name or (words("name.inputs") if node.count > 1 else text.typeset(node.value))


def name_and_value(node: Node) -> str:
    """The name and the forward value, as far as they are there: `x = 3`; `… = 3` where something else computes it."""
    if node.is_cut and not node.name:
        return f"… = {text.typeset(node.value)}" if node.value else "…"
    return " = ".join(part for part in (node.name, text.typeset(node.value)) if part)


def above_name(node: Node) -> str:
    """The name that stands above the first arrow from a step; an input has its name in its box."""
    return node.name if node.operation is not None or node.part else ""


def names_of(diagram: Diagram, *, is_live: bool = False) -> list[str]:
    """What each node is called: by its name, else a step #1, #2, ..., what is no step by its value.

    Where values change (`is_live`) an input without a name is input 1, input 2, ...
    """
    names: list[str] = []
    inputs = steps = 0
    for i, node in enumerate(diagram.nodes):
        computes = node.operation is not None or bool(node.part)
        is_step = computes and i < len(diagram.nodes) - 1
        is_input = is_live and not computes and not node.is_constant
        steps += is_step and not node.name
        inputs += is_input and not node.name
        if node.name:
            names.append(node.name)
        elif computes:
            names.append(f"#{steps}" if is_step else words("name.output"))
        else:
            names.append(words("name.input", number=inputs) if is_input else node.value)
    return names
