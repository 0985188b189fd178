"""The page's kernels compute what the engine's table does, and its numbers are written as the engine writes them."""

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from autograd_core import TABLE, Operation, Value, dot, equal, gradients, operation, recompute, topological_order
from autograd_core.notation import number_text
from autograd_core.strategies import DrawnGraph, graphs
from tests.autograd_core.special_points import by_backward, drawn_graphs, recorded_elsewhere, refusable
from tests.browser.kernels import Kernels
from viz.graph import Graph
from viz.stepper_page.page import kernels_of
from viz.stepper_page.trace import Trace, trace_of

# JavaScript's elementary functions may differ from C's in the last bits; a graph of 8 operations magnifies that.
TOLERANCE = 1e-7
# One operation: a few units in the last place of 2.2e-16.
KERNEL_TOLERANCE = 1e-14

SPECIAL_GRAPHS = 400

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, 40.0, -40.0, 710.0, -750.0, 1e-9, 1e200, -1e200]
SPECIAL += [math.inf, -math.inf, math.nan]


def in_engine(operation: Operation, inputs: Sequence[float]) -> float:
    """The table's forward function; NaN where it raises an error."""
    try:
        return float(operation.forward(*inputs))
    except (ArithmeticError, ValueError):
        return math.nan


def is_close(x: float, y: float, tolerance: float) -> bool:
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return x == y or abs(x - y) <= tolerance * max(1, abs(x), abs(y))


def test_every_row_of_the_table_has_a_kernel(page_kernels: Kernels) -> None:
    assert sorted(set(TABLE) - set(page_kernels.names())) == [], "rows without a kernel in viz/stepper_page/kernels.js"
    assert sorted(set(page_kernels.names()) - set(TABLE)) == [], "kernels without a row in autograd_core.TABLE"


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.name)
def test_kernel_agrees_on_special_values(page_kernels: Kernels, row: Operation) -> None:
    arity = row.arity or 3
    inputs = [[x] for x in SPECIAL] if arity == 1 else [[x, y, x][:arity] for x in SPECIAL for y in SPECIAL]
    for each in inputs:
        ours, theirs = in_engine(row, each), page_kernels.kernel(row.name, each)
        assert is_close(ours, theirs, KERNEL_TOLERANCE), f"{row.name}{tuple(each)}: engine {ours}, page {theirs}"
        if ours == 0:
            assert math.copysign(1, ours) == math.copysign(1, theirs), f"{row.name}{tuple(each)}: the sign of zero"


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.name)
def test_kernel_agrees_on_any_number(page_kernels: Kernels, row: Operation) -> None:
    @settings(max_examples=60)
    @given(st.lists(st.floats(-30, 30) | st.floats(), min_size=row.arity or 5, max_size=row.arity or 5))
    def check(inputs: list[float]) -> None:
        assert is_close(in_engine(row, inputs), page_kernels.kernel(row.name, inputs), KERNEL_TOLERANCE)

    check()


def evaluated(kernels: Kernels, trace: Trace, inputs: dict[int, float]) -> list[float]:
    return kernels.evaluated([entry.as_json() for entry in trace.entries], inputs)


def check_program(kernels: Kernels, output: Value, trace: Trace, inputs: dict[int, float]) -> None:
    """The page's values, gradients and contributions against a new backward pass of the engine."""
    numbers = evaluated(kernels, trace, inputs)
    order = topological_order(output)
    for i, x in inputs.items():
        order[i].data = x
    recompute(output)
    expected = gradients(output, order)
    for i, node in enumerate(order):
        assert is_close(float(node.data), numbers[i], TOLERANCE)
        assert is_close(float(expected[i].data), numbers[trace.gradients[i]], TOLERANCE)
    for i in range(len(order) - 1):
        amounts = [each.amount for each in trace.contributions if each.value == i]
        if amounts:
            total = math.fsum(numbers[amount] for amount in amounts)
            scale = max(abs(numbers[amount]) for amount in amounts)
            assert abs(total - numbers[trace.gradients[i]]) <= TOLERANCE * max(1, scale)


@settings(max_examples=300)
@given(graph=graphs(clearance=0.01), data=st.data())
def test_random_graph_has_the_same_values_and_gradients_in_page_and_engine(
    page_kernels: Kernels, graph: DrawnGraph, data: st.DataObject
) -> None:
    output, leaves = graph.record()
    trace = trace_of(Graph(output))
    order = topological_order(output)
    here = {order.index(leaf): float(leaf.data) for leaf in leaves if leaf in order}
    check_program(page_kernels, output, trace, here)
    # the same page at another point, as when somebody drags an input
    moved = {i: x + data.draw(st.floats(-0.005, 0.005)) for i, x in here.items()}
    try:
        for i, x in moved.items():
            order[i].data = x
        recompute(output)
    except (ArithmeticError, ValueError):
        reject()  # large slopes take the inner nodes out of a domain, where the engine has no numbers to compare with
    check_program(page_kernels, output, trace, moved)


@settings(max_examples=100)
@given(graph=graphs(kind="fraction", sharing=True))
def test_exact_graph_at_kinks_and_ties_has_the_engines_gradients(page_kernels: Kernels, graph: DrawnGraph) -> None:
    output, _ = graph.record()
    trace = trace_of(Graph(output))
    numbers = evaluated(page_kernels, trace, {})
    for node, gradient in zip(trace.nodes, trace.gradients, strict=True):
        exact = gradients(output, [node])[0].data
        assert is_close(float(exact), numbers[gradient], TOLERANCE)


