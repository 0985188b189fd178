"""Questions as data: a (nested) list of numbers, truths and words, and what the usual mistakes make of it.

The page reads the same data and says the same (page/questions.js); tests compare the two. Not here: what people call
(quizzes.py), how a number is typed (answers.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograd_core import Value
from autograd_core.kinds import is_complex, is_number
from autograd_core.notation import number_text
from autograd_core.words import words
from viz.exercises.answers import echo, letters, read_number
from viz.exercises.verdicts import ALL, KIND, agree

FACTORS = (2, 0.5, 10, 0.1, 100, 0.01, 1000, 0.001)  # that people forget, or take once too often
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that has a name.

    Attributes:
        key: of the sentence that names it.
        answer: what is answered then.
        in_any_order: whether the items of a list may stand in any order.
    """

    key: str
    answer: Any
    in_any_order: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        name: its name.
        answer: a number, a bool, a str, or a list of such.
        mistakes: the usual ones; the first that fits is told.
    """

    name: str
    answer: Any
    mistakes: tuple[Mistake, ...]


def question(name: str, answer: Any) -> Question:
    """The question to which `answer`, without Values and arrays, is the answer."""
    return Question(name, answer, tuple(_mistakes(answer)))


def _mistakes(answer: Any) -> Iterator[Mistake]:
    leaves = list(leaves_of(answer))
    if leaves and all(isinstance(leaf, bool) for leaf in leaves):
        yield Mistake("quiz.guess.opposite", _mapped(lambda truth: not truth, answer))
    if not leaves or not all(_is_real(leaf) for leaf in leaves):
        return
    yield Mistake("quiz.guess.sign", _mapped(lambda x: -x, answer))
    if _is_matrix(answer):
        yield Mistake("quiz.guess.transposed", [list(column) for column in zip(*answer, strict=True)])
    if len(leaves) > 1 and not any(isinstance(item, list) for item in answer):
        yield Mistake("quiz.guess.order", answer, in_any_order=True)
    if all(isinstance(leaf, int) for leaf in leaves):
        yield Mistake("quiz.guess.one", _mapped(lambda x: x + 1, answer))
        yield Mistake("quiz.guess.one", _mapped(lambda x: x - 1, answer))
    for factor in FACTORS:
        yield Mistake("quiz.guess.factor", _mapped(partial(_times, factor), answer))
    if all(leaf != 0 for leaf in leaves):
        yield Mistake("quiz.guess.reciprocal", _mapped(lambda x: 1 / float(x), answer))


def _times(factor: float, x: Any) -> float:
    return factor * float(x)


def _is_real(x: Any) -> bool:
    """Whether it is a number that a float can hold."""
    if isinstance(x, bool) or not is_number(x) or is_complex(x):
        return False
    try:
        return math.isfinite(float(x))
    except OverflowError:
        return False


def _is_matrix(answer: Any) -> bool:
    return isinstance(answer, list) and all(isinstance(row, list) for row in answer) and len({*map(len, answer)}) == 1


def _mapped(change: Callable[[Any], Any], answer: Any) -> Any:
    return [_mapped(change, item) for item in answer] if isinstance(answer, list) else change(answer)


def leaves_of(answer: Any) -> Iterator[Any]:
    """What stands in the lists, from the left."""
    if isinstance(answer, list):
        for item in answer:
            yield from leaves_of(item)
    else:
        yield answer


def plain(answer: Any) -> Any:
    """An answer without Values and arrays; TypeError where it is of another kind."""
    if isinstance(answer, Value):
        return answer.data
    if isinstance(answer, str | bool) or is_number(answer) or answer is ...:
        return answer
    if hasattr(answer, "tolist"):  # an array of NumPy, which viz does not import
        return plain(answer.tolist())
    if isinstance(answer, Sequence):
        return [plain(item) for item in answer]
    raise TypeError


def typed(answer: Any, wanted: Any) -> Any:
    """An answer in which text is read as what is wanted there.

    Raises:
        UnreadableError: it cannot be.
    """
    if isinstance(answer, list):
        fits = isinstance(wanted, list) and len(wanted) == len(answer)
        return [typed(item, wanted[i] if fits else None) for i, item in enumerate(answer)]
    if not isinstance(answer, str) or wanted is None or isinstance(wanted, str | list):
        return answer
    if isinstance(wanted, bool):
        return TRUTHS.get(letters(answer), answer)
    return read_number(answer)


def judged(asked: Question, answer: Any, stage: int) -> tuple[bool, str, bool]:
    """Whether `answer`, as `typed` gives it, is right; what is said to it; and whether it was a try that failed."""
    if _agree(answer, asked.answer):
        return True, words("exercise.right"), False
    guess = next((each.key for each in asked.mistakes if _is_made(each, answer)), "")
    if not guess and not _fits(answer, asked.answer):
        kind = words("quiz.hint.kind", kind=kind_of(asked.answer))
        return False, words("quiz.wrong", answer=text_of(answer), hint=kind), False
    named = words(guess) if guess else ""
    hint = _hint(asked.answer, answer, stage)
    if named and hint:
        return False, words("quiz.wrong_guess", answer=text_of(answer), guess=named, hint=hint), True
    return False, words("quiz.wrong", answer=text_of(answer), hint=named or hint or words("quiz.hint.again")), True


def _hint(expected: Any, answer: Any, stage: int) -> str:
    """What is told of an answer at a stage, beside the mistake that was made; empty where there is nothing to tell."""
    if stage >= ALL:
        return words("quiz.hint.answer", answer=text_of(expected))
    if stage == KIND:
        return ""
    if isinstance(expected, list) and isinstance(answer, list) and len(answer) == len(expected):
        wrong = [i + 1 for i, item in enumerate(answer) if not _agree(item, expected[i])]
        return words("quiz.hint.items", count=len(wrong), items=", ".join(map(str, wrong)))
    if isinstance(expected, str) and expected:
        return words("quiz.hint.letters", count=len(expected), first=expected[0])
    if _is_real(expected) and _is_real(answer):
        return words("quiz.hint.larger" if expected > answer else "quiz.hint.smaller")
    return ""


def _is_made(mistake: Mistake, answer: Any) -> bool:
    if not mistake.in_any_order:
        return _agree(answer, mistake.answer, is_exact=False)
    if not isinstance(answer, list) or not all(map(_is_real, answer)):
        return False
    return _agree(sorted(answer), sorted(mistake.answer), is_exact=False)


def _agree(answer: Any, expected: Any, *, is_exact: bool = True) -> bool:
    """Whether an answer is the expected one; whole numbers `is_exact`."""
    if isinstance(answer, list) or isinstance(expected, list):
        if not (isinstance(answer, list) and isinstance(expected, list)):
            return False
        pairs = zip(answer, expected, strict=False)
        return len(answer) == len(expected) and all(_agree(*pair, is_exact=is_exact) for pair in pairs)
    if isinstance(answer, str) or isinstance(expected, str):
        return isinstance(answer, str) and isinstance(expected, str) and letters(answer) == letters(expected)
    return agree(answer, expected, is_whole=is_exact and isinstance(expected, int))


def _fits(answer: Any, expected: Any) -> bool:
    """Whether an answer is of the kind that is wanted."""
    if isinstance(expected, list):
        is_long = isinstance(answer, list) and len(answer) == len(expected)
        return is_long and all(map(_fits, answer, expected))
    if isinstance(answer, list):
        return False
    if isinstance(expected, bool) and not isinstance(answer, str):
        return bool(answer in (0, 1))
    return isinstance(answer, str) == isinstance(expected, str)


def kind_of(answer: Any) -> str:
    """What sort of answer it is, in words; of a list also how long and of what."""
    if isinstance(answer, list):
        kinds = set(map(kind_of, answer))
        if len(kinds) == 1:
            return words("quiz.a_list_of", count=len(answer), kind=kinds.pop())
        return words("quiz.a_list", count=len(answer))
    if isinstance(answer, bool):
        return words("quiz.a_bool")
    return words("quiz.a_word" if isinstance(answer, str) else "quiz.a_number")


def text_of(answer: Any) -> str:
    """An answer as a sentence has it."""
    if isinstance(answer, list):
        return f"[{', '.join(map(text_of, answer))}]"
    if isinstance(answer, str):
        return f"'{echo(answer)}'"
    return str(answer) if isinstance(answer, bool) else number_text(answer)
