"""Running the tests on a mutant: a copy of the tree with one file changed, in a process that may hang or crash.

Here: the copy, the process, the verdict. Not here: which mutants there are (rules.py, engine.py, tools.py).
"""

from __future__ import annotations

import compileall
import multiprocessing
import os
import resource
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Literal

import hypothesis  # noqa: F401 - see _fork
import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("autograd_core", "nn", "viz", "tests", "docs", "pyproject.toml", "README.md")

SNAPSHOT = "snapshot"

# What a mutant has to get past when the likely killers of its own let it pass: the broadest tests, then all.
BROAD = tuple(
    f"tests/autograd_core/test_{name}.py" for name in ("special_values", "course", "number_kinds", "exactness")
)
SUITE = ("tests/autograd_core", "tests/wrong_engines")

# plain: failures are not read by anybody. xdist, cacheprovider: a process per mutant starts faster without.
PYTEST_OPTIONS = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist"]

# The likely killers take seconds, the suite about a minute; a mutant that hangs is caught in the shorter time.
LIKELY_SECONDS = 120
SUITE_SECONDS = 600
MEMORY = 6 << 30  # bytes of address space; the suite takes a third

# The children are forked with pytest and hypothesis imported, which takes longer than most runs.
_fork = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None

Verdict = Literal["caught", "timed out", "survived"]


class MutantError(Exception):
    """A mutant cannot be made, or cannot be tested."""


@dataclass(frozen=True)
class Mutant:
    """One way to break the engine.

    Attributes:
        name: what is broken, for the report.
        file: which file, from the root of the tree.
        text: what the file holds instead.
        tests: the likely killers, as arguments of pytest.
    """

    name: str
    file: str
    text: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What became of a mutant; `killer` is the first test that failed, "" if none did."""

    mutant: Mutant
    verdict: Verdict
    killer: str = ""


def results(mutants: Sequence[Mutant], folder: Path, jobs: int) -> Iterator[Result]:
    """Each mutant's result, in order; `jobs` mutants are tried at a time, in copies of the tree below `folder`.

    Raises:
        MutantError: the tests of a mutant did not run (it cannot be imported, or a named test does not exist), or this
            system cannot fork.
    """
    if _fork is None:
        raise MutantError("mutants are tested in forked processes, which this system does not have; use Linux or macOS")
    with ProcessPoolExecutor(jobs, mp_context=_fork) as pool:
        yield from pool.map(partial(_tried, folder), mutants)


def failing_without_mutant(tests: Iterable[str], folder: Path) -> str:
    """The first of `tests` that fails on the tree as it is; "" if none does."""
    # by file and function: a test's own name may hold the number of its run, as in function3
    whole = sorted({test.partition("[")[0] for test in tests})
    return first_failure(_copy_of_tree(folder), whole, SUITE_SECONDS)[1] if whole else ""


def _tried(folder: Path, mutant: Mutant) -> Result:
    tree = _copy_of_tree(folder)
    path = tree / mutant.file
    original = path.read_text("utf-8")
    path.write_text(mutant.text, "utf-8")
    try:
        for tests, seconds in ((mutant.tests, LIKELY_SECONDS), (BROAD, LIKELY_SECONDS), (SUITE, SUITE_SECONDS)):
            verdict, killer = first_failure(tree, tests, seconds)
            if verdict != "survived":
                return Result(mutant, verdict, killer)
    except MutantError as error:
        raise MutantError(f"{mutant.name}: {error}") from None
    finally:
        path.write_text(original, "utf-8")
    return Result(mutant, "survived")


def snapshot(root: Path, folder: Path) -> Path:
    """Keep the tree as it is now, compiled, in `folder`, because every mutant is made from it; where it is kept."""
    tree = folder / SNAPSHOT
    tree.mkdir()
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / name)
    # checked by content: by time, a mutant could be taken for the file that it replaces
    compileall.compile_dir(tree, quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return tree


def _copy_of_tree(folder: Path) -> Path:
    """This process's own copy of the snapshot, made at its first mutant."""
    tree = folder / str(os.getpid())
    if not tree.exists():
        shutil.copytree(folder / SNAPSHOT, tree)
    return tree


def first_failure(tree: Path, tests: Sequence[str], seconds: int) -> tuple[Verdict, str]:
    """The verdict of `tests`, run in `tree` for at most so many seconds, and the first that failed ("" if none did).

    Raises:
        MutantError: the tests did not run.
    """
    assert _fork is not None
    log, failure = tree / "log", tree / "failure"
    failure.write_text("")
    child = _fork.Process(target=_run_tests, args=(tree, tests, seconds, log, failure))
    child.start()
    child.join()
    if child.exitcode == -signal.SIGALRM:
        return "timed out", ""
    if child.exitcode not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise MutantError(f"pytest {' '.join(tests)} ended with {child.exitcode}:\n{log.read_text('utf-8')[-3000:]}")
    return "caught" if child.exitcode else "survived", failure.read_text("utf-8")


class _FirstFailure:
    """Writes the first test that fails into a file, at the very end: a test may have changed how files are written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(self.name, "utf-8")


def _run_tests(tree: Path, tests: Sequence[str], seconds: int, log: Path, failure: Path) -> None:
    """In a child: run the tests of `tree` and exit as pytest does."""
    signal.alarm(seconds)  # which ends this process, whatever a mutant hangs in
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))  # a mutant that asks for more fails, and not the machine
    with log.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(tree)
    # what was imported from the tree as it is must be imported again
    for name in [*sys.modules]:
        if name.partition(".")[0] in COPIED:
            del sys.modules[name]
    sys.dont_write_bytecode = True
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in ("", str(ROOT)))]
    sys.exit(pytest.main([*PYTEST_OPTIONS, *tests], plugins=[_FirstFailure(failure)]))
