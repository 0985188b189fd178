"""C18 and C19: TwoLayerNet, its parts by their names, and its gradient against differences and against the engine."""

from itertools import pairwise

import numpy as np
import pytest

from nn import MLP, over_cases
from nn.by_hand import Affine, Relu, SoftmaxWithLoss, TwoLayerNet
from nn.experiments.starts import assign
from tests.nn.numeric import GRADIENT, T12

LABELS = [3, 0, 9]


@pytest.fixture
def net():
    return TwoLayerNet(6, 5, 10, weight_init_std=0.5, generator=np.random.default_rng(0))


@pytest.fixture
def rows():
    return np.random.default_rng(1).uniform(0, 1, (3, 6))


def test_c18_attributes(net):
    assert {name: array.shape for name, array in net.params.items()} == {
        "W1": (6, 5),
        "b1": (5,),
        "W2": (5, 10),
        "b2": (10,),
    }
    assert list(net.layers) == ["Affine1", "Relu1", "Affine2"]
    assert [type(layer) for layer in net.layers.values()] == [Affine, Relu, Affine]
    assert isinstance(net.lastLayer, SoftmaxWithLoss)


def test_c19_first_weights_have_the_asked_standard_deviation_and_biases_are_0():
    net = TwoLayerNet(784, 50, 10, generator=np.random.default_rng(0))
    assert net.params["W1"].std() == pytest.approx(0.01, rel=0.05)  # of 39200 draws
    assert not net.params["b1"].any()
    assert sum(array.size for array in net.params.values()) == 39760


def test_c19_backpropagation_agrees_with_differences(net, rows):
    numeric = net.numerical_gradient(rows, LABELS)
    for name, gradient in net.gradient(rows, LABELS).items():
        assert np.abs(gradient - numeric[name]).max() <= GRADIENT, name


def test_c19_numerical_gradient_puts_every_parameter_back(net, rows):
    before = {name: array.copy() for name, array in net.params.items()}
    net.numerical_gradient(rows, LABELS)
    assert all(np.array_equal(net.params[name], array) for name, array in before.items())


def test_c19_layers_see_parameters_that_were_updated_in_place(net, rows):
    before = net.loss(rows, LABELS)
    for name, gradient in net.gradient(rows, LABELS).items():
        net.params[name] -= 0.1 * gradient
    assert net.loss(rows, LABELS) < before


def test_c19_accuracy_counts_rows_whose_largest_score_is_at_the_label(net, rows):
    best = net.predict(rows).argmax(axis=1)
    assert net.accuracy(rows, best) == 1
    assert net.accuracy(rows, np.eye(10)[best]) == 1
    assert net.accuracy(rows, [best[0], best[1], (best[2] + 1) % 10]) == pytest.approx(2 / 3)


def test_c19_the_engine_gives_the_same_loss_and_the_same_gradients(net, rows):
    twin = MLP(6, [5, 10])
    for layer, number in zip(twin.layers, "12", strict=True):
        assign(layer, net.params[f"W{number}"].T, net.params[f"b{number}"])
    loss = over_cases("softmax_cross_entropy", twin.batch(rows.tolist()), LABELS)
    loss.backward()
    assert loss.data == pytest.approx(net.loss(rows, LABELS), rel=T12)
    gradients = net.gradient(rows, LABELS)
    for layer, number in zip(twin.layers, "12", strict=True):
        weights = np.array([[w.grad for w in neuron.w] for neuron in layer.neurons]).T
        assert weights == pytest.approx(gradients[f"W{number}"], abs=T12)
        assert [neuron.b.grad for neuron in layer.neurons] == pytest.approx(gradients[f"b{number}"], abs=T12)


def test_c17_four_steps_of_training_in_a_loop_bring_the_loss_down(net):
    generator = np.random.default_rng(2)
    images, labels = generator.uniform(0, 1, (40, 6)), generator.integers(0, 10, 40)
    losses = []
    for _ in range(60):
        batch = generator.choice(40, 20)  # 1. minibatch
        gradients = net.gradient(images[batch], labels[batch])  # 2. gradient
        for name, gradient in gradients.items():
            net.params[name] -= 0.5 * gradient  # 3. update
        losses.append(net.loss(images, labels))  # 4. repeat
    assert losses[-1] < losses[0]
    assert sum(later < earlier for earlier, later in pairwise(losses)) > 30
