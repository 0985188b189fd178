"""A16 to A36 and B10 to B17: the algorithms in loop and matrix form, against the course, each other and the engine."""

from fractions import Fraction

import numpy as np
import pytest

from nn import MLP, half_squared_error
from nn.by_hand import (
    Weights,
    accumulated_gradient,
    forward,
    gradient_by_loops,
    gradient_by_matrices,
    initial_weights,
    logistic,
    objective,
    recognise,
    train,
    train_by_minibatches,
    updated,
)
from nn.by_hand.algorithms import largest_error
from nn.by_hand.equations import Activation
from nn.datasets import XOR_INPUTS, XOR_ONE_HOT
from nn.experiments.starts import assign
from tests.nn.numeric import GRADIENT, RATE, T12, U1, U2, H, X, Y

W = Weights(np.array(U1), np.array(U2))
FORMS = (gradient_by_loops, gradient_by_matrices)
VARIANCES = {1: 344.6, 4: 84.5, 16: 20.7}
FALLS_AS_1_OVER_T = 0.25  # relative: variances of 2000 draws, and 20 samples drawn without replacement


def close(expected):
    return pytest.approx(np.array(expected), rel=T12, abs=T12)


def numeric_gradient(weights, inputs, targets):
    """The gradient of `objective` by central differences."""
    result = []
    for matrix in weights:
        gradient = np.empty_like(matrix)
        for index in np.ndindex(matrix.shape):
            before = matrix[index]
            ends = []
            for shift in (H, -H):
                matrix[index] = before + shift
                ends.append(objective(weights, inputs, targets))
            matrix[index] = before
            gradient[index] = (ends[0] - ends[1]) / (2 * H)
        result.append(gradient)
    return Weights(*result)


def random_problem(seed, d=4, p=5, c=3, n=1):
    generator = np.random.default_rng(seed)
    weights = initial_weights(d, p, c, generator)
    return weights, generator.uniform(-1, 1, (n, d)), generator.uniform(0, 1, (n, c))


@pytest.mark.parametrize(("sizes", "count"), [((64, 50, 10), 3760), ((784, 50, 10), 39760)])
def test_a16_shapes_and_parameter_counts(sizes, count):
    d, p, c = sizes
    weights = initial_weights(d, p, c, np.random.default_rng(0))
    assert weights.U1.shape == (p, d + 1)
    assert weights.U2.shape == (c, p + 1)
    assert weights.parameter_count == p * (d + 1) + c * (p + 1) == count


def test_a19_a20_forward_pass_of_the_worked_example():
    zsum, z, _, o = forward(W, X)
    assert zsum == close([0.5, -0.5])
    assert z[0] == 1
    assert o == close([0.55361674092828269, 0.50842145272282948])


def test_a23_design_matrices():
    assert np.shape(XOR_INPUTS) == (4, 2)
    assert np.array_equal(np.sum(XOR_ONE_HOT, axis=1), np.ones(4))


def test_a25_a29_objective_of_one_sample_and_of_several():
    assert objective(W, X, Y) == pytest.approx(0.22887519378414011, rel=T12)
    assert objective(W, [X, X], [Y, Y]) == pytest.approx(objective(W, X, Y), rel=T12)


@pytest.mark.parametrize("gradient", FORMS)
def test_a33_a34_a35_a36_b08_b10_b13_gradients_of_the_worked_example(gradient):
    dU1, dU2 = gradient(W, X, Y)
    assert dU2[0] == close([-0.11031257230316628, -0.068665089978985108, -0.041647482324181172])
    assert dU2[1][0] == pytest.approx(0.12706930549100618, rel=T12)  # -δ of the second output
    assert dU1[0] == close([0.03386516294496087, 0.016932581472480435, -0.03386516294496087])
    assert dU1[1][0] == pytest.approx(-0.039443725194062448, rel=T12)  # -η of the second hidden unit


@pytest.mark.parametrize("gradient", FORMS)
def test_a30_weights_of_the_worked_example_after_one_update(gradient):
    first, second = updated(W, gradient(W, X, Y), RATE)
    assert first == close(
        [
            [0.083067418527519565, 0.19153370926375978, -0.28306741852751957],
            [-0.18027813740296878, 0.40986093129851561, 0.48027813740296878],
        ]
    )
    assert second == close(
        [
            [0.35515628615158314, -0.46566745501050745, 0.62082374116209059],
            [-0.16353465274550309, 0.66045226254389207, -0.82398691528939516],
        ]
    )
    assert np.array_equal(W.U1, U1), "the old weights stay"


