"""Validation: the loss of cases that are not trained on, epoch by epoch, and the model as it was where it was lowest.

Not here: the training loop (training.py) and how such a loss is computed (objective.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core.errors import described, shown
from autograd_core.value import Value
from nn.checkpoint import Progress
from nn.history import best_epoch
from nn.inputs import is_finite, size
from nn.losses import Loss
from nn.module import Module
from nn.objective import evaluation
from nn.optimizer import DivergenceError, is_numeric


def checked_pair(validation: Any, patience: Any) -> tuple[Any, Any] | None:
    """The inputs and the targets of validation; None without.

    Raises:
        TypeError, ValueError: it is no pair; or the patience is no count of epochs, or has nothing to look at.
    """
    if patience is not None:
        size("patience", patience)
    if validation is None:
        if patience is not None:
            raise ValueError(
                f"patience needs cases that are not trained on, got patience={patience} alone; pass "
                "validation=(inputs, targets), or stop=no_improvement(...) to look at the training loss"
            )
        return None
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError(f"validation is a pair, (inputs, targets), got {described(validation)}")
    inputs, targets = validation
    for name, part in (("inputs", inputs), ("targets", targets)):
        if isinstance(part, str) or not hasattr(part, "__len__"):
            raise TypeError(f"the {name} of validation are a list, one for each case, got {described(part)}")
    return inputs, targets


class Validation:
    """The loss of some cases after each epoch; the arguments are those of `fit`, checked.

    Attributes:
        losses: one for each epoch.
        patience: how many epochs without a lower loss end the run; None: no number of them.
    """

    def __init__(
        self,
        model: Module,
        cases: Sequence[tuple[Any, Any]],
        loss: Loss,
        reduction: str,
        compiled: bool,
        trained: Sequence[Value],
        patience: int | None,
    ) -> None:
        self.losses: list[float] = []
        self.patience = patience
        self._evaluate = evaluation(model, cases, loss, reduction=reduction, compiled=compiled)
        named = model.named_state()
        self._names = [name for name, _ in named]
        # of the loss's own parameters too, which are in no checkpoint
        self._kept = list(dict.fromkeys([*(value for _, value in named), *trained]))
        self._best: list[Any] = []  # their numbers after the best epoch; none where nobody is to go back to it

    def look(self, number: int) -> None:
        """Compute the loss after epoch `number`, and keep what there is to keep.

        Raises:
            DivergenceError: it is infinite or NaN, or cannot be computed.
        """
        try:
            loss = self._evaluate()
        except (ArithmeticError, ValueError) as error:
            if not is_numeric(error):
                raise
            raise _divergence(number, f"cannot be computed ({error})") from error
        if not is_finite(loss):
            raise _divergence(number, f"is {shown(loss)}")
        if self.patience is not None and (not self.losses or loss < min(self.losses)):
            self._best = [value.data for value in self._kept]
        self.losses.append(loss)

    @property
    def is_over(self) -> bool:
        """Whether the patience is at its end."""
        return self.patience is not None and len(self.losses) - best_epoch(self.losses) >= self.patience

    def restore_best(self) -> None:
        """Put the model back to its best epoch, if the run has patience and an epoch is over."""
        for value, number in zip(self._kept, self._best, strict=False):  # none are kept before the first epoch
            value.data = number

    def progress(self, losses: list[float]) -> Progress:
        """What a checkpoint keeps of a run with these training losses."""
        best = None if self.patience is None else dict(zip(self._names, self._best, strict=False))
        return Progress(losses, self.losses, best)

    def resume(self, progress: Progress) -> None:
        """Go on from what a checkpoint kept."""
        assert progress.validation_losses is not None  # it is of a run with validation
        self.losses = progress.validation_losses
        self._best = [] if progress.best is None else [progress.best[name] for name in self._names]


def _divergence(number: int, reason: str) -> DivergenceError:
    return DivergenceError(
        f"the validation loss after epoch {number} {reason}; look for validation cases for which the loss has no "
        "value, or lower the learning rate"
    )
