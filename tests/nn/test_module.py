"""Module: what subclasses get, written the way people write them for micrograd."""

import random
from collections import OrderedDict, UserDict, deque, namedtuple
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest

from autograd_core import Value, constant, dot
from nn import MLP, SGD, BatchNorm, Dropout, Elementwise, Module, Neuron, Sequential, evaluating, fit


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


# Every kind of thing that may hold Values.


@dataclass
class Pair:
    first: object
    second: object


@dataclass(slots=True)
class Slotted:
    first: object
    second: object


class Plain:
    """A part that is no Module."""

    def __init__(self, first, second):
        self.first, self.second = first, second


Named = namedtuple("Named", "first second")

# (a, b) -> what holds them; then the names of a and b in it.
CONTAINERS = {
    "list": (lambda a, b: [a, b], "0", "1"),
    "tuple": (lambda a, b: (a, b), "0", "1"),
    "named tuple": (lambda a, b: Named(a, b), "0", "1"),
    "deque": (lambda a, b: deque([a, b]), "0", "1"),
    "dict": (lambda a, b: {"first": a, 2: b}, "first", "2"),
    "ordered dict": (lambda a, b: OrderedDict(first=a, second=b), "first", "second"),
    "user dict": (lambda a, b: UserDict(first=a, second=b), "first", "second"),
    "mapping": (lambda a, b: MappingProxyType({(0, 1): a, (1, 0): b}), "0.1", "1.0"),
    "set": (lambda a, b: {b, a}, "0", "1"),
    "frozenset": (lambda a, b: frozenset([b, a]), "0", "1"),
    "set of tuples": (lambda a, b: {(1, b), (2, a)}, "0.1", "1.1"),
    "array": (lambda a, b: np.array([a, b]), "0", "1"),
    "array of two dimensions": (lambda a, b: np.array([[1.0, a], [b, 2.0]], dtype=object), "0.1", "1.0"),
    "dataclass": (Pair, "first", "second"),
    "dataclass with slots": (Slotted, "first", "second"),
    "namespace": (lambda a, b: SimpleNamespace(first=a, second=b), "first", "second"),
    "object": (Plain, "first", "second"),
    "partial": (lambda a, b: partial(dot, [a], bias=b), "0.0", "bias"),
}
every_container = pytest.mark.parametrize("container", CONTAINERS)


class Holding(Module):
    """A line whose two parameters are held by something."""

    def __init__(self, holder, a, b):
        self.holder = holder
        self.line = lambda x: a * x[0] + b

    def __call__(self, x):
        return self.line(x)


def holding(container, wrap=lambda holder: holder, a=2.0, b=3.0):
    # the labels tell the members of a set apart, and the numbers are not in their order once they are trained
    a, b = Value(a, "a"), Value(b, "b")
    return Holding(wrap(CONTAINERS[container][0](a, b)), a, b)


@every_container
def test_values_in_any_container_are_parameters_with_names_in_a_fixed_order(container):
    _, a, b = CONTAINERS[container]
    for wrap, prefix in [
        (lambda holder: holder, "holder"),
        (lambda holder: [0, {"k": holder}], "holder.1.k"),
        (lambda holder: SimpleNamespace(part=Pair(holder, None)), "holder.part.first"),
        (lambda holder: np.array([None, SimpleNamespace(x=holder)]), "holder.1.x"),
    ]:
        net = holding(container, wrap)
        named = net.named_parameters()
        assert [(name, p.data) for name, p in named] == [(f"{prefix}.{a}", 2.0), (f"{prefix}.{b}", 3.0)]
        assert [p for _, p in named] == net.parameters()


@every_container
@pytest.mark.parametrize("compiled", [False, True])
def test_values_in_any_container_are_trained_and_kept(container, compiled, tmp_path):
    net, inputs = holding(container, a=0.0, b=5.0), [[0.0], [1.0], [2.0]]
    fit(net, inputs, [1.0, 4.0, 7.0], loss="mean_squared_error", optimizer=SGD(net, 0.2), epochs=200, batch_size=None,
        progress=False, compiled=compiled)  # fmt: skip
    assert [p.data for p in net.parameters()] == pytest.approx([3.0, 1.0], abs=1e-3)
    net.save(tmp_path / "net.json")
    other = holding(container)
    other.load(tmp_path / "net.json")
    assert [other(x).data for x in inputs] == [net(x).data for x in inputs]


