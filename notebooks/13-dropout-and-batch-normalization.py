# %% [markdown]
# # 13. Why leave units out, and why keep numbers in range?
#
# *Dropout* switches off a part of the units, at random. *Batch normalization* pulls the numbers inside a
# network back to a sensible range. Both behave one way in training and another way in use. We look at what
# they compute, what flows back through them, and what they do for two small networks.
#
# **You will be able to**
#
# - compute what a unit with dropout gives on average, and correct for it;
# - say which gradients stop at a dropped unit;
# - find the ways on which a gradient goes back through batch normalization;
# - say why both need a switch between training and use.
#
# You need notebooks 1 to 10, above all fan-out: gradients of several ways add up; and mean and variance. Reading
# takes about 30 minutes, the exercises about 25.

# %%
import random
from itertools import product
from statistics import mean as mean_of

import viz
from autograd_core import Value, sigmoid, sqrt, topological_order
from autograd_core import sum as sum_of
from nn import Adam, BatchNorm, Dropout, accuracy, fit
from nn.datasets import moons
from nn.experiments.batch_norm import deep_net, trained, training_accuracy
from nn.experiments.dropout import accuracy_of_half, net_with_dropout
from viz import plots

# %% [markdown]
# ## Dropout
#
# In training, dropout multiplies each unit by zero with probability $r$, the *rate* (Srivastava and others, 2014). The
# network must do without it for this one case. For the next case it draws again.<!--@ C50 -->
#
# A neuron adds up four<!--=> len(contributions) --> contributions, each a weight times an input. Dropout comes
# before the sum. A generator with a fixed seed makes the draw repeatable.

# %%
contributions = [0.5, -0.4, -0.5, -0.75]
units = [Value(x, f"unit {i + 1}") for i, x in enumerate(contributions)]
dropout = Dropout(0.5, generator=random.Random(1))
out = sum_of(dropout(units))
out.label = "sum"
viz.stepper(out, show="forward")

# %% [markdown]
# Two units were multiplied by 0<!--= min(node.parents[1].data for node in out.parents) -->, and two by 2<!--=
# max(node.parents[1].data for node in out.parents) -->. Which gradients will arrive? Step back, and see. The zero
# also stops the gradient: a times gate sends back the *other* factor. So a dropped unit learns nothing from this
# case. Drag its slider: the sum stays. Nobody had to program that. The backward pass goes through the same mask,
# because it goes through the same graph.
#
# ## Why twice?
#
# With all units the sum is −1.15<!--= sum(contributions) -->. What is it on average with half of them? There are
# only $2^4 = 16$<!--=> len(masks) --> masks, and for $r = 0.5$<!--= dropout.rate --> all are equally likely. So we
# need no luck: we take them all.

# %%
masks = list(product([0, 1], repeat=4))
sums = [sum(c * m for c, m in zip(contributions, mask, strict=True)) for mask in masks]
print(f"with all units {sum(contributions):.4f}, mean over all masks {sum(sums) / 16:.4f}")

# %% [markdown]
# On average it is half, exactly:<!--! abs(sum(sums) / 16 - sum(contributions) / 2) < 1e-15 --> $1 - r$ times the sum
# of all. In use, with all units there, the next layer would get twice what it was trained with. There are two cures.
#
# - After training, multiply every unit by $1 - r$.
# - In training, divide what is kept by $1 - r$, and do nothing afterwards. This is **inverted dropout**. Our module
#   does it, and $1 / (1 - 0.5) = 2$<!--= 1 / (1 - dropout.rate) --> is the factor above.
#
# In use the module lets everything pass. `eval()` is the switch; `train()` switches back.

# %%
dropout.eval()(contributions)

# %% [markdown]
# The average is right for a *sum*. After a curve it is only about right. A sigmoid of the same sum, with
# inverted dropout, over all 16<!--= len(masks) --> masks:

# %%
curved = [sigmoid(2 * s) for s in sums]
print(f"with all units {sigmoid(-1.15):.4f}, mean over all masks {sum(curved) / 16:.4f}")

# %% [markdown]
# ## Does it help?
#
# Two half moons, 40<!--=> len(few(0)[0]) --> points, and a net with 16<!--=> len(nets[0.0][0].parts[0].neurons) -->
# hidden units. We train it without dropout and with it, from three<!--=> len(nets[0.0]) --> starts. Then we count
# right answers on 200<!--=> len(new_points(0)[0]) --> new points. And again with a random half of the hidden units
# taken out.


