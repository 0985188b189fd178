"""Third pass: instructions that do the same become one group, an array with a row for each, a column for each sample.

Two instructions do the same if they stand at the same level and apply one operation (or sum terms of the same kinds) to
rows of the same groups. Not here: how a group's rows are written in NumPy (rows.py, emit.py).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_core.operations import Operation
from autograd_core.program.array_types import IntArray
from autograd_core.program.arrays.sums import NOTHING, SummedGraph, Term
from autograd_core.program.flat import FlatGraph

INPUTS, PARAMETERS, CONSTANTS = 0, 1, 2  # the groups of the leaves
# Below this size it is cheaper to gather rows from several groups than to have a group for each combination of them.
FEW = 4
# A few sums gather their terms where these are of more kinds than this; and how many terms are many.
MANY = 8
FAR_BELOW = 1 << 40
FIRST = -2  # at the end of a kind: of the first terms


@dataclass
class Channel:
    """Terms that k sums have in common: each adds (or subtracts) m of them.

    Attributes:
        sign: 1 or -1.
        first: k x m instructions.
        second: what they are multiplied by, k x m instructions; None where a term is no product.
    """

    sign: int
    first: IntArray
    second: IntArray | None


@dataclass
class Group:
    """k instructions computed as one array.

    Attributes:
        operation: the row of the table; None for leaves and for sums.
        members: the k instructions, in the order of the array's rows; for means, the positions among all means.
        is_shared: whether the rows are the same for every sample, so that the array has one column.
        columns: per input of the operation, k instructions.
        channels: the terms, of a sum, in the order in which they are added.
    """

    operation: Operation | None
    members: IntArray
    is_shared: bool
    columns: list[IntArray] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)


@dataclass
class GroupedGraph:
    """All groups, each after those it reads.

    Attributes:
        groups: the inputs, the parameters, the constants, then what is computed.
        means: groups of sums whose mean over the batch is wanted.
        group_of, row_of: instruction -> its group's number, and its row there.
        place: instruction -> a number that orders instructions by group, then row.
        rank: instruction -> its group's number, counted from far below 0 if the group is shared.
        row_count: the rows of all groups.
    """

    flat: FlatGraph
    groups: list[Group]
    means: list[Group]
    group_of: IntArray
    row_of: IntArray
    place: IntArray
    rank: list[int]
    row_count: int = 0

    def is_shared(self, i: int) -> bool:
        """Whether instruction `i` is the same for every sample."""
        return self.rank[i] < 0


def grouped(summed: SummedGraph) -> GroupedGraph:
    """The instructions of `summed` in groups."""
    flat = summed.flat
    size = len(flat.inputs)
    leaves = flat.input_count + flat.parameter_count
    unknown = np.full(size, -1, dtype=np.intp)
    graph = GroupedGraph(flat, [], [], unknown, unknown.copy(), unknown.copy(), [0] * size)
    _add(graph, Group(None, np.arange(flat.input_count), False))
    _add(graph, Group(None, np.arange(flat.input_count, leaves), True))
    _add(graph, Group(None, np.array(list(flat.constants), dtype=np.intp), True))
    for level in _levels(summed):
        for group in _groups_of_level(graph, summed, level):
            _add(graph, group)
    means = dict(enumerate(summed.means))
    buckets = _sum_buckets(graph, means, are_means=True)
    for position, terms in means.items():
        channels = _channels(graph, terms, is_mean=True)
        buckets.add(position, _kinds(channels), channels)
    graph.means = [_sum_group(graph, members, parts) for members, parts in buckets.result()]
    return graph


def _add(graph: GroupedGraph, group: Group) -> None:
    members = group.members
    graph.group_of[members] = len(graph.groups)
    graph.row_of[members] = np.arange(len(members))
    graph.place[members] = graph.row_count + np.arange(len(members))
    graph.row_count += len(members)
    rank = len(graph.groups) - (FAR_BELOW if group.is_shared else 0)
    for i in members.tolist():
        graph.rank[i] = rank
    graph.groups.append(group)


def _levels(summed: SummedGraph) -> list[list[int]]:
    """The instructions that are computed, by the length of the longest path that leads to them."""
    flat = summed.flat
    depth = [0] * len(flat.inputs)
    levels: list[list[int]] = []
    depth.append(0)  # of no second factor, which is -1
    for i in sorted([*summed.sums, *summed.others]):
        terms = summed.sums.get(i)
        if terms is not None:
            deepest = max([depth[a] if depth[a] > depth[b] else depth[b] for _, a, b in terms])
        else:
            deepest = max([depth[j] for j in flat.inputs[i]])
        depth[i] = deepest + 1
        if deepest == len(levels):
            levels.append([])
        levels[deepest].append(i)
    return levels


class _Buckets:
    """Members by kind; kinds of which there are few are united where a coarser kind allows it.

    A kind is what a member's parts say; `coarse` gives (coarse kind, parts) of a member of a small bucket.
    """

    def __init__(self, coarse: Callable[[int], tuple[Hashable, Any]]) -> None:
        self.coarse = coarse
        self.by_kind: dict[Hashable, tuple[list[int], list[Any]]] = {}

    def add(self, member: int, kind: Hashable, parts: Any) -> None:
        members, all_parts = self.by_kind.setdefault(kind, ([], []))
        members.append(member)
        all_parts.append(parts)

    def result(self) -> list[tuple[list[int], list[Any]]]:
        """The members of each bucket, and their parts, in the order in which the kinds first came."""
        small: dict[Hashable, list[Hashable]] = {}
        for kind, (members, _) in self.by_kind.items():
            if len(members) < FEW:
                small.setdefault(self.coarse(members[0])[0], []).append(kind)
        united = {
            kind: kinds
            for kinds in small.values()
            if len(kinds) > 1 or len(self.by_kind[kinds[0]][1][0]) > MANY
            for kind in kinds
        }
        results = []
        for kind, (members, parts) in self.by_kind.items():
            if kind not in united:
                results.append((members, parts))
            elif kind == united[kind][0]:
                together = [member for other in united[kind] for member in self.by_kind[other][0]]
                results.append((together, [self.coarse(member)[1] for member in together]))
        return results


def _groups_of_level(graph: GroupedGraph, summed: SummedGraph, level: Sequence[int]) -> list[Group]:
    flat = summed.flat

    def coarse_operation(i: int) -> tuple[Hashable, Any]:
        sources = graph.group_of[list(flat.inputs[i])].tolist()
        is_shared = all(graph.groups[source].is_shared for source in sources)
        return (flat.operations[i], is_shared, tuple([source == CONSTANTS for source in sources])), flat.inputs[i]

    sums, others = _sum_buckets(graph, summed.sums), _Buckets(coarse_operation)
    for i in level:
        if i in summed.sums:
            channels = _channels(graph, summed.sums[i])
            sums.add(i, _kinds(channels), channels)
        else:
            inputs = flat.inputs[i]
            others.add(i, (flat.operations[i], *[graph.rank[j] for j in inputs]), inputs)
    groups = [_sum_group(graph, members, parts) for members, parts in sums.result()]
    groups += [
        _operation_group(graph, flat.operations[members[0]], members, parts) for members, parts in others.result()
    ]
    return groups


def _sum_buckets(graph: GroupedGraph, sums: Mapping[int, Sequence[Term]], are_means: bool = False) -> _Buckets:
    def coarse_sum(i: int) -> tuple[Hashable, Any]:
        channels = _mixed_channels(graph, sums[i], are_means)
        # a channel that is shared in one sum must be so in all: a group has one number of columns
        return _kinds(channels), channels

    return _Buckets(coarse_sum)


def _operation_group(
    graph: GroupedGraph, operation: Operation | None, members: list[int], parts: list[tuple[int, ...]]
) -> Group:
    table = np.array(parts, dtype=np.intp)
    is_shared = all(graph.is_shared(i) for i in parts[0])
    # rows in the order of what they read, so that they read slices
    order = np.lexsort(graph.place[table].T[::-1])
    table = table[order]
    return Group(operation, np.array(members, dtype=np.intp)[order], is_shared, columns=list(table.T))


# Sums. A kind is (sign, group of the first factor, group of the second); without the groups where they are mixed. That
# of the first two terms, which are added before all others, ends in FIRST.

Kind = tuple[int, ...]
Pairs = dict[Kind, list[tuple[int, int]]]


def _channels(graph: GroupedGraph, terms: Sequence[Term], is_mean: bool = False) -> Pairs:
    """A sum's terms by kind, the factors of a product in an order that is the same for all sums."""
    channels: Pairs = {}
    rank = graph.rank
    kinds = []
    for sign, a, b in terms:
        first, second = rank[a], NOTHING
        if b != NOTHING:
            second = rank[b]
            if first > second or (first == second and graph.place[a] > graph.place[b]):
                a, b, first, second = b, a, second, first
        kind = (sign, first, second)
        kinds.append(kind)
        pairs = channels.get(kind)
        if pairs is None:
            channels[kind] = [(a, b)]
        else:
            pairs.append((a, b))
    return _with_first(channels, kinds, is_mean)


