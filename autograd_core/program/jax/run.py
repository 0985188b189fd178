"""Array code under JAX: the pure source with JAX's arrays, as an executor and as a function for `jax.jit` and its like.

Everything that differs between NumPy and JAX stands here: `put`, a gather by index, and what the rows of the table are
called with. Not here: the source (arrays/pure.py, arrays/emit_careful.py) and the steps of rows (forms.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero

from autograd_core.errors import GraphError
from autograd_core.operations import Operation
from autograd_core.program.array_types import Array, IntArray
from autograd_core.program.arrays.emit import ArrayCode
from autograd_core.program.arrays.pure import pure
from autograd_core.program.forms import computed, refusal_of, steps_of

Run = Callable[..., Any]  # (x, theta) -> outputs, means, and whatever else the source returns
OWN = {"erf": jax.scipy.special.erf, "erfc": jax.scipy.special.erfc}


def function_of(code: ArrayCode, precision: str) -> Run:
    """The function of a source, on JAX's arrays."""
    namespace: dict[str, Any] = {
        "np": jnp,
        "put": _put,
        "gathered": _gathered,
        "constants": code.constants.astype(precision),
        **{name: _form(operation) for name, operation in code.functions.items()},
        **{f"refused_{name}": _refusal(operation) for name, operation in code.functions.items()},
        **code.tables,
    }
    exec(compile(pure(code.source), "<program>", "exec"), namespace)
    run: Run = namespace["run"]
    return run


class OnDevice:
    """Array code as JAX runs it, in the precision that was asked for: `run(x, theta)`, as executors give it.

    JAX compiles it anew for each number of samples, when the first such batch comes.
    """

    def __init__(self, code: ArrayCode, precision: str) -> None:
        self._precision = precision
        self._run = jax.jit(_with_verdict(function_of(code, precision)))

    def __call__(self, x: Array, theta: Array) -> tuple[Array, Array, list[Array]]:
        with jax.enable_x64(self._precision == "float64"):
            # a row per sample, as it came: not copied into another order
            values, means, is_finite = jax.device_get(self._run(x.T, theta))
        others = [] if is_finite else [np.full(1, np.nan)]
        return np.array(values), np.array(means), others


def _with_verdict(run: Run) -> Run:
    def judged(rows: Any, theta: Any) -> tuple[Any, Any, Any]:
        values, means, others = run(rows.T, theta)
        return values, means, _are_finite([values, means, *others])

    return judged


def _are_finite(arrays: list[Any]) -> Any:
    """Whether all numbers are finite, and their sum: fast, and right about all that are not."""
    return jnp.isfinite(sum([array.sum() for array in arrays]))


def pure_function(fast: ArrayCode, careful: ArrayCode, output_count: int, precision: str, factors: int) -> Run:
    """(x, theta) -> outputs and means, in JAX alone: by `fast` where all numbers are finite, else by `careful`.

    Where the last `factors` inputs of a sample are all 0, it is no part of a mean.
    """
    run, run_carefully = function_of(fast, precision), function_of(careful, precision)

    def both(x: Any, theta: Any) -> tuple[Any, Any]:
        values, means, others = run(x, theta)
        is_finite = _are_finite([values, means, *others])
        found: tuple[Any, Any] = jax.lax.cond(
            is_finite,
            lambda: (values[:output_count], means),
            lambda: _sample_by_sample(run_carefully, x, theta, factors),
        )
        return found

    return both


def differentiable(run: Run, pullback: Callable[[bool, bool, bool], tuple[Run, int]]) -> Run:
    """`run`, (x, theta) -> outputs and means, differentiated in reverse mode by programs, to any order.

    Args:
        run: the function.
        pullback: (of outputs, of means, to inputs) -> the function that pulls a vector back (see derived.pulled_back),
            and how many of its inputs, the last, are factors of a sample.
    """

    function: Any = jax.custom_vjp(lambda x, theta: run(x, theta))

    def forward(x: Any, theta: Any) -> tuple[Any, Any]:
        # the third says by a structure, for numbers are not known here, whether a slope by x is wanted
        return function(x.value, theta.value), (x.value, theta.value, () if x.perturbed else None)

    def backward(kept: Any, cotangents: tuple[Any, Any]) -> tuple[Any, Any]:
        x, theta, mark = kept
        of_outputs, of_means = (not isinstance(each, SymbolicZero) for each in cotangents)
        to_inputs = mark is not None
        if not (of_outputs or of_means):
            return jnp.zeros_like(x), jnp.zeros_like(theta)
        samples = x.shape[1]
        inputs = jnp.concatenate([x, cotangents[0]]) if of_outputs else x
        parameters = jnp.concatenate([theta, cotangents[1][:, None] / samples]) if of_means else theta
        pull, factors = pullback(of_outputs, of_means, to_inputs)
        outputs, means = pull(inputs, parameters)
        by_input = outputs[len(outputs) - len(x) :] if to_inputs else jnp.zeros_like(x)
        if factors:  # of a sample that is left out no slope is missing; that by a weight of 0 is one
            is_in = (inputs[len(inputs) - factors :] != 0).any(axis=0)
            by_input = jnp.where(is_in | (of_means & jnp.isfinite(by_input)), by_input, 0)
        return by_input, means[:, None] * samples

    function.defvjp(forward, backward, symbolic_zeros=True)
    own: Run = function
    return own