# %%
def few(seed):
    return moons(40, noise=0.1, seed=seed)


def new_points(seed):
    return moons(200, noise=0.1, seed=seed + 1000)


def trained_on_few(rate, seed):
    net = net_with_dropout(rate, seed)  # 2 inputs, 16 tanh units, dropout, 2 scores
    training = {"epochs": 150, "batch_size": None, "order": "given"}
    quietly = {"compiled": True, "progress": False}
    optimizer = Adam(net, 0.05)
    fit(net, *few(seed), loss="softmax_cross_entropy", optimizer=optimizer, **training, **quietly)
    return net.eval()


nets = {rate: [trained_on_few(rate, seed) for seed in range(3)] for rate in (0.0, 0.5)}
plots.described(
    plots.decision_boundary(nets[0.0][0], *few(0), eps=0.3),
    "Two half moons of twenty points each, which reach into each other, and the bent boundary "
    "between them that the first net without dropout has learned.",
)

# %%
shares = {}
for rate, learned in nets.items():
    all_units = [accuracy(net, *new_points(seed)) for seed, net in enumerate(learned)]
    half = [accuracy_of_half(net, seed) for seed, net in enumerate(learned)]
    shares[rate] = mean_of(all_units), mean_of(half)
    print(f"rate {rate}: all units {shares[rate][0]:.3f}, half of them {shares[rate][1]:.3f}")

# %% [markdown]
# Two results. The net that was trained with dropout does clearly better when half of its units are missing:<!--!
# shares[0.5][1] > shares[0.0][1] + 0.05 --> no unit could rely on a certain other one. But with all units it does
# *worse* here.<!--! shares[0.5][0] < shares[0.0][0] --> The task is easy and the net is small. Dropout was made for
# large networks with too few examples. It is not a free gift.
#
# ## Batch normalization
#
# Now the numbers inside a deep network. If they are large, sigmoids saturate; if they are all nearly equal,
# the next layer has nothing to tell apart. **Batch normalization** (Ioffe and Szegedy, 2015) takes one unit's numbers
# over a minibatch, $x_1 \dots x_m$, and gives them the mean zero and the variance one:<!--@ C51; C52 -->
#
# $$\mu = \frac{1}{m} \sum_i x_i \qquad \sigma^2 = \frac{1}{m} \sum_i (x_i - \mu)^2$$
#
# $$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} \qquad y_i = \gamma\,\hat{x}_i + \beta$$
#
# The small $\epsilon$ prevents a division by zero. With $\gamma$ and $\beta$, which are learned, the network may choose
# another scale and another mean. (They have nothing to do with the $\gamma$ and $\beta$ of notebook 10, which were
# rates of forgetting: both papers chose these letters.) Here for four<!--=> len(batch) --> cases, with $\gamma =
# 2$<!--=> norm.gamma[0].data --> and $\beta = 1$<!--=> norm.beta[0].data -->:

# %%
norm = BatchNorm(1)
norm.gamma[0].data, norm.beta[0].data = 2, 1
batch = [[1], [2], [3], [4]]
normalized = [row[0].data for row in norm.batch(batch)]
[round(number, 4) for number in normalized]

# %% [markdown]
# Their mean is 1<!--= mean_of(normalized) --> and their standard deviation is 2<!--= round(math.sqrt(mean_of((y -
# 1) ** 2 for y in normalized)), 4) -->, as $\beta$ and $\gamma$ say, but for what $\epsilon$ changes.
#
# ## Back, on several ways
#
# The unusual thing is that the cases of a batch depend on each other. We write the formulas down for three<!--=>
# len(x) --> cases. The loss is just $\hat{x}_1$. We call $\sqrt{\sigma^2 + \epsilon}$ the *spread*, and draw the
# mean and the spread as one box each.<!--@ C53 -->


# %%
def box(name, output, inputs):
    for node in set(topological_order(output)) - set(topological_order(*inputs)):
        node.group = name


x = [Value(number, f"x{i + 1}") for i, number in enumerate([1, 2, 6])]
mean = sum_of(x) / 3
deviations = [item - mean for item in x]
variance = sum_of([d**2 for d in deviations]) / 3
spread = sqrt(variance + 1e-5)
loss = deviations[0] / spread
loss.label = "loss"
box("mean", mean, x)
box("spread", spread, deviations)

# %%
loss.backward()
viz.draw(loss, fold="groups")

