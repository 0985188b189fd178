"""Blocks: nodes that are drawn as one, and what their picture says, with ranges where there are many numbers.

Not here: which nodes become a block (folding.py, parts.py).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from autograd_core import GraphError, Operation, Value
from autograd_core.words import words
from viz import text
from viz.diagram import Diagram, Exit, Node, Size, backward_pass, drawn_parents, group_of, size_of, symbol
from viz.graph import Graph
from viz.names import place_name

NO_SHARES: Mapping[tuple[Value, int], Any] = MappingProxyType({})
REST = "…"  # the title of what is left out between a part and the output
# Numbers of the edges from one block to another: (index of the user, index of the parent) -> (whose, number) per edge.
# Those of the same node add up where the edges are drawn as one arrow.
Edges = dict[tuple[int, int], list[tuple[Any, Any]]]


class Block(NamedTuple):
    """Nodes drawn as one. (A tuple, because there may be a hundred thousand.)

    Attributes:
        members: the nodes, parents first.
        parents: indices of the blocks that feed it; those of a single node one per input, with duplicates.
        operation: what all of it computes; None for leaves and for a part of the graph.
        title: what a part of the graph is called; empty for a gate or leaves.
        times: how many equal blocks it stands for.
        is_beside: whether it only stands beside what it feeds: a node outside of the part that is drawn.
        is_alone: whether it belongs to no group, whatever its node says.
        is_kept: whether it was asked for, so that no rule may merge it with others.
        is_chain: whether it is a row of equal steps.
        name: of leaves that are drawn as one; else that of its nodes.
    """

    members: tuple[Value, ...]
    parents: tuple[int, ...]
    operation: Operation | None
    title: str = ""
    times: int = 1
    is_beside: bool = False
    is_alone: bool = False
    is_kept: bool = False
    is_chain: bool = False
    name: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether it is an input or a parameter, or several."""
        return not self.title and self.operation is None and not all(node.is_constant for node in self.members)

    @property
    def group(self) -> str:
        """The path of its group; what nodes of different groups have in common is theirs."""
        return "" if self.is_alone else group_of(self.members[0])


Blocks = list[Block]


def unfolded(graph: Graph) -> Blocks:
    """Every node as a block of its own, parents first."""
    index = {node: i for i, node in enumerate(graph.order)}
    return [Block((node,), tuple([index[parent] for parent in node.parents]), node.operation) for node in graph.order]


def block_diagram(
    graph: Graph,
    blocks: Blocks,
    labels: Mapping[Value, str],
    note: str,
    heavy: Collection[tuple[Value, Value]] = (),
    seed: Any = 0,
    shares: Mapping[tuple[Value, int], Any] = NO_SHARES,
) -> Diagram:
    """The diagram of `blocks` of `graph`; gradients, and `seed`, as in `diagram_of`.

    `heavy` are edges (parent, user) to be highlighted, `shares` what edges (user, position) carry of one gradient.
    """
    output = graph.output
    gradients, contributions = backward_pass(graph, seed)
    place = {node: i for i, block in enumerate(blocks) if block.title != REST for node in block.members}
    exits: set[Value] = {output}
    used_inside: set[Value] = set()
    amounts: Edges = {}
    slopes: Edges = {}
    carried: Edges = {}
    for i, block in enumerate(blocks):
        for node in () if block.is_beside or block.title == REST else block.members:
            crossing = [position for position, parent in enumerate(node.parents) if place.get(parent, i) != i]
            used_inside.update(parent for parent in node.parents if place.get(parent) == i)
            local_gradients = _local_gradients(node) if crossing else {}
            for position in crossing:
                parent = node.parents[position]
                exits.add(parent)
                edge = (i, place[parent])
                # of a node all that it gets back along an arrow; of a gate all that it depends on a node by
                amounts.setdefault(edge, []).append((parent, contributions.get(node, {}).get(position)))
                if shares:
                    carried.setdefault(edge, []).append(("share", shares.get((node, position))))
                slopes.setdefault(edge, []).append(((parent, node), local_gradients.get(position)))
    if blocks[-1].title == REST:
        _add_rest(amounts, contributions, place, blocks)
    lanes, exits_of = _exits(blocks, amounts, bool(gradients))
    gradients = gradients | _arriving(used_inside & exits, amounts, output, gradients)
    heavy_arrows = {(place[user], place[parent]) for parent, user in heavy}
    nodes = tuple(
        [
            replace(
                _node(i, block, heavy_arrows, blocks, exits, gradients, amounts, slopes, labels),
                exits=tuple(exits_of.get(i, ())),
            )
            for i, block in enumerate(blocks)
        ]
    )
    if exits_of:
        nodes = tuple([replace(node, lanes=_lanes_of(i, node.parents, amounts, lanes)) for i, node in enumerate(nodes)])
    if shares:
        nodes = tuple([replace(node, shares=_sizes_at(i, node.parents, carried)) for i, node in enumerate(nodes)])
    uses = Counter(parent for node in nodes for parent in node.parents)
    return Diagram(nodes, tuple([uses[i] for i in range(len(nodes))]), note)


