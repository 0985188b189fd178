"""The parts that the ready pages put networks of any shape together from: a neuron of each size, losses, penalties.

Each is recorded once, with its gradient times what comes back to it: a vector-Jacobian product. The page adds up what
comes back from several neurons. Not here: how that is done (compose.js), networks that somebody recorded (recorded.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core import Value, dot, gradients, relu, sigmoid, softplus, tanh
from viz.playground_page.program import Operations, Writer

MOST_UNITS, MOST_LAYERS = 8, 4
ACTIVATIONS: dict[str, Callable[[Value], Value]] = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu}
# By the names of nn: the first takes targets of 1 and -1 for the two classes, the other any number.
LOSSES: dict[str, Callable[[Value, Value], Value]] = {
    "sigmoid_cross_entropy": lambda target, score: softplus(-(target * score)),
    "mean_squared_error": lambda target, score: (score - target) ** 2,
}
PENALTIES: dict[str, Callable[[Value], Value]] = {"l1": abs, "l2": lambda w: 0.5 * w * w}


def blocks(operations: Operations) -> dict[str, Any]:
    """The parts as data: neurons by activation and then by size, from 1 input on."""
    sizes = range(1, MOST_UNITS + 1)
    activations = {**ACTIVATIONS, "linear": lambda weighted: weighted}
    return {
        "neurons": {
            name: [_neuron(operations, size, follows) for size in sizes] for name, follows in activations.items()
        },
        "losses": {name: _loss(operations, loss) for name, loss in LOSSES.items()},
        "penalties": {name: _penalty(operations, penalty) for name, penalty in PENALTIES.items()},
        "sums": operations.seen_sums(MOST_UNITS + 1),
    }


def _neuron(operations: Operations, inputs: int, activation: Callable[[Value], Value]) -> dict[str, Any]:
    """Registers: the weights, the bias, the inputs, what comes back, and then what is computed."""
    weights = [Value(0.5) for _ in range(inputs)]
    bias, arriving = Value(0.25), Value(1.0)
    values = [Value(1.0) for _ in range(inputs)]
    out = activation(dot(weights, values, bias))
    slopes = gradients(out * arriving, [*weights, bias, *values])
    return _block(operations, [*weights, bias, *values, arriving], out, slopes)


def _loss(operations: Operations, loss: Callable[[Value, Value], Value]) -> dict[str, Any]:
    """Registers: the target, the score."""
    target, score = Value(-1.0), Value(0.5)
    found = loss(target, score)
    return _block(operations, [target, score], found, gradients(found, [score]))


def _penalty(operations: Operations, penalty: Callable[[Value], Value]) -> dict[str, Any]:
    """Registers: the weight."""
    weight = Value(0.5)
    cost = penalty(weight)
    return _block(operations, [weight], cost, gradients(cost, [weight]))


def _block(operations: Operations, leaves: Sequence[Value], out: Value, slopes: Sequence[Value]) -> dict[str, Any]:
    writer = Writer(operations, leaves)
    forward = writer.write([out], is_seen=True)
    places = [writer.place(slope) for slope in slopes]
    return {
        "registers": writer.registers,
        "constants": writer.constants,
        "forward": forward,
        "out": writer.place(out),
        "backward": writer.take(),
        "gradients": places,
    }
