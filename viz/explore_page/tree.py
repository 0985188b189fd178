"""A graph of any size as a tree of blocks, none of which holds more boxes than a picture can show.

What belongs together by its group path stays together: layers, their units, their gates. What has no group is divided
into parts that do not depend on each other, such as the samples of a loss, and, where it hangs together, into steps
that follow each other. Not here: the numbers (numbers.py), what a picture of a block shows (level.js).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from autograd_core import Value
from autograd_core.words import words
from viz.diagram import group_of
from viz.large_graphs.blocks import unnumbered
from viz.large_graphs.folding import SUMS
from viz.names import place_name
from viz.text import label

MOST_BOXES = 40  # in a picture of one block
MOST_ARROWS = 80  # between nodes, of which more cannot be followed
MOST_DEEP = 20  # nodes one after the other
MOST_PARTS, MOST_STEPS = 16, 12  # blocks of parts, and of steps, at one level
MOST_BESIDE = 12  # shared inputs that stand by themselves
JOINS = (1, 2, 3, 4, 6, 8)  # how many last steps may be set apart so that what they join falls apart


@dataclass(frozen=True, slots=True)
class Tree:
    """Blocks, numbered so that every block comes after the one that it stands in; the first is the whole graph.

    Attributes:
        parents: the block that each stands in; -1 of the first.
        titles: what each is called.
        homes: of each node of the graph, the innermost block that it stands in.
    """

    parents: tuple[int, ...]
    titles: tuple[str, ...]
    homes: tuple[int, ...]


class _Piece(NamedTuple):
    """Nodes that stand together in a block.

    Attributes:
        nodes: their indices, ascending.
        title: of the block that they become where they are several.
        depth: how many names of their group paths they have in common.
        first: the number of the first of their parts among all that were numbered together.
        total: how many those are; 0 where they are not numbered parts.
    """

    nodes: list[int]
    title: str = ""
    depth: int = 0
    first: int = 1
    total: int = 0


def tree_of(nodes: Sequence[Value]) -> Tree:
    """The tree of a graph, whose nodes come parents first; the last is the output.

    A plain number stands in the block of the first node that uses it.
    """
    return _Divider(nodes).tree()


class _Divider:
    """Divides blocks until each of them can be shown."""

    def __init__(self, nodes: Sequence[Value]) -> None:
        self._nodes = nodes
        index = {node: i for i, node in enumerate(nodes)}
        self._all_parents = [[index[parent] for parent in node.parents] for node in nodes]
        self._is_plain = [node.is_constant and i < len(nodes) - 1 for i, node in enumerate(nodes)]
        # plain numbers stand beside their gates and tie nothing together
        self._parents = [[p for p in dict.fromkeys(found) if not self._is_plain[p]] for found in self._all_parents]
        self._is_leaf = [not found for found in self._parents]
        self._gates = [[p for p in found if not self._is_leaf[p]] for found in self._parents]
        self._leaves = [[p for p in found if self._is_leaf[p]] for found in self._parents]
        self._groups = [tuple(filter(None, group_of(node).split("/"))) for node in nodes]

    def tree(self) -> Tree:
        parents, titles, homes = [-1], [words("explore.whole")], [0] * len(self._nodes)
        whole = _Piece([i for i, is_plain in enumerate(self._is_plain) if not is_plain])
        waiting = [(0, whole)]
        for block, piece in waiting:  # grows while it is walked
            for part in self._divided(piece):
                if len(part.nodes) == 1:
                    homes[part.nodes[0]] = block
                    continue
                parents.append(block)
                titles.append(part.title or words("explore.part", number=part.first))
                waiting.append((len(parents) - 1, part))
        for i in reversed(range(len(homes))):
            for parent in self._all_parents[i]:
                if self._is_plain[parent]:
                    homes[parent] = homes[i]  # the first user comes last
        return Tree(tuple(parents), tuple(titles), tuple(homes))

    def _divided(self, piece: _Piece) -> list[_Piece]:
        """The boxes of a block: pieces of one node are nodes, others blocks."""
        if self._can_be_shown(piece.nodes) and self._depth(piece.nodes) <= MOST_DEEP:
            return [_Piece([i]) for i in piece.nodes]
        return self._by_groups(piece) or self._by_parts(piece) or self._by_steps(piece)

    def _can_be_shown(self, nodes: Sequence[int], boxes: int = 0) -> bool:
        """Whether there is room for the nodes and their arrows, beside so many other boxes."""
        if len(nodes) + boxes > MOST_BOXES:
            return False
        inside = set(nodes)
        from_inside = [len(inside.intersection(self._parents[i])) for i in nodes]
        from_outside = [not inside.issuperset(self._parents[i]) for i in nodes]
        return sum(from_inside) + sum(from_outside) <= MOST_ARROWS

    def _depth(self, nodes: Sequence[int]) -> int:
        """How many of the nodes follow each other, at most."""
        depth: dict[int, int] = {}
        for i in nodes:
            depth[i] = 1 + max([depth[p] for p in self._parents[i] if p in depth], default=0)
        return max(depth.values())

    # By groups.

    def _by_groups(self, piece: _Piece) -> list[_Piece]:
        """A piece for each name that comes next in the group paths; none where all nodes have the same or none."""
        depth = piece.depth
        names = self._names(piece.nodes, depth)
        while len(set(names)) == 1 and names[0]:
            depth += 1
            names = self._names(piece.nodes, depth)
        if not any(names):
            return []
        alone = names.count("")
        keys: list[Hashable]
        if len(set(names)) + alone <= MOST_BOXES:
            keys = [name or i for i, name in zip(piece.nodes, names, strict=True)]
        else:
            keys = [name or turn for name, turn in zip(names, self._turns(piece.nodes, names), strict=True)]
        units = self._untied(piece.nodes, keys)
        if len(units) == 1:
            return []
        named = dict(zip(piece.nodes, names, strict=True))
        return _bundled([_Piece(unit, self._group_title(unit, named), depth) for unit in units], _span, MOST_BOXES)

    def _names(self, nodes: Sequence[int], depth: int) -> list[str]:
        return [self._groups[i][depth] if len(self._groups[i]) > depth else "" for i in nodes]

    def _turns(self, nodes: Sequence[int], names: Sequence[str]) -> list[tuple[int, bool]]:
        """Of each node how often the way to it, at most, went into groups and out of them, and if it is a leaf."""
        named = dict(zip(nodes, names, strict=True))
        turns: dict[int, int] = {}
        for i, name in zip(nodes, names, strict=True):
            turns[i] = max(
                [turns[p] + (bool(named[p]) != bool(name)) for p in self._parents[i] if p in turns], default=0
            )
        return [(turns[i], self._is_leaf[i]) for i in nodes]

    def _group_title(self, unit: Sequence[int], names: dict[int, str]) -> str:
        found = list(dict.fromkeys(names[i] for i in unit if names[i]))
        return label(", ".join(map(place_name, found))) if found else self._title(unit) or words("explore.steps")

    def _title(self, nodes: Sequence[int]) -> str:
        """What nodes without a group are called: what they give, or, of inputs, what their labels have in common.

        Empty where they give something without a label.
        """
        if all(self._is_leaf[i] for i in nodes):
            common = {unnumbered(self._label(i)) for i in nodes}
            several = words("name.parameters" if all(self._groups[i] for i in nodes) else "name.inputs")
            return common.pop() or several if len(common) == 1 else several
        return self._label(nodes[-1])

    def _label(self, i: int) -> str:
        given = self._nodes[i].label
        return label(given) if isinstance(given, str) else ""

    def _untied(self, nodes: Sequence[int], keys: Sequence[Hashable]) -> list[list[int]]:
        """The nodes of each key, those of keys that feed each other in a circle as one."""
        key_of = dict(zip(nodes, keys, strict=True))
        feeds: dict[Hashable, set[Hashable]] = {key: set() for key in keys}
        for i, key in key_of.items():
            feeds[key].update(key_of[p] for p in self._parents[i] if p in key_of)
        circle_of = _circles(feeds)
        units: dict[int, list[int]] = defaultdict(list)
        for i, key in key_of.items():
            units[circle_of[key]].append(i)
        return sorted(units.values(), key=lambda unit: (not all(self._is_leaf[i] for i in unit), unit[-1]))

    # By parts that do not depend on each other.

    def _by_parts(self, piece: _Piece) -> list[_Piece]:
        """The parts that nodes fall into, some last steps that join them set apart; none where they hang together."""
        parts = self._parts(piece.nodes, frozenset())
        joins: list[list[int]] = []
        if len(parts) == 1:
            ordered = self._joins(piece.nodes)
            for joins in (ordered[:count] for count in JOINS if count <= len(ordered)):
                parts = self._parts(piece.nodes, frozenset(i for join in joins for i in join))
                if parts and 2 * max(map(len, parts)) <= len(piece.nodes):
                    break
            else:
                return []
        shared = sorted(set(piece.nodes).difference(*parts, *joins))
        beside = [_Piece([i]) for i in shared]
        if len(shared) > MOST_BESIDE:
            beside = [_Piece(shared, self._title(shared))]
        apart = [i for found in [*parts, *joins] for i in found]
        if self._can_be_shown(apart, len(beside)):
            return [*beside, *(_Piece([i]) for i in apart)]
        before = piece.first - 1 if piece.total == len(parts) else 0
        numbered = [_Piece(part, self._title(part), piece.depth, k) for k, part in enumerate(sorted(parts), before + 1)]
        ends = [_Piece(join, words("explore.sum", count=len(join)), piece.depth) for join in joins]
        return [*beside, *_bundled(numbered, _numbered, MOST_PARTS), *ends]

    def _parts(self, nodes: Sequence[int], apart: frozenset[int]) -> list[list[int]]:
        """The nodes but those `apart`, a list for each part; inputs that several parts share are in none."""
        owner = {i: i for i in nodes if not self._is_leaf[i] and i not in apart}

        def root(i: int) -> int:
            while owner[i] != i:
                owner[i] = owner[owner[i]]
                i = owner[i]
            return i

        for i in owner:
            for p in self._gates[i]:
                if p in owner:
                    owner[root(i)] = root(p)
        users: dict[int, int | None] = {}  # of each input the only part that uses it; None where there are several
        for i in owner:
            own = root(i)
            for p in self._leaves[i]:
                if users.setdefault(p, own) != own:
                    users[p] = None
        parts: dict[int, list[int]] = defaultdict(list)
        for i in nodes:
            if i in owner:
                parts[root(i)].append(i)
            elif i not in apart:
                user = users.get(i, i)
                if user is not None:
                    parts[user].append(i)
        return list(parts.values())

    def _joins(self, nodes: Sequence[int]) -> list[list[int]]:
        """The last steps, one at a time those that nothing but the earlier ones uses, of these what joins most first.

        Additions that feed another addition alone are one step with it.
        """
        inside = set(nodes)
        users: dict[int, list[int]] = {i: [] for i in nodes}
        for i in nodes:
            for p in self._parents[i]:
                if p in inside:
                    users[p].append(i)
        step: dict[int, int] = {}
        for i in reversed(nodes):
            user = users[i][0] if len(users[i]) == 1 else i
            is_sum = self._nodes[i].operation in SUMS and self._nodes[user].operation in SUMS
            step[i] = step[user] if is_sum and user != i else i
        members: dict[int, list[int]] = defaultdict(list)
        for i in nodes:
            members[step[i]].append(i)
        # how many edges lead out of a step to others that are not set apart
        waiting = {last: sum(len(users[i]) for i in found) - len(found) + 1 for last, found in members.items()}
        inputs = {last: {step[p] for i in found for p in self._parents[i] if p in inside} - {last}
                  for last, found in members.items() if not self._is_leaf[last]}  # fmt: skip
        ready = [(-len(inputs[last]), last) for last in inputs if not waiting[last]]
        heapify(ready)
        joins: list[list[int]] = []
        while ready and len(joins) < JOINS[-1]:
            _, last = heappop(ready)
            joins.append(members[last])
            for i in members[last]:
                for p in self._parents[i]:
                    if p in inside and step[p] != last and step[p] in inputs:
                        waiting[step[p]] -= 1
                        if not waiting[step[p]]:
                            heappush(ready, (-len(inputs[step[p]]), step[p]))
        return joins

    # By steps.

    def _by_steps(self, piece: _Piece) -> list[_Piece]:
        """Equally many nodes that follow each other, several times."""
        before = piece.first - 1 if piece.total == len(piece.nodes) else 0
        steps = [_Piece([i], "", piece.depth, k) for k, i in enumerate(piece.nodes, before + 1)]
        return _bundled(steps, _stepped, MOST_STEPS)


def _bundled(pieces: list[_Piece], titled: Callable[[_Piece, _Piece], str], room: int) -> list[_Piece]:
    """`pieces`, or as many bundles of them as leave about as many pieces at each level below."""
    if len(pieces) <= room:
        return pieces
    levels = math.ceil(math.log(len(pieces)) / math.log(room) - 1e-9)
    size = math.ceil(len(pieces) / math.ceil(len(pieces) ** (1 / levels) - 1e-9))
    bundles = [pieces[start : start + size] for start in range(0, len(pieces), size)]
    return [
        _Piece(
            sorted(i for piece in bundle for i in piece.nodes),
            titled(bundle[0], bundle[-1]),
            bundle[0].depth,
            bundle[0].first,
            len(bundle),
        )
        if len(bundle) > 1
        else bundle[0]
        for bundle in bundles
    ]


def _span(first: _Piece, last: _Piece) -> str:
    return words("explore.span", first=first.title, last=last.title)


def _numbered(first: _Piece, last: _Piece) -> str:
    return words("explore.parts", first=first.first, last=last.first)


def _stepped(first: _Piece, last: _Piece) -> str:
    return words("explore.some_steps", first=first.first, last=last.first)


def _circles(feeds: dict[Hashable, set[Hashable]]) -> dict[Hashable, int]:
    """Of each key a number that those share which feed each other in a circle.

    Source: R. Tarjan, Depth-first search and linear graph algorithms (1972), without recursion.
    """
    number: dict[Hashable, int] = {}
    lowest: dict[Hashable, int] = {}
    circle: dict[Hashable, int] = {}
    path: list[Hashable] = []
    for start in feeds:
        if start in number:
            continue
        calls: list[tuple[Hashable, Iterable[Hashable]]] = []
        _enter(start, number, lowest, path)
        calls.append((start, iter(feeds[start])))
        while calls:
            key, rest = calls[-1]
            found = next(iter(rest), None)
            if found is None:
                calls.pop()
                if calls:
                    lowest[calls[-1][0]] = min(lowest[calls[-1][0]], lowest[key])
                if lowest[key] == number[key]:
                    while key not in circle:
                        circle[path.pop()] = number[key]
            elif found not in number:
                _enter(found, number, lowest, path)
                calls.append((found, iter(feeds[found])))
            elif found not in circle:
                lowest[key] = min(lowest[key], number[found])
    return circle


def _enter(key: Hashable, number: dict[Hashable, int], lowest: dict[Hashable, int], path: list[Hashable]) -> None:
    number[key] = lowest[key] = len(number)
    path.append(key)
