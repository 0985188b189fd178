"""What the loss of a training run may depend on: the parameters that are trained, and what does not change.

Not here: how a model finds its parameters (module.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from autograd_core.errors import described
from autograd_core.graph import leaves
from autograd_core.value import Value
from nn.module import Module
from nn.parts import attributes


def check_leaves(loss: Value, model: Module, trained: Sequence[Value], inputs: Iterable[Value] = ()) -> None:
    """Check that training misses no leaf of `loss`, and that the loss, or the model, has all that is trained.

    Args:
        loss: of one or of several cases.
        model: its parameters may be in the loss, whether or not they are trained.
        trained: what the optimizer changes.
        inputs: leaves for inputs, targets and whatever else is put in for each case.

    Raises:
        ValueError: a leaf is neither a parameter, nor among `trained` or `inputs`, nor a constant; or what is trained
            is neither in the loss nor in the model.
    """
    found = leaves(loss)
    parameters = model.parameters()
    known = {*parameters, *trained, *inputs}
    for leaf in found:
        if leaf not in known:
            raise ValueError(
                f"the loss depends on {_named(leaf, model)}, a Value that is neither a parameter of the model or the "
                "optimizer, nor an input, a target or a constant: it would be neither trained nor saved. Keep it in an "
                "attribute of the model whose name does not start with _ (and in its method `parameters`, if it has "
                "one), or write constant(...) or the plain number if it is to stay as it is"
            )
    used = {*parameters, *found}
    for i, parameter in enumerate(trained):
        if parameter not in used:
            raise ValueError(
                f"the optimizer trains {described(parameter)}, its parameter {i}, on which neither the model nor the "
                "loss depends (any more): make the optimizer when the model has its parts"
            )


def _named(leaf: Value, model: Module) -> str:
    """A leaf by its label, and by an attribute that holds it, if there is one."""
    holders = (name for module in model.modules() for name, value in _all_attributes(module) if value is leaf)
    holder = next(holders, "")
    return f"{holder}, {described(leaf)}" if holder else described(leaf)


def _all_attributes(module: Module) -> Iterator[tuple[str, object]]:
    """The attributes of a module, those whose name starts with _ and those of its class too."""
    kind = type(module)
    for name, value in (*attributes(module), *(each for base in kind.__mro__ for each in vars(base).items())):
        yield f"{kind.__name__}.{name}", value
