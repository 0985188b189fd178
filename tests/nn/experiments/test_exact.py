"""The experiments whose figures are exact run in full; parts of them stand alone where they are a row of the course."""

from fractions import Fraction
from random import Random

import pytest

from nn import ACTIVATIONS, GradientDescent, Momentum
from nn.experiments import (
    cost,
    delta_rule,
    depth,
    dropout,
    initial_values,
    iterative,
    optimizers,
    regions,
    vanishing,
    xor,
)
from nn.experiments.experiment import Settings
from nn.experiments.registry import experiment_named
from nn.initializers import he_uniform

QUIET = Settings(progress=False)
T12 = 1e-12


@pytest.mark.parametrize("name", ["regions", "delta-rule", "iterative", "optimizers", "vanishing", "depth", "cost"])
def test_every_figure_lies_in_its_band(name):
    report = experiment_named(name).run(QUIET)
    assert [check for check in report.checks if not check.holds] == []
    assert report.checks


def test_a01_a02_fourteen_threshold_functions_and_xor_is_not_among_them():
    tables = xor.threshold_functions()
    assert len(tables) == 14
    assert {(0, 1, 1, 0), (1, 0, 0, 1)}.isdisjoint(tables)
    assert xor.best_single_unit() == 0.75


def test_a04_a05_two_perceptrons_in_parallel_and_one_in_series():
    assert [xor.perceptrons_in_parallel(x) for x in xor.XOR_INPUTS] == [[-1, 1], [1, 1], [1, 1], [1, -1]]
    assert [xor.three_perceptrons(x) for x in xor.XOR_INPUTS] == [-1, 1, 1, -1]


def test_a10_c28_the_two_steps_differ_in_range_and_both_are_at_their_upper_value_at_0():
    assert [ACTIVATIONS["step"]()(s) for s in (-0.5, 0.0, 0.5)] == [0, 1, 1]
    assert [ACTIVATIONS["bipolar_step"]()(s) for s in (-0.5, 0.0, 0.5)] == [-1, 1, 1]


def test_c27_and_of_nand_and_or():
    assert [xor.and_of_nand_and_or(x) for x in xor.XOR_INPUTS] == [0, 1, 1, 0]


def test_a06_three_perceptrons_make_seven_regions_and_seven_codes():
    assert regions.region_count(regions.TRIANGLE) == 7
    assert len(regions.codes(regions.TRIANGLE, regions.GRID)) == 7


def test_a07_lines_in_general_position():
    counts = [regions.region_count(regions.lines_in_general_position(p)) for p in range(1, 11)]
    assert counts == [2, 4, 7, 11, 16, 22, 29, 37, 46, 56]


def test_a07_parallel_or_concurrent_lines_make_fewer_regions():
    assert regions.region_count([(1, 0, 0), (1, 0, 1), (1, 0, 2)]) == 4
    assert regions.region_count([(1, 0, 0), (0, 1, 0), (1, 1, 0)]) == 6


def test_a08_squares_by_two_and_three_layers_and_a_cross_by_two():
    assert len(regions.GRID) == 1681
    assert regions.errors_of_square() == 0
    assert regions.errors_of_two_squares() == 0
    assert not regions.cross_is_convex()


def test_a08_a_square_that_is_off_by_a_grid_step_is_noticed(monkeypatch):
    def shifted(left, bottom, side):
        return [(1, 0, -left - Fraction(1, 20)), (-1, 0, left + side), (0, 1, -bottom), (0, -1, bottom + side)]

    monkeypatch.setattr(regions, "in_square", shifted)
    assert regions.errors_of_square() > 0


def test_a09_soft_step_comes_near_the_hard_one_as_its_slope_grows():
    gaps = [regions.softness(a) for a in (10, 100, 1000)]
    assert gaps == pytest.approx([0.26894142137, 4.5397868702e-5, 3.720075976e-44], rel=1e-9)  # printed with 5 digits
    points = [(x / 7, y / 5) for x in range(-9, 9) for y in range(-9, 9)]
    for p in range(1, 6):
        lines = regions.lines_in_general_position(p)
        assert len(regions.codes(lines, points)) <= regions.region_count(lines)


def test_a15_c29_gradient_through_a_chain_of_sigmoids():
    for length, expected in vanishing.CHAIN.items():
        assert vanishing.chain_gradient(length) == pytest.approx(expected, rel=vanishing.PRINTED_DIGITS)
        assert vanishing.chain_gradient(length) <= 0.25**length


