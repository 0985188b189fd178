# %% [markdown]
# # 9. How does a network read handwriting?
#
# A layer is one matrix product. Stack two of them with a ReLU between, end with softmax and a loss, and train with
# minibatches: after a second of computing, the network reads handwritten digits. Every layer has its own forward and
# backward, just like a gate.
#
# **You will be able to**
#
# - write forward and backward of an affine layer, and check their shapes;
# - explain why the gradient of softmax with cross entropy is $(y - t)/N$;
# - check a gradient before you trust it;
# - train a network on digits and look at its mistakes.
#
# You need notebooks 2 and 7, and NumPy: rows, columns, matrix product, transpose.
#
# Reading takes about 40 minutes, the exercises about 30.
#
# The layers are those of Shin's *Deep Learning from Scratch*, with the letters of that lecture: $y$ is the *output*
# here and $t$ the target, where notebook 7 called the target $y$. The softmax is also in the notes on neural networks.


# %%
import numpy as np
from matplotlib import pyplot

import viz
from autograd_core import Value, gradients
from autograd_core import sum as sum_of
from nn import MLP, over_cases, softmax, softmax_cross_entropy
from nn.by_hand import Affine, Relu, SoftmaxWithLoss, TwoLayerNet
from nn.by_hand import softmax as softmax_of_rows
from nn.datasets.digits import digits_split
from viz import plots

# %% [markdown]
# ## A layer as a matrix product
#
# <!--@ C12; C13; D01; S1 Fig 5-24 -->
# From now on a sample is a *row*, and a batch of $N$ samples is a matrix $X$. An **affine layer** computes
#
# $$Y = XW + b$$
#
# With $d$ inputs and $p$ units, $X$ is $N \times d$ and $W$ is $d \times p$. Column $k$ of $W$ holds the weights of
# unit $k$; in notebook 7 it was row $k$. The biases are now apart, in $b$, which is added to every row.

# %%
X = np.array([[1, -2], [0.5, 3], [-1, 1]])
W = np.array([[1.0, 2, 3], [4, 5, 6]])
b = np.array([0.5, -1, 2])
affine = Affine(W, b)
affine.forward(X)

# %% [markdown]
# Three<!--= len(X) --> samples with two inputs each, and three<!--= len(b) --> units: a 3 ×
# 3<!--= [*affine.forward(X).shape] --> matrix.
#
# On the way back the layer gets $\mathrm{d}Y$, the gradient of the loss with respect to each entry of $Y$. (This is
# one name for one matrix. In code what arrives is called `dout`.) The layer sends on $\mathrm{d}X$ and keeps the
# gradients of its own parameters.
#
# $$\mathrm{d}X = \mathrm{d}Y\, W^T, \qquad \mathrm{d}W = X^T\, \mathrm{d}Y, \qquad
# \mathrm{d}b = \text{sum of the rows of } \mathrm{d}Y$$

# %%
dout = np.array([[1, 0, -1], [2, 1, 0], [0, -3, 4]])
print("dX", affine.backward(dout), "dW", affine.dW, "db", affine.db, sep="\n")

# %% [markdown]
#
# <!--@ S1 Fig 5-23; S1 Fig 5-25; S1 Fig 5-26 -->
# You need not learn these by heart. It is the swap multiplier in matrix form: towards $X$ multiply by $W$, towards $W$
# by $X$. And if $N$, $d$ and $p$ differ, there is only one way to transpose and multiply in which the *shapes* fit:
#
# | array | shape | gradient | product of shapes |
# |---|---|---|---|
# | $X$ | $N \times d$ | $\mathrm{d}Y\, W^T$ | $(N \times p)(p \times d)$ |
# | $W$ | $d \times p$ | $X^T\, \mathrm{d}Y$ | $(d \times N)(N \times p)$ |
# | $b$ | $p$ | sum over $N$ rows | |
#
# Why the sum for $b$? The same bias is used in every row. Where a value is copied, gradients add up.
#
# A batch of one row is the case of a single sample: then $X^T\, \mathrm{d}Y$ is the outer product of notebook 7.
#
# ## The same, entry by entry
#
# The engine knows nothing about matrices. We build the layer out of single Values and let the graph do it. As the loss
# we take the sum of all $\mathrm{d}Y \cdot Y$; its gradient with respect to $Y$ is just $\mathrm{d}Y$.


