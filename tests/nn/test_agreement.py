"""A program is held against the model: rounding is no disagreement, another branch is one, however small."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from autograd_core import GraphError, Value
from autograd_core import sum as sum_of
from nn import Module, fit
from nn.agreement import AGREEMENT, ROUNDINGS, _rounding, check_losses

SIZES = (1.0, 1e6, 1e10, 1e14)


class Cancelling(Module):
    """A sum whose largest terms leave nothing, once its weight is the same for both, and whatever else it is given."""

    def __init__(self, extra: Any = lambda x: 0.0) -> None:
        self.w = [Value(1.0, f"w{i}") for i in range(4)]
        self._extra = extra

    def __call__(self, x: Any) -> Any:
        return sum_of([w * number for w, number in zip(self.w, x, strict=True)]) + self._extra(x)


def cases_of(size: float) -> tuple[list[list[float]], list[float]]:
    rng = random.Random(3)
    large = [size * rng.uniform(0.5, 1) for _ in range(20)]
    return [[x, 0.3, -x, rng.random()] for x in large], [1.0] * 20


def trained(size: float, **options: Any) -> Any:
    rows, targets = cases_of(size)
    return fit(
        Cancelling(), rows, targets, loss="mean_squared_error", optimizer="sgd", learning_rate=1e-40, epochs=1,
        batch_size=None, progress=False, **options,
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_cancellation_is_no_fault_of_the_model_or_the_data(size: float) -> None:
    eager, compiled = (trained(size, compiled=each, validation=cases_of(size)) for each in (False, True))
    for losses in ("losses", "validation_losses"):
        for x, y in zip(getattr(eager, losses), getattr(compiled, losses), strict=True):
            assert abs(x - y) <= 100 * size * 2.0**-52 + 1e-12 * x


@pytest.mark.parametrize("size", SIZES)
def test_difference_that_rounding_cannot_make_is_a_fault(size: float) -> None:
    loss = (Value(size) - Value(size * 0.75)) ** 2
    allowed = max(AGREEMENT * loss.data, ROUNDINGS * _rounding(loss))
    check_losses([7], np.array([loss.data + 0.9 * allowed]), [loss], again=lambda i: loss)
    with pytest.raises(GraphError, match=r"the loss of case 7 is .* decides by the data"):
        check_losses([7], np.array([loss.data + 1.1 * allowed]), [loss], again=lambda i: loss)


def test_sum_in_another_order_is_within_rounding() -> None:
    rng = random.Random(1)
    for _ in range(100):
        terms = [rng.gauss(0, 1) * 10 ** rng.uniform(0, 12) for _ in range(rng.randrange(2, 60))]
        terms += [-x for x in terms[:-1]]
        found = []
        for _ in range(2):
            rng.shuffle(terms)
            leaves = [Value(x) for x in terms]
            found.append(sum_of([x * x.tanh() * (1 if x.data > 0 else -1) for x in leaves]))
        assert abs(found[0].data - found[1].data) <= ROUNDINGS * _rounding(found[0])


def test_what_is_no_number_in_both_is_the_same() -> None:
    for number in (1e308, -1e308):
        with pytest.raises(ArithmeticError, match="first step cannot be taken"):
            fit(
                Cancelling(lambda x: 10 * x[0] + x[1]), [[number] * 4], [1.0], loss=lambda out, y: out * 2 - y,
                optimizer="sgd", learning_rate=0.1, epochs=1, compiled=True, progress=False,
            )  # fmt: skip
