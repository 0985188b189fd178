"""Scripts in the style of small scalar engines, which make nodes of their own; each for any engine's Value.

And the smallest engine in that style, `OtherValue`, to run them with: its numbers are what ours must be. Not here: the
comparison (test_scalar_scripts.py).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from itertools import count, pairwise
from typing import Any

Engine = Any  # a class like Value
Script = Callable[[Engine], list[float]]

_births = count()


class OtherValue:
    """Children with local gradients, or a closure to be set: whichever a script is written for."""

    def __init__(
        self, data: float, children: Any = (), local_grads: Any = (), *, _children: Any = (), _op: str = ""
    ) -> None:
        self.data, self.grad, self.birth = data, 0.0, next(_births)
        self._children = tuple(children or _children)
        self._local_grads = () if isinstance(local_grads, str) else local_grads
        self._backward = self._pass_on

    def _pass_on(self) -> None:
        for child, slope in zip(self._children, self._local_grads, strict=False):
            child.grad += slope * self.grad

    def backward(self) -> None:
        found, waiting = {self}, [self]
        while waiting:
            fresh = set(waiting.pop()._children) - found
            found |= fresh
            waiting += fresh
        self.grad = 1.0
        for node in sorted(found, key=lambda node: -node.birth):
            node._backward()

    def __add__(self, other: Any) -> OtherValue:
        other = other if isinstance(other, OtherValue) else OtherValue(other)
        return OtherValue(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Any) -> OtherValue:
        other = other if isinstance(other, OtherValue) else OtherValue(other)
        return OtherValue(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n: float) -> OtherValue:
        return OtherValue(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self) -> OtherValue:
        return OtherValue(math.exp(self.data), (self,), (math.exp(self.data),))

    def relu(self) -> OtherValue:
        return OtherValue(max(0.0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self) -> OtherValue:
        return self * -1.0

    def __sub__(self, other: Any) -> OtherValue:
        return self + -other

    def __rsub__(self, other: Any) -> OtherValue:
        return -self + other

    def __truediv__(self, other: Any) -> OtherValue:
        return self * other**-1

    __radd__, __rmul__ = __add__, __mul__


def _descend(parameters: Sequence[Any], rate: float) -> None:
    for p in parameters:
        p.data -= rate * p.grad
        p.grad = 0.0


def _drawn(engine: Engine, rows: int, columns: int, generator: random.Random) -> list[list[Any]]:
    return [[engine(generator.gauss(0, 0.5)) for _ in range(columns)] for _ in range(rows)]


def _linear(weights: Sequence[Sequence[Any]], xs: Sequence[Any]) -> list[Any]:
    return [sum(w * x for w, x in zip(row, xs, strict=True)) for row in weights]


def _squash(engine: Engine, x: Any, name: str, data: float, slope: float) -> Any:
    """A function of one node, by a closure."""
    out = engine(data, (x,), name)

    def step() -> None:
        x.grad += slope * out.grad

    out._backward = step
    return out


def _tanh(engine: Engine, x: Any) -> Any:
    t = math.tanh(x.data)
    return _squash(engine, x, "tanh", t, 1 - t * t)


def _sigmoid(engine: Engine, x: Any) -> Any:
    s = 1 / (1 + math.exp(-x.data))
    return _squash(engine, x, "sigmoid", s, s * (1 - s))


def neuron_with_a_closure(engine: Engine) -> list[float]:
    """Inputs, weights and a bias into a tanh whose backward step is a closure; its output used twice."""
    x, w, bias = [engine(2.0), engine(0.0)], [engine(-3.0), engine(1.0)], engine(6.9)
    before = sum(a * b for a, b in zip(x, w, strict=True)) + bias
    out = _tanh(engine, before)
    (out * out + out * 0.5).backward()
    return [before.grad, out.grad, bias.grad, *(node.grad for node in (*x, *w))]


def clamped_log(engine: Engine) -> list[float]:
    """A classifier whose loss is a logarithm that cannot be infinite, as a node with a given slope."""
    generator = random.Random(2)
    weights = _drawn(engine, 3, 2, generator)
    losses = []
    for step in range(8):
        scores = [score.exp() for score in _linear(weights, (1.0, step % 3 - 1.0))]
        probability = scores[step % 3] / sum(scores)
        p = max(probability.data, 1e-8)
        loss = -engine(math.log(p), (probability,), (1 / p,))
        loss.backward()
        _descend([w for row in weights for w in row], 0.5)
        losses.append(loss.data)
    return losses


def tuple_of_children(engine: Engine) -> list[float]:
    """A sum and a dot product of any number of nodes, one node each; children and slopes by keyword."""
    xs = [engine(0.3 * i - 0.5) for i in range(5)]
    exps = [x.exp() for x in xs]
    total = engine(sum(e.data for e in exps), children=tuple(exps), local_grads=(1.0,) * len(exps))
    shares = [e / total for e in exps]
    dot = engine(
        sum(s.data * x.data for s, x in zip(shares, xs, strict=True)),
        children=(*shares, *xs),
        local_grads=(*[x.data for x in xs], *[s.data for s in shares]),
    )
    (dot * dot).backward()
    return [dot.data, total.grad, *(x.grad for x in xs)]


def subclassed_weights(engine: Engine) -> list[float]:
    """Weights and biases of classes of their own, trained by Adam with its moments kept on them."""

    class Weight(engine):  # type: ignore[misc]
        def __init__(self, data: float) -> None:
            super().__init__(data, (), "w")
            self.mean = self.square = 0.0

    generator = random.Random(4)
    parameters = [Weight(generator.gauss(0, 1)) for _ in range(3)]
    losses = []
    for step in range(1, 9):
        loss = sum((parameters[0] * x + parameters[1] - 2 * x) ** 2 + parameters[2] ** 2 for x in (0.5, -1.0, 2.0))
        loss.backward()
        for p in parameters:
            p.mean = 0.9 * p.mean + 0.1 * p.grad
            p.square = 0.99 * p.square + 0.01 * p.grad**2
            p.data -= 0.1 * (p.mean / (1 - 0.9**step)) / (math.sqrt(p.square / (1 - 0.99**step)) + 1e-8)
            p.grad = 0.0
        losses.append(loss.data)
    return losses


def gpt_block(engine: Engine) -> list[float]:
    """Causal attention and a feed-forward layer with norms, tokens one after the other, and a clamped log as loss."""
    generator = random.Random(5)
    width, tokens = 4, (0, 2, 1, 2)
    embedding, query, key, value, mix, head = (_drawn(engine, rows, width, generator) for rows in (3, 4, 4, 4, 4, 3))

    def normed(xs: Sequence[Any]) -> list[Any]:
        mean = sum(x * x for x in xs) * (1 / width)
        scale = engine((mean.data + 1e-5) ** -0.5, children=(mean,), local_grads=(-0.5 * (mean.data + 1e-5) ** -1.5,))
        return [x * scale for x in xs]

    losses = []
    for _ in range(3):
        keys: list[list[Any]] = []
        values: list[list[Any]] = []
        loss = engine(0.0)
        for token, following in pairwise(tokens):
            x = normed(embedding[token])
            q = _linear(query, x)
            keys.append(_linear(key, x))
            values.append(_linear(value, x))
            scores = [(sum(a * b for a, b in zip(q, k, strict=True)) * width**-0.5).exp() for k in keys]
            total = sum(scores)
            attended = [sum(s / total * v[i] for s, v in zip(scores, values, strict=True)) for i in range(width)]
            x = [a + b.relu() for a, b in zip(x, _linear(mix, normed(attended)), strict=True)]
            exps = [logit.exp() for logit in _linear(head, x)]
            p = exps[following] / sum(exps)
            loss = loss - engine(math.log(max(p.data, 1e-8)), (p,), (1 / max(p.data, 1e-8),)) * (1 / 3)
        loss.backward()
        _descend([w for table in (embedding, query, key, value, mix, head) for row in table for w in row], 0.3)
        losses.append(loss.data)
    return losses


def lstm_cell(engine: Engine) -> list[float]:
    """Gates by closures, the state carried over six steps."""
    generator = random.Random(6)
    gates = _drawn(engine, 4, 3, generator)
    hidden, cell = engine(0.0), engine(0.0)
    loss = engine(0.0)
    for t in range(6):
        keep, write, read, new = _linear(gates, (math.sin(t), hidden, 1.0))
        cell = _sigmoid(engine, keep) * cell + _sigmoid(engine, write) * _tanh(engine, new)
        hidden = _sigmoid(engine, read) * _tanh(engine, cell)
        loss = loss + (hidden - math.cos(t)) ** 2
    loss.backward()
    return [loss.data, *(w.grad for row in gates for w in row)]


def straight_through_estimator(engine: Engine) -> list[float]:
    """Weights that are rounded on the way forward, and not on the way back."""
    weights = [engine(0.4), engine(-1.3), engine(2.2)]
    losses = []
    for _ in range(6):
        rounded = [engine(float(round(w.data)), (w,), (1.0,)) for w in weights]
        loss = (sum(w * x for w, x in zip(rounded, (1.0, -2.0, 0.5), strict=True)) - 4.0) ** 2
        loss.backward()
        _descend(weights, 0.05)
        losses.append(loss.data)
    return [*losses, *(w.data for w in weights)]


def cell_by_cell(engine: Engine) -> list[float]:
    """The chain rule by hand, one node's step after the other."""
    a, b = engine(2.0), engine(-3.0)
    product = a * b
    shifted = product + 10.0
    squared = shifted**2
    out = _tanh(engine, squared * 0.01)
    scaled = out._children[0]
    out.grad = 1.0
    for node in (out, scaled, squared, shifted, product, a, b):
        node._backward()
    return [node.grad for node in (scaled, squared, shifted, product, a, b)]


