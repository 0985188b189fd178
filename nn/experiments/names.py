"""A tiny transformer, scalar by scalar: from the letters so far, one attention head and a layer, to the next letter.

It computes what is needed for one letter: the query is that of the last place alone, keys and values those of all. Not
here: several heads and layers, normalization, and all places of a name in one case (benchmarks/graphs.py).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from typing import Any

from autograd_core import dot, no_grad, topological_order
from nn.activations import softmax
from nn.datasets import LETTERS, NAMES
from nn.embedding import Embedding
from nn.experiments.experiment import Check, Experiment, Plot, Report, Settings, exactly
from nn.experiments.plots import curves
from nn.history import History
from nn.initializers import normal
from nn.layers import Layer, Linear
from nn.module import Module
from nn.optimizers import Adam
from nn.schedules import linear
from nn.training import fit

BLOCK = 6  # letters that are seen
WIDTH = 12
HIDDEN = 24
HELD_OUT = 10  # each tenth name
EPOCHS = 12
BATCH = 64
LEARNING_RATE = 0.03
LONGEST = 20  # letters of a name that is made up

Cases = tuple[list[list[int]], list[int]]  # the letters before, and the letter after, by their numbers


class TinyTransformer(Module):
    """Scores for the next letter, from the last `block` letters.

    Args:
        block: how many letters come in.
        width: how many numbers stand for a letter.
        hidden: units of the layer behind the attention.
        letters: how many there are.
        generator: where the first weights are drawn from.
    """

    def __init__(
        self,
        block: int = BLOCK,
        width: int = WIDTH,
        hidden: int = HIDDEN,
        letters: int = len(LETTERS),
        *,
        generator: Any = None,
    ) -> None:
        self.letters = Embedding(letters, width, initializer=normal(0.5), generator=generator)
        self.places = Embedding(block, width, initializer=normal(0.5), generator=generator)
        self.query, self.key, self.value, self.mixed = (Linear(width, width, generator=generator) for _ in range(4))
        self.up = Layer(width, hidden, activation="relu", initializer="he", generator=generator)
        self.down = Linear(hidden, width, generator=generator)
        self.scores = Linear(width, letters, generator=generator)
        for part in (
            "attention/query",
            "attention/key",
            "attention/value",
            "attention/mixed",
            "layer/up",
            "layer/down",
        ):
            getattr(self, part.partition("/")[2]).name_group(part)
        self.scores.name_group("scores")

    def __call__(self, letters: Sequence[Any]) -> list[Any]:
        """The scores of all letters, to come next."""
        tokens = self.tokens(letters)
        shares = self.shares(tokens)
        taken = [dot(shares, column) for column in zip(*map(self.value, tokens), strict=True)]
        x = _named("attention", _added(tokens[-1], self.mixed(taken)))
        x = _named("layer", _added(x, self.down(self.up(x))))
        return list(self.scores(x))

    def tokens(self, letters: Sequence[Any]) -> list[list[Any]]:
        """For each letter what stands for it plus what stands for its place."""
        pairs = [(self.letters(letter), self.places(place)) for place, letter in enumerate(letters)]
        return [_named("letters", _added(letter, place)) for letter, place in pairs]

    def shares(self, tokens: Sequence[Sequence[Any]]) -> list[Any]:
        """How much the last place takes from each: the softmax of its query times their keys."""
        query, scale = self.query(tokens[-1]), 1 / math.sqrt(len(tokens[-1]))
        return softmax([dot(query, self.key(token)) * scale for token in tokens])


def _added(a: Iterable[Any], b: Iterable[Any]) -> list[Any]:
    return [x + y for x, y in zip(a, b, strict=True)]


def _named(group: str, outputs: list[Any]) -> list[Any]:
    """`outputs`; what they are computed from, and belongs to no group yet, belongs to `group` in pictures."""
    for node in topological_order(*outputs):
        if not node.is_leaf and not getattr(node, "group", ""):
            node.group = group
    return outputs


def cases(names: Iterable[str], block: int = BLOCK) -> Cases:
    """Each letter of each name, and its end, after the `block` letters before it; dots stand before its beginning."""
    inputs, targets = [], []
    for name in names:
        letters = [0] * block + [LETTERS.index(letter) for letter in name] + [0]
        for after in range(block, len(letters)):
            inputs.append(letters[after - block : after])
            targets.append(letters[after])
    return inputs, targets


def split_names() -> tuple[list[str], list[str]]:
    """The names to train on, and each tenth, which is held out."""
    return [name for i, name in enumerate(NAMES) if i % HELD_OUT], list(NAMES[::HELD_OUT])


def trained(seed: int, epochs: int = EPOCHS) -> tuple[TinyTransformer, History]:
    """The net after `epochs` by Adam, at a rate that falls to zero; validated on the names held out."""
    known, held_out = split_names()
    inputs, targets = cases(known)
    net = TinyTransformer(generator=random.Random(seed))
    steps = epochs * math.ceil(len(inputs) / BATCH)
    history = fit(
        net,
        inputs,
        targets,
        loss="softmax_cross_entropy",
        optimizer=Adam(net, linear(LEARNING_RATE, 0, steps)),
        epochs=epochs,
        batch_size=BATCH,
        generator=random.Random(seed),
        validation=cases(held_out),
        compiled=True,
        progress=False,
    )
    return net, history


def loss_of_pairs() -> float:
    """The cross entropy, on the names held out, of counts of which letter follows which, each one more than seen."""
    known, held_out = split_names()
    counts = [[1] * len(LETTERS) for _ in LETTERS]
    for (*_, before), after in zip(*cases(known), strict=True):
        counts[before][after] += 1
    inputs, targets = cases(held_out)
    pairs = [(before, after) for (*_, before), after in zip(inputs, targets, strict=True)]
    return sum(-math.log(counts[before][after] / sum(counts[before])) for before, after in pairs) / len(pairs)


def probabilities(net: TinyTransformer, so_far: str, block: int = BLOCK) -> list[float]:
    """How likely each letter comes next, after the beginning of a name."""
    letters = [0] * block + [LETTERS.index(letter) for letter in so_far]
    with no_grad():
        return [float(p.data) for p in softmax(net(letters[-block:]))]


def made_up(net: TinyTransformer, generator: random.Random) -> str:
    """A name drawn from the net, letter by letter, until it says that it is at an end."""
    name = ""
    while len(name) < LONGEST:
        (letter,) = generator.choices(LETTERS, probabilities(net, name))
        if letter == LETTERS[0]:
            break
        name += letter
    return name


def run(settings: Settings) -> Report:
    """Trains one net, and holds its loss on names held out against that of counted pairs."""
    epochs = settings.epochs_or(EPOCHS)
    net, history = trained(settings.first_seed, epochs)
    pairs = loss_of_pairs()
    parameters = len(net.parameters())
    checks = [
        exactly("parameters", parameters, 1983),
        exactly("loss of guessing: ln 27", math.log(len(LETTERS)), 3.2958368660043, 1e-12),
        Check("loss of counted pairs, names held out", pairs, "ours", 2.3, 2.6),
        Check("loss of the transformer, names held out", history.validation_losses[-1], "ours", 1.9, 2.3),
    ]
    generator = random.Random(settings.first_seed)
    notes = ["made up: " + " ".join(made_up(net, generator) for _ in range(20))]
    series = {"training": history.losses, "held out": history.validation_losses}
    plots: dict[str, Plot] = {"names": curves(series, across="epoch", up="loss of a letter")}
    return Report(checks, notes, plots)


EXPERIMENT = Experiment(
    name="names",
    shows="a tiny transformer, one attention head, learns which letter comes next in given names, and makes up others",
    takes="20 seconds",
    run=run,
    rows="none: an extra",
    epochs="passes through the letters of 965 names, 12",
    why_not="its net is trained as an array program in any case",
)
