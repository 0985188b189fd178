"""The glossary as a page: every term in English and Korean, and where the course introduces it.

Not here: the terms (autograd_core/words/glossary.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mdit_py_plugins.anchors.index import slugify

from autograd_core.words.glossary import GLOSSARY
from docs.site.markdown import place_link, write_page
from notebooks.build import language, notebook

PAGE = "course/glossary"
OPENING = """# Glossary · 용어집

The terms of the course, one form each in English and in Korean, and the place that introduces each: where it stands in
italics, or else where it is first used.

강의의 용어와, 그 용어가 처음 나오는 곳입니다. 한 용어는 어디에서나 한 가지 말로 씁니다.

| English | 한국어 | introduced in · 나오는 곳 |
|---|---|---|
"""
CODE = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"#+ (.+)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a notebook below one heading: its page, its heading, and its text without code and formulas."""

    page: str
    heading: str
    text: str

    @property
    def anchor(self) -> str:
        """Where the heading stands on its page."""
        return slugify(self.heading)


def write(pages: Path, notebooks: Sequence[Path]) -> None:
    """Write the page on `notebooks` below the folder `pages`."""
    write_page(pages, PAGE, page(notebooks))


def page(notebooks: Sequence[Path]) -> str:
    """A table of all terms, with links to the places in `notebooks` that introduce them."""
    found = {name: [*passages(notebooks, name)] for name in ("en", "ko")}
    rows = []
    for term in sorted(GLOSSARY, key=lambda term: term.english):
        english = introduction(rf"\b{re.escape(term.english)}(?:e?s)?\b", found["en"])
        korean = introduction(re.escape(term.korean), found["ko"])
        places = " · ".join(place_link(each.page, each.heading, each.anchor) for each in (english, korean) if each)
        rows.append(f"| {term.english} | {term.korean} | {places} |\n")
    return OPENING + "".join(rows)


def introduction(term: str, passages: Sequence[Passage]) -> Passage | None:
    """The first of `passages` with the term, a regular expression, in italics; else the first that has it at all."""
    for form in (rf"\*{term}\*", term):
        for passage in passages:
            if re.search(form, passage.text, re.IGNORECASE):
                return passage
    return None


def passages(notebooks: Sequence[Path], name: str) -> Iterator[Passage]:
    """The parts of the notebooks of a language, in the order of the course."""
    for source in notebooks:
        if language(source) != name:
            continue
        text = "\n\n".join(cell.source for cell in notebook(source).cells if cell.cell_type == "markdown")
        for part in re.split(r"^(?=#)", text, flags=re.MULTILINE):
            if heading := HEADING.match(part):
                yield Passage(source.stem, heading[1], CODE.sub(" ", part))
