"""fit: orders, batches, stopping, progress, interruption, and bad data that changes nothing."""

import io
import math
import random
import sys
from typing import Any

import numpy as np
import pytest

import nn
from autograd_core import Value, debug, exp, log, no_grad, recording, sqrt
from nn import (
    MLP,
    SGD,
    BatchNorm,
    DivergenceError,
    Elementwise,
    History,
    Layer,
    Module,
    Sequential,
    loss_below,
    mean_squared_error,
    no_improvement,
    schedules,
)
from nn.history import sparkline
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


@pytest.mark.parametrize("answer", [np.bool_(False), np.bool_(True), None, 3])
def test_history_holds_whether_the_criterion_was_met_as_a_bool(answer: Any) -> None:
    history = train(network(), epochs=2, stop=lambda history: answer)
    assert history.stopped is bool(answer)
    assert ("stopped" in repr(history)) is bool(answer)


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


def test_progress_bar_in_a_notebook_is_no_error_message(monkeypatch, capsys):
    # as ipykernel has it: a notebook shows standard error on red
    stream = type("OutStream", (io.StringIO,), {"__module__": "ipykernel.iostream"})()
    monkeypatch.setattr(sys, "stderr", stream)
    train(network(), progress=True)
    assert "3/3" in capsys.readouterr().out
    assert stream.getvalue() == ""


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
        ({"inputs": bad(24, [1.0])}, "case 24: .* needs 2 inputs, one per weight, got 1"),
        ({"inputs": bad(24, [1.0]), "compiled": True}, "case 24: TanhNeuron.* needs 2 inputs, one per weight, got 1"),
        ({"inputs": [[1.0]] * 25}, "case 0: .* needs 2 inputs, one per weight, got 1"),
        ({"batch_size": 26}, "at most the number of cases, 25, got 26"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"epochs": 0}, "epochs must be at least 1, got 0"),
        ({"order": "sorted"}, "order is one of 'shuffle', 'given', 'random', got 'sorted'"),
        ({"loss": "mse"}, "a loss is one of .*, got 'mse'"),
        ({"reduction": "max"}, "reduction is one of 'mean', 'sum'"),
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
    with pytest.raises(TypeError, match=r'optimizer is a name, such as "adam", or an Optimizer.*, got type'):
        train(network(), SGD)


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


# Divergence, and losses that leave the numbers: compiled as node by node.


both_ways = pytest.mark.parametrize("compiled", [False, True])


class Line(Module):
    def __init__(self, slope=1.0, offset=0.0):
        self.slope, self.offset = Value(slope), Value(offset)

    def __call__(self, x):
        return self.slope * x[0] + self.offset


# (loss, learning rate) of a line through one point: the first step leads to where the loss has no number.
LEADS_ASTRAY = {
    "out of the domain of log": (lambda output, target: log(output) * target + output, 1.5),
    "out of the domain of sqrt": (lambda output, target: sqrt(output) * target + output, 1.5),
    "where exp overflows": (lambda output, target: exp(-1000 * output) - target * output * -1, 3.0),
    "where a power overflows": (lambda output, target: output**200 * target, 10.0),
    "to a product that is infinite": (lambda output, target: output * output * output * output * target, 1e80),
}


@both_ways
@pytest.mark.parametrize("way", LEADS_ASTRAY)
def test_training_stops_where_the_loss_is_no_number_and_says_what_to_do(way, compiled):
    loss, rate = LEADS_ASTRAY[way]
    one_step, net = Line(), Line()
    train(one_step, SGD(one_step, rate), inputs=[[1.0]], targets=[1.0], loss=loss, epochs=1, compiled=compiled)
    optimizer = SGD(net, rate)
    with pytest.raises(DivergenceError, match=r"training diverges.*step 2 was not.*lower the learning rate") as error:
        train(net, optimizer, inputs=[[1.0]], targets=[1.0], loss=loss, epochs=9, compiled=compiled)
    assert numbers(net) == numbers(one_step), "as after the last good step"
    assert optimizer.steps == 1
    assert len(error.value.history.losses) == 1
    assert math.isfinite(error.value.history.losses[0])


@both_ways
def test_rate_that_is_far_too_large_is_explained(compiled):
    net = Layer(1, 1, activation=None)
    with pytest.raises(DivergenceError, match="lower the learning rate") as error:
        train(net, SGD(net, 10.0), inputs=[1.0, 2.0], targets=[0.0, 1.0], epochs=1000, compiled=compiled)
    losses = error.value.history.losses
    assert losses == sorted(losses)
    assert all(math.isfinite(p.data) for p in net.parameters())


def test_minibatch_that_fails_leaves_the_statistics_of_the_last_step():
    def failing(output, target):
        return log(output[0] - 5) if target == [9.0] and not output[0].is_constant else output[0] * target[0]

    net, reference = (Sequential(BatchNorm(1), Elementwise(None)) for _ in range(2))
    rows, targets = [[0.0], [1.0], [2.0], [4.0]], [[0.0], [1.0], [0.0], [9.0]]
    options = {"order": "given", "batch_size": 2, "epochs": 1, "loss": failing}
    with pytest.raises(DivergenceError, match="log needs a positive input"):
        train(net, inputs=rows, targets=targets, **options)
    train(reference, inputs=rows[:2], targets=targets[:2], **options)
    assert net.state_dict() == reference.state_dict()


