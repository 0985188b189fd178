"""lookup: the gradient goes to the entry with the index alone; programs choose anew for each sample."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import (
    Value,
    compile_graph,
    constant,
    derivative_formula,
    exp,
    explain,
    from_json,
    gradients,
    hessian,
    lookup,
    no_grad,
    recompute,
    recording,
    sqrt,
    stale,
    tangents,
    to_json,
    where,
)
from autograd_core.program.arrays.gather import gathered

# Programs add in another order than `backward()`.
TOLERANCE = 1e-12
EXECUTORS = ("arrays", "loop")
NO_INDEX = (-1, 3, 0.5, -0.5, 2.5, math.nan, math.inf, -math.inf, 1e300)


def entries(count: int = 3) -> list[Value]:
    return [Value(float(k + 2), f"t{k}") for k in range(count)]


either_way = pytest.mark.parametrize("as_index", [lambda i: i, constant, lambda i: Value(i, "i")])


@either_way
@pytest.mark.parametrize("index", [1, 1.0, Fraction(1), np.int64(1), np.float64(1), True])
def test_entry_goes_through_and_gets_the_whole_gradient(index: Any, as_index: Any) -> None:
    table = entries()
    output = lookup(table, as_index(index)) * 5
    output.backward()
    assert output.data == 15.0
    assert [entry.grad for entry in table] == [0, 5, 0]


def test_index_gets_no_gradient() -> None:
    index = Value(2, "i")
    output = lookup(entries(), index) ** 2
    output.backward()
    assert index.grad == 0
    assert gradients(output, [index])[0].data == 0
    assert tangents([output], [index], [1.0])[0].data == 0


@pytest.mark.parametrize("far", [math.nan, math.inf])
def test_what_is_not_chosen_passes_nothing_on_whatever_it_is(far: float) -> None:
    x = Value(0.0, "x")
    output = lookup([sqrt(x), Value(far), Value(3.0)], Value(2.0)) * 2
    output.backward()
    assert (output.data, x.grad) == (6.0, 0)


def test_plain_index_makes_a_node_with_the_entry_as_its_only_parent() -> None:
    table = entries(1000)
    chosen = lookup(table, 7)
    assert chosen.parents == (table[7],)
    assert chosen is not table[7]
    with no_grad():
        assert lookup(table, 7).is_constant


def test_numbers_among_numbers_give_a_number() -> None:
    assert lookup([1.5, Fraction(1, 3)], 1) == Fraction(1, 3)
    assert type(lookup(range(5), 2)) is int
    assert type(lookup(np.array([1.0, 2.0]), 1)) is np.float64


def test_table_may_be_an_array_of_values() -> None:
    x = Value(3.0)
    assert lookup(np.array([Value(1.0), x]), 1).parents == (x,)
    assert lookup(np.array([Value(1.0), x]), Value(1)).data == 3.0


@pytest.mark.parametrize("index", NO_INDEX)
@either_way
def test_index_of_no_entry_is_an_error_that_says_which_there_are(index: Any, as_index: Any) -> None:
    with pytest.raises(
        ValueError, match=r"lookup needs the index of an entry, got .*a table of 3 has the indices 0 ... 2"
    ):
        lookup(entries(), as_index(index))


@pytest.mark.parametrize(
    ("table", "index", "error", "message"),
    [
        ([], 0, ValueError, "lookup needs the index of an entry, got int 0: an empty table has none"),
        ([1.0], 1j, ValueError, "the indices 0 ... 0"),
        ([1.0], "0", TypeError, "lookup takes its index as a whole number or a Value, got str '0'; convert it"),
        ([1.0], None, TypeError, "lookup takes its index as a whole number or a Value, got None"),
        ([1.0], [0], TypeError, r"lookup takes its index as a whole number or a Value, got list \[0\]"),
        ([[1.0], [2.0]], 0, TypeError, r"numbers and Values, got list \[1.0\] in it; look up each column"),
        ([[1.0], [2.0]], Value(0), TypeError, r"lookup needs numbers or Values, got list \[1.0\]"),
        (3, 0, TypeError, "lookup takes its table as a list of numbers and Values, got int 3"),
        ({0: 1.0}, 0, TypeError, "lookup takes its table as a list .*, got dict"),
        ("abc", 0, TypeError, "lookup takes its table as a list .*, got str 'abc'"),
        (Value(1.0), 0, TypeError, "lookup takes its table as a list .*, got 1.0"),
    ],
)
def test_what_is_no_table_or_no_index_is_refused(table: Any, index: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        lookup(table, index)


def test_second_derivatives_go_through_the_entry() -> None:
    def function(point: Any) -> Any:
        x, y, index = point
        return lookup([x * y, x**3, exp(y)], index) * y

    assert hessian(function)([2.0, 5.0, 1]) == [[60, 12, 0], [12, 0, 0], [0, 0, 0]]


def test_index_may_change_before_a_graph_is_computed_again() -> None:
    table, index = entries(), Value(0, "i")
    output = lookup(table, index) * 10
    index.data = 2
    assert stale(output)
    recompute(output)
    assert output.data == 40.0
    output.backward()
    assert [entry.grad for entry in table] == [0, 0, 10]


def test_lookup_is_explained_and_written_down() -> None:
    table, index = entries(), Value(1, "i")
    output = lookup(table, index) * 2
    output.backward()
    assert "(the open branch)" in str(explain(output, table[1]))
    assert "(a closed branch)" in str(explain(output, table[0]))
    assert derivative_formula(output, table[1]) == "2*(i==1)"


def test_lookup_is_kept_in_files() -> None:
    output = lookup(entries(), Value(1, "i")) * 2
    for loaded in (from_json(to_json(output))[0], pickle.loads(pickle.dumps(output))):
        assert loaded.data == 6.0
        assert [parent.label for parent in loaded.parents[0].parents] == ["i", "t0", "t1", "t2"]
        index = loaded.parents[0].parents[0]
        index.data = 2
        recompute(loaded)
        assert loaded.data == 8.0


def test_recording_leaves_the_choice_to_the_program() -> None:
    table, index = entries(), Value(0.0, "i")
    with recording():
        output = lookup(table, index)
    assert compile_graph(output, [index])([[0], [2], [1]]).tolist() == [2, 4, 3]


# Programs.


def compiled_and_eager(executor: Any, batch: Any, count: int = 4) -> tuple[Any, Any]:
    """(values, gradient) of one function, by a program and by `backward()` sample by sample."""
    rng = np.random.default_rng(0)
    first, second = ([Value(x) for x in rng.normal(size=count).tolist()] for _ in range(2))
    scale = Value(0.7, "scale")

    def function(i: Any, j: Any, x: Any) -> Any:
        chosen = lookup(first, i) * lookup(second, j) + lookup([exp(x * scale), x, scale], lookup([0, 1, 2, 1], j))
        return (chosen * x + lookup(first, j)) ** 2

    inputs = [Value(1.0, name) for name in "ijx"]
    inputs[2].data = 0.5
    program = compile_graph(function(*inputs), inputs, executor=executor)
    values, slopes = [], np.zeros(len(program.parameters))
    for sample in batch:
        output = function(*map(Value, sample))
        values.append(output.data)
        slopes += [float(slope.data) for slope in gradients(output, program.parameters)]
    return program.value_and_grad(np.array(batch)), (np.array(values), slopes / len(batch))


@pytest.mark.parametrize("executor", EXECUTORS)
@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3).map(float), st.integers(0, 3).map(float), st.floats(-2, 2)), min_size=1, max_size=9
    )
)
def test_program_gathers_and_scatters_as_backward_does(executor: Any, batch: list[tuple[float, ...]]) -> None:
    ours, eager = compiled_and_eager(executor, batch)
    for a, b in zip(ours, eager, strict=True):
        np.testing.assert_allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize("index", NO_INDEX)
def test_sample_with_an_index_of_no_entry_is_nan_and_no_other(executor: Any, index: float) -> None:
    table, i, x = entries(), Value(0.0, "i"), Value(1.0, "x")
    # a choice around it hides the entry, not the error, as in eager code
    output = lookup(table, i) * x + where(x, 0, lookup([x, x, x], i))
    program = compile_graph(output, [i, x], executor=executor, input_gradients=True)
    batch = [[0.0, 1.0], [index, 1.0], [2.0, 1.0]]
    np.testing.assert_array_equal(program(batch), [2, math.nan, 4])
    np.testing.assert_array_equal(program.input_gradients(batch), [[0, 2], [math.nan, math.nan], [0, 4]])
    assert np.isnan(program.gradients(batch)).all()
    assert program.gradients(batch[::2]).tolist() == [0.5, 0, 0.5]


@pytest.mark.parametrize("executor", EXECUTORS)
def test_program_keeps_what_is_not_chosen_from_the_gradient_where_it_is_not_finite(executor: Any) -> None:
    x, i = Value(4.0, "x"), Value(1.0, "i")
    program = compile_graph(lookup([sqrt(x), 3 * x, x * x * 1e200], i), [i], executor=executor)
    for point in (0.0, 1e150):  # where sqrt has no slope; where the last entry is infinite
        values, slopes = program.value_and_grad([[1.0], [1.0]], [point])
        assert (values.tolist(), slopes.tolist()) == ([3 * point] * 2, [3])


@pytest.mark.parametrize("executor", EXECUTORS)
def test_index_that_is_a_constant_is_the_entry_itself_in_a_program(executor: Any) -> None:
    table, x = entries(), Value(2.0, "x")
    program = compile_graph(lookup([x, *table], constant(2)) * x, [x], executor=executor)
    assert program([[5.0]]).tolist() == [15.0]
    assert "gathered" not in program.source


@pytest.mark.parametrize("executor", EXECUTORS)
def test_entries_that_differ_in_kind_are_gathered_too(executor: Any) -> None:
    x, w, i = Value(2.0, "x"), Value(3.0, "w"), Value(0.0, "i")
    program = compile_graph(lookup([x, w, 7.0, x * w, exp(x)], i), [x, i], executor=executor)
    batch = [[2.0, float(k)] for k in range(5)]
    np.testing.assert_allclose(program(batch), [2, 3, 7, 6, math.exp(2)], rtol=TOLERANCE)
    np.testing.assert_allclose(program.gradients(batch), [(1 + 2) / 5], rtol=TOLERANCE)


def test_table_of_parameters_is_read_where_it_lies() -> None:
    table, i = [entries(50) for _ in range(8)], Value(0.0, "i")
    program = compile_graph([lookup(row, i) for row in table], [i], executor="arrays")
    assert program.source.count("gathered(theta, ") == 1  # all eight at once


def test_gather_takes_every_shape_of_table_and_index() -> None:
    rows, index = np.array([[0, 1, 2], [3, 4, 5]]), np.array([[0.0, 2.0, 1.0, 5.0]])
    shared, own = np.arange(6.0)[:, None], np.arange(24.0).reshape(6, 4)
    nan = math.nan
    np.testing.assert_array_equal(gathered(shared, rows, index), [[0, 2, 1, nan], [3, 5, 4, nan]])
    np.testing.assert_array_equal(gathered(own, rows, index), [[0, 9, 6, nan], [12, 21, 18, nan]])
    np.testing.assert_array_equal(gathered(own, rows, np.array([[1.0]])), own[[1, 4]])
    np.testing.assert_array_equal(gathered(shared, rows, np.array([[1.0], [-1.0]])), [[1], [nan]])
