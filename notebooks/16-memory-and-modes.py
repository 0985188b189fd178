# %% [markdown]
# # 16. Keep it, or compute it again?
#
# The backward pass needs numbers of the forward pass. Whoever keeps them all pays with memory, whoever computes
# them again pays with time, and there is much between the two. And a derivative can be carried forward as well as
# backward: which is cheaper follows from counting.
#
# **You will be able to**
#
# - say why the backward pass is *dynamic programming*;
# - say which numbers a gate must keep, and trade memory for time with *checkpoints*;
# - tell forward mode from reverse mode by what each carries;
# - choose between them by counting inputs, outputs, operations and stored numbers.
#
# You need notebooks 1 and 2, the chain rule and fan-out, and from notebook 15 the Jacobian. Reading takes about
# 22 minutes, the exercises about 25.

# %%
import math
import random

import viz
from autograd_core import (
    Value,
    cos,
    exp,
    gradients,
    hvp,
    jvp,
    operation_counts,
    paths,
    sin,
    tangents,
    tanh,
    vjp,
)
from nn import MLP
from nn.experiments.cost import jacobian_bytes
from nn.experiments.memory import (
    chain_multiplications,
    checkpointed,
    four_factors,
    from_the_start,
    halved,
    wandering,
)
from viz import plots

# %% [markdown]
# <!--@ A28 -->
# ## Functions inside functions
#
# Oh's lecture writes the derivative of a chain of functions as a product, with a factor for each:
#
# $$(f \circ g \circ h \circ i)'(x) = f'(g(h(i(x)))) \cdot g'(h(i(x))) \cdot h'(i(x)) \cdot i'(x)$$
#
# Here with $i = \tanh$, $h$ the square, $g = \exp$ and $f = \sin$. Predict what each arrow carries back, then
# step.

# %%
x = Value(0.7, "x")
u = tanh(x)
v = u**2
w = exp(v)
y = sin(w)
u.label, v.label, w.label, y.label = "u", "v", "w", "y"
viz.stepper(y)

# %% [markdown]
# Read the formula as a recipe, and it is wasteful. It asks for $i(x)$ three times, for $h(i(x))$ twice, for
# $g(h(i(x)))$ once, $3 + 2 + 1 = 6$<!--=> computed_anew --> inner results.<!--!> kept == 3 --> But only
# 3<!--=> kept --> are different. We count both:

# %%
slope, kept = four_factors(0.7, cached=True)
same_slope, computed_anew = four_factors(0.7, cached=False)
print(f"kept: {kept} inner functions computed, slope {slope:.6f}")
print(f"not kept: {computed_anew} computed, slope {same_slope:.6f}")

# %% [markdown]
# For $n$ functions it is $n - 1$ against $n (n - 1) / 2$. With a hundred functions, 99<!--= 100 - 1 --> against
# 4,950.<!--= 100 * (100 - 1) // 2 -->
#
# The same happens to the products on the way back. Here is a value that is doubled by adding it to itself, ten
# times:<!--!> doubled.data == 2**10 -->

# %%
s = Value(1.0, "s")
doubled = s
for _ in range(10):
    doubled = doubled + doubled
ways = paths(doubled, s).count
sums = operation_counts(doubled).additions
print(f"ways from s to the output: {ways}; gates: {sums}")

