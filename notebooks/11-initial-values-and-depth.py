# %% [markdown]
# # 11. How large should the first weights be?
#
# A network starts from random weights. If they are too small, what goes in fades from layer to layer. If they are
# too large, it grows until the units saturate or the numbers explode. And what comes back fades or grows as well.
# We derive the size at which it stays, from one fact about variances, and look at it in a deep network.
#
# **You will be able to**
#
# - say why the weights of a layer must not all be alike;
# - predict by which factor a layer changes the size of a signal, and of a gradient;
# - derive the initial values of *Xavier* and of *He*;
# - say why "S-shaped, so the gradient vanishes" is wrong;
# - choose a learning rate, and a plan for it.
#
# You need notebooks 5 to 7 and 10: layers, activations, the backward pass, gradient descent. From school: mean
# and variance. Reading takes about 25 minutes, the exercises about 25.

# %%
import random

from matplotlib import pyplot

import viz
from autograd_core import Value
from nn import MLP, SGD, DivergenceError, fit
from nn.datasets import moons
from nn.experiments.initial_values import (
    keeping_reach,
    keeping_std,
    layer_factor,
    passed_through,
    spread,
    spreads,
)
from nn.initializers import normal
from nn.schedules import linear
from viz import plots

# %% [markdown]
# <!--@ B22 -->
# ## Why random at all?
#
# Zero would be simple. Or one half for all. Here are two hidden units that start alike:

# %%
twins = MLP(2, [2, 1], activation="tanh", initializer=lambda n_in, n_out, generator: 0.5)
twins([1.0, -0.4]).backward()
first, second = twins.layers[0].neurons
for name, unit in (("unit 1", first), ("unit 2", second)):
    print(name, [round(w.grad, 4) for w in unit.w])

# %% [markdown]
# They see the same inputs and have the same weights, so they give the same output. They go on to the same next
# unit by the same weight, so the same gradient comes
# back.<!--! [w.grad for w in first.w] == [w.grad for w in second.w] --> After the step they are alike again, and
# so for ever. Two hundred such units are worth one. Random numbers make them different. That settles *why
# random*. The question that remains is *how large*.
#
# ## One fact about variances
#
# A unit adds up $n$ products, $s = w_1 x_1 + \dots + w_n x_n$. The weights are drawn independently, with mean
# zero and variance $v$. Then products of different weights cancel on average, and the squares remain:
#
# $$\text{mean of } s^2 = n \cdot v \cdot \text{mean of } x^2$$
#
# The root of a mean square is a *size*. We call it the **spread**: that of `-3, 3, -3, 3`
# is 3.<!--= spread([-3, 3, -3, 3]) --> So one layer multiplies the spread by $\sqrt{n v}$. Try it with `n = 100`,
# inputs of spread one, and weights with a standard deviation of `0.2`. The spread should become
# $\sqrt{100} \cdot 0.2 = 2$.<!--= 10 * 0.2 -->

# %%
generator = random.Random(0)
sums = []
for _ in range(1000):
    inputs = [generator.gauss(0, 1) for _ in range(100)]
    weights = [generator.gauss(0, 0.2) for _ in range(100)]
    sums.append(sum(w * x for w, x in zip(weights, inputs, strict=True)))
round(spread(sums), 2)

# %% [markdown]
# Twice is not much. But layer after layer makes $2^{10} = 1024$<!--= 2**10 --> of it, and one half makes a
# thousandth. Only one factor is safe for any depth, and that is one:
#
# $$n \cdot v = 1, \qquad v = \frac1n$$
#
# <!--= layer_factor(32, keeping_std(32)) -->
# ## A deep network of tanh
#
# Here is a network of ten layers of 32 tanh units, with weights half as large as
# that.<!--!> len(small) == 10 and len(small[0]) % 32 == 0 --> For 16 random cases<!--=> len(small[0]) / 32 --> we
# show the outputs of each layer, as a histogram turned on its side.

# %%
size = keeping_std(32)  # 1 / √32
small = passed_through("tanh", normal(0.5 * size), seed=0)
names = [f"{i}" for i in range(1, 11)]
ax = plots.distribution(dict(zip(names, small, strict=True)))
plots.described(ax, "Outputs of layers 1 to 10: spread out in the first, all at 0 in the last.")

# %% [markdown]
# Each layer halves the signal. In the last layer a spread of 0.001<!--= spread(y.data for y in small[-1]) --> is
# left: whatever goes in, nearly nothing comes out. Large weights are no good either, here with `4 * size`:

# %%
large = passed_through("tanh", normal(4 * size), seed=0)
ax = plots.distribution(dict(zip(names, large, strict=True)))
plots.described(ax, "Outputs of layers 1 to 10: in all of them most are near −1 or 1.")

