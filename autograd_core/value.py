"""Value, the node of a computational graph, and how an operation on Values is recorded.

Here: data, grad, label, operation, parents; the operators. Not here: what an operation computes (operations.py),
walking a graph (graph.py), the backward pass (differentiate.py).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, KeysView, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, overload

from autograd_core import compositions, freeing, modes, operations
from autograd_core.by_hand import ByClosure, Closure, Request, call, requested
from autograd_core.elementary import nan_like
from autograd_core.errors import GraphError, cure, described, explained, explained_rule, shown
from autograd_core.kinds import PYTHONS, is_array, is_complex, is_number, whole
from autograd_core.nothing import NOTHING
from autograd_core.operations import TABLE, Operation

if TYPE_CHECKING:
    from autograd_core.signatures import Number, ValueMethods
else:
    ValueMethods = object  # a class between object and Value would take time at every node

# What stands in a node's `_operation` when no operation computed it. Not in the table: they have no rule.
LEAF = Operation("leaf", "", "source", forward=lambda: None, partials=(), arity=0)
CONSTANT = Operation("constant", "", "source without gradient", forward=lambda: None, partials=(), arity=0)

_STAY = PYTHONS | {NOTHING.__class__}  # results that hide no integer of NumPy
_open_blocks = modes.open_blocks  # the set itself: looked up at every operation
_NONE: tuple[()] = ()  # of what a call leaves out
_blank = object.__new__  # calling a class that has an __init__ takes twice as long

BinaryMethod = Callable[["Value", Any], Any]


def _binary_operator(operation: Operation) -> tuple[BinaryMethod, BinaryMethod]:
    """An operator's method and its reflected form: what `record` does, written out because it decides the speed."""
    forward = operation.forward

    def method(self: Value, other: Any) -> Any:
        if other.__class__ is not Value:
            if is_array(other):
                return NotImplemented  # NumPy applies the operator to each element
            other = _operand(operation, other)
        try:
            data = forward(self.data, other.data)
        except (ArithmeticError, ValueError, TypeError, RuntimeWarning) as error:
            data = _again(error, operation, (self, other))
        if (kind := data.__class__) is not float and kind not in _STAY:
            data = _of_whole_numbers(operation, data, (self, other))
        if self._operation is CONSTANT and other._operation is CONSTANT:
            return _constant(data)
        if _open_blocks:
            return _in_modes(operation, data, (self, other))
        node = _blank(Value)
        node.data = data
        node.grad = 0
        node.label = ""
        node._operation = operation
        node._first = self
        node._second = other
        node._pending = 0
        return node

    def reflected(self: Value, other: Any) -> Any:
        return method(_operand(operation, other), self)

    method.__doc__ = reflected.__doc__ = _told(operation)
    return method, reflected


def _told(operation: Operation) -> str:
    """The docstring of an operator or method."""
    about = f"{operation.about} " if operation.about else ""
    return f"{about}A new node, x being the first operand. In the backward pass: {operation.role_and_note}."


def _method(operation: Operation) -> Callable[..., Value]:
    """The method of Value that records `operation`, such as `x.exp()` or `x.leaky_relu(0.1)`."""
    forward = operation.forward

    def call(self: Value, *others: Any) -> Value:
        if others or operation.arity != 1:
            return record(operation, operation.complete((self, *others)))
        # what `record` does, for the common case of one input
        try:
            data = forward(self.data)
        except (ArithmeticError, ValueError, TypeError, RuntimeWarning) as error:
            data = _again(error, operation, (self,))
        if (kind := data.__class__) is not float and kind not in _STAY:
            data = _of_whole_numbers(operation, data, (self,))
        if self._operation is CONSTANT:
            return _constant(data)
        if _open_blocks:
            return _in_modes(operation, data, (self,))
        node = _blank(Value)
        node.data = data
        node.grad = 0
        node.label = ""
        node._operation = operation
        node._first = self
        node._second = None
        node._pending = 0
        return node

    call.__name__ = operation.method or operation.name
    call.__qualname__ = f"Value.{call.__name__}"
    call.__doc__ = _told(operation)
    setattr(call, "__signature__", _signature(operation))  # noqa: B010
    return call


def _signature(operation: Operation) -> Signature:
    """How the method is called: this value takes the place of the first input."""
    this = Parameter("self", Parameter.POSITIONAL_ONLY)
    inputs = list(operation.signature.parameters.values())
    return Signature([this, *(inputs if operation.arity is None else inputs[1:])], return_annotation="Value")


