"""CompiledLoss: model and loss recorded on one case, compiled, and run over minibatches; and what it checks before.

Not here: compiling (autograd_core.program) and the training loop (training.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core import GraphError, Value, compile_graph, modes, topological_order
from autograd_core import sum as sum_of
from autograd_core.errors import described
from nn.cases import naming
from nn.descent import Descent, Executor
from nn.dropout import Dropout
from nn.leaves import check_leaves
from nn.losses import Loss
from nn.module import Module, evaluating, training
from nn.optimizer import Optimizer
from nn.vector_descent import VectorDescent, can_be_vectors

Case = tuple[Any, Any]
Array = np.ndarray[Any, np.dtype[Any]]

PROBES = 16  # cases, spread evenly, that are recorded to see whether all are computed alike
# Relative to the largest number: far above what another order of additions changes, far below a wrong branch.
AGREEMENT = 1e-6
ADVICE = "write where, maximum, minimum or relu for a choice, or train without compiled=True"


class CompiledLoss:
    """The loss of a minibatch, and its gradient, by an array program: eager's numbers but for the order of additions.

    A program repeats what was recorded on the first case. So that no decision by Python is frozen unseen, this is done
    in `autograd_core.recording`: a comparison of Values is refused. Up to PROBES cases are recorded and must have the
    same graph, and the program must give eager's losses and gradient on them. What cannot be seen: a decision on plain
    numbers, as `if x.data > 0`, that none of these cases takes differently.

    Dropout's factors are inputs of the program, drawn for each case and step from the module's own generator, part
    after part of the network, each part for the whole minibatch: as `Sequential` draws them.

    Args:
        model, cases, loss, reduction, trained, executor, devices: as for `nn.objective.objective`, checked.

    Attributes:
        program: computes the loss of one case.

    Raises:
        ValueError: a module mixes the cases of a minibatch, as batch normalization does; or targets differ in length.
        TypeError: the loss gives no Value, or uses a target, which is a Value here, as an index.
        GraphError: the cases do not have one graph, or the program does not give what the model gives.
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
        self._table = _table(cases)
        self._reduction = reduction
        numbers = _probes(len(cases))
        with training(model):
            recording = _recorded_alike(model, cases, loss, numbers)
            check_leaves(recording.loss, model, trained, recording.inputs)
            self._masks = recording.masks
            # in the optimizer's order, if it has all of them: then no step has to put them in another
            parameters = _parameters(recording, [*trained, *model.parameters()])
            own = None if executor == "jax" else executor
            self.program = compile_graph(recording.loss, recording.inputs, parameters, executor=own)
            _check_indices(model, cases, self.program(self._kept(range(len(cases)))))
            self._check_against_eager(model, cases, loss, numbers)

    def __call__(self, indices: Sequence[int]) -> MinibatchLoss:
        """The loss of the cases with these numbers, with fresh masks."""
        loss, gradient = self.value_and_grad(indices)
        return MinibatchLoss(loss, self.program.parameters, gradient)

    def value_and_grad(self, indices: Sequence[int], theta: Array | None = None) -> tuple[float, Array]:
        """That loss and its gradient, at the parameters' data or at `theta`, a vector of the program's parameters."""
        values, slopes = self.program.value_and_grad(self._rows(indices), theta)
        if self._reduction == "mean":
            return float(values.mean()), slopes
        return float(values.sum()), slopes * len(values)

    def _rows(self, indices: Sequence[int]) -> Array:
        """The program's inputs for these cases, with fresh masks."""
        batch: Array = self._table[indices]
        if self._masks:
            batch = np.hstack([batch, *[_drawn(dropout, count, len(batch)) for dropout, count in self._masks]])
        return batch

    def descent(self, optimizer: Optimizer) -> Descent:
        """The steps of an optimizer down this loss: on one vector where that computes the same, or on JAX's devices."""
        if self._executor == "jax":
            function = self.program.to_jax()  # says what to install where there is no JAX
            from nn.device_descent import DeviceDescent  # late: needs JAX

            return DeviceDescent(
                self, optimizer, self.program.parameters, function, self._rows, self._reduction, self._devices,
                len(self._table),
            )  # fmt: skip
        if not can_be_vectors(optimizer):
            return Descent(self, optimizer)
        return VectorDescent(self, optimizer, self.program.parameters, self.value_and_grad)

    def _kept(self, numbers: Sequence[int]) -> Array:
        """The program's inputs for these cases, nothing left out by dropout."""
        kept = np.ones((len(numbers), sum(count for _, count in self._masks)))
        return np.hstack([self._table[numbers], kept])

    def _check_against_eager(self, model: Module, cases: Sequence[Case], loss: Loss, numbers: list[int]) -> None:
        """GraphError unless the program gives what the model gives for these cases as one minibatch."""
        values, slopes = self.program.value_and_grad(self._kept(numbers))
        with _factors_from(model, lambda dropout, count: [1.0] * count):
            outputs = model.batch([cases[i][0] for i in numbers])
            losses = [loss(output, cases[i][1]) for output, i in zip(outputs, numbers, strict=True)]
        _check_losses(numbers, values, losses)
        gradient = _eager_gradient(sum_of(losses) / len(losses), self.program.parameters)
        largest = max(map(abs, gradient), default=0.0)
        for ours, eager in zip(slopes, gradient, strict=True):
            _check_close("a gradient", ours, eager, largest)


