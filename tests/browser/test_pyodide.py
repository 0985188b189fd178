"""The engine in a browser's Python: the numbers and texts that it has here.

Sums, products and roots are IEEE 754's and must be equal to the bit; what the C library computes (a sine, a power) may
differ in its last place, for it is another library there.
"""

import importlib.util
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograd_core import TABLE
from docs.lab.npm import NODE_MODULES, bring_packages
from docs.lab.wheels import wheels
from tests.browser.everywhere import numbers
from tests.patience import PATIENCE
from viz.examples import EXAMPLES

ROOT = Path(__file__).parents[2]
EXACT = frozenset(
    [
        "step",
        "greater",
        "equal",
        "where",
        "identity",
        "add",
        "subtract",
        "multiply",
        "divide",
        "negative",
        "absolute",
        "sqrt",
        "sign",
        "floor",
        "relu",
        "leaky_relu",
        "maximum",
        "minimum",
        "sum",
        "product",
    ]
)
LIBM = 4 * 2**-52  # relative: an ulp of each library, in a value and in the slope that is made from it
COMPOSED = 1e-13  # relative: such differences multiplied along a graph of some gates
TRAINED = 1e-9  # and over twenty steps of training


def folder_of(package: str) -> str:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return spec.submodule_search_locations[0]


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, Any]:
    """What a browser's Python has."""
    bring_packages()
    folders = [each for name in ("graphviz", "tqdm") for each in (name, folder_of(name))]
    command = ["node", str(Path(__file__).with_name("pyodide.mjs")), str(NODE_MODULES / "pyodide"), str(ROOT), *folders]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def far(here: Any, there: Any, tolerance: float, path: str) -> list[str]:
    """Where two nested lists of numbers and texts differ by more than the tolerance."""
    if isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        pairs = zip(here, there, strict=True)
        return [found for i, pair in enumerate(pairs) for found in far(*pair, tolerance, f"{path}[{i}]")]
    if isinstance(here, str) or isinstance(there, str) or isinstance(here, list) or isinstance(there, list):
        return [] if here == there else [f"{path}: {here} here, {there} there"]
    if here == there or (math.isnan(here) and math.isnan(there)):
        return []
    return (
        [] if math.isclose(here, there, rel_tol=tolerance, abs_tol=0) else [f"{path}: {here!r} here, {there!r} there"]
    )


def test_the_same_things_are_computed(elsewhere: dict[str, Any]) -> None:
    assert list(elsewhere) == list(numbers())
    assert set(TABLE) >= EXACT


def test_numbers_agree_to_the_bit_or_to_the_libraries_last_place(elsewhere: dict[str, Any]) -> None:
    differences = []
    for name, here in numbers().items():
        operation = name.partition("(")[0]
        tolerance = COMPOSED if name in EXAMPLES else TRAINED if name == "training" else LIBM
        differences += far(here, elsewhere[name], 0.0 if operation in EXACT else tolerance, name)
    assert differences == []


# What is compiled for a computer; with None in its place an import of it fails.
BLOCKED = (
    *("numpy", "pygraphviz", "matplotlib", "sklearn", "scipy", "pandas", "PIL"),
    *("numba", "llvmlite", "jax", "torch", "casadi", "onnx"),
)
WITHOUT = """
import json, sys
sys.modules |= dict.fromkeys(sys.argv[1:])
from tests.browser.everywhere import numbers
json.dump(numbers(), sys.stdout)
"""


def test_without_anything_compiled_the_same_bits_are_computed() -> None:
    command = [sys.executable, "-c", WITHOUT, *BLOCKED]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True)
    here = json.loads(json.dumps(numbers()))
    there = json.loads(run.stdout)
    assert [found for name in here for found in far(here[name], there[name], 0.0, name)] == []


PYTEST = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")
SUITE = tuple(
    f"tests/autograd_core/test_{name}.py"
    for name in ("differences", "differentiate", "errors", "failed_passes", "slopes", "special_values")
)
ELSEWHERE = "hash_seed"  # starts another Python, which a page cannot


def test_the_chosen_part_of_the_suite_passes_in_a_browsers_python() -> None:
    bring_packages()
    given = {
        "pyodide": str(NODE_MODULES / "pyodide"),
        "repository": str(ROOT),
        "folders": {name: folder_of(name) for name in (*PYTEST, "graphviz", "tqdm")},
        "wheels": [str(path) for path in wheels()],  # hypothesis
        "tests": [*SUITE, "-k", f"not {ELSEWHERE}"],
    }
    command = ["node", str(Path(__file__).with_name("suite.mjs")), json.dumps(given)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stdout[-3000:]
    assert " passed" in run.stdout
