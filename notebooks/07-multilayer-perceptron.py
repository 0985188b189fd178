# %% [markdown]
# # 7. How does a multilayer perceptron learn?
#
# One hidden layer, one output layer, and a rule that sends the error back: this is the multilayer perceptron. We
# compute one training step by hand, with the lecture's formulas, unit by unit and as matrices. Then the engine
# computes it from the graph. They agree, and that is the point: backpropagation *is* the backward pass of the graph.
#
# **You will be able to**
#
# - run a two-layer network forward and backward with the lecture's formulas;
# - read its algorithms, and write them as loops and as matrix products;
# - recognise the formulas in a computational graph;
# - train a network on XOR and let it recognise.
#
# You need notebooks 5 and 6, matrices (product, transpose), and NumPy as far as `@` and slices. Reading takes about 30
# minutes, the exercises about 30.
#
# *The lecture* is chapter 3 of Oh's *Machine Learning*; its equations and algorithms are named by their numbers, and
# its letters are kept. So $y$ is the *target* here, while it is the output in notebooks 9 and 14, and $\eta$ is an
# error, while it is a learning rate in notebook 10. The learning rate here is $\rho$.

# %%
import numpy as np

import viz
from autograd_core import Value
from nn import MLP, by_hand, half_squared_error
from nn.datasets import XOR_INPUTS, XOR_ONE_HOT
from viz import plots

# %% [markdown]
# ## The network
#
# <!--@ A16; S0 Fig 3-14; S0 Eq 3.11 -->
# There are $d$ inputs, $p$ hidden units and $c$ outputs, one for each class. The matrix $U^1$ leads to the hidden
# layer, $U^2$ to the outputs. (These are numbers of layers, not powers.) Row $j$ belongs to unit $j$. The first column
# is the bias; the sums below call it number zero. It is multiplied by $x_0$ or $z_0$, which are always one.
#
# | matrix | shape | entry |
# |---|---|---|
# | $U^1$ | $p \times (d+1)$ | $u^1_{ji}$: from input $i$ to hidden unit $j$ |
# | $U^2$ | $c \times (p+1)$ | $u^2_{kj}$: from hidden unit $j$ to output $k$ |
#
# The example has two inputs, two hidden units and two outputs. It gets a sample $x$ of the first class, so the target
# is *one-hot*: $y = (1, 0)$<!--=> [y[0], y[1]] -->.

# %%
U1 = np.array([[0.1, 0.2, -0.3], [-0.2, 0.4, 0.5]])
U2 = np.array([[0.3, -0.5, 0.6], [-0.1, 0.7, -0.8]])
weights = by_hand.Weights(U1, U2)
x, y = np.array([0.5, -1.0]), np.array([1, 0])

# %% [markdown]
# The same numbers in a network of Values, to draw it, and for later:

# %%
net = MLP(2, [2, 2], activation="sigmoid", output_activation="sigmoid")
rows = [[neuron.b, *neuron.w] for layer in net.layers for neuron in layer.neurons]
names = "u1_1", "u1_2", "u2_1", "u2_2"
for row, numbers, name in zip(rows, [*U1, *U2], names, strict=True):
    for i, number in enumerate(numbers.tolist()):
        row[i].data, row[i].label = number, f"{name}{i}"
z_1, z_2 = net.layers[0](x.tolist())
o_1, o_2 = net.layers[1]([z_1, z_2])
J = half_squared_error([o_1, o_2], y.tolist())
for value, name in ((z_1, "z1"), (z_2, "z2"), (o_1, "o1"), (o_2, "o2"), (J, "J")):
    value.label = name
viz.draw_network(J)

