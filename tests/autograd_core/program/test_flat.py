"""The flat graph: equal instructions once, nothing for factors of 1, and the forward part alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograd_core import Value, dot, gradients, operations
from autograd_core.program.flat import FlatGraph, flattened


def computed(flat: FlatGraph) -> list[str]:
    return [operation.name for operation in flat.operations if operation is not None]


@pytest.mark.parametrize(
    ("record", "names"),
    [
        (lambda x, y: x * y + y * x, ["multiply", "add"]),
        (lambda x, y: (x + y) * (y + x), ["add", "multiply"]),
        (lambda x, y: (x - y) * (y - x), ["subtract", "subtract", "multiply"]),
        (lambda x, y: (x * 1 + 1 * y) / 1, ["add"]),
        (lambda x, y: +x + y**1, ["add"]),
        (lambda x, y: dot([x, y], [y, x], x), ["multiply", "sum"]),
        (lambda x, y: x.sin() * (x * 1).sin() + y, ["sin", "multiply", "add"]),
    ],
)
def test_what_computes_the_same_is_computed_once(record: Callable[[Value, Value], Value], names: list[str]) -> None:
    x, y = Value(2.0), Value(3.0)
    assert computed(flattened([record(x, y)], [], [x], [y])) == names


def test_constants_are_told_apart_by_their_sign_of_zero() -> None:
    x = Value(2.0)
    flat = flattened([x * 0.0, x * -0.0, x + 0.0, x * 3, x / 3.0], [], [x], [])
    assert list(map(repr, flat.constants.values())) == ["0.0", "-0.0", "3.0"]


def test_inputs_are_earlier_instructions() -> None:
    x, y = Value(2.0), Value(3.0)
    flat = flattened([(x * y).sin() + x], gradients((x * y).sin() + x, [y]), [x], [y])
    assert all(j < i for i, inputs in enumerate(flat.inputs) for j in inputs)
    assert flat.operations[:2] == [None, None]


def test_forward_part_has_what_the_outputs_need_alone() -> None:
    x, y, unused = Value(2.0), Value(3.0), Value(4.0)
    output = (x * y).sin()
    flat = flattened([output], gradients(output, [y, unused]), [x], [y, unused])
    forward = flat.forward()
    assert computed(forward) == ["multiply", "sin"]
    assert (forward.outputs, forward.means, forward.constants) == (flat.outputs, [], {})
    assert len(flat.means) == 2
    assert flattened([x], gradients(output, [y]), [x], [y, unused]).forward().operations == [None] * 3


def test_row_of_the_table_that_only_passes_on_is_no_instruction() -> None:
    x = Value(2.0)
    assert computed(flattened([operations.identity(x)], [], [x], [])) == []


def test_constant_is_the_second_factor_wherever_it_was_recorded() -> None:
    x, y = Value(2.0), Value(3.0)
    early = x * 5.0  # now 5 has a smaller number than what is computed below
    flat = flattened([early, 5.0 * (x + y), (x - y) * 5.0], [], [x], [y])
    products = [
        inputs
        for inputs, operation in zip(flat.inputs, flat.operations, strict=True)
        if operation is operations.multiply
    ]
    assert [second in flat.constants for _, second in products] == [True, True, True]
