"""Every text that people read comes from the table of words, and every sentence of the table is read somewhere."""

import re
from collections.abc import Callable
from functools import cache
from html import unescape

import pytest

from autograd_core import (
    TABLE,
    Value,
    backward_steps,
    check_gradients,
    compile_graph,
    dot,
    explain,
    log,
    maximum,
    relu,
    sigmoid,
    topological_order,
)
from autograd_core import paths as ways
from autograd_core.words import LANGUAGES, speaking
from autograd_core.words.english import ENGLISH
from autograd_core.words.filling import fields_of
from autograd_core.words.korean import KOREAN
from nn.history import History
from tests.languages import english_in, strange_table
from tests.sources import PAGES, PROSE, PYTHON, ROOT, Call, calls, named, page_calls, page_prose, strings
from viz import draw, draw_backward, draw_both, quiz, stepper, why, worksheet
from viz.examples import EXAMPLES

SOURCES = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in [*PYTHON, *PAGES]}
TABLES = [path for path in SOURCES if path.startswith("autograd_core/words/")]
SECTIONS = {key.partition(".")[0] for key in ENGLISH}

# Files whose English stays, and which of it: a reason each.
ENGLISH_STAYS = {
    "viz/__main__.py": ("the command line speaks English", ".*"),
    "viz/formats/render.py": ("parts of errors", ".*"),
    "viz/large_graphs/selection.py": ("parts of errors", "(take|draw|leave) .*"),
    "viz/motion/animation.py": ("an error", "an animation has at most .*"),
    "viz/plots/boundaries.py": ("names of arguments in errors", "the scores|what the function returns"),
    "viz/plots/curves.py": ("names of arguments in errors", r"the function at \(.*"),
    "viz/plots/distributions.py": ("names of arguments in errors", "the numbers of {}"),
    "viz/plots/kinks.py": ("names of arguments in errors", "the (function|derivative) at {}|what the function returns"),
    "viz/plots/spaces.py": ("names of arguments in errors", "what the transform returns"),
    "viz/formats/tikz.py": ("TeX, and comments in it", ".*"),
    "viz/formats/latex.py": ("names of Greek letters", "alpha beta .*"),
    "viz/mathematics.py": ("commands and environments of TeX", ".*"),
    "viz/stepper_page/host.js": ("no words: a media query", r"\(prefers-.*"),
    "viz/stepper_page/controls.js": ("no words: a symbol", r".*\$\{node.symbol\} "),
    "viz/stepper_page/frames.js": ("no words: a branch in parentheses", r" \(\$\{branch\}\)"),
    "viz/stepper_page/page.js": ("no words: a selector, numbers, a formula", r"input, select|.*\$\{(k|LAST|formula)\}"),
    "viz/stepper_page/picture.js": ("no words: a media query, a class", r"\(prefers-.*|tall gate"),
    "viz/exercises/page/sheet.js": ("no words: a class", "tall gate"),
    "viz/stepper_page/page.html": ("names of keys", "Space|Home|End"),
    "viz/explore_page/page.html": ("names of keys", "Tab|Enter|Esc"),
    "viz/playground_page/page.html": ("names of keys", "Shift|Enter|Delete"),
    "viz/playground_page/python.js": ("lines of Python", ".*"),
    "viz/playground_page/page.js": ("no words: a selector", "input, select, .*"),
    "viz/playground_page/state.js": ("no words: media queries", r"\(prefers-.*"),
    "viz/playground_page/way_picture.js": ("no words: a class", "tall gate"),
    "viz/playground_page/why.js": ("no words: numbers", r".*\$\{(number|asOperand)\(.*"),
}
# What is no prose wherever it stands: markup, styles, classes, places and fonts.
NO_PROSE = re.compile(
    r"(?s)({})?<.*|@media.*|\.\{\}.*\{.*|:root.*|\"use strict\".*|tall gate|light dark|offset points|upper left"
    r"|.*(Noto|Gothic).*"
)


def is_explaining(path: str) -> bool:
    """Whether a file's texts are for people who read pictures, pages, verdicts and explanations."""
    return path.startswith("viz/") or path in (
        "autograd_core/documentation.py",
        "autograd_core/explain.py", "autograd_core/paths.py", "autograd_core/checking.py", "nn/training.py",
        "autograd_core/operation_checks.py",
    )  # fmt: skip


@cache
def keys_in(path: str) -> set[str]:
    """All that is written like a key in a file."""
    source = SOURCES[path]
    said = {key for call in calls(source) for key in call.keys} if path.endswith(".py") else set()  # by errors too
    written = set(strings(source)) | said if path.endswith(".py") else named(source)
    keys = {key for key in written if re.fullmatch(r"[a-z]+(\.[a-z_]+)+", key) and key.partition(".")[0] in SECTIONS}
    return {key for key in keys if not key.endswith((".js", ".py", ".css", ".html"))}


def calls_in(path: str) -> list[Call]:
    source = SOURCES[path]
    return list(calls(source) if path.endswith(".py") else page_calls(source))


