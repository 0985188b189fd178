"""The playground trains as `nn.fit` does, to rounding; what it opens is the same gradient; and chromium shows it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.resources import files
from io import StringIO
from pathlib import Path
from statistics import fmean, pvariance
from typing import Any

import pytest

from autograd_core import Value, dot, softplus
from nn import MLP, fit
from nn.datasets import bumps, circles, moons, quadrants, spirals, symmetry_patterns, tilted_plane
from nn.optimizers import OPTIMIZERS
from tests.browser.browser import Browser
from tests.browser.conversation import Conversation
from viz import language, playground
from viz.playground_page import ready_page
from viz.playground_page.ready import SETS, SETTINGS
from viz.playground_page.recorded import SETTINGS as RECORDED

pytestmark = pytest.mark.thorough

ROUNDING = 1e-12  # sums are added up in another order
PLANE = {
    "circles": circles,
    "moons": moons,
    "quadrants": quadrants,
    "spirals": spirals,
    "plane": tilted_plane,
    "bumps": bumps,
}
MEASURED = {"plane", "bumps"}  # with numbers, and no classes
PROGRAM = Path(__file__).with_name("playground.cjs")
SHARED = ("kernels.js", "number_text.js", "rivers.js")
OWN = (
    "random",
    "datasets",
    "features",
    "samples",
    "compose",
    "run",
    "optimizers",
    "training",
    "way",
    "way_picture",
    "python",
)


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


class Twin:
    """What the page computes, asked by question."""

    def __init__(self, folder: Path, page: str | None = None) -> None:
        data = folder / "data.json"
        data.write_text(json.dumps(data_of(page or ready_page())), encoding="utf-8")
        scripts = [files("viz.stepper_page").joinpath(name) for name in SHARED]
        scripts += [files("viz.playground_page").joinpath(f"{name}.js") for name in OWN]
        self._node = Conversation([str(PROGRAM), str(data), *map(str, scripts)])

    def ask(self, question: str, **given: Any) -> Any:
        return self._node.answer({"question": question, **given})

    def close(self) -> None:
        self._node.close()


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twin]:
    found = Twin(tmp_path_factory.mktemp("playground"))
    yield found
    found.close()


def settings(**other: Any) -> dict[str, Any]:
    chosen = {**SETTINGS, **other}
    return {**SETTINGS, **SETS[chosen["set"]], **other}


# Random numbers and points.


@pytest.mark.parametrize("seed", [0, 1, 42, 2**31, 2**32 + 7])
def test_random_numbers_are_pythons(twin: Twin, seed: int) -> None:
    generator = random.Random(seed)
    numbers = [x for _ in range(400) for x in (generator.random(), generator.uniform(-2, 3), generator.gauss(1, 2))]
    order = list(range(100))
    generator.shuffle(order)
    found = twin.ask("drawn", seed=seed, count=400)
    assert found["numbers"] == pytest.approx(numbers, rel=ROUNDING)
    assert found["shuffled"] == order


@pytest.mark.parametrize("name", PLANE)
def test_points_are_those_of_nn(twin: Twin, name: str) -> None:
    points, labels = PLANE[name](50, noise=0.07, seed=3)
    found = twin.ask("set", settings={"set": name, "count": 50, "noise": 0.07, "seed": 3})
    assert found["targets" if name in MEASURED else "labels"] == pytest.approx(labels, abs=ROUNDING)
    assert [x for point in found["inputs"] for x in point] == pytest.approx(
        [x for point in points for x in point], abs=ROUNDING
    )


def test_patterns_are_those_of_nn(twin: Twin) -> None:
    patterns, labels = symmetry_patterns()
    assert twin.ask("set", settings=settings(set="symmetry")) == {"inputs": patterns, "labels": labels}


# Training.


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_update_rules_are_those_of_nn(twin: Twin, name: str) -> None:
    net = MLP(2, [2, 1], generator=random.Random(1))
    optimizer = OPTIMIZERS[name](net, 0.1)
    memory = [[0.0] * len(optimizer.parameters) for _ in optimizer.remembers]
    generator = random.Random(2)
    for step in range(1, 6):
        gradients = [generator.gauss(0, 1) for _ in optimizer.parameters]
        changes, kept = optimizer.changes(gradients, 0.1)
        found = twin.ask("step", name=name, rate=0.1, step=step, gradients=gradients, memory=memory)
        assert found["changes"] == pytest.approx(changes, rel=ROUNDING)
        memory = found["memory"]
        for numbers, remembered in zip(memory, optimizer.remembers, strict=True):
            assert numbers == pytest.approx(kept[remembered], rel=ROUNDING)
        optimizer.memory, optimizer.steps = kept, step


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("circles", [8, 8]),
        ("moons", [3]),
        ("symmetry", [2]),
        ("quadrants", [1, 2, 8, 4]),
        ("moons", []),
        ("symmetry", []),
        ("plane", []),
        ("bumps", [8, 8]),
    ],
)
def test_twenty_steps_are_those_of_fit(
    twin: Twin, name: str, layers: list[int], optimizer: str, activation: str
) -> None:
    chosen = settings(
        set=name, layers=layers, optimizer=optimizer, activation=activation, held=0, count=40, batch=10, rate=0.03
    )
    inputs, labels = symmetry_patterns() if name == "symmetry" else PLANE[name](40, noise=chosen["noise"], seed=1)
    generator = random.Random(1)
    net = MLP(len(inputs[0]), [*layers, 1], activation=activation, initializer="xavier", generator=generator)
    history = fit(
        net, inputs, labels, loss=chosen["loss"], optimizer=optimizer, learning_rate=0.03, batch_size=10,
        epochs=5, generator=generator, progress=False,
    )  # fmt: skip
    found = twin.ask("trained", settings=chosen, epochs=5)
    assert found["losses"] == pytest.approx(history.losses, rel=ROUNDING)
    assert found["parameters"] == pytest.approx([p.data for p in net.parameters()], rel=1e-9, abs=ROUNDING)


def ran(lines: str) -> dict[str, Any]:
    """The variables after lines of Python."""
    variables: dict[str, Any] = {}
    with redirect_stdout(StringIO()):
        exec(lines.replace("compiled=True,", "compiled=True, progress=False,"), variables)
    return variables


def assert_lines_give_the_same_losses(twin: Twin, chosen: dict[str, Any], edits: list[list[Any]]) -> None:
    history = ran(twin.ask("lines", settings=chosen, edits=edits, epochs=3))["history"]
    found = twin.ask("trained", settings=chosen, edits=edits, epochs=3)
    assert found["losses"] == pytest.approx(history.losses, rel=ROUNDING)
    if chosen["held"]:
        assert found["validation"] == pytest.approx(history.validation_losses, rel=ROUNDING)


@pytest.mark.parametrize("penalty", ["none", "l1", "l2"])
@pytest.mark.parametrize("name", SETS)
def test_lines_of_python_give_the_same_losses(twin: Twin, name: str, penalty: str) -> None:
    assert_lines_give_the_same_losses(twin, settings(set=name, penalty=penalty, amount=0.003), [])


@pytest.mark.parametrize(("name", "first", "second"), [("moons", "+1", "+0"), ("bumps", "+0.75", "+-0.25")])
def test_lines_of_python_have_what_was_moved_added_and_taken_away(
    twin: Twin, name: str, first: str, second: str
) -> None:
    edits = [["3", 0.25, -0.5], [first, 0.1, 0.2], ["-5"], [second, -0.1, 0.2], ["150", 0.0, 0.5]]
    assert_lines_give_the_same_losses(twin, settings(set=name), edits)


@pytest.mark.parametrize("name", ["circles", "symmetry", "bumps"])
def test_lines_of_python_of_a_network_without_hidden_layers_give_the_same_losses(twin: Twin, name: str) -> None:
    assert_lines_give_the_same_losses(twin, settings(set=name, layers=[], penalty="l2"), [])


def test_lines_of_python_begin_at_weights_that_were_set_by_hand(twin: Twin) -> None:
    chosen = settings(set="bumps", layers=[2], penalty="l1")
    start = [1, -0.30000000000000004, 1e-7, 0, 2.5, -4, 0.75, 1, 0]
    history = ran(twin.ask("lines", settings=chosen, edits=[], epochs=3, start=start))["history"]
    found = twin.ask("trained", settings=chosen, edits=[], epochs=3, start=start)
    assert found["losses"] == pytest.approx(history.losses, rel=ROUNDING)


def test_score_of_numbers_is_the_share_of_their_variance_that_is_explained(twin: Twin) -> None:
    chosen = settings(set="bumps", held=0)
    variables = ran(twin.ask("lines", settings=chosen, edits=[], epochs=3))
    scores = [variables["net"](x).data for x in variables["inputs"]]
    targets = variables["targets"]
    missed = [(score - target) ** 2 for score, target in zip(scores, targets, strict=True)]
    assert twin.ask("trained", settings=chosen, epochs=3)["score"] == pytest.approx(
        1 - fmean(missed) / pvariance(targets), rel=1e-9
    )


def test_lines_of_python_have_the_functions_of_the_points(twin: Twin) -> None:
    names = ["x", "xx", "yy", "xy", "sx", "sy"]
    assert_lines_give_the_same_losses(twin, settings(set="spirals", features=names), [["3", 0.25, -0.5]])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("rate", [1e9, 1e300, 1e308])
def test_parameters_stay_finite_whatever_the_learning_rate(twin: Twin, rate: float, activation: str) -> None:
    found = twin.ask("trained", settings=settings(rate=rate, optimizer="momentum", activation=activation), epochs=50)
    assert None not in found["parameters"]  # what is not finite


def test_a_step_that_would_leave_the_numbers_is_not_taken_and_said(twin: Twin) -> None:
    assert twin.ask("trained", settings=settings(rate=1e308), epochs=5)["fault"] == "loss"


@pytest.mark.parametrize(("fault", "other"), [("rate", {"rate": 0}), ("rate", {"rate": -1})])
def test_what_cannot_be_trained_is_said_before_a_step(twin: Twin, fault: str, other: dict[str, Any]) -> None:
    assert twin.ask("trained", settings=settings(**other), steps=1)["fault"] == fault


def test_a_sample_that_is_moved_is_where_the_next_step_looks(twin: Twin) -> None:
    before, after = twin.ask("moved", settings=settings(), sample=3, inputs=[5.0, -5.0])
    assert before != after


ENOUGH_EPOCHS = 600  # ten seconds of a page at 60 epochs a second


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_learned_as_it_opens(twin: Twin, name: str) -> None:
    found = twin.ask("trained", settings=settings(set=name), epochs=ENOUGH_EPOCHS)
    assert found["score"] >= (0.95 if name == "spirals" else 0.97)


# What is opened.


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("parameter", [0, 2, 5, 40, 104])
def test_way_of_a_weight_has_its_gradient(twin: Twin, parameter: int, activation: str) -> None:
    found = twin.ask("way", settings=settings(layers=[8, 8], activation=activation), parameter=parameter, sample=4)
    assert found["steppedLoss"] == pytest.approx(found["loss"], rel=ROUNDING)
    assert found["stepped"] == pytest.approx(found["gradient"], rel=1e-11, abs=1e-15)
    assert found["nodes"] < 90


@pytest.mark.parametrize("parameter", [0, 30, 100])
def test_a_long_way_ends_at_a_few_numbers_and_keeps_loss_and_gradient(twin: Twin, parameter: int) -> None:
    found = twin.ask("way", settings=settings(layers=[8, 8, 8, 8]), parameter=parameter, sample=4)
    assert found["steppedLoss"] == pytest.approx(found["loss"], rel=1e-11)
    assert found["stepped"] == pytest.approx(found["gradient"], rel=1e-11, abs=1e-15)
    assert found["nodes"] <= 112
    letter = "b" if parameter < 24 else "c"
    assert parameter == 100 or found["ends"] == [f"{letter}{chr(ord('₀') + i)}" for i in range(1, 9)]


# What somebody recorded.


def recorded() -> tuple[MLP, dict[str, Any]]:
    """A network of nn, and the arguments of its page."""
    net = MLP(2, [3, 2, 1], activation="tanh", initializer="xavier", generator=random.Random(5))
    x, y, target = Value(0.0, "x"), Value(0.0, "y"), Value(0.0, "t")
    score = net([x, y])
    points, labels = moons(40)
    data = points, [2 * label - 1 for label in labels]
    return net, {
        "loss": softplus(-target * score), "score": score, "inputs": [x, y], "targets": [target], "data": data,
    }  # fmt: skip


def test_recorded_network_is_trained_as_by_fit(tmp_path: Path) -> None:
    net, given = recorded()
    page = playground(given.pop("loss"), **given)
    twin = Twin(tmp_path, page.html)
    found = twin.ask("recorded", options={**RECORDED, "batch": 8}, epochs=4)
    twin.close()
    points, targets = given["data"]
    fit(
        net, points, targets, loss=lambda score, target: softplus(-target * score), optimizer="adam",
        learning_rate=0.03, batch_size=8, epochs=4, generator=random.Random(1), progress=False,
    )  # fmt: skip
    numbers = dict(zip(found["names"], found["parameters"], strict=True))
    assert sorted(numbers.values()) == pytest.approx(sorted(p.data for p in net.parameters()), rel=1e-9)
    assert numbers["x→a₁"] == pytest.approx(net.layers[0].neurons[0].w[0].data, rel=1e-9)
    assert numbers["1→s"] == pytest.approx(net.layers[2].neurons[0].b.data, rel=1e-9)


# In the browser.


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "playground.html"
    path.write_text(ready_page(), encoding="utf-8")
    return path


WIDTHS = [390, 820, 1440]
STATE = "[...document.querySelectorAll('.state dd')].map((each) => each.textContent)"


def show(chromium: Browser, path: Path, link: str = "", width: int = 1440, **options: Any) -> None:
    chromium.open(path, link, viewport={"width": width, "height": 900}, **options)


def until(chromium: Browser, condition: str) -> None:
    """Wait until a condition holds in the page."""
    chromium.evaluate(
        f"new Promise((done) => {{ const look = () => ({condition}) ? done() : setTimeout(look, 20); look(); }})"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_page_learns_when_it_plays_and_stops_when_it_is_paused(chromium: Browser, ready: Path, width: int) -> None:
    show(chromium, ready, width=width)
    chromium.click("#play")
    until(chromium, "document.querySelector('#right').textContent === '100 % / 100 %'")
    chromium.click("#play")
    before = chromium.evaluate(STATE)
    chromium.evaluate("new Promise((done) => setTimeout(done, 120))")
    assert chromium.evaluate(STATE) == before
    assert chromium.evaluate("document.documentElement.scrollWidth") <= width
    assert chromium.complaints() == []


def test_page_has_the_size_of_a_picture_and_loads_nothing(chromium: Browser, ready: Path) -> None:
    with language("ko"):
        sizes = [ready.stat().st_size, len(ready_page().encode())]
    assert max(sizes) <= 300_000
    show(chromium, ready, "#steps=20&opened=w3")
    assert [each for each in chromium.requests() if not each.startswith(("file:", "about:"))] == []


def test_steps_and_epochs_are_counted_and_taken_back(chromium: Browser, ready: Path) -> None:
    show(chromium, ready)
    start = chromium.text("#loss-train")
    chromium.click("#step")
    assert (chromium.text("#epochs"), chromium.text("#steps")) == ("0", "1")
    chromium.click("#one-epoch")
    assert (chromium.text("#epochs"), chromium.text("#steps")) == ("1", "10")
    chromium.click("#restart")
    assert (chromium.text("#epochs"), chromium.text("#steps"), chromium.text("#loss-train")) == ("0", "0", start)


def test_gradients_are_there_before_the_first_step(chromium: Browser, ready: Path) -> None:
    show(chromium, ready)
    told = "[...document.querySelectorAll('.histogram svg')].map((each) => each.getAttribute('aria-label'))"
    first = chromium.evaluate(told)
    assert not any(text.endswith(" 0") for text in first)
    chromium.click("#step")
    assert chromium.evaluate(told) == first


def test_a_weight_is_opened_by_a_click_and_told_from_sample_to_step(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#steps=100")
    for kind in ("pointerdown", "pointerup"):
        chromium.evaluate(
            "document.querySelectorAll('.hit')[2].dispatchEvent("
            f"new PointerEvent('{kind}', {{ pointerId: 1, button: 0, bubbles: true }}))"
        )
    title = chromium.text("#why-title")
    found = re.fullmatch(r"Why (\w+→\w+) moves by ([+−][\d.]+)", title)
    assert found is not None
    last = chromium.texts("#why-text p")[-1]
    numbers = [float(x.replace("−", "-")) for x in re.findall(r"−?\d[\d.e-]*\d|−?\d", last.partition(" is ")[2])]
    before, change, after = numbers
    assert after == pytest.approx(before - change, abs=1e-5)
    chromium.click("#take")
    told = chromium.evaluate("document.querySelector('#weight-range').valueAsNumber")
    assert told == pytest.approx(after, abs=0.006)  # the slider's grain


def test_opened_graph_is_the_steppers_and_ends_at_the_same_gradient(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#steps=100&opened=w3&sample=5")
    gradient = chromium.evaluate("document.querySelector('#why-text .gradient').textContent")
    chromium.wait_for("#way")
    assert chromium.evaluate_inside("document.querySelector('#line .gradient').textContent") == gradient
    assert chromium.evaluate_inside("document.querySelectorAll('#picture .shape').length") > 5


def test_a_unit_opens_all_its_weights_by_keyboard(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#steps=100")
    chromium.focus(".unit[aria-label^='unit b₁']")
    chromium.press("Enter")
    assert chromium.text("#why-title") == "Unit b₁"
    assert len(chromium.texts("#weights button")) == 5
    chromium.focus("#weights button")
    chromium.press("Enter")
    assert chromium.text("#why-title").startswith("Why a₁→b₁ moves by")
    assert chromium.evaluate("document.activeElement.id") == "weight-range"
    chromium.press("Escape")
    assert chromium.text("#why-title") == "Open a number"
    assert chromium.evaluate("document.activeElement.getAttribute('aria-label')").startswith("unit b₁")


def test_points_are_opened_moved_and_taken_away_by_keyboard(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#steps=10")
    chromium.focus(".point[tabindex='0']")
    chromium.press("ArrowRight", "Enter")
    assert chromium.evaluate("document.querySelector('.point.opened').getAttribute('aria-pressed')") == "true"
    assert all(chromium.texts(".unit-number"))
    label = "document.activeElement.getAttribute('aria-label')"
    before = chromium.evaluate(label)
    chromium.press("Shift+ArrowRight")
    assert chromium.evaluate(label) != before
    count = "document.querySelectorAll('.point').length"
    assert chromium.evaluate(count) == 200
    chromium.press("Delete")
    assert chromium.evaluate(count) == 199


def test_points_are_added_by_a_click(chromium: Browser, ready: Path) -> None:
    show(chromium, ready)
    chromium.click("input[name=tool][value='1']")
    chromium.evaluate(
        "((box) => document.querySelector('#answer svg').dispatchEvent(new MouseEvent('click', "
        "{ clientX: box.left + 9, clientY: box.top + 9, bubbles: true })))"
        "(document.querySelector('#answer svg').getBoundingClientRect())"
    )
    assert chromium.evaluate("document.querySelectorAll('.point').length") == 201


def test_link_brings_everything_back(chromium: Browser, ready: Path) -> None:
    link = "#set=moons&layers=3,2&features=x,xy,sy&activation=relu&optimizer=momentum&rate=0.1&batch=7&seed=9"
    show(chromium, ready, f"{link}&penalty=l2&amount=0.01&steps=90&opened=u1.0&sample=3&points=4:0.5:0.2&lines=river")
    before = chromium.evaluate(STATE), chromium.text("#why-title"), chromium.texts(".unit-number")
    chromium.evaluate("navigator.clipboard.writeText = () => Promise.resolve()")
    chromium.click("#copy")
    found = chromium.evaluate("location.hash")
    show(chromium, ready, found)
    assert (chromium.evaluate(STATE), chromium.text("#why-title"), chromium.texts(".unit-number")) == before
    assert chromium.text("#notice") == ""


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("#set=nowhere", "set=nowhere"),
        ("#layers=9,9", "layers=9,9"),
        ("#rate=fast&batch=-3", "rate=fast, batch=-3"),
        ("#%", "%"),
        ("#opened=x", "opened=x"),
        ("#features=x,x", "features=x,x"),
        ("#weights=AAAA", "weights=AAAA"),
        ("#layers=0&weights=AAAAAAAA8D8", "weights=AAAAAAAA8D8"),
        ("#set=bumps&points=%2Bhigh:0:0", "points=+high:0:0"),
        ("#points=%2B0.5:0:0", "points=+0.5:0:0"),
    ],
)
def test_link_that_cannot_be_read_is_told_and_the_page_goes_on(
    chromium: Browser, ready: Path, link: str, told: str
) -> None:
    show(chromium, ready, link)
    assert chromium.text("#notice").endswith(told)
    chromium.click("#step")
    assert chromium.text("#steps") == "1"


@pytest.mark.parametrize("text", ["NaN", "0", "-1", "inf", "", "often"])
def test_learning_rate_that_is_none_is_refused_and_the_old_one_kept(chromium: Browser, ready: Path, text: str) -> None:
    show(chromium, ready)
    chromium.fill("#rate", text)
    assert chromium.text("#notice") == "A learning rate is a positive, finite number."
    chromium.click("#one-epoch")
    assert chromium.text("#epochs") == "1"


def test_a_learning_rate_that_is_far_too_high_is_told_and_can_be_lowered(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#optimizer=sgd")
    chromium.fill("#rate", "1e9")
    chromium.click("#one-epoch")
    assert "steps are too long" in chromium.text("#fault")
    chromium.click("#restart")
    chromium.fill("#rate", "0.1")
    chromium.click("#one-epoch")
    assert chromium.evaluate("document.querySelector('#fault').hidden")


def test_without_training_points_the_page_says_so_and_goes_on_with_one(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#count=2&held=0.5&points=-0")
    chromium.click("#step")
    assert "no training point" in chromium.text("#fault")
    show(chromium, ready, "#count=2&held=0.5&points=-0;%2B1:0.5:0.5&seed=2")  # one class
    chromium.click("#step")
    assert chromium.text("#steps") == "1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(chromium: Browser, ready: Path, width: int, scheme: str) -> None:
    show(chromium, ready, "#steps=40&opened=u1.0&sample=2", width, colorScheme=scheme, bypassCSP=True)
    assert chromium.axe() == []
    show(chromium, ready, "#set=symmetry&steps=40&opened=w3", width, colorScheme=scheme, bypassCSP=True)
    assert chromium.axe() == []


def test_korean_page_has_no_english(chromium: Browser, tmp_path: Path) -> None:
    with language("ko"):
        (tmp_path / "ko.html").write_text(ready_page(), encoding="utf-8")
    show(chromium, tmp_path / "ko.html", "#steps=40&opened=w3")
    words = set(re.findall("[A-Za-z]{3,}", chromium.evaluate("document.querySelector('main').innerText")))
    assert words <= {"tanh", "sigmoid", "ReLU", "Adam", "XOR", "sin", "Shift", "Enter", "Delete"}


def test_recorded_page_learns(chromium: Browser, tmp_path: Path) -> None:
    _, given = recorded()
    path = playground(given.pop("loss"), **given).save(tmp_path / "recorded.html")
    show(chromium, path)
    chromium.click("#play")
    until(chromium, "document.querySelector('#right').textContent === '100 %'")
    chromium.click("#play")
    assert [name for name in chromium.texts(".unit-name") if name in "xy"] == ["x", "y"]
    assert chromium.complaints() == []


def test_a_unit_that_is_pointed_at_is_seen_in_the_large_map(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#steps=200")
    border = "document.querySelector('.border').getAttribute('d')"
    before = chromium.evaluate(border)
    chromium.hover(".unit[aria-label^='unit a₂']")
    assert chromium.text("#output-title") == "What a₂ answers"
    assert chromium.evaluate(border) != before
    chromium.hover("#curves")
    assert (chromium.text("#output-title"), chromium.evaluate(border)) == ("Answer", before)


STILL = 0  # pixels that the mouse moves between its press and its release


def test_a_point_is_opened_by_the_mouse(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#seed=3&count=20")
    for told in ("sample 1, ", "", "sample 1, "):  # opened, closed, opened
        chromium.drag(".point", STILL)
        assert chromium.text("#sample").startswith(told)
        assert bool(chromium.text("#sample")) == bool(told)
    chromium.drag(".point", 60)
    chromium.evaluate(
        "document.querySelectorAll('.point')[1].dispatchEvent(new MouseEvent('click', { bubbles: true }))"
    )
    assert chromium.text("#sample").startswith("sample 2, ")  # a screen reader's click, after a drag


def test_a_unit_a_weight_and_a_cell_are_opened_by_the_mouse(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#set=symmetry&layers=1", reducedMotion="reduce")
    chromium.drag("#answer .point", STILL)
    assert chromium.text("#sample").startswith("sample ")
    chromium.drag(".unit:not(.input)", STILL)
    assert chromium.text("#why-title") == "Unit a₁"
    chromium.evaluate("scrollTo(0, 0)")  # what is opened was scrolled to
    chromium.drag(".hit >> nth=-1", STILL)  # the line from the only unit to the score
    assert chromium.text("#why-title").startswith("Why a₁→s moves by")


def test_a_link_to_another_state_says_so_when_it_is_copied_and_opened(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#count=20")
    chromium.drag(".point", 60)
    chromium.click("#tool [value='1']")
    chromium.drag("#answer svg", STILL)
    chromium.fill("#batch", "3")
    chromium.fill("#rate", "0.02")
    for _ in range(9):
        chromium.click("#step")
    loss = chromium.text("#loss-train")
    chromium.click("#copy")
    assert "starts anew" not in chromium.text("#notice")
    chromium.reload()
    assert chromium.text("#loss-train") == loss  # what was changed before the first step is in the link
    chromium.fill("#rate", "0.5")
    chromium.click("#step")
    chromium.click("#copy")
    told = "The link begins at the weights of that moment: "
    assert told in chromium.text("#notice")
    losses = chromium.texts(".state .train dd, .state .test dd")
    chromium.reload()
    assert chromium.text("#notice").startswith(told)
    assert (chromium.texts(".state .train dd, .state .test dd"), chromium.text("#steps")) == (losses, "0")
    chromium.click("#copy")
    assert told not in chromium.text("#notice")  # it began there


def test_a_link_has_the_weights_that_were_set_by_hand_to_the_last_bit(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#layers=8,8,8,8&opened=w0")
    drawn = chromium.text("#loss-train")
    chromium.focus("#weight-range")
    chromium.press("Home")
    start = chromium.text("#loss-train")
    for _ in range(3):
        chromium.click("#step")
    state = chromium.evaluate(STATE), chromium.texts("#why-text p")
    chromium.click("#copy")
    assert chromium.text("#notice") == "The link was copied."  # steps from there lead here
    assert len(chromium.evaluate("location.href")) < 4_000
    chromium.reload()
    assert (chromium.evaluate(STATE), chromium.texts("#why-text p")) == state
    chromium.click("#python")
    assert "parameter.data = x" in chromium.text("#lines")
    chromium.click("#close-code")
    chromium.click("#restart")
    assert chromium.text("#loss-train") == start
    chromium.click("#restart")
    assert chromium.text("#loss-train") == drawn


def test_too_many_weights_are_not_in_the_link_and_it_says_so(chromium: Browser, tmp_path: Path) -> None:
    x, target = [Value(0.0) for _ in range(401)], Value(0.0)
    score = dot([Value(0.1) for _ in x], x)
    path = playground((score - target) ** 2, score=score, inputs=x, targets=[target], data=([[1.0] * 401], [1.0])).save(
        tmp_path / "wide.html"
    )
    show(chromium, path, "#opened=w0&rate=0.0001")
    chromium.focus("#weight-range")
    chromium.press("ArrowRight")
    chromium.click("#copy")
    assert "The link starts anew with the last data and settings, and takes 0 steps: " in chromium.text("#notice")
    assert "weights=" not in chromium.evaluate("location.hash")


def test_the_largest_loss_beside_the_curves_and_chosen_words_are_seen_whole(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#optimizer=sgd&rate=1e7&activation=relu&steps=100")
    box = "document.querySelector('#curves .tick').getBoundingClientRect()"
    assert chromium.evaluate("document.querySelector('#curves .tick').textContent.length") > 5
    assert chromium.evaluate(f"{box}.left >= document.querySelector('#curves').getBoundingClientRect().left")
    needed = (
        "(() => { const select = document.querySelector('#optimizer').cloneNode(true);"
        " select.style.cssText = 'width: max-content; position: absolute';"
        " document.querySelector('#optimizer').after(select); const width = select.offsetWidth; select.remove();"
        " return width; })()"
    )
    assert chromium.evaluate("document.querySelector('#optimizer').offsetWidth") >= chromium.evaluate(needed)


def test_one_class_is_told_in_words(chromium: Browser, ready: Path, tmp_path: Path) -> None:
    told = "document.querySelector('#one-target').hidden"
    show(chromium, ready)
    assert chromium.evaluate(told)
    _, given = recorded()
    points, targets = given.pop("data")
    path = playground(given.pop("loss"), **given, data=(points, [1.0] * len(targets))).save(tmp_path / "one.html")
    show(chromium, path)
    assert not chromium.evaluate(told)


@pytest.mark.parametrize("by_finger", [False, True])
def test_a_point_is_dragged(chromium: Browser, ready: Path, by_finger: bool) -> None:
    show(chromium, ready, "#seed=3&count=20", hasTouch=by_finger)
    loss = chromium.text("#loss-train")
    places = "[...document.querySelectorAll('.point')].map((each) => each.getAttribute('transform'))"
    before = chromium.evaluate(places)
    chromium.drag(".point", 90, by_finger=by_finger)
    assert [one != other for one, other in zip(chromium.evaluate(places), before, strict=True)].count(True) == 1
    assert chromium.text("#loss-train") != loss


def test_a_weight_is_dragged(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#opened=w0")
    before = chromium.evaluate("document.querySelector('#weight-range').valueAsNumber")
    events = [("pointerdown", 300), ("pointermove", 280), ("pointermove", 250), ("pointerup", 250)]
    for kind, y in events:
        chromium.evaluate(
            "document.querySelector('.line.opened .hit').dispatchEvent("
            f"new PointerEvent('{kind}', {{ pointerId: 1, button: 0, clientY: {y}, bubbles: true }}))"
        )
    found = chromium.evaluate("document.querySelector('#weight-range').valueAsNumber")
    assert found == pytest.approx(before + 0.5, abs=0.011)  # a hundredth for each pixel upwards


def test_a_network_of_one_input_is_a_curve_through_its_targets(chromium: Browser, tmp_path: Path) -> None:
    x, target = Value(0.0, "x"), Value(0.0, "t")
    a, b = Value(1.0, "a"), Value(0.0, "b")
    score = a * x + b
    data = [0, 1, 2], [1, 3, 5]
    path = playground((score - target) ** 2, score=score, inputs=[x], targets=[target], data=data).save(
        tmp_path / "line.html"
    )
    show(chromium, path, "#steps=3000&rate=0.01&sample=3&opened=u1.0")
    assert chromium.text("#sample").startswith("sample 3, target 5: score 5, loss ")
    assert chromium.texts("#weights tbody th") == ["a", "b"]
    assert chromium.texts("#weights tbody td:nth-of-type(1)") == ["2", "1"]
    assert chromium.text("#right") == "1"  # R²
    assert chromium.texts(".axis-name") == ["x", "target"]
    assert chromium.evaluate("document.querySelector('#key-copy').hidden")
    assert chromium.complaints() == []


def test_motion_is_calm_where_it_is_unwelcome(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#lines=river", reducedMotion="reduce")
    chromium.click("#play")
    assert chromium.evaluate("getComputedStyle(document.querySelector('.flow')).animationName") == "none"
    until(chromium, "Number(document.querySelector('#steps').textContent) > 10")
    chromium.click("#play")


def test_page_in_a_notebook_has_the_colours_around_it(chromium: Browser, tmp_path: Path) -> None:
    _, given = recorded()
    frame = playground(given.pop("loss"), **given)._repr_mimebundle_()["text/html"]
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><body style='background: #111'>{frame}", encoding="utf-8")
    chromium.open(path, colorScheme="light")
    chromium.wait_for("iframe[data-is-known]")
    height = "document.querySelector('iframe').offsetHeight"
    until(chromium, f"{height} !== 1100")
    assert chromium.evaluate(height) > 500
    assert chromium.evaluate_in("iframe", "getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert chromium.complaints() == []


def test_inputs_are_functions_of_the_point_and_at_least_one_stays(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#set=circles&features=xx,yy&layers=1&rate=0.3&steps=300")
    assert chromium.text("#right").startswith("100 %")  # a line in these, a circle in the plane
    assert chromium.texts(".unit-name")[:2] == ["x₁²", "x₂²"]
    chromium.click("[data-feature='xx']")
    assert chromium.evaluate("document.querySelector(\"[data-feature='yy']\").disabled")
    assert chromium.complaints() == []


# Numbers in the place of classes, and networks without hidden layers.


def test_a_network_without_hidden_layers_is_linear_and_can_get_one(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#set=moons&layers=0&steps=100")
    assert chromium.text("#layers > span") == "no hidden layer: linear"
    assert len(chromium.texts(".unit")) == 3
    assert chromium.evaluate("document.querySelector('#activation').disabled")
    straight = "new Set(document.querySelector('.border').getAttribute('d').match(/[\\d.]+,[\\d.]+/g)).size"
    assert chromium.evaluate(straight) > 10
    chromium.click("#layers button[aria-label='One layer more']")
    assert chromium.text("#layers > span") == "1 hidden layer"
    chromium.click("#layers button[aria-label='One layer fewer']")
    chromium.click("#copy")
    assert "layers=0&" in chromium.evaluate("location.hash")
    assert chromium.complaints() == []


def test_bumps_are_learned_and_the_score_is_the_explained_variance(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#set=bumps&steps=3000&opened=u2.0&sample=3")
    assert chromium.text("#right-title") == "R², at best 1"
    assert all(float(x) > 0.95 for x in chromium.text("#right").split(" / "))
    assert re.fullmatch(r"sample 3, target [\d.]+: score [\d.]+, loss [\d.e-]+", chromium.text("#sample"))
    assert (chromium.text("#bar-first"), chromium.text("#bar-last")) == ("−1", "1")
    assert chromium.complaints() == []


def test_a_point_with_a_target_is_added_and_comes_back_with_the_link(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#set=plane")
    chromium.fill("#target", "-0.25")
    chromium.drag("#answer svg", STILL)
    added = "document.querySelector('.point').getAttribute('aria-label')"
    assert chromium.evaluate(added).endswith("target −0.25")
    chromium.fill("#target", "high")
    assert chromium.text("#notice") == "A target is a number from −1000 to 1000."
    chromium.click("#copy")
    chromium.reload()
    assert chromium.evaluate(added).endswith("target −0.25")
    assert chromium.evaluate("document.querySelectorAll('.point').length") == 201


@pytest.mark.parametrize(("name", "bands"), [("circles", 2), ("bumps", 8)])
def test_colours_in_steps_are_few(chromium: Browser, ready: Path, name: str, bands: int) -> None:
    colors = (
        "(() => { const canvas = document.querySelector('#answer canvas');"
        " const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);"
        " return new Set(new Uint32Array(data.buffer)).size; })()"
    )
    show(chromium, ready, f"#set={name}&steps=300")
    assert chromium.evaluate(colors) > 20
    chromium.click("#stepped")
    assert 1 < chromium.evaluate(colors) <= bands
    chromium.click("#copy")
    chromium.reload()
    assert 1 < chromium.evaluate(colors) <= bands


def test_validation_points_are_hidden_from_eyes_and_keys(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#count=20&held=0.8")
    shown = (
        "[...document.querySelectorAll('.point')].filter((each) => getComputedStyle(each).display !== 'none').length"
    )
    assert chromium.evaluate(shown) == 20
    chromium.click("#held-out")
    assert chromium.evaluate(shown) == 4
    chromium.focus(".point[tabindex='0']")
    labels = set()
    for _ in range(9):
        chromium.press("ArrowRight")
        labels.add(chromium.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(labels) == 4
    assert all(label.startswith("training") for label in labels)
    chromium.fill("#batch", "3")
    assert chromium.evaluate(shown) == 4


@pytest.mark.parametrize("by_finger", [False, True])
def test_a_point_is_taken_away_by_a_click_and_by_a_tap(chromium: Browser, ready: Path, by_finger: bool) -> None:
    show(chromium, ready, "#seed=3&count=20", hasTouch=by_finger)
    assert "choose remove and click or tap it" in chromium.text("#tool-words")
    chromium.click("#tool [value='remove']")
    chromium.drag(".point", STILL, by_finger=by_finger)
    assert chromium.evaluate("document.querySelectorAll('.point').length") == 19


def test_a_point_is_copied_by_keyboard(chromium: Browser, ready: Path) -> None:
    show(chromium, ready, "#set=bumps&count=20")
    chromium.focus(".point[tabindex='0']")
    target = "document.activeElement.getAttribute('aria-label').match(/target .*/)[0]"
    before = chromium.evaluate(target)
    chromium.press("+")
    assert chromium.evaluate(target) == before
    assert chromium.evaluate("document.querySelectorAll('.point').length") == 21


def test_what_can_be_clicked_is_said_until_it_is_known(chromium: Browser, ready: Path) -> None:
    show(chromium, ready)
    hidden = "document.querySelector('#first').hidden"
    assert not chromium.evaluate(hidden)
    chromium.click("#first-close")
    assert chromium.evaluate(hidden)
    chromium.reload()
    assert chromium.evaluate(hidden)
    show(chromium, ready)
    chromium.drag(".unit:not(.input)", STILL)
    assert chromium.evaluate(hidden)


@pytest.mark.parametrize(("link", "names"), [("", ["x₁", "x₂"]), ("#set=symmetry", [])])
def test_axes_have_numbers_and_names(chromium: Browser, ready: Path, link: str, names: list[str]) -> None:
    show(chromium, ready, link)
    seen = (
        "[...document.querySelectorAll('{}')].filter((each) => each.checkVisibility()).map((each) => each.textContent)"
    )
    assert chromium.evaluate(seen.format(".axis-name")) == names
    assert ("0.5" in chromium.evaluate(seen.format(".tick-number.across"))) == bool(names)


PHONE: dict[str, Any] = {"width": 390, "hasTouch": True, "isMobile": True}
UPWARDS = -200  # pixels


@pytest.mark.parametrize("selector", ["#answer svg", ".hit"])
def test_a_finger_scrolls_over_the_map_and_the_network_and_changes_nothing(
    chromium: Browser, ready: Path, selector: str
) -> None:
    show(chromium, ready, "#seed=3&count=2&held=0&steps=10", **PHONE)  # no point where the finger goes down
    chromium.evaluate(f"document.querySelector('{selector}').scrollIntoView({{ block: 'center' }})")
    before = chromium.evaluate("scrollY"), chromium.evaluate(STATE), chromium.text("#why-title")
    chromium.drag(selector, 0, down=UPWARDS, by_finger=True)
    until(chromium, f"scrollY > {before[0]}")
    assert (chromium.evaluate(STATE), chromium.text("#why-title")) == before[1:]


@pytest.mark.parametrize("selector", [".point", ".line.opened .hit"])
def test_a_finger_drags_a_point_and_the_weight_that_is_opened_and_does_not_scroll(
    chromium: Browser, ready: Path, selector: str
) -> None:
    show(chromium, ready, "#seed=3&count=20&steps=10&layers=0&opened=w0", **PHONE)
    chromium.evaluate(f"document.querySelector('{selector}').scrollIntoView({{ block: 'center' }})")
    before = chromium.evaluate("scrollY"), chromium.evaluate(STATE)
    chromium.drag(selector, 0, down=-40, by_finger=True)
    assert chromium.evaluate(STATE) != before[1]
    assert chromium.evaluate("scrollY") == before[0]
