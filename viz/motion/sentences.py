"""What is said at each step of a show: the line that the stepper has there.

A sentence is a tuple of pieces, each a text and the role whose colour it has. Not here: the steps (show.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograd_core.words import words
from viz.measure import width_of
from viz.motion.show import BACKWARD, END, FORWARD, SEED, START, Show, Step
from viz.stepper_page.labels import notation
from viz.text import number, typeset

MOST_GRADIENTS = 8  # in the last sentence
SMALLER = (0.8, 0.65)  # letters of a sentence that does not fit
USUAL_WIDTH = 0.9  # of a text, as part of the most that it takes in any font


class Piece(NamedTuple):
    """Text in the colour of a role of a theme."""

    text: str
    role: str = "ink"

    @property
    def is_bold(self) -> bool:
        return self.role == "gradient"


Sentence = tuple[Piece, ...]


def text_of(sentence: Sentence) -> str:
    return "".join(piece.text for piece in sentence)


def sentence_width(sentence: Sentence, size: float) -> float:
    """Points that it takes, at most, in letters of this size."""
    return sum(width_of(piece.text, size, is_bold=piece.is_bold) for piece in sentence)


class Sentences:
    """The sentences of a show, for nodes that are called so."""

    def __init__(self, show: Show, names: Sequence[str]) -> None:
        self._show = show
        self._names = names
        self._said: dict[str, Callable[[Step], list[Sentence]]] = {
            START: lambda step: [(Piece(words("stepper.start.line")),)],
            FORWARD: self._forward,
            SEED: lambda step: [(_gradient(step.total), Piece(" → "), self._name(step.node))],
            BACKWARD: self._backward,
            END: lambda step: [self._end(count) for count in range(self._gradients, -1, -1)],
        }

    def whole(self, step: Step) -> Sentence:
        """All that is said."""
        return self._said[step.kind](step)[0]

    def fitting(self, step: Step, width: float, largest: float) -> tuple[Sentence, float]:
        """As much as fits into `width` points, at least what comes of the step; and the size of its letters."""
        whole, *shorter = self._said[step.kind](step)
        ways = [
            (whole, largest),
            *((whole, part * largest) for part in SMALLER),
            *((each, largest) for each in shorter),
        ]
        fitting = (way for way in ways if USUAL_WIDTH * sentence_width(*way) <= width)
        return next(fitting, ways[-1])

    def _name(self, node: int | None) -> Piece:
        assert node is not None
        return Piece(self._names[node])

    def _forward(self, step: Step) -> list[Sentence]:
        """#3 = #1 + #2 = 200 + 450 = 650; a plain number has only its number."""
        assert step.node is not None
        node, name = self._show.graph.order[step.node], self._name(step.node)
        written = notation(node)
        places = [self._show.index[node.parents[i]] for i in written["inputs"]]
        named = _between(written["pieces"], [self._name(i) for i in places])
        is_call = written["pieces"][0].endswith("(")
        follows = written["isPower"] or written["pieces"][0] != ""
        numbers = [
            _value(self._show.graph.order[i].data, as_factor=not is_call and (k > 0 or follows))
            for k, i in enumerate(places)
        ]
        counted = _between(written["pieces"], numbers)
        result, equals = _value(node.data), Piece(" = ")
        return [
            (name, equals, *named, equals, *counted, equals, result),
            (name, equals, *named, equals, result),
            (name, equals, result),
        ]

    def _backward(self, step: Step) -> list[Sentence]:
        """1.1 × 2 = 2.2 → apple price"""
        each = step.contribution
        assert each is not None
        product = (_gradient(each.gradient), Piece(" × "), _value(each.local_gradient, as_factor=True), Piece(" = "))
        end = (_gradient(each.amount), Piece(" → "), self._name(step.node))
        return [(*product, *end), end]

    @property
    def _inputs(self) -> list[int]:
        return [i for i, node in enumerate(self._show.graph.order) if node.is_leaf and not node.is_constant]

    @property
    def _gradients(self) -> int:
        return min(MOST_GRADIENTS, len(self._inputs))

    def _end(self, count: int) -> Sentence:
        """The gradients of the first `count` inputs."""
        finals = {step.node: step.total for step in self._show.steps if step.kind in (SEED, BACKWARD)}
        listed: list[Piece] = []
        for k, node in enumerate(self._inputs[:count]):
            listed += [Piece(",  ")] if k else []
            listed += [self._name(node), Piece(" "), _gradient(finals.get(node, 0))]
        if count < len(self._inputs):
            listed.append(Piece(", …" if count else "…"))
        output, gradients = self._names[self._show.last_node], text_of(tuple(listed))
        before, _, after = words("stepper.end.line", output=output, gradients=gradients).rpartition(gradients)
        return tuple([piece for piece in (Piece(before), *listed, Piece(after)) if piece.text])


def product_of(step: Step) -> str:
    """How a contribution is worked out: 1.1 × 2."""
    assert step.contribution is not None
    factors = (_gradient(step.contribution.gradient), _value(step.contribution.local_gradient, as_factor=True))
    return " × ".join(factor.text for factor in factors)


def _between(pieces: Sequence[str], operands: Sequence[Piece]) -> list[Piece]:
    """The operands, each between two of the pieces of what is written around them."""
    sentence = [Piece(pieces[0])]
    for operand, piece in zip(operands, pieces[1:], strict=True):
        sentence += [operand, Piece(piece)]
    return [piece for piece in sentence if piece.text]


def _value(x: Any, *, as_factor: bool = False) -> Piece:
    return Piece(_written(x, as_factor=as_factor), "forward")


def _gradient(x: Any) -> Piece:
    return Piece(_written(x), "gradient")


def _written(x: Any, *, as_factor: bool = False) -> str:
    """As a factor or a later term a negative number stands in parentheses."""
    text = typeset(number(x))
    return f"({text})" if as_factor and text.startswith("−") else text
