# %% [markdown]
# # 3. Build your own engine in 40 lines
#
# You know the rules of the gates and their order. That is all an engine needs. We write one twice: first each
# operation carries its own backward code, then all rules stand in one table. Then we let it learn, and put
# autograd_core in its place.
#
# **You will be able to**
#
# - write an engine that records a graph and runs it backward;
# - say why a table of rules is better than rules hidden in functions;
# - add an operation by adding one row;
# - name what a small engine lacks, and show it.
#
# You need notebooks 1 and 2, and Python classes. Reading takes about twelve minutes.

# %%
import gc
import math
import weakref

import autograd_core
import viz
from autograd_core import gradients, maximum

# %% [markdown]
# ## First try: each operation brings its own way back
#
# A number remembers its parents. It also remembers a function that sends its gradient back to them.


# %%
class Number:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0, parents
        self.send_back = lambda: None  # a leaf has nobody to send to

    def __add__(self, other):
        out = Number(self.data + other.data, (self, other))

        def send_back():
            self.grad += out.grad
            other.grad += out.grad

        out.send_back = send_back
        return out


# %% [markdown]
# `send_back` is a *closure*: a function that remembers `self`, `other` and `out` from where it was made. A small
# engine that many people learn from, micrograd, is written like this. For the way back we need the order of notebook 2:
# parents first, then read from the end. We keep the order in a dict: it remembers in which order things came, and
# finds each of them fast.


# %%
def visit(node, order):
    """Enters in `order` first everything that `node` was computed from, then the node."""
    if node not in order:
        for parent in node.parents:
            visit(parent, order)
        order[node] = True
    return order


def send_all_back(output):
    output.grad = 1
    for node in reversed(visit(output, {})):
        node.send_back()


x = Number(3)
send_all_back(x + x + x)
x.grad

# %% [markdown]
# It works: $3x$ has the slope 3. But the rule of addition now sits inside a function inside a method. Nobody can look
# at it: we cannot print it, draw it, or test it alone. And multiplication would repeat all of it to say one new thing.
#
# ## Second try: a table
#
# What differs between operations? Only two things: how the result is computed, and the local gradients. Let us write
# down just these. A rule gets the output and the inputs.

# %%
TABLE = {
    "+": (lambda x, y: x + y, lambda out, x, y: (1, 1)),
    "-": (lambda x, y: x - y, lambda out, x, y: (1, -1)),
    "*": (lambda x, y: x * y, lambda out, x, y: (y, x)),
    "tanh": (math.tanh, lambda out, x: (1 - out**2,)),
}

# %% [markdown]
# You see the distributor and the swap multiplier, one line each. Why does a rule get the output too? The slope of
# tanh is $1 - \tanh^2(x)$, and the forward pass has computed tanh already.
#
# Everything else is the same for all operations, and is written once. **Recording:** look up the row, compute, keep the
# name and the parents. `operator("+")` is the method that does this for a plus. Python calls `__add__` for `x + 2`, and
# `__radd__` for `2 + x`. A plain number such as 2 becomes a leaf of its own.


# %%
def operator(name):
    return lambda *inputs: recorded(name, *inputs)


class MyValue:
    def __init__(self, data, label="", operation=None, parents=()):
        self.data, self.label, self.grad = data, label, 0
        self.operation, self.parents = operation, parents

    __add__ = __radd__ = operator("+")
    __sub__ = operator("-")
    __mul__ = __rmul__ = operator("*")
    tanh = operator("tanh")


def recorded(name, *inputs):
    parents = tuple(x if isinstance(x, MyValue) else MyValue(x) for x in inputs)
    forward, _ = TABLE[name]
    return MyValue(forward(*[x.data for x in parents]), operation=name, parents=parents)


# %% [markdown]
# **Backward:** users first, and at every node the chain rule. Leaves keep what earlier passes brought, as in
# autograd_core; the nodes between start from 0.


# %%
def backward(output):
    order = visit(output, {})
    for node in order:
        if node.parents:
            node.grad = 0
    output.grad = 1
    for node in reversed(order):
        if node.parents:
            _, rule = TABLE[node.operation]
            slopes = rule(node.data, *[x.data for x in node.parents])
            for parent, slope in zip(node.parents, slopes, strict=True):
                parent.grad += node.grad * slope


