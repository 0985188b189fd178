"""The stepper's page held in the hand: numbers that are dragged, nudges, steps of any size, links, phones, and who else
can use it."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value, maximum, recompute, relu, step, topological_order
from nn import MLP
from tests.browser.browser import Browser
from tests.viz.corpus import CORPUS
from viz.diagram import diagram_of
from viz.examples import EXAMPLES
from viz.scene import LIVE, Scene
from viz.scene.rivers import scale_of
from viz.stepper_page import Page, stepper

PHONE = {"viewport": {"width": 390, "height": 844}, "hasTouch": True, "isMobile": True}
SCREENS: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "tablet": {"viewport": {"width": 768, "height": 1024}},
    "desk": {"viewport": {"width": 1440, "height": 900}},
}
NUMBERS = "[...document.querySelectorAll('.handle')].map((handle) => handle.ariaValueText)"
NUDGE = "[...document.querySelectorAll('#nudge-text p')].map((line) => line.textContent)"
SMALLEST_DIGITS = 5  # of the numbers that a page shows, of which it has six


def opened(chromium: Browser, folder: Path, page: Page, link: str = "", **options: Any) -> Browser:
    page.save(folder / "page.html")
    chromium.open(folder / "page.html", link, **options)
    return chromium


def named(y: Value) -> Value:
    y.label = "y"
    return y


def product() -> Value:
    return named(Value(3.0, "a") * Value(2.0, "b"))


# The number is the slider.


@pytest.mark.parametrize("by_finger", [False, True])
def test_number_of_an_input_is_dragged_on_its_wire(chromium: Browser, tmp_path: Path, by_finger: bool) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"), **(PHONE if by_finger else {}))
    chromium.drag(".handle", 40, by_finger=by_finger)
    first, second = map(float, chromium.evaluate(NUMBERS))
    assert first == 4
    assert second == 2
    assert chromium.text("#line") == "Gradients of y:  a 2,  b 4"
    assert chromium.evaluate("document.querySelector('#number0').value") == "4"
    chromium.drag(".handle", -40, by_finger=by_finger)
    assert chromium.evaluate(NUMBERS) == ["3", "2"]


def test_number_of_an_input_is_changed_with_the_arrow_keys(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    chromium.focus("#picture .input")
    chromium.press("Enter")
    assert chromium.evaluate("document.activeElement.role") == "slider"
    chromium.press("ArrowRight", "ArrowUp")
    assert chromium.evaluate(NUMBERS) == ["3.1", "2"]
    chromium.press("ArrowLeft", "PageDown")
    assert chromium.evaluate(NUMBERS) == ["2.55", "2"]
    assert chromium.text("#count") == "5 / 5", "and no step is taken"
    chromium.press("Escape")
    assert chromium.evaluate("document.activeElement.getAttribute('aria-label')").startswith("input a, value 2.55")


def test_picture_stays_on_the_screen_while_inputs_are_changed_below(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(CORPUS["lstm cell"]()), viewport={"width": 1440, "height": 900})
    chromium.focus("#number14")
    chromium.evaluate("document.querySelector('#number14').scrollIntoView({ block: 'end' })")
    top, bottom, field = chromium.evaluate(
        "[document.querySelector('#frame'), document.querySelector('#number14')].flatMap((each, k) => {"
        "const { top, bottom } = each.getBoundingClientRect(); return k ? [top] : [top, bottom]; })"
    )
    assert 0 <= top < bottom <= field


# A nudge.


def nudged(chromium: Browser, node: int, size: str) -> list[str]:
    chromium.evaluate(
        f"((choice) => {{ choice.value = '{node}'; choice.dispatchEvent(new Event('change')); }})"
        "(document.querySelector('#nudge-node'))"
    )
    chromium.fill("#nudge-step", size)
    return list(chromium.evaluate(NUDGE))


@pytest.mark.parametrize("name", ["apples-and-oranges", "sigmoid-neuron", "max-gate", "chain-rule"])
@pytest.mark.parametrize("size", [0.25, -0.5])
def test_nudge_says_what_python_computes(chromium: Browser, tmp_path: Path, name: str, size: float) -> None:
    output = EXAMPLES[name]()
    output.grad = 0
    output.backward()
    order = topological_order(output)
    leaves = [i for i, node in enumerate(order) if node.is_leaf and not node.is_constant]
    opened(chromium, tmp_path, stepper(output, show="both"))
    for i in leaves:
        predicted, really, _ = nudged(chromium, i, str(size))
        leaf, before = order[i], float(output.data)
        start = leaf.data
        leaf.data = start + size
        recompute(output)
        after = float(output.data)
        leaf.data = start
        recompute(output)
        gradients = {node: node.grad for node in order}
        for node in order:
            node.grad = 0
        output.backward()
        shown = predicted.rpartition("= ")[2].replace("−", "-")
        assert float(shown) == pytest.approx(leaf.grad * size, rel=10**-SMALLEST_DIGITS, abs=1e-9)
        for node, gradient in gradients.items():
            node.grad = gradient
        assert float(really.rpartition(", ")[2].replace("−", "-")) == pytest.approx(
            after - before, rel=10**-SMALLEST_DIGITS, abs=1e-9
        )


@pytest.mark.parametrize(
    ("build", "at", "size", "verdict"),
    [
        (lambda x: 3 * x + 1, 2.0, "0.5", "The prediction is exact."),
        (lambda x: x * x, 2.0, "0.5", "The curve bends: the smaller the step, the better the prediction."),
        (relu, 0.0, "0.5", "A kink: on this side the slope is 1, and the gradient says 0."),
        (relu, 0.0, "-0.5", "The prediction is exact."),
        (abs, 0.0, "-0.5", "A kink: on this side the slope is −1, and the gradient says 0."),
        (lambda x: maximum(x, 2 * x), 0.0, "1", "A kink: on this side the slope is 2, and the gradient says 1.5."),
        (lambda x: step(x) * 4, 0.0, "-0.1", "A jump: however small the step, the output changes by −4."),
        (lambda x: x * 3, 2.0, "1e-20", "The step is too small to be seen: it is lost in rounding."),
        (lambda x: x * 3 + 1, 0.0, "1e-20", "The step is too small to be seen: it is lost in rounding."),
        (lambda x: x * 3, 0.0, "1e-20", "The prediction is exact."),
        (lambda x: x.log(), 1.0, "-3", "There is no number to compare."),
    ],
)
def test_nudge_tells_why_a_prediction_fails(
    chromium: Browser, tmp_path: Path, build: Any, at: float, size: str, verdict: str
) -> None:
    opened(chromium, tmp_path, stepper(named(build(Value(at, "x"))), show="both"))
    assert nudged(chromium, 0, size)[2] == verdict


def test_nudge_works_in_the_middle_of_a_graph(chromium: Browser, tmp_path: Path) -> None:
    x = Value(3.0, "x")
    square = x * x
    opened(chromium, tmp_path, stepper(named(square * 2 + x), show="both"))
    assert nudged(chromium, 1, "0.5") == [
        "predicted: gradient × step = 2 × 0.5 = +1", "really: y 21 → 22, +1", "The prediction is exact.",
    ]  # fmt: skip


@pytest.mark.parametrize("size", ["０．５", "1/2", "0,5"])
def test_nudge_is_read_as_an_answer_is(chromium: Browser, tmp_path: Path, size: str) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    assert nudged(chromium, 0, size)[1] == "really: y 6 → 7, +1"


@pytest.mark.parametrize("size", ["abc", "0", "1/0", "inf", "nan", "1,000", ""])
def test_what_is_no_step_takes_the_place_of_the_last_result(chromium: Browser, tmp_path: Path, size: str) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    said, *others = nudged(chromium, 0, size)
    assert said.startswith(f"“{size}” is no step to nudge by" if size else "The field is empty")
    assert others == ["", ""]


def test_nudge_tells_nothing_that_is_to_be_predicted(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product()))
    assert chromium.evaluate(NUDGE) == ["step on until the output is there", "", ""]
    chromium.press("ArrowRight")
    assert chromium.evaluate(NUDGE)[:2] == [
        "predicted: step on until the gradient is there", "really: y 6 → 6.2, +0.2",
    ]  # fmt: skip


# Steps.


def lines(chromium: Browser, steps: int) -> list[str]:
    found = []
    for _ in range(steps):
        chromium.press("PageDown")
        found.append(chromium.text("#count").split(" ")[0])
    return found


def choose(chromium: Browser, unit: str) -> None:
    chromium.evaluate(
        f"((choice) => {{ choice.value = '{unit}'; choice.dispatchEvent(new Event('change')); }})"
        "(document.querySelector('#unit'))"
    )


def test_steps_go_by_contribution_by_gate_and_by_layer(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(EXAMPLES["apples-and-oranges"]()))
    assert lines(chromium, 6) == ["1", "2", "3", "4", "5", "6"]
    for unit, expected in {
        "gate": ["1", "2", "3", "4", "5", "7", "9", "11", "13", "14"],
        "layer": ["2", "3", "4", "5", "7", "9", "13", "14"],
    }.items():
        chromium.evaluate("document.querySelector('#start').click()")
        choose(chromium, unit)
        assert lines(chromium, len(expected)) == expected
        for k in [*reversed(expected[:-1]), "0"]:
            chromium.press("PageUp")
            assert chromium.text("#count").split(" ")[0] == k


def test_step_over_a_gate_says_and_shows_all_that_it_passes_on(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(EXAMPLES["apples-and-oranges"]()))
    choose(chromium, "gate")
    lines(chromium, 6)
    assert chromium.text("#line") == "1 × 1.1 = 1.1 → #3\n1 × 650 = 650 → tax"
    assert chromium.evaluate("document.querySelectorAll('.flows-back').length") == 2


def test_layers_of_a_network_are_its_own(chromium: Browser, tmp_path: Path) -> None:
    network = MLP(2, [2, 1])
    x = [Value(1.0, "x1"), Value(-2.0, "x2")]
    output = network(x)
    loss = named(((output[0] if isinstance(output, list) else output) - 1) ** 2)
    opened(chromium, tmp_path, stepper(loss))
    choose(chromium, "layer")
    phases = []
    while not phases or phases[-1] != "End":
        chromium.press("PageDown")
        phases.append(chromium.text("#phase"))
    assert phases.count("Forward pass") == 3, "two layers and the loss"


def test_button_goes_to_the_start_of_the_backward_pass(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product()))
    chromium.click("#turn")
    assert chromium.text("#line") == "1 → y"
    assert chromium.evaluate("document.querySelector('#turn').ariaDisabled") == "true"


# Links.


def test_link_opens_at_its_step_with_its_inputs(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product()), "#step=4&inputs=-0.1,1e300")
    assert chromium.text("#count") == "4 / 5"
    assert chromium.evaluate(NUMBERS) == ["−0.1", "1e300"]
    assert chromium.text("#notice") == ""


def test_link_that_is_copied_opens_what_was_seen(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product()))
    chromium.fill("#number0", "0.1")
    chromium.fill("#number1", "inf")
    chromium.press("Tab")
    chromium.click("#turn")
    chromium.click("#copy")
    assert chromium.text("#notice") != ""
    link = chromium.evaluate("location.hash")
    opened(chromium, tmp_path, stepper(product()), link)
    assert chromium.evaluate(NUMBERS) == ["0.1", "inf"]
    assert chromium.text("#line") == "1 → y"


@pytest.mark.parametrize(
    ("link", "notice"),
    [
        ("#step=99", "The link asks for step “99”, and steps run from 0 to 5; this is step 0."),
        ("#step=two", "The link asks for step “two”, and steps run from 0 to 5; this is step 0."),
        ("#step=1.5", "The link asks for step “1.5”, and steps run from 0 to 5; this is step 0."),
        ("#step=1&inputs=1,2,3", "The link's inputs “1,2,3” are not 2 numbers; the inputs stay as they are."),
        ("#inputs=1,x", "The link's inputs “1,x” are not 2 numbers; the inputs stay as they are."),
        ("#inputs=", "The link's inputs “” are not 2 numbers; the inputs stay as they are."),
        ("#%E0%A4%A", "The link's end “#%E0%A4%A” cannot be read; the page opens as it does without it."),
        ("#<img src=x onerror=alert(1)>", "The link's end “#<img src=x onerror=alert(1)>” cannot be read; "
         "the page opens as it does without it."),
    ],
)  # fmt: skip
def test_damaged_link_says_what_is_wrong_and_the_page_goes_on(
    chromium: Browser, tmp_path: Path, link: str, notice: str
) -> None:
    opened(chromium, tmp_path, stepper(product()), link)
    assert chromium.text("#notice") == notice
    assert chromium.evaluate(NUMBERS) == ["3", "2"]
    chromium.press("End")
    assert chromium.text("#line") == "Gradients of y:  a 2,  b 3"


# What people type.


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e308", "1e308"), ("inf", "inf"), ("-Infinity", "−inf"), ("nan", "NaN"), ("  +4 ", "4"), ("−2.5", "−2.5"),
     (".5", "0.5"), ("1e400", "inf"), ("-0", "0"), ("１２", "12"), ("1/4", "0.25"), ("2,5", "2.5")],
)  # fmt: skip
def test_field_takes_any_number(chromium: Browser, tmp_path: Path, text: str, number: str) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    chromium.fill("#number0", text)
    assert chromium.evaluate(NUMBERS)[0] == number
    assert chromium.text("#notice") == ""
    chromium.fill("#number0", "5")
    assert chromium.text("#line") == "Gradients of y:  a 2,  b 5", "and the page goes on"


@pytest.mark.parametrize(
    "text", ["three", "1,000", "1/0", "1e", "--1", "0x10", "<b>1</b>", "가" * 500, "1 2", "\u202e3"]
)
def test_field_says_what_is_no_number_and_keeps_the_one_it_has(chromium: Browser, tmp_path: Path, text: str) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    chromium.fill("#number0", text)
    assert "is no number, so a stays 3; write 1.5, -2, 1e-3, inf or nan." in chromium.text("#notice")
    assert len(chromium.text("#notice")) < 150
    assert chromium.evaluate("document.querySelector('#number0').ariaInvalid") == "true"
    assert chromium.evaluate(NUMBERS) == ["3", "2"]


def test_empty_field_keeps_the_number_and_shows_it_when_it_is_left(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    chromium.fill("#number0", "")
    assert chromium.text("#notice") == "The field is empty, so a stays 3."
    chromium.press("Tab", "Tab")
    chromium.fill("#number1", "7")
    assert chromium.evaluate("document.querySelector('#number0').value") == "3"


@pytest.mark.parametrize("numbers", [["1e308", "1e308"], ["inf", "0"], ["nan", "1"], ["-inf", "inf"]])
def test_numbers_without_a_result_leave_a_page_that_goes_on(
    chromium: Browser, tmp_path: Path, numbers: list[str]
) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    for k, text in enumerate(numbers):
        chromium.fill(f"#number{k}", text)
    chromium.drag(".handle", 20)
    assert math.isfinite(float(chromium.evaluate(NUMBERS)[0].replace("−", "-"))), "a drag leads back"
    chromium.press("Escape")
    chromium.click("#reset")
    assert chromium.text("#line") == "Gradients of y:  a 2,  b 3"


# Rivers.

RIVERS = """DATA_ARROWS.map((arrow, k) => {
  const band = document.querySelectorAll("#scene .river")[k];
  return [parseFloat(band.getAttribute("stroke-width")), [...band.classList].at(-1)];
})"""
ARROWS = "JSON.parse(document.querySelector('#data').textContent).picture.arrows"
IN_POINTS = 14 / 15  # of the page's units


def rivers(chromium: Browser) -> list[tuple[float, str]]:
    return [(IN_POINTS * width, kind) for width, kind in chromium.evaluate(RIVERS.replace("DATA_ARROWS", ARROWS))]


@pytest.mark.parametrize("name", ["polynomial", "lstm cell", "shared difference"])
@pytest.mark.parametrize("weight", ["gradient", "value"])
def test_arrows_are_as_wide_as_in_the_still_picture(chromium: Browser, tmp_path: Path, name: str, weight: str) -> None:
    output = CORPUS[name]()
    page = stepper(output, show="both", weight=weight)
    opened(chromium, tmp_path, page, viewport={"width": 1440, "height": 900})
    diagram = replace(diagram_of(output, seed=1), weight=weight)
    scene = Scene(diagram, [LIVE])
    sizes = [arrow.size(weight) for arrow in scene.arrows if not arrow.is_plain]
    scale = scale_of(sizes)
    for (width, kind), size in zip(rivers(chromium), sizes, strict=True):
        assert size is not None
        assert width == pytest.approx(scale.width(size.norm), rel=1e-6)
        assert kind == ("river" if not size.norm else "positive" if size.sign > 0 else "negative")


def test_rivers_flow_as_far_as_the_steps_have_come(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product(), weight="gradient"))
    assert {width for width, _ in rivers(chromium)} == {0}
    chromium.click("#turn")
    assert sum(width > 0 for width, _ in rivers(chromium)) == 1
    chromium.press("End")
    before = rivers(chromium)
    chromium.drag(".handle", -160)
    assert "negative" in {kind for _, kind in rivers(chromium)}, "they follow a number that is dragged"
    assert before != rivers(chromium)
    assert chromium.text("#legend").startswith("Arrows are as wide as their gradients: positive, negative")


# Screens.

SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) window.shift += value;
}).observe({ type: "layout-shift", buffered: false });
"""


