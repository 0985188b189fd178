# %% [markdown]
# # 1. What does the price of an apple do to the bill?
#
# A bill is a small computation. We draw it as a graph, run it forward to get the total, and run it backward to see
# what each number does to the total. That backward run is how neural networks learn.
#
# **You will be able to**
#
# - draw a computation as a *computational graph* of small, local steps;
# - run it forward for the value and backward for the gradients;
# - explain a gradient as a product of local gradients: the *chain rule*.
#
# You need to know what a derivative is, as it is taught at school, and a little Python: names, arithmetic, functions.
# Reading takes about 20 minutes, the exercises about 25.
#
# <!--@ C01; S1 Fig 5-2 -->

# %%
import viz
from autograd_core import Value, explain, gradients, recompute

# %% [markdown]
# ## The bill
#
# Two<!--=> apples.data --> apples at 100<!--=> apple_price.data --> each, 10 %<!--=> 100 * (tax.data - 1) --> tax. A
# `Value` is a number that remembers where it came from. We give each a name.

# %%
apple_price = Value(100, "apple price")
apples = Value(2, "apples")
tax = Value(1.1, "tax")

total = apple_price * apples * tax
total.label = "total"
viz.draw(total)

# %% [markdown]
# The circles are *gates*. Each does one small thing: the first multiplies price by number, the second multiplies by
# tax. A gate needs to know its own inputs and nothing else. This is *local computation*, and it is why the method
# still works for a network with millions of gates.
#
# Numbers flow from left to right. This is the **forward pass**.
#
# ## A question about the bill
#
# The apple price rises by one. How much more do we pay? We could compute the bill again:
#
# <!--@ C02; S1 Fig 5-6 -->

# %%
(101 * 2 * 1.1) - (100 * 2 * 1.1)

# %% [markdown]
# The total rises by 2.2<!--= 101 * 2 * 1.1 - total.data --> for each unit of price. (A computer keeps about
# 16<!--= -math.log10(sys.float_info.epsilon) --> digits: the last ones are rounding.) The total is a straight line in
# the price, so this number is its slope everywhere, the **derivative** of the total with respect to the apple price,
#
# $$\frac{\partial\,\text{total}}{\partial\,\text{apple price}} = 2.2$$
#
# <!--= 101 * 2 * 1.1 - total.data -->
#
# At school the letter is $d$. The round $\partial$ (say "partial") says that the total depends on several numbers, and
# that only the one below the line moves: the number of apples and the tax stay as they are.
#
# Computing again works for one input. But a network has a million numbers that it adjusts while it learns. For each of
# them it must know whether a little more makes the result better or worse, and by how much. That would take a million
# bills. The graph gives all derivatives in one go.
#
# ## Backward
#
# The derivative of the output with respect to a value is called the **gradient** of that value. `backward()` starts at
# the total with 1<!--=> total.grad -->: the total changes by one when the total changes by one. Then it walks the graph
# from right to left. At each gate it multiplies what arrives by the gate's own *local gradient*: the derivative of what
# comes out of the gate with respect to what goes in.

# %%
total.backward()
viz.draw(total)

# %% [markdown]
# Above each arrow stands the value that flows forward, below it the gradient that flows back. Look at the last gate. It
# multiplies 200 by 1.1.<!--! [factor.data for factor in total.parents] == [200, 1.1] --> If the 200 rises by one, the
# total rises by 1.1: the gradient towards the 200 is
# 1.1<!--= [total.parents[0].data, tax.data, total.parents[0].data, total.parents[0].grad] -->, the
# *other* factor. And the gradient towards the tax is 200<!--= tax.grad -->.
#
# The first gate gets 1.1<!--= total.parents[0].grad --> from the right. Its own local gradient towards the price is
# 2<!--= total.parents[0].local_gradients()[0] -->, the number of apples. So
#
# $$1.1 \times 2 = 2.2$$
#
# <!--= apple_price.grad -->
#
# <!--@ C05; C06; C07; S1 Fig 5-12; S1 Fig 5-13 -->
#
# This is the **chain rule**: along a path, local gradients multiply.
#
# `explain` says the same in words:

