"""Worksheets: blanks where the numbers were, the key, and what is said to right, wrong and consequent answers."""

import re
from collections.abc import Callable
from fractions import Fraction
from keyword import iskeyword
from pathlib import Path

import numpy as np
import pytest

from autograd_core import Value, leaky_relu, leaves, maximum, recompute, relu, topological_order
from autograd_core.notation import number_text
from autograd_core.words import speaking, words
from tests.viz.svg import texts
from viz import GraphTooLargeError, Worksheet, worksheet
from viz.examples import EXAMPLES
from viz.exercises.variants import choices, varied

stale_note = words("picture.stale")


def bill() -> Worksheet:
    return worksheet(EXAMPLES["apples-and-oranges"]())


def test_gradients_are_blanks_in_the_order_of_the_backward_pass() -> None:
    sheet = bill()
    assert list(sheet.key) == ["a", "b", "c", "d", "e", "f", "g", "h"]
    assert sheet.key == pytest.approx({"a": 1.1, "b": 650, "c": 1.1, "d": 1.1, "e": 2.2, "f": 110, "g": 3.3, "h": 165})
    shown = texts(sheet.picture.svg)
    assert {"#3=650←(a)____", "715←1", "100←(e)____"} <= set(shown)


@pytest.mark.parametrize("hide", ["gradients", "values"])
def test_what_is_hidden_is_nowhere_to_be_read(hide: str) -> None:
    sheet = worksheet(EXAMPLES["apples-and-oranges"](), hide)
    everything = sheet.picture.svg + str(sheet.picture) + sheet.picture.dot.source
    secrets = ("2.2", "3.3", "165") if hide == "gradients" else ("200", "450", "715")
    assert not any(f">{secret}<" in everything or f"= {secret}" in everything for secret in secrets)
    assert not any(f" {secret}\n" in everything for secret in secrets)


def test_sum_of_a_fan_out_is_a_blank_after_its_terms() -> None:
    sheet = worksheet(EXAMPLES["copy-gate"]())
    assert sheet.key == {"a": 1, "b": 1, "c": 4, "d": 2, "e": 6}
    assert "7←(e)____" in texts(sheet.picture.svg)
    assert str(sheet).splitlines()[-1] == "(e) 6"


def test_values_are_blanks_in_the_order_of_the_forward_pass() -> None:
    sheet = worksheet(EXAMPLES["copy-gate"](), "values")
    assert sheet.key == {"a": 28, "b": 14, "c": 42}
    assert "←" not in sheet.picture.svg


def test_chosen_nodes_are_blanks_forward_and_backward() -> None:
    output = EXAMPLES["chain-rule"]()
    nodes = {node.label: node for node in topological_order(output)}
    sheet = worksheet(output, [nodes["a"], nodes["x3"]])
    assert sheet.key == pytest.approx({"a": nodes["a"].data, "b": nodes["a"].grad, "c": nodes["x3"].grad})


def test_gradients_need_no_backward_pass_first() -> None:
    x = Value(3, "x")
    assert worksheet(x * x).key == {"a": 3, "b": 3, "c": 6}
    assert x.grad == 0


def test_right_answers_may_be_rounded() -> None:
    verdicts = bill().check(a=1.1, e=2.2002, h=165)
    assert [verdict.is_right for verdict in verdicts] == [True, True, True]
    assert str(verdicts).splitlines()[0] == "(a) right"


def test_wrong_answer_is_told_the_edge_and_the_rule_in_the_end() -> None:
    sheet = bill()
    said = [sheet.check(e=100)[0].words for _ in range(4)]
    assert said == [
        "100 is wrong: what arrives at the gate, and what does the gate do with it?",
        "100 is wrong: look at the gate × (#1) and the way back from it to apple price",
        *["100 is wrong: from × (#1) to apple price the chain rule says 1.1 × 2 (the other factor, apples) = 2.2"] * 2,
    ]


