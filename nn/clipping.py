"""The length of a gradient over all parameters, and shortening it.

Not here: when an optimizer does so (optimizer.py).
"""

from __future__ import annotations

import math
from typing import Any

from autograd_core.errors import described, shown
from autograd_core.kinds import is_number
from nn.inputs import is_finite
from nn.trained import named_parameters


def clip_gradients(parameters: Any, norm: float) -> float:
    """Shorten the gradient of all parameters together to the length `norm`, where it is longer; for loops of your own.

    Every `.grad` is multiplied by the same factor, so the direction stays. An optimizer does the same in its steps with
    `clip_norm=norm`.

    Args:
        parameters: a Module, or a list of Values, whose `.grad` a backward pass has set.
        norm: the longest length, positive; the length is the root of the sum of all squares.

    Returns:
        the length before.

    Raises:
        ValueError: `norm` is not positive and finite, or a `.grad` is NaN or infinite; nothing was changed.

    Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013, Algorithm 1.
    """
    checked_norm("norm", norm)
    named = named_parameters(parameters)
    for name, value in named:
        if not is_finite(value.grad):
            raise ValueError(
                f"clip_gradients needs finite gradients, got {shown(value.grad)} for {name}; look for an overflow in "
                "the loss, or lower the learning rate"
            )
    gradients = [value.grad for _, value in named]
    for (_, value), gradient in zip(named, clipped(gradients, norm), strict=True):
        value.grad = gradient
    return math.hypot(*gradients)


def clipped(gradients: list[Any], norm: float) -> list[Any]:
    """Finite `gradients`, all multiplied by one factor if they are longer together than `norm`."""
    length = math.hypot(*gradients)
    if length <= norm:
        return gradients
    if length == math.inf:  # which none of them is
        largest = max(map(abs, gradients))
        gradients = [gradient / largest for gradient in gradients]
        length = math.hypot(*gradients)
    return [gradient * (norm / length) for gradient in gradients]


def checked_norm(name: str, norm: Any) -> float:
    """`norm`, if it is a length that a gradient may have."""
    if not is_number(norm):
        raise TypeError(f"{name} is a number, the longest gradient, got {described(norm)}")
    if not 0 < norm < math.inf:  # written so that NaN fails
        raise ValueError(
            f"{name} must be positive and finite, got {described(norm)}; None leaves gradients as they are"
        )
    return float(norm)
