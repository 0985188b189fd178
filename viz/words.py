"""A diagram in words: a table for terminals, sentences for people who do not see the picture.

Not here: what the numbers and labels are (diagram.py), how they are written (text.py).
"""

from __future__ import annotations

from autograd_core import power_by_number
from viz.diagram import Diagram, Node
from viz.text import shortened

FORMULA_LENGTH = 60


def table(diagram: Diagram) -> str:
    """A line per node: its name, how it is computed, its value, and its gradient where there are gradients.

    A step without a name is called #1, #2, ... in the order of computation; plain numbers stand in the formulas.
    """
    rows = [["name", "computed as", "value", "gradient"]]
    rows += [[name, formula, node.value, _gradient(node)] for name, formula, node in _lines(diagram)]
    if not diagram.output.gradient:
        rows = [row[:3] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, formula, *numbers in rows:
        texts = [name.ljust(widths[0]), formula.ljust(widths[1])]
        lines.append("  ".join(texts + [n.rjust(width) for n, width in zip(numbers, widths[2:], strict=True)]).rstrip())
    return "\n".join(lines)


def title(diagram: Diagram) -> str:
    """One line that names the picture."""
    return f"Computational graph: {diagram.output.name or 'output'} = {diagram.output.value}"


def description(diagram: Diagram) -> str:
    """The graph as sentences: every input and step with its value and, where there are gradients, its gradient."""
    inputs, steps = [], []
    for name, formula, node in _lines(diagram):
        gradient = f", gradient {_gradient(node)}" if node.gradient else ""
        if node.operation is None:
            inputs.append(f"{name} = {node.value}{gradient}." if name != node.value else f"{name}{gradient}.")
        else:
            steps.append(f"{name} = {formula} = {node.value}{gradient}.")
    return " ".join((["Inputs:", *inputs] if inputs else []) + (["Steps:", *steps] if steps else []))


def _gradient(node: Node) -> str:
    return f"{node.gradient} (.grad {node.accumulated})" if node.accumulated else node.gradient


def _lines(diagram: Diagram) -> list[tuple[str, str, Node]]:
    """(name, formula, node) of every node but the constants that only feed another."""
    names: list[str] = []
    lines = []
    steps = 0
    for i, node in enumerate(diagram.nodes):
        is_output = i == len(diagram.nodes) - 1
        is_step = node.operation is not None and not is_output
        steps += is_step and not node.name
        names.append(node.name or (f"#{steps}" if is_step else "output" if node.operation else node.value))
        if is_output or not node.is_constant:
            lines.append((names[i], _formula(node, [names[parent] for parent in node.parents]), node))
    return lines


def _formula(node: Node, inputs: list[str]) -> str:
    """How a node is computed, in terms of the names of its inputs."""
    operation = node.operation
    if operation is None:
        return "constant" if node.is_constant else "input"
    if operation is power_by_number:
        return shortened(f"{inputs[0]}{node.symbol}", FORMULA_LENGTH)
    sign = node.symbol.replace("−", "-")  # in a terminal, where every font has it
    if not operation.python or operation.python.isalpha():
        name = node.symbol if node.symbol[0].isalpha() else operation.name
        return shortened(f"{name}({', '.join(inputs)})", FORMULA_LENGTH)
    return shortened(f" {sign} ".join(inputs) if len(inputs) > 1 else f"{sign}{inputs[0]}", FORMULA_LENGTH)
