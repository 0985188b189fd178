# %% [markdown]
# # 4. Is the gradient right? Numerical against exact
#
# A wrong gradient does not crash. The network only learns badly. So we need a second way to compute a gradient, slow
# and simple, to check the fast one: move an input a little, and see how much the output moves. We find out how exact
# that is, what it costs, where it fails, and let the computer search for the graph that unmasks a wrong rule.
#
# **You will be able to**
#
# - compute a derivative by forward, central and complex differences, and choose the step;
# - say what a numerical gradient costs for a network;
# - check a gradient, and read "kink" and "vacuous";
# - write a property-based test that finds a wrong rule by itself.
#
# You need notebooks 1 to 3, limits and derivatives from school, complex numbers (what $i$ is, and the real and the
# imaginary part), and Python's functions as values; what a decorator is, is told here. Reading takes about 35 minutes,
# the exercises about 30.

# %%
import math
import random

import matplotlib.pyplot as plt
from hypothesis import find, given, settings

import viz
from autograd_core import (
    Value,
    check_gradients,
    check_operation,
    exp,
    grad,
    numerical_gradient,
    operation,
    relu,
    sin,
    sqrt,
)
from autograd_core.strategies import graphs
from nn import MLP
from viz import plots

# %% [markdown]
# ## A little step
#
# A derivative is a limit:
#
# $$f'(x) = \lim_{h \to 0} \frac{f(x+h) - f(x)}{h}$$
#
# A computer takes a small $h$ and stops there. This is the **forward difference**. We try it on $f(x) = e^x \sin(x)$ at
# $x = 1$.<!--!> exact == grad(f)(1.0) and f(1) == math.exp(1) * math.sin(1) -->


# %%
def f(x):
    return exp(x) * sin(x)


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


exact = grad(f)(1.0)
forward_difference(f, 1.0, 0.001), exact

# %% [markdown]
# `grad(f)` runs the backward pass. Its 3.7560<!--= exact --> is exact up to rounding. The difference is wrong from the
# fourth digit on.<!--! f"{forward_difference(f, 1.0, 0.001):.3g}" == f"{exact:.3g}" and f"{forward_difference(f, 1.0,
# 0.001):.4g}" != f"{exact:.4g}" --> A smaller step should help. But the smallest steps do not:

# %%
for h in (1e-4, 1e-8, 1e-12, 1e-16):
    error = abs(forward_difference(f, 1.0, h) - exact)
    print(f"h = {h:.0e}   error {error:.0e}")

# %% [markdown]
# ## The valley
#
# Two errors work against each other. With a large $h$ the curve bends between the two points: half the $h$, half this
# error. With a small $h$ the two values agree in nearly all of their 16<!--= math.log10(2**53) --> digits. Subtracting
# cancels these, and what is left is mostly rounding. Dividing by $h$ makes it large: half the $h$, twice this error.
#
# The **central difference** looks to both sides:
#
# $$f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}$$
#
# The bend cancels out, and the error that remains falls with $h^2$. Let us see the errors for many steps:


# %%
def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def error_of(quotient, h):
    return abs(quotient(f, 1.0, h) - exact)


steps = [10 ** (-k / 4) for k in range(4, 61)]
_, ax = plt.subplots(figsize=(5.6, 4))
quotients = [(forward_difference, "-", "forward"), (central_difference, "--", "central")]
for quotient, line, name in quotients:
    errors = [error_of(quotient, h) for h in steps]
    ax.loglog(steps, errors, line, label=name)
ax.set(xlabel="step h", ylabel="error")
ax.legend(frameon=False)
seen = "Errors against the step h, both on logarithmic scales: two valleys. "
seen += "The forward difference is lowest near h = 1e-8, with an error near 1e-8. "
seen += "The central one is lowest near h = 1e-5, with an error near 1e-11."
plots.described(ax, seen)

