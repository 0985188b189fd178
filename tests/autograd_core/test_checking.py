"""Gradient checks that neither cry wolf nor sleep: the known traps, kinks, edges of domains, wrong rules."""

import math
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import (
    TABLE,
    Operation,
    Value,
    absolute,
    assert_gradients_match,
    check_gradients,
    cos,
    dot,
    exp,
    grad,
    gradients,
    greater,
    log,
    log_sum_exp,
    maximum,
    minimum,
    numerical_gradient,
    operation,
    relu,
    sin,
    sqrt,
    step,
    tanh,
    where,
)
from autograd_core.differences import Method
from autograd_core.strategies import DrawnGraph, graphs
from tests.autograd_core.check_counts import MOST_CALLS, wrong_at_second_order

DRAWS = 1_000  # over four functions with a kink
CAUGHT_DRAWS = 200  # of each function whose gradient is far smaller, or flatter, than the function
# Below that, a slope may be lost in the rounding of what stands beside it.
SMALL = 1e-6
MOST_TERMS = 6  # of a sum inside an operation
CANCELLING_POINTS = 60

# Next to edges of domains, and at large and small numbers, the methods lose some of the digits that they promise.
AT_HARD_POINTS: dict[Method, float] = {"central": 1e-6, "richardson": 1e-8, "complex": 1e-15}


# No false alarms.


