# %% [markdown]
# # 7. How does a multilayer perceptron learn?
#
# One hidden layer, one output layer, and a rule that sends the error back: this is the multilayer perceptron. We
# compute one training step by hand, with four formulas. Then the engine computes it from the graph. The two agree,
# and that is the point: backpropagation *is* the backward pass of the graph.
#
# **You will be able to**
#
# - run a two-layer network forward and backward with the lecture's formulas;
# - recognise those formulas in a computational graph;
# - train with single samples and with minibatches, and say how they differ;
# - count what a training step costs.
#
# You need notebooks 5 and 6, and a little NumPy. Reading takes about twelve minutes.

# %%
import numpy as np
from matplotlib import pyplot

import viz
from autograd_core import Value
from nn import MLP, by_hand, half_squared_error
from nn.datasets import XOR_INPUTS, XOR_ONE_HOT, moons
from nn.experiments.depth import folded, interpolation_error
from viz import plots

# %% [markdown]
# ## The network
#
# There are $d$ inputs, $p$ hidden units and $c$ outputs, one for each class. The matrix $U^1$ leads to the hidden
# layer, $U^2$ to the outputs. (The 1 and 2 are numbers of layers, not powers.) Row $j$ belongs to unit $j$. Column 0 is
# the bias, which is multiplied by $x_0 = 1$ or $z_0 = 1$.
#
# | matrix | shape | entry |
# |---|---|---|
# | $U^1$ | $p \times (d+1)$ | $u^1_{ji}$: from input $i$ to hidden unit $j$ |
# | $U^2$ | $c \times (p+1)$ | $u^2_{kj}$: from hidden unit $j$ to output $k$ |
#
# Our example has $d = p = c = 2$. The sample $x$ belongs to the first class, so the target is *one-hot*: $y = (1, 0)$.

# %%
U1 = np.array([[0.1, 0.2, -0.3], [-0.2, 0.4, 0.5]])
U2 = np.array([[0.3, -0.5, 0.6], [-0.1, 0.7, -0.8]])
weights = by_hand.Weights(U1, U2)
x, y = np.array([0.5, -1.0]), np.array([1, 0])

# %% [markdown]
# ## Forward
#
# Each hidden unit adds up its row and applies the activation $\tau$. The outputs do the same with the hidden values.
#
# $$\mathrm{zsum}_j = \sum_{i=0}^{d} u^1_{ji}\, x_i, \qquad z_j = \tau(\mathrm{zsum}_j)$$
#
# $$\mathrm{osum}_k = \sum_{j=0}^{p} u^2_{kj}\, z_j, \qquad o_k = \tau(\mathrm{osum}_k)$$
#
# Here $\tau$ is the logistic sigmoid.

# %%
zsum, z, osum, o = by_hand.forward(weights, x)
print("zsum =", zsum)
print("z    =", z)
print("o    =", o)

# %% [markdown]
# (`z` starts with $z_0 = 1$.) The first output should be 1 and the second 0. Both are about one half: the network knows
# nothing yet. How wrong is it? The *objective*, another name for the loss, is half the squared distance:
#
# $$J = \frac12 \sum_{k=1}^{c} (y_k - o_k)^2$$

# %%
J = 0.5 * ((y - o) ** 2).sum()
print(J)

# %% [markdown]
# ## Backward, by hand
#
# First the error at each output, times the slope of the activation. For the logistic sigmoid the slope is $o(1-o)$:
#
# $$\delta_k = (y_k - o_k)\,\tau'(\mathrm{osum}_k), \qquad \frac{\partial J}{\partial u^2_{kj}} = -\delta_k\, z_j$$
#
# This is the chain rule. The derivative of $\frac12 (y_k - o_k)^2$ with respect to $o_k$ is $-(y_k - o_k)$: hence the
# minus. The sigmoid multiplies it by its slope, which gives $-\delta_k$. The times gate of weight $u^2_{kj}$ swaps: the
# weight gets $-\delta_k$ times its input $z_j$.
#
# To $z_j$ the same gate sends $-\delta_k$ times the weight: the error goes back through the *same weights*. Hidden unit
# $j$ adds up what comes from all outputs. The bias column of $U^2$ leads to no hidden unit, so it is left out:
#
# $$\eta_j = \tau'(\mathrm{zsum}_j) \sum_{q=1}^{c} \delta_q\, u^2_{qj}, \qquad
# \frac{\partial J}{\partial u^1_{ji}} = -\eta_j\, x_i$$

