"""What training did, epoch by epoch, and criteria that look at it and say whether it is enough.

Not here: training itself (training.py).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from autograd_core.words import words
from nn.inputs import size


@dataclass
class History:
    """What `fit` did: the losses, epoch by epoch, and how it ended. `viz.plots.loss_curves(history)` draws it.

    Attributes:
        losses: one for each epoch: the mean over its cases, or their sum, as `reduction` says; each case's loss is
            from before the update that it took part in.
        stopped: whether the stopping criterion, or the patience, ended it.
        interrupted: whether Ctrl-C did.
        validation_losses: one for each epoch: the loss of the validation cases after it, the model as in use after
            training (without dropout); likewise a mean or a sum. Empty without `validation`.
    """

    losses: list[float] = field(default_factory=list)
    stopped: bool = False
    interrupted: bool = False
    validation_losses: list[float] = field(default_factory=list)

    @property
    def best_epoch(self) -> int | None:
        """The number, from 1 on, of the epoch with the lowest validation loss, the first of equals; None without any.

        `fit` with `patience` leaves the model as it was after this epoch.
        """
        return best_epoch(self.validation_losses) if self.validation_losses else None

    def __repr__(self) -> str:
        told = [words("history.epochs", count=len(self.losses))]
        if self.losses:
            told += [words("history.loss", losses=f"{_first_and_last(self.losses)}{sparkline(self.losses)}")]
        if self.validation_losses:
            told += [
                words(
                    "history.validation",
                    losses=_first_and_last(self.validation_losses),
                    lowest=f"{min(self.validation_losses):.6g}",
                    epoch=best_epoch(self.validation_losses),
                )
            ]
        told += [words("history.stopped")] * self.stopped + [words("history.interrupted")] * self.interrupted
        return f"<History: {', '.join(told)}>"


def _first_and_last(losses: Sequence[float]) -> str:
    return " -> ".join(f"{loss:.6g}" for loss in dict.fromkeys((losses[0], losses[-1])))


BARS = "▁▂▃▄▅▆▇█"
FEWEST_BARS, MOST_BARS = 3, 24


def sparkline(losses: Sequence[float]) -> str:
    """Losses as a curve of bars behind a space, on a logarithmic scale where all are positive.

    Empty where there is no curve to see, or standard output lacks the bars.
    """
    if not all(map(math.isfinite, losses)) or not _is_printed(BARS):
        return ""
    heights = [math.log(loss) for loss in losses] if min(losses) > 0 else [*losses]
    shown = min(len(heights), MOST_BARS)
    # of many the last of each stretch, so that the curve ends as training did
    heights = [heights[(i + 1) * len(heights) // shown - 1] for i in range(shown)]
    least, span = min(heights), max(heights) - min(heights)
    if shown < FEWEST_BARS or span == 0:
        return ""
    return " " + "".join(BARS[round((height - least) / span * (len(BARS) - 1))] for height in heights)


def _is_printed(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


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


def best_epoch(losses: Sequence[float]) -> int:
    """The number, from 1 on, of the epoch with the lowest loss; the first of equals."""
    return 1 + min(range(len(losses)), key=losses.__getitem__)
