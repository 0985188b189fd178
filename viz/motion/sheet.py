"""Drawings as images: each is drawn once, all of them side by side on sheets, which Graphviz draws in one run each.

Pillow is an extra, imported on use. Not here: what is drawn (painting.py), what the images make up (film.py).
"""

from __future__ import annotations

import html
import io
import math
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from viz.formats.render import render
from viz.measure import widest
from viz.motion.painting import Drawing
from viz.motion.stage import Stage
from viz.scene import Point
from viz.scene.layout import POINTS_PER_INCH
from viz.scene.pen import BED, HEAD, Pen, fixed_size
from viz.shapes import STROKE, TEXT_SIZE, styled_graph
from viz.themes import Theme

if TYPE_CHECKING:
    from PIL.Image import Image

UNBOUNDED = 10_000  # inches
# A stage is whole eights of points wide and high, and so many eighths of its size it is drawn: its frames are a whole
# number of dots.
MOST_EIGHTHS = 11  # twice a picture's size on a screen
WIDEST = 1500  # dots; a wider stage is drawn smaller
SHEET_WIDTH = 2000  # dots, and more where a drawing is wider
LARGEST_SHEET = 8_000_000  # dots
RUNS_AT_A_TIME = 2
# In points.
LINE_HEIGHT = 1.5  # of the size of its letters
MARGIN = 3.0
STACK = 8.0  # what a second border is outside of the first