# %%
def values(array):
    return [[Value(entry) for entry in row] for row in array.tolist()]


x, w, bias = values(X), values(W), [Value(entry) for entry in b.tolist()]
y = [[sum(x[n][i] * w[i][k] for i in range(2)) + bias[k] for k in range(3)] for n in range(3)]
sum_of([y[n][k] * int(dout[n, k]) for n in range(3) for k in range(3)]).backward()
print(np.array([[entry.grad for entry in row] for row in w]))
print([entry.grad for entry in bias])

# %% [markdown]
# The same $\mathrm{d}W$ and $\mathrm{d}b$.<!--! [[entry.grad for entry in row] for row in w] == affine.dW.tolist() and
# [entry.grad for entry in bias] == affine.db.tolist() --> Eighteen<!--= X.size * len(b) --> products with their sums,
# and the chain rule on each of them: the matrix formula is only a short way to write it.
#
# ## ReLU on a matrix
#
# <!--@ C10 -->
# ReLU works entry by entry. Forward it remembers, as a *mask*, where the input was zero or less. Backward it blocks
# the gradient there.

# %%
relu = Relu()
print(relu.forward([[1, -0.5], [-2, 3]]))
print(relu.mask)
print(relu.backward([[10, 20], [30, 40]]))

# %% [markdown]
# ## Softmax and the loss
#
# <!--@ C36 -->
# The last layer gives a *score* for each class, any number. **Softmax** turns scores into positive numbers that add up
# to one:
#
# $$y_k = \frac{e^{a_k}}{\sum_i e^{a_i}}$$
#
# The loss is the **cross entropy**, minus the logarithm of what the right class got: $L = -\ln(y_{\mathrm{right}})$.
# It is near zero if the network is sure and right, and large if it is sure and wrong.
#
# Each softmax output depends on *all* scores, so its graph is dense. The right class is the second. Predict the
# forward pass, then step. (First the largest score is subtracted from all; you will see below why.)

# %%
scores = [Value(1.0, "a1"), Value(2.0, "a2"), Value(0.0, "a3")]
loss = softmax_cross_entropy(scores, 1)
loss.label = "L"
viz.stepper(loss)

# %% [markdown]
# A long way back through logarithm, sum and exponentials. What arrives at the scores?

# %%
loss.backward()
print("gradients:", [round(score.grad, 6) for score in scores])
print("softmax:  ", [round(y.data, 6) for y in softmax(scores)])

# %% [markdown]
# They agree, but for the right class, where the gradient is one less.<!--! all(abs(score.grad - y.data + t) < 1e-12
# for score, y, t in zip(scores, softmax(scores), (0, 1, 0), strict=True)) --> Why? Put the softmax into the loss:
#
# $$L = -\ln\left(\frac{e^{a_{\mathrm{right}}}}{\sum_i e^{a_i}}\right)
# = \ln\left(\sum_i e^{a_i}\right) - a_{\mathrm{right}}$$
#
# $$\frac{\partial L}{\partial a_k} = \frac{e^{a_k}}{\sum_i e^{a_i}} - t_k = y_k - t_k$$
#
# <!--@ C16; S1 Fig 5-29; S1 Fig 5-30 -->
# Here $t$ is the one-hot target: one for the right class, zero for the others. The gradient is what the network said
# minus what it should have said. For a batch the loss is the mean over $N$ rows, and the gradient is $(y - t)/N$.

# %%
last = SoftmaxWithLoss()
print("loss:", last.forward([[1, 2, 0], [0.3, -0.1, 0.8]], [1, 2]))
print(last.backward())

