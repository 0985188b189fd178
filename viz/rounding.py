"""Numbers on wires with fewer digits than they have, which stand in the table and in a title on hover; names as
mathematics has them.

Not here: which numbers stand where (diagram.py, scene/), how a number is written (autograd_core/notation.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from autograd_core.errors import shown
from autograd_core.notation import SIGNIFICANT_DIGITS
from viz.diagram import Diagram, Node
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
    everywhere = Counter(node.name for node in diagram.nodes)  # steps stand in formulas only by a name that is theirs
    single = {name for name, count in uses.items() if count == 1} | {name for name, n in everywhere.items() if n == 1}
    names = {name: typeset_name(name) for name in sorted(single) if name}
    in_formulas = _replacing({name: written for name, written in names.items() if written != name})
    nodes = [
        _node(
            node,
            typeset_name(node.name, node.group if uses[node.name] > 1 else ""),
            lambda text: in_formulas(shorter(text, digits)),
        )
        for node in diagram.nodes
    ]
    return replace(diagram, nodes=tuple(nodes), reasons=tuple(map(in_formulas, diagram.reasons)))


def _replacing(names: Mapping[str, str]) -> Callable[[str], str]:
    """Puts the values of `names` for its keys, wherever these are no part of a word."""
    if not names:
        return lambda text: text
    whole = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)")
    return lambda text: whole.sub(lambda match: names[match[0]], text)


def required_digits(digits: int | None) -> int | None:
    """`digits`, a whole number from 1 to the six that numbers in pictures have, or None.

    Raises:
        ValueError: it is neither.
    """
    is_whole = isinstance(digits, int) and not isinstance(digits, bool)
    if digits is None or (is_whole and 1 <= digits <= SIGNIFICANT_DIGITS):
        return digits
    raise ValueError(
        f"digits is a whole number from 1 to {SIGNIFICANT_DIGITS}, got {shown(digits)}; leave it out to shorten long "
        "numbers, and read .data and .grad for every digit"
    )


def _node(node: Node, name: str, written: Callable[[str], str]) -> Node:
    return replace(
        node,
        name=name,
        value=written(node.value),
        gradient=written(node.gradient),
        contributions=tuple(map(written, node.contributions)),
        local_gradients=tuple(map(written, node.local_gradients)),
        accumulated=written(node.accumulated),
        exits=tuple([replace(each, value=written(each.value), gradient=written(each.gradient)) for each in node.exits]),
    )


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