# %% [markdown]
# Read it from the right. Where $h$ is divided by 10<!--= 1e-3 / 1e-4 -->, so is the forward error, by 10<!--=
# error_of(forward_difference, 1e-3) / error_of(forward_difference, 1e-4) --> too, and the central one by 100<!--=
# error_of(central_difference, 1e-2) / error_of(central_difference, 1e-3) -->. Then rounding takes over, and both rise
# to the left along the same slope.
#
# - Forward: best near $h = 10^{-8}$<!--! 0.1 < min(steps, key=lambda h: error_of(forward_difference, h)) / 1e-8 < 10
#   -->, the square root of the rounding error $10^{-16}$<!--! 0.5 < sys.float_info.epsilon / 1e-16 < 5 -->. There about
#   8<!--= -math.log10(error_of(forward_difference, 1e-8) / exact) --> digits are right.
# - Central: best near $h = 10^{-5}$<!--! 0.1 < min(steps, key=lambda h: error_of(central_difference, h)) / 1e-5 < 10
#   -->, the cube root of the rounding error. There about
#   11<!--= -math.log10(error_of(central_difference, 1e-5) / exact) --> digits are right.
#
# For *one* slope both take two evaluations of $f$. For the slopes along $n$ parameters the forward quotients share the
# one at $x$ and take $n + 1$, the central ones take $2n$. The digits are worth it.
#
# ## Without subtracting: the complex step
#
# Cancellation comes from subtracting. There is a trick without it: step into the *imaginary* direction. For an
# *analytic* function, one that is a power series as exp and sin are, $f(x + ih) = f(x) + i h f'(x) - \ldots$. So the
# imaginary part divided by $h$ is the slope. The next terms have $h^2$ and $h^3$ in them, too small to matter.

# %%
h = 1e-20
slope = f(complex(1.0, h)).imag / h
slope, slope - exact

# %% [markdown]
# Every digit is right<!--! slope == exact or abs(slope - exact) <= math.ulp(exact) -->, with
# $h = 10^{-20}$<!--= h -->. The engine computes with complex numbers too, so `f` need not change. But `abs`, `max` and
# `relu`, which is $\max(x, 0)$, are not analytic: `abs` makes of a complex number its length, which is real, and to
# choose the larger of two complex numbers is no use at all, for they have no order. There the trick has no meaning, and
# `numerical_gradient` refuses it for each of them:

# %%
for function in (abs, relu, lambda x: max(x, 0)):
    try:
        numerical_gradient(function, 1.0, method="complex")
    except TypeError as error:
        print(str(error).split(":")[0])

# %% [markdown]
# `numerical_gradient` does all this for functions of many numbers. It chooses the step by itself. ("richardson" takes
# smaller and smaller central differences and extrapolates to the step zero.)

# %%
for method in ("central", "richardson", "complex"):
    print(f"{method:10}  error {abs(numerical_gradient(f, 1.0, method=method) - exact):.0e}")

# %% [markdown]
# ## What it costs
#
# So why do we need backward at all? Count. A difference moves *one* number. Here is a tiny network. What is inside is
# for notebooks 5 and 7; now it is just a function with 13<!--=> len(net.parameters()) --> *parameters*, the numbers
# that learning adjusts. We move each of them, and count how often the network runs.
#
# <!--@ C01; E03 -->

# %%
random.seed(0)
net = MLP(2, [3, 1], activation="tanh")
runs = []


def run():
    runs.append(net([0.5, -1.0]))
    return runs[-1].data


numerical, h = [], 1e-5
for p in net.parameters():
    start = p.data
    p.data = start + h
    above = run()
    p.data = start - h
    numerical.append((above - run()) / (2 * h))
    p.data = start
len(net.parameters()), len(runs)

# %% [markdown]
# Two runs for each parameter.<!--! len(runs) == 2 * len(net.parameters()) --> The backward pass needs one run and one
# walk back. Do they agree?

# %%
net([0.5, -1.0]).backward()
max(abs(p.grad - slope) for p, slope in zip(net.parameters(), numerical, strict=True))

# %% [markdown]
# The two gradients differ by less than $10^{-10}$.<!--! max(abs(p.grad - slope) for p, slope in zip(net.parameters(),
# numerical)) < 1e-10 --> Now take a network for handwritten digits: 784<!--=> inputs --> inputs, 50<!--=> hidden -->
# neurons in the middle (*hidden units*), 10<!--=> outputs --> outputs. Each neuron has a weight for each of its inputs,
# and a bias.

# %%
inputs, hidden, outputs = 784, 50, 10
weights, biases = inputs * hidden + hidden * outputs, hidden + outputs
weights + biases, 2 * (weights + biases)

# %% [markdown]
# 39,760<!--= weights + biases --> parameters, so by differences *one* gradient takes 79,520<!--= 2 * (weights + biases)
# --> forward runs. Going back and updating all weights takes about 1.5<!--= (3 * inputs * hidden + 5 * hidden * outputs
# + 2 * outputs) / (2 * inputs * hidden + 2 * hidden * outputs) --> times the operations of a single forward run
# (notebook 8 counts them).
#
# So the division of labour is: **learn with backward, check with differences**, on a few numbers.
#
# ## Check a gradient
#
# `check_gradients` compares both, with a tolerance from the error of the difference itself.

