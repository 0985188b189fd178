"""Numbers on wires with fewer digits than they have, which stand in the table and in a title on hover; names as
mathematics has them.

Not here: which numbers stand where (diagram.py, scene/), how a number is written (autograd_core/notation.py).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from autograd_core.errors import shown
from viz.diagram import Diagram, Exit, Node
from viz.text import number, typeset_name

LONGEST = 8  # characters of a number that is left as it is where nobody asks for other digits
DIGITS = 3  # of a longer one
LONGEST_INTEGER = 6  # digits of an integer part that is not rounded

# A number on its own: no part of a name, of a formula or of a fraction.
_NUMBER = re.compile(r"(?<![\w./·*^])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w./·*^(])")


def rounded(diagram: Diagram) -> Diagram:
    """The diagram with all its numbers written in `diagram.digits` significant digits; of None only long ones are."""
    digits = diagram.digits
    uses = Counter(node.name for node in diagram.nodes if node.operation is None)
    nodes = [
        _node(node, digits, typeset_name(node.name, node.group if uses[node.name] > 1 else ""))
        for node in diagram.nodes
    ]
    return replace(diagram, nodes=tuple(nodes))


def required_digits(digits: int | None) -> int | None:
    """`digits`, a whole number of at least 1, or None.

    Raises:
        ValueError: it is neither.
    """
    if digits is None or (isinstance(digits, int) and not isinstance(digits, bool) and digits >= 1):
        return digits
    raise ValueError(f"digits is a whole number, 1 or more, got {shown(digits)}; leave it out to shorten long numbers")


def _node(node: Node, digits: int | None, name: str) -> Node:
    return replace(
        node,
        name=name,
        value=shorter(node.value, digits),
        gradient=shorter(node.gradient, digits),
        contributions=tuple([shorter(text, digits) for text in node.contributions]),
        local_gradients=tuple([shorter(text, digits) for text in node.local_gradients]),
        accumulated=shorter(node.accumulated, digits),
        exits=tuple([_exit(each, digits) for each in node.exits]),
    )


def _exit(leaving: Exit, digits: int | None) -> Exit:
    return replace(leaving, value=shorter(leaving.value, digits), gradient=shorter(leaving.gradient, digits))


def shorter(text: str, digits: int | None) -> str:
    """A number, or several in a text, in so many significant digits; an integer part of up to six digits is kept."""
    return _NUMBER.sub(lambda match: _shorter(match[0], digits), text)


def _shorter(text: str, digits: int | None) -> str:
    if digits is None:
        return text if len(text.removeprefix("-")) <= LONGEST else _shorter(text, DIGITS)
    x = float(text)
    if 10**digits <= abs(x) < 10**LONGEST_INTEGER:
        return f"{x:.0f}"
    return number(float(f"{x:.{digits}g}"))
