"""Batch normalization: the course's numbers (C52-C54), the three kinds of statistics, errors."""

import math
import random
from statistics import fmean, pvariance

import pytest

from autograd_core import Value
from nn import BatchNorm, Layer, Sequential
from nn.normalization import STATISTICS
from tests.nn.numeric import GRADIENT, T12, gradient_error

T9 = 1e-9  # the inventory's
BATCH = (1.0, 2.0, 3.0, 4.0)
OUTPUTS = [-1.683270839937854, 0.10557638668738201, 1.894423613312618, 3.683270839937854]


def normalization(**options):
    layer = BatchNorm(1, **options)
    layer.gamma[0].data, layer.beta[0].data = 2.0, 1.0
    return layer


def column(rows):
    return [row[0].data for row in rows]


def test_c52_training_uses_the_biased_variance_of_the_batch():
    assert column(normalization().batch(BATCH)) == pytest.approx(OUTPUTS, rel=T12)


def test_c53_backward():
    layer, inputs = normalization(), [Value(x) for x in BATCH]
    outputs = [row[0] for row in layer.batch(inputs)]
    sum(seed * out for seed, out in zip((1, 0, -1, 2), outputs, strict=True)).backward()
    slopes = [x.grad for x in inputs]
    assert slopes == pytest.approx(
        [1.4310734881011902, -0.7155403217164271, -2.8621541315340444, 2.146620965149282], rel=T9
    )
    assert sum(slopes) == pytest.approx(0, abs=T12)
    assert layer.gamma[0].grad == pytest.approx(0.8944236133126178, rel=T9)
    assert layer.beta[0].grad == 2


def test_c53_gradients_through_a_network_against_central_differences():
    generator = random.Random(53)
    net = Sequential(
        Layer(2, 3, nonlin=False, generator=generator),
        BatchNorm(3),
        "tanh",
        Layer(3, 1, nonlin=False, generator=generator),
    )
    rows = [[generator.gauss(0, 1), generator.gauss(0, 1)] for _ in range(5)]
    assert gradient_error(lambda: sum(out**2 for out in net.batch(rows)), net.parameters()) <= GRADIENT


def test_c54_use_goes_by_the_statistics_gathered():
    layer = normalization().eval()
    layer.mean[0].data, layer.variance[0].data = 2.5, 1.25
    (out,) = layer(5)
    assert out.data == pytest.approx(5.47211806656309, rel=T12)
    assert column(layer.batch([5, 5])) == [out.data] * 2


BATCHES = [(1.0, 2.0, 4.0), (-1.0, 0.5, 3.0), (7.0, 7.5, 9.0)]


def gathered(statistics, batches=BATCHES):
    layer = BatchNorm(1, statistics=statistics)
    for batch in batches:
        layer.batch(batch)
    return layer.mean[0].data, layer.variance[0].data


def test_c54_population_statistics_are_those_of_all_cases():
    everything = [x for batch in BATCHES for x in batch]
    assert gathered("population") == pytest.approx((fmean(everything), pvariance(everything)), rel=T12)
    uneven = [(1.0, 2.0), (5.0, 4.5, 2.0, 1.0), (7.0, 8.0, -3.0)]
    everything = [x for batch in uneven for x in batch]
    assert gathered("population", uneven) == pytest.approx((fmean(everything), pvariance(everything)), rel=T12)


def test_c54_average_of_the_batches_falls_short_by_the_variance_of_their_means():
    mean, variance = gathered("average")
    means, variances = [fmean(b) for b in BATCHES], [pvariance(b) for b in BATCHES]
    assert (mean, variance) == pytest.approx((fmean(means), fmean(variances)), rel=T12)
    assert variance + pvariance(means) == pytest.approx(gathered("population")[1], rel=T12)


def test_running_statistics_forget():
    layer = BatchNorm(1, momentum=0.25)
    layer.batch(BATCH)
    assert (layer.mean[0].data, layer.variance[0].data) == pytest.approx((0.25 * 2.5, 0.75 + 0.25 * 1.25), rel=T12)


def test_reset_starts_the_statistics_anew():
    layer = BatchNorm(1, statistics="population")
    layer.batch((100.0, 200.0))
    layer.reset_statistics()
    layer.batch(BATCH)
    assert (layer.mean[0].data, layer.variance[0].data, layer.seen.data) == pytest.approx((2.5, 1.25, 4), rel=T12)


@pytest.mark.parametrize("statistics", STATISTICS)
@pytest.mark.parametrize("cases", [[], [[5.0]]])
def test_c54_one_case_alone_is_refused_in_training_and_leaves_the_statistics(statistics, cases):
    layer = BatchNorm(1, statistics=statistics)
    before = layer.state_dict()
    with pytest.raises(ValueError, match=rf"at least two cases in training, .* got {len(cases)}; call eval\(\) first"):
        layer.batch(cases)
    assert layer.state_dict() == before
    layer.eval().batch(cases)


def test_statistics_are_state_but_not_parameters():
    layer = BatchNorm(2)
    assert len(layer.parameters()) == 4
    assert list(layer.state_dict())[-5:] == ["mean.0", "mean.1", "variance.0", "variance.1", "seen"]
    layer.batch([(1.0, 2.0), (3.0, 5.0)])
    other = BatchNorm(2)
    other.load_state_dict(layer.state_dict())
    assert [y.data for y in other.eval()((1, 2))] == [y.data for y in layer.eval()((1, 2))]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: BatchNorm(2)((1, 2)), r"the whole batch in training, got one case; call batch\(rows\), or eval\(\)"),
        (lambda: BatchNorm(2).batch([(1, 2), (1,)]), r"BatchNorm\(2\) needs 2 inputs, one per feature, got 1"),
        (lambda: BatchNorm(0), "features must be at least 1"),
        (lambda: BatchNorm(1, statistics="moving"), "one of 'running', 'average', 'population', got 'moving'"),
        (lambda: BatchNorm(1, epsilon=0), "epsilon must be positive"),
        (lambda: BatchNorm(1, momentum=math.nan), r"momentum must be in \(0, 1\]"),
    ],
)
def test_bad_input_is_a_value_error(call, message):
    with pytest.raises(ValueError, match=message):
        call()
