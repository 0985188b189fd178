"""Sequential, modules one after the other, and the modules that only apply a function: Elementwise and Softmax.

Not here: modules with parameters of their own (layers.py and its neighbours).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from autograd_core.errors import described
from nn.activations import Activation, PReLU, activation_named, activation_title, softmax
from nn.inputs import as_inputs
from nn.layers import Layer
from nn.module import Module

if TYPE_CHECKING:
    from nn.signatures import Outputs


class Elementwise(Module):
    """An activation applied to each of its inputs.

    Args:
        activation: a name of `nn.ACTIVATIONS`, or a function of one Value.
    """

    def __init__(self, activation: Any) -> None:
        self.activation = activation_named(activation)

    def __call__(self, x: Any) -> list[Any]:
        """As many outputs as inputs."""
        return [self.activation(item) for item in as_inputs(x)]

    def __repr__(self) -> str:
        return activation_title(self.activation)


class Softmax(Module):
    """n scores to n probabilities; see `nn.softmax`. To find the largest, it is not needed (Algorithm 3-7)."""

    def __call__(self, x: Any) -> list[Any]:
        """n numbers in (0, 1) that add up to 1."""
        return softmax(as_inputs(x))

    def __repr__(self) -> str:
        return "Softmax"


class Sequential(Module):
    """Each part is called with what the one before it returned.

    Args:
        parts: modules, names of activations, or functions of a list; at least one.

    Attributes:
        parts: as given, names turned into modules. Layers among them are called `layer 1`, `layer 2`, ... in pictures.

    Raises:
        TypeError: a part is nothing of these.
        ValueError: there are no parts, or no activation has that name.
    """

    def __init__(self, *parts: Any) -> None:
        if not parts:
            raise ValueError("Sequential needs at least one part, got none")
        self.parts = [_as_part(part) for part in parts]
        layers = [part for part in self.parts if isinstance(part, Layer)]
        for i, layer in enumerate(layers, start=1):
            layer.name_group(f"layer {i}")

    def __call__(self, x: Any) -> Outputs:
        """What the last part returns."""
        for part in self.parts:
            x = part(x)
        return x  # type: ignore[no-any-return]

    def batch(self, rows: Iterable[Any]) -> list[Any]:
        """The outputs for several inputs; each part sees the whole batch before the next one does."""
        outputs = list(rows)
        for part in self.parts:
            outputs = part.batch(outputs) if isinstance(part, Module) else [part(row) for row in outputs]
        return outputs

    def __repr__(self) -> str:
        return f"Sequential of [{', '.join(map(str, self.parts))}]"


def _as_part(part: Any) -> Any:
    if isinstance(part, str | Activation | PReLU):
        return Softmax() if part == "softmax" else Elementwise(part)
    if not callable(part):
        raise TypeError(f"a part of Sequential is a module, an activation's name or a function, got {described(part)}")
    return part
