"""E01 to E06: the 1986 equations on arrays, against the paper's worked net, differences and the engine."""

import numpy as np
import pytest

from autograd_core import no_grad
from nn import MLP, Acceleration, half_squared_error, over_cases
from nn.by_hand import LayeredNet
from nn.experiments.starts import draw_uniformly
from tests.nn.numeric import GRADIENT, T12, H

CASES, DESIRED = [[1, 0], [0.5, -1]], [[1], [0]]


def close(expected):
    return pytest.approx(np.array(expected), rel=T12, abs=T12)


@pytest.fixture
def net():
    return LayeredNet(
        [np.array([[0.2, -0.4], [0.7, 0.1]]), np.array([[0.5, -0.6]])], [np.array([-0.1, 0.3]), np.array([0.05])]
    )


def test_e01_outputs(net):
    assert net.activities(CASES)[-1][:, 0] == close([0.4685053642941788, 0.4922162477440633])


def test_e02_error_is_the_sum_over_cases(net):
    assert net.error(CASES, DESIRED) == pytest.approx(0.2623816911636544, rel=T12)


def test_e04_gradients(net):
    dW1, db1, dW2, db2 = net.gradient(CASES, DESIRED)
    assert dW2 == close([[0.004173955860193877, -0.018738967888346728]])
    assert dW1 == close([[-0.00911254451604347, -0.014778947838846427], [0.007049767162703103, 0.01712553840707348]])
    assert db1 == close([-0.0017230705966202568, -0.0015130020408336362])
    assert db2 == close([-0.009322222848717907])


def test_e03_e04_gradients_agree_with_differences_at_two_passes_per_parameter(net):
    gradients = net.gradient(CASES, DESIRED)
    passes = 0
    for array, gradient in zip(net.parameters(), gradients, strict=True):
        for index in np.ndindex(array.shape):
            before = array[index]
            ends = []
            for array[index] in (before + H, before - H):
                ends.append(net.error(CASES, DESIRED))
                passes += 1
            array[index] = before
            assert abs((ends[0] - ends[1]) / (2 * H) - gradient[index]) <= GRADIENT
    assert passes == 2 * sum(array.size for array in net.parameters())


def test_e05_e06_accelerated_steps_of_a_steady_gradient():
    net = LayeredNet([np.zeros((1, 1))], [np.zeros(1)])
    positions = [0.0]
    for _ in range(5):
        net.accelerated_step([np.ones((1, 1)), np.ones(1)], epsilon=0.1, alpha=0.9)
        positions.append(net.weights[0].item())
    assert np.diff(positions) == close([-0.1, -0.19, -0.271, -0.3439, -0.40951])


def test_pitfall_10_decay_comes_after_the_step_and_does_not_enter_the_velocity():
    net = LayeredNet([np.zeros((1, 1))], [np.zeros(1)])
    for _ in range(2):
        net.accelerated_step([np.ones((1, 1)), np.ones(1)], epsilon=0.1, alpha=0.9, decay=0.5)
    # -0.1 halved; then the step of -0.19 that it takes without any decay; halved
    assert net.weights[0].item() == pytest.approx((-0.05 - 0.19) / 2, rel=T12)


def test_margin_takes_the_error_from_outputs_that_are_near_enough(net):
    assert all(np.all(gradient == 0) for gradient in net.gradient(CASES, DESIRED, margin=0.6))
    assert net.gradient(CASES, DESIRED, margin=0.4)[3] == close(net.gradient(CASES, DESIRED)[3])


def test_nets_side_by_side_are_the_nets_one_by_one(net):
    other = LayeredNet([2 * w for w in net.weights], [2 * b for b in net.biases])
    pairs = [zip(net.weights, other.weights, strict=True), zip(net.biases, other.biases, strict=True)]
    both = LayeredNet(*[[np.array(pair) for pair in each] for each in pairs])
    assert both.error(CASES, DESIRED) == close([net.error(CASES, DESIRED), other.error(CASES, DESIRED)])
    for together, *apart in zip(*(each.gradient(CASES, DESIRED) for each in (both, net, other)), strict=True):
        assert together == close(apart)


def test_cut_connections_stay_cut(net):
    mask = [np.array([[1.0, 0.0], [1.0, 1.0]]), np.ones((1, 2))]
    cut = LayeredNet(net.weights, net.biases, mask)
    for _ in range(3):
        cut.accelerated_step(cut.gradient(CASES, DESIRED), epsilon=1, alpha=0.9)
    assert cut.weights[0][0, 1] == 0
    assert cut.weights[0][0, 0] != 0.2


def test_e05_e06_the_engine_takes_the_same_steps():
    engine = MLP(2, [3, 1], activation="sigmoid", output_activation="sigmoid")
    draw_uniformly(engine.layers, 1.0, np.random.default_rng(0))
    arrays = LayeredNet(
        [np.array([[w.data for w in neuron.w] for neuron in layer.neurons]) for layer in engine.layers],
        [np.array([neuron.b.data for neuron in layer.neurons]) for layer in engine.layers],
    )
    optimizer = Acceleration(engine, 0.5, momentum=0.9, weight_decay=0.01)
    for _ in range(30):
        error = optimizer.descend(lambda: over_cases(half_squared_error, engine.batch(CASES), DESIRED, reduction="sum"))
        assert error == pytest.approx(arrays.error(CASES, DESIRED), rel=T12)
        arrays.accelerated_step(arrays.gradient(CASES, DESIRED), epsilon=0.5, alpha=0.9, decay=0.01)
    with no_grad():
        outputs = [engine(case).data for case in CASES]
    assert outputs == close(arrays.activities(CASES)[-1][:, 0])


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="each layer needs weights"):
        LayeredNet([np.zeros((2, 2)), np.zeros((1, 3))], [np.zeros(2), np.zeros(1)])
