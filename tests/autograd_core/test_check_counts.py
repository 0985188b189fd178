"""No false alarms and no misses, counted: a sample in every run, a larger one in the thorough one.

`python -m tests.autograd_core.check_counts` counts all cases, which takes twenty minutes.
"""

import pytest

from tests.autograd_core.check_counts import MOST_CALLS, Counts, counted

# Of the cases, one in so many; a prime, so that no function and no point is left out by a common divisor.
SAMPLE = 1499
LARGE_SAMPLE = 17
# The points are hard ones; even so most gradients can be told from wrong ones.
MOSTLY_UNSEEN = 0.3


def assert_honest(counts: Counts) -> None:
    assert not counts.false_alarms, counts
    assert not counts.misses, counts
    assert counts.most_calls <= MOST_CALLS
    assert counts.right["vacuous"] <= MOSTLY_UNSEEN * sum(counts.right.values()), counts
    assert counts.wrong["vacuous"] <= MOSTLY_UNSEEN * sum(counts.wrong.values()), counts


def test_sample_of_functions_points_and_wrong_gradients() -> None:
    assert_honest(counted(SAMPLE))


@pytest.mark.thorough
def test_larger_sample_of_functions_points_and_wrong_gradients() -> None:
    assert_honest(counted(LARGE_SAMPLE))
