"""The training loop: epochs of minibatches, when to stop, and what is kept of it.

Not here: what it returns and asks whether to go on (history.py), update rules (optimizers.py), validation
(validation.py), checkpoints (checkpoint.py), the check of the data (cases.py).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from autograd_core.calls import require_function_of
from autograd_core.errors import described, one_of
from autograd_core.value import Value
from nn.cases import checked_cases
from nn.checkpoint import Progress, check_can_save, restore_checkpoint, save_checkpoint
from nn.descent import Descent, Executor
from nn.fingerprint import fingerprint
from nn.history import History, StoppingCriterion
from nn.inputs import size
from nn.losses import check_reduction, loss_named
from nn.module import Module, evaluating, training
from nn.objective import objective
from nn.optimizer import DivergenceError, Optimizer
from nn.optimizers import optimizer_for
from nn.randomness import Generator, generator_or_global, index, shuffle
from nn.schedules import Schedule
from nn.validation import Validation, checked_pair


# How an epoch visits n cases: (indices 0 ... n - 1, generator) -> n indices.
def _given(indices: list[int], generator: Generator) -> list[int]:
    return indices


def _shuffled(indices: list[int], generator: Generator) -> list[int]:
    shuffle(indices, generator)
    return indices


def _sampled(indices: list[int], generator: Generator) -> list[int]:
    return [index(generator, len(indices)) for _ in indices]


ORDERS: dict[str, Callable[[list[int], Generator], list[int]]] = {
    "shuffle": _shuffled,
    "given": _given,
    "random": _sampled,
}


def fit(
    model: Module,
    inputs: Sequence[Any],
    targets: Sequence[Any],
    *,
    loss: Any,
    optimizer: Optimizer | str,
    epochs: int,
    learning_rate: float | Schedule | None = None,
    clip_norm: float | None = None,
    batch_size: int | None = 1,
    order: str = "shuffle",
    reduction: str = "mean",
    validation: tuple[Sequence[Any], Sequence[Any]] | None = None,
    patience: int | None = None,
    stop: StoppingCriterion | None = None,
    generator: Any = None,
    progress: bool = True,
    show: Callable[[History, bool], object] | None = None,
    checkpoint: str | PathLike[str] | None = None,
    resume: bool = False,
    compiled: bool = False,
    executor: Executor | None = None,
    devices: Any = None,
) -> History:
    """Train `model` on cases: in each epoch, for each minibatch, `optimizer` takes one step down the loss.

    A network of letters, trained until the loss of cases held out is no longer lower::

        net = Sequential(Embedding(27, 8), Linear(24, 64), "tanh", Linear(64, 27))
        history = fit(net, inputs, targets, loss="softmax_cross_entropy", optimizer="adam", epochs=20, batch_size=32,
                      validation=(held_out_inputs, held_out_targets), patience=3, compiled=True)

    Everything is checked before the first step. Ctrl-C ends training early and keeps what was learned: the parameters
    of the last whole step (with `patience`, of the best epoch), and the history of all whole epochs. The steps are
    those of the course's Algorithms 3-3 to 3-6.

    Args:
        model: a module that takes one case at a time, such as an MLP or a Sequential; see `Module.batch`.
        inputs: n cases, each a number or a list of numbers. Lists may differ in length where the model takes them all.
        targets: n targets, of the kind that `loss` takes: a number, a list of numbers, or the index of a class.
        loss: a name of `nn.LOSSES`, such as "mean_squared_error" or "softmax_cross_entropy", or a function of one
            case's (outputs, targets) that gives a Value.
        optimizer: a name of `nn.OPTIMIZERS`, such as "adam" or "sgd", or one made for the model's parameters, such as
            Momentum(model, 0.1, momentum=0.5), which a second call goes on with.
        epochs: how many passes over the n cases there are altogether, at least 1.

    Options of an optimizer that is given by name:
        learning_rate: a positive number, or a function of the number of steps taken (`nn.schedules`); the rule's own by
            default (0.001 for "adam"). "sgd", "momentum", "nag" and "acceleration" have none and need one.
        clip_norm: the longest gradient, over all parameters of a step; a longer one is shortened to it. By default
            gradients stay as they are.

    Options of the steps:
        batch_size: the cases of a step, 1 by default (stochastic gradient descent); None takes all n. The last
            minibatch of an epoch has what is left.
        order: how an epoch goes through the cases: "shuffle" (the default), "given", or "random", where each case is
            drawn from all n, so that some come twice and some never.
        reduction: whether a step goes along the "mean" (the default; Algorithm 3-6) or the "sum" (the 1986 paper) of
            its cases' losses. The history's losses are likewise.
        generator: what shuffles and draws, a random.Random or a NumPy Generator; Python's global one by default.
        compiled: whether model and loss are recorded once, on the first case (of each length), and every minibatch runs
            as an array program (needs NumPy), many times as fast; by default node by node. The numbers are the same but
            for the order of additions, some 1e-16 of the largest term a step. Targets reach the loss as Values. Not for
            batch normalization, nor where Python decides by the data; see `nn.compiled.CompiledLoss`.
        executor: what runs the program: "arrays", "loop", or "jax", where cases are shared out among all of JAX's
            devices, their gradients averaged by JAX, and the optimizer's steps are taken there too (extra `jax`). With
            several processes each calls `fit` with its part of the cases, as many as the others have, the same model
            and generators seeded alike; `batch_size` is that of each. The first writes the checkpoint.
        devices: with executor="jax", JAX's devices, or how many of them; all by default.

    Options of the end:
        validation: (inputs, targets) of cases that are not trained on; their loss is computed after each epoch.
        patience: end when so many epochs in a row had no lower validation loss than the lowest before. However it ends
            (unless it diverges), the model is then left as after the epoch of the lowest, parameters and constants
            such as running means; the optimizer is not. Needs `validation`; by default all epochs are run, and the
            model is left as after the last.
        stop: looks at the history after each epoch, and says whether it is enough: `loss_below(0.01)`,
            `no_improvement(5)` or a function of your own.

    Options of what is seen and kept:
        progress: whether to show a bar with the losses on stderr, as by default.
        show: is called after each epoch with (history, False), and once more with (history, True) when training has
            ended, however it ended. The model then has its parameters, and is as in use (without dropout). Such as
            `viz.training_picture(net, inputs, targets)`, which draws the network as it learns.
        checkpoint: a file that is written after each epoch.
        resume: whether to go on from that file, if there is one: the numbers are those of a run without a break. One
            with other cases or validation cases, with other `batch_size`, `order`, `reduction`, `compiled` or
            `executor`, with another kind of optimizer or generator, or of a network whose parameters have other names
            is refused. So is one with a loss that gives another number for outputs that are all alike, and, where both
            are compiled, one whose network or loss computes something else. Not compiled, another activation goes
            unseen. `epochs` may differ, and so may the learning rate and what the optimizer was made with: those of
            this call hold.

    Returns:
        the History, from the first epoch on: `.losses`, `.validation_losses`, `.best_epoch`, `.stopped`.

    Raises:
        ValueError, TypeError: the data, a size or a name is wrong, a leaf of the loss is nobody's (it is neither a
            parameter, nor an input, target or constant), the optimizer was made when the model had other parameters, or
            a checkpoint could not be kept or does not fit; no parameter was changed.
        OSError: the checkpoint cannot be written, likewise, or cannot be read.
        DivergenceError: a loss, a gradient or a new parameter is not finite, or after some steps cannot be computed any
            more; model and optimizer are as after the last step, and the error's `history` is what was done until then.
        GraphError: `compiled`, and the cases are not all computed by the same operations, or a function cannot run in
            a program; nothing was changed.
    """
    one_of("order", order, ORDERS)
    if resume and checkpoint is None:
        raise ValueError("resume needs the file to go on from: pass checkpoint=path")
    size("epochs", epochs)
    check_reduction(reduction)
    if stop is not None:
        require_function_of("stop", stop, "history")
    if show is not None:
        require_function_of("show", show, "history", "has_ended")
    held_out = checked_pair(validation, patience)
    optimizer = optimizer_for(model, optimizer, learning_rate, clip_norm)
    _check_trains(optimizer, model)
    loss, generator = loss_named(loss), generator_or_global(generator)
    with evaluating(model):
        cases = checked_cases(model, inputs, targets, loss, compiled=compiled)
        if held_out is not None:
            others = checked_cases(model, *held_out, loss, compiled=compiled, held_out=True)
    t = _checked_batch_size(batch_size, len(cases))
    if checkpoint is not None:
        check_can_save(checkpoint, model, optimizer, generator)
    loss_of = objective(
        model, cases, loss, reduction=reduction, compiled=compiled, trained=optimizer.parameters, executor=executor,
        devices=devices,
    )  # fmt: skip
    _check_minibatches(model, t, len(cases))
    watch = None
    if held_out is not None:
        watch = Validation(model, others, loss, reduction, compiled, optimizer.parameters, patience)
    constants = [value for _, value in model.named_state() if value.is_constant]
    descent = loss_of.descent(optimizer)
    told = None
    if checkpoint is not None and descent.is_writer:  # of several processes each has its own part of the cases
        options = {"batch_size": t, "order": order, "reduction": reduction, "compiled": compiled, "executor": executor}
        told = fingerprint(model, cases, others if held_out is not None else None, loss, loss_of.graph, options)
    epoch = _Epoch(descent, len(cases), t, ORDERS[order], reduction, generator, constants)
    run = _Run(epoch, watch, stop, checkpoint, model, show, told)
    if resume and checkpoint is not None and Path(checkpoint).exists():
        run.resume(checkpoint)
    with (
        training(model),
        tqdm(
            total=epochs, initial=len(run.history.losses), disable=not progress, unit="epoch", file=_place_of_bars()
        ) as bar,
    ):
        run.until(epochs, bar)
    return run.history


def _place_of_bars() -> TextIO | None:
    """Standard output in a notebook, which shows standard error as a red block; else tqdm's own."""
    return sys.stdout if type(sys.stderr).__module__.startswith("ipykernel") else None