# In NumPy `delta @ U2[:, 1:]` is the sum over $q$, for all $j$ at once, and `np.outer(delta, z)` is the matrix of all
# products $\delta_k z_j$.

# %%
delta = (y - o) * o * (1 - o)
eta = z[1:] * (1 - z[1:]) * (delta @ U2[:, 1:])
derived = by_hand.Weights(U1=-np.outer(eta, [1, *x]), U2=-np.outer(delta, z))
print("delta =", delta, " eta =", eta)
print(derived.U1)
print(derived.U2)

# %% [markdown]
# The lecture writes the same thing unit by unit, with loops, and as matrix products. `nn.by_hand` has both. They differ
# from ours by a rounding error at most:

# %%
for gradient in (by_hand.gradient_by_loops, by_hand.gradient_by_matrices):
    again = gradient(weights, x, y)
    print(abs(again.U1 - derived.U1).max(), abs(again.U2 - derived.U2).max())

# %% [markdown]
# ## Backward, by the engine
#
# Now without any formula. We build the same network of Values, compute the loss, and call `backward()`.

# %%
net = MLP(2, [2, 2], activation="sigmoid", output_activation="sigmoid")
rows = [[neuron.b, *neuron.w] for layer in net.layers for neuron in layer.neurons]
for row, numbers, name in zip(rows, [*U1, *U2], ("u1_1", "u1_2", "u2_1", "u2_2"), strict=True):
    for i, number in enumerate(numbers.tolist()):
        row[i].data, row[i].label = number, f"{name}{i}"

# %%
z_1, z_2 = net.layers[0](x.tolist())
outputs = net.layers[1]([z_1, z_2])
loss = half_squared_error(outputs, y.tolist())
z_1.label, z_2.label, loss.label = "z1", "z2", "J"
loss.backward()
engine = np.array([[parameter.grad for parameter in row] for row in rows])
print(abs(engine - np.vstack(derived)).max())

# %% [markdown]
# No difference, or at most a rounding error: the formulas and the graph say the same. Look at the part of the graph
# around $z_1$. (A tall gate is a weighted sum, u1_12 is $u^1_{12}$, and the box with dots is the rest of the graph.)

# %%
viz.draw(loss, around=z_1)

# %% [markdown]
# $z_1$ goes to both outputs, so its gradient is a sum, 0.0551563 + 0.0889485 = 0.144105. That is the sum over $q$ in
# the formula for $\eta_1$. The sigmoid multiplies it by its slope $z_1(1 - z_1) = 0.235$, and gives 0.0338652. This is
# $-\eta_1$. All of it, step by step:

# %%
viz.stepper(loss)

# %% [markdown]
# ## Update
#
# Now every weight takes a small step down its gradient, with the learning rate $\rho$:
#
# $$U \leftarrow U - \rho\, \frac{\partial J}{\partial U}$$
#
# Mind the order: $\eta$ needs the *old* $U^2$. Compute all gradients first, then update.

# %%
after = by_hand.updated(weights, derived, rate=0.5)
print(after.U1)
print("J before:", J, " after:", by_hand.objective(after, [x], [y]))

# %% [markdown]
# ## Training on XOR
#
# *Stochastic gradient descent* repeats this: shuffle the samples, and for each go forward, backward, and update. One
# pass over all samples is an epoch. We stop when every output is within 0.1 of its target.

# %%
traces = {}
for p in (2, 3, 4):
    generator = np.random.default_rng(3)
    start = by_hand.initial_weights(2, p, 2, generator)
    options = {"rate": 0.5, "epochs": 5000, "tolerance": 0.1, "generator": generator}
    learned, traces[f"p = {p}"] = by_hand.train(XOR_INPUTS, XOR_ONE_HOT, start, **options)
