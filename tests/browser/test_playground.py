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
from typing import Any

import pytest

from nn import MLP, fit
from nn.datasets import circles, moons, quadrants, spirals, symmetry_patterns
from nn.optimizers import OPTIMIZERS
from tests.browser.conversation import Conversation
from viz.playground import playground_page
from viz.playground.ready import SETS, SETTINGS

pytestmark = pytest.mark.thorough

ROUNDING = 1e-12  # sums are added up in another order
PLANE = {"circles": circles, "moons": moons, "quadrants": quadrants, "spirals": spirals}
PROGRAM = Path(__file__).with_name("playground.cjs")
SHARED = ("kernels.js", "number_text.js", "rivers.js")
OWN = ("random", "datasets", "samples", "compose", "run", "optimizers", "training", "way", "python")


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


class Twin:
    """What the page computes, asked by question."""

    def __init__(self, folder: Path) -> None:
        data = folder / "data.json"
        data.write_text(json.dumps(data_of(playground_page())), encoding="utf-8")
        scripts = [files("viz.stepper_page").joinpath(name) for name in SHARED]
        scripts += [files("viz.playground").joinpath(f"{name}.js") for name in OWN]
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
    assert found["labels"] == labels
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
    ("name", "layers"), [("circles", [8, 8]), ("moons", [3]), ("symmetry", [2]), ("quadrants", [1, 2, 8, 4])]
)
def test_twenty_steps_are_those_of_fit(
    twin: Twin, name: str, layers: list[int], optimizer: str, activation: str
) -> None:
    chosen = settings(set=name, layers=layers, optimizer=optimizer, activation=activation, held=0, count=40, batch=10)
    inputs, labels = symmetry_patterns() if name == "symmetry" else PLANE[name](40, noise=chosen["noise"], seed=1)
    generator = random.Random(1)
    net = MLP(len(inputs[0]), [*layers, 1], activation=activation, initializer="xavier", generator=generator)
    history = fit(
        net, inputs, labels, loss="sigmoid_cross_entropy", optimizer=optimizer, learning_rate=0.03, batch_size=10,
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


def test_lines_of_python_have_what_was_moved_added_and_taken_away(twin: Twin) -> None:
    edits = [["3", 0.25, -0.5], ["+1", 0.1, 0.2], ["-5"], ["+0", -0.1, 0.2], ["150", 0.0, 0.5]]
    assert_lines_give_the_same_losses(twin, settings(set="moons"), edits)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("rate", [1e9, 1e300])
def test_parameters_stay_finite_whatever_the_learning_rate(twin: Twin, rate: float, activation: str) -> None:
    found = twin.ask("trained", settings=settings(rate=rate, optimizer="momentum", activation=activation), epochs=50)
    assert None not in found["parameters"]  # what is not finite


def test_a_step_that_would_leave_the_numbers_is_not_taken_and_said(twin: Twin) -> None:
    chosen = settings(rate=1e300, optimizer="sgd", activation="relu")
    assert twin.ask("trained", settings=chosen, epochs=5)["fault"] in ("loss", "gradient", "step")


@pytest.mark.parametrize(("fault", "other"), [("rate", {"rate": 0}), ("rate", {"rate": -1})])
def test_what_cannot_be_trained_is_said_before_a_step(twin: Twin, fault: str, other: dict[str, Any]) -> None:
    assert twin.ask("trained", settings=settings(**other), steps=1)["fault"] == fault


ENOUGH_EPOCHS = 600  # ten seconds of a page at 60 epochs a second


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_learned_as_it_opens(twin: Twin, name: str) -> None:
    found = twin.ask("trained", settings=settings(set=name), epochs=ENOUGH_EPOCHS)
    assert found["accuracy"] >= (0.95 if name == "spirals" else 0.97)


# What is opened.


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("parameter", [0, 2, 5, 40, 104])
def test_way_of_a_weight_has_its_gradient(twin: Twin, parameter: int, activation: str) -> None:
    found = twin.ask("way", settings=settings(layers=[8, 8], activation=activation), parameter=parameter, sample=4)
    assert found["steppedLoss"] == pytest.approx(found["loss"], rel=ROUNDING)
    assert found["stepped"] == pytest.approx(found["gradient"], rel=1e-11, abs=1e-15)
    assert found["nodes"] < 90
