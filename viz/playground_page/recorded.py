"""playground(): a network that somebody recorded, of whatever shape, learns in a page.

Not here: networks that the page makes up itself (ready.py), what every page of this kind has (page.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from autograd_core import GraphError, Value, gradients, topological_order
from autograd_core.by_hand import require_computable
from autograd_core.errors import described, one_of
from autograd_core.modes import undisturbed
from autograd_core.words import words
from viz.diagram import GraphTooLargeError
from viz.drawing import still_picture
from viz.graph import Graph
from viz.names import labels_from
from viz.networks.drawing import draw_network
from viz.networks.network import Network, network_of
from viz.picture import AUTO, Picture
from viz.playground_page.page import page_of
from viz.playground_page.program import Operations, Writer
from viz.stepper_page.late import LatePage
from viz.stepper_page.page import Page
from viz.stepper_page.trace import real
from viz.themes import THEMES

MAX_NODES = 3_000  # of one sample's loss: with its gradient some 12,000 instructions, each over a minibatch
MAX_SAMPLES = 5_000
HEIGHT = 1100  # pixels, in a notebook
FRAME = "autograd-playground"
HALF = 0.5  # where the two answers of a sigmoid part
SETTINGS = {
    "seed": 1, "held": 0, "batch": 10, "optimizer": "adam", "rate": 0.03, "penalty": "none", "amount": 0,
    "lines": "weights", "shades": "smooth", "validation": "shown",
}  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvw"


def playground(
    loss: Value,
    *,
    score: Value,
    inputs: Sequence[Value],
    targets: Sequence[Value],
    data: tuple[Sequence[Any], Sequence[Any]],
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
) -> Page:
    """A page on which a network learns, with no Python in it: play, stop at any step, open any weight or unit.

    The graph is recorded once, for one sample; the page runs it, and its gradients, for minibatches of the data::

        x, y, target = Value(0.0, "x"), Value(0.0, "y"), Value(0.0, "t")
        score = MLP(2, [4, 1], activation="tanh")([x, y])
        loss = softplus(-target * score)
        viz.playground(loss, score=score, inputs=[x, y], targets=[target], data=(points, labels))

    All other leaves of the loss are parameters, and start as they are now. Units and layers are groups, as layers of nn
    have them; without any the parameters are listed at the output. With two inputs the page shows the plane.

    Args:
        loss: of one sample.
        score: what the network answers; of two classes the second where it is above the middle: 0.5 for a sigmoid,
            else 0.
        inputs: the leaves that a sample's numbers go into.
        targets: the leaves that its targets go into.
        data: (X, y): for each sample its inputs and its targets, a number where there is one.
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        theme: "light", "dark", "print" (black and white), or "auto": light, and dark where the system is.

    Raises:
        TypeError: something is no Value, or complex; no sequence; no number.
        ValueError: an input or a target is no leaf of the loss or comes twice; the score has a parameter that the loss
            does not have, or none of those it has; the data do not fit, are none, or hold what is no finite number; an
            unknown `theme`.
        GraphTooLargeError: more than MAX_NODES nodes, or MAX_SAMPLES samples.
        GraphError: nothing is left to be trained, or a node was made by hand or by an operation from outside without a
            kernel in JavaScript, so that the page cannot compute it.
        OverflowError: a number that no float holds.
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    for what, value in (("loss", loss), ("score", score)):
        if not isinstance(value, Value):
            raise TypeError(f"{what} is a Value, got {described(value)}")
    one_of("theme", theme, [AUTO, *THEMES])
    inputs, targets = _items("inputs", inputs), _items("targets", targets)
    order = topological_order(loss, score)
    _check_size("nodes", len(order), MAX_NODES)
    for node in order:
        require_computable(node.operation, "a page")
    parameters = _parameters(order, inputs, targets)
    _check_score(score, set(topological_order(loss)), parameters)
    samples = _samples(data, len(inputs), len(targets))
    labels = labels_from(names)
    operations = Operations()
    program = _program(operations, loss, score, inputs, targets, parameters)
    program |= _network(Graph(score), labels, program.pop("place"), inputs, parameters, score)
    program["names"].append((program["loss"], str(loss.label or labels.get(loss, "")) or "L"))
    program |= _classes(score, samples)
    told = {
        "settings": SETTINGS,
        "recorded": {**program, "start": [real(parameter.data) for parameter in parameters]},
        "samples": samples,
        "sums": operations.seen_sums(_most_terms(order)),
    }
    page = page_of(told, operations, theme)
    return LatePage(page, HEIGHT, lambda: _still(score, labels, names, theme), FRAME, words("playground.heading"),
                    words("playground.repr"))  # fmt: skip


