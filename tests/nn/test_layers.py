"""Neuron, Layer and MLP: names, draws, forward values, gradients, graphs and errors."""

import copy
import random

import numpy as np
import pytest

from autograd_core import Value, gradients, no_grad, operation_counts, topological_order
from nn import MLP, Elementwise, IterativeNet, Layer, Linear, Maxout, Neuron

# The engine and the plain-Python net below add the same few terms in different orders.
ROUNDING = 1e-12
# Central differences of a function of size about 1 at step 1e-6: 1e-16 / 1e-6 from rounding, 1e-12 from curvature.
STEP = 1e-6
DIFFERENCE = 1e-8


def network(nin, nouts, seed=1337):
    random.seed(seed)
    return MLP(nin, nouts)


def plain_neuron(neuron, inputs):
    total = neuron.b.data + sum(w.data * x for w, x in zip(neuron.w, inputs, strict=True))
    return max(0.0, total) if neuron.nonlin else total


def plain_forward(net, inputs):
    """The network in plain Python, on floats."""
    for layer in net.layers:
        inputs = [plain_neuron(neuron, inputs) for neuron in layer.neurons]
    return inputs


# Names, attributes and draws, as people's micrograd code expects them.


def test_reprs_name_the_kind_and_the_number_of_inputs():
    assert repr(Neuron(2)) == "ReLUNeuron(2)"
    assert repr(Neuron(3, nonlin=False)) == "LinearNeuron(3)"
    assert repr(Layer(2, 2)) == "Layer of [ReLUNeuron(2), ReLUNeuron(2)]"
    assert repr(MLP(2, [2, 1])) == "MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2)], Layer of [LinearNeuron(2)]]"


def test_weights_are_drawn_from_the_global_generator_layer_by_layer_and_neuron_by_neuron():
    net = network(2, [3, 1], seed=1337)
    after = random.random()
    generator = random.Random(1337)
    for layer, (nin, nout) in zip(net.layers, [(2, 3), (3, 1)], strict=True):
        assert len(layer.neurons) == nout
        for neuron in layer.neurons:
            assert [w.data for w in neuron.w] == [generator.uniform(-1, 1) for _ in range(nin)]
    assert after == generator.random(), "nothing else was drawn"


def test_bias_starts_at_0_and_is_not_drawn():
    neuron = Neuron(2)
    assert neuron.b.data == 0
    assert neuron.nonlin is True


def test_parameters_are_each_neurons_weights_then_its_bias_in_order():
    net = network(2, [3, 1])
    expected = [p for layer in net.layers for neuron in layer.neurons for p in [*neuron.w, neuron.b]]
    assert all(p is q for p, q in zip(net.parameters(), expected, strict=True))
    assert len(MLP(2, [16, 16, 1]).parameters()) == 337


def test_every_layer_but_the_last_has_relu():
    net = MLP(2, [3, 4, 1])
    assert [[neuron.nonlin for neuron in layer.neurons] for layer in net.layers] == [[True] * 3, [True] * 4, [False]]


@pytest.mark.parametrize(
    ("net", "last"),
    [
        (Neuron(2, activation=None), "LinearNeuron(2)"),
        (Layer(2, 1, activation=None), "Layer of [LinearNeuron(2)]"),
        (MLP(2, [1, 1], activation=None), "MLP of [Layer of [LinearNeuron(2)], Layer of [LinearNeuron(1)]]"),
        (MLP(2, [1, 1], output_activation=None), "MLP of [Layer of [ReLUNeuron(2)], Layer of [LinearNeuron(1)]]"),
        (MLP(2, [1], activation=None, output_activation="tanh"), "MLP of [Layer of [TanhNeuron(2)]]"),
        (IterativeNet(2, {(0, 1): -1.0}, activation=None), "IterativeNet(2 units, 1 connections)"),
        (Elementwise(None), "Linear"),
        (Maxout(2, 1, activation=None), "Maxout(2, 1, pieces=2)"),
    ],
    ids=str,
)
def test_activation_none_is_none_everywhere(net, last):
    assert repr(net) == last
    if "Tanh" not in last and "ReLU" not in last and "Maxout" not in last:
        assert outputs_of(net([-1.0, -2.0])) == [-x for x in outputs_of(net([1.0, 2.0]))], "odd, as the bias is 0"


