"""The experiments' --compiled: the losses of eager, step by step; those that cannot say why."""

import random

import pytest

from autograd_core import Value
from nn import __main__ as command
from nn.experiments import digits, dropout, family_trees, moons, symmetry, xor
from nn.experiments.experiment import Experiment, Report, Settings
from nn.experiments.registry import NAMES, experiment_named

COMPILED = {"xor", "symmetry", "family-trees", "digits", "dropout", "moons"}
REORDERED = 1e-9  # sums in another order, some 1e-16 each, magnified by some steps of training
EAGER, PROGRAM = (Settings(seed=0, progress=False, compiled=compiled) for compiled in (False, True))


def grey_images(count):
    generator = random.Random(0)
    images = [[generator.random() for _ in range(64)] for _ in range(count)]
    return images, [generator.randrange(10) for _ in images]


# What is trained -> the losses of its steps.
LOSSES = {
    "digits": lambda settings: digits.trained(*grey_images(120), 0, 2, settings)[1],
    "dropout": lambda settings: dropout.trained(0.5, 0, 5, settings)[1],
    "family-trees": lambda settings: family_trees.trained(
        family_trees.RECIPE_F, 0, family_trees.split(0)[0], 4, settings
    )[1],
    "moons": lambda settings: moons.trained(moons.moons(20, seed=0), 0, 5, settings, "moons")[1],
    "symmetry": lambda settings: symmetry.trained(0, 0.05, 25, settings)[1],
    "xor": lambda settings: xor.learned(2, 0, 30, compiled=settings.compiled)[1],
}


@pytest.mark.parametrize("name", sorted(COMPILED))
def test_compiled_experiment_has_eagers_losses(name):
    assert LOSSES[name](PROGRAM) == pytest.approx(LOSSES[name](EAGER), rel=REORDERED)


def test_error_within_the_margin_is_0_and_beyond_it_half_the_square():
    error = family_trees.case_error_beyond_margin([Value(x) for x in (0.1, 0.2, 0.5, 0.9, 0.7)], [0, 0, 0, 1, 1])
    assert error.data == pytest.approx(0.5 * (0.25 + 0.09), rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_experiment_that_cannot_be_compiled_says_why_and_exits_2(name, capsys, monkeypatch):
    experiment = experiment_named(name)
    assert experiment.compiles == (name in COMPILED)
    if not experiment.compiles:
        assert command.main([name, "--compiled"]) == 2
        assert f"{name} cannot be compiled: {experiment.why_not}" in capsys.readouterr().err


def test_list_names_the_experiments_that_can_be_compiled(capsys):
    command.main(["--list"])
    assert capsys.readouterr().out.count("--compiled") == len(COMPILED)


def test_flag_reaches_the_experiment(monkeypatch):
    received = []

    def run(settings):
        received.append(settings.compiled)
        return Report([])

    monkeypatch.setattr(command, "experiment_named", lambda name: Experiment("x", "", "", run, "", compiles=True))
    assert command.main(["xor", "--compiled"]) == command.main(["xor"]) == 0
    assert received == [True, False]
