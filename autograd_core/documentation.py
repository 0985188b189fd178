"""What `help(exp)` and `inspect.signature(where)` say: of each function of the table a docstring, from its row's facts.

Here: calls, domains and kinks in words. Not here: the facts themselves (operations.py), formulas (formula.py), types
(signatures.pyi).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from autograd_core import modes
from autograd_core.errors import GraphError
from autograd_core.formula import formula, local_gradient_formulas, smooth_point
from autograd_core.notation import number_text
from autograd_core.nothing import NOTHING
from autograd_core.operations import Operation
from autograd_core.value import Value
from autograd_core.words import language, words

MANY = 3  # inputs by which a function of any number of them is shown; the least that pairs and a bias are
# Points to look for kinks at: 0 and whole numbers, inputs that are equal, the axes.
CANDIDATES: dict[int, list[tuple[float, ...]]] = {
    1: [(0.0,)],
    2: [(1.0, 1.0), (0.0, 0.0), (0.0, -1.0)],
    3: [(0.0, 1.0, 2.0)],
}


def names_of(operation: Operation) -> list[str]:
    """The inputs by name: x1, x2, x3 where there may be any number of them."""
    return list(operation.parameters) or [f"x{i + 1}" for i in range(MANY)]


def call_of(operation: Operation) -> str:
    """The call as one writes it: leaky_relu(x, slope=0.01)."""
    return operation.name + str(operation.signature).replace(", /)", ")")


def method_call_of(operation: Operation) -> str:
    """The call of the method as one writes it: y.atan2(x)."""
    first, *others = map(str, operation.signature.parameters.values())
    if operation.arity is None:
        first, others = "x", ["*others"]
    return f"{first}.{operation.method or operation.name}({', '.join(others)})"


def domain(operation: Operation) -> str:
    """Where the function has a value; elsewhere it is an error."""
    return operation.said("needs") or words("help.any_number", count=operation.arity or MANY)


def slopes_at_kink(operation: Operation) -> list[Any]:
    """The local gradients at a kink, for the inputs that a call must give; empty where there is none."""
    free = 2 if operation.arity is None else operation.arity - len(operation.defaults)
    for point in CANDIDATES.get(free, []) if operation.branch is not None else ():
        inputs = (*point, *operation.defaults)
        try:
            distance, slopes = operation.clearance(*inputs), operation.partials_at(operation.forward(*inputs), inputs)
        except (ArithmeticError, ValueError, TypeError):
            continue  # the origin of atan2, a row from outside
        if distance == 0:
            return [0 if slope is NOTHING else slope for slope in slopes[:free]]
    return []


@modes.undisturbed()
def docstring(operation: Operation) -> str:
    """What help() says of the function."""
    lines = [call_of(operation), "", *([operation.said("about"), ""] if operation.about else [])]
    lines += [*_formulas(operation), words("help.domain", domain=domain(operation))]
    if operation.remedy:
        lines.append(words("help.remedy", remedy=operation.said("remedy")))
    if operation.kinks:
        slopes = ", ".join(map(number_text, slopes_at_kink(operation)))
        lines.append(words("help.kink", kinks=operation.said("kinks"), slopes=slopes))
    lines += [words("help.role", role=operation.role_and_note), ""]
    method = [words("help.method", call=method_call_of(operation))] if operation.is_method else []
    return "\n".join([*lines, " ".join([words("help.numbers"), *method])])


def _formulas(operation: Operation) -> list[str]:
    """The function and its local gradients, a line each, and an empty line."""
    names = names_of(operation)
    try:
        slopes = local_gradient_formulas(operation, inputs=len(names))
        nodes = [Value(x, name) for x, name in zip(smooth_point(operation, len(names)), names, strict=True)]
        # a row that is recorded in another's place takes a plain number, which has no name
        written = "" if operation.numbers and not operation.has_index else f"    out = {formula(operation(*nodes))}"
    except (ArithmeticError, ValueError, TypeError, GraphError):
        return []  # a row from outside may have no value where it is tried; help() goes on
    rules = [f"    d out / d {name} = {slope}" for name, slope in zip(names, slopes, strict=True)]
    return [*filter(None, [written]), *rules, ""]


class _OfRow:
    """An attribute that each row makes of its facts, once a language; the class Operation has its own, as any class."""

    def __init__(self, of_row: Callable[[Operation], Any], of_class: Any = None) -> None:
        self.of_row = of_row
        self.of_class = of_class
        self.made: WeakKeyDictionary[Operation, dict[str, Any]] = WeakKeyDictionary()  # by language

    def __get__(self, row: Operation | None, kind: type[Operation]) -> Any:
        if row is None:
            return self.of_class
        made = self.made.setdefault(row, {})  # functools.wraps asks for it, so grad(exp) does
        chosen = language.get()
        if chosen not in made:
            made[chosen] = self.of_row(row)
        return made[chosen]


setattr(Operation, "__doc__", _OfRow(docstring, Operation.__doc__))  # noqa: B010
setattr(Operation, "__signature__", _OfRow(lambda row: row.signature))  # noqa: B010
