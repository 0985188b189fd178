"""The synchronous iterative net and the layered net equal to it (E11, the course's section 2.12)."""

import pytest

from autograd_core import Value
from nn import IterativeNet, half_squared_error
from tests.nn.numeric import GRADIENT, T12, gradient_error

START, TARGETS = (0.2, 0.6, 0.9), (0.1, 0.8, 0.4)
STATES = [
    (0.3965167501352737, 0.5914589784327801, 0.6318124177361016),
    (0.39794828556923073, 0.5957534879320427, 0.6300224395200744),
    (0.3972282756122208, 0.5957965416250368, 0.6309229084696036),
]


def figure_5():
    return IterativeNet(3, {(0, 1): 0.5, (1, 0): -0.7, (1, 2): 0.9, (2, 1): 0.3})


def test_e11_states():
    states = figure_5().unroll(START, 3)
    assert [tuple(y.data for y in state) for state in states] == [pytest.approx(state, rel=T12) for state in STATES]


def test_e11_layered_net_has_the_same_states_bit_for_bit():
    net = figure_5()
    state = START
    for layer, tied in zip(net.layered(3).parts, net.unroll(START, 3), strict=True):
        state = layer(state)
        assert [y.data for y in state] == [y.data for y in tied]


def test_e11_gradient_of_a_tied_weight_is_the_sum_over_its_copies():
    net = figure_5()
    half_squared_error(net.unroll(START, 3)[-1], TARGETS).backward()
    layered = net.layered(3)
    half_squared_error(layered(START), TARGETS).backward()
    for ends, weight in net.weights.items():
        copies = [layer.weights[ends].grad for layer in layered.parts]
        assert weight.grad == pytest.approx(sum(copies), rel=T12)
        assert weight.grad != pytest.approx(sum(copies) / 3, rel=T12), "the paper's average is a third of it"


def test_e11_gradient_against_central_differences():
    net = figure_5()
    assert gradient_error(lambda: half_squared_error(net.unroll(START, 3)[-1], TARGETS), net.parameters()) <= GRADIENT


def test_unit_without_incoming_connections_rests_at_its_activation_of_0():
    first, second = IterativeNet(2, {(0, 1): 1.0})((0.3, 0.4))
    assert first.data == 0.5
    assert isinstance(second, Value)


def test_names_and_repr():
    net = figure_5()
    assert [name for name, _ in net.named_parameters()][:2] == ["weights.0.1", "weights.1.0"]
    assert repr(net) == "IterativeNet(3 units, 4 connections)"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: IterativeNet(2, {}), "at least one connection, got none"),
        (lambda: IterativeNet(2, {(0, 2): 1.0}), r"units 0 ... 1, got 0 -> 2"),
        (lambda: figure_5()((1, 2)), "the state of 3 units, got 2 numbers"),
        (lambda: figure_5().unroll(START, 0), "steps must be at least 1"),
    ],
)
def test_bad_input_is_a_value_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