# %% [markdown]
# Shin's notes print this layer with `backward(self, dout=1)`, and the body ignores `dout`: what arrives is not
# multiplied. That is right for the last layer, where one arrives. In the middle of a larger graph, say for twice the
# loss, it would be wrong. The layer here multiplies:

# %%
print(abs(last.backward(2) - 2 * last.backward()).max())

# %% [markdown]
# ## Each output depends on each score
#
# <!--@ D06 -->
# An activation such as ReLU gives output $k$ from score $k$ alone. Softmax is no such function. How does output $j$
# change with score $k$? All these slopes are a matrix, the *Jacobian*. Each backward pass gives a row:

# %%
scores = [Value(1.0, "a1"), Value(2.0, "a2"), Value(0.0, "a3")]
slopes = [gradients(y, scores) for y in softmax(scores)]
jacobian = np.array([[slope.data for slope in row] for row in slopes])
print(jacobian.round(4))

# %% [markdown]
# On the diagonal stands $y_k (1 - y_k)$, like the slope of a sigmoid. Elsewhere stands $-y_j y_k$: what one class
# gains, the others lose. So each row adds up to zero.<!--! abs(jacobian.sum(axis=1)).max() < 1e-15 --> For ReLU all
# but the diagonal is zero. Cross entropy has the slope $-t_j / y_j$ in output $j$. Times this matrix, by the chain
# rule, $y - t$ is left:

# %%
target, y = np.array([0, 1, 0]), softmax_of_rows([[1, 2, 0]])[0]
print((-target / y) @ jacobian, y - target)

# %% [markdown]
# ## Scores and probabilities
#
# Two remarks. First, no float is as large as
# $e^{1000}$<!--! sys.float_info.max < 10.0**308 * 2 and 1000 > math.log(sys.float_info.max) -->: large
# scores *overflow* the exponential. So subtract the largest score from all of them. This divides the numerator and the
# denominator of softmax by the same number, so no $y_k$ changes, and the largest exponent is now zero. The max gate in
# the graph does that. The gradient that comes back to it is zero, up to rounding, because the shift changes nothing.

# %%
softmax([1010, 1000, 990])

# %% [markdown]
#
# <!--@ C14; C15; S1 Fig 5-28 -->
# Second, softmax keeps the order of the scores. To *recognise* a digit it is enough to look for the largest score, and
# softmax can be left out. It is needed for the loss. Shin's Figure 5-28 shows a network that reads a two: the digit
# zero has the score 5.3 and gets 0.8 %, the digit two has 10.1 and
# gets 99.1 %<!--=> [zero, 100 * of_zero, two, 100 * of_two] -->. Of the other digits nothing is printed. But the sum
# in the denominator is the same for all, so the second must be
# $e^{10.1 - 5.3} \approx 122$<!--=> math.exp(two - zero) --> times as probable as the first:

# %%
printed = {0: (5.3, 0.008), 2: (10.1, 0.991)}  # digit: its score, and what softmax makes of it
(zero, of_zero), (two, of_two) = printed.values()
print(f"by the printed shares {of_two / of_zero:.0f} times, by scores {np.exp(two - zero):.0f}")

# %% [markdown]
# The share of the zero is rounded to one digit, so that fits.<!--! 0.0075 < of_two / math.exp(two - zero) < 0.0085 -->
# (Rounding can make two outputs equal: far behind the largest score both may become zero. Which one is the largest, no
# rounding hides, unless two scores differ in the last digit only.)

# %%
random_scores = np.random.default_rng(0).normal(size=(10_000, 10))
same = softmax_of_rows(random_scores).argmax(axis=1) == random_scores.argmax(axis=1)
print(same.all())

