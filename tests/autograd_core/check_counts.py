"""False alarms and misses of the gradient checks, counted over functions x points x wrong gradients.

    python -m tests.autograd_core.check_counts    # all of them: some minutes

Here: the functions, the points, ways to be wrong, and the count. Not here: the sample of it that runs with the tests
(test_check_counts.py).
"""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from autograd_core import (
    Value,
    absolute,
    check_gradients,
    cos,
    elu,
    exp,
    expm1,
    grad,
    greater,
    leaky_relu,
    log,
    log1p,
    maximum,
    minimum,
    no_grad,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    tan,
    tanh,
    where,
)
from autograd_core.checking import Report

# What a check may call f per number of the point and order: about 100.
MOST_CALLS = 105

# A gradient is wrong from 1 % of the right one on.
WRONG_FROM = 0.009

NO_VALUE = (ArithmeticError, ValueError)

Function = Callable[..., Any]

FUNCTIONS: dict[str, Function] = {
    "x": lambda x: x,
    "x*x": lambda x: x * x,
    "x**3 - 3*x": lambda x: x**3 - 3 * x,
    "x**-1": lambda x: 1 / x,
    "x**1.5": lambda x: x**1.5,
    "2**x": lambda x: 2**x,
    "x**x": lambda x: x**x,
    "sqrt": sqrt,
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "tanh": tanh,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "relu": relu,
    "relu squared": lambda x: relu(x) ** 2,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "absolute": absolute,
    "x*abs(x)": lambda x: x * abs(x),
    "maximum": lambda x: maximum(x, 1) * x,
    "maximum by Python": lambda x: max(x, 1) * x,
    "minimum of three": lambda x: minimum(x * x, 2 - x, 1),
    "where": lambda x: where(greater(x, 1), x * x, sin(x)),
    "where beside nan": lambda x: where(greater(x, -1e301), x * x, math.nan),
    "where with an inner where": lambda x: where(greater(x, 0), sqrt(where(greater(x, 0), x, 1)), 0 * x),
    "power by a gate": lambda x: x ** where(greater(x, -1e301), 2, 1),
    "step": lambda x: step(x) * x * x,
    "a Python if": lambda x: 2 * x if x > 1 else 3 * x,
    "large offset": lambda x: 1e6 + sin(x),
    "larger offset": lambda x: 1e12 + sin(x),
    "cancelling": lambda x: (x + 1e6) - 1e6,
    "cancelling beside": lambda x: x * 1e8 + sin(x) - x * 1e8,
    "fast": lambda x: sin(1e4 * x),
    "small bump": lambda x: x + 1e-9 * sin(1e9 * x),
    "flat": lambda x: 0 * x + 7,
    "tiny slope": lambda x: 1e9 + 1e-12 * x,
    "sin squared beside exp": lambda x: sin(x) ** 2 * exp(-x * x),
    "float16 constant": lambda x: x * x * np.float16(0.5),
}

FUNCTIONS_OF_TWO: dict[str, Function] = {
    "product": lambda x, y: x * y,
    "quotient": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "greater of two": lambda x, y: maximum(x, y) * sin(y),
    "relu of a dot": lambda x, y: relu(2 * x - 3 * y + 1) * x,
    "softmax loss": lambda x, y: log(exp(x) + exp(y)) - x,
}

TINY = (1e-3, 1e-5, 1e-8, 1e-12, 1e-20, 1e-38, 1e-50, 1e-143, 1e-168, 1e-300, 1e-313, 5e-324)
BESIDE_ONE = (1 + 1e-13, 1 - 1e-12, 1 + 1e-9, 1 - 1e-6, 1.001)
MODERATE = (0.5, 1.0, 3.0, 1.4142135623730951, math.pi, math.pi / 2, 20.0, 37.0, 100.3, 700.0)
LARGE = (1e5, 44050650.0, 3e8, 1e12, 1e16, 1e100, 1e300, sys.float_info.max)
KINDS = (
    np.float16(0.5), np.float32(0.5), np.float32(-1.3), np.float64(0.7), Decimal("0.5"), Fraction(1, 3), 2, -3, 0,
    np.int64(3), np.uint8(2),
)  # fmt: skip

