"""Properties of every row of the table, drawn from the row itself: a new row is covered without a new test."""

import copy
import itertools
import math
import pickle
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import find as find_example
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from autograd_core import TABLE, Operation, Role, Value, explain, gradients, maximum, minimum
from autograd_core import operations as table
from tests.autograd_core.rule_checks import (
    assert_rule_is_slope,
    assert_second_derivatives_are_slopes_of_rule,
    inputs_of,
    recorded,
    second_derivatives,
    smooth_inputs,
    varying_inputs,
)

# Both orders compute the same products in different order; a few roundings remain.
SYMMETRY_TOLERANCE = 1e-12

every_row = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


@every_row
@given(data=st.data())
def test_rule_is_the_slope_of_the_forward_function(row: Operation, data: st.DataObject) -> None:
    assert_rule_is_slope(row, data.draw(smooth_inputs(row)))


@every_row
@given(data=st.data())
def test_gradient_of_gradient_is_the_slope_of_the_rule(row: Operation, data: st.DataObject) -> None:
    assert_second_derivatives_are_slopes_of_rule(row, data.draw(smooth_inputs(row)))


@every_row
@given(data=st.data())
def test_mixed_second_derivatives_are_symmetric(row: Operation, data: st.DataObject) -> None:
    hessian = second_derivatives(row, data.draw(smooth_inputs(row)))
    for i in range(len(hessian)):
        for j in range(i):
            assert math.isclose(hessian[i][j], hessian[j][i], rel_tol=SYMMETRY_TOLERANCE, abs_tol=SYMMETRY_TOLERANCE)


def _outcome(gradient: Callable[[], list[Any]]) -> object:
    """What came out, as text so that a NaN equals a NaN (+ 0.0: and -0.0 equals 0.0); or the kind of error."""
    try:
        return [str(x + 0.0) for x in gradient()]
    except (ArithmeticError, ValueError) as error:
        return type(error)


@every_row
@given(data=st.data())
def test_backward_gradients_and_local_gradients_agree_even_at_kinks(row: Operation, data: st.DataObject) -> None:
    inputs = data.draw(smooth_inputs(row) | inputs_of(row, st.sampled_from((-1.0, 0.0, 1.0, 2.0))))
    try:
        out, leaves = recorded(row, inputs)
    except (ArithmeticError, ValueError):
        return  # outside the domain; the special values say what is raised there

    def by_backward() -> list[Any]:
        out.backward()
        return [x.grad for x in leaves]

    local = _outcome(lambda: [out.local_gradients()[i] for i in varying_inputs(row, inputs)])
    assert _outcome(by_backward) == local
    assert _outcome(lambda: [x.data for x in gradients(out, leaves)]) == local


# Wrong rules. The same check that passes on the table must fail on each of these.

Partials = Sequence[Any]
MUTATIONS: dict[str, Callable[[Partials], Partials]] = {
    "sign flipped": lambda partials: [-slope for slope in partials],
    "factor dropped": lambda partials: [slope / 2 for slope in partials],
    "inputs swapped": lambda partials: partials[::-1],
    "a slope where there is none": lambda partials: [slope + 1 for slope in partials],
    "last input forgotten": lambda partials: [*partials[:-1], 0],
}
WRONG_RULE_SETTINGS = settings(max_examples=60, phases=[Phase.generate], derandomize=True, database=None)


def _mutated(row: Operation, mutation: Callable[[Partials], Partials]) -> Operation:
    return replace(row, partials=lambda out, *inputs: mutation(row.partials_at(out, inputs)))


def _fails(row: Operation, inputs: Sequence[float]) -> bool:
    try:
        assert_rule_is_slope(row, inputs)
    except AssertionError:
        return True
    return False


def _exists(row: Operation, condition: Callable[[Sequence[float]], bool]) -> bool:
    try:
        find_example(smooth_inputs(row), condition, settings=WRONG_RULE_SETTINGS)
    except NoSuchExample:
        return False
    return True


@every_row
def test_check_fails_on_a_wrong_rule(row: Operation) -> None:
    caught = []
    for name, mutation in MUTATIONS.items():
        wrong = _mutated(row, mutation)

        def differs(inputs: Sequence[float], wrong: Operation = wrong) -> bool:
            out = row.forward(*inputs)
            right, other = row.partials_at(out, inputs), wrong.partials_at(out, inputs)
            return any(right[i] != other[i] for i in varying_inputs(row, inputs))

        if _exists(row, differs):
            assert _exists(row, lambda inputs, wrong=wrong: _fails(wrong, inputs)), f"{name}: not caught"  # type: ignore[misc]
            caught.append(name)
    assert "a slope where there is none" in caught  # differs from every rule


