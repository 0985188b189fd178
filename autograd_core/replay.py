"""Running a recorded graph forward again, in place: after a leaf's data changed, or to see whether one did.

Not here: recording (value.py), gradients (differentiate.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core.by_hand import ByHand, require_computable
from autograd_core.elementary import nan_like
from autograd_core.errors import described, explained
from autograd_core.graph import topological_order
from autograd_core.kinds import whole
from autograd_core.operations import Operation
from autograd_core.value import LEAF, Value, new_node


def recompute(output: Value) -> None:
    """Bring the data of `output` and of every node it depends on up to date with the leaves.

    The same operations run on the same parents; a Python `if` that was passed while recording is not decided anew.

    Raises:
        ArithmeticError, ValueError, TypeError: an operation has no value at the new data.
        GraphError: a node was made by hand, so that nobody knows how to compute it.

    Whatever goes wrong, an interrupt too, then no node is changed.
    """
    fresh = _recomputed(_order_of(output), require_computable)
    before = {node: node.data for node in fresh}
    try:
        for node, data in fresh.items():
            node.data = data
    except BaseException:  # an interrupt
        for node, data in before.items():
            node.data = data
        raise


def stale(output: Value) -> list[Value]:
    """The nodes whose data differ from what their operation gives today, parents first: a leaf below them was changed.

    A NaN counts as up to date where a NaN comes out again. So does a node that was made by hand: nobody knows better.
    """
    return stale_among(_order_of(output))


def stale_among(order: Sequence[Value]) -> list[Value]:
    """The stale ones of a graph's nodes, which stand with parents first."""
    fresh = _recomputed(order, lambda operation, what: None)
    return [node for node, data in fresh.items() if node.data != data and (node.data == node.data or data == data)]


def _order_of(output: Value) -> list[Value]:
    if not isinstance(output, Value):
        raise TypeError(f"only a Value has a graph to compute again, got {described(output)}")
    return topological_order(output)


def _recomputed(order: Sequence[Value], met_by_hand: Callable[[Operation, str], None]) -> dict[Value, Any]:
    """The data of every node that an operation computes, from the leaves' data as they are now.

    A node that was made by hand keeps what it has, unless `met_by_hand` refuses it.
    """
    fresh: dict[Value, Any] = {}
    for node in order:
        operation = node.operation
        if operation is None:
            continue
        if isinstance(operation, ByHand):
            met_by_hand(operation, "recompute")
            continue
        parents = node.parents
        try:
            fresh[node] = operation.forward(*[whole(fresh.get(parent, parent.data)) for parent in parents])
        except (ArithmeticError, ValueError, TypeError) as error:
            if "is_in_rule" in node.__dict__ and not isinstance(error, TypeError):
                fresh[node] = nan_like(parents[0].data)
                continue
            raise explained(error, operation, [_as_of_now(parent, fresh) for parent in parents]) from error
    return fresh


def _as_of_now(node: Value, fresh: dict[Value, Any]) -> Value:
    """`node` for an error message, with the number that it would get."""
    shown = new_node(LEAF, fresh.get(node, node.data), ())
    shown.label = node.label
    return shown
