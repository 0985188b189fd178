"""Where the circles of a network stand, and how they and their lines are drawn.

In a column of many units some in the middle are left out, for dots. Not here: what is drawn (network.py), how wide a
line is (viz/scene/rivers.py).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import graphviz

from autograd_core.words import words
from viz.diagram import group_of
from viz.formats.svg import TITLE
from viz.measure import width_of
from viz.names import place_name
from viz.networks.network import Connection, Network, Unit
from viz.rounding import shorter
from viz.scene.legend import draw_rows, rows_of
from viz.scene.pen import BED, Pen, fixed_size
from viz.scene.rivers import RIVER_STROKE, WIDEST, Scale, scale_of
from viz.scene.routes import Point, straight
from viz.shapes import OUTPUT_STROKE, SMALL_SIZE, STROKE, TEXT_SIZE, html_label, small, styled_graph
from viz.text import LABEL_LENGTH, label, markup, number, shortened, subscript, typeset, typeset_name
from viz.themes import THEMES, Theme

MOST_UNITS = 10  # of a column; of more the first and the last are drawn
FIRST, LAST = 5, 2
DIGITS = 3  # significant, in a circle

# In points.
RADIUS = 33.0
BIAS_RADIUS = 17.0
ROW = 84.0  # from a circle to the next one below
COLUMN_GAP = 230.0  # between circles, and more where there are many lines:
PER_ROW = 14.0  # for each row of the higher column
DOT, DOT_GAP = 0.09, 17.0  # inches wide, points apart
BESIDE = 12.0  # from a circle to what stands beside it
HEADING = 52.0  # below the lowest circle
REST_GAP = 110.0  # before the box of what is computed from the units
BOX_HEIGHT, BOX_SIDE = 44.0, 14.0
# How wide lines are, as part of the rivers of graphs: several end at a circle, and many lines hide each other.
FEW_LINES, MANY_LINES, MANY = 0.5, 0.25, 60
USUAL_WIDTH = 0.9  # of a text, as part of the most that it takes in any font
LONGEST_NAME = 16  # characters beside a circle
ACROSS = 1.7  # radii that a symbol may take in a circle, above its middle
CLEARANCE = 4.0  # points from a line to a circle that it passes
HARMLESS = r"[\w .,/=+'⁽⁾-]*[\w.]"  # signs of a title


def network_layout(network: Network, theme: Theme = THEMES["light"]) -> graphviz.Digraph:
    """The DOT graph of a network; the same network, the same text."""
    return _Painter(Places(network), theme).paint()


def shown_rows(count: int) -> list[int | None]:
    """Which units of a column of `count` are drawn, from the top; None stands for dots."""
    if count <= MOST_UNITS:
        return list(range(count))
    return [*range(FIRST), None, *range(count - LAST, count)]


@dataclass
class Places:
    """Where the circles of a network stand; the middle of all columns is at height 0."""

    network: Network

    @cached_property
    def rows(self) -> list[list[int | None]]:
        return [shown_rows(len(column)) for column in self.network.columns]

    @cached_property
    def centres(self) -> dict[tuple[int, int], Point]:
        return {
            (c, unit): (self._x(c), self._y(c, row))
            for c, rows in enumerate(self.rows)
            for row, unit in enumerate(rows)
            if unit is not None
        }

    @cached_property
    def dots(self) -> list[Point]:
        """The middle of each row of dots."""
        return [
            (self._x(c), self._y(c, row))
            for c, rows in enumerate(self.rows)
            for row, unit in enumerate(rows)
            if unit is None
        ]

    @cached_property
    def biases(self) -> dict[int, Point]:
        """Column -> where the 1 above it stands that the next column's biases come from."""
        columns = {each.head[0] - 1 for each in self.network.connections if each.tail is None}
        return {c: (self._x(c), self._y(c, -1)) for c in sorted(columns)}

    @property
    def top(self) -> float:
        return max([y for _, y in (*self.centres.values(), *self.biases.values())]) + RADIUS

    @property
    def bottom(self) -> float:
        return min(y for _, y in self.centres.values()) - RADIUS - HEADING

    @property
    def left(self) -> float:
        return -RADIUS

    @property
    def right(self) -> float:
        return self._x(len(self.rows) - 1) + RADIUS

    def line(self, tail: Point, head: Point, between: Iterable[int]) -> list[Point]:
        """From circle to circle, straight, but where that would touch a circle of a column between them, beside it."""
        line, points = [tail], [tail]
        for column in between:
            x = self._x(column)
            height = tail[1] + (head[1] - tail[1]) * (x - tail[0]) / (head[0] - tail[0])
            row = self._row(column, height)
            nearest = self._y(column, round(row))
            is_free = abs(height - nearest) > RADIUS + CLEARANCE + WIDEST * FEW_LINES / 2
            points.append((x, height if is_free else self._y(column, math.floor(row) + 0.5)))
        points.append(head)
        is_straight = all(
            abs(a[1] - tail[1] - (head[1] - tail[1]) * (a[0] - tail[0]) / (head[0] - tail[0])) < 1 for a in points
        )
        if is_straight:
            return [tail, *straight(tail, head)]
        for (x, y), (to_x, to_y) in pairwise(points):
            line += [((x + to_x) / 2, y), ((x + to_x) / 2, to_y), (to_x, to_y)]
        return line

    def _row(self, column: int, height: float) -> float:
        """The number of the row at a height, with a part of one where it is between two."""
        return (len(self.rows[column]) - 1) / 2 - height / ROW

    def _x(self, column: int) -> float:
        return sum(
            2 * RADIUS + COLUMN_GAP + PER_ROW * max(len(self.rows[c]), len(self.rows[c + 1])) for c in range(column)
        )

    def _y(self, column: int, row: float) -> float:
        return ROW * ((len(self.rows[column]) - 1) / 2 - row)