# %% [markdown]
# The sums are so large that most units saturate: they say −1 or 1<!--= [round(min(y.data for y in large[-1])),
# round(max(y.data for y in large[-1]))] -->, and hardly anything between.<!--! sum(abs(abs(y.data) - 1) < 0.1 for
# y in large[-1]) > len(large[-1]) / 2 -->
#
# ## The way back
#
# The backward pass is a sum as well. At a unit arrive the gradients of all units that it goes to, each times its
# weight. So the same fact holds, but $n$ is now the number of *outputs* of the layer:
#
# $$\text{forward: } n_\text{in} \cdot v = 1, \qquad \text{backward: } n_\text{out} \cdot v = 1$$
#
# <!--= [layer_factor(32, keeping_std(32)), layer_factor(64, keeping_std(64))] -->
#
# With as many outputs as inputs both are the same. Otherwise one must choose. Glorot and Bengio, in 2010, took the
# middle:
#
# $$v = \frac{2}{n_\text{in} + n_\text{out}}$$
#
# That is **Xavier** initialization, by the first name of Xavier Glorot. Numbers drawn evenly from $-r$ to $r$
# have the variance $r^2/3$. So one takes $r = \sqrt{6 / (n_\text{in} + n_\text{out})}$. Below are both
# directions, for weights that are too small, right and too large: on the left the spread of the outputs, on the
# right that of the gradients. These come in at the last layer with spread one, and go back to the first.


# %%
def measured(runs):
    return {name: spreads(*start, seed=0) for name, start in runs.items()}


def both_ways(runs, seen):
    _, axes = pyplot.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    for which, of in enumerate(["outputs", "gradients"]):
        curves = {name: ways[which] for name, ways in runs.items()}
        labels = {"xlabel": "layer", "ylabel": f"spread of the {of}"}
        plots.loss_curves(curves, axes[which], scale="log", **labels)
    return plots.described(axes[0], f"The spread of outputs and of gradients by layer. {seen}")


of_tanh = measured(
    {
        "half of it": ("tanh", normal(0.5 * size)),
        "Xavier": ("tanh", "xavier"),
        "four times": ("tanh", normal(4 * size)),
    }
)
both_ways(
    of_tanh,
    "With half the size both nearly vanish; with four times outputs stay near 1 and "
    "gradients grow; with Xavier's both lose a little.",
)

# %% [markdown]
# Small weights: signal and gradient fade together. Large weights: the signal is clipped by tanh, but the gradient
# *grows*, here 40-fold<!--= of_tanh["four times"][1][0] / of_tanh["four times"][1][-1] -->. Most units are flat,
# but the few that are not have large weights behind them. With Xavier the gradient keeps, on all its way,
# 0.32<!--= of_tanh["Xavier"][1][0] / of_tanh["Xavier"][1][-1] --> of its size. That is not all, for tanh itself
# takes a little: it is steepest in the middle, and flatter everywhere else.
#
# ## ReLU takes half
#
# ReLU sets all negative sums to zero. Sums are negative as often as positive, so half of the mean square is lost,
# in each layer. On the way back half of the gradients are stopped. He and others, in 2015, made up for it by
# twice the variance:
#
# $$v = \frac{2}{n_\text{in}}$$

# %%
of_relu = measured({"Xavier": ("relu", "xavier"), "He": ("relu", "he")})
both_ways(of_relu, "With Xavier's weights both fade, with He's both stay.")

# %% [markdown]
# With Xavier's weights a ReLU layer keeps $1/\sqrt2 \approx 0.71$<!--= 1 / math.sqrt(2) --> of the spread. All
# together keep $0.71^{10} \approx 0.03$<!--= math.sqrt(0.5)**10 -->, and we measure
# 0.023<!--= of_relu["Xavier"][0][-1] -->. With He's it stays: 1.2<!--= of_relu["He"][0][-1] --> forward and
# 1.1<!--= of_relu["He"][1][0] --> backward. It is only right on average: other seeds give other numbers.
#
# <!--@ A15 -->
# ## A false friend: "S-shaped, so it vanishes"
#
# In notebook 6 the gradient died out in sigmoids. Was it the S? Tanh is an S too, and kept
# 0.32<!--= of_tanh["Xavier"][1][0] / of_tanh["Xavier"][1][-1] --> of it. Here are the sigmoid with Xavier's
# weights, and with larger ones:

# %%
of_sigmoid = measured(
    {
        "sigmoid, Xavier": ("sigmoid", "xavier"),
        "sigmoid, 8 times": ("sigmoid", normal(8 * size)),
        "tanh, Xavier": ("tanh", "xavier"),
    }
)
both_ways(
    of_sigmoid,
    "Outputs of sigmoids stay near one half. Their gradients vanish with Xavier's weights, "
    "and hardly with larger ones; tanh keeps a third.",
)

