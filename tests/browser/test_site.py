"""The whole site, built by its one command and read from disk in a real browser."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import autograd_core
import nn
import viz
from autograd_core import TABLE, Operation
from autograd_core.notation import number_text
from autograd_core.nothing import NOTHING
from docs.gallery.cells import sections
from notebooks.build import LANGUAGES, language, sources
from tests.browser.browser import Browser
from tests.patience import PATIENCE
from viz import plots
from viz.exercises.questions import leaves_of

ROOT = Path(__file__).parents[2]
PHONE = {"viewport": {"width": 390, "height": 800}}
WIDE = {"viewport": {"width": 1440, "height": 900}}


class Links(HTMLParser):
    """What of a page can be linked to, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {given["id"] or ""} if "id" in given else set()
        if tag == "img":
            self.images.append(given)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if given.get("src") or (tag == "link" and given.get("href")):
            self.loaded.append(given.get("src") or given.get("href") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder, as the command writes it."""
    folder = tmp_path_factory.mktemp("site") / "pages"
    command = [sys.executable, "-m", "docs", "--output", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    # a kernel's messaging may say one thing when it is shut down
    complaints = [line for line in built.stderr.splitlines() if "signaler.cpp" not in line]
    assert (built.returncode, complaints) == (0, [])
    assert built.stdout == f"open {folder / 'index.html'}\n"
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Links]:
    """Path below the site -> the page."""
    return {
        str(path.relative_to(site)): Links(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }


def test_every_room_is_there(pages: dict[str, Links]) -> None:
    expected = {"index.html", *(f"{room}/index.html" for room in ("course", "gallery", "reference", "architecture"))}
    expected |= {f"course/{source.stem}.html" for source in sources()}
    expected |= {f"gallery/{section.name}.html" for section in sections(ROOT / "docs" / "gallery" / "sections")}
    assert expected <= set(pages)


def test_every_link_leads_to_a_page_and_a_place_on_it(site: Path, pages: dict[str, Links]) -> None:
    wrong = []
    for name, page in pages.items():
        for link in page.links:
            if "://" in link:
                continue
            path, _, anchor = link.partition("#")
            target = os.path.normpath(Path(name).parent / unquote(path)) if path else name
            if not (site / target).is_file() or (anchor and unquote(anchor) not in pages[target].ids):
                wrong.append(f"{name}: {link}")
    assert wrong == []


def test_nothing_comes_from_a_network(pages: dict[str, Links]) -> None:
    loaded = {address for page in pages.values() for address in page.loaded}
    assert [address for address in loaded if "://" in address or address.startswith("//")] == []


def test_every_picture_of_the_course_and_gallery_has_words(pages: dict[str, Links]) -> None:
    images = [
        (name, image) for name, page in pages.items() if name.startswith(("course/", "gallery/"))
        for image in page.images if "gallery/index" not in name  # where the link beside the picture has the words
    ]  # fmt: skip
    assert len(images) > 50
    assert [name for name, image in images if not (image.get("alt") or "").strip()] == []


def test_every_public_name_is_in_the_reference(pages: dict[str, Links]) -> None:
    documented = set().union(*(page.ids for name, page in pages.items() if name.startswith("reference/")))
    for package in (autograd_core, nn, viz, plots):
        for name in package.__all__:
            if not isinstance(getattr(package, name), Operation):
                assert f"{package.__name__}.{name}" in documented
    rows = {row.name.replace("_", "-") for row in TABLE.values() if not row.numbers or row.has_index}
    assert rows <= pages["reference/functions.html"].ids


def test_architecture_lists_every_file(site: Path) -> None:
    text = (site / "architecture" / "index.html").read_text("utf-8")
    for package in ("autograd_core", "nn", "viz"):
        for path in (ROOT / package).rglob("*.py"):
            assert str(path.relative_to(ROOT)) in text


def test_pages_say_their_language_and_lead_to_their_twin(site: Path, pages: dict[str, Links]) -> None:
    for source in sources():
        text = (site / "course" / f"{source.stem}.html").read_text("utf-8")
        assert f'lang="{language(source)}"' in text[:200]
        number = source.stem.partition("-")[0]
        twins = {f"{other.stem}.html" for other in sources() if other.stem.startswith(f"{number}-") and other != source}
        assert twins <= set(pages[f"course/{source.stem}.html"].links)
    assert {language(source) for source in sources()} == set(LANGUAGES)


def test_every_page_works_in_a_browser(chromium: Browser, site: Path, pages: dict[str, Links]) -> None:
    for name in pages:
        chromium.open(site / name, **WIDE)
        # pictures further down are loaded when they are reached
        broken = "[...document.images].filter(i => i.loading !== 'lazy' && !(i.complete && i.naturalWidth)).length"
        assert chromium.evaluate(broken) == 0, name
        # a formula that could not be read stands there in its source
        assert chromium.evaluate("document.querySelectorAll('merror').length") == 0, name
        assert chromium.complaints() == [], name
        own = (site.as_uri(), "data:", "blob:")  # the lab's Python is made of blobs
        assert [address for address in chromium.requests() if not address.startswith(own)] == []


def test_no_page_is_wider_than_a_phone(chromium: Browser, site: Path, pages: dict[str, Links]) -> None:
    too_wide = []
    for name in pages:
        chromium.open(site / name, **PHONE)
        if not chromium.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            too_wide.append(name)
    assert too_wide == []


@pytest.mark.parametrize("name", ["index", "gallery/index", "gallery/graphs", "course/02-gates", "reference/functions"])
@pytest.mark.parametrize("options", [PHONE, {**WIDE, "colorScheme": "dark"}], ids=["phone", "wide and dark"])
def test_page_can_be_used_without_seeing_it_and_without_a_mouse(
    chromium: Browser, site: Path, name: str, options: dict[str, Any]
) -> None:
    chromium.open(site / f"{name}.html", bypassCSP=True, **options)
    assert chromium.axe() == []
    areas = "[...document.querySelectorAll('.highlight pre, .formula, .shown, .table-wrapper')]"
    wrong = f"{areas}.filter(area => (area.scrollWidth > area.clientWidth) !== (area.tabIndex === 0)).length"
    assert chromium.evaluate(wrong) == 0


@pytest.mark.parametrize("width", [390, 1440])
def test_gallery_opens_with_pictures(chromium: Browser, site: Path, width: int) -> None:
    chromium.open(site / "gallery" / "index.html", viewport={"width": width, "height": 800})
    seen = "[...document.querySelectorAll('.thumbnails.all img')].filter(i => i.getBoundingClientRect().bottom < 800)"
    assert chromium.evaluate(f"{seen}.length") >= 6


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_follow_the_switch_of_the_page(chromium: Browser, site: Path, theme: str) -> None:
    chromium.open(site / "gallery" / "graphs.html", colorScheme="dark" if theme == "light" else "light", **WIDE)
    chromium.evaluate(f"document.body.dataset.theme = '{theme}'")
    assert chromium.evaluate("getComputedStyle(document.querySelector('.shown img')).colorScheme") == theme


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_pages_follow_the_system(chromium: Browser, site: Path, scheme: str, is_dark: bool) -> None:
    chromium.open(site / "course" / "02-gates.html", colorScheme=scheme, **WIDE)
    background = str(chromium.evaluate("getComputedStyle(document.body).backgroundColor"))
    brightness = [int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(",")]
    assert (max(brightness) < 64) == is_dark


def test_search_finds_pages_from_disk(chromium: Browser, site: Path) -> None:
    for word, expected in (("distributor", "2. What does each gate do"), ("value_and_grad", "value_and_grad")):
        chromium.open(site / "search.html", **WIDE)
        chromium.fill("input[name=q]", word)
        chromium.press("Enter")
        chromium.wait_for("#search-results li")
        assert any(expected in text for text in chromium.texts("#search-results li"))


def test_index_of_the_course_finds_passages_from_disk(chromium: Browser, site: Path) -> None:
    chromium.open(site / "course" / "index.html", **PHONE)
    chromium.fill(".find input", "swap multiplier")
    chromium.wait_for(".find li a")
    assert "Multiply: the swap multiplier" in chromium.texts(".find li a")[0]


def test_twin_opens_at_the_place_that_is_read(chromium: Browser, site: Path) -> None:
    chromium.open(site / "course" / "02-gates.html", **WIDE)
    chromium.evaluate("document.querySelector('#cell-20').scrollIntoView({ behavior: 'instant' })")
    chromium.evaluate("document.querySelector('.twin').click()")
    chromium.wait_for("html[lang=ko] h1")
    assert chromium.evaluate("location.href").endswith("/02-gates.ko.html#cell-20")


def test_course_is_printed_without_its_code(chromium: Browser, site: Path) -> None:
    chromium.open(site / "course" / "02-gates.html", **WIDE)
    chromium.media("print")
    assert chromium.evaluate("document.querySelector('.highlight-python').offsetHeight") == 0
    assert chromium.evaluate("document.querySelector('.shown img').offsetHeight") > 0


def test_code_can_be_copied(chromium: Browser, site: Path) -> None:
    chromium.open(site / "index.html", **WIDE)
    assert chromium.evaluate("document.querySelectorAll('.copybtn').length") > 5


def test_steppers_of_the_course_play(chromium: Browser, site: Path, pages: dict[str, Links]) -> None:
    name = "course/02-gates.html"
    chromium.open(site / name, **WIDE)
    steps = chromium.evaluate_inside("document.querySelector('#count').textContent").split(" / ")[1]
    for button, place in (("start", "0"), ("next", "1"), ("end", steps)):
        chromium.evaluate_inside(f"document.querySelector('#{button}').click()")
        assert chromium.evaluate_inside("document.querySelector('#count').textContent") == f"{place} / {steps}"


def right_answers(data: dict[str, Any]) -> dict[str, list[str]]:
    """For each blank or question of an exercise, by a selector of its fields, what to type there."""
    if "questions" in data:
        fields = "[role=group][aria-label='{}'] :is(input, select)"
        return {fields.format(each["name"]): [*map(_typed, leaves_of(each["answer"]))] for each in data["questions"]}
    numbers: list[Any] = []
    for entry in data["trace"]:
        given = NOTHING if entry.get("data", 0) is None else entry.get("data")
        operation = TABLE.get(entry.get("operation", ""))
        numbers.append(operation.forward(*[numbers[i] for i in entry["parents"]]) if operation else given)
    right = [numbers[data["at"][blank["number"]]] for blank in data["blanks"]]
    return {
        f"input[aria-label^='({blank['letter']})']": [number_text(0 if number is NOTHING else number)]
        for blank, number in zip(data["blanks"], right, strict=True)
    }


def _typed(leaf: Any) -> str:
    return number_text(leaf["number"]) if isinstance(leaf, dict) else str(leaf)


def wrong(text: str) -> str:
    """A wrong answer in the place of a right one, and far from it."""
    try:
        return number_text(float(text) + 1000)
    except ValueError:
        return {"True": "False", "False": "True"}.get(text, "zzz")


def answer(chromium: Browser, frame: str, fields: str, texts: list[str]) -> str:
    """What is said to the answers in the fields of a blank or a question."""
    for i, text in enumerate(texts):
        chromium.type_in(frame, f"{fields} >> nth={i}", text, "Enter" if i == len(texts) - 1 else "", by_finger=True)
    return str(chromium.evaluate_in(frame, "document.querySelector('#said').textContent"))


def unmask_all(chromium: Browser, frame: str, data: dict[str, Any]) -> None:
    """Hand in to each engine of the gym a graph that does not unmask it, and then a smallest one that does."""

    def said_after(kind: str, place: int) -> str:
        click = f"document.querySelectorAll('.{kind} button')[{place}].click()"
        return str(chromium.evaluate_in(frame, f"({click}, document.querySelector('#said').textContent)"))

    for number, (engine, outcomes) in enumerate(zip(data["engines"], data["outcomes"], strict=True)):
        said_after("tiles", number)
        unmasking = [i for i, outcome in enumerate(outcomes) if isinstance(outcome, str)]
        assert "✗" in said_after("cards", next(i for i in range(len(outcomes)) if i not in unmasking))
        assert "✓" in said_after("cards", next(i for i in unmasking if data["graphs"][i]["gates"] == engine["fewest"]))


@pytest.mark.parametrize("source", sources(), ids=[source.stem for source in sources()])
def test_exercises_of_the_course_are_done_on_a_phone(chromium: Browser, site: Path, source: Path) -> None:
    chromium.open(site / "course" / f"{source.stem}.html", hasTouch=True, **PHONE)
    count = chromium.evaluate("document.querySelectorAll('iframe.autograd-exercise').length")
    assert count >= 2
    asked = 0
    for i in range(count):
        frame = f"iframe.autograd-exercise >> nth={i}"
        data = chromium.evaluate_in(frame, "JSON.parse(document.getElementById('data').textContent)")
        if "engines" in data:
            unmask_all(chromium, frame, data)
        right = {} if "engines" in data else right_answers(data)
        asked += len(right) or len(data["engines"])
        for name, texts in right.items():
            said = answer(chromium, frame, name, [*map(wrong, texts)])
            assert "✗" in said, (name, texts)
            assert not re.search(rf"(=|is) {re.escape(texts[0])}$", said), "the solution comes with the first try"
        for name, texts in right.items():
            assert "✓" in answer(chromium, frame, name, texts), (name, texts)
        assert chromium.evaluate_in(frame, "document.querySelector('#praise').checkVisibility()")
        assert chromium.evaluate_in(frame, "document.documentElement.scrollWidth <= innerWidth")
    index = {"en": "index.html", "ko": "index.ko.html"}[language(source)]
    chromium.evaluate(f"location.href = '{index}'")
    chromium.wait_for(f"[data-page='{source.stem}.html'] span")
    line = chromium.text(f"[data-page='{source.stem}.html'] span")
    assert [int(number) for number in re.findall(r"\d+", line)] == [asked, asked]


def test_hostile_labels_are_shown_as_they_are(chromium: Browser, site: Path) -> None:
    chromium.open(site / "gallery" / "graphs.html", **WIDE)
    alternatives = chromium.evaluate("[...document.images].map(image => image.alt).join(' ')")
    assert "</text><script>alert(1)</script> = 2" in alternatives


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    from docs.site.build import build_site  # late: needs the extra `docs`, and this file is read without it too

    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(FileExistsError, match="holds something else than an earlier site"):
        build_site(tmp_path)
    with pytest.raises(FileExistsError, match="is a file; name another with --output"):
        build_site(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("latex", "spaces"), [(r"t_k \log y_k", 2), (r"-\log y", 1), (r"\log(y)", 0), (r"\tanh^2 x", 0), (r"e^{\ln 3}", 1)]
)
def test_name_of_a_function_stands_off_from_its_neighbours_in_a_formula(latex: str, spaces: int) -> None:
    from docs.site.extension import mathml  # with Sphinx

    assert mathml(latex).count("<mspace") == spaces
