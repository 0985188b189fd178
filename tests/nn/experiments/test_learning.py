"""The experiments that train, in short forms, and the engine held against its twin on arrays."""

import numpy as np
import pytest

from autograd_core import constant
from nn.datasets import family_cases, symmetry_patterns
from nn.datasets.digits import digits_split
from nn.experiments import batch_norm, digits, dropout, family_trees, moons, symmetry, xor
from nn.experiments.experiment import Settings

QUIET = Settings(progress=False)
SAME_PATH = 1e-9  # relative, after some dozens of steps: the same sums in another order


@pytest.fixture(scope="module")
def images():
    return digits_split()


def test_c22_a21_xor_is_learned_with_four_hidden_units():
    _, losses, is_solved = xor.learned(4, 0, 5000)
    assert is_solved
    assert len(losses) < 5000


@pytest.mark.thorough
def test_c22_two_hidden_units_may_stay_unsolved():
    _, losses, is_solved = xor.learned(2, 3, 1500)
    assert not is_solved
    assert len(losses) == 1500


@pytest.mark.thorough
def test_e07_symmetry_is_learned_by_weights_of_opposite_sign():
    net, errors, solved_after = symmetry.trained(1, symmetry.SAFE_EPSILON, 2000, QUIET)
    assert symmetry.right_answers(net) == 64
    assert len(errors) == solved_after + symmetry.SETTLE < 2000
    assert all(a * b < 0 for a, b in symmetry.mirror_pairs(net))
    weights = [first for first, _ in symmetry.mirror_pairs(net)]
    assert symmetry.cancelling_sums(weights[:3]) == symmetry.cancelling_sums(weights[3:]) == 0


def test_e07_published_weights_are_right_on_all_patterns():
    assert symmetry.right_answers(symmetry.published_net()) == 64


def test_e07_weights_whose_signed_sums_cancel_are_noticed():
    assert symmetry.cancelling_sums([1, 2, 4]) == symmetry.cancelling_sums([2, -3, 4]) == 0
    assert symmetry.cancelling_sums([1, 2, 3]) > 0


def test_e07_statistics_on_arrays_follow_the_engine():
    _, errors, _ = symmetry.trained(5, symmetry.SAFE_EPSILON, 60, QUIET)
    nets = symmetry.many_nets(range(4, 6))
    patterns, targets = (np.array(each, float) for each in symmetry_patterns())
    for error in errors:
        assert nets.error(patterns, targets[:, None])[1] == pytest.approx(error, rel=SAME_PATH)
        gradient = nets.gradient(patterns, targets[:, None])
        nets.accelerated_step(gradient, epsilon=symmetry.SAFE_EPSILON, alpha=symmetry.ALPHA)


def test_e07_most_seeds_are_solved_at_the_safe_rate_within_1500_sweeps():
    assert len(symmetry.sweeps_until_solved(range(20), symmetry.SAFE_EPSILON, 1500, QUIET)) >= 15


def test_e08_e09_family_net_has_630_parameters():
    assert len(family_trees.FamilyNet().parameters()) == 630


@pytest.mark.thorough
@pytest.mark.parametrize("recipe", [family_trees.LITERAL, family_trees.RECIPE_F])
def test_e08_family_trees_on_arrays_follow_the_engine_across_the_change_of_rate(recipe):
    cases, _ = family_trees.split(0)
    net, _ = family_trees.trained(recipe, 0, cases, 25, QUIET)
    arrays = family_trees.trained_on_arrays(recipe, range(2), [cases, family_trees.split(1)[0]], 25, QUIET)
    for ours, theirs in zip(family_trees.on_arrays([net]).parameters(), arrays.parameters(), strict=True):
        assert ours[0] == pytest.approx(theirs[0], rel=SAME_PATH, abs=SAME_PATH)


