"""Exported files, run: what `value_and_grad` of a .py or .js file gives, and what onnxruntime makes of a model.

Not here: what they must give.
"""

from __future__ import annotations

import json
import math
import runpy
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograd_core.program.program import Program

REGROUPED = 1e-9  # the values without the gradient are added in another order
Results = tuple[np.ndarray, np.ndarray]


def by_python(program: Program, batch: np.ndarray, theta: Any) -> Results:
    with tempfile.TemporaryDirectory() as folder:
        names = runpy.run_path(str(program.export(Path(folder) / "model.py")))
    values, gradient = names["value_and_grad"](batch, theta)
    np.testing.assert_allclose(names["values"](batch, theta), values, rtol=REGROUPED, atol=REGROUPED)
    return values, gradient


def by_javascript(program: Program, batch: np.ndarray, theta: Any) -> Results:
    with tempfile.TemporaryDirectory() as folder:
        path = program.export(Path(folder) / "model.js")
        script = (
            f"const model = require({json.dumps(str(path))});"
            f"const theta = {_numbers(theta)};"
            f"const batch = [{', '.join(map(_numbers, batch))}];"
            "const [values, gradient] = model.value_and_grad(batch, theta);"
            "const text = (x) => Array.isArray(x) ? x.map(text) : String(x);"
            "console.log(JSON.stringify([values, gradient, model.values(batch, theta)].map(text)));"
        )
        node = shutil.which("node")
        assert node is not None, "exported JavaScript is run by node: apt-get install nodejs"
        ran = subprocess.run([node, "-e", script], capture_output=True, text=True, check=False)
    assert not ran.returncode, ran.stderr
    values, gradient, again = (np.array(found, dtype=float) for found in _floats(json.loads(ran.stdout)))
    np.testing.assert_allclose(again, values, rtol=REGROUPED, atol=REGROUPED)
    return values, gradient


def evaluated(program: Program, suffix: str, call: str) -> Any:
    """What a call of the file's functions gives, as plain numbers and lists."""
    with tempfile.TemporaryDirectory() as folder:
        path = program.export(Path(folder) / f"model.{suffix}")
        if suffix == "py":
            found = eval(call, runpy.run_path(str(path)))
            return [x.tolist() for x in found] if isinstance(found, tuple) else found.tolist()
        script = f"const model = require({json.dumps(str(path))}); console.log(JSON.stringify(model.{call}));"
        ran = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=False)
    assert not ran.returncode, ran.stderr
    return json.loads(ran.stdout)


def by_onnx(program: Program, batch: np.ndarray, theta: Any) -> np.ndarray:
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        content = program.export(Path(folder) / "model.onnx").read_bytes()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # not that theta may be given anew
    session = onnxruntime.InferenceSession(content, options)
    found: np.ndarray = session.run(["values"], {"batch": np.float32(batch), "theta": np.float32(theta)})[0]
    return found


def at_a_point(run: Any) -> Any:
    """`run` as special points ask: (program without inputs, parameters) -> value, gradient."""

    def by_file(program: Program, point: Sequence[float]) -> tuple[float, list[float]]:
        values, gradient = run(program, np.empty((1, 0)), np.array(point))
        return float(values[0]), [float(x) for x in gradient]

    return by_file


def _numbers(row: Any) -> str:
    def text(x: float) -> str:
        return repr(x) if math.isfinite(x) else "NaN" if math.isnan(x) else f"{'-' if x < 0 else ''}Infinity"

    return f"[{', '.join(text(float(x)) for x in row)}]"


def _floats(found: Any) -> Any:
    if isinstance(found, list):
        return [_floats(x) for x in found]
    return float(found.replace("Infinity", "inf"))
