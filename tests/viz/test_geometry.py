"""Geometry of pictures and pages: no wire touches what is not its own, operands read from top to bottom, copies part
right behind what is copied.
"""

import re
from itertools import combinations, pairwise

import pytest

from autograd_core import TABLE, Value, topological_order
from tests.viz.corpus import CORPUS
from tests.viz.geometry import Geometry, of_page, of_picture, told
from viz import draw, draw_both, stepper
from viz.diagram import diagram_of, reading_order
from viz.scene.arrows import BACKWARD, FORWARD, LIVE, NUMBERS, Pass
from viz.scene.scene import Scene

MARGIN = 2.0  # points that a wire stays away from everything that is not its own
CONTACT = re.compile(r"b?n\d+(p|k\d+)")  # of a switch: inside its gate
ORDERED = (TABLE["subtract"], TABLE["divide"], TABLE["power"])

ALWAYS = ("chain-rule", "micrograd", "lstm cell", "quotient of shared", "neuron of five", "korean bill")

every_graph = pytest.mark.parametrize(
    "name", [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.thorough) for name in CORPUS]
)


def foreign(geometry: Geometry) -> list[tuple[str, str]]:
    """What wires touch, but for the levers of switches, which are inside their own gates."""
    return [(wire, touched) for wire, touched in geometry.touches(MARGIN) if not CONTACT.match(wire)]


@every_graph
def test_no_wire_of_a_picture_touches_what_is_not_its_own(name: str) -> None:
    assert foreign(of_picture(draw(CORPUS[name](), fold="nothing").dot.source)) == []


@every_graph
def test_no_wire_of_both_passes_touches_what_is_not_its_own(name: str) -> None:
    assert foreign(of_picture(draw_both(CORPUS[name](), fold="nothing").dot.source)) == []


@every_graph
def test_page_keeps_wires_off_what_is_not_theirs_and_operands_in_reading_order(name: str) -> None:
    output = CORPUS[name]()
    page = stepper(output).html
    geometry = of_page(page)
    assert foreign(geometry) == []
    ends = {}
    for arrow, wire in zip(told(page)["picture"]["arrows"], geometry.wires, strict=True):
        if arrow["kind"] == "edge":
            ends[arrow["user"], arrow["position"]] = wire.points[-1][1]
    for i, node in enumerate(topological_order(output)):
        if node.operation in ORDERED and {(i, 0), (i, 1)} <= ends.keys():
            assert ends[i, 0] < ends[i, 1]


@every_graph
@pytest.mark.parametrize("passes", [[NUMBERS], [FORWARD, BACKWARD], [LIVE]], ids=["draw", "both", "page"])
def test_operands_enter_in_reading_order_and_copies_part_next_to_what_is_copied(name: str, passes: list[Pass]) -> None:
    scene = Scene(diagram_of(CORPUS[name](), seed=1), passes)
    places = scene.places
    for i, node in enumerate(scene.diagram.nodes):
        if node.operation in ORDERED:
            heights = [places.lines[f"n{i}a{slot}"][-1][1] for slot in reading_order(node)]
            assert all(upper > lower for upper, lower in pairwise(heights))
    gates = [shape for shape in scene.shapes if shape.kind == "gate"]
    for fork in (shape for shape in scene.shapes if shape.kind == "fork"):
        start, end = places.centres[f"n{fork.index}"][0], places.centres[fork.name][0]
        columns = {round(places.centres[gate.name][0], 1) for gate in gates}
        assert not [x for x in columns if start + 1 < x < end - 1], fork.name


def test_same_graph_has_the_same_shapes_in_the_same_order_in_every_picture() -> None:
    for name in ("chain-rule", "quotient of shared", "lstm cell"):
        diagram = diagram_of(CORPUS[name](), seed=1)
        arranged = [_arranged(Scene(diagram, passes)) for passes in ([NUMBERS], [FORWARD, BACKWARD], [LIVE])]
        assert arranged[0] == arranged[1] == arranged[2]


def _arranged(scene: Scene) -> list[set[tuple[str, str]]]:
    """Which shapes stand above which in the same column, and which to the left of which."""
    centres = {shape.name: scene.places.centres[shape.name] for shape in scene.shapes}
    above = {
        (a, b) if centres[a][1] > centres[b][1] else (b, a)
        for a, b in combinations(centres, 2)
        if abs(centres[a][0] - centres[b][0]) < 1
    }
    return [above]


def test_measure_finds_a_wire_that_runs_through_a_gate() -> None:
    dot = draw(Value(2.0, "x") * Value(3.0, "y")).dot
    assert foreign(of_picture(dot.source)) == []
    dot.node("n9", pos=re.findall(r'n2a0v .*pos="([^"]*)"', dot.source)[0], shape="circle", width="2")
    assert foreign(of_picture(dot.source)) != []
