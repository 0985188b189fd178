"""Settings and fixtures for every test. Not here: oracles and strategies, which lie beside the tests that use them."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from autograd_core import TABLE, Value, value
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]

# derandomize: the same examples in every run. deadline and too_slow: a busy machine says nothing about the code.
settings.register_profile(
    "reproducible",
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# Asked for by `--hypothesis-profile many`, as .ci/run does.
settings.register_profile("many", settings.get_profile("reproducible"), max_examples=250)
settings.load_profile("reproducible")


@pytest.fixture
def run_python() -> Callable[..., str]:
    """Runs code in a new interpreter that imports from this checkout, and returns what it printed."""

    def run(code: str, **environment: str) -> str:
        finished = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    return run


@pytest.fixture
def without_collector() -> Iterator[None]:
    """Switches the cyclic garbage collector off, so that only reference counting frees anything."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _no_rows_left() -> Iterator[None]:
    """Operations that a test enters in the table are gone after it, with their methods: random graphs draw from all."""
    before = set(TABLE)
    yield
    for name in set(TABLE) - before:
        del TABLE[name]
    for method, owner in list(value._owners.items()):
        if TABLE.get(owner.name) is not owner:
            del value._owners[method]
            delattr(Value, method)