def test_solution_does_not_come_with_the_first_wrong_answer() -> None:
    for output in (build() for build in EXAMPLES.values()):
        sheet = worksheet(output)
        for letter, number in sheet.key.items():
            said = sheet.check(**{letter: number + 1000})[0].words
            assert f"{number_text(number)}" not in said.replace(number_text(number + 1000), "")


def test_stage_says_all_at_once_and_is_no_try() -> None:
    sheet = bill()
    for stage, end in ((3, "= 2.2"), (1, "the sign is turned round"), (2, "from it to apple price"), (3, "= 2.2")):
        said = sheet.check(e=-2.2, stage=stage)[0].words
        assert said.startswith("-2.2 is wrong: the sign is turned round")
        assert said.endswith(end)
    with pytest.raises(ValueError, match="stage is 1, the kind of mistake, 2, where it was made, or 3, all; got 0"):
        sheet.check(e=1, stage=0)


def test_tries_are_counted_for_each_blank_and_none_for_what_follows() -> None:
    sheet = bill()
    for _ in range(3):
        first, second, third = sheet.check(c=2, e=4, f=-110)
    assert "the chain rule says" in first.words
    assert second.words == "4 follows from (c), which went wrong before"
    assert "the chain rule says" in third.words
    assert "look at" not in sheet.check(e=100)[0].words


@pytest.mark.parametrize(
    ("letter", "answer", "mistake"),
    [
        ("e", -2.2, "the sign is turned round"),
        ("e", 1.1, "that is the gradient that arrived, not yet multiplied"),
        ("e", 2, "that is the local gradient, not yet multiplied by what arrived"),
        ("e", 110, "that is for the other input: a multiplication swaps"),
        ("e", 4.4, "that is twice as much"),
    ],
)
def test_usual_mistakes_are_recognised(letter: str, answer: float, mistake: str) -> None:
    assert bill().check(**{letter: answer})[0].words == f"{answer:g} is wrong: {mistake}"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    ("build", "letter", "mistake"),
    [
        (lambda a, b: maximum(a, b), "b", "worksheet.guess.closed"),
        (lambda a, b: relu(-a) + b, "c", "worksheet.guess.closed"),
        (lambda a, b: leaky_relu(-a) + b, "c", "worksheet.guess.not_multiplied"),
        (lambda a, b: maximum(a, 2 * b), "b", "worksheet.guess.not_multiplied"),  # a tie: half of it passes
        (lambda a, b: a * (b - b), "a", "worksheet.guess.not_multiplied"),
    ],
)
def test_closed_switch_is_told_that_nothing_passes_and_only_what_multiplies_that_it_does(
    build: Callable[[Value, Value], Value], letter: str, mistake: str, language: str
) -> None:
    with speaking(language):
        sheet = worksheet(build(Value(4.0, "a"), Value(2.0, "b")))
        assert words(mistake) in sheet.check(**{letter: 1})[0].words


@pytest.mark.parametrize(
    ("letter", "answer", "mistake"),
    [
        ("e", 4, "a contribution is missing"),
        ("e", 2, "a contribution is missing"),
        ("e", 10, "a contribution is counted twice"),
        ("e", 12, "that is twice as much"),
        ("e", -6, "the sign is turned round"),
    ],
)
def test_usual_mistakes_of_a_sum_are_recognised(letter: str, answer: float, mistake: str) -> None:
    sheet = worksheet(EXAMPLES["copy-gate"]())
    assert sheet.check(**{letter: answer})[0].words == f"{answer:g} is wrong: {mistake}"


def test_part_of_what_arrives_is_recognised_behind_a_sum() -> None:
    x = Value(3.0, "x")
    s = x * 5
    sheet = worksheet(s * s + s * 7)
    (last,) = [letter for letter, number in sheet.key.items() if number == 5 * (15 + 15 + 7)]
    assert sheet.check(**{last: 5 * 30})[0].words == (
        "150 is wrong: what arrives at the gate is a sum, and a part of it is missing"
    )


