"""Program: what a recorded graph became, with its parameters, run on batches.

Not here: compiling (compiling.py), and what runs it (executors.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.errors import GraphError, described
from autograd_core.program.array_types import Array
from autograd_core.program.arrays.outline import ArrayStep
from autograd_core.program.costs import ALL
from autograd_core.program.executors import Precision, Runner, jax_module
from autograd_core.value import Value

LONGEST_PRINTED = 20_000  # characters of array code
LONGEST_PRINTED_LOOP = 2_000  # instructions of what a loop runs, for which array code is not there yet


class Program:
    """An array program: what a graph of one sample computes, for all samples of a batch at once.

    Made by `compile_graph` from a graph of Values and a list of its inputs; the other leaves are its parameters::

        program(batch)                  the outputs, a number per sample
        program.value_and_grad(batch)   them, and the gradient of their mean with respect to the parameters
        program.backward(batch)         adds that gradient to each parameter's .grad, for an optimizer's step
        program.input_gradients(batch)  how each output changes with its inputs, if it was compiled to
        print(program)                  the NumPy code

    A batch has a row per sample and a column per input. All take the parameters from `parameters[i].data`, or, faster,
    as a vector `theta` (`parameter_values()`, and back by `assign(theta)`).

    It may be pickled (its parameters with it) and run by several threads at once.

    Where Python's numbers raise an error (1 / 0, the log of -1, an exponential too large), that sample's results are
    NaN, values and gradient; where only a local gradient has no value (of sqrt at 0), its gradient is. A closed gate
    passes nothing, as in `backward()`. No warning is given. Sums are added in another order than eager ones: for n
    terms t, that changes a sum by at most about n x 2^-52 x the sum of |t| (2^-23 in float32).

    Attributes:
        parameters: the leaves whose data are the program's parameters, in the order of every parameter vector.
        input_labels: of each input the label it had when the program was compiled; "" where it had none.
    """

    def __init__(
        self,
        forward: Runner,
        both: Runner | str,
        of_inputs: Runner | str,
        parameters: Sequence[Value],
        input_labels: Sequence[str],
        is_single: bool,
    ) -> None:
        self.parameters = list(parameters)
        self.input_labels = list(input_labels)
        self._forward = forward
        self._both = both  # outputs and the gradient of their means, or why there is none
        self._of_inputs = of_inputs
        self._is_single = is_single

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
        return self._outputs(self._forward(*self._arguments(batch, theta))[0])

    def value_and_grad(self, batch: Any, theta: Any = None) -> tuple[Array, Array]:
        """The output for every sample, and the gradient of its mean over the batch.

        Args:
            batch: n_samples x n_inputs real numbers, at least one sample.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now. An array saves collecting
                these, which takes as long as a small network does.

        Returns:
            n_samples outputs; n_parameters partial derivatives of their mean, in the order of `parameters`. If the
            program was compiled from a list: n_samples x n_outputs, and n_outputs x n_parameters.

        Raises:
            GraphError: the program has no gradient; the message says why.
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        if isinstance(self._both, str):
            raise GraphError(f"this program has no gradient: {self._both}")
        x, column = self._arguments(batch, theta)
        if not x.shape[1]:
            raise ValueError("a mean over the batch needs at least one sample, got a batch of none")
        values, gradient = self._both(x, column)
        return self._outputs(values), gradient if self._is_single else gradient.reshape(len(values), len(column))

    def gradients(self, batch: Any, theta: Any = None) -> Array:
        """The gradient of the mean over the batch, of each output: the second result of `value_and_grad`."""
        return self.value_and_grad(batch, theta)[1]

    def input_gradients(self, batch: Any, theta: Any = None) -> Array:
        """How each sample's output changes with that sample's inputs.

        Args:
            batch: n_samples x n_inputs real numbers.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            n_samples x n_inputs partial derivatives; n_samples x n_outputs x n_inputs if the program was compiled from
            a list of outputs.

        Raises:
            GraphError: the program was compiled without `input_gradients=True`, or has no gradient.
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        if isinstance(self._of_inputs, str):
            raise GraphError(f"this program has no gradient with respect to its inputs: {self._of_inputs}")
        x, column = self._arguments(batch, theta)
        own = len(self._forward.flat.outputs)  # come first
        slopes = np.ascontiguousarray(self._of_inputs(x, column)[0][own:].T)
        return slopes if self._is_single else slopes.reshape(x.shape[1], len(self._forward.flat.outputs), len(x))

    def backward(self, batch: Any) -> Array:
        """Add the gradient of the mean over the batch to each parameter's `.grad`; returns the outputs.

        Raises:
            GraphError: the program has several outputs, or no gradient.
            TypeError, ValueError: as `value_and_grad`; in every case no `.grad` is changed.
        """
        if not self._is_single:
            raise GraphError("backward adds the gradient of one output, and this program has several outputs")
        values, gradient = self.value_and_grad(batch)
        totals = [x.grad + slope for x, slope in zip(self.parameters, gradient.tolist(), strict=True)]
        for x, total in zip(self.parameters, totals, strict=True):
            x.grad = total
        return values

    def to_jax(self) -> Callable[[Any, Any], tuple[Any, Any]]:
        """The program as a pure function of JAX's arrays: f(batch, theta) -> (values, gradient).

        JAX can jit it, vmap it, shard it over devices, and differentiate it, though no rule of JAX's is needed for the
        gradient, which is that of `value_and_grad`: what the program's own rules give, at kinks too::

            step = jax.jit(program.to_jax())
            values, gradient = step(batch, theta)

        Where numbers are not finite it is as careful as the program, in JAX alone. It computes in the program's
        precision; float64 is JAX's once `jax.config.update("jax_enable_x64", True)` was called, and without it there is
        a warning and float32.

        Returns:
            A function of a batch, n_samples x n_inputs (or one sample, a row of n_inputs), and n_parameters numbers. It
            returns the outputs and the gradient of their mean as `value_and_grad` does; None for the gradient if the
            program has none.

        Raises:
            ImportError: there is no JAX; the message names the extra that brings it.
            GraphError: JAX cannot run an operation from outside; the message names it.
        """
        run, arguments = self._main.on_jax(), jax_module().arguments
        input_count, output_count = self._forward.flat.input_count, len(self._forward.flat.outputs)
        has_gradient = not isinstance(self._both, str)

        def function(batch: Any, theta: Any) -> tuple[Any, Any]:
            x, vector = arguments(batch, theta, self._precision)
            shapes = x.shape[-1:], vector.shape
            if x.ndim not in (1, 2) or shapes != ((input_count,), (len(self.parameters),)):
                raise ValueError(
                    f"the function takes a batch of the shape (n_samples, {input_count}) and {len(self.parameters)} "
                    f"parameters, got {x.shape} and {vector.shape}"
                )
            values, gradient = run((x if x.ndim == 2 else x[None]).T, vector[:, None])
            values = values[0] if self._is_single else values.T
            if has_gradient and not self._is_single:
                gradient = gradient.reshape(output_count, len(self.parameters))
            return values[0] if x.ndim == 1 else values, gradient if has_gradient else None

        return function

    def parameter_values(self) -> Array:
        """The parameters' `.data` as a vector of n_parameters numbers.

        Raises:
            TypeError: one is not a real number.
        """
        numbers = np.array([x.data for x in self.parameters])
        if numbers.dtype.kind not in "buif":  # fractions and their like, or no real numbers
            numbers = np.array([_float(x) for x in self.parameters])
        return self._vector(numbers)

    def assign(self, theta: Any) -> None:
        """Set each parameter's `.data` to a number of `theta` (n_parameters numbers)."""
        for x, data in zip(self.parameters, self._vector(theta).tolist(), strict=True):
            x.data = data

    @property
    def executor(self) -> str:
        """What runs the program, in words: array code, the compiled loop, or each where it is faster."""
        return str(self._main)

    @property
    def source(self) -> str:
        """The array code: NumPy code of the forward pass and of the pass that gives the gradient too.

        `x` holds an input per row and a sample per column, `theta` the parameters. Where the compiled loop runs the
        program, this is what array code would be.
        """
        forward = f"# outputs\n{self._forward.array_code.source}"
        if isinstance(self._both, str):
            return forward
        return f"{forward}\n# outputs, and the gradient of their mean\n{self._both.array_code.source}"

    @property
    def outline(self) -> tuple[ArrayStep, ...]:
        """The arrays as data, each after those it reads, the forward part first: what a picture shows."""
        return self._main.outline

    @property
    def _main(self) -> Runner:
        return self._forward if isinstance(self._both, str) else self._both

    def __str__(self) -> str:
        """The source, as far as anybody reads it."""
        head = f"# run by: {self.executor}\n"
        size = len(self._main.flat.operations)
        if self._main.few == ALL and size > LONGEST_PRINTED_LOOP:
            return f"{head}# {size:,} instructions; program.source is what array code would be"
        source = self.source
        if len(source) > LONGEST_PRINTED:
            source = f"{source[:LONGEST_PRINTED]}\n# ... and so on: program.source is all of it"
        return head + source

    def __repr__(self) -> str:
        flat = self._forward.flat
        counts = ((flat.input_count, "input"), (len(self.parameters), "parameter"), (len(flat.outputs), "output"))
        sizes = ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts)
        gradient = "without gradient" if isinstance(self._both, str) else "with gradient"
        return f"<Program: {sizes}, {gradient}; run by {self.executor}>"

    def _outputs(self, values: Array) -> Array:
        return values[0] if self._is_single else np.ascontiguousarray(values.T)

    def _arguments(self, batch: Any, theta: Any) -> tuple[Array, Array]:
        x = _real(batch, "a batch").astype(self._precision, copy=False)
        input_count = self._forward.flat.input_count
        if x.ndim != 2 or x.shape[1] != input_count:
            raise ValueError(
                f"a batch must have the shape (n_samples, {input_count}), an input per column, got {x.shape}"
            )
        column = self.parameter_values() if theta is None else self._vector(theta)
        return x.T, column[:, None]

    def _vector(self, theta: Any) -> Array:
        vector = _real(theta, "a parameter vector")
        if vector.shape != (len(self.parameters),):
            raise ValueError(f"a parameter vector must have the shape ({len(self.parameters)},), got {vector.shape}")
        return np.ascontiguousarray(vector, dtype=self._precision)

    @property
    def _precision(self) -> Precision:
        return self._forward.precision


def _float(parameter: Value) -> float:
    try:
        return float(parameter.data)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(
            f"a program computes with real numbers, got the parameter {described(parameter)}: {error}"
        ) from error


def _real(numbers: Any, name: str) -> Array:
    rows = numbers if isinstance(numbers, list | tuple) else [numbers]
    if any(isinstance(row, np.ma.MaskedArray) for row in rows):
        raise TypeError(
            f"{name} must hold a number everywhere, got a masked array, whose mask a program would not see; leave "
            "the masked samples out, or put numbers in their place with .filled(number)"
        )
    try:
        array = np.asarray(numbers)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must be a rectangle of numbers: {error}") from error
    if array.dtype.kind not in "buif":
        raise TypeError(f"{name} must hold real numbers, got an array of {array.dtype}; convert it to float first")
    return array
