"""Value: what it stores, what it records, what it refuses."""

import cmath
import itertools
import math
import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy
import pytest

import autograd_core
from autograd_core import TABLE, Operation, Value, constant, dot, maximum
from autograd_core.operations import add, multiply, power, power_by_number, power_of_number, subtract

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
NOT_NUMBERS: dict[str, Any] = {
    "str 'a'": "a",
    "None": None,
    "list [1.0]": [1.0],
    "dict {}": {},
    "bytes b'1'": b"1",
    "tuple (1,)": (1,),
    "type <class 'float'>": float,
}

every_operator = pytest.mark.parametrize("sign", OPERATORS)
every_bad_input = pytest.mark.parametrize(("description", "bad"), NOT_NUMBERS.items(), ids=NOT_NUMBERS)


def _message(call: Callable[[], object]) -> str:
    with pytest.raises(TypeError) as raised:
        call()
    return str(raised.value)


# What a node stores.


def test_new_value_is_a_leaf_with_gradient_0() -> None:
    x = Value(2.5, label="price")
    assert (x.data, x.grad, x.label, x.operation, x.parents) == (2.5, 0, "price", None, ())
    assert x.is_leaf
    assert not x.is_constant


@every_operator
def test_operator_records_one_node_with_ordered_parents(sign: str) -> None:
    x, y = Value(3.0), Value(2.0)
    out = OPERATORS[sign](x, y)
    assert out.data == OPERATORS[sign](3.0, 2.0)
    assert out.parents == (x, y)
    assert out.operation is not None
    assert out.operation.python == sign
    assert not out.is_leaf


@every_operator
def test_operator_with_a_plain_number_on_either_side_records_a_constant_parent(sign: str) -> None:
    x = Value(3.0)
    right, left = OPERATORS[sign](x, 2), OPERATORS[sign](2, x)
    assert (right.data, left.data) == (OPERATORS[sign](3.0, 2), OPERATORS[sign](2, 3.0))
    assert right.parents[0] is left.parents[1] is x
    assert right.parents[1].is_constant
    assert left.parents[0].is_constant


def test_unary_operators_record_one_parent() -> None:
    x = Value(-3.0)
    assert ((-x).data, (-x).parents) == (3.0, (x,))
    assert (abs(x).data, abs(x).parents) == (3.0, (x,))


def test_square_of_a_node_keeps_the_duplicate_parent() -> None:
    x = Value(3.0)
    assert (x * x).parents == (x, x)
    assert maximum(x, x, x).parents == (x, x, x)


def test_power_by_a_number_of_a_number_and_of_values_are_different_rows() -> None:
    x, n = Value(3.0), Value(2.0)
    assert (x**2).operation is power_by_number
    assert (x ** constant(2)).operation is power_by_number
    assert (x**n).operation is power
    assert (2**n).operation is (constant(2) ** n).operation is power_of_number


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.is_method], ids=lambda row: row.name)
def test_method_and_function_record_the_same_node(row: Operation) -> None:
    at = 1.5 if row.needs == "an input of at least 1" else 0.5
    x, others = Value(at), [2.0] * (row.arity - 1 - len(row.defaults) if row.arity is not None else 1)
    by_method, by_function = getattr(x, row.name)(*others), row(x, *others)
    assert by_method.operation is by_function.operation is row
    assert by_method.data == by_function.data == row(at, *others)
    assert by_method.parents[0] is x


def test_functions_of_plain_numbers_compute_plain_numbers() -> None:
    assert autograd_core.exp(0) == 1
    assert autograd_core.maximum(1, Fraction(3, 2)) == Fraction(3, 2)
    assert autograd_core.sum([1, 2]) == 3
    assert dot([1, 2], [3, 4], 5) == 16


def test_operations_on_constants_fold() -> None:
    two = constant(2)
    for folded in (two * two, two + 3, 5 - two, two**2, two.exp(), maximum(two, 1), -two, autograd_core.sum([two, 1])):
        assert folded.is_constant
        assert folded.parents == ()


def test_comparisons_look_at_data_and_answer_with_a_bool() -> None:
    x, y = Value(1.0), Value(2.0)
    for compare in COMPARISONS.values():
        assert compare(x, y) is compare(1.0, 2.0)
        assert compare(x, 1) is compare(1.0, 1)
        assert compare(1, x) is compare(1, 1.0)
    assert max(x, y) is y
    assert sorted([y, x]) == [x, y]


def test_equality_between_values_and_hash_are_identity() -> None:
    x, y = Value(1.0), Value(1.0)
    assert x == x
    assert x != y
    assert len({x, y}) == 2
    assert y in [x, y]
    assert [x, y].index(y) == 1


@pytest.mark.parametrize("one", [1, 1.0, True, Fraction(1), Decimal(1), 1 + 0j, numpy.float64(1), numpy.int8(1)])
def test_equality_with_a_number_is_that_of_the_data(one: Any) -> None:
    x = Value(1.0)
    assert x == one
    assert one == x
    assert bool(x != one) is False
    assert Value(2.0) != one
    assert one != Value(2.0)
    assert bool(Value(math.nan) == one) is False


def test_equality_with_anything_else_is_false_and_numpy_compares_each_element() -> None:
    x = Value(1.0)
    for other in (None, "1.0", [1.0], (), object()):
        assert x != other
        assert (x == other) is False
    assert (numpy.array([x, Value(2.0)]) == 1.0).tolist() == [True, False]
    assert (x == numpy.array([1.0, 2.0])).tolist() == [True, False]
    assert x not in {1.0: "a number"}


