"""The one door for what people write and what they compute: labels made harmless, numbers as a person writes them.

All text of a picture passes here before it meets DOT, HTML or a terminal. Not here: what is said (diagram.py,
descriptions.py).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Container, Sequence
from typing import Any

from autograd_core.notation import number_text
from viz.mathematics import mathematics

LABEL_LENGTH = 80  # characters; Graphviz fails at 16,384, readers long before
LINE_LENGTH = 28
NO_BREAK = "\N{NO-BREAK SPACE}"  # between the words of a name in a formula

# Before an operator between two operands, where a formula may go on in the next line: not before an exponent's minus.
_BREAK = re.compile(r"(?<=[\w)…'\"])(?<!\de)(?=[-+−·/*])")

# Control characters, surrogates and U+FFFE, U+FFFF are not XML; the bidirectional controls would reorder text around
# a label in a terminal. White space is dealt with before.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

# What leaves no mark on paper: categories of white space, controls and accents, and letters that are blank by design.
_INVISIBLE = ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn")
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # Hangul fillers, the empty Braille cell

_INDEXED = re.compile(r"([^\W\d_]{1,2})(?:_?(\d{1,3}))?")
_PLACE = re.compile(r"layer (\d+)(?:/neuron (\d+))?")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = dict(zip("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻˙", strict=True))


# What stands for a sign where the terminal lacks it.
_PLAIN = str.maketrans({"×": "*", "−": "-", "·": "*", "…": "...", "–": "-", "≈": "~", "→": "->", "Σ": "sum", "²": "^2"})


def printable(text: str) -> str:
    """`text` in the characters that standard output has, so that print(picture) works on any terminal."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # none at all: a window without a terminal, a notebook
    if _is_encodable(text, encoding):
        return text
    plain = "".join(sign if _is_encodable(sign, encoding) else sign.translate(_PLAIN) for sign in text)
    return plain.encode(encoding, "replace").decode(encoding)


def _is_encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def label(text: str) -> str:
    """`text` as one line fit for print: NFC, without control characters, at most LABEL_LENGTH characters.

    Mathematics in it (viz/mathematics.py) becomes plain signs, which know their LaTeX. Empty where nothing of it can be
    seen.
    """
    line = _line(text)
    written = mathematics(line)
    return shortened(line, LABEL_LENGTH) if written is None or len(written) > LABEL_LENGTH else written


def _line(text: str) -> str:
    """`text` as a line of signs that can be seen."""
    # cut first: a person sees the start only, and normalising a megabyte takes a while
    text = " ".join(text[: 50 * LABEL_LENGTH].split())
    text = " ".join(_UNPRINTABLE.sub("", text).split())  # what was between two spaces may be gone
    if not any(map(_is_visible, text)):
        return ""
    return unicodedata.normalize("NFC", text)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE and character not in _BLANK_LETTERS


def shortened(text: str, length: int) -> str:
    """`text`, its end replaced by an ellipsis where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def markup(text: str, line_length: int = LINE_LENGTH) -> str:
    """`text` for an HTML-like label of Graphviz, in lines of at most `line_length` characters; it shows as it is."""
    return "<BR/>".join(_escaped(line) for line in wrapped(text, line_length))


def wrapped(text: str, line_length: int) -> list[str]:
    """`text` in lines of at most `line_length` columns; a longer word, such as a formula, breaks at operators."""
    words = text.split(" ")
    has_long = any(columns(word) > line_length for word in words)
    lines = [""]
    for word in words:
        for i, part in enumerate(_BREAK.split(word) if has_long else [word]):
            joined = f"{lines[-1]} {part}" if i == 0 and lines[-1] else lines[-1] + part
            if columns(joined) <= line_length:
                lines[-1] = joined
            else:
                lines += _cut(part, line_length)  # not even the operand fits into a line
    return [line.strip(" ") for line in lines if line.strip(" ")]


def _cut(word: str, line_length: int) -> list[str]:
    """A word in pieces of at most `line_length` columns."""
    pieces = [""]
    for character in word:
        if columns(pieces[-1] + character) > line_length:
            pieces.append("")
        pieces[-1] += character
    return pieces


def columns(text: str) -> int:
    """How wide `text` is in characters; Korean and the like count twice."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def in_columns(rows: Sequence[Sequence[str]], numbers: Container[int] = ()) -> str:
    """Rows of a table as lines; the columns in `numbers` stand to the right."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(_padded(cell, width, k in numbers) for k, (cell, width) in enumerate(zip(row, widths, strict=True)))
        .rstrip()
        for row in rows
    )  # fmt: skip


def _padded(cell: str, width: int, is_number: bool) -> str:
    blanks = " " * (width - columns(cell))
    return blanks + cell if is_number else cell + blanks


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;")  # first, or it would escape the escapes
    # Graphviz reads \N and its like as escapes even here, and two backslashes as one
    for character, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\\", "&#92;&#92;")):
        text = text.replace(character, entity)
    return text


def number(x: Any) -> str:
    """`x` as a person writes it; as harmless as a label, because somebody's own number type may say anything.

    A truth value, whosever it is, is 1 or 0.
    """
    shown = shortened(_line(number_text(x)), LABEL_LENGTH)
    return {"True": "1", "False": "0"}.get(shown, shown)


def typeset(text: str) -> str:
    """Numbers, or a formula, for print: with true minus signs, but for those of exponents (1.2e-5)."""
    return re.sub(r"\b(\d[\d.]*e-)|-", lambda match: match[1] or "−", text)


def shortened_formula(formula: str, length: int) -> str:
    """`formula`, cut off before an operator where it is longer than `length` characters."""
    if len(formula) <= length:
        return formula
    *kept, _ = _BREAK.split(formula[: length - 1])
    return f"{''.join(kept)}…"


def has_signs(name: str) -> bool:
    """Whether `name` has signs that in a formula could be taken for operators, as learning-rate has."""
    return not re.fullmatch(r"[\w #]*", name)


def superscript(exponent: str) -> str:
    """`exponent`, a number as text, raised; one that has no raised signs stands behind a ^."""
    if all(sign in _RAISED for sign in exponent):
        return "".join(_RAISED[sign] for sign in exponent)
    return f"^{typeset(exponent)}" if exponent.isalnum() else f"^({typeset(exponent)})"


def subscript(number: str) -> str:
    """`number`, digits as text, lowered."""
    return number.translate(_LOWERED)


def typeset_name(name: str, group: str = "") -> str:
    """A name of a letter or two and a number as mathematics has it, x₁ for x1 and x_1; any other as it is.

    In a `group` such as "layer 1/neuron 3" it says where it belongs: w⁽¹⁾₃₁ is the first weight of that neuron.
    """
    found = _INDEXED.fullmatch(name)
    if not found or not (found[2] or group) or not found[1].isalpha():
        return name
    place = _PLACE.fullmatch(group)
    if not place:
        return f"{found[1]}{subscript(found[2] or '')}"
    numbers = [number for number in (place[2], found[2]) if number]
    between = "" if all(len(number) == 1 for number in numbers) else ","
    return f"{found[1]}⁽{superscript(place[1])}⁾{between.join(map(subscript, numbers))}"


def gate_symbol(symbol: str) -> str:
    """What stands in a gate: a power with its exponent raised, a dot product's small dot as what it does."""
    if symbol.startswith("^") and len(symbol) > 1:
        return f"x{superscript(symbol[1:])}"
    return "Σ×" if symbol == "·" else typeset(symbol)
