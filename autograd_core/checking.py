"""Checks of gradients that know about kinks and about their own teeth.

Here: the comparison with differences, its report. Not here: the differences (differences.py), random graphs
(strategies.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from autograd_core import modes
from autograd_core.calls import called_with
from autograd_core.differentiate import backward_gradients, gradients
from autograd_core.errors import require_function, shown
from autograd_core.functional import grad
from autograd_core.graph import topological_order
from autograd_core.kinds import is_complex
from autograd_core.line import Line, point_of
from autograd_core.notation import number_text
from autograd_core.slopes import ERROR_BOUNDS, RESOLVED, Looks, Slope, central_slopes, one_sided_slopes, trusted
from autograd_core.tree_leaves import one_number
from autograd_core.trees import flat, like
from autograd_core.value import Value, constant
from autograd_core.words import words

Verdict = Literal["agrees", "disagrees", "kink", "vacuous"]
_VERDICTS: dict[Verdict, str] = {  # keys of the table of words
    "agrees": "check.agrees",
    "disagrees": "check.disagrees",
    "kink": "check.kink",
    "vacuous": "check.vacuous",
}

# A gradient agrees if it lies this close to the difference quotient, relative to the quotient's own size, or within
# ERROR_BOUNDS of its error. A gradient of 0 does if it is known to this part of the slopes around the point.
RELATIVE_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """One partial derivative beside its difference quotient.

    Attributes:
        index: which number of the point, counted from left to right.
        x: that number.
        gradient: what is checked.
        low, high: what the difference quotients allow: one slope if `low` equals `high`, else the one-sided slopes;
            from -inf to inf where they allow everything.
        tolerance: how far outside of them the gradient may lie.
        verdict: "agrees"; "disagrees"; "kink": agrees with the one-sided slopes around a kink (at the edge of a domain
            there is one side); "vacuous": nothing was checked, since a gradient that is wrong by a hundredth might have
            passed.
        reason: why nothing was checked, or what else was found.
    """

    index: int
    x: Any
    gradient: Any
    low: float
    high: float
    tolerance: float
    verdict: Verdict
    reason: str = ""

    def __str__(self) -> str:
        slopes = number_text(self.low)
        if self.low != self.high:
            around = "check.between_at_kink" if math.isfinite(self.low) else "check.between"
            slopes = words(around, low=slopes, high=number_text(self.high))
        return words(
            "check.line_and_reason" if self.reason else "check.line",
            index=self.index,
            x=str(self.x),
            verdict=words(_VERDICTS[self.verdict]),
            gradient=number_text(self.gradient),
            slopes=slopes,
            tolerance=f"{self.tolerance:.1g}",
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What check_gradients found: one comparison per number of the point and order. True if all agree."""

    comparisons: tuple[Comparison, ...]

    @property
    def ok(self) -> bool:
        """Whether every gradient was checked and agrees, at kinks with the slopes on both sides."""
        return all(comparison.verdict in ("agrees", "kink") for comparison in self.comparisons)

    @property
    def disagrees(self) -> bool:
        """Whether some gradient is wrong."""
        return any(comparison.verdict == "disagrees" for comparison in self.comparisons)

    @property
    def vacuous(self) -> bool:
        """Whether some gradient was not checked, because differences cannot tell it from a wrong one."""
        return any(comparison.verdict == "vacuous" for comparison in self.comparisons)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return "\n".join(map(str, self.comparisons))

    # a prompt and a notebook show what print shows
    __repr__ = __str__


@modes.undisturbed()
def check_gradients(f: Callable[..., Any], xs: Any, order: int = 1, *, gradient: Any = None) -> Report:
    """Compare the gradient of `f` at `xs` with differences that know about kinks and about their own error.

    Both ways to a gradient are checked: gradients(), and the `.grad` that backward() leaves.

    Where a max, relu, abs, where, ... is on one side at x - h and on the other at x + h for every useful step h, the
    gradient is compared with the one-sided slopes: anything between them is right. The report says "vacuous" where
    differences cannot see a hundredth of the gradient: nothing was checked there, and the report is not true.

    `f` is called with floats whatever kind of number stands in `xs`, about a hundred times at most per number and
    order. Decimals stay Decimals, since they do not mix with floats.

    Args:
        f: returns one number; called as f(xs), or f(*xs) where `xs` is a tuple (or a list or named tuple that fits
            only so).
        xs: a number, or an array, list, tuple, dict or dataclass of finite real numbers, nested as `f` takes it.
        order: 1 checks the gradient; 2 also the gradient of each partial derivative; and so on.
        gradient: a gradient of your own to check instead of the engine's, in the shape of `xs` (order 1 only).

    Returns:
        A report that is true if everything was checked and agrees, and whose text says what was compared.

    Raises:
        ValueError: `order` is less than 1, a `gradient` comes with a higher order, or a number of `xs` is infinite or
            NaN.
        TypeError: `xs` holds something else than real numbers, or `f` returns something else than one.
    """
    require_function("a check", f)
    if not isinstance(order, int) or order < 1 or (order > 1 and gradient is not None):
        raise ValueError(f"order is a whole number, 1 or more, and 1 with a gradient of your own, got {shown(order)}")
    for x in point_of(xs):
        if is_complex(x):
            raise TypeError(f"a check needs real numbers, got {x!r}; numerical_gradient takes complex ones")
    found = [_comparison(Line(f, xs, i), i, claims) for i, claims in enumerate(_claims(f, xs, gradient))]
    if order > 1:
        for i in range(len(found)):

            def partial(*arguments: Any, i: int = i) -> Any:
                return flat(_gradient(f, arguments if type(xs) is tuple else arguments[0]))[i]

            found += check_gradients(partial, xs, order - 1).comparisons
    return Report(tuple(found))


