"""Training on JAX takes the steps of training on one machine: on several devices, in several processes, and resumed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn import MLP, SGD, fit
from nn.optimizer import Optimizer
from tests.nn.cluster import CASES, EPOCHS, trained

# A mean over devices adds in another order; a few epochs carry that on.
ROUNDING = 1e-11
RULES: list[dict[str, Any]] = [
    {"optimizer": "adam"},
    {"optimizer": "nag", "options": {"learning_rate": 0.1}},
    {"optimizer": "sgd", "options": {"learning_rate": 0.5, "clip_norm": 0.1, "reduction": "sum"}},
    {"optimizer": "adadelta", "batch_size": 1},
]
END = 120  # seconds in which the others of a lost process end


def close(x: list[float]) -> Any:
    return pytest.approx(x, rel=ROUNDING, abs=ROUNDING)


def started(task: dict[str, Any]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.nn.cluster", json.dumps(task)]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def results(process: subprocess.Popen[str]) -> Any:
    printed, errors = process.communicate(timeout=5 * END)
    assert not process.returncode, errors
    return json.loads(printed.splitlines()[-1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


def together(*tasks: dict[str, Any]) -> list[subprocess.Popen[str]]:
    """One process for each task, all of one cluster."""
    common = {"of": len(tasks), "port": free_port(), "devices": 2}
    return [started({**common, "process": i, **task}) for i, task in enumerate(tasks)]


@pytest.mark.thorough
def test_eight_devices_take_the_steps_of_one_machine() -> None:
    found = results(started({"devices": 8, "runs": RULES}))
    for run, rule in zip(found, RULES, strict=True):
        expected = trained({**rule, "executor": None})
        assert run["losses"] == close(expected["losses"]), rule
        assert run["parameters"] == close(expected["parameters"]), rule


@pytest.mark.thorough
def test_two_processes_train_one_model_on_their_parts_and_resume(tmp_path: Path) -> None:
    checkpoint = str(tmp_path / "run.json")
    runs = [
        {"batch_size": 3},
        {"batch_size": 3, "epochs": EPOCHS // 2, "checkpoint": checkpoint},
        {"batch_size": 3, "checkpoint": checkpoint, "resume": True},
    ]
    first, second = map(results, together({"runs": runs}, {"runs": runs}))
    expected = trained({"executor": None, "batch_size": 6})  # every other case is the second's
    assert first == second
    for run in (first[0], first[2]):
        assert run["losses"] == close(expected["losses"])
        assert run["parameters"] == close(expected["parameters"])


@pytest.mark.thorough
def test_lost_process_ends_the_others_and_leaves_the_last_checkpoint_whole(tmp_path: Path) -> None:
    checkpoint = tmp_path / "run.json"
    kept = {"checkpoint": str(checkpoint), "epochs": 1000, "batch_size": CASES // 2}
    survivor, lost = together(kept, {**kept, "dies_after": 3})
    lost.communicate(timeout=5 * END)
    assert lost.returncode == 3
    _, errors = survivor.communicate(timeout=END)
    assert survivor.returncode, errors
    assert len(json.loads(checkpoint.read_text())["losses"]) >= 2


@pytest.mark.thorough
def test_processes_that_start_from_other_numbers_are_refused() -> None:
    for process in together({"seed": 1}, {"seed": 2}):
        _, errors = process.communicate(timeout=END)
        assert "numbers to start from differ" in errors


class Sorted(Optimizer):
    """A rule that looks at all parameters together."""

    def changes(self, gradients: list[Any], rate: float) -> Any:
        return sorted(gradients), {}


class BySign(Optimizer):
    """A rule that calls NumPy itself."""

    def rule(self, rate: float, sqrt: Any) -> Any:
        return lambda gradient: (rate * np.sign(gradient),)


def test_what_does_not_go_together_is_refused() -> None:
    model = MLP(1, [1])
    data: dict[str, Any] = {"inputs": [[1.0]], "targets": [[1.0]], "loss": "mean_squared_error", "epochs": 1}
    options: list[tuple[dict[str, Any], str]] = [
        ({"executor": "jax"}, "pass compiled=True"),
        ({"executor": "numpy", "compiled": True}, "executor"),
        ({"devices": 2, "compiled": True}, 'pass executor="jax"'),
    ]
    for option, words in options:
        with pytest.raises(ValueError, match=words):
            fit(model, **data, optimizer=SGD(model, 0.1), progress=False, **option)


def test_other_executors_may_be_chosen() -> None:
    for executor in ("arrays", "loop"):
        model = MLP(1, [1], output_activation="sigmoid")
        losses = fit(
            model, [[1.0], [0.0]], [[1.0], [0.0]], loss="mean_squared_error", optimizer=SGD(model, 0.1), epochs=2,
            progress=False, compiled=True, executor=executor,
        ).losses  # fmt: skip
        assert losses[1] < losses[0]


@pytest.mark.thorough
def test_rule_or_devices_that_do_not_serve_are_refused() -> None:
    model = MLP(1, [1])
    data: dict[str, Any] = {"inputs": [[1.0]], "targets": [[1.0]], "loss": "mean_squared_error", "epochs": 1}
    options = {"progress": False, "compiled": True, "executor": "jax"}
    for rule in (Sorted, BySign):
        with pytest.raises(ValueError, match="needs an optimizer whose `rule` is arithmetic"):
            fit(model, **data, optimizer=rule(model, 0.1), **options)
    for devices, error, words in ((99, ValueError, "99 were asked for"), ([1], TypeError, "devices are JAX's")):
        with pytest.raises(error, match=words):
            fit(model, **data, optimizer=SGD(model, 0.1), devices=devices, **options)
