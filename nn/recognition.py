"""Recognition: the class that a trained network gives to a case (Algorithm 3-7), and how often it is right.

Not here: training (training.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core import no_grad
from autograd_core.value import Value
from nn.inputs import as_inputs
from nn.module import Module, evaluating


def argmax(outputs: Any) -> int:
    """The index of the largest of n numbers or Values; the lowest such index on a tie.

    Raises:
        ValueError: there are none, or one is NaN.
    """
    numbers = [item.data if isinstance(item, Value) else item for item in as_inputs(outputs)]
    if not numbers:
        raise ValueError("argmax needs at least one output, got none")
    for i, number in enumerate(numbers):
        if number != number:  # true of NaN alone
            raise ValueError(f"argmax needs numbers that can be compared, got {number!r} as output {i}")
    return max(range(len(numbers)), key=numbers.__getitem__)


def recognize(model: Module, x: Any) -> int:
    """The class of one case: one forward pass, in use and not in training, and the index of its largest output."""
    with no_grad(), evaluating(model):
        return argmax(model.batch([x])[0])


def accuracy(model: Module, inputs: Sequence[Any], labels: Sequence[int]) -> float:
    """The fraction, in [0, 1], of cases whose class is their label.

    Raises:
        ValueError: there are no cases, or not as many labels.
    """
    if not len(inputs) or len(inputs) != len(labels):
        raise ValueError(
            f"accuracy needs at least one case and a label for each, got {len(inputs)} inputs and {len(labels)} labels"
        )
    with no_grad(), evaluating(model):
        classes = [argmax(outputs) for outputs in model.batch(inputs)]
    return sum(found == label for found, label in zip(classes, labels, strict=True)) / len(classes)
