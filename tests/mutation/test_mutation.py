"""The mutation script itself: it breaks what it says, and a mutant that nobody notices is not called caught."""

from collections.abc import Callable
from pathlib import Path

import pytest

from autograd_core import TABLE, Operation
from tests.mutation.engine import engine_mutants, parsed
from tests.mutation.rules import break_row, effective_ways, ways_to_break
from tests.mutation.running import ROOT, MutantError
from tests.patience import PATIENCE

every_row = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


def _cube() -> Operation:
    """A row that the table has not."""
    return Operation("cube", "^3", "scaler", forward=lambda x: x * x * x, partials=lambda out, x: (3 * x * x,))


def test_new_row_is_broken_in_every_way_without_a_new_line() -> None:
    assert (
        set(effective_ways(_cube()))
        == set(ways_to_break(_cube()))
        == {
            "partial 0: sign flipped",
            "partial 0: off by a thousandth",
            "partial 0: dropped",
            "partial 0: 1 throughout",
            "partial 0: 1 too large",
            "partials computed from data",
            "forward: off by a thousandth",
            "forward: 1 too large",
        }
    )


def test_broken_row_computes_what_its_name_says() -> None:
    row = _cube()
    break_row(row, "partial 0: sign flipped")
    assert row.partials_at(8.0, (2.0,)) == [-12.0]
    break_row(row, "forward: 1 too large")
    assert row.forward(2.0) == 9.0


@every_row
def test_every_row_has_a_wrong_partial_for_each_input_and_a_wrong_result(row: Operation) -> None:
    ways = effective_ways(row)
    varying = [i for i in range(row.arity or 3) if i not in row.numbers]
    assert all(f"partial {i}: 1 too large" in ways for i in varying)
    assert "forward: 1 too large" in ways


def test_way_that_changes_nothing_is_left_out() -> None:
    assert "partial 0: sign flipped" not in effective_ways(TABLE["step"])  # -0 is 0
    assert "partials swapped" not in effective_ways(TABLE["add"])
    assert "partials swapped" in effective_ways(TABLE["subtract"])


def test_every_paragraph_fits_the_module_that_it_changes() -> None:
    mutants = engine_mutants(ROOT)
    assert len({mutant.name for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        compile(mutant.text, mutant.name, "exec")
        assert mutant.text != (ROOT / mutant.file).read_text("utf-8")
        assert [test for test in mutant.tests if not (ROOT / test).exists()] == []


SOURCE = "a = 1\nb = 1\nc = 2\n"


def test_paragraph_replaces_its_lines() -> None:
    mutant = parsed("c is another\n-b = 1\n-c = 2\n+b = 1\n+c = 3", "engine.py", SOURCE, ("tests/test_c.py",))
    assert (mutant.name, mutant.text) == ("engine.py: c is another", "a = 1\nb = 1\nc = 3\n")
    assert mutant.tests == ("tests/test_c.py",)


@pytest.mark.parametrize(
    "paragraph", ["gone\n-d = 4\n+d = 5", "twice\n-= 1\n+= 3", "as before\n-c = 2\n+c = 2", "empty"]
)
def test_paragraph_that_does_not_fit_is_an_error(paragraph: str) -> None:
    with pytest.raises(MutantError, match=r"needs lines that engine\.py holds once and that change"):
        parsed(paragraph, "engine.py", SOURCE, ())


VERDICTS = """
from pathlib import Path
from tests.mutation.running import MutantError, first_failure
tree = Path({tree!r})
for name, seconds in (("passes", {patience}), ("fails", {patience}), ("hangs", 2)):
    print(*first_failure(tree, (f"test_{{name}}.py",), seconds))
try:
    first_failure(tree, ("test_missing.py",), {patience})
except MutantError as error:
    print("MutantError", "test_missing.py ended with" in str(error))
"""


@pytest.mark.thorough
def test_verdict_tells_a_failure_from_a_time_out_and_from_tests_that_do_not_run(
    tmp_path: Path, run_python: Callable[..., str]
) -> None:
    for name, body in (("passes", "pass"), ("fails", "assert False"), ("hangs", "while True: pass")):
        (tmp_path / f"test_{name}.py").write_text(f"def test_it():\n    {body}\n")
    verdicts = run_python(VERDICTS.format(tree=str(tmp_path), patience=PATIENCE)).splitlines()
    assert verdicts == ["survived ", "caught test_fails.py::test_it", "timed out ", "MutantError True"]
