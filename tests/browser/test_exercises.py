"""The page of an exercise reads, judges and draws as Python does: the same numbers, the same sentences."""

import math
from collections.abc import Iterator
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograd_core import GraphError, Value, topological_order
from autograd_core.strategies import DrawnGraph, graphs
from autograd_core.words import section, speaking
from tests.browser.conversation import Conversation
from viz import worksheet
from viz.examples import EXAMPLES
from viz.exercises.answers import UnreadableError, read_number
from viz.exercises.blanks import evaluated
from viz.exercises.page.page import ENGINE, _question
from viz.exercises.questions import judged, question
from viz.exercises.variants import varied
from viz.exercises.verdicts import STAGES, agree
from viz.exercises.worksheets import Worksheet

SCRIPTS = [str(files("viz.stepper_page").joinpath(name)) for name in ENGINE]
SCRIPTS += [
    str(files("viz.exercises.page").joinpath(name))
    for name in ("answers.js", "verdicts.js", "judge.js", "variants.js", "questions.js")
]
PROGRAM = Path(__file__).with_name("exercises.cjs")

NEAR_NUMBERS = st.text(st.sampled_from("0123456789.,-+/ eE−１２．，／∞naif\u00a0"), max_size=12)
TEXTS = st.text(max_size=40) | NEAR_NUMBERS
NUMBERS = st.floats(-1e6, 1e6) | st.integers(-50, 50).map(float) | st.floats()
# A relative distance that agree() must decide, on both sides of its limit and of rounding to three figures.
DISTANCES = st.sampled_from([0.0, 5e-4, 9.9e-4, 1.1e-3, 4e-3, 0.5, -5e-4, -1.1e-3, -2.0])


class Page:
    """One node process with the scripts of the page."""

    def __init__(self) -> None:
        self._node = Conversation([str(PROGRAM), *SCRIPTS])
        self.know({"words": {**section("exercise"), **section("worksheet"), **section("quiz")}})

    def know(self, data: dict[str, Any]) -> None:
        self._ask("know", data=data)

    def _ask(self, question: str, **given: Any) -> Any:
        return self._node.answer({"question": question, **given})

    def read(self, text: str) -> float | str:
        found = self._ask("read", text=text)
        return found if isinstance(found, str) else float(found["number"])

    def agrees(self, answer: float, expected: float, *, is_whole: bool, noise: float) -> bool:
        written = {"answer": _written(answer), "expected": _written(expected), "isWhole": is_whole, "noise": noise}
        return bool(self._ask("agree", **written))

    def sheet(self, sheet: Worksheet, texts: dict[str, str], stage: int, seed: int | None = None) -> dict[str, str]:
        assert sheet._known is not None
        return dict(self._ask("sheet", data=sheet._known.data, texts=texts, stage=stage, seed=seed))

    def quiz(self, asked: Any, answer: Any, stage: int) -> str:
        return str(self._ask("quiz", asked=asked, answer=answer, stage=stage))

    def varied(self, sheet: Worksheet, seed: int) -> dict[int, float]:
        assert sheet._known is not None
        return {i: float(x) for i, x in self._ask("vary", data=sheet._known.data, seed=seed)}

    def close(self) -> None:
        self._node.close()


def _written(x: float) -> float | str:
    return x if math.isfinite(x) else str(x).replace("inf", "Infinity").replace("nan", "NaN")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    node = Page()
    yield node
    node.close()


def read_in_python(text: str) -> float | str:
    try:
        return read_number(text)
    except UnreadableError as error:
        return str(error)


@settings(max_examples=1500)
@given(text=TEXTS)
def test_every_text_is_read_alike(page: Page, text: str) -> None:
    ours, theirs = read_in_python(text), page.read(text)
    assert ours == theirs or (ours != ours and theirs != theirs)


@settings(max_examples=800)
@given(expected=NUMBERS, distance=DISTANCES, digits=st.integers(1, 8), is_whole=st.booleans())
def test_the_same_answers_are_right(page: Page, expected: float, distance: float, digits: int, is_whole: bool) -> None:
    answer = float(f"{expected * (1 + distance):.{digits}g}")
    for noise in (0.0, 1e-9):
        found = page.agrees(answer, expected, is_whole=is_whole, noise=noise)
        assert found == agree(answer, expected, is_whole=is_whole, noise=noise)


def said_by_python(sheet: Worksheet, texts: dict[str, str], stage: int) -> dict[str, str]:
    return {verdict.blank: verdict.words for verdict in sheet.check(stage=stage, **texts)}


