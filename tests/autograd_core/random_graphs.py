"""Random expression graphs over Fractions that any kind of number can run: Values, Duals, Fractions.

Here: drawing and running them. Not here: what their gradients must be (dual.py).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

import autograd_core
from tests.autograd_core import dual

# Beyond this size a step that multiplies is replaced by a subtraction: numbers of thousands of digits test nothing new.
LARGEST_BITS = 200

ARITHMETIC = ("add", "subtract", "multiply", "divide")
POWERS = (*ARITHMETIC, "power")
KINKS = (*ARITHMETIC, "maximum", "minimum", "relu", "absolute", "where")
EVERYTHING = (*POWERS, *KINKS[4:])

Functions = Mapping[str, Callable[..., Any]]
OPERATORS: Functions = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": operator.pow,
}
KINKED = ("maximum", "minimum", "relu", "absolute", "where")
OF_VALUES: Functions = {**OPERATORS, **{name: getattr(autograd_core, name) for name in KINKED}}
OF_DUALS: Functions = {**OPERATORS, **{name: getattr(dual, name) for name in KINKED}}
OF_FRACTIONS: Functions = {
    **OPERATORS,
    "maximum": max,
    "minimum": min,
    "relu": lambda x: max(x, Fraction(0)),
    "absolute": abs,
    "where": lambda condition, x, y: x if condition else y,
}


@dataclass(frozen=True)
class Step:
    """One operation; an operand is the position of an earlier node, or a plain number."""

    operation: str
    positions: tuple[int, ...]
    number: int | None = None

    def apply(self, nodes: Sequence[Any], functions: Functions) -> Any:
        operands = [nodes[i] for i in self.positions]
        if self.number is not None:
            operands.append(self.number)
        return functions[self.operation](*operands)


@dataclass(frozen=True)
class Program:
    """Leaves and steps; the last node is the output."""

    leaves: tuple[Fraction, ...]
    steps: tuple[Step, ...]

    def run(self, leaves: Sequence[Any], functions: Functions) -> Any:
        """The output, computed from `leaves` in their own arithmetic."""
        nodes = list(leaves)
        for step in self.steps:
            nodes.append(step.apply(nodes, functions))
        return nodes[-1]


@st.composite
def programs(draw: st.DrawFn, operations: Sequence[str], most_steps: int = 8) -> Program:
    """Programs of which each node uses the one before, so that all are connected, and a node is shared for certain.

    Small numbers come up often, so that ties and zeros do.
    """
    small = st.fractions(min_value=-3, max_value=3, max_denominator=4)
    nodes: list[Any] = draw(st.lists(small, min_size=1, max_size=3))
    leaves = tuple(nodes)
    steps: list[Step] = []

    def take(step: Step) -> None:
        nodes.append(step.apply(nodes, OF_FRACTIONS))
        steps.append(step)

    for _ in range(draw(st.integers(1, most_steps))):
        take(_legal(draw(_steps(operations, len(nodes))), nodes))
    shared = draw(st.integers(0, len(nodes) - 1))
    take(_legal(Step("multiply", (len(nodes) - 1, shared)), nodes))
    take(Step("add", (len(nodes) - 1, shared)))
    return Program(leaves, tuple(steps))


@st.composite
def _steps(draw: st.DrawFn, operations: Sequence[str], size: int) -> Step:
    operation = draw(st.sampled_from(operations))
    last, any_node = size - 1, st.integers(0, size - 1)
    if operation == "power":
        return Step(operation, (last,), draw(st.integers(-2, 3)))
    if operation in ("relu", "absolute"):
        return Step(operation, (last,))
    if operation == "where":
        return Step(operation, (last, draw(any_node), draw(any_node)))
    if operation in ("maximum", "minimum"):
        return Step(operation, (last, *draw(st.lists(any_node, min_size=1, max_size=3))))
    # a plain int beside a Fraction, as people write them: x / 3
    if draw(st.booleans()):
        return Step(operation, (last,), draw(st.integers(1, 3)))
    operands = (last, draw(any_node))
    return Step(operation, operands if draw(st.booleans()) else operands[::-1])


def _legal(step: Step, nodes: Sequence[Fraction]) -> Step:
    """`step`, or an addition or subtraction of the same nodes where `step` would divide by zero or grow too large."""
    first, *others = [nodes[i] for i in step.positions]
    if step.operation == "divide" and others and not others[0]:
        return Step("add", step.positions)
    if step.operation == "power" and not first and (step.number or 0) < 0:
        return Step("add", step.positions * 2)
    if step.operation in ("multiply", "divide", "power") and max(map(_bits, (first, *others))) > LARGEST_BITS:
        return Step("subtract", (step.positions * 2)[:2])
    return step


def _bits(x: Fraction) -> int:
    return x.numerator.bit_length() + x.denominator.bit_length()
