"""Activations: the course's numbers (A09-A15, C28-C36, D06), names, and neurons that use them."""

import copy
import math
import pickle
import random

import pytest

import nn
from autograd_core import Value, operation_counts, operations
from nn import (
    ACTIVATIONS,
    Elementwise,
    Layer,
    Neuron,
    PReLU,
    activation_named,
    bipolar_logistic,
    bipolar_step,
    elu,
    leaky_relu,
    logistic,
    softmax,
    softplus,
    step,
    tanh,
)
from tests.nn.numeric import GRADIENT, T12, H

# The inventory's T9, and a gap over which sums of the same numbers in another order differ.
T9 = 1e-9
ROUNDING = 1e-15


def close(expected):
    return pytest.approx(expected, rel=T12, abs=T12)


def at(activation, number):
    """The activation and its slope."""
    x = Value(float(number))
    out = activation(x)
    out.backward()
    return out.data, x.grad


@pytest.mark.parametrize(
    ("activation", "x", "expected"),
    [
        pytest.param(bipolar_step, 0, (1, 0), id="a10 at 0"),
        pytest.param(bipolar_step, -1, (-1, 0), id="a10 left"),
        pytest.param(bipolar_step, 2, (1, 0), id="a10 right"),
        pytest.param(logistic(), 1, (0.73105857863000488, 0.19661193324148185), id="a11 slope 1"),
        pytest.param(logistic(2), 0.5, (0.73105857863000488, 0.39322386648296371), id="a11 slope 2"),
        pytest.param(logistic(10), 0.5, (0.99330714907571514, 0.066480566707901549), id="a11 slope 10"),
        pytest.param(bipolar_logistic(1), 1, (0.46211715726000976, 0.39322386648296371), id="a12 slope 1"),
        pytest.param(bipolar_logistic(2), 1, (0.76159415595576489, 0.41997434161402607), id="a12 slope 2"),
        pytest.param(tanh, 1, (0.76159415595576489, 0.41997434161402607), id="a12 tanh"),
        pytest.param(softplus, 0, (0.69314718055994531, 0.5), id="a13 at 0"),
        pytest.param(softplus, -2, (0.1269280110429725, 0.11920292202211756), id="a13 left"),
        pytest.param(activation_named("relu"), 0, (0, 0), id="a14 at 0"),
        pytest.param(step, 0, (1, 0), id="c28 at 0"),
        pytest.param(step, -0.1, (0, 0), id="c28 left"),
        pytest.param(logistic(), -710, (math.exp(-710), math.exp(-710)), id="c29 far left"),
        pytest.param(logistic(), 0, (0.5, 0.25), id="c29 at 0"),
        pytest.param(tanh, 0, (0, 1), id="c30 steepest"),
        pytest.param(leaky_relu(), -2, (-0.02, 0.01), id="c32 left"),
        pytest.param(leaky_relu(), 1, (1, 1), id="c32 right"),
        pytest.param(elu(), -1, (-0.63212055882855768, 0.36787944117144232), id="c34 left"),
        pytest.param(elu(2), 0, (0, 2), id="c34 at 0 the slope is alpha"),
    ],
)
def test_value_and_slope(activation, x, expected):
    assert at(activation, x) == close(expected)
    assert activation(float(x)) == at(activation, x)[0], "a number gives a number"


@pytest.mark.parametrize(
    ("slope", "gap"), [(10, 0.26894142136999512), (100, 4.5397868702434395e-5), (1000, 3.72007597602e-44)]
)
def test_a09_a_steeper_logistic_is_nearer_to_the_step(slope, gap):
    points = [sign * (0.1 + k / 100) for k in range(100) for sign in (-1, 1)]
    left = max(abs(logistic(slope)(x) - step(x)) for x in points if x < 0)
    assert left == pytest.approx(gap, rel=T9)
    assert left == pytest.approx(1 / (1 + math.exp(0.1 * slope)), rel=T9)


@pytest.mark.parametrize("x", [-700.0, -3.0, 0.5, 30.0, 710.0])
def test_a13_softplus_minus_its_mirror_image_is_x(x):
    assert softplus(x) - softplus(-x) == close(x)


