"""Numbers and nodes as a person writes them: short, and still the same number."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value, constant
from autograd_core.notation import node_name, number_text, python_number

# Six significant digits err by half a unit of the sixth.
SIX_DIGITS = 5.1e-6


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (220.00000000000003, "220"),
        (1.1, "1.1"),
        (-2.5, "-2.5"),
        (1 / 3, "0.333333"),
        (1234567, "1234567"),
        (1234567.8, "1234568"),
        (0.0001, "0.0001"),
        (0.000012, "1.2e-5"),
        (1e15, "1e15"),
        (999999999999999.9, "1e15"),
        (123456789012345, "123456789012345"),
        (1.5e300, "1.5e300"),
        (10**400, "1e400"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "NaN"),
        (True, "1"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-4, 2), "-2"),
        (Fraction(10**20 + 1, 10**20), "1"),
        (Fraction(1, 10**5000), "1e-5000"),
        (Decimal("1.10"), "1.1"),
        (Decimal("1e-999999"), "1e-999999"),
        (1 + 2j, "1+2j"),
        (-1.5j, "-1.5j"),
        (1 - 0.5j, "1-0.5j"),
        (0j, "0+0j"),
        (numpy.float32(0.1), "0.1"),
        (numpy.int8(-5), "-5"),
    ],
)
def test_number_reads_as_a_person_writes_it(number: Any, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_text_is_the_number_to_six_digits(x: float) -> None:
    assert math.isclose(float(number_text(x)), x, rel_tol=SIX_DIGITS)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_text_of_the_text_is_the_text(x: float) -> None:
    assert number_text(float(number_text(x))) == number_text(x)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_integer_of_up_to_fifteen_digits_keeps_them_all(x: int) -> None:
    assert number_text(x) == number_text(float(x)) == str(x)


@given(st.fractions(max_denominator=999))
def test_fraction_is_exact_or_right_to_six_digits(x: Fraction) -> None:
    text = number_text(x)
    assert Fraction(text) == x or math.isclose(Fraction(text), x, rel_tol=SIX_DIGITS)


def test_decimal_context_of_the_user_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 2
        context.traps = dict.fromkeys(context.traps, True)  # type: ignore[assignment]
        assert number_text(1.23456) == "1.23456"
        assert number_text(Fraction(10**30, 3)) == "3.33333e29"


def test_number_of_somebody_s_own_is_its_str() -> None:
    class Interval:
        def __str__(self) -> str:
            return "[1, 2]"

    assert number_text(Interval()) == "[1, 2]"


@given(st.floats() | st.integers() | st.complex_numbers(allow_nan=False, allow_infinity=False))
def test_python_reads_back_the_number_that_was_written_for_it(x: complex) -> None:
    back = eval(python_number(x), {"__builtins__": {"float": float}})
    assert back == x or (back != back and x != x)
    if isinstance(x, float):
        assert math.copysign(1, back) == math.copysign(1, x) or x != x


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.0, "2"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-5, "1e-5"),
        (1.5e300, "1.5e300"),
        (-0.0, "-0.0"),
        (-math.inf, "-float('inf')"),
        (Fraction(1, 3), "1/3"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+30"), "1e30"),
        (1.5 - 2j, "1.5-2j"),
        (numpy.float32(0.1), "0.10000000149011612"),
        pytest.param(10**5000, "1e5000", id="of 5,000 digits"),
    ],
)
def test_number_for_python_has_every_digit_and_no_more(number: Any, text: str) -> None:
    assert python_number(number) == text


def test_node_is_called_by_its_label_its_operation_or_its_number() -> None:
    x, y = Value(2.5), Value(3, "price")
    assert [node_name(node) for node in (x, y, x * y, (x * y).exp(), constant(7))] == ["2.5", "price", "*", "exp", "7"]
    assert node_name(Value(1, "a\nb")) == "'a\\nb'"
    assert node_name(Value(1, "\ud800")) == "'\\ud800'"
