"""What stands in a gate keeps off its border, and texts are no wider than the layout takes them to be."""

import graphviz
import pytest

from autograd_core import TABLE, Value
from viz.diagram import diagram_of
from viz.formats.render import render
from viz.measure import width_of
from viz.scene.arrows import BACKWARD, FORWARD, SHAFT_MARGIN
from viz.scene.layout import POINTS_PER_INCH
from viz.scene.scene import RADIUS, Scene
from viz.shapes import FONTS, LONGEST_ROUND_SYMBOL, TEXT_SIZE, symbol_size
from viz.text import gate_symbol, markup

FILLED = 0.87  # of the width of a circle that its text may take: at half its height the circle is narrower

WIDEST_FONT = "DejaVu Sans"  # what a Linux without Noto shows for sans-serif

SYMBOLS = sorted({gate_symbol(operation.symbol) for operation in TABLE.values()} | {"x²", "x⁻¹"})


def width(text: str, size: float, *, is_bold: bool = False, fonts: str = FONTS) -> float:
    """Points, as Graphviz measures it."""
    shown = f"<B>{markup(text)}</B>" if is_bold else markup(text)
    dot = graphviz.Digraph(node_attr={"shape": "plain", "fontname": fonts, "fontsize": f"{size}"})
    dot.node("text", f"<{shown}>")
    node = next(line for line in render(dot.source, "plain").decode("utf-8").splitlines() if line.startswith("node"))
    return POINTS_PER_INCH * float(node.split()[4])


@pytest.mark.parametrize("symbol", [symbol for symbol in SYMBOLS if len(symbol) <= LONGEST_ROUND_SYMBOL])
def test_symbol_in_a_circle_keeps_off_its_border(symbol: str) -> None:
    assert width(symbol, symbol_size(symbol)) <= FILLED * 2 * RADIUS


@pytest.mark.parametrize("name", ["relu", "tanh", "softplus", "leaky_relu", "expm1", "sigmoid"])
def test_symbol_in_a_gate_of_both_passes_keeps_off_its_border(name: str) -> None:
    scene = Scene(diagram_of(TABLE[name](Value(0.5, "x"))), [FORWARD, BACKWARD])
    (gate,) = (shape for shape in scene.shapes if shape.kind == "gate")
    text = f"{gate_symbol(gate.node.symbol)}′"
    assert width(text, symbol_size(text)) <= FILLED * 2 * gate.radius_x


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("fonts", [FONTS, WIDEST_FONT])
@pytest.mark.parametrize("is_bold", [False, True], ids=["usual", "bold"])
@pytest.mark.parametrize(
    "text",
    [
        "← −0.000214822",
        "1410934744286",
        "apple price",
        "mWMm%@",
        "illj.,(1)",
        "소비세",
        "saved w1 = −3",
        "HEADING",
        "tanh′",
    ],
)
def test_text_is_no_wider_than_the_layout_takes_it_to_be(text: str, fonts: str, *, is_bold: bool) -> None:
    room = SHAFT_MARGIN if is_bold else 1  # what stands in heavy letters, a gradient, has more than its width
    assert width(text, TEXT_SIZE, is_bold=is_bold, fonts=fonts) <= width_of(text, TEXT_SIZE, is_bold=is_bold) + room
