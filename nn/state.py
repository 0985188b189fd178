"""The state of a network: taking it from a plain dict, and keeping it in a JSON file; all is checked, then taken.

Not here: what the state consists of (module.py) and checkpoints of a training run (checkpoint.py).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd_core.errors import described
from autograd_core.files import LARGEST_READ, read_whole, write_whole
from autograd_core.json_text import parsed
from autograd_core.kinds import is_number
from autograd_core.value import Value

if TYPE_CHECKING:
    from nn.module import Module

SHOWN_NAMES = 3  # of what is missing, so that the message stays a sentence
LARGEST_FLOAT = sys.float_info.max

Assignment = dict[str, tuple[Value, Any]]  # name -> a parameter or constant and the number that it gets


def set_state(module: Module, state: Any) -> None:
    """Put the numbers of `state`, name -> number, into the parameters and constants of `module`.

    Raises:
        TypeError: `state` is not a dict, or an entry is not a number.
        ValueError: a name is missing or unknown. Whatever is raised, nothing was changed.
    """
    assign(checked_state(module, state))


def checked_state(module: Module, state: Any) -> Assignment:
    """What `state` gives to `module`, if it fits; the errors are those of `set_state`."""
    if not isinstance(state, Mapping):
        raise TypeError(f"a state is a dict of names and numbers, got {described(state)}")
    expected = dict(module.named_state())
    missing = [name for name in expected if name not in state]
    unknown = [name for name in state if name not in expected]
    if missing or unknown:
        faults = [f"{fault} {_shown(names)}" for fault, names in (("lacks", missing), ("has", unknown)) if names]
        raise ValueError(
            f"a state must have exactly the {len(expected)} names of this network; this one {' and '.join(faults)}; "
            "build the network with the sizes it was saved with"
        )
    for name in expected:
        if not is_number(state[name]):
            raise TypeError(f"the state needs a number for {name}, got {described(state[name])}")
    return {name: (value, state[name]) for name, value in expected.items()}


def checked_plain_state(module: Module, state: Any) -> Assignment:
    """What a state from a file gives to `module`: `checked_state`, of such numbers only as `save` writes.

    Raises:
        TypeError: also where a number is true or false.
        ValueError: also where one is NaN or infinite, or less than 0 where it cannot be.
    """
    assignment = checked_state(module, state)
    never_negative = _never_negative(module)
    for name, (value, number) in assignment.items():
        plain_number(name, number)
        if number < 0 and value in never_negative:
            raise ValueError(f"{name} can never be less than 0, got {number!r}")
    return assignment


def assign(assignment: Assignment) -> None:
    """Give each its number."""
    for value, number in assignment.values():
        value.data = number


def _never_negative(module: Module) -> set[Value]:
    held = [getattr(part, name) for part in module.modules() for name in part.never_negative]
    return {value for each in held for value in (each if isinstance(each, list) else [each])}


def save(module: Module, path: str | os.PathLike[str]) -> None:
    """Write the state as JSON. Loading gives the same numbers, bit for bit, of the same Python type.

    The file is replaced in one move, so that an interruption leaves the old one.

    Raises:
        TypeError: a number is neither int nor float (JSON has no others).
        ValueError: a number is NaN, infinite or an integer larger than any float.
    """
    write_json(path, {name: plain_number(name, number) for name, number in module.state_dict().items()})


def load(module: Module, path: str | os.PathLike[str], *, max_bytes: int = LARGEST_READ) -> None:
    """Take the state from a file that `save` wrote.

    Args:
        module: the network.
        path: the file.
        max_bytes: no more is read, and larger files are refused; 256 MiB hold some five million parameters.

    Raises:
        OSError: the file cannot be read, or is a device or a pipe.
        TypeError, ValueError: it is too large, not JSON, or it does not fit, or has a number that `save` refuses;
            nothing was changed.
    """
    content = read_whole(Path(path), max_bytes)
    try:
        assign(checked_plain_state(module, parsed_state(content)))
    except (TypeError, ValueError, RecursionError) as error:  # the last about what is nested almost too deep
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{os.fspath(path)}: {error}") from error


def plain_number(name: str, number: Any) -> int | float:
    """`number` as JSON can hold it exactly, a NumPy scalar as Python's."""
    number = number.item() if hasattr(number, "item") else number
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError(f"a saved number is an int or a float, got {described(number)} for {name}; convert it first")
    if not -LARGEST_FLOAT <= number <= LARGEST_FLOAT:  # written so that NaN fails
        came = repr(number) if isinstance(number, float) else described(number)
        raise ValueError(f"a saved number must be finite, got {came} for {name}")
    return number


def write_json(path: str | os.PathLike[str], content: Any) -> None:
    """Write `content`, whole or not at all."""
    text = json.dumps(content, allow_nan=False, indent=1)
    write_whole(Path(path), f"{text}\n".encode())


def parsed_state(content: bytes) -> Any:
    """What a JSON file says; ValueError, without the file's name, if it is none."""
    try:
        return parsed(content)
    except ValueError as error:
        raise ValueError(f"a saved state is a JSON file, and this is none: {error}") from error


def _shown(names: list[Any]) -> str:
    more = len(names) - SHOWN_NAMES
    return ", ".join(map(str, names[:SHOWN_NAMES])) + (f" and {more} more" if more > 0 else "")