POINTS: tuple[Any, ...] = (
    0.0, -0.0, *TINY, *(-x for x in TINY), *BESIDE_ONE, *MODERATE, *(-x for x in MODERATE), *LARGE,
    *(-x for x in LARGE), *KINDS,
)  # fmt: skip
PAIRS: tuple[tuple[Any, Any], ...] = tuple(
    (x, y) for x in (0.5, -2.0, 3.0, 1e-8, 1e-160, 1e6) for y in (0.5, 3.0, -1.0, 1e-20, 40.0)
)

GATES = ("nothing", "maximum", "where", "nan")
AROUND = (-0.1, -1e-3, 1e-3, 0.1)  # parts of x, or of 1
FACTORS = {"zero": 0.0, "sign": -1.0, "twice": 2.0, "1 %": 1.01, "1 % less": 0.99}


def _stopped(x: Any) -> Any:
    """The number alone, out of the graph."""
    return x.data if isinstance(x, Value) else x


def detached(f: Function, factor: float) -> Function:
    """`f`, with a gradient that is wrong by a factor: a part of it is taken out of the graph."""

    def wrong(*xs: Any) -> Any:
        out = f(*xs)
        return _stopped(out) + factor * (out - _stopped(out))

    return wrong


def behind(gate: str, f: Function) -> Function:
    """`f`, and behind it a gate that changes nothing."""
    return {
        "nothing": f,
        "maximum": lambda *xs: maximum(f(*xs), -math.inf),
        "where": lambda *xs: where(greater(xs[0], -math.inf), f(*xs), 0),
        "nan": lambda *xs: where(greater(xs[0], -math.inf), f(*xs), math.nan),
    }[gate]


def dropped(f: Function, term: Function) -> Function:
    """The sum of `f` and a term that is missing in the gradient."""

    def wrong(*xs: Any) -> Any:
        with no_grad():
            lost = term(xs[0])
        return f(*xs) + lost

    return wrong


def wrong_at_second_order(f: Function, factor: float) -> Function:
    """`f` of one number, its gradient right, and the gradient of that wrong by a factor."""
    first = grad(f)
    second = grad(first)

    def wrong(x: Any) -> Any:
        here = _stopped(x)
        away = x - here
        return f(here) + away * first(here) + factor / 2 * away * away * second(here)

    return wrong


