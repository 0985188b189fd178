"""Recognition: the class of a case (B17, Algorithm 3-7) and accuracy."""

import math

import pytest

from autograd_core import Value
from nn import Dropout, Module, Sequential, accuracy, argmax, recognize


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: argmax([]), "at least one output, got none"),
        (lambda: argmax([0.0, math.nan]), "got nan as output 1"),
        (lambda: accuracy(Identity(), [], []), "at least one case"),
        (lambda: accuracy(Identity(), [[1]], [0, 1]), "got 1 inputs and 2 labels"),
    ],
)
def test_bad_input_is_a_value_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
