"""A gradient as a sum over paths: every way from a value to the output, with its product of local gradients.

Here: counting, summing and finding the heaviest without walking all of them. Not here: a gradient edge by edge
(explain.py).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd_core.explain import gate, require_values
from autograd_core.graph import topological_order
from autograd_core.notation import node_name, number_text
from autograd_core.value import Value

_SHOWN_PATHS = 5
_SHOWN_STEPS = 12


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

    def __str__(self) -> str:
        way = _elided([node_name(self.nodes[0]), *(gate(node) for node in self.nodes[1:])])
        factors = _elided([number_text(slope) for slope in self.local_gradients]) or ["1"]
        return f"{' -> '.join(way)}: {' x '.join(factors)} = {number_text(self.product)}"


class Paths:
    """All ways from `value` to `output`; iterating yields each, lazily. See `paths`."""

    def __init__(self, output: Value, value: Value) -> None:
        self.output = output
        self.value = value
        self._between = _edges_between(output, value)

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
                sums[node] = sums.get(node, 0) + slope * sums[parent]
        return sums.get(self.output, 0)

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
        # for each node its k heaviest ways down to the value, each as (|product|, edges from the node down)
        best: dict[Value, list[tuple[Any, tuple[Any, ...]]]] = {self.value: [(1, ())]}
        for node, edges in self._between.items():
            ways = [
                (abs(slope) * weight, ((parent, slope), way)) for parent, slope in edges for weight, way in best[parent]
            ]
            best[node] = heapq.nlargest(k, ways, key=lambda weighed: weighed[0])
        return [self._path(list(_unchained(way))) for _, way in best.get(self.output, [])]

    def _path(self, way: list[tuple[Value, Any]]) -> Path:
        nodes = [self.output, *(parent for parent, _ in way)]
        slopes = [slope for _, slope in way]
        product: Any = 1
        for slope in slopes:
            product = product * slope
        return Path(tuple(reversed(nodes)), tuple(reversed(slopes)), product)

    def __repr__(self) -> str:
        value, output = node_name(self.value), node_name(self.output)
        if not self.count:
            return f"no path from {value} to {output}"
        head = f"{self.count:,} path{'s' * (self.count > 1)} from {value} to {output}, sum {number_text(self.gradient)}"
        lines = [f"  {path}" for path in (self.heaviest(_SHOWN_PATHS) if self.count > _SHOWN_PATHS else self)]
        if self.count > _SHOWN_PATHS:
            head += f"; the {_SHOWN_PATHS} heaviest:"
        return "\n".join([head, *lines])


def paths(output: Value, value: Value) -> Paths:
    """Every path from `value` to `output` with its product of local gradients; their sum is the gradient.

    Nothing is enumerated until it is asked for: `count` and `gradient` are computed node by node, `heaviest(k)` keeps k
    paths per node, and iteration is lazy. No path leads from a constant: no gradient flows into it.

    Raises:
        TypeError: one of them is not a Value.
        ArithmeticError, ValueError: a local gradient on the way has no value (the slope of sqrt at 0).

    Source: Bauer's formula, F. L. Bauer, Computational graphs and rounding error (1974).
    """
    require_values(output=output, value=value)
    return Paths(output, value)


def _edges_between(output: Value, value: Value) -> dict[Value, list[tuple[Value, Any]]]:
    """For each node on a path from `value` to `output`, parents first: its edges towards `value`, with their slopes."""
    edges: dict[Value, list[tuple[Value, Any]]] = {}
    for node in [] if value.is_constant else topological_order(output):
        if node is value or not any(parent is value or parent in edges for parent in node.parents):
            continue
        edges[node] = [
            (parent, slope)
            for parent, slope in zip(node.parents, node.local_gradients(), strict=True)
            if parent is value or parent in edges
        ]
    return edges


def _unchained(way: tuple[Any, ...]) -> Iterator[tuple[Value, Any]]:
    while way:
        edge, way = way
        yield edge


def _elided(words: list[str]) -> list[str]:
    """`words`, the middle of a long list replaced by an ellipsis."""
    return words if len(words) <= _SHOWN_STEPS else [*words[: _SHOWN_STEPS // 2], "...", *words[-_SHOWN_STEPS // 2 :]]
