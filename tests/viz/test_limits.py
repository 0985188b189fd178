"""Whoever draws a graph answers or refuses: in work that grows with the graph, shortly, in words of ours."""

import base64
import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import viz
from autograd_core import GraphError, Value, compile_graph
from tests.monsters import LONGEST_ANSWER, LONGEST_ERROR, MONSTERS, NUMBER_PYTHON_REFUSES, calls_of, complete, size
from viz import GraphTooLargeError

CALLS_PER_PART = 1_000  # of nodes and edges; the most today are 850, by formulas at every arrow of a chain; others 160
CALLS_AT_LEAST = 40_000  # a picture is laid out in several ways, and the one that is read best is taken

# Every public function that takes a graph: (output, an input) -> what it answers, as text.
ASKED: dict[str, Callable[[Value, Value], str]] = {
    "draw": lambda y, x: str(viz.draw(y)),
    "draw unfolded": lambda y, x: str(viz.draw(y, fold="nothing")),
    "draw around": lambda y, x: str(viz.draw(y, around=x)),
    "draw between": lambda y, x: str(viz.draw(y, between=(x, y))),
    "draw formulas": lambda y, x: str(viz.draw(y, formulas=True)),
    "draw formulas unfolded": lambda y, x: str(viz.draw(y, formulas=True, fold="nothing")),
    "draw_backward": lambda y, x: str(viz.draw_backward(y)),
    "draw_both": lambda y, x: str(viz.draw_both(y)),
    "draw as a river": lambda y, x: str(viz.draw(y, weight="gradient")),
    "animate": lambda y, x: str(viz.animate(y)),
    "draw_network": lambda y, x: str(viz.draw_network(y)),
    "why": lambda y, x: str(viz.why(y, x)),
    "why formulas": lambda y, x: str(viz.why(y, x, formulas=True)),
    "quiz": lambda y, x: repr(viz.quiz(y=y)) + str(viz.quiz(y=[y, x])),
    "stepper": lambda y, x: repr(viz.stepper(y)),
    "worksheet": lambda y, x: repr(viz.worksheet(y)) + str(viz.worksheet(y).check(a=0)),
    "gym": lambda y, x: str(viz.gym().check(1, y)),
    "playground": lambda y, x: repr(viz.playground(y, score=y, inputs=[x], targets=[], data=([[1.0]], [[]]))),
    "training_picture": lambda y, x: repr(viz.training_picture(lambda case: y, [1.0], [1.0])),
    "explore": lambda y, x: repr(viz.explore(y)),
    "notebook": lambda y, x: str(y._repr_mimebundle_()),
}


def test_every_public_function_is_asked() -> None:
    functions = {name for name in viz.__all__ if not isinstance(getattr(viz, name), type)}
    of_no_graph = {"language", "ladder"}
    assert functions - of_no_graph <= {name.split()[0] for name in ASKED}


@pytest.mark.parametrize("monster", MONSTERS)
@pytest.mark.parametrize("name", ASKED)
def test_monstrous_graphs_are_answered_or_refused_shortly(name: str, monster: str) -> None:
    y, x = MONSTERS[monster]()
    y.backward()
    answers: list[str | Exception] = []

    def ask() -> None:
        try:
            answers.append(ASKED[name](y, x))
        except (GraphError, GraphTooLargeError, OverflowError, ValueError) as error:
            answers.append(error)

    assert calls_of(ask) <= CALLS_AT_LEAST + CALLS_PER_PART * size(y)
    assert len(str(answers[0])) <= (LONGEST_ERROR if isinstance(answers[0], Exception) else LONGEST_ANSWER)


def test_complete_graph_of_2_000_nodes_is_refused() -> None:
    y, _ = complete(2_000)
    for draw in (viz.draw, viz.draw_backward, viz.draw_both):
        with pytest.raises(GraphTooLargeError, match="100 for each node"):
            draw(y)
    assert "no picture: a picture is folded along edges" in y._repr_mimebundle_()["text/plain"]


def test_integer_of_5_001_digits_shows_itself_in_a_notebook() -> None:
    forms = Value(NUMBER_PYTHON_REFUSES, "x")._repr_mimebundle_()
    assert forms["text/plain"] == "Value(data=an integer of 16,610 bits, grad=0)"
    assert "x = 1e5000" in forms["text/html"]


# Where it is shown.


def terminal(encoding: str) -> io.TextIOWrapper:
    """Standard output that refuses what its encoding lacks."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp949", "utf-8"])
def test_pictures_print_on_any_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", terminal(encoding))
    x, y = Value(-2.0, "가격"), Value(3.0, "y×")
    z = (x * y - 1) ** 2 + x * y
    z.backward()
    pictures = [viz.draw(z), viz.draw_backward(z), viz.draw_both(z), viz.draw(compile_graph(z, [x], [y]))]
    sheet, quiz = viz.worksheet(z), viz.quiz(값=z)
    wrong = sheet.check(**dict.fromkeys(sheet.key, 0))
    for each in (*pictures, viz.stepper(z), sheet, wrong, quiz, quiz.check(값="가")):
        print(each)
        print(repr(each))


def test_signs_that_a_terminal_lacks_have_plain_ones_in_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", terminal("ascii"))
    picture = viz.draw(Value(2.0, "x") * Value(3.0, "가격"))
    assert "x * ??" in str(picture), "the table, for the terminal"
    assert "x × 가격" in picture._repr_mimebundle_()["text/plain"], "that of a notebook, which has every sign"


def test_table_has_every_sign_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert "x × 가격" in str(viz.draw(Value(2.0, "x") * Value(3.0, "가격")))


def policy_of(page: str) -> dict[str, str]:
    """The directives of a page's own content security policy."""
    (content,) = re.findall('<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    return dict(directive.split(" ", 1) for directive in content.split("; "))


@pytest.mark.parametrize("theme", ["auto", "dark", "light", "print"])
def test_saved_pages_may_do_no_more_than_they_do(theme: str, tmp_path: Path) -> None:
    z = Value(2.0, "<script>alert(1)</script>") * Value(3.0, "<style>*{}</style>")
    z.backward()
    sheet = viz.worksheet(z, theme=theme).picture
    for saved in (viz.draw(z, theme=theme), viz.draw_both(z, theme=theme), viz.stepper(z, theme=theme), sheet):
        page = saved.save(tmp_path / "page.html").read_text("utf-8")
        policy = policy_of(page)
        assert policy.pop("default-src") == "'none'"
        for kind, allowed in policy.items():
            texts = re.findall(rf"<{kind.removesuffix('-src')}>(.*?)</", page, re.DOTALL)
            assert allowed.split() == [f"'sha256-{digest(text)}'" for text in texts]
        assert len(re.findall(r"<(?:script|style)[ >]", page)) - ("application/json" in page) == sum(
            len(allowed.split()) for allowed in policy.values()
        )


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
