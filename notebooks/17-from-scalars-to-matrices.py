# %% [markdown]
# # 17. How do single numbers become matrices?
#
# We record a network number by number, one sample at a time, and turn the graph into an array program. Thousands of
# multiplications become one matrix product, and a gradient takes about as long as with matrix code written by hand.
#
# **You will be able to**
#
# - say why a network written scalar by scalar is slow, and what a matrix product has to do with it;
# - compile a recorded graph, read the program, and find the layers of the network in it;
# - check that the program gives the same numbers, and say how much faster it is;
# - say what a recorded graph cannot know.
#
# You need notebook 9: layers as matrix products; and NumPy: arrays, their shapes and the product `@`. Reading takes
# about 20 minutes, the exercises about 25.

# %%
import random
import time

import numpy as np

import viz
from autograd_core import Value, compile_graph, maximum, operation_counts, topological_order
from nn import MLP, Adam, fit
from nn.by_hand import TwoLayerNet
from nn.datasets.digits import digits_split

# %% [markdown]
# ## A small network, number by number
#
# Three<!--=> len(x) --> inputs, four<!--=> len(hidden) --> hidden sigmoid units, one output, squared error. Every
# weight is a `Value`, and the weighted sums are written with `*` and `+`, as in the formulas.


# %%
def weighted_sum(weights, inputs, bias):
    total = bias
    for weight, x in zip(weights, inputs, strict=True):
        total = total + weight * x
    return total


def values(name, count):
    return [Value(draw.gauss(0, 0.5), f"{name}{i + 1}") for i in range(count)]


draw = random.Random(0)
x, target = values("x", 3), Value(1.0, "target")
W, b = [values(f"w{j + 1}", 3) for j in range(4)], values("b", 4)
v, c = values("v", 4), Value(0.0, "c")

hidden = [weighted_sum(row, x, bias).sigmoid() for row, bias in zip(W, b, strict=True)]
loss = (weighted_sum(v, hidden, c) - target) ** 2
loss.label = "loss"
len(topological_order(loss))

# %% [markdown]
# There are 64<!--= len(topological_order(loss)) --> nodes for one sample. For a batch of a hundred
# samples Python would record a hundred times as many. Each node is a Python
# object, and each step of the backward pass is a few lines of Python. That is the price of seeing everything.
#
# But look at the graph: the four<!--= len(hidden) --> hidden units do the *same* thing with different numbers. In this
# picture equal parts are drawn as one: "× 12"<!--= sum(map(len, W)) --> stands for twelve<!--= sum(map(len, W)) --> of
# them.

# %%
viz.draw(loss, fold="repeats")

# %% [markdown]
# ## Compile
#
# `compile_graph` takes the recorded graph and the leaves that change from sample to sample. The other leaves are
# parameters.

# %%
program = compile_graph(loss, inputs=[*x, target])
viz.draw(program)

# %% [markdown]
# Read the upper part from left to right: a matrix product, a sigmoid, a matrix product, a square. This is what a
# textbook would write: $\mathbf{v}_1 = W_1 \mathbf{x} + \mathbf{b}_1$ and so on. (Here a sample is a *column*, and $n$
# counts the samples; in notebook 9 a sample was a row.) Nobody told the compiler that there are layers. It found nodes
# at the same depth that apply the same operation, and saw that their weights and inputs form a grid.
#
# Below runs the gradient, from right to left. The rules are the ones you know from notebook 2, applied to nodes:
# nothing was derived anew for matrices. And yet the textbook's rule comes out: the gradient of $W_1$ is what arrives,
# times the inputs, *summed over the batch*: again a matrix product. (It is divided by $n$, because the program gives
# the gradient of the *mean* loss.)
#
# A program can be printed as NumPy code. Its first part is the forward pass. In `theta` all parameters stand in one
# row, and `x` has a row for each input:

# %%
forward = program.source.partition("# outputs, and")[0]
print(forward.partition("\n")[2])

