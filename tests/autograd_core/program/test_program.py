"""Program's promises: what it takes and refuses, its parameters, odd graphs, precision, pickles, threads."""

from __future__ import annotations

import gc
import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autograd_core import GraphError, Value, constant, dot, gradients, maximum, relu, sqrt, where
from autograd_core.program import compile_graph
from autograd_core.program.executors import Executor
from autograd_core.program.program import Program
from tests.autograd_core.program.recorded import classifier

# float32 has 24 bits; the classifier adds a few dozen numbers.
SINGLE = 1e-5


def line() -> tuple[Program, Value, Value, Value]:
    """w x + b for one input x."""
    x, w, b = Value(2.0, "x"), Value(3.0, "w"), Value(1.0, "b")
    return compile_graph(w * x + b, [x], [w, b]), x, w, b


def test_batch_gives_an_output_per_sample_and_the_gradient_of_the_mean() -> None:
    program, *_ = line()
    values, gradient = program.value_and_grad([[1.0], [2.0], [6.0]])
    assert values.tolist() == [4.0, 7.0, 19.0]
    assert gradient.tolist() == [3.0, 1.0]


def test_repr_tells_what_a_program_takes_and_gives() -> None:
    program, x, w, _ = line()
    told = f"<Program: 1 input, 2 parameters, 1 output, with gradient; run by {program.executor}>"
    assert repr(program) == told
    assert repr(compile_graph([x * w, x], [x])).startswith(
        "<Program: 1 input, 1 parameter, 2 outputs, without gradient; "
    )


def test_theta_takes_the_place_of_the_parameters_data() -> None:
    program, _, w, _ = line()
    assert program([[1.0]], theta=[10, 20]).tolist() == [30.0]
    assert w.data == 3.0
    program.assign([10, 20])
    assert w.data == 10.0
    assert program.parameter_values().tolist() == [10.0, 20.0]
    assert program([[1.0]]).tolist() == [30.0]


def test_backward_adds_to_grad_as_eager_does() -> None:
    program, x, w, b = line()
    w.grad = 100
    assert program.backward([[1.0], [2.0]]).tolist() == [4.0, 7.0]
    assert (x.grad, w.grad, b.grad) == (0, 101.5, 1.0)


def test_failed_backward_changes_no_grad() -> None:
    program, _, w, b = line()
    b.grad = "text"
    with pytest.raises(TypeError, match=r"\.grad of a leaf must be a number .* got str 'text'.*set it to 0"):
        program.backward([[1.0]])
    assert w.grad == 0


def test_parameters_are_the_other_leaves_in_recorded_order() -> None:
    x, w, b = Value(1.0), Value(2.0), Value(3.0)
    assert compile_graph(w * x + b, [x]).parameters == [w, b]


def test_parameters_may_come_in_another_order() -> None:
    x, w, b = Value(1.0), Value(2.0), Value(3.0)
    assert compile_graph(w * x + b, [x], [b, w]).value_and_grad([[5.0]])[1].tolist() == [1.0, 5.0]


def test_unused_inputs_and_parameters_are_allowed() -> None:
    x, unused, w, idle = (Value(float(i)) for i in range(4))
    values, gradient = compile_graph(w * x, [unused, x], [idle, w]).value_and_grad([[7.0, 3.0]])
    assert values.tolist() == [6.0]
    assert gradient.tolist() == [0.0, 3.0]


def test_outputs_may_be_leaves_constants_equal_and_the_same() -> None:
    x, w = Value(1.0), Value(2.0)
    y = x * w
    program = compile_graph([x, w, constant(5), y, y, w * x, constant(5)], [x])
    assert program([[3.0], [4.0]]).tolist() == [[3, 2, 5, 6, 6, 6, 5], [4, 2, 5, 8, 8, 8, 5]]


