"""The update rules of the course: how far each parameter goes, given its gradient g and what is remembered.

A new rule is one class with `@_named`. Where each rule puts epsilon, and its defaults, are as in the documents.
Not here: what all rules have in common (optimizer.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any, TypeVar

from autograd_core.errors import described, one_of
from nn.module import Module
from nn.optimizer import Optimizer, Root, Rule
from nn.schedules import Schedule, as_schedule

Kind = TypeVar("Kind", bound=Optimizer)

OPTIMIZERS: dict[str, type[Optimizer]] = {}


def _named(*names: str) -> Callable[[type[Kind]], type[Kind]]:
    def enter(rule: type[Kind]) -> type[Kind]:
        OPTIMIZERS.update(dict.fromkeys(names, rule))
        return rule

    return enter


@_named("gradient_descent", "sgd")
class GradientDescent(Optimizer):
    """θ ← θ - η g. With the gradient of a minibatch, or of one case, it is stochastic gradient descent."""

    def rule(self, rate: float, sqrt: Root) -> Rule:
        return lambda g: (rate * g,)


SGD = GradientDescent


class _WithMomentum(Optimizer):
    """What the three rules with a velocity share: the momentum γ in [0, 1), a number or a schedule."""

    def __init__(
        self, parameters: Any, learning_rate: Any, *, momentum: float | Schedule = 0.9, **options: Any
    ) -> None:
        self._momentum = as_schedule("momentum", momentum)
        super().__init__(parameters, learning_rate, **options)
        self._momentum_now()

    def _momentum_now(self) -> float:
        return _fraction("momentum", self._momentum(self.steps))


@_named("momentum")
class Momentum(_WithMomentum):
    """v ← γ v + η g; θ ← θ - v. The paper's γ is 0.9; a steady gradient makes steps grow to η g / (1 - γ)."""

    remembers = ("velocity",)

    def rule(self, rate: float, sqrt: Root) -> Rule:
        momentum = self._momentum_now()

        def faster(g: Any, velocity: Any) -> tuple[Any, ...]:
            velocity = momentum * velocity + rate * g
            return velocity, velocity

        return faster


@_named("acceleration", "momentum_1986")
class Acceleration(_WithMomentum):
    """Δθ ← -ε g + α Δθ; θ ← θ + Δθ: momentum with the sign of a movement, at the same positions.

    Source: Rumelhart, Hinton and Williams, 1986, eq. 9, where a step is a sweep through all cases and α is 0.5 to 0.9.
    """

    remembers = ("movement",)

    def rule(self, rate: float, sqrt: Root) -> Rule:
        momentum = self._momentum_now()

        def moved(g: Any, movement: Any) -> tuple[Any, ...]:
            movement = -rate * g + momentum * movement
            return -movement, movement

        return moved


@_named("nag")
class NAG(Momentum):
    """v ← γ v + η g(θ - γ v); θ ← θ - v: the gradient is taken where the velocity alone would lead.

    That is what the block `with optimizer.lookahead():` around forward and backward pass is for.

    Source: Nesterov's accelerated gradient, 1983, in the form of the course.
    """

    def ahead(self) -> Callable[..., Any] | None:
        momentum = self._momentum_now()
        return lambda parameter, velocity: parameter - momentum * velocity


@_named("adagrad")
class Adagrad(Optimizer):
    """G ← G + g²; θ ← θ - η g / √(G + ε).

    Source: Duchi, Hazan and Singer, 2011; ε = 1e-8 inside the root, as the course prints it.
    """

    remembers = ("squares",)
    never_negative = remembers

    def __init__(self, parameters: Any, learning_rate: Any = 0.01, *, epsilon: float = 1e-8, **options: Any) -> None:
        super().__init__(parameters, learning_rate, **options)
        self.epsilon = _positive("epsilon", epsilon)

    def rule(self, rate: float, sqrt: Root) -> Rule:
        epsilon = self.epsilon

        def scaled(g: Any, squares: Any) -> tuple[Any, ...]:
            squares = squares + g * g
            return rate / sqrt(squares + epsilon) * g, squares

        return scaled


@_named("rmsprop")
class RMSProp(Optimizer):
    """G ← γ G + (1 - γ) g²; θ ← θ - η g / √(G + ε).

    Source: Tieleman and Hinton, 2012, γ = 0.9; ε = 1e-8 inside the root, as the course prints it.
    """

    remembers = ("squares",)
    never_negative = remembers

    def __init__(
        self, parameters: Any, learning_rate: Any = 0.001, *, decay: float = 0.9, epsilon: float = 1e-8, **options: Any
    ) -> None:
        super().__init__(parameters, learning_rate, **options)
        self.decay, self.epsilon = _fraction("decay", decay), _positive("epsilon", epsilon)

    def rule(self, rate: float, sqrt: Root) -> Rule:
        decay, epsilon = self.decay, self.epsilon

        def scaled(g: Any, squares: Any) -> tuple[Any, ...]:
            squares = decay * squares + (1 - decay) * (g * g)
            return rate / sqrt(squares + epsilon) * g, squares

        return scaled


