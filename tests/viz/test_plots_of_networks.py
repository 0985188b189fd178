"""Plots of weights, units and layers: Hinton diagrams, activity, distributions; what the artists hold."""

import math
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot

import nn
from autograd_core import Value, topological_order
from autograd_core import sum as sum_of
from viz import plots


@pytest.fixture(autouse=True)
def figures() -> Iterator[None]:
    """Draws in memory, and closes what a test leaves open."""
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def squares(collection: Any) -> list[tuple[float, float, float]]:
    """Centre and side of each square."""
    corners = [path.vertices for path in collection.get_paths()]
    return [(*((c.min(axis=0) + c.max(axis=0)) / 2).tolist(), float(np.ptp(c[:, 0]))) for c in corners]


def colors(collection: Any) -> list[str]:
    return ["white" if color[0] == 1 else "black" for color in collection.get_facecolors()]


# Hinton diagrams.

WEIGHTS = [[1.0, -4.0, 0.0], [0.25, Value(2.0), -1.0]]


def test_hinton_keeps_rows_as_rows_from_the_top() -> None:
    ax = plots.hinton(WEIGHTS)
    drawn = squares(ax.collections[0])
    assert [place[:2] for place in drawn] == [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)]
    bottom, top = ax.get_ylim()
    assert bottom > top  # y grows downwards
    assert (ax.get_xlim(), ax.get_ylim()) == ((-0.5, 2.5), (1.5, -0.5))


def test_hinton_draws_sizes_as_areas_and_signs_as_white_and_black() -> None:
    ax = plots.hinton(WEIGHTS)
    sides = [side for _, _, side in squares(ax.collections[0])]
    areas = [(side / sides[1]) ** 2 for side in sides]
    assert areas == pytest.approx([0.25, 1, 0, 0.0625, 0.5, 0.25])
    assert sides[1] < 1
    drawn = colors(ax.collections[0])
    assert [drawn[i] for i in (0, 1, 3, 4, 5)] == ["white", "black", "white", "white", "black"]


def test_hinton_survives_weights_that_are_all_zero() -> None:
    ax = plots.hinton([[0.0, 0.0], [0, 0]])
    assert [side for _, _, side in squares(ax.collections[0])] == [0] * 4
    assert ax.get_xlabel() == "every weight is 0"
    ax.figure.canvas.draw()


