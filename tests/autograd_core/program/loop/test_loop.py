"""The two executors: which runs what, that they agree, and what happens where there is no numba."""

from __future__ import annotations

import builtins
import ctypes
import pickle
import tokenize
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_core import Operation, Value, gradients, maximum
from autograd_core.program import compile_graph, executors
from autograd_core.program.costs import ALL, is_irregular
from autograd_core.program.executors import Runner, in_blocks, loop_module
from autograd_core.program.flat import flattened
from autograd_core.program.loop import machine_code
from autograd_core.program.loop.loop import InBlocks, OneByOne
from autograd_core.program.loop.schedule import scheduled
from autograd_core.program.loop.tape import BLOCK, RUN, tape_of_many, tape_of_one
from autograd_core.program.program import Program
from tests.autograd_core.program.recorded import classifier, tangle

# The executors add in different orders; NumPy's functions are the same in both.
ROUNDING = 1e-12
SINGLE = 1e-4


def tangled(**options: Any) -> tuple[Program, np.ndarray]:
    output, leaves = tangle(300, seed=3)
    program = compile_graph(output, leaves[:6], leaves[6:], **options)
    return program, np.random.default_rng(0).uniform(-2, 2, (2 * BLOCK + 3, 6))


def assert_same(found: tuple[np.ndarray, np.ndarray], expected: tuple[np.ndarray, np.ndarray], rounding: float) -> None:
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=rounding, atol=rounding * max(1, np.abs(other).max()))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("samples", [1, 2, 5, 6, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_executors_agree_on_blocks_of_every_size(samples: int, precision: str) -> None:
    loop, batch = tangled(executor="loop", precision=precision)
    arrays, _ = tangled(executor="arrays", precision=precision)
    rounding = ROUNDING if precision == "float64" else SINGLE
    assert_same(loop.value_and_grad(batch[:samples]), arrays.value_and_grad(batch[:samples]), rounding)
    np.testing.assert_array_equal(loop(batch[:samples]), loop.value_and_grad(batch[:samples])[0])


def test_one_sample_is_computed_as_in_a_batch() -> None:
    program, batch = tangled(executor="loop")
    np.testing.assert_array_equal(np.concatenate([program(row[None]) for row in batch[:20]]), program(batch[:20]))


@pytest.mark.parametrize("count", [RUN - 1, RUN, RUN + 1, 3 * RUN])
def test_runs_longer_than_a_step_are_cut(count: int) -> None:
    x = [Value(float(i)) for i in range(count)]
    program = compile_graph([z.sigmoid() * y for z, y in zip(x, x[1:] + x[:1], strict=True)], x, executor="loop")
    point = np.linspace(-3, 3, count)
    expected = np.roll(point, -1) / (1 + np.exp(-point))
    np.testing.assert_allclose(program([point])[0], expected, rtol=ROUNDING)


def test_run_that_reads_its_numbers_one_after_the_other_gathers_nothing() -> None:
    x = [Value(float(i)) for i in range(2 * RUN)]
    products = [a * b for a, b in zip(x[:RUN], x[RUN:], strict=True)]
    tape = tape_of_one(scheduled(flattened([z.sin() for z in products], [], x, [])))
    assert [tape.functions[number] for number in tape.steps[:, 0]] == ["multiply", "sin"]
    y = x[0]
    for z in x[1:20]:
        y = z * y
    chain = tape_of_one(scheduled(flattened([y], [], x, [])))
    assert {chain.functions[number] for number in chain.steps[:, 0]} == {"multiply"}


def test_numbers_from_many_places_are_gathered() -> None:
    x = [Value(float(i)) for i in range(10)]
    tape = tape_of_one(scheduled(flattened([z.sin() for z in x[::3]], [], x, [])))
    assert [tape.functions[number] for number in tape.steps[:, 0]] == ["gather", "sin"]
    assert tape.gathered[tape.steps[0, 2] :][:4].tolist() == [0, 3, 6, 9]


def test_loop_lets_other_threads_run() -> None:
    assert (
        not machine_code.PROTOTYPE._flags_ & ctypes._FUNCFLAG_PYTHONAPI
    )  # of a function that is called under the lock


def test_samples_one_by_one_are_computed_as_in_blocks() -> None:
    output, leaves = tangle(50, seed=0)
    schedule = scheduled(flattened([output], [], leaves, []))
    x = np.random.default_rng(0).normal(size=(len(leaves), BLOCK + 5))
    theta = np.empty((0, 1))
    one_by_one = OneByOne(tape_of_one(schedule), len(leaves), "float64")(x, theta)
    in_blocks = InBlocks(tape_of_many(schedule), len(leaves), "float64")(x, theta)
    np.testing.assert_array_equal(one_by_one[0], in_blocks[0])


@pytest.mark.parametrize(
    "layout", [np.asfortranarray, lambda batch: np.repeat(batch, 2, axis=0)[::2], np.ndarray.tolist]
)
def test_loop_reads_every_layout_of_a_batch(layout: Callable[[np.ndarray], Any]) -> None:
    program, batch = tangled(executor="loop")
    for samples in (2, 40):
        np.testing.assert_array_equal(program(layout(batch[:samples])), program(batch[:samples]))


def test_loop_takes_integers_and_a_batch_of_none() -> None:
    x, y = Value(1.0), Value(2.0)
    program = compile_graph(x * y + 1, [x, y], executor="loop")
    assert program([[2, 3], [True, False]]).tolist() == [7.0, 1.0]
    assert program(np.empty((0, 2))).shape == (0,)


def test_nan_and_infinity_stay_with_their_sample_in_the_loop() -> None:
    x = Value(1.0)
    y = 1 / x + maximum(x, 0).log() + (x - x)
    for samples in (1, 20):
        batch = np.array([[0.0], [2.0], [np.nan], [np.inf], [-1.0]] * samples)
        loop, arrays = (compile_graph(y, [x], executor=executor)(batch) for executor in ("loop", "arrays"))  # type: ignore[arg-type]
        np.testing.assert_array_equal(loop, arrays)


@pytest.mark.parametrize("parameters", [0, 6])
def test_graph_without_a_pattern_and_its_gradient_are_irregular(parameters: int) -> None:
    output, leaves = tangle(2000, seed=5)
    split = len(leaves) - parameters
    flat = flattened([output], gradients(output, leaves[split:]), leaves[:split], leaves[split:])
    assert is_irregular(scheduled(flat))


@pytest.mark.parametrize("sizes", [[20, 16, 10], [64, 10], [30, 30, 30, 10]])
def test_net_and_its_gradient_are_regular(sizes: list[int]) -> None:
    loss, inputs, parameters = classifier(sizes)
    flat = flattened([loss], gradients(loss, parameters), inputs, parameters)
    assert not is_irregular(scheduled(flat))
    assert not is_irregular(scheduled(flat.forward()))


def test_chain_of_additions_is_regular_and_a_chain_of_sines_is_not() -> None:
    x, w = Value(1.0), Value(2.0)
    y, z = x, x
    for _ in range(100):
        y, z = y + w, z.sin()
    assert not is_irregular(scheduled(flattened([y], [], [x], [w])))
    assert is_irregular(scheduled(flattened([z], [], [x], [])))


def test_graph_without_a_pattern_runs_in_the_loop_and_a_net_as_array_code() -> None:
    program, _ = tangled()
    assert program.executor == "the compiled loop"
    assert "the compiled loop" in repr(program)
    assert str(program).startswith("# run by: the compiled loop\n")
    net = compile_graph(*classifier([40, 30, 10]))
    assert net.executor.startswith("array code")


def test_regular_graph_runs_few_samples_in_the_loop() -> None:
    loss, inputs, parameters = classifier([20, 16, 10])
    runner = Runner(flattened([loss], gradients(loss, parameters), inputs, parameters), "float64")
    assert 0 < runner.few < ALL
    x = np.random.default_rng(0).normal(size=(len(inputs), runner.few + 1))
    theta = np.array([[p.data] for p in parameters])
    some, _ = runner(x[:, : runner.few], theta)
    assert "_arrays" not in vars(runner)
    more, _ = runner(x, theta)
    assert "_arrays" in vars(runner)
    np.testing.assert_allclose(more[:, : runner.few], some, rtol=ROUNDING)


def test_nothing_is_written_for_a_gradient_that_nobody_asks_for() -> None:
    loss, inputs, parameters = classifier([20, 16, 10])
    program = compile_graph(loss, inputs, parameters)
    program(np.zeros((100, len(inputs))))
    assert "array_code" not in vars(program._both)
    program.value_and_grad(np.zeros((100, len(inputs))))
    assert "array_code" in vars(program._both)


def test_choice_is_the_same_in_a_program_that_was_pickled_before_or_after_it_ran() -> None:
    program = compile_graph(*classifier([20, 16, 10]))
    unused = pickle.loads(pickle.dumps(program))
    limits = program._both.limits  # type: ignore[union-attr]
    assert unused._both.limits == limits == pickle.loads(pickle.dumps(program))._both.limits


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_array_code_computes_a_large_batch_in_blocks(precision: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program, batch = tangled(executor="arrays", precision=precision)
    expected = program.value_and_grad(batch)
    sizes = []

    def noted(run: executors.Run, x: np.ndarray, theta: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        sizes.append(size)
        return in_blocks(run, x, theta, 20)

    monkeypatch.setattr(executors, "in_blocks", noted)
    assert len(batch) % 20  # the last block is smaller
    assert_same(program.value_and_grad(batch), expected, ROUNDING if precision == "float64" else SINGLE)
    assert sizes[0] > len(batch)
    large = compile_graph(*classifier([20, 16, 10]))
    assert large._both.array_code.row_count > 60  # type: ignore[union-attr]


def test_executor_that_is_asked_for_is_the_only_one() -> None:
    assert tangled(executor="arrays")[0].executor == "array code"
    net = compile_graph(*classifier([20, 16, 10]), executor="loop")
    assert net.executor == "the compiled loop"
    with pytest.raises(ValueError, match="'tape'"):
        tangled(executor="tape")


def test_operation_that_the_loop_cannot_run_is_run_by_array_code() -> None:
    absolute = Operation("of_arrays", "", "", forward=lambda x: np.sort([x, -x], axis=0)[1], partials=(0,))
    x = Value(-2.0)
    y = absolute(x).sin()
    program = compile_graph(y, [x])
    assert program.executor == "array code"
    assert program([[-3.0]])[0] == np.sin(3.0)
    with pytest.raises(ValueError, match="arithmetic on arrays"):
        compile_graph(y, [x], executor="loop")


def _refuse_import(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "autograd_core.program.loop" and "loop" in (arguments[2] or ()):
            raise ImportError("Numba needs NumPy 1.0 or less")
        return imported(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)


def _hand_out_loops_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_core.program.loop.inner_loops.CAPSULE", b"another version")


def _compute_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_core.program.loop.loop.follower", lambda _: lambda *_: 1)
    monkeypatch.setattr("numpy.empty", np.zeros)


def _fail_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    def follower(_: str) -> None:
        raise tokenize.TokenError("unterminated string literal", (2, 85))

    monkeypatch.setattr("autograd_core.program.loop.loop.follower", follower)


FAILURES = {
    "ImportError: Numba needs": _refuse_import,
    "ValueError: PyCapsule_GetPointer": _hand_out_loops_otherwise,
    "ArithmeticError: exp": _compute_wrongly,
    "TokenError: ('unterminated string literal'": _fail_to_compile,
}


@pytest.fixture(params=FAILURES)
def failure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """As if numba were there, and failed in one of the ways that it may; how the reason begins."""
    loop_module.cache_clear()
    FAILURES[request.param](monkeypatch)
    yield request.param
    loop_module.cache_clear()


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if numba were missing."""
    loop_module.cache_clear()
    _refuse_import(monkeypatch)
    monkeypatch.setattr(executors, "may_have_loop", lambda: False)
    yield
    loop_module.cache_clear()


def check_array_code_runs_everything() -> str:
    """The executor's words for a graph that the loop would run, after both passes ran."""
    program, batch = tangled()
    assert_same(program.value_and_grad(batch), tangled(executor="arrays")[0].value_and_grad(batch), ROUNDING)
    with pytest.raises(ImportError, match=r"autograd-core\[compiled\]") as refused:
        tangled(executor="loop")
    assert isinstance(refused.value.__cause__, Exception)  # no failure is lost
    return program.executor


def test_without_numba_array_code_runs_everything(no_numba: None) -> None:
    assert check_array_code_runs_everything() == "array code"


def test_where_numba_fails_array_code_runs_everything_and_says_why(failure: str) -> None:
    assert check_array_code_runs_everything().startswith(f"array code, as the compiled loop fails here ({failure}")


def run_one_sample_of_a_net() -> str:
    """The executor's words for a program of which the loop would run few samples, after it ran few and many."""
    loss, inputs, parameters = classifier([20, 16, 10])
    program = compile_graph(loss, inputs, parameters)
    batch = np.random.default_rng(0).uniform(size=(3, 30))
    results = [program.value_and_grad(row[None])[0][0] for row in batch]
    np.testing.assert_allclose(results, program.value_and_grad(batch)[0], rtol=ROUNDING)
    return program.executor


def test_program_of_a_net_runs_one_sample_without_numba(no_numba: None) -> None:
    assert run_one_sample_of_a_net() == "array code"


def test_program_of_a_net_runs_one_sample_where_numba_fails(failure: str) -> None:
    assert run_one_sample_of_a_net().startswith(f"array code, as the compiled loop fails here ({failure}")


def test_program_that_was_pickled_with_numba_runs_without(monkeypatch: pytest.MonkeyPatch) -> None:
    program, batch = tangled()
    text = pickle.dumps(program)
    expected = program.value_and_grad(batch)
    monkeypatch.setattr(executors, "loop_module", lambda _: ImportError("there is none"))
    copy = pickle.loads(text)
    assert_same(copy.value_and_grad(batch), expected, ROUNDING)
    assert copy.executor == "array code, as the compiled loop fails here (ImportError: there is none)"


COUNTED = """
import sys
from autograd_core.program.loop import loop
for _ in range(2):
    loop.try_out("float64")
    print("numba" in sys.modules)
"""


@pytest.mark.thorough
def test_what_numba_compiled_is_kept_for_the_next_process(run_python: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run_python(COUNTED, NUMBA_CACHE_DIR=str(folder)).split() == ["True", "True"]
    assert len(list(folder.iterdir())) >= 1
    assert run_python(COUNTED, NUMBA_CACHE_DIR=str(folder)).split() == ["False", "False"]  # not even imported


@pytest.mark.thorough
def test_loop_works_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_code, "_folders", lambda: iter([Path("/dev/null/nowhere")]))
    machine_code.follower.cache_clear()
    x = Value(1.0)
    assert compile_graph((x * 3).exp(), [x], executor="loop")([[0.0]])[0] == 1.0


def test_part_of_a_file_is_no_code(tmp_path: Path) -> None:
    path = tmp_path / "new" / "follow.o"
    kept = ("x86_64", ["erf", "erfc"], b"code\nmore code")
    machine_code._write(path, kept)
    assert machine_code._read(path) == kept
    assert [x.name for x in path.parent.iterdir()] == ["follow.o"]
    whole = path.read_bytes()
    for broken in (whole[:-1], whole[:20], b"", b"0" + whole[1:]):
        path.write_bytes(broken)
        assert machine_code._read(path) is None
    assert machine_code._read(tmp_path / "none") is None


def test_code_that_calls_what_is_not_there_is_refused() -> None:
    machine_code._require(["erf"])
    with pytest.raises(RuntimeError, match="calls no_such_function, which this process has not"):
        machine_code._require(["erf", "no_such_function"])


def test_pickled_program_runs_in_the_loop_again() -> None:
    program, batch = tangled()
    expected = program.value_and_grad(batch)
    copy = pickle.loads(pickle.dumps(program))
    for one, other in zip(copy.value_and_grad(batch), expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_program_that_ran_as_array_code_can_be_pickled() -> None:
    x, w = Value(0.3), Value(0.7)
    program = compile_graph((w * x).tanh() * (w + x).sigmoid(), [x], executor="arrays")
    expected = program.value_and_grad([[0.5]])
    for one, other in zip(pickle.loads(pickle.dumps(program)).value_and_grad([[0.5]]), expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_threads_may_share_a_loop() -> None:
    program, batch = tangled(executor="loop")
    parts = [batch[i : i + 1 + 7 * (i % 9)] for i in range(48)]
    expected = [program.value_and_grad(part) for part in parts]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(program.value_and_grad, parts))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def test_long_chain_runs_in_the_loop() -> None:
    x, w = Value(0.5), Value(0.999)
    y = x
    for _ in range(20_000):
        y = w * y
    program = compile_graph(y, [x], [w])
    assert program.executor == "the compiled loop"
    values, gradient = program.value_and_grad([[1.0]])
    assert values[0] == pytest.approx(0.999**20_000, rel=1e-10)
    assert gradient[0] == pytest.approx(20_000 * 0.999**19_999, rel=1e-10)
