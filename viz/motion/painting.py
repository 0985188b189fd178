"""Painting a stage as DOT: all of it at once, each part marked with its time, or as it is at some moments.

Not here: what is seen when (stage.py), what becomes of the DOT (moving_svg.py, gif.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
OFF_THE_MIDDLE = 0.003
NOTHING: Mapping[str, str] = MappingProxyType({})
NOT_WRAPPED = 1000  # characters


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
        lift: float,
        attributes: Mapping[str, str] = NOTHING,
        rows: Rows | None = None,
    ) -> None:
        super().__init__(dot, theme, prefix, lift, rows)
        self.attributes = attributes

    def node(self, name: str, centre: Point, **attributes: str) -> None:
        is_text = attributes.items() >= FRAME.items()
        own = {key: given for key, given in self.attributes.items() if key == "class" or not is_text}
        if "style" in own:
            own["style"] = f"{attributes.get('style', 'filled')},{own['style']}"
        super().node(name, centre, **{"fontcolor": self.theme.ink, **attributes, **own})

    def _edge(self, tail: str, head: str, line: list[Point], heads: str, **attributes: str) -> None:
        path = " ".join(map(self._position, line))
        own = {key: given for key, given in self.attributes.items() if key in ("class", "style")}
        self.dot.edge(BED, BED, pos=f"{heads}{path}", **{"color": self.theme.line, **attributes, **own})

    def _position(self, point: Point) -> str:
        # Rounded before it is lifted, and off the middle between two dots, where a letter's place is up to chance: so
        # equal frames have equal dots.
        return f"{point[0]:.2f},{round(point[1], 2) + OFF_THE_MIDDLE + self.lift:.3f}"


def _empty(stage: Stage, theme: Theme, copies: int = 1) -> graphviz.Digraph:
    """A graph as large as `copies` of the stage, one above the other."""
    dot = styled_graph(theme, layout="nop2", outputorder="edgesfirst")
    centre = (stage.middle, stage.bottom + copies * stage.height / 2)
    size = fixed_size(stage.width, copies * stage.height)
    Pen(dot, theme).node(
        BED, centre, label="", shape="box", penwidth="0", color=theme.background, **{"class": BED}, **size
    )
    return dot


def marked_dot(stage: Stage, theme: Theme, mark: Mapping[Span, str], wave: str) -> graphviz.Digraph:
    """Everything that is ever seen but for the sentences; its class is what `mark` says of its time."""
    dot = _empty(stage, theme)
    _note(dot, stage, theme, "", 0.0)
    for i, part in enumerate(stage.parts):
        _paint(dot, stage, theme, part, f"p{i}", 0.0, {"class": mark[part.span]})
    for i, each in enumerate(stage.waves):
        _paint_wave(dot, stage, theme, each, f"w{i}", 0.0, 1.0, {"class": f"{mark[each.span]} {wave}"})
    return dot


def dot_of_moments(stage: Stage, theme: Theme, moments: Sequence[float]) -> graphviz.Digraph:
    """The stage at some moments, one below the other."""
    dot = _empty(stage, theme, len(moments))
    for j, moment in enumerate(moments):
        lift = stage.height * (len(moments) - 1 - j)
        _note(dot, stage, theme, f"m{j}", lift)
        for i, part in enumerate(stage.parts):
            if part.span.holds(moment):
                _paint(dot, stage, theme, part, f"m{j}p{i}", lift, {})
        for i, wave in enumerate(stage.waves):
            if wave.span.holds(moment):
                _paint_wave(dot, stage, theme, wave, f"m{j}w{i}", lift, wave.part(moment), {})
        for span, sentence, size in stage.said:
            if span.holds(moment):
                StagePen(dot, theme, f"m{j}", lift).text(
                    "sentence", stage.sentence_place, _markup(sentence, size, theme)
                )
    return dot


def _note(dot: graphviz.Digraph, stage: Stage, theme: Theme, prefix: str, lift: float) -> None:
    StagePen(dot, theme, prefix, lift).text("note", stage.note_place, small_lines(theme.ink, stage.note))


def _paint(
    dot: graphviz.Digraph, stage: Stage, theme: Theme, part: Part, prefix: str, lift: float, mark: Mapping[str, str]
) -> None:
    attributes = {**part.look.attributes, **mark}
    pen = StagePen(dot, part.look.theme(theme), prefix, lift, attributes, stage.scene.rows)
    part.paint(Painter(pen, stage.scene, NUMBERS))


def _paint_wave(
    dot: graphviz.Digraph,
    stage: Stage,
    theme: Theme,
    wave: Wave,
    prefix: str,
    lift: float,
    part: float,
    mark: Mapping[str, str],
) -> None:
    pen, color = StagePen(dot, theme, prefix, lift, mark, stage.scene.rows), getattr(theme, wave.role)
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
