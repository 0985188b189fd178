"""Plots of functions and of the plane: what the artists hold, and the sentences for wrong arguments."""

import math
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.contour import QuadContourSet

import autograd_core as core
from autograd_core import Value
from viz import plots

LIMIT = 1e-10  # one-sided limits are read 3e-11 from a kink at most, times second derivatives of at most 2
DIFFERENCE = 1e-7  # of central differences of functions whose third derivative is at most 10^3
ON_LINE = 1e-9  # contours interpolate linearly: exact on a plane but for rounding

XOR = [(0, 0), (0, 1), (1, 0), (1, 1)]
XOR_CLASSES = [-1, 1, 1, -1]
XOR_PERCEPTRONS = [(-0.5, 1, 1), (1.5, -1, -1)]
THREE_LINES = [(-1, 1, 1), (0.2, -1, 0.6), (-0.1, 0.2, -1)]


@pytest.fixture(autouse=True)
def figures() -> Iterator[None]:
    """Draws in memory, and closes what a test leaves open."""
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def line(ax: Any, label: str) -> Any:
    (found,) = [line for line in ax.lines if line.get_label() == label]
    return found


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def hard(point: list[float]) -> list[int]:
    """The outputs of the two perceptrons of Fig 3-9."""
    return [1 if w[0] + w[1] * point[0] + w[2] * point[1] >= 0 else -1 for w in XOR_PERCEPTRONS]


