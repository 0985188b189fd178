"""For the compiled loop: a schedule as a tape, a table of which function a step applies, and to which places of memory.

A tape is for many samples (a place has room for one number of each sample, and is used again) or for one sample (a step
takes a run: instructions of one kind at one level). Not here: the loop that follows the tape (loop.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.program.array_types import BoolArray, FloatArray, Int32Array, IntArray
from autograd_core.program.loop.kernels import FIRST_RESULT, MOST_INPUTS, Kernel
from autograd_core.program.loop.memory import reused
from autograd_core.program.loop.schedule import Schedule

# Columns of a tape: which function, the place that it fills, the three that it may read, how many numbers.
FUNCTION, FILLS, READS, COUNT, COLUMNS = 0, 1, 2, 5, 6
GATHER = "gather"  # the step that puts numbers from many places one after the other
RUN = 256  # numbers at most in a step for one sample
BLOCK = 64  # samples at most that a step for many computes at once


@dataclass
class Tape:
    """Steps, and the memory that they work on: inputs, parameters, constants, then what is computed.

    Attributes:
        functions: the names of what the steps apply.
        steps: steps x COLUMNS.
        gathered: the places that gathering steps read.
        size: how many places the memory has.
        constants: what stands behind inputs and parameters from the start.
        outputs, means: the places of the results.
    """

    functions: list[str]
    steps: Int32Array
    gathered: Int32Array
    size: int
    constants: FloatArray
    outputs: IntArray
    means: IntArray


class _Writer:
    """A tape that is being written.

    Attributes:
        schedule: what is written.
        width: how many places a constant of the kinds' own, or what lies between two steps, takes.
        place: instruction -> its place.
        scratch: the place of what gathering steps fill; then of what lies between an instruction's own steps.
        steps, functions: see `Tape`; functions with their numbers.
    """

    def __init__(self, schedule: Schedule, width: int) -> None:
        self.schedule = schedule
        self.width = width
        numbers = dict.fromkeys(repr(number) for kind in schedule.kinds for number in kind.constants)
        self.own_constants = {number: schedule.leaf_count + i * width for i, number in enumerate(numbers)}
        self.first = schedule.leaf_count + len(numbers) * width  # behind all constants
        self.place: IntArray = np.empty(0, np.intp)
        self.scratch = 0
        self.steps = np.empty((0, COLUMNS), np.int32)
        self.functions: dict[str, int] = {}

    def reserve(self, place: IntArray, end: int, step_count: int) -> None:
        """Take the instructions' places, which end at `end`, and make room for the steps."""
        self.place = place
        self.scratch = end
        self.steps = np.zeros((step_count, COLUMNS), np.int32)

    def function(self, name: str) -> int:
        return self.functions.setdefault(name, len(self.functions))

    def gather(self, at: IntArray, i: int, first: IntArray, counts: IntArray) -> int:
        """Write steps that gather the inputs number `i`; the place where they put them."""
        fills = self.scratch + i * self.width
        self.steps[at, FUNCTION] = self.function(GATHER)
        self.steps[at, FILLS] = fills
        self.steps[at, READS] = i * len(self.schedule.kind) + first
        self.steps[at, COUNT] = counts
        return fills

    def write(self, kind: Kernel, start: IntArray, reads: IntArray, fills: IntArray, counts: IntArray) -> None:
        """Write the steps of all instructions (or runs) of one kind, each from its number `start` on."""
        between = self.scratch + MOST_INPUTS * self.width
        for i, primitive in enumerate(kind.primitives):
            at = start + i
            self.steps[at, FUNCTION] = self.function(primitive.function)
            self.steps[at, FILLS] = fills if i == len(kind.primitives) - 1 else between + i * self.width
            self.steps[at, COUNT] = counts
            for column, row in enumerate(primitive.reads):
                place: Any = 0
                if row < 0:
                    place = self.own_constants[repr(kind.constants[-row - 1])]
                elif row < FIRST_RESULT:
                    place = reads[row]
                else:
                    place = between + (row - FIRST_RESULT) * self.width
                self.steps[at, READS + column] = place

    def tape(self, gathered: IntArray) -> Tape:
        schedule = self.schedule
        longest = max((len(kind.primitives) for kind in schedule.kinds), default=0)
        own = [np.full(self.width, float(number)) for number in self.own_constants]
        return Tape(
            list(self.functions),
            self.steps,
            gathered.astype(np.int32),
            self.scratch + (MOST_INPUTS + longest) * self.width,
            np.concatenate([np.array(schedule.constants, dtype=float), *own]),
            self.place[schedule.outputs],
            self.place[schedule.means],
        )