def assert_gradients_match(
    f: Callable[..., Any], xs: Any, order: int = 1, *, gradient: Any = None, allow_vacuous: bool = False
) -> None:
    """Fail, with the report, unless the gradients of `f` at `xs` were checked and agree with differences.

    Args:
        f, xs, order, gradient: see check_gradients.
        allow_vacuous: pass where nothing could be checked, too. For points that are drawn at random: some of them lie
            where rounding hides the slope.

    Raises:
        AssertionError: a gradient disagrees, or could not be checked.
    """
    report = check_gradients(f, xs, order, gradient=gradient)
    if report.disagrees:
        raise AssertionError(f"gradients disagree with differences:\n{report}\nof {f!r}")
    if report.vacuous and not allow_vacuous:
        raise AssertionError(
            f"gradients could not be checked by differences:\n{report}\nof {f!r}\n"
            "Check at another point, or pass allow_vacuous=True."
        )


def slopes_beside(f: Callable[..., Any], xs: Any, index: int) -> tuple[float, ...]:
    """The slopes left and right of `xs` along one number, if they are known to differ; infinity alone at a jump.

    For a function that is said to be smooth there, where the difference of both sides tells nothing.
    """
    line = Line(f, xs, index)
    center = line.look(line.x)
    if center is None:
        return ()
    sides = _sides(line, line.looks)
    if _is_jump(sides, center.value):
        return (math.inf,)
    found = _Found(sides, is_kink=True)
    if len(sides) < 2 or not found.is_resolved or found.high - found.low <= 2 * found.tolerance:
        return ()
    return (sides[0].slope, sides[1].slope)


def _gradient(f: Callable[..., Any], xs: Any) -> Any:
    """The engine's gradient, in the shape of `xs`."""
    return grad(lambda point: called_with(f, point))(xs)


# What is claimed.


@dataclass(frozen=True, slots=True)
class _Claim:
    """What is said to be one partial derivative.

    Attributes:
        gradient: what is checked.
        left: what backward() leaves in `.grad`, which is checked too; the same for a gradient of one's own.
        engine: what gradients() says; the same if that is not known.
    """

    gradient: Any
    left: Any
    engine: Any

    @property
    def is_zero(self) -> bool:
        """Whether everything says 0."""
        return bool(self.gradient == 0 and self.left == 0 and self.engine == 0)

    @property
    def is_one(self) -> bool:
        """Whether both ways of the engine give the same, up to rounding."""
        return bool(abs(self.gradient - self.left) <= RELATIVE_TOLERANCE * max(abs(self.gradient), abs(self.left)))


def _claims(f: Callable[..., Any], xs: Any, gradient: Any) -> list[_Claim]:
    """The claims for each number of `xs`: the engine's, or one's own beside the engine's."""
    if gradient is None:
        return [_Claim(slope, left, slope) for slope, left in zip(*_engine_gradients(f, xs), strict=True)]
    own, count = [float(x.data if isinstance(x, Value) else x) for x in flat(gradient)], len(flat(xs))
    if len(own) != count:
        raise ValueError(f"the gradient needs {count} numbers, as many as xs, got {len(own)}")
    try:
        engine, _ = _engine_gradients(f, xs)
    except (ArithmeticError, AttributeError, ValueError, TypeError):  # as in a function that takes plain numbers alone
        engine = own
    return [_Claim(slope, slope, other) for slope, other in zip(own, engine, strict=True)]


def _engine_gradients(f: Callable[..., Any], xs: Any) -> tuple[list[float], list[float]]:
    """The gradient of `f` at `xs` by gradients(), and by backward()."""
    leaves = [Value(x) for x in point_of(xs)]
    with modes.differentiating():
        output = one_number(called_with(f, like(xs, iter(leaves))))
    if not isinstance(output, Value):
        output = constant(output)
    slopes = [slope.data for slope in gradients(output, leaves)]
    left = backward_gradients(output, topological_order(output), leaves)
    return [float(x) for x in slopes], [float(x) for x in left]


# Claims beside differences.


