"""Recognition: the class that a trained network gives to a case (Algorithm 3-7), and how often it is right.

Not here: training (training.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from typing import Any

from autograd_core import modes, operations
from autograd_core.errors import described
from autograd_core.value import Value
from nn.inputs import as_inputs
from nn.module import Module, evaluating

# What a single output says of its own range, by the operation that it comes from: the middle is between the classes.
MIDDLES = {operations.sigmoid: 0.5, operations.step: 0.5, operations.tanh: 0.0}


def argmax(outputs: Any) -> int:
    """The index of the largest of n numbers or Values; the lowest such index on a tie.

    Raises:
        ValueError: there are none, or one is NaN.
    """
    numbers = _comparable("argmax", outputs)
    return max(range(len(numbers)), key=numbers.__getitem__)


def recognize(model: Module, x: Any, *, threshold: float | None = None) -> int:
    """The class of one case: one forward pass, in use and not in training, and the index of its largest output.

    Where a network has one output, the class is 1 if that is above `threshold`, else 0.

    Args:
        model: takes a case; see `Module.batch`.
        x: the case.
        threshold: between the classes of a single output, as in `viz.plots.decision_boundary`: 0 for a score or for
            outputs in (-1, 1), 0.5 for a probability. None takes it from where the output comes from: a sigmoid, a
            tanh or a step.

    Raises:
        ValueError: there is no output, or it is NaN; or there is one output, no `threshold`, and it comes from
            something else, so that a score and a probability cannot be told apart.
    """
    with evaluating(model):
        threshold = _threshold(model, x) if threshold is None else threshold
        with modes.numbers_alone():
            return _class_of(model.batch([x])[0], threshold)


def accuracy(model: Module, inputs: Sequence[Any], labels: Sequence[int], *, threshold: float | None = None) -> float:
    """The fraction, in [0, 1], of cases whose class, as `recognize` gives it, is their label.

    Raises:
        ValueError: there are no cases, or not as many labels; a label is no class; or as `recognize`.
    """
    for what, given in (("inputs", inputs), ("labels", labels)):
        if not isinstance(given, Sized) or not isinstance(given, Iterable):
            raise TypeError(f"accuracy needs a list of {what}, one for each case, got {described(given)}")
    if not len(inputs) or len(inputs) != len(labels):
        raise ValueError(
            f"accuracy needs at least one case and a label for each, got {len(inputs)} inputs and {len(labels)} labels"
        )
    with evaluating(model):
        threshold = _threshold(model, inputs[0]) if threshold is None else threshold
        with modes.numbers_alone():
            outputs = model.batch(inputs)
    classes = [_class_of(output, threshold) for output in outputs]
    _check_labels(labels, len(as_inputs(outputs[0])))
    return sum(found == label for found, label in zip(classes, labels, strict=True)) / len(classes)


def _comparable(what: str, outputs: Any) -> list[Any]:
    """The outputs of a case as numbers, at least one and none of them NaN."""
    numbers = [item.data if isinstance(item, Value) else item for item in as_inputs(outputs)]
    if not numbers:
        raise ValueError(f"{what} needs at least one output, got none")
    for i, number in enumerate(numbers):
        if number != number:  # true of NaN alone
            raise ValueError(f"{what} needs numbers that can be compared, got {number!r} as output {i}")
    return numbers


def _class_of(outputs: Any, threshold: float | None) -> int:
    numbers = _comparable("recognition", outputs)
    if len(numbers) > 1 or threshold is None:
        return argmax(numbers)
    return int(numbers[0] > threshold)


def _threshold(model: Module, x: Any) -> float | None:
    """Where the classes of a single output part; None for several outputs."""
    with modes.undisturbed():  # recorded: only a node knows where it comes from
        outputs = as_inputs(model.batch([x])[0])
    if len(outputs) != 1:
        return None
    operation = outputs[0].operation if isinstance(outputs[0], Value) else None
    if operation not in MIDDLES:
        came = operation.name if operation else f"{described(outputs[0])} with no graph behind it"
        raise ValueError(
            "a network with one output has two classes, and a threshold between them, which only an output of sigmoid, "
            f"tanh or step tells by itself, got {came}; pass threshold=0 for scores or outputs in (-1, 1), 0.5 "
            "for probabilities or targets 0 and 1"
        )
    return MIDDLES[operation]


def _check_labels(labels: Sequence[Any], outputs: int) -> None:
    classes = range(max(outputs, 2))
    for i, label in enumerate(labels):
        if label not in classes:
            raise ValueError(
                f"a label must be in 0 ... {classes[-1]}, the classes of {outputs} output{'s' if outputs > 1 else ''}, "
                f"got {described(label)} as label {i}"
            )
