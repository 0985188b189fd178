"""What the page calls a node and how it writes an operation and a rule, as text for the page to put numbers into.

Not here: numbers (they are live), sentences of the steps (frames.js).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from autograd_core import GraphError, Operation, Value, constant, formula, leaves, power_by_number, topological_order
from autograd_core.operations import TABLE, dot_with_bias, identity, negative, sum_of_inputs
from autograd_core.value import errors_kept
from viz import diagram, text

LONGEST_FORMULA = 160  # characters in the panel beside the picture
LONGEST_RULE = 40  # in the sentence of a step
INFIX = {TABLE[name] for name in ("add", "subtract", "multiply", "divide", "greater", "equal")}
POWERS = {TABLE[name] for name in ("power", "power_by_number", "power_of_number")}
PREFIX = {identity: "", negative: "−"}


def named_copy(output: Value, labels: Mapping[Value, str]) -> Value:
    """A copy of the graph in which every node but a plain number has a name, its own, that of `labels`, or one made up.

    The nodes themselves are not ours to name.
    """
    copies: dict[int, Any] = {}
    named: Value = copy.deepcopy(output, copies)
    inputs = steps = 0
    for node in topological_order(output):
        name = text.label(node.label or labels.get(node, ""))
        if not name and not node.is_constant:
            if node.is_leaf:
                inputs += 1
                name = f"input {inputs}"
            elif node is output:
                name = "output"
            else:
                steps += 1
                name = f"#{steps}"
        copies[id(node)].label = name
    return named


def shown_parents(node: Value) -> list[int]:
    """The positions of the inputs that the picture has an arrow for, from top to bottom.

    An exponent stands in the gate; a dot product has its inputs in pairs: weight, factor, weight, factor, ..., bias.
    """
    positions = list(range(len(node.parents)))
    if node.operation is power_by_number:
        return positions[:1]
    if node.operation is dot_with_bias:
        pairs = len(positions) // 2
        return [position for pair in range(pairs) for position in (pair, pairs + pair)] + positions[-1:]
    return positions


def symbol(node: Value) -> str:
    """What stands in the gate; nothing for a leaf."""
    return text.gate_symbol(diagram.symbol(node))


def notation(node: Value) -> dict[str, Any]:
    """How the operation is written: inputs[k] goes between pieces[k] and pieces[k + 1]."""
    operation = node.operation
    assert operation is not None  # a leaf is not computed
    order = shown_parents(node) if operation is dot_with_bias else list(range(len(node.parents)))
    return {"inputs": order, "pieces": _pieces(operation, len(order))}


def _pieces(operation: Operation, inputs: int) -> list[str]:
    if operation in PREFIX:
        return [PREFIX[operation], ""]
    if operation is dot_with_bias:
        return ["", *[" × ", " + "] * (inputs // 2), ""]
    if operation is sum_of_inputs:
        return ["", *[" + "] * (inputs - 1), ""]
    if operation in INFIX:
        return ["", f" {operation.symbol} ", ""]
    if operation in POWERS:
        return ["", "^", ""]
    return [f"{operation.symbol}(", *[", "] * (inputs - 1), ")"]


def local_gradient_formulas(node: Value) -> list[str]:
    """d node / d parents[i] as formulas in the parents' names; empty text where they are too long for a sentence."""
    operation = node.operation
    assert operation is not None  # a leaf has no rule
    named = [constant(x.data) if x.is_constant else Value(x.data, x.label) for x in node.parents]
    with errors_kept():
        out = Value(node.data, node.label)
        slopes = operation.textbook_partials(out, [x.data if x.is_constant else x for x in named])
    return [_formula(slope if isinstance(slope, Value) else constant(slope), LONGEST_RULE) for slope in slopes]


def whole_formula(node: Value) -> str:
    """The node as a formula in the inputs' names; empty text where it is too long to read."""
    return _formula(node, LONGEST_FORMULA)


def _formula(node: Value, longest: int) -> str:
    try:
        written = formula(node)
    except GraphError:  # of thousands of parts
        return ""
    # among words every sign is an operator; in a name it is not ours to change
    if not any(text.has_signs(leaf.label) for leaf in leaves(node)):
        written = _with_printed_signs(written)
    return written if len(written) <= longest else ""


def _with_printed_signs(written: str) -> str:
    """x*y-2**n as x × y − 2^n; names such as #1 need no parentheses."""
    written = re.sub(r"(?<!\w)\((#\d+)\)", r"\1", written)
    written = text.typeset(written).replace("**", "^").replace("*", " × ")
    return re.sub(r"(?<=[^\s(^])([+−/>]|==)", r" \1 ", written)
