"""backward and gradients: what they give on graphs that have gone wrong before. Errors are in test_failed_passes.py."""

import copy
import gc
import pickle
import weakref
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

import autograd_core
from autograd_core import Value, backward, constant, dot, exp, gradients, leaves, maximum, topological_order
from tests.autograd_core.recorded_state import nothing_pending

DEEP = 1_000_000
# Long enough to overflow any recursion; the pickler is slow.
DEEP_PICKLE = 100_000

# Named regressions.


def test_repeated_backward_accumulates_once_per_call() -> None:
    x = Value(3.0)
    y = (x * 5) * 2
    seen = []
    for _ in range(3):
        y.backward()
        seen.append(x.grad)
    assert seen == [10, 20, 30]  # micrograd: 10, 30, 60


def test_interior_nodes_hold_the_latest_pass_alone() -> None:
    x = Value(3.0)
    inner = x * 5
    y = inner * 2
    for _ in range(3):
        y.backward()
    assert (y.grad, inner.grad) == (1, 2)


def test_backward_from_a_leaf_accumulates_like_any_other() -> None:
    x = Value(3.0)
    x.backward()
    x.backward(4)
    assert x.grad == 5


def test_two_losses_that_share_a_trunk_add_up_in_the_leaves() -> None:
    x = Value(2.0)
    trunk = x * x
    first, second = trunk * 3, trunk * trunk
    first.backward()
    assert x.grad == 12
    second.backward()
    assert x.grad == 12 + 32


@pytest.mark.parametrize(
    ("expression", "slope"),
    [
        (lambda x: x * x, 6),
        (lambda x: x + x, 2),
        (lambda x: x - x, 0),
        (lambda x: x / x, 0),
        (lambda x: x * x + x, 7),
        (lambda x: (x + 1) * (x - 1), 6),
        (lambda x: maximum(x, x, x), 1),
        (lambda x: autograd_core.sum([x, x, x]), 3),
        (lambda x: dot([x, x], [x, 2], x), 9),
        (lambda x: (x * x) * (x * x), 108),
    ],
    ids=["x*x", "x+x", "x-x", "x/x", "x*x+x", "diamond", "max", "sum", "dot", "square of square"],
)
def test_fan_out_adds_up(expression: Callable[[Value], Value], slope: int) -> None:
    x = Value(Fraction(3))
    expression(x).backward()
    assert x.grad == slope
    assert [g.data for g in gradients(expression(x), [x])] == [slope]


def test_diamonds_in_a_row_take_linear_time() -> None:
    x = Value(1)
    y = x
    for _ in range(300):
        y = y + y
    y.backward()
    assert x.grad == 2**300


def test_node_of_many_uses_is_passed_on_when_the_last_has_come() -> None:
    x = Value(2)
    shared = x * x
    late = shared
    for _ in range(50):
        late = late + shared
    late.backward()
    assert (shared.grad, x.grad) == (51, 204)


def test_second_derivative_of_a_square_left_of_0() -> None:
    # a rule that took the exponent for a variable would ask for log(-3)
    x = Value(-3.0)
    (first,) = gradients(x**2, [x])
    (second,) = gradients(first, [x])
    (third,) = gradients(second, [x])
    assert (first.data, second.data, third.data) == (-6, 2, 0)


def test_seed_scales_the_gradient() -> None:
    x = Value(3.0)
    (x * x).backward(Fraction(1, 2))
    assert x.grad == 3
    backward(x * x, seed=0)
    assert x.grad == 3


def test_constants_get_no_gradient() -> None:
    x = Value(3.0)
    y = x * 2
    y.backward()
    assert y.parents[1].grad == 0


def test_leaf_gradients_reset_by_hand_start_again() -> None:
    x = Value(3.0)
    y = x * x
    y.backward()
    x.grad = 0
    y.backward()
    assert x.grad == 6


def test_backward_after_data_changed_uses_the_new_data_of_parents() -> None:
    x, w = Value(3.0), Value(2.0)
    y = x * w
    w.data = 5.0
    y.backward()
    assert x.grad == 5


# gradients().


def test_gradients_touch_no_grad_attribute() -> None:
    x = Value(3.0)
    y = x * x
    y.backward()
    before = [node.grad for node in topological_order(y)]
    gradients(y, [x])
    assert [node.grad for node in topological_order(y)] == before


def test_gradients_of_interior_nodes_and_of_the_output_itself() -> None:
    x = Value(3.0)
    inner = x * x
    y = inner * 2
    assert [g.data for g in gradients(y, [inner, y, x])] == [2, 1, 12]


def test_gradients_of_inputs_that_the_output_does_not_use_are_0() -> None:
    x, unused = Value(3.0), Value(4.0)
    assert [g.data for g in gradients(x * x, [unused, constant(3.0)])] == [0, 0]
    assert gradients(x * x, []) == []


