"""A gradient as a sum over paths: every way from a value to the output, with its product of local gradients.

Here: counting, summing and finding the heaviest without walking all of them. Not here: a gradient edge by edge
(explain.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from autograd_core.differentiate import raise_if_needed, slopes_at
from autograd_core.explain import as_number, gate
from autograd_core.graph import require_untangled, require_values, topological_order
from autograd_core.notation import count_text, elided, node_name, number_text
from autograd_core.nothing import NOTHING
from autograd_core.value import Value
from autograd_core.words import words

_SHOWN_PATHS = 5


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a value to the output.

    Attributes:
        nodes: from the value to the output.
        local_gradients: one per edge, in the same order.
        product: their product, the path's share of the gradient.
    """

    nodes: tuple[Value, ...]
    local_gradients: tuple[Any, ...]
    product: Any

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        way = elided(self.nodes, lambda node: node_name(node) if node is self.nodes[0] else gate(node))
        factors = elided(self.local_gradients, number_text) or ["1"]
        return f"{' -> '.join(way)}: {' x '.join(factors)} = {number_text(self.product)}"


class Paths:
    """All ways from `value` to `output`; iterating yields each, lazily. See `paths`."""

    def __init__(self, output: Value, value: Value) -> None:
        require_values(output=output, value=value)
        require_untangled(output)
        self.output = output
        self.value = value
        errors: list[Exception] = []
        self._between = _edges_between(output, value, errors)
        if errors:
            raise_if_needed(errors, [self.gradient])

    @cached_property
    def count(self) -> int:
        """How many paths there are, computed without walking them."""
        counts = {self.value: 1}
        for node, edges in self._between.items():
            counts[node] = counts.get(node, 0) + sum(counts[parent] for parent, _ in edges)
        return counts.get(self.output, 0)

    @cached_property
    def gradient(self) -> Any:
        """The sum of all paths' products, which is d output / d value, computed without walking them."""
        sums: dict[Value, Any] = {self.value: 1}
        for node, edges in self._between.items():
            for parent, slope in edges:
                sums[node] = sums.get(node, NOTHING) + sums[parent] * slope
        return as_number(sums.get(self.output, 0))

    def __iter__(self) -> Iterator[Path]:
        if self.value is self.output:
            yield Path((self.output,), (), 1)
            return
        way: list[tuple[Value, Any]] = []  # edges taken, from the output down: (parent, slope)
        open_edges = [iter(self._between.get(self.output, ()))]
        while open_edges:
            edge = next(open_edges[-1], None)
            if edge is None:
                open_edges.pop()
                if way:
                    way.pop()
                continue
            way.append(edge)
            if edge[0] is self.value:
                yield self._path(way)
                way.pop()
            else:
                open_edges.append(iter(self._between[edge[0]]))

    def heaviest(self, k: int = 1) -> list[Path]:
        """The `k` paths with the largest |product|, heaviest first, without walking the others."""
        # of each node its k heaviest ways down to the value: |product|, the number of the first edge, and which of the
        # ways from that edge's parent goes on
        best: dict[Value, list[tuple[Any, int, int]]] = {self.value: [(1, 0, 0)]}
        for node, edges in self._between.items():
            ways = [
                (abs(slope) * onward[0], edge, rank)
                for edge, (parent, slope) in enumerate(edges)
                for rank, onward in enumerate(best[parent])
            ]
            best[node] = sorted(ways, key=itemgetter(0), reverse=True)[:k]
        return [self._path(self._way(best, rank)) for rank in range(len(best.get(self.output, ())))]

    def _way(self, best: Mapping[Value, list[tuple[Any, int, int]]], rank: int) -> list[tuple[Value, Any]]:
        """The edges of the output's way number `rank` in `best`, from the output down."""
        node, way = self.output, []
        while node is not self.value:
            _, edge, rank = best[node][rank]
            way.append(self._between[node][edge])
            node = way[-1][0]
        return way

    def _path(self, way: list[tuple[Value, Any]]) -> Path:
        nodes = [self.output, *(parent for parent, _ in way)]
        slopes = [slope for _, slope in way]
        product: Any = 1
        for slope in slopes:
            product = product * slope
        return Path(tuple(reversed(nodes)), tuple([as_number(x) for x in reversed(slopes)]), as_number(product))

    def __repr__(self) -> str:
        value, output = node_name(self.value), node_name(self.output)
        if not self.count:
            return words("paths.none", value=value, output=output)
        is_all = self.count <= _SHOWN_PATHS
        head = words(
            "paths.all" if is_all else "paths.heaviest",
            count=self.count,
            paths=count_text(self.count),
            value=value,
            output=output,
            gradient=number_text(self.gradient),
            shown=_SHOWN_PATHS,
        )
        return "\n".join([head, *(f"  {path}" for path in (self if is_all else self.heaviest(_SHOWN_PATHS)))])


def paths(output: Value, value: Value) -> Paths:
    """Every path from `value` to `output` with its product of local gradients; their sum is the gradient.

    Nothing is enumerated until it is asked for: `count` and `gradient` are computed node by node, `heaviest(k)` keeps k
    paths per node, and iteration is lazy. No path leads from a constant: no gradient flows into it.

    Raises:
        TypeError: one of them is not a Value.
        GraphError: the graph is a tangle of edges (2,000 nodes, each computed from all before it).
        ArithmeticError, ValueError: a local gradient on the way has no value (the slope of sqrt at 0).

    Source: Bauer's formula, F. L. Bauer, Computational graphs and rounding error (1974).
    """
    return Paths(output, value)


def _edges_between(output: Value, value: Value, errors: list[Exception]) -> dict[Value, list[tuple[Value, Any]]]:
    """For each node on a path from `value` to `output`, parents first: its edges towards `value`, with their slopes."""
    edges: dict[Value, list[tuple[Value, Any]]] = {}
    for node in [] if value.is_constant else topological_order(output):
        if node is value or not any(parent is value or parent in edges for parent in node.parents):
            continue
        edges[node] = [
            (parent, slope)
            for parent, slope in zip(node.parents, slopes_at(node, errors), strict=True)
            if parent is value or parent in edges
        ]
    return edges
