"""How cells of the lab are run, in CPython; the page itself is tried in tests/browser/test_lab.py."""

import gzip
import importlib
import json
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from docs.lab import runtime
from docs.lab.build import LANGUAGES, example_cells
from docs.lab.examples_of_viz import EXAMPLES, cells_of
from docs.lab.npm import HERE
from docs.lab.packing import folded, packed
from docs.lab.runtime import MOST_LINES, MOST_TEXT, Lab

ORDER = json.loads((HERE / "examples" / "order.json").read_text("utf-8"))


def entries(*sources: str, language: str = "en") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    lab = Lab(found.append, language)
    for number, source in enumerate(sources):
        lab.run(number, source)
    return found


def test_statements_run_and_the_last_expression_is_shown() -> None:
    assert entries("x = 2\nprint(x)\nx + 1") == [
        {"kind": "text", "cell": 0, "text": "2\n"},
        {"kind": "show", "cell": 0, "text": "3"},
    ]
    assert entries("x = 2", "x * x;", "None", "") == []


def test_cells_share_names_and_the_last_value_is_the_underscore() -> None:
    assert [entry["text"] for entry in entries("def f():\n    return 6\n\nf()", "_ * 7")] == ["6", "42"]


def test_pictures_and_pages_come_in_forms_of_their_own() -> None:
    start = "import viz\nfrom autograd_core import Value\nx = Value(2.0, 'x')\ny = x * x\ny.backward()\n"
    value, page = entries(start + "y", "viz.stepper(y)")
    assert "<img" in value["html"]
    assert 'sandbox="allow-scripts"' in page["html"]


def test_error_has_its_sentence_and_ones_own_lines() -> None:
    (error,) = entries("def half(x):\n    return x / 0\n\nhalf(1)")
    assert (error["name"], error["message"], error["line"]) == ("ZeroDivisionError", "division by zero", 2)
    assert error["lines"] == [[4, "half(1)"], [2, "return x / 0"]]
    (error,) = entries("def f(n):\n    return f(n) + 1\n\nf(0)")
    assert len(error["lines"]) <= MOST_LINES
    (error,) = entries("x = = 1")
    assert (error["name"], error["line"]) == ("SyntaxError", 1)
    (error,) = entries("raise ValueError")
    assert error["message"] == "ValueError"


def test_a_cell_prints_at_most_so_much() -> None:
    found = entries(f"for i in range({MOST_TEXT}):\n    print('line', i)", "print('next')")
    first = "".join(entry["text"] for entry in found if entry["cell"] == 0)
    assert MOST_TEXT < len(first) < 1.01 * MOST_TEXT
    assert first.endswith("characters: the rest is not shown")
    assert found[-1]["text"] == "next\n"


def test_nothing_of_a_cell_is_left_in_this_python() -> None:
    import builtins

    before = sys.stdout, sys.stderr, builtins.input, sys.modules["__main__"]
    entries("input()", "raise SystemExit", "1 / 0")
    assert (sys.stdout, sys.stderr, builtins.input, sys.modules["__main__"]) == before


def test_names_are_completed_without_calling_anything() -> None:
    lab = Lab(lambda entry: None)
    lab.run(
        0, "import math\napples = 2\nclass Trap:\n    @property\n    def spring(self):\n        1 / 0\ntrap = Trap()"
    )
    assert lab.complete("x = app") == ["apples"]
    assert "sqrt" in lab.complete("math.sq")
    assert lab.complete("trap.spr") == ["spring"]
    assert lab.complete("trap.spring.") == []
    assert lab.complete("nothing.") == []
    assert lab.complete("import os\nfrom math import sin, sq") == ["sqrt"]
    assert lab.complete("from nowhere import a") == []
    assert "apples" in lab.complete("from math import sin\nap")


def written(text: str, before: str = "") -> dict[str, Any]:
    """What is told of the call in which a text ends."""
    lab = Lab(lambda entry: None)
    lab.run(0, f"import math, viz, nn\nfrom autograd_core import Value, backward, log\n{before}")
    return lab.hint(text) or {}


def active(text: str, before: str = "") -> str | None:
    """The parameter that is being given."""
    hint = written(text, before)
    return None if hint["active"] is None else hint["parameters"][hint["active"]]