ax = plots.loss_curves(traces, ylabel="J")
plots.described(ax, "The objective over the epochs falls to 0 for p = 3 and 4; p = 2 stays high.")

# %% [markdown]
# Three and four hidden units solve it. With two units this start ends on a plateau, where the loss hardly falls any
# more. Other starts are luckier: in the experiment `python -m nn xor` 16 of 20 starts solve XOR with two units, and
# all 20 with four. (What if all weights start *equal*? See exercise 3.)
#
# Recognition is one forward pass and a look at which output is largest. Classes count from 1 here.

# %%
[by_hand.recognise(learned, x) for x in XOR_INPUTS]


# %%
def scores(point):
    return by_hand.forward(learned, point).o


ax = plots.decision_boundary(scores, XOR_INPUTS, [1, 2, 2, 1], eps=0.5)
plots.described(ax, "A band holds (0, 0) and (1, 1); the other corners lie on its two sides.")

# %% [markdown]
# ## Minibatches
#
# One sample gives a noisy gradient. All $n$ samples give the exact one, at $n$ times the cost. In between, take the
# mean over a *minibatch* of $t$ samples. How noisy is it? We draw 5000 minibatches from 200 points and look at the
# *variance* of the mean gradient: how far, squared, it lies on average from the exact one.

# %%
points, labels = moons(200, seed=0)
start = by_hand.initial_weights(2, 4, 2, np.random.default_rng(0))
cases = zip(points, np.eye(2)[labels], strict=True)
samples = [by_hand.gradient_by_matrices(start, *case) for case in cases]
G = np.array([[*sample.U1.flat, *sample.U2.flat] for sample in samples])  # a row a sample
generator = np.random.default_rng(0)
for t in (1, 4, 16, 64):
    means = G[generator.integers(200, size=(5000, t))].mean(axis=1)
    print(f"t = {t:2}: variance {means.var(axis=0).sum():.5f}")

# %% [markdown]
# Four times the samples, a quarter of the variance. So the noise itself, its square root, is only halved. Minibatches
# of some tens to hundreds of samples are usual.
#
# ## What does a step cost?
#
# The lecture's table gives the additions and multiplications of each formula. We can measure: run the formulas on
# numbers that count what is done with them. Here for 64 inputs, 50 hidden units, 10 outputs, each time first the
# additions, then the multiplications:

# %%
table = by_hand.table_3_2(64, 50, 10)
names = ["zsum", "osum", "delta", "dU2", "eta", "dU1", "update"]
print("          measured      table")
for name, (equation, cost) in zip(names, by_hand.measured_costs(64, 50, 10).items(), strict=True):
    print(f"{name:7}", *(f"{n:5}" for n in (*cost, *table[equation])))

# %% [markdown]
# The table is right but for details: it is not exact for $\eta$, and forgets the biases in the update.
#
# The lecture says that going back, with the update, costs 1.5 to 2 times as much as going forward. Is it so?

# %%
for d, p, c in ((784, 50, 10), (64, 50, 10), (50, 50, 50), (10, 50, 784)):
    print(f"{d:3} inputs, {c:3} outputs: {by_hand.backward_to_forward_ratio(d, p, c):.2f}")

# %% [markdown]
# It is, as long as there are no more outputs than inputs. All gradients together cost only about two forward passes.
# Without that, large networks could not be trained: differences would need two forward passes for *each* parameter.
#
# ## Wide or deep?
#
# One hidden layer that is wide enough can come near to any continuous function on a bounded region, unless its
# activation is a polynomial. Here ReLU units follow a sine; the
# largest error falls with their number:

# %%
[f"{units} units: {interpolation_error(units):.4f}" for units in (4, 16, 64)]

# %% [markdown]
# More layers can do more with the same units. Two ReLUs make a tent. A second layer of two folds it again, and each
# layer doubles the number of straight pieces: 2, 4, 8, and so on. In *one* layer each unit adds just one piece.

