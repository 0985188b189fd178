"""Algorithms 3-3 to 3-7 of the course: a perceptron with one hidden layer and squared error, trained by hand-derived
gradients, in loop form and in matrix form. Not here: what their operations cost (operation_counts.py).

Column 0 of both weight matrices is the bias, so inputs and hidden values are extended by x0 = z0 = 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nn.by_hand.equations import LOGISTIC, Activation, hidden_errors, layer_gradient, output_errors, weighted_sums
from nn.by_hand.layers import Array


class Weights(NamedTuple):
    """The weights of both layers, or their gradients: U1 is p × (d + 1), U2 is c × (p + 1)."""

    U1: Any
    U2: Any

    @property
    def parameter_count(self) -> int:
        """The number of parameters, p (d + 1) + c (p + 1)."""
        return int(self.U1.size + self.U2.size)


class Workings(NamedTuple):
    """A forward pass over one sample: z has the leading 1, so its length is p + 1; zsum has p, osum and o have c."""

    zsum: Any
    z: Any
    osum: Any
    o: Any


def initial_weights(d: int, p: int, c: int, generator: np.random.Generator, bound: float = 1.0) -> Weights:
    """Weights drawn evenly from (-bound, bound), U1 before U2. They must differ: equal units stay equal for ever."""
    return Weights(generator.uniform(-bound, bound, (p, d + 1)), generator.uniform(-bound, bound, (c, p + 1)))


def forward(weights: Weights, x: npt.ArrayLike, tau: Activation = LOGISTIC) -> Workings:
    """(3.13) to (3.15) for one sample `x` of d inputs.

    Raises:
        ValueError: `x` has not d entries.
    """
    x = np.asarray(x, float)
    if x.shape != (weights.U1.shape[1] - 1,):
        raise ValueError(f"U1 of shape {weights.U1.shape} needs {weights.U1.shape[1] - 1} inputs, got {x.shape}")
    zsum = weights.U1 @ _extended(x)
    z = _extended(tau.function(zsum))
    osum = weights.U2 @ z
    return Workings(zsum, z, osum, tau.function(osum))


def _extended(x: Any) -> Array:
    """`x` with the 1 in front that the bias is multiplied by."""
    return np.concatenate([[1.0], x])


def objective(weights: Weights, X: npt.ArrayLike, Y: npt.ArrayLike, tau: Activation = LOGISTIC) -> float:  # noqa: N803
    """(1/2n) Σ ‖y - o‖² over the n rows of X (n × d) and Y (n × c): (3.19), and (3.20) where n is 1."""
    X, Y = np.atleast_2d(X), np.atleast_2d(Y)
    errors = [y - forward(weights, x, tau).o for x, y in zip(X, Y, strict=True)]
    return float(np.square(errors).sum() / (2 * len(X)))


Gradient = Callable[[Weights, Any, Any, Activation], Weights]


def gradient_by_matrices(weights: Weights, x: Any, y: Any, tau: Activation = LOGISTIC) -> Weights:
    """∂J/∂U1 and ∂J/∂U2 of J = ½‖y - o‖² for one sample, lines 7 to 12 of Algorithm 3-5."""
    zsum, z, osum, o = forward(weights, x, tau)
    delta = (np.asarray(y, float) - o) * tau.derivative(osum)  # (3.22)
    without_bias = weights.U2[:, 1:]
    eta = (delta @ without_bias) * tau.derivative(zsum)  # (3.24)
    return Weights(-np.outer(eta, _extended(np.asarray(x, float))), -np.outer(delta, z))  # (3.25), (3.23)


def gradient_by_loops(weights: Weights, x: Any, y: Any, tau: Activation = LOGISTIC) -> Weights:
    """The same, unit by unit: lines 7 to 12 of Algorithm 3-4. The arithmetic is that of the weights' own numbers."""
    zsum = weighted_sums(weights.U1, x)
    z = [tau.function(s) for s in zsum]
    osum = weighted_sums(weights.U2, z)
    o = [tau.function(s) for s in osum]
    delta = output_errors(y, o, osum, tau)
    # (3.24) reads U2 as it was in the forward pass: nothing is updated before all gradients are there
    eta = hidden_errors(delta, weights.U2, zsum, tau)
    return Weights(np.array(layer_gradient(eta, x)), np.array(layer_gradient(delta, z)))


def updated(weights: Weights, gradient: Weights, rate: float) -> Weights:
    """U - ρ ∂J/∂U for both layers: (3.21). New arrays; the old ones stay as they are."""
    return Weights(weights.U1 - rate * gradient.U1, weights.U2 - rate * gradient.U2)


