"""Depth folds: L layers of two ReLUs make 2^L linear pieces, one hidden layer of as many units 2L + 1 at most; and
one hidden layer that is wide enough comes near to any function. Not here: learning; all weights are set by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_core import dot, no_grad, relu
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.experiments.plots import curves

DEEPEST = 8
# units -> the largest error of the ReLU net that interpolates sin 2πx on [0, 1] at as many equal steps
ERRORS = {4: 0.210514, 8: 0.070378, 16: 0.018846, 32: 0.004792, 64: 0.001203}
PRINTED_DIGITS = 1e-6  # the references have six decimals
FINE = 20001  # points at which the error is looked for


def folded(x: Any, layers: int) -> Any:
    """`layers` times the tent 2 relu(x) - 4 relu(x - 1/2): up from 0 to 1 and down again over [0, 1]."""
    for _ in range(layers):
        x = dot([2, -4], [relu(x), relu(x - Fraction(1, 2))])
    return x


def linear_pieces(f: Callable[[Any], Any], corners: Sequence[Fraction]) -> int:
    """The number of pieces of different slope of an f that is linear between neighbouring `corners`, exactly."""
    values = [f(x) for x in corners]
    slopes = [(values[i + 1] - values[i]) / (corners[i + 1] - corners[i]) for i in range(len(corners) - 1)]
    return 1 + sum(bool(a != b) for a, b in pairwise(slopes))


def pieces_of_depth(layers: int) -> int:
    """Linear pieces over [0, 1] of the tent folded `layers` times; its corners are multiples of 2^-layers."""
    n = 2 ** (layers + 1)
    with no_grad():
        return linear_pieces(lambda x: folded(x, layers), [Fraction(i, n) for i in range(n + 1)])


def pieces_of_width(units: int) -> int:
    """Linear pieces over [0, 1] of one layer of `units` ReLUs, each with its kink inside: the most it can make."""
    kinks = [Fraction(i, units + 1) for i in range(1, units + 1)]
    weights = [(-1) ** i * 2 for i in range(units)]
    corners = [Fraction(i, 2 * (units + 1)) for i in range(2 * (units + 1) + 1)]
    with no_grad():
        return linear_pieces(lambda x: dot(weights, [relu(x - kink) for kink in kinks]), corners)


def interpolation_error(units: int) -> float:
    """The largest error on [0, 1] of `units` ReLUs that agree with sin 2πx at i / units."""
    knots = [i / units for i in range(units + 1)]
    heights = [math.sin(2 * math.pi * x) for x in knots]
    slopes = [(heights[i + 1] - heights[i]) * units for i in range(units)]
    weights = [slopes[0], *(b - a for a, b in pairwise(slopes))]
    xs = np.linspace(0, 1, FINE)
    outputs = dot(weights, [relu(xs - knot) for knot in knots[:-1]])
    return float(np.abs(outputs - np.sin(2 * np.pi * xs)).max())


def run(settings: Settings) -> Report:
    """Counts pieces and measures errors; nothing is drawn at random and nothing is trained."""
    checks = []
    depths = range(1, DEEPEST + 1)
    for layers in depths:
        checks.append(exactly(f"pieces, {layers} layers of 2 units", pieces_of_depth(layers), 2**layers))
        most = 2 * layers + 1
        checks.append(exactly(f"pieces, 1 layer of {2 * layers} units", pieces_of_width(2 * layers), most))
    for units, expected in ERRORS.items():
        error = interpolation_error(units)
        checks.append(exactly(f"error of {units} ReLUs on sin 2πx", error, expected, PRINTED_DIGITS))
        bound = (2 * math.pi) ** 2 / (8 * units**2)
        checks.append(Check("... within (2π)²/8p²", error, f"<= {bound:.6g}", 0, bound))
    series = {
        "deep: L layers of 2": [float(2**layers) for layers in depths],
        "wide: 1 layer of 2L": [2.0 * layers + 1 for layers in depths],
    }
    return Report(checks, plots={"depth": curves(series, across="L", up="linear pieces", logarithmic=True)})


EXPERIMENT = Experiment(
    name="depth",
    shows="depth makes linear pieces exponentially, width one by one; a wide layer approximates sin 2πx",
    takes="a few seconds",
    run=run,
    rows="A22 B21 D03",
)
