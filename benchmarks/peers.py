"""The work of benchmarks/programs.py as an expert writes it in NumPy, and in PyTorch, JAX, CasADi and micrograd.

Every `..._run` gives a function without arguments that returns (losses, gradient of their mean), as our programs do.
Not here: measuring (programs.py).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

# engine.py lies beside this file and puts the checkout on the path
import engine  # noqa: F401
import numpy as np
from graphs import STEPS

import autograd_core
from autograd_core import Value

Run = Callable[[], Any]


def is_installed(name: str) -> bool:
    """Whether a peer can be measured."""
    return importlib.util.find_spec(name) is not None


# NumPy.


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


def family_by_hand(x: Any, targets: Any, theta: Any, margin: float) -> tuple[Any, Any]:
    """Half squared errors beyond the margin of the 36-12-12-6-24 net; its parameters neuron by neuron, bias last."""
    shapes = ((6, 25), (6, 13), (12, 13), (6, 13), (24, 7))
    parts = np.split(theta, np.cumsum([a * b for a, b in shapes])[:-1].tolist())
    layers = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    people, relations = x[:, :24], x[:, 24:]
    codes = np.hstack([_logistic(people, layers[0]), _logistic(relations, layers[1])])
    states = [codes]
    for layer in layers[2:]:
        states.append(_logistic(states[-1], layer))
    error = states[-1] - targets
    error[np.abs(error) <= margin] = 0
    delta = error * states[-1] * (1 - states[-1]) / len(x)
    gradients = []
    for layer, below in zip(layers[:1:-1], states[-2::-1], strict=True):
        gradients.append(_of_layer(delta, below))
        delta = (delta @ layer[:, :-1]) * below * (1 - below)
    gradients += [_of_layer(delta[:, 6:], relations), _of_layer(delta[:, :6], people)]
    return 0.5 * (error * error).sum(axis=1), np.concatenate([g.ravel() for g in reversed(gradients)])


def _logistic(x: Any, layer: Any) -> Any:
    return 1 / (1 + np.exp(-(x @ layer[:, :-1].T + layer[:, -1])))


def _of_layer(delta: Any, below: Any) -> Any:
    return np.hstack([delta.T @ below, delta.sum(axis=0)[:, None]])


# PyTorch.


def torch_run(x: Any, targets: Any, theta: Any, sizes: Sequence[int], threads: int) -> Run:
    """The classifier vectorised by hand; autograd takes the gradient."""
    import torch

    a, b, c = sizes
    batch, goals = torch.tensor(x), torch.tensor(targets)
    W, bias, V, other = (part.requires_grad_() for part in torch.tensor(theta).split([a * b, b, b * c, c]))

    def run() -> tuple[Any, Any]:
        torch.set_num_threads(threads)
        z = torch.sigmoid(batch @ W.view(b, a).T + bias) @ V.view(c, b).T + other
        losses = torch.logsumexp(z, 1) - (goals * z).sum(1)
        gradients = torch.autograd.grad(losses.mean(), [W, bias, V, other])
        return losses.detach().numpy(), torch.cat(gradients).numpy()

    return run


def torch_threads() -> int:
    """How many threads PyTorch takes by itself."""
    import torch

    return torch.get_num_threads()


# JAX.


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


# CasADi.


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


# micrograd, node by node: the graph of a whole minibatch, as its users write it.


def micrograd_classifier_run(x: Any, targets: Any, theta: Any, sizes: Sequence[int]) -> Run:
    import micrograd.engine
    from networks import exp, log, logistic_layer

    value = micrograd.engine.Value
    labels = targets.argmax(axis=1).tolist()
    leaves, layers, start = [], [], 0
    for inputs, outputs in pairwise(sizes):
        weights = [value(w) for w in theta[start : start + inputs * outputs].tolist()]
        start += inputs * outputs
        biases = [value(w) for w in theta[start : start + outputs].tolist()]
        start += outputs
        leaves += weights + biases
        layers.append([(weights[i * inputs : (i + 1) * inputs], bias) for i, bias in enumerate(biases)])

    def run() -> tuple[Any, Any]:
        for leaf in leaves:
            leaf.grad = 0
        losses = []
        for row, label in zip(x.tolist(), labels, strict=True):
            hidden = logistic_layer(layers[0], row)
            scores = [sum((w * h for w, h in zip(weights, hidden, strict=True)), b) for weights, b in layers[1]]
            losses.append(log(sum(exp(score) for score in scores)) - scores[label])
        (sum(losses) * (1 / len(losses))).backward()
        return np.array([loss.data for loss in losses]), np.array([leaf.grad for leaf in leaves])

    return run


def micrograd_family_run() -> Run:
    """A sweep over 100 cases; it encodes every person and relation once. No losses, which it adds up at once."""
    from networks import MICROGRAD, family_trees

    task = family_trees()[MICROGRAD]

    def run() -> tuple[Any, Any]:
        for leaf in task.parameters:
            leaf.grad = 0
        loss = task.loss()
        loss.backward()
        return np.array([loss.data]), np.array([leaf.grad for leaf in task.parameters])

    return run
