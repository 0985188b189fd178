"""C10 to C16: Relu, Sigmoid, Affine and SoftmaxWithLoss against the course's numbers and against differences."""

import numpy as np
import pytest

from nn.by_hand import Affine, Relu, Sigmoid, SoftmaxWithLoss, cross_entropy, softmax
from nn.by_hand.layers import one_hot
from tests.nn.numeric import GRADIENT, T12, H

PRINTED_SHARES = ((0.0075, 0.0085), (0.9905, 0.992))  # .008 and .991 are printed with three decimals


def close(expected):
    return pytest.approx(np.array(expected), rel=T12, abs=T12)


def differences(f, x):
    """d f / d x of a scalar f of an array."""
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        ends = []
        for shift in (H, -H):
            moved = x.copy()
            moved[index] += shift
            ends.append(f(moved))
        gradient[index] = (ends[0] - ends[1]) / (2 * H)
    return gradient


def test_c10_relu_passes_where_positive_and_stops_at_0_and_below():
    layer = Relu()
    assert np.array_equal(layer.forward([[1, -0.5], [-2, 3]]), [[1, 0], [0, 3]])
    assert np.array_equal(layer.backward([[1, 1], [1, 1]]), [[1, 0], [0, 1]])
    assert layer.forward([0.0]) == layer.backward([1.0]) == 0


def test_c11_sigmoid_backward_is_y_times_1_minus_y():
    layer = Sigmoid()
    assert layer.forward([1.0]) == close([0.73105857863000488])
    assert layer.backward([1.0]) == close([0.19661193324148185])


def test_sigmoid_of_large_inputs_neither_overflows_nor_warns():
    assert Sigmoid().forward([-800.0, 800.0]) == close([0, 1])


def test_c12_affine_of_a_single_row():
    layer = Affine(np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([0.5, -1, 2]))
    assert layer.forward([1, -2]) == close([-6.5, -9, -7])
    assert layer.backward([1, 0, -1]) == close([-2, -2])
    assert layer.dW == close(np.outer([1, -2], [1, 0, -1]))
    assert layer.db == close([1, 0, -1])


def test_c13_affine_of_a_batch():
    layer = Affine(np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([0.5, -1, 2]))
    assert np.array_equal(layer.forward([[1, -2], [0.5, 3], [-1, 1]]), [[-6.5, -9, -7], [13, 15, 21.5], [3.5, 2, 5]])
    assert np.array_equal(layer.backward([[1, 0, -1], [2, 1, 0], [0, -3, 4]]), [[-2, -2], [4, 13], [6, 9]])
    assert np.array_equal(layer.dW, [[2, 3.5, -5], [4, 0, 6]])
    assert np.array_equal(layer.db, [3, -2, 3])


def test_c13_bias_gradient_is_the_sum_over_the_batch():
    layer = Affine(np.zeros((2, 3)), np.zeros(3))
    layer.forward([[0, 0], [0, 0]])
    layer.backward([[1, 2, 3], [4, 5, 6]])
    assert np.array_equal(layer.db, [5, 7, 9])


def test_d01_a_batch_of_n_rows_and_d_inputs_gives_n_rows_and_p_outputs():
    n, d, p = 5, 3, 2
    layer = Affine(np.ones((d, p)), np.array([10.0, 20.0]))
    assert np.array_equal(layer.forward(np.ones((n, d))), np.tile([13.0, 23.0], (n, 1))), "b is added to every row"


def test_c14_scores_of_the_figure_give_its_shares():
    # 2 of the 10 scores are printed; the others leave room below these shares
    small, large = softmax([5.3, 10.1])
    assert small / large == pytest.approx(0.008229747, rel=1e-6)  # printed with 7 digits
    for share, (low, high) in zip((small, large), PRINTED_SHARES, strict=True):
        assert low <= share < high


