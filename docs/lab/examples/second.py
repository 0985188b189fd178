# %% [markdown]
# # Derivatives of derivatives
# A gradient is computed by additions and multiplications too, so it can have a graph of its own, and a gradient again.
# %%
import viz
from autograd_core import Value, gradients

x = Value(2.0, "x")
y = x**3
y.label = "y"
(first,) = gradients(y, [x])
first.label = "dy/dx"
(second,) = gradients(first, [x])
print("y =", y.data, "  dy/dx =", first.data, "  d²y/dx² =", second.data)
viz.draw(first)


# %% [markdown]
# Newton's method walks to where a slope is zero, with both:
# %%
def newton(f, start, steps=6):
    at = start
    for _ in range(steps):
        x = Value(at)
        (slope,) = gradients(f(x), [x])
        (curvature,) = gradients(slope, [x])
        at -= slope.data / curvature.data
        print(at)


newton(lambda x: x**4 - 3 * x**2 + x, start=1.5)
