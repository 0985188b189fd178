"""Mirror symmetry: two hidden units tell palindromes of six bits by weights of opposite sign on mirror-image bits.

Not here: the patterns (nn.datasets.symmetry).
"""

from __future__ import annotations

from itertools import product
from statistics import median
from typing import Any

import numpy as np

from autograd_core import constant, no_grad
from nn.by_hand import LayeredNet
from nn.datasets import symmetry_patterns
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly, holds
from nn.experiments.plots import curves
from nn.experiments.starts import assign, draw_uniformly
from nn.layers import MLP
from nn.losses import half_squared_error
from nn.objective import objective
from nn.optimizers import Acceleration

BOUND = 0.3  # of the starting weights
ALPHA = 0.9
SAFE_EPSILON = 0.05  # solves from every seed tried
PAPER_EPSILON = 0.1  # about one seed in five stays at 56 of 64 for ever
SWEEPS = 10000
LOOK_EVERY = 20
SETTLE = 500  # sweeps after the first time that all are right
SEEDS = 100
PAPER_BAND = (60, 95)
SAFE_BAND = (95, 100)
MEDIAN_BAND = (500, 1100)  # sweeps
# half of a sign pattern: a solved net has weights w and -w on mirror-image bits; the paper's figure 1
PUBLISHED = (14.2, -3.6, 7.2)
PUBLISHED_SWEEPS = 1425  # until it had learned
PUBLISHED_HIDDEN_BIAS, PUBLISHED_OUTPUT_BIAS, PUBLISHED_OUTPUT_WEIGHT = -1.1, 6.4, -9.4
CANCELS = 0.1  # of the largest weight: a signed sum below it would let another pattern pass for a palindrome


def symmetry_net() -> MLP:
    """6-2-1, logistic throughout."""
    return MLP(6, [2, 1], activation="sigmoid", output_activation="sigmoid")


def right_answers(net: MLP) -> int:
    """How many of the 64 patterns are on the right side of 0.5."""
    patterns, targets = symmetry_patterns()
    with no_grad():
        return sum((net(pattern).data > 0.5) == bool(target) for pattern, target in zip(patterns, targets, strict=True))


def trained(seed: int, epsilon: float, sweeps: int, settings: Settings) -> tuple[MLP, list[float], int | None]:
    """A net after accelerated descent on the error of all patterns together.

    Returns:
        the net, the error at each sweep, and the sweep after which all 64 were first found right, None if they never
        were. That is looked for every 20 sweeps, and training ends when 500 more have settled the weights.
    """
    patterns, targets = symmetry_patterns()
    # constants are made once, and not at every sweep
    cases = [([constant(bit) for bit in pattern], target) for pattern, target in zip(patterns, targets, strict=True)]
    net = symmetry_net()
    draw_uniformly(net.layers, BOUND, np.random.default_rng(seed))
    optimizer = Acceleration(net, epsilon, momentum=ALPHA)
    error_of = objective(net, cases, half_squared_error, reduction="sum", compiled=settings.compiled)
    everything = range(len(cases))
    errors: list[float] = []
    solved_after = None
    for sweep in settings.steps(sweeps, f"sweeps, seed {seed}"):
        errors.append(optimizer.descend(lambda: error_of(everything)))
        looks = solved_after is None and sweep % LOOK_EVERY == LOOK_EVERY - 1
        if looks and right_answers(net) == len(patterns):
            solved_after = len(errors)
        if solved_after is not None and len(errors) == solved_after + SETTLE:
            break
    return net, errors, solved_after


def mirror_pairs(net: MLP) -> list[tuple[float, float]]:
    """(weight of bit i, weight of its mirror image) for the three pairs of both hidden units."""
    rows = [[w.data for w in neuron.w] for neuron in net.layers[0].neurons]
    return [(row[i], row[5 - i]) for row in rows for i in range(3)]


def cancelling_sums(weights: Any) -> int:
    """How many signed sums ±w1 ±w2 ±w3 of subsets of three weights nearly vanish: 0 where each pair counts alone."""
    largest = max(map(abs, weights))
    return sum(
        abs(sum(sign * w for sign, w in zip(signs, weights, strict=True))) < CANCELS * largest
        for signs in product((-1, 0, 1), repeat=3)
        if any(signs)
    )


