"""Where a function of one variable has a kink or a jump, found from the branches that its recorded operations take.

Not here: drawing them (activations.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import Value, constant, grad, topological_order
from viz.plots.arguments import number

NARROWEST = 1e-12  # of the interval searched: what a bracket around a kink is halved down to
DIGITS = 9  # after the point: a kink within NARROWEST of such a number is at that number
SAME = 1e-6  # one-sided limits this near (relative, or absolute below 1) are one: brackets are NARROWEST wide


@dataclass(frozen=True)
class Kink:
    """A place where a function, or its slope, has two one-sided limits, or a value of its own.

    Attributes:
        x: the place, or the float next to it.
        values: of the function, left and right of x.
        slopes: of its derivative, likewise.
        value, convention: of the function and of its derivative at x itself, where the engine has a convention; None
            where no float is the place.
    """

    x: float
    values: tuple[float, float]
    slopes: tuple[float, float]
    value: float | None
    convention: float | None

    @property
    def is_jump(self) -> bool:
        """Whether the function itself is discontinuous."""
        return not _same(*self.values) or (self.value is not None and _is_apart(self.value, self.values))


def output_at(f: Callable[[Any], Any], x: float) -> Value:
    """The recorded output of f at x."""
    out = f(Value(x))
    return out if isinstance(out, Value) else constant(number("what the function returns", out))


def value_at(f: Callable[[Any], Any], x: float) -> float:
    """f(x)."""
    return number(f"the function at {x:g}", output_at(f, x))


def slope_at(f: Callable[[Any], Any], x: float) -> float:
    """f'(x), by the engine."""
    return number(f"the derivative at {x:g}", grad(f)(x))


def kinks(f: Callable[[Any], Any], xs: Sequence[float]) -> list[Kink]:
    """The kinks and jumps of f between the first and the last of xs.

    A kink shows when two neighbours of xs lie on different sides of some operation's kink; two kinks between the same
    neighbours that undo each other do not. Joints that are smooth, as that of ELU with alpha = 1, are none.

    Args:
        f: takes a Value, returns a Value or a number.
        xs: increasing numbers.
    """
    width = NARROWEST * (xs[-1] - xs[0])
    brackets = []
    before, side_before = xs[0], _side(f, xs[0])
    for x in xs[1:]:
        side = _side(f, x)
        if side != side_before:
            brackets += _brackets(f, before, x, width)
        before, side_before = x, side
    return [kink for low, high in _merged(brackets, 2 * width) if (kink := _examined(f, low, high, width)) is not None]


def _side(f: Callable[[Any], Any], x: float) -> tuple[Any, ...]:
    """Which operations f records at x, and on which side of its kinks each of them is."""
    order = topological_order(output_at(f, x))
    operations = [(node.operation, [parent.data for parent in node.parents]) for node in order]
    return tuple((op.name, op.branch(*data) if op.branch else None) for op, data in operations if op is not None)


def _clearance(f: Callable[[Any], Any], x: float) -> float:
    """The least distance of an operation that f records at x from its kinks."""
    order = topological_order(output_at(f, x))
    return min(
        (node.operation.clearance(*(p.data for p in node.parents)) for node in order if node.operation is not None),
        default=0.0,
    )


def _brackets(f: Callable[[Any], Any], low: float, high: float, width: float) -> list[tuple[float, float]]:
    """The parts of [low, high], `width` wide or less, at whose ends f is on different sides of a kink."""
    waiting, found = [(low, high)], []
    while waiting:
        low, high = waiting.pop()
        middle = (low + high) / 2
        if _side(f, low) == _side(f, high):
            continue
        if high - low <= width or not low < middle < high:
            found.append((low, high))
        else:
            waiting += [(low, middle), (middle, high)]
    return sorted(found)


def _merged(brackets: Sequence[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Brackets that touch, made one: a grid point on a kink lies between two."""
    merged: list[tuple[float, float]] = []
    for low, high in brackets:
        if merged and low - merged[-1][1] <= gap:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return merged


def _examined(f: Callable[[Any], Any], low: float, high: float, width: float) -> Kink | None:
    """The kink between low and high; None if neither value nor slope differs between them, nor the value at it."""
    before, after = low - width, high + width
    values = value_at(f, before), value_at(f, after)
    slopes = slope_at(f, before), slope_at(f, after)
    middle = (low + high) / 2
    x = min((round(middle, DIGITS) + 0.0, low, high), key=lambda x: _clearance(f, x))  # + 0.0: not -0
    is_place = before <= x <= after and _clearance(f, x) <= 0
    if _same(*values) and _same(*slopes) and not (is_place and _is_apart(value_at(f, x), values)):
        return None
    if not is_place:
        return Kink(middle, values, slopes, None, None)
    return Kink(x, values, slopes, value_at(f, x), slope_at(f, x))


def _is_apart(value: float, limits: tuple[float, float]) -> bool:
    """Whether a value belongs to neither side, as that of `x == 2` at 2."""
    return not any(_same(value, limit) for limit in limits)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))
