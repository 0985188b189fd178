"""Capacity: too few units miss a curve, too many learn its noise; early stopping and weight decay hold them back.

Not here: how `fit` looks at validation cases (nn.validation) and how weights decay (nn.optimizer).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from statistics import median
from typing import Any

from autograd_core import no_grad
from nn.experiments.experiment import Check, Experiment, Plot, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.history import History, best_epoch
from nn.initializers import uniform
from nn.layers import Layer, Linear
from nn.optimizers import Adam
from nn.sequential import Sequential
from nn.training import fit

NOISE = 0.4  # standard deviation; no net can have a mean squared error on new points below its square, but by luck
POINTS = 20
NEW_POINTS = 200
SEEDS = 5
EPOCHS = 1500
LEARNING_RATE = 0.04
STEEPEST = 5.0  # first weights and biases of the hidden units: bends of every kind, all over [-1, 1]
PATIENCE = 200
DECAY = 0.01

Points = tuple[list[float], list[float]]  # x and y

# What is compared: hidden units, weight decay, patience, and the accepted ends of the median errors on the points
# trained on and on new ones.
RECIPES = {
    "1 unit": (1, 0.0, None, (0.5, 0.8), (0.5, 0.8)),
    "4 units": (4, 0.0, None, (0.03, 0.1), (0.2, 0.28)),
    "50 units": (50, 0.0, None, (0, 0.03), (0.28, 0.4)),
    "50 units, stopped early": (50, 0.0, PATIENCE, (0.05, 0.15), (0.18, 0.26)),
    "50 units, weight decay": (50, DECAY, None, (0.04, 0.12), (0.18, 0.26)),
}


def wave(x: float) -> float:
    """The curve below the noise: one and a half waves on [-1, 1]."""
    return math.sin(1.5 * math.pi * x)


def noisy_wave(count: int, seed: int, *, evenly: bool = False) -> Points:
    """Points of the wave with noise, at places drawn from [-1, 1], or evenly from end to end."""
    generator = random.Random(seed)
    draw = generator.uniform
    xs = [-1 + 2 * i / (count - 1) for i in range(count)] if evenly else [draw(-1, 1) for _ in range(count)]
    return xs, [wave(x) + generator.gauss(0, NOISE) for x in xs]


def data(seed: int, count: int = POINTS) -> tuple[Points, Points, Points]:
    """Points to train on, as many to validate on, and 200 new ones to test on."""
    held_out = noisy_wave(count, seed + 100)
    return noisy_wave(count, seed, evenly=True), held_out, noisy_wave(NEW_POINTS, seed + 1000)


def trained(
    units: int,
    seed: int,
    *,
    weight_decay: float = 0.0,
    patience: int | None = None,
    points: int = POINTS,
    epochs: int = EPOCHS,
) -> tuple[Sequential, History]:
    """A 1-units-1 tanh net after full-batch steps of Adam; with `patience` as it was where validation was best."""
    (xs, ys), held_out, _ = data(seed, points)
    generator = random.Random(seed)
    steep = uniform(-STEEPEST, STEEPEST)
    hidden = Layer(1, units, activation="tanh", initializer=steep, bias_initializer=steep, generator=generator)
    net = Sequential(hidden, Linear(units, 1, generator=generator))
    history = fit(
        net,
        xs,
        ys,
        loss="mean_squared_error",
        optimizer=Adam(net, LEARNING_RATE, weight_decay=weight_decay),
        epochs=epochs,
        batch_size=None,
        order="given",
        validation=held_out,
        patience=patience,
        compiled=True,
        progress=False,
    )
    return net, history


def error(net: Sequential, points: Points) -> float:
    """The mean squared error."""
    with no_grad():
        squares = [(float(net(x).data) - y) ** 2 for x, y in zip(*points, strict=True)]
    return sum(squares) / len(squares)


def errors(
    units: int, seeds: Sequence[int] = range(SEEDS), *, points: int = POINTS, **options: Any
) -> list[tuple[float, float]]:
    """For each seed the errors on its own points and on new ones, of a net with options of `trained`."""
    found = []
    for seed in seeds:
        net, _ = trained(units, seed, points=points, **options)
        own, _, new = data(seed, points)
        found.append((error(net, own), error(net, new)))
    return found


def medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The median of the first numbers, and that of the second."""
    first, second = zip(*pairs, strict=True)
    return median(first), median(second)


def fitting(own: float, noise: float) -> int:
    """What an error on its own points says of a net: -1 underfitting, 0 neither, 1 overfitting.

    Args:
        own: the mean squared error on the points trained on.
        noise: the variance of the noise; twice as much is too far above it, less than half too far below.
    """
    return (own < noise / 2) - (own > 2 * noise)


def early_stop(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """The epoch that is kept, and the last one that is trained, where validation goes through `losses`."""
    for last in range(1, len(losses) + 1):
        if last - best_epoch(losses[:last]) >= patience:
            break
    return best_epoch(losses[:last]), last


def run(settings: Settings) -> Report:
    """Trains nets of three sizes to the end, and the largest with early stopping and with weight decay."""
    seeds = range(SEEDS) if settings.seed is None else [settings.seed]
    epochs = settings.epochs_or(EPOCHS)
    checks = []
    for name, (units, decay, patience, of_own, of_new) in RECIPES.items():
        own, new = medians(errors(units, seeds, weight_decay=decay, patience=patience, epochs=epochs))
        checks.append(Check(f"{name}: error on its points", own, "ours", *of_own))
        checks.append(Check(f"{name}: error on new points", new, "ours", *of_new))
    checks.append(exactly("noise: the least error on new points", NOISE**2, 0.16, 1e-12))
    history = trained(50, seeds[0], epochs=epochs)[1]
    series = {"training": history.losses, "validation": history.validation_losses}
    plots: dict[str, Plot] = {"capacity": curves(series, across="epoch", up="error, 50 units", logarithmic=True)}
    return Report(checks, plots=plots)


EXPERIMENT = Experiment(
    name="capacity",
    shows="too few units miss a noisy curve, too many learn the noise; early stopping and weight decay hold them back",
    takes="10 seconds",
    run=run,
    rows="A17",
    epochs="full-batch steps, 1500",
    why_not="its nets are trained as array programs in any case",
)
