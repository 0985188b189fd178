"""Why a gradient is what it is: contributions edge by edge, sums over paths, the backward pass as steps.

Here: questions about one recorded graph, answered with numbers; no `.grad` is read or written. Not here: formulas
(formula.py), pictures (viz).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd_core.errors import described
from autograd_core.formula import local_gradient_formulas
from autograd_core.graph import backward_order, topological_order
from autograd_core.notation import node_name, number_text
from autograd_core.operations import maximum, minimum
from autograd_core.replay import stale
from autograd_core.value import Value


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one edge brings to the gradient of a value: the chain rule, once.

    Attributes:
        value: the node whose gradient it is.
        user: the node that was computed from it.
        position: as which of the user's parents (x * x uses x as number 0 and as number 1).
        gradient: d output / d user, which arrived at the user.
        local_gradient: d user / d value along this edge.
        amount: gradient x local_gradient.
    """

    value: Value
    user: Value
    position: int
    gradient: Any
    local_gradient: Any
    amount: Any

    def __str__(self) -> str:
        return (
            f"{number_text(self.gradient)} (from {_gate(self.user)}) x "
            f"{number_text(self.local_gradient)} ({_reason(self)}) = {number_text(self.amount)}"
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One node's turn in the backward pass: its gradient is complete and goes out along its edges.

    Attributes:
        node: whose turn it is.
        gradient: d output / d node.
        contributions: one per parent that gets a gradient (constants get none), in the parents' order.
        sums: for each contribution, the value's gradient as far as it has come by then.
    """

    node: Value
    gradient: Any
    contributions: tuple[Contribution, ...]
    sums: tuple[Any, ...]


def backward_steps(output: Value, seed: Any = 1) -> Iterator[Step]:
    """The backward pass from `output` as a sequence of steps, in the order in which `backward()` takes them.

    The last sum of a node is what `backward()` adds to its `.grad`, to the last bit.

    Args:
        output: the node to differentiate.
        seed: d final result / d output.

    Raises:
        TypeError: `output` is not a Value.
        ArithmeticError, ValueError: (when the step is reached) a local gradient has no value (the slope of sqrt at 0).
    """
    _require(output=output)
    return _steps(output, seed)


def _steps(output: Value, seed: Any) -> Iterator[Step]:
    sums: dict[Value, Any] = {output: seed}
    for node in backward_order(output):
        gradient = sums[node]
        contributions, running = [], []
        for position, (parent, slope) in enumerate(zip(node.parents, node.local_gradients(), strict=True)):
            if not parent.is_constant:
                contribution = Contribution(parent, node, position, gradient, slope, gradient * slope)
                sums[parent] = sums.get(parent, 0) + contribution.amount
                contributions.append(contribution)
                running.append(sums[parent])
        yield Step(node, gradient, tuple(contributions), tuple(running))


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why d output / d value is what it is.

    Attributes:
        output, value: the two nodes.
        contributions: one per edge out of `value` on a way to `output`, in the order of the backward pass.
        gradient: d output / d value, the sum of their amounts.
        is_stale: whether a leaf was changed since the graph was computed: local gradients are those of the data as they
            are now, while the nodes between hold what they held.
    """

    output: Value
    value: Value
    contributions: tuple[Contribution, ...]
    gradient: Any
    is_stale: bool

    def __repr__(self) -> str:
        note = "\n  (a leaf changed since this graph was computed: recompute(output) brings it up to date)"
        return self._sentences() + note * self.is_stale

    def _sentences(self) -> str:
        name = f"{node_name(self.value)}.grad"
        if self.value is self.output:
            return f"{name} = {number_text(self.gradient)} (the output itself: the backward pass starts here)"
        if self.value.is_constant:
            return f"{name} = 0 (a constant: no gradient flows into it)"
        if not self.contributions:
            return f"{name} = 0 ({node_name(self.output)} does not depend on {node_name(self.value)})"
        if len(self.contributions) == 1:
            return f"{name} = {self.contributions[0]}"
        amounts = " + ".join(number_text(contribution.amount) for contribution in self.contributions)
        lines = [
            f"{name} = {amounts} = {number_text(self.gradient)} (used {len(self.contributions)} times: the uses add up)"
        ]
        return "\n".join(lines + [f"  {contribution}" for contribution in self.contributions])

    def _repr_markdown_(self) -> str:
        return "```text\n" + str(self).replace("```", "'''") + "\n```"


def explain(output: Value, value: Value) -> Explanation:
    """Why d `output` / d `value` is what it is: every edge out of `value`, what arrived there, and the sum.

    Args:
        output: the node to differentiate.
        value: any node; a constant, or one that `output` does not depend on, has gradient 0.

    Raises:
        TypeError: one of them is not a Value.
        ArithmeticError, ValueError: a local gradient on the way has no value (the slope of sqrt at 0).
    """
    _require(output=output, value=value)
    found: list[Contribution] = []
    gradient: Any = 1 if value is output else 0
    for step in backward_steps(output):
        for contribution in step.contributions:
            if contribution.value is value:
                found.append(contribution)
                gradient = gradient + contribution.amount
    return Explanation(output, value, tuple(found), gradient, bool(stale(output)))


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
        way = _elided([node_name(self.nodes[0]), *(_gate(node) for node in self.nodes[1:])])
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


_SHOWN_PATHS = 5
_SHOWN_STEPS = 12


def paths(output: Value, value: Value) -> Paths:
    """Every path from `value` to `output` with its product of local gradients; their sum is the gradient.

    Nothing is enumerated until it is asked for: `count` and `gradient` are computed node by node, `heaviest(k)` keeps k
    paths per node, and iteration is lazy. No path leads from a constant: no gradient flows into it.

    Raises:
        TypeError: one of them is not a Value.
        ArithmeticError, ValueError: a local gradient on the way has no value (the slope of sqrt at 0).

    Source: Bauer's formula, F. L. Bauer, Computational graphs and rounding error (1974).
    """
    _require(output=output, value=value)
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


def _gate(node: Value) -> str:
    """A node as the sender of a gradient: its operation, and its label if it has one."""
    operation = node.operation
    sign = (operation.python or operation.name) if operation else ""
    return f"{sign} {node.label!r}".strip() if node.label else sign or node_name(node)


def _reason(contribution: Contribution) -> str:
    """Why the local gradient is what it is, in the words of the gate's role."""
    operation = contribution.user.operation
    assert operation is not None  # a user has an operation
    words = next((words for role, words in _ROLES.items() if operation.role.startswith(role)), None)
    return words(contribution) if words else operation.role


def _across(contribution: Contribution) -> str:
    """The input that a multiplication swaps in for this one."""
    parents, position = contribution.user.parents, contribution.position
    half = len(parents) // 2  # of a dot product: as many weights as factors, then the bias
    if position == 2 * half:
        return "the bias is passed on"
    other = parents[(position + half) % (2 * half)]
    return f"the other factor{f', {node_name(other)}' if other.label else ''}"


def _branch(contribution: Contribution) -> str:
    words = {1: "the open branch", 0: "a closed branch", -1: "the open branch, its sign changed"}
    if contribution.local_gradient in words:
        return words[contribution.local_gradient]
    return "its share of a tie" if contribution.user.operation in (maximum, minimum) else "the slope of its branch"


def _slope(contribution: Contribution) -> str:
    """The rule itself, for gates that scale: tanh has 1-out**2."""
    operation = contribution.user.operation
    assert operation is not None
    slope = local_gradient_formulas(operation, inputs=len(contribution.user.parents))[contribution.position]
    return f"d {operation.python or operation.name} = {slope}"


_ROLES: dict[str, Callable[[Contribution], str]] = {
    "gradient distributor": lambda contribution: "negated" if contribution.local_gradient == -1 else "passed on",
    "swap multiplier": _across,
    "router": _branch,
    "scaler": _slope,
}


def _require(**values: Any) -> None:
    for name, value in values.items():
        if not isinstance(value, Value):
            raise TypeError(f"{name} must be a Value, got {described(value)}")
