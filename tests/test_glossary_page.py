"""The glossary's page: every term has a row, and each link leads to a heading below which the term stands."""

import re
from pathlib import Path

from mdit_py_plugins.anchors.index import slugify

from autograd_core.words.glossary import GLOSSARY
from docs.site.glossary import Passage, introduction, page
from notebooks.build import FOLDER, sources

LINK = re.compile(r"\]\(([\w.-]+)\.md#([^)]+)\)")


def headings(source: Path) -> set[str]:
    return {slugify(line) for line in re.findall(r"^# #+ (.+)", source.read_text("utf-8"), re.MULTILINE)}


def test_every_term_has_a_row_with_its_form_and_links_to_headings() -> None:
    text = page(sources())
    _, *rows = re.findall(r"^\| ([\w ]+) \| (\S[^|]*) \|", text, re.MULTILINE)
    assert rows == [(term.english, term.korean) for term in sorted(GLOSSARY, key=lambda term: term.english)]
    links = LINK.findall(text)
    assert len(links) > len(GLOSSARY)
    assert all(anchor in headings(FOLDER / f"{name}.py") for name, anchor in links)


def test_term_is_introduced_where_it_stands_in_italics_or_else_first() -> None:
    used = Passage("01", "Used", "its gate")
    introduced = Passage("02", "Introduced", "called a *gate*")
    assert introduction("gate", [used, introduced]) == introduced
    assert introduction("gate", [used]) == used
    assert introduction("router", [used, introduced]) is None
