"""Picture: what `draw` returns, for the screen, a notebook, a terminal and a file.

Each form is made from the diagram when it is asked for. Not here: the look (layout.py), the words (words.py), running
Graphviz (render.py).
"""

from __future__ import annotations

import base64
import html
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import graphviz

from autograd_core import Value
from viz import words
from viz.backward import backward_layout, both_layout
from viz.diagram import (
    Diagram,
    GraphTooLargeError,
    noting_changes,
    without_gradients,
    without_local_gradients,
    without_values,
)
from viz.files import write_whole
from viz.folding import WHOLE
from viz.formulas import with_formulas
from viz.layout import layout
from viz.names import labels_from
from viz.png import without_ragged_edge
from viz.programs import (
    ProgramDiagram,
    program_description,
    program_diagram,
    program_layout,
    program_table,
    program_title,
)
from viz.render import RenderError, render
from viz.selection import FOLDS, MAX_NODES_WHOLE, selected_diagram
from viz.svg import accessible, dark_where_the_system_is
from viz.text import shortened
from viz.themes import THEMES, Theme
from viz.tikz import tikz_document

if TYPE_CHECKING:
    from autograd_core.program.program import Program

AUTO = "auto"
ALTERNATIVE_LENGTH = 2000  # characters that a screen reader is given for an image in a notebook

# What of the graph is shown: value of draw's `show` -> the diagram without the rest.
SHOWN: dict[str, Callable[[Diagram], Diagram]] = {
    "both": lambda diagram: diagram,
    "forward": without_gradients,
    "gradients": without_values,
}


def draw(
    value: Value | Program,
    *,
    show: str = "both",
    names: Mapping[str, Any] | None = None,
    local_gradients: bool = False,
    formulas: bool = False,
    theme: str = AUTO,
    fold: str = "auto",
    max_nodes: int = MAX_NODES_WHOLE,
    around: Value | None = None,
    hops: int = 2,
    between: tuple[Value, Value] | None = None,
) -> Picture:
    """The computational graph of `value` as a picture: forward values above the arrows, gradients below them.

    Each arrow shows its own contribution to the gradient; where a value is used several times, the arrow before the
    copies shows their sum. Gradients appear once `value.backward()` has run; what is shown is the state at this
    moment.

    Of an array program, which `compile_graph` returns, the picture shows the arrays: what each is computed by, its
    shape, and how many scalar operations it stands for; below, those of the gradient. `show` and `theme` alone are for
    programs.

    Args:
        value: the output of the graph; or a program.
        show: "both", "forward" (no gradients) or "gradients" (no forward values).
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        local_gradients: whether each arrow also shows d gate / d input, the factor that the chain rule multiplies by.
        formulas: whether formulas in the inputs stand in place of numbers.
        fold: what to draw as one: "nothing", "sums" (a chain of additions), "groups" (nodes with the same `group`, a
            path such as "layer 1/neuron 3", by its first name), "repeats" (equal structures), or "auto": nothing in a
            graph of up to 150 nodes, and in a larger one as little as leaves 60. A folded picture says so.
        max_nodes: the most nodes that may be drawn.
        around: draws the part of the graph that is at most `hops` edges away from this node.
        between: draws the ways from the first of these nodes to the second, the one with the largest |product of local
            gradients| in heavy lines.
        theme: "light", "dark", "print" (black and white), or "auto": light, and in a notebook dark where the system is.

    Raises:
        TypeError: `value` is neither a Value nor a program, or `names` not a mapping.
        ValueError: an unknown `show`, `fold` or `theme`, two of `fold`, `around` and `between`, or nodes for them that
            are not in the graph.
        GraphError: no way leads from one node of `between` to the other.
        GraphTooLargeError: more than `max_nodes` are left to draw, or formulas are wanted of a folded graph.
    """
    _require_known("show", show, SHOWN)
    _require_known("fold", fold, FOLDS)
    if not isinstance(value, Value):
        return Picture(program_diagram(value, show), theme, PROGRAM)
    labels = labels_from(names)
    diagram = selected_diagram(value, labels, fold, max_nodes, around, hops, between)
    if formulas and diagram.note:
        raise GraphTooLargeError(
            f"formulas are written for graphs of up to {WHOLE} nodes that are not folded, and this one is folded; "
            "leave formulas out, or draw a node closer to the inputs"
        )
    if not local_gradients:
        diagram = without_local_gradients(diagram)
    if formulas:
        diagram = with_formulas(diagram, value, labels)
    return Picture(noting_changes(SHOWN[show](diagram), value), theme)


def draw_backward(
    value: Value,
    *,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
    fold: str = "auto",
    max_nodes: int = MAX_NODES_WHOLE,
) -> Picture:
    """The backward pass from `value` as a graph of its own, its gates drawn by their roles; arrows run right to left.

    An addition distributes the gradient; a multiplication swaps its inputs, so the other one, saved by the forward
    pass, arrives on a dashed arrow; a maximum is a switch, its closed branch dotted and grey; exp, sigmoid and their
    like scale by what they saved; and where a value was copied, a sum gate adds up what comes back. A folded part is a
    box, at which ranges of gradients arrive and leave.

    The seed is `value.grad` if backward() has run, else 1. Arguments and errors are those of `draw`.
    """
    return Picture(_backward_diagram(value, names, fold, max_nodes), theme, BACKWARD)


def draw_both(
    value: Value,
    *,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
    fold: str = "auto",
    max_nodes: int = MAX_NODES_WHOLE,
) -> Picture:
    """The forward pass and, below it, the backward pass as `draw_backward` has it, each gate below its forward self.

    Arguments and errors are those of `draw`.
    """
    return Picture(_backward_diagram(value, names, fold, max_nodes), theme, BOTH)