# %% [markdown]
# Each line is a weight, from the unit on its left to the one on its right. The circles with a
# 1<!--= 1.0 ** len(rows) --> are $x_0$ and $z_0$, for the biases. The numbers in the circles are what we compute next.
#
# ## Forward
#
# <!--@ A19; S0 Eq 3.13; S0 Eq 3.14 -->
# Each hidden unit adds up its row and applies the activation $\tau$. The outputs do the same with the hidden values
# (eq. 3.13 and 3.14).
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
# (`z` starts with $z_0$.) The first sum is $0.1 + 0.2 \times 0.5 + (-0.3) \times (-1) = 0.5$<!--= zsum[0] -->.
#
# <!--@ A18; A20; S0 Fig 3-15; S0 Eq 3.12; S0 Eq 3.15 -->
# As matrices it is one line, $\mathbf{o} = \tau(U^2\, \tau(U^1 \mathbf{x}))$ (eq. 3.15): a function of a function,
# $\mathbf{f}_2(\mathbf{f}_1(\mathbf{x}))$. A deep network has more of them, one for each layer.
#
# ## The objective
#
# <!--@ A23; A24; A25; A29; S0 Fig 3-17; S0 Eq 3.16; S0 Eq 3.17; S0 Eq 3.18; S0 Eq 3.19; S0 Eq 3.20 -->
# Many samples are the rows of two matrices: $X$ has the inputs, $Y$ the targets, one-hot. Wanted is a function
# $\mathbf{f}$ with $Y = \mathbf{f}(X)$. The first output here should be one and the second zero. Both are about a
# half: the network knows nothing yet. How wrong is it? The *objective*, another name for the loss, is half the squared
# distance (eq. 3.20). For all $n$ samples together the lecture takes the mean of these.
#
# $$J = \frac12 \sum_{k=1}^{c} (y_k - o_k)^2$$

# %%
objective = 0.5 * ((y - o) ** 2).sum()
print(objective, J.data)

# %% [markdown]
# The hand and the graph say the same.<!--! abs(objective - J.data) < 1e-15 -->
#
# ## Backward, by hand
#
# <!--@ A32; A33; A34; S0 Eq 3.22; S0 Eq 3.23 -->
# First the error at each output, times the slope of the activation. For the logistic sigmoid the slope is $o(1-o)$
# (eq. 3.22 and 3.23):
#
# $$\delta_k = (y_k - o_k)\,\tau'(\mathrm{osum}_k), \qquad \frac{\partial J}{\partial u^2_{kj}} = -\delta_k\, z_j$$
#
# This is the chain rule. The derivative of $\frac12 (y_k - o_k)^2$ with respect to $o_k$ is $-(y_k - o_k)$: hence the
# minus. The sigmoid multiplies it by its slope, which gives $-\delta_k$. The times gate of weight $u^2_{kj}$ swaps:
# the weight gets $-\delta_k$ times its input $z_j$.
#
# <!--@ A35; A36; S0 Eq 3.24; S0 Eq 3.25 -->
# To $z_j$ the same gate sends $-\delta_k$ times the weight: the error goes back through the *same weights*. Hidden
# unit $j$ adds up what comes from all outputs. The bias column of $U^2$ leads to no hidden unit, so it is left out
# (eq. 3.24 and 3.25):
#
# $$\eta_j = \tau'(\mathrm{zsum}_j) \sum_{q=1}^{c} \delta_q\, u^2_{qj}, \qquad
# \frac{\partial J}{\partial u^1_{ji}} = -\eta_j\, x_i$$
#
# <!--@ B10; S0 Alg 3-4 -->
# The lecture's Algorithm 3-4 does this unit by unit. Its lines for one sample, forward and backward:
#
# ```text
#  7  for j = 1 to p:                  zsum_j = u1_j · x,  z_j = τ(zsum_j)
#  8  for k = 1 to c:                  osum_k = u2_k · z,  o_k = τ(osum_k)
#  9  for k = 1 to c:                  δ_k = (y_k - o_k) τ'(osum_k)
# 10  for k = 1 to c, for j = 0 to p:  Δu2_kj = -δ_k z_j
# 11  for j = 1 to p:                  η_j = τ'(zsum_j) Σ_q δ_q u2_qj
# 12  for j = 1 to p, for i = 0 to d:  Δu1_ji = -η_j x_i
# ```
#
# The same backward lines in Python. Arrays count from zero, so unit $k$ is at place $k - 1$, and column $j$ stays at
# place $j$.

# %%
d, p, c = 2, 2, 2
with_bias = [1, *x]
delta, eta = np.zeros(c), np.zeros(p)
d_u2, d_u1 = np.zeros((c, p + 1)), np.zeros((p, d + 1))
for k in range(c):  # line 9
    delta[k] = (y[k] - o[k]) * o[k] * (1 - o[k])
