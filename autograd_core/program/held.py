"""Before the passes: extremes that the outputs do not depend on, such as the maximum that a softmax subtracts.

log(exp(x - m) + exp(y - m)) + m is the same for every m. Its derivative by way of m is 0, and what a rule computes for
it is rounding alone, in some ten arrays. Not here: derivatives, which are told to take such an m for a constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd_core import operations as ops
from autograd_core.graph import topological_order
from autograd_core.operations import Operation
from autograd_core.value import Value

# How a node changes when an extreme grows by t: it grows by amount * t, or is multiplied by exp(amount * t).
TERM, FACTOR = "term", "factor"
Change = tuple[str, float]
SAME: Change = (TERM, 0.0)  # it does not: a factor of exp(0) too
EXTREMES = (ops.maximum, ops.minimum)


def held(outputs: Sequence[Value]) -> set[Value]:
    """The maxima and minima of several nodes that none of `outputs` depends on, for any finite numbers."""
    candidates: set[Value] = set()
    changes: dict[Value, dict[Value, Change]] = {}  # node -> extreme -> how it changes with that one
    for node in topological_order(*outputs):
        parents = node.parents
        if not changes.keys().isdisjoint(parents):
            own = {}
            for extreme in {extreme for parent in parents for extreme in changes.get(parent, ())} & candidates:
                of_parents = [changes.get(parent, {}).get(extreme, SAME) for parent in parents]
                change = _change(node, of_parents)
                if change is None:
                    candidates.discard(extreme)
                elif change[1]:
                    own[extreme] = change
            if own:
                changes[node] = own
        if node.operation in EXTREMES and len(parents) > 1:
            candidates.add(node)
            changes.setdefault(node, {})[node] = (TERM, 1.0)
    for output in outputs:
        candidates.difference_update(changes.get(output, ()))
    return candidates


def _change(node: Value, parents: Sequence[Change]) -> Change | None:
    """How `node` changes where its parents do; None if it is not known."""
    if all(not amount for _, amount in parents):
        return SAME
    rule = _RULES.get(node.operation) if node.operation is not None else None
    return rule(node, parents) if rule else None


def _amounts(kind: str, parents: Sequence[Change]) -> list[float] | None:
    """The amounts by which the parents change, if all do in that way or not at all."""
    return [amount for _, amount in parents] if all(k == kind or not amount for k, amount in parents) else None


def _of_sum(*signs: float) -> Callable[[Value, Sequence[Change]], Change | None]:
    def change(node: Value, parents: Sequence[Change]) -> Change | None:
        terms = _amounts(TERM, parents)
        if terms is not None:
            return TERM, sum(map(float.__mul__, signs or (1.0,) * len(terms), terms))
        # a sum of what has one factor has it too; 0 has any
        pairs = zip(node.parents, parents, strict=True)
        factors = {change for parent, change in pairs if not (parent.is_constant and parent.data == 0)}
        return factors.pop() if len(factors) == 1 else None

    return change


def _of_product(*signs: float) -> Callable[[Value, Sequence[Change]], Change | None]:
    def change(node: Value, parents: Sequence[Change]) -> Change | None:
        factors = _amounts(FACTOR, parents)
        return None if factors is None else (FACTOR, sum(map(float.__mul__, signs, factors)))

    return change


def _turned(kind: str, into: str) -> Callable[[Value, Sequence[Change]], Change | None]:
    return lambda node, parents: (into, parents[0][1]) if parents[0][0] == kind else None


_RULES: dict[Operation, Callable[[Value, Sequence[Change]], Change | None]] = {
    ops.add: _of_sum(1.0, 1.0),
    ops.subtract: _of_sum(1.0, -1.0),
    ops.negative: _of_sum(-1.0),
    ops.identity: _of_sum(1.0),
    ops.sum_of_inputs: _of_sum(),
    ops.multiply: _of_product(1.0, 1.0),
    ops.divide: _of_product(1.0, -1.0),
    ops.exp: _turned(TERM, FACTOR),
    ops.log: _turned(FACTOR, TERM),
}