@pytest.mark.parametrize("seed", range(20))
def test_a32_a36_gradients_of_random_nets_agree_with_differences(seed):
    weights, inputs, targets = random_problem(seed)
    numeric = numeric_gradient(weights, inputs, targets)
    for matrix, other in zip(gradient_by_matrices(weights, inputs[0], targets[0]), numeric, strict=True):
        assert np.abs(matrix - other).max() <= GRADIENT


@pytest.mark.parametrize("seed", range(20))
def test_b13_loop_form_is_the_matrix_form(seed):
    weights, inputs, targets = random_problem(seed)
    pairs = zip(*(gradient(weights, inputs[0], targets[0]) for gradient in FORMS), strict=True)
    assert all(np.abs(loop - matrix).max() <= T12 for loop, matrix in pairs)


@pytest.mark.parametrize("seed", range(5))
def test_b08_b10_the_engine_gives_the_same_gradients(seed):
    weights, inputs, targets = random_problem(seed)
    net = MLP(4, [5, 3], activation="sigmoid", output_activation="sigmoid")
    for layer, matrix in zip(net.layers, weights, strict=True):
        assign(layer, matrix[:, 1:], matrix[:, 0])
    half_squared_error(net(inputs[0].tolist()), targets[0].tolist()).backward()
    for layer, gradient in zip(net.layers, gradient_by_matrices(weights, inputs[0], targets[0]), strict=True):
        recorded = [[neuron.b.grad, *(w.grad for w in neuron.w)] for neuron in layer.neurons]
        assert np.abs(np.array(recorded) - gradient).max() <= T12


def test_a36_loop_form_is_exact_over_fractions():
    identity = Activation(lambda s: s, lambda s: 1)
    third = Fraction(1, 3)
    weights = Weights([[third, third]], [[third, third]])  # z = (1 + x)/3, o = (1 + z)/3
    dU1, dU2 = gradient_by_loops(weights, [Fraction(2)], [Fraction(0)], identity)
    # o = 2/3, δ = -2/3, η = δ/3 = -2/9; the gradients are -η x and -δ z
    assert dU1.tolist() == [[Fraction(2, 9), Fraction(4, 9)]]
    assert dU2.tolist() == [[Fraction(2, 3), Fraction(2, 3)]]


def test_a11_slope_of_the_logistic_scales_its_derivative():
    tau = logistic(2)
    assert tau.function(0.5) == pytest.approx(0.73105857863000488, rel=T12)
    assert tau.derivative(0.5) == pytest.approx(0.39322386648296371, rel=T12)


def test_a31_skeleton_is_algorithm_3_4_and_3_5_by_its_gradient_alone():
    traces = []
    for gradient in FORMS:
        generator = np.random.default_rng(0)
        weights = initial_weights(2, 4, 2, generator)
        _, trace = train(XOR_INPUTS, XOR_ONE_HOT, weights, rate=RATE, epochs=20, generator=generator, gradient=gradient)
        traces.append(trace)
    assert traces[0] == pytest.approx(traces[1], rel=T12)


def test_b11_random_sampling_draws_with_replacement_and_is_right_on_average():
    drawn = []

    def recording(weights, x, y, tau):
        drawn.append(tuple(x))
        return Weights(np.zeros_like(weights.U1), np.zeros_like(weights.U2))

    generator = np.random.default_rng(0)
    weights = initial_weights(2, 2, 2, generator)
    options = {"rate": 1, "epochs": 250, "generator": generator, "gradient": recording}
    train(XOR_INPUTS, XOR_ONE_HOT, weights, random_sampling=True, **options)
    epochs = [drawn[i : i + 4] for i in range(0, len(drawn), 4)]
    assert any(len(set(epoch)) < 4 for epoch in epochs), "an epoch of shuffled samples has all four"
    counts = [drawn.count(tuple(map(float, x))) for x in XOR_INPUTS]
    assert all(200 < count < 300 for count in counts), counts  # 250 expected, standard deviation 14


