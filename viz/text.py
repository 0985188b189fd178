"""The one door for what people write and what they compute: labels made harmless, numbers as a person writes them.

All text of a picture passes here before it meets DOT, HTML or a terminal. Not here: what is said (diagram.py,
words.py).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Any

from autograd_core.notation import number_text

LABEL_LENGTH = 80  # characters; Graphviz fails at 16,384, readers long before
LINE_LENGTH = 28

# Control characters, surrogates and U+FFFE, U+FFFF are not XML; the bidirectional controls would reorder text around
# a label in a terminal. White space is dealt with before.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

_RAISED = dict(zip("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻˙", strict=True))


def label(text: str) -> str:
    """`text` as one line fit for print: NFC, without control characters, at most LABEL_LENGTH characters."""
    # cut first: a person sees the start only, and normalising a megabyte takes a while
    text = " ".join(text[: 50 * LABEL_LENGTH].split())
    text = " ".join(_UNPRINTABLE.sub("", text).split())  # what was between two spaces may be gone
    return shortened(unicodedata.normalize("NFC", text), LABEL_LENGTH)


def shortened(text: str, length: int) -> str:
    """`text`, its end replaced by an ellipsis where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def markup(text: str, line_length: int = LINE_LENGTH) -> str:
    """`text` for an HTML-like label of Graphviz, in lines of at most `line_length` characters; it shows as it is."""
    return "<BR/>".join(_escaped(line) for line in wrapped(text, line_length))


def wrapped(text: str, line_length: int) -> list[str]:
    """`text` in lines of at most `line_length` characters."""
    return textwrap.wrap(text, line_length, break_on_hyphens=False)


def columns(text: str) -> int:
    """How wide `text` is in characters; Korean and the like count twice."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;")  # first, or it would escape the escapes
    # Graphviz reads \N and its like as escapes even here, and two backslashes as one
    for character, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\\", "&#92;&#92;")):
        text = text.replace(character, entity)
    return text


def number(x: Any) -> str:
    """`x` as a person writes it; as harmless as a label, because somebody's own number type may say anything."""
    return label(number_text(x))


def typeset(text: str) -> str:
    """Numbers, or a formula, for print: with true minus signs, but for those of exponents (1.2e-5)."""
    return re.sub(r"\b(\d[\d.]*e-)|-", lambda match: match[1] or "−", text)


def typeset_formula(formula: str) -> str:
    """A formula as the engine writes it, for print: 2·x² where that has 2*x**2."""
    formula = re.sub(r"\*\*(?:\((-[\d.]+)\)|([\d.]+))", lambda match: superscript(match[1] or match[2]), formula)
    return typeset(formula.replace("**", "^").replace("*", "·"))


def has_signs(name: str) -> bool:
    """Whether `name` has signs that in a formula could be taken for operators, as learning-rate has."""
    return not re.fullmatch(r"[\w #]*", name)


def superscript(exponent: str) -> str:
    """`exponent`, a number as text, raised; one that has no raised signs stands behind a ^."""
    if all(sign in _RAISED for sign in exponent):
        return "".join(_RAISED[sign] for sign in exponent)
    return f"^{typeset(exponent)}" if exponent.isalnum() else f"^({typeset(exponent)})"


def gate_symbol(symbol: str) -> str:
    """What stands in a gate: a power with its exponent raised, a dot product's small dot as what it does."""
    if symbol.startswith("^") and len(symbol) > 1:
        return f"x{superscript(symbol[1:])}"
    return "Σ×" if symbol == "·" else typeset(symbol)
