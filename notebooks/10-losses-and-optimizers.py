# %% [markdown]
# # 10. How wrong is the network, and which way is down?
#
# A *loss* turns a wrong answer into one number. Its gradient says which way is down. An *optimizer* decides how far to
# go. We look at the usual losses, and then let several optimizers walk down the same valley.
#
# **You will be able to**
#
# - predict the gradient that each loss sends back;
# - say which loss suits numbers and which suits classes;
# - say what momentum, Adagrad, RMSProp and Adam change about a plain step;
# - choose a learning rate that cannot blow up in a simple valley.
#
# You need notebooks 1, 2 and 9: gates, and softmax with cross entropy.
#
# Reading takes about 30 minutes, the exercises about 30.
#
# Losses and optimizers follow Cho's seminar on training techniques, also in their letters. Here are the same things in
# the other sources:
#
# | here | Oh (notebook 7) | Cho's delta rule (notebook 5) | the 1986 paper (notebook 14) |
# |---|---|---|---|
# | learning rate $\eta$ | $\rho$ | $\alpha$ | $\varepsilon$ |
# | momentum $\gamma$ | | | $\alpha$ |
# | parameters $\theta$ | $U^1, U^2$ | $w, b$ | $w$ |
# | steps $t$ | ($t$: size of a minibatch) | $t$ | $t$ |
#
# `SGD` in notebook 5 is the same class as `GradientDescent` here.<!--!> sys.modules["nn"].SGD is GradientDescent -->
# That is its name where the gradient is that of a few samples. `Acceleration` in notebook 14 is `Momentum`, told as a
# movement: its memory is $-v$.

# %%
from matplotlib import pyplot

import viz
from autograd_core import Value, grad, gradients, log, sigmoid
from nn import NAG, AdaDelta, Adagrad, Adam, GradientDescent, Momentum, RMSProp, losses
from viz import plots

# %% [markdown]
# ## The losses
#
# <!--@ C37; C38; C39 -->
# The true price is 500<!--=> prices[0] --> and the model says 350<!--=> predictions[0].data -->. The *absolute error*
# is 150<!--=> prices[0] - predictions[0].data -->. The *squared error* is
# 22,500<!--=> (prices[0] - predictions[0].data) ** 2 -->: it punishes one large error more than many small ones. With
# several outputs we take the mean.

# %%
prices = [500, 3, -1, 2]
predictions = [Value(350), Value(2.5), Value(0), Value(2)]
for loss in (losses.mean_absolute_error, losses.mean_squared_error):
    error = loss(predictions, prices)
    slopes = [slope.data for slope in gradients(error, predictions)]
    print(f"{error.data:>10.4f}   gradient {slopes}")

# %% [markdown]
# Look at the gradients. That of the absolute error knows only the side: it is a quarter up or down, and by convention
# zero where the prediction is exact.<!--! [*map(abs, [g.data for g in
# gradients(losses.mean_absolute_error(predictions, prices), predictions)])] == [1 / 4, 1 / 4, 1 / 4, 0] --> That of
# the squared error, $\frac{2}{n}(p - y)$, grows with the error. So the first output gets nearly all attention.
#
# <!--@ A25; E02 -->
# Mind that *squared error* is not one loss in the sources, but three<!--=> len(kinds) -->. They differ by a factor,
# and so do their gradients:

# %%
kinds = (losses.sum_squared_error, losses.half_squared_error, losses.mean_squared_error)
for loss in kinds:
    error = loss(predictions, prices)
    slopes = [slope.data for slope in gradients(error, predictions)]
    print(f"{loss.__name__:20} {error.data:>10.4f}   gradient {slopes}")

# %% [markdown]
# The *half* is Oh's $J$ (notebook 7) and, summed over all cases, the $E$ of the 1986 paper: with it the gradient is
# just $p - y$. The *mean* is Cho's MSE. A learning rate that was tuned for one of them must be changed for the other.
# Here the gradient of the mean is half as large as that of the half,<!--! 2 * gradients(kinds[2](predictions, prices),
# predictions)[0].data == gradients(kinds[1](predictions, prices), predictions)[0].data --> because there are
# four<!--= len(prices) --> outputs.
#
# <!--@ C40 -->
# The third loss is the **cross entropy**. You know it from notebook 9, for one right class. In general it compares two
# lists of probabilities, what the model says, $y$, and the truth, $t$:
#
# $$L = -\sum_k t_k \log y_k$$
#
# If the truth is one class, only that class counts: the loss is minus the logarithm of its probability.