def outputs_of(outputs):
    """The numbers that a network gives."""
    return [getattr(x, "data", x) for x in (outputs if isinstance(outputs, list) else [outputs])]


def test_without_a_word_about_activations_everything_is_as_in_micrograd():
    net = MLP(2, [4, 1])
    assert [neuron.activation.title for layer in net.layers for neuron in layer.neurons] == ["ReLU"] * 5
    assert [neuron.nonlin for layer in net.layers for neuron in layer.neurons] == [True] * 4 + [False]
    assert repr(Layer(2, 1)) == "Layer of [ReLUNeuron(2)]"
    net.layers[-1].neurons[0].nonlin = True
    assert repr(net.layers[-1]) == "Layer of [ReLUNeuron(4)]"


def test_layer_passes_its_options_on_to_its_neurons():
    assert all(not neuron.nonlin for neuron in Layer(2, 3, nonlin=False).neurons)


def test_nouts_may_be_a_tuple_and_numpy_integers():
    assert repr(MLP(np.int64(2), (np.int64(3), 1))) == repr(MLP(2, [3, 1]))


# Forward.


def test_forward_equals_plain_python():
    net = network(3, [5, 4, 2])
    inputs = [0.5, -1.25, 2]
    outputs = net(inputs)
    assert [out.data for out in outputs] == pytest.approx(plain_forward(net, inputs), rel=ROUNDING)


def test_layer_of_one_neuron_returns_the_bare_value():
    assert isinstance(Layer(2, 1)([1, 2]), Value)
    assert isinstance(MLP(2, [3, 1])([1, 2]), Value)
    assert isinstance(Layer(2, 2)([1, 2]), list)


def test_layer_of_one_neuron_may_stand_between_others():
    net = network(1, [1, 1, 2])
    assert [out.data for out in net(0.5)] == pytest.approx(plain_forward(net, [0.5]), rel=ROUNDING)


def test_row_of_an_array_works_as_the_same_list():
    net = network(2, [3, 1])
    rows = np.array([[0.5, -1.5], [2.0, 0.25]])
    assert [net(row).data for row in rows] == [net(list(row)).data for row in rows.tolist()]
    assert net(rows[0].astype(object)).data == net(rows[0].tolist()).data


@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_inputs_may_be_any_iterable(kind):
    net = network(2, [3, 1])
    assert net(kind([1.0, 2.0])).data == net([1.0, 2.0]).data


def test_no_grad_computes_the_same_value_and_records_nothing():
    net = network(2, [3, 1])
    with no_grad():
        out = net([1.0, -2.0])
    assert out.is_constant
    assert out.data == net([1.0, -2.0]).data


def test_deep_copy_is_independent_and_computes_the_same():
    net = network(2, [3, 1])
    twin = copy.deepcopy(net)
    assert twin([1.0, 2.0]).data == net([1.0, 2.0]).data
    twin.parameters()[0].data += 1
    assert twin.parameters()[0].data != net.parameters()[0].data


# The graph.


def test_neuron_records_one_dot_node_and_relu():
    assert operation_counts(Neuron(50)([1.0] * 50)).by_operation == {"dot": 1, "relu": 1}
    assert operation_counts(Neuron(50, nonlin=False)([1.0] * 50)).by_operation == {"dot": 1}


def test_layer_makes_a_constant_once_and_its_neurons_share_it():
    first, second = Layer(2, 2, nonlin=False)([1.5, 2.5])
    assert [x.data for x in first.parents[2:4]] == [1.5, 2.5]
    assert all(x.is_constant for x in first.parents[2:4])
    assert all(x is y for x, y in zip(first.parents[2:4], second.parents[2:4], strict=True))


def test_expanded_neuron_records_single_products_and_additions_to_the_same_bits():
    neuron = Neuron(3, expanded=True, generator=random.Random(0))
    folded = copy.deepcopy(neuron)
    folded.expanded = False
    x = [0.1, 0.2, -0.7]
    assert operation_counts(neuron(x)).by_operation == {"multiply": 3, "add": 3, "relu": 1}
    assert neuron(x).data == folded(x).data
    for net in (neuron, folded):
        net(x).backward()
    assert [p.grad for p in neuron.parameters()] == [p.grad for p in folded.parameters()]


