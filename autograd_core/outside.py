"""Rows from outside: `operation(...)` makes an operation of one's own, which then works wherever those of the table do.

Here: reading what was given, and the forward function and rule in forms that say what is wrong with them. Not here: the
table (operations.py), the method (value.py), and the check of a row (operation_checks.py).
"""

from __future__ import annotations

import functools
import inspect
import itertools
import keyword
import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from string import Formatter
from typing import Any, TypedDict, Unpack, overload

from autograd_core import operations
from autograd_core.elementary import is_finite
from autograd_core.errors import GraphError, described, require_function, shown
from autograd_core.kinds import is_node, is_number, is_numpy
from autograd_core.operations import ATOM, SUM, TABLE, Operation, Role

# A function of NumPy may round otherwise in an array than for one number.
ROUNDING = 1e-12
MANY = 3  # inputs with which a function of any number of them is tried

Forward = Callable[..., Any]
Rule = Callable[..., Sequence[Any]] | tuple[Any, ...]

# A template that needs no parentheses around it: log({0}), \sqrt{{{0}}}, \left|{0}\right|.
_CLOSED = re.compile(r"\\?\w+(\{\w+\}|\[\w+\])*(\\left)?[({].*[)}]|\\left.*\\right.")


class Options(TypedDict, total=False):
    """What `operation` takes besides, for type checkers."""

    arity: int | None
    textbook: Rule | None
    array: Forward | None
    jax: Forward | None
    javascript: str
    symbol: str
    role: str
    text: str
    latex: str
    domain: str
    remedy: str
    kinks: Sequence[float]
    clearance: Forward | None
    branch: Forward | None
    symmetric: bool
    method: bool | str


