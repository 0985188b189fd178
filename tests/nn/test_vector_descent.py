"""Steps on one vector are the steps on Values, to the bit, and nobody who looks sees a difference."""

from __future__ import annotations

import json
import math
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value
from nn import MLP, OPTIMIZERS, SGD, Adam, DivergenceError, Module, Optimizer, fit, schedules
from nn.optimizer import A_STEP
from nn.vector_descent import VectorDescent, can_be_vectors

ROWS = [[0.1, -0.4], [0.7, 0.2], [-0.3, 0.9], [0.5, 0.5], [-0.8, -0.1]]
TARGETS = [0.3, -0.2, 0.8, 0.1, -0.5]
NAMES = sorted({rule.__name__: name for name, rule in OPTIMIZERS.items()}.values())


class Shared(Module):
    """A net beside a parameter that the loss does not depend on."""

    def __init__(self) -> None:
        random.seed(3)
        self.unused = Value(1.5)
        self.net = MLP(2, [3, 1], activation="tanh")

    def __call__(self, x: Any) -> Any:
        return self.net(x)


def optimizer_of(name: str, parameters: Any, **options: Any) -> Optimizer:
    rule = OPTIMIZERS[name]
    return rule(parameters, **({"learning_rate": 0.05} if rule.has_learning_rate else {}), **options)


def seen(model: Module, optimizer: Optimizer) -> Any:
    """All numbers that somebody may look at."""
    values = model.parameters()
    return [x.data for x in values], [x.grad for x in values], optimizer.memory, optimizer.steps


def trained(model: Module, optimizer: Optimizer, **options: Any) -> Any:
    arguments: dict[str, Any] = {"loss": "mean_squared_error", "epochs": 4, "batch_size": 2, "compiled": True}
    generator = random.Random(0)
    history = fit(
        model, ROWS, TARGETS, optimizer=optimizer, generator=generator, progress=False, **{**arguments, **options}
    )
    return history.losses, seen(model, optimizer)


