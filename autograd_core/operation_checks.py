"""`check_operation`: what the package's tests hold of every row of the table, held of one from outside.

Here: the points, and a sentence for each promise that a row does not keep. Not here: the differences (checking.py), and
what makes a row (outside.py).
"""

from __future__ import annotations

import functools
import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import modes
from autograd_core.checking import Comparison, check_gradients, slopes_beside
from autograd_core.differentiate import gradients
from autograd_core.errors import described
from autograd_core.formula import formula
from autograd_core.kinds import is_number
from autograd_core.notation import number_text
from autograd_core.nothing import NOTHING
from autograd_core.operations import TABLE, Operation, multiply, where
from autograd_core.value import Value
from autograd_core.words import words

LARGEST = 3.0  # points are drawn up to here
DRAWN = 400
POINTS = 12  # of them, so many at which the row has a value
CURVED = 6  # and so many where the second order is looked at, which takes as many checks as there are inputs
# Where kinks, ties and edges lie, if anywhere near 0; in pairs of them.
SPECIAL = (0.0, 1.0, -1.0, 2.0, 0.5)
# Arrays are asked also where numbers are errors or end.
ENDS = (0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 1e-300, 1e300, -1e300, math.inf, -math.inf, math.nan)
MOST_TUPLES = 200
VARIADIC = 3
# What two ways to compute the same function may differ by: an exponential's last digits, and a few roundings.
TOLERANCE = 1e-9

# One-sided differences have so many digits.
ONE_SIDED = 1e-5

Point = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class OperationReport:
    """What check_operation found: always true, since it fails where something does not hold.

    Attributes:
        operation: the row.
        points: where it was looked at.
        kinks: how many of them are kinks.
        notes: what was looked at, in words.
    """

    operation: Operation
    points: tuple[Point, ...]
    kinks: int
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return words("promise.kept", name=self.operation.name, notes="; ".join(self.notes))

    __repr__ = __str__


@modes.undisturbed()
def check_operation(row: Operation, points: Iterable[Sequence[float]] | None = None) -> OperationReport:
    """Fail, with a sentence for each fault, unless an operation is what it says of itself; for your own tests.

    Held are, at points that are drawn (the same ones each time) and at 0, 1 and ties:

    - the rule: a tuple with a number or Value for each input, which agrees with differences, at kinks with the slopes
      on both sides; kinks, jumps and points without a slope are where `kinks` or `clearance` says, and nowhere else;
    - the second order: the slopes of the rule, as where it is run on Values, agree with differences of it;
    - closed gates: what lets no gradient through gives NOTHING, not 0, which would make a NaN of an infinity behind it;
    - the form for arrays and programs by every executor: they give what the numbers give, and nothing where these are
      refused;
    - the formula, where it is Python, and the textbook's rule; and that inputs may be exchanged, where it says so.

    The form for JAX and the kernel in JavaScript are not run.

    Args:
        row: an operation; see `operation`.
        points: n inputs each, for an operation that has no values between -3 and 3, or where you know of kinks.

    Returns:
        A report that is true and says in words what was looked at.

    Raises:
        AssertionError: something does not hold, or could not be looked at.
        TypeError: `row` is no operation.
        ValueError: a point is not as many numbers as it takes.
    """
    if not isinstance(row, Operation):
        raise TypeError(f"check_operation takes an operation, got {described(row)}; make one: operation(name, forward)")
    try:
        found = _points(row, points)
    except (TypeError, AttributeError) as error:
        raise AssertionError(words("promise.no_floats", name=row.name, error=str(error))) from error
    if not found:
        raise AssertionError(words("promise.no_points", name=row.name, least=f"{-LARGEST:g}", largest=f"{LARGEST:g}"))
    _require_clearance(row, found)
    faults: list[str] = []
    looked = _Looked(row, found)
    for promise in (looked.rule, looked.slopes, looked.gates, looked.arrays, looked.programs, looked.facts):
        fault = next(promise(), None)
        if fault:
            faults.append(fault)
            if promise == looked.rule:
                break  # what cannot be called can keep nothing
    if faults:
        raise AssertionError("\n- ".join([words("promise.broken", name=row.name), *faults]))
    return OperationReport(row, tuple(found), looked.kinks, tuple(looked.notes))


