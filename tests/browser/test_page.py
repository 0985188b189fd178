"""The stepper's page in a real browser: what it says at each step, what its controls do, who can use it."""

import math
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value, maximum
from tests.browser.browser import Browser
from tests.viz.corpus import CORPUS
from viz import draw
from viz.examples import EXAMPLES
from viz.motion.stage import MORE
from viz.stepper_page import Page, stepper

NOTEBOOK = 845  # pixels: 860 less a scroll bar
LEGIBLE = 11  # pixels
IS_WHOLE = "!document.querySelector('#frame').classList.contains('part')"
ACTIVE_IS_SEEN = """(() => {
  const frame = document.querySelector("#frame").getBoundingClientRect();
  return [...document.querySelectorAll("#picture :is(.flows-back, .flows-forward) .wire")].some((wire) => {
    const { left, right, top, bottom } = wire.getBoundingClientRect();
    return left < frame.right && right > frame.left && top < frame.bottom && bottom > frame.top;
  });
})()"""
NARROW = {"viewport": {"width": 380, "height": 700}}


def at_end(output: Value) -> Page:
    """The page that opens with every number."""
    return stepper(output, show="both")


def show(chromium: Browser, folder: Path, page: Page, **options: Any) -> None:
    path = folder / "page.html"
    page.save(path)
    chromium.open(path, **options)


@pytest.fixture
def apples(chromium: Browser, tmp_path: Path) -> Browser:
    """The page of two apples and three oranges."""
    show(chromium, tmp_path, at_end(EXAMPLES["apples-and-oranges"]()))
    return chromium


def diamond() -> Value:
    """x is used three times: (x * x + x), and the gate itself."""
    x = Value(3.0, "x")
    y = x * x + x
    y.label = "y"
    return y


def smallest_text(chromium: Browser) -> float:
    """The height of the picture's numbers and names on the screen, in pixels of a font's size."""
    return float(chromium.evaluate("15 * document.querySelector('#picture').getScreenCTM().a"))


def gradients_shown(chromium: Browser) -> list[str]:
    return [text for text in chromium.texts("#picture text.gradient") if text]


def values_shown(chromium: Browser) -> list[str]:
    return [text for text in chromium.texts("#picture text.forward") if text]


def test_page_opens_with_the_inputs_alone(chromium: Browser, tmp_path: Path) -> None:
    show(chromium, tmp_path, stepper(EXAMPLES["apples-and-oranges"]()))
    assert chromium.text("#count") == "0 / 14"
    assert sorted(values_shown(chromium)) == sorted(["100", "2", "150", "3", "1.1"])
    assert gradients_shown(chromium) == []
    assert "715" not in chromium.evaluate("document.querySelector('main').innerText"), "nor does a nudge tell it"
    chromium.press("PageDown")
    assert chromium.text("#line") == "#1 = apple price × apples = 100 × 2 = 200"


def test_page_that_shows_both_passes_opens_at_the_end(apples: Browser) -> None:
    assert apples.text("#count") == "14 / 14"
    assert sorted(values_shown(apples)) == sorted(["100", "2", "150", "3", "1.1", "200", "450", "650", "715"])
    shown = [text.removeprefix("← ") for text in gradients_shown(apples)]
    assert sorted(shown) == sorted(["2.2", "110", "3.3", "165", "650", "1.1", "1.1", "1.1", "1"])
    assert apples.text("#line") == (
        "Gradients of total:  apple price 2.2,  apples 110,  orange price 3.3,  oranges 165,  tax 650"
    )


def test_page_that_shows_the_forward_pass_opens_before_the_first_gradient(chromium: Browser, tmp_path: Path) -> None:
    show(chromium, tmp_path, stepper(EXAMPLES["apples-and-oranges"](), show="forward"))
    assert chromium.text("#count") == "4 / 14"
    assert chromium.text("#line") == "total = #3 × tax = 650 × 1.1 = 715"
    assert "715" in values_shown(chromium)
    assert gradients_shown(chromium) == []
    assert "gradient" not in chromium.text("#fields")
    chromium.press("ArrowRight", "ArrowRight")
    assert chromium.text("#line") == "1 × 1.1 = 1.1 → #3"
    assert gradients_shown(chromium) == ["← 1.1", "← 1"]


def test_forward_steps_write_out_each_computation(apples: Browser) -> None:
    apples.press("Home")
    assert apples.text("#phase") == "Start"
    assert sorted(values_shown(apples)) == sorted(["100", "2", "150", "3", "1.1"])
    assert gradients_shown(apples) == []
    apples.press("ArrowRight")
    assert apples.text("#line") == "#1 = apple price × apples = 100 × 2 = 200"
    apples.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert apples.text("#line") == "total = #3 × tax = 650 × 1.1 = 715"


