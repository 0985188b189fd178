"""CompiledLoss: model and loss recorded on cases, compiled, and run over minibatches; and what it checks before.

Not here: recordings (recording.py), compiling (autograd_core.program) and the training loop (training.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_core import Value, compile_graph, leaves, modes
from autograd_core.program.program import Program
from nn.agreement import check_against_eager, check_losses
from nn.cases import naming
from nn.descent import Descent, Executor
from nn.leaves import check_leaves
from nn.losses import Loss
from nn.module import Module, evaluating, training
from nn.optimizer import Optimizer
from nn.recording import Case, Masks, Recording, checksum, number_of, recorded_alike
from nn.vector_descent import VectorDescent, can_be_vectors

Array = np.ndarray[Any, np.dtype[Any]]

PROBES = 16  # cases, spread evenly, that are recorded to see whether all are computed alike


class CompiledLoss:
    """The loss of a minibatch, and its gradient, by array programs: eager's numbers but for the order of additions.

    A program repeats what was recorded on the first case of a length; there is one for each length of inputs and
    targets, compiled once. So that no decision by Python is frozen unseen, this is done in `autograd_core.recording`: a
    comparison of Values is refused. About PROBES cases, two at least of each length, are recorded and must have the
    same graph as the first, and the program must give eager's losses and gradient on them. What cannot be seen: a
    decision on plain numbers, as `if x.data > 0`, that none of these cases takes differently.

    Dropout's factors are inputs of the program, drawn for each case and step from the module's own generator, part
    after part of the network, each part for the whole minibatch: as `Sequential` draws them.

    Args:
        model, cases, loss, reduction, trained, executor, devices: as for `nn.objective.objective`, checked.

    Attributes:
        programs: compute the loss of one case, one for each length, in the order in which lengths come.
        parameters: theirs, the same for all.
        graph: a checksum of the graphs.

    Raises:
        ValueError: a module mixes the cases of a minibatch, as batch normalization does; or JAX is asked for, and cases
            differ in length.
        TypeError: the loss gives no Value, or uses a target, which is a Value here, as an index.
        GraphError: cases of one length do not have one graph, or a program does not give what the model gives.
    """

    @modes.undisturbed()
    def __init__(
        self,
        model: Module,
        cases: Sequence[Case],
        loss: Loss,
        reduction: str,
        trained: Sequence[Value] = (),
        executor: Executor | None = None,
        devices: Any = None,
    ) -> None:
        _check_cases_are_separate(model)
        self._executor, self._devices = executor, devices
        self._reduction = reduction
        lengths = _by_length(cases)
        if executor == "jax":
            _check_one_length(cases, lengths)
        own = None if executor == "jax" else executor
        with training(model):
            probes = [_probes(numbers, len(lengths)) for numbers in lengths]
            recordings = [recorded_alike(model, cases, loss, numbers) for numbers in probes]
            for recording in recordings:
                check_leaves(recording.loss, model, trained, recording.inputs)
            # in the optimizer's order, if it has all of them: then no step has to put them in another
            self.parameters = _parameters(recordings, [*trained, *model.parameters()])
            self.graph: int | None = checksum(recordings, self.parameters)
            self._of_length = []
            for numbers, probed, recording in zip(lengths, probes, recordings, strict=True):
                program = compile_graph(recording.loss, recording.inputs, self.parameters, executor=own)
                of_length = _OfLength(program, _table(cases, numbers), recording.masks)
                _check_indices(model, cases, numbers, program(of_length.kept))
                check_against_eager(model, cases, loss, program, of_length.kept[_places(numbers, probed)], probed)
                self._of_length.append(of_length)
        self.programs = [each.program for each in self._of_length]
        # of each case: which length it has, and its row in that one's table
        self._length, self._row = np.empty((2, len(cases)), np.intp)
        for i, numbers in enumerate(lengths):
            self._length[numbers], self._row[numbers] = i, range(len(numbers))

    def __call__(self, indices: Sequence[int]) -> MinibatchLoss:
        """The loss of the cases with these numbers, with fresh masks."""
        loss, gradient = self.value_and_grad(indices)
        return MinibatchLoss(loss, self.parameters, gradient)

    def value_and_grad(self, indices: Sequence[int], theta: Array | None = None) -> tuple[float, Array]:
        """That loss and its gradient, at the parameters' data or at `theta`, a vector of the parameters."""
        found = [program.value_and_grad(rows, theta) for program, rows in self._batches(indices)]
        values, slopes = found[0]
        if len(found) == 1 and self._reduction == "mean":
            return float(values.mean()), slopes
        loss = sum(float(values.sum()) for values, _ in found)
        slopes = np.sum([slopes * len(values) for values, slopes in found], axis=0)
        return (loss / len(indices), slopes / len(indices)) if self._reduction == "mean" else (loss, slopes)

    def _batches(self, indices: Sequence[int]) -> list[tuple[Program, Array]]:
        """For each length among these cases its program, and the program's inputs, with fresh masks."""
        if len(self._of_length) == 1:
            return [(self.programs[0], self._rows(indices))]
        chosen = np.asarray(indices)
        lengths = self._length[chosen]
        factors = _drawn([self._of_length[i].masks for i in lengths.tolist()])
        found = []
        for i in dict.fromkeys(lengths.tolist()):
            places = np.flatnonzero(lengths == i)
            own = [factors[place] for place in places.tolist()]
            found.append((self.programs[i], self._of_length[i].rows(self._row[chosen[places]], own)))
        return found

    def _rows(self, indices: Sequence[int]) -> Array:
        """The inputs for these cases, with fresh masks, where all have one length."""
        (of_length,) = self._of_length
        return of_length.rows(indices, _drawn([of_length.masks] * len(indices)) if of_length.masks else [])

    def descent(self, optimizer: Optimizer) -> Descent:
        """The steps of an optimizer down this loss: on one vector where that computes the same, or on JAX's devices."""
        if self._executor == "jax":
            (program,) = self.programs
            function = program.to_jax()  # says what to install where there is no JAX
            from nn.device_descent import DeviceDescent  # late: needs JAX

            return DeviceDescent(
                self, optimizer, self.parameters, function, self._rows, self._reduction, self._devices, len(self._row)
            )
        if not can_be_vectors(optimizer):
            return Descent(self, optimizer)
        return VectorDescent(self, optimizer, self.parameters, self.value_and_grad)