def published_net() -> MLP:
    """The net of the paper's figure 1."""
    net = symmetry_net()
    row = [*PUBLISHED, *(-w for w in reversed(PUBLISHED))]
    hidden, output = net.layers
    assign(hidden, [row, [-w for w in row]], [PUBLISHED_HIDDEN_BIAS] * 2)
    assign(output, [[PUBLISHED_OUTPUT_WEIGHT] * 2], [PUBLISHED_OUTPUT_BIAS])
    return net


def many_nets(seeds: range) -> LayeredNet:
    """The same nets from the same seeds, side by side on arrays: for statistics over many seeds."""
    draws: list[list[Any]] = [[], [], [], []]
    for seed in seeds:
        generator = np.random.default_rng(seed)
        for kept, shape in zip(draws, ((2, 6), (2,), (1, 2), (1,)), strict=True):
            kept.append(generator.uniform(-BOUND, BOUND, shape))
    W1, b1, W2, b2 = map(np.array, draws)
    return LayeredNet([W1, W2], [b1, b2])


def sweeps_until_solved(seeds: range, epsilon: float, sweeps: int, settings: Settings) -> list[int]:
    """For each seed that is solved, the sweep at which it was first found so."""
    patterns, targets = (np.array(each, float) for each in symmetry_patterns())
    targets = targets[:, None]
    nets = many_nets(seeds)
    found: dict[int, int] = {}
    for sweep in settings.steps(sweeps, f"sweeps of {len(seeds)} seeds, ε = {epsilon}"):
        nets.accelerated_step(nets.gradient(patterns, targets), epsilon=epsilon, alpha=ALPHA)
        if sweep % LOOK_EVERY == LOOK_EVERY - 1:
            right = ((nets.activities(patterns)[-1] > 0.5) == (targets > 0.5)).all(axis=(-1, -2))
            for i in np.flatnonzero(right):
                found.setdefault(int(i), sweep + 1)
    return sorted(found.values())


def run(settings: Settings) -> Report:
    """Trains one net on the engine; without --seed, also the statistics over 100 seeds, on arrays."""
    sweeps = settings.epochs_or(SWEEPS)
    net, errors, solved_after = trained(settings.first_seed, SAFE_EPSILON, sweeps, settings)
    pairs = mirror_pairs(net)
    weights = [first for first, _ in pairs]
    checks = [
        exactly("published weights: right of 64", right_answers(published_net()), 64),
        exactly(f"seed {settings.first_seed}, ε .05: right of 64", right_answers(net), 64),
        holds("mirror pairs of opposite sign", all(a * b < 0 for a, b in pairs)),
        exactly("signed sums of weights that cancel", cancelling_sums(weights[:3]) + cancelling_sums(weights[3:]), 0),
    ]
    notes = [f"solved after {solved_after} sweeps; weights of bits 1 to 3: " + ", ".join(f"{w:.2f}" for w in weights)]
    if settings.seed is None:
        seeds = range(SEEDS)
        paper = sweeps_until_solved(seeds, PAPER_EPSILON, sweeps, settings)
        safe = sweeps_until_solved(seeds, SAFE_EPSILON, sweeps, settings)
        checks += [
            Check("of 100 seeds solved, the paper's ε .1", len(paper), "79", *PAPER_BAND),
            Check("of 100 seeds solved, ε .05", len(safe), "100", *SAFE_BAND),
            Check("median sweeps, ε .05", float(median(safe or [sweeps])), "740", *MEDIAN_BAND),
        ]
        notes.append("the 100 seeds ran on arrays (nn.by_hand.LayeredNet), which tests hold against the engine")
    plots = {"symmetry": curves({"ε .05, α .9": errors}, across="sweep", up="error", logarithmic=True)}
    return Report(checks, notes, plots)


EXPERIMENT = Experiment(
    name="symmetry",
    shows="two hidden units learn mirror symmetry of six bits; how many of 100 seeds get there",
    takes="half a minute; with --seed a few seconds",
    run=run,
    rows="E07",
    epochs="sweeps through the 64 patterns, at most 10000",
    compiles=True,
)
