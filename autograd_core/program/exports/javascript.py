"""A program as a JavaScript file that needs nothing: group by group in loops, a function for each, sample by sample.

It computes as careful.py does: what a closed gate lets through is nothing, and what Python's numbers refuse is NaN. Not
here: the groups (arrays/groups.py), and the steps of operations (forms.py).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd_core import operations as ops
from autograd_core.errors import GraphError
from autograd_core.operations import Operation
from autograd_core.program.array_types import IntArray
from autograd_core.program.arrays.emit_careful import may_be_nothing
from autograd_core.program.arrays.groups import CONSTANTS, Channel, Group, GroupedGraph, grouped
from autograd_core.program.arrays.sums import summed
from autograd_core.program.exports.python import Sources
from autograd_core.program.exports.spelled import is_verdict, spelled
from autograd_core.program.flat import FlatGraph
from autograd_core.program.forms import refusal_of, steps_of
from autograd_core.program.loop.kernels import is_fold

SIGNS = {
    "add": "({} + {})", "subtract": "({} - {})", "multiply": "({} * {})", "divide": "({} / {})",
    "power": "power({}, {})",
    "negative": "(-{})", "positive": "{}", "less": "({} < {})", "less_equal": "({} <= {})", "greater": "({} > {})",
    "greater_equal": "({} >= {})", "equal": "({} === {})", "not_equal": "({} !== {})", "bitwise_or": "({} || {})",
    "bitwise_and": "({} && {})", "erf": "erf({})", "erfc": "erfc({})", "remainder": "remainder({}, {})",
    "floor_divide": "wholeQuotient({}, {})", "exp2": "power(2, {})", "arctan2": "Math.atan2({}, {})",
    "maximum": "Math.max({}, {})", "minimum": "Math.min({}, {})",
}  # fmt: skip
# NumPy's names of what JavaScript calls otherwise.
NAMES = {"absolute": "abs", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh",
         "arccosh": "acosh", "arctanh": "atanh"}  # fmt: skip
NATIVE = frozenset(
    [
        "abs",
        "asin",
        "acos",
        "atan",
        "asinh",
        "acosh",
        "atanh",
        "exp",
        "expm1",
        "log",
        "log1p",
        "log2",
        "log10",
        "sqrt",
        "cbrt",
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "sign",
        "floor",
        "ceil",
        "hypot",
        "trunc",
    ]
)
HEAD = """// A program of autograd_core. values(batch, theta) gives the outputs for each sample, a row of the batch;
// value_and_grad(batch, theta) gives [outputs, the gradient of their mean with respect to theta]. Without theta the
// parameters are PARAMETERS. Needs nothing. Where Python's numbers are an error, a sample's results are NaN.
"use strict";

const INFINITY = Infinity;
const NOT_A_NUMBER = NaN;

// Functions that JavaScript has not, or computes otherwise.

function power(base, exponent) {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return Math.pow(base, exponent);
}

// With the sign of the divisor.
function remainder(x, y) {
  const rest = x % y;
  if (rest === 0) return 0 * Math.sign(y);
  return rest < 0 !== y < 0 ? rest + y : rest;
}

function wholeQuotient(x, y) {
  const rest = x % y; // NaN for an infinite x
  const whole = (x - rest) / y - (rest !== 0 && rest < 0 !== y < 0 ? 1 : 0);
  if (whole === 0) return 0 * (x / y);
  const below = Math.floor(whole);
  return whole - below > 0.5 ? below + 1 : below;
}

