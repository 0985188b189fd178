"""Numbers as prose prints them: where they stand in a Markdown cell, what they are worth, and which state a claim.

Not here: what binds them to a computed value (claims.py).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NATIVE = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"]
ENGLISH = {name: Fraction(number) for number, name in enumerate(UNITS)}
ENGLISH |= {name: Fraction(10 * number) for number, name in enumerate(TENS, 3)}
ENGLISH |= {"twice": Fraction(2), "half": Fraction(1, 2)}
KOREAN = {name: Fraction(number) for number, name in enumerate(NATIVE, 1)} | {"절반": Fraction(1, 2)}
NAMED = ENGLISH | KOREAN
# words that are a claim only where an author says so
ORDINARY = {"zero", "one", "two", "twice", "half", *KOREAN}

_PLAIN = r"\d{1,3}(?:(?:,|\{,\}|\\,)\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_POWER = r"10\^\{?[-−]?\d+\}?"
_TIMES = r"\s*(?:\\cdot|\\times|·|×)\s*"
NUMBER = re.compile(
    rf"(?P<sign>(?<![\w)\]}}.])[-−+]|(?<=\()[-−])?(?<![\w.])"
    rf"(?:(?P<mantissa>{_PLAIN})(?:{_TIMES}(?P<ten>{_POWER})|e(?P<e>[-+]?\d+))|(?P<power>{_POWER})"
    rf"|(?P<over>\d+/\d+)(?![\w/])|(?P<plain>{_PLAIN}))(?!\.?\d)(?![A-Za-z_])"
)
_WORD = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(NAMED, key=len, reverse=True))})(?![A-Za-z_])(?!-(?:{'|'.join(UNITS[1:10])}))",
    re.IGNORECASE,
)

# What stands in a cell and states nothing: code, where a link leads, HTML, numbering, references, years.
_NAMES_BEFORE = (
    r"figures?|figs?\.|tables?|algorithms?|alg\.|equations?|eqs?\.|sections?|sect\.|§|chapters?|ch\.|notebooks?|exercises?|"
    r"pages?|pp?\.|lectures?|그림|표|알고리즘|식|절|장|노트북|연습|연습 문제|쪽"
)
# Korean writes "zero", "one" and "a third" in digits. As those words, they bind nothing; a particle tells 1 from "1개".
_ZERO_OR_ONE = (
    r"[01](?=(?:은|이|을|과|의|으?로|에|에서|보다|부터|까지|인|일|입니다|이(?:고|며|면|나|거나|므로|지만|어서|라면|라고|었다면))"
    r"(?![가-힣]))"
)
_SEVERAL = r"\(?\d[\d.\-–]*\)?(?:(?:,| and| or| to|[와과])\s+\(?\d[\d.\-–]*\)?)*"
NO_CLAIM = [
    re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)[`~]*[ ]*$", re.MULTILINE | re.DOTALL),
    re.compile(r"(?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`)", re.DOTALL),
    re.compile(r"(?<=\])\([^)\s]*\)"),
    re.compile(r"https?://\S+"),
    re.compile(r"</?[a-z][^>]*>"),
    re.compile(r"^(?:[#>\-*\s]*)(?:\*\*)?\d+\.(?=\s)", re.MULTILINE),
    re.compile(rf"(?<!\w)(?:{_NAMES_BEFORE})\s*{_SEVERAL}", re.IGNORECASE),
    re.compile(r"\d+[장절쪽]|(?:\d+(?:–\d+)?번(?:,|과|이나)\s+)*\d+(?:–\d+)?번\s+노트북"),
    re.compile(r"(?<![\d.,−-])1(?=\s?(?:커|오르|오를|원|개|만큼|씩|로 출발|이기 때문))"),  # "one more"
    re.compile(rf"(?<![\w.,)\]}}/=^+\-−–]){_ZERO_OR_ONE}|\d+분의\s+\d+"),
    re.compile(r"(?:Reading\s+takes|읽는\s+데)[^.]*\."),  # the times are held by a test of their own
    re.compile(r"(?<![\w.,])(?:1[89]\d\d|20[0-3]\d)(?:(?=년)|(?![\w%]|[.,]\d))"),
]
MATH = re.compile(r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$]+?)\$(?!\d)", re.DOTALL)
_SPACE_IN_MATH = (
    r"\\(?:left|right|[,;:! ]|q?quad|d?frac|tfrac|times|cdot|ldots|dots|pm|%|\\)|\\(?:begin|end)\{[a-z]*matrix\}"
)
_RELATION = re.compile(r"\\approx|≈|=|\\ne(?:q|(?![a-z]))|\\leq?(?![a-z])|\\geq?(?![a-z])|[<>,;&]|\\to|\\quad|\\\\")
_PROSE_EQUATION = re.compile(r"(?:[\d(]|[-−](?=[\d(]))[\d.,\s()+\-−×·/]*(?:=[\d.,\s()+\-−×·/]*\d[\d.,\s()+\-−×·/]*)+")
_WRITTEN = [("{,}", ""), ("−", "-"), ("×", "*"), ("·", "*"), ("^", "**"), ("{", "("), ("}", ")")]


@dataclass(frozen=True)
class Number:
    """A number of a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        text: as it is printed.
        value: what it is worth.
        states: whether it must be bound; else it is a number of code, of a formula's form, a reference, "one" or "two".
    """

    start: int
    end: int
    text: str
    value: Fraction
    states: bool

    def prints(self, computed: float) -> bool:
        """Whether `computed`, rounded to the digits that are printed, is this number."""
        found = NUMBER.fullmatch(self.text)
        if found is None or found["over"]:
            return abs(float(self.value) - computed) <= 1e-9 * max(1.0, abs(computed))
        if found["mantissa"] or found["power"]:
            digits = len((found["mantissa"] or "").partition(".")[2])
            return float(format(computed, f".{digits}e")) == float(self.value)
        digits = len(found["plain"].partition(".")[2])
        if not digits and isinstance(computed, int):
            return computed == self.value
        return float(format(computed, f".{digits}f")) == float(self.value)


def blanked(text: str, pattern: re.Pattern[str]) -> str:
    """`text` with spaces where `pattern` matches, and lines where lines end."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def numbers(text: str) -> list[Number]:
    """All numbers of a Markdown cell without comments, in their order."""
    stating = text
    for pattern in NO_CLAIM:
        stating = blanked(stating, pattern)
    stating = MATH.sub(lambda found: _only_results(found[0]), stating)
    kept = {found.start() + len(found["sign"] or "") for found in NUMBER.finditer(stating)}
    result = []
    for found in NUMBER.finditer(text):
        states = found.start() + len(found["sign"] or "") in kept
        result.append(Number(found.start(), found.end(), found[0], _value(found), states))
    prose = stating
    for found in MATH.finditer(text):
        prose = prose[: found.start()] + " " * len(found[0]) + prose[found.end() :]
    for found in _WORD.finditer(prose):
        word = found[0].lower()
        result.append(Number(found.start(), found.end(), found[0], NAMED[word], word not in ORDINARY))
    return sorted(result, key=lambda number: number.start)


