"""A recorded graph as pictures and pages read it: walked once, its backward pass taken once for each seed.

Not here: what is said of it (diagram.py), walking and differentiating (the engine).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from autograd_core import BackwardStep, Value, backward_steps, topological_order
from autograd_core.graph import MOST_EDGES, MOST_EDGES_PER_NODE
from autograd_core.kinds import is_number
from autograd_core.replay import stale_among


class Graph:
    """The graph of `output` at this moment.

    Attributes:
        output: its last node.
    """

    def __init__(self, output: Value) -> None:
        self.output = output
        self._steps: dict[Any, list[BackwardStep]] = {}

    @cached_property
    def order(self) -> list[Value]:
        """Every node, parents first."""
        return topological_order(self.output)

    @property
    def is_tangled(self) -> bool:
        """Whether so many edges tie so few nodes together that nobody can follow them."""
        edges = sum([len(node.parents) for node in self.order])
        return edges > max(MOST_EDGES, MOST_EDGES_PER_NODE * len(self.order))

    def seed(self, otherwise: Any) -> Any:
        """What the output's gradient is; `otherwise` where backward() did not run, or left 0."""
        grad = self.output.grad
        return grad if is_number(grad) and grad != 0 else otherwise

    def steps(self, otherwise: Any) -> list[BackwardStep]:
        """The backward pass from `seed(otherwise)`.

        Raises:
            ArithmeticError, ValueError: a local gradient has no value.
        """
        seed = self.seed(otherwise)
        if seed not in self._steps:
            self._steps[seed] = list(backward_steps(self.output, seed))
        return self._steps[seed]

    @cached_property
    def is_stale(self) -> bool:
        """Whether data changed since the forward pass, so that numbers do not belong together."""
        try:
            return bool(stale_among(self.order))
        except (ArithmeticError, ValueError, TypeError):
            return True  # the operations had values when they were recorded
