# %% [markdown]
# # 8. How large a step, how large a network?
#
# A network can be trained with one sample at a time or with many, and its units can stand side by side or one behind
# the other. We measure what each choice brings and what it costs: the noise of a minibatch, the additions and
# multiplications of a step, the straight pieces that a wide and a deep network can make.
#
# **You will be able to**
#
# - train with minibatches, and say how noisy their gradient is;
# - count what a training step costs, forward and backward;
# - say what a wide layer can do in principle, and why depth helps.
#
# You need notebook 7, and what a mean and a variance are.
#
# Reading takes about 15 minutes, the exercises about 25.
#
# The letters are those of notebook 7: $d$ inputs, $p$ hidden units, $c$ outputs. A minibatch has $t$ samples of $n$.
# (In notebook 9, $t$ is a target, and in notebook 10 it counts steps.)

# %%
import numpy as np
from matplotlib import pyplot

import viz
from nn import by_hand
from nn.datasets import moons
from nn.experiments import cost
from nn.experiments.depth import folded, interpolation_error, pieces_of_depth, pieces_of_width
from viz import plots
from viz.plots.style import marker_style

# %% [markdown]
# ## Two half moons
#
# We need some more samples than the four<!--= 2**2 --> of XOR: 200<!--=> len(points) --> points in two classes
# that no line separates.

# %%
points, labels = moons(200, seed=0)
targets = np.eye(2)[labels]  # one-hot rows
_, ax = pyplot.subplots(figsize=(5.6, 3), layout="constrained")
for label in (0, 1):
    chosen = [point for point, kind in zip(points, labels, strict=True) if kind == label]
    ax.scatter(*zip(*chosen, strict=True), s=24, label=f"class {label}", **marker_style(label))
ax.legend()
plots.described(ax, "Two interlocking half moons: class 0 opens downwards, class 1 upwards.")

# %% [markdown]
# ## Minibatches
#
# <!--@ B14; B15; S0 Alg 3-6 -->
# One sample gives a noisy gradient. All $n$ samples give the exact one, at $n$ times the cost. In between, take the
# mean over a *minibatch* of $t$ samples. This is Algorithm 3-6:
#
# ```text
# Input: samples X and targets Y, learning rate ρ, size t.  Output: U1, U2
#  1  initialise U1 and U2
#  2  repeat
#  3      draw t samples at random
#  4      ΔU2 = 0, ΔU1 = 0
#  5      for each of them
#  6-9        forward
# 10          δ = (y - o) ⊙ τ'(osum)
# 11          ΔU2 = ΔU2 + (-δ zᵀ)
# 12          η = (δᵀ Ũ2)ᵀ ⊙ τ'(zsum)
# 13          ΔU1 = ΔU1 + (-η xᵀ)
# 14      U2 = U2 - ρ (1/t) ΔU2
# 15      U1 = U1 - ρ (1/t) ΔU1
# 16  until the stopping condition holds
# ```
#
# <!--@ B11 -->
# With $t = 1$<!--=> sizes[0] --> it is stochastic gradient descent, with samples drawn at random in place of a
# shuffled pass. With $t = n$ it is *batch* gradient descent. The network has four<!--=> len(start.U1) --> hidden
# units; all runs start alike:

# %%
start = by_hand.initial_weights(2, 4, 2, np.random.default_rng(0))
sizes = (1, 16, 200)
traces = {}  # 200 updates of each size: this takes some seconds
for t in sizes:
    options = {"rate": 1, "batch_size": t, "updates": 200, "generator": np.random.default_rng(0)}
    _, traces[f"t = {t}"] = by_hand.train_by_minibatches(points, targets, start, **options)
ax = plots.loss_curves(traces, xlabel="update", ylabel="J, of all samples")
plots.described(ax, "Three falling curves: that of t = 1 is ragged, the larger t the smoother.")

# %% [markdown]
# How noisy is the gradient? At the start we draw 5000<!--=> draws --> minibatches of each size and look at
# the *variance* of their mean gradient: how far, squared, it lies on average from the exact one. They are drawn *with
# replacement*, each sample from all $n$, so that one may come twice.

# %%
cases = zip(points, targets, strict=True)
samples = [by_hand.gradient_by_matrices(start, *case) for case in cases]
G = np.array([[*sample.U1.flat, *sample.U2.flat] for sample in samples])  # a row a sample
generator = np.random.default_rng(0)
draws, variance = 5000, {}
for t in (1, 4, 16, 64):
    means = G[generator.integers(len(G), size=(draws, t))].mean(axis=1)
    variance[t] = means.var(axis=0).sum()
    print(f"t = {t:2}: variance {variance[t]:.5f}")

