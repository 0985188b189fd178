# %% [markdown]
# # 2. What does each gate do on the way back?
#
# Each kind of gate treats a gradient in its own way: a plus hands it on, a times swaps, a max chooses, and where a
# value is used twice the gradients add up. With these rules you can read a backward pass without calculating much. And
# we see why the gates must have their turns in the right order.
#
# **You will be able to**
#
# - say what add, multiply, max and copy do with a gradient;
# - explain why the gradients of a value that is used twice add up;
# - say in which order the gates must work, and show a graph on which a wrong order fails.
#
# You need notebook 1 (forward, backward, local gradient), and Python's functions, loops and dictionaries for the
# engines at the end. Reading takes about 30 minutes, the exercises about 25.

# %%
import viz
from autograd_core import Value, explain, maximum, topological_order
from autograd_core import sum as sum_of  # one gate for any number of inputs

# %% [markdown]
# ## One gate
#
# A gate computes `out` from its inputs. On the way back a gradient arrives at `out`: how much the final result $E$
# changes for each unit that `out` changes. The gate multiplies it by its local gradient, and that is all:
#
# $$\frac{\partial E}{\partial\,\text{in}} = \frac{\partial E}{\partial\,\text{out}} \cdot
# \frac{\partial\,\text{out}}{\partial\,\text{in}}$$
#
# To look at one gate alone, we choose what arrives: `backward(2)` starts with 2<!--=> out.grad -->, as if more gates
# stood to the right. The sigmoid $\sigma(s) = 1/(1 + e^{-s})$ has the local gradient $\sigma(s)\,(1 - \sigma(s))$. At
# 0<!--=> s.data --> this is $0.5 \times 0.5 = 0.25$<!--=> out.local_gradients()[0] -->.
#
# <!--@ B01; B04 -->

# %%
s = Value(0, "s")
out = s.sigmoid()
out.label = "out"
out.backward(2)
viz.draw(out, local_gradients=True)

# %% [markdown]
# $2 \times 0.25 = 0.5$<!--= s.grad --> goes back. The gate is a **scaler**: it makes the gradient larger or smaller.
#
# ## Add: the distributor
#
# One more at any input is one more in the sum. All local gradients are one. So a plus gives every input the whole
# gradient, whatever the inputs are.
#
# <!--@ B03; B07 -->

# %%
a, b, c = Value(1, "a"), Value(2, "b"), Value(3, "c")
out = sum_of([a, b, c])
out.label = "out"
out.backward(4)
viz.draw(out)

# %% [markdown]
# The 4<!--= out.grad --> is not split into three<!--= len(out.parents) --> parts. Each input gets all of
# it<!--! a.grad == b.grad == c.grad == out.grad -->, because each input moves the sum by the same amount.
#
# `draw_backward` shows the backward pass as a graph of its own. Read it from right to left.

# %%
viz.draw_backward(out)

# %% [markdown]
# ## Multiply: the swap multiplier
#
# In $x \cdot y$, one more $x$ is $y$ more. So the gradient is multiplied by the *other* input: the inputs swap
# places.
#
# <!--@ B02 -->

# %%
x, y = Value(2, "x"), Value(3, "y")
out = x * y
out.label = "out"
out.backward(5)
viz.draw_backward(out)

# %% [markdown]
# To $x$ goes $5 \times 3 = 15$<!--= x.grad -->, to $y$ goes $5 \times 2 = 10$<!--= y.grad -->. What is dashed is the
# other input, saved by the forward pass. That is why the forward pass must keep its numbers.
#
# ## Max: the router
#
# A max gate lets the larger input through. Only that input moves the output. So it gets the whole gradient, and the
# other one gets 0<!--=> x.grad -->. The picture shows it as a switch.
#
# <!--@ B05 -->

# %%
x, y = Value(4, "x"), Value(5, "y")
out = maximum(x, y)
out.label = "out"
out.backward(9)
viz.draw_backward(out)

# %% [markdown]
# And if both inputs are equal? Then the function has a *kink* and no derivative, and an engine needs a convention.
# Ours splits the gradient evenly. Others give all of it to one input. Both are fine: what goes back must add up to
# what arrived.

