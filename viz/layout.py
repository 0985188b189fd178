"""The textbook look: a diagram laid out as a graphviz.Digraph, values above the arrows, gradients below.

What people wrote reaches DOT in labels only, through text.markup, and node names are generated. Not here: what the
labels say (diagram.py), running Graphviz (render.py).
"""

from __future__ import annotations

import graphviz

from autograd_core.operations import add, dot_with_bias, equal, maximum, minimum, multiply, sum_of_inputs
from viz.diagram import Diagram, Node
from viz.text import markup, typeset

FORWARD = "#0b5cad"  # 6.7 : 1 on white
GRADIENT = "#c2410c"  # 5.2 : 1 on white
LINE = "#4b5563"
INK = "#111827"
GATE, GATE_BORDER = "#fff7e0", "#8a6d1b"
BOX = "#eaf2fc"

# The first that a machine has. Latin first, Korean for every system, and Graphviz's own guess of the widths at last.
FONTS = "Noto Sans, Noto Sans CJK KR, Malgun Gothic, Apple SD Gothic Neo, NanumGothic, sans-serif"
LEFT_ARROW = "←\N{THREE-PER-EM SPACE}"  # a common space is so narrow that the arrow runs into a minus sign
# In points, and rendered smaller (render.py): the shaft between the numbers is a cell of a table, which measures in
# whole points, and up to Graphviz 2.43 an edge meets the middle of a cell only if its height is even.
STROKE = 2
TEXT_SIZE, SYMBOL_SIZE = 20, 28
SYMMETRIC = {add, multiply, maximum, minimum, sum_of_inputs, equal}  # the order of the inputs tells nothing
OUTPUT_STROKE = 4
GATE_SIZE = 0.75  # inches
MOST_ROUND_INPUTS = 3  # a gate with more is tall
NUMBER_HEIGHT = 34  # points, at least; enough for every font, so that all arrows are equally far apart
ENTRY_HEIGHT = 90  # points, for each input of a tall gate: as far apart as arrows are, so that they run straight
STRAIGHTNESS = "4"  # of the arrows that carry a gradient, against 1 of those from plain numbers
SHAFT_LENGTH = 62  # points, at least; short numbers get arrows of the same length
LONGEST_ROUND_SYMBOL = 4  # characters; a longer one gets an ellipse instead of a circle


def layout(diagram: Diagram) -> graphviz.Digraph:
    """The DOT graph of `diagram`, drawn from left to right; the same diagram gives the same text."""
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": "0.28", "ranksep": "0.4", "bgcolor": "white", "pad": "0.14"},
        node_attr={"fontname": FONTS, "fontsize": f"{TEXT_SIZE}", "fontcolor": INK, "penwidth": f"{STROKE}"},
        edge_attr={"color": LINE, "penwidth": f"{STROKE}", "arrowsize": "1.1"},
    )
    last = len(diagram.nodes) - 1
    is_tree = max(diagram.uses) <= 1
    for i, node in enumerate(diagram.nodes):
        if node.operation is not None:
            # inputs from top to bottom as they were written, unless that makes arrows cross and says nothing
            _gate(dot, f"n{i}", node, is_ordered=is_tree or node.operation not in SYMMETRIC)
        elif i == last:
            _box(dot, f"n{i}", _name_and_value(node), accumulated=node.gradient, weight=OUTPUT_STROKE)
        elif not node.is_constant:
            _box(dot, f"n{i}", node.name or typeset(node.value), accumulated=node.accumulated)
        if diagram.uses[i] > 1 and not node.is_constant:
            dot.node(f"copy{i}", label="", shape="point", width="0.1", color=LINE)
            _arrow(dot, f"a{i}", f"n{i}", f"copy{i}", _above(node), node.gradient, arrowhead="none")
    for i, node in enumerate(diagram.nodes):
        for slot in _reading_order(node):
            _connect(dot, diagram, i, slot)
    if diagram.output.operation is not None:
        _box(dot, "output", diagram.output.name or "output", weight=OUTPUT_STROKE)
        _arrow(dot, "a", f"n{last}", "output", typeset(diagram.output.value), diagram.output.gradient)
    return dot


def _reading_order(node: Node) -> list[int]:
    """The inputs from top to bottom; those of a dot product in pairs: weight, factor, weight, factor, ..., bias."""
    inputs = len(node.parents)
    if node.operation is not dot_with_bias:
        return list(range(inputs))
    pairs = inputs // 2
    return [slot for pair in range(pairs) for slot in (pair, pairs + pair)] + [inputs - 1]


def _connect(dot: graphviz.Digraph, diagram: Diagram, child: int, slot: int) -> None:
    """Draw one edge of the graph: from a parent to the gate that it enters as input number `slot`."""
    gate, contributions = f"n{child}", diagram.nodes[child].contributions
    entry = f"{gate}:i{slot}:w" if _is_tall(diagram.nodes[child]) else gate
    parent = diagram.nodes[child].parents[slot]
    node, gradient = diagram.nodes[parent], contributions[slot] if contributions else ""
    if node.is_constant:
        # once per use, beside its gate: a plain number is not a variable that flows from somewhere
        name = f"{gate}c{slot}"
        dot.node(
            name,
            label=_html(_colored(FORWARD, _name_and_value(node))),
            shape="none",
            width="0",
            height="0",
            margin="0.05,0",
        )
        dot.edge(name, entry)
        return
    if diagram.uses[parent] > 1:
        _arrow(dot, f"{gate}a{slot}", f"copy{parent}", entry, typeset(node.value), gradient)
    else:
        _arrow(dot, f"{gate}a{slot}", f"n{parent}", entry, _above(node), gradient)


