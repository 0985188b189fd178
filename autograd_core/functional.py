"""Derivatives of plain Python functions of numbers, lists, tuples and dicts, nested to any order.

Here: grad, value_and_grad, jacobian, hessian, vjp, jvp, hvp, each on top of gradients() or tangents() of a recorded
graph. Not here: any rule, any walk over a graph (differentiate.py).

A function is called with Values in place of its numbers and may use any arithmetic of the engine. Flags among them (a
bool, text, None) are passed on as they are, and where a derivative has the shape of the argument, None stands in their
place. Results are plain numbers; they are Values where they depend on Values from outside (an outer derivative's
variable, a network's weights), so that derivatives nest. A no_grad() block outside does not reach into the function.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakSet

from autograd_core import modes, operations
from autograd_core.differentiate import gradients, tangents
from autograd_core.errors import described, shown
from autograd_core.graph import topological_order
from autograd_core.kinds import is_number, is_numpy
from autograd_core.value import Value, constant

Function = Callable[..., Any]
Layout = Literal["numerator", "denominator"]
Argnum = int | str


# A tree is a number, a flag, or a list, tuple or dict of trees.


def flat(tree: Any) -> list[Any]:
    """The numbers and Values of a tree, from left to right, without the flags among them.

    Raises:
        TypeError: something in it is neither a number, a flag nor a list, tuple or dict, or it is but a flag.
    """
    if is_flag(tree):
        raise _not_a_tree(tree)
    return _numbers(tree)


def _numbers(tree: Any) -> list[Any]:
    if isinstance(tree, Mapping):
        return [x for branch in tree.values() for x in _numbers(branch)]
    if isinstance(tree, list | tuple):
        return [x for branch in tree for x in _numbers(branch)]
    if is_flag(tree):
        return []
    if isinstance(tree, Value) or is_number(tree):
        return [tree]
    raise _not_a_tree(tree)


def is_flag(x: object) -> bool:
    """Whether `x` says how to compute and is no number to differentiate by: a bool, text or None."""
    return x is None or isinstance(x, bool | str | bytes) or (is_numpy(x) and type(x).__name__ in ("bool", "bool_"))


def _not_a_tree(x: Any) -> TypeError:
    return TypeError(
        f"a derivative needs numbers, or lists, tuples and dicts of numbers, got {described(x)}"
        + ("; call .tolist() on an array first" if hasattr(x, "tolist") else "")
    )


def like(tree: Any, leaves: Iterator[Any]) -> Any:
    """A tree of the same shape, its numbers taken from `leaves` in order, with the same flags."""
    return _like(tree, leaves, lambda flag: flag)


def slopes_like(tree: Any, leaves: Iterator[Any]) -> Any:
    """A tree of the same shape, its numbers taken from `leaves` in order, with None for its flags."""
    return _like(tree, leaves, lambda flag: None)


def _like(tree: Any, leaves: Iterator[Any], of_flag: Callable[[Any], Any]) -> Any:
    if isinstance(tree, Mapping):
        return {key: _like(branch, leaves, of_flag) for key, branch in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):  # a namedtuple
        return type(tree)(*(_like(branch, leaves, of_flag) for branch in tree))
    if isinstance(tree, list | tuple):
        return type(tree)(_like(branch, leaves, of_flag) for branch in tree)
    return of_flag(tree) if is_flag(tree) else next(leaves)


@dataclass(frozen=True)
class _Call:
    """One recorded call of a function: the arguments that are differentiated, and what came out.

    Attributes:
        argument: the tree of arguments to differentiate with respect to.
        inputs: a fresh node for each of its numbers, in order.
        output: the tree that the function returned.
        outputs: a node for each of its numbers, in order.
        own: the leaves of the outputs that were made for the call or in it.
        is_open: whether the outputs depend on other leaves too.
    """

    argument: Any
    inputs: list[Value]
    output: Any
    outputs: list[Value]
    own: set[Value]
    is_open: bool

    def gradients(self, output: Value) -> list[Value]:
        """d `output` / d inputs[j], recorded whatever mode the caller is in."""
        if not modes.open_blocks:
            return gradients(output, self.inputs)
        with modes.differentiating():
            return gradients(output, self.inputs)

    def numbers(self, leaves: Sequence[Any], along: Sequence[Any] = ()) -> Iterator[Any]:
        """Results as they are given: Values if the call, or the vector `along`, is open, else plain numbers."""
        is_open = self.is_open or any(isinstance(x, Value) and not x.is_constant for x in along)
        if is_open and not (modes.open_blocks and modes.in_force(modes.no_grad)):
            return iter(leaves)
        plain = [x.data if isinstance(x, Value) else x for x in leaves]
        # in a caller's no_grad() block results are constants, as those of any operation
        return iter([constant(x) for x in plain] if is_open else plain)


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


def _call(
    f: Function, arguments: Sequence[Any], argnums: Argnum | tuple[Argnum, ...], keywords: Mapping[str, Any]
) -> _Call:
    """Call `f` with fresh nodes in the arguments that `argnums` names."""
    if not callable(f):
        raise TypeError(f"a derivative needs a function, got {described(f)}")
    given: dict[Argnum, Any] = dict(enumerate(arguments))
    given.update(keywords)
    named = argnums if isinstance(argnums, tuple) else (argnums,)
    places = [_place(f, argnum, arguments, keywords) for argnum in named]
    if len(set(places)) < len(places):
        raise ValueError(f"argnums names each argument once, got {argnums}")
    trees = tuple(given[place] for place in places)
    if places and all(map(is_flag, trees)):
        raise _not_a_tree(trees[0])
    inputs = [_fresh(x) for x in flat(trees)]
    with modes.differentiating() as call:
        call.made.update(x for x in inputs if x.is_leaf)
        given.update(zip(places, like(trees, iter(inputs)), strict=True))
        output = f(*[given[i] for i in range(len(arguments))], **{name: given[name] for name in keywords})
    outputs = [x if isinstance(x, Value) else constant(x) for x in flat(output)]
    leaves = {x for x in topological_order(*outputs) if x.is_leaf and not x.is_constant}
    own = leaves & call.made
    modes.note_made(*call.made)
    _finished.update(x for x in inputs if x.is_leaf)
    argument = trees if isinstance(argnums, tuple) else trees[0]
    return _Call(argument, inputs, output, outputs, own, any(x not in own and x not in _finished for x in leaves))


def _place(f: Function, argnum: Argnum, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Argnum:
    """Where the argument that `argnum` names stands in this call: its position, or its name among `keywords`."""
    if isinstance(argnum, str):
        if argnum in keywords:
            return argnum
        names = _positional_names(f)
        if argnum in names[: len(arguments)]:
            return names.index(argnum)
    elif isinstance(argnum, int) and -len(arguments) <= argnum < len(arguments):
        return argnum % len(arguments)
    came = f"{argnum!r} of {len(arguments)} arguments" + (f" and {', '.join(keywords)}" if keywords else "")
    raise TypeError(f"argnums names a positional argument by number, or any argument of the call by name, got {came}")


def _positional_names(f: Function) -> list[str]:
    """The names of the parameters of `f` that can be given by position; none where Python cannot tell."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return []
    return [x.name for x in parameters if x.kind in (x.POSITIONAL_ONLY, x.POSITIONAL_OR_KEYWORD)]