def own_backward_loop(engine: Engine) -> list[float]:
    """A backward pass written out over children and local gradients."""
    x, y = engine(1.5), engine(-0.5)
    loss = (x * y + x.exp()).relu() * y + engine(max(y.data, 0.0), children=(y,), local_grads=(0.1,))
    order: list[Any] = []
    seen: set[Any] = set()

    def visit(node: Any) -> None:
        if node not in seen:
            seen.add(node)
            for child in node._children:
                visit(child)
            order.append(node)

    visit(loss)
    loss.grad = 1.0
    for node in reversed(order):
        for child, slope in zip(node._children, node._local_grads, strict=True):
            child.grad += slope * node.grad
    return [loss.data, x.grad, y.grad]


def gradient_reversal(engine: Engine) -> list[float]:
    """A node that hands its number on, and its gradient reversed and clipped."""
    feature, label, domain = engine(0.7), engine(1.2), engine(-0.4)
    hidden = feature * feature + feature
    reversed_hidden = engine(hidden.data, (hidden,), _op="reversed")

    def step() -> None:
        hidden.grad += -max(-0.2, min(0.2, reversed_hidden.grad))

    reversed_hidden._backward = step
    ((hidden * label - 1.0) ** 2 + (reversed_hidden * domain - 2.0) ** 2).backward()
    return [hidden.grad, reversed_hidden.grad, feature.grad, label.grad, domain.grad]


def policy_gradient(engine: Engine) -> list[float]:
    """The log-probability of a drawn action times its advantage, parents and name by keyword, a closure each."""
    generator = random.Random(9)
    preferences = [engine(0.0) for _ in range(3)]
    history = []
    for _ in range(10):
        exps = [p.exp() for p in preferences]
        total = sum(exps)
        action = generator.randrange(3)
        chosen, advantage = exps[action] / total, action - 1.0
        log = engine(math.log(chosen.data), _children=(chosen,), _op="log")

        def step(log: Any = log, chosen: Any = chosen) -> None:
            chosen.grad += log.grad / chosen.data

        log._backward = step
        (log * -advantage).backward()
        _descend(preferences, 0.5)
        history.append(chosen.data)
    return [*history, *(p.data for p in preferences)]


SCRIPTS: tuple[Script, ...] = (
    neuron_with_a_closure,
    clamped_log,
    tuple_of_children,
    subclassed_weights,
    gpt_block,
    lstm_cell,
    straight_through_estimator,
    cell_by_cell,
    own_backward_loop,
    gradient_reversal,
    policy_gradient,
)