@dataclass(frozen=True, slots=True)
class _Found:
    """What differences say about the slope at a point.

    Attributes:
        slopes: one, or those on the sides of a kink; none if there are none to trust.
        is_kink: whether they are those on the sides.
        reason: why there are none.
    """

    slopes: list[Slope]
    is_kink: bool = False
    reason: str = ""

    @property
    def low(self) -> float:
        return min((one.slope for one in self.slopes), default=-math.inf)

    @property
    def high(self) -> float:
        return max((one.slope for one in self.slopes), default=math.inf)

    @property
    def tolerance(self) -> float:
        size = max((abs(one.slope) for one in self.slopes), default=0)
        error = max((one.error for one in self.slopes), default=0)
        return max(RELATIVE_TOLERANCE * size, ERROR_BOUNDS * error)

    @property
    def is_resolved(self) -> bool:
        """Whether a gradient that is wrong by a hundredth would be noticed."""
        return bool(self.slopes) and self.tolerance <= RESOLVED * max(abs(self.low), abs(self.high))

    def allows(self, other: _Found) -> bool:
        """Whether the slopes of `other` are among those that these allow."""
        return self.holds(other.low) and self.holds(other.high)

    def holds(self, gradient: Any) -> bool:
        """Whether differences allow this gradient."""
        return bool(self.low - self.tolerance <= gradient <= self.high + self.tolerance)


def _comparison(line: Line, index: int, claim: _Claim) -> Comparison:
    """A claim beside the slope of the function."""
    found = _found(line)
    verdict, reason = _verdict(line, found, claim)
    if verdict == "disagrees" and not found.is_kink:
        # a kink that the function does not record shows on its sides
        sides = _Found(_sides(line, line.looks_like_x), is_kink=True)
        if sides.is_resolved and sides.high - sides.low > 2 * sides.tolerance and sides.holds(claim.gradient):
            found = sides
            verdict, reason = _verdict(line, found, claim)
    x = flat(line.xs)[index]
    return Comparison(index, x, claim.gradient, found.low, found.high, found.tolerance, verdict, reason)


def _verdict(line: Line, found: _Found, claim: _Claim) -> tuple[Verdict, str]:
    """What becomes of a claim, and why if it was not checked."""
    if not found.slopes:
        return "vacuous", words("check.not_checked", reason=found.reason)
    is_flat = not found.is_resolved and line.is_flat
    # a slope of 0 is known by how small it is beside the others, or because the function is flat
    if not (found.is_resolved or is_flat or found.tolerance <= RELATIVE_TOLERANCE * line.slope_around):
        return "vacuous", words("check.coarse")
    left = words("check.left", gradient=number_text(claim.left))
    for gradient, what in (claim.gradient, ""), (claim.left, left):
        if not found.holds(gradient):
            if line.hides(abs(gradient - found.low)):
                return "vacuous", words("check.hidden")
            return "disagrees", what
    if found.is_kink and not claim.is_one:
        return "disagrees", left
    if not found.is_resolved and not (claim.is_zero and (is_flat or line.gradient_moves)):
        return "vacuous", words("check.flat")
    return ("kink" if found.is_kink else "agrees"), ""


def _found(line: Line) -> _Found:
    """What differences say: of two sides if they can, else of one."""
    center = line.look(line.x)
    if center is None:
        return _Found([], reason=words("check.no_value"))
    line.tells_constants = True
    first = _found_on_one_way(line, center.value)
    if first.is_resolved or not line.constants_vary:
        return first
    # a function may make constants from its argument, so that no two places have the same
    line.tells_constants = False
    if line.constants_swing:
        return _Found([], reason=words("check.numbers_taken_out"))
    second = _found_on_one_way(line, center.value)
    line.tells_constants = bool(first.slopes) and not (second.is_resolved and first.allows(second))
    return first if line.tells_constants else second


def _found_on_one_way(line: Line, value: float) -> _Found:
    slope = trusted(central_slopes(line.looks, line.x, knows_noise=line.knows_noise))
    if slope is not None and slope.is_resolved:
        return _Found([slope])
    if not line.is_smooth:
        return _at_kink(line, value)
    # a kink may lie so close that only the steps to one side are long enough to tell anything
    alike = _sides(line, line.looks_like_x)
    best = min([slope, *alike] if slope else alike, key=lambda one: one.error, default=None)
    if best is None:
        return _Found([], reason=words("check.contradiction"))
    # one that nothing records lies at x itself
    return _Found([best]) if all(best.agrees(side) for side in alike) else _at_kink(line, value)


def _at_kink(line: Line, value: float) -> _Found:
    """What differences of one side say."""
    sides = _sides(line, line.looks)
    if _is_jump(sides, value):
        return _Found([], reason=words("check.jump"))
    return _Found(sides, is_kink=True, reason="" if sides else words("check.no_side"))


def _sides(line: Line, looks: Looks) -> list[Slope]:
    """The one-sided slopes, left and right, as far as there are any."""
    sides = (trusted(one_sided_slopes(looks, line.x, side)) for side in (-1, 1))
    return [slope for slope in sides if slope is not None]


def _is_jump(sides: Sequence[Slope], value: float) -> bool:
    """Whether the function's value does not lie where its neighbours on one side lead to."""
    return any(
        abs(value - side.limit)
        > RELATIVE_TOLERANCE * max(abs(value), abs(side.limit)) + ERROR_BOUNDS * side.limit_error
        for side in sides
    )
