"""Optimizer, what all update rules have in common: parameters with names, a step that happens whole or not at all.

Not here: the rules (optimizers.py), learning-rate schedules (schedules.py) and the length of gradients (clipping.py).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from autograd_core import modes
from autograd_core.errors import described, shown
from autograd_core.kinds import is_number
from nn.clipping import checked_norm, clipped
from nn.inputs import is_finite
from nn.module import Module
from nn.schedules import Schedule, as_schedule
from nn.state import plain_number
from nn.trained import named_parameters


class DivergenceError(ArithmeticError, ValueError):
    """Training has left the numbers: a loss, a gradient or a new parameter is infinite or NaN, or cannot be computed.

    No parameter was changed by the step that raises it.

    Attributes:
        history: what `fit` did until then; None where the step was not taken by `fit`.
    """

    history: Any = None


# name -> one number for each parameter: what a rule remembers from step to step.
Memory = dict[str, list[Any]]

# (gradient, what is remembered of it...) -> (what to subtract, the new memory...): numbers, or arrays of them.
Rule = Callable[..., tuple[Any, ...]]
Root = Callable[[Any], Any]  # the square root of such

MOST_STEPS = 1 << 53  # floats count no further


class Optimizer:
    """Changes parameters along their gradients; a subclass says how, in `rule`, which is written for one parameter::

        class Momentum(Optimizer):
            remembers = ("velocity",)

            def rule(self, rate, sqrt):
                def momentum(g, velocity):
                    velocity = 0.9 * velocity + rate * g
                    return velocity, velocity

                return momentum

    If it is arithmetic, and `sqrt`, a compiled `fit` calls it on arrays of all parameters at once. A rule that looks at
    the parameters together is a method `changes` instead.

    Args:
        parameters: a Module, Values, or (name, Value) pairs; at least one, none twice.
        learning_rate: a positive number, or a schedule: a function of the number of steps taken, which may be 0 at
            some of them.
        weight_decay: d in [0, 1): after each step every parameter is multiplied by 1 - d, as in the 1986 paper. That
            is no part of the gradient, so no velocity remembers it.
        clip_norm: the longest gradient, over all parameters, that the rule is given: a longer one is shortened to it,
            its direction kept, as by `nn.clip_gradients`; the `.grad` of parameters stay as they are. None: any length.

    Attributes:
        steps: the number of steps taken.
        memory: what the rule remembers, name -> one number for each parameter.

    Raises:
        TypeError: something else than Values.
        ValueError: there are none, or one comes twice; or a number is out of its range.
    """

    remembers: ClassVar[tuple[str, ...]] = ()  # the names of a rule's memory, all 0 at the start
    never_negative: ClassVar[tuple[str, ...]] = ()  # those of them that are sums of squares
    has_learning_rate: ClassVar[bool] = True

    def __init__(
        self, parameters: Any, learning_rate: Any, *, weight_decay: float = 0, clip_norm: float | None = None
    ) -> None:
        named = named_parameters(parameters)
        self._module = parameters if isinstance(parameters, Module) else None
        if not 0 <= weight_decay < 1:
            raise ValueError(f"weight_decay must be in [0, 1), got {described(weight_decay)}")
        self.names = [name for name, _ in named]
        self.parameters = [parameter for _, parameter in named]
        self.weight_decay = weight_decay
        self.clip_norm = None if clip_norm is None else checked_norm("clip_norm", clip_norm)
        self.steps = 0
        self.memory: Memory = {name: [0.0] * len(named) for name in self.remembers}
        self._learning_rate = self._checked_rate(learning_rate)
        self._looked_ahead = False

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, parameter per gradient; a number or a schedule may be set between steps.

        ValueError when the schedule gives one that is negative or not finite.
        """
        return self._rate_now(self._learning_rate)

    @learning_rate.setter
    def learning_rate(self, rate: float | Schedule) -> None:
        if not self.has_learning_rate:
            raise ValueError(f"{type(self).__name__} has no learning rate to set: its steps follow from the gradients")
        self._learning_rate = self._checked_rate(rate)

    def _checked_rate(self, learning_rate: Any) -> Schedule:
        """The rate as a schedule: a wrong one is heard of here, not after an epoch."""
        schedule = as_schedule("learning_rate", learning_rate)
        if not self._rate_now(schedule) and is_number(learning_rate):
            raise ValueError("a learning rate must be positive and finite, got 0; only a schedule may come to 0")
        return schedule

    def _rate_now(self, schedule: Schedule) -> float:
        rate = schedule(self.steps)
        if not is_number(rate):
            raise TypeError(f"a learning rate is a number, got {described(rate)} for step {self.steps}")
        if not (0 <= rate < math.inf):  # written so that NaN fails
            raise ValueError(
                f"a learning rate must be positive and finite, got {rate!r} for step {self.steps}; a schedule may also "
                "come to 0"
            )
        return rate

    def rule(self, rate: float, sqrt: Root) -> Rule:
        """The rule of the next step.

        Args:
            rate: the learning rate.
            sqrt: the square root of what the rule is called on.

        Returns:
            a function of a parameter's gradient and of what is remembered, in the order of `remembers`: what to
            subtract from the parameter, and what to remember. Its arguments are numbers, or arrays of all parameters'.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method `changes`, or `rule` for one parameter")

    def changes(self, gradients: list[Any], rate: float) -> tuple[list[Any], Memory]:
        """What to subtract from each parameter, and the new memory: by the rule. Changes nothing itself."""
        remembered = [self.memory[name] for name in self.remembers]
        found = list(map(self.rule(rate, math.sqrt), gradients, *remembered))
        self._check_results(found)
        changes, *memory = map(list, zip(*found, strict=True))
        return changes, dict(zip(self.remembers, memory, strict=True))

    def _check_results(self, found: list[Any]) -> None:
        """TypeError unless a rule gave a tuple for each parameter: the change, and each number that it remembers."""
        size = 1 + len(self.remembers)
        for result in found:
            if not isinstance(result, tuple | list) or len(result) != size:
                wanted = ", ".join(["change", *self.remembers])
                raise TypeError(
                    f"the rule of {type(self).__name__} returns a tuple, ({wanted}{',' if size == 1 else ''}), got "
                    f"{described(result)}"
                )

    def ahead(self) -> Callable[..., Any] | None:
        """Where the gradient of the next step is taken, a function of a parameter and of what is remembered of it.

        None: at the parameter itself. Only NAG goes elsewhere.
        """
        return None

    @contextmanager
    def lookahead(self) -> Iterator[None]:
        """The block in which the gradients of the next step are computed.

        The parameters are where `ahead` says, and back where they were after it, whatever happens inside.
        """
        ahead = self.ahead()
        if ahead is None:
            yield
            return
        here = [parameter.data for parameter in self.parameters]
        remembered = [self.memory[name] for name in self.remembers]
        try:
            for parameter, *memory in zip(self.parameters, *remembered, strict=True):
                parameter.data = ahead(parameter.data, *memory)
            yield
        finally:
            for parameter, number in zip(self.parameters, here, strict=True):
                parameter.data = number
        self._looked_ahead = True

    def step(self) -> None:
        """Change every parameter's `.data` by the rule, from its `.data` and its `.grad`.

        Raises:
            DivergenceError: a gradient is NaN or infinite, or a new value would be; the message names the parameter,
                and nothing was changed. (It is a ValueError.)
            RuntimeError: the gradients belong elsewhere, as NAG's do, and were not computed in a `lookahead` block.
        """
        if not self._looked_ahead and self.ahead() is not None:
            raise RuntimeError(
                f"{type(self).__name__} needs the gradient ahead of the parameters: compute it inside `with "
                "optimizer.lookahead():`, or take the whole step with optimizer.descend(objective)"
            )
        gradients = [parameter.grad for parameter in self.parameters]
        self.check_finite("a finite gradient for", gradients)
        if self.clip_norm is not None:
            gradients = clipped(gradients, self.clip_norm)
        changes, memory = self.changes(gradients, self.learning_rate)
        keep = 1 - self.weight_decay
        new = [parameter.data - change for parameter, change in zip(self.parameters, changes, strict=True)]
        if keep != 1:
            new = [keep * number for number in new]
        for name, numbers in memory.items():
            self.check_finite(f"a finite memory ({name}) of", numbers)
        self.check_finite("a finite new value of", new)
        steps = self.steps + 1
        try:
            self._commit(new, memory, steps)
        except KeyboardInterrupt:  # Ctrl-C between two parameters: finish the step first
            self._commit(new, memory, steps)
            raise

    def _commit(self, new: list[Any], memory: Memory, steps: int) -> None:
        for parameter, number in zip(self.parameters, new, strict=True):
            parameter.data = number
        self.memory = memory
        self.steps = steps
        self._looked_ahead = False

    @property
    def is_one_rule(self) -> bool:
        """Whether a step is what `rule` and `ahead` say, for all parameters alike, and nothing else."""
        own = type(self)
        return all(getattr(own, name) is getattr(Optimizer, name) and name not in vars(self) for name in A_STEP)

    def check_finite(self, what: str, numbers: list[Any]) -> None:
        """DivergenceError for the first parameter whose number is infinite or NaN."""
        if all(map(is_finite, numbers)):
            return
        for name, parameter, number in zip(self.names, self.parameters, numbers, strict=True):
            if not is_finite(number):
                raise DivergenceError(
                    f"{type(self).__name__} needs {what} {name}, got {shown(number)} (its value is "
                    f"{shown(parameter.data)}); "
                    "no parameter was changed: lower the learning rate, or look for an overflow in the loss"
                )

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to 0."""
        for parameter in self.parameters:
            parameter.grad = 0

    def descend(self, objective: Callable[[], Any]) -> Any:
        """One whole step down `objective`, a function that records and returns the loss; the loss as a number.

        Raises:
            DivergenceError: the loss is infinite or NaN, or after some steps it or its gradient cannot be computed any
                more; or as `step`. Nothing was changed.
        """
        self.zero_grad()
        try:
            with modes.with_grad(), self.lookahead():
                loss = objective()
                self.check_loss(loss.data)
                loss.backward()
        except (ArithmeticError, ValueError) as error:
            if not self.steps or not is_numeric(error):
                raise  # the model or its data, which no learning rate cures
            raise self._divergence(f"its loss or gradient cannot be computed ({error})") from error
        self.step()
        return loss.data

    def check_loss(self, loss: Any) -> None:
        """DivergenceError unless the loss is finite."""
        if not is_finite(loss):
            raise self._divergence(f"its loss is {shown(loss)}")

    def _divergence(self, reason: str) -> DivergenceError:
        """The error of a step that cannot be taken."""
        if not self.steps:
            return DivergenceError(
                f"the first step cannot be taken, for {reason}; that is not the learning rate: look for inputs, "
                "targets or parameters for which the loss has no value. In `with debug():` the operation is named"
            )
        return DivergenceError(
            f"training diverges, or has left the numbers for which the loss is defined: step {self.steps + 1} was not "
            f"taken, for {reason}; lower the learning rate"
        )

    def state_dict(self) -> dict[str, Any]:
        """All that the next step depends on, besides parameters, gradients and the options: for a checkpoint."""
        return {
            "rule": type(self).__name__,
            "steps": self.steps,
            "memory": {name: [plain_number(name, x) for x in numbers] for name, numbers in self.memory.items()},
        }

    def load_state_dict(self, state: Any) -> None:
        """Take what `state_dict` returned.

        Raises:
            TypeError, ValueError: it is that of another rule or of another number of parameters, holds what no run
                leaves behind, or the next step cannot be computed from it; nothing was changed.
        """
        rule = type(self).__name__
        memory = state.get("memory") if isinstance(state, Mapping) else None
        if not isinstance(memory, Mapping) or state.get("rule") != rule or set(memory) != set(self.remembers):
            raise ValueError(f"this optimizer needs the state of a run with {rule}, got {described(state)}")
        steps = state.get("steps")
        if type(steps) is not int or not 0 <= steps <= MOST_STEPS:
            raise ValueError(f"the state needs the number of steps taken, 0 or more, got {described(steps)}")
        tried = copy.copy(self)
        tried.steps, tried.memory = steps, {name: self._checked_memory(name, memory[name]) for name in self.remembers}
        try:
            tried.changes([0.0] * len(self.parameters), tried.learning_rate)
        except (ArithmeticError, TypeError, ValueError) as error:
            raise ValueError(f"the state allows {rule} no next step: {error}") from error
        self.steps, self.memory = tried.steps, tried.memory

    def _checked_memory(self, name: str, numbers: Any) -> list[Any]:
        """A copy of what a state remembers by this name, if the rule could have left it there."""
        if not isinstance(numbers, list) or len(numbers) != len(self.parameters):
            count = len(numbers) if isinstance(numbers, list) else described(numbers)
            raise ValueError(f"the state needs a {name} for each of {len(self.parameters)} parameters, got {count}")
        checked = [plain_number(name, number) for number in numbers]
        if name in self.never_negative and min(checked) < 0:
            raise ValueError(f"the state needs {name} of 0 or more, got {min(checked)!r}")
        return checked

    def check_parameters(self) -> None:
        """ValueError if the module that this optimizer was made for has got other parameters since."""
        if self._module is None:
            return
        now = self._module.named_parameters()
        before, after = set(self.parameters), {parameter for _, parameter in now}
        new = [name for name, parameter in now if parameter not in before]
        gone = [name for name, parameter in zip(self.names, self.parameters, strict=True) if parameter not in after]
        if new or gone:
            both = ((new, "new, and would not be trained"), (gone, "gone"))
            faults = [f"{len(names)} {what} (the first is {names[0]})" for names, what in both if names]
            raise ValueError(
                f"the model has other parameters than when the optimizer was made for it: {'; '.join(faults)}. Make "
                "the optimizer anew, or give it the Values that it should train: SGD(net.layers[-1].parameters(), 0.1)"
            )


# The methods that a step consists of.
A_STEP = ("changes", "lookahead", "step", "zero_grad", "descend", "check_finite", "check_loss", "_commit")


def is_numeric(error: Exception) -> bool:
    """Whether an operation could not compute: then it stands as the cause of what is said about it."""
    return not isinstance(error, DivergenceError) and (
        isinstance(error, ArithmeticError) or isinstance(error.__cause__, ArithmeticError | ValueError)
    )
