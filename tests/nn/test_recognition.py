"""Recognition: the class of a case (B17, Algorithm 3-7) and accuracy."""

import math
import random

import pytest

from autograd_core import Value, debug, exp, no_grad, recording
from nn import MLP, SGD, Dropout, Module, Neuron, Sequential, accuracy, argmax, fit, recognize


class Identity(Module):
    def __call__(self, x):
        return x


@pytest.mark.parametrize(
    ("outputs", "index"),
    [([0.1, 0.7, 0.2], 1), ([0.5, 0.5], 0), ([1, 3, 3], 1), ([-2.0], 0), ([-math.inf, -1.0], 1)],
)
def test_b17_argmax_takes_the_lowest_index_of_a_tie(outputs, index):
    assert argmax(outputs) == index
    assert argmax([Value(x) for x in outputs]) == index


def test_recognition_is_use_and_not_training():
    net = Sequential(Dropout(0.9))
    assert [recognize(net, [1.0, 2.0, 3.0]) for _ in range(10)] == [2] * 10
    assert net.training, "the mode is put back"


def test_accuracy_is_the_fraction_of_right_classes():
    assert accuracy(Identity(), [[1, 0], [0, 1], [3, 2], [0, 9]], [0, 1, 1, 1]) == 0.75


@pytest.mark.parametrize("mode", [no_grad, recording, debug])
def test_threshold_is_known_inside_any_mode(mode):
    with mode():
        assert accuracy(unit("sigmoid"), POINTS, ABOVE_0) == 1.0
        assert recognize(unit("sigmoid"), [1.0]) == 1


# A single output.

POINTS = [[-2.0], [-0.1], [0.1], [2.0]]
ABOVE_0 = [0, 0, 1, 1]


def unit(activation, slope=1.0, offset=0.0):
    neuron = Neuron(1, activation=activation)
    neuron.w[0].data, neuron.b.data = slope, offset
    return neuron


@pytest.mark.parametrize("activation", ["sigmoid", "logistic", "tanh", "bipolar_logistic", "step"])
@pytest.mark.parametrize("wrap", [lambda net: net, Sequential, lambda net: Sequential(net, lambda y: [y])])
def test_single_output_is_told_apart_in_the_middle_of_its_range(activation, wrap):
    net = wrap(unit(activation))
    assert [recognize(net, x) for x in POINTS] == ABOVE_0
    assert accuracy(net, POINTS, ABOVE_0) == 1.0
    assert accuracy(net, POINTS, [1, 0, 1, 1]) == 0.75
    assert accuracy(wrap(unit(activation, slope=-1.0)), POINTS, ABOVE_0) == 0.0


@pytest.mark.parametrize("activation", [None, "relu", "softplus", "bipolar_step", lambda x: 1 / (1 + exp(-x))])
def test_single_output_that_does_not_tell_its_threshold_is_refused_until_it_is_given(activation):
    net = unit(activation)
    for ask in (lambda: recognize(net, [1.0]), lambda: accuracy(net, POINTS, ABOVE_0)):
        with pytest.raises(ValueError, match=r"one output has two classes.*threshold=0 for scores.*0\.5 for prob"):
            ask()


@pytest.mark.parametrize(("activation", "threshold"), [(None, 0), (None, 0.05), ("softplus", math.log(2))])
def test_threshold_is_that_of_the_plot_of_the_boundary(activation, threshold):
    net = unit(activation)
    assert [recognize(net, x, threshold=threshold) for x in POINTS] == ABOVE_0
    assert accuracy(net, POINTS, ABOVE_0, threshold=threshold) == 1.0


def test_output_at_the_threshold_is_of_class_0_as_a_tie_of_two_outputs_is():
    assert recognize(unit("sigmoid", slope=0.0), [1.0]) == argmax([0.5, 0.5]) == 0


@pytest.mark.parametrize(("loss", "activation", "threshold"), [
    ("binary_cross_entropy", "sigmoid", None), ("sigmoid_cross_entropy", None, 0), ("mean_squared_error", None, 0.5)
])  # fmt: skip
def test_trained_net_of_one_output_is_as_accurate_as_it_is(loss, activation, threshold):
    rows = [[x / 4 + 0.1, y / 4] for x in range(-4, 5) for y in range(-4, 5)]
    labels = [int(x > y) for x, y in rows]
    net = MLP(2, [1], output_activation=activation, generator=random.Random(0))
    fit(net, rows, labels, loss=loss, optimizer=SGD(net, 0.3), epochs=60, batch_size=27, order="given", progress=False,
        compiled=True)  # fmt: skip
    assert accuracy(net, rows, labels, threshold=threshold) > 0.95


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: argmax([]), "at least one output, got none"),
        (lambda: argmax([0.0, math.nan]), "got nan as output 1"),
        (lambda: accuracy(Identity(), [], []), "at least one case"),
        (lambda: accuracy(Identity(), [[1]], [0, 1]), "got 1 inputs and 2 labels"),
        (lambda: accuracy(Identity(), [[1, 2]], [2]), r"in 0 \.\.\. 1, the classes of 2 outputs, got int 2 as label 0"),
        (lambda: accuracy(unit("tanh"), POINTS, [-1, -1, 1, 1]), r"of 1 output, got int -1 as label 0"),
        (lambda: recognize(unit("tanh"), [math.nan]), "got nan as output 0"),
        (lambda: recognize(Identity(), []), "at least one output, got none"),
    ],
)
def test_bad_input_is_a_value_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
