"""The tiny transformer of names: its cases, its shares, its numbers beside PyTorch's, and what it learns."""

import math
import random

import numpy as np
import pytest

from autograd_core import topological_order
from nn import softmax_cross_entropy
from nn.datasets import LETTERS, NAMES
from nn.experiments import names
from nn.experiments.experiment import Settings
from nn.experiments.registry import experiment_named

SAME = 1e-12  # the same products, added in another order


def small(**sizes):
    return names.TinyTransformer(
        **({"block": 3, "width": 2, "hidden": 3, "letters": 4} | sizes), generator=random.Random(0)
    )


def test_cases_are_the_letters_before_and_the_letter_after():
    inputs, targets = names.cases(["bo", "a"], block=3)
    assert inputs == [[0, 0, 0], [0, 0, 2], [0, 2, 15], [0, 0, 0], [0, 0, 1]]
    assert targets == [2, 15, 0, 1, 0]


def test_split_holds_out_each_tenth_name():
    known, held_out = names.split_names()
    assert sorted(known + held_out) == sorted(NAMES)
    assert not set(known) & set(held_out)
    assert len(held_out) == math.ceil(len(NAMES) / names.HELD_OUT)


def test_shares_are_those_of_query_and_keys():
    net = small()
    tokens = net.tokens([1, 2, 3])
    query = [value.data for value in net.query(tokens[-1])]
    fits = [sum(q * k.data for q, k in zip(query, net.key(token), strict=True)) / math.sqrt(2) for token in tokens]
    powers = [math.exp(fit) for fit in fits]
    assert [share.data for share in net.shares(tokens)] == pytest.approx([p / sum(powers) for p in powers], rel=SAME)


def test_order_of_the_letters_matters():
    net = small()
    assert [x.data for x in net([1, 2, 3])] != pytest.approx([x.data for x in net([2, 1, 3])])


def test_biases_of_keys_get_no_gradient_and_those_of_values_do():
    net = small()
    softmax_cross_entropy(net([1, 2, 3]), 0).backward()
    assert [unit.b.grad for unit in net.key.neurons] == pytest.approx([0, 0], abs=SAME)
    assert all(abs(unit.b.grad) > SAME for unit in net.value.neurons)


def test_all_nodes_of_a_case_belong_to_a_part():
    nodes = topological_order(*small()([0, 1, 2]))
    groups = {node.group.partition("/")[0] for node in nodes if not node.is_leaf}
    assert groups == {"letters", "attention", "layer", "scores"}


def test_probabilities_add_up_to_1_and_names_are_of_letters():
    net = names.TinyTransformer(generator=random.Random(1))
    assert sum(names.probabilities(net, "anna")) == pytest.approx(1, rel=SAME)
    name = names.made_up(net, random.Random(0))
    assert set(name) <= set(LETTERS[1:])
    assert len(name) <= names.LONGEST


def matrices(layer):
    weights = np.array([[w.data for w in unit.w] for unit in layer.neurons])
    return weights, np.array([unit.b.data for unit in layer.neurons])


@pytest.mark.thorough
def test_scores_and_gradients_are_those_of_pytorch():
    import torch  # late: it takes seconds, and only this test needs it

    net = names.TinyTransformer(generator=random.Random(3))
    letters, target = [0, 0, 3, 8, 18, 9], 19
    scores = net(letters)
    softmax_cross_entropy(scores, target).backward()

    def tensor(numbers):
        return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)

    tables = {
        name: tensor([[x.data for x in row] for row in getattr(net, name).table]) for name in ("letters", "places")
    }
    layers = ("query", "key", "value", "mixed", "up", "down", "scores")
    weights = {name: tuple(map(tensor, matrices(getattr(net, name)))) for name in layers}

    def applied(name, x):
        matrix, bias = weights[name]
        return x @ matrix.T + bias

    tokens = tables["letters"][letters] + tables["places"]
    taken = torch.nn.functional.scaled_dot_product_attention(
        applied("query", tokens[-1:]), applied("key", tokens), applied("value", tokens)
    )
    x = tokens[-1:] + applied("mixed", taken)
    x = x + applied("down", torch.relu(applied("up", x)))
    theirs = applied("scores", x)
    torch.nn.functional.cross_entropy(theirs, torch.tensor([target])).backward()

    assert [x.data for x in scores] == pytest.approx(theirs[0].tolist(), abs=SAME)
    for name, table in tables.items():
        ours = [[x.grad for x in row] for row in getattr(net, name).table]
        assert np.array(ours) == pytest.approx(table.grad.numpy(), abs=SAME)
    for name, (matrix, bias) in weights.items():
        units = getattr(net, name).neurons
        assert np.array([[w.grad for w in unit.w] for unit in units]) == pytest.approx(matrix.grad.numpy(), abs=SAME)
        assert [unit.b.grad for unit in units] == pytest.approx(bias.grad.tolist(), abs=SAME)


@pytest.mark.thorough
def test_every_figure_of_names_lies_in_its_band():
    report = experiment_named("names").run(Settings(progress=False))
    assert [check for check in report.checks if not check.holds] == []
