"""What a graph holds between two passes, for tests that claim that nothing was left behind."""

from typing import Any

from autograd_core import Value, topological_order


def recorded_state(output: Value) -> list[tuple[Any, int]]:
    """Every node's `.grad` and pending count, in topological order."""
    return [(node.grad, node._pending) for node in topological_order(output)]


def nothing_pending(output: Value) -> bool:
    """Whether no pass has left a count behind."""
    return all(node._pending == 0 for node in topological_order(output))
