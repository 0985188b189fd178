"""Which executor runs how many samples: the one that the model says is faster, the same in every process."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograd_core import Value, compile_graph, gradients
from autograd_core.program import costs
from autograd_core.program.executors import Runner
from autograd_core.program.flat import flattened
from autograd_core.program.loop.memory import place_count, reused
from autograd_core.program.loop.schedule import Schedule, scheduled
from autograd_core.program.program import Program
from tests.autograd_core.program.recorded import classifier, structured, tangle

SIZES = ([20, 16, 10], [40, 30, 10], [64, 20, 10], [30, 30, 30, 10])


def runner_of(program: Program) -> Runner:
    assert isinstance(program._both, Runner)
    return program._both


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_loop_runs_as_many_samples_as_it_should_be_faster_for(sizes: list[int]) -> None:
    runner = runner_of(compile_graph(*classifier(sizes)))
    schedule, limits = runner._schedule, runner.limits
    assert schedule is not None
    samples = np.arange(1.0, costs.MOST + 1)
    arrays = costs.array_features(runner.array_code, samples) @ costs.ARRAYS
    one_by_one = costs.one_by_one_features(schedule, samples) @ costs.ONE_BY_ONE
    in_blocks = costs.in_blocks_features(schedule, samples) @ costs.IN_BLOCKS
    loop = np.minimum(one_by_one, in_blocks)
    assert 0 < limits.one_by_one <= limits.loop < costs.MOST
    assert (loop <= arrays)[: limits.loop].all()
    assert loop[limits.loop] > arrays[limits.loop]
    assert (one_by_one <= in_blocks)[: limits.one_by_one].all()


def test_loop_runs_all_samples_of_a_net_too_small_for_arrays() -> None:
    assert runner_of(compile_graph(*classifier([3, 4, 2]))).few == costs.ALL


def test_counts_of_work_grow_with_the_samples() -> None:
    runner = runner_of(compile_graph(*classifier([20, 16, 10])))
    samples = np.array([1.0, 2.0, 50.0, 64.0, 65.0, 1000.0])
    assert runner._schedule is not None
    for features in (
        costs.array_features(runner.array_code, samples),
        costs.one_by_one_features(runner._schedule, samples),
        costs.in_blocks_features(runner._schedule, samples),
    ):
        assert (features >= 0).all()
        assert (np.diff(features, axis=0) >= 0).all()


CHOICE = """
from autograd_core import compile_graph
from tests.autograd_core.program.recorded import classifier
print(compile_graph(*classifier([20, 16, 10]))._both.limits)
"""


def test_choice_is_the_same_in_every_process(run_python: Callable[..., str]) -> None:
    assert run_python(CHOICE, PYTHONHASHSEED="1") == run_python(CHOICE, PYTHONHASHSEED="2")


def schedules() -> list[Schedule]:
    graphs = [tangle(200, seed=seed) for seed in range(5)] + [structured(seed) for seed in range(5)]
    return [scheduled(flattened([output], gradients(output, leaves), [], leaves)) for output, leaves in graphs]


@pytest.mark.parametrize("schedule", schedules(), ids=range(10))
def test_places_are_counted_as_they_are_given_out(schedule: Schedule) -> None:
    _, end = reused(schedule, schedule.leaf_count)
    assert place_count(schedule) == end


def test_graph_without_an_instruction_needs_the_places_of_its_leaves() -> None:
    x = Value(1.0)
    assert place_count(scheduled(flattened([x], [], [x], []))) == 1
