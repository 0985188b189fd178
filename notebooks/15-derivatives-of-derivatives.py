# %% [markdown]
# # 15. The gradient is a graph. What is its gradient?
#
# The backward pass consists of gates, too: it multiplies and adds. So we can record it, draw it, and
# differentiate it again. That gives curvature, and with it a faster way down.
#
# **You will be able to**
#
# - draw a gradient as a graph, and read it as a formula;
# - write down the Jacobian of a function in both layouts that books use;
# - use second derivatives in Newton's method, and say when it goes astray;
# - explain how to get curvature along one direction without the whole Hessian.
#
# You need the chain rule and gradient descent (notebooks 1 and 10), second derivatives, and NumPy's matrix product and
# transpose; for Newton's method, that a matrix can have an inverse. Reading takes about 25 minutes, the exercises about
# 25.

# %%
import numpy as np
from IPython.display import Markdown

import viz
from autograd_core import Value, derivative_formula, exp, grad, gradients, hessian, hvp, jacobian
from autograd_core.operations import relu, sigmoid, sin
from viz import plots

# %% [markdown]
# ## A slope that can be drawn
#
# `backward()` writes numbers into `.grad`. The function `gradients` gives *nodes* instead. For $y = x^4$ at
# $x = 2$:<!--=> x.data -->

# %%
x = Value(2.0, "x")
y = x**4
[slope] = gradients(y, [x])
slope.label = "slope"
viz.stepper(slope, show="forward")

# %% [markdown]
# This is $4x^3$: the power rule has become gates. With $x = 2$<!--= x.data --> it is 32<!--= slope.data -->. It is
# a graph like any other, so it has a gradient. What will arrive at $x$? Step back, and drag $x$.
#
# It is 48<!--= gradients(slope, [x])[0].data -->, the *second* derivative. Once more `gradients`, and we have it as a
# graph, too:

# %%
[curvature] = gradients(slope, [x])
print("first: ", derivative_formula(y, x), "=", slope.data)
print("second:", derivative_formula(slope, x), "=", curvature.data)

# %% [markdown]
# `derivative_formula` reads the gradient's graph and writes it down, as text or as LaTeX. It simplifies only
# a little.

# %%
w = Value(0.8, "w")
latex = derivative_formula(sin(w**2), w, style="latex")
Markdown(f"$$\\frac{{d}}{{dw}} \\sin(w^2) = {latex}$$")

# %% [markdown]
# ## More outputs: the Jacobian
#
# A function with three<!--=> len(point) --> inputs and two outputs has six<!--=>
# np.size(jacobian(two_outputs)(point)) --> derivatives. Take
#
# $$y_1 = x_1 x_2 \qquad y_2 = x_2 + \sin x_3$$


# %%
def two_outputs(x):
    return [x[0] * x[1], x[1] + sin(x[2])]


point = [2.0, 0.5, 1.0]
np.array(jacobian(two_outputs)(point)).round(4)

# %% [markdown]
# One row for each output, one column for each input. This is the *numerator layout*. Other books, and Oh's
# lecture in one place (the section on Algorithm 3-5), write its transpose, the
# *denominator layout*:<!--@ A27; B12 -->

# %%
np.array(jacobian(two_outputs, layout="denominator")(point)).round(4)

# %% [markdown]
# The numbers are the same. What changes is the order in which matrices are multiplied, so ask a book which
# layout it uses. In the numerator layout, the chain rule for $z = f(y)$ is
#
# $$\nabla_x z = J^T\, \nabla_y z$$
#
# We check it with $f = y_1^2\, y_2 + e^{y_2}$:


# %%
def f(y):
    return y[0] ** 2 * y[1] + exp(y[1])


J = np.array(jacobian(two_outputs)(point))
by_matrix = J.T @ grad(f)(two_outputs(point))
by_graph = grad(lambda x: f(two_outputs(x)))(point)
print(by_matrix.round(6), np.array(by_graph).round(6))

# %% [markdown]
# The backward pass *is* this product, but it never writes the matrix
# down.<!--! np.allclose(by_matrix, by_graph, rtol=1e-12) --> For one layer with 64 rows of 4,096 numbers the matrix
# $dY/dX$ would fill 256<!--= (64 * 4096) ** 2 * 4 / 2**30 --> GiB in single
# precision.<!--! (64 * 4096) ** 2 * 4 == 256 * 2**30 --><!--@ B16 -->
#
# ## Curvature: the Hessian
#
# The Jacobian of a gradient is the **Hessian** $H$: all second derivatives. We take a famous test function,
# Rosenbrock's valley. It is curved like a banana, and its lowest point is (1, 1):<!--!> banana([1, 1]) == 0 and
# grad(banana)([1.0, 1.0]) == [0, 0] -->
#
# $$f(x, y) = (1 - x)^2 + 100\,(y - x^2)^2$$


