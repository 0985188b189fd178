"""Frames: a neuron and a layer have a frame with all of theirs inside, and nothing else."""

import random
import re
from itertools import combinations

import pytest

from autograd_core import Value
from nn import MLP
from tests.viz.places import Box, drawn
from tests.viz.svg import texts
from viz import Picture, draw, draw_both
from viz.diagram import diagram_of, without_local_gradients
from viz.scene.arrangement import arranged
from viz.scene.arrows import BACKWARD, FORWARD, NUMBERS, Pass
from viz.scene.frames import framed, prefixes
from viz.scene.scene import Scene

ROUNDING = 0.6  # points: Graphviz prints places with five digits, in inches
NETWORKS = [[2, 1], [2, 2, 1], [1, 3, 1], [3, 2, 1], [1, 2, 2, 1]]


def network(sizes: list[int]) -> Value:
    inputs = [Value(0.5 + i / 10, f"x{i + 1}") for i in range(sizes[0])]
    output = MLP(sizes[0], sizes[1:], generator=random.Random(1))(inputs)
    assert isinstance(output, Value)
    output.label = "y"
    output.backward()
    return output


def holds(frame: Box, box: Box) -> bool:
    return (
        abs(box.x - frame.x) + box.width / 2 <= frame.width / 2 + ROUNDING
        and abs(box.y - frame.y) + box.height / 2 <= frame.height / 2 + ROUNDING
    )


def meets(one: Box, other: Box) -> bool:
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2 - ROUNDING
        and abs(one.y - other.y) < (one.height + other.height) / 2 - ROUNDING
    )


def frames(picture: Picture, prefix: str = "") -> tuple[dict[str, Box], dict[str, Box]]:
    """The frames of a pass by the paths of their groups, and what else is drawn of it by its name."""
    nodes = drawn(picture.dot.source).nodes
    scene = picture._drawn
    rows = scene.staves[-1 if prefix == "b" else 0]
    found = {frame.path: nodes[f"{prefix}frame{i}"] for i, frame in enumerate(scene.frames(rows))}
    shapes = {shape.name: nodes[f"{prefix}{shape.name}"] for shape in scene.shapes if f"{prefix}{shape.name}" in nodes}
    return found, shapes


@pytest.mark.parametrize("sizes", NETWORKS, ids=str)
@pytest.mark.parametrize("weight", [None, "gradient"])
def test_frame_holds_its_group_and_nothing_else(sizes: list[int], weight: str | None) -> None:
    picture = draw(network(sizes), weight=weight)
    groups = picture._drawn.groups
    found, shapes = frames(picture)
    for path, frame in found.items():
        for name, box in shapes.items():
            is_inside = path in prefixes(groups[name])
            assert holds(frame, box) if is_inside else not meets(frame, box), (path, name)
    for (one, a), (other, b) in combinations(found.items(), 2):
        if one in prefixes(other) or other in prefixes(one):
            assert holds(a, b) or holds(b, a)
        else:
            assert not meets(a, b)


@pytest.mark.parametrize("passes", [[NUMBERS], [FORWARD, BACKWARD]], ids=["draw", "backward"])
def test_every_neuron_and_layer_of_a_small_network_has_its_frame(passes: list[Pass]) -> None:
    diagram = without_local_gradients(diagram_of(network([2, 2, 1]), seed=1))
    scene = Scene(diagram, passes, is_framed=True)
    paths = [frame.path for frame in scene.frames(scene.staves[0])]
    assert sorted(paths) == ["layer 1", "layer 1/neuron 1", "layer 1/neuron 2", "layer 2"]


def test_frames_say_what_they_hold() -> None:
    shown = texts(draw(network([2, 2, 1])).svg)
    assert [shown.count(name) for name in ("layer1", "layer2", "neuron1", "neuron2")] == [1, 1, 1, 1]


def test_both_passes_have_their_frames() -> None:
    picture = draw_both(network([1, 1]))
    for prefix in "fb":
        found, _ = frames(picture, prefix)
        assert list(found) == ["layer 1"]


def test_graph_without_groups_has_no_frames() -> None:
    source = draw(Value(2.0, "x") * Value(3.0, "y")).dot.source
    assert not re.search("frame", source)


def test_frames_are_left_out_where_the_picture_could_not_be_read_with_them() -> None:
    diagram = without_local_gradients(diagram_of(network([2, 3, 2, 1]), seed=1))
    assert arranged(diagram, [NUMBERS]).groups == {}


def test_group_of_one_thing_has_no_frame_and_of_equal_ones_the_outer_alone() -> None:
    assert framed({"a": "layer 1/neuron 1", "b": "layer 2/neuron 1", "c": "layer 2/neuron 1"}) == ["layer 2"]