# %% [markdown]
# Follow $x_1$ to the loss. It goes straight through its minus gate. It also goes into the mean, which is subtracted
# from *all* cases. And it goes into the spread, which divides all of them. On the way back, the gradients of these
# three<!--=> len(ways) --> ways meet. With $g_i$ for what arrives at $\hat{x}_i$, here 1, 0 and 0<!--=>
# [at_normalized[0], at_normalized[1], at_normalized[2]] -->:
#
# $$\frac{\partial L}{\partial x_i} = \frac{g_i}{\sqrt{\sigma^2 + \epsilon}}
#   + \frac{\partial L}{\partial \mu} \cdot \frac{1}{m}
#   + \frac{\partial L}{\partial \sigma^2} \cdot \frac{2 (x_i - \mu)}{m}$$

# %%
at_normalized = [1, 0, 0]
for item, d, arriving in zip(x, deviations, at_normalized, strict=True):
    ways = [arriving / spread.data, mean.grad / 3, variance.grad * 2 * d.data / 3]
    parts = ", ".join(f"{way:+.4f}" for way in ways)
    print(f"{item.label}: {parts}   sum {sum(ways):+.4f}   engine {item.grad:+.4f}")

# %% [markdown]
# The ways add up to the engine's gradient,<!--! abs(sum(ways) - item.grad) < 1e-12 --> and nobody had to derive it
# for the engine. Look at $x_2$ and $x_3$: the loss contains only $\hat{x}_1$, and yet they have gradients. Now add
# up all gradients:

# %%
round(sum(item.grad for item in x), 12)

# %% [markdown]
# It is 0<!--= sum(item.grad for item in x) -->, whatever the loss. If all $x_i$ rise by the same amount,
# the mean rises with them and nothing changes. Batch normalization makes the network blind to a common shift, and, but
# for $\epsilon$, to a common scale.
#
# ## In use there is no batch
#
# One case alone has no variance. In training mode its output would be $\beta$, whatever it is. So the module
# gathers means and variances while it trains, and uses them later. (`statistics="population"` takes all cases alike;
# without it, later batches count more.)

# %%
norm = BatchNorm(1, statistics="population")
norm.gamma[0].data, norm.beta[0].data = 2, 1
norm.batch(batch)
norm.eval()
norm([5])[0].data

# %% [markdown]
# With $\mu = 2.5$<!--= mean_of([1, 2, 3, 4]) --> and $\sigma^2 = 1.25$<!--= mean_of((i - 2.5) ** 2 for i in (1, 2,
# 3, 4)) --> of the training batch, the new case gives $2 \times 2.236 + 1 = 5.472$<!--= norm([5])[0].data -->.
# Forgetting `eval()` is a common mistake, with dropout too.<!--@ C54 -->
#
# ## Does it help?
#
# A deep net of three<!--=> len(widths) - 2 --> hidden layers of 8<!--=> widths[1] --> sigmoid units learns 60<!--=>
# len(points) --> points of the two moons, plain and with batch normalization. Each takes 150<!--=>
# len(losses[name]) --> steps, from small first weights (standard deviation 0.1<!--=> stds[0] -->) or from larger
# ones (1.0<!--=> stds[1] -->).

# %%
points, labels = moons(60, noise=0.1, seed=0)
losses, right = {}, {}
stds, widths = (0.1, 1.0), (2, 8, 8, 8, 2)
for std in stds:
    for normalized in (False, True):
        net = deep_net(std, 0, normalized=normalized, widths=widths)
        name = f"weights {std}, {'normalized' if normalized else 'plain'}"
        losses[name] = trained(net, points, labels, 0, range(150), batch_size=20)
        right[name] = training_accuracy(net, points, labels)
right

# %% [markdown]
# These are the shares of points that each net gets right. And the losses on the way:

# %%
plots.described(
    plots.loss_curves(losses, xlabel="minibatch"),
    "The loss over 150 minibatches. Without normalization and from small weights it stays "
    "near 0.69, pure guessing. The three other runs fall, those with normalization first.",
)

# %% [markdown]
# From small weights, the plain net learns nothing in this time:<!--! right["weights 0.1, plain"] <= 0.5 and
# min(share for name, share in right.items() if name != "weights 0.1, plain") > 0.9 --> all its units start nearly
# alike, and three<!--= len(widths) - 2 --> sigmoids in a row let little gradient through. With batch normalization
# the same start is no problem. But from larger weights, the plain net learns as well. So what we see here is this:
# batch normalization makes the net much *less sensitive to how it starts*. *Why* it helps is still debated. Its
# authors named shifting inputs of the inner layers as the reason; later work (Santurkar and others, 2018) doubts
# that this is the main one.
#
# ## Exercises
#
# **1. Fill in the blanks.** The first unit was dropped, the second kept and doubled. Predict the gradients.

