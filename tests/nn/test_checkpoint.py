"""Checkpoints: a resumed run has the numbers of one without a break; files that do not fit change nothing."""

import json
import math
import random
from fractions import Fraction

import numpy as np
import pytest

from autograd_core import Value
from nn import (
    MLP,
    SGD,
    Adam,
    BatchNorm,
    Dropout,
    Layer,
    Momentum,
    Sequential,
    loss_below,
    mean_squared_error,
)
from tests.nn.small_training import ROWS, TARGETS, CtrlC, network, numbers, train


def everything():
    """A run in which all kinds of state matter: momentum, dropout's generator, gathered statistics."""
    generator = random.Random(3)
    net = Sequential(
        Layer(2, 4, nonlin=False, generator=generator),
        BatchNorm(4, statistics="population"),
        "tanh",
        Dropout(0.3, generator=random.Random(4)),
        Layer(4, 1, nonlin=False, generator=generator),
    )
    return net, generator


@pytest.mark.parametrize("rule", [lambda net: Momentum(net, 0.05), lambda net: Adam(net, 0.01)])
@pytest.mark.parametrize("make", [lambda: random.Random(9), lambda: np.random.default_rng(9)])
def test_resumed_run_has_the_numbers_of_one_without_a_break(tmp_path, rule, make):
    net, _ = everything()
    whole = train(net, rule(net), batch_size=5, epochs=6, generator=make())
    expected = whole.losses, numbers(net)

    path = tmp_path / "run.json"
    net, _ = everything()
    calls = 25 + 2 + 3 * 25 + 12  # the check, what tells the run, three epochs, and into the fourth
    broken = train(net, rule(net), loss=CtrlC(calls), batch_size=5, epochs=6, generator=make(), checkpoint=path)
    assert (len(broken.losses), broken.interrupted) == (3, True)
    net, _ = everything()
    resumed = train(net, rule(net), batch_size=5, epochs=6, generator=make(), checkpoint=path, resume=True)
    assert (resumed.losses, numbers(net)) == expected
    assert not resumed.interrupted


def test_checkpoint_keeps_the_global_generator_too_where_dropout_draws_from_it(tmp_path):
    def run(seed, **options):
        random.seed(seed)
        net = Sequential(Dropout(0.5), Layer(2, 1, nonlin=False, generator=random.Random(0)))
        return train(net, generator=random.Random(2), **options).losses

    whole = run(1, epochs=4)
    run(1, epochs=2, checkpoint=tmp_path / "run.json")
    assert run(99, epochs=4, checkpoint=tmp_path / "run.json", resume=True) == whole


def test_resume_without_a_file_starts_from_the_beginning(tmp_path):
    net = network()
    train(net, checkpoint=tmp_path / "run.json", resume=True)
    reference = network()
    train(reference)
    assert numbers(net) == numbers(reference)
    assert train(net, checkpoint=tmp_path / "run.json", resume=True, epochs=2).losses[2:], "3 epochs are there already"


def test_resume_asks_the_stopping_criterion_first(tmp_path):
    path = tmp_path / "run.json"
    done = train(network(), epochs=500, stop=loss_below(0.01), checkpoint=path)
    again = train(network(), epochs=500, stop=loss_below(0.01), checkpoint=path, resume=True)
    assert again == done


# A checkpoint that could not be written is heard of before the first step.


class Drawing:
    """A generator whose state nobody knows how to keep."""

    def __init__(self):
        self.inner = random.Random(0)
        self.random, self.uniform, self.shuffle = self.inner.random, self.inner.uniform, self.inner.shuffle


class WithLimit:
    """A loss with a parameter of its own."""

    def __init__(self):
        self.limit = Value(0.5, "limit")

    def __call__(self, output, target):
        return (output - target) ** 2 * self.limit


def missing_folder(path):
    return network(), {"checkpoint": path / "nowhere" / "run.json"}


