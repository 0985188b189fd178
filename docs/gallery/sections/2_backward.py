"""The backward pass.

The gradients' own way back, with every gate drawn by its role.
"""

# %% Gates by their roles
# An addition distributes the gradient, a multiplication swaps its inputs, a maximum is a switch with a closed branch.
import viz
from autograd_core import Value, exp, maximum, sin

x, y, z, w = Value(3, "x"), Value(-4, "y"), Value(2, "z"), Value(-1, "w")
f = (x * y + maximum(z, w)) * 2
f.label = "f"
f.backward()

viz.draw_backward(f)

# %% Both passes
# Forward above, backward below it at the same places: each gate stands below its forward self.
viz.draw_both(f)

# %% Saved outputs and sums
# exp and its like scale by what the forward pass saved; where a value was copied, a sum gate adds up what comes back.
x1, x2, x3 = Value(2, "x1"), Value(0.5, "x2"), Value(1, "x3")
a, b = x1 * x2, x2 + sin(x3)
a.label, b.label = "a", "b"
f = a**2 * b + exp(b)
f.label = "f"
f.backward()

viz.draw_both(f)
