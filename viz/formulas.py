"""Formulas instead of numbers: a diagram whose values and gradients are written in what has a label.

Not here: how a formula is written (autograd_core.formula).
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograd_core import Value, constant, topological_order
from autograd_core.differentiate import recorded_gradients, recorded_slopes
from autograd_core.formula import formulas, has_more_parts
from autograd_core.modes import undisturbed
from viz import text
from viz.diagram import Diagram

LONGEST = 56  # characters: two lines of a label
MOST_PARTS = 100  # of a formula that is written to be cut off; in a long chain every node has thousands
TOO_LONG = "…"


@undisturbed()
def with_formulas(diagram: Diagram, output: Value, labels: Mapping[Value, str]) -> Diagram:
    """`diagram`, which is the whole graph of `output`, with formulas where it has numbers.

    A step with a label stands in the formulas of others by this. Leaves with neither a label of their own nor one in
    `labels` stand there as numbers. A formula that is too long to read is cut off.
    """
    order = topological_order(output)
    named = _named_copies(order, labels)
    names = _names(named)
    has_gradients = bool(diagram.output.gradient)
    seed = output.grad if has_gradients else 0
    slopes_of_output = recorded_gradients(named[-1], named, textbook=True)[0] if has_gradients else []
    arriving = [(slope if isinstance(slope, Value) else constant(slope)) * seed for slope in slopes_of_output]
    nodes = []
    for i, (node, value) in enumerate(zip(diagram.nodes, named, strict=True)):
        slopes = [] if value.is_leaf else recorded_slopes(value, [], textbook=True)[: len(node.parents)]
        if node.operation is not None or (node.name and not node.is_constant and len(order) > 1):
            node = replace(node, value=_written(value, _names_in(value, names)))
        if node.gradient:
            node = replace(node, gradient=_written(arriving[i], names), accumulated="")
        if node.contributions:
            paid = [_written(arriving[i] * slope, names) for slope in slopes]
            node = replace(node, contributions=_where_shown(node.contributions, paid))
        if node.local_gradients:
            written = [_written(slope, names) for slope in slopes]
            node = replace(node, local_gradients=_where_shown(node.local_gradients, written))
        nodes.append(node)
    return replace(diagram, nodes=tuple(nodes))


def _named_copies(order: list[Value], labels: Mapping[Value, str]) -> list[Value]:
    """Copies of the nodes of one graph that have `labels` too: the nodes themselves are not ours to name."""
    copies: dict[int, Any] = {}
    copy.deepcopy(order[-1], copies)
    for node in order:
        copies[id(node)].label = text.label(labels.get(node, node.label))
    return [copies[id(node)] for node in order]


def _names(nodes: list[Value]) -> dict[Value, str]:
    """What formulas are written in: the leaves with a label, and the steps whose label is nobody else's."""
    labelled = [node for node in nodes if node.label and not node.is_constant]
    uses = Counter(node.label for node in labelled)
    return {node: node.label for node in labelled if node.is_leaf or uses[node.label] == 1}


def _names_in(value: Value, names: Mapping[Value, str]) -> Mapping[Value, str]:
    """The names in which `value` itself is written: a step not in its own."""
    return names if value.is_leaf else {x: name for x, name in names.items() if x is not value}


def _where_shown(numbers: tuple[str, ...], formulas: list[str]) -> tuple[str, ...]:
    return tuple([formula_ if number else "" for number, formula_ in zip(numbers, formulas, strict=True)])


def _written(value: Any, names: Mapping[Value, str]) -> str:
    node = value if isinstance(value, Value) else constant(value)
    if has_more_parts(node, MOST_PARTS, names):
        return TOO_LONG
    shown = text.shortened_formula(formulas([node], names, "print")[0], LONGEST)
    return shown.replace(" ", text.NO_BREAK)  # a line is to end before an operator, not inside a name
