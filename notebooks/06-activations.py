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
# - tell when a ReLU unit is dead, and name three cures;
# - choose an activation for a hidden layer.
#
# You need notebooks 1 and 5: the chain rule and one neuron. Reading takes about ten minutes.

# %%
import math

from matplotlib import pyplot

import viz
from autograd_core import Value, grad, maximum, relu, sigmoid, softplus, tanh
from nn import SGD, Neuron, PReLU, bipolar_step, elu, fit, leaky_relu, logistic
from nn.experiments.vanishing import chain_gradient, gradient_norms
from viz import plots

# %% [markdown]
# ## Five functions
#
# Five activations $\tau(s)$ are common. Solid is the function, dashed its derivative $\tau'(s)$; the pictures call them
# $f(x)$ and $f'(x)$. The step is the one that says −1 or 1. The last picture is the sigmoid once more, made steeper.

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
# | step | 1 if $s \ge 0$, else −1 | 0; undefined at $s = 0$ | −1 and 1 |
# | logistic sigmoid | $1 / (1 + e^{-as})$ | $a\,\tau(s)\,(1 - \tau(s))$ | (0, 1) |
# | hyperbolic tangent | $2 / (1 + e^{-as}) - 1$ | $(a / 2)\,(1 - \tau(s)^2)$ | (−1, 1) |
# | softplus | $\ln(1 + e^{s})$ | $1 / (1 + e^{-s})$ | (0, ∞) |
# | ReLU | $\max(0, s)$ | 0 if $s < 0$, 1 if $s > 0$; undefined at 0 | [0, ∞) |
#
# The number $a$ sets the steepness: the larger $a$, the nearer the sigmoid is to a step. The plain sigmoid has
# $a = 1$. The usual tanh has $a = 2$.
#
# A step neuron sends a whole half-plane to one number. A soft one tells near from far. So two soft neurons bend the
# plane, but tear nothing apart: neighbours stay neighbours.

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
# Each of the four regions is pressed towards a corner of the new space. With a step it would *be* the corner.
#
# ## Slopes
#
# Some derivatives need only the *output*: $y(1-y)$ for the sigmoid, $1 - y^2$ for tanh. The backward pass has the
# output at hand, so they cost almost nothing. And the derivative of softplus is the sigmoid.

# %%
slope_of_softplus = grad(softplus)(0.5)
print(slope_of_softplus, sigmoid(0.5))

# %% [markdown]
# At a kink there is no derivative. Then an engine needs a written convention: the derivative of ReLU at 0
# is taken as 0. The full dots in the picture show that. No difference quotient can check it: from the left it says 0,
# from the right 1.

# %%
print(grad(relu)(0.0))

# %% [markdown]
# ## Sigmoid and tanh are one function
#
# Squeeze the sigmoid to half its width, stretch it to twice its height, shift it down by 1:
#
# $$\tanh(x) = 2\,\sigma(2x) - 1$$

# %%
for x in (-2.0, 0.0, 0.7):
    print(x, tanh(x), 2 * sigmoid(2 * x) - 1)

# %% [markdown]
# By the chain rule tanh is four times as steep at 0: $2 \times 2 \times \frac14 = 1$. Its outputs lie around 0,
# those of the sigmoid are all positive. A weight's gradient is the gradient of the sum times the input. If all inputs
# are positive, the gradients of all weights of a neuron have the same sign: all must rise or all must fall, and
# learning goes in a zigzag. That is one reason to prefer tanh in a hidden layer.
#
# ## Saturation
#
# Far from 0 the sigmoid is flat. The neuron is *saturated*, and hardly any gradient gets through.

# %%
for s in (0.0, 2.0, 5.0, 10.0, 40.0):
    print(f"s = {s:4}   sigmoid = {sigmoid(s):.10f}   slope = {grad(sigmoid)(s):.3g}")

# %% [markdown]
# At 40 even the computer sees no more slope: the output is rounded to exactly 1.
#
# Even at its best place, $s = 0$, the slope is only $\frac14$. A chain of sigmoids multiplies these slopes. Step
# through it, and look at the gradient that arrives at $x$:

# %%
x = Value(0.0, "x")
y = x
for _ in range(4):
    y = sigmoid(y)
y.label = "y"
viz.stepper(y)

# %% [markdown]
# Each gate takes away three quarters or more. Through $L$ gates at most $0.25^L$ is left:

# %%
for length in (1, 5, 10, 20):
    print(f"{length:2} sigmoids: {chain_gradient(length):.3e}, not above {0.25**length:.3e}")

# %% [markdown]
# This is the **vanishing gradient**. Now a real network: eight layers of 16 units, random weights, one backward pass.
# We look at the length of the gradient in each layer: the root of the sum of its squares. Layer 1 is next to the input.

# %%
lengths = {
    "sigmoid": gradient_norms("sigmoid", "xavier", seed=0),
    "ReLU": gradient_norms("relu", "he", seed=0),
}
ax = plots.loss_curves(lengths, scale="log", xlabel="layer", ylabel="length of the gradient")
plots.described(
    ax,
    "From layer 8 down to layer 1 the gradient falls by a factor of over 10,000 "
    "through sigmoids; through ReLUs it stays much the same.",
)

# %%
for name, values in lengths.items():
    print(f"{name}: layer 1 / layer 8 = {values[0] / values[-1]:.2g}")

