"""Two moons and two spirals: a small network learns borders that no line could be.

Not here: the points (nn.datasets.planes).
"""

from __future__ import annotations

import random

from autograd_core import no_grad
from nn.datasets import moons, spirals
from nn.datasets.planes import Points
from nn.experiments.experiment import Check, Experiment, Plot, Report, Settings
from nn.experiments.plots import curves, decision_map
from nn.layers import MLP
from nn.losses import sigmoid_cross_entropy
from nn.objective import objective
from nn.optimizers import Adam

POINTS = 100
EPOCHS = {"moons": 60, "spirals": 200}
LEARNING_RATE = 0.03
ACCURACY = {"moons": 0.97, "spirals": 0.95}  # of the training points; a line reaches about 0.88 and 0.6


def trained(data: Points, seed: int, epochs: int, settings: Settings, name: str) -> tuple[MLP, list[float]]:
    """A 2-16-16-1 tanh net after `epochs` full-batch steps of Adam, and its losses."""
    points, labels = data
    net = MLP(2, [16, 16, 1], activation="tanh", initializer="xavier", generator=random.Random(seed))
    optimizer = Adam(net, LEARNING_RATE)
    loss_of = objective(net, zip(points, labels, strict=True), sigmoid_cross_entropy, compiled=settings.compiled)
    everything = range(len(points))
    return net, [optimizer.descend(lambda: loss_of(everything)) for _ in settings.steps(epochs, name)]


def accuracy(net: MLP, data: Points) -> float:
    """The share of points on the right side of the border."""
    with no_grad():
        right = [bool(net(point).data > 0) == bool(label) for point, label in zip(*data, strict=True)]
    return sum(right) / len(right)


def run(settings: Settings) -> Report:
    """Trains one net on each data set."""
    checks = []
    plots: dict[str, Plot] = {}
    series = {}
    for name, data in (
        ("moons", moons(POINTS, seed=settings.first_seed)),
        ("spirals", spirals(POINTS, seed=settings.first_seed)),
    ):
        net, series[name] = trained(data, settings.first_seed, settings.epochs_or(EPOCHS[name]), settings, name)
        checks.append(Check(f"{name}: training accuracy", accuracy(net, data), "ours", ACCURACY[name], 1))

        def score(point: list[float], net: MLP = net) -> float:
            with no_grad():
                return float(net(point).data)

        bounds = (-1.5, 2.5, -1.0, 1.5) if name == "moons" else (-1.2, 1.2, -1.2, 1.2)
        plots[name] = decision_map(score, *data, bounds=bounds)
    plots["moons-loss"] = curves(series, across="epoch", up="loss", logarithmic=True)
    return Report(checks, plots=plots)


EXPERIMENT = Experiment(
    name="moons",
    shows="a 2-16-16-1 net learns two moons and two spirals",
    takes="10 seconds",
    run=run,
    rows="none: an extra",
    epochs="full-batch steps, 60 for the moons and 200 for the spirals",
    compiles=True,
)
