"""The picture of training: when it is drawn, what it shows, and that training is not disturbed by it."""

import random
from typing import Any

import jupytext
import pytest
from nbclient import NotebookClient

import viz
from autograd_core import Value
from nn import MLP, History, fit
from nn.losses import mean_squared_error
from viz import training

POINTS, LABELS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]


def net() -> MLP:
    random.seed(0)
    return MLP(2, [3, 1], activation="tanh")


def trained(model: MLP, show: Any, epochs: int = 5) -> History:
    return fit(
        model, POINTS, LABELS, loss="mean_squared_error", optimizer="sgd", learning_rate=0.1, epochs=epochs,
        order="given", progress=False, show=show,
    )  # fmt: skip


def squared(outputs: Any, target: Any) -> Value:
    return mean_squared_error(outputs, target)


def test_outside_of_a_notebook_only_the_end_is_drawn() -> None:
    model = net()
    picture = viz.training_picture(model, POINTS, LABELS)
    assert "no epoch yet" in repr(picture)
    trained(model, picture)
    assert picture.drawn == 1
    shown = picture._repr_mimebundle_()["text/html"]
    assert "5 epochs" in repr(picture)
    assert shown.count("<img") == 3  # the plane, the losses, the network


def test_training_is_the_same_with_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(training, "in_a_notebook", lambda: True)
    monkeypatch.setattr(training, "INTERVAL", 0.0)
    monkeypatch.setattr(training, "PATIENCE", 0)
    monkeypatch.setattr(training.TrainingPicture, "_show", lambda self, finished: shown.append(finished))
    one, other = net(), net()
    plain = trained(one, None, epochs=2)
    watched = trained(other, viz.training_picture(other, POINTS, LABELS, loss=squared), epochs=2)
    assert shown == [False, False, True]
    assert watched.losses == plain.losses
    assert [p.data for p in other.parameters()] == [p.data for p in one.parameters()]


def test_river_leaves_the_gradients_of_training_alone() -> None:
    model = net()
    for number, parameter in enumerate(model.parameters()):
        parameter.grad = float(number)
    history = History([0.5])
    viz.training_picture(model, POINTS, LABELS, loss=squared)(history)
    assert [parameter.grad for parameter in model.parameters()] == [*map(float, range(len(model.parameters())))]


def test_without_a_plane_and_without_units_there_are_the_losses() -> None:
    weight = Value(2.0)
    picture = viz.training_picture(lambda x: weight * x, [1.0, 2.0], [1.0, 2.0])
    picture(History([0.5, 0.25]))
    assert picture._repr_mimebundle_()["text/html"].count("<img") == 1


def test_classes_are_targets_or_the_place_of_the_largest() -> None:
    assert training.classes([0, 1.0, [0, 0, 1], (1, 0)]) == [0, 1.0, 2, 0]


def test_wrong_arguments_are_told() -> None:
    with pytest.raises(ValueError, match="needs a target for each input, got 4 inputs and 3 targets"):
        viz.training_picture(net(), POINTS, [1, 0, 1])
    with pytest.raises(TypeError, match="model"):
        viz.training_picture(3, POINTS, LABELS)  # type: ignore[arg-type]
    with pytest.raises(
        TypeError, match=r"got the name 'sigmoid_cross_entropy'; give the function itself, such as nn\."
    ):
        viz.training_picture(net(), POINTS, LABELS, loss="sigmoid_cross_entropy")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a picture's loss needs a function, got int 3"):
        viz.training_picture(net(), POINTS, LABELS, loss=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a model that gives Values, got"):
        viz.training_picture(lambda x: 1.0, [1.0], [1.0])(History([0.5]))


CELL = """
import random
import viz
from nn import MLP, fit
random.seed(0)
net = MLP(2, [3, 1], activation="tanh")
points, labels = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
_ = fit(net, points, labels, loss="mean_squared_error", optimizer="adam", epochs=300, progress=False,
        show=viz.training_picture(net, points, labels))
"""


@pytest.mark.thorough
def test_in_a_notebook_one_picture_is_renewed_and_stays() -> None:
    notebook = jupytext.reads(CELL, fmt="py:percent")
    NotebookClient(notebook, timeout=120).execute()
    [output] = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert "300 epochs" in output.data["text/html"]