def _mixed_channels(graph: GroupedGraph, terms: Sequence[Term], is_mean: bool = False) -> Pairs:
    """A sum's terms by sign, by whether they are products, and by which factors are shared."""
    channels: Pairs = {}
    kinds = []
    for sign, a, b in terms:
        if b != NOTHING and (not graph.is_shared(a), graph.place[a]) > (not graph.is_shared(b), graph.place[b]):
            a, b = b, a
        kind = (sign, int(graph.is_shared(a)), NOTHING if b == NOTHING else int(graph.is_shared(b)))
        kinds.append(kind)
        channels.setdefault(kind, []).append((a, b))
    return _with_first(channels, kinds, is_mean)


def _with_first(channels: Pairs, kinds: Sequence[Kind], is_mean: bool) -> Pairs:
    """`channels` with the first two of more terms in channels of their own, where it matters that they are the first.

    It does not beside a sum of products. In a mean every product is one, over the samples; and of many terms of one
    sign none is the first, as gradients come together in another order for each parameter.
    """
    if len(kinds) < 3 or (is_mean and len(kinds) > MANY and kinds[0][0] == kinds[1][0]):
        return channels
    if any(kind[2] != NOTHING and (is_mean or len(channels[kind]) > 1) for kind in kinds[:2]):
        return channels
    if len(channels) == 1 and kinds[0][2] == NOTHING:
        return {(*kinds[0], FIRST): channels[kinds[0]]}
    found: Pairs = {}
    for kind in kinds[:2]:
        found.setdefault((*kind, FIRST), []).append(channels[kind].pop(0))
    return found | {kind: pairs for kind, pairs in channels.items() if pairs}


