r"""Mathematics in labels, written as in LaTeX: $x_i^2$, \frac{a}{b}. A whitelist: what is not known is no mathematics.

A label is read into LaTeX of our own making, none of its characters is passed on, and into plain signs for where there
is no LaTeX: xᵢ², a/b. Not here: how other text is written in LaTeX (formats/latex.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from viz.formats.latex import escaped

LONGEST = 400  # characters of a label that is read
DEEPEST = 12  # groups in groups

# Signs whose command has the name that they have in Unicode, or another one: command -> sign.
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_RELATIONS = {
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈", "equiv": "≡", "sim": "∼",
    "propto": "∝", "in": "∈", "to": "→", "rightarrow": "→", "leftarrow": "←", "mapsto": "↦", "ll": "≪", "gg": "≫",
}  # fmt: skip
_SIGNS = {
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "circ": "∘", "ast": "∗", "odot": "⊙", "otimes": "⊗",
    "oplus": "⊕", "partial": "∂", "nabla": "∇", "infty": "∞", "sum": "Σ", "prod": "Π", "int": "∫", "ell": "ℓ",
    "hbar": "ℏ", "top": "⊤", "dots": "…", "ldots": "…", "cdots": "⋯", "varepsilon": "ε", "vartheta": "ϑ",
    "varphi": "φ", "prime": "′", "langle": "⟨", "rangle": "⟩", "|": "‖", "{": "{", "}": "}",
}  # fmt: skip
_SPACES = {",": "", ";": " ", ":": " ", "!": "", " ": " ", "quad": " ", "qquad": " "}
_FUNCTIONS = "arccos arcsin arctan cos cosh cot coth det dim exp gcd inf ker lim ln log max min sin sinh sup tan tanh"
ALPHABETS = frozenset({"mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathbb", "boldsymbol"})
_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))  # of \mathbb
# Commands that put a mark on what follows -> the combining mark.
MARKS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0304", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7",
}  # fmt: skip
FRACTIONS = frozenset({"frac", "dfrac", "tfrac"})
_OVER_SEVERAL = frozenset({"widehat", "widetilde", "overline"})
LONGEST_MARKED = 4  # letters under a wide mark
_CAPITALS = frozenset({"mathcal", "mathbb"})  # alphabets that have no other letters
_AS_THEY_ARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[]|/,.;:!?*")
_TYPED = {"-": "−", "+": "+", "=": "=", "<": "<", ">": ">"}
_WIDE = "ΣΠ∫"  # what follows one of these has a space before it

_LOWERED = dict(zip("0123456789+−=(),aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎,ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_RAISED = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW∗⊤′βγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ*ᵀ′ᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)


class Mathematics(str):
    """A label that has mathematics in it, in plain signs, for where there is no LaTeX.

    Attributes:
        latex: the same for the body of a LaTeX document that has amsmath and amssymb.
    """

    __slots__ = ("latex",)
    latex: str

    def __new__(cls, plain: str, latex: str) -> Mathematics:
        self = super().__new__(cls, plain)
        self.latex = latex
        return self


class _UnknownError(Exception):
    """What was read is no mathematics that is let through."""


class _Piece(NamedTuple):
    """A part of a formula."""

    latex: str
    plain: str
    is_relation: bool = False
    is_word: bool = False


# A formula between dollars, as Pandoc has it: no space inside them, no digit behind, so that $5 to $7 is money.
_BETWEEN_DOLLARS = re.compile(r"\$(?!\s)([^$]+?)(?<!\s)\$(?!\d)")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)


def mathematics(text: str) -> Mathematics | None:
    """What a label says in mathematics; None where it holds none, or any that is not known.

    Either its formulas stand between dollars, or it is one as a whole and has a command in it.
    """
    if len(text) > LONGEST or not ("$" in text or "\\" in text):
        return None
    try:
        return _between_dollars(text) if "$" in text else _formula(text)
    except _UnknownError:
        return None


def _between_dollars(text: str) -> Mathematics:
    latex, plain = "", ""
    for i, piece in enumerate(_BETWEEN_DOLLARS.split(text)):
        if i % 2:
            formula = _formula(piece)
            latex, plain = latex + formula.latex, plain + formula
        elif "$" in piece:
            raise _UnknownError
        else:
            latex, plain = latex + escaped(piece), plain + piece
    return Mathematics(plain, latex)


def _formula(text: str) -> Mathematics:
    pieces = _Reader(text).formula()
    plain = _joined(pieces)
    if not plain:
        raise _UnknownError
    return Mathematics(plain, rf"\ensuremath{{{_latex(pieces)}}}")


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = _TOKEN.findall(text)
        self._position = 0
        self._depth = 0

    def formula(self) -> list[_Piece]:
        """All of it."""
        pieces = self._until("")
        if self._position < len(self._tokens):
            raise _UnknownError
        return pieces

    def _next(self) -> str:
        """The next token but spaces, which mean nothing; empty at the end."""
        while self._position < len(self._tokens) and self._tokens[self._position].isspace():
            self._position += 1
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self._position += 1
        return token

    def _until(self, end: str) -> list[_Piece]:
        """The pieces before the token `end`, which is taken too."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise _UnknownError
        pieces: list[_Piece] = []
        while (token := self._next()) != end:
            if token in ("", "}", r"\right"):
                raise _UnknownError
            pieces.append(self._scripted())
        self._position += 1
        self._depth -= 1
        return pieces

    def _scripted(self) -> _Piece:
        """A piece with what is raised and lowered at it, each at most once, as TeX wants it."""
        base = _Piece("{}", "") if self._next() in ("^", "_", "'") else self._single()
        scripts: dict[str, list[_Piece]] = {}
        primes = 0
        while (token := self._next()) in ("^", "_", "'"):
            self._position += 1
            if token == "'" and "^" not in scripts:
                primes += 1
            elif token != "'" and token not in scripts and not (token == "^" and primes):
                scripts[token] = self._argument()
            else:
                raise _UnknownError
        latex = base.latex + "'" * primes + "".join(f"{mark}{{{_latex(given)}}}" for mark, given in scripts.items())
        plain = base.plain + "′" * primes
        plain += "".join(_script(mark, _joined(given)) for mark, given in scripts.items())
        return base._replace(latex=latex, plain=plain)

    def _argument(self) -> list[_Piece]:
        """What a command takes: a group, or a single piece."""
        if self._next() == "{":
            self._position += 1
            return self._until("}")
        return [self._single()]

    def _single(self) -> _Piece:
        token = self._take()
        if token == "{":
            pieces = self._until("}")
            return _Piece(f"{{{_latex(pieces)}}}", _joined(pieces))
        if token.startswith("\\"):
            return self._command(token[1:])
        if token in _TYPED:
            return _Piece(token, _TYPED[token], is_relation=token in "=<>")
        if token in _AS_THEY_ARE:
            return _Piece(token, token)
        if token in _BY_SIGN:
            return _BY_SIGN[token]
        raise _UnknownError

    def _command(self, name: str) -> _Piece:
        if name in COMMANDS:
            return COMMANDS[name]
        if name in FRACTIONS:
            above, below = self._argument(), self._argument()
            plain = f"{_as_operand(_joined(above))}/{_as_operand(_joined(below))}"
            return _Piece(rf"\{name}{{{_latex(above)}}}{{{_latex(below)}}}", plain)
        if name == "sqrt":
            return self._root()
        if name in MARKS:
            inside = self._argument()
            signs = _joined(inside)
            # TeX puts a mark on a letter, or over a few; on more it goes astray
            is_few = signs.isalnum() and len(signs) <= LONGEST_MARKED
            if len(signs) != 1 and not (name in _OVER_SEVERAL and is_few):
                raise _UnknownError
            marked = "".join(f"{sign}{MARKS[name]}" for sign in signs)
            return _Piece(rf"\{name}{{{_latex(inside)}}}", unicodedata.normalize("NFC", marked))
        if name in ALPHABETS:
            inside = self._argument()
            signs = _joined(inside)
            if name in _CAPITALS and not (signs.isascii() and signs.isalpha() and signs.isupper()):
                raise _UnknownError
            plain = "".join(_DOUBLE.get(sign, sign) for sign in signs) if name == "mathbb" else signs
            return _Piece(rf"\{name}{{{_latex(inside)}}}", plain)
        if name in ("text", "operatorname"):
            return self._text(name)
        if name == "left":
            return self._fenced()
        raise _UnknownError

    def _root(self) -> _Piece:
        degree = ""
        if self._next() == "[":
            self._position += 1
            degree = self._take()
            if degree not in set("23456789n") or self._take() != "]":
                raise _UnknownError
        inside = self._argument()
        plain = f"{_RAISED[degree] if degree else ''}√{_as_operand(_joined(inside))}"
        return _Piece(rf"\sqrt{f'[{degree}]' if degree else ''}{{{_latex(inside)}}}", plain)

    def _text(self, name: str) -> _Piece:
        """Words: letters, digits, spaces and hyphens alone."""
        if self._take() != "{":
            raise _UnknownError
        words = ""
        while (token := self._tokens[self._position] if self._position < len(self._tokens) else "") != "}":
            if not re.fullmatch(r"[A-Za-z0-9 -]", token):
                raise _UnknownError
            words += token
            self._position += 1
        self._position += 1
        return _Piece(rf"\{name}{{{words}}}", words, is_word=True)

    def _fenced(self) -> _Piece:
        """What stands between two fences that grow with it."""
        opening = self._fence()
        inside = self._until(r"\right")
        closing = self._fence()
        latex = rf"\left{opening.latex}{_latex(inside)}\right{closing.latex}"
        return _Piece(latex, f"{opening.plain}{_joined(inside)}{closing.plain}")

    def _fence(self) -> _Piece:
        token = self._take()
        if token == ".":
            return _Piece(".", "")
        if token in ("(", ")", "[", "]", "|", "/"):
            return _Piece(token, token)
        if token in (r"\{", r"\}", r"\|", r"\langle", r"\rangle"):
            return COMMANDS[token[1:]]
        raise _UnknownError


