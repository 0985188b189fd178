"""Rivers: wider where more flows, their sign told twice, and a legend that names the scale."""

import math
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core import Value, relu, sigmoid
from autograd_core.strategies import DrawnGraph, graphs
from autograd_core.words import words
from tests.viz.corpus import CORPUS
from tests.viz.geometry import Geometry, Wire, of_picture
from tests.viz.places import along
from tests.viz.svg import SVG, parsed, texts
from viz import Picture, draw, draw_backward, draw_both
from viz.diagram import Size, diagram_of, size_of, weighted, without_local_gradients
from viz.scene import Scene, layout
from viz.scene.arrows import BACKWARD, FORWARD, NUMBERS, Arrow, Pass
from viz.scene.legend import SAMPLE
from viz.scene.pen import BED
from viz.scene.rivers import LOGARITHM, PROPORTION, ROOT, THIN, THINNEST, WIDEST, Scale, scale_of
from viz.shapes import STROKE
from viz.themes import THEMES

ROUNDING = 0.0051  # points: a width is written with two digits
DRAWINGS: list[Callable[..., Picture]] = [draw, draw_backward, draw_both]
PASSES: list[list[Pass]] = [[NUMBERS], [FORWARD, BACKWARD]]

sizes = st.floats(1e-12, 1e12)


def differentiated(output: Value) -> Value:
    output.label = output.label or "y"
    output.backward()
    return output


def cancelling() -> Value:
    """The gradient of x is 3 - 3 + 0.1."""
    x = Value(2.0, "x")
    return differentiated(x * 3 - x * 3 + x * 0.1)


def chain(gates: int) -> Value:
    x = Value(0.9, "x")
    for _ in range(gates):
        x = sigmoid(x)
    return differentiated(x)


def scene_of(output: Value, weight: str = "gradient", passes: list[Pass] | None = None) -> Scene:
    return Scene(weighted(without_local_gradients(diagram_of(output, seed=1)), weight), passes or [NUMBERS])


def width(scene: Scene, arrow: Arrow) -> float:
    river = scene.river(arrow)
    assert river is not None
    return river.width


def bands(picture: Picture, theme: str = "light") -> list[float]:
    """The widths of the rivers in the SVG, without those of the legend."""
    own = THEMES[theme]
    paths = [
        path for path in parsed(picture.svg).iter(f"{SVG}path") if path.get("stroke") in (own.positive, own.negative)
    ]
    in_picture = [path for path in paths if not is_sample(path.get("d", ""))]
    return [
        float(path.get("stroke-width", "1")) for path in in_picture if float(path.get("stroke-width", "1")) > STROKE
    ]


def is_sample(path: str) -> bool:
    """Whether a line is one of the legend's."""
    numbers = [float(x) for x in re.findall(r"-?[\d.]+", path)]
    return len(numbers) == 8 and numbers[1] == numbers[-1] and abs(numbers[-2] - numbers[0] - SAMPLE) < 0.1


@settings(deadline=None)
@given(graphs(leaves=3, size=10, sharing=True), st.sampled_from(["gradient", "value"]), st.sampled_from(PASSES))
def test_rivers_are_wider_where_more_flows(graph: DrawnGraph, weight: str, passes: list[Pass]) -> None:
    scene = scene_of(differentiated(graph(*map(Value, graph.point)) * 1), weight, passes)
    known = [(size.norm, width(scene, arrow)) for arrow in scene.arrows if (size := arrow.size(weight))]
    for (less, narrow), (more, wide) in pairwise(sorted(known)):
        assert narrow <= wide
        assert (more == less) or narrow < wide or math.isclose(more, less, rel_tol=1e-9)
    assert all((found == 0) == (norm == 0) for norm, found in known)


@settings(deadline=None, max_examples=12)
@given(graphs(leaves=3, size=6, sharing=True))
def test_stroke_widths_of_the_svg_are_those_of_the_gradients(graph: DrawnGraph) -> None:
    output = differentiated(graph(*map(Value, graph.point)) * 1)
    scene = scene_of(output)
    expected = sorted(found for arrow in scene.arrows if not arrow.is_plain if (found := width(scene, arrow)))
    assert sorted(bands(draw(output, weight="gradient"))) == pytest.approx(expected, abs=ROUNDING)


@given(st.lists(sizes, min_size=1, max_size=6))
def test_every_scale_goes_from_the_thinnest_to_the_widest(norms: list[float]) -> None:
    scale = scale_of(Size(norm, 1) for norm in norms)
    widths = [scale.width(norm) for norm in sorted(norms)]
    assert widths == sorted(widths)
    assert widths[-1] == WIDEST
    assert min(widths) >= THINNEST
    assert scale.width(math.inf) == WIDEST
    assert scale.width(0.0) == 0.0
    assert scale.river(None) is None
    assert scale.river(Size(math.nan, 1)) is None


