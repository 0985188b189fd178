# %% [markdown]
# # 9. How wrong is the network, and which way is down?
#
# A *loss* turns a wrong answer into one number. Its gradient says which way is down. An *optimizer* decides
# how far to go. We look at the usual losses, and then let seven optimizers walk down the same valley.
#
# **You will be able to**
#
# - turn scores into probabilities without an overflow;
# - predict the gradient that each loss sends back;
# - say what momentum, Adagrad, RMSProp and Adam change about a plain step;
# - choose a learning rate that cannot blow up in a simple valley.
#
# You need the chain rule from the first notebooks. Reading takes about twelve minutes.

# %%
import math

import viz
from autograd_core import Value, exp, gradients, log
from nn import NAG, AdaDelta, Adagrad, Adam, GradientDescent, Momentum, RMSProp, losses, softmax
from viz import plots

# %% [markdown]
# ## Scores become probabilities
#
# The last layer of a classifier gives a *score* for each class. Softmax makes probabilities of them:
#
# $$y_k = \frac{e^{a_k}}{\sum_i e^{a_i}}$$

# %%
softmax([1, 2, 0])

# %% [markdown]
# All are positive and they add up to 1. The largest score gets the largest share.
#
# Now scores of about 1000. No computer number is as large as $e^{1000}$:

# %%
try:
    math.exp(1000)
except OverflowError as error:
    print(error)

softmax([1010, 1000, 990])

# %% [markdown]
# Yet our softmax works. It first subtracts the largest score from all. That divides the numerator and the
# denominator by the same number $e^{1010}$, so no share changes. What remains is $e^0$, $e^{-10}$ and
# $e^{-20}$.
#
# ## Three losses
#
# The true price is 500 and the model says 350. The *absolute error* is 150. The *squared error* is 22,500:
# it punishes one large error more than many small ones. With several outputs we take the mean.

# %%
prices = [500, 3, -1, 2]
predictions = [Value(350), Value(2.5), Value(0), Value(2)]
for loss in (losses.mean_absolute_error, losses.mean_squared_error):
    error = loss(predictions, prices)
    slopes = [slope.data for slope in gradients(error, predictions)]
    print(f"{error.data:>10.4f}   gradient {slopes}")

# %% [markdown]
# Look at the gradients. That of the absolute error knows only the side: $\pm\frac{1}{4}$, and by convention
# 0 where the prediction is exact. That of the squared error, $\frac{2}{n}(p - y)$, grows with the error. So
# the first output gets nearly all attention.
#
# The third loss compares two probability distributions: what the model says, $y$, and the truth, $t$. It is
# the **cross entropy**,
#
# $$L = -\sum_k t_k \log y_k$$
#
# If the truth is one class, only that class counts: the loss is minus the logarithm of its probability.

# %%
said = [Value(0.1), Value(0.2), Value(0.7)]
[round(losses.cross_entropy(said, label).data, 4) for label in (0, 1, 2)]

# %% [markdown]
# The model said 0.7 for the last class. If that is right, the loss is 0.36. If the first class is right, to
# which the model gave only 0.1, the loss is 2.30.
#
# ## Softmax and cross entropy together
#
# If class 1 is the true one, the loss is $-\log y_1$. Written with the scores this is short:
#
# $$-\log \frac{e^{a_1}}{\sum_i e^{a_i}} = \log \sum_i e^{a_i} - a_1$$
#
# Step through the graph, and watch what arrives at the three scores.

# %%
scores = [Value(1, "score 1"), Value(2, "score 2"), Value(0, "score 3")]
loss = log(exp(scores[0]) + exp(scores[1]) + exp(scores[2])) - scores[0]
loss.label = "loss"
loss.backward()
viz.stepper(loss)

# %% [markdown]
# `score 1` gets two contributions: −1 from the minus gate, and its share from the sum. We compare with the
# shares:

# %%
shares = softmax([1, 2, 0])
for score, share, target in zip(scores, shares, [1, 0, 0], strict=True):
    print(f"{score.label}: {score.grad:+.4f}, share - target: {share - target:+.4f}")

# %% [markdown]
# They agree: the gradient is $y - t$. The true class is pulled up, by exactly what is missing to 1. The
# others are pushed down, each by the share that it took. The gradient does not fade as long as the answer is
# wrong. (For large scores use `losses.softmax_cross_entropy(scores, 0)`. It is the same loss, with the
# shift.)
#
# ## How far?
#
# Now we know the gradient. The plainest rule is **gradient descent**: $\theta \leftarrow \theta - \eta\,g$,
# with gradient $g$ and learning rate $\eta$. We try it in a long valley,
#
# $$f(x, y) = \frac{x^2}{20} + y^2$$
#
# It is steep along $y$ and nearly flat along $x$. The lowest point is (0, 0). We start at (−7, 2).


# %%
def valley(x, y):
    return x**2 / 20 + y**2


