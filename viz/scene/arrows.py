"""Arrows of a scene, and passes: which numbers stand at an arrow, above and below it.

Not here: where an arrow runs (layout.py), how it is drawn (painter.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograd_core.words import words
from viz.diagram import Size
from viz.measure import widest
from viz.shapes import LEFT_ARROW, SMALL_SIZE, TEXT_SIZE
from viz.text import LINE_LENGTH, typeset, wrapped

# In points.
LINE, SMALL_LINE = 27.0, 22.0
SHAFT_GAP = 4.0  # between an arrow and its texts
SHAFT_DOWN = 40.0  # the length of an arrow that runs down, at least
SHAFT_MARGIN = 8.0  # what an arrow is longer than its texts, together


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a shape to another, by their names.

    Attributes:
        name: generated.
        kind: "edge" to an input of a gate, "trunk" to the point where copies part, "output", or "number": from a plain
            number, to which no gradient flows.
        node: the index in the diagram of the node whose value flows along it.
        user, slot: of an edge or a number: the node that uses it, and which of its inputs it is.
        name_above: the name that stands before the value, where this is the first arrow of a step.
        value, gradient, local: the numbers as text; those that are not shown are empty.
        lower: of the backward pass: whose gradient it is, and the product that it is.
        is_heavy: whether it is highlighted.
        value_size, gradient_size: how large the numbers are; None where there is none.
        title: all digits of its numbers, where some are not shown.
        share: how much of one gradient it carries; None where it lies on no way.
    """

    name: str
    kind: str
    tail: str
    head: str
    node: int
    user: int | None = None
    slot: int | None = None
    name_above: str = ""
    value: str = ""
    gradient: str = ""
    local: str = ""
    lower: tuple[str, ...] = ()
    is_heavy: bool = False
    value_size: Size | None = None
    gradient_size: Size | None = None
    share: Size | None = None
    title: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether no gradient flows along it."""
        return self.kind == "number"

    def size(self, weight: str) -> Size | None:
        """Of the number that `weight` names."""
        return {"gradient": self.gradient_size, "value": self.value_size, "share": self.share}.get(weight)

    @property
    def value_text(self) -> str:
        return " = ".join(filter(None, (self.name_above, typeset(self.value))))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text at an arrow; `role` is the name of its colour in a theme, and a gradient is heavy."""

    text: str
    role: str
    is_small: bool = False

    @property
    def size(self) -> int:
        return SMALL_SIZE if self.is_small else TEXT_SIZE


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above and below an arrow."""

    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()

    @property
    def width(self) -> float:
        """Points that its texts take along the arrow."""
        return SHAFT_MARGIN + width_of_lines((*self.above, *self.below))

    @property
    def length_down(self) -> float:
        """Points of an arrow that runs down, with the texts beside it."""
        return max(SHAFT_DOWN, SHAFT_MARGIN + max(height_of(self.above), height_of(self.below)))

    @property
    def sides_down(self) -> tuple[float, float]:
        """Points beside that arrow that its texts take, above and below where it runs to the right."""
        return _side(width_of_lines(self.above)), _side(width_of_lines(self.below))

    @property
    def sides(self) -> tuple[float, float]:
        """Points that its texts take above and below the arrow."""
        return _side(height_of(self.above)), _side(height_of(self.below))


def _side(texts: float) -> float:
    return SHAFT_GAP + texts


def width_of_lines(lines: Iterable[Line]) -> float:
    return max((widest([line.text], line.size, is_bold=line.role == "gradient") for line in lines), default=0.0)


def height_of(lines: Iterable[Line]) -> float:
    return sum(SMALL_LINE if line.is_small else LINE for line in lines)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a picture of a scene says at its arrows.

    Attributes:
        caption: what stands at an arrow.
        is_backward: whether arrows run from right to left, and gates stand for their roles in the backward pass.
        is_live: whether the numbers change while the picture is looked at, so that every arrow needs room for others.
    """

    caption: Callable[[Arrow], Caption]
    is_backward: bool = False
    is_live: bool = False


def _value(arrow: Arrow) -> tuple[Line, ...]:
    return tuple([Line(text, "forward") for text in wrapped(arrow.value_text, LINE_LENGTH)])


def _gradient(arrow: Arrow) -> tuple[Line, ...]:
    if not arrow.gradient:
        return ()
    return tuple([Line(text, "gradient") for text in wrapped(LEFT_ARROW + typeset(arrow.gradient), LINE_LENGTH)])


def _local(arrow: Arrow) -> tuple[Line, ...]:
    if not arrow.local:
        return ()
    local = words("picture.local", slope=typeset(arrow.local))
    return tuple([Line(text, "ink", is_small=True) for text in wrapped(local, LINE_LENGTH)])


def _lower(arrow: Arrow) -> tuple[Line, ...]:
    return tuple([Line(text, "ink", is_small=True) for text in arrow.lower])


def _live(arrow: Arrow) -> Caption:
    named = f"{arrow.name_above} = " if arrow.name_above else ""
    return Caption((Line(named + LONGEST_LIVE, "forward"),), (Line(LEFT_ARROW + LONGEST_LIVE, "gradient"),))


LONGEST_LIVE = "−0.197"  # the page squeezes longer ones

NUMBERS = Pass(lambda arrow: Caption(_value(arrow), _gradient(arrow) + _local(arrow)))
FORWARD = Pass(lambda arrow: Caption(_value(arrow)))
BACKWARD = Pass(lambda arrow: Caption(_gradient(arrow), _lower(arrow)), is_backward=True)
LIVE = Pass(_live, is_live=True)
