# %% [markdown]
# # Is this gradient right?
# A check compares a gradient with what really happens when the input moves a little.
# %%
from autograd_core import check_gradients, exp, maximum


def f(x, y):
    return maximum(x * y, exp(x) - y)


check_gradients(f, [0.5, 2.0])
# %% [markdown]
# The same function, with a gradient that somebody worked out by hand and got wrong: the 2 should be 0.5.
# %%
check_gradients(f, [0.5, 2.0], gradient=[2.0, 2.0])
# %% [markdown]
# At a kink, where the two sides of `maximum` are equal, any slope between the two is as good as another, and the check says so:
# %%
check_gradients(lambda x: maximum(x, -x), 0.0)
