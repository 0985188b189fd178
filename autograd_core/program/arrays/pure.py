"""Pure source: array code in which nothing is assigned to a part of an array, for what cannot (JAX, ONNX).

`gradient[0:6].reshape(2, 3)[:, 1:3] = mean_1` becomes `gradient = put(gradient, ...)`, a new array that differs there.
All else stays as emit.py wrote it, so NumPy, JAX and ONNX run the same statements; what differs between them is `np`,
`put` and the functions of rows that they are given. Not here: these.
"""

from __future__ import annotations

import ast


def pure(source: str) -> str:
    """The source of a function that gives the same, and changes no array."""
    return ast.unparse(ast.fix_missing_locations(_Pure().visit(ast.parse(source)))) + "\n"


class _Pure(ast.NodeTransformer):
    """Writes each statement that fills a part of an array as one that makes another array."""

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        (target,) = node.targets
        return node if isinstance(target, ast.Name) else _made_anew(target, node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        assert isinstance(node.target, ast.Name)
        before = ast.Name(node.target.id, ast.Load())
        return ast.Assign([node.target], ast.BinOp(before, node.op, node.value))

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """np.matmul(left, right, out=view)"""
        call = node.value
        assert isinstance(call, ast.Call)
        assert [keyword.arg for keyword in call.keywords] == ["out"]
        return _made_anew(call.keywords[0].value, ast.Call(call.func, call.args, []))


def _made_anew(view: ast.expr, value: ast.expr) -> ast.Assign:
    """`name = ` the array that `view` looks at, with `value` in that place."""
    while not isinstance(view, ast.Name):
        view, value = _one_step(view, value)
    return ast.Assign([ast.Name(view.id, ast.Store())], value)


def _one_step(view: ast.expr, value: ast.expr) -> tuple[ast.expr, ast.expr]:
    """What `view` is a view of, and that with `value` in the view's place."""
    if isinstance(view, ast.Subscript):
        whole = view.value
        index = ast.Subscript(ast.Attribute(ast.Name("np", ast.Load()), "s_", ast.Load()), view.slice, ast.Load())
        return whole, ast.Call(ast.Name("put", ast.Load()), [_loaded(whole), index, value], [])
    if isinstance(view, ast.Attribute) and view.attr == "T":
        return view.value, ast.Attribute(value, "T", ast.Load())
    assert isinstance(view, ast.Call)
    assert isinstance(view.func, ast.Attribute)
    assert view.func.attr == "reshape"
    whole = view.func.value
    shape = ast.Attribute(_loaded(whole), "shape", ast.Load())
    return whole, ast.Call(ast.Attribute(value, "reshape", ast.Load()), [shape], [])


def _loaded(view: ast.expr) -> ast.expr:
    """`view`, to be read instead of written to."""
    expression: ast.expr = ast.parse(ast.unparse(view), mode="eval").body
    return expression
