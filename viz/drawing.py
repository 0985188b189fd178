"""What people call: draw, draw_backward and draw_both, and how a notebook shows a Value.

Their options are turned into a diagram here. Not here: what a diagram says (diagram.py), what a picture can do
(picture.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from autograd_core import Value
from autograd_core.errors import described, one_of
from autograd_core.words import words
from viz.diagram import (
    DIRECTIONS,
    Diagram,
    GraphTooLargeError,
    noting_changes,
    weighted,
    without_gradients,
    without_local_gradients,
    without_values,
)
from viz.formats.render import RenderError
from viz.formulas import with_formulas
from viz.graph import Graph
from viz.large_graphs import FOLDS, MAX_NODES_WHOLE, selected_diagrams
from viz.names import labels_from
from viz.networks import draw_network
from viz.picture import AUTO, BACKWARD, BOTH, GRAPH, PROGRAM, Kind, Picture
from viz.programs import program_diagram
from viz.rounding import required_digits

if TYPE_CHECKING:
    from autograd_core.program.program import Program

LAYERS = "layers"  # what draw's `fold` calls a network as layers of circles
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
    weight: str | None = None,
    digits: int | None = None,
    direction: str = DIRECTIONS[0],
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
        formulas: whether formulas in what has a label, inputs and steps, stand in place of numbers.
        fold: what to draw as one: "nothing", "sums" (a chain of additions), "groups" (nodes with the same `group`, a
            path such as "layer 1/neuron 3", by its first name), "repeats" (equal structures), "layers" (a network as
            layers of circles, as `draw_network` has it), or "auto": nothing in a graph of up to 150 nodes and 100
            arrows with gradients, 24 of them below each other, and in a larger one as little as leaves 60 of each. A
            folded picture says so.
        max_nodes: the most nodes that may be drawn, and half of the most edges.
        around: draws the part of the graph that is at most `hops` edges away from this node.
        between: draws the ways from the first of these nodes to the second, the one with the largest |product of local
            gradients| in heavy lines; folded, and without what stands beside them, where they are too many.
        weight: "gradient" or "value" makes each arrow as wide as that number, a river: coloured, and dashed, by its
            sign, dotted where it is 0. Of several numbers it is the root of the sum of their squares. A legend names
            the scale.
        direction: "right", or "down", for a narrow page; in rows where one would be too long to be read on a slide.
        digits: how many significant digits numbers have on the arrows, from 1 to 6; an integer part of up to six digits
            is kept. Without it long numbers have three, and in a picture that is short of room all that have more. Six
            stand in the table, and appear on hover in an SVG; every digit is in `.data` and `.grad`.
        theme: "light", "dark", "print" (black and white), or "auto": light, and in a notebook dark where the system is.

    Raises:
        TypeError: `value` is neither a Value nor a program, `names` not a mapping, or an option is not for programs.
        ValueError: an unknown `show`, `fold`, `theme`, `weight`, `digits` or `direction`, no gradients to be as wide
            as, two of `fold`, `around` and `between`, or nodes for them that are not in the graph.
        GraphError: no way leads from one node of `between` to the other.
        GraphTooLargeError: more than `max_nodes` are left to draw, or formulas are wanted of a folded graph.
    """
    if not isinstance(value, Value):
        return _draw_program(**locals())
    one_of("show", show, SHOWN)
    one_of("direction", direction, DIRECTIONS)
    one_of("fold", fold, [*FOLDS, LAYERS])
    if fold == LAYERS:
        return _draw_layers(**locals())
    labels = labels_from(names)
    graph = Graph(value)
    found = selected_diagrams(graph, labels, fold, max_nodes, around, hops, between)
    digits = required_digits(digits)

    def finished(diagram: Diagram) -> Diagram:
        if formulas and diagram.note:
            raise GraphTooLargeError(
                "formulas are written for graphs that are not folded, and this one is; leave formulas out, draw a node "
                "closer to the inputs, or pass fold='nothing' (and neither around nor between)"
            )
        if not local_gradients:
            diagram = without_local_gradients(diagram)
        if formulas:
            diagram = with_formulas(diagram, value, labels)
        diagram = replace(weighted(diagram, weight), digits=digits, direction=direction)
        return noting_changes(SHOWN[show](diagram), graph)

    return _picture(map(finished, islice(found, 1) if formulas else found), theme)


