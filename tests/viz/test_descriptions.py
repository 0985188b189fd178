"""A diagram as a table and as sentences."""

from autograd_core import TABLE, Value, constant, dot, exp, maximum, sigmoid
from autograd_core.formula import smooth_point
from viz.descriptions import FORMULA_LENGTH, description, table, title
from viz.diagram import diagram_of


def bill() -> Value:
    total = (Value(100, "apple price") * Value(2, "apples")) * Value(1.1, "tax")
    total.label = "total"
    return total


def test_table_is_aligned_and_has_a_line_per_node() -> None:
    total = bill()
    total.backward()
    assert table(diagram_of(total)).splitlines() == [
        "name         computed as           value  gradient",
        "apple price  input                   100       2.2",
        "apples       input                     2       110",
        "#1           apple price × apples    200       1.1",
        "tax          input                   1.1       200",
        "total        #1 × tax                220         1",
    ]


def test_table_before_backward_has_no_gradients() -> None:
    assert table(diagram_of(bill())).splitlines()[-1] == "total        #1 × tax                220"


def test_description_tells_values_and_gradients() -> None:
    total = bill()
    total.backward()
    assert title(diagram_of(total)) == "Computational graph: total = 220"
    assert description(diagram_of(total)) == (
        "Inputs: apple price = 100, gradient 2.2. apples = 2, gradient 110. tax = 1.1, gradient 200. "
        "Steps: #1 = apple price × apples = 200, gradient 1.1. total = #1 × tax = 220, gradient 1."
    )


def formula(output: Value) -> str:
    return description(diagram_of(output)).rpartition("output = ")[2].rpartition(" = ")[0]


def test_formulas_are_written_as_in_mathematics() -> None:
    x, y = Value(0.5, "x"), Value(2.0, "y")
    assert formula(x - 2) == "x - 2"
    assert formula(2 / x) == "2 / x"
    assert formula(-x) == "-x"
    assert formula(x**2) == "x^2"
    assert formula(x**-1) == "x^-1"
    assert formula(x**y) == "x ^ y"
    assert formula(2**x) == "2 ^ x"
    assert formula(abs(x)) == "abs(x)"
    assert formula(x.sqrt()) == "sqrt(x)"
    assert formula(exp(x)) == "exp(x)"
    assert formula(sigmoid(x)) == "σ(x)"
    assert formula(maximum(x, y, 3)) == "max(x, y, 3)"
    assert formula(dot([x], [y], 1)) == "dot(x, y, 1)"


def test_every_operation_of_the_table_has_a_formula() -> None:
    for operation in TABLE.values():
        numbers = smooth_point(operation, operation.arity or 3)
        inputs = [x if i in operation.numbers else Value(x, f"x{i}") for i, x in enumerate(numbers)]
        assert f"x{0 if 0 not in operation.numbers else 1}" in formula(operation(*inputs))


def test_long_formula_is_shortened() -> None:
    output = maximum(*[Value(i, f"a long name {i}") for i in range(50)])
    assert len(formula(output)) == FORMULA_LENGTH


def test_leaf_alone_is_described() -> None:
    assert description(diagram_of(Value(3, "x"))) == "Inputs: x = 3."
    assert description(diagram_of(Value(3))) == "Inputs: 3."
    assert table(diagram_of(constant(3))).splitlines()[1] == "3     constant         3"


def test_table_says_what_a_leaf_accumulated() -> None:
    x = Value(3, "x")
    y = x * 5
    y.backward()
    y.backward()
    assert table(diagram_of(y)).splitlines()[1].endswith("5 (.grad 10)")