# Table 3-1 and the further activations of the course: f, f', kinks as (place, left slope, right slope, convention).
SHAPES: dict[str, tuple[Callable[[Any], Any], list[tuple[float, float, float, float | None]]]] = {
    "step": (core.step, [(0, 0, 0, 0)]),
    "bipolar step": (lambda s: 2 * core.step(s) - 1, [(0, 0, 0, 0)]),
    "logistic": (lambda s: core.sigmoid(10 * s), []),
    "tanh": (Value.tanh, []),
    "softplus": (core.softplus, []),
    "relu": (core.relu, [(0, 0, 1, 0)]),
    "leaky relu": (core.leaky_relu, [(0, 0.01, 1, 0.01)]),
    "prelu": (lambda s: core.leaky_relu(s, Value(0.25)), [(0, 0.25, 1, 0.25)]),
    "elu": (core.elu, []),
    "elu with alpha 2": (lambda s: core.elu(s, 2), [(0, 2, 1, 2)]),
    "maxout": (lambda s: core.maximum(-s, s, 2 * s - 3), [(0, -1, 1, 0), (3, 1, 2, 1.5)]),
    # no float is the place of this kink, so the engine has no convention there
    "relu elsewhere": (lambda s: core.relu(s - 1 / 3), [(1 / 3, 0, 1, None)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_activation_draws_the_function_and_its_slope(shape: str) -> None:
    function, _ = SHAPES[shape]
    ax = plots.activation(function)
    xs, values = line(ax, "f").get_data()
    _, slopes = line(ax, "f'").get_data()
    assert (xs[0], xs[-1]) == (-4, 4)
    assert len(xs) > 400
    for x, value, slope in list(zip(xs.tolist(), values, slopes, strict=True))[5::40]:
        assert value == function(Value(x)).data
        assert slope == pytest.approx(core.numerical_gradient(function, x), rel=DIFFERENCE, abs=DIFFERENCE)


@pytest.mark.parametrize("shape", SHAPES)
def test_activation_breaks_the_derivative_at_each_kink_between_its_one_sided_limits(shape: str) -> None:
    function, kinks = SHAPES[shape]
    ax = plots.activation(function)
    xs, slopes = line(ax, "f'").get_data()
    breaks = [i for i, slope in enumerate(slopes) if math.isnan(slope)]
    assert [xs[i] for i in breaks] == pytest.approx([kink[0] for kink in kinks], abs=LIMIT)
    assert [(slopes[i - 1], slopes[i + 1]) for i in breaks] == [pytest.approx(kink[1:3], abs=LIMIT) for kink in kinks]
    notes = [text for text in texts(ax) if "at" in text]
    assert len(notes) == len(kinks)
    for note, (_, _, _, convention) in zip(notes, kinks, strict=True):
        assert note.startswith("jump" if "step" in shape else "kink")
        assert (":=" in note) == (convention is not None)
        assert convention is None or note.endswith(f"${convention:.3g}$")


def test_activation_marks_a_value_that_stands_apart_from_both_sides() -> None:
    ax = plots.activation(lambda s: core.equal(s, 1))
    (note,) = [text for text in texts(ax) if "at" in text]
    assert note.startswith("jump at $1$")
    assert [1.0, 1.0] in [[float(x) for x in np.ravel(dot.get_data())] for dot in ax.lines if dot.get_marker() == "o"]
    assert ax.get_ylim()[1] > 1


def test_activation_names_axes_and_takes_limits_and_the_axes_given() -> None:
    _, given = pyplot.subplots()
    ax = plots.activation(core.leaky_relu, given, limits=(-1, 3))
    assert ax is given
    assert (ax.get_xlim(), ax.get_title(), ax.get_xlabel()) == ((-1, 3), "leaky relu", "$x$")
    assert plots.activation(lambda s: s * s, name="square").get_title() == "square"
    assert plots.activation(lambda s: s * s).get_title() == ""


def test_activation_tells_f_from_its_derivative_without_colour() -> None:
    ax = plots.activation(core.tanh)
    assert line(ax, "f").get_linestyle() != line(ax, "f'").get_linestyle()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.activation(core.log), "value and a slope in all of limits"),
        (lambda: plots.activation(core.relu, limits=(1, 1)), "increasing order"),
        (lambda: plots.activation(core.relu, limits=(0, math.inf)), "finite, got inf"),
    ],
)
def test_activation_refuses_what_it_cannot_draw(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("wrong", ["relu", None, 3.0])
def test_activation_needs_a_function(wrong: Any) -> None:
    with pytest.raises(TypeError, match="must be a function"):
        plots.activation(wrong)


def test_axes_must_be_axes() -> None:
    figure, _ = pyplot.subplots()
    with pytest.raises(TypeError, match=r"plt.subplots\(\) makes one"):
        plots.activation(core.relu, figure)  # type: ignore[arg-type]


# Losses and paths.


def test_loss_curves_draws_a_line_for_each_run_over_its_epochs() -> None:
    ax = plots.loss_curves({"SGD": [3.0, 2.0, 1.0], "Adam": [Value(2.0), Value(0.5)]})
    assert [list(map(list, drawn.get_data())) for drawn in ax.lines] == [[[1, 2, 3], [3, 2, 1]], [[1, 2], [2, 0.5]]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["SGD", "Adam"]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("epoch", "loss", "linear")


def test_loss_curves_takes_one_run_a_log_scale_and_the_loss_before_training() -> None:
    ax = plots.loss_curves(np.array([1.0, 0.1]), scale="log", first=0, xlabel="step")
    assert list(ax.lines[0].get_xdata()) == [0, 1]
    assert (ax.get_yscale(), ax.get_ylabel(), ax.get_legend()) == ("log", "loss (log scale)", None)


def test_loss_curves_takes_what_has_losses_such_as_the_history_of_a_training_run() -> None:
    run = SimpleNamespace(losses=[3.0, 2.0])
    assert plots.loss_curves(run).lines[0].get_ydata().tolist() == [3.0, 2.0]
    assert [line.get_label() for line in plots.loss_curves({"SGD": run, "Adam": [1.0]}).lines] == ["SGD", "Adam"]


def test_many_runs_differ_in_dashes_or_markers_not_in_colour_alone() -> None:
    ax = plots.loss_curves({str(i): [1, 2] for i in range(20)})
    assert len({(str(drawn._dash_pattern), drawn.get_marker()) for drawn in ax.lines}) == 20


def test_a_run_of_one_loss_shows_as_a_marker() -> None:
    assert plots.loss_curves({"run": [1.0]}).lines[0].get_marker() == "o"


@pytest.mark.parametrize(
    ("runs", "options", "message"),
    [
        ({}, {}, "runs must not be empty"),
        ({"SGD": []}, {}, "losses SGD must not be empty"),
        ({"SGD": [1, math.nan]}, {}, r"losses SGD\[1\] must be finite, got nan"),
        ({"SGD": [1, 0.0]}, {"scale": "log"}, "above 0, got 0 at epoch 2 of SGD; use scale='linear'"),
        ([1.0], {"scale": "square"}, "one of 'linear', 'log'"),
        ([1.0], {"first": -1}, "first must be at least 0"),
    ],
)
def test_loss_curves_refuses(runs: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.loss_curves(runs, **options)


@pytest.mark.parametrize("wrong", [3.0, "abc", [[1.0]], [None], ["1"], [1j], np.array(2.0)])
def test_loss_curves_needs_numbers(wrong: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="must be"):
        plots.loss_curves(wrong)


def bowl(x: Any, y: Any) -> Any:
    return x**2 / 20 + y**2


def test_optimizer_paths_draws_each_path_its_start_and_the_contours() -> None:
    path = [(-7.0, 2.0), (-6.3, -1.8), (Value(-5.7), Value(1.6))]
    ax = plots.optimizer_paths(bowl, {"GD": path}, minimum=(0, 0), grid_resolution=11)
    assert [list(data) for data in line(ax, "GD").get_data()] == [[-7, -6.3, -5.7], [2, -1.8, 1.6]]
    assert [list(data) for data in line(ax, "minimum").get_data()] == [[0], [0]]
    assert [list(drawn.get_xdata()) for drawn in ax.lines[1:3]] == [[-7], [-5.7]]
    (contours,) = [drawn for drawn in ax.collections if isinstance(drawn, QuadContourSet)]
    assert len(contours.levels) == 12
    left, right = ax.get_xlim()
    assert left < -7 < 0 < right


def test_optimizer_paths_calls_a_function_of_values_and_survives_a_flat_one_and_a_point() -> None:
    plots.optimizer_paths(lambda x, y: x.exp() + y * y, [(0, 0), (1, 1)], grid_resolution=3)
    ax = plots.optimizer_paths(lambda x, y: 1.0, [(2, 3)], grid_resolution=3)
    assert (ax.get_xlim(), ax.get_ylim(), len(ax.collections)) == ((1, 3), (2, 4), 0)


def test_optimizer_paths_takes_limits() -> None:
    ax = plots.optimizer_paths(bowl, [(0, 0)], limits=((-1, 2), (-3, 4)), grid_resolution=3)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 2), (-3, 4))


@pytest.mark.parametrize(
    ("paths", "options", "message"),
    [
        ({}, {}, "paths must not be empty"),
        ({"GD": []}, {}, "path GD must not be empty"),
        ({"GD": [(1, 2, 3)]}, {}, r"rows of 2 numbers, got 3 in path GD\[0\]"),
        ([(1, math.nan)], {}, "finite, got nan"),
        ([(1, 2)], {"limits": ((0, 1), (1, 0))}, "increasing order"),
        ([(1, 2)], {"limits": (0, 1, 2)}, r"must be \(\(left, right\), \(bottom, top\)\)"),
        ([(1, 2)], {"grid_resolution": 1}, "grid_resolution must be at least 2"),
        ([(1, 2)], {"levels": 0}, "levels must be at least 1"),
        ([(1, 2)], {"minimum": (1,)}, "rows of 2 numbers"),
    ],
)
def test_optimizer_paths_refuses(paths: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.optimizer_paths(bowl, paths, **options)


def test_optimizer_paths_says_where_the_function_has_no_finite_value() -> None:
    with pytest.raises(ValueError, match=r"the function at \(0.7, 1.4\) must be finite, got inf"):
        plots.optimizer_paths(lambda x, y: math.inf, [(1, 2), (3, 6)], grid_resolution=2)


# The decision boundary.


def border(ax: Any) -> Any:
    """The points of the one line where the decision changes."""
    (found,) = [drawn for drawn in ax.collections if isinstance(drawn, QuadContourSet) and not drawn.filled]
    return np.concatenate([path.vertices for path in found.get_paths()])


@pytest.mark.parametrize(
    ("function", "batch"),
    [
        (lambda p: p[0] + 2 * p[1] - 1, False),
        (lambda p: Value(p[0]) + 2 * Value(p[1]) - 1, False),
        (lambda p: [Value(p[0]) + 2 * p[1] - 1], False),
        (lambda p: np.float64(p[0] + 2 * p[1] - 1), False),
        (lambda points: points @ [1, 2] - 1, True),
        (lambda points: (points @ [1, 2] - 1)[:, None], True),
        (lambda points: [Value(x) + 2 * y - 1 for x, y in points], True),
    ],
    ids=["float", "Value", "list of a Value", "NumPy scalar", "vector", "column", "Values"],
)
@pytest.mark.parametrize("plot_method", ["contourf", "pcolormesh", "contour"])
def test_decision_boundary_is_where_the_score_crosses_the_threshold(
    function: Callable[[Any], Any], batch: bool, plot_method: str
) -> None:
    ax = plots.decision_boundary(
        function, XOR, eps=0.5, grid_resolution=7, plot_method=plot_method, threshold=0.25, batch=batch
    )
    points = border(ax)
    assert len(points) > 1
    assert abs(points @ [1, 2] - 1.25).max() <= ON_LINE
    assert (ax.get_xlim(), ax.get_ylim()) == ((-0.5, 1.5), (-0.5, 1.5))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_1$", "$x_2$")


def test_decision_boundary_shades_the_upper_side_darker_everywhere() -> None:
    ax = plots.decision_boundary(lambda p: p[0] - 0.5, XOR, grid_resolution=9)
    (shades,) = [drawn for drawn in ax.collections if isinstance(drawn, QuadContourSet) and drawn.filled]
    grey = np.array(shades.get_cmap()(np.linspace(0, 1, 14)))[:, :3] @ [0.299, 0.587, 0.114]
    assert grey[7:].max() < grey[:7].min()


def test_decision_boundary_draws_a_marker_for_each_class() -> None:
    ax = plots.decision_boundary(lambda p: p[0], np.array(XOR), np.array([0, 1, 1, 0]), grid_resolution=3)
    clouds = [drawn for drawn in ax.collections if isinstance(drawn, PathCollection)]
    assert [cloud.get_offsets().tolist() for cloud in clouds] == [[[0, 0], [1, 1]], [[0, 1], [1, 0]]]
    assert len({tuple(map(tuple, cloud.get_paths()[0].vertices)) for cloud in clouds}) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["0", "1"]


@pytest.mark.parametrize("plot_method", ["contourf", "pcolormesh"])
def test_decision_boundary_of_several_scores_takes_the_largest_and_the_first_of_equals(plot_method: str) -> None:
    ax = plots.decision_boundary(
        lambda p: (0.0, p[0] - 0.6, p[0] - 0.6), XOR, eps=0, grid_resolution=3, plot_method=plot_method
    )
    assert np.asarray(ax.collections[0].get_array()).reshape(3, 3).tolist() == [[0, 0, 1]] * 3


def test_decision_boundary_with_one_side_only_draws_no_border() -> None:
    ax = plots.decision_boundary(lambda p: 1.0, XOR, grid_resolution=3)
    assert [drawn for drawn in ax.collections if isinstance(drawn, QuadContourSet) and not drawn.filled] == []
    plots.decision_boundary(lambda p: 0.0, XOR, grid_resolution=3)


@pytest.mark.parametrize(
    ("function", "X", "options", "message"),
    [
        (lambda p: 1.0, [], {}, "X must not be empty"),
        (lambda p: 1.0, [(1, 2, 3)], {}, "X must be rows of 2 numbers, got 3"),
        (lambda p: 1.0, [(1, math.nan)], {}, "finite, got nan"),
        (lambda p: 1.0, XOR, {"y": [0, 1]}, "y must have the class of each of 4 points, got 2"),
        (lambda p: 1.0, XOR, {"y": [0, 1, 1, math.nan]}, "got NaN"),
        (lambda p: 1.0, XOR, {"plot_method": "surface"}, "one of 'contourf'"),
        (lambda p: 1.0, XOR, {"grid_resolution": 1}, "at least 2"),
        (lambda p: 1.0, [(1, 2)], {"eps": 0}, "eps must leave a plane to draw, got 0"),
        (lambda p: math.nan, XOR, {"grid_resolution": 2}, "finite, got nan"),
        (lambda p: [1.0] * (1 + (p[0] > 0)), XOR, {"grid_resolution": 2}, "must be rows of 1 numbers, got 2"),
        (lambda p: [], XOR, {"grid_resolution": 2}, "must not be empty"),
        (lambda p: [1.0], XOR, {"grid_resolution": 2, "batch": True}, "each of 4 points, got 1; leave batch out"),
    ],
)
def test_decision_boundary_refuses(function: Any, X: Any, options: dict[str, Any], message: str) -> None:  # noqa: N803
    with pytest.raises(ValueError, match=message):
        plots.decision_boundary(function, X, **options)


# Perceptrons.


def codes(ax: Any) -> set[str]:
    return {region.get_gid() for region in ax.patches if region.get_gid() is not None}


def test_three_perceptrons_cut_seven_of_eight_codes() -> None:
    ax = plots.regions(THREE_LINES)
    assert codes(ax) == {"+++", "++-", "+-+", "+--", "-++", "-+-", "--+", "---"} - {"+++"}
    assert ax.get_title() == "7 regions: 7 of the 8 codes"
    assert {text for text in texts(ax) if text.startswith("(")} == {
        f"({', '.join('+1' if sign == '+' else '−1' for sign in code)})" for code in codes(ax)
    }


@pytest.mark.parametrize("p", range(1, 9))
def test_lines_in_general_position_cut_one_more_than_the_sum_up_to_p(p: int) -> None:
    tangents = [(-1, math.cos(angle), math.sin(angle)) for angle in (0.3 + 0.37 * i for i in range(p))]
    assert len(codes(plots.regions(tangents, codes=False))) == 1 + sum(range(p + 1))


def test_parallel_and_concurrent_lines_cut_fewer_regions() -> None:
    assert len(codes(plots.regions(XOR_PERCEPTRONS))) == 3
    assert len(codes(plots.regions([(0, 1, 0), (0, 0, 1), (0, 1, 1)]))) == 6


def test_each_region_lies_on_the_sides_that_its_code_says_and_together_they_fill_the_frame() -> None:
    ax = plots.regions(THREE_LINES, limits=((-1, 2), (-2, 2)))
    area = 0.0
    for region in ax.patches:
        if region.get_gid() is None:
            continue
        corners = region.get_xy()[:-1]
        for sign, (w0, w1, w2) in zip(region.get_gid(), THREE_LINES, strict=True):
            sums = w0 + corners @ [w1, w2]
            assert ((sums if sign == "+" else -sums) >= -ON_LINE).all()
        x, y = corners.T
        area += abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2
    assert area == pytest.approx(12)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 2), (-2, 2))


