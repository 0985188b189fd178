"""What runs a flat graph: array code, or the compiled loop where that is faster and numba is there.

Not here: the two executors (emit.py, loop.py) and what a user sees of a program (program.py).
"""

from __future__ import annotations

import builtins
import importlib.util
import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property
from types import ModuleType
from typing import Any, Literal

import numpy as np

from autograd_core.operations import Operation
from autograd_core.program.array_types import Array
from autograd_core.program.arrays.emit import ArrayCode, emitted
from autograd_core.program.arrays.emit_careful import emitted_carefully
from autograd_core.program.arrays.gather import gathered
from autograd_core.program.arrays.groups import GroupedGraph, grouped
from autograd_core.program.arrays.outline import ArrayStep, outlined
from autograd_core.program.arrays.sums import summed
from autograd_core.program.careful import Careful
from autograd_core.program.collector import collector_paused
from autograd_core.program.costs import ALL, NO_LOOP, Limits, is_irregular, limits, limits_of_loop, samples_at_once
from autograd_core.program.fast import exposed, fast, for_arrays, hidden_squares
from autograd_core.program.flat import FlatGraph
from autograd_core.program.loop.kernels import kernel_of
from autograd_core.program.loop.schedule import Schedule, is_schedulable, scheduled
from autograd_core.program.loop.tape import Tape, tape_of_many, tape_of_one
from autograd_core.words import words

# (n_inputs, n) and (n_parameters, 1) -> outputs (n_outputs, n), means (n_means,), and arrays that may not be finite
Run = Callable[[Array, Array], tuple[Array, Array, list[Array]]]
Executor = Literal["arrays", "loop", "jax"]
Precision = Literal["float64", "float32"]

# glibc gives large blocks of memory back as they are dropped, and the system hands them out anew page by page, which
# takes several times as long as the arithmetic on them. Once so many bytes have come and gone it keeps twice as many.
KEPT = 31 << 20


np.empty(KEPT, np.uint8)


class Runner:
    """A flat graph, and what runs it: `runner(x, theta)`.

    The compiled loop runs irregular graphs, and few samples of regular ones; array code runs everything else, and
    everything where numba is missing or where a row of the table does more than arithmetic on arrays. All of it is made
    when it is first asked for.

    Both compute as if all numbers were finite. Where one is not, the batch is computed again, carefully.

    Args:
        flat: the graph.
        precision: of every number.
        executor: the only one to use; by default the one that should be faster.

    Attributes:
        failure: why the loop does not run, where it would be faster and numba is installed; else empty.

    Raises:
        ImportError: the loop is asked for, and there is no numba, or one that fails here; or JAX, and there is none.
        ValueError: the loop is asked for, and an operation is not one of arithmetic on arrays.
        GraphError: JAX is asked for, and cannot run an operation.
    """

    def __init__(self, flat: FlatGraph, precision: Precision, executor: Executor | None = None) -> None:
        self.flat = flat
        self.precision = precision
        self.failure = ""
        self._asked = executor
        if executor == "jax":
            require_jax(flat)
        if executor == "loop":
            _require_loop(self._narrow, precision)

    def __call__(self, x: Array, theta: Array) -> tuple[Array, Array]:
        """The outputs, (n_outputs, n), and the means, (n_means,)."""
        values, means, others = self._run(x, theta)
        if all(map(_is_finite, (values, means, *others))):
            return values[: len(self.flat.outputs)], means
        return self._careful(x, theta)

    def _run(self, x: Array, theta: Array) -> tuple[Array, Array, list[Array]]:
        if self._asked == "jax":
            return self._on_device(x, theta)
        samples = x.shape[1]
        limits = self.limits
        if samples <= limits.loop:
            run = self._one_by_one if samples <= limits.one_by_one else self._in_blocks
            if run is not None:
                return run(x, theta)
        arrays = self._arrays
        with np.errstate(all="ignore"):
            return in_blocks(arrays, x, theta, samples_at_once(self.array_code))

    @cached_property
    def _on_device(self) -> Run:
        run: Run = jax_module().OnDevice(self.array_code, self.precision)
        return run

    def on_jax(self, factors: int = 0) -> Callable[..., Any]:
        """(x, theta) -> outputs and means, as a pure function of JAX's arrays that is right for all numbers.

        Args:
            factors: how many inputs, the last, are factors of a sample: where all are 0 it is left out.

        Raises:
            ImportError: there is no JAX.
            GraphError: it cannot run an operation.
        """
        require_jax(self.flat)
        careful = emitted_carefully(self.flat)
        function: Callable[..., Any] = jax_module().pure_function(
            self.array_code, careful, len(self.flat.outputs), self.precision, factors
        )
        return function

    @cached_property
    @collector_paused()
    def limits(self) -> Limits:
        """Up to how many samples the loop runs; it depends on the graph alone."""
        if self._asked in ("arrays", "jax") or self.failure or not (self._asked == "loop" or may_have_loop()):
            return NO_LOOP
        schedule = self._schedule
        if schedule is None:
            return NO_LOOP
        if self._asked != "loop" and not is_irregular(schedule):
            return limits(schedule, self.array_code)
        return limits_of_loop(schedule) if self._loop_module() is not None else NO_LOOP

    @property
    def few(self) -> int:
        """How many samples at most the loop runs; ALL for irregular graphs."""
        return self.limits.loop

    @cached_property
    @collector_paused()
    def _fast(self) -> FlatGraph:
        """The graph for finite numbers; its outputs are those of the graph, and what is looked at besides."""
        return fast(replace(self.flat, outputs=[*self.flat.outputs, *exposed(self.flat)]))

    @cached_property
    @collector_paused()
    def _narrow(self) -> FlatGraph:
        """The graph that the loop runs."""
        seen = self._fast
        return replace(seen, outputs=[*seen.outputs, *hidden_squares(seen)])

    @cached_property
    @collector_paused()
    def _schedule(self) -> Schedule | None:
        """The graph in the loop's order; None where the loop cannot run it."""
        narrow = self._narrow
        return scheduled(narrow) if is_schedulable(narrow.operations) else None

    @cached_property
    @collector_paused()
    def _tape_of_one(self) -> Tape:
        assert self._schedule is not None
        return tape_of_one(self._schedule)

    @cached_property
    @collector_paused()
    def _tape_of_many(self) -> Tape:
        assert self._schedule is not None
        return tape_of_many(self._schedule)

    @cached_property
    def _one_by_one(self) -> Run | None:
        return self._loop("OneByOne", "_tape_of_one")

    @cached_property
    def _in_blocks(self) -> Run | None:
        return self._loop("InBlocks", "_tape_of_many")

    def _loop(self, way: str, tape: str) -> Run | None:
        module = self._loop_module()
        if module is None:
            return None
        run: Run = getattr(module, way)(getattr(self, tape), self.flat.input_count, self.precision)
        return run

    def _loop_module(self) -> ModuleType | None:
        """The module of the loop; None where it fails here, which is kept as the `failure`."""
        found = loop_module(self.precision)
        if isinstance(found, Exception):
            self.failure = _in_a_line(found)
            self.__dict__["limits"] = NO_LOOP
            return None
        return found

    @cached_property
    def _arrays(self) -> Run:
        return _function(self.array_code, self.precision)

    @cached_property
    def _careful(self) -> Careful:
        return Careful(self.flat, self.precision)

    @cached_property
    @collector_paused()
    def array_code(self) -> ArrayCode:
        """The array code, whether or not it is what runs."""
        return emitted(self.groups)

    @cached_property
    @collector_paused()
    def groups(self) -> GroupedGraph:
        """The graph in groups, an array each, as array code computes it."""
        return grouped(summed(for_arrays(self._fast)))

    @cached_property
    def outline(self) -> tuple[ArrayStep, ...]:
        """The groups as data, each after those it reads, the forward part first."""
        return outlined(self.groups)

    def __str__(self) -> str:
        if self._asked == "jax":
            return "JAX"
        few = self.few
        if self.failure:
            return words("executor.failed", failure=self.failure)
        if few == ALL:
            return words("executor.loop")
        if few:
            return words("executor.both", count=few)
        return words("executor.arrays")

    def __getstate__(self) -> dict[str, Any]:
        return {name: part for name, part in self.__dict__.items() if name not in MADE_AGAIN}


