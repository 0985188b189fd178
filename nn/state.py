"""The state of a network: taking it from a plain dict, and keeping it in a JSON file.

Not here: what the state consists of (module.py) and checkpoints of a training run (checkpoint.py).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograd_core.errors import described
from autograd_core.files import write_whole
from autograd_core.value import is_number
from nn.module import Module

SHOWN_NAMES = 3  # of what is missing, so that the message stays a sentence


def set_state(module: Module, state: Any) -> None:
    """Put the numbers of `state`, name -> number, into the parameters and constants of `module`.

    Raises:
        TypeError: `state` is not a dict, or an entry is not a number.
        ValueError: a name is missing or unknown. Whatever is raised, nothing was changed.
    """
    assign_state(module, checked_state(module, state))


def checked_state(module: Module, state: Any) -> dict[str, Any]:
    """`state` if it fits `module`; the errors are those of `set_state`."""
    if not isinstance(state, Mapping):
        raise TypeError(f"a state is a dict of names and numbers, got {described(state)}")
    expected = [name for name, _ in module.named_state()]
    missing = [name for name in expected if name not in state]
    unknown = [name for name in state if name not in set(expected)]
    if missing or unknown:
        faults = [f"{fault} {_shown(names)}" for fault, names in (("lacks", missing), ("has", unknown)) if names]
        raise ValueError(
            f"a state must have exactly the {len(expected)} names of this network; this one {' and '.join(faults)}; "
            "build the network with the sizes it was saved with"
        )
    for name in expected:
        if not is_number(state[name]):
            raise TypeError(f"the state needs a number for {name}, got {described(state[name])}")
    return dict(state)


def assign_state(module: Module, state: Mapping[str, Any]) -> None:
    """Put in a state that `checked_state` returned."""
    for name, value in module.named_state():
        value.data = state[name]


def save(module: Module, path: str | os.PathLike[str]) -> None:
    """Write the state as JSON. Loading gives the same numbers, bit for bit, of the same Python type.

    The file is replaced in one move, so that an interruption leaves the old one.

    Raises:
        TypeError: a number is neither int nor float (JSON has no others).
        ValueError: a number is NaN or infinite.
    """
    write_json(path, {name: plain_number(name, number) for name, number in module.state_dict().items()})


def load(module: Module, path: str | os.PathLike[str]) -> None:
    """Take the state from a file that `save` wrote.

    Raises:
        OSError: the file cannot be read.
        TypeError, ValueError: it is not JSON, or it does not fit; nothing was changed.
    """
    try:
        set_state(module, read_json(path))
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError  # not type(error): bad UTF-8 has its own
        raise kind(f"{os.fspath(path)}: {error}") from error


def plain_number(name: str, number: Any) -> int | float:
    """`number` as JSON can hold it exactly, a NumPy scalar as Python's."""
    number = number.item() if hasattr(number, "item") else number
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError(f"a saved number is an int or a float, got {described(number)} for {name}; convert it first")
    if not math.isfinite(number):
        raise ValueError(f"a saved number must be finite, got {number!r} for {name}")
    return number


def write_json(path: str | os.PathLike[str], content: Any) -> None:
    """Write `content`, whole or not at all."""
    text = json.dumps(content, allow_nan=False, indent=1)
    write_whole(Path(path), f"{text}\n".encode())


def read_json(path: str | os.PathLike[str]) -> Any:
    """What a JSON file holds; ValueError with its name left to the caller."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"a saved state is a JSON file, and this is none: {error}") from error


def _shown(names: list[Any]) -> str:
    more = len(names) - SHOWN_NAMES
    return ", ".join(map(str, names[:SHOWN_NAMES])) + (f" and {more} more" if more > 0 else "")
