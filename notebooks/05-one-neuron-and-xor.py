# %% [markdown]
# # 5. Why can one neuron not learn XOR?
#
# A neuron adds up what it hears and decides yes or no. That draws one straight line through the plane. For AND and OR
# a line is enough, for XOR it is not. Two neurons side by side bend the plane so that a third one can do the rest:
# that is a hidden layer.
#
# **You will be able to**
#
# - read a neuron's weights as a line, and draw it;
# - train a perceptron with the *delta rule*, and say when that must fail;
# - explain what a hidden layer does: it moves the points into a *new feature space*;
# - say why a network needs an activation function that is not linear.
#
# You need notebooks 1 to 3 (graphs, gates, and how a loss becomes small), the equation of a straight line, and
# Python's lists, loops and functions. Reading takes about 35 minutes, the exercises about 25.
#
# *The lecture* is chapter 3 of Oh's *Machine Learning*, on multilayer perceptrons. This notebook follows its first
# part, Figures 3-7 to 3-11; the delta rule is from Cho's seminar on training techniques.

# %%
import random
from itertools import product

from matplotlib import pyplot

import viz
from autograd_core import Value, grad, no_grad, sigmoid
from nn import MLP, SGD, Perceptron, fit
from nn.datasets import XOR_INPUTS, XOR_TARGETS, truth_table
from nn.experiments.regions import in_square, lines_in_general_position, region_count, votes
from viz import plots

# %% [markdown]
# ## One neuron
#
# Each input has a *weight*. The neuron adds up weight times input, adds a *bias*, and passes the sum $s$ through
# an *activation function* $\tau$:
#
# $$s = w_1 x_1 + w_2 x_2 + b, \qquad y = \tau(s)$$
#
# <!--@ C20 -->
# Here $w_1 = 2$<!--=> w1.data -->, $w_2 = 1$<!--=> w2.data --> and $b = -3$<!--=> b.data -->. Predict the sum $s$,
# then step. Then change $x_1$ and $x_2$, and watch $s$.

# %%
x1, x2 = Value(1, "x1"), Value(0, "x2")
w1, w2, b = Value(2, "w1"), Value(1, "w2"), Value(-3, "b")
s = w1 * x1 + w2 * x2 + b
y = sigmoid(s)
s.label, y.label = "s", "y"
viz.stepper(y)

# %% [markdown]
# Each input is zero or one, and the sum reaches zero only when both are
# one.<!--! [x for x in XOR_INPUTS if w1.data * x[0] + w2.data * x[1] + b.data >= 0] == [[1, 1]] --> If we take
# $s \ge 0$ as "yes", this neuron computes AND.
#
# <!--@ A03; C28 -->
# The *perceptron* of the 1950s decides just so, hard: its activation is a step, one for $s \ge 0$ and zero
# below.<!--! [autograd_core.step(s) for s in (-0.1, 0.0, 0.1)] == [0, 1, 1] --> The sigmoid above is the soft version.
# It gives a number between zero and one, which can be read as how sure it is.<!--! 0 < y.data < 1 -->
#
# ## A neuron is a line
#
# The border between yes and no is where the sum $w_1 x_1 + w_2 x_2 + b$ is zero: a straight line.

# %%
ax = plots.decision_boundary(
    lambda x: 2 * x[0] + x[1] - 3,
    XOR_INPUTS,
    truth_table("and"),
    eps=0.5,
)
plots.described(ax, "A straight line; (1, 1) lies on it, the other corners below.")

# %% [markdown]
# <!--@ A01 -->
# The upper right corner lies on the line itself, and counts as
# yes.<!--! 2 * 1 + 1 - 3 == w1.data + w2.data + b.data --> The perceptron is right at all
# corners.<!--! [int(Perceptron(2, weights=[2, 1], bias=-3)(x).data) for x in XOR_INPUTS] == truth_table("and") --> It
# is a *linear classifier*.
#
# ## The delta rule
#
# Who chose these weights and this bias? Gradients cannot: a step is flat, so its gradient is 0 wherever it has
# one.<!--!> [parameter.grad for parameter in step_neuron.parameters()] == [0, 0, 0] --> Look:

