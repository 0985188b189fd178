"""The delta rule: a single perceptron learns AND, OR and NAND in a few epochs, and circles for ever on XOR.

Not here: the rule itself (nn.perceptron).
"""

from __future__ import annotations

from nn.datasets import XOR_INPUTS, truth_table
from nn.experiments.experiment import Experiment, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.perceptron import Perceptron

EPOCHS = 20
# function -> w1, w2, b, and the first epoch without an error; from zeros, rate 1, order 00, 01, 10, 11, step(0) = 1
REFERENCE = {"and": (2, 1, -3, 6), "or": (1, 1, -1, 4), "nand": (-2, -1, 2, 6)}
XOR_STATE = (-1, 0, 0)  # at the end of every epoch, from some epoch on


def learned(function: str, epochs: int) -> tuple[tuple[float, float, float], list[float]]:
    """w1, w2 and b after the delta rule, and the number of errors in each epoch; it stops when there are none."""
    perceptron = Perceptron(2, weights=[0, 0], bias=0)
    history = perceptron.learn(XOR_INPUTS, truth_table(function), epochs=epochs)
    w1, w2 = (w.data for w in perceptron.w)
    return (w1, w2, perceptron.b.data), [epoch.error for epoch in history]


def run(settings: Settings) -> Report:
    """Trains one perceptron for each function; nothing is drawn at random."""
    epochs = settings.epochs_or(EPOCHS)
    checks = []
    errors = {}
    for function, (w1, w2, b, epoch) in REFERENCE.items():
        state, errors[function] = learned(function, epochs)
        for what, figure, expected in zip(("w1", "w2", "b"), state, (w1, w2, b), strict=True):
            checks.append(exactly(f"{function}: {what}", figure, expected))
        checks.append(exactly(f"{function}: first epoch without errors", len(errors[function]), epoch))
    state, errors["xor"] = learned("xor", epochs)
    for what, figure, expected in zip(("w1", "w2", "b"), state, XOR_STATE, strict=True):
        checks.append(exactly(f"xor: {what}", figure, expected))
    perceptron = Perceptron(2, weights=state[:2], bias=state[2])
    right = sum(perceptron(x).data == y for x, y in zip(XOR_INPUTS, truth_table("xor"), strict=True))
    checks.append(exactly("xor: samples right at the end, of 4", right, 2))
    return Report(checks, plots={"delta-rule": curves(errors, across="epoch", up="errors")})


EXPERIMENT = Experiment(
    name="delta-rule",
    shows="a single perceptron learns AND, OR and NAND, and never XOR",
    takes="less than a second",
    run=run,
    rows="C20 C21",
    epochs="passes over the 4 samples, 20 for XOR",
)
