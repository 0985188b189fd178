"""What the source of a program looks like: matrix products where an expert writes them, and no text of a user."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from autograd_core import Value, constant, dot, operations
from autograd_core.operations import Operation
from autograd_core.program import compile_graph
from autograd_core.program.arrays.emit import SPELLED
from tests.autograd_core.program.recorded import classifier

# For the rows whose NumPy spelling is not their forward function: a few last bits.
ROUNDING = 1e-15
LINES = 65


def test_net_written_scalar_by_scalar_becomes_matrix_products() -> None:
    loss, inputs, parameters = classifier([16, 12, 10])
    source = compile_graph(loss, inputs, parameters).source
    assert "sum_3 = theta[0:192].reshape(12, 16) @ x[0:16]\n" in source
    forward, both = source.split("# outputs, and the gradient of their mean")
    assert forward.count(" @ ") == 2
    assert both.count(" @ ") + both.count("np.matmul(") == 5  # two forward, one back, a gradient of each matrix
    assert "rows_" not in source  # slices alone, no gather
    assert source.count("\n") < LINES


def test_size_of_a_layer_does_not_change_the_number_of_statements() -> None:
    small, large = (compile_graph(*classifier([n, n + 4, 10])).source.count("\n") for n in (8, 24))
    assert small == large


def test_parameters_that_alternate_weights_and_bias_are_read_as_a_block() -> None:
    x = [Value(1.0) for _ in range(3)]
    neurons = [[Value(0.5) for _ in range(4)] for _ in range(5)]
    outputs = [dot(w[:-1], x, w[-1]).tanh() for w in neurons]
    program = compile_graph(outputs, x, [w for neuron in neurons for w in neuron])
    assert "theta.reshape(5, 4)[:, 0:3] @ x" in program.source


def test_products_over_the_batch_are_written_into_the_gradient() -> None:
    loss, inputs, parameters = classifier([16, 12, 10])
    assert "out=gradient[0:192].reshape(12, 16))" in str(compile_graph(loss, inputs, parameters))


def test_no_label_reaches_the_source() -> None:
    x = Value(1.0, "'''\nimport os")
    assert "import" not in compile_graph(x.exp() * 2, [x]).source


@pytest.mark.parametrize("name", ["np", "x", "sum_3", "not a name", "lambda", "print()\n", "ｘ"])
def test_operation_of_any_name_is_called_by_a_safe_one(name: str) -> None:
    strange = Operation(name, "", "scaler", forward=lambda x: x * 2, partials=(2,))
    stranger = Operation(name, "", "scaler", forward=lambda x: x * 3, partials=(3,))
    x = Value(1.0)
    program = compile_graph(strange(x) + stranger(x).sin() + x, [x])
    assert program([[2.0]])[0] == pytest.approx(6 + math.sin(6.0))


def test_constants_keep_their_sign_of_zero_and_nan() -> None:
    x = Value(1.0)
    outputs = [constant(0.0), constant(-0.0), constant(math.nan), x * 0.0, x * -0.0]
    results = compile_graph(outputs, [x])([[1.0]])[0]
    assert np.signbit(results).tolist()[:2] == [False, True]
    assert np.isnan(results[2])
    assert np.signbit(results).tolist()[3:] == [False, True]


@pytest.mark.parametrize("row", SPELLED, ids=lambda row: row.name)
def test_numpy_spelling_computes_the_rows_forward_function(row: Operation) -> None:
    points = np.array([-math.inf, -800.0, -700.0, -2.0, -0.5, 0.0, 0.5, 3.0, 40.0, 700.0, 800.0, math.inf, math.nan])
    arguments = [points] if row.arity == 1 else [column.ravel() for column in np.meshgrid(points, points)]
    names = [f"a{i}" for i in range(len(arguments))]
    with np.errstate(all="ignore"):
        spelled = eval(SPELLED[row].format(*names), {"np": np, **dict(zip(names, arguments, strict=True))})
        np.testing.assert_allclose(spelled, row.forward(*arguments), rtol=ROUNDING)


@pytest.mark.parametrize("row", [operations.maximum, operations.minimum], ids=lambda row: row.name)
def test_extreme_of_an_array_is_the_rows_forward_function(row: Operation) -> None:
    x = [Value(float(i)) for i in range(3)]
    program = compile_graph(row(*x), x)
    batch = np.array([[1.0, 3.0, 2.0], [2.0, 2.0, 1.0], [math.nan, 1.0, 2.0], [1.0, 2.0, math.nan], [-math.inf, 0, 1]])
    np.testing.assert_array_equal(program(batch), row.forward(*batch.T))
    assert "axis=0" in program.source


def test_thousands_of_terms_of_different_kinds_compile() -> None:
    x = y = Value(0.001)
    terms = []
    for _ in range(1500):
        y = y.sin()
        terms.append(y)
    total = operations.sum(terms)
    for term in terms:
        total = total + term
    expected = 2 * sum(term.data for term in terms)
    assert compile_graph(total, [x])([[0.001]])[0] == pytest.approx(expected, rel=1e-12)


def test_importing_the_package_does_not_import_numpy(run_python: Callable[..., str]) -> None:
    code = "import sys, autograd_core, autograd_core.program; print('numpy' in sys.modules)"
    assert run_python(code) == "False\n"
