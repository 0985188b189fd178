"""How wide a text is, at most, in any font of a picture: so a layout needs no font, and is the same on every machine.

Not here: the fonts (shapes.py), lines that are broken (text.py).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Of a character, as part of its font's size; DejaVu Sans, the widest of the fonts, has a little less.
NARROW, USUAL, CAPITAL, BROAD, WIDE = 0.4, 0.64, 0.78, 0.86, 1.0
BOLD = 1.09  # how much wider heavy letters are
_NARROW = frozenset(".,:;'|!ijlI()[]/\\ \N{THREE-PER-EM SPACE}\N{NO-BREAK SPACE}₁₂₃₄₅₆₇₈₉₀⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_BROAD = frozenset("wM−←→=×+<>·&#~ΣΠ⋯")
_WIDE = frozenset("mW%@…")


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """The width of one line of text in a font of this size, in the unit of `size`."""
    return size * (BOLD if is_bold else 1) * sum(map(_of_character, text))


def widest(lines: Iterable[str], size: float, *, is_bold: bool = False) -> float:
    """The width of the widest of some lines; 0 where there is none."""
    return max((width_of(line, size, is_bold=is_bold) for line in lines), default=0.0)


def _of_character(character: str) -> float:
    if character in _NARROW:
        return NARROW
    if character in _BROAD:
        return BROAD
    if character in _WIDE or unicodedata.east_asian_width(character) in "WF":
        return WIDE
    if unicodedata.combining(character):
        return 0.0
    return CAPITAL if character.isupper() else USUAL
