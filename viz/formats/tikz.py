"""A picture as a LaTeX document in TikZ that looks like its SVG: the shapes and texts that Graphviz drew, translated.

Not here: how text is written in LaTeX (latex.py), the picture itself (picture.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import NamedTuple
from xml.etree import ElementTree

from viz.diagram import GraphTooLargeError
from viz.formats.latex import is_for_pdflatex, with_mathematics
from viz.formats.svg import NAMESPACE, numbers
from viz.mathematics import Mathematics
from viz.shapes import FONTS
from viz.themes import Theme

LONGEST = 16_000  # points; TeX knows no longer length
NORMAL_SIZE = 10 * 72 / 72.27  # points of PDF: LaTeX's text at scale 1
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}

PDFLATEX = r"""% Compile with pdflatex, lualatex or xelatex; the package standalone takes it into a larger document.
\documentclass[tikz]{standalone}
"""
# TeXOff: no ligatures such as a dash for --
UNICODE = r"""% Compile with lualatex or xelatex: a label has characters that pdflatex lacks.
\documentclass[tikz]{{standalone}}
\usepackage{{fontspec}}
{font}
"""
FONT = r"\IfFontExistsTF{{{name}}}{{\setsansfont{{{name}}}[Ligatures=TeXOff]}}{{{otherwise}}}"
MATHEMATICS = r"\usepackage{amsmath,amssymb}"
DOCUMENT = r"""{preamble}{colors}
\begin{{document}}
\begin{{tikzpicture}}[x=1bp, y=-1bp, miter limit=4, every node/.style={{inner sep=0pt, font=\sffamily}}]
{body}
\end{{tikzpicture}}
\end{{document}}
"""


class _Place(NamedTuple):
    """Where the drawing's coordinates are on the page."""

    scale: float
    right: float
    down: float

    def point(self, x: float, y: float) -> str:
        return f"({self.scale * (x + self.right):.2f},{self.scale * (y + self.down):.2f})"

    def points(self, text: str) -> list[str]:
        """Those of a list of points or of a path."""
        coordinates = iter(numbers(text))
        return [self.point(x, y) for x, y in zip(coordinates, coordinates, strict=True)]

    def length(self, text: str) -> str:
        return f"{self.scale * float(text):.2f}bp"


def tikz_document(svg: str, theme: Theme, names: Iterable[str] = ()) -> str:
    """The document of `svg`, a picture in `theme`; a page as large as the picture.

    Those of `names` that are mathematics are set as such. Its colours have the names that they have in the theme. A
    text that pdflatex cannot print, such as a Korean one, makes it a document for lualatex and xelatex.

    Raises:
        GraphTooLargeError: the picture is wider or higher than a page of TeX can be.
    """
    picture = ElementTree.fromstring(svg)
    _require_fit(picture)
    drawing = picture.find(f"{{{NAMESPACE}}}g")
    assert drawing is not None  # Graphviz draws one graph
    colors = {color: role.replace("_", "") for role, color in reversed(asdict(theme).items())}
    latex = {str(name): name.latex for name in names if isinstance(name, Mathematics)}
    is_for_all = all(is_for_pdflatex(text.text or "", latex) for text in picture.iter(f"{{{NAMESPACE}}}text"))
    preamble = PDFLATEX if is_for_all else UNICODE.format(font=_first_font())
    return DOCUMENT.format(
        preamble=preamble + f"{MATHEMATICS}\n" * bool(latex),
        colors="\n".join(_definition(name, color) for color, name in reversed(colors.items())),
        body="\n".join(_drawn(drawing, _place(drawing.get("transform", "")), colors, latex)),
    )


def _require_fit(picture: ElementTree.Element) -> None:
    sides = [float(picture.get(side, "").removesuffix("pt")) for side in ("width", "height")]
    if max(sides) > LONGEST:
        raise GraphTooLargeError(
            f"TeX draws up to {LONGEST:,} points (5.6 m) each way, and this is {sides[0]:,.0f} x {sides[1]:,.0f}; "
            "fold the graph, draw a part of it, or save it as .pdf"
        )


