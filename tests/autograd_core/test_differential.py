"""Gradients beside those of independent engines: CasADi, PyTorch and JAX.

They are the extra `differential`, never a dependency: `pip install 'autograd-core[differential]'`.
"""

import math
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings

from autograd_core import hessian
from autograd_core.strategies import DrawnGraph, graphs

# Engines round in different orders; drawn graphs keep every slope below 1e4.
TOLERANCE = 1e-9

ARITHMETIC = ("add", "subtract", "multiply", "divide", "negative", "power_by_number")
ELEMENTARY = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh")
smooth_graphs = graphs(operations=(*ARITHMETIC, *ELEMENTARY), sharing=True, clearance=0.05)

Run = Callable[[DrawnGraph], tuple[Any, Sequence[Any], Any]]


def _operators(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The operations in another engine's own functions."""
    arithmetic: dict[str, Callable[..., Any]] = {
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "negative": lambda x: -x,
        "power_by_number": lambda x, n: x**n,
    }
    return arithmetic | {name: getattr(module, name) for name in ELEMENTARY}


def _output(graph: DrawnGraph, leaves: Sequence[Any], operators: dict[str, Callable[..., Any]]) -> Any:
    values = list(leaves)
    for instruction in graph.instructions:
        values.append(operators[instruction.operation.name](*instruction.arguments(values)))
    return values[-1]


def _casadi() -> Run:
    import casadi

    def run(graph: DrawnGraph) -> tuple[Any, Sequence[Any], Any]:
        leaves = casadi.SX.sym("x", len(graph.point))
        output = _output(graph, casadi.vertsplit(leaves), _operators(casadi))
        second, first = casadi.hessian(output, leaves)
        values = casadi.Function("f", [leaves], [output, first, second])(list(graph.point))
        return float(values[0]), values[1].full().ravel().tolist(), values[2].full().tolist()

    return run


def _torch() -> Run:
    import torch

    def run(graph: DrawnGraph) -> tuple[Any, Sequence[Any], Any]:
        point = torch.tensor(graph.point, dtype=torch.float64, requires_grad=True)

        def function(x: Any) -> Any:
            return _output(graph, list(x), _operators(torch))

        output = function(point)
        output.backward()
        second = torch.autograd.functional.hessian(function, point.detach())
        return output.item(), point.grad.tolist(), second.tolist()

    return run


def _jax() -> Run:
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")

    def run(graph: DrawnGraph) -> tuple[Any, Sequence[Any], Any]:
        point = jax.numpy.array(graph.point)

        def function(x: Any) -> Any:
            return _output(graph, list(x), _operators(jax.numpy))

        with jax.disable_jit():
            return (
                float(function(point)),
                jax.grad(function)(point).tolist(),
                jax.hessian(function)(point).tolist(),
            )

    return run


def assert_close(ours: Any, theirs: Any, scale: float) -> None:
    assert math.isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE * scale), (ours, theirs)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("engine", "examples"), [(_casadi, 200), (_torch, 100), (_jax, 20)], ids=["CasADi", "PyTorch", "JAX"]
)
def test_value_gradient_and_hessian_are_those_of_another_engine(engine: Callable[[], Run], examples: int) -> None:
    run = engine()

    @settings(max_examples=examples)
    @given(smooth_graphs)
    def compare(graph: DrawnGraph) -> None:
        output, leaves = graph.record()
        output.backward()
        value, gradient, second = run(graph)
        assert_close(output.data, value, 1)
        scale = max(1.0, abs(value), *map(abs, gradient))
        for leaf, slope in zip(leaves, gradient, strict=True):
            assert_close(leaf.grad, slope, scale)
        ours = hessian(lambda xs: graph(*xs))(list(graph.point))
        largest = max(scale, *(abs(entry) for row in second for entry in row))
        for row, other in zip(ours, second, strict=True):
            for entry, expected in zip(row, other, strict=True):
                assert_close(entry, expected, largest)

    compare()
