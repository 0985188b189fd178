"""What is said when something goes wrong: what must hold, what came, what to do.

Here: GraphError and the sentences of errors about operations. Not here: the conditions that raise them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd_core.operations import Operation


class GraphError(Exception):
    """A graph was used in a way that has no meaning, such as `backward()` from a constant."""


def is_node(x: object) -> bool:
    """Whether `x` records the operations that are applied to it, as a Value does."""
    return hasattr(x, "apply_operation")


def described(x: Any) -> str:
    """`x` for an error message: what it is and, for a node, its data and label."""
    if is_node(x):
        return f"{_text(x.data)} (node {_text(x.label)})" if x.label else _text(x.data)
    return "None" if x is None else f"{type(x).__name__} {_text(x)}"


def _text(x: Any) -> str:
    """repr, of a length fit for a message. Python refuses to write out an integer of thousands of digits."""
    if isinstance(x, int) and x.bit_length() > 200:
        return f"an integer of {x.bit_length()} bits"
    text = repr(x)
    return text if len(text) <= 60 else text[:57] + "..."


def cure(x: object) -> str:
    """What to do about `x` where a number belongs, for the end of an error message."""
    if is_node(x):
        return "; use the Value itself"
    if isinstance(x, str | bytes):
        return "; convert it with float() first"
    return "; make one Value per number" if hasattr(type(x), "__len__") else ""


# What Python says, and `needs` says better.
_BARE_REASONS = ("math domain error", "division by zero", "raised to a negative power")


def explained(error: Exception, operation: Operation, inputs: Sequence[Any]) -> Exception:
    """An error of the same kind that names the operation, what it needs, what came (with labels), and a remedy."""
    name, came = operation.python or operation.name, _listed(inputs)
    if isinstance(error, TypeError):
        return TypeError(f"{name} needs numbers that work together, got {came}: {error}")
    remedy = f"; {operation.remedy}" if operation.remedy else ""
    if isinstance(error, OverflowError):
        return OverflowError(f"{name} needs a result that fits the number type, got {came}{remedy}")
    if not str(error).endswith(_BARE_REASONS):  # a reason of the number type's own, as NumPy's against int ** -1
        remedy = f": {error}"
    return _kind(error)(f"{name} needs {operation.needs or 'numbers it can compute with'}, got {came}{remedy}")


def explained_rule(error: Exception, operation: Operation, inputs: Sequence[Any]) -> Exception:
    """Likewise for an operation that has a value there but no gradient, as sqrt at 0."""
    return _kind(error)(f"{operation.python or operation.name} has no gradient at {_listed(inputs)}: {error}")


def _kind(error: Exception) -> type[Exception]:
    """The built-in kind of an error; those of number types have constructors of their own."""
    kinds = (ZeroDivisionError, OverflowError, ArithmeticError, TypeError, ValueError)
    return next(kind for kind in kinds if isinstance(error, kind))


def _listed(inputs: Sequence[Any]) -> str:
    return ", ".join(described(x) for x in inputs[:4]) + (", ..." if len(inputs) > 4 else "")
