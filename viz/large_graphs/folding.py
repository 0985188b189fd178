"""Large graphs made small: nodes merged into blocks, by sums, by groups, by repeated structure, and by steps at last.

Each rule takes a graph of blocks and gives a smaller one. Not here: what a block says (blocks.py), how it looks
(scene/).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from autograd_core import Operation, Role
from autograd_core.operations import add, sum_of_inputs
from viz.large_graphs.blocks import Block, Blocks, group_of, unnumbered
from viz.text import label

# A graph of up to so many nodes and arrows is drawn as it is; arrows are those that a gradient flows along.
WHOLE, WHOLE_ARROWS = 150, 100
BUDGET = 60  # blocks, and arrows between them: a folded graph has at most so many; of 80 nobody can follow one
MOST_STEPS = 8  # boxes in a row that say no more than that there are steps
SUMS = {add, sum_of_inputs}


def folded(blocks: Blocks) -> tuple[Blocks, str]:
    """`blocks` as they are if a picture of them can be read, else folded as little as fits BUDGET; by which rules."""
    if is_readable(blocks):
        return blocks, ""
    for found, words in _ways(blocks):
        if _fits(found):
            return found, words
    if len(blocks) <= WHOLE:
        return blocks, ""  # a chain, say, which reads better whole than in steps
    steps = MOST_STEPS
    while not _fits(in_steps := fold_steps(found, steps)):
        steps //= 2
    return in_steps, f"{words}, then by steps"


def is_readable(blocks: Blocks) -> bool:
    """Whether a picture of `blocks` can be read as it is."""
    return len(blocks) <= WHOLE and arrows(blocks) <= WHOLE_ARROWS


def _ways(blocks: Blocks) -> Iterator[tuple[Blocks, str]]:
    """`blocks` folded by more and more rules, and by which."""
    summed = fold_sums(blocks)
    yield summed, "sums"
    deepest = max(block.group.count("/") + bool(block.group) for block in summed)
    for level in range(deepest, 0, -1):
        # counted first: merging takes longer
        if len(set(_group_keys(summed, level))) <= BUDGET:
            yield fold_groups(summed, level), "sums and groups"
    if deepest:
        yield fold_repeats(fold_groups(summed)), "sums, groups and repeats"
    else:
        yield fold_repeats(summed), "sums and repeats"


def _fits(blocks: Blocks) -> bool:
    return len(blocks) <= BUDGET and arrows(blocks) <= BUDGET


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
        if len(users[i]) == 1 and block.operation in SUMS and not block.members[-1].label:
            user = blocks[users[i][0]]
            if user.operation in SUMS and user.group == block.group:
                keys[i] = keys[users[i][0]]

    def summed(parts: Sequence[Block]) -> tuple[str, Operation | None, int]:
        return "", sum_of_inputs if len(parts) > 1 else parts[0].operation, 1

    return _merged(blocks, keys, summed)


def fold_groups(blocks: Blocks, level: int = 1) -> Blocks:
    """Nodes whose `group` begins with the same `level` names become one block."""

    def named(parts: Sequence[Block]) -> tuple[str, Operation | None, int]:
        if len(parts) == 1:
            return parts[0].title, parts[0].operation, parts[0].times
        groups = dict.fromkeys("/".join(part.group.split("/")[:level]) for part in parts if part.group)
        return label(", ".join(groups)) or "steps", None, 1

    return _fold_data(_merged(blocks, _group_keys(blocks, level), named))


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

    def counted(parts: Sequence[Block]) -> tuple[str, Operation | None, int]:
        return parts[0].title, parts[0].operation, sum(part.times for part in parts)

    return _merged(blocks, keys, counted)


def _group_keys(blocks: Blocks, level: int) -> list[Hashable]:
    return ["/".join(block.group.split("/")[:level]) or i for i, block in enumerate(blocks)]


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

    def counted(parts: Sequence[Block]) -> tuple[str, Operation | None, int]:
        title = parts[0].title if len(parts) == 1 else unnumbered(parts[0].title)
        return title, parts[0].operation, sum(part.times for part in parts)

    return _merged(blocks, keys, counted)


def fold_steps(blocks: Blocks, budget: int) -> Blocks:
    """Blocks that follow each other become one, so many that at most `budget` are left; the output stays itself."""
    size = -(-(len(blocks) - 1) // (budget - 1))
    keys: list[Hashable] = [i // size for i in range(len(blocks) - 1)]

    def listed(parts: Sequence[Block]) -> tuple[str, Operation | None, int]:
        return ("steps", None, 1) if len(parts) > 1 else (parts[0].title, parts[0].operation, parts[0].times)

    return _merged(blocks, [*keys, "output"], listed)


def _merged(
    blocks: Blocks, keys: Sequence[Hashable], described: Callable[[Sequence[Block]], tuple[str, Operation | None, int]]
) -> Blocks:
    """A block for each key; blocks that would feed each other in a circle become one, too."""
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
        title, operation, times = described(members)
        inputs = [place[owners[parent]] for member in members for parent in member.parents]
        if len(members) > 1 or any(len(parts[owners[parent]]) > 1 for parent in members[0].parents):
            inputs = [i for i in dict.fromkeys(inputs) if i != place[key]]
        nodes = tuple([node for member in members for node in member.members])
        merged.append(Block(nodes, tuple(inputs), operation, title, times))
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
