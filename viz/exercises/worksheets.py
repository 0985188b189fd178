"""Worksheets: a picture with blanks (a), (b), ... to be filled in, its answer key, and what to say to wrong answers.

Not here: the chain rule (the engine explains its own edges), how a picture is drawn (picture.py), what counts as right
(verdicts.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import count, islice, product
from keyword import iskeyword
from string import ascii_lowercase
from typing import Any

from autograd_core import Contribution, Role, Value, backward_steps, topological_order
from autograd_core.errors import described, shown
from autograd_core.kinds import is_number
from autograd_core.notation import elided, node_name, number_text
from autograd_core.words import words
from viz.diagram import (
    MAX_NODES,
    Diagram,
    GraphTooLargeError,
    diagram_of,
    noting_changes,
    without_gradients,
    without_local_gradients,
)
from viz.exercises.verdicts import Verdict, Verdicts, agree
from viz.graph import Graph
from viz.names import labels_from
from viz.picture import AUTO, Picture


@dataclass(frozen=True, slots=True)
class _Value:
    """A blank for the forward value of a node."""

    node: Value


@dataclass(frozen=True, slots=True)
class _Share:
    """A blank for what an edge contributes to a gradient."""

    contribution: Contribution


@dataclass(frozen=True, slots=True)
class _Sum:
    """A blank for the gradient of a node that is used several times."""

    node: Value
    contributions: tuple[Contribution, ...]


_Blank = _Value | _Share | _Sum


class Worksheet:
    """A picture with blanks, made by `worksheet`.

    Attributes:
        picture: with the blanks; to be saved, or shown in a notebook.
        key: letter -> the number that belongs there.
    """

    def __init__(self, picture: Picture, blanks: Mapping[str, _Blank]) -> None:
        self.picture = picture
        self._blanks = dict(blanks)
        self.key = {letter: _expected(blank) for letter, blank in blanks.items()}
        self._letters = {_identity(blank): letter for letter, blank in blanks.items()}
        for letter, blank in blanks.items():
            # of a node that is used once, its only edge brings the whole gradient
            if isinstance(blank, _Share):
                self._letters.setdefault(("gradient", blank.contribution.value), letter)

    def __str__(self) -> str:
        return "\n".join(f"({letter}) {number_text(number)}" for letter, number in self.key.items())

    def __repr__(self) -> str:
        answers = [f"{letter}=..." for letter in islice(self.key, 2)]
        if len(self.key) > len(answers):
            answers.append("...")
        return words("worksheet.repr", count=len(self.key), answers=", ".join(answers))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return self.picture._repr_mimebundle_() | {"text/plain": repr(self)}

    def check(self, **answers: Any) -> Verdicts:
        """Which of `answers`, by the letters of their blanks, are right to a thousandth or to three figures.

        `...` is not yet answered.

        A wrong one is told the edge at which the chain rule went astray; one that follows from another wrong answer by
        the right rule is told so.

        Raises:
            ValueError: there is no such blank.
            TypeError: an answer is neither a number nor `...`.
        """
        for letter, answer in answers.items():
            if letter not in self.key:
                raise ValueError(f"the blanks are {', '.join(elided([*self.key], str))}, got {shown(letter)}")
            if not is_number(answer) and answer is not ...:
                raise TypeError(
                    f"an answer is a number, or ... for none yet, got {described(answer)} for {shown(letter)}"
                )
        given = {letter: answer for letter, answer in answers.items() if answer is not ...}
        return Verdicts(self._verdict(letter, answer, given) for letter, answer in answers.items())

    def _verdict(self, letter: str, answer: Any, answers: Mapping[str, Any]) -> Verdict:
        if answer is ...:
            return Verdict(letter, False, words("exercise.open"))
        if agree(answer, self.key[letter]):
            return Verdict(letter, True, words("exercise.right"))
        blank = self._blanks[letter]
        culprits, from_answers, rule = self._way_to(blank, answers)
        wrong = [culprit for culprit in culprits if not agree(answers[culprit], self.key[culprit])]
        if wrong and from_answers is not None and agree(answer, from_answers):
            named = [f"({culprit})" for culprit in wrong]
            listed = reduce(lambda first, second: words("worksheet.and", first=first, second=second), named)
            return Verdict(letter, False, words("worksheet.follows", answer=number_text(answer), blanks=listed))
        guess = _guess(blank, answer)
        sentence = "worksheet.wrong_guess" if guess else "worksheet.wrong"
        return Verdict(letter, False, words(sentence, answer=number_text(answer), guess=guess, rule=rule))

    def _way_to(self, blank: _Blank, answers: Mapping[str, Any]) -> tuple[list[str], Any, str]:
        """The given answers that lead to `blank`, what follows from them, and the rule in words."""
        if isinstance(blank, _Value):
            node = blank.node
            inputs = [self._given(("value", parent), answers, parent.data) for parent in node.parents]
            shown = ", ".join(f"{node_name(parent)} = {number_text(parent.data)}" for parent in node.parents)
            assert node.operation is not None  # only what is computed is a blank
            return (
                [letter for letter, _ in inputs if letter],
                _computed(node, [number for _, number in inputs]),
                words("worksheet.rule.value", gate=_gate(node), inputs=shown, result=number_text(node.data)),
            )
        if isinstance(blank, _Share):
            edge = blank.contribution
            letter, arriving = self._given(("gradient", edge.user), answers, edge.gradient)
            gate, name = _gate(edge.user), node_name(edge.value)
            rule = words("worksheet.rule.share", gate=gate, node=name, edge=str(edge))
            return [letter] if letter else [], arriving * edge.local_gradient, rule
        shares = [self._given(_edge(edge), answers, edge.amount) for edge in blank.contributions]
        amounts = " + ".join(number_text(edge.amount) for edge in blank.contributions)
        rule = words("worksheet.rule.sum", node=node_name(blank.node), count=len(shares), amounts=amounts)
        total: Any = 0
        for _, amount in shares:
            total = total + amount
        return [letter for letter, _ in shares if letter], total, rule

    def _given(self, identity: tuple[Any, ...], answers: Mapping[str, Any], true: Any) -> tuple[str, Any]:
        """The blank of something and what was answered there; no letter, and the true number, where there is none."""
        letter = self._letters.get(identity, "")
        return (letter, answers[letter]) if letter in answers else ("", true)


def worksheet(
    value: Value,
    hide: str | Sequence[Value] = "gradients",
    *,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
    max_nodes: int = MAX_NODES,
) -> Worksheet:
    """The graph of `value` with blanks (a), (b), ... in place of numbers, in the order in which they are worked out.

    It is drawn unfolded: a blank stands for one number.

    Args:
        value: the output of the graph; the gradients are those of `draw`, or of a seed of 1 before backward().
        hide: "gradients", "values" (computed ones), or the nodes whose computed values and gradients are blanks.
        names, theme: as for `draw`.
        max_nodes: the most nodes that may be drawn.

    Raises:
        TypeError: `value` is not a Value, or `hide` neither a str nor a list of Values.
        ValueError: an unknown `hide`, a node in it that is not in the graph, or nothing to hide.
        GraphTooLargeError: more than `max_nodes` nodes, or twice as many edges.
    """
    try:
        diagram = diagram_of(value, max_nodes, labels_from(names), seed=1)
    except GraphTooLargeError as error:
        raise GraphTooLargeError(
            f"a worksheet has a blank for every number, so it is drawn unfolded, with at most {max_nodes:,} nodes and "
            "twice as many edges, and this graph has more; make it of a node closer to the inputs or for fewer data "
            "points, or pass a larger max_nodes"
        ) from error
    is_hidden = _hidden(hide, value)
    blanks = [*_value_blanks(value, is_hidden), *_gradient_blanks(value, diagram, is_hidden)]
    if not blanks:
        raise ValueError("a worksheet needs blanks, and nothing that is computed here is hidden; hide other nodes")
    lettered = dict(zip(islice(_letters(), len(blanks)), blanks, strict=True))
    if hide == "values":
        diagram = without_gradients(diagram)
    diagram = _with_blanks(without_local_gradients(diagram), value, lettered)
    return Worksheet(Picture(noting_changes(diagram, Graph(value)), theme), lettered)


def _hidden(hide: str | Sequence[Value], output: Value) -> Callable[[str, Value], bool]:
    """(kind, node) -> whether its "values" or "gradients" are blanks."""
    if isinstance(hide, str):
        if hide not in ("gradients", "values"):
            raise ValueError(f"hide is 'gradients', 'values' or a list of nodes, got {shown(hide)}")
        return lambda kind, node: kind == hide
    if not isinstance(hide, Iterable):
        raise TypeError(f"hide is 'gradients', 'values' or a list of nodes, got {described(hide)}; put nodes in [...]")
    nodes, known = list(hide), set(topological_order(output))
    for node in nodes:
        if not isinstance(node, Value):
            raise TypeError(f"hide is 'gradients', 'values' or a list of nodes, got {described(node)} in the list")
        if node not in known:
            raise ValueError(f"hide needs nodes of the graph that is drawn, and {node_name(node)} is none of them")
    return lambda kind, node: node in nodes


def _value_blanks(output: Value, is_hidden: Callable[[str, Value], bool]) -> Iterator[_Value]:
    return (_Value(node) for node in topological_order(output) if not node.is_leaf and is_hidden("values", node))


def _gradient_blanks(
    output: Value, diagram: Diagram, is_hidden: Callable[[str, Value], bool]
) -> Iterator[_Share | _Sum]:
    """In the order of the backward pass; a sum right after its last term. None if there are no gradients to hide."""
    if not diagram.output.gradient:
        return
    uses = dict(zip(topological_order(output), diagram.uses, strict=True))
    shares: dict[Value, list[Contribution]] = {}
    for step in backward_steps(output, output.grad if is_number(output.grad) and output.grad != 0 else 1):
        for edge in step.contributions:
            if not is_hidden("gradients", edge.value):
                continue
            edges = shares.setdefault(edge.value, [])
            edges.append(edge)
            yield _Share(edge)
            if len(edges) == uses[edge.value] > 1:
                yield _Sum(edge.value, tuple(edges))


def _with_blanks(diagram: Diagram, output: Value, blanks: Mapping[str, _Blank]) -> Diagram:
    place = {node: i for i, node in enumerate(topological_order(output))}
    nodes = [replace(node, accumulated="") for node in diagram.nodes]
    for letter, blank in blanks.items():
        text = f"({letter}) ____"
        if isinstance(blank, _Share):
            i, slot = place[blank.contribution.user], blank.contribution.position
            paid = nodes[i].contributions
            nodes[i] = replace(nodes[i], contributions=(*paid[:slot], text, *paid[slot + 1 :]))
        elif isinstance(blank, _Sum):
            nodes[place[blank.node]] = replace(nodes[place[blank.node]], gradient=text)
        else:
            nodes[place[blank.node]] = replace(nodes[place[blank.node]], value=text)
    hidden = {place[blank.contribution.value] for blank in blanks.values() if isinstance(blank, _Share)}
    sums = {place[blank.node] for blank in blanks.values() if isinstance(blank, _Sum)}
    # what is used once shows its gradient on its only arrow; in words it must not be told either
    nodes = [replace(node, gradient="?") if i in hidden - sums else node for i, node in enumerate(nodes)]
    return replace(diagram, nodes=tuple(nodes))


def _letters() -> Iterator[str]:
    """a, b, ..., z, aa, ab, ..., without those that Python would not take for the name of an argument, such as `as`."""
    names = ("".join(letters) for length in count(1) for letters in product(ascii_lowercase, repeat=length))
    return (name for name in names if not iskeyword(name))


def _identity(blank: _Blank) -> tuple[Any, ...]:
    if isinstance(blank, _Value):
        return "value", blank.node
    if isinstance(blank, _Sum):
        return "gradient", blank.node
    return _edge(blank.contribution)


def _edge(edge: Contribution) -> tuple[Any, ...]:
    return "share", edge.user, edge.position


def _expected(blank: _Blank) -> Any:
    if isinstance(blank, _Value):
        return blank.node.data
    if isinstance(blank, _Share):
        return blank.contribution.amount
    total: Any = 0
    for edge in blank.contributions:
        total = total + edge.amount
    return total


def _guess(blank: _Blank, answer: Any) -> str:
    """The mistake that gives just this answer, if it is one of the usual ones."""
    if not isinstance(blank, _Share):
        return ""
    edge = blank.contribution
    usual = {
        "worksheet.guess.sign": -edge.amount,
        "worksheet.guess.not_multiplied": edge.gradient,
        "worksheet.guess.local": edge.local_gradient,
    }
    if edge.user.operation is not None and edge.user.operation.role == Role.SWAP:
        usual["worksheet.guess.swap"] = edge.gradient * edge.value.data
    return next((words(mistake) for mistake, number in usual.items() if agree(answer, number)), "")


def _computed(node: Value, inputs: list[Any]) -> Any:
    """The node's operation on other numbers; None where it has no value."""
    assert node.operation is not None
    try:
        return node.operation.forward(*inputs)
    except (ArithmeticError, ValueError, TypeError):
        return None


def _gate(node: Value) -> str:
    assert node.operation is not None
    return node.operation.symbol
