"""The lab in a real browser, from disk and without a network: what somebody does with it who has no Python."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.lab.build import LANGUAGES, build_lab, examples, with_results
from tests.browser.browser import Browser
from tests.browser.server import served

LARGEST = 12_000_000  # bytes of the file
DESK = {"viewport": {"width": 1440, "height": 900}, "offline": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "offline": True, "hasTouch": True}
# An ulp of each tanh, after some thousand steps of training that start from them; digits that are printed.
LIBM = 1e-6
READY = "html[data-state=ready]"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def page(chromium: Browser, lab: Path) -> Iterator[Browser]:
    """The lab with an empty cell, and Python ready."""
    chromium.open(lab, **DESK)
    chromium.choose("#example", "")
    chromium.wait_for(READY)
    yield chromium
    assert [address for address in chromium.requests() if not address.startswith(("file:", "blob:", "data:"))] == []


# Milliseconds after which a list of names is taken for one that was seen: CodeMirror's `interactionDelay` is 75.
SEEN = 200


def ran(page: Browser, source: str, *, wait: str = READY) -> str:
    """What the first cell prints and shows when it has run this."""
    write(page, source)
    page.press("Control+Enter")
    page.wait_for(wait)
    return shown(page)


def write(page: Browser, source: str) -> None:
    page.click(".cm-content")
    page.press("Control+a", "Delete")
    page.type(source)


def shown(page: Browser) -> str:
    return str(page.evaluate("document.querySelector('.outputs').innerText"))


def becomes(page: Browser, selector: str, text: str) -> None:
    """Wait until an element has this text."""
    there = f"document.querySelector({json.dumps(selector)}).textContent.includes({json.dumps(text)})"
    page.evaluate(f"new Promise((then) => {{ const look = () => {there} ? then(1) : setTimeout(look, 50); look(); }})")


def test_it_is_one_file_of_at_most_12_megabytes_that_names_what_it_contains(lab: Path) -> None:
    text = lab.read_text("utf-8")
    assert len(text.encode("utf-8")) <= LARGEST
    assert [file.name for file in lab.parent.iterdir()] == ["lab.html"]
    for name in ("Pyodide", "CPython", "Graphviz", "CodeMirror", "MPL-2.0", "EPL-1.0", "PSF-2.0"):
        assert name in text


def test_value_page_picture_and_text_are_shown(page: Browser) -> None:
    assert ran(page, "print('four')\n2 + 2") == "four\n\n4"
    source = (
        "import viz\nfrom autograd_core import Value\nx = Value(3.0, 'x')\ny = x * x\ny.label = 'y'\ny.backward()\n"
    )
    ran(page, source + "y")
    assert "data:image/svg+xml" in page.evaluate("document.querySelector('iframe.shown').srcdoc")
    ran(page, source + "viz.stepper(y)")
    assert page.evaluate("document.querySelector('iframe.page').srcdoc.length") > 10_000
    assert "dy/dx = 6" in ran(page, source + "print(f'dy/dx = {x.grad:g}')")


ERRORS = {  # source -> what is said
    "def f(x):\n    return 1 / x\n\nf(0)": "division by zero",
    "from autograd_core import log\nlog(-1.0)": "log",
    "x = (1,\ny = 2": "'(' was never closed",
    "input('How many? ')": "cannot wait for an answer",
    "open('grades.csv')": "a page cannot read the disk",
    "import numpy": "cannot run in this page",
    "import flask": "there is no module 'flask' in this page",
    "def f(n):\n    return f(n + 1)\n\nf(0)": "is there an end to it?",
    "raise SystemExit": "SystemExit",
}


def test_error_says_what_is_wrong_and_marks_the_line(page: Browser) -> None:
    for source, sentence in ERRORS.items():
        text = ran(page, source)
        assert sentence in text
        assert "cell 1, line" in text, source
        assert "docs/lab" not in text  # no lines but one's own
        assert page.evaluate("document.querySelectorAll('.line-of-error').length") == 1, source
    assert ran(page, "'still alive'") == "'still alive'"


def test_an_endless_loop_is_stopped_and_code_stays(page: Browser) -> None:
    write(page, "n = 0\nwhile True:\n    n += 1")
    page.press("Control+Enter")
    page.wait_for("html[data-state=running]")
    for button in ("#stop", ".cell .stop"):
        page.click(button)
        page.wait_for(READY)
        assert "Stopped" in shown(page)
        assert "while True" in page.text(".cm-content")
        assert button == "#stop" or page.evaluate("document.activeElement.textContent") == "Run"
        page.click(".cell .run")
        page.wait_for("html[data-state=running]")
    page.click("#stop")
    page.wait_for(READY)
    assert ran(page, "1 + 1") == "2"


def test_too_much_of_anything_is_a_sentence(page: Browser) -> None:
    text = ran(page, "for i in range(10**6):\n    print('a line of some length', i)")
    assert len(text) < 200_000
    assert "the rest is not shown" in text
    graph = (
        "from autograd_core import Value\nx = y = Value(1.0)\nfor _ in range(100_000):\n    y = y + x\ny.backward()\n"
    )
    assert ran(page, graph + "x.grad") == "100001"
    assert "more" in ran(page, graph + "import viz\nviz.stepper(y)")
    ran(page, "held = []\nwhile True:\n    held.append(bytearray(2**26))")
    assert shown(page)  # Python says so, or gives up and starts anew
    page.wait_for(READY)
    assert ran(page, "'still alive'") == "'still alive'"


def test_names_are_completed(page: Browser) -> None:
    ran(page, "apples = 2\nimport math")
    write(page, "app")
    page.press("Control+Space")
    page.wait_for(".cm-tooltip-autocomplete")
    assert "apples" in page.text(".cm-tooltip-autocomplete")
    page.press("Enter")  # ends the line: nobody chose a name
    assert page.evaluate("document.querySelectorAll('.cm-line').length") == 2
    page.type("app")
    page.press("Control+Space")
    page.wait_for(".cm-tooltip-autocomplete li")
    page.evaluate(f"new Promise((then) => setTimeout(then, {SEEN}))")
    page.press("Tab")
    becomes(page, ".cm-line:last-child", "apples")


HINT = "document.querySelector('.hint')?.innerText ?? ''"
# What is said to a screen reader from now on, which the editor takes back soon.
LISTEN = """(globalThis.heard = []) && new MutationObserver((records) => {
  for (const { target, addedNodes } of records) {
    if (target.className === "cm-announced") heard.push(...[...addedNodes].map((node) => node.textContent));
  }
}).observe(document.body, { childList: true, subtree: true })"""


def test_the_call_that_is_written_shows_its_signature(page: Browser) -> None:
    ran(page, "import viz\nfrom autograd_core import backward\ndef f(first, second=2):\n    'Adds.'")
    write(page, "")
    page.evaluate(LISTEN)
    page.type("f(")
    page.wait_for(".hint")
    assert "f(first, second=2)" in page.evaluate(HINT)
    assert "Adds." in page.evaluate(HINT)
    assert page.text(".hint b") == "first"
    assert "f(first, second=2). Adds." in page.evaluate("heard")
    page.type("1, ")
    becomes(page, ".hint b", "second=2")
    page.press("Control+Space")
    page.wait_for(".cm-tooltip-autocomplete")
    assert "second=" in page.text(".cm-tooltip-autocomplete")
    page.press("Escape")  # first the names by which it may go on
    page.wait_for(".hint")
    page.press("Escape")
    assert page.evaluate(HINT) == ""
    page.type("3")
    page.press("Control+a", "Delete")
    page.type("viz.draw(")  # another call
    page.wait_for(".hint")
    page.click(".hint button")
    assert page.evaluate(HINT) == ""
    assert page.evaluate("document.activeElement.className").startswith("cm-content")
    page.press("Escape", "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


# The link's code, as soon as it stands in the address.
HASH = """new Promise((then) => {
  const look = () => (location.hash.startsWith("#code=") ? then(location.hash) : setTimeout(look, 50));
  look();
})"""


def test_work_is_kept_saved_opened_and_sent_as_a_link(page: Browser, tmp_path: Path) -> None:
    write(page, "kept = 'over a reload'")
    page.wait_for(READY)
    page.wait_for("html[data-kept]")
    page.reload()
    page.wait_for(READY)
    assert "over a reload" in page.text(".cm-content")

    name, python = page.download("#save-py")
    assert (name, python) == ("lab.py", "# %%\nkept = 'over a reload'\n")
    name, notebook = page.download("#save-ipynb")
    assert json.loads(notebook)["cells"][0]["source"] == ["kept = 'over a reload'"]
    name, markdown = page.download("#save-md")
    assert (name, markdown) == ("lab.md", "```python\nkept = 'over a reload'\n```\n")
    (tmp_path / "opened.ipynb").write_text(notebook.replace("over a reload", "from a file"), "utf-8")
    page.upload("#file", tmp_path / "opened.ipynb")
    becomes(page, ".cm-content", "from a file")
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    page.upload("#file", tmp_path / "broken.ipynb")
    page.wait_for("#notice:not([hidden])")
    assert "from a file" in page.text(".cm-content")

    page.click("#link")
    address = page.evaluate(HASH)
    page.choose("#example", "bill")
    page.evaluate(f"location.hash = {json.dumps(address)}")
    becomes(page, ".cm-content", "from a file")
    assert shown(page) == ""  # a link runs nothing by itself
    page.evaluate("location.hash = '#code=damaged'")
    becomes(page, "#notice", "damaged")


def alike(text: str, other: str) -> bool:
    """The same words, and the same numbers but for what a sine or tanh of another libm makes of them."""
    number = r"-?\d+\.\d+(?:e-?\d+)?"
    found, expected = ([float(each) for each in re.findall(number, said)] for said in (text, other))
    return re.sub(number, "#", text) == re.sub(number, "#", other) and found == pytest.approx(expected, rel=LIBM)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_runs_as_in_this_python(chromium: Browser, lab: Path, language: str) -> None:
    chromium.open(lab, **DESK)
    chromium.choose("#language", language)
    for example in examples():
        cells = example["cells"][language]
        chromium.choose("#example", example["name"])
        assert chromium.texts(".cm-content") != []
        chromium.wait_for(READY)
        chromium.click("#run-all")
        chromium.wait_for(READY)
        assert chromium.texts(".error") == [], example["name"]
        printed = [
            entry["text"] for entries in with_results(cells, language) for entry in entries if entry["kind"] == "text"
        ]
        assert alike("".join(chromium.texts(".printed")), "".join(printed)), example["name"]


def test_from_a_server_it_is_the_same(chromium: Browser, lab: Path) -> None:
    with served(lab.parent) as address:
        chromium.open(f"{address}/{lab.name}", viewport=DESK["viewport"])
        chromium.choose("#example", "")
        chromium.wait_for(READY)
        assert ran(chromium, "from autograd_core import Value\n(Value(3.0) * 2).data") == "6.0"
        chromium.wait_for("html[data-kept]")
        chromium.reload()
        chromium.wait_for(READY)
        assert "Value(3.0)" in chromium.text(".cm-content")
        asked = [each for each in chromium.requests() if not each.startswith(("blob:", "data:", "about:"))]
        assert {each.removeprefix(address) for each in asked} <= {f"/{lab.name}", "/favicon.ico"}


def test_language_chosen_while_python_starts_is_that_of_its_answers(chromium: Browser, lab: Path) -> None:
    chromium.open(lab, **DESK)
    chromium.choose("#language", "ko")
    chromium.choose("#example", "")
    chromium.wait_for(READY)
    assert "대답을 기다릴 수 없습니다" in ran(chromium, "input()")


def test_before_python_is_up_examples_have_their_pictures(chromium: Browser, lab: Path) -> None:
    chromium.open(lab, **DESK)
    chromium.wait_for("iframe.shown")
    assert len(chromium.texts(".cm-content")) == 3


def test_on_a_phone_nothing_is_cut(chromium: Browser, lab: Path) -> None:
    chromium.open(lab, **PHONE)
    chromium.wait_for(READY)
    assert chromium.evaluate("document.documentElement.scrollWidth") <= 390
    fields = "[...document.querySelectorAll('button, select, .cm-content')]"
    sizes = chromium.evaluate(f"{fields}.map((field) => parseFloat(getComputedStyle(field).fontSize))")
    assert min(sizes) >= 16  # smaller fields make a phone zoom