# %% [markdown]
# Through sigmoids the first layer gets almost nothing, and learns almost nothing. A ReLU has slope 1 where it is
# active (its sum is positive), so the gradient passes undiminished. It is also cheap: a single comparison. That made
# ReLU the usual choice for deep networks. ("xavier" and "he" name the usual sizes of the first random weights for each
# of the two.)
#
# ## Dead units
#
# ReLU has a weak spot: on the left its slope is exactly 0. A neuron whose sum is negative for *every* input gets no
# gradient at all. Alone it cannot come back: it is *dead*. (In a deeper layer its inputs move while others learn, and
# it may.)


# %%
def trained(activation):
    neuron = Neuron(1, activation=activation)
    neuron.w[0].data, neuron.b.data = 1.0, -3.0  # a bad start
    points = [0.0, 0.5, 1.0]
    options = {"loss": "sum_squared_error", "epochs": 1000, "order": "given", "progress": False}
    fit(neuron, points, points, optimizer=SGD(neuron, 0.5), **options)
    return [round(parameter.data, 4) + 0 for parameter in neuron.parameters()]  # + 0: no -0.0


{name: trained(name) for name in ("relu", "leaky_relu")}

# %% [markdown]
# The neuron should learn $y = x$ between 0 and 1. It starts with weight 1 and bias −3, so its sum is negative
# everywhere. With ReLU nothing moves in 1000 epochs. *Leaky* ReLU has slope 0.01 on the left, and finds its way: weight
# 1, bias 0.
#
# Three cures of this kind:

# %%
cures = {"Leaky ReLU, 0.1": leaky_relu(0.1), "PReLU, α = 0.25": PReLU(0.25), "ELU": elu(1)}
_, axes = pyplot.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
for ax, (name, function) in zip(axes, cures.items(), strict=True):
    plots.activation(function, ax, name=name)
plots.described(ax, "Three activations like ReLU, but with a slope on the left as well.")

# %% [markdown]
# - **Leaky ReLU** has a small fixed slope on the left, usually 0.01 (0.1 here, to make it visible).
# - **PReLU** has the slope $\alpha$ as a parameter, and learns it.
# - **ELU** is $\alpha(e^x - 1)$ on the left. With $\alpha = 1$ it has no kink. Far out on the left it saturates at
#   $-\alpha$.
#
# ## Maxout: learn the activation
#
# A maxout unit has two (or more) weighted sums, and passes on the larger. ReLU is the case in which one of the sums is
# always 0. Here all weights are learned, and with them the shape of the activation. The max gate is a *router*: the
# gradient goes to the winner, the loser gets 0.

# %%
x1, x2 = Value(1, "x1"), Value(1, "x2")
first = Value(1, "u1") * x1 + Value(-1, "u2") * x2
second = Value(-1, "v1") * x1 + Value(2, "v2") * x2 + Value(0.5, "b")
y = maximum(first, second)
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# The first sum is 0, the second 1.5 and wins. So $v_1$, $v_2$ and $b$ learn from this sample, and $u_1$ and $u_2$ do
# not.
#
# Which one should you take? In a hidden layer start with ReLU. If many units die, try Leaky ReLU or ELU. In a small
# network with one or two hidden layers tanh does well too. The sigmoid belongs at the output, where a number between 0
# and 1 is wanted.
#
# ## Exercises
#
# **1. Through two activations.** Predict the gradients. All numbers are easy: the slope of the sigmoid at 0 is
# $\frac14$.

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
# ReLU's input is 1, so it passes on 1. The minus gate sends 1 to the product and −1 to the threshold. The times gate
# sends 0.5 to the gain and 4 to the sigmoid. The sigmoid sends $4 \times \frac14 = 1$ to $x$. With a threshold of 3 the
# ReLU would be off, and all gradients 0.
#
# </details>
#
# **2. A slope that learns.** A PReLU with $\alpha = 0.25$ gets $x = -2$. What is its output, and what are the
# gradients of the output with respect to $x$ and to $\alpha$?

# %%
unit, x = PReLU(0.25), Value(-2, "x")
out = unit(x)
out.backward()
prelu = viz.quiz(output=out, dx=x.grad, dalpha=unit.alpha.grad)
prelu.check(output=..., dx=..., dalpha=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# On the left the output is $\alpha x$, a product.
#
# </details>
# <details><summary>Solution</summary>
#
# The output is −0.5. A product swaps its inputs: the gradient of $x$ is $\alpha = 0.25$, that of $\alpha$ is $x = -2$.
#
# </details>
#
# **3. From the output alone.** For sigmoid and tanh the backward pass needs only the output $y$. Is it so for softplus,
# $y = \ln(1 + e^s)$? Write its derivative with $y$ alone, without $s$; `math.exp` is there. It is checked at three
# places.


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
# `return 1 - math.exp(-y)`.
#
# </details>
#
# ## Summary
#
# - On the way back the gradient is multiplied by the slope of each activation.
# - Sigmoid and tanh saturate. Through many sigmoids the gradient vanishes.
# - ReLU passes the gradient undiminished where it is active. Where it is not, nothing passes: a unit can die.
# - Leaky ReLU, PReLU and ELU keep a slope on the left. Maxout learns its shape.
# - At a kink the engine follows a written convention, and a gradient check must stay away from it.
#
# Next: a whole network, its gradients by hand and by the engine.
