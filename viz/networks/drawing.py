"""What people call: draw_network, the network in a graph as layers of circles, or one of its units as its own graph.

Not here: what a network is (network.py), how it looks (layout.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograd_core import Value
from autograd_core.errors import described, one_of
from autograd_core.words import words
from viz.diagram import noting_changes, without_local_gradients
from viz.graph import Graph
from viz.large_graphs import grouped_diagram
from viz.names import labels_from
from viz.networks.descriptions import network_description, network_table, network_title
from viz.networks.layout import network_layout
from viz.networks.network import network_of
from viz.picture import AUTO, Kind, Picture
from viz.rounding import shorter
from viz.text import label, number

NETWORK = Kind(
    network_layout,
    network_title,
    network_description,
    network_table,
    lambda network: [unit.name for column in network.columns for unit in column],
)
WEIGHTS = ("value", "gradient")  # what lines can be as wide as


def draw_network(
    value: Value,
    *,
    weight: str = "value",
    unit: str | None = None,
    names: Mapping[str, Any] | None = None,
    theme: str = AUTO,
) -> Picture:
    """The network in the graph of `value` as textbooks draw it: units as circles in layers, weights as lines.

    A unit is what has a `group` of its own, a path such as "layer 1/neuron 3", and weights; layers of nn are made of
    such. A circle holds the unit's activation and, where it was applied once, its value; a circle with a 1 stands for
    the inputs of biases. Of a column of more than ten units the first and the last are drawn. On hover an SVG tells the
    numbers of units and weights.

    Args:
        value: what the network computes, or a loss of it.
        weight: "value" makes each line as wide as its |weight|, "gradient" as |d value / d weight|; coloured, and
            dashed, by the sign, dotted where it is 0, on one scale, which a legend names.
        unit: the path of one unit, to be drawn as its own graph, gate by gate.
        names: variables by name, such as `locals()`: a node without a label gets the name of its variable.
        theme: "light", "dark", "print" (black and white), or "auto": light, and in a notebook dark where the system is.

    Raises:
        TypeError: `value` is not a Value, or `names` not a mapping.
        ValueError: an unknown `weight`, `theme` or `unit`, or there are no gradients to be as wide as.
        GraphError: the graph has no units, or layers feed each other in a circle.
    """
    if not isinstance(value, Value):
        raise TypeError(f"draw_network needs a Value, got {described(value)}")
    one_of("weight", weight, WEIGHTS)
    graph, labels = Graph(value), labels_from(names)
    name = label(str(value.label or labels.get(value, ""))) or words("name.output")
    network = network_of(graph, labels, f"{name} = {shorter(number(value.data), None)}")
    if unit is not None:
        one_of("a unit", unit, [each.path for column in network.columns for each in column if each.path])
        diagram = without_local_gradients(grouped_diagram(graph, labels, unit))
        return Picture(noting_changes(diagram, graph), theme)
    if weight == "gradient" and all(each.gradient is None for each in network.connections):
        raise ValueError(
            "weight='gradient' makes lines as wide as gradients, and there are none; call backward() on the output "
            "first, or leave weight out"
        )
    return Picture(replace(network, weight=weight), theme, NETWORK)
