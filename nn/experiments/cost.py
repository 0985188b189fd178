"""What a training step costs: Table 3-2 counted, the price of numerical gradients, and Jacobians nobody stores.

Not here: how the counting is done (nn.by_hand.operation_counts) and speeds (benchmarks).
"""

from __future__ import annotations

from autograd_core import constant, operation_counts
from nn.by_hand import TwoLayerNet, backward_to_forward_ratio, measured_costs
from nn.experiments.experiment import Check, Experiment, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.layers import MLP

# (d, p, c) -> equation -> (additions, multiplications)
REFERENCE = {
    (3, 4, 2): ((12, 12), (8, 8), (2, 2), (0, 8), (4, 12), (0, 12), (26, 26)),
    (5, 7, 3): ((35, 35), (21, 21), (3, 3), (0, 21), (14, 28), (0, 35), (66, 66)),
    (64, 50, 10): ((3200, 3200), (500, 500), (10, 10), (0, 500), (450, 550), (0, 3200), (3760, 3760)),
    (784, 50, 10): ((39200, 39200), (500, 500), (10, 10), (0, 500), (450, 550), (0, 39200), (39760, 39760)),
}
EQUATIONS = ("3.13", "3.14", "3.22", "3.23", "3.24", "3.25", "3.21")
RATIOS = {(784, 50, 10): 1.5128, (64, 50, 10): 1.6378}
PRINTED_DIGITS = 5e-5  # the references have four decimals
LIMITS = (
    ("d >> c", (10**8, 10**4, 10**2), 1.5),
    ("d = c", (10**6, 10**4, 10**6), 2.0),
    ("c >> d", (10**2, 10**4, 10**8), 2.5),
)
NEAR = 1e-3  # of a limit, at sizes as lopsided as those tried
BYTES = 4  # of a single-precision number


def jacobian_bytes(rows: int, inputs: int, outputs: int) -> tuple[int, int, int]:
    """What dY/dX and dY/dW of a layer take as full matrices in single precision, and what vector-Jacobian products
    compute with instead: the gradient with respect to Y, X for the gradient of W, and W for that of X.
    """
    by_input = BYTES * (rows * outputs) * (rows * inputs)
    by_weight = BYTES * (rows * outputs) * (inputs * outputs)
    return by_input, by_weight, BYTES * (rows * outputs + rows * inputs + inputs * outputs)


def forward_passes_of_numerical_gradient(d: int, p: int, c: int) -> int:
    """Two for every parameter of a d-p-c net."""
    return 2 * sum(array.size for array in TwoLayerNet(d, p, c).params.values())


def run(settings: Settings) -> Report:
    """Counts operations and bytes; nothing is trained."""
    checks = []
    for (d, p, c), counts in REFERENCE.items():
        measured = measured_costs(d, p, c)
        for equation, expected in zip(EQUATIONS, counts, strict=True):
            additions, multiplications = measured[equation]
            checks.append(exactly(f"({d},{p},{c}) eq {equation}: additions", additions, expected[0]))
            checks.append(exactly(f"({d},{p},{c}) eq {equation}: multiplications", multiplications, expected[1]))
    graph = operation_counts(sum(MLP(64, [50, 10], activation="sigmoid")([0.5] * 64), constant(0)))
    checks.append(exactly("(64,50,10) multiplications in the engine's graph", graph.multiplications, 3700))
    for sizes, ratio in RATIOS.items():
        checks.append(exactly(f"{sizes}: backward / forward", backward_to_forward_ratio(*sizes), ratio, PRINTED_DIGITS))
    for name, sizes, limit in LIMITS:
        ratio = backward_to_forward_ratio(*sizes)
        checks.append(Check(f"backward / forward, {name}", ratio, f"{limit}", limit - NEAR, limit + NEAR))
    passes = forward_passes_of_numerical_gradient(784, 50, 10)
    checks.append(exactly("forward passes of a numerical gradient, 784-50-10", passes, 79520))
    by_input, by_weight, products = jacobian_bytes(64, 4096, 4096)
    checks += [
        exactly("dY/dX, 64 rows of 4096: GiB", by_input / 2**30, 256),
        exactly("dY/dW: TiB", by_weight / 2**40, 16),
        exactly("vector-Jacobian product: MiB", products / 2**20, 66),
    ]
    widths = range(1, 201)
    series = {
        "64-50-c": [backward_to_forward_ratio(64, 50, c) for c in widths],
        "784-50-c": [backward_to_forward_ratio(784, 50, c) for c in widths],
    }
    return Report(checks, plots={"cost": curves(series, across="outputs c", up="backward / forward")})


EXPERIMENT = Experiment(
    name="cost",
    shows="operations of each equation, backward beside forward, numerical gradients, stored Jacobians",
    takes="a few seconds",
    run=run,
    rows="B16 B18 B19 B20 C01",
)
