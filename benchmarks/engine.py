"""Speed and memory of the engine beside its peers, as ratios from one run: `python benchmarks/engine.py`.

Here: recording a graph, differentiating it and letting it go, node by node. Not here: tests (they assert no times).
How it measures, and why: README.md in this folder.
"""

from __future__ import annotations

import argparse
import copy
import gc
import math
import os
import pickle
import platform
import random
import sys
import tracemalloc
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # measure this checkout, installed or not

import autograd_core
import nn

try:
    import micrograd.engine  # type: ignore[import-untyped]
    import micrograd.nn  # type: ignore[import-untyped]
except ImportError:
    sys.exit("benchmarks/engine.py needs micrograd to compare with; install it with: pip install -e '.[bench]'")

# Peers add the same terms in different orders.
AGREEMENT = 1e-9
STEPS_PER_TURN = 3


class TupleValue:
    """The baseline: microgpt's way, a node that stores its children and its local gradients as two tuples."""

    __slots__ = ("_children", "_local_gradients", "data", "grad")

    def __init__(self, data: Any, children: tuple[Any, ...] = (), local_gradients: tuple[Any, ...] = ()) -> None:
        self.data = data
        self.grad = 0
        self._children = children
        self._local_gradients = local_gradients

    def __add__(self, other: Any) -> TupleValue:
        other = other if isinstance(other, TupleValue) else TupleValue(other)
        return TupleValue(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other: Any) -> TupleValue:
        other = other if isinstance(other, TupleValue) else TupleValue(other)
        return TupleValue(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent: float) -> TupleValue:
        return TupleValue(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def __sub__(self, number: float) -> TupleValue:
        return self + -number

    __radd__, __rmul__ = __add__, __mul__

    def relu(self) -> TupleValue:
        return TupleValue(max(0, self.data), (self,), (float(self.data > 0),))

    def backward(self) -> None:
        order: list[TupleValue] = []
        seen = set()

        def visit(node: TupleValue) -> None:
            if node not in seen:
                seen.add(node)
                for child in node._children:
                    visit(child)
                order.append(node)

        visit(self)
        self.grad = 1
        for node in reversed(order):
            for child, local_gradient in zip(node._children, node._local_gradients):  # noqa: B905 - strict= costs time
                child.grad += local_gradient * node.grad


MICROGRAD, TUPLES, OURS = "micrograd", "tuples", "autograd_core"
VALUES: dict[str, type[Any]] = {MICROGRAD: micrograd.engine.Value, TUPLES: TupleValue, OURS: autograd_core.Value}
PARENTS: dict[str, Callable[[Any], Any]] = {
    MICROGRAD: lambda node: node._prev,
    TUPLES: lambda node: node._children,
    OURS: lambda node: node.parents,
}


# What is computed. A Task is one peer's work: a function that records the loss, and the parameters it depends on.


@dataclass
class Task:
    """One peer's share of a comparison.

    Attributes:
        loss: records the graph and returns its output.
        parameters: the leaves that get gradients.
    """

    loss: Callable[[], Any]
    parameters: list[Any]


def samples(count: int) -> list[tuple[list[float], int]]:
    """`count` points of the plane, each with a target of -1 or 1."""
    generator = random.Random(1)
    return [([generator.uniform(-1, 1), generator.uniform(-1, 1)], generator.choice((-1, 1))) for _ in range(count)]


def node_by_node(peer: str, count: int) -> Task:
    """The squared error of a 2-16-16-1 network over `count` samples, every product and sum a node of its own."""
    value = VALUES[peer]
    generator = random.Random(0)
    sizes = (2, 16, 16, 1)
    layers = [
        [([value(generator.uniform(-1, 1)) for _ in range(nin)], value(0.0)) for _ in range(nout)]
        for nin, nout in pairwise(sizes)
    ]
    data = samples(count)

    def output(x: list[Any]) -> Any:
        for layer in layers:
            x = [sum((wi * xi for wi, xi in zip(w, x, strict=True)), b) for w, b in layer]
            if layer is not layers[-1]:
                x = [activation.relu() for activation in x]
        return x[0]

    def loss() -> Any:
        return sum((output([value(x) for x in point]) - target) ** 2 for point, target in data)

    return Task(loss, [p for layer in layers for w, b in layer for p in (*w, b)])


def network(peer: str, count: int) -> Task:
    """The squared error of the peer's own MLP(2, [64, 64, 1]) over `count` samples."""
    random.seed(0)
    model = {MICROGRAD: micrograd.nn, OURS: nn}[peer].MLP(2, [64, 64, 1])
    data = samples(count)
    return Task(lambda: sum((model(point) - target) ** 2 for point, target in data), model.parameters())


def reachable(output: Any, parents: Callable[[Any], Any]) -> list[Any]:
    """Every node that `output` depends on, each once."""
    nodes = [output]
    seen = {output}
    for node in nodes:  # grows while it is walked
        for parent in parents(node):
            if parent not in seen:
                seen.add(parent)
                nodes.append(parent)
    return nodes


def assert_agreement(tasks: dict[str, Task]) -> None:
    """All peers must compute the same gradients before any is timed; otherwise the script ends."""
    gradients = {}
    for peer, task in tasks.items():
        task.loss().backward()
        gradients[peer] = [p.grad for p in task.parameters]
    expected = gradients[OURS]
    scale = max(map(abs, expected))
    for peer, got in gradients.items():
        for ours, theirs in zip(expected, got, strict=True):
            if not math.isclose(ours, theirs, rel_tol=AGREEMENT, abs_tol=AGREEMENT * scale):
                sys.exit(f"{peer} computes a gradient of {theirs}, {OURS} one of {ours}: nothing to compare")


# Measuring.


def turn(task: Task) -> float:
    """Seconds that one training step takes: record, backward, free; the mean over some steps in a row."""
    for p in task.parameters:
        p.grad = 0
    gc.collect()  # what the peer before left behind is not this one's to collect
    start = perf_counter()
    for _ in range(STEPS_PER_TURN):
        loss = task.loss()
        loss.backward()
        del loss
    return (perf_counter() - start) / STEPS_PER_TURN


def timed(tasks: dict[str, Task], repetitions: int) -> dict[str, list[float]]:
    """Seconds a step for each peer and repetition, the peers taking turns."""
    assert_agreement(tasks)
    times: dict[str, list[float]] = {peer: [] for peer in tasks}
    for _ in range(repetitions):
        for peer, task in tasks.items():
            times[peer].append(turn(task))
    return times


def bytes_per_interior_node(peer: str) -> float:
    """What a differentiated graph of 20 samples occupies, leaves and constants included, per node with parents."""
    task = node_by_node(peer, 20)
    gc.collect()
    tracemalloc.start()
    loss = task.loss()
    loss.backward()
    gc.collect()
    occupied, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return occupied / sum(1 for node in reachable(loss, PARENTS[peer]) if PARENTS[peer](node))


def chain(length: int) -> autograd_core.Value:
    """x + 1e-6 + 1e-6 + ...: a graph as deep as it is long."""
    node = autograd_core.Value(1.0)
    for _ in range(length):
        node = node + 1e-6
    return node


def chain_seconds(length: int) -> dict[str, float]:
    """Seconds for all that can be done with a chain; the script ends if one is not freed by reference counting."""
    seconds = {}

    def measured(what: str, work: Callable[[], Any]) -> Any:
        start = perf_counter()
        result = work()
        seconds[what] = perf_counter() - start
        return result

    nodes = [measured("record", lambda: chain(length))]
    measured("backward", nodes[0].backward)
    measured("deepcopy", lambda: copy.deepcopy(nodes[0]))
    pickled = measured("pickle", lambda: pickle.dumps(nodes[0]))
    measured("unpickle", lambda: pickle.loads(pickled))
    (leaf,) = autograd_core.leaves(nodes[0])
    alive = weakref.ref(leaf)
    del leaf
    gc.disable()
    measured("free", nodes.clear)
    gc.enable()
    if alive() is not None:
        sys.exit(f"a dropped chain of {length} nodes was not freed without the cyclic collector")
    return seconds


# Reporting.


def verdict(figure: float, target: float) -> str:
    """Whether a figure that should be large is at least `target`."""
    return "reached" if figure >= target else "NOT reached"


def ratio_cells(times: dict[str, list[float]], peer: str, target: float) -> list[str]:
    """How many times as fast as `peer` we are: the median over repetitions of the ratio, its quartiles, the target."""
    if peer not in times:
        return ["", ""]
    low, ratio, high = quantiles([a / b for a, b in zip(times[peer], times[OURS], strict=True)], n=4)
    return [f"{ratio:.2f} ({low:.2f} to {high:.2f})", f"at least {target:g}: {verdict(ratio, target)}"]


def step_row(work: str, tasks: dict[str, Task], repetitions: int, target: float) -> list[str]:
    """Times the tasks; the row for them in the table of training steps."""
    nodes = len(reachable(tasks[MICROGRAD].loss(), PARENTS[MICROGRAD]))
    times = timed(tasks, repetitions)
    seconds = [f"{median(times[peer]) * 1e3:,.1f} ms" if peer in times else "" for peer in VALUES]
    return [work, f"{nodes:,}", *seconds, *ratio_cells(times, MICROGRAD, target), *ratio_cells(times, TUPLES, 1)]


def step_table(repetitions: int) -> str:
    """The table of training steps: two losses recorded node by node, and a network of dot nodes."""
    head = ["record + backward + free", "nodes in micrograd", *VALUES, "× micrograd", "target", "× tuples", "target"]
    rows = []
    for count in (20, 100):
        tasks = {peer: node_by_node(peer, count) for peer in VALUES}
        rows.append(step_row(f"2-16-16-1, {count} samples, node by node", tasks, repetitions, 2.5))
    tasks = {peer: network(peer, 4) for peer in (MICROGRAD, OURS)}
    rows.append(step_row("nn.MLP(2, [64, 64, 1]), 4 samples", tasks, repetitions, 8))
    return table(head, rows)


def memory_table() -> str:
    occupied = {peer: bytes_per_interior_node(peer) for peer in VALUES}
    cells = [f"{figure:.0f}" for figure in occupied.values()]
    target = f"at most 260: {verdict(260, occupied[OURS])}"
    return table(["bytes", *VALUES, "target"], [["per interior node", *cells, target]])


def chain_table(length: int) -> str:
    seconds = chain_seconds(length)
    return table([f"chain of {length:,} nodes", *seconds], [["seconds", *(f"{each:.2f}" for each in seconds.values())]])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def machine() -> str:
    """The processor, as far as the system tells, and the Python."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")  # Linux: platform does not know the model
    models = [line for line in cpuinfo.read_text().splitlines() if "model name" in line] if cpuinfo.exists() else []
    if models:
        processor = models[0].partition(":")[2].strip()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores; {platform.system()}; {python}; cyclic garbage collector on"


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and memory of the engine beside its peers, from one run.")
    parser.add_argument("--repetitions", type=int, default=9, help="turns of each peer, at least 2 (default: 9)")
    parser.add_argument(
        "--quick", action="store_true", help="2 repetitions and a short chain: rough figures in seconds"
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to FILE too")
    options = parser.parse_args()
    if options.repetitions < 2:
        parser.error(f"--repetitions must be at least 2, got {options.repetitions}")
    repetitions, length = (2, 10_000) if options.quick else (options.repetitions, 1_000_000)
    parts = []
    for part in (machine, lambda: step_table(repetitions), memory_table, lambda: chain_table(length)):
        parts.append(part() + "\n")
        print(parts[-1], flush=True)
    if options.markdown:
        options.markdown.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