def test_hinton_names_rows_and_columns_and_compares_by_a_common_largest() -> None:
    ax = plots.hinton([[1, 2]], row_names=["English"], column_names=["Colin", "Victoria"], largest=8, title="unit 1")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["English"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["Colin", "Victoria"]
    assert ax.get_title() == "unit 1"
    alone = plots.hinton([[1, 2]])
    ratio = squares(ax.collections[0])[1][2] / squares(alone.collections[0])[1][2]
    assert ratio == pytest.approx(math.sqrt(2 / 8))


@pytest.mark.parametrize(
    ("weights", "options", "message"),
    [
        ([], {}, "weights must not be empty"),
        ([[]], {}, r"weights\[0\] must not be empty"),
        ([[1, 2], [3]], {}, r"weights must be rows of 2 numbers, got 1 in weights\[1\]"),
        ([[math.nan]], {}, "finite, got nan"),
        ([[1]], {"row_names": ["a", "b"]}, "row_names must name each of 1, got 2"),
        ([[2]], {"largest": 1}, "at least the largest size in sight, 2, got 1"),
        ([[0]], {"largest": 0}, "largest must be above 0"),
    ],
)
def test_hinton_refuses(weights: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.hinton(weights, **options)


@pytest.mark.parametrize("wrong", [[1, 2], 3, "ab", np.array([1.0, 2.0])])
def test_hinton_needs_a_matrix(wrong: Any) -> None:
    with pytest.raises(TypeError, match="must be a sequence"):
        plots.hinton(wrong)


# Activity.


def test_activity_draws_layers_from_the_bottom_up_and_groups_apart() -> None:
    ax = plots.activity([[[1.0, 0.25], [0.0]], [Value(0.5), -0.5]], layer_names=["input", "output"])
    drawn = squares(ax.collections[1])
    cells = squares(ax.collections[0])
    assert [cell[:2] for cell in cells] == [place[:2] for place in drawn]
    xs, ys, _ = zip(*drawn, strict=True)
    assert ys[0] == ys[1] == ys[2] < ys[3] == ys[4]
    assert xs[1] - xs[0] == 1
    assert xs[2] - xs[1] == 2
    assert sum(xs[3:]) / 2 == (xs[0] + xs[2]) / 2  # layers are centred
    assert [(side / drawn[0][2]) ** 2 for _, _, side in drawn] == pytest.approx([1, 0.25, 0, 0.5, 0.5])
    assert colors(ax.collections[1])[3:] == ["white", "black"]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["input", "output"]


def test_activity_names_units_below_above_and_between() -> None:
    ax = plots.activity([[0.1, 0.2], [0.3], [0.4]], unit_names={0: ["Colin", "aunt"], 1: ["h"], 2: ["Jennifer"]})
    assert [text.get_text() for text in ax.get_xticklabels()] == ["Colin", "aunt"]
    assert [text.get_text() for text in ax.texts] == ["h"]
    assert [text.get_text() for text in ax.child_axes[0].get_xticklabels()] == ["Jennifer"]


def test_activity_takes_arrays_and_another_largest() -> None:
    ax = plots.activity([np.array([4.0, 1.0]), np.array([[0.0], [2.0]])], largest=4)
    assert [side**2 for _, _, side in squares(ax.collections[1])] == pytest.approx(
        [part * squares(ax.collections[1])[0][2] ** 2 for part in (1, 0.25, 0, 0.5)]
    )


@pytest.mark.parametrize(
    ("layers", "options", "message"),
    [
        ([], {}, "layers must not be empty"),
        ([[0.1], []], {}, r"layers\[1\] must not be empty"),
        ([[[0.1], []]], {}, r"layers\[0\]\[1\] must not be empty"),
        ([[1.5]], {}, "at least the largest size in sight, 1.5, got 1"),
        ([[math.nan]], {}, "finite, got nan"),
        ([[0.1]], {"layer_names": ["a", "b"]}, "layer_names must name each of 1"),
        ([[0.1]], {"unit_names": {0: ["a", "b"]}}, r"unit_names\[0\] must name each of 1, got 2"),
        ([[0.1]], {"unit_names": {1: ["a"]}}, "unit_names must name layers 0 to 0, got 1"),
    ],
)
def test_activity_refuses(layers: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.activity(layers, **options)


# Distributions.


def width(collection: Any) -> float:
    """How wide a histogram is where it is widest."""
    return float(np.ptp(collection.get_paths()[0].vertices[:, 0]))


def tick_names(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.get_xticklabels()]


def medians(ax: Any) -> list[tuple[float, float]]:
    return list(zip(*ax.lines[0].get_data(), strict=True))


def test_distribution_draws_a_histogram_and_the_median_of_each_layer() -> None:
    ax = plots.distribution({"layer 1": [0, 0, 0, 1], "layer 2": [Value(1.0), Value(3.0)]}, bins=3)
    assert tick_names(ax) == ["layer 1", "layer 2"]
    assert medians(ax) == [(0, 0), (1, 2)]
    assert len(ax.collections) == 2
    assert width(ax.collections[0]) == pytest.approx(width(ax.collections[1]))
    outline = ax.collections[0].get_paths()[0].vertices
    fullest = outline[:, 0].max()
    assert sorted({round(float(x), 6) for x in outline[:, 0] / fullest if x >= 0}) == [0, 0.333333, 1]  # of 3, 1 and 0
    assert (outline[:, 1].min(), outline[:, 1].max()) == (0, 3)


def test_distribution_groups_values_by_the_first_part_of_their_group_in_order() -> None:
    values = []
    for layer in (10, 2, 1):
        for neuron in range(2):
            value = Value(float(layer))
            value.group = f"layer {layer}/neuron {neuron}"  # type: ignore[attr-defined]
            value.grad = -float(layer)
            values.append(value)
    ax = plots.distribution([*values, Value(99.0)])
    assert tick_names(ax) == ["layer 1", "layer 2", "layer 10"]
    assert medians(ax) == [(0, 1), (1, 2), (2, 10)]
    assert medians(plots.distribution(iter(values), of="grad")) == [(0, -1), (1, -2), (2, -10)]


def test_distribution_reads_the_groups_of_a_network() -> None:
    net = nn.MLP(2, [4, 3, 1], generator=random.Random(0))
    loss = sum_of([net([0.1, 0.2]), net([-0.5, 0.3])])
    loss.backward()
    weights = [value for value in topological_order(loss) if value.is_leaf]
    ax = plots.distribution(weights, of="grad")
    assert tick_names(ax) == ["layer 1", "layer 2", "layer 3"]
    expected = [float(np.median([p.grad for p in layer.parameters()])) for layer in net.layers]
    assert [y for _, y in medians(ax)] == pytest.approx(expected)
    assert ax.get_ylabel() == "gradient"


def test_distribution_on_a_log_scale_draws_sizes_and_counts_zeros() -> None:
    ax = plots.distribution({"dead": [0, 0], "half": [0, -0.01], "live": [0.1, -1.0, 10.0]}, of="grad", scale="log")
    assert [text.get_text() for text in ax.texts] == ["100% zero", "50% zero"]
    assert medians(ax) == [(1, 0.01), (2, 1.0)]
    assert len(ax.collections) == 2
    assert (ax.get_yscale(), ax.get_ylabel()) == ("log", "|gradient| (log scale)")


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("numbers", [[0, 0, 0], [5.0], [1e300, 1e300], [-1e-300]])
def test_distribution_survives_numbers_that_are_all_the_same(numbers: list[float], scale: str) -> None:
    ax = plots.distribution({"layer": numbers}, scale=scale)
    ax.figure.canvas.draw()


def test_distribution_takes_numbers_of_any_size_together() -> None:
    plots.distribution({"layer": [1e-150, 1.0, 1e150]}, scale="log").figure.canvas.draw()


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ({}, {}, "values must not be empty"),
        ([], {}, "values must not be empty"),
        ({"layer 1": []}, {}, "layer 1 must not be empty"),
        ({"layer 1": [1, math.nan]}, {}, r"the numbers of 'layer 1'\[1\] must be finite, got nan"),
        ([Value(1.0)], {}, "some with a `group`"),
        ({"a": [1]}, {"of": "label"}, "one of 'data', 'grad'"),
        ({"a": [1]}, {"scale": "cubic"}, "one of 'linear', 'log'"),
        ({"a": [1]}, {"bins": 0}, "bins must be at least 1"),
    ],
)
def test_distribution_refuses(values: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.distribution(values, **options)


@pytest.mark.parametrize("wrong", [[1.0, 2.0], 3, "abc", {"layer": 3}, {"layer": ["a"]}])
def test_distribution_needs_numbers_by_name_or_values(wrong: Any) -> None:
    with pytest.raises(TypeError, match="must be"):
        plots.distribution(wrong)