# %%
step_neuron = Perceptron(2, weights=[1, 1], bias=-0.5)
step_neuron([1, 0]).backward()
[parameter.grad for parameter in step_neuron.parameters()]

# %% [markdown]
# <!--@ C21 -->
# The perceptron learns by a simpler rule. Take a sample $x$ with target $d$ and output $y$. If $y = d$, change
# nothing. Otherwise move the weights towards the right answer, at a *learning rate* $\alpha$:
#
# $$w \leftarrow w + \alpha\,(d - y)\,x, \qquad b \leftarrow b + \alpha\,(d - y)$$
#
# It says no and should say yes? Then the sum was too small. Adding $x$ to the weights makes it larger for this sample,
# because $w \cdot x$ grows by $x \cdot x$. It says yes and should say no? Then the rule subtracts. (Cho's slides call
# this the delta rule. Other books call it the perceptron rule, and keep the name for a neuron without the step.)
#
# One pass over all samples is an *epoch*. Here is AND. The weights start at zero, and the rate, $\alpha$, is one.

# %%
history = Perceptron(2).learn(XOR_INPUTS, truth_table("and"), epochs=20)
for number, epoch in enumerate(history, start=1):
    print(f"epoch {number}: w = {epoch.weights}, b = {epoch.bias}, error {epoch.error}")

# %% [markdown]
# The error counts the mistakes of an epoch. In epoch 6 there is none, so it stops, at the weights of our picture.<!--!
# len(history) == 6 and history[-1].error == 0 and (*history[-1].weights, history[-1].bias) == (2, 1, -3) --> Now
# four<!--=> len(("and", "or", "nand", "xor")) --> functions with the same rule:

# %%
for name in ("and", "or", "nand", "xor"):
    history = Perceptron(2).learn(XOR_INPUTS, truth_table(name), epochs=100)
    last = history[-1]
    reached = f"error {last.error}, w {last.weights}, b {last.bias}"
    print(f"{name:4} {len(history):3} epochs, {reached}")

# %% [markdown]
# XOR means "one or the other, but not both". Epoch 100 makes four mistakes, one at each
# sample.<!--! len(history) == 100 and history[-1].error == 4 --> And its end is like the end of the epoch before:

# %%
print(history[-2] == history[-1])

# %% [markdown]
# The corrections of one epoch undo each other.<!--! history[-1] == history[-2] --> So it goes round like this for
# ever.
#
# ## It is not the rule's fault
#
# Suppose a perceptron did compute XOR. Then its sums at the four<!--= len(XOR_INPUTS) --> corners satisfy
#
# $$b < 0, \qquad w_1 + b \ge 0,$$
#
# $$w_2 + b \ge 0, \qquad w_1 + w_2 + b < 0$$
#
# Add the two with $\ge$: $w_1 + w_2 + 2b \ge 0$. Add the other two: $w_1 + w_2 + 2b < 0$. Both cannot be true. No line
# separates XOR. Minsky and Papert made this limit famous in 1969.
#
# <!--@ A02; S0 Fig 3-7 -->
# How many of the 16<!--=> len(tables) --> functions of two bits can a perceptron learn? We try them all, and count at
# how many of the four<!--=> len(XOR_INPUTS) --> samples the best of them agrees with XOR.

# %%
tables = list(product([0, 1], repeat=4))
last = {table: Perceptron(2).learn(XOR_INPUTS, table, epochs=50)[-1] for table in tables}
learned = [table for table in tables if last[table].error == 0]
print(len(learned), "of 16; not", [table for table in tables if table not in learned])


# %%
def agreement(table):
    return sum(output == target for output, target in zip(table, XOR_TARGETS, strict=True))


best = max(agreement(table) for table in learned)
print(best, "of", len(XOR_TARGETS))

# %% [markdown]
# All but XOR and its opposite,
# XNOR.<!--! {table for table in tables if table not in learned} == {(0, 1, 1, 0), (1, 0, 0, 1)} --> And on XOR no
# perceptron gets more than 3<!--= best --> of the 4<!--= len(XOR_TARGETS) --> samples right:
# 75 %<!--= 100 * best / len(XOR_TARGETS) -->. Left, OR and a line that separates it; right, XOR and one of the best
# lines, with a point on the wrong side.

