"""Compiled programs beside hand-written NumPy, JAX and CasADi in one run: `python benchmarks/programs.py`.

Here: graphs written scalar by scalar, and the same work as an expert writes it. Peers that are not installed are left
out. Not here: the engine node by node (engine.py), training steps (networks.py).
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

# engine.py lies beside this file and puts the checkout on the path
from engine import machine, table

import autograd_core
from autograd_core import TABLE, Value
from autograd_core.program import compile_graph
from autograd_core.program.program import Program

AGREEMENT = 1e-9
BATCH = 100
SEQUENCES, STEPS = 32, 50
Run = Callable[[], Any]
OURS, NUMPY, JAX, CASADI = "compiled", "NumPy by hand", "JAX jit", "CasADi SX"
# Bounded functions of one input, for graphs without a pattern.
UNARY = ("sin", "cos", "tanh", "sigmoid", "relu", "absolute")


# Graphs of one sample, written scalar by scalar.


def weighted_sum(start: Any, weights: Sequence[Any], x: Sequence[Any]) -> Any:
    total = start
    for w, item in zip(weights, x, strict=True):
        total = total + w * item
    return total


def leaves(rng: np.random.Generator, *shape: int) -> list[Value]:
    """Random leaves, about 1 / sqrt(the last length) large, row by row."""
    return [Value(x) for x in (rng.normal(size=shape) / shape[-1] ** 0.5).ravel().tolist()]


def rows(values: list[Value], length: int) -> list[list[Value]]:
    return [values[i : i + length] for i in range(0, len(values), length)]


def classifier(sizes: Sequence[int]) -> tuple[Value, list[Value], list[Value]]:
    """Softmax cross entropy of a sigmoid net: the loss, the inputs and a target per class, the parameters."""
    rng = np.random.default_rng(0)
    x, targets = leaves(rng, sizes[0]), [Value(float(i == 0)) for i in range(sizes[-1])]
    parameters: list[Value] = []
    layer = x
    for i, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
        weights, biases = leaves(rng, outputs, inputs), leaves(rng, outputs)
        parameters += weights + biases
        layer = [weighted_sum(bias, row, layer) for bias, row in zip(biases, rows(weights, inputs), strict=True)]
        if i < len(sizes) - 2:
            layer = [z.sigmoid() for z in layer]
    largest = autograd_core.maximum(*layer)
    log_sum = sum((z - largest).exp() for z in layer).log()
    loss = log_sum + (largest - weighted_sum(0, targets, layer))
    return loss, x + targets, parameters


def recurrent(inputs: int, hidden: int) -> tuple[Value, list[Value], list[Value]]:
    """Squared error of a tanh recurrent net after STEPS steps."""
    rng = np.random.default_rng(0)
    into, across = leaves(rng, hidden, inputs), leaves(rng, hidden, hidden)
    biases, readout = leaves(rng, hidden), leaves(rng, hidden)
    x, target, start = leaves(rng, STEPS * inputs), Value(0.5), [Value(0.0) for _ in range(hidden)]
    h = start
    for step in rows(x, inputs):
        weights = zip(biases, rows(into, inputs), rows(across, hidden), strict=True)
        h = [weighted_sum(weighted_sum(b, row, step), other, h).tanh() for b, row, other in weights]
    loss = (weighted_sum(0, readout, h) - target) ** 2
    return loss, [*x, target, *start], [*into, *across, *biases, *readout]


def irregular(size: int) -> tuple[Value, list[Value]]:
    """About `size` nodes without a pattern, and the inputs."""
    rng = random.Random(0)
    inputs = [Value(rng.uniform(-1, 1)) for _ in range(30)]
    nodes = list(inputs)
    while len(nodes) < size // 2:
        x, y, z = rng.choices(nodes[-500:], k=3)
        nodes.append(rng.choice((x * y, x + y, x - y * z, TABLE[rng.choice(UNARY)](x))).tanh())
    return autograd_core.sum(nodes[-500:]), inputs


# The same by hand.


def by_hand(xp: Any, x: Any, targets: Any, theta: Any, sizes: Sequence[int]) -> tuple[Any, Any]:
    """Losses and the gradient of their mean, for a net of one hidden layer."""
    a, b, c = sizes
    W, bias, V, other = xp.split(theta, np.cumsum([a * b, b, b * c]).tolist())
    W, V = W.reshape(b, a), V.reshape(c, b)
    h = 1 / (1 + xp.exp(-(x @ W.T + bias)))
    z = h @ V.T + other
    largest = z.max(axis=1, keepdims=True)
    e = xp.exp(z - largest)
    total = e.sum(axis=1, keepdims=True)
    losses = (xp.log(total) + largest)[:, 0] - (targets * z).sum(axis=1)
    dz = (e / total - targets) / len(x)
    da = (dz @ V) * h * (1 - h)
    return losses, xp.concatenate([(da.T @ x).ravel(), da.sum(axis=0), (dz.T @ h).ravel(), dz.sum(axis=0)])


def recurrent_by_hand(batch: Any, theta: Any, inputs: int, hidden: int) -> tuple[Any, Any]:
    W, V, bias, readout = np.split(theta, np.cumsum([hidden * inputs, hidden * hidden, hidden]).tolist())
    W, V = W.reshape(hidden, inputs), V.reshape(hidden, hidden)
    x = batch[:, : STEPS * inputs].reshape(len(batch), STEPS, inputs)
    states = [batch[:, STEPS * inputs + 1 :]]
    for i in range(STEPS):
        states.append(np.tanh(x[:, i] @ W.T + states[-1] @ V.T + bias))
    error = states[-1] @ readout - batch[:, STEPS * inputs]
    seed = 2 * error / len(batch)
    dW, dV, dbias = np.zeros_like(W), np.zeros_like(V), np.zeros_like(bias)
    dh = seed[:, None] * readout
    for i in range(STEPS - 1, -1, -1):
        da = dh * (1 - states[i + 1] ** 2)
        dW += da.T @ x[:, i]
        dV += da.T @ states[i]
        dbias += da.sum(axis=0)
        dh = da @ V
    return error**2, np.concatenate([dW.ravel(), dV.ravel(), dbias, seed @ states[-1]])


# Peers that may be installed.


def jax_run(x: Any, targets: Any, theta: Any, sizes: Sequence[int]) -> Run:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def mean_loss(theta: Any) -> Any:
        a, b, c = sizes
        W, bias, V, other = jnp.split(theta, np.cumsum([a * b, b, b * c]).tolist())
        z = jax.nn.sigmoid(x @ W.reshape(b, a).T + bias) @ V.reshape(c, b).T + other
        losses = jax.nn.logsumexp(z, axis=1) - (targets * z).sum(axis=1)
        return losses.mean(), losses

    run = jax.jit(jax.value_and_grad(mean_loss, has_aux=True))
    held = jnp.asarray(theta)

    def both() -> tuple[Any, Any]:
        (_, losses), gradient = jax.block_until_ready(run(held))
        return np.asarray(losses), np.asarray(gradient)

    return both


def casadi_function(output: Value, inputs: Sequence[Value], parameters: Sequence[Value]) -> Any:
    """The recorded graph as a CasADi function of (inputs, parameters): the output and its gradient."""
    import casadi

    x, theta = casadi.SX.sym("x", len(inputs)), casadi.SX.sym("theta", len(parameters))
    symbols: dict[Value, Any] = {leaf: x[i] for i, leaf in enumerate(inputs)}
    symbols |= {leaf: theta[i] for i, leaf in enumerate(parameters)}
    forward = {
        "maximum": lambda *terms: casadi.mmax(casadi.vertcat(*terms)),
        "sigmoid": lambda z: 1 / (1 + casadi.exp(-z)),
        "relu": lambda z: casadi.fmax(z, 0),
        "absolute": casadi.fabs,
        **{name: getattr(casadi, name) for name in ("exp", "log", "sin", "cos", "tanh")},
    }
    for node in autograd_core.topological_order(output):
        if node.operation is None:
            symbols.setdefault(node, node.data)
        else:
            rule = forward.get(node.operation.name, node.operation.forward)
            symbols[node] = rule(*[symbols[parent] for parent in node.parents])
    result = [symbols[output]]
    if parameters:
        result.append(casadi.gradient(symbols[output], theta))
    return casadi.Function("graph", [x, theta], result)


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


# Measuring.


def timed(runs: dict[str, Run], turns: int) -> dict[str, float]:
    """Median seconds of each, turn by turn, so that a busy machine troubles all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(turns):
        for name, run in runs.items():
            run()  # fills the caches again, which the peer before has emptied
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: median(found) for name, found in times.items()}


