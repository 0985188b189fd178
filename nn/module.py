"""Module, what everything with parameters has in common: finding, naming, resetting and keeping them.

Not here: the modules themselves (layers.py and its neighbours) and the file format (state.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Any, Self

from autograd_core.value import Value


class Module:
    """A part of a network. A subclass need not call `super().__init__()`.

    Its parameters are the Values among its attributes, and those of the modules among them, also inside lists, tuples
    and dicts; attributes whose name starts with _ are left alone. A constant Value is state that training does not
    change by gradient, such as a running mean: it is saved, but it is not a parameter. A subclass may say otherwise by
    a `parameters` method of its own.

    Attributes:
        training: whether the module behaves as in training (dropout drops, batch normalization uses its batch).
        mixes_cases: whether, in training, the output of a case depends on the other cases of its minibatch.
    """

    training = True
    mixes_cases = False

    def parameters(self) -> list[Value]:
        """The leaves that training changes, each once, in an order that stays the same."""
        return _distinct(value for _, value in _named_values(self) if _is_parameter(value))

    def named_parameters(self) -> list[tuple[str, Value]]:
        """(name, parameter) pairs in the order of `parameters()`; a name leads to it: `layers.0.neurons.2.w.1`.

        A parameter that no attribute leads to is called by its number, `parameters.3`.
        """
        names: dict[Value, str] = {}
        for name, value in _named_values(self):
            names.setdefault(value, name)
        return [(names.get(p, f"parameters.{i}"), p) for i, p in enumerate(_distinct(self.parameters()))]

    def named_state(self) -> list[tuple[str, Value]]:
        """All that `state_dict` keeps: the named parameters, then the named constants."""
        constants = [(name, value) for name, value in _named_values(self) if value.is_constant]
        return self.named_parameters() + constants

    def modules(self) -> list[Module]:
        """This module and all modules inside it, each once."""
        found: dict[Module, None] = {self: None}
        for _, part in _parts(self):
            if isinstance(part, Module):
                found.update(dict.fromkeys(part.modules()))
        return list(found)

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to 0: `backward()` adds to what is there."""
        for parameter in self.parameters():
            parameter.grad = 0

    def train(self) -> Self:
        """Make this module and all inside it behave as in training; returns the module."""
        for module in self.modules():
            module.training = True
        return self

    def eval(self) -> Self:
        """Make this module and all inside it behave as in use after training; returns the module."""
        for module in self.modules():
            module.training = False
        return self

    def batch(self, rows: Iterable[Any]) -> list[Any]:
        """The outputs for several inputs. Modules whose outputs depend on the whole batch have their own."""
        return [self(row) for row in rows]  # type: ignore[operator]

    def state_dict(self) -> dict[str, Any]:
        """name -> number for every parameter and every constant: all that a trained network is."""
        return {name: value.data for name, value in self.named_state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take the numbers of `state_dict()`; errors, after which nothing is changed, as in `nn.state.set_state`."""
        from nn.state import set_state  # late: state.py imports this module

        set_state(self, state)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the state to a JSON file; see `nn.state.save`."""
        from nn.state import save

        save(self, path)

    def load(self, path: str | PathLike[str]) -> None:
        """Take the state from a JSON file that `save` wrote; see `nn.state.load`."""
        from nn.state import load

        load(self, path)


def _parts(module: Module) -> Iterator[tuple[str, Any]]:
    """(name, Value or Module) for each that the attributes of `module` hold, lists, tuples and dicts opened."""
    held = [(name, thing) for name, thing in vars(module).items() if not name.startswith("_")]
    held.reverse()
    while held:
        name, thing = held.pop()
        if isinstance(thing, Value | Module):
            yield name, thing
        elif isinstance(thing, list | tuple):
            held += [(f"{name}.{i}", thing[i]) for i in reversed(range(len(thing)))]
        elif isinstance(thing, dict):
            held += [(f"{name}.{_joined(key)}", part) for key, part in reversed(thing.items())]


def _joined(key: Any) -> str:
    """A key of a dict as a part of a name: the connection (0, 1) as 0.1."""
    return ".".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _named_values(module: Module) -> Iterator[tuple[str, Value]]:
    """The leaves that a module holds, with their names, those of modules inside it under the module's own."""
    for name, part in _parts(module):
        if isinstance(part, Module):
            yield from ((f"{name}.{inner}", value) for inner, value in part.named_state())
        elif part.is_leaf:
            yield name, part


def _is_parameter(value: Value) -> bool:
    return not value.is_constant


def _distinct(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


@contextmanager
def training(model: Module) -> Iterator[None]:
    """In this block the model behaves as in training; after it, each of its modules as before."""
    with _mode(model, True):
        yield


@contextmanager
def evaluating(model: Module) -> Iterator[None]:
    """In this block the model behaves as in use after training; after it, each of its modules as before."""
    with _mode(model, False):
        yield


@contextmanager
def _mode(model: Module, is_training: bool) -> Iterator[None]:
    before = [(module, module.training) for module in model.modules()]
    for module, _ in before:
        module.training = is_training
    try:
        yield
    finally:
        for module, was_training in before:
            module.training = was_training
