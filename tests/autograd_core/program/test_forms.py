"""Rows as steps of arithmetic: they compute what the rows compute, and refuse what the rows refuse."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from autograd_core import TABLE, Operation, erf, erfc
from autograd_core.program.forms import computed, refusal_of, steps_of

# Ends of the domains of rows, and what lies to both sides.
NUMBERS = (-math.inf, -1e200, -1000.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 1000.0, 1e200, math.inf, math.nan)
OWN: dict[str, Callable[..., Any]] = {"erf": erf, "erfc": erfc}
# C's functions and NumPy's round otherwise.
ROUNDING = 1e-14


def function(name: str) -> Callable[..., Any]:
    return OWN.get(name) or getattr(np, name)  # type: ignore[no-any-return]


def arities(operation: Operation) -> list[int]:
    if operation.arity is not None:
        return [operation.arity]
    return [count for count in (1, 2, 3, 5) if operation.takes(count)]


def answers(operation: Operation, points: list[tuple[float, ...]]) -> list[float | None]:
    """What the row gives for numbers; None where they are an error."""
    found: list[float | None] = []
    for point in points:
        try:
            found.append(float(operation.forward(*point)))
        except (ArithmeticError, ValueError):
            found.append(None)
    return found


@pytest.mark.parametrize("operation", [row for row in TABLE.values() if not row.module], ids=str)
def test_steps_of_a_row_compute_and_refuse_what_the_row_does(operation: Operation) -> None:
    for arity in arities(operation):
        few = NUMBERS if arity < 3 else (-2.0, 0.0, 0.5, 1.0, math.inf)
        points = list(product(few, repeat=arity))
        columns = [np.array(column) for column in zip(*points, strict=True)]
        steps = steps_of(operation, arity)
        assert steps is not None
        with np.errstate(all="ignore"):
            values = np.broadcast_to(computed(steps, columns, function), len(points))
            refused = np.broadcast_to(computed(refusal_of(operation, arity), [values, *columns], function), len(points))
        expected = answers(operation, points)
        for point, value, is_refused, answer in zip(points, values, refused, expected, strict=True):
            if operation.may_refuse and not operation.is_paired:
                assert is_refused == (answer is None), point
            if answer is not None:
                assert value == pytest.approx(answer, rel=ROUNDING, nan_ok=True), point