# %% [markdown]
# This is what is computed, and NumPy can do it. Where Numba is installed, the program may run as a *compiled loop*
# instead, if that is likely to be faster. It computes what the NumPy code says, up to rounding; `program.executor`
# tells who does the work.
#
# ## A network of real size
#
# 64<!--=> len(pixels) --> pixels, 50<!--=> len(units) --> hidden units, 10<!--=> len(scores) --> classes: the digits of
# notebook 9. We write it in the same way and record the loss of one sample. The targets are inputs too.

# %%
pixels = [Value(0.5) for _ in range(64)]
targets = [Value(float(i == 3)) for i in range(10)]
W1, b1 = [values("w", 64) for _ in range(50)], values("b", 50)
W2, b2 = [values("v", 50) for _ in range(10)], values("c", 10)

units = [weighted_sum(row, pixels, bias).sigmoid() for row, bias in zip(W1, b1, strict=True)]
scores = [weighted_sum(row, units, bias) for row, bias in zip(W2, b2, strict=True)]
largest = maximum(*scores)
log_of_sum = sum((score - largest).exp() for score in scores).log() + largest
loss = log_of_sum - weighted_sum(targets, scores, 0)

counts = operation_counts(loss)
print(f"{counts.stored:,} numbers are stored, for {counts.additions:,} additions")
print(f"and {counts.multiplications:,} multiplications")

# %%
start = time.perf_counter()
program = compile_graph(loss, inputs=[*pixels, *targets])
print(f"compiled in {time.perf_counter() - start:.2f} s")
summary = str(viz.draw(program)).splitlines()[-1]
print("with the gradient,", summary.partition(" (")[0])
viz.draw(program, show="forward")

# %% [markdown]
# The first matrix product stands for $50 \times 64 = 3200$<!--= sum(map(len, W1)) --> multiplications, one for each
# weight of the first layer.
#
# ## The same numbers?
#
# A program must not be fast and wrong. We compare it with the engine, node by node, on three<!--=> len(three) -->
# samples: the loss, and the gradient of the mean loss with respect to all 3,760<!--= len(program.parameters) -->
# parameters.

# %%
generator = np.random.default_rng(0)
batch = np.hstack([generator.random((100, 64)), np.eye(10)[generator.integers(0, 10, 100)]])
leaves = [*pixels, *targets]


def by_the_engine(sample):
    """The loss of one sample and its gradient, recorded anew and run backward node by node."""
    for leaf, number in zip(leaves, sample.tolist(), strict=True):
        leaf.data = number
    units = [weighted_sum(row, pixels, bias).sigmoid() for row, bias in zip(W1, b1, strict=True)]
    scores = [weighted_sum(row, units, bias) for row, bias in zip(W2, b2, strict=True)]
    largest = maximum(*scores)
    log_of_sum = sum((score - largest).exp() for score in scores).log() + largest
    loss = log_of_sum - weighted_sum(targets, scores, 0)
    for parameter in program.parameters:
        parameter.grad = 0
    loss.backward()
    return loss.data, np.array([parameter.grad for parameter in program.parameters])


three = [by_the_engine(sample) for sample in batch[:3]]
losses, gradient = program.value_and_grad(batch[:3])
mean_gradient = np.mean([slopes for _, slopes in three], axis=0)
print("largest difference of a loss:    ", max(abs(losses - [loss for loss, _ in three])))
print("largest difference of a gradient:", max(abs(gradient - mean_gradient)))

# %% [markdown]
# The differences are rounding:<!--! max(abs(losses - [loss for loss, _ in three])) < 1e-13 and max(abs(gradient -
# mean_gradient)) < 1e-13 --> the program adds the same terms in another order.
#
# ## How much faster?
#
# We time one pass, forward and backward: the engine on one sample, the program on a batch of 100<!--= len(batch) -->.
# Beside them stands the network of notebook 9, of the same size, with its matrix code written by hand. The program
# gets its parameters as an array, as that code has them.


