"""The course's pages alive: Python runs their cells, from disk and from a server, without a network."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.lab.packing import write_part
from docs.lab.wheels import distribution, lock
from notebooks.build import FOLDER, notebook
from tests.browser.browser import Browser
from tests.browser.server import served
from tests.browser.test_lab import READY, alike
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
# The notebooks whose pages are driven.
STEMS = (
    "01-price-of-an-apple",
    "01-price-of-an-apple.ko",
    "02-gates",
    "03-build-your-own-engine",
    "04-numerical-against-exact",
)
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "hasTouch": True}
# What Chromium says of a file that is not there, or of an address without a network.
NOT_THERE = "net::ERR_"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course alone, as another Python builds it: kernels and Sphinx leave things open in theirs."""
    folder = tmp_path_factory.mktemp("live") / "site"
    command = [sys.executable, "-m", "tests.browser.course_site", str(folder), *STEMS]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert built.returncode == 0, built.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    """The address of a server on this machine that has the site."""
    with served(site) as address:
        yield address


@pytest.fixture(name="browser")
def _browser(_chromium: Browser) -> Browser:
    """One whose page may complain."""
    return _chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Browser]:
    """A browser; afterwards its page complained of nothing but files that are not there."""
    yield browser
    assert [said for said in browser.complaints() if NOT_THERE not in said] == []


def open_live(page: Browser, place: Path | str, stem: str = STEMS[0], **options: Any) -> None:
    """Open a page of the course, and let it run."""
    name = f"course/{stem}.html"
    page.open(f"{place}/{name}" if isinstance(place, str) else place / name, **(DESK | options))
    page.click(".live button")
    page.wait_for(READY)


# The texts, the words of pictures, and the pages to step through or to answer, of each cell.
SHOWN = """[...document.querySelectorAll('.cell > .outputs')].map((outputs) => {
  const words = (root) => [...root.querySelectorAll('img')].map((image) => image.alt);
  const frames = [...outputs.querySelectorAll('iframe')];
  const isPage = (frame) => frame.className.includes('autograd-');
  const plain = frames.filter((frame) => !isPage(frame)).map((frame) => frame.srcdoc);
  const inside = plain.map((text) => new DOMParser().parseFromString(text, 'text/html'));
  const stills = [...outputs.querySelectorAll('.shown img')].filter((image) => !image.closest('.autograd-still'));
  return {
    texts: [outputs, ...inside].flatMap((root) => [...root.querySelectorAll('pre')]).filter((pre) =>
      !pre.closest('.autograd-still')).map((pre) => pre.textContent.trim()).join('\\n'),
    pictures: [...stills.map((image) => image.alt), ...inside.flatMap(words)],
    pages: frames.filter(isPage).map((frame) => frame.dataset.exercise ?? frame.title),
  };
})"""


@pytest.mark.parametrize("stem", STEMS)
def test_live_results_are_those_of_this_python(page: Browser, site: Path, stem: str) -> None:
    page.open(site / "course" / f"{stem}.html", offline=True, **DESK)
    stored = page.evaluate(SHOWN)
    page.click(".live button")
    page.wait_for(READY)
    live = page.evaluate(SHOWN)
    assert page.texts(".error") == []
    for number, (here, there) in enumerate(zip(live, stored, strict=True), 1):
        assert alike(here["texts"], there["texts"]), number
        assert len(here["pictures"]) == len(there["pictures"]), number
        assert all(map(alike, here["pictures"], there["pictures"])), number
        assert here["pages"] == there["pages"], number
    kept = [text for text in page.texts(".note") if "its stored result stands here" in text]
    # a plot, twice the check of an operation on arrays, and what builds on the second
    assert len(kept) == (4 if stem.startswith("04") else 0)
    own = ("file:", "blob:", "data:", distribution())
    assert [address for address in page.requests() if not address.startswith(own)] == []


def test_a_page_is_as_it_was_until_its_button_is_pressed(page: Browser, site: Path, server: str) -> None:
    for place in (site, server):
        name = f"course/{STEMS[0]}.html"
        page.open(f"{place}/{name}" if isinstance(place, str) else place / name, **DESK)
        assert page.evaluate("document.querySelectorAll('.cm-editor').length") == 0
        assert [Path(address).name for address in page.requests() if "/runtime/" in address] == ["start.js"]
        assert page.text(".live button") == "Run this page"


def output(number: int) -> str:
    return f"[...document.querySelectorAll('.cell')][{number - 1}].querySelector('.outputs').innerText"


def write(page: Browser, number: int, source: str) -> None:
    page.evaluate(f"[...document.querySelectorAll('.cell .cm-content')][{number - 1}].focus()")
    page.press("Control+a", "Delete")
    page.type(source)


def ran(page: Browser, number: int, source: str) -> str:
    """What a cell shows when it has run this."""
    write(page, number, source)
    page.press("Control+Enter")
    page.wait_for(READY)
    return str(page.evaluate(output(number)))


