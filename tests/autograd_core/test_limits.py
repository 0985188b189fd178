"""Whoever is asked about a graph answers or refuses: in work that grows with the graph, shortly, in words of ours."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import autograd_core
from autograd_core import (
    GraphError,
    Value,
    backward,
    backward_steps,
    compile_graph,
    debug,
    depth,
    derivative_formula,
    explain,
    formula,
    from_json,
    gradients,
    leaves,
    load,
    operation_counts,
    paths,
    recompute,
    save,
    stale,
    tangents,
    to_json,
    topological_order,
)
from autograd_core import sum as total
from autograd_core.errors import described, shown
from autograd_core.notation import number_text
from tests.monsters import (
    LONGEST_ANSWER,
    LONGEST_ERROR,
    MONSTERS,
    NUMBER_PYTHON_REFUSES,
    calls_of,
    complete,
    deep,
    size,
    wide,
)

CALLS_PER_PART = 200  # of nodes and edges; the most today are 149, by compile_graph for a chain
CALLS_AT_LEAST = 5_000


def saved(y: Value, folder: Path) -> list[Value]:
    save(folder / "graph.json", y)
    return load(folder / "graph.json")


def debugged(y: Value) -> None:
    with debug():
        backward(y)


# Every public function that takes a graph, by name: (output, an input, a folder) -> what it answers, as text too.
ASKED: dict[str, Callable[[Value, Value, Path], object]] = {
    "Value": lambda y, x, folder: (repr(y), f"{y}", str(x), y._op),
    "backward": lambda y, x, folder: backward(y),
    "backward_steps": lambda y, x, folder: [repr(step) for step in backward_steps(y)][:100],
    "compile_graph": lambda y, x, folder: str(compile_graph(y, [x], leaves(y)[1:], executor="arrays")),
    "debug": lambda y, x, folder: debugged(y),
    "depth": lambda y, x, folder: depth(y),
    "derivative_formula": lambda y, x, folder: derivative_formula(y, x),
    "explain": lambda y, x, folder: repr(explain(y, x)),
    "formula": lambda y, x, folder: (formula(y), formula(y, "latex")),
    "from_json": lambda y, x, folder: from_json(to_json(y)),
    "gradients": lambda y, x, folder: repr(gradients(y, [x])),
    "leaves": lambda y, x, folder: len(leaves(y)),
    "load": lambda y, x, folder: saved(y, folder),
    "operation_counts": lambda y, x, folder: repr(operation_counts(y)),
    "paths": lambda y, x, folder: (repr(paths(y, x)), repr(next(iter(paths(y, x)))), repr(paths(y, x).heaviest(2))),
    "recompute": lambda y, x, folder: recompute(y),
    "save": lambda y, x, folder: saved(y, folder),
    "stale": lambda y, x, folder: stale(y),
    "tangents": lambda y, x, folder: repr(tangents([y], [x], [1])),
    "to_json": lambda y, x, folder: len(to_json(y)),
    "topological_order": lambda y, x, folder: len(topological_order(y)),
}
# Those that take functions of numbers, or a row of the table, and classes; rows are methods of the nodes.
NOT_ASKED = {"GraphError", "Operation", "OperationCounts", "TABLE", "assert_gradients_match", "check_gradients"}
NOT_ASKED |= {"constant", "grad", "hessian", "hvp", "jacobian", "jvp", "local_gradient_formulas", "no_grad"}
NOT_ASKED |= {"numerical_gradient", "recording", "value_and_grad", "vjp", "operation", "check_operation"}
# Compositions of rows, and the choice of an entry.
NOT_ASKED |= {"clip", "gelu", "lookup", "mean", "normal_cdf", "silu", "softsign"}
# What functions return, and words.
NOT_ASKED |= {"BackwardStep", "Comparison", "Contribution", "Explanation", "OperationReport", "Paths", "Report"}
NOT_ASKED |= {"NOTHING", "Role", "jit"}


def test_every_public_function_is_asked() -> None:
    rows = {name for name in autograd_core.__all__ if getattr(autograd_core, name) in autograd_core.TABLE.values()}
    assert set(autograd_core.__all__) - rows - {"sum", "dot"} == ASKED.keys() | NOT_ASKED


@pytest.mark.parametrize("monster", MONSTERS)
@pytest.mark.parametrize("name", ASKED)
def test_monstrous_graphs_are_answered_or_refused_shortly(name: str, monster: str, tmp_path: Path) -> None:
    y, x = MONSTERS[monster]()
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(ASKED[name](y, x, tmp_path))
        except (GraphError, ArithmeticError, TypeError, ValueError) as error:
            answers.append(error)

    assert calls_of(ask) <= CALLS_AT_LEAST + CALLS_PER_PART * size(y)
    answer = answers[0]
    if isinstance(answer, Exception):
        assert isinstance(answer, GraphError) or name in {"compile_graph"}
        assert len(str(answer)) <= LONGEST_ERROR
        assert "digits" not in str(answer), "Python's own refusal"
    elif isinstance(answer, str | tuple):
        assert len(str(answer)) <= LONGEST_ANSWER


def test_20_000_shared_levels_have_ways_without_number_and_no_formula() -> None:
    y, x = deep(20_000)
    assert repr(paths(y, x)).startswith("3.98028e6020 paths from x to *, sum 1; the 5 heaviest:\n")
    with pytest.raises(GraphError, match=r"at most 2,000 parts, and this one would have more"):
        formula(y)


def test_tangle_of_edges_is_refused() -> None:
    y, x = complete(2_000)
    with pytest.raises(GraphError, match="at most 2,000 parts"):
        formula(y)
    for question in (lambda: explain(y, x), lambda: paths(y, x), lambda: derivative_formula(y, x)):
        with pytest.raises(GraphError, match="at most 100 for each node"):
            question()


def test_batch_of_a_network_is_no_tangle() -> None:
    weights = [[Value(0.1) for _ in range(100)] for _ in range(20)]
    outputs = [
        autograd_core.dot(row, [Value(1.0 * sample) for sample in range(100)], 0.0)
        for _ in range(30)
        for row in weights
    ]
    loss = total(outputs)
    assert sum(len(node.parents) for node in topological_order(loss)) > 120_000
    assert explain(loss, weights[0][0]).gradient == 0


def test_equal_labels_are_numbered_in_work_that_grows_with_them() -> None:
    y, _ = wide(900)
    assert formula(y).endswith("+x_899+x_900")
    assert calls_of(lambda: formula(y)) <= 2.2 * calls_of(lambda: formula(wide(450)[0]))


def test_label_without_end_is_cut_off_where_it_is_told() -> None:
    y, x = MONSTERS["long_labels"]()
    assert "l" * 57 + "....grad" in str(explain(y, x))
    assert len(str(explain(y, x))) < 500
    with pytest.raises(TypeError) as refused:
        y + "a" * 1_000_000
    assert len(str(refused.value)) < LONGEST_ERROR


# Numbers that Python refuses to write out.


def test_repr_of_an_integer_of_5_001_digits() -> None:
    assert repr(Value(NUMBER_PYTHON_REFUSES)) == "Value(data=an integer of 16,610 bits, grad=0)"
    assert f"{Value(1) ** NUMBER_PYTHON_REFUSES}" == "Value(data=1, grad=0)"
    assert (Value(1) ** NUMBER_PYTHON_REFUSES)._op == "**an integer of 16,610 bits"
    assert repr(Value(Fraction(NUMBER_PYTHON_REFUSES, 3))) == "Value(data=a fraction of 16,610 bits, grad=0)"


ROUNDED: dict[str, Any] = {
    "1e5000": NUMBER_PYTHON_REFUSES,
    "-7e100000": -7 * NUMBER_PYTHON_REFUSES**20,
    "1e-5000": Fraction(1, NUMBER_PYTHON_REFUSES),
    "6.66667e4999": Fraction(2 * NUMBER_PYTHON_REFUSES + 1, 3),
    "7.88477e500297": 3 ** (1 << 20),
}


@pytest.mark.parametrize("written", ROUNDED)
def test_numbers_of_thousands_of_digits_are_rounded(written: str) -> None:
    assert number_text(ROUNDED[written]) == written


CAME: dict[str, Any] = {
    "an integer": NUMBER_PYTHON_REFUSES,
    "a fraction": Fraction(1, NUMBER_PYTHON_REFUSES),
    "a list with an integer": [NUMBER_PYTHON_REFUSES, "a" * 1_000_000],
    "a dict of lists": {"a" * 1_000_000: [[[NUMBER_PYTHON_REFUSES]]]},
    "a long list": ["a"] * 1_000_000,
    "text": "a" * 1_000_000,
    "a Value": Value(NUMBER_PYTHON_REFUSES, "a" * 1_000_000),
    "a range": range(NUMBER_PYTHON_REFUSES),
    "bytes": b"a" * 1_000_000,
}


@pytest.mark.parametrize("what", CAME)
def test_what_came_is_shown_in_a_line(what: str) -> None:
    assert len(shown(CAME[what])) <= 60
    assert len(described(CAME[what])) <= 200
    assert calls_of(lambda: shown(CAME[what])) < 500
