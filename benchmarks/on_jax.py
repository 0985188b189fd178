"""Programs on JAX beside the same work written for JAX, and for NumPy, by hand: `python benchmarks/on_jax.py`.

Here: the table of JAX, by itself, because JAX's threads trouble whoever is measured beside them. Not here: the works
and how time is measured (programs.py), the peers (peers.py).
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

# engine.py lies beside this file and puts the checkout on the path
from engine import machine, table
from graphs import classifier, family_trees, recurrent
from peers import Run
from programs import JAX, NUMPY, OURS, Work, check_agreement, classifier_work, family_work, ratio, recurrent_work, timed

from autograd_core import compile_graph
from autograd_core.program.program import Program

ON_JAX, PURE = 'executor="jax"', "to_jax, jitted"  # NumPy's arrays in and out; JAX's in


def pure_run(program: Program, batch: Any, theta: Any, summed: bool) -> Run:
    """The program's pure function, jitted, on arrays that JAX has already."""
    import jax

    jax.config.update("jax_enable_x64", True)
    run = jax.jit(program.to_jax())
    held = jax.device_put((batch, theta))

    def both() -> tuple[Any, Any]:
        values, gradient = jax.block_until_ready(run(*held))
        return _summed(values, gradient, len(batch)) if summed else (np.asarray(values), np.asarray(gradient))

    return both


def _summed(values: Any, gradient: Any, count: int) -> tuple[Any, Any]:
    """The sums of a sweep, of losses and a mean gradient."""
    return np.asarray(values).sum(keepdims=True), np.asarray(gradient) * count


def with_jax(work: Work, graph: tuple[Any, Any, Any], batch: Any, summed: bool = False) -> Work:
    """A work of programs.py, with our programs on JAX besides, and without peers of other kinds."""
    program = compile_graph(*graph, executor="jax")
    theta = program.parameter_values()

    def on_jax() -> tuple[Any, Any]:
        values, gradient = program.value_and_grad(batch, theta)
        return _summed(values, gradient, len(batch)) if summed else (values, gradient)

    runs = {name: run for name, run in work.runs.items() if name in (OURS, NUMPY, JAX)}
    runs |= {ON_JAX: on_jax, PURE: pure_run(program, batch, theta, summed)}
    return Work(work.name, runs, work.turns, work.precision)


def classifier_on_jax(sizes: list[int], turns: int) -> Work:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(100, sizes[0]))
    batch = np.hstack([x, np.eye(sizes[-1])[rng.integers(0, sizes[-1], 100)]])
    return with_jax(classifier_work(sizes, turns), classifier(sizes), batch)


def family_on_jax(turns: int) -> Work:
    from nn.experiments.family_trees import as_arrays, split

    return with_jax(family_work(turns), family_trees(), np.hstack(as_arrays(split(0)[0])), summed=True)


def recurrent_on_jax(turns: int) -> Work:
    graph = recurrent(8, 32)
    batch = np.random.default_rng(1).normal(size=(32, len(graph[1])))
    return with_jax(recurrent_work(turns), graph, batch)


def row(work: Work) -> list[str]:
    """Our three times, and that of the pure function beside each peer's."""
    check_agreement(work)
    seconds = timed(work)
    ours = [f"{seconds[name] * 1e6:,.0f} µs" for name in (OURS, ON_JAX, PURE)]
    print(work.name, {name: f"{found * 1e6:,.0f} µs" for name, found in seconds.items()}, flush=True)
    return [work.name, *ours, *[ratio(seconds[PURE] / seconds[p]) if p in seconds else "" for p in (JAX, NUMPY)]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Programs on JAX beside JAX and NumPy by hand, from one run.")
    parser.add_argument("--turns", type=int, default=200, help="turns of each (default: 200)")
    turns = parser.parse_args().turns
    works = [classifier_on_jax([64, 50, 10], turns), classifier_on_jax([784, 100, 10], turns)]
    rows = [row(work) for work in (*works, family_on_jax(turns), recurrent_on_jax(turns))]
    heads = ["work", "array code", ON_JAX, PURE, "jitted / JAX by hand", "jitted / NumPy by hand"]
    print(f"\n{table(heads, rows)}\n\n({machine()})")


if __name__ == "__main__":
    main()
