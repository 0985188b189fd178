"""A synchronous iterative net is a layered net whose layers share their weights: same states, gradients added up.

Not here: the net (nn.iterative).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Value
from nn.experiments.experiment import Experiment, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.iterative import IterativeNet
from nn.losses import half_squared_error

WEIGHTS = {(0, 1): 0.5, (1, 0): -0.7, (1, 2): 0.9, (2, 1): 0.3}  # from unit, to unit, counted from 0
START = (0.2, 0.6, 0.9)
DESIRED = (0.1, 0.8, 0.4)
STATES = (
    (0.3965167501352737, 0.5914589784327801, 0.6318124177361016),
    (0.39794828556923073, 0.5957534879320427, 0.6300224395200744),
    (0.3972282756122208, 0.5957965416250368, 0.6309229084696036),
)
T12 = 1e-12


def unrolled(steps: int) -> tuple[IterativeNet, list[Any], Value]:
    """The net, its state after each step, and the squared error of the last one."""
    net = IterativeNet(3, WEIGHTS)
    states = net.unroll(START, steps)[-steps:]
    return net, states, half_squared_error(states[-1], DESIRED)


def tied_gradient(steps: int) -> dict[tuple[int, int], float]:
    """d error / d weight for every connection: fan-out adds up what all time steps contribute."""
    net, _, error = unrolled(steps)
    error.backward()
    return {connection: weight.grad for connection, weight in net.weights.items()}


def layered_states_and_gradients(steps: int) -> tuple[list[list[float]], dict[tuple[int, int], list[float]]]:
    """The same as a layered net with a copy of the weights for each step: its states, and the gradient of each copy."""
    copies = [IterativeNet(3, WEIGHTS) for _ in range(steps)]
    state: list[Any] = list(START)
    states = []
    for copy in copies:
        state = copy(state)
        states.append([unit.data for unit in state])
    half_squared_error(state, DESIRED).backward()
    return states, {connection: [copy.weights[connection].grad for copy in copies] for connection in WEIGHTS}


def run(settings: Settings) -> Report:
    """Runs three synchronous steps both ways; nothing is drawn at random and nothing is trained."""
    _, states, _ = unrolled(3)
    layered, copies = layered_states_and_gradients(3)
    checks = []
    for t, (state, expected) in enumerate(zip(states, STATES, strict=True), start=1):
        checks += [exactly(f"y{i + 1} after step {t}", state[i].data, expected[i], T12) for i in range(3)]
    unrolled_states = [[unit.data for unit in state] for state in states]
    different = int(np.count_nonzero(np.array(unrolled_states) != np.array(layered)))
    checks.append(exactly("states that differ from the layered net's, in any bit", different, 0))
    for connection, gradient in tied_gradient(3).items():
        name = f"dE/dw {connection[0] + 1}->{connection[1] + 1} (sum over copies)"
        checks.append(exactly(name, gradient, sum(copies[connection]), T12))
    series = {f"unit {unit + 1}": [START[unit], *(state[unit].data for state in states)] for unit in range(3)}
    note = "the 1986 paper moves along the average over the copies: this sum divided by the number of steps"
    return Report(checks, [note], {"iterative": curves(series, across="time (1 = start)", up="state")})


EXPERIMENT = Experiment(
    name="iterative",
    shows="a recurrent net unrolled through time equals a layered net with tied weights",
    takes="less than a second",
    run=run,
    rows="E11",
)
