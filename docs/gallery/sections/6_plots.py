"""Plots.

What a course shows of networks, drawn with matplotlib, the extra named plots.
"""

# %% An activation and its derivative
# The derivative is the engine's; rings and dots mark what holds at the kink.
import math
import random

import nn
from autograd_core import Value, relu, topological_order
from viz import plots

ax = plots.activation(relu)
plots.described(ax, "relu is 0 for negative inputs and the input itself above; its derivative jumps from 0 to 1.")

# %% Loss curves
# A line for each run, told apart by colour and by style.
X, TARGETS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [-1.0, 1.0, 1.0, -1.0]


def losses(rate: float, epochs: int = 60) -> list[float]:
    net = nn.MLP(2, [4, 1], activation="tanh", generator=random.Random(3))
    found = []
    for _ in range(epochs):
        loss = sum((net(x) - target) ** 2 for x, target in zip(X, TARGETS, strict=True)) / 4
        net.zero_grad()
        loss.backward()
        for parameter in net.parameters():
            parameter.data -= rate * parameter.grad
        found.append(loss.data)
    return found


ax = plots.loss_curves({f"rate {rate}": losses(rate) for rate in (0.02, 0.1, 0.2)}, scale="log")
plots.described(ax, "Three runs on XOR; the larger the rate, the faster the loss falls.")


# %% Optimizers' paths
# Where the update rules go on f = x²/20 + y², which is steep along y and flat along x.
def path(rule, steps: int = 30) -> list[tuple[float, float]]:
    x, y = Value(-7.0), Value(2.0)
    optimizer = rule([x, y])
    visited = [(x.data, y.data)]
    for _ in range(steps):
        optimizer.zero_grad()
        (x**2 / 20 + y**2).backward()
        optimizer.step()
        visited.append((x.data, y.data))
    return visited


rules = {
    "gradient descent": lambda p: nn.GradientDescent(p, 0.95),
    "momentum": lambda p: nn.Momentum(p, 0.1),
    "Adagrad": lambda p: nn.Adagrad(p, 1.5),
    "Adam": lambda p: nn.Adam(p, 0.3),
}
ax = plots.optimizer_paths(
    lambda x, y: x**2 / 20 + y**2, {name: path(rule) for name, rule in rules.items()}, minimum=(0, 0)
)
plots.described(ax, "Gradient descent zigzags across the valley; Momentum swings through it; Adagrad and Adam bend in.")

# %% A decision boundary
# The plane shaded by the score of any callable: a network, a classifier of another library, a lambda.
POINTS, CLASSES = [(0, 0), (0, 1), (1, 0), (1, 1)], ["no", "yes", "yes", "no"]

ax = plots.decision_boundary(lambda p: 0.5 - (p[0] + p[1] - 1) ** 2, POINTS, CLASSES, eps=0.5)
plots.described(ax, "XOR: the two points of class yes lie in a band between two straight borders.")

# %% XOR in another space
# Two perceptrons take the four points of XOR to three, which a line separates (Fig 3-9).
HIDDEN = [(-0.5, 1, 1), (1.5, -1, -1)]


def hidden(p):
    return [math.copysign(1, w0 + w1 * p[0] + w2 * p[1]) for w0, w1, w2 in HIDDEN]


left, right = plots.transformation(
    hidden, POINTS, CLASSES, perceptrons=HIDDEN, separator=(-1, 1, 1), names=list("abcd")
)
plots.described(
    left, "Left the four points of XOR and two lines; right three points, with b and c together beyond a line."
)

# %% Regions of three perceptrons
# Three lines cut the plane into seven regions, each with its code (Fig 3-11).
ax = plots.regions([(-0.9, 1, 1), (0.5, -1, 0.6), (-0.1, 0.2, -1)])
plots.described(ax, "Three lines and the seven regions between them, each with the signs that the perceptrons give it.")

# %% A Hinton diagram
# Squares whose areas are the weights, white for positive and black for negative.
net = nn.MLP(6, [4, 1], activation="tanh", generator=random.Random(0))
ax = plots.hinton([neuron.w for neuron in net.layers[0].neurons], row_names=["unit 1", "unit 2", "unit 3", "unit 4"])
plots.described(ax, "The weights of four units with six inputs each, as white and black squares on grey.")

# %% An activity diagram
# The activity of every unit, layer above layer.
inputs = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0]
activities = net.layers[0](inputs)
output = net.layers[1](activities).tanh()
ax = plots.activity([inputs, activities, [output]], layer_names=["input", "hidden", "output"])
plots.described(ax, "Two of six inputs are on; above them the activities of four hidden units and of the output.")

# %% Distributions
# Activations layer by layer: from weights that start too small they shrink towards 0.
deep = nn.MLP(4, [20, 20, 20, 20, 1], activation="tanh", initializer=nn.normal(0.15), generator=random.Random(2))
normal = random.Random(0).gauss
outputs = [deep([normal(0, 1) for _ in range(4)]) for _ in range(10)]
activities = [x for out in outputs for x in topological_order(out) if x.operation and x.operation.name == "tanh"]
ax = plots.distribution(activities)
plots.described(ax, "A histogram for each of four layers, each narrower than the one before.")
