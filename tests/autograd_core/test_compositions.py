"""Functions of several gates are slopes of themselves, keep their digits, and refuse what they cannot take by name."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core
from autograd_core import (
    Value,
    assert_gradients_match,
    check_gradients,
    clip,
    compile_graph,
    compositions,
    erf,
    gelu,
    grad,
    log_sum_exp,
    maximum,
    mean,
    normal_cdf,
    product,
    silu,
    softsign,
)

# A few roundings; of the argument too, times the argument, in the tails.
TOLERANCE = 1e-14
TAIL_TOLERANCE = 1e-12

SMOOTH: list[Callable[..., Any]] = [normal_cdf, silu, gelu, lambda x: gelu(x, "tanh")]


@pytest.mark.parametrize("function", SMOOTH)
@settings(max_examples=25)
@given(x=st.floats(-5, 5))
def test_smooth_function_has_its_slopes_of_first_and_second_order(function: Callable[..., Any], x: float) -> None:
    assert_gradients_match(function, x, order=2, allow_vacuous=True)


@settings(max_examples=25)
@given(x=st.floats(-5, 5).filter(lambda x: abs(x) > 0.01))
def test_softsign_has_its_slopes_beside_0(x: float) -> None:
    assert_gradients_match(softsign, x, order=2)


@settings(max_examples=25)
@given(st.lists(st.fractions(-5, 5), min_size=1, max_size=6))
def test_mean_is_exact(xs: list[Fraction]) -> None:
    leaves = [Value(x) for x in xs]
    out = mean(*leaves)
    out.backward()
    assert out.data == sum(xs) / len(xs)
    assert all(x.grad == Fraction(1, len(xs)) for x in leaves)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0, 5))
def test_clip_stays_between_its_bounds(x: float, lowest: float, width: float) -> None:
    out = clip(x, lowest, lowest + width)
    assert lowest <= out <= lowest + width
    assert out == x or not lowest <= x <= lowest + width
    assert Value(x).clip(lowest, lowest + width).data == out


@pytest.mark.parametrize("x", [-37.0, -10.0, -1.0, 0.0, 1.0, 9.0])
def test_normal_cdf_keeps_its_tails(x: float) -> None:
    # by Mills' continued fraction in the tail, where it converges fast; by erf elsewhere
    if x < -5:
        rest = -x
        for k in range(200, 0, -1):
            rest = -x + k / rest
        expected = math.exp(-x * x / 2) / math.sqrt(2 * math.pi) / rest
    else:
        expected = (1 + erf(x / math.sqrt(2))) / 2
    assert math.isclose(normal_cdf(x), expected, rel_tol=TAIL_TOLERANCE)
    density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    assert math.isclose(grad(normal_cdf)(x), density, rel_tol=TAIL_TOLERANCE)


def test_gelu_and_its_tanh_form_differ_by_half_a_thousandth() -> None:
    differences = [abs(gelu(x / 10) - gelu(x / 10, "tanh")) for x in range(-50, 51)]
    assert 1e-4 < max(differences) < 5e-4
    with pytest.raises(ValueError, match="approximate is one of 'none', 'tanh', got 'tan'; did you mean 'tanh'"):
        gelu(Value(1.0), "tan")  # type: ignore[arg-type]


def test_log_sum_exp_has_the_softmax_as_its_slope() -> None:
    xs = [Value(x) for x in (1000.0, 1001.0, 998.5)]
    log_sum_exp(*xs).backward()
    weights = [math.exp(x.data - 1001) for x in xs]
    for x, weight in zip(xs, weights, strict=True):
        assert math.isclose(x.grad, weight / sum(weights), rel_tol=TAIL_TOLERANCE)
    assert check_gradients(lambda xs: log_sum_exp(xs), [0.5, -1.0, 2.0], order=2)


@pytest.mark.parametrize("function", [mean, product, log_sum_exp, maximum, autograd_core.minimum])
def test_function_of_any_number_of_inputs_takes_them_as_one_list_too(function: Callable[..., Any]) -> None:
    numpy = pytest.importorskip("numpy")
    xs = [Value(2.0), Value(3.0), Value(7.0)]
    expected = function(*xs).data
    assert function(xs).data == function(tuple(xs)).data == function(numpy.array(xs)).data == expected
    assert function([2.0, 3.0, 7.0]) == function(x for x in (2.0, 3.0, 7.0)) == expected
    name = getattr(function, "__name__", None) or function.name  # type: ignore[attr-defined]
    for call in (function, lambda: function([])):
        with pytest.raises(TypeError, match=f"^{name} takes at least one input, got none$"):
            call()


COMPILED: dict[str, Callable[..., Any]] = {
    "mean": lambda x: mean(x, x * x, 3),
    "clip": lambda x: clip(x, -1, 1),
    "normal_cdf": normal_cdf,
    "gelu": gelu,
    "tanh form of gelu": lambda x: gelu(x, "tanh"),
    "silu": silu,
    "softsign": softsign,
    "log_sum_exp": lambda x: log_sum_exp(*[i * x for i in range(12)]),  # too many for one step of the loop
    "product": lambda x: product(x, x + 1, x, 2),
}


@pytest.mark.parametrize("executor", ["arrays", "loop"])
@pytest.mark.parametrize("function", COMPILED.values(), ids=COMPILED)
def test_programs_give_eagers_numbers(function: Callable[..., Any], executor: Any) -> None:
    x = Value(0.4)
    program = compile_graph(function(x), [x], executor=executor, input_gradients=True)
    points = [-2.3, 0.11, 1.9, 40.0]
    batch = [[point] for point in points]
    assert program(batch) == pytest.approx([function(point) for point in points], rel=TAIL_TOLERANCE, abs=0)
    slopes = [grad(function)(point) for point in points]
    assert program.input_gradients(batch)[:, 0] == pytest.approx(slopes, rel=TAIL_TOLERANCE, abs=TOLERANCE)


REFUSED: list[tuple[Callable[..., Any], str]] = [
    (lambda: mean("ab"), "mean needs numbers or Values, got str"),
    (lambda: mean([1.0, [2.0]]), r"mean needs numbers or Values, got list \[2\.0\]; make one Value per number"),
    (lambda: normal_cdf("1"), r"\* needs numbers or Values, got str"),
    (lambda: normal_cdf(1j), "erfc needs numbers that work together, got complex .* complex has no erfc"),
    (lambda: silu("1"), "sigmoid needs numbers or Values, got str"),
    (lambda: softsign("1"), "abs needs numbers or Values, got str"),
    (lambda: gelu("1"), r"\* needs numbers or Values, got str"),
    (lambda: gelu("1", "tanh"), "/ needs numbers or Values, got str"),
    (lambda: clip(Value(1.0), "0", 1), "maximum needs numbers or Values, got str"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_is_no_number_is_refused(call: Callable[..., Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


@pytest.mark.parametrize("name", ["mean", "clip", "normal_cdf", "silu", "softsign", "gelu"])
def test_docstring_has_formula_domain_kinks_and_derivative(name: str) -> None:
    text = getattr(compositions, name).__doc__
    assert all(word in text for word in ("Domain: ", "Kinks: ", "Derivative: "))


def test_numpys_functions_are_ours_on_arrays_of_values() -> None:
    numpy = pytest.importorskip("numpy")
    half, two = Value(0.5, "half"), Value(2.0, "two")
    for name in ("arcsin", "arccos", "arctan", "arcsinh", "arctanh", "sinh", "cosh", "log2", "log10", "exp2", "floor"):
        (out,) = getattr(numpy, name)(numpy.array([half]))
        assert isinstance(out, Value), name
        assert math.isclose(out.data, getattr(numpy, name)(0.5), rel_tol=TOLERANCE)
    for name in ("arctan2", "hypot", "mod", "floor_divide"):
        (out,) = getattr(numpy, name)(numpy.array([half]), numpy.array([two]))
        assert isinstance(out, Value), name
        assert math.isclose(out.data, getattr(numpy, name)(0.5, 2.0), rel_tol=TOLERANCE)
    assert numpy.arccosh(numpy.array([two]))[0].operation.name == "acosh"
    assert numpy.prod(numpy.array([half, two])).data == numpy.clip(numpy.array([two]), half, 1.0)[0] == 1
