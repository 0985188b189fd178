# %% [markdown]
# # A bill
# Two apples at 100 and a tax of 10 %. What does the bill say, and how much of it comes from each price? Change a number, and run the cell again.
# %%
import viz
from autograd_core import Value

price = Value(100.0, "price")
apples = Value(2.0, "apples")
tax = Value(1.1, "tax")
total = price * apples * tax
total.label = "total"
total.backward()
total
# %% [markdown]
# Above an arrow stands its value, below it the gradient. The same as a page: step through it, change the inputs in it.
# %%
viz.stepper(total)
# %% [markdown]
# Why is the gradient of `price` what it is?
# %%
viz.why(total, price)
