"""jit: a plain function of numbers, recorded when it is first called with arguments of a structure, run as a program.

Not here: programs (program.py), and what the arguments are made of (trees.py).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core import modes
from autograd_core.errors import GraphError, described, require_function
from autograd_core.graph import topological_order
from autograd_core.program.array_types import Array
from autograd_core.program.compiling import compiled
from autograd_core.program.derived import slopes_of
from autograd_core.program.program import Program
from autograd_core.tree_leaves import came, is_ndarray, one_number, size_of
from autograd_core.trees import flat, like, matching, nested_slopes, slopes_like, structure, with_leaves
from autograd_core.value import Value, constant, errors_kept

Function = Callable[..., Any]


class Jitted:
    """A function of numbers as programs, one for each structure of its arguments; made by `jit`.

    It is called as the function is, and has its derivatives with respect to the first argument, in the structures that
    `grad`, `jacobian` and their like give::

        fast = jit(f)
        fast(x)                 f(x)
        fast.value_and_grad(x)  f(x) and its gradient, as scipy.optimize.minimize(..., jac=True) takes them
        fast.grad(x)            the gradient alone
        fast.jacobian(x)        of several numbers, forward or backward, whichever takes fewer runs
        fast.hessian(x)         of one number; fast.hvp(x, v) is its product with a vector
        fast.vjp(x)             f(x), and the function that pulls cotangents back to all arguments
        fast.batch(xs)          f of many arguments at once

    Where Python's numbers are an error (log of -1), results are NaN, as those of programs are. Called with Values it is
    the function itself.
    """

    def __init__(self, f: Function) -> None:
        require_function("jit", f)
        functools.update_wrapper(self, f)
        self._f = f
        self._recordings: dict[Any, _Recording] = {}

    def __get__(self, instance: object, owner: type | None = None) -> Jitted:
        """The function itself, of a class; TypeError of an object, whose attributes a program would not see change."""
        if instance is None:
            return self
        name = getattr(self._f, "__name__", "the function")
        raise TypeError(
            f"jit takes a function of numbers, and {name} is a method of {type(instance).__name__}: write a function "
            "that has the object's numbers among its arguments, or decorate with @staticmethod above @jit where there "
            "is no self"
        )

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """f(*arguments, **keywords), by a program."""
        given = (arguments, keywords)
        if _holds_values(given):
            return self._f(*arguments, **keywords)
        recording = self._recording(arguments, keywords)
        return recording.output_of(recording.program(*_split(arguments, keywords)))

    def value_and_grad(self, *arguments: Any, **keywords: Any) -> tuple[Any, Any]:
        """f(...), which is one number, and its gradient with respect to the first argument, in its structure.

        Raises:
            TypeError: f returns no number.
        """
        recording = self._recording_of_one_number(arguments, keywords)
        values, slopes = recording.program.value_and_input_gradients(*_split(arguments, keywords))
        return recording.output_of(values), _slopes(arguments[0], slopes[0])

    def grad(self, *arguments: Any, **keywords: Any) -> Any:
        """The gradient of f with respect to the first argument: the second result of `value_and_grad`."""
        return self.value_and_grad(*arguments, **keywords)[1]

    def jacobian(self, *arguments: Any, **keywords: Any) -> Any:
        """All partial derivatives of all numbers that f returns, with respect to those of the first argument.

        Returns:
            The output's structure, with the argument's in place of each number, as `autograd_core.jacobian` gives it.
        """
        recording = self._recording(arguments, keywords)
        x, theta = _split(arguments, keywords)
        outputs = recording.output_count
        if len(x) <= outputs:
            table = recording.program.jvp(_repeated(x, len(x)), (np.eye(len(x)), None), theta)[1].T
        else:
            table = recording.program.vjp(_repeated(x, outputs), np.eye(outputs), theta)[1][0]
        return _nested(recording.output, arguments[0], table)

    def hessian(self, *arguments: Any, **keywords: Any) -> Any:
        """All second partial derivatives of f, which returns one number, with respect to the first argument.

        Returns:
            The argument's structure, with that structure in place of each of its numbers; n x n for an array of n.
        """
        recording = self._recording_of_one_number(arguments, keywords)
        x, theta = _split(arguments, keywords)
        table = recording.gradient.jvp(_repeated(x, len(x)), (np.eye(len(x)), None), theta)[1]
        return _nested(arguments[0], arguments[0], table)

    def hvp(self, primal: Any, direction: Any, *others: Any, **keywords: Any) -> Any:
        """The Hessian of f times a vector, in the structure of the first argument: forward over reverse mode.

        Args:
            primal: the first argument of f.
            direction: the vector, in its structure.
            others: further arguments of f.

        Raises:
            ValueError: the direction has another structure.
        """
        recording = self._recording_of_one_number((primal, *others), keywords)
        x, theta = _split((primal, *others), keywords)
        vector = _vector(direction, primal, "the direction of hvp needs the structure of the argument")
        return _slopes(primal, recording.gradient.jvp(x, (vector, None), theta)[1])

    def vjp(self, *arguments: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
        """f(*arguments), and the function that pulls cotangents back through it, as `autograd_core.vjp` does.

        Returns:
            (output, pull): `pull(cotangents)` takes numbers in the output's structure and returns a tuple with one tree
            per argument, the sum of cotangent x d output / d each of its numbers.
        """
        recording = self._recording(arguments, {})
        x, theta = _split(arguments, {})

        def pull(cotangents: Any) -> tuple[Any, ...]:
            vector = _vector(cotangents, recording.output, "cotangents need the structure of the output")
            _, (of_first, of_others) = recording.program.vjp(x, vector, theta)
            pulled: tuple[Any, ...] = _slopes(arguments, np.concatenate([of_first, of_others]))
            return pulled

        return recording.output_of(recording.program(x, theta)), pull

    def batch(self, *arguments: Any) -> Any:
        """f of many arguments at once.

        Args:
            arguments: for each argument of f a list of n of them, or an array whose first axis has n.

        Returns:
            The structure of what f returns, with an array of n in place of a number, and one more axis, the first, in
            each array.

        Raises:
            ValueError: not all have n, or not the same structure.
        """
        samples = [_samples(argument) for argument in arguments]
        lengths = {len(each) for each in samples}
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(
                f"batch needs as many of each argument, and at least one, got {[len(each) for each in samples]}"
            )
        firsts = tuple([each[0] for each in samples])
        recording = self._recording(firsts, {})
        rows = np.concatenate([_rows(each) for each in samples], axis=1)
        return recording.outputs_of(recording.of_all(rows))

    def _recording(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> _Recording:
        if not arguments:
            named = " and ".join(keywords)
            raise TypeError(
                "a function for jit has its first numbers in an argument by position, got "
                + (f"{named} by keyword: write f(x) for f({next(iter(keywords))}=x)" if keywords else "none")
            )
        key = structure((*arguments, dict(keywords)))
        if key not in self._recordings:
            self._recordings[key] = _Recording(self._f, arguments, keywords)
        return self._recordings[key]

    def _recording_of_one_number(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> _Recording:
        recording = self._recording(arguments, keywords)
        one_number(recording.output)
        return recording


class _Recording:
    """The graph of a call, with Values in the place of its numbers, and its programs.

    Attributes:
        output: what f returned.
        output_count: how many numbers are in it.
        program: computes them; its inputs are the numbers of the first argument, its parameters those of the others.
    """

    @modes.undisturbed()
    def __init__(self, f: Function, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> None:
        trees = (*arguments, dict(keywords))
        leaves = [Value(x) for x in flat(trees)]
        with modes.recording(), errors_kept():
            *values, named = like(trees, iter(leaves))
            self.output = f(*values, **named)
        nodes = [x if isinstance(x, Value) else constant(x) for x in flat(self.output)]
        if not nodes:
            raise TypeError(f"jit needs a function that returns numbers, got {came(self.output)}")
        _refuse_others(f, nodes, leaves)
        count = len(flat((arguments[0],)))
        self.output_count = len(nodes)
        self._nodes, self._leaves, self._first = nodes, leaves, count
        self.program = self._compiled(nodes, leaves[:count], leaves[count:])

    @functools.cached_property
    def of_all(self) -> Program:
        """The program whose inputs are the numbers of all arguments."""
        return self._compiled(self._nodes, self._leaves, [])

    @functools.cached_property
    def gradient(self) -> Program:
        """The program of the gradient with respect to the first argument."""
        inputs, others = self._leaves[: self._first], self._leaves[self._first :]
        with modes.undisturbed():
            (slopes,) = slopes_of(self._nodes, inputs)
        return self._compiled(slopes, inputs, others)

    def output_of(self, numbers: Array) -> Any:
        """What f returns, with these numbers."""
        return _filled(self.output, numbers, ())

    def outputs_of(self, numbers: Array) -> Any:
        """What f returns for many arguments, a row of `numbers` each: with arrays in the place of numbers."""
        return _filled(self.output, numbers.T, (len(numbers),))

    def _compiled(self, outputs: list[Value], inputs: list[Value], parameters: list[Value]) -> Program:
        return compiled(
            outputs, inputs, parameters, gradients=False, input_gradients=False, precision="float64", executor=None
        )


def _refuse_others(f: Function, nodes: Sequence[Value], leaves: Sequence[Value]) -> None:
    own = set(leaves)
    for node in topological_order(*nodes):
        if node.is_leaf and not node.is_constant and node not in own:
            name = getattr(f, "__name__", "the function")
            raise GraphError(
                f"a program of {name} depends on its arguments alone, and {name} computes with {described(node)}, "
                "which is in none of them: pass it as an argument, or its .data where it is a constant"
            )


# Numbers of arguments, in order.


def _holds_values(tree: Any) -> bool:
    return any(isinstance(x, Value) and not x.is_constant for x in flat(tree))


def _split(arguments: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[Array, Array]:
    """The numbers of the first argument, and those of the others."""
    return _numbers((arguments[0],)), _numbers((*arguments[1:], dict(keywords)))


def _numbers(tree: Any) -> Array:
    if isinstance(tree, tuple) and len(tree) == 1 and is_ndarray(tree[0]) and tree[0].dtype.kind in "iuf":
        plain: Array = tree[0].reshape(-1).astype(float)
        return plain
    return np.array([x.data if isinstance(x, Value) else x for x in flat(tree)], dtype=float)


def _vector(tree: Any, shape: Any, needs: str) -> Array:
    numbers = matching(tree, shape)
    if numbers is None:
        raise ValueError(f"{needs}, got {came(tree)} for {came(shape)}")
    return np.array(numbers, dtype=float)


def _repeated(x: Array, count: int) -> Array:
    return np.broadcast_to(x, (count, len(x)))


def _samples(argument: Any) -> Sequence[Any]:
    if (is_ndarray(argument) and argument.ndim) or isinstance(argument, list | tuple):
        samples: Sequence[Any] = argument
        return samples
    raise TypeError(f"batch takes of each argument a list of many, or an array of them, got {came(argument)}")


def _rows(samples: Sequence[Any]) -> Array:
    """A row of numbers for each of some arguments, which have one structure."""
    if is_ndarray(samples):
        table: Array = np.asarray(samples, dtype=float).reshape(len(samples), -1)
        return table
    wanted = structure(samples[0])
    for i, sample in enumerate(samples):
        if structure(sample) != wanted:
            raise ValueError(
                f"batch needs arguments of one structure, got {came(samples[0])}, and {came(sample)} at {i}"
            )
    return np.array([_numbers((sample,)) for sample in samples]).reshape(len(samples), -1)


# Results in the structures of arguments and outputs.


def _filled(tree: Any, numbers: Array, samples: tuple[int, ...]) -> Any:
    """`tree` with `numbers` in the place of its own, each for so many samples."""
    start = 0

    def next_leaf(leaf: Any) -> Any:
        nonlocal start
        mine = numbers[start : start + size_of(leaf)]
        start += size_of(leaf)
        if is_ndarray(leaf):
            return (
                np.moveaxis(mine.reshape(leaf.shape + samples), -1, 0).copy() if samples else mine.reshape(leaf.shape)
            )
        return mine[0].copy() if samples else float(mine[0])

    return with_leaves(tree, next_leaf)


def _slopes(tree: Any, numbers: Array) -> Any:
    if is_ndarray(tree) and tree.dtype == numbers.dtype:
        return numbers.reshape(tree.shape)
    return slopes_like(tree, iter(numbers.tolist()))


def _nested(outer: Any, inner: Any, table: Array) -> Any:
    """A matrix of derivatives by `inner` in the structures of both."""
    inner_is_plain = is_ndarray(inner) and inner.dtype == table.dtype
    if inner_is_plain and is_ndarray(outer):
        return np.ascontiguousarray(table).reshape(outer.shape + inner.shape)
    return nested_slopes(outer, inner, table.tolist(), by="inner")
