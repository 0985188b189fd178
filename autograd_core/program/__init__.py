"""A recorded graph as an array program: compile_graph, and one file per pass.

The hall: flat, executors, program, compiling; a wing for each executor: arrays, loop and jax. Not here:
NumPy, which is imported only when a graph is compiled, and derivatives, which come from gradients().
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from autograd_core.value import Value

if TYPE_CHECKING:
    from autograd_core.program.executors import Executor, Precision
    from autograd_core.program.jitted import Jitted
    from autograd_core.program.program import Program

__all__ = ["compile_graph", "jit"]


def compile_graph(
    output: Value | Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value] | None = None,
    *,
    gradients: bool | None = None,
    input_gradients: bool = False,
    precision: Precision = "float64",
    executor: Executor | None = None,
) -> Program:
    """The array program of a graph: recorded on one sample, it runs whole batches, forward and backward.

    Write a computation once, on Values; compile it, and the same formula runs on arrays of many samples at about the
    speed of code that somebody vectorized by hand, its gradient too.

    >>> from autograd_core import Value, compile_graph
    >>> w, x, target = Value(2.0, "w"), Value(0.0, "x"), Value(0.0, "target")
    >>> program = compile_graph((w * x - target) ** 2, inputs=[x, target])
    >>> program([[1.0, 2.5], [2.0, 3.0], [3.0, 7.0]])  # three samples, an input per column
    array([0.25, 1.  , 1.  ])
    >>> program.gradients([[1.0, 2.5], [2.0, 3.0], [3.0, 7.0]])  # of the mean, with respect to w
    array([-1.])

    The program repeats the recorded operations. What Python decided while recording (an `if` or a loop on data) cannot
    be seen in a graph: such a decision holds for every sample as it fell for the recorded one. Record inside
    `with recording():`, where comparing Values is an error, write `where`, `maximum`, `minimum` or `relu` for a choice
    that depends on data, and recompile when structure changes. A decision on `x.data` cannot be seen, but in the rule
    of an operation of your own, where reading `.data`, `.grad` or `.parents` is refused. An operation that mixes the
    samples of a batch (batch normalization) cannot be compiled: a graph of one sample does not hold it. A dropout mask
    can if its factors are inputs, drawn anew for every batch: a number that is drawn while recording is a constant of
    the program.

    Args:
        output: one Value, or a list of them.
        inputs: the leaves that differ from sample to sample; one that `output` does not use is allowed.
        parameters: every other leaf, in the order wanted; by default in recorded (topological) order. One that
            `output` does not use is allowed; its gradient is 0.
        gradients: whether to compile `value_and_grad`, the gradient of each output's mean with respect to the
            parameters; by default for a single output alone, because every output has a backward pass of its own.
        input_gradients: whether to compile `Program.input_gradients`, the derivatives with respect to the inputs, now
            and not when they are first asked for.
        precision: "float64" or "float32", of every number in the program.
        executor: "arrays" or "loop" to use that one alone. By default array code runs what has a pattern, and a
            compiled loop what has none, or a few samples of it; the loop needs numba (extra `compiled`), and without
            it array code runs everything. "jax" is array code on what JAX runs on, a GPU where there is one (extra
            `jax`); it is compiled anew for each number of samples, for some seconds.

    Returns:
        A `Program`: `program(batch)` gives the outputs, `program.value_and_grad(batch)` the gradient of their mean too,
        `program.backward(batch)` adds it to the parameters' `.grad`; `print(program)` shows its code.

    Raises:
        TypeError: an argument is not made of Values, or a constant is not a real number.
        ValueError: an input or parameter is not a leaf, is listed twice, is a constant, or a leaf is missing; or
            executor="loop" cannot run an operation.
        ImportError: executor="loop" without numba, or "jax" without JAX.
        GraphError: an operation from outside cannot run on arrays, or on those of JAX; or nodes were made by hand.
    """
    from autograd_core.program.compiling import compiled  # late: only a program needs NumPy

    return compiled(
        output,
        inputs,
        parameters,
        gradients=gradients,
        input_gradients=input_gradients,
        precision=precision,
        executor=executor,
    )


def jit(f: Callable[..., Any]) -> Jitted:
    """A function of numbers that runs as a program: recorded when it is first called, then run at the speed of arrays.

    >>> from autograd_core import jit
    >>> rosenbrock = jit(lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2)
    >>> rosenbrock([1.0, 2.0])
    100.0
    >>> rosenbrock.value_and_grad([1.0, 2.0])
    (100.0, [-400.0, 200.0])
    >>> rosenbrock.batch([[1.0, 2.0], [1.0, 1.0]])
    array([100.,   0.])

    It is recorded once for each structure of its arguments: what lists, tuples, dicts, dataclasses and arrays are in
    what, how long they are, and the flags (a bool, text, None) among the numbers. The program repeats what was
    recorded, so a decision by Python on a number, `if x > 0`, is refused, and so is reading an argument's `.data`; that
    of a result on the way cannot be seen. Called with Values, it and its derivatives are those of `f`: they may stand
    in other functions that are differentiated, recorded or jitted.
    `scipy.optimize.minimize(fast.value_and_grad, x0, jac=True, hess=fast.hessian)` takes it as it stands.

    Args:
        f: a function of numbers in lists, tuples, dicts, dataclasses, NumPy arrays, nested in any way, that returns
            numbers in any of these. It depends on its arguments alone.

    Returns:
        A `Jitted`, called as f is; with `value_and_grad`, `grad`, `jacobian`, `hessian`, `hvp`, `vjp` and `batch`.

    Raises:
        TypeError: `f` is no function; or, when called, takes or returns something else than numbers.
        ValueError: when called: a whole number is no float, as 2**53 + 1 is none.
        GraphError: when called: `f` decides by a number, computes with a Value from outside, or with an operation that
            arrays cannot run; the message names it.
    """
    from autograd_core.program.jitted import Jitted  # late: only a program needs NumPy

    return Jitted(f)
