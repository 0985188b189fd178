"""Picture: what `draw` and its like return, for the screen, a notebook, a terminal and a file.

Each form is made from the diagram when it is asked for. Not here: which diagram (drawing.py), the look (scene/,
programs/), the words (descriptions.py), running Graphviz (formats/render.py).
"""

from __future__ import annotations

import base64
import html
import math
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import graphviz

from autograd_core.errors import one_of, shown
from autograd_core.files import write_whole
from autograd_core.words import language, speaking, words
from viz import descriptions
from viz.diagram import Diagram
from viz.formats.png import without_ragged_edge
from viz.formats.policy import policy
from viz.formats.render import draws, render
from viz.formats.svg import accessible, dark_where_the_system_is, on_any_ground
from viz.formats.tikz import tikz_document
from viz.programs import ProgramDiagram, program_description, program_layout, program_table, program_title
from viz.scene import Scene, backward_scene, both_scene, forward_scene, layout
from viz.scene.legibility import LEGIBLE
from viz.text import printable, shortened
from viz.themes import THEMES, Theme, following_the_system

if TYPE_CHECKING:
    from viz.networks.network import Network

AUTO = "auto"
Form = TypeVar("Form")

ALTERNATIVE_LENGTH = 2000  # characters that a screen reader is given for an image in a notebook


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: how a diagram is laid out, what it says to those who do not see it, and the names it shows.

    The diagram is a Diagram, of a program a ProgramDiagram, of a network a Network; that of a kind that has a `scene`
    is laid out as this, of the first of several diagrams that can be read.
    """

    layout: Callable[[Any, Theme], graphviz.Digraph]
    title: Callable[[Any], str]
    description: Callable[[Any], str]
    table: Callable[[Any], str] = descriptions.table
    names: Callable[[Any], Iterable[str]] = lambda diagram: [node.name for node in diagram.nodes]
    scene: Callable[[Iterable[Diagram]], Scene] | None = None


GRAPH = Kind(layout, descriptions.title, descriptions.description, scene=forward_scene)
BACKWARD = Kind(layout, descriptions.backward_title, descriptions.backward_description, scene=backward_scene)
BOTH = Kind(layout, descriptions.title, descriptions.both_description, scene=both_scene)
PROGRAM = Kind(program_layout, program_title, program_description, program_table, lambda _: ())


class Picture:
    """A drawn graph. A notebook shows it as an image, `print` as a table, and `save` writes it to a file.

    The same graph gives the same picture, byte for byte, from the same Graphviz.
    """

    def __init__(
        self,
        diagram: Diagram | ProgramDiagram | Network,
        theme: str = AUTO,
        kind: Kind = GRAPH,
        folded: Iterable[Diagram] = (),
    ) -> None:
        """`folded` are diagrams of the same graph, smaller and smaller: one of them is drawn where `diagram` cannot be
        read; the table is that of `diagram`.
        """
        one_of("theme", theme, [AUTO, *THEMES])
        self._diagram = diagram
        self._folded = folded
        self._theme = theme
        self._kind = kind
        self._language = language.get()

    def _made(self, form: Callable[[Any], Form]) -> Form:
        """A form of the picture, in the language in which its diagram was written."""
        with speaking(self._language):
            return form(self._diagram)

    @cached_property
    def _drawn(self) -> Any:
        """What is laid out: the scene that can be read, or the diagram of a kind that has none."""
        scene = self._kind.scene
        return self._made(lambda diagram: scene(chain([diagram], self._folded)) if scene else diagram)

    @property
    def _drawn_diagram(self) -> Any:
        """The diagram that is drawn, with all its digits."""
        return self._drawn.whole if self._kind.scene else self._drawn

    @property
    def title(self) -> str:
        """What is shown, in a line."""
        return self._made(self._kind.title)

    @cached_property
    def dot(self) -> graphviz.Digraph:
        """The picture for Graphviz, to restyle it or to read it."""
        return self._made(lambda _: self._kind.layout(self._drawn, self._still_theme))

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG element with a title and a description for screen readers.

        Raises:
            RenderError: there is no Graphviz, or it failed; the message says what to do.
        """
        drawn = render(self.dot.source, "svg")
        return accessible(drawn, self.title, self._description)

    @cached_property
    def _groundless(self) -> Picture:
        """The same picture on whatever it is put."""
        picture = Picture(self._diagram, self._theme, self._kind)
        picture._language = self._language
        vars(picture)["_drawn"] = self._drawn
        vars(picture)["dot"] = self._made(
            lambda _: self._kind.layout(self._drawn, replace(self._still_theme, background="transparent"))
        )
        vars(picture)["svg"] = on_any_ground(self.svg, self._still_theme)
        return picture

    @property
    def page(self) -> str:
        """The picture as a web page that needs nothing else; with theme "auto" it follows the system's dark mode."""
        title, language = html.escape(self.title), html.escape(self._language)
        dark = f"@media (prefers-color-scheme: dark){{body{{background:{THEMES['dark'].background}}}}}"
        style = f"body{{margin:1rem;background:{self._still_theme.background}}}svg{{max-width:100%;height:auto}}"
        styles = [style + dark, following_the_system()] if self._theme == AUTO else [style]
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n{policy(styles=styles)}\n'
            f'<title>{title}</title>\n<meta name="viewport" content="width=device-width">\n'
            f"<style>{styles[0]}</style>\n</head>\n<body>\n{self._svg_on_screen()}</body>\n</html>\n"
        )

    @property
    def tikz(self) -> str:
        r"""The picture as a LaTeX document in TikZ: for pdflatex; with Korean and the like, for lualatex or xelatex.

        Mathematics in labels, `$x_i^2$` or `\frac{a}{b}`, is set as such; what is no LaTeX that is known
        shows as it is.

        Raises:
            GraphTooLargeError: the picture is larger than a page of TeX can be.
        """
        return tikz_document(self.svg, self._still_theme, self._kind.names(self._drawn_diagram))

    @property
    def _still_theme(self) -> Theme:
        """The theme where nothing can follow the system."""
        return THEMES["light" if self._theme == AUTO else self._theme]

    def _svg_on_screen(self) -> str:
        return dark_where_the_system_is(self.svg) if self._theme == AUTO else self.svg

    def save(self, path: str | os.PathLike[str], *, transparent: bool = False) -> Path:
        """Write the picture to `path`, in the format that its suffix names: .svg, .png, .pdf, .html, .dot or .tex.

        Either the whole file is written or nothing.

        Args:
            path: of the file.
            transparent: whether the picture has no ground of its own, for slides and pages in any colour. An SVG can be
                read on light and on dark ones then; for the other formats choose the theme that fits the ground.

        Returns:
            The path.

        Raises:
            ValueError: another suffix.
            RenderError: there is no Graphviz, or it failed.
            GraphTooLargeError: a .tex larger than a page of TeX can be.
            OSError: the file cannot be written.
        """
        path = Path(path)
        form = FORMS.get(path.suffix.lower())
        if form is None:
            raise ValueError(
                f"a picture is saved as one of {', '.join(FORMS)}, got {shown(path.name)}; change the suffix"
            )
        write_whole(path, form(self._groundless if transparent else self))
        return path

    @property
    def _description(self) -> str:
        return self._made(lambda _: self._kind.description(self._drawn_diagram))

    @property
    def _table(self) -> str:
        return self._made(self._kind.table)

    def __str__(self) -> str:
        """The picture as a table, in the characters that standard output has: * for × on an ASCII terminal."""
        return printable(self._table)

    def __repr__(self) -> str:
        return printable(self._made(lambda _: words("picture.repr", title=self.title)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The forms in which a notebook may show the picture: an image, and drawings for LaTeX and paper."""
        return {
            "text/html": image(self._groundless._svg_on_screen(), f"{self.title}. {self._description}"),
            "image/svg+xml": self.svg,
            **self._on_paper(),
            "text/plain": self._table,
        }

    def _on_paper(self) -> dict[str, str]:
        """The form that LaTeX takes, where Graphviz can draw it."""
        return {"application/pdf": base64.b64encode(FORMS[".pdf"](self)).decode("ascii")} if draws("pdf") else {}


def image(svg: str, alternative: str) -> str:
    """An SVG as a notebook shows it: an <img>, because notebooks that are not trusted strip an inline <svg>.

    It shrinks with the column that it stands in, but not until nobody can read it: then the column scrolls.

    Args:
        alternative: what is said to those who do not see it; the end of a long text is left out.
    """
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    words_for_it = html.escape(shortened(alternative, ALTERNATIVE_LENGTH))
    style = f"--readable:{_readable_width(svg)}px;max-width:max(100%,var(--readable))"
    return f'<img src="data:image/svg+xml;base64,{data}" style="{style}" alt="{words_for_it}">'


def _readable_width(svg: str) -> int:
    """The pixels of an SVG's width in which its smallest text has as many as it must have on a slide."""
    width = re.search(r'viewBox="\S+ \S+ ([\d.]+)', svg)
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)', svg)]
    return math.ceil(LEGIBLE * float(width[1]) / min(sizes)) if width and sizes else 0


# File formats: suffix -> what is written.
FORMS: dict[str, Callable[[Picture], bytes]] = {
    ".svg": lambda picture: picture.svg.encode("utf-8"),
    ".png": lambda picture: without_ragged_edge(render(picture.dot.source, "png")),
    ".pdf": lambda picture: _undated(render(picture.dot.source, "pdf")),
    ".html": lambda picture: picture.page.encode("utf-8"),
    ".dot": lambda picture: picture.dot.source.encode("utf-8"),
    ".tex": lambda picture: picture.tikz.encode("utf-8"),
}


def _undated(pdf: bytes) -> bytes:
    """A PDF that says no more when it was made: the same graph, the same bytes."""
    return re.sub(rb"(/CreationDate \(D:)\d{14}", rb"\g<1>20000101000000", pdf)