for k in range(c):  # line 10
    for j in range(p + 1):
        d_u2[k, j] = -delta[k] * z[j]
for j in range(p):  # line 11
    arriving = sum(delta[q] * U2[q, j + 1] for q in range(c))
    eta[j] = z[j + 1] * (1 - z[j + 1]) * arriving
for j in range(p):  # line 12
    for i in range(d + 1):
        d_u1[j, i] = -eta[j] * with_bias[i]
print("delta =", delta, " eta =", eta)
print(d_u1)
print(d_u2)

# %% [markdown]
# ## As matrices
#
# <!--@ B13; S0 Alg 3-5 -->
# Algorithm 3-5 is the same without loops. The sum over $q$, for all $j$ at once, is a product with a matrix; all
# products $\delta_k z_j$ together are an *outer product*. $\tilde U^2$ is $U^2$ without its bias column, and $\odot$
# multiplies entry by entry.
#
# ```text
#  9  δ   = (y - o) ⊙ τ'(osum)
# 10  ΔU2 = -δ zᵀ
# 11  η   = (δᵀ Ũ2)ᵀ ⊙ τ'(zsum)
# 12  ΔU1 = -η xᵀ
# ```

# %%
delta = (y - o) * o * (1 - o)
gradient_2 = -np.outer(delta, z)
eta = (delta @ U2[:, 1:]) * z[1:] * (1 - z[1:])
gradient_1 = -np.outer(eta, with_bias)
print(abs(gradient_1 - d_u1).max(), abs(gradient_2 - d_u2).max())

# %% [markdown]
# Nothing, or a rounding error.<!--! max(abs(gradient_1 - d_u1).max(), abs(gradient_2 - d_u2).max()) < 1e-15 --> Loops
# are what the formulas say; matrices are what computers are fast at.
#
# ## Backward, by the engine
#
# <!--@ B08 -->
# Now without any formula: the graph of $J$ is there already. Here it is, gate by gate. (A tall gate is a weighted sum,
# and u1_12 is $u^1_{12}$.) Predict what arrives at the two outputs, $o_k - y_k$, then step.

# %%
viz.stepper(J)

# %%
J.backward()
engine = np.array([[parameter.grad for parameter in row] for row in rows])
print(abs(engine - np.vstack([d_u1, d_u2])).max())

# %% [markdown]
# No difference, or at most a rounding error:<!--! abs(engine - np.vstack([d_u1, d_u2])).max() < 1e-15 --> the formulas
# and the graph say the same. Where is $\eta_1$? Look at the part of the graph around $z_1$. (Dashed arrows are short
# for other parts, and the box with dots is the rest.)

# %%
viz.draw(J, around=z_1, hops=1)

# %% [markdown]
# $z_1$ goes to both outputs, so its gradient is a
# sum, 0.0552<!--= -delta[0] * U2[0, 1] --> + 0.0889<!--= -delta[1] * U2[1, 1] --> = 0.1441<!--= z_1.grad -->. That is
# the sum over $q$ in the formula for $\eta_1$. The sigmoid multiplies it by its slope
# $z_1(1 - z_1) = 0.235$<!--= z_1.data * (1 - z_1.data) -->, and gives 0.0339<!--= z_1.parents[0].grad -->. This is
# $-\eta_1$.<!--! abs(z_1.parents[0].grad + eta[0]) < 1e-15 -->
#
# ## Update
#
# <!--@ A30; S0 Eq 3.21 -->
# Now every weight takes a small step down its gradient, with the learning rate $\rho$ (eq. 3.21):
#
# $$U \leftarrow U - \rho\, \frac{\partial J}{\partial U}$$
#
# Mind the order: $\eta$ needs the *old* $U^2$. Compute all gradients first, then update.

# %%
gradient = by_hand.Weights(d_u1, d_u2)
after = by_hand.updated(weights, gradient, rate=0.5)
print(after.U1)
print("J before:", objective, " after:", by_hand.objective(after, [x], [y]))