@pytest.mark.parametrize("name", ["apples-and-oranges", "polynomial", "lstm cell"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_jumps_from_step_to_step(chromium: Browser, tmp_path: Path, screen: str, name: str) -> None:
    opened(chromium, tmp_path, stepper(CORPUS[name]()), **SCREENS[screen], reducedMotion="reduce")
    chromium.evaluate(SHIFT)
    for _ in range(int(chromium.text("#count").split("/")[1])):
        chromium.press("PageDown")
    chromium.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert chromium.evaluate("window.shift") == 0


@pytest.mark.parametrize("name", ["apples-and-oranges", "lstm cell"])
def test_on_a_phone_nothing_is_cut_nor_scrolls_inside_the_page(chromium: Browser, tmp_path: Path, name: str) -> None:
    opened(chromium, tmp_path, stepper(CORPUS[name](), show="both"), **PHONE)
    assert chromium.evaluate("document.documentElement.scrollWidth") <= 390
    scrolling = """[...document.querySelectorAll("body *")].filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      return [overflowX, overflowY].some((overflow) => ["auto", "scroll"].includes(overflow)) && element.id !== "";
    }).map((element) => element.id)"""
    assert chromium.evaluate(scrolling) == []
    outside = """[...document.querySelectorAll("main :is(button, select, input, p, h1)")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < 0 || right > 390);
    }).map((element) => element.id)"""
    assert chromium.evaluate(outside) == []
    fields = "[...document.querySelectorAll('input[type=text], select')]"
    sizes = f"{fields}.map((x) => parseFloat(getComputedStyle(x).fontSize))"
    assert min(chromium.evaluate(sizes)) >= 16, "smaller ones make a phone zoom in"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["apples-and-oranges", "lstm cell"])
def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, name: str, screen: str, scheme: str) -> None:
    page = stepper(CORPUS[name](), show="both")
    opened(chromium, tmp_path, page, "#step=2&inputs=rubbish", **SCREENS[screen], colorScheme=scheme, bypassCSP=True)
    chromium.focus("#picture .gate")
    assert chromium.axe() == []


