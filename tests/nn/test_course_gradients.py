"""The course's rows about a network's outputs and gradients: A16-A36, B08, B09, C24, C25, D02-D05, E01-E04, E07.

Not here: rows about one activation, loss, optimizer or layer, which stand in that one's test file.
"""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from autograd_core import Value
from nn import (
    MLP,
    SGD,
    Layer,
    Module,
    Neuron,
    half_squared_error,
    mean_squared_error,
    one_hot,
    over_cases,
)
from tests.nn.numeric import GRADIENT, T12, U1, U2, X, Y, gradient_error, matrix_of, network_of, random_cases

DIFFERENT_ORDER = 1e-14  # the same sums, added in another order


def close(expected):
    return pytest.approx(expected, rel=T12, abs=T12)


def test_a16_parameters_are_p_times_d_plus_1_and_c_times_p_plus_1():
    for (d, p, c), count in (((64, 50, 10), 3760), ((784, 50, 10), 39760)):
        assert len(MLP(d, [p, c]).parameters()) == p * (d + 1) + c * (p + 1) == count


@pytest.mark.parametrize("layers", [1, 2, 3, 4, 5])
def test_a18_d04_network_is_the_composition_of_its_layers(layers):
    net = MLP(3, [4] * layers, activation="tanh", generator=random.Random(layers))
    x = [0.5, -1.0, 2.0]
    composed = x
    for layer in net.layers:
        composed = layer(composed)
    assert [o.data for o in net(x)] == [o.data for o in composed]


def test_a19_a20_worked_example_forward():
    net = network_of(U1, U2)
    hidden = network_of(U1, U2, activation="linear").layers[0](X)
    assert [s.data for s in hidden] == close([0.5, -0.5])
    assert [o.data for o in net(X)] == close([0.55361674092828269, 0.50842145272282948])


def tent(layers):
    """The tent map composed with itself, two relu units and their sum per fold, in exact numbers."""
    net = MLP(1, [size for _ in range(layers) for size in (2, 1)])
    for i, layer in enumerate(net.layers):
        rows = [[0, 1], [Fraction(-1, 2), 1]] if i % 2 == 0 else [[0, 2, -4]]
        for neuron, row in zip(layer.neurons, rows, strict=True):
            for p, number in zip((neuron.b, *neuron.w), row, strict=True):
                p.data = Fraction(number)
    return net


@pytest.mark.parametrize("folds", [1, 2, 3, 4, 5, 6])
def test_a22_d03_each_fold_of_two_relu_units_doubles_the_linear_pieces(folds):
    net, slopes = tent(folds), []
    for k in range(2**folds):
        x = Value(Fraction(2 * k + 1, 2 ** (folds + 1)))
        net(x).backward()
        slopes.append(x.grad)
    pieces = 1 + sum(left != right for left, right in itertools.pairwise(slopes))
    assert pieces == 2**folds
    assert pieces >= 2 * folds  # what as many units in one hidden layer can do is at most 2 folds + 1
    assert {abs(slope) for slope in slopes} == {2**folds}


def test_a23_one_hot_rows_add_up_to_1():
    rows = [one_hot(label, 3) for label in (2, 0, 1)]
    assert rows == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert all(sum(row) == 1 for row in rows)


def gradients_of(net, objective):
    net.zero_grad()
    objective().backward()
    return [p.grad for p in net.parameters()]


def test_a25_gradients_of_the_summed_and_the_averaged_loss_differ_by_the_number_of_cases():
    generator = random.Random(25)
    net = MLP(2, [3, 2], activation="sigmoid", generator=generator)
    inputs, targets = random_cases(generator, 7, 2, 2)
    total, mean = (
        gradients_of(net, lambda r=r: over_cases(half_squared_error, net.batch(inputs), targets, reduction=r))
        for r in ("sum", "mean")
    )
    assert total == pytest.approx([7 * g for g in mean], rel=DIFFERENT_ORDER)


def worked_example():
    net = network_of(U1, U2)
    loss = half_squared_error(net(X), Y)
    loss.backward()
    return net, loss


def test_a29_worked_example_loss():
    assert worked_example()[1].data == close(0.22887519378414011)


def test_a33_a34_worked_example_output_gradients():
    net, _ = worked_example()
    gradients = matrix_of(net, 1, lambda p: p.grad)
    assert [-row[0] for row in gradients] == close([0.11031257230316628, -0.12706930549100618])
    assert gradients[0] == close([-0.11031257230316628, -0.068665089978985108, -0.041647482324181172])


def test_a35_a36_b08_worked_example_hidden_gradients():
    net, _ = worked_example()
    gradients = matrix_of(net, 0, lambda p: p.grad)
    assert [-row[0] for row in gradients] == close([-0.03386516294496087, 0.039443725194062448])
    assert gradients[0] == close([0.03386516294496087, 0.016932581472480435, -0.03386516294496087])


@pytest.mark.parametrize("seed", range(20))
def test_a32_a36_random_networks_against_central_differences(seed):
    generator = random.Random(seed)
    d, p, c = (generator.randrange(1, 6) for _ in range(3))
    net = MLP(d, [p, c], activation="sigmoid", output_activation="sigmoid", generator=generator)
    (x,), (y,) = random_cases(generator, 1, d, c)
    assert gradient_error(lambda: half_squared_error(net(x), y), net.parameters()) <= GRADIENT


