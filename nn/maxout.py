"""Maxout: each unit is the largest of several weighted sums, so its activation is learned with it.

Not here: the weighted sums themselves (layers.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_core.operations import maximum
from nn.inputs import size
from nn.layers import Layer
from nn.module import Module

if TYPE_CHECKING:
    from nn.signatures import Outputs


class Maxout(Module):
    """Output j is the maximum over the pieces of w · x + b, each piece with weights of its own.

    Args:
        nin: the number of inputs, at least 1.
        nout: the number of units, at least 1.
        pieces: the number of weighted sums per unit, at least 1.
        kwargs: options of Neuron, but no activation.

    Attributes:
        pieces: that many linear layers of nout neurons.

    Raises:
        TypeError, ValueError: as Layer; or an activation is given.

    Source: Goodfellow et al., 2013.
    """

    def __init__(self, nin: int, nout: int = 1, *, pieces: int = 2, **kwargs: Any) -> None:
        if kwargs.get("activation") is not None:
            raise ValueError(
                f"Maxout takes the maximum of weighted sums, without an activation, got {kwargs['activation']!r}; "
                "leave it out"
            )
        self.pieces = [Layer(nin, nout, nonlin=False, **kwargs) for _ in range(size("pieces", pieces))]
        for i, piece in enumerate(self.pieces, start=1):
            piece.name_group(f"piece {i}")

    def __call__(self, x: Any) -> Outputs:
        """A list of nout Values; the Value itself where nout is 1. Inputs and errors are those of Neuron."""
        sums = [piece(x) for piece in self.pieces]
        if len(self.pieces[0].neurons) == 1:
            return maximum(*sums)  # type: ignore[return-value]
        return [maximum(*branches) for branches in zip(*sums, strict=True)]  # type: ignore[return-value]

    def __repr__(self) -> str:
        first = self.pieces[0]
        return f"Maxout({len(first.neurons[0].w)}, {len(first.neurons)}, pieces={len(self.pieces)})"
