# %% [markdown]
# # 18. What is in a transformer, scalar by scalar?
#
# The networks that write texts guess one piece of text after the other. What is new in them is *attention*: each
# place asks, all places answer, and a softmax weighs the answers. We draw one such step gate by gate, build the
# smallest network around it, train it on given names, and let it make up new ones.
#
# **You will be able to**
#
# - compute attention by hand: queries, keys, values;
# - say how a gradient goes back through the shares of a softmax;
# - name the parts of a transformer, and what the way around them is for;
# - train a model of letters, and compare it with honest baselines;
# - draw names from it.
#
# You need notebooks 9 and 10: softmax, cross entropy, Adam, and from notebook 17 that a graph can become an array
# program. Reading takes about 25 minutes, the exercises about 25.

# %%
import math
import random

import viz
from autograd_core import Value, dot, exp, topological_order
from autograd_core import sum as total
from nn import softmax, softmax_cross_entropy
from nn.datasets import LETTERS, NAMES
from nn.experiments.names import (
    TinyTransformer,
    cases,
    loss_of_pairs,
    made_up,
    probabilities,
    split_names,
    trained,
)
from viz import plots

# %% [markdown]
# ## Guess the next letter
#
# After "chri" most people would guess "s". That is all the task: given the last six
# letters,<!--= len(cases(["eva"])[0][0]) --> give a probability to each letter that may come next. A name is a
# row of such cases; dots stand before its beginning, and one after its end.

# %%
for letters, after in zip(*cases(["eva"]), strict=True):
    print("".join(LETTERS[i] for i in letters), "->", LETTERS[after])

# %% [markdown]
# A letter is only a number in a list, so each gets a row of learned numbers, its *embedding*. Its place gets one
# too, and the two are added. So "a at the end" is something else than "a in front".
#
# ## Attention
#
# Which of the letters before matter? That depends on the letter itself: after "q" perhaps only it, after a vowel
# the one before. So the network *asks*. From each place it computes, each by a layer of weights,
#
# - a **query**: what am I looking for?
# - a **key**: what do I have to offer?
# - a **value**: what do I say, if I am chosen?
#
# The query of the last place is multiplied with the key of each place. A large product means: this fits. A
# softmax turns the products into shares, which are positive and add up to one. What is taken is the mean of the
# values, weighted by the shares. Here are three places,<!--=> len(keys) --> with keys of two numbers and values
# of one:

# %%
query = [Value(1.0, "q1"), Value(-0.5, "q2")]
numbers = [(2.0, 1.0), (0.5, 1.0), (-1.0, -1.0)]
keys = [[Value(a, f"k{i}1"), Value(b, f"k{i}2")] for i, (a, b) in enumerate(numbers, start=1)]
values = [Value(v, f"v{i}") for i, v in enumerate((3.0, 1.0, -2.0), start=1)]

fits = [dot(query, key) for key in keys]
powers = [exp(fit) for fit in fits]
whole = total(powers)
shares = [power / whole for power in powers]
taken = dot(shares, values)
whole.label, taken.label = "sum", "taken"
for i, (fit, share) in enumerate(zip(fits, shares, strict=True), start=1):
    fit.label, share.label = f"s{i}", f"a{i}"
viz.stepper(taken)

# %% [markdown]
# The first key fits best, with $s_1 = 1.5$,<!--= fits[0].data --> and gets most of the share. Drag $q_1$ below
# zero, and the network looks elsewhere. A choice has become a number with a slope: that is the trick. A hard
# choice, "take the best", would be a max gate, and pass no gradient to the others.
#
# How does a gradient get to $s_2$? On four ways:<!--= autograd_core.paths(taken, fits[1]).count -->

# %%
viz.why(taken, fits[1])

# %% [markdown]
# One way goes straight through its own share: if $s_2$ rises, $a_2$ rises. The others go through the sum. It is
# in all shares: what one gains, the others lose. All ways together make $a_2\,(v_2 - \text{taken})$.<!--!
# abs(autograd_core.gradients(taken, fits)[1].data - shares[1].data * (values[1].data - taken.data)) < 1e-12 -->
# What is taken is more than $v_2$ says, so this is negative: less attention to the second place would make the
# output larger.<!--! taken.data > values[1].data -->
#
# Large keys and queries would make one share nearly all, and a saturated softmax passes no gradient. So the
# products are divided by $\sqrt{d}$, where $d$ is the length of a key: notebook 11 says why the root.
#
# ## The rest
#
# A transformer adds two things. After the attention there is an ordinary layer of ReLUs. And around both goes a
# straight way: what comes out is *added* to what came in. A plus gate passes the gradient on undiminished,
# however many such blocks stand one behind the other. Here is a very small one, with three letters in, rows of
# two numbers, and an alphabet of four:<!--!> len(small.places.table) == 3 and len(small.letters.table) == 4 -->

