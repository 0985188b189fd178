"""Painting a scene at its places, as DOT that Graphviz takes as it is: one pass, or both below each other.

Not here: what a scene has (scene.py), where it stands (layout.py), how gates look (gates.py).
"""

from __future__ import annotations

import graphviz

from autograd_core.words import words
from viz.measure import width_of
from viz.names import place_name
from viz.scene.arrows import (
    LINE,
    SHAFT_GAP,
    SMALL_LINE,
    Arrow,
    Line,
    Pass,
    height_of,
    width_of_lines,
)
from viz.scene.frames import LABEL
from viz.scene.gates import Gate, draw_fork
from viz.scene.legend import draw_legend, legend_height
from viz.scene.pen import Pen, fixed_size
from viz.scene.rivers import RIVER_STROKE, River
from viz.scene.roles import is_closed
from viz.scene.routes import Point, straight
from viz.scene.scene import TITLE_ROOM, Scene, Shape
from viz.shapes import (
    HEAVY_STROKE,
    LEFT_ARROW,
    OUTPUT_STROKE,
    SMALL_SIZE,
    STACKED,
    STROKE,
    SYMBOL_SIZE,
    UP_ARROW,
    bold,
    colored,
    html_label,
    small,
    small_lines,
    styled_graph,
)
from viz.text import LABEL_LENGTH, markup, typeset
from viz.themes import THEMES, Theme

# In points.
UNDER_BORDER = 6.0
BESIDE_DOWN = 0.95  # of the most that a text may be wide, what it stands beside an arrow that runs down
TITLE_COLUMN = 17.5  # of a character of a title


