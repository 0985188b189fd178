"""Quizzes: predictions of what a notebook has computed and not yet shown, checked as a worksheet checks its blanks.

Not here: blanks in a picture (worksheets.py), which also tell where the chain rule went astray.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core import Value
from autograd_core.errors import described, shown
from autograd_core.kinds import is_number
from autograd_core.notation import number_text
from autograd_core.words import words
from viz.exercises.verdicts import Verdict, Verdicts, agree
from viz.text import printable


class Quiz:
    """Questions by name with answers that nobody has seen yet, made by `quiz`. `print` shows the key."""

    def __init__(self, key: Mapping[str, Any]) -> None:
        self._key = dict(key)

    def __str__(self) -> str:
        return printable("\n".join(f"({name}) {_text(answer)}" for name, answer in self._key.items()))

    def __repr__(self) -> str:
        blanks = ", ".join(f"{name}=..." for name in self._key)
        return printable(words("quiz.repr", blanks=blanks))

    def check(self, **answers: Any) -> Verdicts:
        """Which of `answers` are right: numbers to a thousandth or to three figures, lists item by item, all else
        exactly.

        `...` is not yet answered.

        Raises:
            ValueError: there is no such question.
        """
        for name in answers:
            if name not in self._key:
                raise ValueError(f"the questions are {', '.join(self._key)}, got {shown(name)}")
        return Verdicts(_verdict(name, answer, self._key[name]) for name, answer in answers.items())


def quiz(**answers: Any) -> Quiz:
    """A quiz about computed results: each is a number, a Value, a bool, a str, or a (nested) list of them.

    Raises:
        ValueError: there is no question.
        TypeError: an answer is of another kind.
    """
    if not answers:
        raise ValueError("a quiz needs at least one question; give it as name=answer")
    return Quiz({name: _plain(answer, name) for name, answer in answers.items()})


def _plain(answer: Any, name: str) -> Any:
    """The answer without Values and arrays."""
    if isinstance(answer, Value):
        return answer.data
    if isinstance(answer, str | bool) or is_number(answer):
        return answer
    if hasattr(answer, "tolist"):  # an array of NumPy, which viz does not import
        return _plain(answer.tolist(), name)
    if isinstance(answer, Sequence):
        return [_plain(item, name) for item in answer]
    raise TypeError(
        f"an answer is a number, a bool, a str or a list of them, got {described(answer)} for {shown(name)}"
    )


def _verdict(name: str, answer: Any, expected: Any) -> Verdict:
    if _is_open(answer):
        return Verdict(name, False, words("exercise.open"))
    answer = _plain(answer, name)
    if _agree(answer, expected):
        return Verdict(name, True, words("exercise.right"))
    wanted = _kind(expected)
    if _kind(answer) != wanted:
        return Verdict(name, False, words("quiz.wrong_kind", answer=_text(answer), kind=wanted))
    return Verdict(name, False, words("quiz.wrong", answer=_text(answer)))


def _kind(answer: Any) -> str:
    """What sort of answer it is, in words; of a list also how long and of what."""
    if isinstance(answer, list):
        kinds = set(map(_kind, answer))
        if len(kinds) == 1:
            return words("quiz.a_list_of", count=len(answer), kind=kinds.pop())
        return words("quiz.a_list", count=len(answer))
    if isinstance(answer, bool):
        return words("quiz.a_bool")
    return words("quiz.a_word" if isinstance(answer, str) else "quiz.a_number")


def _is_open(answer: Any) -> bool:
    return answer is ... or (isinstance(answer, list | tuple) and any(map(_is_open, answer)))


def _agree(answer: Any, expected: Any) -> bool:
    if isinstance(answer, list) and isinstance(expected, list):
        return len(answer) == len(expected) and all(map(_agree, answer, expected))
    # True is no answer to "how many?", though Python counts it as 1
    if isinstance(answer, bool) or isinstance(expected, bool) or not (is_number(answer) and is_number(expected)):
        return type(answer) is type(expected) and bool(answer == expected)
    return agree(answer, expected)


def _text(answer: Any) -> str:
    if isinstance(answer, list):
        return f"[{', '.join(map(_text, answer))}]"
    return number_text(answer) if is_number(answer) and not isinstance(answer, bool) else repr(answer)
