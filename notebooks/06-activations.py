# %% [markdown]
# # 6. What does an activation do to the gradient?
#
# After the weighted sum a neuron applies an activation function. On the way forward it shapes the output. On the way
# back the gradient is multiplied by its slope. A flat slope stops learning. So the choice of the activation decides
# which networks can be trained.
#
# **You will be able to**
#
# - sketch the common activations with their derivatives;
# - explain why gradients vanish through many sigmoids, and not through many ReLUs;
# - tell when a ReLU unit is dead, and name some cures;
# - choose an activation for a hidden layer.
#
# You need notebooks 1 and 5 (the chain rule, and one neuron), the exponential function and the logarithm.
#
# Reading takes about 30 minutes, the exercises about 25.
#
# The first functions are those of Table 3-1 in Oh's lecture; the others are in Cho's seminar and in the notes on
# neural networks. One letter, two meanings: $\alpha$ is a learning rate in notebook 5, and a slope here.

# %%
import math

from matplotlib import pyplot

import viz
from autograd_core import Value, grad, maximum, relu, sigmoid, softplus, tanh
from nn import SGD, Neuron, PReLU, bipolar_logistic, bipolar_step, elu, fit, leaky_relu, logistic
from nn.experiments import vanishing
from viz import plots

# %% [markdown]
# ## The usual functions
#
# <!--@ A10; A11; A12; A13; A14; S0 Tab 3-1 -->
# Five<!--=> len(functions) - 1 --> activations $\tau(s)$ are common. Solid is the function, dashed its derivative
# $\tau'(s)$; the pictures call them $f(x)$ and $f'(x)$. The step is the one that says −1
# or 1.<!--!> {bipolar_step(-9.0), bipolar_step(9.0)} == {-1, 1} --> The last picture is the sigmoid once more, made
# steeper.

# %%
functions = {"step": bipolar_step, "sigmoid": sigmoid, "tanh": tanh}
functions |= {"softplus": softplus, "ReLU": relu, "logistic, a = 5": logistic(5)}
_, axes = pyplot.subplots(2, 3, figsize=(11, 6.6), layout="constrained")
for ax, (name, function) in zip(axes.flat, functions.items(), strict=True):
    plots.activation(function, ax, name=name)
plots.described(
    ax,
    "Six activations with derivatives. The step jumps and is flat elsewhere. "
    "Sigmoid and tanh are S-shaped, and their derivatives are bells; with a = 5 all is steeper. "
    "Softplus bends upwards smoothly, ReLU has a kink at 0.",
)

# %% [markdown]
# | name | $\tau(s)$ | $\tau'(s)$ | values |
# |---|---|---|---|
# | step | one if $s \ge 0$, else minus one | zero off the jump | −1, 1<!--= [bipolar_step(s) for s in (-1, 0)] --> |
# | sigmoid | $1 / (1 + e^{-as})$ | $a\,\tau(s)(1 - \tau(s))$ | (0, 1)<!--= [round(sigmoid(s)) for s in (-9, 9)] --> |
# | tanh | $2 / (1 + e^{-as}) - 1$ | $(a / 2)\,(1 - \tau(s)^2)$ | (−1, 1)<!--= [round(tanh(s)) for s in (-9, 9)] --> |
# | softplus | $\ln(1 + e^{s})$ | $1 / (1 + e^{-s})$ | (0, ∞)<!--= round(softplus(-9)) --> |
# | ReLU | $\max(0, s)$ | zero on the left, one on the right | [0, ∞)<!--= relu(-9) --> |
#
# The number $a$ sets the steepness. The plain sigmoid has $a = 1$<!--= logistic().slope -->, the usual tanh
# $a = 2$<!--= bipolar_logistic().slope -->. What does a larger $a$ do? We look at the value and the slope at one
# place, and at how far the sigmoid can be from a step a little away from the jump.

# %%
for a in (1, 2, 10, 100):
    soft = logistic(a)
    value, slope = soft(0.5), grad(soft)(0.5)
    gap = soft(-0.1) - 0  # a step would say 0 there
    print(f"a = {a:3}   value {value:.5f}   slope {slope:.3g}   from the step {gap:.3g}")

# %% [markdown]
# <!--@ A09 -->
# The larger $a$, the nearer to a step. At $a = 10$<!--= logistic(10).slope --> the value
# is 0.9933<!--= logistic(10)(0.5) -->, and the slope 0.0665<!--= grad(logistic(10))(0.5) -->: the factor
# 10<!--= logistic(10).slope --> in front of $\tau(1 - \tau)$ does not help where the curve is flat already. Twice the
# $a$ has, at half the $s$, the same value and twice the
# slope.<!--! logistic(2)(0.5) == sigmoid(1.0) and grad(logistic(2))(0.5) == 2 * grad(sigmoid)(1.0) -->
#
# <!--@ S0 Fig 3-12; S0 Fig 3-13 -->
# A step neuron sends a whole half-plane to one number: a *hard* partition, regions to points. A soft one tells near
# from far. So two soft neurons bend the plane, but tear nothing apart: neighbours stay neighbours, regions go to
# regions.