def test_graph_is_one_stop_of_the_tab_key_with_arrow_keys_inside(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(EXAMPLES["apples-and-oranges"]()))
    focused = "document.activeElement.id || document.activeElement.getAttribute('aria-label')"
    chromium.press("Tab")
    assert chromium.evaluate("document.activeElement.className") == "skip"
    stops = []
    for _ in range(5):
        chromium.press("Tab")
        stops.append(chromium.evaluate(focused))
    assert [stop for stop in stops if stop.startswith(("input", "gate"))] == ["input apple price, value 100"]
    chromium.focus("#picture .input")
    chromium.press("ArrowDown")
    assert chromium.evaluate(focused) == "input apples, value 2"
    chromium.press("ArrowUp", "ArrowRight", "ArrowRight")
    reached = chromium.evaluate(focused)
    assert chromium.text("#count") == "0 / 14", "no step is taken"
    chromium.press("Tab", "Shift+Tab")
    assert chromium.evaluate(focused) == reached, "it remembers where one was"
    chromium.press("PageDown")
    assert chromium.text("#count") == "1 / 14"


def test_skip_link_leads_past_the_graph(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product()))
    chromium.press("Tab", "Enter", "Tab")
    assert chromium.evaluate("document.activeElement.id") == "start"


def test_what_is_said_about_a_node_stands_beside_it_and_goes_with_escape(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(CORPUS["lstm cell"](), show="both"), **PHONE, reducedMotion="reduce")
    beside = """(() => {
      const boxes = [document.activeElement, document.querySelector("#details")];
      const [node, words] = boxes.map((element) => element.getBoundingClientRect());
      return words.left >= 0 && words.right <= innerWidth && Math.min(
        Math.abs(words.top - node.bottom), Math.abs(node.top - words.bottom)) < 20;
    })()"""
    chromium.focus("#picture .input")
    for _ in range(20):
        chromium.press("ArrowRight")
        assert chromium.evaluate(beside)
    chromium.press("Escape")
    assert chromium.evaluate("document.querySelector('#details').hidden")


def test_paper_has_the_whole_picture_in_dark_ink(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(CORPUS["lstm cell"](), show="both"), colorScheme="dark")
    chromium.media("print")
    seen = "((box) => [box.width, box.height])(document.querySelector('#picture').viewBox.baseVal)"
    extent = "(({ width, height }) => [width, height])(JSON.parse(document.querySelector('#data').text).picture.extent)"
    assert chromium.evaluate(seen) == pytest.approx(chromium.evaluate(extent))
    assert chromium.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_paper_has_the_picture_and_the_step_alone(chromium: Browser, tmp_path: Path) -> None:
    opened(chromium, tmp_path, stepper(product(), show="both"))
    chromium.media("print")
    shown = "[...document.querySelectorAll('main > *, .columns > *')].filter((x) => x.offsetHeight)"
    assert chromium.evaluate(f"{shown}.map((x) => x.id || x.className)") == ["top", "stage", "step"]