# %%
x, y = Value(5, "x"), Value(5, "y")
maximum(x, y).backward(9)
x.grad, y.grad

# %% [markdown]
# ## Copy: the adder
#
# A value may be used by several gates. Let $t$ be used twice: to compute $x$ and to compute $y$, which both go into
# $z$. Raise $t$ a little. Then $x$ moves $z$, and $y$ moves $z$, and the two effects add up:
#
# $$\frac{\partial z}{\partial t} = \frac{\partial z}{\partial x}\,\frac{\partial x}{\partial t} +
# \frac{\partial z}{\partial y}\,\frac{\partial y}{\partial t}$$
#
# This is the chain rule for several ways: multiply along each way, then add the ways. In $x \cdot x + x$ the value
# $x$ is even used three<!--=> len(out.parents[0].parents) + 1 --> times.
#
# <!--@ B06; A27 -->

# %%
x = Value(3, "x")
out = x * x + x
out.label = "out"
out.backward()
viz.draw(out)

# %%
print(explain(out, x))

# %% [markdown]
# $3 + 3 + 1 = 7$<!--= x.grad -->, and school calculus agrees: $2x + 1 = 7$<!--= 2 * x.data + 1 --> at
# $x = 3$<!--= x.data -->.
#
# Forward and backward mirror each other. A plus goes forward as a sum and backward as copies. A copy goes forward as
# copies and backward as a sum.
#
# ## All together
#
# Here is $((x \cdot y) + \max(z, w)) \cdot 2$ at the end of the forward pass. Predict the gradients of $x$, $y$, $z$
# and $w$ with the rules alone. Then press the button after **Play**: each press goes one step back through the graph.

# %%
x, y, z, w = Value(3, "x"), Value(-4, "y"), Value(2, "z"), Value(-1, "w")
out = (x * y + maximum(z, w)) * 2
out.label = "out"
viz.stepper(out, show="forward")

# %% [markdown]
# <details><summary>The gradients</summary>
#
# The last times sends 2<!--= out.parents[1].data --> to the plus, the plus distributes it, the first times swaps: $-8$
# to $x$ and $6$ to $y$<!--= [*autograd_core.gradients(out, [x, y])] -->. The max sends 2 to $z$ and 0 to
# $w$<!--= [*autograd_core.gradients(out, [z, w])] -->.
#
# </details>
#
# ## A neuron
#
# A neuron multiplies inputs by *weights*, adds, and sends the sum through a curved function, here the sigmoid. The last
# weight has no input: it is the *bias*. Nothing new: the same gates.

# %%
w0, x0, w1, x1 = Value(2, "w0"), Value(-1, "x0"), Value(-3, "w1"), Value(-2, "x1")
w2 = Value(-3, "w2")
y = (w0 * x0 + w1 * x1 + w2).sigmoid()
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# The sigmoid sends back $0.731 \times 0.269 = 0.197$<!--= [y.data, 1 - y.data, y.local_gradients()[0]] -->. The pluses
# distribute it, and each times swaps: to $w_0$ goes $0.197 \times (-1)$<!--= [y.local_gradients()[0], x0.data] -->. So
# the gradient of a weight is large where its input is large, and such a weight learns fast.
#
# How large is a gate? As large as we like. The sigmoid can be one gate, or a gate for each of its steps. On the way
# back the last of them, the reciprocal, sends $-y^2$, the plus hands it on, the exponential multiplies by its own
# result $e^{-s}$, and the minus turns the sign round:
#
# <!--@ B09; C11; S1 Fig 5-19; S1 Fig 5-20; S1 Fig 5-21; A26 -->

# %%
s = Value(1, "s")
y = 1 / (1 + (-s).exp())
y.label = "y"
y.backward()
viz.draw(y)

