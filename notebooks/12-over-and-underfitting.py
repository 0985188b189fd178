# %% [markdown]
# # 12. How much should a network be able to learn?
#
# With one hidden unit a network cannot follow a wave. With very many it follows even the noise, and swings away
# from the wave between the points that it knows. We measure both on points that it has not seen, and try some remedies:
# stopping early, weight decay, and more data.
#
# **You will be able to**
#
# - recognize *underfitting* and *overfitting* by two numbers;
# - say what training, validation and test data are for, and why one set is not enough;
# - stop training where the validation loss is lowest;
# - say what weight decay does in each step, and what in the long run;
# - compare networks without fooling yourself by a lucky seed.
#
# You need notebooks 5 to 7 and 10: layers, training, optimizers. From school: median and variance. Reading takes
# about 20 minutes, the exercises about 25.

# %%
from matplotlib import pyplot

import viz
from autograd_core import Value
from nn import SGD
from nn.experiments.capacity import (
    NOISE,
    data,
    early_stop,
    error,
    errors,
    fitting,
    medians,
    trained,
    wave,
)
from viz import plots

# %% [markdown]
# <!--@ A17 -->
# ## A curve with noise
#
# There is a law, one and a half waves, and we see 20 points of it.<!--!> len(points[0]) == 20 --> Each is off by
# chance, with standard deviation 0.4.<!--= NOISE --> A network gets $x$ and should tell $y$. It has one hidden
# layer of tanh units, and is trained on these points alone. We take a small, a middle and a large one.

# %%
sizes = (1, 4, 50)
points, held_out, new_points = data(seed=0)
grid = [i / 100 for i in range(-100, 101)]
_, axes = pyplot.subplots(1, 3, figsize=(11, 3.6), layout="constrained", sharey=True)
for ax, units in zip(axes, sizes, strict=True):
    net, _ = trained(units, seed=0)
    ax.plot(*points, "o", label="points")
    ax.plot(grid, [wave(x) for x in grid], "--", label="law")
    ax.plot(grid, [net(x).data for x in grid], label="net")
    ax.set(title=f"hidden units: {units}", xlabel="x", ylim=(-2.5, 2.5))
    ax.legend()
plots.described(
    axes[0],
    "One unit: a single step that misses the waves. Four units: close to the law. "
    "Fifty units: a curve that follows single points and swings between them.",
)

# %% [markdown]
# One unit makes one S, which is not enough. Four<!--= sizes[1] --> follow the law. Fifty<!--= sizes[2] --> run
# after single points, and swing between them.
#
# Which is best? Ask for the points and you get the wrong answer:

# %%
runs = {units: errors(units) for units in (1, 2, 4, 50)}  # five of each
results = {units: medians(pairs) for units, pairs in runs.items()}
for units, (of_own, of_new) in results.items():
    print(f"{units:2} units: {of_own:.3f} on its own points, {of_new:.3f} on new ones")
print(f"the noise alone: {NOISE**2:.2f}")

# %% [markdown]
# These are mean squared errors, on the 20 points trained on and on 200 new points of the same
# law.<!--! len(points[0]) == 20 and len(new_points[0]) == 200 --> Each is the *median* of five runs, with other
# points, other noise and other first weights each time.<!--! all(len(pairs) == 5 for pairs in runs.values()) -->
# The left column only falls.<!--! all(results[a][0] > results[b][0] for a, b in ((1, 2), (2, 4), (4, 50))) -->
# With 50 units it is nearly 0:<!--! 0 < results[50][0] < 0.02 --> the network knows its points by heart. The
# right column falls and rises again.<!--! results[1][1] > results[2][1] > results[4][1] < results[50][1] -->
#
# The new points have noise too, and nobody can predict that. Its variance is $0.4^2 = 0.16$.<!--= NOISE**2 --> So
# that is the best to hope for on new points, on average. An error *below* it on one's own points says that noise
# was learned as well. Some always is: even the four units are at 0.059.<!--= [sizes[1], results[4][0]] --> Near
# zero, nearly all of it was. How much that harms, only new points can tell.
#
# | | own points | new points | name |
# |---|---|---|---|
# | 1<!--= sizes[0] --> unit | high | high | **underfitting**: too little *capacity* |
# | 4<!--= sizes[1] --> units | below the noise | the lowest here | |
# | 50<!--= sizes[2] --> units | near zero | higher again | **overfitting**: the noise was learned |
#
# The number of hidden units, $p$ in Oh's lecture, is a *hyperparameter*. No gradient tells it. One tries several,
# and compares them on points that were not trained on.
#
# ## Training, validation, test
#
# If one compares many networks on the same held-out points, the winner owes part of its win to luck. The points
# have been used for a choice, and are no longer new. So the data are divided:
#
# - **training** data give the gradients;
# - **validation** data give the choices: how many units, when to stop, how much decay;
# - **test** data are looked at once, at the end, and give the number that is reported.
#
# ## Early stopping
#
# Overfitting does not come at once. We look at both losses after each epoch, for the large network:

