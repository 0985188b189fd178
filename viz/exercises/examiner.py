"""Judges gradients of whole nodes: which edge went wrong, what follows from another answer, and which mistake it is.

A worksheet asks what each edge brings; here the sum at a node is answered, so a mistake on one of its edges is looked
for in what the others leave. Not here: names, lists and shapes (ladder.py), which mistakes there are (blanks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any

from autograd_core import Value
from autograd_core.notation import number_text
from autograd_core.words import words
from viz.diagram import diagram_of_graph, names_of, symbol
from viz.exercises.blanks import Blank, blanks_of, evaluated
from viz.exercises.judge import Judge
from viz.exercises.verdicts import ALL, NOISE, agree
from viz.graph import Graph
from viz.text import gate_symbol

Look = Callable[[int], Any]  # the number of an index


class Examiner:
    """Judges gradients of one graph, from d output / d output = 1.

    Args:
        output: the graph; its nodes are called by their labels.
    """

    def __init__(self, output: Value) -> None:
        graph = Graph(output)
        diagram = diagram_of_graph(graph, {}, seed=1)
        names = names_of(diagram, is_live=True)
        blanks = blanks_of(graph.order, graph.steps(1), diagram.uses, lambda kind, node: kind == "gradients")
        self._judge = Judge(blanks, names, [gate_symbol(symbol(node)) for node in graph.order])
        self._output = output
        self._names = dict(zip(graph.order, names, strict=True))
        self._shares: dict[Value, list[Blank]] = {}
        self._whole: dict[Value, Blank] = {}
        for blank in blanks.blanks:
            node = graph.order[blank.node]
            self._whole[node] = blank  # a sum comes after its shares
            if blank.kind == "share":
                self._shares.setdefault(node, []).append(blank)
        self._formulas = {blank.number: blank.formula for blank in blanks.blanks}
        self._nodes = {blank.number: node for node, blank in self._whole.items()}

    def right(self, node: Value) -> Any:
        """The gradient of a node; 0 of one that the output does not depend on."""
        if node is self._output:
            return 1
        return self._judge.numbers[self._whole[node].number] if node in self._whole else 0

    def is_right(self, node: Value, answer: Any) -> bool:
        """Whether an answer is as near as people write."""
        noise = self._judge.noise(self._whole[node]) if node in self._whole else 0.0
        return agree(answer, self.right(node), noise=max(noise, self._noise(node)))

    def follows(self, node: Value, answers: Mapping[Value, Any]) -> str:
        """That the answer at a node follows from others that are wrong, if it does."""
        following, wrong = self._following(node, answers)
        if not wrong or not agree(answers[node], following, noise=self._noise(node)):
            return ""
        names = [self._names[each] for each in wrong]
        listed = reduce(lambda one, other: words("worksheet.and", first=one, second=other), names)
        return words("worksheet.follows", answer=number_text(answers[node]), blanks=listed)

    def said(self, node: Value, answers: Mapping[Value, Any], stage: int, factor: str = "") -> str:
        """What is said to a wrong answer that does not follow from others: the mistake and its edge, or the rule.

        Args:
            node: that was answered.
            answers: to it, and to others.
            stage: of help.
            factor: that all of a list are wrong by the same one, which is told where nothing better is known.
        """
        answer = number_text(answers[node])
        if node not in self._whole:
            return words("worksheet.wrong", answer=answer, rule=self._without_rule(node))
        blank = self._whole[node]
        hint = self._judge.rule(blank) if stage >= ALL else self._judge.place(blank)
        guess = self.guess(node, answers)
        if factor and guess in ("", words("worksheet.guess.double")):
            guess = factor
        if guess:
            return words("worksheet.wrong_guess", answer=answer, guess=guess, rule=hint)
        return words("worksheet.wrong", answer=answer, rule=hint)

    def guess(self, node: Value, answers: Mapping[Value, Any]) -> str:
        """The usual mistake that gives just this answer, and its edge; from right numbers, or from those answered."""
        if node not in self._whole:
            return ""
        found = self._guess(node, answers[node], lambda number: self._judge.numbers[number])
        _, wrong = self._following(node, answers)
        if found or not wrong:
            return found
        return self._guess(node, answers[node], self._looking(node, answers, []))

    def _without_rule(self, node: Value) -> str:
        if node is self._output:
            return words("explain.output", name=self._names[node], gradient="1")
        return words("explain.independent", name=node.label, output=self._names[self._output], value=node.label)

    def _noise(self, node: Value) -> float:
        """How far sums of what arrives may be off by rounding."""
        return NOISE * max([abs(self._judge.numbers[each.number]) for each in self._shares.get(node, [])], default=0.0)

    def _following(self, node: Value, answers: Mapping[Value, Any]) -> tuple[Any, list[Value]]:
        """A node's gradient by the right rule from what was answered elsewhere, and which wrong answers are in it."""
        if node not in self._whole:
            return self.right(node), []
        wrong: list[Value] = []
        found = evaluated(self._whole[node].formula, self._looking(node, answers, wrong))
        return found, list(dict.fromkeys(wrong))

    def _looking(self, node: Value, answers: Mapping[Value, Any], wrong: list[Value]) -> Look:
        """The numbers as they follow from the answers; notes in `wrong` which of those that were looked at are."""
        known: dict[int, Any] = {}

        def number(index: int) -> Any:
            at = self._nodes.get(index)
            if at is not None and at is not node and at in answers:
                if not self.is_right(at, answers[at]):
                    wrong.append(at)
                return answers[at]
            if index not in known:
                formula = self._formulas.get(index)
                known[index] = self._judge.numbers[index] if formula is None else evaluated(formula, number)
            return known[index]

        return number

    def _guess(self, node: Value, answer: Any, number: Look) -> str:
        """The mistake that comes nearest, of those that agree; of equally near ones the first."""
        noise = self._noise(node)
        agreeing = [
            (max(abs(answer - expected), noise), said)
            for expected, said in self._mistakes(node, number)
            if expected is not None and agree(answer, expected, noise=noise)
        ]
        return min(agreeing, key=lambda found: found[0])[1] if agreeing else ""

    def _mistakes(self, node: Value, number: Look) -> Iterator[tuple[Any, str]]:
        """What each usual mistake makes of a node's gradient, and how it is called, with its edge where it has one."""
        whole, shares = self._whole[node], self._shares[node]
        amounts = [number(share.number) for share in shares]
        if whole.kind == "sum" and None not in amounts:
            total = sum(amounts)
            yield -total, words("worksheet.guess.sign")
            for share, amount in zip(shares, amounts, strict=True):
                yield total - amount, self._on_edge(share, node, words("worksheet.guess.missing"))
            for share, amount in zip(shares, amounts, strict=True):
                for key, formula in share.mistakes:
                    brought = evaluated(formula, number)
                    called = self._on_edge(share, node, self._judge.called(key, share, number))
                    yield None if brought is None else total - amount + brought, called
        for key, formula in whole.mistakes:
            yield evaluated(formula, number), self._judge.called(key, whole, number)

    def _on_edge(self, share: Blank, node: Value, guess: str) -> str:
        return words("ladder.edge", gate=self._judge.gate(share.gate), node=self._names[node], guess=guess)
