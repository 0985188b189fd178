"""What stands in a gate keeps off its border, in `draw` and in either pass of `draw_both`."""

import pytest

from autograd_core import TABLE, Value
from viz.backward.places import POINTS_PER_INCH, Footprint, places_of
from viz.backward.plan import Plan
from viz.diagram import diagram_of
from viz.shapes import GATE_SIZE, LONGEST_ROUND_SYMBOL, symbol_size
from viz.text import gate_symbol, markup

FILLED = 0.85  # of the width of a circle that its text may take: at half its height the circle is narrower

SYMBOLS = sorted({gate_symbol(operation.symbol) for operation in TABLE.values()} | {"x²", "x⁻¹"})


def width(text: str) -> float:
    """Points, as Graphviz measures it."""
    label = f'<FONT POINT-SIZE="{symbol_size(text)}">{markup(text)}</FONT>'
    return places_of([Footprint("text", 1, 1, label=label)], []).sizes["text"][0]


@pytest.mark.parametrize("symbol", [symbol for symbol in SYMBOLS if len(symbol) <= LONGEST_ROUND_SYMBOL])
def test_symbol_in_a_circle_keeps_off_its_border(symbol: str) -> None:
    assert width(symbol) <= FILLED * POINTS_PER_INCH * GATE_SIZE


@pytest.mark.parametrize("name", ["relu", "tanh", "softplus", "leaky_relu", "expm1", "sigmoid"])
def test_symbol_in_a_gate_of_both_passes_keeps_off_its_border(name: str) -> None:
    plan = Plan(diagram_of(TABLE[name](Value(0.5, "x"))))
    (gate,) = (shape for shape in plan.shapes if shape.kind == "gate")
    assert width(f"{gate_symbol(gate.node.symbol)}′") <= FILLED * 2 * gate.radius_x
