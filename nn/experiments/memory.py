"""Keep or compute again: the gradient of a chain of steps, by what is kept of the forward pass and what is repeated.

Not here: Jacobians as matrices (cost.py), and what the engine's own backward pass keeps, which is every node.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from autograd_core import Value, no_grad, sin, tanh
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.experiments.plots import curves

Step = Callable[[Any], Any]  # one input, one output

START = 0.4
LENGTH = 64
SAME = 1e-12  # relative: the same products in the same order, of numbers that were computed twice
FACTORS = 0.14320833666067892  # d/dx sin(exp((tanh x)²)) at 0.7


def wandering(x: Any) -> Any:
    """A step that needs its input to be differentiated."""
    return x + 0.1 * sin(x)


@dataclass
class Bill:
    """What a gradient costs.

    Attributes:
        gradient: d output / d x.
        steps: how often the step was computed.
        stored: how many numbers between steps were kept at the same time, at most.
    """

    gradient: float
    steps: int = 0
    stored: int = 0


def checkpointed(step: Step, x: float, length: int, every: int) -> Bill:
    """The gradient of `length` steps from x, of which each `every`-th input is kept, and the others computed again.

    `every=length` keeps all and repeats nothing: that is the plain backward pass.
    """
    starts = range(0, length, every)
    kept = [x]
    with no_grad():
        for _ in starts[1:]:
            kept.append(_run(step, kept[-1], every))
    bill = Bill(1.0, steps=starts[-1])
    for start in reversed(starts):
        count = min(every, length - start)
        bill.stored = max(bill.stored, len(kept) - 1 + count)
        bill.gradient = _through(step, kept.pop(), count, bill.gradient)
        bill.steps += count
    return bill


def halved(step: Step, x: float, length: int) -> Bill:
    """The gradient of `length` steps from x: only the middle is kept, then each half is done in the same way."""
    bill = Bill(1.0)
    waiting = [(x, length)]  # where stretches begin that are still to be differentiated, the last one first
    while waiting:
        start, count = waiting.pop()
        bill.stored = max(bill.stored, len(waiting) + 1)
        if count == 1:
            bill.gradient = _through(step, start, 1, bill.gradient)
            bill.steps += 1
            continue
        first = count // 2
        with no_grad():
            middle = _run(step, start, first)
        bill.steps += first
        waiting += [(start, first), (middle, count - first)]
    return bill


def from_the_start(step: Step, x: float, length: int) -> Bill:
    """The gradient of `length` steps from x, of which nothing is kept: for each step all before it are repeated."""
    bill = Bill(1.0, stored=1)
    for done in reversed(range(length)):
        with no_grad():
            before = _run(step, x, done)
        bill.gradient = _through(step, before, 1, bill.gradient)
        bill.steps += done + 1
    return bill


def _run(step: Step, x: Any, count: int) -> Any:
    """`count` steps from x."""
    for _ in range(count):
        x = step(x)
    return x


def _through(step: Step, x: float, count: int, gradient: float) -> float:
    """The gradient in front of `count` steps from x, of the gradient behind them."""
    leaf = Value(x)
    _run(step, leaf, count).backward(gradient)
    return float(leaf.grad)


def four_factors(x: float, *, cached: bool) -> tuple[float, int]:
    """d/dx of sin(exp((tanh x)²)) as a product of four factors, and how many inner functions were computed for it."""
    inner: list[Step] = [tanh, lambda u: u * u, math.exp]
    slopes: list[Step] = [lambda u: 1 - tanh(u) ** 2, lambda u: 2 * u, math.exp, math.cos]
    computed, product, here = 0, 1.0, x
    for place, slope in enumerate(slopes):
        if not cached:
            here = x
            for function in inner[:place]:
                here = function(here)
            computed += place
        product *= slope(here)
        if cached and place < len(inner):
            here = inner[place](here)
            computed += 1
    return product, computed


def chain_multiplications(sizes: Sequence[int], *, from_output: bool) -> int:
    """What the Jacobian of layers of `sizes` numbers, inputs first, takes as a product of one matrix for each layer.

    Args:
        sizes: n inputs, ..., m outputs.
        from_output: whether the product is formed from the output's end, as in reverse mode, with m rows throughout;
            otherwise from the inputs' end, as in forward mode, with n columns.
    """
    if from_output:
        return sum(sizes[-1] * outputs * inputs for inputs, outputs in pairwise(sizes[:-1]))
    return sum(outputs * inputs * sizes[0] for inputs, outputs in pairwise(sizes[1:]))


def run(settings: Settings) -> Report:
    """Differentiates one chain in each of the ways; nothing is trained."""
    whole = checkpointed(wandering, START, LENGTH, LENGTH)
    bills = {
        "all kept": (whole, LENGTH, LENGTH),
        "every 8th kept": (checkpointed(wandering, START, LENGTH, 8), 120, 15),
        "halved": (halved(wandering, START, LENGTH), 256, 7),
        "nothing kept": (from_the_start(wandering, START, LENGTH), 2080, 1),
    }
    checks = []
    for name, (bill, steps, stored) in bills.items():
        checks.append(exactly(f"{LENGTH} steps, {name}: steps computed", bill.steps, steps))
        checks.append(exactly(f"{LENGTH} steps, {name}: numbers kept", bill.stored, stored))
        apart = abs(bill.gradient - whole.gradient) / abs(whole.gradient)
        checks.append(Check("... gradient, relative to that of all kept", apart, "the same", 0, SAME))
    for cached, computed in ((True, 3), (False, 6)):
        product, count = four_factors(0.7, cached=cached)
        checks.append(exactly("a product of four factors", product, FACTORS, SAME))
        checks.append(exactly(f"... inner functions computed, {'kept' if cached else 'not kept'}", count, computed))
    kept = [checkpointed(wandering, START, LENGTH, every).stored for every in range(1, LENGTH + 1)]
    series = {"numbers kept": [float(count) for count in kept]}
    return Report(checks, plots={"memory": curves(series, across="steps between checkpoints", up="numbers kept")})


EXPERIMENT = Experiment(
    name="memory",
    shows="a gradient with all of the forward pass kept, with checkpoints, and with nothing kept: steps and numbers",
    takes="a second",
    run=run,
    rows="A28",
)
