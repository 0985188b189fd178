"""The stepper's page as a file: what it is told, what it is made of, what it refuses."""

import base64
import copy
import hashlib
import html
import json
import re
import sys
from collections import Counter
from fractions import Fraction
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import (
    TABLE,
    GraphError,
    Value,
    backward_steps,
    constant,
    dot,
    gradients,
    maximum,
    no_grad,
    topological_order,
)
from autograd_core.strategies import DrawnGraph, graphs
from tests.viz.corpus import CORPUS
from tests.viz.test_hostile_labels import HOSTILE
from viz import GraphTooLargeError
from viz.examples import EXAMPLES
from viz.graph import Graph
from viz.stepper_page import stepper
from viz.stepper_page.labels import notation
from viz.stepper_page.page import MAX_NODES, SCRIPTS
from viz.stepper_page.trace import Trace, trace_of
from viz.text import label

# The page adds up contributions in the order of the backward pass, `gradients` in its own.
TOLERANCE = 1e-9


def data_of(page: str) -> dict[str, Any]:
    """What the page's scripts are told."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def names_of(page: str) -> list[str]:
    return [node["name"] for node in data_of(page)["nodes"]]


def evaluated(trace: Trace) -> list[float]:
    """The trace's numbers, computed again by the engine's table."""
    numbers: list[float] = []
    for entry in trace.entries:
        inputs = [numbers[parent] for parent in entry.parents]
        numbers.append(TABLE[entry.operation].forward(*inputs) if entry.operation else entry.data)
    return numbers


def test_every_row_of_the_table_has_a_kernel_in_the_page() -> None:
    source = files("viz.stepper_page").joinpath("kernels.js").read_text(encoding="utf-8")
    body = source.partition("const KERNELS = {")[2].partition("\n};")[0]
    kernels = set(re.findall(r"^  (\w+)[:,]", body, re.MULTILINE))
    missing = sorted(set(TABLE) - kernels)
    assert missing == [], f"these rows need a kernel in viz/stepper_page/kernels.js: {', '.join(missing)}"
    assert kernels <= set(TABLE)


@given(graph=graphs(clearance=0.001, sharing=True))
def test_trace_has_the_engines_values_gradients_and_contributions(graph: DrawnGraph) -> None:
    output, _ = graph.record()
    trace = trace_of(Graph(output))
    numbers = evaluated(trace)
    assert list(trace.nodes) == topological_order(output)
    assert numbers[: len(trace.nodes)] == [float(node.data) for node in trace.nodes]
    for ours, theirs in zip(trace.gradients, gradients(output, trace.nodes), strict=True):
        assert numbers[ours] == pytest.approx(float(theirs.data), rel=TOLERANCE, abs=TOLERANCE, nan_ok=True)
    expected = [each for step in backward_steps(output) for each in step.contributions]
    for contribution, theirs in zip(trace.contributions, expected, strict=True):
        assert trace.nodes[contribution.user] is theirs.user
        assert trace.nodes[contribution.value] is theirs.value
        assert contribution.position == theirs.position
        assert trace.entries[contribution.amount].data == pytest.approx(float(theirs.amount), nan_ok=True)
        assert numbers[contribution.amount] == pytest.approx(
            float(theirs.amount), rel=TOLERANCE, abs=TOLERANCE, nan_ok=True
        )


def test_entries_follow_their_parents() -> None:
    trace = trace_of(Graph(EXAMPLES["chain-rule"]()))
    for i, entry in enumerate(trace.entries):
        assert all(parent < i for parent in entry.parents)


def test_totals_run_up_to_the_gradient() -> None:
    x = Value(3.0, "x")
    trace = trace_of(Graph(x * x + x))
    numbers = evaluated(trace)
    assert [numbers[each.total] for each in trace.contributions if each.value == 0] == [1, 4, 7]


def test_backward_pass_starts_from_the_gradient_of_the_output() -> None:
    output = EXAMPLES["multiply-gate"]()  # with 1.3
    trace = trace_of(Graph(output))
    assert evaluated(trace)[trace.gradients[-1]] == 1.3
    assert evaluated(trace)[trace.gradients[0]] == 6.5


def test_output_that_is_a_leaf_has_a_page() -> None:
    trace = trace_of(Graph(Value(2.0, "x")))
    assert trace.contributions == ()
    assert names_of(stepper(Value(2.0, "x")).html) == ["x"]


def test_the_users_graph_is_left_as_it_was() -> None:
    output = EXAMPLES["chain-rule"]()
    order = topological_order(output)
    before = [(node.label, node.data, node.grad) for node in order]
    stepper(output, names={"s": order[5]})
    assert [(node.label, node.data, node.grad) for node in order] == before


def test_same_graph_gives_the_same_page() -> None:
    assert stepper(EXAMPLES["chain-rule"]()).html == stepper(EXAMPLES["chain-rule"]()).html


def test_fractions_and_plain_numbers_are_told_as_floats() -> None:
    x = Value(Fraction(1, 3), "x")
    assert trace_of(Graph(x * 2)).entries[0].data == 1 / 3


def test_numbers_that_json_lacks_are_told_as_text() -> None:
    x = Value(float("inf"), "x")
    trace = data_of(stepper(x * float("nan")).html)["trace"]
    assert trace[0]["data"] == "Infinity"
    assert trace[1]["data"] == "NaN"


# Names and notation.


@pytest.mark.parametrize("name", ["shared difference", "quotient of shared", "batch normalization", "tangle 2"])
def test_operands_of_minus_and_divide_stand_in_reading_order(name: str) -> None:
    output = CORPUS[name]()
    arrows = data_of(stepper(output).html)["picture"]["arrows"]
    end = {(arrow["user"], arrow["position"]): arrow["line"] for arrow in arrows if arrow["kind"] == "edge"}
    for i, node in enumerate(topological_order(output)):
        if node.operation in (TABLE["subtract"], TABLE["divide"]) and {(i, 0), (i, 1)} <= end.keys():
            first, second = (float(end[i, position].rpartition(",")[2]) for position in (0, 1))
            assert first < second, node


def test_nodes_without_a_label_get_a_name() -> None:
    x, y = Value(2.0), Value(3.0, "y")
    assert names_of(stepper((x * y + 1) ** 2).html) == ["input 1", "y", "#1", "1", "#2", "2", "output"]


def test_names_come_from_variables() -> None:
    apples, price = Value(2), Value(100)
    cost = apples * price
    assert names_of(stepper(cost, names=locals()).html) == ["apples", "price", "cost"]


@pytest.mark.parametrize(
    ("build", "written"),
    [
        (lambda x, y: x + y, "{} + {}"),
        (lambda x, y: x - y, "{} − {}"),
        (lambda x, y: x / y, "{} / {}"),
        (lambda x, y: x**y, "{}^{}"),
        (lambda x, y: x**2, "{}²"),
        (lambda x, y: x**-1.5, "{}⁻¹˙⁵"),
        (lambda x, y: x**1e-5, "{}^{}"),
        (lambda x, y: -x, "−{}"),
        (lambda x, y: x.sigmoid(), "σ({})"),
        (lambda x, y: maximum(x, y, x), "max({}, {}, {})"),
        (lambda x, y: dot([x, y], [y, x], x), "{} × {} + {} × {} + {}"),
    ],
)
def test_operation_is_written_as_in_a_textbook(build: Any, written: str) -> None:
    pieces = notation(build(Value(2.0), Value(3.0)))["pieces"]
    assert "{}".join(pieces) == written


def test_formulas_have_printed_signs_and_names_their_own() -> None:
    x, y = Value(2.0, "x"), Value(3.0, "learning-rate")
    formulas = [node.get("formula") for node in data_of(stepper(x * x - 2 * x + y).html)["nodes"]]
    assert "x × x − 2 × x" in formulas
    assert formulas[-1] == "x × x − 2 × x + learning-rate"


def test_local_gradient_is_told_in_the_names_of_the_neighbours() -> None:
    x, y = Value(2.0, "x"), Value(3.0, "y")
    told = data_of(stepper((x * y).tanh() / y).html)["contributions"]
    assert [each["rule"] for each in told] == ["1 / y", "−output / y", "1 − #2 × #2", "y", "x"]


# The file.


def test_scripts_of_the_page_which_are_one_script_there_declare_each_name_once() -> None:
    source = "\n".join(files("viz.stepper_page").joinpath(name).read_text("utf-8") for name in SCRIPTS)
    declared = re.findall(r"^(?:const|let|function|class) (\w+)", source, re.MULTILINE)
    assert len(declared) > 50
    assert [name for name, count in Counter(declared).items() if count > 1] == []


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_page_loads_nothing_and_runs_its_own_script_alone() -> None:
    page = stepper(EXAMPLES["apples-and-oranges"]()).html
    elements = Elements(page).found
    for tag, attributes in elements:
        assert not {"src", "srcset", "style", "action"} & set(attributes), tag
        assert attributes.get("href", "#player") == "#player", tag  # past the graph, for the keyboard
        assert not any(name.startswith("on") for name in attributes), tag
    policy = next(attributes["content"] for _, attributes in elements if "http-equiv" in attributes)
    script = re.search(r"<script>(.*)</script>", page, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'sha256-")


@settings(max_examples=15)
@given(st.lists(st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE), min_size=8, max_size=8))
def test_any_label_reaches_the_page_as_data_alone(labels: list[str]) -> None:
    output = Value(1.0, "start")
    for text in labels:
        output = output + Value(2.0, text)
    page = stepper(output).html
    tame = stepper(copy.deepcopy(EXAMPLES["apples-and-oranges"]())).html
    assert [tag for tag, _ in Elements(page).found] == [tag for tag, _ in Elements(tame).found]
    assert "<" not in re.split(r'id="data">|</script>', page)[1]
    shown = names_of(page)
    for text in labels:
        assert label(text) in shown or not label(text)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_theme_fixes_the_colours(theme: str) -> None:
    page = stepper(EXAMPLES["max-gate"](), theme=theme).html
    assert "light-dark(" not in page
    assert f"color-scheme: {'dark' if theme == 'dark' else 'light'}" in page


def test_page_is_saved_as_html(tmp_path: Path) -> None:
    page = stepper(EXAMPLES["max-gate"]())
    path = page.save(tmp_path / "page.html")
    assert path.read_text(encoding="utf-8") == page.html


def test_prompt_says_what_the_page_is_and_what_to_do_with_it() -> None:
    page = stepper(EXAMPLES["max-gate"]())
    assert repr(page) == "<Computational graph: z = 5, step by step; save('graph.html') or print(...) this page>"


def test_notebook_has_the_picture_and_then_the_page_in_a_sandbox() -> None:
    page = stepper(EXAMPLES["max-gate"]())
    form = page._repr_mimebundle_()
    _, _, _, frame, _ = elements = Elements(form["text/html"]).found
    assert [tag for tag, _ in elements] == ["style", "div", "img", "iframe", "script"]
    assert f"@media print{{.{frame[1]['class']}{{display:none}}}}" in form["text/html"], "no hole on paper"
    assert frame[1]["sandbox"] == "allow-scripts"
    assert frame[1]["title"]
    assert html.unescape(re.findall(r'srcdoc="([^"]*)"', form["text/html"])[0]) == page.html
    assert form["text/plain"] == str(page.picture)


# What it refuses.


def test_other_things_than_values_are_refused() -> None:
    with pytest.raises(TypeError, match="stepper needs a Value, got int 3"):
        stepper(3)  # type: ignore[arg-type]


def test_constant_is_refused() -> None:
    with pytest.raises(GraphError, match="steps through a recorded graph, got the constant 3"):
        stepper(constant(3))


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match=r"real numbers, got .*2\+1j.*; use viz\.draw"):
        stepper(Value(2 + 1j, "z") * 2)


def test_numbers_beyond_floats_are_refused() -> None:
    with pytest.raises(OverflowError, match=r"which end at 1\.8e308, got .*; scale the inputs"):
        stepper(Value(10, "x") ** 400)


def test_large_graph_is_refused_with_what_to_do() -> None:
    x = Value(1.0, "x")
    for _ in range(MAX_NODES):
        x = x.sin()
    with pytest.raises(GraphTooLargeError, match=r"at most 300 nodes .*; step through .* or use viz\.draw"):
        stepper(x)


def test_graph_of_the_largest_size_has_a_page() -> None:
    x = Value(1.0, "x")
    for _ in range(MAX_NODES - 1):
        x = x.sin()
    assert len(names_of(stepper(x).html)) == MAX_NODES


def test_block_without_gradients_does_not_matter_to_a_graph_that_is_recorded() -> None:
    output = EXAMPLES["max-gate"]()
    with no_grad():
        page = stepper(output)
    assert page.html == stepper(output).html


def test_slope_without_a_value_is_refused_as_by_the_backward_pass() -> None:
    with pytest.raises(ArithmeticError, match="no gradient"):
        stepper(Value(0.0, "x").sqrt())


def test_page_that_shows_the_forward_pass_tells_no_gradient_before_it_is_stepped_to() -> None:
    page = stepper(EXAMPLES["apples-and-oranges"](), show="forward")
    assert "gradient" not in str(page)
    assert "gradient" not in page._repr_mimebundle_()["text/html"].partition("<iframe")[0]
    assert "gradient" in str(stepper(EXAMPLES["apples-and-oranges"]()))


def test_unknown_opening_is_refused() -> None:
    with pytest.raises(ValueError, match=r"show is one of 'inputs', 'both', 'forward', got 'gradients'"):
        stepper(EXAMPLES["max-gate"](), show="gradients")


def test_unknown_weight_is_refused() -> None:
    with pytest.raises(ValueError, match=r"weight is one of 'gradient', 'value', got 'size'"):
        stepper(EXAMPLES["max-gate"](), weight="size")


def test_rivers_are_told_where_they_are_asked_for() -> None:
    assert "weight" not in data_of(stepper(EXAMPLES["max-gate"]()).html)
    told = data_of(stepper(EXAMPLES["max-gate"](), weight="gradient").html)
    assert told["weight"] == "gradient"
    assert all(arrow["river"].startswith("M") for arrow in told["picture"]["arrows"])


def test_unknown_theme_is_refused() -> None:
    with pytest.raises(ValueError, match=r"theme is one of .*, got 'pink'"):
        stepper(EXAMPLES["max-gate"](), theme="pink")


def test_other_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"saved as \.html, got 'page\.svg'"):
        stepper(EXAMPLES["max-gate"]()).save(tmp_path / "page.svg")


@pytest.mark.parametrize("name", ["shared difference", "lstm cell", "batch normalization"])
def test_graph_is_walked_three_times_whatever_its_size(name: str) -> None:
    output, walks = CORPUS[name](), []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is topological_order.__code__:
            walks.append(frame.f_back)

    sys.setprofile(note)
    try:
        stepper(output)
    finally:
        sys.setprofile(None)
    assert len(walks) <= 3  # by the page, by the backward pass, and by the gradients as a graph