def _check_size(what: str, count: int, most: int) -> None:
    if count > most:
        raise GraphTooLargeError(
            f"a page trains on at most {MAX_NODES:,} nodes and {MAX_SAMPLES:,} samples, and these are {count:,} "
            f"{what}; record one sample's loss, take fewer samples, or train in Python with nn.fit"
        )


def _parameters(order: Sequence[Value], inputs: Sequence[Value], targets: Sequence[Value]) -> list[Value]:
    """The leaves that are trained."""
    leaves = {node for node in order if node.is_leaf and not node.is_constant}
    given = [*inputs, *targets]
    for what, values in (("input", inputs), ("target", targets)):
        for value in values:
            if not isinstance(value, Value):
                raise TypeError(f"each of the {what}s is a Value, got {described(value)}")
            if value not in leaves:
                raise ValueError(
                    f"each {what} must be a leaf of the loss or the score that may change, got {described(value)}; "
                    "record them with Values for the inputs and the targets of a sample"
                )
    if len(set(given)) < len(given):
        raise ValueError("inputs and targets must be different leaves, and one comes twice; name each of them once")
    parameters = [node for node in order if node in leaves and node not in set(given)]
    if not parameters:
        raise GraphError(
            "a page trains the leaves that are neither inputs nor targets, and this loss has no other leaf"
        )
    return parameters


def _check_score(score: Value, of_loss: Collection[Value], parameters: Sequence[Value]) -> None:
    """Refuse a score that training does not move, or not all of it."""
    of_score = {*topological_order(score)} & {*parameters}
    others = [described(node) for node in parameters if node in of_score and node not in of_loss]
    if others:
        raise ValueError(
            f"the score's parameters must be in the loss, which trains them, got {others[0]}, which is not; give the "
            "score that this loss was computed from, and list the leaves of a sample as inputs and targets"
        )
    if not of_score:
        raise ValueError(
            f"the score must depend on a parameter that the loss trains, got {described(score)}, which has none; give "
            "the score that this loss was computed from"
        )


def _items(what: str, items: Any) -> list[Any]:
    if isinstance(items, str) or not hasattr(items, "__iter__"):
        raise TypeError(f"{what} must be a sequence, got {described(items)}; write [...] around a single one")
    return list(items)


def _samples(data: Any, inputs: int, targets: int) -> list[dict[str, list[float]]]:
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise TypeError(f"data is a pair, (X, y), got {described(data)}")
    xs, ys = _items("data[0]", data[0]), _items("data[1]", data[1])
    if len(xs) != len(ys):
        raise ValueError(f"data needs targets for each sample, got {len(xs)} samples and {len(ys)} targets")
    if not xs:
        raise ValueError("a page trains on at least one sample, got none; give data=(X, y) with samples")
    _check_size("samples", len(xs), MAX_SAMPLES)
    return [
        {"inputs": _numbers("inputs", i, x, inputs), "targets": _numbers("targets", i, y, targets)}
        for i, (x, y) in enumerate(zip(xs, ys, strict=True))
    ]


def _numbers(what: str, sample: int, row: Any, count: int) -> list[float]:
    items = list(row) if hasattr(row, "__len__") and not isinstance(row, str) else [row]
    if len(items) != count:
        needed = f"{count} {what.removesuffix('s') if count == 1 else what}"
        raise ValueError(
            f"each sample needs {needed}, as many as the leaves in {what}=[...], got {len(items)} in sample {sample}"
        )
    numbers = [_number(what, sample, x) for x in items]
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"the {what} of a sample must be finite numbers, got {described(row)} in sample {sample}")
    return numbers


def _number(what: str, sample: int, x: Any) -> float:
    cause: Exception | None = None
    try:
        if not isinstance(x, str):  # float() reads digits
            return real(x)
    except (TypeError, ValueError) as error:
        cause = error
    raise TypeError(
        f"the {what} of a sample must be real numbers, got {described(x)} in sample {sample}; encode classes as numbers"
    ) from cause


@undisturbed()
def _program(
    operations: Operations,
    loss: Value,
    score: Value,
    inputs: Sequence[Value],
    targets: Sequence[Value],
    parameters: Sequence[Value],
) -> dict[str, Any]:
    """The straight line of the loss, the score and the gradient; "place" says where a node stands."""
    writer = Writer(operations, [*inputs, *targets, *parameters])
    forward = writer.write([loss, score], is_seen=True)
    slopes = [writer.place(slope) for slope in gradients(loss, parameters)]
    return {
        "constants": writer.constants,
        "inputs": [writer.place(x) for x in inputs],
        "targets": [writer.place(x) for x in targets],
        "parameters": [writer.place(x) for x in parameters],
        "forward": forward,
        "backward": writer.take(),
        "gradients": slopes,
        "loss": writer.place(loss),
        "score": writer.place(score),
        "registers": writer.registers,
        "place": writer.place,
    }