def still_picture(graph: Graph, labels: Mapping[Value, str], show: str, theme: str) -> Picture:
    """What `draw` gives without further options, of a graph that is read already."""
    found = selected_diagrams(graph, labels, "auto", MAX_NODES_WHOLE, None, 0, None)
    return _picture((noting_changes(SHOWN[show](without_local_gradients(diagram)), graph) for diagram in found), theme)


def _picture(diagrams: Iterator[Diagram], theme: str, kind: Kind = GRAPH) -> Picture:
    """The picture of the first of some diagrams, or of what follows it where that cannot be read."""
    return Picture(next(diagrams), theme, kind, diagrams)


def _draw_layers(*, value: Value, names: Mapping[str, Any] | None, theme: str, **others: Any) -> Picture:
    """The network in a graph; TypeError where an option of `others` is given that it does not have."""
    weight = others.pop("weight")
    given = _given({name: option for name, option in others.items() if name not in ("fold", "max_nodes")})
    if given:
        raise TypeError(
            f"weight, names and theme alone are options for a network, got {', '.join(given)} too; leave these out, or "
            "fold otherwise"
        )
    return draw_network(value, weight=weight or "value", names=names, theme=theme)


def _given(options: Mapping[str, Any]) -> list[str]:
    """The names of draw's options that are not as they are by default."""
    defaults = draw.__kwdefaults__ or {}
    return [name for name, option in options.items() if option is not defaults[name] and option != defaults[name]]


def _draw_program(value: Program, *, show: str, theme: str, **others: Any) -> Picture:
    """The picture of a program; TypeError where `others`, which are options for graphs, are not as they are by default.

    Raises:
        TypeError, ValueError: as `draw`.
    """
    one_of("show", show, SHOWN)
    given = _given(others)
    if given:
        raise TypeError(
            f"show and theme alone are options for a program, got {', '.join(given)} too; leave these out, or draw the "
            "Value that the program was compiled from"
        )
    return Picture(program_diagram(value, show), theme, PROGRAM)


def draw_backward(
    value: Value,
    *,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
    fold: str = "auto",
    max_nodes: int = MAX_NODES_WHOLE,
    weight: str | None = None,
    digits: int | None = None,
) -> Picture:
    """The backward pass from `value` as a graph of its own, its gates drawn by their roles; arrows run right to left.

    An addition distributes the gradient; a multiplication swaps its inputs, so the other one, saved by the forward
    pass, arrives on a dashed arrow; a maximum is a switch, its closed branch dotted and grey; exp, sigmoid and their
    like scale by what they saved; and where a value was copied, a sum gate adds up what comes back. A folded part is a
    box, at which ranges of gradients arrive and leave. Where that would be too small to be read on a slide, what gates
    do and saved is left out, then the products below the gradients.

    The seed is `value.grad` if backward() has run, else 1. Arguments and errors are those of `draw`.
    """
    return _picture(_backward_diagrams(value, names, fold, max_nodes, weight, digits), theme, BACKWARD)


def draw_both(
    value: Value,
    *,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
    fold: str = "auto",
    max_nodes: int = MAX_NODES_WHOLE,
    weight: str | None = None,
    digits: int | None = None,
) -> Picture:
    """The forward pass and, below it, the backward pass as `draw_backward` has it, each gate below its forward self.

    With `weight` the pass in which that number flows is drawn as a river. Arguments and errors are those of `draw`.
    """
    return _picture(_backward_diagrams(value, names, fold, max_nodes, weight, digits), theme, BOTH)


def _backward_diagrams(
    value: Value,
    names: Mapping[str, Any] | None,
    fold: str,
    max_nodes: int,
    weight: str | None,
    digits: int | None,
) -> Iterator[Diagram]:
    one_of("fold", fold, FOLDS)
    if not isinstance(value, Value):
        raise TypeError(f"draw needs a Value, got {described(value)}")
    graph = Graph(value)
    for diagram in selected_diagrams(graph, labels_from(names), fold, max_nodes, None, 0, None, seed=1):
        yield noting_changes(replace(weighted(diagram, weight), digits=required_digits(digits)), graph)


def notebook_form(value: Value, include: object = None, exclude: object = None) -> dict[str, str]:
    """How a notebook shows a Value: as its picture, or, where there can be none, as its repr and the reason."""
    try:
        forms = draw(value)._repr_mimebundle_()
    except (RenderError, GraphTooLargeError) as error:
        return {"text/plain": f"{value!r}\n{words('picture.none', reason=str(error))}"}
    return forms | {"text/plain": repr(value)}
