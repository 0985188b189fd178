"""Large graphs made small: nodes merged into blocks, by sums, by groups, by repeated structure, and by steps at last.

Each rule takes a graph of blocks and gives a smaller one. Not here: what a block says (blocks.py), how it looks
(scene/).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from autograd_core import Role
from autograd_core.operations import add, sum_of_inputs
from autograd_core.words import words
from viz import text
from viz.diagram import group_of, symbol
from viz.large_graphs.blocks import Block, Blocks, unnumbered
from viz.text import label, subscript

# A graph of up to so many nodes and arrows is drawn as it is; arrows are those that a gradient flows along.
WHOLE, WHOLE_ARROWS = 150, 100
BUDGET = 60  # blocks, and arrows between them: a folded graph has at most so many; of 80 nobody can follow one
MOST_BESIDE = 24  # arrows below each other: more are higher than a slide, at a size that can be read
STEPS = (8, 4, 2, 1)  # boxes in a row that say no more than that there are steps: at most, and fewer and fewer
LEAST_ROW = 5  # equal steps that are drawn as a row
MOST_NAMED = 12  # nodes with labels that stay themselves whatever is folded; of more nobody asked for each
MOST_INPUTS = 3  # of a gate that has an arrow for each, though they come from one block
SUMS = {add, sum_of_inputs}


def folded(blocks: Blocks) -> tuple[Blocks, str]:
    """`blocks` as they are if a picture of them can be read, else folded as little as fits BUDGET; by which rules."""
    return next(foldings(blocks))


def foldings(blocks: Blocks) -> Iterator[tuple[Blocks, str]]:
    """What `folded` gives, and then ever fewer blocks, by which rules, for where a picture of that cannot be read."""
    fewest = len(blocks) + 1
    for found, rules in _all_ways(blocks):
        if len(found) < fewest:
            fewest = len(found)
            yield found, rules


def _all_ways(blocks: Blocks) -> Iterator[tuple[Blocks, str]]:
    is_found = is_readable(blocks)
    if is_found:
        yield blocks, ""
    for found, rules in _ways(blocks):
        if _fits(found):
            is_found = True
            yield found, rules
    if not is_found and len(blocks) <= WHOLE:
        yield blocks, ""  # a chain, say, which reads better whole than in steps
    for steps in STEPS:
        in_steps = fold_steps(found, steps)
        if _fits(in_steps) or steps == STEPS[-1]:
            yield in_steps, words("picture.rules.by_steps", rules=rules)


def is_readable(blocks: Blocks) -> bool:
    """Whether a picture of `blocks` can be read as it is."""
    return len(blocks) <= WHOLE and arrows(blocks) <= WHOLE_ARROWS and _beside(blocks) <= MOST_BESIDE


def _ways(blocks: Blocks) -> Iterator[tuple[Blocks, str]]:
    """`blocks` folded by more and more rules, and by which."""
    chained = fold_chains(blocks)
    has_rows = len(chained) < len(blocks)
    if has_rows:
        yield chained, words("picture.rules.rows")
    for found, rules in _ways_of_sums(fold_sums(chained)):
        yield found, words("picture.rules.rows_first", rules=rules) if has_rows else rules


def _ways_of_sums(summed: Blocks) -> Iterator[tuple[Blocks, str]]:
    """Blocks whose sums are folded, folded by more and more rules, and by which."""
    yield summed, words("picture.rules.sums")
    deepest = max(block.group.count("/") + bool(block.group) for block in summed)
    for level in range(deepest, 0, -1):
        # counted first, without plain numbers, which fold with what they feed: merging takes longer
        keys = _group_keys(summed, level)
        is_plain = [all(node.is_constant for node in block.members) for block in summed]
        if len({key for key, plain in zip(keys, is_plain, strict=True) if not plain}) <= BUDGET:
            yield fold_groups(summed, level), words("picture.rules.sums_groups")
    if deepest:
        yield fold_repeats(fold_groups(summed)), words("picture.rules.sums_groups_repeats")
    else:
        yield fold_repeats(summed), words("picture.rules.sums_repeats")


def _fits(blocks: Blocks) -> bool:
    return len(blocks) <= BUDGET and arrows(blocks) <= BUDGET and _beside(blocks) <= MOST_BESIDE


def _beside(blocks: Blocks) -> int:
    """How many arrows stand one below the other, at most: those that enter what is equally far from the inputs."""
    depth: list[int] = []
    entering: Counter[int] = Counter()
    for block in blocks:
        depth.append(max((depth[parent] + 1 for parent in block.parents), default=0))
        entering[depth[-1]] += len(block.parents)
    return max(entering.values(), default=0)


def arrows(blocks: Blocks) -> int:
    """How many edges a gradient flows along: none that come from plain numbers."""
    is_plain = [block.is_beside or all(node.is_constant for node in block.members) for block in blocks]
    return sum(not is_plain[parent] for block in blocks for parent in block.parents)


def fold_sums(blocks: Blocks) -> Blocks:
    """Additions that only feed another addition become one gate with it."""
    users: list[list[int]] = [[] for _ in blocks]
    for i, block in enumerate(blocks):
        for parent in block.parents:
            users[parent].append(i)
    keys: list[int] = list(range(len(blocks)))
    for i in reversed(range(len(blocks))):
        block = blocks[i]
        if len(users[i]) == 1 and block.operation in SUMS and not (block.members[-1].label or block.is_kept):
            user = blocks[users[i][0]]
            if user.operation in SUMS and user.group == block.group:
                keys[i] = keys[users[i][0]]

    def summed(parts: Sequence[Block]) -> Block:
        return Block((), (), sum_of_inputs) if len(parts) > 1 else parts[0]

    return _merged(blocks, keys, summed)


def fold_chains(blocks: Blocks) -> Blocks:
    """Equal steps in a row, each the only user of the one before, become one block, with their plain numbers."""
    users: list[list[int]] = [[] for _ in blocks]
    for i, block in enumerate(blocks):
        for parent in block.parents:
            users[parent].append(i)
    steps = [_step(blocks, i) for i in range(len(blocks))]
    first: list[int] = []  # of each block's row
    length = [1] * len(blocks)
    for i, step in enumerate(steps):
        before = step[-1] if step else None
        is_next = before is not None and steps[before] and steps[before][:-1] == step[:-1] and users[before] == [i]
        first.append(first[before] if is_next and before is not None else i)
        length[first[i]] += first[i] != i
    keys: list[Hashable] = list(range(len(blocks)))
    for i in range(len(blocks)):
        if length[first[i]] >= LEAST_ROW:
            keys[i] = ("row", first[i])
            for parent in blocks[i].parents:
                if all(node.is_constant for node in blocks[parent].members) and users[parent] == [i]:
                    keys[parent] = keys[i]

    def counted(parts: Sequence[Block]) -> Block:
        if len(parts) == 1:
            return parts[0]
        first = next(part for part in parts if part.operation is not None)
        return Block((), (), None, _step_name(first), is_chain=True)

    return _merged(blocks, keys, counted)


def _step(blocks: Blocks, i: int) -> tuple[Any, ...]:
    """What a block computes of its only input that is no plain number, and at last that input; empty of any other."""
    block = blocks[i]
    node = block.members[0]
    has_label = bool(node.label) and i < len(blocks) - 1
    if len(block.members) > 1 or block.operation is None or has_label or block.is_kept:
        return ()
    data = [blocks[parent].members[0] for parent in block.parents]
    inputs = [(slot, parent) for slot, parent in enumerate(block.parents) if not data[slot].is_constant]
    if len(inputs) != 1:
        return ()
    numbers = [x.data for x in node.parents if x.is_constant]
    return (block.operation, inputs[0][0], *numbers, inputs[0][1])


def _step_name(block: Block) -> str:
    """What a step is called: its sign, with the plain number that it takes."""
    node = block.members[0]
    number = [text.number(node.parents[i].data) for i in range(len(node.parents)) if node.parents[i].is_constant]
    in_gate = block.operation.in_gate if block.operation else ()
    sign = text.gate_symbol(symbol(node))
    return sign if in_gate or not number else f"{sign} {text.typeset(number[0])}"


def fold_groups(blocks: Blocks, level: int = 1) -> Blocks:
    """Nodes whose `group` begins with the same `level` names become one block; their parameters one beside it for each
    name, and what has a label of its own stays itself.
    """

    def named(parts: Sequence[Block]) -> Block:
        if len(parts) == 1:
            return parts[0]
        if parts[0].is_leaf:
            return Block((), (), None, times=sum(part.times for part in parts), name=_parameters_name(parts, level))
        groups = dict.fromkeys("/".join(part.group.split("/")[:level]) for part in parts if part.group)
        return Block((), (), None, label(", ".join(groups)) or words("picture.steps"))

    return _fold_data(_merged(blocks, _group_keys(blocks, level), named))


def _parameters_name(parts: Sequence[Block], level: int) -> str:
    """That of the parameters of a group: W₁ of the weights w of layer 1; w in a group that is smaller than a layer."""
    name = _common_name(parts[0]) or words("name.parameters")
    number = re.search(r"\d+$", parts[0].group.split("/")[0])
    if level > 1 or not number:
        return name
    return f"{name.upper() if name == 'w' else name}{subscript(number[0])}"


def _common_name(block: Block) -> str:
    label_ = block.members[0].label
    return unnumbered(label(label_)) if isinstance(label_, str) else ""


def _fold_data(blocks: Blocks) -> Blocks:
    """Plain numbers that feed the same parts, and these alone, become one block: a part says their range once."""
    users: list[set[int]] = [set() for _ in blocks]
    for i, block in enumerate(blocks):
        for parent in block.parents:
            users[parent].add(i)
    keys: list[Hashable] = [
        frozenset(users[i])
        if all(node.is_constant for node in block.members) and all(blocks[user].title for user in users[i])
        else i
        for i, block in enumerate(blocks)
    ]

    return _merged(blocks, keys, lambda parts: parts[0]._replace(times=sum(part.times for part in parts)))


def _group_keys(blocks: Blocks, level: int) -> list[Hashable]:
    groups = ["/".join(block.group.split("/")[:level]) for block in blocks]
    keys: list[Hashable] = [
        (group, "parameters", _common_name(block)) if group and block.is_leaf else group or i
        for i, (group, block) in enumerate(zip(groups, blocks, strict=True))
    ]
    return _apart(keys, blocks)


def _apart(keys: Sequence[Hashable], blocks: Blocks) -> list[Hashable]:
    """Keys by which what has a label or was asked for stays itself, and what lies before it apart from what follows."""
    named = [not block.is_leaf and len(block.members) == 1 and bool(block.members[0].label) for block in blocks]
    are_few = sum(named) <= MOST_NAMED
    is_kept = [block.is_kept or (name and are_few) for block, name in zip(blocks, named, strict=True)]
    before = [0] * len(blocks)  # how many of those lie before it, one after the other
    for i, block in enumerate(blocks):
        before[i] = max((before[parent] + is_kept[parent] for parent in block.parents), default=0)
    # leaves lie before everything
    return [
        ("kept", i) if is_kept[i] else keys[i] if blocks[i].is_leaf or not before[i] else (keys[i], before[i])
        for i in range(len(blocks))
    ]


def fold_repeats(blocks: Blocks) -> Blocks:
    """Blocks that are computed in the same way, and used in the same way, become one that stands for all of them."""
    upward: list[Hashable] = []
    numbers: dict[Hashable, int] = {}
    for block in blocks:
        kind = _kind(block)
        # numbered, or the key of a deep graph would contain that of every node below
        upward.append(numbers.setdefault((kind, tuple([upward[i] for i in block.parents])), len(numbers)))
    uses: list[set[Hashable]] = [set() for _ in blocks]
    keys: list[Hashable] = [0] * len(blocks)
    final: dict[Hashable, int] = {}
    for i in reversed(range(len(blocks))):
        keys[i] = final.setdefault((upward[i], frozenset(uses[i])), len(final))
        for slot, parent in enumerate(blocks[i].parents):
            uses[parent].add((keys[i], _entrance(blocks[i], slot)))

    def counted(parts: Sequence[Block]) -> Block:
        if len(parts) == 1:
            return parts[0]
        times = sum(part.times for part in parts)
        return parts[0]._replace(title=unnumbered(parts[0].title), times=times, is_kept=False)

    return _merged(blocks, keys, counted)


def fold_steps(blocks: Blocks, budget: int) -> Blocks:
    """Blocks that follow each other become one, so many that at most about `budget` are left; the output stays itself,
    and so do a few inputs, or many by their names.
    """
    leaves = [block for block in blocks[:-1] if block.is_leaf]
    names = {_common_name(block) for block in leaves}
    beside = min(len(leaves), len(names) if len(leaves) > MOST_NAMED else MOST_NAMED)
    size = -(-(len(blocks) - 1) // max(1, budget - 1 - (beside if beside <= MOST_NAMED else 0)))
    keys: list[Hashable] = []
    for i, block in enumerate(blocks[:-1]):
        if block.is_leaf and len(leaves) <= MOST_NAMED:
            keys.append(("input", i))
        elif block.is_leaf and len(names) <= MOST_NAMED:
            keys.append(("input", _common_name(block)))
        else:
            keys.append(i // size)

    def listed(parts: Sequence[Block]) -> Block:
        if len(parts) == 1:
            return parts[0]
        if all(part.is_leaf for part in parts):
            return parts[0]._replace(times=sum(part.times for part in parts))
        return Block((), (), None, words("picture.steps"))

    return _merged(blocks, _apart([*keys, "output"], blocks), listed)


def _merged(blocks: Blocks, keys: Sequence[Hashable], described: Callable[[Sequence[Block]], Block]) -> Blocks:
    """A block for each key, `described` but for its nodes and parents; blocks that would feed each other in a circle
    become one, too.
    """
    if len(set(keys)) == len(blocks):
        return blocks
    owners, order = _acyclic(blocks, keys)
    parts: dict[Hashable, list[int]] = {}
    for i, owner in enumerate(owners):
        parts.setdefault(owner, []).append(i)
    place = {key: i for i, key in enumerate(order)}
    merged = []
    for key in order:
        members = [blocks[i] for i in parts[key]]
        inputs = [place[owners[parent]] for member in members for parent in member.parents]
        is_folded = any(len(parts[owners[parent]]) > 1 for parent in members[0].parents)
        if len(members) > 1 or (is_folded and len(inputs) > MOST_INPUTS):
            inputs = [i for i in dict.fromkeys(inputs) if i != place[key]]
        nodes = tuple([node for member in members for node in member.members])
        merged.append(described(members)._replace(members=nodes, parents=tuple(inputs)))
    return merged


def _acyclic(blocks: Blocks, keys: Sequence[Hashable]) -> tuple[list[Hashable], list[Hashable]]:
    """The key that each block is merged under, and all of them with parents first and the output's last."""
    owner = {key: key for key in keys}
    while True:
        owners = [owner[key] for key in keys]
        feeds: dict[Hashable, dict[Hashable, None]] = {own: {} for own in reversed(owners)}
        for own, block in zip(owners, blocks, strict=True):
            feeds[own].update((owners[parent], None) for parent in block.parents if owners[parent] != own)
        # as they end in the old order, which keeps what belongs together side by side, if no block feeds an earlier one
        order = list(reversed(feeds))
        place = {key: i for i, key in enumerate(order)}
        if all(place[feeding] < place[own] for own, feeding_it in feeds.items() for feeding in feeding_it):
            return owners, order
        try:
            order = list(TopologicalSorter({own: list(feeds[own]) for own in order}).static_order())
            # all feeds the output, so it may stand last
            return owners, [key for key in order if key != owners[-1]] + [owners[-1]]
        except CycleError as error:
            circle = set(error.args[1])
            owner = {key: error.args[1][0] if own in circle else own for key, own in owner.items()}


def _kind(block: Block) -> Hashable:
    if block.is_kept:
        return block.members[0]
    if block.title:
        return unnumbered(block.title)
    node = block.members[0]
    if block.operation is not None and block.operation.in_gate:
        return (block.operation, *[node.parents[i].data for i in block.operation.in_gate])  # as in ^2
    name = unnumbered(node.label) if isinstance(node.label, str) else ""
    return (block.operation or name, node.is_constant, group_of(node).rpartition("/")[0])


def _entrance(block: Block, slot: int) -> Hashable:
    """Which part an input plays: the same for inputs that can be exchanged, and for all weights of a dot product."""
    operation = block.operation
    # but for factors: a weight and what it multiplies are different parts
    if block.title or operation is None or (operation.is_symmetric and operation.role != Role.SWAP):
        return 0
    if operation.is_paired and len(block.members[0].parents) == len(block.parents):
        half = len(block.parents) // 2
        return "bias" if slot == 2 * half else slot // half
    return slot
