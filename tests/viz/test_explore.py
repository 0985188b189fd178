"""The page of a large graph as a file: its blocks, its numbers, what it refuses."""

import base64
import json
import math
import random
import re
import zlib
from array import array
from collections import Counter, defaultdict
from graphlib import TopologicalSorter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Value, gradients, topological_order
from tests.viz.corpus import CORPUS
from tests.viz.test_hostile_labels import HOSTILE
from viz import GraphTooLargeError, explore, language
from viz.explore_page import page as explore_page
from viz.explore_page.numbers import CLOSED, OPEN, PLAIN
from viz.explore_page.tree import MOST_BOXES, Tree, tree_of
from viz.stepper_page import Page

MANY = 3000  # nodes: several levels of blocks


def told(page: Page) -> dict[str, Any]:
    """What the page's scripts are told, unpacked as they do it: arrays and tables by name."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    packed = zlib.decompress(base64.b64decode(data["graph"]))
    for name, code, length in data["lengths"]:
        numbers = array(code)
        numbers.frombytes(packed[: length * numbers.itemsize])
        packed = packed[length * numbers.itemsize :]
        data[name] = numbers.tolist()
    return data | {f"{name} of the table": found for name, found in json.loads(packed).items()}


def edges_of(data: dict[str, Any]) -> list[tuple[int, int, int, float]]:
    """(user, parent, what it carries, contribution) of every edge, as the page reads them."""
    edges, k = [], 0
    for user, inputs in enumerate(data["inputs"]):
        for _ in range(inputs):
            carried = data["edges"][k]
            amount = data["gradients"][user] * data["slopes"][k] if carried == OPEN else 0
            edges.append((user, user - data["parents"][k], carried, amount))
            k += 1
    return edges


@st.composite
def grouped_graphs(draw: st.DrawFn) -> Value:
    """A graph of whole numbers, some of whose nodes stand in groups that may feed each other in circles."""
    generator = random.Random(draw(st.integers(0, 2**32)))
    paths = ["", *(f"layer {i}/unit {k}" for i in range(draw(st.integers(0, 4))) for k in range(3))]
    nodes = [Value(generator.randint(-3, 3)) for _ in range(draw(st.integers(1, 60)))]
    recent = draw(st.integers(1, 80))
    for _ in range(draw(st.integers(1, 400))):
        x, y = generator.choice(nodes[-recent:]), generator.choice(nodes[-recent:])
        operation = generator.choice(["+", "-", "*", "neg", "relu"])
        if operation == "*":  # by small numbers, so that all stay exact
            node = x * generator.randint(-1, 1)
        else:
            node = {"+": x + y, "-": x - y, "neg": -x, "relu": x.relu()}[operation]
        node.__dict__["group"] = generator.choice(paths)
        nodes.append(node)
    return ac.sum(nodes[-draw(st.integers(1, 60)) :])


def boxes_of(tree: Tree, nodes: list[Value]) -> dict[int, set[tuple[str, int]]]:
    """What stands in each block."""
    boxes: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for block, parent in enumerate(tree.parents[1:], 1):
        boxes[parent].add(("block", block))
    for i, home in enumerate(tree.homes):
        if not nodes[i].is_constant:
            boxes[home].add(("node", i))
    return boxes


def way_to(tree: Tree, node: int) -> list[tuple[str, int]]:
    """The boxes that a node stands in, itself first."""
    way, block = [("node", node)], tree.homes[node]
    while block >= 0:
        way.append(("block", block))
        block = tree.parents[block]
    return way


@settings(max_examples=60, deadline=None)
@given(grouped_graphs())
def test_every_node_is_reached_by_opening_blocks_that_can_be_shown(output: Value) -> None:
    nodes = topological_order(output)
    tree = tree_of(nodes)
    assert tree.parents[0] == -1
    assert all(0 <= parent < block for block, parent in enumerate(tree.parents[1:], 1))
    assert all(tree.titles)
    boxes = boxes_of(tree, nodes)
    assert all(len(boxes[block]) <= MOST_BOXES for block in range(len(tree.parents)))
    assert all(len(boxes[block]) >= 2 for block in range(1, len(tree.parents)))
    assert len(tree.homes) == len(nodes)


@settings(max_examples=40, deadline=None)
@given(grouped_graphs())
def test_boxes_of_a_block_never_feed_each_other_in_a_circle(output: Value) -> None:
    nodes = topological_order(output)
    index, tree = {node: i for i, node in enumerate(nodes)}, tree_of(nodes)
    feeds: dict[int, dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for node in nodes:
        for parent in node.parents:
            if parent.is_constant:
                continue
            ways = [way_to(tree, index[each])[::-1] for each in (node, parent)]
            for k, (user, used) in enumerate(zip(*ways, strict=False)):
                if user != used:
                    feeds[ways[0][k - 1][1]][user].add(used)
                    break
    for level in feeds.values():
        list(TopologicalSorter(level).static_order())  # raises CycleError


@settings(max_examples=40, deadline=None)
@given(grouped_graphs())
def test_what_arrives_at_a_node_over_the_border_of_a_block_and_inside_is_the_engines_gradient(output: Value) -> None:
    output.backward()
    data, nodes = told(explore(output)), topological_order(output)
    blocks = Tree(tuple(data["blocks"]), tuple(data["titles of the table"]), tuple(data["homes"]))
    whole = dict(zip(nodes, gradients(output, nodes), strict=True)) if not output.is_constant else {}
    inside: Counter[tuple[int, Any]] = Counter()
    outside: Counter[tuple[int, Any]] = Counter()
    for user, parent, _, amount in edges_of(data):
        ways = [way_to(blocks, each) for each in (user, parent)]
        for box in ways[1]:
            (inside if box in ways[0] else outside)[parent, box] += amount
    for i, node in enumerate(nodes):
        assert data["values"][i] == node.data
        if node.is_constant:
            continue
        assert data["gradients"][i] == whole[node].data
        for box in way_to(blocks, i) if i < len(nodes) - 1 else ():
            assert inside[i, box] + outside[i, box] == whole[node].data


@pytest.mark.parametrize("build", CORPUS.values(), ids=CORPUS)
def test_numbers_are_the_engines(build: Any) -> None:
    output = build()
    if not output.is_constant:
        output.backward()
    data = told(explore(output))
    assert len(data["values"]) == len(topological_order(output))
    assert data["hasGradients"] == (not output.is_constant)


def samples(count: int) -> Value:
    """The loss of `count` samples, without a group."""
    w, b = Value(0.5, "w"), Value(-1.0, "b")
    total = Value(0.0)
    for i in range(count):
        total = total + ((w * float(i % 7) + b).tanh() - 1) ** 2
    loss = total / count
    loss.label = "loss"
    loss.backward()
    return loss


def chain(count: int) -> Value:
    x = Value(0.5, "x")
    for _ in range(count):
        x = x.sin()
    x.backward()
    return x


def wide_sum(count: int) -> Value:
    total = ac.sum([Value(float(i), f"x{i}") for i in range(count)])
    total.backward()
    return total


def layers(count: int) -> Value:
    """Units in layers, each called by its path, for several samples."""
    outputs = []
    weights = [[Value(0.1 * (i + k), f"w{k}") for k in range(4)] for i in range(8)]
    for sample in range(count):
        x = [Value(float(sample)), Value(1.0), Value(-1.0), Value(0.5)]
        for layer in (1, 2):
            x = [ac.dot(weights[4 * layer - 4 + k], x, Value(0.0)).tanh() for k in range(4)]
            for k, unit in enumerate(x):
                for node in (unit, unit.parents[0], *weights[4 * layer - 4 + k]):
                    node.__dict__["group"] = f"layer {layer}/unit {k + 1}"
        outputs.append(ac.sum(x))
    loss = ac.sum(outputs)
    loss.backward()
    return loss


LARGE = {"samples": lambda: samples(MANY // 4), "chain": lambda: chain(MANY), "sum": lambda: wide_sum(MANY)}


@pytest.mark.parametrize("build", LARGE.values(), ids=LARGE)
def test_large_graphs_without_groups_are_blocks_within_blocks(build: Any) -> None:
    nodes = topological_order(build())
    tree = tree_of(nodes)
    boxes = boxes_of(tree, nodes)
    assert 2 <= len(boxes[0]) <= MOST_BOXES
    depth = [0]
    for parent in tree.parents[1:]:
        depth.append(depth[parent] + 1)
    assert max(depth) <= math.log2(MANY)


def test_samples_are_parts_and_what_joins_them_stands_apart() -> None:
    data = told(explore(samples(200)))
    top = [title for title, parent in zip(data["titles of the table"], data["blocks"], strict=True) if parent == 0]
    assert top[:2] == ["parts 1 to 14", "parts 15 to 28"]
    assert top[-1] == "200 last steps"


def test_groups_are_layers_then_units_then_gates() -> None:
    data = told(explore(layers(60)))
    blocks = list(zip(data["titles of the table"], data["blocks"], strict=True))
    assert [title for title, parent in blocks if parent == 0][:2] == ["inputs", "layer 1"]
    first = data["titles of the table"].index("layer 1")
    assert [title for title, parent in blocks if parent == first] == [f"unit {k}" for k in range(1, 5)]


def test_small_graph_is_one_block() -> None:
    x = Value(2.0, "x")
    assert told(explore(x * x + 1))["titles of the table"] == ["whole graph"]
    assert told(explore(x))["titles of the table"] == ["whole graph"]


def test_graph_of_a_gradient_can_be_explored() -> None:
    x = Value(0.5, "x")
    (slope,) = gradients(samples_of(x), [x])
    slope.backward()
    data = told(explore(slope))
    assert data["hasGradients"]
    assert data["gradients"][topological_order(slope).index(x)] == x.grad


def samples_of(x: Value) -> Value:
    total = Value(0.0)
    for i in range(60):
        total = total + (x * float(i)).tanh() ** 2
    return total


def test_before_backward_there_are_no_gradients_and_the_page_says_so() -> None:
    x = Value(2.0, "x")
    page = explore(x * x)
    data = told(page)
    assert not data["hasGradients"]
    assert set(data["gradients"]) == {0}
    assert set(data["edges"]) == {PLAIN}
    assert "backward()" in data["words"]["explore.no_gradients"]


def test_data_that_changed_since_the_forward_pass_is_told() -> None:
    x = Value(2.0, "x")
    y = x * x
    assert not told(explore(y))["isStale"]
    x.data = 3.0
    assert told(explore(y))["isStale"]


def test_a_closed_gate_lets_no_infinity_through() -> None:
    x, y = Value(1.0, "x"), Value(2.0, "y")
    z = ac.maximum(x, y) * math.inf
    z.backward()
    data = told(explore(z))
    assert Counter(data["edges"]) == {OPEN: 2, CLOSED: 1, PLAIN: 1}
    assert data["gradients"][topological_order(z).index(x)] == 0


def test_infinities_and_what_is_no_number_stay() -> None:
    x = Value(math.inf, "x")
    y = x - x
    y.backward()
    values = told(explore(y))["values"]
    assert values[0] == math.inf
    assert math.isnan(values[1])


@pytest.mark.parametrize("label", HOSTILE)
def test_what_people_write_is_text(label: str) -> None:
    x = Value(2.0, label)
    x.__dict__["group"] = label
    y = ac.sum([x.sin() for _ in range(60)])
    y.label = label
    html = explore(y).html
    assert html.count("<script") == 2
    assert html.count("</script>") == 2
    body = html.partition("<body>")[2].partition('<script type="application/json"')[0]
    assert body == explore(Value(1.0)).html.partition("<body>")[2].partition('<script type="application/json"')[0]


def test_page_loads_nothing_and_runs_one_script() -> None:
    html = explore(samples(3)).html
    assert "default-src 'none'; script-src 'sha256-" in html
    assert re.findall(r"(?:src|href)=", html) == []


def test_names_of_variables_are_labels() -> None:
    a = Value(2.0)
    data = told(explore(a * a, names={"a": a}))
    assert data["names of the table"][data["names"][0]] == "a"


def test_blocks_have_names_in_the_chosen_language() -> None:
    with language("ko"):
        page = explore(layers(60))
    titles = told(page)["titles of the table"]
    assert titles[0] == "전체 그래프"
    assert not any(re.search("layer|part|steps|inputs|parameters", title) for title in titles)
    assert '<html lang="ko">' in page.html


def test_same_graph_same_bytes() -> None:
    assert explore(samples(30)).html == explore(samples(30)).html


def test_large_page_has_a_still_picture_for_who_runs_no_scripts() -> None:
    page = explore(samples(3))
    assert page.picture.svg.startswith("<")
    assert "<iframe" in page._repr_mimebundle_()["text/html"]
    assert repr(page).startswith("<a graph, opened block by block")


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (3, TypeError, "explore needs a Value, got int 3"),
        (Value(1j) * 2, TypeError, "a page computes with real numbers"),
        (Value(10**400) * 2, OverflowError, "a page computes with floats"),
    ],
)
def test_what_a_page_cannot_hold_is_refused(value: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        explore(value)


def test_unknown_theme_is_refused() -> None:
    with pytest.raises(ValueError, match="theme"):
        explore(Value(1.0), theme="sepia")


def test_too_large_a_graph_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore_page, "MAX_NODES", 10)
    with pytest.raises(GraphTooLargeError, match="at most 10 nodes"):
        explore(chain(20))
