"""A program of many arrays as a picture that can be read: what lies between its matrix products as one box.

Not here: the boxes themselves (diagram.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from autograd_core.words import words
from viz.programs.box import Box, Leaf

MOST_FOLDED = 16  # boxes in a picture that is folded
MOST_LEAVES = 4  # beside a box that stands for several
MOST_KINDS = 3  # of work, in its title


def folded(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """At most 2 x MOST_FOLDED boxes for all of `boxes`, each after those it reads.

    Matrix products and results stay as they are, if they are not too many, and what comes between two of them is one
    box or, where that would be much of the whole, a few.
    """
    length = -(-len(boxes) // MOST_FOLDED)
    runs = [part for run in _between_products(boxes) for part in _parts(run, length)]
    if len(runs) > 2 * MOST_FOLDED:
        runs = [part for _, run in groupby(boxes, lambda box: box.is_forward) for part in _parts(run, length)]
    name_of = {box.name: _name(run) for run in runs for box in run}
    return tuple([_renamed(run[0], name_of) if len(run) == 1 else _joined(run, name_of) for run in runs])


def _between_products(boxes: Iterable[Box]) -> Iterator[Iterator[Box]]:
    """The boxes that are kept, each by itself, and those between two of them."""
    number = 0

    def place(box: Box) -> tuple[bool, int, bool]:
        nonlocal number
        is_kept = box.is_matrix_product or box.is_result
        number += is_kept
        return box.is_forward, number, is_kept

    for _, run in groupby(boxes, place):
        yield run


def _parts(run: Iterable[Box], length: int) -> Iterator[list[Box]]:
    boxes = list(run)
    yield from (boxes[start : start + length] for start in range(0, len(boxes), length))


def _name(run: Sequence[Box]) -> str:
    return run[0].name if len(run) == 1 else f"{run[0].name} … {run[-1].name}"


def _renamed(box: Box, name_of: dict[str, str]) -> Box:
    return replace(box, parents=_parents([box], name_of), leaves=_leaves([box], name_of))


def _joined(run: Sequence[Box], name_of: dict[str, str]) -> Box:
    kinds = Counter(box.title for box in run).most_common()
    listed = [words("program.kind", kind=kind, count=count) for kind, count in kinds[:MOST_KINDS]]
    listed += ["…"] if len(kinds) > MOST_KINDS else []
    scalars = sum(box.scalars for box in run)
    leaves = _leaves(run, name_of)
    return Box(
        _name(run),
        words("program.folded", count=len(run), kinds=", ".join(listed)),
        _name(run),
        "",
        words("program.scalars", count=scalars),
        _parents(run, name_of),
        leaves if len(leaves) <= MOST_LEAVES else (*leaves[:MOST_LEAVES], Leaf("…", "", leaves[MOST_LEAVES].kind)),
        any(box.is_matrix_product for box in run),
        run[0].is_forward,
        any(box.is_result for box in run),
        scalars,
    )


def _parents(run: Sequence[Box], name_of: dict[str, str]) -> tuple[str, ...]:
    """The boxes that a run reads, each once, without itself."""
    names = dict.fromkeys(name_of[parent] for box in run for parent in box.parents)
    names.pop(_name(run), None)
    return tuple(names)


def _leaves(run: Sequence[Box], name_of: dict[str, str]) -> tuple[Leaf, ...]:
    """What stands beside a run, each once; an array of the forward part by the name of its box."""
    return tuple(dict.fromkeys(_leaf(leaf, name_of.get(leaf.name, leaf.name)) for box in run for leaf in box.leaves))


def _leaf(leaf: Leaf, name: str) -> Leaf:
    return leaf if leaf.kind != "saved" or name == leaf.name else Leaf(name, "", leaf.kind)