@dataclass(frozen=True)
class _OfLength:
    """The cases of one length.

    Attributes:
        program: of their loss.
        table: a row for each: its inputs, then its target.
        masks: which Dropout draws how many factors for each.
    """

    program: Program
    table: Array
    masks: Masks

    def rows(self, indices: Any, factors: Sequence[Sequence[float]]) -> Array:
        """The program's inputs for some of them, and the factors of dropout for each."""
        rows: Array = self.table[indices]
        return np.hstack([rows, np.array(factors, float)]) if self.masks else rows

    @property
    def kept(self) -> Array:
        """The program's inputs for all of them, nothing left out by dropout."""
        return np.hstack([self.table, np.ones((len(self.table), sum(count for _, count in self.masks)))])


@modes.undisturbed()
def compiled_evaluation(model: Module, cases: Sequence[Case], loss: Loss, reduction: str) -> Callable[[], float]:
    """The loss of all of `cases` by programs of the model as it is in use after training, one for each length.

    Args:
        model, cases, loss, reduction: as for `nn.objective.evaluation`.

    Raises:
        TypeError, GraphError: as CompiledLoss, of these cases.
    """
    programs = []
    lengths = _by_length(cases)
    with evaluating(model):
        for numbers in lengths:
            probes, table = _probes(numbers, len(lengths)), _table(cases, numbers)
            recording = recorded_alike(model, cases, loss, probes)
            program = compile_graph(recording.loss, recording.inputs, gradients=False)
            _check_indices(model, cases, numbers, program(table))
            with modes.numbers_alone():
                outputs = model.batch([cases[i][0] for i in probes])
                losses = [loss(output, cases[i][1]) for output, i in zip(outputs, probes, strict=True)]
            check_losses(
                probes, program(table[_places(numbers, probes)]), losses, again=partial(_loss_of, model, cases, loss)
            )
            programs.append((program, table))

    def evaluate() -> float:
        values = np.concatenate([program(table) for program, table in programs])
        return float(values.mean() if reduction == "mean" else values.sum())

    return evaluate


