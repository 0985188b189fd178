"""The gallery: each wrong engine with the smallest graph that unmasks it, in code and in words.

Here: the claims, and how one is tried. Not here: their proof (test_wrong_engines.py) and the engines (engines.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from autograd_core import TABLE, Value, maximum, relu
from autograd_core.strategies import DrawnGraph, Instruction
from tests.wrong_engines import engines

OPERATIONS = ("add", "multiply", "relu", "maximum")
INPUTS = {"add": 2, "multiply": 2, "relu": 1, "maximum": 3}  # as many as strategies.graphs draws
LEAVES = 2


@dataclass(frozen=True)
class Exhibit:
    """A wrong engine and the smallest graph that unmasks it.

    Attributes:
        engine: the wrong engine.
        graph: the output's node from the leaves, of this engine or of any other.
        point: the leaves' numbers.
        operations: how many the graph has; no graph of fewer, or of as many on fewer leaves, gives a wrong gradient.
        right, wrong: the leaves' gradients, and what the wrong engine makes of them.
        words: the graph, and what goes wrong on it.
        passes: how many times backward() has to run before it shows.
    """

    engine: type[engines.CorrectEngine]
    graph: Callable[..., Any]
    point: tuple[int, ...]
    operations: int
    right: list[int]
    wrong: list[int]
    words: str
    passes: int = 1


def _doubled_twice(x: Any) -> Any:
    s = x + x
    return s + s


def _shortcut(x: Any) -> Any:
    s = x + x
    return s + (s + s)


def _relu_used_twice(x: Any) -> Any:
    r = relu(x)
    return r + r


GALLERY = (
    Exhibit(
        engines.AssignsGradients,
        lambda x: x + x, point=(0,), operations=1, right=[2], wrong=[1],
        words="x + x, a value used twice: the second use overwrites what the first brought.",
    ),
    Exhibit(
        engines.UnswappedMultiply,
        lambda x, y: x * y, point=(0, 1), operations=1, right=[1, 0], wrong=[0, 1],
        words="x * y, two factors that differ: each gets itself. x * x hides it, for both factors are the same.",
    ),
    Exhibit(
        engines.MaximumFeedsAll,
        lambda x: maximum(x, x, x), point=(0,), operations=1, right=[1], wrong=[3],
        words="max(x, x, x), which is just x: every input gets the whole gradient, not its share.",
    ),
    Exhibit(
        engines.ReluIgnoresUpstream,
        _relu_used_twice, point=(1,), operations=2, right=[2], wrong=[1],
        words="r + r with r = relu(x): the gradient that arrives at the relu is 2. A relu that is the output hides it.",
    ),
    Exhibit(
        engines.PlainRecursion,
        _doubled_twice, point=(0,), operations=2, right=[4], wrong=[6],
        words="s + s with s = x + x, an interior node used twice: the first half of its gradient is passed on twice. "
        "A leaf used twice hides it, for a leaf passes nothing on.",
    ),
    Exhibit(
        engines.KeepsInteriorGradients,
        _doubled_twice, point=(0,), operations=2, right=[8], wrong=[12], passes=2,
        words="s + s with s = x + x, backward() twice: in the second pass s still holds the 2 of the first, and passes "
        "on 4. A single pass hides it.",
    ),
    Exhibit(
        engines.BreadthFirst,
        _shortcut, point=(0,), operations=3, right=[6], wrong=[2],
        words="s + (s + s) with s = x + x, the output's parent and its grandparent too: s has its turn before the "
        "longer way has brought its part, which never reaches x.",
    ),
)  # fmt: skip


def leaf_gradients(
    node: Callable[[Any], Any], graph: Callable[..., Any], point: Sequence[Any], passes: int
) -> list[Any]:
    """The gradients of the leaves after so many passes, by the engine whose leaf `node(number)` is."""
    leaves = [node(x) for x in point]
    output = graph(*leaves)
    for _ in range(passes):
        output.backward()
    return [leaf.grad for leaf in leaves]


def is_wrong(engine: type[engines.CorrectEngine], graph: DrawnGraph, passes: int = 1) -> bool:
    """Whether `engine` gives a leaf of `graph` another gradient than autograd_core, after so many passes."""
    expected = leaf_gradients(Value, graph, graph.point, passes)
    return leaf_gradients(engine, graph, graph.point, passes) != expected


def all_graphs(operations: int, leaves: int) -> Iterator[DrawnGraph]:
    """Every graph of just so many operations and leaves, over the numbers -1, 0, 1 and 2."""
    numbers = [Fraction(x) for x in (-1, 0, 1, 2)]
    for instructions in _programs(operations, leaves):
        for point in product(numbers, repeat=leaves):
            yield DrawnGraph(point, instructions)


def _programs(operations: int, values: int) -> Iterator[tuple[Instruction, ...]]:
    if not operations:
        yield ()
        return
    for name in OPERATIONS:
        for inputs in product(range(values), repeat=INPUTS[name]):
            for rest in _programs(operations - 1, values + 1):
                yield (Instruction(TABLE[name], inputs), *rest)