@pytest.mark.parametrize("kind", ["input", "parameter", "constant"])
def test_single_output_may_be_a_leaf(kind: str) -> None:
    x, w = Value(1.0), Value(2.0)
    output, slope = {"input": (x, 0.0), "parameter": (w, 1.0), "constant": (constant(3), 0.0)}[kind]
    values, gradient = compile_graph(output, [x], [w]).value_and_grad([[8.0], [9.0]])
    assert values.tolist() == {"input": [8, 9], "parameter": [2, 2], "constant": [3, 3]}[kind]
    assert gradient.tolist() == [slope]


@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_program_may_have_no_inputs(executor: Executor) -> None:
    w = Value(3.0)
    program = compile_graph([w * w, constant(1)], [], executor=executor, gradients=True)
    values, gradient = program.value_and_grad(np.empty((2, 0)))
    assert values.tolist() == [[9.0, 1.0], [9.0, 1.0]]
    assert gradient.tolist() == [[6.0], [0.0]]


def test_result_is_not_a_view_of_the_batch() -> None:
    x = Value(1.0)
    batch = np.array([[1.0], [2.0]])
    compile_graph(x, [x])(batch)[:] = 0
    assert batch.tolist() == [[1.0], [2.0]]


def test_batch_of_none_gives_no_outputs_and_has_no_mean() -> None:
    loss, inputs, _ = classifier([3, 4, 2])
    program = compile_graph(loss, inputs)
    assert program(np.empty((0, 5))).shape == (0,)
    with pytest.raises(ValueError, match="at least one sample"):
        program.value_and_grad(np.empty((0, 5)))


def test_sums_of_the_same_terms_in_different_order_have_a_row_each() -> None:
    x, y, z = (Value(float(i)) for i in range(3))
    one, other = (x + y) + z, x + (y + z)
    program = compile_graph(one.exp() * other.tanh() + one * other, [x, y, z])
    total = 0.6
    expected = math.exp(total) * math.tanh(total) + total * total
    assert program([[0.1, 0.2, 0.3]])[0] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("layout", ["integers", "booleans", "float32", "fortran", "strided", "reversed", "lists"])
def test_every_layout_of_a_batch_gives_the_same(layout: str) -> None:
    loss, inputs, _ = classifier([3, 4, 2])
    program = compile_graph(loss, inputs)
    batch = np.array([[1, 0, 1, 1, 0], [0, 0, 1, 0, 1]], dtype=float)
    wide = np.zeros((4, 10))
    wide[::2, ::2] = batch
    same: dict[str, Any] = {
        "integers": batch.astype(int),
        "booleans": batch.astype(bool),
        "float32": batch.astype(np.float32),
        "fortran": np.asfortranarray(batch),
        "strided": wide[::2, ::2],
        "reversed": batch[::-1].copy()[::-1],
        "lists": batch.tolist(),
    }
    np.testing.assert_allclose(program(same[layout]), program(batch), rtol=1e-14)
    np.testing.assert_allclose(program.value_and_grad(same[layout])[1], program.value_and_grad(batch)[1], atol=1e-15)


@pytest.mark.parametrize(
    ("batch", "error", "words"),
    [
        ([1.0, 2.0], ValueError, "one row of 1"),
        ([[1.0, 2.0]], ValueError, r"\(n_samples, 1\)"),
        (3.0, ValueError, "shape"),
        ([[[1.0]]], ValueError, "shape"),
        ([[1.0], [1.0, 2.0]], ValueError, "rectangle"),
        ([["1"]], TypeError, "real numbers"),
        ([[1j]], TypeError, "real numbers"),
        (np.array([[Fraction(1)]], dtype=object), TypeError, "real numbers"),
        (None, TypeError, "has 1 input: give it a batch"),
    ],
)
def test_what_is_no_batch_is_refused(batch: Any, error: type[Exception], words: str) -> None:
    program, *_ = line()
    for run in (program, program.value_and_grad, program.backward):
        with pytest.raises(error, match=words):
            run(batch)


@pytest.mark.parametrize("theta", [[1.0], [1.0, 2.0, 3.0], [[1.0, 2.0]], 1.0])
def test_parameter_vector_of_another_shape_is_refused(theta: Any) -> None:
    program, *_ = line()
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        program([[1.0]], theta)
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        program.assign(theta)