# %%
print(check_gradients(f, 1.0))
print(check_gradients(f, 1.0, gradient=3.7))

# %% [markdown]
# `gradient=` is for a gradient of your own. 3.7 is wrong, and it is told so.<!--! check_gradients(f, 1.0,
# gradient=3.7).disagrees --> Besides "agrees" and "disagrees" there are two more verdicts, which honest checks need.

# %%
print(check_gradients(relu, 0.0))
print(check_gradients(lambda x: 1e9 + 1e-9 * x, 3.0))

# %% [markdown]
# **Kink:** at zero relu has the slope 0<!--= grad(relu)(-0.001) --> on the left and 1<!--= grad(relu)(0.001) --> on the
# right.<!--! check_gradients(relu, 0.0).comparisons[0].verdict == "kink" --> A central difference says
# 0.5<!--= central_difference(relu, 0.0, 1e-5) -->, which is neither. No difference can check a convention; it can only
# see that 0<!--= grad(relu)(0.0) --> lies between the two. If such a point breaks *your* check, draw other numbers. Do
# not loosen the tolerance.
#
# **Vacuous:** the slope is $10^{-9}$, but next to $10^9$ it is lost in rounding.<!--! 1e9 + 1e-9 == 1e9 and grad(lambda
# x: 1e9 + 1e-9 * x)(3.0) == 1e-9 --> The difference is zero for every step.<!--! all(central_difference(lambda x: 1e9 +
# 1e-9 * x, 3.0, h) == 0 for h in (0.1, 1e-3, 1e-5)) --> A check that also accepts zero has checked nothing, and says
# so. A vacuous report does not count as true: "could not look" is not "fine".<!--! not check_gradients(lambda x: 1e9 +
# 1e-9 * x, 3.0) -->
#
# ## A wrong rule that passes
#
# Someone writes a multiplication and forgets to swap. `operation` makes a function of one's own for Values, of a name,
# a forward function, and local gradients given output and inputs:

# %%
unswapped = operation(
    "unswapped",
    lambda x, y: x * y,
    partials=lambda out, x, y: (x, y),  # wrong: must be (y, x)
    symbol="×",
    role="swap multiplier",
)


def square(x):
    return unswapped(x, x)


print(check_gradients(square, 3.0))

# %% [markdown]
# The test passes!<!--! not check_gradients(square, 3.0).disagrees --> In $x \cdot x$ both factors are the same, so
# swapping or not makes no difference. We tested one example, and it was a bad one. And we cannot think of all examples.
#
# ## A word about @
#
# The tests below have lines that begin with `@`. Such a line is a *decorator*: a function that takes the function below
# it, and returns another one in its place. Here is one that says what a function is called with.


# %%
def announced(function):
    def louder(x):
        print(f"{function.__name__} is called with {x}")
        return function(x)

    return louder


@announced
def double(x):
    return 2 * x


double(4)

# %% [markdown]
# Without the `@` it would be `double = announced(double)`, after the definition. Two such lines work from below: the
# upper one gets what the lower one returned.
#
# ## Let the computer think of examples
#
# A **property-based test** says what must hold for *every* input. The library hypothesis draws many inputs, awkward
# ones such as zero and one among them. Our inputs are graphs: `graphs(...)` draws them from the operations that we
# name. A graph can be called like a function, and its `point` holds the numbers for the leaves. The property: backward
# agrees with differences. Some drawn numbers are so tiny that a check is vacuous, so we ask the report whether anything
# *disagrees*.
#
# The decorator `given(graphs_to_test)` makes of a function of a graph one without arguments: it draws graphs, and calls
# the function with each. `two_hundred` holds settings: 200<!--=> two_hundred.max_examples --> graphs, no hurry, the
# same ones every time, no record of them on disk.

# %%
two_hundred = settings(max_examples=200, deadline=None, derandomize=True, database=None)
graphs_to_test = graphs(operations=["add", unswapped], leaves=2, size=4)


@two_hundred
@given(graphs_to_test)
def backward_agrees_with_differences(graph):
    assert not check_gradients(graph, graph.point).disagrees


try:
    backward_agrees_with_differences()
except AssertionError:
    print("hypothesis found a graph on which the gradient is wrong")

