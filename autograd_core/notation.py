"""Numbers and nodes as a person writes them: 220.00000000000003 is 220.

Here: number_text, python_number, count_text, node_name, elided. Not here: formulas (formula.py), and what makes text
fit for a picture (viz).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from numbers import Complex, Integral, Rational, Real
from typing import Any, TypeVar

from autograd_core.value import Value

SIGNIFICANT_DIGITS = 6
LONGEST_INTEGER = 15  # digits; beyond them a float does not hold every integer
LONGEST_COUNT = 24  # digits; counts are exact, whatever a float holds
LONGEST_LIST = 12  # terms, factors, steps
LONGEST_NAME = 60  # characters of a label in a sentence
LONGEST_FRACTION = 15  # characters; a longer fraction reads better as a decimal
EXACT_BITS = 10_000  # of an integer; beyond, writing out every digit to round them takes a time that grows as a square
ROUNDED_DIGITS = 50  # of a longer one, of which six are shown

Item = TypeVar("Item")


def node_name(node: Value) -> str:
    """A node in a sentence: its label; without one, the number of a leaf and the operation's sign of any other node."""
    label = str(node.label)
    if label:
        label = shortened(label)
        return label if label.isprintable() else repr(label)
    operation = node.operation
    return number_text(node.data) if operation is None else operation.python or operation.name


def number_text(x: Any) -> str:
    """`x` as a person writes it: 220.00000000000003 is 220, 0.000012 is 1.2e-5, Fraction(1, 3) is 1/3.

    Six significant digits, and every digit of an integer part of up to fifteen. The minus is the one of the keyboard,
    so that the text can be pasted into code.
    """
    if isinstance(x, Decimal):
        return _decimal(x)
    if isinstance(x, Integral):
        return _decimal(_of_integer(int(x)))
    if isinstance(x, Rational):
        return _fraction(Fraction(int(x.numerator), int(x.denominator)))
    if isinstance(x, Real):
        return _decimal(Decimal.from_float(float(x)))
    if isinstance(x, Complex):
        return _complex(complex(x))
    return shortened(str(x))  # a number type of somebody's own


def python_number(x: Any) -> str:
    """`x` as Python reads it back, every digit of it: 0.30000000000000004, 2 for 2.0, float('inf'); 1/3 of a Fraction.

    As `number_text` has it where Python could not read it: integers of thousands of digits, numbers of other kinds.
    """
    if isinstance(x, Integral | Rational):
        parts = (int(x.numerator), int(x.denominator))
        if max(abs(part) for part in parts).bit_length() > EXACT_BITS:
            return number_text(x)
        return str(Fraction(*parts))
    if isinstance(x, Decimal | Real):
        return _python_float(str(x) if isinstance(x, Decimal) else repr(float(x)))
    if isinstance(x, Complex):
        z = complex(x)
        real, imaginary = (_python_float(repr(part)) for part in (z.real, z.imag))
        return f"{imaginary}j" if not z.real else f"{real}{'' if imaginary.startswith('-') else '+'}{imaginary}j"
    return number_text(x)


def _python_float(text: str) -> str:
    """What `text` says, in the shortest way of Python: 2.0 is 2, 1e-05 is 1e-5."""
    mantissa, _, exponent = text.lower().partition("e")
    if not any(c.isdigit() for c in mantissa):
        return f"-float('{mantissa[1:]}')" if mantissa.startswith("-") else f"float('{mantissa}')"
    whole, _, rest = mantissa.partition(".")
    mantissa = mantissa if rest.strip("0") or whole == "-0" else whole
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def count_text(count: int) -> str:
    """How many there are: 1,234,567, and 1.2e602 where that is too long to read."""
    return f"{count:,}" if count < 10**LONGEST_COUNT else number_text(count)


def elided(items: Sequence[Item], written: Callable[[Item], str]) -> list[str]:
    """Each of `items` as it is written, the middle of a long list, which is not even written, replaced by dots."""
    if len(items) <= LONGEST_LIST:
        return [written(item) for item in items]
    half = LONGEST_LIST // 2
    return [*map(written, items[:half]), "...", *map(written, items[-half:])]


def shortened(text: str) -> str:
    """`text`, its end replaced by dots where it is longer than a name in a sentence."""
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 3] + "..."


def _of_integer(x: int) -> Decimal:
    """`x`, rounded where it has thousands of digits."""
    surplus = x.bit_length() - EXACT_BITS
    if surplus <= 0:
        return Decimal(x)
    rounded = Context(prec=ROUNDED_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
    return rounded.multiply(Decimal(x >> surplus), rounded.power(2, surplus))


def _decimal(x: Decimal) -> str:
    if not x.is_finite():
        return "NaN" if x.is_nan() else "-inf" if x < 0 else "inf"
    digits = x.adjusted() + 1  # of the integer part
    precision = max(SIGNIFICANT_DIGITS, digits) if digits <= LONGEST_INTEGER else SIGNIFICANT_DIGITS
    # a context of our own: the user's may round, trap or overflow
    x = Context(prec=precision, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[]).plus(x)
    if not x:
        return "0"
    sign, shown, _ = x.as_tuple()
    significant = "".join(map(str, shown)).rstrip("0")
    minus, exponent = "-" * sign, x.adjusted()
    if exponent < -4 or exponent >= LONGEST_INTEGER:
        mantissa = significant[0] + ("." + significant[1:] if significant[1:] else "")
        return f"{minus}{mantissa}e{exponent}"
    if exponent < 0:
        return f"{minus}0.{'0' * (-exponent - 1)}{significant}"
    whole, rest = significant[: exponent + 1].ljust(exponent + 1, "0"), significant[exponent + 1 :]
    return f"{minus}{whole}.{rest}" if rest else f"{minus}{whole}"


def _fraction(x: Fraction) -> str:
    if x.denominator == 1:
        return _decimal(_of_integer(x.numerator))
    # compared before str(): Python refuses to write out an integer of thousands of digits
    if max(abs(x.numerator), x.denominator) < 10**LONGEST_FRACTION and len(str(x)) <= LONGEST_FRACTION:
        return str(x)
    wide = Context(prec=LONGEST_INTEGER + 1, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
    return _decimal(wide.divide(_of_integer(x.numerator), _of_integer(x.denominator)))


def _complex(z: complex) -> str:
    imaginary = number_text(z.imag)
    if z.real == 0 and z.imag != 0:
        return f"{imaginary}j"
    return f"{number_text(z.real)}{'' if imaginary.startswith('-') else '+'}{imaginary}j"
