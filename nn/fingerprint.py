"""What a run is, in a few numbers and options: so that a checkpoint is gone on from by the same run alone.

Not here: the numbers that a run leaves behind (checkpoint.py).
"""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core import Value, modes
from autograd_core.errors import described
from nn.cases import even
from nn.losses import Loss
from nn.module import Module, evaluating

Case = tuple[Any, Any]

ROUNDING = 1e-9  # another machine's exp may differ in the last bits
# What differs -> how that is said; of anything else, both values.
SAID = {
    "cases": "on other cases",
    "validation cases": "with other validation cases",
    "loss": "with another loss",
    "graph": "of another graph: network or loss compute something else",
}


def fingerprint(
    model: Module,
    cases: Sequence[Case],
    held_out: Sequence[Case] | None,
    loss: Loss,
    graph: int | None,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """What a run is, as plain data.

    Args:
        model, cases, held_out, loss: what is trained, on what; None without validation.
        graph: a checksum of the graph of a case, where that is the same for all.
        options: those of `fit` on which the numbers depend.
    """
    return {
        "cases": _checksum(cases),
        "validation cases": None if held_out is None else _checksum(held_out),
        **options,  # before the graph, of which there is none where a run is not compiled
        "loss": _loss_of_even_outputs(model, cases[0], loss),
        "graph": graph,
    }


def check_same_run(kept: Any, mine: Mapping[str, Any]) -> None:
    """ValueError, with what differs, unless a checkpoint is of the run whose fingerprint is `mine`."""
    if not isinstance(kept, dict) or kept.keys() != mine.keys():
        raise ValueError(f"the run of a checkpoint is told by {', '.join(mine)}, got {described(kept)}")
    for name, value in mine.items():
        if not _is_same(kept[name], value):
            what = SAID.get(name, f"with {name}={kept[name]!r}, and this one has {value!r}")
            raise ValueError(f"it is of a run {what}")


def _is_same(kept: Any, mine: Any) -> bool:
    if isinstance(kept, float) and isinstance(mine, float):
        return math.isclose(kept, mine, rel_tol=ROUNDING)
    return type(kept) is type(mine) and bool(kept == mine)


def _checksum(cases: Sequence[Case]) -> str:
    """How many cases there are, and a checksum of their numbers."""
    found = 0
    for row, target in cases:
        goals = target if isinstance(target, list | tuple) else [target]
        for numbers in (row, goals):
            plain = [float(x.data if isinstance(x, Value) else x) for x in numbers]
            found = zlib.crc32(array("d", [len(plain), *plain]).tobytes(), found)
    return f"{len(cases)} of checksum {found:08x}"


def _loss_of_even_outputs(model: Module, case: Case, loss: Loss) -> float | None:
    """The loss of outputs that are all alike, which no parameter changes; None where one does, or chance."""
    row, target = case
    with evaluating(model), modes.numbers_alone():
        outputs = even(model.batch([row])[0])
    first, second = loss(outputs, target), loss(outputs, target)
    if not all(isinstance(x, Value) and x.is_constant for x in (first, second)):
        return None
    number = float(first.data)
    return number if math.isfinite(number) and number == float(second.data) else None
