"""The sources of the course and the .ipynb files made from them: in step, without outputs, in one form."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from notebooks import build
from notebooks.claims import without_marks
from notebooks.elsewhere import CELL
from tests.languages import in_other_forms

SOURCES = build.sources()
COURSE = [source for source in SOURCES if build.language(source) == "en"]
LONGEST_LINE = 100  # characters of code that a page shows without scrolling
LONGEST = 2200  # words
ROUNDED = 5  # minutes of reading that may be said too many or too few, for who says "about 30"
HONEST = {
    "en": r"Reading takes about (\d+) minutes, the exercises about (\d+)",
    "ko": r"읽는 데 (\d+)분쯤, 연습 문제를 푸는 데 (\d+)분쯤",
}
EXERCISES = 2  # at least
LEAST_PURPOSE = 60  # characters of the paragraph that the index shows

TRANSLATIONS = [source for source in SOURCES if source not in COURSE]

each_translation = pytest.mark.parametrize("source", TRANSLATIONS, ids=[source.stem for source in TRANSLATIONS])
each_notebook = pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])


def markdown(source: Path) -> str:
    cells = [cell.source for cell in build.notebook(source).cells if cell.cell_type == "markdown"]
    return without_marks("\n\n".join(cells))


def code(source: Path) -> list[str]:
    return [cell.source for cell in build.notebook(source).cells if cell.cell_type == "code"]


def test_course_is_numbered_in_its_order() -> None:
    assert [int(source.name[:2]) for source in COURSE] == [*range(1, len(COURSE) + 1)]


def test_files_are_what_their_sources_give() -> None:
    assert build.out_of_step() == []


@each_notebook
def test_file_has_stable_ids_and_no_outputs(source: Path) -> None:
    notebook = json.loads(build.ipynb(source).read_text("utf-8"))
    nbformat.validate(notebook)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert ids == [CELL, *(cell.id for cell in build.notebook(source).cells)]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"])


@each_notebook
def test_notebook_has_the_form_of_the_course(source: Path) -> None:
    text = markdown(source)
    number = int(source.name[:2])
    title, purpose = build.opening(source)
    assert title.startswith(f"{number}. ")
    assert len(purpose) > LEAST_PURPOSE
    assert text.count("<details>") == text.count("</details>") >= 2 * EXERCISES  # a hint and a solution each
    checks = sum(".check(" in cell for cell in code(source))
    assert checks >= EXERCISES


@each_notebook
def test_text_of_hints_and_solutions_is_read_as_markdown(source: Path) -> None:
    swallowed = re.findall(r"</(?:summary|details)>\n(?!\n|<details>).*", markdown(source))
    assert swallowed == []  # without a blank line it would be shown as it is written


@each_notebook
def test_code_fits_into_the_page(source: Path) -> None:
    long = [line for cell in code(source) for line in cell.splitlines() if len(line) > LONGEST_LINE]
    assert long == []


@each_notebook
def test_notebook_is_read_in_one_sitting(source: Path) -> None:
    assert len(markdown(source).split()) <= LONGEST


@each_notebook
def test_times_are_honest(source: Path) -> None:
    said = re.search(HONEST[build.language(source)], " ".join(build.notebook(source).cells[0].source.split()))
    assert said
    reading, exercises = build.minutes(source)
    assert int(said[1]) == pytest.approx(reading, abs=ROUNDED)
    assert int(said[2]) == pytest.approx(exercises, abs=ROUNDED)


def without_words(cell: NotebookNode, chosen: str) -> str:
    """What a cell does: code without its comments, its texts, and the choice of the language; nothing for a text."""
    if cell.cell_type == "markdown":
        return ""
    tree = ast.parse(cell.source)
    tree.body = [statement for statement in tree.body if ast.unparse(statement) != f"viz.language({chosen!r})"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


@each_translation
def test_translation_does_what_its_original_does(source: Path) -> None:
    original = source.with_name(source.stem.partition(".")[0] + ".py")
    chosen = build.language(source)
    cells = [without_words(cell, chosen) for cell in build.notebook(source).cells]
    assert cells == [without_words(cell, chosen) for cell in build.notebook(original).cells]


@each_translation
def test_translation_has_each_term_in_one_form(source: Path) -> None:
    said = re.sub(
        r"\*\*|\*[^*]+\*", "", markdown(source)
    )  # a word in italics is introduced, or told to be another name
    assert in_other_forms(said) == set()


@each_translation
def test_translation_speaks_its_language_from_the_first_cell_on(source: Path) -> None:
    first = code(source)[0]
    assert f'\nviz.language("{build.language(source)}")' in first


def test_check_says_what_is_out_of_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "01-first.py").write_text("# %% [markdown]\n# # 1. First\n#\n# What it is about.\n", "utf-8")
    (tmp_path / "02-gone.ipynb").write_text("{}", "utf-8")
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    assert build.main(["--check"]) == 1
    assert build.out_of_step() == [
        "01-first.ipynb is not what 01-first.py gives; run python notebooks/build.py",
        "02-gone.ipynb has no source; delete it",
    ]
    (tmp_path / "02-gone.ipynb").unlink()
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0
    (tmp_path / "01-first.ipynb").write_text((tmp_path / "01-first.ipynb").read_text("utf-8") + " ", "utf-8")
    assert build.main(["--check"]) == 1


def test_every_notebook_is_there_in_every_language() -> None:
    there = {(source.name[:2], build.language(source)) for source in SOURCES}
    assert there == {(source.name[:2], language) for source in COURSE for language in build.LANGUAGES}
