"""What the prose of a notebook claims, bound to what the notebook computes: the comments of its Markdown cells.

    75 %<!--= 100 * best / 4 -->       the number before it is this value, rounded as printed; a list binds as many
    the first answer<!--! a < b -->    the sentence before it is true; it binds those of its numbers that it names
    <!--=> total.data -->  <!--!> ...  the same, but computed after the next code cell
    <!--@ C13; S0 Fig 3-9 -->          what of the sources is taught here

An equation of numbers alone, such as 2 × 0.25 = 0.5, holds all its numbers but the last. Every other number that
states something must be bound. Not here: which numbers do (numerals.py), the run that computes the values (build.py).
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from notebooks.numerals import MATH, NO_CLAIM, Number, blanked, bound_by_arithmetic, numbers

COMMENT = re.compile(r"<!--(?P<kind>[=!@])(?P<later>>?)(?P<text>.*?)-->", re.DOTALL)
_MARKUP = re.compile(r"[\s*_$)\]}%\\~]*")
_SENTENCE_END = re.compile(r"[.!?][)\"'*_”]*\s+(?=[\"'(\[*_$`“<−\-\w])")
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+\.)[ \t])|\n(?=\|)|\n(?=</?(?:details|summary))")
_SOLUTION = re.compile(r"<details>\s*<summary>(?:Solution|풀이)[^<]*</summary>(.*?)</details>", re.DOTALL)
_NUMBER_AT_HEAD = re.compile(r"^[ \t]*\d+\Z", re.MULTILINE)
_LISTS = (ast.List, ast.Tuple, ast.ListComp)
_PYTHON = re.compile(r"^```python\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """A comment of a Markdown cell that claims something.

    Attributes:
        kind: "=" for the value of a number, "!" for what is true.
        later: whether it is computed after the next code cell.
        expression: what is computed.
        start: where the comment begins in the cell.
    """

    kind: str
    later: bool
    expression: str
    start: int


@dataclass(frozen=True)
class Finding:
    """What is wrong with a cell: where in its text, and the sentence that says so."""

    start: int
    said: str


def marks(text: str) -> list[Mark]:
    """The claims of a Markdown cell, in their order."""
    return [
        Mark(found["kind"], bool(found["later"]), " ".join(found["text"].split()), found.start())
        for found in COMMENT.finditer(_without_code(text))
        if found["kind"] != "@"
    ]


def taught(text: str) -> list[str]:
    """What of the sources a Markdown cell teaches: rows of the inventory, figures, tables, equations, algorithms."""
    comments = [found["text"] for found in COMMENT.finditer(_without_code(text)) if found["kind"] == "@"]
    return [" ".join(item.split()) for comment in comments for item in comment.split(";") if item.strip()]


def without_marks(text: str, *, keep_lines: bool = False) -> str:
    """A Markdown cell as its readers see it; `keep_lines`: with an end of a line for each that stood in a comment."""
    for found in reversed([*COMMENT.finditer(_without_code(text))]):
        before, after = text[: found.start()], text[found.end() :]
        # a number before the comment at the head of a line, and a full stop behind it, would begin a list
        escaped = "\\" * bool(_NUMBER_AT_HEAD.search(before) and after[:1] in (".", ")"))
        text = before + escaped + "\n" * (keep_lines * found[0].count("\n")) + after
    return text


def solutions(text: str) -> list[str]:
    """The Python code of each solution in a Markdown cell; nothing where a solution shows none."""
    return ["".join(_PYTHON.findall(body)) for body in _SOLUTION.findall(text)]


def findings(text: str, values: Mapping[int, Any] | None = None) -> list[Finding]:
    """What is wrong with a Markdown cell: misplaced comments, numbers that are not bound, claims that are not so.

    Args:
        text: the cell's.
        values: for each of its claims, by number, what the notebook computed; an Exception's text where it failed.
            None: nothing was run, and no value is compared.
    """
    cell = _Cell(text)
    found = [*_misplaced(text)]
    for index, mark in enumerate(cell.marks):
        computed = None if values is None else values[index]
        if isinstance(computed, str):
            found.append(Finding(mark.start, f"{mark.expression} fails: {computed}"))
            computed = None
        check = cell.compare if mark.kind == "=" else cell.hold
        found += [Finding(mark.start, said) for said in check(mark, computed)]
    found += [Finding(number.start, f"{number.text} is not bound") for number in cell.unbound()]
    return sorted(found, key=lambda finding: finding.start)


def unnoticed(text: str, values: Mapping[int, Any]) -> list[Finding]:
    """The numbers of a Markdown cell that could be others without being found wrong, and what they could be."""
    return [
        Finding(number.start, f"{number.text} could be {other}, and its claim would not notice")
        for number in _bound(text, values)
        for other in others(number)
        if not findings(text[: number.start] + other + text[number.end :], values)
    ]


def others(number: Number) -> list[str]:
    """The number as it is printed with one digit changed; another word for a word."""
    if not re.search(r"\d", number.text):
        native = not number.text.isascii()
        return ["아홉" if native else "seven" if number.value != 7 else "eight"]
    return [
        number.text[:i] + str((int(digit) + 1) % 10) + number.text[i + 1 :]
        for i, digit in enumerate(number.text)
        if digit.isdigit()
    ]


def _bound(text: str, values: Mapping[int, Any]) -> list[Number]:
    """The numbers that claims and equations hold."""
    cell = _Cell(text)
    for index, mark in enumerate(cell.marks):
        check = cell.compare if mark.kind == "=" else cell.hold
        list(check(mark, values[index]))
    return [number for number in cell.numbers if cell.is_held(number)]


def _without_code(text: str) -> str:
    """`text` with spaces where blocks and words of code stand: what looks like a comment there is none."""
    for pattern in NO_CLAIM[:2]:
        text = blanked(text, pattern)
    return text


def _misplaced(text: str) -> Iterator[Finding]:
    """Comments that would show, or end the paragraph or the formula in which they stand."""
    for found in COMMENT.finditer(_without_code(text)):
        start, end = found.span()
        line = text[text.rfind("\n", 0, start) + 1 : start]
        before = text[:start].rpartition("\n")[0].rpartition("\n")[2].strip()
        after = text[end:].partition("\n")[0].strip()
        if not line.strip() and (after or (before and not before.endswith("-->"))):
            said = "a comment that begins a line ends the paragraph; move it behind the word before it"
            yield Finding(start, said)
        if "--" in found["text"]:
            yield Finding(start, "-- ends a comment; write the expression without it")
        if line.lstrip().startswith("|") and "|" in found["text"]:
            yield Finding(start, "a | ends the cell of a table; write the expression without it")
        if any(formula.start() < start < formula.end() for formula in MATH.finditer(_without_code(text))):
            yield Finding(start, "a comment in a formula would be printed; move it behind the $")


class _Cell:
    """The numbers and claims of a Markdown cell, and which of the numbers are held by now."""

    def __init__(self, text: str) -> None:
        self.marks = marks(text)
        self.text = blanked(text, COMMENT)
        self.numbers = numbers(self.text)
        self.by_arithmetic = bound_by_arithmetic(self.text)
        self.held: set[int] = set()
        self.blocks = [0, *(found.end() for found in _BLOCK.finditer(self.text)), len(self.text)]

    def compare(self, mark: Mark, computed: Any) -> Iterator[str]:
        """Bind the numbers before `mark` to what was computed; what is wrong with them."""
        tree = _parsed(mark.expression)
        if tree is None:
            yield f"{mark.expression} is no Python expression"
            return
        if isinstance(tree, ast.Constant):
            yield f"{mark.expression} is a constant and binds nothing; write what computes it"
        if computed is None:
            self.held |= {number.start for number in self._before(mark, _length(tree))}
            return
        expected = computed if isinstance(computed, list) else [computed]
        printed = self._before(mark, len(expected))
        self.held |= {number.start for number in printed}
        if isinstance(computed, list) and not isinstance(tree, _LISTS):
            yield f"{mark.expression} gives a list; write it as one, [*{mark.expression}]"
        if len(printed) < len(expected):
            yield f"{mark.expression} gives {len(expected)} numbers, but {len(printed)} unbound ones stand before it"
            return
        for number, value in zip(printed, expected, strict=True):
            if isinstance(value, bool) or not number.prints(value):
                yield f"{number.text} is printed, {mark.expression} gives {value!r}"

    def hold(self, mark: Mark, computed: Any) -> Iterator[str]:
        """Bind the numbers of the sentence before `mark` that it names; whether it is true."""
        tree = _parsed(mark.expression)
        if tree is None:
            yield f"{mark.expression} is no Python expression"
            return
        if not any(isinstance(node, ast.Name | ast.BinOp) for node in ast.walk(tree)):
            yield f"{mark.expression} is a constant and binds nothing; write what computes it"
        named = _named(tree)
        start, end = self._sentence(mark.start)
        said = [
            number
            for number in self.numbers
            if number.states and start <= number.start < end and not self.is_held(number)
        ]
        printed = Counter(abs(number.value) for number in said)
        self.held |= {number.start for number in said if printed[abs(number.value)] <= named[abs(number.value)]}
        if computed is not None and computed is not True:
            yield f"{mark.expression} is {computed}, not True"

    def unbound(self) -> list[Number]:
        return [number for number in self.numbers if number.states and not self.is_held(number)]

    def is_held(self, number: Number) -> bool:
        return number.start in self.held or number.start + (number.text[0] in "-−+") in self.by_arithmetic

    def _before(self, mark: Mark, count: int | None) -> list[Number]:
        """The last `count` numbers before `mark` in its block that nothing holds yet; None for all of them."""
        start, end = self._block(mark.start)
        free = [number for number in self.numbers if start <= number.start < end and number.start not in self.held]
        stating = [
            number
            for number in free
            if number.states or _MARKUP.fullmatch(self.text, number.end, mark.start) is not None
        ]
        if count is None:
            return stating
        if len(stating) < count:  # "one more", "1과 −1", where the author says that it is a claim
            return free[-count:]
        return stating[-count:] if count else []

    def _block(self, position: int) -> tuple[int, int]:
        """The paragraph, item or row before `position`: the one in which it stands, or the last one with words."""
        end = len(self.text[:position].rstrip())
        return max((start for start in self.blocks if start < max(end, 1)), default=0), end

    def _sentence(self, position: int) -> tuple[int, int]:
        start, end = self._block(position)
        starts = [found.end() for found in _SENTENCE_END.finditer(self.text, start, end)]
        return (starts[-1] if starts else start), end


def _parsed(expression: str) -> ast.expr | None:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError:
        return None


def _length(tree: ast.expr) -> int | None:
    """How many numbers an expression gives that was not computed yet; None where its text does not tell."""
    if isinstance(tree, ast.List | ast.Tuple):
        return None if any(isinstance(item, ast.Starred) for item in tree.elts) else len(tree.elts)
    return None if isinstance(tree, ast.ListComp) else 1


def _named(tree: ast.expr) -> Counter[Fraction]:
    """How often an expression names each number, without its sign; [0] and [1] after a name are only places."""
    places = {
        node.slice
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in (0, 1)
    }
    return Counter(
        _exact(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and _is_number(node) and node not in places
    )


def _is_number(node: ast.Constant) -> bool:
    return isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _exact(value: float) -> Fraction:
    return abs(Fraction(repr(value)))
