"""Nothing that people meet in Korean has an English sentence: names of functions, arguments and files aside."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

import viz
from autograd_core import (
    TABLE,
    GraphError,
    Value,
    backward_steps,
    check_gradients,
    check_operation,
    compile_graph,
    dot,
    exp,
    explain,
    log,
    maximum,
    numerical_gradient,
    paths,
    relu,
    sigmoid,
    step,
    topological_order,
)
from autograd_core.strategies import DrawnGraph, graphs
from nn import MLP, softmax_cross_entropy
from nn.history import History
from tests.autograd_core.test_operation_checks import WRONG
from tests.languages import NAMES, english_in, seen
from tests.viz.corpus import CORPUS
from viz import plots
from viz.examples import EXAMPLES, summary
from viz.explore_page.tree import tree_of
from viz.graph import Graph
from viz.names import place_name

# What formulas call operations.
SIGNS = {word for row in TABLE.values() for word in re.findall("[A-Za-z]+", f"{row.name} {row.symbol} {row.text}")}
SMALL = 40  # nodes: what a test draws in a moment


@pytest.fixture(autouse=True)
def _in_korean() -> Any:
    with viz.language("ko"):
        yield


def english(*texts: str, known: set[str] | None = None) -> set[str]:
    return english_in(" ".join(texts), NAMES | SIGNS | (known or set()))


def labels_of(output: Value) -> set[str]:
    return {word for node in topological_order(output) for word in re.findall("[A-Za-z]+", node.label)}


def told(output: Value) -> list[str]:
    """All that text says of a graph."""
    texts = [repr(each) for each in backward_steps(output)]
    for node in topological_order(output):
        texts += [str(explain(output, node)), str(paths(output, node))]
    return [text.replace(".grad", "") for text in texts]


def drawn(output: Value) -> list[Any]:
    """Every kind of picture of a graph."""
    first = next((node for node in topological_order(output) if not node.is_constant), output)
    pictures: list[Any] = [viz.draw(output), viz.draw_backward(output), viz.draw_both(output)]
    pictures += [viz.animate(output)] if len(topological_order(output)) <= SMALL else []
    pictures += [viz.draw(output, local_gradients=True, weight="gradient"), viz.draw(output, around=first)]
    try:
        pictures += [viz.why(output, first), viz.draw(output, between=(first, output))]
    except GraphError:
        return pictures  # no way leads there
    return pictures


def verdicts_on(sheet: viz.Worksheet) -> list[str]:
    """What is said to right answers, usual mistakes, and what follows from them."""
    answers: list[dict[str, Any]] = [
        dict(sheet.key),
        *({letter: wrong(number) for letter, number in sheet.key.items()} for wrong in (lambda x: -x, lambda x: x + 7)),
        dict.fromkeys(sheet.key, 1),
        dict.fromkeys(sheet.key, ...),
        {letter: 2 * number for letter, number in sheet.key.items()},
    ]
    return [repr(sheet), str(sheet.picture), *(str(sheet.check(**each)) for each in answers)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_texts_about_examples(name: str) -> None:
    output = EXAMPLES[name]()
    assert english(summary(name), *told(output), known=labels_of(output)) == set()


@pytest.mark.thorough
@settings(deadline=None, max_examples=60)
@given(graphs())
def test_texts_about_any_graph(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    try:
        output.backward()
        texts = told(output)
    except (ArithmeticError, ValueError):
        return
    assert english(*texts) == set()


@pytest.mark.thorough
@pytest.mark.parametrize("name", CORPUS)
def test_pictures_pages_and_exercises(name: str) -> None:
    output = CORPUS[name]()
    known = labels_of(output) | {name.partition(" ")[0], *name.split()}
    for picture in drawn(output):
        texts = [picture.title, str(picture), repr(picture)]
        texts += [seen(picture.svg), seen(picture.page)] if isinstance(picture, viz.Picture) else []
        assert english(*texts, known=known) == set()
    if len(topological_order(output)) <= SMALL:
        page = viz.stepper(output)
        assert english(seen(page.html), repr(page), known=known) == set()
        explored = viz.explore(output)
        assert english(seen(explored.html), repr(explored), known=known) == set()
        for hide in ("gradients", "values"):
            sheet = viz.worksheet(output, hide)
            letters = {letter for letter in sheet.key if len(letter) > 1}
            shown = [seen(sheet.picture.svg), seen(sheet._repr_mimebundle_()["text/html"])]
            assert english(*verdicts_on(sheet), *shown, known=known | letters) == set()


@pytest.mark.parametrize("name", TABLE)
def test_help_of_a_function(name: str) -> None:
    inputs = {"condition", *re.findall("[a-z]+", str(TABLE[name].signature)), "others"}
    assert english(str(TABLE[name].__doc__), known=inputs | {"Value", "pi"}) == set()


def test_verdicts_on_a_quiz() -> None:
    questions = viz.quiz(a=3, b=[1, 2.5], c="x", d=True, e=[["x"], ["y"]])
    answers: list[Any] = ["x", 3, True, [1], [1, 2.5], ..., 2.5]
    said = [str(questions.check(**dict.fromkeys("abcde", answer))) for answer in answers]
    assert english(repr(questions), seen(questions._repr_mimebundle_()["text/html"]), *said) == set()


def test_networks_and_programs() -> None:
    inputs = [Value(0.5 * i, f"x{i}") for i in range(3)]
    loss = softmax_cross_entropy(MLP(3, [5, 5, 2])(inputs), 1)
    loss.backward()
    weights, x = [Value(0.5 * i) for i in range(7)], [Value(float(i + 1)) for i in range(3)]
    hidden = [dot(weights[:3], x, weights[6]).tanh(), dot(weights[3:6], x, weights[6]).tanh()]
    program = compile_graph(maximum(*hidden) - sum(hidden) * 0.5, x, weights)
    assert english(*tree_of(Graph(loss).order).titles) == set()
    for picture in (
        viz.draw(loss),
        viz.draw_network(loss),
        viz.draw_network(loss, weight="gradient"),
        viz.draw(program),
    ):
        shown = re.sub("unit='[^']*'", "", seen(picture.svg))  # what Python is told to open it
        assert english(picture.title, str(picture), repr(picture), shown) == set()


def test_checks_and_histories() -> None:
    said = [str(check_gradients(f, at)) for f, at in ((relu, 0.0), (step, 0.0), (lambda x: x * 1e-30 + 1, 1.0))]
    said += [str(check_gradients(lambda x: x * x, 3.0, gradient=5.0))]
    said += [repr(History([2.0, 1.0], True, True, [3.0, 2.5])), repr(History([1.0]))]
    assert english(*said) == set()


PLOTS: dict[str, Callable[[], Any]] = {
    "sigmoid": lambda: plots.activation(sigmoid),
    "step": lambda: plots.activation(step),
    "losses": lambda: plots.loss_curves(History([2.0, 1.0], validation_losses=[3.0, 2.5]), scale="log"),
    "paths": lambda: plots.optimizer_paths(
        lambda x, y: x * x + y * y, {"GD": [(1, 1), (0, 0)]}, minimum=(0, 0), grid_resolution=3
    ),
    "boundary": lambda: plots.decision_boundary(lambda p: p[0], [(0, 0), (1, 1)], [0, 1], grid_resolution=3),
    "regions": lambda: plots.regions([(0, 1, 0), (0, 0, 1)]),
    "hinton": lambda: plots.hinton([[1.0, -1.0]]),
    "no weights": lambda: plots.hinton([[0.0, 0.0]]),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", PLOTS)
def test_plots(name: str) -> None:
    from matplotlib import pyplot
    from matplotlib.text import Text

    found = PLOTS[name]()
    figure = found.figure if hasattr(found, "figure") else found[0].figure
    texts = [text.get_text() for text in figure.findobj(Text)]
    pyplot.close(figure)
    assert any(re.search("[가-힣]", text) for text in texts)
    assert english(*(re.sub(r"\$[^$]*\$", "", text) for text in texts), known={"GD"}) == set()


def test_english_is_found() -> None:
    with viz.language("en"):
        output = EXAMPLES["max-gate"]()
        assert english(str(viz.draw(output)), known=labels_of(output)) == {
            "name",
            "computed",
            "as",
            "input",
            "value",
            "gradient",
        }
        assert "branch" in english(*told(output))


# Faults in the words of the table; others quote an error of Python, or of a program.
FAULTS = """
rule | untold kink | untold bend | untold jump | untold edge | clearance that is no number | textbook
array that mixes rows | kink | kink that a clearance tells of | gate | array beyond the domain | formula | symmetry
far away | unseen
"""
TOLD_TO_PYTHON = {"own", "clearance", "kinks", "symmetric", "condition", "NOTHING", "row", "operation", "points"}


@pytest.mark.thorough
def test_faults_of_operations() -> None:
    said = []
    for name in map(str.strip, re.split(r"[|\n]", FAULTS.strip())):
        with pytest.raises(AssertionError) as fault:
            check_operation(WRONG[name][0]())
        said.append(str(fault.value))
    assert english(*said, str(check_operation(TABLE["tanh"])), known=TOLD_TO_PYTHON) == set()


def test_errors_about_numbers() -> None:
    wrong: list[Callable[[], Any]] = [
        lambda: log(Value(-1.0, "값")),
        lambda: exp(Value(1000.0)),
        lambda: Value(1.0) / 0,
        lambda: TABLE["divide"](Value(1.0, "값"), Value(0.0)),
    ]
    said = []
    for compute in wrong:
        with pytest.raises((ArithmeticError, ValueError)) as error:
            compute()
        said.append(str(error.value))
    with pytest.raises(TypeError) as refused:
        numerical_gradient(abs, 1.0, method="complex")
    said.append(str(refused.value).partition(":")[0])  # then the reason that abs has
    assert english(*said, known={"where"}) == set()


def test_roles_and_executors() -> None:
    x = Value(1.0)
    program = compile_graph(x * x, [x])
    assert english(*(f"{row.role} {row.role_and_note}" for row in TABLE.values()), program.executor) == set()


def test_parts_of_networks() -> None:
    parts = ["layer 1/neuron 3", "piece 2", "letters", "attention", "scores", "layer/up", "layer/down"]
    parts += [f"attention/{part}" for part in ("query", "key", "value", "mixed")]
    assert english(*map(place_name, parts)) == set()
    assert place_name("value, my letters") == "value, my letters"  # of another's own
