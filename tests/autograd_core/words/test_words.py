"""The table of words: how sentences are filled in, what another language can say, and which one is chosen."""

import threading
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import Value, explain
from autograd_core.operations import log, subtract
from autograd_core.words import LANGUAGES, language, section, speaking, translated, words
from autograd_core.words.english import ENGLISH
from autograd_core.words.filling import Sentence, fields_of, filled, particle

# What a second table does that English does not: particles, another order, no plural; and it translates the rows.
KOREAN: dict[str, Sentence] = {
    "explain.independent": "{output:은/는} {value:과/와} 관계가 없습니다: {name} = 0",
    "picture.around": "{node:으로/로}부터 선 {count}개까지",
    "role.distributor": "기울기 분배기",
    "row.subtract.note": "둘째 가지는 부호가 바뀜",
    "role.noted": "{role}({note})",
}
# what is read aloud at the end of a text, and the particle of a topic behind it
ENDINGS = {
    "사과": "는", "귤": "은", "값": "은", "귤과 사과": "는", "(3)": "은", "귤'": "은", "×": "는", "": "는",
    **dict(zip("0123456789", "은은는은는는은은은는", strict=True)), "10": "은", "12": "는", "2.5": "는", "10%": "는",
    **dict(zip("０１２３４５６７８９", "은은는은는는은은은는", strict=True)), "１２": "는",
    **{letter: "은" if letter in "lmnr" else "는" for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{letter: "은" if letter in "LMNR" else "는" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    "x1": "은", "x2": "는", "x₁": "은", "x₂": "는", "x²": "은", "3 +": "는", "θ": "는", "ε": "은", "#3": "은",
    "total": "은", "apple": "은", "line": "은", "time": "은", "output": "은", "out": "은", "step": "은", "XOR": "은",
    "learning": "은", "layer": "는", "price": "는", "root": "는", "loss": "는", "weight": "는", "sigmoid": "는",
}  # fmt: skip
SYLLABLES = {"가": 0, "각": 1, "간": 4, "갈": 8, "감": 16, "값": 18, "강": 21, "갛": 27, "하": 0, "힣": 27}


@pytest.fixture
def korean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A block that speaks Korean, as far as KOREAN goes."""
    monkeypatch.setitem(LANGUAGES, "ko", KOREAN)
    with speaking("ko"):
        yield


def test_fields_are_filled_in() -> None:
    assert words("quiz.wrong", answer="3", hint="look again") == "3 is not it: look again"


def test_field_is_text_whatever_stands_in_it() -> None:
    assert words("gate.saved", number="{count} {x:이/가} %s \\1") == "saved {count} {x:이/가} %s \\1"


def test_whole_numbers_are_written_in_thousands() -> None:
    assert words("picture.numbers", count=1234567) == "1,234,567 numbers"


@pytest.mark.parametrize(("count", "written"), [(0, "0 edges"), (1, "1 edge"), (2, "2 edges"), (1000, "1,000 edges")])
def test_count_chooses_the_form(count: int, written: str) -> None:
    assert words("picture.around", count=count, node="x") == f"at most {written} from x"


def test_sentence_that_nobody_wrote_and_field_that_nobody_gave_are_errors() -> None:
    with pytest.raises(KeyError, match=r"quiz\.wrnog"):
        words("quiz.wrnog")
    with pytest.raises(KeyError, match="hint"):
        words("quiz.wrong", answer="3")


@pytest.mark.parametrize(("text", "topic"), ENDINGS.items())
def test_particle_follows_the_last_thing_that_is_read_aloud(text: str, topic: str) -> None:
    assert particle(text, "은", "는") == topic


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *[("귤", "로"), ("서울", "로"), ("값", "으로"), ("사과", "로"), ("1", "로"), ("3", "으로"), ("8", "로")],
        *[("l", "로"), ("r", "로"), ("m", "으로"), ("total", "로"), ("out", "으로"), ("x²", "으로"), ("x₇", "로")],
    ],
)
def test_particle_of_direction_counts_l_among_the_vowels(text: str, written: str) -> None:
    assert particle(text, "으로", "로") == written


@pytest.mark.parametrize(("syllable", "final"), SYLLABLES.items())
@pytest.mark.parametrize(("after_consonant", "after_vowel"), [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와")])
def test_particle_follows_the_final_of_a_syllable(
    syllable: str, final: int, after_consonant: str, after_vowel: str
) -> None:
    assert particle(syllable, after_consonant, after_vowel) == (after_consonant if final else after_vowel)


def test_particle_reads_a_syllable_that_comes_in_letters() -> None:
    assert particle(unicodedata.normalize("NFD", "귤"), "을", "를") == "을"


def test_particle_stands_behind_a_quoted_field_too() -> None:
    assert filled("“{text}”{:은/는} 수가 아닙니다", {"text": "귤"}) == "“귤”은 수가 아닙니다"
    assert fields_of("“{text}”{:은/는}") == {"text"}


@given(st.text())
def test_any_text_takes_one_of_the_two_particles(text: str) -> None:
    assert filled("{text:이/가}", {"text": text}) in (f"{text}이", f"{text}가")


@pytest.mark.usefixtures("korean")
def test_another_language_needs_a_table_alone() -> None:
    orange, apple = Value(1.0, "귤"), Value(2.0, "사과")
    assert str(explain(apple, orange)) == "사과는 귤과 관계가 없습니다: 귤.grad = 0"
    assert words("picture.around", count=1, node="귤") == "귤로부터 선 1개까지"


@pytest.mark.usefixtures("korean")
def test_what_a_row_says_of_itself_is_translated_by_its_name() -> None:
    assert subtract.role_and_note == "기울기 분배기(둘째 가지는 부호가 바뀜)"
    assert translated("row.log.needs", log.needs) == "a positive input"  # not in this table


def test_row_from_outside_keeps_its_own_words() -> None:
    assert subtract.role_and_note == "gradient distributor, its second branch negated"


def test_section_is_what_a_page_is_given() -> None:
    given = section("stepper")
    assert given["stepper.button.play"] == "Play"
    assert all(ENGLISH[key] == sentence for key, sentence in given.items())
    assert {key.partition(".")[0] for key in given} == {"stepper"}


@pytest.mark.usefixtures("korean")
def test_language_belongs_to_the_block_and_its_thread() -> None:
    spoken: list[str] = []
    other = threading.Thread(target=lambda: spoken.append(language.get()))
    other.start()
    other.join()
    with speaking("en"):
        spoken.append(language.get())
    assert [*spoken, language.get()] == ["en", "en", "ko"]


def test_fields_of_a_sentence_are_known() -> None:
    assert fields_of("{a} of {b:이/가} {a}") == {"a", "b"}
    assert fields_of({"one": "a node", "other": "{nodes} nodes"}) == {"nodes", "count"}
