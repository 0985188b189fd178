"""A network in words: a title, sentences for people who do not see it, and a table for terminals.

Not here: what a network is (network.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from autograd_core.words import words
from viz.names import place_name
from viz.networks.layout import column_name
from viz.networks.network import Connection, Network, Unit
from viz.rounding import shorter
from viz.text import in_columns, number, shortened

FORMULA_LENGTH = 72  # characters of a weighted sum
DIGITS = 3
MOST_DESCRIBED = 40  # units that are described one by one


def network_title(network: Network) -> str:
    """One line that names the picture: how many units each column has."""
    return words("network.title", sizes="-".join(str(len(column)) for column in network.columns))


def network_description(network: Network) -> str:
    """The columns as sentences, and the units where they are not too many."""
    sentences = [
        words("network.column", column=column_name(network, c), units=words("network.units", count=len(column)))
        for c, column in enumerate(network.columns)
    ]
    sentences.append(words("network.lines", size=words(_size_key(network))))
    rows = list(_rows(network))
    if len(rows) <= MOST_DESCRIBED:
        sentences += [
            words("described.node", node=f"{name} = {formula}" if formula else name) for name, formula, *_ in rows
        ]
    return " ".join(sentences)


def network_table(network: Network) -> str:
    """A line per unit: its weighted sum, its value and its gradient, where it has one of each."""
    heads = ("network.unit", "network.sum", "table.value", "table.gradient")
    rows = [tuple(map(words, heads)), *_rows(network)]
    kept = [k for k in range(len(heads)) if k == 0 or any(row[k] for row in rows[1:])]
    return in_columns([[row[k] for k in kept] for row in rows], [i for i, k in enumerate(kept) if k > 1])


def unit_name(network: Network, column: int, unit: Unit) -> str:
    """What a unit is called in sentences: by its path, an input by its name."""
    return place_name(unit.path) or unit.name or words("network.input", number=str(unit.number))


def _size_key(network: Network) -> str:
    return "network.weight" if network.weight == "value" else "river.gradient"


def _rows(network: Network) -> Iterator[tuple[str, str, str, str]]:
    entering: dict[tuple[int, int], list[Connection]] = {}
    for each in network.connections:
        entering.setdefault(each.head, []).append(each)
    taken = {each.tail for each in network.connections}
    for c, column in enumerate(network.columns):
        for i, unit in enumerate(column):
            name, formula = unit_name(network, c, unit), _formula(network, unit, entering.get((c, i), []))
            short = _short_name(network, (c, i)) if (c, i) in taken and not unit.name else ""
            yield name, " = ".join(filter(None, (short, formula))), _one(unit.values), _one(unit.gradients)


def _one(numbers: tuple[object, ...]) -> str:
    """The number, where there is one alone."""
    return number(numbers[0]) if len(numbers) == 1 else ""


def _formula(network: Network, unit: Unit, entering: list[Connection]) -> str:
    """tanh(0.5 x1 - 0.2 x2 + 0.1): weights in three digits."""
    terms: list[str] = []
    for each in entering:
        weight = shorter(number(each.weight.data), DIGITS)
        is_negative = weight.startswith("-")
        sign = ("-" if is_negative else "") if not terms else "- " if is_negative else "+ "
        tail = "" if each.tail is None else f" {_short_name(network, each.tail)}"
        terms.append(f"{sign}{weight.removeprefix('-')}{tail}")
    written = " ".join(terms)
    if not written:
        return ""
    return shortened(f"{unit.symbol}({written})" if unit.symbol else written, FORMULA_LENGTH)


def _short_name(network: Network, place: tuple[int, int]) -> str:
    """What a unit is called in the sums that it enters: z2.3 is the third of column 2."""
    column, i = place
    unit = network.columns[column][i]
    return unit.name or (f"x{unit.number}" if column == 0 else f"z{column}.{unit.number}")
