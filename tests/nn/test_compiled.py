"""fit(compiled=True): eager's numbers, in every order and with every optimizer; what cannot be compiled is refused."""

import math
import random

import numpy as np
import pytest

import nn.agreement
from autograd_core import GraphError, Value, maximum, no_grad, relu, where
from nn import (
    MLP,
    OPTIMIZERS,
    SGD,
    BatchNorm,
    Dropout,
    Layer,
    Maxout,
    Module,
    PReLU,
    Sequential,
    fit,
    loss_below,
    softmax_cross_entropy,
)
from nn.compiled import CompiledLoss
from nn.losses import loss_named
from nn.objective import objective
from tests.nn.small_training import ROWS, TARGETS, network, numbers, train

# Sums of some 50 terms in another order, some 1e-16 each, over about 20 steps that may each magnify them a little.
REORDERED = 1e-10
LABELS = [int(target > 0) + int(x > 0.3) for target, (x, _) in zip(TARGETS, ROWS, strict=True)]


def classifier(seed=0, **options):
    return MLP(2, [5, 3], activation="sigmoid", generator=random.Random(seed), **options)


def both(make, optimizer=lambda net: SGD(net, 0.1), **options):
    """(history, numbers) of the same training, node by node and compiled."""
    runs = []
    for compiled in (False, True):
        net = make()
        history = train(net, optimizer(net), compiled=compiled, **options)
        runs.append((history, numbers(net)))
    return runs


def assert_same(runs):
    (eager, expected), (history, found) = runs
    assert history.losses == pytest.approx(eager.losses, rel=REORDERED)
    assert found == pytest.approx(expected, rel=REORDERED, abs=REORDERED)


# Every optimizer by name, with a rate that moves the parameters.
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_gives_eagers_parameters(name):
    def make(net):
        return OPTIMIZERS[name](net) if name == "adadelta" else OPTIMIZERS[name](net, 0.05)

    assert_same(both(network, make, batch_size=7, epochs=4))