def test_b09_sigmoid_neuron():
    neuron = Neuron(2, activation="sigmoid")
    x0, x1 = Value(-1.0), Value(-2.0)
    for p, number in zip(neuron.parameters(), (2, -3, -3), strict=True):
        p.data = number
    y = neuron([x0, x1])
    y.backward()
    assert y.data == close(0.7310585786300049)
    assert [p.grad for p in neuron.parameters()] == close(
        [-0.19661193324148185, -0.3932238664829637, 0.19661193324148185]
    )
    assert [x0.grad, x1.grad] == close([0.3932238664829637, -0.5898357997244456])


def chain(x, target, *weights):
    """y = σ(... σ(w₁ x)), without biases, and 1/2 (y - target)²."""
    y = Value(x)
    for w in weights:
        y = (w * y).sigmoid()
    return y, half_squared_error(y, target)


def test_c24_chain_of_two_weights():
    w1, w2 = Value(0.5), Value(-0.3)
    y, loss = chain(1.0, 1.0, w1, w2)
    loss.backward()
    assert y.data == close(0.45345073990227421)
    assert [w2.grad, w1.grad] == close([-0.084314004775529414, 0.009549589725601021])
    SGD([w1, w2], 0.5).step()
    assert [w2.data, w1.data] == close([-0.25784299761223529, 0.49522520513719949])


def test_c25_chain_of_three_weights_and_not_the_printed_formula():
    weights = [Value(0.5), Value(-0.3), Value(0.8)]
    chain(1.0, 1.0, *weights)[1].backward()
    w1, w2, w3 = (w.grad for w in weights)
    assert [w3, w2, w1] == close([-0.045014507149084567, -0.012251317048824568, 0.0013876111296814046])
    assert abs(w2 / -0.011960607835828157 - 1) > 0.01


def test_d02_row_convention_gives_the_same_network():
    net = network_of(U1, U2)
    rows = np.array([X, (1.0, 2.0)])
    W1, W2 = (np.array(u)[:, 1:].T for u in (U1, U2))
    H = 1 / (1 + np.exp(-(rows @ W1 + np.array(U1)[:, 0])))
    O = 1 / (1 + np.exp(-(H @ W2 + np.array(U2)[:, 0])))  # noqa: E741 - the course's letter
    assert [[o.data for o in net(row)] for row in rows] == [close(list(row)) for row in O]


@pytest.mark.parametrize("layers", [1, 2, 3, 4, 5])
def test_d05_gradients_of_a_network_of_any_depth(layers):
    net = MLP(3, [3] * layers, activation="sigmoid", output_activation="sigmoid", generator=random.Random(layers))
    assert gradient_error(lambda: mean_squared_error(net((0.3, -0.5, 1.0)), (0, 1, 0)), net.parameters()) <= GRADIENT


class FamilyNet(Module):
    """Figure 3 of the 1986 paper: 24 people and 12 relations -> 6 + 6 -> 12 -> 6 -> 24."""

    def __init__(self, generator):
        options = {"activation": "sigmoid", "bias_initializer": "uniform", "generator": generator}
        self.person, self.relation = Layer(24, 6, **options), Layer(12, 6, **options)
        self.rest = MLP(12, [12, 6, 24], output_activation="sigmoid", **options)

    def __call__(self, x):
        return self.rest(self.person(x[:24]) + self.relation(x[24:]))


def test_d05_e09_five_layer_family_net_has_630_parameters_and_right_gradients():
    net = FamilyNet(random.Random(5))
    assert len(net.parameters()) == 630
    case, target = [*one_hot(3, 24), *one_hot(7, 12)], one_hot(9, 24)
    checked = net.parameters()[::7]  # each takes two forward passes; every layer has some
    assert gradient_error(lambda: half_squared_error(net(case), target), checked) <= GRADIENT


PAPER_CASES, PAPER_TARGETS = [(1, 0), (0.5, -1)], [1, 0]


def paper_net():
    return network_of([[-0.1, 0.2, -0.4], [0.3, 0.7, 0.1]], [[0.05, 0.5, -0.6]])


def test_e01_paper_outputs():
    assert [paper_net()(x).data for x in PAPER_CASES] == close([0.4685053642941788, 0.4922162477440633])


def test_e02_e04_paper_error_sums_over_cases_and_its_gradients():
    net = paper_net()
    error = over_cases(half_squared_error, net.batch(PAPER_CASES), PAPER_TARGETS, reduction="sum")
    error.backward()
    assert error.data == close(0.2623816911636544)
    ((b2, *w2),) = matrix_of(net, 1, lambda p: p.grad)
    hidden = matrix_of(net, 0, lambda p: p.grad)
    assert w2 == close([0.004173955860193877, -0.018738967888346728])
    assert b2 == close(-0.009322222848717907)
    assert [row[0] for row in hidden] == close([-0.0017230705966202568, -0.0015130020408336362])
    assert [row[1:] for row in hidden] == [
        close([-0.00911254451604347, -0.014778947838846427]),
        close([0.007049767162703103, 0.01712553840707348]),
    ]


@pytest.mark.parametrize("output_weight", [-9.4, -8.8])
def test_e07_published_weights_of_the_symmetry_net_are_right_on_all_64_patterns(output_weight):
    first = [14.2, -3.6, 7.2, -7.2, 3.6, -14.2]
    net = network_of([[-1.1, *first], [-1.1, *[-w for w in first]]], [[6.4, output_weight, output_weight]])
    for pattern in itertools.product((0, 1), repeat=6):
        assert (net(pattern).data > 0.5) == (pattern == pattern[::-1])
