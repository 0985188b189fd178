"""Graphs to choose from on the gym's page, where nobody writes Python: written as lines of code, a line for each gate.

Not here: which engine each of them unmasks (gym.py).
"""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_lowercase

from autograd_core import Value, maximum, relu, tanh, topological_order
from autograd_core.notation import number_text
from viz.exercises.faults import FAULTS

# Graphs that unmask less than one thinks.
DECOYS: tuple[Callable[[Value, Value], Value], ...] = (
    lambda x, y: x * x,
    lambda x, y: x * y,
    lambda x, y: relu(x),
    lambda x, y: tanh(x),
    lambda x, y: maximum(y, x),
    lambda x, y: x * y + y,
    lambda x, y: (x + y) * x,
)


def specimens() -> list[Value]:
    """The smallest graph of each engine, and decoys; no two are written alike, and those of few gates come first.

    Their gates are called a, b, c, ...
    """
    decoys = [build(Value(2, "x"), Value(3, "y")) for build in DECOYS]
    found = {}
    for graph in [*(engine.smallest() for engine in FAULTS), *decoys]:
        for letter, gate in zip(ascii_lowercase, _gates(graph), strict=False):
            gate.label = letter
        found[program(graph)] = graph
    return sorted(found.values(), key=lambda graph: len(_gates(graph)))


def program(output: Value) -> str:
    """A graph in which everything has a name, as Python would write it: its inputs, then a line for each gate."""
    inputs = [node for node in topological_order(output) if not node.parents and not node.is_constant]
    first = ", ".join(
        f"{node.label} = {number_text(node.data)}" for node in sorted(inputs, key=lambda node: node.label)
    )
    return "\n".join([first, *(f"{gate.label} = {_written(gate)}" for gate in _gates(output))])


def _gates(output: Value) -> list[Value]:
    return [node for node in topological_order(output) if node.parents]


def _written(gate: Value) -> str:
    assert gate.operation is not None  # a gate has an operation
    inputs = [parent.label or number_text(parent.data) for parent in gate.parents]
    sign = gate.operation.python
    if not sign or sign.isalpha():
        return f"{gate.operation.name}({', '.join(inputs)})"
    return f"{sign}{inputs[0]}" if len(inputs) == 1 else f" {sign} ".join(inputs)
