"""check_operation passes on every row of the table, and names what a row from outside does not keep."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import (
    NOTHING,
    TABLE,
    Operation,
    Value,
    absolute,
    check_operation,
    exp,
    greater,
    operation,
    sign,
    where,
)

# But for those that are recorded in another's place, where an input is a plain number.
ORDINARY = [row for row in TABLE.values() if not row.numbers]
# one of each kind; the thorough tests look at all
FEW = ("sin", "asin", "relu", "power", "mod", "where", "floor")


@pytest.mark.thorough
@pytest.mark.parametrize("row", [row for row in ORDINARY if row.name not in FEW], ids=lambda row: row.name)
def test_other_row_of_the_package_keeps_what_it_promises(row: Operation) -> None:
    assert check_operation(row)


@pytest.mark.parametrize("row", [TABLE[name] for name in FEW], ids=FEW)
def test_every_row_of_the_package_keeps_what_it_promises(row: Operation) -> None:
    report = check_operation(row)
    assert report
    assert str(report).startswith(f"{row.name} keeps what it promises: rule and its slopes at ")


Make = Callable[[], Operation]


def wrong_at_0(out: Any, x: Any) -> tuple[Any]:
    return (where(greater(x, 0), 1, where(greater(0, x), -1, 7)),)


def steep_at_0(out: Any, x: Any) -> tuple[Any]:
    return (where(greater(x, 0), 1, where(greater(0, x), NOTHING, 7)),)


def indicator(out: Any, x: Any) -> tuple[Any]:
    return (where(greater(x, 0), 1, 0),)


def frozen(out: Any, x: Any) -> tuple[Any]:
    return (2 * x if x > 0 else -2 * x,)


def inverse(out: Any, x: Any) -> tuple[Any]:
    return (1 / x,)


def clamped_log(x: Any) -> Any:
    return np.log(np.maximum(x, 1e-320))


WRONG: dict[str, tuple[Make, str]] = {
    "rule": (
        lambda: operation("own", math.erf, partials=lambda out, x: (exp(-x * x),)),
        r"- the rule at \(.*disagrees: gradient .*, by differences",
    ),
    "no tuple": (
        lambda: operation("own", math.erf, partials=lambda out, x: exp(-x * x)),
        "- the rule at .*partials of own must be a tuple of 1, one local gradient per input, got float",
    ),
    "too few": (
        lambda: operation("own", lambda x, y: x * y, partials=lambda out, x, y: (y,)),
        "- the rule at .*must be a tuple of 2, one local gradient per input, got 1",
    ),
    "rule of floats": (
        lambda: operation("own", math.exp, partials=lambda out, x: (math.exp(x),)),
        r"- the rule at .*float\(\) would lose the gradient of a Value",
    ),
    "second order": (
        lambda: operation("own", lambda x: x * x, partials=lambda out, x: (2 * getattr(x, "data", x),)),
        "- the second order at .*disagrees: gradient 0, by differences 2",
    ),
    "frozen branch": (
        lambda: operation("own", lambda x: abs(x) * x, kinks=(0,), partials=frozen),
        r"- programs: partials of own: a graph that is recorded for compile_graph cannot depend on a comparison",
    ),
    "untold kink": (
        lambda: operation("own", abs, partials=lambda out, x: (sign(x),)),
        r"- a kink at \(0\.0,\), .*say where it is smooth with kinks=\(\.\.\.,\) or clearance=",
    ),
    "untold bend": (
        lambda: operation("own", lambda x: max(x, 1.0), partials=lambda out, x: (where(greater(x, 1), 1, NOTHING),)),
        r"- a kink at \(1\.0,\) along input 0, .*: the slope is 0 before it and 1 after; say where it is smooth with",
    ),
    "untold jump": (
        lambda: operation("own", lambda x: float(math.floor(x)), partials=(NOTHING,)),
        r"- a jump at \(0\.0,\) along input 0, .*; say where it is smooth with kinks=\(\.\.\.,\) or clearance=",
    ),
    "untold edge": (
        lambda: operation("own", math.sqrt, partials=lambda out, x: (0.5 / out,)),
        r"- the rule at \(0\.0,\), where the operation does not tell of a kink: own has no gradient at 0\.0: ",
    ),
    "clearance that is no number": (
        lambda: operation("own", abs, clearance=lambda x: None, partials=lambda out, x: (sign(x),)),
        r"the clearance of own at \(.*\) is a number, got None",
    ),
    "clearance that fails": (
        lambda: operation("own", abs, clearance=lambda x: 1 // 0, partials=lambda out, x: (sign(x),)),
        r"the clearance of own at \(.*\): ZeroDivisionError",
    ),
    "textbook": (
        lambda: operation("own", math.exp, partials=lambda out, x: (out,), textbook=lambda out, x: (out + 1,)),
        r"- the textbook's rule at \(.*\): it gives \[.*\], and the rule \[",
    ),
    "array of one row": (
        lambda: operation("own", lambda x: x * x, array=lambda x: (x * x)[:1], partials=lambda out, x: (2 * x,)),
        r"- the form for arrays: it gives an array of shape \(1, ",
    ),
    "array that mixes rows": (
        lambda: operation("own", lambda x: x, array=lambda x: x - x.mean(axis=0) + x, partials=(1,)),
        r"- the form for arrays at \(.*\): it gives .* for the numbers alone",
    ),
    "array that is changed": (
        lambda: operation(
            "own", lambda x: x * x, array=lambda x: np.multiply(x, x, out=x), partials=lambda out, x: (2 * x,)
        ),
        "- the form for arrays: it changes the arrays that it is given",
    ),
    "kink": (
        lambda: operation("own", abs, kinks=(0,), partials=wrong_at_0),
        r"- the rule at the kink \(0\.0,\): .*gradient 7, by differences between -1 and 1 \(a kink\)",
    ),
    "kink that a clearance tells of": (
        lambda: operation("own", lambda x: max(x, 0.0), clearance=abs, partials=steep_at_0),
        r"- the rule at the kink \(0\.0,\): it gives 7 along input 0, and the slope is 0 before it and 1 after",
    ),
    "gate": (
        lambda: operation("own", lambda x: max(x, 0.0), kinks=(0,), partials=indicator),
        r"- a closed gate at \(.*\): the rule along input 0 gives 0, .*let it give NOTHING",
    ),
    "array": (
        lambda: operation("own", lambda x: x * x, array=lambda x: x * x * 1.01, partials=lambda out, x: (2 * x,)),
        r"- the form for arrays at \(.*\): it gives .* for the numbers alone",
    ),
    "array beyond the domain": (
        lambda: operation("own", math.log, array=clamped_log, partials=inverse, clearance=lambda x: x),
        r"- the form for arrays at \(.*\): it gives .*, where the number is refused; give NaN there",
    ),
    "shape": (
        lambda: operation("own", lambda x: x * x, array=lambda x: x.sum(), partials=lambda out, x: (2 * x,)),
        r"- the form for arrays: it gives an array of shape \(\)",
    ),
    "array that fails": (
        lambda: operation("own", lambda x: x * x, array=math.sin, partials=lambda out, x: (2 * x,)),
        r"- the form for arrays: it cannot take them \(TypeError",
    ),
    "formula": (
        lambda: operation("own", lambda x: x * x, partials=lambda out, x: (2 * x,), text="{0:4}**3"),
        r"- the formula at \(.*\): x0\*\*3 is .*, and the operation gives",
    ),
    "symmetry": (
        lambda: operation("own", lambda x, y: x - y, partials=(1, -1), symmetric=True),
        r"- symmetric: another order of \(.*\) gives another result; leave symmetric=True out",
    ),
    "no number": (
        lambda: operation("own", lambda x: None, partials=(1,)),
        "the forward function of own does not take floats: its forward function must give a number, gave None",
    ),
    "far away": (
        lambda: operation("own", lambda x: math.sqrt(x - 10), partials=lambda out, x: (0.5 / out,)),
        r"own could not be checked: it has no value at any point between -3 and 3; .*check_operation\(row, points=",
    ),
    "unseen": (
        lambda: operation("own", lambda x, y: 7.5 + x + 1e-17 * y, partials=(1, 1e-17)),
        "- the rule along input 1: it could not be checked anywhere, since differences cannot see the slope",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_fault_is_named(fault: str) -> None:
    make, message = WRONG[fault]
    with pytest.raises(AssertionError, match=message):
        check_operation(make())


def test_points_of_ones_own_are_looked_at() -> None:
    far = operation(
        "far", lambda x: math.sqrt(x - 10), partials=lambda out, x: (0.5 / out,), clearance=lambda x: x - 10
    )
    assert check_operation(far, points=[(11.0,), (12.5,), (3.0,)]).points == ((11.0,), (12.5,))
    assert check_operation(far, points=[11.0, 12.5])
    with pytest.raises(ValueError, match=r"far takes another number of inputs than the point \(1\.0, 2\.0\)"):
        check_operation(far, points=[(1.0, 2.0)])


def test_report_says_what_was_looked_at() -> None:
    row = operation(
        "hinge", lambda x: max(0.0, 1 - x), kinks=(1,), partials=lambda out, x: (where(greater(1, x), -1, NOTHING),)
    )
    report = check_operation(row)
    assert report.kinks == 1
    assert "17 points, 1 of them kinks; closed gates; arrays at 30 points; a program by " in str(report)


def test_kinks_that_a_clearance_tells_of_are_looked_at() -> None:
    row = operation(
        "larger_one",
        max,
        arity=2,
        partials=lambda out, x, y: (where(greater(x, y), 1, NOTHING), where(greater(x, y), NOTHING, 1)),
        clearance=lambda x, y: abs(x - y),
    )
    assert check_operation(row).kinks > 0


def test_what_is_no_operation_is_refused() -> None:
    for x in (math.exp, "exp", Value(1.0), absolute(Value(1.0))):
        with pytest.raises(TypeError, match=r"check_operation takes an operation, got .*make one: operation"):
            check_operation(x)  # type: ignore[arg-type]


def test_same_points_are_drawn_each_time() -> None:
    assert check_operation(TABLE["sin"]).points == check_operation(TABLE["sin"]).points