def test_backward_steps_write_out_each_contribution(apples: Browser) -> None:
    apples.press("Home", *["ArrowRight"] * 5)
    lines = [apples.text("#line")]
    for _ in range(8):
        apples.press("ArrowRight")
        lines.append(apples.text("#line"))
    assert lines[:3] == ["1 → total", "1 × 1.1 = 1.1 → #3", "1 × 650 = 650 → tax"]
    assert "1.1 × 2 = 2.2 → apple price" in lines
    assert "1.1 × 100 = 110 → apples" in lines
    assert "1.1 × 3 = 3.3 → orange price" in lines


def test_fan_out_is_told_as_a_sum(chromium: Browser, tmp_path: Path) -> None:
    show(chromium, tmp_path, at_end(diamond()))
    chromium.press("ArrowLeft")
    assert chromium.text("#line") == "1 × 3 = 3 → x"
    assert chromium.text("#reason").endswith("Contribution 3 of 3 to x: 4 + 3 = 7.")
    chromium.press("ArrowLeft")
    assert "Contribution 2 of 3 to x: 1 + 3 = 4." in chromium.text("#reason")


def test_sum_that_is_not_complete_says_so_and_is_no_derivative(chromium: Browser, tmp_path: Path) -> None:
    x = Value(2.0, "x")
    y = 3 * x**3 - 2 * x**2 + x - 5
    y.label = "y"
    show(chromium, tmp_path, at_end(y))
    chromium.press("ArrowLeft", "ArrowLeft")
    so_far = chromium.text(".field .slope")
    assert so_far == "so far 37 (2 of 3)"
    assert f"← 37{MORE}" in gradients_shown(chromium)
    assert chromium.evaluate("document.querySelectorAll('#picture .arrow.partial').length") == 1
    chromium.focus("#picture .input")
    told = chromium.texts("#details-text p")
    assert "1 + 36 = so far 37 (2 of 3)" in told
    assert not [line for line in told if line.startswith("d y / d x")]
    assert so_far in chromium.evaluate("document.querySelector('#picture .input').getAttribute('aria-label')")
    chromium.evaluate("document.activeElement.blur()")
    chromium.press("ArrowRight")
    assert chromium.text(".field .slope") == "gradient 29"
    assert "← 29" in gradients_shown(chromium)
    assert chromium.evaluate("document.querySelectorAll('#picture .arrow.partial').length") == 0


def test_heads_of_arrows_turn_round_for_the_way_back(apples: Browser) -> None:
    tips = """[...document.querySelectorAll(".flows-back .head, .flows-forward .head")].filter(
      (head) => getComputedStyle(head).display !== "none").map(({ points }) => Math.sign(points[0].x - points[1].x))"""
    apples.press("ArrowLeft")
    assert apples.evaluate(tips) == [-1], "it points to the left"
    apples.press("Home", "ArrowRight")
    assert apples.evaluate(tips) == [1, 1], "from both inputs"


def test_gradient_that_arrives_at_a_fork_runs_on_to_the_head_of_the_trunk(chromium: Browser, tmp_path: Path) -> None:
    show(chromium, tmp_path, at_end(diamond()))
    chromium.press("ArrowLeft")
    assert chromium.evaluate("document.querySelectorAll('.arrow.flows-back').length") == 2
    assert chromium.evaluate("document.querySelectorAll('.arrow.flows-back .head.back').length") == 1


def test_output_has_no_frame_when_only_its_gate_is_active(apples: Browser) -> None:
    apples.press("Home", *["ArrowRight"] * 5)
    outlined = "[...document.querySelectorAll('.active-back')].map((shape) => shape.classList[1])"
    assert apples.evaluate(outlined) == ["output"]
    apples.press("ArrowRight")
    assert sorted(apples.evaluate(outlined)) == ["gate", "gate"]


def test_buttons_jump_step_and_play(apples: Browser) -> None:
    apples.click("#start")
    assert apples.text("#count") == "0 / 14"
    apples.click("#next")
    apples.click("#next")
    apples.click("#back")
    assert apples.text("#count") == "1 / 14"
    apples.click("#end")
    assert apples.text("#count") == "14 / 14"