def test_c15_recognition_needs_no_softmax_except_where_it_rounds_a_difference_away():
    scores = np.random.default_rng(0).normal(size=(10_000, 10))
    assert np.array_equal(scores.argmax(axis=1), softmax(scores).argmax(axis=1))
    assert np.argmax([0, 1e-17]) == 1
    assert softmax([0, 1e-17])[0] == softmax([0, 1e-17])[1]


A16_SCORES = [[1, 2, 0], [0.3, -0.1, 0.8]]


def test_c16_softmax_with_loss():
    layer = SoftmaxWithLoss()
    assert layer.forward(A16_SCORES, [1, 2]) == pytest.approx(0.5536409728271142, rel=T12)
    assert layer.backward()[0] == close([0.12236423552739882, -0.1673795221125891, 0.04501528658519023])


def test_c16_labels_and_one_hot_rows_are_the_same_targets():
    by_label, by_row = SoftmaxWithLoss(), SoftmaxWithLoss()
    assert by_label.forward(A16_SCORES, [1, 2]) == by_row.forward(A16_SCORES, [[0, 1, 0], [0, 0, 1]])
    assert np.array_equal(by_label.backward(), by_row.backward())


def test_c16_gradient_is_y_minus_t():
    layer = SoftmaxWithLoss()
    layer.forward(np.log([[0.3, 0.2, 0.5]]), [1])
    assert layer.backward() == close([[0.3, -0.8, 0.5]])


def test_c16_backward_takes_the_gradient_from_above_which_the_printed_layer_ignores():
    layer = SoftmaxWithLoss()
    layer.forward(A16_SCORES, [1, 2])
    assert layer.backward(3.0) == close(3 * layer.backward())


def test_c16_gradient_agrees_with_differences():
    layer = SoftmaxWithLoss()
    scores = np.array(A16_SCORES, float)
    layer.forward(scores, [1, 2])
    numeric = differences(lambda x: SoftmaxWithLoss().forward(x, [1, 2]), scores)
    assert np.abs(layer.backward() - numeric).max() <= GRADIENT


def test_c36_softmax_of_large_scores():
    assert softmax([1, 2, 0]) == close([0.24472847105479765, 0.66524095577482189, 0.090030573170380458])
    assert softmax([1010, 1000, 990]) == close([0.99995460007033109, 4.5397868608866661e-5, 2.0610600462090623e-9])


def test_pitfall_3_saturated_scores_have_a_finite_loss():
    assert SoftmaxWithLoss().forward([[1000.0, 0.0]], [1]) == 1000


def test_c40_cross_entropy():
    assert cross_entropy([0.1, 0.2, 0.7], [0, 0, 1]) == pytest.approx(0.35667494393873245, rel=T12)
    assert cross_entropy([0.1, 0.2, 0.7], [0.2, 0.3, 0.5]) == pytest.approx(1.1216858642984053, rel=T12)
    assert cross_entropy([0, 1], [0, 1]) == 0


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0.5, 1], [[0, 1]]])
def test_labels_out_of_range_or_of_another_kind_are_refused(labels):
    with pytest.raises(ValueError, match="labels must"):
        one_hot(labels, 3)


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="Affine needs W"):
        Affine(np.zeros((2, 3)), np.zeros(2))
    with pytest.raises(ValueError, match="Affine needs 2 inputs"):
        Affine(np.zeros((2, 3)), np.zeros(3)).forward([1, 2, 3])
    with pytest.raises(ValueError, match="a target for each row"):
        SoftmaxWithLoss().forward([[1, 2], [3, 4]], [0])
    with pytest.raises(ValueError, match="one shape"):
        cross_entropy([0.5, 0.5], [1, 0, 0])


@pytest.mark.parametrize("layer", [Relu(), Sigmoid(), Affine(np.eye(2), np.zeros(2)), SoftmaxWithLoss()])
def test_backward_before_forward_is_refused(layer):
    with pytest.raises(RuntimeError, match=type(layer).__name__):
        layer.backward(np.ones(2))