# %%
said = [Value(0.1), Value(0.2), Value(0.7)]
[round(losses.cross_entropy(said, label).data, 4) for label in (0, 1, 2)]

# %% [markdown]
# The model said 0.7<!--= said[2].data --> for the last class. If that is right, the loss
# is 0.36<!--= losses.cross_entropy(said, 2) -->. If the first class is right, to which the model gave
# only 0.1<!--= said[0].data -->, the loss is 2.30<!--= losses.cross_entropy(said, 0) -->.
#
# ## Why not the squared error for classes?
#
# The simplest classifier has one score $s$ and says "yes" with probability $\sigma(s)$. Let "yes" be right. Here the
# model is sure and wrong: the score is −4<!--=> score.data -->. Predict roughly what arrives at the score, then step.

# %%
score = Value(-4.0, "score")
squared = (sigmoid(score) - 1) ** 2
squared.label = "squared error"
viz.stepper(squared)

# %% [markdown]
# The error is nearly one, as large as it can be. Yet almost nothing arrives at the score. On the way back stands the
# slope of the sigmoid, and so far out the sigmoid is flat. Drag the score, and watch its gradient. We compare with the
# cross entropy:


# %%
def squared_error(s):
    return (sigmoid(s) - 1) ** 2


def cross_entropy(s):
    return -log(sigmoid(s))


print("score  sigmoid  gradient of squared error, of cross entropy")
for s in (-4.0, -2.0, 0.0, 2.0):
    print(f"{s:5}  {sigmoid(s):7.3f}  {grad(squared_error)(s):+.3f}  {grad(cross_entropy)(s):+.3f}")

# %% [markdown]
# The logarithm is steep just where the sigmoid is flat. The slope of $-\log y$ is $-1/y$; times the slope of the
# sigmoid, $y\,(1 - y)$, this is $y - 1$. It is the $y - t$ that you know from softmax: the more wrong the answer, the
# stronger the pull. So take a squared or absolute error for numbers such as prices, and the cross entropy for classes.
#
# ## How far?
#
# <!--@ C23; C41; C42 -->
# Now we know the gradient. The plainest rule is **gradient descent**: $\theta \leftarrow \theta - \eta\,g$, with
# gradient $g$ and learning rate $\eta$. We try it in a long valley,
#
# $$f(x, y) = \frac{x^2}{20} + y^2$$
#
# It is steep along $y$ and nearly flat along $x$. The lowest point is in the middle, at zero. We start at
# (−7, 2)<!--=> [x for x in path(GradientDescent, 0, learning_rate=1)[0]] -->.


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
# `descend` is one whole step: gradients to zero, forward, backward, update. Here are the rates of Cho's panels, and a
# large one:

# %%
rates = {}
for rate in (0.01, 0.03, 0.13, 0.95):
    rates[f"rate {rate}"] = path(GradientDescent, learning_rate=rate)
plots.described(
    plots.optimizer_paths(valley, rates, minimum=(0, 0)),
    "Four paths over the contours of a long valley. Rates 0.01 and 0.03 have not come far "
    "after 30 steps, rate 0.13 drops to the valley's floor and creeps along it, rate 0.95 "
    "jumps from wall to wall.",
)