@pytest.mark.parametrize(("largest", "kind"), [(2.0, PROPORTION), (2000.0, ROOT), (2e9, LOGARITHM)])
def test_scale_that_the_numbers_need_is_named_in_the_legend(largest: float, kind: str) -> None:
    x, y = Value(1.0, "x"), Value(1.0, "y")
    picture = draw(differentiated(x * largest + y), weight="gradient")
    assert words(kind, size="|gradient|").replace(" ", "") in texts(picture.svg)


def test_orders_of_magnitude_are_equal_steps() -> None:
    scale = Scale(1e-8, 1.0)
    widths = [scale.width(10.0**-i) for i in range(9)]
    steps = [wide - narrow for wide, narrow in pairwise(widths)]
    assert steps == pytest.approx([steps[0]] * 8)
    assert [text for _, text in scale.samples] == ["1", "0.001", "1e-6"]


@pytest.mark.parametrize("scale", [Scale(1.0, 1.0), Scale(3.0, 7.0), Scale(0.02, 37.0), Scale(1e-9, 6.0)])
def test_samples_are_round_numbers_and_at_least_two_unless_all_are_equal(scale: Scale) -> None:
    norms = [norm for norm, _ in scale.samples]
    assert norms == sorted(norms, reverse=True)
    assert len(norms) >= 2
    assert scale.smallest / 2.01 <= norms[-1] < norms[0] <= scale.largest


@pytest.mark.parametrize("name", ["chain-rule", "lstm cell", "micrograd", "tangle 3"])
def test_trunk_is_at_most_as_wide_as_its_branches_together(name: str) -> None:
    scene = scene_of(CORPUS[name]())
    trunks = [arrow for arrow in scene.arrows if arrow.kind == "trunk"]
    assert trunks
    for trunk in trunks:
        branches = [width(scene, arrow) for arrow in scene.arrows if arrow.tail == trunk.head]
        assert width(scene, trunk) <= sum(branches) + ROUNDING


