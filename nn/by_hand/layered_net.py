"""The 1986 equations 1 to 9 on arrays: a layered logistic net, its error summed over cases, and the accelerated step.

Connections may be missing (the two separate groups of the family trees). Not here: data and recipes (nn.experiments).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd_core.elementary import sigmoid
from nn.by_hand.layers import Array


class LayeredNet:
    """Units in layers: x_j = Σ_i y_i w_ji + b_j (eq 1), y_j = 1 / (1 + exp(-x_j)) (eq 2).

    All arrays may have further axes in front: then they are many nets, which learn side by side.

    Args:
        weights: per layer an array (..., units, inputs): w_ji leads from unit i below to unit j.
        biases: per layer an array (..., units); a bias is the weight of an input that is always 1.
        connected: per layer an array (units, inputs), 0 where there is no connection; all connected by default.

    Raises:
        ValueError: the shapes do not fit together.
    """

    def __init__(
        self, weights: Sequence[Array], biases: Sequence[Array], connected: Sequence[Array] | None = None
    ) -> None:
        self.connected = [np.ones(w.shape[-2:]) for w in weights] if connected is None else list(connected)
        self.weights = [w * mask for w, mask in zip(weights, self.connected, strict=True)]
        self.biases = [np.array(b, float) for b in biases]
        below = [self.weights[0].shape[-1], *(w.shape[-2] for w in self.weights)]
        expected = [(*w.shape[:-2], above, n) for w, n, above in zip(self.weights, below, below[1:], strict=False)]
        if [w.shape for w in self.weights] != expected or [b.shape for b in self.biases] != [w[:-1] for w in expected]:
            shapes = f"{[w.shape for w in weights]} and {[b.shape for b in self.biases]}"
            raise ValueError(f"each layer needs weights (units, units below) and biases (units,), got {shapes}")
        self._steps = [np.zeros_like(parameter) for parameter in self.parameters()]

    def parameters(self) -> list[Array]:
        """The weights and biases, layer by layer; change them in place."""
        return [array for pair in zip(self.weights, self.biases, strict=True) for array in pair]

    def activities(self, cases: npt.ArrayLike) -> list[Array]:
        """The states y of every layer, the input first, each of shape (..., cases, units)."""
        states = [np.asarray(cases, float)]
        for w, b in zip(self.weights, self.biases, strict=True):
            states.append(np.asarray(sigmoid(states[-1] @ w.swapaxes(-1, -2) + b[..., None, :])))
        return states

    def error(self, cases: npt.ArrayLike, desired: npt.ArrayLike) -> Any:
        """E = ½ Σ_c Σ_j (y - d)², the SUM over cases (eq 3); a number, or one for each of many nets."""
        return np.square(self.activities(cases)[-1] - np.asarray(desired, float)).sum(axis=(-1, -2)) / 2

    def gradient(self, cases: npt.ArrayLike, desired: npt.ArrayLike, *, margin: float = 0.0) -> list[Array]:
        """∂E/∂ every array of `parameters()`, by equations 4 to 7, summed over the cases.

        Args:
            cases: (..., n, inputs).
            desired: (..., n, outputs).
            margin: an output within this distance of its target counts as right: its error is 0.
        """
        states = self.activities(cases)
        dE_dy = states[-1] - np.asarray(desired, float)  # eq 4
        dE_dy = np.where(np.abs(dE_dy) > margin, dE_dy, 0.0)
        gradients: list[Array] = []
        for layer in reversed(range(len(self.weights))):
            above, below = states[layer + 1], states[layer]
            dE_dx = dE_dy * above * (1 - above)  # eq 5
            dE_dw = (dE_dx.swapaxes(-1, -2) @ below) * self.connected[layer]  # eq 6
            gradients = [dE_dw, dE_dx.sum(axis=-2), *gradients]
            dE_dy = dE_dx @ self.weights[layer]  # eq 7
        return gradients

    def accelerated_step(self, gradient: Sequence[Array], *, epsilon: float, alpha: float, decay: float = 0.0) -> None:
        """Δw(t) = -ε ∂E/∂w + α Δw(t-1) (eq 9; eq 8 where α is 0), then every parameter times 1 - decay.

        The decay comes after the step and does not enter Δw.
        """
        for parameter, step, slope in zip(self.parameters(), self._steps, gradient, strict=True):
            step *= alpha
            step -= epsilon * slope
            parameter += step
            parameter *= 1 - decay