MyValue.backward = backward  # now it is a method too: total.backward()

# %% [markdown]
# That is the engine: with `visit` about 40 lines. The bill of notebook 1 comes out as it did there:

# %%
Value = MyValue
apple_price, orange_price, tax = Value(100), Value(150), Value(1.1)
total = (apple_price * 2 + orange_price * 3) * tax
total.backward()
total.data, apple_price.grad, orange_price.grad, tax.grad

# %% [markdown]
# ## It learns
#
# Now turn the question round. We have three bills, and want to know the prices. Start with prices of 0. Compute how
# far each bill is off, and add the squares: this is the **loss**. Its gradient says in which direction the loss
# grows, so we go a small step in the other direction: the gradient times 0.01, the *learning rate*. Again and again.

# %%
bills = [(2, 3, 715), (1, 1, 275), (4, 1, 605)]  # apples, oranges, paid


def learned_prices():
    apple_price, orange_price = Value(0.0), Value(0.0)
    for _ in range(300):
        errors = [(apple_price * m + orange_price * n) * 1.1 - paid for m, n, paid in bills]
        loss = sum(error * error for error in errors)
        apple_price.grad = orange_price.grad = 0
        loss.backward()
        apple_price.data -= 0.01 * apple_price.grad
        orange_price.data -= 0.01 * orange_price.grad
    return apple_price.data, orange_price.data


mine = learned_prices()
mine

# %% [markdown]
# 100 and 150. Nobody solved an equation: the gradients led the way. Networks learn like this, with more numbers.
#
# ## Swap the engine
#
# The function says `Value`, and so far this name meant our engine. Now let it mean the other one. Nothing else changes:

# %%
from autograd_core import Value

theirs = learned_prices()
theirs, theirs == mine

# %% [markdown]
# The same, to the last digit. What does the swap bring? For example pictures. Here is the first bill, before tax:
# 650. Drag the two prices until the error is 0, and watch the gradients on the way.

# %%
apple_price, orange_price = Value(60, "apple"), Value(90, "orange")
error = apple_price * 2 + orange_price * 3 - 650
loss = error**2
error.label, loss.label = "error", "loss"
viz.stepper(loss)

# %% [markdown]
# Many prices make this one bill right. That is why we needed more bills than one.
#
# ## A new operation is a new row
#
# Our engine cannot compute exp. One row, and it can. The slope of exp is exp itself, the output.

# %%
TABLE["exp"] = (math.exp, lambda out, x: (out,))
x = MyValue(1.0)
recorded("exp", x).backward()
x.grad

# %% [markdown]
# autograd_core is built the same way. Its rows also hold the gate's name in pictures, its role, and where it has a
# kink.

# %%
for name in ("add", "multiply", "maximum", "tanh"):
    row = autograd_core.TABLE[name]
    print(f"{row.name:9} {row.symbol:5} {row.role}")
print(len(autograd_core.TABLE), "rows")

# %% [markdown]
# ## What our engine lacks
#
# **Depth.** `visit` calls itself. On a long chain Python gives up. autograd_core walks without recursion.


# %%
def slope_of_a_chain(engine, length):
    x = engine(1)
    out = x
    for _ in range(length):
        out = out + x
    out.backward()
    return x.grad


try:
    slope_of_a_chain(MyValue, 10_000)
except RecursionError:
    print("MyValue: too deep")
slope_of_a_chain(Value, 10_000)

# %% [markdown]
# **Memory.** Here the table is fine and the closures are not. A closure knows its node, and the node knows its
# closure: a circle. Python frees an object when nobody refers to it, but in a circle somebody always does, until a
# slow search for circles (the *garbage collector*) finds it. We switch the search off for a moment and see who is
# gone at once:


# %%
def is_freed_at_once(engine):
    node = engine(1) + engine(2)
    watch = weakref.ref(node)  # looks at the node without holding it
    del node
    return watch() is None


