"""What type checkers know of Value and of the table's functions (signatures.pyi) is what there is.

Not here: what the checkers make of it in a user's file (tests/typing).
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograd_core
from autograd_core import TABLE, Operation, Value
from autograd_core import value as value_module

FILE = Path(autograd_core.__file__).with_name("signatures.pyi")
every_method = pytest.mark.parametrize(
    "row", [row for row in TABLE.values() if row.is_method], ids=lambda row: row.name
)


def lines_of(source: str, name: str) -> Iterator[tuple[str, str]]:
    """What a class declares or defines, as name and text, also inside of an `if`."""
    waiting: list[ast.AST] = [node for node in ast.parse(source).body if getattr(node, "name", "") == name]
    assert waiting
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.FunctionDef):
                yield node.name, ast.unparse(node)
            elif isinstance(node, ast.AnnAssign):
                yield ast.unparse(node.target), ast.unparse(node)
            elif isinstance(node, ast.If):
                waiting.append(node)


DECLARED = dict(lines_of(FILE.read_text("utf-8"), "ValueMethods"))


def declaration(row: Operation) -> str:
    """The method of a row as signatures.pyi declares it."""
    if row.arity is None:
        return f"def {row.name}(self, *others: Value | Number) -> Value: ..."
    others = row.parameters[1:]
    required = len(others) - len(row.defaults)
    defaults = [""] * required + [f" = {default}" for default in row.defaults]
    written = [f", {name}: Value | Number{default}" for name, default in zip(others, defaults, strict=True)]
    return f"def {row.name}(self{''.join(written)}{', /' if others else ''}) -> Value: ..."


@every_method
def test_method_of_a_row_is_declared(row: Operation) -> None:
    line = declaration(row)
    found = DECLARED.get(row.name, "")
    assert found == ast.unparse(ast.parse(line)), f"ValueMethods in autograd_core/signatures.pyi needs the line\n{line}"


def test_operator_between_two_is_declared() -> None:
    operators = {
        name for name, thing in vars(Value).items() if "_binary_operator" in getattr(thing, "__qualname__", "")
    }
    assert operators - set(DECLARED) == set()


def test_declarations_cost_nothing_when_they_run() -> None:
    assert Value.__bases__ == (object,)  # a class between the two takes time at every node


def test_whatever_is_declared_is_there() -> None:
    assert {name for name in DECLARED if name not in vars(Value)} == set()


def test_whatever_a_value_has_is_declared_or_defined() -> None:
    defined = dict(lines_of(inspect.getsource(value_module), "Value"))
    rows = [vars(Value)[row.name] for row in TABLE.values() if row.is_method]
    unknown = {
        name
        for name, thing in vars(Value).items()
        if not name.startswith("_") and name not in DECLARED and name not in defined and thing not in rows
    }
    assert unknown - set(Value.__slots__) == set()
