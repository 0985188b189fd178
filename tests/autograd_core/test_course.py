"""The course's worked numbers, by the row of its inventory: A27, A28, B01-B12, C01-C11, and the activations.

Here: what the engine alone computes. Tolerances as the inventory gives them: exact, or 1e-12.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import autograd_core
from autograd_core import (
    TABLE,
    Operation,
    Value,
    absolute,
    elu,
    exp,
    expm1,
    gradients,
    leaky_relu,
    log,
    maximum,
    minimum,
    operation_counts,
    relu,
    sigmoid,
    sin,
    softplus,
    step,
    tanh,
    topological_order,
    where,
)

# The inventory's T12.
TOLERANCE = 1e-12
# B01: a central difference at h = 1e-5, as the course takes it (section 4, pitfall 14).
DIFFERENCE_STEP = 1e-5
DIFFERENCE_TOLERANCE = 1e-7

Function = Callable[..., Any]


def close(expected: Any) -> Any:
    return pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE)


def value_and_gradients(function: Function, *inputs: Any, upstream: float = 1) -> tuple[Any, list[Any]]:
    leaves = [Value(x) for x in inputs]
    out = function(*leaves)
    out.backward(upstream)
    return out.data, [x.grad for x in leaves]


def _inner(x1: Value, x2: Value, x3: Value) -> tuple[Value, Value]:
    return x1 * x2, x2 + sin(x3)


def _outer(a: Value, b: Value) -> Any:
    return a**2 * b + exp(b)


A27_POINT = (2.0, 0.5, 1.0)
A27_GRADIENT = [1.3414709848078965, 10.190549333417816, 2.6067778375210373]


def test_a27_vector_chain_rule() -> None:
    leaves = [Value(x) for x in A27_POINT]
    y = _inner(*leaves)
    assert [node.data for node in y] == close([1, 1.3414709848078965])
    _outer(*y).backward()
    assert [x.grad for x in leaves] == close(A27_GRADIENT)


def test_a27_b12_transposed_jacobian_times_the_outer_gradient_in_either_layout() -> None:
    leaves = [Value(x) for x in A27_POINT]
    y = _inner(*leaves)
    jacobian = [[slope.data for slope in gradients(component, leaves)] for component in y]  # d y_i / d x_j
    denominator_layout = [list(column) for column in zip(*jacobian, strict=True)]  # d y_m / d x_n at row n
    outer = [slope.data for slope in gradients(_outer(*y), y)]
    products = [row[0] * outer[0] + row[1] * outer[1] for row in denominator_layout]
    assert products == close(A27_GRADIENT)


def test_a28_chain_of_four_evaluates_each_function_once() -> None:
    output, (slope,) = value_and_gradients(lambda x: sin(exp(tanh(x) ** 2)), 0.7)
    assert slope == close(0.14320833666067892)
    counts = operation_counts(sin(exp(tanh(Value(0.7)) ** 2)))
    assert counts.by_operation == {"tanh": 1, "power_by_number": 1, "exp": 1, "sin": 1}
    assert output == close(math.sin(math.exp(math.tanh(0.7) ** 2)))


OF_ONE = [row for row in TABLE.values() if row.is_method and len(row.parameters) == len(row.defaults) + 1]


@pytest.mark.parametrize("row", OF_ONE, ids=lambda row: row.name)
def test_b01_gradient_of_a_single_node_is_upstream_times_slope(row: Operation) -> None:
    upstream, h = 3.0, DIFFERENCE_STEP
    x = next(x for x in (0.6, 1.6) if row.clearance(x, *row.defaults) > h)
    _, (gradient,) = value_and_gradients(row, x, upstream=upstream)
    assert gradient == pytest.approx(upstream * (row(x + h) - row(x - h)) / (2 * h), abs=DIFFERENCE_TOLERANCE)


EXACT_GATES: list[tuple[str, Function, tuple[float, ...], float, float, list[float]]] = [
    ("B02 multiply", lambda x, y: x * y, (2, 3), 5, 6, [15, 10]),
    ("B03 sum", lambda *xs: autograd_core.sum(xs), (1, 2, 3), 4, 6, [4, 4, 4]),
    ("B04 sigmoid", sigmoid, (0.0,), 2, 0.5, [0.5]),
    ("B05 max", maximum, (4, 5), 9, 5, [0, 9]),
    ("B05 max, a tie", maximum, (5, 5), 9, 5, [4.5, 4.5]),
    ("B05 min", minimum, (4, 5), 9, 4, [9, 0]),
    ("B06 x*x+x", lambda x: x * x + x, (3,), 1, 12, [7]),
    ("B06 a+a", lambda a: a + a, (3,), 1, 6, [2]),
    ("B06 fan-out of upstreams 4 and 2", lambda x: x * 4 + x * 2, (7,), 1, 42, [6]),
    ("B07 add", lambda x, y: x + y, (3, 4), 2, 7, [2, 2]),
    ("B07 nested", lambda x, y, z, w: ((x * y) + maximum(z, w)) * 2, (3, -4, 2, -1), 1, -20, [-8, 6, 2, 0]),
    ("C03 (x+y)^2", lambda x, y: (x + y) ** 2, (3, 4), 1, 49, [14, 14]),
    ("C03 (x+y)^2, negative", lambda x, y: (x + y) ** 2, (-1.5, 0.25), 1, 1.5625, [-2.5, -2.5]),
    ("C04 add, figure 5-11", lambda x, y: x + y, (10, 5), 1.3, 15, [1.3, 1.3]),
    ("C08 add layer", lambda x, y: x + y, (2, 3), 7, 5, [7, 7]),
    ("A10 step right of 0", step, (2.0,), 1, 1, [0]),
    ("A10 step at 0", step, (0.0,), 1, 1, [0]),
    ("A10 step left of 0", step, (-2.0,), 1, 0, [0]),
    ("A14 ReLU at 0", relu, (0.0,), 1, 0, [0]),
    ("A14 ReLU right of 0", relu, (2.0,), 1, 2, [1]),
    ("A14 ReLU left of 0", relu, (-2.0,), 1, 0, [0]),
    ("C31 dead unit", lambda w, b: relu(w * 1.0 + b), (1.0, -10.0), 1, 0, [0, 0]),
    ("C32 leaky ReLU left of 0", leaky_relu, (-2.0,), 1, -0.02, [0.01]),
    ("C32 leaky ReLU right of 0", leaky_relu, (1.0,), 1, 1, [1]),
    ("C33 PReLU", leaky_relu, (-2.0, 0.25), 1, -0.5, [0.25, -2]),
]


@pytest.mark.parametrize(
    ("function", "inputs", "upstream", "value", "slopes"),
    [case[1:] for case in EXACT_GATES],
    ids=[case[0] for case in EXACT_GATES],
)
def test_gate_gives_exactly(
    function: Function, inputs: tuple[float, ...], upstream: float, value: float, slopes: list[float]
) -> None:
    assert value_and_gradients(function, *inputs, upstream=upstream) == (value, slopes)


CLOSE_GATES: list[tuple[str, Function, tuple[float, ...], float, float, list[float]]] = [
    ("C05 multiply, figure 5-13", lambda x, y: x * y, (10, 5), 1.3, 50, [6.5, 13]),
    ("C02 C06 C07 apples", lambda p, n, t: p * n * t, (100, 2, 1.1), 1, 220, [2.2, 110, 200]),
    ("A11 logistic a=1", lambda s: sigmoid(s), (1,), 1, 0.73105857863000488, [0.19661193324148185]),
    ("A11 logistic a=2", lambda s: sigmoid(2 * s), (0.5,), 1, 0.73105857863000488, [0.39322386648296371]),
    ("A11 logistic a=10", lambda s: sigmoid(10 * s), (0.5,), 1, 0.99330714907571514, [0.066480566707901549]),
    ("A12 tanh form a=1", lambda s: 2 * sigmoid(s) - 1, (1,), 1, 0.46211715726000976, [0.39322386648296371]),
    ("A12 tanh form a=2", lambda s: 2 * sigmoid(2 * s) - 1, (1,), 1, 0.76159415595576489, [0.41997434161402607]),
    ("A12 tanh", tanh, (1.0,), 1, 0.76159415595576489, [0.41997434161402607]),
    ("A13 softplus at 0", softplus, (0.0,), 1, 0.69314718055994531, [0.5]),
    ("A13 softplus at -2", softplus, (-2.0,), 1, 0.1269280110429725, [0.11920292202211756]),
    ("A13 log(1+exp)", lambda s: log(1 + exp(s)), (-2.0,), 1, 0.1269280110429725, [0.11920292202211756]),
    ("C34 ELU left of 0", elu, (-1.0,), 1, -0.63212055882855768, [0.36787944117144232]),
    ("C34 ELU at 0 takes alpha", elu, (0.0, 2.0), 1, 0, [2, 0]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "inputs", "upstream", "value", "slopes"),
    [case[1:] for case in CLOSE_GATES],
    ids=[case[0] for case in CLOSE_GATES],
)
def test_gate_gives_to_12_digits(
    function: Function, inputs: tuple[float, ...], upstream: float, value: float, slopes: list[float]
) -> None:
    assert value_and_gradients(function, *inputs, upstream=upstream) == (close(value), close(slopes))


def test_b06_multivariable_chain_rule_is_the_sum_over_paths() -> None:
    t = Value(0.5)
    x, y = t**2, sin(t)
    z = x * y
    z.backward()
    assert t.grad == close(y.data * 2 * t.data + x.data * math.cos(t.data))


def test_b09_sigmoid_neuron() -> None:
    def neuron(w0: Value, x0: Value, w1: Value, x1: Value, w2: Value) -> Any:
        return sigmoid(w0 * x0 + w1 * x1 + w2)

    value, slopes = value_and_gradients(neuron, 2, -1, -3, -2, -3)
    expected = [-0.19661193324148185, 0.3932238664829637, -0.3932238664829637, -0.5898357997244456, 0.19661193324148185]
    assert (value, slopes) == (close(0.7310585786300049), close(expected))


def test_c01_numerical_gradient_needs_two_forward_passes_per_parameter_and_backward_one() -> None:
    forward_passes = 0

    def loss(parameters: list[Any]) -> Any:
        nonlocal forward_passes
        forward_passes += 1
        return autograd_core.sum([tanh(p) * p for p in parameters])

    point = [0.1 * i for i in range(20)]
    differences = []
    for i in range(len(point)):
        above, below = ([x + sign * DIFFERENCE_STEP * (i == k) for k, x in enumerate(point)] for sign in (1, -1))
        differences.append((loss(above) - loss(below)) / (2 * DIFFERENCE_STEP))
    assert forward_passes == 2 * len(point)
    leaves = [Value(x) for x in point]
    loss(leaves).backward()
    assert forward_passes == 2 * len(point) + 1
    assert [x.grad for x in leaves] == pytest.approx(differences, abs=DIFFERENCE_TOLERANCE)


def test_c09_apples_and_oranges() -> None:
    def bill(apple: Any, apples: Any, orange: Any, oranges: Any, tax: Any) -> Any:
        return (apple * apples + orange * oranges) * tax

    value, slopes = value_and_gradients(bill, 100, 2, 150, 3, 1.1)
    assert (value, slopes) == (close(715), close([2.2, 110, 3.3, 165, 650]))
    exact, exact_slopes = value_and_gradients(bill, 100, 2, 150, 3, Fraction(11, 10))
    assert (exact, exact_slopes) == (715, [Fraction(11, 5), 110, Fraction(33, 10), 165, 650])


def test_c11_sigmoid_in_four_steps() -> None:
    x = Value(1.0)
    negated = x * -1
    exponential = exp(negated)
    plus_one = exponential + 1
    y = 1 / plus_one
    y.backward()
    assert y.data == close(sigmoid(1.0))
    chain = [-0.53444664538852303, -0.53444664538852303, -0.19661193324148185, 0.19661193324148185]
    assert [node.grad for node in (plus_one, exponential, negated, x)] == close(chain)
    assert x.grad == close(y.data * (1 - y.data))


@pytest.mark.parametrize("x", [-710.0, -40.0, -1.0, 0.0, 1.0, 40.0, 710.0])
def test_c29_sigmoid_is_symmetric_bounded_and_flat_at_its_ends(x: float) -> None:
    value, (slope,) = value_and_gradients(sigmoid, x)
    assert 0 < value <= 1
    assert value + sigmoid(-x) == close(1)
    assert 0 <= slope <= 0.25


@pytest.mark.parametrize("x", [-3.0, -0.5, 0.0, 0.5, 3.0])
def test_c30_identities_of_tanh(x: float) -> None:
    value, (slope,) = value_and_gradients(tanh, x)
    forms: list[Function] = [
        lambda x: expm1(2 * x) / (exp(2 * x) + 1),
        lambda x: 2 * sigmoid(2 * x) - 1,
        lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
    ]
    for form in forms:
        assert value_and_gradients(form, x) == (close(value), [close(slope)])
    assert slope == close(1 - value**2)
    assert slope <= 1


@pytest.mark.parametrize("s", [-5.0, -0.5, 0.0, 2.0])
def test_a13_softplus_minus_its_mirror_is_the_input(s: float) -> None:
    assert softplus(s) - softplus(-s) == close(s)


@pytest.mark.parametrize("alpha", [0.01, 0.25, 1.0])
@pytest.mark.parametrize("x", [-2.0, 1.0])
def test_c32_c33_max_form_is_the_piecewise_form_for_slopes_up_to_1(alpha: float, x: float) -> None:
    value, slopes = value_and_gradients(leaky_relu, x, alpha)
    if alpha < 1:
        assert value_and_gradients(lambda x, alpha: maximum(alpha * x, x), x, alpha) == (value, slopes)
    piecewise = value_and_gradients(lambda x, alpha: where(relu(x), x, alpha * x), x, alpha)
    assert piecewise == (value, slopes)


def test_c35_maxout_trains_the_winning_branch_alone() -> None:
    def maxout(w1: Value, w2: Value, b1: Value, v1: Value, v2: Value, b2: Value, x1: Value, x2: Value) -> Any:
        return maximum(w1 * x1 + w2 * x2 + b1, v1 * x1 + v2 * x2 + b2)

    value, slopes = value_and_gradients(maxout, 1, -1, 0, -1, 2, 0.5, 1, 1)
    assert value == 1.5
    assert slopes == [0, 0, 0, 1, 1, 1, -1, 2]


def test_pitfall_14_central_difference_across_a_kink_is_half_and_the_convention_0() -> None:
    h = DIFFERENCE_STEP
    assert (relu(h) - relu(-h)) / (2 * h) == 0.5
    assert value_and_gradients(relu, 0.0)[1] == [0]
    assert value_and_gradients(absolute, 0.0)[1] == [0]


def test_pitfall_2_chain_of_10000_nodes_needs_no_recursion() -> None:
    x = Value(1.0)
    y = x
    for _ in range(10_000):
        y = y * 1.0
    y.backward()
    assert x.grad == 1
    assert len(topological_order(y)) == 20_001