# %% [markdown]
# Four times the samples, a quarter of the variance.<!--! all(round(variance[t] / variance[4 * t]) == 4 for t in (1, 4,
# 16)) --> So the noise itself, its square root, is only halved. Algorithm 3-6 draws *without* replacement, and there
# the variance is smaller by the factor $(n - t)/(n - 1)$. As long as $t$ is small beside $n$, that hardly matters.
# With $t = n$ no noise is left:<!--! np.ptp([G[generator.permutation(len(G))].mean(axis=0).sum() for _ in range(3)]) <
# 1e-12 --> all samples are in. Minibatches of some tens to hundreds of samples are usual; many processors can work on
# them side by side.
#
# ## What does a step cost?
#
# <!--@ B18; S0 Tab 3-2 -->
# The lecture's Table 3-2 gives the additions and multiplications of each formula. We can measure: run the formulas on
# numbers that count what is done with them. Here for 64<!--=> sizes[0] --> inputs, 50<!--=> sizes[1] --> hidden units,
# 10<!--=> sizes[2] --> outputs, each time first the additions, then the multiplications:

# %%
sizes = (64, 50, 10)
measured, table = by_hand.measured_costs(*sizes), by_hand.table_3_2(*sizes)
names = ["zsum", "osum", "delta", "dU2", "eta", "dU1", "update"]
print("                measured      table")
for name, (equation, counted) in zip(names, measured.items(), strict=True):
    print(f"{equation} {name:8}", *(f"{n:5}" for n in (*counted, *table[equation])))

# %% [markdown]
# The table is right but for details: it is not exact for $\eta$, and forgets the biases in the
# update.<!--! [equation for equation in table if table[equation] != measured[equation]] == ["3.24", "3.21"] -->
#
# <!--@ B19 -->
# The lecture says that going back, with the update, costs 1.5 to
# 2<!--= [by_hand.backward_to_forward_ratio(d, 10**9, 10**3) for d in (10**9, 10**3)] --> times as much as going
# forward. Is it so?

# %%
networks = ((784, 50, 10), (64, 50, 10), (50, 50, 50), (10, 50, 784))
ratios = [by_hand.backward_to_forward_ratio(*network) for network in networks]
for (inputs, hidden, outputs), ratio in zip(networks, ratios, strict=True):
    print(f"{inputs:3} inputs, {hidden} hidden, {outputs:3} outputs: {ratio:.2f}")
print(cost.forward_passes_of_numerical_gradient(*networks[0]), "forward passes for differences")

# %% [markdown]
# Nearly: as long as there are no more outputs than inputs.<!--! [ratio < 2.1 for ratio in ratios] == [d >= c for d, _,
# c in networks] --> In the third network, with as many of both, the weights alone would make it two, and the formula of
# $\delta$ adds a hundredth: 2.01.<!--= ratios[2] --> With more outputs than inputs it is above that,
# 2.51.<!--= ratios[3] --> All gradients together cost only about two forward passes. Without that, large networks could
# not be trained: differences need two forward passes for *each* parameter. For the first of these networks that is
# 79,520<!--= cost.forward_passes_of_numerical_gradient(*networks[0]) --> of them.
#
# <!--@ B20 -->
# A forward pass costs $dp + pc$, a training of $q$ epochs over $n$ samples a multiple of $(dp + pc)\,nq$, and no term
# grows faster. Twice the samples, the epochs or the hidden units, twice the time.
#
# ## Wide or deep?
#
# <!--@ B21 -->
# What can a network do, if it has units enough? Hornik showed in 1989: one hidden layer that is wide enough can come
# near to any continuous function on a bounded region. The lecture says "whatever the activation"; it must not be a
# polynomial, though. Here ReLU units follow a sine. The largest error falls with their number:

# %%
[f"{units} units: {interpolation_error(units):.4f}" for units in (4, 16, 64)]

# %% [markdown]
# From 16 to 64 units the error falls to about a
# sixteenth.<!--! round(interpolation_error(16) / interpolation_error(64)) == 4**2 --> That such weights *exist* does
# not say that training finds them, and the number of units may be huge.
#
# <!--@ A22; D03 -->
# More layers can do more with the same units. Two ReLUs make a tent between zero and one,
# $2\,\mathrm{ReLU}(x) - 4\,\mathrm{ReLU}(x - \frac12)$. A second layer of two folds it again, and each layer doubles
# the number of straight pieces: 2, 4, 8<!--= [pieces_of_depth(n + 1) for n in range(3)] -->, and so on. In *one* layer
# each unit adds just one piece.<!--! all(pieces_of_width(units) == units + 1 for units in (2, 4, 8)) -->

