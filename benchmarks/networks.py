"""Training steps of the course's networks beside the same nets on micrograd: `python benchmarks/networks.py`.

Here: a sweep of symmetry and of the family trees, a minibatch of digits. Not here: how it measures (engine.py).
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import micrograd.engine
import micrograd.nn
import numpy as np

# engine.py lies beside this file, puts the checkout on the path, and ends the script where micrograd is missing
from engine import MICROGRAD, OURS, PARENTS, Task, machine, ratio_cells, reachable, table, timed

from autograd_core import constant
from nn import MLP, half_squared_error, over_cases, softmax_cross_entropy
from nn.datasets import PEOPLE, RELATIONS, symmetry_patterns
from nn.experiments.family_trees import MARGIN, RECIPE_F, FamilyNet, desired, error_beyond_margin, split
from nn.experiments.starts import draw_uniformly
from nn.experiments.symmetry import BOUND, symmetry_net

DIGITS_BATCH = 100
TARGETS = {"symmetry": 1.0, "family trees": 1.0, "digits": 8.0}  # times micrograd's speed, at least

Theirs = Any  # a micrograd.engine.Value


# micrograd 0.1.0 has + * ** and relu. What else the nets need is written as its users write it: one node, one closure.


def _unary(x: Theirs, data: float, slope: float, name: str) -> Theirs:
    out = micrograd.engine.Value(data, (x,), name)

    def _backward() -> None:
        x.grad += slope * out.grad

    out._backward = _backward
    return out


def exp(x: Theirs) -> Theirs:
    data = math.exp(x.data)
    return _unary(x, data, data, "exp")


def log(x: Theirs) -> Theirs:
    return _unary(x, math.log(x.data), 1 / x.data, "log")


def sigmoid(x: Theirs) -> Theirs:
    data = 1 / (1 + math.exp(-x.data))
    return _unary(x, data, data * (1 - data), "sigmoid")


TheirLayer = list[tuple[list[Theirs], Theirs]]


def theirs_like(layers: Sequence[Any]) -> list[TheirLayer]:
    """micrograd's own leaves with the numbers of our layers: per neuron its weights and its bias."""
    value = micrograd.engine.Value
    return [[([value(w.data) for w in neuron.w], value(neuron.b.data)) for neuron in layer.neurons] for layer in layers]


def logistic_layer(layer: TheirLayer, x: Sequence[Any]) -> list[Theirs]:
    return [sigmoid(sum((w * item for w, item in zip(weights, x, strict=True)), bias)) for weights, bias in layer]


def leaves(layers: Sequence[TheirLayer]) -> list[Theirs]:
    return [p for layer in layers for weights, bias in layer for p in (*weights, bias)]


def symmetry() -> dict[str, Task]:
    """The error of the 6-2-1 net over all 64 patterns."""
    patterns, targets = symmetry_patterns()
    net = symmetry_net()
    draw_uniformly(net.layers, BOUND, np.random.default_rng(0))
    cases = [[constant(bit) for bit in pattern] for pattern in patterns]
    layers = theirs_like(net.layers)

    def their_loss() -> Theirs:
        outputs = [logistic_layer(layers[1], logistic_layer(layers[0], pattern))[0] for pattern in patterns]
        return sum((y - d) ** 2 for y, d in zip(outputs, targets, strict=True)) * 0.5

    return {
        MICROGRAD: Task(their_loss, leaves(layers)),
        OURS: Task(
            lambda: over_cases(half_squared_error, net.batch(cases), targets, reduction="sum"), net.parameters()
        ),
    }