@overload
def operation(name: str, forward: Forward, *, partials: Rule, **options: Unpack[Options]) -> Operation: ...
@overload
def operation(name: Forward, *, partials: Rule, **options: Unpack[Options]) -> Operation: ...
@overload
def operation(
    name: str | None = None, *, partials: Rule, **options: Unpack[Options]
) -> Callable[[Forward], Operation]: ...
def operation(
    name: str | Forward | None = None,
    forward: Forward | None = None,
    *,
    partials: Rule,
    arity: int | None = None,
    textbook: Rule | None = None,
    array: Forward | None = None,
    jax: Forward | None = None,
    javascript: str = "",
    symbol: str = "",
    role: str = Role.SCALER,
    text: str = "",
    latex: str = "",
    domain: str = "",
    remedy: str = "",
    kinks: Sequence[float] = (),
    clearance: Forward | None = None,
    branch: Forward | None = None,
    symmetric: bool = False,
    method: bool | str = False,
) -> Operation | Callable[[Forward], Operation]:
    """An operation of your own: a row of the table, and the function itself, for numbers and Values.

    It works as the package's do: in `backward()` and gradients of any order, formulas, pictures, files, pickles, random
    graphs, programs; with a kernel in JavaScript also in pages::

        cube_root = operation("cube_root", math.cbrt, partials=lambda out, x: (1 / (3 * out * out),))

        @operation(partials=lambda out, x: (1 / (3 * out * out),), array=np.cbrt, javascript="Math.cbrt")
        def cube_root(x):
            return math.cbrt(x)

    `check_operation(cube_root)` in your tests holds it against itself.

    Args:
        name: its name, a Python identifier; or the forward function, whose name it then has. Without a forward function
            `operation` is a decorator of it. The module that made a name may make it anew (a cell that is run again);
            graphs that were recorded before keep the row that they were recorded with.
        forward: n numbers -> a number. How many inputs there are, and their defaults, is read from it: `*inputs` are
            any number of them, which may come as one list too. Its docstring says in `help` what it computes.
        partials: (output, *inputs) -> a tuple of n local gradients, d output / d inputs[i]; or just the tuple, where
            they are the same everywhere. It is run on numbers and on Values, which is where second derivatives come
            from: so plain arithmetic and functions of autograd_core, `where(greater(x, 0), ...)` for a case, and
            NOTHING for what does not let a gradient through.
        arity: how many inputs there are, where neither the forward function nor the rule tells.
        textbook: the rule as textbooks write it, for formulas.
        array: the forward function for NumPy arrays, which programs call. Without it `forward` itself where it runs on
            them, else `forward` for one number after the other.
        jax: the forward function for JAX's arrays.
        javascript: the forward function for pages, as JavaScript: "(x) => Math.cbrt(x)".
        symbol: what pictures write into the gate; the name without.
        role: a `Role`, the gate's part in the backward pass, or other words for it.
        text, latex: how formulas write it, in Python's notation and in LaTeX: "{0}**(1/3)", with {0} for the first
            input, and {0:4} for parentheses around what binds less strongly than a power (1 a sum, 2 a product, 4 a
            name). Without: name(inputs).
        domain: what must hold of the inputs, in words for error messages ("a positive input").
        remedy: what to do where it does not ("clamp the input first").
        kinks: where a function of one input has kinks, jumps or no slope.
        clearance: inputs -> how far they are from the nearest kink, pole or edge of the domain; of a function that
            `kinks` cannot describe. Random graphs and checks keep away from where it is small.
        branch: inputs -> on which side of its kinks the function is there, anything that can be compared.
        symmetric: whether inputs may be exchanged.
        method: whether Value has it as a method too; or the method's name.

    Returns:
        The operation; without a forward function a decorator that gives it.

    Raises:
        TypeError: the forward function or rule is none, they do not take the inputs that they should, or an option is
            of another kind.
        ValueError: the name is no identifier, or taken: by the package, by another module, or in Value for the method;
            or a template names an input that there is not.
    """
    module = sys._getframe(1).f_globals.get("__name__", "__main__")

    def made(function: Forward) -> Operation:
        require_function("the forward function of an operation", function)
        if not isinstance(method, bool | str):
            raise TypeError(f"method is True or the method's name, got {described(method)}")
        if isinstance(method, str) and method.startswith("__"):
            raise ValueError(f"a method's name has no two underscores before it, as Python's own have, got {method!r}")
        if arity is not None and not (isinstance(arity, int) and arity > 0):
            raise TypeError(f"arity is how many inputs there are, at least 1, got {described(arity)}")
        found = _name(name if isinstance(name, str) else getattr(function, "__name__", ""))
        _refuse_taken(found, module)
        count, defaults = (arity, ()) if arity is not None else _inputs(found, function, partials)
        _require_words(found, symbol=symbol, role=role, text=text, latex=latex, domain=domain, remedy=remedy)
        _require_words(found, javascript=javascript)
        _require_functions(found, count, array=array, jax=jax, clearance=clearance, branch=branch)
        points = _kinks(found, kinks)
        if points and clearance:
            raise TypeError(f"{found} takes kinks or clearance, got both; say with clearance how far they are")
        if points and count != 1:
            raise TypeError(f"kinks are those of a function of one input, and {found} has others; give a clearance")
        fields: dict[str, Any] = {
            "forward": _forward(found, function, array, jax),
            "partials": _checked(found, "partials", partials, count),
            "textbook": textbook and _function(_checked(found, "textbook", textbook, count)),
            "arity": count,
            "defaults": defaults,
            "is_symmetric": symmetric,
            "hides_nan": True,  # nobody knows: so it may
            "needs": domain,
            "remedy": remedy,
            "about": " ".join((inspect.getdoc(function) or "").partition("\n\n")[0].split()),
            "kinks": ", ".join(f"x = {kink:g}" for kink in points),
            "branch": branch or ((lambda x: tuple([x > kink for kink in points])) if points else None),
            "text": _template(found, text, count),
            "latex": _template(found, latex, count),
            "binding": ATOM if all(_CLOSED.fullmatch(each) for each in (text, latex) if each) else SUM,
            "is_method": bool(method),
            "method": _name(method) if isinstance(method, str) else "",
            "javascript": javascript,
            "module": module,
        }
        if clearance or points:
            fields["clearance"] = clearance or (lambda x: min([abs(x - kink) for kink in points]))
        return _entered(found, symbol or found, role, fields)

    if callable(name):
        if forward is not None:
            raise TypeError(f"operation takes one forward function, got {described(name)} and {described(forward)}")
        return made(name)
    if name is not None and not isinstance(name, str):
        raise TypeError(f"operation takes a name or a forward function first, got {described(name)}")
    return made if forward is None else made(forward)


