"""Derivatives of plain Python functions of numbers, lists, tuples and dicts, nested to any order.

Here: grad, value_and_grad, jacobian, hessian, vjp, jvp, hvp, each on top of gradients() or tangents() of a recorded
graph. Not here: any rule, any walk over a graph (differentiate.py).

A function is called with Values in place of its numbers and may use any arithmetic of the engine. Results are plain
numbers; they are Values where they depend on Values from outside (an outer derivative's variable, a network's weights),
so that derivatives nest.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakSet

from autograd_core import operations
from autograd_core.differentiate import gradients, tangents
from autograd_core.errors import described
from autograd_core.graph import topological_order
from autograd_core.value import Value, constant, is_number

Function = Callable[..., Any]
Layout = Literal["numerator", "denominator"]


# A tree is a number, or a list, tuple or dict of trees.


def flat(tree: Any) -> list[Any]:
    """The numbers and Values of a tree, from left to right.

    Raises:
        TypeError: something in it is neither a number nor a list, tuple or dict.
    """
    if isinstance(tree, Mapping):
        return [x for branch in tree.values() for x in flat(branch)]
    if isinstance(tree, list | tuple):
        return [x for branch in tree for x in flat(branch)]
    if isinstance(tree, Value) or is_number(tree):
        return [tree]
    raise TypeError(
        f"a derivative needs numbers, or lists, tuples and dicts of numbers, got {described(tree)}"
        + ("; call .tolist() on an array first" if hasattr(tree, "tolist") else "")
    )


def like(tree: Any, leaves: Iterator[Any]) -> Any:
    """A tree of the same shape, its numbers taken from `leaves` in order."""
    if isinstance(tree, Mapping):
        return {key: like(branch, leaves) for key, branch in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):  # a namedtuple
        return type(tree)(*(like(branch, leaves) for branch in tree))
    if isinstance(tree, list | tuple):
        return type(tree)(like(branch, leaves) for branch in tree)
    return next(leaves)


@dataclass(frozen=True)
class _Call:
    """One recorded call of a function: the arguments that are differentiated, and what came out.

    Attributes:
        argument: the tree of arguments to differentiate with respect to.
        inputs: a fresh node for each of its numbers, in order.
        output: the tree that the function returned.
        outputs: a node for each of its numbers, in order.
        is_open: whether the outputs depend on Values other than `inputs`.
    """

    argument: Any
    inputs: list[Value]
    output: Any
    outputs: list[Value]
    is_open: bool

    def result(self, tree: Any, leaves: Sequence[Any], along: Sequence[Any] = ()) -> Any:
        """`leaves` in the shape of `tree`: Values if the call, or the vector `along`, is open, else plain numbers."""
        if not self.is_open and all(not isinstance(x, Value) or x.is_constant for x in along):
            leaves = [x.data if isinstance(x, Value) else x for x in leaves]
        return like(tree, iter(leaves))


# The leaves made for calls that have returned: whoever gets a result meets them as the numbers that they stand for.
_finished: WeakSet[Value] = WeakSet()


def _fresh(x: Any) -> Value:
    """A node of its own for one number of an argument, so that nothing but the argument's uses lead to it."""
    if isinstance(x, Value) and not x.is_constant:
        return operations.identity(x)  # type: ignore[no-any-return]
    return Value(x.data if isinstance(x, Value) else x)


def called_with(f: Function, xs: Any) -> Any:
    """f at `xs`: a tuple holds the arguments; anything else is the only one.

    A list holds the arguments too where `f` can take as many but not one, as with `lambda x, y: x * y` and [2.0, 3.0].
    """
    if isinstance(xs, tuple) or (isinstance(xs, list) and not _takes(f, 1) and _takes(f, len(xs))):
        return f(*xs)
    return f(xs)