# %%
small = TinyTransformer(block=3, width=2, hidden=3, letters=4, generator=random.Random(0))
loss = softmax_cross_entropy(small([0, 1, 2]), 3)
loss.label = "loss"
loss.backward()
viz.draw(loss, fold="groups")

# %% [markdown]
# Look at the biases $b$ of queries, keys and values, on their way into the attention. They are drawn as one box,
# with the range of their gradients: it begins at a number so small that it is only rounding, a zero. Whose is
# it? The picture does not tell. Those of the keys are all zero,<!--! all(abs(unit.b.grad) < 1e-12 for unit in
# small.key.neurons) --> those of the queries and values are not.<!--! all(abs(unit.b.grad) > 0.01 for unit in
# [*small.query.neurons, *small.value.neurons]) --> Exercise 2 asks why.
#
# Our real one sees six letters,<!--=> len(net.places.table) --> with 12<!--=> len(net.letters.table[0]) -->
# numbers for each.

# %%
net = TinyTransformer(generator=random.Random(0))
one_case = softmax_cross_entropy(net([0, 0, 3, 8, 18, 9]), 19)
nodes = len(topological_order(one_case))
print(f"{len(net.parameters())} parameters, {nodes} nodes for one letter")

# %% [markdown]
# ## Training
#
# A tenth of the 1,073<!--= len(NAMES) --> names is held out. The others are cut into cases. `trained` calls `fit`
# with `compiled=True`: the graph of one case is recorded once, and becomes an array program that takes a
# minibatch at a time. We go through all names twelve times,<!--=> len(history.losses) --> by Adam, with a rate
# that falls to zero.

# %%
known, held_out = split_names()
print(f"{len(known)} names, {len(cases(known)[0])} cases; held out {len(held_out)} names")
net, history = trained(seed=0)
ax = plots.loss_curves(history)
plots.described(ax, "The loss falls quickly, then slowly; on names held out it is a little higher.")

# %% [markdown]
# How good is that? Two baselines. Whoever guesses all 27<!--= len(LETTERS) --> signs alike, the dot among them, has the
# loss $\ln 27$. The other has counted, in the known names, which letter follows which. To each count it adds one, so
# that no pair is held impossible because it was never seen:

# %%
guessing, pairs, ours = math.log(len(LETTERS)), loss_of_pairs(), history.validation_losses[-1]
print(f"guessing {guessing:.3f}, counted pairs {pairs:.3f}, tiny transformer {ours:.3f}")
letters_left = [round(math.exp(loss), 1) for loss in (guessing, pairs, ours)]
print(f"as if from {letters_left} letters")

# %% [markdown]
# All on names that were held out. $e^{\text{loss}}$ tells it in letters: it is as uncertain as among so many that
# are equally likely. From 27<!--= math.exp(guessing) --> it comes down to less than
# ten.<!--! math.exp(ours) < 10 --> The pairs see one letter, the transformer six.<!--= len(net.places.table) -->
# With 965<!--= len(known) --> names there is not much more to learn: the training loss is lower, and goes on
# falling.<!--! history.losses[-1] < ours and history.losses[-1] == min(history.losses) -->
#
# What does it expect after "chri", and what does it look at?

# %%
expected = probabilities(net, "chri")
best = sorted(range(len(LETTERS)), key=expected.__getitem__, reverse=True)[:4]
print({LETTERS[i]: round(expected[i], 2) for i in best})

seen = [0, 0, *(LETTERS.index(letter) for letter in "chri")]
for letter, share in zip("..chri", net.shares(net.tokens(seen)), strict=True):
    print(f"{letter} {share.data:.2f} {'#' * round(40 * share.data)}")

# %% [markdown]
# An "s" is among the best, as it should be, but so are others.<!--! "s" in [LETTERS[i] for i in best] --> It
# looks most at the "r".<!--! "..chri"[max(range(6), key=lambda i: net.shares(net.tokens(seen))[i].data)] == "r"
# -->
#
# ## New names
#
# Draw a letter by these probabilities, put it behind, ask again, until a dot comes.

# %%
generator = random.Random(1)
names = [made_up(net, generator) for _ in range(20)]
print(" ".join(names[:10]))
print(" ".join(names[10:]))
print(f"{sum(name in NAMES for name in names)} of {len(names)} are in the list")

