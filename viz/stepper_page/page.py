"""stepper() and the Page that it returns: one HTML file with data, style sheet and scripts inside.

What people wrote reaches the page as JSON alone, and the page shows it as text. Not here: what the data say
(trace.py, labels.py, picture.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from autograd_core import TABLE, GraphError, Role, Value
from autograd_core.by_hand import require_computable
from autograd_core.errors import described, one_of, shown
from autograd_core.explain import BRANCHES
from autograd_core.files import write_whole
from autograd_core.value import OF_THE_PACKAGE
from autograd_core.words import section, words
from viz.diagram import WEIGHTS, Diagram, GraphTooLargeError, Size, check_size, diagram_of_graph, group_of, names_of
from viz.drawing import still_picture
from viz.formats.one_page import colors, one_page
from viz.graph import Graph
from viz.names import labels_from
from viz.picture import AUTO, Picture
from viz.scene import LIVE, Scene
from viz.scene.rivers import FOR_PAGES
from viz.stepper_page import live
from viz.stepper_page.frame import framed
from viz.stepper_page.labels import gate_text, notation, rules_of, whole_formulas
from viz.stepper_page.picture import PictureData, picture_data
from viz.stepper_page.trace import Trace, trace_of
from viz.text import printable, typeset

FRAME = "autograd-stepper"
MAX_NODES = 300  # a lecture has no time for more steps
# What is there before anybody steps -> what its still picture shows.
OPENINGS = {"inputs": "both", "both": "both", "forward": "forward"}
SCRIPTS = (
    "kernels.js", "number_text.js", "read_number.js", "words.js", "elements.js", "rivers.js", "frames.js", "picture.js",
    "shown.js", "camera.js", "controls.js", "slider.js", "nudge.js", "link.js", "embed.js", "page.js",
)  # fmt: skip
# Heights in a notebook's frame some 900 pixels wide, in pixels, as a browser lays them out, if no script says.
FRAME_WIDTH = 876
LEAST_SCALE, MOST_SCALE, TALLEST_PICTURE = 0.735, 1.7, 480  # as camera.js and the style sheet have them
LEAST_AROUND = 500  # around the picture, where the inputs are few
AROUND, INPUT = 400, 53  # else: and a row for each of them
STRIP = 60  # below a picture that is seen in part


def stepper(
    value: Value,
    *,
    show: str = "inputs",
    weight: str | None = None,
    names: Mapping[str, Any] | None = None,
    theme: str = "auto",
) -> Page:
    """A page that steps through the forward and the backward pass of `value`, for inputs that can be changed in it.

    The backward pass starts from `value.grad`, or from 1 where backward() did not run. The page computes with floats,
    and the operations are those that were recorded: a Python `if` that was passed while recording is not decided anew.

    Args:
        value: the output of the graph.
        show: what is there before anybody steps: the "inputs" alone, so that people can predict each number before
            they step to it, "forward", the values without a gradient, or "both" passes.
        weight: "gradient" or "value" makes each arrow as wide as that number, a river, as `draw` does.
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        theme: "light", "dark", "print" (black and white), or "auto": light, and dark where the system is.

    Raises:
        TypeError: `value` is not a Value, holds complex numbers, or `names` is not a mapping.
        ValueError: an unknown `show`, `weight` or `theme`.
        GraphTooLargeError: more than MAX_NODES nodes, or twice as many edges.
        GraphError: `value` is a constant, or a node was made by hand or by an operation from outside without a kernel
            in JavaScript, so that the page cannot compute it.
        OverflowError: a number that no float holds.
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
        RenderError: there is no Graphviz, or it failed.
    """
    if not isinstance(value, Value):
        raise TypeError(f"stepper needs a Value, got {described(value)}")
    one_of("show", show, OPENINGS)
    if weight is not None:
        one_of("weight", weight, WEIGHTS)
    _require_fit(value)
    labels, graph = labels_from(names), Graph(value)
    for node in graph.order:
        require_computable(node.operation, "a page")
    picture = still_picture(graph, labels, OPENINGS[show], theme)
    trace = trace_of(graph)
    kernels = kernels_of({entry.operation for entry in trace.entries})
    diagram = diagram_of_graph(graph, labels)
    shown = picture_data(Scene(_with_room(diagram, weight), [LIVE]))
    called = names_of(diagram, is_live=True)
    title = words("stepper.title", output=called[-1])
    inputs = sum(node.is_leaf and not node.is_constant for node in trace.nodes)
    height = _height(shown.extent, inputs)
    rivers = {"weight": weight, "river": FOR_PAGES} if weight else {}
    data = {**_data(trace, called, shown), **rivers, "show": show, "followsHost": theme == AUTO}
    return Stepper(picture, _page(title, data, theme, kernels), height, trace.nodes)


def _with_room(diagram: Diagram, weight: str | None) -> Diagram:
    """The diagram with room for rivers of whatever width: the numbers that they have will change."""
    if weight is None:
        return diagram
    some = Size(1.0, 1)
    nodes = [
        replace(node, value_size=some, gradient_size=some, contribution_sizes=(some,) * len(node.parents))
        for node in diagram.nodes
    ]
    return replace(diagram, weight=weight, nodes=tuple(nodes))


def _require_fit(value: Value) -> None:
    try:
        check_size(value, MAX_NODES)
    except GraphTooLargeError as error:
        raise GraphTooLargeError(
            f"a page steps through at most {MAX_NODES:,} nodes and {2 * MAX_NODES:,} edges, and this graph has more; "
            "step through a node closer to the inputs or the same expression for fewer data points, or use viz.draw"
        ) from error


@dataclass(frozen=True, slots=True)
class Page:
    """A page for the browser. A notebook shows it, and `save` writes it to a file.

    Attributes:
        picture: the still picture.
        html: the whole page; it loads nothing.
        height: that it needs in a notebook, in pixels.
    """

    picture: Picture
    html: str
    height: int

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to `path`, which ends with .html.

        Returns:
            The path.

        Raises:
            ValueError: another suffix.
            OSError: the file cannot be written; then what was there before is still there.
        """
        path = Path(path)
        if path.suffix.lower() != ".html":
            raise ValueError(f"a page is saved as .html, got {shown(path.name)}; change the suffix")
        write_whole(path, self.html.encode("utf-8"))
        return path

    def __str__(self) -> str:
        return str(self.picture)

    def __repr__(self) -> str:
        return printable(words("stepper.repr", title=self.picture.title))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """The page in a frame of its own; and the still picture, for notebooks that are not trusted, and for paper."""
        still = self.picture._repr_mimebundle_()
        page = framed(self.html, still["text/html"], FRAME, words("stepper.frame"), self.height)
        return {**still, "text/html": page}

    def _display_(self) -> object:
        """What marimo shows."""
        return self._repr_mimebundle_()["text/html"]


