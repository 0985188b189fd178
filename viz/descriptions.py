"""A diagram in words: a table for terminals, sentences for people who do not see the picture.

Not here: what the numbers and labels are (diagram.py), how they are written (text.py).
"""

from __future__ import annotations

from dataclasses import replace

from autograd_core.words import words
from viz.diagram import Diagram, Node, names_of, without_gradients
from viz.scene.rivers import TITLES
from viz.text import NO_BREAK, in_columns, shortened

FORMULA_LENGTH = 60


def table(diagram: Diagram) -> str:
    """A line per node: its name, how it is computed, its value, and its gradient where there are gradients.

    A step without a name is called #1, #2, ... in the order of computation; plain numbers stand in the formulas.
    """
    rows = [[words("table.name"), words("table.formula"), words("table.value"), words("table.gradient")]]
    rows += [[name, formula, node.value, _gradient(node)] for name, formula, node in _lines(diagram)]
    if not diagram.output.gradient:
        rows = [row[:3] for row in rows]
    if not diagram.output.value:
        rows = [row[:2] + row[3:] for row in rows]
    # formulas may be copied from here
    notes = filter(None, (diagram.note, *diagram.reasons))
    return "\n".join([in_columns(rows, range(2, len(rows[0]))), *notes]).replace(NO_BREAK, " ")


def title(diagram: Diagram) -> str:
    """One line that names the picture."""
    output = diagram.output
    return words("picture.title", output=" = ".join(filter(None, (output.name or words("name.output"), output.value))))


def description(diagram: Diagram) -> str:
    """The graph as sentences: every input and step with its value and, where there are gradients, its gradient."""
    inputs, steps = [], []
    for name, formula, node in _lines(diagram):
        if node.operation is None and not node.part:
            inputs.append(_sentence([name, "" if name == node.value else node.value], node))
        else:
            steps.append(_sentence([name, formula, node.value], node))
    return " ".join(
        _note(diagram)
        + ([words("described.inputs"), *inputs] if inputs else [])
        + ([words("described.steps"), *steps] if steps else [])
    )


def _sentence(parts: list[str], node: Node) -> str:
    """What a node equals, part by part, and its gradient."""
    equation = " = ".join(filter(None, parts))
    if not node.gradient:
        return words("described.node", node=equation)
    return words("described.node_and_gradient", node=equation, gradient=_gradient(node))


def backward_title(diagram: Diagram) -> str:
    """One line that names a picture of the backward pass."""
    return words("picture.backward_title", output=diagram.output.name or words("name.output"))


def backward_description(diagram: Diagram) -> str:
    """The backward pass as sentences: each step's role, what arrives there and what it passes on to each input."""
    names = names_of(diagram)
    sentences = [*_note(diagram), words("described.backward")]
    for i in reversed(range(len(diagram.nodes))):
        node = diagram.nodes[i]
        if not node.contributions or (node.operation is None and not node.part):
            continue
        role = node.operation.role_and_note if node.operation is not None else words("described.folded")
        passed = ", ".join(
            words("described.passed", amount=amount, node=names[parent])
            for amount, parent in zip(node.contributions, node.parents, strict=True)
            if amount
        )
        gate = node.part or names[i]
        sentences.append(words("described.gate", gate=gate, role=role, gradient=node.gradient, passed=passed))
    return " ".join(sentences)


def both_description(diagram: Diagram) -> str:
    """The forward pass as sentences, then the backward pass."""
    return f"{description(without_gradients(diagram))} {backward_description(diagram)}"


def _note(diagram: Diagram) -> list[str]:
    widths = words("described.rivers", size=words(TITLES[diagram.weight])) if diagram.weight else ""
    notes = [f"{note}." for note in (*diagram.reasons, diagram.note) if note]
    return [*notes, widths] if widths else notes


def _gradient(node: Node) -> str:
    if not node.accumulated:
        return node.gradient
    return words("table.accumulated", gradient=node.gradient, accumulated=node.accumulated)


def _lines(diagram: Diagram) -> list[tuple[str, str, Node]]:
    """(name, formula, node) of every node but the constants that only feed another."""
    names = names_of(diagram)
    return [
        (names[i], _formula(node, [_taken(diagram, node, slot, names) for slot in range(len(node.parents))]), node)
        for i, node in enumerate(diagram.nodes)
        if node is diagram.output or not node.is_constant
    ]


def _taken(diagram: Diagram, node: Node, slot: int, names: list[str]) -> str:
    """What an input is called; of several that leave a part which one it is."""
    parent = node.parents[slot]
    exits = len(diagram.nodes[parent].exits)
    if not exits:
        return names[parent]
    return words("described.exit", part=names[parent], number=node.lanes[slot] + 1, count=exits)


def _formula(node: Node, inputs: list[str]) -> str:
    """How a node is computed, in terms of the names of its inputs."""
    operation = node.operation
    if node.part:
        part = words("table.part", part=node.part, inputs=", ".join(inputs)) if inputs else node.part
        return shortened(part, FORMULA_LENGTH) + _times(node)
    if node.count > 1:
        return _formula(replace(node, count=1), inputs) + _times(node)
    if operation is None:
        return words("table.constant" if node.is_constant else "table.input")
    if node.left_out:
        drawn = iter(inputs)
        inputs = [each or next(drawn) for each in node.left_out]
    if operation.in_gate and operation.python:
        return shortened(f"{inputs[0]}{node.symbol}", FORMULA_LENGTH)
    sign = node.symbol.replace("−", "-")  # in a terminal, where every font has it
    is_merged = operation.arity == 2 and len(inputs) == 1  # as the factors of squares are in a folded graph
    if not operation.python or operation.python.isalpha() or is_merged:
        name = node.symbol if node.symbol[0].isalpha() or operation.in_gate else operation.name
        return shortened(f"{name}({', '.join(inputs)})", FORMULA_LENGTH)
    return shortened(f" {sign} ".join(inputs) if len(inputs) > 1 else f"{sign}{inputs[0]}", FORMULA_LENGTH)


def _times(node: Node) -> str:
    return f" × {node.count:,}" if node.count > 1 else ""
