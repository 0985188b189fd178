"""What the gates of the backward pass say: their roles, what was saved for them, the factors and the rule."""

import re
from collections.abc import Callable

import pytest

from autograd_core import TABLE, Operation, Role, Value, atan2, constant, dot, exp, hypot, product
from autograd_core.nothing import NOTHING
from tests.viz.corpus import CORPUS
from tests.viz.places import drawn
from tests.viz.svg import texts
from viz import draw, draw_backward, language
from viz.diagram import diagram_of
from viz.measure import widest
from viz.scene.roles import ROLES, formulas_of, saved_of
from viz.shapes import SMALL_SIZE


def formulas_at(output: Value) -> list[str]:
    diagram = diagram_of(output, seed=1)
    return formulas_of(diagram, diagram.output)


def saved_at(output: Value) -> list[str]:
    diagram = diagram_of(output, seed=1)
    return saved_of(diagram, diagram.output)


def labelled(value: Value, label: str) -> Value:
    value.label = label
    return value


def test_every_role_of_the_table_has_a_word_for_its_gate() -> None:
    assert all(operation.role in ROLES for operation in TABLE.values())


@pytest.mark.parametrize(
    ("output", "formulas"),
    [
        (Value(3.0, "x") ** 2, ["× 2·x"]),
        (Value(3.0, "x") ** -1.5, ["× (−1.5·x⁻²˙⁵)"]),
        (Value(3.0, "x") / Value(2.0, "y"), ["× 1/y to x", "× (−result/y) to y"]),
        (1 / Value(2.0, "y"), ["× (−result/y)"]),
        (Value(3.0, "x") * Value(2.0, "y"), []),
    ],
)
def test_scaler_shows_the_factor_towards_each_input_that_gets_a_gradient(output: Value, formulas: list[str]) -> None:
    assert formulas_at(output) == formulas


def test_rule_too_long_for_a_caption_is_left_out() -> None:
    assert formulas_at(Value(3.0, "base") ** Value(2.0, "exponent")) == ["× result·log(base) to exponent"]


def test_scaler_saves_what_its_rule_takes() -> None:
    assert saved_at(Value(3.0, "a") / Value(2.0, "b")) == ["saved result = 1.5", "b = 2"]


def test_gate_calls_inputs_and_output_by_their_names_and_nobody_by_a_variable_that_it_is_not() -> None:
    y = Value(2.0, "y")
    assert (formulas_at(y**3), saved_at(y**3)) == (["× 3·y²"], ["saved y = 2"])
    p = labelled(Value(0.0).sigmoid(), "p")
    assert (formulas_at(p), saved_at(p)) == (["× p·(1−p)"], ["saved p = 0.5"])
    assert (formulas_at(Value(2.0) ** 3), saved_at(Value(2.0) ** 3)) == (["× 3·input²"], ["saved input = 2"])
    assert formulas_at(Value(6.0, "y") / Value(2.0, "x")) == ["× 1/x to y", "× (−result/x) to x"]


def test_inputs_of_a_quotient_without_names_are_its_numerator_and_denominator() -> None:
    total, share = Value(2.0, "sum"), labelled(Value(6.0) / Value(2.0, "sum"), "p1")
    assert formulas_at(share) == ["× 1/sum to the numerator", "× (−p1/sum)", "to the denominator"]
    assert formulas_at(Value(6.0) / total) == ["× 1/sum to the numerator", "× (−result/sum)", "to the denominator"]
    with language("ko"):
        assert formulas_at(Value(6.0) / total) == ["분자 쪽 × 1/sum", "분모 쪽 × (−결과/sum)"]


def test_inputs_of_any_other_operation_without_names_are_the_first_and_the_second() -> None:
    output = hypot(Value(3.0), Value(4.0))
    assert formulas_at(output) == [
        "× first/result",
        "to the first input",
        "× second/result",
        "to the second input",
    ]
    assert saved_at(output) == ["saved result = 5", "first = 3", "second = 4"]


def test_exponential_without_a_name_is_called_by_what_it_is_of() -> None:
    assert (formulas_at(exp(Value(1.0, "z"))), saved_at(exp(Value(1.0, "z")))) == (
        ["× exp(z)"],
        ["saved", "exp(z) = 2.71828"],
    )
    assert saved_at(exp(Value(0.0))) == ["saved result = 1"]


def test_angle_multiplies_by_the_slope_of_each_of_its_inputs() -> None:
    assert formulas_at(atan2(Value(1.0, "b"), Value(2.0, "a"))) == ["× a/(a²+b²) to b", "× (−b/(a²+b²)) to a"]


@pytest.mark.parametrize("name", ["learning-rate", "price of one orange", "a b", "가격이얼마인가"])
def test_name_that_does_not_fit_into_a_formula_is_the_input_there(name: str) -> None:
    assert formulas_at(Value(2.0, name) ** 3) == ["× 3·input²"]


def test_output_with_the_name_of_an_input_is_the_result() -> None:
    assert saved_at(labelled(Value(6.0, "a") / Value(2.0, "b"), "a"))[0] == "saved result = 3"


def test_dot_product_saves_its_pairs_and_passes_the_bias_on() -> None:
    output = dot([Value(2, "w"), Value(4, "v")], [Value(3, "x"), Value(5, "y")], Value(1, "b"))
    shown = texts(draw_backward(output).svg)
    assert {"Σ×", "swap×", "←3", "=1×3", "←2", "=1×2", "←1", "savedw=2,x=3v=4,y=5"} <= set(shown)
    assert "=1×1" not in shown


