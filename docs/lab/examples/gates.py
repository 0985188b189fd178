# %% [markdown]
# # What gates do on the way back
# Add hands the gradient on to both, multiply swaps its inputs, the maximum sends all to the larger one.
# %%
import viz
from autograd_core import Value, maximum

x, y, z = Value(3.0, "x"), Value(-1.0, "y"), Value(2.0, "z")
out = maximum(x * y, z) + x
out.label = "out"
out.backward()
viz.draw_both(out)
# %% [markdown]
# `x` is used twice: what comes back adds up.
# %%
for value in (x, y, z):
    print(value.label, value.grad)
# %% [markdown]
# Fill in the gradients yourself:
# %%
sheet = viz.worksheet(out)
sheet
