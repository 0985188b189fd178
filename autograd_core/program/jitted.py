"""jit: a plain function of numbers, recorded when it is first called with arguments of a structure, run as a program.

Not here: programs (program.py), the numbers of arguments and results (tree_numbers.py), and the function's own answers
where a program has none (functional.py).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, TypeGuard

import numpy as np

from autograd_core import functional, modes
from autograd_core.calls import call_on_nodes, stands_for_a_number
from autograd_core.errors import GraphError, described, require_function
from autograd_core.graph import topological_order
from autograd_core.program.array_types import Array
from autograd_core.program.compiling import compiled
from autograd_core.program.derived import slopes_of
from autograd_core.program.program import Program
from autograd_core.program.tree_numbers import (
    alike,
    filled,
    holds_values,
    nested,
    numbers_of,
    real,
    rows_of,
    samples_of,
    slopes_as,
    split,
    vector_of,
)
from autograd_core.program.unread import Unread
from autograd_core.tree_leaves import array_of, came, one_number
from autograd_core.trees import flat, like, structure, with_leaves
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

    Where a program's results are NaN, the function itself is asked: what is an error for its numbers is that error (log
    of a list's -1), and what is NaN in NumPy (log of an array's -1) is NaN there alone. In a `batch` a sample that is
    an error is NaN. Called with Values, as in another function that is differentiated or recorded, or in a `debug()`
    block, it is the function itself, and so are its derivatives, of which there are derivatives again.

    A program computes with floats: a whole number that is no float, such as 2**53 + 1, is refused.
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

    def __repr__(self) -> str:
        count = len(self._recordings)
        return f"<jit of {_name(self._f)}, {count} program{'' if count == 1 else 's'}>"

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """f(*arguments, **keywords), by a program."""
        if holds_values((arguments, keywords)):
            return self._f(*arguments, **keywords)
        recording = self._recording(arguments, keywords)
        numbers = None if _is_watched() else recording.program(*split(arguments, keywords))
        return recording.output_of(numbers) if _has_all(numbers) else self._plain(arguments, keywords)

    def value_and_grad(self, *arguments: Any, **keywords: Any) -> tuple[Any, Any]:
        """f(...), which is one number, and its gradient with respect to the first argument, in its structure.

        Raises:
            TypeError: f returns no number.
        """
        if holds_values((arguments, keywords)):
            return functional.value_and_grad(self._f)(*arguments, **keywords)
        recording = self._recording_of_one_number(arguments, keywords)
        if not _is_watched():
            values, slopes = recording.program.value_and_input_gradients(*split(arguments, keywords))
            if _has_all(values) and _has_all(slopes):
                return recording.output_of(values), slopes_as(arguments[0], slopes[0])
        value, gradient = functional.value_and_grad(self._f)(*arguments, **keywords)
        return float(value), gradient

    def grad(self, *arguments: Any, **keywords: Any) -> Any:
        """The gradient of f with respect to the first argument: the second result of `value_and_grad`."""
        return self.value_and_grad(*arguments, **keywords)[1]

    def jacobian(self, *arguments: Any, **keywords: Any) -> Any:
        """All partial derivatives of all numbers that f returns, with respect to those of the first argument.

        Returns:
            The output's structure, with the argument's in place of each number, as `autograd_core.jacobian` gives it.
        """
        if holds_values((arguments, keywords)):
            return functional.jacobian(self._f)(*arguments, **keywords)
        recording = self._recording(arguments, keywords)
        table = None if _is_watched() else recording.jacobian(*split(arguments, keywords))
        if not _has_all(table):
            return functional.jacobian(self._f)(*arguments, **keywords)
        return nested(recording.output, arguments[0], table)

    def hessian(self, *arguments: Any, **keywords: Any) -> Any:
        """All second partial derivatives of f, which returns one number, with respect to the first argument.

        Returns:
            The argument's structure, with that structure in place of each of its numbers; n x n for an array of n.
        """
        if holds_values((arguments, keywords)):
            return functional.hessian(self._f)(*arguments, **keywords)
        recording = self._recording_of_one_number(arguments, keywords)
        table = None
        if not _is_watched():
            x, theta = split(arguments, keywords)
            table = recording.of_gradient(_repeated(x, len(x)), np.eye(len(x)), theta)
        if not _has_all(table):
            return functional.hessian(self._f)(*arguments, **keywords)
        return nested(arguments[0], arguments[0], table)

    def hvp(self, primal: Any, direction: Any, *others: Any, **keywords: Any) -> Any:
        """The Hessian of f times a vector, in the structure of the first argument: forward over reverse mode.

        Args:
            primal: the first argument of f.
            direction: the vector, in its structure.
            others: further arguments of f.

        Raises:
            ValueError: the direction has another structure.
        """
        if holds_values((primal, direction, others, keywords)):
            return self._plain_hvp(primal, direction, others, keywords)
        recording = self._recording_of_one_number((primal, *others), keywords)
        vector = vector_of(direction, primal, "the direction of hvp needs the structure of the argument")
        product = None
        if not _is_watched():
            x, theta = split((primal, *others), keywords)
            product = recording.of_gradient(x, vector, theta)
        if not _has_all(product):
            return self._plain_hvp(primal, direction, others, keywords)
        return slopes_as(primal, product)

    def _plain_hvp(self, primal: Any, direction: Any, others: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        return functional.hvp(lambda x: self._f(x, *others, **keywords), primal, direction)

    def vjp(self, *arguments: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
        """f(*arguments), and the function that pulls cotangents back through it, as `autograd_core.vjp` does.

        Returns:
            (output, pull): `pull(cotangents)` takes numbers in the output's structure and returns a tuple with one tree
            per argument, the sum of cotangent x d output / d each of its numbers.
        """
        if holds_values(arguments):
            return functional.vjp(self._f, *arguments)
        recording = self._recording(arguments, {})
        x, theta = split(arguments, {})
        values = None if _is_watched() else recording.program(x, theta)
        if not _has_all(values):
            return functional.vjp(self._f, *arguments)
        kept = with_leaves(arguments, copy)  # whoever pulls back may have changed them in place

        def pull(cotangents: Any) -> tuple[Any, ...]:
            if holds_values(cotangents):
                return functional.vjp(self._f, *kept)[1](cotangents)
            vector = vector_of(cotangents, recording.output, "cotangents need the structure of the output")
            slopes = np.concatenate(recording.program.vjp(x, vector, theta)[1])
            if not _has_all(slopes):
                return functional.vjp(self._f, *kept)[1](cotangents)
            pulled: tuple[Any, ...] = slopes_as(kept, slopes)
            return pulled

        return recording.output_of(values), pull

    def batch(self, *arguments: Any) -> Any:
        """f of many arguments at once.

        Args:
            arguments: for each argument of f a list of n of them, or an array whose first axis has n.

        Returns:
            The structure of what f returns, with an array of n in place of a number, and one more axis, the first, in
            each array. NaN for a sample that is an error for f.

        Raises:
            ValueError: not all have n, or not the same structure.
        """
        samples = [samples_of(argument) for argument in arguments]
        lengths = {len(each) for each in samples}
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(
                f"batch needs as many of each argument, and at least one, got {[len(each) for each in samples]}"
            )
        if holds_values(arguments):
            return self._plain_batch(samples)
        firsts = tuple([each[0] for each in samples])
        recording = self._recording(firsts, {})
        numbers = recording.of_all(np.concatenate([rows_of(each) for each in samples], axis=1))
        for i in np.flatnonzero(np.isnan(numbers).any(axis=1)).tolist():
            numbers[i] = self._numbers_of_sample([each[i] for each in samples])
        return recording.outputs_of(numbers)

    def _plain(self, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """What f gives, or its error."""
        call = call_on_nodes(self._f, arguments, (*range(len(arguments)), *keywords), keywords)
        return filled(call.output, real([x.data for x in call.outputs]), ())

    def _plain_batch(self, samples: Sequence[Sequence[Any]]) -> Any:
        """What f gives for each sample, in arrays of Values."""
        outputs = [self._f(*sample) for sample in zip(*samples, strict=True)]
        rows = alike("results", outputs)
        table = array_of([x for row in rows for x in row], (len(rows), -1))
        return filled(outputs[0], table.T, (len(rows),))

    def _numbers_of_sample(self, arguments: Sequence[Any]) -> Any:
        """The numbers that f gives; NaN where it has an error."""
        with np.errstate(all="ignore"):
            try:
                return numbers_of(self._plain(arguments, {}))
            except (ArithmeticError, ValueError):
                return math.nan

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
        leaves: list[Value] = [Unread(x) for x in numbers_of(trees).tolist()]
        *values, named = like(trees, iter(leaves))
        with _naming(f), modes.recording(), errors_kept():
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
        """The program of the output, one number, and of its gradient with respect to the first argument."""
        inputs, others = self._leaves[: self._first], self._leaves[self._first :]
        with modes.undisturbed():
            (slopes,) = slopes_of(self._nodes, inputs)
        # with the output, because where it has no value there is no derivative
        return self._compiled([*self._nodes, *slopes], inputs, others)

    def jacobian(self, x: Array, theta: Array) -> Array:
        """Each output by each number of the first argument, forward or backward, whichever takes fewer runs."""
        outputs = self.output_count
        if len(x) <= outputs:
            by_input: Array = self.program.jvp(_repeated(x, len(x)), (np.eye(len(x)), None), theta)[1].T
            return by_input
        return self.program.vjp(_repeated(x, outputs), np.eye(outputs), theta)[1][0]

    def of_gradient(self, x: Array, directions: Array, theta: Array) -> Array | None:
        """How the gradient changes along the directions; None where the output has no value."""
        values, slopes = self.gradient.jvp(x, (directions, None), theta)
        return slopes[..., 1:] if _has_all(values[..., :1]) else None

    def output_of(self, numbers: Array) -> Any:
        """What f returns, with these numbers."""
        return filled(self.output, numbers, ())

    def outputs_of(self, numbers: Array) -> Any:
        """What f returns for many arguments, a row of `numbers` each: with arrays in the place of numbers."""
        return filled(self.output, numbers.T, (len(numbers),))

    def _compiled(self, outputs: list[Value], inputs: list[Value], parameters: list[Value]) -> Program:
        return compiled(
            outputs, inputs, parameters, gradients=False, input_gradients=False, precision="float64", executor=None
        )


@contextmanager
def _naming(f: Function) -> Iterator[None]:
    """In this block an error that comes of a Value where a number was is told with what to do about it."""
    try:
        yield
    except (GraphError, TypeError, IndexError) as error:
        kind = next(kind for kind in (GraphError, TypeError, IndexError) if isinstance(error, kind))
        raise kind(
            f"jit could not record {_name(f)}: {error}. There every number of an argument is a Value, a whole number "
            "too; fix one that says how to compute, such as an index or a count, before: jit(lambda x: f(x, 3))"
        ) from error


def _refuse_others(f: Function, nodes: Sequence[Value], leaves: Sequence[Value]) -> None:
    own = set(leaves)
    for node in topological_order(*nodes):
        if node.is_leaf and not node.is_constant and node not in own and not stands_for_a_number(node):
            name = _name(f)
            raise GraphError(
                f"a program of {name} depends on its arguments alone, and {name} computes with {described(node)}, "
                "which is in none of them: pass it as an argument, or its .data where it is a constant"
            )


def _name(f: Function) -> str:
    name = getattr(f, "__name__", "the function")
    return "the function" if name == "<lambda>" else str(name)


def _is_watched() -> bool:
    """Whether somebody looks at every node, as debug() does: a program has none."""
    return bool(modes.open_blocks and modes.watches())


def _has_all(numbers: Array | None) -> TypeGuard[Array]:
    """Whether a program gave numbers, and none of them is NaN."""
    return numbers is not None and not np.isnan(numbers).any()


def _repeated(x: Array, count: int) -> Array:
    return np.broadcast_to(x, (count, len(x)))