def test_each_line_is_drawn_with_its_number_and_dashes_of_its_own() -> None:
    ax = plots.regions([tuple(map(Value, row)) for row in THREE_LINES])
    assert [drawn.get_label() for drawn in ax.lines] == ["1", "2", "3"]
    assert len({str(drawn._dash_pattern) for drawn in ax.lines}) == 3
    for drawn, (w0, w1, w2) in zip(ax.lines, THREE_LINES, strict=True):
        assert abs(w0 + np.array(drawn.get_data()).T @ [w1, w2]).max() <= ON_LINE


def test_a_line_beyond_the_limits_is_not_drawn() -> None:
    ax = plots.regions([(-5, 1, 0)], limits=((0, 1), (0, 1)))
    assert codes(ax) == {"-"}
    assert len(ax.lines) == 0


@pytest.mark.parametrize(
    ("perceptrons", "message"),
    [
        ([], "perceptrons must not be empty"),
        ([(1, 2)], "rows of 3 numbers, got 2"),
        ([(1, 0, 0)], r"w1 or w2 other than 0, got 0 for both in perceptrons\[0\]"),
        ([(1, math.inf, 0)], "finite, got inf"),
    ],
)
def test_regions_refuses(perceptrons: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plots.regions(perceptrons)


def test_transformation_takes_the_xor_points_to_three_points_that_a_line_separates() -> None:
    before, after = plots.transformation(
        hard, XOR, XOR_CLASSES, perceptrons=XOR_PERCEPTRONS, separator=(-1, 1, 1), names=list("abcd")
    )
    clouds = [[drawn.get_offsets().tolist() for drawn in ax.collections] for ax in (before, after)]
    assert clouds == [[[[0, 0], [1, 1]], [[0, 1], [1, 0]]], [[[-1, 1], [1, -1]], [[1, 1], [1, 1]]]]
    assert {"a", "b", "c", "d"} <= set(texts(before))
    assert {"a", "b, c", "d"} <= set(texts(after))
    assert [drawn.get_label() for drawn in before.lines] == ["1", "2"]
    assert [drawn.get_label() for drawn in after.lines] == ["3"]
    assert (before.get_xlabel(), after.get_xlabel()) == ("$x_1$", "$z_1$")


def test_transformation_writes_coordinates_and_bends_a_mesh() -> None:
    _, given = pyplot.subplots(1, 2)
    before, after = plots.transformation(lambda p: [Value(p[0]).tanh(), Value(p[1]) + 1], XOR, ax=given, mesh=3)
    assert before is given[0]
    assert after is given[1]
    assert "(0, 1)" in texts(before)
    bent = next(drawn for drawn in after.collections if isinstance(drawn, LineCollection)).get_segments()
    straight = next(drawn for drawn in before.collections if isinstance(drawn, LineCollection)).get_segments()
    assert len(bent) == 6
    for segment, image in zip(straight, bent, strict=True):
        assert np.stack([np.tanh(segment[:, 0]), segment[:, 1] + 1], axis=1) == pytest.approx(image)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.transformation(hard, []), "X must not be empty"),
        (lambda: plots.transformation(lambda p: [1.0], XOR), "returns must be rows of 2 numbers, got 1"),
        (lambda: plots.transformation(hard, XOR, [1]), "class of each of 4 points, got 1"),
        (lambda: plots.transformation(hard, XOR, names=["a"]), "names must name each of 4, got 1"),
        (lambda: plots.transformation(hard, XOR, mesh=-1), "mesh must be at least 0"),
        (lambda: plots.transformation(hard, XOR, separator=(1, 2)), "rows of 3 numbers"),
        (lambda: plots.transformation(hard, XOR, ax=pyplot.subplots()[1]), "ax must be 2 axes, got 1"),
    ],
)
def test_transformation_refuses(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


# Across all plots.

EVERY: dict[str, Callable[[], Any]] = {
    "activation": lambda: plots.activation(core.relu, name="렐루"),
    "activity": lambda: plots.activity([[0.1], [0.2]], layer_names=["입력", "출력"]),
    "decision_boundary": lambda: plots.decision_boundary(lambda p: p[0], XOR, XOR_CLASSES, grid_resolution=3),
    "distribution": lambda: plots.distribution({"층 1": [1, 2, 3]}),
    "hinton": lambda: plots.hinton([[1, -1]], row_names=["가"]),
    "loss_curves": lambda: plots.loss_curves({"확률적 경사 하강법": [1, 2]}),
    "optimizer_paths": lambda: plots.optimizer_paths(bowl, {"경로": [(0, 0), (1, 1)]}, grid_resolution=3),
    "regions": lambda: plots.regions(THREE_LINES),
    "transformation": lambda: plots.transformation(hard, XOR, names=["가", "나", "다", "라"]),
}


def test_every_plot_is_covered_below() -> None:
    assert sorted([*EVERY, "described"]) == plots.__all__  # described wraps a finished plot


@pytest.mark.parametrize("name", EVERY)
def test_every_plot_makes_one_figure_and_shows_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyplot, "show", lambda *_, **__: pytest.fail("a plot was shown"))
    EVERY[name]()
    assert len(pyplot.get_fignums()) == 1


def test_lines_have_the_colours_of_okabe_and_ito() -> None:
    palette = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"}
    ax = plots.loss_curves({str(i): [1, 2] for i in range(9)})
    assert {to_hex(drawn.get_color()) for drawn in ax.lines} == palette


def test_plots_import_without_matplotlib_and_numpy_and_say_what_to_install(run_python: Callable[..., str]) -> None:
    code = """
import sys
sys.modules["matplotlib"] = None
import autograd_core
from viz import plots
print("numpy" in sys.modules)
try:
    plots.activation(autograd_core.relu)
except ImportError as error:
    print(error)
"""
    assert run_python(code) == "False\nplots need matplotlib; pip install 'autograd-core[plots]'\n"