# %%
_, history = trained(50, seed=1)
ax = plots.loss_curves(history, scale="log")
plots.described(
    ax,
    "The training loss falls for 1,500 epochs. The validation loss falls at first, then rises.",
)

# %%
lowest, end = min(history.validation_losses), history.validation_losses[-1]
print(f"lowest {lowest:.3f} after epoch {history.best_epoch}, at the end {end:.3f}")

# %% [markdown]
# The validation loss is lowest after epoch 56.<!--= history.best_epoch --> Up to there the network learns the
# law, since that helps with all points. Then it begins to learn its own points, and only the training loss goes
# on falling.<!--! history.losses[-1] < history.losses[55] and end > lowest -->
#
# So stop there! But one cannot know during training that a loss is the lowest: a lower one might still come.
# `fit` has *patience* for this: if so many epochs in a row were no better than the best, it stops, and takes the
# weights of the best epoch back. Here with `patience=200`:

# %%
stopped = {}
for seed in range(5):
    net, history = trained(50, seed=seed, patience=200)
    stopped[seed] = (min(history.validation_losses), error(net, data(seed)[2]))
    print(f"seed {seed}: trained {len(history.losses)}, kept {history.best_epoch:3}", end=", ")
    print("validation {:.3f}, new points {:.3f}".format(*stopped[seed]))

# %%
of_validation, of_new = medians(list(stopped.values()))
print(f"medians: validation {of_validation:.3f}, new points {of_new:.3f}")

# %% [markdown]
# The error on new points went down from 0.31<!--= results[50][1] --> to 0.22,<!--= of_new --> at a fraction of
# the work. And see the median of the validation losses: 0.18<!--= of_validation --> looks better than the truth.
# Each is the lowest of hundreds of numbers, and so a lucky one. This is why the test data are a set of their own.
#
# Besides, there are only 20 validation points.<!--! len(held_out[0]) == 20 --> A mean of so few squared errors is
# uncertain by about a third of itself: $\sqrt{2/20} \approx 0.32$.<!--= math.sqrt(2 / 20) --> From seed to seed
# the lowest one goes from 0.10 to 0.30,<!--= [f(v for v, _ in stopped.values()) for f in (min, max)] --> while
# the errors on the 200 new points lie close together.<!--! len(new_points[0]) == 200 and max(e for _, e in
# stopped.values()) - min(e for _, e in stopped.values()) < 0.05 --> So few points are enough to see roughly when to
# stop. They are too few to tell two good networks apart.
#
# ## Weight decay
#
# To swing between two points, a curve must be steep, and steep means large weights. *Weight decay* makes them
# expensive. After each step all weights shrink by a small part $d$:
#
# $$w \leftarrow (1 - d)\,(w - \Delta w)$$
#
# A weight that the loss does not hold up goes to zero. One that it needs settles where pull and push are equal.
# (For plain gradient descent this is nearly the same as adding $\frac{\lambda}{2} w^2$ to the loss, for each
# weight: its slope is $\lambda w$, so a step takes away $\eta \lambda w$. Then $d = \eta \lambda$.)

