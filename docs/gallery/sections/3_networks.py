"""Networks.

Units as circles in layers, weights as lines between them.
"""

# %% A network as layers of circles
# As textbooks draw it: lines as wide as weights, activations and values inside; a 1 stands for the inputs of biases.
import random

import nn
import viz

net = nn.MLP(3, [4, 4, 2], activation="tanh", bias_initializer="uniform", generator=random.Random(1))
scores = net([1.0, -2.0, 0.5])
error = scores[0] ** 2 + scores[1] ** 2
error.label = "error"
error.backward()

viz.draw_network(error)

# %% Which weights matter
# The same network, its lines as wide as gradients.
viz.draw_network(error, weight="gradient")

# %% A unit opened
# What happens in one of its circles, gate by gate.
viz.draw_network(error, unit="layer 2/neuron 3")

# %% A network for digits
# Of a long column the first and the last units are drawn; `draw` calls this way to fold "layers".
digits = nn.MLP(64, [50, 10], activation="sigmoid", generator=random.Random(0))
probabilities = digits([i % 16 / 16 for i in range(64)])
digit = nn.softmax_cross_entropy(probabilities, 3)
digit.label = "loss"
digit.backward()

viz.draw(digit, fold="layers")