# %% [markdown]
# Together that is $y^2 e^{-s}$, the same 0.197<!--= s.grad --> as before, for $e^{-s}$ is $1/y - 1$ and the product
# becomes $y\,(1 - y)$.<!--! math.isclose(s.grad, y.data * (1 - y.data)) --> One large gate saves work and reads better.
#
# ## A wrong engine: `=` for `+=`
#
# A backward pass is a few lines: go through the nodes from the output to the inputs; at each node multiply its
# gradient by each local gradient, and give that to the parent. A node's *parents* are the inputs it was computed
# from; `topological_order` lists the nodes, the output last. The pass below has a famous mistake. Of what reaches a
# parent, it keeps only what came last.


# %%
def overwriting(output):
    gradient = {output: 1}
    for node in reversed(topological_order(output)):
        for parent, local in zip(node.parents, node.local_gradients(), strict=True):
            gradient[parent] = gradient[node] * local  # wrong: = where += must be
    return gradient


x, y = Value(3, "x"), Value(4, "y")
overwriting(x * y)[x], overwriting(x + x)[x]

# %% [markdown]
# For $x \cdot y$ the 4<!--= overwriting(x * y)[x] --> is right. For $x + x$ it says 1<!--= overwriting(x + x)[x] -->,
# and 2<!--= autograd_core.gradients(x + x, [x])[0] --> is right: one more $x$ is two more. So the smallest graph that
# unmasks this engine is `x + x`, a value that is used twice.
#
# ## Why the order matters
#
# Now with `+=`. We also say in which order the gates have their turns.


# %%
def gradients_in(order):
    gradient = dict.fromkeys(order, 0)
    gradient[order[0]] = 1
    for node in order:
        for parent, local in zip(node.parents, node.local_gradients(), strict=True):
            gradient[parent] += gradient[node] * local
    return gradient


# %% [markdown]
# A natural idea: first the output, then its parents, then their parents. *Nearest first.*


# %%
def nearest_first(output):
    order = [output]
    for node in order:  # the list grows while we walk along it
        for parent in node.parents:
            if parent not in order:
                order.append(parent)
    return order


x = Value(1, "x")
s = x + x
s.label = "s"
out = s + (s + s)
out.label = "out"
gradients_in(nearest_first(out))[x]

# %% [markdown]
# Since `out` is $6x$, the gradient is 6<!--= autograd_core.gradients(out, [x])[0] -->. The engine says
# 2<!--= gradients_in(nearest_first(out))[x] -->. Look at the picture to see why:

# %%
out.backward()
viz.draw(out)

# %% [markdown]
# From `out` back to `s` there is a short way, and a longer one through the other plus. *Nearest first* gives `s` its
# turn when only the short way has delivered: `s` passes on 1 instead of
# 3<!--= [gradients_in(nearest_first(out))[x] / 2, s.grad] -->. What comes later never reaches $x$.
#
# *One way to its end, then the next* is no better: it says
# 2<!--= gradients_in([out, s, x, out.parents[1]])[x] --> here. Had we written $(s + s) + s$, the long way first, it
# would say 6<!--= gradients_in([out, out.parents[1], s, x])[x] -->. An engine that is right by luck is the worst kind.
#
# So the rule is: **a gate has its turn when everything that uses it has had its own.** Such an order always exists.
# It is called a *topological order*: parents before users. Backward we walk it in reverse.

# %%
users_first = list(reversed(topological_order(out)))
gradients_in(users_first)[x]

# %% [markdown]
# On a chain of gates every order from right to left works. Only a graph whose ways part and meet again unmasks a
# wrong one. When you test an engine, test it on such graphs.
#
# ## Exercises
#
# **1. Fill in the blanks.** Work from right to left. The value $y$ is used twice.

