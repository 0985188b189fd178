"""What the gates of the backward pass say: their roles, what the forward pass saved for them, which branch is closed.

Roles and rules are the engine's. At a gate its inputs and its output are called by their own names; where one has none
that fits into a formula a word of arithmetic stands for it: `input` and `result`, `numerator` and `denominator`. Not
here: where and how it is drawn (painter.py, gates.py).
"""

from __future__ import annotations

import re

from autograd_core import Role, Value, constant, formula, local_gradient_formulas
from autograd_core.words import words
from viz.diagram import Diagram, Node, name_and_value, reading_order
from viz.text import NO_BREAK, columns, has_signs, shortened, subscript, typeset, wrapped

# How the table's role is called at the gate, as keys of the table of words.
ROLES: dict[str, str] = {
    Role.DISTRIBUTOR: "gate.distributor",
    Role.SWAP: "gate.swap",
    Role.ROUTER: "gate.router",
    Role.SCALER: "gate.scaler",
    Role.SIGN_CHANGER: "gate.sign_changer",
    Role.CLOSED: "gate.closed",
    Role.WIRE: "gate.wire",
}
NEGATED = ("gate.first_negated", "gate.second_negated")
# What the inputs of an operation are called that have no name: in a formula, and where a gradient goes to them.
PLACES: dict[str, tuple[str, str]] = {
    "divide": ("gate.numerator", "gate.denominator"),
    "power": ("gate.base", "gate.exponent"),
}
FIRST_AND_SECOND = ("gate.first", "gate.second")
TOWARDS = {"gate.first": "gate.first_input", "gate.second": "gate.second_input"}  # in a formula a word alone
CLOSING = (Role.ROUTER, Role.CLOSED)  # roles whose branches can be closed
LINE_LENGTH, LONGEST_LINE = 20, 36  # characters
LONGEST_FORMULA = 24  # characters
LONGEST_NAME = 8  # columns that a name may take in a formula
MOST_SAVED = 4  # lines of what a gate with many inputs saved

_REAL = re.compile(r"-?[\d.]+(e-?\d+)?")


def caption_of(node: Node) -> list[str]:
    """Lines: the role in a word, with the function's name where the gate shows a switch instead, and which branch it
    negates.
    """
    assert node.operation is not None
    role = words(ROLES[node.operation.role]) if node.operation.role in ROLES else node.operation.role
    if is_switch(node):
        role = words("gate.switch", function=node.symbol, role=role)
    return [role, *(words(NEGATED[slot]) for slot in range(len(node.parents)) if _is_negated(node, slot))]


def _is_negated(node: Node, slot: int) -> bool:
    """Whether a distributor passes less what arrives to this input, as a difference does to its second one."""
    is_distributor = node.operation is not None and node.operation.role == Role.DISTRIBUTOR
    return is_distributor and node.local_gradients[slot : slot + 1] == ("-1",)


def is_switch(node: Node) -> bool:
    """Whether the gate is drawn as a switch: it is known which branches are open."""
    return (
        node.operation is not None
        and node.operation.role == Role.ROUTER
        and node.count == 1
        and len(node.local_gradients) == len(node.parents)
    )


def is_closed(node: Node, slot: int) -> bool:
    """Whether a switch lets nothing through to this input."""
    return (
        node.operation is not None
        and node.operation.role in CLOSING
        and node.local_gradients[slot : slot + 1] == ("0",)
    )


def factor_of(node: Node, slot: int) -> str:
    """The number that the gradient towards an input is multiplied by: where the forward pass saved something for it, or
    it is negated.
    """
    if _is_negated(node, slot) and node.contributions:
        return typeset(node.local_gradients[slot])
    if node.operation is None or node.operation.role not in (Role.SWAP, Role.SCALER) or not node.contributions:
        return ""
    is_bias = node.operation.is_paired and len(node.parents) % 2 == 1 and slot == len(node.parents) - 1
    return "" if is_bias or not node.local_gradients else typeset(node.local_gradients[slot])


