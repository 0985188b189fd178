"""Recordings of cases: model and loss on the Values of one case, and whether other cases have the same graph.

Not here: what is compiled from them (compiled.py).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograd_core import GraphError, Value, modes, topological_order
from autograd_core.errors import described
from nn.cases import naming
from nn.dropout import Dropout
from nn.losses import Loss
from nn.module import Module

Case = tuple[Any, Any]
Masks = list[tuple[Dropout, int]]

ADVICE = "write where, maximum, minimum or relu for a choice, or train without compiled=True"


@dataclass(frozen=True)
class Recording:
    """The graph of one case: its loss, its leaves (inputs, targets, masks), and which Dropout drew how many factors."""

    loss: Value
    inputs: list[Value]
    masks: Masks


def recorded_alike(model: Module, cases: Sequence[Case], loss: Loss, numbers: Sequence[int]) -> Recording:
    """The recording of the first of the cases `numbers`; GraphError unless the others have the same graph."""
    recordings = []
    for i in numbers:
        with naming(f"case {i}"):
            recordings.append(_recorded(model, cases[i], loss))
    for i, recording in zip(numbers, recordings, strict=True):
        _check_same_graph(model, recordings[0], numbers[0], recording, i)
    return recordings[0]


def _recorded(model: Module, case: Case, loss: Loss) -> Recording:
    row, target = case
    inputs = [Value(number_of(x)) for x in row]
    targets = [Value(number_of(x)) for x in target] if isinstance(target, list | tuple) else Value(number_of(target))
    drawn: list[tuple[Dropout, list[Value]]] = []

    def leaves(dropout: Dropout, count: int) -> list[Value]:
        drawn.append((dropout, [Value(1.0) for _ in range(count)]))
        return drawn[-1][1]

    with factors_from(model, leaves):
        output = _recorded_loss(model, inputs, loss, targets)
    if not isinstance(output, Value):
        raise TypeError(f"a loss must be a Value, computed from the outputs, got {described(output)}")
    inputs = inputs + (targets if isinstance(targets, list) else [targets])
    factors = [factor for _, factors in drawn for factor in factors]
    return Recording(output, inputs + factors, [(dropout, len(factors)) for dropout, factors in drawn])


def _recorded_loss(model: Module, inputs: list[Value], loss: Loss, targets: Any) -> Any:
    try:
        with modes.recording():
            (outputs,) = model.batch([inputs])
            return _loss_on_values(loss, outputs, targets)
    except GraphError as error:
        raise GraphError(
            f"{error}. A program repeats the operations of one case for all, and so cannot follow a model or a loss "
            f"that decides by the data; {ADVICE}"
        ) from error


def _loss_on_values(loss: Loss, outputs: Any, targets: Any) -> Any:
    try:
        return loss(outputs, targets)
    except TypeError as error:
        raise TypeError(
            f"a loss could not be recorded for a program: {error}. There targets are Values, for they differ from case "
            "to case: a loss can compute with them, but not use them as an index or a count. Look up the output of a "
            "class by lookup(outputs, target), use 'softmax_cross_entropy' or 'cross_entropy', or train without "
            "compiled=True"
        ) from error


def _check_same_graph(model: Module, first: Recording, of_first: int, other: Recording, number: int) -> None:
    """GraphError unless case `number` was computed by the operations of case `of_first`."""
    parameters = {parameter: i for i, parameter in enumerate(model.parameters())}
    nodes, others = (_structure(recording, parameters) for recording in (first, other))
    if nodes == others:
        return
    pairs = zip(nodes, others, strict=False)  # one may be longer
    position = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(nodes), len(others)))
    texts = [f"{each[position][0]}" if position < len(each) else "nothing more" for each in (nodes, others)]
    if texts[0] == texts[1]:
        texts = [f"{text} of other nodes" if text == texts[0] else text for text in texts]
    raise GraphError(
        f"a program repeats the operations of one case for all, and case {number} records {texts[1]} where case "
        f"{of_first} records {texts[0]}: the model or the loss decides by the data, computes with .data, or draws "
        f"numbers; {ADVICE}"
    )


def checksum(recordings: Sequence[Recording], parameters: Sequence[Value]) -> int:
    """A number that tells their graphs from others; `parameters` are all their leaves but inputs."""
    places = {parameter: i for i, parameter in enumerate(parameters)}
    return zlib.crc32(repr([_structure(recording, places) for recording in recordings]).encode())


def _structure(recording: Recording, parameters: Mapping[Value, int]) -> list[tuple[Any, ...]]:
    """What each node is, in words, and which nodes it comes from: equal for equal graphs."""
    place = {leaf: i for i, leaf in enumerate(recording.inputs)}
    position: dict[Value, int] = {}
    nodes: list[tuple[Any, ...]] = []
    for node in topological_order(recording.loss):
        position[node] = len(nodes)
        if node in place:
            nodes.append(("an input", place[node]))
        elif node in parameters:
            nodes.append(("a parameter", parameters[node]))
        elif node.operation is None:
            nodes.append((f"the number {node.data!r}",))
        else:
            nodes.append((f"{node.operation.name}", *[position[parent] for parent in node.parents]))
    return nodes


@contextmanager
def factors_from(model: Module, draw: Callable[[Dropout, int], list[Any]]) -> Iterator[None]:
    """In this block `draw(module, count)` gives the factors of every Dropout of the model."""
    dropouts = [module for module in model.modules() if isinstance(module, Dropout)]
    masks = [dropout.mask for dropout in dropouts]
    for dropout in dropouts:
        vars(dropout)["draw"] = lambda count, dropout=dropout: draw(dropout, count)
    try:
        yield
    finally:
        for dropout, mask in zip(dropouts, masks, strict=True):
            del vars(dropout)["draw"]
            dropout.mask = mask


def number_of(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x
