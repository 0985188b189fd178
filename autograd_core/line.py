"""A function along one of its inputs, looked at: its values, how they were computed, their rounding errors.

Here: calling it, with floats or with nodes, and what the recorded graph tells. Not here: difference quotients
(slopes.py).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, getcontext
from itertools import takewhile
from typing import Any

from autograd_core.calls import called_with
from autograd_core.differentiate import backward_gradients, slopes_at
from autograd_core.errors import described
from autograd_core.graph import topological_order
from autograd_core.kinds import is_complex, is_numpy
from autograd_core.nothing import NOTHING
from autograd_core.slopes import ERROR_BOUNDS, ladders
from autograd_core.tree_leaves import one_number
from autograd_core.trees import flat, like
from autograd_core.value import OF_THE_PACKAGE, Value, constant, numbers_of

EPSILON = sys.float_info.epsilon

# What a function raises where it has no value; NumPy warns, which a program may have made an error.
NO_VALUE = (ArithmeticError, ValueError, RuntimeWarning)

# A gradient that is the same at so few of the nearest places may be so by chance.
SMOOTH_PLACES = 4
# A number changes by this part of its largest change between neighbouring places only if it swings.
SWING = 1e-3

Numbers = list[Any]
Way = Callable[[Numbers, int], Numbers]


def point_of(xs: Any) -> Numbers:
    """The numbers of `xs` as the kind that differences are taken in: float, Decimal, or complex as it came.

    Raises:
        ValueError: one is not finite, or too large for a float.
        TypeError: `xs` holds something else than numbers.
    """
    return [_in_floats(x.data if isinstance(x, Value) else x) for x in flat(xs)]


def _in_floats(x: Any) -> Any:
    if is_complex(x):
        return complex(x)
    try:
        number = float(x)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"differences need finite numbers that a float can hold, got {x!r}; choose another point")
    # not the Decimal itself: the steps from it are floats, and so are the quotients
    return Decimal(number) if isinstance(x, Decimal) else number


# How a function is called.


def _recorded(numbers: Numbers, i: int) -> Numbers:
    return [Value(x) if j == i else x for j, x in enumerate(numbers)]


def _all_nodes(numbers: Numbers, i: int) -> Numbers:
    """For functions that call methods of Value: x.exp()."""
    return [Value(x) if j == i else constant(x) for j, x in enumerate(numbers)]


def _plain(numbers: Numbers, i: int) -> Numbers:
    """For functions of plain numbers, as those that use the math module."""
    return numbers


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one place.

    Attributes:
        value: the function's value, a float.
        noise: a bound of its rounding error.
        way: how it was computed: the same number for the same operations on the same sides of their kinks.
        constants: the constants of the recorded graph.
        gradient: d value / d x as recorded; 0 where it has no value, or nothing was recorded.
    """

    value: float
    noise: float
    way: int = 0
    constants: tuple[Any, ...] = ()
    gradient: float = 0.0


