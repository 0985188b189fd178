"""Pure source changes no array, and computes what the source computes that it was made from."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from autograd_core import compile_graph
from autograd_core.program.arrays.pure import pure
from tests.autograd_core.program.recorded import classifier, structured, tangle


def put(array: np.ndarray, index: Any, value: Any) -> np.ndarray:
    changed = array.copy()
    changed[index] = value
    return changed


@pytest.mark.parametrize(
    "view",
    ["a[1:3]", "a[0:6].reshape(2, 3)", "a[0:6].reshape(2, 3)[:, 1:3]", "a[2:8].reshape(2, 3)[:, 0:2].T", "a[rows]"],
)  # fmt: skip
def test_what_is_put_where_a_view_is_leaves_the_rest(view: str) -> None:
    target = view if view.endswith("]") else f"{view}[...]"
    a, rows = np.arange(9.0), np.array([4, 0])
    expected: dict[str, Any] = {"a": a.copy(), "rows": rows}
    exec(f"{target} = -1 - {view}", expected)
    found: dict[str, Any] = {"a": a, "rows": rows, "np": np, "put": put}
    exec(pure(f"{target} = -1 - {view}"), found)
    np.testing.assert_array_equal(found["a"], expected["a"])
    np.testing.assert_array_equal(a, np.arange(9.0))


@pytest.mark.parametrize("seed", range(6))
def test_every_statement_of_programs_gives_a_name_to_a_new_array(seed: int) -> None:
    graphs = [structured(seed), tangle(30, seed), classifier([4, 3, 2], seed)[:2]]
    for output, leaves in graphs:
        source = compile_graph(output, leaves[: seed % 3], executor="arrays").source
        for statement in ast.walk(ast.parse(pure(source))):
            assert not isinstance(statement, ast.AugAssign | ast.Expr)
            if isinstance(statement, ast.Assign):
                assert isinstance(statement.targets[0], ast.Name)