# %%
print(explain(total, apple_price))

# %% [markdown]
# A value that was not computed, such as the price, is a *leaf* of the graph. Every leaf now has its gradient in
# `.grad`:

# %%
{leaf.label: leaf.grad for leaf in (apple_price, apples, tax)}

# %% [markdown]
# One more apple costs 110<!--= apples.grad --> more. And the tax? `tax.grad` is 200<!--= tax.grad -->: if the *tax
# factor* rose by one, we would pay the price without tax, 200<!--= apple_price.data * apples.data -->, once more. A
# gradient has a unit: units of the output per unit of the input. That makes it wrong to compare
# 110<!--= apples.grad --> with 200<!--= tax.grad --> without thinking.
#
# ## Apples and oranges
#
# Now a larger bill: three<!--=> oranges.data --> oranges at 150<!--=> orange_price.data --> as well. This graph is one
# to play with. It stands at the end of the forward pass. A plus gate is new: what will it do? Predict each gradient
# from right to left, and press the button after **Play** to see it: each press goes one step back. Then drag the
# inputs. The gradients change with them, because the other factor changes.
#
# <!--@ C09 -->

# %%
apple_price, apples = Value(100, "apple price"), Value(2, "apples")
orange_price, oranges = Value(150, "orange price"), Value(3, "oranges")
tax = Value(1.1, "tax")

total = (apple_price * apples + orange_price * oranges) * tax
total.label = "total"
total.backward()
viz.stepper(total, show="forward")

# %% [markdown]
# A plus gate has local gradients 1 and 1<!--= [*total.parents[0].local_gradients()] -->: one more on either side is one
# more in the sum. So it passes on what arrives, unchanged, to both sides.
#
# The backward pass computed five gradients with one walk.<!--! len(autograd_core.leaves(total)) == 5 --> With small
# changes we would have needed five<!--= len(autograd_core.leaves(total)) --> more bills.
#
# A label is any text. Here is the same graph, with all gradients, for a shop in Seoul: the numbers do not depend on
# names.
#
# <!--@ C04; C08; S1 Fig 5-9; S1 Fig 5-10; S1 Fig 5-11 -->

# %%
translated = {apple_price: "사과 가격", apples: "사과 개수", orange_price: "귤 가격"}
translated |= {oranges: "귤 개수", tax: "소비세", total: "지불 금액"}
for value, label in translated.items():
    value.label = label
viz.draw(total)

# %% [markdown]
# ## A square
#
# One graph more, as the textbooks have it: $z = (x + y)^2$. With $t = x + y$ the chain rule says
#
# $$\frac{\partial z}{\partial x} = \frac{\partial z}{\partial t}\,\frac{\partial t}{\partial x} = 2t \cdot 1 = 2(x+y)$$
#
# <!--@ C03; S1 Fig 5-7; S1 Fig 5-8; A27 -->

# %%
x, y = Value(3, "x"), Value(4, "y")
t = x + y
z = t**2
t.label, z.label = "t", "z"
z.backward()
viz.draw(z, local_gradients=True)

# %% [markdown]
# With $x = 3$<!--= x.data --> and $y = 4$<!--= y.data --> the formula gives 14<!--= 2 * (x.data + y.data) -->, and so
# does the graph.<!--! x.grad == y.grad == 2 * (x.data + y.data) --> The picture also shows each local gradient, so that
# you can multiply for yourself.
#
# ## Change a leaf, run again
#
# A recorded graph can be run again. After `apple_price.data = 120`, `recompute` runs the same gates forward.

# %%
apple_price.data = 120
recompute(total)
total.data

