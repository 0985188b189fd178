"""Graphs of real use, by name, on which pictures are measured: `CORPUS`.

Each is built, and differentiated, when it is asked for. Not here: what is measured (geometry.py), the examples of the
course (viz/examples.py), which are among them.
"""

import math
import random
from collections.abc import Callable, Sequence

from autograd_core import Value, dot, exp, gradients, log, maximum, sigmoid, sin, softplus, sqrt, tanh
from autograd_core import sum as total
from viz.examples import EXAMPLES

CORPUS: dict[str, Callable[[], Value]] = dict(EXAMPLES)

Builder = Callable[[], Value]


def graph(build: Builder) -> Builder:
    """Enters a function that records a graph; its output gets its gradients and the function's name."""

    def differentiated() -> Value:
        output = build()
        output.label = output.label or "y"
        output.backward()
        return output

    CORPUS[build.__name__.replace("_", " ")] = differentiated
    return differentiated


def named(name: str, *numbers: float) -> list[Value]:
    """Inputs name1, name2, ..."""
    return [Value(number, f"{name}{i}") for i, number in enumerate(numbers, start=1)]


def labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


def linear(weights: Sequence[Value], inputs: Sequence[Value], bias: Value) -> Value:
    """A weighted sum, gate by gate."""
    output = bias
    for weight, x in zip(weights, inputs, strict=True):
        output = output + weight * x
    return output


@graph
def neuron() -> Value:
    w, x = named("w", -3.0, 1.0), named("x", 2.0, 0.0)
    return tanh(linear(w, x, Value(6.8813735870195432, "b")))


@graph
def neuron_of_five() -> Value:
    w, x = named("w", 0.2, -0.4, 0.1, 0.7, -0.3), named("x", 1.0, 2.0, -1.0, 0.5, 3.0)
    return sigmoid(dot(w, x, Value(0.1, "b")))


@graph
def micrograd() -> Value:
    """The expression of micrograd's README."""
    a, b = Value(-4.0, "a"), Value(2.0, "b")
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g = g + 10.0 / f
    return labelled(g, "g")


def _layer(values: Sequence[Value], width: int, generator: random.Random, last: bool = False) -> list[Value]:
    outputs = []
    for _ in range(width):
        weights = [Value(round(generator.uniform(-1, 1), 2), f"w{i}") for i, _ in enumerate(values, start=1)]
        found = linear(weights, values, Value(0.1, "b"))
        outputs.append(found if last else tanh(found))
    return outputs


@graph
def multilayer_perceptron() -> Value:
    generator = random.Random(1)
    layer = _layer(named("x", 0.5, -1.0), 4, generator)
    return _layer(_layer(layer, 4, generator), 1, generator, last=True)[0]


@graph
def small_network() -> Value:
    generator = random.Random(2)
    hidden = _layer(named("x", 0.5, -1.0), 2, generator)
    return _layer(hidden, 1, generator, last=True)[0]


@graph
def logistic_loss() -> Value:
    w, x, t = Value(2.0, "w"), Value(0.7, "x"), Value(1.0, "t")
    p = labelled(sigmoid(w * x + Value(-0.5, "b")), "p")
    return -(t * log(p) + (1 - t) * log(1 - p))


@graph
def softmax_cross_entropy() -> Value:
    z = named("z", 1.0, 2.0, -1.0)
    exps = [exp(each) for each in z]
    whole = labelled(exps[0] + exps[1] + exps[2], "sum")
    return labelled(-log(exps[0] / whole), "loss")


def _gate(name: str, x: Value, h: Value, number: float) -> Value:
    return Value(number, f"W{name}") * x + Value(number / 2, f"U{name}") * h + Value(0.1, f"b{name}")


@graph
def lstm_cell() -> Value:
    x, h, c = Value(0.5, "x"), Value(-0.3, "h"), Value(0.8, "c")
    f, i, o = (sigmoid(_gate(name, x, h, number)) for name, number in (("f", 1.2), ("i", -0.7), ("o", 0.4)))
    cell = labelled(f * c + i * tanh(_gate("g", x, h, 0.9)), "c'")
    return labelled(o * tanh(cell), "h'")


