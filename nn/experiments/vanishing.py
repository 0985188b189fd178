"""Vanishing gradients: each sigmoid in a chain multiplies the gradient by at most a quarter; ReLU by one.

Not here: the cures that change the data between layers (batch_norm.py).
"""

from __future__ import annotations

import math

import numpy as np

from autograd_core import Value
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.layers import MLP
from nn.losses import sum_squared_error

# L -> the gradient of a chain of L sigmoids with weight 1, at input 0
CHAIN = {1: 0.25, 5: 6.763392e-4, 10: 3.875220e-7, 20: 1.271778e-13}
PRINTED_DIGITS = 1e-6  # relative: the references have seven digits
LAYERS = 8
WIDTH = 16


def chain_gradient(length: int) -> float:
    """d output / d input of sigmoid(sigmoid(...(0)))."""
    x = Value(0.0)
    y = x
    for _ in range(length):
        y = y.sigmoid()
    y.backward()
    return float(x.grad)


def gradient_norms(activation: str, initializer: str, seed: int) -> list[float]:
    """The length of d loss / d weights in each of 8 layers of 16 units, from the input on, for one random input."""
    generator = np.random.default_rng(seed)
    net = MLP(WIDTH, [WIDTH] * LAYERS, activation=activation, initializer=initializer, generator=generator)
    sum_squared_error(net(list(generator.uniform(-1, 1, WIDTH))), [1.0] * WIDTH).backward()
    return [math.sqrt(sum(float(w.grad) ** 2 for neuron in layer.neurons for w in neuron.w)) for layer in net.layers]


def run(settings: Settings) -> Report:
    """Differentiates the chains and two deep nets; nothing is trained."""
    checks = [
        exactly(f"gradient through {length} sigmoids", chain_gradient(length), expected, expected * PRINTED_DIGITS)
        for length, expected in CHAIN.items()
    ]
    checks += [
        Check(f"... at most 0.25^{length}", chain_gradient(length), f"<= {0.25**length:.6g}", 0, 0.25**length)
        for length in CHAIN
    ]
    norms = {
        "sigmoid, Xavier": gradient_norms("sigmoid", "xavier", settings.first_seed),
        "ReLU, He": gradient_norms("relu", "he", settings.first_seed),
    }
    of_sigmoid, of_relu = (values[0] / values[-1] for values in norms.values())
    checks.append(Check("8 layers, sigmoid: first / last gradient", of_sigmoid, "vanishes", 0, 1e-3))
    checks.append(Check("8 layers, ReLU: first / last gradient", of_relu, "does not", 1e-2, 100))
    return Report(checks, plots={"vanishing": curves(norms, across="layer", up="|gradient|", logarithmic=True)})


EXPERIMENT = Experiment(
    name="vanishing",
    shows="gradients die out through sigmoids, and not through ReLUs",
    takes="less than a second",
    run=run,
    rows="A15 C29 C31",
)