@pytest.mark.parametrize(
    "f",
    [relu, lambda x: maximum(x, 3), lambda x: max(x, 3), lambda x: x.relu()],
    ids=["relu", "maximum", "Python's max", "method"],
)
def test_kinks_never_fail_falsely(f: Callable[[Any], Any]) -> None:
    draw = random.Random(3)
    false_alarms = sum(not check_gradients(f, draw.uniform(-100, 100)) for _ in range(DRAWS // 4))
    assert false_alarms == 0


@pytest.mark.parametrize("cancels", [1.0, 1e-6, 1e-13])
def test_terms_that_cancel_inside_an_operation_are_no_reason_for_a_verdict(cancels: float) -> None:
    draw = random.Random(4)
    for count in range(2, 1 + MOST_TERMS):
        w, x = ([draw.uniform(-2, 2) for _ in range(count)] for _ in range(2))
        bias = cancels - math.fsum(a * b for a, b in zip(w, x, strict=True))
        assert check_gradients(lambda *v, w=w, bias=bias: dot(list(v), w, bias), tuple(x))
        assert check_gradients(lambda *v: log_sum_exp(*[a - math.log(len(v)) + cancels for a in v]), (0.0,) * count)


def test_operation_from_outside_may_round_inside_itself() -> None:
    cubed = operation("cubed_off", lambda x: x**3 - 3 * x * x + 3 * x - 1, partials=lambda out, x: (3 * (x - 1) ** 2,))
    draw = random.Random(5)
    points = [1 + draw.uniform(-1, 1) * 10 ** draw.uniform(-6, 0) for _ in range(CANCELLING_POINTS)]
    reports = [check_gradients(cubed, x) for x in points]
    assert not any(report.disagrees for report in reports)
    assert any(reports)


@given(graphs(clearance=0.01))
def test_random_graphs_never_fail_falsely(graph: DrawnGraph) -> None:
    assert_gradients_match(graph, graph.point, allow_vacuous=True)


@given(graphs(clearance=0.01), st.lists(st.floats(0.1, 3), min_size=3, max_size=3))
def test_random_graphs_are_all_checked_where_numbers_are_of_ordinary_size(graph: DrawnGraph, away: list[float]) -> None:
    point = tuple(x if abs(x) > SMALL else away[i] for i, x in enumerate(graph.point))
    try:
        report = check_gradients(graph, point)
    except (ArithmeticError, ValueError):
        return  # the other numbers lie outside a domain
    assert not report.disagrees
    for comparison in report.comparisons:
        assert comparison.verdict != "vacuous" or abs(comparison.gradient) < SMALL or comparison.reason.endswith("jump")


# Nothing wrong passes.


@pytest.mark.parametrize("f", [lambda x: exp(x - 200), lambda x: log(x + 100000)], ids=["exp(x-200)", "log(x+100000)"])
def test_zero_and_sign_flipped_gradients_are_always_caught(f: Callable[[Any], Any]) -> None:
    draw = random.Random(4)
    missed = 0
    for x in (draw.uniform(-100, 100) for _ in range(CAUGHT_DRAWS)):
        slope = grad(f)(x)
        assert check_gradients(f, x, gradient=slope)
        missed += sum(bool(check_gradients(f, x, gradient=wrong)) for wrong in (0.0, -slope))
    assert missed == 0


@given(graphs(clearance=0.01, size=4))
def test_a_gradient_off_by_a_thousandth_is_caught_or_called_vacuous(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    output.backward()
    report = check_gradients(graph, graph.point, gradient=[leaf.grad * 1.001 for leaf in leaves])
    for comparison in report.comparisons:
        assert comparison.verdict != "agrees" or comparison.gradient == 0


def stopped(x: Any) -> Any:
    """The number alone, out of the graph."""
    return x.data if isinstance(x, Value) else x


def curved_at_first_order_only(x: Any) -> Any:
    """x * x for positive x; its first derivative is right, its second is 0."""
    largest = maximum(x, 0)
    return (largest - stopped(largest)) * 2 * stopped(largest) + stopped(largest) ** 2


def half_a_square_beside_nan(x: Any) -> Any:
    """x * x for positive x; its derivative is x instead of 2x."""
    return where(greater(x, 0), x * stopped(x), math.nan)


def test_nan_in_the_graph_switches_no_check_off() -> None:
    assert check_gradients(curved_at_first_order_only, 1.5)
    assert check_gradients(curved_at_first_order_only, 1.5, order=2).disagrees
    assert check_gradients(half_a_square_beside_nan, 1.5).disagrees
    assert check_gradients(lambda x: where(greater(x, 0), x * x, math.inf), 1.5)
    assert check_gradients(lambda x: where(greater(x, 0), x * stopped(x), math.inf), 1.5).disagrees


def test_smooth_point_of_a_maximum_is_checked_at_the_second_order() -> None:
    assert {one.verdict for one in check_gradients(lambda x: maximum(x, 0) ** 2, 1.5, 2).comparisons} == {"agrees"}


@pytest.mark.parametrize("f", [lambda x: x ** where(greater(x, 0), 1, 2), lambda x: x ** (3 + 0 * x)])
def test_slope_without_a_value_along_an_exponent_hides_no_wrong_gradient(f: Any) -> None:
    assert check_gradients(f, -2.0, gradient=999.0).disagrees


def test_grad_that_backward_leaves_is_checked_too() -> None:
    square = Operation(
        "square", "²", "scaler", forward=lambda x: x * x,
        partials=lambda out, x: (2 * x if isinstance(x, Value) else 3 * x,),
    )  # fmt: skip
    report = check_gradients(square, 2.0)
    x = Value(2.0)
    assert gradients(square(x), [x])[0].data == 4
    assert report.disagrees
    assert "backward() leaves 6 in .grad" in str(report)
    # between the slopes of a kink both numbers are allowed, but not two of them
    at_a_kink = replace(square, forward=abs, partials=lambda out, x: (0.5 if isinstance(x, Value) else 0.25,))
    assert check_gradients(at_a_kink, 0.0).disagrees


def test_checks_put_every_grad_back() -> None:
    w = Value(2.0, "w")
    w.grad = 7.0
    inner = w * w
    inner.grad = 5.0
    assert check_gradients(lambda x: inner * x * x, 3.0, order=2)
    with pytest.raises(ZeroDivisionError):
        check_gradients(lambda x: sqrt(inner * x), 0.0)
    assert (w.grad, inner.grad) == (7.0, 5.0)


WRONG_RULES = {
    "multiply": lambda out, x, y: (x, y),
    "subtract": (1, 1),
    "divide": lambda out, x, y: (1 / y, out / y),
    "tanh": lambda out, x: (1 + out * out,),
    "exp": lambda out, x: (0,),
    "relu": lambda out, x: (1,),
    "log": lambda out, x: (x,),
    "sin": lambda out, x: (-cos(x),),
    "sigmoid": lambda out, x: (out,),
    "maximum": lambda out, *inputs: (1,) * len(inputs),
}


@pytest.mark.parametrize("name", WRONG_RULES)
def test_wrong_rule_in_the_table_is_caught(name: str) -> None:
    row = TABLE[name]
    count = row.arity or 2
    right = row.partials
    object.__setattr__(row, "partials", WRONG_RULES[name])
    try:
        report = check_gradients(lambda *xs: row(*xs), tuple([-1.7, 0.6][:count]) if name != "log" else (2.0,))
        with pytest.raises(AssertionError, match="gradients disagree with differences:\nd f / d x"):
            assert_gradients_match(lambda *xs: row(*xs), (2.0,) if name == "log" else tuple([-1.7, 0.6][:count]))
    finally:
        object.__setattr__(row, "partials", right)
    assert not report
    assert "disagrees" in str(report)


# What a report says.


def hidden_slope(x: Any) -> Any:
    """A function whose floats are the same all around."""
    return 1e9 + 1e-12 * x


def only(report: Any) -> Any:
    (comparison,) = report.comparisons
    return comparison


@pytest.mark.parametrize(
    ("f", "x", "low", "high"),
    [
        (relu, 0.0, 0, 1),
        (absolute, 0.0, -1, 1),
        (lambda x: maximum(x, 3), 3.0, 0, 1),
        (lambda x: minimum(2 * x, 6), 3.0, 0, 2),
        (lambda x: 2 * x if x > 0 else 3 * x, 0.0, 2, 3),
    ],
)
def test_kink_is_reported_with_the_slopes_on_both_sides(f: Any, x: float, low: float, high: float) -> None:
    report = check_gradients(f, x)
    comparison = only(report)
    assert report
    assert comparison.verdict == "kink"
    assert (comparison.low, comparison.high) == pytest.approx((low, high), abs=1e-6)
    assert "(a kink)" in str(comparison)
    for wrong in (low - 0.1, high + 0.1):
        assert not check_gradients(f, x, gradient=wrong)


def test_kink_beside_the_point_is_looked_at_from_the_point_s_own_side() -> None:
    def f(x: Any) -> Any:
        return relu(x - 1)

    assert only(check_gradients(f, 1 + 1e-13)).verdict == "agrees"
    assert check_gradients(f, 1 + 1e-13, gradient=0.0).disagrees
    assert check_gradients(f, 1 - 1e-13, gradient=1.0).disagrees


def test_kink_that_nothing_records_shows_on_its_sides() -> None:
    assert only(check_gradients(lambda x: math.fabs(x - 2), 2.0, gradient=0.25)).verdict == "kink"
    assert check_gradients(lambda x: math.fabs(x - 2), 2.0, gradient=1.1).disagrees


def test_kink_in_the_interval_of_large_steps_only_is_none() -> None:
    assert only(check_gradients(relu, 1e-3)).verdict == "agrees"
    assert only(check_gradients(relu, -1e-6)).verdict == "agrees"
    assert only(check_gradients(lambda x: 2 * x if x > 0 else 3 * x, 1e-4)).verdict == "agrees"


@pytest.mark.parametrize("f", [step, lambda x: where(x, x, 5.0)])
def test_jump_checks_nothing_and_says_so(f: Any) -> None:
    report = check_gradients(f, 0.0)
    assert report.vacuous
    assert not report
    assert "between -inf and inf, tolerance 0; not checked: a jump" in str(report)


def test_prompt_shows_the_report_as_print_does() -> None:
    report = check_gradients(lambda x, y: relu(x) * y, (0.0, 2.0))
    assert repr(report) == str(report)
    assert [line.partition(":")[0] for line in repr(report).splitlines()] == [
        "d f / d x[0] at 0.0",
        "d f / d x[1] at 2.0",
    ]


def test_check_that_could_not_tell_a_gradient_from_zero_is_vacuous() -> None:
    report = check_gradients(hidden_slope, 1.0)
    assert report.vacuous
    assert not report
    assert not report.disagrees
    assert "vacuous" in str(report)
    assert not check_gradients(lambda x: 1e9 + 0.1 * x, 1.0).vacuous
    # not flat for certain: the engine knows another slope
    assert check_gradients(hidden_slope, 1.0, gradient=0.0).vacuous


def test_assertion_fails_where_nothing_could_be_checked_unless_told_otherwise() -> None:
    with pytest.raises(
        AssertionError, match=r"could not be checked by differences:\nd f / d x.*cannot tell the slope from 0"
    ):
        assert_gradients_match(hidden_slope, 1.0)
    assert_gradients_match(hidden_slope, 1.0, allow_vacuous=True)


def test_assertion_takes_a_gradient_of_one_s_own() -> None:
    assert_gradients_match(sin, 0.5, gradient=math.cos(0.5))
    with pytest.raises(AssertionError, match="gradients disagree"):
        assert_gradients_match(sin, 0.5, gradient=0.5)


@pytest.mark.parametrize(("f", "x"), [(sin, 1e100), (lambda x: 3 * x + sin(x), 1e100), (cos, -1e18)])
def test_quotients_that_contradict_each_other_are_not_checked(f: Any, x: float) -> None:
    # the function swings between neighbouring floats
    assert only(check_gradients(f, x)).verdict == "vacuous"
    assert not check_gradients(f, x, gradient=0.0)


def test_gradient_of_0_everywhere_is_not_right_of_a_function_that_moves() -> None:
    # its second derivative is 6e-17, which no difference can tell from 0
    report = check_gradients(wrong_at_second_order(cos, 0.0), -math.pi / 2, order=2)
    assert [one.verdict for one in report.comparisons] == ["agrees", "vacuous"]
    assert only(check_gradients(lambda x: (x - 1) ** 2, 1.0)).verdict == "agrees"


def test_dropped_term_that_swings_between_neighbouring_floats_is_not_checked() -> None:
    assert only(check_gradients(lambda x: sqrt(x) + stopped(sin(x)), 1e16)).verdict == "vacuous"


def test_noise_that_nothing_records_is_seen() -> None:
    def f(x: float) -> float:
        return math.cos(x) + 1e6 - 1e6

    assert only(check_gradients(f, 1.0, gradient=-math.sin(1.0))).verdict == "agrees"
    assert check_gradients(f, 1.0, gradient=-1.01 * math.sin(1.0)).disagrees


def test_cancellation_inside_does_not_pass_for_exactness() -> None:
    # the difference quotient is right to four digits only, though f's value is tiny
    assert not check_gradients(lambda x: (1 + x) - 1, 1e-12).disagrees
    assert not check_gradients(lambda x: (1 + x) - 1, 1e-12, gradient=2.0)


def test_constant_function_has_gradient_zero_for_certain() -> None:
    assert only(check_gradients(lambda x: x * 0 + 7, 2.0)).verdict == "agrees"
    assert only(check_gradients(lambda x: 7, 2.0)).verdict == "agrees"
    assert not check_gradients(lambda x: 7, 2.0, gradient=1e-9)


def test_value_that_was_taken_out_of_the_graph_is_caught() -> None:
    assert not check_gradients(lambda x: x * x.data if isinstance(x, Value) else x * x, 3.0)


# Hard points.


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (log, 1e-8),
        (log, 1e-300),
        (sqrt, 1e-20),
        (sqrt, 1e-4),
        (log, 1e-4),
        (lambda x: 1 / x, 1e-5),
        (lambda x: 1 / x, -1e-100),
        (sin, 1e6),
        (sin, 44050650.0),
        (lambda x: 2 + sin(x), 1e9),
        (cos, 1e-3),
        (exp, 1e-12),
        (exp, 700.0),
        (exp, -700.0),
        (lambda x: x**3, 1e5),
        (lambda x: x**3, 1e-5),
        (lambda x: log(x + 100000), 100.0),
        (lambda x: exp(x - 200), 100.0),
    ],
)
def test_edges_of_domains_and_large_and_small_numbers(f: Callable[[Any], Any], x: float) -> None:
    slope = grad(f)(x)
    assert only(check_gradients(f, x)).verdict == "agrees"
    assert not check_gradients(f, x, gradient=slope * 1.001)
    for method, tolerance in AT_HARD_POINTS.items():
        assert numerical_gradient(f, x, method=method) == pytest.approx(slope, rel=tolerance), method


def test_function_that_swings_within_the_larger_steps() -> None:
    def swings(x: Any) -> Any:
        return sin(1e4 * x)

    assert only(check_gradients(swings, 0.3)).verdict == "agrees"
    assert not check_gradients(swings, 0.3, gradient=grad(swings)(0.3) * 1.001)


def test_edge_of_a_domain_is_looked_at_from_the_inside() -> None:
    report = check_gradients(lambda x: x**1.5, 0.0)
    assert report
    assert only(report).verdict == "kink"
    assert not check_gradients(lambda x: x**1.5, 0.0, gradient=1.0)


CALLS_AT = (0.5, 0.0, 1e-3, 1e-10, 1e-50, 1e-143, 1e-313, 5e-324, -5e-324, 1e12, 44050650.0, 1e300, sys.float_info.max)


@pytest.mark.parametrize("x", [*CALLS_AT, np.float16(0.5), np.float16(6e-8), np.float32(1e-45), 3, Fraction(1, 3)])
@pytest.mark.parametrize("f", [lambda x: x, sin, relu, lambda x: x * abs(x), lambda x: 1e9 + 1e-12 * x, math.cos])
def test_function_is_called_a_hundred_times_at_most(f: Any, x: Any) -> None:
    calls = 0

    def counted(x: Any) -> Any:
        nonlocal calls
        calls += 1
        return f(x)

    check_gradients(counted, x, gradient=1.0)
    assert calls <= MOST_CALLS
    if f is not math.cos:
        calls = 0
        assert len(check_gradients(counted, x, order=2).comparisons) == 2
        assert calls <= 2 * MOST_CALLS


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, Decimal, Fraction, int, np.int64, np.uint8])
def test_every_kind_of_number_is_checked_as_a_float(kind: Any) -> None:
    x = kind(2)
    assert only(check_gradients(lambda x: x * x * x - x, x, order=1)).verdict == "agrees"
    assert check_gradients(lambda x: x * x * x - x, x, order=2)
    assert check_gradients(lambda x: x * x * x - x, x, gradient=11.01).disagrees
    assert numerical_gradient(lambda x: x * x * x - x, x) == pytest.approx(11, rel=1e-8)


