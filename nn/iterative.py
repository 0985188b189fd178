"""The synchronous iterative net: units that all change at once, step after step, and the layered net equal to it.

Not here: nets whose layers have weights of their own (layers.py).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from autograd_core.errors import described
from autograd_core.kinds import is_number
from autograd_core.operations import dot
from autograd_core.value import Value, constant
from nn.activations import activation_named
from nn.inputs import as_inputs, is_index, size
from nn.module import Module
from nn.sequential import Sequential


class IterativeNet(Module):
    """At each step unit j becomes activation(Σ w_ij y_i) over the units i that are connected to it.

    All steps use the same Values as weights, so the gradient of a weight is the sum over its uses (fan-out).

    Args:
        units: their number, at least 1.
        connections: {(from, to): weight}, units counted from 0; at least one.
        activation: a name of `nn.ACTIVATIONS`, or a function of one Value.

    Attributes:
        weights: {(from, to): Value}, in the order given.

    Raises:
        ValueError: a connection names a unit that is not there, or there are none.

    Source: Rumelhart, Hinton and Williams, 1986, figure 5.
    """

    def __init__(
        self, units: int, connections: Mapping[tuple[int, int], float], *, activation: Any = "sigmoid"
    ) -> None:
        self.units = size("units", units)
        if not isinstance(connections, Mapping):
            raise TypeError(f"connections are a dict {{(from, to): weight}}, got {described(connections)}")
        if not connections:
            raise ValueError("an iterative net needs at least one connection, got none")
        for ends in connections:
            if not (isinstance(ends, tuple) and len(ends) == 2 and all(map(is_index, ends))):
                raise TypeError(f"a connection is named by a pair of units (from, to), got {described(ends)}")
        for start, end in connections:
            if not (0 <= start < self.units and 0 <= end < self.units):
                raise ValueError(f"a connection joins units 0 ... {self.units - 1}, got {start} -> {end}")
        self.weights = {ends: Value(weight) for ends, weight in connections.items()}
        self.activation = activation_named(activation)

    def __call__(self, state: Any) -> list[Value]:
        """The state one step later: one Value for each unit.

        Raises:
            ValueError: not one number for each unit.
        """
        before = [constant(y) if is_number(y) else y for y in as_inputs(state)]
        if len(before) != self.units:
            raise ValueError(f"{self} needs the state of {self.units} units, got {len(before)} numbers")
        return [self.activation(self._weighted_sum(unit, before)) for unit in range(self.units)]

    def _weighted_sum(self, unit: int, before: list[Any]) -> Any:
        incoming = [(weight, before[start]) for (start, end), weight in self.weights.items() if end == unit]
        # of nothing it is 0: a unit without incoming connections is at activation(0)
        return dot([weight for weight, _ in incoming], [y for _, y in incoming]) if incoming else constant(0.0)

    def unroll(self, state: Any, steps: int) -> list[list[Value]]:
        """The states after 1, 2, ..., `steps` steps."""
        states = []
        for _ in range(size("steps", steps)):
            state = self(state)
            states.append(state)
        return states

    def layered(self, steps: int) -> Sequential:
        """The layered net that computes the same: one layer per step, each with its own copy of the weights."""
        copies = Sequential(*[copy.deepcopy(self) for _ in range(size("steps", steps))])
        copies.zero_grad()  # the gradients of this net were copied along
        return copies

    def __repr__(self) -> str:
        return f"IterativeNet({self.units} units, {len(self.weights)} connections)"
