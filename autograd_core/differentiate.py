"""Reverse-mode differentiation of a recorded graph: numbers into `.grad`, or gradients that are graphs themselves.

Both read the local gradients from the table. Not here: the rules (operations.py).
Source: reverse accumulation, Griewank & Walther, Evaluating Derivatives (2008), ch. 3.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import modes, operations
from autograd_core.by_hand import ByClosure, call
from autograd_core.elementary import nan_like
from autograd_core.errors import GraphError, described, explained_rule, shown
from autograd_core.graph import backward_order, topological_order
from autograd_core.kinds import PYTHONS, is_number, whole
from autograd_core.nothing import NOTHING
from autograd_core.value import LEAF, Value, constant, errors_kept, new_node, numbers_of

# The gradient of a node between, before anything arrived there: adds like the integer 0, and no sum is this object.
_UNREACHED: Any = False

_TWO_PASSES = "the graph changed under way: another backward pass runs over the same nodes"


class _Thread(threading.local):
    passes = 0  # running in this thread: more than one if a number's arithmetic calls backward()


_thread = _Thread()

# One pass at a time, whatever the thread: a pass adds up in the nodes themselves, and graphs share leaves and more.
# Python runs one of the threads at a time anyhow. A number whose arithmetic calls backward() takes it twice.
_pass_lock = threading.RLock()

if hasattr(os, "register_at_fork"):  # not on Windows; a child must not begin in the middle of a pass
    os.register_at_fork(
        before=_pass_lock.acquire, after_in_parent=_pass_lock.release, after_in_child=_pass_lock.release
    )


def backward(output: Value, seed: Any = 1) -> None:
    """Add d `output` / d leaf to the `.grad` of every leaf that `output` depends on.

    Nodes between hold the gradient of this pass alone. If anything fails, every `.grad` is as it was before.
    Threads may differentiate graphs that share nodes: passes run one after the other.

    Args:
        output: the node to differentiate.
        seed: d final result / d output; 1 where `output` is the final result.

    Raises:
        TypeError: `output` is not a Value, `seed` is not a number, or a leaf's `.grad` was set to something else.
        GraphError: `output` is a constant, or another backward pass over its graph is under way; or a node that was
            made by hand has neither local gradients nor a closure.
        Exception: whatever a closure raises that somebody set as a node's `_backward`.
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    _require_differentiable(output, seed)
    if modes.open_blocks:
        for watch in modes.watches():
            watch.before_backward(output)
    with _pass_lock:
        _differentiate(output, seed)


setattr(Value, "backward", backward)  # noqa: B010 - here, because this module imports value.py


def _differentiate(output: Value, seed: Any) -> None:
    """The pass with its undoing, once it is this thread's turn."""
    if output.is_leaf:
        output.grad = total_grad(output, output.grad, whole(seed))
        return
    interior: list[Value] = [output]
    leaves: list[Value] = []
    before: list[Any] = []
    _thread.passes += 1
    try:
        _count_uses(interior, leaves)
        before += [node.grad for node in interior]
        before += [leaf.grad for leaf in leaves]
        _run(output, seed, interior, leaves, before[len(interior) :])
    except BaseException:
        for node in interior + leaves:
            node._pending = 0
        # strict=False: if `before` is not complete, nothing was overwritten yet
        for node, grad in zip(interior + leaves, before, strict=False):
            node.grad = grad
        raise
    finally:
        _thread.passes -= 1


def _require_differentiable(output: Value, seed: Any) -> None:
    if not isinstance(output, Value):
        raise TypeError(f"backward needs a Value, got {described(output)}")
    if not is_number(seed):
        came = f"the Value {described(seed)}" if isinstance(seed, Value) else described(seed)
        raise TypeError(f"the seed of backward is a plain number, got {came}")
    if output.is_constant:
        raise GraphError(
            f"backward needs a recorded graph, got the constant {shown(output.data)}: it was computed from plain "
            "numbers alone or inside no_grad(); make a Value of what you want a gradient of"
        )
    if _thread.passes and any(node._pending for node in topological_order(output)):
        raise GraphError(_TWO_PASSES)


