"""Capacity: what too few and too many units learn of a noisy curve, and what holds the many back."""

import pytest

from nn.experiments import capacity
from nn.experiments.experiment import Settings
from nn.experiments.registry import experiment_named

LOSSES = [0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61, 0.63]


@pytest.mark.parametrize(("patience", "kept", "last"), [(1, 3, 4), (2, 3, 5), (3, 6, 9), (4, 6, 9)])
def test_early_stop_keeps_the_best_epoch_until_patience_ends(patience, kept, last):
    assert capacity.early_stop(LOSSES, patience) == (kept, last)


@pytest.mark.parametrize(("own", "kind"), [(0.0, 1), (0.079, 1), (0.081, 0), (0.16, 0), (0.31, 0), (0.33, -1)])
def test_an_error_on_ones_own_points_far_from_the_noise_says_over_or_underfitting(own, kind):
    assert capacity.fitting(own, capacity.NOISE**2) == kind


def test_early_stop_is_that_of_fit():
    history = capacity.trained(2, 0, patience=5, epochs=40)[1]
    endless = capacity.trained(2, 0, epochs=40)[1]
    assert capacity.early_stop(endless.validation_losses, 5) == (history.best_epoch, len(history.losses))


def test_patience_leaves_the_net_at_its_best_epoch():
    net, history = capacity.trained(3, 1, patience=5, epochs=40)
    assert capacity.error(net, capacity.data(1)[1]) == pytest.approx(min(history.validation_losses), rel=1e-12)


def test_points_lie_about_the_wave_and_repeat_with_their_seed():
    xs, ys = capacity.noisy_wave(2000, 3)
    noise = [y - capacity.wave(x) for x, y in zip(xs, ys, strict=True)]
    assert sum(n * n for n in noise) / len(noise) == pytest.approx(capacity.NOISE**2, rel=0.1)  # 3 deviations
    assert capacity.data(7) == capacity.data(7)


def test_a17_too_few_units_miss_the_curve_and_too_many_learn_the_noise():
    (one,), (fifty,) = (capacity.errors(units, [0], epochs=1500) for units in (1, 50))
    assert min(one) > 2 * capacity.NOISE**2
    assert fifty[0] < 0.75 * capacity.NOISE**2
    assert fifty[1] > 1.5 * capacity.NOISE**2


@pytest.mark.thorough
def test_a17_every_figure_lies_in_its_band():
    report = experiment_named("capacity").run(Settings(progress=False))
    assert [check for check in report.checks if not check.holds] == []
