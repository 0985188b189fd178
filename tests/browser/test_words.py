"""The page fills its sentences in as Python does, and shows no word that is not from the table."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core.words import LANGUAGES, korean, speaking
from autograd_core.words.english import ENGLISH
from autograd_core.words.filling import Sentence, fields_of, filled
from tests.browser.browser import Browser
from tests.browser.kernels import Kernels
from tests.languages import english_in, strange_table
from tests.test_words import KNOWN, gates
from viz import stepper

SPECIAL = ["귤", "사과", "값", "{count}", "$&", "x)", "10"]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(SPECIAL)
NUMBERS = st.integers(0, 2_000_000)
KOREAN: list[Sentence] = [
    "{a:이/가} {b:으로/로} 갑니다",
    {"one": "{a:은/는} 하나", "other": "{a:은/는} {count:을/를} 더합니다"},
    "{a}{a:과/와}",
    "“{a}”{:이/가} 아닙니다",
    *korean.KOREAN.values(),
]
SHOWN = """
[...document.querySelectorAll("body *")].flatMap((element) => [
  ...[...element.childNodes].map((x) => x.nodeType === 3 && !element.matches("script, style") ? x.data : ""),
  ...["aria-label", "title", "aria-valuetext", "placeholder"].map((name) => element.getAttribute(name) ?? ""),
]).join(" ")
"""


@given(st.data())
def test_every_sentence_is_the_same_on_the_page(page_kernels: Kernels, data: st.DataObject) -> None:
    for sentence in [*ENGLISH.values(), *KOREAN]:
        fields = {name: data.draw(NUMBERS if name == "count" else TEXTS | NUMBERS) for name in fields_of(sentence)}
        assert page_kernels.filled(sentence, fields) == filled(sentence, fields)


def test_page_shows_no_word_of_its_own(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "strange", strange_table())
    with speaking("strange"):
        stepper(gates()).save(tmp_path / "page.html")
    chromium.open(tmp_path / "page.html")
    last = int(chromium.text("#count").partition("/")[2])
    chromium.press("Home")
    for _ in range(last + 1):
        assert english_in(chromium.evaluate(SHOWN), KNOWN) == set()
        chromium.press("ArrowRight")
    chromium.fill("#number0", "0")  # log(0): the sentence of a fault
    assert re.search("가", chromium.text("#fault"))
    assert english_in(chromium.evaluate(SHOWN), KNOWN) == set()
