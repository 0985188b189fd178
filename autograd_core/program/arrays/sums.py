"""Second pass: chains of additions become sums of many terms, and products that are only added up become terms.

A sum keeps what cancels: a sum within a sum is taken into it only as its beginning, so (a - b) + (c - d) stays the sum
of two differences; and the first two terms of a sum stay its first (`groups.py`). The others may come in any order: in
the order recorded each is added to a partial sum P, and rounds it, so that a sum is good to about 2^-53 x the sum of
|P|; and the other terms are no larger, taken together, than twice that. Products of the same arrays are rounded
numbers, so every order of them is as good as the one recorded: their sum becomes a matrix product.

Not here: sums that look alike (groups.py).
Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograd_core import operations as ops
from autograd_core.program.flat import FlatGraph

# A term: sign, first factor, second factor or NOTHING.
Term = tuple[int, int, int]
NOTHING = -1

SIGNS: dict[ops.Operation, tuple[int, ...]] = {ops.add: (1, 1), ops.subtract: (1, -1), ops.negative: (-1,)}


@dataclass
class SummedGraph:
    """A flat graph in which sums have been recognised.

    Attributes:
        flat: the graph that it came from.
        sums: instruction -> its terms, for every sum that is left.
        others: every other operation that is left, in order.
        means: the terms of every mean over the batch that is wanted.
    """

    flat: FlatGraph
    sums: dict[int, list[Term]]
    others: list[int]
    means: list[list[Term]]


def summed(flat: FlatGraph) -> SummedGraph:
    """`flat` with its sums flattened; what was taken into one sum, and is used nowhere else, is no longer computed."""
    is_live = _live(flat)
    absorbed = _absorbed(flat, is_live)
    begins = _beginnings(flat, absorbed)
    graph = SummedGraph(flat, {}, [], [_terms(flat, [(1, mean)], absorbed, begins) for mean in flat.means])
    for i, operation in enumerate(flat.operations):
        if operation is None or absorbed[i] or not is_live[i]:
            continue
        if _is_linear(operation):
            graph.sums[i] = _terms(flat, _signed_inputs(flat, i, begins), absorbed, begins)
        else:
            graph.others.append(i)
    return graph


def as_recorded(flat: FlatGraph) -> SummedGraph:
    """`flat` with each addition as an operation of its own."""
    computed = [i for i, is_live in enumerate(_live(flat)) if is_live and flat.operations[i] is not None]
    return SummedGraph(flat, {}, computed, [[(1, mean, NOTHING)] for mean in flat.means])


def _is_linear(operation: ops.Operation | None) -> bool:
    return operation in SIGNS or operation is ops.sum_of_inputs


def _signed_inputs(flat: FlatGraph, i: int, begins: dict[int, int]) -> list[tuple[int, int]]:
    """What is added up, with its signs, the sum that it begins with first."""
    operation, inputs = flat.operations[i], flat.inputs[i]
    signs = SIGNS.get(operation) if operation is not None else None
    signed = list(zip(signs or (1,) * len(inputs), inputs, strict=True))
    if i in begins:
        signed.insert(0, signed.pop(begins[i]))
    return signed


def _live(flat: FlatGraph) -> list[bool]:
    """Which instructions the wanted ones depend on."""
    is_live = [False] * len(flat.inputs)
    for i in (*flat.outputs, *flat.means):
        is_live[i] = True
    for i in range(len(is_live) - 1, -1, -1):
        if is_live[i]:
            for j in flat.inputs[i]:
                is_live[j] = True
    return is_live


def _absorbed(flat: FlatGraph, is_live: list[bool]) -> list[bool]:
    """Which instructions are sums or products that are used once, by a sum or by a mean."""
    uses = [0] * len(flat.inputs)
    is_added = [False] * len(flat.inputs)
    for operation, inputs, live in zip(flat.operations, flat.inputs, is_live, strict=True):
        if not live:
            continue
        is_linear = _is_linear(operation)
        for i in inputs:
            uses[i] += 1
            is_added[i] = is_linear
    for i in flat.means:
        uses[i] += 1
        is_added[i] = True
    for i in flat.outputs:
        uses[i] += 1  # so it is not absorbed: its own value is wanted
    return [
        uses[i] == 1 and is_added[i] and (_is_linear(operation) or operation is ops.multiply)
        for i, operation in enumerate(flat.operations)
    ]


def _beginnings(flat: FlatGraph, absorbed: list[bool]) -> dict[int, int]:
    """Sums that begin with another sum -> which of the inputs that is; `absorbed` keeps no other sum of several terms.

    It may be either of the first two, as these may be exchanged; the longer one.
    """
    begins: dict[int, int] = {}
    lengths: dict[int, int] = {}
    for i, (operation, inputs) in enumerate(zip(flat.operations, flat.inputs, strict=True)):
        if not _is_linear(operation):
            continue
        length = len(inputs)
        within = [k for k, j in enumerate(inputs) if absorbed[j] and lengths.get(j, 1) > 1]
        if within:
            first = max([k for k in within if k < 2], key=lambda k: lengths[inputs[k]], default=-1)
            for k in within:
                if k != first:
                    absorbed[inputs[k]] = False
            if first >= 0:
                begins[i] = first
                length += lengths[inputs[first]] - 1
        lengths[i] = length
    return begins


def _terms(flat: FlatGraph, signed: list[tuple[int, int]], absorbed: list[bool], begins: dict[int, int]) -> list[Term]:
    """The terms of a sum, with every absorbed sum in place of its name; without recursion, for chains are long."""
    terms: list[Term] = []
    waiting = signed[::-1]
    while waiting:
        sign, i = waiting.pop()
        if not absorbed[i]:
            terms.append((sign, i, NOTHING))
        elif flat.operations[i] is ops.multiply:
            first, second = flat.inputs[i]
            terms.append((sign, first, second))
        else:
            waiting += [(sign * inner, j) for inner, j in reversed(_signed_inputs(flat, i, begins))]
    return terms
