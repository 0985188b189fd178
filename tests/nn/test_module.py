"""Module: what subclasses get, written the way people write them for micrograd."""

from autograd_core import Value
from nn import MLP, Module


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