def test_masked_array_is_refused_because_its_mask_would_be_lost() -> None:
    x = Value(1.0)
    masked = np.ma.array([[1.0]], mask=[[True]])
    for batch in (masked, list(masked)):
        with pytest.raises(TypeError, match=r"a batch must hold a number everywhere, got a masked array.*filled"):
            compile_graph(x * 2, [x])(batch)


@pytest.mark.parametrize("number", [Fraction(1, 4), Decimal("0.25")])
def test_parameters_of_other_real_numbers_become_floats(number: Any) -> None:
    x, w = Value(type(number)(1)), Value(number)
    program = compile_graph(x * w, [x])
    assert program([[2.0]]).tolist() == [0.5]
    assert program.backward([[2.0]]).tolist() == [0.5]
    assert w.grad == 2.0


def test_complex_parameter_is_refused_by_name() -> None:
    x = Value(1.0)
    with pytest.raises(TypeError, match=r"real numbers, got the parameter 1j \(node 'spin'\)"):
        compile_graph(x * Value(1j, label="spin"), [x])([[1.0]])


def test_wrong_arguments_of_compile_graph_are_refused() -> None:
    x, w = Value(1.0, "x"), Value(2.0, "w")
    y = x * w
    with pytest.raises(ValueError, match="twice"):
        compile_graph(y, [x, x])
    with pytest.raises(ValueError, match="twice"):
        compile_graph(y, [x], [w, x])
    with pytest.raises(ValueError, match="node 'w'"):
        compile_graph(y, [x], [])
    with pytest.raises(ValueError, match="leaves"):
        compile_graph(y * 2, [y])
    with pytest.raises(ValueError, match="constant"):
        compile_graph(y, [x, constant(2)])
    with pytest.raises(TypeError, match="list of Values"):
        compile_graph(y, x)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Values as inputs"):
        compile_graph(y, [1.0])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="at least one output"):
        compile_graph([], [x])
    with pytest.raises(TypeError, match="real numbers"):
        compile_graph(x * 1j, [x])
    with pytest.raises(ValueError, match="float16"):
        compile_graph(y, [x], precision="float16")  # type: ignore[arg-type]


def test_program_of_several_outputs_says_why_it_has_no_gradient() -> None:
    x, w = Value(1.0), Value(2.0)
    with pytest.raises(GraphError, match="several outputs"):
        compile_graph([x * w], [x]).value_and_grad([[1.0]])


def test_several_outputs_have_a_gradient_each_if_asked() -> None:
    x, w, b = Value(1.0), Value(2.0), Value(3.0)
    program = compile_graph([w * x + b, w * w, x], [x], [w, b], gradients=True)
    values, gradient = program.value_and_grad([[1.0], [3.0]])
    assert values.tolist() == [[5.0, 4.0, 1.0], [9.0, 4.0, 3.0]]
    assert gradient.tolist() == [[2.0, 1.0], [4.0, 0.0], [0.0, 0.0]]
    assert program.gradients([[1.0], [3.0]]).tolist() == gradient.tolist()
    with pytest.raises(GraphError, match="several outputs"):
        program.backward([[1.0]])
    assert (w.grad, b.grad) == (0, 0)


def test_list_of_one_output_keeps_its_axis() -> None:
    x, w = Value(1.0), Value(2.0)
    program = compile_graph([w * x], [x], gradients=True, input_gradients=True)
    values, gradient = program.value_and_grad([[3.0], [5.0]])
    assert (values.shape, gradient.tolist()) == ((2, 1), [[4.0]])
    assert program.input_gradients([[3.0], [5.0]]).tolist() == [[[2.0]], [[2.0]]]


def test_gradients_of_one_output_are_those_of_value_and_grad() -> None:
    program, *_ = line()
    assert program.gradients([[1.0], [2.0]], theta=[7, 7]).tolist() == [1.5, 1.0]


