"""What is said to an answer on a worksheet: which mistake it is, then where to look, then the arithmetic.

The page judges likewise (page/judge.js), from the same blanks and words; tests compare the two. Not here: which
mistakes there are (blanks.py), what counts as right (verdicts.py), how an answer is typed (answers.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from autograd_core.kinds import is_complex
from autograd_core.notation import elided, number_text
from autograd_core.words import words
from viz.exercises.blanks import Blank, Blanks, evaluated, numbers_in
from viz.exercises.verdicts import ALL, KIND, NOISE, Verdict, agree

NOT_MULTIPLIED, CLOSED = (
    "worksheet.guess.not_multiplied",
    "worksheet.guess.closed",
)  # the same number at a closed switch


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of an answer.

    Attributes:
        verdict: for people.
        counts: whether it was a try that failed; nobody is helped further by what went wrong elsewhere.
        at: the node to look at; None where nothing is told of it yet.
    """

    verdict: Verdict
    counts: bool = False
    at: int | None = None


class Judge:
    """Judges answers to the blanks of one graph.

    Args:
        blanks: what is asked.
        names: what each node is called.
        gates: what stands in each node's gate.
    """

    def __init__(self, blanks: Blanks, names: Sequence[str], gates: Sequence[str]) -> None:
        self.blanks = {blank.letter: blank for blank in blanks.blanks}
        self.numbers = blanks.numbers
        self.asked = {blank.number: blank.letter for blank in blanks.blanks}
        self.names, self.gates = names, gates

    def right(self, letter: str) -> Any:
        """The number that belongs into a blank."""
        return self.numbers[self.blanks[letter].number]

    def judgement(self, letter: str, answers: Mapping[str, Any], stage: int) -> Judgement:
        """What is said to the answer at `letter`; `answers` are the numbers that are given by now, this one too."""
        blank, answer = self.blanks[letter], answers[letter]
        if self._is_right(blank, answer):
            return Judgement(Verdict(letter, True, words("exercise.right")))
        if not _is_finite(answer) and _is_finite(self.right(letter)):
            return Judgement(Verdict(letter, False, words("exercise.not_finite", answer=number_text(answer))))
        wrong = [
            each for each in self._leading_to(blank, answers) if not self._is_right(self.blanks[each], answers[each])
        ]
        given = self._numbers_given(answers)
        following = evaluated(blank.formula, given)
        if wrong and agree(answer, following, noise=self.noise(blank)):
            listed = reduce(lambda one, other: words("worksheet.and", first=one, second=other), map(_shown, wrong))
            said = words("worksheet.follows", answer=number_text(answer), blanks=listed)
            return Judgement(Verdict(letter, False, said))
        guess = self.guess(blank, answer, self._true)
        if wrong and not guess:
            guess = self.guess(blank, answer, lambda number: following if number == blank.number else given(number))
        hint = self.rule(blank) if stage >= ALL else self.place(blank) if stage > KIND else self._hint(blank, guess)
        if guess and hint:
            said = words("worksheet.wrong_guess", answer=number_text(answer), guess=guess, rule=hint)
        else:
            said = words("worksheet.wrong", answer=number_text(answer), rule=guess or hint)
        return Judgement(Verdict(letter, False, said), counts=True, at=blank.gate if stage > KIND else None)

    def _true(self, number: int) -> Any:
        return self.numbers[number]

    def _numbers_given(self, answers: Mapping[str, Any]) -> Callable[[int], Any]:
        """The numbers, with what was answered in the place of those that are asked for."""
        return lambda number: answers.get(self.asked.get(number, ""), self.numbers[number])

    def noise(self, blank: Blank) -> float:
        sizes = [abs(self.numbers[term]) for term in blank.terms]
        finite = [float(size) for size in sizes if _is_finite(size)]
        return NOISE * max(finite, default=0.0)

    def _is_right(self, blank: Blank, answer: Any) -> bool:
        return agree(answer, self.numbers[blank.number], is_whole=blank.is_whole, noise=self.noise(blank))

    def _leading_to(self, blank: Blank, answers: Mapping[str, Any]) -> list[str]:
        """The letters of the answers that `blank` is worked out from."""
        letters = [self.asked.get(number, "") for number in numbers_in(blank.formula)]
        return [letter for letter in dict.fromkeys(letters) if letter in answers]

    def guess(self, blank: Blank, answer: Any, number: Callable[[int], Any]) -> str:
        """The mistake that gives just this answer, if it is one of the usual ones."""
        found = (key for key, formula in blank.mistakes if agree(answer, evaluated(formula, number)))
        key = next(found, "")
        return self.called(key, blank, number) if key else ""

    def called(self, key: str, blank: Blank, number: Callable[[int], Any]) -> str:
        """A mistake in words."""
        is_closed = key == NOT_MULTIPLIED and blank.switch is not None and number(blank.switch) == 0
        return words(CLOSED if is_closed else key)

    def gate(self, node: int) -> str:
        return words("worksheet.gate", symbol=self.gates[node], node=self.names[node])

    def _hint(self, blank: Blank, guess: str) -> str:
        """What to think about, where the mistake is none of the usual ones."""
        return "" if guess else words(_HINTS[blank.kind])

    def place(self, blank: Blank) -> str:
        """Where to look."""
        if blank.kind == "value":
            return words("worksheet.place.value", gate=self.gate(blank.gate))
        name = self.names[blank.node]
        if blank.kind == "share":
            return words("worksheet.place.share", gate=self.gate(blank.gate), node=name)
        return words("worksheet.place.sum", node=name, count=len(blank.parts))

    def rule(self, blank: Blank) -> str:
        """How the number is worked out."""
        shown = [number_text(self.numbers[part]) for part in blank.parts]
        name = self.names[blank.node]
        if blank.kind == "value":
            inputs = ", ".join(elided(range(len(shown)), lambda i: self._input(blank.parts[i], shown[i])))
            result = number_text(self.numbers[blank.number])
            return words("worksheet.rule.value", gate=self.gate(blank.gate), inputs=inputs, result=result)
        if blank.kind == "share":
            arriving, slope, amount = shown
            said = blank.reasons.get(_branch(self.numbers[blank.parts[1]]), blank.otherwise)
            product = words("worksheet.product", gradient=arriving, slope=slope, reason=said, amount=amount)
            return words("worksheet.rule.share", gate=self.gate(blank.gate), node=name, product=product)
        amounts = " + ".join(elided(shown, _operand))
        return words("worksheet.rule.sum", node=name, count=len(shown), amounts=amounts)

    def _input(self, node: int, shown: str) -> str:
        """An input by its name and its number; a plain number has no name."""
        name = self.names[node]
        return shown if name in (shown, "") else f"{name} = {shown}"


_HINTS = {"value": "worksheet.hint.value", "share": "worksheet.hint.share", "sum": "worksheet.hint.sum"}


def _shown(letter: str) -> str:
    return f"({letter})"


def _operand(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def _branch(slope: Any) -> str:
    """A slope as the reasons of a share name it."""
    return next((str(each) for each in (1, 0, -1) if slope == each), "")


def _is_finite(x: Any) -> bool:
    """Whether a number has a size; of a kind of somebody's own that is not asked."""
    if is_complex(x):
        return math.isfinite(x.real) and math.isfinite(x.imag)
    try:
        return math.isfinite(x)
    except (OverflowError, TypeError):
        return True
