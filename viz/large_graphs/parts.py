"""Parts of a large graph: what is near a node, and what lies on the ways between two nodes.

Not here: folding, which keeps the whole graph (folding.py).
"""

from __future__ import annotations

from collections.abc import Collection

from autograd_core import GraphError, Value, paths
from autograd_core.errors import described, shown
from autograd_core.notation import node_name
from autograd_core.paths import Path
from viz.large_graphs.blocks import REST, Block, Blocks
from viz.text import label


def neighbourhood(whole: Blocks, node: Value, hops: int) -> Blocks:
    """The nodes at most `hops` edges from `node`, in either direction, with what feeds them beside them.

    Args:
        whole: the graph, a block per node.
        node: a node of it.
        hops: at least 0.

    Raises:
        TypeError, ValueError: `node` is not a Value of the graph, or `hops` is negative.
    """
    if not isinstance(hops, int) or hops < 0:
        raise ValueError(f"hops is a whole number, 0 or more, got {shown(hops)}")
    near = {_place(whole, node, "around")}
    users: list[list[int]] = [[] for _ in whole]
    for i, block in enumerate(whole):
        for parent in block.parents:
            users[parent].append(i)
    reached = near
    for _ in range(hops):
        reached = {next_ for i in reached for next_ in (*whole[i].parents, *users[i])} - near
        near = near | reached
    last = len(whole) - 1
    kept = [i for i in sorted(near) if i == last or not whole[i].members[0].is_constant]
    part = _part(whole, kept)
    if last in near:
        return part
    place = {block.members[0]: i for i, block in enumerate(part)}
    leaving = [place[whole[i].members[0]] for i in kept if any(user not in near for user in users[i])]
    return [*part, Block(whole[-1].members, tuple(leaving), None, REST)]


def group(whole: Blocks, path: str) -> Blocks:
    """The nodes of a group, with what feeds them beside them."""
    kept = [i for i, block in enumerate(whole) if block.group == path]
    part = _part(whole, kept)
    if kept[-1] == len(whole) - 1:
        return part
    place = {block.members[0]: i for i, block in enumerate(part)}
    users: set[int] = {parent for block in whole if block.group != path for parent in block.parents}
    leaving = [place[whole[i].members[0]] for i in kept if i in users and not whole[i].members[0].is_leaf]
    return [*part, Block(whole[-1].members, tuple(leaving), None, REST)]


def between(whole: Blocks, start: Value, end: Value) -> tuple[Blocks, Path]:
    """All ways from `start` to `end`, with what else feeds them beside them; and the heaviest of them.

    Raises:
        TypeError, ValueError: one of them is not a Value of the graph.
        GraphError: no way leads from `start` to `end`.
    """
    first, last = _place(whole, start, "between"), _place(whole, end, "between")
    forward = {first}
    for i in range(first + 1, last + 1):
        if not forward.isdisjoint(whole[i].parents):
            forward.add(i)
    kept = {last}
    for i in range(last, first, -1):
        if i in kept:
            kept |= forward.intersection(whole[i].parents)
    heaviest = paths(end, start).heaviest(1)
    if first not in kept or not heaviest:
        raise GraphError(
            f"no way leads from {label(node_name(start))} to {label(node_name(end))}; between is (a node, a node "
            "computed from it)"
        )
    ends = {whole[first].members[0], whole[last].members[0]}
    found = [block._replace(is_kept=block.members[0] in ends) for block in _part(whole, sorted(kept))]
    return found, heaviest[0]


def without_beside(blocks: Blocks) -> Blocks:
    """A part of a graph without what stands beside it; its inputs belong to no group, so that they stay themselves."""
    place = {i: position for position, i in enumerate(i for i, block in enumerate(blocks) if not block.is_beside)}
    return [
        block._replace(
            parents=tuple([place[parent] for parent in block.parents if parent in place]),
            is_alone=bool(block.parents) and place.keys().isdisjoint(block.parents),
        )
        for block in blocks
        if not block.is_beside
    ]


def _part(whole: Blocks, kept: Collection[int]) -> Blocks:
    """The blocks that are kept, and those that feed them, which stand beside them."""
    needed = sorted({*kept, *(parent for i in kept for parent in whole[i].parents)})
    place = {i: position for position, i in enumerate(needed)}
    inside = set(kept)
    return [
        whole[i]._replace(parents=tuple([place[parent] for parent in whole[i].parents]))
        if i in inside
        else whole[i]._replace(parents=(), is_beside=True)
        for i in needed
    ]


def _place(whole: Blocks, node: Value, option: str) -> int:
    if not isinstance(node, Value):
        raise TypeError(f"{option} needs Values of the graph, got {described(node)}")
    for i, block in enumerate(whole):
        if block.members[0] is node:
            return i
    raise ValueError(f"{option} needs nodes of the graph that is drawn, and {node_name(node)} is none of them")
