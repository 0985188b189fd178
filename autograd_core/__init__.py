"""A scalar reverse-mode automatic differentiation engine with a computational graph. README.md is the way in."""

from autograd_core.differentiate import backward, gradients
from autograd_core.graph import OperationCounts, depth, leaves, operation_counts, topological_order
from autograd_core.operations import (
    TABLE,
    Operation,
    absolute,
    add,
    cos,
    divide,
    dot,
    elu,
    equal,
    exp,
    expm1,
    greater,
    leaky_relu,
    log,
    log1p,
    maximum,
    minimum,
    multiply,
    negative,
    power,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    subtract,
    sum,
    tan,
    tanh,
    where,
)
from autograd_core.value import GraphError, Value, constant, no_grad