def test_random_graphs_at_special_points_have_the_engines_numbers_or_none(page_kernels: Kernels) -> None:
    compared = 0
    for graph in drawn_graphs(SPECIAL_GRAPHS):
        other, other_leaves = recorded_elsewhere(graph)
        if other.is_leaf or refusable(lambda other=other: by_backward(other, [])) is None:
            continue  # a page is made of a graph that can be differentiated as it is
        trace = trace_of(Graph(other))
        order = [trace.nodes.index(leaf) if leaf in trace.nodes else -1 for leaf in other_leaves]
        inputs = {i: x for i, x in zip(order, graph.point, strict=True) if i >= 0}
        numbers = evaluated(page_kernels, trace, inputs)
        slopes = [0.0 if i < 0 else numbers[trace.gradients[i]] for i in order]
        value = numbers[len(trace.nodes) - 1]
        try:
            output, leaves = graph.record()
        except (ArithmeticError, ValueError):
            assert all(map(math.isnan, [value, *(slope for slope, i in zip(slopes, order, strict=True) if i >= 0)])), (
                graph
            )
            continue
        compared += 1
        assert is_close(float(output.data), value, TOLERANCE), graph
        expected = refusable(lambda output=output, leaves=leaves: by_backward(output, leaves))
        if expected is None:
            assert any(map(math.isnan, slopes)), graph
        else:
            assert all(is_close(x, y, TOLERANCE) for x, y in zip(expected, slopes, strict=True)), (graph, slopes)
    assert compared > SPECIAL_GRAPHS / 2


def test_check_catches_a_wrong_kernel(tmp_path: Path) -> None:
    (tmp_path / "wrong.js").write_text("KERNELS.tanh = (x) => Math.tanh(x) * (1 + 1e-6);", encoding="utf-8")
    wrong = Kernels(tmp_path / "wrong.js")
    x = Value(0.5, "x")
    output = x.tanh() * 3
    with pytest.raises(AssertionError):
        check_program(wrong, output, trace_of(Graph(output)), {0: 0.5})
    wrong.close()


def test_kernel_of_an_operation_from_outside_computes(tmp_path: Path) -> None:
    operation("cube_root", math.cbrt, partials=lambda out, x: (1 / (3 * out * out),), javascript="(x) => Math.cbrt(x)")
    (tmp_path / "own.js").write_text(kernels_of({"cube_root", "multiply", ""}), encoding="utf-8")
    kernels = Kernels(tmp_path / "own.js")
    x = Value(8.0, "x")
    output = TABLE["cube_root"](x) * x
    check_program(kernels, output, trace_of(Graph(output)), {0: 27.0})
    kernels.close()


def test_page_crosses_a_kink_that_the_recording_did_not(page_kernels: Kernels) -> None:
    x = Value(2.0, "x")
    trace = trace_of(Graph(x.relu() * 3))
    assert evaluated(page_kernels, trace, {0: 2.0})[trace.gradients[0]] == 3
    assert evaluated(page_kernels, trace, {0: -2.0})[trace.gradients[0]] == 0


def test_page_has_no_number_where_the_engine_raises(page_kernels: Kernels) -> None:
    x = Value(2.0, "x")
    trace = trace_of(Graph(x.log() + 1 / x))
    assert math.isnan(evaluated(page_kernels, trace, {0: -1.0})[1])
    assert math.isnan(evaluated(page_kernels, trace, {0: 0.0})[len(trace.nodes) - 1])


def test_nan_that_the_engine_goes_on_with_is_no_refusal(page_kernels: Kernels) -> None:
    x, y = Value(2.0, "x"), Value(3.0, "y")
    output = equal(dot([x], [y], 1.0), 7.0)
    trace = trace_of(Graph(output))
    order = [trace.nodes.index(x), trace.nodes.index(y)]
    numbers = evaluated(page_kernels, trace, dict(zip(order, (0.0, math.inf), strict=True)))
    assert numbers[len(trace.nodes) - 1] == 0


AS_WRITTEN: list[tuple[Any, str]] = [
    (3.3000000000000003, "3.3"),
    (220.00000000000003, "220"),
    (0.000012, "1.2e-5"),
    (-1234567.0, "-1234567"),
    (100000.5, "100000"),  # a tie goes to the even digit
    (100001.5, "100002"),
    (0.5000005, "0.5"),
    (999999.5, "1000000"),
    (1e15, "1e15"),
    (123456789012345.0, "123456789012345"),
    (999999999999999.9, "1e15"),
    (-0.0, "0"),
    (math.inf, "inf"),
    (-math.inf, "-inf"),
    (math.nan, "NaN"),
    (5e-324, "4.94066e-324"),
    (1.7976931348623157e308, "1.79769e308"),
]


@pytest.mark.parametrize(("x", "text"), AS_WRITTEN)
def test_number_is_written_as_a_person_writes_it(page_kernels: Kernels, x: float, text: str) -> None:
    assert number_text(x) == text
    assert page_kernels.texts([x]) == [text]


def _quarters(x: int) -> float:
    return float(Fraction(x, 4))


@pytest.mark.parametrize(
    "numbers",
    [st.floats(), st.floats(-1000, 1000), st.integers(-(10**16), 10**16).map(float),
     st.integers(-(10**9), 10**9).map(_quarters), st.decimals(-100, 100, places=2).map(float)],
    ids=["any", "everyday", "whole", "ties", "prices"],
)  # fmt: skip
def test_page_and_engine_write_numbers_alike(page_kernels: Kernels, numbers: st.SearchStrategy[float]) -> None:
    @settings(max_examples=40)
    @given(st.lists(numbers, min_size=20, max_size=50))
    def check(drawn: list[float]) -> None:
        assert page_kernels.texts(drawn) == [number_text(x) for x in drawn]

    check()