# %% [markdown]
# In a test file you need only the function with its two decorators; pytest runs it and prints the graph. When
# hypothesis has found one, it *shrinks* it: it leaves out operations and tries simpler numbers, as long as the test
# still fails. `find` gives us the smallest:

# %%
smallest = find(
    graphs_to_test,
    lambda graph: check_gradients(graph, graph.point).disagrees,
    settings=two_hundred,
)
out, leaves = smallest.record()
out.backward()
viz.draw(out)

# %%
print(check_gradients(smallest, smallest.point))

# %% [markdown]
# Two leaves, one gate, the numbers 0 and 1<!--= [min(smallest.point), max(smallest.point)] -->.<!--!
# len(smallest.instructions) == 1 and len(smallest.point) == 2 --> One look shows the mistake: each factor got
# itself.<!--! [leaf.grad for leaf in leaves] == [leaf.data for leaf in leaves] --> Nobody had to think of this graph.
# (In the gym of notebook 3 you did.)
#
# With the right rule in place of the wrong one, the same test finds nothing:


# %%
@two_hundred
@given(graphs(operations=["add", "multiply", "tanh"], leaves=2, size=4))
def right_rules_agree(graph):
    assert not check_gradients(graph, graph.point).disagrees


right_rules_agree()

# %% [markdown]
# No output: 200<!--= two_hundred.max_examples --> graphs, no disagreement. That is no proof, but it is much more than
# one example.
#
# ## An operation of your own
#
# For operations that people make themselves, all of this is one line in a test file: `check_operation` draws the
# points, compares the rule with differences, then the slopes of the rule with differences *of the rule*, and runs the
# function on arrays and in a program too. It fails with a sentence for each promise that is not kept:

# %%
try:
    check_operation(unswapped)
except AssertionError as error:
    print(error)


# %% [markdown]
# A right one, with what else an operation may say of itself: the domain, for its errors; how far an input is from where
# the slope has no value, here the two ends; and that it is a method. It is nobody's standard function, but with these
# lines it is drawn, explained, saved and compiled like any other.


# %%
@operation(
    partials=lambda out, x: (1 / sqrt(x * (1 - x)),),
    domain="an input from 0 to 1",
    clearance=lambda x: min(x, 1 - x),
    method=True,
)
def angle_of_share(x):
    """The angle whose haversine is x: 0 for nothing, pi for all."""
    return 2 * math.asin(math.sqrt(x))


print(check_operation(angle_of_share))
share = Value(0.25, "share")
angle = share.angle_of_share()
angle.label = "angle"
angle.backward()
viz.draw(angle)

# %%
try:
    angle_of_share(Value(1.5, "share"))
except ValueError as error:
    print(error)

# %% [markdown]
# ## Exercises
#
# **1. Count.** A network has 4<!--=> inputs --> inputs, 5<!--=> hidden --> hidden units and 2<!--=> outputs -->
# outputs, with their biases. How many forward runs does its gradient take by central differences? And by forward
# differences, if $f(x)$ is computed only once? The cell counts the different places at which the network must run.

# %%
inputs, hidden, outputs = 4, 5, 2
parameters = range(len(MLP(inputs, [hidden, outputs]).parameters()))


def places(steps):
    return {(p, step) if step else "nothing moved" for p in parameters for step in steps}


