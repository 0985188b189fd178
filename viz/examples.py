"""The examples of the course, by name: graphs with their gradients computed.

Each is built when it is asked for. Not here: how they are shown (__main__.py).
"""

from __future__ import annotations

from collections.abc import Callable

from autograd_core import Value, dot, exp, maximum, sigmoid, sin, tanh
from autograd_core.words import translated, words

EXAMPLES: dict[str, Callable[[], Value]] = {}

Builder = Callable[[], Value]


def example(name: str) -> Callable[[Builder], Builder]:
    """Enters a function in EXAMPLES: it builds a graph and runs backward() on it; its docstring says what to see."""

    def enter(build: Builder) -> Builder:
        EXAMPLES[name] = build
        return build

    return enter


def summary(name: str) -> str:
    """One line about an example: its docstring, or what another language has for it."""
    return translated(f"example.about.{name}", (EXAMPLES[name].__doc__ or "").strip().splitlines()[0])


@example("buy-apples")
def buy_apples() -> Value:
    """What two apples at 100 cost with 10 % tax, and what each price and amount does to the bill."""
    price, apples = Value(100, words("example.apple_price")), Value(2, words("example.apples"))
    tax = Value(1.1, words("example.tax"))
    return _differentiated(price * apples * tax, words("example.total"))


@example("apples-and-oranges")
def apples_and_oranges() -> Value:
    """Two apples at 100 and three oranges at 150, with 10 % tax."""
    apple_price, apples = Value(100, words("example.apple_price")), Value(2, words("example.apples"))
    orange_price, oranges = Value(150, words("example.orange_price")), Value(3, words("example.oranges"))
    tax = Value(1.1, words("example.tax"))
    total = (apple_price * apples + orange_price * oranges) * tax
    return _differentiated(total, words("example.total"))


@example("square-of-sum")
def square_of_sum() -> Value:
    """z = (x + y)^2 at (3, 4): the chain rule over two nodes."""
    x, y = Value(3, "x"), Value(4, "y")
    return _differentiated((x + y) ** 2, "z")


@example("add-gate")
def add_gate() -> Value:
    """An addition distributes the gradient: 1.3 arrives and 1.3 goes to either input."""
    x, y = Value(10, "x"), Value(5, "y")
    return _differentiated(x + y, "z", seed=1.3)


@example("multiply-gate")
def multiply_gate() -> Value:
    """A multiplication swaps its inputs: each gets the gradient times the other input."""
    x, y = Value(10, "x"), Value(5, "y")
    return _differentiated(x * y, "z", seed=1.3)


@example("max-gate")
def max_gate() -> Value:
    """A maximum routes the gradient: all of it goes to the larger input."""
    x, y = Value(4, "x"), Value(5, "y")
    return _differentiated(maximum(x, y), "z", seed=9)


@example("copy-gate")
def copy_gate() -> Value:
    """A value used twice adds up what comes back: 4 from one use and 2 from the other."""
    x = Value(7, "x")
    return _differentiated(4 * x + 2 * x, "z")


@example("gates-together")
def gates_together() -> Value:
    """Distributor, swap multiplier and router in one expression: 2 (x y + max(z, w))."""
    x, y, z, w = Value(3, "x"), Value(-4, "y"), Value(2, "z"), Value(-1, "w")
    return _differentiated((x * y + maximum(z, w)) * 2, "f")


@example("sigmoid-in-steps")
def sigmoid_in_steps() -> Value:
    """The sigmoid taken apart, 1 / (1 + exp(-x)) at 1: times -1, exp, plus 1, divide."""
    x = Value(1, "x")
    return _differentiated(1 / (exp(x * -1) + 1), "y")


@example("sigmoid")
def sigmoid_node() -> Value:
    """The sigmoid as a single node; the gradient y (1 - y) is that of its steps."""
    x = Value(1, "x")
    return _differentiated(sigmoid(x), "y")


@example("sigmoid-neuron")
def sigmoid_neuron() -> Value:
    """A neuron with two inputs, two weights, a bias w2 and the sigmoid."""
    w0, x0 = Value(2, "w0"), Value(-1, "x0")
    w1, x1 = Value(-3, "w1"), Value(-2, "x1")
    w2 = Value(-3, "w2")
    return _differentiated(sigmoid(w0 * x0 + w1 * x1 + w2), "y")


@example("chain-rule")
def chain_rule() -> Value:
    """f = a^2 b + exp(b) of a = x1 x2 and b = x2 + sin(x3): paths that part and meet again."""
    x1, x2, x3 = Value(2, "x1"), Value(0.5, "x2"), Value(1, "x3")
    a, b = x1 * x2, x2 + sin(x3)
    a.label, b.label = "a", "b"
    return _differentiated(a**2 * b + exp(b), "f")


@example("four-factors")
def four_factors() -> Value:
    """sin(exp(tanh(x)^2)) at 0.7: the gradient is a product of four local gradients."""
    x = Value(0.7, "x")
    return _differentiated(sin(exp(tanh(x) ** 2)), "y")


@example("two-layers")
def two_layers() -> Value:
    """A network of two layers: two inputs, two tanh units and a sigmoid."""
    inputs = [Value(1, "x1"), Value(2, "x2")]
    hidden = [
        _unit(tanh, {"w11": 0.8, "w12": -0.4, "b1": 0.5}, inputs, "layer 1/neuron 1"),
        _unit(tanh, {"w21": -0.6, "w22": 0.9, "b2": -0.2}, inputs, "layer 1/neuron 2"),
    ]
    return _differentiated(_unit(sigmoid, {"v1": 1.5, "v2": -2, "c": 0.5}, hidden, "layer 2/neuron 1"), "y")


def _unit(activation: Callable[[Value], Value], parameters: dict[str, float], inputs: list[Value], path: str) -> Value:
    """A unit of a network, at its place there: its weights by name, and at last its bias."""
    *weights, bias = [Value(number, name) for name, number in parameters.items()]
    weighted = dot(weights, inputs, bias)
    out = activation(weighted)
    for node in (*weights, bias, weighted, out):
        node.group = path
    return out


def _differentiated(output: Value, label: str, seed: float = 1) -> Value:
    """`output`, named and with the gradients of one backward pass."""
    output.label = label
    output.backward(seed)
    return output