# %% [markdown]
# The gradient is the sum over all ways. By itself, each way is a product of its own. But ways share their ends.
# So the backward pass asks at each gate only once: what arrives here in all? It stores the answer in `.grad`, and
# all ways through the gate use it. So it has ten<!--= sums --> gates to visit and not a thousand
# ways.<!--! ways == 1024 --> To solve each part of a problem once, and to keep its result for all that need it,
# is called **dynamic programming**.
#
# ## What must be kept
#
# A gate must keep what its local gradient needs. A plus gate: nothing. A times gate: both inputs. A tanh: its
# output. Our engine keeps every number, since it should be seen. For a network, what is kept are all activations:
# of each unit, for each case. Only when the backward pass has gone by can they be dropped.
#
# Weights are there once. Activations are there for each case, in each layer. So it is they that fill the memory
# when a deep network is trained on large batches.
#
# <!--@ B16 -->
# And some things nobody should keep. Oh's slide warns of the Jacobian of one layer, $Y = XW$, with 64 rows of
# 4,096 inputs and as many outputs.<!--!> of_inputs == 4 * (64 * 4096) ** 2 --> As a matrix,
# $\partial Y / \partial X$ would hold 256<!--=> of_inputs / 2**30 --> GiB. The slide says "each", but the other
# is larger still: $\partial Y / \partial W$ has 16<!--=> of_weights / 2**40 --> TiB. What the backward pass
# computes with instead has 66<!--=> of_backprop / 2**20 --> MiB: the gradient that arrives at $Y$, and $X$ and $W$.

# %%
of_inputs, of_weights, of_backprop = jacobian_bytes(64, 4096, 4096)
print(f"{of_inputs / 2**30} GiB, {of_weights / 2**40} TiB, {of_backprop / 2**20} MiB")

# %% [markdown]
# ## Checkpoints
#
# Now a long chain: 64 times the same step.<!--!> bills["all kept"].steps == 64 --> It might be a deep network, or
# a planet on its way. To keep all is one end, to keep nothing the other: then for each step, from the last to the
# first, everything before is computed again.
#
# Between the two lie **checkpoints**. On the way forward, keep every eighth number alone. On the way back, take
# the last stretch: compute it again from its checkpoint, this time keeping all, and go back through it. Then the
# stretch before. Or halve the chain again and again: keep the middle, do the second half, then the first.

# %%
bills = {
    "all kept": checkpointed(wandering, 0.4, 64, every=64),
    "every 8th kept": checkpointed(wandering, 0.4, 64, every=8),
    "halved": halved(wandering, 0.4, 64),
    "nothing kept": from_the_start(wandering, 0.4, 64),
}
for name, bill in bills.items():
    print(f"{name:15} {bill.stored:3} numbers, {bill.steps:5} steps, slope {bill.gradient:.6g}")

# %% [markdown]
# The slope is the same, to the last digit. What differs is the bill. With checkpoints the memory falls from
# 64<!--= bills["all kept"].stored --> numbers to 15,<!--= bills["every 8th kept"].stored --> and the steps do not
# even double.<!--! bills["every 8th kept"].steps < 2 * bills["all kept"].steps --> Halving needs
# 7<!--= bills["halved"].stored --> numbers and four times the steps.<!--! bills["halved"].steps == 4 * 64 --> To
# keep nothing costs 2,080<!--= bills["nothing kept"].steps --> steps.
#
# How many steps should lie between two checkpoints? With $n$ steps and $k$ between, there are $n/k$ checkpoints,
# and $k$ numbers of the stretch at work:
#
# $$\text{kept} \approx \frac{n}{k} + k$$

# %%
kept_by_k = [checkpointed(wandering, 0.4, 64, every=k).stored for k in range(1, 65)]
ax = plots.loss_curves(kept_by_k, xlabel="steps between checkpoints", ylabel="numbers kept")
plots.described(ax, "The curve falls steeply from 64, is flat around 8, and rises again to 64.")

# %% [markdown]
# The derivative, $1 - n/k^2$, is zero at $k = \sqrt n$: here at 8.<!--= math.sqrt(64) --> So $2\sqrt n$ numbers
# are enough for one more forward pass. Large networks are trained in this way; PyTorch's name for it is
# `torch.utils.checkpoint`.
#
# ## The other direction
#
# The product of factors can be multiplied from either end.
#
# - **Reverse mode**, from the left: start at the output with slope one, and ask at each gate how the output
#   depends on it. One pass gives the slopes of *one output* in all inputs.
# - **Forward mode**, from the right: start at an input with speed one, and ask at each gate how fast it moves.
#   One pass gives the slopes of all outputs along *one direction* of the inputs.
#
# Forward mode goes along with the forward pass. Each number is dropped as soon as it has been used, with its
# speed. It keeps nothing, for it never comes back.
#
# `jvp` is forward mode: it takes inputs and their speeds. `vjp` is reverse mode: it gives a function that pulls
# weights of the outputs back. A point runs round a circle:<!--@ A27 -->


