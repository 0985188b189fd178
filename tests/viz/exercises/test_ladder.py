"""The ladder: gradients of its rungs are right by other means, and a mistake is told the edge on which it was made."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograd_core import Value, gradients, topological_order
from autograd_core.words import LANGUAGES, speaking, words
from tests.languages import NAMES, english_in, strange_table
from viz import Rung, ladder
from viz.exercises.blanks import evaluated
from viz.exercises.rungs import RUNGS

NUMBERS = range(1, len(RUNGS) + 1)
every_rung = pytest.mark.parametrize("number", NUMBERS, ids=[row.title.partition(".")[2] for row in RUNGS])

STEP = 1e-6
DIFFERENCE = 1e-7  # of a central difference with this step, beside numbers of about 1


@cache
def rung(number: int) -> Rung:
    return ladder().rung(number)


def flat(nested: Any) -> Iterator[Any]:
    if isinstance(nested, list):
        for each in nested:
            yield from flat(each)
    else:
        yield nested


def nodes_of(which: Rung) -> dict[str, list[Value]]:
    """The nodes of each name."""
    found: dict[str, list[Value]] = {name: [] for name in which.key}
    for node in topological_order(which.output):
        if node.label:
            found[node.label.partition("[")[0]].append(node)
    return found


def test_there_are_forty_rungs_with_titles_of_their_own() -> None:
    assert len({words(row.title) for row in RUNGS}) == len(RUNGS) == 40


@every_rung
def test_everything_that_is_computed_has_a_name_of_its_own(number: int) -> None:
    order = topological_order(rung(number).output)
    assert all(node.label for node in order if not node.is_constant)
    labels = [node.label for node in order if node.label]
    assert len(set(labels)) == len(labels)


@every_rung
def test_key_is_right_to_the_last_digit_and_done(number: int) -> None:
    which = ladder().rung(number)
    assert not which.is_done
    for verdict in which.check(which.key):
        assert (verdict.is_right, verdict.words) == (True, "right, to the last digit")
    assert which.is_done


@every_rung
def test_key_is_what_backward_brings(number: int) -> None:
    which = rung(number)
    output = Rung(number, RUNGS[number - 1]).output
    output.backward()
    right = {label: gradient for name in which.key for label, gradient in _labelled(name, which.key[name])}
    brought = {node.label: node.grad for node in topological_order(output) if not node.is_constant}
    assert brought == {label: right[label] for label in brought}


def _labelled(label: str, nested: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(nested, list):
        yield label, nested
        return
    for i, each in enumerate(nested):
        yield from _labelled(f"{label}[{i}]", each)


def output_moved(which: Rung, moved: Value, by: float) -> float:
    """The output, where one node is larger by so much than what it was computed as."""
    order = topological_order(which.output)
    data: dict[Value, Any] = {}
    for node in order:
        if node.operation is None:
            data[node] = node.data
        else:
            data[node] = node.operation.forward(*[data[parent] for parent in node.parents])
        data[node] += by if node is moved else 0
    return float(data[which.output])


@every_rung
def test_key_agrees_with_central_differences(number: int) -> None:
    which = rung(number)
    is_at_kink = RUNGS[number - 1].title == "ladder.tie"
    for name, nodes in nodes_of(which).items():
        right = dict(_labelled(name, which.key[name]))
        for node in nodes:
            slope = (output_moved(which, node, STEP) - output_moved(which, node, -STEP)) / (2 * STEP)
            assert is_at_kink or right[node.label] == pytest.approx(slope, rel=DIFFERENCE, abs=DIFFERENCE)


@pytest.mark.thorough
@every_rung
def test_key_agrees_with_pytorch(number: int) -> None:
    import torch

    torches: dict[str, Any] = {
        "sum": lambda *terms: torch.stack(terms).sum(),
        "maximum": lambda *inputs: torch.stack(inputs).amax(),
        "dot": lambda *x: torch.stack(x[: len(x) // 2]) @ torch.stack(x[len(x) // 2 : -1]) + x[-1],
        "power_by_number": lambda x, n: x ** n.item(),
        "absolute": torch.abs, "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div,
        "negative": torch.neg, "exp": torch.exp, "log": torch.log, "relu": torch.relu, "sqrt": torch.sqrt,
        "tanh": torch.tanh, "sigmoid": torch.sigmoid,
    }  # fmt: skip
    which = rung(number)
    tensors: dict[Value, Any] = {}
    for node in topological_order(which.output):
        if node.operation is None:
            tensors[node] = torch.tensor(float(node.data), dtype=torch.float64, requires_grad=not node.is_constant)
        else:
            tensors[node] = torches[node.operation.name](*[tensors[parent] for parent in node.parents])
            tensors[node].retain_grad()
    tensors[which.output].backward()
    for name, nodes in nodes_of(which).items():
        right = dict(_labelled(name, which.key[name]))
        for node in nodes:
            assert right[node.label] == pytest.approx(tensors[node].grad.item(), rel=1e-12, abs=1e-12)


@pytest.mark.thorough
def test_last_rungs_are_what_pytorch_calls_so() -> None:
    import torch
    from torch.nn import functional

    def leaf(x: Any) -> Any:
        return torch.tensor(x, dtype=torch.float64, requires_grad=True)

    def same(which: Rung, output: Any, **leaves: Any) -> None:
        output.backward()
        assert which.output.data == pytest.approx(output.item(), rel=1e-12)
        for name, tensor in leaves.items():
            np.testing.assert_allclose(which.key[name], tensor.grad.numpy(), rtol=1e-12, atol=1e-12)

    classes = rung(39)
    X, W, g, b = (leaf(classes.values[name]) for name in ("X", "W", "g", "b"))
    Z = functional.batch_norm(X @ W, None, None, g, b, training=True, eps=1e-5)
    same(classes, functional.cross_entropy(Z, torch.tensor([0, 1, 0])), X=X, W=W, g=g, b=b)
    head = rung(40)
    X, Wq, Wk, Wv = (leaf(head.values[name]) for name in ("X", "Wq", "Wk", "Wv"))
    Y = functional.scaled_dot_product_attention((X @ Wq)[None], (X @ Wk)[None], (X @ Wv)[None])[0]
    T = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], dtype=torch.float64)
    same(head, functional.mse_loss(Y, T), X=X, Wq=Wq, Wk=Wk, Wv=Wv)


def assert_that_mistakes_are_told_their_edges(which: Rung) -> None:
    examiner = which._examiner
    numbers = examiner._judge.numbers
    for node in examiner._whole:
        right = examiner.right(node)
        made: dict[str, set[str]] = {}  # an answer -> the gates on whose edges a mistake gives it
        for share in examiner._shares[node]:
            gate, rest = examiner._judge.gate(share.gate), right - numbers[share.number]
            made.setdefault(f"{rest:.15g}", set()).add(gate)
            for _, formula in share.mistakes:
                made.setdefault(f"{rest + evaluated(formula, numbers.__getitem__):.15g}", set()).add(gate)
        for text, gates in made.items():
            answer = float(text)
            # the sign of the whole comes first
            if not examiner.is_right(node, answer) and not examiner.is_right(node, -answer):
                said = examiner.said(node, {node: answer}, 2)
                assert any(gate in said for gate in gates), said


EARLY, LATE = NUMBERS[:16], NUMBERS[16:]


@pytest.mark.parametrize("number", EARLY)
def test_usual_mistake_on_one_edge_is_told_that_edge(number: int) -> None:
    assert_that_mistakes_are_told_their_edges(rung(number))


@pytest.mark.thorough
@pytest.mark.parametrize("number", LATE)
def test_usual_mistake_on_one_edge_of_a_large_rung_is_told_that_edge(number: int) -> None:
    assert_that_mistakes_are_told_their_edges(rung(number))


def assert_that_what_follows_is_told_so(which: Rung) -> None:
    """One gradient is wrong, and all that is worked out from it by the right rule is as wrong as that makes it."""
    order = [node for node in topological_order(which.output) if node.label]
    for wrong in order:
        if wrong.is_leaf or wrong is which.output:
            continue
        before = [node for node in topological_order(wrong) if node.label and node is not wrong]
        moves = dict(zip(before, gradients(wrong, before), strict=True))
        by_label = {node.label: node for node in order}

        def answer(
            label: str, right: float, wrong: Value = wrong, moves: Any = moves, by_label: Any = by_label
        ) -> float:
            node = by_label.get(label)
            return right + (1 if node is wrong else moves[node].data if node in moves else 0)

        answers = {name: _by_label(name, right, answer) for name, right in which.key.items()}
        name = wrong.label.partition("[")[0]
        for verdict in which.check(answers, stage=2):
            assert verdict.is_right or "follows from" in verdict.words or verdict.blank == name, str(verdict)
            assert verdict.blank != name or "follows from" not in verdict.words


def _by_label(label: str, nested: Any, answer: Callable[[str, float], float]) -> Any:
    if isinstance(nested, list):
        return [_by_label(f"{label}[{i}]", each, answer) for i, each in enumerate(nested)]
    return answer(label, nested)


@pytest.mark.parametrize("number", EARLY)
def test_what_follows_from_a_wrong_gradient_is_told_so_all_the_way_back(number: int) -> None:
    assert_that_what_follows_is_told_so(rung(number))


@pytest.mark.thorough
@pytest.mark.parametrize("number", LATE)
def test_what_follows_from_a_wrong_gradient_of_a_large_rung_is_told_so_all_the_way_back(number: int) -> None:
    assert_that_what_follows_is_told_so(rung(number))


def test_wrong_gradient_is_told_the_edge_and_the_mistake_and_the_arithmetic_in_the_end() -> None:
    which = ladder().rung(3)  # s = x + y, d = x - y, L = s * d at 3 and 2
    said = [which.check(y=6)[0].words for _ in range(3)]
    assert (
        said[0]
        == said[1]
        == (
            "6 is wrong: on the way back from the gate − (d) to y: the sign is turned round; look at y: 2 arrows bring "
            "something back"
        )
    )
    assert said[2].endswith("; y is used 2 times, so add up 1 + (-5)")
    assert which.check(y=1)[0].words.startswith(
        "1 is wrong: on the way back from the gate − (d) to y: a contribution is missing"
    )
    assert which.check(s=5)[0].words.startswith("5 is wrong: that is for the other input: a multiplication swaps")
    assert which.check(s=5)[0].words.endswith("look at the gate × (L) and the way back from it to s")


def test_what_follows_from_another_wrong_gradient_is_told_so() -> None:
    which = ladder().rung(1)  # e = a * b, d = e + c, L = d * f at 2, -3, 10, -2
    d, e, a = which.check(d=2, e=2, a=-6)
    assert not d.is_right
    assert (e.words, a.words) == (
        "2 follows from d, which went wrong before",
        "-6 follows from e, which went wrong before",
    )
    (alone,) = which.check(a=-6)
    assert "follows" not in alone.words


def test_gradient_of_a_batch_in_which_the_mean_was_forgotten_is_told_the_factor() -> None:
    which = ladder().rung(25)
    p = np.array(which.values["p"])
    p[0, 1] -= 1
    p[1, 2] -= 1
    (verdict,) = which.check(z=p)
    assert verdict.words == (
        "6 of 6 are wrong; z[0][0]: 0.244728 is wrong: all of them are 2 times what is right; look at the gate exp "
        "(e[0][0]) and the way back from it to z[0][0]"
    )
    assert which.check(z=p / 2)[0].words.startswith("right")


def test_list_is_told_how_many_are_wrong_and_which_is_the_first() -> None:
    (verdict,) = ladder().rung(10).check(q=[0.1, -0.1])
    assert verdict.words.startswith("1 of 2 is wrong; q[1]: -0.1 is wrong: the sign is turned round; look at the gate")


@pytest.mark.parametrize(
    ("gradient", "said"),
    [
        ([1, 2, 3], "the shape is (2,), and (3,) came"),
        (1.0, "the shape is (2,), and one number came"),
        ([[0.1], [0.1]], "the shape is (2,), and (2, 1) came"),
        (None, "nothing came (None): does the function return its result?"),
        ([0.1, "x"], "“x” is not a number; write one such as 0.25, -3 or 1/3"),
        ([0.1, float("nan")], "NaN is not a finite number, but the answer is"),
        ([0.1, 10**400], "inf is not a finite number, but the answer is"),
        ([0.1, 1j], "“1j” is not a number; write one such as 0.25, -3 or 1/3"),
        ({"q": 1}, "“dict {'q': 1}” is not a number; write one such as 0.25, -3 or 1/3"),
        ([0.1, ...], "is still open"),
        (..., "is still open"),
    ],
)
def test_what_cannot_be_compared_is_told_so(gradient: Any, said: str) -> None:
    assert ladder().rung(10).check(q=gradient)[0].words == said


def test_ragged_lists_are_told_so_and_not_by_the_shape_of_their_first() -> None:
    for gradient in ([[1, 2, 3], [4, 5]], [[1, 2], [3, 4], [5]], [[1, 2, 3], 4], [1, [2]]):
        (verdict,) = ladder().rung(29).check(W=gradient)
        assert verdict.words == "the shape is (2, 3), and lists of different lengths came"
    (verdict,) = ladder().rung(1).check(a=[1, [2]])
    assert verdict.words == "one number is asked for, and lists of different lengths came"


def test_list_for_one_number_is_told_that_one_is_asked_for() -> None:
    (verdict,) = ladder().rung(1).check(a=[1, 2])
    assert verdict.words == "one number is asked for, and (2,) came"


def test_where_nothing_is_handed_in_everything_is_still_open() -> None:
    which = ladder().rung(1)
    verdicts = which.check()
    assert [verdict.blank for verdict in verdicts] == [*which.key][:-1]
    assert {verdict.words for verdict in verdicts} == {"is still open"}


def test_exchanged_rows_and_columns_are_recognised() -> None:
    which = ladder().rung(29)
    (verdict,) = which.check(W=np.array(which.key["W"]).T)
    assert verdict.words == "the shape is (2, 3), and (3, 2) came: rows and columns are exchanged"


@pytest.mark.parametrize("form", ["0.1", Fraction(1, 10), Value(0.1), np.float64(0.1), "1/10"])
def test_numbers_come_in_any_form(form: Any) -> None:
    assert ladder().rung(10).check(q=[form, 0.1])[0].is_right


def test_gradient_as_exact_as_people_write_is_right_and_told_how_near() -> None:
    which = ladder().rung(13)
    assert which.check(n=-0.1966)[0].words == "right; the largest difference is 1e-05"


def test_entry_that_nobody_looked_up_has_no_gradient() -> None:
    which = ladder().rung(33)
    T = which.key["T"]
    assert T[1] == [0, 0]
    (verdict,) = which.check(T=[T[0], [1.0, 0.0], T[2]])
    assert verdict.words == "1 of 6 is wrong; T[1][0]: 1 is wrong: T[1][0] = 0 (L does not depend on T[1][0])"


def test_output_has_the_gradient_one() -> None:
    right, wrong = ladder().rung(1).check(L=1)[0], ladder().rung(1).check(L=2)[0]
    assert right.is_right
    assert wrong.words == "2 is wrong: L = 1 (the output itself: the backward pass starts here)"


def test_names_and_rungs_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="the names are a, b, c, f, e, d, L, got 'g'"):
        ladder().rung(1).check(g=1)
    with pytest.raises(TypeError, match="gradients come by name, as a dict, got list"):
        ladder().rung(1).check([1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="stage is 1"):
        ladder().rung(1).check(a=1, stage=4)
    for number in (0, 41, "1", None):
        with pytest.raises(ValueError, match="the rungs have the numbers 1 to 40"):
            ladder().rung(number)  # type: ignore[arg-type]


def test_ladder_remembers_what_is_done() -> None:
    whole = ladder()
    first = whole.rung(1)
    first.check({name: gradient for name, gradient in first.key.items() if name != "a"})
    assert whole.done == []
    whole.rung(1).check(a=first.key["a"])
    assert whole.done == [1]
    assert str(whole).splitlines()[:3] == [
        "The ladder of backward passes by hand: 1 of 40 done",
        " 1 ✓ Three gates",
        " 2   The bill of apples and oranges",
    ]
    assert repr(whole) == "<The ladder of backward passes by hand: 1 of 40 done>"
    assert "✓" in whole._repr_mimebundle_()["text/html"]


@every_rung
def test_code_of_a_rung_runs_and_computes_its_values(number: int) -> None:
    which = rung(number)
    names: dict[str, Any] = dict(vars(__import__("viz.exercises.rungs", fromlist=["*"])))
    exec(which.code, names)
    for name, value in which.values.items():
        plain = [float(x.data if isinstance(x, Value) else x) for x in flat(names[name])]
        assert plain == pytest.approx([*flat(value)], rel=1e-12)


def test_small_rung_shows_the_page_on_which_it_is_answered() -> None:
    shown = rung(1)._repr_mimebundle_()
    assert "<iframe" in shown["text/html"]
    assert shown["text/plain"] == str(rung(1))
    assert repr(rung(1)).startswith("<rung 1, Three gates: check(a, b, c, f, e, d, L)")


@pytest.mark.thorough
def test_rung_that_is_too_large_for_a_page_shows_its_forward_pass_and_says_so() -> None:
    assert "<iframe" in rung(38)._repr_mimebundle_()["text/html"]
    shown = rung(39)._repr_mimebundle_()["text/html"]
    assert "<img " in shown
    assert "<iframe" not in shown
    assert words("ladder.too_many", count=82) in shown


def test_ladder_speaks_the_chosen_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "strange", strange_table())
    names = NAMES.copy()
    with speaking("strange"):
        whole = ladder()
        said = [str(whole), repr(whole)]
        for number in (1, 8, 14, 25, 33):
            which = whole.rung(number)
            said += [which.title, repr(which)]
            wrong = {name: [*_wrong(gradient)] for name, gradient in which.key.items() if isinstance(gradient, list)}
            said += [str(which.check(wrong, stage=stage)) for stage in (2, 3)]
            names |= set(which.key)
    assert english_in(" ".join(said), names | {"abs"}) == set()


def _wrong(nested: Any) -> Iterator[Any]:
    for each in nested:
        yield [*_wrong(each)] if isinstance(each, list) else -each - 1