def _name(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name):
        what = "a forward function without a name of its own" if name == "<lambda>" else shown(name)
        raise ValueError(f"an operation's name is a Python identifier, got {what}; write operation('my_name', ...)")
    return name


def _refuse_taken(name: str, module: str) -> None:
    there = TABLE.get(name)
    if there is not None and there.module != module:
        owner = f"the module {there.module!r}" if there.module else "the package"
        raise ValueError(f"there is an operation called {name!r} already, made by {owner}; give yours another name")


def _require_words(name: str, **options: Any) -> None:
    for option, given in options.items():
        if not isinstance(given, str):
            raise TypeError(f"{option} of {name} is a str, got {described(given)}")


def _require_functions(name: str, count: int | None, **options: Any) -> None:
    """TypeError for what is no function of the inputs."""
    for option, given in options.items():
        if given is None:
            continue
        require_function(f"{option} of {name}", given)
        try:
            inspect.signature(given).bind(*range(MANY if count is None else count))
        except ValueError:  # of another language; it is seen when it is called
            continue
        except TypeError:
            what = "any number of inputs" if count is None else f"{count} input{'s' if count > 1 else ''}"
            raise TypeError(
                f"{option} of {name} takes {what}, as {name} does, got a function of {inspect.signature(given)}"
            ) from None


def _kinks(name: str, kinks: Any) -> tuple[float, ...]:
    if isinstance(kinks, str) or not isinstance(kinks, Iterable):
        raise TypeError(f"kinks of {name} are a list of numbers, got {described(kinks)}; write (0,) for a single one")
    points = tuple(kinks)
    for point in points:
        if not is_number(point) or not is_finite(point):
            raise TypeError(f"kinks of {name} are finite numbers, got {described(point)}")
    return points


def _entered(name: str, symbol: str, role: str, fields: dict[str, Any]) -> Operation:
    """The row, entered in the table: in the place of one that the same module made before."""
    before = TABLE.pop(name, None)
    try:
        made: Operation = operations.row(name, symbol, role, **fields)
    except ValueError:
        if before is not None:
            TABLE[name] = before
        raise
    return made


def _inputs(name: str, forward: Forward, partials: Rule) -> tuple[int | None, tuple[Any, ...]]:
    """How many inputs a forward function takes (None for any number), and the defaults of the last ones."""
    if isinstance(count := getattr(forward, "nin", None), int):  # a function of NumPy
        return count, ()
    try:
        parameters = list(inspect.signature(forward).parameters.values())
    except ValueError:  # as of math.log; the rule takes the output besides
        if isinstance(partials, tuple):
            return len(partials), ()
        parameters = list(inspect.signature(partials).parameters.values())[1:]
    if any((x.kind is x.KEYWORD_ONLY and x.default is x.empty) or x.kind is x.VAR_KEYWORD for x in parameters):
        raise TypeError(f"the inputs of {name} come by position, got a forward function that takes some by keyword")
    if any(x.kind is x.VAR_POSITIONAL for x in parameters):
        return None, ()
    taken = [x for x in parameters if x.kind is not x.KEYWORD_ONLY]
    if not taken:
        raise TypeError(f"the forward function of {name} takes at least one input, got one that takes none")
    defaults = tuple([x.default for x in taken if x.default is not x.empty])
    if not all(map(is_number, defaults)):
        raise TypeError(f"the defaults of {name} are numbers, got {shown(defaults)}")
    return len(taken), defaults


