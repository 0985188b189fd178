"""`python -m nn`: what it prints, writes and returns."""

import pytest

from nn import __main__ as command
from nn.experiments import plots, registry
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly, holds
from nn.experiments.registry import NAMES, experiment_named

COURSE = {
    "xor", "regions", "delta-rule", "symmetry", "family-trees", "iterative", "digits", "optimizers",
    "batch-norm", "dropout", "vanishing", "initial-values", "capacity", "depth", "cost", "memory", "moons", "names",
}  # fmt: skip


def fake(figure, name="fake", needs=""):
    def run(settings):
        checks = [Check("a figure", figure, "7", 6, 8), holds("a statement", True)]
        return Report(checks, ["a note"], {"curve": plots.curves({"a": [1, 2]}, across="x", up="y")})

    return Experiment(name, "shows nothing", "no time", run, "A01", needs=needs)


@pytest.fixture
def only(monkeypatch):
    """Makes one experiment stand for all."""

    def put(experiment):
        monkeypatch.setattr(command, "experiment_named", lambda name: experiment)

    return put


def test_every_experiment_of_the_course_is_there_under_its_own_name():
    assert set(NAMES) == COURSE
    assert [experiment_named(name).name for name in NAMES] == list(NAMES)


def test_unknown_name_is_refused_by_the_registry_too():
    with pytest.raises(ValueError, match="got 'nothing'"):
        registry.experiment_named("nothing")


def test_list_tells_what_each_shows_and_how_long_it_takes(capsys):
    assert command.main(["--list"]) == 0
    printed = capsys.readouterr().out
    for name in NAMES:
        experiment = experiment_named(name)
        assert name in printed
        assert experiment.shows in printed
        assert experiment.takes in printed


def test_figures_in_their_bands_exit_0_and_plots_are_saved(only, tmp_path, capsys):
    only(fake(7))
    assert command.main(["xor", "--output", str(tmp_path / "new")]) == 0
    printed = capsys.readouterr().out
    assert "a figure" in printed
    assert "6 to 8" in printed
    assert "a note" in printed
    assert "OUTSIDE" not in printed
    assert (tmp_path / "new" / "curve.png").stat().st_size > 0


@pytest.mark.parametrize("figure", [5, 9, float("nan")])
def test_figure_outside_its_band_exits_1_and_is_marked(figure, only, tmp_path, capsys):
    only(fake(figure))
    assert command.main(["xor", "--output", str(tmp_path)]) == 1
    assert "OUTSIDE" in capsys.readouterr().out


def test_plots_that_cannot_be_written_exit_1_after_the_figures(only, tmp_path, capsys):
    (tmp_path / "file").write_text("not a folder")
    only(fake(7))
    assert command.main(["xor", "--output", str(tmp_path / "file")]) == 1
    printed = capsys.readouterr()
    assert "a figure" in printed.out
    assert "choose another --output" in printed.err


def test_without_matplotlib_figures_are_printed_and_the_cure_is_named(only, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command, "CAN_PLOT", False)
    monkeypatch.setattr(plots, "CAN_PLOT", False)
    only(fake(7))
    assert command.main(["xor", "--output", str(tmp_path)]) == 0
    assert "pip install '.[plots]'" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_experiment_whose_package_is_missing_exits_2_and_names_the_cure(only, capsys):
    only(fake(7, needs="a_package_that_is_not_there"))
    assert command.main(["xor"]) == 2
    assert "pip install '.[experiments]'" in capsys.readouterr().err


def test_unknown_name_gets_near_matches_and_exit_2(capsys):
    assert command.main(["symetry"]) == 2
    assert "did you mean 'symmetry'" in capsys.readouterr().err
    assert command.main(["zzz"]) == 2
    assert "an experiment is one of 'xor', 'regions'" in capsys.readouterr().err


def test_no_name_prints_the_usage_and_exits_2(capsys):
    assert command.main([]) == 2
    assert "--list" in capsys.readouterr().out


@pytest.mark.parametrize("option", [["--epochs", "0"], ["--epochs", "x"], ["--seed", "-1"], ["--seed", "1.5"]])
def test_wrong_numbers_exit_2_and_say_what_must_hold(option, capsys):
    with pytest.raises(SystemExit) as exit_:
        command.main(["xor", *option])
    assert exit_.value.code == 2
    assert "whole number of at least" in capsys.readouterr().err


def test_options_reach_the_experiment(monkeypatch, tmp_path):
    received = []

    def run(settings):
        received.append(settings)
        return Report([])

    monkeypatch.setattr(command, "experiment_named", lambda name: Experiment("x", "", "", run, ""))
    command.main(["xor", "--seed", "3", "--epochs", "5", "--output", str(tmp_path)])
    assert received == [Settings(seed=3, epochs=5)]


def test_bands_are_shown_as_numbers_tolerances_or_ends():
    checks = [exactly("a", 1, 1), exactly("b", 1, 1, 1e-12), Check("c", 1, "", 0, 2)]
    table = command.result_table(Report(checks))
    assert "± 1e-12" in table
    assert "0 to 2" in table


def test_command_runs_as_a_module(run_python):
    printed = run_python("import runpy, sys; sys.argv = ['nn', 'iterative', '--output', '/nonexistent-is-not-needed']\n"
                         "import nn.experiments.plots as plots; plots.CAN_PLOT = False\n"
                         "try:\n    runpy.run_module('nn', run_name='__main__')\n"
                         "except SystemExit as end:\n    print('exit', end.code)")  # fmt: skip
    assert printed.rstrip().endswith("exit 0")


def test_nn_imports_without_numpy_matplotlib_and_scikit_learn(run_python):
    code = "import sys; sys.modules.update(numpy=None, matplotlib=None, sklearn=None); import nn; print('fine')"
    assert run_python(code) == "fine\n"


def test_experiments_import_without_matplotlib_and_scikit_learn(run_python):
    code = (
        "import sys; sys.modules.update(matplotlib=None, sklearn=None)\n"
        "from nn.experiments.registry import NAMES, experiment_named\n"
        "print(len([experiment_named(name) for name in NAMES]))"
    )
    assert run_python(code) == f"{len(NAMES)}\n"


def test_decision_map_is_drawn(tmp_path):
    draw = plots.decision_map(lambda point: point[0], [[-1, 0], [1, 0]], [0, 1], bounds=(-1, 1, -1, 1), steps=5)
    assert plots.save_plots({"map": draw}, tmp_path) == [tmp_path / "map.png"]
