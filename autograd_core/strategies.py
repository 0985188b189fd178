"""Hypothesis strategies that draw points and whole computational graphs, for property-based gradient tests.

Here: drawing, and writing a drawn graph down as code. Not here: comparing gradients (checking.py). Needs hypothesis.

    from hypothesis import given
    from autograd_core.checking import assert_gradients_match
    from autograd_core.strategies import graphs

    @given(graphs())
    def test_gradients(graph):
        assert_gradients_match(graph, graph.point)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from autograd_core.operations import TABLE, Operation, operation_named
from autograd_core.value import Value

Kind = Literal["float", "fraction"]

# Larger values lose the digits that a comparison needs, and drive exp and powers to overflow.
LARGEST = 1e4

# Rows that keep Fractions exact.
EXACT = ("add", "subtract", "multiply", "divide", "negative", "absolute", "power_by_number", "maximum", "minimum",
         "relu", "leaky_relu", "where", "step", "greater", "equal", "sum", "dot")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation of a drawn graph.

    Attributes:
        operation: a row of the table.
        inputs: positions among the leaves (first) and earlier results; plain numbers where `operation.numbers` says so.
    """

    operation: Operation
    inputs: tuple[Any, ...]

    def arguments(self, values: Sequence[Any]) -> list[Any]:
        """The inputs, looked up in `values`."""
        return [x if i in self.operation.numbers else values[x] for i, x in enumerate(self.inputs)]


@dataclass(frozen=True, slots=True)
class DrawnGraph:
    """A drawn graph: a function of its leaves, to be called with numbers or with Values.

    Attributes:
        point: the leaves' numbers, as the arguments of a call.
        instructions: the operations, in order; the result of the last one is the output.
    """

    point: tuple[Any, ...]
    instructions: tuple[Instruction, ...]

    def __call__(self, *leaves: Any) -> Any:
        values = list(leaves)
        for instruction in self.instructions:
            values.append(instruction.operation(*instruction.arguments(values)))
        return values[-1]

    def record(self) -> tuple[Value, list[Value]]:
        """The output's node, and the leaves x0, x1, ..."""
        leaves = [Value(x, f"x{i}") for i, x in enumerate(self.point)]
        return self(*leaves), leaves

    def __repr__(self) -> str:
        """Code that can be pasted: it records the graph, differentiates it and draws it."""
        names = [f"x{i}" for i in range(len(self.point))]
        lines = [f"{name} = Value({x!r}, {name!r})" for name, x in zip(names, self.point, strict=True)]
        for i, instruction in enumerate(self.instructions):
            names.append(f"y{i}")
            arguments = ", ".join(
                repr(x) if j in instruction.operation.numbers else names[x] for j, x in enumerate(instruction.inputs)
            )
            lines.append(f"y{i} = TABLE[{instruction.operation.name!r}]({arguments})")
        return "\n".join(
            [
                "",
                "import viz",
                "from fractions import Fraction",
                "from autograd_core import TABLE, Value",
                *lines,
                f"{names[-1]}.backward()",
                f'viz.draw({names[-1]}).save("graph.svg")',
                "",
            ]
        )


def points(size: int, *, kind: Kind = "float", largest: float = 3) -> st.SearchStrategy[list[Any]]:
    """Lists of `size` numbers between -largest and largest.

    Args:
        size: how many.
        kind: "float", or "fraction" for exact gradients.
        largest: the largest absolute value.
    """
    return st.lists(_numbers(kind, largest), min_size=size, max_size=size)


def _numbers(kind: Kind, largest: float) -> st.SearchStrategy[Any]:
    if kind == "fraction":
        return st.fractions(-int(largest), int(largest), max_denominator=4)
    # small integers too: equal numbers, zeros and ones are where gradients go wrong
    whole = st.integers(-int(largest), int(largest)).map(float)
    return st.floats(-largest, largest, allow_subnormal=False) | whole


@st.composite
def graphs(
    draw: st.DrawFn,
    *,
    operations: Sequence[str | Operation] = (),
    leaves: int = 3,
    size: int = 8,
    sharing: bool = False,
    clearance: float = 0.0,
    kind: Kind = "float",
) -> DrawnGraph:
    """Computational graphs that have a value at their point.

    Args:
        operations: rows of the table, or their names; by default all that keep `kind`.
        leaves: at most so many leaves.
        size: at most so many operations.
        sharing: whether every operation must use the latest result and some input twice, so that paths part and meet.
        clearance: every operation's inputs keep at least this distance from its kinks, poles and edges; 0 allows kinks,
            never poles.
        kind: "float" or "fraction".
    """
    names = operations or (EXACT if kind == "fraction" else tuple(TABLE))
    rows = [row if isinstance(row, Operation) else operation_named(row) for row in names]
    point = draw(points(draw(st.integers(1, leaves)), kind=kind))
    values, instructions = list(point), []
    for _ in range(draw(st.integers(1, size))):
        instruction = draw(_instructions(draw(st.sampled_from(rows)), len(values), sharing, kind))
        value = _value(instruction, values, clearance)
        if value is not None:  # an operation that has no value there is left out
            values.append(value)
            instructions.append(instruction)
    if not instructions:
        values.append(values[0] + values[-1])
        instructions.append(Instruction(operation_named("add"), (0, len(point) - 1)))
    return DrawnGraph(tuple(point), tuple(instructions))


def _instructions(operation: Operation, count: int, sharing: bool, kind: Kind) -> st.SearchStrategy[Instruction]:
    """Uses of `operation` on `count` values."""
    # mostly the latest result, so that graphs grow deep; any other for breadth and fan-out
    position = st.just(count - 1) | st.integers(0, count - 1)
    arity = operation.arity
    if arity is None:
        arity = 3  # odd, because a dot product takes n weights, n factors and a bias
    inputs = [st.integers(-2, 3) if i in operation.numbers else position for i in range(arity)]
    if sharing:
        free = [i for i in range(arity) if i not in operation.numbers]
        inputs[free[0]] = st.just(count - 1)
    return st.tuples(*inputs).map(lambda drawn: Instruction(operation, drawn))


def _value(instruction: Instruction, values: Sequence[Any], clearance: float) -> Any:
    """The instruction's result; None where it has none, is too large, or comes too close to a kink."""
    arguments = instruction.arguments(values)
    try:
        if not instruction.operation.clearance(*arguments) >= clearance:
            return None
        value = instruction.operation.forward(*arguments)
        # the rule must have a value too: sqrt has one at 0, its slope has not
        instruction.operation.partials_at(value, arguments)
    except (ArithmeticError, ValueError):
        return None
    return value if abs(value) <= LARGEST else None
