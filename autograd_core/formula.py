"""Formulas of recorded graphs and of local gradients, as text and as LaTeX, lightly simplified.

Here: writing down a graph with the table's notation. Not here: any derivative; the derivative of a graph is itself a
graph (gradients), and local gradients are the table's rules run on named nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from string import Formatter
from typing import Any, Literal, get_args

from autograd_core import modes, operations
from autograd_core.differentiate import recorded_gradients
from autograd_core.errors import GraphError, described, shown
from autograd_core.graph import require_untangled, require_values, topological_order
from autograd_core.notation import node_name, number_text, python_number
from autograd_core.operations import ATOM, PRODUCT, SUM, Operation
from autograd_core.value import Value, constant

Style = Literal["text", "latex", "print", "words"]
STYLES = get_args(Style)

# A formula writes a shared node out at each use; past this many nodes nobody reads it.
LARGEST = 2_000

# Functions that LaTeX has a command for.
LATEX_FUNCTIONS = ("cos", "cosh", "cot", "coth", "csc", "sec", "sin", "sinh", "tan", "tanh")


@dataclass(frozen=True, slots=True)
class _Term:
    """A written-down node: coefficient x core.

    Attributes:
        coefficient: the plain number in front.
        core: what it multiplies; "" where the term is just the number.
        binding: how strongly the outermost operation of `core` binds.
    """

    coefficient: Any
    core: str = ""
    binding: int = ATOM


def formula(output: Value, style: Style = "text") -> str:
    """`output` as a formula in its labelled leaves; unlabelled leaves and constants appear as numbers.

    Where several leaves have the same label, the second is called x_2, and so on.

    Args:
        output: any node.
        style: "text", in Python's notation: 2*x**2-1, with numbers that Python reads back exactly (a Fraction is p/q);
            "print", as a picture has it: 2·x²−1; "words", as it stands in a sentence: 2 × x² − 1; or "latex", for
            mathematics mode. Those for readers have six significant digits.

    Raises:
        TypeError: `output` is not a Value.
        ValueError: an unknown style.
        GraphError: written out, the formula would have more than 2,000 parts.
    """
    if not isinstance(output, Value):
        raise TypeError(f"a formula is written of a Value, got {described(output)}")
    return _written(output, style, [output], [output])


def _written(output: Value, style: Style, named: Sequence[Value], recorded: Sequence[Value]) -> str:
    """`output` written down in the labelled leaves of `named`.

    The graph of `recorded` is written as it is, a rule's own nodes in the way of textbooks.
    """
    if has_more_parts(output, LARGEST):
        raise GraphError(
            f"a formula has at most {LARGEST:,} parts, and this one would have more: a shared node is written out at "
            "each use; take a node further in"
        )
    return _Sheet(style, _leaf_names(*named), frozenset(topological_order(*recorded))).text(output)


def formulas(outputs: Sequence[Value], names: Mapping[Value, str], style: Style = "text") -> list[str]:
    """Each of `outputs` as a formula in the nodes that have `names`; empty where it would have too many parts.

    A step that has a name is written as this, and not by what it was computed from. Where several nodes have the same
    name, the second is called x_2, and so on, in all of the formulas.
    """
    sheet = _Sheet(style, dict(zip(names, _distinct(list(names.values())), strict=True)))
    return ["" if has_more_parts(output, LARGEST, names) else sheet.text(output) for output in outputs]


class _Sheet:
    """Formulas in one style, for which every node is written down once.

    What is among `recorded` is written as it is, a rule's own nodes in the way of textbooks; all of it where that is
    None.
    """

    def __init__(self, style: Style, names: Mapping[Value, str], recorded: Collection[Value] | None = None) -> None:
        self.writer = _Writer(style, names)
        self.recorded = recorded
        self.terms: dict[Value, _Term] = {}

    def text(self, output: Value) -> str:
        waiting = [output]
        while waiting:
            node = waiting[-1]
            parents = () if node in self.writer.names else node.parents
            missing = [parent for parent in parents if parent not in self.terms]
            if missing:
                waiting += missing
            else:
                self.terms[waiting.pop()] = self._term(node, [self.terms[parent] for parent in parents])
        return self.writer.text(self.terms[output])[0]

    def _term(self, node: Value, parents: list[_Term]) -> _Term:
        operation = node.operation
        is_recorded = self.recorded is None or node in self.recorded
        if operation is None or node in self.writer.names:
            return self.writer.leaf(node)
        if not is_recorded and _sets_a_point_apart(node):
            return parents[1] if node.parents[0].data else parents[2]
        if _is_gate(node):
            return self.writer.applied(operations.multiply, parents[1::-1])
        if not is_recorded and operation is operations.multiply and parents[0].core == parents[1].core:
            return _square(self.writer, *parents)
        return self.writer.applied(operation, parents)


def has_more_parts(output: Value, most: int, names: Container[Value] = ()) -> bool:
    """Whether `output` written out has more than `most` parts: every node again at each of its uses.

    What is among `names` is one part. Found in `most` steps, whatever the graph.
    """
    parts, waiting = 1, [output]
    while waiting and parts <= most:
        node = waiting.pop()
        parents = () if node in names else node.parents
        parts += len(parents)
        waiting += parents
    return parts > most


def _sets_a_point_apart(node: Value) -> bool:
    """Whether a node is where(x == y, ...): a reader asks for the formula of all other points."""
    return node.operation is operations.where and node.parents[0].operation is operations.equal


def _is_gate(node: Value) -> bool:
    """Whether a node is where(condition, y, 0) with a condition that is 1 or 0: y times it."""
    if node.operation is not operations.where:
        return False
    condition, _, other = node.parents
    return (
        condition.operation is not None and condition.operation.is_indicator and other.is_constant and other.data == 0
    )


@modes.undisturbed()
def derivative_formula(output: Value, value: Value, style: Style = "text") -> str:
    """d `output` / d `value` as a formula; for z = (x+y)**2 and x it is `2*(x+y)`.

    The rules are those of textbooks. Where single points are set apart, as by where(x == 0, ...), it is the formula of
    all others.

    Args:
        output: any node.
        value: the node to differentiate with respect to; a constant or one that `output` does not use has 0.
        style: as for `formula`.

    Raises:
        TypeError: one of them is not a Value.
        ValueError: an unknown style.
        GraphError: written out, the formula would have more than 2,000 parts; or the graph is a tangle of edges.
    """
    require_values(output=output, value=value)
    require_untangled(output)
    ((found,), _) = recorded_gradients(output, [value], textbook=True)
    slope = found if isinstance(found, Value) else constant(found)
    return _written(slope, style, [output, slope], [output])


def _leaf_names(*outputs: Value) -> dict[Value, str]:
    """The labelled leaves, each with a name of its own."""
    labelled = [node for node in topological_order(*outputs) if node.is_leaf and not node.is_constant and node.label]
    return dict(zip(labelled, _distinct([node_name(node) for node in labelled]), strict=True))


def _distinct(labels: Sequence[str]) -> list[str]:
    """The labels, but that a second x is x_2, or the next of these that is nobody's label."""
    taken = set(labels)
    used: set[str] = set()
    numbers: dict[str, int] = {}  # the last one that a label got
    names = []
    for label in labels:
        name = label
        while name in used or (name is not label and name in taken):
            numbers[label] = numbers.get(label, 1) + 1
            name = f"{label}_{numbers[label]}"
        used.add(name)
        names.append(name)
    return names