@modes.undisturbed()
def compiled_evaluation(model: Module, cases: Sequence[Case], loss: Loss, reduction: str) -> Callable[[], float]:
    """The loss of all of `cases` by a program of the model as it is in use after training.

    Args:
        model, cases, loss, reduction: as for `nn.objective.evaluation`.

    Raises:
        ValueError, TypeError, GraphError: as CompiledLoss, of these cases.
    """
    table, numbers = _table(cases), _probes(len(cases))
    with evaluating(model):
        recording = _recorded_alike(model, cases, loss, numbers)
        program = compile_graph(recording.loss, recording.inputs, gradients=False)
        _check_indices(model, cases, program(table))
        with modes.no_grad():
            outputs = model.batch([cases[i][0] for i in numbers])
            losses = [loss(output, cases[i][1]) for output, i in zip(outputs, numbers, strict=True)]
        _check_losses(numbers, program(table[numbers]), losses)

    def evaluate() -> float:
        values = program(table)
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


@dataclass(frozen=True)
class _Recording:
    """The graph of one case: its loss, its leaves (inputs, targets, masks), and which Dropout drew how many factors."""

    loss: Value
    inputs: list[Value]
    masks: list[tuple[Dropout, int]]


def _check_cases_are_separate(model: Module) -> None:
    for module in model.modules():
        if module.mixes_cases:
            raise ValueError(
                f"a program computes each case by itself, and {module!r} mixes the cases of a minibatch; "
                "train without compiled=True, or leave the module out"
            )


def _probes(count: int) -> list[int]:
    """The numbers of up to PROBES of `count` cases, spread evenly."""
    return sorted({i * (count - 1) // (PROBES - 1) for i in range(PROBES)})


def _recorded_alike(model: Module, cases: Sequence[Case], loss: Loss, numbers: Sequence[int]) -> _Recording:
    """The recording of the first case; GraphError unless the cases `numbers`, recorded too, have the same graph."""
    recordings = []
    for i in numbers:
        with naming(f"case {i}"):
            recordings.append(_recorded(model, cases[i], loss))
    for i, recording in zip(numbers, recordings, strict=True):
        _check_same_graph(model, recordings[0], recording, i)
    return recordings[0]


def _parameters(recording: _Recording, order: Sequence[Value]) -> list[Value]:
    """The loss's leaves that are no inputs, in the given order as far as they come in it."""
    inputs = set(recording.inputs)
    leaves = [node for node in topological_order(recording.loss) if node.is_leaf and not node.is_constant]
    used = dict.fromkeys(leaf for leaf in leaves if leaf not in inputs)
    return list(dict.fromkeys([*(x for x in order if x in used), *used]))


def _check_indices(model: Module, cases: Sequence[Case], losses: Array) -> None:
    """ValueError for the first case that the model refuses: of these the program says no more than NaN."""
    if not any(module.takes_indices for module in model.modules()):
        return
    for i in np.flatnonzero(np.isnan(losses)).tolist():
        with naming(f"case {i}"), evaluating(model), modes.no_grad():
            model.batch([cases[i][0]])


def _recorded(model: Module, case: Case, loss: Loss) -> _Recording:
    row, target = case
    inputs = [Value(_number(x)) for x in row]
    targets = [Value(_number(x)) for x in target] if isinstance(target, list | tuple) else Value(_number(target))
    drawn: list[tuple[Dropout, list[Value]]] = []

    def leaves(dropout: Dropout, count: int) -> list[Value]:
        drawn.append((dropout, [Value(1.0) for _ in range(count)]))
        return drawn[-1][1]

    with _factors_from(model, leaves):
        output = _recorded_loss(model, inputs, loss, targets)
    if not isinstance(output, Value):
        raise TypeError(f"a loss must be a Value, computed from the outputs, got {described(output)}")
    inputs = inputs + (targets if isinstance(targets, list) else [targets])
    factors = [factor for _, factors in drawn for factor in factors]
    return _Recording(output, inputs + factors, [(dropout, len(factors)) for dropout, factors in drawn])


def _recorded_loss(model: Module, inputs: list[Value], loss: Loss, targets: Any) -> Any:
    try:
        with modes.recording():
            (outputs,) = model.batch([inputs])
            return _loss_on_values(loss, outputs, targets)
    except GraphError as error:
        raise GraphError(
            f"{error}. A program repeats the operations of one case for all, and so cannot follow a model or a loss "
            f"that decides by the data; {ADVICE}"
        ) from error


def _loss_on_values(loss: Loss, outputs: Any, targets: Any) -> Any:
    try:
        return loss(outputs, targets)
    except TypeError as error:
        raise TypeError(
            f"a loss could not be recorded for a program: {error}. There targets are Values, for they differ from case "
            "to case: a loss can compute with them, but not use them as an index or a count. Look up the output of a "
            "class by lookup(outputs, target), use 'softmax_cross_entropy' or 'cross_entropy', or train without "
            "compiled=True"
        ) from error


def _check_same_graph(model: Module, first: _Recording, other: _Recording, number: int) -> None:
    """GraphError unless case `number` was computed by the operations of case 0."""
    parameters = set(model.parameters())
    nodes, others = (_structure(recording, parameters) for recording in (first, other))
    if nodes == others:
        return
    pairs = zip(nodes, others, strict=False)  # one may be longer
    position = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(nodes), len(others)))
    texts = [f"{each[position][0]}" if position < len(each) else "nothing more" for each in (nodes, others)]
    if texts[0] == texts[1]:
        texts = [f"{text} of other nodes" if text == texts[0] else text for text in texts]
    raise GraphError(
        f"a program repeats the operations of one case for all, and case {number} records {texts[1]} where case 0 "
        f"records {texts[0]}: the model or the loss decides by the data, computes with .data, or draws numbers; "
        f"{ADVICE}"
    )


