"""The compiled loop: follows a tape, for a block of samples at once or for one after the other.

Not here: what is on a tape (tape.py), the code that follows it (machine_code.py), and the elementary functions, which
are NumPy's (inner_loops.py).
"""

from __future__ import annotations

import math
import threading

import numpy as np

from autograd_core.program.array_types import Array
from autograd_core.program.loop.inner_loops import inner_loops
from autograd_core.program.loop.machine_code import CODES, follower
from autograd_core.program.loop.tape import BLOCK, Tape

NOT_FINITE = [np.array([np.inf])]  # what stands for numbers that were seen on the way
MEMORY = 1 << 24  # numbers that a block may take
TRIED = 1e-6  # e in float32 is good to 3e-7


def try_out(precision: str) -> None:
    """Compute exp(1) in the loop, which loads it for this kind of number, or compiles it.

    Raises:
        ArithmeticError: something else comes out. Whatever numba raises where it does not work.
    """
    steps = np.array([[0, 1, 0, 0, 0, 1]], np.int32)
    nowhere, place = np.empty(0, np.int32), np.ones(1, np.intp)
    tape = Tape(["exp"], steps, nowhere, 2, np.empty(0), outputs=place, means=place[:0])
    values, *_ = OneByOne(tape, 1, precision)(np.ones((1, 1), precision), np.empty((0, 1), precision))
    if abs(values[0, 0] - math.e) > TRIED:
        raise ArithmeticError(f"exp(1) is {values[0, 0]} in the compiled loop")


class _Loop:
    """A graph's tape with the addresses of the functions that it applies.

    Args:
        tape: what is followed.
        input_count: how many inputs the graph has.
        precision: "float64" or "float32".
    """

    def __init__(self, tape: Tape, input_count: int, precision: str) -> None:
        self.tape = tape
        self.input_count = input_count
        self.precision = np.dtype(precision)
        others = [name for name in tape.functions if name not in CODES]
        self.loops = inner_loops(others, precision)
        codes = [CODES[name] if name in CODES else -1 - others.index(name) for name in tape.functions]
        self.arrays = [
            np.ascontiguousarray(array)
            for array in (tape.steps, np.array(codes, dtype=np.intp), self.loops.addresses, tape.gathered)
        ]
        self.addresses = [array.ctypes.data for array in self.arrays]
        self.follower = follower(precision)

    def follow(self, memory: Array, width: int, samples: int) -> bool:
        """Take the tape's steps; see `follower`."""
        steps, *others = self.addresses
        place = memory.__array_interface__["data"][0]
        return bool(self.follower(steps, len(self.arrays[0]), *others, place, place, width, samples))

    def memory(self, width: int, theta: Array) -> Array:
        """Room for the numbers of `width` samples, with parameters and constants where the tape expects them."""
        memory = np.empty((self.tape.size, width), self.precision)
        first = self.input_count + len(theta)
        memory[self.input_count : first] = theta
        memory[first : first + len(self.tape.constants)] = self.tape.constants[:, None]
        return memory

    def results(self, n: int) -> tuple[Array, Array]:
        """Room for outputs and means."""
        tape = self.tape
        return np.empty((len(tape.outputs), n), self.precision), np.zeros(len(tape.means), self.precision)


class OneByOne(_Loop):
    """Runs a graph by its tape of one sample, for one after the other. Threads share nothing that they write to."""

    def __init__(self, tape: Tape, input_count: int, precision: str) -> None:
        super().__init__(tape, input_count, precision)
        self._thread = threading.local()  # has the memory, which is filled anew at every call

    def __call__(self, x: Array, theta: Array) -> tuple[Array, Array, list[Array]]:
        """What a Run gives for x: (n_inputs, n) and theta: (n_parameters, 1)."""
        tape, n = self.tape, x.shape[1]
        memory = getattr(self._thread, "memory", None)
        if memory is None:
            memory = self._thread.memory = self.memory(1, theta).reshape(-1)
        memory[self.input_count : self.input_count + len(theta)] = theta[:, 0]
        values, means = self.results(n)
        finite = True
        for i in range(n):
            memory[: self.input_count] = x[:, i]
            finite &= self.follow(memory, 1, 0)
            values[:, i] = memory.take(tape.outputs)
            means += memory.take(tape.means)
        return values, means if n == 1 else means / max(n, 1), [] if finite else NOT_FINITE


class InBlocks(_Loop):
    """Runs a graph by its tape of many samples, for a block of them at once. Threads share nothing that they write."""

    def __call__(self, x: Array, theta: Array) -> tuple[Array, Array, list[Array]]:
        """What a Run gives for x: (n_inputs, n) and theta: (n_parameters, 1)."""
        tape, n = self.tape, x.shape[1]
        width = max(1, min(n, BLOCK, MEMORY // tape.size))
        memory = self.memory(width, theta)
        values, means = self.results(n)
        finite = True
        for start in range(0, n, width):
            block = x[:, start : start + width]
            samples = block.shape[1]
            memory[: self.input_count, :samples] = block
            finite &= self.follow(memory.reshape(-1), width, samples)
            values[:, start : start + samples] = memory[tape.outputs, :samples]
            means += memory[tape.means, :samples].sum(axis=1)
        return values, means / max(n, 1), [] if finite else NOT_FINITE
