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
LINEAR: set[ops.Operation | None] = {*SIGNS, ops.sum_of_inputs}
_TAKEN = {*LINEAR, ops.multiply}  # what may become part of a sum
ONCE_BY_A_SUM = 1


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
    uses = _uses(flat)
    absorbed = {i for i, count in enumerate(uses) if count == ONCE_BY_A_SUM and flat.operations[i] in _TAKEN}
    begins = _beginnings(flat, absorbed)
    graph = SummedGraph(flat, {}, [], [_terms(flat, [(1, mean)], absorbed, begins) for mean in flat.means])
    for i, operation in enumerate(flat.operations):
        if operation is None or not uses[i] or i in absorbed:
            continue
        if operation in LINEAR:
            graph.sums[i] = _terms(flat, _signed_inputs(flat, i, begins), absorbed, begins)
        else:
            graph.others.append(i)
    return graph


def as_recorded(flat: FlatGraph) -> SummedGraph:
    """`flat` with each addition as an operation of its own."""
    computed = [i for i, count in enumerate(_uses(flat)) if count and flat.operations[i] is not None]
    return SummedGraph(flat, {}, computed, [[(1, mean, NOTHING)] for mean in flat.means])


def _signed_inputs(flat: FlatGraph, i: int, begins: dict[int, int]) -> list[tuple[int, int]]:
    """What is added up, with its signs, the sum that it begins with first."""
    operation, inputs = flat.operations[i], flat.inputs[i]
    signs = SIGNS.get(operation) if operation is not None else None
    signed = list(zip(signs or (1,) * len(inputs), inputs, strict=True))
    if i in begins:
        signed.insert(0, signed.pop(begins[i]))
    return signed


def _uses(flat: FlatGraph) -> list[int]:
    """How much each instruction is used by what is wanted: 1 by a sum or mean that adds it, 2 by whatever else."""
    uses = [0] * len(flat.inputs)
    for i in flat.means:
        uses[i] += 1
    for i in flat.outputs:
        uses[i] += 2  # its own value is wanted
    for i in range(len(uses) - 1, -1, -1):
        inputs = flat.inputs[i]
        if inputs and uses[i]:
            count = 1 if flat.operations[i] in LINEAR else 2
            for j in inputs:
                uses[j] += count
    return uses


def _beginnings(flat: FlatGraph, absorbed: set[int]) -> dict[int, int]:
    """Sums that begin with another sum -> which of the inputs that is; `absorbed` keeps no other sum of several terms.

    It may be either of the first two, as these may be exchanged; the longer one.
    """
    begins: dict[int, int] = {}
    lengths: dict[int, int] = {}
    for i in [i for i, operation in enumerate(flat.operations) if operation in LINEAR]:
        inputs = flat.inputs[i]
        length = len(inputs)
        within = [k for k, j in enumerate(inputs) if j in lengths and lengths[j] > 1 and j in absorbed]
        if within:
            first = max([k for k in within if k < 2], key=lambda k: lengths[inputs[k]], default=-1)
            for k in within:
                if k != first:
                    absorbed.remove(inputs[k])
            if first >= 0:
                begins[i] = first
                length += lengths[inputs[first]] - 1
        lengths[i] = length
    return begins


def _terms(flat: FlatGraph, signed: list[tuple[int, int]], absorbed: set[int], begins: dict[int, int]) -> list[Term]:
    """The terms of a sum, with every absorbed sum in place of its name; without recursion, for chains are long."""
    terms: list[Term] = []
    waiting = signed[::-1]
    while waiting:
        sign, i = waiting.pop()
        if i not in absorbed:
            terms.append((sign, i, NOTHING))
        elif flat.operations[i] is ops.multiply:
            first, second = flat.inputs[i]
            terms.append((sign, first, second))
        else:
            waiting += [(sign * inner, j) for inner, j in reversed(_signed_inputs(flat, i, begins))]
    return terms