@dataclass
class Counts:
    """What the checks said.

    Attributes:
        right: verdicts on right gradients.
        wrong: verdicts on wrong gradients.
        false_alarms, misses: right gradients that "disagree", wrong ones that passed, each as a line of text.
        in_a_kink: wrong gradients that lie between the slopes on both sides of a kink at the point, where they are as
            right as any.
        most_calls: the most calls of a function per number and order.
    """

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    false_alarms: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    in_a_kink: int = 0
    most_calls: int = 0

    def __str__(self) -> str:
        return "\n".join(
            [
                f"right gradients: {sum(self.right.values())}, of them {dict(self.right)}",
                f"wrong gradients: {sum(self.wrong.values())}, of them {dict(self.wrong)}",
                f"wrong ones between the slopes of a kink, as right as any: {self.in_a_kink}",
                f"most calls of a function per number and order: {self.most_calls}",
                f"false alarms: {len(self.false_alarms)}",
                *self.false_alarms,
                f"misses: {len(self.misses)}",
                *self.misses,
            ]
        )

    def see_right(self, name: str, f: Function, xs: Any, **options: Any) -> bool:
        """Check a right gradient; False if the function or its slope has no value there."""
        calls = Counter[str]()

        def counted(*arguments: Any) -> Any:
            calls["f"] += 1
            return f(*arguments)

        try:
            report = check_gradients(counted, xs, **options)
        except (*NO_VALUE, TypeError):  # TypeError: Decimal has no sin
            return False
        self.most_calls = max(self.most_calls, calls["f"] // len(report.comparisons))
        for comparison in report.comparisons:
            if not math.isfinite(comparison.gradient):
                continue  # right of no function
            self.right[comparison.verdict] += 1
            if comparison.verdict == "disagrees":
                self.false_alarms.append(f"  {name}: {comparison}")
        return True

    def see_wrong(self, name: str, report: Any, right: Sequence[float]) -> None:
        """Look at a report on a gradient of which some numbers are wrong."""
        for comparison, slope in zip(report.comparisons, right, strict=False):
            slope = float(slope)
            if not math.isfinite(slope) or abs(comparison.gradient - slope) <= WRONG_FROM * abs(slope):
                continue
            self.wrong[comparison.verdict] += 1
            if comparison.verdict == "kink":  # equal to the slope of the one side that can be seen, or between both
                self.in_a_kink += 1
            elif comparison.verdict == "agrees":
                self.misses.append(f"  {name}: {comparison}, right is {slope!r}")


def _slopes(f: Function, xs: tuple[Any, ...]) -> list[float]:
    """The right gradient, in floats."""
    exact = [Decimal(float(x)) if isinstance(x, Decimal) else float(x) for x in xs]
    return [float(x) for x in grad(lambda numbers: f(*numbers))(exact)]


def count_first_order(counts: Counts, name: str, f: Function, xs: tuple[Any, ...]) -> None:
    """Right and wrong gradients of `f` at `xs`."""
    if not counts.see_right(name, f, xs):
        return
    right = _slopes(f, xs)
    for how, factor in FACTORS.items():
        own = check_gradients(f, xs, gradient=tuple(factor * slope for slope in right))
        counts.see_wrong(f"{name}, {how}", own, right)
    if any(isinstance(x, Decimal) for x in xs):
        return  # the factors are floats
    for (how, factor), gate in zip(FACTORS.items(), itertools.cycle(GATES[1:]), strict=False):
        wrong, seen = detached(f, factor), _seen(f, xs, right)
        counts.see_wrong(f"{name}, detached, {how}", check_gradients(wrong, xs), seen)
        counts.see_wrong(f"{name}, {how} behind {gate}", check_gradients(behind(gate, wrong), xs), seen)
    for term in (sin, lambda x: x * x / 8):
        both = [right[0] + _slopes(term, xs[:1])[0], *right[1:]]
        if not _is_swallowed(lambda *v, term=term: f(*v) + term(v[0]) - f(*v), xs):
            lost = check_gradients(dropped(f, term), xs)
            counts.see_wrong(f"{name}, a dropped term", lost, both)


def count_second_order(counts: Counts, name: str, f: Function, x: Any) -> None:
    """Right and wrong gradients of the gradient of `f` of one number."""
    if not counts.see_right(f"{name}, order 2", f, x, order=2) or isinstance(x, Decimal):
        return
    right = _slopes(grad(f), (x,))
    for (how, factor), gate in zip(FACTORS.items(), itertools.cycle(GATES), strict=False):
        own = check_gradients(grad(f), x, gradient=factor * right[0])
        counts.see_wrong(f"{name}, order 2, {how}", own, right)
        if _is_swallowed(grad(f), (x,)):
            continue
        try:
            report = check_gradients(behind(gate, wrong_at_second_order(f, factor)), x, order=2)
        except NO_VALUE:  # the second derivative is infinite, so that the spoiled function has no value
            continue
        counts.see_wrong(f"{name}, order 2, {how} behind {gate}", Report(report.comparisons[1:]), right)


def _seen(f: Function, xs: tuple[Any, ...], right: Sequence[float]) -> list[float]:
    """The gradient, NaN where the floats of `f` are the same all around: what is lost to rounding cannot be missed."""
    return [math.nan if _is_swallowed(f, xs, i) else slope for i, slope in enumerate(right)]


def _is_swallowed(f: Function, xs: tuple[Any, ...], i: int = 0) -> bool:
    values = set()
    for h in AROUND:
        with suppress(*NO_VALUE):
            values.add(f(*xs[:i], xs[i] + h * max(abs(xs[i]), 1), *xs[i + 1 :]))
    return len({value for value in values if not isinstance(value, complex)}) == 1


def cases() -> Iterator[tuple[str, Function, tuple[Any, ...]]]:
    """Every function with every point."""
    for name, f in FUNCTIONS.items():
        for x in POINTS:
            yield name, f, (x,)
    for name, f in FUNCTIONS_OF_TWO.items():
        for pair in PAIRS:
            yield name, f, pair


def counted(every: int = 1, start: int = 0) -> Counts:
    """The counts over each `every`-th case."""
    counts = Counts()
    with np.errstate(all="ignore"):
        for name, f, xs in list(cases())[start::every]:
            count_first_order(counts, name, f, xs)
            if len(xs) == 1:
                count_second_order(counts, name, f, xs[0])
    return counts


if __name__ == "__main__":
    print(counted(*map(int, sys.argv[1:])))