def test_b14_minibatch_of_one_is_the_stochastic_step():
    weights, inputs, targets = random_problem(3)
    options = {"rate": RATE, "generator": np.random.default_rng(0)}
    by_batch, _ = train_by_minibatches(inputs, targets, weights, batch_size=1, updates=1, **options)
    by_sample, _ = train(inputs, targets, weights, epochs=1, **options)
    assert all(np.abs(a - b).max() <= T12 for a, b in zip(by_batch, by_sample, strict=True))


def test_b14_b15_minibatch_of_all_follows_the_gradient_of_the_mean():
    weights, inputs, targets = random_problem(4, n=7)
    total = accumulated_gradient(weights, inputs, targets)
    for matrix, other in zip(total, numeric_gradient(weights, inputs, targets), strict=True):
        assert np.abs(matrix / 7 - other).max() <= GRADIENT
    options = {"rate": RATE, "batch_size": 7, "updates": 1, "generator": np.random.default_rng(0)}
    (first, _), _ = train_by_minibatches(inputs, targets, weights, **options)
    assert first == close(weights.U1 - RATE / 7 * total.U1)


def test_b14_variance_of_the_gradient_falls_with_the_batch_size():
    weights, inputs, targets = random_problem(5, n=200)
    each = np.array(
        [
            np.concatenate([m.ravel() for m in gradient_by_matrices(weights, x, y)])
            for x, y in zip(inputs, targets, strict=True)
        ]
    )
    generator = np.random.default_rng(6)

    def variance(t):
        means = [each[generator.choice(200, t, replace=False)].mean(axis=0) for _ in range(2000)]
        return np.var(means, axis=0).sum()

    measured = {t: variance(t) for t in VARIANCES}
    for t, reference in VARIANCES.items():
        assert measured[t] / measured[1] == pytest.approx(reference / VARIANCES[1], rel=FALLS_AS_1_OVER_T)


def test_b17_recognition_of_learned_xor_and_lowest_class_on_a_tie():
    generator = np.random.default_rng(0)
    weights = initial_weights(2, 4, 2, generator)
    weights, trace = train(
        XOR_INPUTS,
        XOR_ONE_HOT,
        weights,
        rate=RATE,
        epochs=5000,
        generator=generator,
        gradient=gradient_by_matrices,
        tolerance=0.1,
    )
    assert len(trace) < 5000
    assert largest_error(weights, XOR_INPUTS, XOR_ONE_HOT) < 0.1
    assert [recognise(weights, x) for x in XOR_INPUTS] == [1, 2, 2, 1]
    assert recognise(Weights(np.zeros((2, 3)), np.zeros((3, 3))), [0, 0]) == 1


def test_pitfall_6_equal_weights_never_separate():
    weights = Weights(np.full((3, 3), 0.5), np.full((2, 4), 0.5))
    options = {"rate": RATE, "epochs": 50, "generator": np.random.default_rng(0)}
    weights, _ = train(XOR_INPUTS, XOR_ONE_HOT, weights, **options)
    assert np.ptp(weights.U1, axis=0).max() == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate": 0}, "learning rate must be positive"),
        ({"rate": float("nan")}, "learning rate must be positive"),
        ({"batch_size": 5}, "1 to 4 of 4 samples"),
        ({"batch_size": 0}, "1 to 4 of 4 samples"),
    ],
)
def test_bad_training_options_are_refused(change, message):
    options = {"rate": 1, "batch_size": 2, "updates": 1, "generator": np.random.default_rng(0)} | change
    with pytest.raises(ValueError, match=message):
        train_by_minibatches(XOR_INPUTS, XOR_ONE_HOT, initial_weights(2, 2, 2, np.random.default_rng(0)), **options)


def test_bad_data_are_refused():
    options = {"rate": 1, "epochs": 1, "generator": np.random.default_rng(0)}
    for inputs, targets in (([], []), ([[1, 2]], [[1], [2]])):
        with pytest.raises(ValueError, match="n at least 1"):
            train(inputs, targets, W, **options)
    with pytest.raises(ValueError, match="needs 2 inputs"):
        forward(W, [1, 2, 3])
