"""Networks as layers of circles: read from group paths, drawn with weights as wide as they are, opened unit by unit."""

import math
import random
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn
from autograd_core import GraphError, Value, dot, relu, tanh
from autograd_core import sum as total
from tests.viz.places import along
from tests.viz.svg import SVG, parsed, texts
from tests.viz.test_hostile_labels import ATTRIBUTES, ELEMENTS, HOSTILE
from viz import draw, draw_network
from viz.examples import EXAMPLES
from viz.graph import Graph
from viz.networks.layout import FEW_LINES, FIRST, LAST, MANY, MOST_UNITS, RADIUS, Places, network_layout, shown_rows
from viz.networks.network import Network, network_of
from viz.scene.rivers import scale_of
from viz.text import number, typeset
from viz.themes import THEMES

ROUNDING = 0.0051  # points: a width is written with two digits

sizes = st.lists(st.integers(1, 5), min_size=2, max_size=4)


def mlp(layers: Sequence[int], **options: Any) -> nn.MLP:
    return nn.MLP(layers[0], layers[1:], generator=random.Random(1), **options)


def loss_of(net: nn.MLP, rows: Sequence[Sequence[float]]) -> Value:
    """The sum of all squared outputs for some inputs, differentiated."""
    outputs: list[Value] = []
    for row in rows:
        out = net(row)
        outputs += out if isinstance(out, list) else [out]
    loss: Value = total(out * out for out in outputs)
    loss.label = "loss"
    loss.backward()
    return loss


def row(count: int, seed: int = 0) -> list[float]:
    generator = random.Random(seed)
    return [generator.uniform(-2, 2) for _ in range(count)]


def read(output: Value) -> Network:
    return network_of(Graph(output), {}, "output")


@settings(max_examples=40)
@given(sizes, st.sampled_from(["relu", "tanh", None]), st.booleans(), st.integers(1, 3))
def test_network_is_that_of_the_module_whatever_its_shape(
    layers: list[int], activation: str | None, expanded: bool, times: int
) -> None:
    net = mlp(layers, activation=activation, bias_initializer="normal", expanded=expanded)
    found = read(loss_of(net, [row(layers[0], seed) for seed in range(times)]))
    assert [len(column) for column in found.columns] == layers
    assert {each.weight for each in found.connections} == set(net.parameters())
    entering = {
        (c, i): [each for each in found.connections if each.head == (c, i)]
        for c, column in enumerate(found.columns)
        for i in range(len(column))
    }
    for c, layer in enumerate(net.layers, start=1):
        for i, neuron in enumerate(layer.neurons):
            *weights, bias = entering[c, i]
            assert [each.weight for each in weights] == neuron.w
            assert [each.tail for each in weights] == [(c - 1, k) for k in range(len(neuron.w))]
            assert (bias.weight, bias.tail) == (neuron.b, None)
            for each in entering[c, i]:
                assert each.value is not None
                assert each.value.norm == abs(each.weight.data)
                assert each.gradient is not None
                assert math.isclose(each.gradient.norm, abs(each.weight.grad), rel_tol=1e-12)
            assert len(found.columns[c][i].values) == times
            assert found.columns[c][i].path == neuron.group
    assert {each.head for each in found.connections if each.tail is None} == {place for place in entering if place[0]}


def test_circles_hold_activations_and_values() -> None:
    net = mlp([2, 3, 1], activation="tanh")
    x = [Value(0.5, "x1"), Value(-1.0, "width")]
    out = net(x)
    out.label = "y"
    found = read(out)
    assert [[unit.symbol for unit in column] for column in found.columns] == [["", ""], ["tanh"] * 3, [""]]
    assert [unit.values for unit in found.columns[0]] == [(0.5,), (-1.0,)]
    assert found.columns[2][0].values == (out.data,)
    assert found.output == ""  # it is a unit
    drawn = texts(draw_network(out).svg)
    assert {"x₁", "width", "y", "0.5", "−1", "inputs2units", "layer13units", "layer21unit"} <= set(drawn)
    assert sum(text.startswith("tanh") for text in drawn) == 3


def test_inputs_without_names_are_numbered_and_an_unknown_loss_is_a_box() -> None:
    drawn = texts(draw_network(loss_of(mlp([2, 1]), [[1.0, 2.0]])).svg)
    assert {"x₁", "x₂"} <= set(drawn)
    assert sum(text.startswith("loss=") for text in drawn) == 1


def test_activations_and_noise_between_layers_are_looked_through() -> None:
    parts = [nn.Layer(2, 3, activation=None), "tanh", nn.Dropout(0.5), nn.Layer(3, 2, activation=None), "softmax"]
    out = nn.Sequential(*parts)([1.0, 2.0])
    found = read(out[0] + out[1] * 2)
    assert [len(column) for column in found.columns] == [2, 3, 2]
    assert [unit.symbol for unit in found.columns[1]] == ["tanh"] * 3
    assert [unit.symbol for unit in found.columns[2]] == ["", ""]
    assert found.feeding == ((2, 0), (2, 1))


