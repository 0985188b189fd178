"""A graph and its tree of blocks as flat arrays, packed into one text that the page unpacks.

Values, gradients and slopes are the engine's, as they are at this moment; the page adds up what flows along its arrows.
Not here: which blocks there are (tree.py), the page around it (page.py).
"""

from __future__ import annotations

import base64
import json
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from autograd_core import GraphError, Role, Value
from autograd_core.differentiate import add_to, raise_if_needed, turns
from autograd_core.nothing import NOTHING
from autograd_core.words import words
from viz.diagram import symbol
from viz.explore_page.tree import Tree
from viz.graph import Graph
from viz.stepper_page.labels import gate_text, notation
from viz.stepper_page.trace import real
from viz.text import label

# What an edge of the graph carries back: a gradient, nothing through a closed gate, or nothing to a plain number.
OPEN, CLOSED, PLAIN = range(3)
INPUT, CONSTANT = -1, -2  # in place of an operation


class Packed:
    """A graph as arrays and tables.

    Attributes:
        arrays: by name. Of each node: its number of inputs, operation, name, home, value and gradient; of each of its
            inputs in turn: how far before the node it stands, what the edge carries, and the slope; of each block: the
            one that it stands in.
        tables: by name: operations, names of nodes and titles of blocks.
        has_gradients: whether there are gradients.
    """

    def __init__(self, graph: Graph, tree: Tree, labels: Mapping[Value, str]) -> None:
        nodes = graph.order
        index = {node: i for i, node in enumerate(nodes)}
        passed = _BackwardPass(graph, index)
        self.has_gradients = passed.has_gradients
        operations = _Operations()
        names, table = _names(nodes, labels)
        self.arrays: dict[str, array[Any]] = {
            "values": _reals([node.data for node in nodes]),
            "gradients": _reals(passed.gradients),
            "slopes": _reals(passed.slopes),
            "inputs": array("i", [len(node.parents) for node in nodes]),
            "parents": array("i", [i - index[parent] for i, node in enumerate(nodes) for parent in node.parents]),
            "operations": array("i", [operations.number(node) for node in nodes]),
            "names": names,
            "homes": array("i", tree.homes),
            "blocks": array("i", tree.parents),
            "edges": passed.edges,
        }
        self.tables: dict[str, list[Any]] = {
            "operations": operations.table,
            "names": ["", *table],
            "titles": list(tree.titles),
        }

    @property
    def text(self) -> str:
        """All of it, compressed, in letters: a JSON text behind the arrays, the widest numbers first."""
        swapped = [array(found.typecode, found) for found in self.arrays.values()]
        if sys.byteorder == "big":  # browsers' arrays are little-endian
            for found in swapped:
                found.byteswap()
        tables = json.dumps(self.tables, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        return base64.b64encode(zlib.compress(b"".join(found.tobytes() for found in swapped) + tables)).decode()

    @property
    def lengths(self) -> list[tuple[str, str, int]]:
        """Of each array its name, type code and length, in the order in which they are packed."""
        return [(name, found.typecode, len(found)) for name, found in self.arrays.items()]


class _BackwardPass:
    """The gradient of each node, and what each edge carries and its slope; `has_gradients` is False before backward().

    Like backward_steps, but for a million edges.
    """

    def __init__(self, graph: Graph, index: Mapping[Value, int]) -> None:
        self._graph = graph
        self._begin = [0, *accumulate([len(node.parents) for node in graph.order])]
        self._forget()
        try:
            self.has_gradients = self._run(graph.seed(0), index)
        except (ArithmeticError, ValueError, TypeError, GraphError):
            # someone changed the data since, so that a local gradient has no value any more; or nobody gave one
            self.has_gradients = False
        if not self.has_gradients:
            self._forget()

    def _forget(self) -> None:
        edges = self._begin[-1]
        self.gradients: list[Any] = [0] * len(self._graph.order)
        self.slopes: list[Any] = [0] * edges
        self.edges = array("B", [PLAIN]) * edges

    def _run(self, seed: Any, index: Mapping[Value, int]) -> bool:
        output = self._graph.output
        if seed == 0 or output.is_constant:
            return False
        errors: list[Exception] = []
        gradients: dict[Value, Any] = {output: seed}
        for turn in turns(output, seed, errors):
            begin = self._begin[index[turn.node]]
            for position, (parent, slope, amount) in enumerate(
                zip(turn.node.parents, turn.slopes, turn.amounts, strict=True)
            ):
                if parent.is_constant:
                    continue
                add_to(gradients, parent, amount)
                self.edges[begin + position] = CLOSED if amount is NOTHING else OPEN
                if slope is not NOTHING:
                    self.slopes[begin + position] = slope
        raise_if_needed(errors, [x for node, x in gradients.items() if node.is_leaf])
        for node, gradient in gradients.items():
            self.gradients[index[node]] = gradient
        return True


def _reals(numbers: Sequence[Any]) -> array[float]:
    """The numbers as floats.

    Raises:
        TypeError: one is complex.
        OverflowError: no float holds one.
    """
    try:
        return array("d", numbers)
    except (TypeError, OverflowError):
        return array("d", map(real, numbers))  # its errors say what to do


def _names(nodes: Sequence[Value], labels: Mapping[Value, str]) -> tuple[array[int], dict[str, int]]:
    """The number of each node's name in a table, and that table; of a node without a name -1, -2, ... as the steps #1,
    #2, ... and the inputs 1, 2, ... are counted, and 0 of a plain number.
    """
    table: dict[str, int] = {}
    numbers = array("i")
    steps = inputs = 0
    for i, node in enumerate(nodes):
        given = node.label if isinstance(node.label, str) and node.label else labels.get(node, "")
        name = label(given) if given else ""
        if not name and i == len(nodes) - 1 and node.operation:
            name = words("name.output")
        if name:
            numbers.append(table.setdefault(name, len(table) + 1))
        elif node.operation:
            steps += 1
            numbers.append(-steps)
        else:
            inputs += not node.is_constant
            numbers.append(0 if node.is_constant else -inputs)
    return numbers, table


class _Operations:
    """The operations of a graph as a table: each as often as it is written in another way."""

    def __init__(self) -> None:
        self.table: list[dict[str, Any]] = []
        self._numbers: dict[Any, int] = {}

    def number(self, node: Value) -> int:
        """That of a node's operation."""
        operation = node.operation
        if operation is None:
            return CONSTANT if node.is_constant else INPUT
        key = (operation, symbol(node), len(node.parents))
        if key not in self._numbers:
            self._numbers[key] = len(self.table)
            self.table.append(
                {
                    "symbol": gate_text(node),
                    "role": operation.role_and_note,
                    "isRouter": operation.role == Role.ROUTER,
                    "inGate": list(operation.in_gate),
                    "isOrdered": not operation.is_symmetric,
                    "notation": notation(node),
                }
            )
        return self._numbers[key]
