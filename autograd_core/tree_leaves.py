"""What stands in a tree: numbers, flags and arrays of NumPy; and what is refused there.

Here: telling them apart, the numbers of an array and arrays of numbers. Not here: the tree around them (trees.py).
NumPy is not imported: who has an array has it.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from autograd_core.errors import described
from autograd_core.kinds import is_number, is_numpy
from autograd_core.value import Value, constant


def is_flag(x: object) -> bool:
    """Whether `x` says how to compute and is no number to differentiate by: a bool, text, None, or an array of them."""
    if x is None or isinstance(x, bool | str | bytes):
        return True
    return is_numpy(x) and getattr(getattr(x, "dtype", None), "kind", "") in ("b", "S", "U")


def is_ndarray(x: object) -> bool:
    """Whether `x` is an array of NumPy; of numbers, where it stands in a tree that was taken apart."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(x, numpy.ndarray)


def size_of(leaf: Any) -> int:
    return leaf.size if is_ndarray(leaf) else 1


def shape_of(leaf: Any) -> tuple[int, ...]:
    return leaf.shape if is_ndarray(leaf) else ()


def numbers_in(leaf: Any) -> list[Any]:
    """A number alone, or those of an array, each as NumPy gives it.

    Raises:
        TypeError: it is neither, or the array is none of plain numbers.
    """
    if not is_ndarray(leaf):
        if isinstance(leaf, Value) or is_number(leaf):
            return [leaf]
        raise not_a_tree(leaf)
    numpy = sys.modules["numpy"]
    if type(leaf) not in (numpy.ndarray, numpy.memmap) or leaf.dtype.kind not in "iufcO":
        raise not_a_tree(leaf)
    numbers = list(leaf.flat)
    for x in numbers if leaf.dtype.kind == "O" else ():
        if is_flag(x) or not (isinstance(x, Value) or is_number(x)):
            raise TypeError(
                f"a function of numbers takes and gives arrays of numbers, got {came(x)} in {came(leaf)}{_cure(x)}"
            )
    return numbers


def one_number(output: Any) -> Any:
    """What a function that promises one number returned: the number or Value, out of an array of dimension 0 too.

    Raises:
        TypeError: it is no number.
    """
    if is_ndarray(output) and not output.ndim and not is_flag(output):
        return numbers_in(output)[0]
    if isinstance(output, Value) or (is_number(output) and not is_flag(output)):
        return output
    cure = "return y.item(), or use jacobian" if is_ndarray(output) and output.size == 1 else "use jacobian"
    raise TypeError(f"a gradient needs a function that returns one number, got {came(output)}; {cure}")


# Arrays of numbers.


def array_of(numbers: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """An array of numbers in the type that NumPy finds for them; of dtype object with Values."""
    numpy = sys.modules["numpy"]
    if any(isinstance(x, Value) for x in numbers):
        # NumPy's functions call methods that a plain number among them has not
        nodes = [x if isinstance(x, Value) else constant(x) for x in numbers]
        return numpy.fromiter(nodes, object, len(nodes)).reshape(shape)
    return numpy.array(numbers).reshape(shape)


def array_of_slopes(slopes: Sequence[Any], shape: tuple[int, ...], by: Any) -> Any:
    """Derivatives by, or of, the leaf `by` in an array of its type, but never in one of whole numbers."""
    kind = _type_of(by)
    if kind is not None and kind.kind == "O":
        return sys.modules["numpy"].fromiter(slopes, object, len(slopes)).reshape(shape)
    made = array_of(slopes, shape)
    if made.dtype.kind in "iu":
        made = made.astype(float)
    if kind is None or kind.kind not in "fc" or made.dtype == object or (made.dtype.kind, kind.kind) == ("c", "f"):
        return made
    return made.astype(kind, copy=False)


def _type_of(leaf: Any) -> Any:
    """The dtype of an array or of a number; None of Values, which may hold any kind of number."""
    numbers = leaf.flat if is_ndarray(leaf) and leaf.dtype == object else [leaf]
    if any(isinstance(x, Value) for x in numbers):
        return None
    return sys.modules["numpy"].asarray(leaf).dtype


# What is refused.


def not_a_tree(x: Any) -> TypeError:
    """The error of something that has no numbers to differentiate by."""
    return TypeError(
        "a function of numbers takes and gives numbers, or dataclasses, arrays, lists, tuples and dicts of numbers, "
        f"got {came(x)}{_cure(x)}"
    )


def came(x: Any) -> str:
    """`x` for an error message; an array by its shape and dtype."""
    if not is_ndarray(x):
        return described(x)
    return f"{type(x).__name__} of shape {x.shape} and dtype {'with fields' if x.dtype.names else x.dtype}"


def _cure(x: Any) -> str:
    """What to do about `x`, for the end of a message."""
    if not is_ndarray(x):
        if hasattr(x, "tolist"):
            return "; call .tolist() on an array first"
        if isinstance(x, str | bytes):
            return "; convert it with float() first"
        if isinstance(x, type):
            return "; make an instance of it" if dataclasses.is_dataclass(x) else ""
        return "; make a list of it" if isinstance(x, Iterable) else ""
    if hasattr(x, "mask"):
        return "; call .filled(...) or .compressed() first"
    if x.dtype.names:
        return "; make a dict of its fields, {name: x[name] for name in x.dtype.names}"
    return "; call .astype(float) first" if x.dtype.kind not in "iufcO" else "; call numpy.asarray on it first"