def test_a_cell_is_edited_broken_stopped_and_runs_again(page: Browser, server: str) -> None:
    open_live(page, server)
    assert ran(page, 2, "6 * 7") == "42"
    text = ran(page, 2, "x = 1\ny = x / 0")
    assert "division by zero" in text
    assert "cell 2, line 2" in text
    assert "docs/lab" not in text
    assert len(page.texts(".line-of-error")) == 1
    write(page, 2, "while True:\n    pass")
    page.press("Control+Enter")
    page.wait_for("html[data-state=running]")
    page.click(".live-bar button:nth-of-type(2)")
    page.wait_for(READY)
    assert "Stopped" in page.evaluate(output(2))
    assert "while True" in page.texts(".cm-content")[1]
    write(page, 2, "apples = 5")
    assert ran(page, 3, "apples, viz.__name__") == "(5, 'viz')"  # the cells above ran first, in the new Python


def test_changes_are_kept_given_up_and_saved_for_the_lab(page: Browser, site: Path, tmp_path: Path) -> None:
    open_live(page, site, offline=True)
    original = page.texts(".cm-content")[1]
    mine = f"{notebook_code(STEMS[0])[1]}\nmine = 'kept'\nmine"
    ran(page, 2, mine)
    page.wait_for("html[data-kept]")
    name, text = page.download(".live-bar button:nth-of-type(3)")
    assert name == f"{STEMS[0]}.ipynb"
    saved = json.loads(text)["cells"]
    assert [cell["cell_type"] for cell in saved] == [
        cell.cell_type for cell in notebook(FOLDER / f"{STEMS[0]}.py").cells
    ]
    code = ["".join(cell["source"]) for cell in saved if cell["cell_type"] == "code"]
    changed = [now for now, before in zip(code, notebook_code(STEMS[0]), strict=True) if now != before]
    assert changed == [mine]

    page.reload()
    page.click(".live button")
    page.wait_for(READY)
    assert page.evaluate(output(2)) == "'kept'"
    page.evaluate("[...document.querySelectorAll('[data-say=\"live.original\"]')][1].click()")
    assert page.texts(".cm-content")[1] == original
    page.wait_for("html[data-kept='0']")

    (tmp_path / name).write_text(text, "utf-8")
    page.open(site / "lab.html", offline=True, **DESK)
    page.upload("#file", tmp_path / name)
    page.click("#run-all")
    page.wait_for(READY)
    assert page.texts(".error") == []
    assert "'kept'" in page.texts(".value")


def test_an_exercise_is_checked_by_python_and_keeps_what_was_typed(page: Browser, site: Path) -> None:
    stem = "02-gates"
    page.open(site / "course" / f"{stem}.html", offline=True, **DESK)
    frame = "iframe.autograd-exercise >> nth=1"
    page.type_in(frame, "input >> nth=0", "1234", "Enter")
    page.click(".live button")
    page.wait_for(READY)
    page.evaluate("new Promise((then) => setTimeout(then, 1500))")  # frames further down are loaded after the page
    assert page.evaluate_in(frame, "document.querySelector('input').value") == "1234"
    number = next(i for i, text in enumerate(page.texts(".cm-content"), 1) if "shares=" in text)
    answers = ran(page, number, "quiz = viz.quiz(shares=3)\nprint(quiz.check(shares=3))\nprint(quiz.check(shares=4))")
    right, wrong = answers.splitlines()[0], answers.splitlines()[-1]
    assert "✓" in right or "right" in right
    assert right != wrong


def notebook_code(stem: str) -> list[str]:
    return [cell.source for cell in notebook(FOLDER / f"{stem}.py").cells if cell.cell_type == "code"]


def copy_of(site: Path, folder: Path) -> Path:
    """The site again, with links in the place of what is large."""
    for part in ("_static", "runtime"):
        shutil.copytree(site / part, folder / part, copy_function=os.link)
    (folder / "course").mkdir()
    shutil.copy(site / "course" / "04-numerical-against-exact.html", folder / "course")
    return folder


def test_without_the_folder_of_packages_cells_say_what_they_need(page: Browser, site: Path, tmp_path: Path) -> None:
    copy = copy_of(site, tmp_path / "copy")
    open_live(page, copy, "04-numerical-against-exact", offline=True)
    notes = page.texts(".note")
    assert notes[0].startswith("Not here: matplotlib, hypothesis.")
    assert sum("needs hypothesis, which is not here; its stored result stands here" in note for note in notes) >= 4
    assert page.texts(".error") == []
    assert page.evaluate(output(2)).startswith("(3.757")
    changed = ran(page, 1, "import numpy\nprint('before')\nnumpy.zeros(3)")
    assert changed.splitlines()[-1] == "This cell needs NumPy, which is not here."