@graph
def gru_cell() -> Value:
    x, h = Value(0.5, "x"), Value(-0.3, "h")
    z, r = (labelled(sigmoid(_gate(name, x, h, number)), name) for name, number in (("z", 1.2), ("r", -0.7)))
    candidate = tanh(_gate("c", x, r * h, 0.9))
    return labelled((1 - z) * h + z * candidate, "h'")


@graph
def batch_normalization() -> Value:
    x = named("x", 1.0, 2.0, 4.0)
    mean = labelled((x[0] + x[1] + x[2]) / 3, "mean")
    centred = [each - mean for each in x]
    variance = labelled((centred[0] ** 2 + centred[1] ** 2 + centred[2] ** 2) / 3, "var")
    scale = sqrt(variance + 1e-5)
    gamma, beta = Value(1.5, "γ"), Value(0.5, "β")
    out = [gamma * (each / scale) + beta for each in centred]
    return total([each * weight for each, weight in zip(out, (0.3, -0.2, 0.7), strict=True)])


@graph
def newton_step() -> Value:
    """The square root of a by three steps."""
    a, x = Value(2.0, "a"), Value(1.0, "x")
    for _ in range(3):
        x = (x + a / x) / 2
    return x


@graph
def newton_minimum() -> Value:
    x = Value(0.8, "x")
    slope, curvature = 4 * x**3 - 3 * x, 12 * x**2 - 3
    return x - slope / curvature


@graph
def physics_loss() -> Value:
    """A residual of u'' = -u, of a network of one unit, by its derivatives in closed form."""
    t, w, v = Value(0.4, "t"), Value(1.3, "w"), Value(0.8, "v")
    u = labelled(tanh(w * t), "u")
    slope = 1 - u**2
    second = -2 * u * slope * w**2
    return (v * second + v * u) ** 2 + (v * w * slope - 1) ** 2


@graph
def second_derivative() -> Value:
    x = Value(0.7, "x")
    (first,) = gradients(sin(x**2), [x])
    (second,) = gradients(first, [x])
    return second


@graph
def attention() -> Value:
    """One query against three keys."""
    q, k, v = named("q", 0.5, -1.0), named("k", 1.0, 0.3, -0.5, 0.8, 0.2, 0.9), named("v", 1.0, 2.0, -1.0)
    scores = [exp((q[0] * k[2 * i] + q[1] * k[2 * i + 1]) / math.sqrt(2)) for i in range(3)]
    whole = scores[0] + scores[1] + scores[2]
    return total([score / whole * value for score, value in zip(scores, v, strict=True)])


@graph
def polynomial() -> Value:
    x = Value(2.0, "x")
    return 3 * x**3 - 2 * x**2 + x - 5


@graph
def horner() -> Value:
    x = Value(2.0, "x")
    return ((3 * x - 2) * x + 1) * x - 5


@graph
def shared_difference() -> Value:
    a, b = Value(2.0, "a"), Value(3.0, "b")
    return a * (b - a)


@graph
def product_minus_factor() -> Value:
    a, b = Value(3.0, "a"), Value(2.0, "b")
    return a * b - a


@graph
def quotient_of_shared() -> Value:
    a, b = Value(3.0, "a"), Value(2.0, "b")
    return (a - b) / (b / a) - a / b


@graph
def power_of_shared() -> Value:
    a, b = Value(1.5, "a"), Value(2.0, "b")
    return a**b - b**a


@graph
def quadratic_formula() -> Value:
    a, b, c = Value(1.0, "a"), Value(-3.0, "b"), Value(1.0, "c")
    root = sqrt(b**2 - 4 * a * c)
    return (-b + root) / (2 * a) - (-b - root) / (2 * a)


@graph
def gaussian() -> Value:
    x, mu, sigma = Value(1.0, "x"), Value(0.2, "μ"), Value(0.8, "σ")
    return exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))