@pytest.mark.parametrize(
    ("build", "answer", "mistake"),
    [
        (lambda x, y: x - y, -3, "the sign is turned round"),
        (lambda x, y: x / y, 0.4, "the inputs are exchanged"),
        (lambda x, y: x * y, 7, "these are to be multiplied, not added"),
        (lambda x, y: x + y, 10, "these are to be added, not multiplied"),
        (lambda x, y: x**3 + 0 * y, 15, "that is a product, not the power"),
        (lambda x, y: (x + 0 * y).exp(), 5, "that is an input: nothing has been computed with it yet"),
    ],
)
def test_usual_mistakes_of_a_value_are_recognised(
    build: Callable[[Value, Value], Value], answer: float, mistake: str
) -> None:
    sheet = worksheet(build(Value(5.0, "x"), Value(2.0, "y")), "values")
    said = [verdict.words for verdict in sheet.check(**dict.fromkeys(sheet.key, answer))]
    assert f"{answer:g} is wrong: {mistake}" in said


def test_usual_mistake_is_recognised_after_another_one() -> None:
    assert bill().check(c=2, e=-4)[1].words == "-4 is wrong: the sign is turned round"


def test_answer_that_follows_from_a_wrong_one_is_told_so() -> None:
    first, second = bill().check(c=2, e=4)
    assert not first.is_right
    assert second.words == "4 follows from (c), which went wrong before"


def test_sum_that_follows_from_a_wrong_term_is_told_so_and_one_that_does_not_the_rule() -> None:
    sheet = worksheet(EXAMPLES["copy-gate"]())
    assert sheet.check(c=5, d=2, e=7)[-1].words == "7 follows from (c), which went wrong before"
    assert sheet.check(e=9, stage=3)[0].words == "9 is wrong: x is used 2 times, so add up 4 + 2"


def test_wrong_value_is_told_its_inputs_or_where_it_comes_from() -> None:
    sheet = worksheet(EXAMPLES["copy-gate"](), "values")
    first, second = sheet.check(a=29, c=43, stage=3)
    assert first.words == "29 is wrong: × (#1) of 4, x = 7 is 28"
    assert second.words == "43 follows from (a), which went wrong before"


def test_gates_have_names_that_the_picture_shows() -> None:
    sheet = worksheet(EXAMPLES["chain-rule"]())
    shown = " ".join(texts(sheet.picture.svg))
    for letter in sheet.key:
        said = sheet.check(**{letter: 12345}, stage=2)[0].words
        assert all(name in shown for name in re.findall(r"#\d+", said))


def test_what_is_left_where_terms_cancel_counts_as_nothing() -> None:
    x = Value(0.1, "x")
    sheet = worksheet(x + 0.2 - 0.3, "values")
    assert sheet.key["b"] != 0
    assert sheet.check(b=0)[0].is_right


def test_value_that_an_earlier_answer_makes_impossible_is_just_wrong() -> None:
    x = Value(4.0, "x")
    (_, second) = worksheet((x - 3).log(), "values").check(a=-1, b=7, stage=3)
    assert second.words.startswith("7 is wrong: log (output) of")


def test_answers_are_for_blanks_that_exist() -> None:
    with pytest.raises(ValueError, match="the blanks are a, b, c, d, e, f, g, h, got 'z'"):
        bill().check(z=1)


@pytest.mark.parametrize(
    "answer", [1.1, "1.1", " 1,1 ", "11/10", "１．１", Value(1.1), Fraction(11, 10), np.float64(1.1), np.array(1.1)]
)
def test_right_answer_in_any_form(answer: object) -> None:
    assert bill().check(a=answer)[0].words == "right"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "nothing came (None): does the function return its result?"),
        ("one", "“one” is not a number; write one such as 0.25, -3 or 1/3"),
        ([1.1], "“[1.1]” is not a number; write one such as 0.25, -3 or 1/3"),
        (b"1", "“b'1'” is not a number; write one such as 0.25, -3 or 1/3"),
        ("", "is still open"),
        (float("inf"), "inf is not a finite number, but the answer is"),
        ("nan", "NaN is not a finite number, but the answer is"),
    ],
)
def test_what_is_no_number_is_told_so_and_leads_nobody_astray(answer: object, said: str) -> None:
    first, second = bill().check(a=answer, c=1.1)
    assert (first.words, second.words) == (said, "right")


