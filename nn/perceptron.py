"""The perceptron, one unit with a threshold, and the delta rule that trains it without any gradient.

Not here: units trained by gradient descent (layers.py) and datasets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import modes
from autograd_core.errors import described
from autograd_core.operations import dot
from autograd_core.value import Value
from nn.activations import activation_named
from nn.inputs import as_inputs, is_finite, size
from nn.module import Module


@dataclass(frozen=True)
class PerceptronEpoch:
    """What one pass over the cases did.

    Attributes:
        weights, bias: after the pass.
        error: Σ |target - output| over the pass, each output from before its own correction.
    """

    weights: tuple[float, ...]
    bias: float
    error: float


class Perceptron(Module):
    """step(w · x + b): a half-plane, and so no XOR.

    Args:
        nin: the number of inputs, at least 1.
        activation: `step` for outputs 0 and 1, `bipolar_step` for -1 and +1; both are at their upper value at 0.
        weights: nin numbers to start with, 0 if None.
        bias: the number to start with.

    Attributes:
        w: nin weights.
        b: the bias.

    Raises:
        ValueError: not nin weights.
    """

    def __init__(
        self, nin: int, *, activation: Any = "step", weights: Sequence[float] | None = None, bias: float = 0
    ) -> None:
        count = size("nin", nin)
        start = [0] * count if weights is None else list(weights)
        if len(start) != count:
            raise ValueError(f"Perceptron needs {count} weights, one per input, got {len(start)}")
        self.w = [Value(weight) for weight in start]
        self.b = Value(bias)
        self.activation = activation_named(activation)

    def __call__(self, x: Any) -> Value:
        """The unit's output for nin inputs.

        Raises:
            ValueError: not nin inputs.
        """
        inputs = as_inputs(x)
        if len(inputs) != len(self.w):
            raise ValueError(f"{self} needs {len(self.w)} inputs, one per weight, got {len(inputs)}")
        output: Value = self.activation(dot(self.w, inputs, self.b))
        return output

    def correct(self, x: Any, target: float, *, learning_rate: float = 1) -> float:
        """The delta rule for one case: w ← w + α (target - output) x, b ← b + α (target - output).

        Returns:
            target - output, from before the correction.

        Raises:
            ValueError: an input, the target or the rate is not finite; nothing was changed.
        """
        inputs = as_inputs(x)
        if not all(map(is_finite, (*inputs, target))):
            raise ValueError(f"the delta rule needs finite inputs and a finite target, got {inputs} and {target!r}")
        _check_rate(learning_rate)
        with modes.numbers_alone():
            error = target - self(inputs).data
        for weight, item in zip(self.w, inputs, strict=True):
            weight.data += learning_rate * error * item
        self.b.data += learning_rate * error
        return error  # type: ignore[no-any-return]

    def learn(
        self,
        inputs: Sequence[Any],
        targets: Sequence[float],
        *,
        epochs: int,
        learning_rate: float = 1,
        tolerance: float = 0,
    ) -> list[PerceptronEpoch]:
        """Correct case after case, pass after pass, until the error of a pass is at most `tolerance`.

        Returns:
            what each pass did; the last one's error tells whether the perceptron got there within `epochs`.

        Raises:
            ValueError: there are no cases, or not as many targets; or a number is out of its range.
        """
        cases = list(zip(inputs, targets, strict=False))
        if not cases or len(inputs) != len(targets):
            raise ValueError(
                f"learning needs at least one case and a target for each, got {len(inputs)} inputs and "
                f"{len(targets)} targets"
            )
        _check_rate(learning_rate)
        history = []
        for _ in range(size("epochs", epochs)):
            error = sum([abs(self.correct(x, target, learning_rate=learning_rate)) for x, target in cases])
            history.append(PerceptronEpoch(tuple(weight.data for weight in self.w), self.b.data, error))
            if error <= tolerance:
                break
        return history

    def __repr__(self) -> str:
        return f"Perceptron({len(self.w)})"


def _check_rate(rate: float) -> None:
    if not 0 < rate < math.inf:
        raise ValueError(f"a learning rate must be positive and finite, got {described(rate)}")
