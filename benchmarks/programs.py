"""Compiled programs beside hand-written NumPy, PyTorch, JAX, CasADi and micrograd: `python benchmarks/programs.py`.

Here: measuring and the tables; `--readme` puts them into the README. Peers that are not installed are left out. Not
here: the graphs (graphs.py), the peers (peers.py), the engine node by node (engine.py), training steps (networks.py).
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

# engine.py lies beside this file and puts the checkout on the path
from engine import machine, table
from graphs import STEPS, classifier, family_trees, irregular, recurrent
from peers import (
    Run,
    by_hand,
    casadi_function,
    casadi_run,
    family_by_hand,
    is_installed,
    jax_run,
    micrograd_classifier_run,
    micrograd_family_run,
    recurrent_by_hand,
    torch_run,
    torch_threads,
)
from report import in_one_thread, into_readme
from training import LARGE, first_run, large_rows, step_rows
from training import compile_rows as compile_rows_of_nets

import autograd_core
from autograd_core import compile_graph

START, END = "<!-- benchmarks/programs.py -->\n", "<!-- end of benchmarks/programs.py -->\n"
AGREEMENT = {"float64": 1e-9, "float32": 1e-3}  # of all results, relative to the largest number
BATCH = 100
SEQUENCES = 32
MICROGRAD_TURNS = 7
OURS, NUMPY, JAX, CASADI, MICROGRAD = "compiled", "NumPy by hand", "JAX jit", "CasADi SX", "micrograd"
TORCH, TORCH_ONE = "PyTorch", "PyTorch, 1 thread"
PEERS = (NUMPY, TORCH_ONE, TORCH, JAX, CASADI, MICROGRAD)
# Kind and size of the graphs whose compiling is measured: hidden units, or nodes.
COMPILED = (
    ("net", (64, 50, 10)),
    ("net", (784, 42, 10)),
    ("net", (784, 100, 10)),
    ("net", (784, 420, 10)),
    ("irregular", (10_000,)),
    ("irregular", (100_000,)),
    ("irregular", (1_000_000,)),
)


@dataclass
class Work:
    """One line of the table.

    Attributes:
        name: what is computed.
        runs: who computes it, ourselves first: each returns what is compared, then timed.
        turns: how often each has its turn.
        factors: by how much a peer's time is multiplied, where it does a part of the work.
    """

    name: str
    runs: dict[str, Run]
    turns: int
    precision: str = "float64"
    factors: dict[str, float] | None = None


def classifier_work(
    sizes: Sequence[int], turns: int, batch_size: int = BATCH, precision: str = "float64", with_micrograd: bool = False
) -> Work:
    """Sigmoid net with softmax cross entropy: losses and all gradients."""
    loss, inputs, parameters = classifier(sizes)
    program = compile_graph(loss, inputs, parameters, precision=precision)
    rng = np.random.default_rng(1)
    x = rng.normal(size=(batch_size, sizes[0])).astype(precision)
    targets = np.eye(sizes[-1], dtype=precision)[rng.integers(0, sizes[-1], batch_size)]
    batch, theta = np.hstack([x, targets]), program.parameter_values()
    runs: dict[str, Run] = {
        OURS: lambda: program.value_and_grad(batch, theta),
        NUMPY: lambda: by_hand(np, x, targets, theta, sizes),
    }
    if is_installed("torch"):
        runs[TORCH_ONE] = torch_run(x, targets, theta, sizes, threads=1)
        runs[TORCH] = torch_run(x, targets, theta, sizes, threads=torch_threads())
    if is_installed("jax") and precision == "float64":
        runs[JAX] = jax_run(x, targets, theta, sizes)
    if is_installed("casadi") and max(sizes) < 500 and precision == "float64":
        runs[CASADI] = casadi_run(casadi_function(loss, inputs, parameters), batch, theta)
    if is_installed("micrograd") and with_micrograd:
        runs[MICROGRAD] = micrograd_classifier_run(x[:1], targets[:1], theta, sizes)
    samples = f"batch {batch_size}" if batch_size > 1 else "one sample"
    name = f"{'-'.join(map(str, sizes))}, {samples}{', float32' if precision == 'float32' else ''}"
    return Work(name, runs, turns, precision, {MICROGRAD: batch_size})


def family_work(turns: int) -> Work:
    """A sweep through 100 cases of the family trees, the 36-12-12-6-24 net of the 1986 paper."""
    from nn.experiments.family_trees import MARGIN, as_arrays, split

    loss, inputs, parameters = family_trees()
    program = compile_graph(loss, inputs, parameters)
    x, targets = as_arrays(split(0)[0])
    batch, theta = np.hstack([x, targets]), program.parameter_values()

    def summed(run: Run) -> Run:
        def sums() -> tuple[Any, Any]:
            losses, gradient = run()
            return losses.sum(keepdims=True), gradient * len(batch)

        return sums

    runs = {
        OURS: summed(lambda: program.value_and_grad(batch, theta)),
        NUMPY: summed(lambda: family_by_hand(x, targets, theta, MARGIN)),
    }
    if is_installed("micrograd"):
        runs[MICROGRAD] = micrograd_family_run()
    return Work("family trees 36-12-12-6-24, a sweep of 100 cases", runs, turns)


def recurrent_work(turns: int) -> Work:
    inputs, hidden = 8, 32
    loss, leaves_of_sample, parameters = recurrent(inputs, hidden)
    program = compile_graph(loss, leaves_of_sample, parameters)
    batch = np.random.default_rng(1).normal(size=(SEQUENCES, len(leaves_of_sample)))
    theta = program.parameter_values()
    runs: dict[str, Run] = {
        OURS: lambda: program.value_and_grad(batch, theta),
        NUMPY: lambda: recurrent_by_hand(batch, theta, inputs, hidden),
    }
    return Work(f"recurrent {inputs}-{hidden}-1, {STEPS} steps, batch {SEQUENCES}", runs, turns)


def irregular_work(turns: int, batch_size: int, size: int = 20_000) -> Work:
    """Forward: the output of a graph without a pattern."""
    output, inputs = irregular(size)
    program = compile_graph([output], inputs)
    batch, theta = np.random.default_rng(1).normal(size=(batch_size, len(inputs))), np.empty(0)
    runs: dict[str, Run] = {OURS: lambda: (program(batch, theta)[:, 0],)}
    if is_installed("casadi"):
        runs[CASADI] = casadi_run(casadi_function(output, inputs, []), batch, theta)
    name = f"irregular, {len(autograd_core.topological_order(output)):,} nodes, forward"
    return Work(f"{name}, {f'batch {batch_size}' if batch_size > 1 else 'one sample'}", runs, turns)


# Measuring.


def check_agreement(work: Work) -> None:
    """Ends with an error where a peer computes something else."""
    expected = work.runs[OURS]()
    for name, run in work.runs.items():
        if (work.factors or {}).get(name, 1) != 1:
            continue  # of one sample, and compared on the line of one sample
        for ours, theirs in zip(expected, run(), strict=True):
            scale = max(1.0, float(np.abs(ours).max()))
            tolerance = AGREEMENT[work.precision] * scale
            np.testing.assert_allclose(theirs, ours, rtol=0, atol=tolerance, err_msg=f"{work.name}: {name}")


def timed(work: Work) -> dict[str, float]:
    """Seconds of each at its fastest, turn by turn, so that a busy machine troubles all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in work.runs}
    for turn in range(work.turns):
        for name, run in work.runs.items():
            if name == MICROGRAD and turn >= MICROGRAD_TURNS:
                continue
            if name == MICROGRAD:
                gc.collect()  # what others left behind is not its to collect
            else:
                run()  # fills the caches again, which the peer before has emptied
            start = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - start) * (work.factors or {}).get(name, 1))
    return {name: min(found) for name, found in times.items()}


