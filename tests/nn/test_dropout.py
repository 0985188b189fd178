"""Dropout: expectations over every mask (C50), the same mask backward, none in use; errors."""

import copy
import itertools
import math
import random

import pytest

from autograd_core import Value, dot
from nn import Dropout
from tests.nn.numeric import T12

# w · x = -1.15, as in the course.
W, X = (0.5, -1.0, 0.25, 0.25), (1.0, 2.0, -0.5, 1.9)


class Scripted(random.Random):
    """A generator whose numbers are given."""

    def __init__(self, numbers):
        super().__init__()
        self.numbers = iter(numbers)

    def random(self):
        return next(self.numbers)


def expected_output(rate, inverted):
    """The mean of the linear unit's output over all 16 masks, each weighted by its probability."""
    terms = []
    for kept in itertools.product((True, False), repeat=4):
        layer = Dropout(rate, inverted=inverted, generator=Scripted(1 - 1e-9 if keep else 0.0 for keep in kept))
        probability = math.prod((1 - rate) if keep else rate for keep in kept)
        terms.append(probability * dot(W, layer(X), 0))
    return math.fsum(terms)


@pytest.mark.parametrize(("rate", "expected"), [(0.5, -0.575), (0.2, -0.92)])
def test_c50_expected_output_of_a_linear_unit_is_1_minus_r_times_w_x(rate, expected):
    assert expected_output(rate, inverted=False) == pytest.approx(expected, rel=T12)


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_c50_inverted_form_keeps_the_expected_output(rate):
    assert expected_output(rate, inverted=True) == pytest.approx(-1.15, rel=T12)


@pytest.mark.parametrize(("inverted", "factor"), [(True, 1), (False, 0.8)])
def test_c50_nothing_is_dropped_in_use_and_the_paper_scales_there(inverted, factor):
    layer = Dropout(0.2, inverted=inverted).eval()
    assert [x if isinstance(x, float) else x.data for x in layer(X)] == [factor * x for x in X]
    assert layer.train().training


@pytest.mark.parametrize("inverted", [True, False])
def test_c50_gradient_goes_through_the_mask_of_the_forward_pass(inverted):
    layer = Dropout(0.5, inverted=inverted, generator=random.Random(50))
    inputs = [Value(1.0) for _ in range(20)]
    outputs = layer(inputs)
    layer(inputs)  # another mask is drawn meanwhile
    sum(outputs).backward()
    kept = [x.grad for x in inputs]
    assert [o.data for o in outputs] == kept
    assert set(kept) == {0.0, 2.0 if inverted else 1.0}


def test_mask_drops_the_given_fraction():
    layer = Dropout(0.3, generator=random.Random(0))
    layer([1.0] * 10000)
    dropped = layer.mask.count(0.0) / 10000
    assert abs(dropped - 0.3) <= 4 * math.sqrt(0.3 * 0.7 / 10000)  # 4 standard deviations


def test_dropout_on_the_global_generator_can_be_copied():
    random.seed(7)
    copied = copy.deepcopy(Dropout(0.5))
    assert len(copied([1.0] * 4)) == 4
    assert repr(copied) == "Dropout(0.5)"


@pytest.mark.parametrize("rate", [1, -0.1, math.nan])
def test_rate_out_of_range_is_a_value_error(rate):
    with pytest.raises(ValueError, match=r"a dropout rate must be in \[0, 1\)"):
        Dropout(rate)
