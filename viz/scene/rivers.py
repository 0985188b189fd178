"""Rivers: arrows as wide as what flows along them is large, on one scale for a whole picture, coloured by its sign.

A river is a band below an arrow. Its width is that of the number itself, so that a thin trunk with wide branches shows
numbers which cancel. Its sign is told twice: by the colour, and, for print and for the colour-blind, by the line in its
middle. Not here: what flows (viz/diagram.py), how bands are drawn (painter.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from viz.diagram import Size
from viz.text import number, typeset

THINNEST, WIDEST = 2.6, 20.0  # points; arrows that enter a gate side by side are 20 apart
# How many times the smallest number the largest may be for a width in proportion, or as its root; numbers that are
# further apart are told apart by their orders of magnitude.
MOST_IN_PROPORTION, MOST_FOR_ROOTS = 30.0, 10_000.0
FOR_PAGES = {  # whose scripts have the same scale
    "thinnest": THINNEST,
    "widest": WIDEST,
    "mostInProportion": MOST_IN_PROPORTION,
    "mostForRoots": MOST_FOR_ROOTS,
}
RIVER_STROKE = 1.4  # of the line in the middle
THIN = 4.5  # points: a band that is dashed itself, in place of a line in its middle
SAMPLES = 3  # widths that a legend shows, about

# Sign -> the role of its colour in a theme, the style of the line in its middle, the key of its words in the legend.
SIGNS = {
    1: ("positive", "", "river.positive"),
    -1: ("negative", "dashed", "river.negative"),
    0: ("mixed", "dotted", "river.mixed"),
}
NOTHING = "river.zero"
TITLES = {"gradient": "river.gradient", "value": "river.value", "share": "river.share"}
PROPORTION, ROOT, LOGARITHM = "river.proportion", "river.root", "river.logarithm"


@dataclass(frozen=True, slots=True)
class River:
    """How an arrow is drawn: `width` is 0 where nothing flows."""

    width: float
    sign: int = 0

    @property
    def role(self) -> str:
        """The name of its colour in a theme."""
        return SIGNS[self.sign][0] if self.width else "muted"

    @property
    def style(self) -> str:
        """That of the line in its middle, as Graphviz calls it; empty where there is none."""
        return SIGNS[self.sign][1] if self.width else "dotted"

    @property
    def band_style(self) -> str:
        """That of the band, where it is too thin for a line in its middle: that would cover its colour."""
        return self.style if 0 < self.width < THIN else ""

    @property
    def key(self) -> str:
        """Of what the legend calls it, in the table of words."""
        return SIGNS[self.sign][2] if self.width else NOTHING


@dataclass(frozen=True, slots=True)
class Scale:
    """From a size to a width: in proportion, or, for numbers that are far apart, by roots or orders of magnitude.

    Attributes:
        smallest, largest: of the finite numbers, 0 left out.
    """

    smallest: float
    largest: float

    @property
    def kind(self) -> str:
        """What the width is: the key of the words with which a legend begins."""
        if self.largest / MOST_IN_PROPORTION <= self.smallest:
            return PROPORTION
        return ROOT if self.largest / MOST_FOR_ROOTS <= self.smallest else LOGARITHM

    def river(self, size: Size | None) -> River | None:
        """How an arrow of this size is drawn; None for what has no size, such as a NaN."""
        if size is None or math.isnan(size.norm):
            return None
        return River(self.width(size.norm), size.sign)

    def width(self, norm: float) -> float:
        """Points: 0 for 0, else more for more, from THINNEST to WIDEST."""
        if norm <= 0:
            return 0.0
        return THINNEST + (WIDEST - THINNEST) * self._part(min(norm, self.largest))

    def _part(self, norm: float) -> float:
        if self.kind != LOGARITHM:
            part = norm / self.largest
            return part if self.kind == PROPORTION else math.sqrt(part)
        lowest = math.log(self.smallest)
        return max(0.0, (math.log(norm) - lowest) / (math.log(self.largest) - lowest))

    @property
    def samples(self) -> list[tuple[float, str]]:
        """Round numbers on the scale, the largest first, and as text."""
        if self.kind == LOGARITHM:
            lowest, highest = math.ceil(math.log10(self.smallest)), math.floor(math.log10(self.largest))
            step = max(1, math.ceil((highest - lowest) / SAMPLES))
            exponents = range(highest, lowest - 1, -step)
            return [(10.0**exponent, _text(10.0**exponent)) for exponent in exponents]
        first = _round_number(self.largest)
        steps = range(1, SAMPLES) if first / 10 >= self.smallest / 2 else ()
        second = [first / 10**i for i in steps if first / 10**i >= self.smallest / 2]
        return [(norm, _text(norm)) for norm in [first, *(second or [_round_number(first / 2)])]]


def scale_of(sizes: Iterable[Size | None]) -> Scale:
    """The scale on which all of them have their widths."""
    norms = [size.norm for size in sizes if size is not None and 0 < size.norm < math.inf]
    return Scale(min(norms), max(norms)) if norms else Scale(1.0, 1.0)


def _round_number(norm: float) -> float:
    """The largest of 1, 2, 5, 10, 20, ... that is not larger, of whatever power of ten."""
    power = 10.0 ** math.floor(math.log10(norm))
    return max(power * digit for digit in (1, 2, 5) if digit == 1 or power * digit <= norm)


def _text(norm: float) -> str:
    return typeset(number(float(f"{norm:.1g}")))
