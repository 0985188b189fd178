"""Losses: the course's numbers (A25, C16, C37-C40, E02), saturated inputs, and errors."""

import math
from fractions import Fraction

import pytest

from autograd_core import Value, compile_graph, constant, topological_order
from nn import (
    LOSSES,
    binary_cross_entropy,
    cross_entropy,
    half_squared_error,
    mean_absolute_error,
    mean_squared_error,
    one_hot,
    over_cases,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    sum_squared_error,
)
from tests.nn.numeric import GRADIENT, T12, gradient_error


def close(expected):
    return pytest.approx(expected, rel=T12, abs=T12)


def at(loss, outputs, targets):
    """The loss and its gradient."""
    leaves = [Value(x) for x in outputs]
    out = loss(leaves, targets)
    out.backward()
    return out.data, [leaf.grad for leaf in leaves]


TARGETS, OUTPUTS = (500, 3, -1, 2), (350, 2.5, 0, 2)


def test_c37_prices_350_and_500_are_150_apart():
    assert mean_absolute_error(350, 500).data == 150
    assert mean_squared_error(350, 500).data == 22500


def test_c38_mean_absolute_error_and_its_slopes():
    assert at(mean_absolute_error, OUTPUTS, TARGETS) == (37.875, [-0.25, -0.25, 0.25, 0])


def test_c39_mean_squared_error_and_its_slopes():
    assert at(mean_squared_error, OUTPUTS, TARGETS) == (5625.3125, [-75, -0.25, 0.5, 0])


def test_a25_sum_and_half_differ_from_the_mean_by_their_factors():
    mean = mean_squared_error(OUTPUTS, TARGETS).data
    assert sum_squared_error(OUTPUTS, TARGETS).data == 4 * mean
    assert half_squared_error(OUTPUTS, TARGETS).data == 2 * mean


@pytest.mark.parametrize(
    ("targets", "expected"),
    [((0, 0, 1), 0.35667494393873245), (2, 0.35667494393873245), ((0.2, 0.3, 0.5), 1.1216858642984053)],
)
def test_c40_cross_entropy(targets, expected):
    assert cross_entropy((0.1, 0.2, 0.7), targets).data == close(expected)


def test_c40_zero_times_log_zero_is_zero():
    assert at(cross_entropy, (0.0, 1.0), (0, 1)) == (0, [0, -1])


SCORES, LABELS = ([1, 2, 0], [0.3, -0.1, 0.8]), (1, 2)


def test_c16_softmax_with_cross_entropy_over_a_batch():
    rows = [[Value(float(s)) for s in row] for row in SCORES]
    loss = over_cases(softmax_cross_entropy, rows, LABELS)
    loss.backward()
    assert loss.data == close(0.5536409728271142)
    assert [s.grad for s in rows[0]] == close([0.12236423552739882, -0.1673795221125891, 0.04501528658519023])


def test_c16_slope_of_softmax_with_cross_entropy_is_probability_minus_target():
    scores = [math.log(p) for p in (0.3, 0.2, 0.5)]
    assert at(softmax_cross_entropy, scores, (0, 1, 0))[1] == close([0.3, -0.8, 0.5])


@pytest.mark.parametrize("targets", [1, (0.2, 0.5, 0.3)])
def test_fused_and_separate_softmax_cross_entropy_agree(targets):
    def separate(scores, goals):
        return cross_entropy(softmax(scores), goals)

    fused_loss, fused_slopes = at(softmax_cross_entropy, (0.3, -0.1, 0.8), targets)
    loss, slopes = at(separate, (0.3, -0.1, 0.8), targets)
    assert fused_loss == close(loss)
    assert fused_slopes == close(slopes)


@pytest.mark.parametrize("scores", [(1000.0, 0.0), (0.0, -1000.0), (1e6, 1e6 - 1000)])
def test_c40_saturated_scores_give_1000_and_not_infinity(scores):
    assert at(softmax_cross_entropy, scores, 1) == (1000, [1, -1])
    assert at(softmax_cross_entropy, scores, 0) == (0, [0, 0])


def test_sigmoid_cross_entropy_of_saturated_scores():
    assert at(sigmoid_cross_entropy, (1000.0, -1000.0), (0, 1)) == (2000, [1, -1])
    assert at(sigmoid_cross_entropy, (1000.0, -1000.0), (1, 0)) == (0, [0, 0])
    assert sigmoid_cross_entropy(Value(40.0), 1).data == close(math.exp(-40)), "a small loss is not rounded away"


@pytest.mark.parametrize("target", [0, 0.3, 1])
def test_fused_and_separate_binary_cross_entropy_agree(target):
    x = Value(0.7)
    separate = binary_cross_entropy(x.sigmoid(), target)
    separate.backward()
    fused, (slope,) = at(sigmoid_cross_entropy, (0.7,), target)
    assert (fused, slope) == close((separate.data, x.grad))


def test_binary_cross_entropy_of_a_certain_and_right_answer_is_0():
    assert at(binary_cross_entropy, (1.0, 0.0), (1, 0)) == (0, [-1, 1])


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_by_name_has_the_slopes_of_its_central_differences(name):
    outputs = [Value(x) for x in (0.2, 0.5, 0.3)]
    assert gradient_error(lambda: LOSSES[name](outputs, (0, 0.25, 0.75)), outputs) <= GRADIENT


