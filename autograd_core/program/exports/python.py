"""A program as a Python file that needs NumPy alone: its array code, with the functions that this calls.

Not here: the array code (arrays/emit.py, arrays/emit_careful.py), which stands in the file as it is.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograd_core import operations as ops
from autograd_core.errors import GraphError
from autograd_core.operations import Operation
from autograd_core.program.array_types import Array
from autograd_core.program.arrays import gather
from autograd_core.program.arrays.emit import ArrayCode
from autograd_core.program.exports.spelled import is_verdict, spelled
from autograd_core.program.forms import refusal_of, steps_of
from autograd_core.program.loop.kernels import is_fold

SIGNS = {
    "add": "({} + {})", "subtract": "({} - {})", "multiply": "({} * {})", "divide": "({} / {})",
    "power": "raised({}, {})",
    "negative": "(-{})", "positive": "{}", "less": "({} < {})", "less_equal": "({} <= {})", "greater": "({} > {})",
    "greater_equal": "({} >= {})", "equal": "({} == {})", "not_equal": "({} != {})", "bitwise_or": "({} | {})",
    "bitwise_and": "({} & {})", "erf": "of_each(math.erf, {})", "erfc": "of_each(math.erfc, {})",
}  # fmt: skip
# Of any number of inputs, and no fold.
VARIADIC = {
    ops.log_sum_exp: """
def {name}(*inputs):
    highest = maximum_of(inputs)
    highest = np.where(np.abs(highest) < INFINITY, highest, 0.0)
    return highest + np.log(sum(np.exp(x - highest) for x in inputs))
""",
    ops.look_up: """
def {name}(index, *entries):
    result = NOT_A_NUMBER
    for k, entry in enumerate(entries):
        result = np.where(index == k, entry, result)
    return result
""",
}
REFUSED_LOOKUP = """
def refused_{name}(out, index, *entries):
    return (index < 0) | (index >= len(entries)) | (index != np.floor(index))
"""
REFUSED_BY_ANY = """
def refused_{name}(out, *inputs):
    are_numbers = np.all([x == x for x in np.broadcast_arrays(*inputs)], axis=0)
    are_finite = np.all([np.abs(x) < INFINITY for x in np.broadcast_arrays(*inputs)], axis=0)
    return ((out != out) & are_numbers) | ((np.abs(out) == INFINITY) & are_finite)
"""
# What an operation cannot be called in the file.
RESERVED = frozenset(
    [
        "forward",
        "forward_carefully",
        "forward_and_backward",
        "forward_and_backward_carefully",
        "value_and_grad",
        "math",
        "of_each",
        "maximum_of",
        "raised",
        "_real",
        "_run",
        "PARAMETERS",
        "PRECISION",
        "INFINITY",
        "NOT_A_NUMBER",
    ]
)
HEAD = '''"""A program of autograd_core: {outputs} of {inputs}, with {parameters}.

    values(batch)                     the outputs for each sample, a row of the batch
    value_and_grad(batch)             them, and the gradient of their mean with respect to the parameters
    values(batch, theta)              with other parameters than PARAMETERS