GIVEN = "def f(a, b=2, *rest, key=None, **more):\n    'Adds. And more.'\nclass C:\n    def m(self, p, /, q): ..."


def test_hint_has_the_signature_and_the_sentence() -> None:
    hint = written("x = 1\ny = f(", GIVEN)
    assert (hint["name"], hint["sentence"], hint["place"]) == ("f", "Adds.", [2, 5])
    assert hint["parameters"] == ["a", "b=2", "*rest", "key=None", "**more"]
    for name in ("Value", "backward", "log", "viz.draw", "viz.stepper", "nn.MLP", "nn.fit"):
        hint = written(f"{name}(")
        assert hint["sentence"].endswith("."), name
        assert hint["parameters"], name
    assert written("viz.draw(")["about"]
    assert written("C().m(", GIVEN) == {}  # it would have to be called to be known
    assert written("c.m(", f"{GIVEN}\nc = C()")["parameters"] == ["p", "/", "q"]
    assert written("f(math.sqrt(", GIVEN)["name"] == "math.sqrt"
    assert written("f(math.sqrt(4)", GIVEN)["name"] == "f"


def test_hint_tells_the_parameter_that_is_written() -> None:
    after = {"": "a", "1, ": "b=2", "[1, 2], ": "b=2", "1, 2, ": "*rest", "1, 2, 3, 4, ": "*rest"}
    after |= {"key=": "key=None", "1, key=3, ": "**more", "b=3": "b=2", "other=1": "**more", "g(1, 2), ": "b=2"}
    for given, parameter in after.items():
        assert active(f"f({given}", GIVEN) == parameter, given
    assert active("f(1, # )\n  'not ( this', ", GIVEN) == "*rest"
    assert active('f("not closed, ', GIVEN) == "a"
    assert active("c.m(1, 2, ", f"{GIVEN}\nc = C()") is None


def test_there_is_no_hint_where_nothing_is_called_or_known() -> None:
    for text in ("", "f", "f()", "def f(", "class D(", "return (", "f[", "f([", "nothing(", "x.y(", "'f('", "# f("):
        assert written(text, GIVEN) == {}, text
    trap = "class Trap:\n    @property\n    def spring(self): 1 / 0\n    def __repr__(self): 1 / 0\ntrap = Trap()"
    assert written("trap.spring(", trap) == written("trap(", trap) == {}
    assert written("h(", f"{trap}\ndef h(x=trap): ...")["parameters"] == ["x=…"]


def test_arguments_that_may_still_be_given_by_name_are_completed() -> None:
    lab = Lab(lambda entry: None)
    lab.run(0, f"{GIVEN}\nbeta = 1")
    assert lab.complete("f(")[:3] == ["a=", "b=", "key="]
    assert lab.complete("f(1, b")[:2] == ["b=", "beta"]
    assert [name for name in lab.complete("f(a=1, key=2, ") if name.endswith("=")] == ["b="]
    assert "key=" not in lab.complete("f(1, b=k")
    assert "a=" not in lab.complete("f(1, a")
    assert lab.complete("f(1).b") == []


def test_packed_bytes_stand_in_markup_and_in_a_string_of_a_script() -> None:
    for length in (*range(9), 5000):
        content = random.Random(length).randbytes(length)
        text = packed(content)
        assert not set(text) & set('\0\n\r"<\\')
        sevens = "".join(f"{ord(character) & 127:07b}" for character in text)
        compressed = bytes(int(sevens[i : i + 8], 2) for i in range(0, len(sevens) - 7, 8))
        assert gzip.decompress(compressed) == content


def test_folded_files_follow_a_line_that_names_them() -> None:
    line, _, rest = folded({"a/b.py": b"x = 1\n", "c": b"\0\xff"}).partition(b"\n")
    assert json.loads(line) == {"a/b.py": 6, "c": 2}
    assert rest == b"x = 1\n\0\xff"


def of_page(*sources: str) -> list[dict[str, Any]]:
    """Entries of cells of a page whose packages do not come."""
    found: list[dict[str, Any]] = []
    lab = Lab(found.append, packages=["unheard_of"])
    for number, source in enumerate(sources):
        while package := lab.run(number, source):
            lab.settle(package, is_here=False)
    return [{key: each for key, each in entry.items() if key != "cell"} for entry in found]