@pytest.mark.parametrize(("share", "start"), [(0.5, "xavier"), (1, "he")])
def test_b22_a_layer_multiplies_the_spread_as_variances_say(share, start):
    n = initial_values.WIDTH
    expected = initial_values.layer_factor(n, initial_values.keeping_std(n, kept=0.5) * share**0.5, kept=0.5) ** 10
    assert expected == pytest.approx(share**5)
    forward, backward = initial_values.spreads("relu", start, 0)
    # one draw of the weights strays from the mean over all draws by some 5 % a layer
    assert expected / 3 < forward[-1] < 3 * expected
    assert expected / 3 < backward[0] / backward[-1] < 3 * expected


@pytest.mark.parametrize("inputs", [24, 600])
def test_b22_weights_drawn_evenly_within_their_reach_keep_the_spread(inputs):
    reach = initial_values.keeping_reach(inputs, kept=0.5)
    drawn = [he_uniform()(inputs, 1, Random(seed)) for seed in range(500)]
    assert 0.98 * reach < max(map(abs, drawn)) <= reach  # the largest of 500 is rarely smaller


@pytest.mark.thorough
def test_b22_every_figure_of_the_initial_values_lies_in_its_band():
    report = experiment_named("initial-values").run(QUIET)
    assert [check for check in report.checks if not check.holds] == []


def test_a22_d03_depth_doubles_the_pieces_and_width_adds_to_them():
    assert [depth.pieces_of_depth(layers) for layers in range(1, 9)] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert [depth.pieces_of_width(2 * layers) for layers in range(1, 9)] == [3, 5, 7, 9, 11, 13, 15, 17]


@pytest.mark.parametrize(("units", "expected"), depth.ERRORS.items())
def test_b21_wide_layer_approximates_a_sine(units, expected):
    assert depth.interpolation_error(units) == pytest.approx(expected, abs=depth.PRINTED_DIGITS)


def test_b16_memory_of_jacobians_and_of_products():
    by_input, by_weight, products = cost.jacobian_bytes(64, 4096, 4096)
    assert by_input == 2**36 * 4
    assert (by_input / 2**30, by_weight / 2**40, products / 2**20) == (256, 16, 66)


def test_c01_e03_numerical_gradient_of_the_digits_net_takes_79520_forward_passes():
    assert cost.forward_passes_of_numerical_gradient(784, 50, 10) == 79520


@pytest.mark.parametrize("function", delta_rule.REFERENCE)
def test_c20_c21_delta_rule_learns(function):
    *state, epoch = delta_rule.REFERENCE[function]
    (w1, w2, b), errors = delta_rule.learned(function, 20)
    assert [w1, w2, b] == state
    assert len(errors) == epoch
    assert errors[-1] == 0


def test_c21_delta_rule_never_learns_xor():
    state, errors = delta_rule.learned("xor", 50)
    assert state == delta_rule.XOR_STATE
    assert min(errors) > 0


@pytest.mark.parametrize("name", optimizers.RULES)
def test_c42_c44_c45_c46_c47_c48_c49_steps_on_the_bowl(name):
    rule, first, third = optimizers.RULES[name]
    points = optimizers.path(rule, 3)
    assert points[1] == pytest.approx(first, abs=T12)
    assert points[3] == pytest.approx(third, abs=T12)


def test_c44_momentum_leaves_the_local_minimum():
    assert optimizers.resting_place(lambda p: GradientDescent(p, 0.01)) == pytest.approx(
        optimizers.LOCAL_MINIMUM, rel=1e-9
    )
    assert optimizers.resting_place(lambda p: Momentum(p, 0.01)) == pytest.approx(optimizers.GLOBAL_MINIMUM, rel=1e-9)


@pytest.mark.parametrize(("rate", "expected"), [(0.5, -0.575), (0.2, -0.92)])
def test_c50_mean_over_all_masks(rate, expected):
    assert pytest.approx(-1.15, abs=T12) == dropout.WHOLE
    assert dropout.expected_output(rate, inverted=False) == pytest.approx(expected, abs=T12)
    assert dropout.output_after_training(rate, inverted=False) == pytest.approx(expected, abs=T12)
    assert dropout.expected_output(rate, inverted=True) == pytest.approx(-1.15, abs=T12)
    assert dropout.output_after_training(rate, inverted=True) == pytest.approx(-1.15, abs=T12)


def test_e11_iterative_net_is_the_layered_net_with_tied_weights():
    _, states, _ = iterative.unrolled(3)
    layered, copies = iterative.layered_states_and_gradients(3)
    for state, expected, row in zip(states, iterative.STATES, layered, strict=True):
        assert [unit.data for unit in state] == pytest.approx(expected, abs=T12)
        assert [unit.data for unit in state] == row, "bit for bit"
    for connection, gradient in iterative.tied_gradient(3).items():
        assert gradient == pytest.approx(sum(copies[connection]), abs=T12)