@graph
def mean_squared_error() -> Value:
    w, b = Value(0.7, "w"), Value(0.1, "b")
    errors = [(w * x + b - t) ** 2 for x, t in ((1.0, 2.0), (2.0, 3.5), (3.0, 5.5))]
    return labelled((errors[0] + errors[1] + errors[2]) / 3, "loss")


@graph
def hinge_loss() -> Value:
    w, x = named("w", 0.4, -0.8), named("x", 1.0, 2.0)
    margin = labelled(-1 * (w[0] * x[0] + w[1] * x[1]), "margin")
    return maximum(0, 1 - margin) + 0.1 * (w[0] ** 2 + w[1] ** 2)


@graph
def rosenbrock() -> Value:
    x, y = Value(-1.0, "x"), Value(2.0, "y")
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


@graph
def distance() -> Value:
    p, q = named("p", 1.0, 2.0, 3.0), named("q", 2.0, 0.0, 1.5)
    return sqrt(total([(a - b) ** 2 for a, b in zip(p, q, strict=True)]))


@graph
def residual_blocks() -> Value:
    x = Value(0.5, "x")
    for i in range(1, 5):
        x = x + tanh(Value(0.3 * i, f"w{i}") * x)
    return x


@graph
def vanishing_chain() -> Value:
    x = Value(0.9, "x")
    for _ in range(10):
        x = sigmoid(x)
    return x


@graph
def compound_interest() -> Value:
    rate, capital = Value(0.03, "rate"), Value(1000.0, "capital")
    for _ in range(4):
        capital = capital + capital * rate
    return labelled(capital, "balance")


@graph
def pendulum_energy() -> Value:
    m, g, length, angle, speed = (
        Value(number, name)
        for name, number in (("m", 1.2), ("g", 9.81), ("l", 0.7), ("angle", 0.4), ("angular speed", 1.1))
    )
    return m * (length * speed) ** 2 / 2 + m * g * length * (1 - angle.cos())


@graph
def momentum_step() -> Value:
    w, v, rate, beta = Value(1.0, "w"), Value(0.5, "v"), Value(0.1, "rate"), Value(0.9, "β")
    for _ in range(3):
        v = beta * v - rate * (2 * w)
        w = w + v
    return w**2


@graph
def wide_sum() -> Value:
    x = named("x", *range(1, 13))
    return total([each**2 for each in x]) - x[0] * x[11]


@graph
def shared_dot_product() -> Value:
    w, x = named("w", 0.5, -0.4, 0.3, 0.2), named("x", 1.0, 2.0, 3.0, 4.0)
    return dot(w, x) - dot(w, w) / 2 + softplus(x[0] - w[0])


@graph
def fan_of_functions() -> Value:
    x = Value(0.5, "x")
    found = [sin(x), exp(x), tanh(x), sqrt(x), log(x), x**2]
    return found[0] - found[1] / found[2] + found[3] * found[4] - found[5]


@graph
def korean_bill() -> Value:
    """What two apples cost, in Korean."""
    price, count, tax = Value(1500, "사과 한 개의 가격"), Value(2, "사과의 개수"), Value(1.1, "소비세")
    return labelled(price * count * tax - price, "합계")


WAYS: list[Callable[[Value, Value], Value]] = [
    lambda a, b: a - b,
    lambda a, b: a / (b * b + 1),
    lambda a, b: a * b,
    lambda a, b: a + b,
]


def tangle(seed: int, size: int) -> Value:
    """A random graph of differences, quotients, products and sums of what there is."""
    generator = random.Random(seed)
    values = [Value(round(generator.uniform(0.5, 3), 1), name) for name in "abcd"]
    for _ in range(size):
        a, b = generator.sample(values[-6:], 2)
        values.append(generator.choice(WAYS)(a, b))
    unused = [value for value in values if not any(value in other.parents for other in values)]
    output = unused[0]
    for other in unused[1:]:
        output = output - other
    return labelled(output, "output")


for _seed in range(6):
    CORPUS[f"tangle {_seed}"] = lambda seed=_seed: _with_gradients(tangle(seed, 8 + 3 * seed))  # type: ignore[misc]


def _with_gradients(output: Value) -> Value:
    output.backward()
    return output
