"""What a row of the table promises, as checks that run on any row: its rule is the slope of its forward function.

Here: drawing inputs for a row and comparing with differences. Not here: which rows there are (the tests run over all).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from autograd_core import Operation, Value, gradients

# Inputs keep this distance from kinks, poles and edges: within the difference's step of them there is no slope to find.
MARGIN = 0.1
# A central difference errs by step^2 (truncation) and by 1e-16 / step (rounding): about 1e-10 each at this step.
RELATIVE_STEP = 1e-5
# Two orders above these errors, for third derivatives that exceed the slope (1/x^3 near the margin).
TOLERANCE = 1e-8
LARGEST_INPUT = 3


def varying_inputs(operation: Operation, inputs: Sequence[Any]) -> list[int]:
    """The positions of the inputs that the row has a rule for: all but those that must be plain numbers."""
    return [i for i in range(len(inputs)) if i not in operation.numbers]


def inputs_of(operation: Operation, numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """As many `numbers` as the row takes."""
    if operation.arity is not None:
        return st.tuples(*[numbers] * operation.arity)
    if operation.has_index:
        return st.sampled_from((1, 2, 4)).flatmap(
            lambda entries: st.tuples(st.integers(0, entries - 1), *[numbers] * entries)
        )
    # odd, because a dot product takes n weights, n factors and a bias
    return st.sampled_from((1, 3, 5)).flatmap(lambda count: st.tuples(*[numbers] * count))


def with_index(operation: Operation, inputs: Sequence[Any]) -> list[Any]:
    """The inputs, but that the first is 0 where it must be an index."""
    return [0, *inputs[1:]] if operation.has_index else list(inputs)


def smooth_inputs(operation: Operation) -> st.SearchStrategy[tuple[float, ...]]:
    """Inputs where the row's clearance promises a slope."""
    numbers = st.floats(-LARGEST_INPUT, LARGEST_INPUT) | st.integers(-LARGEST_INPUT, LARGEST_INPUT).map(float)
    return inputs_of(operation, numbers).filter(lambda inputs: operation.clearance(*inputs) > MARGIN)


def central_difference(function: Callable[..., float], inputs: Sequence[float], i: int, length: float) -> float:
    """d function / d inputs[i], from values a small part of `length` away on both sides."""
    step = RELATIVE_STEP * length
    above, below = list(inputs), list(inputs)
    above[i] += step
    below[i] -= step
    # divided by the step that was taken, which rounding made differ from the one that was asked for
    return (function(*above) - function(*below)) / (above[i] - below[i])


def assert_slope(slope: float, function: Callable[..., float], inputs: Sequence[float], i: int, clearance: Any) -> None:
    """`slope` is d function / d inputs[i], up to what a difference can tell."""
    length = min(max(1.0, abs(inputs[i])), clearance)
    difference = central_difference(function, inputs, i, length)
    scale = 1 + abs(slope) + abs(function(*inputs)) / length
    assert abs(slope - difference) <= TOLERANCE * scale, (
        f"d out / d inputs[{i}] at {inputs}: {slope} by the rule, {difference} by difference"
    )


def assert_rule_is_slope(operation: Operation, inputs: Sequence[float]) -> None:
    """The row's local gradients are the slopes of its forward function."""
    partials = operation.partials_at(operation.forward(*inputs), inputs)
    assert len(partials) == len(inputs)
    for i in varying_inputs(operation, inputs):
        assert_slope(partials[i], operation.forward, inputs, i, operation.clearance(*inputs))


def recorded(operation: Operation, inputs: Sequence[Any]) -> tuple[Value, list[Value]]:
    """The row's node and the leaves it was recorded from; a plain number where the row has no rule."""
    leaves = {i: Value(inputs[i]) for i in varying_inputs(operation, inputs)}
    return operation(*[leaves.get(i, x) for i, x in enumerate(inputs)]), list(leaves.values())


def second_derivatives(operation: Operation, inputs: Sequence[Any]) -> list[list[Any]]:
    """d^2 out / d inputs[i] d inputs[j] for the varying inputs, by gradients of gradients."""
    out, leaves = recorded(operation, inputs)
    return [[second.data for second in gradients(first, leaves)] for first in gradients(out, leaves)]


def assert_second_derivatives_are_slopes_of_rule(operation: Operation, inputs: Sequence[float]) -> None:
    """Gradients of gradients are the slopes of the local gradients."""
    varying = varying_inputs(operation, inputs)
    for i, second in zip(varying, second_derivatives(operation, inputs), strict=True):

        def partial(*xs: float, i: int = i) -> float:
            slope: float = operation.partials_at(operation.forward(*xs), xs)[i]
            return slope

        for j, slope in zip(varying, second, strict=True):
            assert_slope(slope, partial, inputs, j, operation.clearance(*inputs))