def row(work: str, runs: dict[str, Run], turns: int) -> list[list[str]]:
    """A line per peer: its time, and the compiled program's as a multiple of it. Ends if their results differ."""
    expected = runs[OURS]()
    for name, run in runs.items():
        for ours, theirs in zip(expected, run(), strict=True):
            scale = max(1.0, float(np.abs(ours).max()))
            np.testing.assert_allclose(theirs, ours, rtol=0, atol=AGREEMENT * scale, err_msg=f"{work}: {name}")
    seconds = timed(runs, turns)
    return [[work, name, f"{seconds[name] * 1e6:,.0f} µs", f"{seconds[OURS] / seconds[name]:.3g}"] for name in runs]


def classifier_rows(sizes: Sequence[int], turns: int, batch_size: int) -> list[list[str]]:
    loss, inputs, parameters = classifier(sizes)
    program = compile_graph(loss, inputs, parameters)
    rng = np.random.default_rng(1)
    x, targets = rng.normal(size=(batch_size, sizes[0])), np.eye(sizes[-1])[rng.integers(0, sizes[-1], batch_size)]
    batch, theta = np.hstack([x, targets]), program.parameter_values()
    runs: dict[str, Run] = {
        OURS: lambda: program.value_and_grad(batch, theta),
        NUMPY: lambda: by_hand(np, x, targets, theta, sizes),
    }
    if is_installed("jax"):
        runs[JAX] = jax_run(x, targets, theta, sizes)
    if is_installed("casadi") and max(sizes) < 500:
        runs[CASADI] = casadi_run(casadi_function(loss, inputs, parameters), batch, theta)
    name = "-".join(map(str, sizes))
    return row(f"{name}, {f'batch {batch_size}' if batch_size > 1 else 'one sample'}", runs, turns)


