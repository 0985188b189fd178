"""The gallery is built by its one command, and every entry has a picture and words for those who do not see it."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.gallery.cells import run, section_of, sections
from viz import plots

ROOT = Path(__file__).parents[2]
SECONDS = 120
FIRST_LINES = '"""A section.\n\nIts sentence.\n"""\n'


class Entries(HTMLParser):
    """The articles of a page: id -> the attributes of the images and frames in it; and all ids and links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pictures: dict[str, list[dict[str, str | None]]] = {}
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._article = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.add(tag)
        self.ids += filter(None, [attributes.get("id")])
        self.links += filter(None, [attributes.get("href")])
        if tag == "article":
            self._article = attributes["id"] or ""
            self.pictures[self._article] = []
        elif tag in ("img", "iframe"):
            self.pictures[self._article].append(attributes)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page, as the command writes it."""
    folder = tmp_path_factory.mktemp("gallery")
    command = [sys.executable, "-m", "docs.gallery", "--output", str(folder / "pages")]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    assert built.stdout == f"gallery: {folder / 'pages' / 'index.html'}\n"
    return (folder / "pages" / "index.html").read_text(encoding="utf-8")


def test_every_entry_has_a_picture_with_words(page: str) -> None:
    entries = Entries(page).pictures
    assert len(entries) == sum(len(section.cells) for section in sections(ROOT / "docs" / "gallery" / "sections"))
    for name, pictures in entries.items():
        image, *frames = pictures
        assert (image["src"] or "").startswith(("data:image/svg+xml;base64,", "data:image/png;base64,")), name
        assert len(image["alt"] or "") > 20, name
        assert all(frame["title"] for frame in frames), name
    assert [name for name, pictures in entries.items() if len(pictures) > 1] == ["step-by-step"]


def test_index_leads_to_every_entry(page: str) -> None:
    entries = Entries(page)
    assert sorted(entries.links) == sorted(f"#{name}" for name in entries.ids)
    assert len(set(entries.ids)) == len(entries.ids)


def test_page_loads_nothing_and_runs_no_script(page: str) -> None:
    entries = Entries(page)
    assert not {"script", "link"} & entries.tags
    assert "{{" not in re.sub(r'srcdoc="[^"]*"', "", page)


def test_code_is_shown_as_it_was_run(page: str) -> None:
    assert "<code>viz.draw(total, show=&quot;forward&quot;)</code>" in page
    assert "<samp>key: (a) 2" in page


def test_every_plot_and_every_way_to_draw_is_in_the_gallery() -> None:
    code = "\n".join(
        cell.code for section in sections(ROOT / "docs" / "gallery" / "sections") for cell in section.cells
    )
    for name in plots.__all__:
        assert f"plots.{name}(" in code
    for used in (
        *("draw(", "draw_backward(", "draw_both(", "worksheet(", "stepper(", "names=locals()", "formulas=True"),
        *('show="forward"', 'show="gradients"', "local_gradients=True", "around=", "between="),
        *('theme="light"', 'theme="dark"', 'theme="print"', 'fold="sums"', 'fold="groups"', 'fold="repeats"'),
    ):
        assert used in code


# How cells are read.


def test_cells_have_a_title_a_sentence_and_code() -> None:
    section = section_of(
        "name", f"{FIRST_LINES}\n# %% First\n# One line,\n# and one more.\nx = 1\nx\n\n# %% Second\n# Words.\nx\n"
    )
    assert (section.title, section.summary, section.name) == ("A section", "Its sentence.", "a-section")
    assert [(cell.title, cell.summary, cell.code) for cell in section.cells] == [
        ("First", "One line, and one more.", "x = 1\nx"),
        ("Second", "Words.", "x"),
    ]


def test_last_line_of_a_cell_is_shown_and_cells_share_their_variables() -> None:
    source = (
        f"{FIRST_LINES}\n# %% First\n# Words.\nfrom autograd_core import Value\nimport viz\nx = Value(3, 'x')\nx * 2\n"
        "\n# %% Second\n# Words.\nprint(x.data)\nviz.draw(x)\n"
    )
    first, second = run(section_of("name", source))
    assert first.picture.startswith("<img ")
    assert (first.printed, second.printed) == ("", "3")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", "opens with a docstring of a title and a sentence"),
        (f"{FIRST_LINES}\n# %% Title\nx = 1\n", "followed by a sentence in a comment, got 'x = 1"),
        (f"{FIRST_LINES}\n# %% Title\n# Words.\nx = 1\n", "last line is what it shows, got 'x = 1' in 'Title'"),
        (f"{FIRST_LINES}\n# %% Title\n# Words.\n1 + 1\n", "a cell shows a picture, got 2 in 'Title'"),
    ],
)
def test_what_is_missing_is_named(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        run(section_of("name", source))
