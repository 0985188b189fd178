"""A backward pass that fails leaves every `.grad` as it was, nothing pending, and says what went wrong."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from autograd_core import GraphError, Value, acos, backward, constant, erf, gradients, log, maximum, no_grad, tangents
from tests.autograd_core.recorded_state import nothing_pending, recorded_state


def assert_fails_and_leaves_no_trace(output: Value, kind: type[BaseException], match: str, seed: Any = 1) -> None:
    before = recorded_state(output)
    with pytest.raises(kind, match=match):
        output.backward(seed)
    assert recorded_state(output) == before
    assert nothing_pending(output)


def _with_gradients(*outputs: Value) -> None:
    for output in outputs:
        output.backward()


def test_rule_without_a_value_deep_in_a_graph() -> None:
    x, w = Value(3.0, "x"), Value(2.0, "w")
    zero = x * w - w * x
    zero.label = "difference"
    other = w * x * x
    _with_gradients(zero, other)
    assert (x.grad, w.grad) == (12, 9)
    out = other + zero.sqrt() * w + x.exp()
    assert_fails_and_leaves_no_trace(out, ZeroDivisionError, r"sqrt has no gradient at 0.0 \(node 'difference'\)")
    _with_gradients(other)
    assert (x.grad, w.grad) == (24, 18)


def test_rule_without_a_value_in_gradients() -> None:
    x = Value(0.0, "x")
    out = x.sqrt() + x
    before = recorded_state(out)
    with pytest.raises(ZeroDivisionError, match=r"sqrt has no gradient at 0.0 \(node 'x'\): "):
        gradients(out, [x])
    assert recorded_state(out) == before


def test_rule_that_overflows() -> None:
    x, w = Value(10**400, "huge"), Value(1)
    assert_fails_and_leaves_no_trace(x * w, OverflowError, r"\* has no gradient at .* int too large", seed=0.5)


def test_numbers_that_do_not_work_together() -> None:
    x = Value(Fraction(1, 2))
    y = x * x
    x.data = "changed"
    assert_fails_and_leaves_no_trace(y, TypeError, r"\* has no gradient at 'changed'", seed=0.5)


@pytest.mark.parametrize(
    ("seed", "came"),
    [
        ("1", "str '1'"),
        (None, "None"),
        ([1], r"list \[1\]"),
        (b"1", "bytes b'1'"),
        (Value(1.0), "the Value"),
        ({}, "dict"),
    ],
    ids=["str", "None", "list", "bytes", "Value", "dict"],
)
def test_seed_that_is_not_a_number(seed: Any, came: str) -> None:
    x = Value(2.0)
    for output in (x * x, x):
        assert_fails_and_leaves_no_trace(output, TypeError, f"seed of backward is a plain number, got {came}", seed)


@pytest.mark.parametrize("output", [3.0, None, "y", [Value(1.0)]], ids=["float", "None", "str", "list"])
def test_output_that_is_not_a_value(output: Any) -> None:
    with pytest.raises(TypeError, match="backward needs a Value, got "):
        backward(output)
    with pytest.raises(TypeError, match="gradients needs a Value as output, got "):
        gradients(output, [Value(1.0)])
    with pytest.raises(TypeError, match="gradients needs Values as inputs, got "):
        gradients(Value(1.0), [output])


def test_inputs_of_gradients_that_are_one_value() -> None:
    x = Value(1.0)
    with pytest.raises(TypeError, match=r"gradients needs a list of Values as inputs, got 1\.0"):
        gradients(x * x, x)  # type: ignore[arg-type]


def test_constant_output() -> None:
    with no_grad():
        unrecorded = Value(2.0) * 3
    for output in (constant(6.0), constant(2.0) * 3, unrecorded):
        assert_fails_and_leaves_no_trace(output, GraphError, "needs a recorded graph, got the constant 6.0: .* make a")


@pytest.mark.parametrize("grad", [None, "0"], ids=["None", "str"])
def test_grad_of_a_leaf_set_to_something_else_than_a_number(grad: Any) -> None:
    x, y = Value(2.0, "price"), Value(3.0)
    y.grad = 7.0
    x.grad = grad
    message = r"the .grad of a leaf must be a number .* got (None|str '0') \(node 'price'\); set it to 0"
    for output in (y * x + y, x):
        assert_fails_and_leaves_no_trace(output, TypeError, message)


def test_grad_of_an_interior_node_set_to_none_does_not_matter() -> None:
    x = Value(2.0)
    inner = x * x
    inner.grad = None
    (inner + x).backward()
    assert (inner.grad, x.grad) == (1, 5)


# Number types that interfere with the pass.


class Tripwire:
    """A number that calls `step_on` before each addition and multiplication."""

    step_on: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, amount: Any) -> None:
        self.amount = amount

    def __add__(self, other: Any) -> "Tripwire":
        Tripwire.step_on()
        return Tripwire(self.amount + _amount(other))

    def __mul__(self, other: Any) -> "Tripwire":
        Tripwire.step_on()
        return Tripwire(self.amount * _amount(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> "Tripwire":
        return Tripwire(-self.amount)

    def __eq__(self, other: object) -> bool:
        return bool(self.amount == _amount(other))

    __hash__ = None  # type: ignore[assignment]


def _amount(x: Any) -> Any:
    return x.amount if isinstance(x, Tripwire) else x


class Steps:
    """Counts steps on the wire; on the one numbered `last` it goes off, once."""

    def __init__(self, last: float, action: Callable[[], None]) -> None:
        self.count = 0
        self.last = last
        self.action = action

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.last:
            self.action()


Arm = Callable[[float, Callable[[], None]], Steps]


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Arm:
    """Arms the tripwire; disarmed when the test ends."""

    def arm(last: float, action: Callable[[], None]) -> Steps:
        steps = Steps(last, action)
        monkeypatch.setattr(Tripwire, "step_on", steps)
        return steps

    return arm


def _wired_graph() -> tuple[Value, list[Value]]:
    leaves = [Value(Tripwire(2)), Value(Tripwire(3))]
    x, y = leaves
    inner = x * y
    deeper = inner * inner + x
    return deeper * inner + y * 2, leaves


def _grads(leaves: list[Value]) -> list[Any]:
    return [_amount(leaf.grad) for leaf in leaves]


def _moments_of_a_pass(wire: Arm) -> range:
    output, _ = _wired_graph()
    steps = wire(math.inf, lambda: None)
    output.backward()
    assert steps.count > 10
    return range(1, steps.count + 1)


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_interrupt_at_any_moment_leaves_no_trace(wire: Arm) -> None:
    for moment in _moments_of_a_pass(wire):
        output, leaves = _wired_graph()
        output.backward()
        before = _grads(leaves)
        wire(moment, _interrupt)
        with pytest.raises(KeyboardInterrupt):
            output.backward()
        assert _grads(leaves) == before
        assert nothing_pending(output)
        output.backward()
        assert _grads(leaves) == [2 * grad for grad in before]


def test_backward_over_the_same_graph_from_inside_a_pass_is_refused_at_any_moment(wire: Arm) -> None:
    expected, expected_leaves = _wired_graph()
    expected.backward()
    moments = _moments_of_a_pass(wire)
    for part in ("output", "inner node", "leaf of another output", "leaf"):
        for moment in moments:
            output, leaves = _wired_graph()
            before = recorded_state(output)
            inner = output.parents[0].parents[1]
            nested = {"output": output, "inner node": inner, "leaf of another output": leaves[0] * 2, "leaf": leaves[0]}
            wire(moment, nested[part].backward)
            with pytest.raises(GraphError, match="another backward pass"):
                output.backward()
            assert recorded_state(output) == before, f"nested pass over the {part}, at step {moment}"
            output.backward()
            assert _grads(leaves) == _grads(expected_leaves)


def test_backward_over_another_graph_from_inside_a_pass_is_fine(wire: Arm) -> None:
    expected, expected_leaves = _wired_graph()
    expected.backward()
    other = Value(3.0)
    output, leaves = _wired_graph()
    wire(2, (other * other).backward)
    output.backward()
    assert _grads(leaves) == _grads(expected_leaves)
    assert other.grad == 6


def test_nan_spreads_without_an_error() -> None:
    x, y = Value(math.nan), Value(2.0)
    (x * y + maximum(y, 1.0)).backward()
    assert x.grad == 2
    assert math.isnan(y.grad)


def test_rule_behind_gates_that_never_open_is_blamed_for_nothing() -> None:
    # the NaN is erf's slope of 0 times the infinite one of log; acos has no slope at 1, and nobody would feel it
    x = Value(1e-320, "x")
    y = erf(log(x - acos(x // x)))
    y.backward()
    assert math.isnan(x.grad)
    assert math.isnan(gradients(y, [x])[0].data)
    assert math.isnan(tangents([y], [x], [1.0])[0].data)
    felt = Value(1.0, "felt")
    with pytest.raises(ZeroDivisionError, match="acos has no gradient"):
        acos(felt * felt).backward()
