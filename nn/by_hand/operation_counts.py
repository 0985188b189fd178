"""How many additions and multiplications each equation of a training step takes: Table 3-2, and the measured counts.

Counted by running the equations of the loop form on numbers that keep count. Not here: the equations (equations.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nn.by_hand.algorithms import initial_weights
from nn.by_hand.equations import LOGISTIC, Activation, hidden_errors, layer_gradient, output_errors, weighted_sums


class Cost(NamedTuple):
    """Additions (subtractions are additions) and multiplications; signs and activations are free."""

    additions: int
    multiplications: int


@dataclass
class Tally:
    """What numbers of one computation have counted so far."""

    additions: int = 0
    multiplications: int = 0


class Counted:
    """A number whose additions and multiplications are entered in a tally."""

    def __init__(self, number: float, tally: Tally) -> None:
        self.number = number
        self.tally = tally

    def __add__(self, other: Counted) -> Counted:
        self.tally.additions += 1
        return Counted(self.number + other.number, self.tally)

    def __sub__(self, other: Counted) -> Counted:
        self.tally.additions += 1
        return Counted(self.number - other.number, self.tally)

    def __mul__(self, other: Counted) -> Counted:
        self.tally.multiplications += 1
        return Counted(self.number * other.number, self.tally)

    def __neg__(self) -> Counted:
        return Counted(-self.number, self.tally)


def table_3_2(d: int, p: int, c: int) -> dict[str, Cost]:
    """The table as printed; blank cells are 0."""
    return {
        "3.13": Cost(d * p, d * p),
        "3.14": Cost(p * c, p * c),
        "3.22": Cost(c, c),
        "3.23": Cost(0, c * p),
        "3.24": Cost(c * p, c * p),
        "3.25": Cost(0, d * p),
        "3.21": Cost(c * p + d * p, c * p + d * p),
    }


def backward_to_forward_ratio(d: int, p: int, c: int) -> float:
    """(backward + update) / forward by the table: (3dp + 5cp + 2c) / (2dp + 2cp), near 1.5 to 2 where c <= d."""
    costs = table_3_2(d, p, c)
    of_forward = sum(costs["3.13"]) + sum(costs["3.14"])
    return (sum(sum(cost) for cost in costs.values()) - of_forward) / of_forward


def measured_costs(d: int, p: int, c: int) -> dict[str, Cost]:
    """What each equation costs for one sample, counted."""
    weights = initial_weights(d, p, c, np.random.default_rng(0))
    x = np.linspace(-1, 1, d)
    y = np.zeros(c)
    costs = {}
    tally = Tally()

    def entered(equation: str) -> None:
        costs[equation] = Cost(tally.additions, tally.multiplications)
        tally.additions = tally.multiplications = 0

    def counted(array: Any) -> Any:
        return [counted(item) for item in array] if np.ndim(array) else Counted(float(array), tally)

    U1, U2, inputs, targets = counted(weights.U1), counted(weights.U2), counted(x), counted(y)
    tau = Activation(*[_free(function) for function in LOGISTIC])
    zsum = weighted_sums(U1, inputs)
    entered("3.13")
    z = [tau.function(s) for s in zsum]
    osum = weighted_sums(U2, z)
    entered("3.14")
    delta = output_errors(targets, [tau.function(s) for s in osum], osum, tau)
    entered("3.22")
    dU2 = layer_gradient(delta, z)
    entered("3.23")
    eta = hidden_errors(delta, U2, zsum, tau)
    entered("3.24")
    dU1 = layer_gradient(eta, inputs)
    entered("3.25")
    for row, row_gradient in zip([*U1, *U2], [*dU1, *dU2], strict=True):
        for u, du in zip(row, row_gradient, strict=True):
            _ = u - Counted(0.1, tally) * du
    entered("3.21")
    return costs


def _free(function: Callable[[Any], Any]) -> Callable[[Counted], Counted]:
    """`function` on counted numbers, entering nothing."""
    return lambda s: Counted(function(s.number), s.tally)