def _run(output: Value, seed: Any, interior: list[Value], leaves: list[Value], leaves_before: list[Any]) -> None:
    """The pass itself, over all nodes that were reached; the leaves get their sums at the very end."""
    seed = whole(seed)
    order = None
    if PYTHONS.issuperset([leaf.data.__class__ for leaf in leaves]) or not any(map(_is_of_numpy, leaves)):
        for node in interior:
            node.grad = _UNREACHED
        for leaf in leaves:
            leaf.grad = 0
        output.grad = seed
        order = _propagate(output)
    if order is None:
        order = _propagate_carefully(output, seed, interior, leaves)
    if len(order) != len(interior):
        raise GraphError(_TWO_PASSES)
    if modes.open_blocks:
        for watch in modes.watches():
            watch.after_backward(order)
    # every sum before any is stored
    totals = [total_grad(leaf, old, leaf.grad) for leaf, old in zip(leaves, leaves_before, strict=True)]
    for leaf, total in zip(leaves, totals, strict=True):
        leaf.grad = total
        leaf._pending = 0


def _is_of_numpy(leaf: Value) -> bool:
    """Whether a leaf holds a NumPy integer."""
    return whole(leaf.data) is not leaf.data


def _count_uses(interior: list[Value], leaves: list[Value]) -> None:
    """Find all that interior[0] depends on, and leave in each node's `_pending` how many edges lead to it.

    A node's gradient is complete, and passed on, when the last of these edges has brought its contribution: that gives
    a topological order without a sort, a set or recursion. Two parents, one and any number are written out because this
    loop, like the next, decides the speed.
    """
    reach, reach_leaf = interior.append, leaves.append
    for node in interior:  # grows while it is walked
        first = node._first
        second = node._second
        if second is not None:
            if second._first is not None:
                uses = second._pending
                if not uses:
                    reach(second)
                second._pending = uses + 1
            elif not second._pending:
                reach_leaf(second)
                second._pending = 1
            if first._first is not None:
                uses = first._pending
                if not uses:
                    reach(first)
                first._pending = uses + 1
            elif not first._pending:
                reach_leaf(first)
                first._pending = 1
            continue
        for parent in first if type(first) is tuple else (first,):
            uses = parent._pending
            if parent._first is not None:
                if not uses:
                    reach(parent)
                parent._pending = uses + 1
            elif not uses:
                reach_leaf(parent)
                parent._pending = 1


def _propagate(output: Value) -> list[Value] | None:
    """Pass every complete gradient on to the node's parents, `output` first; the nodes that did so, in this order.

    Each edge contributes gradient x local gradient, a closed gate nothing. Two parents, one parent and any number are
    the same rule, written out because this loop decides the speed. None where a rule has no value: what has arrived by
    then does not count.
    """
    order = [output]
    complete = order.append
    nothing = NOTHING
    node = output
    try:
        for node in order:  # grows while it is walked
            gradient = node.grad
            partials: Any = node._operation.partials
            first = node._first
            second = node._second
            if second is not None:
                if gradient is False:  # _UNREACHED, which takes longer to look up: the rule is not asked
                    node.grad = 0
                elif type(partials) is tuple:
                    slope, slope2 = partials
                    first.grad += gradient if slope == 1 else gradient * slope
                    second.grad += gradient if slope2 == 1 else gradient * slope2
                else:
                    slope, slope2 = partials(node.data, first.data, second.data)
                    first.grad += gradient * slope
                    second.grad += gradient * slope2
                if first._first is not None:
                    first._pending = edges = first._pending - 1
                    if not edges:
                        complete(first)
                if second._first is not None:
                    second._pending = edges = second._pending - 1
                    if not edges:
                        complete(second)
            elif type(first) is not tuple:
                if gradient is False:
                    node.grad = 0
                else:
                    (slope,) = partials if type(partials) is tuple else partials(node.data, first.data)
                    if slope is not nothing:
                        first.grad += gradient * slope
                if first._first is not None:
                    first._pending = edges = first._pending - 1
                    if not edges:
                        complete(first)
            else:
                if gradient is False:
                    node.grad = 0
                    slopes = (NOTHING,) * len(first)
                elif node._operation.__class__ is ByClosure:
                    call(node)  # adds to the `.grad` of parents itself
                    slopes = (NOTHING,) * len(first)
                else:
                    slopes = partials(node.data, *[parent.data for parent in first])
                for parent, slope in zip(first, slopes, strict=True):
                    if slope is not nothing:
                        parent.grad += gradient * slope
                    if parent._first is not None:
                        parent._pending = edges = parent._pending - 1
                        if not edges:
                            complete(parent)
    except (ArithmeticError, ValueError, TypeError) as error:
        if node._operation.__class__ is ByClosure:
            raise  # its own error, and not another call of it
        if isinstance(error, TypeError):
            raise explained_rule(error, node._operation, node.parents) from error
        return None
    return order


