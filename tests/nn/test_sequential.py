"""Sequential, Elementwise, Softmax and Maxout (C35)."""

import random

import pytest

from autograd_core import Value
from nn import SGD, BatchNorm, Dropout, Layer, Maxout, Sequential, Softmax, fit, softmax


def test_parts_are_called_one_after_the_other():
    layers = [Layer(2, 3, generator=random.Random(0)), Layer(3, 2, nonlin=False, generator=random.Random(1))]
    net = Sequential(layers[0], "tanh", layers[1], Softmax())
    hidden = [z.tanh() for z in layers[0]([0.5, -1.0])]
    assert [p.data for p in net([0.5, -1.0])] == [p.data for p in softmax(layers[1](hidden))]
    assert repr(net).startswith("Sequential of [Layer of [ReLUNeuron(2), ")
    assert repr(net).endswith("Tanh, Layer of [LinearNeuron(3), LinearNeuron(3)], Softmax]")


def test_names_softmax_and_functions_are_parts():
    net = Sequential(lambda row: [2 * x for x in row], "softmax")
    assert [round(p, 3) for p in net([0.0, 0.5])] == [0.269, 0.731]
    assert [[round(p, 3) for p in row] for row in net.batch([[0.0, 0.5]])] == [[0.269, 0.731]]


def test_batch_gives_each_part_the_whole_batch():
    net = Sequential(BatchNorm(1), "relu")
    assert [row[0].data for row in net.batch([1.0, 2.0, 3.0])][:2] == [0, 0]
    assert net.parts[0].seen.data == 1


def test_train_and_eval_reach_every_part():
    net = Sequential(Sequential(Dropout(0.5)), BatchNorm(2))
    assert [m.training for m in net.eval().modules()] == [False] * 4
    assert [m.training for m in net.train().modules()] == [True] * 4


def test_network_with_every_kind_of_part_trains_and_recovers_its_mode():
    generator = random.Random(4)
    net = Sequential(
        Layer(2, 6, nonlin=False, generator=generator),
        BatchNorm(6),
        "prelu",
        Dropout(0.1, generator=generator),
        Maxout(6, 1, pieces=3, generator=generator),
    ).eval()
    rows = [[generator.uniform(-1, 1), generator.uniform(-1, 1)] for _ in range(30)]
    targets = [x * y for x, y in rows]
    history = fit(net, rows, targets, loss="mean_squared_error", optimizer=SGD(net, 0.05), epochs=40, batch_size=10,
                  generator=generator, progress=False)  # fmt: skip
    assert history.losses[-1] < history.losses[0] / 3
    assert not net.training


def test_c35_maxout():
    unit, x = Maxout(2), [Value(1.0), Value(1.0)]
    for piece, (b, w1, w2) in zip(unit.pieces, [(0, 1, -1), (0.5, -1, 2)], strict=True):
        neuron = piece.neurons[0]
        for p, number in zip((neuron.b, *neuron.w), (b, w1, w2), strict=True):
            p.data = number
    out = unit(x)
    out.backward()
    assert out.data == 1.5
    assert [item.grad for item in x] == [-1, 2]
    assert [p.grad for p in unit.pieces[1].parameters()] == [1, 1, 1]
    assert [p.grad for p in unit.pieces[0].parameters()] == [0, 0, 0]


def test_maxout_of_several_units_takes_the_largest_of_its_pieces_for_each():
    layer = Maxout(3, 4, pieces=5, generator=random.Random(35))
    x = [0.2, -0.4, 1.0]
    sums = [[s.data for s in piece(x)] for piece in layer.pieces]
    assert [out.data for out in layer(x)] == [max(column) for column in zip(*sums, strict=True)]
    assert len(layer.parameters()) == 5 * 4 * 4
    assert repr(layer) == "Maxout(3, 4, pieces=5)"


def test_layers_are_numbered_groups_for_pictures():
    net = Sequential(Layer(1, 2), "tanh", Layer(2, 1))
    assert net.parameters()[-1].group == "layer 2/neuron 1"


def test_no_parts_and_parts_that_cannot_be_called_are_errors():
    with pytest.raises(ValueError, match="at least one part, got none"):
        Sequential()
    with pytest.raises(TypeError, match="a module, an activation's name or a function, got int 3"):
        Sequential(3)
    with pytest.raises(ValueError, match=r"an activation is one of .*, got 'tahn'; did you mean 'tanh'"):
        Sequential("tahn")