# %%
x, y, z = Value(1, "x"), Value(3, "y"), Value(-2, "z")
out = (x + y) * maximum(y, z)
out.label = "out"
sheet = viz.worksheet(out)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=..., g=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The times gate swaps 4 and 3<!--= [factor.data for factor in out.parents] -->. The plus distributes. The max routes.
# At $y$ add what comes back on its two arrows.
#
# </details>
# <details><summary>Solution</summary>
#
# The times gate sends 3 to the plus and 4 to the max<!--= [sheet.key["a"], sheet.key["b"]] -->. The plus sends 3 to $x$
# and 3 to $y$<!--= [sheet.key["c"], sheet.key["d"]] -->. The max sends 4<!--= sheet.key["e"] --> to $y$, because
# $3 > -2$<!--= [y.data, z.data] -->, and 0<!--= sheet.key["g"] --> to $z$. So $y$ has
# $3 + 4 = 7$<!--= sheet.key["f"] -->.
#
# ```python
# sheet.check(a=3, b=4, c=3, d=3, e=4, f=7, g=0)
# ```
#
# </details>
#
# **2. Predict.** (i) The gradient 6<!--=> a.grad + b.grad --> arrives at $\max(5, 5, 1)$: what goes to each input? (ii)
# What is the gradient of $y$ in $x \cdot y \cdot z$ at $(2, 5, 4)$<!--=> [x.data, y.data, z.data] -->? (iii) And that
# of $x$ in $x \cdot x$ at $x = -3$<!--=> r.data -->?

# %%
a, b, c = Value(5), Value(5), Value(1)
maximum(a, b, c).backward(6)
x, y, z, r = Value(2), Value(5), Value(4), Value(-3)
(x * y * z + r * r).backward()
predict = viz.quiz(shares=[a.grad, b.grad, c.grad], of_y=y.grad, of_x=r.grad)
predict.check(shares=[..., ..., ...], of_y=..., of_x=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# (i) Two inputs are largest together. (ii) Swap twice: what multiplies $y$? (iii) Both factors are $x$.
#
# </details>
# <details><summary>Solution</summary>
#
# (i) 3, 3 and 0<!--= [a.grad, b.grad, c.grad] -->: the tie splits the 6<!--= a.grad + b.grad + c.grad -->. (ii)
# $x \cdot z = 8$<!--= y.grad -->. (iii) Swapping gives $-3$<!--= r.data --> to each copy, and the copies add up:
# $-6$<!--= r.grad -->, which is $2x$.
#
# ```python
# predict.check(shares=[3, 3, 0], of_y=8, of_x=-6)
# ```
#
# </details>
#
# **3. The impatient engine.** This one needs no order at all: as soon as something arrives at a node, the node passes
# on what it has. Work out on paper what it says for $x$ in $s + s$ with $s = x + x$, and what is right.


# %%
def impatient(node, arriving, gradient):
    gradient[node] = gradient.get(node, 0) + arriving
    for parent, local in zip(node.parents, node.local_gradients(), strict=True):
        impatient(parent, gradient[node] * local, gradient)
    return gradient


x = Value(1, "x")
s = x + x
out = s + s
out.backward()
engines = viz.quiz(impatient=impatient(out, 1, {})[x], right=x.grad)
engines.check(impatient=..., right=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# `out` sends one to `s`, and does it twice. What does `s` pass on the first time, and what the second time?
#
# </details>
# <details><summary>Solution</summary>
#
# Right is 4<!--= x.grad -->. The impatient engine says 6<!--= impatient(out, 1, {})[x] -->. First `s` has one and
# passes one to each of its inputs: $x$ has two. Then `s` has two and passes on two and two, though the first one had
# gone already: $2 + 4 = 6$<!--= impatient(out, 1, {})[x] -->. Passing on `arriving * local` would be right, but slow:
# it walks every way through the graph, and ways can double with each gate.
#
# ```python
# engines.check(impatient=6, right=4)
# ```
#
# </details>
#
# ## Summary
#
# | gate | forward | backward |
# |---|---|---|
# | add | sum of the inputs | *distributor*: everyone gets the whole gradient |
# | multiply | product | *swap multiplier*: times the other input |
# | max | the largest input | *router*: all to the largest, nothing to the others |
# | copy | the same value several times | *adder*: the gradients add up |
# | sigmoid, exp, ... | one input, one output | *scaler*: times the local gradient |
#
# - Gradients of a value that is used several times add up. Write `+=`, not `=`.
# - A gate has its turn after everything that uses it: reverse topological order.
# - Mistakes in an engine hide on chains. Graphs with shared values show them.
#
# Next: an engine of your own.
