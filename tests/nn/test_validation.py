"""Validation and patience: the loss of held-out cases, the end of training, and the model as it was at its best."""

import math
import random

import pytest

from autograd_core import Value, constant, log
from nn import (
    SGD,
    BatchNorm,
    DivergenceError,
    Dropout,
    Elementwise,
    History,
    Layer,
    Module,
    Momentum,
    Sequential,
    evaluating,
    loss_below,
    mean_squared_error,
)
from tests.nn.small_training import ROWS, CtrlC, network, numbers, train

HELD_OUT = ([[0.3, 0.4], [-0.1, 0.2], [0.45, -0.45]], [0.12, -0.02, -0.2])
both_ways = pytest.mark.parametrize("compiled", [False, True])
# A program adds in another order.
TOLERANCE = 1e-9


def validation_loss(net):
    with evaluating(net):
        losses = [mean_squared_error(net(x), y).data for x, y in zip(*HELD_OUT, strict=True)]
    return sum(losses) / len(losses)


class Steps(Module):
    """A model whose only parameter grows by 1 in each step, with a validation loss of its own for each."""

    def __init__(self, losses):
        self.steps = Value(0.0)
        self.losses = losses

    def __call__(self, x):
        return constant(self.losses[int(self.steps.data) - 1]) if x[0] else -self.steps


def scripted(losses, **options):
    net = Steps(losses)
    run = {"loss": lambda output, target: output, "validation": ([1.0], [0.0]), "epochs": len(losses)}
    return net, train(net, SGD(net, 1.0), [0.0], [0.0], **{**run, **options})


@both_ways
def test_validation_losses_are_those_of_the_model_in_use_after_each_epoch(compiled):
    net, reference = network(), network()
    history = train(net, validation=HELD_OUT, compiled=compiled)
    expected = []
    optimizer = SGD(reference, 0.1)
    generator = random.Random(1)
    for _ in range(3):
        train(reference, optimizer, epochs=1, generator=generator, compiled=compiled)
        expected.append(validation_loss(reference))
    assert history.validation_losses == pytest.approx(expected, rel=TOLERANCE)
    assert numbers(net) == numbers(reference), "training does not see them"


@both_ways
def test_validation_changes_nothing_but_what_it_says(compiled):
    alone, watched = network(), network()
    history = train(alone, compiled=compiled)
    again = train(watched, validation=HELD_OUT, compiled=compiled)
    assert (again.losses, numbers(watched)) == (history.losses, numbers(alone))
    assert history.validation_losses == []
    assert history.best_epoch is None


@both_ways
@pytest.mark.parametrize("inverted", [True, False])
def test_nothing_is_dropped_in_validation(inverted, compiled):
    generator = random.Random(3)
    net = Sequential(
        Layer(2, 6, activation="tanh", generator=generator),
        Dropout(0.5, inverted=inverted, generator=random.Random(4)),
        Layer(6, 1, activation=None, generator=generator),
    )
    history = train(net, validation=HELD_OUT, epochs=2, compiled=compiled)
    assert history.validation_losses[-1] == pytest.approx(validation_loss(net), rel=TOLERANCE)
    assert net.training


def test_running_means_are_used_and_not_changed_by_validation():
    net, alone = (
        Sequential(Layer(2, 3, activation=None, generator=random.Random(1)), BatchNorm(3), "tanh", _last())
        for _ in range(2)
    )
    history = train(net, validation=HELD_OUT, batch_size=5)
    train(alone, batch_size=5)
    assert net.state_dict() == alone.state_dict()
    assert history.validation_losses[-1] == pytest.approx(validation_loss(net), rel=TOLERANCE)


def _last():
    return Layer(3, 1, activation=None, generator=random.Random(2))


@both_ways
def test_sum_is_the_number_of_cases_times_the_mean(compiled):
    def first_loss(reduction):
        net = network()
        # steps so small that both runs stay where they were
        history = train(net, SGD(net, 1e-12), reduction=reduction, epochs=1, validation=HELD_OUT, compiled=compiled)
        return history.validation_losses[0]

    assert first_loss("sum") == pytest.approx(3 * first_loss("mean"), rel=TOLERANCE)


