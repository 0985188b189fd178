"""Activations, by name and as objects that work on numbers and on Values; softmax, and PReLU that learns.

A new one is a class, or any function of one number, and an entry: `ACTIVATIONS["square"] = lambda: square`. Not here:
derivatives, which come from the engine's table alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, overload

from autograd_core import operations
from autograd_core.errors import described, one_of
from autograd_core.kinds import is_number
from autograd_core.value import Value, constant
from nn.module import Module

if TYPE_CHECKING:
    from autograd_core.signatures import Number


@dataclass(frozen=True)
class Activation:
    """A function that a unit applies to its own weighted sum.

    Each is a class of its own that gives the function in `of`, with the numbers in it as fields: repr, equality and
    pickle come with the dataclass.
    """

    title: ClassVar[str]  # how a neuron's repr calls it

    def of(self, x: Value) -> Any:
        """The activation of a Value, as a node."""
        raise NotImplementedError

    @overload
    def __call__(self, x: Value) -> Value: ...
    @overload
    def __call__(self, x: float) -> float: ...
    @overload
    def __call__(self, x: Number) -> Any: ...
    def __call__(self, x: Any) -> Any:
        """The activation of a Value, as a node; of a number, as a number."""
        return self.of(x) if isinstance(x, Value) else self.of(constant(x)).data


@dataclass(frozen=True)
class Linear(Activation):
    """The weighted sum as it is."""

    title = "Linear"

    def of(self, x: Value) -> Any:
        return x


@dataclass(frozen=True)
class ReLU(Activation):
    """x where x > 0, else 0."""

    title = "ReLU"

    def of(self, x: Value) -> Any:
        return x.relu()


@dataclass(frozen=True)
class Sigmoid(Activation):
    """1 / (1 + exp(-x)), in (0, 1)."""

    title = "Sigmoid"

    def of(self, x: Value) -> Any:
        return x.sigmoid()


@dataclass(frozen=True)
class Tanh(Activation):
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)), in (-1, 1)."""

    title = "Tanh"

    def of(self, x: Value) -> Any:
        return x.tanh()


@dataclass(frozen=True)
class Softplus(Activation):
    """log(1 + exp(x)), greater than 0."""

    title = "Softplus"

    def of(self, x: Value) -> Any:
        return x.softplus()


@dataclass(frozen=True)
class Step(Activation):
    """0 left of 0, else 1."""

    title = "Step"

    def of(self, x: Value) -> Any:
        return x.step()


@dataclass(frozen=True)
class BipolarStep(Activation):
    """-1 left of 0, else 1."""

    title = "BipolarStep"

    def of(self, x: Value) -> Any:
        return 2 * x.step() - 1


@dataclass(frozen=True)
class Logistic(Activation):
    """1 / (1 + exp(-slope x)), in (0, 1); the larger the slope, the nearer to the step (Table 3-1)."""

    title = "Sigmoid"
    slope: float = 1

    def __post_init__(self) -> None:
        _check_plain("logistic(slope)", self.slope)

    def of(self, x: Value) -> Any:
        return (self.slope * x).sigmoid()


@dataclass(frozen=True)
class BipolarLogistic(Activation):
    """2 / (1 + exp(-slope x)) - 1 = tanh(slope x / 2), in (-1, 1); slope 2 is tanh itself (Table 3-1)."""

    title = "Tanh"
    slope: float = 2

    def __post_init__(self) -> None:
        _check_plain("bipolar_logistic(slope)", self.slope)

    def of(self, x: Value) -> Any:
        return (self.slope / 2 * x).tanh()


@dataclass(frozen=True)
class LeakyReLU(Activation):
    """x where x > 0, else slope x."""

    title = "LeakyReLU"
    slope: float = 0.01

    def __post_init__(self) -> None:
        _check_plain("leaky_relu(slope)", self.slope)

    def of(self, x: Value) -> Any:
        return x.leaky_relu(self.slope)


@dataclass(frozen=True)
class ELU(Activation):
    """x where x > 0, else alpha (exp(x) - 1)."""

    title = "ELU"
    alpha: float = 1

    def __post_init__(self) -> None:
        _check_plain("elu(alpha)", self.alpha)

    def of(self, x: Value) -> Any:
        return x.elu(self.alpha)


