"""Quizzes: predictions of numbers, lists, words and truths."""

import numpy as np
import pytest

from autograd_core import Value
from viz import quiz


def words(name: str, key: object, answer: object) -> str:
    (verdict,) = quiz(**{name: key}).check(**{name: answer})
    return verdict.words


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (2.2, 2.2001),
        (0.19661, 0.197),
        (0, 0.0),
        (Value(3.0), 3),
        (3, Value(3.0)),
        ([1, [2.0, 3]], (1, [2, 3])),
        (np.array([1.0, 2.0]), [1, 2]),
        (np.float64(2.5), 2.5),
        ("router", "router"),
        (False, False),
    ],
)
def test_right_answer(key: object, answer: object) -> None:
    assert words("a", key, answer) == "right"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (2.2, 2.21),
        (0, 1e-9),
        (0.19661, 0.196),
        ([1, 2], [1, 3]),
        ("router", "adder"),
        (True, False),
    ],
)
def test_wrong_answer_is_told_how_to_go_on_and_not_the_key(key: object, answer: object) -> None:
    said = words("a", key, answer)
    assert said.endswith("is not it; look again, or print the quiz to see the key")


@pytest.mark.parametrize(
    ("key", "answer", "wanted"),
    [
        ([1, 2], [1], "a list of 2, each a number"),
        ([1, 2], 1, "a list of 2, each a number"),
        ([1, "a"], "a", "a list of 2"),
        (1, True, "a number"),
        (1, "1", "a number"),
        (True, 1, "True or False"),
        ("router", 1, "a word"),
        (2.0, [2.0], "a number"),
    ],
)
def test_answer_of_another_kind_is_told_which_kind_is_wanted(key: object, answer: object, wanted: str) -> None:
    assert words("a", key, answer).endswith(f"is not it: the answer is {wanted}")


@pytest.mark.parametrize("answer", [..., [1.0, ...], [[...], 2]])
def test_ellipsis_is_still_open(answer: object) -> None:
    assert words("a", [1.0, 2.0], answer) == "is still open"


def test_key_is_printed_and_not_in_the_repr() -> None:
    questions = quiz(slope=2.5, gate="router")
    assert str(questions) == "(slope) 2.5\n(gate) 'router'"
    assert "2.5" not in repr(questions)
    assert "slope=..." in repr(questions)


def test_verdicts_are_shown_a_line_each() -> None:
    verdicts = quiz(a=1, b=2).check(a=1, b=...)
    assert repr(verdicts) == str(verdicts) == "(a) right\n(b) is still open"


def test_unknown_question_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="the questions are a, b, got 'c'"):
        quiz(a=1, b=2).check(c=3)


def test_quiz_needs_a_question_and_answers_that_can_be_compared() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        quiz()
    with pytest.raises(TypeError, match="an answer is a number, a bool, a str or a list of them, got dict"):
        quiz(a={})


def test_nan_is_right_where_nan_is_expected() -> None:
    questions = quiz(q=float("nan"), r=[1.0, float("nan")])
    assert all(verdict.is_right for verdict in questions.check(q=float("nan"), r=[1.0, float("nan")]))
    assert not questions.check(q=1.0)[0].is_right
