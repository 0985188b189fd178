"""How large the first weights should be: the spread of what goes forward through ten layers, and of what comes back.

Not here: the initializers themselves (nn.initializers), and training that starts from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_core import Value, dot
from nn.experiments.experiment import Check, Experiment, Report, Settings
from nn.experiments.plots import curves
from nn.initializers import normal
from nn.layers import MLP

LAYERS = 10
WIDTH = 32
CASES = 16


def layer_factor(inputs: int, std: float, kept: float = 1.0) -> float:
    """By what a layer multiplies the spread: n weights of mean 0 and variance v make of x sums of mean square n v x².

    Args:
        inputs: n; on the way back the number of outputs.
        std: the standard deviation of the weights, √v.
        kept: the share of the mean square that the activation lets pass: a half for ReLU.
    """
    return math.sqrt(inputs * kept) * std


def keeping_std(inputs: int, kept: float = 1.0) -> float:
    """The standard deviation of weights with which a layer keeps the spread."""
    return 1 / layer_factor(inputs, 1.0, kept)


def keeping_reach(inputs: int, kept: float = 1.0) -> float:
    """The r of weights drawn evenly from [-r, r], of variance r²/3, with which a layer keeps the spread."""
    return math.sqrt(3) * keeping_std(inputs, kept)


# name -> activation, initial weights, the accepted ends of (spread after the last layer, gradient at the first layer
# over gradient at the last)
STARTS = {
    "no activation, 1/n": ("linear", "xavier", (0.5, 2), (0.5, 2)),
    "tanh, half of 1/√n": ("tanh", normal(0.5 * keeping_std(WIDTH)), (0, 1e-2), (0, 1e-2)),
    "tanh, Xavier": ("tanh", "xavier", (0.1, 0.4), (0.1, 1)),
    "tanh, four times 1/√n": ("tanh", normal(4 * keeping_std(WIDTH)), (0.8, 1), (10, 200)),
    "sigmoid, Xavier": ("sigmoid", "xavier", (0.4, 0.6), (0, 1e-4)),
    "ReLU, Xavier": ("relu", "xavier", (1e-3, 0.1), (1e-3, 0.2)),
    "ReLU, He": ("relu", "he", (0.3, 3), (0.3, 3)),
}


def passed_through(activation: Any, initializer: Any, seed: int) -> list[list[Value]]:
    """The outputs of each of 10 layers of 32 units for 16 random cases, with the gradients of a loss behind them.

    Inputs are drawn from N(0, 1), and so is the gradient that arrives at each output of the last layer.
    """
    generator = np.random.default_rng(seed)
    options = {"activation": activation, "output_activation": activation, "initializer": initializer}
    net = MLP(WIDTH, [WIDTH] * LAYERS, generator=generator, **options)
    layers: list[list[Value]] = [[] for _ in net.layers]
    for case in generator.standard_normal((CASES, WIDTH)):
        x: Any = list(case)
        for layer, outputs in zip(net.layers, layers, strict=True):
            x = layer(x)
            outputs += x
    dot(list(generator.standard_normal(CASES * WIDTH)), layers[-1]).backward()
    return layers


def spread(numbers: Iterable[float]) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(np.square(list(numbers)))))


def spreads(activation: Any, initializer: Any, seed: int) -> tuple[list[float], list[float]]:
    """Layer by layer the spread of the outputs, and that of the gradients that arrive at them."""
    layers = passed_through(activation, initializer, seed)
    forward = [spread(output.data for output in outputs) for outputs in layers]
    return forward, [spread(output.grad for output in outputs) for outputs in layers]


def run(settings: Settings) -> Report:
    """Sends random cases forward and random gradients back through nets as they are initialized; trains nothing."""
    checks, forward, backward = [], {}, {}
    for name, (activation, initializer, of_outputs, of_gradients) in STARTS.items():
        forward[name], backward[name] = spreads(activation, initializer, settings.first_seed)
        checks.append(Check(f"{name}: spread after 10 layers", forward[name][-1], "ours", *of_outputs))
        kept = backward[name][0] / backward[name][-1]
        checks.append(Check(f"{name}: first / last gradient", kept, "ours", *of_gradients))
    plots = {
        "initial-values": curves(forward, across="layer", up="spread of the outputs", logarithmic=True),
        "initial-values-backward": curves(backward, across="layer", up="spread of the gradients", logarithmic=True),
    }
    return Report(checks, plots=plots)


EXPERIMENT = Experiment(
    name="initial-values",
    shows="weights of the right size keep signals and gradients through ten layers, by Xavier for tanh, by He for ReLU",
    takes="a few seconds",
    run=run,
    rows="B22 A15",
)