@pytest.mark.parametrize("expanded", [False, True])
def test_every_value_of_a_network_but_its_inputs_knows_its_neuron(expanded):
    net = MLP(2, [2, 1], expanded=expanded)
    nodes = topological_order(net([Value(1.0), Value(2.0)]))
    groups = [getattr(node, "group", None) for node in nodes]
    assert groups.count(None) == 2
    assert set(groups) == {None, "layer 1/neuron 1", "layer 1/neuron 2", "layer 2/neuron 1"}
    assert net.parameters()[-1].group == "layer 2/neuron 1"


def test_layer_alone_names_its_neurons_and_a_neuron_alone_has_no_name():
    assert [out.group for out in Layer(1, 2)([1.0])] == ["neuron 1", "neuron 2"]
    assert not hasattr(Neuron(1)([1.0]), "group")


# Options.


@pytest.mark.parametrize("expanded", [False, True])
def test_nonlin_may_be_switched_afterwards(expanded):
    neuron = Neuron(1, nonlin=False, expanded=expanded)
    neuron.w[0].data = -2.0
    assert neuron(1).data == -2
    neuron.nonlin = True
    assert neuron(1).data == 0
    assert repr(neuron) == "ReLUNeuron(1)"


def test_activations_of_hidden_layers_and_of_the_last():
    net = MLP(2, [3, 3, 1], activation="tanh", output_activation="sigmoid")
    assert repr(net.layers[0].neurons[0]) == "TanhNeuron(2)"
    assert repr(net.layers[1].neurons[0]) == "TanhNeuron(3)"
    assert repr(net.layers[2]) == "Layer of [SigmoidNeuron(3)]"
    assert repr(MLP(2, [1], activation="tanh")) == "MLP of [Layer of [LinearNeuron(2)]]"


# Gradients.


def central_difference(net, parameter, inputs):
    before = parameter.data
    ends = []
    for parameter.data in (before + STEP, before - STEP):
        (end,) = plain_forward(net, inputs)
        ends.append(end)
    parameter.data = before
    return (ends[0] - ends[1]) / (2 * STEP)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_parameter_gradients_equal_central_differences(seed):
    net = network(2, [4, 3, 1], seed)
    for p in net.parameters():
        p.data += 0.01  # away from a bias of exactly 0, where a dead neuron's relu has its kink
    inputs = [0.7, -0.4]
    net(inputs).backward()
    for parameter in net.parameters():
        assert parameter.grad == pytest.approx(central_difference(net, parameter, inputs), abs=DIFFERENCE)


def test_input_gradients_flow_when_inputs_are_values():
    net = network(2, [4, 1])
    x, y = Value(0.7), Value(-0.4)
    net([x, y]).backward()
    for at, value in enumerate((x, y)):
        ends = []
        for step in (STEP, -STEP):
            inputs = [0.7, -0.4]
            inputs[at] += step
            ends.append(net(inputs).data)
        assert value.grad == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=DIFFERENCE)


def test_gradients_of_a_network_are_graphs_that_backward_gives_the_numbers_of():
    net = network(2, [4, 1])
    loss = (net([0.7, -0.4]) - 1) ** 2
    symbolic = gradients(loss, net.parameters())
    loss.backward()
    assert [g.data for g in symbolic] == pytest.approx([p.grad for p in net.parameters()], rel=ROUNDING)


# Errors say what must hold and what came.


@pytest.mark.parametrize("build", [lambda n: Neuron(n), lambda n: Layer(n, 1), lambda n: MLP(n, [1])])
@pytest.mark.parametrize("size", [0, -1])
def test_number_of_inputs_below_1_is_a_value_error(build, size):
    with pytest.raises(ValueError, match=f"nin must be at least 1, got {size}"):
        build(size)


def test_number_of_neurons_below_1_is_a_value_error():
    with pytest.raises(ValueError, match="nout must be at least 1, got 0"):
        Layer(2, 0)
    with pytest.raises(ValueError, match="each of nouts must be at least 1, got -3"):
        MLP(2, [4, -3])


