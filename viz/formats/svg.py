"""Graphviz' SVG made fit for people: a name and a description, texts in the middle of their shapes, the dark mode.

Not here: what the name and the description say (descriptions.py), the colours (themes.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from viz.formats.render import RenderError
from viz.text import typeset
from viz.themes import MIDDLE, Theme, following_the_system

TITLE = "title: "  # what the id of a group begins with whose rest is shown on hover
RIM = "5"  # points around a text, half of them outside of its letters
NAMESPACE = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", NAMESPACE)  # or every element would be written as ns0:...


def parsed(drawn: bytes) -> ElementTree.Element:
    """Graphviz' answer.

    Raises:
        RenderError: it is no XML.
    """
    try:
        return ElementTree.fromstring(drawn)
    except ElementTree.ParseError as error:
        raise RenderError(
            f"Graphviz must answer with SVG, and its answer is no XML: {error}; check the dot on PATH"
        ) from error


def accessible(drawn: bytes, title: str, description: str) -> str:
    """Graphviz' SVG with an accessible name and description, and without the node names that it shows as tooltips.

    Raises:
        RenderError: `drawn` is no XML, or a shape in it stands nowhere.
    """
    svg = parsed(drawn)
    for group in svg.iter(_tag("g")):
        _gather_numbers(group)
    for group in svg.iter(_tag("g")):
        name = group.attrib.pop("id", "")  # the same in every picture; several of them may stand in one page
        for tooltip in group.findall(_tag("title")):
            group.remove(tooltip)
        if name.startswith(TITLE):
            told = ElementTree.Element(_tag("title"))
            told.text = typeset(name.removeprefix(TITLE))
            group.insert(0, told)
        try:
            _centre_texts(group)
        except ValueError as error:
            raise RenderError(
                f"Graphviz must say where its shapes stand, and it does not: {error}; check the dot on PATH"
            ) from error
    # Graphviz 2.43 gives a viewBox in other units than the drawing, whose size is `width` x `height`
    width, height = (svg.get(side, "").removesuffix("pt") for side in ("width", "height"))
    svg.set("viewBox", f"0 0 {width} {height}")
    svg.set("role", "img")
    for position, (tag, words) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(_tag(tag))
        element.text, element.tail = words, "\n"
        svg.insert(position, element)
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def on_any_ground(svg: str, theme: Theme) -> str:
    """A picture without its ground, which can be read on white and on black, whatever its theme: nobody tells an
    <img> which ground it is on, and a page that says no `color-scheme` gets the system's.

    Texts that stand on the ground have a rim in its colour, which is not seen where they match; arrows are of a grey in
    the middle.
    """
    drawing = ElementTree.fromstring(svg)
    for group in drawing.iter(_tag("g")):
        if group.get("class") == "graph":
            for ground in group.findall(_tag("polygon")):
                group.remove(ground)
        if not any(shape.get("fill", "none") not in ("none", "transparent") for shape in _shapes(group)):
            for text in group.findall(_tag("text")):
                text.attrib |= {"stroke": theme.background, "stroke-width": RIM, "paint-order": "stroke"}
    changed = ElementTree.tostring(drawing, encoding="unicode") + "\n"
    return changed if theme.line == theme.ink else changed.replace(f'"{theme.line}"', f'"{MIDDLE}"')


def _shapes(group: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for kind in ("polygon", "path", "ellipse"):
        yield from group.findall(_tag(kind))


def dark_where_the_system_is(svg: str) -> str:
    """A light picture that turns dark where the system is; for an <img> or a page of its own."""
    return svg.replace("</desc>", f"</desc>\n<style>{following_the_system()}</style>", 1)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _centre_texts(group: ElementTree.Element) -> None:
    """Put a node's texts in the middle of its shapes, whatever font they are shown in; then frames may go.

    Graphviz says where they start, for the width that it guessed.
    """
    xs = list(_horizontal(group))
    if not xs:
        return  # a text alone
    middle = (min(xs) + max(xs)) / 2
    for text in group.findall(_tag("text")):
        text.set("text-anchor", "middle")
        text.set("x", f"{middle:.2f}")
    for frame in group.findall(_tag("polygon")):
        if frame.get("stroke-width") == "0":  # nobody sees it
            group.remove(frame)


def _gather_numbers(drawing: ElementTree.Element) -> None:
    """The value and the gradient at an arrow, nodes ...v and ...g to Graphviz, become one group."""
    values: dict[str, ElementTree.Element] = {}
    for group in drawing.findall(_tag("g")):
        name = group.findtext(_tag("title")) or ""
        if name.endswith("v"):
            values[name[:-1]] = group
        elif name.endswith("g") and name[:-1] in values:
            values[name[:-1]].extend(group.findall(_tag("text")))
            drawing.remove(group)


def _horizontal(group: ElementTree.Element) -> Iterator[float]:
    """The x of the shapes right in this group, as far as they tell its middle."""
    for ellipse in group.findall(_tag("ellipse")):
        yield float(ellipse.get("cx", ""))
    for name, attribute in (("polygon", "points"), ("polyline", "points"), ("path", "d")):
        for shape in group.findall(_tag(name)):
            yield from numbers(shape.get(attribute, ""))[0::2]


def numbers(text: str) -> list[float]:
    """The coordinates in a list of points or in a path: x, y, x, y, ..."""
    return [float(x) for x in text.replace("M", " ").replace("C", " ").replace(",", " ").split()]