def formulas_of(diagram: Diagram, node: Node) -> list[str]:
    """What a scaler multiplies by, as the table has it, and towards which input if there are several."""
    if node.operation is None or node.operation.role != Role.SCALER:
        return []
    called, rule = _names(diagram, node), _rule(node)
    factors = {name: f"× {_as_factor(renamed(slope, called))}" for name, slope in rule.items()}
    shown = {name: factor for name, factor in factors.items() if len(factor) <= LONGEST_FORMULA}
    return [*shown.values()] if len(rule) == 1 else _towards(diagram, node, shown)


def _towards(diagram: Diagram, node: Node, factors: dict[str, str]) -> list[str]:
    """Each factor and where it leads, by names, or all by places where an input has no name."""
    inputs = dict(zip(_table_names(node), [diagram.nodes[parent] for parent in node.parents], strict=False))
    if len(inputs) > 2 or all(_fits_a_formula(inputs[name].name) for name in factors):
        called = _names(diagram, node)
        return [words("gate.towards", factor=factor, input=called[name]) for name, factor in factors.items()]
    places = dict(zip(inputs, _places(node), strict=False))
    lines = []
    for name, factor in factors.items():
        place = words(TOWARDS.get(places[name], places[name]))
        line = words("gate.towards_place", factor=_unbroken(factor), place=_unbroken(place))
        lines += [part.replace(NO_BREAK, " ") for part in wrapped(line, LONGEST_FORMULA)]
    return lines


def _unbroken(part: str) -> str:
    """`part` of a line, which is to be broken before or behind it."""
    return part.replace(" ", NO_BREAK)


def _places(node: Node) -> tuple[str, str]:
    """The words for the two inputs of a gate, as keys of the table of words."""
    return PLACES.get(node.operation.name, FIRST_AND_SECOND) if node.operation else FIRST_AND_SECOND


def other_factor(diagram: Diagram, node: Node, slot: int) -> list[str]:
    """What a swap multiplier of two inputs saved for the gradient towards `slot`, as lines: the other input."""
    other = diagram.nodes[node.parents[len(node.parents) - 1 - slot]]
    whole = words("gate.saved", number=name_and_value(other))
    if columns(whole) <= LINE_LENGTH or not other.name:
        return wrapped(whole, LINE_LENGTH)
    saved = wrapped(words("gate.saved", number=other.name), LINE_LENGTH)
    return [*saved, *([f"= {typeset(other.value)}"] if other.value else [])]


