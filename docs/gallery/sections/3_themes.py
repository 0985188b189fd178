"""Themes.

A picture follows the system's dark mode on the screen; a theme fixes its colours.
"""

# %% Light
# For paper and bright rooms.
import viz
from autograd_core import Value, sigmoid

w, x, bias = Value(2.0, "w"), Value(-1.0, "x"), Value(0.5, "bias")
out = sigmoid(w * x + bias)
out.label = "out"
out.backward()

viz.draw(out, theme="light")

# %% Dark
# For slides in the dark.
viz.draw(out, theme="dark")

# %% Print
# Black and white: places, arrows and weights tell apart what colours tell elsewhere.
viz.draw(out, theme="print")
