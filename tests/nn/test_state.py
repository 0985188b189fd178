"""The state of a network: exact round trips through a dict and a file, and misfits that change nothing."""

import json
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import constant
from nn import MLP, BatchNorm, Layer, Module, Neuron, Sequential


def network(seed=0, sizes=(3, 2)):
    return Sequential(MLP(2, sizes, generator=random.Random(seed)), BatchNorm(sizes[-1]))


def numbers(net):
    return [value.data for _, value in net.named_state()]


def test_state_is_a_plain_dict_of_names_and_numbers():
    state = network().state_dict()
    assert list(state)[:3] == [f"parts.0.layers.0.neurons.0.{name}" for name in ("w.0", "w.1", "b")]
    assert state["parts.1.mean.0"] == 0.0
    assert all(type(number) in (int, float) for number in state.values())


def test_state_dict_round_trip():
    first, second = network(0), network(1)
    second.load_state_dict(first.state_dict())
    assert numbers(second) == numbers(first)


def test_file_round_trip_is_exact_to_the_type(tmp_path):
    first, second = network(0), network(1)
    path = tmp_path / "net.json"
    first.save(path)
    second.load(str(path))
    assert numbers(second) == numbers(first)
    assert [type(x) for x in numbers(second)] == [type(x) for x in numbers(first)]
    assert [p.name for p in tmp_path.iterdir()] == ["net.json"]


@given(number=st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_any_finite_number_survives_the_file(tmp_path_factory, number):
    path = tmp_path_factory.mktemp("state") / "neuron.json"
    first, second = Neuron(1), Neuron(1)
    first.b.data = number
    first.save(path)
    second.load(path)
    assert (second.b.data, type(second.b.data)) == (number, type(number))
    assert math.copysign(1, second.b.data) == math.copysign(1, number)


def test_numpy_numbers_are_saved_as_pythons(tmp_path):
    net = Neuron(2)
    net.w[0].data, net.w[1].data = np.float64(0.1), np.int64(3)
    net.save(tmp_path / "net.json")
    assert json.loads((tmp_path / "net.json").read_text())["w.0"] == 0.1
    net.load(tmp_path / "net.json")
    assert [type(w.data) for w in net.w] == [float, int]


def refused(net, state, message, kind=ValueError):
    before = numbers(net)
    with pytest.raises(kind, match=message):
        net.load_state_dict(state)
    assert numbers(net) == before


def test_state_of_a_wider_network_is_refused_and_nothing_changes():
    message = r"exactly the 13 names of this network; this one has layers.0.neurons.3.w.0, .* and 1 more"
    refused(MLP(2, [3, 1]), MLP(2, [4, 1]).state_dict(), message)


def test_state_of_a_narrower_network_is_refused_and_nothing_changes():
    refused(MLP(2, [3, 1]), MLP(2, [2, 1]).state_dict(), r"lacks layers.0.neurons.2.w.0, .* and 1 more")


def test_missing_and_unknown_names_are_both_told():
    state = Neuron(1).state_dict()
    del state["b"]
    refused(Neuron(1), {**state, "bias": 0.0}, "lacks b and has bias; build the network with the sizes")


@pytest.mark.parametrize("number", ["0.5", None, [0.5], np.ones(2)])
def test_entry_that_is_no_number_is_refused_and_nothing_changes(number):
    refused(Neuron(1), {"w.0": 0.25, "b": number}, "the state needs a number for b, got", TypeError)


def test_something_else_than_a_dict_is_refused():
    refused(Neuron(1), [0.1, 0.2], "a state is a dict of names and numbers, got list", TypeError)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "net.json: a saved state is a JSON file, and this is none"),
        ("{}", "net.json: a state must have exactly the 2 names"),
        ('{"w.0": 1, "b": "x"}', "net.json: the state needs a number for b"),
        ("[1]", "net.json: a state is a dict"),
        ('{"w.0": 1, "b": NaN}', "net.json: .*NaN is no JSON number"),
        ('{"w.0": 1, "b": Infinity}', "net.json: .*Infinity is no JSON number"),
        ('{"w.0": 1, "b": 1e400}', "net.json: a saved number must be finite, got inf for b"),
        ('{"w.0": 1, "b": 1' + "0" * 4000 + "}", "net.json: a saved number must be finite, got int .* bits for b"),
        ('{"w.0": 1, "b": 1' + "0" * 5000 + "}", "net.json: a saved state is a JSON file, and this is none"),
        ('{"w.0": 1, "b": true}', "net.json: a saved number is an int or a float, got bool True for b"),
        ('{"w.0": 1, "b": 2, "b": 3}', "net.json: .*the key str 'b' stands twice"),
        ("[" * 200_000, "net.json: .*nested too deep"),
        ('{"w.0": 1, "b": ' + "[" * 900 + "]" * 900 + "}", r"net.json: .*(number for b|nested too deep)"),
    ],
)
def test_file_that_does_not_fit_is_refused_by_name_and_nothing_changes(tmp_path, content, message):
    path = tmp_path / "net.json"
    path.write_text(content)
    net = Neuron(1)
    before = numbers(net)
    with pytest.raises((ValueError, TypeError), match=message):
        net.load(path)
    assert numbers(net) == before


