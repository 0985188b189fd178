"""Hypothesis strategies that draw points and whole computational graphs, for property-based gradient tests.

Here: drawing, and writing a drawn graph down as code. Not here: comparing gradients (checking.py). Needs hypothesis.

    from hypothesis import given, settings
    from autograd_core.checking import assert_gradients_match
    from autograd_core.strategies import graphs

    @settings(deadline=None)  # how long a busy machine takes says nothing about a gradient
    @given(graphs(clearance=0.01))
    def test_gradients(graph):
        assert_gradients_match(graph, graph.point, allow_vacuous=True)

Some points lie where rounding hides a slope (x * x at 1e-168): nothing can be checked there, and `allow_vacuous` lets
them pass. To look for wrong gradients yourself, ask `check_gradients(graph, graph.point).disagrees`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Any, Literal

from hypothesis import assume
from hypothesis import strategies as st

from autograd_core.differentiate import gradients
from autograd_core.elementary import is_finite
from autograd_core.operations import TABLE, Operation, operation_named
from autograd_core.value import Value

Kind = Literal["float", "fraction"]

# Larger values and slopes lose the digits that a comparison needs, and drive exp and powers to overflow.
LARGEST = 1e4
# Of a fraction: thousands of digits take long and test nothing new.
LARGEST_BITS = 200

# Where a row takes a plain number, such as an exponent or an index.
NUMBERS = st.integers(-2, 3)

# Inputs, of which a row takes as many as it needs, that tell whether it keeps Fractions exact: both sides of 0, no
# whole numbers and no squares.
PROBES = tuple((sign * Fraction(5, 2), Fraction(7, 3), -sign * Fraction(3, 5)) for sign in (1, -1))


@dataclass(frozen=True, slots=True)
class Instruction:
    """One operation of a drawn graph.

    Attributes:
        operation: a row of the table.
        inputs: positions among the leaves (first) and earlier results; plain numbers where `operation.numbers` says so.
    """

    operation: Operation
    inputs: tuple[Any, ...]

    @property
    def positions(self) -> list[int]:
        """The inputs that are positions."""
        return [x for i, x in enumerate(self.inputs) if i not in self.operation.numbers]

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
    depth: int | None = None,
    sharing: bool = False,
    clearance: float = 0.0,
    kind: Kind = "float",
) -> DrawnGraph:
    """Computational graphs that have a value and a finite gradient at their point.

    Args:
        operations: rows of the table, or their names; by default all that keep `kind`.
        leaves: at most so many leaves.
        size: at most so many operations.
        depth: at most so many operations on a path from a leaf; by default no fewer than `size`.
        sharing: whether the output must depend on some node in more than one way, so that paths part and meet; needs an
            operation of two inputs or more among `operations`.
        clearance: every operation's inputs keep at least this distance from its kinks, poles and edges; 0 allows kinks
            (where a gradient is a convention that no difference quotient knows), never poles.
        kind: "float" or "fraction".

    Raises:
        ValueError: (when drawn) an unknown operation, or `sharing` without an operation of two inputs.
    """
    names = operations or (exact_operations() if kind == "fraction" else tuple(TABLE))
    rows = [row if isinstance(row, Operation) else operation_named(row) for row in names]
    drawn = _Drawn(draw(points(draw(st.integers(1, leaves)), kind=kind)), clearance)
    deepest = size if depth is None else depth
    for _ in range(draw(st.integers(1, size)) - sharing):
        usable = [i for i, nodes_depth in enumerate(drawn.depths) if nodes_depth < deepest]
        # mostly the latest result, so that graphs grow deep; any other for breadth and fan-out
        position = st.just(usable[-1]) | st.sampled_from(usable)
        drawn.add(draw(_instructions(draw(st.sampled_from(rows)), position)))
    if sharing:
        usable = [i for i, nodes_depth in enumerate(drawn.depths) if nodes_depth < deepest]
        drawn.add(draw(_joining([row for row in rows if _free(row) > 1], usable[-1], drawn.ancestors(usable[-1]))))
        assume(drawn.is_joined)
    assume(drawn.instructions)
    graph = DrawnGraph(tuple(drawn.values[: -len(drawn.instructions)]), tuple(drawn.instructions))
    assume(_has_gradient(graph))
    return graph


def _has_gradient(graph: DrawnGraph) -> bool:
    """Whether the gradient at the graph's point is finite, as where closed gates keep a NaN from every leaf."""
    output, leaves = graph.record()
    try:
        return all(is_finite(slope.data) for slope in gradients(output, leaves))
    except (ArithmeticError, ValueError):  # a leaf needs a slope that has no value
        return False