# %% [markdown]
# The price rose by 20<!--= apple_price.data - 100 -->, and the gradient was 2.2<!--= apple_price.grad -->: the total
# rose by $20 \times 2.2 = 44$<!--= total.data - (100 * 2 + 150 * 3) * 1.1 -->, from
# 715<!--= total.data - 20 * apple_price.grad --> to 759<!--= total.data -->. Here this is exact, because the total is a
# straight line in the price. For a curved function it is nearly right, as long as the change is small.
#
# ## Exercises
#
# **1. Fill in the blanks.** Predict each gradient from right to left. Put a number for each `...` and run the cell.

# %%
pens, pen_price, discount = Value(4, "pens"), Value(3, "pen price"), Value(5, "discount")
to_pay = (pens * pen_price - discount) * Value(1.2, "tax")
to_pay.label = "to pay"
sheet = viz.worksheet(to_pay)
sheet

# %%
sheet.check(a=..., b=..., c=..., d=..., e=..., f=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The gradient at the output is one. A times gate sends back what arrives times the other factor. A minus gate has the
# local gradients 1 and −1<!--= [*to_pay.parents[0].local_gradients()] -->.
#
# </details>
# <details><summary>Solution</summary>
#
# The times gate with the tax sends 1.2 to the difference and 7 to the tax<!--= [sheet.key["a"], sheet.key["b"]] -->.
# The minus gate sends 1.2 on to the product and −1.2 to the discount<!--= [sheet.key["c"], sheet.key["d"]] -->. The
# first times gate sends 1.2 × 3 = 3.6<!--= sheet.key["e"] --> to the pens and 1.2 × 4 = 4.8<!--= sheet.key["f"] --> to
# the pen price.
#
# ```python
# sheet.check(a=1.2, b=7, c=1.2, d=-1.2, e=3.6, f=4.8)
# ```
#
# </details>
#
# **2. Predict, then look.** In $z = (x + y)^2$ let $x = -1.5$<!--=> x.data --> and $y = 0.25$<!--=> y.data -->. What is
# $\partial z / \partial x$?

# %%
x, y = Value(-1.5, "x"), Value(0.25, "y")
slope, _ = gradients((x + y) ** 2, [x, y])
predict = viz.quiz(slope=slope)
predict.check(slope=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The formula above holds for every $x$ and $y$.
#
# </details>
# <details><summary>Solution</summary>
#
# $2(x + y) = 2 \times (-1.25) = -2.5$<!--= slope -->. The gradient is negative: if $x$ rises, $z$ falls.
#
# ```python
# predict.check(slope=-2.5)
# ```
#
# </details>
#
# **3. Which change helps most?** An orange becomes cheaper by 10<!--=> 150 - 140 -->, or we buy one apple fewer. By how
# much does the total of apples and oranges fall in each case? Predict it with the gradients of the bill, which you have
# stepped through (the apple price is 100<!--=> (bill(2, 0) - bill(1, 0)) / 1.1 --> again). The cell makes the bills
# anew, and so it checks the gradients too.


# %%
def bill(apples, orange_price):
    return (100 * apples + orange_price * 3) * 1.1


now = bill(2, 150)
falls = viz.quiz(cheaper_oranges=now - bill(2, 140), one_apple_fewer=now - bill(1, 150))
falls.check(cheaper_oranges=..., one_apple_fewer=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# The change of the total is the gradient times the change of the input. Look for the arrows of the orange price and of
# the number of apples.
#
# </details>
# <details><summary>Solution</summary>
#
# 10 × 3.3 = 33<!--= now - bill(2, 140) --> for the oranges, and 110<!--= now - bill(1, 150) --> for the apple: one
# apple fewer helps most.
#
# ```python
# falls.check(cheaper_oranges=33, one_apple_fewer=110)
# ```
#
# </details>
#
# ## Summary
#
# - A computational graph splits a computation into gates. Each gate knows only its own inputs.
# - The forward pass computes values, and keeps them.
# - The backward pass starts with one at the output. At each gate it multiplies what arrives by the local gradient.
# - One backward pass gives the gradient of the output with respect to *every* input.
#
# Next: what each kind of gate does on the way back.
