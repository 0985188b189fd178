"""TwoLayerNet, the network of Tables 5-1 and 5-2 of the course: Affine, Relu, Affine, SoftmaxWithLoss.

Not here: its layers (layers.py) and its training on digits (nn.experiments.digits has the same network on the engine).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nn.by_hand.layers import Affine, Array, Relu, SoftmaxWithLoss

STEP = 1e-5  # of a central difference: errors of truncation and of rounding are about equal there


class TwoLayerNet:
    """scores = relu(x W1 + b1) W2 + b2, with softmax and cross entropy as loss.

    Args:
        input_size, hidden_size, output_size: the widths d, p, c.
        weight_init_std: standard deviation of the normal distribution that the weights come from; biases start at 0.
        generator: where they are drawn, W1 before W2; a fresh unseeded one by default.

    Attributes:
        params: W1 (d, p), b1 (p,), W2 (p, c), b2 (c,). Change the arrays in place: the layers hold the same ones.
        layers: Affine1, Relu1, Affine2, in the order of the forward pass.
        lastLayer: the SoftmaxWithLoss.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        weight_init_std: float = 0.01,
        generator: np.random.Generator | None = None,
    ) -> None:
        generator = np.random.default_rng() if generator is None else generator
        self.params: dict[str, Array] = {
            "W1": weight_init_std * generator.standard_normal((input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": weight_init_std * generator.standard_normal((hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }
        self.layers: OrderedDict[str, Affine | Relu] = OrderedDict(
            Affine1=Affine(self.params["W1"], self.params["b1"]),
            Relu1=Relu(),
            Affine2=Affine(self.params["W2"], self.params["b2"]),
        )
        self.lastLayer = SoftmaxWithLoss()

    def predict(self, x: npt.ArrayLike) -> Array:
        """The scores, shape (N, c), of rows `x`, shape (N, d). Recognition needs no softmax: it keeps the order."""
        scores = np.asarray(x, float)
        for layer in self.layers.values():
            scores = layer.forward(scores)
        return scores

    def loss(self, x: npt.ArrayLike, t: npt.ArrayLike) -> float:
        """The mean cross entropy of rows `x` with targets `t`: N labels, or one-hot rows (N, c)."""
        return self.lastLayer.forward(self.predict(x), t)

    def accuracy(self, x: npt.ArrayLike, t: npt.ArrayLike) -> float:
        """The share of rows whose largest score is at the target, in [0, 1]."""
        targets = np.asarray(t)
        labels = targets.argmax(axis=1) if targets.ndim == 2 else targets
        return float((self.predict(x).argmax(axis=1) == labels).mean())

    def numerical_gradient(self, x: npt.ArrayLike, t: npt.ArrayLike) -> dict[str, Array]:
        """The gradient by central differences, for checks: two forward passes per parameter."""
        return {name: _differences(lambda: self.loss(x, t), array) for name, array in self.params.items()}

    def gradient(self, x: npt.ArrayLike, t: npt.ArrayLike) -> dict[str, Array]:
        """d loss / d params by backpropagation, under the names and in the shapes of `params`."""
        self.loss(x, t)
        dout = self.lastLayer.backward()
        for layer in reversed(self.layers.values()):
            dout = layer.backward(dout)
        gradients = {}
        for number in ("1", "2"):
            affine = self.layers[f"Affine{number}"]
            gradients[f"W{number}"] = affine.dW  # type: ignore[union-attr]
            gradients[f"b{number}"] = affine.db  # type: ignore[union-attr]
        return gradients  # type: ignore[return-value]


def _differences(f: Callable[[], float], array: Array) -> Array:
    """d f() / d array by central differences; `array` is changed in place and put back."""
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + STEP
        above = f()
        array[index] = before - STEP
        below = f()
        array[index] = before
        gradient[index] = (above - below) / (2 * STEP)
    return gradient
