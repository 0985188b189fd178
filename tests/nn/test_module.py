"""Module: what subclasses get, written the way people write them for micrograd."""

import pytest

from autograd_core import Value, constant
from nn import MLP, Dropout, Module, Sequential, evaluating


class TwoBranches(Module):
    def __init__(self):
        self.left, self.right = MLP(1, [2, 1]), MLP(1, [1])
        self.scale = Value(2.0)

    def __call__(self, x):
        return self.scale * (self.left([x]) + self.right([x]))

    def parameters(self):
        return self.left.parameters() + self.right.parameters() + [self.scale]


def test_module_has_no_parameters_of_its_own():
    assert Module().parameters() == []
    Module().zero_grad()


def test_subclass_without_parameters_method_has_none():
    class Identity(Module):
        def __call__(self, x):
            return x

    assert Identity().parameters() == []
    assert Identity()(3) == 3


def test_zero_grad_of_a_subclass_resets_every_parameter_to_int_0():
    net = TwoBranches()
    net(0.5).backward()
    assert net.scale.grad != 0
    net.zero_grad()
    assert all(type(p.grad) is int and p.grad == 0 for p in net.parameters())


def test_gradients_accumulate_over_passes_until_zero_grad():
    net = TwoBranches()
    net(0.5).backward()
    once = [p.grad for p in net.parameters()]
    net(0.5).backward()
    assert [p.grad for p in net.parameters()] == [2 * grad for grad in once]
    net.zero_grad()
    net(0.5).backward()
    assert [p.grad for p in net.parameters()] == once


class Walked(Module):
    """Values, modules and others among the attributes, also inside lists, tuples and dicts."""

    def __init__(self):
        self.size = 3
        self.scale = Value(1.0)
        self.shared = (self.scale, [Value(2.0), Value(3.0)])
        self.mean = constant(0.5)
        self.parts = {"net": MLP(1, [1]), (0, 1): Value(4.0)}
        self.latest = Value(1.0) * 2
        self._hidden = Value(5.0)


def test_parameters_are_the_leaves_among_the_attributes_each_once():
    assert [p.data for p in Walked().parameters() if p.data in (1, 2, 3, 4)] == [1.0, 2.0, 3.0, 4.0]
    assert len(Walked().parameters()) == 4 + 2


def test_names_lead_to_the_parameters():
    net = Walked()
    names = [name for name, _ in net.named_parameters()]
    assert names == ["scale", "shared.1.0", "shared.1.1", "parts.net.layers.0.neurons.0.w.0",
                     "parts.net.layers.0.neurons.0.b", "parts.0.1"]  # fmt: skip
    assert [name for name, _ in net.named_state()] == [*names, "mean"]


def test_names_follow_a_parameters_method_of_ones_own():
    net = TwoBranches()
    named = net.named_parameters()
    assert [p for _, p in named] == net.parameters()
    assert named[0][0] == "left.layers.0.neurons.0.w.0"
    assert named[-1][0] == "scale"

    class Elsewhere(Module):
        def parameters(self):
            return [FAR_AWAY]

    assert Elsewhere().named_parameters() == [("parameters.0", FAR_AWAY)]


FAR_AWAY = Value(1.0)


def test_train_and_eval_reach_modules_inside_and_return_the_module():
    net = Sequential(Dropout(0.5), Sequential(Dropout(0.5)))
    assert net.training
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert net.train() is net
    assert all(module.training for module in net.modules())
    assert len(net.modules()) == 4


def test_evaluating_puts_each_module_back_into_its_own_mode():
    net = Sequential(Dropout(0.5), Dropout(0.5).eval())
    with evaluating(net):
        assert not any(module.training for module in net.modules())
    assert [module.training for module in net.modules()] == [True, True, False]
    with pytest.raises(KeyError), evaluating(net):
        raise KeyError
    assert [module.training for module in net.modules()] == [True, True, False], "after an error too"


def test_batch_calls_the_module_for_each_row():
    net = MLP(1, [2, 1])
    assert [out.data for out in net.batch([[1.0], [2.0]])] == [net([1.0]).data, net([2.0]).data]