def _points(row: Operation, given: Iterable[Sequence[float]] | None) -> list[Point]:
    """Where the row has a value: points that are given, or drawn ones and special ones."""
    if given is not None:
        points = [tuple(map(float, [point] if isinstance(point, float | int) else point)) for point in given]
        for point in points:
            if not row.takes(len(point)):
                raise ValueError(f"{row.name} takes another number of inputs than the point {point}")
        return [point for point in points if _value(row, point) is not None]
    count = VARIADIC if row.arity is None else row.arity
    generator = random.Random(0)
    drawn = (tuple([generator.uniform(-LARGEST, LARGEST) for _ in range(count)]) for _ in range(DRAWN))
    special = itertools.islice(itertools.product(SPECIAL, repeat=count), MOST_TUPLES)
    usable = [point for point in drawn if _value(row, point) is not None][:POINTS]
    return usable + [point for point in special if _value(row, point) is not None][:POINTS]


def _value(row: Operation, point: Sequence[Any]) -> float | None:
    """The row's value at a point; None where it has none."""
    try:
        return float(row.forward(*point))
    except (ArithmeticError, ValueError):
        return None


def _require_clearance(row: Operation, points: Sequence[Point]) -> None:
    """AssertionError unless the clearance can be called at `points`, and gives numbers."""
    for point in points:
        try:
            distance = row.clearance(*point)
        except Exception as error:  # whatever a function from outside raises
            found = f"{type(error).__name__}: {error}"
            raise AssertionError(words("promise.clearance", name=row.name, point=str(point), error=found)) from error
        if not is_number(distance):
            came = described(distance)
            raise AssertionError(words("promise.clearance_is_a_number", name=row.name, point=str(point), came=came))


