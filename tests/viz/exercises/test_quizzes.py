"""Quizzes: predictions of numbers, lists, words and truths."""

import re
from pathlib import Path

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
        ("router", " ＲＯＵＴＥＲ\u3000"),  # as a keyboard for Korean may write it
        ("확인 못 함", "확인못함"),
        ("귤", "\u1100\u1172\u11af"),  # in letters, as macOS has it
        (True, "ｔｒｕｅ"),
        ([1.5, 2], ["１.５", "２"]),
        (0.5, "０，５"),
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
        (2.5, float("inf")),
        ([[1, 2], [3, 4]], [[1, 2], [3, 5]]),
    ],
)
def test_first_wrong_answer_is_told_to_look_again(key: object, answer: object) -> None:
    assert words("a", key, answer).endswith("is not it: look again")


@pytest.mark.parametrize(
    ("key", "answer", "mistake"),
    [
        (2.5, -2.5, "the sign is turned round"),
        ([1.0, -2], [-1, 2], "the sign is turned round"),
        ([[1, 2, 3], [4, 5, 6]], [[1, 4], [2, 5], [3, 6]], "rows and columns are exchanged"),
        ([[1, 2], [3, 4]], np.array([[1, 3], [2, 4]]), "rows and columns are exchanged"),
        ((25, 4), (4, 25), "these are the right numbers, in another order"),
        ([0.1, 0.2, 0.7], [0.7, 0.1, 0.2], "these are the right numbers, in another order"),
        (38, 37, "it is one too many, or too few"),
        ([3, 5], [4, 6], "it is one too many, or too few"),
        (0.5, 1, "a factor is missing, or there is one too many"),
        ([1.5, 2.5], [0.15, 0.25], "a factor is missing, or there is one too many"),
        (4.0, 0.25, "it is upside down"),
        (True, False, "it is the opposite"),
        ([True, False, False], [False, True, True], "it is the opposite"),
    ],
)
def test_usual_mistake_is_named_and_the_answer_is_not_told(key: object, answer: object, mistake: str) -> None:
    assert words("a", key, answer).endswith(f"is not it: {mistake}")


@pytest.mark.parametrize(
    ("key", "answer", "wanted"),
    [
        ([1, 2], [1], "a list of 2, each a number"),
        ([1, 2], 1, "a list of 2, each a number"),
        ([1, "a"], "a", "a list of 2"),
        (True, 3, "True or False"),
        (True, "perhaps", "True or False"),
        ("router", 1, "a word"),
        (2.0, [2.0], "a number"),
        (2.0, {}, "a number"),
    ],
)
def test_answer_of_another_kind_is_told_which_kind_is_wanted(key: object, answer: object, wanted: str) -> None:
    assert words("a", key, answer).endswith(f"is not it: the answer is {wanted}")


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (True, 1),
        (1, True),
        ([1, 0], [True, False]),
        ([True, False], (1, 0)),
        (2.5, "2,5"),
        ([1.0, 1 / 3], ["1", "1/3"]),
        (True, "true"),
        ("router", " Router "),
    ],
)
def test_int_or_bool_list_or_tuple_and_typed_text_do_not_matter(key: object, answer: object) -> None:
    assert words("a", key, answer) == "right"


@pytest.mark.parametrize("answer", [None, [None, 1.0], (1.0, None)])
def test_forgotten_return_is_a_sentence(answer: object) -> None:
    assert words("a", [1.0, 2.0], answer) == "nothing came (None): does the function return its result?"


def test_each_wrong_try_is_told_more_and_the_answer_only_in_the_end() -> None:
    questions = quiz(n=2.5, items=[1, 2, 3], word="router")
    wrong = {"n": 7, "items": [1, 5, 3], "word": "adder"}
    said = [[verdict.words.partition(": ")[2] for verdict in questions.check(**wrong)] for _ in range(4)]
    assert said[0] == ["look again"] * 3
    assert said[1] == ["the answer is smaller", "look at item 2", "it has 6 letters and begins with r"]
    assert said[2] == said[3] == ["the answer is 2.5", "the answer is [1, 2, 3]", "the answer is 'router'"]


def test_stage_says_all_at_once_and_is_no_try() -> None:
    questions = quiz(n=2.5)
    assert questions.check(n=-2.5, stage=3)[0].words == ("-2.5 is not it: the sign is turned round; the answer is 2.5")
    assert questions.check(n=7)[0].words == "7 is not it: look again"
    with pytest.raises(ValueError, match="stage is 1, the kind of mistake, 2, where it was made, or 3, all; got 4"):
        questions.check(n=7, stage=4)


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
    with pytest.raises(ValueError, match="a question cannot be called 'stage'"):
        quiz(stage=1)
    with pytest.raises(TypeError, match="an answer is a number, a bool, a str or a list of them, got dict"):
        quiz(a={})


def test_nan_is_right_where_nan_is_expected() -> None:
    questions = quiz(q=float("nan"), r=[1.0, float("nan")])
    assert all(verdict.is_right for verdict in questions.check(q=float("nan"), r=[1.0, float("nan")]))
    assert not questions.check(q=1.0)[0].is_right


def test_notebook_shows_a_page_that_can_be_saved(tmp_path: Path) -> None:
    questions = quiz(slope=2.5, shape=(2, 3), names=["a", "b"], matrix=[[1, 2], [3, 4]], truth=True)
    forms = questions._repr_mimebundle_()
    assert 'data-blanks="5"' in forms["text/html"]
    assert forms["text/plain"] == repr(questions)
    assert "<script>" in questions.save(tmp_path / "quiz.html").read_text("utf-8")
    with pytest.raises(ValueError, match=r"a quiz is saved as .html, got 'quiz.pdf'"):
        questions.save(tmp_path / "quiz.pdf")


def test_quiz_of_a_number_that_no_page_has_is_asked_in_python_alone(tmp_path: Path) -> None:
    for number in (1j, 10**400):
        questions = quiz(z=number)
        assert questions._repr_mimebundle_().keys() == {"text/plain"}
        assert questions.check(z=number)[0].is_right
        with pytest.raises(ValueError, match="a page knows real numbers"):
            questions.save(tmp_path / "quiz.html")


def test_notebook_shows_the_page_while_nothing_is_answered_and_then_verdicts_with_signs() -> None:
    questions = quiz(a=1, b="<b>", c=2)
    assert "<iframe" in questions.check(a=..., b=...)._repr_mimebundle_()["text/html"]
    forms = questions.check(a=1, b="<i>", c=...)._repr_mimebundle_()
    assert "<iframe" not in forms["text/html"]
    lines = re.sub(r"<(?!div)[^>]*>", "", forms["text/html"]).split("<div>")
    assert [line[:5] for line in lines if line] == ["✓ (a)", "✗ (b)", "… (c)"]
    assert "&lt;i&gt;" in forms["text/html"]
    assert forms["text/plain"].startswith("(a) right")