def test_value_is_true_as_any_object_is() -> None:
    assert Value(0.0)
    assert (None or Value(0.0)).data == 0.0


@pytest.mark.parametrize("method", ["__len__", "__iter__", "__array__"])
def test_value_has_no_method_that_would_lose_its_gradient_in_silence(method: str) -> None:
    assert not hasattr(Value, method)


@pytest.mark.parametrize(
    "convert",
    [float, int, complex, math.exp, cmath.exp, operator.index, range, [1, 2, 3].__getitem__],
)
def test_conversion_names_the_remedy(convert: Callable[[Any], Any]) -> None:
    with pytest.raises(
        TypeError, match=r"lose the gradient of a Value, got 1 \(node 'k'\); .* where and equal .* \.data"
    ):
        convert(Value(1, "k"))


def test_format_writes_the_data() -> None:
    assert f"{Value(2.0):.3f}" == "2.000"
    assert f"{Value(1234567):,}" == "1,234,567"
    assert f"{Value(2.0)}" == str(Value(2.0)) == "Value(data=2.0, grad=0)"


def test_repr_is_micrograds() -> None:
    assert repr(Value(2.0)) == "Value(data=2.0, grad=0)"
    assert repr(Value(-4)) == "Value(data=-4, grad=0)"


@pytest.mark.parametrize("label", ['"', "\\", "\n", "<b>&amp;</b>", "사과", "a" * 10_000, "{x|y}", "\x00"])
def test_label_may_be_any_text(label: str) -> None:
    assert Value(1.0, label=label).label == label


# What it refuses.


@every_bad_input
def test_value_of_something_else_than_a_number_is_refused(description: str, bad: Any) -> None:
    assert _message(lambda: Value(bad)).startswith(f"Value needs a number, got {description}")


def test_value_of_a_value_is_refused_with_the_way_out() -> None:
    assert _message(lambda: Value(Value(1.0))).endswith("; use the Value itself")


def test_label_that_is_not_text_is_refused() -> None:
    assert _message(lambda: Value(1.0, label=3)).startswith("a label is text, got ")  # type: ignore[arg-type]


@every_operator
@every_bad_input
def test_operator_refuses_what_is_not_a_number_on_either_side(sign: str, description: str, bad: Any) -> None:
    x, operate = Value(1.0), OPERATORS[sign]
    expected = f"{sign} needs numbers or Values, got {description}"
    assert _message(lambda: operate(x, bad)).startswith(expected)
    assert _message(lambda: operate(bad, x)).startswith(expected)


@pytest.mark.parametrize("sign", COMPARISONS)
@every_bad_input
def test_comparison_refuses_what_is_not_a_number_on_either_side(sign: str, description: str, bad: Any) -> None:
    x, compare = Value(1.0), COMPARISONS[sign]
    expected = "{} compares a Value with a number or a Value, got {}"
    assert _message(lambda: compare(x, bad)).startswith(expected.format(sign, description))
    assert _message(lambda: compare(bad, x)).startswith(expected.format(MIRRORED[sign], description))


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_function_refuses_what_is_not_a_number_in_any_place(row: Operation) -> None:
    count = row.arity or 3
    for (description, bad), place in itertools.product(NOT_NUMBERS.items(), range(count)):
        inputs = [bad if i == place else Value(1.0) for i in range(count)]
        message = _message(lambda inputs=inputs: row(*inputs))  # type: ignore[misc]
        assert message.startswith(f"{row.python or row.name} needs ")
        assert description in message


def test_floor_of_a_value_is_a_node() -> None:
    x = Value(1.5)
    assert math.floor(x).operation is TABLE["floor"]  # NumPy reaches the row so
    assert math.floor(x).data == 1


@pytest.mark.parametrize(
    "row", [row for row in TABLE.values() if row.is_method and row.arity is not None], ids=lambda row: row.name
)
def test_method_refuses_inputs_that_it_has_no_place_for(row: Operation) -> None:
    assert _message(lambda: getattr(Value(1.0), row.name)(1.0, 2.0)).startswith(f"{row.name} takes {row.arity} input")


def test_message_about_a_long_input_stays_short() -> None:
    assert len(_message(lambda: Value(1.0) + ["x"] * 10_000)) < 200


def test_attributes_that_a_graph_is_made_of_are_read_only() -> None:
    x = Value(1.0)
    for name in ("operation", "parents", "is_leaf", "is_constant"):
        with pytest.raises(AttributeError):
            setattr(x, name, None)


@pytest.mark.parametrize(
    ("row", "inputs"), [(power_by_number, (2.0, Value(3.0))), (power_of_number, (Value(2.0), 3.0))]
)
def test_row_for_a_plain_number_refuses_a_value_in_its_place(row: Operation, inputs: tuple[Any, ...]) -> None:
    assert "takes a plain number as input" in _message(lambda: row(*inputs))


def test_operators_and_rows_agree() -> None:
    x, y = Value(3.0), Value(2.0)
    for by_operator, row in ((x + y, add), (x - y, subtract), (x * y, multiply)):
        assert by_operator.operation is row
        assert by_operator.data == row(x, y).data


def test_power_called_with_a_plain_exponent_needs_no_logarithm_of_its_base() -> None:
    x = Value(-3.0)
    square = power(x, 2.0)
    assert square.operation is power_by_number
    square.backward()
    assert x.grad == -6.0