class Box(NamedTuple):
    """Dots of a frame, from its left and its top."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        """Whether both have a dot in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Sprite(NamedTuple):
    """A drawing as an image: its colours, how much of what is below they cover, and where in a frame it stands."""

    colors: Image
    cover: Image
    box: Box


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the points of a stage are in its frames.

    Attributes:
        left, top: of the stage, in points.
        eighths: of a dot for each point.
        width, height: in dots.
    """

    left: float
    top: float
    eighths: int
    width: int
    height: int

    def dot(self, point: Point) -> Point:
        """How many dots a point is from the left and from the top."""
        return (point[0] - self.left) * self.eighths / 8, (self.top - point[1]) * self.eighths / 8

    def box(self, drawing: Drawing) -> Box:
        """The dots that a drawing can have, none outside of the frame."""
        xs, ys = zip(*map(self.dot, _extent(drawing)), strict=True)
        left, top = max(0, math.floor(min(xs))), max(0, math.floor(min(ys)))
        return Box(left, top, min(self.width, math.ceil(max(xs))), min(self.height, math.ceil(max(ys))))


def frame_of(stage: Stage) -> Frame:
    """Frames for a stage, twice as large as its picture on a screen, but no larger than WIDEST."""
    eighths = math.floor(min(MOST_EIGHTHS, 8 * WIDEST / stage.width)) or 1
    width, height = (int(side) // 8 * eighths for side in (stage.width, stage.height))
    return Frame(stage.middle - stage.width / 2, stage.bottom + stage.height, eighths, width, height)


def sprites(drawings: Sequence[Drawing], frame: Frame, theme: Theme) -> list[Sprite]:
    """The images of `drawings`, in their order.

    Raises:
        RenderError: there is no Graphviz, or it failed.
    """
    sheets = [_Sheet(placed, frame, theme) for placed in _placed(drawings, frame)]
    with ThreadPoolExecutor(RUNS_AT_A_TIME) as pool:
        drawn = pool.map(_Sheet.cut, sheets)
    found = dict(chain.from_iterable(each.items() for each in drawn))
    return [found[number] for number in range(len(drawings))]


class _Placed(NamedTuple):
    """A drawing, by its number, on a sheet, so many dots from its left and top."""

    number: int
    drawing: Drawing
    box: Box
    left: int
    top: int


def _placed(drawings: Sequence[Drawing], frame: Frame) -> list[list[_Placed]]:
    """The drawings in rows, the highest first, on as many sheets as are needed."""
    boxes = [frame.box(drawing) for drawing in drawings]
    room = max([SHEET_WIDTH, *(box.width for box in boxes)])
    highest = max(LARGEST_SHEET // room, frame.height)
    sheets: list[list[_Placed]] = []
    left = top = row = 0
    for number in sorted(range(len(drawings)), key=lambda number: -boxes[number].height):
        box = boxes[number]
        if left + box.width > room:
            left, top = 0, top + row
        if not sheets or top + box.height > highest:
            sheets.append([])
            left = top = 0
        row = box.height if left == 0 else row  # the others in it are lower
        sheets[-1].append(_Placed(number, drawings[number], box, left, top))
        left += box.width
    return sheets


class _Sheet:
    """Drawings side by side, on nothing."""

    def __init__(self, placed: Sequence[_Placed], frame: Frame, theme: Theme) -> None:
        self._placed = placed
        self._frame = frame
        self._theme = theme
        eighths = frame.eighths
        # whole eights of points, as a stage
        self._width = eighths * math.ceil(max(each.left + each.box.width for each in placed) / eighths)
        self._height = eighths * math.ceil(max(each.top + each.box.height for each in placed) / eighths)

    def cut(self) -> dict[int, Sprite]:
        """The sheet, drawn and cut apart: number of a drawing -> its image."""
        from PIL import Image

        drawn = Image.open(io.BytesIO(render(self._source(), "frames"))).convert("RGBA")
        found = {}
        for number, _, box, left, top in self._placed:
            image = drawn.crop((left, top, left + box.width, top + box.height))
            found[number] = Sprite(image.convert("RGB"), image.getchannel("A"), box)
        return found

    def _source(self) -> str:
        dot = styled_graph(self._theme, layout="nop2", outputorder="edgesfirst")
        dot.attr(bgcolor="transparent", pad="0", size=f"{self._width / POINTS_PER_INCH:.6f},{UNBOUNDED}!")
        width, height = self._points(self._width), self._points(self._height)
        Pen(dot, self._theme).node(
            BED, (width / 2, height / 2), label="", shape="box", penwidth="0", **fixed_size(width, height)
        )
        for i, each in enumerate(self._placed):
            drawing = each.drawing
            place = " ".join(self._position(point, each) for point in drawing.points)
            if not drawing.is_edge:
                dot.node(f"d{i}", pos=place, **dict(drawing.attributes))
                continue
            head = f"{drawing.head[0]},{self._position(drawing.head[1], each)} " if drawing.head else ""
            dot.edge(BED, BED, pos=head + place, **dict(drawing.attributes))
        return str(dot.source)

    def _points(self, dots: float) -> float:
        return 8 * dots / self._frame.eighths

    def _position(self, point: Point, placed: _Placed) -> str:
        x, y = self._frame.dot(point)
        right, down = x - placed.box.left + placed.left, y - placed.box.top + placed.top
        return f"{self._points(right):.4f},{self._points(self._height - down):.4f}"


def _extent(drawing: Drawing) -> list[Point]:
    """Points between which all of a drawing is: a Bézier curve is between its control points."""
    attributes = dict(drawing.attributes)
    stroke = float(attributes.get("penwidth", STROKE)) / 2
    if drawing.is_edge:
        ends = (*drawing.points, drawing.head[1]) if drawing.head else drawing.points
        beside = above = stroke + MARGIN + (HEAD if drawing.head else 0)
    else:
        ends = drawing.points
        (width, height), (text_width, text_height) = _shape_size(attributes), _text_size(attributes.get("label", ""))
        beside = max(width / 2 + stroke + STACK, text_width / 2) + MARGIN
        above = max(height / 2 + stroke + STACK, text_height / 2) + MARGIN
    return [(x + sign * beside, y + sign * above) for x, y in ends for sign in (-1, 1)]


def _shape_size(attributes: dict[str, str]) -> Point:
    """Width and height of a node in points, whichever way it is turned."""
    width = float(attributes.get("width", 0))
    height = float(attributes.get("height", width))
    turned = max(width, height) if "orientation" in attributes else 0.0
    return POINTS_PER_INCH * max(width, turned), POINTS_PER_INCH * max(height, turned)


def _text_size(label: str) -> Point:
    """The most that a label needs, in points."""
    size = max(map(float, re.findall(r'POINT-SIZE="([\d.]+)"', label)), default=float(TEXT_SIZE))
    lines = [html.unescape(re.sub("<[^>]*>", "", line)) for line in label.split("<BR/>")]
    return widest(lines, size, is_bold=True), LINE_HEIGHT * size * len(lines)