def _scalar(call: _Call) -> Value:
    if isinstance(call.output, Value) or is_number(call.output):
        return call.outputs[0]
    raise TypeError(f"grad needs a function that returns one number, got {described(call.output)}; use jacobian")


def value_and_grad(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0) -> Function:
    """The function that returns f(...) and its gradient.

    Args:
        f: returns one number.
        argnums: which argument to differentiate with respect to, by position or by name; a tuple of them gives a tuple.

    Returns:
        A function of the same arguments; it returns (f(...), gradient), the gradient in the shape of the argument.

    Raises:
        TypeError: (when called) `f` returns no number, or the argument holds something else than numbers.
        ValueError: (when called) `argnums` names an argument twice.
    """

    @functools.wraps(f)  # argnums of a second derivative may be names too
    def differentiated(*arguments: Any, **keywords: Any) -> tuple[Any, Any]:
        call = _call(f, arguments, argnums, keywords)
        output = _scalar(call)
        slopes = call.gradients(output)
        return next(call.numbers([output])), slopes_like(call.argument, call.numbers(slopes))

    return differentiated


def grad(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0) -> Function:
    """The function that returns the gradient of `f`; see value_and_grad. `grad(grad(f))` is the second derivative."""
    both = value_and_grad(f, argnums)

    @functools.wraps(f)
    def differentiated(*arguments: Any, **keywords: Any) -> Any:
        return both(*arguments, **keywords)[1]

    return differentiated


def jacobian(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0, *, layout: Layout = "numerator") -> Function:
    """The function that returns all partial derivatives of all outputs of `f`.

    Args:
        f: maps n numbers to m numbers, each side in any shape.
        argnums: which argument to differentiate with respect to, by position or by name; a tuple of them gives a tuple.
        layout: "numerator" gives m x n, item [i][j] = d y_i / d x_j (row A27 of the course): the output's shape, with
            the argument's shape in place of each number. "denominator" gives its transpose, n x m, item [j][i] =
            d y_i / d x_j (row B12): the argument's shape, with the output's shape in place of each number.

    Raises:
        ValueError: an unknown layout.
    """
    if layout not in ("numerator", "denominator"):
        raise ValueError(f"layout is 'numerator' (m x n) or 'denominator' (n x m), got {shown(layout)}")

    @functools.wraps(f)
    def differentiated(*arguments: Any, **keywords: Any) -> Any:
        call = _call(f, arguments, argnums, keywords)
        rows = [call.gradients(output) for output in call.outputs]
        if layout == "numerator":
            return slopes_like(call.output, iter([slopes_like(call.argument, call.numbers(row)) for row in rows]))
        columns = [[row[j] for row in rows] for j in range(len(call.inputs))]
        return slopes_like(call.argument, iter([slopes_like(call.output, call.numbers(column)) for column in columns]))

    return differentiated


def hessian(f: Function, argnums: Argnum | tuple[Argnum, ...] = 0) -> Function:
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
        modes.note_made(*call.own)
        with modes.differentiating():
            total = operations.sum([weight * output for weight, output in zip(weights, call.outputs, strict=True)])
        slopes = call.gradients(total if isinstance(total, Value) else constant(total))
        return slopes_like(call.argument, call.numbers(slopes, weights))

    return like(call.output, call.numbers(call.outputs)), pull


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
    with modes.differentiating():
        slopes = tangents(call.outputs, call.inputs, vector)
    return like(call.output, call.numbers(call.outputs)), slopes_like(call.output, call.numbers(slopes, vector))


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
    return not any(isinstance(x, Mapping | list | tuple) for x in (a, b)) and is_flag(a) == is_flag(b)
