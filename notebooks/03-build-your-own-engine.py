# %% [markdown]
# # 3. Build your own engine
#
# You know the rules of the gates and their order. That is all an engine needs. We write it as one object
# for each gate, as a graph that remembers how it was made, and with all rules in one table. Then we let it learn, and
# put autograd_core in its place.
#
# **You will be able to**
#
# - write a gate with a forward and a backward of its own, and name two traps of it;
# - write an engine that records a graph and runs it backward;
# - say why a table of rules is better than rules hidden in functions;
# - add an operation by adding one row;
# - name what a small engine lacks, and unmask a broken one.
#
# You need notebooks 1 and 2, and Python's functions (`lambda` too), loops, dictionaries and classes: `__init__`,
# methods, and that `x + y` calls the method `__add__`. Reading takes about 35 minutes, the exercises about 40.
#
# *The notes* are Shin's *DL from Scratch* (Seoul National University), which follow chapter 5 of Saitoh's book of that
# name.

# %%
import gc
import math
import weakref

import autograd_core
import viz
from autograd_core import gradients, maximum

# %% [markdown]
# ## What an engine has to do
#
# Here is the bill of notebook 1: two apples at 100<!--=> apple.data -->, three<!--=> oranges.data --> oranges at
# 150<!--=> orange.data -->, and 10 % tax<!--=> 100 * (tax.data - 1) -->. Read the blue numbers from left to right, and
# the red ones from right to left.

# %%
apple, apples = autograd_core.Value(100, "apple"), autograd_core.Value(2, "apples")
orange, oranges = autograd_core.Value(150, "orange"), autograd_core.Value(3, "oranges")
tax = autograd_core.Value(1.1, "tax")
total = (apple * apples + orange * oranges) * tax
total.label = "total"
total.backward()
viz.draw(total)

# %% [markdown]
# Each gate does two things. Forward it takes numbers from the left and makes one. Backward it takes one number from the
# right, and hands a share to each of its inputs. So let each gate be an object with two methods.
#
# ## One object for each gate
#
# The notes call such objects *layers*. Here are theirs. `dout` is what arrives from the right: the gradient of the
# final result for `out`. `backward` returns the gradients for `x` and `y`.
#
# <!--@ C06; C08 -->


# %%
class MulLayer:
    def __init__(self):
        self.x = None
        self.y = None

    def forward(self, x, y):
        self.x = x
        self.y = y
        out = x * y
        return out

    def backward(self, dout):
        dx = dout * self.y  # the swap multiplier
        dy = dout * self.x
        return dx, dy


class AddLayer:
    def __init__(self):
        pass

    def forward(self, x, y):
        out = x + y
        return out

    def backward(self, dout):
        dx = dout * 1  # the distributor
        dy = dout * 1
        return dx, dy


# %% [markdown]
# `MulLayer` keeps its inputs, for backward needs them. `AddLayer` has nothing to keep. Now two apples with tax, and
# then the whole bill. What goes forward line by line comes back line by line, the last line first.
#
# <!--@ C07 -->

# %%
mul_apple_layer, mul_tax_layer = MulLayer(), MulLayer()

apple_price = mul_apple_layer.forward(100, 2)
price = mul_tax_layer.forward(apple_price, 1.1)

dapple_price, dtax = mul_tax_layer.backward(1)
dapple, dapple_num = mul_apple_layer.backward(dapple_price)
price, dapple, dapple_num, dtax

# %% [markdown]
# 220, and on the way back 2.2, 110 and 200<!--= [price, dapple, dapple_num, dtax] -->, up to the rounding of
# 1.1<!--= mul_tax_layer.y -->. With oranges there are four<!--=> len((mul_apple_layer, mul_orange_layer, add_layer,
# mul_tax_layer)) --> objects, one for each gate of the picture:
#
# <!--@ C09 -->

# %%
mul_apple_layer, mul_orange_layer = MulLayer(), MulLayer()
add_layer, mul_tax_layer = AddLayer(), MulLayer()

apple_price = mul_apple_layer.forward(100, 2)  # (1)
orange_price = mul_orange_layer.forward(150, 3)  # (2)
all_price = add_layer.forward(apple_price, orange_price)  # (3)
price = mul_tax_layer.forward(all_price, 1.1)  # (4)

dall_price, dtax = mul_tax_layer.backward(1)  # (4)
dapple_price, dorange_price = add_layer.backward(dall_price)  # (3)
dorange, dorange_num = mul_orange_layer.backward(dorange_price)  # (2)
dapple, dapple_num = mul_apple_layer.backward(dapple_price)  # (1)
price, dapple_num, dapple, dorange, dorange_num, dtax

