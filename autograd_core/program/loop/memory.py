"""For the compiled loop: a place for each instruction's numbers, used again when nothing reads them any more.

So that what a loop works on stays in the processor's cache. Not here: the order of the instructions (schedule.py).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autograd_core.program.array_types import IntArray
from autograd_core.program.loop.schedule import Schedule


def reused(schedule: Schedule, first: int) -> tuple[IntArray, int]:
    """A place for each instruction, and where they end: leaves stand in their order, the others from `first` on.

    What is read at a level, or at a later one, is not overwritten at that level; outputs and means never are.
    """
    ending = _ending(schedule)
    place = list(range(schedule.leaf_count))
    free: list[int] = []
    end = first
    for level, count in enumerate(np.bincount(schedule.level)[1:].tolist(), start=1):
        again = min(count, len(free))
        place += free[len(free) - again :]
        del free[len(free) - again :]
        place += range(end, end + count - again)
        end += count - again
        free += [place[i] for i in ending[level]]
    return np.array(place, dtype=np.intp), end


def place_count(schedule: Schedule) -> int:
    """How many places the instructions need, leaves and all."""
    levels = _level_count(schedule)
    born = np.bincount(schedule.level, minlength=levels + 1)
    dropped = np.bincount(_last(schedule)[schedule.leaf_count :], minlength=levels + 1)
    # what is read at a level for the last time leaves room from the next one on
    alive = np.cumsum(born[:levels]) - np.concatenate([[0], np.cumsum(dropped[: levels - 1])])
    return schedule.leaf_count + int(alive.max(initial=0))


def _ending(schedule: Schedule) -> list[list[int]]:
    """Per level, the computed instructions that are read there for the last time."""
    last = _last(schedule)
    order = np.argsort(last, kind="stable")
    borders = np.searchsorted(last[order], np.arange(_level_count(schedule) + 1)).tolist()
    numbers = order.tolist()
    return [numbers[a:b] for a, b in pairwise(borders)]


def _last(schedule: Schedule) -> IntArray:
    """Per instruction the level at which it is read for the last time; one that never comes for leaves and results."""
    last = np.zeros(schedule.leaf_count + len(schedule.kind), dtype=np.intp)
    last[schedule.leaf_count :] = schedule.level
    for reads in schedule.reads:
        np.maximum.at(last, reads, schedule.level)
    last[: schedule.leaf_count] = last[schedule.outputs] = last[schedule.means] = _level_count(schedule)
    return last


def _level_count(schedule: Schedule) -> int:
    return int(schedule.level[-1]) + 1 if len(schedule.level) else 1