# %%
def on_circle(angle):
    return [2 * cos(angle), 2 * sin(angle)]


place, velocity = jvp(on_circle, (1.0,), (1.0,))
place, pull = vjp(on_circle, 1.0)
print(f"place ({place[0]:.3f}, {place[1]:.3f}), velocity ({velocity[0]:.3f}, {velocity[1]:.3f})")
print("backward, one output at a time:", *pull([1.0, 0.0]), *pull([0.0, 1.0]))

# %% [markdown]
# One input, two outputs: one pass forward gives the whole velocity. Backward it takes two, one for each output.
#
# A loss is the opposite: one output, and thousands of inputs, for the weights are inputs as well. We count a small
# case, a network of 16 inputs $x$, 8 hidden units and one
# output.<!--!> len(inputs) == 16 and len(net.layers[0].neurons) == 8 --> We ask for its slopes in the $x$ alone; in
# its weights it is the same, but with more numbers. How many multiplications are needed, together with the forward
# pass?

# %%
net = MLP(16, [8, 1], activation="tanh", generator=random.Random(0))
inputs = [Value(i / 10, f"x{i}") for i in range(16)]
output = net(inputs)
alone = operation_counts(output).multiplications
backward = operation_counts(output, *gradients(output, inputs))

speeds = [1.0] + [0.0] * 15
[moved] = tangents([output], inputs, speeds)
along_one = operation_counts(output, moved).multiplications
print(f"output alone {alone}; and all 16 slopes, backward: {backward.multiplications}")
print(f"and one slope, forward: {along_one}; 16 such passes: {16 * along_one}")

# %% [markdown]
# Backward costs about twice the output, *whatever the number of inputs*: 288.<!--= backward.multiplications -->
# Forward costs a little more than the output for *each* of them, together 2,816.<!--= 16 * along_one --> That is
# why networks are trained by the backward pass.
#
# | | forward mode | reverse mode |
# |---|---|---|
# | carries | the speed of a number | the slope of the output |
# | one pass gives | all outputs, along one direction | all inputs, of one output |
# | passes for the Jacobian | as many as inputs | as many as outputs |
# | keeps of the forward pass | nothing | what local gradients need |
# | called | `jvp`, `tangents` | `vjp`, `gradients`, `backward` |
#
# They can be joined. The Hessian times a vector, from notebook 15, is forward mode through a backward pass: the
# gradient has as many outputs as inputs, but only one direction is wanted.


# %%
def bowl(p):
    return p[0] ** 2 * p[1] + exp(p[1])


hvp(bowl, [1.0, 2.0], [1.0, 0.0])

# %% [markdown]
# The Hessian's first column, $(2 x_2, 2 x_1)$, without the Hessian: at (1, 2) it is 4
# and 2.<!--! hvp(bowl, [1, 2], [1, 0]) == [4, 2] --> For a network with a million weights the Hessian would have
# a million times a million entries, and this has a million.
#
# ## Exercises
#
# **1. The bill.** A chain of 100 steps,<!--=> length --> with `every=20`: how many numbers are kept at most,
# while the last stretch is at work? Count as above: the checkpoints before the last stretch, and the numbers of
# the stretch. How many steps are computed? (The last stretch is done only once, right on the way forward.) And
# which distance is best, by $\sqrt n$?

