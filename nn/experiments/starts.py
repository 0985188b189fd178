"""Starting weights drawn as the references drew them, so that a seed gives the same network here and there.

Not here: initializers in general (nn.initializers).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.layers import MLP, Layer


def assign(layer: Layer, weights: Any, biases: Any) -> None:
    """Gives unit j of `layer` the weights in row j of `weights` and bias j of `biases`."""
    for neuron, row, bias in zip(layer.neurons, weights, biases, strict=True):
        neuron.b.data = float(bias)
        for w, number in zip(neuron.w, row, strict=True):
            w.data = float(number)


def draw_uniformly(layers: Sequence[Layer], bound: float, generator: np.random.Generator) -> None:
    """Draws all weights and biases evenly from (-bound, bound): layer by layer, the weights unit by unit, then the
    biases.
    """
    for layer in layers:
        units, inputs = len(layer.neurons), len(layer.neurons[0].w)
        weights = generator.uniform(-bound, bound, (units, inputs))
        assign(layer, weights, generator.uniform(-bound, bound, units))


def draw_with_bias_columns(net: MLP, generator: np.random.Generator) -> None:
    """Draws matrices U of (units, 1 + inputs) evenly from (-1, 1), column 0 being the bias, as in Algorithm 3-4."""
    for layer in net.layers:
        U = generator.uniform(-1, 1, (len(layer.neurons), 1 + len(layer.neurons[0].w)))
        assign(layer, U[:, 1:], U[:, 0])


def draw_normally(net: MLP, std: float, generator: np.random.Generator) -> None:
    """Draws the weights of each layer, inputs × units, from a normal distribution; the biases become 0."""
    for layer in net.layers:
        units, inputs = len(layer.neurons), len(layer.neurons[0].w)
        assign(layer, std * generator.standard_normal((inputs, units)).T, np.zeros(units))