def _place(transform: str) -> _Place:
    """Graphviz writes `scale(a a) rotate(0) translate(x y)`."""
    found = {name: numbers(given) for name, given in re.findall(r"(\w+)\(([^)]*)\)", transform)}
    return _Place(found["scale"][0], *found["translate"])


def _definition(name: str, color: str) -> str:
    """A colour of a theme for LaTeX, which knows white by its name."""
    if not color.startswith("#"):
        return f"\\colorlet{{{name}}}{{{color}}}"
    return f"\\definecolor{{{name}}}{{HTML}}{{{color.removeprefix('#').upper()}}}"


def _first_font() -> str:
    """Sets the first font for Latin and Korean that the machine has."""
    font = ""
    for name in reversed(FONTS.split(", ")[1:-1]):
        font = FONT.format(name=name, otherwise=font)
    return font


def _drawn(
    group: ElementTree.Element, place: _Place, colors: Mapping[str, str], latex: Mapping[str, str]
) -> Iterator[str]:
    """The commands for what is in a group, in the order in which it is painted."""
    for element in group:
        kind = element.tag.rpartition("}")[2]
        if kind == "g":
            yield from _drawn(element, place, colors, latex)
        elif kind == "text" and (element.text or "").strip():
            yield _text(element, place, colors, latex)
        elif kind in SHAPES:
            yield f"\\path[{_style(element, place, colors)}] {SHAPES[kind](element, place)};"


def _text(element: ElementTree.Element, place: _Place, colors: Mapping[str, str], latex: Mapping[str, str]) -> str:
    scale = place.scale * float(element.get("font-size", "")) / NORMAL_SIZE
    style = [f"anchor={ANCHORS[element.get('text-anchor', 'start')]}", f"scale={scale:.3f}"]
    style += [f"text={_color(element.get('fill', 'black'), colors)}"]
    style += [r"font=\sffamily\bfseries\boldmath"] if element.get("font-weight") == "bold" else []
    at = place.point(float(element.get("x", "")), float(element.get("y", "")))
    return f"\\node[{', '.join(style)}] at {at} {{{with_mathematics((element.text or '').strip(), latex)}}};"


def _style(element: ElementTree.Element, place: _Place, colors: Mapping[str, str]) -> str:
    style = []
    for attribute, option in (("fill", "fill"), ("stroke", "draw")):
        color = element.get(attribute, "none")
        if color not in ("none", "transparent"):
            style.append(f"{option}={_color(color, colors)}")
    if any(option.startswith("draw") for option in style):
        style.append(f"line width={place.length(element.get('stroke-width', '1'))}")
    if dashes := element.get("stroke-dasharray"):
        on, off = (place.length(length) for length in dashes.split(","))
        style.append(f"dash pattern=on {on} off {off}")
    return ", ".join(style)


def _color(color: str, colors: Mapping[str, str]) -> str:
    return colors.get(color, color)


def _polygon(element: ElementTree.Element, place: _Place) -> str:
    return f"{_polyline(element, place)} -- cycle"


def _polyline(element: ElementTree.Element, place: _Place) -> str:
    return " -- ".join(place.points(element.get("points", "")))


def _path(element: ElementTree.Element, place: _Place) -> str:
    """A start and Bézier curves, three points each."""
    start, *others = place.points(element.get("d", ""))
    curves = zip(others[0::3], others[1::3], others[2::3], strict=True)
    return start + "".join(f" .. controls {one} and {two} .. {end}" for one, two, end in curves)


def _ellipse(element: ElementTree.Element, place: _Place) -> str:
    centre = place.point(float(element.get("cx", "")), float(element.get("cy", "")))
    rx, ry = (place.length(element.get(radius, "")) for radius in ("rx", "ry"))
    return f"{centre} ellipse [x radius={rx}, y radius={ry}]"


SHAPES = {"polygon": _polygon, "polyline": _polyline, "path": _path, "ellipse": _ellipse}
