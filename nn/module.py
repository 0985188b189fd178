"""Module, what everything with parameters has in common.

Not here: the modules themselves (layers.py).
"""

from __future__ import annotations

from autograd_core.value import Value


class Module:
    """A part of a network. A subclass says which its parameters are; it need not call `super().__init__()`."""

    def parameters(self) -> list[Value]:
        """The leaves that training changes, in an order that stays the same; none unless a subclass has some."""
        return []

    def zero_grad(self) -> None:
        """Set the `.grad` of every parameter to 0: `backward()` adds to what is there."""
        for parameter in self.parameters():
            parameter.grad = 0