Needs NumPy alone. Where Python's numbers are an error (the log of -1), a sample's results are NaN.
"""

import math

import numpy as np

PRECISION = np.{precision}
INFINITY, NOT_A_NUMBER = math.inf, math.nan


def values({batch}, theta=None):
    """The outputs for each sample.

    Args:
        batch: n_samples x {input_count} numbers; or one row of {input_count}, for results without the axis of samples.
        theta: {parameter_count} numbers; PARAMETERS without.

    Returns:
        {returns}.
    """
    return _run(forward, forward_carefully, batch, theta)[0]


def value_and_grad({batch}, theta=None):
    """The outputs for each sample, and the gradient of their mean with respect to theta{of_each}."""
{gradient}


def _run(fast, careful, batch, theta):
    x = _real(batch)
    is_row = x.shape == ({input_count},)
    x = x[None] if is_row else x
    theta = PARAMETERS if theta is None else _real(theta)
    if x.ndim != 2 or x.shape[1] != {input_count} or theta.shape != ({parameter_count},):
        raise ValueError(f"a batch has the shape (n, {input_count}) and theta ({parameter_count},), "
                         f"got {{x.shape}} and {{theta.shape}}")
    x, column = x.T, theta[:, None]
    with np.errstate(all="ignore"):
        outputs, gradient, others = fast(x, column)
        if not all(np.isfinite(array).all() for array in (outputs, gradient, *others)):
            outputs, gradient = careful(x, column)
    outputs = outputs[:{output_count}]{shaped}
    return outputs[0] if is_row else outputs, gradient


def _real(numbers):
    array = np.asarray(numbers)
    if array.dtype.kind not in "buif":
        raise TypeError(f"a batch and theta hold real numbers, got an array of {{array.dtype}}")
    return array.astype(PRECISION, copy=False)


# The operations, on arrays.


def of_each(function, x):
    return np.array([function(number) for number in x.flat], x.dtype).reshape(x.shape)


def raised(base, exponent):
    # by as many exponents: for a single one of 0.5 NumPy takes the square root, which has no value at -infinity
    shape = np.broadcast_shapes(np.shape(base), np.shape(exponent))
    return np.power(base, np.full(shape, exponent, np.result_type(base, exponent)))


def maximum_of(inputs):
    result = inputs[0]
    for x in inputs[1:]:
        result = np.where((x > result) | (x != x), x, result)
    return result

'''
BOTH = """    outputs, gradient = _run(forward_and_backward, forward_and_backward_carefully, batch, theta)
    if not outputs.size:
        raise ValueError("a mean over the batch needs at least one sample, got a batch of none")
    return outputs, gradient{of_all}"""


@dataclass(frozen=True)
class Sources:
    """What a program computes, as source, and what a reader is told of it.

    Attributes:
        parameters: the parameters as they are.
        precision: of all numbers.
        inputs, outputs: how many there are.
        is_single: whether a sample has one number as its result, and not a list.
        no_gradient: why there is no gradient; "" where there is one.
    """

    parameters: Array
    precision: str
    inputs: int
    outputs: int
    is_single: bool
    no_gradient: str


def written(sources: Sources, codes: Mapping[str, ArrayCode]) -> str:
    """The text of the file.

    Args:
        sources: what is told of the program.
        codes: name of a function in the file -> its source.

    Raises:
        GraphError: an operation from outside is no arithmetic on arrays.
    """
    functions = _Functions()
    bodies, tables = [], []
    for name, code in codes.items():
        own = "".join(word[0] for word in name.split("_"))
        source = code.source
        for called, operation in code.functions.items():
            source = functions.renamed(source, called, operation)
        source = source.replace("def run(", f"def {name}(").replace("constants", f"CONSTANTS_{own}")
        bodies.append("\n\n" + re.sub(r"\brows_(\d+)\b", rf"ROWS_{own}_\1", source))
        tables.append(f"CONSTANTS_{own} = np.array({_numbers(code.constants[:, 0])}, PRECISION).reshape(-1, 1)\n")
        tables += [_table(f"ROWS_{own}_{table[5:]}", index) for table, index in code.tables.items()]
    return "".join([
        _head(sources), *functions.texts.values(), "\n\n", _without_annotations(gather.gathered),
        "\n\n# What is computed: x has a row per input and a column per sample.\n", *bodies,
        "\n\n# Numbers.\n\n", *tables, f"PARAMETERS = np.array({_numbers(sources.parameters)}, PRECISION)\n",
    ])  # fmt: skip


def _head(sources: Sources) -> str:
    parameters, count = len(sources.parameters), sources.outputs
    gradient = BOTH.format(of_all="" if sources.is_single else f".reshape({count}, {parameters})")
    if sources.no_gradient:
        gradient = f"    raise ValueError({f'this program has no gradient: {sources.no_gradient}'!r})"
    return HEAD.format(
        outputs=f"{count} output{'s' if count > 1 else ''}", inputs=_counted(sources.inputs, "input"),
        parameters=_counted(parameters, "parameter"), batch="batch" if sources.inputs else "batch=()",
        precision=sources.precision, input_count=sources.inputs,
        parameter_count=parameters, output_count=count, gradient=gradient,
        returns="n_samples numbers" if sources.is_single else f"n_samples x {count} numbers",
        of_each="" if sources.is_single else ", a row for each output",
        shaped="[0]" if sources.is_single else ".T",
    )  # fmt: skip


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


@dataclass
class _Functions:
    """The operations that the file defines: name -> operation, and the text of each."""

    operations: dict[str, Operation] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def renamed(self, source: str, called: str, operation: Operation) -> str:
        """`source`, which calls the operation by the name `called`, with that by which the file knows it."""
        name = f"{called}_too" if called in RESERVED else called
        while self.operations.setdefault(name, operation) is not operation:
            name += "_too"
        if name not in self.texts:
            self.texts[name] = _defined(name, operation)
        return source if name == called else re.sub(rf"\b(refused_)?{called}\(", rf"\g<1>{name}(", source)


def _defined(name: str, operation: Operation) -> str:
    """The functions of an operation: what it computes, and which numbers it refuses."""
    if operation in VARIADIC:
        text = VARIADIC[operation].format(name=name)
        return f"\n{text}" + (f"\n{REFUSED_LOOKUP.format(name=name)}" if operation is ops.look_up else "")
    if operation.arity is None:
        if not is_fold(operation):
            raise _refusal(operation)
        *lines, result = _body(operation, ["result", "x"])
        refused = f"\n{REFUSED_BY_ANY.format(name=name)}" if operation.may_refuse else ""
        return (
            f"\n\ndef {name}(*inputs):\n    result = inputs[0]\n    for x in inputs[1:]:\n"
            + "".join([f"    {line}" for line in lines])
            + f"        result = {result}\n    return result\n{refused}"
        )
    inputs = list(operation.parameters)
    *lines, result = _body(operation, inputs)
    text = f"\n\ndef {name}({', '.join(inputs)}):\n" + "".join(lines) + f"    return {result}\n"
    if operation.may_refuse:
        named, verdict = spelled(refusal_of(operation, len(inputs)), ["out", *inputs], _step)
        steps = "".join([f"    {variable} = {step}\n" for variable, step in named])
        text += f"\n\ndef refused_{name}(out, {', '.join(inputs)}):\n{steps}    return {verdict}\n"
    return text


def _body(operation: Operation, inputs: Sequence[str]) -> list[str]:
    """The lines that give names to results, and the text of the last result."""
    steps = steps_of(operation, len(inputs))
    if steps is None:
        raise _refusal(operation)
    named, result = spelled(steps, inputs, _step)
    if is_verdict(steps):
        result = f"{result}.astype(PRECISION)"
    return [*[f"    {name} = {text}\n" for name, text in named], result]


def _refusal(operation: Operation) -> GraphError:
    return GraphError(
        f"a file computes with arithmetic on arrays, and the forward function of {operation.name} is more; give the "
        "operation one that is: operation(..., array=...)"
    )


def _step(function: str, inputs: Sequence[str], verdicts: Sequence[bool]) -> str:
    if function == "where":
        condition = inputs[0] if verdicts[0] else f"{inputs[0]} != 0"
        return f"np.where({condition}, {inputs[1]}, {inputs[2]})"
    if function in SIGNS:
        return SIGNS[function].format(*inputs)
    return f"np.{function}({', '.join(inputs)})"


def _numbers(numbers: Array) -> str:
    """A list of numbers as Python reads it."""
    return re.sub(r"\bnan\b", "NOT_A_NUMBER", re.sub(r"\binf\b", "INFINITY", str(numbers.tolist())))


def _table(name: str, index: Array) -> str:
    return f"{name} = np.array({index.reshape(-1).tolist()}, dtype=int).reshape({index.shape})\n"


def _without_annotations(function: object) -> str:
    """The source of a function without the types of this package."""
    (tree,) = ast.parse(inspect.getsource(function)).body  # type: ignore[arg-type]
    assert isinstance(tree, ast.FunctionDef)
    tree.returns = None
    for argument in tree.args.args:
        argument.annotation = None
    tree.body = [
        ast.Assign([node.target], node.value, lineno=0) if isinstance(node, ast.AnnAssign) and node.value else node
        for node in tree.body[1:]
    ]
    return ast.unparse(tree) + "\n"