def test_program_without_gradients_says_so() -> None:
    x, w = Value(1.0), Value(2.0)
    program = compile_graph(w * x, [x], gradients=False)
    assert program([[3.0]]).tolist() == [6.0]
    for run in (program.value_and_grad, program.gradients, program.backward):
        with pytest.raises(GraphError, match="gradients=False"):
            run([[1.0]])


def test_input_gradients_are_each_samples_own() -> None:
    x, y, unused, w = Value(1.0), Value(2.0), Value(0.0), Value(3.0)
    program = compile_graph(w * x * y, [x, unused, y], input_gradients=True)
    assert program.input_gradients([[1.0, 9.0, 2.0], [4.0, 9.0, 5.0]]).tolist() == [[6.0, 0.0, 3.0], [15.0, 0.0, 12.0]]
    assert program.input_gradients([[1.0, 9.0, 2.0]], theta=[1.0]).tolist() == [[2.0, 0.0, 1.0]]
    assert program.input_gradients(np.empty((0, 3))).shape == (0, 3)


def test_input_gradients_of_several_outputs_are_a_matrix_per_sample() -> None:
    x, y = Value(1.0), Value(2.0)
    program = compile_graph([x * y, x + 2 * y, x], [x, y], input_gradients=True)
    expected = [[[b, a], [1.0, 2.0], [1.0, 0.0]] for a, b in [(3.0, 4.0), (5.0, 6.0)]]
    assert program.input_gradients([[3.0, 4.0], [5.0, 6.0]]).tolist() == expected


def test_input_gradients_need_not_be_asked_for_when_compiling() -> None:
    x, w = Value(0.0), Value(2.0)
    assert compile_graph(w * x, [x]).input_gradients([[1.0]]).tolist() == [[2.0]]


def test_graph_recorded_where_it_has_no_gradient_has_one_elsewhere() -> None:
    x, w = Value(0.0), Value(1.0)
    program = compile_graph(sqrt(w * x), [x], input_gradients=True)
    values, gradient = program.value_and_grad([[4.0]])
    assert (values.tolist(), gradient.tolist()) == ([2.0], [1.0])
    assert program.input_gradients([[4.0], [16.0]]).tolist() == [[0.25], [0.125]]


def test_kinks_follow_the_samples_not_the_recorded_point() -> None:
    x, w = Value(1.0), Value(1.0)
    y = relu(w * x) + where((x - 5).step(), 100 * w, w) + maximum(w * x, w)
    samples = [[-1.0], [0.0], [1.0], [6.0]]
    program = compile_graph(y, [x])
    assert program(samples).tolist() == [2.0, 2.0, 3.0, 112.0]
    slopes = [program.value_and_grad([sample])[1][0] for sample in samples]
    assert slopes == [2.0, 2.0, 3.0, 112.0]  # at 1 the maximum's tie is shared: 1 + 1 + (1 + 1) / 2


def test_nan_and_infinity_stay_with_their_sample() -> None:
    loss, inputs, _ = classifier([3, 4, 2])
    batch = np.ones((3, 5))
    batch[1, 0] = math.nan
    values, gradient = compile_graph(loss, inputs).value_and_grad(batch)
    assert np.isnan(values).tolist() == [False, True, False]
    assert np.isnan(gradient).any()
    x = Value(1.0)
    np.testing.assert_array_equal(compile_graph(1 / x, [x])([[0.0], [2.0], [-0.0]]), [math.nan, 0.5, math.nan])
    assert np.isnan(compile_graph(x.log(), [x])([[-1.0]])).all()


def test_zero_times_nan_is_not_lost_in_a_matrix_product() -> None:
    x, y, w = Value(1.0), Value(1.0), [Value(0.0), Value(1.0)]
    program = compile_graph(dot(w, [x, y]), [x, y])
    assert np.isnan(program([[math.nan, 1.0], [math.inf, 1.0]])).all()


