"""The check of a training set before the first step: a fault in case 900 must not leave a model half-trained.

Not here: what the loop does with the cases (training.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograd_core import no_grad
from autograd_core.errors import described
from autograd_core.kinds import is_number
from autograd_core.value import constant
from nn.inputs import as_inputs
from nn.losses import Loss
from nn.module import Module


def checked_cases(model: Module, inputs: Sequence[Any], targets: Sequence[Any], loss: Loss) -> list[tuple[Any, Any]]:
    """(inputs, target) for each case, the inputs as lists of numbers.

    Raises:
        ValueError, TypeError: there are no cases, or not as many targets; a number is NaN or infinite; the model does
            not take a case, or the loss its target. The message says which case.
    """
    rows, goals = [_plain(row) for row in inputs], [_plain(target) for target in targets]
    if not rows:
        raise ValueError("training needs at least one case, got none")
    if len(rows) != len(goals):
        raise ValueError(f"training needs a target for each case, got {len(rows)} inputs and {len(goals)} targets")
    cases = [(_finite(f"the inputs of case {i}", rows[i]), goals[i]) for i in range(len(rows))]
    lengths = [len(row) for row, _ in cases]
    for i, length in enumerate(lengths):
        if length != lengths[0]:
            raise ValueError(f"all cases need as many inputs as case 0 ({lengths[0]}), got {length} in case {i}")
    with no_grad():
        stand_in = _even(model.batch([cases[0][0]])[0])
        for i, (_, goal) in enumerate(cases):
            _finite(f"the target of case {i}", goal)
            try:
                loss(stand_in, goal)
            except ValueError as error:
                raise ValueError(f"case {i}: {error}") from error
            except TypeError as error:
                raise TypeError(f"case {i}: {error}") from error
    return cases


def _plain(x: Any) -> Any:
    """NumPy's arrays and numbers as Python's, which a scalar graph computes several times as fast."""
    if isinstance(x, list | tuple):
        return [_plain(item) for item in x]
    return x.tolist() if hasattr(x, "tolist") else x


def _even(outputs: Any) -> Any:
    """Outputs of the same shape that every loss has a value at, also one of probabilities."""
    if not isinstance(outputs, Sequence):
        return constant(0.5)
    return [constant(1 / (len(outputs) + 1)) for _ in outputs]


def _finite(what: str, x: Any) -> list[Any]:
    """`x` as a list of numbers."""
    numbers = as_inputs(x)
    for number in numbers:
        if not is_number(number):
            raise TypeError(f"{what} must be numbers, got {described(number)}")
        if not math.isfinite(number):
            raise ValueError(f"{what} must be finite, got {number!r}; clean the data first")
    return numbers