# %%
def seconds(run, times):
    """The shortest of several runs: the one that other work disturbed least."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


theta, by_hand = program.parameter_values(), TwoLayerNet(64, 50, 10, generator=generator)
rows, classes = batch[:, :64], batch[:, 64:].argmax(axis=1)

engine = seconds(lambda: by_the_engine(batch[0]), 5)
compiled = seconds(lambda: program.value_and_grad(batch, theta), 50) / len(batch)
hand = seconds(lambda: by_hand.gradient(rows, classes), 50) / len(batch)
print(f"a sample takes the engine {engine * 1e6:,.0f} µs")
print(f"the program {compiled * 1e6:.1f} µs, code written by hand {hand * 1e6:.1f} µs")
print(f"the program is {engine / compiled:,.0f} times as fast as the engine")

# %% [markdown]
# The times differ from computer to computer. Two things make the difference to the engine. Python's work per node is
# gone: the program has some dozens of array operations,<!--! 12 < program.source.count(" = ") < 120 --> however many
# samples there are. And a matrix product is what processors and their libraries are best at. So the program is about
# as fast as the code written by hand.
#
# ## Train with it
#
# `fit` compiles for you. We train a network on 500<!--=> len(images) --> digits: one epoch node by node, the same epoch
# compiled, and then twenty<!--=> epochs --> epochs compiled.

# %%
(images, labels), _ = digits_split()
images, labels = images[:500], labels[:500]


def trained(epochs, compiled):
    random.seed(1)
    net = MLP(64, [30, 10], activation="relu")
    options = {"loss": "softmax_cross_entropy", "optimizer": Adam(net, 0.005), "batch_size": 50}
    start = time.perf_counter()
    history = fit(net, images, labels, epochs=epochs, compiled=compiled, progress=False, **options)
    return history.losses[-1], time.perf_counter() - start


after = {}
for epochs, kind in ((1, False), (1, True), (20, True)):
    reached, duration = trained(epochs, kind)
    after[epochs, kind] = reached
    print(f"epochs {epochs:2}  compiled={kind!s:5}  loss {reached:.12f}  {duration:.2f} s")

# %% [markdown]
# After one epoch the losses agree to many digits,<!--! abs(after[1, True] - after[1, False]) < 1e-9 --> because both
# runs draw the same weights and see the same minibatches. Most of the time of the second run went into recording and
# compiling, which is done once. So nineteen<!--= epochs - 1 --> epochs more cost little.
#
# ## What a graph cannot know
#
# A program repeats what was recorded. A Python `if` on data is not an operation, so it leaves no trace in the graph: it
# holds for every sample as it fell for the recorded one.


# %%
def leaky(x):
    if x.data > 0:  # decided once, while recording
        return x * 1.0
    return x * 0.1


x = Value(2.0, "x")
frozen = compile_graph(leaky(x), inputs=[x])
frozen([[2.0], [-2.0]])

# %% [markdown]
# For −2 it should be −0.2<!--! leaky(Value(-2)).data == -0.2 -->. The choice must be part of the graph: `maximum` is an
# operation with two inputs, a *router*, and the program decides anew for every sample.

# %%
right = compile_graph(maximum(x, x * 0.1), inputs=[x])
right([[2.0], [-2.0]])

# %% [markdown]
# ## Exercises
#
# **1. Count.** A network with 5<!--=> len(five) --> inputs, 7<!--=> len(seven) --> hidden units and 3<!--=>
# len(three) --> outputs is recorded for one sample. How many multiplications are there, and how many parameters?

# %%
five, seven = values("x", 5), [(values("w", 5), bias) for bias in values("b", 7)]
three = [(values("v", 7), bias) for bias in values("c", 3)]
layer = [weighted_sum(weights, five, bias).relu() for weights, bias in seven]
output = sum(weighted_sum(weights, layer, bias) for weights, bias in three)

parameters = len(compile_graph(output, inputs=five).parameters)
multiplications = operation_counts(output).multiplications
count = viz.quiz(multiplications=multiplications, parameters=parameters)
count.check(multiplications=..., parameters=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# There is one multiplication for each weight. A bias is a parameter too, and it is added, not multiplied.
#
# </details>
# <details><summary>Solution</summary>
#
# $7 \times 5 + 3 \times 7 = 56$<!--= multiplications --> multiplications, and the biases more make $56 + 7 + 3 =
# 66$<!--= parameters --> parameters.
#
# ```python
# count.check(multiplications=56, parameters=66)
# ```
#
# </details>
#
# **2. Shapes.** The gradient that arrives at the 50<!--= len(W1) --> hidden units of our batch has a row per unit
# and a column per sample. The pixels are $64 \times 100$.<!--!> given.shape == (64, 100) --> Which shape has the
# product that gives the gradient of the weights, and of how many terms is each of its numbers the sum?

# %%
arriving, given = np.ones((50, 100)), np.ones((64, 100))
product = arriving @ given.T
shapes = viz.quiz(shape=product.shape, terms=product[0, 0])
shapes.check(shape=..., terms=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The gradient of a weight matrix has the shape of the weight matrix. Which index do both factors share?
#
# </details>
# <details><summary>Solution</summary>
#
# One term for each sample. Every sample uses the same weights, and where a value is used several times its
# gradients add up. All factors here are 1,<!--! (given == 1).all() and (arriving == 1).all() --> so that each sum
# counts its terms.
#
# ```python
# shapes.check(shape=[50, 64], terms=100)
# ```
#
# </details>
#
# **3. Make the choice part of the graph.** Write a hard sigmoid: 0 below −1, 1 above 1<!--= [max((-9 + 1) / 2, 0),
# 2 * 0 - 1, min((9 + 1) / 2, 1), 2 * 1 - 1] -->, and $(x + 1) / 2$ between. Use `maximum` and `minimum` (import it
# as well), so that the program is right for every sample. It is tried at −2, −0.5, 0, 0.5
# and 2<!--=> [points[0], points[1], points[2], points[3], points[4]] -->.


# %%
def hard_sigmoid(x):
    return ...


def with_ifs(x):  # right for a number, and frozen in a graph
    if x < -1:
        return 0
    if x > 1:
        return 1
    return (x + 1) / 2


def outputs_of(function, points):
    x = Value(0.25)
    output = function(x)
    if output is ...:
        return output
    return compile_graph(output, inputs=[x])([[point] for point in points])


points = [-2.0, -0.5, 0.0, 0.5, 2.0]
clipped = viz.quiz(outputs=[with_ifs(point) for point in points])
clipped.check(outputs=outputs_of(hard_sigmoid, points))

# %% [markdown]
# <details><summary>Hint</summary>
#
# Begin with the straight line. What must happen to outputs that are too small, and to those that are too large? If you
# get −0.5 and 1.5<!--= [(x + 1) / 2 for x in (points[0], points[-1])] --> at the ends, the choice
# was made by Python, once.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# from autograd_core import minimum
#
# def hard_sigmoid(x):
#     return minimum(1, maximum(0, (x + 1) / 2))
#
# clipped.check(outputs=outputs_of(hard_sigmoid, points))
# ```
#
# </details>
#
# ## Summary
#
# - A network written scalar by scalar is a graph with a great deal of repetition. Equal operations at the same depth
#   form an array, and a grid of products with their sums is a matrix product.
# - The gradient program comes from the same rules. Because every sample uses the same weights, their gradient is a sum
#   over the batch: again a matrix product.
# - Such a program is about as fast as matrix code written by hand.
# - Only the order of additions changes, and with it the last digits.
# - A recorded graph knows operations and nothing of the Python around them. Choices on data belong in the graph.
#
# Next, and last: a network that writes names, a transformer small enough to be looked at number by number.
