"""What runs a flat graph: array code, or the compiled loop where that is faster and numba is there.

Not here: the two executors (emit.py, loop.py) and what a user sees of a program (program.py).
"""

from __future__ import annotations

import builtins
import importlib.util
import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any, Literal

import numpy as np

from autograd_core.program.array_types import Array
from autograd_core.program.arrays.emit import ArrayCode, emitted
from autograd_core.program.arrays.gather import gathered
from autograd_core.program.arrays.groups import GroupedGraph, grouped
from autograd_core.program.arrays.outline import ArrayStep, outlined
from autograd_core.program.arrays.sums import summed
from autograd_core.program.careful import Careful
from autograd_core.program.fast import exposed, fast, hidden_squares
from autograd_core.program.flat import FlatGraph
from autograd_core.program.loop.schedule import Schedule, is_schedulable, scheduled
from autograd_core.program.loop.tape import COUNT, Tape, tape_of_many, tape_of_one

# (n_inputs, n) and (n_parameters, 1) -> outputs (n_outputs, n), means (n_means,), and arrays that may not be finite
Run = Callable[[Array, Array], tuple[Array, Array, list[Array]]]
Executor = Literal["arrays", "loop"]
Precision = Literal["float64", "float32"]

ALL = 1 << 62  # samples
LINEAR = {"add", "subtract", "negative"}
# A graph is irregular if fewer instructions than this, on average, are of one kind and at one level.
REGULAR = 30
# Measured, in nanoseconds: a statement of array code, a step of the loop, and a number in a step.
STATEMENT, STEP, NUMBER = 1700, 8, 0.8
# Numbers that array code works on at once: more than this leave the cache, which triples the time.
IN_CACHE = 1 << 21