def layout(scene: Scene, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of what is drawn of a scene; the same scene, the same text.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    dot = _empty(theme, scene)
    _legend(dot, theme, scene)
    weight = scene.diagram.weight
    for one, rows in zip(scene.drawn, scene.staves, strict=True):
        prefix = "b" if one.is_backward else "f" if len(scene.drawn) > 1 else ""
        pen = Pen(dot, theme, prefix, rows=rows, is_down=scene.is_down)
        flows = weight if len(scene.drawn) == 1 else "gradient" if one.is_backward else "value"
        Painter(pen, scene, one, has_rivers=bool(weight) and weight == flows).paint()
        if len(scene.drawn) > 1:
            title = words("picture.backward" if one.is_backward else "picture.forward")
            _title(Pen(dot, theme, prefix, is_down=scene.is_down), rows.corner, title)
    _note(Pen(dot, theme), scene)
    if any(arrow.is_heavy for arrow in scene.arrows):
        # gates above arrows: the tip of a heavy head is so long that it reaches into its gate
        dot.attr(outputorder="edgesfirst")
    return dot


def _title(pen: Pen, corner: Point, title: str) -> None:
    """What a pass is called, above its first row."""
    (x, y), half = corner, TITLE_COLUMN * len(title) / 2
    label = f'<FONT POINT-SIZE="{SYMBOL_SIZE}"><B>{title}</B></FONT>'
    pen.text("title", (x - TITLE_ROOM / 2, y - half) if pen.is_down else (x + half, y + TITLE_ROOM / 2), label)


def _empty(theme: Theme, scene: Scene) -> graphviz.Digraph:
    """A graph whose places are all given."""
    # rivers run up to the middle of what they enter
    order = {"outputorder": "edgesfirst"} if scene.diagram.weight else {}
    return styled_graph(theme, layout="nop2", **order)


def _legend(dot: graphviz.Digraph, theme: Theme, scene: Scene) -> None:
    """What widths and colours say. First of all, as Graphviz draws edges in the order of the nodes they leave: the
    rivers leave the legend, and are drawn below all arrows.
    """
    if scene.diagram.weight:
        draw_legend(Pen(dot, theme), scene)


class Painter:
    """Paints one pass of a scene."""

    def __init__(self, pen: Pen, scene: Scene, drawn: Pass, *, has_rivers: bool = False) -> None:
        self.pen = pen
        self.has_rivers = has_rivers
        self.theme = pen.theme
        self.scene = scene
        self.places = scene.places
        self.drawn = drawn

    def paint(self) -> None:
        """Frames, then the shapes, then the arrows between them."""
        self._frames()
        self._rivers()
        for shape in self.scene.shapes:
            self.shape(shape)
        for arrow in self.scene.arrows:
            self.wire(arrow)
            self.numbers(arrow)

    def _frames(self) -> None:
        """A frame around each part of a network, and its name."""
        if not self.pen.rows:
            return
        pen = Pen(self.pen.dot, self.theme, self.pen.prefix)
        for i, (path, box) in enumerate(self.scene.frames(self.pen.rows)):
            middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            size = fixed_size(box.right - box.left, box.top - box.bottom)
            style = {"shape": "box", "style": "rounded", "color": self.theme.muted, "penwidth": "1"}
            pen.node(f"frame{i}", middle, label="", **style, **size)
            name = place_name(path.rpartition("/")[2])
            left = box.left + SHAFT_GAP + width_of(name, SMALL_SIZE) / 2
            pen.text(f"frame{i}n", (left, box.top - LABEL / 2), small(self.theme.muted, name, LABEL_LENGTH))

    def _rivers(self) -> None:
        """The widest first: where rivers cross, none is hidden."""
        arrows = [(self._river(arrow), arrow) for arrow in self.scene.arrows if self._is_drawn(arrow)]
        rivers = [(river, arrow) for river, arrow in arrows if river is not None and river.width]
        for river, arrow in sorted(rivers, key=lambda each: -each[0].width):
            line = self._longer(self.scene.line(arrow, is_backward=self.drawn.is_backward), arrow)
            self.pen.band(self._in_rows(line, arrow), river, style=river.band_style)

    def _river(self, arrow: Arrow) -> River | None:
        return self.scene.river(arrow) if self.has_rivers else None

    def _longer(self, line: list[Point], arrow: Arrow) -> list[Point]:
        """A river's line, at both ends a little into what it joins, as far as that is filled: the border is round."""
        into = [0.0 if self._is_point(name) else UNDER_BORDER for name in (arrow.tail, arrow.head)]
        (x, y), (to_x, to_y) = line[0], line[-1]
        start, end = (x - into[0], y), (to_x + into[1], to_y)
        return [start, *straight(start, line[0]), *line[1:], *straight(line[-1], end)]

    def _in_rows(self, line: list[Point], arrow: Arrow) -> list[Point]:
        return self.pen.rows.line(arrow.name, line) if self.pen.rows else line

    def _is_point(self, name: str) -> bool:
        """Whether copies part there, without a gate."""
        return self.scene.shape[name].kind in ("fork", "number") and not self.drawn.is_backward

    def _river_style(self, river: River) -> dict[str, str]:
        """Attributes of the arrow in the middle of a river; where it has no line its head is left."""
        if river.band_style:  # between the dashes of the band nothing is to be seen
            return {"color": "transparent", "fillcolor": self.theme.ink}
        color = self.theme.ink if river.style else getattr(self.theme, river.role)
        stroke = min(RIVER_STROKE, river.width / 2) if river.width else RIVER_STROKE
        return {"penwidth": f"{stroke:.2f}", "color": color, "fillcolor": self.theme.ink, "style": river.style}

    def _is_quiet(self, arrow: Arrow) -> bool:
        """Whether it lies on none of the ways that a picture is about."""
        return self.scene.diagram.weight == "share" and arrow.share is None

    def _is_drawn(self, arrow: Arrow) -> bool:
        return not (self.drawn.is_backward and arrow.is_plain)

    def shape(self, shape: Shape) -> None:
        """One shape, as it stands in this pass."""
        centre = self.places.centres[shape.name]
        if shape.kind == "gate":
            gate = Gate(self.pen, self.scene, shape)
            gate.draw_backward() if self.drawn.is_backward else gate.draw_forward()
        elif shape.is_box:
            self._box(shape, centre)
        elif shape.kind == "fork":
            delta = self.scene.delta(shape.name)
            draw_fork(
                self.pen, shape, centre, is_backward=self.drawn.is_backward, is_told=self.scene.tells_all, delta=delta
            )
        elif not self.drawn.is_backward:
            self.pen.text(shape.name, centre, "<BR/>".join(colored(self.theme.forward, line) for line in shape.lines))

    def _box(self, shape: Shape, centre: Point) -> None:
        is_part = shape.kind == "part"
        lines = [markup(line, LABEL_LENGTH) for line in shape.lines]
        lines += [bold(self.theme.gradient, f".grad = {typeset(shape.accumulated)}")] if shape.accumulated else []
        lines += [small(self.theme.ink, shape.count)] if shape.count else []
        self.pen.node(
            shape.name,
            centre,
            label=html_label("<BR/>".join(lines)),
            shape="box",
            style="filled" if is_part else "rounded,filled",
            fillcolor=self.theme.gate if is_part else self.theme.box,
            color=self.theme.gate_border if is_part else self.theme.forward,
            penwidth=f"{OUTPUT_STROKE if shape.kind == 'output' else STROKE}",
            **fixed_size(2 * shape.radius_x, 2 * shape.radius),
            **(STACKED if shape.count else {}),
        )

    def wire(self, arrow: Arrow) -> None:
        """The line of an arrow and its head; nothing where it is not drawn in this pass."""
        if not self._is_drawn(arrow):
            return
        tail, head = self.scene.shape[arrow.tail], self.scene.shape[arrow.head]
        line = self._in_rows(self.scene.line(arrow, is_backward=self.drawn.is_backward), arrow)
        is_cut = tail.kind == "number" and tail.node.is_cut
        river = self._river(arrow)
        style = {"penwidth": f"{HEAVY_STROKE}"} if arrow.is_heavy and not river else {}
        style |= {"style": "dashed"} if is_cut else {}
        style |= {"color": self.theme.muted, "penwidth": "1"} if self._is_quiet(arrow) else {}
        style |= self._river_style(river) if river else {}
        if self.drawn.is_backward:
            style |= {"style": "dotted", "color": self.theme.muted} if self._is_closed(arrow) and not river else {}
            self.pen.arrow_back(tail.name, head.name, line, **style)
        elif head.kind == "fork":
            self.pen.curve(tail.name, head.name, line, **style)
        else:
            self.pen.arrow(tail.name, head.name, line, **style)

    def _is_closed(self, arrow: Arrow) -> bool:
        """Whether it is the branch of a switch that lets nothing through, in the backward pass."""
        if not self.drawn.is_backward or arrow.slot is None:
            return False
        return is_closed(self.scene.shape[arrow.head].node, arrow.slot)

    def numbers(self, arrow: Arrow) -> None:
        """What stands at an arrow: v is a value, g a gradient, w what is said of a gradient."""
        if arrow.is_plain:
            return
        x, y = self.scene.numbers_place(arrow)
        caption = self.drawn.caption(arrow)
        river = self._river(arrow)
        gap = SHAFT_GAP + (river.width / 2 if river else HEAVY_STROKE / 2 if arrow.is_heavy else 0)
        above, below = ("g", "w") if self.drawn.is_backward else ("v", "g")
        for lines, side, suffix in ((caption.above, 1, above), (caption.below, -1, below)):
            beside = BESIDE_DOWN * width_of_lines(lines) if self.scene.is_down else height_of(lines)
            place = (x, y + side * (gap + beside / 2))
            written = [self._line(line, self._role(arrow, line)) for line in lines]
            self.pen.text(f"{arrow.name}{suffix}", place, "<BR/>".join(written), arrow.title)

    def _role(self, arrow: Arrow, line: Line) -> str:
        """The name of the colour of a line."""
        is_gradient = line.role == "gradient"
        if self._is_quiet(arrow) or (self._is_closed(arrow) and is_gradient):
            return "muted"
        river = self._river(arrow)
        tells_signs = self.scene.diagram.weight == "gradient" and self.theme.positive != self.theme.negative
        return river.role if river and is_gradient and tells_signs else line.role

    def _line(self, line: Line, role: str) -> str:
        color = getattr(self.theme, role)
        text = line.text.replace(LEFT_ARROW, UP_ARROW, 1) if self.scene.is_down else line.text
        if line.is_small:
            return small(color, text, LABEL_LENGTH)
        return bold(color, text) if line.role == "gradient" else colored(color, text)


def _note(pen: Pen, scene: Scene) -> None:
    """What is said below the picture."""
    places = scene.extent
    width, middle = places.right - places.left, (places.left + places.right) / 2
    bottom = places.bottom - legend_height(scene, width)
    if lines := scene.reasons(width):
        place = (middle, bottom - LINE * (len(lines) / 2 + 0.5))
        first, *others = lines
        written = [
            bold(pen.theme.ink, first, len(first)),
            *(colored(pen.theme.ink, line, len(line)) for line in others),
        ]
        pen.text("reasons", place, "<BR/>".join(written))
        bottom -= LINE * (len(lines) + 0.5)
    place = (middle, bottom - SMALL_LINE * (len(scene.note) / 2 + 0.5))
    pen.text("note", place, small_lines(pen.theme.ink, scene.note))
