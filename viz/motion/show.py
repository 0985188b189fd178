"""The show: the steps of both passes, as the stepper takes them, and what is there from which step on.

Not here: what is said at a step (sentences.py), what is seen (stage.py).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from autograd_core import Value
from autograd_core.explain import Contribution
from viz.graph import Graph
from viz.rounding import shorter
from viz.scene import Arrow
from viz.text import number

START, FORWARD, SEED, BACKWARD, END = "start", "forward", "seed", "backward", "end"
SEED_IF_NONE = 1  # the output's gradient where backward() did not run


class Step(NamedTuple):
    """One step of the show.

    Attributes:
        kind: START, FORWARD (a value is computed), SEED, BACKWARD (a contribution arrives) or END.
        node: the index of the node whose value or gradient comes; none at the start.
        contribution: of a BACKWARD step, what arrives.
        total: the node's gradient as far as it has come by then.
        is_complete: whether nothing more will come to it.
    """

    kind: str
    node: int | None = None
    contribution: Contribution | None = None
    total: Any = None
    is_complete: bool = True


class Told(NamedTuple):
    """A gradient as text, from a step on, until the next one at the same arrow."""

    step: int
    text: str
    is_complete: bool


class Show:
    """The steps of a graph.

    Attributes:
        steps: from START to END.

    Raises:
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.index: dict[Value, int] = {node: i for i, node in enumerate(graph.order)}
        self._users: dict[tuple[int, int], int] = {}
        self._sums: defaultdict[int, list[Told]] = defaultdict(list)
        forward = [Step(FORWARD, i) for i, node in enumerate(graph.order) if node.operation is not None]
        seed = Step(SEED, self.last_node, total=graph.seed(SEED_IF_NONE))
        self.steps = (Step(START), *forward, seed, *self._backward(), Step(END, self.last_node))
        self._arrival = {step.node: k for k, step in enumerate(self.steps) if step.kind == FORWARD}
        self._enter_gradients()

    @property
    def last_node(self) -> int:
        return len(self.graph.order) - 1

    @property
    def last_step(self) -> int:
        return len(self.steps) - 1

    def value_step(self, node: int) -> int:
        """From which step on the value of a node is there."""
        return self._arrival.get(node, 0)

    def gradients(self, arrow: Arrow) -> list[Told]:
        """What stands below an arrow: its own contribution; before a fork, and at the output, the sum so far."""
        if arrow.kind == "edge":
            assert arrow.user is not None
            assert arrow.slot is not None
            step = self._users.get((arrow.user, arrow.slot))
            return [] if step is None else [Told(step, arrow.gradient, is_complete=True)]
        return self._sums[arrow.node]

    def _backward(self) -> list[Step]:
        arriving = [
            (self.index[each.value], each, total)
            for step in self.graph.steps(SEED_IF_NONE)
            for each, total in zip(step.contributions, step.sums, strict=True)
        ]
        final = {node: i for i, (node, _, _) in enumerate(arriving)}
        return [Step(BACKWARD, node, each, total, final[node] == i) for i, (node, each, total) in enumerate(arriving)]

    def _enter_gradients(self) -> None:
        for k, step in enumerate(self.steps):
            if step.contribution is not None:
                self._users[self.index[step.contribution.user], step.contribution.position] = k
            if step.node is not None and step.kind in (SEED, BACKWARD):
                self._sums[step.node].append(Told(k, shorter(number(step.total), None), step.is_complete))