def path(optimizer, steps=30, **options):
    x, y = Value(-7, "x"), Value(2, "y")
    rule = optimizer([x, y], **options)
    points = [(x.data, y.data)]
    for _ in range(steps):
        rule.descend(lambda: valley(x, y))
        points.append((x.data, y.data))
    return points


# %% [markdown]
# `descend` is one whole step: gradients to zero, forward, backward, update. Three learning rates:

# %%
rates = {}
for rate in (0.03, 0.13, 0.95):
    rates[f"rate {rate}"] = path(GradientDescent, learning_rate=rate)
plots.described(
    plots.optimizer_paths(valley, rates, minimum=(0, 0)),
    "Three paths over the contours of a long valley. Rate 0.03 has not come far after 30 "
    "steps, rate 0.13 drops to the valley's floor and creeps along it, rate 0.95 jumps "
    "from wall to wall.",
)

# %% [markdown]
# The gradient points *across* the valley, not along it. A small rate creeps. The large rate comes furthest,
# but it jumps from wall to wall: each step multiplies $y$ by $1 - 2\eta = -0.9$. For $\eta > 1$ that number
# is beyond −1 and the jumps grow. The same step multiplies $x$ by $1 - \eta/10$ only. One rate must serve
# both.
#
# ## A sample instead of everything
#
# A real loss is a mean over many cases. **Stochastic gradient descent** (SGD) takes the gradient of a few of
# them, a *minibatch*. It is not the right direction. But is it right on average?

# %%
weight = Value(0.5, "w")
cases = [(1, 2), (2, 3), (3, 7), (4, 7)]
slopes = [gradients((weight * x - y) ** 2, [weight])[0].data for x, y in cases]
whole = gradients(sum((weight * x - y) ** 2 for x, y in cases) / 4, [weight])[0].data
print(f"case by case {slopes}, their mean {sum(slopes) / 4}; all at once {whole}")

# %% [markdown]
# Yes. The mean of the small gradients is the whole gradient, because the derivative of a sum is the sum of
# derivatives. Single cases differ widely, here from −3 to −40, so the path is noisy. But a step costs a
# quarter.
#
# ## Momentum
#
# A ball does not stop at once. **Momentum** keeps a velocity and adds the gradient to it:
#
# $$v \leftarrow \gamma v + \eta\,g \qquad \theta \leftarrow \theta - v$$
#
# Steps across the valley cancel, steps along it add up. Under a steady gradient the steps grow to
# $\eta\,g/(1-\gamma)$, which is ten times the plain step for $\gamma = 0.9$. **Nesterov's** form (NAG) takes
# the gradient at the place where the velocity alone would lead, $\theta - \gamma v$. So it brakes a little
# earlier.

# %%
with_velocity = {
    "gradient descent, 0.1": path(GradientDescent, learning_rate=0.1),
    "momentum, 0.1": path(Momentum, learning_rate=0.1),
    "NAG, 0.1": path(NAG, learning_rate=0.1),
}
plots.described(
    plots.optimizer_paths(valley, with_velocity, minimum=(0, 0)),
    "Three paths at the same learning rate. Gradient descent creeps along the floor. "
    "Momentum swings from side to side but comes past the minimum. NAG swings less.",
)

# %% [markdown]
# At the same rate, momentum comes all the way, and swings past. NAG swings less.
#
# ## A step size for each parameter
#
# The other idea: measure how steep each direction is, and divide by it. $G$ below has one number for each
# parameter.
#
# | rule | it remembers | the step |
# |---|---|---|
# | Adagrad | $G \leftarrow G + g^2$ | $\eta\,g / \sqrt{G + \epsilon}$ |
# | RMSProp | $G \leftarrow \gamma G + (1-\gamma)\, g^2$ | $\eta\,g / \sqrt{G + \epsilon}$ |
# | AdaDelta | $G$ like RMSProp, and $s$, the same of its steps | $g\,\sqrt{s + \epsilon} / \sqrt{G + \epsilon}$ |
# | Adam | such averages of $g$ and $g^2$, called $m$ and $v$ | $\eta\,\hat{m} / (\sqrt{\hat{v}} + \epsilon)$ |
#
# Adagrad's sum only grows, so its steps only shrink. RMSProp forgets old gradients. AdaDelta measures its
# own steps, and needs no learning rate. Adam adds a velocity, $m$. Both of Adam's memories start at 0;
# $\hat{m}$ and $\hat{v}$ are divided by $1 - \beta^t$ to make up for that.

# %%
adaptive = {
    "Adagrad, 1.5": path(Adagrad, learning_rate=1.5),
    "RMSProp, 0.1": path(RMSProp, learning_rate=0.1),
    "AdaDelta": path(AdaDelta),
    "Adam, 0.3": path(Adam, learning_rate=0.3),
}
plots.described(
    plots.optimizer_paths(valley, adaptive, minimum=(0, 0)),
    "Four paths. All leave the start diagonally. After 30 steps Adagrad is at the "
    "minimum, Adam has just swung past it, RMSProp is halfway along the floor, AdaDelta "
    "has hardly moved.",
)

