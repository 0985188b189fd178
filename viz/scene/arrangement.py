"""Arrangement: the one choice of how a picture is drawn so that it can be read on a slide.

A picture says all it has to say in one row where that can be read; then, one after the other, in rows, with fewer
digits, with less beside the numbers; and at last a graph that is folded more. (It never turns by itself: of all graphs
that were tried none was larger downwards than in rows.) Not here: folding (viz/large_graphs), rows (rows.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from viz.diagram import Diagram
from viz.rounding import DIGITS, rounded
from viz.scene.arrows import BACKWARD, FORWARD, NUMBERS, Pass
from viz.scene.legibility import LEAST_LEGIBLE, LEGIBLE, SMALL
from viz.scene.scene import Detail, Scene


def forward_scene(diagrams: Iterable[Diagram]) -> Scene:
    """Of the first of `diagrams`, each folded more than the one before, that can be read: values and gradients.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    return _first_legible(diagrams, lambda diagram: arranged(diagram, [NUMBERS]))


def backward_scene(diagrams: Iterable[Diagram]) -> Scene:
    """The same of the backward pass alone, at the places that it has below the forward pass.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    return _first_legible(diagrams, lambda diagram: arranged(diagram, [FORWARD, BACKWARD]))


def both_scene(diagrams: Iterable[Diagram]) -> Scene:
    """The same of the forward pass and, below it at the same coordinates, the backward pass.

    Raises:
        RenderError: there is no Graphviz, or it failed; the message says what to do.
    """
    passes = [FORWARD, BACKWARD]
    return _first_legible(diagrams, lambda diagram: arranged(diagram, passes, passes))


def arranged(diagram: Diagram, passes: Sequence[Pass], drawn: Sequence[Pass] = ()) -> Scene:
    """The scene of a diagram that says most of those that can be read, or else the one whose text is largest."""
    best: Scene | None = None
    for shown, detail, is_framed in _manners(diagram, has_roles=len(passes) > 1):
        scene = Scene(shown, passes, drawn, detail, is_framed=is_framed)
        if best is None or scene.pixels > best.pixels:
            best = scene
        if best.pixels >= LEGIBLE:
            break
    assert best is not None
    return best


def _manners(diagram: Diagram, *, has_roles: bool) -> Iterator[tuple[Diagram, Detail, bool]]:
    """Ways to draw it, each of which needs less room than the one before: with frames around groups, and without."""
    fewer = diagram if diagram.digits else replace(diagram, digits=DIGITS)
    for is_framed in (True, False) if _has_groups(diagram) else (False,):
        if rounded(fewer).nodes != rounded(diagram).nodes:
            yield diagram, Detail.ALL, is_framed
        yield fewer, Detail.ALL, is_framed
        if has_roles:
            yield fewer, Detail.PRODUCTS, is_framed
        yield fewer, Detail.NUMBERS, is_framed


def _has_groups(diagram: Diagram) -> bool:
    """Whether it is not folded, and its nodes say which part of a network they are."""
    is_folded = any(node.part or node.count > 1 for node in diagram.nodes)
    return not is_folded and any(node.group for node in diagram.nodes)


def _first_legible(diagrams: Iterable[Diagram], scene_of: Callable[[Diagram], Scene]) -> Scene:
    """The scene of the first diagram that can be read; or of the one whose text is largest."""
    best: Scene | None = None
    wanted = LEGIBLE
    for diagram in diagrams:
        scene = scene_of(diagram)
        if best is None:
            wanted = LEGIBLE if _is_small(diagram) else LEAST_LEGIBLE
        if best is None or scene.pixels > best.pixels:
            best = scene
        if best.pixels >= wanted:
            break
    assert best is not None
    return best


def _is_small(diagram: Diagram) -> bool:
    """Whether it is a whole graph of so few gates and arrows that all of it can be large."""
    gates = sum(node.operation is not None for node in diagram.nodes)
    arrows = sum(not diagram.nodes[parent].is_constant for node in diagram.nodes for parent in node.parents)
    return not any(node.part or node.count > 1 for node in diagram.nodes) and gates <= SMALL[0] and arrows <= SMALL[1]