@pytest.mark.parametrize(("length", "slope"), [(1, 0.25), (5, 6.763392e-4), (10, 3.875220e-7), (20, 1.271778e-13)])
def test_a15_gradient_vanishes_along_a_chain_of_sigmoids(length, slope):
    x = y = Value(0.0)
    for _ in range(length):
        y = y.sigmoid()
    y.backward()
    assert x.grad == pytest.approx(slope, rel=1e-6)  # the inventory gives 7 digits
    assert x.grad <= 0.25**length


@pytest.mark.parametrize("x", [-3.0, -0.5, 0.0, 0.7, 4.0])
def test_c30_tanh_is_a_stretched_and_shifted_sigmoid(x):
    assert tanh(x) == close(2 * logistic()(2 * x) - 1)
    assert tanh(x) == close((math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x)))
    assert tanh(x) == bipolar_logistic()(x)


def test_c31_dead_relu_unit_gets_no_gradient():
    neuron = Neuron(1)
    neuron.w[0].data, neuron.b.data = 1, -10
    for k in range(11):
        neuron(k / 10).backward()
    assert [p.grad for p in neuron.parameters()] == [0, 0]


def test_c33_prelu_learns_its_slope():
    prelu, x = PReLU(0.25), Value(-2.0)
    out = prelu(x)
    out.backward()
    assert (out.data, x.grad, prelu.alpha.grad) == (-0.5, 0.25, -2)
    assert prelu.parameters() == [prelu.alpha]


@pytest.mark.parametrize("alpha", [0.25, 1.5])
def test_c33_prelu_keeps_its_sides_apart_also_where_the_max_form_would_swap_them(alpha):
    assert [PReLU(alpha)(x).data for x in (-2.0, 3.0)] == [-2 * alpha, 3]


SMOOTH_AT = 0.3  # no activation has a kink here, nor at its negative


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("x", [-SMOOTH_AT, SMOOTH_AT])
def test_every_activation_by_name_has_the_slope_of_its_central_difference(name, x):
    activation = activation_named(name)
    ends = [activation(Value(end)).data for end in (x + H, x - H)]
    assert at(activation, x)[1] == pytest.approx((ends[0] - ends[1]) / (2 * H), abs=GRADIENT)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_by_name_works_in_a_neuron_that_copies_and_pickles(name):
    neuron = Neuron(2, activation=name, generator=random.Random(1))
    assert repr(neuron).endswith("Neuron(2)")
    out = neuron([0.5, -1.0]).data
    assert copy.deepcopy(neuron)([0.5, -1.0]).data == out
    assert pickle.loads(pickle.dumps(neuron))([0.5, -1.0]).data == out
    assert Elementwise(name)([0.25])[0] is not None


def test_function_of_ones_own_is_an_activation():
    def square(x):
        return x * x

    neuron = Neuron(1, activation=square)
    neuron.w[0].data = 3
    assert neuron(2).data == 36
    assert repr(neuron) == "squareNeuron(1)"


def test_activation_that_learns_is_one_per_neuron_by_name_and_shared_as_an_object():
    assert len(Layer(2, 3, activation="prelu").parameters()) == 3 * (2 + 1 + 1)
    assert len(Layer(2, 3, activation=PReLU()).parameters()) == 3 * (2 + 1) + 1


# Softmax.


def test_c36_softmax():
    assert softmax([1, 2, 0]) == close([0.24472847105479765, 0.66524095577482189, 0.090030573170380458])


def test_c36_softmax_of_large_scores_does_not_overflow():
    expected = [0.99995460007033109, 4.5397868608866661e-5, 2.0610600462090623e-9]
    assert softmax([1010, 1000, 990]) == close(expected)
    assert [p.data for p in softmax([Value(1010.0), Value(1000.0), Value(990.0)])] == close(expected)


def softmax_jacobian(scores):
    rows = []
    for k in range(len(scores)):
        leaves = [Value(float(s)) for s in scores]
        softmax(leaves)[k].backward()
        rows.append([leaf.grad for leaf in leaves])
    return rows


