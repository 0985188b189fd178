"""Nodes that people make themselves: with given local gradients, or with a closure that the pass calls."""

import copy
import inspect
import json
import math
import pickle
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograd_core import (
    TABLE,
    GraphError,
    Value,
    acosh,
    backward_steps,
    check_gradients,
    compile_graph,
    constant,
    debug,
    derivative_formula,
    explain,
    formula,
    from_json,
    grad,
    gradients,
    hessian,
    jacobian,
    jvp,
    leaves,
    no_grad,
    operation_counts,
    paths,
    recompute,
    recording,
    relu,
    sqrt,
    stale,
    tanh,
    to_json,
)

TOLERANCE = 1e-12  # the same few operations, in another order

Tanh = Callable[[Value], Value]


def given_number(x: Value) -> Value:
    t = math.tanh(x.data)
    return Value(t, (x,), (1 - t * t,))


def given_node(x: Value) -> Value:
    return Value(math.tanh(x.data), (x,), (1 - tanh(x) ** 2,))


def with_closure(x: Value) -> Value:
    out = Value(math.tanh(x.data), (x,), "tanh")

    def step() -> None:
        x.grad += (1 - out.data**2) * out.grad

    out._backward = step
    return out


WAYS: list[Tanh] = [given_number, given_node, with_closure]
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
ways_with_numbers = pytest.mark.parametrize("way", WAYS[:2], ids=lambda way: way.__name__)

EXPRESSIONS: list[Callable[[Tanh, Value, Value], Value]] = [
    lambda f, x, y: f(x),
    lambda f, x, y: f(x * y) * f(x) + y,
    lambda f, x, y: f(f(f(x) + y) * x),
    lambda f, x, y: (lambda m: m * f(m) + m * f(m * 2))(x * y + x),
    lambda f, x, y: relu(f(x) - 2) * f(y) + f(y),
    lambda f, x, y: sqrt(relu(f(-x))) + f(x + y),  # the slope of sqrt has no value, and no leaf needs it
]
every_expression = pytest.mark.parametrize("expression", EXPRESSIONS, ids=range(len(EXPRESSIONS)))
POINTS = [(0.5, -0.3), (2.0, 1.0), (0.5, np.int64(1))]  # NumPy's integers take the careful pass


def _grads(f: Tanh, expression: Callable[[Tanh, Value, Value], Value], point: Any, passes: int = 1) -> list[Any]:
    x, y = Value(point[0]), Value(point[1])
    output = expression(f, x, y)
    for _ in range(passes):
        output.backward()
    return [output.data, x.grad, y.grad]


@every_way
@every_expression
@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("passes", [1, 3])
def test_node_made_by_hand_gives_the_gradient_of_the_operation(
    way: Tanh, expression: Any, point: Any, passes: int
) -> None:
    ours = _grads(way, expression, point, passes)
    assert ours == pytest.approx(_grads(tanh, expression, point, passes), rel=TOLERANCE)


@ways_with_numbers
@every_expression
def test_gradients_know_given_local_gradients(way: Tanh, expression: Any) -> None:
    x, y = Value(0.5), Value(-0.3)
    found = gradients(expression(way, x, y), [x, y])
    assert [g.data for g in found] == pytest.approx(_grads(tanh, expression, (0.5, -0.3))[1:], rel=TOLERANCE)


@every_way
@every_expression
def test_derivatives_that_are_numbers_ask_every_such_node(way: Tanh, expression: Any) -> None:
    assert jacobian(partial(expression, way), argnums=(0, 1))(0.5, -0.3) == pytest.approx(
        _grads(tanh, expression, (0.5, -0.3))[1:], rel=TOLERANCE
    )
    slopes = [grad(lambda x, f=f: expression(f, x, x * 0.5))(0.5) for f in (way, tanh)]
    assert slopes[0] == pytest.approx(slopes[1], rel=TOLERANCE)
    moved = [jvp(partial(expression, f), (0.5, -0.3), (1.0, 2.0))[1] for f in (way, tanh)]
    assert moved[0] == pytest.approx(moved[1], rel=TOLERANCE)


