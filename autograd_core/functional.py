"""Derivatives of plain Python functions of numbers, and of trees of numbers, to any order.

Here: grad, value_and_grad, jacobian, hessian, vjp, jvp, hvp, each on top of gradients() or tangents() of a recorded
graph. Not here: any rule, any walk over a graph (differentiate.py), what a tree is (trees.py).

A function is called with Values in place of its numbers and may use any arithmetic of the engine, and NumPy's functions
on arrays of them. Flags among them (a bool, text, None) are passed on as they are, and where a derivative has the
structure of the argument, None stands in their place. Results are plain numbers; they are Values where they depend on
Values from outside (an outer derivative's variable, a network's weights), so that derivatives nest. A no_grad() block
outside does not reach into the function.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from autograd_core import modes, operations
from autograd_core.calls import Argnum, Call, Function, call_on_nodes
from autograd_core.differentiate import tangents
from autograd_core.errors import shown
from autograd_core.graph import topological_order
from autograd_core.sweeps import derivatives_along, partial_derivatives, visits_backward
from autograd_core.tree_leaves import came, one_number
from autograd_core.trees import like, matching, nested_slopes, slopes_like
from autograd_core.value import Value, constant

if TYPE_CHECKING:
    from autograd_core.signatures import Gradient, ValueAndGradient

Tree = TypeVar("Tree")
Layout = Literal["numerator", "denominator"]


@overload
def value_and_grad(f: Function, argnums: Literal[0] = 0) -> ValueAndGradient: ...
@overload
def value_and_grad(f: Function, argnums: Argnum) -> Callable[..., tuple[Any, Any]]: ...
@overload
def value_and_grad(f: Function, argnums: tuple[Argnum, ...]) -> Callable[..., tuple[Any, tuple[Any, ...]]]: ...
def value_and_grad(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0) -> Function:
    """The function that returns f(...) and its gradient.

    Args:
        f: returns one number.
        argnums: which argument to differentiate with respect to, by position or by name; a tuple of them gives a tuple.

    Returns:
        A function of the same arguments; it returns (f(...), gradient), the gradient in the structure of the argument:
        an array for an array, a dataclass for a dataclass, and None for what is no number.

    Raises:
        TypeError: (when called) `f` returns no number, or the argument holds something else than numbers.
        ValueError: (when called) `argnums` names an argument twice.
    """

    @functools.wraps(f)  # argnums of a second derivative may be names too
    def differentiated(*arguments: Any, **keywords: Any) -> tuple[Any, Any]:
        call = call_on_nodes(f, arguments, argnums, keywords)
        one_number(call.output)
        (output,) = call.outputs
        slopes = call.gradients(output)
        return next(call.numbers([output])), slopes_like(call.argument, call.numbers(slopes))

    return differentiated


@overload
def grad(f: Function, argnums: Literal[0] = 0) -> Gradient: ...
@overload
def grad(f: Function, argnums: Argnum) -> Function: ...
@overload
def grad(f: Function, argnums: tuple[Argnum, ...]) -> Callable[..., tuple[Any, ...]]: ...
def grad(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0) -> Function:
    """The function that returns the gradient of `f`. Of that there is a gradient again: `grad(grad(f))`.

    >>> from autograd_core import grad, sin
    >>> grad(sin)(0.0)
    1.0
    >>> grad(lambda point: point["x"] * point["y"] ** 2)({"x": 2.0, "y": 3.0})
    {'x': 9.0, 'y': 12.0}

    Args:
        f: returns one number, of numbers, lists, tuples, dicts, dataclasses, NumPy arrays, nested in any way.
        argnums: which argument to differentiate with respect to, by position or by name; a tuple of them gives a tuple.

    Returns:
        A function of the same arguments; it returns the gradient in the structure of the argument: a number for a
        number, an array for an array, a dataclass for a dataclass, and None for what is no number.

    Raises:
        TypeError: (when called) `f` returns no number, or the argument holds something else than numbers.
        ValueError: (when called) `argnums` names an argument twice.
    """
    both: Function = value_and_grad(f, argnums)

    @functools.wraps(f)
    def differentiated(*arguments: Any, **keywords: Any) -> Any:
        return both(*arguments, **keywords)[1]

    return differentiated


def jacobian(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0, *, layout: Layout = "numerator") -> Function:
    """The function that returns all partial derivatives of all outputs of `f`.

    Args:
        f: maps n numbers to m numbers, each side in any structure.
        argnums: which argument to differentiate with respect to, by position or by name; a tuple of them gives a tuple.
        layout: "numerator" gives m x n, item [i][j] = d y_i / d x_j (row A27 of the course): the output's shape, with
            the argument's shape in place of each number. "denominator" gives its transpose, n x m, item [j][i] =
            d y_i / d x_j (row B12): the argument's shape, with the output's shape in place of each number. An array
            stands as a whole where a number would: of an output and an argument that are arrays comes one array, with
            the axes of both.

    Raises:
        ValueError: an unknown layout.
    """
    if layout not in ("numerator", "denominator"):
        raise ValueError(f"layout is 'numerator' (m x n) or 'denominator' (n x m), got {shown(layout)}")

    @functools.wraps(f)
    def differentiated(*arguments: Any, **keywords: Any) -> Any:
        call = call_on_nodes(f, arguments, argnums, keywords)
        rows = [list(call.numbers(row)) for row in _partials(call)]
        if layout == "numerator":
            return nested_slopes(call.output, call.argument, rows, by="inner")
        columns = [[row[j] for row in rows] for j in range(len(call.inputs))]
        return nested_slopes(call.argument, call.output, columns, by="outer")

    return differentiated


def _partials(call: Call) -> list[list[Any]]:
    """d outputs[i] / d inputs[j]: backward row by row, or forward column by column, whichever visits fewer nodes."""
    if not call.is_open:
        if modes.open_blocks and modes.watches():  # they look at backward passes
            for output in call.outputs:
                call.gradients(output)
        return partial_derivatives(call.outputs, call.inputs)
    count, order = len(call.inputs), topological_order(*call.outputs)
    if not count or visits_backward(order, call.outputs) <= count * len(order):
        return [call.gradients(output) for output in call.outputs]
    columns = [tangents(call.outputs, call.inputs, [int(i == j) for i in range(count)]) for j in range(count)]
    return [list(row) for row in zip(*columns, strict=True)]


def hessian(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0) -> Function:
    """The function that returns all second partial derivatives of `f`: n x n, item [i][j] = d2 f / d x_i d x_j.

    Args:
        f: maps n numbers, in any structure, to one.
        argnums: which argument to differentiate with respect to, by position or by name; a tuple of them gives a tuple.

    Returns:
        A function of the same arguments; it returns the argument's structure with that structure in place of each of
        its numbers: of n numbers in a list n lists, of an array of shape s one array of shape s + s.
    """
    return jacobian(grad(f, argnums), argnums)


def vjp(f: Function, *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """f(*primals), and the function that pulls a vector back through it: v -> v^T J, reverse mode.

    Returns:
        (output, pull): `pull(v)` takes numbers in the output's structure and returns a tuple with one tree per primal,
        sum over i of v_i d y_i / d x_j.

    Raises:
        ValueError: (from `pull`) the vector has another structure.
    """
    call = call_on_nodes(f, primals, tuple(range(len(primals))), {})

    def pull(vector: Any) -> tuple[Any, ...]:
        weights = _matching(vector, call.output, "the vector of vjp needs the output's shape")
        modes.note_made(*call.own)
        with modes.differentiating():
            total = operations.sum([weight * output for weight, output in zip(weights, call.outputs, strict=True)])
        slopes = call.gradients(total if isinstance(total, Value) else constant(total))
        pulled: tuple[Any, ...] = slopes_like(call.argument, call.numbers(slopes, weights))
        return pulled

    return like(call.output, call.numbers(call.outputs)), pull


def jvp(f: Function, primals: Sequence[Any], directions: Sequence[Any]) -> tuple[Any, Any]:
    """f(*primals), and its derivative along `directions`: J v, forward mode.

    Args:
        primals: the arguments of `f`, as a tuple: numbers in any structure.
        directions: one per primal, in its structure.

    Returns:
        (output, derivative), both in the output's structure; item i is sum over j of d y_i / d x_j v_j.

    Raises:
        ValueError: a direction has another structure than its primal.
    """
    call, slopes = _pushed(f, primals, directions)
    return like(call.output, call.numbers(call.outputs)), slopes


def _pushed(f: Function, primals: Sequence[Any], directions: Sequence[Any]) -> tuple[Call, Any]:
    """The call of `f` at `primals`, and its derivative along `directions`."""
    for name, trees in (("primals", primals), ("directions", directions)):
        if not isinstance(trees, list | tuple):
            raise TypeError(
                f"{name} is a tuple with one item per argument of the function, got {came(trees)}; write (x,) for one"
            )
    if len(directions) != len(primals):
        raise ValueError(f"jvp needs a direction per primal, got {len(directions)} for {len(primals)}")
    call = call_on_nodes(f, tuple(primals), tuple(range(len(primals))), {})
    vector = []
    for direction, primal in zip(directions, call.argument, strict=True):
        vector += _matching(direction, primal, "the directions of jvp need the shape of the primals")
    return call, slopes_like(call.output, call.numbers(_slopes_along(call, vector), vector))


def _slopes_along(call: Call, vector: Sequence[Any]) -> Sequence[Any]:
    """The derivative of each output along `vector`, as numbers where neither depends on anything else."""
    is_open = call.is_open or any(isinstance(v, Value) and not v.is_constant for v in vector)
    if is_open or (modes.open_blocks and modes.watches()):
        with modes.differentiating():
            return tangents(call.outputs, call.inputs, vector)
    speeds = [v.data if isinstance(v, Value) else v for v in vector]
    # an input that stands still moves nothing, not 0 x a slope that may have no value
    moving = {x: {0: speed} for x, speed in zip(call.inputs, speeds, strict=True) if speed != 0}
    return [slope for (slope,) in derivatives_along(call.outputs, moving, 1)]


def hvp(f: Function, primal: Tree, direction: Tree) -> Tree:
    """The Hessian of `f` times a vector, without the Hessian: forward mode over the reverse mode's gradient.

    Args:
        f: maps n numbers, in any structure, to one.
        primal: where.
        direction: v, in the same structure.

    Returns:
        H v, in the same structure.
    """
    slopes: Tree = _pushed(grad(f), (primal,), (direction,))[1]
    return slopes


def _matching(tree: Any, shape: Any, needs: str) -> list[Any]:
    """The numbers of `tree`, which must have the structure of `shape`."""
    numbers = matching(tree, shape)
    if numbers is None:
        raise ValueError(f"{needs}, got {came(tree)} for {came(shape)}")
    return numbers
