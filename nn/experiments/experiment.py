"""What an experiment is: a function from settings to a report, whose checks compare figures with accepted bands.

Not here: which experiments there are (registry.py) and how they are printed (nn/__main__.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

Plot = Callable[[Any], None]  # draws on the matplotlib Axes it is given


@dataclass(frozen=True)
class Check:
    """A figure beside its reference.

    Attributes:
        what: what was measured, in a few words.
        figure: what came out.
        reference: what it is compared with, as it is written in the course.
        low, high: the accepted band, both ends included.
    """

    what: str
    figure: float
    reference: str
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the figure lies in the band; a NaN lies in none."""
        return self.low <= self.figure <= self.high


def exactly(what: str, figure: float, expected: float, tolerance: float = 0.0) -> Check:
    """A check against one number; `tolerance` is absolute."""
    return Check(what, figure, f"{expected:.12g}", expected - tolerance, expected + tolerance)


def holds(what: str, statement: bool) -> Check:
    """A check that something is true, as 1 for yes."""
    return Check(what, float(statement), "yes (1)", 1, 1)


@dataclass(frozen=True)
class Settings:
    """How to run an experiment.

    Attributes:
        seed: the one seed to run; None for the experiment's own, and for all seeds of a reference that is a statistic.
        epochs: how long to train, in the experiment's unit; None for its default.
        progress: whether progress bars are shown.
        compiled: whether networks are trained as array programs, where the experiment can.
    """

    seed: int | None = None
    epochs: int | None = None
    progress: bool = True
    compiled: bool = False

    @property
    def first_seed(self) -> int:
        """The seed to run, or to begin with."""
        return 0 if self.seed is None else self.seed

    def epochs_or(self, default: int) -> int:
        """How long to train: as asked for, or `default`."""
        return default if self.epochs is None else self.epochs

    def steps(self, count: int, what: str) -> Iterator[int]:
        """0 to count - 1 with a progress bar, on a terminal, that says `what` goes on."""
        return iter(tqdm(range(count), desc=what, disable=None if self.progress else True, leave=False))


@dataclass
class Report:
    """What came out.

    Attributes:
        checks: figures beside their references.
        notes: what else is worth reading, a line each.
        plots: file name without ending -> what draws it.
    """

    checks: list[Check]
    notes: Sequence[str] = ()
    plots: dict[str, Plot] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every figure lies in its band."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True)
class Experiment:
    """One experiment of the course.

    Attributes:
        name: as on the command line.
        shows: what it shows, in one line.
        takes: how long it takes on one core, in words.
        run: does it.
        rows: the rows of the course's inventory that it covers.
        epochs: what --epochs counts and its default, in words; empty where nothing is trained.
        needs: an optional package that it cannot do without.
        compiles: whether it trains a network that --compiled can train by a program.
        why_not: why it cannot.
    """

    name: str
    shows: str
    takes: str
    run: Callable[[Settings], Report]
    rows: str
    epochs: str = ""
    needs: str = ""
    compiles: bool = False
    why_not: str = "it trains no network by gradient descent on cases"