# %%
few = range(3)  # the first three of the five seeds
of_few = {units: medians(runs[units][:3]) for units in (4, 50)}
decayed = {0: of_few[50], **{d: medians(errors(50, few, weight_decay=d)) for d in (0.01, 0.1)}}
for d, (of_own, of_new) in decayed.items():
    print(f"decay {d:4}: {of_own:.3f} on its own points, {of_new:.3f} on new ones")

# %% [markdown]
# These are medians of three runs,<!--= len(few) --> not of five as above,<!--= len(runs[50]) --> so the row
# without decay is taken from the same three seeds:<!--= len(few) --> 0.34<!--= decayed[0][1] --> on new points.
# With $d = 0.01$ the large network is at 0.22.<!--= [sorted(decayed)[1], decayed[0.01][1]] --> That is better
# than four units with these seeds,<!--! decayed[0.01][1] < of_few[4][1] --> and it pays with more error on its
# own points.<!--! decayed[0.01][0] > 5 * decayed[0][0] --> With ten times as much the network cannot bend any
# more and underfits.<!--! min(decayed[0.1]) > 0.5 and max(decayed) == 10 * sorted(decayed)[1] --> So $d$ too is a
# hyperparameter. That is what Oh means by today's practice: take a *large* model, and hold it back by a fitting
# *regularization*.
#
# ## More data
#
# The best remedy, if one can have it. The large network again, with `points=200` and the same three seeds:<!--=>
# len(few) -->

# %%
of_own, of_new = medians(errors(50, few, points=200))
print(f"{of_own:.3f} on its own points, {of_new:.3f} on new ones")

# %% [markdown]
# Both are near 0.16:<!--! max(abs(of_own - 0.16), abs(of_new - 0.16)) < 0.03 --> there are too many points to
# know by heart, so that only the law is left to be learned.
#
# Dropout, in the next notebook, is a fourth remedy.
#
# ## How not to fool yourself
#
# One run is an anecdote. Here are all five runs with two units, on new points:<!--!> len(two_units) == 5 -->

# %%
two_units = [round(of_new, 3) for _, of_new in runs[2]]
two_units

# %% [markdown]
# Two<!--= sum(e < 0.24 for e in two_units) --> of them are better than the median of four
# units.<!--! sum(e < results[4][1] for e in two_units) == 2 --> The others got stuck on the way: two units could
# do it, and are hard to train. With a lucky seed one could "prove" the opposite. So: repeat, show all runs or
# median and range, decide *before* looking which number counts, and change one thing at a time.
#
# ## Exercises
#
# **1. A diagnosis.** Somebody trains networks a to d on the same task, whose noise has the variance
# 0.1.<!--=> noise --> The training error and the validation error are 0.11 and 0.12<!--=> [networks["a"][0],
# networks["a"][1]] --> for (a), 0.02 and 0.31<!--=> [networks["b"][0], networks["b"][1]] --> for (b), 0.42
# and 0.44<!--=> [networks["c"][0], networks["c"][1]] --> for (c), 0.00 and 0.15<!--=> [networks["d"][0],
# networks["d"][1]] --> for (d). What is wrong with each? Answer "underfitting", "overfitting" or "fine".

