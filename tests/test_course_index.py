"""The index of the course: what each notebook is for, what one needs, how long it takes, its twins, and a search."""

import json
import re
from functools import cache

import pytest

from docs.site.course import INDEX, index, page
from notebooks.build import FOLDER, LANGUAGES, language, notebook, opening, sources

SOURCES = sources()


@cache
def text(name: str) -> str:
    """The index of a language, in which one notebook has a picture."""
    return index(SOURCES, {}, {SOURCES[0]: '<img alt="a bill" src="bill.svg">'}, name)


def listed(name: str) -> dict[str, str]:
    """What it says of each notebook, by its stem."""
    one = r"^## \[[^\]]*\]\(([\w.-]+)\.md\)\n(.*?)(?=^##|^~~~~~~~~~~\{toctree|\Z)"
    return dict(re.findall(one, text(name), re.M | re.S))


def entries() -> dict[str, str]:
    """What the indexes of all languages say."""
    return {stem: said for name in LANGUAGES for stem, said in listed(name).items()}


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_has_an_index_of_its_own_notebooks_one_click_from_the_other(name: str) -> None:
    assert list(listed(name)) == [source.stem for source in SOURCES if language(source) == name]
    assert text(name).startswith(f"---\nlanguage: {name}\n---\n")
    heading, _, after = text(name).partition("# ")[2].partition("\n\n")
    twins = [f"[{LANGUAGES[other]}]({place[7:]}.md)" for other, place in INDEX.items() if other != name]
    assert (heading.isascii(), after.partition("\n")[0]) == (name == "en", " · ".join(twins))


def test_each_notebook_says_what_it_is_for_what_one_needs_and_how_long_it_takes() -> None:
    for source in SOURCES:
        entry = entries()[source.stem]
        assert opening(source)[1] in entry
        assert re.search("Reading takes|읽는 데", " ".join(entry.split()))
        assert re.search("You need|알아야|알면|필요", entry)
        assert "<!--" not in entry


def test_twins_lie_side_by_side() -> None:
    for source in SOURCES:
        twins = {other.stem for other in SOURCES if other.stem[:2] == source.stem[:2]} - {source.stem}
        assert {twin for twin in twins if f"]({twin}.md)" not in entries()[source.stem]} == set()


def test_a_notebook_has_its_picture() -> None:
    assert '<div class="cover"><img alt="a bill" src="bill.svg"></div>' in entries()[SOURCES[0].stem]


@pytest.mark.parametrize(("name", "word"), [("en", "chain rule"), ("ko", "연쇄법칙")])
def test_passages_that_are_searched_have_a_page_and_words_of_it(name: str, word: str) -> None:
    found = re.search(r'<script type="application/json">(.*?)</script>', text(name))
    assert found
    passages = json.loads(found[1])
    pages = {passage["page"].partition(".html#")[0] for passage in passages}
    assert pages == {source.stem for source in SOURCES if language(source) == name}
    assert any(word in passage["text"] for passage in passages)
    assert [passage for passage in passages if "<!--" in passage["text"] or "](" in passage["text"]] == []


def test_cells_of_twins_have_the_same_places() -> None:
    places = {}
    for name in ("01-price-of-an-apple", "01-price-of-an-apple.ko"):
        cells = notebook(FOLDER / f"{name}.py")
        for cell in cells.cells:
            cell.setdefault("outputs", [])
        places[name] = re.findall(r'class="place" id="(cell-\d+)"', page(FOLDER / f"{name}.py", cells))
    first, second = places.values()
    assert first == second != []
