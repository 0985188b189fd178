"""Derivatives of a program that were not asked for when it was compiled: made from its flat graph, each once.

Not here: derivatives themselves, which gradients() and tangents() give as graphs, and what runs them (executors.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache, cached_property
from typing import Any

from autograd_core import operations as ops
from autograd_core.differentiate import recorded_gradients, tangents
from autograd_core.graph import topological_order
from autograd_core.modes import recording, undisturbed
from autograd_core.nothing import NOTHING
from autograd_core.operations import Operation
from autograd_core.program.executors import Executor, Precision, Runner, jax_module
from autograd_core.program.flat import FlatGraph, flattened
from autograd_core.program.held import held
from autograd_core.program.unread import check_rule
from autograd_core.value import CONSTANT, LEAF, OF_THE_PACKAGE, Value, constant, new_node

# The package's: tests hold that they run on arrays. None and LEAF stand where no operation does.
OWN_ROWS: frozenset[Operation | None] = frozenset({*OF_THE_PACKAGE, LEAF, CONSTANT, None})


def slopes_of(outputs: Sequence[Value], leaves: Sequence[Value]) -> list[list[Value]]:
    """The gradient of each output, as `gradients` records it."""
    order = topological_order(*outputs)
    is_from_outside = not OWN_ROWS.issuperset(node._operation for node in order)
    if is_from_outside:
        _check_rules(order)
    # a rule of somebody's own may decide by its inputs, for the recorded sample and so for all
    constant_for_all = held(outputs)
    with recording() if is_from_outside else nullcontext():
        rows = [recorded_gradients(output, leaves, held=constant_for_all)[0] for output in outputs]
    return [[slope if isinstance(slope, Value) else constant(slope) for slope in row] for row in rows]


def _check_rules(order: Sequence[Value]) -> None:
    """GraphError for a rule from outside that reads numbers; each is tried once for each number of inputs."""
    tried = {(node._operation, len(node.parents)): node for node in order if node._operation not in OWN_ROWS}
    for node in tried.values():
        check_rule(node._operation, node.parents)


class Derived:
    """What follows from a graph of outputs, compiled when it is first needed.

    Args:
        flat: the graph, of the outputs alone.
        precision, executor: as those of the program.
    """

    def __init__(self, flat: FlatGraph, precision: Precision, executor: Executor | None) -> None:
        self._flat = flat
        self._how = precision, executor

    @cached_property
    def by_input(self) -> Runner:
        """The outputs, and behind them the gradient of each with respect to the inputs."""
        outputs, inputs, parameters = self._recorded()
        # with the outputs, because a sample for which they have no value has no gradient
        return self._runner(outputs, [], inputs, parameters, self._slopes(outputs, inputs))

    @cached_property
    def by_parameter(self) -> Runner:
        """The outputs, and behind them the gradient of each with respect to the parameters."""
        outputs, inputs, parameters = self._recorded()
        return self._runner(outputs, [], inputs, parameters, self._slopes(outputs, parameters))

    @cached_property
    def weighted(self) -> Runner:
        """The outputs, and the gradient of the mean of each times a weight, which is one more input."""
        outputs, inputs, parameters = self._recorded()
        weight = Value(math.nan)
        slopes = self._slopes([output * weight for output in outputs], parameters)
        return self._runner(outputs, _joined(slopes), [*inputs, weight], parameters)

    def weighted_on_jax(self) -> Callable[..., Any]:
        """`weighted` as a pure function of JAX's arrays: (x, theta, weights) -> outputs and means."""
        function: Callable[..., Any] = jax_module().weighted(on_jax(self.weighted, factors=1))
        return function

    @cached_property
    def backward(self) -> Runner:
        """Of the sum of all outputs, each times one more input: the gradient by input, behind the outputs, and the mean
        of that by parameter."""
        return Runner(pulled_back(self._flat, of_outputs=True, of_means=False, to_inputs=True), *self._how)

    @cached_property
    def forward(self) -> Runner:
        """The outputs, and behind them how each changes along a direction: an input more for each input, a parameter
        more for each parameter."""
        outputs, inputs, parameters = self._recorded()
        of_inputs, of_parameters = ([Value(math.nan) for _ in leaves] for leaves in (inputs, parameters))
        with undisturbed():
            # what stands still moves nothing, not 0 x a slope that may have no value
            speeds = [ops.where(speed, speed, constant(NOTHING)) for speed in (*of_inputs, *of_parameters)]
            slopes = tangents(outputs, [*inputs, *parameters], speeds)
        leaves = [*inputs, *of_inputs], [*parameters, *of_parameters]
        return self._runner(outputs, [], *leaves, [[slope] for slope in slopes])

    def _recorded(self) -> tuple[list[Value], list[Value], list[Value]]:
        outputs, _, inputs, parameters = recorded_again(self._flat)
        return outputs, inputs, parameters

    def _slopes(self, outputs: Sequence[Value], leaves: Sequence[Value]) -> list[list[Value]]:
        return _undisturbed_slopes(outputs, leaves)

    def _runner(
        self,
        outputs: Sequence[Value],
        means: Sequence[Value],
        inputs: Sequence[Value],
        parameters: Sequence[Value],
        gradients: Sequence[Sequence[Value]] = (),
    ) -> Runner:
        return Runner(flattened(outputs, means, inputs, parameters, gradients), *self._how)