def _zero() -> Mapping[str, _Piece]:
    """The commands that take nothing."""
    signs = {name: unicodedata.lookup(_greek_name(name)) for name in _GREEK.split()} | _SIGNS
    # a space ends a command's name, before whatever comes next
    written = {name: rf"\{name} " if name.isalpha() else rf"\{name}" for name in (*signs, *_RELATIONS, *_SPACES)}
    return {
        **{name: _Piece(written[name], sign, is_word=sign in _WIDE) for name, sign in (signs | _SPACES).items()},
        **{name: _Piece(written[name], sign, is_relation=True) for name, sign in _RELATIONS.items()},
        **{name: _Piece(rf"\{name} ", name, is_word=True) for name in _FUNCTIONS.split()},
    }


def _greek_name(command: str) -> str:
    size = "CAPITAL" if command[0].isupper() else "SMALL"
    return f"GREEK {size} LETTER {command.upper().replace('LAMBDA', 'LAMDA')}"


COMMANDS = _zero()
# Signs that are typed as they are, × for \times.
_BY_SIGN = {piece.plain: piece for piece in reversed(list(COMMANDS.values())) if not piece.plain.isascii()}


def _latex(pieces: list[_Piece]) -> str:
    return "".join(piece.latex for piece in pieces)


def _joined(pieces: list[_Piece]) -> str:
    """In plain signs, with spaces around relations and beside words."""
    text = ""
    for before, piece in pairwise([None, *pieces]):
        assert piece is not None  # the first alone is none
        meets_a_word = before is not None and (
            (before.is_word and piece.plain[:1].isalnum()) or (piece.is_word and before.plain[-1:].isalnum())
        )
        text += " " if meets_a_word else ""
        text += f" {piece.plain} " if piece.is_relation and before is not None else piece.plain
    return re.sub(" +", " ", text).strip()


def _script(mark: str, plain: str) -> str:
    """What is raised or lowered, as far as there are such signs."""
    signs = _LOWERED if mark == "_" else _RAISED
    dense = plain.replace(" ", "")
    if dense and all(sign in signs for sign in dense):
        return "".join(signs[sign] for sign in dense)
    return f"{mark}{plain}" if len(plain) == 1 else f"{mark}({plain})" if plain else ""


def _as_operand(plain: str) -> str:
    """In parentheses where a fraction's line or a root's would bind less than it does on paper."""
    return f"({plain})" if re.search(r"[-+−=<>/·× ]", plain) else plain
