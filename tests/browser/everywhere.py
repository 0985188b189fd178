"""Numbers and texts of the engine that must be the same in every Python: run here and in a browser's.

It imports what a page has: the standard library, autograd_core, viz and nn. Not here: the comparison (test_pyodide.py).
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import nn
from autograd_core import TABLE, GraphError, Value, explain, formula, gradients, topological_order
from viz.examples import EXAMPLES

POINTS = (-1e300, -710.0, -2.5, -1.0, -0.5, -0.0, 0.0, 1e-300, 0.3, 0.5, 1.0, 2.0, 3.0, 50.0, 1e200)
REFUSED = (ArithmeticError, ValueError, TypeError, GraphError)


def numbers() -> dict[str, Any]:
    """name -> number, text or what was refused."""
    return {**of_operations(), **of_examples(), **of_training()}


def of_operations() -> dict[str, Any]:
    """Every row of the table at every point: value, gradients, and the gradients' own."""
    found = {}
    for name, row in TABLE.items():
        arity = row.arity if isinstance(row.arity, int) else 2
        for point in itertools.product(POINTS if arity == 1 else POINTS[2:-1:2], repeat=min(arity, 3)):
            found[f"{name}{point}"] = _at(row, point)
    return found


def _at(row: Any, point: tuple[float, ...]) -> Any:
    inputs = [Value(number) for number in point]
    try:
        output = row(*inputs)
        first = gradients(output, inputs)
        second = [gradients(slope, inputs) if isinstance(slope, Value) else [] for slope in first]
    except REFUSED as error:
        return type(error).__name__
    return [_plain(output), [_plain(slope) for slope in first], [[_plain(each) for each in line] for line in second]]


def _plain(number: Any) -> Any:
    return number.data if isinstance(number, Value) else number


def of_examples() -> dict[str, Any]:
    """The graphs of `python -m viz`: every node, its gradient, the formula and the explanation."""
    found: dict[str, Any] = {}
    for name, build in EXAMPLES.items():
        output = build()
        found[name] = [[node.data, node.grad] for node in topological_order(output)]
        found[f"{name}: formula"] = str(formula(output))
        found[f"{name}: explained"] = str(explain(output, topological_order(output)[0]))
    return found


def of_training() -> dict[str, Any]:
    """Losses of a small net, with seeds of its own."""
    random.seed(1)
    net = nn.MLP(2, [4, 1], activation="tanh", output_activation="sigmoid")
    history = nn.fit(
        net,
        [[0, 0], [0, 1], [1, 0], [1, 1]],
        [0, 1, 1, 0],
        loss="binary_cross_entropy",
        optimizer="adam",
        learning_rate=0.1,
        epochs=20,
        progress=False,
    )
    return {"training": list(history.losses)}