def on_jax(runner: Runner, factors: int = 0) -> Callable[..., Any]:
    """What `runner` computes as a pure function of JAX's arrays, which JAX differentiates by the rules of the table.

    Args:
        runner: of the graph.
        factors: how many of its inputs, the last, are factors of a sample in its means: where all are 0 it is left out.

    Returns:
        (x, theta) -> outputs and means.
    """

    @cache
    def pullback(of_outputs: bool, of_means: bool, to_inputs: bool) -> tuple[Callable[..., Any], int]:
        flat = pulled_back(runner.flat, of_outputs=of_outputs, of_means=of_means, to_inputs=to_inputs)
        count = len(runner.flat.outputs) if of_outputs else 0
        if of_means:  # every sample is in them, but for one whose own factors are 0 as well
            count = factors and factors + count
        return on_jax(Runner(flat, runner.precision), count), count

    function: Callable[..., Any] = jax_module().differentiable(runner.on_jax(factors), pullback)
    return function


def pulled_back(flat: FlatGraph, *, of_outputs: bool, of_means: bool, to_inputs: bool) -> FlatGraph:
    """The graph of a vector pulled back: of the sum of outputs and of terms of means, each times a factor of its own.

    Args:
        flat: a graph of outputs and means.
        of_outputs: whether outputs are pulled back; each has one more input as its factor.
        of_means: whether means are; each has one more parameter as its factor.
        to_inputs: whether the gradient by input is wanted, for every sample, behind the outputs.

    Returns:
        The outputs; as means the gradient by parameter.
    """
    outputs, terms, inputs, parameters = recorded_again(flat)
    factors = [Value(math.nan) for _ in outputs if of_outputs]
    shares = [Value(math.nan) for _ in terms if of_means]
    pairs = [*zip(outputs, factors, strict=False), *zip(terms, shares, strict=False)]
    total = ops.sum([x * factor for x, factor in pairs])
    means = _joined(_undisturbed_slopes([total], parameters))
    by_input = _undisturbed_slopes([total], inputs) if to_inputs else []
    found = flattened(outputs, means, [*inputs, *factors], [*parameters, *shares], by_input)
    return replace(found, mean_gradient=len(parameters))


def recorded_again(flat: FlatGraph) -> tuple[list[Value], list[Value], list[Value], list[Value]]:
    """A flat graph as nodes: outputs, terms of means, inputs, parameters. Their data are NaN: nobody computes with
    them."""
    nodes: list[Value] = []
    for i, (operation, inputs) in enumerate(zip(flat.operations, flat.inputs, strict=True)):
        if operation is not None:
            node = new_node(operation, math.nan, tuple([nodes[j] for j in inputs]))
        elif i in flat.constants:
            node = constant(NOTHING if i == flat.nothing else flat.constants[i])
        else:
            node = Value(math.nan)
        if i in flat.in_rules:
            node.is_in_rule = True
        nodes.append(node)
    count = flat.input_count + flat.parameter_count
    outputs, means = ([nodes[i] for i in numbers] for numbers in (flat.outputs, flat.means))
    return outputs, means, nodes[: flat.input_count], nodes[flat.input_count : count]


def _undisturbed_slopes(outputs: Sequence[Value], leaves: Sequence[Value]) -> list[list[Value]]:
    with undisturbed():
        return slopes_of(outputs, leaves)


def _joined(rows: Iterable[Sequence[Value]]) -> list[Value]:
    return [x for row in rows for x in row]
