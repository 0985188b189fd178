"""Which difference quotient is trusted: one that others confirm and none contradicts."""

from dataclasses import replace

import pytest

from autograd_core.slopes import LEVELS, Slope, ladders, trusted

CERTAIN = Slope(slope=2.0, error=1e-9, rounding=1e-12, secant=2.0)


def test_quotient_alone_is_not_trusted() -> None:
    assert trusted([]) is None
    assert trusted([CERTAIN]) is None
    assert trusted([CERTAIN, replace(CERTAIN, error=1.0, rounding=1.0)]) is None, "one that allows all confirms nothing"


def test_most_certain_of_those_that_agree_is_trusted() -> None:
    less = replace(CERTAIN, error=1e-8, slope=2 + 1e-9)
    assert trusted([less, CERTAIN]) is CERTAIN
    assert trusted([CERTAIN, less]) is CERTAIN


@pytest.mark.parametrize("other", [replace(CERTAIN, slope=3.0, error=1e-3), replace(CERTAIN, secant=50.0, error=1e-3)])
def test_smaller_steps_overrule_larger_ones(other: Slope) -> None:
    assert trusted([CERTAIN, CERTAIN, other]) is None
    assert trusted([CERTAIN, CERTAIN, other, other]) is other


def test_slope_is_resolved_if_a_hundredth_would_be_noticed() -> None:
    assert CERTAIN.is_resolved
    assert not replace(CERTAIN, error=0.01).is_resolved


@pytest.mark.parametrize("x", [0.0, 5e-324, -1e-300, 1e-5, 0.5, -3.0, 1e12, 1e308])
def test_steps_are_few_and_move_x(x: float) -> None:
    steps = [step for ladder in ladders(x) for step in ladder]
    assert 0 < len(steps) <= 2 * LEVELS
    assert all(x + step > x > x - step for step in steps)