@pytest.mark.parametrize("order", ["shuffle", "given", "random"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("batch_size", [1, 10, None])
def test_orders_reductions_and_a_smaller_last_minibatch_are_as_eagers(order, reduction, batch_size):
    runs = both(network, lambda net: SGD(net, 0.01), order=order, reduction=reduction, batch_size=batch_size)
    assert_same(runs)


@pytest.mark.parametrize("loss", ["cross_entropy", "softmax_cross_entropy"])
def test_labels_train_as_eager_does(loss):
    output = "sigmoid" if loss == "cross_entropy" else None
    runs = both(
        lambda: classifier(output_activation=output), loss=loss, targets=LABELS, batch_size=10, reduction="mean"
    )
    assert_same(runs)


@pytest.mark.parametrize(
    ("loss", "output"),
    [("binary_cross_entropy", "sigmoid"), ("sigmoid_cross_entropy", None), ("mean_absolute_error", "tanh")],
)
def test_lists_of_targets_train_as_eager_does(loss, output):
    targets = [[float(label == k) for k in range(3)] for label in LABELS]
    assert_same(both(lambda: classifier(output_activation=output), loss=loss, targets=targets, batch_size=10))


def test_numpy_arrays_and_generator_train_as_eager_does():
    nets = network(), network()
    for net, compiled in zip(nets, (False, True), strict=True):
        data = {"inputs": np.array(ROWS), "targets": np.array(TARGETS), "generator": np.random.default_rng(0)}
        train(net, batch_size=4, compiled=compiled, **data)
    assert {type(p.data) for p in nets[1].parameters()} == {float}
    assert numbers(nets[1]) == pytest.approx(numbers(nets[0]), rel=REORDERED)


def test_stopping_progress_and_weight_decay_are_as_eagers(capsys):
    runs = both(network, lambda net: SGD(net, 0.1, weight_decay=1e-5), epochs=500, stop=loss_below(0.01), progress=True)
    assert_same(runs)
    assert runs[0][0].stopped
    assert runs[1][0].stopped
    assert "loss=" in capsys.readouterr().err


def test_checkpoint_resumes_to_the_numbers_of_a_run_without_a_break(tmp_path):
    whole, broken = network(), network()
    train(whole, batch_size=10, epochs=6, compiled=True)
    train(broken, batch_size=10, epochs=2, compiled=True, checkpoint=tmp_path / "run.json")
    resumed = network(seed=3)
    train(resumed, batch_size=10, epochs=6, compiled=True, checkpoint=tmp_path / "run.json", resume=True)
    assert numbers(resumed) == numbers(whole)


def test_tied_frozen_and_learned_activations_train_as_eager_does():
    def make():
        generator = random.Random(0)
        shared = Layer(3, 3, activation=PReLU(), generator=generator)
        maxout = Maxout(3, 3, generator=generator)
        first, last = Layer(2, 3, generator=generator), Layer(3, 1, activation="linear", generator=generator)
        return Sequential(first, shared, shared, maxout, last)

    def optimizer(net):
        return SGD(net.parameters()[4:], 0.05)  # the first weights stay

    assert_same(both(make, optimizer, batch_size=10))


def test_gradients_of_other_values_and_earlier_ones_are_left_as_they_were():
    net = network()
    for parameter in net.parameters():
        parameter.grad = 7.0
    CompiledLoss(net, list(zip(ROWS, TARGETS, strict=True)), lambda o, t: (o - t) ** 2, "mean")
    assert {parameter.grad for parameter in net.parameters()} == {7.0}


def test_backward_adds_to_the_gradients():
    net = network()
    loss = objective(net, zip(ROWS, TARGETS, strict=True), "mean_squared_error", compiled=True)
    loss([0, 3]).backward()
    once = [p.grad for p in net.parameters()]
    loss([0, 3]).backward()
    assert [p.grad for p in net.parameters()] == [2 * grad for grad in once]


def test_constants_are_taken_as_cases():
    net, cases = network(), list(zip(ROWS, TARGETS, strict=True))
    from_numbers = objective(net, cases, "mean_squared_error", compiled=True)([1, 2])
    rows = [([Value(x) for x in row], target) for row, target in cases]
    assert objective(net, rows, "mean_squared_error", compiled=True)([1, 2]).data == from_numbers.data


# Dropout: its factors are inputs of the program.


def with_dropout(rate=0.5, shared=False, inverted=True):
    generator = random.Random(0)
    masks = [random.Random(1), random.Random(2)]
    layers = [Layer(2, 6, activation="tanh", generator=generator), Layer(6, 6, activation="tanh", generator=generator)]
    last = Layer(6, 1, activation="linear", generator=generator)
    dropouts = [Dropout(rate, inverted=inverted, generator=masks[0 if shared else i]) for i in range(2)]
    return Sequential(layers[0], dropouts[0], layers[1], dropouts[1], last)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("inverted", [False, True])
def test_dropout_draws_eagers_masks(shared, inverted):
    assert_same(both(lambda: with_dropout(shared=shared, inverted=inverted), batch_size=10))


def test_dropout_masks_differ_from_case_to_case_and_from_step_to_step():
    net = with_dropout()
    loss = objective(net, [([0.3, 0.4], 1.0)] * 3, "mean_squared_error", compiled=True)
    assert len({loss([i]).data for i in (0, 1, 2, 0, 1, 2)}) > 3
    assert len(net.parts[1].mask) == 6
    assert set(net.parts[1].mask) <= {0.0, 2.0}


def test_recording_leaves_dropout_and_its_generator_as_they_were():
    net = with_dropout()
    state, parameters = net.parts[1].generator.getstate(), net.parameters()
    objective(net, zip(ROWS, TARGETS, strict=True), "mean_squared_error", compiled=True)
    assert net.parts[1].generator.getstate() == state
    assert net.parts[1].mask == []
    assert "draw" not in vars(net.parts[1])
    assert net.parameters() == parameters


# What a program cannot follow.


class Deciding(Module):
    """A choice on data, by `choose`."""

    def __init__(self, choose):
        self.layer = Layer(2, 2, nonlin=False, generator=random.Random(0))
        self._choose = choose

    def __call__(self, x):
        return self._choose(*self.layer(x), x)


def plain(x):
    """The number of an input, which is a Value where it is recorded."""
    return getattr(x, "data", x)


def refusal(model, loss="mean_squared_error", **options):
    """What fit says; nothing may have changed."""
    before, state = numbers(model), random.Random(1).getstate()
    generator = random.Random(1)
    with pytest.raises((GraphError, ValueError)) as error:
        train(model, loss=loss, compiled=True, generator=generator, **options)
    assert (numbers(model), generator.getstate()) == (before, state)
    return str(error.value)


@pytest.mark.parametrize(
    "choose",
    [
        lambda a, b, x: a if a.data > b.data else b,
        lambda a, b, x: a if plain(x[0]) > 0 else a * 2,
        lambda a, b, x: a - b if plain(x[0]) > 0 else b - a,
        lambda a, b, x: a * (1.0 if b.data > 0 else 0.0),
        lambda a, b, x: a + plain(x[1]),
        lambda a, b, x: (a + b) * random.random(),
    ],
)
def test_data_dependent_structure_is_refused_and_where_and_maximum_are_named(choose):
    message = refusal(Deciding(choose))
    assert "where" in message
    assert "maximum" in message
    assert "decides by the data" in message


@pytest.mark.parametrize(
    "choose",
    [
        lambda a, b, x: a * x[0] if 0.3 < x[0] < 0.4 else a * x[0] * 3,  # of no case
        lambda a, b, x: a if a > b else b,
        lambda a, b, x: max(a, b),
        lambda a, b, x: sorted([a, b])[0],
    ],
)
def test_comparison_is_refused_even_where_all_cases_decide_alike(choose):
    message = refusal(Deciding(choose))
    assert "cannot depend on a comparison" in message
    assert "maximum" in message
    assert "train without compiled=True" in message


def test_comparison_in_the_loss_is_refused_too():
    message = refusal(network(), loss=lambda output, target: output * (2 if output > target else 3))
    assert "cannot depend on a comparison" in message


def test_the_same_choice_by_maximum_and_where_trains_as_eager_does():
    assert_same(both(lambda: Deciding(lambda a, b, x: maximum(a, b)), batch_size=10))
    assert_same(both(lambda: Deciding(lambda a, b, x: where(relu(x[0] + 0.1), a, a * 2)), batch_size=10))


def test_a_choice_in_the_middle_of_the_cases_is_found():
    message = refusal(Deciding(lambda a, b, x: a if abs(plain(x[0])) < 0.2 else b))
    assert "case 1" in message


class Normed(Module):
    """Its weight, divided by what it is where no gradient is wanted: of the parameter alone."""

    def __init__(self):
        self.w = Value(0.5, "w")

    def __call__(self, x):
        with no_grad():
            norm = abs(self.w)
        return x[0] * self.w / norm + x[1]


def test_number_that_no_grad_makes_of_a_parameter_is_refused():
    net = Normed()
    with pytest.raises(GraphError, match=r"no_grad\(\) made a number, got absolute\(...\) that depends on"):
        train(net, compiled=True)
    assert net.w.data == 0.5


def test_loss_that_decides_on_its_target_is_refused():
    message = refusal(network(), loss=lambda output, target: (output - target) ** 2 if target else abs(output))
    assert "the truth of a Value" in message
    assert "where and equal" in message


def test_loss_that_differs_by_a_constant_alone_is_refused():
    message = refusal(
        network(), loss=lambda output, target: (output - target) ** 2 + (1.0 if isinstance(target, Value) else 0.0)
    )
    assert "the loss of case" in message


def test_other_operations_are_refused_even_where_their_numbers_agree():
    message = refusal(Deciding(lambda a, b, x: a if plain(x[0]) < 0 else a + 0))
    assert "where case 0 records" in message


def test_loss_that_indexes_by_its_label_is_an_error_before_the_first_step():
    net = classifier()
    before = numbers(net)
    with pytest.raises(TypeError, match=r"use as an index would lose .* targets are Values.*lookup\(outputs, target\)"):
        train(net, loss=lambda outputs, label: -outputs[label], targets=LABELS, compiled=True)
    assert numbers(net) == before


def test_batch_normalization_is_refused_before_it_has_seen_anything():
    generator = random.Random(0)
    norm = BatchNorm(3)
    net = Sequential(Layer(2, 3, generator=generator), norm, Layer(3, 1, nonlin=False, generator=generator))
    message = refusal(net)
    assert "BatchNorm(3) mixes the cases of a minibatch" in message
    assert "without compiled=True" in message
    assert (norm.seen.data, norm.mean[0].data) == (0, 0.0)


class Centred(Sequential):
    """Subtracts the mean of the minibatch, and does not say so."""

    def batch(self, rows):
        outputs = super().batch(rows)
        mean = sum(outputs) / len(outputs)
        return [output - mean for output in outputs]


def test_module_that_mixes_cases_without_saying_so_is_found():
    net = Centred(Layer(2, 1, nonlin=False, generator=random.Random(0)))
    assert "mixes the cases" in refusal(net)


# Cases of different length.


class Recurrent(Module):
    """A state that is carried from input to input, dropped out, and read after the last."""

    def __init__(self, size=3, rate=0.0):
        generator = random.Random(1)
        self.cell = Layer(size + 1, size, activation="tanh", generator=generator)
        self.dropout = Dropout(rate, generator=random.Random(2))
        self.readout = Layer(size, 1, activation=None, generator=generator)
        self.size = size

    def __call__(self, x):
        state = [0.0] * self.size
        for item in x:
            state = self.cell([*state, item])
        return self.readout(self.dropout(state))


def sequences(count=23):
    """Cases of 1 to 5 numbers, and what a memory that fades has of them."""
    rng = random.Random(5)
    inputs = [[rng.uniform(-1, 1) for _ in range(1 + rng.randrange(5))] for _ in range(count)]
    return inputs, [sum(x / 2**i for i, x in enumerate(reversed(row))) for row in inputs]


@pytest.mark.parametrize(
    "options",
    [
        {"batch_size": 1},
        {"batch_size": 4, "rate": 0.5},
        {"batch_size": None, "reduction": "sum"},
        {"batch_size": 4, "order": "random", "optimizer": "sgd"},
    ],
)
def test_cases_of_different_length_are_trained_on_as_node_by_node(options):
    options = {"optimizer": "adam", **options}
    rate = options.pop("rate", 0.0)
    inputs, targets = sequences()
    runs = []
    for compiled in (False, True):
        net = Recurrent(rate=rate)
        history = fit(
            net, inputs, targets, loss="mean_squared_error", learning_rate=0.02, epochs=4,
            validation=sequences(7), generator=random.Random(3), progress=False, compiled=compiled, **options,
        )  # fmt: skip
        runs.append((history.losses, history.validation_losses, [x.data for x in net.parameters()]))
    for found, expected in zip(*runs, strict=True):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_there_is_one_program_for_each_length():
    inputs, targets = sequences()
    net = Recurrent()
    loss = CompiledLoss(net, list(zip(inputs, targets, strict=True)), loss_named("mean_squared_error"), "mean")
    assert [len(program.input_labels) - 1 - net.size for program in loss.programs] == list(
        dict.fromkeys(map(len, inputs))
    )
    assert all(program.parameters == loss.parameters for program in loss.programs)
    assert len(loss.parameters) == len(net.parameters())


def test_targets_may_differ_in_length_too():
    def loss(outputs, targets):
        return sum((output - target) ** 2 for output, target in zip(outputs * len(targets), targets, strict=True))

    inputs, targets = [[1.0, 2.0], [0.5, 1.0], [0.0, 1.0]], [[1.0], [0.0, 2.0], [1.0]]
    trained = []
    for compiled in (False, True):
        net = Sequential(Layer(2, 1, generator=random.Random(0)), lambda x: [x] if isinstance(x, Value) else x)
        fit(net, inputs, targets, loss=loss, optimizer=SGD(net, 0.01), epochs=3, batch_size=2, progress=False,
            generator=random.Random(0), compiled=compiled)  # fmt: skip
        trained.append([x.data for x in net.parameters()])
    assert trained[1] == pytest.approx(trained[0], rel=1e-12)


def test_case_that_is_computed_in_another_way_than_those_of_its_length_is_found():
    class Sometimes(Module):
        def __init__(self):
            self.w = Value(0.5)

        def __call__(self, x):
            return self.w * x[0] if len(x) == 1 or x[1].data > 0 else self.w * 3 * x[0]

    rows = [[1.0], [1.0, 2.0], [2.0], [1.0, -2.0]]
    with pytest.raises(GraphError, match="case 3 records the number 3 where case 1 records"):
        CompiledLoss(Sometimes(), [(row, 1.0) for row in rows], lambda o, t: (o - t) ** 2, "mean")


def test_jax_shares_out_cases_of_one_length():
    net = Recurrent()
    cases = [([1.0], 1.0), ([1.0, 2.0], 1.0)]
    with pytest.raises(ValueError, match=r"case 1 has 2 inputs and 1 targets where case 0 has 1 and 1; fill them up"):
        CompiledLoss(net, cases, lambda o, t: (o - t) ** 2, "mean", executor="jax")


def test_loss_that_is_no_value_is_a_type_error():
    with pytest.raises(TypeError, match="a loss must be a Value"):
        CompiledLoss(network(), [([0.0, 1.0], 1.0)], lambda output, target: 1.0, "mean")


def test_gradient_of_the_program_is_compared_too(monkeypatch):
    monkeypatch.setattr(nn.agreement, "backward_gradients", lambda loss, order, nodes: [0.5] * len(nodes))
    assert "a gradient is" in refusal(network())


def test_overflow_is_named_by_the_optimizer_and_no_parameter_changed():
    net = Layer(1, 1, nonlin=False, generator=random.Random(0))
    before = numbers(net)
    with pytest.raises(ValueError, match="needs a finite"):
        train(net, SGD(net, 1e10), inputs=[1.0], targets=[0.0], loss=lambda o, t: (o - t) * 1e300, compiled=True)
    assert numbers(net) == before


def test_one_case_alone_is_compiled():
    runs = both(network, inputs=ROWS[:1], targets=TARGETS[:1])
    assert_same(runs)
    assert math.isfinite(runs[1][0].losses[-1])


def test_softmax_classifier_runs_thousands_of_steps():
    net = classifier()
    history = train(net, SGD(net, 0.5), loss=softmax_cross_entropy, targets=LABELS, epochs=400, batch_size=None,
                    compiled=True)  # fmt: skip
    assert history.losses[-1] < 0.6 * history.losses[0]