def wheel(folder: Path, file: str) -> Path:
    """A package in the place of NumPy."""
    folder.mkdir(exist_ok=True)
    path = folder / file
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("numpy/__init__.py", "def zeros(count):\n    return ['zero'] * count\n")
        archive.writestr("numpy-2.dist-info/METADATA", "Metadata-Version: 2.1\nName: numpy\nVersion: 2\n")
        archive.writestr("numpy-2.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("numpy-2.dist-info/RECORD", "")
    return path


def numpy_file() -> str:
    """The name of the wheel that Pyodide's distribution has of it."""
    return str(lock("numpy")["packages"]["numpy"]["file_name"])


ZEROS = "import numpy\nnumpy.zeros(2)"


def test_packages_come_from_the_folder_beside_the_pages(page: Browser, site: Path, tmp_path: Path) -> None:
    copy = copy_of(site, tmp_path / "copy")
    file = numpy_file()
    path = wheel(copy / "packages", file)
    write_part(copy / "packages", file, path.read_bytes())
    open_live(page, copy, "04-numerical-against-exact", offline=True)
    assert ran(page, 1, ZEROS) == "['zero', 'zero']"


@pytest.mark.parametrize("is_whole", [True, False])
def test_packages_come_from_pyodides_address_and_whole_or_not_at_all(
    browser: Browser, site: Path, tmp_path: Path, is_whole: bool
) -> None:
    copy = copy_of(site, tmp_path / "copy")
    file = numpy_file()
    path = wheel(tmp_path / "elsewhere", file)
    known = lock("numpy", "matplotlib")
    known["packages"]["numpy"]["sha256"] = hashlib.sha256(path.read_bytes() if is_whole else b"").hexdigest()
    (copy / "runtime" / "lock.js").unlink()
    write_part(copy / "runtime", "lock", json.dumps(known).encode())
    open_live(browser, copy, "04-numerical-against-exact", answers={distribution() + file: path})
    assert ran(browser, 1, ZEROS) == ("['zero', 'zero']" if is_whole else "This cell needs NumPy, which is not here.")
    assert any("integrity" in said for said in browser.complaints()) != is_whole


def test_a_live_page_reaches_no_other_address(browser: Browser, site: Path) -> None:
    open_live(browser, site)
    asks = "import js\nasked = js.XMLHttpRequest.new()\nasked.open('GET', 'https://example.org/', False)\nasked.send()"
    assert "Error" in ran(browser, 1, asks)
    refused = """new Promise((then) => {
      addEventListener("securitypolicyviolation", ({ violatedDirective }) => then(violatedDirective));
      fetch("https://example.org/").catch(() => {});
    })"""
    assert browser.evaluate(refused) == "connect-src"


def tab_to(page: Browser, selector: str, at_most: int) -> None:
    for _ in range(at_most):
        page.press("Tab")
        if page.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
            return
    raise AssertionError(f"{selector} cannot be reached by the keyboard")


def test_by_keyboard_alone(page: Browser, site: Path) -> None:
    page.open(site / "course" / f"{STEMS[0]}.html", offline=True, **DESK)
    tab_to(page, ".live button", at_most=100)  # past the list of pages
    page.press("Enter")
    page.wait_for(READY)
    assert page.evaluate("document.activeElement.textContent") == "Run all"
    tab_to(page, ".cm-content", at_most=8)
    page.press("Control+a", "Delete")
    page.type("2 + 3")
    page.press("Shift+Enter")
    page.wait_for(READY)
    assert page.evaluate(output(1)) == "5"
    place = "[...document.querySelectorAll('.cm-content')].indexOf(document.activeElement)"
    assert page.evaluate(place) == 1
    page.press("Escape", "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_and_all_can_be_read(page: Browser, site: Path, theme: str) -> None:
    open_live(page, site, **(PHONE | {"offline": True, "bypassCSP": True, "colorScheme": theme}))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    fields = "[...document.querySelectorAll('.cell button, .live-bar button, .cm-content')]"
    sizes = page.evaluate(f"{fields}.map((field) => parseFloat(getComputedStyle(field).fontSize))")
    assert min(sizes) >= 16  # smaller fields make a phone zoom
    assert page.axe() == []


def test_colours_follow_the_switch_of_the_page(page: Browser, site: Path) -> None:
    open_live(page, site, offline=True, colorScheme="light")
    ground = "getComputedStyle(document.querySelector('.code')).backgroundColor"
    light = page.evaluate(ground)
    page.evaluate("document.body.dataset.theme = 'dark'")
    assert page.evaluate(ground) != light


def test_a_korean_page_speaks_korean(page: Browser, site: Path) -> None:
    page.open(site / "course" / f"{STEMS[1]}.html", offline=True, **DESK)
    assert page.text(".live button") == "이 페이지 실행하기"
    page.click(".live button")
    page.wait_for(READY)
    assert page.text(".live-bar p") == "파이썬이 준비되었습니다"
    assert "대답을 기다릴 수 없습니다" in ran(page, 2, "input()")
