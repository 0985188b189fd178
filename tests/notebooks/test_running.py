"""Notebooks run from top to bottom in a kernel of their own. Here one of them; the site's tests run them all."""

from notebooks import build

QUICK = "02-gates"  # with pages to step through and exercises


def test_notebook_runs() -> None:
    (source,) = [source for source in build.sources() if source.stem == QUICK]
    outputs = [output for cell in build.executed(source).cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert "still open" in str(outputs)  # the exercises wait for the reader