# %% [markdown]
# 715; 110, 2.2, 3.3, 165 and 650<!--= [price, dapple_num, dapple, dorange, dorange_num, dtax] -->, the red numbers of
# the picture.<!--! [round(x, 9) for x in (dapple_num, dapple, dorange, dorange_num, dtax)] == [round(x.grad, 9) for x
# in (apples, apple, orange, oranges, tax)] -->
#
# ## A trap: a backward that ignores what arrives
#
# The last gate of a network is its *loss*, which says how far off the network is. Nothing comes after it, so what
# arrives is always one. The loss layer of the notes does without it: its `backward` takes `dout` and does not use it.
# Here is a smaller loss that does the same, half the squared error.


# %%
class HalfSquaredError:
    def forward(self, y, t):
        self.y, self.t = y, t
        return 0.5 * (y - t) ** 2

    def backward(self, dout=1):
        return self.y - self.t  # right as long as dout is 1


error_layer, scale_layer = HalfSquaredError(), MulLayer()
loss = scale_layer.forward(error_layer.forward(5, 3), 0.1)
dloss, _ = scale_layer.backward(1)
dloss, error_layer.backward(dloss)

# %% [markdown]
# We take a tenth of the loss, and 0.1<!--= dloss --> arrives. The right gradient is $0.1 \times (5 - 3) =
# 0.2$<!--= [scale_layer.y, error_layer.y, error_layer.t, dloss * (error_layer.y - error_layer.t)] -->. The layer still
# says 2<!--= error_layer.backward(dloss) -->. Nothing crashes. It is only wrong as soon as something stands behind
# it: a weight, a second loss, a mean. So: **every backward multiplies by what arrives.**
#
# The other weakness is in plain sight. We wrote the whole way back by hand, and had to get the order right. But the
# forward pass *knows* the order. It should write it down.
#
# ## The graph remembers
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
# `send_back` is a function made inside a method. It remembers `self`, `other` and `out` from where it was made; that is
# called a *closure*. A small engine that many people learn from, micrograd, is written like this. For the way back we
# need the order of notebook 2: parents first, then read from the end. We keep the order in a dict: it remembers in
# which order things came, and finds each of them fast.


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
# It works: $3x$ has the slope 3.<!--! x.grad == 3 --> But the rule of addition now sits inside a function inside a
# method. Nobody can look at it: we cannot print it, draw it, or test it alone. And multiplication would repeat all of
# it to say one new thing.
#
# ## All rules in a table
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
# Everything else is the same for all operations, and is written once. **Recording:** `recorded` looks up the row,
# computes, and keeps the name and the parents. The class only says which sign means which row. Python calls `__add__`
# for `x + 2`, and `__radd__` for `2 + x`, as `sum` does, which starts with `0 + x`. A plain number such as
# 2<!--=> (MyValue(5) + 2).parents[1].data --> becomes a leaf of its own.


# %%
class MyValue:
    def __init__(self, data, label="", operation=None, parents=()):
        self.data, self.label, self.grad = data, label, 0
        self.operation, self.parents = operation, parents

    def __add__(self, other):
        return recorded("+", self, other)

    def __radd__(self, other):
        return recorded("+", other, self)

    def __sub__(self, other):
        return recorded("-", self, other)

    def __mul__(self, other):
        return recorded("*", self, other)

    def tanh(self):
        return recorded("tanh", self)


def recorded(name, *inputs):
    parents = tuple(x if isinstance(x, MyValue) else MyValue(x) for x in inputs)
    forward, _ = TABLE[name]
    return MyValue(forward(*[x.data for x in parents]), operation=name, parents=parents)


# %% [markdown]
# **Backward:** users first, and at every node the chain rule. Leaves keep what earlier passes brought, as in
# autograd_core; the nodes between start from zero.


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
# That is the engine, a screen of code. The bill comes out as before:

# %%
Value = MyValue
apple_price, orange_price, tax = Value(100), Value(150), Value(1.1)
total = (apple_price * 2 + orange_price * 3) * tax
total.backward()
total.data, apple_price.grad, orange_price.grad, tax.grad