# %%
_, (left, right) = pyplot.subplots(1, 2, figsize=(8.4, 3.8), layout="constrained")
for ax, name in ((left, "or"), (right, "xor")):
    targets = truth_table(name)
    plots.decision_boundary(lambda x: x[0] + x[1] - 0.5, XOR_INPUTS, targets, ax=ax, eps=0.5)
    ax.set(title=name.upper())
plots.described(left, "OR: the line leaves (0, 0) alone. XOR: (1, 1) is on the wrong side.")

# %% [markdown]
# What helped was known early, and took long. In 1974 Werbos proposed to send errors backward through several layers.
# In 1986 Rumelhart and others made it known, and with it the next idea.
#
# ## Two neurons move the points
#
# <!--@ A04; S0 Fig 3-8; S0 Fig 3-9 -->
# Put two perceptrons side by side, *in parallel*. This time they say +1 or
# −1.<!--!> {int(unit(x).data) for unit in (first, second) for x in XOR_INPUTS} == {1, -1} --> (The lecture's step has
# these two values; Cho's has one and zero.<!--! {autograd_core.step(s) for s in (-2.0, 0.0, 2.0)} == {1, 0} -->) The
# first asks whether $x_1 + x_2 - 0.5 \ge 0$, the second whether $-x_1 - x_2 + 1.5 \ge 0$. Their two answers are a new
# point $\mathbf{z} = (z_1, z_2)$. In the picture a line's arrow points to the side where its perceptron
# says +1.<!--!> first([1, 1]).data == 1 --> On the right each point keeps its old name: the one named (0, 0) now lies
# at (−1, 1)<!--=> [XOR_INPUTS[0][0], XOR_INPUTS[0][1], first(XOR_INPUTS[0]).data, second(XOR_INPUTS[0]).data] -->.

# %%
first = Perceptron(2, activation="bipolar_step", weights=[1, 1], bias=-0.5)
second = Perceptron(2, activation="bipolar_step", weights=[-1, -1], bias=1.5)


def hidden(x):
    return [first(x), second(x)]


# %%
lines, separator = [(-0.5, 1, 1), (1.5, -1, -1)], (-1, 1, 1)  # each with the bias first
left, right = plots.transformation(
    hidden,
    XOR_INPUTS,
    XOR_TARGETS,
    perceptrons=lines,
    separator=separator,
)
plots.described(
    left,
    "Left: (0, 1) and (1, 0) lie in the strip between two lines. "
    "Right: as z they fall together at (1, 1), and a line separates them from the others.",
)

# %% [markdown]
# On the left, the strip between the two lines holds (0, 1) and
# (1, 0)<!--= [bit for x in XOR_INPUTS if 0.5 < x[0] + x[1] < 1.5 for bit in x] -->. On the right they have become one
# point.<!--! [z.data for z in hidden([0, 1])] == [z.data for z in hidden([1, 0])] --> Now one line is enough, and that
# is the third perceptron, *in series*: $z_1 + z_2 - 1 \ge 0$. Are all samples classified rightly?

# %%
third = Perceptron(2, activation="bipolar_step", weights=[1, 1], bias=-1)
[(x, int(third(hidden(x)).data)) for x in XOR_INPUTS]

# %% [markdown]
# <!--@ A05; S0 Fig 3-10 -->
# All are right.<!--! [int(third(hidden(x)).data) for x in XOR_INPUTS] == [2 * t - 1 for t in XOR_TARGETS] --> Such a
# network is drawn as layers of circles. A circle is a neuron with all its gates, a line is a weight, and the small
# circle on top holds the one that a bias is multiplied by. Here it is, for one of the samples:

# %%
three = MLP(2, [2, 1], activation="bipolar_step", output_activation="bipolar_step")
units = [neuron for layer in three.layers for neuron in layer.neurons]
for unit, perceptron in zip(units, (first, second, third), strict=True):
    unit.b.data = perceptron.b.data
    for weight, chosen in zip(unit.w, perceptron.w, strict=True):
        weight.data = chosen.data
viz.draw_network(three([Value(1, "x1"), Value(0, "x2")]))