_power_by_number, _ = _binary_operator(operations.power_by_number)


def _comparison(sign: str, compare: Callable[[Any, Any], Any]) -> BinaryMethod:
    """A comparison's method, on data alone."""

    def method(self: Value, other: Any) -> Any:
        """The comparison of the numbers; refused in a graph that is recorded to be replayed."""
        if modes.open_blocks:
            _refuse_if_replayed(self, sign, other)
        if isinstance(other, Value):
            return compare(self.data, other.data)
        if is_number(other):
            return compare(self.data, other)
        if is_array(other):
            return NotImplemented  # NumPy compares each element
        raise TypeError(f"{sign} compares a Value with a number or a Value, got {described(other)}{cure(other)}")

    return method


def _equality(sign: str, compare: Callable[[Any, Any], Any], is_same: Callable[[Any, Any], bool]) -> BinaryMethod:
    """== or !=: by data with a number, by identity with a Value, and with anything else as Python has it."""

    def method(self: Value, other: Any) -> Any:
        """With a number the comparison of the numbers; with a Value whether both are the same node."""
        is_node = isinstance(other, Value)
        if not is_node and not is_number(other):
            return NotImplemented
        if modes.open_blocks:
            _refuse_if_replayed(self, sign, other)
        return is_same(self, other) if is_node else compare(self.data, other)

    return method


def _refuse_if_replayed(x: Value, sign: str, other: Any) -> None:
    """Raise where a comparison would be frozen into a graph that is recorded to be replayed.

    It would not be if all it depends on was made, of plain numbers, for a function that is being differentiated.
    """
    if not modes.in_force(modes.recording):
        return
    compared = {node for node in (x, other) if isinstance(node, Value)}
    if any(leaf in compared or not leaf.is_constant for leaf in _leaves_from_outside(compared)):
        raise GraphError(
            f"a graph that is recorded for compile_graph cannot depend on a comparison, got {described(x)} {sign} "
            f"{described(other)}: the answer would hold for every sample; write where, equal, maximum or relu"
        )


def refuse_if_frozen(nodes: Iterable[Value], what: str) -> None:
    """Raise where `what`, which no_grad() makes a number, would be frozen into a graph that is recorded to be replayed.

    Like a comparison it would not be if all that `nodes` depend on was made for a function that is differentiated.
    """
    if not modes.in_force(modes.recording):
        return
    for leaf in _leaves_from_outside(set(nodes)):
        if not leaf.is_constant:
            raise GraphError(
                "a graph that is recorded for a program cannot hold what no_grad() made a number, got "
                f"{what} that depends on {described(leaf)}: it would stay as it is now for every sample and every "
                "step; compute it outside of no_grad(), or, where it is a constant, before the graph is recorded"
            )


def _leaves_from_outside(nodes: set[Value]) -> Iterator[Value]:
    """The leaves that `nodes` depend on, without those that were made for a function that is being differentiated."""
    made = {leaf for call in modes.in_force(modes.differentiating) for leaf in call.made}
    return (leaf for leaf in _leaves_below(nodes) if leaf not in made)


def _leaves_below(nodes: set[Value]) -> Iterator[Value]:
    """The leaves that `nodes` depend on, each once, in no order that means anything."""
    seen, waiting = set(nodes), list(nodes)
    while waiting:
        node = waiting.pop()
        if node.is_leaf:
            yield node
        new = [parent for parent in node.parents if parent not in seen]
        seen.update(new)
        waiting += new


def _refuse_truth(x: Value) -> None:
    """Raise where a decision on a Value belongs to a derivative or a program; `if x:` looks like one on its number."""
    if any(modes.in_force(kind) for kind in (modes.differentiating, modes.recording)):
        raise GraphError(
            f"the truth of a Value does not tell whether its number is 0, got {described(x)} in a function that is "
            "differentiated or recorded; write where and equal, compare it with 0, or ask `is None`"
        )


def _conversion(name: str) -> Callable[[Value], Any]:
    """A conversion's method: it says why there is none."""

    def method(self: Value) -> Any:
        """Refused: a number has no gradient; write .data for the number alone."""
        raise TypeError(
            f"{name} would lose the gradient of a Value, got {described(self)}; use autograd_core's functions for "
            "those of math, where and equal for a choice, lookup for an entry of a table, or .data for the number alone"
        )

    return method


