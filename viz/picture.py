"""Picture: what `draw` returns, for the screen, a notebook, a terminal and a file.

Each form is made from the diagram when it is asked for. Not here: the look (layout.py), the words (words.py), running
Graphviz (render.py).
"""

from __future__ import annotations

import base64
import html
import os
import re
import secrets
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import graphviz

from autograd_core import Value
from viz import words
from viz.diagram import MAX_NODES, Diagram, GraphTooLargeError, diagram_of
from viz.layout import layout
from viz.render import RenderError, render
from viz.text import shortened

NOTEBOOK_NODES = 300  # what a notebook shows unasked has to be there at once
ALTERNATIVE_LENGTH = 2000  # characters that a screen reader is given for an image in a notebook

_SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", _SVG)  # or every element would be written as ns0:...


def draw(value: Value) -> Picture:
    """The computational graph of `value` as a picture: forward values above the arrows, gradients below them.

    Each arrow shows its own contribution to the gradient; where a value is used several times, the arrow before the
    copies shows their sum. Gradients appear once `value.backward()` has run; what is shown is the state at this
    moment.

    Raises:
        TypeError: `value` is not a Value.
        GraphTooLargeError: the graph has more nodes or edges than a picture can show.
    """
    return Picture(diagram_of(value))


class Picture:
    """A drawn graph. A notebook shows it as an image, `print` as a table, and `save` writes it to a file.

    The same graph gives the same picture, byte for byte, from the same Graphviz.
    """

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram

    @cached_property
    def dot(self) -> graphviz.Digraph:
        """The picture for Graphviz, to restyle it or to read it."""
        return layout(self._diagram)

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG element with a title and a description for screen readers.

        Raises:
            RenderError: there is no Graphviz, or it failed; the message says what to do.
        """
        drawn = render(self.dot.source, "svg")
        return _accessible(drawn, words.title(self._diagram), words.description(self._diagram))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to `path`, in the format that its suffix names: .svg, .png, .pdf or .dot.

        Either the whole file is written or nothing.

        Returns:
            The path.

        Raises:
            ValueError: another suffix.
            RenderError: there is no Graphviz, or it failed.
            OSError: the file cannot be written.
        """
        path = Path(path)
        form = FORMS.get(path.suffix.lower())
        if form is None:
            raise ValueError(f"a picture is saved as one of {', '.join(FORMS)}, got {path.name!r}; change the suffix")
        _write(path, form(self))
        return path

    def __str__(self) -> str:
        return words.table(self._diagram)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The forms in which a notebook may show the picture."""
        data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        alternative = f"{words.title(self._diagram)}. {words.description(self._diagram)}"
        # an <img>, because notebooks that are not trusted strip an inline <svg>
        image = (
            f'<img src="data:image/svg+xml;base64,{data}" style="max-width: 100%"'
            f' alt="{html.escape(shortened(alternative, ALTERNATIVE_LENGTH))}">'
        )
        return {"text/html": image, "text/plain": str(self)}


# File formats: suffix -> what is written.
FORMS: dict[str, Callable[[Picture], bytes]] = {
    ".svg": lambda picture: picture.svg.encode("utf-8"),
    ".png": lambda picture: render(picture.dot.source, "png"),
    ".pdf": lambda picture: _undated(render(picture.dot.source, "pdf")),
    ".dot": lambda picture: picture.dot.source.encode("utf-8"),
}


def notebook_form(value: Value, include: object = None, exclude: object = None) -> dict[str, str]:
    """How a notebook shows a Value: as its picture, or, where there can be none, as its repr and the reason."""
    try:
        forms = Picture(diagram_of(value, NOTEBOOK_NODES))._repr_mimebundle_()
    except GraphTooLargeError as error:
        return {"text/plain": f"{value!r}\n(no picture: {error}; viz.draw goes up to {MAX_NODES:,} nodes)"}
    except RenderError as error:
        return {"text/plain": f"{value!r}\n(no picture: {error})"}
    return forms | {"text/plain": repr(value)}


def _accessible(drawn: bytes, title: str, description: str) -> str:
    """Graphviz' SVG with an accessible name and description, and without the node names that it shows as tooltips."""
    try:
        svg = ElementTree.fromstring(drawn)
    except ElementTree.ParseError as error:
        raise RenderError(
            f"Graphviz must answer with SVG, and its answer is no XML: {error}; check the dot on PATH"
        ) from error
    for group in svg.iter(f"{{{_SVG}}}g"):
        group.attrib.pop("id", None)  # the same in every picture; several of them may stand in one page
        for tooltip in group.findall(f"{{{_SVG}}}title"):
            group.remove(tooltip)
    svg.set("role", "img")
    for position, (tag, words_) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}")
        element.text, element.tail = words_, "\n"
        svg.insert(position, element)
    return ElementTree.tostring(svg, encoding="unicode") + "\n"


def _undated(pdf: bytes) -> bytes:
    """A PDF that says no more when it was made: the same graph, the same bytes."""
    return re.sub(rb"(/CreationDate \(D:)\d{14}", rb"\g<1>20000101000000", pdf)


def _write(path: Path, content: bytes) -> None:
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"a picture is saved in a folder that exists, got {str(path)!r}; make {path.parent} first"
        )
    # first beside the file, so that an error half way leaves what was there
    unfinished = path.parent / f".{secrets.token_hex(8)}.unfinished"
    try:
        with unfinished.open("xb") as file:
            file.write(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