# %% [markdown]
# The gradient points *across* the valley, not along it. A small rate creeps. Each step multiplies $y$ by the factor
# $1 - 2\eta$: rates of 0.01, 0.03, 0.13 and 0.95 by 0.98, 0.94, 0.74 and
# −0.9<!--= [*(float(name[5:]) for name in rates), *(visited[1][1] / visited[0][1] for visited in rates.values())] -->.
# The large rate comes furthest, but it jumps from wall to wall. For $\eta > 1$ the jumps
# grow.<!--! all((abs(visited[1][1]) > abs(visited[0][1])) == (rate > 1) for rate in (0.95, 1.05) for visited in
# [path(GradientDescent, 1, learning_rate=rate)]) --> The same step multiplies $x$ by $1 - \eta/10$ only. One rate must
# serve both.
#
# ## A sample instead of everything
#
# <!--@ C43 -->
# A real loss is a mean over many cases. **Stochastic gradient descent** (SGD) takes the gradient of a few of them,
# a *minibatch*. It is not the right direction. But is it right on average?

# %%
weight = Value(0.5, "w")
cases = [(1, 2), (2, 3), (3, 7), (4, 7)]
slopes = [gradients((weight * x - y) ** 2, [weight])[0].data for x, y in cases]
whole = gradients(sum((weight * x - y) ** 2 for x, y in cases) / 4, [weight])[0].data
print(f"case by case {slopes}, their mean {sum(slopes) / 4}; all at once {whole}")

# %% [markdown]
# Yes. The mean of the small gradients is the whole gradient, because the derivative of a sum is the sum of
# derivatives. Single cases differ widely, here from −3 to −40<!--= [max(slopes), min(slopes)] -->, so the path is
# noisy. But a step costs a quarter.
#
# ## Momentum
#
# <!--@ C44; C45 -->
# A ball does not stop at once. **Momentum** keeps a velocity and adds the gradient to it:
#
# $$v \leftarrow \gamma v + \eta\,g \qquad \theta \leftarrow \theta - v$$
#
# Steps across the valley cancel, steps along it add up. Under a steady gradient the steps grow to
# $\eta\,g/(1-\gamma)$, which is ten times the plain step for
# $\gamma = 0.9$.<!--! math.isclose(10 * (1 - 0.9), 1) --> **Nesterov's** form (NAG) takes the gradient at the place
# where the velocity alone would lead, $\theta - \gamma v$. So it brakes a little earlier.

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
# <!--@ C46; C47; C48; C49 -->
# The other idea: measure how steep each direction is, and divide by it. $G$ below has one number for each parameter.
#
# | rule | it remembers | the step |
# |---|---|---|
# | Adagrad | $G \leftarrow G + g^2$ | $\eta\,g / \sqrt{G + \epsilon}$ |
# | RMSProp | $G \leftarrow \gamma G + (1-\gamma)\, g^2$ | $\eta\,g / \sqrt{G + \epsilon}$ |
# | AdaDelta | $G$ like RMSProp, and $s$, the same of its steps | $g\,\sqrt{s + \epsilon} / \sqrt{G + \epsilon}$ |
# | Adam | such averages of $g$ and $g^2$, called $m$ and $v$ | $\eta\,\hat{m} / (\sqrt{\hat{v}} + \epsilon)$ |
#
# Adagrad's sum only grows, so its steps only shrink. RMSProp forgets old gradients. AdaDelta measures its own steps,
# and needs no learning rate. Adam adds a velocity, $m$. Both of Adam's memories start at zero, and so are too small at
# first. To make up for that, $\hat{m}$ and $\hat{v}$ are $m$ and $v$ divided by $1 - \beta^t$. ($\beta$ is what the
# others call $\gamma$, one for each memory; $t$ counts the steps.)
#
# **One step by hand**, of RMSProp with $\gamma = 0.9$<!--=> rule.decay --> and
# $\eta = 0.1$<!--=> rule.learning_rate -->. At the start the gradient is
# $(x/10, 2y) = (-0.7, 4)$<!--=> [slope.data for slope in gradients(valley(x, y), [x, y])] -->. The averages of the
# squares start at zero, so $G$ becomes a tenth of $g^2$: 0.049 and 1.6<!--=> [*rule.memory["squares"]] -->. The roots
# are 0.2214 and 1.2649<!--=> [square**0.5 for square in rule.memory["squares"]] -->. So both coordinates move
# by 0.3162<!--=> 2 - moved[1] -->, though the gradients differ widely. ($\epsilon$ is too small to be seen.)

