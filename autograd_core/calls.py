"""A plain function called with Values in place of its numbers, and what came out.

Here: the call, its arguments by position and by name. Not here: derivatives (functional.py), trees (trees.py).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from autograd_core import modes, operations
from autograd_core.differentiate import backward_gradients, gradients
from autograd_core.errors import require_function
from autograd_core.graph import topological_order
from autograd_core.tree_leaves import is_flag, not_a_tree
from autograd_core.trees import flat, like
from autograd_core.value import Value, constant, refuse_if_frozen

Function = Callable[..., Any]
Argnum = int | str


@dataclass(frozen=True)
class Call:
    """One recorded call of a function: the arguments that are differentiated, and what came out.

    Attributes:
        argument: the tree of arguments to differentiate with respect to.
        inputs: a fresh node for each of its numbers, in order.
        output: the tree that the function returned.
        outputs: a node for each of its numbers, in order.
        own: the leaves of the outputs that were made for the call or in it.
        is_open: whether the outputs depend on other leaves too.
    """

    argument: Any
    inputs: list[Value]
    output: Any
    outputs: list[Value]
    own: set[Value]
    is_open: bool

    def gradients(self, output: Value) -> list[Value]:
        """d `output` / d inputs[j]; constants where `output` depends on nothing else."""
        order, inputs = topological_order(output), set(self.inputs)
        if any(x.is_leaf and not x.is_constant and x not in inputs for x in order):
            return gradients(output, self.inputs)
        # nobody can differentiate these again, and a pass that records nothing takes a fraction of the time
        return [constant(slope) for slope in backward_gradients(output, order, self.inputs)]

    def numbers(self, leaves: Sequence[Any], along: Sequence[Any] = ()) -> Iterator[Any]:
        """Results as they are given: Values if the call, or the vector `along`, is open, else plain numbers."""
        is_open = self.is_open or any(isinstance(x, Value) and not x.is_constant for x in along)
        if is_open and not (modes.open_blocks and modes.in_force(modes.no_grad)):
            return iter(leaves)
        plain = [x.data if isinstance(x, Value) else x for x in leaves]
        # in a caller's no_grad() block results are constants, as those of any operation
        if is_open:
            refuse_if_frozen([x for x in (*leaves, *along) if isinstance(x, Value)], "a derivative")
        return iter([constant(x) for x in plain] if is_open else plain)


# The leaves made for calls that have returned: whoever gets a result meets them as the numbers that they stand for.
_finished: WeakSet[Value] = WeakSet()


def stands_for_a_number(leaf: Value) -> bool:
    """Whether `leaf` was made for the number of a call that has returned: nobody outside can know of it."""
    return leaf in _finished


def call_on_nodes(
    f: Function, arguments: Sequence[Any], argnums: Argnum | tuple[Argnum, ...], keywords: Mapping[str, Any]
) -> Call:
    """Call `f` with fresh nodes in the arguments that `argnums` names."""
    require_function("a derivative", f)
    given: dict[Argnum, Any] = dict(enumerate(arguments))
    given.update(keywords)
    named = argnums if isinstance(argnums, tuple) else (argnums,)
    places = [_place(f, argnum, arguments, keywords) for argnum in named]
    if len(set(places)) < len(places):
        raise ValueError(f"argnums names each argument once, got {argnums}")
    trees = tuple(given[place] for place in places)
    if places and all(map(is_flag, trees)):
        raise not_a_tree(trees[0])
    inputs = [_fresh(x) for x in flat(trees)]
    with modes.differentiating() as call:
        call.made.update(x for x in inputs if x.is_leaf)
        given.update(zip(places, like(trees, iter(inputs)), strict=True))
        output = f(*[given[i] for i in range(len(arguments))], **{name: given[name] for name in keywords})
    outputs = [x if isinstance(x, Value) else constant(x) for x in flat(output)]
    leaves = {x for x in topological_order(*outputs) if x.is_leaf and not x.is_constant}
    own = leaves & call.made
    modes.note_made(*call.made)
    _finished.update(x for x in inputs if x.is_leaf)
    argument = trees if isinstance(argnums, tuple) else trees[0]
    is_open = any(x not in own and not stands_for_a_number(x) for x in leaves)
    return Call(argument, inputs, output, outputs, own, is_open)


def _place(f: Function, argnum: Argnum, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Argnum:
    """Where the argument that `argnum` names stands in this call: its position, or its name among `keywords`."""
    if isinstance(argnum, str):
        if argnum in keywords:
            return argnum
        names = _positional_names(f)
        if argnum in names[: len(arguments)]:
            return names.index(argnum)
    elif isinstance(argnum, int) and -len(arguments) <= argnum < len(arguments):
        return argnum % len(arguments)
    came = f"{argnum!r} of {len(arguments)} arguments" + (f" and {', '.join(keywords)}" if keywords else "")
    raise TypeError(f"argnums names a positional argument by number, or any argument of the call by name, got {came}")


def _positional_names(f: Function) -> list[str]:
    """The names of the parameters of `f` that can be given by position; none where Python cannot tell."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return []
    return [x.name for x in parameters if x.kind in (x.POSITIONAL_ONLY, x.POSITIONAL_OR_KEYWORD)]


def _fresh(x: Any) -> Value:
    """A node of its own for one number of an argument, so that nothing but the argument's uses lead to it."""
    if isinstance(x, Value) and not x.is_constant:
        return operations.identity(x)
    return Value(x.data if isinstance(x, Value) else x)


def called_with(f: Function, xs: Any) -> Any:
    """f at `xs`: a tuple holds the arguments; anything else is the only one.

    A list or a named tuple holds the arguments too where `f` can take as many but not one, as with `lambda x, y: x * y`
    and [2.0, 3.0].
    """
    if type(xs) is tuple or (isinstance(xs, list | tuple) and not _takes(f, 1) and _takes(f, len(xs))):
        return f(*xs)
    return f(xs)


def require_function_of(what: str, f: Any, *roles: str) -> None:
    """Refuse an `f` that cannot be called with so many arguments, at the door: such as one that makes the function.

    Args:
        what: how a sentence about it begins ("show").
        roles: what each argument is ("history").

    Raises:
        TypeError: `f` is no function, or takes other arguments.
    """
    require_function(what, f)
    if not _takes(f, len(roles)):
        name, taken = getattr(f, "__name__", type(f).__name__), ", ".join(inspect.signature(f).parameters)
        raise TypeError(
            f"{what} is called with ({', '.join(roles)}), and {name} takes ({taken}); if it makes such a function, "
            f"call it first: {name}(...)"
        )


def _takes(f: Function, count: int) -> bool:
    """Whether `f` can be called with `count` positional arguments; True where Python cannot tell."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True
