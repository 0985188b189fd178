"""Compiling without Python's cyclic garbage collector, which would take most of the time on large graphs.

Their parts make no cycles. Not here: anything else that runs.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """A block, or a function that it decorates, in which the collector does not run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
