"""Program: an array program with its parameters, run on batches; and compiling one from a recorded graph.

Not here: the passes (flat.py, sums.py, groups.py, emit.py), and derivatives, which gradients() gives as a graph.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from autograd_core.differentiate import gradients
from autograd_core.errors import GraphError, described
from autograd_core.graph import topological_order
from autograd_core.program.emit import ArrayCode, emitted
from autograd_core.program.flat import FlatGraph, flattened
from autograd_core.program.groups import grouped
from autograd_core.program.sums import summed
from autograd_core.value import Value

Precision = Literal["float64", "float32"]
Array = np.ndarray[Any, np.dtype[Any]]
Run = Callable[[Array, Array], tuple[Array, Array]]


def compiled(
    output: Value | Sequence[Value], inputs: Sequence[Value], parameters: Sequence[Value] | None, precision: Precision
) -> Program:
    """See `autograd_core.compile_graph`."""
    outputs = [output] if isinstance(output, Value) else _values(output, "outputs")
    if not outputs:
        raise ValueError("compile_graph needs at least one output, got an empty list")
    if precision not in ("float64", "float32"):
        raise ValueError(f'precision is "float64" or "float32", got {precision!r}')
    inputs = _values(inputs, "inputs")
    parameters = _parameters(outputs, inputs, parameters)
    slopes: list[Value] = []
    no_gradient = ""
    if not isinstance(output, Value):
        no_gradient = "it has several outputs; compile their sum, or their gradients, which are Values too"
    else:
        try:
            slopes = gradients(output, parameters)
        except (ArithmeticError, ValueError) as error:
            no_gradient = f"its graph was recorded at a point without a gradient ({error}); record it at another"
    flat = flattened(outputs, slopes, inputs, parameters)
    forward = _array_code(replace(flat, means=[]))
    both = no_gradient or _array_code(flat)
    return Program(forward, both, len(inputs), parameters, isinstance(output, Value), precision)


def _array_code(flat: FlatGraph) -> ArrayCode:
    return emitted(grouped(summed(flat)))


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
    parameters = [x for x in leaves if x not in known] if given is None else _values(given, "parameters")
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
        if x not in listed:
            raise ValueError(
                f"every leaf must be among inputs or parameters, {described(x)} is in neither; list it, or record it "
                "as constant(...)"
            )
    return parameters


class Program:
    """An array program: what a graph of one sample computes, for all samples of a batch at once.

    Made by `compile_graph`. It may be pickled (its parameters with it) and run by several threads at once.

    Where Python's numbers raise an error (1 / 0, the log of -1, an exponential too large), that sample's results are
    infinite or NaN, as NumPy's are; no warning is given. Sums are added in another order than eager ones: for n terms
    t, that changes a sum by at most about n x 2^-52 x the sum of |t| (2^-23 in float32).

    Attributes:
        parameters: the leaves whose data are the program's parameters, in the order of every parameter vector.
        source: NumPy code of the forward pass and, with one output, of the pass that gives the gradient too. `x` holds
            an input per row and a sample per column, `theta` the parameters.
    """

    def __init__(
        self,
        forward: ArrayCode,
        both: ArrayCode | str,
        input_count: int,
        parameters: Sequence[Value],
        is_single: bool,
        precision: Precision,
    ) -> None:
        self.parameters = list(parameters)
        self._forward = forward
        self._both = both  # or why there is none
        self._input_count = input_count
        self._is_single = is_single
        self._precision = precision
        self._bind()

    def _bind(self) -> None:
        self._run = _function(self._forward, self._precision)
        self._run_both = None if isinstance(self._both, str) else _function(self._both, self._precision)

    def __call__(self, batch: Any, theta: Any = None) -> Array:
        """The outputs for every sample.

        Args:
            batch: n_samples x n_inputs real numbers.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            n_samples numbers; n_samples x n_outputs if the program was compiled from a list of outputs.

        Raises:
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        x, column = self._arguments(batch, theta)
        with np.errstate(all="ignore"):
            values, _ = self._run(x, column)
        return values[0] if self._is_single else np.ascontiguousarray(values.T)

    def value_and_grad(self, batch: Any, theta: Any = None) -> tuple[Array, Array]:
        """The output for every sample, and the gradient of its mean over the batch.

        Args:
            batch: n_samples x n_inputs real numbers, at least one sample.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            n_samples outputs; n_parameters partial derivatives of their mean, in the order of `parameters`.

        Raises:
            GraphError: the program has no gradient; the message says why.
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        if self._run_both is None:
            raise GraphError(f"this program has no gradient: {self._both}")
        x, column = self._arguments(batch, theta)
        if not x.shape[1]:
            raise ValueError("a mean over the batch needs at least one sample, got a batch of none")
        with np.errstate(all="ignore"):
            values, gradient = self._run_both(x, column)
        return values[0], gradient

    def backward(self, batch: Any) -> Array:
        """Add the gradient of the mean over the batch to each parameter's `.grad`; returns the outputs.

        Raises:
            GraphError, TypeError, ValueError: as `value_and_grad`; then no `.grad` is changed.
        """
        values, gradient = self.value_and_grad(batch)
        totals = [x.grad + slope for x, slope in zip(self.parameters, gradient.tolist(), strict=True)]
        for x, total in zip(self.parameters, totals, strict=True):
            x.grad = total
        return values

    def parameter_values(self) -> Array:
        """The parameters' `.data` as a vector of n_parameters numbers."""
        return self._vector([x.data for x in self.parameters])

    def assign(self, theta: Any) -> None:
        """Set each parameter's `.data` to a number of `theta` (n_parameters numbers)."""
        for x, data in zip(self.parameters, self._vector(theta).tolist(), strict=True):
            x.data = data

    @property
    def source(self) -> str:
        both = (
            "" if isinstance(self._both, str) else f"\n# outputs, and the gradient of their mean\n{self._both.source}"
        )
        return f"# outputs\n{self._forward.source}{both}"

    def __str__(self) -> str:
        return self.source

    def __repr__(self) -> str:
        return f"<program of {self._input_count} inputs and {len(self.parameters)} parameters>"

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_run", "_run_both")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._bind()

    def _arguments(self, batch: Any, theta: Any) -> tuple[Array, Array]:
        x = _real(batch, "a batch").astype(self._precision, copy=False)
        if x.ndim != 2 or x.shape[1] != self._input_count:
            raise ValueError(
                f"a batch must have the shape (n_samples, {self._input_count}), an input per column, got {x.shape}"
            )
        column = self.parameter_values() if theta is None else self._vector(theta)
        return x.T, column[:, None]

    def _vector(self, theta: Any) -> Array:
        vector = np.ascontiguousarray(_real(theta, "a parameter vector"), dtype=self._precision)
        if np.shape(theta) != (len(self.parameters),):
            raise ValueError(f"a parameter vector must have the shape ({len(self.parameters)},), got {np.shape(theta)}")
        return vector


def _real(numbers: Any, name: str) -> Array:
    try:
        array = np.asarray(numbers)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must be a rectangle of numbers: {error}") from error
    if array.dtype.kind not in "buif":
        raise TypeError(f"{name} must hold real numbers, got an array of {array.dtype}; convert it to float first")
    return array


def _function(code: ArrayCode, precision: Precision) -> Run:
    namespace: dict[str, Any] = {
        "__builtins__": builtins,
        "np": np,
        "constants": code.constants.astype(precision),
        **{name: operation.forward for name, operation in code.functions.items()},
        **code.tables,
    }
    exec(compile(code.source, "<program>", "exec"), namespace)
    run: Run = namespace["run"]
    return run