SYMBOLS = {"bipolar_step": "step", "logistic": "σ", "prelu": "leaky ReLU", "tanh": "tanh"}


@pytest.mark.parametrize("activation", SYMBOLS)
def test_activation_of_several_gates_is_inside_its_unit(activation: str) -> None:
    out = nn.MLP(2, [3, 1], activation=activation, output_activation=activation)([1.0, -2.0])
    columns = read(out).columns
    assert [len(column) for column in columns] == [2, 3, 1]
    assert {unit.symbol for column in columns[1:] for unit in column} == {SYMBOLS[activation]}
    assert all(len(unit.values) == 1 for column in columns for unit in column)
    assert columns[2][0].values == (out.data,)


def test_ragged_layers_and_connections_that_skip_one() -> None:
    """Unit a sees x1 and x2, b sees x2 alone; c sees both and x1 again, d sees c and a."""
    x1, x2 = Value(1.0, "x1"), Value(2.0, "x2")
    a, b = unit("first/a", [x1, x2]), unit("first/b", [x2])
    c = unit("second/c", [a, b, x1])
    found = read(unit("third/d", [c, a]))
    assert [[each.name or each.path for each in column] for column in found.columns] == [
        ["x1", "x2"],
        ["first/a", "first/b"],
        ["second/c"],
        ["third/d"],
    ]
    assert [(each.tail, each.head) for each in found.connections if each.tail] == [
        *(((0, 0), (1, 0)), ((0, 1), (1, 0)), ((0, 1), (1, 1))),
        *(((1, 0), (2, 0)), ((1, 1), (2, 0)), ((0, 0), (2, 0))),
        *(((2, 0), (3, 0)), ((1, 0), (3, 0))),
    ]


def unit(path: str, inputs: Sequence[Value], *, owns: bool = True) -> Value:
    """A unit of one's own, with or without a group on its parameters."""
    weights = [Value(0.5 + i, f"w{i}") for i in range(len(inputs))]
    bias = Value(0.25, "b")
    summed = dot(weights, inputs, bias)
    out = relu(summed)
    for node in (summed, out, *(weights if owns else ()), *([bias] if owns else ())):
        node.group = path
    return out


def test_parameters_without_a_group_are_those_that_nobody_else_uses() -> None:
    x = Value(3.0, "x")
    out = unit("out/c", [unit("hidden/a", [x], owns=False), unit("hidden/b", [x], owns=False)], owns=False)
    found = read(out)
    assert [len(column) for column in found.columns] == [1, 2, 1]
    assert [each.weight.label for each in found.connections] == ["w0", "b", "w0", "b", "w0", "w1", "b"]
    w, alone = Value(2.0, "w"), Value(3.0, "x")
    cell = tanh(w * alone)
    cell.group = cell.parents[0].group = "cell"
    assert [each.weight for each in read(cell).connections] == [w]


def test_learned_slope_of_an_activation_is_no_bias() -> None:
    net = nn.MLP(2, [2, 1], activation=nn.PReLU())
    found = read(net([1.0, -2.0]))
    biases = [each.weight for each in found.connections if each.tail is None]
    assert biases == [neuron.b for layer in net.layers for neuron in layer.neurons]


def test_pieces_of_a_maxout_share_their_inputs() -> None:
    out = nn.Maxout(2, 2)([1.0, 2.0])
    assert [len(column) for column in read(out[0] + out[1]).columns] == [2, 4]


# How it is drawn.


def bands(svg: str) -> list[float]:
    """The widths of the lines between circles, without samples of the legend, which are level and short."""
    theme = THEMES["light"]
    found = []
    for path in parsed(svg).iter(f"{SVG}path"):
        numbers = [float(x) for x in re.findall(r"-?[\d.]+", path.get("d", ""))]
        if path.get("stroke") in (theme.positive, theme.negative) and numbers[-2] - numbers[0] > 50:
            found.append(float(path.get("stroke-width", "1")))
    return sorted(found)


@settings(max_examples=8)
@given(sizes, st.sampled_from(["value", "gradient"]))
def test_lines_are_as_wide_as_the_widths_of_rivers_say(layers: list[int], weight: str) -> None:
    loss = loss_of(mlp(layers, activation="tanh", bias_initializer="normal"), [row(layers[0])])
    found = read(loss)
    if len(found.connections) > MANY:
        return
    sizes_of = [each.gradient if weight == "gradient" else each.value for each in found.connections]
    scale = scale_of(sizes_of)
    widths = [river.width for size in sizes_of if (river := scale.river(size))]
    expected = sorted(FEW_LINES * width for width in widths if width)
    assert bands(draw_network(loss, weight=weight).svg) == pytest.approx(expected, abs=ROUNDING)
    by_size = sorted(sizes_of, key=lambda size: size.norm if size else 0)
    assert all(scale.width(less.norm) <= scale.width(more.norm) for less, more in pairwise(by_size) if less and more)