def test_nothing_to_hide_and_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="hide other nodes"):
        worksheet(Value(3, "x"))
    with pytest.raises(ValueError, match="hide is one of 'gradients', 'values', got 'all'"):
        worksheet(Value(3, "x") * 2, "all")
    with pytest.raises(ValueError, match="did you mean 'values'"):
        worksheet(Value(3, "x") * 2, "value")


def test_graph_too_large_for_a_worksheet_is_refused_with_what_to_do_instead() -> None:
    x = Value(1.0, "x")
    for _ in range(30):
        x = -x
    with pytest.raises(GraphTooLargeError, match=r"drawn unfolded, with at most 20 nodes.*a node closer to the inputs"):
        worksheet(x, max_nodes=20)
    assert len(worksheet(x, max_nodes=31).key) == 30


def test_many_blanks_have_letters_of_their_own() -> None:
    x = Value(1.0, "x")
    for _ in range(30):
        x = -x
    assert list(worksheet(x).key)[25:28] == ["z", "aa", "ab"]


def test_no_blank_has_a_name_that_python_keeps_for_itself() -> None:
    x = Value(1.0, "x")
    for _ in range(300):
        x = -x
    sheet = worksheet(x)
    assert len(sheet.key) == 300
    assert not any(map(iskeyword, sheet.key))
    assert list(sheet.key)[43:46] == ["ar", "at", "au"]