def _name_and_value(node: Node) -> str:
    return f"{node.name} = {typeset(node.value)}" if node.name else typeset(node.value)


def _above(node: Node) -> str:
    """What stands above the arrow that leaves a node; an input has its name in its box."""
    return typeset(node.value) if node.operation is None else _name_and_value(node)


def _arrow(dot: graphviz.Digraph, name: str, tail: str, head: str, above: str, below: str, **attributes: str) -> None:
    """An arrow from `tail` to `head` through a label: the forward value above the shaft, the gradient below it."""
    dot.node(name, label=_shaft(above, below), shape="plain")
    dot.edge(tail, f"{name}:shaft:w", arrowhead="none", weight=STRAIGHTNESS)
    dot.edge(f"{name}:shaft:e", head, weight=STRAIGHTNESS, **attributes)


def _shaft(above: str, below: str) -> str:
    # Graphviz ends an edge one point outside a port: the narrow cells left and right close that gap
    end = f'<TD FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="{STROKE}"></TD>'
    line = f'<TD FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="{STROKE}" BGCOLOR="{LINE}"></TD>'
    rows = (
        f'{end}<TD HEIGHT="{NUMBER_HEIGHT}" VALIGN="BOTTOM" CELLPADDING="2">{_colored(FORWARD, above)}</TD>{end}',
        f'{line}<TD PORT="shaft" WIDTH="{SHAFT_LENGTH}" HEIGHT="{STROKE}" BGCOLOR="{LINE}"></TD>{line}',
        f'{end}<TD HEIGHT="{NUMBER_HEIGHT}" VALIGN="TOP" CELLPADDING="2">{_gradient(below)}</TD>{end}',
    )
    table = "".join(f"<TR>{row}</TR>" for row in rows)
    return _html(f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{table}</TABLE>')


def _gate(dot: graphviz.Digraph, name: str, node: Node, *, is_ordered: bool) -> None:
    symbol = node.symbol
    if _is_tall(node):
        dot.node(name, label=_entries(node), shape="plain", ordering="in")
        return
    is_long = len(symbol) > LONGEST_ROUND_SYMBOL
    dot.node(
        name,
        label=_html(markup(typeset(symbol))),
        shape="ellipse" if is_long else "circle",
        fontsize=_symbol_size(node),
        style="filled",
        fillcolor=GATE,
        color=GATE_BORDER,
        width=f"{GATE_SIZE}",
        height=f"{GATE_SIZE}",
        margin="0.03",
        fixedsize="false" if is_long else "true",
        ordering="in" if is_ordered else "",
    )


def _symbol_size(node: Node) -> str:
    return f"{SYMBOL_SIZE if len(node.symbol) == 1 else TEXT_SIZE}"


def _is_tall(node: Node) -> bool:
    return len(node.parents) > MOST_ROUND_INPUTS


def _entries(node: Node) -> str:
    """A tall gate: an entry per input, one below the other, so that many arrows do not meet in one point."""
    first, *others = _reading_order(node)
    entry = '<TD PORT="i{}" FIXEDSIZE="TRUE" WIDTH="4" HEIGHT="{}"></TD>'
    symbol = (
        f'<TD ROWSPAN="{len(node.parents)}" CELLPADDING="4"><FONT POINT-SIZE="{_symbol_size(node)}">'
        f"{markup(typeset(node.symbol))}</FONT></TD>"
    )
    margin = '<TD FIXEDSIZE="TRUE" WIDTH="4" HEIGHT="1"></TD>'  # as wide as the entries, to centre the symbol
    rows = [entry.format(first, ENTRY_HEIGHT) + symbol + margin]
    rows += [entry.format(slot, ENTRY_HEIGHT) for slot in others]
    table = "".join(f"<TR>{row}</TR>" for row in rows)
    return _html(
        f'<TABLE STYLE="ROUNDED" BORDER="{STROKE}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" '
        f'COLOR="{GATE_BORDER}" BGCOLOR="{GATE}">{table}</TABLE>'
    )


def _box(dot: graphviz.Digraph, name: str, caption: str, accumulated: str = "", weight: float = STROKE) -> None:
    lines = [markup(caption)] + ([_gradient(accumulated, ".grad = ")] if accumulated else [])
    dot.node(
        name,
        label=_html("<BR/>".join(lines)),
        shape="box",
        style="rounded,filled",
        fillcolor=BOX,
        color=FORWARD,
        penwidth=f"{weight}",
        height="0.56",
        margin="0.2,0.07",
    )


def _gradient(gradient: str, before: str = LEFT_ARROW) -> str:
    return f"<B>{_colored(GRADIENT, before + typeset(gradient))}</B>" if gradient else " "


def _colored(color: str, text: str) -> str:
    return f'<FONT COLOR="{color}">{markup(text)}</FONT>'


def _html(content: str) -> str:
    return f"<{content}>"