def _kinds(channels: Pairs) -> Hashable:
    return tuple(sorted((kind, len(pairs)) for kind, pairs in channels.items()))


def _sum_group(graph: GroupedGraph, members: list[int], parts: list[Pairs]) -> Group:
    factors = [i for pairs in parts[0].values() for pair in pairs for i in pair if i != NOTHING]
    is_shared = all(graph.is_shared(i) for i in factors)
    firsts: list[Channel] = []
    others: list[Channel] = []
    for kind in parts[0]:
        pairs = np.array([sorted_pairs[kind] for sorted_pairs in parts], dtype=np.intp)
        first, second = pairs[:, :, 0], pairs[:, :, 1] if kind[2] != NOTHING else None
        is_first = kind[-1] == FIRST
        channel = _with_terms_in_order(graph, Channel(kind[0], first, second), start=2 if is_first else 0)
        (firsts if is_first else others).append(channel)
    # products before what is added to their array, and one decides the order of the rows
    firsts.sort(key=_precedence)
    others.sort(key=_precedence)
    order = _row_order(graph, min([*firsts, *others], key=_precedence))
    channels = [*firsts, *others]
    for channel in channels:
        channel.first = channel.first[order]
        channel.second = None if channel.second is None else channel.second[order]
    return Group(None, np.array(members, dtype=np.intp)[order], is_shared, channels=channels)


def _precedence(channel: Channel) -> tuple[bool, int, int]:
    return channel.second is None, -channel.first.shape[1], -channel.sign


def _with_terms_in_order(graph: GroupedGraph, channel: Channel, start: int) -> Channel:
    """Terms in the order of their factors' places: by the second factor, or by the first where that gives a grid.

    Of plain terms, the first `start` stay the first.
    """
    first, second = channel.first, channel.second
    if second is None:
        keys = graph.place[first]
        keys[:, start:] += len(graph.place)
        return Channel(channel.sign, np.take_along_axis(first, np.argsort(keys, axis=1), axis=1), None)
    size = len(graph.place)
    candidates = []
    for key in (graph.place[second] * size + graph.place[first], graph.place[first] * size + graph.place[second]):
        order = np.argsort(key, axis=1, kind="stable")
        ordered = Channel(
            channel.sign, np.take_along_axis(first, order, axis=1), np.take_along_axis(second, order, axis=1)
        )
        rows = _row_order(graph, ordered)
        assert ordered.second is not None
        if grid(ordered.first[rows], ordered.second[rows]) is not None:
            return ordered
        candidates.append(ordered)
    return candidates[0]


def _row_order(graph: GroupedGraph, channel: Channel) -> IntArray:
    """The order of the sums by the second factors, then by the first."""
    keys = _distinct(graph.place[channel.first])
    if channel.second is None:
        return np.argsort(keys, kind="stable")
    return np.lexsort((keys, _distinct(graph.place[channel.second])))


def _distinct(table: IntArray) -> IntArray:
    """For each row of a table, a number by which they sort in lexicographic order; equal rows have the same."""
    first = table[:, 0]
    if table.shape[1] == 1 or _decides(first, table):
        return first
    return np.unique(table, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)


def _decides(first: IntArray, table: IntArray) -> bool:
    """Whether rows of a table are equal wherever their first numbers are."""
    order = np.argsort(first, kind="stable")
    is_next = first[order[1:]] == first[order[:-1]]
    return not is_next.any() or bool((table[order[1:][is_next]] == table[order[:-1][is_next]]).all())


def grid(first: IntArray, second: IntArray) -> tuple[IntArray, IntArray] | None:
    """The p rows of `first` and q of `second`, if the k = q x p rows are all their combinations, q by q.

    Sums of products over such a grid are a matrix product.
    """
    k, m = first.shape
    changes = np.flatnonzero((second[1:] != second[:-1]).any(axis=1))
    p = int(changes[0]) + 1 if len(changes) else k
    if k % p:
        return None
    first, second = first.reshape(k // p, p, m), second.reshape(k // p, p, m)
    if (first == first[:1]).all() and (second == second[:, :1]).all():
        return first[0], second[:, 0]
    return None