class _Looked:
    """The promises of a row, each of which gives the sentences of its faults."""

    def __init__(self, row: Operation, points: Sequence[Point]) -> None:
        self.row = row
        self.points = points
        self.kinks = 0
        self.notes: list[str] = []

    def is_smooth(self, point: Point) -> bool:
        return bool(self.row.clearance(*point) > 0)

    def rule(self) -> Iterator[str]:
        """It runs on numbers and on Values, and gives a partial for each input."""
        for point in self.points:
            try:
                out = self.row.forward(*point)
                slopes = self.row.partials_at(out, point)
                leaves = [Value(x) for x in point]
                gradients(self.row(*leaves), leaves)
            except (ArithmeticError, ValueError):
                continue  # a value but no slope, as that of sqrt at 0
            except (TypeError, AttributeError) as error:
                yield _at("promise.what.rule", point, str(error))
                return
            if len(slopes) != len(point):
                yield _at("promise.what.rule", point, words("promise.partials", slopes=len(slopes), inputs=len(point)))

    def slopes(self) -> Iterator[str]:
        """They agree with differences in first and second order."""
        checked: set[int] = set()
        smooth = [point for point in self.points if self.is_smooth(point)]
        for point in self.points:
            try:
                report = check_gradients(self.row, point, order=2 if point in smooth[:CURVED] else 1)
            except (ArithmeticError, ValueError) as error:
                if self.is_smooth(point) and self.slope_of(point) is None:
                    yield words("promise.no_slope", point=str(point), error=str(error))
                continue  # no slope here
            except TypeError as error:
                yield _at("promise.what.second_order", point, str(error))
                return
            first, second = report.comparisons[: len(point)], report.comparisons[len(point) :]
            for order, comparisons in (("promise.what.rule", first), ("promise.what.second_order", second)):
                for one in comparisons:
                    if one.verdict == "disagrees":
                        yield _at(order, point, str(one))
                    is_wide = 2 * one.tolerance < one.high - one.low < math.inf
                    if one.verdict == "vacuous" and is_wide and not _is_between(one):
                        yield _at_kink(order, point, str(one))
                    if one.verdict == "kink" and is_wide and self.is_smooth(point) and order == "promise.what.rule":
                        yield words("promise.untold_edge", point=str(point), found=str(one))
            hidden = [(one, slopes_beside(self.row, point, one.index)) for one in first if one.verdict == "vacuous"]
            for one, beside in hidden:
                yield from self.beside_kink(point, one, beside)
            self.kinks += any(one.verdict == "kink" for one in first) or any(len(beside) == 2 for _, beside in hidden)
            checked |= {one.index for one in first if one.verdict in ("agrees", "kink")}
        missing = [i for i in range(len(self.points[0])) if i not in checked]
        if missing:
            yield words("promise.unseen", index=missing[0])
        self.notes.append(words("promise.note.rule", points=len(self.points), kinks=self.kinks))

    def beside_kink(self, point: Point, one: Comparison, slopes: tuple[float, ...]) -> Iterator[str]:
        """A kink or jump that hides from the difference of both sides: it is told of, and the slope lies between."""
        is_told = not self.is_smooth(point)
        match slopes:
            case (_,) if not is_told:
                yield words("promise.untold_jump", point=str(point), index=one.index)
            case (left, right):
                before, after = number_text(left), number_text(right)
                slack = ONE_SIDED * max(abs(left), abs(right))
                if not is_told:
                    yield words("promise.untold_kink", point=str(point), index=one.index, before=before, after=after)
                elif not min(left, right) - slack <= one.gradient <= max(left, right) + slack:
                    slope = number_text(one.gradient)
                    fault = words("promise.outside", slope=slope, index=one.index, before=before, after=after)
                    yield _at_kink("promise.what.rule", point, fault)

    def gates(self) -> Iterator[str]:
        """What lets nothing through is nothing, not a 0 that was chosen or multiplied by."""
        for point in self.points:
            leaves = [Value(x) for x in point]
            try:
                slopes = self.row.partials_at(self.row(*leaves), leaves)
            except (ArithmeticError, ValueError):
                continue
            for i, slope in enumerate(slopes):
                if _is_gate_of_0(slope):
                    yield words("promise.gate", point=str(point), index=i)
                    return
        self.notes.append(words("promise.note.gates"))

    def arrays(self) -> Iterator[str]:
        """The forward function gives in arrays what it gives for numbers."""
        import numpy  # late: the engine itself needs none

        count = len(self.points[0])
        ends = itertools.islice(itertools.product(ENDS, repeat=count), MOST_TUPLES)
        once = [*self.points, *ends]
        # programs call with many rows of many samples
        rows = [once, once[1:] + once[:1], once[2:] + once[:2]]
        asked = [point for row in rows for point in row]
        columns = [numpy.array([[point[i] for point in row] for row in rows]) for i in range(count)]
        kept = [column.copy() for column in columns]
        try:
            with numpy.errstate(all="ignore"):
                found = numpy.asarray(self.row.forward(*columns))
        except Exception as error:  # whatever a function from outside raises
            yield words("promise.no_arrays", error=f"{type(error).__name__}: {error}")
            return
        if found.shape != columns[0].shape or found.dtype.kind not in "buif":
            yield words("promise.array", shape=str(found.shape), type=str(found.dtype))
            return
        if not all(map(functools.partial(numpy.array_equal, equal_nan=True), columns, kept)):
            yield words("promise.changes_arrays")
            return
        for point, result in zip(asked, found.ravel().tolist(), strict=True):
            expected = _value(self.row, point)
            if expected is None and math.isfinite(result):
                yield _at("promise.what.arrays", point, words("promise.not_refused", result=str(result)))
            elif expected is not None and not _is_close(expected, result):
                fault = words("promise.other_number", result=str(result), expected=str(expected))
                yield _at("promise.what.arrays", point, fault)
        self.notes.append(words("promise.note.arrays", points=len(once)))

    def programs(self) -> Iterator[str]:
        """Programs give what eager code gives, in values and slopes."""
        import numpy

        from autograd_core.program import compile_graph  # late: needs NumPy

        smooth = [point for point in self.points if self.is_smooth(point) and self.slope_of(point) is not None]
        if not smooth:
            return
        leaves = [Value(x) for x in smooth[0]]
        try:
            program = compile_graph(self.row(*leaves), leaves, input_gradients=True)
            values, slopes = program(numpy.array(smooth)), program.input_gradients(numpy.array(smooth))
        except Exception as error:  # whatever a function from outside raises
            yield words("promise.no_program", error=str(error))
            return
        for point, value, slope in zip(smooth, values.tolist(), slopes.tolist(), strict=True):
            expected, gradient = self.row.forward(*point), self.slope_of(point)
            if not all(map(_is_close, [expected, *(gradient or ())], [value, *slope])):
                run, eager = f"{value}, {slope}", f"{expected}, {gradient}"
                yield _at("promise.what.programs", point, words("promise.program", run=run, eager=eager))
        self.notes.append(words("promise.note.program", executor=program.executor))

    def slope_of(self, point: Point) -> list[float] | None:
        leaves = [Value(x) for x in point]
        try:
            return [float(x.data) for x in gradients(self.row(*leaves), leaves)]
        except (ArithmeticError, ValueError):
            return None

    def textbook_at(self, point: Point) -> list[float] | None:
        """What the textbook's rule gives, if there is one, and it has a value."""
        if self.row.textbook is None:
            return None
        try:
            return [float(slope) for slope in self.row.textbook_partials(self.row.forward(*point), point)]
        except (ArithmeticError, ValueError):
            return None

    def facts(self) -> Iterator[str]:
        """Formulas compute what the operation and its rule do, and inputs may be exchanged where it says so."""
        row = self.row
        for point in self.points:
            expected = _value(row, point)
            if row.is_symmetric and any(not _same(_value(row, x), expected) for x in itertools.permutations(point)):
                yield words("promise.order", point=str(point))
            written = self.textbook_at(point) if self.is_smooth(point) else None
            slopes = self.slope_of(point) if written else None
            if written and slopes and not all(map(_is_close, written, slopes)):
                fault = words("promise.textbook", written=str(written), slopes=str(slopes))
                yield _at("promise.what.textbook", point, fault)
            names = [f"x{i}" for i in range(len(point))]
            text = formula(row(*map(Value, point, names)))
            computed = _evaluated(text, dict(zip(names, point, strict=True)))
            if isinstance(computed, float | int) and not _same(float(computed), expected):
                fault = words("promise.formula", formula=text, computed=str(computed), expected=str(expected))
                yield _at("promise.what.formula", point, fault)
        self.notes.append(words("promise.note.formula") if row.text else words("promise.note.call", name=row.name))