def test_right_gradients_of_small_kinds_do_not_disagree() -> None:
    assert check_gradients(lambda x: sin(x) * x, np.float32(0.5))
    assert check_gradients(lambda x: x * x, np.float16(0.5))
    assert numerical_gradient(lambda x: x**3 - x, np.float32(0.5)) == pytest.approx(-0.25, rel=1e-8)
    # rounded within: nothing finer than the constant's kind can be told, but that can
    assert only(check_gradients(lambda x: sin(x) * np.float32(0.7), 0.5)).verdict == "agrees"
    assert not check_gradients(lambda x: x * x * np.float16(0.5), 0.5).disagrees


def test_decimals_are_checked_as_decimals() -> None:
    assert check_gradients(lambda x, y: x * x * Decimal("1.5") + y.exp(), (Decimal("0.5"), Decimal(2)))
    assert check_gradients(lambda x: x * Decimal(2), Decimal("0.5"), gradient=Decimal(3)).disagrees
    with pytest.raises(TypeError, match="Decimal has no sin; convert the input with float"):
        check_gradients(sin, Decimal("0.5"))


@pytest.mark.parametrize("x", [math.inf, -math.inf, math.nan, 10**400, Decimal("Infinity"), np.float16(math.inf)])
def test_point_that_is_not_finite_is_an_error(x: Any) -> None:
    for call in (check_gradients, numerical_gradient, assert_gradients_match):
        with pytest.raises(ValueError, match="differences need finite numbers that a float can hold, got"):
            call(lambda x: 2 * x, x)