class PReLU(Module):
    """x where x > 0, else alpha x, where alpha is learned; written by cases, so alpha may exceed 1.

    Args:
        alpha: the slope on the left at the start, 0.25 in the paper.

    Source: He, Zhang, Ren and Sun, 2015.
    """

    title = "PReLU"

    def __init__(self, alpha: float = 0.25) -> None:
        self.alpha = Value(alpha, "alpha")

    def __call__(self, x: Any) -> Value:
        activated: Value = operations.leaky_relu(x, self.alpha)
        return activated

    def __repr__(self) -> str:
        return f"PReLU({self.alpha.data})"


def _check_plain(call: str, number: Any) -> None:
    """TypeError unless `number` is a plain one: whoever passes a Value most likely wants the activation of it."""
    if not is_number(number):
        name = call.partition("(")[0]
        raise TypeError(
            f"nn.{call} makes an activation from a plain number, got {described(number)}; write nn.{name}()(x) for the "
            "activation of x, and nn.PReLU for a slope that is learned"
        )


linear, relu, sigmoid, tanh = Linear(), ReLU(), Sigmoid(), Tanh()
softplus, step, bipolar_step = Softplus(), Step(), BipolarStep()
logistic, bipolar_logistic, leaky_relu, elu = Logistic, BipolarLogistic, LeakyReLU, ELU

# name -> what makes the activation, called without arguments: one that learns is made anew for each unit.
ACTIVATIONS: dict[str, Callable[[], Callable[[Any], Any]]] = {
    "linear": Linear,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "prelu": PReLU,
    "elu": ELU,
    "sigmoid": Sigmoid,
    "logistic": Logistic,
    "tanh": Tanh,
    "bipolar_logistic": BipolarLogistic,
    "softplus": Softplus,
    "step": Step,
    "bipolar_step": BipolarStep,
}


def activation_named(activation: Any) -> Callable[[Any], Any]:
    """The activation for a name of ACTIVATIONS; for None `linear`; any function of one number is returned as it is.

    Raises:
        ValueError: no activation has that name.
        TypeError: neither a name nor a function; or the entry of ACTIVATIONS makes no activation.
    """
    if activation is None:
        return linear
    if isinstance(activation, str):
        if activation in ("softmax", "maxout"):
            raise ValueError(
                f"{activation} needs more than one unit's weighted sum; use the module {activation.title()}"
            )
        return _made(one_of("an activation", activation, ACTIVATIONS))
    if not callable(activation):
        raise TypeError(f"an activation is a name or a function of one number, got {described(activation)}")
    return activation  # type: ignore[no-any-return]


def _made(name: str) -> Callable[[Any], Any]:
    """What the entry of ACTIVATIONS makes."""
    try:
        made = ACTIVATIONS[name]()
    except TypeError as error:
        raise TypeError(_no_factory(name, str(error))) from error
    if not callable(made):
        raise TypeError(_no_factory(name, f"it made {described(made)}"))
    return made


def _no_factory(name: str, reason: str) -> str:
    return (
        f"ACTIVATIONS[{name!r}] must make an activation when it is called without arguments, and does not: {reason}; "
        f"write ACTIVATIONS[{name!r}] = lambda: function"
    )


def activation_title(activation: Callable[[Any], Any]) -> str:
    """How a neuron's repr calls its activation."""
    return str(getattr(activation, "title", None) or getattr(activation, "__name__", type(activation).__name__))


@overload
def softmax(scores: Sequence[float]) -> list[float]: ...
@overload
def softmax(scores: Sequence[Value]) -> list[Value]: ...
@overload
def softmax(scores: Sequence[Value | Number]) -> list[Any]: ...
def softmax(scores: Sequence[Any]) -> list[Any]:
    """exp(score i) / sum of exp(scores): n numbers in (0, 1) that add up to 1, for any finite scores.

    The largest score is subtracted first, which changes no result and keeps exp from overflowing.

    Args:
        scores: n numbers or Values, at least one.

    Raises:
        ValueError: there are no scores.
    """
    if not scores:
        raise ValueError("softmax needs at least one score, got none")
    # as a node, not as a number: a graph that is replayed with other scores must shift by their own largest one
    largest = operations.maximum(*scores)
    exponentials = [operations.exp(score - largest) for score in scores]
    total = operations.sum(exponentials)
    return [exponential / total for exponential in exponentials]
