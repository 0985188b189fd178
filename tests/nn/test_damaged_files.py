"""A damaged checkpoint or network changes nothing: it is refused by its name, unless what it says can be trained on."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn import OPTIMIZERS, BatchNorm, Dropout, Layer, Sequential, fit
from nn.checkpoint import Progress, restore_checkpoint
from nn.fingerprint import fingerprint
from nn.losses import loss_named
from nn.randomness import generator_state

INPUTS, TARGETS = [[-1.0], [0.0], [0.5], [1.0]], [0.2, 0.1, 0.4, 0.3]
EPOCHS = 2
SHOWN = (0, -1)  # of a long list the items that are damaged; the others are of the same kind

RULES = {rule: name for name, rule in OPTIMIZERS.items()}.values()  # each once
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
LARGE = 2**70  # as a weight it is possible, as a word of a generator it is not
DEEP: list[Any] = []
for _ in range(300):
    DEEP = [DEEP]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody pulls the plug here."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


# What may stand somewhere instead of what belongs there.
WRONG: dict[str, Any] = {
    "null": None,
    "true": True,
    "text": "abc",
    "number as text": "1.0",
    "empty list": [],
    "list": [1],
    "lists": [[1], [2]],
    "empty object": {},
    "object": {"0": 1},
    "zero": 0,
    "negative": -5,
    "minus one": -1,
    "fraction": 1.5,
    "tiny below zero": -1e-300,
    "large": LARGE,
    "too large for a float": 10**400,
    "NaN": float("nan"),
    "infinity": float("inf"),
    "deep": DEEP,
}


class Run:
    """A small training run in which every kind of state matters."""

    def __init__(self, rule: str = "adam", bits: str = "PCG64") -> None:
        self.generator = random.Random(1)
        self.drawing = np.random.Generator(getattr(np.random, bits)(2))
        self.net = Sequential(
            Layer(1, 2, activation="tanh", generator=random.Random(0)),
            BatchNorm(2, statistics="average"),
            Dropout(0.2, generator=self.drawing),
            Layer(2, 1, activation=None, generator=random.Random(0)),
        )
        kind = OPTIMIZERS[rule]
        self.optimizer = kind(self.net) if rule == "adadelta" else kind(self.net, 0.01)

    def train(self, path: Path, epochs: int = EPOCHS) -> list[float]:
        history = fit(
            self.net,
            INPUTS,
            TARGETS,
            loss="mean_squared_error",
            optimizer=self.optimizer,
            epochs=epochs,
            batch_size=None,
            generator=self.generator,
            progress=False,
            checkpoint=path,
            resume=True,
        )
        return history.losses

    def progress(self) -> Progress:
        """Where it starts from, with what tells it from others."""
        options = {"batch_size": len(INPUTS), "order": "shuffle", "reduction": "mean", "compiled": False}
        cases, loss = list(zip(INPUTS, TARGETS, strict=True)), loss_named("mean_squared_error")
        return Progress(run=fingerprint(self.net, cases, None, loss, None, {**options, "executor": None}))

    def state(self) -> Any:
        generators = [generator_state(each) for each in (self.generator, self.drawing)]
        return self.net.state_dict(), self.optimizer.state_dict(), generators


def places(document: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all that is inside a JSON document, of long lists to the SHOWN items."""
    keys: list[Any] = []
    if isinstance(document, dict):
        keys = list(document)
    elif isinstance(document, list):
        keys = sorted({i % len(document) for i in SHOWN if -len(document) <= i < len(document)})
    for key in keys:
        yield (*way, key)
        yield from places(document[key], (*way, key))


