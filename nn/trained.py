"""What may be trained: leaves that get a gradient, each once, with names for messages.

Not here: what a module's parameters are (module.py), and what a loss may depend on (leaves.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd_core.errors import described
from autograd_core.value import Value
from nn.module import Module


def named_parameters(parameters: Any) -> list[tuple[str, Value]]:
    """The parameters with names for messages: their own, their labels, or their numbers.

    Args:
        parameters: a Module, Values, or (name, Value) pairs; at least one, none twice.
    """
    if isinstance(parameters, Module):
        parameters = parameters.named_parameters()
    if isinstance(parameters, Value) or not isinstance(parameters, Iterable):
        raise TypeError(f"an optimizer needs a Module or a list of Values, got {described(parameters)}")
    named = []
    for i, item in enumerate(parameters):
        name, value = item if isinstance(item, tuple) and len(item) == 2 else (None, item)
        if not isinstance(value, Value):
            raise TypeError(f"parameter {i} of an optimizer must be a Value, got {described(value)}")
        if not value.is_leaf or value.is_constant:
            raise ValueError(f"parameter {i} of an optimizer must be a leaf that gets a gradient, got {value!r}")
        named.append((name or value.label or f"parameter {i}", value))
    if not named:
        raise ValueError("an optimizer needs at least one parameter, got none")
    if len({value for _, value in named}) != len(named):
        raise ValueError("an optimizer needs each parameter once, got one twice: it would be changed twice in a step")
    return named