def saved_of(diagram: Diagram, node: Node) -> list[str]:
    """What any other gate saved, as lines: a scaler what its rule needs, a dot product all of its inputs."""
    if node.operation is None:
        return []
    role = node.operation.role
    if role == Role.SCALER:
        nodes = dict(zip(_table_names(node), [*(diagram.nodes[parent] for parent in node.parents)], strict=False))
        nodes["out"] = node
        called = _names(diagram, node)
        needed = sorted(set(re.findall(r"[A-Za-z]+\d*", " ".join(_rule(node).values()))) & set(nodes))
        found = [_equation(called[name], typeset(nodes[name].value)) for name in needed if nodes[name].value]
        first = words("gate.saved", number=found[0]) if found else ""
        lines = [first, *found[1:]] if columns(first) < LINE_LENGTH else [words("gate.saved_factors"), *found]
        return [shortened(line, LONGEST_LINE) for line in lines if line]
    if role != Role.SWAP:
        return []
    factors = [name_and_value(diagram.nodes[node.parents[slot]]) for slot in reading_order(node)]
    if len(factors) == 1:  # both factors are folded into one
        return [shortened(words("gate.saved", number=factors[0]), LONGEST_LINE)]
    if node.operation.is_paired:
        paired = factors[: len(factors) // 2 * 2]  # without the bias
        lines = [f"{weight}, {factor}" for weight, factor in zip(paired[0::2], paired[1::2], strict=True)]
    else:
        lines = factors
    shown = [shortened(line, LONGEST_LINE) for line in lines]
    left_out = len(shown) - MOST_SAVED
    if left_out > 0:
        more = "gate.more_pairs" if node.operation.is_paired else "gate.more_factors"
        shown = [*shown[: MOST_SAVED - 1], words(more, count=left_out + 1)]
    return [words("gate.saved_factors"), *shown]


def _equation(name: str, value: str) -> str:
    """A plain number is its own name."""
    return value if name.strip("()") == value else f"{name} = {value}"


def _as_factor(formula: str) -> str:
    """In parentheses where it is a sum, or negative."""
    depth = 0
    for sign in formula:
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in "+−":
            return f"({formula})"
    return formula


def _table_names(node: Node) -> list[str]:
    """What the inputs are called in the formulas of the engine's table."""
    count = len(node.parents) + len(node.operation.in_gate if node.operation else ())
    named = node.operation.parameters if node.operation else ()
    return [*named] if named else [f"x{i + 1}" for i in range(count)]


def _names(diagram: Diagram, node: Node) -> dict[str, str]:
    """What the inputs and the output of a gate are called there, by what the table calls them."""
    inputs = [diagram.nodes[parent] for parent in node.parents]
    numbers = [_number_in_a_formula(each) if each.is_constant and each.count == 1 else "" for each in inputs]
    called = [
        each.name if _fits_a_formula(each.name) else numbers[i] or _place(node, i) for i, each in enumerate(inputs)
    ]
    return dict(zip(_table_names(node), called, strict=False)) | {"out": _name_of_output(node, inputs, called)}


def _place(node: Node, slot: int) -> str:
    """What an input without a name is called in a formula: a word of letters alone."""
    if len(node.parents) == 1:
        return words("gate.input")
    if len(node.parents) == 2:
        return words(_places(node)[slot])
    return words("gate.input") + subscript(str(slot + 1))


def _name_of_output(node: Node, inputs: list[Node], called: list[str]) -> str:
    """Its name; without one what it is, `exp(z)`, where a gate multiplies by just that; else the result."""
    if _fits_a_formula(node.name) and node.name not in called:
        return node.name
    if node.operation and len(inputs) == 1 and called == [inputs[0].name] and [*_rule(node).values()] == ["out"]:
        return f"{node.operation.name}({called[0]})"
    return words("gate.result")


def _number_in_a_formula(node: Node) -> str:
    """A plain number as a factor of a formula."""
    value = typeset(node.value)
    return f"({value})" if value.startswith("−") else value


def _fits_a_formula(name: str) -> bool:
    return bool(name) and not has_signs(name) and " " not in name and columns(name) <= LONGEST_NAME


def renamed(formula: str, called: dict[str, str]) -> str:
    """`formula` with each of the table's names replaced."""
    return re.sub(r"[A-Za-z]+\d*", lambda match: called.get(match[0], match[0]), formula)


def _rule(node: Node) -> dict[str, str]:
    """The formulas of the local gradients, by what their inputs are called in them; none towards plain numbers."""
    assert node.operation is not None
    number = node.symbol.removeprefix(node.operation.symbol)
    if node.operation.in_gate and _REAL.fullmatch(number):
        return _rule_with_number(node, float(number))
    formulas = local_gradient_formulas(node.operation, "print", inputs=len(node.parents))
    shown = node.local_gradients or ("?",) * len(node.parents)
    named = zip(_table_names(node), formulas, shown, strict=False)  # an exponent is no parent of the picture
    return {name: slope for name, slope, number in named if number}


def _rule_with_number(node: Node, number: float) -> dict[str, str]:
    """The rule of an operation whose plain number, a real one, stands in the gate (the 2 of x^2), with that number."""
    operation = node.operation
    assert operation is not None
    # any number at which the rule has a value: the names are what is written down
    inputs = [Value(1.0, name) for name in _table_names(node)[: len(node.parents)]]
    in_gate = int(number) if number.is_integer() else number
    slopes = operation.textbook_partials(Value(1.0, "out"), [*inputs, in_gate])
    written = [slope if isinstance(slope, Value) else constant(slope) for slope in slopes]
    return {x.label: formula(slope, "print") for x, slope in zip(inputs, written, strict=False)}
