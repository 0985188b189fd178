"""A diagram in words: a table for terminals, sentences for people who do not see the picture.

Not here: what the numbers and labels are (diagram.py), how they are written (text.py).
"""

from __future__ import annotations

from dataclasses import replace

from viz.diagram import Diagram, Node, names_of, without_gradients
from viz.scene.rivers import TITLES
from viz.text import NO_BREAK, shortened

FORMULA_LENGTH = 60


def table(diagram: Diagram) -> str:
    """A line per node: its name, how it is computed, its value, and its gradient where there are gradients.

    A step without a name is called #1, #2, ... in the order of computation; plain numbers stand in the formulas.
    """
    rows = [["name", "computed as", "value", "gradient"]]
    rows += [[name, formula, node.value, _gradient(node)] for name, formula, node in _lines(diagram)]
    if not diagram.output.gradient:
        rows = [row[:3] for row in rows]
    if not diagram.output.value:
        rows = [row[:2] + row[3:] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, formula, *numbers in rows:
        texts = [name.ljust(widths[0]), formula.ljust(widths[1])]
        lines.append("  ".join(texts + [n.rjust(width) for n, width in zip(numbers, widths[2:], strict=True)]).rstrip())
    # formulas may be copied from here
    notes = filter(None, (diagram.note, *diagram.reasons))
    return "\n".join([*lines, *notes]).replace(NO_BREAK, " ")


def title(diagram: Diagram) -> str:
    """One line that names the picture."""
    return f"Computational graph: {' = '.join(filter(None, (diagram.output.name or 'output', diagram.output.value)))}"


def description(diagram: Diagram) -> str:
    """The graph as sentences: every input and step with its value and, where there are gradients, its gradient."""
    inputs, steps = [], []
    for name, formula, node in _lines(diagram):
        gradient = f", gradient {_gradient(node)}" if node.gradient else ""
        if node.operation is None and not node.part:
            value = "" if name == node.value else node.value
            inputs.append(f"{' = '.join(filter(None, (name, value)))}{gradient}.")
        else:
            steps.append(f"{' = '.join(filter(None, (name, formula, node.value)))}{gradient}.")
    return " ".join(_note(diagram) + (["Inputs:", *inputs] if inputs else []) + (["Steps:", *steps] if steps else []))


def backward_title(diagram: Diagram) -> str:
    """One line that names a picture of the backward pass."""
    return f"Backward pass of {diagram.output.name or 'output'}"


def backward_description(diagram: Diagram) -> str:
    """The backward pass as sentences: each step's role, what arrives there and what it passes on to each input."""
    names = names_of(diagram)
    sentences = [*_note(diagram), "Backward pass, from the output to the inputs:"]
    for i in reversed(range(len(diagram.nodes))):
        node = diagram.nodes[i]
        if not node.contributions or (node.operation is None and not node.part):
            continue
        role = node.operation.role_and_note if node.operation is not None else "folded"
        passed = [
            f"{amount} to {names[parent]}"
            for amount, parent in zip(node.contributions, node.parents, strict=True)
            if amount
        ]
        sentences.append(f"{node.part or names[i]}, {role}, gets {node.gradient} and passes {', '.join(passed)}.")
    return " ".join(sentences)


def both_description(diagram: Diagram) -> str:
    """The forward pass as sentences, then the backward pass."""
    return f"{description(without_gradients(diagram))} {backward_description(diagram)}"


def _note(diagram: Diagram) -> list[str]:
    widths = f"Arrows are as wide as {TITLES[diagram.weight]}." if diagram.weight else ""
    notes = [f"{note}." for note in (*diagram.reasons, diagram.note) if note]
    return [*notes, widths] if widths else notes


def _gradient(node: Node) -> str:
    return f"{node.gradient} (.grad {node.accumulated})" if node.accumulated else node.gradient


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
    return f"{names[parent]} ({node.lanes[slot] + 1} of {exits})" if exits else names[parent]


def _formula(node: Node, inputs: list[str]) -> str:
    """How a node is computed, in terms of the names of its inputs."""
    operation = node.operation
    if node.part:
        return shortened(f"{node.part} of {', '.join(inputs)}" if inputs else node.part, FORMULA_LENGTH) + _times(node)
    if node.count > 1:
        return _formula(replace(node, count=1), inputs) + _times(node)
    if operation is None:
        return "constant" if node.is_constant else "input"
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