class Value(ValueMethods):
    """A number in a computational graph: it remembers which operation made it, from which parents.

    Value(data) and Value(data, "label") are leaves. A node for something that was computed by hand is made as in other
    scalar engines, whose names of the arguments are known too (children, local_grads; _children, _op):

        Value(data, (x, y), (slope_x, slope_y))    # with its local gradients
        out = Value(data, (x, y), "tanh")          # with a closure that adds to the parents' .grad
        out._backward = closure

    It is a constant where all parents are, and in no_grad().

    Args:
        data: the number, kept as it came: int, float, Fraction, complex, Decimal or a NumPy scalar.
        parents: n nodes that the number was computed from, in order; or, for a leaf, its label.
        local_gradients: n numbers or Values: d this node / d parents[i]. Of Values computed from the parents any
            derivative is right; of plain numbers there is a first one only. Or the name of what was computed.
        label: a name for pictures and messages; any text.

    Attributes:
        data: the number.
        grad: d output / d this value after `output.backward()`, in units of output per unit of this value; 0 before.
            Leaves add up over calls (set it to 0 in between, as with micrograd); other nodes hold the latest pass.
        label: the name.

    Raises:
        TypeError: `data` is not a number, `label` is not text, or a parent or local gradient is not what it must be.
        ValueError: there are not as many local gradients as parents.
    """

    # Parents lie in two slots, not in a tuple: that saves a quarter of a node's time and memory (benchmarks/engine.py).
    # `_first` is None in a leaf and the tuple of all parents where an operation takes any number of them; `_second`
    # is None unless it takes two. `_pending` belongs to a running backward pass.
    __slots__ = (  # noqa: RUF023 - in the order in which they are explained
        "data", "grad", "label", "_operation", "_first", "_second", "_pending", "__dict__", "__weakref__"
    )  # fmt: skip

    data: Any
    grad: Any
    label: str
    _operation: Operation
    _first: Any
    _second: Value | None
    _pending: int

    if TYPE_CHECKING:

        @overload
        def __init__(self, data: Number, *, label: str = "") -> None: ...
        @overload
        def __init__(self, data: Number, label: str, /) -> None: ...
        @overload
        def __init__(
            self,
            data: Number,
            parents: Sequence[Value],
            local_gradients: Sequence[Value | Number] | str = (),
            label: str = "",
        ) -> None: ...
        @overload
        def __init__(
            self, data: Number, *, children: Sequence[Value], local_grads: Sequence[Value | Number] = ()
        ) -> None: ...
        @overload
        def __init__(self, data: Number, *, _children: Sequence[Value], _op: str = "", label: str = "") -> None: ...

    def __init__(
        self, data: Any, parents: Any = "", local_gradients: Any = _NONE, label: str = "", **spelled: Any
    ) -> None:
        if data.__class__ is not float and not is_number(data):
            came = f"the Value {described(data)}" if isinstance(data, Value) else described(data)
            raise TypeError(f"Value needs a number, got {came}{cure(data)}")
        self.data = data
        self.grad = 0
        self._operation = LEAF
        self._first = None
        self._second = None
        self._pending = 0
        if (
            parents.__class__ is label.__class__ is str
            and local_gradients is _NONE
            and not ((parents and label) or spelled)
        ):
            self.label = parents or label
        else:
            _make_by_hand(self, requested(parents, local_gradients, label, spelled))
        if modes.open_calls and self._first is None:
            modes.note_made(self)

    if freeing.IS_NEEDED:
        __del__ = freeing.hand_parents_over

    @property
    def operation(self) -> Operation | None:
        """The row of the table that computed this node; None for a leaf."""
        return None if self._first is None else self._operation

    @property
    def parents(self) -> tuple[Value, ...]:
        """The operation's inputs, in order; `x * x` has x twice. Empty for a leaf."""
        first = self._first
        if self._second is not None:
            return (first, self._second)
        if first is None:
            return ()
        return first if type(first) is tuple else (first,)

    @property
    def is_leaf(self) -> bool:
        """Whether no operation computed this node. Constants are leaves too."""
        return self._first is None

    @property
    def is_constant(self) -> bool:
        """Whether this node came from a plain number (the 2 of `2 * x`) or from no_grad(), and so gets no gradient."""
        return self._operation is CONSTANT

    def local_gradients(self) -> tuple[Any, ...]:
        """d this node / d parents[i] for every parent, evaluated at the data of this node and of its parents.

        Raises:
            ArithmeticError, ValueError: the rule has no value there (the slope of sqrt at 0).
        """
        return _slopes_by(self._operation, self)

    if not TYPE_CHECKING:  # which know them from signatures.py
        __add__, __radd__ = _binary_operator(operations.add)
        __sub__, __rsub__ = _binary_operator(operations.subtract)
        __mul__, __rmul__ = _binary_operator(operations.multiply)
        __truediv__, __rtruediv__ = _binary_operator(operations.divide)

        def __pow__(self, exponent: Any) -> Any:
            if isinstance(exponent, Value) and exponent._operation is not CONSTANT:
                return record(operations.power, (self, exponent))
            return _power_by_number(self, exponent)

        def __rpow__(self, base: Any) -> Any:
            return record(operations.power, (base, self))

        __mod__, __rmod__ = _binary_operator(operations.mod)
        __floordiv__, __rfloordiv__ = _binary_operator(operations.floor_divide)

        __neg__ = _method(operations.negative)
        __pos__ = _method(operations.identity)
        __abs__ = _method(operations.absolute)

    # Comparisons look at the data and answer True or False. Only == between Values is identity, as their hash is:
    # people keep nodes in lists, sets and dicts while they walk a graph.

    if not TYPE_CHECKING:
        __eq__ = _equality("==", operator.eq, operator.is_)
        __ne__ = _equality("!=", operator.ne, operator.is_not)
        __hash__ = object.__hash__

        __lt__ = _comparison("<", operator.lt)
        __le__ = _comparison("<=", operator.le)
        __gt__ = _comparison(">", operator.gt)
        __ge__ = _comparison(">=", operator.ge)

    def __bool__(self) -> bool:
        # True as of any object, so that `if node:` goes on asking whether there is one
        if modes.open_blocks or modes.open_calls:
            _refuse_truth(self)
        return True

    if not TYPE_CHECKING:  # for type checkers a Value has no conversions, so that they refuse math.exp(x) beforehand
        __float__ = _conversion("float()")
        __complex__ = _conversion("complex()")
        __int__ = _conversion("int()")
        __index__ = _conversion("use as an index")

    def clip(self, lowest: Value | Number, highest: Value | Number) -> Value:
        """This value, but at least `lowest` and at most `highest`; see `autograd_core.clip`."""
        return compositions.clip(self, lowest, highest)

    def apply_operation(self, operation: Operation, inputs: Sequence[Any]) -> Value:
        """How a row of the table, called with this node among its inputs, is recorded."""
        return record(operation, inputs)

    def conjugate(self) -> Value:
        """This value itself, being real: NumPy's std and vdot ask for it."""
        if is_complex(self.data):
            raise TypeError(f"the conjugate of a complex number has no complex derivative, got {described(self)}")
        return self

    def __repr__(self) -> str:
        return f"Value(data={_written(self.data)}, grad={_written(self.grad)})"

    def __format__(self, spec: str) -> str:
        # f"{loss:.3f}" writes the data; without a spec it is what print writes
        return format(self.data, spec) if spec else str(self)

    @property
    def _prev(self) -> KeysView[Value]:
        """micrograd's name for the parents, each once: in order, and equal to the set of them."""
        return dict.fromkeys(self.parents).keys()

    @property
    def _op(self) -> str:
        """micrograd's name of the operation: '+', '*', '**2', 'ReLU', '' for a leaf."""
        operation = self.operation
        if operation is None:
            return ""
        if operation.in_gate:
            return operation.python + "".join(_written(self.parents[i].data) for i in operation.in_gate)
        return operation.python or (operation.symbol if operation is operations.relu else operation.name)

    @property
    def _children(self) -> tuple[Value, ...]:
        """microgpt's name for the parents."""
        return self.parents

    @property
    def _local_grads(self) -> tuple[Any, ...]:
        """microgpt's name for the local gradients, as numbers."""
        return self.local_gradients()

    @property
    def _backward(self) -> Closure:
        """micrograd's step of a backward pass: called, it adds local gradient x this node's `.grad` to the parents'.

        Set it, and `backward()` calls what was set instead of the operation's rule. What that adds to the `.grad` of
        parents counts as their contribution; what it does to other nodes is not undone when a pass fails.
        """
        closure: Closure | None = self.__dict__.get("_backward")
        return closure or partial(_pass_on, self, self._operation)

    @_backward.setter
    def _backward(self, closure: Closure) -> None:
        if not callable(closure):
            raise TypeError(f"_backward is a function without arguments, got {described(closure)}")
        if self._first is not None and not isinstance(self._operation, ByClosure):
            self._first, self._second = self.parents, None
            self._operation = ByClosure(self._op, self._operation)
        self.__dict__["_backward"] = closure

    if TYPE_CHECKING:
        # Hung on by differentiate.py; copying.py does so with what copy and pickle ask for.
        def backward(self, seed: Any = 1) -> None: ...
        def _slopes_of_closure(self) -> list[Any]: ...

        # What a node may have besides, in its __dict__.
        group: str  # which part of a picture it belongs to: "layer 1/neuron 2"
        recorded_at: str  # the source line, by debug()
        is_in_rule: bool  # whether only a rule computed it, while gradients() recorded


