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
from autograd_core import TABLE, Value, dot, gradients, log_sum_exp, lookup
from nn import Module, softmax, softmax_cross_entropy

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


# Nets that are no plain matrix nets: what the choice of executor is judged by (executors.py).

Net = tuple[Value, list[Value], list[Value]]  # the loss, the inputs, the parameters
VOCABULARY, WIDTH, HEADS = 27, 16, 4  # of the transformer: letters and the end of a name, numbers per letter


def simple_recurrent(hidden: int = 12, steps: int = 12) -> Net:
    """Squared error of a tanh recurrent net of one input a step."""
    rng = np.random.default_rng(0)
    into, across, biases = leaves(rng, hidden), leaves(rng, hidden, hidden), leaves(rng, hidden)
    readout, x, target = leaves(rng, hidden), leaves(rng, steps), Value(0.5)
    h: list[Any] = [0.0] * hidden
    for step in x:
        rows_of_h = zip(biases, into, rows(across, hidden), strict=True)
        h = [dot(row, h, b + w * step).tanh() for b, w, row in rows_of_h]
    return (dot(readout, h) - target) ** 2, [*x, target], [*into, *across, *biases, *readout]


def long_short_term(inputs: int = 4, hidden: int = 8, steps: int = 8) -> Net:
    """Squared error of an LSTM (Hochreiter and Schmidhuber, 1997, with the forget gate of 2000)."""
    rng = np.random.default_rng(0)
    size = inputs + hidden
    gates = [[leaves(rng, size + 1) for _ in range(hidden)] for _ in range(4)]
    readout, x, target = leaves(rng, hidden), leaves(rng, steps * inputs), Value(0.5)
    h: list[Any] = [0.0] * hidden
    c: list[Any] = [0.0] * hidden
    for step in rows(x, inputs):
        sums = [[dot(w[:-1], [*step, *h], w[-1]) for w in gate] for gate in gates]
        taken, kept, shown = ([z.sigmoid() for z in gate] for gate in sums[:3])
        c = [k * old + t * z.tanh() for k, old, t, z in zip(kept, c, taken, sums[3], strict=True)]
        h = [s * z.tanh() for s, z in zip(shown, c, strict=True)]
    parameters = [w for gate in gates for neuron in gate for w in neuron] + readout
    return (dot(readout, h) - target) ** 2, [*x, target], parameters


def convolutional(size: int = 8, kernels: int = 6, kernel: int = 3, classes: int = 10) -> Net:
    """Cross entropy of 3 x 3 kernels with relu, the means of squares of 2 x 2, and a linear layer."""
    rng = np.random.default_rng(0)
    image = rows(leaves(rng, size * size), size)
    weights, biases = [leaves(rng, kernel * kernel) for _ in range(kernels)], leaves(rng, kernels)
    places = range(size - kernel + 1)
    features = []
    for w, b in zip(weights, biases, strict=True):
        seen = [
            [dot(w, [x for row in image[i : i + kernel] for x in row[j : j + kernel]], b).relu() for j in places]
            for i in places
        ]
        half = range(0, len(places), 2)
        features += [
            (seen[i][j] + seen[i][j + 1] + seen[i + 1][j] + seen[i + 1][j + 1]) * 0.25 for i in half for j in half
        ]
    head, offsets = [leaves(rng, len(features)) for _ in range(classes)], leaves(rng, classes)
    scores = [dot(w, features, b) for w, b in zip(head, offsets, strict=True)]
    targets = [Value(float(i == 0)) for i in range(classes)]
    loss = softmax_cross_entropy(scores, targets)
    parameters = [x for w in (*weights, biases, *head, offsets) for x in w]
    return loss, [x for row in image for x in row] + targets, parameters


def physics_informed(hidden: int = 16) -> Net:
    """The squared residual of u'' + sin(x) at a point, u a tanh net of one hidden layer."""
    rng = np.random.default_rng(0)
    parameters = [leaves(rng, hidden) for _ in range(3)]
    x = Value(0.3)

    def u(at: Value) -> Value:
        w, b, v = parameters
        return dot(v, [(p * at + q).tanh() for p, q in zip(w, b, strict=True)])

    (slope,) = gradients(u(x), [x])
    (curvature,) = gradients(slope, [x])
    return (curvature + x.sin()) ** 2, [x], [p for row in parameters for p in row]


