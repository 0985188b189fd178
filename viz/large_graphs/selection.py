"""Which nodes a picture shows: all of them, folded blocks, or a part of the graph.

Not here: how blocks are made (folding.py), how parts are found (parts.py), what they say (blocks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from autograd_core import Value
from autograd_core.graph import MOST_EDGES, MOST_EDGES_PER_NODE
from autograd_core.notation import node_name
from autograd_core.words import words
from viz.diagram import EDGES_PER_NODE, Diagram, GraphTooLargeError, diagram_of_graph
from viz.graph import Graph
from viz.large_graphs import parts
from viz.large_graphs.blocks import Blocks, block_diagram, unfolded
from viz.large_graphs.folding import fold_groups, fold_repeats, fold_sums, folded, foldings, is_readable
from viz.names import place_name
from viz.text import label, number

MAX_NODES_WHOLE = 2000  # Graphviz takes half a minute or so for them

# How a graph is folded: value of draw's `fold` -> the folded blocks and the rules that were used, in words; of "auto"
# ever fewer blocks.
FOLDS: dict[str, Callable[[Blocks], Iterator[tuple[Blocks, str]]]] = {
    "auto": foldings,
    "nothing": lambda blocks: iter([(blocks, "")]),
    "sums": lambda blocks: iter([(fold_sums(blocks), words("picture.rules.sums"))]),
    "groups": lambda blocks: iter([(fold_groups(blocks), words("picture.rules.groups"))]),
    "repeats": lambda blocks: iter([(fold_repeats(fold_sums(blocks)), words("picture.rules.sums_repeats"))]),
}


def selected_diagrams(
    graph: Graph,
    labels: Mapping[Value, str],
    fold: str,
    max_nodes: int,
    around: Value | None,
    hops: int,
    between: tuple[Value, Value] | None,
    seed: Any = 0,
) -> Iterator[Diagram]:
    """What a picture of `graph` says, folded or of a part of it: arguments and errors of `draw`. Where it is folded
    automatically, others that say less follow, for where that cannot be read.

    Gradients are those of `seed` where backward() did not run; none with 0.
    """
    if (fold != "auto") + (around is not None) + (between is not None) > 1:
        raise ValueError("a picture is folded, around a node or between two nodes, and this one was to be two of them")
    _require_untangled(graph)
    whole = unfolded(graph)
    heavy: set[tuple[Value, Value]] = set()
    found: Iterator[tuple[Blocks, str]]
    if around is not None:
        found = _around(whole, around, hops, _called(around, labels))
        advice = "take fewer hops"
    elif between is not None:
        part, heaviest = parts.between(whole, *between)
        heavy = set(pairwise(heaviest.nodes))
        product = number(heaviest.product)
        end = between[1]
        is_output = end is graph.output and not label(end.label or labels.get(end, ""))
        goal = words("name.output") if is_output else _called(end, labels)
        found = _between(part, _called(between[0], labels), goal, product)
        advice = "take nodes closer to each other"
    else:
        found = (
            (blocks, words("picture.folded", nodes=len(whole), shown=len(blocks), rules=rules))
            for blocks, rules in FOLDS[fold](whole)
        )
        advice = "draw a node closer to the inputs" if fold == "auto" else "leave fold at 'auto'"
    for blocks, note in found:
        _check_size(blocks, max_nodes, advice)
        if blocks is whole:
            yield diagram_of_graph(graph, labels, seed)
        else:
            yield block_diagram(graph, blocks, labels, note, heavy, seed)


def _around(whole: Blocks, node: Value, hops: int, name: str) -> Iterator[tuple[Blocks, str]]:
    """The neighbourhood of a node, and that folded more and more; with a note."""
    blocks = parts.neighbourhood(whole, node, hops)
    note = words("picture.around", count=hops, node=name)
    if is_readable(blocks):
        yield blocks, note
    for found, rules in foldings(parts.without_beside(blocks)):
        yield found, words("picture.around_folded", place=note, rules=rules) if rules else note


def _between(part: Blocks, start: str, end: str, product: str) -> Iterator[tuple[Blocks, str]]:
    """The ways between two nodes, and these folded more and more; with a note."""

    def note(rules: str) -> str:
        key = "picture.between_folded" if rules else "picture.between"
        return words(key, start=start, end=end, rules=rules, product=product)

    if is_readable(part):
        yield part, note("")
    for found, rules in foldings(parts.without_beside(part)):
        yield found, note(rules)


def grouped_diagram(graph: Graph, labels: Mapping[Value, str], path: str) -> Diagram:
    """What a picture of one group of `graph` says, which has nodes; folded where they are many."""
    _require_untangled(graph)
    blocks, rules = folded(parts.group(unfolded(graph), path))
    note = words("picture.group_folded" if rules else "picture.group", group=label(place_name(path)), rules=rules)
    return block_diagram(graph, blocks, labels, note)


def between_blocks(graph: Graph, start: Value) -> tuple[Blocks, str]:
    """The graph, or, where it is too large to be read, the ways from `start` to its output, folded; and a note."""
    _require_untangled(graph)
    whole = unfolded(graph)
    if is_readable(whole):
        return whole, ""
    blocks, _ = parts.between(whole, start, graph.output)
    blocks, rules = folded(parts.without_beside(blocks))
    key = "picture.ways_folded" if rules else "picture.ways"
    return blocks, words(key, nodes=len(whole), shown=len(blocks), rules=rules)


def shared_diagram(
    graph: Graph,
    labels: Mapping[Value, str],
    blocks: tuple[Blocks, str],
    shares: Mapping[tuple[Value, int], Any],
    seed: Any,
) -> Diagram:
    """What a picture of blocks says whose arrows are as wide as the `shares` of their edges (user, position)."""
    found, note = blocks
    return replace(block_diagram(graph, found, labels, note, seed=seed, shares=shares), weight="share")


def _require_untangled(graph: Graph) -> None:
    if graph.is_tangled:
        raise GraphTooLargeError(
            f"a picture is folded along edges, and a graph of more than {MOST_EDGES:,} of them has at most "
            f"{MOST_EDGES_PER_NODE} for each node; this one has more; draw a node closer to the inputs"
        )


def _called(node: Value, labels: Mapping[Value, str]) -> str:
    return label(node.label or labels.get(node, "") or node_name(node))


def _check_size(blocks: Blocks, max_nodes: int, advice: str) -> None:
    nodes, edges = len(blocks), sum(len(block.parents) for block in blocks)
    max_edges = EDGES_PER_NODE * max_nodes
    if nodes > max_nodes or edges > max_edges:
        raise GraphTooLargeError(
            f"a picture shows at most {max_nodes:,} nodes and {max_edges:,} edges, and this one would have {nodes:,} "
            f"and {edges:,}; {advice}, or pass a larger max_nodes (Graphviz takes 40 s for 5,000 in a row, and gives "
            "up on as many that are tangled)"
        )