# %%
kept = {name: back[0] / back[-1] for name, (_, back) in of_sigmoid.items()}
for name, share in kept.items():
    print(f"{name:16} keeps {share:.2g} of the gradient")

# %% [markdown]
# What counts is the *product* of two things: the slope of the activation and the size of the weights. On its way
# back through a layer, a gradient is multiplied by about $\sqrt{n v}$ times the usual slope. The sigmoid has a
# slope of at most $\frac14$. With the weights of Xavier, each layer leaves a quarter or less, and in the end
# there is nothing. With weights of `8 * size` the gradient gets through: a share of
# 0.15.<!--= kept["sigmoid, 8 times"] --> And with weights that are too small, it vanishes through ReLUs as well.
#
# Then why not take sigmoids with large weights? The outputs of a sigmoid lie around one half and not around zero.
# That part of the sum is the same for all cases. It does not tell them apart, and it can push a unit into
# saturation.
#
# ## Does it matter for learning?
#
# A deep network of ReLUs learns two half moons, with the simplest rule, gradient descent. We take small, middle
# and large first weights, several learning rates, and two seeds each, and print the loss at the end. Guessing
# gives $\ln 2 = 0.693$.<!--= math.log(2) -->

# %%
points, labels = moons(100, noise=0.1, seed=0)
ax = plots.decision_boundary(lambda x: x[1] - 0.25, points, labels)
plots.described(ax, "Two half moons that reach into each other; a line is wrong about some.")


# %%
def last_losses(widths, start, rate, cases, **options):
    found = []
    for seed in range(2):
        net = MLP(2, widths, initializer=start, generator=random.Random(seed))
        quietly = {"compiled": True, "progress": False, "generator": random.Random(seed)}
        loss = "sigmoid_cross_entropy"
        try:
            history = fit(net, *cases, loss=loss, optimizer=SGD(net, rate), **options, **quietly)
            found.append(round(history.losses[-1], 3))
        except DivergenceError:
            found.append("diverged")
    return found


moons_as_cases, deep = (points, labels), [16, 16, 16, 16, 16, 1]
passes = {"epochs": 60, "batch_size": 20}
ends = {}  # 18 trainings: this takes some seconds
for name, start in {"std 0.1": normal(0.1), "He": "he", "std 1": normal(1)}.items():
    for rate in (0.01, 0.1, 0.3):
        ends[name, rate] = last_losses(deep, start, rate, moons_as_cases, **passes)
        print(f"{name:8} rate {rate:4}: {ends[name, rate]}")

# %% [markdown]
# From small weights it does not start at all, at any of the rates.<!--! all(end > 0.69 for rate in (0.01, 0.1,
# 0.3) for end in ends["std 0.1", rate]) --> From large ones it learns at the smallest rate only:<!--!
# max(ends["std 1", 0.01]) < 0.1 and all(end == "diverged" or end > 0.69 for rate in (0.1, 0.3) for end in
# ends["std 1", rate]) --> large weights mean large gradients, and a step that is too long throws the net to where
# it says the same to all points, or even out of what a number can hold: one of these runs diverged.<!--! sum(end
# == "diverged" for losses in ends.values() for end in losses) == 1 --> From He's weights it learns at each of the
# rates.<!--! max(end for rate in (0.01, 0.1, 0.3) for end in ends["He", rate]) < 0.5 --> That does not make it
# the fastest at each: at 0.01, large weights come further than He's, just because their gradients are
# larger.<!--! max(ends["std 1", 0.01]) < min(ends["He", 0.01]) --> But they learn at that one only. So good first
# weights do not only help. They make you *free to choose* the rate.
#
# <!--@ B22 -->
# ## A plan for the learning rate
#
# Oh's lecture names what has to be chosen by experience: the architecture, the initial values, the learning
# rate, the activation. For the rate there are two ways: one number from beginning to end, or a plan that
# starts large and becomes smaller. We try both on moons with more noise, in minibatches of
# five.<!--!> passes["batch_size"] == 5 -->

# %%
noisy = moons(100, noise=0.2, seed=0)
steps = 40 * 20  # 40 epochs of 20 minibatches
plans = {"0.01": 0.01, "0.3": 0.3, "1": 1.0, "2": 2.0, "1 to 0": linear(1.0, 0, steps)}
passes = {"epochs": 40, "batch_size": 5}
by_plan = {}  # 10 trainings: this takes some seconds
for name, rate in plans.items():
    by_plan[name] = last_losses([16, 16, 1], "he", rate, noisy, **passes)
    print(f"rate {name:6}: {by_plan[name]}")

