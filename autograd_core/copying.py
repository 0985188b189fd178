"""Copies and pickles of graphs of any depth: Python's own go by recursion.

Here: what `copy` and `pickle` ask a Value for. Not here: files that people keep (loading a pickle can run code).
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from typing import Any

from autograd_core import modes
from autograd_core.by_hand import ByHand
from autograd_core.graph import order_to_keep
from autograd_core.operations import name_in_table, operation_named
from autograd_core.value import CONSTANT, LEAF, Value, new_node


def twin(node: Value, parents: tuple[Value, ...]) -> Value:
    """A new node with the data, grad, label and operation of `node`, and the given parents."""
    operation = node._operation
    copied = new_node(copy.copy(operation) if isinstance(operation, ByHand) else operation, node.data, parents)
    if type(node) is not Value:
        copied.__class__ = type(node)
    copied.grad = node.grad
    copied.label = node.label
    copied.__dict__.update(node.__dict__)
    if modes.open_calls and copied.is_leaf:
        modes.note_made(copied)
    return copied


def deep_copy(output: Value, memo: dict[int, Any]) -> Value:
    """A copy of `output` and of all it depends on; what `memo` holds is shared, as copy.deepcopy asks."""
    copies = []
    for node in order_to_keep(output):
        if id(node) not in memo:
            copied = memo[id(node)] = twin(node, tuple([memo[id(parent)] for parent in node.parents]))
            if isinstance(node._operation, ByHand):
                copied._operation = copy.deepcopy(node._operation, memo)
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
        ancestors = order_to_keep(self.node)[:-1]
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
        GraphError: (when it is written) its gradient is a closure.
    """
    ancestors = None if node.is_leaf or node in _pickling.listed else _Ancestors(node)
    fields = (_stored(node), node.data, node.parents, node.grad, node.label, type(node))
    return _restored, (ancestors, *fields), node.__dict__ or None


def _stored(node: Value) -> str | tuple[str, str] | ByHand:
    """What computed a node, as pickles have it: a row by its name, but for one that is this node's alone."""
    operation = node._operation
    if node.is_leaf or isinstance(operation, ByHand):
        return operation if isinstance(operation, ByHand) else operation.name
    name = name_in_table(operation)
    return (name, operation.module) if operation.module else name


def _restored(
    ancestors: object,
    stored: str | tuple[str, str] | ByHand,
    data: Any,
    parents: tuple[Value, ...],
    grad: Any,
    label: str,
    kind: type[Value] = Value,  # of pickles that were written before there was one
) -> Value:
    """The node that `reduced` stored; `ancestors` did their work by being unpickled first."""
    kinds = {LEAF.name: LEAF, CONSTANT.name: CONSTANT}
    if isinstance(stored, tuple):
        operation = operation_named(*stored)
    else:
        operation = stored if isinstance(stored, ByHand) else kinds.get(stored) or operation_named(stored)
    node = new_node(operation, data, parents)
    if kind is not Value:
        node.__class__ = kind
    node.grad = grad
    node.label = label
    return node


# Python would copy and pickle a graph by recursion, which a deep one overflows. Here, because this module imports
# value.py.
setattr(Value, "__copy__", lambda node: twin(node, node.parents))  # noqa: B010
setattr(Value, "__deepcopy__", deep_copy)  # noqa: B010
setattr(Value, "__reduce__", reduced)  # noqa: B010