def casadi_run(function: Any, batch: Any, theta: Any) -> Run:
    """`function` on every sample by CasADi's own map, into memory that is kept."""
    mapped = function.map(len(batch)) if len(batch) > 1 else function
    columns = np.ascontiguousarray(batch, dtype=float).ravel()  # a sample after the other
    repeated = np.tile(theta, len(batch))
    buffer, call = mapped.buffer()
    outputs = [np.zeros(mapped.nnz_out(i)) for i in range(mapped.n_out())]
    buffer.set_arg(0, memoryview(columns))
    if theta.size:
        buffer.set_arg(1, memoryview(repeated))
    for i, output in enumerate(outputs):
        buffer.set_res(i, memoryview(output))

    def run() -> tuple[Any, ...]:
        call()
        gradients = [output.reshape(len(batch), len(theta)).mean(axis=0) for output in outputs[1:]]
        return outputs[0], *gradients

    run.keep = (mapped, buffer, columns, repeated)  # type: ignore[attr-defined]
    return run


def recurrent_rows(turns: int) -> list[list[str]]:
    inputs, hidden = 8, 32
    loss, leaves_of_sample, parameters = recurrent(inputs, hidden)
    program = compile_graph(loss, leaves_of_sample, parameters)
    batch = np.random.default_rng(1).normal(size=(SEQUENCES, len(leaves_of_sample)))
    theta = program.parameter_values()
    runs: dict[str, Run] = {
        OURS: lambda: program.value_and_grad(batch, theta),
        NUMPY: lambda: recurrent_by_hand(batch, theta, inputs, hidden),
    }
    return row(f"recurrent {inputs}-{hidden}-1, {STEPS} steps, batch {SEQUENCES}", runs, turns)


def irregular_rows(turns: int, batch_size: int, size: int = 20_000) -> list[list[str]]:
    output, inputs = irregular(size)
    program = compile_graph([output], inputs)
    batch, theta = np.random.default_rng(1).normal(size=(batch_size, len(inputs))), np.empty(0)
    runs: dict[str, Run] = {OURS: lambda: (program(batch, theta)[:, 0],)}
    if is_installed("casadi"):
        runs[CASADI] = casadi_run(casadi_function(output, inputs, []), batch, theta)
    name = f"irregular, {len(autograd_core.topological_order(output)):,} nodes, forward"
    return row(f"{name}, {f'batch {batch_size}' if batch_size > 1 else 'one sample'}", runs, turns)


def compile_rows() -> list[list[str]]:
    """What compiling costs: processor time, forward and gradient program together."""
    result = []
    for sizes in ([64, 50, 10], [64, 70, 10], [784, 60, 10]):
        loss, inputs, parameters = classifier(sizes)
        nodes = len(autograd_core.topological_order(loss))
        start = time.process_time()
        program: Program = compile_graph(loss, inputs, parameters)
        seconds = time.process_time() - start
        lines = program.source.count("\n")
        name = "-".join(map(str, sizes))
        result.append([name, f"{nodes:,}", f"{seconds:.2f} s", f"{seconds / nodes * 1e6:.1f} µs", str(lines)])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of compiled programs beside their peers, from one run.")
    parser.add_argument("--turns", type=int, default=200, help="turns of each peer (default: 200)")
    parser.add_argument("--markdown", type=Path, help="also write the tables to this file")
    arguments = parser.parse_args()
    turns = arguments.turns
    few = max(2, turns // 10)
    found = [
        *classifier_rows([64, 50, 10], turns, BATCH),
        *classifier_rows([784, 100, 10], few, BATCH),
        *classifier_rows([64, 50, 10], turns, 1),
        *recurrent_rows(few),
        *irregular_rows(few, 1),
        *irregular_rows(few, BATCH),
    ]
    text = "\n\n".join(
        [
            f"{machine()}; NumPy {np.__version__}",
            table(["work", "by", "median time", "compiled program's time / this"], found),
            table(["compiled", "recorded nodes", "time", "per node", "lines of NumPy"], compile_rows()),
        ]
    )
    print(text)
    if arguments.markdown:
        arguments.markdown.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
