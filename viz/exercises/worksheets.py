"""Worksheets: a picture with blanks (a), (b), ... to be filled in, the key, and what to say to wrong answers.

Not here: which blanks there are and which mistakes (blanks.py), what is said to them (judge.py), how a picture is drawn
(picture.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from autograd_core import Value, topological_order
from autograd_core.errors import described, one_of, shown
from autograd_core.files import write_whole
from autograd_core.notation import elided, node_name, number_text
from autograd_core.words import language, speaking, words
from viz.diagram import (
    MAX_NODES,
    Diagram,
    GraphTooLargeError,
    check_size,
    diagram_of_graph,
    names_of,
    noting_changes,
    symbol,
    without_gradients,
    without_local_gradients,
)
from viz.exercises.answers import UnreadableError, is_open, number_of
from viz.exercises.blanks import Blank, blanks_of
from viz.exercises.judge import Judge
from viz.exercises.page import Computed, Sheet, computed, worksheet_page
from viz.exercises.page.page import BLANK
from viz.exercises.variants import varied
from viz.exercises.verdicts import Tries, Verdict, Verdicts, require_stage
from viz.graph import Graph
from viz.names import labels_from
from viz.picture import AUTO, Picture
from viz.text import gate_symbol, number


class Worksheet:
    """A picture with blanks, made by `worksheet`.

    Attributes:
        picture: with the blanks; to be saved, or shown in a notebook.
        key: letter -> the number that belongs there.
    """

    def __init__(self, diagram: Diagram, theme: str, judge: Judge, known: Computed | None) -> None:
        self._diagram, self._theme = diagram, theme
        self._judge, self._known = judge, known
        self._tries = Tries()
        self._language = language.get()
        self._open = _filled_in(diagram, list(judge.blanks.values()), dict.fromkeys(judge.blanks, BLANK))
        self.picture = Picture(self._open, theme)
        self.key = {letter: judge.right(letter) for letter in judge.blanks}

    def __str__(self) -> str:
        return "\n".join(f"({letter}) {number_text(number)}" for letter, number in self.key.items())

    def __repr__(self) -> str:
        answers = [f"{letter}=..." for letter in islice(self.key, 2)]
        if len(self.key) > len(answers):
            answers.append("...")
        return words("worksheet.repr", count=len(self.key), answers=", ".join(answers))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """The still picture, for notebooks that are not trusted, and in its place the page in a frame of its own."""
        still = self.picture._repr_mimebundle_() | {"text/plain": repr(self)}
        return still if self._page is None else still | {"text/html": self._page.in_place_of(still["text/html"])}

    @cached_property
    def _page(self) -> Sheet | None:
        """The page on which it is answered; None where no page can compute the graph."""
        if self._known is None:
            return None
        with speaking(self._language):
            return worksheet_page(self._known, self._open, self._theme)

    def save(self, path: str | os.PathLike[str], *, key: bool = False) -> Path:
        """Write the worksheet to `path`: as .html the page on which it is answered, as .pdf, .svg, .png, .tex or .dot
        the picture with its blanks, to be printed.

        Args:
            path: its suffix names the format.
            key: whether the answers stand in the blanks; then .html is the picture, too.

        Returns:
            The path.

        Raises:
            ValueError: another suffix.
            RenderError: there is no Graphviz, or it failed.
            OSError: the file cannot be written.
        """
        path = Path(path)
        if key:
            answers = {letter: number(answer) for letter, answer in self.key.items()}
            with speaking(self._language):
                picture = Picture(_filled_in(self._diagram, list(self._judge.blanks.values()), answers), self._theme)
            return picture.save(path)
        if path.suffix.lower() != ".html" or self._page is None:
            return self.picture.save(path)
        write_whole(path, self._page.html.encode("utf-8"))
        return path

    def check(self, *, stage: int | None = None, **answers: Any) -> Verdicts:
        """Which of `answers`, by the letters of their blanks, are right to a thousandth or to three figures.

        An answer is a number, or text such as "1/3"; `...` is not yet answered.

        A wrong one is told which kind of mistake it is, if it is one of the usual ones; the next wrong try of that
        blank is told at which gate to look, and the one after that the arithmetic. What follows from another wrong
        answer by the right rule is told so.

        Args:
            stage: what wrong answers are told, however often they were tried: 1, the kind of mistake, 2, the gate too,
                3, all.
            answers: by letter.

        Raises:
            ValueError: there is no such blank, or no such stage.
        """
        for letter in answers:
            if letter not in self.key:
                raise ValueError(f"the blanks are {', '.join(elided([*self.key], str))}, got {shown(letter)}")
        require_stage(stage)
        numbers: dict[str, Any] = {}
        unreadable: dict[str, str] = {}
        for letter, answer in answers.items():
            try:
                if not is_open(answer):
                    numbers[letter] = number_of(answer)
            except UnreadableError as error:
                unreadable[letter] = str(error)
        return Verdicts([self._verdict(letter, numbers, unreadable, stage) for letter in answers])

    def _verdict(
        self, letter: str, numbers: Mapping[str, Any], unreadable: Mapping[str, str], stage: int | None
    ) -> Verdict:
        if letter not in numbers:
            return Verdict(letter, False, unreadable.get(letter) or words("exercise.open"))
        judgement = self._judge.judgement(letter, numbers, stage or self._tries.next_stage(letter))
        if judgement.counts and stage is None:
            self._tries.note(letter)
        return judgement.verdict


def worksheet(
    value: Value,
    hide: str | Sequence[Value] = "gradients",
    *,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
    max_nodes: int = MAX_NODES,
    seed: int | None = None,
) -> Worksheet:
    """The graph of `value` with blanks (a), (b), ... in place of numbers, in the order in which they are worked out.

    It is drawn unfolded: a blank stands for one number.

    Args:
        value: the output of the graph; the gradients are those of `draw`, or of a seed of 1 before backward().
        hide: "gradients", "values" (computed ones), or the nodes whose computed values and gradients are blanks.
        names, theme: as for `draw`.
        max_nodes: the most nodes that may be drawn.
        seed: an integer from 0 on: the same exercise with other inputs, small and clean, drawn from it; the page of a
            worksheet draws the same ones. The operations stay those that were recorded.

    Raises:
        TypeError: `value` is not a Value, `hide` neither a str nor a list of Values, or `seed` no integer.
        ValueError: an unknown `hide`, a node in it that is not in the graph, nothing to hide, or a `seed` below 0.
        GraphTooLargeError: more than `max_nodes` nodes, or twice as many edges.
    """
    try:
        if isinstance(value, Value):
            check_size(value, max_nodes)
    except GraphTooLargeError as error:
        raise GraphTooLargeError(
            f"a worksheet has a blank for every number, so it is drawn unfolded, with at most {max_nodes:,} nodes and "
            "twice as many edges, and this graph has more; make it of a node closer to the inputs or for fewer data "
            "points, or pass a larger max_nodes"
        ) from error
    is_hidden = _hidden(hide, value)
    graph, labels = Graph(value), dict(labels_from(names))
    originals = [node.data for node in graph.order]
    if seed is not None:
        graph, labels, is_hidden = _with_other_numbers(graph, seed, labels, is_hidden)
    diagram = diagram_of_graph(graph, labels, seed=1)
    called = names_of(diagram, is_live=True)
    steps = graph.steps(1) if diagram.output.gradient else []
    blanks = blanks_of(graph.order, steps, diagram.uses, is_hidden)
    if not blanks.blanks:
        raise ValueError("a worksheet needs blanks, and nothing that is computed here is hidden; hide other nodes")
    if hide == "values":
        diagram = without_gradients(diagram)
    diagram = noting_changes(_named(without_local_gradients(diagram), called), graph)
    gates = [gate_symbol(symbol(node)) for node in graph.order]
    known = computed(graph, blanks, called, gates, originals, seed)
    return Worksheet(diagram, theme, Judge(blanks, called, gates), known)


def _with_other_numbers(
    graph: Graph, seed: int, labels: Mapping[Value, str], is_hidden: Callable[[str, Value], bool]
) -> tuple[Graph, dict[Value, str], Callable[[str, Value], bool]]:
    """A copy of a graph with other inputs, and what is said of its nodes."""
    other = Graph(varied(graph.output, seed))
    original = dict(zip(other.order, graph.order, strict=True))
    named = {node: labels[twin] for node, twin in original.items() if twin in labels}
    return other, named, lambda kind, node: is_hidden(kind, original[node])


def _named(diagram: Diagram, called: Sequence[str]) -> Diagram:
    """The diagram in which everything that has a number of its own is called what sentences call it."""
    *before, output = diagram.nodes
    named = [
        node if node.is_constant or node.name else replace(node, name=name)
        for node, name in zip(before, called, strict=False)
    ]
    return replace(diagram, nodes=(*named, output))


def _hidden(hide: str | Sequence[Value], output: Value) -> Callable[[str, Value], bool]:
    """(kind, node) -> whether its "values" or "gradients" are blanks."""
    if isinstance(hide, str):
        one_of("hide", hide, ("gradients", "values"))
        return lambda kind, node: kind == hide
    if not isinstance(hide, Iterable):
        raise TypeError(f"hide is 'gradients', 'values' or a list of nodes, got {described(hide)}; put nodes in [...]")
    nodes, known = list(hide), set(topological_order(output))
    for node in nodes:
        if not isinstance(node, Value):
            raise TypeError(f"hide is 'gradients', 'values' or a list of nodes, got {described(node)} in the list")
        if node not in known:
            raise ValueError(f"hide needs nodes of the graph that is drawn, and {node_name(node)} is none of them")
    return lambda kind, node: node in nodes


def _filled_in(diagram: Diagram, blanks: Sequence[Blank], texts: Mapping[str, str]) -> Diagram:
    """The diagram with (a) and a text, a line or the answer, in the place of each number that is asked for."""
    nodes = [replace(node, accumulated="") for node in diagram.nodes]
    for blank in blanks:
        text = f"({blank.letter}) {texts[blank.letter]}"
        if blank.kind == "share":
            assert blank.user is not None
            assert blank.position is not None
            node, slot = nodes[blank.user], blank.position
            paid = (*node.contributions[:slot], text, *node.contributions[slot + 1 :])
            nodes[blank.user] = replace(node, contributions=paid)
        elif blank.kind == "sum":
            nodes[blank.node] = replace(nodes[blank.node], gradient=text)
        else:
            nodes[blank.node] = replace(nodes[blank.node], value=text)
    hidden = {blank.node for blank in blanks if blank.kind == "share"}
    sums = {blank.node for blank in blanks if blank.kind == "sum"}
    # what is used once shows its gradient on its only arrow; in words it must not be told either
    nodes = [replace(node, gradient="?") if i in hidden - sums else node for i, node in enumerate(nodes)]
    return replace(diagram, nodes=tuple(nodes))