@every_expression
def test_local_gradients_that_are_values_have_derivatives_of_any_order(expression: Any) -> None:
    def along(f: Tanh) -> Callable[[Any], Any]:
        return lambda x: expression(f, x, x * 0.5)

    assert hessian(along(given_node))(0.7) == pytest.approx(hessian(along(tanh))(0.7), rel=TOLERANCE)
    third = [grad(grad(grad(along(f))))(0.7) for f in (given_node, tanh)]
    assert third[0] == pytest.approx(third[1], rel=1e-9)  # differences of large terms


def test_constant_as_a_local_gradient_is_the_same_everywhere() -> None:
    def f(x: Any) -> Any:
        return Value(3 * x.data, (x,), (constant(3),)) ** 2

    assert grad(grad(f))(2.0) == 18


@every_way
def test_gradients_pile_up_in_leaves_and_not_between(way: Tanh) -> None:
    x = Value(0.0)
    between = x * 10
    output = way(between)
    for total in (10, 20, 30):
        output.backward()
        assert (x.grad, between.grad, output.grad) == (total, 1, 1)


@every_way
def test_parent_that_is_used_twice_gets_both_contributions(way: Tanh) -> None:
    x = Value(0.5)
    both = x + x
    node = Value(0.25, (x, both), "product")

    def step() -> None:
        x.grad += 2 * node.grad
        both.grad += 3 * node.grad

    node._backward = step
    (way(x) + node).backward()
    assert x.grad == pytest.approx(1 - math.tanh(0.5) ** 2 + 2 + 2 * 3)
    given, closed = Value(0.25, (x, x), (0.5, 0.5)), Value(0.25, (x, x), "square")

    def of_both() -> None:
        x.grad += closed.grad

    closed._backward = of_both
    for square in (given, closed):
        x.grad = 0
        square.backward()
        assert x.grad == explain(square, x).gradient == 1


# How the arguments are spelled.


@pytest.mark.parametrize(
    "make",
    [
        lambda x: Value(6.0, (x,), (3.0,)),
        lambda x: Value(6.0, [x], [3.0]),
        lambda x: Value(6.0, parents=(x,), local_gradients=(3.0,)),
        lambda x: Value(6.0, children=(x,), local_grads=(3.0,)),
        lambda x: Value(6.0, _children=(x,), _local_grads=(3.0,)),
        lambda x: Value(data=6.0, children=(x,), local_grads=(3.0,), label="six"),
        lambda x: Value(6.0, (x,), (3.0,), "six"),
        lambda x: Value(6.0, (x,), (3.0,), _op="triple"),
    ],
)
def test_local_gradients_are_spelled_as_in_other_engines(make: Callable[[Value], Value]) -> None:
    x = Value(2.0)
    node = make(x)
    assert (node.data, node.parents, node._children, node._local_grads) == (6.0, (x,), (x,), (3.0,))
    assert node.label in ("", "six")
    node.backward()
    assert x.grad == 3


@pytest.mark.parametrize(
    "make",
    [
        lambda x: Value(6.0, (x,), "triple"),
        lambda x: Value(6.0, (x,), "triple", label="six"),
        lambda x: Value(6.0, _children=(x,), _op="triple"),
        lambda x: Value(6.0, (x,), _op="triple"),
        lambda x: Value(6.0, (x,), op="triple"),
    ],
)
def test_name_of_an_operation_is_spelled_as_in_other_engines(make: Callable[[Value], Value]) -> None:
    x = Value(2.0)
    node = make(x)
    assert (node._op, set(node._prev), node.is_leaf) == ("triple", {x}, False)


@pytest.mark.parametrize("arguments", [(), ((),), ((), ()), ((), ""), ([], [])])
def test_value_without_parents_is_a_leaf(arguments: tuple[Any, ...]) -> None:
    leaf = Value(2.0, *arguments)
    assert (leaf.is_leaf, leaf.operation, leaf.label, leaf._op) == (True, None, "", "")
    (leaf * 3).backward()
    assert leaf.grad == 3