def test_point_without_a_value_or_a_slope_is_the_engine_s_error() -> None:
    with pytest.raises(ValueError, match="log needs a positive input"):
        check_gradients(log, -1.0)
    with pytest.raises(ZeroDivisionError):
        check_gradients(sqrt, 0.0)
    with pytest.raises(ValueError, match="log needs a positive input"):
        numerical_gradient(log, 0.0)
    with pytest.raises(ValueError, match="a difference needs a function with values on both sides of 0"):
        numerical_gradient(sqrt, 0.0, method="richardson")


# Orders.


def test_second_order_checks_the_gradient_of_each_partial_derivative() -> None:
    def f(x: Any, y: Any) -> Any:
        return tanh(x * y) + x / y

    report = check_gradients(f, (0.4, 1.3), order=2)
    assert report
    assert len(report.comparisons) == 2 + 4
    assert len(check_gradients(f, (0.4, 1.3), order=3).comparisons) == 2 + 4 + 8
    assert_gradients_match(f, (0.4, 1.3), order=3)


def test_second_order_catches_a_rule_whose_first_order_is_right() -> None:
    row = TABLE["exp"]
    right = row.partials
    # the number is right; as a graph it is a constant
    object.__setattr__(row, "partials", lambda out, x: (getattr(out, "data", out),))
    try:
        assert check_gradients(exp, 1.0)
        assert not check_gradients(exp, 1.0, order=2)
    finally:
        object.__setattr__(row, "partials", right)


