"""Training a microgpt of 4,192 parameters on names, scalar by scalar: `python benchmarks/microgpt.py`.

A transformer as MicroGPT in graphs.py writes it, 1,000 steps of 32 names by Adam with a falling rate. `fit` runs all of
them; beside it a step, or a name, of the same work by others: our Values node by node, microgpt's way (a node with two
tuples), micrograd's (a node with a closure), and PyTorch vectorised by hand. `--readme` puts the table into the README.
Not here: other nets beside their peers (programs.py).
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

# engine.py lies beside this file and puts the checkout on the path
from engine import MICROGRAD, OURS, TUPLES, VALUES, machine, table
from graphs import HEADS, VOCABULARY, WIDTH, MicroGPT, letters_loss
from report import fastest, in_one_thread, into_readme

from autograd_core import Value, compile_graph, constant
from nn import Adam, fit, schedules
from nn.datasets import LETTERS, NAMES, name_as_numbers

BLOCK, BATCH, STEPS = 16, 32, 1000
RATE, BETAS, EPSILON = 0.01, (0.85, 0.99), 1e-8
AGREEMENT = 1e-9  # of all gradients, relative to the largest
START, END = "<!-- benchmarks/microgpt.py -->\n", "<!-- end of benchmarks/microgpt.py -->\n"
TORCH = "PyTorch, vectorised by hand, 1 thread"


def case(name: str) -> tuple[list[int], list[float]]:
    """The letters of a name, filled up to BLOCK; the letter after each, and its weight in the mean over the name."""
    numbers = name_as_numbers(name)
    count = len(numbers) - 1
    empty = [0] * (BLOCK - count)
    return numbers[:-1] + empty, [*numbers[1:], *empty, *[1 / count] * count, *empty]


# Others. Each gives the losses' mean over some names and leaves its gradient, parameter by parameter.


def node_by_node(peer: str) -> Callable[[Sequence[str]], tuple[float, list[float]]]:
    """The same work as users of that engine write it: each letter of a name, each product and sum a node."""
    value, leaf = VALUES[peer], VALUES[peer]
    net = MicroGPT(BLOCK)
    matrices = {
        name: [[leaf(w.data) for w in row] for row in getattr(net, name)]
        for name in ("token", "place", "queries", "keys", "values", "output", "up", "down", "head")
    }
    leaves = [w for matrix in matrices.values() for row in matrix for w in row]
    exp, log = functions(peer)

    def linear(matrix: list[list[Any]], x: list[Any]) -> list[Any]:
        return [sum((w * item for w, item in zip(row, x, strict=True)), value(0.0)) for row in matrix]

    def normalised(x: list[Any]) -> list[Any]:
        scale = (sum((item * item for item in x), value(0.0)) * (1 / len(x)) + 1e-5) ** -0.5
        return [item * scale for item in x]

    def softmax(scores: list[Any]) -> list[Any]:
        largest = max(score.data for score in scores)
        terms = [exp(score + -largest) for score in scores]
        share = sum(terms[1:], terms[0]) ** -1
        return [term * share for term in terms]

    def loss_of(name: str) -> Any:
        numbers = name_as_numbers(name)
        keys: list[list[Any]] = []
        values: list[list[Any]] = []
        losses = []
        for place, (letter, after) in enumerate(pairwise(numbers)):
            both = zip(matrices["token"][letter], matrices["place"][place], strict=True)
            kept = normalised([a + b for a, b in both])
            x = normalised(kept)
            query = linear(matrices["queries"], x)
            keys.append(linear(matrices["keys"], x))
            values.append(linear(matrices["values"], x))
            attended = []
            for start in range(0, WIDTH, WIDTH // HEADS):
                part = range(start, start + WIDTH // HEADS)
                shares = softmax([sum((query[i] * key[i] for i in part), value(0.0)) * net.scale for key in keys])
                attended += [sum((s * v[i] for s, v in zip(shares, values, strict=True)), value(0.0)) for i in part]
            x = [a + b for a, b in zip(linear(matrices["output"], attended), kept, strict=True)]
            hidden = [z.relu() for z in linear(matrices["up"], normalised(x))]
            x = [a + b for a, b in zip(linear(matrices["down"], hidden), x, strict=True)]
            losses.append(log(softmax(linear(matrices["head"], x))[after]) * -1)
        return sum(losses[1:], losses[0]) * (1 / len(losses))

    def run(names: Sequence[str]) -> tuple[float, list[float]]:
        for parameter in leaves:
            parameter.grad = 0
        losses = [loss_of(name) for name in names]
        loss = sum(losses[1:], losses[0]) * (1 / len(losses))
        loss.backward()
        return loss.data, [parameter.grad for parameter in leaves]

    return run


def functions(peer: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """exp and log of an engine, written in its own way."""
    if peer == OURS:
        return Value.exp, Value.log
    if peer == MICROGRAD:
        from networks import exp, log

        return exp, log
    value = VALUES[TUPLES]

    def tuple_exp(x: Any) -> Any:
        data = math.exp(x.data)
        return value(data, (x,), (data,))

    return tuple_exp, lambda x: value(math.log(x.data), (x,), (1 / x.data,))


def torch_step(theta: np.ndarray[Any, Any]) -> tuple[Callable[[Sequence[str]], Any], Callable[[], None]]:
    """(names -> loss and gradient), and a step of Adam along the latest gradient."""
    import torch

    torch.set_num_threads(1)
    shapes = [
        *((VOCABULARY, WIDTH), (BLOCK, WIDTH), (WIDTH, WIDTH), (WIDTH, WIDTH), (WIDTH, WIDTH), (WIDTH, WIDTH)),
        *((4 * WIDTH, WIDTH), (WIDTH, 4 * WIDTH), (VOCABULARY, WIDTH)),
    ]
    parts = torch.tensor(theta).split([a * b for a, b in shapes])
    parameters = [part.reshape(shape).clone().requires_grad_() for part, shape in zip(parts, shapes, strict=True)]
    token, place, queries, keys, values, output, up, down, head = parameters
    optimizer = torch.optim.Adam(parameters, RATE, BETAS, EPSILON)
    future = torch.full((BLOCK, BLOCK), -math.inf, dtype=torch.float64).triu(1)

    def normalised(x: Any) -> Any:
        return x * ((x * x).mean(-1, keepdim=True) + 1e-5) ** -0.5

    def gradient(names: Sequence[str]) -> Any:
        letters, targets = zip(*map(case, names), strict=True)
        goals = torch.tensor(targets, dtype=torch.float64)
        kept = normalised(token[torch.tensor(letters)] + place)
        x = normalised(kept)
        split = (len(names), BLOCK, HEADS, WIDTH // HEADS)
        q, k, v = ((x @ w.T).view(split).transpose(1, 2) for w in (queries, keys, values))
        shares = torch.softmax(q @ k.transpose(2, 3) * split[3] ** -0.5 + future, -1)
        x = (shares @ v).transpose(1, 2).reshape(len(names), BLOCK, WIDTH) @ output.T + kept
        x = torch.relu(normalised(x) @ up.T) @ down.T + x
        losses = torch.nn.functional.cross_entropy(
            (x @ head.T).flatten(0, 1), goals[:, :BLOCK].long().flatten(), reduction="none"
        )
        loss = (losses.view(len(names), BLOCK) * goals[:, BLOCK:]).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        return loss.item(), torch.cat([parameter.grad.flatten() for parameter in parameters]).tolist()

    return gradient, optimizer.step


# Measuring.


def trained() -> tuple[float, float, float, str]:
    """`fit`: seconds before the first epoch, seconds of a step, the loss at the end, and some names it makes up."""
    net = MicroGPT(BLOCK)
    inputs, targets = map(list, zip(*map(case, NAMES), strict=True))
    epochs = round(STEPS * BATCH / len(NAMES))
    steps = epochs * math.ceil(len(NAMES) / BATCH)
    beta1, beta2 = BETAS
    optimizer = Adam(net, schedules.linear(RATE, 0, steps), beta1=beta1, beta2=beta2, epsilon=EPSILON)
    times = [time.process_time()]

    def clock(history: Any) -> bool:
        times.append(time.process_time())
        return False

    history = fit(
        net, inputs, targets, loss=letters_loss, optimizer=optimizer, epochs=epochs, batch_size=BATCH,
        generator=random.Random(0), compiled=True, stop=clock,
    )  # fmt: skip
    laps = np.diff(times)
    step = float(laps[1:].min()) / math.ceil(len(NAMES) / BATCH)
    return float(laps[0]) - step * steps / epochs, step, history.losses[-1], ", ".join(made_up(net, 10))


def made_up(net: MicroGPT, count: int) -> list[str]:
    """Names that the model makes up, letter by letter."""
    letters = [constant(0.0) for _ in range(BLOCK)]
    values = [Value(0.0) for _ in letters]
    program = compile_graph(net(values), values, gradients=False)
    rng = np.random.default_rng(0)
    found = []
    for _ in range(count):
        numbers = [0]
        while len(numbers) < len(letters) and (len(numbers) == 1 or numbers[-1]):
            row = [*numbers, *[0] * (BLOCK - len(numbers))]
            scores = program([row])[0].reshape(BLOCK, VOCABULARY)[len(numbers) - 1]
            shares = np.exp(2 * (scores - scores.max()))  # a temperature of 1/2
            numbers.append(int(rng.choice(VOCABULARY, p=shares / shares.sum())))
        found.append("".join(LETTERS[i] for i in numbers if i))
    return found


def check(what: str, found: tuple[float, Sequence[float]], expected: tuple[float, Sequence[float]]) -> None:
    for ours, theirs in zip(expected, found, strict=True):
        scale = float(np.abs(ours).max())
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=AGREEMENT * scale, err_msg=what)


def rows(turns: int) -> list[list[str]]:
    names = random.Random(1).sample(NAMES, BATCH)
    ready, step, loss, examples = trained()
    print(f"loss {loss:.3f}; made up: {examples}", flush=True)
    found = [["fit(compiled=True), Values scalar by scalar", step, f"{ready:.1f} s before, loss {loss:.2f} at the end"]]
    net = MicroGPT(BLOCK)
    theta = np.array([w.data for w in net.parameters()])
    expected: Any = None
    for peer, label in ((OURS, "our Values, node by node"), (TUPLES, "microgpt's way"), (MICROGRAD, "micrograd's way")):
        run = node_by_node(peer)
        expected = expected or run(names[:1])
        check(label, run(names[:1]), expected)
        seconds = fastest([partial(run, names[:4])], 2)[0] * BATCH / 4
        found.append([f"{label}, without the optimizer", seconds, "from 4 names"])
        print(found[-1], flush=True)
    gradient, optimizer_step = torch_step(theta)
    check(TORCH, gradient(names[:1]), expected)

    def torch_whole() -> None:
        gradient(names)
        optimizer_step()

    found.append([TORCH, fastest([torch_whole], turns)[0], "float64"])
    return [
        [what, f"{seconds * 1e3:,.2f} ms", f"{seconds * STEPS:,.0f} s", f"{seconds / step:,.1f}", note]
        for what, seconds, note in found
    ]


def section(turns: int) -> str:
    """The table, and what it is of: what stands in the README."""
    return "\n\n".join(
        [
            f"A microgpt of 4,192 parameters, written scalar by scalar, trained on {len(NAMES):,} names: block "
            f"{BLOCK}, steps of {BATCH} names,\nAdam, float64.",
            table(["how", "a step", f"{STEPS:,} steps", "x ours", "remark"], rows(turns)),
            f"({machine()}.)",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="A microgpt trained on names, beside others.")
    parser.add_argument("--turns", type=int, default=50, help="turns of PyTorch (default: 50)")
    parser.add_argument("--readme", action="store_true", help="also put the table into the README")
    options = parser.parse_args()
    in_one_thread()
    text = section(options.turns)
    print(f"\n{text}")
    if options.readme:
        into_readme(text, START, END)


if __name__ == "__main__":
    main()
