"""Dropout: units left out at random while training, and all of them in use after it.

Not here: how a module is told which of the two it is (module.py).
"""

from __future__ import annotations

import random
from typing import Any

from autograd_core.errors import described, require_real
from nn.inputs import as_inputs
from nn.module import Module
from nn.randomness import generator_or_global


class Dropout(Module):
    """In training each input is left out (times 0) with probability r. Two ways keep the expected output right.

    Inverted: what is kept is divided by 1 - r in training, and nothing happens afterwards. Otherwise nothing is done to
    what is kept, and afterwards everything is multiplied by 1 - r, as in the paper.

    Args:
        rate: r in [0, 1).
        inverted: which of the two.
        generator: where the masks are drawn from, instead of Python's global generator.

    Attributes:
        mask: what the inputs were multiplied by in the latest call in training; the backward pass goes through it too.

    Raises:
        ValueError: the rate is not in [0, 1).
        TypeError: the rate is no real number.

    Source: Srivastava et al., 2014.
    """

    def __init__(self, rate: float, *, inverted: bool = True, generator: Any = None) -> None:
        require_real("a dropout rate", rate)
        if not 0 <= rate < 1:  # written so that NaN fails
            raise ValueError(f"a dropout rate must be in [0, 1), got {described(rate)}")
        self.rate = rate
        self.inverted = inverted
        generator_or_global(generator)  # a wrong one is heard of here
        # the global one stays None: a network with a module (of Python) inside could not be copied or pickled
        self.generator = None if generator is random else generator
        self.mask: list[float] = []

    def __call__(self, x: Any) -> list[Any]:
        """As many outputs as inputs."""
        inputs = as_inputs(x)
        if self.training:
            self.mask = self.draw(len(inputs))
            return [item * factor for item, factor in zip(inputs, self.mask, strict=True)]
        return inputs if self.inverted else [item * (1 - self.rate) for item in inputs]

    def draw(self, count: int) -> list[float]:
        """The factors of `count` inputs, each 0 with probability r."""
        kept = 1 / (1 - self.rate) if self.inverted else 1.0
        random_number = generator_or_global(self.generator).random
        return [kept if random_number() >= self.rate else 0.0 for _ in range(count)]

    def __repr__(self) -> str:
        return f"Dropout({self.rate})"