def folder(path):
    return network(), {"checkpoint": path}


def generator_of_ones_own(path):
    return network(), {"generator": Drawing()}


def generator_of_dropout(path):
    return Sequential(Dropout(0.5, generator=Drawing()), Layer(2, 1, activation=None)), {}


def number_of_another_kind(path):
    net = network()
    net.parameters()[0].data = Fraction(1, 3)
    return net, {}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (missing_folder, FileNotFoundError, "a folder that exists.*make the folder"),
        (folder, IsADirectoryError, "directory"),
        (generator_of_ones_own, TypeError, "only the states of .* can be kept, got Drawing"),
        (generator_of_dropout, TypeError, "only the states of .* can be kept, got Drawing"),
        (number_of_another_kind, TypeError, "a saved number is an int or a float, got Fraction"),
    ],
)
def test_checkpoint_that_could_not_be_written_is_refused_before_the_first_step(tmp_path, make, error, message):
    net, options = make(tmp_path)
    before = numbers(net)
    with pytest.raises(error, match=message):
        train(net, **{"checkpoint": tmp_path / "run.json", **options})
    assert numbers(net) == before
    assert list(tmp_path.iterdir()) == []


def test_parameter_that_no_checkpoint_would_keep_is_refused(tmp_path):
    net, loss = network(), WithLimit()
    optimizer = SGD([*net.parameters(), loss.limit], 0.1)
    with pytest.raises(
        ValueError, match=r"trains limit, 0.5 \(node 'limit'\), which is not in it; make it an attribute"
    ):
        train(net, optimizer, loss=loss, checkpoint=tmp_path / "run.json")
    train(net, optimizer, loss=loss)


def state_of(steps):
    return {"rule": "GradientDescent", "steps": steps, "memory": {}}


def changed(path, **parts):
    path.write_text(json.dumps({**json.loads(path.read_text()), **parts}))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda path: path.write_text("no json"), "this is none"),
        (lambda path: path.write_text("{}"), "a checkpoint has the parts model, optimizer, generators, losses"),
        (lambda path: changed(path, model={}), "a state must have exactly"),
        (lambda path: changed(path, optimizer={"rule": "Adam"}), "the state of a run with GradientDescent"),
        (lambda path: changed(path, generators=[]), "it has 0 generators, this run 1"),
        (lambda path: changed(path, generators=[{"state": 1}]), r"needs \[version, words, next_gauss\]"),
        (lambda path: changed(path, generators=3), "the generators of a checkpoint are a list, got int 3"),
        (lambda path: changed(path, losses=[math.nan]), "NaN is no JSON number"),
        (
            lambda path: changed(path, losses=[10**400]),
            "must be finite, got int an integer of 1,329 bits for the",
        ),
        (lambda path: changed(path, losses="123"), "the losses of a checkpoint are a list"),
        (lambda path: changed(path, optimizer=state_of(-1)), "the number of steps taken, 0 or more, got int -1"),
        (lambda path: changed(path, optimizer=state_of(True)), "the number of steps taken, 0 or more, got bool True"),
        (lambda path: changed(path, generators=[[3, [0] * 624 + [-1], None]]), "cannot be in the state"),
        (lambda path: changed(path, generators=[[3, [2**32] + [0] * 623 + [624], None]]), "out of its range"),
        (lambda path: path.write_text("[" * 200_000), "nested too deep"),
        (lambda path: changed(path, run={}), "the run of a checkpoint is told by cases, .*, got dict {}"),
        (lambda path: changed(path, run=[1]), "the run of a checkpoint is told by cases"),
    ],
)
def test_checkpoint_that_does_not_fit_is_a_value_error_and_changes_nothing(tmp_path, damage, message):
    path = tmp_path / "run.json"
    train(network(), checkpoint=path)
    damage(path)
    net, generator = network(), random.Random(1)
    before, state = numbers(net), generator.getstate()
    optimizer = SGD(net, 0.1)
    with pytest.raises(ValueError, match=rf"run.json does not fit this run: .*{message}|{message}"):
        train(net, optimizer, generator=generator, checkpoint=path, resume=True)
    assert (numbers(net), generator.getstate(), optimizer.steps) == (before, state, 0)