@pytest.mark.thorough
def test_e08_recipe_f_learns_and_the_literal_recipe_does_not():
    seeds = range(4)
    cases, held_out = zip(*map(family_trees.split, seeds), strict=True)
    nets = family_trees.trained_on_arrays(family_trees.RECIPE_F, seeds, cases, 3000, QUIET)
    assert family_trees.accuracies(nets, cases).mean() >= family_trees.MEAN_TRAIN_BAND[0]
    assert family_trees.accuracies(nets, held_out).mean() > 0
    failed = family_trees.trained_on_arrays(family_trees.LITERAL, seeds, cases, 1500, QUIET)
    assert family_trees.accuracies(failed, cases).max() == 0


def test_e09_e10_code_of_people_follows_nationality_and_colin_has_both_aunts():
    everything = family_cases()
    nets = family_trees.trained_on_arrays(family_trees.RECIPE_F, range(2), [everything] * 2, 3000, QUIET)
    question = [case for case in everything if (case.person, case.relation) == ("Colin", "aunt")]
    outputs = nets.activities(family_trees.as_arrays(question)[0])[-1]
    lit = [{family_trees.PEOPLE[i] for i in np.flatnonzero(output[0] > 0.5)} for output in outputs]
    assert lit == [{"Jennifer", "Margaret"}] * 2
    assert family_trees.best_unit_for(family_trees.NATIONALITY, nets) >= family_trees.FEATURE_BAND[0]


def test_e08_split_holds_out_four_cases():
    cases, held_out = family_trees.split(7)
    assert (len(cases), len(held_out)) == (100, 4)
    assert set(cases) | set(held_out) == set(family_cases())


def test_e08_outputs_beyond_the_margin_have_no_error():
    cases = family_cases()[:1]
    near = [[constant(abs(d - 0.1)) for d in family_trees.desired(cases[0])]]
    assert family_trees.error_beyond_margin(near, cases).data == 0
    far = [[constant(0.5)] * 24]
    assert family_trees.error_beyond_margin(far, cases).data == 24 * 0.25 / 2


@pytest.mark.thorough
def test_c19_digits_on_the_engine_follow_the_two_layer_net_on_arrays(images):
    (pixels, labels), _ = images
    net, losses = digits.trained(pixels, labels, 0, 3, QUIET)
    twin, twin_losses = digits.trained_on_arrays(pixels, labels, 0, 3, QUIET)
    assert losses == pytest.approx(twin_losses, rel=SAME_PATH)
    weights = np.array([[w.data for w in neuron.w] for neuron in net.layers[0].neurons])
    assert weights == pytest.approx(twin.params["W1"].T, abs=SAME_PATH)


def test_c17_c19_two_layer_net_reads_digits_after_1000_minibatches(images):
    training, testing = images
    net, _ = digits.trained_on_arrays(*training, 0, 1000, QUIET)
    assert net.accuracy(*testing) >= digits.SHORT_BAND[0]


@pytest.mark.thorough
@pytest.mark.thorough
def test_c51_batch_normalization_makes_a_deep_sigmoid_net_learn(images):
    (pixels, labels), _ = images
    accuracies = {}
    for normalized in (False, True):
        net = batch_norm.deep_net(0.1, 0, normalized=normalized, widths=(64, 12, 12, 10))
        batch_norm.trained(net, pixels, labels, 0, range(30), batch_size=40)
        accuracies[normalized] = batch_norm.training_accuracy(net, pixels, labels)
    assert accuracies[False] <= batch_norm.WITHOUT_BAND[1]
    assert accuracies[True] > accuracies[False] + 0.2


@pytest.mark.thorough
@pytest.mark.thorough
def test_c50_net_trained_with_dropout_does_better_with_half_its_units():
    seeds = range(2)
    half = {
        rate: sum(dropout.accuracy_of_half(dropout.trained(rate, seed, 150, QUIET)[0], seed) for seed in seeds) / 2
        for rate in (0.0, 0.5)
    }
    assert half[0.5] > half[0.0]


@pytest.mark.thorough
def test_moons_are_learned():
    data = moons.moons(moons.POINTS, seed=0)
    net, losses = moons.trained(data, 0, 60, QUIET, "moons")
    assert moons.accuracy(net, data) >= moons.ACCURACY["moons"]
    assert losses[-1] < 0.1