class _Drawn:
    """A graph that is being drawn: the leaves' and results' values and depths, and the instructions so far."""

    def __init__(self, point: Sequence[Any], clearance: float) -> None:
        self.values = list(point)
        self.depths = [0] * len(point)
        self.instructions: list[Instruction] = []
        self.clearance = clearance
        self.is_joined = False

    def add(self, instruction: Instruction) -> None:
        """Take an instruction in, unless it has no value here."""
        value = _value(instruction, self.values, self.clearance)
        self.is_joined = value is not None
        if value is not None:
            self.values.append(value)
            self.depths.append(1 + max(self.depths[i] for i in instruction.positions))
            self.instructions.append(instruction)

    def ancestors(self, position: int) -> list[int]:
        """The positions that a value was computed from, and its own."""
        found = [position]
        for i in found:  # grows while it is walked
            instruction = i - len(self.values) + len(self.instructions)
            if instruction >= 0:
                found += [j for j in self.instructions[instruction].positions if j not in found]
        return found


def _arity(operation: Operation) -> int:
    return 3 if operation.arity is None else operation.arity  # odd: of pairs there are weights, as many factors, a bias


def exact_operations() -> tuple[str, ...]:
    """The rows whose results and slopes at Fractions are Fractions again, or whole numbers."""
    return tuple([name for name, row in TABLE.items() if all(_is_exact_at(row, probe) for probe in PROBES)])


def _is_exact_at(row: Operation, probe: Sequence[Fraction]) -> bool:
    inputs = [1 if i in row.numbers else probe[i] for i in range(_arity(row))]
    try:
        out = row.forward(*inputs)
        slopes = row.partials_at(out, inputs)
    except (ArithmeticError, ValueError, TypeError):  # outside the domain, or no function of Fractions
        return False
    return all(isinstance(x, Rational) for x in (out, *slopes))


# as the table is when this module is imported
EXACT = exact_operations()


def _free(operation: Operation) -> int:
    """How many inputs may be nodes."""
    return _arity(operation) - len(operation.numbers)


def _instructions(operation: Operation, position: st.SearchStrategy[int]) -> st.SearchStrategy[Instruction]:
    """Uses of `operation` on values at drawn positions."""
    inputs = [NUMBERS if i in operation.numbers else position for i in range(_arity(operation))]
    return st.tuples(*inputs).map(lambda drawn: Instruction(operation, drawn))


def _joining(rows: Sequence[Operation], latest: int, ancestors: Sequence[int]) -> st.SearchStrategy[Instruction]:
    """Uses of the latest result together with what it was computed from, which then has two ways to the output."""
    if not rows:
        raise ValueError("sharing=True needs an operation of two inputs or more among `operations`")
    return st.sampled_from(rows).flatmap(lambda row: _joined(row, latest, st.sampled_from(ancestors)))


def _joined(row: Operation, latest: int, others: st.SearchStrategy[int]) -> st.SearchStrategy[Instruction]:
    free = [i for i in range(_arity(row)) if i not in row.numbers]
    inputs = [NUMBERS if i in row.numbers else st.just(latest) if i == free[0] else others for i in range(_arity(row))]
    return st.tuples(*inputs).map(lambda drawn: Instruction(row, drawn))


def _value(instruction: Instruction, values: Sequence[Any], clearance: float) -> Any:
    """The instruction's result; None where it has none, is too large, or comes too close to a kink."""
    arguments = instruction.arguments(values)
    try:
        # without a wanted distance, only what has no value is left out: x ** y has one left of 0
        if clearance and not instruction.operation.clearance(*arguments) >= clearance:
            return None
        value = instruction.operation.forward(*arguments)
        # the rule must have a value too: sqrt has one at 0, its slope has not
        slopes = instruction.operation.partials_at(value, arguments)
    except (ArithmeticError, ValueError):
        return None
    if isinstance(value, Fraction) and value.numerator.bit_length() + value.denominator.bit_length() > LARGEST_BITS:
        return None
    # a slope may be NaN, as that of x ** y along y left of 0: the answer, or what a closed gate keeps from the leaves
    is_usable = abs(value) <= LARGEST and not any(abs(x) > LARGEST for x in slopes)
    return value if is_usable else None
