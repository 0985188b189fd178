"""What a picture says about a graph: values, contributions, sums, and when it says nothing about gradients."""

from fractions import Fraction

import pytest

from autograd_core import Value, constant, dot, no_grad, sqrt
from autograd_core import sum as total
from viz.diagram import MAX_NODES, Diagram, GraphTooLargeError, Node, diagram_of


def named(diagram: Diagram, name: str) -> Node:
    (node,) = [node for node in diagram.nodes if node.name == name]
    return node


def test_parallel_edges_stay_two_and_the_leaf_has_their_sum() -> None:
    x = Value(3, "x")
    square = x * x
    square.backward()
    diagram = diagram_of(square)
    assert diagram.output.parents == (0, 0)
    assert diagram.output.contributions == ("3", "3")
    assert named(diagram, "x").gradient == "6"
    assert diagram.uses == (2, 0)


def test_each_use_of_an_interior_node_has_its_own_contribution() -> None:
    x = Value(2, "x")
    h = x * 3
    h.label = "h"
    out = h * h + h
    out.backward()
    diagram = diagram_of(out)
    assert named(diagram, "h").gradient == "13"
    assert [node.contributions for node in diagram.nodes if node.operation] == [("39", ""), ("6", "6"), ("1", "1")]
    assert named(diagram, "x").gradient == "39"


def test_gradients_are_absent_before_backward() -> None:
    diagram = diagram_of(Value(3, "x") * Value(4, "y"))
    assert {node.gradient for node in diagram.nodes} == {""}
    assert diagram.output.contributions == ()


def test_gradients_that_are_zero_are_shown_after_backward() -> None:
    x = Value(-3, "x")
    y = x.relu()
    y.backward()
    assert named(diagram_of(y), "x").gradient == "0"


def test_seed_zero_shows_no_gradients() -> None:
    y = Value(3, "x") * 2
    y.backward(0)
    assert diagram_of(y).output.gradient == ""


def test_seed_is_the_gradient_of_the_output() -> None:
    x = Value(10, "x")
    y = x * 5
    y.backward(1.3)
    diagram = diagram_of(y)
    assert (diagram.output.gradient, named(diagram, "x").gradient) == ("1.3", "6.5")


def test_constants_have_no_gradient() -> None:
    y = Value(3, "x") * 2
    y.backward()
    (two,) = [node for node in diagram_of(y).nodes if node.is_constant]
    assert (two.value, two.gradient) == ("2", "")


def test_number_in_the_exponent_is_part_of_the_gate() -> None:
    y = Value(3, "x") ** 2
    y.backward()
    output = diagram_of(y).output
    assert (output.symbol, output.parents, output.contributions) == ("^2", (0,), ("6",))


def test_two_outputs_that_share_a_trunk_each_show_their_own_pass() -> None:
    x = Value(2, "x")
    trunk = x * 3
    trunk.label = "trunk"
    first, second = trunk * 10, trunk * 100
    first.backward()
    second.backward()
    assert named(diagram_of(first), "trunk").gradient == "10"
    assert named(diagram_of(second), "trunk").gradient == "100"
    assert named(diagram_of(first), "x").accumulated == "330"


def test_repeated_backward_shows_what_the_leaf_accumulated() -> None:
    x = Value(3, "x")
    y = x * 5
    y.backward()
    assert named(diagram_of(y), "x").accumulated == ""
    y.backward()
    leaf = named(diagram_of(y), "x")
    assert (leaf.gradient, leaf.accumulated) == ("5", "10")


def test_changed_data_without_a_local_gradient_shows_no_gradients() -> None:
    x = Value(4.0, "x")
    y = sqrt(x)
    y.backward()
    y.data = 0.0
    assert diagram_of(y).output.gradient == ""


@pytest.mark.parametrize("grad", [None, "text", [1.0]])
def test_output_gradient_that_is_no_number_shows_no_gradients(grad: object) -> None:
    y = Value(4.0, "x") * 2
    y.grad = grad
    assert diagram_of(y).output.gradient == ""


def test_label_that_became_something_else_is_ignored() -> None:
    x = Value(4.0)
    x.label = 7  # type: ignore[assignment]
    assert diagram_of(x).output.name == ""


def test_exact_gradients_are_shown_exactly() -> None:
    x = Value(Fraction(1, 3), "x")
    y = x * x * x
    y.backward()
    assert named(diagram_of(y), "x").gradient == "1/3"


def test_what_no_grad_computed_is_a_constant() -> None:
    with no_grad():
        y = Value(3) * 2
    assert diagram_of(y).nodes == diagram_of(constant(6)).nodes


def test_diagram_needs_a_value() -> None:
    with pytest.raises(TypeError, match=r"draw needs a Value, got float 3\.5"):
        diagram_of(3.5)  # type: ignore[arg-type]


def chain(operations: int) -> Value:
    x = Value(1.0)
    for _ in range(operations):
        x = -x
    return x


def test_graph_within_the_budget_is_accepted() -> None:
    assert len(diagram_of(chain(MAX_NODES - 1)).nodes) == MAX_NODES


def test_graph_of_too_many_nodes_is_refused() -> None:
    output = chain(200_000)
    with pytest.raises(GraphTooLargeError, match=r"at most 1,000 nodes and 2,000 edges.*draw a node closer"):
        diagram_of(output)


def test_graph_of_few_nodes_and_too_many_edges_is_refused() -> None:
    x = Value(1.0)
    with pytest.raises(GraphTooLargeError):
        diagram_of(total([x] * 2001))
    with pytest.raises(GraphTooLargeError):
        diagram_of(dot([x] * 1000, [x] * 1000, x))


def test_dot_product_shows_a_bias_unless_it_is_a_plain_zero() -> None:
    w, x = Value(2.0, "w"), Value(3.0, "x")
    assert len(diagram_of(dot([w], [x])).output.parents) == 2
    assert len(diagram_of(dot([w], [x], 1.0)).output.parents) == 3
    assert len(diagram_of(dot([w], [x], Value(0.0, "b"))).output.parents) == 3
