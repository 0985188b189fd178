"""Every notebook, run from top to bottom in a kernel of its own, and its page in a real browser where there is one."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from notebooks import build
from tests.browser.browser import Browser

SOURCES = build.sources()


class Page(HTMLParser):
    """What of a page can be asked for: its images, its frames, and the addresses that it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.frames = 0
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.images.append(given)
        self.frames += tag == "iframe"
        self.loaded += [address for name, address in attrs if name == "src" and address] + (["link"] * (tag == "link"))


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_notebook_runs_and_its_page_works(source: Path, tmp_path: Path, reader: Browser | None) -> None:
    result = build.executed(source)
    outputs = [output for cell in result.cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert "still open" in str(outputs)  # the exercises wait for the reader
    # a figure of matplotlib's own has no words for those who do not see it
    assert [output for output in outputs if "image/png" in output.get("data", {})] == []

    path = tmp_path / f"{source.stem}.html"
    path.write_text(build.page(source, result), "utf-8")
    page = Page(path.read_text("utf-8"))
    assert [image for image in page.images if not (image.get("alt") or "").strip()] == []
    assert [address for address in page.loaded if not address.startswith("data:")] == []
    if reader is not None:
        _works_in_a_browser(reader, path, page)


def _works_in_a_browser(reader: Browser, path: Path, page: Page) -> None:
    reader.open(path)
    assert reader.evaluate("document.querySelectorAll('img').length") == len(page.images)
    # every picture could be drawn
    broken = "[...document.images].filter(image => !image.complete || !image.naturalWidth).length"
    assert reader.evaluate(broken) == 0
    # a formula that could not be read stands there in its source
    assert reader.evaluate("document.querySelectorAll('merror').length") == 0
    if page.frames:
        steps = reader.evaluate_inside("document.querySelector('#count').textContent").split(" / ")[1]
        for button, place in (("start", "0"), ("next", "1"), ("end", steps)):
            reader.evaluate_inside(f"document.querySelector('#{button}').click()")
            assert reader.evaluate_inside("document.querySelector('#count').textContent") == f"{place} / {steps}"
    assert reader.complaints() == []
    assert reader.requests() == [path.as_uri()]


def test_index_lists_every_page_and_works_in_a_browser(tmp_path: Path, reader: Browser | None) -> None:
    text = build.index()
    for source in SOURCES:
        assert f'href="{source.stem}.html"' in text
    if reader is not None:
        path = tmp_path / "index.html"
        path.write_text(text, "utf-8")
        reader.open(path, viewport={"width": 380, "height": 700})
        assert len(reader.texts("ul.course a")) == len(SOURCES)
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert reader.complaints() == []
