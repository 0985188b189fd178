"""Batch normalization: by the batch's own statistics in training, by those of the training set after it.

Not here: how a module is told which of the two it is (module.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from autograd_core import operations
from autograd_core.errors import described, one_of
from autograd_core.kinds import is_number
from autograd_core.value import Value, constant
from nn.inputs import as_inputs, size
from nn.module import Module

STATISTICS = ("running", "average", "population")


class BatchNorm(Module):
    """γ (x - μ) / √(σ² + ε) + β for each of n features, with learned γ and β.

    In training μ and σ² are the mean and the (biased) variance of the batch, which must come as a whole, through
    `batch(rows)`. After training they are those that were gathered from the batches:

    - running: an average that forgets, new = (1 - momentum) old + momentum batch;
    - average: the mean of the batches' means and of their variances, which is below the variance of the training set;
    - population: the mean and variance of all cases seen, which adds the variance of the means.

    Args:
        features: n, at least 1.
        epsilon: ε > 0, inside the root.
        statistics: one of the three.
        momentum: in (0, 1], for running statistics.

    Attributes:
        gamma, beta: n parameters each, 1 and 0 at the start.
        mean, variance: n constants each, 0 and 1 until a batch has come.
        seen: a constant, the number of batches gathered, or of cases for population statistics.

    Source: Ioffe and Szegedy, 2015, algorithms 1 and 2.
    """

    mixes_cases = True
    never_negative = ("variance", "seen")

    def __init__(
        self, features: int, *, epsilon: float = 1e-5, statistics: str = "running", momentum: float = 0.1
    ) -> None:
        count = size("features", features)
        one_of("statistics", statistics, STATISTICS)
        if not 0 < epsilon < math.inf:
            raise ValueError(f"epsilon must be positive and finite, got {described(epsilon)}")
        if not 0 < momentum <= 1:
            raise ValueError(f"momentum must be in (0, 1], got {described(momentum)}")
        self.epsilon = epsilon
        self.statistics = statistics
        self.momentum = momentum
        self.gamma = [Value(1.0) for _ in range(count)]
        self.beta = [Value(0.0) for _ in range(count)]
        self.mean = [constant(0.0) for _ in range(count)]
        self.variance = [constant(1.0) for _ in range(count)]
        self.seen = constant(0)

    def reset_statistics(self) -> None:
        """Forget the batches, to gather the statistics of the trained network anew."""
        self.seen.data = 0
        for mean, variance in zip(self.mean, self.variance, strict=True):
            mean.data, variance.data = 0.0, 1.0

    def __call__(self, x: Any) -> list[Value]:
        """n outputs for one case's n inputs, by the statistics gathered.

        Raises:
            ValueError: in training, or not n inputs.
        """
        if self.training:
            raise ValueError(
                "BatchNorm needs the whole batch in training, got one case; call batch(rows), or eval() first"
            )
        features = zip(self._row(x), self.mean, self.variance, self.gamma, self.beta, strict=True)
        return [
            gamma * ((item - mean.data) / math.sqrt(variance.data + self.epsilon)) + beta
            for item, mean, variance, gamma, beta in features
        ]

    def batch(self, rows: Iterable[Any]) -> list[list[Value]]:
        """n outputs for each case; in training by the batch's own statistics, which are gathered.

        Raises:
            ValueError: in training, and there are fewer than two cases: the variance of one is 0, whatever it is.
        """
        cases = [self._row(row) for row in rows]
        if not self.training:
            return [self(case) for case in cases]
        if len(cases) < 2:
            raise ValueError(
                f"BatchNorm needs at least two cases in training, which it compares with each other, got {len(cases)}; "
                "call eval() first where a network is used"
            )
        normalized = [self._normalized(i, column) for i, column in enumerate(zip(*cases, strict=True))]
        self.seen.data += len(cases) if self.statistics == "population" else 1
        return [list(row) for row in zip(*normalized, strict=True)]

    def _normalized(self, feature: int, column: tuple[Any, ...]) -> list[Any]:
        """The outputs of one feature over the batch."""
        n = len(column)
        mean = operations.sum(column) / n
        deviations = [item - mean for item in column]
        variance = operations.sum([d * d for d in deviations]) / n
        scale = 1 / operations.sqrt(variance + self.epsilon)
        self._gather(self.mean[feature], self.variance[feature], mean.data, variance.data, n)
        gamma, beta = self.gamma[feature], self.beta[feature]
        return [gamma * (d * scale) + beta for d in deviations]

    def _gather(self, mean: Value, variance: Value, batch_mean: float, batch_variance: float, n: int) -> None:
        """Take one feature's statistics of one batch into those gathered."""
        share = {
            "running": self.momentum,
            "average": 1 / (self.seen.data + 1),
            "population": n / (self.seen.data + n),
        }[self.statistics]
        shift = batch_mean - mean.data
        spread = (1 - share) * share * shift * shift if self.statistics == "population" else 0.0
        mean.data += share * shift
        variance.data = (1 - share) * variance.data + share * batch_variance + spread

    def _row(self, x: Any) -> list[Any]:
        row = as_inputs(x)
        if len(row) != len(self.gamma):
            raise ValueError(f"{self} needs {len(self.gamma)} inputs, one per feature, got {len(row)}")
        return [constant(item) if is_number(item) else item for item in row]

    def __repr__(self) -> str:
        return f"BatchNorm({len(self.gamma)})"
