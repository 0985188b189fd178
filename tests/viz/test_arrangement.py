"""Arrangement: whatever graph is drawn, and in which way, its smallest text can be read on a slide."""

import re
from collections.abc import Callable

import pytest

from autograd_core import Value, dot, sin, topological_order
from autograd_core import sum as total
from tests.viz.corpus import CORPUS, tangle
from tests.viz.svg import texts
from viz import Picture, draw, draw_backward, draw_both
from viz.diagram import diagram_of
from viz.picture import BOTH
from viz.scene.arrangement import arranged, both_scene
from viz.scene.arrows import BACKWARD, FORWARD
from viz.scene.scene import Detail

SLIDE = (1920, 1080)
SMALL, LARGE = 12.0, 9.0  # pixels, of a graph of up to MOST gates and arrows, and of a larger one
MOST = (25, 60)
ROUNDING = 0.05  # pixels: sizes of an SVG are whole points
SYLLABLES = ("ka", "mo", "ri", "su", "te", "lo", "ni")


def unrelated(count: int) -> list[Value]:
    """Inputs whose names have nothing in common."""
    names = [f"{a}{b}{c}" for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    return [Value(i / 7, name) for i, name in enumerate(names[:count])]


def chain(steps: int) -> Value:
    x = Value(0.5, "x")
    for _ in range(steps):
        x = sin(x)
    return x


def first_input(output: Value) -> Value:
    return next(node for node in topological_order(output) if not node.is_constant)


def one_by_one(values: list[Value]) -> Value:
    output = Value(1.0, "start")
    for value in values:
        output = output + value
    return output


WIDE_AND_LONG: dict[str, Callable[[], Value]] = {
    "sum of 60": lambda: total(unrelated(60)),
    "sum of 100": lambda: total(unrelated(100)),
    "sum of 24": lambda: total(unrelated(24)),
    "sum of 60 one by one": lambda: one_by_one(unrelated(60)),
    "sum of 29 one by one": lambda: one_by_one(unrelated(29)),
    "dot product of 30": lambda: dot(unrelated(30)[:15], unrelated(60)[30:45]),
    "160 sines": lambda: chain(160),
    "24 sines": lambda: chain(24),
    "tangle of 40": lambda: tangle(7, 40),
    "tangle of 60": lambda: tangle(7, 60),
    "tangle of 90": lambda: tangle(7, 90),
    **{f"tangle {seed} of 14": lambda seed=seed: tangle(seed, 14) for seed in range(100, 120)},  # type: ignore[misc]
}
GRAPHS: dict[str, Callable[[], Value]] = CORPUS | WIDE_AND_LONG
ALWAYS = ("sum of 24",)
KINDS: dict[str, Callable[[Value], Picture]] = {
    "draw": draw,
    "gradient": lambda output: draw(output, weight="gradient"),
    "value": lambda output: draw(output, weight="value"),
    "around": lambda output: draw(output, around=output, hops=3),
    "between": lambda output: draw(output, between=(first_input(output), output)),
    "backward": draw_backward,
    "both": draw_both,
    "both, gradient": lambda output: draw_both(output, weight="gradient"),
}

every_graph = pytest.mark.parametrize(
    "name", [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.thorough) for name in GRAPHS]
)

every_small_graph = pytest.mark.parametrize(
    "name",
    [
        "lstm cell",
        *(
            pytest.param(name, marks=pytest.mark.thorough)
            for name in ("micrograd", "gru cell", "batch normalization")  # attention is folded as a river
        ),
    ],
)


def legibility(picture: Picture) -> float:
    """Pixels of the smallest text of a picture that fills a slide."""
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.svg)[0])
    scale = float(re.findall(r'transform="scale\(([\d.]+)', picture.svg)[0])
    smallest = scale * min(map(float, re.findall(r'font-size="([\d.]+)"', picture.svg)))
    return smallest * min(SLIDE[0] / width, SLIDE[1] / height)


def is_small(output: Value) -> bool:
    order = topological_order(output)
    gates = sum(not node.is_leaf for node in order)
    arrows = sum(not parent.is_constant for node in order for parent in node.parents)
    return gates <= MOST[0] and arrows <= MOST[1]


@every_graph
def test_smallest_text_can_be_read_on_a_slide(name: str) -> None:
    output = GRAPHS[name]()
    output.backward()
    least = SMALL if is_small(output) else LARGE
    too_small = {kind: pixels for kind in KINDS if (pixels := legibility(KINDS[kind](output))) < least - ROUNDING}
    assert too_small == {}


@every_small_graph
def test_small_graph_is_whole_in_every_picture_of_it(name: str) -> None:
    output = CORPUS[name]()
    for picture in (draw(output), draw(output, weight="gradient"), draw_backward(output), draw_both(output)):
        assert picture._drawn.diagram.note == ""


def test_pixels_of_a_scene_are_those_of_its_picture() -> None:
    for name in ("logistic loss", "sum of 60"):
        output = GRAPHS[name]()
        output.backward()
        for kind, picture in ((kind, KINDS[kind](output)) for kind in ("draw", "gradient", "both")):
            assert picture._drawn.pixels == pytest.approx(legibility(picture), rel=0.03), kind


def test_less_is_said_only_where_all_of_it_could_not_be_read() -> None:
    passes = [FORWARD, BACKWARD]
    assert both_scene([diagram_of(CORPUS["chain-rule"](), seed=1)]).detail == Detail.ALL
    scene = arranged(diagram_of(CORPUS["logistic loss"](), seed=1), passes, passes)
    assert scene.detail < Detail.ALL
    assert scene.pixels >= SMALL


def test_table_is_that_of_the_graph_and_needs_no_layout() -> None:
    output = total(unrelated(60))
    output.backward()
    picture = draw_both(output)
    assert "kakami" not in str(picture)
    assert "_drawn" not in vars(picture)


def test_picture_whose_diagram_cannot_be_read_is_that_of_the_first_that_can() -> None:
    large = diagram_of(total(unrelated(100)), seed=1)
    small = diagram_of(Value(1.0, "small") * 2, seed=1)
    picture = Picture(large, "light", BOTH, [small, diagram_of(Value(1.0, "smaller") * 2, seed=1)])
    assert "small" in texts(picture.svg)
