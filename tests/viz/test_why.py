"""Why: the ways to a gradient are lit as wide as what they carry, and told as products that are exact."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from autograd_core import GraphError, Value, exp, log, paths, topological_order
from autograd_core.notation import number_text
from autograd_core.strategies import DrawnGraph, graphs
from tests.viz.corpus import CORPUS
from tests.viz.svg import SVG, parsed, texts
from viz import draw, language, why
from viz.examples import EXAMPLES
from viz.scene import Scene
from viz.scene.arrows import NUMBERS
from viz.themes import THEMES
from viz.why import MOST_WAYS

CLOSE = 1e-9  # relative: floats are added up in another order


def labelled(output: Value, label: str) -> Value:
    return next(node for node in topological_order(output) if node.label == label)


def scene_of(output: Value, value: Value) -> Scene:
    return Scene(why(output, value)._diagram, [NUMBERS])  # type: ignore[arg-type]


def carried(scene: Scene, tail: str) -> float:
    """What the arrow that leaves a shape carries."""
    (arrow,) = [arrow for arrow in scene.arrows if arrow.tail == tail]
    return arrow.share.norm * arrow.share.sign if arrow.share else 0.0


def test_gradient_of_the_apples_is_the_product_of_two_factors() -> None:
    total = EXAMPLES["apples-and-oranges"]()
    picture = why(total, labelled(total, "apple price"))
    assert str(picture).endswith("d total / d apple price = 2.2 = 1.1 × 2")
    assert "dtotal/dappleprice=2.2=1.1×2" in texts(picture.svg)
    assert picture.title == "Why d total / d apple price is what it is"


def test_several_ways_are_told_one_by_one_and_added_up() -> None:
    f = EXAMPLES["chain-rule"]()
    lines = str(why(f, labelled(f, "x2"))).splitlines()
    assert lines[-4:] == [
        "d f / d x2 = 10.1905 = 5.36588 + 1 + 3.82467",
        "5.36588 = 1.34147 × 2 × 2, by ×, x², a",
        "1, by ×, b",
        "3.82467, by exp, b",
    ]


@settings(deadline=None)
@given(graphs(leaves=3, size=8, sharing=True, operations=["add", "multiply", "subtract"], kind="fraction"))
def test_factors_multiply_to_their_way_and_ways_add_up_to_the_gradient_exactly(graph: DrawnGraph) -> None:
    output, leaves = graph.record()
    value = leaves[0]
    assume(0 < paths(output, value).count <= MOST_WAYS and not output.is_leaf)
    head, *ways = why(output, value)._diagram.reasons  # type: ignore[union-attr]
    whole = head.replace("−", "-").split(" = ")
    total = Fraction(whole[1])
    assert total == paths(output, value).gradient
    products = [way.split(", ")[0].split(" = ") for way in ways] or [whole[1:]]
    for product, *factors in (each.replace("−", "-").split(" = ") for each in map(" = ".join, products)):
        for row in factors:
            assert math.prod(Fraction(factor.strip("()")) for factor in row.split(" × ")) == Fraction(product)
    assert sum(Fraction(each[0].replace("−", "-")) for each in products) == total


@settings(deadline=None)
@given(graphs(leaves=3, size=8, sharing=True))
def test_all_of_the_gradient_leaves_the_output_and_arrives_at_the_value(graph: DrawnGraph) -> None:
    output = graph(*map(Value, graph.point)) * 1
    value = next((node for node in topological_order(output) if node.is_leaf and not node.is_constant), None)
    assume(value is not None)
    assert value is not None
    found = paths(output, value)
    assume(math.isfinite(float(found.gradient)) and found.count > 0)
    scene = scene_of(output, value)
    names = topological_order(output).index(value), len(scene.diagram.nodes) - 1
    scale = max([abs(float(way.product)) for way in found.heaviest(1)]) * found.count
    for index in names:
        assert carried(scene, f"n{index}") == pytest.approx(float(found.gradient), rel=CLOSE, abs=CLOSE * scale)


def test_seed_of_the_backward_pass_is_no_factor() -> None:
    x = Value(3.0, "x")
    y = x * 2
    y.backward(10)
    picture = why(y, x)
    assert str(picture).endswith(" / d x = 2")
    assert "3←20" in texts(picture.svg)


def test_of_many_ways_the_heaviest_are_told_and_what_the_rest_carries() -> None:
    x = Value(2.0, "x")
    y = x
    for _ in range(3):
        y = y * y
    head, *ways = why(y, x)._diagram.reasons  # type: ignore[union-attr]
    assert head.endswith(f" + {number_text(3 * 2**7)} along 3 more ways")
    assert len(ways) == MOST_WAYS


def test_long_way_says_how_many_factors_it_leaves_out() -> None:
    x = Value(0.5, "x")
    y = x
    for _ in range(30):
        y = y.sin()
    assert "× … (19 more)" in str(why(y, x))


def test_factors_are_formulas_of_what_has_a_label() -> None:
    z = [Value(number, f"z{i}") for i, number in enumerate((1.0, 2.0), start=1)]
    exps = [exp(each) for each in z]
    for i, each in enumerate(exps, start=1):
        each.label = f"e{i}"
    whole = exps[0] + exps[1]
    whole.label = "sum"
    p = exps[0] / whole
    p.label = "p"
    loss = -log(p)
    loss.label = "loss"
    shown = str(why(loss, z[0], formulas=True)).splitlines()
    assert "−1 = (−1) × 1/p × 1/sum × e1, by log, p, e1" in shown
    assert any(line.endswith("= (−1) × 1/p × (−p/sum) × e1, by log, p, sum, e1") for line in shown)


def test_formula_of_each_edge_where_both_come_from_the_same_node() -> None:
    x = Value(3.0, "x")
    y = x - 2 * x / (x * 1)
    lines = "\n".join(why(x / (x + 0), x, formulas=True)._diagram.reasons)  # type: ignore[union-attr]
    assert "1/3" in lines
    assert why(y, x)
    both = why(x / x, x, formulas=True)._diagram.reasons  # type: ignore[union-attr]
    assert "1/x" in both[1] + both[2]
    assert "= −x/" in both[1] + both[2]


def test_what_lies_on_no_way_is_quiet() -> None:
    total = EXAMPLES["apples-and-oranges"]()
    picture = why(total, labelled(total, "apple price"))
    muted = [text for text in parsed(picture.svg).iter(f"{SVG}text") if text.get("fill") == THEMES["light"].muted]
    assert {"3", "150", "450", "1.1", "2"} <= {text.text for text in muted}
    assert not {"100", "200", "650", "715"} & {text.text for text in muted}
    assert "as wide as what an arrow carries" in (parsed(picture.svg).findtext(f"{SVG}desc") or "")


def test_way_that_carries_nothing_is_dotted() -> None:
    x = Value(-1.0, "x")
    picture = why(x.relu() + 2 * x, x)
    paths_drawn = list(parsed(picture.svg).iter(f"{SVG}path"))
    assert any(path.get("stroke-dasharray") for path in paths_drawn)
    assert "zero" in texts(picture.svg)


def test_large_graph_is_folded_to_its_ways() -> None:
    x = Value(0.5, "x")
    y = x
    for _ in range(300):
        y = y.sin()
    y.label = "y"
    picture = why(y, x)
    assert re.search(r"301 nodes drawn as 3: only what lies on the ways, folded by rows of equal steps", str(picture))
    assert any(text.startswith("sin,299times") for text in texts(picture.svg))


def test_long_graph_that_is_not_folded_says_so_by_nothing() -> None:
    x = Value(3.0, "x")
    y = x
    for _ in range(40):
        y = (1 - y * 0.9).tanh()
    shown = str(why(y, x))
    assert "201 nodes drawn as 121: only what lies on the ways\n" in shown
    assert re.search(r"^#1 +x × 0.9 ", shown, re.MULTILINE)
    assert re.search(r"^#2 +1 - #1 ", shown, re.MULTILINE)


def test_names_from_variables_and_themes_are_those_of_draw() -> None:
    x = Value(3.0)
    y = x * x
    assert "d y / d x = 6 = 3 + 3" in str(why(y, x, names={"x": x, "y": y}))
    assert THEMES["dark"].background in why(y, x, theme="dark").svg


def test_what_has_no_label_is_called_as_in_the_table() -> None:
    x = Value(3.0, "x")
    inner = x / 2
    output = inner / Value(-2.0, "c")
    assert str(why(output, x)).endswith("d output / d x = −0.25 = (−0.5) × 0.5")
    picture = why(output, inner)
    assert "#1" in str(picture)
    assert str(picture).endswith("d output / d #1 = −0.5")
    assert picture.title == "Why d output / d #1 is what it is"
    with language("ko"):
        assert str(why(output, inner)).endswith("d 출력 / d #1 = −0.5")


def test_single_factor_is_not_said_twice() -> None:
    x = Value(2.0, "x")
    assert str(why(x - x, x)).splitlines()[-2:] == ["1, directly", "−1, directly"]
    assert str(why(x / (x + 0), x)).splitlines()[-1] == "−0.5, by +"
    y = Value(1.0, "y")
    assert str(why(y / x, x, formulas=True)).endswith("= −0.25 = −y/x/x")


def test_factors_and_gates_run_from_the_output_to_the_value() -> None:
    x = Value(0.5, "x")
    last = str(why((x * 3 + 1).tanh() * 2 + x, x)).splitlines()[-2]
    assert re.fullmatch(r"\S+ = 2 × 0\.\d+ × 3, by ×, tanh, \+, ×", last)


def test_mathematics_is_plain_in_the_error() -> None:
    with pytest.raises(GraphError, match="from x₁ to the output"):
        why(Value(1.0) * 2, Value(1.0, "$x_1$"))


def test_no_way_is_an_error_that_says_what_why_takes() -> None:
    x, y = Value(3.0, "x"), Value(2.0, "y")
    with pytest.raises(
        GraphError, match=r"no way leads from y to .*why takes \(an output, a node it was computed from\)"
    ):
        why(x * 2, y)
    with pytest.raises(TypeError, match="Value"):
        why(x * 2, "x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["lstm cell", "batch normalization", "micrograd", pytest.param("tangle 4", marks=pytest.mark.thorough)],
)
def test_every_graph_can_be_asked(name: str) -> None:
    output = CORPUS[name]()
    value = next(node for node in topological_order(output) if node.is_leaf and not node.is_constant)
    picture = why(output, value, formulas=True)
    assert "width:" in "".join(texts(picture.svg))
    assert draw(output).svg.count("<path") <= picture.svg.count("<path")
