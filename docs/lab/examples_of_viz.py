"""The examples of `python -m viz` as cells that one may change: what their functions do, without the functions.

Not here: the examples themselves (viz/examples.py).
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable

import autograd_core
from autograd_core.words import speaking, words
from viz import examples
from viz.examples import EXAMPLES, summary

CORE = frozenset(autograd_core.__all__) - {"Value"}


def cells_of(name: str, language: str) -> list[dict[str, str]]:
    """A text that says what to see, and the code: graph, backward pass, picture."""
    with speaking(language):
        (function,) = ast.parse(inspect.getsource(EXAMPLES[name])).body
        assert isinstance(function, ast.FunctionDef)
        *statements, last = (statement for statement in function.body[1:])
        code = [_source(_Spoken().visit(statement)) for statement in statements]
        assert isinstance(last, ast.Return)
        code += _ending(_Spoken().visit(last).value)
        helpers = [helper for helper in _helpers() if helper.name in _names(function)]
        used = sorted(set().union(*map(_names, [function, *helpers])) & CORE)
        title = f"# {name}\n{summary(name)}"
    imports = ["import viz", f"from autograd_core import {', '.join(['Value', *used])}", ""]
    defined = [line for helper in helpers for line in ("", _as_a_beginner_writes(helper), "", "")]
    return [{"kind": "text", "source": title}, {"kind": "code", "source": "\n".join([*imports, *defined, *code])}]


def _helpers() -> list[ast.FunctionDef]:
    """The functions that examples call, but for the one that ends each."""
    module = ast.parse(inspect.getsource(examples))
    named = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("_")]
    return [node for node in named if node.name != examples._differentiated.__name__]


def _names(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def _as_a_beginner_writes(function: ast.FunctionDef) -> str:
    function.body = function.body[1:] if ast.get_docstring(function) else function.body
    function.returns = None
    for argument in function.args.args:
        argument.annotation = None
    return _source(function)


class _Spoken(ast.NodeTransformer):
    """Sentences asked for by their key become the sentences."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == words.__name__:
            (key,) = node.args
            assert isinstance(key, ast.Constant)
            return ast.Constant(words(key.value))
        return self.generic_visit(node)


def _source(node: ast.AST) -> str:
    """As the project writes it: tuples without parentheses, double quotation marks."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
        values = ", ".join(map(_source, node.value.elts))
        return f"{ast.unparse(node.targets[0]).strip('()')} = {values}"
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', ast.unparse(node))


def _ending(call: ast.Call) -> Iterable[str]:
    """_differentiated(output, label, seed=...) in statements, and the picture."""
    output, label = call.args
    assert isinstance(label, ast.Constant)
    seed = [ast.unparse(keyword.value) for keyword in call.keywords]
    if isinstance(output, ast.Name):
        name = output.id
    else:
        name = label.value if label.value.isidentifier() and label.value.isascii() else "total"
        yield f"{name} = {_source(output)}"
    yield f'{name}.label = "{label.value}"'
    yield f"{name}.backward({''.join(seed)})"
    yield f"viz.draw_both({name})"
