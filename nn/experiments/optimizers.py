"""The update rules on f = x²/20 + y² from (-7, 2), step by step, and out of a local minimum by momentum.

Not here: the rules (nn.optimizers).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_core import Value
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.optimizer import Optimizer
from nn.optimizers import NAG, AdaDelta, Adagrad, Adam, GradientDescent, Momentum, RMSProp

Point = tuple[float, float]
Rule = Callable[[list[Value]], Optimizer]

START: Point = (-7.0, 2.0)
STEPS = 30
T12 = 1e-12
T9 = 1e-9  # relative

# name -> the rule, and where it is after 1 and after 3 steps
RULES: dict[str, tuple[Rule, Point, Point]] = {
    "GD .95": (lambda p: GradientDescent(p, 0.95), (-6.335, -1.8), (-5.188523375, -1.458)),
    "GD .01": (lambda p: GradientDescent(p, 0.01), (-6.993, 1.96), (-6.979020993, 1.882384)),
    "GD .03": (lambda p: GradientDescent(p, 0.03), (-6.979, 1.88), (-6.937188811, 1.661168)),
    "GD .13": (lambda p: GradientDescent(p, 0.13), (-6.909, 1.48), (-6.730533621, 0.810448)),
    "Momentum .1": (lambda p: Momentum(p, 0.1), (-6.93, 1.6), (-6.610653, 0.124)),
    "NAG .1": (lambda p: NAG(p, 0.1), (-6.93, 1.6), (-6.61302873, 0.35584)),
    "Adagrad 1.5": (
        lambda p: Adagrad(p, 1.5),
        (-5.500000015306122, 0.50000000046875),
        (-3.887842022702028, 0.03731456205324187),
    ),
    "RMSProp .1": (
        lambda p: RMSProp(p, 0.1),
        (-6.683772266251297, 1.683772234971374),
        (-6.274223138443701, 1.308717868459086),
    ),
    "AdaDelta": (
        lambda p: AdaDelta(p),
        (-6.995527955310287, 1.995527866840083),
        (-6.986436134375535, 1.986447746933838),
    ),
    "Adam .3": (
        lambda p: Adam(p, 0.3),
        (-6.700000004285714, 1.70000000075),
        (-6.101545880214857, 1.108911479830652),
    ),
}
LOCAL_MINIMUM, GLOBAL_MINIMUM = 0.9601495555191063, -1.0355787140888537
DESCENT_STEPS = 5000  # by then both have long stopped moving


def surface(x: Any, y: Any) -> Any:
    """f = x²/20 + y², steep along y and flat along x."""
    return x**2 / 20 + y**2


def path(rule: Rule, steps: int) -> list[Point]:
    """The points that the rule visits, START first."""
    x, y = (Value(coordinate) for coordinate in START)
    optimizer = rule([x, y])
    points = [START]
    for _ in range(steps):
        optimizer.descend(lambda: surface(x, y))
        points.append((float(x.data), float(y.data)))
    return points


def resting_place(rule: Rule, steps: int = DESCENT_STEPS) -> float:
    """Where x⁴ - 2x² + 0.3x leads from x = 2: it has two minima, and the right one is not the lowest."""
    x = Value(2.0)
    optimizer = rule([x])
    for _ in range(steps):
        optimizer.descend(lambda: x**4 - 2 * x**2 + 0.3 * x)
    return float(x.data)


def run(settings: Settings) -> Report:
    """Walks every rule; nothing is drawn at random."""
    steps = settings.epochs_or(STEPS)
    paths = {name: path(rule, max(steps, 3)) for name, (rule, *_) in RULES.items()}
    checks: list[Check] = []
    for name, (_, first, third) in RULES.items():
        for t, expected in ((1, first), (3, third)):
            for axis in (0, 1):
                what = f"{name}: {'xy'[axis]} after step {t}"
                checks.append(exactly(what, paths[name][t][axis], expected[axis], T12))
    for what, rule, place in (
        ("x⁴-2x²+.3x from 2: GD .01 rests at", lambda p: GradientDescent(p, 0.01), LOCAL_MINIMUM),
        ("... momentum .9 at", lambda p: Momentum(p, 0.01), GLOBAL_MINIMUM),
    ):
        checks.append(exactly(what, resting_place(rule), place, T9 * abs(place)))

    def draw(axes: Any) -> None:
        for name, points in paths.items():
            axes.plot(*zip(*points, strict=True), ".-", label=name, markersize=3, linewidth=1)
        axes.set(xlabel="x", ylabel="y", title="f = x²/20 + y²")
        axes.legend(fontsize="small")

    return Report(checks, plots={"optimizers": draw})


EXPERIMENT = Experiment(
    name="optimizers",
    shows="ten update rules step by step on x²/20 + y², and momentum out of a local minimum",
    takes="a second",
    run=run,
    rows="C42 C44 C45 C46 C47 C48 C49",
    epochs="steps of each path, 30",
)