def damaged(document: Any, way: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """(what was done, the document's text with something else at one place), for everything that may stand there."""
    *outer, last = way
    holder = document
    for key in outer:
        holder = holder[key]
    right = holder[last]
    for name, wrong in WRONG.items():
        holder[last] = wrong
        yield name, json.dumps(document)
    del holder[last]
    yield "missing", json.dumps(document)
    if isinstance(holder, list):
        holder.insert(last, right)
        return
    holder["one more"] = right
    yield "another name", json.dumps(document)
    holder[last] = right
    yield "one more", json.dumps(document)
    del holder["one more"]


def assert_refused_whole_or_trains(path: Path, rule: str, bits: str, what: Any) -> bool:
    """Whether the run at `path` was refused."""
    run = Run(rule, bits)
    before = run.state()
    try:
        restore_checkpoint(path, run.net, run.optimizer, run.generator, run.progress())
    except ValueError as error:
        refusal = str(error)
    else:
        assert len(run.train(path, EPOCHS + 1)) == EPOCHS + 1, what
        return False
    assert str(path) in refusal, what
    assert run.state() == before, what
    return True


CASES = [
    ("adam", "PCG64", ("model",)),
    ("adam", "PCG64", ("losses",)),
    *((rule, "PCG64", ("optimizer",)) for rule in RULES),
    *(("sgd", bits, ("generators", 1)) for bits in BIT_GENERATORS),
    ("sgd", "PCG64", ("generators", 0)),
]


# In every run: a rule with two memories, one with none, and one generator; the others take some ten seconds.
QUICK = (("adam", "PCG64", ("model",)), ("adam", "PCG64", ("optimizer",)), ("sgd", "PCG64", ("generators", 0)))


@pytest.mark.parametrize(
    ("rule", "bits", "part"),
    [pytest.param(*case, marks=[] if case in QUICK else pytest.mark.thorough) for case in CASES],
    ids=["-".join(map(str, [*case[:2], *case[2]])) for case in CASES],
)
def test_checkpoint_with_anything_else_at_one_place_is_refused_whole_or_trains(
    tmp_path: Path, rule: str, bits: str, part: tuple[Any, ...]
) -> None:
    path = tmp_path / "run.json"
    Run(rule, bits).train(path)
    good = json.loads(path.read_text("utf-8"))
    refused = trained = 0
    for way in list(places(good)):
        if way[: len(part)] != part:
            continue
        for name, text in damaged(good, way):
            path.write_text(text, "utf-8")
            if assert_refused_whole_or_trains(path, rule, bits, (way, name)):
                refused += 1
            else:
                trained += 1
    assert refused > trained


def test_checkpoint_whose_second_generator_is_damaged_leaves_the_first_alone(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    Run().train(path)
    content = json.loads(path.read_text("utf-8"))
    content["generators"][1]["state"]["state"] = -1
    path.write_text(json.dumps(content), "utf-8")
    assert assert_refused_whole_or_trains(path, "adam", "PCG64", "generator")


# The same for any text at all.

CHANGES = ("delete", "copy", "digit", "character")
FUZZED_CHECKPOINTS, FUZZED_NETWORKS = 150, 300


def fuzzed(text: str, chance: random.Random) -> str:
    """`text` with one to three changes of a few characters."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.choice([1, 1, 2, 5, 50]))
        change = chance.choice(CHANGES)
        middle = {
            "delete": "",
            "copy": text[start:end] * 2,
            "digit": chance.choice("0123456789-.eE"),
            "character": chance.choice('[]{}",:ntfNI\\ é'),
        }[change]
        text = text[:start] + middle + text[end:]
    return text


def test_checkpoint_with_any_change_to_its_text_is_refused_whole_or_trains(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    Run().train(path)
    good, chance = path.read_text("utf-8"), random.Random(0)
    # the 624 words of Python's generator would take most of the changes
    content = json.loads(good)
    small = json.dumps({**content, "generators": content["generators"][1:]})
    for i in range(FUZZED_CHECKPOINTS):
        text = fuzzed(small, chance)
        generators = json.dumps(content["generators"][0])
        path.write_text(text.replace('"generators": [', f'"generators": [{generators}, ', 1), "utf-8")
        assert_refused_whole_or_trains(path, "adam", "PCG64", (i, text))


def test_network_with_any_change_to_its_text_is_refused_whole_or_saved_again(tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    net = Run().net
    net.save(path)
    good, chance = path.read_text("utf-8"), random.Random(0)
    before = net.state_dict()
    for _ in range(FUZZED_NETWORKS):
        text = fuzzed(good, chance)
        path.write_text(text, "utf-8")
        net.load_state_dict(before)
        try:
            net.load(path)
        except (TypeError, ValueError) as error:
            refusal = str(error)
        else:
            net.save(path)
            continue
        assert str(path) in refusal, text
        assert net.state_dict() == before, text