def _exits(
    blocks: Blocks, amounts: Edges, has_gradients: bool
) -> tuple[dict[tuple[int, frozenset[Value]], int], dict[int, list[Exit]]]:
    """Which nodes leave each block together, numbered: (block, nodes) -> number; and what flows there, of those blocks
    that are left in several ways.
    """
    lanes: dict[tuple[int, frozenset[Value]], int] = {}
    flowing: dict[int, list[list[tuple[Any, Any]]]] = {}
    for (user, parent), numbers in amounts.items():
        if len(blocks[parent].members) == 1:
            continue
        for taken in _arrows(blocks[user], parent, numbers):
            key = (parent, frozenset(node for node, _ in taken))
            found = flowing.setdefault(parent, [])
            if key not in lanes:
                lanes[key] = len(found)
                found.append([])
            found[lanes[key]] += taken
    return lanes, {
        parent: [_exit(numbers, has_gradients) for numbers in found]
        for parent, found in flowing.items()
        if len(found) > 1
    }


def _arrows(user: Block, parent: int, numbers: list[tuple[Any, Any]]) -> list[list[tuple[Any, Any]]]:
    """The numbers at each arrow from a block to one of its users."""
    return [[number] for number in numbers] if user.parents.count(parent) > 1 else [numbers]


def _exit(numbers: list[tuple[Any, Any]], has_gradients: bool) -> Exit:
    values = [node.data for node in dict.fromkeys(node for node, _ in numbers)]
    back = _sums(numbers) if has_gradients else []
    return Exit(_range(values), _range(back), size_of(values), size_of(back))


def _lanes_of(
    index: int, parents: tuple[int, ...], amounts: Edges, lanes: Mapping[tuple[int, frozenset[Value]], int]
) -> tuple[int, ...]:
    """Which exit of each of its parents a block takes."""
    return tuple(
        [
            lanes.get((parent, frozenset(node for node, _ in numbers)), 0)
            for parent, numbers in zip(parents, _taken(index, parents, amounts), strict=True)
        ]
    )


def _arriving(nodes: set[Value], amounts: Edges, output: Value, gradients: Mapping[Value, Any]) -> dict[Value, Any]:
    """What arrives at each of `nodes` from outside its block, without what flows back to it inside."""
    arriving = {output: gradients[output]} if output in gradients else {}
    for edge in amounts.values():
        for node, amount in edge:
            if node in nodes and amount is not None:
                arriving[node] = arriving[node] + amount if node in arriving else amount
    return arriving


def _local_gradients(node: Value) -> dict[int, Any]:
    """d `node` / d each input that is no plain number, by position; none where one of them has no value."""
    try:
        found = node.local_gradients()
    except (ArithmeticError, ValueError, TypeError, GraphError):
        return {}
    return {i: slope for i, slope in enumerate(found) if not node.parents[i].is_constant}


def _add_rest(
    amounts: Edges,
    contributions: Mapping[Value, Mapping[int, Any]],
    place: Mapping[Value, int],
    blocks: Blocks,
) -> None:
    """What the nodes that are left out contribute to those that are drawn."""
    rest = len(blocks) - 1
    for node, paid in contributions.items():
        if node in place and not blocks[place[node]].is_beside:
            continue
        for position, amount in paid.items():
            if node.parents[position] in place:
                parent = node.parents[position]
                amounts.setdefault((rest, place[parent]), []).append((parent, amount))


def _node(
    index: int,
    block: Block,
    heavy: Collection[tuple[int, int]],
    blocks: Blocks,
    exits: set[Value],
    gradients: Mapping[Value, Any],
    amounts: Edges,
    slopes: Edges,
    labels: Mapping[Value, str],
) -> Node:
    leaving = [node for node in block.members if node in exits] or block.members
    is_constant = block.is_beside or (not block.title and all(node.is_constant for node in block.members))
    member = block.members[0]
    range_of = _magnitudes if _is_layer(block) else _range
    is_whole = len(block.members) == 1 and len(block.parents) == len(member.parents)
    # of equal powers the exponents are one, too
    has_equal_gates = block.operation is not None and bool(block.operation.in_gate)
    parents = block.parents[: len(drawn_parents(member))] if is_whole or has_equal_gates else block.parents
    values = [node.data for node in leaving]
    arriving = [] if is_constant else [gradients.get(node) for node in leaving if not node.is_constant]
    return Node(
        name=_name(block, labels),
        value=_range(values),
        gradient=range_of(arriving),
        operation=None if block.is_beside else block.operation,
        symbol="" if block.is_beside else _symbol(block),
        is_constant=is_constant,
        parents=parents,
        contributions=tuple(
            [
                (_magnitudes if _is_layer(blocks[parent]) else _range)(found)
                for parent, found in zip(parents, _at(index, parents, amounts), strict=True)
            ]
        )
        if gradients
        else (),
        local_gradients=tuple([_range(found) for found in _at(index, parents, slopes)]),
        accumulated="",
        group=block.group if len(block.members) == 1 else "",
        part=_part(block),
        count=block.times,
        left_out=_left_out(block, blocks),
        is_cut=block.is_beside and not all(node.is_constant for node in block.members),
        heavy=tuple([(index, parent) in heavy for parent in parents]) if heavy else (),
        value_size=size_of(values),
        gradient_size=size_of([x for x in arriving if x is not None]),
        contribution_sizes=_sizes_at(index, parents, amounts) if gradients else (),
    )