class Line:
    """A function of many numbers as a function of one of them, the others held.

    Attributes:
        x: that number at the point itself.
        tells_constants: whether values count as computed in one way only if the recorded constants are the same. A
            Python `if` on numbers shows in them.
    """

    def __init__(self, f: Callable[..., Any], xs: Any, i: int) -> None:
        self.f = f
        self.xs = xs
        self.i = i
        self.point = point_of(xs)
        self.x: Any = self.point[i] if is_complex(self.point[i]) else float(self.point[i])
        self.tells_constants = True
        self._is_known = True  # whether all operations met are of the package, and round as it knows
        self._call: Way | None = None
        self._seen: dict[float, Look | None] = {}
        self._ways: dict[tuple[Any, ...], int] = {}

    @property
    def takes_nodes(self) -> bool:
        """Whether the function, when it was called, took nodes."""
        return self._call is not _plain

    @property
    def knows_noise(self) -> bool:
        """Whether the looks know all rounding errors.

        A function that takes numbers out of the graph has more, and so may an operation from outside, inside it.
        """
        return self.takes_nodes and self.tells_constants and self._is_known

    def value(self, x: Any) -> Any:
        """The function's value, a plain number, by a call with plain numbers if it takes them."""
        output, _ = self._output(x, _plain, _all_nodes)
        data = output.data if isinstance(output, Value) else output
        return complex(data) if is_complex(data) else _real(data)

    def recorded_value(self, x: Any) -> Any:
        """The function's value, a plain number, by a call with a node if it takes nodes."""
        output, _ = self._output(x, _recorded, _all_nodes, _plain)
        return output.data if isinstance(output, Value) else output

    def look(self, x: float) -> Look | None:
        """What is seen at `x`; None where the function has no finite value."""
        if x not in self._seen:
            try:
                look = self._look(x) if math.isfinite(x) else None
            except NO_VALUE:
                look = None
            self._seen[x] = look if look is not None and math.isfinite(look.value) else None
        return self._seen[x]

    def looks(self, *places: float) -> list[Look] | None:
        """What is seen at `places`, if there are values at all of them, computed in one way, with no kink between."""
        found: list[Look] = []
        for place in places:
            look = self.look(place)
            if look is None or (found and not self._is_alike(found[0], look)):
                return None
            found.append(look)
        return found

    def looks_like_x(self, *places: float) -> list[Look] | None:
        """What is seen at `places`, if the values there, and at x, were computed in one way."""
        found = self.looks(self.x, *places)
        return None if found is None else found[1:]

    # What all looks so far tell.

    @property
    def is_smooth(self) -> bool:
        """Whether there is a step to both sides of x that crosses no kink, however small."""
        steps = [step for ladder in ladders(self.x) for step in reversed(ladder)]
        return any(self.looks_like_x(self.x + step, self.x - step) for step in steps)

    @property
    def constants_vary(self) -> bool:
        """Whether places that differ in nothing else have other constants."""
        here = self._here()
        return any(look.constants != here.constants for look in self._seen.values() if look and look.way == here.way)

    @property
    def is_flat(self) -> bool:
        """Whether the function has the same value wherever it was seen and no kink was crossed."""
        here = self._here()
        return all(look.value == here.value for look in self._seen.values() if look and look.way == here.way)

    @property
    def slope_around(self) -> float:
        """The greatest slope from x to a place that was seen on the scale of x, with no kink between."""
        here, reach = self._here(), abs(self.x) or math.inf
        return max((abs((look.value - here.value) / h) for h, look in self._alike() if abs(h) <= reach), default=0.0)

    def hides(self, off: float) -> bool:
        """Whether no difference can see a slope that is `off` by so much, because the recorded gradient changes first.

        It may from one float to the next (sin at 1e100), or before the change of the value exceeds its rounding error.
        """
        here = self._here()
        smooth = takewhile(
            lambda seen: ERROR_BOUNDS * abs(seen[1].gradient - here.gradient) <= off,
            sorted(self._alike(), key=lambda seen: abs(seen[0])),
        )
        widths = [abs(h) for h, _ in smooth]
        is_seen = len(widths) >= SMOOTH_PLACES and off * widths[-1] > ERROR_BOUNDS * here.noise
        return math.isfinite(off) and not is_seen

    @property
    def constants_swing(self) -> bool:
        """Whether a number that was taken out of the graph changes as much from one place to the next as it ever does.

        Then it is noise, which differences over wide steps even out.
        """
        here = self._here()
        alike = [(x, look) for x, look in self._seen.items() if look and look.way == here.way and x != self.x]
        if not alike:
            return False
        nearest = min(alike, key=lambda seen: abs(seen[0] - self.x))[1]
        for i, constant_here in enumerate(here.constants):
            widest = max(abs(float(look.constants[i] - constant_here)) for _, look in alike)
            change = abs(float(nearest.constants[i] - constant_here))
            if change > SWING * widest and change > SWING * abs(float(constant_here)):
                return True
        return False

    @property
    def gradient_moves(self) -> bool:
        """Whether the recorded gradient is other than 0 at some place; True where nothing is recorded."""
        here = self._here()
        looks = [look for look in self._seen.values() if look and look.way == here.way]
        return not self.takes_nodes or any(look.gradient != 0 for look in looks)

    def _here(self) -> Look:
        here = self.look(self.x)
        assert here is not None, "asked of points with a value only"
        return here

    def _alike(self) -> list[tuple[float, Look]]:
        """How far from x the places lie, and what was seen there, of all with no kink between."""
        here = self._here()
        seen = [(x - self.x, look) for x, look in self._seen.items() if look is not None and x != self.x]
        return [(h, look) for h, look in seen if self._is_alike(here, look)]

    def _is_alike(self, one: Look, other: Look) -> bool:
        return one.way == other.way and (not self.tells_constants or one.constants == other.constants)

    # Calls.

    def _output(self, x: Any, *calls: Way) -> tuple[Any, Any]:
        """What the function returns with `x` for its number, by the first of `calls` that suits it; and what x was."""
        is_decimal = isinstance(self.point[self.i], Decimal) and not is_complex(x)
        numbers = [*self.point[: self.i], Decimal(x) if is_decimal else x, *self.point[self.i + 1 :]]
        errors: list[Exception] = []
        for call in (self._call,) if self._call else calls:
            arguments = call(numbers, self.i)
            try:
                output = one_number(called_with(self.f, like(self.xs, iter(arguments))))
            except (AttributeError, TypeError) as error:
                errors.append(error)
            else:
                self._call = call
                return output, arguments[self.i]
        raise errors[0]

    def _look(self, place: float) -> Look:
        output, x = self._output(place, _recorded, _all_nodes, _plain)
        if not isinstance(output, Value):
            constants = (output,) if self.takes_nodes else ()
            return Look(_real(output), _rounding(output), self._number_of(("a plain number",)), constants)
        order = topological_order(output)
        constants = tuple(node.data for node in order if node.is_constant)
        self._is_known = self._is_known and all(x.is_leaf or x.operation in OF_THE_PACKAGE for x in order)
        noise, gradient = _noise_and_gradient(output, order, x)
        return Look(_real(output.data), noise, self._number_of(_way(order)), constants, gradient)

    def _number_of(self, way: tuple[Any, ...]) -> int:
        return self._ways.setdefault(way, len(self._ways))