def test_losses_of_fractions_are_exact():
    assert mean_squared_error([Fraction(1, 3), 1], [0, Fraction(1, 2)]).data == (Fraction(1, 9) + Fraction(1, 4)) / 2


def test_e02_sum_over_cases_and_their_mean():
    outputs, targets = [[1.0, 2.0], [3.0, 4.0]], [[0, 0], [3, 6]]
    assert over_cases("half_squared_error", outputs, targets, reduction="sum").data == 4.5
    assert over_cases("half_squared_error", outputs, targets, reduction="mean").data == 2.25


# Errors.


@pytest.mark.parametrize("name", [name for name in LOSSES if name not in ("cross_entropy", "softmax_cross_entropy")])
def test_wrong_number_of_targets_is_a_value_error(name):
    with pytest.raises(ValueError, match="a target for each output, got 2 outputs and 1 targets"):
        LOSSES[name]([0.1, 0.2], [1])


@pytest.mark.parametrize("loss", [cross_entropy, softmax_cross_entropy])
@pytest.mark.parametrize("label", [3, -1])
def test_label_out_of_range_is_a_value_error(loss, label):
    with pytest.raises(ValueError, match=rf"a label must be in 0 ... 2, one for each of 3 outputs, got {label}"):
        loss([0.2, 0.3, 0.5], label)


@pytest.mark.parametrize("targets", [(0.5, 0.4), (-0.5, 1.5), (math.nan, 1)])
def test_targets_that_are_no_distribution_are_a_value_error(targets):
    with pytest.raises(ValueError, match="at least 0 and add up to 1"):
        softmax_cross_entropy([0.2, 0.8], targets)


def test_distribution_of_the_wrong_length_is_a_value_error():
    with pytest.raises(ValueError, match="got 2 outputs and 3 targets"):
        cross_entropy([0.2, 0.8], (1, 0, 0))


@pytest.mark.parametrize("loss", [binary_cross_entropy, sigmoid_cross_entropy])
def test_binary_target_out_of_range_is_a_value_error(loss):
    with pytest.raises(ValueError, match=r"in \[0, 1\], got int 2"):
        loss([0.5], [2])


def test_no_outputs_are_a_value_error():
    with pytest.raises(ValueError, match="at least one output, got none"):
        mean_squared_error([], [])


def test_unknown_loss_and_reduction_are_value_errors_that_list_the_names():
    with pytest.raises(ValueError, match=r"a loss is one of 'half_squared_error', .*, got 'mse'"):
        over_cases("mse", [1.0], [1.0])
    with pytest.raises(ValueError, match="reduction is one of 'mean', 'sum', got 'average'"):
        over_cases(mean_squared_error, [1.0], [1.0], reduction="average")


def test_unequal_numbers_of_cases_are_a_value_error():
    with pytest.raises(ValueError, match="got 1 outputs and 2 targets"):
        over_cases(mean_squared_error, [1.0], [1.0, 2.0])


@pytest.mark.parametrize("label", [2, -1])
def test_one_hot_of_a_label_out_of_range_is_a_value_error(label):
    with pytest.raises(ValueError, match=rf"0 ... 1, one for each of 2 outputs, got {label}"):
        one_hot(label, 2)


# Targets that are Values: the general formula is recorded, so that a program follows other targets.

SOFT, HARD = (0.2, 0.5, 0.3), (0.0, 1.0, 0.0)
OTHERS = [(0.0, 0.0, 1.0), (1.0, 0.0, 0.0), HARD, SOFT]
REORDERED = 1e-12  # a program adds the same terms in another order


def eager_results(loss, rows, goals):
    """The loss of each case with plain targets, and the mean of its slopes."""
    found = [at(loss, row, goal) for row, goal in zip(rows, goals, strict=True)]
    slopes = zip(*(slope for _, slope in found), strict=True)
    return [value for value, _ in found], [sum(each) / len(found) for each in slopes]


def assert_program_follows(loss, recorded, goals, rows):
    """Compiles the loss of the case `recorded`, and compares it with eager for other targets."""
    leaves, targets = [Value(x) for x in rows[0]], [Value(x) for x in recorded]
    at_targets = loss(leaves, targets[0] if len(targets) == 1 else targets)
    program = compile_graph(at_targets, targets, leaves)
    for row in rows:
        values, slopes = program.value_and_grad([goal if len(targets) > 1 else [goal] for goal in goals], row)
        expected_values, expected_slopes = eager_results(loss, [row] * len(goals), goals)
        assert values.tolist() == pytest.approx(expected_values, rel=REORDERED, abs=REORDERED)
        assert slopes.tolist() == pytest.approx(expected_slopes, rel=REORDERED, abs=REORDERED)


@pytest.mark.parametrize("recorded", OTHERS)
@pytest.mark.parametrize("name", LOSSES)
def test_program_recorded_with_one_target_gives_eagers_loss_and_slopes_for_others(name, recorded):
    assert_program_follows(LOSSES[name], recorded, OTHERS, [(0.2, 0.5, 0.3), (0.1, 0.1, 0.8)])


