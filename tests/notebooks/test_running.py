"""Notebooks run from top to bottom in a kernel of their own. Here one of them; the site's tests run them all."""

import re
from pathlib import Path
from typing import Any

import pytest

from notebooks import build
from tests.languages import NAMES, english_in, seen

TRANSLATIONS = [source for source in build.sources() if build.language(source) != "en"]
QUICK = "02-gates"  # with pages to step through and exercises


def test_notebook_runs() -> None:
    (source,) = [source for source in build.sources() if source.stem == QUICK]
    outputs = [output for cell in build.executed(source).cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert "still open" in str(outputs)  # the exercises wait for the reader


def shown(output: Any) -> str:
    """What a cell shows: text, and what is read or heard of a picture and of a page in its frame."""
    data = output.get("data", {})
    markup = data.get("text/html", "")
    return " ".join([output.get("text", ""), data.get("text/plain", ""), seen(markup)])


@pytest.mark.thorough
@pytest.mark.parametrize("source", TRANSLATIONS, ids=[source.stem for source in TRANSLATIONS])
def test_translation_shows_no_english(source: Path) -> None:
    cells = [cell for cell in build.executed(source).cells if cell.cell_type == "code"]
    texts = [shown(output) for cell in cells for output in cell.outputs]
    written = {word for cell in cells for word in re.findall("[A-Za-z]+", cell.source)}  # labels, names of blanks
    assert len(texts) > 5
    assert english_in(" ".join(texts), NAMES | written | {"max"}) == set()
