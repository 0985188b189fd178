"""Motion.

Both passes as a loop, as the stepper takes them: values run right, then the gradient runs left.
"""

# %% A bill that moves
# `animate(total).save("bill.svg")` writes a file that moves in a README, without a script; `"bill.gif"` and
# `"bill.png"`, an animated PNG, are for slides.
import viz
from autograd_core import Value, exp, maximum, sin

price, apples, tax = Value(100, "apple price"), Value(2, "apples"), Value(1.1, "tax")
total = price * apples * tax
total.label = "total"
total.backward()

viz.animate(total)

# %% Where contributions add up
# Before the copies of b stands the sum so far, and that more will come.
x1, x2, x3 = Value(2, "x1"), Value(0.5, "x2"), Value(1, "x3")
a, b = x1 * x2, x2 + sin(x3)
a.label, b.label = "a", "b"
f = a**2 * b + exp(b)
f.label = "f"
f.backward()

viz.animate(f, pace=1.5)

# %% A closed branch, in the dark
# What maximum does not let through is a dotted line, along which nothing comes.
x, y = Value(4, "x"), Value(5, "y")
z = maximum(x, y)
z.label = "z"
z.backward(9)

viz.animate(z, theme="dark")

# %% The steps as text
# What an animation says, for a terminal and for those who do not see it.
print(viz.animate(total))
viz.animate(total, theme="print")