def test_d06_softmax_uses_all_scores_and_an_activation_only_its_own():
    a, b, c = softmax_jacobian([1, 2, 0])
    assert [a[0], b[1], c[2]] == close([0.184836446509979, 0.222695426534623, 0.081925069064993])
    assert [a[1], a[2], b[2]] == close([-0.162803401989804, -0.022033044520174, -0.059892024544819])
    leaves = [Value(x) for x in (1.0, 2.0, 0.0)]
    Elementwise("tanh")(leaves)[1].backward()
    assert [bool(leaf.grad) for leaf in leaves] == [False, True, False]


def test_c36_rows_of_the_softmax_jacobian_add_up_to_0():
    assert [sum(row) for row in softmax_jacobian([1, 2, 0])] == pytest.approx([0] * 3, abs=ROUNDING)


def test_c14_scores_of_the_slide_give_its_probabilities():
    low, high = softmax([5.3, 10.1])
    assert low / high == close(math.exp(-4.8))
    assert 0.0075 <= low < 0.0085
    assert 0.9905 <= high < 0.992


def test_c15_softmax_keeps_the_order_of_scores_but_not_their_differences():
    generator = random.Random(15)
    for _ in range(1000):
        scores = [generator.gauss(0, 2) for _ in range(10)]
        probabilities = softmax(scores)
        assert probabilities.index(max(probabilities)) == scores.index(max(scores))
    low, high = softmax([0, 1e-17])
    assert low == high, "the scores differ, their rounded probabilities do not"


def test_softmax_records_each_exponential_once():
    counts = operation_counts(sum(softmax([Value(1.0), Value(2.0)]))).by_operation
    assert counts["exp"] == 2


# Errors.


def test_unknown_name_is_a_value_error_that_lists_the_names():
    with pytest.raises(ValueError, match=r"one of 'linear', 'relu', .*, got 'rleu'; did you mean 'relu'"):
        Neuron(2, activation="rleu")


def test_softmax_in_a_neuron_is_a_value_error_that_says_what_to_use():
    with pytest.raises(ValueError, match="use the module Softmax"):
        Neuron(2, activation="softmax")


@pytest.mark.parametrize("name", ["elu", "leaky_relu", "logistic", "bipolar_logistic"])
def test_value_where_an_activation_is_made_from_a_number_is_a_type_error_that_says_what_to_write(name):
    factory = getattr(nn, name)
    with pytest.raises(TypeError, match=rf"plain number, got -1\.0 \(node 'x'\); write nn\.{name}\(\)\(x\)"):
        factory(Value(-1.0, "x"))
    assert isinstance(factory()(Value(-1.0)), Value)
    assert factory(0.5).title == factory().title


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (lambda x: x * x, "missing 1 required positional argument: 'x'"),
        (operations.exp, "exp takes 1 input, got 0|exp takes 1 input"),
        (lambda: 3, "it made int 3"),
        ("tanh", "'str' object is not callable"),
    ],
)
def test_entry_that_makes_no_activation_is_a_type_error_that_says_what_to_write(entry, reason, monkeypatch):
    monkeypatch.setitem(ACTIVATIONS, "own", entry)
    with pytest.raises(TypeError, match=f"ACTIVATIONS\\['own'\\] must make .*{reason}.* = lambda: function"):
        Neuron(2, activation="own")
    monkeypatch.setitem(ACTIVATIONS, "own", lambda: tanh)
    assert repr(Neuron(2, activation="own")) == "TanhNeuron(2)"


def test_number_as_activation_is_a_type_error():
    with pytest.raises(TypeError, match="a name or a function of one number, got int 3"):
        Neuron(2, activation=3)


def test_activation_of_a_neuron_without_one_is_a_value_error():
    with pytest.raises(ValueError, match="no activation if nonlin is False, got 'tanh'"):
        Neuron(2, nonlin=False, activation="tanh")


def test_softmax_of_nothing_is_a_value_error():
    with pytest.raises(ValueError, match="at least one score"):
        softmax([])