def _template(name: str, template: str, arity: int | None) -> str:
    """The template of a formula, each of whose places names an input."""
    try:
        places = [place for _, place, _, _ in Formatter().parse(template) if place is not None]
    except ValueError as error:
        raise ValueError(f"the formula of {name} is a template such as '{{0}}**2', got {template!r}: {error}") from None
    if places and arity is None:
        raise ValueError(f"{name} has any number of inputs, so a formula cannot name them; leave {template!r} out")
    if template and not places:
        raise ValueError(f"the formula of {name} names its inputs, {{0}} the first, got {template!r}")
    for place in places:
        if not place.isdecimal() or int(place) >= (arity or 0):
            raise ValueError(
                f"the formula of {name} names its inputs by their numbers, {{{(arity or 1) - 1}}} the last, got "
                f"{template!r}; braces of LaTeX are written twice, {{{{ and }}}}"
            )
    return template


# The forward function, for every kind of number that comes.


def _forward(name: str, of_numbers: Forward, of_arrays: Forward | None, of_jax: Forward | None) -> Forward:
    runs_on_arrays: bool | None = None  # not known before one comes

    def arrays(inputs: tuple[Any, ...]) -> Any:
        nonlocal runs_on_arrays
        if of_arrays is not None:
            return of_arrays(*inputs)
        if not all(isinstance(x, sys.modules["numpy"].ndarray) for x in inputs if is_numpy(x)):
            return of_numbers(*inputs)  # what stands for an array, and is asked what is done to it
        if runs_on_arrays is None:
            runs_on_arrays = _runs_on_arrays(of_numbers, inputs)
        return of_numbers(*inputs) if runs_on_arrays else _one_by_one(of_numbers, inputs)

    @functools.wraps(of_numbers, assigned=("__doc__",), updated=())
    def forward(*inputs: Any) -> Any:
        for x in inputs:
            kind = x.__class__
            if kind is float or kind is int:
                continue
            if is_numpy(x) and x.ndim:
                return arrays(inputs)
            if kind.__module__.partition(".")[0] in ("jax", "jaxlib"):
                return _of_jax(name, of_jax or of_numbers, inputs)
        result = of_numbers(*inputs)
        if is_numpy(result) and not result.ndim:
            return result[()]  # an array of one number, as interpolations of SciPy give, is that number
        if not is_number(result):
            what = f"a Value, {described(result)}" if is_node(result) else described(result)
            raise TypeError(f"its forward function must give a number, gave {what}")
        return result

    return forward


def _runs_on_arrays(of_numbers: Forward, inputs: tuple[Any, ...]) -> bool:
    """Whether a function of numbers gives the same in an array, tried on some of either sign and order."""
    numpy = sys.modules["numpy"]
    numbers = [float(numpy.ravel(x)[0]) for x in inputs]
    numbers = [x if math.isfinite(x) else 1.0 for x in numbers]
    tried = [
        numbers,
        [-x - 1 for x in numbers],
        [x + 1 if i % 2 else -x - 1 for i, x in enumerate(numbers)],
        [x - 1 if i % 2 else x + 2 for i, x in enumerate(numbers)],
    ]
    columns = [numpy.array(column) for column in zip(*tried, strict=True)]
    try:
        with numpy.errstate(all="ignore"):
            found = of_numbers(*columns)
            if not isinstance(found, numpy.ndarray) or found.shape != (len(tried),):
                return False
            return all(map(_is_of_number, itertools.repeat(of_numbers), tried, found.tolist()))
    except Exception:  # a function from outside, of what nobody promised it: math.erf, or one with an `if`
        return False