_owners: dict[str, Operation] = {}  # of methods; a row that is no longer in the table leaves its own to the next


def _take_in(operation: Operation) -> None:
    """Give Value the method of a row; ValueError where its name means something else here."""
    if operation.name in (LEAF.name, CONSTANT.name):
        raise ValueError(f"{operation.name!r} is what a node without an operation is called; give the row another name")
    name = operation.method or operation.name
    gone = {method for method, owner in _owners.items() if TABLE.get(owner.name) is not owner}
    if operation.is_method and hasattr(Value, name) and name not in gone:
        raise ValueError(f"a Value has {name!r} already, as something else; give the row another name")
    for method in gone:
        del _owners[method]
        if hasattr(Value, method):
            delattr(Value, method)
    if operation.is_method:
        _owners[name] = operation
        setattr(Value, name, _method(operation))


# As the table is before anybody else enters a row: tests hold that these run on arrays, and pages have their kernels.
OF_THE_PACKAGE = frozenset(TABLE.values())

for _operation in list(TABLE.values()):
    _take_in(_operation)
operations.on_new_row.append(_take_in)

# What NumPy calls on the numbers in an array of objects, where it has another name for a row.
for _theirs, _ours in {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "arctan2": "atan2",
    "__floor__": "floor",
}.items():
    setattr(Value, _theirs, getattr(Value, _ours))