# %% [markdown]
# ## The network
#
# <!--@ C18; C19; D02; D04; D05; S1 Tab 5-1; S1 Tab 5-2 -->
# `TwoLayerNet` is just these layers in a row. Forward goes through them in order, backward in reverse. Tables 5-1 and
# 5-2 of Shin's notes list its parts; as a class it reads like this (shortened):
#
# ```python
# class TwoLayerNet:
#     def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
#         self.params = {}
#         self.params["W1"] = weight_init_std * np.random.randn(input_size, hidden_size)
#         self.params["b1"] = np.zeros(hidden_size)
#         ...  # W2 and b2 alike
#         self.layers = OrderedDict()
#         self.layers["Affine1"] = Affine(self.params["W1"], self.params["b1"])
#         self.layers["Relu1"] = Relu()
#         self.layers["Affine2"] = Affine(self.params["W2"], self.params["b2"])
#         self.lastLayer = SoftmaxWithLoss()
#
#     def predict(self, x):
#         for layer in self.layers.values():
#             x = layer.forward(x)
#         return x
#
#     def loss(self, x, t):
#         return self.lastLayer.forward(self.predict(x), t)
#
#     def gradient(self, x, t):
#         self.loss(x, t)  # forward
#         dout = self.lastLayer.backward(1)
#         for layer in reversed(self.layers.values()):
#             dout = layer.backward(dout)
#         return {"W1": self.layers["Affine1"].dW, "b1": self.layers["Affine1"].db, ...}
# ```
#
# Ours has the same parts, and a generator for its small random weights; the biases start at zero. With more layers
# nothing changes. The notes on neural networks write it for $L$ of them: forward,
# $Z^{(l)} = H^{(l-1)} W^{(l)} + b^{(l)}$ for each layer $l$, beginning with $H^{(0)} = X$, and
# $H^{(l)} = \sigma(Z^{(l)})$ after each but the last, whose $Z^{(L)}$ is the output; backward, from $L$ down to the
# first, each layer with the values that it has kept.

# %%
net = TwoLayerNet(64, 50, 10, generator=np.random.default_rng(0))
print(list(net.layers), "+", type(net.lastLayer).__name__)
print({name: array.shape for name, array in net.params.items()})

# %% [markdown]
# The digits come with scikit-learn: 1797<!--=> len(images) + len(test_images) --> images of 8 × 8
# pixels.<!--!> images.shape[1] == 8 * 8 --> We keep 360<!--=> len(test_images) --> for testing.

# %%
training, testing = digits_split()
images, labels = np.array(training[0]), np.array(training[1])
test_images, test_labels = np.array(testing[0]), np.array(testing[1])
_, axes = pyplot.subplots(1, 10, figsize=(9, 1.3), layout="constrained")
for digit, ax in enumerate(axes):
    first = images[labels == digit][0]
    ax.imshow(first.reshape(8, 8), cmap="gray_r")
    ax.set(title=digit, xticks=[], yticks=[])
plots.described(ax, "The handwritten digits 0 to 9, one of each, of 8 by 8 grey pixels.")

# %% [markdown]
# ## Check the gradient first
#
# Hand-written backward code is easy to get wrong, and a wrong gradient may still learn a little. So compare it with
# differences, on a few samples. This takes two forward passes for each of the
# 3760<!--= sum(array.size for array in net.params.values()) --> parameters. We need it only once.

# %%
few, few_labels = images[:3], labels[:3]
by_layers = net.gradient(few, few_labels)
by_differences = net.numerical_gradient(few, few_labels)
for name in by_layers:
    print(name, f"{abs(by_layers[name] - by_differences[name]).max():.0e}")

# %% [markdown]
# And compare with the engine, which records the same network scalar by scalar.

# %%
scalar_net = MLP(64, [50, 10])
for number, layer in enumerate(scalar_net.layers, start=1):
    for k, neuron in enumerate(layer.neurons):
        for i, weight in enumerate(neuron.w):
            weight.data = net.params[f"W{number}"][i, k].item()
