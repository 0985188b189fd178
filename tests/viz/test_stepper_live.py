"""The link between a page in a notebook and the graph in Python, without a notebook."""

import json
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value, topological_order
from viz.stepper_page.live import Link, text_of


def square_and_line() -> tuple[Value, Value, Value]:
    x, b = Value(3.0, "x"), Value(2, "b")
    return x * x + x * b, x, b


def linked(output: Value) -> Link:
    return Link(topological_order(output))


def test_a_number_of_the_page_becomes_that_of_python_and_the_graph_follows() -> None:
    y, x, b = square_and_line()
    linked(y).take([(0, "4"), (2, "2")])
    assert (x.data, b.data, y.data) == (4.0, 2, 24.0)
    assert isinstance(b.data, int), "what nobody moved keeps its kind"


def test_a_whole_number_stays_one_while_it_can() -> None:
    y, _, b = square_and_line()
    link = linked(y)
    link.take([(2, "5")])
    assert b.data == 5
    assert isinstance(b.data, int)
    link.take([(2, "5.5")])
    assert b.data == 5.5


def test_numbers_of_other_kinds_stay_until_they_are_moved() -> None:
    x = Value(Fraction(1, 3), "x")
    y = x * 2
    linked(y).take([(0, "0.3333333333333333")])
    assert x.data == Fraction(1, 3)


def test_what_is_written_otherwise_in_javascript_is_the_same_number() -> None:
    x = Value(1e-7, "x")
    y, before = x * 2, x.data
    linked(y).take([(0, "0.0000001")])
    assert x.data is before


def test_numbers_that_an_operation_refuses_leave_the_result_as_it_was() -> None:
    x = Value(2.0, "x")
    y = x.log()
    link, before = linked(y), y.data
    link.take([(0, "-1")])
    assert (x.data, y.data) == (-1.0, before)
    link.take([(0, "1")])
    assert y.data == 0


def test_a_new_number_in_python_is_news_and_a_backward_pass_is_done() -> None:
    y, x, _ = square_and_line()
    link = linked(y)
    assert link.news() is None
    x.data = 5.0
    assert link.news() == {"inputs": [[0, "5"], [2, "2"]]}
    assert link.news() is None, "told once"
    y.backward()
    assert link.news() == {"inputs": [[0, "5"], [2, "2"]], "isDone": True}
    y.backward()
    assert link.news() is not None, "leaves have more now"


def test_gradients_that_are_set_back_are_no_backward_pass() -> None:
    y, *_ = square_and_line()
    y.backward()
    link = linked(y)
    for node in topological_order(y):
        node.grad = 0
    news = link.news()
    assert news is not None
    assert "isDone" not in news


def test_what_the_page_said_is_no_news_to_it() -> None:
    y, _, _ = square_and_line()
    link = linked(y)
    link.take([(0, "7.5")])
    assert link.news() is None


@given(st.floats())
def test_a_number_comes_back_as_it_went(x: float) -> None:
    assert math.isnan(x) or float(text_of(x).replace("Infinity", "inf")) == x
    json.dumps(text_of(x), allow_nan=False)


@pytest.mark.parametrize(("x", "text"), [(3.0, "3"), (0.1, "0.1"), (math.inf, "Infinity"), (-math.inf, "-Infinity")])
def test_numbers_are_written_as_javascript_does(x: float, text: str) -> None:
    assert text_of(x) == text