@pytest.mark.parametrize("loss", [cross_entropy, softmax_cross_entropy])
@pytest.mark.parametrize("label", [0, 2])
def test_program_recorded_with_one_label_follows_others(loss, label):
    assert_program_follows(loss, [label], [0, 1, 2], [(0.2, 0.5, 0.3), (0.1, 0.1, 0.8)])


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("targets", [SOFT, HARD])
def test_value_targets_give_the_loss_and_slopes_of_plain_ones(name, targets):
    plain = at(LOSSES[name], (0.2, 0.5, 0.3), targets)
    recorded = at(LOSSES[name], (0.2, 0.5, 0.3), [Value(t) for t in targets])
    assert recorded == (close(plain[0]), close(plain[1]))


def test_a_value_target_gets_its_gradient():
    leaves = [Value(t) for t in SOFT]
    cross_entropy([0.25, 0.25, 0.5], leaves).backward()
    assert [t.grad for t in leaves] == close([-math.log(p) for p in (0.25, 0.25, 0.5)])


def test_c40_zero_times_log_zero_is_zero_for_value_targets_too():
    assert at(cross_entropy, (0.0, 1.0), [Value(0.0), Value(1.0)]) == (0, [0, -1])
    assert at(binary_cross_entropy, (1.0, 0.0), [Value(1.0), Value(0.0)]) == (0, [-1, 1])
    assert at(sigmoid_cross_entropy, (1000.0, -1000.0), [Value(1.0), Value(0.0)]) == (0, [0, 0])


@pytest.mark.parametrize("loss", [cross_entropy, softmax_cross_entropy])
def test_constants_as_targets_are_as_cheap_as_numbers(loss):
    leaves = [Value(0.2), Value(0.8)]
    plain = topological_order(loss(leaves, HARD[:2]))
    assert len(topological_order(loss(leaves, [constant(t) for t in HARD[:2]]))) == len(plain)
    assert len(topological_order(loss(leaves, [Value(t) for t in HARD[:2]]))) > len(plain)


@pytest.mark.parametrize("label", [3, -1])
def test_value_label_out_of_range_is_a_value_error(label):
    with pytest.raises(ValueError, match=rf"a label must be in 0 ... 2, one for each of 3 outputs, got {label}"):
        softmax_cross_entropy([0.2, 0.3, 0.5], Value(label))


@pytest.mark.parametrize("loss", [binary_cross_entropy, sigmoid_cross_entropy])
def test_binary_value_target_out_of_range_is_a_value_error(loss):
    with pytest.raises(ValueError, match=r"in \[0, 1\], got"):
        loss([0.5], [Value(2)])


# What a loss refuses, a program answers by NaN for that case alone: nobody looks at the targets that it runs with.

GOOD = {"label": 1, "distribution": [0.2, 0.3, 0.5], "probabilities": [1.0, 0.25, 0.0]}
BAD = {
    "label": [[7], [-1], [0.5], [math.nan], [math.inf]],
    "distribution": [[0.0] * 3, [0.5, 0.6, 0.5], [-0.5, 1.0, 0.5], [1.0, math.nan, 0.0]],
    "probabilities": [[7.0, 0.0, 0.0], [0.5, -0.1, 0.0], [0.5, math.nan, 1.0]],
}


@pytest.mark.parametrize("executor", ["arrays", "loop"])
@pytest.mark.parametrize(
    ("loss", "kind"),
    [(loss, kind) for loss in (cross_entropy, softmax_cross_entropy) for kind in ("label", "distribution")]
    + [(loss, "probabilities") for loss in (binary_cross_entropy, sigmoid_cross_entropy)],
)
def test_program_answers_targets_that_the_loss_refuses_by_nan_in_value_and_gradient(loss, kind, executor):
    good = GOOD[kind]
    outputs = [Value(p) for p in (0.2, 0.5, 0.3)]
    targets = [Value(t) for t in (good if isinstance(good, list) else [good])]
    recorded = loss(outputs, targets if isinstance(good, list) else targets[0])
    program = compile_graph(recorded, targets, outputs, executor=executor)
    row = [t.data for t in targets]
    for bad in BAD[kind]:
        with pytest.raises((ValueError, TypeError)):
            loss(outputs, bad if kind != "label" else bad[0])
        values, _ = program.value_and_grad([row, bad, row])
        assert [math.isnan(value) for value in values] == [False, True, False]
        assert all(math.isnan(slope) for slope in program.value_and_grad([bad])[1])
    assert values[0] == pytest.approx(loss(outputs, good).data, rel=T12)


@pytest.mark.parametrize("label", [0.5, 1.0, float("nan")])
@pytest.mark.parametrize("loss", [cross_entropy, softmax_cross_entropy])
def test_label_that_is_no_int_is_a_value_error_that_says_so(loss, label):
    with pytest.raises(
        ValueError, match=rf"a label is the index of an output, an int in 0 \.\.\. 2, got float {label}"
    ):
        loss([0.2, 0.3, 0.5], label)
