"""What becomes of answers: which of them count as right, and the verdicts that people are shown.

Not here: what was asked (worksheets.py, quizzes.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from viz.text import printable

TOLERANCE = 1e-3  # relative; people round ...
DIGITS = 3  # ... and an answer rounded to three figures may be off by more


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one answer.

    Attributes:
        blank: its letter.
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

    def __str__(self) -> str:
        return printable("\n".join(map(str, self)))

    # a prompt and a notebook show what print shows
    __repr__ = __str__


def agree(answer: Any, expected: Any) -> bool:
    """Whether a number that was answered is the expected one, as exactly as people write; a whole number is exact.

    NaN is the right answer where NaN is expected.
    """
    if isinstance(expected, int):
        return bool(answer == expected)
    if expected != expected:
        return bool(answer != answer)
    if abs(answer - expected) <= TOLERANCE * abs(expected):
        return True
    if isinstance(answer, complex) or isinstance(expected, complex):
        return False
    return bool(float(answer) == float(f"{float(expected):.{DIGITS}g}"))