@st.composite
def answers(draw: st.DrawFn, sheet: Worksheet) -> dict[str, str]:
    """For some blanks what people answer: right, a usual mistake, what follows from another answer, or anything."""
    judge = sheet._judge
    found: dict[str, float] = {}
    texts: dict[str, str] = {}
    for letter, blank in list(judge.blanks.items())[:12]:
        kind = draw(st.sampled_from(["open", "right", "mistake", "follow-on", "mistake after", "number", "rubbish"]))
        numbers = judge._numbers_given(found)
        number: Any = None
        if kind == "right":
            number = judge.right(letter)
        elif kind == "follow-on":
            number = evaluated(blank.formula, numbers)
        elif kind.startswith("mistake"):
            _, formula = draw(st.sampled_from(blank.mistakes))
            number = evaluated(formula, numbers if kind == "mistake after" else judge._true)
        elif kind == "number":
            number = draw(st.floats(-100, 100) | st.integers(-9, 9))
        if number is not None:
            found[letter] = float(number)
            texts[letter] = repr(float(number))
        elif kind == "rubbish":
            text = draw(TEXTS)
            if text.strip():
                texts[letter] = text
    return texts


@settings(max_examples=300)
@given(graph=graphs(clearance=0.01), data=st.data(), hide=st.sampled_from(["gradients", "values"]))
def test_answers_on_random_graphs_are_told_the_same(
    page: Page, graph: DrawnGraph, data: st.DataObject, hide: str
) -> None:
    output, _ = graph.record()
    assume(not output.is_leaf)
    sheet = worksheet(output, hide)
    assume(sheet._known is not None)
    texts = data.draw(answers(sheet))
    for stage in STAGES:
        ours = said_by_python(sheet, texts, stage)
        assert page.sheet(sheet, texts, stage) == {letter: ours[letter] for letter in texts if ours[letter] != OPEN}


OPEN = "is still open"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_answers_on_examples_with_other_numbers_are_told_the_same(page: Page, name: str, language: str) -> None:
    @settings(max_examples=15)
    @given(data=st.data(), seed=st.integers(0, 10**6))
    def check(data: st.DataObject, seed: int) -> None:
        output = EXAMPLES[name]()
        original, other = worksheet(output), worksheet(output, seed=seed)
        texts = data.draw(answers(other))
        for stage in STAGES:
            ours = said_by_python(other, texts, stage)
            assert page.sheet(original, texts, stage, seed) == {x: ours[x] for x in texts if ours[x] != still_open}

    with speaking(language):
        table = {**section("exercise"), **section("worksheet"), **section("quiz")}
        still_open = table["exercise.open"]
        page.know({"words": table})
        check()
    page.know({"words": {**section("exercise"), **section("worksheet"), **section("quiz")}})


@settings(max_examples=300)
@given(graph=graphs(clearance=0.01), seed=st.integers(0, 2**40))
def test_seed_gives_the_same_inputs(page: Page, graph: DrawnGraph, seed: int) -> None:
    output, _ = graph.record()
    assume(not output.is_leaf)
    sheet = worksheet(output, "values")
    assume(sheet._known is not None)
    try:
        other = topological_order(varied(output, seed))
    except (ValueError, GraphError):
        assert page.varied(sheet, seed) == {}
        return
    assert {i: float(other[i].data) for i in page.varied(sheet, seed)} == page.varied(sheet, seed)


@pytest.mark.parametrize("name", EXAMPLES)
def test_page_of_a_sheet_from_a_seed_draws_the_other_seeds_as_one_without(page: Page, name: str) -> None:
    output = EXAMPLES[name]()
    original, seeded = worksheet(output), worksheet(output, seed=2)
    assert original._known is not None
    assert seeded._known is not None
    assert (original._known.data["seed"], seeded._known.data["seed"]) == (None, 2)
    for seed in range(2, 6):
        assert page.varied(seeded, seed) == page.varied(original, seed)


WORDS = ["router", "swap", "ｓＷap ", "귤", "확인 못 함", "확인못함"]
LEAVES = st.integers(-5, 40) | st.floats(-50, 50) | st.booleans() | st.sampled_from(WORDS)
ANSWERS = st.one_of(
    LEAVES,
    st.lists(LEAVES, min_size=1, max_size=4),
    st.lists(st.floats(-9, 9), min_size=2, max_size=3),
    st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3),
)


@settings(max_examples=600)
@given(answer=ANSWERS, other=ANSWERS, data=st.data())
def test_answers_to_quizzes_are_told_the_same(page: Page, answer: Any, other: Any, data: st.DataObject) -> None:
    asked = question("q", answer)
    wrong = [each.answer for each in asked.mistakes]
    tried = data.draw(st.sampled_from([answer, other, *wrong]))
    if isinstance(tried, list) and data.draw(st.booleans()):
        tried = data.draw(st.permutations(tried))
    for stage in STAGES:
        assert page.quiz(_question(asked), tried, stage) == judged(asked, tried, stage)[1]


def test_exact_graph_has_no_other_inputs_than_python_gives(page: Page) -> None:
    x, y = Value(Fraction(1, 2), "x"), Value(3, "y")
    sheet = worksheet(x * y + y)
    for seed in range(20):
        order = topological_order(varied(x * y + y, seed))
        assert page.varied(sheet, seed) == {i: float(order[i].data) for i in page.varied(sheet, seed)}
