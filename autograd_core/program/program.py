"""Program: what a recorded graph became, with its parameters, run on batches.

Not here: compiling (compiling.py), and what runs it (executors.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from autograd_core.differentiate import total_grad
from autograd_core.errors import GraphError, described
from autograd_core.files import write_whole
from autograd_core.program.array_types import Array
from autograd_core.program.arrays.outline import ArrayStep
from autograd_core.program.costs import ALL
from autograd_core.program.derived import Derived, on_jax
from autograd_core.program.executors import Precision, Runner, jax_module
from autograd_core.program.exports import writing as exporting
from autograd_core.program.exports.python import Sources
from autograd_core.program.flat import number_in_program
from autograd_core.value import Value

LONGEST_PRINTED = 20_000  # characters of array code
LONGEST_PRINTED_LOOP = 2_000  # instructions of what a loop runs, for which array code is not there yet


class Program:
    """An array program: what a graph of one sample computes, for all samples of a batch at once.

    Made by `compile_graph` from a graph of Values and a list of its inputs; the other leaves are its parameters::

        program(batch)                  the outputs, a number per sample
        program.value_and_grad(batch)   them, and the gradient of their mean with respect to the parameters
        program.backward(batch)         adds that gradient to each parameter's .grad, for an optimizer's step
        program.input_gradients(batch)  how each output changes with its inputs
        program.sample_gradients(batch) the gradient of each sample by itself
        program.vjp(batch, cotangents)  the gradient of any weighted sum of outputs, by inputs and parameters
        program.jvp(batch, directions)  how the outputs change along a direction, in forward mode
        program.to_jax()                a pure function for JAX
        print(program)                  the NumPy code

    A batch has a row per sample and a column per input; one sample may come as a plain row, and its results then have
    no axis of samples; a program without inputs is called without a batch. All take the parameters from
    `parameters[i].data`, or, faster, as a vector `theta` (`parameter_values()`, and back by `assign(theta)`).

    It may be pickled (its parameters with it) and run by several threads at once.

    Where Python's numbers raise an error (1 / 0, the log of -1, an exponential too large), that sample's results are
    NaN, values and gradient; where only a local gradient has no value (of sqrt at 0), its gradient is. A closed gate
    passes nothing, as in `backward()`. No warning is given. A sum is added up in the grouping in which it was recorded,
    its first two terms first; the others, and products, may come in another order, which changes what n additions give
    by about n times what rounding may make of them as recorded, with 2^-53 of each number met (2^-24 in float32).

    Attributes:
        parameters: the leaves whose data are the program's parameters, in the order of every parameter vector.
        input_labels: of each input the label it had when the program was compiled; "" where it had none.
    """

    def __init__(
        self,
        forward: Runner,
        both: Runner | str,
        derived: Derived,
        parameters: Sequence[Value],
        input_labels: Sequence[str],
        is_single: bool,
    ) -> None:
        self.parameters = list(parameters)
        self.input_labels = list(input_labels)
        self._forward = forward
        self._both = both  # outputs and the gradient of their means, or why there is none
        self._derived = derived
        self._is_single = is_single

    def __call__(self, batch: Any = None, theta: Any = None) -> Any:
        """The outputs for every sample.

        Args:
            batch: n_samples x n_inputs real numbers; or one row of n_inputs; nothing for a program without inputs.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            n_samples numbers; n_samples x n_outputs if the program was compiled from a list of outputs. Of one row
            without the first axis.

        Raises:
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        x, column, is_row = self._arguments(batch, theta)
        return _of_samples(self._outputs(self._forward(x, column)[0]), is_row)

    def value_and_grad(self, batch: Any = None, theta: Any = None, weights: Any = None) -> tuple[Any, Array]:
        """The output for every sample, and the gradient of its mean over the batch.

        Args:
            batch: n_samples x n_inputs real numbers, at least one sample; or one row; nothing for a program without
                inputs.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now. An array saves collecting
                these, which takes as long as a small network does.
            weights: n_samples numbers, how much each sample counts; the mean is then the sum of weight x output over
                that of the weights. One of 0 leaves the sample out, whatever its numbers are. By default all count
                alike.

        Returns:
            n_samples outputs; n_parameters partial derivatives of their mean, in the order of `parameters`. If the
            program was compiled from a list: n_samples x n_outputs, and n_outputs x n_parameters.

        Raises:
            GraphError: the program has no gradient; the message says why.
            TypeError, ValueError: `batch`, `theta` or `weights` has another shape, or is not made of real numbers; or
                the weights' sum is 0, or one is not finite.
        """
        if isinstance(self._both, str):
            raise GraphError(f"this program has no gradient: {self._both}")
        x, column, is_row = self._arguments(batch, theta)
        _require_samples(x.shape[1])
        if weights is None:
            values, gradient = self._both(x, column)
        else:
            shares = self._shares(weights, x.shape[1])
            values, gradient = _by_factors(self._derived.weighted, x, shares[None], column)
        outputs = _of_samples(self._outputs(values), is_row)
        return outputs, gradient if self._is_single else gradient.reshape(len(values), len(column))

    def gradients(self, batch: Any = None, theta: Any = None, weights: Any = None) -> Array:
        """The gradient of the mean over the batch, of each output: the second result of `value_and_grad`."""
        return self.value_and_grad(batch, theta, weights)[1]

    def input_gradients(self, batch: Any = None, theta: Any = None) -> Array:
        """How each sample's output changes with that sample's inputs: the second result of `value_and_input_gradients`.

        Args:
            batch: n_samples x n_inputs real numbers; or one row of n_inputs.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            n_samples x n_inputs partial derivatives; n_samples x n_outputs x n_inputs if the program was compiled from
            a list of outputs. Of one row without the first axis.

        Raises:
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        return self.value_and_input_gradients(batch, theta)[1]

    def value_and_input_gradients(self, batch: Any = None, theta: Any = None) -> tuple[Any, Array]:
        """The output for every sample, and how it changes with that sample's inputs, in one run.

        Args, Returns, Raises: as `__call__` and `input_gradients`.
        """
        return self._by_sample(self._derived.by_input, batch, theta)

    def sample_gradients(self, batch: Any = None, theta: Any = None) -> Array:
        """The gradient of each sample's output with respect to the parameters, of which `value_and_grad` has the mean.

        Args:
            batch: n_samples x n_inputs real numbers; or one row of n_inputs.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            n_samples x n_parameters partial derivatives; n_samples x n_outputs x n_parameters if the program was
            compiled from a list of outputs. Of one row without the first axis.

        Raises:
            TypeError, ValueError: `batch` or `theta` has another shape, or is not made of real numbers.
        """
        return self._by_sample(self._derived.by_parameter, batch, theta)[1]

    def vjp(self, batch: Any, cotangents: Any, theta: Any = None) -> tuple[Any, tuple[Array, Array]]:
        """The outputs, and a vector pulled back through them, to the batch and to the parameters: reverse mode.

        Args:
            batch: n_samples x n_inputs real numbers; or one row of n_inputs.
            cotangents: a number for each output of each sample, in the shape of the outputs. Those of 0 alone leave the
                sample out, whatever its numbers are.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            The outputs, as `__call__` gives them, and (of_batch, of_theta): the sum over all outputs of cotangent x
            d output / d each number of the batch, in its shape, and of the parameter vector, a sum over the samples.

        Raises:
            TypeError, ValueError: an argument has another shape, or is not made of real numbers.
        """
        x, column, is_row = self._arguments(batch, theta)
        factors = self._like_outputs(cotangents, x.shape[1], is_row)
        rows, of_theta = _by_factors(self._derived.backward, x, factors, column)
        count = self._output_count
        rows[count:, ~factors.any(axis=0)] = 0
        of_batch = np.ascontiguousarray(rows[count:].T)
        outputs = self._outputs(rows[:count])
        return _of_samples(outputs, is_row), (_of_samples(of_batch, is_row), of_theta * x.shape[1])

    def jvp(self, batch: Any, directions: tuple[Any, Any], theta: Any = None) -> tuple[Any, Any]:
        """The outputs, and how they change along a direction, in the batch and in the parameters: forward mode.

        Args:
            batch: n_samples x n_inputs real numbers; or one row of n_inputs.
            directions: (of_batch, of_theta), how fast each number of the batch moves, in its shape, and each parameter;
                None where none does.
            theta: n_parameters numbers; by default the parameters' `.data` as they are now.

        Returns:
            The outputs, as `__call__` gives them, and likewise the derivative of each along the direction.

        Raises:
            TypeError, ValueError: an argument has another shape, or is not made of real numbers.
        """
        if not isinstance(directions, tuple) or len(directions) != 2:
            raise TypeError(
                f"directions are a tuple of two, that of the batch and that of theta, got {described(directions)}; "
                "write (direction, None) where the parameters stand still"
            )
        x, column, is_row = self._arguments(batch, theta)
        of_batch, of_theta = directions
        moving = np.zeros_like(x) if of_batch is None else self._batch(of_batch)[0]
        if moving.shape != x.shape:
            raise ValueError(f"the direction of a batch has its shape, {x.T.shape}, got {moving.T.shape}")
        speeds = np.zeros_like(column) if of_theta is None else self._vector(of_theta)[:, None]
        rows, _ = self._derived.forward(np.concatenate([x, moving]), np.concatenate([column, speeds]))
        count = self._output_count
        values, slopes = (_of_samples(self._outputs(part), is_row) for part in (rows[:count], rows[count:]))
        return values, slopes

    def backward(self, batch: Any = None) -> Any:
        """Add the gradient of the mean over the batch to each parameter's `.grad`; returns the outputs.

        Raises:
            GraphError: the program has several outputs, or no gradient.
            TypeError, ValueError: as `value_and_grad`; in every case no `.grad` is changed.
        """
        if not self._is_single:
            raise GraphError("backward adds the gradient of one output, and this program has several outputs")
        values, gradient = self.value_and_grad(batch)
        totals = [total_grad(x, x.grad, slope) for x, slope in zip(self.parameters, gradient.tolist(), strict=True)]
        for x, total in zip(self.parameters, totals, strict=True):
            x.grad = total
        return values

    def to_jax(self) -> Callable[..., tuple[Any, Any]]:
        """The program as a pure function of JAX's arrays: f(batch, theta, weights=None) -> (values, gradient).

        JAX can jit it, vmap it, shard it over devices, and differentiate it in reverse mode, to any order. No rule of
        JAX's is needed for that: it is by the program's own rules, at kinks too, as the gradient is, which is that of
        `value_and_grad`. Forward mode is refused by JAX (`jax.jvp`, and with it `jax.hessian`): there are `jvp` and
        `jax.jacrev(jax.grad(...))`::

            step = jax.jit(program.to_jax())
            values, gradient = step(batch, theta)

        Where numbers are not finite it is as careful as the program, in JAX alone. It computes in the program's
        precision; float64 is JAX's once `jax.config.update("jax_enable_x64", True)` was called, and without it there is
        a warning and float32.

        Returns:
            A function of a batch, n_samples x n_inputs (or one sample, a row of n_inputs), n_parameters numbers, and a
            weight for each sample if they do not count alike. It returns the outputs and the gradient of their mean as
            `value_and_grad` does; None for the gradient if the program has none, and 0 if all weights are 0.

        Raises:
            ImportError: there is no JAX; the message names the extra that brings it.
            GraphError: JAX cannot run an operation from outside; the message names it.
            TypeError, ValueError: (from the function) as `value_and_grad`, as far as shapes and kinds of number tell.
        """
        run, arguments = on_jax(self._main), jax_module().arguments
        input_count, output_count = self._forward.flat.input_count, self._output_count
        has_gradient = not isinstance(self._both, str)
        weighted = cache(self._derived.weighted_on_jax)

        def function(batch: Any, theta: Any, weights: Any = None) -> tuple[Any, Any]:
            given = self._no_batch() if batch is None else batch
            for numbers, name in ((given, "a batch"), (theta, "a parameter vector"), (weights, "the weights")):
                _require_real(numbers, name)
            x, vector, shares = arguments(given, theta, weights, self._precision)
            shapes = x.shape[-1:], vector.shape
            if x.ndim not in (1, 2) or shapes != ((input_count,), (len(self.parameters),)):
                raise ValueError(
                    f"the function takes a batch of the shape (n_samples, {input_count}) and {len(self.parameters)} "
                    f"parameters, got {x.shape} and {vector.shape}"
                )
            rows = (x if x.ndim == 2 else x[None]).T
            if has_gradient:
                _require_samples(rows.shape[1])
            if shares is not None:
                _require_weights(shares.shape, rows.shape[1])
            if shares is None or not has_gradient:
                values, gradient = run(rows, vector[:, None])
            else:
                values, gradient = weighted()(rows, vector[:, None], shares)
            values = values[0] if self._is_single else values.T
            if has_gradient and not self._is_single:
                gradient = gradient.reshape(output_count, len(self.parameters))
            return values[0] if x.ndim == 1 else values, gradient if has_gradient else None

        return function

    def export(self, path: str | PathLike[str]) -> Path:
        """Write the program as a file that runs without this package.

        What the suffix says: ".py" needs NumPy alone, ".js" needs nothing, ".onnx" (written with the extra `onnx`) is a
        model in float32 with the inputs `batch` and `theta` and the output `values`. A .py and a .js file define
        `values(batch, theta)` and `value_and_grad(batch, theta)`. In all of them `theta` may be left out: the
        parameters as they are now stand in the file.

        Returns:
            The path.

        Raises:
            TypeError: `path` is no path.
            ValueError: another suffix.
            GraphError: an operation from outside is more than arithmetic on arrays; the message names it.
            ImportError: ".onnx" without onnx.
            OSError: the file cannot be written; what was there before is still there.
        """
        if not isinstance(path, str | PathLike):
            raise TypeError(f"a program is exported to a path, a str or a pathlib.Path, got {described(path)}")
        target = Path(path)
        writer = exporting.writer_of(target)
        write_whole(target, writer(self._sources(), self._forward, self._both))
        return target

    def _sources(self) -> Sources:
        has_gradient = not isinstance(self._both, str)
        return Sources(
            self.parameter_values(), self._precision, self._forward.flat.input_count, self._output_count,
            self._is_single, "" if has_gradient else str(self._both),
        )  # fmt: skip

    def parameter_values(self) -> Array:
        """The parameters' `.data` as a vector of n_parameters numbers.

        Raises:
            TypeError: one is not a real number.
        """
        numbers = np.array([x.data for x in self.parameters])
        if numbers.dtype.kind not in "buif":  # fractions and their like, or no real numbers
            numbers = np.array([number_in_program(x, "parameter") for x in self.parameters])
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

    @property
    def _output_count(self) -> int:
        return len(self._forward.flat.outputs)

    def _outputs(self, values: Array) -> Array:
        return values[0] if self._is_single else np.ascontiguousarray(values.T)

    def _by_sample(self, runner: Runner, batch: Any, theta: Any) -> tuple[Any, Array]:
        """The outputs, and the gradients that stand behind them."""
        x, column, is_row = self._arguments(batch, theta)
        rows, count = runner(x, column)[0], self._output_count
        slopes = np.ascontiguousarray(rows[count:].T)
        if not self._is_single:
            slopes = slopes.reshape(x.shape[1], count, runner.flat.gradient)
        return _of_samples(self._outputs(rows[:count]), is_row), _of_samples(slopes, is_row)

    def _arguments(self, batch: Any, theta: Any) -> tuple[Array, Array, bool]:
        """A row per input and a column per sample; the parameters as a column; and whether one row was given."""
        x, is_row = self._batch(batch)
        column = self.parameter_values() if theta is None else self._vector(theta)
        return x, column[:, None], is_row

    def _batch(self, batch: Any) -> tuple[Array, bool]:
        input_count = self._forward.flat.input_count
        if batch is None:
            batch = self._no_batch()
        x = _real(batch, "a batch").astype(self._precision, copy=False)
        is_row = x.shape == (input_count,)
        if is_row:
            x = x[None]
        if x.ndim != 2 or x.shape[1] != input_count:
            raise ValueError(
                f"a batch must have the shape (n_samples, {input_count}), an input per column, or be one row of "
                f"{input_count}, got {x.shape}"
            )
        return x.T, is_row

    def _no_batch(self) -> tuple[()]:
        """The row of a program without inputs; TypeError for others, which need a batch."""
        input_count = self._forward.flat.input_count
        if input_count:
            inputs = f"{input_count} input{'' if input_count == 1 else 's'}"
            raise TypeError(f"this program has {inputs}: give it a batch, a row of {input_count} per sample, got None")
        return ()

    def _like_outputs(self, cotangents: Any, samples: int, is_row: bool) -> Array:
        """A row per output, a column per sample."""
        given = _real(cotangents, "the cotangents").astype(self._precision, copy=False)
        shape = (() if is_row else (samples,)) + (() if self._is_single else (self._output_count,))
        if given.shape != shape:
            raise ValueError(f"cotangents must have the shape of the outputs, {shape}, got {given.shape}")
        return given.reshape(samples, self._output_count).T

    def _shares(self, weights: Any, samples: int) -> Array:
        """The weights, with a mean of 1."""
        given = _real(weights, "the weights").astype(float)
        _require_weights(given.shape, samples)
        if not np.isfinite(given).all():
            raise ValueError(f"the weights of a mean must be finite, got {given[~np.isfinite(given)][0]}")
        _, exponent = np.frexp(abs(given).max())
        given = np.ldexp(given, -exponent)  # exact, and no sum is too large
        mean = given.mean()
        if not mean:
            raise ValueError("the weights of a mean must have a sum other than 0, got a sum of 0")
        shares: Array = (given / mean).astype(self._precision)
        return shares

    def _vector(self, theta: Any) -> Array:
        vector = _real(theta, "a parameter vector")
        if vector.shape != (len(self.parameters),):
            raise ValueError(f"a parameter vector must have the shape ({len(self.parameters)},), got {vector.shape}")
        return np.ascontiguousarray(vector, dtype=self._precision)

    @property
    def _precision(self) -> Precision:
        return self._forward.precision


def _by_factors(runner: Runner, x: Array, factors: Array, column: Array) -> tuple[Array, Array]:
    """What `runner` gives for inputs and factors; a sample whose factors are all 0 is no part of the means."""
    rows, means = runner(np.concatenate([x, factors]), column)
    is_in = factors.any(axis=0)
    if not is_in.all() and not np.isfinite(means).all():  # 0 x infinity
        means = np.zeros_like(means)
        if is_in.any():
            means = runner(np.concatenate([x, factors])[:, is_in], column)[1] * is_in.mean()
    return rows, means


def _require_samples(count: int) -> None:
    if not count:
        raise ValueError("a mean over the batch needs at least one sample, got a batch of none")


def _require_weights(shape: tuple[int, ...], samples: int) -> None:
    if shape != (samples,):
        raise ValueError(f"there must be a weight for each of the {samples} samples, got the shape {shape}")


def _of_samples(results: Array, is_row: bool) -> Any:
    """The results of a batch; of one row without the axis of samples."""
    return results[0] if is_row else results


def _real(numbers: Any, name: str) -> Array:
    _require_unmasked(numbers, name)
    try:
        array = np.asarray(numbers)
    except ValueError as error:  # rows of different lengths
        raise ValueError(f"{name} must be a rectangle of numbers: {error}") from error
    if array.dtype.kind not in "buif":
        raise _not_real(array.dtype, name)
    return array


def _require_real(numbers: Any, name: str) -> None:
    """TypeError for what JAX would make real numbers of; what is a number of JAX's own it knows better."""
    _require_unmasked(numbers, name)
    if isinstance(numbers, list | tuple):
        for each in numbers:
            _require_real(each, name)
    elif np.iscomplexobj(numbers):
        raise _not_real(numbers.dtype if hasattr(numbers, "dtype") else type(numbers).__name__, name)


def _require_unmasked(numbers: Any, name: str) -> None:
    rows = numbers if isinstance(numbers, list | tuple) else [numbers]
    if any(isinstance(row, np.ma.MaskedArray) for row in rows):
        raise TypeError(
            f"{name} must hold a number everywhere, got a masked array, whose mask a program would not see; leave "
            "the masked samples out, or put numbers in their place with .filled(number)"
        )


def _not_real(kind: Any, name: str) -> TypeError:
    return TypeError(f"{name} must hold real numbers, got an array of {kind}; convert it to float first")