def test_play_starts_over_at_the_end_and_stops_there(apples: Browser) -> None:
    apples.evaluate(
        "document.querySelector('#speed option').value = '20', document.querySelector('#speed').value = '20'"
    )
    # every word that the button takes, however fast the page is beside the test
    apples.evaluate("""{
        const word = document.querySelector("#play span"), words = (window.words = []);
        new MutationObserver(() => words.push(word.textContent)).observe(word, { childList: true });
    }""")
    apples.press(" ")
    apples.evaluate("""new Promise((done) => {
        const look = (turns) => (window.words.at(-1) === "Play" || !turns ? done() : setTimeout(look, 20, turns - 1));
        look(500);
    })""")
    assert apples.evaluate("window.words") == ["Pause", "Play"]
    assert apples.text("#count") == "14 / 14"


def test_a_step_by_hand_pauses(apples: Browser) -> None:
    apples.press(" ", "ArrowRight")
    assert apples.text("#play span") == "Play"
    assert apples.text("#count") == "1 / 14"


def test_scrubbing_shows_any_step(apples: Browser) -> None:
    apples.evaluate(
        "const scrub = document.querySelector('#scrub'); scrub.value = 6; scrub.dispatchEvent(new Event('input'))"
    )
    assert apples.text("#line") == "1 × 1.1 = 1.1 → #3"
    apples.focus("#scrub")
    apples.press("ArrowRight")
    assert apples.text("#count") == "7 / 14"


def test_a_typed_number_changes_values_and_gradients_at_once(apples: Browser) -> None:
    apples.fill("#number1", "5")  # five apples
    assert "1045" in values_shown(apples)
    assert "← 5.5" in gradients_shown(apples)
    assert apples.text(".field:nth-child(1) .slope") == "gradient 5.5"
    apples.click("#reset")
    assert "715" in values_shown(apples)


def test_a_dragged_slider_changes_values_and_gradients_at_once(apples: Browser) -> None:
    apples.evaluate(
        "const slider = document.querySelector('#slider4'); slider.value = 2; slider.dispatchEvent(new Event('input'))"
    )
    assert "1300" in values_shown(apples)
    assert apples.evaluate("document.querySelector('#number4').value") == "2"
    assert apples.text(".field:nth-child(1) .slope") == "gradient 4"


def test_arrow_keys_in_a_field_move_no_step(apples: Browser) -> None:
    apples.focus("#slider1")
    apples.press("ArrowRight")
    assert apples.text("#count") == "14 / 14"
    assert "715" not in values_shown(apples)


def test_an_input_without_a_result_is_explained_and_can_be_left(chromium: Browser, tmp_path: Path) -> None:
    x = Value(2.0, "x")
    y = x.log() * 3
    y.label = "y"
    show(chromium, tmp_path, at_end(y))
    assert chromium.evaluate("document.querySelector('#fault').hidden")
    chromium.fill("#number0", "-1")
    assert chromium.text("#fault") == "log (#1) needs a positive input, got −1. Choose other inputs."
    assert "NaN" in values_shown(chromium)
    # not 3 / x, which the rule alone would give
    assert set(gradients_shown(chromium)) == {"← NaN"}
    chromium.fill("#number0", "1")
    assert chromium.text(".slope") == "gradient 3"
    assert chromium.evaluate("document.querySelector('#fault').hidden")


def test_a_router_changes_its_branch_with_the_inputs(chromium: Browser, tmp_path: Path) -> None:
    x, y = Value(4.0, "x"), Value(5.0, "y")
    show(chromium, tmp_path, at_end(maximum(x, y)))
    assert chromium.text("#line") == "Gradients of output:  x 0,  y 1"
    chromium.fill("#number0", "6")
    assert chromium.text("#line") == "Gradients of output:  x 1,  y 0"
    chromium.fill("#number0", "5")
    assert chromium.text("#line") == "Gradients of output:  x 0.5,  y 0.5"


@pytest.mark.parametrize(("x", "branch"), [(4.0, "1 (the open branch)"), (-4.0, "0 (a closed branch)")])
def test_a_router_says_in_the_engines_words_which_branch_it_takes(
    chromium: Browser, tmp_path: Path, x: float, branch: str
) -> None:
    show(chromium, tmp_path, at_end(Value(x, "x").relu()))
    chromium.press("ArrowLeft")
    assert branch in chromium.text("#reason")


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_node_tells_its_formula_and_its_sum(chromium: Browser, tmp_path: Path, how: str) -> None:
    show(chromium, tmp_path, at_end(diamond()))
    getattr(chromium, how)("#picture .input")
    assert chromium.text("#details-title") == "x"
    lines = chromium.texts("#details-text p")
    assert lines[:2] == ["x = 3", "d y / d x = 1 + 3 + 3 = 7"]
    assert lines[3:] == ["1 × 3 = 3 from #1", "1 × 3 = 3 from #1"]