def tape_of_many(schedule: Schedule) -> Tape:
    """The tape that takes a step of an instruction for all samples of a block at once."""
    writer = _Writer(schedule, 1)
    place, end = reused(schedule, writer.first)
    ends = np.cumsum(_step_counts(schedule)[schedule.kind])
    writer.reserve(place, end, _last(ends))
    own = place[schedule.leaf_count :]
    for number, kind in enumerate(schedule.kinds):
        members = np.flatnonzero(schedule.kind == number)
        start = ends[members] - len(kind.primitives)
        writer.write(kind, start, place[schedule.reads[:, members]], own[members], np.ones(len(members), np.intp))
    return writer.tape(np.empty(0, np.intp))


def tape_of_one(schedule: Schedule) -> Tape:
    """The tape that takes a step for up to RUN instructions of one sample at once."""
    writer = _Writer(schedule, RUN)
    computed = writer.first + np.arange(len(schedule.kind))
    place = np.concatenate([np.arange(schedule.leaf_count), computed])
    reads = place[schedule.reads]
    starts = _runs(schedule)
    counts = np.diff(np.append(starts, len(schedule.kind)))
    kinds = schedule.kind[starts]
    is_gathered = _is_gathered(schedule, reads, starts)
    ends = np.cumsum(_step_counts(schedule)[kinds] + is_gathered.sum(axis=0))
    writer.reserve(place, writer.first + len(schedule.kind), _last(ends))
    for number, kind in enumerate(schedule.kinds):
        runs = np.flatnonzero(kinds == number)
        at = ends[runs] - len(kind.primitives) - is_gathered[:, runs].sum(axis=0)
        first_reads = reads[:, starts[runs]]
        for i in range(MOST_INPUTS):
            far = is_gathered[i, runs]
            first_reads[i, far] = writer.gather(at[far], i, starts[runs[far]], counts[runs[far]])
            at = at + far
        writer.write(kind, at, first_reads, computed[starts[runs]], counts[runs])
    return writer.tape(reads.reshape(-1))


def _step_counts(schedule: Schedule) -> IntArray:
    return np.array([len(kind.primitives) for kind in schedule.kinds], dtype=np.intp)


def _last(ends: IntArray) -> int:
    return int(ends[-1]) if len(ends) else 0


def _runs(schedule: Schedule) -> IntArray:
    """Where runs begin: at a change of kind or level, and after RUN instructions."""
    is_new = np.diff(schedule.kind, prepend=-1) != 0
    is_new |= np.diff(schedule.level, prepend=-1) != 0
    starts = np.flatnonzero(is_new)
    position = np.arange(len(is_new)) - starts[np.cumsum(is_new) - 1]
    return np.flatnonzero(position % RUN == 0)


def _is_gathered(schedule: Schedule, reads: IntArray, starts: IntArray) -> BoolArray:
    """Per input and run, whether what it reads does not lie one after the other."""
    if not len(starts):
        return np.zeros((MOST_INPUTS, 0), np.bool_)
    jumps = np.diff(reads, axis=1, prepend=0) != 1
    jumps[:, starts] = False
    found: BoolArray = np.logical_or.reduceat(jumps, starts, axis=1)
    read = [{row for primitive in kind.primitives for row in primitive.reads} for kind in schedule.kinds]
    found &= np.array([[i in rows for rows in read] for i in range(MOST_INPUTS)])[:, schedule.kind[starts]]
    return found