# %%
soft = logistic(3)
left, right = plots.transformation(
    lambda x: (soft(x[0] - x[1]), soft(x[0] + x[1])),
    [[0, 1], [1, 0], [0, -1], [-1, 0]],
    names=["a", "b", "c", "d"],
    perceptrons=[(0, 1, -1), (0, 1, 1)],
    mesh=15,
)
plots.described(
    left,
    "Left: a square mesh, two crossing lines and a point in each of four regions. "
    "Right: the mesh fills a square, crowded towards its corners, where the four points lie.",
)

# %% [markdown]
# Each region is pressed towards a corner of the new space. With a step it would *be* the corner.
#
# ## Slopes
#
# Some derivatives can be told from the *output* alone: $y(1-y)$ for the sigmoid, $1 - y^2$ for tanh, and a look at the
# sign for ReLU. The output is at hand in the backward pass, so they cost almost nothing. And the derivative of
# softplus is the sigmoid.

# %%
slope_of_softplus = grad(softplus)(0.5)
print(slope_of_softplus, sigmoid(0.5))

# %% [markdown]
# At a kink there is no derivative. Then an engine needs a written convention: the derivative of ReLU at 0 is taken
# as 0.<!--!> grad(relu)(0.0) == 0 --> The full dots in the picture show that. No difference quotient can check it:
# from the left it says 0, from the right 1<!--= [(relu(h) - relu(0.0)) / h for h in (-0.5, 0.5)] -->.

# %%
print(grad(relu)(0.0))

# %% [markdown]
# ## Sigmoid and tanh are one function
#
# <!--@ C30 -->
# Squeeze the sigmoid to half its width, stretch it to twice its height, shift it down by one:
#
# $$\tanh(x) = 2\,\sigma(2x) - 1$$

# %%
for x in (-2.0, 0.0, 0.7):
    print(x, tanh(x), 2 * sigmoid(2 * x) - 1, bipolar_logistic(2)(x))

# %% [markdown]
# By the chain rule tanh is four<!--= grad(tanh)(0.0) / grad(sigmoid)(0.0) --> times as steep in the middle:
# $2 \times 2 \times 0.25 = 1$<!--= grad(tanh)(0.0) -->. Its outputs lie around zero, those of the sigmoid are all
# positive.<!--! tanh(-1.0) + tanh(1.0) == 0 < sigmoid(-1.0) --> A weight's gradient is the gradient of the sum times
# the input. If all inputs are positive, the gradients of all weights of a neuron have the same sign: all must rise or
# all must fall, and learning goes in a zigzag. That is one reason to prefer tanh in a hidden layer.
#
# ## Saturation
#
# <!--@ A15; C29 -->
# Far from 0 the sigmoid is flat.<!--! 0 < grad(sigmoid)(10.0) < 1e-4 --> The neuron is *saturated*, and hardly any
# gradient gets through.

# %%
for s in (0.0, 2.0, 5.0, 10.0, 40.0):
    print(f"s = {s:4}   sigmoid = {sigmoid(s):.10f}   slope = {grad(sigmoid)(s):.3g}")

# %% [markdown]
# At 40 the output is rounded to exactly 1, and $y(1-y)$ would be no slope at
# all.<!--! sigmoid(40.0) == 1 and sigmoid(40.0) * (1 - sigmoid(40.0)) == 0 --> (The engine computes the slope from
# $e^{-s}$, and sees a little of it still.<!--! 0 < grad(sigmoid)(40.0) < 1e-17 -->)
#
# Even at its best place, in the middle, the slope is only 0.25<!--= grad(sigmoid)(0.0) -->. A chain of sigmoids
# multiplies these slopes. Predict what arrives at $x$, at most, then step:

# %%
x = Value(0.0, "x")
y = x
for _ in range(4):
    y = sigmoid(y)
y.label = "y"
viz.stepper(y)

# %% [markdown]
# Each gate takes away three quarters or
# more.<!--! 1 - max(grad(sigmoid)(s / 10) for s in range(-50, 51)) >= 3 / 4 --> Through $L$ gates at most $0.25^L$ is
# left:

# %%
for length in (1, 5, 10, 20):
    arriving = vanishing.chain_gradient(length)
    print(f"{length:2} sigmoids: {arriving:.3e}, not above {0.25**length:.3e}")

# %% [markdown]
# This is the **vanishing gradient**. Now a real network: eight<!--=> len(lengths["ReLU"]) --> layers of
# 16<!--= vanishing.WIDTH --> units, random weights, one backward pass. In each layer we look at the length of the
# gradient of the weights: the root of the sum of its squares. The first layer is next to the input.