def smooth_point(operation: Operation, count: int) -> list[float]:
    """`count` numbers at which the operation has a value and a slope, as far as the row can tell."""
    points = [[start + step * i for i in range(count)] for start, step in ((2.0, 1.0), (0.5, 0.25), (0.0, 1.0))]
    return next((point for point in points if operation.clearance(*point) > 0), points[0])


@modes.undisturbed()
def local_gradient_formulas(operation: Operation, style: Style = "text", inputs: int = 3) -> list[str]:
    """The row's rule as formulas in its inputs, by their names in the rule, and in `out`, its output.

    Args:
        operation: a row of the table.
        style: as for `formula`.
        inputs: how many inputs, x1, x2, ..., where the operation takes any number of them.

    Raises:
        TypeError: `operation` is something else, such as a Value.
    """
    if not isinstance(operation, Operation):
        hint = "; write node.operation" if isinstance(operation, Value) else ""
        raise TypeError(f"a rule belongs to an operation of the table, such as exp, got {described(operation)}{hint}")
    names = operation.parameters or [f"x{i + 1}" for i in range(inputs)]
    # any numbers at which the rule has a value: the names are what is written down
    nodes = [Value(x, name) for x, name in zip(smooth_point(operation, len(names)), names, strict=True)]
    out = Value(operation(*(node.data for node in nodes)), "out")
    slopes = operation.textbook_partials(out, nodes)
    written = [slope if isinstance(slope, Value) else constant(slope) for slope in slopes]
    return [_written(slope, style, [slope], [out]) for slope in written]