runs_needed = viz.quiz(central=len(places(("+h", "-h"))), forward=len(places(("+h", ""))))
runs_needed.check(central=..., forward=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# Count the parameters first: weights into the hidden units, their biases, weights into the outputs, their biases.
#
# </details>
# <details><summary>Solution</summary>
#
# $4 \cdot 5 + 5 + 5 \cdot 2 + 2 = 37$<!--= len(parameters) --> parameters. Central: $2 \times 37 =
# 74$<!--= 2 * len(parameters) -->. Forward: 37<!--= len(parameters) --> runs with one parameter moved, and one with
# nothing moved, 38<!--= len(parameters) + 1 -->.
#
# ```python
# runs_needed.check(central=74, forward=38)
# ```
#
# </details>
#
# **2. Too small a step.** What does the forward difference of $f$ at 1 give for $h =
# 10^{-20}$?<!--!> forward_difference(f, 1, 1e-20) == 0 --> Predict the number.

# %%
too_small = viz.quiz(slope=forward_difference(f, 1.0, 1e-20))
too_small.check(slope=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# What is `1.0 + 1e-20` in Python?
#
# </details>
# <details><summary>Solution</summary>
#
# Zero. A float keeps about 16<!--= math.log10(2**53) --> digits, so `1.0 + 1e-20` is `1.0`. The two values are equal,
# and their difference is 0<!--= f(1.0 + 1e-20) - f(1.0) -->. The complex step can use $10^{-20}$<!--! f(complex(1.0,
# 1e-20)).imag != 0 --> because it keeps the real and the imaginary part apart.
#
# ```python
# too_small.check(slope=0)
# ```
#
# </details>
#
# **3. Verdicts.** Predict what the check says: "agrees", "disagrees", "kink" or "vacuous". (i) $|x|$ at 0<!--=>
# reports["i"].comparisons[0].x -->. (ii) $|x|$ at 0.001<!--=> reports["ii"].comparisons[0].x -->. (iii) $x^3$ at 2 with
# the gradient 8 of your own<!--=> [reports["iii"].comparisons[0].x, reports["iii"].comparisons[0].gradient] -->. (iv)
# $10^{15} + x/1000$ at 1<!--=> reports["iv"].comparisons[0].x -->.

# %%
reports = {
    "i": check_gradients(abs, 0.0),
    "ii": check_gradients(abs, 0.001),
    "iii": check_gradients(lambda x: x**3, 2.0, gradient=8),
    "iv": check_gradients(lambda x: 1e15 + x / 1000, 1.0),
}
verdicts = viz.quiz(**{name: str(report).split(": ")[1] for name, report in reports.items()})
verdicts.check(i=..., ii=..., iii=..., iv=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# (ii) The step is chosen smaller than the distance to the kink. (iv) A float keeps about 16<!--= math.log10(2**53) -->
# digits.
#
# </details>
# <details><summary>Solution</summary>
#
# (i) "kink". (ii) "agrees": a small enough step does not cross the kink. (iii) "disagrees": $3x^2 = 12$<!--=
# grad(lambda x: x**3)(2.0) -->. (iv) "vacuous": next to $10^{15}$ a float has one digit after the point, so changes of
# thousandths are lost.<!--! 0.1 < math.ulp(10**15) < 1 and "{:.0e}".format(1e15) == "1e+15" -->
#
# ```python
# verdicts.check(i="kink", ii="agrees", iii="disagrees", iv="vacuous")
# ```
#
# </details>
#
# **4. By hand.** Who computes a backward pass by hand checks it number by number, not only at the end. The *ladder* has
# 40<!--=> len(viz.exercises.rungs.RUNGS) --> of them, from three<!--=> sum(node.operation is not None for node in
# autograd_core.topological_order(viz.ladder().rung(1).output)) --> gates to a head of attention. On each you hand in
# the gradients by name, and each is told whether it is exact or close, or on which edge it went wrong. Here is rung
# 6<!--=> rung.number -->. Mind that $b$ is used twice.

# %%
rung = viz.ladder().rung(6)
rung

# %%
rung.check(s=..., q=..., c=..., a=..., b=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# From the end: the times swaps $s$ and $c$. The plus distributes. The quotient $a / b$ has the local gradients $1 / b$
# and $-a / b^2$. At $b$ add what comes back on its two arrows.
#
# </details>
# <details><summary>Solution</summary>
#
# To $s$ goes $c = 2$, and to $c$ goes $s = 5$<!--= [rung.values["c"], rung.values["s"]] -->. The plus hands the
# 2<!--= rung.key["q"] --> on to $q$ and to $b$. The quotient sends $2/3$<!--= rung.key["a"] --> to $a$ and
# $-4/3$<!--= -rung.key["q"] * rung.values["a"] / rung.values["b"]**2 --> to $b$. So $b$ has
# $2 - 4/3 = 2/3$<!--= [rung.key["q"], rung.key["q"] * rung.values["a"] / rung.values["b"]**2, rung.key["b"]] -->.
#
# ```python
# rung.check(s=2, q=2, c=5, a=2 / 3, b=2 - 4 / 3)
# ```
#
# </details>
#
# ## Summary
#
# - Differences need no rules, so they can check rules. Central ones with $h \approx 10^{-5}$<!--! 0.1 < min(steps,
#   key=lambda h: error_of(central_difference, h)) / 1e-5 < 10 --> give about
#   11<!--= -math.log10(error_of(central_difference, 1e-5) / exact) --> digits.
# - They need two forward runs for each parameter. Backward needs one run and one walk back for all of them.
# - At a kink there is only a convention; where the slope is lost in rounding, a check is vacuous.
# - A property-based test searches for the input that breaks the rule, and shrinks it until you can see why.
#
# Next: one neuron, and what it cannot learn.
