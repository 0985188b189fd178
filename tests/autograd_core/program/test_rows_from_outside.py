"""Operations that are not of the package: programs run those that compute on arrays, and refuse the others by name."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special

from autograd_core import NOTHING, GraphError, Operation, Value, compile_graph, constant, exp, gradients, where

ROUNDING = 1e-12  # two ways to compute erf, and sums in another order
SLOPE = 2 / math.sqrt(math.pi)


def erf(forward: Callable[..., Any]) -> Operation:
    return Operation("erf", "erf", "", forward=forward, partials=lambda out, x: (SLOPE * exp(-x * x),))


def constant_slope(forward: Callable[..., Any], arity: int | None = 1) -> Operation:
    return Operation("strange", "", "", forward=forward, partials=lambda out, *x: (1.0,) * len(x), arity=arity)


every_executor = pytest.mark.parametrize("executor", ["arrays", "loop", None])

# Forward functions that do something else on arrays than on numbers, or nothing.
UNFIT: dict[str, Callable[..., Any]] = {
    "only (0-dimensional|length-1) arrays": lambda x: math.erf(x),
    "truth value of an array": lambda x: x if x > 0 else 0.0,
    "unhashable type": lambda x: {0.5: 1.0}[x],
    "gives an array of shape \\(\\)": lambda x: np.sum(x),
    "gives an array of shape \\(4,\\)": lambda x: np.ravel(x),
    "and type object": lambda x: np.array([[x, x]], dtype=object)[..., 0, 0],
    "gives 2 in an array and 0.5": lambda x: x * np.size(x),
}


@every_executor
@pytest.mark.parametrize("reason", UNFIT)
def test_row_that_does_not_run_on_arrays_is_refused_by_name_when_it_is_compiled(reason: str, executor: Any) -> None:
    x, w = Value(0.5), Value(1.0)
    out = constant_slope(UNFIT[reason])(x * w)
    with pytest.raises(GraphError, match=f"and that of strange .*{reason}.*takes numbers and arrays alike"):
        compile_graph(out * 2, [x], executor=executor)


@every_executor
def test_row_that_stands_in_a_gradient_alone_is_refused_too(executor: Any) -> None:
    slope = constant_slope(math.erf)
    row = Operation("outer", "", "", forward=lambda x: x * x, partials=lambda out, x: (slope(x),))
    x, w = Value(0.5), Value(1.0)
    out = row(x * w)
    for options in ({}, {"gradients": False, "input_gradients": True}):
        with pytest.raises(GraphError, match="and that of strange cannot take them") as refused:
            compile_graph(out, [x], executor=executor, **options)
        assert isinstance(refused.value.__cause__, TypeError)  # what the function raised is not lost
    assert compile_graph(out, [x], gradients=False)([[0.5]]) == [0.25]


def test_row_that_runs_on_arrays_gives_eagers_numbers_and_gradients() -> None:
    x, w = Value(0.5), Value(1.5)
    eager, fit = (erf(forward)(x * w) * 2 for forward in (math.erf, special.erf))
    program = compile_graph(fit, [x])
    values, slopes = program.value_and_grad([[0.5]])
    assert values[0] == pytest.approx(eager.data, rel=ROUNDING)
    assert slopes[0] == pytest.approx(gradients(eager, [w])[0].data, rel=ROUNDING)


def test_row_outside_its_domain_in_other_cases_is_no_fault() -> None:
    x = Value(3.0)
    program = compile_graph(constant_slope(np.arccosh)(x), [x])
    assert np.isnan(program([[0.5]])[0])


def test_loop_names_the_row_that_it_cannot_take() -> None:
    x = Value(0.5)
    with pytest.raises(ValueError, match="arithmetic on arrays, and <operation erf> is another; leave executor out"):
        compile_graph(erf(special.erf)(x), [x], executor="loop")


# Rules that compute with the number of a sample: x * x by way of 2 x.
READING: dict[str, Callable[..., Any]] = {
    "input": lambda out, x: (2 * x.data,),
    "output": lambda out, x: (2 * x * (out.data / out.data),),
    "result on the way": lambda out, x: (2 * (x * 1).data,),
    "decision": lambda out, x: (2 * x if x.data > 0 else -2 * -x,),
    "function of math": lambda out, x: (2 * math.fabs(x.data),),
    "what the input was computed from": lambda out, x: (2 * x.parents[0].data if x.parents else 2 * x,),
    "what the output was computed from": lambda out, x: (2 * out.parents[0].data if isinstance(out, Value) else 2 * x,),
    "the input's parents in micrograd's words": lambda out, x: (2 * sum(p.data for p in x._prev) or 2 * x,),
    "the operation before": lambda out, x: (2 * x if x.operation is None else 2 * x + 0,),
    "the gradient": lambda out, x: (2 * x + 0 * x.grad,),
}


@pytest.mark.parametrize("reading", READING)
def test_rule_that_reads_a_number_is_refused_by_name_when_it_is_compiled(reading: str) -> None:
    row = Operation("reader", "", "", forward=lambda x: x * x, partials=READING[reading])
    x, w = Value(3.0), Value(2.0)
    for out in (row(w) * x, row(x) * w, row(x * w)):
        with pytest.raises(GraphError, match=r"rule of reader on Values.*\.(data|parents|_prev|operation|grad)"):
            compile_graph(out, [x])
        without = compile_graph(out, [x], gradients=False)
        assert without([[3.0]]).tolist() == [float(out.data)]
        for derive in (without.input_gradients, without.sample_gradients):
            with pytest.raises(GraphError, match=r"rule of reader on Values.*\.(data|parents|_prev|operation|grad)"):
                derive([[3.0]])


def test_rule_with_constants_and_gates_of_its_own_is_no_reader() -> None:
    row = Operation("gated", "", "", forward=lambda x: x * x, partials=lambda out, x: (where(x, 2 * x, NOTHING),))
    x, w = Value(3.0), Value(2.0)
    assert compile_graph(row(x * w), [x]).value_and_grad([[3.0], [0.0]])[1].tolist() == [18]
    assert compile_graph(row(x) * constant(math.nan), [x]).input_gradients([[3.0]]).tolist() != [[0]]