class _Writer:
    """Writes terms in one style."""

    def __init__(self, style: Style, names: Mapping[Value, str]) -> None:
        if style not in STYLES:
            raise ValueError(f"style is one of {', '.join(map(repr, STYLES))}, got {shown(style)}")
        self.style = style
        self.latex = style == "latex"
        self.is_printed = style in _SIGNS
        self.minus = "−" if self.is_printed else "-"
        self.names = names

    def leaf(self, node: Value) -> _Term:
        name = self.names.get(node)
        if name is None:
            return _Term(node.data)
        if self.latex:
            return _Term(1, latex_name(name))
        # a label such as "a+b" must not fall apart in a product, nor x² in a power; #1 cannot
        return _Term(
            1, name, ATOM if re.fullmatch(r"#?[\w ]*[^\W⁰-⁹¹²³ⁿ]" if self.is_printed else r"[\w ]+", name) else SUM
        )

    def number(self, x: Any) -> tuple[str, int]:
        """A plain number written out, and how strongly it binds."""
        text = python_number(x) if self.style == "text" else number_text(x)
        binding = ATOM if re.fullmatch(r"[\d.]+|[a-zA-Z]+|float\('\w+'\)", text) else PRODUCT
        if re.search(r"[+-]", text.replace("e-", "")):
            binding = SUM
        if self.is_printed:
            text = re.sub(r"(?<!e)-", self.minus, text)
        if self.latex:
            text = re.sub(r"e(-?\d+)", r" \\cdot 10^{\1}", text)
            text = text.replace("inf", r"\infty").replace("NaN", r"\mathrm{NaN}")
        return text, binding

    def text(self, term: _Term) -> tuple[str, int]:
        """The term written out, and how strongly it binds."""
        number, binding = self.number(term.coefficient)
        if not term.core:
            return number, binding
        if number == "1":
            return term.core, term.binding
        core = self.wrapped((term.core, term.binding), PRODUCT)
        if number.startswith(self.minus) and isinstance(term.coefficient, Real):
            positive, _ = self.text(_Term(-term.coefficient, core, max(term.binding, PRODUCT)))
            return f"{self.minus}{positive}", SUM
        return f"{self.wrapped((number, binding), PRODUCT)}{self.times}{core}", PRODUCT

    @property
    def times(self) -> str:
        return r" \cdot " if self.latex else _SIGNS[self.style]["*"] if self.is_printed else "*"

    @property
    def plus(self) -> str:
        return " + " if self.style == "words" else "+"

    def wrapped(self, written: tuple[str, int], needed: int) -> str:
        """In parentheses if it binds less strongly than `needed`."""
        text, binding = written
        if binding >= needed:
            return text
        return rf"\left({text}\right)" if self.latex else f"({text})"

    def applied(self, operation: Operation, inputs: list[_Term]) -> _Term:
        """The operation applied to written-down inputs."""
        simplify = _SIMPLIFIED.get(operation.name)
        term = simplify(self, *inputs) if simplify else None
        return term or self.notation(operation, inputs)

    def notation(self, operation: Operation, inputs: list[_Term]) -> _Term:
        """As the table writes the operation."""
        template = operation.latex if self.latex else operation.text
        written = [self.text(term) for term in inputs]
        is_power = self.is_printed and template == operations.power.text and not inputs[1].core
        if is_power and (raised := superscript(number_text(inputs[1].coefficient))):
            return _Term(1, f"{self.wrapped(written[0], ATOM)}{raised}", operation.binding)
        if self.is_printed:
            template = _printed(template, self.style)
        if not template:
            arguments = ", ".join(text for text, _ in written)
            name = _latex_function(operation.name) if self.latex else operation.name
            return _Term(1, rf"{name}\left({arguments}\right)" if self.latex else f"{name}({arguments})")
        # {0:2} in a template: the first input, in parentheses if it binds less strongly than 2
        return _Term(1, template.format(*(_Slot(self, text) for text in written)), operation.binding)


def _latex_function(name: str) -> str:
    """The name of a function in mathematics mode: a command where LaTeX has one."""
    return rf"\{name}" if name in LATEX_FUNCTIONS else rf"\operatorname{{{_latex_text(name)}}}"


@dataclass(frozen=True, slots=True)
class _Slot:
    """An input in a template of the table."""

    writer: _Writer
    written: tuple[str, int]

    def __format__(self, needed: str) -> str:
        return self.writer.wrapped(self.written, int(needed or 0))


# Light simplification: what the chain rule leaves behind as a matter of course.