def wrong_calls(found: list[Call], keys: set[str]) -> list[str]:
    """What is wrong with the calls of a file that has these keys, a sentence each."""
    wrong = []
    direct = {key for call in found for key in call.keys}
    for call in found:
        for key in call.keys:
            needed = fields_of(ENGLISH[key])
            if not needed <= call.fields or (len(call.keys) == 1 and call.fields - needed):
                wrong.append(f"{key} has the fields {sorted(needed)}, given are {sorted(call.fields)}")
    by_name = [call.fields for call in found if not call.keys]
    return wrong + [
        f"{key} has the fields {sorted(fields_of(ENGLISH[key]))}, and no call gives them"
        for key in sorted(keys - direct)
        if by_name and not any(fields_of(ENGLISH[key]) <= fields for fields in by_name)
    ]


every_speaking_file = pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path not in TABLES and re.search(rf"\b({'|'.join(SECTIONS)})\.", SOURCES[path])],
)


@every_speaking_file
def test_every_key_that_is_used_is_in_the_table(path: str) -> None:
    assert keys_in(path) <= set(ENGLISH)


def test_every_sentence_of_the_table_is_used() -> None:
    used = {key for path in SOURCES if path not in TABLES for key in keys_in(path)}
    assert set(ENGLISH) - used == set()


KEYS_OF_PAGES = {
    "stepper_page": ("stepper.",),
    "explore_page": ("explore.",),
    "page": ("exercise.", "worksheet.", "quiz.", "gym."),
    "playground_page": ("playground.",),
}


def test_page_has_no_key_but_those_that_it_is_given() -> None:
    for path in PAGES:
        keys = keys_in(path.relative_to(ROOT).as_posix())
        assert {key for key in keys if not key.startswith(KEYS_OF_PAGES[path.parent.name])} == set(), path


@every_speaking_file
def test_every_sentence_is_given_its_fields_and_no_others(path: str) -> None:
    assert wrong_calls(calls_in(path), keys_in(path)) == []


@pytest.mark.parametrize(
    ("source", "reader"),
    [
        ('words("gate.saved")', calls),
        ('words("gate.saved", numbr="3")', calls),
        ('words("gate.saved", number="3", count=2)', calls),
        ('words("gate.saved" if a else "gate.towards", number="3")', calls),
        ('said("stepper.gate", { symbol, name: f({ node: 1 }) })', page_calls),
        ('words("stepper.gate")', page_calls),
    ],
)
def test_check_catches_a_field_that_is_missing_or_too_many(source: str, reader: Callable[[str], list[Call]]) -> None:
    assert wrong_calls(list(reader(source)), set()) != []


@pytest.mark.parametrize("key", ENGLISH)
def test_sentence_can_be_filled_and_translated(key: str) -> None:
    sentence = ENGLISH[key]
    for template in [sentence] if isinstance(sentence, str) else sentence.values():
        assert template == template.strip() != ""
        assert not re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", template)), "a brace that is no field"


@pytest.mark.parametrize("key", ENGLISH)
def test_sentence_has_a_korean_twin_with_its_fields(key: str) -> None:
    assert key in KOREAN, "a new sentence comes with its twin in autograd_core/words/korean.py"
    forms = {"count"} if not isinstance(ENGLISH[key], str) else set()  # may choose a form, and be said nowhere
    assert fields_of(KOREAN[key]) - forms == fields_of(ENGLISH[key]) - forms


@pytest.mark.parametrize("path", [path for path in SOURCES if is_explaining(path)])
def test_no_prose_stands_outside_the_table(path: str) -> None:
    source = SOURCES[path]
    if path.endswith(".py"):
        found = [text for text in strings(source) if PROSE.search(text) and not NO_PROSE.fullmatch(text)]
    else:
        found = page_prose(source)
    stays = re.compile(ENGLISH_STAYS.get(path, ("", ""))[1], re.DOTALL)
    left = [text for text in found if not stays.fullmatch(text)]
    assert left == [], "a sentence for people belongs into autograd_core/words/english.py"


def test_every_exception_is_needed() -> None:
    assert {path for path in ENGLISH_STAYS if not is_explaining(path) or path not in SOURCES} == set()


@pytest.mark.parametrize(
    ("source", "reader"),
    [
        ('def f():\n    """A docstring of words."""\n    return "the sign is turned round"', strings),
        ('x = f"{n} is wrong"', strings),
        ('const x = plain("not computed yet");', page_prose),
        ("const x = `gate of ${name} opens`;", page_prose),
        ('<html><button title="Step back">x</button></html>', page_prose),
        ("<html><p>Inputs</p></html>", page_prose),
    ],
)
def test_check_catches_prose(source: str, reader: Callable[[str], list[str]]) -> None:
    assert [text for text in reader(source) if PROSE.search(text) or reader is page_prose] != []


# In a language without an English word, whatever people read has none: but what operations are called in formulas, and
# what Python is told: check(a=...), .grad, True.
KNOWN = {"slope", "grad", "inf", "nan", "NaN", "True", "False", "History", "Space", "Home", "End"}
KNOWN |= {word for row in TABLE.values() for word in re.findall("[A-Za-z]+", f"{row.name} {row.symbol} {row.text}")}
IN_RULES = {"out"}  # what Python's formulas call the output


@pytest.fixture(autouse=True)
def _strange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "strange", strange_table())


def gates() -> Value:
    """A graph with a gate of every role, an input used twice and inputs without a name."""
    x, y = Value(2.0, "x"), Value(-3.0, "y")
    weighted = dot([x, y, Value(0.5)], [y, x, Value(1.5)], Value(1.0))
    z = maximum(x, y) * relu(y) + sigmoid(-x) / (x - y) + abs(weighted) + log(x * x) + x**2 + sum([y, x, y])
    z.backward()
    return z


def large() -> Value:
    """A graph that is folded."""
    total = Value(0.0)
    for i in range(80):
        unit = (Value(0.1 * i) * Value(i + 1.0) + 1).tanh()
        unit.__dict__["group"] = f"L/{i}"
        total = total + unit
    total.backward()
    return total


GRAPHS = {"gates": gates, "large": large, "oranges": EXAMPLES["apples-and-oranges"], "max": EXAMPLES["max-gate"]}


def labels_in(output: Value) -> set[str]:
    return {word for node in topological_order(output) for word in re.findall("[A-Za-z]+", node.label)}


def texts_of(markup: str) -> str:
    """What stands between the tags."""
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(style|script).*?</\1>", "", markup)))


@pytest.mark.parametrize("build", GRAPHS.values(), ids=GRAPHS)
def test_picture_speaks_the_chosen_language(build: Callable[[], Value]) -> None:
    with speaking("strange"):
        output = build()
        pictures = [draw(output), draw_backward(output), draw_both(output), draw(output, local_gradients=True)]
        first = next(node for node in topological_order(output) if not node.is_constant)
        pictures += [draw(output, weight="gradient"), draw(output, weight="value")]
        pictures += [why(output, first), why(output, first, formulas=True)]
        pictures += [draw(output, around=first), draw(output, between=(first, output))]
        first.data = first.data + 1
        pictures += [draw(output)]
    # written in a language, a picture stays in it
    for picture in pictures:
        for text in (texts_of(picture.svg), picture.title, str(picture), repr(picture)):
            assert english_in(text, KNOWN | labels_in(output)) == set()
        assert '<html lang="strange">' in picture.page


def test_program_speaks_the_chosen_language() -> None:
    with speaking("strange"):
        x, w = [Value(float(i + 1)) for i in range(3)], [Value(0.5 * i) for i in range(7)]
        hidden = [dot(w[:3], x, w[6]).tanh(), dot(w[3:6], x, w[6]).tanh()]
        program = compile_graph(maximum(*hidden) - sum(hidden) * 0.5, x, w)
        picture = draw(program)
    for text in (picture.title, str(picture), texts_of(picture.svg)):
        assert english_in(text, KNOWN) == set()


def test_exercises_speak_the_chosen_language() -> None:
    with speaking("strange"):
        sheet, questions = worksheet(gates()), quiz(a=3, b=[1, 2.5], c="x", d=True)
        said = [repr(sheet), str(sheet.picture), repr(questions)]
        said += [str(sheet.check(**dict.fromkeys(sheet.key, wrong))) for wrong in (0, 7, -1, ...)]
        said += [str(sheet.check(**{letter: -number for letter, number in sheet.key.items()}))]
        said += [str(sheet.check(**sheet.key)), str(worksheet(gates(), "values").check(a=99))]
        said += [str(questions.check(a=answer, b=[answer, ...], c=answer, d=answer)) for answer in ("x", 3, True, ...)]
        said += [str(questions.check(b=[1, [2]], a=[1, 2], c=[["x"], 1]))]
    for text in said:
        assert english_in(text, KNOWN | IN_RULES | set(sheet.key)) == set()


def test_explanations_speak_the_chosen_language() -> None:
    with speaking("strange"):
        output = gates()
        nodes = [*topological_order(output), Value(1.0, "u")]
        said = [text for node in nodes for text in (str(explain(output, node)), str(ways(output, node)))]
        said += [repr(step) for step in backward_steps(output)]
        said += [str(check_gradients(f, at)) for f, at in ((relu, 0.0), (abs, 1.0), (lambda x: x * 1e-30 + 1, 1.0))]
        said += [str(check_gradients(lambda x: x * x, 3.0, gradient=5.0)), repr(History([2.0, 1.0], True, True))]
        said += [repr(History([1.0]))]
    for text in said:
        assert english_in(text, KNOWN | IN_RULES) == set()


def test_page_is_written_in_the_chosen_language() -> None:
    with speaking("strange"):
        page = stepper(gates())
        forms, shown_at_prompt = page._repr_mimebundle_(), repr(page)
    assert '<html lang="strange">' in page.html
    labels = re.findall(r"(?:aria-label|title)=\"([^\"]*)\"", page.html)
    assert english_in(" ".join([texts_of(page.html), *labels]), KNOWN) == set()
    assert english_in(shown_at_prompt, KNOWN) == set()
    assert re.findall(r'iframe [^>]*title="([^"]*)"', forms["text/html"]) == [strange_table()["stepper.frame"]]
