"""Painting a stage: as DOT, all of it at once, each part marked with its time; or a moment, drawing by drawing.

Not here: what is seen when (stage.py), what becomes of it (moving_svg.py, sheet.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import graphviz

from viz.motion.curves import first_part
from viz.motion.sentences import Sentence
from viz.motion.stage import Part, Span, Stage, Wave
from viz.scene import Point
from viz.scene.arrows import NUMBERS
from viz.scene.painter import Painter
from viz.scene.pen import BED, FRAME, Pen, fixed_size
from viz.scene.rows import Rows
from viz.shapes import HEAVY_STROKE, small_lines, styled_graph
from viz.text import NO_BREAK, markup
from viz.themes import Theme

# In points.
ADVANCE_LENGTH, ADVANCE_WIDTH = 15.0, 13.0  # the head in the middle of a wave
NOTHING: Mapping[str, str] = MappingProxyType({})
NOT_WRAPPED = 1000  # characters


@dataclass(frozen=True, slots=True)
class Drawing:
    """A node or an edge of DOT at its place; equal ones look alike.

    Attributes:
        name: of what it shows; empty for an edge.
        points: where a node's centre is, or the control points of an edge.
        head: the points at which an edge ends and starts, with Graphviz' marks: "e" and a point; or nothing.
        attributes: those of Graphviz, by name.
    """

    name: str = field(compare=False)
    points: tuple[Point, ...]
    head: tuple[str, Point] | None
    attributes: tuple[tuple[str, str], ...]

    @property
    def is_edge(self) -> bool:
        return len(self.points) > 1


class StagePen(Pen):
    """Draws parts that stand in each other's places: their names differ by a prefix, and all edges leave one node.

    Attributes:
        attributes: what all it draws has beside.
    """

    def __init__(
        self,
        dot: graphviz.Digraph,
        theme: Theme,
        prefix: str,
        attributes: Mapping[str, str] = NOTHING,
        rows: Rows | None = None,
    ) -> None:
        super().__init__(dot, theme, prefix, rows=rows)
        self.attributes = attributes

    def node(self, name: str, centre: Point, **attributes: str) -> None:
        is_text = attributes.items() >= FRAME.items()
        own = {key: given for key, given in self.attributes.items() if key == "class" or not is_text}
        if "style" in own:
            own["style"] = f"{attributes.get('style', 'filled')},{own['style']}"
        place = self.rows.at(centre) if self.rows else centre
        self.put(name, place, {"fontcolor": self.theme.ink, **attributes, **own})

    def _edge(self, tail: str, head: str, line: list[Point], heads: str, **attributes: str) -> None:
        own = {key: given for key, given in self.attributes.items() if key in ("class", "style")}
        self.put_edge(line, heads, {"color": self.theme.line, **attributes, **own})

    def put(self, name: str, place: Point, attributes: dict[str, str]) -> None:
        """A node."""
        self.dot.node(f"{self.prefix}{name}", pos=self._position(place), **attributes)

    def put_edge(self, line: list[Point], heads: str, attributes: dict[str, str]) -> None:
        """An edge, whose `heads` are as Graphviz writes them."""
        self.dot.edge(BED, BED, pos=heads + " ".join(map(self._position, line)), **attributes)


class _Recorder(StagePen):
    """Writes down what it would draw, in `drawings`."""

    def __init__(self, theme: Theme, attributes: Mapping[str, str] = NOTHING, rows: Rows | None = None) -> None:
        super().__init__(graphviz.Digraph(), theme, "", attributes, rows)
        self.drawings: list[Drawing] = []

    def put(self, name: str, place: Point, attributes: dict[str, str]) -> None:
        self.drawings.append(Drawing(name, (place,), None, tuple(attributes.items())))

    def put_edge(self, line: list[Point], heads: str, attributes: dict[str, str]) -> None:
        head = None
        if heads:
            mark, x, y = heads.split(",")
            head = (mark, (float(x), float(y)))
        self.drawings.append(Drawing("", tuple(line), head, tuple(attributes.items())))


def marked_dot(stage: Stage, theme: Theme, mark: Mapping[Span, str], wave: str) -> graphviz.Digraph:
    """Everything that is ever seen but for the sentences; its class is what `mark` says of its time."""
    dot = styled_graph(theme, layout="nop2", outputorder="edgesfirst")
    centre = (stage.middle, stage.bottom + stage.height / 2)
    size = fixed_size(stage.width, stage.height)
    Pen(dot, theme).node(
        BED, centre, label="", shape="box", penwidth="0", color=theme.background, **{"class": BED}, **size
    )
    _note(StagePen(dot, theme, ""), stage)
    for i, part in enumerate(stage.parts):
        attributes = {**part.look.attributes, "class": mark[part.span]}
        _paint(StagePen(dot, part.look.theme(theme), f"p{i}", attributes, stage.scene.rows), stage, part)
    for i, each in enumerate(stage.waves):
        _paint_wave(StagePen(dot, theme, f"w{i}", {"class": f"{mark[each.span]} {wave}"}, stage.scene.rows), each, 1.0)
    return dot


class Moments:
    """What is seen of a stage at which moment; each of its parts is painted once."""

    def __init__(self, stage: Stage, theme: Theme) -> None:
        self._stage = stage
        self._theme = theme
        self._numbers: dict[Drawing, int] = {}
        self._painted: list[tuple[Span, list[int]]] = []
        note, rows = _Recorder(theme), stage.scene.rows
        _note(note, stage)
        self._note = self._numbered(note)
        for part in stage.parts:
            pen = _Recorder(part.look.theme(theme), part.look.attributes, rows)
            _paint(pen, stage, part)
            self._painted.append((part.span, self._numbered(pen)))
        for span, sentence, size in stage.said:
            pen = _Recorder(theme)
            pen.text("sentence", stage.sentence_place, _markup(sentence, size, theme))
            self._painted.append((span, self._numbered(pen)))

    @property
    def drawings(self) -> list[Drawing]:
        """All that was seen at the moments asked for, each once."""
        return list(self._numbers)

    def at(self, moment: float) -> list[int]:
        """Which of `drawings` are seen at a moment, the lowest first."""
        seen = [*self._note]
        for span, numbers in self._painted:
            seen += numbers if span.holds(moment) else ()
        for wave in self._stage.waves:
            if wave.span.holds(moment):
                pen = _Recorder(self._theme, rows=self._stage.scene.rows)
                _paint_wave(pen, wave, wave.part(moment))
                seen += self._numbered(pen)
        drawings = self.drawings
        return sorted(seen, key=lambda number: not drawings[number].is_edge)  # as in the SVG

    def _numbered(self, pen: _Recorder) -> list[int]:
        return [self._numbers.setdefault(drawing, len(self._numbers)) for drawing in pen.drawings]


def _note(pen: Pen, stage: Stage) -> None:
    pen.text("note", stage.note_place, small_lines(pen.theme.ink, stage.note))


def _paint(pen: Pen, stage: Stage, part: Part) -> None:
    part.paint(Painter(pen, stage.scene, NUMBERS))


def _paint_wave(pen: Pen, wave: Wave, part: float) -> None:
    """As much of a wave as `part` says."""
    color = getattr(pen.theme, wave.role)
    style = "dotted" if wave.role == "muted" else ""
    if part > 0:
        line = wave.line if part >= 1 else first_part(wave.line, part)
        pen.curve(BED, BED, line, color=color, penwidth=f"{HEAVY_STROKE}", style=style)
    if wave.centre and part >= 0.5:
        # a triangle whose tip points where the wave runs
        size = fixed_size(ADVANCE_LENGTH, ADVANCE_WIDTH)
        pen.node(
            "advance",
            wave.centre,
            label="",
            shape="triangle",
            orientation="90" if wave.is_back else "-90",
            style="filled",
            fillcolor=color,
            color=color,
            penwidth="1",
            **size,
        )


def _markup(sentence: Sentence, size: float, theme: Theme) -> str:
    written = []
    for piece in sentence:
        spaced = piece.text.replace(" ", NO_BREAK)
        shown = markup(spaced, NOT_WRAPPED) or spaced
        colored = f'<FONT COLOR="{getattr(theme, piece.role)}">{shown}</FONT>'
        written.append(f"<B>{colored}</B>" if piece.is_bold else colored)
    return f'<FONT POINT-SIZE="{size:.2f}">{"".join(written)}</FONT>'