def test_zero_is_dotted_and_negative_has_a_second_sign() -> None:
    x = [Value(1.0, "x1"), Value(2.0, "x2"), Value(3.0, "x3")]
    weights = [Value(w, f"w{i}") for i, w in enumerate((1.0, -1.0, 0.0))]
    out = dot(weights, x)
    for node in (out, *weights):
        node.group = "layer/unit"
    source = draw_network(out).dot.source
    assert source.count("style=dotted") == 2  # and the legend
    assert source.count("style=dashed") == 2
    legend = [text for text in texts(draw_network(out).svg) if text in ("positive", "negative", "zero")]
    assert legend == ["positive", "negative", "zero"]
    assert "width:|weight|" in texts(draw_network(out).svg)


@given(st.integers(1, 200))
def test_long_columns_are_drawn_with_dots(count: int) -> None:
    rows = shown_rows(count)
    units = [i for i in rows if i is not None]
    assert units == sorted(set(units))
    assert {0, count - 1} <= set(units)
    assert (None in rows) == (count > MOST_UNITS) == (len(units) < count)
    assert len(rows) <= max(MOST_UNITS, FIRST + LAST + 1)


def test_classifier_of_digits_is_small_enough_for_a_slide() -> None:
    net = mlp([64, 50, 10], activation="sigmoid")
    loss = nn.softmax_cross_entropy(net(row(64)), 3)
    svg = draw_network(loss).svg
    assert {"inputs64units", "layer150units", "layer210units"} <= set(texts(svg))
    width, height = (float(parsed(svg).get(side, "").removesuffix("pt")) for side in ("width", "height"))
    assert 14 / 20 * 16 * min(1920 / width, 1080 / height) > 12  # pixels of the smallest letters on a slide
    assert "x₆₄" in texts(svg)
    assert "x₆" not in texts(svg)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_line_that_skips_a_layer_touches_no_circle_in_between(count: int) -> None:
    inputs = [Value(1.0, f"x{i}") for i in range(3)]
    hidden = [unit(f"hidden/{i}", inputs) for i in range(count)]
    places = Places(read(unit("output/y", [*hidden, *inputs])))
    assert len([each for each in places.network.connections if each.tail and each.head[0] - each.tail[0] == 2]) == 3
    head = places.centres[2, 0]
    for tail in (places.centres[0, i] for i in range(3)):
        line = places.line(tail, head, [1])
        assert (line[0], line[-1]) == (tail, head)
        for i in range(count):
            assert min(math.dist(point, places.centres[1, i]) for point in along(line)) > RADIUS


def test_hostile_groups_and_labels_are_text() -> None:
    for text in HOSTILE[:12]:
        out = unit(f"{text}/{text}", [Value(1.0, text)])
        out.label = text
        picture = draw_network(out)
        for element in parsed(picture.svg).iter():
            assert element.tag in ELEMENTS
            assert set(element.attrib) <= ATTRIBUTES
        assert all(re.fullmatch(r"\w+", name) for name in re.findall(r"^\t(\S+) \[", picture.dot.source, re.MULTILINE))


def test_every_form_of_a_picture_and_the_same_bytes() -> None:
    loss = loss_of(mlp([2, 2, 1]), [[1.0, 2.0]])
    picture = draw_network(loss, weight="gradient", theme="dark")
    assert picture.dot.source == draw_network(loss, weight="gradient", theme="dark").dot.source
    assert THEMES["dark"].positive in picture.svg
    assert "\\begin{tikzpicture}" in picture.tikz
    assert network_layout(read(loss), THEMES["print"]).source.count("fillcolor") > 5


# In words.


def test_table_has_a_line_for_each_unit() -> None:
    x = Value(3.0, "x")
    out = unit("layer 1/neuron 1", [x, Value(-1.0, "z")])
    assert str(draw_network(out)).splitlines() == [
        "unit              weighted sum                value",
        "x                                                 3",
        "z                                                -1",
        "layer 1/neuron 1  ReLU(0.5 x + 1.5 z + 0.25)   0.25",
    ]


def test_title_and_description_say_the_sizes() -> None:
    picture = draw_network(loss_of(mlp([3, 2, 1]), [[1.0, 2.0, 3.0]]))
    assert picture.title == "Network 3-2-1"
    description = parsed(picture.svg).findtext(f"{SVG}desc") or ""
    assert description.startswith("inputs: 3 units. layer 1: 2 units. layer 2: 1 unit. Lines are as wide as |weight|.")
    many = draw_network(loss_of(mlp([40, 2, 1]), [row(40)]))
    assert "neuron" not in (parsed(many.svg).findtext(f"{SVG}desc") or "")


