"""Schedule and places: instructions run after what they read, by kind, and nothing still read is overwritten."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_core
from autograd_core import Operation, Value, gradients, maximum
from autograd_core.program.flat import FlatGraph, flattened
from autograd_core.program.loop.kernels import Primitive
from autograd_core.program.loop.memory import reused
from autograd_core.program.loop.schedule import Schedule, is_schedulable, scheduled
from tests.autograd_core.program.recorded import classifier, tangle


def flat_of(output: Value, inputs: list[Value], parameters: list[Value]) -> FlatGraph:
    return flattened([output], gradients(output, parameters), inputs, parameters)


def schedules() -> dict[str, Schedule]:
    loss, inputs, parameters = classifier([5, 4, 3])
    output, leaves = tangle(200, seed=1)
    x = Value(1.0)
    return {
        "net": scheduled(flat_of(loss, inputs, parameters)),
        "tangle": scheduled(flat_of(output, leaves[:5], leaves[5:])),
        "leaf": scheduled(flat_of(x, [x], [])),
    }


each = pytest.mark.parametrize("schedule", schedules().values(), ids=schedules().keys())


def used(schedule: Schedule, i: int) -> list[int]:
    """What the computed instruction `i` reads."""
    steps = schedule.kinds[schedule.kind[i]].primitives
    return [int(schedule.reads[j, i]) for j in range(3) if any(j in step.reads for step in steps)]


@each
def test_instructions_run_after_what_they_read_and_by_level(schedule: Schedule) -> None:
    level = [0] * schedule.leaf_count + schedule.level.tolist()
    for i in range(len(schedule.kind)):
        reads = used(schedule, i)
        assert max(reads) < schedule.leaf_count + i
        assert level[schedule.leaf_count + i] == 1 + max(level[j] for j in reads)
    assert (np.diff(schedule.level) >= 0).all()
    assert (np.diff(schedule.kind)[np.diff(schedule.level) == 0] >= 0).all()


@each
def test_place_is_not_taken_while_it_is_read(schedule: Schedule) -> None:
    place, end = reused(schedule, schedule.leaf_count)
    assert place.max() < end
    assert place[: schedule.leaf_count].tolist() == list(range(schedule.leaf_count))
    holder = dict(enumerate(range(schedule.leaf_count)))  # place -> the instruction whose number lies there
    count = schedule.leaf_count + len(schedule.kind)
    for level in np.unique(schedule.level):
        # what runs at one level runs in any order
        fresh = [i for i in range(len(schedule.kind)) if schedule.level[i] == level]
        for i in fresh:
            assert all(holder[int(place[j])] == j for j in used(schedule, i))
        before = set(map(int, place[[j for i in fresh for j in used(schedule, i)]]))
        own = [int(place[schedule.leaf_count + i]) for i in fresh]
        assert len(set(own)) == len(own)
        assert before.isdisjoint(own)
        holder |= {int(place[schedule.leaf_count + i]): schedule.leaf_count + i for i in fresh}
    for i in [*schedule.outputs, *schedule.means]:
        assert holder[int(place[i])] == i
    assert end <= count


def test_places_are_used_again_on_a_chain() -> None:
    x = y = Value(1.0)
    for _ in range(1000):
        y = y.sin()
    schedule = scheduled(flat_of(y, [x], []))
    assert reused(schedule, schedule.leaf_count)[1] <= 4


@pytest.mark.parametrize(("count", "levels"), [(1, 0), (2, 1), (3, 2), (8, 3), (1000, 10)])
def test_long_sum_is_added_by_pairs(count: int, levels: int) -> None:
    x = [Value(float(i)) for i in range(count)]
    schedule = scheduled(flat_of(autograd_core.sum(x), x, []))
    assert schedule.level.max(initial=0) == levels
    assert len(schedule.kind) == count - 1


def test_other_folds_keep_their_order() -> None:
    x = [Value(float(i)) for i in range(4)]
    assert scheduled(flat_of(maximum(*x), x, [])).level.tolist() == [1, 2, 3]


def test_square_is_a_product() -> None:
    x = Value(3.0)
    schedule = scheduled(flat_of(x**2, [x], []))
    assert schedule.kinds[int(schedule.kind[0])].primitives == [Primitive("multiply", (0, 1))]
    assert schedule.reads[:2, 0].tolist() == [0, 0]


def test_graph_with_a_row_that_has_no_steps_is_not_schedulable() -> None:
    case = Operation("case", "", "", forward=lambda x: x if x > 0 else -x, partials=(0,))
    x = Value(1.0)
    assert is_schedulable(flat_of(x.sin(), [x], []).operations)
    assert not is_schedulable(flat_of(case(x).sin(), [x], []).operations)
