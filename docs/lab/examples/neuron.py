# %% [markdown]
# # A neuron
# Two inputs, two weights, a bias, and `tanh`. Which way should each weight go to make the output larger?
# %%
import viz
from autograd_core import Value, tanh

x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
b = Value(6.88, "b")
o = tanh(x1 * w1 + x2 * w2 + b)
o.label = "o"
o.backward()
viz.draw(o, weight="gradient")
# %% [markdown]
# One step against the gradient makes the output smaller:
# %%
for parameter in (w1, w2, b):
    parameter.data -= 0.1 * parameter.grad
print(o.data, "->", tanh(x1 * w1 + x2 * w2 + b).data)
# %%
viz.stepper(o)
