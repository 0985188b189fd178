"""Checkpoints: all that the next epoch depends on, in one JSON file.

Not here: the state of a network alone (state.py) and when a checkpoint is written (training.py).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograd_core.errors import described
from autograd_core.files import read_whole
from nn.module import Module
from nn.optimizer import Optimizer
from nn.randomness import check_generator_state, generator_or_global, generator_state, set_generator_state
from nn.state import assign, checked_plain_state, parsed_state, plain_number, write_json

MOST_BYTES = 1 << 32  # some fifty million parameters with what Adam remembers of them
PARTS = ("model", "optimizer", "generators", "losses")


def save_checkpoint(
    path: str | os.PathLike[str], model: Module, optimizer: Optimizer, generator: Any, losses: list[float]
) -> None:
    """Write the model's state, the optimizer's, the states of all generators, and the losses so far."""
    content = {
        "model": {name: plain_number(name, number) for name, number in model.state_dict().items()},
        "optimizer": optimizer.state_dict(),
        "generators": [generator_state(each) for each in _generators(model, generator)],
        "losses": [plain_number("the loss of an epoch", loss) for loss in losses],
    }
    write_json(path, content)


def restore_checkpoint(
    path: str | os.PathLike[str], model: Module, optimizer: Optimizer, generator: Any
) -> list[float]:
    """Put everything back to where a checkpoint was written; the losses of the epochs until then.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is no checkpoint, or one of another network, optimizer or kind of generator, or it holds
            what no run leaves behind; nothing was changed.
    """
    generators = _generators(model, generator)
    try:
        content = parsed_state(read_whole(Path(path), MOST_BYTES))
        if not isinstance(content, dict) or set(content) != set(PARTS):
            raise ValueError(f"a checkpoint has the parts {', '.join(PARTS)}")
        assignment = checked_plain_state(model, content["model"])
        states = _checked_list("generators", content["generators"])
        if len(states) != len(generators):
            raise ValueError(f"it has {len(states)} generators, this run {len(generators)}")
        for each, kept in zip(generators, states, strict=True):
            check_generator_state(each, kept)
        losses = [float(plain_number("an epoch", loss)) for loss in _checked_list("losses", content["losses"])]
        optimizer.load_state_dict(content["optimizer"])  # the first to change anything: if all is right
    except (ValueError, TypeError, RecursionError) as error:  # the last about what is nested almost too deep
        raise ValueError(
            f"{os.fspath(path)} does not fit this run: {error}; start anew, or from another file"
        ) from error
    assign(assignment)
    for each, kept in zip(generators, states, strict=True):
        set_generator_state(each, kept)
    return losses


def _checked_list(name: str, part: Any) -> list[Any]:
    if not isinstance(part, list):
        raise ValueError(f"the {name} of a checkpoint are a list, got {described(part)}")
    return part


def _generators(model: Module, generator: Any) -> list[Any]:
    """The training loop's generator and those of the modules (dropout), each once; None is the global one."""
    used = [generator, *(vars(module)["generator"] for module in model.modules() if "generator" in vars(module))]
    return list({id(each): each for each in map(generator_or_global, used)}.values())
