"""Handwritten digits: the two-layer network of the course, 64-50-10, on scikit-learn's 1797 images of 8 × 8 pixels.

Not here: the same network on arrays (nn.by_hand.TwoLayerNet) and the data (nn.datasets.digits).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd_core import constant
from nn.by_hand import TwoLayerNet
from nn.datasets.digits import Images, digits_split
from nn.experiments.experiment import Check, Experiment, Report, Settings
from nn.experiments.plots import curves
from nn.experiments.starts import draw_normally
from nn.layers import MLP
from nn.losses import softmax_cross_entropy
from nn.objective import objective
from nn.optimizers import GradientDescent
from nn.recognition import accuracy

HIDDEN = 50
STD = 0.01
RATE = 0.1
BATCH = 100
ITERATIONS = 1000
LONG = 10000
SEEDS = 5
SHORT_BAND = (0.95, 1)  # test accuracy after 1000 iterations
LONG_TRAIN_BAND, LONG_TEST_BAND = (0.995, 1), (0.97, 1)


def digits_net(seed: int) -> MLP:
    """64-50-10 with ReLU; weights 0.01 times standard normal, W1 before W2, each input by input; biases 0."""
    net = MLP(64, [HIDDEN, 10])
    draw_normally(net, STD, np.random.default_rng(seed))
    return net


def trained(
    images: Sequence[Any], labels: Sequence[int], seed: int, iterations: int, settings: Settings
) -> tuple[MLP, list[float]]:
    """The net after minibatch gradient descent, and the loss of each batch, drawn with replacement."""
    net = digits_net(seed)
    optimizer = GradientDescent(net, RATE)
    generator = np.random.default_rng(1000 + seed)
    rows = [[constant(pixel) for pixel in image] for image in images]  # once, and not at every draw
    loss_of = objective(net, zip(rows, labels, strict=True), softmax_cross_entropy, compiled=settings.compiled)
    losses = []
    for _ in settings.steps(iterations, f"minibatches, seed {seed}"):
        batch = generator.choice(len(rows), BATCH).tolist()
        losses.append(optimizer.descend(partial(loss_of, batch)))
    return net, losses


# The same on arrays, for long training and several seeds.


def trained_on_arrays(
    images: Sequence[Any], labels: Sequence[int], seed: int, iterations: int, settings: Settings
) -> tuple[TwoLayerNet, list[float]]:
    """TwoLayerNet from the same start, after the same minibatches, and the loss of each."""
    net = TwoLayerNet(64, HIDDEN, 10, STD, np.random.default_rng(seed))
    generator = np.random.default_rng(1000 + seed)
    rows, targets = np.array(images), np.array(labels)
    losses = []
    for _ in settings.steps(iterations, f"minibatches on arrays, seed {seed}"):
        batch = generator.choice(len(rows), BATCH)
        gradients = net.gradient(rows[batch], targets[batch])
        losses.append(float(net.lastLayer.loss or 0.0))
        for name, gradient in gradients.items():
            net.params[name] -= RATE * gradient
    return net, losses


def statistics(training: Images, testing: Images, settings: Settings) -> list[Check]:
    """Five seeds after 1000 minibatches, and one after 10000."""
    nets = [trained_on_arrays(*training, seed, ITERATIONS, settings)[0] for seed in range(SEEDS)]
    accuracies = [net.accuracy(*testing) for net in nets]
    long, _ = trained_on_arrays(*training, 0, LONG, settings)
    return [
        Check("5 seeds, 1000 minibatches: lowest test accuracy", min(accuracies), "0.964", *SHORT_BAND),
        Check("... highest", max(accuracies), "0.969", *SHORT_BAND),
        Check("10000 minibatches: training accuracy", long.accuracy(*training), "1.000", *LONG_TRAIN_BAND),
        Check("10000 minibatches: test accuracy", long.accuracy(*testing), "0.986", *LONG_TEST_BAND),
    ]


def run(settings: Settings) -> Report:
    """Trains one net on the engine; without --seed, also the statistics, on arrays."""
    iterations = settings.epochs_or(ITERATIONS)
    seed = settings.first_seed
    training, testing = digits_split()
    net, losses = trained(*training, seed, iterations, settings)
    on_training, on_test = accuracy(net, *training), accuracy(net, *testing)
    what = f"seed {seed}, {iterations} minibatches: test accuracy"
    checks = [Check(what, on_test, "0.966 after 1000", *SHORT_BAND)]
    notes = [f"training accuracy {on_training:.4f}"]
    if settings.seed is None:
        checks += statistics(training, testing, settings)
        notes.append("5 seeds and 10000 minibatches ran on arrays (nn.by_hand.TwoLayerNet), held against the engine")
    return Report(checks, notes, {"digits": curves({"batch": losses}, across="minibatch", up="loss")})


EXPERIMENT = Experiment(
    name="digits",
    shows="the 64-50-10 network of the course reads handwritten digits",
    takes="4 minutes",
    run=run,
    rows="C16 C17 C19",
    epochs="minibatches of 100, 1000",
    needs="sklearn",
    compiles=True,
)
