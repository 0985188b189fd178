"""Embedding: rows of parameters by index, plain or Value, node by node or in a program."""

import copy
import math
import pickle
import random

import numpy as np
import pytest

from autograd_core import Value, compile_graph, constant, exp, gradients, log, lookup, no_grad
from nn import Embedding, Linear, Sequential, fit

# Programs add in another order than a graph node by node.
TOLERANCE = 1e-12


def embedding(count=5, width=3):
    return Embedding(count, width, generator=random.Random(0))


def data(values):
    return [value.data for value in values]


@pytest.mark.parametrize("index", [2, 2.0, np.int64(2), constant(2), Value(2.0), [2], (2,), np.array([2])])
def test_index_gives_its_row(index):
    net = embedding()
    assert data(net(index)) == data(net.table[2])


def test_several_indices_give_their_rows_one_after_the_other():
    net = embedding()
    expected = data([*net.table[4], *net.table[0], *net.table[4]])
    assert data(net([4, 0, 4])) == data(net([Value(4), 0, constant(4)])) == expected


@pytest.mark.parametrize("as_index", [lambda i: i, Value])
def test_gradient_goes_to_the_rows_that_were_asked_for(as_index):
    net = embedding()
    sum(net([as_index(1), as_index(3), as_index(1)])).backward()
    assert [[value.grad for value in row] for row in net.table] == [[0] * 3, [2] * 3, [0] * 3, [1] * 3, [0] * 3]


def test_plain_index_costs_a_node_per_number_whatever_the_size_of_the_table():
    net = embedding(1000, 2)
    assert [value.parents for value in net(7)] == [(value,) for value in net.table[7]]
    assert [len(value.parents) for value in net(Value(7))] == [1001, 1001]
    with no_grad():
        assert all(value.is_constant for value in net(7))


def test_table_is_drawn_row_by_row_from_the_normal_distribution():
    net = embedding(400, 5)
    numbers = np.array(data(net.parameters()))
    assert abs(numbers.mean()) < 4 / math.sqrt(numbers.size)
    assert numbers.std() == pytest.approx(1, abs=4 / math.sqrt(2 * numbers.size))
    assert data(embedding(400, 5).table[0]) == data(net.table[0])
    assert data(Embedding(2, 2, initializer="zeros").parameters()) == [0.0] * 4


def test_parameters_have_names_and_labels_and_are_kept(tmp_path):
    net = embedding(2, 2)
    assert [name for name, _ in net.named_parameters()] == ["table.0.0", "table.0.1", "table.1.0", "table.1.1"]
    assert [value.label for value in net.parameters()] == ["e0.1", "e0.2", "e1.1", "e1.2"]
    net.save(tmp_path / "net.json")
    other = Embedding(2, 2)
    other.load(tmp_path / "net.json")
    for same in (other, copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert same.state_dict() == net.state_dict()
    assert repr(net) == "Embedding(2, 2)"


@pytest.mark.parametrize("index", [-1, 5, 1.5, math.nan, Value(5), constant(-1), [0, 7]])
def test_index_of_no_row_is_an_error_that_says_which_there_are(index):
    with pytest.raises(ValueError, match=r"lookup needs the index of an entry.*a table of 5 has the indices 0 ... 4"):
        embedding()(index)


@pytest.mark.parametrize(("index", "came"), [("a", "str 'a'"), (None, "None"), ([[1, 2]], r"list \[1, 2\]")])
def test_what_is_no_index_is_a_type_error(index, came):
    with pytest.raises(TypeError, match=f"got {came}"):
        embedding()(index)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 3), ValueError, "count must be at least 1, got 0"),
        ((3, -1), ValueError, "width must be at least 1, got -1"),
        ((2.5, 3), TypeError, "count must be an integer of at least 1, got float 2.5"),
        (("3", 3), TypeError, "count must be an integer of at least 1, got str '3'"),
    ],
)
def test_size_that_is_none_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        Embedding(*arguments)


def test_unknown_initializer_is_refused():
    with pytest.raises(ValueError, match="did you mean 'normal'"):
        Embedding(2, 2, initializer="norml")


@pytest.mark.parametrize("executor", ["arrays", "loop"])
def test_program_takes_the_index_anew_for_each_sample(executor):
    net, index = embedding(), Value(0.0, "index")
    output = sum(value**3 for value in net(index))
    program = compile_graph(output, [index], net.parameters(), executor=executor)
    batch = [3, 0, 3, 1]
    values, slopes = program.value_and_grad([[float(i)] for i in batch])
    eager = [sum(value**3 for value in net(i)) for i in batch]
    assert values.tolist() == pytest.approx(data(eager), rel=TOLERANCE)
    expected = gradients(sum(eager) / len(eager), net.parameters())
    assert slopes.tolist() == pytest.approx(data(expected), rel=TOLERANCE)
    assert slopes[2 * 3 : 3 * 3].tolist() == [0, 0, 0]  # of a row that nobody asked for


def test_compiled_training_is_that_node_by_node():
    rng = random.Random(5)
    inputs = [[rng.randrange(6), rng.randrange(6)] for _ in range(30)]
    targets = [abs(a - b) % 3 for a, b in inputs]
    states, losses = [], []
    for compiled in (False, True):
        net = Sequential(embedding(6, 2), Linear(4, 3, generator=random.Random(1)))
        history = fit(
            net, inputs, targets, loss="softmax_cross_entropy", optimizer="adam", learning_rate=0.1, epochs=5,
            batch_size=7, generator=random.Random(2), progress=False, compiled=compiled,
        )  # fmt: skip
        states.append(data(net.parameters()))
        losses.append(history.losses)
    assert losses[1] == pytest.approx(losses[0], rel=1e-9)
    assert states[1] == pytest.approx(states[0], rel=1e-7)


def test_loss_of_ones_own_looks_the_output_of_a_class_up_node_by_node_and_compiled():
    def loss(scores, label):
        return log(sum(exp(score) for score in scores)) - lookup(scores, label)

    states = []
    for compiled, each in ((False, loss), (True, loss), (False, "softmax_cross_entropy")):
        net = Sequential(embedding(), Linear(3, 4, generator=random.Random(1)))
        fit(net, [[0], [1], [4]], [3, 0, 2], loss=each, optimizer="adam", learning_rate=0.1, epochs=3, order="given",
            compiled=compiled, progress=False)  # fmt: skip
        states.append(data(net.parameters()))
    assert states[0] == pytest.approx(states[1], rel=1e-9)
    assert states[0] == pytest.approx(states[2], rel=1e-9)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("number", [0, 17])  # 17 is none of the cases that are recorded
@pytest.mark.parametrize("index", [5, -1, 0.5])
def test_index_of_no_row_is_found_before_the_first_step(index, number, compiled):
    net = Sequential(embedding(), Linear(3, 1, generator=random.Random(1)))
    before = net.state_dict()
    inputs, targets = [[i % 5] for i in range(40)], [0.0] * 40
    options = {"loss": "mean_squared_error", "optimizer": "adam", "epochs": 1, "compiled": compiled, "progress": False}
    wrong = [[index] if i == number else row for i, row in enumerate(inputs)]
    with pytest.raises(ValueError, match=f"case {number}: lookup needs the index of an entry, got .*{index}"):
        fit(net, wrong, targets, **options)
    with pytest.raises(ValueError, match=f"case {number}: lookup needs the index of an entry, got .*{index}"):
        fit(net, inputs, targets, validation=(wrong, targets), **options)
    assert net.state_dict() == before