def _propagate_carefully(output: Value, seed: Any, interior: list[Value], leaves: list[Value]) -> list[Value]:
    """A pass where a rule has no value, or with NumPy's integers; the error is raised if a leaf needs that value."""
    errors: list[Exception] = []
    order = []
    sums: dict[Value, Any] = {}
    for turn in turns(output, seed, errors, is_pass=True):
        order.append(turn.node)
        for parent, amount in zip(turn.node.parents, turn.amounts, strict=True):
            add_to(sums, parent, amount)
    raise_if_needed(errors, [sums.get(leaf, 0) for leaf in leaves if not leaf.is_constant])
    for node in [*interior, *leaves]:
        node.grad = sums.get(node, 0)
        node._pending = 0
    output.grad = seed
    return order


@dataclass(frozen=True, slots=True)
class Turn:
    """A node's turn in a backward pass.

    Attributes:
        node: whose turn it is.
        gradient: d output / d node; NOTHING where only closed gates lead.
        slopes: d node / d parent along each of its edges; NaN where the rule has no value. Empty in a pass for closures
            and where nothing arrives: it does not ask.
        amounts: what each edge brings, gradient x local gradient; NOTHING through a closed gate.
    """

    node: Value
    gradient: Any
    slopes: Sequence[Any]
    amounts: Sequence[Any]


def turns(output: Value, seed: Any, errors: list[Exception], *, is_pass: bool = False) -> Iterator[Turn]:
    """A backward pass node by node, which leaves every `.grad` as it is.

    Args:
        output: what is differentiated.
        seed: d final result / d output.
        errors: what has no value on the way is added to them.
        is_pass: whether this is a pass itself, for which a closure is called once, with what arrives at it. Else it is
            called with 1 as well, for the slopes.
    """
    sums: dict[Value, Any] = {output: whole(seed)}
    for node in backward_order(output):
        gradient = sums.pop(node, NOTHING)
        slopes: Sequence[Any] = ()
        if is_pass and gradient is NOTHING:
            amounts = [NOTHING] * len(node.parents)
        elif isinstance(node._operation, ByClosure):
            amounts = _amounts_of_closure(node, gradient)
            slopes = () if is_pass else slopes_of_closure(node)
        else:
            slopes = slopes_at(node, errors if gradient is not NOTHING else [])
            amounts = _products(node, gradient, slopes, errors)
        for parent, amount in zip(node.parents, amounts, strict=True):
            if not parent.is_leaf:
                add_to(sums, parent, amount)
        yield Turn(node, gradient, slopes, amounts)


def _products(node: Value, gradient: Any, slopes: Sequence[Any], errors: list[Exception]) -> list[Any]:
    """What the edges of a node bring: gradient x local gradient."""
    try:
        return [gradient * slope for slope in slopes]
    except ArithmeticError as error:  # of a Decimal: 0 x infinity
        errors.append(explained_rule(error, node._operation, node.parents))
        return [nan_like(node.data)] * len(slopes)


def _amounts_of_closure(node: Value, gradient: Any) -> list[Any]:
    """What a closure adds to the `.grad` of each parent (all of it along the first edge that leads to one)."""
    if gradient is NOTHING:
        return [NOTHING] * len(node.parents)
    touched = (node, *dict.fromkeys(node.parents))
    with _pass_lock:
        before = [each.grad for each in touched]
        try:
            for each in touched:
                each.grad = _UNREACHED
            node.grad = gradient
            call(node)
            found = {each: NOTHING if each.grad is _UNREACHED else each.grad for each in touched}
        finally:
            for each, grad in zip(touched, before, strict=True):
                each.grad = grad
    return [found.pop(parent, NOTHING) for parent in node.parents]


def slopes_of_closure(node: Value) -> list[Any]:
    """The local gradients of a node that has a closure: what it adds where 1 arrives."""
    return _amounts_of_closure(node, 1)


setattr(Value, "_slopes_of_closure", slopes_of_closure)  # noqa: B010


def add_to(sums: dict[Value, Any], node: Value, amount: Any) -> None:
    """Add what an edge brings, unless that is nothing."""
    if amount is not NOTHING:
        sums[node] = sums.get(node, 0) + amount