# %%
noise = 0.1
networks = {"a": (0.11, 0.12), "b": (0.02, 0.31), "c": (0.42, 0.44), "d": (0.00, 0.15)}
names = {-1: "underfitting", 0: "fine", 1: "overfitting"}
diagnosis = viz.quiz(**{net: names[fitting(networks[net][0], noise)] for net in networks})
diagnosis.check(a=..., b=..., c=..., d=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Hold the training error against the noise first. Far above it: the network cannot do what is needed. Far below:
# it has learned more than the law.
#
# </details>
# <details><summary>Solution</summary>
#
# In (d) the validation error is not bad, and yet the training error says that the noise was learned. It would
# gain by a remedy.
#
# ```python
# diagnosis.check(a="fine", b="overfitting", c="underfitting", d="overfitting")
# ```
#
# </details>
#
# **2. Patience by hand.** The validation losses, epoch after epoch, are 0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60,
# 0.61 and 0.63.<!--!> losses == [0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61, 0.63] --> After which epoch does
# training stop, and which epoch is kept, with `patience=2`, and with `patience=3`?

# %%
losses = [0.90, 0.70, 0.60, 0.65, 0.62, 0.58, 0.60, 0.61, 0.63]
(kept_2, last_2), (kept_3, last_3) = early_stop(losses, 2), early_stop(losses, 3)
patience = viz.quiz(kept_2=kept_2, last_2=last_2, kept_3=kept_3, last_3=last_3)
patience.check(kept_2=..., last_2=..., kept_3=..., last_3=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Epochs are counted from one. `patience=2` means: two epochs in a row that are no better than the best *so far*.
# What comes later, training does not see.
#
# </details>
# <details><summary>Solution</summary>
#
# The best so far is epoch 3, with 0.60.<!--! losses[3 - 1] == 0.60 --> Epochs 4 and 5 are no better, so patience
# 2 ends after 5 and keeps 3.<!--! min(losses[4 - 1 : 5]) > losses[2] and (kept_2, last_2) == (3, 5) --> It never
# sees that epoch 6 would be better.<!--! losses[6 - 1] < losses[2] --> Patience 3 does: it keeps 6, and stops
# after 7, 8 and 9 were no better.<!--! (kept_3, last_3) == (6, 9) == early_stop(losses, 3) and min(losses[e - 1]
# for e in (7, 8, last_3)) > losses[5] -->
#
# ```python
# patience.check(kept_2=3, last_2=5, kept_3=6, last_3=9)
# ```
#
# </details>
#
# **3. Where decay stops.** A weight is at 2, the decay is $d = 0.1$.<!--!> start == 2 and d == 0.1 --> (a) No
# gradient comes: where is it after three steps?<!--!> abs(after(3, start, 0, d) - 1.458) < 1e-9 --> (b) Now a
# steady gradient pulls it up: each step adds 0.5<!--=> pull --> *before* the decay. Write the function `settled`,
# which gives the place where the weight stays in the end, for any pull and decay. It is tried as
# `settled(0.5, 0.1)` and as `settled(1, 0.5)`.


# %%
def settled(pull, d):
    return ...  # the w for which (1 - d) * (w + pull) is w again


def after(steps, start, pull, d):
    w = Value(start, "w")
    rule = SGD([w], 1, weight_decay=d)
    for _ in range(steps):
        w.grad = -pull
        rule.step()
    return w.data


start, d, pull = 2, 0.1, 0.5
decay = viz.quiz(
    after_three=after(3, start, 0, d),
    settled_1=after(500, start, pull, d),
    settled_2=after(500, start, 1, 0.5),
)
decay.check(after_three=..., settled_1=settled(pull, d), settled_2=settled(1, 0.5))

# %% [markdown]
# <details><summary>Hint</summary>
#
# (a) Each step multiplies by 0.9.<!--= 1 - 0.1 --> (b) Solve $w = (1 - d)(w + \text{pull})$ for $w$.
#
# </details>
# <details><summary>Solution</summary>
#
# (a) $2 \cdot 0.9^3 = 1.458$.<!--= 2 * 0.9**3 --> (b) $w - (1 - d) w = (1 - d)\,\text{pull}$, so
# $d \cdot w = (1 - d)\,\text{pull}$. A weight needs a pull to stay large, and what pulls at no weight on average
# is noise.
#
# ```python
# def settled(pull, d):
#     return (1 - d) * pull / d
#
# decay.check(after_three=2 * 0.9**3, settled_1=settled(0.5, 0.1), settled_2=settled(1, 0.5))
# ```
#
# </details>
#
# ## Summary
#
# - Underfitting: both errors are high. Overfitting: the training error is far below the noise, the other is high.
# - Training data give gradients, validation data give choices, test data are for one look at the end.
# - Early stopping keeps the weights of the epoch with the lowest validation loss.
# - Weight decay lets a large network be, and makes steep curves expensive.
# - One run is no result. Repeat, and show the spread.
#
# Next: dropout, a remedy that works by chance, and batch normalization.
