"""Whatever is put in a wrong place is refused at the door: by a sentence of ours, not by Python's word from inside."""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autograd_core
import nn
import viz
from autograd_core import GraphError, Value

CALLS = 60  # of each function: every argument meets every wrong thing about three times

WRONG = (
    *(None, "text", b"bytes", True, -1, 3, 2.5, object(), Value),
    *([], [1.0], {}, {"a": 1.0}, [[1.0, 2.0], [3.0]], (), Value(1.0), Value(2.0) * 3, lambda *_: Value(1.0)),
)

# What Python says of an operation that its user has not written.
FROM_INSIDE = re.compile(
    "has no attribute|not supported between|unsupported operand|bad operand|has no len|not subscriptable|not callable|"
    "not iterable|unhashable|can't multiply|can only concatenate|could not convert|must be real|cannot be interpreted|"
    "not enough values|too many values|cannot convert dictionary"
)

# What functions of ours make, and nobody else; and functions made by functions, which have no room for a check.
MADE_FOR_THE_USER = {
    *("BackwardStep", "Contribution", "Explanation", "OperationCounts", "Paths", "PerceptronEpoch", "Report", "Role"),
    *("Animation", "Comparison", "OperationReport", "Verdict", "Verdicts"),
    *("Generator", "History", "Ladder", "Page", "Picture", "Quiz", "Rung", "TrainingPicture", "Worksheet"),
}


def functions() -> dict[str, Callable[..., Any]]:
    """Name -> every public function, and every class that users make."""
    return {
        f"{package.__name__}.{name}": getattr(package, name)
        for package in (autograd_core, nn, viz)
        for name in package.__all__
        if callable(getattr(package, name)) and name not in MADE_FOR_THE_USER and not name.endswith("Error")
    }


def required(function: Callable[..., Any]) -> int:
    """How many arguments a call must have."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return sum(x.default is x.empty and x.kind in kinds for x in parameters)


@pytest.mark.parametrize("name", functions())
def test_nothing_wrong_reaches_the_inside(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a text is also a path
    function, draw = functions()[name], random.Random(name)
    for _ in range(CALLS):
        arguments = [draw.choice(WRONG) for _ in range(required(function))]
        said = ""
        try:
            function(*arguments)
        except (TypeError, ValueError, ArithmeticError, GraphError, OSError, AssertionError) as error:
            said = str(error)
        assert not FROM_INSIDE.search(said), f"{name}{tuple(arguments)}: {said}"