outputs = scalar_net.batch(few.tolist())
mean_loss = over_cases(softmax_cross_entropy, outputs, few_labels.tolist())
mean_loss.backward()
hidden = scalar_net.layers[0].neurons
by_engine = np.array([[weight.grad for weight in neuron.w] for neuron in hidden]).T
print(f"W1: {abs(by_layers['W1'] - by_engine).max():.0e}")

# %% [markdown]
# The differences agree to about ten places after the
# point,<!--! max(abs(by_layers[name] - by_differences[name]).max() for name in by_layers) < 3 * 10**-10 --> the
# engine to the last.
#
# ## Train
#
# <!--@ C17 -->
# Again and again: draw a minibatch of 100<!--=> len(batch) --> images, compute the gradient, take a step, repeat.

# %%
generator = np.random.default_rng(1000)
losses, accuracies = [], {"training": [], "test": []}
for step in range(1000):
    batch = generator.choice(len(images), 100)
    gradient = net.gradient(images[batch], labels[batch])
    for name in gradient:
        net.params[name] -= 0.1 * gradient[name]
    losses.append(net.lastLayer.loss)
    if step % 20 == 0:
        accuracies["training"].append(net.accuracy(images, labels))
        accuracies["test"].append(net.accuracy(test_images, test_labels))

# %%
_, (left, right) = pyplot.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained")
plots.loss_curves(losses, left, xlabel="minibatch")
plots.loss_curves(accuracies, right, xlabel="every 20 minibatches", ylabel="accuracy")
plots.described(
    left,
    "Left: the noisy loss falls. Right: training and test accuracy rise together.",
)

# %%
print(f"first loss {losses[0]:.4f}, ln 10 = {np.log(10):.4f}")
print(f"training: {net.accuracy(images, labels):.3f}")
print(f"test:     {net.accuracy(test_images, test_labels):.3f}")

# %% [markdown]
# At the start the loss is about $\ln(10)$: ten<!--= len(set(labels)) --> classes, all equally
# likely.<!--! abs(losses[0] - math.log(10)) < 0.01 --> After 1000<!--= len(losses) --> minibatches the network is
# right for about 96 %<!--= 100 * net.accuracy(test_images, test_labels) --> of the digits that it has never seen. The
# curves of training and test stay close together: it does not *overfit* yet, that is, it does not learn the training
# images by heart. (Notebook 12 has one that does.)
#
# ## Look at the mistakes

# %%
read = net.predict(test_images).argmax(axis=1)
wrong = np.flatnonzero(read != test_labels)
_, axes = pyplot.subplots(1, 8, figsize=(9, 1.7), layout="constrained")
for ax, i in zip(axes, wrong, strict=False):
    ax.imshow(test_images[i].reshape(8, 8), cmap="gray_r")
    ax.set(title=f"{test_labels[i]}, read {read[i]}", xticks=[], yticks=[])
plots.described(ax, "Eight test digits that were misread; some are hard for people too.")

# %%
f"{len(wrong)} of {len(test_labels)} were misread"

# %% [markdown]
# ## Exercises
#
# **1. Shapes.** An affine layer leads from 64<!--=> len(layer.W) --> inputs to 50<!--=> len(layer.b) --> units, and a
# batch has 100<!--=> len(gradient_of_rows) --> rows. What shapes have $\mathrm{d}X$, $\mathrm{d}W$ and $\mathrm{d}b$?