# %%
xs = np.linspace(0, 1, 641)
_, axes = pyplot.subplots(1, 3, figsize=(9, 2.2), layout="constrained", sharey=True)
for ax, layers in zip(axes, (1, 2, 4), strict=True):
    ax.plot(xs, folded(xs, layers))
    ax.set_title(f"layers: {layers}, units: {2 * layers}")
plots.described(ax, "A tent of 2 straight pieces, then a zigzag of 4, then one of 16.")

# %% [markdown]
# With eight<!--= 2 * layers --> units in depth there are 16<!--= pieces_of_depth(layers) --> pieces, in width
# nine<!--= pieces_of_width(2 * layers) -->. This is the reason that networks are deep: what a deep one folds, a wide
# one must draw piece by piece.
#
# <!--@ A17; B22 -->
# So how many layers and units? Nobody can compute it. Too few cannot learn the task, too many learn the noise as well:
# notebook 12. Deep networks need the right activation (notebook 6), the right size of their first weights
# (notebook 11) and a good way to take a step (notebook 10). All these are *hyperparameters*: a person, or another
# program, must choose them.
#
# ## Exercises
#
# **1. The mean of some gradients.** Write the inner loop of Algorithm 3-6, and the division by $t$, for the gradient
# of $U^2$. `by_hand.gradient_by_matrices(start, x, y).U2` is that of one sample. (This one wants Python: run the page
# or the notebook.)


# %%
def mean_gradient(chosen_points, chosen_targets):
    return ...


some = points[:10], targets[:10]
exact = by_hand.accumulated_gradient(start, *some).U2 / 10
batch = viz.quiz(mean=exact)
batch.check(mean=mean_gradient(*some))

# %% [markdown]
# <details><summary>Hint</summary>
#
# Start with a total of zero, and add the gradient of each sample: `for x, y in zip(chosen_points, chosen_targets):`.
# Divide at the end.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# def mean_gradient(chosen_points, chosen_targets):
#     total = 0
#     for x, y in zip(chosen_points, chosen_targets):
#         total = total + by_hand.gradient_by_matrices(start, x, y).U2
#     return total / len(chosen_points)
#
#
# batch.check(mean=mean_gradient(*some))
# ```
#
# </details>
#
# **2. Count.** A network has 100<!--=> shape[0] --> inputs, 20<!--=> shape[1] --> hidden units and
# 5<!--=> shape[2] --> outputs. How many multiplications does a forward pass take (equations 3.13 and 3.14)? And how
# many the update (equation 3.21), with the biases?

# %%
shape = (100, 20, 5)
counts = by_hand.measured_costs(*shape)
forward = counts["3.13"].multiplications + counts["3.14"].multiplications
work = viz.quiz(forward=forward, update=counts["3.21"].multiplications)
work.check(forward=..., update=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Forward, each weight is multiplied once; a bias is only added. In the update each parameter takes one multiplication,
# by the learning rate.
#
# </details>
# <details><summary>Solution</summary>
#
# Forward, $100 \times 20 + 20 \times 5 = 2100$<!--= forward -->. The update has the 25<!--= shape[1] + shape[2] -->
# biases besides.
#
# ```python
# work.check(forward=100 * 20 + 20 * 5, update=101 * 20 + 21 * 5)
# ```
#
# </details>
#
# **3. Fold or add.** A network has six<!--=> layers --> layers of two ReLUs, folded as above. How many straight pieces
# does it make? And how many can one layer with as many units make at most?

# %%
layers = 6
pieces = viz.quiz(deep=pieces_of_depth(layers), wide=pieces_of_width(2 * layers))
pieces.check(deep=..., wide=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Each layer doubles. Each unit of a single layer has one kink.
#
# </details>
# <details><summary>Solution</summary>
#
# Deep, $2^6 = 64$<!--= pieces_of_depth(layers) -->. Wide, one piece more than units,
# $12 + 1 = 13$<!--= pieces_of_width(2 * layers) -->.
#
# ```python
# pieces.check(deep=64, wide=13)
# ```
#
# </details>
#
# ## Summary
#
# - As long as $t$ is small beside $n$, a minibatch of $t$ samples has $1/t$ of the variance of one sample; the noise
#   falls with the root of $t$.
# - Backward with update costs one and a half to about two times forward, if there are no more outputs than inputs.
# - One hidden layer, if wide enough, comes near to any continuous function on a bounded region. Depth gets there with
#   fewer units.
# - Layers, units, minibatches and rates are hyperparameters: they are chosen, not learned.
#
# Next: the same network in layers of matrices, and it learns to read digits.
