"""A small training run, and a loss during which Ctrl-C is pressed, for the tests of fit and of checkpoints.

Not here: tests.
"""

import random

from nn import MLP, SGD, fit, mean_squared_error

ROWS = [[x / 4, y / 4] for x in range(-2, 3) for y in range(-2, 3)]
TARGETS = [x * y for x, y in ROWS]


def network(seed=0):
    return MLP(2, [4, 1], activation="tanh", generator=random.Random(seed))


def numbers(net):
    return [value.data for _, value in net.named_state()]


def train(net, optimizer=None, inputs=ROWS, targets=TARGETS, **options):
    defaults = {"loss": "mean_squared_error", "epochs": 3, "generator": random.Random(1), "progress": False}
    return fit(net, inputs, targets, optimizer=optimizer or SGD(net, 0.1), **{**defaults, **options})


class CtrlC:
    """A loss during whose n-th call someone presses Ctrl-C."""

    def __init__(self, call):
        self.left = call

    def __call__(self, output, target):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return mean_squared_error(output, target)
