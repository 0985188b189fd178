"""The stage: everything that is ever seen of a show, each for its time, at the places of one scene.

A moment is measured in steps: 3.5 is half way through step 3. At the end of step k stands what the stepper shows then.
Not here: what the steps are (show.py), how a stage becomes a file (moving_svg.py, film.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from viz.diagram import Diagram
from viz.motion.sentences import Sentence, Sentences, product_of
from viz.motion.show import BACKWARD, END, FORWARD, SEED, START, Show, Step, Told
from viz.rounding import shorter
from viz.scene import Arrow, Point, Scene, Shape
from viz.scene.arrows import NUMBERS, SMALL_LINE, Caption, Line, Pass
from viz.scene.painter import Painter
from viz.shapes import SYMBOL_SIZE
from viz.text import LABEL_LENGTH, LINE_LENGTH, wrapped
from viz.themes import Theme

# Parts of a step: until then a wave runs along the edge, and until then along what the edge leads to.
ARRIVED, PASSED_ON = 0.5, 0.75
REST = 3  # steps that the last picture stays

# In points.
MARGIN = 12.0
WHOLE = 8  # points, of which width and height are a multiple
RING = 6.0  # the border of what is at work
LETTERS = 0.028  # of the sentences, as part of the picture's width: they can be read also where it is large
SENTENCE_ROOM = 2.2  # of the letters' size
LEAST_WIDTH = 560.0  # for the sentences
FAINT = "4d"  # the opacity of what is not yet there, as the last digits of a colour
MORE = " + …"  # after a sum to which more will come


class Span(NamedTuple):
    """From a moment to another."""

    start: float
    end: float

    def holds(self, moment: float) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Look:
    """In which colours a part is painted, as a change of the theme, and with which attributes of Graphviz beside."""

    theme: Callable[[Theme], Theme]
    attributes: Mapping[str, str]


def _faint(theme: Theme) -> Theme:
    return replace(
        theme,
        ink=_transparent(theme.ink),
        line=_transparent(theme.line),
        forward=_transparent(theme.forward),
        gate=theme.background,
        gate_border=_transparent(theme.gate_border),
        box=theme.background,
    )


def _transparent(color: str) -> str:
    return f"{color}{FAINT}"


PLAIN = Look(lambda theme: theme, {})
PENDING = Look(_faint, {"style": "dashed"})
AT_WORK = {
    "forward": Look(lambda theme: replace(theme, gate_border=theme.forward), {"penwidth": f"{RING}"}),
    "gradient": Look(
        lambda theme: replace(theme, gate_border=theme.gradient, forward=theme.gradient), {"penwidth": f"{RING}"}
    ),
}


class Part(NamedTuple):
    """Something that is seen for a while.

    Attributes:
        span: how long.
        look: in which colours.
        paint: what; a painter that has the look does it.
    """

    span: Span
    look: Look
    paint: Callable[[Painter], None]


class Wave(NamedTuple):
    """A line that grows along an arrow, in the direction in which something flows.

    Attributes:
        span: how long it is seen.
        arrived: the moment at which it is at its end.
        line: control points, in the direction in which it runs.
        role: of its colour.
        is_back: whether it runs from right to left.
        centre: of the arrow's numbers; none where it has none.
    """

    span: Span
    arrived: float
    line: list[Point]
    role: str
    is_back: bool
    centre: Point | None

    def part(self, moment: float) -> float:
        """How much of it there is at a moment."""
        return min(1.0, max(0.0, (moment - self.span.start) / (self.arrived - self.span.start)))


class Stage:
    """All that is seen of a show, where and when.

    Attributes:
        show: the steps.
        diagram: what the last picture says.
        scene: its shapes and arrows, with room for all that is ever written beside them.
        said: the sentences, one after the other, and the size of their letters.

    Raises:
        RenderError: there is no Graphviz, or it failed.
    """

    def __init__(self, show: Show, diagram: Diagram, sentences: Sentences) -> None:
        self.show = show
        self.diagram = diagram
        self.sentences = sentences
        self._products = {
            (show.index[step.contribution.user], step.contribution.position): shorter(product_of(step), None)
            for step in show.steps
            if step.contribution is not None
        }
        self.scene = Scene(diagram, [Pass(self._room)])
        self.said = self._said()

    @property
    def end(self) -> float:
        """The moment at which the loop begins anew."""
        return self.show.last_step + REST

    # Where, in points.

    @property
    def width(self) -> float:
        extent = self.scene.extent
        return _whole(max(extent.right - extent.left, LEAST_WIDTH) + 2 * MARGIN)

    @property
    def height(self) -> float:
        extent = self.scene.extent
        return _whole(extent.top - extent.bottom + self._note_room + self._sentence_room + 2 * MARGIN)

    @property
    def middle(self) -> float:
        return (self.scene.extent.left + self.scene.extent.right) / 2

    @property
    def bottom(self) -> float:
        return self.scene.extent.top + MARGIN - self.height

    @property
    def note(self) -> list[str]:
        """What stands below the picture all the time, in lines."""
        return wrapped(self.diagram.note, LABEL_LENGTH)

    @property
    def note_place(self) -> Point:
        return self.middle, self.scene.extent.bottom - self._note_room / 2

    @property
    def _note_room(self) -> float:
        return SMALL_LINE * len(self.note)

    @property
    def sentence_place(self) -> Point:
        return self.middle, self.bottom + MARGIN + self._sentence_room / 2

    @property
    def _letters(self) -> float:
        return max(SYMBOL_SIZE, LETTERS * self.width)

    @property
    def _sentence_room(self) -> float:
        return SENTENCE_ROOM * self._letters

    def _room(self, arrow: Arrow) -> Caption:
        """The widest of what is ever written at an arrow."""
        captions = [NUMBERS.caption(_told(arrow, told)) for told in self.show.gradients(arrow)]
        captions.append(Caption((), self._product(arrow)))
        widest = max(captions, key=lambda caption: caption.width)
        return Caption(NUMBERS.caption(replace(arrow, gradient="")).above, widest.below)

    def _product(self, arrow: Arrow) -> tuple[Line, ...]:
        """How the gradient of an arrow is worked out; nothing where it is too long to stand there."""
        if arrow.user is None or arrow.slot is None:
            return ()
        text = self._products.get((arrow.user, arrow.slot), "")
        return (Line(text, "ink", is_small=True),) if 0 < len(text) <= LINE_LENGTH else ()

    # When.

    def _said(self) -> list[tuple[Span, Sentence, float]]:
        room = self.width - 2 * MARGIN
        return [(self._during(k), *self.sentences.fitting(step, room, self._letters)) for k, step in self._steps]

    @cached_property
    def parts(self) -> list[Part]:
        """What is painted, the lowest first."""
        return [*self._shapes(), *self._at_work(), *self._wires(), *self._numbers()]

    @cached_property
    def waves(self) -> list[Wave]:
        return [wave for k, step in self._steps for wave in self._waves(k, step)]

    @property
    def _steps(self) -> list[tuple[int, Step]]:
        return list(enumerate(self.show.steps))

    def _during(self, step: int, start: float = 0.0) -> Span:
        """A step, from a part of it on; the last one stays."""
        return Span(step + start, step + 1 if step < self.show.last_step else self.end)

    def _trunk(self, node: int) -> Arrow | None:
        """The arrow before the copies of a node."""
        return next((arrow for arrow in self.scene.arrows if arrow.kind == "trunk" and arrow.node == node), None)

    def _passed_on(self, node: int) -> float:
        """When in its step a gradient is at the node that it belongs to."""
        return PASSED_ON if self._trunk(node) else ARRIVED

    def _computed(self, node: int) -> float:
        """The moment at which a value is there."""
        step = self.show.value_step(node)
        return step + ARRIVED if step else 0.0

    def _appearing(self, moment: float, paint: Callable[[Painter], None]) -> Iterator[Part]:
        """Something that is faint until it is there."""
        if moment:
            yield Part(Span(0.0, moment), PENDING, paint)
        yield Part(Span(moment, self.end), PLAIN, paint)

    def _shapes(self) -> Iterator[Part]:
        for shape in self.scene.shapes:
            is_behind = shape.kind in ("fork", "output")
            moment = self._computed(shape.index)
            yield from self._appearing(moment + (PASSED_ON - ARRIVED) * (is_behind and moment > 0), _shape(shape))

    def _at_work(self) -> Iterator[Part]:
        """What computes, and what gets a gradient, has a heavy border."""
        for k, step in self._steps:
            if step.kind in (START, END):
                continue
            assert step.node is not None
            role = "forward" if step.kind == FORWARD else "gradient"
            start = {FORWARD: ARRIVED, SEED: 0.0, BACKWARD: self._passed_on(step.node)}[step.kind]
            works = [(step.node, start)]
            if step.contribution is not None:
                works.append((self.show.index[step.contribution.user], 0.0))
            for node, moment in works:
                for shape in self.scene.shapes:
                    if shape.index == node and shape.kind not in ("fork", "number"):
                        yield Part(self._during(k, moment), AT_WORK[role], _shape(shape))

    def _wires(self) -> Iterator[Part]:
        for arrow in self.scene.arrows:
            yield from self._appearing(self._computed(arrow.node), _wire(arrow))

    def _numbers(self) -> Iterator[Part]:
        for arrow in self.scene.arrows:
            if arrow.is_plain:
                continue
            span = Span(self._computed(arrow.node), self.end)
            yield Part(span, PLAIN, _numbers(replace(arrow, gradient="")))
            yield from self._gradients(arrow)

    def _gradients(self, arrow: Arrow) -> Iterator[Part]:
        """One sum after the other, and before a contribution the product that it is."""
        arrival = PASSED_ON if arrow.kind == "trunk" else ARRIVED
        told = self.show.gradients(arrow)
        for each, follows in zip(told, [*told[1:], None], strict=True):
            start = each.step + arrival
            end = self.end if follows is None else follows.step + arrival
            shown = replace(_told(arrow, each), value="", name_above="")
            yield Part(Span(start, end), PLAIN, _numbers(shown))
            if product := self._product(arrow):
                yield Part(Span(each.step, start), PLAIN, _lines_below(arrow, product))

    def _waves(self, k: int, step: Step) -> Iterator[Wave]:
        if step.kind == FORWARD:
            for arrow in self.scene.arrows:
                if arrow.user == step.node:
                    yield self._wave(k, arrow, 0.0, ARRIVED, "forward")
                elif arrow.node == step.node and arrow.kind in ("trunk", "output"):
                    yield self._wave(k, arrow, ARRIVED, PASSED_ON, "forward")
        for arrow in self.scene.arrows if step.kind in (SEED, BACKWARD) else ():
            if step.kind == SEED and arrow.kind == "output":
                yield self._wave(k, arrow, 0.0, ARRIVED, "gradient")
            elif step.contribution is not None:
                role = "muted" if step.contribution.amount == 0 else "gradient"
                edge = (self.show.index[step.contribution.user], step.contribution.position)
                if (arrow.user, arrow.slot) == edge:
                    yield self._wave(k, arrow, 0.0, ARRIVED, role)
                elif arrow.kind == "trunk" and arrow.node == step.node:
                    yield self._wave(k, arrow, ARRIVED, PASSED_ON, role)

    def _wave(self, k: int, arrow: Arrow, start: float, arrived: float, role: str) -> Wave:
        line = self.scene.line(arrow)
        line = self.scene.rows.line(arrow.name, line) if self.scene.rows else line
        is_back = role != "forward"
        centre = None if arrow.is_plain else self.scene.places.centres[arrow.name]
        return Wave(self._during(k, start), k + arrived, line[::-1] if is_back else line, role, is_back, centre)


def _told(arrow: Arrow, told: Told) -> Arrow:
    """The arrow with a gradient as it stands there for a while."""
    return replace(arrow, gradient=told.text if told.is_complete else f"{told.text}{MORE}")


def _shape(shape: Shape) -> Callable[[Painter], None]:
    return lambda painter: painter.shape(shape)


def _wire(arrow: Arrow) -> Callable[[Painter], None]:
    return lambda painter: painter.wire(arrow)


def _numbers(arrow: Arrow, caption: Pass = NUMBERS) -> Callable[[Painter], None]:
    # as far from the line as from a heavy one, which a wave is
    return lambda painter: Painter(painter.pen, painter.scene, caption).numbers(replace(arrow, is_heavy=True, title=""))


def _lines_below(arrow: Arrow, lines: tuple[Line, ...]) -> Callable[[Painter], None]:
    return _numbers(arrow, Pass(lambda _: Caption((), lines)))


def _whole(points: float) -> float:
    return WHOLE * math.ceil(points / WHOLE)
