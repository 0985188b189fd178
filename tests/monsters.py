"""Graphs that no course has and a program makes by accident: whoever is asked about them answers or refuses, shortly.

Here: the graphs, and how much work an answer takes. Not here: who is asked (the tests of each package).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from autograd_core import Value, topological_order
from autograd_core import sum as total

LONGEST_ERROR = 400  # characters: two sentences and what came, itself cut off
LONGEST_ANSWER = 250_000  # characters: a table of 2,000 rows with formulas; others have a few hundred
NUMBER_PYTHON_REFUSES = 10**5000  # str() of it is a ValueError


def deep(levels: int = 500) -> tuple[Value, Value]:
    """Every node is used twice: 2**levels ways lead through."""
    x = y = Value(1.0, "x")
    for _ in range(levels):
        y = (y + y) * 0.5
    return y, x


def complete(nodes: int = 330) -> tuple[Value, Value]:
    """Every node is computed from all before it."""
    x = Value(0.5, "x")
    order = [x]
    for _ in range(nodes - 1):
        order.append(total(order))
    return order[-1], x


def chain(length: int = 1_200) -> tuple[Value, Value]:
    """One node after the other."""
    x = y = Value(0.5, "x")
    for _ in range(length):
        y = y.sin()
    return y, x


def wide(leaves: int = 2_100) -> tuple[Value, Value]:
    """One node of many, all with the same label."""
    xs = [Value(1.0, "x") for _ in range(leaves)]
    return total(xs), xs[0]


def long_labels(characters: int = 1_000_000) -> tuple[Value, Value]:
    """Nodes that are called a book."""
    x = Value(2.0, "l" * characters)
    y = x * Value(3.0, "\n" * characters)
    y.label = "한" * characters
    return y, x


def huge_integers() -> tuple[Value, Value]:
    """Exact numbers of more digits than Python writes out."""
    x = Value(NUMBER_PYTHON_REFUSES, "x")
    return x * x + Value(-NUMBER_PYTHON_REFUSES), x


MONSTERS: dict[str, Callable[[], tuple[Value, Value]]] = {
    each.__name__: each for each in (deep, complete, chain, wide, long_labels, huge_integers)
}


def size(*values: Value) -> int:
    """How many nodes and edges the graph of `values` has."""
    order = topological_order(*values)
    return len(order) + sum(len(node.parents) for node in order)


def calls_of(work: Callable[[], object]) -> int:
    """How many functions `work` calls, Python's and C's: its cost, the same on every machine."""
    calls = 0

    def count(frame: object, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
