"""debug(): a block in which every recorded node is looked at, so that the first NaN, infinity or stale value is named.

Not here: explanations of gradients that are right (explain.py).
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograd_core.differentiate import Turn, add_to, turns
from autograd_core.elementary import is_finite
from autograd_core.errors import GraphError, described
from autograd_core.modes import deriving, in_force, watching
from autograd_core.notation import node_name
from autograd_core.replay import stale
from autograd_core.value import Value

_PACKAGE = str(Path(__file__).parent) + os.sep


class debug(watching):  # noqa: N801 - like no_grad
    """In this block, recording and backward() check what they compute. Slower by a factor of about ten.

    Each node remembers the source line that recorded it, as `node.recorded_at`.

    Raises:
        FloatingPointError: the first NaN or infinity, forward or backward, with its operation, inputs and source line.
        GraphError: backward() through a node that is stale: data below it changed since it was computed.
    """

    def __init__(self) -> None:
        super().__init__(_Checks())


class _Checks:
    """What a debug() block does with every node and backward pass."""

    def recorded(self, node: Value) -> None:
        """Look at a node that was just recorded."""
        node.recorded_at = _source_line()
        if not is_finite(node.data) and not in_force(deriving):
            raise _not_finite(node)

    def derived(self, nodes: Sequence[Value]) -> None:
        """Look at derivatives. What is not finite on the way to a finite one stands behind a closed gate."""
        for node in nodes:
            while not is_finite(node.data) and not node.is_leaf:
                causes = [parent for parent in node.parents if not is_finite(parent.data)]
                if not causes:
                    raise _not_finite(node)
                # a gate passes one of its inputs on as it is
                node = next((parent for parent in causes if parent.data is node.data), causes[0])

    def before_backward(self, output: Value) -> None:
        """Look at a graph that is about to be differentiated."""
        changed = stale(output)
        if changed:
            node = changed[0]
            raise GraphError(
                f"{len(changed)} of the nodes are stale, first the {node_name(node)} of {_inputs(node)}: it holds "
                f"{node.data!r}, computed before a leaf changed{_at(node)}; call recompute(output), or record anew"
            )

    def after_backward(self, order: list[Value]) -> None:
        """Look at the gradients, in the order in which they were passed on."""
        # added up once more: a finished sum does not tell which of a node's uses made it infinite
        sums: dict[Value, Any] = {}
        spoiled: dict[Value, Turn] = {}  # node -> the turn that made its gradient NaN or infinite
        for turn in turns(order[0], order[0].grad, [], is_pass=True):
            for parent, amount in zip(turn.node.parents, turn.amounts, strict=True):
                add_to(sums, parent, amount)
                if parent not in spoiled and not is_finite(sums.get(parent, 0)):
                    spoiled[parent] = turn
        # a NaN that a closed gate stopped is none
        leaf = next((node for node in spoiled if node.is_leaf and not node.is_constant), None)
        if leaf is not None:
            node = leaf
            while spoiled[node].node in spoiled:
                node = spoiled[node].node
            turn = spoiled[node]
            raise FloatingPointError(
                f"the gradient of {described(node)} became {sums[node]!r} on the way through {node_name(turn.node)} "
                f"of {_inputs(turn.node)}, whose own gradient is {turn.gradient!r}{_at(turn.node)}"
            )


def _not_finite(node: Value) -> FloatingPointError:
    place = f", at {node.recorded_at}" if hasattr(node, "recorded_at") else ""
    return FloatingPointError(f"{node_name(node)} gave {node.data!r} from {_inputs(node)}{place}")


def _source_line() -> str:
    """Where the program, not the engine, is: file, line number and the line."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    name, line = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(name, line).strip()
    return f"{name}, line {line}" + (f": {text}" if text else "")


def _at(node: Value) -> str:
    """Where a node was recorded, if that was in a debug() block."""
    place = getattr(node, "recorded_at", "")
    return f" (recorded at {place})" if place else ""


def _inputs(node: Value) -> str:
    return ", ".join(described(parent) for parent in node.parents)