def row(work: Work) -> list[str]:
    """Our time, and its ratio to each peer's."""
    check_agreement(work)
    seconds = timed(work)
    ours = seconds[OURS]
    print(work.name, {name: f"{found * 1e6:,.0f} µs" for name, found in seconds.items()}, flush=True)
    return [work.name, f"{ours * 1e6:,.0f} µs", *[ratio(ours / seconds[p]) if p in seconds else "" for p in PEERS]]


def ratio(found: float) -> str:
    """Three digits, or, where we take less than a hundredth of a peer's time, 1 / so many."""
    return f"{found:.3g}" if found >= 0.01 else f"1 / {1 / found:,.0f}"


def compiling_cost(kind: str, size: tuple[int, ...]) -> list[str]:
    """What compiling costs, in this process: nodes, seconds, µs per node, peak memory."""
    output, leaves = irregular(100)
    compile_graph(output, leaves)  # loads what is loaded once
    if kind == "net":
        loss, inputs, parameters = classifier(size)
    else:
        loss, leaves = irregular(*size)
        inputs, parameters = leaves[::2], leaves[1::2]
    nodes = len(autograd_core.topological_order(loss))
    start = time.process_time()
    program = compile_graph(loss, inputs, parameters)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kB on Linux
    name = "-".join(map(str, size)) if kind == "net" else "irregular"
    cells = [f"{nodes:,}", f"{seconds:.2f} s", f"{seconds / nodes * 1e6:.1f} µs", f"{peak:,.0f} MB"]
    return [name, *cells, program.executor]


