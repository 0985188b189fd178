"""A program as an ONNX model: the pure source of its outputs, run on symbols that write down ONNX's operators.

In float32, for which every runtime has all operators. Not here: the source (arrays/pure.py), the steps of operations
(forms.py).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from autograd_core import operations as ops
from autograd_core.errors import GraphError
from autograd_core.operations import Operation
from autograd_core.program.array_types import Array, IntArray
from autograd_core.program.arrays.emit import ArrayCode
from autograd_core.program.arrays.pure import pure
from autograd_core.program.exports.python import Sources
from autograd_core.program.forms import computed, refusal_of, steps_of

OPSET = 20
FLOAT = np.float32
SAMPLES = -1  # in a shape, as many as a batch has: ONNX infers a -1
Shape = tuple[int, ...]

# NumPy's names of what is one operator of ONNX.
OPERATORS = {
    "add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div", "power": "Pow", "negative": "Neg",
    "absolute": "Abs", "positive": "Identity", "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "sin": "Sin", "cos": "Cos",
    "tan": "Tan", "tanh": "Tanh", "sinh": "Sinh", "cosh": "Cosh", "arcsin": "Asin", "arccos": "Acos",
    "arctan": "Atan", "arcsinh": "Asinh", "arccosh": "Acosh", "arctanh": "Atanh", "erf": "Erf", "sign": "Sign",
    "floor": "Floor", "ceil": "Ceil", "less": "Less", "less_equal": "LessOrEqual", "greater": "Greater",
    "greater_equal": "GreaterOrEqual", "equal": "Equal", "bitwise_or": "Or", "bitwise_and": "And", "maximum": "Max",
    "minimum": "Min",
}  # fmt: skip
VERDICTS = {"Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal", "Or", "And", "Not"}
LOGICAL = {"Or", "And", "Not"}


def written(sources: Sources, code: ArrayCode) -> bytes:
    """The model: `values` of `batch`, n_samples x n_inputs, and `theta`, which is the parameters' where it is left out.

    Args:
        sources: what is told of the program.
        code: the array code of the outputs.

    Raises:
        GraphError: an operation is more than arithmetic for which ONNX has operators.
    """
    graph = _Graph()
    x = graph.node("Transpose", ["batch"], (sources.inputs, SAMPLES), perm=[1, 0])
    theta = graph.node("Reshape", ["theta", graph.whole([-1, 1])], (len(sources.parameters), 1))
    names = _Names(graph)
    namespace: dict[str, Any] = {
        "np": names,
        "put": names.put,
        "gathered": names.gathered,
        "constants": graph.number(code.constants),
        **{name: names.form(operation) for name, operation in code.functions.items()},
        **code.tables,
    }
    exec(compile(pure(code.source), "<program>", "exec"), namespace)
    values = namespace["run"](x, theta)[0][: sources.outputs]
    for refused in graph.refused:
        values = graph.where(refused, graph.number(math.nan), values)
    turned = graph.node("Transpose", [values.name], (SAMPLES, sources.outputs), perm=[1, 0])
    if sources.is_single:
        turned = graph.node("Reshape", [turned.name, graph.whole([-1])], (SAMPLES,))
    graph.node("Identity", [turned.name], turned.shape, name="values")
    content: bytes = _model(sources, graph).SerializeToString()
    return content


def _model(sources: Sources, graph: _Graph) -> Any:
    read = {name for node in graph.nodes for name in node.input}
    shape: list[str | int] = ["n"] if sources.is_single else ["n", sources.outputs]
    parameters = numpy_helper.from_array(sources.parameters.astype(FLOAT), "theta")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "program",
            [
                helper.make_tensor_value_info("batch", TensorProto.FLOAT, ["n", sources.inputs]),
                helper.make_tensor_value_info("theta", TensorProto.FLOAT, [len(sources.parameters)]),
            ],
            [helper.make_tensor_value_info("values", TensorProto.FLOAT, shape)],
            [
                *[x for x in graph.constants if x.name in read],
                parameters,
            ],  # an input that has a value too is one that may be left out
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="autograd_core",
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


class _Graph:
    """The nodes and numbers that were written down.

    Attributes:
        refused: for each operation that may refuse, which samples it does, (1, n) or (1, 1).
    """

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.refused: list[_Symbol] = []
        self._known: dict[Any, str] = {}
        self._count = itertools.count(1)

    def node(self, operator: str, inputs: Sequence[str], shape: Shape, name: str = "", **attributes: Any) -> _Symbol:
        name = name or f"{operator.lower()}_{next(self._count)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return _Symbol(self, name, shape, operator in VERDICTS)

    def array(self, array: Array) -> str:
        """The name of some numbers."""
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            self._known[key] = f"numbers_{next(self._count)}"
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), self._known[key]))
        return self._known[key]

    def whole(self, numbers: Any) -> str:
        return self.array(np.array(numbers, np.int64))

    def number(self, x: Any) -> _Symbol:
        array = np.array(x, FLOAT)
        return _Symbol(self, self.array(array), array.shape, False)

    def symbol(self, x: Any) -> _Symbol:
        return x if isinstance(x, _Symbol) else self.number(x)

    def apply(self, operator: str, *inputs: Any) -> _Symbol:
        """An operator of one element of each input."""
        symbols = [self.symbol(x) for x in inputs]
        wanted = operator in LOGICAL
        symbols = [x if x.is_verdict == wanted else x.as_verdict() if wanted else x.as_number() for x in symbols]
        return self.node(operator, [x.name for x in symbols], _broadcast([x.shape for x in symbols]))

    def where(self, condition: Any, x: Any, y: Any) -> _Symbol:
        asked = self.symbol(condition)
        asked = asked if asked.is_verdict else asked.as_verdict()
        x, y = self.symbol(x).as_number(), self.symbol(y).as_number()
        return self.node("Where", [asked.name, x.name, y.name], _broadcast([asked.shape, x.shape, y.shape]))

    def wide(self, x: _Symbol) -> _Symbol:
        """`x` with a column for each sample."""
        if x.shape[-1] == SAMPLES:
            return x
        return self.apply("Add", x, self._zeros())

    def _zeros(self) -> _Symbol:
        """A 0 for each sample, (1, n)."""
        size = self.node("Shape", ["batch"], (1,), start=0, end=1)
        shape = self.node("Concat", [self.whole([1]), size.name], (2,), axis=0)
        return self.node(
            "ConstantOfShape", [shape.name], (1, SAMPLES), value=numpy_helper.from_array(np.zeros(1, FLOAT))
        )


class _Symbol:
    """An array that is not there yet: its name in the graph, its shape, and whether it holds true and false."""

    def __init__(self, graph: _Graph, name: str, shape: Shape, is_verdict: bool) -> None:
        self.graph, self.shape, self.is_verdict = graph, shape, is_verdict
        self._name = name
        self.dtype = np.dtype(FLOAT)

    @property
    def name(self) -> str:
        """What the graph calls it."""
        return self._name

    def as_number(self) -> _Symbol:
        return self.graph.node("Cast", [self.name], self.shape, to=TensorProto.FLOAT) if self.is_verdict else self

    def as_verdict(self) -> _Symbol:
        return self.graph.apply("Not", self.graph.apply("Equal", self, 0.0))

    # What the source does to arrays.

    @property
    def T(self) -> _Symbol:  # noqa: N802 - NumPy's name
        return self.graph.node("Transpose", [self.name], self.shape[::-1])

    def reshape(self, *shape: Any) -> _Symbol:
        wanted = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        return self.graph.node("Reshape", [self.name, self.graph.whole(wanted)], wanted)

    def __getitem__(self, index: Any) -> _Symbol:
        found, axis = self, 0
        for part in index if isinstance(index, tuple) else (index,):
            if isinstance(part, slice) and part == slice(None):
                axis += 1
                continue
            if isinstance(part, int):  # the only column, of an array that has one
                name = self.graph.node("Squeeze", [found.name, self.graph.whole([axis])], ()).name
                found = _Symbol(self.graph, name, found.shape[:axis] + found.shape[axis + 1 :], False)
                continue
            rows = np.arange(found.shape[axis])[part]
            shape = found.shape[:axis] + rows.shape + found.shape[axis + 1 :]
            if isinstance(part, slice):
                first, last, step = int(rows[0]), int(rows[-1]) + 1, int(part.step or 1)
                bounds = [self.graph.whole([number]) for number in (first, last, axis, step)]
                found = self.graph.node("Slice", [found.name, *bounds], shape)
            else:
                found = self.graph.node("Gather", [found.name, self.graph.whole(rows)], shape, axis=axis)
            axis += rows.ndim
        return found

    def _reduced(self, operator: str, axis: int, keepdims: bool) -> _Symbol:
        shape = self.shape[:axis] + ((1,) if keepdims else ()) + self.shape[axis + 1 :]
        inputs = [self.as_number().name, self.graph.whole([axis])]
        return self.graph.node(operator, inputs, shape, keepdims=int(keepdims))

    def sum(self, axis: int, keepdims: bool = False) -> _Symbol:
        return self._reduced("ReduceSum", axis, keepdims)

    def max(self, axis: int, keepdims: bool = False) -> _Symbol:
        return self._reduced("ReduceMax", axis, keepdims)

    def min(self, axis: int, keepdims: bool = False) -> _Symbol:
        return self._reduced("ReduceMin", axis, keepdims)

    def __matmul__(self, other: Any) -> _Symbol:
        right = self.graph.symbol(other)
        if len(right.shape) == 3:  # (k, m) @ (l, m, n)
            shape: Shape = (right.shape[0], self.shape[0], right.shape[2])
        else:
            shape = (self.shape[0], right.shape[1])
        return self.graph.node("MatMul", [self.name, right.name], shape)

    def __neg__(self) -> _Symbol:
        return self.graph.apply("Neg", self)

    def __add__(self, other: Any) -> _Symbol:
        return self.graph.apply("Add", self, other)

    def __radd__(self, other: Any) -> _Symbol:
        return self.graph.apply("Add", other, self)

    def __sub__(self, other: Any) -> _Symbol:
        return self.graph.apply("Sub", self, other)

    def __rsub__(self, other: Any) -> _Symbol:
        return self.graph.apply("Sub", other, self)

    def __mul__(self, other: Any) -> _Symbol:
        return self.graph.apply("Mul", self, other)

    def __rmul__(self, other: Any) -> _Symbol:
        return self.graph.apply("Mul", other, self)

    # These may refuse: in the source they stand for operations.

    def __truediv__(self, other: Any) -> _Symbol:
        return _Names(self.graph).form(ops.divide)(self, other)

    def __rtruediv__(self, other: Any) -> _Symbol:
        return _Names(self.graph).form(ops.divide)(other, self)

    def __pow__(self, other: Any) -> _Symbol:
        return _Names(self.graph).form(ops.power)(self, other)

    def __rpow__(self, other: Any) -> _Symbol:
        return _Names(self.graph).form(ops.power)(other, self)


class _Stack(_Symbol):
    """An array that is put together from others, each in some rows, when it is read; 0 where none was put."""

    def __init__(self, graph: _Graph, shape: Shape, parts: tuple[tuple[IntArray, _Symbol], ...] = ()) -> None:
        super().__init__(graph, "", shape, False)
        self.parts = parts

    def put(self, index: Any, value: _Symbol) -> _Stack:
        rows = np.arange(self.shape[0])[index]
        return _Stack(self.graph, self.shape, (*self.parts, (rows, value)))

    @property
    def name(self) -> str:
        """The name of the array, once it is put together."""
        if not self._name:
            self._name = self._joined().name
        return self._name

    def _joined(self) -> _Symbol:
        place = np.full(self.shape[0], -1)
        start, pieces = 0, []
        for rows, value in self.parts:
            whole = self.graph.wide(value) if self.shape[1] == SAMPLES else value
            if whole.shape[0] != len(rows):  # one row for all of them
                whole = self.graph.node("Gather", [whole.name, self.graph.whole(np.zeros(len(rows)))],
                                        (len(rows), whole.shape[1]), axis=0)  # fmt: skip
            place[rows] = start + np.arange(len(rows))
            start += len(rows)
            pieces.append(whole)
        if (place < 0).any() or not pieces:
            place[place < 0] = start
            zero = self.graph.number(np.zeros((1, 1)))
            pieces.append(self.graph.wide(zero) if self.shape[1] == SAMPLES else zero)
            start += 1
        found = self.graph.node("Concat", [piece.name for piece in pieces], (start, self.shape[1]), axis=0)
        return found if np.array_equal(place, np.arange(start)) else found[place]


class _Names:
    """What the source calls NumPy's functions by."""

    s_ = np.s_

    def __init__(self, graph: _Graph) -> None:
        self.graph = graph

    def empty(self, shape: Any, dtype: Any) -> Any:
        return _Stack(self.graph, shape if isinstance(shape, tuple) else (shape,))

    def put(self, array: Any, index: Any, value: Any) -> Any:
        assert isinstance(array, _Stack)
        return array.put(index, self.graph.symbol(value))

    def exp(self, x: _Symbol) -> _Symbol:
        return self.graph.apply("Exp", x)

    def broadcast_to(self, x: _Symbol, shape: Shape) -> _Symbol:
        wide = self.graph.wide(x) if shape[1] == SAMPLES else x
        if wide.shape[0] == shape[0]:
            return wide
        rows = self.graph.whole(np.zeros(shape[0]))
        return self.graph.node("Gather", [wide.name, rows], (shape[0], wide.shape[1]), axis=0)

    def einsum(self, equation: str, first: Any, second: Any) -> _Symbol:
        x, y = self.graph.symbol(first), self.graph.symbol(second)
        if equation == "km,kmn->kn":
            x = x.reshape(*x.shape, 1)
        return (x * y).sum(axis=1)

    def gathered(self, array: Any, rows: IntArray, index: _Symbol) -> _Symbol:
        """See arrays.gather.gathered: a choice for each entry."""
        found = self.graph.number(math.nan)
        for k in range(rows.shape[1]):
            found = self.graph.where(self.graph.apply("Equal", index, float(k)), array[rows[:, k]], found)
        return found

    def form(self, operation: Operation) -> Callable[..., _Symbol]:
        """An operation on symbols; which samples it refuses is noted."""

        def function(*inputs: Any) -> _Symbol:
            symbols = [self.graph.symbol(x) for x in inputs]
            steps = steps_of(operation, len(inputs))
            if steps is None:
                raise _refusal(operation)
            out = self._computed(operation, steps, symbols).as_number()
            if operation.may_refuse:
                refused = self._computed(operation, refusal_of(operation, len(inputs)), [out, *symbols])
                any_row = refused.as_number().max(axis=0, keepdims=True)
                self.graph.refused.append(self.graph.apply("Greater", any_row, 0.0))
            return out

        return function

    def _computed(self, operation: Operation, steps: Any, inputs: Sequence[_Symbol]) -> _Symbol:
        def primitive(name: str) -> Callable[..., _Symbol]:
            if name == "where":
                return self.graph.where
            if name in OPERATORS:
                return lambda *given: self.graph.apply(OPERATORS[name], *given)
            own = getattr(self, f"_{name}", None)
            if own is None:
                raise _refusal(operation)
            found: Callable[..., _Symbol] = own
            return found

        out: _Symbol = computed(steps, inputs, primitive)
        return out

    # What ONNX has no operator for, in single precision.

    def _not_equal(self, x: Any, y: Any) -> _Symbol:
        return self.graph.apply("Not", self.graph.apply("Equal", x, y))

    def _expm1(self, x: _Symbol) -> _Symbol:
        """Kahan's: the rounding of exp(x) is made good by that of its logarithm."""
        of_x = self.graph.apply("Exp", x)
        small = (of_x - 1.0) * x * self._inverse(self.graph.apply("Log", of_x))
        small = self.graph.where(self.graph.apply("Equal", of_x, 1.0), x, small)
        is_small = self.graph.apply("Less", self.graph.apply("Abs", x), 1.0)
        return self.graph.where(is_small, small, of_x - 1.0)

    def _log1p(self, x: _Symbol) -> _Symbol:
        """Kahan's likewise."""
        of_x = x + 1.0
        small = self.graph.apply("Log", of_x) * x * self._inverse(of_x - 1.0)
        small = self.graph.where(self.graph.apply("Equal", of_x, 1.0), x, small)
        is_small = self.graph.apply("Less", self.graph.apply("Abs", x), 1.0)
        return self.graph.where(is_small, small, self.graph.apply("Log", of_x))

    def _exp2(self, x: _Symbol) -> _Symbol:
        return self.graph.apply("Pow", 2.0, x)

    def _log2(self, x: _Symbol) -> _Symbol:
        return self.graph.apply("Log", x) * (1 / math.log(2))

    def _log10(self, x: _Symbol) -> _Symbol:
        return self.graph.apply("Log", x) * (1 / math.log(10))

    def _erfc(self, x: _Symbol) -> _Symbol:
        """Chebyshev's fit, to 1.2e-7 of the result everywhere (Press et al., Numerical Recipes, 2nd ed., 6.2)."""
        z = self.graph.apply("Abs", x)
        t = self._inverse(z * 0.5 + 1.0)
        series: Any = 0.17087277
        for factor in (-0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
                       1.00002368, -1.26551223):  # fmt: skip
            series = t * series + factor
        right = t * self.graph.apply("Exp", series - z * z)
        return self.graph.where(self.graph.apply("Less", x, 0.0), 2.0 - right, right)

    def _hypot(self, x: _Symbol, y: _Symbol) -> _Symbol:
        a, b = self.graph.apply("Abs", x), self.graph.apply("Abs", y)
        large, small = self.graph.apply("Max", a, b), self.graph.apply("Min", a, b)
        ratio = small * self._inverse(large)
        ratio = self.graph.where(self.graph.apply("Greater", large, 0.0), ratio, 0.0)
        ratio = self.graph.where(self.graph.apply("Equal", large, math.inf), 0.0, ratio)
        return large * self.graph.apply("Sqrt", ratio * ratio + 1.0)

    def _arctan2(self, y: _Symbol, x: _Symbol) -> _Symbol:
        apply, where = self.graph.apply, self.graph.where
        half = where(apply("Less", y, 0.0), -math.pi, math.pi)
        angle = apply("Atan", y * self._inverse(x))
        angle = where(apply("Less", x, 0.0), angle + half, angle)
        upright = where(apply("Equal", y, 0.0), 0.0, half * 0.5)
        return where(apply("Equal", x, 0.0), upright, angle)

    def _remainder(self, x: _Symbol, y: _Symbol) -> _Symbol:
        """With the sign of the divisor."""
        x, y = (self.graph.symbol(each) for each in (x, y))
        shape = _broadcast([x.shape, y.shape])
        rest = self.graph.node("Mod", [x.as_number().name, y.as_number().name], shape, fmod=1)
        return self.graph.where(self.graph.apply("Less", rest * self.graph.apply("Sign", y), 0.0), rest + y, rest)

    def _floor_divide(self, x: _Symbol, y: _Symbol) -> _Symbol:
        quotient = (self.graph.symbol(x) - self._remainder(x, y)) * self._inverse(self.graph.symbol(y))
        return self.graph.apply("Floor", quotient + 0.5)

    def _inverse(self, x: _Symbol) -> _Symbol:
        return self.graph.apply("Reciprocal", x)


def _refusal(operation: Operation) -> GraphError:
    return GraphError(
        f"ONNX has no operators for {operation.name}: its forward function is more than arithmetic on arrays, or calls "
        "a function that ONNX lacks; give the operation one of others: operation(..., array=...)"
    )


def _broadcast(shapes: Sequence[Shape]) -> Shape:
    """The shape of an elementwise result; as many samples as there are is a 1 only where all are."""
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple([next((d for d in dims if d != 1), 1) for dims in zip(*padded, strict=True)])
