"""The ladder: backward passes by hand, rung by rung; gradients are handed in by name, and judged one by one.

Not here: the graphs (rungs.py), which edge went wrong (examiner.py).
"""

from __future__ import annotations

import ast
import html
import inspect
import itertools
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from autograd_core import Value
from autograd_core.errors import described, shown
from autograd_core.kinds import is_complex
from autograd_core.notation import number_text
from autograd_core.words import words
from viz.drawing import draw
from viz.exercises.answers import UnreadableError, echo, is_open, number_of
from viz.exercises.examiner import Examiner
from viz.exercises.questions import plain
from viz.exercises.rungs import RUNGS, Named, Row
from viz.exercises.verdicts import PLACE, RIGHT_COLOR, Tries, Verdict, Verdicts, require_stage
from viz.exercises.worksheets import worksheet

MOST_ON_A_PAGE = 40  # numbers: of more a page with fields is too large to be looked through; the largest rung has 98
CHECK = "✓"


class Rung:
    """A backward pass to be done by hand.

    Attributes:
        number: from 1 on.
        output: the graph; its nodes are labelled with their names.
        values: name -> what the forward pass has there, a number or nested lists.
        key: name -> the right gradients, likewise.
    """

    def __init__(self, number: int, row: Row) -> None:
        self.number = number
        self._row = row
        self._nodes = _recorded(row)
        self.output: Value = [*self._nodes.values()][-1]
        self._examiner = Examiner(self.output)
        self._tries = Tries()
        self._right: set[str] = set()
        self.values = {name: _mapped(nodes, lambda node: node.data) for name, nodes in self._nodes.items()}
        self.key = {name: _mapped(nodes, self._examiner.right) for name, nodes in self._nodes.items()}

    @property
    def title(self) -> str:
        """What is computed."""
        return words(self._row.title)

    @property
    def is_done(self) -> bool:
        """Whether every gradient was right once."""
        return self._asked <= self._right

    @property
    def code(self) -> str:
        """The forward pass as Python writes it, from the inputs on."""
        return f"{self._inputs}\n\n{self._steps}"

    @property
    def _asked(self) -> set[str]:
        return {name for name, nodes in self._nodes.items() if nodes is not self.output}

    @cached_property
    def _inputs(self) -> str:
        parameters = inspect.signature(self._row.record).parameters.values()
        return "\n".join(f"{each.name} = {_mapped(each.default, lambda number: number)}" for each in parameters)

    @cached_property
    def _steps(self) -> str:
        source = textwrap.dedent(inspect.getsource(self._row.record))
        (function,) = ast.parse(source).body
        assert isinstance(function, ast.FunctionDef)
        *steps, _ = function.body
        lines = source.splitlines()[steps[0].lineno - 1 : steps[-1].end_lineno]
        return textwrap.dedent("\n".join(lines))

    def __str__(self) -> str:
        return f"{self.number}. {self.title}\n\n{self.code}"

    def __repr__(self) -> str:
        return words("ladder.repr", number=self.number, title=self.title, names=", ".join(self._nodes))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The code, and the page on which a small one is answered, or the picture of the forward pass."""
        count = sum(len([*_leaves(nodes)]) for nodes in self._nodes.values())
        shown_below = worksheet(self.output) if count <= MOST_ON_A_PAGE else draw(self.output, show="forward")
        picture = shown_below._repr_mimebundle_().get("text/html", "")
        if count > MOST_ON_A_PAGE:
            picture += f"<p>{html.escape(words('ladder.too_many', count=count))}</p>"
        title = html.escape(f"{self.number}. {self.title}")
        code = f'<pre style="overflow-x: auto; font-family: monospace">{html.escape(self.code)}</pre>'
        return {"text/html": f"<div><b>{title}</b>{code}{picture}</div>", "text/plain": str(self)}

    def check(
        self, gradients: Mapping[str, Any] | None = None, /, *, stage: int | None = None, **named: Any
    ) -> Verdicts:
        """What became of gradients, d output / d name: exact, close, of another shape, or on which edge wrong.

        A wrong one is told its edge and which of the usual mistakes it is, if it is one; what follows from another
        wrong one by the right rule is told so. The third wrong try is told the arithmetic.

        Args:
            gradients: by name; a number, or lists or an array of the shape of what has the name. `...` is still open.
                Without any, all are.
            stage: what wrong answers are told, however often they were tried: 1 or 2, the edge, 3, the arithmetic.
            named: more of them.

        Raises:
            TypeError: `gradients` is not a mapping.
            ValueError: nothing has such a name, or there is no such stage.
        """
        if gradients is not None and not isinstance(gradients, Mapping):
            raise TypeError(f"gradients come by name, as a dict, got {described(gradients)}")
        given = {**(gradients or {}), **named} or {name: ... for name in self._nodes if name in self._asked}
        for name in given:
            if name not in self._nodes:
                raise ValueError(f"the names are {', '.join(self._nodes)}, got {shown(name)}")
        require_stage(stage)
        problems: dict[str, str] = {}
        answers: dict[Value, Any] = {}
        for name, gradient in given.items():
            try:
                answers |= _by_node(gradient, self._nodes[name])
            except UnreadableError as error:
                problems[name] = str(error)
        return Verdicts([_problem_or(problems, name, self._verdict(name, answers, stage)) for name in given])

    def _verdict(self, name: str, answers: Mapping[Value, Any], stage: int | None) -> Verdict:
        nodes = [*_leaves(self._nodes[name])]
        answered = [node for node in nodes if node in answers]
        wrong = [node for node in answered if not self._examiner.is_right(node, answers[node])]
        if wrong:
            return Verdict(name, False, self._said_to(name, wrong, len(nodes), answers, stage))
        if len(answered) < len(nodes):
            return Verdict(name, False, words("exercise.open"))
        self._right.add(name)
        largest = max(abs(answers[node] - self._examiner.right(node)) for node in nodes)
        if largest == 0:
            return Verdict(name, True, words("ladder.exact"))
        return Verdict(name, True, words("ladder.close", difference=f"{largest:.0e}"))

    def _said_to(
        self, name: str, wrong: Sequence[Value], count: int, answers: Mapping[Value, Any], stage: int | None
    ) -> str:
        """What is said to wrong gradients: of the first that does not follow from others, if there is one."""
        following = {node: self._examiner.follows(node, answers) for node in wrong}
        first = next((node for node in wrong if not following[node]), wrong[0])
        if following[first]:
            said = following[first]
        else:
            now = stage or max(PLACE, self._tries.next_stage(name))
            if stage is None:
                self._tries.note(name)
            factor = self._factor(wrong, answers) if len(wrong) == count else ""
            said = self._examiner.said(first, answers, now, factor)
        if count == 1:
            return said
        return words("ladder.items", count=len(wrong), all=count, item=first.label, said=said)

    def _factor(self, wrong: Sequence[Value], answers: Mapping[Value, Any]) -> str:
        """That all are the same multiple of what is right, as where a mean was forgotten."""
        right = [self._examiner.right(node) for node in wrong]
        if len(wrong) < 2 or 0 in right or answers[wrong[0]] == 0:
            return ""
        factor = answers[wrong[0]] / right[0]
        is_same = all(self._examiner.is_right(node, answers[node] / factor) for node in wrong)
        return words("ladder.factor", factor=number_text(factor)) if is_same else ""


class Ladder:
    """Forty backward passes by hand, made by `ladder`; it shows which are done."""

    def __init__(self) -> None:
        self._rungs: dict[int, Rung] = {}

    def rung(self, number: int) -> Rung:
        """One of them, with what was answered by now.

        Raises:
            ValueError: there is none of this number.
        """
        if not isinstance(number, int) or not 1 <= number <= len(RUNGS):
            raise ValueError(f"the rungs have the numbers 1 to {len(RUNGS)}, got {shown(number)}")
        if number not in self._rungs:
            self._rungs[number] = Rung(number, RUNGS[number - 1])
        return self._rungs[number]

    @property
    def done(self) -> list[int]:
        """The rungs that are, by their numbers."""
        return sorted(number for number, rung in self._rungs.items() if rung.is_done)

    def __str__(self) -> str:
        lines = [f"{number:2} {CHECK if number in self.done else ' '} {title}" for number, title in self._titles()]
        return "\n".join([self._title(), *lines])

    def __repr__(self) -> str:
        return f"<{self._title()}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The titles in columns, for notebooks."""
        mark = f'<b style="color: {RIGHT_COLOR}">{CHECK}</b>'
        lines = "".join(
            f"<div><b>{number}</b> {html.escape(title)} {mark if number in self.done else ''}</div>"
            for number, title in self._titles()
        )
        head = f"<div><b>{html.escape(self._title())}</b></div>"
        return {"text/html": f'<div>{head}<div style="columns: 18em">{lines}</div></div>', "text/plain": str(self)}

    def _title(self) -> str:
        return words("ladder.title", all=len(RUNGS), done=len(self.done))

    def _titles(self) -> Iterator[tuple[int, str]]:
        return ((number, words(row.title)) for number, row in enumerate(RUNGS, start=1))


