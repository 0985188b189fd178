"""Learning.

A page on which a network learns: play, stop at any step, and open any weight down to its scalar graph.
"""

# %% A network of one's own that learns
# Recorded once, for one sample; the page runs the graph and its gradients over minibatches, with no Python in it.
import random

import viz
from autograd_core import Value, softplus
from nn import MLP
from nn.datasets import moons

x, y, target = Value(0.0, "x"), Value(0.0, "y"), Value(0.0, "t")
net = MLP(2, [4, 3, 1], activation="tanh", initializer="xavier", generator=random.Random(1))
score = net([x, y])
loss = softplus(-target * score)

points, classes = moons(100)
data = points, [2 * each - 1 for each in classes]  # targets -1 and 1
viz.playground(loss, score=score, inputs=[x, y], targets=[target], data=data)
