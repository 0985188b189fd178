"""Labels of nodes that have none of their own, from the names of the variables that hold them; names of groups.

Not here: how a label is made fit for print (text.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograd_core import Value
from autograd_core.errors import described
from autograd_core.words import words

# What nn calls the groups of a network, one in another or several in a row: "layer 1/neuron 3", "layer 1, layer 2".
# And those of its tiny transformer: "attention/query", "layer/up".
_PLACE = re.compile(
    r"(?:(?<![^/])|(?<=, ))(?:(layer|neuron|piece)(?: (\d+))?"
    r"|letters|attention|scores|(?<=attention/)(?:query|key|value|mixed)|(?<=layer/)(?:up|down))(?=/|, |$)"
)
_PLACES = {
    "layer": ("network.layers", "network.layer"),
    "neuron": ("network.neurons", "network.neuron"),
    "piece": ("network.pieces", "network.piece"),
}
_PARTS = {
    "letters": "network.letters",
    "attention": "network.attention",
    "query": "network.query",
    "key": "network.key",
    "value": "network.value",
    "mixed": "network.mixed",
    "up": "network.up",
    "down": "network.down",
    "scores": "network.scores",
}


def labels_from(names: Mapping[str, Any] | None) -> dict[Value, str]:
    """The label of each unlabelled Value that `names`, such as `locals()`, knows by a name.

    Values in a list, a tuple or a dict get its name and their place in it: `w[0]`. Names that start with an underscore
    are nobody's labels. Of several names the first counts.

    Raises:
        TypeError: `names` is not a mapping.
    """
    if names is None:
        return {}
    if not isinstance(names, Mapping):
        raise TypeError(f"names is a mapping from names to Values, such as locals(), got {described(names)}")
    labels: dict[Value, str] = {}
    # a variable of its own is a better name than a place in a list
    for entries in (_named, _listed):
        for name, value in entries(names):
            if isinstance(value, Value) and not value.label:
                labels.setdefault(value, name)
    return labels


def _named(names: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in names.items() if isinstance(name, str) and not name.startswith("_"))


def _listed(names: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in _named(names):
        if isinstance(value, (list, tuple)):
            yield from ((f"{name}[{i}]", entry) for i, entry in enumerate(value))
        elif isinstance(value, dict):
            yield from ((f"{name}[{key!r}]", entry) for key, entry in value.items())


def place_name(path: str) -> str:
    """The path of a group in the chosen language."""
    return _PLACE.sub(_place, path)


def _place(found: re.Match[str]) -> str:
    if not found[1]:
        return words(_PARTS[found[0]])
    several, one = _PLACES[found[1]]
    return words(one, number=found[2]) if found[2] else words(several)
