"""The smallest Value that people write themselves: only + * ** / - exp log relu, .data, .grad and backward().

Code written for it must give the same numbers with ours. Floats only; written for this comparison.
"""

from __future__ import annotations

import math
from itertools import count

_births = count()


class ReferenceValue:
    """A number, its parents and the slopes towards them; nodes are numbered in the order in which they are made."""

    def __init__(self, data: float, parents: tuple[tuple[ReferenceValue, float], ...] = ()) -> None:
        self.data, self.grad, self.parents, self.birth = data, 0.0, parents, next(_births)

    def __add__(self, other: ReferenceValue | float) -> ReferenceValue:
        other = _as_node(other)
        return ReferenceValue(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: ReferenceValue | float) -> ReferenceValue:
        other = _as_node(other)
        return ReferenceValue(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, n: float) -> ReferenceValue:
        return ReferenceValue(self.data**n, ((self, n * self.data ** (n - 1)),))

    def exp(self) -> ReferenceValue:
        return ReferenceValue(math.exp(self.data), ((self, math.exp(self.data)),))

    def log(self) -> ReferenceValue:
        return ReferenceValue(math.log(self.data), ((self, 1 / self.data),))

    def relu(self) -> ReferenceValue:
        return ReferenceValue(max(0.0, self.data), ((self, float(self.data > 0)),))

    def backward(self) -> None:
        found, waiting = {self}, [self]
        while waiting:
            fresh = {parent for parent, _ in waiting.pop().parents} - found
            found |= fresh
            waiting += fresh
        self.grad = 1.0
        for node in sorted(found, key=lambda node: -node.birth):
            for parent, slope in node.parents:
                parent.grad += slope * node.grad

    def __neg__(self) -> ReferenceValue:
        return self * -1

    def __sub__(self, other: ReferenceValue | float) -> ReferenceValue:
        return self + -_as_node(other)

    def __rsub__(self, other: float) -> ReferenceValue:
        return other + -self

    def __truediv__(self, other: ReferenceValue | float) -> ReferenceValue:
        return self * _as_node(other) ** -1

    def __rtruediv__(self, other: float) -> ReferenceValue:
        return other * self**-1

    __radd__ = __add__
    __rmul__ = __mul__


def _as_node(x: ReferenceValue | float) -> ReferenceValue:
    return x if isinstance(x, ReferenceValue) else ReferenceValue(x)
