"""Activations, by name and as objects that work on numbers and on Values; softmax, and PReLU that learns.

A new one is one entry in ACTIVATIONS, such as `ACTIVATIONS["square"] = lambda: square`. Not here: derivatives, which
come from the engine's table alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograd_core import operations
from autograd_core.errors import described
from autograd_core.kinds import is_number
from autograd_core.value import Value, constant
from nn.module import Module


@dataclass(frozen=True)
class Activation:
    """A function that a unit applies to its own weighted sum.

    Attributes:
        title: how a neuron's repr calls it.
        function: Value -> Value.
    """

    title: str
    function: Callable[[Value], Value]

    def __call__(self, x: Any) -> Any:
        """The activation of a Value, as a node; of a number, as a number."""
        return self.function(x) if isinstance(x, Value) else self.function(constant(x)).data


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


def logistic(slope: float = 1) -> Activation:
    """1 / (1 + exp(-slope x)), in (0, 1); the larger the slope, the nearer to the step (Table 3-1)."""
    return Activation("Sigmoid", partial(_logistic, slope=_plain("logistic(slope)", slope)))


def bipolar_logistic(slope: float = 2) -> Activation:
    """2 / (1 + exp(-slope x)) - 1 = tanh(slope x / 2), in (-1, 1); slope 2 is tanh itself (Table 3-1)."""
    return Activation("Tanh", partial(_bipolar_logistic, slope=_plain("bipolar_logistic(slope)", slope)))


def leaky_relu(slope: float = 0.01) -> Activation:
    """x where x > 0, else slope x."""
    return Activation("LeakyReLU", partial(_leaky_relu, slope=_plain("leaky_relu(slope)", slope)))


def elu(alpha: float = 1) -> Activation:
    """x where x > 0, else alpha (exp(x) - 1)."""
    return Activation("ELU", partial(_elu, alpha=_plain("elu(alpha)", alpha)))


def _plain(call: str, number: Any) -> Any:
    """`number`, if it is a plain one: whoever passes a Value most likely wants the activation of it."""
    if not is_number(number):
        name = call.partition("(")[0]
        raise TypeError(
            f"nn.{call} makes an activation from a plain number, got {described(number)}; write nn.{name}()(x) for the "
            "activation of x, and nn.PReLU for a slope that is learned"
        )
    return number


# Named functions, not lambdas: a network with one of them can be pickled.


def _logistic(x: Value, slope: float) -> Any:
    return (slope * x).sigmoid()


def _bipolar_logistic(x: Value, slope: float) -> Any:
    return (slope / 2 * x).tanh()


def _leaky_relu(x: Value, slope: float) -> Any:
    return x.leaky_relu(slope)


def _elu(x: Value, alpha: float) -> Any:
    return x.elu(alpha)


def _method(row: operations.Operation) -> Callable[[Value], Value]:
    """The method of Value that records `row`: called directly, it is faster than the row called as a function."""
    method: Callable[[Value], Value] = getattr(Value, row.name)
    return method


def _identity(x: Value) -> Value:
    return x


def _bipolar_step(x: Value) -> Any:
    return 2 * x.step() - 1


linear = Activation("Linear", _identity)
relu = Activation("ReLU", _method(operations.relu))
sigmoid = Activation("Sigmoid", _method(operations.sigmoid))
tanh = Activation("Tanh", _method(operations.tanh))
softplus = Activation("Softplus", _method(operations.softplus))
step = Activation("Step", _method(operations.step))  # 0 or 1, and 1 at 0
bipolar_step = Activation("BipolarStep", _bipolar_step)  # -1 or +1, and +1 at 0

# name -> a function without arguments that makes the activation: one that learns is made anew for each unit.
ACTIVATIONS: dict[str, Callable[[], Callable[[Any], Any]]] = {
    "linear": lambda: linear,
    "relu": lambda: relu,
    "leaky_relu": leaky_relu,
    "prelu": PReLU,
    "elu": elu,
    "sigmoid": lambda: sigmoid,
    "logistic": logistic,
    "tanh": lambda: tanh,
    "bipolar_logistic": bipolar_logistic,
    "softplus": lambda: softplus,
    "step": lambda: step,
    "bipolar_step": lambda: bipolar_step,
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
        if activation in ACTIVATIONS:
            return _made(activation)
        if activation in ("softmax", "maxout"):
            raise ValueError(
                f"{activation} needs more than one unit's weighted sum; use the module {activation.title()}"
            )
        raise ValueError(f"no activation is called {activation!r}; there are {', '.join(ACTIVATIONS)}")
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