# %%
x, y = Value(-7, "x"), Value(2, "y")
rule = RMSProp([x, y], learning_rate=0.1)
rule.descend(lambda: valley(x, y))
moved = [x.data, y.data]
print("G =", rule.memory["squares"], " now at", moved)
x.data, y.data = -7, 2  # back to the start

# %% [markdown]
# The four<!--=> len(adaptive) --> rules, step after step:

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
# All leave the start on the diagonal: both coordinates change by the *same* amount, though one gradient is
# 4<!--= gradients(valley(x, y), [y])[0] --> and the other −0.7<!--= gradients(valley(x, y), [x])[0] -->.<!--!
# all(round((p[1][0] + 7) / (2 - p[1][1]), 3) == 1 for p in adaptive.values()) --> (The two axes of the picture have
# different scales.) In the first step only the sign of a gradient counts, because $g/\sqrt{g^2}$ is plus or minus one.
#
# Which is best? This plot cannot tell. The rates differ, and so few steps say little. AdaDelta must first learn its
# own step size, and begins with tiny ones. On another function the order changes.
#
# ## Two valleys
#
# Does momentum also help with a *local* minimum? This function has two minima. The one on the right is not the lowest.


# %%
def two_valleys(x):
    return x**4 - 2 * x**2 + 0.3 * x


xs = [i / 100 for i in range(-160, 161)]
_, ax = pyplot.subplots(figsize=(5.6, 3), layout="constrained")
ax.plot(xs, [two_valleys(x) for x in xs])
ax.set(xlabel="x", ylabel="f(x)")
plots.described(ax, "A low minimum at -1.04, a hill near 0, a higher minimum at 0.96.")

# %% [markdown]
# We start further up on the right, at $x = 2$<!--=> runs["gradient descent"][0] -->, and always with the same small
# rate.


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
# Gradient descent stops in the first valley, at 0.96<!--= runs["gradient descent"][-1] -->. The middle one of the
# momenta rolls over the hill to the lower minimum, at −1.04<!--= runs["momentum 0.9"][-1] -->. But the small one is
# too slow for the hill, and the large one is so fast that it rolls back
# again.<!--! all(abs(runs[f"momentum {g}"][-1] - 0.96) < 0.05 for g in (0.5, 0.95)) --> So momentum *can* leave a
# local minimum. It does not look for the lowest one.
#
# ## Exercises
#
# **1. Fill in the blanks.** A squared error of two outputs, with targets one and zero. Predict the gradients.

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
# The division sends back one half. The local gradient of a square is two times its input.
#
# </details>
# <details><summary>Solution</summary>
#
# At the outputs arrive $p_1 - 1 = -0.6$<!--= sheet.key["f"] --> and $p_2 = 0.5$<!--= sheet.key["e"] -->: the factor
# two of the square and the mean over two outputs cancel.
#
# ```python
# sheet.check(a=0.5, b=0.5, c=0.5, d=-0.6, e=0.5, f=-0.6)
# ```
#
# </details>
#
# **2. Will it blow up?** Gradient descent on $f(x) = 3x^2$ starts at one. Where is $x$ after one step with
# $\eta = 0.1$<!--=> (1 - after_one_step(0.1)) / 6 -->? And for which of the larger rates, 0.2, 0.3
# and 0.4<!--=> [larger[0], larger[1], larger[2]] -->, do the jumps grow?


# %%
def after_one_step(rate):
    x = Value(1.0, "x")
    GradientDescent([x], learning_rate=rate).descend(lambda: 3 * x**2)
    return x.data


larger = (0.2, 0.3, 0.4)
parabola = viz.quiz(
    x=after_one_step(0.1),
    grows=[abs(after_one_step(rate)) > 1 for rate in larger],
)
parabola.check(x=..., grows=[..., ..., ...])  # grows: True or False for each rate

