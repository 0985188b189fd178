"""The check of a training set before the first step: a fault in case 900 must not leave a model half-trained.

Not here: what the loop does with the cases (training.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_core import modes
from autograd_core.errors import described, shown
from autograd_core.kinds import is_number
from autograd_core.value import constant
from nn.inputs import as_inputs, is_finite
from nn.losses import Loss
from nn.module import Module


def checked_cases(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    loss: Loss,
    *,
    compiled: bool = False,
    held_out: bool = False,
) -> list[tuple[Any, Any]]:
    """(inputs, target) for each case, the inputs as lists of numbers.

    The first case of each length goes through the model (all of them, node by node, where `takes_indices`), and every
    target to the loss.

    Args:
        model, inputs, targets, loss: as for `nn.fit`.
        compiled: whether a program is to compute the cases.
        held_out: whether these are cases of validation, for messages.

    Raises:
        ValueError, TypeError, ArithmeticError: there are no cases, or not as many targets; a number is NaN, infinite or
            too large for a float; the model does not take a case, or the loss its target. The message says which case.
    """
    what = "validation case" if held_out else "case"
    rows, goals = [_plain(row) for row in inputs], [_plain(target) for target in targets]
    if not rows:
        raise ValueError(f"training needs at least one {what}, got none")
    if len(rows) != len(goals):
        raise ValueError(f"training needs a target for each {what}, got {len(rows)} inputs and {len(goals)} targets")
    cases = [(_finite(f"the inputs of {what} {i}", rows[i]), goals[i]) for i in range(len(rows))]
    tries_all = not compiled and any(module.takes_indices for module in model.modules())
    stand_ins: dict[int, Any] = {}  # the length of a case -> outputs that the loss is tried on
    with modes.numbers_alone():
        for i, (row, goal) in enumerate(cases):
            _finite(f"the target of {what} {i}", goal)
            with naming(f"{what} {i}"):
                if tries_all or len(row) not in stand_ins:
                    stand_ins[len(row)] = even(model.batch([row])[0])
                loss(stand_ins[len(row)], goal)
    return cases


# The kinds of errors about numbers; of a subclass the constructor may be another.
KINDS = (OverflowError, ZeroDivisionError, ArithmeticError, ValueError, TypeError)


@contextmanager
def naming(case: str) -> Iterator[None]:
    """In this block what is wrong with a case is said with its name."""
    try:
        yield
    except KINDS as error:
        kind = next(kind for kind in KINDS if isinstance(error, kind))
        raise kind(f"{case}: {error}") from error


def _plain(x: Any) -> Any:
    """NumPy's arrays and numbers as Python's, which a scalar graph computes several times as fast."""
    if isinstance(x, list | tuple):
        return [_plain(item) for item in x]
    return x.tolist() if hasattr(x, "tolist") else x


def even(outputs: Any) -> Any:
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
        if not is_finite(number):
            must, do = ("fit a float", "scale") if isinstance(number, int) else ("be finite", "clean")
            raise ValueError(f"{what} must {must}, got {shown(number)}; {do} the data first")
    return numbers