class _Painter:
    """Paints a network at its places."""

    def __init__(self, places: Places, theme: Theme) -> None:
        self.places = places
        self.network = places.network
        self.theme = theme
        # rivers run up to the border of a circle, which is round
        self.dot = styled_graph(theme, layout="nop2", outputorder="edgesfirst")
        self.pen = Pen(self.dot, theme)

    def paint(self) -> graphviz.Digraph:
        self._legend()
        for connection, line in self._lines:
            self._river(connection, line)
        for (c, i), centre in self.places.centres.items():
            self._unit(c, self.network.columns[c][i], centre)
        for i, centre in enumerate(self.places.dots):
            self._dots(i, centre)
        for c, centre in self.places.biases.items():
            self._bias(c, centre)
        self._output()
        self._headings()
        return self.dot

    @cached_property
    def _scale(self) -> Scale:
        return scale_of(each.size(self.network.weight) for each in self.network.connections)

    @cached_property
    def _uses(self) -> Counter[str]:
        """How many weights have a name."""
        return Counter(weight.label for weight in {each.weight for each in self.network.connections})

    @cached_property
    def _part(self) -> float:
        """How wide a line is, as part of a river's width."""
        return MANY_LINES if len(self._lines) > MANY else FEW_LINES

    @cached_property
    def _lines(self) -> list[tuple[Connection, list[Point]]]:
        """The lines between circles that are drawn, the widest first: where they cross, none is hidden."""
        found = []
        for each in self.network.connections:
            tail = self.places.biases.get(each.head[0] - 1) if each.tail is None else self.places.centres.get(each.tail)
            head = self.places.centres.get(each.head)
            if tail and head:
                first = each.head[0] - 1 if each.tail is None else each.tail[0]
                found.append((each, self.places.line(tail, head, range(first + 1, each.head[0]))))
        return sorted(found, key=lambda found: -self._width(found[0]))

    def _width(self, connection: Connection) -> float:
        river = self._scale.river(connection.size(self.network.weight))
        return river.width if river else 0.0

    def _river(self, connection: Connection, line: list[Point]) -> None:
        river = self._scale.river(connection.size(self.network.weight))
        told = _told(connection_title(connection, is_common=self._uses[connection.weight.label] > 1))
        if river is None:  # no gradient, or a number without a size
            self.pen.curve(BED, BED, line, **told)
        elif not river.width:
            self.pen.curve(BED, BED, line, color=self.theme.muted, style="dotted", **told)
        else:
            narrow = replace(river, width=self._part * river.width)
            self.pen.band(line, narrow, style=narrow.band_style, **told)
            if river.style and not narrow.band_style:
                stroke = min(RIVER_STROKE, narrow.width / 2)
                style = {"color": self.theme.ink, "style": river.style, "penwidth": f"{stroke:.2f}"}
                self.pen.curve(BED, BED, line, **style, **told)

    def _unit(self, column: int, unit: Unit, centre: Point) -> None:
        name, is_input = f"u{column}n{unit.number}", column == 0
        is_last = column == len(self.network.columns) - 1
        lines = [self._symbol(word) for word in unit.symbol.split(" ")] if unit.symbol else []
        if len(unit.values) == 1:
            shown = typeset(shorter(number(unit.values[0]), DIGITS))
            lines.append(
                f'<FONT COLOR="{self.theme.forward}" POINT-SIZE="{self._size_of(shown)}">{markup(shown)}</FONT>'
            )
        self._circle(
            name,
            centre,
            RADIUS,
            "<BR/>".join(lines),
            fillcolor=self.theme.box if is_input else self.theme.gate,
            color=self.theme.forward if is_input else self.theme.gate_border,
            penwidth=f"{OUTPUT_STROKE if is_last else STROKE}",
            **_told(unit_title(unit)),
        )
        said = typeset_name(unit.name) or (
            words("network.input", number=subscript(str(unit.number))) if is_input else ""
        )
        side = -1 if is_input else 1
        if said and (is_input or is_last):
            self._beside(f"{name}name", shortened(said, LONGEST_NAME), centre, side)

    def _symbol(self, word: str) -> str:
        """A line of an activation's symbol, in letters so small that it fits into a circle."""
        size = min(SMALL_SIZE, SMALL_SIZE * ACROSS * RADIUS / width_of(word, SMALL_SIZE))
        return f'<FONT COLOR="{self.theme.ink}" POINT-SIZE="{size:.1f}">{markup(word, LABEL_LENGTH)}</FONT>'

    def _size_of(self, shown: str) -> int:
        return SMALL_SIZE if width_of(shown, TEXT_SIZE) > 2 * RADIUS - BESIDE else TEXT_SIZE

    def _beside(self, name: str, text: str, centre: Point, side: int) -> None:
        width = USUAL_WIDTH * width_of(text, TEXT_SIZE)
        place = (centre[0] + side * (RADIUS + BESIDE + width / 2), centre[1])
        self.pen.text(name, place, markup(text, LABEL_LENGTH))

    def _circle(self, name: str, centre: Point, radius: float, label: str, **attributes: str) -> None:
        self.pen.node(
            name,
            centre,
            label=html_label(label) if label else "",
            shape="ellipse",
            style="filled",
            margin="0",
            **fixed_size(2 * radius, 2 * radius),
            **attributes,
        )

    def _dots(self, i: int, centre: Point) -> None:
        for k in (-1, 0, 1):
            self.pen.dot_at(f"dots{i}n{k + 1}", (centre[0], centre[1] + k * DOT_GAP), self.theme.line, DOT)

    def _bias(self, column: int, centre: Point) -> None:
        text = small(self.theme.ink, "1")
        colors = {"fillcolor": self.theme.background, "color": self.theme.line}
        self._circle(f"one{column}", centre, BIAS_RADIUS, text, **colors)

    def _output(self) -> None:
        """The box of what is computed from the units, and an arrow to it from each of them."""
        text = shortened(self.network.output, LABEL_LENGTH)
        if not text:
            return
        width = 2 * BOX_SIDE + width_of(text, TEXT_SIZE)
        x = self.places.right + REST_GAP + width / 2
        self.pen.node(
            "output",
            (x, 0.0),
            label=html_label(markup(text, LABEL_LENGTH)),
            shape="box",
            style="rounded,filled",
            fillcolor=self.theme.box,
            color=self.theme.forward,
            penwidth=f"{OUTPUT_STROKE}",
            **fixed_size(width, BOX_HEIGHT),
        )
        for unit in self.network.feeding:
            if unit in self.places.centres:
                tail, head = self.places.centres[unit], (x - width / 2, 0.0)
                bend = (tail[0] + RADIUS + head[0]) / 2
                start = (tail[0] + RADIUS, tail[1])
                self.pen.curve(BED, BED, [start, (bend, tail[1]), (bend, head[1]), head])

    def _headings(self) -> None:
        """Below each column what it is and how many units it has."""
        for c, column in enumerate(self.network.columns):
            if not column:
                continue
            x = next(x for (found, _), (x, _) in self.places.centres.items() if found == c)
            place = (x, self.places.bottom + HEADING / 2)
            said = small(self.theme.ink, column_name(self.network, c), LABEL_LENGTH)
            count = small(self.theme.muted, words("network.units", count=len(column)), LABEL_LENGTH)
            self.pen.text(f"column{c}", place, f"{said}<BR/>{count}")

    def _legend(self) -> None:
        rivers = [self._scale.river(each.size(self.network.weight)) for each in self.network.connections]
        known = [river for river in rivers if river]
        title = words("network.weight" if self.network.weight == "value" else "river.gradient")
        width = self.places.right - self.places.left
        rows = rows_of(self._scale, title, known, width, self._part)
        draw_rows(self.pen, rows, self.places.left, self.places.bottom)


