"""C06 to C09: the shop, priced and differentiated by hand-derived layers."""

import pytest

from autograd_core import Value
from nn.by_hand import AddLayer, MulLayer
from tests.nn.numeric import T12


def close(expected):
    return pytest.approx(expected, rel=T12)


def test_c06_c07_two_apples_with_tax():
    apples, taxed = MulLayer(), MulLayer()
    price = taxed.forward(apples.forward(100, 2), 1.1)
    assert price == close(220)
    d_apples, d_tax = taxed.backward(1)
    d_apple, d_number = apples.backward(d_apples)
    assert (d_apple, d_number, d_tax) == close((2.2, 110, 200))


def test_c08_add_layer_gives_both_inputs_the_gradient_as_it_came():
    layer = AddLayer()
    assert layer.forward(10, 5) == 15
    assert layer.backward(1.3) == (1.3, 1.3)


def test_c09_apples_and_oranges_with_tax():
    apples, oranges, both, taxed = MulLayer(), MulLayer(), AddLayer(), MulLayer()
    everything = both.forward(apples.forward(100, 2), oranges.forward(150, 3))
    assert taxed.forward(everything, 1.1) == close(715)
    d_everything, d_tax = taxed.backward(1)
    d_apples, d_oranges = both.backward(d_everything)
    d_apple, d_apple_number = apples.backward(d_apples)
    d_orange, d_orange_number = oranges.backward(d_oranges)
    assert (d_apple_number, d_apple, d_orange, d_orange_number, d_tax) == close((110, 2.2, 3.3, 165, 650))


def test_c09_layers_and_the_engine_give_the_same_bits():
    apple, number, tax = Value(100.0), Value(2.0), Value(1.1)
    (apple * number * tax).backward()
    apples, taxed = MulLayer(), MulLayer()
    taxed.forward(apples.forward(100.0, 2.0), 1.1)
    d_apples, d_tax = taxed.backward(1.0)
    assert (*apples.backward(d_apples), d_tax) == (apple.grad, number.grad, tax.grad)


def test_backward_before_forward_says_what_is_missing():
    with pytest.raises(RuntimeError, match="forward call"):
        MulLayer().backward(1)
