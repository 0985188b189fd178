"""XOR: no single perceptron computes it, two in parallel and one in series do, and Algorithm 3-4 finds such weights.

Not here: the perceptron (nn.perceptron) and the matrix form of the algorithm (nn.by_hand).
"""

from __future__ import annotations

from itertools import product

import numpy as np

from autograd_core import no_grad
from nn.datasets import XOR_INPUTS, XOR_ONE_HOT, XOR_TARGETS
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.experiments.plots import curves, decision_map
from nn.experiments.starts import draw_with_bias_columns
from nn.layers import MLP
from nn.optimizers import GradientDescent
from nn.perceptron import Perceptron
from nn.training import fit

RATE = 0.5
EPOCHS = 5000
TOLERANCE = 0.1  # every output this near to its target: solved
SEEDS = 20
# Of 20 seeds, 16 with two hidden units: three standard deviations of a binomial around it.
TWO_UNITS_SOLVE = (10, 20)


def perceptrons_in_parallel(x: list[int]) -> list[int]:
    """z of Figure 3-8: x1 + x2 - 0.5 and -x1 - x2 + 1.5, each cut to -1 or +1."""
    units = (
        Perceptron(2, activation="bipolar_step", weights=[1, 1], bias=-0.5),
        Perceptron(2, activation="bipolar_step", weights=[-1, -1], bias=1.5),
    )
    return [int(unit(x).data) for unit in units]


def three_perceptrons(x: list[int]) -> int:
    """Figure 3-10: the third perceptron, z1 + z2 - 1, on top of the two."""
    return int(Perceptron(2, activation="bipolar_step", weights=[1, 1], bias=-1)(perceptrons_in_parallel(x)).data)


def and_of_nand_and_or(x: list[int]) -> int:
    """XOR by steps to 0 and 1: AND of NAND and OR, with the weights of the course."""
    nand = Perceptron(2, weights=[-0.5, -0.5], bias=0.7)
    either = Perceptron(2, weights=[0.5, 0.5], bias=-0.2)
    both = Perceptron(2, weights=[0.5, 0.5], bias=-0.7)
    return int(both([nand(x).data, either(x).data]).data)


def threshold_functions() -> set[tuple[int, ...]]:
    """The truth tables of all single threshold units of two bits: weights of -1, 0 and 1 with half-integer biases
    give every one.
    """
    tables = set()
    for w1, w2, doubled_bias in product((-1, 0, 1), (-1, 0, 1), range(-5, 6, 2)):
        unit = Perceptron(2, weights=[w1, w2], bias=doubled_bias / 2)
        tables.add(tuple(int(unit(x).data) for x in XOR_INPUTS))
    return tables


def best_single_unit() -> float:
    """The largest share of the four XOR samples that one threshold unit gets right."""
    return max(sum(a == b for a, b in zip(table, XOR_TARGETS, strict=True)) / 4 for table in threshold_functions())


def learned(hidden: int, seed: int, epochs: int, *, compiled: bool = False) -> tuple[MLP, list[float], bool]:
    """A 2-`hidden`-2 logistic net trained by Algorithm 3-4: the net, the loss of each epoch, whether it is solved."""
    generator = np.random.default_rng(seed)
    net = MLP(2, [hidden, 2], activation="sigmoid", output_activation="sigmoid")
    draw_with_bias_columns(net, generator)

    def is_solved(_: object = None) -> bool:
        with no_grad():
            return all(
                abs(o.data - y) < TOLERANCE
                for x, target in zip(XOR_INPUTS, XOR_ONE_HOT, strict=True)
                for o, y in zip(net(x), target, strict=True)
            )

    history = fit(
        net,
        XOR_INPUTS,
        XOR_ONE_HOT,
        loss="half_squared_error",
        optimizer=GradientDescent(net, RATE),
        epochs=epochs,
        stop=is_solved,
        generator=generator,
        progress=False,
        compiled=compiled,
    )
    return net, history.losses, is_solved()


def run(settings: Settings) -> Report:
    """Counts what single, combined and learned perceptrons solve."""
    epochs = settings.epochs_or(EPOCHS)
    codes = [perceptrons_in_parallel(x) for x in XOR_INPUTS]
    checks = [
        exactly("separable of 16 Boolean functions", len(threshold_functions()), 14),
        exactly("best accuracy of one perceptron", best_single_unit(), 0.75),
        exactly("distinct points z of two perceptrons", len(set(map(tuple, codes))), 3),
        exactly(
            "samples right by three perceptrons",
            sum(three_perceptrons(x) == 2 * y - 1 for x, y in zip(XOR_INPUTS, XOR_TARGETS, strict=True)),
            4,
        ),
        exactly(
            "samples right by AND(NAND, OR)",
            sum(and_of_nand_and_or(x) == y for x, y in zip(XOR_INPUTS, XOR_TARGETS, strict=True)),
            4,
        ),
    ]
    seeds = range(SEEDS) if settings.seed is None else [settings.seed]
    solved = {}
    for hidden in (2, 4):
        bar = settings.steps(len(seeds), f"{hidden} hidden units, seeds")
        solved[hidden] = sum(learned(hidden, seeds[i], epochs, compiled=settings.compiled)[2] for i in bar)
    if settings.seed is None:
        checks.append(Check("seeds of 20 solved, 2 hidden units", solved[2], "16", *TWO_UNITS_SOLVE))
    checks.append(exactly(f"seeds of {len(seeds)} solved, 4 hidden units", solved[4], len(seeds)))
    net, losses, _ = learned(4, settings.first_seed, epochs, compiled=settings.compiled)

    def score(x: list[float]) -> float:
        with no_grad():
            no, yes = net(x)
            return float(yes.data - no.data)

    plots = {
        "xor-loss": curves({"4 hidden units": losses}, across="epoch", up="loss", logarithmic=True),
        "xor-map": decision_map(score, XOR_INPUTS, XOR_TARGETS, bounds=(-0.5, 1.5, -0.5, 1.5)),
    }
    return Report(checks, [f"seed {settings.first_seed} with 4 hidden units stopped after {len(losses)} epochs"], plots)


EXPERIMENT = Experiment(
    name="xor",
    shows="XOR by hand-set perceptrons, then learned by stochastic gradient descent from 20 seeds",
    takes="half a minute",
    run=run,
    rows="A01 A02 A04 A05 A21 C22 C27",
    epochs="passes over the 4 samples, at most 5000",
    compiles=True,
)