def ladder() -> Ladder:
    """Forty backward passes by hand, from three gates to softmax with batch normalization and a head of attention.

    `ladder.rung(7)` is one of them: it shows its forward pass, and `rung.values` has all numbers of that by name. Hand
    in gradients by name, `rung.check(p=2.0, s=[1, 0])`: each is told whether it is exact, close, of another shape, or
    which edge went wrong. `rung.key` is the solution.
    """
    return Ladder()


def _problem_or(problems: Mapping[str, str], name: str, verdict: Verdict) -> Verdict:
    return Verdict(name, False, problems[name]) if name in problems else verdict


def _recorded(row: Row) -> Named:
    """What a row computes, by name, its inputs first; every node has its name as label."""
    defaults = {name: each.default for name, each in inspect.signature(row.record).parameters.items()}
    inputs = {name: _mapped(default, lambda number: Value(number)) for name, default in defaults.items()}
    nodes = inputs | row.record(**inputs)
    for name, found in nodes.items():
        for place, node in _placed(found):
            node.label = name + "".join(f"[{i}]" for i in place)
    return nodes


def _mapped(nested: Any, function: Any) -> Any:
    if isinstance(nested, list | tuple):
        return [_mapped(each, function) for each in nested]
    return function(nested)


def _placed(nested: Any, *place: int) -> Iterator[tuple[tuple[int, ...], Any]]:
    if not isinstance(nested, list):
        yield place, nested
        return
    for i, each in enumerate(nested):
        yield from _placed(each, *place, i)


