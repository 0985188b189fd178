"""Partial derivatives of m nodes with respect to n others, as numbers: each local gradient is asked for once.

Here: the sweep forward, the sweep backward, and which of them is shorter. Not here: derivatives that are graphs again,
and `.grad` (differentiate.py).
Source: vector modes, Griewank & Walther, Evaluating Derivatives (2008), ch. 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograd_core.differentiate import raise_if_needed, slopes_at
from autograd_core.elementary import nan_like
from autograd_core.errors import explained_rule
from autograd_core.graph import topological_order
from autograd_core.nothing import NOTHING
from autograd_core.value import Value

# Of one node: numbers by the direction that they are derivatives along, or by the output that they are derivatives of.
Row = dict[int, Any]


def partial_derivatives(outputs: Sequence[Value], inputs: Sequence[Value]) -> list[list[Any]]:
    """d outputs[i] / d inputs[j], m rows of n numbers.

    A node costs about the same on either way, so the way is taken that visits fewer.

    Args:
        outputs: m nodes.
        inputs: n nodes, of which none depends on another.

    Raises:
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    order = topological_order(*outputs)
    if visits_forward(order, inputs) < visits_backward(order, outputs):
        return derivatives_along(outputs, {x: {j: 1} for j, x in enumerate(inputs)}, len(inputs))
    errors: list[Exception] = []
    arrived = _backward(order, outputs, set(inputs), errors)
    rows = [[arrived.get(x, {}).get(i, 0) for x in inputs] for i in range(len(outputs))]
    raise_if_needed(errors, [x for row in rows for x in row])
    return rows


def derivatives_along(outputs: Sequence[Value], speeds: Mapping[Value, Row], count: int) -> list[list[Any]]:
    """The derivative of each output along each of `count` directions: m rows of as many numbers.

    Args:
        outputs: m nodes.
        speeds: how fast an input moves along each direction, without those in which it stands still.
        count: the number of directions.

    Raises:
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    errors: list[Exception] = []
    moving = _forward(topological_order(*outputs), speeds, errors)
    rows = [[moving.get(output, {}).get(j, 0) for j in range(count)] for output in outputs]
    raise_if_needed(errors, [x for row in rows for x in row])
    return rows


def _forward(order: Sequence[Value], speeds: Mapping[Value, Row], errors: list[Exception]) -> dict[Value, Row]:
    moving = dict(speeds)
    for node in order:
        if any(parent in moving for parent in node.parents):
            row: Row = {}
            for parent, slope in zip(node.parents, slopes_at(node, errors), strict=True):
                _add(row, moving.get(parent, {}), slope, node, errors)
            moving[node] = row
    return moving


def _backward(
    order: Sequence[Value], outputs: Sequence[Value], inputs: set[Value], errors: list[Exception]
) -> dict[Value, Row]:
    arrived: dict[Value, Row] = {}
    for i, output in enumerate(outputs):
        arrived.setdefault(output, {})[i] = 1
    for node in reversed(order):
        if node.is_leaf or node in inputs or not arrived.get(node):
            continue
        row = arrived.pop(node)
        for parent, slope in zip(node.parents, slopes_at(node, errors), strict=True):
            if not parent.is_constant:
                _add(arrived.setdefault(parent, {}), row, slope, node, errors)
    return arrived


def _add(sums: Row, row: Row, slope: Any, node: Value, errors: list[Exception]) -> None:
    """Add `row` x `slope`, a local gradient of `node`; nothing goes through a closed gate."""
    if slope is NOTHING:
        return
    for i, x in row.items():
        try:
            amount = x * slope
        except ArithmeticError as error:  # of a Decimal: 0 x infinity
            errors.append(explained_rule(error, node._operation, node.parents))
            amount = nan_like(node.data)
        sums[i] = sums.get(i, 0) + amount


# How many nodes each way visits: once for each input that the node depends on, or for each output that depends on it.


def visits_forward(order: Sequence[Value], inputs: Iterable[Value]) -> int:
    """For each of `inputs` the nodes of `order` that depend on it, and itself, added up."""
    below = {x: 1 << j for j, x in enumerate(inputs)}  # per node a set of inputs, a bit each
    for node in order:
        for parent in node.parents:
            below[node] = below.get(node, 0) | below.get(parent, 0)
    return sum(below.get(node, 0).bit_count() for node in order)


def visits_backward(order: Sequence[Value], outputs: Iterable[Value]) -> int:
    """For each of `outputs` the nodes that it depends on, and itself, added up."""
    above = dict.fromkeys(order, 0)  # per node a set of outputs
    for i, output in enumerate(outputs):
        above[output] |= 1 << i
    visits = 0
    for node in reversed(order):
        dependent = above.pop(node)
        visits += dependent.bit_count()
        for parent in node.parents:
            above[parent] |= dependent
    return visits