# Of a Runner: functions, and rows that are in no table, which cannot be pickled; and what is found again if need be.
MADE_AGAIN = {"_arrays", "_one_by_one", "_in_blocks", "_on_device", "_careful", "_narrow", "_fast", "_schedule"}
MADE_AGAIN |= {"array_code", "groups", "outline"}


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


def jax_module() -> ModuleType:
    """The module of JAX's wing; ImportError that says what to install."""
    try:
        from autograd_core.program.jax import run  # late: needs JAX, and a second
    except ImportError as error:
        raise ImportError(
            f"programs on JAX need jax, which does not import here ({_in_a_line(error)}); "
            "pip install 'autograd-core[jax]'"
        ) from error
    return run


def _in_a_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


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


def require_jax(flat: FlatGraph) -> None:
    """ImportError where there is no JAX, GraphError for an operation from outside that it cannot run."""
    module = jax_module()
    arities = {operation: len(x) for operation, x in zip(flat.operations, flat.inputs, strict=True) if operation}
    for operation, arity in arities.items():
        if operation.module:
            module.require_form(operation, arity)


def _function(code: ArrayCode, precision: Precision) -> Run:
    namespace: dict[str, Any] = {
        "__builtins__": builtins,
        "np": np,
        "constants": code.constants.astype(precision),
        "gathered": gathered,
        **{name: _on_arrays(operation) for name, operation in code.functions.items()},
        **code.tables,
    }
    exec(compile(code.source, "<program>", "exec"), namespace)
    run: Run = namespace["run"]
    return run


def _on_arrays(operation: Operation) -> Callable[..., Any]:
    """The forward function of a row; NumPy's own where it is that and nothing else, which saves asking what came."""
    arity = operation.arity or 0
    kernel = kernel_of(operation, arity) if arity else None
    if kernel is not None and [primitive.reads for primitive in kernel.primitives] == [tuple(range(arity))]:
        function = getattr(np, kernel.primitives[0].function, None)
        if isinstance(function, np.ufunc) and f"{'d' * arity}->d" in function.types:
            return function
    return operation.forward