def slopes_at(node: Value, errors: list[Exception]) -> Sequence[Any]:
    """The local gradients as numbers, NaN where the rule has no value; its error is added to `errors`."""
    operation, parents = node._operation, node.parents
    if isinstance(operation, ByClosure):
        return slopes_of_closure(node)
    numbers = numbers_of(parents)
    try:
        return operation.partials_at(node.data, numbers)
    except (ArithmeticError, ValueError) as error:
        if errors or _is_felt(node):
            errors.append(explained_rule(error, operation, parents))
    except TypeError as error:
        raise explained_rule(error, operation, parents) from error
    # once more on nodes, which tell along which of the edges there is a value
    inputs = [x if parent.is_constant else new_node(LEAF, x, ()) for x, parent in zip(numbers, parents, strict=True)]
    slopes, _ = _on_nodes(operation.partials_at, new_node(LEAF, node.data, ()), inputs)
    return [slope.data if isinstance(slope, Value) else slope for slope in slopes]


def _is_felt(node: Value) -> bool:
    """Whether a leaf can feel a slope of `node`: not if all ways to leaves lead through gates that never open.

    Programs leave out what nobody feels, and so know nothing of a rule without a value there.
    """
    waiting, seen = [*node.parents], {node}
    for x in waiting:  # grows while it is walked
        if x in seen or x.is_constant:
            continue
        if x.is_leaf or isinstance(x._operation, ByClosure):
            return True
        seen.add(x)
        inputs = [new_node(LEAF, number, ()) for number in numbers_of(x.parents)]
        slopes, _ = _on_nodes(x._operation.partials_at, new_node(LEAF, x.data, ()), inputs)
        waiting += [parent for parent, slope in zip(x.parents, slopes, strict=True) if slope is not NOTHING]
    return False


def _on_nodes(
    rule: Callable[[Value, Sequence[Any]], Sequence[Any]], out: Value, inputs: Sequence[Any]
) -> tuple[Sequence[Any], list[Exception]]:
    """A rule run on nodes, NaN where it has no value, and the errors that say so."""
    with errors_kept() as errors:
        try:
            return rule(out, inputs), errors
        except (ArithmeticError, ValueError) as error:  # among the plain numbers in the rule
            return [nan_like(out.data)] * len(inputs), [*errors, error.with_traceback(None)]


def raise_if_needed(errors: Sequence[Exception], results: Iterable[Any]) -> None:
    """Raise the first of the errors of a pass if it left a NaN in one of the results."""
    if errors and any(x != x for x in results):
        # a new one: the list of those that were kept would hold the traceback, which holds the list
        raise type(errors[0])(*errors[0].args)


def total_grad(leaf: Value, before: Any, gradient: Any) -> Any:
    """A leaf's `.grad` after a pass that brought `gradient`."""
    if leaf.is_constant:
        return 0
    try:
        return before + gradient
    except TypeError as error:
        raise TypeError(
            f"the .grad of a leaf must be a number that {gradient!r} can be added to, got {described(before)} "
            f"(node {shown(leaf.label)}); set it to 0"
        ) from error


def backward_gradients(output: Value, order: Sequence[Value], nodes: Sequence[Value]) -> list[Any]:
    """What `output.backward()` leaves in the `.grad` of `nodes`, from 0. Every `.grad` is then as it was before.

    Args:
        output: what is differentiated.
        order: all that it depends on, and itself.
        nodes: any nodes; those that `output` does not depend on get 0.
    """
    touched = list(dict.fromkeys((*order, *nodes)))
    with _pass_lock:  # whatever another thread adds, it adds before or after
        before = [node.grad for node in touched]
        try:
            for node in touched:
                node.grad = 0
            if not output.is_constant:
                backward(output)
            return [node.grad for node in nodes]
        finally:
            for node, grad in zip(touched, before, strict=True):
                node.grad = grad


