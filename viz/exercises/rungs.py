"""The forty rungs of the ladder: a row each, a function that records a graph and names what it computes on the way.

Its defaults are the inputs: numbers, lists or matrices of them, which become leaves of the parameters' names. It
returns what it computes by name, the output last. Plain numbers in a formula get no gradient. Not here: what becomes of
answers (ladder.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograd_core import Value, dot, exp, log, maximum, relu, sigmoid, sqrt, tanh
from autograd_core import sum as sum_of

Named = dict[str, Any]  # name -> a Value, or a nested list of Values
Vector = Any  # at first numbers, the defaults; called with Values
Matrix = Any


class Row(NamedTuple):
    """A rung: the key of its title, and the function that records it."""

    title: str
    record: Callable[..., Named]


RUNGS: list[Row] = []


def _rung(title: str) -> Callable[[Callable[..., Named]], Callable[..., Named]]:
    def entered(record: Callable[..., Named]) -> Callable[..., Named]:
        RUNGS.append(Row(title, record))
        return record

    return entered


def affine(x: Sequence[Value], W: Matrix, b: Sequence[Any]) -> list[Value]:
    """x W + b, where column j of W leads to output j."""
    return [dot([row[j] for row in W], x, b[j]) for j in range(len(b))]


# Single gates and how they meet.


@_rung("ladder.three_gates")
def _three_gates(a: Any = 2.0, b: Any = -3.0, c: Any = 10.0, f: Any = -2.0) -> Named:
    e = a * b
    d = e + c
    L = d * f
    return {"e": e, "d": d, "L": L}


@_rung("ladder.bill")
def _bill(apple: Any = 100.0, apples: Any = 2.0, orange: Any = 150.0, oranges: Any = 3.0, tax: Any = 1.1) -> Named:
    p = apple * apples
    q = orange * oranges
    s = p + q
    L = s * tax
    return {"p": p, "q": q, "s": s, "L": L}


@_rung("ladder.used_twice")
def _used_twice(x: Any = 3.0, y: Any = 2.0) -> Named:
    s = x + y
    d = x - y
    L = s * d
    return {"s": s, "d": d, "L": L}


@_rung("ladder.square")
def _square(x: Any = 3.0, y: Any = 4.0) -> Named:
    s = x + y
    q = s**2
    L = q * x
    return {"s": s, "q": q, "L": L}


@_rung("ladder.powers")
def _powers(x: Any = 2.0) -> Named:
    p = x * x
    q = p * x
    L = q + p
    return {"p": p, "q": q, "L": L}


@_rung("ladder.quotient")
def _quotient(a: Any = 6.0, b: Any = 3.0, c: Any = 2.0) -> Named:
    q = a / b
    s = q + b
    L = s * c
    return {"q": q, "s": s, "L": L}


@_rung("ladder.maximum")
def _maximum(x: Any = 3.0, y: Any = -4.0, z: Any = 2.0, w: Any = -1.0) -> Named:
    p = x * y
    m = maximum(z, w)
    s = p + m
    L = s * 2
    return {"p": p, "m": m, "s": s, "L": L}


@_rung("ladder.tie")
def _tie(a: Any = 2.0, b: Any = 2.0) -> Named:
    m = maximum(a, b)
    s = m + a
    L = s * m
    return {"m": m, "s": s, "L": L}


@_rung("ladder.relu")
def _relu(u: Any = 2.0, v: Any = -3.0) -> Named:
    r = relu(u)
    t = relu(v)
    s = r + t
    L = s * v
    return {"r": r, "t": t, "s": s, "L": L}


@_rung("ladder.length")
def _length(x: Any = 3.0, y: Any = 4.0) -> Named:
    q = [x**2, y**2]
    s = q[0] + q[1]
    L = sqrt(s)
    return {"q": q, "s": s, "L": L}


@_rung("ladder.resistors")
def _resistors(R: Vector = (2.0, 4.0, 4.0)) -> Named:
    g = [1 / each for each in R]
    s = sum_of(g)
    L = 1 / s
    return {"g": g, "s": s, "L": L}


@_rung("ladder.logarithm")
def _logarithm(x: Any = 0.0, y: Any = 1.0) -> Named:
    e = exp(x)
    s = e + y
    g = log(s)
    L = g * y
    return {"e": e, "s": s, "g": g, "L": L}


@_rung("ladder.sigmoid")
def _sigmoid(x: Any = 1.0) -> Named:
    n = -x
    e = exp(n)
    d = e + 1
    L = 1 / d
    return {"n": n, "e": e, "d": d, "L": L}


@_rung("ladder.absolute_error")
def _absolute_error(p: Vector = (350.0, 2.5, 0.0, 2.0)) -> Named:
    e = [each - target for each, target in zip(p, (500, 3, -1, 2), strict=True)]
    a = [abs(each) for each in e]
    s = sum_of(a)
    L = s / 4
    return {"e": e, "a": a, "s": s, "L": L}


@_rung("ladder.squared_error")
def _squared_error(p: Vector = (0.5, 2.0, -1.0)) -> Named:
    e = [each - target for each, target in zip(p, (1, 0, -1), strict=True)]
    q = [each**2 for each in e]
    s = sum_of(q)
    L = s / 2
    return {"e": e, "q": q, "s": s, "L": L}


# Neurons.


@_rung("ladder.neuron")
def _neuron(w: Vector = (2.0, -3.0), x: Vector = (-1.0, -2.0), b: Any = -3.0) -> Named:
    p = [w[0] * x[0], w[1] * x[1]]
    s = p[0] + p[1]
    z = s + b
    y = sigmoid(z)
    return {"p": p, "s": s, "z": z, "y": y}


@_rung("ladder.tanh")
def _tanh(x: Vector = (2.0, 0.0), w: Vector = (-3.0, 1.0), b: Any = 6.75) -> Named:
    z = dot(w, x, b)
    y = tanh(z)
    L = y**2
    return {"z": z, "y": y, "L": L}


@_rung("ladder.chain")
def _chain(x: Any = 1.0, w: Vector = (0.5, -0.3)) -> Named:
    a = w[0] * x
    h = sigmoid(a)
    z = w[1] * h
    y = sigmoid(z)
    e = 1 - y
    q = e**2
    E = q / 2
    return {"a": a, "h": h, "z": z, "y": y, "e": e, "q": q, "E": E}


@_rung("ladder.two_classes")
def _two_classes(z: Vector = (1.0, -2.0)) -> Named:
    y = [sigmoid(each) for each in z]
    o = 1 - y[1]
    g = [log(y[0]), log(o)]
    s = g[0] + g[1]
    L = s / -2
    return {"y": y, "o": o, "g": g, "s": s, "L": L}


@_rung("ladder.penalty")
def _penalty(w: Vector = (2.0, -1.0), x: Vector = (1.0, 3.0)) -> Named:
    y = dot(w, x)
    e = y - 1
    q = e**2
    n = [each**2 for each in w]
    r = sum_of(n)
    p = r * 0.1
    L = q + p
    return {"y": y, "e": e, "q": q, "n": n, "r": r, "p": p, "L": L}


# Softmax, and means and variances.


@_rung("ladder.log_sum_exp")
def _log_sum_exp(z: Vector = (1.0, 2.0, 0.0)) -> Named:
    e = [exp(each) for each in z]
    s = sum_of(e)
    L = log(s)
    return {"e": e, "s": s, "L": L}


@_rung("ladder.shifted")
def _shifted(z: Vector = (10.0, 12.0, 9.0)) -> Named:
    m = maximum(z)
    d = [each - m for each in z]
    e = [exp(each) for each in d]
    s = sum_of(e)
    g = log(s)
    L = g + m
    return {"m": m, "d": d, "e": e, "s": s, "g": g, "L": L}


@_rung("ladder.softmax")
def _softmax(z: Vector = (1.0, 2.0, 0.0), v: Vector = (3.0, 1.0, -2.0)) -> Named:
    e = [exp(each) for each in z]
    s = sum_of(e)
    p = [each / s for each in e]
    L = dot(p, v)
    return {"e": e, "s": s, "p": p, "L": L}


@_rung("ladder.cross_entropy")
def _cross_entropy(z: Vector = (1.0, 2.0, 0.0)) -> Named:
    e = [exp(each) for each in z]
    s = sum_of(e)
    p = [each / s for each in e]
    g = log(p[0])
    L = -g
    return {"e": e, "s": s, "p": p, "g": g, "L": L}


@_rung("ladder.cross_entropy_of_a_batch")
def _cross_entropy_of_a_batch(z: Matrix = ((1.0, 2.0, 0.0), (0.3, -0.1, 0.8))) -> Named:
    e = [[exp(each) for each in row] for row in z]
    s = [sum_of(row) for row in e]
    p = [[each / total for each in row] for row, total in zip(e, s, strict=True)]
    g = [log(p[0][1]), log(p[1][2])]
    t = g[0] + g[1]
    L = t / -2
    return {"e": e, "s": s, "p": p, "g": g, "t": t, "L": L}


@_rung("ladder.variance")
def _variance(x: Vector = (1.0, 2.0, 6.0)) -> Named:
    s = sum_of(x)
    m = s / 3
    d = [each - m for each in x]
    q = [each**2 for each in d]
    t = sum_of(q)
    v = t / 3
    return {"s": s, "m": m, "d": d, "q": q, "t": t, "v": v}


@_rung("ladder.standardised")
def _standardised(x: Vector = (1.0, 2.0, 6.0), w: Vector = (1.0, -2.0, 3.0)) -> Named:
    s = sum_of(x)
    m = s / 3
    d = [each - m for each in x]
    q = [each**2 for each in d]
    t = sum_of(q)
    v = t / 3
    r = sqrt(v)
    n = [each / r for each in d]
    L = dot(w, n)
    return {"s": s, "m": m, "d": d, "q": q, "t": t, "v": v, "r": r, "n": n, "L": L}


@_rung("ladder.layer_norm")
def _layer_norm(x: Vector = (1.0, -1.0, 2.4), g: Vector = (1.0, 2.0, 0.5), b: Vector = (0.1, 0.0, -0.1)) -> Named:
    s = sum_of(x)
    m = s / 3
    d = [each - m for each in x]
    q = [each**2 for each in d]
    t = sum_of(q)
    v = t / 3
    u = v + 1e-5
    r = sqrt(u)
    n = [each / r for each in d]
    a = [gain * each for gain, each in zip(g, n, strict=True)]
    y = [each + shift for each, shift in zip(a, b, strict=True)]
    k = [tanh(each) for each in y]
    L = sum_of(k)
    return {"s": s, "m": m, "d": d, "q": q, "t": t, "v": v, "u": u, "r": r, "n": n, "a": a, "y": y, "k": k, "L": L}


# Layers.


@_rung("ladder.affine")
def _affine_layer(
    X: Matrix = ((1.0, -2.0), (0.5, 3.0)),
    W: Matrix = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)),
    b: Vector = (0.5, -1.0, 2.0),
) -> Named:
    Y = [affine(x, W, b) for x in X]  # x W + b
    k = [dot(y, c) for y, c in zip(Y, ((1, 0, -1), (2, 1, 0)), strict=True)]
    L = k[0] + k[1]
    return {"Y": Y, "k": k, "L": L}


@_rung("ladder.xor")
def _xor(
    x: Vector = (1.0, 0.0),
    W: Matrix = ((1.0, -1.0), (0.5, 2.0)),
    b: Vector = (-0.5, 0.25),
    w: Vector = (1.5, -1.0),
    c: Any = 0.2,
) -> Named:
    a = affine(x, W, b)  # x W + b
    h = [tanh(each) for each in a]
    y = dot(w, h, c)
    e = y - 1
    L = e**2
    return {"a": a, "h": h, "y": y, "e": e, "L": L}


@_rung("ladder.perceptron")
def _perceptron(
    x: Vector = (1.0, 0.5, -1.0),
    U1: Matrix = ((0.1, 0.2, -0.3), (-0.2, 0.4, 0.5)),
    U2: Matrix = ((0.3, -0.5, 0.6), (-0.1, 0.7, -0.8)),
) -> Named:
    a = [dot(u, x) for u in U1]
    z = [sigmoid(each) for each in a]
    s = [dot(u[1:], z, u[0]) for u in U2]
    o = [sigmoid(each) for each in s]
    e = [1 - o[0], 0 - o[1]]
    q = [each**2 for each in e]
    t = q[0] + q[1]
    J = t / 2
    return {"a": a, "z": z, "s": s, "o": o, "e": e, "q": q, "t": t, "J": J}


@_rung("ladder.two_layers")
def _two_layers(
    X: Matrix = ((1.0, -2.0), (0.5, 3.0)),
    W1: Matrix = ((1.0, -1.0), (0.5, 1.0)),
    b1: Vector = (0.25, -0.5),
    W2: Matrix = ((1.0,), (-2.0,)),
    b2: Vector = (0.5,),
) -> Named:
    A = [affine(x, W1, b1) for x in X]  # x W1 + b1
    H = [[relu(each) for each in row] for row in A]
    Y = [affine(h, W2, b2) for h in H]
    E = [y[0] - target for y, target in zip(Y, (1, 0), strict=True)]
    Q = [each**2 for each in E]
    t = Q[0] + Q[1]
    L = t / 2
    return {"A": A, "H": H, "Y": Y, "E": E, "Q": Q, "t": t, "L": L}


@_rung("ladder.embedding")
def _embedding(T: Matrix = ((0.5, -1.0), (2.0, 0.3), (-0.4, 0.8)), w: Vector = (1.0, -0.5), b: Any = 0.1) -> Named:
    s = [sum_of([T[word][j] for word in (0, 2, 0)]) for j in range(2)]
    m = [each / 3 for each in s]
    z = dot(w, m, b)
    y = sigmoid(z)
    g = log(y)
    L = -g
    return {"s": s, "m": m, "z": z, "y": y, "g": g, "L": L}


@_rung("ladder.convolution")
def _convolution(x: Vector = (1.0, -2.0, 3.0, 0.5), k: Vector = (0.5, -1.0), b: Any = 0.25) -> Named:
    c = [dot(k, x[i : i + 2], b) for i in range(3)]
    r = [relu(each) for each in c]
    q = [each**2 for each in r]
    L = sum_of(q)
    return {"c": c, "r": r, "q": q, "L": L}


@_rung("ladder.pooling")
def _pooling(x: Vector = (1.0, -2.0, 3.0, 0.5, 2.0), k: Vector = (0.5, -1.0), v: Vector = (2.0, -3.0)) -> Named:
    c = [dot(k, x[i : i + 2]) for i in range(4)]
    m = [maximum(c[0], c[1]), maximum(c[2], c[3])]
    y = dot(v, m)
    L = tanh(y)
    return {"c": c, "m": m, "y": y, "L": L}


# Through time, and the last steps.


@_rung("ladder.recurrent")
def _recurrent(x: Vector = (1.0, -0.5, 2.0), w: Any = 0.8, u: Any = -0.6, b: Any = 0.1) -> Named:
    a: list[Any] = []
    h: list[Any] = []
    for each in x:
        a.append(dot([w, u], [each, h[-1]], b) if h else dot([w], [each], b))
        h.append(tanh(a[-1]))
    e = h[-1] - 1
    L = e**2
    return {"a": a, "h": h, "e": e, "L": L}


@_rung("ladder.memory_cell")
def _memory_cell(
    x: Vector = (0.5, -1.0),
    c: Any = 0.4,
    W: Matrix = ((0.6, -0.2, 0.5, 0.9), (0.1, 0.7, -0.4, -0.3)),
    b: Vector = (1.0, 0.0, 0.0, 0.1),
) -> Named:
    z = affine(x, W, b)  # x W + b
    f = sigmoid(z[0])
    i = sigmoid(z[1])
    o = sigmoid(z[2])
    g = tanh(z[3])
    k = f * c
    n = i * g
    s = k + n
    t = tanh(s)
    h = o * t
    return {"z": z, "f": f, "i": i, "o": o, "g": g, "k": k, "n": n, "s": s, "t": t, "h": h}


@_rung("ladder.batch_norm")
def _batch_norm(x: Vector = (1.0, 2.0, 3.0, 4.0), g: Any = 2.0, b: Any = 1.0) -> Named:
    s = sum_of(x)
    m = s / 4
    d = [each - m for each in x]
    q = [each**2 for each in d]
    t = sum_of(q)
    v = t / 4
    u = v + 1e-5
    r = sqrt(u)
    n = [each / r for each in d]
    a = [g * each for each in n]
    y = [each + b for each in a]
    L = dot(y, (1, 0, -1, 2))
    return {"s": s, "m": m, "d": d, "q": q, "t": t, "v": v, "u": u, "r": r, "n": n, "a": a, "y": y, "L": L}


@_rung("ladder.normalised_classes")
def _normalised_classes(
    X: Matrix = ((1.0, 0.5), (-0.5, 2.0), (0.3, -1.0)),
    W: Matrix = ((0.6, -0.4), (0.2, 0.9)),
    g: Vector = (1.5, 0.8),
    b: Vector = (0.1, -0.2),
) -> Named:
    H = [affine(x, W, (0, 0)) for x in X]  # x W
    s = [sum_of([h[j] for h in H]) for j in range(2)]
    m = [each / 3 for each in s]
    D = [[h[j] - m[j] for j in range(2)] for h in H]
    Q = [[each**2 for each in d] for d in D]
    t = [sum_of([q[j] for q in Q]) for j in range(2)]
    v = [each / 3 for each in t]
    u = [each + 1e-5 for each in v]
    r = [sqrt(each) for each in u]
    N = [[d[j] / r[j] for j in range(2)] for d in D]
    A = [[g[j] * n[j] for j in range(2)] for n in N]
    Z = [[a[j] + b[j] for j in range(2)] for a in A]
    E = [[exp(each) for each in z] for z in Z]
    S = [e[0] + e[1] for e in E]
    P = [[each / total for each in e] for e, total in zip(E, S, strict=True)]
    G = [log(P[0][0]), log(P[1][1]), log(P[2][0])]
    k = sum_of(G)
    L = k / -3
    return {
        "H": H, "s": s, "m": m, "D": D, "Q": Q, "t": t, "v": v, "u": u, "r": r, "N": N, "A": A, "Z": Z, "E": E, "S": S,
        "P": P, "G": G, "k": k, "L": L,
    }  # fmt: skip


@_rung("ladder.attention")
def _attention(
    X: Matrix = ((1.0, 0.5), (-0.5, 2.0), (0.3, -1.0)),
    Wq: Matrix = ((0.5, -0.3), (0.8, 0.1)),
    Wk: Matrix = ((0.2, 0.7), (-0.6, 0.4)),
    Wv: Matrix = ((1.0, -0.5), (0.3, 0.9)),
) -> Named:
    Q = [affine(x, Wq, (0, 0)) for x in X]  # x Wq
    K = [affine(x, Wk, (0, 0)) for x in X]
    V = [affine(x, Wv, (0, 0)) for x in X]
    R = [[dot(q, k) for k in K] for q in Q]
    Z = [[each / 2**0.5 for each in row] for row in R]
    E = [[exp(each) for each in row] for row in Z]
    s = [sum_of(row) for row in E]
    A = [[each / total for each in row] for row, total in zip(E, s, strict=True)]
    Y = [[dot(a, [v[j] for v in V]) for j in range(2)] for a in A]
    D = [[y[j] - target[j] for j in range(2)] for y, target in zip(Y, ((1, 0), (0, 1), (1, 1)), strict=True)]
    S = [[each**2 for each in row] for row in D]
    T = [sum_of(row) for row in S]
    k = sum_of(T)
    L = k / 6
    return {
        "Q": Q, "K": K, "V": V, "R": R, "Z": Z, "E": E, "s": s, "A": A, "Y": Y, "D": D, "S": S, "T": T, "k": k, "L": L
    }  # fmt: skip
