"""The stepper's page in the frame of a notebook: its colours, its height, one picture, and the link with Python."""

import json
import re
from pathlib import Path

import pytest

from autograd_core import Value
from tests.browser.browser import Browser
from viz.stepper_page import stepper
from viz.stepper_page.page import source_of

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(13, 17, 23)"
# what hosts call their backgrounds
NOTEBOOKS = {"white": LIGHT, "#111": DARK, "lab(98 0 0)": LIGHT, "oklch(0.2 0 0)": DARK, "rgb(30 30 30 / 0.98)": DARK}
COLOR = "getComputedStyle(document.body).backgroundColor"
HEIGHTS = "[document.body.offsetHeight, innerHeight]"
STILL = "getComputedStyle(document.querySelector('.autograd-still')).display"
UNTIL_HOSTED = "iframe[data-is-known]"


def graph() -> Value:
    x, b = Value(3.0, "x"), Value(2.0, "b")
    y = x * x + x * b
    y.label = "y"
    return y


def notebook(folder: Path, background: str, form: str) -> Path:
    """An output in the page of a notebook."""
    path = folder / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><body style='background: {background}'>{form}", "utf-8")
    return path


def output(theme: str = "auto") -> str:
    return str(stepper(graph(), theme=theme)._repr_mimebundle_()["text/html"])


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("background", NOTEBOOKS)
def test_page_has_the_colours_of_the_notebook_whatever_the_systems(
    chromium: Browser, tmp_path: Path, background: str, system: str
) -> None:
    chromium.open(notebook(tmp_path, background, output()), colorScheme=system)
    chromium.wait_for(UNTIL_HOSTED)
    chromium.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert chromium.evaluate_inside(COLOR) == NOTEBOOKS[background]


def test_page_follows_a_notebook_that_changes_its_colours(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(notebook(tmp_path, "white", output()))
    chromium.wait_for(UNTIL_HOSTED)
    chromium.evaluate("document.body.style.background = 'black', new Promise((done) => setTimeout(done, 100))")
    assert chromium.evaluate_inside(COLOR) == DARK


def test_theme_that_was_asked_for_stays(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(notebook(tmp_path, "black", output("light")))
    chromium.wait_for(UNTIL_HOSTED)
    assert chromium.evaluate_inside(COLOR) == LIGHT


@pytest.mark.parametrize("width", [390, 860, 1400])
def test_frame_is_as_high_as_its_page(chromium: Browser, tmp_path: Path, width: int) -> None:
    chromium.open(notebook(tmp_path, "white", output()), viewport={"width": width, "height": 700})
    chromium.wait_for(UNTIL_HOSTED)
    chromium.evaluate("new Promise((done) => setTimeout(done, 100))")
    needed, given = chromium.evaluate_inside(HEIGHTS)
    assert abs(needed - given) <= 1
    assert chromium.evaluate_inside("document.documentElement.scrollHeight <= innerHeight")


def test_one_picture_is_seen_where_scripts_run_and_on_paper_the_other(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(notebook(tmp_path, "white", output()))
    chromium.wait_for(UNTIL_HOSTED)
    assert chromium.evaluate(STILL) == "none"
    assert chromium.evaluate(f"matchMedia('print').matches || {STILL}") == "none"
    rules = chromium.evaluate("[...document.styleSheets[0].cssRules].map((rule) => rule.cssText)")
    assert [rule for rule in rules if rule.startswith("@media print") and "autograd-stepper" in rule]


def test_still_picture_stays_where_the_page_does_not_answer(chromium: Browser, tmp_path: Path) -> None:
    silent = re.sub('srcdoc="[^"]*"', 'srcdoc="no page"', output()).replace("PATIENCE = 5000", "PATIENCE = 200")
    chromium.open(notebook(tmp_path, "white", silent))
    chromium.evaluate("new Promise((done) => setTimeout(done, 600))")
    assert chromium.evaluate(STILL) == "block"


MODEL = """
const state = { page: PAGE, title: "Steps", height: 500, inputs: [], news: {} };
const listeners = {};
window.sent = [];
window.model = {
  get: (key) => state[key],
  set: (key, x) => { state[key] = x; },
  save_changes: () => window.sent.push(JSON.stringify(state.inputs)),
  send: (message) => window.sent.push(JSON.stringify(message)),
  on: (name, listener) => { listeners[name] = listener; },
  off: () => {},
};
window.tell = (news) => { state.news = news; listeners["change:news"](); };
"""


@pytest.fixture
def widget(chromium: Browser, tmp_path: Path) -> Browser:
    """The widget in a page that stands for the host of anywidget."""
    page = json.dumps(stepper(graph()).html).replace("</", "<\\/")
    script = source_of("host.js") + source_of("widget.js").replace("export default { render };", "")
    start = 'render({ model, el: document.querySelector("#here") });'
    form = f"<div id=here></div><script>{MODEL.replace('PAGE', page)}{script}{start}</script>"
    chromium.open(notebook(tmp_path, "black", form), colorScheme="light")
    chromium.wait_for(UNTIL_HOSTED)
    chromium.evaluate("new Promise((done) => setTimeout(done, 150))")
    return chromium


def test_widget_has_the_colours_and_the_height_of_its_notebook(widget: Browser) -> None:
    assert widget.evaluate_inside(COLOR) == DARK
    needed, given = widget.evaluate_inside(HEIGHTS)
    assert abs(needed - given) <= 1


def test_a_number_that_is_changed_in_the_widget_is_told_to_python(widget: Browser) -> None:
    widget.evaluate_inside(
        "((field) => { field.value = '4'; field.dispatchEvent(new Event('input')); })"
        "(document.querySelector('#number0'))"
    )
    widget.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert json.loads(widget.evaluate("window.sent.at(-1)"))[0] == [0, "4"]


def test_what_python_did_is_seen_in_the_widget(widget: Browser) -> None:
    widget.evaluate("window.tell({ inputs: [[0, '5'], [2, 'Infinity']], isDone: false })")
    widget.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert widget.evaluate_inside("[...document.querySelectorAll('.handle')].map((x) => x.ariaValueText)") == [
        "5",
        "inf",
    ]
    assert widget.evaluate_inside("document.querySelector('#count').textContent") == "0 / 11"
    widget.evaluate("window.tell({ inputs: [[0, '5'], [2, '2']], isDone: true })")
    widget.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert widget.evaluate_inside("document.querySelector('#line').textContent") == "Gradients of y:  x 12,  b 5"


def test_page_listens_to_its_host_alone(chromium: Browser, tmp_path: Path) -> None:
    stepper(graph()).save(tmp_path / "page.html")
    chromium.open(tmp_path / "page.html")
    chromium.evaluate("window.postMessage({ host: { inputs: [[0, '9']], scheme: 'dark' } }, '*')")
    chromium.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert chromium.text("#fields") is not None
    assert chromium.evaluate("document.querySelector('#number0').value") == "3"