def test_float32_program_computes_in_float32() -> None:
    loss, inputs, _ = classifier([6, 5, 3])
    batch = np.random.default_rng(0).uniform(0, 1, (8, 9))
    values, gradient = compile_graph(loss, inputs).value_and_grad(batch)
    single = compile_graph(loss, inputs, precision="float32")
    got, got_gradient = single.value_and_grad(batch)
    assert got.dtype == got_gradient.dtype == single(batch).dtype == np.float32
    np.testing.assert_allclose(got, values, rtol=SINGLE)
    np.testing.assert_allclose(got_gradient, gradient, rtol=SINGLE, atol=SINGLE)


def test_second_derivatives_come_from_compiled_gradients() -> None:
    x, w = Value(1.0), Value(2.0)
    (slope,) = gradients((w * x).tanh(), [x])
    (curvature,) = gradients(slope, [x])
    results = compile_graph([slope, curvature], [x])([[0.3], [-0.4]])
    t = np.tanh(2 * np.array([0.3, -0.4]))
    np.testing.assert_allclose(results[:, 0], 2 * (1 - t**2), rtol=1e-13)
    np.testing.assert_allclose(results[:, 1], -8 * t * (1 - t**2), rtol=1e-13)


def test_second_derivatives_with_respect_to_inputs_come_from_a_compiled_gradient() -> None:
    x, w = Value(1.0), Value(2.0)
    program = compile_graph(gradients((w * x).sin(), [x, w]), [x], gradients=True, input_gradients=True)
    point = 0.3
    hessian = [[-4 * math.sin(0.6), math.cos(0.6) - 0.6 * math.sin(0.6)]]
    hessian += [[hessian[0][1], -point * point * math.sin(0.6)]]
    np.testing.assert_allclose(program.gradients([[point]])[:, 0], [hessian[0][1], hessian[1][1]], rtol=1e-13)
    np.testing.assert_allclose(program.input_gradients([[point]])[0, :, 0], [hessian[0][0], hessian[1][0]], rtol=1e-13)


def test_dropout_factors_are_inputs_and_differ_from_sample_to_sample() -> None:
    x, mask, w = Value(1.0), Value(1.0), Value(3.0)
    values, gradient = compile_graph(w * (x * mask), [x, mask]).value_and_grad([[2.0, 0.0], [2.0, 2.0]])
    assert (values.tolist(), gradient.tolist()) == ([0.0, 12.0], [2.0])


@pytest.mark.parametrize("is_on", [True, False])
def test_compiling_leaves_the_garbage_collector_as_it_was(is_on: bool) -> None:
    x = Value(1.0)
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        compile_graph(x * x, [x])
        with pytest.raises(TypeError):
            compile_graph(x * 1j, [x])
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_program_survives_a_pickle_with_its_parameters() -> None:
    loss, inputs, _ = classifier([3, 4, 2])
    program = compile_graph(loss, inputs)
    copy, parameters = pickle.loads(pickle.dumps((program, program.parameters)))
    batch = np.random.default_rng(0).uniform(0, 1, (4, 5))
    np.testing.assert_array_equal(copy.value_and_grad(batch)[1], program.value_and_grad(batch)[1])
    assert copy.source == program.source
    assert all(x is y for x, y in zip(copy.parameters, parameters, strict=True))


def test_threads_may_share_a_program() -> None:
    loss, inputs, _ = classifier([6, 5, 3])
    program = compile_graph(loss, inputs)
    batches = [np.random.default_rng(i).uniform(0, 1, (20 + i, 9)) for i in range(32)]
    expected = [program.value_and_grad(batch)[1] for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda batch: program.value_and_grad(batch)[1], batches))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_compiling_leaves_the_graph_as_it_was() -> None:
    loss, inputs, parameters = classifier([3, 4, 2])
    before = [(x.data, x.grad) for x in (loss, *inputs, *parameters)]
    compile_graph(loss, inputs).value_and_grad(np.ones((2, 5)))
    assert [(x.data, x.grad) for x in (loss, *inputs, *parameters)] == before


def test_long_chains_need_no_recursion() -> None:
    x, w = Value(0.5), Value(1.0)
    y = x
    for _ in range(3000):
        y = y + w
    assert compile_graph(y, [x]).value_and_grad([[1.0]])[1].tolist() == [3000.0]