def compile_rows(largest: int) -> list[list[str]]:
    """A row for each graph of COMPILED, each in a process of its own, so that its peak memory is its own."""
    rows = []
    context = multiprocessing.get_context("spawn")
    for kind, size in COMPILED:
        if (kind == "irregular" and size[0] > largest) or (kind == "net" and size[0] * size[1] * 3 > largest):
            continue
        with context.Pool(1) as pool:
            rows.append(pool.apply(compiling_cost, (kind, size)))
        print(rows[-1], flush=True)
    return rows


# Reporting.


def works(turns: int) -> list[Work]:
    few = max(2, turns // 4)
    return [
        classifier_work([64, 50, 10], turns, with_micrograd=True),
        classifier_work([784, 100, 10], few),
        classifier_work([64, 50, 10], turns, precision="float32"),
        classifier_work([784, 100, 10], few, precision="float32"),
        classifier_work([64, 50, 10], turns, 1, with_micrograd=True),
        family_work(turns),
        recurrent_work(few),
        irregular_work(few, 1),
        irregular_work(few, BATCH),
    ]


def versions() -> str:
    """The peers that are measured, with their versions."""
    import importlib.metadata

    names = ["numpy", *[name for name in ("numba", "torch", "jax", "casadi", "micrograd") if is_installed(name)]]
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def section(turns: int, largest: int) -> str:
    """The tables, and how to read them: what stands in the README."""
    compiling = compile_rows(largest)  # first: on Linux a child's peak memory begins with what its parent holds
    return "\n\n".join(
        [
            "A compiled program beside others: time of ours / theirs, below 1 is faster; losses and all gradients, "
            "float64 where nothing else\nis said; of each the fastest run. "
            "Everything but CasADi and micrograd is vectorised by hand.",
            table(["work", "ours", *PEERS], [row(work) for work in works(turns)]),
            f"micrograd records and differentiates node by node. On 64-50-10 its time is that of one sample, times "
            f"{BATCH} for the batch:\nless than it takes, because on the graph of a whole minibatch the garbage "
            "collector comes on top.",
            "A step of `fit(compiled=True)`, 64-50-10, batch 100, everything included:",
            table(["optimizer", "ours", "PyTorch, 1 thread", "ours / theirs"], step_rows(is_installed("torch"))),
            f"The time of a sample in a large batch, as a multiple of that at {LARGE[0]}:",
            table(["net", f"a sample at {LARGE[0]}", *[f"{n:,}" for n in LARGE[1:]]], large_rows()),
            table(
                ["compiled, with its gradient", "recorded nodes", "time", "per node", "peak memory", "run by"],
                compiling,
            ),
            "Compiling and the first results of 32 samples; a weighted sum is one node and many instructions:",
            table(
                ["net", "recorded nodes", "instructions", "time", "per node", "per instruction"],
                compile_rows_of_nets(),
            ),
            f"The first run of the compiled loop in a process takes {first_run():.2f} s beyond `import numba`.",
            "All with one thread for NumPy's matrix products (`OPENBLAS_NUM_THREADS=1`): on a busy machine two that "
            "wait\nfor each other take ten times as long.",
            f"({machine()}; {versions()}.)",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of compiled programs beside their peers, from one run.")
    parser.add_argument("--turns", type=int, default=200, help="turns of each peer (default: 200)")
    parser.add_argument("--largest", type=int, default=1_000_000, help="compile no graph of more nodes (1,000,000)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the tables to FILE")
    parser.add_argument("--readme", action="store_true", help="also put them into the README")
    options = parser.parse_args()
    in_one_thread()
    text = section(options.turns, options.largest)
    print(f"\n{text}")
    if options.markdown:
        options.markdown.write_text(f"{text}\n", encoding="utf-8")
    if options.readme:
        into_readme(text, START, END)


if __name__ == "__main__":
    main()
