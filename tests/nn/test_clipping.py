"""Clipping: the gradient over all parameters is no longer than it may be, and points where it pointed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value
from nn import OPTIMIZERS, SGD, Layer, clip_gradients
from nn.clipping import clipped
from tests.nn.small_training import network, numbers, train

# A length is rounded, and so is each product with the factor.
ROUNDING = 1e-12
RATES = {"adadelta": {}}
ordinary = st.floats(-1e6, 1e6) | st.integers(-3, 3)


def parameters(gradients):
    values = [Value(1.0, f"w{i}") for i in range(len(gradients))]
    for value, gradient in zip(values, gradients, strict=True):
        value.grad = gradient
    return values


@given(st.lists(ordinary, min_size=1, max_size=9), st.floats(1e-3, 1e3))
def test_gradient_is_as_it_was_or_as_long_as_it_may_be_and_points_where_it_pointed(gradients, norm):
    values = parameters(gradients)
    length = clip_gradients(values, norm)
    assert length == math.hypot(*gradients)
    after = [value.grad for value in values]
    if length <= norm:
        assert after == gradients
        return
    assert math.hypot(*after) == pytest.approx(norm, rel=ROUNDING)
    factor = norm / length
    assert after == pytest.approx([gradient * factor for gradient in gradients], rel=ROUNDING, abs=1e-300)


def test_lengths_beyond_all_floats_are_shortened_too():
    values = parameters([1.5e308, -1.5e308, 0.0])
    assert clip_gradients(values, 10.0) == math.inf
    assert [value.grad for value in values] == pytest.approx([10 / math.sqrt(2), -10 / math.sqrt(2), 0.0], rel=ROUNDING)
    assert clip_gradients(parameters([0, 0.0]), 1.0) == 0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_clips_what_its_rule_is_given_and_nothing_else(name):
    rule, rate = OPTIMIZERS[name], RATES.get(name, {"learning_rate": 0.1})
    clipping, plain = (rule(parameters([0.0, 0.0]), **rate, **option) for option in ({"clip_norm": 0.5}, {}))
    for gradients in ([3.0, -4.0], [0.1, 0.2], [-30.0, 0.0]):
        for optimizer, given_to_it in ((clipping, gradients), (plain, clipped(gradients, 0.5))):
            with optimizer.lookahead():
                for value, gradient in zip(optimizer.parameters, given_to_it, strict=True):
                    value.grad = gradient
            optimizer.step()
        assert [value.grad for value in clipping.parameters] == gradients
    assert [value.data for value in clipping.parameters] == [value.data for value in plain.parameters]
    assert clipping.memory == plain.memory


@pytest.mark.parametrize("compiled", [False, True])
def test_fit_clips_by_the_option_of_the_optimizer_or_its_own(compiled):
    by_name, made, loose = network(), network(), network()
    train(by_name, "sgd", learning_rate=0.1, clip_norm=0.05, compiled=compiled)
    train(made, SGD(made, 0.1, clip_norm=0.05), compiled=compiled)
    train(loose, "sgd", learning_rate=0.1, compiled=compiled)
    assert numbers(by_name) == numbers(made) != numbers(loose)


def test_clipped_training_is_the_same_compiled():
    nets = [network(), network()]
    for net, compiled in zip(nets, (False, True), strict=True):
        train(net, "adam", learning_rate=0.05, clip_norm=0.01, compiled=compiled)
    assert numbers(nets[0]) == pytest.approx(numbers(nets[1]), rel=1e-9)


def test_step_of_a_clipped_gradient_descent_is_no_longer_than_rate_times_norm():
    net = Layer(2, 1, activation=None)
    before = numbers(net)
    optimizer = SGD(net, 0.5, clip_norm=0.01)
    optimizer.descend(lambda: (net([3.0, 4.0]) - 1e6) ** 2)
    assert math.dist(numbers(net), before) == pytest.approx(0.5 * 0.01, rel=1e-6)


@pytest.mark.parametrize(
    ("norm", "error", "message"),
    [
        (0, ValueError, "must be positive and finite, got int 0; None leaves gradients"),
        (-1.0, ValueError, "must be positive and finite, got float -1.0"),
        (math.nan, ValueError, "must be positive and finite, got float nan"),
        (math.inf, ValueError, "must be positive and finite, got float inf"),
        ("1", TypeError, "is a number, the longest gradient, got str '1'"),
        ([1.0], TypeError, "is a number, the longest gradient, got list"),
    ],
)
def test_length_that_is_none_is_refused(norm, error, message):
    values = parameters([3.0])
    with pytest.raises(error, match=f"norm {message}"):
        clip_gradients(values, norm)
    with pytest.raises(error, match=f"clip_norm {message}"):
        SGD(values, 0.1, clip_norm=norm)
    with pytest.raises(error, match=f"clip_norm {message}"):
        train(network(), "adam", clip_norm=norm)
    assert values[0].grad == 3.0


@pytest.mark.parametrize("far", [math.nan, math.inf])
def test_gradient_that_is_not_finite_is_refused_with_its_name_and_nothing_is_changed(far):
    values = parameters([3.0, far])
    with pytest.raises(ValueError, match=r"clip_gradients needs finite gradients, got .* for w1"):
        clip_gradients(values, 1.0)
    assert values[0].grad == 3.0


@pytest.mark.parametrize(("given_", "message"), [(3, "a Module or a list of Values"), ([1.0], "must be a Value")])
def test_what_has_no_gradient_is_refused(given_, message):
    with pytest.raises(TypeError, match=message):
        clip_gradients(given_, 1.0)
