"""The shop's two layers: multiplication and addition of two numbers or arrays, forward and backward.

Not here: layers with parameters (layers.py).
"""

from __future__ import annotations

from typing import Any


class MulLayer:
    """out = x * y. Backward it swaps: each input gets the gradient times the other input.

    Attributes:
        x, y: the inputs of the latest forward call; backward needs them.
    """

    def __init__(self) -> None:
        self.x: Any = None
        self.y: Any = None

    def forward(self, x: Any, y: Any) -> Any:
        """x * y."""
        self.x = x
        self.y = y
        return x * y

    def backward(self, dout: Any) -> tuple[Any, Any]:
        """(dx, dy) for `dout`, the gradient of the result with respect to out.

        Raises:
            RuntimeError: forward was not called before.
        """
        if self.x is None:
            raise RuntimeError("MulLayer.backward needs the inputs of a forward call, and there was none")
        return dout * self.y, dout * self.x


class AddLayer:
    """out = x + y. Backward it distributes: both inputs get the gradient as it came."""

    def forward(self, x: Any, y: Any) -> Any:
        """x + y."""
        return x + y

    def backward(self, dout: Any) -> tuple[Any, Any]:
        """(dx, dy), both of them `dout`."""
        return dout, dout
