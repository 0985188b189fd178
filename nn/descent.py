"""Descent: the steps of an optimizer down the loss of minibatches, taken on the Values themselves.

Not here: the same steps on vectors (vector_descent.py), the loop that takes them (training.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Protocol

from nn.optimizer import Optimizer

Executor = Literal["arrays", "loop", "jax"]  # what runs a program


class Objective(Protocol):
    """The loss of a minibatch.

    Attributes:
        graph: a checksum of the graph of a case; None where cases may be computed in different ways.
    """

    graph: int | None

    def __call__(self, indices: Sequence[int]) -> Any:
        """The loss of the cases with these numbers, as `Optimizer.descend` takes it: with `.data` and `.backward()`."""

    def descent(self, optimizer: Optimizer) -> Descent:
        """The steps of the optimizer down this loss."""


@dataclass
class Descent:
    """Steps down `loss_of`, each of which leaves its numbers in the parameters."""

    loss_of: Objective
    optimizer: Optimizer
    is_writer: bool = True  # whether checkpoints are this process's to write

    def step(self, minibatch: Sequence[int]) -> Any:
        """One step down the loss of a minibatch; the loss before it. Its errors are those of `Optimizer.descend`."""
        return self.optimizer.descend(partial(self.loss_of, minibatch))

    def write_back(self) -> None:
        """Put what the steps have found into the parameters and the optimizer, where somebody may look."""