@dataclass(frozen=True, slots=True, repr=False)
class Stepper(Page):
    """A page that steps through a graph.

    With anywidget (the extra "widget") a notebook's page and its Python have the same numbers: a drag changes `x.data`
    and computes the graph again, and what a cell does, such as `y.backward()`, is seen in the page.
    """

    _nodes: tuple[Value, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """The page in a frame and the still picture; where Python listens, a widget too, which a notebook prefers."""
        forms = Page._repr_mimebundle_(self)
        return {**self._widget()._repr_mimebundle_()[0], **forms} if live.is_possible() else forms

    def _display_(self) -> object:
        """What marimo shows."""
        return self._widget() if live.is_possible() else self._repr_mimebundle_()["text/html"]

    def _widget(self) -> Any:
        script = source_of("host.js") + source_of("widget.js")
        return live.widget_of(self.html, script, words("stepper.frame"), self.height, self._nodes)


def _height(extent: Mapping[str, float], inputs: int) -> int:
    """How high a page is whose picture has this extent."""
    whole = min(FRAME_WIDTH / extent["width"], TALLEST_PICTURE / extent["height"], MOST_SCALE)
    shown = min(extent["height"] * max(whole, LEAST_SCALE), TALLEST_PICTURE)
    strip = STRIP if whole < LEAST_SCALE else 0
    return round(shown + strip + max(LEAST_AROUND, AROUND + INPUT * inputs))


def _data(trace: Trace, called: Sequence[str], picture: PictureData) -> dict[str, Any]:
    """All that the page's scripts are told; `called` are the names of the nodes."""
    index = {node: i for i, node in enumerate(trace.nodes)}
    names = dict(zip(trace.nodes, called, strict=True))
    rules = {i: rules_of(node, names) for i, node in enumerate(trace.nodes) if node.operation}
    formulas = whole_formulas(trace.nodes, names)
    return {
        "trace": [entry.as_json() for entry in trace.entries],
        "nodes": [_node(node, called[i], formulas[i], index) for i, node in enumerate(trace.nodes)],
        "gradients": trace.gradients,
        "branches": {slope: words(key) for slope, key in BRANCHES.items()},
        "contributions": [{**asdict(each), "rule": rules[each.user][each.position]} for each in trace.contributions],
        "picture": asdict(picture),
        "words": section("stepper"),
    }


def _node(node: Value, name: str, formula: str, index: Mapping[Value, int]) -> dict[str, Any]:
    operation = node.operation
    if operation is None:
        shown = name if not node.is_constant or node.label else typeset(name)
        return {"name": shown, "isConstant": node.is_constant, "isInput": not node.is_constant}
    return {
        "name": name,
        "symbol": gate_text(node),
        "role": operation.role_and_note,
        "isRouter": operation.role == Role.ROUTER,
        "operation": operation.python or operation.name,
        "needs": operation.said("needs"),
        "formula": formula,
        "parents": [index[parent] for parent in node.parents],
        "notation": notation(node),
        **({"group": group_of(node).partition("/")[0]} if group_of(node) else {}),
    }


def kernels_of(operations: set[str]) -> str:
    """The kernels of rows from outside among `operations`, as a script behind kernels.js.

    Raises:
        GraphError: one has none.
    """
    scripts = []
    for name in sorted(operations - {row.name for row in OF_THE_PACKAGE} - {""}):
        script = TABLE[name].javascript if name in TABLE else ""
        if not script:
            raise GraphError(
                f"a page computes in JavaScript, and nobody told it how {name} is computed there; give the operation "
                'its kernel, operation(..., javascript="(x) => ..."), or use viz.draw'
            )
        scripts.append(f"KERNELS[{name!r}] = ({script});\n".replace("</", "<\\/"))  # would end the page's script
    return "".join(scripts)


def _page(title: str, data: Mapping[str, Any], theme: str, kernels: str) -> str:
    """The page as text."""
    first, *others = map(source_of, SCRIPTS)
    style = colors(theme) + source_of("page.css")
    return one_page(source_of("page.html"), title, data, style, "\n".join([first + kernels, *others]))


def source_of(name: str) -> str:
    """A file of the page, without what only its readers need: lines of comment, and indents."""
    text = files("viz.stepper_page").joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"^[ ]+|^[ ]*//.*\n|\n(?=\n)", "", text, flags=re.MULTILINE)