def accumulated_gradient(
    weights: Weights,
    X: Any,  # noqa: N803
    Y: Any,  # noqa: N803
    tau: Activation = LOGISTIC,
    gradient: Gradient = gradient_by_matrices,
) -> Weights:
    """The sum of the samples' gradients, lines 4 to 13 of Algorithm 3-6; divided by t it is that of `objective`."""
    total = Weights(np.zeros_like(weights.U1), np.zeros_like(weights.U2))
    for x, y in zip(X, Y, strict=True):
        one = gradient(weights, x, y, tau)
        total = Weights(total.U1 + one.U1, total.U2 + one.U2)
    return total


def _checked(X: npt.ArrayLike, Y: npt.ArrayLike, rate: float) -> tuple[Array, Array]:  # noqa: N803
    X, Y = np.asarray(X, float), np.asarray(Y, float)
    if X.ndim != 2 or Y.ndim != 2 or len(X) != len(Y) or not len(X):
        raise ValueError(f"training needs X (n, d) and Y (n, c) with n at least 1, got {X.shape} and {Y.shape}")
    if not rate > 0:
        raise ValueError(f"a learning rate must be positive, got {rate}")
    return X, Y


def largest_error(weights: Weights, X: npt.ArrayLike, Y: npt.ArrayLike, tau: Activation = LOGISTIC) -> float:  # noqa: N803
    """max |o - y| over all samples and outputs."""
    return max(
        float(np.abs(forward(weights, x, tau).o - y).max())
        for x, y in zip(np.atleast_2d(X), np.atleast_2d(Y), strict=True)
    )


def train(
    X: npt.ArrayLike,  # noqa: N803
    Y: npt.ArrayLike,  # noqa: N803
    weights: Weights,
    *,
    rate: float,
    epochs: int,
    generator: np.random.Generator,
    tau: Activation = LOGISTIC,
    gradient: Gradient = gradient_by_loops,
    random_sampling: bool = False,
    tolerance: float = 0.0,
) -> tuple[Weights, list[float]]:
    """Stochastic gradient descent, the skeleton of Algorithm 3-3; 3-4 and 3-5 differ in `gradient` alone.

    Args:
        X, Y: n × d inputs, n × c targets.
        weights: where to start.
        rate: ρ.
        epochs: the largest number of passes of n updates each.
        generator: shuffles the samples before each pass.
        random_sampling: draw each sample anew, with replacement, instead of shuffling.
        tolerance: stop after a pass that leaves max |o - y| below it.

    Returns:
        the weights, and `objective` after every pass.
    """
    X, Y = _checked(X, Y, rate)
    trace = []
    for _ in range(epochs):
        order = generator.integers(len(X), size=len(X)) if random_sampling else generator.permutation(len(X))
        for i in order:
            weights = updated(weights, gradient(weights, X[i], Y[i], tau), rate)
        trace.append(objective(weights, X, Y, tau))
        if largest_error(weights, X, Y, tau) < tolerance:
            break
    return weights, trace


def train_by_minibatches(
    X: npt.ArrayLike,  # noqa: N803
    Y: npt.ArrayLike,  # noqa: N803
    weights: Weights,
    *,
    rate: float,
    batch_size: int,
    updates: int,
    generator: np.random.Generator,
    tau: Activation = LOGISTIC,
) -> tuple[Weights, list[float]]:
    """Algorithm 3-6: each update takes the mean gradient of `batch_size` samples, drawn without replacement.

    Returns:
        the weights, and `objective` after every update.

    Raises:
        ValueError: the batch is larger than the data, or empty.
    """
    X, Y = _checked(X, Y, rate)
    if not 1 <= batch_size <= len(X):
        raise ValueError(f"a batch holds 1 to {len(X)} of {len(X)} samples, got batch_size={batch_size}")
    trace = []
    for _ in range(updates):
        chosen = generator.choice(len(X), batch_size, replace=False)
        total = accumulated_gradient(weights, X[chosen], Y[chosen], tau)
        weights = updated(weights, total, rate / batch_size)
        trace.append(objective(weights, X, Y, tau))
    return weights, trace


def recognise(weights: Weights, x: npt.ArrayLike, tau: Activation = LOGISTIC) -> int:
    """Algorithm 3-7: the class, 1 to c, of the largest output for one sample; the lowest of equals."""
    return 1 + int(np.argmax(forward(weights, x, tau).o))
