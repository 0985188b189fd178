"""What people who come from micrograd do keeps working after changing only the import."""

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import Value
from tests.autograd_core.reference_value import ReferenceValue

# Both sides do the same float operations but add contributions in different order, and x / y differs from x * y**-1 by
# a rounding; cancellation in a sum of some dozens of terms can cost a few digits.
TOLERANCE = 1e-9
PROGRAMS = 200

Node = Any
Make = Callable[[float], Node]


def _random_expression(make: Make, seed: int) -> tuple[Node, list[Node]]:
    """The same expression for every kind of node: what is drawn depends on the seed and on data alone."""
    generator = random.Random(seed)
    leaves = [make(generator.uniform(0.5, 2)) for _ in range(3)]
    nodes = list(leaves)
    for _ in range(20):
        x, y = generator.choice(nodes), generator.choice(nodes[-6:])
        number = generator.uniform(0.5, 2)
        step = generator.choice(STEPS)
        node = step(x, y, number)
        nodes.append(node if abs(node.data) < 20 else node * 0.01)
    output = nodes[-1]
    for node in nodes[-5:-1]:
        output += node
    return output, leaves


STEPS: list[Callable[[Node, Node, float], Node]] = [
    lambda x, y, number: x + y,
    lambda x, y, number: x - y,
    lambda x, y, number: x * y,
    lambda x, y, number: x / (y**2 + 1),
    lambda x, y, number: -x,
    lambda x, y, number: number - x,
    lambda x, y, number: number * x + number,
    lambda x, y, number: number / (y * y + number),
    lambda x, y, number: x**3,
    lambda x, y, number: (x * x + number) ** 0.5,
    lambda x, y, number: (x * 0.1).exp(),
    lambda x, y, number: (x * x + y * y + number).log(),
    lambda x, y, number: x.relu(),
    lambda x, y, number: (x - y).relu() + x * 0.1,
]


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_random_expression_gives_the_same_numbers(seed: int) -> None:
    ours, our_leaves = _random_expression(Value, seed)
    theirs, their_leaves = _random_expression(ReferenceValue, seed)
    assert ours.data == pytest.approx(theirs.data, rel=TOLERANCE)
    ours.backward()
    theirs.backward()
    scale = max(abs(x.grad) for x in their_leaves)
    for our, their in zip(our_leaves, their_leaves, strict=True):
        assert our.grad == pytest.approx(their.grad, rel=TOLERANCE, abs=TOLERANCE * scale)


def _train(make: Make, steps: int) -> tuple[list[float], list[float]]:
    """Softmax regression on four points, written as people write it for a scalar engine; losses and parameters."""
    generator = random.Random(1)
    weights = [[make(generator.gauss(0, 1)) for _ in range(2)] for _ in range(3)]
    biases = [make(0.0) for _ in range(3)]
    parameters = [w for line in weights for w in line] + biases
    points = [((1.0, 2.0), 0), ((-1.0, 0.5), 1), ((0.5, -2.0), 2), ((1.5, 1.0), 0)]
    losses = []
    for _ in range(steps):
        loss = make(0.0)
        for xs, label in points:
            scores = [
                sum(w * x for w, x in zip(line, xs, strict=True)) + b for line, b in zip(weights, biases, strict=True)
            ]
            hidden = [score.relu() + score * 0.1 for score in scores]
            exponentials = [score.exp() for score in hidden]
            loss += -(exponentials[label] / sum(exponentials)).log()
        loss = loss / len(points) + 1e-3 * sum(p * p for p in parameters)
        for p in parameters:
            p.grad = 0
        loss.backward()
        for p in parameters:
            p.data -= 0.5 * p.grad
        losses.append(loss.data)
    return losses, [p.data for p in parameters]


def test_training_loop_written_for_the_smallest_value_gives_the_same_numbers() -> None:
    our_losses, our_parameters = _train(Value, 20)
    their_losses, their_parameters = _train(ReferenceValue, 20)
    assert our_losses == pytest.approx(their_losses, rel=TOLERANCE)
    assert our_parameters == pytest.approx(their_parameters, rel=TOLERANCE)
    assert our_losses[-1] < our_losses[0] / 2


