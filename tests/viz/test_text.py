"""Labels made harmless, and numbers as a person writes them."""

import math
import unicodedata
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.text import (
    LABEL_LENGTH,
    LINE_LENGTH,
    columns,
    gate_symbol,
    label,
    markup,
    number,
    shortened_formula,
    typeset,
    typeset_name,
    wrapped,
)

HALF_A_SIXTH_DIGIT = 5.1e-6  # relative; six significant digits are shown
any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (220.00000000000003, "220"),
        (110.00000000000001, "110"),
        (3.3000000000000003, "3.3"),
        (715.0000000000001, "715"),
        (1.1, "1.1"),
        (0.1 + 0.2, "0.3"),
        (0.7310585786300049, "0.731059"),
        (-0.19661193324148185, "-0.196612"),
        (1234.56, "1234.56"),
        (12345678.9, "12345679"),
        (999999.99, "1000000"),
        (0.0001, "0.0001"),
        (0.000012, "1.2e-5"),
        (-2.5e-300, "-2.5e-300"),
        (5e-324, "4.94066e-324"),
        (1e15, "1e15"),
        (6.02214076e23, "6.02214e23"),
        (0.0, "0"),
        (-0.0, "0"),
        (math.nan, "NaN"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (3, "3"),
        (True, "1"),
        (-150, "-150"),
        (123456789012345, "123456789012345"),
        (10**15, "1e15"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-22, 7), "-22/7"),
        (Fraction(6, 3), "2"),
        (Fraction(1, 10**20), "1e-20"),
        (Decimal("1.10"), "1.1"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+999999"), "1e999999"),
        (Decimal("sNaN"), "NaN"),
        (Decimal("-Infinity"), "-inf"),
        (1 + 2j, "1+2j"),
        (1.1 - 0.5j, "1.1-0.5j"),
        (-2j, "-2j"),
        (1 + 0j, "1+0j"),
        (0j, "0+0j"),
        (complex(math.nan, math.inf), "NaN+infj"),
        (np.float64(3.3000000000000003), "3.3"),
        (np.float32(1.1), "1.1"),
        (np.float16(0.1), "0.0999756"),
        (np.longdouble(2.5), "2.5"),
        (np.int64(-7), "-7"),
        (np.complex64(1 + 2j), "1+2j"),
    ],
)
def test_number_is_written_as_a_person_writes_it(x: Any, written: str) -> None:
    assert number(x) == written


def test_number_of_thousands_of_digits_is_written_short() -> None:
    assert number(-(10**5000)) == "-1e5000"  # Python's own str() refuses
    assert number(Fraction(10**5000, 3)) == "3.33333e4999"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_float_reads_back_to_six_digits_and_has_no_idle_characters(x: float) -> None:
    written = number(x)
    assert math.isclose(float(written), x, rel_tol=HALF_A_SIXTH_DIGIT)
    mantissa, _, exponent = written.partition("e")
    assert not mantissa.endswith(".")
    assert not ("." in mantissa and mantissa.endswith("0"))
    assert not exponent.lstrip("-").startswith(("0", "+"))
    assert written != "-0"


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_integer_of_up_to_fifteen_digits_is_written_whole(n: int) -> None:
    assert number(n) == str(n)
    assert number(float(n)) == str(n)


@given(st.fractions(max_denominator=9999).filter(lambda x: len(str(x)) <= 15))
def test_short_fraction_is_written_exactly(x: Fraction) -> None:
    assert Fraction(number(x)) == x


def test_number_does_not_depend_on_the_callers_decimal_context() -> None:
    with localcontext() as context:
        context.prec = 2
        context.Emax = 5
        context.traps[Inexact] = True
        assert number(1234.5678) == "1234.57"


def test_number_of_an_unknown_kind_shows_its_text() -> None:
    class Celsius:
        def __str__(self) -> str:
            return "21\x00 °C"

    assert number(Celsius()) == "21 °C"


def test_typeset_prints_the_true_minus_but_in_exponents() -> None:
    assert typeset("-3.5") == "−3.5"
    assert typeset("1-2j") == "1−2j"
    assert typeset("-1.2e-5") == "−1.2e-5"
    assert typeset("1e-5-2e-7j") == "1e-5−2e-7j"


def test_typeset_prints_the_true_minus_behind_a_name_that_ends_in_e() -> None:
    assert typeset("3*orange-650") == "3*orange−650"
    assert typeset("x2e-3") == "x2e−3"


