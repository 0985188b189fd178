"""Modes: blocks in which a thread records in another way, or is watched while it does.

Here: no_grad, recording, and what debug() is built on. Not here: recording itself (value.py).
"""

from __future__ import annotations

import threading
from contextlib import ContextDecorator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from autograd_core.value import Value


class Watch(Protocol):
    """What looks at every node and every backward pass."""

    def recorded(self, node: Value) -> None:
        """A node was just recorded."""

    def before_backward(self, output: Value) -> None:
        """A graph is about to be differentiated."""

    def after_backward(self, order: list[Value]) -> None:
        """Gradients were passed on, in this order, and no leaf has its sum yet."""


class _Thread(threading.local):
    no_grad_blocks = 0
    recording_blocks = 0
    watches: tuple[Watch, ...] = ()

    @property
    def is_special(self) -> bool:
        """Whether this thread is inside a mode's block."""
        return self.no_grad_blocks > 0 or bool(self.watches)


thread = _Thread()

_count_lock = threading.Lock()
open_blocks = 0  # in all threads; recording looks at this number first, because it is the cheaper look


def _count_blocks(change: int) -> None:
    global open_blocks
    with _count_lock:
        open_blocks += change


class no_grad(ContextDecorator):  # noqa: N801 - the field's spelling
    """In this block (or decorated function), operations compute and record nothing: their results are constants.

    Holds for the current thread. Blocks may be nested.
    """

    def __enter__(self) -> None:
        thread.no_grad_blocks += 1
        _count_blocks(1)

    def __exit__(self, *exception: object) -> None:
        thread.no_grad_blocks -= 1
        _count_blocks(-1)


class recording(ContextDecorator):  # noqa: N801 - like no_grad
    """In this block, in this thread, comparing a Value is an error: a graph for `compile_graph` is recorded in it.

    A program repeats what was recorded, so the answer to `x > 0` would hold for every sample as it fell for this one;
    `sorted(values)` and Python's own `max(values)` compare too. What cannot be seen: decisions on plain numbers, such
    as `if x.data > 0`, or on numbers that were drawn or counted. Blocks may be nested.
    """

    def __enter__(self) -> None:
        thread.recording_blocks += 1
        _count_blocks(1)

    def __exit__(self, *exception: object) -> None:
        thread.recording_blocks -= 1
        _count_blocks(-1)


class watching(ContextDecorator):  # noqa: N801 - like no_grad
    """In this block, in this thread, `watch` looks at every node and every backward pass."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def __enter__(self) -> None:
        thread.watches += (self.watch,)
        _count_blocks(1)

    def __exit__(self, *exception: object) -> None:
        thread.watches = thread.watches[:-1]
        _count_blocks(-1)