def test_hide_takes_nodes_of_the_graph_in_a_list() -> None:
    x = Value(3.0, "x")
    with pytest.raises(TypeError, match=r"a list of nodes, got .*; put nodes in \[...\]"):
        worksheet(x * 2, x)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a list of nodes, got str 'x' in the list"):
        worksheet(x * 2, ["x"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="hide needs nodes of the graph that is drawn, and q is none of them"):
        worksheet(x * 2, [x, Value(1.0, "q")])


def test_complex_answer_to_a_real_blank_is_wrong() -> None:
    sheet = bill()
    assert not sheet.check(a=1j)[0].is_right
    assert sheet.check(a=1.1 + 0j)[0].is_right


def test_nan_is_right_where_nan_is_expected() -> None:
    sheet = worksheet(Value(float("inf"), "x") * 0.0, "values")
    assert sheet.check(a=float("nan"))[0].is_right
    assert not sheet.check(a=0.0)[0].is_right


def test_notebook_shows_the_page_over_the_picture_and_not_the_key_in_words() -> None:
    forms = bill()._repr_mimebundle_()
    assert forms["text/html"].index("<img ") < forms["text/html"].index("<iframe ")
    assert 'sandbox="allow-scripts"' in forms["text/html"]
    assert 'data-blanks="8"' in forms["text/html"]
    assert forms["text/plain"] == repr(bill())


def test_graph_that_no_page_can_compute_shows_its_picture_alone() -> None:
    z = Value(1 + 2j, "z")
    assert "<iframe" not in worksheet(z * z)._repr_mimebundle_()["text/html"]


def test_graph_whose_data_changed_shows_its_picture_alone_until_it_is_computed_anew() -> None:
    output = EXAMPLES["apples-and-oranges"]()
    leaves(output)[0].data = 120
    assert "<iframe" not in worksheet(output)._repr_mimebundle_()["text/html"]
    recompute(output)
    assert "<iframe" in worksheet(output)._repr_mimebundle_()["text/html"]


def test_page_is_of_the_graph_as_it_was() -> None:
    output = EXAMPLES["apples-and-oranges"]()
    sheet, other = worksheet(output), worksheet(output)
    leaves(output)[0].data = 120
    assert sheet._repr_mimebundle_() == bill()._repr_mimebundle_()
    assert other._repr_mimebundle_() == bill()._repr_mimebundle_()


def test_sheet_and_its_key_are_saved(tmp_path: Path) -> None:
    sheet = bill()
    assert sheet.save(tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    sheet.save(tmp_path / "sheet.svg")
    sheet.save(tmp_path / "key.svg", key=True)
    assert "100←(e)____" in texts((tmp_path / "sheet.svg").read_text("utf-8"))
    assert "100←(e)2.2" in texts((tmp_path / "key.svg").read_text("utf-8"))
    assert "<script>" in sheet.save(tmp_path / "sheet.html").read_text("utf-8")
    assert "<script>" not in sheet.save(tmp_path / "key.html", key=True).read_text("utf-8")
    with pytest.raises(ValueError, match="a picture is saved as one of"):
        sheet.save(tmp_path / "sheet.doc")


def test_seed_gives_other_numbers_for_the_same_blanks() -> None:
    output = EXAMPLES["apples-and-oranges"]()
    before = [node.data for node in topological_order(output)]
    sheet, same, other = (worksheet(output, seed=seed) for seed in (7, 7, 8))
    assert sheet.key == same.key != other.key
    assert list(sheet.key) == list(bill().key)
    assert [node.data for node in topological_order(output)] == before
    product = output.parents[0].parents[0]
    assert len(worksheet(output, [product], seed=7).key) == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_other_numbers_are_small_and_clean(name: str) -> None:
    output = EXAMPLES[name]()
    for seed in range(5):
        inputs = [leaf for leaf in leaves(varied(output, seed)) if not leaf.is_constant]
        assert all(len(number_text(abs(leaf.data))) <= 4 for leaf in inputs)
        assert not any(leaf.data in (0, 1, -1) for leaf in inputs)


@pytest.mark.parametrize("x", [0, 0.0, 1, -1, 1.0, -1.5, 0.7, Fraction(1, 2), Fraction(3, 2), 2, 10, True])
def test_no_input_is_drawn_that_hides_whether_it_was_multiplied_by(x: object) -> None:
    assert choices(x)
    assert not {0, 1, -1}.intersection(choices(x))
    assert all(len(number_text(abs(float(each)))) <= 4 for each in choices(x))


def test_seed_is_an_integer_from_0_on_and_gives_a_graph_with_values() -> None:
    x = Value(2.0, "x")
    for seed in (1.5, True, "7"):
        with pytest.raises(TypeError, match="seed is an integer from 0 on"):
            worksheet(x * 2, seed=seed)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="seed is an integer from 0 on, got -1"):
        worksheet(x * 2, seed=-1)
    with pytest.raises(ValueError, match="take another seed"):
        varied(_without_a_value(), 1)


def _without_a_value() -> Value:
    """A logarithm that has a value at the input that it was recorded for, and at none near it."""
    x = Value(5.123, "x")
    return (1e-6 - (x - 5.123) ** 2).log()


def test_prompt_shows_what_to_do_and_not_the_key() -> None:
    assert repr(bill()) == "<a worksheet with 8 blanks: check(a=..., b=..., ...); print it to see the key>"
    x = Value(3, "x")
    two_blanks = worksheet(-x + 1, "values")
    assert repr(two_blanks) == "<a worksheet with 2 blanks: check(a=..., b=...); print it to see the key>"
    assert repr(worksheet(-x, "values")) == "<a worksheet with 1 blank: check(a=...); print it to see the key>"


def test_changed_data_are_noted_below_the_picture() -> None:
    output = EXAMPLES["apples-and-oranges"]()
    leaves(output)[0].data = 120
    assert stale_note in worksheet(output).picture.svg
    recompute(output)
    assert stale_note not in worksheet(output).picture.svg


def test_ellipsis_is_still_open_and_leads_nobody_astray() -> None:
    verdicts = bill().check(a=..., e=2.2)
    assert str(verdicts) == "(a) is still open\n(e) right"
    assert not verdicts[0].is_right