# %%
lengths = {
    "sigmoid": vanishing.gradient_norms("sigmoid", "xavier", seed=0),
    "tanh": vanishing.gradient_norms("tanh", "xavier", seed=0),
    "ReLU": vanishing.gradient_norms("relu", "he", seed=0),
}
ax = plots.loss_curves(lengths, scale="log", xlabel="layer", ylabel="length of the gradient")
plots.described(
    ax,
    "From layer 8 down to layer 1 the gradient falls by a factor of over 10,000 "
    "through sigmoids; through tanh and ReLU it stays much the same.",
)

# %%
for name, values in lengths.items():
    print(f"{name:7}: layer 1 / layer 8 = {values[0] / values[-1]:.2g}")

# %% [markdown]
# Through sigmoids the first layer gets almost nothing, and learns almost nothing. It is not the S-shape alone that
# does it: tanh is S-shaped, too. But at its middle it has slope 1<!--= grad(tanh)(0.0) -->. So has a ReLU wherever it
# is active (its sum is positive): there the gradient of the sum is the gradient of the output. It is also cheap, a
# single comparison. That made ReLU the usual choice for deep networks.
#
# The weights have a say, too, since the gradient is multiplied by them in each layer. Here they have the size that
# suits each activation; "xavier" and "he" are the names of two such choices. Notebook 11 tells where they come from,
# and what happens with others.
#
# ## Dead units
#
# <!--@ C31 -->
# ReLU has a weak spot: on the left its slope is exactly 0.<!--! grad(relu)(-3.0) == 0 --> A neuron whose sum is
# negative for *every* input gets no gradient at all. Alone it cannot come back: it is *dead*. (In a deeper layer its
# inputs move while others learn, and it may.)


# %%
epochs = 1000
start, points = (1.0, -3.0), [0.0, 0.5, 1.0]  # a bad start: weight and bias


def trained(activation):
    neuron = Neuron(1, activation=activation)
    neuron.w[0].data, neuron.b.data = start
    options = {"loss": "sum_squared_error", "order": "given", "progress": False}
    fit(neuron, points, points, optimizer=SGD(neuron, 0.5), epochs=epochs, **options)
    return [round(parameter.data, 4) + 0 for parameter in neuron.parameters()]  # + 0: no -0.0


ends = {name: trained(name) for name in ("relu", "leaky_relu")}
ends

# %% [markdown]
# The neuron should learn $y = x$ between zero and one. It starts with weight 1 and bias −3, so its sum is negative
# everywhere.<!--! start == (1, -3) and all(start[0] * x + start[1] < 0 for x in points) --> With ReLU nothing moves in
# 1000<!--= epochs --> epochs.<!--! ends["relu"] == [1, -3] --> *Leaky* ReLU has slope 0.01<!--=
# grad(leaky_relu())(-3.0) --> on the left, and finds its way: weight 1, bias 0<!--= [ends["leaky_relu"][0],
# ends["leaky_relu"][1]] -->.
#
# <!--@ C32; C33; C34 -->
# Three<!--=> len(cures) --> cures of this kind:

# %%
cures = {"Leaky ReLU, 0.1": leaky_relu(0.1), "PReLU, α = 0.25": PReLU(0.25), "ELU": elu(1)}
_, axes = pyplot.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
for ax, (name, function) in zip(axes, cures.items(), strict=True):
    plots.activation(function, ax, name=name)
plots.described(ax, "Three activations like ReLU, but with a slope on the left as well.")

# %% [markdown]
# - **Leaky ReLU** has a small fixed slope on the left, usually 0.01<!--= leaky_relu().slope -->
#   (0.1<!--= cures["Leaky ReLU, 0.1"].slope --> here, to make it visible).
# - **PReLU** has the slope $\alpha$ as a parameter, and learns it.
# - **ELU** is $\alpha(e^x - 1)$ on the left. With $\alpha = 1$ it has no
#   kink.<!--! abs(grad(elu(1))(-1e-9) - 1) < 1e-8 --> Far out on the left it saturates at $-\alpha$.
#
# The notes write Leaky ReLU and PReLU as $\max(\alpha x, x)$. That is the same while $\alpha \le 1$.<!--!
# all((max(slope * -2, -2) == leaky_relu(slope)(-2.0)) == (slope <= 1) for slope in (0.25, 0.5, 3)) -->
#
# ## Maxout: learn the activation
#
# <!--@ C35 -->
# A maxout unit has two (or more) weighted sums, and passes on the larger. ReLU is the case in which one of the sums is
# always zero.<!--! all(maximum(0, s) == relu(s) for s in (-1.0, 2.0)) --> Here all weights are learned, and with them
# the shape of the activation. The max gate is a *router*: the gradient goes to the winner, the loser
# gets 0.<!--!> u1.grad == 0 -->