@modes.watched_as_a_whole
def gradients(output: Value, inputs: Iterable[Value]) -> list[Value]:
    """Partial derivatives of `output` with respect to each of `inputs`, as nodes that can be differentiated again.

    No `.grad` is touched.

    Args:
        output: the node to differentiate.
        inputs: n nodes, leaves or not; one that `output` does not depend on gets 0.

    Returns:
        n nodes; item i is d output / d inputs[i], in units of output per unit of inputs[i]. A derivative that does not
        depend on any leaf is a constant, and one that equals a node of the graph (d xy / dx = y) is that node.

    Raises:
        TypeError: `output` is not a Value, or `inputs` not a list of them.
        GraphError: the gradient of a node on the way is a closure.
        ArithmeticError, ValueError: a local gradient has no value (the slope of sqrt at 0).
    """
    if not isinstance(output, Value):
        raise TypeError(f"gradients needs a Value as output, got {described(output)}")
    if isinstance(inputs, Value) or not isinstance(inputs, Iterable):
        raise TypeError(f"gradients needs a list of Values as inputs, got {described(inputs)}")
    inputs = list(inputs)
    for x in inputs:
        if not isinstance(x, Value):
            raise TypeError(f"gradients needs Values as inputs, got {described(x)}")
    results, errors = recorded_gradients(output, inputs)
    return _delivered(results, errors)


def recorded_gradients(
    output: Value, inputs: Sequence[Value], *, textbook: bool = False, held: Collection[Value] = ()
) -> tuple[list[Any], list[Exception]]:
    """The nodes (or plain numbers) of `gradients`, NOTHING where closed gates are in the way, and the errors met.

    Args:
        output, inputs: see `gradients`.
        textbook: whether the rules are recorded as textbooks write them.
        held: nodes that are taken for constants.
    """
    order = topological_order(output)
    varying = {x for x in inputs if not x.is_constant}
    for node in order:
        if node not in held and any(parent in varying for parent in node.parents):
            varying.add(node)
    contributions: dict[Value, list[Any]] = {node: [] for node in order}
    contributions[output].append(1)
    with errors_kept() as errors:
        for node in reversed(order):
            terms = contributions[node]
            if node.is_leaf or node not in varying or not terms:
                continue
            gradient = _added(terms)
            # whose rule has no value where nothing arrives is not to blame for a NaN, as in backward()
            slopes = recorded_slopes(node, [] if _is_nothing(gradient) else errors, textbook)
            _mark(slopes, contributions)
            for parent, slope in zip(node.parents, slopes, strict=True):
                if parent in varying:
                    contributions[parent] += _product(gradient, slope)
        results = [_added(contributions.get(x) or [NOTHING]) if x in varying else 0 for x in inputs]
    return results, errors


def _delivered(results: Sequence[Any], errors: Sequence[Exception]) -> list[Value]:
    """Derivatives as nodes with plain numbers.

    Raises:
        ArithmeticError, ValueError: one is NaN because a rule has no value.
    """
    numbers = [x.data if isinstance(x, Value) else x for x in results]
    raise_if_needed(errors, numbers)
    derived = [x for x in results if isinstance(x, Value)]
    gated = _maybe_nothing(derived)
    return [_delivered_node(x, x in gated) for x in results]


def _delivered_node(x: Any, may_be_nothing: bool) -> Value:
    if isinstance(x, Value):
        return operations.identity(x) if may_be_nothing else x
    return constant(0 if x is NOTHING else x)


@modes.watched_as_a_whole
def tangents(outputs: Sequence[Value], inputs: Sequence[Value], directions: Sequence[Any]) -> list[Value]:
    """Derivative of each of `outputs` along a direction in the space of `inputs`, as nodes: forward mode.

    Args:
        outputs: m nodes.
        inputs: n nodes.
        directions: n numbers or Values; item j is how fast inputs[j] moves.

    Returns:
        m nodes; item i is the sum over j of d outputs[i] / d inputs[j] x directions[j].

    Raises:
        TypeError: one of the outputs or inputs is no Value, or a direction no number or Value.
        ValueError: not as many directions as inputs.

    Source: tangent propagation, Griewank & Walther, Evaluating Derivatives (2008), ch. 3.
    """
    for what, given in (("outputs", outputs), ("inputs", inputs), ("directions", directions)):
        if isinstance(given, Value) or not isinstance(given, Iterable):
            raise TypeError(f"tangents needs a list of {what}, got {described(given)}")
    outputs, inputs, directions = list(outputs), list(inputs), list(directions)
    for node in (*outputs, *inputs):
        if not isinstance(node, Value):
            raise TypeError(f"tangents needs Values as outputs and inputs, got {described(node)}")
    for direction in directions:
        if not isinstance(direction, Value) and not is_number(direction):
            raise TypeError(f"a direction of tangents is a number or a Value, got {described(direction)}")
    if len(inputs) != len(directions):
        raise ValueError(f"tangents needs a direction for each input, got {len(directions)} for {len(inputs)}")
    # an input that stands still moves nothing, not 0 x a slope that may have no value
    moving: dict[Value, Any] = {
        x: direction if isinstance(direction, Value) or direction != 0 else NOTHING
        for x, direction in zip(inputs, directions, strict=True)
    }
    order = topological_order(*outputs)
    recorded = set(order)
    with errors_kept() as errors:
        for node in order:
            if node in moving or not any(parent in moving for parent in node.parents):
                continue
            terms = []
            is_moved = not all(_is_nothing(moving.get(parent, NOTHING)) for parent in node.parents)
            slopes = recorded_slopes(node, errors if is_moved else [])
            _mark(slopes, recorded)
            for parent, slope in zip(node.parents, slopes, strict=True):
                if parent in moving:
                    terms += _product(moving[parent], slope)
            moving[node] = _added(terms or [NOTHING])
    return _delivered([moving.get(output, 0) for output in outputs], errors)


