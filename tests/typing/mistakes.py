"""Mistakes that type checkers find: each line is an error of mypy and of pyright, by the name that stands behind it.

Where one of them says nothing, its own comment is unused, and that is an error too. Nothing here is run.
"""

# pyright: basic, reportUnusedExpression=false

import math

from autograd_core import Value, exp, formula, gelu, grad, gradients, leaky_relu, maximum, power, sum, where  # noqa: A004
from nn import MLP, Neuron, mean_squared_error, softmax

x, y = Value(2.0, "x"), Value(3.0, "y")
net = MLP(2, [3, 1])

# What is no number.
Value("3")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
Value([1.0, 2.0])  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
Value(None)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
Value()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
Value(1.0, "x", "y")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Value(1.0, (2.0,), (1.0,))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
exp("1")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
exp([1.0, 2.0])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
maximum(x, "2")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
power(x, None)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
sum(["1", "2"])  # type: ignore[list-item]  # pyright: ignore[reportCallIssue, reportArgumentType]
x + "1"  # type: ignore[call-overload]  # pyright: ignore[reportOperatorIssue]
2 * x + [1.0]  # type: ignore[call-overload]  # pyright: ignore[reportOperatorIssue]
x**None  # type: ignore[call-overload]  # pyright: ignore[reportOperatorIssue]
"a" * x  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
x < "1"  # type: ignore[call-overload]  # pyright: ignore[reportOperatorIssue]

# The number of inputs.
exp()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
exp(1.0, 2.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
where(x, y)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
leaky_relu(x, 0.1, 0.2)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
power(2.0)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
maximum()  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
x.clip(0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
x.hypot()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
gelu(x, "exact")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
x.exp(2.0)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Value.relu()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# Misspelt.
x.rellu()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
x.backwards()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
x.gradient  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
x.exp().datum  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
(2 * x).tan_h()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
exp(x).dat  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
net([1.0, 2.0]).dta  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
net.parameter()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
Neuron(2)([1.0, 2.0]).relu6()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
x.lable = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]

# A Value where a number is wanted, and the other way round.
math.exp(x)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
float(x)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
range(x)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
text: str = x * 2  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
number: float = exp(x)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
node: Value = exp(2.0)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
slope: str = grad(exp)(2.0)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
scores: list[Value] = softmax([1.0, 2.0])  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
loss: float = mean_squared_error(net([1.0, 2.0]), 1)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
exp(2.0).backward()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
gradients(x, x)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
formula(2.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
MLP(2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
