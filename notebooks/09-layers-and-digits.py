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
# You need notebooks 2 and 7. Reading takes about twelve minutes.

# %%
import numpy as np
from matplotlib import pyplot

import viz
from autograd_core import Value
from autograd_core import sum as sum_of
from nn import MLP, over_cases, softmax, softmax_cross_entropy
from nn.by_hand import Affine, Relu, SoftmaxWithLoss, TwoLayerNet
from nn.by_hand import softmax as softmax_of_rows
from nn.datasets.digits import digits_split
from viz import plots

# %% [markdown]
# ## A layer as a matrix product
#
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
# Three samples with two inputs each, and three units: a 3 × 3 matrix.
#
# On the way back the layer gets $\mathrm{d}Y$, the gradient of the loss with respect to each entry of $Y$. (This is one
# name for one matrix. In code what arrives is called `dout`.) The layer sends on $\mathrm{d}X$ and keeps the gradients
# of its own parameters.
#
# $$\mathrm{d}X = \mathrm{d}Y\, W^T, \qquad \mathrm{d}W = X^T\, \mathrm{d}Y, \qquad
# \mathrm{d}b = \text{sum of the rows of } \mathrm{d}Y$$

# %%
dout = np.array([[1, 0, -1], [2, 1, 0], [0, -3, 4]])
print("dX", affine.backward(dout), "dW", affine.dW, "db", affine.db, sep="\n")

# %% [markdown]
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
# ## The same, entry by entry
#
# The engine knows nothing about matrices. We build the layer out of single Values and let the graph do it. As the
# loss we take the sum of all $\mathrm{d}Y \cdot Y$; its gradient with respect to $Y$ is just $\mathrm{d}Y$.


# %%
def values(array):
    return [[Value(entry) for entry in row] for row in array.tolist()]


x, w, bias = values(X), values(W), [Value(entry) for entry in b.tolist()]
y = [[sum(x[n][i] * w[i][k] for i in range(2)) + bias[k] for k in range(3)] for n in range(3)]
sum_of([y[n][k] * int(dout[n, k]) for n in range(3) for k in range(3)]).backward()
print(np.array([[entry.grad for entry in row] for row in w]))
print([entry.grad for entry in bias])

# %% [markdown]
# The same $\mathrm{d}W$ and $\mathrm{d}b$. Eighteen products with their sums, and the chain rule on each of them: the
# matrix formula is only a short way to write it.
#
# ## ReLU on a matrix
#
# ReLU works entry by entry. Forward it remembers, as a *mask*, where the input was 0 or less. Backward it blocks the
# gradient there.

# %%
relu = Relu()
print(relu.forward([[1, -0.5], [-2, 3]]))
print(relu.mask)
print(relu.backward([[10, 20], [30, 40]]))

# %% [markdown]
# ## Softmax and the loss
#
# The last layer gives a *score* for each class, any number. **Softmax** turns scores into positive numbers that add up
# to 1:
#
# $$y_k = \frac{e^{a_k}}{\sum_i e^{a_i}}$$
#
# The loss is the **cross entropy**, minus the logarithm of what the right class got: $L = -\ln(y_{\mathrm{right}})$. It
# is 0 if the network is sure and right, and large if it is sure and wrong.
#
# Each softmax output depends on *all* scores, so its graph is dense. Step through it. The right class is the second.
# (First the largest score is subtracted from all; you will see below why.)

# %%
scores = [Value(1.0, "a1"), Value(2.0, "a2"), Value(0.0, "a3")]
loss = softmax_cross_entropy(scores, 1)
loss.label = "L"
loss.backward()
viz.stepper(loss)

# %% [markdown]
# A long way back through logarithm, sum and exponentials. What arrives at the scores?

# %%
print("gradients:", [round(score.grad, 6) for score in scores])
print("softmax:  ", [round(y.data, 6) for y in softmax(scores)])

# %% [markdown]
# They agree, but for the right class, where the gradient is 1 less. Why? Put the softmax into the loss:
#
# $$L = -\ln\left(\frac{e^{a_{\mathrm{right}}}}{\sum_i e^{a_i}}\right)
# = \ln\left(\sum_i e^{a_i}\right) - a_{\mathrm{right}}$$
#
# $$\frac{\partial L}{\partial a_k} = \frac{e^{a_k}}{\sum_i e^{a_i}} - t_k = y_k - t_k$$
#
# Here $t = (0, 1, 0)$ is the one-hot target: 1 for the right class, 0 for the others. The gradient is what the network
# said minus what it should have said. For a batch the loss is the mean over $N$ rows, and the gradient is $(y - t)/N$.