def weighted(run: Run) -> Run:
    """`run`, whose last input is a weight of mean 1, for any weights: the mean is 0 where all of them are."""

    def function(x: Any, theta: Any, weights: Any) -> tuple[Any, Any]:
        large = 2.0**512 if x.dtype == jnp.float64 else 2.0**64
        given = weights * jnp.where(abs(weights).max() > large, 1 / large, 1)  # exact, and no sum is too large
        mean = given.mean()
        shares = given / jnp.where(mean == 0, 1, mean)
        found: tuple[Any, Any] = run(jnp.concatenate([x, shares[None]]), theta)
        return found

    return function


def _sample_by_sample(run: Run, x: Any, theta: Any, factors: int) -> tuple[Any, Any]:
    """What `run` gives for x, a sample at a time: a gradient for each at once may have no room on a device."""
    first_factor = len(x) - factors
    means = jax.eval_shape(run, x[:, :1], theta)[1]
    # of x and theta, so that it is known to differ from device to device where these do
    never = jnp.isnan(x).sum() + jnp.isnan(theta).sum() < 0

    def one(total: Any, sample: Any) -> tuple[Any, Any]:
        values, slopes = run(sample[:, None], theta)
        if factors:
            slopes = jnp.where((sample[first_factor:] != 0).any(), slopes, 0)
        return total + slopes, values[:, 0]

    total, values = jax.lax.scan(one, jnp.where(never, 1.0, jnp.zeros(means.shape, means.dtype)), x.T)
    return values.T, total / x.shape[1]


def arguments(batch: Any, theta: Any, weights: Any, precision: str) -> tuple[Any, Any, Any]:
    """A batch, a parameter vector and weights, if any, as JAX's arrays of a precision, or of that JAX is set to."""
    kind = jax.dtypes.canonicalize_dtype(precision)
    if kind != precision:
        warnings.warn(
            'JAX computes in float32 here, and this program is one of float64: jax.config.update("jax_enable_x64", '
            'True) first, or compile_graph(..., precision="float32")',
            UserWarning,
            stacklevel=3,
        )
    shares = None if weights is None else jnp.asarray(weights, kind)
    return jnp.asarray(batch, kind), jnp.asarray(theta, kind), shares


def require_form(operation: Operation, arity: int) -> None:
    """GraphError, with the row's name, for one from outside that JAX cannot run."""
    example: Any = jax.eval_shape(lambda: jnp.zeros((2, 2)))
    try:
        jax.eval_shape(_form(operation), *[example] * arity)
    except Exception as error:  # a function from outside refuses arrays by any error; it is kept as the cause
        raise GraphError(f"{operation.name} cannot run on JAX ({type(error).__name__}): {error}") from error


# What the source calls.


def _put(array: Any, index: Any, value: Any) -> Any:
    """`array` with `value` in the places of `index`."""
    return array.at[index].set(value)


def _gathered(array: Any, rows: IntArray, index: Any) -> Any:
    """See arrays.gather.gathered."""
    is_place = (index >= 0) & (index < rows.shape[1]) & (index == jnp.floor(index))
    places = jnp.where(is_place, index, 0).astype(int)
    at = jnp.asarray(rows)[np.arange(len(rows))[:, None], places]
    found = array[at, 0 if array.shape[1] == 1 else np.arange(array.shape[1])]
    return jnp.where(is_place, found, jnp.nan)


def _form(operation: Operation) -> Run:
    """A row as a function of JAX's arrays."""

    def function(*inputs: Any) -> Any:
        kind = jnp.result_type(*inputs)
        steps = steps_of(operation, len(inputs))
        if operation.module:  # it may have a form for JAX
            try:
                return jnp.asarray(operation.forward(*inputs), kind)
            except TypeError:
                if steps is None:
                    raise
        if steps is None:
            raise TypeError(f"{operation.name} has no form for JAX")
        return jnp.asarray(computed(steps, inputs, _primitive), kind)

    return function


def _refusal(operation: Operation) -> Run:
    def function(out: Any, *inputs: Any) -> Any:
        return computed(refusal_of(operation, len(inputs)), [out, *inputs], _primitive)

    return function


def _primitive(name: str) -> Callable[..., Any]:
    own: Mapping[str, Callable[..., Any]] = OWN
    found: Callable[..., Any] = own[name] if name in own else getattr(jnp, name)
    return found
