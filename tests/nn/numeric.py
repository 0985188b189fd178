"""What the tests of networks compare with: central differences, and the worked example of the course.

Not here: tests.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any

from autograd_core import Value, no_grad
from nn import MLP

# The course's tolerances (its T12 and G): 1e-12 for numbers it gives to 16 digits; for a central difference at h = 1e-5
# the error is 1e-16 / 1e-5 from rounding and h² times the third derivative.
T12 = 1e-12
H = 1e-5
GRADIENT = 1e-7


def central_differences(loss: Callable[[], Any], parameters: Sequence[Value]) -> list[float]:
    """d loss / d each parameter, from two forward passes each."""
    slopes = []
    for parameter in parameters:
        before = parameter.data
        ends = []
        for parameter.data in (before + H, before - H):
            with no_grad():
                ends.append(loss().data)
        parameter.data = before
        slopes.append((ends[0] - ends[1]) / (2 * H))
    return slopes


def gradient_error(loss: Callable[[], Any], parameters: Sequence[Value]) -> float:
    """The largest difference between backward() and a central difference."""
    for parameter in parameters:
        parameter.grad = 0
    loss().backward()
    differences = central_differences(loss, parameters)
    return max(abs(p.grad - slope) for p, slope in zip(parameters, differences, strict=True))


def network_of(*matrices: list[list[float]], activation: str = "sigmoid") -> MLP:
    """The network with these weights: a matrix per layer, a row per neuron, its bias in column 0 (U¹ and U² of S0)."""
    sizes = [len(matrix) for matrix in matrices]
    net = MLP(len(matrices[0][0]) - 1, sizes, activation=activation, output_activation=activation)
    for layer, matrix in zip(net.layers, matrices, strict=True):
        for neuron, row in zip(layer.neurons, matrix, strict=True):
            for parameter, number in zip([neuron.b, *neuron.w], row, strict=True):
                parameter.data = number
    return net


def matrix_of(net: MLP, layer: int, read: Callable[[Value], Any]) -> list[list[Any]]:
    """One number per parameter of a layer, as in the matrices of `network_of`."""
    return [[read(p) for p in (neuron.b, *neuron.w)] for neuron in net.layers[layer].neurons]


# The worked example W of the course (its section 2.3).
U1 = [[0.1, 0.2, -0.3], [-0.2, 0.4, 0.5]]
U2 = [[0.3, -0.5, 0.6], [-0.1, 0.7, -0.8]]
X, Y, RATE = (0.5, -1), (1, 0), 0.5  # x₀ = 1 is the bias's


def random_cases(generator: random.Random, count: int, d: int, c: int) -> tuple[list[list[float]], list[list[float]]]:
    """`count` cases with d inputs in [-1, 1) and c targets in [0, 1)."""
    inputs = [[generator.uniform(-1, 1) for _ in range(d)] for _ in range(count)]
    return inputs, [[generator.random() for _ in range(c)] for _ in range(count)]
