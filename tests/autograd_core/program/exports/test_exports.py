"""Exported files compute what the program computes, without this package; what cannot be exported is refused."""

from __future__ import annotations

import builtins
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from autograd_core import TABLE, GraphError, Operation, Value, compile_graph, exp, log, lookup, operation, relu
from autograd_core.program.program import Program
from autograd_core.strategies import DrawnGraph
from tests.autograd_core import special_points
from tests.autograd_core.program.exports.running import at_a_point, by_javascript, by_onnx, by_python, evaluated
from tests.autograd_core.program.recorded import classifier, structured, tangle
from tests.autograd_core.program.test_differential import assert_agrees_with_eager, cases
from tests.autograd_core.rule_checks import with_index

# Sums in another order, and other elementary functions than NumPy's.
ROUNDING = 1e-10
SINGLE = 1e-5
GRAPHS = 80
FEW = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
FILES: dict[str, Callable[..., Any]] = {"py": by_python, "js": by_javascript}
each_file = pytest.mark.parametrize("suffix", ["py", pytest.param("js", marks=pytest.mark.thorough)])


class Exported:
    """A program's file in the place of the program."""

    def __init__(self, program: Program, run: Callable[..., Any]) -> None:
        self.parameters, self.source, self._program, self._run = program.parameters, program.source, program, run

    def value_and_grad(self, batch: Any) -> Any:
        return self._run(self._program, batch, self._program.parameter_values())

    def __call__(self, batch: Any) -> Any:
        return self.value_and_grad(batch)[0]


def assert_close(found: Any, expected: Any) -> None:
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=ROUNDING, atol=ROUNDING)


def drawn(seed: int) -> tuple[Program, np.ndarray]:
    output, leaves = structured(seed) if seed % 2 else tangle(30, seed)
    inputs = leaves[::2]
    return compile_graph(output, inputs), np.random.default_rng(seed).normal(size=(5, len(inputs)))


@each_file
@pytest.mark.parametrize("seed", range(4))
def test_file_gives_what_the_program_gives(suffix: str, seed: int) -> None:
    program, batch = drawn(seed)
    theta = program.parameter_values() * 0.9
    assert_close(FILES[suffix](program, batch, theta), program.value_and_grad(batch, theta))


@each_file
def test_file_of_several_outputs_has_a_gradient_for_each(suffix: str) -> None:
    x, w, v = Value(1.0), Value(2.0), Value(3.0)
    program = compile_graph([x * w, exp(v) + x, w * v], [x], gradients=True)
    batch = np.array([[0.5], [2.0]])
    assert_close(FILES[suffix](program, batch, [1.0, 2.0]), program.value_and_grad(batch, [1.0, 2.0]))


@each_file
def test_file_agrees_at_special_points(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(special_points.RUNS, suffix, at_a_point(FILES[suffix]))
    counts: Counter[str] = Counter()
    for graph in special_points.drawn_graphs(GRAPHS if suffix == "js" else 12, seed=5):
        assert list(special_points.disagreements(graph, (suffix,), counts)) == [], graph
    assert counts["gradients"] > 3


@pytest.mark.thorough
@pytest.mark.parametrize("suffix", FILES)
@FEW
@given(cases())
def test_random_graphs_of_every_operation_agree(suffix: str, case: tuple[DrawnGraph, list[int], np.ndarray]) -> None:
    graph, chosen, batch = case
    output, leaves = graph.record()
    inputs = [leaves[i] for i in chosen]
    program = compile_graph(output, inputs, [x for i, x in enumerate(leaves) if i not in chosen])
    assert_agrees_with_eager(Exported(program, FILES[suffix]), output, inputs, batch)


def of_every_operation() -> list[Program]:
    """A program for each row of the table, of inputs at which it has a value and a slope."""
    programs = []
    for row in TABLE.values():
        if row.module:
            continue
        count = row.arity or 3
        leaves = [Value(x) for x in with_index(row, [0.6, 0.8, 0.7][:count])] if row.has_index else [
            Value(x) for x in (1.6 if row.name == "acosh" else 0.6, 0.8, 0.7)[:count]
        ]  # fmt: skip
        if row.numbers and not row.has_index:
            leaves = [2.5 if i in row.numbers else x for i, x in enumerate(leaves)]  # type: ignore[misc]
        programs.append(compile_graph(row(*leaves), [x for x in leaves if isinstance(x, Value)], gradients=False))
    return programs


@pytest.mark.thorough
def test_model_gives_in_single_precision_what_the_program_gives_for_every_operation() -> None:
    rng = np.random.default_rng(0)
    for program in of_every_operation():
        count = len(program.input_labels)
        batch = rng.uniform(0.1, 0.9, (20, count)) + ("arccosh" in program.source)
        if "lookup" in program.source or "gathered" in program.source:
            batch[:, 0] = rng.integers(0, count - 1, 20)
        expected = program(np.float32(batch).astype(float))
        np.testing.assert_allclose(by_onnx(program, batch, []), expected, rtol=SINGLE, err_msg=program.source)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(4))