def test_numbers_that_cancel_are_thick_branches_of_a_thin_trunk() -> None:
    scene = scene_of(cancelling())
    (trunk,) = [arrow for arrow in scene.arrows if arrow.kind == "trunk"]
    branches = sorted(width(scene, arrow) for arrow in scene.arrows if arrow.tail == trunk.head)
    assert width(scene, trunk) < branches[-2] / 2


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("theme", THEMES)
def test_sign_is_told_by_the_line_in_the_middle_and_where_there_are_colours_by_them(
    drawing: Callable[..., Picture], theme: str
) -> None:
    svg = drawing(differentiated(Value(3.0, "a") - Value(2.0, "b")), weight="gradient", theme=theme).svg
    own = THEMES[theme]
    dashed = [path for path in parsed(svg).iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert [path.get("stroke") for path in dashed] == [own.ink] * 2  # the negative branch, and the legend's sample
    assert {"positive", "negative"} <= set(texts(svg))
    assert {own.positive, own.negative} <= {path.get("stroke") for path in parsed(svg).iter(f"{SVG}path")}


@pytest.mark.parametrize("theme", THEMES)
def test_thin_negative_river_shows_its_colour_and_is_dashed_itself(theme: str) -> None:
    output = differentiated(100 * Value(3.0, "a") - 0.5 * Value(2.0, "b"))
    own = THEMES[theme]
    paths = list(parsed(draw(output, weight="gradient", theme=theme).svg).iter(f"{SVG}path"))
    dashed = [path for path in paths if path.get("stroke-dasharray")]
    thin = [path for path in dashed if path.get("stroke") == own.negative]
    assert len(thin) == 2  # both arrows of b
    assert all(THINNEST <= float(path.get("stroke-width", "1")) < THIN for path in thin)
    assert [path.get("stroke") for path in dashed if path not in thin] == [own.ink]  # the legend's sample


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_zero_is_a_dotted_line_without_a_river(drawing: Callable[..., Picture]) -> None:
    output = differentiated(relu(Value(-1.0, "x")))
    picture = drawing(output, weight="gradient")
    assert bands(picture) == [WIDEST]
    assert "zero" in texts(picture.svg)
    paths = parsed(picture.svg).iter(f"{SVG}path")
    dotted = [path for path in paths if path.get("stroke-dasharray") and path.get("stroke") == THEMES["light"].ink]
    assert len(dotted) == 2  # that of x, and the legend's sample


def test_values_are_rivers_too_and_plain_numbers_with_them() -> None:
    output = Value(-3.0, "x") * 6
    scene = scene_of(output, "value")
    assert [width(scene, arrow) for arrow in scene.arrows] == sorted(width(scene, arrow) for arrow in scene.arrows)
    svg = draw(output, weight="value").svg
    assert "width:|value|" in texts(svg)
    assert len(bands(draw(output, weight="value"))) == 3


def test_pass_in_which_the_number_flows_is_the_river_of_both() -> None:
    output = CORPUS["chain-rule"]()
    for weight, drawn in (("gradient", "b"), ("value", "f")):
        source = draw_both(output, weight=weight).dot.source
        styled = re.findall(r"\t(\w)n\w+ -> .*penwidth", source)
        assert set(styled) == {drawn}


def test_folded_arrow_is_as_wide_as_the_norm_and_has_the_sign_that_all_its_numbers_have() -> None:
    assert size_of([3.0, -4.0]) == Size(5.0, 0)
    assert size_of([-3.0, -4.0, 0.0]) == Size(5.0, -1)
    assert size_of([0.0]) == Size(0.0, 0)
    assert size_of([3 + 4j]) == Size(5.0, 0)
    assert size_of([]) is size_of(["many"]) is size_of([10**400]) is None
    picture = draw(CORPUS["multilayer perceptron"](), weight="gradient")
    assert {"bothsigns", "positive", "negative"} <= set(texts(picture.svg))
    assert "as wide as |gradient|" in parsed(picture.svg).findtext(f"{SVG}desc", "")


def test_rivers_keep_their_widths_where_no_numbers_are_shown_or_formulas_are() -> None:
    output = CORPUS["chain-rule"]()
    widths = bands(draw(output, weight="gradient"))
    assert bands(draw(output, weight="gradient", show="forward")) == widths
    assert bands(draw(output, weight="gradient", show="gradients")) == widths
    assert sorted(bands(draw(output, weight="gradient", formulas=True))) == sorted(widths)


def test_river_of_what_is_no_number_is_a_plain_arrow() -> None:
    x = Value(math.nan, "x")
    scene = scene_of(differentiated(x * 2 + Value(1.0, "y") * x), "value")
    assert None in [scene.river(arrow) for arrow in scene.arrows]
    draw(x * 2, weight="value").svg  # noqa: B018


def test_gradients_that_are_not_there_are_refused_with_the_cure() -> None:
    with pytest.raises(ValueError, match=r"there are none; call backward\(\) on the output first"):
        draw(Value(3.0, "x") * 2, weight="gradient")
    assert bands(draw_backward(Value(3.0, "x") * 2, weight="gradient"))


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_weight_that_is_not_known_is_refused_with_the_known_ones(drawing: Callable[..., Picture]) -> None:
    with pytest.raises(ValueError, match=r"weight is one of 'gradient', 'value', got 'gradients'; did you mean"):
        drawing(cancelling(), weight="gradients")


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_picture_without_weight_has_no_river_and_no_legend(drawing: Callable[..., Picture]) -> None:
    picture = drawing(cancelling())
    assert picture.dot.source == drawing(cancelling(), weight=None).dot.source
    assert BED not in picture.dot.source
    assert bands(picture) == []


@pytest.mark.parametrize("weight", ["gradient", "value"])
@pytest.mark.parametrize(
    "name",
    [
        "chain-rule",
        "micrograd",
        "lstm cell",
        "quotient of shared",
        pytest.param("tangle 5", marks=pytest.mark.thorough),
    ],
)
def test_no_river_covers_what_is_not_its_own(name: str, weight: str) -> None:
    scene = scene_of(CORPUS[name](), weight)
    solids = of_picture(layout(scene).source).solids
    (x, y), drawn = scene.places.centres["n0"], solids["n0"]
    right, down = drawn.x - x, drawn.y + y  # Graphviz moves a drawing to where its numbers are not negative
    for arrow in scene.arrows:
        line = scene.staves[0].line(arrow.name, scene.line(arrow))
        points = [(x + right, down - y) for x, y in along(line, 40)]
        wire = Wire(arrow.name, points, frozenset((arrow.tail, arrow.head)))
        river = scene.river(arrow)
        assert Geometry(solids, [wire]).touches(max(2.0, river.width / 2 if river else 0.0)) == []


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".tex", ".html", ".dot"])
def test_every_format_has_the_river(suffix: str, tmp_path: Path) -> None:
    output = cancelling()
    with_river = draw(output, weight="gradient").save(tmp_path / f"river{suffix}").read_bytes()
    without = draw(output).save(tmp_path / f"plain{suffix}").read_bytes()
    assert with_river != without
    if suffix == ".tex":
        assert rf"draw=positive, line width={WIDEST * 0.69:.2f}bp" in with_river.decode()
