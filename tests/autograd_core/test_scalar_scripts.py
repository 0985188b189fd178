"""Scripts written for other scalar engines run with only the import changed, and give the same numbers."""

import pytest

from autograd_core import Value
from tests.autograd_core.scalar_scripts import SCRIPTS, OtherValue, Script

# the same operations, but sums of contributions in another order and x / y for x * y**-1, over a few steps of training
TOLERANCE = 1e-9


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_script_gives_the_same_numbers(script: Script) -> None:
    ours, theirs = script(Value), script(OtherValue)
    assert any(theirs)
    assert ours == pytest.approx(theirs, rel=TOLERANCE, abs=TOLERANCE)
