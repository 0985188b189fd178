"""A small correct engine, and the wrong ones that people really write: each replaces one of its methods.

Here: the subjects, short enough to show. Not here: the graphs that unmask them (gallery.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from autograd_core import Operation, add, maximum, multiply, relu


class CorrectEngine:
    """A node that remembers the operation and the parents it was computed from. The rows of the table run on it."""

    def __init__(self, data: Any, operation: Operation | None = None, parents: tuple[Self, ...] = ()) -> None:
        self.data = data
        self.grad: Any = 0
        self.operation = operation
        self.parents = parents

    def apply_operation(self, operation: Operation, inputs: Sequence[Self]) -> Self:
        return type(self)(operation.forward(*[x.data for x in inputs]), operation, tuple(inputs))

    def __add__(self, other: Self) -> Any:
        return add(self, other)

    def __mul__(self, other: Self) -> Any:
        return multiply(self, other)

    def backward(self) -> None:
        order = self.users_first()
        for node in order:
            if node.parents:
                node.grad = 0  # leaves accumulate over passes, nodes between do not
        self.grad = 1
        for node in order:
            for parent, contribution in node.contributions():
                parent.grad += contribution

    def users_first(self) -> list[Self]:
        """Every node once, after all the nodes that were computed from it."""
        order: list[Self] = []

        def visit(node: Self) -> None:
            if node not in order:
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        return order[::-1]

    def contributions(self) -> Iterator[tuple[Self, Any]]:
        """What each edge brings to the parent: gradient x local gradient."""
        if self.operation:
            slopes = self.operation.partials_at(self.data, [parent.data for parent in self.parents])
            for parent, slope in zip(self.parents, slopes, strict=True):
                yield parent, self.grad * slope


class PlainRecursion(CorrectEngine):
    """Passes a gradient on as soon as a part of it arrives, and with the next part passes the first part on again."""

    def backward(self) -> None:
        self.grad = 1
        self.pass_on()

    def pass_on(self) -> None:
        for parent, contribution in self.contributions():
            parent.grad += contribution
            parent.pass_on()


class BreadthFirst(CorrectEngine):
    """Takes the nodes by their distance from the output, so that a shortcut overtakes the longer way."""

    def users_first(self) -> list[Self]:
        order = [self]
        for node in order:  # grows while it is walked
            order += [parent for parent in dict.fromkeys(node.parents) if parent not in order]
        return order


class AssignsGradients(CorrectEngine):
    """Writes `=` for `+=`: the last use of a value erases what the others brought."""

    def backward(self) -> None:
        self.grad = 1
        for node in self.users_first():
            for parent, contribution in node.contributions():
                parent.grad = contribution


class KeepsInteriorGradients(CorrectEngine):
    """Starts a second pass on top of the first one's gradients, as micrograd does."""

    def backward(self) -> None:
        self.grad = 1
        for node in self.users_first():
            for parent, contribution in node.contributions():
                parent.grad += contribution


class UnswappedMultiply(CorrectEngine):
    """Gives each factor the gradient times itself, not times the other factor."""

    def contributions(self) -> Iterator[tuple[Self, Any]]:
        if self.operation is multiply:
            return iter([(factor, self.grad * factor.data) for factor in self.parents])
        return super().contributions()


class ReluIgnoresUpstream(CorrectEngine):
    """Lets 1 through an open relu, not the gradient that arrived."""

    def contributions(self) -> Iterator[tuple[Self, Any]]:
        if self.operation is relu:
            return iter([(parent, 1 if parent.data > 0 else 0) for parent in self.parents])
        return super().contributions()


class MaximumFeedsAll(CorrectEngine):
    """Sends the whole gradient to every input of a maximum, like a sum, not to the largest."""

    def contributions(self) -> Iterator[tuple[Self, Any]]:
        if self.operation is maximum:
            return iter([(parent, self.grad) for parent in self.parents])
        return super().contributions()