# %%
length = 100
bill = checkpointed(wandering, 0.4, length, every=20)
costs = viz.quiz(numbers=bill.stored, steps=bill.steps, best=math.sqrt(length))
costs.check(numbers=..., steps=..., best=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# There are $100 / 20 = 5$<!--= length / 20 --> stretches. All but the last begin at a checkpoint that waits.
#
# </details>
# <details><summary>Solution</summary>
#
# All stretches but the last wait, and the last has its numbers: $4 + 20 = 24$.<!--= bill.stored --> There are
# $4 \cdot 20 = 80$<!--= bill.steps - length --> steps up to the last stretch, then each stretch is done once with
# all kept: $80 + 100 = 180$.<!--= bill.steps --> The best distance is $\sqrt{100} = 10$.<!--= math.sqrt(100) -->
#
# ```python
# costs.check(numbers=24, steps=180, best=10)
# ```
#
# </details>
#
# **2. From which end?** A network has layers of 1,000, 100, 10 and 1
# numbers.<!--!> sizes == [1000, 100, 10, 1] --> Its Jacobian is a product of matrices, `1 x 10` times `10 x 100`
# times `100 x 1000`. How many multiplications does the product take from the left (reverse), and how many from
# the right (forward)? An $a \times b$ times a $b \times c$ matrix takes $a \cdot b \cdot c$.

# %%
sizes = [1000, 100, 10, 1]
from_left = chain_multiplications(sizes, from_output=True)
from_right = chain_multiplications(sizes, from_output=False)
ends = viz.quiz(reverse=from_left, forward=from_right)
ends.check(reverse=..., forward=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# From the left there is always a matrix of one row. From the right the first product is already large.
#
# </details>
# <details><summary>Solution</summary>
#
# From the left: $1 \cdot 10 \cdot 100 = 1000$<!--= 1 * 10 * 100 --> and
# $1 \cdot 100 \cdot 1000 = 100000$,<!--= 1 * 100 * 1000 --> in all 101,000.<!--= from_left --> From the right:
# $10 \cdot 100 \cdot 1000 = 1000000$<!--= 10 * 100 * 1000 --> and
# $1 \cdot 10 \cdot 1000 = 10000$,<!--= 1 * 10 * 1000 --> in all 1,010,000.<!--= from_right --> Ten times as
# many.<!--! from_right == 10 * from_left --> For one input and many outputs it would be the other way round.
#
# ```python
# ends.check(reverse=101000, forward=1010000)
# ```
#
# </details>
#
# **3. Forward by hand.** Carry the speed through $y = x_1 \cdot \sin(x_2) + x_2$ at $x_1 = 3$,
# $x_2 = 0$.<!--!> point == (3, 0) --> The point moves with the speeds $\dot x_1 = 1$ and
# $\dot x_2 = 2$.<!--!> speeds == (1, 2) --> What are the speeds of the sine, of the product and of $y$?


# %%
def moving(x1, x2):
    sine = sin(x2)
    product = x1 * sine
    return [sine, product, product + x2]


point, speeds = (3.0, 0.0), (1.0, 2.0)
_, (of_sine, of_product, of_y) = jvp(moving, point, speeds)
speed = viz.quiz(sine=of_sine, product=of_product, y=of_y)
speed.check(sine=..., product=..., y=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# A gate's speed is the sum over its inputs: local gradient times speed. The slope of the sine at 0
# is 1.<!--! math.cos(0) == 1 --> For a product $ab$ it is $\dot a b + a \dot b$.
#
# </details>
# <details><summary>Solution</summary>
#
# The sine: $\cos(0) \cdot 2 = 2$.<!--= of_sine --> The product:
# $1 \cdot \sin(0) + 3 \cdot 2 = 6$.<!--= of_product --> The sum: $6 + 2 = 8$.<!--= of_y -->
#
# ```python
# speed.check(sine=2, product=6, y=8)
# ```
#
# </details>
#
# ## Summary
#
# - The backward pass visits each gate once and stores what arrives: dynamic programming.
# - Its price is memory: all that local gradients need must be kept until it has gone by.
# - With checkpoints at distance $\sqrt n$, about $2 \sqrt n$ numbers are enough, for one more forward pass.
# - Forward mode costs a pass for each input and keeps nothing. Reverse mode costs a pass for each output.
# - Losses have one output. That is the reason for backpropagation.
#
# Next: from scalars to matrices, or how the computer does all this fast.
