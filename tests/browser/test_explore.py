"""The page of a large graph: what its blocks show, opened outside a browser and in one."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograd_core import Value, gradients, no_grad, topological_order
from tests.browser import browser
from tests.browser.browser import Browser
from tests.browser.conversation import Conversation
from tests.viz.test_explore import grouped_graphs, layers, samples, told, way_to
from viz import explore
from viz.diagram import Size
from viz.explore_page.tree import MOST_BOXES, Tree
from viz.scene.rivers import scale_of
from viz.stepper_page import Page

PROGRAM = Path(__file__).with_name("levels.cjs")
SCRIPTS = [
    *(files("viz.stepper_page").joinpath(name) for name in ("number_text.js", "words.js", "rivers.js")),
    *(files("viz.explore_page").joinpath(name) for name in ("graph.js", "level.js")),
]
# Widths are sums and quotients of logarithms, in another order than Python's.
TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def node() -> Iterator[Conversation]:
    assert "node" not in browser.missing(), f"the tests of levels need node: {browser.INSTALL}"
    conversation = Conversation([str(PROGRAM), *map(str, SCRIPTS)])
    yield conversation
    conversation.close()


def data_of(page: Page) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def expected_flows(output: Value, tree: Tree, block: int, gradient: dict[Value, Any]) -> Counter[Any]:
    """What comes back to each node over the borders of the boxes of a block: (node, box, box of the user) -> sum."""
    nodes = topological_order(output)
    index = {node: i for i, node in enumerate(nodes)}
    flows: Counter[Any] = Counter()

    def box(i: int) -> Any:
        way = way_to(tree, i)
        return next((inner for inner, outer in pairwise(way) if outer == ("block", block)), None)

    for user in nodes:
        slopes = user.local_gradients() if user.parents else ()
        for parent, slope in zip(user.parents, slopes, strict=True):
            ends = box(index[parent]), box(index[user])
            if not parent.is_constant and ends[0] != ends[1]:
                flows[index[parent], *ends] += gradient[user] * slope
    return flows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grouped_graphs())
def test_every_arrow_at_every_border_carries_what_the_engine_computes(node: Conversation, output: Value) -> None:
    if output.is_constant:
        return
    output.backward()
    nodes, page = topological_order(output), explore(output)
    packed = told(page)
    tree = Tree(tuple(packed["blocks"]), tuple(packed["titles of the table"]), tuple(packed["homes"]))
    gradient = {each: found.data for each, found in zip(nodes, gradients(output, nodes), strict=True)}
    for block, level in enumerate(node.answer(data_of(page))["levels"]):
        assert len(level["boxes"]) <= MOST_BOXES

        def named(end: Any) -> Any:
            if isinstance(end, str):
                return None  # outside
            return ("block", end - len(nodes)) if end >= len(nodes) else ("node", end)

        shown: Counter[Any] = Counter()
        for arrow in level["arrows"]:
            if arrow["to"] == "output":
                assert arrow["flows"] == [[len(nodes) - 1, 1]]
                continue
            for each, amount in arrow["flows"]:
                shown[each, named(arrow["from"]), named(arrow["to"])] += amount
        assert shown == expected_flows(output, tree, block, gradient)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=30))
def test_widths_are_those_of_still_pictures(node: Conversation, norms: list[float]) -> None:
    scale = scale_of(Size(norm, 1) for norm in norms)
    shown = node.answer(data_of(explore(Value(1.0))) | {"norms": norms})["widths"]
    assert shown == pytest.approx([scale.width(norm) for norm in norms], rel=TOLERANCE)


def test_an_arrow_of_several_numbers_has_their_range_and_one_of_a_number_has_it(node: Conversation) -> None:
    levels = node.answer(data_of(explore(samples(100))))["levels"]
    for arrow in levels[0]["arrows"]:
        assert (" to " in arrow["range"]) == (len({each for each, _ in arrow["flows"]}) > 1)


def test_numbers_that_no_float_is_are_shown(node: Conversation) -> None:
    x = Value(math.inf, "x")
    y = x - x
    y.backward()
    (level,) = node.answer(data_of(explore(y)))["levels"]
    assert [arrow["range"] for arrow in level["arrows"]] == ["inf", "inf", "NaN"]


# In a browser.


def show(chromium: Browser, folder: Path, output: Value, **options: Any) -> None:
    path = folder / "page.html"
    explore(output).save(path)
    chromium.open(path, **options)
    chromium.wait_for("body[data-ready]")


@pytest.fixture
def network(chromium: Browser, tmp_path: Path) -> Browser:
    """The page of a network of two layers, for many samples."""
    show(chromium, tmp_path, layers(60))
    return chromium


def titles(chromium: Browser) -> list[str]:
    return chromium.texts("#picture .block .caption")


def place(chromium: Browser) -> str:
    return chromium.text("#way [aria-current]")


def numbers(chromium: Browser) -> list[str]:
    return sorted(chromium.texts("#picture .arrow text"))


def open_block(chromium: Browser, title: str) -> None:
    chromium.evaluate(
        "[...document.querySelectorAll('#picture .block')].find((group) => group.querySelector('.caption').textContent "
        f"=== {json.dumps(title)}).dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"
    )


def test_page_opens_at_the_whole_graph(network: Browser) -> None:
    assert place(network) == "whole graph"
    assert titles(network) == ["inputs", "layer 1", "layer 2", *titles(network)[3:]]
    assert network.requests() == [network.evaluate("location.href")]


def test_layers_open_to_units_and_these_to_gates(network: Browser) -> None:
    open_block(network, "layer 2")
    assert titles(network) == [f"unit {k}" for k in range(1, 5)]
    open_block(network, "unit 3")
    assert place(network) == "unit 3"
    assert network.texts("#way button") == ["whole graph", "layer 2"]
    open_block(network, titles(network)[0])
    while not network.texts("#picture .gate"):
        open_block(network, titles(network)[0])
    assert "tanh" in network.texts("#picture .gate .caption")


def test_opening_and_closing_keeps_every_number(network: Browser) -> None:
    before = numbers(network)
    for title in titles(network):
        open_block(network, title)
        inside = numbers(network)
        network.press("Escape")
        assert numbers(network) == before
        open_block(network, title)
        assert numbers(network) == inside
        network.click("#way button")
        assert numbers(network) == before


def test_keyboard_alone_opens_moves_and_goes_back(network: Browser) -> None:
    network.focus("#picture [tabindex='0']")
    for _ in range(3):
        network.press("ArrowRight")
    focused = network.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith(("block", "outside", "gate"))
    network.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter")
    assert place(network) != "whole graph"
    assert network.evaluate("document.activeElement.matches('#picture .shape')")
    network.press("Escape")
    assert place(network) == "whole graph"
    assert network.evaluate("document.activeElement.matches('#picture .block')")


def test_picture_has_one_tab_stop(network: Browser) -> None:
    assert network.evaluate("document.querySelectorAll('#picture [tabindex=\"0\"]').length") == 1


def test_outline_is_walked_and_chosen_from_with_the_keyboard(network: Browser) -> None:
    network.focus("#outline [tabindex='0']")
    network.press("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight")
    assert network.evaluate("document.activeElement.querySelector('.name').textContent") == "unit 1"
    network.press("Enter")
    assert place(network) == "unit 1"
    assert network.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    network.press("ArrowLeft", "ArrowLeft")
    assert network.evaluate("document.activeElement.querySelector('.name').textContent") == "layer 1"


def test_outline_is_a_tree_to_people_who_listen(network: Browser) -> None:
    tree = network.accessible("#outline")
    assert '- tree "Blocks and nodes"' in tree
    assert re.search(r'- treeitem "whole graph.*" \[expanded\]', tree)


def test_search_goes_to_a_name(network: Browser) -> None:
    network.press("/")
    network.fill("#sought", "unit 2")
    assert network.texts("#found button .muted")[0] == "layer 1"
    network.press("ArrowDown", "ArrowDown", "Enter")
    assert place(network) == "unit 2"
    assert network.texts("#way button") == ["whole graph", "layer 2"]
    network.fill("#sought", "nobody")
    assert network.text("#found") == "nothing has such a name"
    network.press("Escape")
    assert network.evaluate("document.querySelector('#found').hidden")


def test_steps_go_forward_and_then_back_through_what_is_open(network: Browser) -> None:
    network.click("#start")
    assert network.text("#phase") == "Start"
    assert network.evaluate("document.querySelectorAll('#picture .arrow:not(.no-gradient)').length") == 0
    network.click("#next")
    assert "computes its values" in network.text("#line")
    last = int(network.evaluate("document.querySelector('#scrub').max"))
    for _ in range(last - 2):
        network.click("#next")
    assert network.text("#phase") == "Backward pass"
    assert "flows back from" in network.text("#line")
    network.click("#next")
    assert network.text("#phase") == "Both passes are done"
    assert network.evaluate("document.querySelectorAll('#picture .pending, #picture .no-gradient').length") == 0


def test_steps_through_gates_write_out_the_chain_rule(chromium: Browser, tmp_path: Path) -> None:
    x, y = Value(2.0, "x"), Value(3.0, "y")
    z = x * y + x
    z.label = "z"
    z.backward()
    show(chromium, tmp_path, z)
    chromium.click("#start")
    lines = []
    for _ in range(int(chromium.evaluate("document.querySelector('#scrub').max"))):
        chromium.click("#next")
        lines.append(chromium.text("#line"))
    assert lines[:2] == ["#1 = x × y = 2 × 3 = 6", "z = #1 + x = 6 + 2 = 8"]
    assert {"1 × 1 = 1 → #1", "1 × 1 = 1 → x", "1 × 3 = 3 → x", "1 × 2 = 2 → y"} <= set(lines)


def test_a_node_tells_its_gradient_as_the_sum_of_what_came_back(chromium: Browser, tmp_path: Path) -> None:
    x = Value(3.0, "x")
    y = x * x + x
    y.backward()
    show(chromium, tmp_path, y)
    chromium.hover("#picture .input")
    assert chromium.texts("#details-text p") == [
        "x = 3", "gradient of x: 7", "1 × 3 = 3 from #1", "1 × 3 = 3 from #1", "1 × 1 = 1 from output",
    ]  # fmt: skip


def test_before_backward_no_gradient_is_shown_and_it_is_said(chromium: Browser, tmp_path: Path) -> None:
    x = Value(2.0, "x")
    show(chromium, tmp_path, x * x - 1)
    assert "call backward()" in chromium.text("#note")
    with no_grad():
        show(chromium, tmp_path, x * x)
    assert chromium.text("#note") == "This is a plain number: no gradient flows into it."
    show(chromium, tmp_path, x * x - 1)
    assert [text for text in chromium.texts("#picture .gradient") if text] == []


@pytest.mark.parametrize(("operation", "upper"), [("subtract", "a"), ("divide", "a")])
def test_operands_read_from_top_to_bottom(chromium: Browser, tmp_path: Path, operation: str, upper: str) -> None:
    a, b = Value(3.0, "a"), Value(2.0, "b")
    z = a * b - a if operation == "subtract" else (a * b) / a
    z.backward()
    show(chromium, tmp_path, z)
    ends = chromium.evaluate(
        "[...document.querySelectorAll('#picture .arrow')].map((group) => "
        "[group.querySelector('.forward').textContent, "
        "Number(group.querySelector('.head').getAttribute('points').split(/[ ,]/)[1])])"
    )
    assert dict(ends)["6"] < max(y for text, y in ends if text == "3")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_never_scrolls_sideways(chromium: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    show(chromium, tmp_path, layers(60), viewport={"width": width, "height": 844}, colorScheme=scheme)
    open_block(chromium, "layer 1")
    assert chromium.evaluate("document.documentElement.scrollWidth") <= width


def test_picture_is_dragged_and_enlarged(network: Browser) -> None:
    before = network.evaluate("document.querySelector('#picture').getAttribute('viewBox')")
    network.click("#closer")
    closer = network.evaluate("document.querySelector('#picture').getAttribute('viewBox')")
    assert float(closer.split()[2]) < float(before.split()[2])
    network.press("0")
    network.press("-")
    network.press("+")
    drag = (
        "document.querySelector('#picture').dispatchEvent(new PointerEvent("
        "'{}', {{ pointerId: 1, clientX: {}, clientY: 300, bubbles: true }}))"
    )
    network.evaluate("document.querySelector('#picture').setPointerCapture = () => undefined")
    at = network.evaluate("document.querySelector('#picture').getAttribute('viewBox')")
    for kind, x in (("pointerdown", 300), ("pointermove", 340), ("pointermove", 400), ("pointerup", 400)):
        network.evaluate(drag.format(kind, x))
    assert network.evaluate("document.querySelector('#picture').getAttribute('viewBox')") != at


def test_hostile_names_are_text(chromium: Browser, tmp_path: Path) -> None:
    label = "<img src=x onerror=alert(1)>&\"'"
    x = Value(2.0, label)
    y = x * x
    y.label = label
    y.backward()
    show(chromium, tmp_path, y)
    assert chromium.texts("#picture .input .caption") == [label]
    assert chromium.evaluate("document.images.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(chromium: Browser, tmp_path: Path, scheme: str, width: int) -> None:
    size = {"width": width, "height": 844}
    show(chromium, tmp_path, layers(60), viewport=size, colorScheme=scheme, bypassCSP=True)
    assert chromium.axe() == []
    open_block(chromium, "layer 1")
    chromium.fill("#sought", "unit")
    assert chromium.axe() == []


def test_all_digits_are_told_on_hover(chromium: Browser, tmp_path: Path) -> None:
    x = Value(0.123456, "x")
    y = x * 3
    y.backward()
    show(chromium, tmp_path, y)
    assert chromium.texts("#picture .arrow .forward")[0] == "0.123"
    assert chromium.texts("#picture .arrow title")[0] == "0.123456\n← 3"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_notebook_it_has_the_colours_around_it(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    background = {"light": "white", "dark": "#111"}[scheme]
    frame = explore(layers(60))._repr_mimebundle_()["text/html"]
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><body style='background: {background}'>{frame}", encoding="utf-8")
    chromium.open(path, colorScheme={"light": "dark", "dark": "light"}[scheme])
    chromium.wait_for("iframe[data-is-known]")
    assert chromium.evaluate_inside("getComputedStyle(document.documentElement).colorScheme") == scheme
    assert chromium.evaluate("document.querySelector('iframe').offsetHeight") > 500


def test_two_fingers_enlarge_what_is_between_them(network: Browser) -> None:
    touch = (
        "document.querySelector('#picture').dispatchEvent(new PointerEvent("
        "'{}', {{ pointerId: {}, clientX: {}, clientY: 300, bubbles: true }}))"
    )
    network.evaluate("document.querySelector('#picture').setPointerCapture = () => undefined")
    width = "document.querySelector('#picture').viewBox.baseVal.width"
    before = network.evaluate(width)
    for kind, finger, x in (
        ("pointerdown", 1, 300), ("pointerdown", 2, 400), ("pointermove", 2, 450), ("pointermove", 1, 250),
        ("pointerup", 1, 250), ("pointerup", 2, 450),
    ):  # fmt: skip
        network.evaluate(touch.format(kind, finger, x))
    assert network.evaluate(width) == pytest.approx(before / 2, rel=0.01)


def test_what_comes_back_along_several_arrows_adds_up_at_the_node(chromium: Browser, tmp_path: Path) -> None:
    x = Value(3.0, "x")
    y = x * x + x
    y.backward()
    show(chromium, tmp_path, y)
    assert chromium.texts("#picture .input .gradient") == [" Σ ← 7"]
    assert chromium.texts("#picture .gate .gradient") == []
    chromium.click("#back")
    assert chromium.evaluate("getComputedStyle(document.querySelector('.input .gradient')).visibility") == "visible"
    chromium.click("#back")
    assert chromium.evaluate("getComputedStyle(document.querySelector('.input .gradient')).visibility") == "hidden"
