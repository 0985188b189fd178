"""Large graphs.

A picture that could not be read on a slide folds by itself, and says so below.
"""

# %% Folded by itself
# The loss of a 2-64-64-1 net over three samples, thousands of nodes: as much detail as can be read.
import random

import nn
import viz
from autograd_core import Value, compile_graph

SAMPLES = [([2.0, 3.0], 1.0), ([3.0, -1.0], -1.0), ([0.5, 1.0], -1.0)]
net = nn.MLP(2, [64, 64, 1], generator=random.Random(1))
loss = sum((net(x) - target) ** 2 for x, target in SAMPLES)
loss.label = "loss"
loss.backward()

viz.draw(loss)

# %% Opened block by block
# A page for graphs of any size: layers, their units, single gates. Arrows are as wide as the gradient that flows back.
viz.explore(loss)

# %% Folded by repeats
# Equal structures are drawn once, with how many there are and the range of their numbers.
viz.draw(loss, fold="repeats")

# %% Folded by groups
# Nodes of the same group are one box, with the range of what enters and leaves it; the layers of a net are groups.
x = Value(0.5, "x")
encoded = (x * 3 + 1).tanh() * Value(2.0, "scale")
for node in (encoded, encoded.parents[0]):
    node.group = "encoder"
decoded = (encoded - 1) ** 2
decoded.label = "error"
decoded.backward()

viz.draw(decoded, fold="groups")

# %% Folded by sums
# A chain of additions is one gate.
w = [Value(i - 1.5, f"w{i}") for i in range(4)]
score = w[0] * 1 + w[1] * 2 + w[2] * 3 + w[3] * 4
score.label = "score"
score.backward()

viz.draw(score, fold="sums")

# %% Between two nodes
# All ways from an input to the output, the one that carries most of the gradient in heavy lines.
x = Value(0.5, "x")
h = [(weight * x).tanh() for weight in (Value(2.0, "w1"), Value(-1.0, "w2"), Value(0.3, "w3"))]
out = h[0] * h[1] + h[2]
out.label = "out"
out.backward()

viz.draw(out, between=(x, out))

# %% Around a node
# The part of the graph that is at most so many edges away.
viz.draw(out, around=h[0], hops=1)

# %% As an array program
# A graph that was recorded scalar by scalar, compiled to arrays: what each stands for, and the gradient's arrays below.
inputs, target = [Value(0.0) for _ in range(8)], Value(1.0)
net = nn.MLP(8, [16, 1], activation="tanh", generator=random.Random(1))
program = compile_graph((net(inputs) - target) ** 2, inputs=[*inputs, target])

viz.draw(program)