OTHER_TARGETS = [*TARGETS[:-1], 0.5]
RUN = {"batch_size": 5, "validation": (ROWS[:4], TARGETS[:4])}


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"inputs": ROWS[:20], "targets": TARGETS[:20]}, "on other cases"),
        ({"inputs": [*ROWS[:-1], [0.5, 0.25]]}, "on other cases"),
        ({"targets": OTHER_TARGETS}, "on other cases"),
        ({"validation": (ROWS[:4], OTHER_TARGETS[-4:])}, "with other validation cases"),
        ({"loss": lambda output, target: abs(output - target)}, "with another loss"),
        ({"batch_size": 4}, "with batch_size=5, and this one has 4"),
        ({"order": "given"}, "with order='shuffle', and this one has 'given'"),
        ({"reduction": "sum"}, "with reduction='mean', and this one has 'sum'"),
        ({"compiled": True}, "with compiled=False, and this one has True"),
    ],
)
def test_checkpoint_of_another_run_is_refused_by_what_differs(tmp_path, other, message):
    path = tmp_path / "run.json"
    train(network(), checkpoint=path, **RUN)
    net = network(seed=1)
    before = numbers(net)
    with pytest.raises(ValueError, match=rf"does not fit this run: it is of a run .*({message}).*; start anew"):
        train(net, checkpoint=path, resume=True, **{**RUN, **other})
    assert numbers(net) == before
    train(net, checkpoint=path, resume=True, epochs=4, **RUN)


def test_resumed_run_takes_the_learning_rate_that_it_is_given(tmp_path):
    path, whole, broken = tmp_path / "run.json", network(), network()
    for net, options in ((whole, {}), (broken, {"checkpoint": path})):
        train(net, SGD(net, 0.5), generator=random.Random(1), epochs=2, order="given", **options)
    resumed = network(seed=1)
    train(resumed, SGD(resumed, 0.125), checkpoint=path, resume=True, epochs=4, order="given")
    train(whole, SGD(whole, 0.125), epochs=2, order="given")
    assert numbers(resumed) == numbers(whole)


def test_compiled_checkpoint_of_another_network_or_loss_is_refused(tmp_path):
    path = tmp_path / "run.json"
    options = {"checkpoint": path, "compiled": True, "resume": True}
    train(network(), **options)
    for net, other in (
        (MLP(2, [4, 1], activation="sigmoid"), {}),
        (network(), {"loss": lambda output, target: mean_squared_error(output, target) + 0 * output}),
    ):
        with pytest.raises(ValueError, match=r"of another graph|with another loss"):
            train(net, **options, **other)
    train(network(), epochs=4, **options)


def test_loss_with_parameters_of_the_model_and_one_of_chance_are_resumed(tmp_path):
    for name in ("penalty", "chance"):
        for seed in (0, 1):
            net = network(seed)

            def loss(output, target, name=name, net=net):
                more = sum(p * p for p in net.parameters()) * 0.01 if name == "penalty" else random.random()
                return (output - target) ** 2 + more

            history = train(net, loss=loss, checkpoint=tmp_path / name, resume=True, epochs=2 + seed)
            assert len(history.losses) == 2 + seed


def test_checkpoint_of_an_earlier_version_which_does_not_tell_its_run_is_resumed(tmp_path):
    path = tmp_path / "run.json"
    train(network(), checkpoint=path)
    content = json.loads(path.read_text())
    del content["run"]
    path.write_text(json.dumps(content))
    assert len(train(network(), checkpoint=path, resume=True, epochs=4).losses) == 4
