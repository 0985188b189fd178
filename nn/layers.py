"""The fully connected network: Neuron, Layer of neurons, MLP of layers.

Not here: what modules have in common (module.py) and the arithmetic of a neuron, which is one row of the engine's table
(autograd_core.dot).
"""

from __future__ import annotations

import operator
import random
from collections.abc import Iterable, Sequence
from typing import Any, SupportsIndex

from autograd_core.errors import described
from autograd_core.operations import dot
from autograd_core.value import Value, constant, is_number
from nn.module import Module


class Neuron(Module):
    """relu(w · x + b), or w · x + b alone: one node of the graph for the weighted sum, one for the relu.

    Weights are drawn in order by `random.uniform(-1, 1)` from the global generator, so `random.seed` repeats a network.
    The bias starts at 0.

    Args:
        nin: the number of inputs, at least 1.
        nonlin: whether relu follows the weighted sum.

    Attributes:
        w: nin weights.
        b: the bias.
        nonlin: as given.

    Raises:
        TypeError: `nin` is not an integer.
        ValueError: `nin` is less than 1.
    """

    def __init__(self, nin: int, nonlin: bool = True) -> None:
        self.w = [Value(random.uniform(-1, 1)) for _ in range(_size("nin", nin))]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x: Any) -> Value:
        """The neuron's output for nin inputs, numbers or Values: a list, a row of an array, or a bare one if nin is 1.

        Raises:
            TypeError: an input is neither a number nor a Value.
            ValueError: the number of inputs is not nin.
        """
        inputs = _inputs(x)
        if len(inputs) != len(self.w):
            raise ValueError(
                f"{self} needs {len(self.w)} inputs, one per weight, got {len(inputs)}; "
                f"pass {len(self.w)}, or build the network with nin={len(inputs)}"
            )
        weighted: Value = dot(self.w, inputs, self.b)
        return weighted.relu() if self.nonlin else weighted

    def parameters(self) -> list[Value]:
        """The nin weights, then the bias."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """`nout` neurons that see the same `nin` inputs.

    Args:
        nin: the number of inputs, at least 1.
        nout: the number of neurons, at least 1.
        kwargs: options of Neuron.

    Attributes:
        neurons: nout neurons; their weights are drawn in this order.

    Raises:
        TypeError: a size is not an integer.
        ValueError: a size is less than 1.
    """

    def __init__(self, nin: int, nout: int, **kwargs: Any) -> None:
        self.neurons = [Neuron(nin, **kwargs) for _ in range(_size("nout", nout))]

    def __call__(self, x: Any) -> Any:
        """A list of nout Values; the Value itself where nout is 1. Inputs and errors are those of Neuron."""
        # plain numbers become constants here, once, and not in every neuron; anything else is for the engine to judge
        inputs = [constant(item) if is_number(item) else item for item in _inputs(x)]
        outputs = [neuron(inputs) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self) -> list[Value]:
        """The parameters of each neuron, in order."""
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """A multi-layer perceptron: relu after every layer but the last.

    Args:
        nin: the number of inputs, at least 1.
        nouts: the number of neurons in each layer, at least one layer and at least 1 each.

    Attributes:
        layers: len(nouts) layers; their weights are drawn in this order.

    Raises:
        TypeError: a size is not an integer, or `nouts` is not a sequence.
        ValueError: a size is less than 1, or `nouts` is empty.
    """

    def __init__(self, nin: int, nouts: Sequence[int]) -> None:
        if not isinstance(nouts, Iterable):
            raise TypeError(f"nouts is a list of layer sizes, got {described(nouts)}; write [{nouts!r}] for one layer")
        # every size is checked before the first weight is drawn
        sizes = [_size("nin", nin), *(_size("each of nouts", nout) for nout in nouts)]
        if len(sizes) == 1:
            raise ValueError("nouts needs the size of at least one layer, got none; MLP(2, [16, 1]) has two")
        last = len(sizes) - 2
        self.layers = [Layer(sizes[i], sizes[i + 1], nonlin=i != last) for i in range(last + 1)]

    def __call__(self, x: Any) -> Any:
        """A list of nouts[-1] Values; the Value itself where that is 1. Inputs and errors are those of Neuron."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        """The parameters of each layer, in order."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def _inputs(x: Any) -> list[Any]:
    """`x` as a list; a bare number or Value, such as the output of a layer of one neuron, is one input."""
    if isinstance(x, Value) or is_number(x):
        return [x]
    if isinstance(x, str | bytes) or not isinstance(x, Iterable):
        raise TypeError(f"a network's inputs are a list of numbers or Values, got {described(x)}")
    return list(x)


def _size(name: str, n: SupportsIndex) -> int:
    """`n` as a number of inputs or neurons."""
    if not isinstance(n, SupportsIndex):
        raise TypeError(f"{name} must be an integer of at least 1, got {described(n)}")
    size = operator.index(n)
    if size < 1:
        raise ValueError(f"{name} must be at least 1, got {size}")
    return size