@pytest.mark.parametrize(
    ("call", "kind", "match"),
    [
        (
            lambda: numerical_gradient(sin, 1.0, method="spectral"),
            ValueError,
            "a method is one of 'central', 'r",
        ),  # type: ignore[arg-type]
        (lambda: numerical_gradient(sin, "1"), TypeError, "lists, tuples and dicts of numbers, got str"),
        (lambda: numerical_gradient(lambda x: "x", 1.0), TypeError, "a function that returns one number, got str 'x'"),
        (lambda: numerical_gradient(lambda x: [x], 1.0), TypeError, "a function that returns one number, got list"),
        (lambda: check_gradients(lambda x: [x], 1.0), TypeError, "a function that returns one number, got list"),
        (lambda: check_gradients(exp, 1j), TypeError, "a check needs real numbers, got 1j"),
        (lambda: check_gradients(sin, 1.0, order=0), ValueError, "order is a whole number, 1 or more"),
        (lambda: check_gradients(sin, 1.0, order=2, gradient=1.0), ValueError, "and 1 with a gradient of your own"),
        (lambda: check_gradients(sin, 1.0, gradient=[1.0, 2.0]), ValueError, "the gradient needs 1 numbers"),
    ],
)
def test_misuse_says_what_must_hold(call: Callable[[], Any], kind: type[Exception], match: str) -> None:
    with pytest.raises(kind, match=match):
        call()


def test_nan_gradient_disagrees() -> None:
    assert not check_gradients(sin, 1.0, gradient=math.nan)