@dataclass
class _Run:
    """A training run on its way; the fields are arguments of `fit`, checked, and what came of them."""

    epoch: _Epoch
    validation: Validation | None
    stop: StoppingCriterion | None
    checkpoint: str | PathLike[str] | None
    model: Module
    show: Callable[[History, bool], object] | None
    told: dict[str, Any] | None  # what tells the run from others; None where nobody asks
    history: History = field(default_factory=History)

    def until(self, epochs: int, bar: Any) -> None:
        """Run what is left of so many epochs, or until something ends it; tell the bar."""
        history = self.history
        try:
            while len(history.losses) < epochs and not history.stopped:
                self.take_epoch()
                bar.set_postfix(self.latest(), refresh=False)
                bar.update()
                self.tell(has_ended=False)
        except KeyboardInterrupt:
            history.interrupted = True
        except DivergenceError as error:
            error.history = history
            self.epoch.descent.write_back()
            self.tell(has_ended=True)
            raise
        finally:
            self.epoch.descent.write_back()
        if self.validation is not None:
            self.validation.restore_best()
        self.tell(has_ended=True)

    def tell(self, *, has_ended: bool) -> None:
        """Show the model, as it is in use."""
        if self.show is not None:
            with evaluating(self.model):
                self.show(self.history, has_ended)

    def take_epoch(self) -> None:
        """One epoch, and all that comes after it."""
        history = self.history
        loss = self.epoch.run()
        if self.is_watched:
            self.epoch.descent.write_back()
        if self.validation is not None:
            self.validation.look(len(history.losses) + 1)
            history.validation_losses = self.validation.losses
        history.losses.append(loss)
        history.stopped = self.is_enough()
        if self.checkpoint is not None and self.epoch.descent.is_writer:
            save_checkpoint(
                self.checkpoint, self.model, self.epoch.descent.optimizer, self.epoch.generator, self.progress()
            )

    @property
    def is_watched(self) -> bool:
        """Whether anybody looks at the model between two epochs."""
        return any(each is not None for each in (self.validation, self.stop, self.checkpoint, self.show))

    def is_enough(self) -> bool:
        """Whether the criterion or the patience ends the run here."""
        is_over = self.validation is not None and self.validation.is_over
        enough = None if self.stop is None else self.stop(self.history)
        if callable(enough):  # as of loss_below, where loss_below(0.01) is the criterion
            raise TypeError(f"stop says whether it is enough, True or False, got {described(enough)}; call it first")
        return is_over or bool(enough)

    def resume(self, checkpoint: str | PathLike[str]) -> None:
        """Go to where a checkpoint was written."""
        epoch = self.epoch
        optimizer = epoch.descent.optimizer
        found = restore_checkpoint(checkpoint, self.model, optimizer, epoch.generator, self.progress())
        self.history.losses = found.losses
        if self.validation is not None:
            self.validation.resume(found)
            self.history.validation_losses = self.validation.losses
        self.history.stopped = bool(found.losses) and self.is_enough()

    def progress(self) -> Progress:
        losses = self.history.losses
        progress = Progress(losses) if self.validation is None else self.validation.progress(losses)
        progress.run = self.told
        return progress

    def latest(self) -> dict[str, str]:
        """The latest losses, as the bar shows them."""
        found = {"loss": self.history.losses, "validation": self.history.validation_losses}
        return {name: f"{losses[-1]:.6g}" for name, losses in found.items() if losses}