# %% [markdown]
# The layer in the middle is the **hidden layer**, and the whole is a *multilayer perceptron*. Inputs are no layer:
# this network has two<!--= len(three.layers) --> layers. Here a person found the features $z_1$ and $z_2$. Training
# will find them for us.
#
# ## What can more neurons do?
#
# <!--@ A06; S0 Fig 3-11 -->
# Three<!--=> len(triangle) --> lines cut the plane into
# seven<!--=> region_count([(w1, w2, bias) for bias, w1, w2 in triangle]) --> regions. The hidden layer sends each
# region to one point in space, its *code*. No point lies on the −1 side of all lines, so the eighth code never
# occurs.<!--!> len({patch.get_gid() for patch in ax.patches} - {None, 3 * "-"}) == 8 - 1 -->

# %%
triangle = [(0.5, 1, 0), (0.5, 0, 1), (0.1, -1, -1)]  # the bias first
ax = plots.regions(triangle)
plots.described(ax, "Three lines form a triangle. Seven regions, with a code each.")

# %%
[region_count(lines_in_general_position(p)) for p in range(1, 8)]

# %% [markdown]
# <!--@ A07 -->
# With $p$ lines there are at most $1 + (1 + 2 + \dots + p)$
# regions.<!--! all(region_count(lines_in_general_position(p)) == 1 + sum(range(p + 1)) for p in range(1, 8)) --> Lines
# that are parallel, or that meet in one point, give fewer.
#
# <!--@ A08 -->
# What can the layers above make of these regions? One layer alone has a *half-plane*. In two layers the output can be
# the AND of half-planes. Then the result is *convex*, without a dent: here a square. A third layer can be an OR of
# such squares. So it can make shapes in several pieces, with dents and with holes; with enough neurons it comes near
# to any region. The lecture's table says just that: half-plane, convex, arbitrary.
#
# Mind the second entry. The output need not be an AND. With the same four<!--=> len(square) --> lines, "at least three
# of four" gives a cross: two layers, and not
# convex.<!--!> len(square) == 4 and [votes(square, 3)(x) for x in ([0.5, 1], [1, 0.5], [0.75, 0.75])] == [1, 1, 0] -->

# %%
square = in_square(-0.5, -0.5, 1)
lower, upper = votes(in_square(-0.9, -0.9, 0.8), 4), votes(in_square(0.1, 0.1, 0.8), 4)
either = Perceptron(2, weights=[1, 1], bias=-0.5)  # OR
shapes = {
    "1 layer: a half-plane": votes(square[:1], 1),
    "2 layers: AND of 4 half-planes": votes(square, 4),
    "3 layers: OR of two squares": lambda x: either([lower(x), upper(x)]).data,
    "2 layers: at least 3 of 4": votes(square, 3),
}
_, axes = pyplot.subplots(2, 2, figsize=(7.6, 7), layout="constrained")
with no_grad():
    for ax, (name, output) in zip(axes.flat, shapes.items(), strict=True):
        plots.decision_boundary(output, [[-1, -1], [1, 1]], ax=ax, eps=0.2, threshold=0.5)
        ax.set(title=name, aspect="equal")
plots.described(
    ax,
    "One layer: everything right of a line. Two layers: a square, and with three of four "
    "half-planes a cross. Three layers: two squares apart from each other.",
)

# %% [markdown]
# ## A network without activations is one neuron
#
# <!--@ C26 -->
# What if the hidden neurons only add up, with no step and no sigmoid? Such a layer is linear. A linear function of a
# linear function is linear again, so many layers are worth one. You can see it in the slopes of the output in $x_1$
# and $x_2$: they are the same everywhere. (`grad` makes them by a backward pass.)

# %%
linear_net = MLP(2, [8, 8, 1], activation="linear", generator=random.Random(0))
for point in ([0.0, 0.0], [1.0, 0.0], [-3.0, 7.0]):
    print(point, "slope:", [round(slope.data, 6) for slope in grad(linear_net)(point)])

# %% [markdown]
# Can it learn XOR nevertheless? `fit` trains as we did in notebook 3: forward, loss, backward, a small step down,
# again and again. `SGD` is the small step, with its learning rate. `batch_size=None` takes all
# four<!--=> len(XOR_INPUTS) --> samples for each step.

