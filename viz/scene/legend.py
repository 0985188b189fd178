"""The legend of a picture with rivers: what their widths, colours and lines say, in rows below the picture.

Not here: widths and colours themselves (rivers.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from autograd_core.words import words
from viz.measure import width_of
from viz.scene.pen import BED, Pen
from viz.scene.rivers import NOTHING, RIVER_STROKE, TITLES, WIDEST, River, Scale
from viz.shapes import SMALL_SIZE, small
from viz.text import LABEL_LENGTH

if TYPE_CHECKING:
    from viz.scene.scene import Scene

# In points.
SAMPLE, GAP, BESIDE, ROW = 44.0, 22.0, 7.0, 26.0
USUAL_WIDTH = 0.9  # of a text, as part of the most that it takes in any font
ABOVE = 12.0  # between the picture and its legend


class Entry(NamedTuple):
    """A sample of a river, if there is one, and what it stands for."""

    river: River | None
    text: str
    is_number: bool = False

    @property
    def text_width(self) -> float:
        return USUAL_WIDTH * width_of(self.text, SMALL_SIZE)

    @property
    def width(self) -> float:
        return (SAMPLE + BESIDE if self.river else 0.0) + self.text_width


def legend_height(scene: Scene, width: float) -> float:
    """Points below a picture so wide that its legend takes; 0 where it has none."""
    return ABOVE + ROW * len(_rows(scene, width)) if scene.diagram.weight else 0.0


def draw_legend(pen: Pen, scene: Scene) -> None:
    """The legend, its first words under the name BED."""
    extent = scene.extent
    draw_rows(pen, _rows(scene, extent.right - extent.left), extent.left, extent.bottom)


def draw_rows(pen: Pen, rows: Sequence[Sequence[Entry]], left: float, bottom: float) -> None:
    """A legend below a picture that ends at `bottom`."""
    y = bottom - ABOVE - ROW / 2
    count = 0
    for row in rows:
        x = left
        for entry in row:
            _draw(pen, entry, f"legend{count}" if count else BED, x, y)
            x += entry.width + GAP
            count += 1
        y -= ROW


def _draw(pen: Pen, entry: Entry, name: str, x: float, y: float) -> None:
    if entry.river:
        line = [(x + SAMPLE * i / 3, y) for i in range(4)]
        if entry.river.width:
            pen.band(line, entry.river)
        if entry.river.style and not entry.is_number:
            pen.curve(BED, BED, line, penwidth=f"{RIVER_STROKE}", color=pen.theme.ink, style=entry.river.style)
        x += SAMPLE + BESIDE
    pen.text(name, (x + entry.text_width / 2, y), small(pen.theme.ink, entry.text, LABEL_LENGTH))


def _rows(scene: Scene, width: float) -> list[list[Entry]]:
    rivers = [river for river in map(scene.river, scene.arrows) if river]
    return rows_of(scene.scale, words(TITLES[scene.diagram.weight]), rivers, width)


def rows_of(scale: Scale, title: str, rivers: Sequence[River], width: float, part: float = 1.0) -> list[list[Entry]]:
    """The entries, as many in a row as the picture is wide.

    Args:
        title: of what rivers are as wide as.
        rivers: what is drawn.
        width: of the picture, in points.
        part: of its width by the scale that a river has here.
    """
    rows: list[list[Entry]] = [[]]
    for entry in _entries(scale, title, rivers, part):
        taken = sum(each.width + GAP for each in rows[-1])
        if rows[-1] and taken + entry.width > width:
            rows.append([])
        rows[-1].append(entry)
    return rows


def _entries(scale: Scale, title: str, rivers: Sequence[River], part: float) -> Iterator[Entry]:
    yield Entry(None, words(scale.kind, size=title))
    for norm, text in scale.samples if any(river.width for river in rivers) else []:
        yield Entry(River(part * scale.width(norm), 0), text, is_number=True)
    signs = {river.sign for river in rivers if river.width}
    for sign in (1, -1, 0):
        if sign in signs:
            river = River(WIDEST / 3, sign)
            yield Entry(river, words(river.key))
    if any(not river.width for river in rivers):
        yield Entry(River(0.0), words(NOTHING))
