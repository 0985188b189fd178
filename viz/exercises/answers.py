"""Answers as people type them: in any script, with a comma or a fraction, or with what is no number at all.

The pages read them likewise (viz/stepper_page/read_number.js, page/answers.js); tests compare the two. Not here:
whether they are right (verdicts.py).
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from autograd_core import Value
from autograd_core.kinds import is_number
from autograd_core.words import words

LONGEST_ECHO = 24  # characters of an answer that a sentence repeats

_SPACE = "[\t-\r \u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+"
_UNSEEN = "[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SIGNS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63"), "-") | dict.fromkeys(
    map(ord, "\u2044\u2215"), "/"
)
_NUMBER = "[+-]? ?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_WITH_GROUPS = "([+-]? ?[1-9][0-9]{0,2}(?:,[0-9]{3})+)([.][0-9]*)?"  # 1,234 may mean 1234 or 1.234; 1,234.5 is clear
_NAMED = {"nan": math.nan, "inf": math.inf, "infinity": math.inf, "\u221e": math.inf}


class UnreadableError(Exception):
    """What was typed is no number; the message is the sentence that says why."""


def is_open(answer: Any) -> bool:
    """Whether nothing was answered yet: `...` stands there, or an empty field."""
    return answer is ... or (isinstance(answer, str) and not _squeezed(answer))


def number_of(answer: Any) -> Any:
    """The number that was answered, as a number, a Value or as text.

    Raises:
        UnreadableError: it is none.
    """
    if isinstance(answer, str):
        return read_number(answer)
    if answer is None:
        said = words("exercise.nothing")
        raise UnreadableError(said)
    plain = _taken_out(answer.data if isinstance(answer, Value) else answer)
    if not is_number(plain):
        said = words("exercise.not_a_number", answer=echo(repr(plain)))
        raise UnreadableError(said)
    return plain


def _taken_out(answer: Any) -> Any:
    """The number in an array without dimensions; anything else as it is."""
    return answer.item() if getattr(answer, "shape", None) == () and not is_number(answer) else answer


def read_number(text: str) -> float:
    """The number that a text is.

    Raises:
        UnreadableError: it is none, or it can be read in two ways.
    """
    typed = _squeezed(text.translate(_FULL_WIDTH).translate(_SIGNS))
    sign, name = (-1.0, typed[1:]) if typed.startswith("-") else (1.0, typed.removeprefix("+"))
    if name.lower() in _NAMED:
        return sign * _NAMED[name.lower()]
    grouped = re.fullmatch(_WITH_GROUPS, typed)
    if grouped and grouped[2] is None:
        said = words("exercise.two_readings", answer=echo(text))
        raise UnreadableError(said)
    if grouped:
        return _float(typed.replace(",", ""))
    parts = re.fullmatch(f"({_NUMBER})(?: ?/ ?({_NUMBER}))?", typed)
    if parts is None:
        said = words("exercise.not_a_number", answer=echo(text))
        raise UnreadableError(said)
    if parts[2] is None:
        return _float(parts[1])
    if _float(parts[2]) == 0:
        said = words("exercise.divided_by_zero", answer=echo(text))
        raise UnreadableError(said)
    return _float(parts[1]) / _float(parts[2])


def _float(text: str) -> float:
    return float(text.replace(",", ".").replace(" ", ""))


def letters(word: str) -> str:
    """A word as it is compared: in small letters of usual width, without the spaces that Korean may have or not."""
    return re.sub(_SPACE, "", unicodedata.normalize("NFKC", word)).lower()


def echo(text: str) -> str:
    """The start of what was typed, as one line fit for a sentence."""
    line = re.sub(_UNSEEN, "", _squeezed(text))
    return line if len(line) <= LONGEST_ECHO else line[: LONGEST_ECHO - 1] + "…"


def _squeezed(text: str) -> str:
    return re.sub(_SPACE, " ", text).strip(" ")
