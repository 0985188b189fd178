"""Dropout: over all masks the scaled output is right on average, and a net trained with it does with half its units.

Not here: the module (nn.dropout).
"""

from __future__ import annotations

import random
from itertools import product

from autograd_core import no_grad
from nn.datasets import moons
from nn.dropout import Dropout
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.layers import Layer
from nn.objective import objective
from nn.optimizers import Adam
from nn.sequential import Sequential

WEIGHTS = (0.5, -1.0, 0.25, 2.0)
INPUTS = (1.0, 0.4, -2.0, -0.375)  # w · x = -1.15
WHOLE = sum(w * x for w, x in zip(WEIGHTS, INPUTS, strict=True))
T12 = 1e-12
HIDDEN = 16
POINTS = 40
TEST_POINTS = 200
NOISE = 0.1
EPOCHS = 150
LEARNING_RATE = 0.05
SEEDS = 5
GAIN = (0.05, 0.5)  # whoever learned with half the units does better with half of them


def expected_output(rate: float, *, inverted: bool) -> float:
    """The mean of w · x over all 2^4 masks by their probability, as in training."""
    total = 0.0
    for mask in product((0, 1), repeat=len(WEIGHTS)):
        probability = (1 - rate) ** sum(mask) * rate ** (len(mask) - sum(mask))
        kept = sum(w * x * m for w, x, m in zip(WEIGHTS, INPUTS, mask, strict=True))
        total += probability * kept / (1 - rate if inverted else 1)
    return total


def output_after_training(rate: float, *, inverted: bool) -> float:
    """w · x through the module in use after training."""
    kept = Dropout(rate, inverted=inverted).eval()(list(INPUTS))
    return float(sum(w * x for w, x in zip(WEIGHTS, kept, strict=True)))


def net_with_dropout(rate: float, seed: int) -> Sequential:
    """2-16-2 with dropout between; the same start for every rate."""
    generator = random.Random(seed)
    first = Layer(2, HIDDEN, activation="tanh", initializer="xavier", generator=generator)
    last = Layer(HIDDEN, 2, activation="linear", initializer="xavier", generator=generator)
    return Sequential(first, Dropout(rate, generator=random.Random(seed + 1)), last)


def trained(rate: float, seed: int, epochs: int, settings: Settings) -> tuple[Sequential, list[float]]:
    """The net after full-batch training on two moons, and its loss at each epoch."""
    points, labels = moons(POINTS, noise=NOISE, seed=seed)
    net = net_with_dropout(rate, seed)
    optimizer = Adam(net, LEARNING_RATE)
    cases = zip(points, labels, strict=True)
    loss_of = objective(net, cases, "softmax_cross_entropy", compiled=settings.compiled)
    everything = range(len(points))
    steps = settings.steps(epochs, f"rate {rate}, seed {seed}")
    losses = [optimizer.descend(lambda: loss_of(everything)) for _ in steps]
    return net.eval(), losses


def accuracy_of_half(net: Sequential, seed: int) -> float:
    """The accuracy on new points when half of the hidden units, drawn anew for each point, are left out."""
    points, labels = moons(TEST_POINTS, noise=NOISE, seed=seed + 1000)
    first, _, last = net.parts
    generator = random.Random(seed)
    right = 0
    with no_grad():
        for point, label in zip(points, labels, strict=True):
            kept = set(generator.sample(range(HIDDEN), HIDDEN // 2))
            # times 2: the sum of half the units stands for that of all
            no, yes = last([2 * h.data * (unit in kept) for unit, h in enumerate(first(point))])
            right += (yes.data > no.data) == bool(label)
    return right / TEST_POINTS


def run(settings: Settings) -> Report:
    """Averages over all masks, then compares nets trained with and without dropout."""
    checks = [exactly("w · x", WHOLE, -1.15, T12)]
    for rate, expected in ((0.5, -0.575), (0.2, -0.92)):
        checks.append(exactly(f"mean over masks, r = {rate}", expected_output(rate, inverted=False), expected, T12))
        after = output_after_training(rate, inverted=False)
        checks.append(exactly(f"... after training, times {1 - rate}", after, expected, T12))
        checks.append(exactly("... inverted, mean over masks", expected_output(rate, inverted=True), -1.15, T12))
        checks.append(exactly("... inverted, after training", output_after_training(rate, inverted=True), -1.15, T12))
    epochs = settings.epochs_or(EPOCHS)
    seeds = range(SEEDS) if settings.seed is None else [settings.seed]
    gain = GAIN if settings.seed is None else (0, 0.5)
    halves, series = {}, {}
    for rate in (0.0, 0.5):
        nets = [trained(rate, seed, epochs, settings) for seed in seeds]
        halves[rate] = sum(accuracy_of_half(net, seed) for (net, _), seed in zip(nets, seeds, strict=True)) / len(nets)
        series[f"r = {rate}"] = nets[0][1]
    checks.append(Check("half the units left out, trained with r = 0: accuracy", halves[0.0], "ours", 0, 1))
    checks.append(Check("... trained with r = 0.5: gain in accuracy", halves[0.5] - halves[0.0], "ours", *gain))
    return Report(checks, plots={"dropout": curves(series, across="epoch", up="training loss")})


EXPERIMENT = Experiment(
    name="dropout",
    shows="means over all masks, exactly; nets trained with and without it when half the units are missing",
    takes="a quarter of a minute",
    run=run,
    rows="C50",
    epochs="full-batch steps, 150",
    compiles=True,
)
