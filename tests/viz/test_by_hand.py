"""Pictures of nodes that people make themselves: with given local gradients, or with a closure."""

import math
from collections.abc import Callable

import pytest

import viz
from autograd_core import GraphError, Value


def given(x: Value) -> Value:
    return Value(math.tanh(x.data), (x,), (0.25,), op="squash")


def with_closure(x: Value) -> Value:
    out = Value(math.tanh(x.data), (x,), "squash")

    def step() -> None:
        x.grad += 0.25 * out.grad

    out._backward = step
    return out


every_way = pytest.mark.parametrize("way", [given, with_closure], ids=lambda way: way.__name__)


@every_way
def test_picture_has_name_local_gradient_and_gradient(way: Callable[[Value], Value]) -> None:
    x = Value(0.5, "x")
    output = way(x) * 3
    output.backward()
    picture = viz.draw(output, local_gradients=True)
    for text in ("squash", "0.25", "0.75"):
        assert text in picture.dot.source
    assert x.grad == 0.75
    assert "given by hand" in viz.draw_backward(output).dot.source
    assert "0.75" in str(viz.worksheet(output))


def test_picture_of_a_node_that_has_neither_shows_the_forward_pass() -> None:
    x = Value(0.5, "x")
    assert "squash" in viz.draw(Value(1.0, (x,), "squash") * 3, local_gradients=True).dot.source


@every_way
def test_page_refuses_what_it_cannot_compute_by_name(way: Callable[[Value], Value]) -> None:
    with pytest.raises(GraphError, match="a page computes each node again, and nobody knows how 'squash'"):
        viz.stepper(way(Value(0.5)) * 3)
