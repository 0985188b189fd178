"""What somebody writes who read the READMEs, with the types that an editor shows. It runs, too (test_typing.py).

Not here: what a type checker must refuse (mistakes.py).
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

import numpy as np

from autograd_core import (
    Operation,
    Value,
    check_gradients,
    check_operation,
    clip,
    compile_graph,
    constant,
    dot,
    elu,
    exp,
    explain,
    formula,
    gelu,
    grad,
    gradients,
    hvp,
    hypot,
    leaky_relu,
    log,
    log_sum_exp,
    lookup,
    maximum,
    mean,
    no_grad,
    numerical_gradient,
    operation,
    power,
    product,
    relu,
    silu,
    sin,
    sqrt,
    sum,  # noqa: A004
    tanh,
    topological_order,
    value_and_grad,
    vjp,
    where,
)
from nn import (
    MLP,
    Adam,
    BatchNorm,
    Neuron,
    Sequential,
    fit,
    mean_squared_error,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)

# Values.

x, y = Value(2.0, "x"), Value(3, "y")
third, tenth, turn, single = Value(Fraction(1, 3)), Value(Decimal("0.1")), Value(1 + 2j), Value(np.float32(0.5))
by_hand = Value(4.0, (x,), (2.0,))
by_closure = Value(4.0, _children=(x,), _op="double")

assert_type(x + y, Value)
assert_type(2 * x, Value)
assert_type(x * 2, Value)
assert_type(1 - x / 3, Value)
assert_type(x**2, Value)
assert_type(2.0**x, Value)
assert_type(x**y, Value)
assert_type(-abs(+x), Value)
assert_type(x % 2, Value)
assert_type(7 // x, Value)
assert_type(third * Fraction(1, 2), Value)
assert_type(np.float64(2.0) * x, Value)
assert_type(x < y, bool)
assert_type(x >= 1.5, bool)
assert_type(x == 2, bool)
assert_type(x.parents, tuple[Value, ...])
assert_type(x.operation, Operation | None)
assert_type(x.label, str)
assert_type(np.array([1.0, 2.0]) * x, Any)
assert_type(x * np.array([1.0, 2.0]), Any)
x.group = "layer 1"

assert_type(x.exp(), Value)
assert_type(x.relu(), Value)
assert_type(x.tanh().sigmoid(), Value)
assert_type(x.leaky_relu(), Value)
assert_type(x.leaky_relu(0.2), Value)
assert_type(x.maximum(y, 1), Value)
assert_type(x.hypot(y), Value)
assert_type(x.clip(0, 1), Value)

# Functions: numbers in, a number out; with a Value among them, a Value.

assert_type(exp(x), Value)
assert_type(exp(1.0), float)
assert_type(exp(1), float)
assert_type(exp(1j), complex)
assert_type(sqrt(x * x + y * y), Value)
assert_type(log(Fraction(1, 2)), Any)
assert_type(leaky_relu(x), Value)
assert_type(leaky_relu(-1.0), float)
assert_type(leaky_relu(-1.0, x), Value)
assert_type(elu(x, 0.5), Value)
assert_type(maximum(x, 0), Value)
assert_type(maximum(0, x, 1.5), Value)
assert_type(maximum(1.0, 2.0, 3.0), float)
assert_type(maximum(*[x, y]), Value)
assert_type(maximum([x, y]), Value)
assert_type(maximum([1.0, 2.0]), float)
assert_type(log_sum_exp([x, y]), Value)
assert_type(product(x, 2, y), Value)
assert_type(mean(x, y), Value)
assert_type(mean([1.0, 2.0]), float)
assert_type(clip(x, 0, 1), Value)
assert_type(clip(2.0, 0.0, 1.0), float)
assert_type(gelu(x), Value)
assert_type(gelu(1.0, "tanh"), float)
assert_type(silu(x), Value)
assert_type(hypot(x, 2), Value)
assert_type(hypot(3.0, 4.0), float)
assert_type(where(x > 0, x, 0.0), Value)
assert_type(where(x, 1.0, 0.0), Value)
assert_type(where(True, 1.0, 0.0), float)
assert_type(power(2.0, x), Value)
assert_type(power(2.0, 3.0), float)
assert_type(sum([x, y]), Value)
assert_type(sum(v * v for v in (x, y)), Value)
assert_type(sum([1.0, 2.0]), float)
assert_type(dot([x, y], [1.0, 2.0], 0.5), Value)
assert_type(dot([1.0, 2.0], [x, y]), Value)
assert_type(dot([1.0, 2.0], [3.0, 4.0]), float)
assert_type(constant(2), Value)


def distance(a: Value, b: Value) -> Value:
    return sqrt((a - b) ** 2 + 1e-9)


def wave(t: Value) -> Value:
    return sin(3 * t) * exp(-t)


def weighted(values: Sequence[Value], weights: Sequence[float]) -> Value:
    return sum(w * v for w, v in zip(weights, values, strict=True))


distance(x, y).backward()
assert_type(gradients(distance(x, y), [x, y]), list[Value])
assert_type(topological_order(x * y), list[Value])
assert_type(formula(x * y), str)
print(explain(x * y, x), check_gradients(wave, 0.5), weighted([x, y], [0.5, 0.5]).data)

# An operation of one's own.


def slope_of_cube_root(out: Any, x: Any) -> tuple[Any]:
    return (1 / (3 * out * out),)


cube_root = operation("cube_root", math.cbrt, partials=slope_of_cube_root, clearance=abs)


@operation(partials=(1,))
def shifted(x: float) -> float:
    return x + 1


assert_type(cube_root, Operation)
assert_type(cube_root(x), Value)
assert_type(shifted(x), Value)
assert_type(grad(cube_root)(8.0), float)
assert check_operation(cube_root)
assert_type(lookup([x, y], 1), Value)
assert_type(lookup([1.0, 2.0], 1), float)

# Derivatives of functions.


@dataclass
class Lens:
    focus: float
    width: float


def blur(lens: Lens) -> float:
    return lens.focus**2 * lens.width


Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


def energy(place: Vector) -> Any:
    return np.sum(place**2)


def loss_of(weights: dict[str, float]) -> float:
    return weights["a"] * weights["b"]


assert_type(grad(wave)(0.5), float)
assert_type(grad(grad(wave))(0.5), float)
assert_type(grad(tanh)(0.5), float)
assert_type(grad(power)(2.0, 3.0), float)
assert_type(grad(wave)(x), Value)
assert_type(grad(blur)(Lens(2.0, 1.0)), Lens)
assert_type(grad(loss_of)({"a": 1.0, "b": 2.0}), dict[str, float])
place = np.ones(2)
assert_type(grad(energy)(place), Vector)
assert_type(grad(power, (0, 1))(2.0, 3.0), tuple[Any, ...])
assert_type(value_and_grad(wave)(0.5), tuple[float, float])
assert_type(value_and_grad(wave)(x), tuple[Value, Value])
assert_type(value_and_grad(blur)(Lens(2.0, 1.0)), tuple[Any, Lens])
assert_type(hvp(loss_of, {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 0.0}), dict[str, float])
output, pull = vjp(wave, 0.5)
assert_type(pull(1.0), tuple[Any, ...])
numerical_gradient(wave, 0.5)

# Networks.

random.seed(0)
net = MLP(2, [4, 1], activation="tanh")
score = net([1.0, -1.0])
squared: Value = (score - 1) ** 2
squared.backward()
first: Value = net([x, y]).relu()
classes: list[Value] = MLP(2, [4, 3])([1.0, -1.0])
assert_type(classes[0], Value)
assert_type(softmax(classes), list[Value])
assert_type(softmax([1.0, 2.0]), list[float])
assert_type(Neuron(2)([1.0, 2.0]), Value)
deep: Value = Sequential(MLP(2, [3]), MLP(3, [1]))([1.0, 2.0])
assert_type(BatchNorm(2).batch([[1.0, 2.0], [3.0, 5.0]]), list[list[Value]])
assert_type(sigmoid(0.5), float)
assert_type(sigmoid(x), Value)
assert_type(mean_squared_error(score, 1.0), Value)
assert_type(mean_squared_error(classes, [0.0, 1.0, 0.0]), Value)
assert_type(mean_squared_error([0.5, 0.5], [0.0, 1.0]), Value)
assert_type(softmax_cross_entropy(classes, 2), Value)
assert_type(net.parameters(), list[Value])

for parameter in net.parameters():
    parameter.data -= 0.01 * parameter.grad
    parameter.grad = 0

with no_grad():
    guess: float = net([0.5, 0.5]).data

history = fit(net, [[0.0, 1.0], [1.0, 0.0]], [1.0, 0.0], loss="mean_squared_error", optimizer=Adam(net), epochs=1)
assert_type(history.losses, list[float])
print(f"{guess:.2f}", history.losses[-1], relu(-1.0))

pixels, label = [Value(0.0), Value(0.0)], Value(1)
program = compile_graph(softmax_cross_entropy(MLP(2, [3])(pixels), label), inputs=[*pixels, label])
print(program([[0.5, 0.5, 1]]), program.source)