# %% [markdown]
# ## Training on XOR
#
# <!--@ A31; S0 Alg 3-3; C23 -->
# *Stochastic gradient descent* repeats this. Algorithm 3-3 is its skeleton; Algorithms 3-4 and 3-5 differ only in how
# they compute the gradient.
#
# ```text
# Input: samples X and targets Y, learning rate ρ.  Output: weights U1, U2
# 1  initialise U1 and U2
# 2  repeat
# 3      shuffle the samples
# 4      for each sample
# 5          forward: o, by (3.15)
# 6          compute ∂J/∂U1 and ∂J/∂U2
# 7          update U1 and U2, by (3.21)
# 8  until the stopping condition holds
# ```
#
# One pass over all samples is an epoch. Three<!--=> epochs --> epochs of it on XOR, with
# four<!--=> len(learning.U1) --> hidden units:

# %%
generator = np.random.default_rng(3)
learning, epochs = by_hand.initial_weights(2, 4, 2, generator), 3  # line 1
for _ in range(epochs):
    for i in generator.permutation(len(XOR_INPUTS)):  # lines 3 and 4
        sample, target = XOR_INPUTS[i], XOR_ONE_HOT[i]
        gradient = by_hand.gradient_by_loops(learning, sample, target)  # lines 5 and 6
        learning = by_hand.updated(learning, gradient, rate=0.5)  # line 7
    print("J =", by_hand.objective(learning, XOR_INPUTS, XOR_ONE_HOT))

# %% [markdown]
# `by_hand.train` is this loop, and stops when every output is near its target:
# within 0.1<!--=> options["tolerance"] -->.

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
# Three and four hidden units solve it.<!--! [p for p in (2, 3, 4) if traces[f"p = {p}"][-1] < 0.01] == [3, 4] --> With
# two units this start ends on a plateau, where the loss hardly falls any more.<!--! traces["p = 2"][-1] > 0.1 -->
# Other starts are luckier. (What if all weights start *equal*? See exercise 3. How many hidden units are too few, and
# how many too many? That is the subject of notebook 12.)
#
# ## Recognition
#
# <!--@ B17; S0 Alg 3-7 -->
# A trained network only goes forward. Algorithm 3-7:
#
# ```text
# Input: a sample x, trained weights.  Output: its class
# 1  x = (1, x1, ..., xd),  z0 = 1
# 2  zsum = U1 x
# 3  z̃ = τ(zsum)
# 4  osum = U2 z
# 5  o = τ(osum)
# 6  class = the k of the largest o_k
# ```
#
# Classes count from one here.

# %%
[by_hand.recognise(learned, sample) for sample in XOR_INPUTS]


# %%
def scores(point):
    return by_hand.forward(learned, point).o


ax = plots.decision_boundary(scores, XOR_INPUTS, [1, 2, 2, 1], eps=0.5)
plots.described(ax, "A band holds (0, 0) and (1, 1); the other corners lie on its two sides.")

# %% [markdown]
# ## Exercises
#
# <!--@ C24 -->
# **1. A chain.** Two sigmoid units in a row: $h = \sigma(w_1 x)$, $y = \sigma(w_2 h)$, and $E = \frac12 (y - 1)^2$.
# The gradient of $E$ with respect to $y$ is $y - 1$; it arrives from the right. Predict the others, to a thousandth.
# Use Python as a calculator.

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
# What arrives, −0.546549<!--= out.data - 1 -->, times $y(1-y)$ is −0.1355<!--= sheet.key["a"] -->. Towards $w_2$ it is
# multiplied by $h$, towards $h$ by $w_2$: −0.08431<!--= w2.grad --> and 0.04064<!--= h.grad -->. Times
# $h(1-h) = 0.2350$<!--= h.data * (1 - h.data) --> this is 0.009550<!--= w1.grad -->. $w_1$ gets that times $x$, $x$
# gets that times $w_1$.
#
# ```python
# sheet.check(a=-0.1355, b=-0.08431, c=0.04064, d=0.009550, e=0.009550, f=0.004775)
# ```
#
# </details>
#
# **2. How many weights?** A network reads one of 26<!--=> len(letters.U2) --> letters in an image of 12 × 12
# pixels.<!--!> letters.U1.shape[1] == 12 * 12 + 1 --> It has 30<!--=> len(letters.U1) --> hidden units. What shapes
# have $U^1$ and $U^2$, and how many parameters are there, with the biases?