def test_a_package_is_asked_for_and_the_cell_run_again() -> None:
    found: list[dict[str, Any]] = []
    lab = Lab(found.append, packages=["heard_of"])
    assert lab.run(0, "print('once')\nimport heard_of.part") == "heard_of"
    assert found == []
    lab.settle("heard_of", is_here=True)
    assert lab.run(0, "print('once')") is None
    assert found == [{"kind": "text", "cell": 0, "text": "once\n"}]


NEEDS = {"kind": "needs", "package": "unheard_of"}


def test_what_needs_a_package_that_does_not_come_says_so_and_all_else_runs() -> None:
    importing = "import unheard_of as u\nfrom unheard_of.part import p, q\nx = 2"
    assert of_page(importing, "x + 1") == [
        {"kind": "without", "packages": "unheard_of"},
        {"kind": "show", "text": "3"},
    ]
    for use in ("u.a", "u()", "p + 1", "f'{q}'", "p == q", "if u: pass", "[p][0].a", "sorted(q)", "class C(p): pass"):
        assert of_page(importing, use)[1:] == [NEEDS], use


def test_of_a_module_that_brings_names_late_only_those_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    late = ModuleType("late")

    def bring(name: str) -> object:
        if name == "arrays":
            return importlib.import_module("unheard_of")
        raise AttributeError(name)

    late.__dict__.update(plain=3, __getattr__=bring)
    monkeypatch.setitem(sys.modules, "late", late)
    found = of_page("from late import arrays, plain", "plain", "arrays.zeros", "from late import nothing")
    assert [entry["kind"] for entry in found] == ["without", "show", "needs", "error"]


def test_what_a_cell_would_have_made_is_missed_where_it_is_used() -> None:
    cut_short = "def g(): return 1\ny = []\nz = u.a"
    late = "def f():\n    return u.a"
    found = of_page("import unheard_of as u", cut_short, "z * 2", "y", "g()", late, "f()", "w", "1 / 0")
    kinds = [entry["kind"] for entry in found]
    assert kinds == ["without", "needs", "needs", "needs", "show", "needs", "error", "error"]


def test_a_cell_chooses_the_language_of_those_that_follow() -> None:
    assert [entry["text"] for entry in entries("import viz\nviz.language('ko')", "viz.language()")] == ["'ko'"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ORDER)
def test_languages_have_the_same_cells(name: str, language: str) -> None:
    kinds = [cell["kind"] for cell in example_cells(name, language)]
    assert kinds == [cell["kind"] for cell in example_cells(name, "en")]
    assert ORDER[name][language]


@pytest.mark.parametrize("name", ORDER)
def test_every_korean_line_is_that_of_a_line_and_every_text_has_one(name: str) -> None:
    spoken = json.loads((HERE / "examples" / "korean.json").read_text("utf-8"))[name]
    assert set(spoken) <= set((HERE / "examples" / f"{name}.py").read_text("utf-8").splitlines())
    for english, korean in zip(example_cells(name, "en"), example_cells(name, "ko"), strict=True):
        assert english["kind"] == "code" or english["source"] != korean["source"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_viz_run_as_cells(name: str, language: str) -> None:
    _, code = cells_of(name, language)
    *statements, picture = code["source"].splitlines()
    assert picture.startswith("viz.draw_both(")
    assert entries("\n".join(statements)) == []
    assert "_differentiated" not in code["source"]


def test_every_sentence_has_a_twin_in_every_language() -> None:
    page: dict[str, dict[str, str]] = json.loads((HERE / "words.json").read_text("utf-8"))
    for tables in (page, runtime.SENTENCES):
        assert tuple(tables) == LANGUAGES
        assert len({tuple(table) for table in tables.values()}) == 1
    for key, sentence in page["en"].items():
        fields = [part.partition("}")[0] for part in sentence.split("{")[1:]]
        assert all("{" + field + "}" in page["ko"][key] for field in fields), key


def test_every_sentence_of_the_page_is_asked_for() -> None:
    page = json.loads((HERE / "words.json").read_text("utf-8"))["en"]
    text = "".join(path.read_text("utf-8") for path in [*Path(HERE / "page").iterdir(), HERE / "live.py"])
    assert [key for key in page if f'"{key}"' not in text] == []