def test_focused_gate_tells_its_role_and_formula(apples: Browser) -> None:
    apples.focus("#picture .gate")
    assert apples.text("#details-title") == "#1  × swap multiplier"
    assert apples.texts("#details-text p")[:2] == [
        "formula  apple price × apples",
        "#1 = apple price × apples = 100 × 2 = 200",
    ]


def test_everything_has_a_name_for_screen_readers(apples: Browser) -> None:
    tree = apples.accessible("body")
    for expected in [
        '- heading "total = (apple price × apples + orange price × oranges) × tax" [level=1]',
        '- img "input apple price, value 100, gradient 2.2"',
        'img "gate ×, #1 = apple price × apples, value 200, gradient 1.1"',
        'img "output total',
        '- button "Play"',
        '- button "Step back"',
        '- slider "Step"',
        '- textbox "tax"',
        '- slider "tax"',
        '- slider "tax, slider"',
    ]:
        assert expected in tree
    # the sentence of the step is read out, and nothing else
    assert apples.evaluate("document.querySelector('#step').getAttribute('aria-live')") == "polite"
    assert tree.count("status") == 1, "but for what is wrong with a number or a link"
    assert apples.evaluate("document.querySelector('#scrub').getAttribute('aria-valuetext')") == "14 of 14, End"


def test_keyboard_alone_reaches_everything(apples: Browser) -> None:
    reached = set()
    for _ in range(40):
        apples.press("Tab")
        reached.add(apples.evaluate("document.activeElement.id || document.activeElement.getAttribute('aria-label')"))
    assert {"play", "start", "back", "next", "end", "scrub", "speed", "slider0", "number4"} <= reached
    reached.discard(None)  # the page itself
    assert len([each for each in reached if each.startswith(("input ", "gate "))]) == 1, "one stop for the graph"
    apples.focus("#picture .input")
    for _ in range(9):
        apples.press("ArrowRight")
        reached.add(apples.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert "input tax, value 1.1, gradient 650" in reached
    assert "output total = (apple price × apples + orange price × oranges) × tax, value 715, gradient 1" in reached


def test_narrow_screen_shows_the_part_of_the_picture_where_something_happens(chromium: Browser, tmp_path: Path) -> None:
    show(chromium, tmp_path, stepper(CORPUS["lstm cell"]()), **NARROW, reducedMotion="reduce")
    assert chromium.evaluate("document.documentElement.scrollWidth") <= 380
    assert smallest_text(chromium) >= LEGIBLE
    for k in range(int(chromium.text("#count").split("/")[1]) - 1):
        chromium.press("ArrowRight")
        assert chromium.evaluate(ACTIVE_IS_SEEN), k


@pytest.mark.parametrize("width", [NOTEBOOK, 1200])
@pytest.mark.parametrize("name", EXAMPLES)
def test_picture_fits_the_frame_of_a_notebook(chromium: Browser, tmp_path: Path, name: str, width: int) -> None:
    show(chromium, tmp_path, at_end(EXAMPLES[name]()), viewport={"width": width, "height": 900})
    assert chromium.evaluate(IS_WHOLE) or name == "two-layers", "which is seen in part"
    assert smallest_text(chromium) >= LEGIBLE


def test_picture_too_wide_to_be_read_is_seen_in_part(chromium: Browser, tmp_path: Path) -> None:
    x = Value(0.5, "x")
    for _ in range(20):
        x = x.tanh()
    show(chromium, tmp_path, at_end(x), viewport={"width": NOTEBOOK, "height": 900})
    assert smallest_text(chromium) >= LEGIBLE
    assert chromium.evaluate("document.querySelector('#strip .map').getBoundingClientRect().width") > 0
    chromium.click("#whole")
    assert chromium.evaluate(IS_WHOLE)


def test_reduced_motion_moves_nothing(chromium: Browser, tmp_path: Path) -> None:
    running = "document.getAnimations().length"
    page = at_end(diamond())
    show(chromium, tmp_path, page, reducedMotion="reduce")
    chromium.press("ArrowLeft")
    assert chromium.evaluate(running) == 0
    show(chromium, tmp_path, page, reducedMotion="no-preference")
    chromium.press("ArrowLeft")
    assert chromium.evaluate(running) > 0


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(13, 17, 23)")])
def test_page_follows_the_systems_dark_mode(chromium: Browser, tmp_path: Path, scheme: str, background: str) -> None:
    show(chromium, tmp_path, at_end(diamond()), colorScheme=scheme)
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == background


def test_pages_of_pictures_keep_their_policy_and_their_styles(chromium: Browser, tmp_path: Path) -> None:
    chromium.open(draw(diamond()).save(tmp_path / "picture.html"), colorScheme="dark")
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)"
    assert chromium.evaluate("getComputedStyle(document.querySelector('svg text')).fill") == "rgb(230, 237, 243)"
    assert chromium.evaluate("getComputedStyle(document.querySelector('svg')).maxWidth") == "100%"


