"""The page "where is what": everything that the sources number, and every row of the inventory, has a place."""

import re

from mdit_py_plugins.anchors.index import slugify

from docs.site.places import known, page, places, rows
from notebooks import build
from notebooks.claims import taught, without_marks

ROWS = 129
LINK = re.compile(r"\]\(([\w.-]+)\.md#([^)]+)\)")


def test_every_row_and_number_of_the_sources_is_taught() -> None:
    assert len(rows()) == ROWS
    assert [name for name, links in places(build.sources()).items() if not links] == []


def test_every_mark_names_what_the_sources_hold() -> None:
    cells = [cell.source for source in build.sources() for cell in build.notebook(source).cells]
    assert {item for cell in cells for item in taught(cell)} - set(known()) == set()


def test_every_link_leads_to_a_heading() -> None:
    headings = {
        (source.stem, slugify(without_marks(heading).strip()))
        for source in build.sources()
        for heading in re.findall(r"^# #+ (.+)", source.read_text("utf-8"), re.MULTILINE)
    }
    links = set(LINK.findall(page(build.sources())))
    assert links
    assert links - headings == set()