# %%
def banana(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


start = [-1.2, 1.0]
hessian(banana)(start)

# %% [markdown]
# It is symmetric:<!--! hessian(banana)(start)[0][1] == hessian(banana)(start)[1][0] --> it does not matter after which
# variable one differentiates first.
#
# What is it good for? The gradient says which way is down. The Hessian says how soon the slope will change.
# **Newton's method** goes straight to where the slope would vanish if the function were a parabola:
#
# $$p \leftarrow p - H^{-1} g$$
#
# We compare it with gradient descent, at a rate of 0.001<!--=> rate -->. (Much longer, its steps would jump from
# wall to wall.)

# %%
newton = [start]
for _ in range(6):
    g, H = grad(banana)(newton[-1]), hessian(banana)(newton[-1])
    step = np.linalg.solve(H, g)  # H⁻¹ g
    newton.append((np.array(newton[-1]) - step).tolist())

descent, rate = [start], 0.001
for _ in range(1000):
    p = descent[-1]
    descent.append([p[i] - rate * slope for i, slope in enumerate(grad(banana)(p))])

# %%
paths = {"gradient descent, every 20th of 1,000": descent[::20], "Newton, 6 steps": newton}
plots.described(
    plots.optimizer_paths(lambda x, y: banana([x, y]), paths, minimum=(1, 1)),
    "Gradient descent follows the curved valley and is at x = 0.33 after 1,000 steps. "
    "Newton's method jumps, once far out of the valley, and is at the minimum after six.",
)

# %% [markdown]
# Gradient descent needs small steps, because the walls are steep. So it creeps along the floor, and is still at $x =
# 0.33$<!--= descent[-1][0] --> at the end. Newton's method sees the curvature and arrives in
# six<!--= len(newton) - 1 --> steps:<!--! banana(newton[-1]) < 1e-18 -->

# %%
[(round(x, 4), round(y, 4), float(f"{banana([x, y]):.2g}")) for x, y in newton]

# %% [markdown]
# Look at the second jump: the loss, the third number, goes *up* to about 1,400<!--= round(banana(newton[2]), -2) -->
# before it falls. Newton's method does not know "down". It looks for a place where the slope vanishes. From the
# wrong start that is the top of a hill. Here is the function with two valleys from notebook 10, and a hill between
# them:


# %%
def two_valleys(x):
    return x**4 - 2 * x**2 + 0.3 * x


x = 0.3
for _ in range(5):
    x = x - grad(two_valleys)(x) / grad(grad(two_valleys))(x)
slope, curvature = grad(two_valleys)(x), grad(grad(two_valleys))(x)
print(f"x = {x:.4f}, slope {slope:.1e}, curvature {curvature:.3f}")

# %% [markdown]
# The slope is 0 there,<!--! abs(slope) < 1e-9 and curvature < 0 --> but the curvature is negative: a maximum. And
# there is the price. A network with a million weights has a Hessian of a million times a million numbers. This is
# one reason why large networks are hardly ever trained in this way.
#
# ## Curvature along one direction
#
# Often $H v$ is enough: how the gradient changes along one direction $v$. We do not need $H$ for it.

# %%
direction = [1.0, 0.0]
hvp(banana, start, direction), (np.array(hessian(banana)(start)) @ direction).tolist()

# %% [markdown]
# `hvp` (Hessian-vector product) records the gradient's graph, and then goes *forward* through it: each node
# passes on how much it changes along $v$. This is called *forward over reverse*. It costs a few gradients,
# however many weights there are.
#
# One can also go backward twice: the gradient of the number $g \cdot v$ is $H v$.


# %%
def slope_along(p):
    return sum(g * v for g, v in zip(grad(banana)(p), direction, strict=True))


grad(slope_along)(start)

# %% [markdown]
# It is the same.<!--! grad(slope_along)(start) == hvp(banana, start, direction) -->
#
# ## Where there is no curvature
#
# The sigmoid bends. Here its slope is the solid curve, and its curvature the dashed one.


# %%
def sigmoid_slope(x):
    return gradients(sigmoid(x), [x])[0]


plots.described(
    plots.activation(sigmoid_slope, limits=(-6, 6), name="slope of the sigmoid"),
    "The slope of the sigmoid is a bump of height 0.25 at 0. Its derivative is positive "
    "left of 0 and negative right of it.",
)

# %% [markdown]
# ReLU consists of two straight lines. Its slope is 0 or 1<!--=> [grad(relu)(x) for x in (-1.0, 1.0)] -->, and its
# second derivative is 0<!--=> grad(grad(relu))(1.0) --> on both sides. At the kink there is none, and the engine
# says 0<!--=> grad(grad(relu))(0.0) --> by convention. The square of ReLU is curved on the right, where it is
# $x^2$.

# %%
functions = {"relu": relu, "sigmoid": sigmoid, "relu squared": lambda x: relu(x) ** 2}
for name, function in functions.items():
    print(f"{name:>12}:", [round(grad(grad(function))(x), 4) for x in (-1.0, 0.0, 1.0)])

# %% [markdown]
# So the output of a ReLU network, as a function of its input, is made of straight pieces: no curvature
# within a piece. All bending sits in the kinks, which no second derivative sees. What a Hessian of its
# *loss* shows comes from the loss function, and from weights of different layers that multiply each other.
#
# ## Exercises
#
# **1. Fill in the blanks.** For $z = x^3 y$ this is the graph of $\partial z/\partial x$. Its gradients are
# second derivatives of $z$. Predict them.

# %%
x, y = Value(3.0, "x"), Value(2.0, "y")
[z_x] = gradients(x**3 * y, [x])
z_x.label = "dz/dx"
sheet = viz.worksheet(z_x)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The graph computes $3x^2 y$. A times gate sends back what arrives, times the other factor. The local
# gradient of the square is $2x$.
#
# </details>
# <details><summary>Solution</summary>
#
# $\partial^2 z/\partial x^2 = 6xy = 36$<!--= 6 * x.data * y.data --> and $\partial^2 z/\partial x\,\partial y = 3x^2 =
# 27$<!--= 3 * x.data**2 -->.
#
# ```python
# sheet.check(a=27, b=2, c=6, d=36)
# ```
#
# </details>
#
# **2. Predict the Hessian** of $x^2 y + y^3$ at $x = 1$<!--=> at[0] -->, $y = 2$<!--=> at[1] -->.

# %%
at = [1.0, 2.0]
second = viz.quiz(hessian=hessian(lambda p: p[0] ** 2 * p[1] + p[1] ** 3)(at))
second.check(hessian=[[..., ...], [..., ...]])

# %% [markdown]
# <details><summary>Hint</summary>
#
# First the gradient: $(2xy,\ x^2 + 3y^2)$. Then differentiate each of the two again.
#
# </details>
# <details><summary>Solution</summary>
#
# In the first row $2y$ and $2x$, in the second $2x$ and $6y$.
#
# ```python
# second.check(hessian=[[4, 2], [2, 12]])
# ```
#
# </details>
#
# **3. Always down.** Newton's step ran uphill, because the curvature was negative. Write a step in one dimension
# that is as long as Newton's, but always goes *down*. It is tried on the function with two valleys, twice: at
# 0.3<!--=> hill -->, on the hill, and at 2<!--=> wall -->, where the curvature is positive.


# %%
def downhill_step(x, slope, curvature):
    return ...  # the new x


def tried(step, x):
    return step(x, grad(two_valleys)(x), grad(grad(two_valleys))(x))


hill, wall = 0.3, 2.0
newton_from_hill = hill - grad(two_valleys)(hill) / grad(grad(two_valleys))(hill)
newton_from_wall = wall - grad(two_valleys)(wall) / grad(grad(two_valleys))(wall)
steps = viz.quiz(from_hill=2 * hill - newton_from_hill, from_wall=newton_from_wall)
steps.check(from_hill=tried(downhill_step, hill), from_wall=tried(downhill_step, wall))

# %% [markdown]
# <details><summary>Hint</summary>
#
# Newton's step is $x - f'(x)/f''(x)$. Which sign decides whether $x$ goes against the slope?
#
# </details>
# <details><summary>Solution</summary>
#
# Where the curvature is positive, this is Newton's step, to 1.448<!--= newton_from_wall -->. On the hill it goes to
# 0.571<!--= 2 * hill - newton_from_hill -->; Newton's step would go to 0.029<!--= newton_from_hill -->, nearer to
# the top.
#
# ```python
# def downhill_step(x, slope, curvature):
#     return x - slope / abs(curvature)
#
# steps.check(from_hill=tried(downhill_step, hill), from_wall=tried(downhill_step, wall))
# ```
#
# </details>
#
# ## Summary
#
# - A gradient can be recorded as a graph. So it can be drawn, written as a formula and differentiated again.
# - The Jacobian holds all first derivatives. There are two layouts, each the transpose of the other.
# - The Hessian holds all second derivatives. With it, Newton's method takes few steps, but each is expensive, and it
#   may run to a maximum.
# - $Hv$ costs a few gradients: forward over reverse.
# - Within its straight pieces ReLU has no curvature.
#
# Next: what the backward pass keeps, what it can compute again, and when to go forward instead.
