"""Losses of one case: its outputs against its targets, as one Value; and how the losses of several cases combine.

A new one is one function with `@_named`. What a name says is what is computed: sum or mean over the outputs, with 1/2
or without. Terms that a target of 0 or 1 removes are left out where it is a plain number, and recorded where it is a
Value: a graph that is run again with another target must have them, and then says NaN where a target is refused here.
Not here: their activations (activations.py).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, SupportsIndex, TypeVar

from autograd_core import operations
from autograd_core.errors import cure, described, one_of
from autograd_core.kinds import is_number
from autograd_core.value import Value, constant
from nn.inputs import as_inputs, is_index, size

# (outputs of a case, its targets) -> its loss.
Loss = Callable[[Any, Any], Any]
Target = Value | float
NamedLoss = TypeVar("NamedLoss", bound=Callable[[Any, Any], Value])

LOSSES: dict[str, Loss] = {}
REDUCTIONS = ("mean", "sum")

# How far the targets of a distribution may be from adding up to 1: beyond what rounding does, below any typing mistake.
DISTRIBUTION_TOLERANCE = 1e-6


def _named(loss: NamedLoss) -> NamedLoss:
    LOSSES[loss.__name__] = loss
    return loss


@_named
def half_squared_error(outputs: Any, targets: Any) -> Value:
    """1/2 Σ (output - target)²: the 1/2 cancels the 2 of the slope (eq. 3.17; the 1986 paper's eq. 3 for one case)."""
    return sum_squared_error(outputs, targets) * 0.5


@_named
def sum_squared_error(outputs: Any, targets: Any) -> Value:
    """Σ (output - target)², without 1/2."""
    return operations.sum([(output - target) ** 2 for output, target in _pairs(outputs, targets)])


@_named
def mean_squared_error(outputs: Any, targets: Any) -> Value:
    """Σ (output - target)² / n over the n outputs, without 1/2."""
    pairs = _pairs(outputs, targets)
    return operations.sum([(output - target) ** 2 for output, target in pairs]) / len(pairs)


@_named
def mean_absolute_error(outputs: Any, targets: Any) -> Value:
    """Σ |output - target| / n over the n outputs; its slope where they are equal is 0."""
    pairs = _pairs(outputs, targets)
    return operations.sum([abs(output - target) for output, target in pairs]) / len(pairs)


@_named
def cross_entropy(probabilities: Any, targets: Any) -> Value:
    """-Σ target log probability, with 0 log 0 = 0.

    Where the probabilities come from a softmax, `softmax_cross_entropy` on its inputs is right for any of them.

    Args:
        probabilities: n positive numbers or Values; one may be 0 where the target is.
        targets: the index of the right class, or n numbers of at least 0 that add up to 1; numbers or Values.

    Raises:
        ValueError: a target is out of range, or a probability is 0 where its target is not.
    """
    outputs = _outputs(probabilities)
    distribution, validity = _distribution(targets, len(outputs))
    loss = -operations.sum(
        [
            target * operations.log(_used_with(target, p, 1))
            for p, target in zip(outputs, distribution, strict=True)
            if not _is_number(target, 0)
        ]
    )
    return _where_valid(validity, loss)


@_named
def softmax_cross_entropy(scores: Any, targets: Any) -> Value:
    """The cross entropy of softmax(scores), as log Σ exp(score) - Σ target score: finite for any finite scores.

    Args:
        scores: n numbers or Values, the inputs of the softmax.
        targets: the index of the right class, or n numbers of at least 0 that add up to 1; numbers or Values.

    Raises:
        ValueError: a target is out of range.
    """
    outputs = _outputs(scores)
    distribution, validity = _distribution(targets, len(outputs))
    # as a node, not as a number: a graph that is replayed with other scores must shift by their own largest one
    largest = operations.maximum(*outputs)
    log_sum = operations.log(operations.sum([operations.exp(score - largest) for score in outputs]))
    expected = [
        score if _is_number(target, 1) else target * score
        for score, target in zip(outputs, distribution, strict=True)
        if not _is_number(target, 0)
    ]
    # (largest - expected) first: both may be large, and their difference is what matters
    chosen = expected[0] if len(expected) == 1 else operations.sum(expected)
    return _where_valid(validity, log_sum + (largest - chosen))


@_named
def binary_cross_entropy(probabilities: Any, targets: Any) -> Value:
    """-Σ (target log p + (1 - target) log(1 - p)), with 0 log 0 = 0.

    Where p comes from a sigmoid, `sigmoid_cross_entropy` on its input is right for any of them.

    Args:
        probabilities: n numbers or Values, each the probability that the answer is yes.
        targets: n numbers in [0, 1].
    """
    terms: list[Value] = []
    pairs = _pairs(probabilities, targets)
    for p, target in pairs:
        _check_probability(target)
        if not _is_number(target, 0):
            terms.append(target * operations.log(_used_with(target, p, 1)))
        if not _is_number(target, 1):
            terms.append((1 - target) * operations.log1p(_used_with(1 - target, -p, 0)))
    return _where_valid(_are_probabilities([target for _, target in pairs]), -operations.sum(terms))


@_named
def sigmoid_cross_entropy(scores: Any, targets: Any) -> Value:
    """The binary cross entropy of sigmoid(scores), as Σ softplus(score) - target score: finite for any finite scores.

    Args:
        scores: n numbers or Values, the inputs of the sigmoids.
        targets: n numbers in [0, 1].
    """
    terms = []
    pairs = _pairs(scores, targets)
    for score, target in pairs:
        _check_probability(target)
        # softplus(-s), not softplus(s) - s: that rounds a small loss away
        if isinstance(target, Value):
            terms += [target * operations.softplus(-score), (1 - target) * operations.softplus(score)]
        else:
            terms.append(operations.softplus(-score) if target == 1 else operations.softplus(score) - target * score)
    return _where_valid(_are_probabilities([target for _, target in pairs]), operations.sum(terms))


def over_cases(loss: Any, outputs: Iterable[Any], targets: Iterable[Any], *, reduction: str = "mean") -> Any:
    """The loss of several cases: the mean of their losses (Algorithm 3-6) or the sum (the 1986 paper).

    Raises:
        ValueError: there are no cases, or not as many targets as outputs; or an unknown name.
        TypeError: the loss of a case is no number or Value.
    """
    loss = loss_named(loss)
    check_reduction(reduction)
    for what, given in (("outputs", outputs), ("targets", targets)):
        if isinstance(given, Value) or not isinstance(given, Iterable):
            raise TypeError(f"over_cases needs a list of {what}, one for each case, got {described(given)}")
    outputs, targets = list(outputs), list(targets)
    if not outputs or len(outputs) != len(targets):
        raise ValueError(
            f"over_cases needs at least one case and a target for each, got {len(outputs)} outputs and "
            f"{len(targets)} targets"
        )
    losses = [loss(output, target) for output, target in zip(outputs, targets, strict=True)]
    for found in losses:
        if not isinstance(found, Value) and not is_number(found):
            raise TypeError(f"the loss of a case is one number or Value, got {described(found)}; does it return it?")
    total = operations.sum(losses)
    return total / len(outputs) if reduction == "mean" else total


def one_hot(label: SupportsIndex, classes: int) -> list[float]:
    """1 at index `label`, 0 elsewhere.

    Raises:
        ValueError: the label is not in range(classes).
        TypeError: one of them is no integer.
    """
    label = _label(label, size("classes", classes))
    return [1.0 if k == label else 0.0 for k in range(classes)]


def loss_named(loss: Any) -> Loss:
    """The loss for a name of LOSSES; a function of (outputs, targets) is returned as it is.

    Raises:
        ValueError: no loss has that name.
        TypeError: neither a name nor a function.
    """
    if isinstance(loss, str):
        return LOSSES[one_of("a loss", loss, LOSSES)]
    if not callable(loss):
        raise TypeError(f"a loss is a name or a function of (outputs, targets), got {described(loss)}")
    return loss  # type: ignore[no-any-return]


def check_reduction(reduction: str) -> None:
    """ValueError unless it is one of REDUCTIONS."""
    one_of("reduction", reduction, REDUCTIONS)


def _outputs(x: Any) -> list[Value]:
    """The outputs as Values."""
    outputs = as_inputs(x)
    if not outputs:
        raise ValueError("a loss needs at least one output, got none")
    _check_numbers("outputs", outputs)
    return [output if isinstance(output, Value) else constant(output) for output in outputs]


def _check_numbers(what: str, items: Iterable[Any]) -> None:
    for item in items:
        if not isinstance(item, Value) and not is_number(item):
            raise TypeError(
                f"the {what} of a loss are numbers or Values, got {described(item)}{cure(item)}; several cases at once "
                "are over_cases(loss, outputs, targets)"
            )


def _pairs(outputs: Any, targets: Any) -> list[tuple[Value, Target]]:
    """Each output with its target."""
    outputs, targets = _outputs(outputs), as_inputs(targets)
    _check_numbers("targets", targets)
    if len(outputs) != len(targets):
        raise ValueError(
            f"a loss needs a target for each output, got {len(outputs)} outputs and {len(targets)} targets"
        )
    return list(zip(outputs, map(_number_or_leaf, targets), strict=True))


def _distribution(targets: Any, classes: int) -> tuple[Sequence[Target], Value | None]:
    """The targets of `classes` outputs, those of a class index or those given; and what `_where_valid` asks for."""
    if not isinstance(targets, Value) and is_index(targets):
        return one_hot(targets, classes), None
    if isinstance(targets, Value) and classes > 1:
        one_hot(targets.data, classes)  # an error where the index is none
        is_class = [operations.equal(targets, k) for k in range(classes)]
        total = operations.sum(is_class)  # 1, and in a program 0 where the index is none: then 0 / 0 makes it NaN
        return [each / total for each in is_class], None
    distribution = [_number_or_leaf(target) for target in as_inputs(targets)]
    _check_numbers("targets", distribution)
    if len(distribution) == 1 < classes:
        raise ValueError(
            f"a label is the index of an output, an int in 0 ... {classes - 1}, got {described(distribution[0])}"
        )
    if len(distribution) != classes:
        raise ValueError(
            f"cross entropy needs a class index or a target for each output, got {classes} outputs and "
            f"{len(distribution)} targets"
        )
    numbers = [target.data if isinstance(target, Value) else target for target in distribution]
    # written so that NaN fails
    if not (all(x >= 0 for x in numbers) and math.isclose(math.fsum(numbers), 1, abs_tol=DISTRIBUTION_TOLERANCE)):
        raise ValueError(f"the targets of cross entropy are at least 0 and add up to 1, got {described(numbers)}")
    return distribution, _is_distribution(distribution)


def _number_or_leaf(target: Any) -> Any:
    """A constant as its number; a Value that may change stays one."""
    return target.data if isinstance(target, Value) and target.is_constant else target


def _is_number(target: Any, number: int) -> bool:
    """Whether `target` is that plain number, and so will be for ever."""
    return not isinstance(target, Value) and bool(target == number)


def _used_with(target: Target, x: Value, otherwise: int) -> Value:
    """`x`, or `otherwise` where a recorded target is 0: then log 0 is not asked for, and 0 log 0 is 0."""
    return operations.where(target, x, otherwise) if isinstance(target, Value) else x


def _label(label: SupportsIndex, classes: int) -> int:
    if not is_index(label):
        raise TypeError(f"a label is an integer, the index of a class, got {described(label)}")
    index = operator.index(label)
    if not 0 <= index < classes:
        raise ValueError(f"a label must be in 0 ... {classes - 1}, one for each of {classes} outputs, got {index}")
    return index


# What is asked of targets, as a node that is 1 or 0, for those that are Values; None where all are plain numbers, which
# were checked. A program runs with targets that nobody has looked at.


def _is_distribution(targets: Sequence[Target]) -> Any:
    if not any(isinstance(target, Value) for target in targets):
        return None
    total = operations.sum(list(targets))
    return operations.step(operations.minimum(*targets)) * operations.step(DISTRIBUTION_TOLERANCE - abs(total - 1))


def _are_probabilities(targets: Sequence[Target]) -> Any:
    if not any(isinstance(target, Value) for target in targets):
        return None
    return operations.step(operations.minimum(*[target * (1 - target) for target in targets]))


def _where_valid(condition: Value | None, loss: Value) -> Value:
    """`loss`, or in a program NaN, with a gradient of NaN, for a case where `condition` is 0."""
    return loss if condition is None else loss * operations.sqrt(2 * condition - 1)


def _check_probability(target: Any) -> None:
    number = target.data if isinstance(target, Value) else target
    if not 0 <= number <= 1:
        raise ValueError(f"a target of binary cross entropy is in [0, 1], got {described(target)}")