def test_order_of_a_set_stays_when_its_numbers_change_and_others_join_it():
    values = [Value(float(i)) for i in (3, 1, 2)]
    net = Module()
    net.held = set(values)
    order = net.parameters()
    assert [p.data for p in order] == [1.0, 2.0, 3.0]
    for p in order:
        p.data = -p.data
    net.held.add(Value(-10.0))
    assert net.parameters()[:3] == order


def test_value_that_an_attribute_names_is_not_called_after_a_set_that_holds_it_too():
    net = Module()
    net.all = {Value(1.0)}
    (net.scale,) = net.all
    assert [name for name, _ in net.named_parameters()] == ["scale"]


def test_what_holds_itself_is_walked_once():
    net = Module()
    net.own, net.items, net.scale = net, [], Value(1.0)
    net.items += [net.items, {"net": net}]
    assert net.named_parameters() == [("scale", net.scale)]
    assert net.modules() == [net]


def test_code_numbers_and_private_attributes_hold_no_parameters():
    hidden = Value(1.0)
    net = Module()
    net.function, net.kind, net.module, net.method = lambda x: hidden * x, MLP, random, hidden.backward
    net.numbers, net.array, net.range, net.text = [1, 2.0, None], np.arange(3.0), range(10**12), "text"
    net.private, net.generator = SimpleNamespace(_hidden=hidden), np.random.default_rng(0)
    assert net.named_state() == []


def test_two_parameters_of_one_name_are_an_error_before_one_is_lost():
    net = Module()
    net.held = {1: Value(1.0), "1": Value(2.0)}
    with pytest.raises(ValueError, match=r"need names that differ, got 'held\.1' for two of them; rename"):
        net.state_dict()


def test_constant_is_kept_once_however_many_names_it_has():
    norm = BatchNorm(1)
    assert [name for name, _ in Sequential(norm, norm).named_state()] == [
        "parts.0.gamma.0", "parts.0.beta.0", "parts.0.mean.0", "parts.0.variance.0", "parts.0.seen"
    ]  # fmt: skip


# The modules of the library find what is put into them.


def test_constant_bias_of_a_neuron_is_no_parameter_and_is_trained_by_nobody():
    neuron = Neuron(2)
    neuron.b = constant(0.0)
    assert neuron.parameters() == neuron.w
    SGD(neuron, 0.1)
    assert [name for name, _ in neuron.named_state()] == ["w.0", "w.1", "b"]


class Scaled:
    """An activation that learns, and is no Module."""

    def __init__(self):
        self.scale = Value(2.0)

    def __call__(self, x):
        return self.scale * x


@pytest.mark.parametrize(
    "make", [lambda f: Neuron(1, activation=f), lambda f: MLP(1, [1, 1], activation=f), Elementwise]
)
def test_activation_of_ones_own_is_trained(make):
    activation = Scaled()
    assert activation.scale in make(activation).parameters()


# Dataclasses.


@dataclass
class Line(Module):
    slope: Value
    offset: Value

    def __call__(self, x):
        return self.slope * x[0] + self.offset


@dataclass(frozen=True)
class Frozen(Module):
    slope: Value

    def __call__(self, x):
        return self.slope * x[0]


@dataclass(slots=True)
class InSlots(Module):
    slope: Value

    def __call__(self, x):
        return self.slope * x[0]


@pytest.mark.parametrize("kind", [Frozen, InSlots, lambda slope: Line(slope, Value(0.0))])
def test_dataclass_can_be_a_module(kind):
    net = Sequential(kind(Value(2.0)))
    assert net.named_parameters()[0][0] == "parts.0.slope"
    assert len(net.modules()) == 2
    with evaluating(net):
        assert not net.parts[0].training
    assert net.parts[0].training


def test_dataclass_that_equals_another_is_still_a_module_of_its_own():
    slope, offset = Value(1.0), Value(2.0)
    net = Sequential(Line(slope, offset), Line(slope, offset))
    assert [id(module) for module in net.modules()[1:]] == [id(part) for part in net.parts]