# %%
fit(
    linear_net,
    XOR_INPUTS,
    XOR_TARGETS,
    loss="mean_squared_error",
    optimizer=SGD(linear_net, 0.05),
    epochs=500,
    batch_size=None,
    order="given",
    progress=False,
)
[round(linear_net(x).data, 3) for x in XOR_INPUTS]

# %% [markdown]
# After training it says 0.5 to everything.<!--! all(round(linear_net(x).data, 3) == 0.5 for x in XOR_INPUTS) --> A
# linear network can do no better: no other one has a smaller mean squared error on XOR.
#
# ## Let it find the features itself
#
# <!--@ A21; C22; S0 Fig 3-16 -->
# Now the same task with soft activations. `tanh` goes smoothly from −1 to 1, the sigmoid from 0 to
# 1<!--= [round(f(s)) for f in (autograd_core.tanh, sigmoid) for s in (-9.0, 9.0)] -->. Both have a slope everywhere,
# so the backward pass can train *all* weights, also those of the hidden layer. The lecture calls this layer a *feature
# extractor*.


# %%
def trained(seed):
    options = {"activation": "tanh", "output_activation": "sigmoid"}
    net = MLP(2, [2, 1], generator=random.Random(seed), **options)
    fit(
        net,
        XOR_INPUTS,
        XOR_TARGETS,
        loss="half_squared_error",
        optimizer=SGD(net, 0.5),
        epochs=1000,
        generator=random.Random(0),
        progress=False,
    )
    return net


net = trained(seed=0)
[round(net(x).data, 3) for x in XOR_INPUTS]

# %%
hidden_layer, output_layer = net.layers
lines = [(neuron.b, *neuron.w) for neuron in hidden_layer.neurons]
(last,) = output_layer.neurons
left, right = plots.transformation(
    lambda x: [round(z.data, 2) for z in hidden_layer(x)],  # so near points share a name
    XOR_INPUTS,
    XOR_TARGETS,
    perceptrons=lines,
    separator=(last.b, *last.w),
)
plots.described(
    left,
    "Left: the two learned lines, with the XOR points (0, 1) and (1, 0) between them. "
    "Right: a line separates the points of class 1 from those of class 0.",
)

# %% [markdown]
# From random weights it found much the same two lines as we did. Does every start end so well? Here are some more.

# %%
starts = {seed: [round(trained(seed)(x).data, 2) for x in XOR_INPUTS] for seed in range(10)}
rounded = {seed: [round(output) for output in outputs] for seed, outputs in starts.items()}
solved = [seed for seed in starts if rounded[seed] == XOR_TARGETS]
for seed, outputs in starts.items():
    print(f"start {seed}: {outputs}", "" if seed in solved else "  stuck")

# %% [markdown]
# Of ten<!--= len(starts) --> starts three<!--= len(starts) - len(solved) --> got stuck. There are two ways to be
# stuck: about 0.5 everywhere, or right at two corners and about a half at the others.<!--!
# all(sorted(abs(o - 0.5) < 0.02 for o in starts[seed]) in ([True] * 4, [False, False, True, True]) for seed in starts
# if seed not in solved) --> More hidden neurons make that less likely. How the backward pass trains such a network is
# the subject of notebook 7.
#
# ## Exercises
#
# **1. A soft neuron backward.** Predict the gradients, from right to left, to a thousandth. The local gradient of a
# sigmoid is $y(1-y)$; here $y = 0.7311$<!--=> soft.data -->.

