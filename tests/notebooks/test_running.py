"""Notebooks run from top to bottom in a kernel of their own. Here three of them; the site's tests run them all."""

from pathlib import Path

import pytest

from notebooks import build

# one with pages to step through, one that draws plots, one that trains
QUICK = ("02-gates", "06-activations", "08-layers-and-digits")
SOURCES = [source for source in build.sources() if source.stem in QUICK]


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_notebook_runs(source: Path) -> None:
    outputs = [output for cell in build.executed(source).cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert "still open" in str(outputs)  # the exercises wait for the reader


def test_the_three_exist() -> None:
    assert {source.stem for source in SOURCES} == set(QUICK)