@dataclass(frozen=True)
class MinibatchLoss:
    """What a training step needs of a loss: its number, and `backward()`.

    Attributes:
        data: the loss.
        parameters: the leaves that it depends on.
        gradient: d loss / d each of them.
    """

    data: float
    parameters: Sequence[Value]
    gradient: Array

    def backward(self) -> None:
        """Add the gradient to each parameter's `.grad`."""
        for parameter, slope in zip(self.parameters, self.gradient.tolist(), strict=True):
            parameter.grad += slope


def _loss_of(model: Module, cases: Sequence[Case], loss: Loss, i: int) -> Value:
    """The loss of one case, recorded."""
    inputs, target = cases[i]
    (output,) = model.batch([inputs])
    recorded: Value = loss(output, target)
    return recorded


def _check_cases_are_separate(model: Module) -> None:
    for module in model.modules():
        if module.mixes_cases:
            raise ValueError(
                f"a program computes each case by itself, and {module!r} mixes the cases of a minibatch; "
                "train without compiled=True, or leave the module out"
            )


def _by_length(cases: Sequence[Case]) -> list[list[int]]:
    """The numbers of the cases of each length, inputs and targets."""
    found: dict[tuple[int, int], list[int]] = {}
    for i, (row, target) in enumerate(cases):
        found.setdefault((len(row), len(_listed(target))), []).append(i)
    return list(found.values())


def _check_one_length(cases: Sequence[Case], lengths: Sequence[Sequence[int]]) -> None:
    if len(lengths) > 1:
        counts = [tuple(map(len, (cases[i][0], _listed(cases[i][1])))) for i, *_ in lengths[:2]]
        raise ValueError(
            'executor="jax" shares out cases of one length among devices, and case '
            f"{lengths[1][0]} has {counts[1][0]} inputs and {counts[1][1]} targets where case 0 has {counts[0][0]} and "
            f"{counts[0][1]}; fill them up to one length, or leave executor out"
        )


def _probes(numbers: Sequence[int], lengths: int) -> list[int]:
    """Up to PROBES of the cases of one of so many lengths, spread evenly; two at least, if there are."""
    count = max(2, PROBES // lengths)
    return sorted({numbers[i * (len(numbers) - 1) // (count - 1)] for i in range(count)})


def _places(numbers: Sequence[int], chosen: Sequence[int]) -> list[int]:
    place = {number: i for i, number in enumerate(numbers)}
    return [place[number] for number in chosen]


def _parameters(recordings: Sequence[Recording], order: Sequence[Value]) -> list[Value]:
    """The losses' leaves that are no inputs, in the given order as far as they come in it."""
    inputs = {x for recording in recordings for x in recording.inputs}
    found = [leaf for recording in recordings for leaf in leaves(recording.loss)]
    used = dict.fromkeys(leaf for leaf in found if leaf not in inputs)
    return list(dict.fromkeys([*(x for x in order if x in used), *used]))


def _check_indices(model: Module, cases: Sequence[Case], numbers: Sequence[int], losses: Array) -> None:
    """ValueError for the first case that the model refuses: of these the program says no more than NaN."""
    if not any(module.takes_indices for module in model.modules()):
        return
    for place in np.flatnonzero(np.isnan(losses)).tolist():
        i = numbers[place]
        with naming(f"case {i}"), evaluating(model), modes.numbers_alone():
            model.batch([cases[i][0]])


def _drawn(masks: Sequence[Masks]) -> list[list[float]]:
    """Fresh factors of dropout for each case, which has these masks: part after part, each for all cases."""
    factors: list[list[float]] = [[] for _ in masks]
    for part in range(max(map(len, masks))):
        for own, row in zip(masks, factors, strict=True):
            if part < len(own):
                dropout, count = own[part]
                dropout.mask = dropout.draw(count)
                row += dropout.mask
    return factors


def _table(cases: Sequence[Case], numbers: Sequence[int]) -> Array:
    """A row for each of these cases: its inputs, then its target."""
    rows = [[*cases[i][0], *_listed(cases[i][1])] for i in numbers]
    return np.array([[float(number_of(x)) for x in row] for row in rows])


def _listed(target: Any) -> Sequence[Any]:
    return target if isinstance(target, list | tuple) else [target]