def _at(what: str, point: Point, fault: str) -> str:
    return words("promise.at", what=words(what), point=str(point), fault=fault)


def _at_kink(what: str, point: Point, fault: str) -> str:
    return words("promise.at_kink", what=words(what), point=str(point), fault=fault)


def _is_between(one: Comparison) -> bool:
    """Whether a gradient is among the slopes that differences allow; they allow all where they know none."""
    return bool(one.low - one.tolerance <= one.gradient <= one.high + one.tolerance)


def _is_gate_of_0(slope: Any) -> bool:
    """Whether a slope is a 0 by decision: a branch of `where`, an indicator, or what is multiplied by one."""
    if not isinstance(slope, Value) or slope.operation is None or slope.data != 0:
        return False
    if slope.operation is where:
        chosen = slope.parents[1 if slope.parents[0].data else 2]
        return chosen.is_constant and chosen.data is not NOTHING and chosen.data == 0
    parents = slope.parents if slope.operation is multiply else [slope]
    return any(x.operation is not None and x.operation.is_indicator and x.data == 0 for x in parents)


def _evaluated(text: str, names: dict[str, float]) -> Any:
    """What a formula computes, in Python with the functions of the table; None where it is none, or no number."""
    functions: dict[str, Callable[..., Any]] = {**TABLE, "abs": abs, "float": float}
    try:
        return eval(text, {"__builtins__": {}}, {**functions, **names})
    except (ArithmeticError, ValueError, TypeError, NameError, SyntaxError):
        return None


def _same(x: float | None, y: float | None) -> bool:
    return x is y or (x is not None and y is not None and _is_close(x, y))


def _is_close(x: float, y: float) -> bool:
    return x == y or (x != x and y != y) or math.isclose(x, y, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
