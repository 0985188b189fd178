"""The loss of a minibatch as a function of which cases it has: recorded node by node, or run as an array program.

Not here: the loop that goes down it (training.py) and how a program is made (compiled.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from nn.losses import check_reduction, loss_named, over_cases
from nn.module import Module

# The numbers of some cases -> their loss: something with `.data` and `.backward()`, as `Optimizer.descend` takes it.
Objective = Callable[[Sequence[int]], Any]


def objective(
    model: Module, cases: Iterable[tuple[Any, Any]], loss: Any, *, reduction: str = "mean", compiled: bool = False
) -> Objective:
    """The loss of minibatches of `cases`.

    Args:
        model: takes one case at a time; see `Module.batch`.
        cases: (inputs, target) pairs, the inputs as numbers or constants.
        loss: a name of `nn.LOSSES`, or a function of one case's (outputs, targets).
        reduction: mean or sum over the cases of a minibatch.
        compiled: whether model and loss are recorded once, on one case, and run as an array program, as
            `nn.compiled.CompiledLoss` says; there are also its errors.
    """
    loss = loss_named(loss)
    check_reduction(reduction)
    cases = list(cases)
    if compiled:
        from nn.compiled import CompiledLoss  # late: only a program needs NumPy

        return CompiledLoss(model, cases, loss, reduction)

    def recorded(indices: Sequence[int]) -> Any:
        minibatch = [cases[i] for i in indices]
        outputs = model.batch([x for x, _ in minibatch])
        return over_cases(loss, outputs, [target for _, target in minibatch], reduction=reduction)

    return recorded
