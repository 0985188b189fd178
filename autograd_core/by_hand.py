"""Nodes that people make themselves, in the ways of other scalar engines: the row of one such node.

    Value(data, (x, y), (slope_x, slope_y))     with its local gradients, numbers or Values
    out = Value(data, (x, y), "name")           with a closure, which adds to the parents' .grad:
    out._backward = closure

What computed the data is not known, so these nodes cannot be computed again. Not here: how a node is made (value.py),
when a closure is called (differentiate.py), how such nodes are copied and saved (copying.py, saving.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd_core.errors import LONGEST_SHOWN, GraphError, described, shown
from autograd_core.kinds import is_node, is_number, whole
from autograd_core.operations import Operation

NAME = "by_hand"  # of a node that was given none

_COMMON = Operation(NAME, NAME, "given by hand", forward=lambda *inputs: None, partials=(), arity=None)
_set = object.__setattr__


class ByHand(Operation):
    """The row of one node: its name, and how gradients pass it. All other facts are those of `origin`.

    Attributes:
        origin: the row that computed the node's data, where somebody put a closure in the place of its rule.
    """

    __slots__ = ("origin",)

    origin: Operation

    # not that of a dataclass with twenty fields: it would take longer than all the rest of making a node
    def __init__(self, name: str, origin: Operation = _COMMON) -> None:
        name = name or NAME
        if len(name) > LONGEST_SHOWN:
            name = f"{name[: LONGEST_SHOWN - 3]}..."
        _set(self, "name", name)
        _set(self, "symbol", name)
        _set(self, "textbook", None)
        _set(self, "origin", origin)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.origin, name)


class Given(ByHand):
    """With given local gradients, one for each parent.

    Attributes:
        slopes: as they were given.
        has_nodes: whether there are Values among them, whose numbers may change.
    """

    __slots__ = ("has_nodes", "slopes")

    slopes: tuple[Any, ...]
    has_nodes: bool

    def __init__(self, name: str, slopes: Sequence[Any]) -> None:
        super().__init__(name)
        _set(self, "slopes", tuple([x if x.__class__ is float or is_node(x) else whole(x) for x in slopes]))
        _set(self, "has_nodes", [x for x in slopes if x.__class__ is not float and is_node(x)] != [])

    def partials(self, out: Any, *inputs: Any) -> Sequence[Any]:
        """The given ones; where a graph is asked for, a plain number is a node that knows no derivative."""
        if out.__class__ is float or not is_node(out):
            return self.slopes if not self.has_nodes else [whole(x.data) if is_node(x) else x for x in self.slopes]
        varying = [x for x in inputs if is_node(x)]
        return [x if is_node(x) else out.apply_operation(_Frozen(self.name, x), varying) for x in self.slopes]

    def __reduce__(self) -> tuple[Any, ...]:
        return Given, (self.name, self.slopes)


class _Frozen(ByHand):
    """A local gradient that was given as a plain number: it depends on the inputs, and nobody knows how."""

    __slots__ = ("slope",)

    slope: Any

    def __init__(self, name: str, slope: Any) -> None:
        super().__init__(f"slope_of_{name}")
        _set(self, "slope", slope)

    def forward(self, *inputs: Any) -> Any:
        """The number, for the one time that the node is recorded."""
        return self.slope

    def partials(self, out: Any, *inputs: Any) -> Sequence[Any]:
        """None."""
        raise GraphError(
            f"a second derivative needs local gradients that are Values, got the plain number {shown(self.slope)} as "
            f"{self.name} of a node that was made by hand; give a Value computed from the parents, or constant(...) if "
            "it is the same everywhere"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return _Frozen, (self.name, self.slope)


class ByClosure(ByHand):
    """With a closure as `_backward`, which a backward pass calls when the node's gradient is complete."""

    __slots__ = ()

    def partials(self, out: Any, *inputs: Any) -> Sequence[Any]:
        """None."""
        raise GraphError(
            f"the gradient of {shown(self.name)} is a closure, which brings numbers alone: gradients(), second "
            "derivatives and programs need local gradients to record; give them, Value(data, parents, local_gradients)"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        raise GraphError(
            f"a node whose gradient is a closure cannot be copied, pickled or saved, got {shown(self.name)}: the "
            "closure adds to the nodes that it was written for; give local gradients, Value(data, parents, "
            "local_gradients)"
        )


def call(node: Any) -> None:
    """Call a node's closure.

    Raises:
        GraphError: it has none.
        TypeError: it left in a `.grad` what is no number.
    """
    closure = node.__dict__.get("_backward")
    if closure is None:
        raise GraphError(
            f"a node that was made by hand needs its local gradients or a closure, got neither for "
            f"{shown(node._operation.name)} {described(node)}; write Value(data, parents, local_gradients), or set its "
            "_backward (to `lambda: None` if nothing flows through it)"
        )
    closure()
    for parent in node.parents:
        if is_node(parent.grad):
            raise TypeError(
                f"a closure adds plain numbers to .grad, got the Value {described(parent.grad)} from that of "
                f"{shown(node._operation.name)}; compute with .data and .grad"
            )


def slope_nodes(operation: Operation) -> list[Any]:
    """The local gradients that were given as Values: a node needs them, though they are none of its parents."""
    if not isinstance(operation, Given) or not operation.has_nodes:
        return []
    return [x for x in operation.slopes if is_node(x)]


def require_computable(operation: Operation | None, what: str) -> None:
    """GraphError where `what` would have to compute again what somebody computed by hand."""
    if isinstance(operation, ByHand):
        raise GraphError(
            f"{what} computes each node again, and nobody knows how {shown(operation.name)} was computed: it was made "
            "by hand; write it with the operations of the table, or make one: operation(name, ...)"
        )


_UNUSED = ByClosure(NAME)


class Request(NamedTuple):
    """What somebody asked for who made a node by hand.

    Attributes:
        parents: none for a leaf.
        row: how gradients pass it; for a leaf of no use.
        label: the label, for a leaf also what was given as the name of an operation.
    """

    parents: tuple[Any, ...]
    row: ByHand
    label: str


# How other engines spell the arguments.
_SPELLINGS: dict[str, str] = {
    **dict.fromkeys(("parents", "children", "_children", "_prev"), "parents"),
    **dict.fromkeys(("local_gradients", "local_grads", "_local_grads"), "local_gradients"),
    **dict.fromkeys(("name", "op", "_op"), "name"),
    "label": "label",
}
_AS_TEXT = {"parents": "label", "local_gradients": "name"}  # what text in their place is


def requested(parents: Any, local_gradients: Any, label: Any, spelled: Mapping[str, Any]) -> Request:
    """What follows the data in Value(data, ...), as this engine and others spell it.

    Raises:
        TypeError, ValueError: the arguments do not fit together.
    """
    name: Any = ""
    if spelled or not (parents.__class__ is local_gradients.__class__ is tuple):
        given = _arguments((parents, local_gradients, label), spelled)
        label, name = given.get("label", ""), given.get("name", "")
        parents, local_gradients = given.get("parents", ()), given.get("local_gradients", ())
    if not isinstance(label, str):
        raise TypeError(f"a label is text, got {described(label)}")
    if not isinstance(name, str):
        raise TypeError(f"the name of an operation is text, got {described(name)}")
    parents, slopes = _parents(parents), _slopes(local_gradients)
    if slopes and len(slopes) != len(parents):
        raise ValueError(
            f"a node has one local gradient for each parent, got {len(slopes)} of them for {len(parents)} parents"
        )
    if not parents:
        return Request((), _UNUSED, label or name)
    return Request(parents, Given(name, slopes) if slopes else ByClosure(name), label)


def _arguments(positional: Sequence[Any], spelled: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by their names here, without empty ones; text in place of parents or local gradients is no such."""
    given: dict[str, Any] = {}
    for spelling, x in (*zip(("parents", "local_gradients", "label"), positional, strict=True), *spelled.items()):
        name = _SPELLINGS.get(spelling)
        if name is None:
            raise TypeError(f"Value takes data, parents, local_gradients and label, got {spelling!r}")
        if isinstance(x, tuple | list | str) and not x:
            continue
        if isinstance(x, str):
            name = _AS_TEXT.get(name, name)
        if name in given:
            raise TypeError(f"Value takes {name} once, got {described(given[name])} and {described(x)}")
        given[name] = x
    return given


def _parents(x: Any) -> tuple[Any, ...]:
    if not isinstance(x, tuple | list):
        hint = "; write (x,) for a single one" if is_node(x) else ""
        if isinstance(x, set | frozenset):
            hint = ": a set has no order"
        raise TypeError(f"parents are a tuple of Values (or a label stands in their place), got {described(x)}{hint}")
    for parent in x:
        if not is_node(parent):
            raise TypeError(f"parents are Values, got {described(parent)} among them; make a Value or constant of it")
    return tuple(x)


def _slopes(x: Any) -> tuple[Any, ...]:
    if not isinstance(x, tuple | list):
        hint = "; write (slope,) for a single one" if is_node(x) or is_number(x) else ""
        came = f"{described(x)}{hint}"
        raise TypeError(f"local gradients are a tuple of numbers or Values (or the name of an operation), got {came}")
    for slope in x:
        if slope.__class__ is not float and not is_node(slope) and not is_number(slope):
            raise TypeError(f"local gradients are numbers or Values, got {described(slope)} among them")
    return tuple(x)


Closure = Callable[[], Any]