def unit_title(unit: Unit) -> str:
    """What is told of a unit on hover: its numbers, and how it is opened."""
    name = place_name(unit.path) or unit.name
    if not name:
        return ""
    told = [_numbers(name, unit.values, unit.gradients)]
    told += [words("network.opens", option=f"unit='{unit.path}'")] if unit.path else []
    return " ".join(told)


def connection_title(connection: Connection, *, is_common: bool) -> str:
    """What is told of a weight on hover; where others have its name too, with its place."""
    weight, size = connection.weight, connection.gradient
    place = group_of(weight) if is_common else ""
    name = typeset_name(label(str(weight.label or "")), place) or words("network.weight_name")
    return _numbers(name, (weight.data,), () if size is None else (size.sign * size.norm,))


def _numbers(name: str, values: tuple[object, ...], gradients: tuple[object, ...]) -> str:
    """A number and its gradient, where there is one of them."""
    told = f"{name} = {number(values[0])}" if len(values) == 1 else name
    if len(gradients) != 1:
        return words("described.node", node=told)
    return words("described.node_and_gradient", node=told, gradient=number(gradients[0]))


def _told(title: str) -> dict[str, str]:
    """The attribute by which a title is told on hover; none where somebody wrote signs that could end it."""
    return {"id": f"{TITLE}{title}"} if re.fullmatch(HARMLESS, title) else {}


def column_name(network: Network, column: int) -> str:
    """What a column is called: by the paths of its layers."""
    if column == 0:
        return words("network.inputs")
    layers = dict.fromkeys(unit.layer for unit in network.columns[column] if unit.layer)
    return ", ".join(map(place_name, layers)) or words("network.layer", number=column)
