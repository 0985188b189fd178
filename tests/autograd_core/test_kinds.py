"""Kinds: what is a node, a number, an array; own kinds of numbers keep their kind; nothing is remembered for good."""

from __future__ import annotations

import gc
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograd_core import TABLE, Value, dot, exp, gradients, log, sin
from autograd_core import kinds as kinds_module
from autograd_core.kinds import is_array, is_complex, is_node, is_number, is_numpy, whole


@dataclass(frozen=True)
class Interval:
    """A number between two others, with an exp and a log of its own; float() is its middle."""

    low: float
    high: float

    def __add__(self, other: Any) -> Interval:
        other = of(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __mul__(self, other: Any) -> Interval:
        ends = [x * y for x in (self.low, self.high) for y in (of(other).low, of(other).high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Any) -> Interval:
        return self * Interval(1 / of(other).high, 1 / of(other).low)

    def __rtruediv__(self, other: Any) -> Interval:
        return of(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __float__(self) -> float:
        return (self.low + self.high) / 2

    def exp(self) -> Interval:
        return Interval(math.exp(self.low), math.exp(self.high))

    def log(self) -> Interval:
        return Interval(math.log(self.low), math.log(self.high))


def of(x: Any) -> Interval:
    return x if isinstance(x, Interval) else Interval(x, x)


def test_number_of_ones_own_with_its_own_exp_keeps_its_kind() -> None:
    x = Value(Interval(1.0, 2.0))
    assert exp(x).data == Interval(math.e, math.exp(2.0))
    assert log(x).data == Interval(0.0, math.log(2.0))
    output = exp(x * x) + log(x)
    output.backward()
    assert isinstance(x.grad, Interval)
    assert isinstance(gradients(output, [x])[0].data, Interval)
    assert x.grad.low <= 2 * 1.5 * math.exp(1.5**2) + 1 / 1.5 <= x.grad.high


def test_number_of_ones_own_without_a_function_becomes_no_float_in_silence() -> None:
    with pytest.raises(TypeError, match=r"Interval has no sin; convert the input with float\(\) first"):
        sin(Value(Interval(1.0, 2.0)))


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "tanh", "log1p"])
def test_kinds_without_any_function_of_their_own_are_computed_as_floats(name: str) -> None:
    assert TABLE[name](Fraction(1, 2)) == TABLE[name](0.5)


NUMBERS: list[Any] = [1, 1.0, True, 1j, Fraction(1, 2), Decimal(1), np.float32(1), np.int8(1), Interval(0.0, 1.0)]
OTHERS: list[Any] = [
    "1",
    None,
    [1.0],
    (),
    Value(1.0),
    np.array([1.0]),
    np.datetime64(1, "s"),
    np.timedelta64(1, "s"),
    object(),
]


@pytest.mark.parametrize("x", NUMBERS, ids=repr)
def test_numbers_are_numbers(x: Any) -> None:
    assert is_number(x)
    assert not is_node(x)
    assert not is_array(x)
    assert Value(x).data is x


@pytest.mark.parametrize("x", OTHERS, ids=lambda x: type(x).__name__)
def test_other_things_are_no_numbers(x: Any) -> None:
    assert not is_number(x)
    with pytest.raises(TypeError):
        Value(x)


def test_node_is_known_by_its_class() -> None:
    class Anything:
        def __getattr__(self, name: str) -> Any:
            return self

    assert is_node(Value(1.0))
    assert not is_node(Anything())


def test_arrays_of_numpy() -> None:
    assert is_array(np.array([1.0]))
    assert is_numpy(np.array([1.0]))
    assert is_complex(np.complex64(1j))


def test_integers_of_numpy_are_taken_as_pythons() -> None:
    assert type(whole(np.uint8(200))) is int
    assert type(whole(np.float32(1))) is np.float32
    assert type(whole(Fraction(1))) is Fraction
    assert whole(np.uint8(200)) + 100 == 300


def test_nothing_grows_with_the_number_of_classes_seen(without_collector: None) -> None:
    def count() -> int:
        return len(kinds_module._numbers) + len(kinds_module._as_they_are)

    before = count()
    for i in range(50):
        kind = type(f"Number{i}", (float,), {})
        x = Value(kind(1.0))
        dot([x], [kind(2.0)], 0.0).backward()
    assert count() > before
    del kind, x
    gc.collect()  # a class refers to itself
    assert count() <= before
