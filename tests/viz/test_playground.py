"""playground() takes what can be trained in a page and refuses the rest in a sentence; what pages do: tests/browser."""

import json
import re
from typing import Any

import pytest

from autograd_core import GraphError, Value, dot, sigmoid, softplus, tanh
from viz import GraphTooLargeError, playground
from viz.playground_page import ready_page
from viz.playground_page.recorded import MAX_SAMPLES


def recorded(**other: Any) -> dict[str, Any]:
    """The arguments of a page: one unit without a group, and two samples."""
    x, y, target = Value(0.0, "x"), Value(0.0, "y"), Value(0.0, "t")
    w, v, b = Value(0.5, "w"), Value(-0.25, "v"), Value(0.125, "b")
    score = tanh(dot([w, v], [x, y], b))
    given = {"loss": softplus(-target * score), "score": score, "inputs": [x, y], "targets": [target]}
    return {**given, "data": ([[0, 1], [1, 0]], [-1, 1]), **other}


def page_of(**given: Any) -> Any:
    return playground(given.pop("loss"), **given)


def data_in(html: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_page_has_the_parameters_as_they_are_and_all_samples() -> None:
    data = data_in(page_of(**recorded()).html)
    names = dict(map(tuple, data["recorded"]["names"]))
    parameters = {names[register] for register in data["recorded"]["parameters"]}
    assert parameters == {"w", "v", "b"}
    assert sorted(data["recorded"]["start"]) == [-0.25, 0.125, 0.5]
    assert data["samples"] == [{"inputs": [0, 1], "targets": [-1]}, {"inputs": [1, 0], "targets": [1]}]


def test_answers_of_a_sigmoid_part_in_the_middle() -> None:
    given = recorded()
    score = sigmoid(given["score"])
    found = data_in(page_of(**{**given, "score": score, "loss": (score - given["targets"][0]) ** 2}).html)["recorded"]
    assert found["middle"] == 0.5
    assert data_in(page_of(**given).html)["recorded"]["middle"] == 0


def test_page_can_be_saved_shown_and_printed(tmp_path: Any) -> None:
    page = page_of(**recorded())
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    assert "iframe" in page._repr_mimebundle_()["text/html"]
    assert repr(page) == "<a page on which a network learns; save('network.html') it>"


@pytest.mark.parametrize("page", [ready_page, lambda: page_of(**recorded()).html], ids=["ready", "recorded"])
def test_page_may_run_its_own_scripts_and_no_others(page: Any) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page())
    assert policy is not None
    assert re.fullmatch(r"default-src 'none'(; (script|style)-src( 'sha256-[\w+/=]+'){2}){2}", policy[1])


def test_names_are_text_in_the_page() -> None:
    given = recorded()
    given["inputs"][0].label = "</script><img src=x>"
    assert "<img" not in page_of(**given).html


BIG = sum([Value(0.1) * Value(0.2) for _ in range(1100)])


@pytest.mark.parametrize(
    ("other", "error", "told"),
    [
        ({"loss": 3}, TypeError, "loss is a Value"),
        ({"score": None}, TypeError, "score is a Value"),
        ({"inputs": [Value(0.0)]}, ValueError, "each input must be a leaf"),
        ({"inputs": [3]}, TypeError, "each of the inputs is a Value"),
        ({"data": 3}, TypeError, "data is a pair"),
        ({"data": ([[0, 1]], [])}, ValueError, "got 1 samples and 0 targets"),
        (
            {"data": ([[0]], [1])},
            ValueError,
            r"needs 2 inputs, as many as the leaves in inputs=\[...\], got 1 in sample 0",
        ),
        ({"data": ([[0, 1]], [[1, 2]])}, ValueError, "needs 1 target, as many"),
        ({"data": ([], [])}, ValueError, "at least one sample"),
        ({"data": (3, [1])}, TypeError, "data\\[0\\] must be a sequence, got int 3"),
        (
            {"data": ([[0, 1]] * 2, [1, "a"])},
            TypeError,
            "targets of a sample must be real numbers, got str 'a' in sample 1",
        ),
        (
            {"data": ([[0, 1], [0, None]], [1, 1])},
            TypeError,
            "inputs of a sample must be real numbers, got None in sample 1",
        ),
        ({"data": ([[0, 1j]], [1])}, TypeError, "real numbers.*in sample 0"),
        ({"targets": Value(0.0, "t")}, TypeError, "targets must be a sequence, got 0.0 "),
        ({"inputs": Value(0.0, "x")}, TypeError, "inputs must be a sequence, got 0.0 "),
        ({"inputs": "xy"}, TypeError, "inputs must be a sequence, got str 'xy'"),
        ({"data": ([[0, float("nan")]], [1])}, ValueError, "finite"),
        ({"data": ([[0, 1]] * (MAX_SAMPLES + 1), [1] * (MAX_SAMPLES + 1))}, GraphTooLargeError, "5,001 samples"),
        ({"loss": BIG}, GraphTooLargeError, "at most 3,000 nodes"),
        ({"theme": "pink"}, ValueError, "theme"),
    ],
)
def test_what_cannot_be_trained_is_refused(other: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        page_of(**recorded(**other))


def test_an_input_twice_and_a_loss_without_parameters_are_refused() -> None:
    given = recorded()
    with pytest.raises(ValueError, match="one comes twice"):
        page_of(**{**given, "targets": [*given["targets"], given["inputs"][0]]})
    x, target = Value(1.0), Value(2.0)
    with pytest.raises(GraphError, match="no other leaf"):
        playground((x - target) ** 2, score=x * 1, inputs=[x], targets=[target], data=([1], [2]))


def test_a_score_that_the_loss_does_not_train_is_refused() -> None:
    given = recorded()
    x, y = given["inputs"]
    with pytest.raises(ValueError, match=r"parameters must be in the loss, which trains them, got .*other"):
        page_of(**{**given, "score": dot([Value(1.0, "other"), Value(2.0, "another")], [x, y])})
    with pytest.raises(ValueError, match="parameters must be in the loss"):
        page_of(**{**given, "score": given["score"] * Value(1.0, "scale")})
    with pytest.raises(ValueError, match="must depend on a parameter that the loss trains"):
        page_of(**{**given, "score": x + y})


def test_a_loss_may_have_parameters_that_the_score_has_not() -> None:
    given = recorded()
    assert page_of(**{**given, "loss": given["loss"] * Value(1.0, "scale")}).html


def test_without_targets_the_count_is_told() -> None:
    given = recorded()
    with pytest.raises(
        ValueError, match=r"needs 0 targets, as many as the leaves in targets=\[...\], got 1 in sample 0"
    ):
        page_of(**{**given, "targets": []})


def test_one_class_is_taken_and_left_to_the_page_to_tell() -> None:
    found = data_in(page_of(**recorded(data=([[0, 1]], [1]))).html)["recorded"]
    assert (found["isClassifier"], found["classes"]) == (False, None)