# %% [markdown]
# 715, 2.2, 3.3 and 650.<!--! [round(x, 9) for x in (total.data, apple_price.grad, orange_price.grad, tax.grad)] ==
# [715, 2.2, 3.3, 650] --> And nobody wrote the way back.
#
# ## It learns
#
# Now turn the question round. We have three<!--=> len(bills) --> bills, and want to know the prices. Start with prices
# of 0.<!--!> Value(0.0).data == 0 --> Compute how far each bill is off, and add the squares: this is the **loss**. Its
# gradient says in which direction the loss grows, so we go a small step in the other direction: the gradient times a
# small number, the *learning rate*. Again and again.
#
# <!--@ C23 -->

# %%
bills = [(2, 3, 715), (1, 1, 275), (4, 1, 605)]  # apples, oranges, paid


def learned_prices(rate=0.01):
    apple_price, orange_price = Value(0.0), Value(0.0)
    for _ in range(300):
        errors = [(apple_price * m + orange_price * n) * 1.1 - paid for m, n, paid in bills]
        loss = sum(error * error for error in errors)
        apple_price.grad = orange_price.grad = 0
        loss.backward()
        apple_price.data -= rate * apple_price.grad
        orange_price.data -= rate * orange_price.grad
    return apple_price.data, orange_price.data


mine = learned_prices()
mine

# %% [markdown]
# 100 and 150.<!--! [round(price, 6) for price in mine] == [100, 150] --> Nobody solved an equation: the gradients led
# the way. Networks learn like this, with more numbers.
#
# ## Swap the engine
#
# The function says `Value`, and so far this name meant our engine. Now let it mean the other one. Nothing else changes:

# %%
from autograd_core import Value

theirs = learned_prices()
theirs, theirs == mine

# %% [markdown]
# The same, to the last digit.<!--! theirs == mine --> What does the swap bring? For example pages to step through. Here
# is the first bill, before tax: 650.<!--!> apple_price.data * 2 + orange_price.data * 3 - error.data == 650 --> Predict
# each number before you step, and at the end the two gradients. Then drag the prices until the error is zero, and watch
# the gradients on the way.

# %%
apple_price, orange_price = Value(60, "apple"), Value(90, "orange")
error = apple_price * 2 + orange_price * 3 - 650
loss = error**2
error.label, loss.label = "error", "loss"
viz.stepper(loss)

# %% [markdown]
# Many prices make this one bill right.<!--! 2 * 100 + 3 * 150 == 2 * 25 + 3 * 200 == 650 --> That is why we needed more
# bills than one.
#
# ## A new operation is a new row
#
# Our engine cannot compute exp. One row, and it can. The slope of exp is exp itself, the output.

# %%
TABLE["exp"] = (math.exp, lambda out, x: (out,))
x = MyValue(1.0)
recorded("exp", x).backward()
x.grad, math.e

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
# gone at once. (`weakref.ref` looks at a node without holding it.)


# %%
def is_freed_at_once(engine):
    node = engine(1) + engine(2)
    watch = weakref.ref(node)
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
# $3x^2 = 12$<!--= slope.data --> and $6x = 12$<!--= curvature.data -->. And there is more: constants such as
# 1.1<!--= tax.data --> need no gradient, but ours computes one. A tie in a max needs a convention. The logarithm of a
# negative number should say which node it was. None of this changes the idea. It is care.
#
# ## Exercises
#
# **1. A row for division.** Complete the rule for $x / y$. Replace each `...` by an expression in `out`, `x` and `y`.
# The check tries it on $6 / 3$<!--=> [*quotients[0]] --> and on $1 / 2$<!--=> [*quotients[1]] -->. (On the page you can
# give the numbers: a row for each of the two, the slope in $x$ first.)


# %%
def division_rule(out, x, y):
    return ..., ...


quotients = [(6, 3), (1, 2)]


def tried_on_quotients(rule):
    return [rule(x / y, x, y) for x, y in quotients]


rows = viz.quiz(slopes=[(Value(x) / Value(y)).local_gradients() for x, y in quotients])
rows.check(slopes=tried_on_quotients(division_rule))

# %% [markdown]
# <details><summary>Hint</summary>
#
# As a function of $y$ it is $x \cdot y^{-1}$, with the slope $-x \cdot y^{-2}$.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# def division_rule(out, x, y):
#     return 1 / y, -x / y**2
#
#
# rows.check(slopes=tried_on_quotients(division_rule))
# ```
#
# The second one is also `-out / y`. With `TABLE["/"] = (lambda x, y: x / y, division_rule)`, and a method `__truediv__`
# as `__mul__` is one, your engine divides.
#
# </details>
#
# **2. A row for max.** Where the inputs are equal, split the gradient evenly. The check tries a larger $x$, a larger
# $y$, and a tie, and these are the rows on the page.