def test_augmented_assignment_rebinds_and_leaves_the_old_node_alone() -> None:
    x = y = Value(2.0)
    y += 1
    assert y is not x
    assert (x.data, y.data) == (2.0, 3.0)
    y *= x
    y -= x
    y /= x
    y **= 2
    assert y.data == 4
    y.backward()
    assert x.grad == 4  # ((x + 1) - 1)^2


def test_builtin_sum_of_values() -> None:
    xs = [Value(1.0), Value(2.0), Value(3.0)]
    total: Any = sum(xs)
    total.backward()
    assert total.data == 6
    assert [x.grad for x in xs] == [1, 1, 1]
    assert sum(xs, Value(4.0)).data == 10


def test_int_data_stays_int_and_grad_starts_at_0() -> None:
    x = Value(2)
    assert (x.data, type(x.data), x.grad) == (2, int, 0)


@pytest.mark.parametrize("rate", [0.1, np.float64(0.1)], ids=["float", "NumPy"])
def test_gradient_descent_step_on_data(rate: float) -> None:
    p = Value(3.0)
    (p * p).backward()
    p.data -= rate * p.grad
    p.grad = 0
    assert p.data == pytest.approx(2.4, rel=TOLERANCE)
    assert p.grad == 0


def test_numpy_scalars_on_both_sides() -> None:
    p = Value(3.0)
    loss = np.float64(2.0) * p + p * np.float32(0.5) - np.int64(1)
    loss.backward()
    assert (loss.data, p.grad) == (6.5, 2.5)


def test_extra_attributes_may_be_set() -> None:
    p = Value(3.0)
    p.momentum = 0.9
    p.name = "weight"
    assert (p.momentum, p.name) == (0.9, "weight")
    with pytest.raises(AttributeError):
        p.never_set  # noqa: B018 - reading it is the test


def test_prev_is_ordered_and_equal_to_a_set_of_its_members() -> None:
    x, y = Value(1.0), Value(2.0)
    out = x * y
    assert out._prev == {x, y}
    assert list(out._prev) == [x, y]
    assert list((y * x)._prev) == [y, x]
    assert (x * x)._prev == {x}
    assert x._prev == set()
    assert x in out._prev
    assert len(out._prev) == 2


def test_prev_and_op_are_read_only() -> None:
    out = Value(1.0) * 2
    for name in ("_prev", "_op"):
        with pytest.raises(AttributeError):
            setattr(out, name, None)


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        (lambda x: x, ""),
        (lambda x: x + 1, "+"),
        (lambda x: x * 2, "*"),
        (lambda x: x**2, "**2"),
        (lambda x: x**-0.5, "**-0.5"),
        (lambda x: x.relu(), "ReLU"),
        (lambda x: x - 1, "-"),
        (lambda x: x / 2, "/"),
        (lambda x: x.exp(), "exp"),
        (lambda x: x.tanh(), "tanh"),
        (lambda x: 2**x, "**"),
    ],
)
def test_op_is_micrograds_name_of_the_operation(expression: Callable[[Value], Value], name: str) -> None:
    assert expression(Value(2.0))._op == name


def test_drawing_code_that_walks_prev_and_op_finds_the_whole_graph() -> None:
    x, w = Value(2.0), Value(3.0)
    output = (x * w + 1).relu()
    nodes: set[Value] = set()
    edges: set[tuple[Value, Value]] = set()

    def build(node: Value) -> None:
        if node not in nodes:
            nodes.add(node)
            for parent in node._prev:
                edges.add((parent, node))
                build(parent)

    build(output)
    assert sorted(node._op for node in nodes) == ["", "", "", "*", "+", "ReLU"]
    assert len(edges) == 5


def test_values_are_keys_of_sets_and_dicts() -> None:
    xs = [Value(0.0) for _ in range(3)]
    assert len(set(xs)) == 3
    assert {x: i for i, x in enumerate(xs)}[xs[1]] == 1


def test_math_isfinite_of_a_loss_needs_its_data() -> None:
    with pytest.raises(TypeError):
        math.isfinite(Value(1.0))  # a float() of a Value would lose its gradient in silence
