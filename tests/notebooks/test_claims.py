"""What the prose of the course claims: which numbers must be bound, what binds them, and what is said of drift."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from notebooks import build
from notebooks.claims import COMMENT, findings, marks, solutions, taught, unnoticed, without_marks
from notebooks.numerals import numbers

SOURCES = build.sources()
TRANSLATIONS = [source for source in SOURCES if build.language(source) != "en"]

each_notebook = pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])


@each_notebook
def test_every_number_is_bound(source: Path) -> None:
    assert build.untrue(source) == []


def claimed(source: Path) -> list[Counter[str]]:
    """The claims of each cell, without what their texts say; a language has an order of its own."""
    cells = [cell.source for cell in build.notebook(source).cells if cell.cell_type == "markdown"]
    return [
        Counter(f"{m.kind}{m.later} {_without_texts(m.expression)}" for m in marks(cell)) + Counter(taught(cell))
        for cell in cells
    ]


def _without_texts(expression: str) -> str:
    tree = ast.parse(expression)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize("source", TRANSLATIONS, ids=[source.stem for source in TRANSLATIONS])
def test_translation_claims_what_its_original_claims(source: Path) -> None:
    original = source.with_name(source.stem.partition(".")[0] + ".py")
    assert claimed(source) == claimed(original)


STATING = {
    "Two apples at 100 each, 10 % tax.": ["100", "10"],
    "It takes 1,400 steps, 99.5 % of them at −0.25, and 3 · 10^{-5} of 1e-05.": [
        "1,400",
        "99.5",
        "−0.25",
        "3 · 10^{-5}",
        "1e-05",
    ],
    "In 1986 (Figure 3-7, Table 3.1, notebooks 2 and 3, page 12, eq. (3.24)) one of two.": [],
    "`x + 3` and `t**2` with float64, x1 and A28": [],
    "1. first\n2. second\n\n**3. Third.** It has 4.": ["4"],
    "## 2. Title\n\n[all 12](03-name.ipynb#part-7) of them": ["12"],
    "There are three engines and twenty-one graphs": ["three"],
    "$z = (x + y)^2$ and $\\sigma(0) = 0.5$ and $x_1 = -1.5$": ["0.5", "-1.5"],
    "$$\\frac{\\partial z}{\\partial x} = 2t \\cdot 1 = 2(x+y)$$": [],
    "$2x + 1 = 7$ at $x = 3$, $w \\approx 0.25$": ["7", "3", "0.25"],
    "$f(2, 5) = (3, 4)$": ["3", "4"],
    "$W = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$": ["1", "2", "3", "4"],
    "$2 \\times 0.25 = 0.5$": ["2", "0.25", "0.5"],
    "Reading takes about 15 minutes, the exercises about 30.": [],
    "```python\nx = 3\n```\n\nand 4": ["4"],
    "a third is 1/3, 64-bit": ["1/3", "64"],
    "그림 3-7과 노트북 2, 3장에서 사과 2개": ["2"],
    "1번, 2번, 10번 노트북과 5–7번 노트북의 4번": ["4"],
    "0을 곱하고 1로 나누면 0으로, 3분의 1입니다": [],
    "1에포크, 10을, −1을, 0.1이고 2로, $s$는 1, 합은 0 다음": ["1", "10", "−1", "0.1", "2", "1", "0"],
    "0과 1 사이, 0과 1입니다": ["1"],
}


@pytest.mark.parametrize("text", STATING)
def test_numbers_that_state_something(text: str) -> None:
    assert [number.text for number in numbers(text) if number.states] == STATING[text]


TRUE = {
    "75 %<!--= 100 * best / 4 -->": [75.0],
    "**0.25**<!--= y.data --> and $w = 1.2$<!--= w.data -->": [0.2512, 1.2000000000000002],
    "1,400 steps<!--= steps --> of $3 \\cdot 10^{-5}$<!--= rate -->": [1400, 3.04e-5],
    "Three lines<!--= len(lines) -->": [3],
    "0.5, −0.25 and 4<!--= [*w] -->": [[0.5, -0.25, 4]],
    "There are 3 of 5<!--! n == 3 and m == 5 -->, but 4<!--= k --> others.": [True, 4],
    "One Σ has three inputs.<!--! len(node.parents) == 3 -->": [True],
    "$2 \\times 0.25 = 0.5$<!--= x.grad -->": [0.5],
    "It is 2 × 0.25 = 0.5<!--= x.grad -->.": [0.5],
    "$2(x + y) = 2 \\times (-1.25) = -2.5$<!--= x.grad -->": [-2.5],
    "$2^{10} = 1{,}024$<!--= 2**n -->": [1024],
    "says\n\n$$w = 1.2$$\n\n<!--= w.data -->": [1.2],
    "| a | 3<!--= a --> |\n| b | 4<!--= b --> |": [3, 4],
    "the bill is one more<!--= more -->": [1],
    "1/3<!--= p -->": [1 / 3],
    "−1에서 1까지, 0에서 1<!--= [a, b, c, d] -->": [[-1, 1, 0, 1]],
}


@pytest.mark.parametrize("text", TRUE)
def test_claims_that_are_so(text: str) -> None:
    assert findings(text, dict(enumerate(TRUE[text]))) == []
    assert findings(text) == []


FALSE = {
    "76 %<!--= 100 * best / 4 -->": ([75.0], "76 is printed, 100 * best / 4 gives 75.0"),
    "국소적 미분은 1과 −1<!--= [a, b] -->": ([[2, -1]], "1 is printed, [a, b] gives 2"),
    "3 lines<!--= len(lines) -->": ([4], "3 is printed, len(lines) gives 4"),
    "From 1 to 1.<!--! low == 1 < high -->": ([True], "1 is not bound"),
    "It is 1.<!--! row[1] < y -->": ([True], "1 is not bound"),
    "It is 0.25.<!--! y < 1 -->": ([True], "0.25 is not bound"),
    "It is small.<!--! y < x -->": ([False], "y < x is False, not True"),
    "It is 3.<!--= z -->": (["NameError: name 'z' is not defined"], "z fails: NameError: name 'z' is not defined"),
    "nothing<!--= z -->": ([3], "z gives 1 numbers, but 0 unbound ones stand before it"),
    "3<!--= 3 -->": ([3], "3 is a constant and binds nothing; write what computes it"),
    "3 and 4<!--= w -->": ([[3, 4]], "w gives a list; write it as one, [*w]"),
    "$3 \\times 0.25 = 0.5$<!--= x.grad -->": ([0.5], "3 is not bound"),
    "a\n<!--= z --> b 3": ([3], "a comment that begins a line ends the paragraph; move it behind the word before it"),
    "$x = 3<!--= x -->$": ([3], "a comment in a formula would be printed; move it behind the $"),
    "3<!--= z ( -->": ([0], "z ( is no Python expression"),
    "True<!--= z -->, 1<!--= z -->": ([True, True], "1 is printed, z gives True"),
}


@pytest.mark.parametrize("text", FALSE)
def test_claims_that_are_not_so(text: str) -> None:
    values, said = FALSE[text]
    assert said in [finding.said for finding in findings(text, dict(enumerate(values)))]


def test_number_is_changed_in_each_digit_to_see_whether_its_claim_notices() -> None:
    text = "It has 12 of 3.5 and three.<!--! n == 12 and m == 3.5 and k == 3 -->"
    assert unnoticed(text, {0: True}) == []
    more = "It is 1.<!--! low == 1 and high == 2 -->"
    assert [finding.said for finding in unnoticed(more, {0: True})] == ["1 could be 2, and its claim would not notice"]


def test_readers_see_no_comment() -> None:
    text = "75 %<!--= x -->.<!--@ C13; S0 Fig 3-9 --> `<!--= in code -->`"
    assert without_marks(text) == "75 %. `<!--= in code -->`"
    assert taught(text) == ["C13", "S0 Fig 3-9"]


def test_number_at_the_head_of_a_line_begins_no_list_where_a_comment_is_left_out() -> None:
    assert without_marks("from 0 to\n1<!--= x -->. Both") == "from 0 to\n1\\. Both"
    assert without_marks("It is 1<!--= x -->.\n\n1. A list<!--! x == 1 -->.") == "It is 1.\n\n1. A list."


def test_comments_say_what_is_later() -> None:
    assert [(m.kind, m.later, m.expression) for m in marks("3<!--=> a\n + b --> so<!--!> a < b -->")] == [
        ("=", True, "a + b"),
        ("!", True, "a < b"),
    ]


def test_solutions_are_the_code_below_their_word() -> None:
    text = (
        "<details><summary>Hint</summary>\n\n```python\nno\n```\n</details>\n<details><summary>Solution</summary>\n\n"
    )
    assert solutions(text + "So:\n\n```python\nx = 3\n```\nand\n\n```python\nx\n```\n\n</details>") == ["x = 3\nx\n"]
    assert solutions(text + "Only words.\n</details>") == [""]


@each_notebook
def test_every_comment_is_of_a_known_kind(source: Path) -> None:
    text = source.read_text("utf-8")
    assert len(re.findall("<!--", text)) == len(COMMENT.findall(text))