def _written(x: Any) -> str:
    """As `print` writes it, but for an integer of thousands of digits, which Python refuses to write out."""
    try:
        return f"{x}"
    except ValueError:
        return shown(x)


# Recording.


def constant(data: Any) -> Value:
    """A node for a plain number: no gradient flows into it, and operations on constants alone fold.

    Raises:
        TypeError: `data` is not a number.
    """
    if not is_number(data):
        raise TypeError(f"constant needs a number, got {described(data)}{cure(data)}")
    return _constant(data)


def _constant(data: Any) -> Value:
    return new_node(CONSTANT, data, ())


def new_node(operation: Operation, data: Any, parents: tuple[Value, ...]) -> Value:
    """The node for `data`, computed by `operation` from `parents`; a leaf's operation is LEAF or CONSTANT."""
    node = _blank(Value)
    node.data = data
    node.grad = 0
    node.label = ""
    node._operation = operation
    node._second = None
    if operation.arity == 2:
        node._first, node._second = parents
    elif operation.arity is None or len(parents) > 1:
        node._first = parents
    else:
        node._first = parents[0] if parents else None
    node._pending = 0
    return node


def _make_by_hand(node: Value, asked: Request) -> None:
    """Make a new leaf the node that somebody computed by hand."""
    node.label = asked.label
    if not asked.parents:
        return
    node.data = whole(node.data)
    if all(parent._operation is CONSTANT for parent in asked.parents):
        node._operation = CONSTANT
        return
    if modes.open_blocks and modes.in_force(modes.no_grad):
        refuse_if_frozen(asked.parents, f"{asked.row.name}(...)")
        node._operation = CONSTANT
        return
    node._operation, node._first = asked.row, asked.parents
    if modes.open_blocks:
        for watch in modes.watches():
            watch.recorded(node)


def _slopes_by(operation: Operation, node: Value) -> tuple[Any, ...]:
    """The local gradients of `node` by the rule of `operation`."""
    parents = node.parents
    if isinstance(operation, ByClosure):
        return tuple(node._slopes_of_closure())
    try:
        return tuple(operation.partials_at(node.data, numbers_of(parents)))
    except (ArithmeticError, ValueError, TypeError) as error:
        raise explained_rule(error, operation, parents) from error