@given(any_text)
def test_label_is_one_short_line_of_xml_characters_in_nfc(text: str) -> None:
    cleaned = label(text)
    assert len(cleaned) <= LABEL_LENGTH
    assert cleaned == " ".join(cleaned.split())
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(character) for character in cleaned} & {"Cc", "Cs"}
    cleaned.encode("utf-8")


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=LABEL_LENGTH))
def test_label_of_short_printable_text_is_the_text(text: str) -> None:
    normalized = unicodedata.normalize("NFC", text)
    assert label(text) == normalized or len(normalized) > LABEL_LENGTH


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two\n lines\t", "two lines"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("a \x01 b", "a b"),
        ("\ud800x\uffff", "x"),
        ("사과", "사과"),
        ("user\u202etxt", "usertxt"),
        ("x" * 20_000, "x" * (LABEL_LENGTH - 1) + "…"),
        (" " * 20_000, ""),
    ],
)
def test_label_drops_what_does_not_belong_in_a_picture(text: str, cleaned: str) -> None:
    assert label(text) == cleaned


@given(any_text)
def test_markup_is_xml_that_says_the_label(text: str) -> None:
    element = ElementTree.fromstring(f"<label>{markup(label(text))}</label>")
    assert {child.tag for child in element.iter()} <= {"label", "BR"}
    said = "".join(element.itertext()).replace("\\\\", "\\")  # Graphviz reads two backslashes as one
    assert "".join(said.split()) == "".join(label(text).split())


@given(st.text(st.sampled_from("ab 가\\"), max_size=LABEL_LENGTH))
def test_markup_breaks_long_labels_into_lines(text: str) -> None:
    lines = markup(label(text)).split("<BR/>")
    assert all(len(line.replace("&#92;&#92;", "\\")) <= LINE_LENGTH for line in lines)


@pytest.mark.parametrize(
    ("symbol", "shown"),
    [("^2", "x²"), ("^-1.5", "x⁻¹˙⁵"), ("^1.2e-5", "x^(1.2e-5)"), ("^1/3", "x^(1/3)"), ("^", "^"), ("·", "Σ×")],
)
def test_gate_shows_a_power_with_its_exponent_raised(symbol: str, shown: str) -> None:
    assert gate_symbol(symbol) == shown


@pytest.mark.parametrize("text", ["\u200b", "\u2060 \u00ad", "\ufe0f", "\u3164", "\u2800\u200d"])
def test_label_of_which_nothing_can_be_seen_is_empty(text: str) -> None:
    assert label(text) == ""
    assert label(f"x{text}") != ""


@pytest.mark.parametrize("truth", [True, False])
def test_truth_values_of_python_and_numpy_are_written_alike(truth: bool) -> None:
    assert number(np.bool_(truth)) == number(truth) == str(int(truth))


def test_long_formula_breaks_before_operators_alone() -> None:
    assert wrapped("sqrt(aa·b+c)·tanh(c)/d−s+sqrt(b)", 12) == ["sqrt(aa·b+c)", "·tanh(c)/d−s", "+sqrt(b)"]
    assert wrapped("total = apple\xa0price·apples+orange\xa0price·oranges", LINE_LENGTH) == [
        "total = apple\xa0price·apples",
        "+orange\xa0price·oranges",
    ]
    assert wrapped("1.25e-7·average+1.25e-7·average", 12) == ["1.25e-7", "·average", "+1.25e-7", "·average"]


def test_korean_lines_are_as_wide_as_english_ones() -> None:
    assert wrapped("사과 가격과 귤 가격을 더한 지불 금액", 14) == ["사과 가격과 귤", "가격을 더한", "지불 금액"]
    assert wrapped("띄어쓰기가없는이름", 8) == ["띄어쓰기", "가없는이", "름"]


@given(any_text.map(label), st.integers(4, 40))
def test_lines_hold_the_whole_text_and_none_is_too_wide(text: str, length: int) -> None:
    lines = wrapped(text, length)
    assert all(0 < columns(line) <= length for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_operand_too_long_for_a_line_breaks_where_the_line_ends() -> None:
    assert wrapped("ab·" + "c" * 25, 10) == ["ab", "·ccccccccc", "cccccccccc", "cccccc"]


def test_formula_is_cut_off_before_an_operator() -> None:
    assert shortened_formula("apples·price+oranges", 20) == "apples·price+oranges"
    assert shortened_formula("apples·price+oranges", 19) == "apples·price…"
    assert shortened_formula("a" * 20, 10) == "…"


@pytest.mark.parametrize(
    ("name", "group", "shown"),
    [
        ("x1", "", "x₁"),
        ("x_12", "", "x₁₂"),
        ("θ3", "", "θ₃"),
        ("x", "", "x"),
        ("h'", "", "h'"),
        ("total", "", "total"),
        ("net5", "", "net5"),
        ("x1y2", "", "x1y2"),
        ("w1", "layer 1/neuron 3", "w⁽¹⁾₃₁"),
        ("b", "layer 2/neuron 1", "b⁽²⁾₁"),
        ("w12", "layer 1/neuron 3", "w⁽¹⁾₃,₁₂"),
        ("w1", "encoder", "w₁"),
        ("bias", "layer 1/neuron 3", "bias"),
    ],
)
def test_name_is_set_as_in_mathematics_with_the_place_in_a_network(name: str, group: str, shown: str) -> None:
    assert typeset_name(name, group) == shown