def _value(found: re.Match[str]) -> Fraction:
    sign = -1 if found["sign"] in ("-", "−") else 1
    if found["over"]:
        above, below = found["over"].split("/")
        return sign * (Fraction(int(above), int(below)) if int(below) else Fraction(int(above)))
    plain = re.sub(r",|\{,\}|\\,", "", found["mantissa"] or found["plain"] or "1")
    ten = re.sub(r"[{}]", "", (found["ten"] or found["power"] or f"10^{found['e'] or 0}").partition("^")[2])
    return sign * Fraction(plain) * Fraction(10) ** int(ten.replace("−", "-"))


def _only_results(math: str) -> str:
    """A formula with spaces for the numbers that belong to its form: those of sides with letters."""
    body = math.strip("$")
    edge = "$" * ((len(math) - len(body)) // 2)
    if _is_numeric(body):
        return math
    kept, separator, is_result = "", "", False
    for side, following in _sides(body):
        goes_on = is_result and separator in (",", ";", "&", "\\\\")
        is_result = _is_numeric(side) and (goes_on or separator in ("=", "\\approx", "≈"))
        kept += (side if is_result else re.sub(r"[^\n]", " ", side)) + following
        separator = following
    return edge + kept + edge


def _sides(body: str) -> Iterator[tuple[str, str]]:
    """The sides of a formula, each with the relation or comma after it; what stands in brackets is not split."""
    start = depth = i = 0
    while i < len(body):
        depth += (body[i] in "([{") - (body[i] in ")]}")
        found = _RELATION.match(body, i)
        if found and depth <= 0 and not _is_thousands(body, i):
            yield body[start:i], found[0]
            i = start = found.end()
        else:
            i += 2 if body[i] == "\\" and i + 1 < len(body) and not body[i + 1].isalpha() else 1
    yield body[start:], ""


def _is_thousands(body: str, i: int) -> bool:
    return re.match(r",\d{3}(?!\d)", body[i:]) is not None and body[i - 1 : i].isdigit()


def _is_numeric(side: str) -> bool:
    bare = re.sub(_SPACE_IN_MATH, "", side)
    return re.search(r"\d", bare) is not None and re.search(r"[^\W\d_]|\\", bare) is None


def bound_by_arithmetic(text: str) -> set[int]:
    """Where the first digits stand of the numbers that an exact equation of numbers holds, all but its last one."""
    held = set()
    prose = text
    for found in MATH.finditer(text):
        prose = prose[: found.start()] + " " * len(found[0]) + prose[found.end() :]
        start = found.start() + len(found[0]) - len(found[0].lstrip("$"))
        for offset, chain in _chains(found[0].strip("$")):
            held |= _held(chain, start + offset)
    for found in _PROSE_EQUATION.finditer(prose):
        held |= _held(found[0].rstrip(" ,.\n"), found.start())
    return held


def _chains(body: str) -> Iterator[tuple[int, str]]:
    """The longest parts of a formula in which sides of numbers alone are called equal, and where each begins."""
    start = position = 0
    chain = ""
    for side, following in _sides(body):
        if _is_numeric(side):
            start = start if chain else position
            chain += side + following
        if not _is_numeric(side) or following != "=":
            if "=" in chain.rstrip("=<>,;"):
                yield start, chain
            chain = ""
        position += len(side) + len(following)


def _held(chain: str, start: int) -> set[int]:
    body = re.sub(r"(?:=|<|>|,|;|\\[a-z]+|≈)?\s*$", "", chain)
    if not _is_true(body):
        return set()
    *others, _ = NUMBER.finditer(body)
    return {
        start + found.start() + len(found["sign"] or "")
        for found in others
        if not _is_true(body[: found.end() - 1] + _other(body, found.end()))
    }


def _other(body: str, end: int) -> str:
    """The rest of `body` from the last digit of a number on, with that digit changed."""
    digit = body[end - 1]
    return (str((int(digit) + 1) % 10) if digit.isdigit() else digit) + body[end:]


def _is_true(equation: str) -> bool:
    sides = [_calculated(side) for side in equation.split("=")]
    return None not in sides and len(set(sides)) == 1


def _calculated(side: str) -> Fraction | None:
    """What arithmetic gives exactly; None for what is none."""
    written = re.sub(r"(?<=\d)(?:,|\{,\}|\\,)(?=\d{3}(?!\d))", "", side)
    written = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", written)
    written = re.sub(r"\\(?:cdot|times)", "*", re.sub(r"\\(?:left|right|[,;:! ])", "", written))
    for sign, python in _WRITTEN:
        written = written.replace(sign, python)
    try:
        return _of(ast.parse(written.strip().replace("\n", " "), mode="eval").body)
    except (SyntaxError, ZeroDivisionError):
        return None


def _of(node: ast.expr) -> Fraction | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Fraction(repr(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _of(node.operand)
        return None if inner is None else -inner
    if not isinstance(node, ast.BinOp):
        return None
    left, right = _of(node.left), _of(node.right)
    if left is None or right is None:
        return None
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow() if right.denominator == 1 and abs(right) < 100:
            return Fraction(left**right)
    return None