@pytest.fixture
def on_values(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that trains as `trained`, on Values."""

    def train(*arguments: Any, **options: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr("nn.compiled.can_be_vectors", lambda optimizer: False)
            return trained(*arguments, **options)

    return train


OPTIONS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "decaying": {"weight_decay": 0.01},
    "clipped": {"clip_norm": 0.1},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_steps_on_a_vector_are_the_steps_on_values(name: str, options: dict[str, Any], on_values: Any) -> None:
    one, other = Shared(), Shared()
    expected = on_values(other, optimizer_of(name, other, **options))
    optimizer = optimizer_of(name, one, **options)
    assert can_be_vectors(optimizer)
    assert trained(one, optimizer) == expected


@pytest.mark.parametrize("choose", [lambda net: net.parameters()[::-1], lambda net: net.net.layers[1].parameters()])
def test_parameters_that_are_not_trained_keep_their_numbers_and_gather_gradients(choose: Any, on_values: Any) -> None:
    one, other = Shared(), Shared()
    for model in (one, other):
        for i, x in enumerate(model.parameters()):
            x.grad = i
    expected = on_values(other, Adam(choose(other), clip_norm=0.5))
    assert trained(one, Adam(choose(one), clip_norm=0.5)) == expected


def test_schedules_of_rate_and_momentum_are_asked_for_each_step(on_values: Any) -> None:
    one, other = Shared(), Shared()
    options = {"learning_rate": schedules.cosine(0.1, 0.0, 10), "momentum": schedules.piecewise({0: 0.5, 3: 0.9})}
    expected = on_values(other, OPTIMIZERS["nag"](other, **options))
    assert trained(one, OPTIMIZERS["nag"](one, **options)) == expected


class Signed(Optimizer):
    """A rule of somebody's own, for all parameters together."""

    def changes(self, gradients: list[Any], rate: float) -> tuple[list[Any], dict[str, list[Any]]]:
        return [rate * math.copysign(1, g) for g in gradients], {}


class Lion(Optimizer):
    """A rule of somebody's own, for one parameter: arithmetic."""

    remembers = ("mean",)

    def rule(self, rate: float, sqrt: Any) -> Any:
        def moved(g: Any, mean: Any) -> tuple[Any, ...]:
            direction = 0.9 * mean + 0.1 * g
            return rate * direction / sqrt(direction * direction + 1e-12), 0.99 * mean + 0.01 * g

        return moved


class Choosing(Optimizer):
    """A rule of somebody's own, for one parameter: no arithmetic."""

    def rule(self, rate: float, sqrt: Any) -> Any:
        return lambda g: (rate if g > 0 else -rate,)


@pytest.mark.parametrize(("rule", "is_vector"), [(Signed, False), (Lion, True), (Choosing, False)])
def test_rule_of_ones_own_is_followed(rule: Any, is_vector: bool, on_values: Any) -> None:
    one, other = Shared(), Shared()
    assert can_be_vectors(rule(one, 0.1)) is is_vector
    assert trained(one, rule(one, 0.1)) == on_values(other, rule(other, 0.1))


@pytest.mark.parametrize("method", A_STEP)
def test_step_that_somebody_wrote_anew_is_taken(method: str) -> None:
    called = []

    def noted(self: Any, *arguments: Any) -> Any:
        called.append(method)
        return getattr(SGD, method)(self, *arguments)

    optimizer = type("Own", (SGD,), {method: noted})(net := Shared(), 0.1)
    assert not can_be_vectors(optimizer)
    trained(net, optimizer)
    assert called


def test_numbers_that_are_no_floats_stay_what_they_are() -> None:
    net = Shared()
    net.unused.data = Fraction(1, 3)
    optimizer = SGD(net, 0.1)
    assert not can_be_vectors(optimizer)
    trained(net, optimizer)
    assert net.unused.data == pytest.approx(1 / 3)


# Who looks.


def test_whoever_stops_sees_the_parameters_and_may_change_them(on_values: Any) -> None:
    def look(model: Module, optimizer: Optimizer, found: list[Any]) -> Any:
        def stop(history: Any) -> bool:
            found.append(json.dumps(seen(model, optimizer)))
            model.parameters()[0].data = 0.25
            optimizer.learning_rate = 0.02
            return False

        return stop

    found: list[list[Any]] = [[], []]
    one, other = Shared(), Shared()
    ours, theirs = Adam(one), Adam(other)
    expected = on_values(other, theirs, stop=look(other, theirs, found[1]))
    assert trained(one, ours, stop=look(one, ours, found[0])) == expected
    assert found[0] == found[1]
    assert len(set(found[0])) == 4


def test_checkpoint_has_the_numbers_of_its_epoch(tmp_path: Path, on_values: Any) -> None:
    one, other = Shared(), Shared()
    trained(one, Adam(one), epochs=2, checkpoint=tmp_path / "one")
    on_values(other, Adam(other), epochs=2, checkpoint=tmp_path / "other")
    assert (tmp_path / "one").read_text() == (tmp_path / "other").read_text()
    again, other = Shared(), Shared()
    options = {"epochs": 4, "resume": True}
    expected = on_values(other, Adam(other), checkpoint=tmp_path / "other", **options)
    assert trained(again, Adam(again), checkpoint=tmp_path / "one", **options) == expected


def test_validation_and_patience_see_the_numbers_of_each_epoch(on_values: Any) -> None:
    one, other = Shared(), Shared()
    options = {"validation": (ROWS[:2], TARGETS[:2]), "patience": 2, "epochs": 6}
    assert trained(one, SGD(one, 0.9), **options) == on_values(other, SGD(other, 0.9), **options)


class BrokenError(Exception):
    pass


@pytest.mark.parametrize("error", [BrokenError, KeyboardInterrupt])
def test_error_leaves_the_numbers_of_the_last_whole_step(error: Any, on_values: Any) -> None:
    def interrupted(step: int) -> float:
        if step == 5:
            raise error
        return 0.1

    results = []
    for train in (trained, on_values):
        model = Shared()
        optimizer = SGD(model, interrupted)
        try:
            train(model, optimizer)
        except BrokenError:
            assert error is BrokenError
        results.append(seen(model, optimizer))
    assert results[0] == results[1]
    assert optimizer.steps == 5


@pytest.mark.parametrize("rate", [1e200, 1e308])
def test_divergence_is_told_and_found_alike(rate: float, on_values: Any) -> None:
    told, left = [], []
    for train in (trained, on_values):
        model = Shared()
        optimizer = SGD(model, rate)
        with pytest.raises(DivergenceError) as raised:
            train(model, optimizer)
        told.append((str(raised.value), raised.value.history))
        left.append(repr(seen(model, optimizer)))
    assert told[0] == told[1]
    assert left[0] == left[1]


def test_no_value_is_written_while_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    write_back = VectorDescent.write_back
    monkeypatch.setattr(VectorDescent, "write_back", lambda self: (written.append(1), write_back(self)))
    net = Shared()
    trained(net, Adam(net))
    assert len(written) == 1
