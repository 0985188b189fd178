"""THE TABLE: one row per operation, with its forward function and its local gradients.

Everything that knows an operation reads it here: eager backward, gradients of gradients, pictures, the tests. Not here:
nodes (value.py) and how each kind of number computes an elementary function (elementary.py).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import reduce
from inspect import Parameter, Signature, unwrap
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from autograd_core import elementary
from autograd_core.errors import cure, described, explained, shown
from autograd_core.kinds import PYTHONS, is_node, is_number, is_numpy, wide
from autograd_core.nothing import NOTHING
from autograd_core.words import translated, words

if TYPE_CHECKING:
    from autograd_core.signatures import Binary, Number, Parametric, Ternary, Unary, Variadic
    from autograd_core.value import Value

Entry = TypeVar("Entry")

# How strongly a formula's outermost operation binds, as in Python.
SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4


def _everywhere(*inputs: Any) -> float:
    return math.inf


class Role(StrEnum):
    """A gate's part in the backward pass, in the words of the course."""

    DISTRIBUTOR = "gradient distributor"
    SWAP = "swap multiplier"
    ROUTER = "router"
    SCALER = "scaler"
    SIGN_CHANGER = "sign changer"
    CLOSED = "closed gate"
    WIRE = "wire"

    def __str__(self) -> str:
        """Its words in the chosen language; compared, a role is what it is in English."""
        return translated(f"role.{self.name.lower()}", self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


# weakref_slot: caches of other libraries, such as that of jax.jit, hold functions weakly
@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Operation:
    """One row of the table, and the function itself: `exp(x)` is the row `exp` called on x.

    On plain numbers a call computes; on Values (on anything with `apply_operation`) it records. Rules are written with
    rows and plain arithmetic, so that one rule runs on floats, Fractions, complex numbers, arrays and Values.

    After what every row has (`name` to `partials`) come the rest of its rule (`textbook` to `is_paired`), its domain
    (`needs` to `hides_nan`), and how people read and write it (`about` to `is_method`). Tests hold each fact against
    the functions.

    Attributes:
        name: unique; also the function's name, and the method's of Value where the row has one.
        symbol: what pictures write into the gate.
        role: a `Role`, the gate's part in the backward pass; or other words for it, which are shown as they are.
        forward: n numbers -> the result, in the numbers' own arithmetic.
        partials: (out, *inputs) -> n local gradients, d out / d inputs[i]; just the tuple of them where they are the
            same everywhere. NOTHING (not 0) where a gate is closed. No Python `if` on data in here: a graph that is
            replayed with other data would keep the branch; use `where`, `step`, `greater`.
        textbook: the rule as textbooks write it, for formulas, where `partials` computes the same with more care.
        arity: the number of inputs; None for any number of them, which may also be called with one list of them.
        defaults: values of the last inputs when a call leaves them out.
        cost: number of inputs -> (additions, multiplications) of the forward function, as Table 3-2 counts them.
        numbers: positions of inputs that are plain numbers, so that the row needs no rule for them; never nodes, but
            for an index.
        has_index: whether the first input, one of `numbers`, chooses among the others by their number, 0, 1, ...; it
            may be a node, which a program takes anew for each sample, and nothing is passed back to it.
        by_number, of_number: the rows to record instead when the last, or the first, input is a constant.
        is_symmetric: whether inputs may be exchanged: the order in which they come tells nothing.
        is_paired: whether the inputs are n weights, n factors and a bias; then `arity` is None.
        needs: what must hold of the inputs, in words for error messages ("a positive input").
        remedy: what to do where it does not hold, for the end of error messages ("clamp the input first").
        clearance: the inputs' distance from the nearest kink, pole or edge of the domain; the rule is the derivative
            where it is positive. Infinite for operations that are smooth everywhere.
        branch: inputs -> which side of its kinks the operation is on, any value to compare; None without kinks.
        kinks: where those are, as a formula or in words ("x = 0"); what the slopes are there, the rule says.
        is_indicator: whether the result is always 1 or 0.
        hides_nan: whether the result may be a number where an input is a NaN.
        about: what it computes, in a sentence.
        note: what the role leaves unsaid ("its second branch negated").
        python: how Python writes the operation, where that is not its name ("+").
        text, latex: the formula, "{0:2}" standing for the first input, in parentheses if it binds less strongly than 2;
            name(inputs) without.
        binding: how strongly the formula binds: SUM, PRODUCT, POWER or ATOM.
        in_gate: positions of plain numbers that pictures write into the gate behind the symbol, such as the exponent of
            x^2; the last inputs.
        is_method: whether Value has the operation as a method; unless told, where `x.name()` is a whole call and Python
            has no sign for it.
        method: the method's name, where that is not the operation's.
        javascript: the forward function in JavaScript, for pages; the package's own have theirs in viz.
        module: the module that made a row from outside (outside.py); "" for the package's own.
    """

    name: str
    symbol: str
    role: str
    forward: Callable[..., Any]
    partials: Callable[..., Sequence[Any]] | tuple[Any, ...]
    textbook: Callable[..., Sequence[Any]] | None = None
    arity: int | None = 1
    defaults: tuple[Any, ...] = ()
    cost: Callable[[int], tuple[int, int]] = lambda inputs: (0, 0)
    numbers: tuple[int, ...] = ()
    has_index: bool = False
    by_number: Operation | None = None
    of_number: Operation | None = None
    is_symmetric: bool = False
    is_paired: bool = False
    needs: str = ""
    remedy: str = ""
    clearance: Callable[..., Any] = _everywhere
    branch: Callable[..., Any] | None = None
    kinks: str = ""
    is_indicator: bool = False
    hides_nan: bool = False
    about: str = ""
    note: str = ""
    python: str = ""
    text: str = ""
    latex: str = ""
    binding: int = ATOM
    in_gate: tuple[int, ...] = ()
    is_method: bool | None = None
    method: str = ""
    javascript: str = ""
    module: str = ""

    def __post_init__(self) -> None:
        if self.is_method is None:
            takes_one = self.arity is not None and self.arity - len(self.defaults) == 1
            object.__setattr__(self, "is_method", takes_one and not self.python)

    @overload
    def __call__(self, *inputs: Value) -> Value: ...
    @overload
    def __call__(self, *inputs: Any) -> Any: ...
    def __call__(self, *inputs: Any) -> Any:
        if len(inputs) != self.arity:
            inputs = self.complete(inputs)
        for x in inputs:
            if is_node(x):
                return x.apply_operation(self, inputs)
        for x in inputs:
            if x.__class__ in PYTHONS:
                continue
            if not hasattr(type(x), "__neg__"):
                raise TypeError(f"{self.python or self.name} needs numbers or Values, got {described(x)}{cure(x)}")
            if is_numpy(x):
                inputs = tuple(map(wide, inputs))
        try:
            return self.forward(*inputs)
        except (ArithmeticError, ValueError, TypeError) as error:
            raise explained(error, self, inputs) from error

    def complete(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs with defaults filled in; TypeError when their number does not fit.

        Any number of inputs may come as one list of them, as to Python's max.
        """
        given = len(inputs)
        if self.arity is None:
            return listed(self.name, inputs)
        missing = self.arity - given
        if missing < 0 or missing > len(self.defaults):
            raise TypeError(f"{self.name} takes {self.arity} input{'s' if self.arity != 1 else ''}, got {given}")
        return inputs + self.defaults[len(self.defaults) - missing :]

    def partials_at(self, out: Any, inputs: Sequence[Any]) -> Sequence[Any]:
        """The local gradients, d out / d inputs[i], given the output and all inputs."""
        return self.partials if isinstance(self.partials, tuple) else self.partials(out, *inputs)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The inputs by the names that they have in the rule; empty where there may be any number of them."""
        if self.arity is None:
            return ()
        rule = getattr(unwrap(self.partials), "__code__", None) if callable(self.partials) else None
        if rule is not None and rule.co_argcount == self.arity + 1:
            return tuple(rule.co_varnames[1 : self.arity + 1])
        return ("x", "y", "z")[: self.arity] if self.arity <= 3 else tuple(f"x{i + 1}" for i in range(self.arity))

    @property
    def signature(self) -> Signature:
        """How the function is called: with its inputs by position."""
        if self.arity is None:
            return Signature([Parameter("inputs", Parameter.VAR_POSITIONAL)])
        names = self.parameters
        defaults = [Parameter.empty] * (len(names) - len(self.defaults)) + list(self.defaults)
        inputs = zip(names, defaults, strict=True)
        return Signature([Parameter(name, Parameter.POSITIONAL_ONLY, default=default) for name, default in inputs])

    def takes(self, count: int) -> bool:
        """Whether the operation can have so many inputs."""
        if self.arity is not None:
            return count == self.arity
        return count >= 1 and not (self.is_paired and count % 2 == 0)

    def reading_order(self, count: int) -> list[int]:
        """The positions of `count` inputs as they are read; of pairs weight, factor, weight, factor, ..., bias."""
        pairs = count // 2 if self.is_paired else 0
        return [i for pair in range(pairs) for i in (pair, pairs + pair)] + list(range(2 * pairs, count))

    @property
    def role_and_note(self) -> str:
        """The role in full: "gradient distributor, its second branch negated"."""
        role = str(self.role)
        if not self.note:
            return role
        return words("role.noted", role=role, note=self.said("note"))

    def said(self, fact: str) -> str:
        """One of the facts in words, such as `needs`, in the chosen language."""
        return translated(f"row.{self.name}.{fact}", getattr(self, fact))

    @property
    def may_refuse(self) -> bool:
        """Whether some numbers are an error for the operation."""
        return bool(self.needs or self.remedy or self.module)  # nobody knows what one from outside refuses

    def textbook_partials(self, out: Any, inputs: Sequence[Any]) -> Sequence[Any]:
        """The local gradients as textbooks write them."""
        return self.textbook(out, *inputs) if self.textbook else self.partials_at(out, inputs)

    def __repr__(self) -> str:
        return f"<operation {self.name}>"

    def __reduce__(self) -> tuple[Callable[..., Operation], tuple[str, ...]]:
        name = name_in_table(self)
        return operation_named, (name, self.module) if self.module else (name,)


def listed(name: str, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The inputs of a function of any number of them, which may come as one list; TypeError where there are none."""
    if len(inputs) == 1 and (isinstance(inputs[0], list | tuple | Iterator) or getattr(inputs[0], "ndim", 0) == 1):
        inputs = tuple(inputs[0])
    if not inputs:
        raise TypeError(f"{name} takes at least one input, got none")
    return inputs


TABLE: dict[str, Operation] = {}


def operation_named(name: str, module: str = "") -> Operation:
    """The row called `name`, which `module` made; ValueError when the table has none."""
    try:
        return TABLE[name]
    except KeyError:
        there_is = where_to_find(module) if module else f"the table has {', '.join(TABLE)}"
        raise ValueError(f"no operation is called {name!r}; {there_is}") from None


def where_to_find(module: str) -> str:
    """What to do where a row from outside is missing, for the end of an error message."""
    if module == "__main__":
        return "a script or notebook made it with operation(...): run the lines that make it first"
    return f"it is made in the module {shown(module)}: import that first"


def name_in_table(operation: Operation) -> str:
    """The name by which files and other processes find `operation`; ValueError when the table does not have it."""
    if TABLE.get(operation.name) is not operation:
        raise ValueError(
            f"the operation {operation.name!r} is not in the table, or another took its place, so nobody could read "
            f"what holds it; make it with operation({operation.name!r}, ...), which enters it, and record anew"
        )
    return operation.name


# For type checkers: what a row is called with follows from its number of inputs.
@overload
def row(name: str, symbol: str, role: str, *, arity: None, **fields: Any) -> Variadic: ...
@overload
def row(name: str, symbol: str, role: str, *, arity: Literal[3], **fields: Any) -> Ternary: ...
@overload
def row(
    name: str, symbol: str, role: str, *, arity: Literal[2], defaults: tuple[float], **fields: Any
) -> Parametric: ...
@overload
def row(name: str, symbol: str, role: str, *, arity: Literal[2], **fields: Any) -> Binary: ...
@overload
def row(name: str, symbol: str, role: str, **fields: Any) -> Unary: ...
def row(name: str, symbol: str, role: str, **fields: Any) -> Operation:
    """A new row, entered in the table; where its `is_method` says so, a method of Value too.

    Raises:
        ValueError: there is a row, a kind of leaf or, for a method, something else in Value of that name.
    """
    if name in TABLE:
        raise ValueError(f"the table has an operation called {name!r} already")
    operation = Operation(name, symbol, role, **fields)
    for welcome in on_new_row:
        welcome(operation)
    TABLE[name] = operation
    return operation


# What is told of a row before it is entered, and may refuse it: value.py, which imports this module.
on_new_row: list[Callable[[Operation], None]] = []


def _one_like(out: Any) -> Any:
    """1 as the kind of number that `out` is where that matters: 1 / 3 is a float, Fraction(1) / 3 is exact."""
    kind = type(out.data if is_node(out) else out)
    return kind(1) if kind is Fraction or kind is Decimal else 1


def _costs(additions: int, multiplications: int) -> Callable[[int], tuple[int, int]]:
    return lambda inputs: (additions, multiplications)


# Indicators: constant wherever they are smooth, so they pass nothing back. Rules use them where they need a case.

step = row(
    "step", "step", Role.CLOSED,
    about="1 where x is at least 0, else 0.",
    forward=lambda x: elementary.indicator(x >= 0, x),
    partials=(NOTHING,),
    clearance=abs,
    kinks="x = 0",
    branch=lambda x: x >= 0,
    is_indicator=True,
    hides_nan=True,
)

greater = row(
    "greater", ">", Role.CLOSED,
    about="1 where x is greater than y, else 0.",
    forward=lambda x, y: elementary.indicator(x > y, x),
    partials=(NOTHING, NOTHING),
    arity=2,
    clearance=lambda x, y: abs(x - y),
    kinks="x = y",
    branch=lambda x, y: x > y,
    is_indicator=True,
    hides_nan=True,
    text="({0:1}>{1:1})",
    latex=r"\left[{0}>{1}\right]",
)

equal = row(
    "equal", "=", Role.CLOSED,
    about="1 where x equals y, else 0.",
    forward=lambda x, y: elementary.indicator(x == y, x),
    partials=(NOTHING, NOTHING),
    arity=2,
    is_symmetric=True,
    clearance=lambda x, y: abs(x - y),
    kinks="x = y",
    branch=lambda x, y: x == y,
    is_indicator=True,
    hides_nan=True,
    text="({0:1}=={1:1})",
    latex=r"\left[{0}={1}\right]",
)


def _greater(x: Any, y: Any) -> Any:
    """The row `greater`; on two floats just the answer, which is faster."""
    return x > y if x.__class__ is float and y.__class__ is float else greater(x, y)


def _gate(condition: Any, if_open: Any = 1, if_closed: Any = NOTHING) -> Any:
    """The slope along the branch of a router: `if_open` where the condition holds, else `if_closed`."""
    if condition.__class__ is bool:
        return if_open if condition else if_closed
    return where(condition, if_open, if_closed)


where: Ternary = row(
    "where", "where", Role.ROUTER,
    about="x where the condition is not 0, else y.",
    forward=elementary.choose,
    partials=lambda out, condition, x, y: (NOTHING, _gate(condition), _gate(condition, NOTHING, 1)),
    arity=3,
    clearance=lambda condition, x, y: abs(condition),
    kinks="condition = 0",
    branch=lambda condition, x, y: bool(condition),
    hides_nan=True,
)

# Arithmetic.

identity = row(
    "identity", "=", Role.WIRE,
    about="x itself, as a node of its own.",
    forward=lambda x: 0 if x is NOTHING else x,
    partials=(1,),
    text="{0:4}",
    latex="{0:4}",
    is_method=False,
)

add = row(
    "add", "+", Role.DISTRIBUTOR,
    about="The sum of x and y.",
    forward=operator.add,
    partials=(1, 1),
    arity=2,
    is_symmetric=True,
    cost=_costs(1, 0),
    python="+",
    text="{0:1}+{1:1}",
    latex="{0:1}+{1:1}",
    binding=SUM,
)

subtract = row(
    "subtract", "−", Role.DISTRIBUTOR,
    about="The difference x - y.",
    note="its second branch negated",
    forward=operator.sub,
    partials=(1, -1),
    arity=2,
    cost=_costs(1, 0),
    python="-",
    text="{0:1}-{1:2}",
    latex="{0:1}-{1:2}",
    binding=SUM,
)

multiply = row(
    "multiply", "×", Role.SWAP,
    about="The product of x and y.",
    forward=operator.mul,
    partials=lambda out, x, y: (y, x),
    arity=2,
    is_symmetric=True,
    cost=_costs(0, 1),
    python="*",
    text="{0:2}*{1:2}",
    latex=r"{0:2} \cdot {1:2}",
    binding=PRODUCT,
)

divide = row(
    "divide", "/", Role.SCALER,
    about="x divided by y.",
    forward=operator.truediv,
    partials=lambda out, x, y: (_one_like(out) / y, -out / y),
    arity=2,
    cost=_costs(0, 1),
    needs="a divisor other than zero",
    remedy="treat that case apart, or add a small number to the divisor",
    clearance=lambda x, y: abs(y),
    python="/",
    text="{0:2}/{1:3}",
    latex=r"\frac{{{0}}}{{{1}}}",
    binding=PRODUCT,
)

negative = row(
    "negative", "−", Role.SIGN_CHANGER,
    about="x with the other sign.",
    forward=operator.neg,
    partials=(-1,),
    python="-",
    text="-{0:2}",
    latex="-{0:2}",
    binding=SUM,
)

absolute = row(
    "absolute", "abs", Role.ROUTER,
    about="The distance of x from 0.",
    forward=elementary.absolute,
    partials=lambda out, x: (_gate(_greater(x, 0.0), 1, _gate(_greater(0.0, x), -1)),),  # nothing at the kink
    textbook=lambda out, x: (greater(x, 0) - greater(0, x),),
    clearance=abs,
    python="abs",
    kinks="x = 0",
    branch=lambda x: (x > 0, x < 0),
    text="abs({0})",
    latex=r"\left|{0}\right|",
)


log_of_base = row(
    "log_of_base", "log", Role.SCALER,
    about="The logarithm that the slope of a power needs: 0 at 0, and not a number left of it.",
    # What the slope of x ** y along y needs: where x is 0 the limit of that slope is 0 (for a positive exponent), and
    # left of it the reals have none. That is no error: the slope along the base has a value there.
    forward=elementary.log_of_base,
    partials=lambda out, x: (_gate(equal(x, 0), NOTHING, 1 / where(equal(x, 0), 1, x)),),
    textbook=lambda out, x: (1 / x,),
    clearance=lambda x: x,
    text="log({0})",
    latex=r"\ln\left({0}\right)",
    is_method=False,
)

# What the rows of x ** y say alike: `power`, and the two that are recorded in its place.
_AS_POWERS: dict[str, Any] = {
    "cost": _costs(0, 1),
    "needs": "a base other than 0 for a negative exponent, and a positive base for a fractional one",
    "remedy": "clamp the base first, or use complex data",
    "hides_nan": True,  # NaN ** 0 is 1
    "python": "**",
    "text": "{0:4}**{1:4}",
    "latex": "{0:4}^{{{1}}}",
    "binding": POWER,
}

def _raised(x: Any, n: Any) -> Any:
    """x ** n; of floats by the row's own function, for which a root of a negative number is an error, not complex."""
    return elementary.power(x, n) if x.__class__ is float else x**n


power_by_number: Binary = row(
    "power_by_number", "^", Role.SCALER,
    about="x to the power of a plain number.",
    forward=elementary.power,
    # `n` is a plain number, never a node, so a case on it freezes nothing. Without it the slope of x**0 at 0 would be
    # 0 * 0**-1, and the graph of the slope of x**2 would hold a gate for x**1.
    partials=lambda out, x, n: (n * (x if n == 2 else _raised(x, n - 1)) if n else NOTHING, NOTHING),
    arity=2,
    numbers=(1,),
    in_gate=(1,),
    clearance=lambda x, n: math.inf if n == int(n.real) and n.real >= 0 else x,
    **_AS_POWERS,
)

power_of_number: Binary = row(
    "power_of_number", "^", Role.SCALER,
    about="A plain number to the power of y.",
    forward=elementary.power,
    partials=lambda out, base, y: (NOTHING, out * log_of_base(base)),
    arity=2,
    numbers=(0,),
    clearance=lambda base, y: base,
    **_AS_POWERS,
)

power: Binary = row(
    "power", "^", Role.SCALER,
    about="x to the power of y.",
    forward=elementary.power,
    partials=lambda out, x, y: (
        # 0 at 0 ** 0, where x ** (y - 1) has no value
        y * _raised(x, where(equal(x, 0) * equal(y, 0), 1, y - 1)),
        out * log_of_base(x),
    ),
    textbook=lambda out, x, y: (y * x ** (y - 1), out * log_of_base(x)),
    arity=2,
    clearance=lambda x, y: x,
    by_number=power_by_number,
    of_number=power_of_number,
    **_AS_POWERS,
)

# Elementary functions.

exp = row(
    "exp", "exp", Role.SCALER,
    about="e to the power of x.",
    forward=elementary.exp,
    partials=lambda out, x: (out,),
    remedy="shift or clamp the input first (a float's exponential overflows from 709.79 on)",
    latex="e^{{{0}}}",
    binding=POWER,
)

expm1 = row(
    "expm1", "expm1", Role.SCALER,
    about="exp(x) - 1, to its last digit for small x too.",
    forward=elementary.expm1,
    partials=lambda out, x: (out + 1,),
    remedy="shift or clamp the input first (a float's exponential overflows from 709.79 on)",
)

log: Unary = row(
    "log", "log", Role.SCALER,
    about="The natural logarithm of x.",
    forward=elementary.log,
    partials=lambda out, x: (1 / x,),
    needs="a positive input",
    remedy="clamp the input first",
    clearance=lambda x: x,
    latex=r"\ln\left({0}\right)",
)

log1p = row(
    "log1p", "log1p", Role.SCALER,
    about="log(1 + x), to its last digit for small x too.",
    forward=elementary.log1p,
    partials=lambda out, x: (1 / (1 + x),),
    needs="an input greater than -1",
    remedy="clamp the input first",
    clearance=lambda x: x + 1,
)

sqrt = row(
    "sqrt", "√", Role.SCALER,
    about="The square root of x.",
    forward=elementary.sqrt,
    partials=lambda out, x: (1 / (2 * out),),
    needs="an input that is not negative",
    remedy="clamp the input first",
    clearance=lambda x: x,
    latex=r"\sqrt{{{0}}}",
)

sin = row(
    "sin", "sin", Role.SCALER,
    about="The sine of x, in radians.",
    forward=elementary.sin,
    partials=lambda out, x: (cos(x),),
    needs="a finite input",
)

cos: Unary = row(
    "cos", "cos", Role.SCALER,
    about="The cosine of x, in radians.",
    forward=elementary.cos,
    partials=lambda out, x: (-sin(x),),
    needs="a finite input",
)

tan = row(
    "tan", "tan", Role.SCALER,
    about="The tangent of x, in radians.",
    forward=elementary.tan,
    partials=lambda out, x: (1 + out * out,),
    needs="a finite input",
    clearance=lambda x: abs(elementary.cos(x)),
)


def _log_of_constant(number: int, like: Any) -> Any:
    """log(number) as a factor for numbers of the kind of `like`."""
    kind = type(like.data if is_node(like) else like)
    return Decimal(number).ln() if kind is Decimal else math.log(number)


exp2 = row(
    "exp2", "2^", Role.SCALER,
    about="2 to the power of x.",
    forward=elementary.exp2,
    partials=lambda out, x: (out * _log_of_constant(2, out),),
    remedy="shift or clamp the input first (a float overflows from 1,024 on)",
    latex="2^{{{0}}}",
    binding=POWER,
)

log2 = row(
    "log2", "log2", Role.SCALER,
    about="The logarithm of x to the base 2.",
    forward=elementary.log2,
    partials=lambda out, x: (1 / (x * _log_of_constant(2, out)),),
    needs="a positive input",
    remedy="clamp the input first",
    clearance=lambda x: x,
    latex=r"\log_2\left({0}\right)",
)

log10 = row(
    "log10", "log10", Role.SCALER,
    about="The logarithm of x to the base 10.",
    forward=elementary.log10,
    partials=lambda out, x: (1 / (x * _log_of_constant(10, out)),),
    needs="a positive input",
    remedy="clamp the input first",
    clearance=lambda x: x,
    latex=r"\log_{{10}}\left({0}\right)",
)

sinh: Unary = row(
    "sinh", "sinh", Role.SCALER,
    about="The hyperbolic sine, (exp(x) - exp(-x)) / 2.",
    forward=elementary.sinh,
    partials=lambda out, x: (cosh(x),),
    remedy="shift or clamp the input first (a float overflows from 710.47 on)",
)

cosh: Unary = row(
    "cosh", "cosh", Role.SCALER,
    about="The hyperbolic cosine, (exp(x) + exp(-x)) / 2.",
    forward=elementary.cosh,
    partials=lambda out, x: (sinh(x),),
    remedy="shift or clamp the input first (a float overflows from 710.47 on)",
)

asin = row(
    "asin", "asin", Role.SCALER,
    about="The angle whose sine is x, from -pi/2 to pi/2.",
    forward=elementary.asin,
    partials=lambda out, x: (1 / sqrt((1 - x) * (1 + x)),),
    textbook=lambda out, x: (1 / sqrt(1 - x**2),),
    needs="an input from -1 to 1",
    remedy="clamp the input first",
    clearance=lambda x: 1 - abs(x),
    latex=r"\arcsin\left({0}\right)",
)

acos = row(
    "acos", "acos", Role.SCALER,
    about="The angle whose cosine is x, from 0 to pi.",
    forward=elementary.acos,
    partials=lambda out, x: (-1 / sqrt((1 - x) * (1 + x)),),
    textbook=lambda out, x: (-1 / sqrt(1 - x**2),),
    needs="an input from -1 to 1",
    remedy="clamp the input first",
    clearance=lambda x: 1 - abs(x),
    latex=r"\arccos\left({0}\right)",
)

atan = row(
    "atan", "atan", Role.SCALER,
    about="The angle whose tangent is x, between -pi/2 and pi/2.",
    forward=elementary.atan,
    partials=lambda out, x: (1 / (1 + x * x),),
    textbook=lambda out, x: (1 / (1 + x**2),),
    latex=r"\arctan\left({0}\right)",
)


def _of_distance(out: Any, *inputs: Any) -> list[Any]:
    """The slopes of a distance from the origin, the inputs' shares of it; at the origin nothing, as those of |x|."""
    at_origin = equal(out, 0)
    distance = where(at_origin, 1, out)
    return [_gate(at_origin, NOTHING, x / distance) for x in inputs]


hypot: Binary = row(
    "hypot", "hypot", Role.SCALER,
    about="The distance of (x, y) from the origin, sqrt(x^2 + y^2), which does not overflow on the way.",
    forward=elementary.hypot,
    partials=lambda out, x, y: _of_distance(out, x, y),
    textbook=lambda out, x, y: (x / out, y / out),
    arity=2,
    is_symmetric=True,
    clearance=elementary.hypot,
    kinks="x = y = 0",
    branch=lambda x, y: x == 0 and y == 0,
    latex=r"\sqrt{{{0:4}^2+{1:4}^2}}",
    is_method=True,
)


def _slopes_of_angle(out: Any, y: Any, x: Any) -> tuple[Any, Any]:
    distance = hypot(x, y)  # its square may overflow
    return x / distance / distance, -y / distance / distance


atan2 = row(
    "atan2", "atan2", Role.SCALER,
    about="The angle of the point (x, y), from -pi to pi: that of y / x in all four quadrants.",
    forward=elementary.atan2,
    partials=_slopes_of_angle,
    textbook=lambda out, y, x: (x / (x**2 + y**2), -y / (x**2 + y**2)),
    arity=2,
    clearance=lambda y, x: elementary.hypot(x, y) if x > 0 else abs(y),
    kinks="y = 0 and x < 0, where the angle jumps from pi to -pi",
    branch=lambda y, x: x < 0 and y < 0,
    is_method=True,
)

asinh = row(
    "asinh", "asinh", Role.SCALER,
    about="The inverse of sinh: log(x + sqrt(x^2 + 1)).",
    forward=elementary.asinh,
    partials=lambda out, x: (1 / hypot(x, 1),),  # x * x may overflow
    textbook=lambda out, x: (1 / sqrt(x**2 + 1),),
    latex=r"\operatorname{{arsinh}}\left({0}\right)",
)

acosh = row(
    "acosh", "acosh", Role.SCALER,
    about="The inverse of cosh: log(x + sqrt(x^2 - 1)).",
    forward=elementary.acosh,
    partials=lambda out, x: (1 / (sqrt(x - 1) * sqrt(x + 1)),),
    textbook=lambda out, x: (1 / sqrt(x**2 - 1),),
    needs="an input of at least 1",
    remedy="clamp the input first",
    clearance=lambda x: x - 1,
    latex=r"\operatorname{{arcosh}}\left({0}\right)",
)

atanh = row(
    "atanh", "atanh", Role.SCALER,
    about="The inverse of tanh: log((1 + x) / (1 - x)) / 2.",
    forward=elementary.atanh,
    partials=lambda out, x: (1 / ((1 - x) * (1 + x)),),
    textbook=lambda out, x: (1 / (1 - x**2),),
    needs="an input between -1 and 1",
    remedy="clamp the input first",
    clearance=lambda x: 1 - abs(x),
    latex=r"\operatorname{{artanh}}\left({0}\right)",
)

erf = row(
    "erf", "erf", Role.SCALER,
    about="The error function: 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.",
    forward=elementary.erf,
    partials=lambda out, x: (2 / math.sqrt(math.pi) * exp(-(x * x)),),
)

erfc = row(
    "erfc", "erfc", Role.SCALER,
    about="1 - erf(x), to its last digit for large x too.",
    # 1 - erf(x), to its last digits for large x
    forward=elementary.erfc,
    partials=lambda out, x: (-2 / math.sqrt(math.pi) * exp(-(x * x)),),
)

# Steps and remainders.

sign = row(
    "sign", "sign", Role.CLOSED,
    about="1 where x is positive, -1 where it is negative, 0 at 0.",
    forward=elementary.sign,
    partials=(NOTHING,),
    clearance=abs,
    kinks="x = 0",
    branch=lambda x: (x > 0, x < 0),
)


def _from_whole(x: Any) -> Any:
    """The distance of x from the nearest whole number."""
    below = x - elementary.floor(x)
    return min(below, 1 - below)


floor = row(
    "floor", "floor", Role.CLOSED,
    about="The largest whole number that is at most x.",
    forward=elementary.floor,
    partials=(NOTHING,),
    clearance=_from_whole,
    kinks="x a whole number",
    branch=elementary.floor,
    latex=r"\left\lfloor{0}\right\rfloor",
)


def _from_multiple(x: Any, y: Any) -> Any:
    """How far x and y can move at least before x / y crosses a whole number."""
    quotient = x / y
    return abs(y) * _from_whole(quotient) / (1 + abs(quotient))


# What the two of x // y and x % y, which belong together, say alike.
_AS_DIVISIONS: dict[str, Any] = {
    "arity": 2,
    "needs": "a divisor other than zero",
    "remedy": "treat that case apart",
    "clearance": lambda x, y: _from_multiple(x, y) if y else 0,
    "kinks": "x / y a whole number",
    "branch": operator.floordiv,
    "binding": SUM,  # in products it needs parentheses on both sides: z * (x % y) is not z * x % y
}

floor_divide = row(
    "floor_divide", "//", Role.CLOSED,
    about="The largest whole number that is at most x / y.",
    forward=operator.floordiv,
    partials=(NOTHING, NOTHING),
    python="//",
    text="{0:2}//{1:3}",
    latex=r"\left\lfloor\frac{{{0}}}{{{1}}}\right\rfloor",
    **_AS_DIVISIONS,
)

mod = row(
    "mod", "%", Role.SCALER,
    about="The remainder of x / y, with the sign of y: x - y * floor(x / y).",
    # x - y (x // y): it has the sign of the divisor, as Python has it
    forward=operator.mod,
    partials=lambda out, x, y: (1, -floor_divide(x, y)),
    python="%",
    text="{0:2}%{1:3}",
    latex=r"{0:2} \bmod {1:3}",
    **_AS_DIVISIONS,
)

# Activations.

bell: Unary = row(
    "bell", "σ'", Role.SCALER,
    about="sigmoid(x) * sigmoid(-x), the slope of the sigmoid.",
    # sigmoid(x) * sigmoid(-x), the slope of the sigmoid: a row of its own because it keeps its tails on both sides
    forward=elementary.bell,
    partials=lambda out, x: (-out * tanh(x / 2),),
    latex=r"\sigma'\left({0}\right)",
    is_method=False,
)


def _slope_of_tanh(out: Any, x: Any) -> tuple[Any]:
    return (4 * (elementary.bell(2 * x) if x.__class__ is float else bell(2 * x)),)


def _slope_of_sigmoid(out: Any, x: Any) -> tuple[Any]:
    return (elementary.bell(x) if x.__class__ is float else bell(x),)


tanh: Unary = row(
    "tanh", "tanh", Role.SCALER,
    about="The hyperbolic tangent, (exp(x) - exp(-x)) / (exp(x) + exp(-x)), from -1 to 1.",
    forward=elementary.tanh,
    partials=_slope_of_tanh,  # 1 - out * out is 0 from 19 on
    textbook=lambda out, x: (1 - out * out,),
)

sigmoid = row(
    "sigmoid", "σ", Role.SCALER,
    about="1 / (1 + exp(-x)), from 0 to 1.",
    forward=elementary.sigmoid,
    partials=_slope_of_sigmoid,  # out * (1 - out) is 0 from 37 on
    textbook=lambda out, x: (out * (1 - out),),
    latex=r"\sigma\left({0}\right)",
)

softplus = row(
    "softplus", "softplus", Role.SCALER,
    about="log(1 + exp(x)), a relu with a round corner.",
    forward=elementary.softplus,
    partials=lambda out, x: (sigmoid(x),),
)


def _slope_of_relu(out: Any, x: Any) -> tuple[Any]:
    if x.__class__ is float:
        return (1,) if x > 0 else (NOTHING,)  # at the kink too
    return (where(greater(x, 0), 1, NOTHING),)


relu = row(
    "relu", "ReLU", Role.ROUTER,
    about="x where it is positive, else 0: max(x, 0).",
    forward=elementary.relu,
    partials=_slope_of_relu,
    textbook=lambda out, x: (greater(x, 0),),
    clearance=abs,
    kinks="x = 0",
    branch=lambda x: (x > 0, x < 0),
)

leaky_relu = row(
    "leaky_relu", "leaky ReLU", Role.ROUTER,
    about="x where it is positive, else slope * x.",
    forward=lambda x, slope: elementary.choose(x > 0, x, slope * x),
    partials=lambda out, x, slope: (_gate(_greater(x, 0.0), 1, slope), _gate(_greater(x, 0.0), NOTHING, x)),
    arity=2,
    cost=_costs(0, 1),
    clearance=lambda x, slope: abs(x),
    defaults=(0.01,),
    kinks="x = 0",
    branch=lambda x, slope: (x > 0, x < 0),
    hides_nan=True,  # of a parameter that the branch does not use
)

elu = row(
    "elu", "ELU", Role.SCALER,
    about="x where it is positive, else alpha * (exp(x) - 1).",
    # relu(-x) keeps exp away from large x on arrays, where both branches are computed
    forward=lambda x, alpha: elementary.choose(x > 0, x, alpha * elementary.expm1(-elementary.relu(-x))),
    partials=lambda out, x, alpha: (
        _gate(_greater(x, 0.0), 1, out + alpha),
        _gate(_greater(x, 0.0), NOTHING, expm1(-relu(-x))),
    ),
    arity=2,
    cost=_costs(0, 1),
    clearance=lambda x, alpha: abs(x),
    defaults=(1,),
    kinks="x = 0",
    branch=lambda x, alpha: (x > 0, x < 0),
    hides_nan=True,  # of a parameter that the branch does not use
)

# Any number of inputs.


def _shares(out: Any, beaten: Sequence[Any]) -> list[Any]:
    """The router's rule: the inputs that are not beaten share the gradient evenly."""
    share = _one_like(out) / (len(beaten) - reduce(operator.add, beaten))
    # where the output is a NaN, nobody can tell which input it follows: then each share is that NaN
    share = _gate(equal(out, out), share, out)
    return [_gate(is_beaten, NOTHING, share) for is_beaten in beaten]


def _textbook_shares(out: Any, *inputs: Any) -> list[Any]:
    """The router's rule, told by the inputs that equal the output."""
    chosen = [equal(x, out) for x in inputs]
    ties = reduce(operator.add, chosen)
    return [is_chosen / ties for is_chosen in chosen]


def _chosen(choice: Callable[..., Any], inputs: tuple[Any, ...]) -> list[bool]:
    """Which inputs are the extreme one."""
    extreme = choice(inputs)
    return [x == extreme for x in inputs]


def _lead(*inputs: Any) -> Any:
    """How far the extreme input is from the runner-up."""
    first, *others = sorted(inputs)
    return min((other - first for other in others), default=math.inf)


maximum = row(
    "maximum", "max", Role.ROUTER,
    about="The largest input; inputs that tie share the gradient evenly.",
    forward=elementary.largest,
    partials=lambda out, *inputs: _shares(out, [_greater(out, x) for x in inputs]),
    textbook=_textbook_shares,
    arity=None,
    is_symmetric=True,
    clearance=lambda *inputs: _lead(*(-x for x in inputs)),
    kinks="inputs that tie",
    branch=lambda *inputs: _chosen(max, inputs),
    is_method=True,
)

minimum = row(
    "minimum", "min", Role.ROUTER,
    about="The smallest input; inputs that tie share the gradient evenly.",
    forward=elementary.smallest,
    partials=lambda out, *inputs: _shares(out, [_greater(x, out) for x in inputs]),
    textbook=_textbook_shares,
    arity=None,
    is_symmetric=True,
    clearance=_lead,
    kinks="inputs that tie",
    branch=lambda *inputs: _chosen(min, inputs),
    is_method=True,
)

sum_of_inputs = row(
    "sum", "Σ", Role.DISTRIBUTOR,
    about="The sum of all inputs, as one node.",
    note="the mirror of a copy",
    forward=lambda *inputs: reduce(operator.add, inputs),
    partials=lambda out, *inputs: (1,) * len(inputs),
    arity=None,
    is_symmetric=True,
    cost=lambda inputs: (inputs - 1, 0),
)


def _products_of_others(out: Any, *inputs: Any) -> list[Any]:
    """For each input the product of all others, without a division: an input may be 0."""
    before = list(accumulate(inputs[:-1], operator.mul))
    after = list(accumulate(reversed(inputs[1:]), operator.mul))[::-1]
    return [after[0], *map(operator.mul, before, after[1:]), before[-1]] if before else [1]


product = row(
    "product", "Π", Role.SWAP,
    about="The product of all inputs, as one node.",
    forward=lambda *inputs: reduce(operator.mul, inputs),
    partials=_products_of_others,
    arity=None,
    is_symmetric=True,
    cost=lambda inputs: (0, inputs - 1),
)

def _softmax(out: Any, *inputs: Any) -> list[Any]:
    """exp(x - out), made to add up to 1: a large `out` has no room for the logarithm of how many there are."""
    shares = [exp(x - out) for x in inputs]
    total = reduce(operator.add, shares)
    return [share / total for share in shares]


log_sum_exp = row(
    "log_sum_exp", "LSE", Role.SCALER,
    about="log(exp(x1) + ... + exp(xn)), which does not overflow on the way.",
    forward=elementary.log_sum_exp,
    partials=_softmax,
    textbook=lambda out, *inputs: [exp(x - out) for x in inputs],
    arity=None,
    cost=lambda inputs: (inputs - 1, 0),
)


def _weighted_sum(*inputs: Any) -> Any:
    if len(inputs) % 2 == 0:
        raise ValueError(f"{len(inputs)} inputs")
    n = len(inputs) // 2
    return reduce(operator.add, map(operator.mul, inputs[:n], inputs[n:-1]), inputs[-1])


dot_with_bias = row(
    "dot", "·", Role.SWAP,
    about="w1*x1 + ... + wn*xn + b of n weights, n factors and a bias b, in this order.",
    # inputs: n weights, n factors, the bias
    forward=_weighted_sum,
    partials=lambda out, *inputs: (*inputs[len(inputs) // 2 : -1], *inputs[: len(inputs) // 2], 1),
    arity=None,
    is_paired=True,
    cost=lambda inputs: (inputs // 2, inputs // 2),
    needs="n weights, n factors and a bias, an odd number of inputs",
)

def _slopes_of_lookup(out: Any, index: Any, *entries: Any) -> list[Any]:
    if is_node(index):
        return [NOTHING, *[_gate(equal(index, k)) for k in range(len(entries))]]
    slopes: list[Any] = [NOTHING] * (1 + len(entries))
    slopes[1 + elementary.place(index, len(entries))] = 1
    return slopes


look_up = row(
    "lookup", "[ ]", Role.ROUTER,
    about="The entry of a table that has the index: called as lookup([x2, x3, ...], x1).",
    # inputs: the index, then the entries of the table
    forward=elementary.look_up,
    partials=_slopes_of_lookup,
    textbook=lambda out, index, *entries: (NOTHING, *[equal(index, k) for k in range(len(entries))]),
    arity=None,
    numbers=(0,),
    has_index=True,
    needs="the index of an entry",
    # an index has no neighbours: where it is one, the entries are the table's alone
    clearance=lambda index, *entries: math.inf if elementary.is_place(index, len(entries)) else 0,
    hides_nan=True,  # of entries that are not chosen
)


@overload  # with no values it is 0 all the same
def sum(values: Iterable[Value], start: Value | Number = 0) -> Value: ...  # noqa: A001 - the builtin's meaning, as one node
@overload
def sum(values: Iterable[float], start: float = 0) -> float: ...  # noqa: A001
@overload
def sum(values: Iterable[Value | Number], start: Value | Number = 0) -> Any: ...  # noqa: A001
def sum(values: Iterable[Any], start: Any = 0) -> Any:  # noqa: A001
    """The sum of `values` and `start` as a single node with one parent per term.

    Python's own `sum` works on Values too and records an addition per term.
    """
    if is_node(values):
        raise TypeError(f"sum takes a list of numbers and Values, got the Value {described(values)}")
    terms = tuple(values)
    if type(start) is not int or start:
        terms = (start, *terms)
    return sum_of_inputs(*terms) if terms else 0


@overload
def dot(weights: Sequence[Value], inputs: Sequence[Value | Number], bias: Value | Number = 0) -> Value: ...
@overload
def dot(weights: Sequence[Value | Number], inputs: Sequence[Value], bias: Value | Number = 0) -> Value: ...
@overload
def dot(weights: Sequence[float], inputs: Sequence[float], bias: float = 0) -> float: ...
@overload
def dot(weights: Sequence[Value | Number], inputs: Sequence[Value | Number], bias: Value | Number = 0) -> Any: ...
def dot(weights: Sequence[Any], inputs: Sequence[Any], bias: Any = 0) -> Any:
    """weights[0] * inputs[0] + ... + weights[n-1] * inputs[n-1] + bias, as a single node.

    Args:
        weights: n numbers or Values.
        inputs: n numbers or Values.
        bias: a number or Value.

    Raises:
        ValueError: the lengths differ.
    """
    for name, numbers in (("weights", weights), ("inputs", inputs)):
        if not isinstance(numbers, Sequence) and not hasattr(numbers, "__len__"):
            raise TypeError(f"dot takes its {name} as a list of numbers and Values, got {described(numbers)}")
    if len(weights) != len(inputs):
        raise ValueError(f"dot needs as many inputs as weights, got {len(inputs)} inputs and {len(weights)} weights")
    return dot_with_bias(*weights, *inputs, bias)


@overload
def lookup(table: Sequence[Value], index: Value | Number) -> Value: ...
@overload
def lookup(table: Sequence[Value | Number], index: Value) -> Value: ...
@overload
def lookup(table: Sequence[Entry], index: Number) -> Entry: ...
def lookup(table: Sequence[Any], index: Any) -> Any:
    """table[index]: the entry goes through, and in the backward pass the gradient goes to it alone.

    An index that is a plain number, or a constant, is a choice made now: the result is a node of its own that has the
    entry as its parent, however long the table is. An index that is another Value is a parent too, with all entries: a
    graph that is run again, such as a program, chooses anew for each sample. Nothing has a slope along an index.

    Args:
        table: n entries, numbers or Values, at least one.
        index: a whole number in 0 ... n - 1, or a Value that holds one; 2.0 is one too.

    Returns:
        A node; a number where entry and index are numbers.

    Raises:
        TypeError: `table` is no list of numbers and Values, or `index` is neither a number nor a Value.
        ValueError: no entry has that index: it is negative, too large, NaN or no whole number. In a program the sample
            is NaN, its value and gradient, as where any operation refuses.
    """
    if is_node(table) or isinstance(table, str | bytes | dict) or not hasattr(type(table), "__getitem__"):
        raise TypeError(f"lookup takes its table as a list of numbers and Values, got {described(table)}")
    if is_node(index) and not index.is_constant:
        return look_up(index, *table)
    number = index.data if is_node(index) else index
    if not is_number(number):
        raise TypeError(f"lookup takes its index as a whole number or a Value, got {described(index)}{cure(index)}")
    try:
        entry = table[elementary.place(number, len(table))]
    except ValueError as error:
        raise explained(error, look_up, [index]) from error
    if not is_node(entry) and not is_number(entry):
        raise TypeError(
            f"lookup takes a table of numbers and Values, got {described(entry)} in it; look up each column of a table "
            "of rows by itself, or use nn.Embedding"
        )
    return index.apply_operation(identity, (entry,)) if is_node(index) else identity(entry)