def _way(order: Sequence[Value]) -> tuple[Any, ...]:
    """Per recorded node its operation, parents and side of the operation's kinks. A Python `if` shows too."""
    position = {node: i for i, node in enumerate(order)}
    found: list[tuple[Any, ...]] = []
    for node in order:
        operation = node.operation
        if operation is None:
            found.append(("constant" if node.is_constant else "leaf",))
            continue
        side = operation.branch(*(parent.data for parent in node.parents)) if operation.branch else None
        side = tuple(side) if isinstance(side, list) else side
        found.append((operation.name, tuple(position[parent] for parent in node.parents), side))
    return tuple(found)


def _real(data: Any) -> float:
    try:
        return float(data)
    except TypeError as error:
        raise TypeError(f"differences need a function that returns a real number, got {described(data)}") from error


# Rounding errors.


def _noise_and_gradient(output: Value, order: Sequence[Value], x: Value) -> tuple[float, float]:
    """The rounding errors of the recorded operations, each as far as it reaches the output; and d output / d x.

    Without them, the difference of two large and equal intermediate results would pass for exact.
    Source: running error analysis, Griewank & Walther, Evaluating Derivatives (2008), ch. 3.4.
    """
    nodes = [node for node in order if not node.is_leaf or node is x]
    own = _rounding(output.data)
    try:
        reach = [float(slope) for slope in backward_gradients(output, order, nodes)]
        roundings = [0.0 if node.is_leaf else _rounding(node.data) + _rounding_inside(node) for node in nodes]
    except (*NO_VALUE, TypeError):  # a rule without a value here
        return own, 0.0
    terms = [abs(slope) * rounding for slope, rounding in zip(reach, roundings, strict=True)]
    gradient = [slope for node, slope in zip(nodes, reach, strict=True) if node is x and math.isfinite(slope)]
    # what is infinite or NaN on the far side of a gate rounds nothing
    return own + sum(term for term in terms if math.isfinite(term)), sum(gradient)


def _rounding_inside(node: Value) -> float:
    """The rounding errors of the terms that an operation of any number of inputs adds up, and that may cancel in it.

    A neuron may add up terms of 1 to a sum of 1e-6, and all of their errors are in it.
    """
    if node._operation.arity is not None:
        return 0.0
    terms = [slope * x for slope, x in zip(slopes_at(node, []), numbers_of(node.parents), strict=True)]
    return sum(_rounding(term) for term in terms if term is not NOTHING and math.isfinite(term))


def _rounding(data: Any) -> float:
    """The rounding error of one operation's result: relative to its kind, but no less than where the kind runs out."""
    unit, least = EPSILON, math.ulp(0.0)
    if isinstance(data, Decimal):
        unit = max(unit, 10.0 ** (1 - getcontext().prec))
    elif is_numpy(data) and data.dtype.kind == "f":
        limits = sys.modules["numpy"].finfo(data.dtype)
        unit, least = max(unit, float(limits.eps)), max(least, float(limits.smallest_subnormal))
    # exact numbers round too, when they become floats in a quotient
    return unit * abs(float(data)) + least
