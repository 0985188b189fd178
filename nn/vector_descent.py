"""VectorDescent: the steps of an optimizer down a compiled loss, on one vector of all parameters.

Each step computes what `Optimizer.descend` computes, to the bit, for the rule is the same and is called on arrays
instead of numbers. Values are read before the first step, and written where somebody may look at them.
Not here: the rules (optimizers.py), steps that are no rule for all parameters alike (descent.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core import Value
from nn.clipping import clipped
from nn.descent import Descent
from nn.optimizer import Optimizer

Array = np.ndarray[Any, np.dtype[Any]]

# (numbers of the cases, the program's parameters as a vector) -> the loss, its gradient.
LossAndGradient = Callable[[Sequence[int], Array], tuple[float, Array]]

TRIED = (1.5, -0.375, 0.0)  # gradients on which a rule is tried


def can_be_vectors(optimizer: Optimizer) -> bool:
    """Whether the optimizer's steps are the same on arrays of floats: its rule is arithmetic, its numbers floats."""
    numbers = [parameter.data for parameter in optimizer.parameters]
    for remembered in optimizer.memory.values():
        numbers += remembered
    if not optimizer.is_one_rule or any(type(number) not in (float, int) for number in numbers):
        return False
    remembered_ = [0.25] * len(optimizer.remembers)
    try:
        on_numbers = [optimizer.rule(0.5, math.sqrt)(gradient, *remembered_) for gradient in TRIED]
        vectors = [np.full(len(TRIED), number) for number in remembered_]
        on_vectors = optimizer.rule(0.5, np.sqrt)(np.array(TRIED), *vectors)
        return all(map(np.array_equal, on_vectors, zip(*on_numbers, strict=True)))
    except (TypeError, ValueError):  # of a rule of one's own, which does more than arithmetic
        return False


class _State(NamedTuple):
    """All numbers after a step.

    Attributes:
        theta: the program's parameters.
        trained: the optimizer's, in its order.
        memory: what the rule remembers, a vector for each of its names.
        steps: how many steps the optimizer has taken.
        gradient: of the latest step, of the program's parameters; None until it is computed.
        untrained: the `.grad` of the program's parameters that are not the optimizer's, which nobody sets to 0.
    """

    theta: Array
    trained: Array
    memory: tuple[Array, ...]
    steps: int
    gradient: Array | None
    untrained: Array


class VectorDescent(Descent):
    """Steps on vectors.

    Args:
        loss_of: as for Descent.
        optimizer: one that `can_be_vectors`.
        parameters: those of the program, in the order of its vectors.
        value_and_grad: the loss and its gradient.
    """

    def __init__(
        self, loss_of: Any, optimizer: Optimizer, parameters: Sequence[Value], value_and_grad: LossAndGradient
    ) -> None:
        super().__init__(loss_of, optimizer)
        self._parameters = parameters
        self._value_and_grad = value_and_grad
        place = {parameter: i for i, parameter in enumerate(optimizer.parameters)}
        self._used = np.array([i for i, x in enumerate(parameters) if x in place], np.intp)  # by the program, trained
        self._places = np.array([place[parameters[i]] for i in self._used.tolist()], np.intp)
        self._others = np.array([i for i, x in enumerate(parameters) if x not in place], np.intp)
        self._are_all = self._places.tolist() == list(range(len(place))) and not len(self._others)
        self._state: _State | None = None

    def step(self, minibatch: Sequence[int]) -> float:
        """One step down the loss of a minibatch; see Descent."""
        if self._state is None:
            self._state = self._read()
        optimizer = self.optimizer
        self._state = state = self._state._replace(gradient=None)
        optimizer.steps = state.steps
        loss, gradient = self._value_and_grad(minibatch, self._ahead(state))
        optimizer.check_loss(loss)
        # an error from here on leaves the gradient where it was found
        self._state = state = state._replace(gradient=gradient, untrained=state.untrained + gradient[self._others])
        self._state = self._after(state, gradient)
        optimizer.steps = self._state.steps
        return loss

    def _ahead(self, state: _State) -> Array:
        """Where the gradient is taken."""
        ahead = self.optimizer.ahead()
        return state.theta if ahead is None else self._theta(state, ahead(state.trained, *state.memory))

    def _theta(self, state: _State, trained: Array) -> Array:
        if self._are_all:
            return trained
        theta = state.theta.copy()
        theta[self._used] = trained[self._places]
        return theta

    def _after(self, state: _State, slopes: Array) -> _State:
        optimizer = self.optimizer
        gradient = slopes
        if not self._are_all:
            gradient = np.zeros(len(state.trained))
            gradient[self._places] = slopes[self._used]
        self._check_finite("a finite gradient for", gradient)
        if optimizer.clip_norm is not None:
            gradient = np.array(clipped(gradient.tolist(), optimizer.clip_norm))
        with np.errstate(all="ignore"):  # what is not finite is told below
            change, *memory = optimizer.rule(optimizer.learning_rate, np.sqrt)(gradient, *state.memory)
            trained = state.trained - change
            keep = 1 - optimizer.weight_decay
            if keep != 1:
                trained = keep * trained
        for name, numbers in zip(optimizer.remembers, memory, strict=True):
            self._check_finite(f"a finite memory ({name}) of", numbers)
        self._check_finite("a finite new value of", trained)
        theta = self._theta(state, trained)
        return state._replace(theta=theta, trained=trained, memory=tuple(memory), steps=state.steps + 1)

    def _check_finite(self, what: str, numbers: Array) -> None:
        # the sum of squares is finite if all are, but for numbers whose squares are not
        if not math.isfinite(np.vdot(numbers, numbers)) and not np.isfinite(numbers).all():
            self.write_back()  # the message has a parameter's value
            self.optimizer.check_finite(what, numbers.tolist())

    def _read(self) -> _State:
        optimizer = self.optimizer
        trained = np.array([parameter.data for parameter in optimizer.parameters], float)
        memory = tuple(np.array(optimizer.memory[name], float) for name in optimizer.remembers)
        theta = trained
        if not self._are_all:
            theta = np.array([float(parameter.data) for parameter in self._parameters])
        untrained = np.array([float(self._parameters[i].grad) for i in self._others.tolist()])
        return _State(theta, trained, memory, optimizer.steps, None, untrained)

    def write_back(self) -> None:
        """Put parameters, gradients and memory where the same steps on Values would have left them."""
        if self._state is None:
            return
        try:
            self._write(self._state)
        except KeyboardInterrupt:  # Ctrl-C between two parameters: finish first
            self._write(self._state)
            raise
        finally:
            self._state = None

    def _write(self, state: _State) -> None:
        optimizer = self.optimizer
        for parameter, number in zip(optimizer.parameters, state.trained.tolist(), strict=True):
            parameter.data = number
        optimizer.memory = {
            name: numbers.tolist() for name, numbers in zip(optimizer.remembers, state.memory, strict=True)
        }
        optimizer.steps = state.steps
        optimizer.zero_grad()
        if state.gradient is not None:
            for parameter, slope in zip(self._parameters, state.gradient.tolist(), strict=True):
                parameter.grad = slope
        for i, slope in zip(self._others.tolist(), state.untrained.tolist(), strict=True):
            self._parameters[i].grad = slope
