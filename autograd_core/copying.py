"""Copies and pickles of graphs of any depth: Python's own go by recursion.

Here: what `copy` and `pickle` ask a Value for. Not here: files that people keep (loading a pickle can run code).
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from typing import Any

from autograd_core import modes
from autograd_core.graph import topological_order
from autograd_core.operations import name_in_table, operation_named
from autograd_core.value import CONSTANT, LEAF, Value, new_node


def twin(node: Value, parents: tuple[Value, ...]) -> Value:
    """A new node with the data, grad, label and operation of `node`, and the given parents."""
    copied = new_node(node._operation, node.data, parents)
    copied.grad = node.grad
    copied.label = node.label
    copied.__dict__.update(node.__dict__)
    if modes.open_calls and copied.is_leaf:
        modes.note_made(copied)
    return copied


def deep_copy(output: Value, memo: dict[int, Any]) -> Value:
    """A copy of `output` and of all it depends on; what `memo` holds is shared, as copy.deepcopy asks."""
    copies = []
    for node in topological_order(output):
        if id(node) not in memo:
            copied = memo[id(node)] = twin(node, tuple([memo[id(parent)] for parent in node.parents]))
            copied.data = copy.deepcopy(node.data, memo)
            copied.grad = copy.deepcopy(node.grad, memo)
            copies.append(copied)
    # last, because people's own attributes may hold nodes of the same graph
    for copied in copies:
        if copied.__dict__:
            copied.__dict__.update(copy.deepcopy(copied.__dict__, memo))
    return memo[id(output)]  # type: ignore[no-any-return]


class _Pickling(threading.local):
    """The nodes whose ancestors the pickle being written in this thread has listed already."""

    def __init__(self) -> None:
        self.listed: set[Value] = set()


_pickling = _Pickling()


class _Ancestors:
    """Pickles as the list of all that a node depends on, parents first, so that no node leads the pickler deeper."""

    def __init__(self, node: Value) -> None:
        self.node = node

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (), None, self._each()

    def _each(self) -> Iterator[Value]:
        ancestors = topological_order(self.node)[:-1]
        try:
            for ancestor in ancestors:
                _pickling.listed.add(ancestor)
                yield ancestor
        finally:
            _pickling.listed.difference_update(ancestors)


def reduced(node: Value) -> tuple[Any, ...]:
    """How pickle stores `node`: its ancestors, unless they are listed already, and then its own fields.

    Raises:
        ValueError: its operation is not in the table, so that nobody could load it.
    """
    ancestors = None if node.is_leaf or node in _pickling.listed else _Ancestors(node)
    operation = node._operation.name if node.operation is None else name_in_table(node.operation)
    fields = (operation, node.data, node.parents, node.grad, node.label)
    return _restored, (ancestors, *fields), node.__dict__ or None


def _restored(ancestors: object, operation: str, data: Any, parents: tuple[Value, ...], grad: Any, label: str) -> Value:
    """The node that `reduced` stored; `ancestors` did their work by being unpickled first."""
    kinds = {LEAF.name: LEAF, CONSTANT.name: CONSTANT}
    node = new_node(kinds.get(operation) or operation_named(operation), data, parents)
    node.grad = grad
    node.label = label
    return node


# Python would copy and pickle a graph by recursion, which a deep one overflows. Here, because this module imports
# value.py.
setattr(Value, "__copy__", lambda node: twin(node, node.parents))  # noqa: B010
setattr(Value, "__deepcopy__", deep_copy)  # noqa: B010
setattr(Value, "__reduce__", reduced)  # noqa: B010