# %% [markdown]
# At the smallest rate it is still under way at the end. At the largest it jumps about and learns
# nothing.<!--! min(by_plan["2"]) > 0.4 --> At `rate=1` it comes far, but each minibatch pulls it in another
# direction, and so it never comes to rest. The plan that falls from 1 to 0 ends lowest, from both seeds.<!--!
# all(min(losses[seed] for losses in by_plan.values()) == by_plan["1 to 0"][seed] for seed in (0, 1)) --> It takes
# the long steps first and the careful ones last. These are two seeds and one task: a hint, no proof.
# `nn.schedules` has more such plans.
#
# The two other choices, in short. *Activation*: deep networks mostly use ReLU, with He's weights. *Architecture*:
# how many layers and units? That is the subject of the next notebook.
#
# ## Exercises
#
# **1. All weights zero.** A tanh unit between two weights, both zero. Predict all gradients.

# %%
x, w, u = Value(0.8, "x"), Value(0.0, "w"), Value(0.0, "u")
b = Value(0.1, "b")
out = u * (w * x).tanh() + b
out.label = "y"
sheet = viz.worksheet(out)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=..., g=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# A times gate swaps: what arrives, times the *other* factor. The output of the tanh is 0<!--= math.tanh(0) -->.
# Its slope there is 1<!--= 1 - math.tanh(0)**2 -->.
#
# </details>
# <details><summary>Solution</summary>
#
# The plus gate passes on what arrives, to both sides. Then $u$ gets the tanh's
# output, 0.<!--= math.tanh(w.data * x.data) --> The tanh gets $u$, which is 0,<!--= u.data --> and so does all
# behind it. Only the bias learns. Zero is worse than "all alike": here no weight starts to move.
#
# ```python
# sheet.check(a=1, b=1, c=0, d=0, e=0, f=0, g=0)
# ```
#
# </details>
#
# **2. How large?** A layer has 400 inputs of spread one.<!--!> inputs == 400 --> (a) Its weights have the
# standard deviation 0.1: what is the spread of its sums?<!--!> std == 0.1 --> (b) Which standard deviation would
# keep the spread? (c) And which one if the inputs have gone through a ReLU before, and the sums before that ReLU
# had spread one? (d) There are six layers as in (a),<!--!> layers == 6 --> all with as many units, and no
# activation. What is the spread at the end?

# %%
inputs, std, layers = 400, 0.1, 6
by_hand = viz.quiz(
    sums=layer_factor(inputs, std),
    keeps=keeping_std(inputs),
    after_relu=keeping_std(inputs, kept=0.5),
    six_layers=layer_factor(inputs, std) ** layers,
)
by_hand.check(sums=..., keeps=..., after_relu=..., six_layers=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# One layer multiplies the spread by $\sqrt{n v}$, and $\sqrt{v}$ is the standard deviation.
# $\sqrt{400} = 20$.<!--= math.sqrt(400) --> After a ReLU half of the mean square is left.
#
# </details>
# <details><summary>Solution</summary>
#
# (a) $20 \cdot 0.1 = 2$.<!--= 20 * 0.1 --> (b) $1/20 = 0.05$.<!--= 1 / 20 --> (c) $\sqrt{2}$ times that,
# 0.0707.<!--= math.sqrt(2) / 20 --> (d) $2^6 = 64$.<!--= 2**6 -->
#
# ```python
# by_hand.check(sums=2, keeps=0.05, after_relu=2**0.5 / 20, six_layers=64)
# ```
#
# </details>
#
# **3. Write the rule.** Weights for a ReLU layer are to be drawn *evenly* from $-r$ to $r$. Which $r$ keeps the
# spread? Write it with the number of inputs. It is tried as `reach(24)` and `reach(600)`.


# %%
def reach(n_in):
    return ...


reaches = viz.quiz(of_24=keeping_reach(24, kept=0.5), of_600=keeping_reach(600, kept=0.5))
reaches.check(of_24=reach(24), of_600=reach(600))

# %% [markdown]
# <details><summary>Hint</summary>
#
# The variance must be $2 / n_\text{in}$, and the variance of numbers drawn evenly is $r^2 / 3$.
#
# </details>
# <details><summary>Solution</summary>
#
# From $r^2 / 3 = 2 / n_\text{in}$ follows $r = \sqrt{6 / n_\text{in}}$.
#
# ```python
# def reach(n_in):
#     return (6 / n_in) ** 0.5
#
# reaches.check(of_24=reach(24), of_600=reach(600))
# ```
#
# </details>
#
# ## Summary
#
# - Units that start alike stay alike. That is why first weights are random.
# - A layer multiplies the spread by $\sqrt{n v}$: by its inputs on the way forward, by its outputs on the way
#   back.
# - Xavier: $v = 2 / (n_\text{in} + n_\text{out})$, for tanh. He: $v = 2 / n_\text{in}$, for ReLU takes half.
# - Gradients vanish or explode by the product of slope and weights, not by the shape of the activation.
# - A learning rate that starts large and becomes small combines long steps with rest at the end.
#
# Next: how many units and layers, and when to stop.
