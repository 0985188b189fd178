"""The loss of a minibatch as a function of which cases it has, and of cases in use: node by node, or by a program.

Not here: the loop that goes down it (training.py) and how a program is made (compiled.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from autograd_core import modes
from autograd_core.errors import described, one_of
from autograd_core.value import Value
from nn.descent import Descent, Executor, Objective
from nn.inputs import as_inputs
from nn.leaves import check_leaves
from nn.losses import Loss, check_reduction, loss_named, over_cases
from nn.module import Module, evaluating
from nn.optimizer import Optimizer


def objective(
    model: Module,
    cases: Iterable[tuple[Any, Any]],
    loss: Any,
    *,
    reduction: str = "mean",
    compiled: bool = False,
    trained: Sequence[Value] = (),
    executor: Executor | None = None,
    devices: Any = None,
) -> Objective:
    """The loss of minibatches of `cases`.

    Args:
        model: takes one case at a time; see `Module.batch`.
        cases: (inputs, target) pairs, the inputs as numbers or constants.
        loss: a name of `nn.LOSSES`, or a function of one case's (outputs, targets).
        reduction: mean or sum over the cases of a minibatch.
        compiled: whether model and loss are recorded once, on one case of each length, and run as array programs, as
            `nn.compiled.CompiledLoss` says; there are also its errors.
        trained: what the optimizer changes, where the loss has parameters besides the model's. When the first loss is
            recorded, `nn.leaves.check_leaves` sees to it that training misses no leaf.
        executor: what runs the program, as for `compile_graph`.
        devices: with executor="jax", JAX's devices, or how many of them; None for all.

    Raises:
        ValueError: an executor without `compiled`, or devices without executor="jax".
    """
    if executor is not None:
        one_of("executor", executor, get_args(Executor))
        if not compiled:
            raise ValueError(f"an executor runs a program: pass compiled=True with executor={executor!r}")
    if devices is not None and executor != "jax":
        raise ValueError('devices are those of JAX: pass executor="jax" with them')
    loss = loss_named(loss)
    check_reduction(reduction)
    cases = list(cases)
    if compiled:
        from nn.compiled import CompiledLoss  # late: only a program needs NumPy

        return CompiledLoss(model, cases, loss, reduction, trained, executor, devices)
    return _RecordedLoss(model, cases, loss, reduction, trained)


# Nothing -> the loss of some cases in use, a number.
Evaluation = Callable[[], float]


def evaluation(
    model: Module, cases: Sequence[tuple[Any, Any]], loss: Loss, *, reduction: str = "mean", compiled: bool = False
) -> Evaluation:
    """The loss of all of `cases` with the parameters as they are, and the model as in use after training.

    Args:
        model, cases, loss, reduction: as for `objective`, checked.
        compiled: whether a program computes it; the errors are those of `nn.compiled.compiled_evaluation`.
    """
    if compiled:
        from nn.compiled import compiled_evaluation  # late: only a program needs NumPy

        return compiled_evaluation(model, cases, loss, reduction)

    def evaluate() -> float:
        with evaluating(model), modes.numbers_alone():
            outputs = model.batch([x for x, _ in cases])
            return float(over_cases(loss, outputs, [target for _, target in cases], reduction=reduction).data)

    return evaluate


@dataclass
class _RecordedLoss:
    """The loss of a minibatch, recorded node by node; the fields are arguments of `objective`, checked."""

    model: Module
    cases: Sequence[tuple[Any, Any]]
    loss: Loss
    reduction: str
    trained: Sequence[Value]
    is_checked: bool = False
    graph: int | None = None

    def __call__(self, indices: Sequence[int]) -> Any:
        minibatch = [self.cases[i] for i in indices]
        outputs = self.model.batch([x for x, _ in minibatch])
        loss = over_cases(self.loss, outputs, [target for _, target in minibatch], reduction=self.reduction)
        if not isinstance(loss, Value):
            raise TypeError(
                f"a loss is computed from the outputs, as a Value, got {described(loss)}: nothing is learned from it"
            )
        if not self.is_checked:
            inputs = [x for row, target in minibatch for x in (*row, *as_inputs(target)) if isinstance(x, Value)]
            check_leaves(loss, self.model, self.trained, inputs)
            self.is_checked = True
        return loss

    def descent(self, optimizer: Optimizer) -> Descent:
        return Descent(self, optimizer)
