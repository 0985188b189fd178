"""The gym: a graph is handed in, and unmasks a broken engine or does not; what was seen, and what is unmasked by now.

Not here: the engines (broken.py, faults.py).
"""

from __future__ import annotations

import html
import math
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import EllipsisType
from typing import Any

from autograd_core import Value, backward_steps
from autograd_core.errors import described, shown
from autograd_core.files import write_whole
from autograd_core.kinds import is_complex
from autograd_core.notation import number_text
from autograd_core.words import language, speaking, words
from viz.diagram import diagram_of_graph, names_of
from viz.exercises.broken import Engine, gradients_by
from viz.exercises.faults import FAULTS
from viz.exercises.page import Sheet, gym_page
from viz.exercises.specimens import program, specimens
from viz.exercises.verdicts import RIGHT_COLOR, Verdict, Verdicts
from viz.graph import Graph

ROUNDING = 1e-9  # of all that arrives at a node: engines add in orders of their own
MOST_GATES, MOST_TURNS = 100, 10_000  # of a graph, and of an engine that walks every way through it
STAR, CHECK = "★", "✓"


class Gym:
    """Broken engines, and which of them are unmasked by now; made by `gym`."""

    def __init__(self) -> None:
        self._fewest: dict[int, int] = {}  # engine -> gates of the smallest graph that unmasked it

    @property
    def unmasked(self) -> list[int]:
        """The engines that are, by their numbers."""
        return sorted(self._fewest)

    @property
    def stars(self) -> list[int]:
        """Those that the smallest graph unmasked."""
        return [number for number in self.unmasked if self._fewest[number] == _gates(self.smallest(number))]

    def check(self, engine: int, graph: Value | EllipsisType) -> Verdicts:
        """Hand in a graph: right if `engine` gives one of its leaves a wrong gradient.

        Args:
            engine: its number, from 1 on.
            graph: the output of the graph, or `...` while it is open. No `.grad` of it is changed.

        Raises:
            TypeError: `graph` is not a Value, or has complex numbers.
            ValueError: there is no such engine; or `graph` is a leaf, is too large, or not finite somewhere.
            ArithmeticError, ValueError: a right gradient has no value (the slope of sqrt at 0).
        """
        broken = _engine(engine)
        if graph is ...:
            return Verdicts([Verdict(str(engine), False, words("exercise.open"))])
        _require_small(graph)
        seen = Sighting(broken, Handed(graph))
        if not seen.is_unmasked:
            said = words("gym.hidden" if seen.differing else "gym.masked")
            return Verdicts([Verdict(str(engine), False, said)])
        gates, fewest = _gates(graph), _gates(broken.smallest())
        self._fewest[engine] = min(gates, self._fewest.get(engine, gates))
        praise = words("gym.star") if gates <= fewest else words("gym.smaller", count=fewest)
        said = words("gym.unmasked", seen=seen.words(), fault=words(broken.fault), praise=praise)
        return Verdicts([Verdict(str(engine), True, said)])

    def smallest(self, engine: int) -> Value:
        """A graph of as few gates as unmask an engine: the solution.

        Raises:
            ValueError: there is no such engine.
        """
        return _engine(engine).smallest()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page on which graphs are handed in, from some to choose from, to `path`, which ends with .html.

        Returns:
            The path.

        Raises:
            ValueError: another suffix.
            OSError: the file cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() != ".html":
            raise ValueError(f"a gym is saved as .html, got {shown(path.name)}; change the suffix")
        write_whole(path, self._page.html.encode("utf-8"))
        return path

    @property
    def _page(self) -> Sheet:
        return gym_page(_page_data(language.get()), {number - 1: gates for number, gates in self._fewest.items()})

    def __str__(self) -> str:
        lines = ["  ".join(filter(None, each)) for each in self._engines()]
        return "\n".join([self._title(), words("gym.legend"), *lines])

    def __repr__(self) -> str:
        return f"<{self._title()}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """A tile for each engine, and the faults of those that are unmasked; in their place the page."""
        engines = [*self._engines()]
        tiles = "".join(_tile(number, gates, mark) for number, gates, mark, *_ in engines)
        faults = "".join(
            f"<div>{_colored(mark)} <b>{number}</b> {html.escape(' '.join(filter(None, (fault, yours))))}</div>"
            for number, _, mark, fault, yours in engines
            if mark
        )
        head = f"<div><b>{html.escape(self._title())}</b></div><div>{html.escape(words('gym.legend'))}</div>"
        still = f"<div>{head}{_TILES}{tiles}</div>{faults}</div>"
        return {"text/html": self._page.in_place_of(still), "text/plain": str(self)}

    def _title(self) -> str:
        return words("gym.title", all=len(FAULTS), done=len(self.unmasked), stars=len(self.stars))

    def _engines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Of each engine its number, how many gates unmask it, and once it is a mark, its fault, and what yours had."""
        stars = self.stars
        for number, engine in enumerate(FAULTS, start=1):
            gates = _gates_in_words(engine)
            mine = self._fewest.get(number)
            if mine is None:
                yield str(number), gates, "", "", ""
            elif number in stars:
                yield str(number), gates, STAR, words(engine.fault), ""
            else:
                yield str(number), gates, CHECK, words(engine.fault), f"({words('gym.yours', count=mine)})"


def gym() -> Gym:
    """Thirty broken engines with one fault each, to be unmasked: find a graph on which an engine is wrong.

    `gym.check(7, graph)` hands in a graph to engine 7. A star is for a graph of as few gates as can do it. The gym
    shows itself as a table: of each engine how many gates the smallest graph has, and its fault, once it is unmasked.
    """
    return Gym()


_TILES = '<div style="display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0">'
_TILE = '<div style="border: 1px solid; border-radius: 6px; padding: 4px 8px; text-align: center; line-height: 1.3">'


