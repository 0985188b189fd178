"""Drawn graphs in PyTorch and JAX, every row of the table but those of our own.

Here: values in, gradients out. Not here: comparing them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from autograd_core.strategies import DrawnGraph

Engine = Callable[[DrawnGraph], list[float]]

# Rows that rules are written with.
OURS_ALONE = ("bell", "log_of_base")


def _operators(
    xp: Any,
    where: Callable[..., Any],
    largest: Callable[..., Any],
    log_sum_exp: Callable[..., Any],
    special: Any,
    one: Any,
) -> dict[str, Callable[..., Any]]:
    """The operations in another engine's functions, which `xp` has under NumPy's names."""
    zero = one - one

    def indicator(condition: Any) -> Any:
        return where(condition, one, zero)

    def relu(x: Any) -> Any:
        return where(x > 0, x, zero)

    functions: dict[str, Callable[..., Any]] = {
        "step": lambda x: indicator(x >= 0),
        "greater": lambda x, y: indicator(x > y),
        "equal": lambda x, y: indicator(x == y),
        "where": lambda condition, x, y: where(condition != 0, x, y),
        "identity": lambda x: x,
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "negative": lambda x: -x,
        "absolute": abs,
        "power": lambda x, y: x**y,
        "power_by_number": lambda x, n: x**n,
        "power_of_number": lambda base, y: base**y,
        "sigmoid": lambda x: xp.exp(-xp.logaddexp(zero, -x)),
        "softplus": lambda x: xp.logaddexp(x, zero),
        "relu": relu,
        "leaky_relu": lambda x, slope: where(x > 0, x, slope * x),
        "elu": lambda x, alpha: where(x > 0, x, alpha * xp.expm1(where(x > 0, zero, x))),
        "maximum": lambda *inputs: largest(xp.stack(inputs)),
        "minimum": lambda *inputs: -largest(-xp.stack(inputs)),
        "lookup": lambda index, *entries: entries[int(index)],
        "sum": lambda *inputs: reduce(lambda x, y: x + y, inputs),
        "dot": lambda w, x, b: w * x + b,
        "product": lambda *inputs: reduce(lambda x, y: x * y, inputs),
        "log_sum_exp": lambda *inputs: log_sum_exp(xp.stack(inputs)),
        "atan2": xp.arctan2,
        "mod": xp.remainder,
        "floor_divide": lambda x, y: xp.floor((x - xp.remainder(x, y)) / y + 0.5),
    }
    functions |= {name: getattr(special, name) for name in ("erf", "erfc")}
    return functions | {name: getattr(xp, name) for name in _SAME_NAME}


_SAME_NAME = (
    "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh",
    "asin", "acos", "atan", "asinh", "acosh", "atanh", "hypot", "sign", "floor",
)  # fmt: skip


def _output(graph: DrawnGraph, leaves: Sequence[Any], operators: dict[str, Callable[..., Any]]) -> Any:
    values = list(leaves)
    for instruction in graph.instructions:
        values.append(operators[instruction.operation.name](*instruction.arguments(values)))
    return values[-1]


def _torch() -> Engine:
    torch = importlib.import_module("torch")
    operators = _operators(
        torch,
        torch.where,
        lambda stack: torch.amax(stack, 0),
        lambda stack: torch.logsumexp(stack, 0),
        torch.special,
        torch.tensor(1.0, dtype=torch.float64),
    )
    operators |= {"sigmoid": torch.sigmoid, "relu": torch.relu}

    def run(graph: DrawnGraph) -> list[float]:
        leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in graph.point]
        output = _output(graph, leaves, operators)
        if output.requires_grad:
            output.backward()
        return [0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]

    return run


def _jax() -> Engine:
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    operators = _operators(
        jax.numpy,
        jax.numpy.where,
        lambda stack: stack.max(),
        jax.nn.logsumexp,
        importlib.import_module("jax.scipy.special"),
        jax.numpy.array(1.0),
    )
    where = jax.numpy.where

    def absolute(x: Any) -> Any:
        return where(x > 0, x, where(x < 0, -x, 0.0 * x))  # its own has the slope 1 at 0

    def hypot(x: Any, y: Any) -> Any:
        at_origin = (x == 0) & (y == 0)
        distance = jax.numpy.hypot(where(at_origin, 1.0, x), y)
        return where(at_origin, 0.0 * (x + y), distance)  # its own has the slope 1 along y at the origin

    operators |= {"sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "absolute": absolute, "hypot": hypot}

    def run(graph: DrawnGraph) -> list[float]:
        with jax.disable_jit():
            slopes = jax.grad(lambda leaves: _output(graph, leaves, operators))(
                [jax.numpy.array(x) for x in graph.point]
            )
        return [float(slope) for slope in slopes]

    return run


# Each a function that gives the engine; an ImportError where the extra `differential` is not installed.
ENGINES: dict[str, Callable[[], Engine]] = {"PyTorch": _torch, "JAX": _jax}
