"""Graphs of one sample, written scalar by scalar: what benchmarks/programs.py compiles.

Not here: the same work as an expert or another library does it (peers.py).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

# engine.py lies beside this file and puts the checkout on the path
import engine  # noqa: F401
import numpy as np

import autograd_core
from autograd_core import TABLE, Value

STEPS = 50  # of the recurrent net
# Bounded functions of one input, for graphs without a pattern.
UNARY = ("sin", "cos", "tanh", "sigmoid", "relu", "absolute")


def weighted_sum(start: Any, weights: Sequence[Any], x: Sequence[Any]) -> Any:
    total = start
    for w, item in zip(weights, x, strict=True):
        total = total + w * item
    return total


def leaves(rng: np.random.Generator, *shape: int) -> list[Value]:
    """Random leaves, about 1 / sqrt(the last length) large, row by row."""
    return [Value(x) for x in (rng.normal(size=shape) / shape[-1] ** 0.5).ravel().tolist()]


def rows(values: list[Value], length: int) -> list[list[Value]]:
    return [values[i : i + length] for i in range(0, len(values), length)]


def classifier(sizes: Sequence[int]) -> tuple[Value, list[Value], list[Value]]:
    """Softmax cross entropy of a sigmoid net: the loss, the inputs and a target per class, the parameters."""
    rng = np.random.default_rng(0)
    x, targets = leaves(rng, sizes[0]), [Value(float(i == 0)) for i in range(sizes[-1])]
    parameters: list[Value] = []
    layer = x
    for i, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
        weights, biases = leaves(rng, outputs, inputs), leaves(rng, outputs)
        parameters += weights + biases
        layer = [weighted_sum(bias, row, layer) for bias, row in zip(biases, rows(weights, inputs), strict=True)]
        if i < len(sizes) - 2:
            layer = [z.sigmoid() for z in layer]
    largest = autograd_core.maximum(*layer)
    log_sum = sum((z - largest).exp() for z in layer).log()
    loss = log_sum + (largest - weighted_sum(0, targets, layer))
    return loss, x + targets, parameters


def recurrent(inputs: int, hidden: int) -> tuple[Value, list[Value], list[Value]]:
    """Squared error of a tanh recurrent net after STEPS steps."""
    rng = np.random.default_rng(0)
    into, across = leaves(rng, hidden, inputs), leaves(rng, hidden, hidden)
    biases, readout = leaves(rng, hidden), leaves(rng, hidden)
    x, target, start = leaves(rng, STEPS * inputs), Value(0.5), [Value(0.0) for _ in range(hidden)]
    h = start
    for step in rows(x, inputs):
        weights = zip(biases, rows(into, inputs), rows(across, hidden), strict=True)
        h = [weighted_sum(weighted_sum(b, row, step), other, h).tanh() for b, row, other in weights]
    loss = (weighted_sum(0, readout, h) - target) ** 2
    return loss, [*x, target, *start], [*into, *across, *biases, *readout]


def irregular(size: int) -> tuple[Value, list[Value]]:
    """About `size` nodes without a pattern, and the inputs."""
    rng = random.Random(0)
    inputs = [Value(rng.uniform(-1, 1)) for _ in range(30)]
    nodes = list(inputs)
    while len(nodes) < size // 2:
        x, y, z = rng.choices(nodes[-500:], k=3)
        nodes.append(rng.choice((x * y, x + y, x - y * z, TABLE[rng.choice(UNARY)](x))).tanh())
    return autograd_core.sum(nodes[-500:]), inputs


def family_trees() -> tuple[Value, list[Value], list[Value]]:
    """The error of one case of the 1986 paper's second net, by nn's modules: inputs and targets, parameters."""
    from nn.experiments.family_trees import RECIPE_F, FamilyNet, case_error_beyond_margin
    from nn.experiments.starts import draw_uniformly

    net = FamilyNet()
    draw_uniformly(net.layers, RECIPE_F.bound, np.random.default_rng(0))
    x, targets = [Value(0.0) for _ in range(36)], [Value(0.0) for _ in range(24)]
    return case_error_beyond_margin(net(x), targets), x + targets, net.parameters()
