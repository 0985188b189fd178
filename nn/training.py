"""The training loop: epochs of minibatches, when to stop, and what is kept of it.

Not here: update rules (optimizers.py), checkpoints (checkpoint.py), the check of the data (cases.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from tqdm import tqdm

from autograd_core.errors import described, one_of
from autograd_core.value import Value
from autograd_core.words import words
from nn.cases import checked_cases
from nn.checkpoint import restore_checkpoint, save_checkpoint
from nn.inputs import size
from nn.losses import check_reduction, loss_named
from nn.module import Module, evaluating, training
from nn.objective import Objective, objective
from nn.optimizer import DivergenceError, Optimizer
from nn.randomness import Generator, generator_or_global, index


@dataclass
class History:
    """What training did.

    Attributes:
        losses: one for each epoch: the mean over its cases, or their sum, as `reduction` says; each case's loss is
            from before the update that it took part in.
        stopped: whether the stopping criterion ended it.
        interrupted: whether Ctrl-C did.
    """

    losses: list[float] = field(default_factory=list)
    stopped: bool = False
    interrupted: bool = False

    def __repr__(self) -> str:
        told = [words("history.epochs", count=len(self.losses))]
        if self.losses:
            losses = [f"{loss:.6g}" for loss in dict.fromkeys((self.losses[0], self.losses[-1]))]
            told += [words("history.loss", losses=" -> ".join(losses))]
        told += [words("history.stopped")] * self.stopped + [words("history.interrupted")] * self.interrupted
        return f"<History: {', '.join(told)}>"


StoppingCriterion = Callable[[History], bool]


def loss_below(threshold: float) -> StoppingCriterion:
    """Stop when the loss of an epoch is below `threshold`."""
    return lambda history: history.losses[-1] < threshold


def no_improvement(patience: int, least: float = 0) -> StoppingCriterion:
    """Stop when the lowest loss of the last `patience` epochs is not lower, by more than `least`, than any before."""

    def stop(history: History) -> bool:
        earlier, latest = history.losses[:-patience], history.losses[-patience:]
        return bool(earlier) and min(latest) >= min(earlier) - least

    size("patience", patience)
    return stop


# How an epoch visits n cases: (indices 0 ... n - 1, generator) -> n indices.
def _given(indices: list[int], generator: Generator) -> list[int]:
    return indices


def _shuffled(indices: list[int], generator: Generator) -> list[int]:
    generator.shuffle(indices)
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
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None = 1,
    order: str = "shuffle",
    reduction: str = "mean",
    stop: StoppingCriterion | None = None,
    generator: Any = None,
    progress: bool = True,
    checkpoint: str | PathLike[str] | None = None,
    resume: bool = False,
    compiled: bool = False,
) -> History:
    """Train `model`: for each epoch, for each minibatch, one step of `optimizer` down the loss (Algorithms 3-3 to 3-6).

    Ctrl-C ends it early and keeps what was learned: the parameters of the last whole step, and the history.

    Args:
        model: a module that takes one case at a time; see `Module.batch`.
        inputs: n cases, each a number or a list of numbers.
        targets: n targets, of the kind that `loss` takes.
        loss: a name of `nn.LOSSES`, or a function of one case's (outputs, targets).
        optimizer: made for the model's parameters.
        epochs: how many there are altogether; each takes n cases.
        batch_size: t, the cases per step; 1 is stochastic gradient descent, None (or n) takes them all. The last
            minibatch of an epoch has what is left.
        order: `shuffle`, `given`, or `random`: each case is drawn from all n, so that some come twice and some never.
        reduction: whether a step goes along the mean (Algorithm 3-6) or the sum (the 1986 paper) of the minibatch.
        stop: looks at the history after each epoch, and says whether it is enough.
        generator: what shuffles and draws, instead of Python's global generator.
        progress: whether to show a bar with the loss, on stderr.
        checkpoint: a file that is written after each epoch.
        resume: whether to go on from that file, if there is one; the numbers are those of a run without a break.
        compiled: whether model and loss are recorded once, on the first case, and every minibatch runs as an array
            program (needs NumPy): the same numbers but for the order of additions, some 1e-16 of the largest term a
            step. Targets reach the loss as Values. Not for batch normalization, nor where Python decides by the data;
            see `nn.compiled.CompiledLoss`.

    Returns:
        the history, from the first epoch on.

    Raises:
        ValueError, TypeError: the data, a size or a name is wrong, a leaf of the loss is nobody's (it is neither a
            parameter, nor an input, target or constant), or the optimizer was made when the model had other parameters;
            no parameter was changed.
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
    _check_trains(optimizer, model)
    loss, generator = loss_named(loss), generator_or_global(generator)
    with evaluating(model):
        cases = checked_cases(model, inputs, targets, loss)
    t = _checked_batch_size(batch_size, len(cases))
    loss_of = objective(model, cases, loss, reduction=reduction, compiled=compiled, trained=optimizer.parameters)
    _check_minibatches(model, t, len(cases))
    constants = [value for _, value in model.named_state() if value.is_constant]
    epoch = _Epoch(loss_of, len(cases), optimizer, t, ORDERS[order], reduction, generator, constants)
    history = History()
    if resume and checkpoint is not None and Path(checkpoint).exists():
        history.losses = restore_checkpoint(checkpoint, model, optimizer, generator)
        history.stopped = stop is not None and bool(history.losses) and stop(history)
    with training(model), tqdm(total=epochs, initial=len(history.losses), disable=not progress, unit="epoch") as bar:
        try:
            while len(history.losses) < epochs and not history.stopped:
                history.losses.append(epoch.run())
                history.stopped = stop is not None and stop(history)
                if checkpoint is not None:
                    save_checkpoint(checkpoint, model, optimizer, generator, history.losses)
                bar.set_postfix(loss=f"{history.losses[-1]:.6g}", refresh=False)
                bar.update()
        except KeyboardInterrupt:
            history.interrupted = True
        except DivergenceError as error:
            error.history = history
            raise
    return history


@dataclass(frozen=True)
class _Epoch:
    """One pass over `count` cases, in minibatches of `batch_size`; other fields are arguments of `fit`, checked.

    `constants` are the model's, such as running means: an error in a step takes them back to where they were before.
    """

    loss_of: Objective
    count: int
    optimizer: Optimizer
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
            return self.optimizer.descend(partial(self.loss_of, minibatch))
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


def _check_trains(optimizer: Any, model: Module) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer is an Optimizer, got {described(optimizer)}; write SGD(model, 0.1), for example")
    if set(model.parameters()).isdisjoint(optimizer.parameters):
        raise ValueError(
            "the optimizer must have been made for parameters of this model, got one that has none of them; "
            "write SGD(model, 0.1), for example"
        )
    optimizer.check_parameters()