# %%
layer = Affine(np.zeros((64, 50)), np.zeros(50))
gradient_of_rows = layer.backward(np.ones(layer.forward(np.ones((100, 64))).shape))
shapes = viz.quiz(dX=gradient_of_rows.shape, dW=layer.dW.shape, db=layer.db.shape)
shapes.check(dX=[..., ...], dW=[..., ...], db=[...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# A gradient has the shape of what it is the gradient of.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# shapes.check(dX=[100, 64], dW=[64, 50], db=[50])
# ```
#
# </details>
#
# **2. Said and should have said.** Softmax gave $y = (0.3, 0.2, 0.5)$<!--=> [y.data for y in softmax(scores)] -->, and
# the second class is right. Predict the gradient of the loss with respect to the scores.

# %%
scores = [Value(np.log(p).item()) for p in (0.3, 0.2, 0.5)]  # their softmax is just that
softmax_cross_entropy(scores, 1).backward()
said = viz.quiz(gradients=[score.grad for score in scores])
said.check(gradients=[..., ..., ...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# $y - t$. Its entries add up to zero.
#
# </details>
# <details><summary>Solution</summary>
#
# Only the right class has a target: $0.2 - 1 = -0.8$<!--= scores[1].grad -->. The scores of the wrong classes should
# fall, that of the right one should rise.
#
# ```python
# said.check(gradients=[0.3, -0.8, 0.5])
# ```
#
# </details>
#
# **3. Backward of the affine layer.** Write $\mathrm{d}W$ for a batch, from the input $X$ and the gradient
# $\mathrm{d}Y$. It is checked on a batch of four<!--=> len(four) --> samples with two inputs and
# three<!--=> len(affine.b) --> units.


# %%
def gradient_of_weights(x, dout):
    return ...


four, arriving = np.arange(8.0).reshape(4, 2), np.arange(12.0).reshape(4, 3)
affine.forward(four)
affine.backward(arriving)
product = viz.quiz(dW=affine.dW)
product.check(dW=gradient_of_weights(four, arriving))

# %% [markdown]
# <details><summary>Hint</summary>
#
# $X$ is 4 × 2<!--= [*four.shape] -->, $\mathrm{d}Y$ is 4 × 3<!--= [*arriving.shape] -->, and the result must be 2 ×
# 3<!--= [*affine.dW.shape] --> like $W$. `A.T` is the transpose, `A @ B` the matrix product. If Python
# says *mismatch*, the shapes do not fit.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# def gradient_of_weights(x, dout):
#     return x.T @ dout
#
#
# product.check(dW=gradient_of_weights(four, arriving))
# ```
#
# </details>
#
# **4. Other outputs.** Softmax of some scores is $y = (0.5, 0.3, 0.2)$<!--=> [y.data for y in softmax(three)] -->.
# What is the slope of the first output in the first score, and what in the second?

# %%
three = [Value(np.log(p).item()) for p in (0.5, 0.3, 0.2)]
row = [slope.data for slope in gradients(softmax(three)[0], three)]
slopes = viz.quiz(own=row[0], other=row[1])
slopes.check(own=..., other=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# On the diagonal $y_k(1 - y_k)$, elsewhere $-y_j y_k$.
#
# </details>
# <details><summary>Solution</summary>
#
# $0.5 \times 0.5 = 0.25$<!--= row[0] --> and $-0.5 \times 0.3 = -0.15$<!--= row[1] -->.
#
# ```python
# slopes.check(own=0.25, other=-0.15)
# ```
#
# </details>
#
# **On the ladder** of notebook 4 are rungs for this notebook too: `rung(23)` is softmax, `rung(25)` softmax with cross
# entropy for a batch, `rung(29)` an affine layer, `rung(32)` two layers with ReLU, both for a batch. Here is the affine
# layer. Work out its gradients on paper; in Python `rung.check(X=..., W=..., b=..., Y=...)` says of each whether it is
# right, or on which edge it went wrong.

# %%
rung = viz.ladder().rung(29)
print(rung)

# %% [markdown]
# ## Summary
#
# - An affine layer is $Y = XW + b$. Its backward is two matrix products and a sum; shapes tell which.
# - Softmax with cross entropy has the gradient $(y - t)/N$: what was said minus what should have been said.
# - Recognising needs no softmax, only the largest score.
# - Check hand-written gradients against differences, on a small network or few samples, before training.
# - Draw a minibatch, compute the gradient, take a step, repeat.
#
# Next: other losses, and better ways to take a step.