def _left_out(block: Block, blocks: Blocks) -> tuple[str, ...]:
    """For each input of a gate its number where it is not drawn; dots for one that is computed."""
    inputs = drawn_parents(block.members[0])
    if len(block.members) > 1 or block.is_beside or len(block.parents) >= len(inputs):
        return ()
    drawn = {node for parent in block.parents for node in blocks[parent].members}
    texts = tuple(["" if node in drawn else text.number(node.data) if node.is_constant else "…" for node in inputs])
    return texts if texts.count("") == len(block.parents) else ()


def _sizes_at(index: int, parents: tuple[int, ...], edges: Edges) -> tuple[Size | None, ...]:
    return tuple([size_of(found) for found in _at(index, parents, edges)])


def _is_layer(block: Block) -> bool:
    """Whether it stands for the parameters of a group."""
    return block.is_leaf and bool(block.group) and block.times > 1


def _part(block: Block) -> str:
    """What a part is called."""
    if not block.title or block.title == REST:
        return block.title
    name = place_name(block.title)
    if block.is_chain:
        times, product = sum(not node.is_constant for node in block.members), _product_of_slopes(block)
        return words("picture.row_and_slopes" if product else "picture.row", name=name, count=times, product=product)
    return words("picture.part", name=name, count=len(block.members))


def _product_of_slopes(block: Block) -> str:
    """What the slopes of equal steps in a row multiply to; empty where one is no float."""
    found = [_local_gradients(node) for node in block.members if not node.is_constant]
    try:
        product = math.prod(float(next(iter(slopes.values()))) for slopes in found)
    except (StopIteration, TypeError, ValueError, OverflowError):
        return ""
    return text.typeset(text.number(float(f"{product:.3g}")))


def _at(index: int, parents: tuple[int, ...], edges: Edges) -> Iterator[list[Any]]:
    """The numbers at the arrow from each of `parents` to a block, those of the same thing added up."""
    return map(_sums, _taken(index, parents, edges))


def _taken(index: int, parents: tuple[int, ...], edges: Edges) -> Iterator[list[tuple[Any, Any]]]:
    """The numbers of the edges that the arrow from each of `parents` to a block stands for."""
    taken: Counter[int] = Counter()
    for parent in parents:
        numbers = edges.get((index, parent), [])
        if parents.count(parent) > 1:  # each input of a single node has its own
            numbers = numbers[taken[parent] : taken[parent] + 1]
            taken[parent] += 1
        yield numbers


def _sums(numbers: Iterable[tuple[Any, Any]]) -> list[Any]:
    """What `numbers` say of each thing, added up; a number that is not there is left out."""
    sums: dict[Any, Any] = {}
    for whose, number in numbers:
        if number is not None:
            sums[whose] = sums[whose] + number if whose in sums else number
    return list(sums.values())


def _name(block: Block, labels: Mapping[Value, str]) -> str:
    """The label, of a sum that of the last addition; of equal blocks what all their labels have in common."""
    if block.name:
        return block.name
    if block.title and block.title != REST and not block.is_chain:
        return ""
    names = [text.label(str(node.label) or labels.get(node, "")) for node in block.members]
    if block.times == 1:
        return names[-1]
    common = {unnumbered(name) for name in names}
    return names[0] if len(set(names)) == 1 else common.pop() if len(common) == 1 else ""


def _symbol(block: Block) -> str:
    if block.operation is None:
        return ""
    last = block.members[-1]
    return symbol(last) if last.operation is block.operation else block.operation.symbol


def _magnitudes(numbers: Iterable[Any]) -> str:
    """How large several numbers are, whatever their signs; one as it is."""
    present = [x for x in numbers if x is not None]
    if len(present) < 2:
        return _range(present)
    found = _range([abs(x) for x in present])
    return words("picture.size", number=found) if found else ""


def _range(numbers: Iterable[Any]) -> str:
    """One number as it is, of several the least and the largest; nothing where there are none, or no such thing."""
    present = [x for x in numbers if x is not None]
    if not present:
        return ""
    try:
        least, largest = text.number(min(present)), text.number(max(present))
    except TypeError:  # complex numbers have no order
        return words("picture.numbers", count=len(present))
    return least if least == largest else words("picture.range", least=least, largest=largest)


def unnumbered(name: str) -> str:
    """What names such as w0, w1, ... have in common."""
    return re.sub(r"[\s\d\[\]_]+$", "", name) if name else ""
