"""Text for LaTeX: every character shows as it is, and none is a command.

Not here: the document around it (tikz.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# Signs that LaTeX reads as commands, would leave out, or would join to the next one (-- becomes a dash).
SIGNS = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{THREE-PER-EM SPACE}": r"\hspace{0.33em}",
    "…": r"\ldots{}",
    "$": r"{\char36}",  # LaTeX takes \$ from a font that not every machine has
    **{sign: f"\\{sign}" for sign in "{}&#%_"},
    **{sign: f"{{{sign}}}" for sign in "-'`\""},
}
MATHEMATICS = {
    "×": "times", "·": "cdot", "÷": "div", "±": "pm", "√": "surd", "∂": "partial", "∇": "nabla", "∞": "infty",
    "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "∈": "in", "∑": "Sigma", "∏": "Pi",
    "←": "leftarrow", "→": "rightarrow", "↑": "uparrow", "↓": "downarrow", "┆": "vdots", "µ": "mu",
}  # fmt: skip
GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lamda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lamda Xi Pi Sigma Upsilon Phi Psi Omega"
)
LETTERS = {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
# Combining marks -> the command that puts them on a letter.
ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c",
}  # fmt: skip
PLACES = {"<super>": "textsuperscript", "<sub>": "textsubscript"}

# A letter or two with something raised and lowered, as typeset_name writes it: w⁽¹⁾₃₂.
_SCRIPTED = re.compile(r"([A-Za-z]{1,2})⁽([⁰¹²³⁴-⁹]+)⁾([₀-₉,]*[₀-₉])")


def escaped(text: str) -> str:
    """`text` for the body of a LaTeX document; characters that pdflatex lacks stay themselves."""
    name, raised, lowered = 1, 2, 3
    written = ""
    for i, piece in enumerate(_SCRIPTED.split(text)):
        if i % 4 == name:
            written += rf"\ensuremath{{\mathsf{{{piece}}}"
        elif i % 4 == raised:
            written += f"^{{({unicodedata.normalize('NFKC', piece)})}}"
        elif i % 4 == lowered:
            written += f"_{{{unicodedata.normalize('NFKC', piece)}}}}}"
        else:
            written += "".join(_written(character) or character for character in piece)
    return written


def with_mathematics(text: str, latex: Mapping[str, str]) -> str:
    """`text` for the body of a LaTeX document; the names in it that `latex` knows as they stand there."""
    return "".join(latex.get(piece) or escaped(piece) for piece in _pieces(text, latex))


def is_for_pdflatex(text: str, latex: Mapping[str, str] = MappingProxyType({})) -> bool:
    """Whether pdflatex can print `text`; lualatex and xelatex print whatever their font has."""
    return all(
        latex[piece].isascii() if piece in latex else all(map(_written, piece)) for piece in _pieces(text, latex)
    )


def _pieces(text: str, names: Iterable[str]) -> list[str]:
    """`text`, cut before and behind each of `names`, where it is no part of a word."""
    longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.split(rf"(?<!\w)({longest_first})(?!\w)", text) if longest_first else [text]


def _written(character: str) -> str:
    """`character` for any LaTeX; empty when pdflatex lacks it."""
    if character in _COMMANDS:
        return _COMMANDS[character]
    if " " <= character <= "~":
        return character
    place, _, code = unicodedata.decomposition(character).partition(" ")
    if place in PLACES and len(code) == 4:
        inside = _written(chr(int(code, 16)))
        return f"\\{PLACES[place]}{{{inside}}}" if inside else ""
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in ACCENTS:
        return f"\\{ACCENTS[parts[1]]}{{{parts[0]}}}"
    return ""


def _greek() -> dict[str, str]:
    sizes = ((name, "SMALL" if name.islower() else "CAPITAL") for name in GREEK.split())
    # Unicode spells it lamda, LaTeX lambda
    return {unicodedata.lookup(f"GREEK {size} LETTER {name}"): name.replace("amd", "ambd") for name, size in sizes}


_COMMANDS = {
    **SIGNS,
    **{letter: f"\\{name}{{}}" for letter, name in LETTERS.items()},
    **{sign: rf"\ensuremath{{\{name}}}" for sign, name in (MATHEMATICS | _greek()).items()},
    "−": r"\ensuremath{-}",
    "′": r"\ensuremath{{}'}",
    "˙": r"\textsuperscript{.}",  # the point of a number in an exponent
}
