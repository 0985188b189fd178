"""A recorded graph as an array program: compile_graph, and one file per pass (flat, sums, groups, emit, program).

Not here: NumPy, which is imported only when a graph is compiled, and derivatives, which come from gradients().
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograd_core.value import Value

if TYPE_CHECKING:
    from autograd_core.program.program import Precision, Program

__all__ = ["compile_graph"]


def compile_graph(
    output: Value | Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value] | None = None,
    *,
    precision: Precision = "float64",
) -> Program:
    """The array program of a graph that was recorded on one sample; it runs whole batches, forward and backward.

    The program repeats the recorded operations. What Python decided while recording (an `if` or a loop on data) cannot
    be seen in a graph: such a decision holds for every sample as it fell for the recorded one. Write `where`,
    `maximum`, `minimum` or `relu` for a choice that depends on data, and recompile when structure changes. An operation
    that mixes the samples of a batch (batch normalisation) is not one of a graph of one sample; a dropout mask is, if
    its factors are inputs.

    Args:
        output: one Value, or a list of them.
        inputs: the leaves that differ from sample to sample; one that `output` does not use is allowed.
        parameters: every other leaf, in the order wanted; by default in recorded (topological) order. One that
            `output` does not use is allowed; its gradient is 0.
        precision: "float64" or "float32", of every number in the program.

    Raises:
        TypeError: an argument is not made of Values, or a constant is not a real number.
        ValueError: an input or parameter is not a leaf, is listed twice, is a constant, or a leaf is missing.
    """
    from autograd_core.program.program import compiled  # late: only a program needs NumPy

    return compiled(output, inputs, parameters, precision)