@both_ways
@pytest.mark.parametrize("mode", [no_grad, recording, debug])
def test_training_gives_the_same_inside_any_mode(mode, compiled):
    net, reference = network(), network()
    with mode():
        history = train(net, compiled=compiled)
    assert history == train(reference, compiled=compiled)
    assert numbers(net) == numbers(reference)


def test_part_of_a_model_inside_no_grad_still_gets_no_gradient():
    net = network()

    def loss(output, target):
        with no_grad():
            weight = output * 0 + 1
        assert weight.is_constant
        return (output - target) ** 2 * weight

    train(net, loss=loss)


# Cases of different length.


class Mean(Module):
    """The mean of any number of inputs but none, times a weight; with a longest case, if asked for."""

    def __init__(self, longest=99):
        self.weight, self.longest = Value(0.3), longest

    def __call__(self, x):
        if not 0 < len(x) <= self.longest:
            raise ValueError(f"Mean takes 1 to {self.longest} inputs, got {len(x)}")
        return self.weight * sum(x) / len(x)


UNEVEN = [[1.0], [2.0, 4.0], [3.0, 1.0, 2.0], [5.0, 3.0], [2.0]]


@pytest.mark.parametrize("batch_size", [1, 2, None])
def test_cases_of_different_length_are_trained_on(batch_size):
    net, filled = Mean(), Mean()
    means = [[sum(row) / len(row)] for row in UNEVEN]
    targets = [2 * mean for (mean,) in means]
    history = train(
        net, SGD(net, 0.02), UNEVEN, targets, batch_size=batch_size, epochs=20, validation=(UNEVEN, targets)
    )
    train(filled, SGD(filled, 0.02), means, targets, batch_size=batch_size, epochs=20)
    assert net.weight.data == pytest.approx(filled.weight.data, rel=1e-12)
    assert history.validation_losses[-1] < history.validation_losses[0]


def test_case_of_a_length_that_the_model_refuses_is_found_before_the_first_step():
    net = Mean(longest=2)
    with pytest.raises(ValueError, match="case 2: Mean takes 1 to 2 inputs, got 3"):
        train(net, inputs=UNEVEN, targets=[0.0] * 5)
    assert net.weight.data == 0.3


# Minibatches of one case.


@pytest.mark.parametrize(("batch_size", "count"), [(1, 4), (2, 5), (3, 4), (None, 1)])
def test_minibatch_of_one_case_is_refused_before_the_first_step_where_cases_are_compared(batch_size, count):
    net = Sequential(BatchNorm(2), Layer(2, 1, activation=None))
    before = net.state_dict()
    with pytest.raises(ValueError, match=r"BatchNorm\(2\) compares the cases of a minibatch.*another batch_size"):
        train(net, inputs=ROWS[:count], targets=TARGETS[:count], batch_size=batch_size)
    assert net.state_dict() == before
    train(net, inputs=ROWS[:4], targets=TARGETS[:4], batch_size=2)


# Schedules.


@both_ways
@pytest.mark.parametrize("schedule", [schedules.linear(0.1, 0.0, 4), schedules.cosine(0.1, 0.0, 4)])
def test_schedule_that_ends_at_0_trains_to_the_end(schedule, compiled):
    net, four_steps = network(), network()
    history = train(net, SGD(net, schedule), batch_size=None, epochs=6, compiled=compiled)
    train(four_steps, SGD(four_steps, schedule), batch_size=None, epochs=4, compiled=compiled)
    assert len(history.losses) == 6
    assert numbers(net) == numbers(four_steps)


# The history, for people.


def test_history_says_what_it_is():
    assert repr(History([0.5, 0.25, 0.125], stopped=True)) == "<History: 3 epochs, loss 0.5 -> 0.125 █▅▁, stopped>"
    assert repr(History([2.0], interrupted=True)) == "<History: 1 epoch, loss 2, interrupted>"
    assert repr(History()) == "<History: 0 epochs>"


@pytest.mark.parametrize(
    ("losses", "curve"),
    [
        ([1.0, 0.1, 0.01], " █▅▁"),
        ([3.0, 0.0, -3.0], " █▅▁"),
        ([0.5**i for i in range(1000)], " ██▇▇▇▆▆▆▆▅▅▅▄▄▄▃▃▃▃▂▂▂▁▁"),
        ([2.0, 1.0], ""),
        ([1.0, 1.0, 1.0], ""),
        ([1.0, math.inf, 2.0], ""),
        ([1.0, math.nan, 2.0], ""),
    ],
)
def test_curve_of_losses_is_logarithmic_where_it_can_be(losses, curve):
    assert sparkline(losses) == curve


