"""Whether a program gives what the model gives node by node, up to rounding.

Not here: the program (compiled.py), and whether all cases have one graph (recording.py).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd_core import GraphError, Value, gradients, topological_order
from autograd_core import sum as sum_of
from autograd_core.differentiate import backward_gradients
from autograd_core.program.program import Program
from nn.losses import Loss
from nn.module import Module
from nn.recording import ADVICE, Case, factors_from

Array = np.ndarray[Any, np.dtype[Any]]

# Relative to the largest number: far above what another order of additions changes, far below a wrong branch.
AGREEMENT = 1e-6
ROUNDINGS = 16  # of each number, that are taken for rounding: a long sum has more than one


def check_against_eager(
    model: Module, cases: Sequence[Case], loss: Loss, program: Program, rows: Array, numbers: Sequence[int]
) -> None:
    """GraphError unless the program gives what the model gives for these cases as one minibatch.

    Args:
        model, cases, loss: as for `nn.fit`.
        program: computes the loss of a case.
        rows: its inputs for the cases.
        numbers: which cases they are.
    """
    values, slopes = program.value_and_grad(rows)
    with factors_from(model, lambda dropout, count: [1.0] * count):
        outputs = model.batch([cases[i][0] for i in numbers])
        losses = [loss(output, cases[i][1]) for output, i in zip(outputs, numbers, strict=True)]
    check_losses(numbers, values, losses, again=dict(zip(numbers, losses, strict=True)).__getitem__)
    mean = sum_of(losses) / len(losses)
    gradient = [float(slope) for slope in backward_gradients(mean, topological_order(mean), program.parameters)]
    largest = max(map(abs, gradient), default=0.0)
    for ours, eager, parameter in zip(slopes.tolist(), gradient, program.parameters, strict=True):
        if not _agree(ours, eager, largest, partial(_slope, mean, parameter)):
            raise _disagreement("a gradient", ours, eager)


def check_losses(numbers: Sequence[int], ours: Array, eager: Sequence[Value], *, again: Callable[[int], Value]) -> None:
    """GraphError unless the losses of these cases, by the program, are those that the model gives.

    Args:
        numbers: which cases they are.
        ours, eager: their losses, by the program and by the model.
        again: records the loss of a case, where somebody has to look at how it is computed.
    """
    for i, by_program, by_model in zip(numbers, ours.tolist(), eager, strict=True):
        number = float(by_model.data)
        if not _agree(by_program, number, abs(number), partial(again, i)):
            raise _disagreement(f"the loss of case {i}", by_program, number)


def _agree(ours: float, eager: float, scale: float, recorded: Callable[[], Value]) -> bool:
    """Whether two results are one: both no number, or as near as the scale asks or rounding allows."""
    if ours == eager or (ours != ours and eager != eager):
        return True
    difference = abs(ours - eager)
    return difference <= AGREEMENT * max(scale, AGREEMENT) or difference <= ROUNDINGS * _rounding(recorded())


def _rounding(output: Value) -> float:
    """By how much `output` may be wrong if every number that it is computed from is by one rounding.

    Source: Higham, Accuracy and Stability of Numerical Algorithms (2002), section 3.1, to first order.
    """
    order = topological_order(output)
    slopes = backward_gradients(output, order, order)
    moved = sum(abs(slope * node.data) for slope, node in zip(slopes, order, strict=True))
    return sys.float_info.epsilon * float(moved)


def _slope(output: Value, parameter: Value) -> Value:
    return gradients(output, [parameter])[0]


def _disagreement(what: str, ours: float, eager: float) -> GraphError:
    return GraphError(
        f"the program must give what the model gives, and {what} is {ours:.9g} instead of {eager:.9g}: the model or "
        f"the loss decides by the data, or mixes the cases of a minibatch; {ADVICE}"
    )