def _structure(recording: _Recording, parameters: set[Value]) -> list[tuple[Any, ...]]:
    """What each node is, in words, and which nodes it comes from: equal for equal graphs."""
    place = {leaf: i for i, leaf in enumerate(recording.inputs)}
    position: dict[Value, int] = {}
    nodes: list[tuple[Any, ...]] = []
    for node in topological_order(recording.loss):
        position[node] = len(nodes)
        if node in place:
            nodes.append(("an input", place[node]))
        elif node in parameters:
            nodes.append(("a parameter", node))
        elif node.operation is None:
            nodes.append((f"the number {node.data!r}",))
        else:
            nodes.append((f"{node.operation.name}", *[position[parent] for parent in node.parents]))
    return nodes


def _eager_gradient(loss: Value, parameters: Sequence[Value]) -> list[float]:
    """d loss / d each parameter by `backward()`, every `.grad` left as it was."""
    before = [parameter.grad for parameter in parameters]
    try:
        for parameter in parameters:
            parameter.grad = 0
        loss.backward()
        return [float(parameter.grad) for parameter in parameters]
    finally:
        for parameter, grad in zip(parameters, before, strict=True):
            parameter.grad = grad


def _check_losses(numbers: Sequence[int], ours: Array, eager: Sequence[Value]) -> None:
    for i, by_program, by_model in zip(numbers, ours, eager, strict=True):
        _check_close(f"the loss of case {i}", by_program, float(by_model.data), abs(float(by_model.data)))


def _check_close(what: str, ours: float, eager: float, scale: float) -> None:
    if not abs(ours - eager) <= AGREEMENT * max(scale, AGREEMENT):  # written so that NaN fails
        raise GraphError(
            f"the program must give what the model gives, and {what} is {ours:.9g} instead of {eager:.9g}: the model "
            f"or the loss decides by the data, or mixes the cases of a minibatch; {ADVICE}"
        )


# Dropout.


@contextmanager
def _factors_from(model: Module, draw: Callable[[Dropout, int], list[Any]]) -> Iterator[None]:
    """In this block `draw(module, count)` gives the factors of every Dropout of the model."""
    dropouts = [module for module in model.modules() if isinstance(module, Dropout)]
    masks = [dropout.mask for dropout in dropouts]
    for dropout in dropouts:
        vars(dropout)["draw"] = lambda count, dropout=dropout: draw(dropout, count)
    try:
        yield
    finally:
        for dropout, mask in zip(dropouts, masks, strict=True):
            del vars(dropout)["draw"]
            dropout.mask = mask


def _drawn(dropout: Dropout, count: int, cases: int) -> Array:
    """The factors of one part for a minibatch, cases x count."""
    rows = [dropout.draw(count) for _ in range(cases)]
    dropout.mask = rows[-1]
    return np.array(rows, dtype=float).reshape(cases, count)


# Numbers.


def _table(cases: Sequence[Case]) -> Array:
    """A row per case: its inputs, then its target."""
    rows = []
    for row, target in cases:
        goals = target if isinstance(target, list | tuple) else [target]
        rows.append([float(_number(x)) for x in (*row, *goals)])
    lengths = [len(row) for row in rows]
    for i, length in enumerate(lengths):
        if length != lengths[0]:
            raise ValueError(
                f"a program needs as many inputs and targets in all cases, got {lengths[0]} in case 0 and {length} in "
                f"case {i}"
            )
    return np.array(rows)


def _number(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x
