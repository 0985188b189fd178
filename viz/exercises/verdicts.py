"""What becomes of answers: which of them count as right, and the verdicts that people are shown.

The page counts likewise (page/verdicts.js); tests compare the two. Not here: what was asked (blanks.py, questions.py).
"""

from __future__ import annotations

import html
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from autograd_core.errors import shown
from autograd_core.kinds import is_complex
from autograd_core.words import words
from viz.text import printable

TOLERANCE = 1e-3  # relative; people round ...
DIGITS = 3  # ... and an answer rounded to three figures may be off by more
NOISE = 1e-12  # of the largest term: what is left where terms cancel, 0.1 + 0.2 - 0.3
HALF = 0.5 * (1 + 1e-9)  # of the last figure; the distance to it is rounded too

RIGHT_COLOR, WRONG_COLOR = "#26824f", "#c2551c"  # to be read on white and on black

KIND, PLACE, ALL = STAGES = 1, 2, 3  # what a wrong answer is told: the kind of mistake, then where, then the arithmetic


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one answer.

    Attributes:
        blank: its letter, or the name of its question.
        is_right: whether it is.
        words: what is said about it.
    """

    blank: str
    is_right: bool
    words: str

    def __str__(self) -> str:
        return f"({self.blank}) {self.words}"


class Verdicts(tuple[Verdict, ...]):
    """One verdict per answer, printed a line each."""

    page = ""  # HTML on which what is still open can be answered, where there is one

    def __str__(self) -> str:
        return printable("\n".join(map(str, self)))

    # a prompt shows what print shows
    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The page, else the lines with signs for right, wrong and open."""
        if self.page:
            return {"text/html": self.page, "text/plain": str(self)}
        lines = "".join(map(_line, self))
        return {"text/html": f"<div>{lines}</div>", "text/plain": str(self)}


def _line(verdict: Verdict) -> str:
    if verdict.words == words("exercise.open"):
        return f"<div>… {html.escape(str(verdict))}</div>"
    sign, color = ("✓", RIGHT_COLOR) if verdict.is_right else ("✗", WRONG_COLOR)
    return f'<div><b style="color: {color}">{sign}</b> {html.escape(str(verdict))}</div>'


class Tries:
    """How often each blank was answered wrongly: each wrong try is told more."""

    def __init__(self) -> None:
        self._wrong: Counter[str] = Counter()

    def next_stage(self, blank: str) -> int:
        """The stage of the next wrong answer there."""
        return min(self._wrong[blank] + 1, ALL)

    def note(self, blank: str) -> None:
        """One more wrong try."""
        self._wrong[blank] += 1


def require_stage(stage: int | None) -> None:
    """ValueError where there is no such stage of help."""
    if stage is not None and stage not in STAGES:
        raise ValueError(f"stage is 1, the kind of mistake, 2, where it was made, or 3, all; got {shown(stage)}")


def agree(answer: Any, expected: Any, *, is_whole: bool = False, noise: float = 0.0) -> bool:
    """Whether a number that was answered is the expected one, as exactly as people write.

    NaN is the right answer where NaN is expected.

    Args:
        answer, expected: the two numbers.
        is_whole: whether it must be exact, as a count is.
        noise: how far the expected number itself may be off by rounding.
    """
    if expected is None:
        return False
    if answer == expected:
        return True
    if is_whole:
        return False
    if is_complex(answer) or is_complex(expected):
        return bool(abs(answer - expected) <= max(TOLERANCE * abs(expected), noise))
    try:
        return _close(float(answer), float(expected), noise)
    except OverflowError:
        return False  # an integer larger than any float


def _close(answer: float, expected: float, noise: float) -> bool:
    if math.isnan(expected):
        return math.isnan(answer)
    distance = abs(answer - expected)
    if not math.isfinite(distance):
        return False
    if distance <= max(TOLERANCE * abs(expected), noise):
        return True
    if expected == 0:
        return False
    exponent = int(f"{abs(expected):.20e}".partition("e")[2])
    return float(f"{answer:.{DIGITS}g}") == answer and distance <= HALF * 10.0 ** (exponent + 1 - DIGITS)
