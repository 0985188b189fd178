"""The choice between array code and the compiled loop beside the best of them: `python benchmarks/executors.py`.

Measures all ways of running a program at several batch sizes. With `--fit` it fits the model of
`autograd_core/program/costs.py`, prints the numbers for that file, and judges them by graphs that they were not fitted
on, each left out in turn. Not here: programs beside their peers (programs.py).
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

# engine.py lies beside this file and puts the checkout on the path
import graphs
import numpy as np
from engine import machine, table
from report import fastest, in_one_thread
from scipy.optimize import nnls

from autograd_core import Value, compile_graph
from autograd_core.program import costs
from autograd_core.program.executors import Runner, in_blocks

SAMPLES = (1, 4, 8, 16, 32, 64, 128, 512)
WAYS = ("one by one", "in blocks", "arrays")
SHORTEST, TURNS = 0.02, 5  # seconds and runs of a measurement, at least


def irregular(size: int) -> graphs.Net:
    output, leaves = graphs.irregular(size)
    return output, leaves[::2], leaves[1::2]


def orbits(steps: int = 100) -> graphs.Net:
    """The squared distance of Lotka and Volterra's animals from a target, by Runge and Kutta's steps."""
    rates, animals = [Value(x) for x in (1.1, 0.4, 0.1, 0.4)], [Value(10.0), Value(5.0)]
    a, b, c, d = rates

    def slopes(x: Any, y: Any) -> tuple[Any, Any]:
        return a * x - b * x * y, c * x * y - d * y

    x, y, h = animals[0], animals[1], 0.05
    for _ in range(steps):
        k1 = slopes(x, y)
        k2 = slopes(x + h / 2 * k1[0], y + h / 2 * k1[1])
        k3 = slopes(x + h / 2 * k2[0], y + h / 2 * k2[1])
        k4 = slopes(x + h * k3[0], y + h * k3[1])
        x, y = (at + h / 6 * (p + 2 * q + 2 * r + s) for at, p, q, r, s in zip((x, y), k1, k2, k3, k4, strict=True))
    return (x - 8) ** 2 + (y - 4) ** 2, animals, rates


NETS: dict[str, Callable[[], graphs.Net]] = {
    "RNN": graphs.simple_recurrent,
    "LSTM": graphs.long_short_term,
    "transformer, block 8": lambda: graphs.transformer(8),
    "transformer, block 16": lambda: graphs.transformer(16),
    "CNN": graphs.convolutional,
    "PINN": graphs.physics_informed,
    "64-50-10": lambda: graphs.classifier([64, 50, 10]),
    "20-16-10": lambda: graphs.classifier([20, 16, 10]),
    "8-64-64-4": lambda: graphs.classifier([8, 64, 64, 4]),
    "family trees": graphs.family_trees,
    "recurrent 8-32-1": lambda: graphs.recurrent(8, 32),
    "RNN, wide": lambda: graphs.simple_recurrent(32, 20),
    "LSTM, wide": lambda: graphs.long_short_term(8, 20, 6),
    "transformer, small": lambda: graphs.transformer(4, 8, 2),
    "CNN, large": lambda: graphs.convolutional(12, 8),
    "PINN, wide": lambda: graphs.physics_informed(64),
    "orbits": orbits,
    "irregular": lambda: irregular(3000),
}
JUDGED = ("RNN", "LSTM", "transformer, block 8", "transformer, block 16", "CNN", "PINN")


@dataclass
class Measured:
    """A graph: microseconds of each way at each of SAMPLES, what they are counted in, and what is chosen today."""

    times: dict[str, np.ndarray[Any, Any]]
    features: dict[str, np.ndarray[Any, Any]]
    chosen: list[str]

    def times_of(self, ways: Sequence[str]) -> np.ndarray[Any, Any]:
        """The times of these ways, one for each of SAMPLES."""
        return np.array([self.times[way][i] for i, way in enumerate(ways)])


def measured(net: graphs.Net) -> Measured:
    loss, inputs, parameters = net
    program = compile_graph(loss, inputs, parameters)
    runner = program._both
    assert isinstance(runner, Runner)
    theta = program.parameter_values()[:, None]
    row = np.array([float(x.data) for x in inputs])
    rng = np.random.default_rng(0)
    code, schedule = runner.array_code, runner._schedule
    assert schedule is not None
    width = costs.samples_at_once(code)

    def arrays(x: Any, theta: Any) -> Any:
        with np.errstate(all="ignore"):
            return in_blocks(runner._arrays, x, theta, width)

    runs = dict(zip(WAYS, (runner._one_by_one, runner._in_blocks, arrays), strict=True))
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    for samples in SAMPLES:
        is_number = row != np.floor(row)  # indices stay
        x = np.tile(row, (samples, 1))
        x[:, is_number] += rng.normal(size=(samples, int(is_number.sum()))) * 0.1
        found = fastest([partial(run, x.T, theta) for run in runs.values()], TURNS, len(runs) * SHORTEST)
        for way, seconds in zip(WAYS, found, strict=True):
            times[way].append(seconds * 1e6)
    samples_ = np.array(SAMPLES, dtype=float)
    features = {
        "one by one": costs.one_by_one_features(schedule, samples_),
        "in blocks": costs.in_blocks_features(schedule, samples_),
        "arrays": costs.array_features(code, samples_),
    }
    limits = runner.limits
    chosen = [WAYS[2] if n > limits.loop else WAYS[n > limits.one_by_one] for n in SAMPLES]
    return Measured({way: np.array(found) for way, found in times.items()}, features, chosen)


def fitted(found: list[Measured]) -> dict[str, np.ndarray[Any, Any]]:
    """Per way the numbers of the model: least squares of what is predicted / measured - 1, none negative."""
    numbers = {}
    for way in WAYS:
        scaled = np.concatenate([each.features[way] / each.times[way][:, None] for each in found])
        numbers[way] = nnls(scaled, np.ones(len(scaled)))[0]
    return numbers


def choice(each: Measured, numbers: dict[str, np.ndarray[Any, Any]]) -> list[str]:
    """The ways that should be fastest by these numbers, one for each of SAMPLES."""
    predicted = np.stack([each.features[way] @ numbers[way] for way in WAYS])
    return [WAYS[i] for i in predicted.argmin(axis=0).tolist()]


def over_best(each: Measured, times: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    best: np.ndarray[Any, Any] = np.min([each.times[way] for way in WAYS], axis=0)
    return times / best


def main() -> None:
    parser = argparse.ArgumentParser(description="The choice of executor beside the best, and the model behind it.")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="measurements: written there, or read if they are")
    parser.add_argument("--fit", action="store_true", help="also fit the model anew, and print its numbers")
    options = parser.parse_args()
    in_one_thread()
    if options.keep and options.keep.exists():
        found = pickle.loads(options.keep.read_bytes())
    else:
        found = {}
        for name, make in NETS.items():
            found[name] = measured(make())
            print(name, flush=True)
        if options.keep:
            options.keep.write_bytes(pickle.dumps(found))
    if options.fit:
        print_fit(found)
    ratios = {name: over_best(each, each.times_of(each.chosen)) for name, each in found.items()}
    print("\nTime of the executor that is chosen / of the best, by batch size:\n")
    print(table(["graph", *map(str, SAMPLES)], [[name, *[f"{x:.2f}" for x in row]] for name, row in ratios.items()]))
    print(f"\nthe six nets of the target: {summary(np.concatenate([ratios[name] for name in JUDGED]))}")
    print(f"all: {summary(np.concatenate(list(ratios.values())))}")
    print(f"\n({machine()})")


def summary(ratios: np.ndarray[Any, Any]) -> str:
    share = (ratios <= 1.15).mean()
    return f"geometric mean {np.exp(np.log(ratios).mean()):.3f}, worst {ratios.max():.2f}, within 1.15: {share:.0%}"


def print_fit(found: dict[str, Measured]) -> None:
    numbers = fitted(list(found.values()))
    for way in WAYS:
        print(way, tuple(float(f"{x:.3g}") for x in numbers[way]))
        error = np.concatenate([each.features[way] @ numbers[way] / each.times[way] for each in found.values()])
        print("   predicted / measured:", np.round(np.quantile(error, (0, 0.1, 0.5, 0.9, 1)), 2))
    left_out = []
    for name, each in found.items():
        others = fitted([other for key, other in found.items() if key != name])
        left_out.append(over_best(each, each.times_of(choice(each, others))))
        print(f"{name:24}", np.round(left_out[-1], 2))
    print("each graph by a model that was fitted on the others:", summary(np.concatenate(left_out)))


if __name__ == "__main__":
    main()
