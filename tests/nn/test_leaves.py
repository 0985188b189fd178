"""Leaves of a loss that nobody trains, and parameters that nobody has: errors by name, compiled or not."""

import numpy as np
import pytest

from autograd_core import Value, constant, dot
from nn import SGD, Layer, Module, PReLU
from nn.objective import objective
from tests.nn.small_training import ROWS, TARGETS, network, numbers, train

both_ways = pytest.mark.parametrize("compiled", [False, True])

FAR_AWAY = Value(0.5, "far away")
ANONYMOUS = Value(0.25)


class Missed(Module):
    """A network with one Value more, which `where` puts where training does not find it."""

    in_class = Value(0.125)

    def __init__(self, where):
        self.net = network()
        self._private = Value(0.75)
        held = Value(2.0, "in a closure")
        self._read = {
            "nowhere": lambda: FAR_AWAY,
            "nowhere and without a label": lambda: ANONYMOUS,
            "in a closure": lambda: held,
            "in a private attribute": lambda: self._private,
            "in the class": lambda: self.in_class,
            "made anew": lambda: Value(1.5, "h0"),
        }[where]

    def __call__(self, x):
        return self.net(x) * self._read()


MISSED = {
    "nowhere": "0.5 (node 'far away')",
    "nowhere and without a label": "0.25",
    "in a closure": "2.0 (node 'in a closure')",
    "in a private attribute": "Missed._private, 0.75",
    "in the class": "Missed.in_class, 0.125",
    "made anew": "1.5 (node 'h0')",
}


@both_ways
@pytest.mark.parametrize("where", MISSED)
def test_leaf_that_training_misses_is_an_error_by_name_before_the_first_step(where, compiled):
    net = Missed(where)
    before = numbers(net)
    with pytest.raises(ValueError, match="neither a parameter of the model or the optimizer, nor an input") as error:
        train(net, compiled=compiled)
    assert f"the loss depends on {MISSED[where]}, a Value" in str(error.value)
    assert numbers(net) == before


class Forgetful(Module):
    """Its own list of parameters lacks one."""

    def __init__(self):
        self.layer, self.scale = network(), Value(1.0, "scale")

    def __call__(self, x):
        return self.layer(x) * self.scale

    def parameters(self):
        return self.layer.parameters()


@both_ways
def test_own_list_of_parameters_that_lacks_one_is_an_error(compiled):
    with pytest.raises(ValueError, match=r"Forgetful\.scale, 1\.0 \(node 'scale'\).*its method `parameters`"):
        train(Forgetful(), compiled=compiled)


@both_ways
def test_leaf_of_the_loss_alone_is_an_error_unless_it_is_trained_or_constant(compiled):
    sharpness = Value(1.0, "sharpness")

    def loss(output, target):
        return (output - target) ** 2 * sharpness

    net = network()
    with pytest.raises(ValueError, match="node 'sharpness'"):
        train(net, loss=loss, compiled=compiled)
    train(net, SGD([*net.parameters(), sharpness], 0.01), loss=loss, compiled=compiled)
    assert sharpness.data < 1.0
    fixed = constant(1.0)
    train(net, loss=lambda output, target: (output - target) ** 2 * fixed, compiled=compiled)


@both_ways
def test_objective_of_ones_own_loop_is_checked_too(compiled):
    cases = list(zip(ROWS, TARGETS, strict=True))
    with pytest.raises(ValueError, match=r"Missed\._private"):
        objective(Missed("in a private attribute"), cases, "mean_squared_error", compiled=compiled)([0])


@both_ways
def test_parameters_that_stay_inputs_and_targets_are_no_missed_leaves(compiled):
    net = network()
    train(net, SGD(net.parameters()[4:], 0.1), compiled=compiled)
    of_values = [([Value(x) for x in row], Value(target)) for row, target in zip(ROWS, TARGETS, strict=True)]
    objective(net, of_values, lambda o, t: (o - t) ** 2, compiled=compiled)([1, 2])


class Replaced(Module):
    def __init__(self):
        self.first, self.last = Layer(2, 3), Layer(3, 1, activation=PReLU())

    def __call__(self, x):
        return self.last(self.first(x))


@both_ways
@pytest.mark.parametrize("change", ["replaced", "added", "taken away"])
def test_optimizer_of_a_module_that_has_got_other_parameters_is_an_error(change, compiled):
    net = Replaced()
    optimizer = SGD(net, 0.1)
    if change == "replaced":
        net.first = Layer(2, 3)
    elif change == "added":
        net.extra = Layer(1, 1)
    else:
        net.last = lambda outputs: dot(outputs, [1.0] * 3)
    with pytest.raises(ValueError, match="the model has other parameters than when the optimizer was made for it"):
        train(net, optimizer, compiled=compiled)


@both_ways
def test_optimizer_of_values_that_the_model_no_longer_has_is_an_error(compiled):
    net = Replaced()
    optimizer = SGD(net.parameters(), 0.1)
    net.last = Layer(3, 1)
    with pytest.raises(ValueError, match=r"trains .* \(node 'w1'\), its parameter 9, on which neither the model nor"):
        train(net, optimizer, compiled=compiled)


class OnArrays(Module):
    """The first layer as a matrix of Values."""

    def __init__(self):
        start = np.random.default_rng(0)
        self.W = np.array([[Value(start.normal()) for _ in range(2)] for _ in range(4)])
        self.out = network().layers[1]

    def __call__(self, x):
        return self.out(list(np.tanh(self.W @ np.array(x))))


@both_ways
def test_matrix_of_values_is_trained_and_saved(compiled):
    net = OnArrays()
    before = numbers(net)
    train(net, compiled=compiled)
    assert len(net.parameters()) == 8 + 5
    assert all(new != old for new, old in zip(numbers(net), before, strict=True))
    assert [*net.state_dict()][:3] == ["W.0.0", "W.0.1", "W.1.0"]
