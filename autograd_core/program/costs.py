"""What a run of a program takes by each executor, in microseconds, as far as graph and batch size tell.

A model and no measurement of the run itself: the same graph and batch are computed in the same order in every process,
so that runs repeat bit for bit. `benchmarks/executors.py` fits the numbers here and judges them by graphs that they
were not fitted on. Not here: the executors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd_core.program.array_types import BoolArray, FloatArray
from autograd_core.program.arrays.emit import ArrayCode
from autograd_core.program.loop.kernels import ARITHMETIC
from autograd_core.program.loop.memory import place_count
from autograd_core.program.loop.schedule import Schedule
from autograd_core.program.loop.tape import BLOCK

ALL = 1 << 62  # samples
MOST = 1024  # samples up to which batch sizes are looked at; what is best there is best beyond
CACHE = 1 << 17  # numbers that are near at hand
# Numbers that array code works on at once: with more, what it takes and drops is more than the process keeps.
IN_CACHE = 1 << 20
VECTOR = 8  # numbers that a processor computes at once
# A graph is irregular if fewer instructions than this, on average, are of one kind and at one level: then array code
# would be many short statements, and is not even written.
REGULAR = 30
LINEAR = {"add", "subtract", "negative"}

# What each of the counts below takes, in microseconds: fitted.
ARRAYS = (0.0, 1.53, 0.0134, 0.0398, 0.000597, 0.0, 0.000824, 0.000158, 0.000561)
ONE_BY_ONE = (5.24, 0.00132, 2.2, 0.00909, 0.00113, 0.00373)
IN_BLOCKS = (13.6, 0.000826, 0.000612, 0.00344, 0.0342, 0.00158, 0.0019, 0.000905)


@dataclass(frozen=True)
class Limits:
    """Up to how many samples the compiled loop computes one after the other, and how many it runs at all."""

    one_by_one: int
    loop: int


NO_LOOP = Limits(0, 0)


def limits_of_loop(schedule: Schedule) -> Limits:
    """Of a program that nothing but the loop runs."""
    few, _ = _loop_times(schedule, np.arange(1.0, MOST + 1))
    return Limits(few, ALL)


def limits(schedule: Schedule, code: ArrayCode) -> Limits:
    """Up to how many samples the loop should be faster than array code."""
    samples = np.arange(1.0, MOST + 1)
    few, times = _loop_times(schedule, samples)
    loop = _before(times > array_features(code, samples) @ ARRAYS)
    return Limits(min(few, loop), ALL if loop == MOST else loop)


def _loop_times(schedule: Schedule, samples: FloatArray) -> tuple[int, FloatArray]:
    """Up to how many samples one after the other is faster than all at once, and what the faster takes."""
    one_by_one = one_by_one_features(schedule, samples) @ ONE_BY_ONE
    in_blocks = in_blocks_features(schedule, samples) @ IN_BLOCKS
    few = _before(one_by_one > in_blocks)
    return few, np.where(samples <= few, one_by_one, in_blocks)


def _before(is_so: BoolArray) -> int:
    """How many samples come before the first number of them for which it is so."""
    return int(is_so.argmax()) if is_so.any() else len(is_so)


def is_irregular(schedule: Schedule) -> bool:
    """Whether few instructions are of one kind and at one level, so that array code would be many short statements."""
    # but for additions: array code makes one statement of a chain of them
    functions = [{primitive.function for primitive in kind.primitives} for kind in schedule.kinds]
    is_added = np.array([used <= LINEAR for used in functions], dtype=bool)
    others = ~is_added[schedule.kind]
    kinds = np.diff(schedule.kind[others], prepend=-1) | np.diff(schedule.level[others], prepend=-1)
    return int(np.count_nonzero(others)) < REGULAR * int(np.count_nonzero(kinds))


def array_features(code: ArrayCode, samples: FloatArray) -> FloatArray:
    """What a run of array code is counted in, a row for each number of samples."""
    work, statements = code.work, code.source.count("\n")
    blocks = np.ceil(samples / samples_at_once(code))
    rounds = np.where(samples > 1, blocks, 0)  # a single column is no inner loop
    beyond = samples * code.row_count * np.maximum(0, 1 - CACHE / (1 + code.row_count * samples / blocks))
    return np.stack(
        [
            *(blocks, blocks * statements, rounds * work.rows, rounds * work.einsum),
            *(samples * work.rows, samples * work.functions, samples * work.einsum, samples * work.matmul, beyond),
        ],
        axis=1,
    )


def samples_at_once(code: ArrayCode) -> int:
    """How many samples array code computes at once."""
    return 1 + IN_CACHE // (1 + code.row_count)


def one_by_one_features(schedule: Schedule, samples: FloatArray) -> FloatArray:
    """What a run of the loop, sample after sample, is counted in, a row for each number of samples."""
    one = np.ones_like(samples)
    per_sample = (1, _run_count(schedule), *_counts(schedule))
    return np.stack([one, one * schedule.leaf_count, *(samples * x for x in per_sample)], axis=1)


def in_blocks_features(schedule: Schedule, samples: FloatArray) -> FloatArray:
    """What a run of the loop, block after block, is counted in, a row for each number of samples."""
    arithmetic, functions = _counts(schedule)
    width = np.minimum(samples, BLOCK)
    blocks = np.ceil(samples / BLOCK)
    last = samples - (blocks - 1) * BLOCK
    vectors = (blocks - 1) * (BLOCK / VECTOR) + np.ceil(last / VECTOR)
    size = 1 + place_count(schedule) * width
    return np.stack(
        [
            *(np.ones_like(samples), width * schedule.leaf_count, samples * len(schedule.means)),
            *(blocks * arithmetic, blocks * functions, vectors * arithmetic, samples * functions),
            vectors * arithmetic * np.maximum(0, 1 - CACHE / size),
        ],
        axis=1,
    )


def _counts(schedule: Schedule) -> tuple[int, int]:
    """How many steps of arithmetic a sample takes, and how many of NumPy's functions."""
    cheap, dear = 0, 0
    counts = np.bincount(schedule.kind, minlength=len(schedule.kinds)).tolist()
    for count, kind in zip(counts, schedule.kinds, strict=True):
        arithmetic = sum(primitive.function in ARITHMETIC for primitive in kind.primitives)
        cheap += count * arithmetic
        dear += count * (len(kind.primitives) - arithmetic)
    return cheap, dear


def _run_count(schedule: Schedule) -> int:
    """How often kind or level change from one instruction to the next."""
    return int(np.count_nonzero(np.diff(schedule.kind) | np.diff(schedule.level)))
