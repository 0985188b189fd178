"""How the page writes an operation, a node and a rule, as text for the page to put numbers into.

Not here: numbers (they are live), what a node is called (viz/diagram.py), sentences of the steps (frames.js).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from autograd_core import Operation, Role, Value, constant
from autograd_core.formula import formulas, superscript
from autograd_core.modes import undisturbed
from autograd_core.notation import number_text
from autograd_core.operations import power, sum_of_inputs
from autograd_core.value import errors_kept
from viz import diagram, text

LONGEST_FORMULA = 160  # characters in the panel beside the picture
LONGEST_RULE = 40  # in the sentence of a step


def gate_text(node: Value) -> str:
    """What stands in the gate; nothing for a leaf."""
    return text.gate_symbol(diagram.symbol(node))


def notation(node: Value) -> dict[str, Any]:
    """How the operation is written: inputs[k] goes between pieces[k] and pieces[k + 1]; whether it is a power."""
    operation = node.operation
    assert operation is not None  # a leaf is not computed
    order = operation.reading_order(len(node.parents))
    pieces = _pieces(operation, len(order))
    is_power = pieces[1] == "^"
    if is_power and (raised := _raised(node.parents[order[1]])):
        return {"inputs": order[:1], "pieces": ["", raised], "isPower": True}
    return {"inputs": order, "pieces": pieces, "isPower": is_power}


def _raised(exponent: Value) -> str:
    """A plain number as an exponent; empty for what has a name of its own, or a sign that cannot be raised."""
    return superscript(number_text(exponent.data)) if exponent.is_constant and not exponent.label else ""


def _pieces(operation: Operation, inputs: int) -> list[str]:
    """What stands around and between the inputs: signs as in the table's template, else a function's symbol."""
    if operation.is_paired and operation.role == Role.SWAP:
        return ["", *[" × ", " + "] * (inputs // 2), ""]
    if operation is sum_of_inputs:
        return ["", *[" + "] * (inputs - 1), ""]
    template = operation.text.removeprefix("(").removesuffix(")")
    literals = [literal for literal, *_ in Formatter().parse(template)]
    is_infix = inputs == 2 and literals[:1] == [""] and len(literals) == 2
    if is_infix:
        return ["", "^" if template == power.text else f" {operation.symbol} ", ""]
    if inputs == 1 and re.fullmatch(r"[^\w{}]*\{0:\d\}", template):
        return [text.typeset(literals[0]), ""]
    return [f"{operation.symbol}(", *[", "] * (inputs - 1), ")"]


@undisturbed()
def rules_of(node: Value, names: Mapping[Value, str]) -> list[str]:
    """d node / d parents[i] as formulas in the names of node and parents; empty where too long for a sentence."""
    operation = node.operation
    assert operation is not None  # a leaf has no rule
    inputs = {x: x.data if x.is_constant else Value(x.data) for x in node.parents}
    with errors_kept():
        out = Value(node.data)
        slopes = operation.textbook_partials(out, [inputs[x] for x in node.parents])
    named = {here: names[x] for x, here in inputs.items() if isinstance(here, Value)} | {out: names[node]}
    written = formulas([slope if isinstance(slope, Value) else constant(slope) for slope in slopes], named, "words")
    return [rule if len(rule) <= LONGEST_RULE else "" for rule in written]


def whole_formulas(nodes: Sequence[Value], names: Mapping[Value, str]) -> list[str]:
    """Each of a graph's nodes as a formula in the names of its inputs; empty text where it is too long to read."""
    named = {node: names[node] for node in nodes if node.is_leaf and not node.is_constant}
    return [written if len(written) <= LONGEST_FORMULA else "" for written in formulas(nodes, named, "words")]