# %%
x, w, bias = Value(-2, "x"), Value(-1.5, "w"), Value(-2, "b")
soft = sigmoid(w * x + bias)
soft.label = "y"
sheet = viz.worksheet(soft)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# What arrives at the sigmoid from the right is one. It sends back this times $y(1-y)$. A plus gate passes on what
# arrives. A times gate swaps: what arrives times the other factor.
#
# </details>
# <details><summary>Solution</summary>
#
# The sigmoid sends 0.1966<!--= sheet.key["a"] --> to the sum. The plus gate passes it on to the product and to the
# bias. The times gate sends it times $w$ to $x$, $-0.2949$<!--= sheet.key["e"] -->, and times $x$ to $w$,
# $-0.3932$<!--= sheet.key["d"] -->.
#
# ```python
# sheet.check(a=0.1966, b=0.1966, c=0.1966, d=-0.3932, e=-0.2949)
# ```
#
# </details>
#
# **2. The delta rule by hand.** A perceptron starts with weights and bias 0<!--=> Perceptron(2).b.data -->. It sees OR
# once, in the order (0, 0), (0, 1), (1, 0), (1, 1)<!--= [bit for x in XOR_INPUTS for bit in x] -->. What are $w_1$,
# $w_2$ and $b$ after this epoch? (At zero the step says one.<!--! autograd_core.step(0.0) == 1 -->)

# %%
(epoch,) = Perceptron(2).learn(XOR_INPUTS, truth_table("or"), epochs=1)
after = viz.quiz(weights=epoch.weights, bias=epoch.bias)
after.check(weights=[..., ...], bias=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# At the first sample the sum is zero, so the output is one, and the target is
# zero.<!--! autograd_core.step(0.0) == 1 and truth_table("or")[0] == 0 --> So the rule subtracts. Go on with the new
# weights and bias at once: do not wait for the end of the epoch.
#
# </details>
# <details><summary>Solution</summary>
#
# At the first sample the output is one and should be zero: $b$ falls by one, and the weights stay because the inputs
# are zero. At the second the sum is negative, so the output is zero and should be one: $w_2$ and $b$ rise by one. At
# the other samples the output is right.<!--! [(*end.weights, end.bias) for n in range(4) for end in
# Perceptron(2).learn(XOR_INPUTS[:n + 1], truth_table("or")[:n + 1], epochs=1)] == [(0, 0, -1), *3 * [(0, 1, 0)]] -->
#
# ```python
# after.check(weights=[0, 1], bias=0)
# ```
#
# </details>
#
# <!--@ C27 -->
# **3. Build XNOR.** It says "yes" when both inputs are equal. Give weights and a bias to the output neuron, so that
# the network computes it. The hidden neurons are NAND and OR, with outputs zero and
# one.<!--!> {nand([1, 1]).data, either([1, 1]).data} == {0, 1} -->

# %%
nand, either = Perceptron(2, weights=[-1, -1], bias=1.5), Perceptron(2, weights=[1, 1], bias=-0.5)


def output(z1, z2):
    return ...  # of the form int(w1 * z1 + w2 * z2 + b >= 0)


xnor = viz.quiz(xnor=truth_table("xnor"))
xnor.check(xnor=[output(nand(x).data, either(x).data) for x in XOR_INPUTS])

# %% [markdown]
# <details><summary>Hint</summary>
#
# XOR is the AND of NAND and OR.<!--! [int(nand(x).data and either(x).data) for x in XOR_INPUTS] == XOR_TARGETS --> You
# want its opposite. Which points $(z_1, z_2)$ occur, and which of them must give "yes"?
#
# </details>
# <details><summary>Solution</summary>
#
# The hidden layer gives (1, 0), (1, 1), (1, 1),
# (0, 1)<!--= [unit(x).data for x in XOR_INPUTS for unit in (nand, either)] -->. The output must be zero where both are
# one, and one elsewhere: a NAND
# again.<!--! [nand([nand(x).data, either(x).data]).data for x in XOR_INPUTS] == truth_table("xnor") -->
#
# ```python
# def output(z1, z2):
#     return int(-z1 - z2 + 1.5 >= 0)
#
#
# xnor.check(xnor=[output(nand(x).data, either(x).data) for x in XOR_INPUTS])
# ```
#
# </details>
#
# ## Summary
#
# - A neuron is a line: weights give its direction, the bias shifts it.
# - The delta rule finds a line where there is one. For 14<!--= len(learned) --> of the 16<!--= len(tables) -->
#   functions of two bits there is; not for XOR and XNOR.
# - A hidden layer moves the points to a new space, in which a line may be enough.
# - Without activations that are not linear, all layers together are one.
# - A step has no useful gradient. Soft activations have one, so hidden layers can be trained.
#
# Next: the activation functions, and what each does to the gradient that passes through it.
