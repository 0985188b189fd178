"""What a jitted function takes and gives, as arrays of floats: the numbers of trees in order, and trees around numbers.

Not here: programs of functions (jitted.py), and what a tree is (trees.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.errors import described, shown
from autograd_core.kinds import is_complex
from autograd_core.program.array_types import Array
from autograd_core.tree_leaves import came, is_ndarray, size_of
from autograd_core.trees import flat, matching, nested_slopes, numbers_like, slopes_like, with_leaves
from autograd_core.value import Value

ALL_ARE_FLOATS = 2.0**53  # the whole numbers up to here


def holds_values(tree: Any) -> bool:
    return any(isinstance(x, Value) and not x.is_constant for x in flat(tree))


def split(arguments: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[Array, Array]:
    """The numbers of the first argument, and those of the others."""
    return numbers_of((arguments[0],)), numbers_of((*arguments[1:], dict(keywords)))


def numbers_of(tree: Any) -> Array:
    """The numbers of arguments, which are what they were as floats too."""
    if isinstance(tree, tuple) and len(tree) == 1 and is_ndarray(tree[0]) and tree[0].dtype.kind in "iuf":
        return _as_floats(tree[0].reshape(-1))
    return _of_arguments([x.data if isinstance(x, Value) else x for x in flat(tree)])


def _of_arguments(numbers: Sequence[Any]) -> Array:
    found = real(numbers)
    _require_unrounded(numbers, found)
    return found


def _as_floats(array: Array) -> Array:
    found: Array = array.astype(float)
    if array.dtype.kind in "iu":
        _require_unrounded(array.reshape(-1), found)
    return found


def _require_unrounded(numbers: Sequence[Any] | Array, floats: Array) -> None:
    """ValueError for a whole number that is no float: its last digits would be lost in silence."""
    if not (abs(floats) >= ALL_ARE_FLOATS).any():
        return
    for x in numbers:
        if isinstance(x, int | np.integer) and int(float(x)) != x:
            raise ValueError(
                f"jit computes with floats, and the whole number {shown(int(x))} is none, the nearest is "
                f"{float(x)!r}; write float(...) around it if that will do, or call the function itself"
            )


def real(numbers: Sequence[Any]) -> Array:
    """Numbers as floats.

    Raises:
        TypeError: one is complex.
        OverflowError: one is too large for a float.
    """
    array = np.array(numbers)
    if array.dtype.kind in "biuf":
        return array.astype(float)
    for x in numbers:
        if is_complex(x):
            raise TypeError(f"jit computes with real numbers, got {described(x)}; give its real and its imaginary part")
    try:
        return np.array([float(x) for x in numbers])
    except OverflowError as error:
        raise OverflowError(
            f"jit computes with floats, and {error}; scale the numbers, or call the function itself"
        ) from error


def vector_of(tree: Any, shape: Any, needs: str) -> Array:
    numbers = matching(tree, shape)
    if numbers is None:
        raise ValueError(f"{needs}, got {came(tree)} for {came(shape)}")
    return _of_arguments(numbers)


def samples_of(argument: Any) -> Sequence[Any]:
    if (is_ndarray(argument) and argument.ndim) or isinstance(argument, list | tuple):
        samples: Sequence[Any] = argument
        return samples
    raise TypeError(f"batch takes of each argument a list of many, or an array of them, got {came(argument)}")


def rows_of(samples: Any) -> Array:
    """A row of numbers for each of some arguments, which have one structure."""
    if is_ndarray(samples) and samples.dtype.kind in "iuf":
        return _as_floats(samples).reshape(len(samples), -1)
    return np.array([_of_arguments(row) for row in alike("arguments", samples)]).reshape(len(samples), -1)


def alike(what: str, samples: Sequence[Any]) -> list[list[Any]]:
    """The numbers of each, in the order of those of the first.

    Raises:
        ValueError: one has another structure.
    """
    rows = []
    for i, sample in enumerate(samples):
        row = numbers_like(sample, samples[0])
        if row is None:
            raise ValueError(f"batch needs {what} of one structure, got {came(samples[0])}, and {came(sample)} at {i}")
        rows.append(row)
    return rows


def filled(tree: Any, numbers: Array, samples: tuple[int, ...]) -> Any:
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


def slopes_as(tree: Any, numbers: Array) -> Any:
    if is_ndarray(tree) and tree.dtype == numbers.dtype:
        return numbers.reshape(tree.shape)
    return slopes_like(tree, iter(numbers.tolist()))


def nested(outer: Any, inner: Any, table: Array) -> Any:
    """A matrix of derivatives by `inner` in the structures of both."""
    inner_is_plain = is_ndarray(inner) and inner.dtype == table.dtype
    if inner_is_plain and is_ndarray(outer):
        return np.ascontiguousarray(table).reshape(outer.shape + inner.shape)
    return nested_slopes(outer, inner, table.tolist(), by="inner")
