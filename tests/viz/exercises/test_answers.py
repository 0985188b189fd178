"""Numbers as people type them, and what is said to what is none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.exercises.answers import LONGEST_ECHO, UnreadableError, echo, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        (" 2.50\n", 2.5),
        ("2,5", 2.5),
        ("0,125", 0.125),
        ("12,1234", 12.1234),
        (".5", 0.5),
        ("-3", -3.0),
        ("\u22123", -3.0),
        ("\u2013 3", -3.0),
        ("+4", 4.0),
        ("1/3", 1 / 3),
        ("-1 / 4", -0.25),
        ("1\u20443", 1 / 3),
        ("1,5/3", 0.5),
        ("1e3", 1000.0),
        ("2E-2", 0.02),
        ("1,234.5", 1234.5),
        ("\uff11\uff12\uff0e\uff15", 12.5),
        ("\uff0d\uff11\uff0f\uff14", -0.25),
        ("1e308", 1e308),
        ("1e999", math.inf),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("\u221e", math.inf),
    ],
)
def test_number_is_read(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["nan", "NaN"])
def test_nan_is_read(text: str) -> None:
    assert math.isnan(read_number(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one", "is not a number"),
        ("3²", "is not a number"),
        ("1.2.3", "is not a number"),
        ("2*3", "is not a number"),
        ("1 000", "is not a number"),
        ("--1", "is not a number"),
        ("1/2/3", "is not a number"),
        ("<script>alert(1)</script>", "is not a number"),
        ("1,000", "can be read as two numbers"),
        ("1,234,567", "can be read as two numbers"),
        ("1/0", "divides by 0"),
        ("0/0", "divides by 0"),
    ],
)
def test_what_is_no_number_is_told_why(text: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_number(text)


def said_to(text: str) -> str:
    """What is said to a text that is no number; nothing to one that is."""
    try:
        read_number(text)
    except UnreadableError as error:
        return str(error)
    return ""


@given(st.text())
def test_rubbish_is_read_or_refused_with_a_short_sentence(text: str) -> None:
    said = said_to(text)
    assert len(said) < 120
    assert not any(ord(sign) < ord(" ") for sign in said)


@given(st.floats(allow_nan=False))
def test_every_number_of_python_is_read(x: float) -> None:
    assert read_number(repr(x)) == x


def test_echo_is_short_and_one_line() -> None:
    assert echo(" a\nb\t c\x00 ") == "a b c"
    assert len(echo("x" * 10**6)) == LONGEST_ECHO