gc.disable()
freed = {engine.__name__: is_freed_at_once(engine) for engine in (Number, MyValue, Value)}
gc.enable()
freed

# %% [markdown]
# **Second derivatives.** Our rules compute numbers, so the gradient is a number and its history is lost. autograd_core
# can run its rules on Values too. Then the gradient is a graph, and has gradients itself:

# %%
x = Value(2.0, "x")
(slope,) = gradients(x * x * x, [x])
(curvature,) = gradients(slope, [x])
slope.data, curvature.data

# %% [markdown]
# $3x^2 = 12$ and $6x = 12$. And there is more: constants such as 1.1 need no gradient, but ours computes one. A tie
# in a max needs a convention. `log(-1)` should say which node it was. None of this changes the idea. It is care.
#
# ## Exercises
#
# **1. A row for division.** Complete the rule for $x / y$. Replace each `...` by an expression in `out`, `x` and `y`.


# %%
def division_rule(out, x, y):
    return ..., ...


at_6_3, at_1_2 = Value(6) / Value(3), Value(1) / Value(2)
rows = viz.quiz(at_6_3=at_6_3.local_gradients(), at_1_2=at_1_2.local_gradients())
rows.check(at_6_3=division_rule(6 / 3, 6, 3), at_1_2=division_rule(1 / 2, 1, 2))

# %% [markdown]
# <details><summary>Hint</summary>
#
# As a function of $y$ it is $x \cdot y^{-1}$, with the slope $-x \cdot y^{-2}$.
#
# </details>
# <details><summary>Solution</summary>
#
# `return 1 / y, -x / y**2`, or shorter `1 / y, -out / y`. With `TABLE["/"] = (lambda x, y: x / y, division_rule)` your
# engine divides.
#
# </details>
#
# **2. A row for max.** Where the inputs are equal, split the gradient evenly.


# %%
def max_rule(out, x, y):
    if x == y:
        return ..., ...
    return ..., ...


def expected(x, y):
    return maximum(Value(x), Value(y)).local_gradients()


shares = viz.quiz(x_larger=expected(7, 4), y_larger=expected(4, 7), tie=expected(7, 7))
shares.check(x_larger=max_rule(7, 7, 4), y_larger=max_rule(7, 4, 7), tie=max_rule(7, 7, 7))

# %% [markdown]
# <details><summary>Hint</summary>
#
# The router: 1 for the larger input, 0 for the other. In Python `int(x > y)` is 1 or 0.
#
# </details>
# <details><summary>Solution</summary>
#
# `return 0.5, 0.5` for the tie, `return int(x > y), int(y > x)` otherwise.
#
# </details>
#
# **3. Backward twice.** Take $s + s$ with $s = x + x$. Run the backward pass twice, without setting anything to 0 in
# between. What is `x.grad` after each pass? Predict it for both engines: the first one sets no gradient to 0.


# %%
def after_each_pass(engine, backward):
    x = engine(1)
    s = x + x
    out = s + s
    found = []
    for _ in range(2):
        backward(out)
        found.append(x.grad)
    return found


closures, table = after_each_pass(Number, send_all_back), after_each_pass(MyValue, backward)
twice = viz.quiz(closures=closures, table=table)
twice.check(closures=[..., ...], table=[..., ...])

# %% [markdown]
# <details><summary>Hint</summary>
#
# Leaves add up over passes, in both engines. But what does `s` hold when the second pass starts?
#
# </details>
# <details><summary>Solution</summary>
#
# With the table 4, then 8: each pass adds 4. With the closures 4, then 12: `s` still holds 2 when the second pass adds
# another 2, so it sends back 4 to each input. The 12 is wrong: two passes of 4 make 8. That is why our second engine
# sets the nodes between to 0 first.
#
# </details>
#
# ## Summary
#
# - An engine records operation and parents, and walks back with the chain rule: about 40 lines.
# - An operation is two facts: how to compute it, and its local gradients. Put them in a table.
# - The same code runs on your engine and on autograd_core. Only the import changes.
# - What a small engine lacks: long chains, second derivatives, conventions at kinks, clear errors.
#
# Next: how to find out whether a gradient is right.
