"""The oracle of the programs' tests: a recorded graph computed again on each sample, by the table's forward functions.

Here: outputs, and gradients by backward(). Not here: comparing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd_core import Value, topological_order
from autograd_core.value import new_node


def replayed(output: Value, inputs: Sequence[Value], sample: Sequence[float], like: type = float) -> dict[Value, Value]:
    """Every node of the graph -> a new node, computed with `sample` as the inputs' numbers of the kind `like`."""
    numbers = dict(zip(inputs, sample, strict=True))
    copies: dict[Value, Value] = {}
    for node in topological_order(output):
        if node.operation is None:
            data = like(numbers.get(node, node.data))
            copies[node] = new_node(node._operation, data, ())
        else:
            parents = tuple(copies[parent] for parent in node.parents)
            data = node.operation.forward(*[parent.data for parent in parents])
            copies[node] = new_node(node.operation, data, parents)
    return copies


def eager_value_and_grad(
    output: Value, inputs: Sequence[Value], parameters: Sequence[Value], batch: np.ndarray, like: type = float
) -> tuple[np.ndarray, np.ndarray, float]:
    """The outputs for each row of `batch`, the mean gradient, and the largest slope of any node on the way."""
    values, slopes, largest = [], [], 1.0
    for sample in batch:
        copies = replayed(output, inputs, sample, like)
        copied = copies[output]
        if not copied.is_constant:
            copied.backward()
        values.append(copied.data)
        slopes.append([copies[x].grad if x in copies else 0.0 for x in parameters])
        for node in copies.values():
            largest = max(largest, abs(node.grad), abs(node.data))
    return np.array(values, dtype=float), np.mean(np.array(slopes, dtype=float), axis=0), largest
