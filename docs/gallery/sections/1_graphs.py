"""Graphs.

Values flow forward above the arrows, gradients flow back below them.
"""

# %% Values and gradients
# What two apples at 100 and three oranges at 150 cost with 10 % tax, and what each price and number does to the bill.
import viz
from autograd_core import Value, leaves, sigmoid

apple_price, apples = Value(100, "apple price"), Value(2, "apples")
orange_price, oranges = Value(150, "orange price"), Value(3, "oranges")
tax = Value(1.1, "tax")
total = (apple_price * apples + orange_price * oranges) * tax
total.label = "total"
total.backward()

viz.draw(total)

# %% The forward pass alone
# As before backward(), which has nothing to say about gradients yet.
viz.draw(total, show="forward")

# %% The gradients alone
# Each arrow says what one more at its tail adds to the total.
viz.draw(total, show="gradients")

# %% Local gradients
# The factor that each gate multiplies the arriving gradient by: the chain rule, an arrow at a time.
viz.draw(total, local_gradients=True)

# %% Formulas instead of numbers
# Values and gradients written in the inputs, from the same rules.
x, y = Value(3, "x"), Value(4, "y")
z = (x + y) ** 2
z.label = "z"
z.backward()

viz.draw(z, formulas=True)

# %% Fan-out
# A value that is used several times: each use sends back its own contribution, and they add up.
x = Value(3, "x")
y = x * x + 2 * x
y.label = "y"
y.backward()

viz.draw(y)

# %% Names from variables
# A node without a label gets the name of its variable, a list's items their places in it.
w = [Value(2.0), Value(-3.0)]
bias = Value(-3.0)
s = w[0] * -1 + w[1] * -2 + bias
out = sigmoid(s)
out.backward()

viz.draw(out, names=locals())

# %% Labels in any language
# Korean and other wide text comes out right, in every format.
price, count = Value(100, "사과 가격"), Value(2, "사과 개수")
bill = price * count * Value(1.1, "소비세")
bill.label = "총액"
bill.backward()

viz.draw(bill)

# %% Mathematics in labels
# Written as in LaTeX, between dollars; `save("neuron.tex")` sets it as such, pictures have it in plain signs.
x, w = Value(2.0, "$x_i$"), Value(0.5, r"$w_{ij}^{(1)}$")
neuron = sigmoid(w * x + Value(-0.3, r"$\theta$"))
neuron.label = r"$\hat{y}$"
neuron.backward()

viz.draw(neuron)

# %% Labels that mean harm
# What people write is text: no label is markup, a command or a link, in no format.
label = "</text><script>alert(1)</script>"
harmless = Value(2, label) * Value(3, r"\N & <b>x</b>") + Value(1, 'n0" URL="javascript:alert(1)')
harmless.label = "}; digraph { evil }"
harmless.backward()

viz.draw(harmless)

# %% Data changed after the forward pass
# A picture that mixes old results with new inputs says so, and says what to do.
leaves(bill)[0].data = 120

viz.draw(bill)