// exp(-x^2), to its last digits for large x too.
function bellCurve(x) {
  const coarse = Math.round(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

// Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.6 and 7.1.14.
function erf(x) {
  if (Math.abs(x) > 1) return Math.sign(x) * (1 - erfc(Math.abs(x)));
  let term = x;
  let sum = x;
  for (let n = 1; n < 40; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * bellCurve(x) * sum;
}

function erfc(x) {
  if (Number.isNaN(x)) return x;
  if (x < 0) return 2 - erfc(-x);
  if (x <= 1) return 1 - erf(x);
  if (x > 28) return 0;
  let fraction = x;
  for (let k = 200; k > 0; k -= 1) fraction = x + k / 2 / fraction;
  return bellCurve(x) / (Math.sqrt(Math.PI) * fraction);
}
"""
TAIL = """
// Running: v has a number for each instruction, z whether it is what a closed gate lets through, which is nothing.

const isList = (x) => Array.isArray(x) || ArrayBuffer.isView(x);
const hasNumbers = (row) => isList(row) && Array.from(row).every((x) => typeof x === "number");

// The samples, whether they came as one row, and the parameters.
function given(batch, theta) {
  const parameters = theta === undefined ? PARAMETERS : theta;
  const rows = batch === undefined && INPUTS === 0 ? [] : batch;
  const isRow = rows && rows.length === INPUTS && hasNumbers(rows);
  const samples = isRow ? [rows] : isList(rows) ? Array.from(rows) : [rows];
  if (!samples.every(hasNumbers) || !hasNumbers(parameters)) {
    throw new TypeError("a batch is an array of rows, arrays of numbers, or one row, and theta an array of numbers");
  }
  if (parameters.length !== PARAMETERS.length || samples.some((row) => row.length !== INPUTS)) {
    throw new RangeError(`a batch has ${INPUTS} numbers in each row, and theta ${PARAMETERS.length}`);
  }
  return [samples, isRow, parameters];
}

function filled(program, row, theta) {
  const v = new Float64Array(program.size);
  const z = new Uint8Array(program.size);
  program.constants.forEach((number, i) => (v[INPUTS + theta.length + i] = number));
  if (program.nothing >= 0) z[program.nothing] = 1;
  for (let i = 0; i < INPUTS; i += 1) v[i] = row[i];
  for (let i = 0; i < theta.length; i += 1) v[INPUTS + i] = theta[i];
  const refused = { value: false, slope: false };
  for (const step of program.steps) step(v, z, refused);
  return [v, z, refused];
}

function outputsOf(program, v, z, refused) {
  const outputs = Array.from(program.outputs, (i) => (refused.value ? NaN : v[i]));
  return IS_SINGLE ? outputs[0] : outputs;
}

function values(batch, theta) {
  const [samples, isRow, parameters] = given(batch, theta);
  const outputs = samples.map((row) => outputsOf(FORWARD, ...filled(FORWARD, row, parameters)));
  return isRow ? outputs[0] : outputs;
}

function value_and_grad(batch, theta) {
  if (NO_GRADIENT) throw new Error(`this program has no gradient: ${NO_GRADIENT}`);
  const [samples, isRow, parameters] = given(batch, theta);
  if (!samples.length) throw new RangeError("a mean over the batch needs at least one sample, got a batch of none");
  const count = OUTPUTS * parameters.length;
  const total = new Float64Array(count);
  const found = samples.map((row) => {
    const [v, z, refused] = filled(BOTH, row, parameters);
    const slopes = new Float64Array(count);
    for (const step of BOTH.means) step(v, z, slopes);
    for (let start = 0; start < count; start += parameters.length) {
      const own = slopes.subarray(start, start + parameters.length);
      if (refused.value || (refused.slope && own.some(Number.isNaN))) own.fill(NaN);
    }
    slopes.forEach((slope, i) => (total[i] += slope / samples.length));
    return outputsOf(BOTH, v, z, refused);
  });
  const outputs = isRow ? found[0] : found;
  if (IS_SINGLE) return [outputs, Array.from(total)];
  const rows = Array.from({ length: OUTPUTS }, (_, i) => i * parameters.length);
  return [outputs, rows.map((start) => Array.from(total.subarray(start, start + parameters.length)))];
}

if (typeof module !== "undefined") module.exports = { values, value_and_grad, PARAMETERS };
"""


def written(sources: Sources, forward: FlatGraph, both: FlatGraph | None) -> str:
    """The text of the file.

    Args:
        sources: what is told of the program.
        forward, both: the graph of the outputs, and of them and the gradient; None where there is none.

    Raises:
        GraphError: an operation from outside is no arithmetic, and has no JavaScript of its own.
    """
    functions = _Functions()
    graphs = [("FORWARD", forward), *([("BOTH", both)] if both is not None else [])]
    programs = [_Writer(grouped(summed(flat)), functions).program(name) for name, flat in graphs]
    numbers = [
        f"const INPUTS = {sources.inputs};\n",
        f"const OUTPUTS = {sources.outputs};\n",
        f"const IS_SINGLE = {json.dumps(sources.is_single)};\n",
        f"const NO_GRADIENT = {json.dumps(sources.no_gradient)};\n",
        f"const PARAMETERS = {_numbers(sources.parameters.tolist())};\n",
    ]
    return "".join([HEAD, "\n// Operations.\n", *functions.texts.values(), *programs, "\n", *numbers, TAIL])


@dataclass
class _Functions:
    """The operations that the file defines."""

    names: dict[tuple[Operation, int], str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def name(self, operation: Operation, arity: int) -> str:
        """The name of the function that computes an operation of so many inputs."""
        key = (operation, 2 if operation.arity is None and is_fold(operation) and arity > 2 else arity)
        if key not in self.names:
            name = self.names[key] = f"operation{len(self.names) + 1}_{operation.name}"
            self.texts[name] = _defined(name, operation, key[1])
            if operation.may_refuse:
                inputs = _inputs(arity)
                self.texts[f"{name} refuses"] = _function(
                    f"{name}_refuses", ["out", *inputs], *spelled(refusal_of(operation, arity), ["out", *inputs], _step)
                )
        return self.names[key]

    def call(self, operation: Operation, inputs: Sequence[str]) -> str:
        """The text of a call."""
        name = self.name(operation, len(inputs))
        if operation.arity is None and is_fold(operation) and len(inputs) > 2:
            text = inputs[0]
            for x in inputs[1:]:
                text = f"{name}({text}, {x})"
            return text
        return f"{name}({', '.join(inputs)})"


def _inputs(count: int) -> list[str]:
    return [f"x{i}" for i in range(count)]


def _defined(name: str, operation: Operation, arity: int) -> str:
    inputs = _inputs(arity)
    steps = steps_of(operation, arity)
    if steps is None or any(not _has_javascript(step.function) for step in steps.primitives):
        if operation.javascript:
            return f"\nconst {name} = {operation.javascript};\n"
        raise GraphError(
            f"a JavaScript file has no function for {operation.name}, which is no arithmetic on arrays; give the "
            'operation one: operation(..., javascript="(x) => ...")'
        )
    named, result = spelled(steps, inputs, _step)
    return _function(name, inputs, named, f"({result} ? 1 : 0)" if is_verdict(steps) else result)


def _function(name: str, inputs: Sequence[str], named: Sequence[tuple[str, str]], result: str) -> str:
    lines = "".join([f"  const {variable} = {text};\n" for variable, text in named])
    return f"\nfunction {name}({', '.join(inputs)}) {{\n{lines}  return {result};\n}}\n"


def _has_javascript(function: str) -> bool:
    return function == "where" or function in SIGNS or NAMES.get(function, function) in NATIVE


def _step(function: str, inputs: Sequence[str], verdicts: Sequence[bool]) -> str:
    if function == "where":
        condition = inputs[0] if verdicts[0] else f"{inputs[0]} !== 0"
        return f"({condition} ? {inputs[1]} : {inputs[2]})"
    if function in SIGNS:
        return SIGNS[function].format(*inputs)
    return f"Math.{NAMES.get(function, function)}({', '.join(inputs)})"


class _Writer:
    """Writes the steps of a graph; instructions are numbered by group, then row."""

    def __init__(self, graph: GroupedGraph, functions: _Functions) -> None:
        self.graph = graph
        self.functions = functions
        self.may_be_nothing = may_be_nothing(graph.flat)
        self.starts = np.cumsum([0, *[len(group.members) for group in graph.groups]])
        self.tables: list[str] = []

    def program(self, name: str) -> str:
        """The text of a constant that has the steps, and what else it takes to run them."""
        self.prefix = name
        flat = self.graph.flat
        steps = [self.step(i, group) for i, group in enumerate(self.graph.groups) if i > CONSTANTS]
        means = [self.mean(group) for group in self.graph.means]
        order = self.graph.groups[CONSTANTS].members
        constants = [flat.constants[int(i)] for i in order]
        nothing = int(self.places(np.array([flat.nothing]))[0]) if flat.nothing >= 0 else -1
        return (
            "\n"
            + "".join(self.tables)
            + f"\nconst {name} = {{\n  size: {int(self.starts[-1])},\n  constants: {_numbers(constants)},\n"
            + f"  nothing: {nothing},\n  outputs: {self.places(np.array(flat.outputs)).tolist()},\n"
            + f"  steps: [\n{''.join(steps)}  ],\n  means: [\n{''.join(means)}  ],\n}};\n"
        )

    def places(self, index: IntArray) -> IntArray:
        """Where the instructions `index` stand in v."""
        found: IntArray = self.starts[self.graph.group_of[index]] + self.graph.row_of[index]
        return found

    def place(self, index: IntArray) -> str:
        """Where the instructions `index` stand in v, as text for i (and j): a stride, or from a table."""
        return self.text_of(self.places(index))

    def text_of(self, places: IntArray) -> str:
        """The number at i (and j) of an array, as text for a loop over them."""
        table = places[:, None] if places.ndim == 1 else places
        base = int(table[0, 0])
        down = int(table[1, 0]) - base if len(table) > 1 else 0
        right = int(table[0, 1]) - base if table.shape[1] > 1 else 0
        k, m = table.shape
        if (table == base + down * np.arange(k)[:, None] + right * np.arange(m)).all():
            strides = "".join(f" + {each} * {name}" for each, name in ((down, "i"), (right, "j")) if each)
            return f"{base}{strides}"
        name = f"{self.prefix}_{len(self.tables) + 1}"
        self.tables.append(f"const {name} = {json.dumps(table.reshape(-1).tolist(), separators=(',', ':'))};\n")
        return f"{name}[i]" if m == 1 else f"{name}[i * {m} + j]"

    def step(self, number: int, group: Group) -> str:
        """A function that computes a group."""
        out = f"{int(self.starts[number])} + i"
        closed = bool(self.may_be_nothing[group.members].any())
        body = self.sum(group, out, closed) if group.operation is None else self.applied(group, out, closed)
        return _loop("(v, z, refused)", len(group.members), body)

    def sum(self, group: Group, out: str, closed: bool) -> list[str]:
        lines = ["let sum = 0;", *(["let isNothing = 1;"] if closed else [])]
        for channel in group.channels:
            lines += self.terms(channel, closed)
        return [*lines, f"v[{out}] = sum;", *([f"z[{out}] = isNothing;"] if closed else [])]

    def terms(self, channel: Channel, closed: bool) -> list[str]:
        factors = [channel.first] if channel.second is None else [channel.first, channel.second]
        places = [self.place(factor) for factor in factors]
        gates = [f"z[{place}]" for place, f in zip(places, factors, strict=True) if self.may_be_nothing[f].any()]
        added = f"sum {'+' if channel.sign > 0 else '-'}= {' * '.join([f'v[{place}]' for place in places])};"
        opened = f"{{ {added} isNothing = 0; }}" if closed else added
        line = f"if (!({' | '.join(gates)})) {opened}" if gates else opened
        m = channel.first.shape[1]
        return [line] if m == 1 else [f"for (let j = 0; j < {m}; j += 1) {{", f"  {line}", "}"]

    def applied(self, group: Group, out: str, closed: bool) -> list[str]:
        operation = group.operation
        assert operation is not None
        places = [self.place(column) for column in group.columns]
        inputs = [f"v[{place}]" for place in places]
        lines = [f"let out = {self.functions.call(operation, inputs)};"]
        if closed:
            lines += [f"const isNothing = {self.nothing_of(operation, group, places)};", "if (isNothing) out = 0;"]
        if operation.may_refuse:
            asked = f"{self.functions.name(operation, len(inputs))}_refuses(out, {', '.join(inputs)})"
            gate = "!isNothing && " if closed else ""
            lines += [f"if ({gate}!Number.isFinite(out) && {asked}) {{", "  out = NaN;", f"  {self.flag(group)}", "}"]
        return [*lines, f"v[{out}] = out;", *([f"z[{out}] = isNothing;"] if closed else [])]

    def flag(self, group: Group) -> str:
        """What is remembered of a refusal: whether the graph has no value, or a rule."""
        in_rule = np.array([int(i in self.graph.flat.in_rules) for i in group.members.tolist()])
        if in_rule.all() or not in_rule.any():
            return f"refused.{'slope' if in_rule.all() else 'value'} = true;"
        return f'refused[{self.text_of(in_rule)} ? "slope" : "value"] = true;'

    def nothing_of(self, operation: Operation, group: Group, places: Sequence[str]) -> str:
        closed = [
            f"z[{place}]" if self.may_be_nothing[column].any() else "0"
            for place, column in zip(places, group.columns, strict=True)
        ]
        if operation is ops.where:
            return f"v[{places[0]}] !== 0 ? {closed[1]} : {closed[2]}"
        return " | ".join(closed) if operation is ops.multiply else closed[0]

    def mean(self, group: Group) -> str:
        """A function that computes a group of slopes, whose mean is wanted."""
        lines = self.sum(group, "", closed=False)[:-1]
        target = f"slopes[{self.text_of(group.members)}] = sum;"
        return _loop("(v, z, slopes)", len(group.members), [*lines, target])


def _loop(arguments: str, count: int, body: Sequence[str]) -> str:
    lines = "".join([f"        {line}\n" for line in body])
    return f"    function {arguments} {{\n      for (let i = 0; i < {count}; i += 1) {{\n{lines}      }}\n    }},\n"


def _numbers(numbers: Sequence[float]) -> str:
    """A list of numbers as JavaScript writes it."""
    texts = [
        repr(float(x)) if math.isfinite(x) else "NaN" if x != x else f"{'-' if x < 0 else ''}Infinity" for x in numbers
    ]
    return f"[{', '.join(texts)}]"