# %%
def max_rule(out, x, y):
    if x == y:
        return ..., ...
    return ..., ...


pairs = [(7, 4), (4, 7), (7, 7)]


def tried_on_pairs(rule):
    return [rule(max(x, y), x, y) for x, y in pairs]


shares = viz.quiz(slopes=[maximum(Value(x), Value(y)).local_gradients() for x, y in pairs])
shares.check(slopes=tried_on_pairs(max_rule))

# %% [markdown]
# <details><summary>Hint</summary>
#
# The router: all to the larger input, nothing to the other. In Python `int(x > y)` is one or zero.
#
# </details>
# <details><summary>Solution</summary>
#
# ```python
# def max_rule(out, x, y):
#     if x == y:
#         return 0.5, 0.5
#     return int(x > y), int(y > x)
#
#
# shares.check(slopes=tried_on_pairs(max_rule))
# ```
#
# </details>
#
# **3. Backward twice.** Take $s + s$ with $s = x + x$. Run the backward pass twice, without setting anything to zero in
# between. What is `x.grad` after each pass? Predict it for the engine with closures and for the one with the table. The
# first sets no gradient to zero.


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
# First 4, then 8<!--= [table[0], table[1]] --> with the table: each pass adds 4<!--= table[1] - table[0] -->. First 4,
# then 12<!--= [closures[0], closures[1]] --> with the closures: `s` still holds 2<!--= closures[0] / 2 --> when the
# second pass adds as much again, so it sends back 4<!--= (closures[1] - closures[0]) / 2 --> to each input. The
# 12<!--= closures[1] --> is wrong: two passes of 4<!--= table[0] --> make 8<!--= table[1] -->. That is why our second
# engine sets the nodes between to zero first.
#
# ```python
# twice.check(closures=[4, 12], table=[4, 8])
# ```
#
# </details>
#
# **4. Unmask an engine.** Here are thirty<!--=> len(viz.exercises.faults.FAULTS) --> broken engines, with one fault
# each. You cannot see the fault. You hand in a graph, and the engine is unmasked if it gives a leaf of your graph a
# wrong gradient. A star is for a graph with as few gates as possible. On the page you choose among graphs; in Python
# you can hand in any.

# %%
gym = viz.gym()
gym

# %% [markdown]
# Engine 24<!--=> engine --> was made of layers, by somebody who was thrifty: one `MulLayer` object multiplies
# everywhere. Which graph shows it?

# %%
engine = 24
x, y = Value(2.0, "x"), Value(3.0, "y")
gym.check(engine, ...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# A `MulLayer` keeps the inputs of one forward call. What does it hold after the second?
#
# </details>
# <details><summary>Solution</summary>
#
# Multiply twice: the first gate gets the inputs of the second.<!--! gym.check(engine, x *
# y * y)[0].is_right and not gym.check(engine, x * y)[0].is_right -->
#
# ```python
# gym.check(24, x * y * y)
# ```
#
# </details>
#
# **5. A hard one.** Engine 30<!--=> engine --> waits, as it should, until what uses a value has had its turn. It only
# counts wrong: one for each *gate* that uses the value. But a gate may use a value twice. The smallest graph has
# four<!--=> sum(bool(node.parents) for node in autograd_core.topological_order(gym.smallest(engine))) --> gates.

# %%
engine = 30
x = Value(1.0, "x")
s = -x
gym.check(engine, ...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Let $s$ be used by `s + s` and by one more gate. When both edges of `s + s` have delivered, two have come. When should
# the engine go on?
#
# </details>
# <details><summary>Solution</summary>
#
# The engine goes on as soon as `s + s` has delivered; what the other gate brings comes too late. Which of the gates is
# first depends on the order in which you write them.
#
# ```python
# gym.check(30, -s + (s + s))
# ```
#
# `gym.check(1, ...)` to `gym.check(29, ...)` are yours; `gym.smallest(7)` gives a smallest graph, to be drawn.
#
# </details>
#
# ## Summary
#
# - A gate has a forward and a backward. Its backward multiplies by what arrives.
# - An engine records operation and parents, and walks back with the chain rule: a screen of code.
# - An operation is two facts: how to compute it, and its local gradients. Put them in a table.
# - The same code runs on your engine and on autograd_core. Only the import changes.
# - What a small engine lacks: long chains, second derivatives, conventions at kinks, clear errors.
#
# Next: how to find out whether a gradient is right.