def recorded_slopes(node: Value, errors: list[Exception], textbook: bool = False) -> Sequence[Any]:
    """The local gradients as nodes, by the rule run on nodes; constants go in as numbers, for it to compute with."""
    operation = node._operation
    inputs = [whole(parent.data) if parent.is_constant else parent for parent in node.parents]
    try:
        slopes, found = _on_nodes(operation.textbook_partials if textbook else operation.partials_at, node, inputs)
        if textbook and any(map(_holds_nan, slopes)):
            # log(-2) tells a reader more than the NaN that it folds to
            leaves = [x if isinstance(x, Value) else Value(x) for x in inputs]
            slopes, found = _on_nodes(operation.textbook_partials, node, leaves)
    except TypeError as error:
        raise explained_rule(error, operation, node.parents) from error
    if found and (errors or _is_felt(node)):
        errors += [explained_rule(error, operation, node.parents) for error in found]
    return slopes


def _holds_nan(slope: Any) -> bool:
    """Whether a slope is, or multiplies, a constant that is NaN."""
    factors = (slope, *slope.parents) if isinstance(slope, Value) else ()
    return any(x.is_constant and x.data != x.data for x in factors)


def _is_nothing(derivative: Any) -> bool:
    """Whether a derivative is what a closed gate lets through, for the numbers as they are."""
    return derivative is NOTHING or (isinstance(derivative, Value) and derivative.data is NOTHING)


def _mark(slopes: Sequence[Any], recorded: Collection[Value]) -> None:
    """Tell the rule's own nodes that may have no value: there a graph that is run again has a NaN, not an error."""
    waiting = [slope for slope in slopes if slope.__class__ is Value and slope not in recorded]
    for node in waiting:  # grows while it is walked
        if node._operation.may_refuse:
            node.is_in_rule = True
        waiting += [parent for parent in node.parents if parent not in recorded]


def _product(gradient: Any, slope: Any) -> list[Any]:
    """gradient x slope as a list of one term, without a node for a factor 1 or -1; no term through a closed gate."""
    if gradient is NOTHING or slope is NOTHING:
        return []
    for factor, other in ((slope, gradient), (gradient, slope)):
        if type(factor) is int and factor in (-1, 1):
            return [other] if factor == 1 else [-other]
    return [gradient * slope]


def _maybe_nothing(derivatives: Sequence[Value]) -> set[Value]:
    """The nodes that are, or may become with other data, what closed gates let through."""
    found: set[Value] = set()
    for node in topological_order(*derivatives):
        operation, among = node.operation, [parent in found for parent in node.parents]
        if operation is None:
            is_gated = node.data is NOTHING
        elif operation in (operations.multiply, operations.negative):
            is_gated = any(among)
        elif operation is operations.where:
            is_gated = any(among[1:])
        elif operation is operations.divide:
            is_gated = among[0]
        else:
            is_gated = operation in _SUMS and all(among)
        if is_gated:
            found.add(node)
    return found


_SUMS = (operations.add, operations.subtract, operations.sum_of_inputs)


def _added(terms: list[Any]) -> Any:
    """The sum of all contributions to a node's gradient, as one node where there is anything to add."""
    if len(terms) == 2:
        return terms[0] + terms[1]
    return terms[0] if len(terms) == 1 else operations.sum(terms)
