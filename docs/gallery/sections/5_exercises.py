"""Exercises.

Pictures to fill in, pages to step through and to play with.
"""

# %% A worksheet of gradients
# Lettered blanks in the order in which they are worked out, answered in the picture: Enter, and what is wrong is told
# in three stages. check says the same in Python, print(sheet) is the key.
import viz
from autograd_core import Value

x, y = Value(3, "x"), Value(4, "y")
z = (x * y + y) * 2
z.label = "z"
z.backward()

sheet = viz.worksheet(z)
print("key:", str(sheet).replace("\n", "  "))
print(sheet.check(a=2, b=-2, c=4))
sheet

# %% A worksheet of values
# The same graph before the forward pass is worked out.
viz.worksheet(z, hide="values")

# %% A blank for one node
# Only what is asked for is hidden: here the value and the gradient of the product.
product = (z.parents[0]).parents[0]

viz.worksheet(z, hide=[product])

# %% The same exercise with other numbers
# Small and clean ones, drawn from a seed; "Other numbers" on the page of a worksheet draws the same.
viz.worksheet(z, seed=7)

# %% A gym of broken engines
# Thirty, with one fault each. A graph on which an engine is wrong unmasks it; a star is for the smallest. In Python any
# graph can be handed in, on the page of gym there are some to choose from. Here is the smallest one for engine 26.
gym = viz.gym()
print(gym.check(26, x * y + y))
print(gym.check(26, gym.smallest(26)))
viz.draw(gym.smallest(26))

# %% A backward pass by hand
# One of forty, up to softmax with batch normalization and a head of attention. Each gradient is exact, close, of
# another shape, or told the edge on which it went wrong.
rung = viz.ladder().rung(3)
print(rung.check(s=1, d=5, x=6, y=6))
rung

# %% Step by step
# One page: both passes play, each contribution is written out, and the inputs can be dragged. With show="forward" it
# opens before the first gradient, for predictions.
viz.stepper(z)
