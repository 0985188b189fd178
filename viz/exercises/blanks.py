"""Blanks as data: which number belongs into each, how it is worked out, and which mistake gives which other number.

A formula is the index of a number, or an operation of the table with formulas as its inputs; so Python and the page
evaluate the same one. This is the one table of usual mistakes. Not here: what is said (judge.py), the picture
(worksheets.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, product
from keyword import iskeyword
from string import ascii_lowercase
from typing import Any

from autograd_core import TABLE, BackwardStep, Contribution, Operation, Role, Value
from autograd_core.explain import BRANCHES, reason

Formula = int | tuple[Any, ...]  # (Operation, *formulas)
Key = tuple[Any, ...]  # what a number is: ("value", node), ("gradient", node), ("slope" or "amount", user, position)

_ADD, _SUBTRACT, _NEGATIVE, _MULTIPLY = (TABLE[name] for name in ("add", "subtract", "negative", "multiply"))
_NEITHER = 0.5  # a slope that no branch has


@dataclass(frozen=True, slots=True)
class Blank:
    """One number that is asked for.

    Attributes:
        letter: its name.
        kind: "value" of a node, "share": what an edge brings to a gradient, or "sum" of several shares.
        node, user: the node whose value or gradient it is, and of a share the gate that it comes from, as indices.
        position: of a share, which input of the gate the node is.
        number: the index of the number that belongs here.
        formula: how it is worked out from others.
        parts: the numbers that the rule shows.
        terms: those that may cancel, so that only rounding is left.
        is_whole: whether it must be exact, as integers are.
        mistakes: the sentence for each usual mistake, and the formula that it makes of the right one.
        switch: of a share at a switch, the index of its slope: where that is 0, it is closed and multiplies nothing.
        reasons, otherwise: of a share, why its slope is what it is, by the slope and for any other one.
    """

    letter: str
    kind: str
    node: int
    number: int
    formula: Formula
    parts: tuple[int, ...]
    terms: tuple[int, ...]
    is_whole: bool
    mistakes: tuple[tuple[str, Formula], ...]
    user: int | None = None
    position: int | None = None
    switch: int | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""

    @property
    def gate(self) -> int:
        """The index of the node to look at: where the number is worked out."""
        return self.node if self.user is None else self.user


@dataclass(frozen=True, slots=True)
class Blanks:
    """The blanks of a graph, in the order in which they are worked out.

    Attributes:
        blanks: one for each letter.
        numbers: all numbers that formulas speak of; the first ones are the values of the graph's nodes, in order.
        keys: what each of them is.
    """

    blanks: tuple[Blank, ...]
    numbers: tuple[Any, ...]
    keys: tuple[Key, ...]


def blanks_of(
    order: Sequence[Value],
    steps: Sequence[BackwardStep],
    uses: Sequence[int],
    is_hidden: Callable[[str, Value], bool],
) -> Blanks:
    """The blanks of a graph.

    Args:
        order: its nodes, parents first.
        steps: its backward pass; empty where gradients are not asked for.
        uses: how many arrows leave each node.
        is_hidden: ("values" or "gradients", node) -> whether that is a blank.
    """
    writer = _Writer(order, steps, uses)
    found = [*writer.values(is_hidden), *writer.gradients(is_hidden)]
    lettered = [replace(blank, letter=letter) for letter, blank in zip(_letters(), found, strict=False)]
    return Blanks(tuple(lettered), tuple(writer.numbers), tuple(writer.keys))


class _Writer:
    """Gives numbers their indices, each once, while blanks speak of them."""

    def __init__(self, order: Sequence[Value], steps: Sequence[BackwardStep], uses: Sequence[int]) -> None:
        self.order, self.steps = order, steps
        self.numbers: list[Any] = []
        self.keys: list[Key] = []
        self.place = {node: i for i, node in enumerate(order)}
        self._uses = dict(zip(order, uses, strict=True))
        self._indices: dict[Key, int] = {}
        self._shares: dict[Value, list[Contribution]] = {}  # to each node, as far as the pass has come
        for node in order:
            self._index(("value", node), node.data)

    def _index(self, key: Key, number: Any) -> int:
        if key not in self._indices:
            self._indices[key] = len(self.numbers)
            self.numbers.append(number)
            self.keys.append(key)
        return self._indices[key]

    def values(self, is_hidden: Callable[[str, Value], bool]) -> Iterator[Blank]:
        """A blank for each computed value that is hidden."""
        for i, node in enumerate(self.order):
            if node.operation is not None and is_hidden("values", node):
                inputs = tuple([self.place[parent] for parent in node.parents])
                may_cancel = node.operation.role == Role.DISTRIBUTOR or node.operation.is_paired
                yield Blank(
                    letter="",
                    kind="value",
                    node=i,
                    number=i,
                    formula=(node.operation, *inputs),
                    parts=inputs,
                    terms=inputs if may_cancel else (),
                    is_whole=isinstance(node.data, int),
                    mistakes=tuple(_mistakes_of_value(node.operation, i, inputs)),
                )

    def gradients(self, is_hidden: Callable[[str, Value], bool]) -> Iterator[Blank]:
        """A blank for each edge to a node whose gradient is hidden; one for their sum right after its last term."""
        for step in self.steps:
            arriving = self._gradient(step.node, step.gradient)
            for edge in step.contributions:
                edges = self._shares.setdefault(edge.value, [])
                edges.append(edge)
                if is_hidden("gradients", edge.value):
                    yield self._share(edge, arriving)
                    if len(edges) == self._uses[edge.value] > 1:
                        yield self._sum(edge.value, edges)

    def _amount(self, edge: Contribution) -> int:
        return self._index(("amount", edge.user, edge.position), edge.amount)

    def _gradient(self, node: Value, gradient: Any) -> int:
        """Of a node that is used once, its only edge brings the whole gradient."""
        edges = self._shares.get(node, [])
        return self._amount(edges[0]) if len(edges) == 1 else self._index(("gradient", node), gradient)

    def _share(self, edge: Contribution, arriving: int) -> Blank:
        user, number = self.place[edge.user], self._amount(edge)
        slope = self._index(("slope", edge.user, edge.position), edge.local_gradient)
        before = [self._amount(each) for each in self._shares.get(edge.user, [])]
        reasons = {str(branch): reason(replace(edge, local_gradient=branch)) for branch in BRANCHES}
        otherwise = reason(replace(edge, local_gradient=_NEITHER))
        value = self.place[edge.value]
        assert edge.user.operation is not None  # a user has an operation
        is_switch = edge.user.operation.role in (Role.ROUTER, Role.CLOSED)
        return Blank(
            letter="",
            kind="share",
            node=value,
            user=user,
            position=edge.position,
            switch=slope if is_switch else None,
            number=number,
            formula=(_MULTIPLY, arriving, slope),
            parts=(arriving, slope, number),
            terms=(),
            is_whole=isinstance(edge.amount, int),
            mistakes=tuple(_mistakes_of_share(edge, number, arriving, slope, value, before)),
            reasons={branch: text for branch, text in reasons.items() if text != otherwise},
            otherwise=otherwise,
        )

    def _sum(self, node: Value, edges: Sequence[Contribution]) -> Blank:
        total: Any = 0
        for edge in edges:
            total = total + edge.amount
        shares = tuple([self._amount(edge) for edge in edges])
        number = self._index(("gradient", node), total)
        return Blank(
            letter="",
            kind="sum",
            node=self.place[node],
            number=number,
            formula=sum_of(shares),
            parts=shares,
            terms=shares,
            is_whole=isinstance(total, int),
            mistakes=tuple(_mistakes_of_sum(number, shares)),
        )


def sum_of(formulas: Sequence[Formula]) -> Formula:
    total, *others = formulas
    for each in others:
        total = (_ADD, total, each)
    return total


# The usual mistakes: what is said, and the number that each gives. The first that fits is told.


def _mistakes_of_share(
    edge: Contribution, number: int, arriving: int, slope: int, value: int, before: Sequence[int]
) -> Iterator[tuple[str, Formula]]:
    """`before` are the contributions whose sum arrives at the gate."""
    assert edge.user.operation is not None  # a user has an operation
    yield "worksheet.guess.sign", (_NEGATIVE, number)
    yield "worksheet.guess.not_multiplied", arriving
    yield "worksheet.guess.local", slope
    if edge.user.operation.role == Role.SWAP:
        yield "worksheet.guess.swap", (_MULTIPLY, arriving, value)
    yield "worksheet.guess.double", (_ADD, number, number)
    if len(before) > 1:
        for part in before:
            yield "worksheet.guess.part", (_MULTIPLY, (_SUBTRACT, arriving, part), slope)
            yield "worksheet.guess.part", (_MULTIPLY, part, slope)


def _mistakes_of_sum(number: int, shares: Sequence[int]) -> Iterator[tuple[str, Formula]]:
    yield "worksheet.guess.sign", (_NEGATIVE, number)
    for share in shares:
        yield "worksheet.guess.missing", (_SUBTRACT, number, share)
    for share in shares:
        yield "worksheet.guess.missing", share
    for share in shares:
        yield "worksheet.guess.twice", (_ADD, number, share)
    yield "worksheet.guess.double", (_ADD, number, number)
    yield "worksheet.guess.multiplied", _product_of(shares)


def _mistakes_of_value(operation: Operation, number: int, inputs: Sequence[int]) -> Iterator[tuple[str, Formula]]:
    yield "worksheet.guess.sign", (_NEGATIVE, number)
    if len(inputs) == 2 and not operation.is_symmetric:
        yield "worksheet.guess.order", (operation, inputs[1], inputs[0])
    if operation is _MULTIPLY:
        yield "worksheet.guess.added", (_ADD, *inputs)
    if operation is _ADD:
        yield "worksheet.guess.multiplied", (_MULTIPLY, *inputs)
    for each in dict.fromkeys(inputs):
        yield "worksheet.guess.input", each
    if operation.in_gate:
        yield "worksheet.guess.factor", (_MULTIPLY, *inputs)


def _product_of(formulas: Sequence[Formula]) -> Formula:
    result, *others = formulas
    for each in others:
        result = (_MULTIPLY, result, each)
    return result


def _letters() -> Iterator[str]:
    """a, b, ..., z, aa, ab, ..., without those that Python would not take for the name of an argument, such as `as`."""
    names = ("".join(letters) for length in count(1) for letters in product(ascii_lowercase, repeat=length))
    return (name for name in names if not iskeyword(name))


def as_json(formula: Formula) -> Any:
    """A formula as the page reads it: an index, or a list of an operation's name and its inputs."""
    if isinstance(formula, int):
        return formula
    operation, *inputs = formula
    return [operation.name, *map(as_json, inputs)]


def evaluated(formula: Formula, number: Callable[[int], Any]) -> Any:
    """The number that a formula gives; None where it has no value."""
    if isinstance(formula, int):
        return number(formula)
    operation, *inputs = formula
    found = [evaluated(each, number) for each in inputs]
    if any(each is None for each in found):
        return None
    try:
        return operation.forward(*found)
    except (ArithmeticError, ValueError, TypeError):
        return None


def numbers_in(formula: Formula) -> Iterable[int]:
    """The indices of the numbers that a formula speaks of, in order."""
    if isinstance(formula, int):
        return [formula]
    return [index for each in formula[1:] for index in numbers_in(each)]