def test_file_is_read_up_to_a_bound(tmp_path):
    path = tmp_path / "net.json"
    net = Neuron(1)
    net.save(path)
    size = path.stat().st_size
    net.load(path, max_bytes=size)
    with pytest.raises(ValueError, match=rf"net\.json has {size} bytes, more than max_bytes={size - 1}"):
        net.load(path, max_bytes=size - 1)
    with pytest.raises(OSError, match="only a regular file can be read"):
        net.load("/dev/zero", max_bytes=1000)


@pytest.mark.parametrize("name", ["variance.0", "seen"])
def test_file_with_a_statistic_that_cannot_be_is_refused(tmp_path, name):
    path = tmp_path / "net.json"
    net = BatchNorm(1)
    path.write_text(json.dumps({**net.state_dict(), name: -1}))
    with pytest.raises(ValueError, match=f"{name} can never be less than 0, got -1"):
        net.load(path)


class CountedName(str):
    """A name that counts how often something is looked up by it."""

    __slots__ = ()
    looked_up = 0

    def __hash__(self):
        CountedName.looked_up += 1
        return super().__hash__()


class ManyConstants(Module):
    def __init__(self, count):
        self.held = [(CountedName(f"value {i}"), constant(0.0)) for i in range(count)]

    def named_state(self):
        return self.held


@pytest.mark.parametrize("count", [10, 1000])
def test_loading_looks_each_name_up_a_few_times_however_many_there_are(count):
    net = ManyConstants(count)
    state = {name: 1.0 for name, _ in net.held}
    CountedName.looked_up = 0
    net.load_state_dict(state)
    assert net.state_dict() == state
    assert CountedName.looked_up <= 10 * count


def test_file_that_is_no_text_is_refused_by_name(tmp_path):
    path = tmp_path / "net.json"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ValueError, match=r"net\.json"):
        Neuron(1).load(path)


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (math.nan, ValueError, "must be finite, got nan for b"),
        (math.inf, ValueError, "must be finite, got inf for b"),
        (Fraction(1, 3), TypeError, "an int or a float, got Fraction"),
        (True, TypeError, "an int or a float, got bool"),
        (10**400, ValueError, "must be finite, got int an integer of 1,329 bits for b"),
    ],
)
def test_number_that_json_cannot_hold_is_refused_and_the_old_file_stays(tmp_path, number, kind, message):
    path = tmp_path / "net.json"
    net = Layer(1, 1)
    net.save(path)
    old = path.read_text()
    net.neurons[0].b.data = number
    with pytest.raises(kind, match=message.replace("for b", "for neurons.0.b")):
        net.save(path)
    assert path.read_text() == old