# %% [markdown]
# All four leave the start on the diagonal: both coordinates change by the *same* amount, though one gradient
# is 4 and the other −0.7. In the first step only the sign of a gradient counts, because $g/\sqrt{g^2} = \pm
# 1$.
#
# Which is best? This plot cannot tell. The rates differ, and 30 steps are few. AdaDelta must first learn its
# own step size, and begins with tiny ones. On another function the order changes.
#
# ## Two valleys
#
# Does momentum also help with a *local* minimum? This function has two minima, and the right one is not the
# lowest.


# %%
def two_valleys(x):
    return x**4 - 2 * x**2 + 0.3 * x


plots.described(
    plots.activation(two_valleys, limits=(-1.5, 1.5), name="two valleys"),
    "The curve f: a low minimum at -1.04, a hill near 0, a higher minimum at 0.96.",
)

# %% [markdown]
# We start at $x = 2$, on the right, and always with $\eta = 0.01$.


# %%
def positions(optimizer, **options):
    x = Value(2, "x")
    rule = optimizer([x], learning_rate=0.01, **options)
    visited = [x.data]
    for _ in range(200):
        rule.descend(lambda: two_valleys(x))
        visited.append(x.data)
    return visited


runs = {"gradient descent": positions(GradientDescent)}
for gamma in (0.5, 0.9, 0.95):
    runs[f"momentum {gamma}"] = positions(Momentum, momentum=gamma)
plots.described(
    plots.loss_curves(runs, xlabel="step", ylabel="x", first=0),
    "Position against step. Gradient descent and momentum 0.5 settle at 0.96. Momentum "
    "0.9 crosses the hill and settles at -1.04. Momentum 0.95 crosses the hill twice and "
    "settles at 0.96.",
)

# %% [markdown]
# Gradient descent stops in the first valley, at 0.96. Momentum 0.9 rolls over the hill to the lower one, at
# −1.04. But momentum 0.5 is too slow for the hill, and momentum 0.95 is so fast that it rolls back again. So
# momentum *can* leave a local minimum. It does not look for the lowest one.
#
# ## Exercises
#
# **1. Fill in the blanks.** A squared error of two outputs with targets 1 and 0. Predict the gradients.

# %%
first, second = Value(0.4, "p1"), Value(0.5, "p2")
error = ((first - 1) ** 2 + second**2) / 2  # the second target is 0
error.label = "error"
sheet = viz.worksheet(error)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The division by 2 sends back one half. The local gradient of a square is two times its input.
#
# </details>
# <details><summary>Solution</summary>
#
# `print(sheet)` shows the key. At the outputs arrive $p_1 - 1 = -0.6$ and $p_2 - 0 = 0.5$: the factor 2 of
# the square and the mean over two outputs cancel.
#
# </details>
#
# **2. Predict before you run.** Softmax said (0.3, 0.2, 0.5), and the second class is right. What are the
# gradients at the three scores?

# %%
logits = [Value(p).log() for p in (0.3, 0.2, 0.5)]  # scores whose softmax is just that
pulls = viz.quiz(at_scores=gradients(losses.softmax_cross_entropy(logits, 1), logits))
pulls.check(at_scores=[..., ..., ...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# $y - t$, and the target is (0, 1, 0).
#
# </details>
# <details><summary>Solution</summary>
#
# (0.3, −0.8, 0.5). They add up to 0: what one class gains, the others lose.
#
# </details>
#
# **3. Write the rule.** Complete momentum's velocity, with $\gamma = 0.9$ and $\eta = 0.1$. It is compared
# with the package's rule, at rest and in motion.


# %%
def velocity(v, gradient):
    return ...


place = Value(0, "place")
rule, seen = Momentum([place], 0.1), []
for gradient in (2, -1):
    place.grad = gradient
    rule.step()
    seen += rule.memory["velocity"]
steps = viz.quiz(at_rest=seen[0], in_motion=seen[1])
steps.check(at_rest=velocity(0, 2), in_motion=velocity(0.2, -1))

# %% [markdown]
# <details><summary>Hint</summary>
#
# Nine tenths of the old velocity, and a tenth of the gradient.
#
# </details>
# <details><summary>Solution</summary>
#
# `return 0.9 * v + 0.1 * gradient`. In motion: 0.18 − 0.1 = 0.08. The gradient has turned round, and the
# parameter still goes on as before.
#
# </details>
#
# ## Summary
#
# - Softmax makes probabilities of scores. Subtracting the largest score changes nothing and prevents an
#   overflow.
# - The absolute error sends back a sign, the squared error a multiple of the error, softmax with cross
#   entropy $y - t$.
# - The gradient of a minibatch is noisy, but right on average.
# - Momentum adds up steps along a valley. Adagrad, RMSProp, AdaDelta and Adam give each parameter its own
#   step size.
# - No rule is best everywhere, and none promises the lowest minimum.
#
# Next: two layers that are in many networks only for the sake of training.