# %%
h1, h2 = Value(0.8, "h1"), Value(0.3, "h2")
w1, w2 = Value(-1.0, "w1"), Value(0.5, "w2")
pre = (h1 * 0) * w1 + (h2 * 2) * w2
pre.label = "sum"
sheet = viz.worksheet(pre)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=..., g=..., h=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# A times gate sends back what arrives, times the other factor. For the weight $w_1$ the other factor is $h_1
# \times 0$.
#
# </details>
# <details><summary>Solution</summary>
#
# Both $h_1$ and $w_1$ get nothing: the unit learns nothing, and nor does the weight behind it. At $h_2$ arrives
# $0.5 \times 2 = 1$<!--= w2.data * 2 -->, at $w_2$ arrives 0.6<!--= h2.data * 2 -->.
#
# ```python
# sheet.check(a=1, b=1, c=-1, d=0, e=0.5, f=0.6, g=0, h=1)
# ```
#
# </details>
#
# **2. Predict the outputs.** Batch normalization with $\gamma = 1$<!--=> plain.gamma[0].data --> and $\beta =
# 0$<!--=> plain.beta[0].data --> gets a batch of two cases: first 10 and 20<!--=> [near[0], near[1]] -->, then 10
# and 1000<!--=> [far[0], far[1]] -->. And what comes out where both are 7<!--=> same[0] -->?

# %%
plain = BatchNorm(1)
near, far, same = [10, 20], [10, 1000], [7, 7]


def normal(pair):
    return [row[0] for row in plain.batch([[number] for number in pair])]


outputs = viz.quiz(near=normal(near), far=normal(far), same=normal(same))
outputs.check(near=[..., ...], far=[..., ...], same=[..., ...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# The mean of two numbers lies in the middle. How many standard deviations away from it are they?
#
# </details>
# <details><summary>Solution</summary>
#
# With two cases only their order is left, and of equal ones nothing. That is why batches should not be too small. A
# batch of one case has nothing to compare: it is refused.
#
# ```python
# outputs.check(near=[-1, 1], far=[-1, 1], same=[0, 0])
# ```
#
# </details>
#
# **3. Write the factor.** By what must inverted dropout multiply the units that it keeps, so that the
# average stays right? Write it for any rate; it is tried for a half and for a fifth.


# %%
def kept_factor(rate):
    return ...


def factor_in(module):
    return max(module.draw(100))


factors = viz.quiz(half=factor_in(Dropout(0.5)), fifth=factor_in(Dropout(0.2)))
factors.check(half=kept_factor(0.5), fifth=kept_factor(0.2))

# %% [markdown]
# <details><summary>Hint</summary>
#
# A unit is kept with probability $1 - r$. Probability times factor must be one.
#
# </details>
# <details><summary>Solution</summary>
#
# It is 2<!--= 1 / (1 - 0.5) --> for a half, 1.25<!--= 1 / (1 - 0.2) --> for a fifth.
#
# ```python
# def kept_factor(rate):
#     return 1 / (1 - rate)
#
# factors.check(half=kept_factor(0.5), fifth=kept_factor(0.2))
# ```
#
# </details>
#
# **On the ladder** of notebook 4 are rungs for this notebook too: `rung(26)` is mean and variance, `rung(27)` goes on
# to standardised numbers, `rung(38)` is the whole of batch normalization, and `rung(39)` puts softmax behind it. Here
# is `rung(38)`. Work out its gradients on paper, from `y` back; in Python `rung.check(y=..., n=..., d=..., x=...)` says
# of each whether it is right, or on which edge it went wrong.

# %%
rung = viz.ladder().rung(38)
print(rung)

# %% [markdown]
# ## Summary
#
# - Dropout multiplies units by zero at random in training. The same zero stops their gradient.
# - Inverted dropout divides what it keeps by $1 - r$. For a sum the average is then exactly right.
# - Batch normalization gives each unit the mean zero and the variance one over the batch, then a learned scale and
#   shift.
# - Its gradient goes back on several ways: directly, through the mean, and through the variance.
# - Both need a switch: in use, nothing is dropped, and gathered statistics stand in for those of a batch.
#
# Next: the paper of 1986 that made backpropagation famous.
