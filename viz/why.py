"""Why a gradient is what it is, as a picture: the ways from a value to the output lit, and the factors of each below.

Not here: the ways themselves (autograd_core/paths.py), how wide and in which colours they are drawn (scene/).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograd_core import GraphError, Value, constant, formula, paths
from autograd_core.modes import undisturbed
from autograd_core.notation import node_name
from autograd_core.paths import Path, Paths
from autograd_core.words import words
from viz import descriptions, text
from viz.diagram import backward_pass, names_of, noting_changes, symbol, without_local_gradients
from viz.graph import Graph
from viz.large_graphs.selection import between_blocks, shared_diagram
from viz.names import labels_from
from viz.picture import AUTO, Kind, Picture
from viz.scene import forward_scene, layout

MOST_WAYS = 5  # that are told one by one
MOST_FACTORS = 12  # of a way


def why(
    output: Value,
    value: Value,
    *,
    formulas: bool = False,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
) -> Picture:
    """Why d `output` / d `value` is what it is: the graph with all ways from `value` to `output` lit.

    A lit arrow is as wide as what it carries: the sum of the products of local gradients of all ways along it, so that
    the whole gradient arrives at `value`, however it divides on the way. What lies on no way is quiet. Below the
    picture, and in `str`, stands each way as the product of its local gradients, from the output to the value, factors
    of 1 left out, and its gates in the same order, and their sum: `2.2 = 1.1 × 2`. Of more than five ways the heaviest
    are told, and what the others carry together. A large graph is folded.

    Args:
        output: a scalar node.
        value: a node that `output` was computed from.
        formulas: whether the factors are written as formulas of what has a label, in place of numbers.
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        theme: as of `draw`.

    Raises:
        TypeError: one of them is not a Value.
        GraphError: no way leads from `value` to `output`.
        ArithmeticError, ValueError: a local gradient on the way has no value (the slope of sqrt at 0).

    Source: Bauer's formula, F. L. Bauer, Computational graphs and rounding error (1974).
    """
    found = paths(output, value)
    if not found.count:
        raise GraphError(
            f"no way leads from {text.label(node_name(value))} to {text.label(output.label) or 'the output'}; why "
            "takes (an output, a node it was computed from)"
        )
    labels = labels_from(names)
    graph = Graph(output)
    blocks, note = between_blocks(graph, value)
    diagram = shared_diagram(graph, labels, (blocks, note), _shares(graph, found), seed=1)
    called = {block.members[-1]: name for block, name in zip(blocks, names_of(diagram), strict=True)}
    end, start = called[output], called.get(value, text.label(node_name(value)))
    lines = _lines(f"d {end} / d {start}", found, labels, has_formulas=formulas)
    shown = noting_changes(replace(without_local_gradients(diagram), reasons=tuple(lines)), graph)
    return Picture(shown, theme, _kind(words("why.title", output=end, value=start)))


def _kind(title: str) -> Kind:
    return Kind(layout, lambda diagram: title, descriptions.description, scene=forward_scene)


def _shares(graph: Graph, found: Paths) -> dict[tuple[Value, int], Any]:
    """What each edge on a way carries, by its user and position: what its end depends on the value by, times what it
    contributes to the gradient of the output.
    """
    _, contributions = backward_pass(graph, 1)
    seed = graph.seed(1)
    dependence: dict[Value, Any] = {found.value: 1}
    shares: dict[tuple[Value, int], Any] = {}
    for node in graph.order:
        if node is found.value:
            continue
        slopes = None
        for position, parent in enumerate(node.parents):
            if parent not in dependence:
                continue
            slopes = node.local_gradients() if slopes is None else slopes
            dependence[node] = dependence.get(node, 0) + dependence[parent] * slopes[position]
            if position in contributions.get(node, {}):
                shares[node, position] = dependence[parent] * contributions[node][position] / seed
    return shares


# The factors in words.


@undisturbed()
def _lines(quotient: str, found: Paths, labels: Mapping[Value, str], *, has_formulas: bool) -> list[str]:
    """The gradient, the `quotient`, as the sum of its ways, and each of them as a product."""
    ways = list(found) if found.count <= MOST_WAYS else found.heaviest(MOST_WAYS)
    total = text.typeset(text.number(found.gradient))
    head = f"{quotient} = {total}"
    if found.count == 1:
        return [_joined(head, _factors(ways[0], labels, has_formulas), total)]
    terms = [text.typeset(text.number(way.product)) for way in ways]
    left = found.count - len(ways)
    if left:
        rest = found.gradient - sum(way.product for way in ways)
        terms.append(words("why.rest", gradient=text.typeset(text.number(rest)), count=left))
    lines = [f"{head} = {_sum(terms)}"]
    for way, term in zip(ways, terms, strict=False):
        lines.append(_routed(_joined(term, _factors(way, labels, has_formulas), term), way, labels))
    return lines


def _joined(head: str, factors: list[str], total: str) -> str:
    return head if factors == [total] else f"{head} = {' × '.join(factors)}"


def _sum(terms: list[str]) -> str:
    return " + ".join(terms).replace("+ −", "− ")


def _factors(way: Path, labels: Mapping[Value, str], has_formulas: bool) -> list[str]:
    """From the output to the value, without those that are 1."""
    edges = zip(way.nodes[:-1], way.nodes[1:], way.local_gradients, strict=True)
    factors = [
        _formula(parent, node, slope, labels) if has_formulas else _number(slope)
        for parent, node, slope in reversed(list(edges))
        if slope != 1
    ] or ["1"]
    if len(factors) == 1:
        return factors
    factors = [f"({factor})" if re.search("[+−]", factor) else factor for factor in factors]
    if len(factors) > MOST_FACTORS:
        factors = [*factors[: MOST_FACTORS - 1], words("why.more_factors", count=len(factors) - MOST_FACTORS + 1)]
    return factors


def _number(slope: Any) -> str:
    return text.typeset(text.number(slope))


def _formula(parent: Value, node: Value, slope: Any, labels: Mapping[Value, str]) -> str:
    """d `node` / d `parent` in what has a label; a number stands for what has none."""
    operation = node.operation
    if operation is None:
        return _number(slope)
    slopes = node.local_gradients()
    # of x / x both edges come from x, and have different slopes
    position = next(i for i, each in enumerate(node.parents) if each is parent and slopes[i] == slope)
    leaves = [_leaf(each, labels) for each in node.parents]
    inputs = [leaf.data if i in operation.numbers else leaf for i, leaf in enumerate(leaves)]
    name = node.label or labels.get(node, "")
    out = Value(node.data, name) if name else operation(*inputs)
    found = operation.textbook_partials(out, inputs)[position]
    return formula(found if isinstance(found, Value) else constant(found), "print")


def _leaf(node: Value, labels: Mapping[Value, str]) -> Value:
    name = node.label or labels.get(node, "")
    return constant(node.data) if node.is_constant and not name else Value(node.data, name)


def _routed(product: str, way: Path, labels: Mapping[Value, str]) -> str:
    """A product of factors, and through which gates its way leads, from the output to the value as the factors do."""
    steps = [
        node.label or labels.get(node, "") or text.gate_symbol(symbol(node))
        for node in reversed(way.nodes[1:-1])
        if node.operation
    ]
    if len(steps) > MOST_FACTORS:
        steps = [*steps[: MOST_FACTORS // 2], "…", *steps[-MOST_FACTORS // 2 :]]
    if not steps:
        return words("why.directly", product=product)
    return words("why.by", product=product, gates=", ".join(map(text.label, steps)))
