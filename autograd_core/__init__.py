"""A scalar reverse-mode automatic differentiation engine with a computational graph. README.md is the way in.

A computation on Values leaves a graph, and running it backward gives the derivatives:

    x = Value(2.0, "x")
    y = x * exp(-x)
    y.backward()
    x.grad  # dy / dx

The functions (`exp`, `where`, `maximum`, ...; `help(exp)`) take numbers and Values. `grad` and its like differentiate
plain Python functions, `gradients` and `tangents` give gradients that are graphs again, `explain`, `paths` and
`formula` say why a gradient is what it is, `check_gradients` whether it is right, and `compile_graph` makes a program
of a graph that runs on arrays.
"""

import typing

from autograd_core import (
    copying,  # gives Value its copy and pickle
    documentation,  # gives the functions of the table their docstrings
)
from autograd_core.checking import Comparison, Report, assert_gradients_match, check_gradients
from autograd_core.compositions import clip, gelu, mean, normal_cdf, silu, softsign
from autograd_core.debugging import debug
from autograd_core.differences import numerical_gradient
from autograd_core.differentiate import backward, gradients, tangents
from autograd_core.errors import GraphError
from autograd_core.explain import BackwardStep, Contribution, Explanation, backward_steps, explain
from autograd_core.formula import derivative_formula, formula, local_gradient_formulas
from autograd_core.functional import grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from autograd_core.graph import OperationCounts, depth, leaves, operation_counts, topological_order
from autograd_core.modes import no_grad, recording
from autograd_core.nothing import NOTHING
from autograd_core.operation_checks import OperationReport, check_operation
from autograd_core.operations import (
    TABLE,
    Operation,
    Role,
    absolute,
    acos,
    acosh,
    add,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    bell,
    cos,
    cosh,
    divide,
    dot,
    elu,
    equal,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    floor,
    floor_divide,
    greater,
    hypot,
    identity,
    leaky_relu,
    log,
    log1p,
    log2,
    log10,
    log_of_base,
    log_sum_exp,
    lookup,
    maximum,
    minimum,
    mod,
    multiply,
    negative,
    power,
    product,
    relu,
    sigmoid,
    sign,
    sin,
    sinh,
    softplus,
    sqrt,
    step,
    subtract,
    tan,
    tanh,
    where,
)
from autograd_core.operations import sum as sum  # by name alone: `import *` leaves Python's as it is
from autograd_core.outside import operation
from autograd_core.paths import Paths, paths
from autograd_core.program import compile_graph, jit
from autograd_core.replay import recompute, stale
from autograd_core.saving import from_json, load, save, to_json
from autograd_core.value import Value, constant

if typing.TYPE_CHECKING:
    from autograd_core.program.program import Program as Program
else:

    def __getattr__(name: str) -> type:
        # not in __all__: `from autograd_core import *` works where NumPy is not installed
        if name == "Program":
            from autograd_core.program.program import Program  # late: only a program needs NumPy

            return Program
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__version__ = "0.2.0.dev0"  # pyproject.toml reads it here

__all__ = [
    "NOTHING",
    "TABLE",
    "BackwardStep",
    "Comparison",
    "Contribution",
    "Explanation",
    "GraphError",
    "Operation",
    "OperationCounts",
    "OperationReport",
    "Paths",
    "Report",
    "Role",
    "Value",
    "absolute",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "assert_gradients_match",
    "atan",
    "atan2",
    "atanh",
    "backward",
    "backward_steps",
    "bell",
    "check_gradients",
    "check_operation",
    "clip",
    "compile_graph",
    "constant",
    "cos",
    "cosh",
    "debug",
    "depth",
    "derivative_formula",
    "divide",
    "dot",
    "elu",
    "equal",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "explain",
    "expm1",
    "floor",
    "floor_divide",
    "formula",
    "from_json",
    "gelu",
    "grad",
    "gradients",
    "greater",
    "hessian",
    "hvp",
    "hypot",
    "identity",
    "jacobian",
    "jit",
    "jvp",
    "leaky_relu",
    "leaves",
    "load",
    "local_gradient_formulas",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_of_base",
    "log_sum_exp",
    "lookup",
    "maximum",
    "mean",
    "minimum",
    "mod",
    "multiply",
    "negative",
    "no_grad",
    "normal_cdf",
    "numerical_gradient",
    "operation",
    "operation_counts",
    "paths",
    "power",
    "product",
    "recompute",
    "recording",
    "relu",
    "save",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softplus",
    "softsign",
    "sqrt",
    "stale",
    "step",
    "subtract",
    "tan",
    "tangents",
    "tanh",
    "to_json",
    "topological_order",
    "value_and_grad",
    "vjp",
    "where",
]