def _sum(writer: _Writer, *terms: _Term) -> _Term:
    """Like terms collected, zeros dropped."""
    collected: dict[str, _Term] = {}
    for term in terms:
        before = collected.get(term.core)
        coefficient = term.coefficient + before.coefficient if before else term.coefficient
        collected[term.core] = _Term(coefficient, term.core, term.binding)
    kept = [term for term in collected.values() if term.coefficient != 0]
    if len(kept) < 2:
        return kept[0] if kept else _Term(0)
    text = writer.text(kept[0])[0]
    for term in kept[1:]:
        written = writer.text(term)[0]
        if not written.startswith(writer.minus):
            text += f"{writer.plus}{written}"
        else:
            text += f" − {written[1:]}" if writer.style == "words" else written
    return _Term(1, text, SUM)


def _negative(writer: _Writer, x: _Term) -> _Term:
    return _Term(-x.coefficient, x.core, x.binding)


def _product(writer: _Writer, x: _Term, y: _Term) -> _Term:
    coefficient = x.coefficient * y.coefficient
    if not x.core or not y.core or coefficient == 0:
        return _Term(coefficient, "" if coefficient == 0 else x.core or y.core, min(x.binding, y.binding))
    factors = [writer.wrapped((term.core, term.binding), PRODUCT) for term in (x, y)]
    return _Term(coefficient, writer.times.join(factors), PRODUCT)


def _square(writer: _Writer, x: _Term, y: _Term) -> _Term:
    """The product of terms with one core."""
    if not x.core:
        return _product(writer, x, y)
    square = writer.notation(operations.power_by_number, [_Term(1, x.core, x.binding), _Term(2)])
    return _Term(x.coefficient * y.coefficient, square.core, square.binding)


def _quotient(writer: _Writer, x: _Term, y: _Term) -> _Term | None:
    if not y.core and y.coefficient == 1:
        return x
    if not x.core or x.coefficient == 1:
        return None
    quotient = writer.notation(operations.divide, [_Term(1, x.core, x.binding), y])
    return _Term(x.coefficient, quotient.core, quotient.binding)


def _entry(writer: _Writer, index: _Term, *entries: _Term) -> _Term:
    """As the function that a user calls, which takes its table first."""
    table = ", ".join(writer.text(entry)[0] for entry in entries)
    number = writer.text(index)[0]
    return _Term(1, rf"\left[{table}\right]_{{{number}}}" if writer.latex else f"lookup([{table}], {number})")


def _power(writer: _Writer, x: _Term, n: _Term) -> _Term | None:
    if n.core or n.coefficient not in (0, 1):
        return None
    return x if n.coefficient == 1 else _Term(1)


_SIMPLIFIED: dict[str, Callable[..., _Term | None]] = {
    "identity": lambda writer, x: x,
    "add": _sum,
    "sum": _sum,
    "subtract": lambda writer, x, y: _sum(writer, x, _negative(writer, y)),
    "negative": _negative,
    "multiply": _product,
    "divide": _quotient,
    "power_by_number": _power,
    "lookup": _entry,
}


def latex_name(label: str) -> str:
    """A label for mathematics mode: x stays x, x1 becomes x_{1}, anything longer is set as text."""
    if match := re.fullmatch(r"([A-Za-z])(\d*)", label):
        letter, digits = match.groups()
        return f"{letter}_{{{digits}}}" if digits else letter
    return rf"\text{{{_latex_text(label)}}}"


def _latex_text(text: str) -> str:
    return "".join(_LATEX_ESCAPES.get(c, c) for c in text if c.isprintable())


_LATEX_ESCAPES = {c: "\\" + c for c in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


# The signs of the printed styles, in a template of the table: a label keeps its own.
_SIGNS: dict[str, dict[str, str]] = {
    "print": {"**": "^", "*": "·", "-": "−"},
    "words": {"**": "^", "*": " × ", "-": " − ", "+": " + ", "/": " / ", ">": " > ", "==": " == "},
}


def _printed(template: str, style: str) -> str:
    """A template of the table in the signs of a printed style."""
    pieces: list[str] = []
    for literal, slot, needed, _ in Formatter().parse(template):
        is_infix = pieces and slot is not None and not any(sign.isalnum() or sign in ",()" for sign in literal)
        sign = literal.replace("-", "−")  # before an input, or around all of them
        if is_infix:
            sign = _SIGNS[style].get(literal) or (f" {literal} " if style == "words" else literal)
        pieces.append(sign if slot is None else f"{sign}{{{slot}:{needed}}}")
    return "".join(pieces)


_RAISED = dict(zip("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻˙", strict=True))


def superscript(number: str) -> str:
    """A number as an exponent, raised; empty where one of its signs has no raised form."""
    return "".join(_RAISED[sign] for sign in number) if all(sign in _RAISED for sign in number) else ""
