"""fit: orders, batches, stopping, progress, interruption, and bad data that changes nothing."""

import math
import random

import numpy as np
import pytest

from nn import (
    MLP,
    SGD,
    Layer,
    loss_below,
    mean_squared_error,
    no_improvement,
)
from tests.nn.small_training import ROWS, TARGETS, CtrlC, network, numbers, train


def test_history_has_the_mean_loss_of_each_epoch_from_before_its_updates():
    net = network()
    before = [mean_squared_error(net(x), y).data for x, y in zip(ROWS, TARGETS, strict=True)]
    history = train(net, batch_size=None)
    assert history.losses[0] == pytest.approx(sum(before) / len(before), rel=1e-12)
    assert len(history.losses) == 3
    assert history.losses == sorted(history.losses, reverse=True)
    assert (history.stopped, history.interrupted) == (False, False)


def test_sum_over_the_cases_is_their_number_times_the_mean():
    summed, mean = (train(network(), batch_size=None, epochs=1, reduction=r).losses[0] for r in ("sum", "mean"))
    assert summed == pytest.approx(len(ROWS) * mean, rel=1e-12)


def test_sum_takes_steps_as_many_times_as_long():
    summed, mean = network(), network()
    train(summed, SGD(summed, 0.01), batch_size=5, reduction="sum", order="given")
    train(mean, SGD(mean, 0.05), batch_size=5, reduction="mean", order="given")
    assert numbers(summed) == pytest.approx(numbers(mean), rel=1e-12)


def steps_of(order, **options):
    """The targets in the order in which the loss was asked for them, after the check of the data."""
    seen = []

    def loss(output, target):
        seen.append(target)
        return (output - target) ** 2

    train(network(), loss=loss, targets=range(len(ROWS)), order=order, **{"epochs": 2, **options})
    return seen[len(ROWS) :]


def test_given_order_is_kept():
    assert steps_of("given") == [*range(25)] * 2


def test_shuffled_order_takes_every_case_once_an_epoch_and_differs_between_epochs():
    order = steps_of("shuffle")
    assert sorted(order[:25]) == sorted(order[25:]) == [*range(25)]
    assert order[:25] != order[25:] != [*range(25)]


def test_last_minibatch_has_what_is_left():
    net, sizes = network(), []
    optimizer = SGD(net, 0.1)
    original = net.batch
    net.batch = lambda rows: sizes.append(len(rows)) or original(rows)
    train(net, optimizer, batch_size=10, epochs=1)
    assert sizes == [1, 10, 10, 5]  # the first is the check of the data


def test_same_generator_state_gives_the_same_training():
    runs = []
    for _ in range(2):
        net = network()
        runs.append((train(net, batch_size=4).losses, numbers(net)))
    assert runs[0] == runs[1]


def test_numpy_generator_and_arrays_work_and_leave_python_numbers():
    net = network()
    history = train(net, inputs=np.array(ROWS), targets=np.array(TARGETS), generator=np.random.default_rng(0))
    assert len(history.losses) == 3
    assert {type(p.data) for p in net.parameters()} == {float}


def test_global_generator_is_the_default():
    runs = []
    for _ in range(2):
        random.seed(5)
        runs.append(train(network(), generator=None).losses)
    assert runs[0] == runs[1]


def test_stopping_criterion_ends_training():
    history = train(network(), epochs=500, stop=loss_below(0.01))
    assert history.stopped
    assert history.losses[-1] < 0.01 <= min(history.losses[:-1])


def test_no_improvement_waits_for_its_patience():
    stop, history = no_improvement(2), train(network(), epochs=1)
    for losses, expected in (([3, 2], False), ([3, 2, 2], False), ([3, 2, 2, 2], True), ([3, 2, 4, 1], False)):
        history.losses = losses
        assert stop(history) == expected


def test_progress_bar_shows_epochs_and_loss_on_stderr(capsys):
    history = train(network(), progress=True)
    captured = capsys.readouterr()
    assert "3/3" in captured.err
    assert f"loss={history.losses[-1]:.6g}" in captured.err
    assert captured.out == ""
    train(network())
    assert capsys.readouterr().err == ""


# Interruption.


