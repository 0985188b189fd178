"""Checkpoints: all that the next epoch depends on, in one JSON file.

Not here: the state of a network alone (state.py) and when a checkpoint is written (training.py).
"""

from __future__ import annotations

import os
from typing import Any

from nn.module import Module
from nn.optimizer import Optimizer
from nn.randomness import generator_or_global, generator_state, set_generator_state
from nn.state import assign_state, checked_state, plain_number, read_json, write_json

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
        ValueError: the file is no checkpoint, or one of another network, optimizer or kind of generator; nothing was
            changed.
    """
    generators = _generators(model, generator)
    before = [generator_state(each) for each in generators]
    try:
        content = read_json(path)
        if not isinstance(content, dict) or set(content) != set(PARTS):
            raise ValueError(f"a checkpoint has the parts {', '.join(PARTS)}")
        state = checked_state(model, content["model"])
        if len(content["generators"]) != len(generators):
            raise ValueError(f"it has {len(content['generators'])} generators, this run {len(generators)}")
        for each, kept in zip(generators, content["generators"], strict=True):
            set_generator_state(each, kept)
        losses = [float(loss) for loss in content["losses"]]
        optimizer.load_state_dict(content["optimizer"])  # last: it can fail, and then it changes nothing
    except (ValueError, TypeError, KeyError) as error:
        for each, kept in zip(generators, before, strict=True):
            set_generator_state(each, kept)
        raise ValueError(
            f"{os.fspath(path)} does not fit this run: {error}; start anew, or from another file"
        ) from error
    assign_state(model, state)
    return losses


def _generators(model: Module, generator: Any) -> list[Any]:
    """The training loop's generator and those of the modules (dropout), each once; None is the global one."""
    used = [generator, *(vars(module)["generator"] for module in model.modules() if "generator" in vars(module))]
    return list({id(each): each for each in map(generator_or_global, used)}.values())
