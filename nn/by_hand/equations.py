"""Equations (3.13) to (3.25) of the course, unit by unit, in plain arithmetic: floats, Fractions or numbers that count.

Not here: the algorithms that put them together, and the same equations on matrices (algorithms.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from autograd_core.elementary import sigmoid


class Activation(NamedTuple):
    """An activation function and its derivative, each a function of the weighted sum s, number or array."""

    function: Callable[[Any], Any]
    derivative: Callable[[Any], Any]


def logistic(a: float = 1.0) -> Activation:
    """1 / (1 + exp(-a s)), in (0, 1), with derivative a τ (1 - τ): Table 3-1."""

    def function(s: Any) -> Any:
        return sigmoid(a * s)

    def derivative(s: Any) -> Any:
        tau = sigmoid(a * s)
        return a * tau * (1 - tau)

    return Activation(function, derivative)


LOGISTIC = logistic()


def weighted_sums(U: Any, inputs: Sequence[Any]) -> list[Any]:  # noqa: N803
    """u_j0 + Σ_i u_ji · inputs_i for every row j: (3.13) and (3.14). The bias is not multiplied."""
    return [_sum([row[0], *(u * x for u, x in zip(row[1:], inputs, strict=True))]) for row in U]


def output_errors(y: Sequence[Any], o: Sequence[Any], osum: Sequence[Any], tau: Activation) -> list[Any]:
    """δ_k = (y_k - o_k) τ'(osum_k): (3.22)."""
    return [(target - output) * tau.derivative(s) for target, output, s in zip(y, o, osum, strict=True)]


def hidden_errors(delta: Sequence[Any], U2: Any, zsum: Sequence[Any], tau: Activation) -> list[Any]:  # noqa: N803
    """η_j = τ'(zsum_j) Σ_q δ_q u2_qj for j = 1..p: (3.24). Column 0 of U2, the biases, leads to no hidden unit."""
    return [
        tau.derivative(s) * _sum(error * row[j] for error, row in zip(delta, U2, strict=True))
        for j, s in enumerate(zsum, start=1)
    ]


def layer_gradient(errors: Sequence[Any], inputs: Sequence[Any]) -> list[list[Any]]:
    """-error_k · inputs_j, with -error_k for the bias: (3.23) of δ and z, (3.25) of η and x.

    The minus is right: the errors carry y - o, the objective carries its square.
    """
    return [[-error, *(-error * x for x in inputs)] for error in errors]


def _sum(terms: Iterable[Any]) -> Any:
    """The sum of n terms in n - 1 additions: Python's own starts from a 0."""
    first, *others = terms
    return sum(others, first)