def test_ctrl_c_keeps_the_steps_taken():
    net, reference = network(), network()
    optimizer = SGD(net, 0.1)
    history = train(net, optimizer, loss=CtrlC(25 + 25 + 8), order="given", epochs=9)
    assert history.interrupted
    assert (len(history.losses), optimizer.steps) == (1, 25 + 7)
    train(reference, order="given", epochs=1)
    train(reference, inputs=ROWS[:7], targets=TARGETS[:7], order="given", epochs=1)
    assert numbers(net) == numbers(reference)


# Bad data.


def bad(index, value, rows=ROWS):
    return [value if i == index else row for i, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"inputs": [], "targets": []}, "at least one case, got none"),
        ({"targets": TARGETS[:-1]}, "got 25 inputs and 24 targets"),
        ({"inputs": bad(7, [0.0, math.nan])}, "the inputs of case 7 must be finite, got nan"),
        ({"inputs": bad(7, [math.inf, 0.0])}, "the inputs of case 7 must be finite, got inf"),
        ({"targets": bad(3, math.nan, TARGETS)}, "the target of case 3 must be finite, got nan"),
        ({"targets": bad(3, [1.0, 2.0], TARGETS)}, "case 3: a loss needs a target for each output"),
        ({"inputs": bad(24, [1.0])}, r"as many inputs as case 0 \(2\), got 1 in case 24"),
        ({"inputs": [[1.0]] * 25}, "needs 2 inputs, one per weight, got 1"),
        ({"batch_size": 26}, "at most the number of cases, 25, got 26"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"order": "sorted"}, "order is one of shuffle, given, random, got 'sorted'"),
        ({"loss": "mse"}, "no loss is called 'mse'"),
        ({"reduction": "max"}, "reduction is 'mean' or 'sum'"),
        ({"resume": True}, "resume needs the file to go on from"),
    ],
)
def test_bad_input_is_a_value_error_and_changes_nothing(options, message):
    net, generator = network(), random.Random(1)
    before, state = numbers(net), generator.getstate()
    with pytest.raises(ValueError, match=message):
        train(net, generator=generator, **options)
    assert (numbers(net), generator.getstate()) == (before, state)
    assert net.training


def test_optimizer_of_another_model_and_none_at_all_are_errors():
    with pytest.raises(ValueError, match="made for parameters of this model"):
        train(network(), SGD(network(), 0.1))
    with pytest.raises(TypeError, match="optimizer is an Optimizer, got str 'sgd'"):
        train(network(), "sgd")


@pytest.mark.parametrize("label", [2, -1])
def test_label_out_of_range_is_found_before_the_first_step(label):
    net = MLP(2, [2])
    before = numbers(net)
    with pytest.raises(
        ValueError, match=rf"case 20: a label must be in 0 ... 1, one for each of 2 outputs, got {label}"
    ):
        train(net, loss="softmax_cross_entropy", targets=bad(20, label, [0] * 25))
    assert numbers(net) == before


@pytest.mark.parametrize(("inputs", "named"), [(bad(2, ["0.5", 1.0]), "str '0.5'"), (bad(2, [None, 1.0]), "None")])
def test_input_that_is_no_number_is_a_type_error_that_names_the_case(inputs, named):
    with pytest.raises(TypeError, match=f"the inputs of case 2 must be numbers, got {named}"):
        train(network(), inputs=inputs)


def test_step_that_would_overflow_names_the_parameter_and_leaves_the_last_step():
    net = Layer(1, 1, nonlin=False)
    before = numbers(net)
    with pytest.raises(
        ValueError, match=r"needs a finite new value of neurons\.0\.w\.0, got -inf.*lower the learning rate"
    ):
        train(net, SGD(net, 1e10), inputs=[1.0], targets=[0.0], loss=lambda output, target: output * 1e300)
    assert numbers(net) == before


def test_networks_train_without_numpy_and_matplotlib(run_python):
    code = """
import random, sys
sys.modules["numpy"] = sys.modules["matplotlib"] = None
import nn
random.seed(0)
net = nn.MLP(1, [1])
history = nn.fit(net, [1.0, 2.0], [2.0, 4.0], loss="mean_squared_error", optimizer=nn.SGD(net, 0.1), epochs=200,
                 progress=False)
print(round(net(3.0).data, 3))
"""
    assert run_python(code) == "6.0\n"