# %% [markdown]
# <details><summary>Hint</summary>
#
# The gradient is $6x$. So by which number does a step multiply $x$? The jumps grow when it is below minus one.
#
# </details>
# <details><summary>Solution</summary>
#
# A step multiplies $x$ by $1 - 6\eta$. For the first rate this is 0.4<!--= after_one_step(0.1) -->, for the others
# −0.2, −0.8 and −1.4<!--= [after_one_step(rate) for rate in larger] -->: only the last one grows. The limit
# is a third.
#
# ```python
# parabola.check(x=0.4, grows=[False, False, True])
# ```
#
# </details>
#
# **3. Write the rule.** Complete momentum's velocity, with $\gamma = 0.9$<!--=> gamma --> and
# $\eta = 0.1$<!--=> rule.learning_rate -->. It is compared with the package's rule: at rest with the gradient 2, then
# in motion with the gradient −1<!--=> [seen[0] / eta, gradient] -->.


# %%
def velocity(v, gradient):
    return ...


place = Value(0, "place")
gamma, eta = 0.9, 0.1
rule, seen = Momentum([place], eta, momentum=gamma), []
for gradient in (2, -1):
    place.grad = gradient
    rule.step()
    seen += rule.memory["velocity"]
steps = viz.quiz(at_rest=seen[0], in_motion=seen[1])
steps.check(at_rest=velocity(0, 2), in_motion=velocity(seen[0], -1))

# %% [markdown]
# <details><summary>Hint</summary>
#
# The old velocity times $\gamma$, and the gradient times $\eta$.
#
# </details>
# <details><summary>Solution</summary>
#
# In motion: 0.18 − 0.1 = 0.08<!--= seen[1] -->. The gradient has turned round, and the parameter still goes on as
# before.
#
# ```python
# def velocity(v, gradient):
#     return 0.9 * v + 0.1 * gradient
#
#
# steps.check(at_rest=velocity(0, 2), in_motion=velocity(seen[0], -1))
# ```
#
# </details>
#
# **4. Steps that adapt.** One parameter gets the gradient 3 and then the gradient 4<!--=> [*arriving] -->. How far
# does Adagrad move it each time, with $\eta = 1$<!--=> adagrad.learning_rate -->? And how far does Adam move it the
# first time, with $\eta = 0.3$<!--=> adam.learning_rate -->? ($\epsilon$ is too small to count.)

# %%
arriving = (3, 4)
place = Value(0.0, "place")
adagrad, moves = Adagrad([place], 1.0), []
for gradient in arriving:
    before, place.grad = place.data, gradient
    adagrad.step()
    moves.append(before - place.data)
other = Value(0.0, "other")
adam, other.grad = Adam([other], 0.3), arriving[0]
adam.step()
adapted = viz.quiz(adagrad=moves, adam=-other.data)
adapted.check(adagrad=[..., ...], adam=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Adagrad divides by the root of the sum of all squares so far. Adam's $\hat{m}$ and $\hat{v}$ are after one step just
# $g$ and $g^2$.
#
# </details>
# <details><summary>Solution</summary>
#
# Adagrad: first $3/\sqrt{9} = 1$<!--= moves[0] -->, then $4/\sqrt{9 + 16} = 0.8$<!--= moves[1] -->. A larger gradient,
# and a smaller step. Adam: $g/\sqrt{g^2}$ is one, so it moves by $\eta$.
#
# ```python
# adapted.check(adagrad=[1, 0.8], adam=0.3)
# ```
#
# </details>
#
# **On the ladder** of notebook 4 are rungs for this notebook too: `rung(14)` is the mean absolute error, `rung(15)` the
# squared error, `rung(19)` the cross entropy of two classes, `rung(24)` that of softmax. Here is the last of them. The
# others come by `viz.ladder().rung(19)` and so on.

# %%
viz.ladder().rung(24)

# %% [markdown]
# ## Summary
#
# - The absolute error sends back a sign, the squared error a multiple of the error, softmax with cross entropy
#   $y - t$.
# - For classes take the cross entropy: its gradient does not fade where the sigmoid or softmax is flat.
# - The gradient of a minibatch is noisy, but right on average.
# - Momentum adds up steps along a valley. Adagrad, RMSProp, AdaDelta and Adam give each parameter its own step size.
# - No rule is best everywhere, and none promises the lowest minimum.
#
# Next: how large the first weights should be, and what depth makes of them.
