"""Graphs as JSON text, to keep and to send: numbers exact, and loading runs no code.

Here: the format, version 1. Not here: pickles (copying.py), which can run code when loaded.

    {"format": "autograd-core graph", "version": 1,
     "nodes": [{"data": 2, "label": "apples"}, {"data": 100},
               {"operation": "multiply", "parents": [0, 1], "data": 200}],
     "outputs": [2]}

Nodes stand after their parents. A node has `data`; `grad`, `label` and `group` (see viz) where they are not 0 and "";
`operation` (a name of the table, or "constant"; `modules` of the document says by name which module makes one that is
not the package's) and `parents` (positions in `nodes`) unless it is a leaf. One that was
made by hand has `local_gradients` too, numbers or, where they are nodes, {"node": position} of one before it; its
`operation` is any name. A number is a JSON integer; or a JSON number for a finite float; or true or false for a bool;
or an object with one key: {"float": "nan"}, {"complex": [re, im]}, {"fraction": [numerator, denominator]},
{"decimal": "1.10"}, {"integer": "0x1f"} for integers of more than 2,000 bits, {"numpy": ["float32", number]}. A file is
ASCII: JSON escapes every other character.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from reprlib import repr as shown  # short, however long or deep the thing is
from typing import Any

from autograd_core.by_hand import ByHand, Given
from autograd_core.errors import GraphError
from autograd_core.files import LARGEST_READ, read_whole, write_whole
from autograd_core.graph import order_to_keep
from autograd_core.json_text import parsed
from autograd_core.kinds import is_numpy
from autograd_core.operations import TABLE, Operation, name_in_table, where_to_find
from autograd_core.value import CONSTANT, LEAF, Value, new_node

FORMAT = "autograd-core graph"
VERSION = 1
LONGEST_DECIMAL_BITS = 2_000  # at most 603 digits: a Python may be told to read no more than 640


def to_json(*outputs: Value) -> str:
    """The graph of `outputs` as JSON text.

    Kept are data, grads, labels, and the `group` of nodes; no other attributes that people set.

    Raises:
        TypeError: an output is not a Value, or a node's number is of a kind that the format does not know.
        ValueError: an operation is not in the table, so that nobody could read it; or a number is Decimal("sNaN").
        GraphError: the gradient of a node is a closure.
    """
    for output in outputs:
        if not isinstance(output, Value):
            raise TypeError(f"a graph is saved from Values, got {type(output).__name__}")
    order = order_to_keep(*outputs)
    position = {node: i for i, node in enumerate(order)}
    document = {
        "format": FORMAT,
        "version": VERSION,
        "nodes": [_node_as_json(node, position) for node in order],
        "outputs": [position[output] for output in outputs],
    }
    modules = {node.operation.name: node.operation.module for node in order if node.operation and node.operation.module}
    if modules:
        document["modules"] = modules
    return json.dumps(document, allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> list[Value]:
    """The outputs that `to_json` wrote, as new nodes with their graph, data, grads, labels and groups.

    Checked is that the text describes a graph: not that the data are what the operations compute. They need not be,
    because a graph whose leaves were changed is saved as it is; `stale` lists such nodes, `recompute` computes them.

    Raises:
        GraphError: the text is damaged, describes no graph (a cycle, a wrong number of parents), names an operation
            that is not in the table, or has a version that this library does not know.
    """
    return _graph(text)


def _graph(text: str | bytes) -> list[Value]:
    try:
        document = parsed(text)
    except ValueError as error:
        raise GraphError(f"a saved graph is JSON text, and this is not: {error}") from error
    _check(isinstance(document, dict) and document.get("format") == FORMAT, f"the text has no format {FORMAT!r}")
    version = document.get("version")
    _check(
        type(version) is int and version == VERSION,
        f"version {VERSION} can be read, this is version {shown(version)}",
    )
    entries, outputs = document.get("nodes"), document.get("outputs")
    _check(isinstance(entries, list) and isinstance(outputs, list), "nodes and outputs must be lists")
    modules = document.get("modules", {})
    _check(isinstance(modules, dict) and all(isinstance(x, str) for x in modules.values()), "modules are names by name")
    nodes: list[Value] = []
    for i, entry in enumerate(entries):
        _check(isinstance(entry, Mapping) and "data" in entry, f"node {i} must be an object with data")
        nodes.append(_node_from_json(entry, nodes, modules, f"node {i}"))
    return _at(outputs, nodes, "outputs")


def save(path: str | os.PathLike[str], *outputs: Value) -> None:
    """Write the graph of `outputs` to a file, whole or not at all.

    Raises:
        TypeError, ValueError: see to_json; the file is as it was before.
        OSError: the file cannot be written; it is as it was before.
    """
    write_whole(Path(path), to_json(*outputs).encode("utf-8"))


def load(path: str | os.PathLike[str], *, max_bytes: int = LARGEST_READ) -> list[Value]:
    """The outputs of a saved graph.

    Args:
        path: a file that `save` wrote.
        max_bytes: no more is read, and larger files are refused; 256 MiB hold some four million nodes.

    Raises:
        OSError: the file cannot be read, or is a device or a pipe.
        GraphError: it is too large, or not a graph; see from_json.
    """
    try:
        content = read_whole(Path(path), max_bytes)
    except ValueError as error:
        raise GraphError(f"not a saved graph: {error}") from error
    try:
        return _graph(content)
    except GraphError as error:
        raise GraphError(f"{os.fspath(path)}: {error}") from error


def _check(holds: bool, complaint: str) -> None:
    if not holds:
        raise GraphError(f"not a saved graph: {complaint}")


def _node_as_json(node: Value, position: Mapping[Value, int]) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if node.is_constant:
        entry["operation"] = CONSTANT.name
    elif isinstance(node.operation, ByHand):
        entry["operation"] = node.operation.name
        entry["local_gradients"] = [
            {"node": position[x]} if isinstance(x, Value) else _number_as_json(x) for x in _given(node.operation)
        ]
        entry["parents"] = [position[parent] for parent in node.parents]
    elif node.operation is not None:
        entry["operation"] = name_in_table(node.operation)
        entry["parents"] = [position[parent] for parent in node.parents]
    entry["data"] = _number_as_json(node.data)
    if type(node.grad) is not int or node.grad != 0:
        entry["grad"] = _number_as_json(node.grad)
    if node.label:
        entry["label"] = node.label
    group = node.__dict__.get("group")
    if group and isinstance(group, str):
        entry["group"] = group
    return entry


def _given(operation: ByHand) -> Sequence[Any]:
    """The local gradients of a node that was made by hand; GraphError where a file cannot hold them."""
    if not isinstance(operation, Given):
        raise GraphError(
            f"a saved graph holds nodes that were made by hand with local gradients, got {shown(operation.name)}, "
            "whose gradient is a closure or has no derivative; give local gradients, Value(data, parents, "
            "local_gradients)"
        )
    return operation.slopes


def _node_from_json(entry: Mapping[str, Any], nodes: Sequence[Value], modules: Mapping[str, str], where: str) -> Value:
    parents, label, group = entry.get("parents", []), entry.get("label", ""), entry.get("group", "")
    _check(isinstance(parents, list) and isinstance(label, str), f"{where}: parents is a list and label is text")
    _check(isinstance(group, str), f"{where}: group is text")
    inputs = _at(parents, nodes, where)
    if "local_gradients" in entry:
        operation: Operation = _by_hand(entry, len(inputs), nodes, where)
    else:
        operation = _operation(entry.get("operation"), modules, where)
    _check(operation.takes(len(inputs)), f"{where}: {operation.name} cannot have {len(inputs)} parents")
    for i in () if operation.has_index else operation.numbers:
        _check(inputs[i].is_constant, f"{where}: parent {i} of {operation.name} must be a constant")
    node = new_node(operation, _number_from_json(entry["data"], where), tuple(inputs))
    node.grad = _number_from_json(entry.get("grad", 0), where)
    node.label = label
    if group:
        node.group = group
    return node


def _by_hand(entry: Mapping[str, Any], count: int, nodes: Sequence[Value], where: str) -> Operation:
    """The row of a node that was made by hand."""
    name, slopes = entry.get("operation", ""), entry["local_gradients"]
    _check(isinstance(name, str) and isinstance(slopes, list), f"{where}: operation is text, local_gradients is a list")
    _check(len(slopes) == count >= 1, f"{where}: {count} parents have as many local gradients")
    return Given(name, [_local_gradient(slope, nodes, where) for slope in slopes])


def _local_gradient(x: Any, nodes: Sequence[Value], where: str) -> Any:
    if isinstance(x, Mapping) and list(x) == ["node"]:
        return _at([x["node"]], nodes, where)[0]
    return _number_from_json(x, where)


def _operation(name: Any, modules: Mapping[str, str], where: str) -> Operation:
    if name is None:
        return LEAF
    if name == CONSTANT.name:
        return CONSTANT
    operation = TABLE.get(name) if isinstance(name, str) else None
    if operation is None:
        cure = "if it is one of your own, enter its row in the table first: import the module that makes it"
        if isinstance(name, str) and name in modules:
            cure = where_to_find(modules[name])
        raise GraphError(f"not a saved graph: {where} has the unknown operation {shown(name)}; {cure}")
    return operation


def _at(positions: Sequence[Any], nodes: Sequence[Value], where: str) -> list[Value]:
    """The nodes at `positions`, each of which must have been read before: so there are no cycles."""
    for i in positions:
        if not (type(i) is int and 0 <= i < len(nodes)):
            raise GraphError(f"not a saved graph: {where} refers to node {shown(i)}, which does not stand before it")
    return [nodes[i] for i in positions]


def _number_as_json(x: Any) -> Any:
    if type(x) is float and math.isfinite(x):
        return x
    if type(x) is int:
        # Python refuses to read or write longer ones in decimal
        return x if x.bit_length() <= LONGEST_DECIMAL_BITS else {"integer": hex(x)}
    if type(x) is bool:
        return x
    if is_numpy(x) and x.dtype.name in _NUMPY_KINDS:
        return {"numpy": [x.dtype.name, _number_as_json(x.item())]}
    if type(x) is float:
        return {"float": repr(x)}
    if type(x) is complex:
        return {"complex": [_number_as_json(x.real), _number_as_json(x.imag)]}
    if type(x) is Fraction:
        return {"fraction": [_number_as_json(x.numerator), _number_as_json(x.denominator)]}
    if type(x) is Decimal:
        return {"decimal": str(_quiet(x))}
    raise TypeError(
        "a saved graph holds int, float, complex, Fraction, Decimal or NumPy numbers of up to 64 bits (complex: 128), "
        f"got {type(x).__name__}; convert the data first"
    )


def _number_from_json(x: Any, where: str) -> Any:
    if type(x) is int or type(x) is bool or (type(x) is float and math.isfinite(x)):
        return x
    kind, content = next(iter(x.items())) if isinstance(x, Mapping) and len(x) == 1 else ("", None)
    try:
        if kind == "float" and content in ("nan", "inf", "-inf"):
            return float(content)
        if kind == "complex" and isinstance(content, list) and len(content) == 2:
            return complex(*[_part(number, float, where) for number in content])
        if kind == "integer" and isinstance(content, str) and re.fullmatch("-?0x[0-9a-f]+", content):
            return int(content, 16)
        if kind == "fraction" and isinstance(content, list) and len(content) == 2:
            return Fraction(*[_part(number, int, where) for number in content])
        if kind == "decimal" and isinstance(content, str):
            return _quiet(Decimal(content))
        if kind == "numpy" and isinstance(content, list) and len(content) == 2:
            return _numpy_number(content[0], content[1], where)
    except (ArithmeticError, ValueError) as error:
        raise GraphError(f"not a saved graph: {where} has the number {shown(x)}: {error}") from error
    raise GraphError(f"not a saved graph: {where} needs a number, got {shown(x)}")


def _quiet(x: Decimal) -> Decimal:
    if x.is_snan():
        raise ValueError("a signaling NaN cannot be kept: Python refuses even to compare it")
    return x


def _part(x: Any, kind: type, where: str) -> Any:
    """A number inside another: not of any kind, or files could nest them without end."""
    nested = isinstance(x, Mapping) and list(x) not in (["float"], ["integer"])
    number = None if nested else _number_from_json(x, where)
    if type(number) is not kind:
        raise ValueError(f"needs a number of type {kind.__name__} inside, got {shown(x)}")
    return number


# NumPy's name of a kind -> what its numbers are in Python.
_NUMPY_KINDS: dict[str, type] = {
    "bool": bool,
    **dict.fromkeys(("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"), int),
    **dict.fromkeys(("float16", "float32", "float64"), float),
    **dict.fromkeys(("complex64", "complex128"), complex),
}


def _numpy_number(name: Any, content: Any, where: str) -> Any:
    kind = _NUMPY_KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ValueError(f"unknown NumPy kind {shown(name)}")
    is_complex = kind is complex and isinstance(content, Mapping) and list(content) == ["complex"]
    number = _number_from_json(content, where) if is_complex else _part(content, kind, where)
    try:
        import numpy
    except ImportError as error:
        raise GraphError(f"{where} holds a NumPy number; install numpy to load it") from error
    with numpy.errstate(over="raise"):
        return numpy.dtype(name).type(number)