@_named("adadelta")
class AdaDelta(Optimizer):
    """G ← γ G + (1 - γ) g²; Δ = g √(s + ε) / √(G + ε); θ ← θ - Δ; s ← γ s + (1 - γ) Δ². There is no learning rate.

    Source: Zeiler, 2012, γ = 0.95 and ε = 1e-6.
    """

    remembers = ("squares", "squared_changes")
    never_negative = remembers
    has_learning_rate = False

    def __init__(self, parameters: Any, *, decay: float = 0.95, epsilon: float = 1e-6, **options: Any) -> None:
        super().__init__(parameters, 1, **options)
        self.decay, self.epsilon = _fraction("decay", decay), _positive("epsilon", epsilon)

    def rule(self, rate: float, sqrt: Root) -> Rule:
        decay, epsilon = self.decay, self.epsilon

        def scaled(g: Any, squares: Any, squared_changes: Any) -> tuple[Any, ...]:
            squares = decay * squares + (1 - decay) * (g * g)
            change = sqrt(squared_changes + epsilon) / sqrt(squares + epsilon) * g
            return change, squares, decay * squared_changes + (1 - decay) * (change * change)

        return scaled


@_named("adam")
class Adam(Optimizer):
    """m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; θ ← θ - η m̂ / (√v̂ + ε), m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ).

    Source: Kingma and Ba, 2015: η = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root.
    """

    remembers = ("mean", "squares")
    never_negative = ("squares",)

    def __init__(
        self,
        parameters: Any,
        learning_rate: Any = 0.001,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        **options: Any,
    ) -> None:
        super().__init__(parameters, learning_rate, **options)
        self.beta1, self.beta2 = _fraction("beta1", beta1), _fraction("beta2", beta2)
        self.epsilon = _positive("epsilon", epsilon)

    def rule(self, rate: float, sqrt: Root) -> Rule:
        beta1, beta2, epsilon = self.beta1, self.beta2, self.epsilon
        t = self.steps + 1
        weight, square_weight = 1 - beta1**t, 1 - beta2**t  # how much of 1 the averages hold after t steps

        def scaled(g: Any, mean: Any, squares: Any) -> tuple[Any, ...]:
            mean = beta1 * mean + (1 - beta1) * g
            squares = beta2 * squares + (1 - beta2) * (g * g)
            return rate * (mean / weight) / (sqrt(squares / square_weight) + epsilon), mean, squares

        return scaled


def optimizer_named(name: str) -> type[Optimizer]:
    """The optimizer class for a name of OPTIMIZERS.

    Raises:
        ValueError: no optimizer has that name.
    """
    return OPTIMIZERS[one_of("an optimizer", name, OPTIMIZERS)]


def optimizer_for(
    model: Module, optimizer: Any, learning_rate: Any = None, clip_norm: float | None = None
) -> Optimizer:
    """The optimizer of a training run: as it is, or made by its name for the parameters of `model`.

    Args:
        model: what is trained.
        optimizer: an Optimizer, or a name of OPTIMIZERS.
        learning_rate, clip_norm: of an optimizer that is given by name; None is the rule's own.

    Raises:
        TypeError: `optimizer` is neither.
        ValueError: no optimizer has that name; the rule has no rate of its own and none is given, or takes none; or
            the options are given beside an optimizer that has its own.
    """
    if isinstance(optimizer, Optimizer):
        given = {"learning_rate": learning_rate, "clip_norm": clip_norm}
        for option, number in given.items():
            if number is not None:
                raise ValueError(
                    f"{option} belongs to an optimizer that is given by name, got {described(number)} beside "
                    f"{type(optimizer).__name__}, which has its own; set optimizer.{option}, or leave it out"
                )
        return optimizer
    if not isinstance(optimizer, str):
        raise TypeError(
            f'optimizer is a name, such as "adam", or an Optimizer made for the model, such as SGD(model, 0.1), got '
            f"{described(optimizer)}"
        )
    rule = optimizer_named(optimizer)
    if learning_rate is None and _needs_rate(rule):
        raise ValueError(f"{optimizer!r} has no learning rate of its own; pass learning_rate=0.1, for example")
    if learning_rate is not None and not rule.has_learning_rate:
        raise ValueError(
            f"{optimizer!r} takes no learning rate, got {described(learning_rate)}: its steps follow from the "
            "gradients; leave it out"
        )
    rate = {} if learning_rate is None else {"learning_rate": learning_rate}
    return rule(model, **rate, clip_norm=clip_norm)


def _needs_rate(rule: type[Optimizer]) -> bool:
    return rule.has_learning_rate and signature(rule).parameters["learning_rate"].default is Parameter.empty


def _fraction(name: str, number: float) -> float:
    if not 0 <= number < 1:  # written so that NaN fails
        raise ValueError(f"{name} must be in [0, 1), got {described(number)}")
    return number


def _positive(name: str, number: float) -> float:
    if not 0 < number < math.inf:
        raise ValueError(f"{name} must be positive and finite, got {described(number)}")
    return number