# %%
x1, x2 = Value(1, "x1"), Value(1, "x2")
u1, u2 = Value(1, "u1"), Value(-1, "u2")
v1, v2, b = Value(-1, "v1"), Value(2, "v2"), Value(0.5, "b")
first = u1 * x1 + u2 * x2
second = v1 * x1 + v2 * x2 + b
y = maximum(first, second)
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# The first sum is 0<!--= first.data -->, the second 1.5<!--= second.data --> and wins. So $v_1$, $v_2$ and $b$ learn
# from this sample, and $u_1$ and $u_2$ do not.
#
# Which one should you take? In a hidden layer start with ReLU. If many units die, try Leaky ReLU or ELU. In a small
# network with one or two hidden layers tanh does well too. The sigmoid belongs at the output, where a probability is
# wanted.
#
# ## Exercises
#
# **1. Through two activations.** Predict the gradients. All numbers are easy: the slope of the sigmoid in the middle
# is 0.25<!--= grad(sigmoid)(0.0) -->.

# %%
x, gain, threshold = Value(0.0, "x"), Value(4, "gain"), Value(1, "threshold")
y = relu(gain * sigmoid(x) - threshold)
y.label = "y"
sheet = viz.worksheet(y)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# ReLU passes the gradient on if its input is positive. The minus gate turns the sign for the threshold. The times gate
# swaps.
#
# </details>
# <details><summary>Solution</summary>
#
# ReLU's input is positive, so it passes on 1<!--= sheet.key["a"] -->. The minus gate sends 1<!--= sheet.key["b"] -->
# to the product and −1<!--= sheet.key["c"] --> to the threshold. The times gate sends 0.5<!--= sheet.key["d"] --> to
# the gain and 4<!--= sheet.key["e"] --> to the sigmoid. The sigmoid multiplies this by its slope and sends
# 1<!--= sheet.key["f"] --> to $x$.
#
# ```python
# sheet.check(a=1, b=1, c=-1, d=0.5, e=4, f=1)
# ```
#
# With a threshold of 3 the ReLU would be off, and all gradients
# zero.<!--! gain.data / 2 < 3 and relu(gain.data / 2 - 3) == 0 -->
#
# </details>
#
# **2. A slope that learns.** A PReLU with $\alpha = 0.25$<!--=> unit.alpha.data --> gets $x = -2$<!--=> x.data -->.
# What is its output, and what are the gradients of the output with respect to $x$ and to $\alpha$?

# %%
unit, x = PReLU(0.25), Value(-2, "x")
out = unit(x)
out.backward()
prelu = viz.quiz(output=out, gradients=[x.grad, unit.alpha.grad])
prelu.check(output=..., gradients=[..., ...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# On the left the output is $\alpha x$, a product.
#
# </details>
# <details><summary>Solution</summary>
#
# The output is −0.5<!--= out.data -->. A product swaps its inputs: the gradient of $x$ is $\alpha$, that of $\alpha$
# is $x$.
#
# ```python
# prelu.check(output=-0.5, gradients=[0.25, -2])
# ```
#
# </details>
#
# **3. From the output alone.** For sigmoid and tanh the backward pass needs only the output $y$. Is it so for
# softplus, $y = \ln(1 + e^s)$? Write its derivative with $y$ alone, without $s$; `math.exp` is there. It is checked at
# several places.


# %%
def slope_from_output(y):
    return ...


places = (-1.0, 0.0, math.log(3))
slopes = viz.quiz(slopes=[grad(softplus)(s) for s in places])
slopes.check(slopes=[slope_from_output(softplus(s)) for s in places])

# %% [markdown]
# <details><summary>Hint</summary>
#
# The derivative is $1 / (1 + e^{-s})$, which is the same as $e^s / (1 + e^s)$. And $1 + e^s = e^y$.
#
# </details>
# <details><summary>Solution</summary>
#
# From $1 + e^s = e^y$ follows $e^s = e^y - 1$. So the slope is $(e^y - 1) / e^y = 1 - e^{-y}$:
#
# ```python
# def slope_from_output(y):
#     return 1 - math.exp(-y)
#
#
# slopes.check(slopes=[slope_from_output(softplus(s)) for s in places])
# ```
#
# </details>
#
# ## Summary
#
# - On the way back the gradient is multiplied by the slope of each activation.
# - Sigmoid and tanh saturate. Through many sigmoids the gradient vanishes.
# - ReLU has slope one where it is active. Where it is not, nothing passes: a unit can die.
# - Leaky ReLU, PReLU and ELU keep a slope on the left. Maxout learns its shape.
# - At a kink the engine follows a written convention, and a gradient check must stay away from it.
#
# Next: a whole network, its gradients by hand and by the engine.
