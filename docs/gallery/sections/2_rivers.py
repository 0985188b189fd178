"""Rivers.

Each arrow as wide as the gradient that flows back along it: where much flows, where little, and where it stops.
"""

# %% A long and a short way through an LSTM cell
# From h' most flows back through the cell state c', and little through the gates.
import viz
from autograd_core import Value, log, relu, sigmoid, tanh

x, h, c = Value(0.5, "x"), Value(-0.3, "h"), Value(0.8, "c")


def gate(name, weight):
    return Value(weight, f"W{name}") * x + Value(weight / 2, f"U{name}") * h


f, i, o = (sigmoid(gate(name, weight)) for name, weight in (("f", 1.2), ("i", -0.7), ("o", 0.4)))
cell = f * c + i * tanh(gate("g", 0.9))
cell.label = "c'"
output = o * tanh(cell)
output.label = "h'"
output.backward()

viz.draw(output, weight="gradient")

# %% Branches that cancel
# Two wide branches of opposite sign leave a thin trunk: x matters to both, and hardly to their difference.
x = Value(2.0, "x")
y = x * 3 - x * 2.9
y.label = "y"
y.backward()

viz.draw(y, weight="gradient")

# %% A gradient that vanishes
# Ten sigmoids in a row: each lets less than a quarter through, and the scale is one of orders of magnitude.
x = Value(0.9, "x")
y = x
for _ in range(10):
    y = sigmoid(y)
y.label = "y"
y.backward()

viz.draw(y, weight="gradient")

# %% Half of a loss is asleep
# The log of the right class gets all of the gradient; the other half gets none, a dotted line.
w, x, t = Value(2.0, "w"), Value(0.7, "x"), Value(1.0, "t")
p = sigmoid(w * x + Value(-0.5, "b"))
p.label = "p"
loss = -(t * log(p) + (1 - t) * log(1 - p))
loss.label = "loss"
loss.backward()

viz.draw(loss, weight="gradient")

# %% The backward pass as a river
# A closed switch lets nothing through.
a, b = Value(-2.0, "a"), Value(3.0, "b")
y = relu(a) * b + b * 0.5
y.label = "y"
y.backward()

viz.draw_both(y, weight="gradient")

# %% The river of values
# What flows forward, by its size and its sign.
viz.draw(y, weight="value")

# %% Without colours
# The sign is told by the line in the middle, too.
viz.draw(loss, weight="gradient", theme="print")

# %% Why is it 2.2?
# All ways from the price of an apple to the total, and the factors that they multiply.
apple_price, apples, oranges = Value(100, "apple price"), Value(2, "apples"), Value(450, "oranges")
total = (apple_price * apples + oranges) * Value(1.1, "tax")
total.label = "total"
total.backward()

viz.why(total, apple_price)

# %% Several ways
# Where copies part the gradient divides, and comes together again: the contributions of all ways add up.
viz.why(output, h)