# %%
letters = by_hand.initial_weights(12 * 12, 30, 26, np.random.default_rng(0))
shapes = {"U1": letters.U1.shape, "U2": letters.U2.shape}
count = viz.quiz(**shapes, parameters=letters.parameter_count)
count.check(U1=[..., ...], U2=[..., ...], parameters=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Each pixel is an input, each letter an output. Look at the table at the beginning. Do not forget the column of the
# bias.
#
# </details>
# <details><summary>Solution</summary>
#
# $30 \times 145 = 4350$<!--= letters.U1.size --> and $26 \times 31 = 806$<!--= letters.U2.size -->: together
# 5156<!--= letters.parameter_count -->.
#
# ```python
# count.check(U1=[30, 145], U2=[26, 31], parameters=5156)
# ```
#
# </details>
#
# **3. All weights equal.** We train a network with three<!--=> len(trained.U1) --> hidden units on XOR, and start with
# all weights at 0.5<!--=> equal.U1[0, 0] -->. After 200<!--=> options["epochs"] --> epochs, are the rows of $U^1$
# still equal?

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
# Equal units get equal gradients, so they stay equal for ever: they do the work of one. This is why weights start at
# random.
#
# ```python
# symmetry.check(still_equal=True)
# ```
#
# </details>
#
# <!--@ C25 -->
# **4. A misprint.** The chain, one unit longer: $h_1 = \sigma(w_1 x)$, $h_2 = \sigma(w_2 h_1)$, $y = \sigma(w_3 h_2)$.
# With $\delta_y = (y - 1)\,y(1 - y)$, Cho's slide prints $\delta_2 = \delta_y \cdot \sigma'(w_3 h_2) \cdot w_3$ for
# the second unit, and then $\partial E / \partial w_2 = \delta_2 h_1$. One product of it is wrong. What are
# $\partial E / \partial w_2$ and $\partial E / \partial w_1$ really?

# %%
w1, w2, w3 = Value(0.5, "w1"), Value(-0.3, "w2"), Value(0.8, "w3")
h1 = (w1 * 1).sigmoid()
h2 = (w2 * h1).sigmoid()
y3 = (w3 * h2).sigmoid()
error = (y3 - 1) ** 2 / 2
error.backward()
slopes = viz.quiz(w1=w1.grad, w2=w2.grad)
slopes.check(w1=..., w2=...)  # h1.data, h2.data, y3.data are at hand

# %% [markdown]
# <details><summary>Hint</summary>
#
# On the way back to $w_2$ stands the sigmoid of the second unit. What is its input? The slope of a sigmoid is its
# output times one minus its output. One unit further back everything is as before.
#
# </details>
# <details><summary>Solution</summary>
#
# It must be $\sigma'(w_2 h_1) = h_2(1 - h_2)$. The misprint makes the
# gradient 2.4 %<!--= 100 * (1 - y3.data * (1 - y3.data) / (h2.data * (1 - h2.data))) --> too small: so little that a
# network would learn with it, and nobody would notice. Compare gradients with differences (notebook 4).
#
# ```python
# delta_y = (y3.data - 1) * y3.data * (1 - y3.data)
# delta_2 = delta_y * h2.data * (1 - h2.data) * w3.data
# delta_1 = delta_2 * h1.data * (1 - h1.data) * w2.data
# slopes.check(w1=delta_1 * 1, w2=delta_2 * h1.data)
# ```
#
# </details>
#
# The ladder of notebook 4 has this notebook's network as `viz.ladder().rung(31)`: all its gradients by hand.
#
# ## Summary
#
# - Forward: weighted sums and activations, layer by layer. Backward: errors through the same weights, in reverse.
# - The formulas for $\delta$ and $\eta$ are the chain rule on the graph. The engine gives the same numbers.
# - Loops and matrices are two ways to write them.
# - Compute all gradients first, then update all weights.
# - To recognise, go forward once and take the largest output.
#
# Next: what a step costs, how many samples it should see, and whether a network should be wide or deep.