def _takes(f: Function, count: int) -> bool:
    """Whether `f` can be called with `count` positional arguments; True where Python cannot tell."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True


def _call(f: Function, arguments: Sequence[Any], argnums: int | tuple[int, ...], keywords: Mapping[str, Any]) -> _Call:
    """Call `f` with fresh nodes in the arguments at the positions `argnums`."""
    if not callable(f):
        raise TypeError(f"a derivative needs a function, got {described(f)}")
    positions = (argnums,) if isinstance(argnums, int) else argnums
    for position in positions:
        if not -len(arguments) <= position < len(arguments):
            raise TypeError(f"argnums names a positional argument, got {position} of {len(arguments)} arguments")
    if len({position % len(arguments) for position in positions}) < len(positions):
        raise ValueError(f"argnums names each argument once, got {argnums}")
    argument = arguments[argnums] if isinstance(argnums, int) else tuple(arguments[i] for i in positions)
    inputs = [_fresh(x) for x in flat(argument)]
    replaced = like(argument, iter(inputs))
    called = list(arguments)
    for position, x in zip(positions, (replaced,) if isinstance(argnums, int) else replaced, strict=True):
        called[position] = x
    output = f(*called, **keywords)
    outputs = [x if isinstance(x, Value) else constant(x) for x in flat(output)]
    own = set(inputs)
    is_open = any(
        x.is_leaf and not x.is_constant and x not in own and x not in _finished for x in topological_order(*outputs)
    )
    _finished.update(x for x in inputs if x.is_leaf)
    return _Call(argument, inputs, output, outputs, is_open)


def _scalar(call: _Call) -> Value:
    if isinstance(call.output, Value) or is_number(call.output):
        return call.outputs[0]
    raise TypeError(f"grad needs a function that returns one number, got {described(call.output)}; use jacobian")


def value_and_grad(f: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """The function that returns f(...) and its gradient.

    Args:
        f: returns one number.
        argnums: which positional argument to differentiate with respect to; a tuple of positions gives a tuple.

    Returns:
        A function of the same arguments; it returns (f(...), gradient), the gradient in the shape of the argument.

    Raises:
        TypeError: (when called) `f` returns no number, or the argument holds something else than numbers.
        ValueError: (when called) `argnums` names an argument twice.
    """

    def differentiated(*arguments: Any, **keywords: Any) -> tuple[Any, Any]:
        call = _call(f, arguments, argnums, keywords)
        output = _scalar(call)
        slopes = gradients(output, call.inputs)
        return call.result(0, [output]), call.result(call.argument, slopes)

    return differentiated


def grad(f: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """The function that returns the gradient of `f`; see value_and_grad. `grad(grad(f))` is the second derivative."""
    both = value_and_grad(f, argnums)

    def differentiated(*arguments: Any, **keywords: Any) -> Any:
        return both(*arguments, **keywords)[1]

    return differentiated


def jacobian(f: Function, argnums: int = 0, *, layout: Layout = "numerator") -> Function:
    """The function that returns all partial derivatives of all outputs of `f`.

    Args:
        f: maps n numbers to m numbers, each side in any shape.
        argnums: which positional argument to differentiate with respect to.
        layout: "numerator" gives m x n, item [i][j] = d y_i / d x_j (row A27 of the course): the output's shape, with
            the argument's shape in place of each number. "denominator" gives its transpose, n x m, item [j][i] =
            d y_i / d x_j (row B12): the argument's shape, with the output's shape in place of each number.

    Raises:
        ValueError: an unknown layout.
    """
    if layout not in ("numerator", "denominator"):
        raise ValueError(f"layout is 'numerator' (m x n) or 'denominator' (n x m), got {layout!r}")

    def differentiated(*arguments: Any, **keywords: Any) -> Any:
        call = _call(f, arguments, argnums, keywords)
        rows = [gradients(output, call.inputs) for output in call.outputs]
        if layout == "numerator":
            return like(call.output, iter([call.result(call.argument, row) for row in rows]))
        columns = [[row[j] for row in rows] for j in range(len(call.inputs))]
        return like(call.argument, iter([call.result(call.output, column) for column in columns]))

    return differentiated


def hessian(f: Function, argnums: int = 0) -> Function:
    """The function that returns all second partial derivatives of `f`: n x n, item [i][j] = d2 f / d x_i d x_j."""
    return jacobian(grad(f, argnums), argnums)


def vjp(f: Function, *primals: Any) -> tuple[Any, Function]:
    """f(*primals), and the function that pulls a vector back through it: v -> v^T J, reverse mode.

    Returns:
        (output, pull): `pull(v)` takes a tree of the output's shape and returns a tuple with one tree per primal,
        sum over i of v_i d y_i / d x_j.
    """
    call = _call(f, primals, tuple(range(len(primals))), {})

    def pull(vector: Any) -> Any:
        weights = _matching(vector, call.output, "the vector of vjp needs the output's shape")
        total = operations.sum([weight * output for weight, output in zip(weights, call.outputs, strict=True)])
        slopes = gradients(total if isinstance(total, Value) else constant(total), call.inputs)
        return call.result(call.argument, slopes, weights)

    return call.result(call.output, call.outputs), pull


def jvp(f: Function, primals: Sequence[Any], directions: Sequence[Any]) -> tuple[Any, Any]:
    """f(*primals), and its derivative along `directions`: J v, forward mode.

    Args:
        primals: one tree per argument of `f`.
        directions: the same trees with the direction's numbers.

    Returns:
        (output, derivative), both in the output's shape; item i is sum over j of d y_i / d x_j v_j.
    """
    for name, trees in (("primals", primals), ("directions", directions)):
        if not isinstance(trees, list | tuple):
            raise TypeError(f"{name} is a tuple with one item per argument of the function, got {described(trees)}")
    call = _call(f, tuple(primals), tuple(range(len(primals))), {})
    vector = _matching(tuple(directions), call.argument, "the directions of jvp need the shape of the primals")
    slopes = tangents(call.outputs, call.inputs, vector)
    return call.result(call.output, call.outputs), call.result(call.output, slopes, vector)


def hvp(f: Function, primal: Any, direction: Any) -> Any:
    """The Hessian of `f` times a vector, without the Hessian: forward mode over the reverse mode's gradient.

    Args:
        f: maps n numbers, in any shape, to one.
        primal: where.
        direction: v, in the same shape.

    Returns:
        H v, in the same shape.
    """
    return jvp(grad(f), (primal,), (direction,))[1]


def _matching(tree: Any, shape: Any, needs: str) -> list[Any]:
    """The numbers of `tree`, which must have the shape of `shape`."""
    numbers = flat(tree)
    if not _same_shape(tree, shape):
        raise ValueError(f"{needs}, got {described(tree)} for {described(shape)}")
    return numbers


def _same_shape(a: Any, b: Any) -> bool:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a) == list(b) and all(_same_shape(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_same_shape, a, b))
    return not isinstance(a, Mapping | list | tuple) and not isinstance(b, Mapping | list | tuple)
