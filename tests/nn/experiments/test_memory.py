"""Keep or compute again: the same gradient whatever is kept, and the bill for it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value
from nn.experiments import memory
from nn.experiments.experiment import Settings
from nn.experiments.registry import experiment_named

LENGTHS = st.integers(1, 30)


def plain(length):
    x = Value(memory.START)
    y = x
    for _ in range(length):
        y = memory.wandering(y)
    y.backward()
    return x.grad


@given(LENGTHS, st.integers(1, 40))
def test_checkpoints_give_the_gradient_of_the_whole_chain(length, every):
    bill = memory.checkpointed(memory.wandering, memory.START, length, every)
    assert bill.gradient == pytest.approx(plain(length), rel=memory.SAME)
    segments = math.ceil(length / every)
    assert bill.steps == length + (segments - 1) * every
    assert bill.stored <= segments - 1 + min(every, length)


@given(LENGTHS)
def test_halves_and_nothing_kept_give_it_too(length):
    halves = memory.halved(memory.wandering, memory.START, length)
    nothing = memory.from_the_start(memory.wandering, memory.START, length)
    assert halves.gradient == pytest.approx(plain(length), rel=memory.SAME)
    assert nothing.gradient == pytest.approx(plain(length), rel=memory.SAME)
    assert halves.stored == 1 + math.ceil(math.log2(length))
    assert (nothing.stored, nothing.steps) == (1, length * (length + 1) // 2)


@pytest.mark.parametrize("every", [1, 3, 7])
def test_no_step_is_computed_that_is_not_on_the_bill(every):
    calls = []

    def step(x):
        calls.append(1)
        return memory.wandering(x)

    assert memory.checkpointed(step, 0.4, 20, every).steps == len(calls)
    calls.clear()
    assert memory.halved(step, 0.4, 20).steps == len(calls)
    calls.clear()
    assert memory.from_the_start(step, 0.4, 20).steps == len(calls)


def test_product_of_jacobians_is_cheaper_from_the_narrow_end():
    sizes = [1000, 100, 10, 1]
    assert memory.chain_multiplications(sizes, from_output=True) == 1 * 10 * 100 + 1 * 100 * 1000
    assert memory.chain_multiplications(sizes, from_output=False) == 10 * 100 * 1000 + 1 * 10 * 1000
    for from_output in (True, False):
        there = memory.chain_multiplications(sizes, from_output=from_output)
        assert memory.chain_multiplications(sizes[::-1], from_output=not from_output) == there


@pytest.mark.thorough
def test_a28_every_figure_of_memory_lies_in_its_band():
    report = experiment_named("memory").run(Settings(progress=False))
    assert [check for check in report.checks if not check.holds] == []