# %% [markdown]
# Some could be names, some not. Of the 20<!--= len(names) --> drawn here, 0<!--= sum(name in NAMES for name in
# names) --> are in the list: they are not remembered, but follow what was learned of which letters go together.
#
# What is missing to a large one? *All places* are computed at once, each looking back only. Several *heads* ask
# different questions. Dozens of such blocks stand one behind the other, with normalization between them. The
# pieces are parts of words. And there are many millions of times as many data and weights. But the gates are those
# that you have seen, and the backward pass is the same.
#
# The attention is that of Vaswani and others, *Attention Is All You Need* (2017). Tests hold this network against
# the same one in PyTorch: the scores and all gradients agree to rounding.
#
# ## Exercises
#
# **1. Attention by hand.** Two places. The products of query and keys are `0` and $\ln 3$, the values are 10
# and 2.<!--!> said == [10, 2] --> What are the shares, and what is taken?

# %%
by_hand = softmax([0.0, math.log(3)])
said = [10, 2]
weighed = viz.quiz(shares=by_hand, taken=dot(by_hand, said))
weighed.check(shares=[..., ...], taken=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# $e^0 = 1$<!--= math.exp(0) --> and $e^{\ln 3} = 3$.<!--= math.exp(math.log(3)) -->
#
# </details>
# <details><summary>Solution</summary>
#
# The powers add up to $1 + 3 = 4$.<!--= math.exp(0) + math.exp(math.log(3)) --> The shares are
# $1 / 4 = 0.25$<!--= by_hand[0] --> and $3 / 4 = 0.75$.<!--= by_hand[1] --> Taken is
# $0.25 \cdot 10 + 0.75 \cdot 2 = 4$.<!--= dot(by_hand, said) -->
#
# ```python
# weighed.check(shares=[0.25, 0.75], taken=4)
# ```
#
# </details>
#
# **2. A bias that never learns.** Add the same number $b$ to each of the products $s_1$, $s_2$, $s_3$ of our
# attention. By how much does what is taken change if $b$ goes from zero to one? And what is the gradient of $b$?

# %%
b = Value(1.0, "b")
shifted = dot(softmax([fit.data + b for fit in fits]), [3.0, 1.0, -2.0])
shifted.backward()
shift = viz.quiz(change=round(shifted.data - taken.data, 9), gradient=round(b.grad, 9))
shift.check(change=..., gradient=...)

# %% [markdown]
# <details><summary>Hint</summary>
#
# $e^{s + b} = e^s \cdot e^b$. Which factor stands above and below the line of each share?
#
# </details>
# <details><summary>Solution</summary>
#
# $e^b$ cancels in each share, so nothing changes, and the gradient is zero.<!--! abs(b.grad) < 1e-12 --> A bias
# of the keys adds the same to all products, query times bias. So it has no effect and never learns; many
# transformers leave it out.
#
# ```python
# shift.check(change=0, gradient=0)
# ```
#
# </details>
#
# **3. Temperature.** Before names are drawn, the scores are often divided by a *temperature* $t$. Below one the
# likely letters become more likely, above one all become more alike. Two letters have the probabilities $p$ and
# $1 - p$. Write the probability of the first at temperature $t$. (A score divided by $t$ is a probability to the
# power of $1/t$, and then both have to be made to add up to one again.)


# %%
def at_temperature(p, t):
    return ...


scores = [math.log(0.8), math.log(0.2)]
cold, warm, same = (softmax([score / t for score in scores])[0] for t in (0.5, 2, 1))
tempered = viz.quiz(cold=cold, warm=warm, same=same)
tempered.check(
    cold=at_temperature(0.8, 0.5),
    warm=at_temperature(0.8, 2),
    same=at_temperature(0.8, 1),
)

# %% [markdown]
# <details><summary>Hint</summary>
#
# At `t = 0.5` both are squared. Then their sum is not one any more: divide by it.
#
# </details>
# <details><summary>Solution</summary>
#
# At `t = 0.5` it is `0.8**2 / (0.8**2 + 0.2**2)`, or 0.941.<!--= 0.8**2 / (0.8**2 + 0.2**2) --> At `t = 2` the
# roots are in the ratio of two to one, so the share is two thirds.
#
# ```python
# def at_temperature(p, t):
#     first, second = p ** (1 / t), (1 - p) ** (1 / t)
#     return first / (first + second)
#
# tempered.check(
#     cold=at_temperature(0.8, 0.5),
#     warm=at_temperature(0.8, 2),
#     same=at_temperature(0.8, 1),
# )
# ```
#
# </details>
#
# ## Summary
#
# - Attention: query times keys, softmax, mean of the values. A choice with a slope.
# - Through the shares each place's gradient depends on what all others say.
# - A block is attention and a layer, and a way around both on which the gradient is not diminished.
# - Compare a loss with baselines, on data that were held out.
#
# This is the last notebook. You have followed one idea, the chain rule on a graph, from the price of an apple to
# a network that makes up names.