def test_every_derivative_of_exp_is_exp() -> None:
    x = Value(0.5)
    derivative = exp(x)
    for _ in range(5):
        (derivative,) = gradients(derivative, [x])
        assert derivative.data == exp(0.5)


def test_derivatives_of_a_power_fall_to_its_factorial_and_then_to_0() -> None:
    x = Value(Fraction(2))
    derivative = x**4
    values = []
    for _ in range(5):
        (derivative,) = gradients(derivative, [x])
        values.append(derivative.data)
    assert values == [32, 48, 48, 24, 0]


def test_gradient_that_is_a_graph_takes_backward() -> None:
    x, y = Value(3.0), Value(2.0)
    (slope,) = gradients(x * x * y, [x])
    slope.backward()
    assert (x.grad, y.grad) == (4, 6)


# Depth.


def _chain(length: int) -> tuple[Value, Value]:
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y + x
    return x, y


@pytest.mark.thorough
def test_chain_of_a_million_nodes_records_differentiates_prints_copies_and_is_freed(without_collector: None) -> None:
    x, y = _chain(DEEP)
    y.backward()
    assert x.grad == DEEP + 1
    assert repr(y) == f"Value(data={DEEP + 1.0}, grad=1)"
    copied = copy.deepcopy(y)
    (leaf,) = leaves(copied)
    leaf.grad = 0
    copied.backward()
    assert leaf.grad == x.grad
    middle = weakref.ref(copied.parents[0].parents[0])
    del copied
    assert middle() is None


def test_deep_chain_pickles(without_collector: None) -> None:
    _, y = _chain(DEEP_PICKLE)
    copied = pickle.loads(pickle.dumps(y))
    copied.backward()
    assert [leaf.grad for leaf in leaves(copied)] == [DEEP_PICKLE + 1]


def test_deep_chain_has_gradients_of_gradients(without_collector: None) -> None:
    x = Value(Fraction(1))
    y = x * x
    for _ in range(20_000):
        y = y + x
    (first,) = gradients(y, [x])
    (second,) = gradients(first, [x])
    assert (first.data, second.data) == (20_002, 2)


# Order, and memory.

ORDER_PROGRAM = """
import random, struct
from autograd_core import Value, topological_order, gradients
generator = random.Random(0)
nodes = [Value(generator.uniform(-1, 1), label=f"x{i}") for i in range(20)]
leaves = list(nodes)
for i in range(300):
    a, b = generator.choice(nodes), generator.choice(nodes[-30:])
    node = generator.choice([lambda: a + b, lambda: a * b, lambda: (a - b).tanh(), lambda: a.sin()])()
    node.label = f"n{i}"
    nodes.append(node)
loss = sum(nodes[-20:])
loss.backward()
print([node.label for node in topological_order(loss)])
print([struct.pack("d", x.grad).hex() for x in leaves])
print([struct.pack("d", g.data).hex() for g in gradients(loss, leaves)])
"""


def test_order_and_bits_are_the_same_under_every_hash_seed(run_python: Callable[..., str]) -> None:
    outputs = {run_python(ORDER_PROGRAM, PYTHONHASHSEED=seed) for seed in ("0", "1", "31337")}
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == 3


def _graph() -> Any:
    x, y = Value(0.5, "x"), Value(2.0)
    trunk = (x * y).tanh()
    return maximum(trunk * trunk, x**2, dot([x, y], [y, trunk], 1.0)) + (2**y) / 3


def _used(graph: Value) -> Iterator[Value]:
    """Graphs that everything was done to."""
    graph.backward()
    yield graph
    yield from gradients(gradients(graph, leaves(graph))[0], leaves(graph))
    yield copy.deepcopy(graph)
    yield pickle.loads(pickle.dumps(graph))


def test_graph_is_freed_by_reference_counting_alone(without_collector: None) -> None:
    graphs = list(_used(_graph()))
    nodes = [weakref.ref(node) for graph in graphs for node in topological_order(graph)]
    assert len(nodes) > 50
    del graphs
    assert [node() for node in nodes if node() is not None] == []


def test_graph_is_freed_after_a_failed_pass(without_collector: None) -> None:
    zero = Value(0.0)
    out = (zero * 2).sqrt() + 1
    with pytest.raises(ZeroDivisionError):
        out.backward()
    nodes = [weakref.ref(node) for node in topological_order(out)]
    del out, zero
    assert [node() for node in nodes if node() is not None] == []


def test_recording_and_differentiating_leave_no_reference_cycles(without_collector: None) -> None:
    for graph in _used(_graph()):
        assert nothing_pending(graph)
    del graph
    assert gc.collect() == 0
