"""Checkpoints: all that the next epoch depends on, in one JSON file.

Not here: the state of a network alone (state.py) and when a checkpoint is written (training.py).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd_core.errors import described
from autograd_core.files import check_can_write, read_whole
from nn.fingerprint import check_same_run
from nn.module import Module
from nn.optimizer import Optimizer
from nn.randomness import check_generator_state, generator_or_global, generator_state, set_generator_state
from nn.state import assign, checked_plain_state, parsed_state, plain_number, write_json

MOST_BYTES = 1 << 32  # some fifty million parameters with what Adam remembers of them
PARTS = ("model", "optimizer", "generators", "losses")
VALIDATION = ("validation_losses", "best")  # the parts that a run with validation has besides


@dataclass
class Progress:
    """How far a run has come, besides what its model, optimizer and generators hold.

    Attributes:
        losses: one for each epoch.
        validation_losses: likewise; None in a run without validation.
        best: the model's numbers by name after the epoch of the lowest validation loss; None where nobody wants them.
        run: what tells the run from others (`nn.fingerprint`); None where that is not asked.
    """

    losses: list[float] = field(default_factory=list)
    validation_losses: list[float] | None = None
    best: dict[str, Any] | None = None
    run: dict[str, Any] | None = None


def check_can_save(path: str | os.PathLike[str], model: Module, optimizer: Optimizer, generator: Any) -> None:
    """See, before a run starts, that its checkpoints can be written.

    Raises:
        OSError: the file cannot be written.
        TypeError: a generator's state, or a number, is of a kind that cannot be kept.
        ValueError: the optimizer trains what is not in the model; or a number is not finite.
    """
    check_can_write(Path(path))
    kept = {value for _, value in model.named_state()}
    for name, value in zip(optimizer.names, optimizer.parameters, strict=True):
        if value not in kept:
            raise ValueError(
                f"a checkpoint keeps what the model holds, and the optimizer trains {name}, {described(value)}, which "
                "is not in it; make it an attribute of the model, or train without checkpoint"
            )
    _content(model, optimizer, generator, Progress())


def save_checkpoint(
    path: str | os.PathLike[str], model: Module, optimizer: Optimizer, generator: Any, progress: Progress
) -> None:
    """Write the model's state, the optimizer's, the states of all generators, and the progress so far."""
    write_json(path, _content(model, optimizer, generator, progress))


def _content(model: Module, optimizer: Optimizer, generator: Any, progress: Progress) -> dict[str, Any]:
    content: dict[str, Any] = {
        "model": _plain_state(model.state_dict()),
        "optimizer": optimizer.state_dict(),
        "generators": [generator_state(each) for each in _generators(model, generator)],
        "losses": _plain_losses(progress.losses),
    }
    if progress.run is not None:
        content["run"] = progress.run
    if progress.validation_losses is not None:
        content["validation_losses"] = _plain_losses(progress.validation_losses)
        content["best"] = None if progress.best is None else _plain_state(progress.best)
    return content


def _plain_state(state: dict[str, Any]) -> dict[str, Any]:
    return {name: plain_number(name, number) for name, number in state.items()}


def _plain_losses(losses: Sequence[Any]) -> list[float]:
    return [float(plain_number("the loss of an epoch", loss)) for loss in losses]


def restore_checkpoint(
    path: str | os.PathLike[str], model: Module, optimizer: Optimizer, generator: Any, wanted: Progress
) -> Progress:
    """Put everything back to where a checkpoint was written.

    Args:
        path, model, optimizer, generator: as for `save_checkpoint`.
        wanted: the progress of this run before its first epoch, which tells what it keeps.

    Returns:
        the progress until then.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is no checkpoint, or one of another network, optimizer or kind of generator, of other
            cases, another loss or other options, or of a run that kept something else, or it holds what no run leaves
            behind; nothing was changed.
    """
    generators = _generators(model, generator)
    try:
        content = parsed_state(read_whole(Path(path), MOST_BYTES))
        _check_parts(content, wanted)
        if wanted.run is not None and "run" in content:  # earlier versions did not tell it
            check_same_run(content["run"], wanted.run)
        assignment = checked_plain_state(model, content["model"])
        states = _checked_list("generators", content["generators"])
        if len(states) != len(generators):
            raise ValueError(f"it has {len(states)} generators, this run {len(generators)}")
        for each, kept in zip(generators, states, strict=True):
            check_generator_state(each, kept)
        progress = _checked_progress(model, content)
        optimizer.load_state_dict(content["optimizer"])  # the first to change anything: if all is right
    except (ValueError, TypeError, RecursionError) as error:  # the last about what is nested almost too deep
        raise ValueError(
            f"{os.fspath(path)} does not fit this run: {error}; start anew, or from another file"
        ) from error
    assign(assignment)
    for each, kept in zip(generators, states, strict=True):
        set_generator_state(each, kept)
    return progress


def _check_parts(content: Any, wanted: Progress) -> None:
    parts = set(content) if isinstance(content, dict) else set()
    if not parts.issuperset(PARTS) or not parts.issubset({*PARTS, *VALIDATION, "run"}):
        raise ValueError(f"a checkpoint has the parts {', '.join(PARTS)}")
    has_validation = parts.issuperset(VALIDATION)
    if has_validation != (wanted.validation_losses is not None):
        ways = ("without validation", "with it")
        raise ValueError(f"it is of a run {ways[has_validation]}, and this one is {ways[not has_validation]}")
    if has_validation and (content["best"] is None) != (wanted.best is None):
        ways = ("with patience", "without patience")
        has_none = content["best"] is None
        raise ValueError(f"it is of a run {ways[has_none]}, and this one is {ways[not has_none]}")


def _checked_progress(model: Module, content: dict[str, Any]) -> Progress:
    progress = Progress(_plain_losses(_checked_list("losses", content["losses"])))
    if "best" in content:
        losses = _plain_losses(_checked_list("validation_losses", content["validation_losses"]))
        if len(losses) != len(progress.losses):
            raise ValueError(f"it has {len(losses)} validation losses for {len(progress.losses)} epochs")
        progress.validation_losses = losses
        if content["best"] is not None:
            checked_plain_state(model, content["best"])
            progress.best = content["best"]
    return progress


def _checked_list(name: str, part: Any) -> list[Any]:
    if not isinstance(part, list):
        raise ValueError(f"the {name} of a checkpoint are a list, got {described(part)}")
    return part


def _generators(model: Module, generator: Any) -> list[Any]:
    """The training loop's generator and those of the modules (dropout), each once; None is the global one."""
    used = [generator, *(vars(module)["generator"] for module in model.modules() if "generator" in vars(module))]
    return list({id(each): each for each in map(generator_or_global, used)}.values())