def test_long_dot_product_says_how_many_pairs_it_leaves_out() -> None:
    ws, xs = ([Value(i, f"{name}{i}") for i in range(9)] for name in "wx")
    diagram = diagram_of(dot(ws, xs), seed=1)
    lines = saved_of(diagram, diagram.output)
    assert (len(lines), lines[1], lines[-1]) == (5, "w0 = 0, x0 = 0", "and 6 more pairs")


def test_product_saves_each_of_its_factors() -> None:
    inputs = [Value(float(i), f"x{i}") for i in range(2, 9)]
    assert saved_at(product(*inputs[:3])) == ["saved", "x2 = 2", "x3 = 3", "x4 = 4"]
    assert saved_at(product(*inputs)) == ["saved", "x2 = 2", "x3 = 3", "x4 = 4", "and 4 more factors"]
    assert "savedx₂=2x₃=3x₄=4" in texts(draw_backward(product(*inputs[:3])).svg)


def test_power_too_large_for_any_other_base_is_drawn() -> None:
    assert "⁴⁹⁹⁹" in draw_backward(Value(0.5, "x") ** 5000).svg


def test_number_of_a_row_from_outside_stands_in_its_gate() -> None:
    root = Operation(
        "root", "√", Role.SCALER, lambda x, n: x ** (1 / n), lambda out, x, n: (out / (n * x), NOTHING),
        arity=2, numbers=(1,), in_gate=(1,),
    )  # fmt: skip
    output = root(Value(8.0, "x"), 3)
    diagram = diagram_of(output)
    assert (diagram.output.symbol, diagram.output.parents) == ("√3", (0,))
    assert formulas_of(diagram, diagram.output) == ["× result/(3·x)"]
    assert "√3(x)" in str(draw(output))


def test_plain_number_is_called_by_itself() -> None:
    x = Value(3.0, "x")
    assert (formulas_at(x / 2), saved_at(x / 2)) == (["× 1/2"], ["saved 2"])
    assert (formulas_at(x / -4), saved_at(x / -4)) == (["× 1/(−4)"], ["saved −4"])
    assert (formulas_at(x / labelled(constant(4.0), "size of a batch")), saved_at(x / 0.25)) == (
        ["× 1/4"],
        ["saved 0.25"],
    )
    assert formulas_at(2 / x) == ["× (−result/x)"]


INPUTS: list[Callable[[float], Value]] = [
    lambda number: Value(number, "x"),
    Value,
    constant,
    lambda number: labelled(constant(number), "a name too long"),
]


NAMES_OF_THE_TABLE = re.compile(r"\b(out|in|x\d*|y|in[₁-₉]|x[₁-₉])\b")  # what a rule calls what has no name


@pytest.mark.parametrize("operation", [row for row in TABLE.values() if row.role == Role.SCALER], ids=str)
def test_no_caption_speaks_as_the_table_does(operation: Operation) -> None:
    for count in [operation.arity] if operation.arity else [1, 2, 3]:
        point = [1.5 if operation.name == "acosh" else 0.5] * count
        for name in ("", "a"):
            inputs = [x if i in operation.numbers else Value(x, name and f"{name}{i}") for i, x in enumerate(point)]
            output = operation(*inputs)
            for line in (*formulas_at(output), *saved_at(output)):
                assert not NAMES_OF_THE_TABLE.search(line), line


@pytest.mark.parametrize("operation", [row for row in TABLE.values() if row.role == Role.SCALER], ids=str)
@pytest.mark.parametrize(("first", "second"), [(x, y) for x in INPUTS for y in INPUTS])
def test_no_name_is_missing_from_a_rule_or_from_what_it_saves(
    operation: Operation, first: Callable[[float], Value], second: Callable[[float], Value]
) -> None:
    number = 1.5 if operation.name == "acosh" else 0.5  # which has no value there
    inputs = [first(number), second(number)][: operation.arity or 2]
    output = operation(*[number if i in operation.numbers else x for i, x in enumerate(inputs)])
    if isinstance(output, Value) and not output.is_constant:
        head, *rest = saved_at(output) or [""]
        saved = rest if rest and head == "saved" else [head, *rest]
        for line in (*formulas_at(output), *saved):
            assert not re.search(r"(?:[/·×=(]|saved|to) *(?:$|[)/·×=])", line.replace("//", "/")), line


def test_difference_tells_which_branch_it_negates() -> None:
    a, b = Value(3.0, "a"), Value(2.0, "b")
    shown = texts(draw_backward(a - b).svg)
    assert {"distributorthesecond×(−1)", "=1×(−1)"} <= set(shown)
    assert "distributorthesecond×(−1)" not in texts(draw_backward(a - 2).svg)
    assert "distributorthefirst×(−1)" not in texts(draw_backward(2 - a).svg)
    assert "=1×(−1)" in texts(draw_backward(2 - a).svg)


def test_role_of_a_swap_stands_below_what_it_saved_and_not_beside_the_arrow_to_it() -> None:
    picture = drawn(draw_backward(Value(3.0, "a") * Value(2.0, "b")).dot.source).nodes
    caption, lower, gate = picture["bn2c"], picture["bn2s1"], picture["bn2"]
    assert caption.y + caption.height / 2 <= lower.y - lower.height / 2 < gate.y


def test_saved_value_has_room_for_the_widest_font() -> None:
    for name in ("lstm cell", "micrograd"):
        source = draw_backward(CORPUS[name]()).dot.source
        for pill, lines in re.findall(r"\tbn\d+s\d+ \[label=<(.*?)> .*?width=([\d.]+)\]", source):
            written = re.findall(r">([^<]+)<", pill)
            assert widest(written, SMALL_SIZE) < 72 * float(lines)
