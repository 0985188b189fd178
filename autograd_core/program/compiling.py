"""Compiling: a recorded graph, checked, with its gradients as a graph too, becomes a Program.

Not here: the passes (flat.py and those after it), and derivatives, which gradients() gives as a graph.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.by_hand import require_computable
from autograd_core.calls import stands_for_a_number
from autograd_core.errors import GraphError, described, shown
from autograd_core.graph import topological_order
from autograd_core.modes import undisturbed
from autograd_core.operations import Operation
from autograd_core.program.collector import collector_paused
from autograd_core.program.derived import OWN_ROWS, Derived, slopes_of
from autograd_core.program.executors import Executor, Precision, Runner
from autograd_core.program.flat import FlatGraph, flattened, number_in_program
from autograd_core.program.program import Program
from autograd_core.value import Value

NOT_ASKED = "it has several outputs; compile it with gradients=True, or compile their sum"
NOT_WANTED = "it was compiled with gradients=False"


@undisturbed()
def compiled(
    output: Value | Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value] | None,
    *,
    gradients: bool | None,
    input_gradients: bool,
    precision: Precision,
    executor: Executor | None,
) -> Program:
    """See `autograd_core.compile_graph`."""
    outputs = [output] if isinstance(output, Value) else _values(output, "outputs")
    if not outputs:
        raise ValueError("compile_graph needs at least one output, got an empty list")
    if precision not in ("float64", "float32"):
        raise ValueError(f'precision is "float64" or "float32", got {shown(precision)}')
    if executor not in ("arrays", "loop", "jax", None):
        raise ValueError(f'executor is "arrays", "loop", "jax" or None, got {shown(executor)}')
    inputs = _values(inputs, "inputs")
    with collector_paused():
        parameters = _parameters(outputs, inputs, parameters)
        slopes: list[Value] | str = NOT_ASKED if gradients is None else NOT_WANTED
        if gradients or (gradients is None and isinstance(output, Value)):
            slopes = [slope for gradient in slopes_of(outputs, parameters) for slope in gradient]
        flat = flattened(outputs, [] if isinstance(slopes, str) else slopes, inputs, parameters)
        _check_forward_functions(flat, [*outputs, *([] if isinstance(slopes, str) else slopes)])
        forward = Runner(flat.forward(), precision, executor)
        both = slopes if isinstance(slopes, str) else Runner(flat, precision, executor)
        derived = Derived(forward.flat, precision, executor)
        if input_gradients:
            by_input = slopes_of(outputs, inputs)
            flat_by_input = flattened(outputs, [], inputs, parameters, by_input)
            _check_forward_functions(flat_by_input, [slope for gradient in by_input for slope in gradient])
            derived.by_input = Runner(flat_by_input, precision, executor)
    labels = [x.label for x in inputs]
    return Program(forward, both, derived, parameters, labels, isinstance(output, Value))


def _check_forward_functions(flat: FlatGraph, wanted: Sequence[Value]) -> None:
    """GraphError for a row from outside that does not compute on arrays what it computes on numbers."""
    if OWN_ROWS.issuperset(flat.operations):
        return
    examples = {node._operation: node for node in topological_order(*wanted) if node._operation not in OWN_ROWS}
    for operation, node in examples.items():
        require_computable(operation, "a program")
        inputs = [_sampled(x) for x in node.parents]
        try:
            with np.errstate(all="ignore"):
                result = np.asarray(operation.forward(*inputs))
        except Exception as error:  # a function from outside refuses arrays by any error; it is kept as the cause
            raise _refusal(operation, f"cannot take them ({type(error).__name__}: {error})") from error
        reason = _fault_on_arrays(result, inputs, node)
        if reason:
            raise _refusal(operation, reason)


def _refusal(operation: Operation, reason: str) -> GraphError:
    return GraphError(
        f"a program calls forward functions on NumPy arrays, and that of {operation.name} {reason}; give the "
        "operation one that takes numbers and arrays alike, such as those of numpy and scipy.special, or one for "
        "arrays: operation(..., array=...)"
    )


def _sampled(node: Value) -> NDArray[Any]:
    """The number of a node in two rows of two samples: a program computes what is alike in many rows at once."""
    return np.full((2, 2), number_in_program(node, "input"))


def _fault_on_arrays(result: NDArray[Any], inputs: Sequence[NDArray[Any]], node: Value) -> str:
    """What is wrong with the result for two rows of two samples with the numbers of `node`; "" if nothing."""
    if not all(
        np.array_equal(x, _sampled(parent), equal_nan=True) for x, parent in zip(inputs, node.parents, strict=True)
    ):
        return "changes the arrays that it is given"
    if result.shape != (2, 2) or result.dtype.kind not in "buif":
        return f"gives an array of shape {result.shape} and type {result.dtype} for one of shape (2, 2)"
    number = number_in_program(node, "result")
    is_same = not np.isfinite(result).any() if math.isnan(number) else np.allclose(result, number)
    if not is_same:
        return f"gives {result[0, 0]:.9g} in an array and {described(node)} for the number alone"
    return ""


def _values(given: Iterable[Any], name: str) -> list[Value]:
    if isinstance(given, Value) or not isinstance(given, Iterable):
        raise TypeError(f"compile_graph needs a list of Values as {name}, got {described(given)}")
    values = list(given)
    for x in values:
        if not isinstance(x, Value):
            raise TypeError(f"compile_graph needs Values as {name}, got {described(x)}")
    return values


def _parameters(outputs: list[Value], inputs: list[Value], given: Sequence[Value] | None) -> list[Value]:
    """The parameters: those given, or every leaf that is no input."""
    leaves = [node for node in topological_order(*outputs) if node.is_leaf and not node.is_constant]
    known = set(inputs)
    if given is None:
        parameters = [x for x in leaves if x not in known and not stands_for_a_number(x)]
    else:
        parameters = _values(given, "parameters")
    listed: set[Value] = set()
    for x in [*inputs, *parameters]:
        if not x.is_leaf or x.is_constant:
            what = "a constant, which a graph folds" if x.is_constant else f"the result of {x.operation}"
            raise ValueError(
                f"inputs and parameters must be leaves, got {described(x)}, {what}; record it as Value(...)"
            )
        if x in listed:
            raise ValueError(f"inputs and parameters must differ, got {described(x)} twice")
        listed.add(x)
    for x in leaves:
        if x not in listed and not stands_for_a_number(x):
            raise ValueError(
                f"every leaf must be among inputs or parameters, {described(x)} is in neither; list it, or record it "
                "as constant(...)"
            )
    return parameters
