"""Trees: numbers in lists, tuples, dicts, dataclasses and NumPy arrays, nested in any way, as a function takes them.

Here: the numbers of a tree in order, and the same structure around other numbers. Not here: what may stand in a tree
(tree_leaves.py), and what is done with the numbers (calls.py, functional.py, differences.py).

Named tuples, subclasses of list and dict, and dataclasses keep their class; a mapping that cannot be changed becomes a
dict. Flags among the numbers (a bool, text, None, an array of them) say how to compute: they stay as they are, and None
stands for them in a derivative. An array of numbers becomes one of dtype object while Values stand in it.
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from itertools import islice
from numbers import Number
from typing import Any, Literal

from autograd_core.tree_leaves import (
    array_of,
    array_of_slopes,
    came,
    is_flag,
    is_ndarray,
    not_a_tree,
    numbers_in,
    shape_of,
    size_of,
)
from autograd_core.value import Value

# Which of two nested trees is the one that is differentiated by.
Place = Literal["outer", "inner"]

# Kinds that need no second look, because most of a tree is of them.
_NUMBERS = frozenset({int, float, complex, Value})


def flat(tree: Any) -> list[Any]:
    """The numbers and Values of a tree, from left to right, without the flags among them.

    Raises:
        TypeError: something in it is neither a number, a flag nor a tree, or it is but a flag.
        ValueError: it contains itself.
    """
    if is_flag(tree):
        raise not_a_tree(tree)
    try:
        return _numbers(tree)
    except RecursionError:
        raise _endless(tree) from None


def _numbers(tree: Any) -> list[Any]:
    if type(tree) in _NUMBERS:
        return [tree]
    if is_flag(tree):
        return []
    if _is_branching(tree):
        return [x for branch in _branches(tree) for x in _numbers(branch)]
    return numbers_in(tree)


def like(tree: Any, leaves: Iterator[Any]) -> Any:
    """A tree of the same structure, its numbers taken from `leaves` in order, with the same flags."""

    def filled(leaf: Any) -> Any:
        return array_of(list(islice(leaves, leaf.size)), leaf.shape) if is_ndarray(leaf) else next(leaves)

    return _mapped(tree, filled, as_slopes=False)


def with_leaves(tree: Any, of_leaf: Callable[[Any], Any]) -> Any:
    """A tree of the same structure and flags, with of_leaf(x) for each number or array x of it."""
    return _mapped(tree, of_leaf, as_slopes=False)


def structure(tree: Any) -> Any:
    """What two trees have in common that differ in their numbers alone: their structure and their flags, to compare.

    Raises:
        TypeError: something in it is neither a number, a flag nor a tree.
        ValueError: it contains itself.
    """
    try:
        return _structure(tree)
    except RecursionError:
        raise _endless(tree) from None


def _structure(tree: Any) -> Any:
    if type(tree) in _NUMBERS:
        return ()
    if is_flag(tree):
        return (type(tree), tree.shape, tree.tobytes()) if is_ndarray(tree) else (type(tree), tree)
    if not _is_branching(tree):
        numbers_in(tree)
        return shape_of(tree)
    names = tuple(tree) if isinstance(tree, Mapping) else ()
    return (type(tree), names, *[_structure(branch) for branch in _branches(tree)])


def slopes_like(tree: Any, leaves: Iterator[Any]) -> Any:
    """Derivatives in the structure of what they are derivatives by, or of; None stands for flags."""

    def filled(leaf: Any) -> Any:
        if not is_ndarray(leaf):
            return next(leaves)
        return array_of_slopes(list(islice(leaves, leaf.size)), leaf.shape, leaf)

    return _mapped(tree, filled, as_slopes=True)


def nested_slopes(outer: Any, inner: Any, matrix: Sequence[Sequence[Any]], by: Place) -> Any:
    """Derivatives in the structure of `outer`, with that of `inner` in place of each of its numbers and arrays.

    Args:
        outer, inner: two trees of m and n numbers.
        matrix: m x n derivatives.
        by: which of the trees they are derivatives by.

    Returns:
        Where one of two leaves is an array, both become one array: the axes of the outer leaf, then those of the inner.
    """
    rows = iter(matrix)

    def around(leaf: Any) -> Any:
        mine = list(islice(rows, size_of(leaf)))
        columns = itertools.count()

        def within(other: Any) -> Any:
            chosen = list(islice(columns, size_of(other)))
            numbers = [row[j] for row in mine for j in chosen]
            if not is_ndarray(leaf) and not is_ndarray(other):
                return numbers[0]
            return array_of_slopes(numbers, shape_of(leaf) + shape_of(other), leaf if by == "outer" else other)

        return _mapped(inner, within, as_slopes=True)

    return _mapped(outer, around, as_slopes=True)


def matching(tree: Any, shape: Any) -> list[Any] | None:
    """The numbers of `tree` in the order of those of `shape`; None if it has another structure.

    Lists, tuples and arrays may stand for each other.
    """
    if is_ndarray(tree) != is_ndarray(shape):
        tree, shape = (x.tolist() if is_ndarray(x) else x for x in (tree, shape))
    if is_flag(tree) or is_flag(shape):
        return [] if is_flag(tree) and is_flag(shape) else None
    if not _is_branching(shape):
        same = not _is_branching(tree) and shape_of(tree) == shape_of(shape)
        return _numbers(tree) if same else None
    if not _is_branching(tree):
        return None
    if not isinstance(shape, Mapping) and (_is_record(tree) or _is_record(shape)) and type(tree) is not type(shape):
        return None
    return _joined(matching, tree, shape)


def numbers_like(tree: Any, shape: Any) -> list[Any] | None:
    """The numbers of `tree` in the order of those of `shape`; None unless both have one structure and the same flags.

    The keys of a dict may come in any order.
    """
    if not (_is_branching(tree) and _is_branching(shape)):
        return _numbers(tree) if structure(tree) == structure(shape) else None
    if type(tree) is not type(shape):
        return None
    return _joined(numbers_like, tree, shape)


def _joined(numbers: Callable[[Any, Any], list[Any] | None], tree: Any, shape: Any) -> list[Any] | None:
    """The `numbers` of all branches, in the order of those of `shape`; None where there are others, or one has none."""
    mine, others = _branches(tree), _branches(shape)
    if isinstance(tree, Mapping) or isinstance(shape, Mapping):
        if not (isinstance(tree, Mapping) and isinstance(shape, Mapping) and tree.keys() == shape.keys()):
            return None
        mine = [tree[key] for key in shape]
    if len(mine) != len(others):
        return None
    found = [numbers(branch, other) for branch, other in zip(mine, others, strict=True)]
    return None if None in found else [x for branch in found for x in branch or []]


# What a tree is made of.


def _is_record(x: object) -> bool:
    """Whether `x` is a dataclass to take apart; one that computes like a number is none."""
    if not dataclasses.is_dataclass(x) or isinstance(x, type):
        return False
    return not isinstance(x, Number) and not hasattr(type(x), "__pow__")


def _is_branching(x: object) -> bool:
    return isinstance(x, list | tuple | Mapping) or _is_record(x)


def _endless(tree: Any) -> ValueError:
    return ValueError(
        "numbers stand in lists, tuples, dicts and dataclasses that have an end, got one that contains itself, or is "
        f"nested hundreds deep: {came(tree)}; put the numbers into a list"
    )


def _branches(tree: Any) -> Sequence[Any]:
    if isinstance(tree, Mapping):
        return list(tree.values())
    return [getattr(tree, name) for name in _inputs(tree)] if _is_record(tree) else tree


def _inputs(record: Any) -> list[str]:
    """The fields that a dataclass is made from; the others follow from them, or are no inputs."""
    return [field.name for field in dataclasses.fields(record) if field.init]


# The same structure again.


def _mapped(tree: Any, of_leaf: Callable[[Any], Any], *, as_slopes: bool) -> Any:
    """The structure of `tree` with of_leaf(x) for each number or array x, and None for flags among slopes."""
    if type(tree) in _NUMBERS:
        return of_leaf(tree)
    if is_flag(tree):
        return None if as_slopes else tree
    if not _is_branching(tree):
        return of_leaf(tree)
    branches = [_mapped(branch, of_leaf, as_slopes=as_slopes) for branch in _branches(tree)]
    if isinstance(tree, Mapping):
        return _mapping_like(tree, branches)
    if isinstance(tree, tuple):
        # of a named tuple: its constructor may want other arguments
        return tree._make(branches) if hasattr(tree, "_make") else type(tree)(branches)
    if isinstance(tree, list):
        made = copy.copy(tree)
        made[:] = branches
        return made
    changed = dict(zip(_inputs(tree), branches, strict=True))
    return _slopes_record(tree, changed) if as_slopes else _record(tree, changed)


def _mapping_like(tree: Mapping[Any, Any], branches: Sequence[Any]) -> Mapping[Any, Any]:
    items = dict(zip(tree, branches, strict=True))
    if type(tree) is dict or not isinstance(tree, MutableMapping):
        return items
    made = copy.copy(tree)  # with the factory of a defaultdict
    for key, branch in items.items():
        made[key] = branch
    return made


def _record(tree: Any, changed: dict[str, Any]) -> Any:
    """A dataclass with other numbers; its __post_init__, if any, makes what follows from them."""
    if not hasattr(tree, "__post_init__"):
        others = {field.name: getattr(tree, field.name) for field in dataclasses.fields(tree) if not field.init}
        return _bare(tree, others | changed)
    try:
        return dataclasses.replace(tree, **changed)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(
            f"a dataclass is made again from its fields, with Values in place of numbers, and {type(tree).__name__} "
            f"cannot be made so: {error}; a dict of its fields is taken as it is"
        ) from error


def _slopes_record(tree: Any, slopes: dict[str, Any]) -> Any:
    """A dataclass of derivatives, past its constructor, which may refuse what is no such thing as its fields."""
    return _bare(tree, {field.name: slopes.get(field.name) for field in dataclasses.fields(tree)})


def _bare(tree: Any, fields: dict[str, Any]) -> Any:
    made = object.__new__(type(tree))
    for name, x in fields.items():
        object.__setattr__(made, name, x)  # frozen ones too
    return made
