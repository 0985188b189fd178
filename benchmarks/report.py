"""What the benchmarks of programs share: one thread, a clock that others do not disturb, tables in the README.

Not here: what is measured.
"""

from __future__ import annotations

import gc
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
THREADS = "OPENBLAS_NUM_THREADS"


def in_one_thread() -> None:
    """Start the script anew with one thread for NumPy's matrix products, unless the number of them is given.

    On a busy machine two threads that wait for each other take ten times as long.
    """
    if THREADS not in os.environ:
        os.environ[THREADS] = "1"
        os.execv(sys.executable, [sys.executable, *sys.argv])


def fastest(runs: Sequence[Callable[[], Any]], turns: int, seconds: float = 0.0) -> list[float]:
    """Seconds of the processor that each takes at its fastest, turn by turn, so that a busy machine troubles all alike.

    Args:
        runs: what is timed; each works in one thread.
        turns: how often each has its turn, at least.
        seconds: so long the turns go on, at least.
    """
    least = [math.inf] * len(runs)
    turn, end = 0, time.process_time() + seconds
    gc.collect()
    while turn < turns or time.process_time() < end:
        for i, run in enumerate(runs):
            start = time.process_time()
            run()
            least[i] = min(least[i], time.process_time() - start)
        turn += 1
    return least


def into_readme(text: str, start: str, end: str) -> None:
    """Put tables between two comments of the README."""
    path = ROOT / "README.md"
    readme = path.read_text(encoding="utf-8")
    if start not in readme or end not in readme:
        raise SystemExit(f"README.md needs the lines {start.strip()} and {end.strip()}; put them where the tables go")
    before, _, rest = readme.partition(start)
    path.write_text(f"{before}{start}{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")