# %%
last = SoftmaxWithLoss()
print("loss:", last.forward([[1, 2, 0], [0.3, -0.1, 0.8]], [1, 2]))
print(last.backward())

# %% [markdown]
# Two remarks. First, no float is as large as $e^{1000}$: large scores *overflow* the exponential. So subtract
# the largest score from all of them. This divides the numerator and the denominator of softmax by the same number, so
# no $y_k$ changes, and the largest exponent is now 0. The max gate in the graph does that. The gradient that comes back
# to it is 0, up to rounding, because the shift changes nothing.

# %%
softmax([1010, 1000, 990])

# %% [markdown]
# Second, softmax keeps the order of the scores. To *recognise* a digit it is enough to look for the largest score, and
# softmax can be left out. It is needed for the loss. (Rounding can make two outputs equal: far behind the largest score
# both may become 0. Which one is the largest, no rounding hides, unless two scores differ in the last digit only.)

# %%
random_scores = np.random.default_rng(0).normal(size=(10_000, 10))
same = softmax_of_rows(random_scores).argmax(axis=1) == random_scores.argmax(axis=1)
print(same.all())

# %% [markdown]
# ## The network
#
# `TwoLayerNet` is just these layers in a row. Forward goes through them in order, backward in reverse. Its initial
# weights are small random numbers, its biases 0.

# %%
net = TwoLayerNet(64, 50, 10, generator=np.random.default_rng(0))
print(list(net.layers), "+", type(net.lastLayer).__name__)
print({name: array.shape for name, array in net.params.items()})

# %% [markdown]
# The digits come with scikit-learn: 1797 images of 8 × 8 pixels. We keep 360 for testing.

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
# differences, on a few samples. This takes two forward passes for each of the 3760 parameters. We need it only once.

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
# The differences agree to about ten places after the point, the engine to the last.
#
# ## Train
#
# Four steps, again and again: draw a minibatch of 100 images, compute the gradient, take a step, repeat.

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
# At the start the loss is about $\ln(10)$: ten classes, all equally likely. After 1000 minibatches the network is right
# for about 96 of 100 digits that it has never seen. The curves of training and test stay close together: it does not
# *overfit* yet, that is, it does not learn the training images by heart.
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
# **1. Shapes.** An affine layer leads from 64 inputs to 50 units, and a batch has 100 rows. What shapes have
# $\mathrm{d}X$, $\mathrm{d}W$ and $\mathrm{d}b$?

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
# `dX=[100, 64], dW=[64, 50], db=[50]`
#
# </details>
#
# **2. Said and should have said.** Softmax gave $y = (0.3, 0.2, 0.5)$, and the second class is right. Predict the
# gradient of the loss with respect to the three scores.

# %%
scores = [Value(np.log(p).item()) for p in (0.3, 0.2, 0.5)]  # their softmax is just that
softmax_cross_entropy(scores, 1).backward()
said = viz.quiz(gradients=[score.grad for score in scores])
said.check(gradients=[..., ..., ...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# $y - t$. Its entries add up to 0.
#
# </details>
# <details><summary>Solution</summary>
#
# $(0.3, 0.2, 0.5) - (0, 1, 0) = (0.3, -0.8, 0.5)$: the scores of the wrong classes should fall, that of the right one
# should rise.
#
# </details>
#
# **3. Backward of the affine layer.** Write $\mathrm{d}W$ for a batch, from the input $X$ and the gradient
# $\mathrm{d}Y$. It is checked on a batch of four samples with two inputs and three units.


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
# $X$ is 4 × 2, $\mathrm{d}Y$ is 4 × 3, and the result must be 2 × 3 like $W$. `A.T` is the transpose, `A @ B` the
# matrix product. If Python says *mismatch*, the shapes do not fit.
#
# </details>
# <details><summary>Solution</summary>
#
# `return x.T @ dout`
#
# </details>
#
# ## Summary
#
# - An affine layer is $Y = XW + b$. Its backward is two matrix products and a sum; shapes tell which.
# - Softmax with cross entropy has the gradient $(y - t)/N$: what was said minus what should have been said.
# - Recognising needs no softmax, only the largest score.
# - Check hand-written gradients against differences, on a small network or few samples, before training.
# - Draw a minibatch, compute the gradient, take a step, repeat.
#
# Next: other losses, and better ways to take a step.