@pytest.mark.parametrize("infinite", [math.inf, -math.inf, math.nan])
def test_fields_hold_numbers_that_are_not_finite(chromium: Browser, tmp_path: Path, infinite: float) -> None:
    y = Value(infinite, "a") * 2 + Value(1.0, "b")
    y.backward()
    show(chromium, tmp_path, at_end(y))
    assert chromium.evaluate("document.querySelector('#number0').value") == str(infinite)
    assert chromium.evaluate("document.querySelector('#number1').value") == "1"
    chromium.fill("#number0", "3")
    assert "7" in values_shown(chromium), "the page goes on with what is typed there"
    chromium.click("#reset")
    assert chromium.evaluate("document.querySelector('#number0').value") == str(infinite)


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    '"; alert(1); "',
    "{{SCRIPT}} {{DATA}}",
    "$& \\u003c ${alert(1)} `x`",
    "javascript:alert(1)",
    "사과 가격",
    "../../x&lt;b&gt;",
]


def test_hostile_labels_are_shown_as_text_and_run_nothing(chromium: Browser, tmp_path: Path) -> None:
    output = Value(1.0)
    for label in HOSTILE:
        output = output * Value(2.0, label)
        output.label = label
    show(chromium, tmp_path, at_end(output))
    assert chromium.texts(".field label") == ["input 1", *HOSTILE]
    chromium.press("Home", "ArrowRight")
    assert chromium.text("#line") == f"{HOSTILE[0]} = input 1 × {HOSTILE[0]} = 1 × 2 = 2"
    assert chromium.evaluate("document.scripts.length") == 2
    assert chromium.evaluate("document.images.length") == 0


def test_page_asks_for_nothing_but_itself(apples: Browser) -> None:
    assert [address.rpartition("/")[2] for address in apples.requests()] == ["page.html"]


def test_page_runs_in_a_notebooks_frame(chromium: Browser, tmp_path: Path) -> None:
    form = at_end(diamond())._repr_mimebundle_()["text/html"]
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset='utf-8'>{form}", encoding="utf-8")
    chromium.open(path)
    assert chromium.evaluate("document.images[0].naturalWidth") > 0
    assert chromium.evaluate_inside("document.querySelector('#line').textContent") == "Gradients of y:  x 7"
    # an origin of its own: the notebook is out of its reach
    assert chromium.evaluate_inside("self.origin") == "null"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_of_the_course_plays_without_an_error(chromium: Browser, tmp_path: Path, name: str) -> None:
    output = EXAMPLES[name]()
    show(chromium, tmp_path, at_end(output))
    for i, leaf in enumerate(chromium.texts(".field label")):
        assert leaf
        assert chromium.text(f".field:nth-child({i + 1}) .slope").startswith("gradient ")
    last = int(chromium.text("#count").split("/")[1])
    for _ in range(last):
        chromium.press("ArrowLeft")
        assert chromium.text("#line")
        assert "NaN" not in chromium.text("#step")
        assert "undefined" not in chromium.text("main")
    assert chromium.text("#count").startswith("0 /")


def test_tall_picture_shows_the_part_where_something_happens(chromium: Browser, tmp_path: Path) -> None:
    leaves = [Value(float(i), f"x{i}") for i in range(24)]
    show(chromium, tmp_path, at_end(maximum(*leaves)), reducedMotion="reduce")
    assert not chromium.evaluate(IS_WHOLE)
    chromium.press("ArrowLeft")
    assert chromium.evaluate(ACTIVE_IS_SEEN)
    chromium.press("Home", *["ArrowRight"] * 3)
    assert chromium.evaluate(ACTIVE_IS_SEEN)


def test_pointing_at_a_node_does_not_say_the_step_again(apples: Browser) -> None:
    apples.evaluate(
        "window.said = 0, new MutationObserver(() => window.said++).observe("
        "document.querySelector('#step'), { childList: true, subtree: true, characterData: true })"
    )
    apples.hover("#picture .gate")
    apples.focus("#picture .input")
    assert apples.evaluate("window.said") == 0
    apples.press("PageUp")
    assert apples.evaluate("window.said") > 0
