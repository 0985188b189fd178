"""Quizzes: predictions of what a notebook has computed and not yet shown, checked as a worksheet checks its blanks.

Not here: which mistakes are known and what is said (questions.py), blanks in a picture (worksheets.py).
"""

from __future__ import annotations

import html
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from autograd_core.errors import described, shown
from autograd_core.files import write_whole
from autograd_core.words import language, speaking, words
from viz.exercises.answers import UnreadableError, is_open
from viz.exercises.page import Sheet, quiz_page
from viz.exercises.questions import Question, judged, kind_of, leaves_of, plain, question, text_of, typed
from viz.exercises.verdicts import Tries, Verdict, Verdicts, require_stage
from viz.text import printable

BLANK = "________"
STAGE = "stage"  # an argument of check, so no question can have this name


class Quiz:
    """Questions by name with answers that nobody has seen yet, made by `quiz`. `print` shows the key."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = dict(questions)
        self._tries = Tries()
        self._language = language.get()

    def __str__(self) -> str:
        return printable("\n".join(f"({name}) {text_of(each.answer)}" for name, each in self._questions.items()))

    def __repr__(self) -> str:
        blanks = ", ".join(f"{name}=..." for name in self._questions)
        return printable(words("quiz.repr", blanks=blanks))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The page on which it is answered in a frame of its own; on paper and without scripts, blanks."""
        if self._page is None:
            return {"text/plain": repr(self)}
        return {"text/html": self._page.in_place_of(self._on_paper()), "text/plain": repr(self)}

    def _on_paper(self) -> str:
        """A line for each question, with room for its answers."""
        blanks = {name: "  ".join(BLANK for _ in leaves_of(each.answer)) for name, each in self._questions.items()}
        width = max(map(len, blanks))
        lines = (f"{name:{width}}  {room}" for name, room in blanks.items())
        return "<pre>" + html.escape("\n\n".join(lines)) + "</pre>"

    @cached_property
    def _page(self) -> Sheet | None:
        with speaking(self._language):
            return quiz_page([*self._questions.values()])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page on which it is answered to `path`, which ends with .html.

        Returns:
            The path.

        Raises:
            ValueError: another suffix, or an answer is a number that no page has: complex, or larger than any float.
            OSError: the file cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() != ".html":
            raise ValueError(f"a quiz is saved as .html, got {shown(path.name)}; change the suffix")
        if self._page is None:
            raise ValueError("a page knows real numbers up to 1.8e308 alone; leave the other questions out")
        write_whole(path, self._page.html.encode("utf-8"))
        return path

    def check(self, *, stage: int | None = None, **answers: Any) -> Verdicts:
        """Which of `answers` are right: numbers to a thousandth or to three figures, whole ones exactly, lists item by
        item, words without regard to capitals.

        `...` is not yet answered; where nothing is, a notebook shows the page on which it can be. A wrong answer is
        told which kind of mistake it is, if it is one of the usual ones; the next wrong try of that question is told
        more, and the one after that the answer.

        Args:
            stage: what wrong answers are told, however often they were tried: 1, the kind of mistake, 2, more, 3, all.
            answers: by the names of the questions.

        Raises:
            ValueError: there is no such question, or no such stage.
        """
        for name in answers:
            if name not in self._questions:
                raise ValueError(f"the questions are {', '.join(self._questions)}, got {shown(name)}")
        require_stage(stage)
        found = Verdicts([self._verdict(self._questions[name], answer, stage) for name, answer in answers.items()])
        if all(verdict.words == words("exercise.open") for verdict in found):
            found.page = self._repr_mimebundle_().get("text/html", "")
        return found

    def _verdict(self, asked: Question, answer: Any, stage: int | None) -> Verdict:
        try:
            given = typed(_plain_answer(answer, asked), asked.answer)
        except UnreadableError as error:
            return Verdict(asked.name, False, str(error))
        if _has_open(given):
            return Verdict(asked.name, False, words("exercise.open"))
        is_right, said, counts = judged(asked, given, stage or self._tries.next_stage(asked.name))
        if counts and stage is None:
            self._tries.note(asked.name)
        return Verdict(asked.name, is_right, said)


def quiz(**answers: Any) -> Quiz:
    """A quiz about computed results: each is a number, a Value, a bool, a str, or a (nested) list of them.

    Raises:
        ValueError: there is no question, or one is called `stage`, which `check` calls its help.
        TypeError: an answer is of another kind.
    """
    if not answers:
        raise ValueError("a quiz needs at least one question; give it as name=answer")
    if STAGE in answers:
        raise ValueError("a question cannot be called 'stage', which is how check calls its help; choose another name")
    return Quiz({name: question(name, _plain_key(answer, name)) for name, answer in answers.items()})


def _plain_key(answer: Any, name: str) -> Any:
    try:
        found = plain(answer)
        if not _has_open(found):
            return found
    except TypeError:
        pass
    raise TypeError(
        f"an answer is a number, a bool, a str or a list of them, got {described(answer)} for {shown(name)}"
    )


def _plain_answer(answer: Any, asked: Question) -> Any:
    """An answer without Values and arrays, or the sentence that says what came instead."""
    if _has_nothing(answer):
        said = words("exercise.nothing")
        raise UnreadableError(said)
    try:
        return plain(answer)
    except TypeError as error:
        said = words("quiz.wrong", answer=described(answer), hint=words("quiz.hint.kind", kind=kind_of(asked.answer)))
        raise UnreadableError(said) from error


def _has_nothing(answer: Any) -> bool:
    return answer is None or (isinstance(answer, list | tuple) and any(map(_has_nothing, answer)))


def _has_open(answer: Any) -> bool:
    return any(map(_has_open, answer)) if isinstance(answer, list) else is_open(answer)
