# %% [markdown]
# # A small net that learns
# Two half moons, 40 points, a net of 33 weights. Each step is a forward pass, a backward pass, and a small move of every weight.
# %%
import math
import random

from nn import MLP, fit

random.seed(1)
points, sides = [], []
for i in range(20):
    angle = math.pi * i / 19
    for side, (x1, x2) in enumerate([(math.cos(angle), math.sin(angle)), (1 - math.cos(angle), 0.5 - math.sin(angle))]):
        points.append([x1 + random.gauss(0, 0.1), x2 + random.gauss(0, 0.1)])
        sides.append(side)

net = MLP(2, [8, 1], activation="tanh", output_activation="sigmoid")
history = fit(
    net,
    points,
    sides,
    loss="binary_cross_entropy",
    optimizer="adam",
    learning_rate=0.05,
    batch_size=10,
    epochs=30,
    progress=False,
)
for epoch in range(0, 30, 5):
    print(f"epoch {epoch:2}  loss {history.losses[epoch]:.4f}")
right = sum((net(x).data > 0.5) == (side == 1) for x, side in zip(points, sides))
print(f"{right} of {len(points)} points on the right side")
# %% [markdown]
# What the net answers over the plane, a character for each place:
# %%
for row in range(12):
    x2 = 1.3 - row * 0.2
    print("".join("#" if net([-1.4 + column * 0.1, x2]).data > 0.5 else "." for column in range(39)))
# %% [markdown]
# The graph of one point's answer, as layers:
# %%
import viz

answer = net(points[0])
answer.label = "answer"
answer.backward()
viz.draw_network(answer)