def test_model_of_a_graph_gives_what_the_program_gives(seed: int) -> None:
    for program, batch in (drawn(seed), of_a_classifier(seed)):
        theta = np.float32(program.parameter_values()).astype(float)
        batch = np.float32(batch).astype(float)
        expected = program(batch, theta)
        np.testing.assert_allclose(by_onnx(program, batch, theta), expected, rtol=SINGLE, atol=SINGLE)


def of_a_classifier(seed: int) -> tuple[Program, np.ndarray]:
    loss, inputs, _ = classifier([5, 4, 3], seed)
    rng = np.random.default_rng(seed)
    return compile_graph(loss, inputs), np.hstack([rng.normal(size=(7, 5)), np.eye(3)[rng.integers(0, 3, 7)]])


@pytest.mark.thorough
def test_model_says_nan_for_what_is_refused() -> None:
    x = Value(1.0)
    found = by_onnx(compile_graph([log(x), 1 / x, x], [x]), np.array([[2.0], [0.0]]), [])
    np.testing.assert_allclose(found, [[np.log(2), 0.5, 2], [np.nan] * 3], rtol=SINGLE)


def test_python_file_runs_by_itself(tmp_path: Path) -> None:
    program, batch = of_a_classifier(0)
    program.export(tmp_path / "model.py")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nimport model\n"
        f"print(model.value_and_grad({batch.tolist()})[0].tolist())\n"
        "assert not {name for name in sys.modules if name.partition('.')[0] in ('autograd_core', 'nn', 'viz')}"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert not ran.returncode, ran.stderr
    np.testing.assert_allclose(np.array(eval(ran.stdout)), program(batch), rtol=ROUNDING)