@every_row
@settings(max_examples=20)
@given(data=st.data())
def test_check_of_second_order_fails_on_a_rule_with_a_frozen_branch(row: Operation, data: st.DataObject) -> None:
    # A rule that computes with the data of its inputs, not with the inputs, gives right slopes and no second order.
    def frozen(out: Any, *inputs: Any) -> Partials:
        def plain(x: Any) -> Any:
            return x.data if isinstance(x, Value) else x

        return row.partials_at(plain(out), [plain(x) for x in inputs])

    inputs = data.draw(smooth_inputs(row))
    wrong = replace(row, partials=frozen)
    assert_rule_is_slope(wrong, inputs)
    curved = any(abs(second) > 1e-3 for line in second_derivatives(row, inputs) for second in line)
    if curved:
        with pytest.raises(AssertionError):
            assert_second_derivatives_are_slopes_of_rule(wrong, inputs)


# What a row says of itself.


@every_row
@settings(max_examples=10)  # numbers of inputs alone make a difference
@given(data=st.data())
def test_row_has_a_partial_for_every_input(row: Operation, data: st.DataObject) -> None:
    inputs = data.draw(smooth_inputs(row))
    assert len(row.partials_at(row.forward(*inputs), inputs)) == len(inputs)


@every_row
def test_row_has_symbol_role_and_cost(row: Operation) -> None:
    assert row.name.isidentifier()
    assert row.symbol
    assert row.symbol == row.symbol.strip()
    assert row.role
    assert row.role[0].islower()
    additions, multiplications = row.cost(row.arity or 3)
    assert additions >= 0
    assert multiplications >= 0
    assert len(row.defaults) < (row.arity or 1)


# Numbers among which a fact of a row shows, if it is not one: exact ones, so that no order of them rounds differently.
TELLING = (Fraction(-2), Fraction(-1, 2), Fraction(0), Fraction(3, 4), Fraction(3))