def test_curve_is_left_out_where_the_terminal_lacks_its_signs(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert sparkline([3.0, 2.0, 1.0]) == ""


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


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"loss": lambda outputs, target: 5}, "computed from the outputs, as a Value, got float 5.0"),
        ({"loss": lambda outputs, target: None}, "is one number or Value, got None; does it return it"),
        ({"stop": 5}, "stop needs a function, got int 5"),
    ],
)
def test_what_is_no_loss_or_no_criterion_is_named_before_a_step(changed: dict[str, Any], match: str) -> None:
    net = nn.MLP(2, [2, 1], generator=random.Random(1))
    before = net.state_dict()
    options: dict[str, Any] = {"loss": "mean_squared_error", "optimizer": "sgd", "learning_rate": 0.1, "epochs": 2}
    with pytest.raises(TypeError, match=match):
        nn.fit(net, [[1.0, 2.0]], [1.0], progress=False, **options | changed)
    assert net.state_dict() == before


@pytest.mark.parametrize("inputs", [{1: 2.0, 3: 4.0}, {1.0, 2.0}, frozenset({1.0, 2.0})])
def test_collections_without_an_order_are_no_inputs(inputs: Any) -> None:
    with pytest.raises(TypeError, match="a network's inputs are a list of numbers or Values, got "):
        nn.MLP(2, [1])(inputs)


@pytest.mark.parametrize("compiled", [False, True])
def test_show_sees_each_epoch_with_its_parameters_and_once_the_end(compiled: bool) -> None:
    model, seen = network(), []
    train(
        model,
        epochs=2,
        compiled=compiled,
        show=lambda history, ended: seen.append((len(history.losses), ended, numbers(model))),
    )
    assert [each[:2] for each in seen] == [(1, False), (2, False), (2, True)]
    assert seen[0][2] != seen[1][2] == seen[2][2] == numbers(model)


def test_show_is_told_the_end_by_ctrl_c_and_by_a_loss_that_is_not_finite() -> None:
    told = []

    def interrupting(history: History, ended: bool) -> None:
        told.append(ended)
        if not ended:
            raise KeyboardInterrupt

    assert train(network(), show=interrupting).interrupted
    model = network()
    with pytest.raises(DivergenceError):
        train(model, SGD(model, 1e200), show=lambda history, ended: told.append(ended))
    assert told[:2] == [False, True]
    assert told[-1] is True


def test_show_sees_the_model_as_in_use() -> None:
    model, modes = network(), []
    train(model, epochs=1, show=lambda history, ended: modes.append(model.training))
    assert modes == [False, False]
    assert model.training


def test_show_must_be_a_function() -> None:
    with pytest.raises(TypeError, match="show"):
        train(network(), show=3)


@pytest.mark.parametrize("compiled", [False, True])
def test_function_that_makes_what_was_asked_for_is_told_to_be_called(compiled: bool) -> None:
    def picture(model: Any, inputs: Any, targets: Any) -> Any:
        raise AssertionError

    for options, match in (
        (
            {"show": picture},
            r"show is called with \(history, has_ended\), and picture takes \(model, inputs, targets\)",
        ),
        ({"stop": loss_below}, r"False, got function.*call it first"),
        ({"stop": lambda: True}, r"stop is called with \(history\), and <lambda> takes \(\)"),
        ({"optimizer": "sgd", "learning_rate": schedules.step_decay}, r"learning_rate is called with \(steps\)"),
        ({"optimizer": "sgd", "learning_rate": schedules.constant}, "a learning rate is a number, got function"),
    ):
        given = {"optimizer": "adam", **options}
        with pytest.raises(TypeError, match=match):
            nn.fit(MLP(1, [1]), [[0.5], [1.0]], [1.0, 2.0], loss="mean_squared_error", epochs=2, compiled=compiled,
                progress=False, **given)  # fmt: skip


@pytest.mark.parametrize("compiled", [False, True])
def test_number_too_large_for_a_float_is_refused_by_case_and_name(compiled: bool) -> None:
    large, options = 10**400, {"loss": "mean_squared_error", "optimizer": "adam", "epochs": 1, "progress": False}
    with pytest.raises(ValueError, match="the inputs of case 1 must fit a float, got an integer of 1,329 bits"):
        nn.fit(MLP(1, [1]), [[1], [large]], [1, 2], compiled=compiled, **options)
    with pytest.raises(ValueError, match="the target of case 1 must fit a float"):
        nn.fit(MLP(1, [1]), [[1], [2]], [1, large], compiled=compiled, **options)
    with pytest.raises(ValueError, match="the inputs of validation case 0"):
        nn.fit(MLP(1, [1]), [[1]], [1], compiled=compiled, validation=([[large]], [1]), **options)
    net = MLP(1, [1])
    net.parameters()[0].data = large
    with pytest.raises(OverflowError, match=r"case 0: .* needs a result that fits.*an integer of 1,329 bits"):
        nn.fit(net, [[0.5]], [1], compiled=compiled, **options)


def test_overflow_names_its_case_and_its_operation() -> None:
    with pytest.raises(OverflowError, match=r"case 1: exp needs a result that fits the number type, got .*1e\+300"):
        nn.fit(MLP(1, [1]), [[0.5], [1.0]], [1.0, 1e300], loss=lambda out, y: exp(y) * out, optimizer="adam", epochs=1,
            progress=False)  # fmt: skip
