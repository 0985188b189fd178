"""Notebooks run from top to bottom in a kernel of their own. Here one of them, the thorough tests run them all."""

import re
from pathlib import Path
from typing import Any

import pytest

from notebooks import build
from tests.languages import NAMES, english_in, seen, unnamed
from tests.notebooks.runs import changed, given, judged, result, wrong_answers

SOURCES = build.sources()
TRANSLATIONS = [source for source in build.sources() if build.language(source) != "en"]
QUICK = "02-gates"  # with pages to step through and exercises
WRONG_PER_EXERCISE = 2  # at least

NAMES_OF_OTHERS = {"max", "step", "where"}  # functions, as formulas in pictures and errors have them
# What a notebook shows of names that its code does not write, by its number.
NAMES_SHOWN = {
    "01": ["apple", "orange", "price"],  # labels, for once in English
    "09": ["Affine", "Relu", "affine", "for", "in", "strict", "zip"],  # keys of a dictionary of layers; code of a rung
    "10": ["each", "for", "in", "of"],  # code of a rung
    "13": ["each", "for", "in", "of"],
    "14": [
        "Arthur",
        "Charles",
        "James",
        "Jennifer",
        "Margaret",
        "Victoria",
        "Case",
        "relation",
        "answers",
        "father",
        "mother",
        "uncle",
    ],
    "15": ["dw", "dx", "dz"],  # derivatives, as formulas write it
    "17": ["def", "by", "number", "rows"],  # a program, as code
    "18": ["ev"],  # the beginning of a name
}

each_notebook = pytest.mark.parametrize(
    "source",
    [pytest.param(s, id=s.stem, marks=[] if s.stem == QUICK else pytest.mark.thorough) for s in SOURCES],
)


def outputs(source: Path) -> list[Any]:
    return [output for cell in result(source).notebook.cells for output in cell.get("outputs", [])]


@each_notebook
def test_notebook_runs(source: Path) -> None:
    assert outputs(source)
    assert [output for output in outputs(source) if output.get("name") == "stderr"] == []
    assert re.search("still open|아직 답하지", str(outputs(source)))  # the exercises wait for the reader


@each_notebook
def test_prose_is_so_and_a_change_of_any_of_its_numbers_is_found(source: Path) -> None:
    assert build.untrue(source, result(source)) == []


@each_notebook
def test_printed_solutions_are_right(source: Path) -> None:
    assert build.unsolved(source, result(source)) == []


@each_notebook
def test_wrong_answers_get_their_verdict(source: Path) -> None:
    wrong = wrong_answers(source)
    told = {code: said for _, code, said in judged(source)}
    exercises = [exercise for exercise, _, _ in wrong]
    assert [number for number in given(source) if exercises.count(number) < WRONG_PER_EXERCISE] == []
    if build.language(source) == "en":
        assert [(code, told[code].words) for _, code, words in wrong if words not in told[code].words] == []
    assert [code for _, code, _ in wrong if told[code].is_right] == []


@each_notebook
def test_changed_solution_is_not_right(source: Path) -> None:
    assert all(changed(solution) for solution, *_ in given(source).values())
    mutants = {code for solution, *_ in given(source).values() for code in changed(solution)}
    assert [code for _, code, said in judged(source) if code in mutants and said.is_right] == []


def shown(output: Any) -> str:
    """What a cell shows: text, and what is read or heard of a picture and of a page in its frame."""
    data = output.get("data", {})
    markup = data.get("text/html", "")
    plain = data.get("text/markdown", data.get("text/plain", ""))
    return " ".join([output.get("text", ""), re.sub(r"\\[a-z]+", " ", plain), seen(markup)])


@pytest.mark.thorough
@pytest.mark.parametrize("source", TRANSLATIONS, ids=[source.stem for source in TRANSLATIONS])
def test_translation_shows_no_english(source: Path) -> None:
    cells = [cell for cell in result(source).notebook.cells if cell.cell_type == "code"]
    # names that a network makes up are words of no language
    texts = [shown(output) for cell in cells if "made_up(" not in cell.source for output in cell.outputs]
    left = re.sub(r"\([a-z]+\) ____", "", " ".join(texts))  # (aa), a blank
    left = unnamed(left, [cell.source for cell in cells])
    assert len(texts) > 5
    assert english_in(left, NAMES | NAMES_OF_OTHERS | set(NAMES_SHOWN.get(source.name[:2], ()))) == set()


def test_no_comment_excuses_a_sentence_in_english() -> None:
    code = "# does not keep what it promises: 약속을 지키지 않습니다\nprice = Value(1, 'apple')\ncheck(price)"
    assert unnamed("apple, price, price_of, does not keep", [code]) == ", , price_of, does not keep"
    assert unnamed("the right answer", ["print('the right answer')"]) == "the right answer"