def _tries(row: Operation, numbers: Sequence[Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Inputs drawn from `numbers`, and the result, wherever the row has one."""
    for count in (1, 2, 3) if row.arity is None else (row.arity,):
        for inputs in itertools.product(numbers, repeat=count):
            try:
                yield inputs, row.forward(*inputs)
            except (ArithmeticError, ValueError):
                continue


def _by_inputs(row: Operation) -> dict[tuple[Any, ...], Any]:
    return dict(_tries(row, TELLING))


@every_row
def test_row_is_symmetric_as_it_says(row: Operation) -> None:
    found = _by_inputs(row)
    has_several = any(len(inputs) > 1 for inputs in found)
    same = all(found.get(other) == out for inputs, out in found.items() for other in itertools.permutations(inputs))
    assert row.is_symmetric == (has_several and same)


@every_row
def test_row_is_an_indicator_as_it_says(row: Operation) -> None:
    assert row.is_indicator == (set(_by_inputs(row).values()) == {0, 1})


@every_row
def test_row_hides_a_nan_as_it_says(row: Operation) -> None:
    hidden = any(
        not math.isnan(out)
        for inputs, out in _tries(row, (-1.0, 0.0, 1.0, 2.0, math.nan))
        if any(math.isnan(x) for x in inputs)
    )
    assert row.hides_nan == hidden


@every_row
def test_row_has_inputs_in_pairs_as_it_says(row: Operation) -> None:
    inputs = (*TELLING[1:], Fraction(1, 3))
    try:
        out = row.forward(*inputs)
        other = row.forward(*(inputs[i] for i in (1, 0, 3, 2, 4)))
        broken = row.forward(*(inputs[i] for i in (1, 0, 2, 3, 4)))
        refuses_even = not row.takes(4)
    except (TypeError, ValueError):
        assert not row.is_paired  # takes another number of inputs
        return
    # pairs may be exchanged, halves of them may not, and there is a bias
    assert row.is_paired == (out == other != broken) == refuses_even


@every_row
def test_row_reads_each_input_once(row: Operation) -> None:
    counts = (1, 3, 7) if row.arity is None else (row.arity,)
    for count in counts:
        assert row.takes(count)
        assert sorted(row.reading_order(count)) == list(range(count))
    assert table.dot_with_bias.reading_order(5) == [0, 2, 1, 3, 4]


@every_row
def test_inputs_in_the_gate_are_plain_numbers_and_the_last(row: Operation) -> None:
    assert set(row.in_gate) <= set(row.numbers)
    assert not row.in_gate or row.in_gate == tuple(range(row.arity or 0))[-len(row.in_gate) :]


@every_row
def test_row_has_its_method_where_it_says(row: Operation) -> None:
    method = vars(Value).get(row.name)
    assert row.is_method == (method is not None)


def test_a_function_of_one_input_is_a_method_unless_told() -> None:
    told = {"identity", "bell", "log_of_base"}
    assert {row.name for row in TABLE.values() if row.arity == 1 and not row.is_method and not row.python} == told
    assert table.leaky_relu.is_method
    assert not table.power.is_method


@every_row
def test_role_is_one_of_the_roles_and_its_note_a_part_of_a_sentence(row: Operation) -> None:
    assert isinstance(row.role, Role)
    assert row.role_and_note == (f"{row.role.value}, {row.note}" if row.note else row.role.value)
    assert table.subtract.role == "gradient distributor"
    assert table.subtract.role_and_note == "gradient distributor, its second branch negated"


def test_role_of_a_row_from_outside_may_be_other_words() -> None:
    own = Operation("twice", "2x", "doubler", forward=lambda x: 2 * x, partials=(2,))
    x = Value(3.0, "x")
    assert "(doubler)" in str(explain(own(x), x))


def test_product_of_three_is_explained_by_its_other_factors() -> None:
    own = Operation(
        "volume", "xyz", Role.SWAP, lambda x, y, z: x * y * z, lambda out, x, y, z: (y * z, x * z, x * y), arity=3
    )
    x, y, z = Value(3.0, "x"), Value(5.0, "y"), Value(7.0, "z")
    assert "x 35 (the other factors)" in str(explain(own(x, y, z), x))
    assert "x 15 (the other factors)" in str(explain(own(x, y, z), z))


def test_rows_can_be_held_weakly() -> None:
    assert weakref.ref(table.softplus)() is table.softplus


@every_row
def test_row_that_rejects_some_numbers_says_what_it_needs(row: Operation) -> None:
    rejects = False
    counts = (2, 3) if row.arity is None else (row.arity,)
    for count in counts:
        for inputs in itertools.product((-2.0, -1.0, 0.0, 0.5, math.inf), repeat=count):
            try:
                row.forward(*inputs)
            except (ValueError, ZeroDivisionError):
                rejects = True
    assert bool(row.needs) == rejects
    assert not row.needs.endswith(".")
    assert not row.remedy.endswith(".")


@every_row
def test_row_called_with_the_wrong_number_of_inputs_says_how_many_it_takes(row: Operation) -> None:
    counts = [0] if row.arity is None else [0, row.arity + 1]
    for count in counts:
        with pytest.raises(TypeError, match=f"^{row.name} takes .* got (none|{count})$"):
            row(*[Value(1.0)] * count)


@every_row
def test_row_copies_and_pickles_as_itself(row: Operation) -> None:
    assert copy.deepcopy(row) is row
    assert pickle.loads(pickle.dumps(row)) is row
    assert repr(row) == f"<operation {row.name}>"


def test_row_of_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="has an operation called 'exp' already"):
        table.row("exp", "e", "scaler", forward=math.exp, partials=(1,))
    assert TABLE["exp"] is table.exp


def test_unknown_operation_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(ValueError, match=r"no operation is called 'sine'; the table has step, greater.* sin, cos"):
        table.operation_named("sine")


def test_left_out_inputs_take_the_defaults() -> None:
    x = Value(-2.0)
    assert x.leaky_relu().data == x.leaky_relu(0.01).data == -0.02
    assert x.elu().data == x.elu(1).data == math.expm1(-2.0)


def test_sum_of_nothing_is_the_start() -> None:
    assert table.sum([]) == 0
    assert table.sum([], 5) == 5
    assert table.sum([Value(1), Value(2)], 5).data == 8
    assert table.sum([Value(1)], Value(2)).data == 3


def test_sum_and_dot_are_one_node_each() -> None:
    xs = [Value(i) for i in range(1, 4)]
    assert table.sum(xs).parents == tuple(xs)
    ws = [Value(i) for i in range(4, 7)]
    b = Value(10)
    assert table.dot(ws, xs, b).parents == (*ws, *xs, b)
    assert table.dot(ws, xs, b).data == 4 + 10 + 18 + 10


def test_dot_of_unequal_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="as many inputs as weights, got 1 inputs and 2 weights"):
        table.dot([Value(1), Value(2)], [Value(3)])


# Ties.


@pytest.mark.parametrize("router", [maximum, minimum], ids=["maximum", "minimum"])
@given(
    xs=st.lists(st.integers(-1, 1).map(Fraction), min_size=1, max_size=6),
    upstream=st.fractions(min_value=-9, max_value=9),
)
def test_router_splits_ties_evenly_and_conserves_the_upstream(
    router: Operation, xs: list[Fraction], upstream: Fraction
) -> None:
    leaves = [Value(x) for x in xs]
    out = router(*leaves)
    out.backward(upstream)
    tied = [x for x in leaves if x.data == out.data]
    assert sum(x.grad for x in leaves) == upstream
    assert all(x.grad == upstream / len(tied) for x in tied)
    assert all(x.grad == 0 for x in leaves if x not in tied)