def _backward_diagram(value: Value, names: Mapping[str, Any] | None, fold: str, max_nodes: int) -> Diagram:
    _require_known("fold", fold, FOLDS)
    diagram = selected_diagram(value, labels_from(names), fold, max_nodes, None, 0, None, seed=1)
    return noting_changes(diagram, value)


def _require_known(option: str, given: str, known: Iterable[str]) -> None:
    if given not in known:
        raise ValueError(f"{option} is one of {', '.join(map(repr, known))}, got {given!r}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: how a diagram is laid out, and what it says to those who do not see it.

    The diagram is a Diagram, or, of a program, a ProgramDiagram.
    """

    layout: Callable[[Any, Theme], graphviz.Digraph]
    title: Callable[[Any], str]
    description: Callable[[Any], str]
    table: Callable[[Any], str] = words.table


GRAPH = Kind(layout, words.title, words.description)
BACKWARD = Kind(backward_layout, words.backward_title, words.backward_description)
BOTH = Kind(
    both_layout,
    words.title,
    lambda diagram: f"{words.description(without_gradients(diagram))} {words.backward_description(diagram)}",
)
PROGRAM = Kind(program_layout, program_title, program_description, program_table)


class Picture:
    """A drawn graph. A notebook shows it as an image, `print` as a table, and `save` writes it to a file.

    The same graph gives the same picture, byte for byte, from the same Graphviz.
    """

    def __init__(self, diagram: Diagram | ProgramDiagram, theme: str = AUTO, kind: Kind = GRAPH) -> None:
        _require_known("theme", theme, [AUTO, *THEMES])
        self._diagram = diagram
        self._theme = theme
        self._kind = kind

    @property
    def title(self) -> str:
        """What is shown, in a line."""
        return self._kind.title(self._diagram)

    @cached_property
    def dot(self) -> graphviz.Digraph:
        """The picture for Graphviz, to restyle it or to read it."""
        return self._kind.layout(self._diagram, self._still_theme)

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG element with a title and a description for screen readers.

        Raises:
            RenderError: there is no Graphviz, or it failed; the message says what to do.
        """
        drawn = render(self.dot.source, "svg")
        return accessible(drawn, self.title, self._kind.description(self._diagram))

    @property
    def page(self) -> str:
        """The picture as a web page that needs nothing else; with theme "auto" it follows the system's dark mode."""
        title = html.escape(self.title)
        dark = f"@media (prefers-color-scheme: dark){{body{{background:{THEMES['dark'].background}}}}}"
        style = f"body{{margin:1rem;background:{self._still_theme.background}}}svg{{max-width:100%;height:auto}}"
        return (
            f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
            '<meta name="viewport" content="width=device-width">\n'
            f"<style>{style}{dark if self._theme == AUTO else ''}</style>\n</head>\n<body>\n"
            f"{self._svg_on_screen()}</body>\n</html>\n"
        )

    @property
    def tikz(self) -> str:
        """The picture as a LaTeX document in TikZ: for pdflatex, or, with Korean and the like, for lualatex or xelatex.

        Raises:
            GraphTooLargeError: the picture is larger than a page of TeX can be.
        """
        return tikz_document(self.svg, self._still_theme)

    @property
    def _still_theme(self) -> Theme:
        """The theme where nothing can follow the system."""
        return THEMES["light" if self._theme == AUTO else self._theme]

    def _svg_on_screen(self) -> str:
        return dark_where_the_system_is(self.svg) if self._theme == AUTO else self.svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to `path`, in the format that its suffix names: .svg, .png, .pdf, .html, .dot or .tex.

        Either the whole file is written or nothing.

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
            raise ValueError(f"a picture is saved as one of {', '.join(FORMS)}, got {path.name!r}; change the suffix")
        write_whole(path, form(self))
        return path

    def __str__(self) -> str:
        return self._kind.table(self._diagram)

    def __repr__(self) -> str:
        return f"<{self.title}; save('graph.svg') or print(...) this picture>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The forms in which a notebook may show the picture."""
        data = base64.b64encode(self._svg_on_screen().encode("utf-8")).decode("ascii")
        alternative = f"{self.title}. {self._kind.description(self._diagram)}"
        # an <img>, because notebooks that are not trusted strip an inline <svg>
        image = (
            f'<img src="data:image/svg+xml;base64,{data}" style="max-width: 100%"'
            f' alt="{html.escape(shortened(alternative, ALTERNATIVE_LENGTH))}">'
        )
        return {"text/html": image, "text/plain": str(self)}


# File formats: suffix -> what is written.
FORMS: dict[str, Callable[[Picture], bytes]] = {
    ".svg": lambda picture: picture.svg.encode("utf-8"),
    ".png": lambda picture: without_ragged_edge(render(picture.dot.source, "png")),
    ".pdf": lambda picture: _undated(render(picture.dot.source, "pdf")),
    ".html": lambda picture: picture.page.encode("utf-8"),
    ".dot": lambda picture: picture.dot.source.encode("utf-8"),
    ".tex": lambda picture: picture.tikz.encode("utf-8"),
}


def notebook_form(value: Value, include: object = None, exclude: object = None) -> dict[str, str]:
    """How a notebook shows a Value: as its picture, or, where there can be none, as its repr and the reason."""
    try:
        forms = draw(value)._repr_mimebundle_()
    except RenderError as error:
        return {"text/plain": f"{value!r}\n(no picture: {error})"}
    return forms | {"text/plain": repr(value)}


def _undated(pdf: bytes) -> bytes:
    """A PDF that says no more when it was made: the same graph, the same bytes."""
    return re.sub(rb"(/CreationDate \(D:)\d{14}", rb"\g<1>20000101000000", pdf)
