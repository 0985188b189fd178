"""What is said when something goes wrong: what must hold, what came, what to do.

Here: GraphError and the sentences of errors about operations. Not here: the conditions that raise them.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from autograd_core.kinds import is_complex, is_node, is_number
from autograd_core.words import words

if TYPE_CHECKING:
    from autograd_core.operations import Operation

LONGEST_SHOWN = 60  # characters of one thing in a message
LONGEST_INTEGER_BITS = 200  # some 60 digits


class GraphError(Exception):
    """A graph was used in a way that has no meaning, such as `backward()` from a constant."""


def described(x: Any) -> str:
    """`x` for an error message: what it is and, for a node, its data and label."""
    if is_node(x):
        return f"{shown(x.data)} (node {shown(x.label)})" if x.label else shown(x.data)
    return "None" if x is None else f"{type(x).__name__} {shown(x)}"


def shown(x: Any) -> str:
    """repr, of a length fit for a message, whatever `x` is: labels, file contents and numbers have no end."""
    text = _short.repr(x)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


class _Short(reprlib.Repr):
    """repr in bounded work. Python refuses to write out integers of thousands of digits, inside others too."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 2
        self.maxstring = self.maxother = LONGEST_SHOWN

    def repr1(self, x: Any, level: int) -> str:
        """Python's own writes out numbers first and then cuts them."""
        bits = _bits(x)
        return f"an integer of {bits:,} bits" if bits > LONGEST_INTEGER_BITS else super().repr1(x, level)

    def repr_Fraction(self, x: Fraction, level: int) -> str:  # noqa: N802 - reprlib finds it by this name
        longest = max(_bits(x.numerator), _bits(x.denominator))
        return repr(x) if longest <= LONGEST_INTEGER_BITS else f"a fraction of {longest:,} bits"


def _bits(x: object) -> int:
    return x.bit_length() if isinstance(x, int) else 0


_short = _Short()


def cure(x: object) -> str:
    """What to do about `x` where a number belongs, for the end of an error message."""
    if is_node(x):
        return "; use the Value itself"
    if isinstance(x, str | bytes):
        return "; convert it with float() first"
    return "; make one Value per number" if hasattr(type(x), "__len__") else ""


def require_function(what: str, f: Any) -> None:
    """Refuse an `f` that cannot be called, at the door: inside, Python's own word names neither.

    Args:
        what: how a sentence about what takes it begins ("a derivative").

    Raises:
        TypeError: `f` is no function.
    """
    if not callable(f):
        raise TypeError(f"{what} needs a function, got {described(f)}")


def require_real(what: str, *numbers: Any) -> None:
    """Refuse what has no place on the number line, before Python compares it.

    Args:
        what: how a sentence about it begins ("a dropout rate").

    Raises:
        TypeError: one of `numbers` is no real number.
    """
    for x in numbers:
        if is_complex(x) or not is_number(x):
            raise TypeError(f"{what} is a real number, got {described(x)}{cure(x)}")


def one_of(what: str, given: Any, choices: Iterable[str]) -> str:
    """`given`, which must be one of `choices`.

    Args:
        what: how a sentence about it begins ("a loss").
        given: what a user wrote.
        choices: the names that there are.

    Raises:
        ValueError: it is none of them; the message names those that look like it.
    """
    known = list(choices)
    if isinstance(given, str) and given in known:
        return given
    from difflib import get_close_matches  # late: only who errs needs it

    near = get_close_matches(given.lower(), known) if isinstance(given, str) else []
    guess = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise ValueError(f"{what} is one of {', '.join(map(repr, known))}, got {shown(given)}{guess}")


# What Python says, and `needs` says better; from 3.14 on "expected a positive input, got -1.0" and its like.
_BARE_REASONS, _BARE_START = ("math domain error", "division by zero", "to a negative power"), "expected "


def explained(error: Exception, operation: Operation, inputs: Sequence[Any]) -> Exception:
    """An error of the same kind that names the operation, what it needs, what came (with labels), and a remedy."""
    name, came = operation.python or operation.name, _listed(inputs)
    if isinstance(error, TypeError):
        return TypeError(f"{words('error.together', name=name, came=came)}: {error}")
    if isinstance(error, OverflowError):
        return OverflowError(_with_remedy(words("error.overflow", name=name, came=came), operation))
    sentence = words("error.needs", name=name, needs=operation.said("needs") or words("error.computable"), came=came)
    if not str(error).endswith(_BARE_REASONS) and not str(error).startswith(
        _BARE_START
    ):  # a reason of the number type's own, as NumPy's against int ** -1
        return _kind(error)(f"{sentence}: {error}")
    sentence = _with_remedy(sentence, operation)
    if operation.needs:  # for those whose other branch would be taken
        sentence += f" ({words('error.inner_where')})"
    return _kind(error)(sentence)


def _with_remedy(sentence: str, operation: Operation) -> str:
    return words("error.remedy", error=sentence, remedy=operation.said("remedy")) if operation.remedy else sentence


def explained_rule(error: Exception, operation: Operation, inputs: Sequence[Any]) -> Exception:
    """An error of the same kind for an operation that has a value at `inputs` but no gradient, as sqrt at 0."""
    name = operation.python or operation.name
    return _kind(error)(f"{words('error.no_gradient', name=name, came=_listed(inputs))}: {error}")


def _kind(error: Exception) -> type[Exception]:
    """The built-in kind of an error; those of number types have constructors of their own."""
    kinds = (ZeroDivisionError, OverflowError, ArithmeticError, TypeError, ValueError)
    return next(kind for kind in kinds if isinstance(error, kind))


def _listed(inputs: Sequence[Any]) -> str:
    return ", ".join(_in_words(x) for x in inputs[:4]) + (", ..." if len(inputs) > 4 else "")


def _in_words(x: Any) -> str:
    is_named = is_node(x) and x.label
    return words("error.node", data=shown(x.data), label=shown(x.label)) if is_named else described(x)