class Runner:
    """A flat graph, and what runs it: `runner(x, theta)`.

    The compiled loop runs irregular graphs, and few samples of regular ones; array code runs everything else, and
    everything where numba is missing or where a row of the table does more than arithmetic on arrays.

    Both compute as if all numbers were finite. Where one is not, the batch is computed again, carefully.

    Args:
        flat: the graph.
        precision: of every number.
        executor: the only one to use; by default the one that should be faster.
        derived: see Careful.

    Attributes:
        few: how many samples at most the loop runs; ALL for irregular graphs.
        failure: why the loop does not run, where it would be faster and numba is installed; else empty.

    Raises:
        ImportError: the loop is asked for, and there is no numba, or one that fails here.
        ValueError: the loop is asked for, and an operation is not one of arithmetic on arrays.
    """

    def __init__(
        self, flat: FlatGraph, precision: Precision, executor: Executor | None = None, derived: int = 0
    ) -> None:
        self.flat = flat
        self.derived = derived
        self._exposed = exposed(flat)
        self._careful: Careful | None = None
        self.precision = precision
        self.few = 0
        self.failure = ""
        self._groups: GroupedGraph | None = None
        self._outline: tuple[ArrayStep, ...] | None = None
        self._one: Tape | None = None
        self._many: Tape | None = None
        self._code: ArrayCode | None = None
        self._arrays: Run | None = None
        self._loop: Run | None = None
        if executor == "loop" or (executor is None and may_have_loop()):
            narrow = self._fast(for_arrays=False)
            if executor == "loop":
                _require_loop(narrow, precision)
            if is_schedulable(narrow.operations):
                self._choose(scheduled(narrow), executor)
        if self.few != ALL:
            self._code = self.array_code()

    def _choose(self, schedule: Schedule, executor: Executor | None) -> None:
        if executor == "loop" or is_irregular(schedule):
            if self._loop_module() is not None:
                self._one, self._many = tape_of_one(schedule), tape_of_many(schedule)
                self.few = ALL
            return
        one = tape_of_one(schedule)
        statements = self.array_code().source.count("\n")
        self.few = int(STATEMENT * statements / (STEP * len(one.steps) + NUMBER * int(one.steps[:, COUNT].sum()) + 1))
        self._one = one if self.few else None

    def _fast(self, *, for_arrays: bool) -> FlatGraph:
        """The graph that the executors run."""
        looked_at = self._exposed if for_arrays else [*self._exposed, *hidden_squares(self.flat)]
        return fast(replace(self.flat, outputs=[*self.flat.outputs, *looked_at]), for_arrays)

    def __call__(self, x: Array, theta: Array) -> tuple[Array, Array]:
        """The outputs, (n_outputs, n), and the means, (n_means,)."""
        values, means, others = self._run(x, theta)
        if all(map(_is_finite, (values, means, *others))):
            return values[: len(self.flat.outputs)], means
        if self._careful is None:
            self._careful = Careful(self.flat, self.precision, self.derived)
        return self._careful(x, theta)

    def _run(self, x: Array, theta: Array) -> tuple[Array, Array, list[Array]]:
        if x.shape[1] <= self.few:
            run = self._loop or self._bind_loop()
            if run is not None:
                return run(x, theta)
        if self._arrays is None:
            self._arrays = _function(self.array_code(), self.precision)
        with np.errstate(all="ignore"):
            return in_blocks(self._arrays, x, theta, 1 + IN_CACHE // (1 + self.array_code().row_count))

    def _bind_loop(self) -> Run | None:
        module = self._loop_module()
        if module is None:
            return None
        loop: Run = module.Loop(self._one, self._many, self.flat.input_count, self.precision)
        self._loop = loop
        return loop

    def _loop_module(self) -> ModuleType | None:
        found = loop_module(self.precision)
        if isinstance(found, Exception):
            self.few, self.failure = 0, _in_a_line(found)
            return None
        return found

    def array_code(self) -> ArrayCode:
        """The array code, whether or not it is what runs."""
        if self._code is None:
            self._code = emitted(self.groups())
        return self._code

    def groups(self) -> GroupedGraph:
        """The graph in groups, an array each, as array code computes it."""
        if self._groups is None:
            self._groups = grouped(summed(self._fast(for_arrays=True)))
        return self._groups

    def outline(self) -> tuple[ArrayStep, ...]:
        """The groups as data, each after those it reads, the forward part first."""
        if self._outline is None:
            self._outline = outlined(self.groups())
        return self._outline

    def __str__(self) -> str:
        if self.failure:
            return f"array code, as the compiled loop fails here ({self.failure})"
        if self.few == ALL:
            return "the compiled loop"
        if self.few:
            return f"array code, and the compiled loop up to {self.few} sample{'s' if self.few > 1 else ''}"
        return "array code"

    def __getstate__(self) -> dict[str, Any]:
        # functions cannot be pickled; groups and outline are made again from the graph when they are asked for
        return {**self.__dict__, "_careful": None, "_groups": None, "_outline": None, "_arrays": None, "_loop": None}


def _is_finite(array: Array) -> bool:
    """Whether all numbers, and their squares, are finite: fast, and right about all that are not."""
    return math.isfinite(np.vdot(array, array))


def in_blocks(run: Run, x: Array, theta: Array, size: int) -> tuple[Array, Array, list[Array]]:
    """What `run` gives for x, computed for `size` samples at a time."""
    n = x.shape[1]
    if n <= size:
        return run(x, theta)
    blocks = [x[:, start : start + size] for start in range(0, n, size)]
    results = [run(block, theta) for block in blocks]
    means = [means * (block.shape[1] / n) for block, (_, means, _) in zip(blocks, results, strict=True)]
    others = [array for *_, arrays in results for array in arrays]
    return np.concatenate([values for values, *_ in results], axis=1), np.sum(means, axis=0), others


def may_have_loop() -> bool:
    """Whether numba is installed, found out without importing it."""
    return importlib.util.find_spec("numba") is not None


@cache
def loop_module(precision: Precision) -> ModuleType | Exception:
    """The module of the compiled loop, after it ran once; or the error with which it does not run here."""
    try:
        from autograd_core.program.loop import loop  # late: needs numba, and half a second

        loop.try_out(precision)
    # A compiler on a Python or a NumPy that it does not know fails by any error, a TokenError or an AssertionError too.
    # None is lost: a program tells it, and who asks for the loop gets it as the cause.
    except Exception as error:
        return error
    return loop


def _in_a_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def is_irregular(schedule: Schedule) -> bool:
    """Whether few instructions are of one kind and at one level, so that array code would be many short statements."""
    # but for additions: array code makes one statement of a chain of them
    functions = [{primitive.function for primitive in kind.primitives} for kind in schedule.kinds]
    is_added = np.array([used <= LINEAR for used in functions], dtype=bool)
    others = ~is_added[schedule.kind]
    kinds = np.diff(schedule.kind[others], prepend=-1) | np.diff(schedule.level[others], prepend=-1)
    return int(np.count_nonzero(others)) < REGULAR * int(np.count_nonzero(kinds))


def _require_loop(flat: FlatGraph, precision: Precision) -> None:
    found = loop_module(precision)
    if isinstance(found, Exception):
        raise ImportError(
            'executor="loop" needs a numba that works with this Python and NumPy, and here it fails '
            f"({_in_a_line(found)}); pip install 'autograd-core[compiled]', or leave executor out"
        ) from found
    for operation in dict.fromkeys(flat.operations):
        if not is_schedulable([operation]):
            raise ValueError(
                f'executor="loop" needs operations whose forward functions are arithmetic on arrays, and {operation} '
                "is another; leave executor out"
            )


def _function(code: ArrayCode, precision: Precision) -> Run:
    namespace: dict[str, Any] = {
        "__builtins__": builtins,
        "np": np,
        "constants": code.constants.astype(precision),
        "gathered": gathered,
        **{name: operation.forward for name, operation in code.functions.items()},
        **code.tables,
    }
    exec(compile(code.source, "<program>", "exec"), namespace)
    run: Run = namespace["run"]
    return run
