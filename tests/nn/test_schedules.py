"""Schedules: their values at the steps where something happens, and errors."""

import pytest

from nn import schedules


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (schedules.constant(0.1), {0: 0.1, 99: 0.1}),
        (schedules.piecewise({0: 0.005, 20: 0.01}), {0: 0.005, 19: 0.005, 20: 0.01, 1499: 0.01}),
        (schedules.step_decay(1, 0.5, every=10), {0: 1, 9: 1, 10: 0.5, 25: 0.25}),
        (schedules.exponential(2, 0.5), {0: 2, 3: 0.25}),
        (schedules.inverse_time(1, 0.5), {0: 1, 2: 0.5}),
        (schedules.linear(1, 0, steps=4), {0: 1, 1: 0.75, 4: 0, 9: 0}),
        (schedules.cosine(1, 0, steps=4), {0: 1, 2: 0.5, 4: 0, 9: 0}),
    ],
)
def test_schedule_at_the_steps_where_it_turns(schedule, expected):
    assert {step: schedule(step) for step in expected} == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: schedules.piecewise({5: 0.1}), r"a rate from step 0 on, got rates from \[5\]"),
        (lambda: schedules.piecewise({}), "got rates from nowhere"),
        (lambda: schedules.step_decay(1, 0.5, every=0), "every must be at least 1, got 0"),
        (lambda: schedules.linear(1, 0, steps=0), "steps must be at least 1, got 0"),
    ],
)
def test_schedule_that_makes_no_sense_is_a_value_error(build, message):
    with pytest.raises(ValueError, match=message):
        build()