def test_file_says_what_it_takes(tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    program, batch = of_a_classifier(0)
    exec(program.export(tmp_path / "model.py").read_text(), names)
    with pytest.raises(ValueError, match=r"a batch has the shape \(n, 8\) and theta \(39,\), got \(7, 7\)"):
        names["values"](batch[:, 1:])
    x, w = Value(1.0), Value(2.0)
    exec(compile_graph([x * w, x], [x]).export(tmp_path / "two.py").read_text(), names)
    assert names["values"]([[3.0]]).tolist() == [[6, 3]]
    with pytest.raises(ValueError, match="no gradient: it has several outputs"):
        names["value_and_grad"]([[3.0]])


@each_file
def test_file_takes_a_plain_row_and_without_inputs_nothing(suffix: str) -> None:
    x, w = Value(1.0), Value(3.0)
    with_input, without = compile_graph(x * w, [x]), compile_graph(w * w, [])
    assert evaluated(with_input, suffix, "values([2.0])") == with_input([2.0]) == 6
    assert evaluated(with_input, suffix, "value_and_grad([2.0])") == [6, [2]]
    assert evaluated(without, suffix, "values()") == without() == 9
    assert evaluated(without, suffix, "value_and_grad()") == [9, [6]]


@each_file
def test_file_has_outputs_for_no_sample_and_no_mean_of_them(suffix: str) -> None:
    x, w = Value(1.0), Value(3.0)
    program = compile_graph(x * w, [x])
    none = "values(np.empty((0, 1)))" if suffix == "py" else "values([])"
    assert evaluated(program, suffix, none) == program(np.empty((0, 1))).tolist() == []
    with pytest.raises((ValueError, AssertionError), match="a mean over the batch needs at least one sample"):
        evaluated(program, suffix, none.replace("values", "value_and_grad"))


NO_NUMBERS = {
    "py": ["values(None)", "values([['1', 2.0]])", "values([[None, 2.0]])", "values([[1j, 2]])", "values([1, 2], 'a')"],
    "js": ["values()", "values(null)", "values([['1', 2]])", "values([[1, undefined]])", "values([[1, 2], 3])",
           "values('ab')", "values(3)", "values([[1, 2]], ['a'])"],
}  # fmt: skip
REFUSED_NUMBERS = r"TypeError: a batch is an array of rows|hold real numbers"


@each_file
def test_file_takes_numbers_alone(suffix: str) -> None:
    x, y, w = Value(1.0), Value(2.0), Value(3.0)
    program = compile_graph(x * w + y, [x, y])
    for call in NO_NUMBERS[suffix]:
        with pytest.raises((TypeError, AssertionError), match=REFUSED_NUMBERS):
            evaluated(program, suffix, call)


def test_javascript_takes_typed_arrays() -> None:
    x, y, w = Value(1.0), Value(2.0), Value(3.0)
    program = compile_graph(x * w + y, [x, y])
    assert evaluated(program, "js", "values([Float64Array.of(1, 2)], Float64Array.of(3))") == [5]
    assert evaluated(program, "js", "values(Float32Array.of(1, 2))") == 5


@each_file
def test_file_agrees_at_infinities_of_quotients_and_powers(suffix: str) -> None:
    x, w = Value(1.0), Value(1.0)
    batch = np.array([[-math.inf], [math.inf], [-1.0], [2.5], [0.0], [-0.0]])
    for graph in ((x * w) // 1.0, (x * w) // math.inf, (x * w) ** 0.5, (x * w) % 2.0):
        program = compile_graph(graph, [x], [w])
        values, _ = FILES[suffix](program, batch, [1.0])
        np.testing.assert_array_equal(values, program(batch))


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    program, _ = drawn(0)
    for name in ("model.pt", "model", "model.py.txt"):
        with pytest.raises(ValueError, match=r"exported as .py, .js or .onnx, got 'model"):
            program.export(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [b"line.py", None, 3])
def test_what_is_no_path_is_refused(path: Any) -> None:
    program, _ = drawn(0)
    with pytest.raises(TypeError, match=f"exported to a path, a str or a pathlib.Path, got .*{path!r}"):
        program.export(path)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    program, _ = drawn(0)
    with pytest.raises(FileNotFoundError, match="make the folder"):
        program.export(tmp_path / "missing" / "model.py")
    kept = tmp_path / "model.py"
    kept.write_text("before")
    strange = Operation("strange", "", "", forward=np.vectorize(lambda x: x), partials=lambda out, x: (1.0,))
    refused = compile_graph(strange(Value(0.5)), [])
    for suffix in (".py", ".js"):
        with pytest.raises(GraphError, match="strange"):
            refused.export(kept.with_suffix(suffix))
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


@each_file
def test_operation_from_outside_is_exported_by_what_it_does_to_arrays(suffix: str) -> None:
    cube_root = operation(
        "cube_root_exported", lambda x: float(np.cbrt(x)), partials=lambda out, x: (1 / (3 * out * out),), array=np.cbrt
    )
    try:
        x, w = Value(1.0), Value(2.0)
        program = compile_graph(cube_root(x * w), [x])
        assert_close(FILES[suffix](program, np.array([[8.0], [-1.0]]), [1.0]), program.value_and_grad([[8], [-1]], [1]))
    finally:
        del TABLE["cube_root_exported"]


@each_file
def test_operation_may_be_called_as_what_a_file_defines(suffix: str) -> None:
    x, w = Value(1.0), Value(2.0)
    rows = []
    for name in ("_run", "_real", "values", "given", "PARAMETERS", "np", "theta"):
        row = Operation(name, "", "", forward=lambda x: x * x + 1, partials=lambda out, x: (2 * x,), arity=1)
        rows.append(row(x * w))
    program = compile_graph(sum(rows), [x])
    assert_close(FILES[suffix](program, np.array([[2.0]]), [2.0]), program.value_and_grad([[2.0]]))


@each_file
def test_lookup_by_an_input_is_exported(suffix: str) -> None:
    index, entries = Value(1.0), [Value(float(i)) for i in range(5)]
    program = compile_graph(relu(lookup(entries, index)), [index])
    batch = np.array([[4.0], [0.0], [2.0]])
    assert_close(FILES[suffix](program, batch, range(5)), program.value_and_grad(batch))


def test_missing_onnx_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_onnx(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "onnx":
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "autograd_core.program.exports.onnx", raising=False)
    monkeypatch.delattr("autograd_core.program.exports.onnx", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_onnx)
    with pytest.raises(ImportError, match=r"autograd-core\[onnx\]"):
        drawn(0)[0].export(tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []
