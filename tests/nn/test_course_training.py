"""The course's rows about training a network: A30, A31, B10-B17, C22, C26.

Not here: what `fit` promises beyond them (test_fit.py).
"""

import math
import random

import numpy as np
import pytest

from autograd_core import no_grad
from nn import (
    MLP,
    SGD,
    Perceptron,
    fit,
    half_squared_error,
    one_hot,
    over_cases,
    recognize,
    uniform,
)
from tests.nn.numeric import GRADIENT, RATE, T12, U1, U2, X, Y, gradient_error, matrix_of, network_of, random_cases

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]
XOR = (0, 1, 1, 0)
DIFFERENT_ORDER = 1e-14  # the same sums, added in another order


def close(expected):
    return pytest.approx(expected, rel=T12, abs=T12)


U1_NEW = [[0.083067418527519565, 0.19153370926375978, -0.28306741852751957],
          [-0.18027813740296878, 0.40986093129851561, 0.48027813740296878]]  # fmt: skip
U2_NEW = [[0.35515628615158314, -0.46566745501050745, 0.62082374116209059],
          [-0.16353465274550309, 0.66045226254389207, -0.82398691528939516]]  # fmt: skip


def test_a30_c23_e05_b10_worked_example_after_one_step():
    net = network_of(U1, U2)
    fit(net, [X], [Y], loss="half_squared_error", optimizer=SGD(net, RATE), epochs=1, progress=False)
    for layer, expected in ((0, U1_NEW), (1, U2_NEW)):
        for row, numbers in zip(matrix_of(net, layer, lambda p: p.data), expected, strict=True):
            assert row == close(numbers)


def test_a31_fit_takes_the_steps_of_the_stochastic_loop():
    """Algorithm 3-4 written out: for each case forward, gradients of all layers, and only then the update."""
    generator = random.Random(31)
    net = MLP(2, [3, 2], activation="sigmoid", output_activation="sigmoid", generator=generator)
    inputs, targets = random_cases(generator, 5, 2, 2)
    weights = [np.array(matrix_of(net, layer, lambda p: p.data)) for layer in (0, 1)]
    for x, y in [*zip(inputs, targets, strict=True)] * 3:
        x0 = np.array([1, *x])
        z = np.array([1, *1 / (1 + np.exp(-weights[0] @ x0))])
        o = 1 / (1 + np.exp(-weights[1] @ z))
        delta = (np.array(y) - o) * o * (1 - o)
        eta = (delta @ weights[1][:, 1:]) * z[1:] * (1 - z[1:])
        weights = [weights[0] + RATE * np.outer(eta, x0), weights[1] + RATE * np.outer(delta, z)]
    fit(
        net,
        inputs,
        targets,
        loss="half_squared_error",
        optimizer=SGD(net, RATE),
        epochs=3,
        order="given",
        progress=False,
    )
    for layer in (0, 1):
        assert np.array(matrix_of(net, layer, lambda p: p.data)) == pytest.approx(weights[layer], abs=T12)


def test_b14_minibatch_of_all_cases_goes_along_the_mean_gradient():
    generator = random.Random(14)
    net = MLP(2, [3, 2], activation="sigmoid", generator=generator)
    inputs, targets = random_cases(generator, 6, 2, 2)

    def mean_loss():
        return over_cases("half_squared_error", net.batch(inputs), targets, reduction="mean")

    assert gradient_error(mean_loss, net.parameters()) <= GRADIENT
    expected = [p.data - 0.3 * p.grad for p in net.parameters()]
    fit(net, inputs, targets, loss="half_squared_error", optimizer=SGD(net, 0.3), epochs=1, batch_size=None,
        order="given", progress=False)  # fmt: skip
    assert [p.data for p in net.parameters()] == pytest.approx(expected, rel=DIFFERENT_ORDER)


@pytest.mark.parametrize("t", [1, 2, 4])
def test_b15_minibatch_step_is_the_rate_over_t_times_the_accumulated_gradient(t):
    generator = random.Random(15)
    net = MLP(2, [3, 2], activation="sigmoid", generator=generator)
    inputs, targets = random_cases(generator, t, 2, 2)
    net.zero_grad()
    for x, y in zip(inputs, targets, strict=True):
        half_squared_error(net(x), y).backward()
    expected = [p.data - RATE / t * p.grad for p in net.parameters()]
    fit(net, inputs, targets, loss="half_squared_error", optimizer=SGD(net, RATE), epochs=1, batch_size=t,
        order="given", progress=False)  # fmt: skip
    assert [p.data for p in net.parameters()] == pytest.approx(expected, rel=DIFFERENT_ORDER)


def trained_on_xor(seed, hidden, epochs, activation="sigmoid"):
    generator = np.random.default_rng(seed)
    net = MLP(2, [hidden, 2], activation=activation, output_activation=activation, initializer=uniform(-1, 1),
              bias_initializer=uniform(-1, 1), generator=generator)  # fmt: skip
    targets = [one_hot(y, 2) for y in XOR]
    history = fit(net, CORNERS, targets, loss="half_squared_error", optimizer=SGD(net, 2.0), epochs=epochs,
                  generator=generator, progress=False)  # fmt: skip
    return net, history


def test_b17_c22_a21_learned_xor_is_recognized_and_separable_in_the_hidden_layer():
    net, history = trained_on_xor(seed=0, hidden=4, epochs=400)
    assert [1 + recognize(net, x) for x in CORNERS] == [1, 2, 2, 1]  # the course counts classes from 1
    assert history.losses[-1] < history.losses[0] / 20
    with no_grad():
        features = [[z.data for z in net.layers[0](x)] for x in CORNERS]
    assert Perceptron(4).learn(features, XOR, epochs=200)[-1].error == 0


def test_c22_equal_initial_weights_never_separate():
    net = MLP(2, [3, 2], activation="sigmoid", output_activation="sigmoid", initializer=lambda *sizes: 0.5)
    fit(net, CORNERS, [one_hot(y, 2) for y in XOR], loss="half_squared_error", optimizer=SGD(net, 1), epochs=20,
        generator=random.Random(0), progress=False)  # fmt: skip
    first, *others = ([p.data for p in neuron.parameters()] for neuron in net.layers[0].neurons)
    assert first != [0.5, 0.5, 0]
    assert all(other == first for other in others)


def test_c26_linear_layers_collapse_to_one_affine_map():
    net = MLP(3, [4, 4, 4, 4, 4, 2], activation="linear", generator=random.Random(26))
    at_zero = np.array([o.data for o in net([0.0, 0.0, 0.0])])
    columns = [np.array([o.data for o in net(list(unit))]) - at_zero for unit in np.eye(3)]
    x = [0.3, -1.2, 2.0]
    assert [o.data for o in net(x)] == pytest.approx(at_zero + np.array(columns).T @ x, rel=T12)


def test_c26_linear_net_says_one_half_to_every_corner_of_xor():
    net = MLP(2, [3, 1], activation="linear", generator=random.Random(26))
    fit(
        net,
        CORNERS,
        XOR,
        loss="mean_squared_error",
        optimizer=SGD(net, 0.1),
        epochs=500,
        batch_size=None,
        progress=False,
    )
    assert [net(x).data for x in CORNERS] == pytest.approx([0.5] * 4, abs=1e-6)  # still approaching


def test_b11_random_order_draws_with_replacement():
    net, seen = network_of([[0, 0]], activation="linear"), []

    def loss(output, target):
        seen.append(target)
        return (output - target) ** 2

    fit(net, [[0.0]] * 8, range(8), loss=loss, optimizer=SGD(net, 1e-3), epochs=50, order="random",
        generator=random.Random(11), progress=False)  # fmt: skip
    draws = seen[8:]  # the first 8 calls are the check of the data
    counts = [draws.count(k) for k in range(8)]
    assert len(draws) == 400
    assert any(len(set(draws[i : i + 8])) < 8 for i in range(0, 400, 8)), "an epoch has repetitions"
    assert all(abs(count - 50) <= 4 * math.sqrt(50) for count in counts), "uniform: within 4 standard deviations"