def test_text_in_second_place_is_the_label() -> None:
    assert Value(2.0, "x").label == Value(2.0, label="x").label == Value(2.0, (), (), "x").label == "x"
    assert list(inspect.signature(Value).parameters)[:4] == ["data", "parents", "local_gradients", "label"]


class Weight(Value):
    def __init__(self, data: float) -> None:
        super().__init__(data, (), "w")
        self.momentum = 0.5


def test_subclass_makes_leaves_and_its_results_are_values() -> None:
    weight = Weight(3.0)
    node = 2 * weight * weight
    node.backward()
    assert (type(node), weight.grad, weight.label) == (Value, 12, "w")


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copy_of_a_subclass_is_one(duplicate: Callable[[Weight], Weight]) -> None:
    copied = duplicate(Weight(3.0))
    assert (type(copied), copied.data, copied.label, copied.momentum) == (Weight, 3.0, "w", 0.5)


# What does not fit is refused.


@pytest.mark.parametrize(
    ("make", "error", "sentence"),
    [
        (lambda x: Value(1.0, (x,), (1.0, 2.0)), ValueError, "one local gradient for each parent, got 2 of them for 1"),
        (lambda x: Value(1.0, (), (1.0,)), ValueError, "one local gradient for each parent, got 1 of them for 0"),
        (lambda x: Value(1.0, (x, 2.0), (1.0, 1.0)), TypeError, "parents are Values, got float 2.0 among them"),
        (lambda x: Value(1.0, x, (1.0,)), TypeError, r"tuple of Values .* got 2.0; write \(x,\)"),
        (lambda x: Value(1.0, {x}, "set"), TypeError, "a set has no order"),
        (lambda x: Value(1.0, 5), TypeError, "parents are a tuple of Values .* got int 5"),
        (lambda x: Value(1.0, None), TypeError, "parents are a tuple of Values .* got None"),
        (lambda x: Value(1.0, np.array([1.0])), TypeError, "parents are a tuple of Values"),
        (lambda x: Value(1.0, (x,), 3.0), TypeError, r"tuple of numbers or Values .* write \(slope,\)"),
        (lambda x: Value(1.0, (x,), ("3",)), TypeError, "numbers or Values, got str '3' among them"),
        (lambda x: Value(1.0, (x,), (np.ones(2),)), TypeError, "numbers or Values, got ndarray"),
        (lambda x: Value(1.0, (x,), np.ones(1)), TypeError, "local gradients are a tuple of numbers or Values"),
        (lambda x: Value(1.0, (x,), (None,)), TypeError, "numbers or Values, got None among them"),
        (lambda x: Value(1.0, (x,), (1.0,), 5), TypeError, "a label is text, got int 5"),
        (lambda x: Value(1.0, (x,), _op=5), TypeError, "the name of an operation is text, got int 5"),
        (lambda x: Value(1.0, (x,), "a", op="b"), TypeError, "takes name once, got str 'a' and str 'b'"),
        (lambda x: Value(1.0, "a", label="b"), TypeError, "takes label once, got str 'a' and str 'b'"),
        (lambda x: Value(1.0, (x,), children=(x,)), TypeError, "takes parents once"),
        (lambda x: Value(1.0, childen=(x,)), TypeError, "local_gradients and label, got 'childen'"),
        (lambda x: Value("1", (x,), (1.0,)), TypeError, "Value needs a number, got str '1'"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(
    make: Callable[[Value], Value], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        make(Value(2.0))


@every_way
def test_recompute_and_programs_refuse_by_name(way: Tanh) -> None:
    x = Value(0.5)
    node = way(x)
    name = node._op
    with pytest.raises(GraphError, match=f"recompute computes each node again, and nobody knows how '{name}'"):
        recompute(node * 2)
    for gradient in (None, False):
        with pytest.raises(GraphError, match=name):
            compile_graph(node * 2, [x], gradients=gradient)
    assert node.data == math.tanh(0.5)
    x.data = 1.0
    assert stale(node) == []
    assert stale(node + x) == []  # of a sum that was recorded with what the node holds still


def test_second_derivative_of_given_numbers_is_refused_in_every_form() -> None:
    def f(x: Any) -> Any:
        return given_number(x) * x

    (slope,) = gradients(f(x := Value(0.5)), [x])
    for second in (
        slope.backward,
        lambda: gradients(slope, [x]),
        lambda: grad(grad(f))(0.5),
        lambda: hessian(f)(0.5),
        lambda: compile_graph(slope, [x]),
    ):
        with pytest.raises(GraphError, match="by_hand"):
            second()
    assert x.grad == 0
    # what does not depend on them is no concern of theirs
    other = Value(2.0)
    assert gradients(gradients(f(x) * other**2, [other])[0], [other])[0].data == pytest.approx(2 * f(x).data)


def test_gradient_that_is_a_graph_refuses_a_closure_by_name() -> None:
    x = Value(0.5)
    for derivative in (
        lambda: gradients(with_closure(x), [x]),
        lambda: grad(grad(with_closure))(0.5),
        lambda: derivative_formula(with_closure(x), x),
    ):
        with pytest.raises(GraphError, match="the gradient of 'tanh' is a closure"):
            derivative()


def test_node_with_neither_is_refused_when_a_gradient_arrives() -> None:
    x = Value(2.0)
    node = Value(6.0, (x,), "triple", label="six")
    for ask in (node.backward, (node * 2).backward, node._backward, node.local_gradients):
        with pytest.raises(GraphError, match=r"neither for 'triple' 6.0 .*set its _backward"):
            ask()
    (relu(-node) + x).backward()  # behind a closed gate
    assert (x.grad, node.grad) == (1, 0)
    node._backward = lambda: None
    (node + x).backward()
    assert x.grad == 2


# Closures.


@pytest.mark.parametrize("error", [ValueError, ZeroDivisionError, TypeError, KeyError, GraphError, KeyboardInterrupt])
@pytest.mark.parametrize("number", [0.5, np.int64(1)], ids=["plain pass", "careful pass"])
def test_error_in_a_closure_is_its_own_and_leaves_every_grad(error: type[BaseException], number: Any) -> None:
    x, y = Value(number), Value(2.0)
    between = x * y
    node = Value(1.0, (between, x), "f")
    calls = []

    def step() -> None:
        calls.append(node.grad)
        between.grad += 5
        x.grad += 7
        raise error("of the closure")

    node._backward = step
    x.grad, y.grad, between.grad, node.grad = 1, 2, 3, 4
    with pytest.raises(error, match="of the closure"):
        (node * 3 + between).backward()
    assert calls == [3]
    assert [each.grad for each in (x, y, between, node)] == [1, 2, 3, 4]
    node._backward = lambda: None
    (node + between).backward()
    assert x.grad == 1 + 2


@pytest.mark.parametrize("number", [0.5, np.int64(1)], ids=["plain pass", "careful pass"])
def test_closure_is_called_once_when_its_gradient_is_complete(number: Any) -> None:
    x = Value(number)
    node = Value(1.0, (x,), "f")
    calls = []
    node._backward = lambda: calls.append(node.grad)
    (node * 2 + node * 3 + relu(node - 9) * node).backward()
    assert calls == [5]
    (relu(node - 9)).backward()
    assert calls == [5]  # nothing arrived


def test_closure_that_adds_values_is_refused() -> None:
    x = Value(2.0)
    node = Value(1.0, (x,), "f")

    def step() -> None:
        x.grad += Value(2.0) * node.grad

    node._backward = step
    with pytest.raises(TypeError, match=r"adds plain numbers to \.grad, got the Value 6.0 from that of 'f'"):
        (node * 3).backward()
    assert x.grad == 0


def test_long_name_of_an_operation_is_shown_short() -> None:
    x = Value(2.0, "x")
    assert len(str(explain(Value(1.0, (x,), (3.0,), op="long " * 10_000) * 2, x))) < 200


def test_closure_of_a_node_that_adds_nothing_passes_nothing() -> None:
    x = Value(-1.0)
    node = Value(1.0, (sqrt(relu(x)),), "f")  # the slope of sqrt has no value here
    node._backward = lambda: None
    (node + x).backward()
    assert x.grad == 1


def test_constants_among_the_parents_get_nothing() -> None:
    x, two = Value(3.0), constant(2.0)
    product = Value(6.0, (x, two), "product")

    def step() -> None:
        x.grad += two.data * product.grad
        two.grad += x.data * product.grad

    product._backward = step
    product.backward()
    Value(6.0, (x, two), (2.0, 3.0)).backward()
    again = two * x
    again.grad = 1
    again._backward()
    assert (x.grad, two.grad) == (6, 0)


@every_way
def test_node_of_constants_alone_is_one_and_so_is_any_in_no_grad(way: Tanh) -> None:
    assert way(constant(0.5)).is_constant
    x = Value(0.5)
    with no_grad():
        assert way(x).is_constant
    with recording():
        assert way(x).parents == (x,)


def test_numpy_integer_that_was_computed_is_a_python_integer() -> None:
    x = Value(np.int64(3))
    node = Value(np.int64(9), (x,), (np.int64(6),))
    (node * 2).backward()
    assert (type(node.data), type(node.local_gradients()[0]), x.grad, type(x.grad)) == (int, int, 12, int)


def test_passes_of_threads_do_not_mix() -> None:
    x = Value(0.5)
    between = x * 3
    outputs = [with_closure(between) * i for i in range(1, 9)]

    def work(output: Value) -> None:
        for _ in range(20):
            output.backward()

    threads = [threading.Thread(target=work, args=(output,)) for output in outputs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert x.grad == pytest.approx(20 * sum(range(1, 9)) * 3 * (1 - math.tanh(1.5) ** 2), rel=TOLERANCE)


def test_deep_chain_of_closures() -> None:
    x = node = Value(0.5)
    for _ in range(20_000):
        node = with_closure(node)
    node.backward()
    assert 0 < x.grad < 1


# _backward by hand.


def _examples() -> list[Any]:
    rows = [row for row in TABLE.values() if row.arity in (1, 2) and not row.numbers]
    return [pytest.param(row, id=row.name) for row in rows]


@pytest.mark.parametrize("row", _examples())
def test_step_taken_by_hand_is_that_of_the_pass(row: Any) -> None:
    numbers = (1.6,) if row is acosh else (0.6, 0.4)[: row.arity]
    for _ in range(2):
        by_pass, by_hand = [Value(x) for x in numbers], [Value(x) for x in numbers]
        node = row(*by_hand)
        row(*by_pass).backward(2.5)
        node.grad = 2.5
        node._backward()
        assert [x.grad for x in by_hand] == [x.grad for x in by_pass]


def test_step_of_a_leaf_does_nothing() -> None:
    x = Value(2.0)
    x.grad = 1
    x._backward()
    x._backward = lambda: None
    (x * 3).backward()
    assert x.grad == 4


def test_step_of_an_operation_can_be_replaced_and_called_from_the_new_one() -> None:
    x = Value(2.0)
    out = x * 3
    seen = []
    step = out._backward

    def hook() -> None:
        seen.append(out.grad)
        step()

    out._backward = hook
    (out * 5).backward()
    assert (seen, x.grad, out._op, out.parents[0]) == ([5], 15, "*", x)
    assert formula(out + 0 * x)
    with pytest.raises(GraphError, match="closure"):
        gradients(out, [x])
    with pytest.raises(TypeError, match="_backward is a function without arguments, got int 3"):
        out._backward = 3  # type: ignore[assignment]


# Looking at such nodes.


@every_way
@every_expression
def test_explanations_have_the_numbers_of_the_pass_and_touch_no_grad(way: Tanh, expression: Any) -> None:
    x, y = Value(0.5, "x"), Value(-0.3, "y")
    output = expression(way, x, y)
    output.backward()
    before = [node.grad for node in (output, x, y)]
    explained = explain(output, x)
    assert explained.gradient == x.grad
    assert "given by hand" in str(explained) or "tanh" not in output._op
    assert paths(output, x).gradient == pytest.approx(x.grad, rel=TOLERANCE)
    steps = list(backward_steps(output))
    assert any(step.node._op in ("tanh", "by_hand") for step in steps)
    assert operation_counts(output).stored > 0
    assert [node.grad for node in (output, x, y)] == before


@every_way
def test_formula_names_the_operation(way: Tanh) -> None:
    x = Value(0.5, "x")
    assert formula(way(x) + 1) == f"{way(x)._op}(x)+1"
    assert formula(Value(1.0, (x,), (1.0,), op="50%_{off}"), "latex") == r"\operatorname{50\%\_\{off\}}\left(x\right)"


@ways_with_numbers
def test_derivative_formula_names_what_it_does_not_know(way: Tanh) -> None:
    x = Value(0.5, "x")
    written = derivative_formula(way(x), x)
    assert written == ("slope_of_by_hand(x)" if way is given_number else "1-tanh(x)**2")


def test_check_of_gradients_finds_a_wrong_local_gradient() -> None:
    for right, factor in ((True, 1.0), (False, 1.01)):

        def log(x: Any, factor: float = factor) -> Any:
            return Value(math.log(x.data), (x,), (factor / x.data,))

        assert check_gradients(log, 0.5).disagrees is not right


@every_way
def test_debug_looks_at_such_nodes(way: Tanh) -> None:
    x = Value(0.5)
    with debug():
        way(x).backward()
        with pytest.raises(FloatingPointError, match="nan"):
            Value(math.nan, (x,), (1.0,))
        with pytest.raises(FloatingPointError, match="on the way through"):
            (Value(1.0, (x,), (math.inf,)) * 2).backward()
        spoiled = Value(1.0, (x,), "f")

        def step() -> None:
            x.grad += math.nan

        spoiled._backward = step
        with pytest.raises(FloatingPointError, match="on the way through f"):
            (spoiled * 2).backward()
    assert x.grad == pytest.approx(1 - math.tanh(0.5) ** 2)


# Copies and files.


@ways_with_numbers
@pytest.mark.parametrize(
    "duplicate",
    [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x)), lambda x: from_json(to_json(x))[0]],
    ids=["deepcopy", "pickle", "JSON"],
)
def test_copy_has_the_local_gradients(duplicate: Callable[[Value], Value], way: Tanh) -> None:
    x = Value(0.5, "x")
    output = way(way(x) * x) * 2
    copied = duplicate(output)
    (twin,) = leaves(copied)
    output.backward()
    copied.backward()
    assert (twin is not x, twin.grad, copied.data) == (True, x.grad, output.data)
    if way is given_node:
        second = [gradients(gradients(z, [y])[0], [y])[0].data for z, y in ((output, x), (copied, twin))]
        assert second[0] == second[1]
        twin.data = 2.0  # its local gradients are computed from it, not from the original
        assert leaves(gradients(copied, [twin])[0]) == [twin]


def test_local_gradients_of_a_copy_that_depend_on_each_other_are_whole() -> None:
    x = Value(0.5)
    inner = Value(0.25, (x,), (2 * x,))
    outer = Value(3.0, (x,), (inner * 3,))
    output = outer * inner
    for copied in (copy.deepcopy(output), pickle.loads(pickle.dumps(output)), from_json(to_json(output))[0]):
        (twin,) = leaves(copied)
        assert gradients(gradients(copied, [twin])[0], [twin])[0].data == pytest.approx(
            gradients(gradients(output, [x])[0], [x])[0].data
        )


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps, to_json])
def test_closure_is_not_copied_or_saved(duplicate: Callable[[Value], Any]) -> None:
    with pytest.raises(GraphError, match=r"'tanh'.*closure"):
        duplicate(with_closure(Value(0.5)))


@pytest.mark.parametrize(
    "change",
    [
        {"local_gradients": 3},
        {"local_gradients": []},
        {"local_gradients": [1, 2]},
        {"local_gradients": [{"node": 1}]},
        {"local_gradients": [{"node": "0"}]},
        {"local_gradients": ["1"]},
        {"operation": 3},
        {"parents": []},
    ],
    ids=str,
)
def test_damaged_file_of_such_a_node_is_refused(change: dict[str, Any]) -> None:
    document = json.loads(to_json(given_number(Value(0.5))))
    document["nodes"][1] |= change
    with pytest.raises(GraphError, match="not a saved graph"):
        from_json(json.dumps(document))