def family_trees() -> dict[str, Task]:
    """The error of the family net over 100 cases; both encode each person and relation once."""
    net = FamilyNet()
    draw_uniformly(net.layers, RECIPE_F.bound, np.random.default_rng(0))
    cases, _ = split(0)
    person, relation, *above = layers = theirs_like(net.layers)

    def codes(layer: TheirLayer, names: Sequence[str]) -> dict[str, list[Theirs]]:
        return {name: logistic_layer(layer, [float(name == other) for other in names]) for name in names}

    def their_loss() -> Theirs:
        people, relations = codes(person, PEOPLE), codes(relation, RELATIONS)
        terms = []
        for case in cases:
            x = people[case.person] + relations[case.relation]
            for layer in above:
                x = logistic_layer(layer, x)
            terms += [(y - d) ** 2 for y, d in zip(x, desired(case), strict=True) if abs(y.data - d) > MARGIN]
        return _balanced_sum(terms) * 0.5

    return {
        MICROGRAD: Task(their_loss, leaves(layers)),
        OURS: Task(lambda: error_beyond_margin(net.answers(cases), cases), net.parameters()),
    }


def digits() -> dict[str, Task]:
    """The cross entropy of each library's own MLP(64, [50, 10]) over a minibatch of random images."""
    generator = random.Random(0)
    images = [[generator.random() for _ in range(64)] for _ in range(DIGITS_BATCH)]
    labels = [generator.randrange(10) for _ in images]
    random.seed(0)
    theirs = micrograd.nn.MLP(64, [50, 10])
    random.seed(0)
    ours = MLP(64, [50, 10])
    for p in (*theirs.parameters(), *ours.parameters()):
        p.data *= 0.1  # from (-1, 1): scores stay where their exponentials do
    rows = [[constant(pixel) for pixel in image] for image in images]

    def their_loss() -> Theirs:
        losses = []
        for image, label in zip(images, labels, strict=True):
            scores = theirs(image)
            losses.append(log(sum(exp(score) for score in scores)) - scores[label])
        return sum(losses) * (1 / DIGITS_BATCH)

    return {
        MICROGRAD: Task(their_loss, theirs.parameters()),
        OURS: Task(lambda: over_cases(softmax_cross_entropy, ours.batch(rows), labels), ours.parameters()),
    }


def _balanced_sum(terms: list[Theirs]) -> Theirs:
    """A sum whose graph is shallow: micrograd's recursion does not survive a chain of 2,400 additions."""
    while len(terms) > 1:
        pairs = [terms[i] + terms[i + 1] for i in range(0, len(terms) - 1, 2)]
        terms = pairs + terms[len(pairs) * 2 :]
    return terms[0]


WORK: dict[str, tuple[str, Callable[[], dict[str, Task]]]] = {
    "symmetry": ("symmetry 6-2-1, a sweep of 64 patterns", symmetry),
    "family trees": ("family trees 36-12-12-6-24, a sweep of 100 cases", family_trees),
    "digits": (f"digits 64-50-10, a minibatch of {DIGITS_BATCH}", digits),
}


def row(name: str, repetitions: int) -> list[str]:
    """Times one network; its row in the table."""
    what, make = WORK[name]
    tasks = make()
    nodes = len(reachable(tasks[MICROGRAD].loss(), PARENTS[MICROGRAD]))
    times = timed(tasks, repetitions)
    seconds = [f"{median(times[peer]) * 1e3:,.1f} ms" for peer in (MICROGRAD, OURS)]
    return [what, f"{nodes:,}", *seconds, *ratio_cells(times, MICROGRAD, TARGETS[name])]


def main() -> None:
    parser = argparse.ArgumentParser(description="Training steps of the course's networks beside micrograd.")
    parser.add_argument("--repetitions", type=int, default=7, help="turns of each peer, at least 2 (default: 7)")
    parser.add_argument("--quick", action="store_true", help="2 repetitions, without digits: rough figures in seconds")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table to FILE too")
    options = parser.parse_args()
    if options.repetitions < 2:
        parser.error(f"--repetitions must be at least 2, got {options.repetitions}")
    names = [name for name in WORK if not (options.quick and name == "digits")]
    repetitions = 2 if options.quick else options.repetitions
    print(machine() + "\n", flush=True)
    head = ["record + backward + free", "nodes in micrograd", MICROGRAD, OURS, "× micrograd", "target"]
    text = table(head, [row(name, repetitions) for name in names])
    print(text)
    if options.markdown:
        options.markdown.write_text(f"{machine()}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