def test_no_layers_is_a_value_error():
    with pytest.raises(ValueError, match="at least one layer, got none"):
        MLP(2, [])


@pytest.mark.parametrize("size", [2.0, "2", None])
def test_size_that_is_no_integer_is_a_type_error(size):
    with pytest.raises(TypeError, match="must be an integer"):
        Neuron(size)


def test_a_number_where_the_list_of_sizes_belongs_is_a_type_error_that_shows_the_list():
    with pytest.raises(TypeError, match=r"got int 16; write \[16\]"):
        MLP(2, 16)


def test_a_wrong_size_draws_nothing():
    random.seed(0)
    state = random.getstate()
    with pytest.raises(ValueError, match="at least 1"):
        MLP(2, [4, 0])
    assert random.getstate() == state


@pytest.mark.parametrize("inputs", [[1], [1, 2, 3], []])
def test_wrong_number_of_inputs_is_a_value_error_that_names_both_numbers(inputs):
    for module in (Neuron(2), Layer(2, 3), MLP(2, [3, 1])):
        with pytest.raises(ValueError, match=rf"needs 2 inputs, one per weight, got {len(inputs)}"):
            module(inputs)


@pytest.mark.parametrize(
    ("bad", "named"), [("1.5", "str '1.5'"), (None, "None"), ([1], "list"), (np.ones(2), "ndarray")]
)
def test_input_that_is_no_number_is_a_type_error_that_names_it(bad, named):
    for module in (Neuron(2), Layer(2, 3), MLP(2, [3, 1])):
        with pytest.raises(TypeError, match=f"dot needs numbers or Values, got {named}"):
            module([1.0, bad])


@pytest.mark.parametrize(("bad", "named"), [("12", "str '12'"), (None, "None")])
def test_something_else_than_a_list_of_inputs_is_a_type_error_that_names_it(bad, named):
    for module in (Neuron(2), Layer(2, 3), MLP(2, [3, 1])):
        with pytest.raises(TypeError, match=f"list of numbers or Values, got {named}"):
            module(bad)


def test_parameters_have_labels_for_pictures() -> None:
    neuron = Neuron(3)
    assert [value.label for value in neuron.parameters()] == ["w1", "w2", "w3", "b"]


# Linear.


def test_linear_is_a_layer_without_an_activation():
    net = Linear(2, 3, generator=random.Random(0))
    x = [0.5, -2.0]
    sums = [sum(w.data * a for w, a in zip(neuron.w, x, strict=True)) + neuron.b.data for neuron in net.neurons]
    assert [out.data for out in net(x)] == pytest.approx(sums, rel=1e-15)
    assert {out.operation.name for out in net(x)} == {"dot"}
    assert len(net.parameters()) == 3 * (2 + 1)
    assert repr(net) == "Linear(2, 3)"
    assert isinstance(Linear(2, 1)(x), Value)


def test_linear_keeps_the_size_of_its_inputs_from_the_start():
    generator = random.Random(0)
    net = Linear(200, 200, generator=generator)
    outputs = [out.data for out in net([generator.gauss(0, 1) for _ in range(200)])]
    assert 0.7 < sum(y * y for y in outputs) / 200 < 1.4
    assert {neuron.b.data for neuron in net.neurons} == {0}
    assert {w.data for neuron in Linear(3, 2, initializer="zeros").neurons for w in neuron.w} == {0}


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((0, 1), {}, ValueError, "inputs must be at least 1, got 0"),
        ((1, 0), {}, ValueError, "outputs must be at least 1, got 0"),
        (("2", 1), {}, TypeError, "inputs must be an integer of at least 1, got str '2'"),
        ((2, 1), {"activation": "relu"}, TypeError, r"Linear has no activation, got activation=str 'relu'; use Layer"),
        ((2, 1), {"nonlin": True}, TypeError, "Linear has no activation, got nonlin=bool True"),
        ((2, 1), {"initializer": "xavir"}, ValueError, "did you mean 'xavier'"),
    ],
)
def test_linear_that_cannot_be_is_refused(arguments, options, error, message):
    with pytest.raises(error, match=message):
        Linear(*arguments, **options)
