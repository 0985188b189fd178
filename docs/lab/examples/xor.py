# %% [markdown]
# # XOR by hand
# A perceptron fires where its weighted sum is above a threshold. One line cannot part the points of XOR; NAND, OR and AND together can.
# %%
def perceptron(w1, w2, bias):
    return lambda x1, x2: int(w1 * x1 + w2 * x2 + bias > 0)


NAND = perceptron(-0.5, -0.5, 0.7)
OR = perceptron(0.5, 0.5, -0.2)
AND = perceptron(0.5, 0.5, -0.7)


def XOR(x1, x2):
    return AND(NAND(x1, x2), OR(x1, x2))


for x1 in (0, 1):
    for x2 in (0, 1):
        print(f"XOR({x1}, {x2}) = {XOR(x1, x2)}")
# %% [markdown]
# A step has no slope, so nothing tells its weights which way to go. With `tanh` in its place the same net has gradients, and learns:
# %%
import random

from nn import MLP, fit

random.seed(1)
inputs, targets = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
net = MLP(2, [4, 1], activation="tanh", output_activation="sigmoid")
history = fit(
    net, inputs, targets, loss="binary_cross_entropy", optimizer="adam", learning_rate=0.1, epochs=150, progress=False
)
print("loss", history.losses[0], "->", history.losses[-1])
for x, target in zip(inputs, targets):
    print(x, target, round(net(x).data, 3))
