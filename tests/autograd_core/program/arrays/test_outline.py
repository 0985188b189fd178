"""The outline of a program, computed line by line as it says, gives the program's numbers: no row of it is wrong."""

import pickle
import random

import numpy as np
import pytest

from autograd_core import Value, compile_graph, log, sigmoid, tanh
from tests.autograd_core.program.recorded import classifier, structured, tangle

# Sums of a few hundred terms in another order, some 1e-16 each, of numbers of about 1.
REORDERED = 1e-10
SAMPLES = 3


def cases(seed):
    """Outputs and leaves: without a pattern, with one, and several outputs, some of them leaves or the same."""
    kind = random.Random(seed).choice(["tangle", "structured", "several"])
    if kind == "structured":
        output, leaves = structured(seed)
        return [output], leaves
    output, leaves = tangle(5 + seed, seed)
    outputs = [output] if kind == "tangle" else [output, output.sin(), output, leaves[-1] * output, leaves[-1]]
    return outputs, leaves


def interpreted(program, batch):
    """Outputs (n_outputs, n) and the gradient (n_outputs, n_parameters), computed step by step from the outline."""
    n, arrays, outputs, gradient = len(batch), [], {}, {}
    leaves = [batch.T, np.tile(program.parameter_values()[:, None], n)]
    outline = program.outline
    for i, step in enumerate(outline):
        tables = [*step.reads, *[rows for term in step.terms for rows in term.factors]]
        assert all(rows.array_of.max() < i for rows in tables)
        if step.is_forward:
            assert all(outline[j].is_forward for rows in tables for j in rows.arrays)
        if i < len(leaves):
            arrays.append(leaves[i])
        elif step.operation is not None:
            inputs = [read(arrays, rows) for rows in step.reads]
            columns = [inputs[0][:, j] for j in range(inputs[0].shape[1])] if step.operation.arity is None else inputs
            arrays.append(step.operation.forward(*[column.reshape(step.rows, n) for column in columns]))
        elif step.terms:
            arrays.append(sum(term.sign * added(arrays, term) for term in step.terms))
        else:
            arrays.append(np.tile(np.array(step.numbers)[:, None], n))
        outputs |= {k: arrays[i][row] for k, row in step.outputs.items()}
        if step.is_mean:
            derivatives = arrays[i].mean(axis=1).tolist()
            positions = [(step.derived, row) for row in step.result.row_of.ravel().tolist()]
            gradient |= dict(zip(positions, derivatives, strict=True))
    return (
        np.array([outputs[k] for k in range(len(outputs))]).T,
        [gradient[k, j] for k in range(len(outputs)) for j in range(len(program.parameters)) if gradient],
    )


def read(arrays, rows):
    """The numbers that a table names, rows x columns x samples."""
    pairs = zip(rows.array_of.ravel().tolist(), rows.row_of.ravel().tolist(), strict=True)
    return np.array([arrays[i][row] for i, row in pairs]).reshape(*rows.row_of.shape, -1)


def added(arrays, term):
    """What a term adds to each row of a sum."""
    factors = [read(arrays, rows) for rows in term.factors]
    if term.is_matrix_product:
        return np.einsum("pmn,qmn->qpn", *factors).reshape(-1, factors[0].shape[2])
    return np.prod(factors, axis=0).sum(axis=1)


@pytest.mark.parametrize("seed", range(60))
def test_outline_says_what_the_program_computes(seed):
    outputs, leaves = cases(seed)
    program = compile_graph(outputs, leaves[: len(leaves) // 2], gradients=seed % 4 != 0)
    batch = np.random.default_rng(seed).normal(size=(SAMPLES, len(leaves) // 2))
    values, gradient = interpreted(program, batch)
    assert values == pytest.approx(program(batch), rel=REORDERED, abs=REORDERED)
    if seed % 4 != 0:
        assert gradient == pytest.approx(program.gradients(batch).ravel(), rel=REORDERED, abs=REORDERED)


def test_outline_of_a_network_says_what_the_program_computes():
    output, inputs, parameters = classifier([5, 4, 3])
    program = compile_graph([output], inputs, parameters, gradients=True)
    batch = np.random.default_rng(0).normal(size=(SAMPLES, len(inputs)))
    values, gradient = interpreted(program, batch)
    assert values == pytest.approx(program(batch), rel=REORDERED)
    assert gradient == pytest.approx(program.gradients(batch).ravel(), rel=REORDERED, abs=REORDERED)
    assert any(term.is_matrix_product for step in program.outline for term in step.terms)


def test_forward_part_is_what_the_outputs_need():
    x, y, w, b = (Value(0.5) for _ in range(4))
    both, alone = (
        [step for step in compile_graph(log(x * w + b) * y, [x, y], gradients=g).outline[3:] if step.is_forward]
        for g in (True, False)
    )
    assert [step.operation for step in both] == [step.operation for step in alone]


def test_each_gradient_belongs_to_its_output_and_its_parameters():
    x, w, b = (Value(0.5) for _ in range(3))
    steps = compile_graph([sigmoid(x * w), tanh(x * b)], [x], [w, b], gradients=True).outline
    found = {(step.derived, row) for step in steps if step.is_mean for row in step.result.row_of.ravel().tolist()}
    assert found == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_outline_is_computed_once_and_not_pickled() -> None:
    output, leaves = structured(0)
    program = compile_graph(output, leaves)
    size = len(pickle.dumps(program))
    assert program.outline is program.outline
    assert len(pickle.dumps(program)) == size