# %%
xs = np.linspace(0, 1, 641)
_, axes = pyplot.subplots(1, 3, figsize=(9, 2.2), layout="constrained", sharey=True)
for ax, layers in zip(axes, (1, 2, 4), strict=True):
    ax.plot(xs, folded(xs, layers))
    ax.set_title(f"layers: {layers}, units: {2 * layers}")
plots.described(ax, "A tent of 2 straight pieces, then a zigzag of 4, then one of 16.")

# %% [markdown]
# ## Exercises
#
# **1. A chain.** Two sigmoid units in a row: $h = \sigma(w_1 x)$, $y = \sigma(w_2 h)$, and $E = \frac12 (y - 1)^2$. The
# gradient of $E$ with respect to $y$ is $y - 1$; it arrives from the right. Predict the others, to four figures. Use
# Python as a calculator.

# %%
w1, w2, x_in = Value(0.5, "w1"), Value(-0.3, "w2"), Value(1, "x")
h = (w1 * x_in).sigmoid()
out = (w2 * h).sigmoid()
h.label, out.label = "h", "y"
out.backward(out.data - 1)
sheet = viz.worksheet(out)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The sigmoid multiplies what arrives by $y(1 - y)$. A times gate swaps. The inner sigmoid multiplies by $h(1 - h)$.
#
# </details>
# <details><summary>Solution</summary>
#
# $-0.546549 \times y(1-y)$ is $-0.1355$. Towards $w_2$ it is multiplied by $h$, towards $h$ by $w_2 = -0.3$:
# $-0.08431$ and $0.04064$. Times $h(1-h) = 0.2350$ this is $0.009550$. $w_1$ gets that times 1, $x$ gets that times
# 0.5. `print(sheet)` shows all digits.
#
# </details>
#
# **2. How many weights?** A network reads one of 26 letters in an image of 12 × 12 pixels. It has 30 hidden units. What
# shapes have $U^1$ and $U^2$, and how many parameters are there, with the biases?

# %%
letters = by_hand.initial_weights(12 * 12, 30, 26, np.random.default_rng(0))
count = viz.quiz(U1=letters.U1.shape, U2=letters.U2.shape, parameters=letters.parameter_count)
count.check(U1=[..., ...], U2=[..., ...], parameters=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Each pixel is an input, each letter an output. Look at the table at the beginning. Do not forget column 0.
#
# </details>
# <details><summary>Solution</summary>
#
# $30 \times 145$ and $26 \times 31$: together $4350 + 806 = 5156$.
#
# </details>
#
# **3. All weights equal.** We train a network with three hidden units on XOR, and start with all weights at 0.5. After
# 200 epochs, are the three rows of $U^1$ still equal?

# %%
equal = by_hand.Weights(np.full((3, 3), 0.5), np.full((2, 4), 0.5))
options = {"rate": 0.5, "epochs": 200, "generator": np.random.default_rng(0)}
trained, _ = by_hand.train(XOR_INPUTS, XOR_ONE_HOT, equal, **options)
symmetry = viz.quiz(still_equal=bool(np.ptp(trained.U1, axis=0).max() == 0))
symmetry.check(still_equal=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Compare the formulas for $\eta_1$ and $\eta_2$. What differs between two hidden units here?
#
# </details>
# <details><summary>Solution</summary>
#
# `True`. Equal units get equal gradients, so they stay equal for ever: three units do the work of one. This is why
# weights start at random.
#
# </details>
#
# ## Summary
#
# - Forward: weighted sums and activations, layer by layer. Backward: errors through the same weights, in reverse.
# - The formulas for $\delta$ and $\eta$ are the chain rule on the graph. The engine gives the same numbers.
# - Compute all gradients first, then update all weights.
# - A minibatch of $t$ samples has $1/t$ of the variance of one sample.
# - Backward with update costs 1.5 to about 2 times forward, if there are no more outputs than inputs.
#
# Next: the same network in layers of matrices, and it learns to read digits.