@dataclass(frozen=True)
class _Epoch:
    """One pass over `count` cases, in minibatches of `batch_size`; other fields are arguments of `fit`, checked.

    `constants` are the model's, such as running means: an error in a step takes them back to where they were before.
    """

    descent: Descent
    count: int
    batch_size: int
    order: Callable[[list[int], Generator], list[int]]
    reduction: str
    generator: Generator
    constants: list[Value]

    def run(self) -> float:
        """Train for one pass; its loss, as `History.losses` has it."""
        indices = self.order(list(range(self.count)), self.generator)
        total = 0.0
        for start in range(0, self.count, self.batch_size):
            minibatch = indices[start : start + self.batch_size]
            loss = self._step(minibatch)
            total += loss * len(minibatch) if self.reduction == "mean" else loss
        return total / self.count if self.reduction == "mean" else total

    def _step(self, minibatch: list[int]) -> Any:
        before = [value.data for value in self.constants]
        try:
            return self.descent.step(minibatch)
        except Exception:
            for value, number in zip(self.constants, before, strict=True):
                value.data = number
            raise


def _checked_batch_size(batch_size: int | None, n: int) -> int:
    t = n if batch_size is None else size("batch_size", batch_size)
    if t > n:
        raise ValueError(f"batch_size must be at most the number of cases, {n}, got {t}; None takes them all")
    return t


def _check_minibatches(model: Module, t: int, n: int) -> None:
    """ValueError where a minibatch would have a single case that is to be compared with others."""
    mixing = next((module for module in model.modules() if module.mixes_cases), None)
    if mixing is not None and (t == 1 or n % t == 1):
        raise ValueError(
            f"{mixing!r} compares the cases of a minibatch, which needs at least two, and {n} cases in minibatches of "
            f"{t} leave one by itself; choose another batch_size, or leave a case out"
        )


def _check_trains(optimizer: Optimizer, model: Module) -> None:
    if set(model.parameters()).isdisjoint(optimizer.parameters):
        raise ValueError(
            "the optimizer must have been made for parameters of this model, got one that has none of them; "
            "write SGD(model, 0.1), for example"
        )
    optimizer.check_parameters()
