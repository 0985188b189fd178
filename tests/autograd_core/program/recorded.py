"""Graphs that the programs' tests compile: a multilayer perceptron written scalar by scalar, wide random graphs.

Not here: what they must compute.
"""

from __future__ import annotations

import itertools
import random

import autograd_core
from autograd_core import TABLE, Value

# Rows that have a value and a slope everywhere, and keep numbers small.
BOUNDED = ("sin", "cos", "tanh", "sigmoid", "relu", "absolute", "negative", "step")


def layer(weights: list[list[Value]], biases: list[Value], x: list[Value]) -> list[Value]:
    """Weighted sums, an addition and a multiplication at a time."""
    sums = []
    for row, bias in zip(weights, biases, strict=True):
        total = bias
        for w, item in zip(row, x, strict=True):
            total = total + w * item
        sums.append(total)
    return sums


def classifier(sizes: list[int], seed: int = 0) -> tuple[Value, list[Value], list[Value]]:
    """A sigmoid net's softmax cross entropy on one sample: the loss, inputs and targets, parameters."""
    rng = random.Random(seed)
    x = [Value(rng.gauss(0, 1)) for _ in range(sizes[0])]
    targets = [Value(float(i == 0)) for i in range(sizes[-1])]
    parameters: list[Value] = []
    h = x
    for i, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
        weights = [[Value(rng.gauss(0, 1) / inputs**0.5) for _ in range(inputs)] for _ in range(outputs)]
        biases = [Value(rng.gauss(0, 0.1)) for _ in range(outputs)]
        parameters += [w for row in weights for w in row] + biases
        sums = layer(weights, biases, h)
        h = sums if i == len(sizes) - 2 else [z.sigmoid() for z in sums]
    largest = autograd_core.maximum(*h)
    total = sum((z - largest).exp() for z in h)
    loss = total.log() + largest
    for target, z in zip(targets, h, strict=True):
        loss = loss - target * z
    return loss, x + targets, parameters


def tangle(size: int, seed: int, leaves: int = 12) -> tuple[Value, list[Value]]:
    """A random graph of `size` operations on recent nodes, of all shapes, and its leaves."""
    rng = random.Random(seed)
    nodes = [Value(rng.uniform(-1, 1)) for _ in range(leaves)]
    start = list(nodes)
    for _ in range(size):
        x, y, z = rng.choices(nodes[-60:], k=3)
        kind = rng.randrange(8)
        if kind == 0:
            nodes.append((x + y) * 0.5)
        elif kind == 1:
            nodes.append(x - y * z)
        elif kind == 2:
            nodes.append(x * y)
        elif kind == 3:
            nodes.append(autograd_core.maximum(x, y, z))
        elif kind == 4:
            nodes.append(autograd_core.where(x.step(), y, z))
        elif kind == 5:
            nodes.append(x / (y * y + 1))
        elif kind == 6:
            nodes.append(autograd_core.dot([x, 0.5], [y, z], x).tanh())
        else:
            nodes.append(TABLE[rng.choice(BOUNDED)](x).tanh())
    return autograd_core.sum([x.tanh() for x in nodes[-60:]]), start


def structured(seed: int) -> tuple[Value, list[Value]]:
    """Layers over several cases with shared weights, kernels and quadratic forms, and the leaves in a drawn order."""
    rng = random.Random(seed)
    start: list[Value] = []

    def fresh(count: int) -> list[Value]:
        start.extend(Value(rng.gauss(0, 0.7)) for _ in range(count))
        return start[-count:]

    width, cases = rng.randint(1, 5), rng.randint(1, 3)
    batch = [fresh(width) for _ in range(cases)]
    for _ in range(rng.randint(1, 3)):
        outputs, kind = rng.randint(1, 6), rng.randrange(5)
        neurons = [fresh(width + 1) for _ in range(outputs)]  # a neuron's weights and bias lie side by side
        if kind == 0:
            batch = [[autograd_core.dot(w[:-1], x, w[-1]).tanh() for w in neurons] for x in batch]
        elif kind == 1:
            matrix = [neuron[:-1] for neuron in neurons]
            batch = [[z.sigmoid() for z in layer(matrix, [w[-1] for w in neurons], x)] for x in batch]
        elif kind == 2:  # the transposed matrix, no bias
            size = len(neurons[0])
            flat = fresh(size * len(batch[0]))
            batch = [
                [autograd_core.sum([flat[j * size + i] * z for j, z in enumerate(x)]).relu() for i in range(size)]
                for x in batch
            ]
        elif kind == 3:  # one kernel slides over the inputs
            kernel = fresh(rng.randint(1, len(batch[0])))
            places = range(len(batch[0]) - len(kernel) + 1)
            batch = [[autograd_core.dot(kernel, x[i : i + len(kernel)]).tanh() for i in places] for x in batch]
        else:  # products of inputs with each other, minus their sum
            batch = [[autograd_core.dot(x, x[i:] + x[:i]) - autograd_core.sum(x) for i in range(len(x))] for x in batch]
        width = len(batch[0])
    losses = [(autograd_core.sum([(z - 1) ** 2 for z in x]) - autograd_core.maximum(*x)).tanh() for x in batch]
    rng.shuffle(start)
    return autograd_core.sum(losses) / cases, start
