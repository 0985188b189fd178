"""An extreme that is held is one that the outputs do not depend on, and gradients do not go by way of it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import Value, compile_graph, exp, gradients, log, log_sum_exp, maximum, minimum
from autograd_core import sum as sum_of
from autograd_core.program.held import held
from nn import softmax, softmax_cross_entropy

ROUNDING = 1e-12  # terms of some hundreds cancel
SHIFTED = 1e-9  # relative: exponentials of numbers around 10, of which few digits are lost


def softmax_by_hand(x: list[Any], m: Any) -> list[Any]:
    terms = [(z - m).exp() for z in x]
    total = sum(terms)
    return [term / total for term in terms]


def loss_by_hand(x: list[Any], m: Any) -> Any:
    return log(sum(exp(z - m) for z in x)) + m - (0.3 * x[0] + 0.7 * x[1])


INDEPENDENT: dict[str, Callable[[list[Any], Any], Any]] = {
    "softmax": lambda x, m: softmax_by_hand(x, m)[1] * x[0],
    "loss": loss_by_hand,
    "loss, largest first": lambda x, m: log(sum_of([exp(z - m) for z in x])) + (m - x[1]),
    "average by softmax": lambda x, m: sum(exp(z - m) * z for z in x) / sum(exp(z - m) for z in x),
    "scaled loss": lambda x, m: 3 * loss_by_hand(x, m) ** 2,
    "by the reciprocal": lambda x, m: exp(x[0] - m) * (1 / sum(exp(z - m) for z in x)),
    "turned": lambda x, m: 1 / (exp(m - x[0]) * exp(x[1] - m)),
    "not at all": lambda x, m: m - m + x[0],
}
DEPENDENT: dict[str, Callable[[list[Any], Any], Any]] = {
    "itself": lambda x, m: m,
    "without the largest": lambda x, m: log(sum(exp(z - m) for z in x)),
    "another sign": lambda x, m: log(sum(exp(z - m) for z in x)) - m,
    "unlike terms": lambda x, m: exp(x[0] - m) / (exp(x[0] - m) + 1),
    "through another function": lambda x, m: (x[0] - m).tanh() - (x[1] - m).tanh(),
    "a product": lambda x, m: m * x[0] - m,
}


def points() -> list[Value]:
    return [Value(0.3), Value(-1.2), Value(2.1)]


@pytest.mark.parametrize("extreme", [maximum, minimum])
@pytest.mark.parametrize("f", INDEPENDENT.values(), ids=INDEPENDENT)
def test_extreme_that_the_output_does_not_depend_on_is_held(f: Any, extreme: Any) -> None:
    x = points()
    m = extreme(*x)
    assert held([f(x, m)]) == {m}


@pytest.mark.parametrize("f", DEPENDENT.values(), ids=DEPENDENT)
def test_extreme_that_the_output_depends_on_is_not_held(f: Any) -> None:
    x = points()
    m = maximum(*x)
    assert held([f(x, m)]) == set()
    assert held([loss_by_hand(x, m), f(x, m)]) == set()


@pytest.mark.parametrize("f", INDEPENDENT.values(), ids=INDEPENDENT)
@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_gradient_is_that_of_the_whole_graph(f: Any, executor: Any) -> None:
    x = points()
    output = f(x, maximum(*x)) + f(x[::-1], minimum(*x))
    expected = [slope.data for slope in gradients(output, x)]
    found = compile_graph(output, [], x, executor=executor).gradients([[]])
    np.testing.assert_allclose(found, expected, rtol=ROUNDING, atol=ROUNDING)


def test_extremes_of_layers_are_held_each_by_itself() -> None:
    x = points()
    for _ in range(3):
        x = softmax([3 * z for z in x])
    assert len(held([softmax_cross_entropy(x, 1)])) == 4
    assert len(held([softmax_cross_entropy(x, 1) + maximum(*x)])) == 4
    assert held([log_sum_exp(*x).tanh(), maximum(x[0], 1) * 2]) == held(x)


OPERATIONS: list[Callable[[Any, Any], Any]] = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: -a,
    lambda a, b: a * b,
    lambda a, b: a / b,
    lambda a, b: exp(a * 1),
    lambda a, b: exp(a - b),
    lambda a, b: sum_of([a, b, a]),
    lambda a, b: log(exp(a) + exp(b)),
    lambda a, b: 0 + a,
]


def drawn(seed: int, leaves: list[Any], shift: float) -> tuple[Any, Any]:
    """A random graph with one maximum, which is `shift` too large, and that maximum."""
    rng = random.Random(seed)
    m = maximum(*leaves[:2])
    nodes = [*leaves, m + shift if shift else m]
    for _ in range(8):
        nodes.append(rng.choice(OPERATIONS)(*rng.choices(nodes[-4:], k=2)))
    return nodes[-1], m


@pytest.mark.parametrize("part", range(4))
def test_moving_a_held_extreme_changes_nothing(part: int) -> None:
    held_count = 0
    for seed in range(500 * part, 500 * part + 500):
        try:
            output, m = drawn(seed, [Value(0.5), Value(1.25), Value(-0.75)], 0)
            moved, _ = drawn(seed, [0.5, 1.25, -0.75], 0.5)
        except (ArithmeticError, ValueError):  # a random expression without a value
            continue
        if m in held([output]) and math.isfinite(output.data):
            held_count += 1
            assert moved == pytest.approx(output.data, rel=SHIFTED, abs=SHIFTED)
    assert held_count > 8