def _leaves(nested: Any) -> Iterator[Any]:
    return (leaf for _, leaf in _placed(nested))


def _shape(nested: Any) -> tuple[int, ...]:
    return (len(nested), *(_shape(nested[0]) if nested else ())) if isinstance(nested, list) else ()


def _by_node(gradient: Any, nodes: Any) -> dict[Value, Any]:
    """The numbers that were answered, by their nodes; without those that are still open.

    Raises:
        UnreadableError: something is no number, or the shape is another.
    """
    if gradient is None:
        raise UnreadableError(words("exercise.nothing"))
    if is_open(gradient):
        return {}
    try:
        given = plain(gradient)
    except TypeError as error:
        raise UnreadableError(words("exercise.not_a_number", answer=described(gradient))) from error
    places, wanted = [place for place, _ in _placed(given)], [*_placed(nodes)]
    if places != [place for place, _ in wanted]:
        raise UnreadableError(_about_shape(given, _shape(nodes)))
    numbers = zip(wanted, _leaves(given), strict=True)
    return {node: _real(number_of(answer)) for (_, node), answer in numbers if not is_open(answer)}


def _real(number: Any) -> float:
    """A number that was answered, as a float.

    Raises:
        UnreadableError: it is complex, or not finite.
    """
    if is_complex(number):
        raise UnreadableError(words("exercise.not_a_number", answer=echo(str(number))))
    try:
        plain_number = float(number)
    except OverflowError:
        plain_number = math.inf
    if not math.isfinite(plain_number):
        raise UnreadableError(words("exercise.not_finite", answer=number_text(plain_number)))
    return plain_number


def _about_shape(answer: Any, wanted: tuple[int, ...]) -> str:
    given = _shape(answer)
    is_ragged = [place for place, _ in _placed(answer)] != [*itertools.product(*map(range, given))]
    came = words("ladder.ragged") if is_ragged else str(given)
    if not wanted:
        return words("ladder.shape.of_one", given=came)
    if not given:
        return words("ladder.shape.one_came", wanted=str(wanted))
    said = words("ladder.shape", wanted=str(wanted), given=came)
    if given == wanted[::-1] and not is_ragged:
        return words("ladder.transposed", said=said, guess=words("quiz.guess.transposed"))
    return said
