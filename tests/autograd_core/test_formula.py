"""Formulas of graphs: as text they compute what the graph computed, as LaTeX they are well formed."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import (
    TABLE,
    GraphError,
    Operation,
    Value,
    derivative_formula,
    equal,
    exp,
    formula,
    gradients,
    hypot,
    local_gradient_formulas,
    log,
    lookup,
    maximum,
    no_grad,
    relu,
    tanh,
    where,
)
from autograd_core import sum as sum_of
from autograd_core.formula import _printed, latex_name
from autograd_core.strategies import DrawnGraph, graphs
from tests.autograd_core.rule_checks import with_index

# A formula collects like terms, so it rounds elsewhere than the graph did. Drawn graphs keep slopes below 1e4 an
# operation; what that makes of a rounding error is still far from what a missing parenthesis does.
TOLERANCE = 1e-6

FUNCTIONS = {**TABLE, "lookup": lookup, "abs": abs, "float": float}

x, y, z = Value(3.0, "x"), Value(2.0, "y"), Value(5.0, "z")


def evaluated(text: str, names: dict[str, Any]) -> Any:
    return eval(text, {"__builtins__": {}}, {**FUNCTIONS, **names})


def test_square_of_a_sum_has_the_derivative_of_the_textbook() -> None:
    square = (x + y) ** 2
    assert formula(square) == "(x+y)**2"
    assert derivative_formula(square, x) == "2*(x+y)"
    assert formula(square, "latex") == r"\left(x+y\right)^{2}"
    assert derivative_formula(square, x, "latex") == r"2 \cdot \left(x+y\right)"


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (x, "x"),
        (Value(7), "7"),
        (x - (y - z), "x-(y-z)"),
        (x - (y + z), "x-(y+z)"),
        (x / (y * z), "x/(y*z)"),
        (x / (y / z), "x/(y/z)"),
        (x / y / z, "x/y/z"),
        ((x * y) ** 2, "(x*y)**2"),
        ((-x) ** 2, "(-x)**2"),
        (-(x**2), "-x**2"),
        ((x**2) ** 3, "(x**2)**3"),
        (x ** (y**z), "x**(y**z)"),
        (x**-1, "x**(-1)"),
        (x**1, "x"),
        (x**0, "1"),
        (2**x, "2**x"),
        ((-2.5) * x, "-2.5*x"),
        (x * -1, "-x"),
        (x - -2 * y, "x+2*y"),
        (x + x, "2*x"),
        (x - x, "0"),
        (x * 0, "0"),
        (x / 1, "x"),
        (abs(x - y), "abs(x-y)"),
        (exp(-x), "exp(-x)"),
        (log(x) / y, "log(x)/y"),
        (maximum(x, y, 1), "maximum(x, y, 1)"),
        (sum_of([x, y, z]), "x+y+z"),
        (lookup([x - y, 4], Value(1.0, "i")) * 2, "2*lookup([x-y, 4], i)"),
        (lookup([x, y], 1) * 2, "2*y"),
        (x * (1 + 2j), "(1+2j)*x"),
        (x * 1e-7, "1e-7*x"),
        (1e-7**x, "(1e-7)**x"),
    ],
)
def test_formula_has_the_parentheses_it_needs_and_no_more(output: Value, text: str) -> None:
    assert formula(output) == text


@given(graphs(clearance=0.01))
def test_text_formula_computes_what_the_graph_computed(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    result = evaluated(formula(output), {leaf.label: leaf.data for leaf in leaves})
    assert math.isclose(result, output.data, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@given(graphs(size=4, clearance=0.01))
def test_derivative_formula_computes_the_gradient(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    for leaf in leaves:
        slope = gradients(output, [leaf])[0].data
        result = evaluated(derivative_formula(output, leaf), {leaf.label: leaf.data for leaf in leaves})
        assert math.isclose(result, slope, rel_tol=TOLERANCE, abs_tol=TOLERANCE * max(1, abs(output.data)))


ARITHMETIC = ("add", "subtract", "multiply", "divide", "negative", "power_by_number", "sum")


@given(graphs(operations=ARITHMETIC, kind="fraction"))
def test_text_formula_of_arithmetic_is_exact(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    assert evaluated(formula(output), {leaf.label: leaf.data for leaf in leaves}) == output.data


@given(st.floats(), st.floats(allow_nan=False, allow_infinity=False))
def test_formula_gives_back_its_constants_exactly(number: float, factor: float) -> None:
    text = formula(maximum(x, number) + y * factor)
    assert str(evaluated(text, {"x": x.data, "y": y.data})) == str(maximum(x.data, number) + y.data * factor)


def test_slope_along_the_exponent_of_a_negative_number_has_its_logarithm_not_a_nan() -> None:
    assert derivative_formula((-2) ** y, y) == "(-2)**y*log(-2)"
    assert derivative_formula(0.0**y, y) == "0"


def test_remainders_are_parted_by_parentheses() -> None:
    assert formula(x * (y % z)) == "x*(y%z)"
    assert formula((x % y) * z - x // y) == "(x%y)*z-(x//y)"
    assert formula(x // y, "latex") == r"\left\lfloor\frac{x}{y}\right\rfloor"
    assert derivative_formula(x % y, y) == "-(x//y)"
    assert derivative_formula(hypot(x, y), x) == "x/hypot(x, y)"


def assert_well_formed(latex: str) -> None:
    """Braces, \\left and \\right balance, and nothing has two exponents side by side."""
    bare = re.sub(r"\\[\\{}#$%&_]", "", latex)
    depth = 0
    for c in bare:
        depth += {"{": 1, "}": -1}.get(c, 0)
        assert depth >= 0, latex
    assert depth == 0, latex
    assert bare.count(r"\left") == bare.count(r"\right"), latex
    assert not re.search(r"\^\{[^{}]*\}\^", bare), latex
    assert bare.isprintable()


@given(graphs(size=5))
def test_latex_of_any_graph_is_well_formed(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    assert_well_formed(formula(output, "latex"))
    assert_well_formed(derivative_formula(output, leaves[0], "latex"))


@pytest.mark.parametrize(
    ("output", "latex"),
    [
        (x / y, r"\frac{x}{y}"),
        ((x / y) ** 2, r"\left(\frac{x}{y}\right)^{2}"),
        (x**y**z, r"x^{y^{z}}"),
        ((x**y) ** 2, r"\left(x^{y}\right)^{2}"),
        (exp(x) ** 2, r"\left(e^{x}\right)^{2}"),
        (exp(-x), r"e^{-x}"),
        (Value(1.2e-7) ** x, r"\left(1.2 \cdot 10^{-7}\right)^{x}"),
        (x * math.inf, r"\infty \cdot x"),
        (abs(x), r"\left|x\right|"),
        (x.sqrt(), r"\sqrt{x}"),
        (lookup([x, y / z], Value(1.0, "i")), r"\left[x, \frac{y}{z}\right]_{i}"),
        (x.softplus(), r"\operatorname{softplus}\left(x\right)"),
    ],
)
def test_latex_is_that_of_the_textbook(output: Value, latex: str) -> None:
    assert formula(output, "latex") == latex


@pytest.mark.parametrize(
    ("label", "latex"),
    [
        ("x", "x"),
        ("w12", "w_{12}"),
        ("apple price", r"\text{apple price}"),
        ("a_b", r"\text{a\_b}"),
        ("사과", r"\text{사과}"),
        ("$\\&%#{}~^", r"\text{\$\textbackslash{}\&\%\#\{\}\textasciitilde{}\textasciicircum{}}"),
    ],
)
def test_label_is_made_fit_for_latex(label: str, latex: str) -> None:
    assert latex_name(label) == latex


@given(st.text(min_size=1))
def test_no_label_breaks_latex(label: str) -> None:
    assert_well_formed(formula(Value(2.0, label) ** 2 + 1, "latex"))


def test_label_that_looks_like_a_sum_stays_together() -> None:
    assert formula(Value(1.0, "a+b") * x - Value(1.0, "c-d")) == "(a+b)*x-(c-d)"
    assert formula(Value(1.0, "a\nb") * 2) == "2*('a\\nb')"


def test_leaves_of_one_label_are_told_apart() -> None:
    first, second, third = Value(1.0, "x"), Value(2.0, "x"), Value(3.0, "x_2")
    output = first * second + third
    assert formula(output) == "x*x_3+x_2"
    assert derivative_formula(output, first) == "x_3"
    assert derivative_formula(output, second) == "x"
    assert formula(first + second) == "x+x_2"


@pytest.mark.parametrize("style", ["text", "latex"])
@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_every_row_has_its_local_gradients_as_formulas(row: Operation, style: Any) -> None:
    written = local_gradient_formulas(row, style)
    assert len(written) == (row.arity or 3)
    assert all(written)
    if style == "latex":
        for text in written:
            assert_well_formed(text)


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_formula_of_a_local_gradient_computes_it(row: Operation) -> None:
    count = row.arity or 3
    starts = (with_index(row, [start + i / 4 for i in range(count)]) for start in (0.75, 1.75))
    inputs = next(point for point in starts if row.clearance(*point) > 0)
    names = row.parameters or [f"x{i + 1}" for i in range(count)]
    out = row.forward(*inputs)
    slopes = row.partials_at(out, inputs)
    for i, (text, slope) in enumerate(zip(local_gradient_formulas(row), slopes, strict=True)):
        if i not in row.numbers:
            assert math.isclose(evaluated(text, {**dict(zip(names, inputs, strict=True)), "out": out}), slope)


def test_formulas_of_local_gradients_in_the_words_of_the_table() -> None:
    assert local_gradient_formulas(TABLE["multiply"]) == ["y", "x"]
    assert local_gradient_formulas(TABLE["tanh"]) == ["1-out**2"]
    assert local_gradient_formulas(TABLE["sum"], inputs=2) == ["1", "1"]
    with pytest.raises(ValueError, match="dot needs n weights, n factors and a bias, an odd number of inputs"):
        local_gradient_formulas(TABLE["dot"], inputs=4)


def test_graph_too_large_to_write_down_is_an_error_at_once() -> None:
    node = x
    for _ in range(60):
        node = node * node.tanh()
    with pytest.raises(GraphError, match="a formula has at most 2,000 parts"):
        formula(node)
    deep = x
    for _ in range(50_000):
        deep = deep + 1
    with pytest.raises(GraphError, match="take a node further in"):
        formula(deep)


@pytest.mark.parametrize(
    ("output", "printed", "words"),
    [
        (2 * x**2 - 1, "2·x²−1", "2 × x² − 1"),
        (x**-1.5, "x⁻¹˙⁵", "x⁻¹˙⁵"),
        (x ** (y + 1), "x^(y+1)", "x^(y + 1)"),
        (1e-5 * -x - 3, "−1e-5·x−3", "−1e-5 × x − 3"),
        (x - -y, "x+y", "x + y"),
        (x / (y * z), "x/(y·z)", "x / (y × z)"),
        (equal(x, y), "(x==y)", "(x == y)"),
        (maximum(x, -y), "maximum(x, −y)", "maximum(x, −y)"),
    ],
)
def test_printed_styles_have_the_signs_of_a_textbook(output: Value, printed: str, words: str) -> None:
    assert formula(output, "print") == printed
    assert formula(output, "words") == words


def test_signs_in_a_label_are_its_own_in_every_style() -> None:
    rate, product = Value(0.1, "learning-rate"), Value(2.0, "loss*2")
    assert formula(x - rate, "print") == "x−(learning-rate)"
    assert formula(product * x - 1, "words") == "(loss*2) × x − 1"


def test_new_infix_operator_is_written_by_its_template() -> None:
    assert _printed("{0:2}%{1:3}", "words") == "{0:2} % {1:3}"
    assert _printed("{0:2}%{1:3}", "print") == "{0:2}%{1:3}"


def test_wrong_arguments_say_what_must_hold() -> None:
    with pytest.raises(ValueError, match=r"style is one of 'text', .*'latex', .*, got 'html'"):
        formula(x, "html")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="style is one of 'text'"):
        local_gradient_formulas(TABLE["add"], "html")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"a formula is written of a Value, got float 2\.0"):
        formula(2.0)  # type: ignore[arg-type]


def test_constants_and_unlabelled_leaves_are_numbers() -> None:
    assert formula(Value(2) * x + Value(0.1)) == "2*x+0.1"
    with no_grad():
        assert formula(x * y) == "6"
    assert derivative_formula(x * y, z) == "0"


def test_derivative_of_a_power_is_written_without_the_guards_for_0() -> None:
    x, y = Value(2.0, "x"), Value(3.0, "y")
    assert derivative_formula(x**y, x) == "y*x**(y-1)"
    assert derivative_formula(x**y, y) == "x**y*log(x)"
    assert derivative_formula(x**y, y, "latex") == r"x^{y} \cdot \ln\left(x\right)"


def test_choice_that_was_recorded_stays_in_formulas() -> None:
    x = Value(2.0, "x")
    chosen = where(equal(x, 0), 1, x * x)
    assert formula(chosen) == "where((x==0), 1, x*x)"
    assert derivative_formula(chosen, x) == "2*x"  # but for x = 0
    assert derivative_formula(relu(x), x) == "(x>0)"


def test_square_of_a_rule_is_written_as_one_and_a_recorded_product_as_it_is() -> None:
    x = Value(2.0, "x")
    assert derivative_formula(tanh(x), x) == "1-tanh(x)**2"
    assert formula(x * x) == "x*x"
