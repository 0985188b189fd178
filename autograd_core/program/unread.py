"""Leaves whose numbers nobody may read: what a program repeats for every sample must not come of one sample's `.data`.

Here: such leaves, and rules from outside that are tried on them. Not here: decisions by comparing Values
(modes.recording), and what arrays cannot run (compiling.py).
"""

from __future__ import annotations

import math
import sys
from typing import Any

from autograd_core.errors import GraphError
from autograd_core.graph import topological_order
from autograd_core.nothing import NOTHING
from autograd_core.operations import Operation
from autograd_core.value import Value, constant, errors_kept

READERS = {"autograd_core", "nn", "viz"}  # they compute with the number, and record what they compute
_DATA: Any = Value.__dict__["data"]  # the slot


class Unread(Value):
    """A leaf whose `.data` the packages alone may read; GraphError for whoever else does."""

    __slots__ = ()

    @property
    def data(self) -> Any:
        if _is_read_outside():
            raise GraphError(
                ".data was read, a plain number, and what is computed from it would hold for every sample as it is for "
                "this one; compute with the Values themselves"
            )
        return _DATA.__get__(self)

    @data.setter
    def data(self, number: Any) -> None:
        _DATA.__set__(self, number)


Unread.__name__ = Unread.__qualname__ = Value.__name__  # what a message of Python's calls it

# What leads from a node to numbers besides its own.
LEADING = ("parents", "operation", "grad", "local_gradients", "_prev", "_op", "_children", "_local_grads")


def _is_read_outside() -> bool:
    """Whether who reads what the caller gives is none of the packages."""
    reader = sys._getframe(2)
    return reader.f_globals.get("__name__", "").partition(".")[0] not in READERS


def _refused(name: str) -> property:
    """An attribute of Value that the packages alone may read."""
    there = Value.__dict__[name]

    def read(node: Value) -> Any:
        if _is_read_outside():
            raise GraphError(
                f".{name} was read, which leads to numbers of one sample; compute with the inputs and the output alone"
            )
        return there.__get__(node)

    return property(read, getattr(there, "__set__", None))


# An input or the output of a rule; what it was computed from is that of one sample too.
_InRule: type[Unread] = type(Value.__name__, (Unread,), {"__slots__": ()} | {name: _refused(name) for name in LEADING})


def check_rule(operation: Operation, parents: tuple[Value, ...]) -> None:
    """GraphError, with its name, for a rule from outside that computes with the numbers of its inputs or its output.

    It is run on leaves that are NaN: a constant that is NaN then comes of a number that was read.
    """
    if any(x.is_constant and x.data != x.data for x in parents):
        return
    inputs = [x.data if x.is_constant else _InRule(math.nan) for x in parents]
    try:
        with errors_kept():
            slopes = operation.partials_at(_InRule(math.nan), inputs)
    except GraphError as error:
        raise GraphError(f"a program runs the rule of {operation.name} on Values, and there: {error}") from error
    except (ArithmeticError, ValueError, TypeError, LookupError, AttributeError):  # it is not for NaN: not judged
        return
    nodes = [x if isinstance(x, Value) else constant(x) for x in slopes]
    for node in topological_order(*nodes):
        if node.is_constant and node.data is not NOTHING and node.data != node.data:
            raise GraphError(
                f"a program runs the rule of {operation.name} on Values, and it computes with a number that it reads "
                "from one (.data), which would hold for every sample; compute with the Values themselves"
            )