# Patience.


@pytest.mark.parametrize(
    ("losses", "patience", "epochs", "best"),
    [
        ([5, 4, 3, 3, 3, 9], 2, 5, 3),  # no lower is no better
        ([5, 6, 4, 6, 6, 6], 2, 5, 3),
        ([5, 6, 4, 5, 3, 4, 2, 9], 2, 8, 7),  # all epochs are run
        ([1, 2], 1, 2, 1),
        ([3, 2, 1], 1, 3, 3),
    ],
)
def test_training_ends_after_so_many_epochs_without_a_lower_loss_at_the_best(losses, patience, epochs, best):
    net, history = scripted(losses, patience=patience)
    assert history.validation_losses == losses[:epochs]
    assert len(history.losses) == epochs
    assert history.stopped == (epochs - best >= patience)
    assert history.best_epoch == best
    assert net.steps.data == best, "as it was then"


def test_without_patience_the_model_is_that_of_the_last_epoch():
    net, history = scripted([5, 1, 4, 4, 4])
    assert (net.steps.data, history.best_epoch, history.stopped) == (5, 2, False)


def test_other_criterion_ends_training_too_and_the_model_is_at_its_best():
    net, history = scripted([5, 1, 4, 4, 4, 4], patience=9, stop=lambda history: len(history.losses) == 4)
    assert (net.steps.data, history.stopped) == (2, True)


@both_ways
def test_model_and_its_statistics_are_put_back(compiled):
    net, reference = network(), network()
    far = {"optimizer": None, "validation": (ROWS[:5], [0.0] * 5), "compiled": compiled, "order": "given"}
    optimizer = Momentum(net, 0.2)
    history = train(net, **{**far, "optimizer": optimizer, "epochs": 60, "patience": 3})
    assert history.stopped
    train(reference, **{**far, "optimizer": Momentum(reference, 0.2), "epochs": history.best_epoch})
    assert numbers(net) == numbers(reference)
    assert optimizer.steps == 25 * len(history.losses), "the optimizer goes on from where it was"


def test_ctrl_c_leaves_the_best_model_and_whole_epochs():
    net = network()
    loss = CtrlC(25 + 3 + 3 * (25 + 3) + 25 + 2)  # the check, three epochs, and into the validation after the fourth
    history = train(net, loss=loss, epochs=9, validation=HELD_OUT, patience=5)
    assert history.interrupted
    assert len(history.losses) == len(history.validation_losses) == 3
    reference = network()
    train(reference, epochs=history.best_epoch)
    assert numbers(net) == numbers(reference)


# Checkpoints.


def everything():
    generator = random.Random(3)
    return Sequential(
        Layer(2, 4, activation=None, generator=generator),
        BatchNorm(4, statistics="population"),
        "tanh",
        Dropout(0.3, generator=random.Random(4)),
        Layer(4, 1, activation=None, generator=generator),
    )


@pytest.mark.parametrize("patience", [None, 2, 30])
def test_resumed_run_has_the_numbers_of_one_without_a_break(tmp_path, patience):
    options = {"batch_size": 5, "epochs": 8, "validation": HELD_OUT, "patience": patience}
    net = everything()
    whole = train(net, Momentum(net, 0.1), **options)
    expected = numbers(net)
    for done in range(1, len(whole.losses) + 1):
        path = tmp_path / f"{done}.json"
        net = everything()
        train(net, Momentum(net, 0.1), **{**options, "epochs": done}, checkpoint=path)
        net = everything()
        again = train(net, Momentum(net, 0.1), **options, checkpoint=path, resume=True)
        assert again == whole
        assert numbers(net) == expected


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ({}, {"validation": HELD_OUT}, "it is of a run without validation, and this one is with it"),
        ({"validation": HELD_OUT}, {}, "it is of a run with it, and this one is without validation"),
        (
            {"validation": HELD_OUT},
            {"validation": HELD_OUT, "patience": 2},
            "it is of a run without patience, and this one is with patience",
        ),
        (
            {"validation": HELD_OUT, "patience": 2},
            {"validation": HELD_OUT},
            "it is of a run with patience, and this one is without patience",
        ),
    ],
)
def test_checkpoint_of_a_run_that_kept_something_else_is_refused(tmp_path, before, after, message):
    path = tmp_path / "run.json"
    train(network(), epochs=1, checkpoint=path, **before)
    net = network()
    state = numbers(net)
    with pytest.raises(ValueError, match=f"run.json does not fit this run: {message}"):
        train(net, checkpoint=path, resume=True, **after)
    assert numbers(net) == state