def _tile(number: str, gates: str, mark: str) -> str:
    shown_mark = f" {_colored(mark)}" if mark else ""
    return f"{_TILE}<b>{number}</b>{shown_mark}<br><small>{html.escape(gates)}</small></div>"


def _colored(mark: str) -> str:
    return f'<b style="color: {RIGHT_COLOR}">{mark}</b>'


@cache
def _page_data(speaking_in: str) -> dict[str, Any]:
    """What the page shows: the engines, the graphs to choose from, and what is seen of each engine on each graph.

    An outcome is the sentence of what is seen, or whether something went wrong that no leaf feels.
    """
    graphs = [Handed(graph) for graph in specimens()]
    with speaking(speaking_in):
        engines = [
            {"gates": _gates_in_words(engine), "fewest": _gates(engine.smallest()), "fault": words(engine.fault)}
            for engine in FAULTS
        ]
        outcomes = [[_outcome(engine, graph) for graph in graphs] for engine in FAULTS]
    shown_graphs = [{"code": program(each.graph.output), "gates": _gates(each.graph.output)} for each in graphs]
    return {"engines": engines, "graphs": shown_graphs, "outcomes": outcomes}


def _outcome(engine: Engine, handed: Handed) -> str | bool:
    seen = Sighting(engine, handed)
    return seen.words() if seen.is_unmasked else bool(seen.differing)


def _gates_in_words(engine: Engine) -> str:
    """How many gates the smallest graph has that unmasks an engine, and whether that is run twice."""
    gates = words("gym.gates", count=_gates(engine.smallest()))
    return words("gym.twice", gates=gates) if engine.passes > 1 else gates


def _engine(number: int) -> Engine:
    if not isinstance(number, int) or not 1 <= number <= len(FAULTS):
        raise ValueError(f"the engines have the numbers 1 to {len(FAULTS)}, got {shown(number)}")
    return FAULTS[number - 1]


def _gates(graph: Value) -> int:
    return sum(1 for node in Graph(graph).order if node.parents)


def _require_small(graph: Any) -> None:
    """What engines can be run on: at least one gate, real and finite numbers, and not too many ways."""
    if not isinstance(graph, Value):
        raise TypeError(f"a graph is handed in as its output, a Value, got {described(graph)}")
    if graph.is_leaf:
        raise ValueError("a graph has at least one gate, got a leaf; compute something with it")
    order = Graph(graph).order
    for node in order:
        if is_complex(node.data):
            raise TypeError(f"these engines compute with real numbers, got {shown(node.data)}")
        _require_finite(node.data)
    ways = {graph: 1}
    turns = 0
    for node in reversed(order):
        turns += ways[node] * len(node.parents)
        for parent in node.parents:
            ways[parent] = ways.get(parent, 0) + ways[node]
    if len(order) > 2 * MOST_GATES or _gates(graph) > MOST_GATES or turns > MOST_TURNS:
        raise ValueError(
            f"a graph is handed in with at most {MOST_GATES} gates and {MOST_TURNS:,} turns for an engine that walks "
            "every way through it, and this one has more; hand in a smaller one: small graphs unmask the most"
        )


def _require_finite(*numbers: Any) -> None:
    """A closed gate keeps what is not finite from the leaves; no broken engine does."""
    for number in numbers:
        if not math.isfinite(_plain(number)):
            raise ValueError(
                f"a graph is handed in with finite numbers, gradients and local gradients, got {shown(number)}; take "
                "other inputs"
            )


class Handed:
    """A graph that was handed in, with its right backward pass.

    Attributes:
        graph: as its output.
        steps: of the right pass.
        right: node -> its gradient, in the order of that pass.
        sizes: node -> the sum of what arrives there, without signs: how far rounding may go.
    """

    def __init__(self, output: Value) -> None:
        self.graph = Graph(output)
        self.steps = [*backward_steps(output)]
        self.right: dict[Value, Any] = {output: 1}
        self.sizes: dict[Value, float] = {output: 1.0}
        for step in self.steps:
            for edge, total in zip(step.contributions, step.sums, strict=True):
                self.right[edge.value] = total
                self.sizes[edge.value] = self.sizes.get(edge.value, 0.0) + abs(_plain(edge.amount))
                _require_finite(edge.local_gradient, total)


class Sighting:
    """What is seen of an engine on a graph.

    Attributes:
        differing: the nodes whose gradient is wrong, in the order of the backward pass.
        is_unmasked: whether there is a leaf among them.
    """

    def __init__(self, engine: Engine, handed: Handed) -> None:
        self.engine, self._handed = engine, handed
        self._found = gradients_by(engine, handed.graph.output, handed.steps)
        self.differing = [
            node
            for node in handed.right
            if not _agree(self._found[node], self._right(node), ROUNDING * engine.passes * handed.sizes[node])
        ]
        self.is_unmasked = any(node.is_leaf for node in self.differing)

    def _right(self, node: Value) -> Any:
        """A leaf adds up what all passes bring."""
        return self._handed.right[node] * (self.engine.passes if node.is_leaf else 1)

    def words(self) -> str:
        """Where the engine and the right one first differ."""
        first, graph = self.differing[0], self._handed.graph
        names = dict(zip(graph.order, names_of(diagram_of_graph(graph, {}, seed=1), is_live=True), strict=True))
        key = "gym.seen_after_all" if self.engine.passes > 1 else "gym.seen"
        right, wrong = number_text(self._right(first)), number_text(self._found[first])
        return words(key, node=names[first], right=right, wrong=wrong)


def _agree(found: Any, right: Any, noise: float) -> bool:
    one, other = _plain(found), _plain(right)
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or abs(one - other) <= noise


def _plain(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf
