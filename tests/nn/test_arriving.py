"""Scripts as people write them from the documentation alone: a model of letters, with all that fit offers."""

import math
import random

import pytest

from autograd_core import Value, lookup
from nn import SGD, Embedding, Linear, Module, Sequential, accuracy, clip_gradients, fit, softmax_cross_entropy
from viz import plots

NAMES = (
    "anna", "emma", "olivia", "ava", "isabella", "sophia", "mia", "amelia", "ella", "camila", "luna", "sofia", "mila",
    "aria", "layla", "nora",
)  # fmt: skip
HELD_OUT = ["nina", "lila", "emilia"]
LETTERS = "." + "".join(sorted(set("".join(NAMES))))
BEFORE = 3  # letters that the next one is told from


def cases(names):
    """The letters before each letter, and that letter, as numbers."""
    inputs, targets = [], []
    for name in names:
        before = [0] * BEFORE
        for letter in f"{name}.":
            inputs.append(before)
            targets.append(LETTERS.index(letter))
            before = [*before[1:], targets[-1]]
    return inputs, targets


def letter_model(seed):
    generator = random.Random(seed)
    return Sequential(
        Embedding(len(LETTERS), 3, generator=generator),
        Linear(3 * BEFORE, 16, generator=generator),
        "tanh",
        Linear(16, len(LETTERS), generator=generator),
    )


def trained(seed=0, **options):
    net = letter_model(seed)
    settings = {"loss": "softmax_cross_entropy", "optimizer": "adam", "learning_rate": 0.03, "epochs": 30}
    settings |= {"batch_size": 8, "generator": random.Random(1), "progress": False, "compiled": True}
    return net, fit(net, *cases(NAMES), **{**settings, **options})


def test_letters_are_learned_and_training_ends_when_held_out_names_say_so():
    net, history = trained(validation=cases(HELD_OUT), patience=4)
    chance = math.log(len(LETTERS))
    assert history.losses[-1] < 0.6 * chance
    assert min(history.validation_losses) < 0.9 * chance
    assert history.stopped
    assert len(history.losses) == history.best_epoch + 4 < 30
    found = [softmax_cross_entropy(net(x), y).data for x, y in zip(*cases(HELD_OUT), strict=True)]
    assert sum(found) / len(found) == pytest.approx(min(history.validation_losses), rel=1e-12)
    assert accuracy(net, *cases(NAMES)) > 0.3


def test_history_is_drawn_with_both_losses():
    _, history = trained(epochs=3, validation=cases(HELD_OUT))
    ax = plots.loss_curves(history)
    assert [line.get_label() for line in ax.lines] == ["training", "validation"]
    assert ax.lines[1].get_ydata().tolist() == history.validation_losses


def test_names_are_made_letter_by_letter():
    net, _ = trained(epochs=10)
    generator, before, name = random.Random(4), [0] * BEFORE, ""
    while len(name) < 20:
        scores = [score.data for score in net(before)]
        weights = [math.exp(score - max(scores)) for score in scores]
        letter = generator.choices(range(len(LETTERS)), weights)[0]
        if not letter:
            break
        name += LETTERS[letter]
        before = [*before[1:], letter]
    assert 1 < len(name) < 20


def test_a_loop_of_ones_own_takes_the_same_parts():
    net = letter_model(0)
    optimizer = SGD(net, 0.5)
    inputs, targets = cases(NAMES[:3])
    losses = []
    for step in range(20):
        optimizer.zero_grad()
        loss = sum(softmax_cross_entropy(net(x), y) for x, y in zip(inputs, targets, strict=True)) / len(inputs)
        loss.backward()
        clip_gradients(net, 1.0)
        optimizer.step()
        losses.append(loss.data)
        if step == 10:
            optimizer.learning_rate = 0.1
    assert losses[-1] < 0.7 * losses[0]


class MeanOfWords(Module):
    """A sentence of any length, as the mean of its words' rows."""

    def __init__(self, words, width):
        self.words = Embedding(words, width, generator=random.Random(0))
        self.last = Linear(width, 1, generator=random.Random(1))

    def __call__(self, sentence):
        rows = [self.words(word) for word in sentence]
        return self.last([sum(column) / len(rows) for column in zip(*rows, strict=True)])


def test_sentences_of_different_length_are_learned():
    generator = random.Random(2)
    sentences = [[generator.randrange(6) for _ in range(generator.randint(1, 7))] for _ in range(40)]
    happy = [float(sentence.count(5) > sentence.count(4)) for sentence in sentences]
    net = MeanOfWords(6, 4)
    history = fit(
        net, sentences, happy, loss="sigmoid_cross_entropy", optimizer="adam", learning_rate=0.05, epochs=30,
        batch_size=10, generator=random.Random(3), progress=False,
    )  # fmt: skip
    assert history.losses[-1] < 0.5 * history.losses[0]
    assert accuracy(net, sentences, [int(each) for each in happy], threshold=0) > 0.85


def test_table_of_ones_own_is_looked_up():
    prices = [Value(1.0, "apple"), Value(2.0, "pear"), Value(4.0, "plum")]
    paid = sum(lookup(prices, fruit) for fruit in (0, 2, 2))
    paid.backward()
    assert paid.data == 9.0
    assert [price.grad for price in prices] == [1, 0, 2]
