"""Straight-line programs for the page: a graph and its gradients as numbered instructions, from the engine's own rules.

A register is a number's place; an instruction is [kind, register, registers that it reads...], and a kind is a line of
a table of operations. What the page needs to let somebody step through an instruction stands there too: its local
gradients as instructions, its sign and its role. Not here: which graphs are written (blocks.py, recorded.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograd_core import Operation, Role, Value, operations, topological_order
from autograd_core.differentiate import recorded_slopes
from autograd_core.modes import undisturbed
from autograd_core.nothing import NOTHING
from viz.stepper_page.labels import gate_text, notation, rules_of
from viz.stepper_page.trace import real

Instruction = list[int]
FIRST_NAME = 0xE000  # of Unicode's private characters: the names that a rule is written in before it has any


@dataclass
class Operations:
    """The kinds of instructions that programs of one page have, each once.

    Attributes:
        lines: for the page: the name of a row of the table, and, of what can be stepped through, how it is shown.
    """

    lines: list[dict[str, Any]] = field(default_factory=list)
    _numbers: dict[Any, int] = field(default_factory=dict)

    def names(self) -> set[str]:
        """The rows that the page must be able to compute."""
        return {line["name"] for line in self.lines}

    def unseen(self, node: Value) -> int:
        """The kind of an instruction of a derivative, which nobody steps through."""
        name = _row(node).name
        return self._number(name, lambda: {"name": name})

    def seen(self, node: Value) -> int:
        """The kind of an instruction of the graph itself."""
        row = _row(node)
        # a plain number among the inputs may be written into the gate
        constants = tuple([repr(x.data) if x.is_constant else "" for x in node.parents])
        return self._number((row.name, constants), lambda: {"name": row.name, **self._shown(node)})

    def seen_sums(self, most: int) -> dict[str, Any]:
        """The kinds that a weighted sum is shown by where few of its terms matter: products, and sums."""
        one, other = Value(1.0), Value(2.0)
        sums = [sum_of([Value(1.0) for _ in range(count)]) for count in range(3, most + 1)]
        return {"multiply": self.seen(one * other), "add": self.seen(one + other), "sums": [self.seen(x) for x in sums]}

    def _number(self, key: Any, line: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.lines)
            self.lines.append({})
            self.lines[self._numbers[key]] = line()  # which may need further kinds
        return self._numbers[key]

    def _shown(self, node: Value) -> dict[str, Any]:
        row = _row(node)
        named = {x: chr(FIRST_NAME + i) for i, x in enumerate(node.parents)} | {
            node: chr(FIRST_NAME + len(node.parents))
        }
        return {
            "symbol": gate_text(node),
            "role": row.role_and_note,
            "isRouter": row.role == Role.ROUTER,
            "python": row.python or row.name,
            "needs": row.said("needs"),
            "mayRefuse": row.may_refuse,
            "notation": notation(node),
            "rules": rules_of(node, named),
            "slopes": self._slopes(node),
        }

    @undisturbed()
    def _slopes(self, node: Value) -> dict[str, Any]:
        """The local gradients as instructions: registers 0 ... n - 1 are the inputs, n is what was computed of them."""
        slopes = recorded_slopes(node, [])
        writer = Writer(self, [*node.parents, node])
        places = [writer.place(slope) for slope in slopes]
        return {"constants": writer.constants, "instructions": writer.take(), "slopes": places}


def _row(node: Value) -> Operation:
    row = node.operation
    assert row is not None  # a leaf is not computed
    return row


def sum_of(terms: Sequence[Value]) -> Value:
    """All terms added by one gate."""
    return operations.sum(list(terms))


class Writer:
    """Writes down graphs as instructions, every node once.

    Attributes:
        constants: [register, number] of what is given.
        registers: how many there are.
    """

    def __init__(self, kinds: Operations, leaves: Sequence[Value]) -> None:
        self._kinds = kinds
        self._places: dict[Value, int] = {}
        for leaf in leaves:
            self._places.setdefault(leaf, len(self._places))
        self.registers = len(self._places)
        self.constants: list[tuple[int, float]] = []
        self._instructions: list[Instruction] = []

    def write(self, outputs: Iterable[Value], *, is_seen: bool = False) -> list[Instruction]:
        """The instructions that `outputs` need beside those that were written before."""
        for node in topological_order(*outputs):
            self._write(node, is_seen=is_seen)
        return self.take()

    def take(self) -> list[Instruction]:
        """The instructions since somebody took some."""
        taken, self._instructions = self._instructions, []
        return taken

    def place(self, x: Any) -> int:
        """Where the number of `x`, a node or a plain number, stands; what it needs is written down."""
        if not isinstance(x, Value):
            return self._constant(x)
        # what is known is not walked through: a rule reads the node that it belongs to, and not what that is made of
        waiting = [x]
        while waiting:
            missing = [] if waiting[-1] in self._places else [y for y in waiting[-1].parents if y not in self._places]
            if missing:
                waiting += missing
            else:
                self._write(waiting.pop(), is_seen=False)
        return self._places[x]

    def _write(self, node: Value, *, is_seen: bool) -> None:
        if node in self._places:
            return
        if node.operation is None:
            self._places[node] = self._constant(node.data)
            return
        kind = self._kinds.seen(node) if is_seen else self._kinds.unseen(node)
        self._places[node] = self._new()
        self._instructions.append([kind, self._places[node], *[self._places[x] for x in node.parents]])

    def _constant(self, x: Any) -> int:
        # what a closed gate lets through is 0 here: that differs where the other side is no finite number, and there
        # the page has stopped
        self.constants.append((self._new(), 0.0 if x is NOTHING else real(x)))
        return self.constants[-1][0]

    def _new(self) -> int:
        self.registers += 1
        return self.registers - 1