class MicroGPT(Module):
    """A transformer of one layer, written scalar by scalar: from `block` letters to scores of the letter after each.

    With the sizes as they are, and a block of 16, it has 4,192 parameters. Root mean square normalisation, no biases,
    relu: as in microgpt.

    Args:
        block: the most letters.
        width: how many numbers stand for a letter.
        heads: of attention; each looks at width / heads of them.
        vocabulary: how many letters there are.
    """

    def __init__(self, block: int, width: int = WIDTH, heads: int = HEADS, vocabulary: int = VOCABULARY) -> None:
        rng = np.random.default_rng(0)

        def matrix(outputs: int, inputs: int) -> list[list[Value]]:
            return rows([Value(w) for w in (rng.normal(size=outputs * inputs) * 0.08).tolist()], inputs)

        self.size, self.scale = width // heads, (width // heads) ** -0.5
        self.token, self.place = matrix(vocabulary, width), matrix(block, width)
        self.queries, self.keys, self.values = (matrix(width, width) for _ in range(3))
        self.output, self.up, self.down = matrix(width, width), matrix(4 * width, width), matrix(width, 4 * width)
        self.head = matrix(vocabulary, width)

    def __call__(self, letters: Sequence[Any]) -> list[Any]:
        """The scores for each letter, one after the other."""
        keys: list[list[Any]] = []
        values: list[list[Any]] = []
        scores = []
        for letter, place in zip(letters, self.place, strict=True):
            entries = [lookup(list(column), letter) for column in zip(*self.token, strict=True)]
            kept = normalised([a + b for a, b in zip(entries, place, strict=True)])
            x = normalised(kept)
            query = linear(self.queries, x)
            keys.append(linear(self.keys, x))
            values.append(linear(self.values, x))
            x = [a + b for a, b in zip(linear(self.output, self.attended(query, keys, values)), kept, strict=True)]
            hidden = [z.relu() for z in linear(self.up, normalised(x))]
            x = [a + b for a, b in zip(linear(self.down, hidden), x, strict=True)]
            scores += linear(self.head, x)
        return scores

    def attended(self, query: list[Any], keys: list[list[Any]], values: list[list[Any]]) -> list[Any]:
        """What the letter of `query` takes from those until then, head by head."""
        found = []
        for start in range(0, len(query), self.size):
            part = slice(start, start + self.size)
            shares = softmax([dot(query[part], key[part]) * self.scale for key in keys])
            found += [dot(shares, [value[i] for value in values]) for i in range(start, start + self.size)]
        return found


def linear(matrix: Sequence[Sequence[Any]], x: Sequence[Any]) -> list[Any]:
    return [dot(row, x) for row in matrix]


def normalised(x: Sequence[Any]) -> list[Any]:
    scale = (dot(x, x) / len(x) + 1e-5) ** -0.5
    return [item * scale for item in x]


def letters_loss(scores: Sequence[Any], targets: Sequence[Any]) -> Any:
    """The weighted sum of cross entropies. Targets are the letter after each, then the weights, 0 behind the end."""
    letters, weights = targets[: len(targets) // 2], targets[len(targets) // 2 :]
    size = len(scores) // len(letters)
    parts = [scores[i : i + size] for i in range(0, len(scores), size)]
    return dot(weights, [log_sum_exp(part) - lookup(part, letter) for part, letter in zip(parts, letters, strict=True)])


def transformer(block: int, width: int = WIDTH, heads: int = HEADS, vocabulary: int = VOCABULARY) -> Net:
    """The loss of a MicroGPT on a name: the inputs are its letters, the letter after each, the weight of each."""
    net = MicroGPT(block, width, heads, vocabulary)
    letters, after = [Value(0.0) for _ in range(block)], [Value(1.0) for _ in range(block)]
    weights = [Value(1 / block) for _ in range(block)]
    loss = letters_loss(net(letters), [*after, *weights])
    return loss, [*letters, *after, *weights], net.parameters()
