"""Module, what everything with parameters has in common: finding, naming, resetting and keeping them.

Not here: the modules themselves (layers.py and its neighbours), the walk through what they hold (parts.py) and the
file format (state.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Any, ClassVar, Self

from autograd_core.errors import described
from autograd_core.files import LARGEST_READ
from autograd_core.value import Value
from nn import state as states
from nn.parts import joined, parts


class Module:
    """A part of a network. A subclass need not call `super().__init__()`.

    Its parameters are the Values among its attributes, and those inside them: in modules, lists, tuples, dicts, sets,
    NumPy arrays of objects, dataclasses and other objects, however nested. Attributes whose name starts with _ are left
    alone. A constant Value is state that training does not change by gradient, such as a running mean: it is saved, but
    it is not a parameter. A subclass may say otherwise by a `parameters` method of its own.

    Attributes:
        training: whether the module behaves as in training (dropout drops, batch normalization uses its batch).
        never_negative: names of attributes, Values or lists of them, that are 0 or more: a file says nothing else.
        mixes_cases: whether, in training, the output of a case depends on the other cases of its minibatch.
        takes_indices: whether some inputs are refused, such as an index of no row: then `fit` tries all cases before
            its first step, and not only the first of each length.
    """

    training = True
    mixes_cases = False
    takes_indices = False
    never_negative: ClassVar[tuple[str, ...]] = ()

    def parameters(self) -> list[Value]:
        """The leaves that training changes, each once, in an order that stays the same."""
        found: list[Value] = []
        for _, part in parts(self, (Value, Module), _is_open):
            if isinstance(part, list):
                found += part
            elif isinstance(part, Value):
                found.append(part)
            elif not _is_open(part):
                found += part.parameters()
        return [value for value in _distinct(found) if value.is_leaf and not value.is_constant]

    def named_parameters(self) -> list[tuple[str, Value]]:
        """(name, parameter) pairs in the order of `parameters()`; a name leads to it: `layers.0.neurons.2.w.1`.

        A parameter that no attribute leads to is called by its number, `parameters.3`.
        """
        names: dict[Value, str] = {}
        for name, value in _named_leaves(self):
            names.setdefault(value, name)
        return [(names.get(p, f"parameters.{i}"), p) for i, p in enumerate(_distinct(self.parameters()))]

    def named_state(self) -> list[tuple[str, Value]]:
        """All that `state_dict` keeps: the named parameters, then the named constants.

        Raises:
            ValueError: two have the same name, as by the keys 1 and "1" of a dict.
        """
        constants: dict[Value, str] = {}
        for name, value in _named_leaves(self):
            if value.is_constant:
                constants.setdefault(value, name)
        state = self.named_parameters() + [(name, value) for value, name in constants.items()]
        if len({name for name, _ in state}) < len(state):
            twice = next(name for i, (name, _) in enumerate(state) if name in [earlier for earlier, _ in state[:i]])
            raise ValueError(
                f"the parameters and constants of a module need names that differ, got {twice!r} for two of them; "
                "rename an attribute or a key of a dict"
            )
        return state

    def modules(self) -> list[Module]:
        """This module and all modules inside it, each once."""
        return [self, *(part for _, part in parts(self, (Module,), lambda module: True))]

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to 0: `backward()` adds to what is there."""
        for parameter in self.parameters():
            parameter.grad = 0

    def train(self) -> Self:
        """Make this module and all inside it behave as in training; returns the module."""
        for module in self.modules():
            _set_mode(module, True)
        return self

    def eval(self) -> Self:
        """Make this module and all inside it behave as in use after training; returns the module."""
        for module in self.modules():
            _set_mode(module, False)
        return self

    def batch(self, rows: Iterable[Any]) -> list[Any]:
        """The outputs for several inputs. Modules whose outputs depend on the whole batch have their own."""
        return [self(row) for row in rows]  # type: ignore[operator]

    def state_dict(self) -> dict[str, Any]:
        """name -> number for every parameter and every constant: all that a trained network is."""
        return {name: value.data for name, value in self.named_state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take the numbers of `state_dict()`; errors, after which nothing is changed, as in `nn.state.set_state`."""
        states.set_state(self, state)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the state to a JSON file; see `nn.state.save`."""
        states.save(self, path)

    def load(self, path: str | PathLike[str], *, max_bytes: int = LARGEST_READ) -> None:
        """Take the state from a JSON file that `save` wrote; see `nn.state.load`."""
        states.load(self, path, max_bytes=max_bytes)


# A module with one of these methods of its own is asked by it, instead of being looked into.
_LISTS = ("parameters", "named_parameters", "named_state")


def _is_open(part: Value | Module) -> bool:
    return isinstance(part, Module) and all(getattr(type(part), name) is getattr(Module, name) for name in _LISTS)


def _named_leaves(module: Module) -> Iterator[tuple[str, Value]]:
    """The leaves that a module holds, with their names, those of modules inside it under the module's own."""
    for path, part in parts(module, (Value, Module), _is_open):
        name = joined(path)
        if isinstance(part, list):
            yield from ((f"{name}.{i}", value) for i, value in enumerate(part) if value.is_leaf)
        elif isinstance(part, Value):
            if part.is_leaf:
                yield name, part
        elif not _is_open(part):
            yield from ((f"{name}.{inner}", value) for inner, value in part.named_state())


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
    if not isinstance(model, Module):
        raise TypeError(f"a network is a Module, got {described(model)}")
    before = [(module, module.training) for module in model.modules()]
    for module, _ in before:
        _set_mode(module, is_training)
    try:
        yield
    finally:
        for module, was_training in before:
            _set_mode(module, was_training)


def _set_mode(module: Module, is_training: bool) -> None:
    object.__setattr__(module, "training", is_training)  # a frozen dataclass allows no other way
