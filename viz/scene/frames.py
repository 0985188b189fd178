"""Frames around the parts of a network: a neuron, a layer, by the paths of their groups.

A frame is drawn where it holds all of its group and nothing else. Graphviz is asked to leave the group together
(layout.py); what rows, or things that were moved since, tear apart has none. Not here: how frames are drawn
(painter.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

MARGIN = 7.0  # points between a frame and what is in it
LABEL = 24.0  # points above what is in it, for its name


class Box(NamedTuple):
    """In points, y upwards."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )


class Frame(NamedTuple):
    """A frame around what belongs to the group `path`."""

    path: str
    box: Box


def prefixes(path: str) -> list[str]:
    """The groups that a group is in, and itself: layer 1, layer 1/neuron 3; none of an empty path."""
    return list(accumulate(path.split("/"), lambda outer, name: f"{outer}/{name}")) if path else []


def common(path: str, other: str) -> str:
    """The innermost group that has both."""
    found = [one for one, its in zip(prefixes(path), prefixes(other), strict=False) if one == its]
    return found[-1] if found else ""


def framed(groups: Mapping[str, str]) -> list[str]:
    """Which groups get a frame, by the groups of things: those of several things, and of equal ones the outermost."""
    members: dict[str, set[str]] = {}
    for name, path in groups.items():
        for prefix in prefixes(path):
            members.setdefault(prefix, set()).add(name)
    return [
        path
        for path, found in members.items()
        if len(found) > 1 and all(members[outer] != found for outer in prefixes(path)[:-1])
    ]


def frames_of(groups: Mapping[str, str], boxes: Mapping[str, Box], label: float) -> Iterator[Frame]:
    """The frames that hold all of their group and nothing else, the innermost first.

    Args:
        groups: of things that belong to one, by their names; of the others empty.
        boxes: where things stand.
        label: points above a group for its name.
    """
    drawn: dict[str, Box] = {}
    for path in sorted(framed(groups), key=lambda path: -path.count("/")):
        inside = [boxes[name] for name, group in groups.items() if path in prefixes(group)]
        inside += [box for inner, box in drawn.items() if path in prefixes(inner)]
        box = _around(inside, label)
        outside = (boxes[name] for name, group in groups.items() if path not in prefixes(group))
        others = (its for other, its in drawn.items() if path not in prefixes(other))
        if not any(box.meets(other) for other in (*outside, *others)):
            drawn[path] = box
            yield Frame(path, box)


def _around(boxes: Iterable[Box], label: float) -> Box:
    lefts, rights, tops, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts) - MARGIN, max(rights) + MARGIN, max(tops) + MARGIN + label, min(bottoms) - MARGIN)
