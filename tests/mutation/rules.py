"""Ways to break any row of the table, so that a new row is covered without a new line.

Here: what a broken row computes. Not here: a broken engine (engine.py) and the running of tests (__main__.py). This
module is imported from the end of a copy of operations.py, so it imports nothing of autograd_core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd_core import Operation

Fields = dict[str, Callable[..., Any]]

# Where a row and its broken form are compared, to leave out what changes nothing. 0 and equal inputs are the kinks.
POINTS = (-1.7, -0.6, 0.0, 0.4, 1.0, 2.3)
VARIADIC_INPUTS = 3  # odd, because a dot product takes n weights, n factors and a bias
# How far inputs move, and slopes must at least, for a second derivative to be seen.
NUDGE = 1e-3
CURVED = 1e-6

# What may become of one partial.
SLOPES: dict[str, Callable[[Any], Any]] = {
    "sign flipped": lambda slope: -slope,
    "off by a thousandth": lambda slope: slope * 1.001,
    "dropped": lambda slope: slope * 0,
    "1 throughout": lambda slope: slope * 0 + 1,
    "1 too large": lambda slope: slope + 1,
}

# What may become of the result.
RESULTS: dict[str, Callable[[Any], Any]] = {
    "off by a thousandth": lambda out: out * 1.001,
    "1 too large": lambda out: out + 1,
}


def ways_to_break(row: Operation) -> dict[str, Fields]:
    """Name -> the fields that a broken form of `row` has in place of its own. Some may change nothing."""
    count = VARIADIC_INPUTS if row.arity is None else row.arity
    varying = [i for i in range(count) if i not in row.numbers]
    rule = _rule(row)
    ways: dict[str, Fields] = {}
    for i in varying:
        for name, change in SLOPES.items():
            ways[f"partial {i}: {name}"] = {"partials": _with_one_changed(rule, i, change)}
        if row.branch is not None:
            at_kinks = _at_kinks(row, rule, _with_one_changed(rule, i, lambda slope: slope + 0.5))
            ways[f"partial {i}: other convention at the kink"] = {"partials": at_kinks}
            other_branch = _with_one_changed(rule, i, lambda slope: 1 - slope)
            ways[f"partial {i}: open where it is closed"] = {"partials": other_branch}
    if len(varying) > 1:
        ways["partials swapped"] = {"partials": _swapped(rule)}
        forward = row.forward
        ways["forward: inputs swapped"] = {"forward": lambda first, second, *rest: forward(second, first, *rest)}
    ways["partials computed from data"] = {"partials": _without_graph(rule)}
    for name, change in RESULTS.items():
        ways[f"forward: {name}"] = {"forward": _then(row.forward, change)}
    return ways


def break_row(row: Operation, way: str) -> None:
    """Break `row` in this process, for good."""
    for field, broken in ways_to_break(row)[way].items():
        object.__setattr__(row, field, broken)  # rows are frozen


def effective_ways(row: Operation) -> list[str]:
    """The names of the ways to break `row` that change something: a flipped sign of a partial 0 does not."""
    return [way for way, fields in ways_to_break(row).items() if _changes(row, fields, way)]


PartialsAt = Callable[[Any, Sequence[Any]], Sequence[Any]]


def _rule(row: Operation) -> PartialsAt:
    """The row's rule as it is now; row.partials_at would follow what the row becomes."""
    partials = row.partials
    return lambda out, inputs: partials if isinstance(partials, tuple) else partials(out, *inputs)


def _with_one_changed(partials_at: PartialsAt, i: int, change: Callable[[Any], Any]) -> Callable[..., Any]:
    def partials(out: Any, *inputs: Any) -> Sequence[Any]:
        slopes = list(partials_at(out, inputs))
        if i < len(slopes):
            slopes[i] = change(slopes[i])
        return slopes

    return partials


def _at_kinks(row: Operation, partials_at: PartialsAt, broken: Callable[..., Any]) -> Callable[..., Any]:
    """`broken` at kinks, the row's own rule elsewhere."""

    def partials(out: Any, *inputs: Any) -> Any:
        is_kink = row.clearance(*(_data(x) for x in inputs)) == 0
        return broken(out, *inputs) if is_kink else partials_at(out, inputs)

    return partials


def _swapped(partials_at: PartialsAt) -> Callable[..., Any]:
    def partials(out: Any, *inputs: Any) -> Sequence[Any]:
        slopes = list(partials_at(out, inputs))
        return [*slopes[1::-1], *slopes[2:]]

    return partials


def _without_graph(partials_at: PartialsAt) -> Callable[..., Any]:
    return lambda out, *inputs: partials_at(_data(out), [_data(x) for x in inputs])


def _then(forward: Callable[..., Any], change: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *inputs: change(forward(*inputs))


def _data(x: Any) -> Any:
    """A node's number."""
    return x.data if hasattr(x, "apply_operation") else x


def _changes(row: Operation, fields: Fields, way: str) -> bool:
    """Whether the broken row differs from the row anywhere."""
    if way == "partials computed from data":  # the same numbers, but no second derivative
        return any(_is_curved(row, inputs) for inputs in _points(row))
    return any(_differs(row, fields, inputs) for inputs in _points(row))


def _differs(row: Operation, fields: Fields, inputs: tuple[float, ...]) -> bool:
    """Whether the broken row computes something else from `inputs`."""
    out = row.forward(*inputs)
    try:
        if "forward" in fields:
            return bool(fields["forward"](*inputs) != out)
        broken = fields["partials"](out, *inputs)
    except (ArithmeticError, ValueError):
        return True
    return any(a != b for a, b in _pairs(row, row.partials_at(out, inputs), broken))


def _points(row: Operation) -> Iterator[tuple[float, ...]]:
    """Inputs at which the row and its rule have a value."""
    for inputs in product(POINTS, repeat=VARIADIC_INPUTS if row.arity is None else row.arity):
        try:
            row.partials_at(row.forward(*inputs), inputs)
        except (ArithmeticError, ValueError):
            continue
        yield inputs


def _is_curved(row: Operation, inputs: tuple[float, ...]) -> bool:
    """Whether a local gradient changes as an input moves a little, away from kinks."""
    for i in range(len(inputs)):
        moved = (*inputs[:i], inputs[i] + NUDGE, *inputs[i + 1 :])
        if i in row.numbers or row.clearance(*inputs) <= NUDGE:
            continue
        here = row.partials_at(row.forward(*inputs), inputs)
        there = row.partials_at(row.forward(*moved), moved)
        if any(abs(a - b) > CURVED for a, b in _pairs(row, here, there)):
            return True
    return False


def _pairs(row: Operation, first: Sequence[Any], second: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """The partials of the inputs that vary, of both, without NaNs."""
    for i, (a, b) in enumerate(zip(first, second, strict=True)):
        if i not in row.numbers and a == a and b == b:
            yield a, b
