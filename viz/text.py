"""The one door for what people write and what they compute: labels made harmless, numbers as a person writes them.

All text of a picture passes here before it meets DOT, HTML or a terminal. Not here: what is said (words.py, layout.py).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from numbers import Complex, Integral, Rational, Real
from typing import Any

LABEL_LENGTH = 80  # characters; Graphviz fails at 16,384, readers long before
LINE_LENGTH = 28
SIGNIFICANT_DIGITS = 6
LONGEST_INTEGER = 15  # digits; beyond them a float does not hold every integer
LONGEST_FRACTION = 15  # characters; a longer fraction reads better as a decimal

# Control characters, surrogates and U+FFFE, U+FFFF are not XML; the bidirectional controls would reorder text around
# a label in a terminal. White space is dealt with before.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def label(text: str) -> str:
    """`text` as one line fit for print: NFC, without control characters, at most LABEL_LENGTH characters."""
    # cut first: a person sees the start only, and normalising a megabyte takes a while
    text = " ".join(text[: 50 * LABEL_LENGTH].split())
    text = " ".join(_UNPRINTABLE.sub("", text).split())  # what was between two spaces may be gone
    return shortened(unicodedata.normalize("NFC", text), LABEL_LENGTH)


def shortened(text: str, length: int) -> str:
    """`text`, its end replaced by an ellipsis where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def markup(text: str) -> str:
    """`text` for an HTML-like label of Graphviz, in lines of at most LINE_LENGTH characters; it shows as it is."""
    lines = textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False)
    return "<BR/>".join(_escaped(line) for line in lines)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;")  # first, or it would escape the escapes
    # Graphviz reads \N and its like as escapes even here, and two backslashes as one
    for character, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\\", "&#92;&#92;")):
        text = text.replace(character, entity)
    return text


def number(x: Any) -> str:
    """`x` as a person writes it: 220.00000000000003 is 220, 0.000012 is 1.2e-5, Fraction(1, 3) is 1/3.

    Six significant digits, and every digit of an integer part of up to fifteen. The minus is the one of the keyboard,
    so that the text can be pasted into code; `typeset` prints the true one.
    """
    if isinstance(x, Decimal):
        return _decimal(x)
    if isinstance(x, Integral):
        return _decimal(Decimal(int(x)))
    if isinstance(x, Rational):
        return _fraction(Fraction(int(x.numerator), int(x.denominator)))
    if isinstance(x, Real):
        return _decimal(Decimal(float(x)))
    if isinstance(x, Complex):
        return _complex(complex(x))
    return label(str(x))  # a number type of somebody's own


def typeset(text: str) -> str:
    """The output of `number` for print: with true minus signs, but for the exponent's (1.2e-5)."""
    return re.sub("(?<!e)-", "−", text)


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
        return _decimal(Decimal(x.numerator))
    # compared before str(): Python refuses to write out an integer of thousands of digits
    if max(abs(x.numerator), x.denominator) < 10**LONGEST_FRACTION and len(str(x)) <= LONGEST_FRACTION:
        return str(x)
    wide = Context(prec=LONGEST_INTEGER + 1, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
    return _decimal(wide.divide(Decimal(x.numerator), Decimal(x.denominator)))


def _complex(z: complex) -> str:
    imaginary = number(z.imag)
    if z.real == 0 and z.imag != 0:
        return f"{imaginary}j"
    return f"{number(z.real)}{'' if imaginary.startswith('-') else '+'}{imaginary}j"
