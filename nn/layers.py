"""The fully connected network: Neuron, Layer of neurons, MLP of layers.

Not here: what modules have in common (module.py) and the arithmetic of a neuron, which is one row of the engine's table
(autograd_core.dot).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.errors import described
from autograd_core.kinds import is_number
from autograd_core.operations import dot
from autograd_core.value import Value, constant
from nn.activations import activation_named, activation_title
from nn.initializers import initializer_named
from nn.inputs import as_inputs, size
from nn.module import Module
from nn.randomness import generator_or_global

if TYPE_CHECKING:
    from nn.signatures import Outputs


class Neuron(Module):
    """relu(w · x + b), or w · x + b alone: one node of the graph for the weighted sum, one for the relu.

    Weights are drawn in order by `random.uniform(-1, 1)` from the global generator, so `random.seed` repeats a network.
    The bias starts at 0.

    Args:
        nin: the number of inputs, at least 1.
        nonlin: whether an activation follows the weighted sum.
        activation: which: a name of `nn.ACTIVATIONS` or a function of one Value; None is none.
        initializer: another start than U(-1, 1): a name of `nn.INITIALIZERS` or an initializer.
        bias_initializer: draws the bias, after the weights; it starts at 0 if this is None.
        generator: where the numbers are drawn from, instead of Python's global generator.
        expanded: whether to record the products and additions of the weighted sum one by one, for drawing.
        fan_out: how many neurons see the same inputs, for initializers that ask.

    Attributes:
        w: nin weights, labelled w1, w2, ... for pictures and explanations.
        b: the bias, labelled b.
        nonlin: whether there is an activation; may be changed.
        activation: what follows the weighted sum if `nonlin`.
        group: the part of the network that this neuron is, such as `layer 1/neuron 3`; all Values it records and its
            parameters carry it as an attribute of the same name, for pictures to fold. Empty in a neuron on its own.

    Raises:
        TypeError: `nin` is not an integer, or an option of the wrong kind.
        ValueError: `nin` is less than 1, a name is unknown, or `nonlin` is False and `activation` another than relu.
    """

    group = ""

    def __init__(
        self,
        nin: int,
        nonlin: bool = True,
        *,
        activation: Any = "relu",
        initializer: Any = "uniform",
        bias_initializer: Any = None,
        generator: Any = None,
        expanded: bool = False,
        fan_out: int = 1,
    ) -> None:
        if not nonlin and activation not in (None, "linear", "relu"):  # relu, which nobody has to write
            raise ValueError(
                f"a neuron has no activation if nonlin is False, got {activation!r}; leave one of them out"
            )
        count = size("nin", nin)
        generator = generator_or_global(generator)
        weight, bias = initializer_named(initializer), initializer_named(bias_initializer or "zeros")
        follows = activation_named(activation)
        # in this order: the parameters are the weights, the bias, and what the activation learns
        self.w = [Value(weight(count, fan_out, generator), f"w{i}") for i in range(1, count + 1)]
        self.b = Value(bias(count, fan_out, generator) if bias_initializer else 0, "b")
        self.activation = follows
        self.nonlin = nonlin and activation is not None
        self.expanded = expanded

    def __call__(self, x: Any) -> Value:
        """The neuron's output for nin inputs, numbers or Values: a list, a row of an array, or a bare one if nin is 1.

        Raises:
            TypeError: an input is neither a number nor a Value.
            ValueError: the number of inputs is not nin.
        """
        inputs = as_inputs(x)
        if len(inputs) != len(self.w):
            raise ValueError(
                f"{self} needs {len(self.w)} inputs, one per weight, got {len(inputs)}; "
                f"pass {len(self.w)}, or build the network with nin={len(inputs)}"
            )
        if self.expanded:
            return self._expanded(inputs)
        weighted: Value = dot(self.w, inputs, self.b)
        out: Value = self.activation(weighted) if self.nonlin else weighted
        if self.group:
            weighted.group = out.group = self.group
        return out

    def _expanded(self, inputs: list[Any]) -> Value:
        """The output by single products and additions, in the order in which `dot` adds, so to the same bits."""
        recorded = [w * x for w, x in zip(self.w, inputs, strict=True)]
        total = self.b
        for product in recorded[: len(inputs)]:
            total = total + product
            recorded.append(total)
        out: Value = self.activation(total) if self.nonlin else total
        if self.group:
            for value in (*recorded, out):
                value.group = self.group
        return out

    def name_group(self, group: str) -> None:
        """Make this neuron the part `group` of a network."""
        self.group = group
        for parameter in self.parameters():
            parameter.group = group

    def __repr__(self) -> str:
        return f"{activation_title(self.activation) if self.nonlin else 'Linear'}Neuron({len(self.w)})"


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
        count = size("nout", nout)
        kwargs.setdefault("fan_out", count)
        self.neurons = [Neuron(nin, **kwargs) for _ in range(count)]
        self.name_group("")

    def __call__(self, x: Any) -> Outputs:
        """A list of nout Values; the Value itself where nout is 1. Inputs and errors are those of Neuron."""
        # plain numbers become constants here, once, and not in every neuron; anything else is for the engine to judge
        inputs = [constant(item) if is_number(item) else item for item in as_inputs(x)]
        outputs = [neuron(inputs) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs  # type: ignore[return-value]

    def name_group(self, group: str) -> None:
        """Make this layer the part `group` of a network, and its neurons the parts of that."""
        for i, neuron in enumerate(self.neurons, start=1):
            neuron.name_group(f"{group}/neuron {i}" if group else f"neuron {i}")

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class Linear(Layer):
    """Weighted sums with a bias and no activation: output k is w_k · x + b_k, as at the end of a network of scores.

    Args:
        inputs: how many numbers come in, at least 1.
        outputs: how many come out, at least 1.
        initializer: draws the weights: a name of `nn.INITIALIZERS` or an initializer. By default "xavier", which keeps
            the size of signals and gradients whatever `inputs` and `outputs` are. Biases start at 0.
        options: the other options of Neuron, such as `generator`; no activation is among them.

    Attributes:
        neurons: one for each output.

    Raises:
        TypeError: a size is not an integer, or an activation is asked for.
        ValueError: a size is less than 1, or a name is unknown.
    """

    def __init__(self, inputs: int, outputs: int, *, initializer: Any = "xavier", **options: Any) -> None:
        chosen = [name for name in ("activation", "nonlin") if name in options]
        if chosen:
            raise TypeError(
                f"Linear has no activation, got {chosen[0]}={described(options[chosen[0]])}; use Layer, or put the "
                "activation behind it: Sequential(Linear(2, 3), 'relu')"
            )
        size("inputs", inputs)
        size("outputs", outputs)
        super().__init__(inputs, outputs, activation=None, initializer=initializer, **options)

    def __repr__(self) -> str:
        return f"Linear({len(self.neurons[0].w)}, {len(self.neurons)})"


class MLP(Module):
    """A multi-layer perceptron: relu after every layer but the last.

    Args:
        nin: the number of inputs, at least 1.
        nouts: the number of neurons in each layer, at least one layer and at least 1 each.
        activation: of every layer but the last; None is none.
        output_activation: one for the last layer, which has none if this is None.
        kwargs: options of Neuron.

    Attributes:
        layers: len(nouts) layers; their weights are drawn in this order.

    Raises:
        TypeError: a size is not an integer, or `nouts` is not a sequence.
        ValueError: a size is less than 1, or `nouts` is empty.
    """

    def __init__(
        self, nin: int, nouts: Sequence[int], *, activation: Any = "relu", output_activation: Any = None, **kwargs: Any
    ) -> None:
        if not isinstance(nouts, Iterable):
            raise TypeError(f"nouts is a list of layer sizes, got {described(nouts)}; write [{nouts!r}] for one layer")
        # every size is checked before the first weight is drawn
        sizes = [size("nin", nin), *(size("each of nouts", nout) for nout in nouts)]
        if len(sizes) == 1:
            raise ValueError("nouts needs the size of at least one layer, got none; MLP(2, [16, 1]) has two")
        options = [{"activation": activation, **kwargs} for _ in sizes[2:]]
        # without one, the last neurons are micrograd's: relu, switched off
        last = {"nonlin": False} if output_activation is None else {"activation": output_activation}
        options.append({**last, **kwargs})
        self.layers = [Layer(sizes[i], sizes[i + 1], **options[i]) for i in range(len(options))]
        for i, layer in enumerate(self.layers, start=1):
            layer.name_group(f"layer {i}")

    def __call__(self, x: Any) -> Outputs:
        """A list of nouts[-1] Values; the Value itself where that is 1. Inputs and errors are those of Neuron."""
        for layer in self.layers:
            x = layer(x)
        return x  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"