def _classes(score: Value, samples: Sequence[Mapping[str, list[float]]]) -> dict[str, Any]:
    """Where the two answers and the two classes part, if there are two; else how far the targets reach."""
    found = sorted({sample["targets"][0] for sample in samples if sample["targets"]})
    is_sigmoid = score.operation is not None and score.operation.name == "sigmoid"
    return {
        "isClassifier": len(found) == 2,
        "classes": [[x] for x in found] if len(found) == 2 and len(samples[0]["targets"]) == 1 else None,
        "middle": HALF if is_sigmoid else 0,
        "targetMiddle": (found[0] + found[-1]) / 2 if found else 0,
        "targetHalf": (found[-1] - found[0]) / 2 if len(found) > 1 else 1,
    }


def _network(
    graph: Graph,
    labels: Mapping[Value, str],
    place: Callable[[Value], int],
    inputs: Sequence[Value],
    parameters: Sequence[Value],
    score: Value,
) -> dict[str, Any]:
    """Units in columns and lines between them, and names; without groups, the inputs and the score alone."""
    network = _units(graph, labels)
    symbols = {} if network is None else {unit.outputs[0]: unit.symbol for column in network.columns for unit in column}
    columns = [
        [*inputs],
        *([] if network is None else [[u.outputs[0] for u in column] for column in network.columns[1:]]),
    ]
    if columns[-1] != [score]:
        columns.append([score])
    names = {node: str(node.label or labels.get(node, "")) for node in [*inputs, *parameters, *symbols, score]}
    for c, column in enumerate(columns):
        letter = "x" if c == 0 else LETTERS[(c - 1) % len(LETTERS)]
        for i, node in enumerate(column, start=1):
            names[node] = names.get(node) or ("s" if node is score else f"{letter}{_below(i)}")
    found = [] if network is None else _lines(network, inputs, parameters)
    connected = {parameters[line["parameter"]] for line in found}
    for line in found:
        tail, head = line["tail"], line["head"]
        start = names[columns[tail[0]][tail[1]]] if tail else "1"
        names[parameters[line["parameter"]]] = f"{start}→{names[columns[head[0]][head[1]]]}"
    end = (len(columns) - 1, 0)
    loose = [{"tail": None, "head": end, "parameter": k} for k, x in enumerate(parameters) if x not in connected]
    return {
        "columns": [
            [{"name": names[node], "out": place(node), "symbol": symbols.get(node, "")} for node in column]
            for column in columns
        ],
        "lines": [*found, *loose],
        "names": [(place(node), name) for node, name in names.items() if name],
    }


def _lines(network: Network, inputs: Sequence[Value], parameters: Sequence[Value]) -> list[dict[str, Any]]:
    """A line for each weight between two units; a bias, or what comes from nowhere that is shown, has no tail."""
    number = {parameter: k for k, parameter in enumerate(parameters)}
    row = {x: i for i, x in enumerate(inputs)}
    lines = []
    for each in network.connections:
        tail = each.tail
        if tail is not None and tail[0] == 0:
            source = network.columns[0][tail[1]].outputs[0]
            tail = (0, row[source]) if source in row else None
        if each.weight in number:
            lines.append({"tail": tail, "head": each.head, "parameter": number[each.weight]})
    return lines


def _units(graph: Graph, labels: Mapping[Value, str]) -> Network | None:
    """The network in the graph of the score; None where it has no units, or they stand in no layers."""
    try:
        return network_of(graph, labels, "")
    except GraphError:
        return None


def _below(number: int) -> str:
    return "".join([chr(ord("₀") + int(digit)) for digit in str(number)])


def _most_terms(order: Sequence[Value]) -> int:
    """How many terms a weighted sum can be shown with."""
    pairs = [len(node.parents) // 2 for node in order if node.operation is not None and node.operation.name == "dot"]
    return max([*pairs, 1]) + 2


def _still(score: Value, labels: Mapping[Value, str], names: Mapping[str, Any] | None, theme: str) -> Picture:
    graph = Graph(score)
    has_units = _units(graph, labels) is not None
    return (
        draw_network(score, names=names, theme=theme) if has_units else still_picture(graph, labels, "forward", theme)
    )