def _is_of_number(of_numbers: Forward, inputs: Sequence[float], found: float) -> bool:
    """Whether `found` in an array is what a function gives for numbers; nothing finite where it refuses them."""
    try:
        expected = of_numbers(*inputs)
    except (ArithmeticError, ValueError):
        return not math.isfinite(found)
    if isinstance(expected, complex):  # a root of a negative number, which an array has none for
        return not math.isfinite(found)
    return bool(math.isclose(expected, found, rel_tol=ROUNDING) or (expected != expected and found != found))


def _one_by_one(of_numbers: Forward, inputs: tuple[Any, ...]) -> Any:
    """A function of numbers for one number of arrays after the other; NaN where it refuses."""
    numpy = sys.modules["numpy"]

    def of_one(*numbers: Any) -> float:
        try:
            return float(of_numbers(*numbers))
        except (ArithmeticError, ValueError):
            return math.nan

    found = numpy.frompyfunc(of_one, len(inputs), 1)(*inputs)
    kinds = [x.dtype for x in inputs if is_numpy(x) and x.dtype.kind == "f"]
    return found.astype(numpy.result_type(*kinds) if kinds else float)


def _of_jax(name: str, forward: Forward, inputs: tuple[Any, ...]) -> Any:
    try:
        return forward(*inputs)
    except TypeError as error:  # JAX's errors about numbers that are not known yet are such
        reason = str(error).splitlines()[0]
        raise TypeError(
            f"the forward function of {name} does not run on arrays of JAX ({reason}); give the operation one that "
            "does: operation(..., jax=...)"
        ) from error


# The rule, which says what is wrong with it.


def _checked(name: str, what: str, rule: Rule, arity: int | None) -> Rule:
    """The rule, whose result is looked at each time."""
    if isinstance(rule, tuple):
        if arity is None:
            raise TypeError(f"{name} takes any number of inputs, so its {what} are a function (output, *inputs)")
        _require_partials(name, what, rule, arity)
        return rule
    require_function(f"{what} of {name}", rule)
    _require_inputs(name, what, rule, arity)

    @functools.wraps(rule)
    def checked(out: Any, *inputs: Any) -> Sequence[Any]:
        try:
            found = rule(out, *inputs)
        except GraphError as error:
            raise GraphError(f"{what} of {name}: {error}") from error
        _require_partials(name, what, found, len(inputs))
        return found

    return checked


def _function(rule: Rule) -> Callable[..., Sequence[Any]]:
    """A rule as a function of output and inputs, whether or not it is the same everywhere."""
    return (lambda out, *inputs: rule) if isinstance(rule, tuple) else rule


def _require_inputs(name: str, what: str, rule: Callable[..., Any], arity: int | None) -> None:
    """TypeError for a rule that cannot be called with the output and then each input."""
    try:
        signature = inspect.signature(rule)
    except ValueError:  # of another language; it is seen when it is called
        return
    count = MANY if arity is None else arity
    try:
        signature.bind(*range(1 + count))
    except TypeError:
        inputs = "*inputs" if arity is None else ", ".join(f"input {i}" for i in range(count))
        raise TypeError(
            f"{what} of {name} take the output and then the inputs, (output, {inputs}), got a function of {signature}"
        ) from None


def _require_partials(name: str, what: str, found: Any, count: int) -> None:
    expected = f"{what} of {name} must be a tuple of {count}, one local gradient per input"
    if not isinstance(found, tuple | list):
        one = "; write (..., ) around it" if count == 1 else ""
        raise TypeError(f"{expected}, got {described(found)}{one}")
    if len(found) != count:
        raise TypeError(f"{expected}, got {len(found)}")
    for i, slope in enumerate(found):
        if not hasattr(slope.__class__, "__neg__"):
            raise TypeError(f"{expected}, got {described(slope)} for input {i}; it is a number, a Value or NOTHING")
