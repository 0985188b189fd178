"""The perceptron and the delta rule (C20, C21), and errors."""

import math

import pytest

from autograd_core import operation_counts
from nn import Perceptron

CORNERS = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_c20_perceptron_is_the_step_of_its_weighted_sum():
    unit = Perceptron(2, weights=[2, -1], bias=-1)
    assert [unit(x).data for x in [(0, 0), (1, 0), (1, 1), (1, 2)]] == [0, 1, 1, 0]
    assert operation_counts(unit((1, 0))).by_operation == {"dot": 1, "step": 1}
    assert repr(unit) == "Perceptron(2)"


def test_c20_bipolar_perceptron_says_plus_1_on_its_boundary():
    unit = Perceptron(1, activation="bipolar_step", weights=[1])
    assert [unit(x).data for x in (-1, 0, 1)] == [-1, 1, 1]


@pytest.mark.parametrize(
    ("targets", "weights", "bias", "epochs"),
    [
        pytest.param((0, 0, 0, 1), (2, 1), -3, 6, id="and"),
        pytest.param((0, 1, 1, 1), (1, 1), -1, 4, id="or"),
        pytest.param((1, 1, 1, 0), (-2, -1), 2, 6, id="nand"),
    ],
)
def test_c21_delta_rule_learns(targets, weights, bias, epochs):
    unit = Perceptron(2)
    history = unit.learn(CORNERS, targets, epochs=100)
    assert (history[-1].weights, history[-1].bias, len(history)) == (weights, bias, epochs)
    assert history[-1].error == 0
    assert tuple(unit(x).data for x in CORNERS) == targets


def test_c21_delta_rule_never_learns_xor():
    unit = Perceptron(2)
    history = unit.learn(CORNERS, (0, 1, 1, 0), epochs=100)
    assert len(history) == 100
    assert {(epoch.weights, epoch.bias, epoch.error) for epoch in history[5:]} == {((-1, 0), 0, 4)}
    assert sum(unit(x).data == y for x, y in zip(CORNERS, (0, 1, 1, 0), strict=True)) == 2


def test_delta_rule_stops_at_the_tolerance():
    assert len(Perceptron(2).learn(CORNERS, (0, 0, 0, 1), epochs=100, tolerance=2)) < 6


def test_correction_returns_the_error_and_moves_by_the_rate():
    unit = Perceptron(2)
    assert unit.correct((3, 4), 0, learning_rate=0.5) == -1
    assert [p.data for p in unit.parameters()] == [-1.5, -2, -0.5]
    assert unit.correct((3, 4), 0) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda unit: unit((1,)), "needs 2 inputs, one per weight, got 1"),
        (lambda unit: unit.correct((1, math.nan), 1), "finite inputs and a finite target"),
        (lambda unit: unit.correct((1, 1), math.inf), "finite inputs and a finite target"),
        (lambda unit: unit.correct((1, 1, 1), 1), "needs 2 inputs, one per weight, got 3"),
        (lambda unit: unit.correct((1, 1), 1, learning_rate=0), "a learning rate must be positive"),
        (lambda unit: unit.learn([], [], epochs=1), "at least one case"),
        (lambda unit: unit.learn(CORNERS, [1], epochs=1), "got 4 inputs and 1 targets"),
        (lambda unit: unit.learn(CORNERS, [1] * 4, epochs=0), "epochs must be at least 1"),
        (lambda unit: Perceptron(2, weights=[1]), "2 weights, one per input, got 1"),
    ],
)
def test_bad_input_is_a_value_error_and_changes_nothing(call, message):
    unit = Perceptron(2)
    with pytest.raises(ValueError, match=message):
        call(unit)
    assert [p.data for p in unit.parameters()] == [0, 0, 0]
