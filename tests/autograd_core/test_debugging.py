"""debug(): the first NaN, infinity or stale value is named with its operation, its inputs and its source line."""

import math
import sys
import threading
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from autograd_core import GraphError, Value, constant, debug, exp, gradients, log, no_grad, recompute
from autograd_core.modes import watches
from tests.autograd_core.recorded_state import recorded_state
from tests.patience import PATIENCE


def here() -> int:
    """The line of the caller."""
    return sys._getframe(1).f_lineno


def test_forward_pass_names_operation_inputs_and_source_line() -> None:
    x, y = Value(1e200, "x"), Value(1e300, "y")
    with debug():
        fine = x + y
        line = here() + 2
        with pytest.raises(FloatingPointError) as caught:
            x * y
    message = str(caught.value)
    assert message.startswith("* gave inf from 1e+200 (node 'x'), 1e+300 (node 'y'), at ")
    assert f"{__file__}, line {line}: x * y" in message
    assert "test_debugging.py" in fine.recorded_at


def test_first_nan_is_named_where_it_arose() -> None:
    infinite = Value(math.inf, "endless")
    with debug(), pytest.raises(FloatingPointError, match=r"^- gave nan from inf \(node 'endless'\), inf"):
        infinite - infinite


def test_complex_and_numpy_numbers_are_looked_at() -> None:
    with debug():
        with pytest.raises(FloatingPointError, match=r"\+ gave \(nan"):
            Value(complex(math.nan, 1)) + 1
        assert (Value(Fraction(10**400)) + 1).data == 10**400 + 1
        assert (Value(10**400) * 2).data == 2 * 10**400
        assert (Value(Decimal("1e400")) * 2).data == Decimal("2e400")


def test_backward_pass_names_the_use_that_made_the_gradient_infinite() -> None:
    x = Value(1e-200, "x")
    with debug():
        innocent = x * 3
        line = here() + 1
        guilty = log(x) * 1e200
        output = innocent + guilty
        before = recorded_state(output)
        with pytest.raises(FloatingPointError) as caught:
            output.backward()
    message = str(caught.value)
    assert message.startswith(
        "the gradient of 1e-200 (node 'x') became inf on the way through log of 1e-200 (node 'x'), "
        "whose own gradient is 1e+200"
    )
    assert f"line {line}: guilty = log(x)" in message
    assert recorded_state(output) == before, "a pass that fails leaves no trace"


def test_graph_from_outside_the_block_has_no_source_line() -> None:
    x = Value(1e-200, "x")
    output = log(x) * 1e200
    with debug(), pytest.raises(FloatingPointError, match=r"1e\+200$"):
        output.backward()


def test_infinite_seed_is_named() -> None:
    x = Value(2.0, "x")
    with debug(), pytest.raises(FloatingPointError, match="became inf on the way through"):
        (x * 3).backward(math.inf)


def test_gradient_of_a_constant_that_would_be_infinite_is_left_alone() -> None:
    x = Value(1e300)
    with debug():
        (x * constant(1e-300)).backward(1e10)  # towards the constant it would be 1e310
    assert x.grad == 1e-290


def test_backward_through_stale_values_says_what_to_do() -> None:
    x = Value(3.0, "x")
    with debug():
        line = here() + 1
        square = x * x
        output = square + 1
        x.data = 4.0
        with pytest.raises(GraphError) as caught:
            output.backward()
        message = str(caught.value)
        assert message.startswith("2 of the nodes are stale, first the * of 4.0 (node 'x'), 4.0 (node 'x'): it holds 9")
        assert f"line {line}: square = x * x" in message
        assert message.endswith("call recompute(output), or record anew")
        assert x.grad == 0
        recompute(output)
        output.backward()
    assert x.grad == 8.0


def test_gradients_as_graphs_are_looked_at_too() -> None:
    x = Value(1e-200, "x")
    output = log(x) * 1e200
    with debug(), pytest.raises(FloatingPointError, match="gave inf from"):
        gradients(output, [x])


def test_no_grad_inside_debug_records_nothing_and_debug_goes_on_after_it() -> None:
    x = Value(1e300)
    with debug():
        with no_grad():
            assert (x * x).data == math.inf
        with pytest.raises(FloatingPointError):
            x * x
    with no_grad(), debug():
        assert (x * x).is_constant


def test_nested_blocks_and_failures_leave_no_state() -> None:
    x = Value(1e300)
    with debug():
        with debug():
            assert len(watches()) == 2
        assert len(watches()) == 1
        with pytest.raises(FloatingPointError):
            x * x
    assert watches() == []
    assert (x * x).data == math.inf
    assert not hasattr(x * x, "recorded_at")
    with pytest.raises(FloatingPointError), debug():
        x * x
    assert watches() == []


def test_debug_is_a_decorator_too() -> None:
    @debug()
    def overflow(x: Any) -> Any:
        return exp(x * x)

    with pytest.raises(FloatingPointError):
        overflow(Value(1e300))
    assert overflow(Value(1.0)).data == math.e
    assert watches() == []


def test_debug_in_one_thread_does_not_disturb_another() -> None:
    in_block, done = threading.Event(), threading.Event()
    caught: list[str] = []

    def debugged() -> None:
        with debug():
            in_block.set()
            done.wait(timeout=PATIENCE)
            try:
                Value(1e300) * 1e300
            except FloatingPointError as error:
                caught.append(str(error))

    thread = threading.Thread(target=debugged)
    thread.start()
    in_block.wait(timeout=PATIENCE)
    product = Value(1e300) * 1e300
    done.set()
    thread.join(timeout=PATIENCE)
    assert product.data == math.inf
    assert not hasattr(product, "recorded_at")
    assert len(caught) == 1
