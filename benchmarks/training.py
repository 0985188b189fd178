"""Steps of training, large batches, and what comes before them: tables of benchmarks/programs.py.

Here: `fit(compiled=True)` beside PyTorch, optimizer by optimizer; the time of a sample in large batches; compiling nets
that are no plain matrix nets; the first run of the compiled loop in a process. Not here: programs beside peers.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

# engine.py lies beside this file and puts the checkout on the path
import engine  # noqa: F401
import graphs
import numpy as np
from report import ROOT, fastest

import autograd_core
from autograd_core import compile_graph
from nn import MLP, fit

BATCH, CASES, EPOCHS = 100, 2000, 6
SIZES = (64, 50, 10)
# name of the optimizer -> its options, and how PyTorch calls it and them
OPTIMIZERS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "adam": ({}, "Adam", {}),
    "sgd": ({"learning_rate": 0.05}, "SGD", {"lr": 0.05}),
    "momentum": ({"learning_rate": 0.05}, "SGD", {"lr": 0.05, "momentum": 0.9}),
    "nag": ({"learning_rate": 0.05}, "SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "adagrad": ({}, "Adagrad", {}),
    "rmsprop": ({}, "RMSprop", {}),
    "adadelta": ({}, "Adadelta", {}),
}
LARGE = (128, 512, 1024, 2048, 4096)  # samples
NETS: dict[str, Callable[[], graphs.Net]] = {
    "PINN": graphs.physics_informed,
    "LSTM": graphs.long_short_term,
    "CNN": graphs.convolutional,
    "transformer, block 8": lambda: graphs.transformer(8),
}
COMPILED: dict[str, Callable[[], graphs.Net]] = {
    "RNN": graphs.simple_recurrent,
    **NETS,
    "transformer, block 16": lambda: graphs.transformer(16),
}
FIRST_RUN = """
import time
import numba
start = time.perf_counter()
from autograd_core import Value, compile_graph
x = Value(1.0)
compile_graph(x.exp() * x, [x], executor="loop")([[1.0]])
print(time.perf_counter() - start)
"""


def step_rows(torch: bool) -> list[list[str]]:
    """Milliseconds of a step of 64-50-10, batch 100, by each optimizer, ours beside PyTorch's."""
    rng = np.random.default_rng(0)
    rows, labels = rng.normal(size=(CASES, SIZES[0])), rng.integers(0, SIZES[-1], CASES)
    found = []
    for name, (options, theirs, their_options) in OPTIMIZERS.items():
        ours = _our_step(name, options, rows.tolist(), labels.tolist())
        cells = [name, f"{ours * 1e3:.3f} ms"]
        if torch:
            other = _torch_step(theirs, their_options, rows, labels)
            cells += [f"{other * 1e3:.3f} ms", f"{ours / other:.2f}"]
        found.append(cells)
        print(cells, flush=True)
    return found


def _our_step(name: str, options: dict[str, Any], rows: Sequence[Any], labels: Sequence[int]) -> float:
    """Seconds of a step of `fit` in its fastest epoch, everything included."""
    random.seed(0)
    net = MLP(SIZES[0], SIZES[1:], activation="sigmoid")
    times: list[float] = []

    def clock(history: Any) -> bool:
        times.append(time.process_time())
        return False

    fit(
        net, rows, labels, loss="softmax_cross_entropy", optimizer=name, epochs=EPOCHS, batch_size=BATCH,
        compiled=True, progress=False, stop=clock, **options,
    )  # fmt: skip
    return float(np.diff(times).min()) * BATCH / CASES


def _torch_step(name: str, options: dict[str, Any], rows: Any, labels: Any) -> float:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    a, b, c = SIZES
    layers = torch.nn.Linear(a, b), torch.nn.Sigmoid(), torch.nn.Linear(b, c)
    net = torch.nn.Sequential(*layers).double()
    optimizer = getattr(torch.optim, name)(net.parameters(), **options)
    inputs, targets = torch.tensor(rows), torch.tensor(labels)

    def epoch() -> None:
        order = torch.randperm(CASES)
        for start in range(0, CASES, BATCH):
            batch = order[start : start + BATCH]
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(inputs[batch]), targets[batch]).backward()
            optimizer.step()

    return fastest([epoch], EPOCHS)[0] * BATCH / CASES


def large_rows() -> list[list[str]]:
    """Per net and batch size the time of a sample, as a multiple of that at the smallest of LARGE."""
    found = []
    for name, make in NETS.items():
        loss, inputs, parameters = make()
        program = compile_graph(loss, inputs, parameters)
        theta = program.parameter_values()
        row = np.array([float(x.data) for x in inputs])
        runs = [partial(program.value_and_grad, np.tile(row, (n, 1)), theta) for n in LARGE]
        samples = [seconds / n for seconds, n in zip(fastest(runs, 4), LARGE, strict=True)]
        found.append([name, f"{samples[0] * 1e6:.2f} µs", *[f"{each / samples[0]:.2f}" for each in samples[1:]]])
        print(found[-1], flush=True)
    return found


def compile_rows() -> list[list[str]]:
    """What compiling costs up to the first results: seconds, µs a recorded node, µs an instruction."""
    _first_results(graphs.simple_recurrent())  # loads what is loaded once
    found = []
    for name, make in COMPILED.items():
        net = make()
        nodes = len(autograd_core.topological_order(net[0]))
        seconds, instructions = _first_results(net)
        cells = [f"{nodes:,}", f"{instructions:,}", f"{seconds:.2f} s"]
        found.append([name, *cells, f"{seconds / nodes * 1e6:.0f} µs", f"{seconds / instructions * 1e6:.1f} µs"])
        print(found[-1], flush=True)
    return found


def _first_results(net: graphs.Net) -> tuple[float, int]:
    loss, inputs, parameters = net
    batch = np.tile([float(x.data) for x in inputs], (32, 1))
    start = time.process_time()
    program = compile_graph(loss, inputs, parameters)
    program.value_and_grad(batch)
    seconds = time.process_time() - start
    assert not isinstance(program._both, str)
    return seconds, len(program._both.flat.inputs)


def first_run() -> float:
    """Seconds of the first run of the loop in a process beyond `import numba`, after another process ran it."""
    command = [sys.executable, "-c", FIRST_RUN]
    times = [float(subprocess.check_output(command, cwd=ROOT, text=True)) for _ in range(4)]
    return min(times[1:])
