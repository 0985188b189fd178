"""Initializers and the protocol of generators: ranges, spreads, draw order, errors."""

import math
import random
from statistics import fmean, pstdev

import numpy as np
import pytest

from nn import INITIALIZERS, MLP, Layer, Neuron, initializer_named, normal, uniform
from nn.randomness import (
    check_generator_state,
    generator_or_global,
    generator_state,
    index,
    set_generator_state,
    shuffle,
)

DRAWS = 4000
# The spread of a sample of n numbers is known to about 1 / √(2 n) = 1.1 %; four times that.
SPREAD = 0.045
FAN_IN, FAN_OUT = 30, 70

GENERATORS = {"python": lambda: random.Random(0), "numpy": lambda: np.random.default_rng(0)}
each_generator = pytest.mark.parametrize("make", GENERATORS.values(), ids=GENERATORS)


def sample(name, generator):
    initializer = initializer_named(name)
    return [initializer(FAN_IN, FAN_OUT, generator) for _ in range(DRAWS)]


@each_generator
@pytest.mark.parametrize(
    ("name", "spread"),
    [
        ("uniform", 1 / math.sqrt(3)),
        ("normal", 0.01),
        ("xavier", math.sqrt(2 / (FAN_IN + FAN_OUT))),
        ("xavier_uniform", math.sqrt(2 / (FAN_IN + FAN_OUT))),
        ("xavier_normal", math.sqrt(2 / (FAN_IN + FAN_OUT))),
        ("he", math.sqrt(2 / FAN_IN)),
        ("he_normal", math.sqrt(2 / FAN_IN)),
        ("he_uniform", math.sqrt(2 / FAN_IN)),
    ],
)
def test_numbers_have_the_spread_that_the_rule_gives(make, name, spread):
    numbers = sample(name, make())
    assert pstdev(numbers) == pytest.approx(spread, rel=SPREAD)
    assert abs(fmean(numbers)) <= 4 * spread / math.sqrt(DRAWS)
    assert all(type(x) is float for x in numbers)


def test_every_name_is_in_the_table_and_zeros_draws_nothing():
    generator = random.Random(0)
    state = generator.getstate()
    assert set(sample("zeros", generator)) == {0.0}
    assert generator.getstate() == state
    assert {"uniform", "normal", "xavier", "he", "zeros"} <= set(INITIALIZERS)


@each_generator
def test_uniform_stays_within_its_bounds(make):
    numbers = [uniform(-0.3, 0.3)(1, 1, generator) for generator in [make()] for _ in range(DRAWS)]
    assert -0.3 <= min(numbers) < max(numbers) <= 0.3


def test_weights_are_drawn_neuron_by_neuron_and_a_bias_after_its_weights():
    net = MLP(2, [2, 1], generator=random.Random(3), bias_initializer=uniform(-1, 1))
    reference = random.Random(3)
    assert [p.data for p in net.parameters()] == [reference.uniform(-1, 1) for _ in net.parameters()]


def test_layer_tells_the_initializer_both_sizes():
    seen = []

    def spy(fan_in, fan_out, generator):
        seen.append((fan_in, fan_out))
        return 0.5

    Layer(3, 4, initializer=spy)
    Neuron(3, initializer=spy)
    assert seen == [(3, 4)] * 12 + [(3, 1)] * 3


def test_generator_of_ones_own_leaves_the_global_one_alone():
    random.seed(1)
    state = random.getstate()
    MLP(3, [4, 2], generator=random.Random(0))
    assert random.getstate() == state
    assert generator_or_global(None) is random


@each_generator
def test_generator_state_survives_and_repeats_the_numbers(make):
    generator = make()
    generator.random()
    state = generator_state(generator)
    check_generator_state(generator, state)
    numbers = [generator.random() for _ in range(5)]
    set_generator_state(generator, state)
    assert [generator.random() for _ in range(5)] == numbers


def test_state_of_another_kind_of_generator_is_refused():
    with pytest.raises(ValueError, match=r"a random.Random needs \[version, words, next_gauss\]"):
        check_generator_state(random.Random(0), generator_state(np.random.default_rng(0)))
    with pytest.raises(ValueError, match=r"Generator\(PCG64\).* needs a state like its own, got list \[3, "):
        check_generator_state(np.random.default_rng(0), generator_state(random.Random(0)))
    with pytest.raises(TypeError, match=r"only the states of random\.Random and numpy\.random\.Generator"):
        generator_state(np.random.RandomState(0))


class AlmostOne(random.Random):
    def random(self):
        return 1 - 2**-53


@pytest.mark.parametrize("count", [1, 2, 3, 5, 97, 1000003])
def test_index_stays_below_the_count(count):
    assert index(AlmostOne(), count) == count - 1


@pytest.mark.parametrize("generator", [0, "random", None.__class__])
def test_generator_that_cannot_draw_is_a_type_error_that_shows_one_that_can(generator):
    with pytest.raises(TypeError, match=r"pass random.Random\(seed\) or numpy.random.default_rng\(seed\)"):
        Neuron(2, generator=generator)


def test_unknown_initializer_is_a_value_error_that_lists_the_names():
    with pytest.raises(ValueError, match=r"an initializer is one of 'zeros', 'uniform', .*, got 'glorot'"):
        Neuron(2, initializer="glorot")
    with pytest.raises(TypeError, match="an initializer is a name or a function of"):
        Neuron(2, initializer=0.1)


@pytest.mark.parametrize(
    "build", [lambda: uniform(1, -1), lambda: uniform(0, math.inf), lambda: normal(-1), lambda: normal(math.nan)]
)
def test_bounds_that_make_no_sense_are_a_value_error(build):
    with pytest.raises(ValueError, match="needs"):
        build()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 1000])
def test_items_are_shuffled_as_by_python_with_the_same_draws(count):
    for ours, pythons in ((random.Random(count), random.Random(count)), (Reversing(), Reversing())):
        found, expected = list(range(count)), list(range(count))
        shuffle(found, ours)
        pythons.shuffle(expected)
        assert found == expected
        assert ours.random() == pythons.random()


class Reversing(random.Random):
    """A generator that shuffles in a way of its own."""

    def __init__(self):
        super().__init__(0)

    def shuffle(self, x):
        x.reverse()