def _pass_on(node: Value, operation: Operation) -> None:
    """A node's step of a backward pass, taken by hand."""
    if isinstance(operation, ByClosure):
        call(node)
        return
    amounts = [slope if slope is NOTHING else node.grad * slope for slope in _slopes_by(operation, node)]
    for parent, amount in zip(node.parents, amounts, strict=True):
        if not parent.is_constant:
            parent.grad += amount


def record(operation: Operation, inputs: Sequence[Any]) -> Value:
    """The node for `operation` applied to `inputs`, numbers or Values; a constant if all of them are constants."""
    parents = tuple([x if type(x) is Value else _operand(operation, x) for x in inputs])
    if operation.by_number is not None and parents[-1]._operation is CONSTANT:
        operation = operation.by_number
    elif operation.of_number is not None and parents[0]._operation is CONSTANT:
        operation = operation.of_number
    for position in operation.numbers:
        if parents[position]._operation is not CONSTANT and not operation.has_index:
            came = described(parents[position])
            raise TypeError(
                f"{operation.name} takes a plain number as input {position}, got the Value {came}; write **"
            )
    try:
        data = operation.forward(*[parent.data for parent in parents])
    except (ArithmeticError, ValueError, TypeError, RuntimeWarning) as error:
        data = _again(error, operation, parents)
    if (kind := data.__class__) is not float and kind not in _STAY:
        data = _of_whole_numbers(operation, data, parents)
    if all(parent._operation is CONSTANT for parent in parents):
        return _constant(data)
    if modes.open_blocks:
        return _in_modes(operation, data, parents)
    return new_node(operation, data, parents)


def numbers_of(nodes: Sequence[Value]) -> list[Any]:
    """What an operation on `nodes` computes with."""
    return [x if (x := node.data).__class__ is float else whole(x) for node in nodes]


# While a rule is recorded on nodes: the errors of its operations that have no value at the data of the moment.
_kept_errors: ContextVar[list[Exception] | None] = ContextVar("kept errors", default=None)


@contextmanager
def errors_kept() -> Iterator[list[Exception]]:
    """In this block an operation without a value gives a NaN, and its error is kept instead of raised."""
    errors: list[Exception] = []
    token = _kept_errors.set(errors)
    try:
        yield errors
    finally:
        _kept_errors.reset(token)


def _of_whole_numbers(operation: Operation, data: Any, inputs: tuple[Value, ...]) -> Any:
    """`data`, a result of `inputs`, computed again with Python's integers if there are any of NumPy."""
    numbers = [x.data for x in inputs]
    wholes = list(map(whole, numbers))
    if all(x is y for x, y in zip(numbers, wholes, strict=True)):
        return whole(data)
    return _again(None, operation, inputs)


def _again(error: Exception | None, operation: Operation, inputs: tuple[Value, ...]) -> Any:
    """The result with Python's integers in the places of NumPy's, after an `error` or a result that these gave."""
    try:
        return operation.forward(*numbers_of(inputs))
    except (ArithmeticError, ValueError, TypeError) as found:
        return without_value(found, operation, inputs)


def without_value(error: Exception, operation: Operation, inputs: tuple[Value, ...]) -> Any:
    """What a node holds whose operation failed: nothing, the error is raised; or a NaN where errors are kept."""
    explanation = explained(error, operation, inputs)
    errors = _kept_errors.get()
    if errors is None or isinstance(error, TypeError):
        raise explanation from error
    errors.append(explanation)
    return nan_like(inputs[0].data)


def _in_modes(operation: Operation, data: Any, parents: tuple[Value, ...]) -> Value:
    """Record where a mode's block is open, here or in another thread."""
    if modes.in_force(modes.no_grad):
        refuse_if_frozen(parents, f"{operation.name}(...)")
        return _constant(data)
    node = new_node(operation, data, parents)
    for watch in modes.watches():
        watch.recorded(node)
    return node


def _operand(operation: Operation, x: Any) -> Value:
    """`x` as a node: itself, or a constant for a plain number."""
    if isinstance(x, Value):
        return x
    if is_number(x):
        return _constant(x)
    raise TypeError(f"{operation.python or operation.name} needs numbers or Values, got {described(x)}{cure(x)}")