# Doors.


def test_unit_opens_as_its_own_graph() -> None:
    net = mlp([2, 3, 1], activation="tanh")
    loss = loss_of(net, [[1.0, -2.0]])
    neuron = net.layers[0].neurons[1]
    picture = draw_network(loss, unit="layer 1/neuron 2")
    drawn = texts(picture.svg)
    assert {"w₁", "w₂", "b", "tanh", "Σ×", "layer1/neuron2"} <= set(drawn)
    assert [line.split()[-1] for line in str(picture).splitlines() if line.startswith("w1")] == [
        f"{neuron.w[0].grad:.6g}"
    ]
    last = draw_network(net([1.0, -2.0]), unit="layer 2/neuron 1")
    assert "Σ×" in texts(last.svg)


def titles(svg: str) -> list[str]:
    """What is told on hover."""
    return [title.text or "" for group in parsed(svg).iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]


def test_units_and_lines_tell_their_numbers_on_hover_and_how_a_unit_is_opened() -> None:
    told = titles(draw_network(EXAMPLES["two-layers"]()).svg)
    assert "layer 1/neuron 2 = 0.761594, gradient −0.48663. unit='layer 1/neuron 2' opens it." in told
    assert "x1 = 1, gradient 0.352249." in told
    assert "w₂₂ = 0.9, gradient −0.408744." in told
    net = mlp([2, 2, 1])
    told_of_net = titles(draw_network(loss_of(net, [row(2)])).svg)
    weight = net.layers[0].neurons[1].w[0]
    assert f"w⁽¹⁾₂₁ = {typeset(number(weight.data))}, gradient {typeset(number(weight.grad))}." in told_of_net
    for path in re.findall(r"unit='([^']*)' opens it", " ".join(told)):
        assert draw_network(EXAMPLES["two-layers"](), unit=path).svg


def test_nothing_is_told_of_names_that_could_be_more_than_text() -> None:
    x, w, b = Value(1.0, "x"), Value(2.0, 'w" URL="javascript:alert(1)'), Value(0.1, "b")
    unit = tanh(dot([w], [x], b))
    for node in (w, b, unit, unit.parents[0]):
        node.group = 'layer 1/neuron <1>"'
    told = titles(draw_network(unit).svg)
    assert [title for title in told if "<" in title or '"' in title] == []
    assert "b = 0.1." in told


def test_layers_are_a_way_to_fold() -> None:
    loss = loss_of(mlp([2, 3, 1]), [[1.0, -2.0]])
    for weight in ("value", "gradient"):
        assert draw(loss, fold="layers", weight=weight).svg == draw_network(loss, weight=weight).svg
    assert draw(loss, fold="layers", theme="dark").svg == draw_network(loss, theme="dark").svg
    with pytest.raises(TypeError, match="weight, names and theme alone are options for a network, got digits too"):
        draw(loss, fold="layers", digits=3)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: draw_network(3), TypeError, "draw_network needs a Value, got int 3"),
        (lambda: draw_network(Value(2.0) * 3), GraphError, "this graph has none; use viz.draw"),
        (lambda: draw_network(unit("a/b", [Value(1.0)]), weight="gradients"), ValueError, "did you mean 'gradient'?"),
        (
            lambda: draw_network(unit("a/b", [Value(1.0)]), weight="gradient"),
            ValueError,
            "call backward() on the output",
        ),
        (lambda: draw_network(unit("a/b", [Value(1.0)]), unit="a/c"), ValueError, "a unit is one of 'a/b', got 'a/c'"),
        (lambda: draw_network(unit("a/b", [Value(1.0)]), theme="blue"), ValueError, "theme is one of"),
        (lambda: draw_network(unit("a/b", [Value(1.0)]), names=[1]), TypeError, "names is a mapping"),
    ],
)
def test_what_is_no_network_is_refused(wrong: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        wrong()


def test_layers_that_feed_each_other_are_refused() -> None:
    x = Value(1.0, "x")
    state = unit("cell/a", [x])
    with pytest.raises(GraphError, match="'cell' feed each other, as in a recurrent network"):
        draw_network(unit("cell/b", [state]))


def test_each_name_in_a_weighted_sum_is_defined_once() -> None:
    net = mlp([2, 2, 2, 1])
    lines = str(draw_network(net([Value(1.0), Value(2.0)]))).splitlines()[1:]
    names = [found[1] for line in lines if (found := re.search(r"  ([xz][\d.]+)(?= =|  )", line))]
    assert names == ["x1", "x2", "z1.1", "z1.2", "z2.1", "z2.2"]
    assert set(re.findall(r"\b[xz][\d.]+", "\n".join(lines))) == set(names)