# What is wrong is refused before the first step.


@both_ways
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"patience": 3},
            ValueError,
            r"patience needs cases that are not trained on, got patience=3 alone; pass valid",
        ),
        ({"validation": HELD_OUT, "patience": 0}, ValueError, "patience must be at least 1, got 0"),
        ({"validation": HELD_OUT, "patience": 1.5}, TypeError, "patience must be an integer .*, got float 1.5"),
        ({"validation": 0.2}, TypeError, r"validation is a pair, \(inputs, targets\), got float 0.2"),
        ({"validation": HELD_OUT[0]}, TypeError, "validation is a pair"),
        ({"validation": (3, 4)}, TypeError, "the inputs of validation are a list, one for each case, got int 3"),
        ({"validation": (HELD_OUT[0], "abc")}, TypeError, "the targets of validation are a list"),
        ({"validation": ([], [])}, ValueError, "at least one validation case, got none"),
        ({"validation": (HELD_OUT[0], [1.0])}, ValueError, "a target for each validation case, got 3 inputs and 1"),
        ({"validation": ([[0.0, math.nan]], [1.0])}, ValueError, "the inputs of validation case 0 must be finite"),
        ({"validation": ([[0.0, 1.0]], [math.inf])}, ValueError, "the target of validation case 0 must be finite"),
        ({"validation": ([[0.0]], [1.0])}, ValueError, "validation case 0: .*needs 2 inputs"),
        ({"validation": ([[0.0, 1.0]], [[1.0, 2.0]])}, ValueError, "validation case 0: a loss needs a target for each"),
    ],
)
def test_validation_that_is_none_is_refused_and_changes_nothing(options, error, message, compiled):
    net, generator = network(), random.Random(1)
    before, state = numbers(net), generator.getstate()
    with pytest.raises(error, match=message):
        train(net, generator=generator, compiled=compiled, **options)
    assert (numbers(net), generator.getstate()) == (before, state)


class Falling(Module):
    def __init__(self):
        self.height = Value(1.0)

    def __call__(self, x):
        return self.height * x[0]


@both_ways
def test_validation_loss_that_is_no_number_ends_training_and_says_so(compiled):
    net = Falling()
    with pytest.raises(DivergenceError, match=r"the validation loss after epoch 3 .*; look for validation") as error:
        train(
            net, SGD(net, 1.0), [[1.0]], [0.0], loss=lambda output, target: output + target * log(output + 1.5),
            validation=([[1.0]], [1.0]), compiled=compiled, epochs=20,
        )  # fmt: skip
    assert error.value.history.losses == [1, 0]
    assert error.value.history.validation_losses == pytest.approx([math.log(1.5), -1 + math.log(0.5)])


# The history, for people.


def test_history_says_what_came_of_validation():
    history = History([0.5, 0.25], stopped=True, validation_losses=[0.75, 0.5])
    assert repr(history) == (
        "<History: 2 epochs, loss 0.5 -> 0.25, validation loss 0.75 -> 0.5, lowest 0.5 after epoch 2, stopped>"
    )


def test_bar_shows_both_losses(capsys):
    history = train(network(), validation=HELD_OUT, progress=True, stop=loss_below(0.0))
    shown = capsys.readouterr().err
    assert f"loss={history.losses[-1]:.6g}" in shown
    assert f"validation={history.validation_losses[-1]:.6g}" in shown


def test_functions_without_parameters_are_evaluated_too():
    net = Sequential(Layer(2, 1, activation=None), Elementwise("tanh"))
    assert len(train(net, validation=HELD_OUT).validation_losses) == 3
