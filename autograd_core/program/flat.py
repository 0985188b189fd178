"""First pass: Values become a flat list of numbered instructions, equal ones once.

Not here: what the instructions have in common (sums.py, groups.py). Constants fold while a graph is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import nan

from autograd_core import operations as ops
from autograd_core.elementary import is_place
from autograd_core.errors import described
from autograd_core.graph import topological_order
from autograd_core.nothing import NOTHING
from autograd_core.operations import Operation
from autograd_core.value import Value

Inputs = tuple[int, ...]

SQUARE = 2.0  # the exponent of what loops compute as a product
# The second input under which an operation returns its first one.
NEUTRAL: dict[Operation, float] = {ops.multiply: 1.0, ops.divide: 1.0, ops.power_by_number: 1.0}
SUMS = {ops.add, ops.sum_of_inputs}  # of these a zero is no term
NOT_AS_IT_IS = {ops.identity, ops.dot_with_bias}  # of two inputs, and of any, others come into a graph
VANISHING = {*NEUTRAL, *SUMS, ops.look_up}  # with one input left they are that input


@dataclass
class FlatGraph:
    """Instructions by number: first the inputs, then the parameters, then constants and operations as they came.

    Attributes:
        input_count, parameter_count: how many leaves of each kind.
        operations: the row of the table that computes each instruction; None for a leaf.
        inputs: the instructions that each instruction reads, all of them earlier.
        constants: instruction -> number.
        outputs: the instructions whose value is wanted for every sample.
        means: the instructions whose mean over the batch is wanted.
        nothing: the constant that is what a closed gate lets through; -1 where there is none.
        gradient: of the outputs, the last may be gradients of others, each of so many numbers: 0 where none are.
        gradients: how many such gradients there are.
        mean_gradient: the means are gradients too, each of so many numbers.
        in_rules: the instructions of rules, which may have no value where the graph itself has one.
    """

    input_count: int
    parameter_count: int
    operations: list[Operation | None]
    inputs: list[Inputs]
    constants: dict[int, float]
    outputs: list[int]
    means: list[int]
    nothing: int = -1
    in_rules: set[int] = field(default_factory=set)
    gradient: int = 0
    gradients: int = 0
    mean_gradient: int = 0

    def forward(self) -> FlatGraph:
        """The graph of the outputs alone, which come before what only the means need."""
        count = 1 + max(self.input_count + self.parameter_count - 1, *self.outputs)
        constants = {i: number for i, number in self.constants.items() if i < count}
        return replace(
            self,
            operations=self.operations[:count],
            inputs=self.inputs[:count],
            constants=constants,
            means=[],
            nothing=self.nothing if self.nothing < count else -1,
        )


def flattened(
    outputs: Sequence[Value],
    means: Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value],
    gradients: Sequence[Sequence[Value]] = (),
) -> FlatGraph:
    """The flat graph of `outputs` (wanted for every sample) and `means` (wanted as a mean over the batch).

    Of `gradients`, equally long, every number is wanted for every sample: they stand behind the outputs.
    """
    outputs = [*outputs, *[slope for gradient in gradients for slope in gradient]]
    leaves = [*inputs, *parameters]
    flat = FlatGraph(len(inputs), len(parameters), [None] * len(leaves), [()] * len(leaves), {}, [], [])
    number = {leaf: i for i, leaf in enumerate(leaves)}
    number_of = number.__getitem__
    known: dict[object, int] = {}
    in_rules: set[int] = set()
    strict: set[int] = set()
    refusing: dict[Operation, bool] = {}
    operations, all_inputs, constants = flat.operations, flat.inputs, flat.constants
    for node in topological_order(*outputs, *means):
        operation, first, second = node._operation, node._first, node._second
        if first is None:
            if node not in number:
                number[node] = _constant(flat, node, known)
            continue
        if second is not None and operation not in NOT_AS_IT_IS:  # this loop takes most of the time
            a, b = number[first], number[second]
            if a in constants or b in constants:
                i = recorded(flat, operation, (a, b), known)
            else:
                pair = (b, a) if a > b and operation.is_symmetric and operation.arity == 2 else (a, b)
                count = len(operations)
                i = known.setdefault((operation, pair), count)
                if i == count:
                    operations.append(operation)
                    all_inputs.append(pair)
        else:
            i = recorded(flat, operation, tuple(map(number_of, node.parents)), known)
        number[node] = i
        may_refuse = refusing.get(operation)
        if may_refuse is None:
            may_refuse = refusing[operation] = operation.may_refuse
        if may_refuse:
            (in_rules if "is_in_rule" in node.__dict__ else strict).add(i)
    flat.outputs = [number[node] for node in outputs]
    flat.means = [number[node] for node in means]
    flat.in_rules = in_rules - strict
    flat.gradients, flat.gradient = len(gradients), len(gradients[0]) if gradients else 0
    flat.mean_gradient = len(parameters)
    return flat


def _constant(flat: FlatGraph, node: Value, known: dict[object, int]) -> int:
    data = number_in_program(node, "constant")
    is_nothing = node.data is NOTHING
    key = "nothing" if is_nothing else repr(data)  # tells 0.0 from -0.0, and finds NaN again
    if is_nothing and key not in known:
        flat.nothing = len(flat.inputs)
    return new_constant(flat, data, known, key)


def number_in_program(node: Value, what: str) -> float:
    """The number of a node as a program has it.

    Args:
        what: what the node is to it ("constant").

    Raises:
        TypeError: it is none that a float can be.
    """
    try:
        return float(node.data)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"a program computes with real numbers, got the {what} {described(node)}: {error}") from error


def new_constant(flat: FlatGraph, data: float, known: dict[object, int], key: str) -> int:
    """The number of the constant `data`, which is known by `key`."""
    if key not in known:
        known[key] = len(flat.inputs)
        flat.constants[len(flat.inputs)] = data
        flat.operations.append(None)
        flat.inputs.append(())
    return known[key]


def recorded(flat: FlatGraph, operation: Operation, inputs: Inputs, known: dict[object, int]) -> int:
    """The number of `operation` on `inputs`: an earlier one where that computes the same."""
    if operation is ops.dot_with_bias:
        operation, inputs = ops.sum_of_inputs, (inputs[-1], *_products(flat, inputs, known))
    if not flat.constants.keys().isdisjoint(inputs):
        inputs = _beside_constants(flat, operation, inputs)
    elif len(inputs) == 2 and inputs[0] > inputs[1] and operation.is_symmetric and operation.arity == 2:
        inputs = (inputs[1], inputs[0])
    if operation is ops.identity or (len(inputs) == 1 and operation in VANISHING):
        return inputs[0]
    count = len(flat.inputs)
    found = known.setdefault((operation, inputs), count)
    if found == count:
        flat.operations.append(operation)
        flat.inputs.append(inputs)
    return found


def _products(flat: FlatGraph, inputs: Inputs, known: dict[object, int]) -> list[int]:
    """The products of a dot: `recorded` of each, which is written out because most instructions are among them."""
    n = len(inputs) // 2
    operations, all_inputs, constants = flat.operations, flat.inputs, flat.constants
    found = []
    for pair in zip(inputs[:n], inputs[n:-1], strict=True):
        a, b = pair
        if a in constants or b in constants:
            found.append(recorded(flat, ops.multiply, pair, known))
            continue
        count = len(operations)
        place = known.setdefault((ops.multiply, pair if a <= b else (b, a)), count)
        if place == count:
            operations.append(ops.multiply)
            all_inputs.append(pair if a <= b else (b, a))
        found.append(place)
    return found


def _beside_constants(flat: FlatGraph, operation: Operation, inputs: Inputs) -> Inputs:
    """The inputs without constants that change nothing, such as + 0; one input where the result is that.

    Of two that may be exchanged a constant is the second wherever it was recorded, so that equal operations fall into
    one group.
    """
    constants = flat.constants
    if operation in SUMS:
        terms = tuple([i for i in inputs if constants.get(i) != 0 or i == flat.nothing])
        inputs = terms or inputs[:1]
    elif operation in NEUTRAL and constants.get(inputs[1]) == NEUTRAL[operation]:
        return inputs[:1]
    elif operation is ops.multiply and constants.get(inputs[0]) == NEUTRAL[operation]:
        return inputs[1:]
    elif operation is ops.look_up and is_place(index := constants.get(inputs[0], nan), len(inputs) - 1):
        return (inputs[1 + int(index)],)
    if len(inputs) == 2 and operation.is_symmetric and operation.arity == 2:
        first, second = inputs
        if (first in constants, first) > (second in constants, second):
            return second, first
    return inputs
